"""How good the program is by the coded sample: statements found and missed, what it says of them, and which kinds fail."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import coded_units, survey
from analysis.answers import SENTENCE, UNKNOWN, YES
from analysis.coded_units import TIE
from analysis.survey import Counts, Estimate
from analysis.weighting import Design, Floats, design

FEWEST = 5
"""An interval needs so many units that bear on a measure."""

ACCURACY = ("measure", "value", "low", "high", "n", "articles", "ties", "reason")
FAILING = ("measure", "part", "kind", "right", "low", "high", "n", "wrong")

MEASURES: dict[str, tuple[str, tuple[str, ...], tuple[str, ...], float]] = {
    "precision": ("is_statement", ("right",), ("found",), 1),
    "recall": ("is_statement", ("right",), ("there",), 1),
    "F1": ("is_statement", ("right",), ("found", "there"), 2),
    "speaker right": ("speaker", ("speaker right",), ("speaker asked",), 1),
    "speaker wrongly named": ("speaker", ("speaker wrong",), ("speaker asked",), 1),
    "type right": ("type", ("type right",), ("type asked",), 1),
    "date right": ("date", ("date right",), ("date asked",), 1),
    "topic precision": ("topic", ("topic right",), ("topic found",), 1),
    "topic recall": ("topic", ("topic right",), ("topic there",), 1),
    "topic F1": ("topic", ("topic right",), ("topic found", "topic there"), 2),
    "side right": ("agreement", ("agreement right",), ("agreement asked",), 1),
}
"""Each measure: the variable whose ties concern it; the columns of `judged` that make its part, and its whole; a factor of the part."""
OVER_ALL = ("recall", "F1")
"""These ask what the program missed, so they need coded sentences in which it found nothing."""
KINDS_OF = ("precision", "speaker right", "type right", "date right", "topic recall", "topic precision", "side right")


def accuracy(sample: pd.DataFrame, machine: pd.DataFrame, codes: pd.DataFrame, coder: str = "") -> pd.DataFrame:
    """Precision, recall and F1 of finding statements, and how often what the program says of true statements is right.

    Each unit counts for the units of the corpus that it stands for (Horvitz and Thompson 1952). A measure is a ratio of two such
    totals, made linear; articles are clusters, and strata are those of the draw: `survey.corrected` says how, with nothing leant on
    the program. Intervals are on the logit. The measures of speaker, type, date, topic and side are over units that are statements
    to program and coder, where the coder answered. A statement that the program missed counts once a sentence, however many the
    sentence holds.

    Parameters
    ----------
    sample
        The units drawn: unit_id, frame {statement, sentence}, article_id, stratum, stratum_size.
    machine
        What the program said of them: unit_id, variable, key, value.
    codes
        What coders said: unit_id, coder, variable, key, value.
    coder
        Whose answers are taken for the truth; by default those of more than half of the coders. Ties are left out and counted.

    Returns
    -------
    DataFrame
        One row a measure of `MEASURES`, in per cent with low and high end of the 95 % interval; n units that bear on it, their articles,
        tied answers of its variable, and the reason why value or interval is missing.

    Raises
    ------
    ValueError
        Where coders answered units that the sample does not hold, or one question twice.
    """
    coded_units.check(codes, sample)
    answers = coded_units.settled(codes, coder)
    tied = coded_units.ties(answers)
    table = judged(sample, machine, answers)
    drawn = _design(sample, table)
    rows = []
    for measure, (variable, *_) in MEASURES.items():
        estimate, inside, reason = _estimate(table, drawn, measure, np.ones(len(table), dtype=bool))
        row = {
            "measure": measure,
            **_ends(estimate, reason),
            "n": int(inside.sum()),
            "articles": int(table["article_id"][inside].nunique()),
        }
        rows.append({**row, "ties": tied.get(variable, 0), "reason": reason})
    return pd.DataFrame(rows, columns=list(ACCURACY))


def failing(
    sample: pd.DataFrame, machine: pd.DataFrame, codes: pd.DataFrame, coder: str = "", parts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Which kinds of statements the program gets wrong, those that cost most first.

    Parameters
    ----------
    sample, machine, codes, coder
        As for `accuracy`.
    parts
        What units are parted by: one column a variable (type, outlet, confidence, rule, ...), by unit_id; by default what the names of
        the strata say (`coded_units.parts`); `coded_units.kinds` has what the tables say.

    Returns
    -------
    DataFrame
        One row a measure of `KINDS_OF`, variable and kind that has a coded unit: per cent right with its interval (missing below
        `FEWEST` units and for one article), n units, and `wrong`: of how many units of the corpus this goes wrong, by weight. The
        greatest first.
    """
    coded_units.check(codes, sample)
    table = judged(sample, machine, coded_units.settled(codes, coder))
    drawn = _design(sample, table)
    told = (coded_units.parts(sample) if parts is None else parts).reindex(table["unit_id"])
    rows = []
    for measure in KINDS_OF:
        for part in told.columns:
            for kind in sorted({str(value) for value in told[part].dropna() if str(value)}):
                estimate, inside, reason = _estimate(table, drawn, measure, (told[part].astype(str) == kind).to_numpy())
                if not inside.any():
                    continue
                hit, of, times = _columns(table, measure)
                wrong = float((drawn.weight * (of - times * hit))[inside].sum())
                ends = _ends(estimate, reason)
                share = {"right": ends["value"], "low": ends["low"], "high": ends["high"]}
                rows.append({"measure": measure, "part": part, "kind": kind, **share, "n": int(inside.sum()), "wrong": round(wrong, 1)})
    made = pd.DataFrame(rows, columns=list(FAILING))
    return made.sort_values(["wrong", "measure", "part", "kind"], ascending=[False, True, True, True]).reset_index(drop=True)


def judged(sample: pd.DataFrame, machine: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    """Each coded unit, and what is right of it: unit_id, article_id, frame, and the columns that `MEASURES` names, as numbers.

    `answers` are those of `coded_units.settled`. A unit of which nothing or a tie is said on whether it is a statement is left out.
    """
    coder, program = (_by_unit(rows) for rows in (answers, machine))
    where = sample.set_index("unit_id")[["article_id", "frame"]]
    rows = []
    for unit in sorted(coder):
        said, own = coder[unit], program.get(unit, {})
        called = said.get(("is_statement", ""), YES if said else TIE)
        if called == TIE:
            continue
        found, there = own.get(("is_statement", "")) == YES, called == YES
        row: dict[str, int] = {"found": found, "there": there, "right": found and there}
        if found and there:
            row |= _details(said, own)
        rows.append({"unit_id": unit, **where.loc[unit].to_dict(), **row})
    names = sorted({name for _, part, whole, _ in MEASURES.values() for name in (*part, *whole)})
    table = pd.DataFrame(rows, columns=["unit_id", "article_id", "frame", *names])
    return table.assign(**{name: table[name].astype("Float64").fillna(0).astype(float) for name in names})


def _details(said: Mapping[tuple[str, str], str], own: Mapping[tuple[str, str], str]) -> dict[str, int]:
    """What of a true statement is asked, and what is right."""
    row = dict[str, int]()
    for variable in ("speaker", "type", "date"):
        answer, mine = said.get((variable, ""), TIE), own.get((variable, ""), UNKNOWN)
        if answer != TIE:
            row |= {f"{variable} asked": 1, f"{variable} right": int(mine == answer)}
    if "speaker asked" in row:
        row["speaker wrong"] = int(not row["speaker right"] and own.get(("speaker", ""), UNKNOWN) != UNKNOWN)
    topics, tied = ({key for (name, key), value in said.items() if name == "topic" and value == wanted} for wanted in (YES, TIE))
    found = {key for name, key in own if name == "topic"} - tied
    pairs = [("agreement", key) for key in topics & found]
    sides = [(said[pair], own[pair]) for pair in pairs if pair in own and said.get(pair, TIE) != TIE]
    return row | {
        "topic found": len(found), "topic there": len(topics), "topic right": len(topics & found),
        "agreement asked": len(sides), "agreement right": sum(one == other for one, other in sides),
    }  # fmt: skip


def _by_unit(rows: pd.DataFrame) -> dict[str, dict[tuple[str, str], str]]:
    found: dict[str, dict[tuple[str, str], str]] = {}
    for unit, variable, key, value in zip(*(rows[name] for name in coded_units.ANSWER), strict=True):
        found.setdefault(unit, {})[variable, key] = value
    return found


def _design(sample: pd.DataFrame, table: pd.DataFrame) -> Design:
    return design(sample, list(table["unit_id"]), sorted({*sample["article_id"]}))


def _columns(table: pd.DataFrame, measure: str) -> tuple[Floats, Floats, float]:
    _, part, whole, times = MEASURES[measure]
    hit, of = (table[list(names)].sum(axis=1).to_numpy(dtype=np.float64) for names in (part, whole))
    return hit, of, times


def _estimate(
    table: pd.DataFrame, drawn: Design, measure: str, among: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> tuple[Estimate | None, np.ndarray[tuple[int], np.dtype[np.bool_]], str]:
    """A measure over some of the units; which of them bear on it; why it or its interval is missing."""
    hit, of, times = _columns(table, measure)
    hit, of = times * hit * among, of * among
    inside = of != 0
    if measure in OVER_ALL and not (table["frame"] == SENTENCE).any():
        return None, inside, "no sentence without a statement was coded, so what was missed is not known"
    if not inside.any():
        return None, inside, "no coded unit bears on it"
    nothing, none = np.zeros(len(table)), np.zeros(drawn.articles)
    estimate = survey.corrected(Counts(none, hit, nothing, none, of, nothing), drawn, tuning=0.0)
    if int(inside.sum()) < FEWEST:
        return estimate, inside, f"{int(inside.sum())} units: too few for an interval (at least {FEWEST})"
    return estimate, inside, "" if len(set(drawn.article[inside])) > 1 else "one article: no interval"


def _ends(estimate: Estimate | None, reason: str) -> dict[str, float | None]:
    if estimate is None:
        return {"value": None, "low": None, "high": None}
    low, high = (None, None) if reason else estimate.interval()
    return {name: None if end is None else round(100 * end, 1) for name, end in (("value", estimate.value), ("low", low), ("high", high))}
