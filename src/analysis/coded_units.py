"""Answers of coders, one row each: what one coder or most of them said of each unit, and the strata that units were drawn from."""

from __future__ import annotations

import pandas as pd

from analysis.answers import NO, YES
from analysis.weighting import design

KEY = ["unit_id", "variable", "key"]
ANSWER = [*KEY, "value"]
TIE = "tie"
"""The answer where no more than half of the coders gave the same one."""


def settled(codes: pd.DataFrame, coder: str = "") -> pd.DataFrame:
    """One answer for each unit, variable and key: that of one coder, or that of most coders.

    An answer holds where more than half of those who answered gave it; else it is `TIE`. What a statement is about is asked of those
    who called it one: a topic is there where more than half of them named it, a `TIE` where exactly half did. Nothing else is
    said of a unit that is no statement.

    Parameters
    ----------
    codes
        Long table of answers: unit_id, coder, variable, key, value, in any order.
    coder
        The one who is taken; by default all coders.

    Returns
    -------
    DataFrame
        unit_id, variable, key, value, sorted by the first three.

    Raises
    ------
    ValueError
        Where the named coder gave no answer, or a coder gave two to one question.
    """
    names = sorted({*codes["coder"]})
    if coder and coder not in names:
        raise ValueError(f"no answers of {coder!r}; coders are: {', '.join(names) or 'none'}")
    own = codes[codes["coder"] == coder] if coder else codes
    twice = own[own.duplicated([*KEY, "coder"])]
    if len(twice):
        first = twice.iloc[0]
        raise ValueError(f"{first['coder']} answered {first['variable']} {first['key']} of {first['unit_id']} twice; keep one answer")
    called = _most(own[own["variable"] == "is_statement"])
    no = set(called.loc[called["value"] == NO, "unit_id"])
    sure = own[(own["variable"] != "is_statement") & ~own["unit_id"].isin(no)]
    topics = _topics(sure[sure["variable"] == "topic"], asked(own))
    named = set(zip(topics["unit_id"], topics["key"], strict=True)) - {
        (row.unit_id, row.key) for row in topics[topics["value"] == TIE].itertuples()
    }
    sides = sure[sure["variable"] == "agreement"]
    sides = sides.loc[[pair in named for pair in zip(sides["unit_id"], sides["key"], strict=True)]]
    rest = sure[~sure["variable"].isin(["topic", "agreement"])]
    whole = pd.concat([called, topics, _most(sides), _most(rest)], ignore_index=True)
    return whole.sort_values(KEY, kind="stable").reset_index(drop=True)


def check(codes: pd.DataFrame, sample: pd.DataFrame) -> None:
    """Refuse answers to units of another sample.

    Raises
    ------
    ValueError
        Where `codes` hold a unit that `sample` does not.
    """
    strange = sorted({*codes["unit_id"]} - {*sample["unit_id"]})
    if strange:
        raise ValueError(f"answers to units that the sample does not hold: {', '.join(strange[:3])}; give the sheets of this sample")


def asked(codes: pd.DataFrame) -> pd.DataFrame:
    """Who had to say more of which unit, having called it a statement: unit_id, coder, in order."""
    rows = codes[~((codes["variable"] == "is_statement") & (codes["value"] == NO))]
    return rows[["unit_id", "coder"]].drop_duplicates().sort_values(["unit_id", "coder"]).reset_index(drop=True)


def ties(answers: pd.DataFrame) -> dict[str, int]:
    """How many answers of each variable are tied, by its name in order; `answers` are those of `settled`."""
    counts = answers.loc[answers["value"] == TIE, "variable"].value_counts()
    return {str(name): int(counts[name]) for name in sorted(counts.index)}


def weights(sample: pd.DataFrame, coded: list[str]) -> pd.Series:
    """How many units of the corpus each coded unit stands for, by its id: see `weighting.design`."""
    drawn = design(sample, coded, sorted({*sample["article_id"]}))
    return pd.Series(drawn.weight, index=pd.Index(coded, name="unit_id"), name="weight")


def parts(sample: pd.DataFrame) -> pd.DataFrame:
    """What the strata say of their units ("outlet: Gull; type: direct"): one column a variable, empty where none is said, by unit_id."""
    rows = [dict(part.split(": ", 1) for part in stratum.split("; ") if ": " in part) for stratum in sample["stratum"]]
    return pd.DataFrame(rows, index=pd.Index(sample["unit_id"], name="unit_id"), dtype=object).fillna("")


def kinds(sample: pd.DataFrame, statements: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """What the tables say of units: outlet, and of those that are statements type, confidence (in tenths) and rule; by unit_id.

    `sample` needs the column statement_id, which is empty for a sentence; what is not known is empty.
    """
    told = statements.drop_duplicates("statement_id").set_index("statement_id")
    tenth = (told["confidence"] * 100).round().clip(upper=99) // 10
    told = told.assign(confidence=[f"{low / 10:.1f} to {low / 10 + 0.1:.1f}" if low == low else "" for low in tenth])
    rows = told[["type", "confidence", "rule"]].reindex(sample["statement_id"]).set_axis(sample["unit_id"])
    outlet = sample["article_id"].map(articles.set_index("article_id")["outlet"]).to_numpy()
    return rows.assign(outlet=outlet)[["outlet", "type", "confidence", "rule"]].astype(object).fillna("")


def _most(rows: pd.DataFrame) -> pd.DataFrame:
    """The answer of more than half of those who gave one."""
    counts = rows.groupby([*KEY, "value"], sort=True).size().rename("n").reset_index()
    counts["all"] = counts.groupby(KEY)["n"].transform("sum")
    counts = counts.sort_values([*KEY, "n", "value"], ascending=[True, True, True, False, True], kind="stable").drop_duplicates(KEY)
    counts["value"] = counts["value"].where(2 * counts["n"] > counts["all"], TIE)
    return counts[ANSWER]


def _topics(rows: pd.DataFrame, who: pd.DataFrame) -> pd.DataFrame:
    """The topics that more than half of those asked named, and those that half did."""
    counts = rows.groupby(["unit_id", "key"], sort=True).size().rename("n").reset_index()
    counts["all"] = counts["unit_id"].map(who.groupby("unit_id").size()).astype(float)  # of no rows pandas makes texts
    counts = counts[2 * counts["n"] >= counts["all"]]
    value = counts["n"].mul(2).gt(counts["all"]).map({True: YES, False: TIE})
    return counts.assign(variable="topic", value=value)[ANSWER]
