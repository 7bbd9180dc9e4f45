"""The pages of positions and of the timeline: which side each actor takes on which topic, what changed, and what was said when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import changes
from analysis.actor_pages import told
from analysis.numbers import Number
from analysis.site import SIDES, UNCLEAR, Row, Site, anchor, place_href, plain, row_href, when

ACTORS, SEQUENCES, AT_ONCE = 16, 120, 40
"""Actors in the matrix, sequences, and statements of one occasion that a page shows; the pages of rows have all."""
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


def write(site: Site, steps: pd.DataFrame) -> None:
    """Write `positions.html` and `timeline.html`; `steps` are `changes.sequences` by organisation."""
    matrix = _matrix(site)
    found = _sequences(site, steps)
    site.write(
        "positions.html",
        "positions.html.j2",
        matrix=matrix,
        total=site.n.count("positions"),
        topics=site.n.count("positions", of="topic"),
        sequences=found[:SEQUENCES],
        more=len(found) > SEQUENCES,
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
    """The sequences of two utterances and more, those with a change of side or scope first."""
    found = []
    for (actor, topic), own in steps.groupby(["actor", "topic"], sort=True):
        if len(own) < 2:
            continue
        rows = [_step(site, row) for row in own.to_dict("records")]
        moves = sum(row["change"] in ("turned", "narrowed", "widened") for row in rows)
        about = {"actor": (site.label(actor), site.actor_href(actor)), "topic": site.topic(topic), "proposition": site.proposition(topic)}
        found.append({**about, "steps": rows, "moves": moves, "id": anchor(f"{actor} {topic}", "sequence")})
    return sorted(found, key=lambda s: (-s["moves"], -len(s["steps"]), s["actor"][0], s["topic"]))


def _step(site: Site, row: dict[str, Any]) -> Row:
    row = plain(row)
    ids, positions = row["position_ids"], site.positions
    first = positions[ids[0]]
    return {
        **{name: row[name] for name in ("side", "change", "reading", "narrowed_by", "widened_by")},
        "days": when(row["earliest"], row["latest"]), "basis": row["date_basis"],
        "speakers": site.called(row["speakers"]),
        "number": site.n.chosen("positions", ids, f"reports of one utterance by {row['actor']} on {row['topic']}: {row['utterance']}"),
        "place": place_href(first["article_id"], ids[0]), "words": _evidence(site, first),
        "outlet": site.outlets.get(first["article_id"], ""),
    }  # fmt: skip


def _evidence(site: Site, position: Row) -> str:
    return site.raw.get(position["article_id"], "")[position["evidence_start"] : position["evidence_end"]]


def _timeline(site: Site) -> Row:
    """Occasions in order of their days, and what was said on a known day outside of them."""
    held: set[str] = set()
    occasions = []
    for row in map(plain, site.n.data["occasions"].to_dict("records")):
        own = [site.statements[i] for i in row["statement_ids"] if i in site.statements]
        held |= {s["statement_id"] for s in own}
        outlets = sorted({site.outlets[s["article_id"]] for s in own if s["article_id"] in site.outlets})
        occasions.append(
            {
                "id": anchor(row["occasion_id"], "occasion"), "label": row["label"], "days": when(row["earliest"], row["latest"]),
                "row": row_href("occasions", row["occasion_id"]), "place": row["place"], "kind": row["kind"],
                "speaker": site.called([row["speaker"]] if row["speaker"] else []), "outlets": outlets,
                "number": _all(site, own, f"statements made at {row['occasion_id']}"),
                "statements": [told(site, s) for s in _in_order(own)[:AT_ONCE]], "more": len(own) > AT_ONCE,
            }
        )  # fmt: skip
    loose = [s for s in site.statements.values() if s["statement_id"] not in held and s["date_earliest"]]
    by_day: dict[str, list[Row]] = defaultdict(list)
    for row in _in_order(loose):
        by_day[when(row["date_earliest"], row["date_latest"])].append(row)
    days = [
        {"days": day, "first": own[0]["date_earliest"], "statements": [told(site, s) for s in own[:AT_ONCE]], "more": len(own) > AT_ONCE,
         "number": _all(site, own, f"statements made on {day}, at no occasion that is known")}
        for day, own in by_day.items()
    ]  # fmt: skip
    undated = [s for s in site.statements.values() if s["statement_id"] not in held and not s["date_earliest"]]
    return {"occasions": occasions, "days": days, "undated": _all(site, undated, "statements without a day and at no known occasion")}


def _all(site: Site, rows: Sequence[Row], how: str) -> Number:
    return site.n.chosen("statements", [row["statement_id"] for row in rows], how)


def _in_order(rows: Sequence[Row]) -> list[Row]:
    return sorted(
        rows, key=lambda r: (r["date_earliest"] or "9999", r["date_latest"] or "", r["article_id"], r["start"], r["statement_id"])
    )


def steps_of(site: Site) -> pd.DataFrame:
    """What each side said on each topic, in order of the days."""
    return changes.sequences(site.n.data, by="organisations")
