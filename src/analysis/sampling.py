"""A stratified sample of units to be coded by hand: strata, how many are drawn of each, the draw, and what each drawn unit weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis import tables
from analysis.answers import SENTENCE, STATEMENT

BY = ("outlet", "type", "topic", "confidence")
"""What strata may be made of, in the order in which units are parted by default."""
FIRST = ("holds",)
"""What units are parted by before all else, where they have it."""
N, SHARE, SEED = 200, 1 / 3, 0
COLUMNS = (
    "unit_id", "frame", "article_id", "text_sha256", "start", "end", "statement_id", "stratum", "stratum_size", "drawn",
)  # fmt: skip
FRAMES = (STATEMENT, SENTENCE)
FEWEST = 4
"""A stratum is kept apart where this many units of it are drawn on average: fewer would say little of it, and nothing of their spread."""
OTHER, WHOLE = "other", "all"


def draw(
    frames: Mapping[str, pd.DataFrame],
    sha256: Mapping[str, str],
    *,
    n: int = N,
    sentences: float = SHARE,
    by: Sequence[str] = BY,
    seed: int = SEED,
) -> pd.DataFrame:
    """Draw a sample from both frames, without replacement and in proportion to the strata.

    Each unit of a stratum is as likely to be drawn as any other (Cochran 1977, chapter 5), and of every stratum at least one is, so that
    the drawn units stand for all: what one stands for is `stratum_size / drawn`, and these weights sum to the units of the frame.
    Units are drawn by a `numpy.random.Generator`: same units and seed, same sample.

    Parameters
    ----------
    frames
        The units of each frame (see `sampling_units`), under "statement" and "sentence".
    sha256
        SHA-256 of the text of each article, by its id.
    n
        Units to draw in all; where there are fewer, all are taken.
    sentences
        Share of the sample (0-1) that is drawn from the frame "sentence"; where a frame has too few units, the other one makes up for it.
    by
        What strata are made of, of `BY`, in the order in which the units are parted. Sentences are parted by whether they hold a
        statement, where such are drawn, and by outlet alone.
    seed
        A whole number from 0 on.

    Returns
    -------
    DataFrame
        One row a drawn unit, with `COLUMNS`, sorted by article and place.

    Raises
    ------
    ValueError
        Where n, share or seed are out of their range, or `by` names something else.
    """
    check(n, sentences, by, seed)
    wanted = _shares(n, sentences, {name: len(frames[name]) for name in FRAMES})
    parts = [
        _drawn(frames[name].assign(frame=name), wanted[name], (*FIRST, *by), np.random.default_rng([seed, number]))
        for number, name in enumerate(FRAMES)
        if wanted[name]
    ]
    if not parts:
        return pd.DataFrame(columns=list(COLUMNS))
    sample = pd.concat([part.astype({"article_id": "str", "statement_id": "str"}) for part in parts], ignore_index=True)
    sample["text_sha256"] = sample["article_id"].map(dict(sha256))
    sample["unit_id"] = [unit_id(*row) for row in sample[["frame", "article_id", "start", "end", "statement_id"]].itertuples(index=False)]
    order = ["article_id", "start", "end", "frame", "statement_id"]
    return sample.sort_values(order, kind="stable")[list(COLUMNS)].reset_index(drop=True)


def unit_id(frame: str, article_id: str, start: int, end: int, statement_id: str) -> str:
    """The id of a unit, which tells nothing of its frame.

    >>> unit_id("sentence", "harbour", 3, 9, "")
    'unit-f89eea92ac9d'
    """
    return tables.row_id("unit", article_id, int(start), int(end), frame, statement_id)


def strata(units: pd.DataFrame, n: int, by: Sequence[str] = BY) -> list[str]:
    """The stratum of each unit, when `n` of them are to be drawn.

    Units are parted by one variable after the other, as far as the numbers bear it: a value of which fewer than `FEWEST` units would be
    drawn is joined with others of its kind into "other", and where even these are too few, with the smallest that is not.
    Where nothing is parted the stratum is called "all".

    >>> units = pd.DataFrame({"outlet": ["Gull"] * 50 + ["Tern"] * 47 + ["Auk", "Crow", "Rook"], "type": "direct"})
    >>> sorted(set(strata(units, 20))), sorted(set(strata(units, 4)))
    (['outlet: Gull', 'outlet: other'], ['all'])
    """
    fewest = FEWEST * len(units) / n
    parts: list[tuple[tuple[str, ...], np.ndarray]] = [((), np.arange(len(units)))]
    for variable in (name for name in by if name in units):
        values = units[variable].to_numpy(dtype=object)
        parts = [
            ((*names, f"{variable}: {value}") if value else names, rows[found])
            for names, rows in parts
            for value, found in _parted(values[rows], fewest)
        ]
    labels = np.full(len(units), WHOLE, dtype=object)
    for names, rows in parts:
        labels[rows] = "; ".join(names) or WHOLE
    return [str(label) for label in labels]


def _parted(values: np.ndarray, fewest: float) -> list[tuple[str, np.ndarray]]:
    """The values that stand often enough, each with where it stands, then the rest; all under an empty name where that is one part."""
    sizes = {str(value): int((values == value).sum()) for value in sorted(set(values))}
    kept = [value for value, size in sizes.items() if size >= fewest]
    rest = sum(size for value, size in sizes.items() if value not in kept)
    if kept and 0 < rest < fewest:
        kept.remove(min(kept, key=lambda value: (sizes[value], value)))
    found = [(value, np.flatnonzero(values == value)) for value in kept]
    others = np.flatnonzero(~np.isin(values.astype(str), kept))
    if len(others):
        found.append((OTHER, others))
    return found if len(found) > 1 else [("", np.arange(len(values)))]


def allotted(sizes: Mapping[str, int], n: int) -> dict[str, int]:
    """How many units to draw of each stratum: in proportion, at least one, `n` in all (largest remainders, first by name).

    >>> allotted({"a": 50, "b": 30, "c": 20}, 11)
    {'a': 6, 'b': 3, 'c': 2}
    """
    total = sum(sizes.values())
    exact = {name: size * n / total for name, size in sizes.items()}
    counts = {name: max(1, int(share)) for name, share in exact.items()}
    falling = sorted(exact, key=lambda name: (int(exact[name]) - exact[name], name))
    for name in falling[: n - sum(counts.values())] if n > sum(counts.values()) else ():
        counts[name] += 1
    return counts


def _drawn(units: pd.DataFrame, n: int, by: Sequence[str], generator: np.random.Generator) -> pd.DataFrame:
    labels = np.array(strata(units, n, by), dtype=object)
    members = {str(label): np.flatnonzero(labels == label) for label in sorted(set(labels))}
    counts = allotted({label: len(rows) for label, rows in members.items()}, n)
    parts = []
    for label, rows in members.items():
        chosen = rows[np.sort(generator.choice(len(rows), size=counts[label], replace=False))]
        parts.append(units.iloc[chosen].assign(stratum=label, stratum_size=len(rows), drawn=counts[label]))
    return pd.concat(parts)


def _shares(n: int, sentences: float, sizes: Mapping[str, int]) -> dict[str, int]:
    """How many units to draw from each frame."""
    first = min(round(n * sentences), sizes[SENTENCE])
    statements = min(n - first, sizes[STATEMENT])
    return {STATEMENT: statements, SENTENCE: min(n - statements, sizes[SENTENCE]) if sentences else 0}


def check(n: int, sentences: float, by: Sequence[str], seed: int) -> None:
    """Refuse what `draw` does not take.

    Raises
    ------
    ValueError
        It says what is allowed.
    """
    if n < 1:
        raise ValueError(f"the sample must hold at least 1 unit, not {n}")
    if not 0 <= sentences <= 1:
        raise ValueError(f"the share of sentences must lie between 0 and 1, not {sentences}")
    if seed < 0:
        raise ValueError(f"the seed must be a whole number from 0 on, not {seed}")
    if odd := [name for name in by if name not in BY]:
        raise ValueError(f"strata cannot be made by {', '.join(odd)}; allowed: {', '.join(BY)}")
