"""What a time expression is, and what it is resolved from: the records that the modules of time share."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

PAST, OPEN, AHEAD = -1, 0, 1  # where the clause around an expression looks


@dataclass(frozen=True)
class TimeExpression:
    """A time expression and its meaning.

    Attributes
    ----------
    start, end
        Code points of the text given to `find`, `end` exclusive; prepositions and a possessive 's stay outside.
    text
        The expression as it stands.
    type
        TIMEX3 type: DATE, TIME, DURATION or SET.
    value
        TIMEX3 value (`2022-03-07`, `2022-W09`, `P30Y`, `PAST_REF`, …); None where it cannot be resolved.
    earliest, latest
        First and last day it may mean; None for durations, sets and vague references.
    granularity
        day, week, month, season, quarter, year, decade, century or vague; None where there is no calendar unit.
    anchor
        What it was resolved from: published, dateline, explicit, earlier_expression, known_event or none.
    rule
        The rule that found it and, after a colon, why its value stays open.
    """

    start: int
    end: int
    text: str
    type: str
    value: str | None
    earliest: date | None
    latest: date | None
    granularity: str | None
    anchor: str
    rule: str


@dataclass(frozen=True)
class Meaning:
    """What an expression means, as in TimeExpression; `note` says why a value stays open or is odd."""

    type: str
    value: str | None
    earliest: date | None = None
    latest: date | None = None
    granularity: str | None = None
    anchor: str = "published"
    note: str = ""


@dataclass(frozen=True)
class Situation:
    """What an expression is resolved from: the day of writing, the tense of the clause, the expression before it."""

    day: date | None
    lean: int
    earlier: TimeExpression | None

    @property
    def today(self) -> date:
        if self.day is None:
            raise Unresolved("no publication date")
        return self.day


class Unresolved(Exception):
    """Why an expression cannot be resolved."""


Resolver = Callable[[re.Match[str], Situation], Meaning]


def hull(first: Meaning, second: Meaning, note: str) -> Meaning:
    """The meaning both share; where they differ, no value and the days both may mean."""
    if first == second:
        return first
    days = [day for one in (first, second) for day in (one.earliest, one.latest) if day is not None]
    granularity = first.granularity if first.granularity == second.granularity else None
    notes = "; ".join(dict.fromkeys(text for text in (first.note, second.note, note) if text))
    return Meaning(first.type, None, min(days, default=None), max(days, default=None), granularity, first.anchor, notes)
