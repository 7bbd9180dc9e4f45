"""Time expressions: where a text names a day, a week, a year, an hour or a length of time, and what it means by it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Protocol, cast

from analysis import tense
from analysis.calendar_rules import as_day, as_month, real_day, shifted
from analysis.relative_times import beside_the_next
from analysis.time_forms import Rule, Scanner, rules
from analysis.time_words import GAP, any_of, first_words
from analysis.timex import PAST, Meaning, Situation, TimeExpression, Unresolved, hull

__all__ = ["Event", "TimeExpression", "days_of_writing", "find"]

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
    scanned = list(_scanner(tuple((tuple(event.names), event.earliest, event.latest) for event in events)).matches(text))
    at = 0
    for number, (match, rule) in enumerate(scanned):
        if rule.resolve is None or match.start() < at:
            continue
        in_dateline = anchor == "published" and _is_dateline(match, rule)
        # Of an interval of publication the last day does: a dateline lies in the year before it.
        days = published[1:] * 2 if in_dateline and published else published
        lean = PAST if in_dateline else tense.lean(text, match.start(), match.end())
        meaning = _resolve(match, rule, days, lean, earlier)
        expression = _expression(match, rule, meaning, anchor)
        if rule.name in _BESIDE_THE_NEXT:
            expression = _with_the_next(match, expression, scanned[number + 1 : number + 2], published)
            at = expression.end
        if in_dateline and expression.earliest is not None and expression.earliest == expression.latest:
            published, anchor = (expression.earliest, expression.earliest), "dateline"
            expression = replace(expression, anchor="dateline" if expression.anchor == "published" else expression.anchor)
        if found:
            found[-1], expression = _in_order(found[-1], expression, text[found[-1].end : expression.start], lean)
        for one in _parted(match, expression) if rule.name == "days of a month" else (expression, *_continued(expression, text)):
            found.append(one)
            earlier = one if one.earliest is not None else earlier
    return found


def days_of_writing(text: str, expression: TimeExpression, meant: tuple[date, date], within: tuple[date, date]) -> tuple[date, date] | None:
    """First and last day of writing on which an expression that counts from it would touch the days `meant`.

    "on Monday", where it is known to be 7 March 2022, was written from that day to 13 March. Only days `within` are tried, and
    only an expression that hangs on nothing but the day of writing has any; None for others.
    """
    name, found = expression.rule.split(":")[0], [(rule, rule.pattern.match(text, expression.start)) for rule in rules()]
    rule, match = next(
        ((rule, match) for rule, match in found if rule.name == name and match and match.end() == expression.end), (None, None)
    )
    if rule is None or match is None:
        return None
    lean = tense.lean(text, expression.start, expression.end)
    fitting = []
    for ordinal in range(within[0].toordinal(), within[1].toordinal() + 1):
        day = date.fromordinal(ordinal)
        meaning = _resolve_on(match, rule, Situation(day, lean, None))
        days = (meaning.earliest, meaning.latest) if meaning.anchor == "published" else (None, None)
        if days[0] and days[1] and days[0] <= meant[1] and meant[0] <= days[1]:
            fitting.append(day)
    return (fitting[0], fitting[-1]) if fitting else None


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


_BESIDE_THE_NEXT = ("distance from the next", "period beside the next")


def _with_the_next(
    match: re.Match[str], alone: TimeExpression, following: Sequence[tuple[re.Match[str], Rule]], published: tuple[date, date] | None
) -> TimeExpression:
    """ "two days after March 3" as one expression; a mere length, or one without a date, where no date is right behind it."""
    text = match.string
    for after, rule in following:
        if rule.resolve is not None and re.fullmatch(r"\s*(?:the\s)?", text[match.end() : after.start()]):
            meaning = _resolve(after, rule, published, tense.lean(text, after.start(), after.end()), None)
            with suppress(Unresolved):
                found = beside_the_next(match, meaning)
                whole = replace(
                    _moved(alone, found), end=after.end(), text=text[match.start() : after.end()], rule=alone.rule.split(":")[0]
                )
                return replace(whole, type=found.type, anchor=found.anchor, granularity=found.granularity)
    if alone.type == "DURATION":
        return replace(alone, end=match.end("length"), text=match["length"], rule="length")
    return alone


def _parted(match: re.Match[str], expression: TimeExpression) -> Iterator[TimeExpression]:
    """The days of "3, 4 and 5 March", each an expression of its own; the last bears the month."""
    last = expression.earliest
    for number in re.finditer(r"[0-9]+", match["begin"]):
        start, end = match.start("begin") + number.start(), match.start("begin") + number.end()
        day = last.replace(day=int(number[0])) if last is not None and int(number[0]) < last.day else None
        note = "day continued" if day or last is None else "day continued: it comes after the day that bears the month"
        value = day.isoformat() if day else None
        yield replace(expression, start=start, end=end, text=number[0], value=value, earliest=day, latest=day, rule=note)
    yield replace(expression, start=match.start("day"), text=match.string[match.start("day") : match.end()])


def _in_order(first: TimeExpression, last: TimeExpression, between: str, lean: int) -> tuple[TimeExpression, TimeExpression]:
    """Both ends of "from Monday to Wednesday" or "between March and May", the second after the first.

    Each alone may lead to another week or year. Where the clause looks back, the first is moved back, else the second ahead.
    """
    move = _SUCCESSIVE.get(last.rule)
    joined = _TO.fullmatch(between) or (last.rule == "month" and between.strip() == "and")
    if move is None or first.rule != last.rule or not joined or not first.earliest or not last.earliest or last.earliest >= first.earliest:
        return first, last
    try:
        return (move(first, -1), last) if lean == PAST else (first, move(last, 1))
    except Unresolved:
        return first, last


def _moved(expression: TimeExpression, meaning: Meaning) -> TimeExpression:
    return replace(expression, value=meaning.value, earliest=meaning.earliest, latest=meaning.latest)


def _anniversary(day: date, years: int) -> Meaning:
    return as_day(real_day(day.year + years, day.month, day.day))


_TO = re.compile(r"\s*(?:-|–|to|until|till|through)\s*")
_SUCCESSIVE: Mapping[str, Callable[[TimeExpression, int], TimeExpression]] = {
    "weekday": lambda one, n: _moved(one, as_day(shifted(cast(date, one.earliest), 7 * n))),
    "month": lambda one, n: _moved(one, as_month(cast(date, one.earliest).year + n, cast(date, one.earliest).month)),
    "month and day": lambda one, n: _moved(one, _anniversary(cast(date, one.earliest), n)),
}


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
