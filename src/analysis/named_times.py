"""What expressions mean that name a day or month of the calendar: dates, weekdays and months."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from analysis.calendar_rules import as_day, as_month, as_period, as_week, as_weekend, real_day, shifted
from analysis.time_words import folded, months, weekday_before, word_lists
from analysis.timex import AHEAD, OPEN, PAST, Meaning, Resolver, Situation, Unresolved


def _full_date(match: re.Match[str], _: Situation) -> Meaning:
    return as_day(real_day(int(match["year"]), month_number(match), int(match["day"])), "explicit")


def _iso(match: re.Match[str], _: Situation) -> Meaning:
    day = real_day(int(match["year"]), int(match["iso_month"]), int(match["iso_day"]))
    clock = match["time"]
    return as_day(day, "explicit", f"T{clock[:5]}" if clock else "")


def _numeric(match: re.Match[str], _: Situation) -> Meaning:
    """ "14/04/2023": which number is the day is told by a number above 12, by the weekday beside it, or by full stops between.

    Where stops part two figures each and a year of four, the day comes first, as in the countries that write dates so.
    """
    first, second, year = int(match["first"]), int(match["second"]), int(match["number_year"])
    if len(match["number_year"]) == 2:
        year += 2000 if year < 50 else 1900
    if first > 12 and second > 12:
        raise Unresolved("no such day")
    days = sorted({real_day(year, month, day) for month, day in ((first, second), (second, first)) if month <= 12})
    if len(days) == 2 and re.fullmatch(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}", match[0]):
        days = [real_day(year, second, first)]
    if (named := weekday_before(match[0])) is not None:
        days = [day for day in days if day.weekday() == named]
        if not days:
            raise Unresolved("the weekday is not that of the date")
    if len(days) == 1:
        return as_day(days[0], "explicit")
    return Meaning("DATE", None, days[0], days[1], "day", "explicit", "day and month may be either way round")


def _foreign_date(match: re.Match[str], _: Situation) -> Meaning:
    raise Unresolved("the month is not written in English")


def _named_day(match: re.Match[str], _: Situation) -> Meaning:
    day = next(day for day, pattern in word_lists()["named_days"].items() if re.match(pattern, match.string[match.start() :]))
    return as_day(day, "explicit")


def month_number(match: re.Match[str]) -> int:
    """The number of the month that a match names."""
    return months()[re.sub(r"\W", "", (match.groupdict().get("month") or match["monthday"]).lower())]


def yearless(candidates: Sequence[Meaning], situation: Situation) -> Meaning:
    """Of the same day, month or season in successive years, the one the clause means.

    A clause that looks ahead means the next one that is not over; any other the last that has begun. Where the
    tense is not known, a day that lies just ahead is nearer than one that is almost a year old.
    """
    today = situation.today
    begun = [one for one in candidates if one.earliest and one.earliest <= today]
    ahead = [one for one in candidates if one.latest and one.latest >= today]
    if not begun or not ahead:
        raise Unresolved("out of the calendar")
    past, future = begun[-1], ahead[0]
    if situation.lean == OPEN:
        near = cast(date, future.earliest) - today < timedelta(days=92) and today - cast(date, past.latest) > timedelta(days=270)
        return future if near else past
    return future if situation.lean == AHEAD else past


def around(make: Callable[[int], Meaning], today: date) -> list[Meaning]:
    """What `make` gives for the years around; a year without such a day (29 February) is left out."""
    found = []
    for year in range(max(1, today.year - 5), min(9998, today.year + 5) + 1):
        try:
            found.append(make(year))
        except Unresolved:
            continue
    if not found:
        raise Unresolved("no such day")
    return found


def beside_now(make: Callable[[int], Meaning], row: str, situation: Situation) -> Meaning:
    """ "last", "this" or "next" before a month, season or feast: counted without the one that is running."""
    today = situation.today
    every = around(make, today)
    if row == "this":
        return next(one for one in every if one.earliest and one.earliest.year == today.year)
    over = [one for one in every if one.latest and one.latest < today]
    ahead = [one for one in every if one.earliest and one.earliest > today]
    if not over or not ahead:
        raise Unresolved("out of the calendar")
    return ahead[0] if row == "next" else over[-1]


def _month_day(match: re.Match[str], situation: Situation) -> Meaning:
    month, day = month_number(match), int(match["day"])
    every = around(lambda year: as_day(real_day(year, month, day)), situation.today)
    if (named := weekday_before(match[0])) is not None:  # "Monday, Oct. 26": only a year in which the two agree
        agreeing = [one for one in every if one.earliest and one.earliest.weekday() == named]
        near = [one for one in agreeing if abs(cast(date, one.earliest) - situation.today) <= timedelta(days=366)]
        if not near:
            raise Unresolved("in no year near is that day such a weekday")
        return min(near, key=lambda one: abs(cast(date, one.earliest) - situation.today))
    return yearless(every, situation)


def _days_of_month(match: re.Match[str], situation: Situation) -> Meaning:
    """ "3 to 5 March": the last day; `dates.find` gives the days before it rows of their own."""
    return _full_date(match, situation) if match["year"] else _month_day(match, situation)


def _month_day_of_year(match: re.Match[str], situation: Situation) -> Meaning:
    """ "February 24 last year", "October this year": the year is said beside the day or month."""
    year = situation.today.year + word_lists()["which"][folded(match["row"])]
    if match.groupdict().get("day"):
        return as_day(real_day(year, month_number(match), int(match["day"])))
    return as_month(year, month_number(match))


def _week_of(match: re.Match[str], situation: Situation) -> Meaning:
    """ "the week of March 6", "the weekend of March 5"."""
    week = as_week(cast(date, _month_day(match, situation).earliest))
    return as_weekend(week) if match["weekend"] else week


def _last_month_day(match: re.Match[str], situation: Situation) -> Meaning:
    """ "last Oct. 23": the day of that name that came last."""
    lean = AHEAD if match["row"].lower() == "next" else PAST
    return _month_day(match, replace(situation, lean=lean))


def _month_and_year(match: re.Match[str], _: Situation) -> Meaning:
    return as_month(int(match["year"]), month_number(match), "explicit")


def _month_alone(match: re.Match[str], situation: Situation) -> Meaning:
    month = month_number(match)
    return yearless(around(lambda year: as_month(year, month), situation.today), situation)


def _row_month(match: re.Match[str], situation: Situation) -> Meaning:
    month = month_number(match)
    return beside_now(lambda year: as_month(year, month), folded(match["row"]), situation)


def weekday_number(match: re.Match[str]) -> int:
    """The weekday that a match names, Monday being 0."""
    return [name.lower() for name in word_lists()["weekdays"]].index(match["weekday"].lower())


def part_of_day(match: re.Match[str]) -> str:
    """The TIMEX3 code of the part of the day that a match names; empty where it names none."""
    part = match.groupdict().get("part")
    return str(word_lists()["day_parts"][part.lower()]) if part else ""


def weekday(match: re.Match[str], situation: Situation) -> Meaning:
    """In Monday's paper Monday is that day; else the last one, or the next where the clause looks ahead."""
    today, suffix = situation.today, part_of_day(match)
    back = (today.weekday() - weekday_number(match)) % 7
    forward = -back % 7
    return as_day(shifted(today, forward if situation.lean == AHEAD else -back), suffix=suffix)


def _row_weekday(match: re.Match[str], situation: Situation) -> Meaning:
    today, row = situation.today, folded(match["row"])
    back = (today.weekday() - weekday_number(match)) % 7
    if row == "this":
        return weekday(match, replace(situation, lean=PAST if situation.lean == PAST else AHEAD))
    return as_day(shifted(today, 7 - back if row == "next" else -(back or 7)), suffix=part_of_day(match))


def _weekday_beside(match: re.Match[str], situation: Situation) -> Meaning:
    """ "the following Monday", "the previous Friday", "that Monday": counted from the last expression, never from the paper."""
    earlier = situation.earlier
    if earlier is None or earlier.earliest is None or earlier.latest is None or (earlier.latest - earlier.earliest).days > 6:
        raise Unresolved("no earlier day or week to count from")
    number, which = weekday_number(match), folded(match["that"])
    if which.endswith(("following", "next")):
        day = shifted(earlier.latest, (number - earlier.latest.weekday() - 1) % 7 + 1)
    elif which.endswith(("previous", "preceding")):
        day = shifted(earlier.earliest, -((earlier.earliest.weekday() - number - 1) % 7 + 1))
    else:
        day = shifted(earlier.earliest, number - earlier.earliest.weekday())
    return as_day(day, "earlier_expression", part_of_day(match))


def _weekday_of_week(match: re.Match[str], situation: Situation) -> Meaning:
    """ "Tuesday last week", "Monday of next week"."""
    monday = cast(date, as_period("1W", situation.today, word_lists()["which"][folded(match["row"])]).earliest)
    return as_day(shifted(monday, weekday_number(match)), suffix=part_of_day(match))


# What each form of the word list means.
MEANINGS: Mapping[str, Resolver] = {
    "full date": _full_date,
    "ISO date": _iso,
    "numeric date": _numeric,
    "foreign date": _foreign_date,
    "named day": _named_day,
    "days of a month": _days_of_month,
    "day of a year": _month_day_of_year,
    "month of a year": _month_day_of_year,
    "day beside a row": _last_month_day,
    "month and day": _month_day,
    "week of a day": _week_of,
    "month and year": _month_and_year,
    "month of a row": _row_month,
    "month": _month_alone,
    "weekday": weekday,
    "weekday and part of the day": weekday,
    "weekday of a row": _row_weekday,
    "weekday of a week": _weekday_of_week,
    "weekday beside an earlier expression": _weekday_beside,
}
