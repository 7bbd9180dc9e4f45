"""Pages of actors: how each is named, which offices it held, what it said, which sides it took, and who reports it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pandas as pd

from analysis.numbers import Number
from analysis.site import SIDES, UNCLEAR, Row, Site, place_href, plain, row_href, when

STATEMENTS = 100
"""Statements that the page of an actor lists; the page of rows has all."""


def write(site: Site) -> None:
    """Write `actors.html` and a page for each actor; pages of actors that are no longer there are removed."""
    n = site.n
    names = _by(n.groups("mentions", ["actor_id", "text"], "actor_id.notna()"), "actor_id")
    outlets = _by(n.groups("statements", ["speakers", "outlet"], "speakers.str.len() > 0"), "speakers")
    sides = _by(n.groups("positions", ["actors", "topic", "agreement"], "actors.str.len() > 0"), "actors")
    said = _first(n.groups("statements", ["speakers"], "speakers.str.len() > 0"))
    took = _first(n.groups("positions", ["actors"], "actors.str.len() > 0"))
    spoken = _statements(site)
    listed, pages = [], []
    for row in map(plain, n.data["actors"].to_dict("records")):
        key = row["actor_id"]
        pages.append(site.actor_href(key))
        about: Row = {
            **row, "href": pages[-1], "row": row_href("actors", key), "said": said.get(key), "took": took.get(key),
            "acts_for": site.called([row["acts_for"]] if row["acts_for"] else []),
        }  # fmt: skip
        listed.append(about)
        site.write(
            pages[-1],
            "actor.html.j2",
            actor=about,
            names=_most(names.get(key, []), "text"),
            roles=_roles(site, key),
            outlets=_most(outlets.get(key, []), "outlet"),
            topics=by_topic(site, sides.get(key, [])),
            statements=spoken.get(key, [])[:STATEMENTS],
            more=len(spoken.get(key, [])) > STATEMENTS,
        )
    listed.sort(key=lambda a: (-(a["said"].value if a["said"] else 0), -(a["took"].value if a["took"] else 0), a["label"].lower()))
    site.write("actors.html", "actors.html.j2", actors=listed, total=n.count("actors"))
    site.clear("actors/actor-*.html", pages)


def by_topic(site: Site, counted: Iterable[Row]) -> list[Row]:
    """Counted positions by topic, each side with its number; topics with most positions first."""
    topics: dict[str, Row] = defaultdict(dict)
    for row in counted:
        topics[row["topic"]][SIDES.get(row["agreement"], UNCLEAR)] = row["number"]
    found = [{"topic": site.topic(topic), "proposition": site.proposition(topic), **sides} for topic, sides in topics.items()]
    sides = (*SIDES.values(), UNCLEAR)
    return sorted(found, key=lambda t: (-sum(t[side].value for side in sides if side in t), t["topic"]))


def _roles(site: Site, key: str) -> list[Row]:
    actor = site.code.actor(key)
    roles = actor.roles if actor else ()
    return [{"title": r.title, "of": site.label(r.of) if r.of else "", "from": _day(r.start), "to": _day(r.end)} for r in roles]


def _day(value: Any) -> str:
    return str(value) if value else ""


def _statements(site: Site) -> dict[str, list[Row]]:
    """What each actor said, dated statements first and in order of their days."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in site.statements.values():
        for speaker in row["speakers"]:
            found[speaker].append(row)
    return {
        actor: [told(site, row) for row in sorted(rows, key=lambda r: (r["date_earliest"] or "9999", r["article_id"], r["start"]))]
        for actor, rows in found.items()
    }


def told(site: Site, row: Row) -> Row:
    """A statement as a list shows it."""
    return {
        "words": row["content"], "cue": row["cue_lemma"], "negated": bool(row["negated"]),
        "days": when(row["date_earliest"], row["date_latest"]),
        "outlet": site.outlets.get(row["article_id"], ""), "place": place_href(row["article_id"], row["statement_id"]),
        "row": row_href("statements", row["statement_id"]), "speakers": site.called(row["speakers"]), "type": row["type"],
        "topics": [site.topic(topic) for topic in site.topics_of.get(row["statement_id"], [])],
    }  # fmt: skip


def _by(counted: pd.DataFrame, column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in counted.to_dict("records"):
        found[row[column]].append(row)
    return found


def _first(counted: pd.DataFrame) -> dict[str, Number]:
    return dict(zip(counted.iloc[:, 0], counted["number"], strict=True))


def _most(rows: list[Row], column: str) -> list[tuple[str, Number]]:
    """Values with their numbers, the most frequent first."""
    ordered = sorted(rows, key=lambda row: (-row["count"], str(row[column])))
    return [(" ".join(str(row[column] or "outlet unknown").split()), row["number"]) for row in ordered]
