"""Days, weeks, months, seasons and longer periods of the calendar as values of TIMEX3, and the days of feasts."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta
from dateutil.rrule import weekdays as WEEKDAYS

from analysis.time_words import word_lists
from analysis.timex import Meaning, Unresolved


def real_day(year: int, month: int, day: int) -> date:
    """The day of that name; Unresolved where the calendar has none."""
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise Unresolved("no such day") from None


def shifted(day: date, days: int) -> date:
    """The day so many days later."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise Unresolved("out of the calendar") from None


def moved(day: date, days: int) -> date:
    """The day so many days later, or earlier; the last or first day of the calendar where it would lie beyond.

    >>> moved(date(9999, 12, 30), 7), moved(date(1, 1, 3), -7), moved(date(2024, 2, 28), 2)
    (datetime.date(9999, 12, 31), datetime.date(1, 1, 1), datetime.date(2024, 3, 1))
    """
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def shifted_month(day: date, months: int) -> tuple[int, int]:
    """Year and month so many months after that of the day."""
    try:
        moved = day + relativedelta(months=months)
    except (ValueError, OverflowError):
        raise Unresolved("out of the calendar") from None
    return moved.year, moved.month


def as_day(day: date, anchor: str = "published", suffix: str = "") -> Meaning:
    return Meaning("TIME" if suffix else "DATE", day.isoformat() + suffix, day, day, "day", anchor)


def as_week(day: date, anchor: str = "published") -> Meaning:
    monday = shifted(day, -day.weekday())
    year, week, _ = monday.isocalendar()
    return Meaning("DATE", f"{year:04}-W{week:02}", monday, shifted(monday, 6), "week", anchor)


def as_weekend(week: Meaning) -> Meaning:
    """The Saturday and Sunday of a week."""
    assert week.latest is not None
    return replace(week, value=f"{week.value}-WE", earliest=shifted(week.latest, -1))


def as_month(year: int, month: int, anchor: str = "published") -> Meaning:
    first = real_day(year, month, 1)
    return Meaning("DATE", f"{year:04}-{month:02}", first, first.replace(day=monthrange(year, month)[1]), "month", anchor)


def as_months(year: int, month: int, count: int, value: str, granularity: str, anchor: str) -> Meaning:
    """A stretch of `count` calendar months."""
    last = year * 12 + month - 1 + count - 1
    final = as_month(last // 12, last % 12 + 1)
    return Meaning("DATE", value, real_day(year, month, 1), final.latest, granularity, anchor)


def as_season(year: int, name: str, anchor: str = "published") -> Meaning:
    code, month = word_lists()["seasons"][name.lower()]
    return as_months(year, month, 3, f"{year:04}-{code}", "season", anchor)


def as_quarter(year: int, quarter: int, anchor: str = "published") -> Meaning:
    return as_months(year, 3 * quarter - 2, 3, f"{year:04}-Q{quarter}", "quarter", anchor)


def as_year(year: int, anchor: str = "published") -> Meaning:
    return as_months(year, 1, 12, f"{year:04}", "year", anchor)


def as_decade(decade: int, anchor: str = "published") -> Meaning:
    return as_months(decade * 10, 1, 120, f"{decade:03}", "decade", anchor)


def as_century(century: int, anchor: str = "published") -> Meaning:
    """The hundred years whose numbers begin with `century`: 19 for the twentieth century."""
    return as_months(century * 100, 1, 1200, f"{century:02}", "century", anchor)


_PERIODS: Mapping[str, Callable[[date, int, str], Meaning]] = {
    "1D": lambda day, n, anchor: as_day(shifted(day, n), anchor),
    "1W": lambda day, n, anchor: as_week(shifted(day, 7 * n), anchor),
    "2W": lambda day, n, anchor: as_week(shifted(day, 14 * n), anchor),
    "1M": lambda day, n, anchor: as_month(*shifted_month(day, n), anchor),
    "3M": lambda day, n, anchor: as_quarter(shifted_month(day, 3 * n)[0], (shifted_month(day, 3 * n)[1] + 2) // 3, anchor),
    "1Y": lambda day, n, anchor: as_year(shifted_month(day, 12 * n)[0], anchor),
    "10Y": lambda day, n, anchor: as_decade(shifted_month(day, 120 * n)[0] // 10, anchor),
    "100Y": lambda day, n, anchor: as_century(shifted_month(day, 1200 * n)[0] // 100, anchor),
}


def as_period(code: str, day: date, n: int, anchor: str = "published") -> Meaning:
    """The day, week, month, … `n` of its kind after the one that holds `day`."""
    return _PERIODS[code](day, n, anchor)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar; Unresolved before it was in use."""
    try:
        sunday: date = easter(year)
    except ValueError:
        raise Unresolved("no Easter is known for that year") from None
    return sunday


def feast_day(name: str, year: int) -> date:
    """The day of a feast of the word list in a year."""
    entry: int | list[int] = word_lists()["holidays"][name]
    if isinstance(entry, int):
        return shifted(_easter(year), entry)
    if len(entry) == 2:
        return real_day(year, entry[0], entry[1])
    month, weekday, which, after = entry
    from_end = relativedelta(day=31, weekday=WEEKDAYS[weekday](which))
    from_start = relativedelta(day=1, weekday=WEEKDAYS[weekday](which))
    return shifted(real_day(year, month, 1) + (from_start if which > 0 else from_end), after)
