"""Shares, counts and trends that know their error: what the program counts, put right by what coders found in a sample of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis import coded_units, facts, survey
from analysis.quantities import QUANTITIES, Group, Quantity, counted
from analysis.survey import Counts, Estimate
from analysis.weighting import Design, Floats, design, uncoded

FEWEST, FEWEST_WHOLE, FEWEST_ARTICLES = 20, 10, 5
"""A corrected value needs so many coded units that bear on it, or so many articles coded in full; an interval so many articles."""
ESTIMATES = (
    "quantity", "group", "measure", "uncorrected", "uncorrected_low", "uncorrected_high", "corrected", "corrected_low", "corrected_high",
    "n_part", "n_machine", "n_coded", "tuning", "reason", "sentence",
)  # fmt: skip
SHARE, NUMBER = "per cent", "number"


def from_units(
    sample: pd.DataFrame,
    machine: pd.DataFrame,
    codes: pd.DataFrame,
    corpus: pd.DataFrame,
    articles: pd.DataFrame,
    quantities: Iterable[Quantity] = QUANTITIES,
    *,
    coder: str = "",
    whole_corpus: bool = False,
) -> pd.DataFrame:
    """Quantities of the corpus, uncorrected and corrected, where a sample of statements and sentences was coded.

    The corrected value is `survey.corrected`: what the program counts, plus the weighted differences between coder and program in the coded
    units. Its interval holds what comes from the choice of articles and what comes from coding a sample; the uncorrected one the choice
    of articles alone, as if the program made no mistake. A unit that was answered in part is left out of the quantities that ask for the
    rest, and so are ties. A statement that the program missed counts once a sentence. Positions that rest on no statement are in no
    unit: neither value counts them.

    Parameters
    ----------
    sample, machine
        The units drawn, and what the program said of them when they were.
    codes
        What coders said of them; see `coded_units.settled`.
    corpus
        What the program says of all statements: `facts.of_tables`, from the tables that the sample was drawn from.
    articles
        Every article of the corpus, those without statements too: article_id, and what groups may be made of, such as outlet and period.
    quantities
        What is asked for.
    coder
        Whose answers are taken; by default those of more than half of the coders.
    whole_corpus
        Whether the articles are all that one wants to know of, and no sample of more.

    Returns
    -------
    DataFrame
        One row a quantity and group, groups in order: `measure` (per cent or number), the two values with the ends of their 95 %
        intervals, what the program counts (n_part, of n_machine), coded units that bear on it, how much the program's values weigh in
        the corrected one (0-1), why a value or interval is missing, and a sentence. Corrected values are missing with fewer than
        `FEWEST` such units.

    Raises
    ------
    ValueError
        Where coders answered units that the sample does not hold or one question twice, or an article is missing in `articles`.
    """
    order = sorted(articles["article_id"])
    coded_units.check(codes, sample)
    answers = coded_units.settled(codes, coder)
    coded, program = facts.of_answers(answers, sample, articles), facts.of_answers(machine, sample, articles)
    whole, rows = facts.joined(corpus, articles), []
    for quantity in quantities:
        usable = facts.usable(answers, quantity.uses)
        units = [unit for unit in sample["unit_id"] if unit in usable]
        drawn, reason = None, _unseen({*sample.loc[sample["unit_id"].isin(units), "frame"]})
        if not reason:
            drawn = design(sample, units, order)
        left_out = len({*answers["unit_id"]} - usable)
        case = _Case(whole, program, coded, "unit_id", units, order, drawn, FEWEST, reason, _notes(left_out, uncoded(sample, units)))
        rows += _rows(quantity, case, whole_corpus)
    return pd.DataFrame(rows, columns=list(ESTIMATES))


def from_articles(
    coded: pd.DataFrame,
    corpus: pd.DataFrame,
    articles: pd.DataFrame,
    quantities: Iterable[Quantity] = QUANTITIES,
    *,
    whole_corpus: bool = False,
) -> pd.DataFrame:
    """The same where whole articles were coded: all of the corpus, or some drawn by chance.

    Parameters
    ----------
    coded
        What coders found in them: `facts.COLUMNS`.
    corpus
        What the program says of all articles, in the same columns.
    articles
        Every article of the corpus: article_id, `coded` (true or false), and what groups may be made of.

    Returns
    -------
    DataFrame
        As that of `from_units`; n_coded counts articles in which coder or program find it. Corrected values are missing where fewer than
        `FEWEST_WHOLE` articles were coded, and not all.
    """
    order = sorted(articles["article_id"])
    units = sorted(articles.loc[articles["coded"], "article_id"])
    sample = pd.DataFrame({"unit_id": order, "article_id": order, "frame": "article", "stratum": "all", "stratum_size": len(order)})
    whole, found = facts.joined(corpus, articles), facts.joined(coded, articles)
    program = whole[whole["article_id"].isin(units)]
    drawn = design(sample, units, order) if units else None
    case = _Case(whole, program, found, "article_id", units, order, drawn, FEWEST_WHOLE, "nothing was coded")
    return pd.DataFrame([row for quantity in quantities for row in _rows(quantity, case, whole_corpus)], columns=list(ESTIMATES))


@dataclass(frozen=True)
class _Case:
    """What a quantity is taken from: facts of the whole corpus, and of the coded units by the program and by the coder."""

    corpus: pd.DataFrame
    program: pd.DataFrame
    coder: pd.DataFrame
    over: str
    units: Sequence[str]
    articles: Sequence[str]
    drawn: Design | None
    fewest: int
    reason: str
    notes: tuple[str, ...] = ()


def _unseen(frames: set[str]) -> str:
    """Why a sample cannot put anything right, where a frame of it was not coded."""
    if "statement" not in frames:
        return "no statement of the program was coded"
    return "" if "sentence" in frames else "no sentence without a statement was coded, so what was missed is not known"


def _notes(left_out: int, strata: pd.DataFrame) -> tuple[str, ...]:
    """What a reader must know of the units behind corrected values."""
    notes = []
    if left_out:
        notes.append(f"{left_out} coded {'unit' if left_out == 1 else 'units'} left out, tied or answered in part")
    if len(strata):
        notes.append(f"{int(strata['stratum_size'].sum())} units of strata without coding are taken to be like their neighbours")
    return tuple(notes)


def _rows(quantity: Quantity, case: _Case, whole_corpus: bool) -> list[dict[str, object]]:
    """A quantity in each of its groups."""
    by, within = quantity.by, quantity.by if quantity.within is None else quantity.within

    def cells(query: str, columns: Group) -> tuple[dict[Group, Floats], ...]:
        sides = ((case.corpus, "article_id", case.articles), (case.coder, case.over, case.units), (case.program, case.over, case.units))
        return tuple(counted(rows, query, columns, quantity.of, over, places) for rows, over, places in sides)

    parts = cells(quantity.part, by)
    wholes = None if quantity.whole is None else cells(quantity.whole, within)
    known = {group for side in parts for group in side}
    if wholes is not None and within == by:
        known |= {group for side in wholes for group in side}
    made = []
    for group in sorted(known) if by else [()]:
        own = tuple(value for name, value in zip(by, group, strict=True) if name in within)
        empty = (np.zeros(len(case.articles)), np.zeros(len(case.units)), np.zeros(len(case.units)))
        part = [side.get(group, none) for side, none in zip(parts, empty, strict=True)]
        whole = [None] * 3 if wholes is None else [side.get(own, none) for side, none in zip(wholes, empty, strict=True)]
        counts = Counts(part[0], part[1], part[2], *whole)
        made.append({"quantity": quantity.name, "group": ", ".join(group) or "all", **_row(counts, case, whole_corpus)})
    return made


def _row(counts: Counts, case: _Case, whole_corpus: bool) -> dict[str, object]:
    """The two values of a quantity in one group, with what they rest on and what is missing."""
    share, reasons = counts.machine_whole is not None, list[str]()
    whole = counts.machine_part if counts.machine_whole is None else counts.machine_whole
    size = int(whole.sum())
    before = survey.uncorrected(counts) if size or not share else None
    if before is None:
        reasons.append("the program finds none")
    after, reason = _put_right(counts, case, whole_corpus)
    reasons += [reason] * bool(reason) + [*case.notes] * (after is not None)
    articles = len(case.articles) if not share else int((whole != 0).sum())
    if articles < FEWEST_ARTICLES and not whole_corpus:
        reasons.append(f"{articles} {'article' if articles == 1 else 'articles'}: too few for an interval (at least {FEWEST_ARTICLES})")
    given = whole_corpus or articles >= FEWEST_ARTICLES
    row: dict[str, object] = {"measure": SHARE if share else NUMBER}
    row |= _shown("uncorrected", before, given and not whole_corpus) | _shown("corrected", after, given)
    row |= {"n_part": int(counts.machine_part.sum()), "n_machine": size, "n_coded": int(counts.inside.sum())}
    row |= {"tuning": None if after is None else round(after.tuning, 2), "reason": "; ".join(reasons)}
    return row | {"sentence": _sentence(row, "article" if case.over == "article_id" else "unit")}


def _put_right(counts: Counts, case: _Case, whole_corpus: bool) -> tuple[Estimate | None, str]:
    """The corrected value, or why there is none."""
    if case.drawn is None:
        return None, case.reason
    bear, what = int(counts.inside.sum()), "articles" if case.over == "article_id" else "units"
    n = len(case.units) if case.over == "article_id" else bear
    if n < case.fewest and case.drawn.open.any():
        return None, f"only {n} coded {what} bear on it (at least {case.fewest} are needed)"
    try:
        return survey.corrected(counts, case.drawn, whole_corpus=whole_corpus), ""
    except ValueError as nothing:
        return None, str(nothing)


def _shown(name: str, estimate: Estimate | None, with_interval: bool) -> dict[str, float | None]:
    if estimate is None:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    low, high = estimate.interval() if with_interval else (None, None)
    times = 100 if estimate.share else 1
    # Differences may take more from a count than there is: a value beyond its scale is shown at its end, and 0 without a sign.
    value = max(min(estimate.value, 1.0) if estimate.share else estimate.value, 0.0)
    numbers = {name: value, f"{name}_low": low, f"{name}_high": high}
    return {key: None if value is None else round(times * value, 1) for key, value in numbers.items()}


def _sentence(row: Mapping[str, object], what: str) -> str:
    """Both values in words: "The program counts 62 of 100 (62.0 per cent); hand coding of 80 units suggests 55.0 to 71.0 per cent."."""
    per_cent = " per cent" if row["measure"] == SHARE else ""
    counted = f"{row['n_part']} of {row['n_machine']}" if per_cent else f"{row['n_part']}"
    told = f" ({row['uncorrected']} per cent)" if per_cent and row["uncorrected"] is not None else ""
    if row["corrected"] is None:
        return f"The program counts {counted}{told}; not put right: {row['reason']}."
    low, high = row["corrected_low"], row["corrected_high"]
    found = f"gives {row['corrected']}" if low is None or low == high else f"suggests {low} to {high}"
    return (
        f"The program counts {counted}{told}; hand coding of {row['n_coded']} {what}{'' if row['n_coded'] == 1 else 's'} {found}{per_cent}."
    )
