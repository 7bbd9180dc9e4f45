"""Wordings side by side: how the outlets differ where they report one utterance."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import lexicon
from analysis.copied import Copied, sources
from analysis.likeness import function_words, shared_run
from analysis.tellings import Tables, Telling, tellings

COLUMNS = (
    "alignment_id", "occasion_id", "topic", "outlet", "article_id", "statement_id", "type", "cue_lemma", "strength", "hedges",
    "targets", "target_explicit", "narrowed_by", "widened_by", "verbatim", "differences", "copy_of", "content",
)  # fmt: skip
_HEDGES = ("hedged", "possible")
_UNNAMED = "GRP:UNNAMED"  # "an invisible hand": whom it means is left open


@dataclass(frozen=True)
class _Report:
    """One statement of an utterance, with all that may differ between outlets."""

    telling: Telling
    outlet: str
    row: Mapping[str, Any]
    strength: int
    hedges: tuple[str, ...]
    targets: tuple[str, ...]
    target_explicit: bool | None
    narrowed_by: tuple[str, ...]
    widened_by: tuple[str, ...]
    copy_of: str | None
    first: str  # article that had the words first


Others = Sequence[_Report]
_DIFFERENCES: dict[str, Callable[[_Report, Others], bool]] = {
    "verbatim": lambda own, others: any(_verbatim(own, other) for other in others),
    "quoted_otherwise": lambda own, others: (
        bool(own.telling.quoted) and any(o.telling.quoted for o in others) and not any(_verbatim(own, o) for o in others)
    ),
    "retold": lambda own, others: not own.telling.quoted and any(o.telling.quoted for o in others),
    "stronger_cue": lambda own, others: any(own.strength > o.strength for o in others),
    "weaker_cue": lambda own, others: any(own.strength < o.strength for o in others),
    "hedge_dropped": lambda own, others: not own.hedges and any(o.hedges for o in others),
    "target_by_outlet": lambda own, others: own.target_explicit is False,
    "target_left_open": lambda own, others: not own.targets and any(o.targets for o in others),
    "narrowed": lambda own, others: bool(own.narrowed_by) and any(set(own.narrowed_by) - set(o.narrowed_by) for o in others),
    "widened": lambda own, others: bool(own.widened_by) and any(set(own.widened_by) - set(o.widened_by) for o in others),
    "speaker_generalised": lambda own, others: (
        all(s.startswith("GOV:") for s in own.telling.speakers) and any(s.startswith("PER:") for o in others for s in o.telling.speakers)
    ),
}
DIFFERENCES = {
    "verbatim": "quotes words that another outlet quotes, too",
    "quoted_otherwise": "quotes, and so does another outlet, but not the same words",
    "retold": "tells in its own words what another outlet quotes",
    "stronger_cue": "its verb of saying is stronger than another outlet's",
    "weaker_cue": "its verb of saying is weaker, or takes more distance, than another outlet's",
    "hedge_dropped": "leaves out a hedge that another outlet keeps",
    "target_by_outlet": "at whom it is aimed, only the outlet says",
    "target_left_open": "leaves open at whom it is aimed, where another outlet says so",
    "narrowed": "holds a narrowing word that another outlet does not",
    "widened": "holds a widening word that another outlet does not",
    "speaker_generalised": "names the government, where another outlet names who spoke",
}


def wordings(tables: Tables, occasions: pd.DataFrame, alignments: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """The reports of each utterance side by side, with what each does otherwise than those of other outlets.

    Parameters
    ----------
    tables
        `articles`, `statements`, `mentions`, `actors` and `positions`.
    occasions, alignments, copies
        The tables of these names.

    Returns
    -------
    DataFrame
        One row a report (statement) of an utterance that several outlets report, by occasion, utterance, outlet and place:
        the columns of `COLUMNS`. `strength` of the cue: 1 marked ("insist", "deny"), 0 neutral ("say"), -1 at a distance
        ("claim"); `verbatim`: the words that it and another outlet both quote; `differences`: keys of `DIFFERENCES`, by
        comparison with the reports of other outlets. Words that were copied are one voice with their original and are not compared.
        Neither wording is taken for the original.
    """
    outlets = tables["articles"].set_index("article_id")["outlet"]
    outlet_of = {article: str(outlet) if pd.notna(outlet) else str(article) for article, outlet in outlets.items()}
    reports = _reports(tables, occasions, outlet_of, Copied(copies))
    rows = []
    for group in alignments[alignments["relation"] == "same_utterance"].to_dict("records"):
        members = [reports[i] for i in group["statement_ids"] if i in reports]
        if len({report.outlet for report in members}) > 1:
            rows += [_row(group, report, members) for report in members]
    found = pd.DataFrame(rows, columns=[*COLUMNS, "start"])
    ordered = found.sort_values(["occasion_id", "alignment_id", "outlet", "article_id", "start", "statement_id"], ignore_index=True)
    return ordered[list(COLUMNS)]


def _reports(tables: Tables, occasions: pd.DataFrame, outlet_of: Mapping[str, str], copied: Copied) -> dict[str, _Report]:
    origin = sources(copied, tables["statements"])
    rows = {row["statement_id"]: row for row in tables["statements"].to_dict("records")}
    sides: dict[str, list[Mapping[str, Any]]] = {}
    for position in tables["positions"].to_dict("records"):
        sides.setdefault(position["statement_id"], []).append(position)
    found = {}
    for telling in tellings(tables, occasions):
        own = sides.get(telling.id, [])
        explicit = [bool(p["target_explicit"]) for p in own if any(not actor.startswith(_UNNAMED) for actor in p["target"])]
        found[telling.id] = _Report(
            telling=telling,
            outlet=outlet_of[telling.article],
            row=rows[telling.id],
            strength=_strength(rows[telling.id]),
            hedges=_hedges(telling),
            targets=tuple(sorted({actor for p in own for actor in p["target"] if not actor.startswith(_UNNAMED)})),
            target_explicit=all(explicit) if explicit else None,
            narrowed_by=tuple(sorted({word for p in own for word in p["narrowed_by"]})),
            widened_by=tuple(sorted({word for p in own for word in p["widened_by"]})),
            copy_of=origin.get(telling.id),
            first=copied.first(telling.article, rows[telling.id]["content_spans"]),
        )
    return found


def _strength(row: Mapping[str, Any]) -> int:
    """How much a cue says beside that something was said: by its lemma, then by its class."""
    words: Mapping[str, Any] = lexicon.read("cues")["strength"]
    lemma, kind = row["cue_lemma"], row["cue_class"]
    if lemma in words["distancing"]:
        return -1
    if lemma in words["plain"] or not isinstance(kind, str):
        return 0
    return int(kind in words["marked_classes"])


def _hedges(telling: Telling) -> tuple[str, ...]:
    modality: Mapping[str, Sequence[str]] = lexicon.read("positions")["modality"]
    listed = [word for kind in _HEDGES for word in modality[kind]]
    return tuple(word for word in telling.words if any(re.fullmatch(rf"{form}(?:s|ed)?", word) for form in listed))


def _verbatim(own: _Report, other: _Report) -> tuple[str, ...]:
    """The longest run of words, two of content at least, that both put in quotation marks."""
    runs = [shared_run(a, b) for a in own.telling.quoted for b in other.telling.quoted]
    long = [run for run in runs if sum(word not in function_words() for word in run) >= 2]
    return max(long, key=lambda run: (len(run), run)) if long else ()


def _row(group: Mapping[str, Any], own: _Report, members: Sequence[_Report]) -> dict[str, Any]:
    others = [o for o in members if o.outlet != own.outlet and o.first != own.first]
    both_quote = [" ".join(_verbatim(own, other)) for other in others]
    return {
        "alignment_id": group["alignment_id"],
        "occasion_id": own.telling.occasion,
        "topic": group["topic"],
        "outlet": own.outlet,
        "article_id": own.telling.article,
        "statement_id": own.telling.id,
        **{name: own.row[name] for name in ("type", "cue_lemma", "content", "start")},
        "strength": own.strength,
        "hedges": list(own.hedges),
        "targets": list(own.targets),
        "target_explicit": own.target_explicit,
        "narrowed_by": list(own.narrowed_by),
        "widened_by": list(own.widened_by),
        "verbatim": max(both_quote, key=lambda words: (len(words), words), default="") or None,
        "differences": [name for name, holds in _DIFFERENCES.items() if holds(own, others)],
        "copy_of": own.copy_of,
    }
