"""What is odd in a codebook but allowed: told by `codebook check`, stops nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from analysis import lexicon
from analysis.codebook import Actor, Codebook, Event, Role

_LISTS = ("terms", "contrary", "pro", "con", "none")


def advice(book: Codebook) -> list[str]:
    """One line for each oddity, file by file, in the order of the entries."""
    return [*_unused_lists(book), *_repeated_patterns(book), *_actors(book), *_shared_offices(book), *_twin_events(book)]


def _unused_lists(book: Codebook) -> Iterator[str]:
    texts = [pattern.text for topic in book.topics for name in _LISTS for pattern in getattr(topic, name)]
    texts += [entry for _, entries in book.words for entry in entries]
    used = {choice.strip() for text in texts for choice in re.split(r"\||\s\+\s", text)}
    for name, _ in book.words:
        if f"@{name}" not in used:
            yield f"topics.yml: words.{name}: no pattern uses @{name}"


def _repeated_patterns(book: Codebook) -> Iterator[str]:
    first: dict[str, str] = {}
    for topic in book.topics:
        for name, pattern in topic.patterns():
            form, at = " ".join(pattern.text.lower().split()), f"{topic.id}.{name}"
            if form in first:
                yield f"topics.yml: {at}: {pattern.text!r} stands in {first[form]} already"
            first.setdefault(form, at)


def _actors(book: Codebook) -> Iterator[str]:
    for actor in book.actors:
        at = f"actors.yml: {actor.id}"
        if actor.gender and actor.type != "person":
            yield f"{at}: gender is only used of persons, and this is of type {actor.type}"
        if actor.country and actor.country not in lexicon.read("countries"):
            yield f"{at}: country {actor.country!r} is none of the library's; is it the code of ISO 3166?"
        for name in sorted({n for n in actor.names if actor.names.count(n) > 1}):
            yield f"{at}: the name {name!r} stands twice"
        if not actor.names and actor.type not in ("group", "government"):
            yield f"{at}: without names no text leads to it"


def _shared_offices(book: Codebook) -> Iterator[str]:
    """An office that two hold on the same day: a text that names the office alone then leads to neither."""
    held = [(actor, role, title) for actor in book.actors for role in actor.roles for title in _titles(role)]
    said: set[str] = set()
    for (one, first, title), (other, second, same) in combinations(held, 2):
        days = _both(first, second)
        if one is other or title != same or first.of != second.of or days is None:
            continue
        line = f"{one.id} and {other.id} {_spell(days)}: then the office alone leads to neither"
        if line not in said:
            said.add(line)
            yield f"actors.yml: {title!r} is held by both {line}"


def _twin_events(book: Codebook) -> Iterator[str]:
    """Two events that texts cannot tell apart: on the same days, with a name, or a speaker and no venues that differ, in common."""
    for one, other in combinations(book.events, 2):
        if one.earliest > other.latest or other.earliest > one.latest:
            continue
        for what, shared in (("the name", _names(one) & _names(other)), ("the speaker", _heard(one) & _heard(other))):
            if shared and (what == "the name" or not one.venue or not other.venue or {*one.venue} & {*other.venue}):
                first = min(shared)
                yield (
                    f"events.yml: {one.id} and {other.id} share days and {what} {first!r}: two occasions for one event? Make them one, or"
                    " give each names and venue words of its own"
                )
                break


def _names(event: Event) -> set[str]:
    return {name.lower() for name in event.names}


def _heard(event: Event) -> set[str]:
    return {*event.speakers, *([event.speaker] if event.speaker else [])}


def _titles(role: Role) -> list[str]:
    return list(dict.fromkeys(lexicon.office(title) for title in (role.title, *role.also)))


def _both(first: Role, second: Role) -> tuple[date, date] | None:
    """The days that two roles share."""
    start = max(first.start or date.min, second.start or date.min)
    end = min(first.end or date.max, second.end or date.max)
    return (start, end) if start <= end else None


def _spell(days: tuple[date, date]) -> str:
    start, end = days
    if start == end:
        return f"on {start}"
    return " ".join([*([f"from {start}"] if start > date.min else []), *([f"to {end}"] if end < date.max else [])]) or "at all times"


def nameable(book: Codebook) -> list[Actor]:
    """The actors whom a text can name: all but governments and groups without names, which the library knows."""
    return [actor for actor in book.actors if actor.names or actor.type not in ("group", "government")]
