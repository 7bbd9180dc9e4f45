"""What expressions mean that name their time on the calendar: dates, weekdays, months, seasons, feasts, years and centuries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import cast

from analysis.calendar_rules import (
    as_century,
    as_day,
    as_decade,
    as_month,
    as_months,
    as_period,
    as_quarter,
    as_season,
    as_week,
    as_year,
    feast_day,
    real_day,
    shifted,
)
from analysis.time_words import folded, months, word_lists
from analysis.timex import AHEAD, OPEN, PAST, Meaning, Resolver, Situation, Unresolved


def _full_date(match: re.Match[str], _: Situation) -> Meaning:
    return as_day(real_day(int(match["year"]), month_number(match), int(match["day"])), "explicit")


def _iso(match: re.Match[str], _: Situation) -> Meaning:
    day = real_day(int(match["year"]), int(match["iso_month"]), int(match["iso_day"]))
    clock = match["time"]
    return as_day(day, "explicit", f"T{clock[:5]}" if clock else "")


def _numeric(match: re.Match[str], _: Situation) -> Meaning:
    """ "14/04/2023": only where one of the two numbers cannot be a month, or both are the same."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["number_year"])
    if len(match["number_year"]) == 2:
        year += 2000 if year < 50 else 1900
    if first == second or (first <= 12 < second):
        return as_day(real_day(year, first, second), "explicit")
    if second <= 12 < first:
        return as_day(real_day(year, second, first), "explicit")
    if max(first, second) > 12:
        raise Unresolved("no such day")
    ends = sorted((real_day(year, first, second), real_day(year, second, first)))
    return Meaning("DATE", None, ends[0], ends[1], "day", "explicit", "day and month may be either way round")


def month_number(match: re.Match[str]) -> int:
    """The number of the month that a match names."""
    return months()[re.sub(r"\W", "", (match.groupdict().get("month") or match["monthday"]).lower())]


def _yearless(candidates: Sequence[Meaning], situation: Situation) -> Meaning:
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


def _around(make: Callable[[int], Meaning], today: date) -> list[Meaning]:
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


def _beside(make: Callable[[int], Meaning], row: str, situation: Situation) -> Meaning:
    """ "last", "this" or "next" before a month, season or feast: counted without the one that is running."""
    today = situation.today
    every = _around(make, today)
    if row == "this":
        return next(one for one in every if one.earliest and one.earliest.year == today.year)
    over = [one for one in every if one.latest and one.latest < today]
    ahead = [one for one in every if one.earliest and one.earliest > today]
    if not over or not ahead:
        raise Unresolved("out of the calendar")
    return ahead[0] if row == "next" else over[-1]


def _month_day(match: re.Match[str], situation: Situation) -> Meaning:
    month, day = month_number(match), int(match["day"])
    every = _around(lambda year: as_day(real_day(year, month, day)), situation.today)
    named = [name[:3].lower() for name in word_lists()["weekdays"]]
    if match[0][:3].lower() in named:  # "Monday, Oct. 26": only a year in which the two agree
        agreeing = [one for one in every if one.earliest and named[one.earliest.weekday()] == match[0][:3].lower()]
        if agreeing:
            return min(agreeing, key=lambda one: abs(cast(date, one.earliest) - situation.today))
    return _yearless(every, situation)


def _month_day_of_year(match: re.Match[str], situation: Situation) -> Meaning:
    """ "February 24 last year", "October this year": the year is said beside the day or month."""
    year = situation.today.year + word_lists()["which"][folded(match["row"])]
    if match.groupdict().get("day"):
        return as_day(real_day(year, month_number(match), int(match["day"])))
    return as_month(year, month_number(match))


def _week_of(match: re.Match[str], situation: Situation) -> Meaning:
    """ "the week of March 6"."""
    return as_week(cast(date, _month_day(match, situation).earliest))


def _last_month_day(match: re.Match[str], situation: Situation) -> Meaning:
    """ "last Oct. 23": the day of that name that came last."""
    lean = AHEAD if match["row"].lower() == "next" else PAST
    return _month_day(match, replace(situation, lean=lean))


def _month_and_year(match: re.Match[str], _: Situation) -> Meaning:
    return as_month(int(match["year"]), month_number(match), "explicit")


def _month_alone(match: re.Match[str], situation: Situation) -> Meaning:
    month = month_number(match)
    return _yearless(_around(lambda year: as_month(year, month), situation.today), situation)


def _row_month(match: re.Match[str], situation: Situation) -> Meaning:
    month = month_number(match)
    return _beside(lambda year: as_month(year, month), folded(match["row"]), situation)


def _season_and_year(match: re.Match[str], situation: Situation) -> Meaning:
    if match.groupdict().get("row"):
        return as_season(situation.today.year + word_lists()["which"][folded(match["row"])], match["season"])
    return as_season(int(match["year"]), match["season"], "explicit")


def _row_season(match: re.Match[str], situation: Situation) -> Meaning:
    return _beside(lambda year: as_season(year, match["season"]), folded(match["row"]), situation)


def _season_alone(match: re.Match[str], situation: Situation) -> Meaning:
    return _yearless(_around(lambda year: as_season(year, match["season"]), situation.today), situation)


def _quarter_of(match: re.Match[str], situation: Situation) -> Meaning:
    """ "the third quarter", "Q3 2023", "the first half of last year"; alone, the last one that has ended or is running."""
    groups = match.groupdict()
    number = int(groups.get("count") or word_lists()["ordinals"][match["ordinal"].lower()])
    half = "half" in match[0].lower() or match[0].startswith("H")
    if not 1 <= number <= (2 if half else 4):
        raise Unresolved("no such part of a year")

    def make(year: int) -> Meaning:
        if half:
            return as_months(year, 6 * number - 5, 6, f"{year:04}-H{number}", "month", "published")
        return as_quarter(year, number)

    if groups.get("year"):
        return replace(make(int(groups["year"])), anchor="explicit")
    if groups.get("row"):
        return make(situation.today.year + word_lists()["which"][folded(groups["row"])])
    return _yearless(_around(make, situation.today), situation)


def _feast(match: re.Match[str], situation: Situation) -> Meaning:
    name = re.sub(r"\s+", " ", match["holiday"]).replace("’", "'")
    groups = match.groupdict()
    if groups.get("year"):
        return as_day(feast_day(name, int(groups["year"])), "explicit")
    if groups.get("row"):
        return _beside(lambda year: as_day(feast_day(name, year)), folded(groups["row"]), situation)
    return _yearless(_around(lambda year: as_day(feast_day(name, year)), situation.today), situation)


def _fiscal(match: re.Match[str], _: Situation) -> Meaning:
    year = match["year"]
    return Meaning("DATE", f"FY{year}", None, None, "year", "explicit", "when a fiscal year begins is not said")


def _years(match: re.Match[str], _: Situation) -> Meaning:
    first, last = int(match["year"]), int(match["until"])
    last += first // 100 * 100 if last < 100 else 0
    if last <= first:
        raise Unresolved("the second year is not after the first")
    value = f"{first:04}/{last:04}"
    return replace(as_year(first, "explicit"), latest=as_year(last).latest, value=value, note="two years joined")


def _year_alone(match: re.Match[str], _: Situation) -> Meaning:
    return as_year(int(match["year"]), "explicit")


def _decade_of(match: re.Match[str], situation: Situation) -> Meaning:
    groups = match.groupdict()
    if groups.get("year"):
        return as_decade(int(groups["year"]) // 10, "explicit")
    number = int(groups["short"]) // 10 if groups.get("short") else int(word_lists()["decade_words"][match["decade"].lower()])
    return as_decade(190 + number, "explicit")


def _century_of(match: re.Match[str], _: Situation) -> Meaning:
    number = match.groupdict().get("count") or word_lists()["ordinals"][match["ordinal"].lower()]
    if not 2 <= int(number) <= 99:
        raise Unresolved("out of the calendar")
    return as_century(int(number) - 1, "explicit")


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


def _weekday_of_week(match: re.Match[str], situation: Situation) -> Meaning:
    """ "Tuesday last week", "Monday of next week"."""
    monday = cast(date, as_period("1W", situation.today, word_lists()["which"][folded(match["row"])]).earliest)
    return as_day(shifted(monday, weekday_number(match)), suffix=part_of_day(match))


# What each form of the word list means.
MEANINGS: Mapping[str, Resolver] = {
    "full date": _full_date,
    "ISO date": _iso,
    "numeric date": _numeric,
    "day of a year": _month_day_of_year,
    "month of a year": _month_day_of_year,
    "day beside a row": _last_month_day,
    "month and day": _month_day,
    "week of a day": _week_of,
    "month and year": _month_and_year,
    "month of a row": _row_month,
    "month": _month_alone,
    "season and year": _season_and_year,
    "season of a row": _row_season,
    "season": _season_alone,
    "quarter": _quarter_of,
    "feast": _feast,
    "fiscal year": _fiscal,
    "years": _years,
    "year": _year_alone,
    "decade": _decade_of,
    "century": _century_of,
    "weekday": weekday,
    "weekday and part of the day": weekday,
    "weekday of a row": _row_weekday,
    "weekday of a week": _weekday_of_week,
}
