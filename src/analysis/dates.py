"""Time expressions: where a text names a day, a week, a year, an hour or a length of time, and what it means by it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Protocol

from analysis import tense
from analysis.time_forms import Rule, Scanner, rules
from analysis.time_words import GAP, any_of, first_words
from analysis.timex import PAST, Meaning, Situation, TimeExpression, Unresolved, hull

__all__ = ["Event", "TimeExpression", "find"]

_DATELINE_BEFORE = re.compile(r"(?:^|\n)[ \t]*(?:date \S{8,10} )?[A-Z][\w.'’ -]{1,30}(?:, [A-Z][\w. ]{1,20})?,[ \t]$")
_DATELINE_AFTER = re.compile(r"[ \t]*(?:\(|--|—|–|_|:|\n|$)")
_CONTINUED = re.compile(
    r"(?:, | and | or | to | through |, and |-|–)((?:0?[1-9]|[12][0-9]|3[01]))(?:st|nd|rd|th)?(?=[ .,;)\n]|$)"
    r"(?! (?i:percent|per|[a-z]{3,}s\b)|,\d)"
)
_EVENT_NEEDS = re.compile(r"(?i:\b(?:since|before|after|until|till|during|ahead of|following|from|by|prior to|throughout|on)\s)$")
_EDGES = {"start": "earliest", "beginning": "earliest", "outbreak": "earliest", "opening": "earliest", "eve": "earliest", "end": "latest",
          "close": "latest", "conclusion": "latest"}  # fmt: skip


class Event(Protocol):
    """What `find` asks of an event: the phrases that name it and the days on which it took place."""

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def earliest(self) -> date: ...
    @property
    def latest(self) -> date: ...


def find(text: str, *, published: tuple[date, date] | None, events: Sequence[Event] = ()) -> list[TimeExpression]:
    """The time expressions of a text, in order, none overlapping another.

    Parameters
    ----------
    text
        One paragraph a line.
    published
        First and last day on which the text may have been published; None when nothing is known. Where the two
        lead to different meanings, the value stays None, and `earliest` and `latest` hold both.
    events
        Events whose names anchor an expression ("since the start of the war in Ukraine").

    Returns
    -------
    list of TimeExpression
        What cannot be resolved is there too, with `value` None and the reason in `rule`.

    Notes
    -----
    The spans follow the guidelines of TIMEX3 (Pustejovsky et al. 2003), the weekday rule those of news: in Monday's
    paper "Monday" is that day. Seasons are those of the north. Nothing is taken from the clock of the machine.

    Examples
    --------
    >>> day = date(2022, 3, 7)
    >>> [(found.text, found.value) for found in find("He said on Monday that last week was quiet.", published=(day, day))]
    [('Monday', '2022-03-07'), ('last week', '2022-W09')]
    """
    found: list[TimeExpression] = []
    anchor = "published"
    earlier: TimeExpression | None = None
    for match, rule in _scanner(tuple((tuple(event.names), event.earliest, event.latest) for event in events)).matches(text):
        if rule.resolve is None:
            continue
        in_dateline = anchor == "published" and _is_dateline(match, rule)
        # Of an interval of publication the last day does: a dateline lies in the year before it.
        days = published[1:] * 2 if in_dateline and published else published
        lean = PAST if in_dateline else tense.lean(text, match.start(), match.end())
        expression = _expression(match, rule, _resolve(match, rule, days, lean, earlier), anchor)
        if in_dateline and expression.earliest is not None and expression.earliest == expression.latest:
            published, anchor = (expression.earliest, expression.earliest), "dateline"
            expression = replace(expression, anchor="dateline" if expression.anchor == "published" else expression.anchor)
        for one in (expression, *_continued(expression, text)):
            found.append(one)
            earlier = one if one.earliest is not None else earlier
    return found


def _resolve(match: re.Match[str], rule: Rule, published: tuple[date, date] | None, lean: int, earlier: TimeExpression | None) -> Meaning:
    """The meaning on the first and on the last possible day of publication, where both agree."""
    days: list[date | None] = [*sorted(set(published))] if published else [None]
    meanings = [_resolve_on(match, rule, Situation(day, lean, earlier)) for day in days]
    return meanings[0] if len(meanings) == 1 else hull(meanings[0], meanings[1], "the day of publication is not known closely enough")


def _resolve_on(match: re.Match[str], rule: Rule, situation: Situation) -> Meaning:
    assert rule.resolve is not None
    try:
        return rule.resolve(match, situation)
    except Unresolved as reason:
        return Meaning("TIME" if match.groupdict().get("part") else "DATE", None, anchor="none", note=str(reason))


def _expression(match: re.Match[str], rule: Rule, meaning: Meaning, anchor: str) -> TimeExpression:
    return TimeExpression(
        match.start(),
        match.end(),
        match[0],
        meaning.type,
        meaning.value,
        meaning.earliest,
        meaning.latest,
        meaning.granularity,
        anchor if meaning.anchor == "published" else meaning.anchor,
        f"{rule.name}: {meaning.note}" if meaning.note else rule.name,
    )


def _is_dateline(match: re.Match[str], rule: Rule) -> bool:
    """Whether a day stands in a dateline near the top: "BRUSSELS, December 2 (Xinhua) --"."""
    if rule.name not in ("month and day", "full date") or match.start() > 600:
        return False
    before = match.string[max(0, match.start() - 90) : match.start()]
    return bool(_DATELINE_BEFORE.search(before)) and bool(_DATELINE_AFTER.match(match.string, match.end()))


def _continued(expression: TimeExpression, text: str) -> Iterator[TimeExpression]:
    """The further days of "April 24 and 25": days of the same month that come after."""
    day, at = expression.earliest, expression.end
    if day is None or expression.rule != "month and day" or not expression.text[-1:].isdigit():
        return
    while (match := _CONTINUED.match(text, at)) is not None and int(match[1]) > day.day:
        try:
            day = day.replace(day=int(match[1]))
        except ValueError:
            return
        start, at = match.span(1)
        yield replace(expression, start=start, end=at, text=match[1], value=day.isoformat(), earliest=day, latest=day, rule="day continued")


@lru_cache(maxsize=16)
def _scanner(events: tuple[tuple[tuple[str, ...], date, date], ...]) -> Scanner:
    return Scanner([*rules(), *(_event_rule(*event) for event in events)])


def _event_rule(names: tuple[str, ...], earliest: date, latest: date) -> Rule:
    """A rule for the names of an event, or its start or end, where a preposition of time stands before."""
    edge = rf"(?:(?:the{GAP})?(?P<edge>{'|'.join(_EDGES)}){GAP}of{GAP})?"
    pattern = edge + (rf"(?:the{GAP})?{any_of(names)}" if names else r"(?!)")

    def resolve(match: re.Match[str], _: Situation) -> Meaning:
        side = _EDGES.get((match["edge"] or "").lower())
        first, last = ({"earliest": earliest, "latest": latest}[side],) * 2 if side else (earliest, latest)
        one_day = first == last
        value = first.isoformat() if one_day else f"{first.isoformat()}/{last.isoformat()}"
        return Meaning("DATE", value, first, last, "day" if one_day else "vague", "known_event")

    first = first_words(pattern) if all(name[:1].isalnum() for name in names) else None
    return Rule("known event", re.compile(rf"(?<!\w)(?ai:{pattern})(?!\w)"), resolve, first, _EVENT_NEEDS)
