"""The page of coverage: which outlet reports which utterance of an occasion, why a cell is empty, and the wordings side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from markupsafe import Markup, escape

from analysis import wordings
from analysis.site import Row, Site, anchor, place_href, plain, row_href

STATES = {
    "reported": ("●", "the outlet reports it, in so many statements"),
    "silent": ("○", "the outlet published in time and does not report it"),
    "published_before": ("←", "all the outlet’s articles came before the occasion"),
    "not_in_corpus": ("·", "no article of the outlet from the days after it is at hand, or its day is unknown"),
}
"""Sign and words of each state of a cell, in the order of the legend."""
SHORT = {"reported": "reported", "silent": "left out", "published_before": "published before", "not_in_corpus": "no article"}
OCCASIONS, UTTERANCES, GROUPS = 60, 40, 80
"""Occasions (those that most outlets report), utterances of one, and groups of wordings that the page shows; the pages of rows have all."""


def write(site: Site) -> None:
    """Write `coverage.html`."""
    site.write(
        "coverage.html",
        "coverage.html.j2",
        matrices=_matrices(site),
        groups=_groups(site),
        states=STATES,
        short=SHORT,
        differences=wordings.DIFFERENCES,
        total=site.n.count("coverage"),
        utterances=site.n.count("coverage", of="utterance"),
        occasions=site.n.count("coverage", of="occasion_id"),
        empty=[site.n.count("coverage", f"state == {state!r}") for state in STATES],
    )


def _matrices(site: Site) -> list[Row]:
    """Of each occasion its utterances by outlet, occasions in order of their days; outlets that have nothing of those days apart."""
    cells = site.n.data["coverage"]
    days = {row["occasion_id"]: plain(row) for row in site.n.data["occasions"].to_dict("records")}
    order = {occasion: place for place, occasion in enumerate(days)}
    told = cells[cells["state"] == "reported"].groupby("occasion_id")["outlet"].nunique().sort_values(ascending=False, kind="stable")
    shown = sorted(told.index[:OCCASIONS], key=lambda occasion: (order.get(occasion, -1), occasion))
    groups = dict(list(cells.groupby("occasion_id")))
    found = []
    for occasion in shown:
        own = groups[occasion]
        about = days.get(occasion, {"label": occasion, "earliest": None, "latest": None})
        states = own.groupby("outlet")["state"].agg(set)
        away = sorted(outlet for outlet, state in states.items() if state == {"not_in_corpus"})
        outlets = [outlet for outlet in sorted(states.index) if outlet not in away]
        rows = []
        for utterance, across in own.groupby("utterance", sort=True):
            by_outlet = {row["outlet"]: _cell(site, plain(row)) for row in across.to_dict("records")}
            told = sum(by_outlet[outlet]["state"] == "reported" for outlet in outlets)
            rows.append((-told, utterance, {"label": across["label"].iloc[0], "cells": [(o, by_outlet[o]) for o in outlets]}))
        rows.sort(key=lambda row: row[:2])
        found.append(
            {
                "label": about["label"], "id": anchor(occasion, "coverage"), "occasion": f"timeline.html#{anchor(occasion, 'occasion')}",
                "days": about["earliest"], "outlets": outlets, "away": away, "rows": [row for _, _, row in rows[:UTTERANCES]],
                "utterances": site.n.count("coverage", f"occasion_id == {occasion!r}", of="utterance"), "more": len(rows) > UTTERANCES,
            }
        )  # fmt: skip
    return found


def _cell(site: Site, row: Row) -> Row:
    statements = [site.statements[i] for i in row["statement_ids"] if i in site.statements]
    made: Row = {
        "state": row["state"],
        "row": row_href("coverage", row["cell_id"]),
        "copied": bool(row["copy_of"]),
        "number": None,
        "forms": "",
    }
    if statements:
        made["number"] = site.n.chosen("statements", row["statement_ids"], f"report utterance {row['utterance']} in {row['outlet']}")
        made["forms"] = ", ".join(dict.fromkeys(s["type"] for s in statements))
    return made


def _groups(site: Site) -> list[Row]:
    """Utterances that several outlets report, with the wording of each; those that differ in most ways first."""
    data = site.n.data
    beside = wordings.wordings(data, data["occasions"], data["alignments"], data["copies"])
    groups = [
        (alignment, own, len({kind for kinds in own["differences"] for kind in kinds})) for alignment, own in beside.groupby("alignment_id")
    ]
    groups.sort(key=lambda group: (-group[2], -len(group[1]), group[0]))
    found = []
    for alignment, own, _ in groups[:GROUPS]:
        members = [_wording(site, plain(row)) for row in own.to_dict("records")]
        occasion, topic = own["occasion_id"].iloc[0], own["topic"].iloc[0]
        found.append(
            {
                "id": anchor(alignment, "wording"), "row": row_href("alignments", alignment), "members": members,
                "occasion": site.occasions.get(occasion, "") if isinstance(occasion, str) else "",
                "topic": site.topic(topic) if isinstance(topic, str) else "", "speakers": members[0]["speakers"],
                "number": site.n.chosen("statements", own["statement_id"], f"report one utterance, alignment {alignment}"),
            }
        )  # fmt: skip
    return found


def _wording(site: Site, row: Row) -> Row:
    statement = site.statements[row["statement_id"]]
    marked = [
        ("scope", row["narrowed_by"] + row["widened_by"]),
        ("hedge", row["hedges"]),
        ("verbatim", [row["verbatim"]] * bool(row["verbatim"])),
    ]
    return {
        "outlet": row["outlet"], "type": row["type"], "cue": row["cue_lemma"], "copied": bool(row["copy_of"]),
        "differences": row["differences"],
        "words": marked_words(row["content"], marked), "place": place_href(row["article_id"], row["statement_id"]),
        "row": row_href("statements", row["statement_id"]), "speakers": site.called(statement["speakers"]),
    }  # fmt: skip


def _phrase(parts: Sequence[str]) -> str:
    """A pattern of words in a row; a single word must stand alone, of several the ends may touch damaged characters."""
    edge = r"\b" if len(parts) == 1 else ""
    return edge + r"\W+".join(map(re.escape, parts)) + edge


def marked_words(text: str, kinds: Iterable[tuple[str, Sequence[str]]]) -> Markup:
    """A text in which words are marked wherever they stand, whatever their case and what stands between them; the rest escaped.

    >>> marked_words("No <lethal>  weapons", [("scope", ["lethal weapons"])])
    Markup('No &lt;<mark class="scope">lethal&gt;  weapons</mark>')
    """
    spans: list[tuple[int, int, str]] = []
    for kind, phrases in kinds:
        for phrase in phrases:
            parts = re.findall(r"\w+", phrase)
            for match in re.finditer(_phrase(parts), text, re.IGNORECASE) if parts else ():
                if not any(start < match.end() and match.start() < end for start, end, _ in spans):
                    spans.append((*match.span(), kind))
    out: list[Any] = []
    at = 0
    for start, end, kind in sorted(spans):
        out += [escape(text[at:start]), Markup('<mark class="{}">{}</mark>').format(kind, text[start:end])]
        at = end
    return Markup("").join([*out, escape(text[at:])])
