"""How well coders agree with one another and with the program: Krippendorff's alpha with intervals, and tables of who said what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from analysis import coded_units
from analysis.alpha import Alpha, alpha, nominal, passonneau
from analysis.answers import NO, YES
from analysis.coded_units import asked, weights
from analysis.intervals import Intervals

PROGRAM, EVERYBODY = "program", "all coders"
VARIABLES = ("is_statement", "type", "speaker", "topic", "topics", "agreement", "date")
"""What is compared. `topic`: whether a unit is on a topic, each unit and topic apart. `topics`: all topics of a unit as one answer."""
RELIABILITY = ("variable", "coders", "alpha", "low", "high", "same", "units", "codings", "n_coders", "articles", "reason")
CONFUSION = ("variable", "key", "row", "column", "n", "weighted", "share")
NONE, NOT_GIVEN = "none", "not given"

Span = tuple[int, int]


def reliability(codes: pd.DataFrame, sample: pd.DataFrame, machine: pd.DataFrame | None = None) -> pd.DataFrame:
    """Krippendorff's alpha of each variable: all coders together (where they are not two), each two, each beside the program.

    Alpha is 1 minus observed through expected disagreement: 1 is perfect, 0 is what chance would give (Krippendorff 2018, Content
    Analysis, chapter 12). Differences are nominal: answers are the same or not. A speaker is the whole set of actors. `topic` asks
    of each unit and each topic that one of them coded whether it is there, all pooled; `topics` compares the sets by the distance
    MASI, so that one topic beside the same and a second is a third of an agreement (Passonneau, LREC 2006). `agreement` is compared
    where both coded the topic. Units that somebody did not code are missing for that coder alone; what a statement says is asked of those
    who called it one, so these variables are compared where two did.

    Parameters
    ----------
    codes
        Long table of answers: unit_id, coder, variable, key, value, in any order. No coder may be called "program" or "all coders".
    sample
        The article of each unit: unit_id, article_id.
    machine
        The same of the program, without the column coder; None to leave it out.

    Returns
    -------
    DataFrame
        One row a variable and group of coders, in the order of `VARIABLES`, everybody first: alpha; low and high end of its 95 %
        interval, from articles drawn with replacement; how many of a hundred pairs of answers to a unit are the same, on average over
        units; the units that two or more coded; their answers; how many coders answered; their articles; and why alpha or its interval
        is missing. With the program there is a row for each coder.

    Raises
    ------
    ValueError
        Where a coder bears a name that is taken, or answered units that the sample does not hold.
    """
    names = sorted({*codes["coder"]})
    if {*names} & {PROGRAM, EVERYBODY}:
        raise ValueError(f"no coder may be called {PROGRAM!r} or {EVERYBODY!r}: rename the sheet")
    everybody = codes if machine is None else pd.concat([codes, machine.assign(coder=PROGRAM)], ignore_index=True)
    coded_units.check(codes, sample)
    article = dict(zip(sample["unit_id"], sample["article_id"], strict=True))
    groups: list[tuple[str, list[str]]] = [(EVERYBODY, names)] * (len(names) != 2)
    groups += [(", ".join(pair), list(pair)) for pair in combinations(names, 2)]
    groups += [(f"{name}, {PROGRAM}", [name, PROGRAM]) for name in names if machine is not None]
    rows = []
    for variable in VARIABLES:
        for label, who in groups:
            given = answers(everybody[everybody["coder"].isin(who)], variable)
            rows.append({"variable": variable, "coders": label, **_row(given, article, variable)})
    return pd.DataFrame(rows, columns=list(RELIABILITY))


def answers(codes: pd.DataFrame, variable: str) -> pd.DataFrame:
    """The answers to one variable of `VARIABLES`: unit_id, key, coder, value; for `topic` also "no" where a topic is not there."""
    if variable not in ("topic", "topics"):
        return codes.loc[codes["variable"] == variable, ["unit_id", "key", "coder", "value"]]
    given = codes[codes["variable"] == "topic"]
    who = asked(codes)
    if variable == "topic":
        every = who.merge(pd.DataFrame({"key": sorted({*given["key"]})}, dtype=object), how="cross")
        there = set(zip(given["unit_id"], given["coder"], given["key"], strict=True))
        present = [unit in there for unit in zip(every["unit_id"], every["coder"], every["key"], strict=True)]
        return every.assign(value=np.where(present, YES, NO))
    sets = given.groupby(["unit_id", "coder"])["key"].agg(lambda keys: "; ".join(sorted(keys))).rename("value").reset_index()
    return who.merge(sets, how="left", on=["unit_id", "coder"]).fillna({"value": NONE}).assign(key="")


def words(raw: str) -> list[Span]:
    """The words of a raw text: what stands between white space, as start and end in code points.

    >>> words("The ferry  is late.")
    [(0, 3), (4, 9), (11, 13), (14, 19)]
    """
    return [found.span() for found in re.finditer(r"\S+", raw)]


def spans(texts: Mapping[str, Sequence[Span]], one: Mapping[str, Iterable[Span]], other: Mapping[str, Iterable[Span]]) -> Alpha:
    """How well two voices agree on which words of texts are content: alpha over words, each inside or outside.

    Krippendorff's alpha for unitizing, which also asks whether the same stretches were parted, is not done: two neighbouring contents
    count as one here. Words of all texts count, so texts without any content say much for agreement outside of it.

    Parameters
    ----------
    texts
        The words of each text, by article: start and end in code points of the raw text, end exclusive, in order; see `words`.
    one, other
        The stretches of content that each voice marked, by article, in the same offsets; an article may be missing. A word is
        inside where it shares a character with one of them.

    Returns
    -------
    Alpha
        With its interval from articles drawn with replacement.
    """
    counts, article = [], []
    for number, name in enumerate(sorted(texts)):
        marked = [Intervals(side.get(name, ())) for side in (one, other)]
        for start, end in texts[name]:
            inside = sum(bool(side.touching(start, end)) for side in marked)
            counts.append((2 - inside, inside))
            article.append(number)
    return alpha(np.array(counts, dtype=float).reshape(-1, 2), np.array(article, dtype=np.int64), nominal(2), ("outside", "inside"))


def confusion(rows: pd.DataFrame, columns: pd.DataFrame, sample: pd.DataFrame) -> pd.DataFrame:
    """Which answers stand for which: one voice in rows, another in columns.

    Parameters
    ----------
    rows, columns
        One answer for each unit, variable and key: `coded_units.settled`, or what the program said.
    sample
        The units drawn, for their weights: see `weighting.design`.

    Returns
    -------
    DataFrame
        For each variable one row a pair of answers, the commonest first within a key: how many coded units have it, how many
        units of the corpus these stand for, and their share (0-1) of the variable's (for topics: of that topic's). Units of both
        voices count; an answer that only one gave stands beside "not given". For topics the key is the topic, where either names it.
    """
    both = sorted({*rows["unit_id"]} & {*columns["unit_id"]})
    if not both:
        return pd.DataFrame(columns=list(CONFUSION))
    weight = weights(sample, both)
    keys = ["unit_id", "variable", "key"]
    left, right = (side[side["unit_id"].isin(both)].set_index(keys)["value"] for side in (rows, columns))
    joined = pd.concat({"row": left, "column": right}, axis=1)
    asked_both = set(left[left != NO].index.get_level_values("unit_id")) & set(right[right != NO].index.get_level_values("unit_id"))
    joined = joined.reset_index()
    is_topic = joined["variable"] == "topic"
    joined = joined[~is_topic | joined["unit_id"].isin(asked_both)]
    joined.loc[joined["variable"] == "topic", ["row", "column"]] = joined[["row", "column"]].fillna(NO)
    joined = joined.fillna(NOT_GIVEN)
    joined["key"] = joined["key"].where(joined["variable"] == "topic", "")
    joined["weight"] = joined["unit_id"].map(weight)
    grouped = joined.groupby(["variable", "key", "row", "column"], sort=True)["weight"].agg(n="size", weighted="sum").reset_index()
    grouped["share"] = (grouped["weighted"] / grouped.groupby(["variable", "key"])["weighted"].transform("sum")).round(4)
    grouped["weighted"] = grouped["weighted"].round(1)
    order = ["variable", "key", "n", "row", "column"]
    return grouped.sort_values(order, ascending=[True, True, False, True, True])[list(CONFUSION)].reset_index(drop=True)


def _row(given: pd.DataFrame, article: Mapping[str, str], variable: str) -> dict[str, object]:
    """Alpha of the answers to one variable, as a row of `RELIABILITY`."""
    values = sorted({*given["value"]})
    place = {value: number for number, value in enumerate(values)}
    units = sorted({*zip(given["unit_id"], given["key"], strict=True)})
    row_of = {unit: number for number, unit in enumerate(units)}
    counts = np.zeros((len(units), len(values)))
    for unit, key, value in zip(given["unit_id"], given["key"], given["value"], strict=True):
        counts[row_of[unit, key], place[value]] += 1
    numbers = {name: number for number, name in enumerate(sorted({article[unit] for unit, _ in units}))}
    where = np.array([numbers[article[unit]] for unit, _ in units], dtype=np.int64)
    sets = [frozenset(() if value == NONE else value.split("; ")) for value in values]
    found = alpha(counts, where, passonneau(sets) if variable == "topics" else nominal(len(values)), values)
    return {
        "alpha": found.value, "low": found.low, "high": found.high, "same": found.same,
        "units": found.units, "codings": found.codings, "n_coders": given["coder"].nunique(), "articles": found.articles,
        "reason": found.reason,
    }  # fmt: skip
