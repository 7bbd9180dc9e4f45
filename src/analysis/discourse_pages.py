"""The pages of positions and of the timeline: which side each actor takes on which topic, what changed, and what was said when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import changes
from analysis.actor_pages import told
from analysis.numbers import Number
from analysis.site import SIDES, UNCLEAR, Row, Site, anchor, place_href, plain, row_href, when

ACTORS, SEQUENCES, STEPS = 16, 60, 40
"""Actors in the matrix, sequences, and the latest steps of a sequence that the page of positions shows."""
STATEMENTS, AT_ONCE = 4000, 40
"""Statements in all, and of one occasion or day, that the timeline shows at most; the pages of rows have all."""
CHANGES = {
    "first": "nothing was said before it",
    "repeated": "the same as before",
    "restated": "the same side, put otherwise",
    "narrowed": "says less than before, or of fewer cases",
    "widened": "says more than before, or of more cases",
    "turned": "the other side than before",
    "unclear": "cannot be told",
}
"""What the changes of a sequence mean, in the order of `changes.CHANGES`."""
MOVES = ("turned", "narrowed", "widened")


def write(site: Site, steps: pd.DataFrame) -> None:
    """Write `positions.html` and `timeline.html`; `steps` are `changes.sequences` by organisation."""
    matrix = _matrix(site)
    site.write(
        "positions.html",
        "positions.html.j2",
        matrix=matrix,
        total=site.n.count("positions"),
        topics=site.n.count("positions", of="topic"),
        sequences=_sequences(site, steps),
        changes=CHANGES,
        unknown=site.n.count("positions", "actors.str.len() == 0"),
    )
    site.write("timeline.html", "timeline.html.j2", **_timeline(site))


def _matrix(site: Site) -> Row:
    """Topics by the actors with most positions: each cell its sides with their numbers."""
    counted = site.n.groups("positions", ["topic", "actors", "agreement"], "actors.str.len() > 0")
    if counted.empty:
        return {"actors": [], "rows": [], "left_out": []}
    sizes = counted.groupby("actors")["count"].sum().sort_values(ascending=False, kind="stable")
    shown = list(sizes.index[:ACTORS])
    cells: dict[tuple[str, str], Row] = defaultdict(dict)
    for row in counted.to_dict("records"):
        cells[row["topic"], row["actors"]][SIDES.get(row["agreement"], UNCLEAR)] = row["number"]
    topics = counted.groupby("topic")["count"].sum().sort_values(ascending=False, kind="stable").index
    rows = [
        {"topic": site.topic(t), "proposition": site.proposition(t), "cells": [(site.label(a), cells.get((t, a), {})) for a in shown]}
        for t in topics
    ]
    return {"actors": site.called(shown), "rows": rows, "left_out": site.called(sizes.index[ACTORS:])}


def _sequences(site: Site, steps: pd.DataFrame) -> list[Row]:
    """The sequences of two utterances and more, those with most changes of side or scope first; of a long one the latest steps."""
    groups = [(actor, topic, own) for (actor, topic), own in steps.groupby(["actor", "topic"], sort=True) if len(own) > 1]
    groups.sort(key=lambda g: (-int(g[2]["change"].isin(MOVES).sum()), -len(g[2]), site.label(g[0]), site.topic(g[1])))
    return [
        {
            "actor": (site.label(actor), site.actor_href(actor)), "topic": site.topic(topic), "proposition": site.proposition(topic),
            "steps": [_step(site, row) for row in own.tail(STEPS).to_dict("records")], "start": max(1, len(own) - STEPS + 1),
            "id": anchor(f"{actor} {topic}", "sequence"),
        }
        for actor, topic, own in groups[:SEQUENCES]
    ]  # fmt: skip


def _step(site: Site, row: dict[str, Any]) -> Row:
    row = plain(row)
    ids, positions = row["position_ids"], site.positions
    first = positions[ids[0]]
    return {
        **{name: row[name] for name in ("side", "change", "reading", "narrowed_by", "widened_by")},
        "days": when(row["earliest"], row["latest"]), "basis": row["date_basis"],
        "speakers": site.called(row["speakers"]),
        "number": step_number(site, row),
        "place": place_href(first["article_id"], ids[0]), "words": _evidence(site, first),
        "outlet": site.outlets.get(first["article_id"], ""),
    }  # fmt: skip


def step_number(site: Site, row: Mapping[str, Any]) -> Number:
    """How many positions report the utterance of a step."""
    how = f"reports of one utterance by {site.label(row['actor'])} on {site.topic(row['topic'])}: {row['utterance']}"
    return site.n.chosen("positions", row["position_ids"], how)


def _evidence(site: Site, position: Row) -> str:
    return site.raw.get(position["article_id"], "")[position["evidence_start"] : position["evidence_end"]]


def _timeline(site: Site) -> Row:
    """Occasions, and what was said on a known day outside of them, in order of their days, by year."""
    held: dict[str, list[Row]] = {}
    for row in site.n.data["occasions"].to_dict("records"):
        held[row["occasion_id"]] = [site.statements[i] for i in row["statement_ids"] if i in site.statements]
    there = {row["statement_id"] for own in held.values() for row in own}
    loose = [row for row in site.statements.values() if row["statement_id"] not in there]
    by_day: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in loose:
        if row["date_earliest"]:
            by_day[row["date_earliest"], row["date_latest"] or row["date_earliest"]].append(row)
    most = max(3, min(AT_ONCE, STATEMENTS // max(1, len(held) + len(by_day))))
    entries = [_occasion(site, plain(row), held[row["occasion_id"]], most) for row in site.n.data["occasions"].to_dict("records")]
    for (first, last), own in by_day.items():
        how = f"statements made on {when(first, last)}, at no occasion that is known"
        entries.append({"first": first, "last": last, "label": "", "id": anchor(f"{first} {last}", "day"), **_shown(site, own, how, most)})
    entries.sort(key=lambda e: (e["first"], e["last"], not e["label"], e["id"]))
    years: dict[str, list[Row]] = defaultdict(list)
    for entry in entries:
        years[entry["first"][:4]].append({**entry, "days": when(entry["first"], entry["last"])})
    undated = [row for row in loose if not row["date_earliest"]]
    return {
        "years": dict(years),
        "occasions": site.n.count("occasions"),
        "loose": _all(site, [row for own in by_day.values() for row in own], "statements with a day, at no occasion that is known"),
        "undated": _all(site, undated, "statements without a day, at no occasion that is known"),
    }


def _occasion(site: Site, row: Row, own: Sequence[Row], most: int) -> Row:
    return {
        "first": row["earliest"], "last": row["latest"], "label": row["label"], "id": anchor(row["occasion_id"], "occasion"),
        "row": row_href("occasions", row["occasion_id"]), "place": row["place"], "kind": row["kind"],
        "speaker": site.called([row["speaker"]] if row["speaker"] else []),
        "outlets": sorted({site.outlets[s["article_id"]] for s in own if s["article_id"] in site.outlets}),
        **_shown(site, own, f"statements made at {row['occasion_id']}", most),
    }  # fmt: skip


def _shown(site: Site, rows: Sequence[Row], how: str, most: int) -> Row:
    """The first statements of some, and the number of all."""
    ordered = sorted(rows, key=lambda r: (r["date_earliest"] or "9999", r["date_latest"] or "", r["article_id"], r["start"]))
    return {"number": _all(site, rows, how), "statements": [told(site, row) for row in ordered[:most]], "more": len(rows) > most}


def _all(site: Site, rows: Sequence[Row], how: str) -> Number:
    return site.n.chosen("statements", [row["statement_id"] for row in rows], how)


def steps_of(site: Site) -> pd.DataFrame:
    """What each side said on each topic, in order of the days."""
    return changes.sequences(site.n.data, by="organisations")
