"""How coders and program agree, how good it is by the coded sample, and what counts become when put right: with ids, and in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import accuracy, agreement, coded_units, estimates, facts
from analysis.agreement import EVERYBODY, PROGRAM
from analysis.alpha import Alpha
from analysis.coded_sample import Coded
from analysis.estimates import SHARE
from analysis.numbers import Number, Numbers, Sentence, say

KEYS = {"reliability": "reliability_id", "accuracy": "accuracy_id", "estimates": "estimate_id"}
"""The tables that numbers may come from, each with the column of its ids."""
RELIABLE, TENTATIVE = 0.8, 0.667
"""Alpha from which codes are taken as reliable, and from which conclusions are at least tentative (Krippendorff 2018, chapter 12)."""
VARIABLES = {
    "is_statement": "whether it is a statement", "type": "how far it is quoted", "speaker": "who speaks", "topic": "each topic",
    "topics": "all topics of a statement", "agreement": "the side taken", "date": "when it was said",
    "words": "which words are said",
}  # fmt: skip
"""What coders answer, in words."""


@dataclass(frozen=True)
class Measured:
    """What the coded sample of a study tells; every table is empty where nothing is coded.

    Attributes
    ----------
    reliability, accuracy, estimates
        The tables of `agreement.reliability`, `accuracy.accuracy` and `estimates.from_units`, each with a column of ids.
    failing, confusion
        Those of `accuracy.failing`, and of `agreement.confusion` with what most coders say in rows and the program in columns.
    """

    reliability: pd.DataFrame
    accuracy: pd.DataFrame
    estimates: pd.DataFrame
    failing: pd.DataFrame
    confusion: pd.DataFrame


def measure(coded: Coded | None, data: Mapping[str, pd.DataFrame]) -> Measured:
    """All that a coded sample tells of a study; `data` are the tables that `coded_sample.read` was given."""
    if coded is None:
        names = (agreement.RELIABILITY, accuracy.ACCURACY, estimates.ESTIMATES, accuracy.FAILING, agreement.CONFUSION)
        blank = [pd.DataFrame(columns=list(columns), dtype=object) for columns in names]
        return Measured(*(_with_ids(table, key) for table, key in zip(blank, KEYS.values(), strict=False)), *blank[3:])
    drawn = (coded.sample, coded.machine, coded.codes)
    alike = agreement.reliability(coded.codes, coded.sample, coded.machine)
    alike = alike[alike["units"] > 0].reset_index(drop=True)
    if coded.words is not None:
        alike = pd.concat([alike, pd.DataFrame([_of_words(coded.words, coded.coders[0])])], ignore_index=True)
    of_articles = {name: data[name][data[name]["article_id"].isin(coded.articles["article_id"])] for name in ("statements", "positions")}
    put_right = estimates.from_units(*drawn, facts.of_tables(**of_articles), coded.articles)
    return Measured(
        _with_ids(alike, "reliability_id", "variable", "coders"),
        _with_ids(accuracy.accuracy(*drawn), "accuracy_id", "measure"),
        _with_ids(put_right, "estimate_id", "quantity", "group"),
        accuracy.failing(*drawn),
        agreement.confusion(coded_units.settled(coded.codes), coded.machine, coded.sample),
    )


def _of_words(found: Alpha, coder: str) -> dict[str, Any]:
    """The row of `agreement.RELIABILITY` on which words are content."""
    told: dict[str, Any] = {"alpha": found.value, "low": found.low, "high": found.high, "same": found.same, "units": found.units}
    told |= {"codings": found.codings, "n_coders": 2, "articles": found.articles, "reason": found.reason}
    return {"variable": "words", "coders": f"{coder}, {PROGRAM}", **told}


def _with_ids(table: pd.DataFrame, key: str, *of: str) -> pd.DataFrame:
    ids = [re.sub(r"[^\w:]+", "-", " ".join(row)) for row in table[list(of)].astype(str).itertuples(index=False)] if of else []
    return pd.concat([pd.DataFrame({key: ids}, dtype=object), table], axis=1)


def add(n: Numbers, measured: Measured) -> None:
    """Let numbers be taken from the tables of `KEYS`."""
    for name, key in KEYS.items():
        n.add(name, getattr(measured, name), key=key)


# ---- in words -------------------------------------------------------------------------------------------------------


def coded(n: Numbers, sample: Coded | None) -> Sentence:
    """What was coded, by whom, and whether the tables still hold it."""
    if sample is None:
        return n.fill(
            "Nothing is coded. `python -m analysis sample` draws statements and sentences, and writes a sheet for each coder; once it is"
            " filled in, a build shows here how far the counts can be trusted."
        )
    kinds = sample.sample["frame"].value_counts()
    units = {name: n.fixed(int(kinds.get(name, 0)), f"units of the kind {name} that are coded") for name in ("statement", "sentence")}
    said = n.fill(
        "Coded are {statement} statements of the program and {sentence} sentences in which coders looked for what it missed, by {coders};"
        " {basis}.",
        **units, coders=", ".join(sample.coders), basis=_BASIS[sample.basis],
    )  # fmt: skip
    if not sample.gone:
        return said
    lost = n.fixed(len(sample.gone), "coded statements that the tables no longer hold")
    return said + n.fill(
        " {lost} of the statements are no longer in the tables, which the program has made anew since: draw and code again, or read what"
        " follows as of the day of the draw.",
        lost=lost,
    )


_BASIS = {
    "sheets": "they were drawn by chance from all articles and stand for all of them",
    "gold": "they are all that the articles coded beforehand hold, and stand for these articles alone",
}


def alike(n: Numbers) -> Iterator[Sentence]:
    """Alpha of each variable, coders with each other before coders with the program."""
    table = n.data["reliability"]
    with_program = table["coders"].astype(str).str.endswith(f", {PROGRAM}")
    for row in (*table[~with_program].itertuples(), *table[with_program].itertuples()):
        who = "coders with one another" if row.coders == EVERYBODY else str(row.coders).replace(", ", " and ")
        what = f"{VARIABLES[row.variable]} ({who})"
        if pd.isna(row.alpha):
            yield n.fill("{what}: {why}", what=what, why=str(row.reason))
        else:
            between, verdict = _between(n, row, "low", "high", _alpha), _verdict(float(row.alpha))
            yield n.fill(
                "{what}: alpha {alpha}{interval}, {verdict}", what=what, alpha=_alpha(n, row, "alpha"), interval=between, verdict=verdict
            )


def _alpha(n: Numbers, row: Any, column: str) -> Number:
    value = float(getattr(row, column))
    return n.chosen("reliability", [row.reliability_id], f"{column} of Krippendorff's alpha", value, f"{value:.2f}")


def _verdict(alpha: float) -> str:
    return "reliable" if alpha >= RELIABLE else "good for tentative conclusions" if alpha >= TENTATIVE else "too low to rely on"


def right(n: Numbers) -> Iterator[Sentence]:
    """How good the program is by each measure, with its interval."""
    for row in n.data["accuracy"].dropna(subset=["value"]).itertuples():
        value, between = per_cent(n, row, "value"), interval(n, row)
        yield n.fill("{measure}: {value} per cent{interval}", measure=str(row.measure), value=value, interval=between)


def per_cent(n: Numbers, row: Any, column: str) -> Number:
    """A value of `accuracy`, without decimals."""
    value = float(getattr(row, column))
    return n.chosen("accuracy", [row.accuracy_id], f"{column} of {row.measure}, per cent", value, f"{value:.0f}")


def interval(n: Numbers, row: Any) -> Sentence:
    """The interval of a row of `accuracy` in brackets; nothing where it has none."""
    return _between(n, row, "low", "high", per_cent)


def _between(n: Numbers, row: Any, low: str, high: str, shown: Callable[[Numbers, Any, str], Number]) -> Sentence:
    if pd.isna(getattr(row, low)):
        return say("")
    return n.fill(" (interval {low} to {high})", low=shown(n, row, low), high=shown(n, row, high))


def put_right(n: Numbers, row: Any, group: str) -> Sentence:
    """One estimate in words, without a full stop; `group` is what to call its group.

    "“Ferry toll”: the program finds 12 per cent; by the coding it would be 15 (interval 8 to 28)".
    """
    before = n.fill("{value} per cent" if row.measure == SHARE else "{value}", value=estimate(n, row, "uncorrected"))
    if pd.isna(row.corrected):
        return n.fill("{group}: the program finds {before}; not put right: {why}", group=group, before=before, why=str(row.reason))
    between = _between(n, row, "corrected_low", "corrected_high", estimate)
    after = estimate(n, row, "corrected")
    words = "{group}: the program finds {before}; by the coding it would be {after}{interval}"
    return n.fill(words, group=group, before=before, after=after, interval=between)


def estimate(n: Numbers, row: Any, column: str) -> Number:
    """A value of an estimate, without decimals; its row is that of the estimate."""
    value, what = float(getattr(row, column)), column.replace("_", ", ")
    return n.chosen("estimates", [row.estimate_id], f"{what}: {row.quantity}, {row.measure}", value, f"{value:.0f}")
