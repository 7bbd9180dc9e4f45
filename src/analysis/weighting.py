"""How coded units were drawn: how many units of the corpus each stands for, and by whose spread it is measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Stratum = tuple[str, str]


@dataclass(frozen=True)
class Design:
    """How coded units were drawn; in each array one place a unit.

    Attributes
    ----------
    article
        Number of the unit's article, 0 to `articles` - 1.
    articles
        How many articles the corpus holds.
    weight
        How many units of the corpus the unit stands for.
    stratum
        Number of the stratum, from 0, whose spread the unit is measured by.
    open
        Share 0-1 of that stratum that was not coded: where all was coded, nothing is left to chance.
    """

    article: Integers
    articles: int
    weight: Floats
    stratum: Integers
    open: Floats


def design(sample: pd.DataFrame, coded: Sequence[str], articles: Sequence[str]) -> Design:
    """The design of the coded units.

    A unit weighs as many units as its stratum holds, through those coded: where fewer were coded than drawn, the rest is taken to
    be left out by chance. A stratum of which nothing was coded lends its size to its neighbour, the one before it (else behind it)
    in order of names within its frame, as if the two were alike. A stratum with one coded unit that stands for others is measured
    by its spread together with its neighbour (collapsed strata: Cochran 1977, Sampling Techniques, section 5A.12).

    Parameters
    ----------
    sample
        The units drawn, in any order: unit_id, frame, article_id, stratum, stratum_size.
    coded
        Ids of those that were coded, all of the sample.
    articles
        Ids of all articles of the corpus, in the order of their numbers.

    Returns
    -------
    Design
        One place a coded unit, in the order of `coded`.

    Raises
    ------
    ValueError
        Where the article of a coded unit is not in the corpus, or a stratum has more coded units than it holds.
    """
    rows = sample.set_index("unit_id")
    own = rows.loc[list(coded)]
    number = {article: place for place, article in enumerate(articles)}
    unknown = sorted({*own["article_id"]} - {*number})
    if unknown:
        raise ValueError(f"units of articles that the corpus does not hold: {', '.join(unknown[:3])}; draw the sample anew")
    strata = list(zip(own["frame"], own["stratum"], strict=True))
    weight, group, left = _strata(_sizes(rows), pd.Series(strata, dtype=object).value_counts().to_dict())
    return Design(
        np.array([number[article] for article in own["article_id"]], dtype=np.int64),
        len(number),
        np.array([weight[stratum] for stratum in strata], dtype=np.float64),
        np.array([group[stratum] for stratum in strata], dtype=np.int64),
        np.array([left[group[stratum]] for stratum in strata], dtype=np.float64),
    )


def uncoded(sample: pd.DataFrame, coded: Sequence[str]) -> pd.DataFrame:
    """The strata of which no unit was coded: frame, stratum, stratum_size, in order. Estimates take them to be like their neighbours."""
    sizes = _sizes(sample)
    seen = {*zip(*(sample[sample["unit_id"].isin(list(coded))][name] for name in ("frame", "stratum")), strict=True)}
    return pd.DataFrame([(*key, size) for key, size in sizes.items() if key not in seen], columns=["frame", "stratum", "stratum_size"])


def _sizes(rows: pd.DataFrame) -> dict[Stratum, int]:
    """The size of each stratum, in order of frame and name."""
    first = rows.drop_duplicates(["frame", "stratum"]).sort_values(["frame", "stratum"])
    return {(row.frame, row.stratum): int(row.stratum_size) for row in first.itertuples()}


def _strata(sizes: dict[Stratum, int], counts: dict[Stratum, int]) -> tuple[dict[Stratum, float], dict[Stratum, int], list[float]]:
    """The weight of a unit of each stratum, the number of the group that it is measured in, and the share of each group left uncoded."""
    weight, group, left = dict[Stratum, float](), dict[Stratum, int](), list[float]()
    for frame in sorted({frame for frame, _ in sizes}):
        names = [name for name in sizes if name[0] == frame]
        filled = [name for name in names if counts.get(name)]
        whole = {name: sizes[name] for name in filled}
        for place, name in enumerate(names):
            if filled and not counts.get(name):
                before = [other for other in names[:place] if other in whole]
                whole[before[-1] if before else filled[0]] += sizes[name]
        for name in filled:
            if counts[name] > whole[name]:
                raise ValueError(f"stratum {name[1]!r} has {counts[name]} coded units, but its stratum_size is {whole[name]}")
            weight[name] = whole[name] / counts[name]
        for together in _collapsed([(name, counts[name] == 1 < whole[name]) for name in filled]):
            group |= dict.fromkeys(together, len(left))
            left.append(1 - sum(counts[name] for name in together) / sum(whole[name] for name in together))
    return weight, group, left


def _collapsed(strata: Sequence[tuple[Stratum, bool]]) -> list[list[Stratum]]:
    """Strata in order, each that is alone together with the one before it; the first with the one behind it."""
    groups: list[list[Stratum]] = []
    pending = False
    for name, alone in strata:
        if groups and (alone or pending):
            groups[-1].append(name)
            pending = pending and alone
        else:
            groups.append([name])
            pending = alone
    return groups
