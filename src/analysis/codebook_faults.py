"""What is wrong between the entries of a codebook: names that two share, ids that lead nowhere, days in the wrong order, circles."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from analysis import lexicon
from analysis.codebook_yaml import Fault, Page, Place

ACTOR_ID = r"^(PER:[a-z0-9_]+|GOV:[A-Z]{3}|(ORG|GRP|DOC|MEDIA):[A-Z0-9_]+)$"

_RECOGNISING = ("terms", "contrary", "pro", "con")
_PATTERNS = (*_RECOGNISING, "none")
_LISTED = 12
_OF_TYPE = {"person": "PER", "government": "GOV"}

Entry = Mapping[str, Any]


def between(topics: Page, actors: Page, events: Page) -> Iterator[Fault]:
    """Every such fault, file by file. Values of the wrong type are passed over: what each entry may hold is checked elsewhere."""
    for page in (topics, actors, events):
        yield from _twice(page, "id", lambda value: value)
        yield from _twice(page, "label", lambda value: " ".join(value.split()).casefold())
    yield from _empty_topics(topics)
    yield from _twins(topics)
    yield from _circles(topics)
    yield from _types(actors)
    yield from _shared_names(actors)
    yield from _shared_surnames(actors)
    yield from _days(actors, events)
    yield from _venues(events)
    yield from _unknown(topics, topics, _topics_used(topics))
    for page, used in ((topics, _actors_in_topics(topics)), (actors, _actors_in_actors(actors)), (events, _actors_in_events(events))):
        yield from _unknown(page, actors, used)


def _twice(page: Page, key: str, form: Callable[[str], str]) -> Iterator[Fault]:
    """Ids and labels that two entries share; figures and tables could not tell such entries apart."""
    first: dict[str, int] = {}
    for i, entry in page.entries():
        if value := _text(entry, key):
            at = first.setdefault(form(value), i)
            if at != i:
                yield page.fault((page.key, i, key), f"{value!r} stands at {page.key}[{at}] too; each {key} may stand once")


def _empty_topics(topics: Page) -> Iterator[Fault]:
    twins = {entry.get("normative_twin") for _, entry in topics.entries()}
    for i, entry in topics.entries():
        if not any(entry.get(name) for name in _RECOGNISING) and entry.get("id") not in twins:
            yield topics.fault(("topics", i), f"no pattern; give at least one of {', '.join(_RECOGNISING)}")


def _twins(topics: Page) -> Iterator[Fault]:
    kinds = {entry.get("id"): entry.get("kind") for _, entry in topics.entries()}
    for i, entry in topics.entries():
        twin = _text(entry, "normative_twin")
        if twin and twin == entry.get("id"):
            yield topics.fault(("topics", i, "normative_twin"), f"{twin!r}: is the topic itself; allowed: another, normative topic")
        elif twin and kinds.get(twin, "normative") != "normative":
            yield topics.fault(("topics", i, "normative_twin"), f"{twin!r}: is {kinds[twin]}; allowed: a topic of kind normative")


def _circles(topics: Page) -> Iterator[Fault]:
    """Topics that give way to each other in a circle: where all are found, all would vanish."""
    gives = {entry["id"]: [v for _, v in _texts(entry, "gives_way_to")] for _, entry in topics.entries() if _text(entry, "id")}
    for i, entry in topics.entries():
        for n, other in _texts(entry, "gives_way_to"):
            way = _way(gives, other, str(entry.get("id")))
            if way:
                names = " -> ".join([str(entry.get("id")), *way])
                yield topics.fault(("topics", i, "gives_way_to", n), f"{other!r}: a circle ({names}); of two topics one gives way")


def _way(gives: Mapping[str, Sequence[str]], start: str, goal: str) -> list[str]:
    """The shortest way along `gives` from one topic to another; empty where there is none."""
    ways, seen = [[start]], {start}
    for way in ways:
        if way[-1] == goal:
            return way
        ahead = [topic for topic in gives.get(way[-1], ()) if topic not in seen]
        seen.update(ahead)
        ways += [[*way, topic] for topic in ahead]
    return []


def _types(actors: Page) -> Iterator[Fault]:
    for i, entry in actors.entries():
        kind, actor = _text(entry, "type"), _text(entry, "id")
        prefix = actor.partition(":")[0]
        if not kind or not re.match(ACTOR_ID, actor):
            continue
        wanted = next((t for t, p in _OF_TYPE.items() if p == prefix), None)
        if wanted and kind != wanted or kind in _OF_TYPE and _OF_TYPE[kind] != prefix:
            allowed = f"type {wanted}" if wanted else f"an id that begins with {_OF_TYPE[kind]}:"
            yield actors.fault(("actors", i, "type"), f"{kind!r} does not fit the id {actor!r}; allowed: {allowed}")
        if entry.get("acts_for") == actor:
            yield actors.fault(("actors", i, "acts_for"), f"{actor!r}: is the actor itself; leave it out where nobody else is spoken for")


def _shared_names(actors: Page) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for i, entry in actors.entries():
        for n, name in _texts(entry, "names"):
            owner = first.setdefault(" ".join(name.split()), str(entry.get("id")))
            if owner != entry.get("id"):
                yield actors.fault(("actors", i, "names", n), f"{name!r} is a name of {owner} too; a text could not tell them apart")


def _shared_surnames(actors: Page) -> Iterator[Fault]:
    """Names of one word that belong to the full names of several people of the book."""
    people = [entry for _, entry in actors.entries() if entry.get("type") == "person" and _text(entry, "id")]
    bearers: dict[str, set[str]] = {}
    for entry in people:
        for form in (_text(entry, "label"), *(name for _, name in _texts(entry, "names"))):
            for word in form.split() if " " in form else ():
                bearers.setdefault(word, set()).add(entry["id"])
    for i, entry in actors.entries():
        for n, name in _texts(entry, "names"):
            others = sorted(bearers.get(name, set()) - {entry.get("id")})
            if others and entry.get("type") == "person":
                text = f"{name!r} belongs to {', '.join(others)} as well; leave it out: the full name that stands before tells who is meant"
                yield actors.fault(("actors", i, "names", n), text)


def _days(actors: Page, events: Page) -> Iterator[Fault]:
    for i, entry in actors.entries():
        for n, role in enumerate(entry["roles"] if isinstance(entry.get("roles"), list) else ()):
            start, end = (_day(role, key) for key in ("start", "end")) if isinstance(role, dict) else (None, None)
            if start and end and end < start:
                yield actors.fault(("actors", i, "roles", n, "end"), f"{end} is before start {start}")
    for i, entry in events.entries():
        earliest, latest = _day(entry, "earliest"), _day(entry, "latest")
        if earliest and latest and latest < earliest:
            yield events.fault(("events", i, "latest"), f"{latest} is before earliest {earliest}")


def _venues(events: Page) -> Iterator[Fault]:
    for i, entry in events.entries():
        if entry.get("venue") and not entry.get("speaker") and not entry.get("speakers"):
            yield events.fault(("events", i, "venue"), "without speaker or speakers it joins no statement; name who spoke, or use `names`")


def _unknown(page: Page, known: Page, used: Iterator[tuple[Place, str]]) -> Iterator[Fault]:
    """Ids that lead to no entry of `known`; of governments, those that the library does not know either.

    Of a file that could not be read nothing is known, and nothing is said.
    """
    ids, what = sorted({entry["id"] for _, entry in known.entries() if _text(entry, "id")}), known.key.removesuffix("s")
    if not known.data:
        return
    for path, value in used:
        if value in ids or what == "actor" and not re.match(ACTOR_ID, value):
            continue
        if not value.startswith("GOV:"):
            near = get_close_matches(value, ids, 1)
            meant = f"did you mean {near[0]!r}?" if near else f"{known.key}: {_listed(ids)}"
            yield page.fault(path, f"{value!r}: no such {what} in {known.file}; {meant}")
        elif value[4:] not in lexicon.read("countries"):
            yield page.fault(path, f"{value!r}: no country of the library has this code, and {known.file} has no such entry")


def _listed(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _LISTED} more" if len(ids) > _LISTED else ""
    return ", ".join(ids[:_LISTED]) + more or "none"


def _topics_used(topics: Page) -> Iterator[tuple[Place, str]]:
    for i, entry in topics.entries():
        if twin := _text(entry, "normative_twin"):
            yield ("topics", i, "normative_twin"), twin
        yield from ((("topics", i, "gives_way_to", n), used) for n, used in _texts(entry, "gives_way_to"))


def _actors_in_topics(topics: Page) -> Iterator[tuple[Place, str]]:
    for i, entry in topics.entries():
        for key in ("subject", "context"):
            yield from ((("topics", i, key, n), used) for n, used in _texts(entry, key))
        for key in _PATTERNS:
            for n, text in _texts(entry, key):
                yield from ((("topics", i, key, n), used) for used in _ids(text))
    words = topics.data.get("words")
    for name, listed in words.items() if isinstance(words, dict) else ():
        for n, text in _texts({"list": listed}, "list"):
            yield from ((("words", str(name), n), used) for used in _ids(text))


def _ids(text: str) -> Iterator[str]:
    """The actor ids among the choices of a pattern."""
    yield from (choice.strip() for choice in re.split(r"\||\s\+\s", text) if re.match(ACTOR_ID, choice.strip()))


def _actors_in_actors(actors: Page) -> Iterator[tuple[Place, str]]:
    for i, entry in actors.entries():
        if used := _text(entry, "acts_for"):
            yield ("actors", i, "acts_for"), used
        for n, role in enumerate(entry["roles"] if isinstance(entry.get("roles"), list) else ()):
            if isinstance(role, dict) and (used := _text(role, "of")):
                yield ("actors", i, "roles", n, "of"), used


def _actors_in_events(events: Page) -> Iterator[tuple[Place, str]]:
    for i, entry in events.entries():
        if used := _text(entry, "speaker"):
            yield ("events", i, "speaker"), used
        yield from ((("events", i, "speakers", n), used) for n, used in _texts(entry, "speakers"))


def _text(entry: Entry, key: str) -> str:
    """The text under a key; empty where there is none."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _texts(entry: Entry, key: str) -> Iterator[tuple[int, str]]:
    """The texts of the list under a key, each with its index."""
    value = entry.get(key)
    yield from ((n, text) for n, text in enumerate(value if isinstance(value, list) else ()) if isinstance(text, str))


def _day(entry: Entry, key: str) -> date | None:
    """The day under a key, written as a day or as a text; None where there is none."""
    value = entry.get(key)
    try:
        return value if type(value) is date else date.fromisoformat(str(value))
    except ValueError:
        return None
