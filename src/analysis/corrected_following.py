"""What follows from corrections: positions follow their statements, statements the days they are dated by, marks the words they open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from analysis import corrected_places
from analysis.corrected_tables import CorrectedTables
from analysis.correction_targets import Match
from analysis.tables import Row

Days = tuple[str | None, str | None]


def spoken(data: CorrectedTables, matches: Sequence[Match]) -> None:
    """Let the positions of corrected statements follow their speakers and days."""
    set_by = {match.row_id: match for match in matches if match.table == "statements" and match.row is not None}
    before = {row["statement_id"]: row for row in data.machine["statements"]}
    for key, row in data.rows["statements"].items():
        old = before.get(key)
        if old is None or (old["speakers"], old["date_earliest"], old["date_latest"]) == _said(row):
            continue
        match = set_by.get(key)
        for position in data.positions_of(key):
            values: Row = {"date_earliest": row["date_earliest"], "date_latest": row["date_latest"]}
            chosen = data.set["positions", position["position_id"]]
            if position["actors"] == old["speakers"] != row["speakers"] and "actors" not in chosen:
                values |= {"actors": list(row["speakers"]), "organisations": list(row["on_behalf_of"])}
                if "target" not in chosen:
                    own = {*row["speakers"], *row["on_behalf_of"]}
                    values["target"] = [actor for actor in position["target"] if actor not in own]
                    values["target_explicit"] = position["target_explicit"] if values["target"] else None
            data.follow(match, "positions", position, values, data.why["statements", key])


def redate(data: CorrectedTables, match: Match, days: Days, basis: str) -> None:
    """Let statements follow the time expression from which they have their days: the nearest of the article that means these days."""
    old = match.row or {}
    if old.get("earliest") is None:
        return
    article, meant = match.correction.article_id, (old["earliest"], old["latest"])
    same = [row for row in data.machine["dates"] if row["article_id"] == article and (row["earliest"], row["latest"]) == meant]
    for row in data.machine["statements"]:
        if row["article_id"] != article or row["date_basis"] != "expression" or (row["date_earliest"], row["date_latest"]) != meant:
            continue
        near = min(same, key=lambda date: (_apart(date, row), date["start"]))
        mine = data.rows["statements"][row["statement_id"]]
        if near["start"] == old["start"]:
            inherit(data, match, mine, days)
            dated = basis if days != (None, None) else "none"
            data.follow(match, "statements", mine, {"date_earliest": days[0], "date_latest": days[1], "date_basis": dated})


def inherit(data: CorrectedTables, match: Match, statement: Row, days: Days) -> None:
    """Let statements follow that have their days from this one: those of the same speakers after it, up to one with days of its own."""
    old = next((row for row in data.machine["statements"] if row["statement_id"] == statement["statement_id"]), None)
    if old is None:
        return
    own = [row for row in data.machine["statements"] if row["article_id"] == old["article_id"] and row["speakers"] == old["speakers"]]
    after = own[own.index(old) + 1 :]
    for row in after:
        if row["date_basis"] != "earlier_statement" or _said(row)[1:] != _said(old)[1:]:
            return
        basis = "earlier_statement" if days != (None, None) else "none"
        values = {"date_earliest": days[0], "date_latest": days[1], "date_basis": basis}
        if row["statement_id"] in data.rows["statements"]:
            data.follow(match, "statements", data.rows["statements"][row["statement_id"]], values)


def places(data: CorrectedTables, articles: Iterable[str]) -> None:
    """Tell anew in which statement others and marks stand, where a correction changes the answer."""
    for article in sorted(articles):
        raw = data.texts.get(article, "")
        before = [row for row in data.machine["statements"] if row["article_id"] == article]
        after = [row for row in data.rows["statements"].values() if row["article_id"] == article]
        after.sort(key=lambda row: (row["start"], row["end"], row["statement_id"]))
        known = {row["statement_id"] for row in after}
        was, now = corrected_places.nested(before), corrected_places.nested(after)
        for row in after:
            key = row["statement_id"]
            if key not in was or was[key] != now[key] or (row["nested_in"] is not None and row["nested_in"] not in known):
                data.follow(None, "statements", row, {"nested_in": now[key]})
        marks = [row for row in data.rows["marks"].values() if row["article_id"] == article]
        held, holds = (corrected_places.holders(marks, rows, raw) for rows in (before, after))
        for mark in marks:
            gone = mark["statement_id"] is not None and mark["statement_id"] not in known
            if gone or held[mark["start"]] != holds[mark["start"]]:
                _hold(mark, holds[mark["start"]])


def _hold(mark: Row, statement: str | None) -> None:
    if statement == mark["statement_id"]:
        return
    freed = mark["use"] if mark["use"] in ("apostrophe", "measure") else "corrected"
    mark |= {"statement_id": statement, "reason": None if statement else freed, "coder": "human"}


def _said(row: Row) -> tuple[Any, ...]:
    return row["speakers"], row["date_earliest"], row["date_latest"]


def _apart(date: Row, statement: Row) -> int:
    """How far a time expression stands from the cue of a statement, or from all of it where it has none."""
    start, end = statement["cue_start"], statement["cue_end"]
    if start is None:
        start, end = statement["start"], statement["end"]
    return int(max(date["start"] - end, start - date["end"], 0))
