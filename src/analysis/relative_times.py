"""What expressions mean that count from another time or from none: distances, references, hours, lengths and repetitions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast

from analysis.calendar_rules import as_day, as_month, as_period, as_weekend, as_year, real_day, shifted, shifted_month
from analysis.named_times import month_number, part_of_day, weekday, weekday_number
from analysis.time_words import amount, folded, unit_names, word_lists
from analysis.timex import AHEAD, PAST, Meaning, Resolver, Situation, Unresolved, hull


def _deictic(days: int, suffix: str = "") -> Resolver:
    def resolve(match: re.Match[str], situation: Situation) -> Meaning:
        return as_day(shifted(situation.today, days), suffix=suffix or part_of_day(match))

    return resolve


def _this_part(match: re.Match[str], situation: Situation) -> Meaning:
    """ "this morning", "last night"."""
    days = {"last": -1, "next": 1}.get(folded(match["row"]), 0)
    return as_day(shifted(situation.today, days), suffix=part_of_day(match))


def _row_period(match: re.Match[str], situation: Situation) -> Meaning:
    n: int = word_lists()["which"][folded(match["which"])]
    return as_period(unit_names()[match["period"].lower()], situation.today, n)


def _second_period(match: re.Match[str], situation: Situation) -> Meaning:
    """ "the week before last", "the year after next"."""
    n = -2 if folded(match["second"]) == "before last" else 2
    return as_period(unit_names()[match["period"].lower()], situation.today, n)


def _the_period(match: re.Match[str], situation: Situation) -> Meaning:
    return as_period(unit_names()[match["period"].lower()], situation.today, 0)


def _weekend(match: re.Match[str], situation: Situation) -> Meaning:
    """The Saturday and Sunday of a week; "the weekend" is the last one unless the clause looks ahead."""
    today, row = situation.today, folded(match.groupdict().get("row") or "the")
    fallback = 0 if situation.lean == AHEAD or today.weekday() >= 5 else -1
    n = word_lists()["which"].get(row, fallback)
    if row == "this" and situation.lean == PAST:
        n = fallback
    return as_weekend(as_period("1W", today, n))


def _year_before(match: re.Match[str], situation: Situation) -> Meaning:
    """ "the year-ago quarter"."""
    year, month = shifted_month(situation.today, -12)
    return as_period(unit_names()[(match["period"] or "year").lower()], date(year, month, 1), 0)


def _ago(match: re.Match[str], situation: Situation) -> Meaning:
    return _removed(match, situation.today, -1, "published")


def _day_at_distance(match: re.Match[str], situation: Situation) -> Meaning:
    """ "a year ago today", "a week ago Monday": one day, where a length without it names a week, month or year."""
    groups = match.groupdict()
    unit = unit_names()[(groups.get("unit") or groups["units"]).lower()]
    number = amount(groups["n"]) if groups.get("n") else 1.0
    if number is None or number % 1 or unit not in ("1D", "1W", "2W", "1M", "1Y"):
        raise Unresolved("such a distance names no day")
    n, today = int(number), situation.today
    if unit in ("1M", "1Y"):
        if groups.get("weekday"):
            raise Unresolved("which day of that month or year is not said")
        year, month = shifted_month(today, -n * (12 if unit == "1Y" else 1))
        return as_day(real_day(year, month, today.day))
    base = shifted(today, -n * {"1D": 1, "1W": 7, "2W": 14}[unit])
    return as_day(shifted(base, weekday_number(match) - base.weekday()) if groups.get("weekday") else base)


def _weekdays_back(match: re.Match[str], situation: Situation) -> Meaning:
    """ "three Mondays ago"."""
    number = amount(match["n"])
    if number is None or number % 1 or number < 1:
        raise Unresolved("no whole number of weeks")
    back = (situation.today.weekday() - weekday_number(match)) % 7 or 7
    return as_day(shifted(situation.today, -back - 7 * (int(number) - 1)))


def _half_ago(match: re.Match[str], situation: Situation) -> Meaning:
    """ "half a year ago": the month, or for a decade the year."""
    unit = unit_names()[match["unit"].lower()]
    if unit == "1Y":
        return as_month(*shifted_month(situation.today, -6))
    if unit in ("10Y", "100Y"):
        return as_year(shifted_month(situation.today, -60 if unit == "10Y" else -600)[0])
    raise Unresolved("such a distance names no day")


def beside_the_next(match: re.Match[str], following: Meaning) -> Meaning:
    """ "two days after March 3", "the day before Easter": counted from the expression right behind it.

    Unresolved where that has no day: "the day after his death".
    """
    direction = -1 if match["side"].lower() == "before" else 1
    base = following.earliest if direction < 0 else following.latest
    if base is None:
        raise Unresolved("counted from something without a date")
    if match.groupdict().get("period"):
        unit = unit_names()[match["period"].lower()]
        return as_period(unit, base, direction, following.anchor)
    return _removed(match, base, direction, following.anchor)


def _undated(match: re.Match[str], _: Situation) -> Meaning:
    raise Unresolved("counted from something without a date")


def _from_now(match: re.Match[str], situation: Situation) -> Meaning:
    return _removed(match, situation.today, 1, "published")


def _before_or_after(match: re.Match[str], situation: Situation) -> Meaning:
    """ "a year earlier", "two days later": counted from the expression before it, else from the paper."""
    direction = -1 if match["side"].lower() in ("earlier", "before", "previously") else 1
    earlier = situation.earlier
    if earlier is None or earlier.earliest is None:
        if direction > 0:
            raise Unresolved("no earlier expression to count from")
        return _removed(match, situation.today, direction, "published")
    return _removed(match, earlier.earliest, direction, "earlier_expression")


def _removed(match: re.Match[str], day: date, direction: int, anchor: str) -> Meaning:
    """A day, week, month or year at a given distance; a distance without a number stays vague."""
    groups = match.groupdict()
    unit = unit_names()[(groups.get("unit") or groups["units"]).lower()]
    number = amount(groups["n"]) if groups.get("n") else (1.0 if groups.get("unit") else None)
    if number is None:
        reference = {-1: "PAST_REF", 1: "FUTURE_REF"}[direction]
        return Meaning("DATE", reference, granularity="vague", anchor=anchor)
    if unit.startswith("T"):
        return Meaning("TIME", None, anchor="none", note="the hour of writing is not known")
    number += 0.5 * bool(groups.get("and_a_half"))
    if number % 1 and unit == "1Y":
        return as_year(shifted_month(day, direction * int(12 * number))[0], anchor)
    n = direction * int(number)
    return as_year(shifted_month(day, 120 * n)[0], anchor) if unit == "10Y" else as_period(unit, day, n, anchor)


def _reference(match: re.Match[str], _: Situation) -> Meaning:
    return Meaning("DATE", word_lists()["vague_references"][folded(match["reference"])], granularity="vague", anchor="none")


def _vague_stretch(match: re.Match[str], _: Situation) -> Meaning:
    return Meaning("DATE", word_lists()["vague_stretches"][folded(match["stretch"])], granularity="vague", anchor="none")


def _same(match: re.Match[str], situation: Situation) -> Meaning:
    """ "at the time", "then": what the last expression with a date meant."""
    earlier = situation.earlier
    if earlier is None:
        raise Unresolved("no earlier expression to refer to")
    return Meaning("DATE", earlier.value, earlier.earliest, earlier.latest, earlier.granularity, "earlier_expression")


def _that_period(match: re.Match[str], situation: Situation) -> Meaning:
    """ "that day", "the same week", "the following year": the period around the last expression with a date, or beside it."""
    earlier = situation.earlier
    if earlier is None or earlier.earliest is None or earlier.latest is None:
        raise Unresolved("no earlier expression to refer to")
    which = folded(match["that"])
    n = -1 if which.endswith(("previous", "before", "preceding")) else int(which.endswith(("following", "next", "after")))
    code = unit_names()[match["period"].lower()]
    first = as_period(code, earlier.earliest, n, "earlier_expression")
    return hull(first, as_period(code, earlier.latest, n, "earlier_expression"), "the earlier expression is wider")


def _that_part(match: re.Match[str], situation: Situation) -> Meaning:
    """ "the next morning", "that night": counted from the last expression that names one day."""
    earlier = situation.earlier
    if earlier is None or earlier.earliest is None or earlier.earliest != earlier.latest:
        raise Unresolved("no earlier day to refer to")
    days = {"the next": 1, "the following": 1, "the previous": -1}.get(folded(match["that"]), 0)
    return as_day(shifted(earlier.earliest, days), "earlier_expression", part_of_day(match))


def _clock(match: re.Match[str], situation: Situation) -> Meaning:
    """An hour of the day; which day is known only where a weekday stands beside it."""
    groups = match.groupdict()
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    half = re.sub(r"\W", "", (groups.get("half") or "").lower())
    if half in ("pm", "afternoon", "evening", "night") and hour < 12:
        hour += 12
    elif half in ("am", "morning") and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        raise Unresolved("no such hour")
    return _at(f"T{hour:02}:{minute:02}", match, situation)


def _noon(match: re.Match[str], situation: Situation) -> Meaning:
    return _at(part_of_day(match), match, situation)


def _at(suffix: str, match: re.Match[str], situation: Situation) -> Meaning:
    if not match.groupdict().get("weekday"):
        return Meaning("TIME", f"XXXX-XX-XX{suffix}", anchor="none", note="which day is not said beside it")
    day = cast(date, weekday(match, situation).earliest)
    return as_day(day, suffix=suffix)


def _stretch(match: re.Match[str], _: Situation) -> Meaning:
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("units") or groups["periods"]
    if groups.get("n"):
        return _duration(amount(groups["n"]), unit)
    if groups.get("and_a_half"):
        return _duration(1.5, unit)
    return _duration(None if groups.get("vague") or groups.get("units") or groups.get("periods") else 1, unit)


def _half(match: re.Match[str], _: Situation) -> Meaning:
    halves = {"hour": "PT30M", "day": "PT12H", "year": "P6M", "decade": "P5Y", "century": "P50Y", "minute": "PT30S", "month": "P2W"}
    return Meaning("DURATION", halves.get(match["unit"].lower()), anchor="none")


def _duration(number: float | None, unit: str) -> Meaning:
    """A length of time; a count that is not given is X, as TIMEX3 has it."""
    code = unit_names()[unit.lower()]
    clock, size, letter = ("T" if code.startswith("T") else ""), int(re.sub(r"\D", "", code)), code[-1]
    granularity = {"D": "day", "W": "week", "M": "month", "Y": "year"}.get(letter) if not clock else None
    count = "X" if number is None else f"{number * size:.10g}"
    return Meaning("DURATION", f"P{clock}{count}{letter}", granularity=granularity, anchor="none")


def _frequency(match: re.Match[str], _: Situation) -> Meaning:
    return Meaning("SET", word_lists()["frequencies"][match["frequency"].lower()], anchor="none")


def _every(match: re.Match[str], situation: Situation) -> Meaning:
    groups = match.groupdict()
    if groups.get("weekday"):
        return Meaning("SET", f"XXXX-WXX-{weekday_number(match) + 1}", anchor="none")
    if groups.get("month"):
        return Meaning("SET", f"XXXX-{month_number(match):02}", anchor="none")
    if groups.get("season"):
        return Meaning("SET", f"XXXX-{word_lists()['seasons'][match['season'].lower()][0]}", anchor="none")
    if groups.get("part"):
        return Meaning("SET", f"XXXX-XX-XX{part_of_day(match)}", anchor="none")
    number = amount(groups["n"]) if groups.get("n") else 1
    return replace(_duration(number, groups.get("unit") or groups["units"]), type="SET", granularity=None)


# What each form of the word list means.
MEANINGS: Mapping[str, Resolver] = {
    "day of writing": _deictic(0),
    "day before": _deictic(-1),
    "day after": _deictic(1),
    "two days before": _deictic(-2),
    "two days after": _deictic(2),
    "night of writing": _deictic(0, "TNI"),
    "part of a day": _this_part,
    "weekend": _weekend,
    "period of a row": _row_period,
    "second period of a row": _second_period,
    "this period": _the_period,
    "same period a year before": _year_before,
    "distance back": _ago,
    "day at a distance back": _day_at_distance,
    "weekdays back": _weekdays_back,
    "half a distance back": _half_ago,
    "distance ahead": _from_now,
    "distance from the next": _stretch,
    "period beside the next": _undated,
    "distance from another": _before_or_after,
    "vague reference": _reference,
    "vague stretch": _vague_stretch,
    "earlier expression": _same,
    "period of an earlier expression": _that_period,
    "period beside an earlier expression": _that_period,
    "part of another day": _that_part,
    "clock": _clock,
    "noon": _noon,
    "length": _stretch,
    "half a length": _half,
    "frequency": _frequency,
    "every": _every,
}
