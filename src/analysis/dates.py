"""Time expressions: where a text names a day, a week, a year, an hour or a length of time, and what it means by it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast

import yaml

_DATA = Path(__file__).parent / "data" / "dates.yml"

# Between two words of one expression: spaces, or a line end inside a sentence (the next line goes on in lower case).
_GAP = r"(?:[ \t\u00a0]{1,3}|[ \t\u00a0]?\n[ \t\u00a0]{0,2}(?=[a-z]))"
_SENTENCE_END = re.compile(r"(?<=[a-z\d)\"'”’]{2})[.!?;][\"'”’)]{0,3}\s|\n|\s(?:_|--|–|—)\s|:\s")
_LEFT, _RIGHT = 160, 70  # code points beside an expression that are read for the tense of its clause
_PAST, _OPEN, _AHEAD = -1, 0, 1


class Event(Protocol):
    """What `find` asks of an event: the phrases that name it and the days on which it took place."""

    @property
    def names(self) -> Sequence[str]: ...
    @property
    def earliest(self) -> date: ...
    @property
    def latest(self) -> date: ...


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
class _Meaning:
    type: str
    value: str | None
    earliest: date | None = None
    latest: date | None = None
    granularity: str | None = None
    anchor: str = "published"
    note: str = ""


@dataclass(frozen=True)
class _Situation:
    """What an expression is resolved from: the day of writing, the tense of the clause, the expression before it."""

    day: date | None
    lean: int
    earlier: TimeExpression | None

    @property
    def today(self) -> date:
        if self.day is None:
            raise _Open("no publication date")
        return self.day


class _Open(Exception):
    """Why an expression cannot be resolved."""


_Resolver = Callable[[re.Match[str], _Situation], _Meaning]


@dataclass(frozen=True)
class _Rule:
    """A form of time expression: its pattern, what it means, and what must or must not stand right before it."""

    name: str
    pattern: re.Pattern[str]
    resolve: _Resolver | None
    needs: re.Pattern[str] | None = None
    bars: re.Pattern[str] | None = None

    def allows(self, text: str, start: int) -> bool:
        before = text[max(0, start - 40) : start]
        return (self.needs is None or bool(self.needs.search(before))) and not (self.bars and self.bars.search(before))


# --- Words -----------------------------------------------------------------------------------------------------------


@cache
def _words() -> Mapping[str, Any]:
    with _DATA.open(encoding="utf-8") as file:
        return cast(Mapping[str, Any], yaml.safe_load(file))


def _any(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first, with a gap for each space."""
    ordered = sorted({str(word) for word in words}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", _GAP).replace("'", "['’]") for word in ordered) + ")"


def _cased(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in (word, word.upper())]


@cache
def _months() -> Mapping[str, int]:
    names = {name.lower(): number for number, name in enumerate(_words()["months"], 1)}
    return names | {short.lower(): number for short, number in _words()["month_short"].items()}


@cache
def _unit_names() -> Mapping[str, str]:
    """Singular and plural of every unit -> its TIMEX3 code."""
    units: Mapping[str, str] = _words()["units"]
    return {form: code for unit, code in units.items() for form in (unit, _words()["plurals"].get(unit, unit + "s"))}


@cache
def _counts() -> Mapping[str, int]:
    words = _words()
    tens = {f"{ten}-{one}": value + digit for ten, value in words["tens"].items() for one, digit in words["numbers"].items() if digit < 10}
    large = {
        f"{one} {name}": digit * value for name, value in words["large"].items() for one, digit in (words["numbers"] | {"a": 1}).items()
    }
    return {
        **words["numbers"],
        **words["tens"],
        **tens,
        **{key.replace("-", " "): value for key, value in tens.items()},
        **large,
        "a": 1,
        "an": 1,
    }


@cache
def _pieces() -> Mapping[str, str]:
    """What the names in angle brackets stand for in the patterns of `_RULES`."""
    words = _words()
    digits = r"\d{1,4}(?:,\d{3}){0,2}(?:\.\d{1,2})?(?:[ -]\d/\d)?"
    units = {unit: words["plurals"].get(unit, unit + "s") for unit in words["units"]}
    calendar = ("day", "night", "week", "fortnight", "month", "quarter", "year", "decade", "century")
    number_words = [word for word in _counts() if word not in ("a", "an")]
    named = {
        "month": _any(_cased(words["months"])),
        "monthday": "(?:" + _any(_cased(words["months"])) + "|" + _any(_cased(words["month_short"])) + r"\b\.?)",
        "weekday": _any(_cased(words["weekdays"])),
        "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        "year": r"(?:1\d|20)\d\d(?!\d)",
        "season": f"(?i:{_any(words['seasons'])})",
        "unit": f"(?i:{_any(units)})",
        "units": f"(?i:{_any(units.values())})",
        "period": f"(?i:{_any(('day', 'week', 'month', 'quarter', 'year', 'decade', 'century'))})",
        "periods": f"(?i:{_any(units[name] for name in calendar)})",
        "n": f"(?i:(?:{_any(number_words)}|{digits})(?:[ -]and[ -]a[ -]half)?)",
        "vague": f"(?i:{_any(words['vague_numbers'])})",
        "which": f"(?i:{_any(words['which'])})",
        "row": "(?i:last|next|this|this past|past)",
        "part": f"(?i:{_any(words['day_parts'])})",
        "ordinal": f"(?i:{_any(words['ordinals'])})",
        "reference": f"(?i:{_any(words['vague_references'])})",
        "stretch": f"(?i:{_any(words['vague_stretches'])})",
        "frequency": f"(?i:{_any(words['frequencies'])})",
        "holiday": _any(words["holidays"]),
        "decade": _any(words["decade_words"]),
    }
    loose = {
        "th": r"(?:(?:st|nd|rd|th)(?!\w))?",
        "wd": "(?:" + _any(_cased(words["weekdays"])) + "|" + _any(words["weekday_short"]) + r"\b\.?)",
        "about": f"(?i:{_any(words['approximations'])})",
        "early": "(?i:very early|very late|early|late|mid|middle)",
        "a": "(?i:an?)",
        "join": f"(?:-|{_GAP})",
        "the": "(?i:the)",
        "tz": r"(?:GMT|UTC|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|BST|IST|ET|PT|local time)",
    }
    return {name: f"(?P<{name}>{pattern})" for name, pattern in named.items()} | loose


def _compile(pattern: str) -> re.Pattern[str]:
    """A pattern of `_RULES`: names in angle brackets filled in, a gap for each space, whole words only."""
    spaced = pattern.replace("[- ]", "<join>").replace(" ", _GAP)
    filled = re.sub(r"(?<!\?P)<(\w+)>", lambda match: _pieces()[match[1]], spaced)
    # Figures and letters without case in ASCII only: "ſ" is no "s" of a word list.
    filled = filled.replace(r"\d", "[0-9]").replace("(?i:", "(?ai:")
    return re.compile(rf"(?<![\w$€£#])(?<!\d[.,:/-])(?:{filled})(?!\w)")


# --- The calendar ----------------------------------------------------------------------------------------------------


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise _Open("no such day") from None


def _day(day: date, anchor: str = "published", suffix: str = "") -> _Meaning:
    return _Meaning("TIME" if suffix else "DATE", day.isoformat() + suffix, day, day, "day", anchor)


def _week(day: date, anchor: str = "published") -> _Meaning:
    monday = _shifted(day, -day.weekday())
    year, week, _ = monday.isocalendar()
    return _Meaning("DATE", f"{year:04}-W{week:02}", monday, _shifted(monday, 6), "week", anchor)


def _month(year: int, month: int, anchor: str = "published") -> _Meaning:
    first = _date(year, month, 1)
    return _Meaning("DATE", f"{year:04}-{month:02}", first, first.replace(day=monthrange(year, month)[1]), "month", anchor)


def _months_from(year: int, month: int, count: int, value: str, granularity: str, anchor: str) -> _Meaning:
    """A stretch of `count` calendar months."""
    last = year * 12 + month - 1 + count - 1
    final = _month(last // 12, last % 12 + 1)
    return _Meaning("DATE", value, _date(year, month, 1), final.latest, granularity, anchor)


def _season(year: int, name: str, anchor: str = "published") -> _Meaning:
    code, month = _words()["seasons"][name.lower()]
    return _months_from(year, month, 3, f"{year:04}-{code}", "season", anchor)


def _quarter(year: int, quarter: int, anchor: str = "published") -> _Meaning:
    return _months_from(year, 3 * quarter - 2, 3, f"{year:04}-Q{quarter}", "quarter", anchor)


def _year(year: int, anchor: str = "published") -> _Meaning:
    return _months_from(year, 1, 12, f"{year:04}", "year", anchor)


def _decade(decade: int, anchor: str = "published") -> _Meaning:
    return _months_from(decade * 10, 1, 120, f"{decade:03}", "decade", anchor)


def _century(century: int, anchor: str = "published") -> _Meaning:
    """The hundred years whose numbers begin with `century`: 19 for the twentieth century."""
    return _months_from(century * 100, 1, 1200, f"{century:02}", "century", anchor)


def _shifted(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise _Open("out of the calendar") from None


def _shifted_month(day: date, months: int) -> tuple[int, int]:
    count = day.year * 12 + day.month - 1 + months
    if not 12 <= count < 120_000:
        raise _Open("out of the calendar")
    return count // 12, count % 12 + 1


_PERIODS: Mapping[str, Callable[[date, int, str], _Meaning]] = {
    "1D": lambda day, n, anchor: _day(_shifted(day, n), anchor),
    "1W": lambda day, n, anchor: _week(_shifted(day, 7 * n), anchor),
    "2W": lambda day, n, anchor: _week(_shifted(day, 14 * n), anchor),
    "1M": lambda day, n, anchor: _month(*_shifted_month(day, n), anchor),
    "3M": lambda day, n, anchor: _quarter(_shifted_month(day, 3 * n)[0], (_shifted_month(day, 3 * n)[1] + 2) // 3, anchor),
    "1Y": lambda day, n, anchor: _year(_shifted_month(day, 12 * n)[0], anchor),
    "10Y": lambda day, n, anchor: _decade(_shifted_month(day, 120 * n)[0] // 10, anchor),
    "100Y": lambda day, n, anchor: _century(_shifted_month(day, 1200 * n)[0] // 100, anchor),
}


def _period(code: str, day: date, n: int, anchor: str = "published") -> _Meaning:
    """The day, week, month, … `n` of its kind after the one that holds `day`."""
    return _PERIODS[code](day, n, anchor)


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, after the anonymous algorithm of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    shift = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * shift) // 451
    month, day = divmod(h + shift - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _holiday(name: str, year: int) -> date:
    entry: int | list[int] = _words()["holidays"][name]
    if isinstance(entry, int):
        return _shifted(_easter(year), entry)
    if len(entry) == 2:
        return _date(year, entry[0], entry[1])
    month, weekday, which, after = entry
    length = monthrange(year, month)[1]
    days = [day for day in range(1, length + 1) if date(year, month, day).weekday() == weekday]
    return _shifted(date(year, month, days[which - 1 if which > 0 else which]), after)


# --- What the forms mean ---------------------------------------------------------------------------------------------


def _number(text: str) -> float | None:
    """The number a text names in figures or words; None where it names none."""
    plain, halves = re.subn(r"[ -]and[ -]a[ -]half$", "", _plain(text).replace(",", ""))
    if halves:
        whole = _number(plain)
        return None if whole is None else whole + 0.5
    if plain in _counts():
        return _counts()[plain]
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:[ -](\d)/(\d))?", plain)
    if match is None or match[3] == "0":
        return None
    return float(match[1]) + (int(match[2]) / int(match[3]) if match[2] else 0)


def _duration(number: float | None, unit: str) -> _Meaning:
    """A length of time; a count that is not given is X, as TIMEX3 has it."""
    code = _unit_names()[unit.lower()]
    clock, size, letter = ("T" if code.startswith("T") else ""), int(re.sub(r"\D", "", code)), code[-1]
    granularity = {"D": "day", "W": "week", "M": "month", "Y": "year"}.get(letter) if not clock else None
    count = "X" if number is None else f"{number * size:.10g}"
    return _Meaning("DURATION", f"P{clock}{count}{letter}", granularity=granularity, anchor="none")


def _stretch(match: re.Match[str], _: _Situation) -> _Meaning:
    groups = match.groupdict()
    unit = groups.get("unit") or groups.get("units") or groups["periods"]
    if groups.get("n"):
        return _duration(_number(groups["n"]), unit)
    if groups.get("and_a_half"):
        return _duration(1.5, unit)
    return _duration(None if groups.get("vague") or groups.get("units") or groups.get("periods") else 1, unit)


def _half(match: re.Match[str], _: _Situation) -> _Meaning:
    halves = {"hour": "PT30M", "day": "PT12H", "year": "P6M", "decade": "P5Y", "century": "P50Y", "minute": "PT30S", "month": "P2W"}
    return _Meaning("DURATION", halves.get(match["unit"].lower()), anchor="none")


def _of_month(match: re.Match[str]) -> int:
    return _months()[re.sub(r"\W", "", (match.groupdict().get("month") or match["monthday"]).lower())]


def _full_date(match: re.Match[str], _: _Situation) -> _Meaning:
    return _day(_date(int(match["year"]), _of_month(match), int(match["day"])), "explicit")


def _yearless(candidates: Sequence[_Meaning], situation: _Situation) -> _Meaning:
    """Of the same day, month or season in successive years, the one the clause means.

    A clause that looks ahead means the next one that is not over; any other the last that has begun. Where the
    tense is not known, a day that lies just ahead is nearer than one that is almost a year old.
    """
    today = situation.today
    begun = [one for one in candidates if one.earliest and one.earliest <= today]
    ahead = [one for one in candidates if one.latest and one.latest >= today]
    if not begun or not ahead:
        raise _Open("out of the calendar")
    past, future = begun[-1], ahead[0]
    if situation.lean == _OPEN:
        near = cast(date, future.earliest) - today < timedelta(days=92) and today - cast(date, past.latest) > timedelta(days=270)
        return future if near else past
    return future if situation.lean == _AHEAD else past


def _around(make: Callable[[int], _Meaning], today: date) -> list[_Meaning]:
    """What `make` gives for the years around; a year without such a day (29 February) is left out."""
    found = []
    for year in range(max(1, today.year - 5), min(9998, today.year + 5) + 1):
        try:
            found.append(make(year))
        except _Open:
            continue
    if not found:
        raise _Open("no such day")
    return found


def _month_day(match: re.Match[str], situation: _Situation) -> _Meaning:
    month, day = _of_month(match), int(match["day"])
    every = _around(lambda year: _day(_date(year, month, day)), situation.today)
    named = [name[:3].lower() for name in _words()["weekdays"]]
    if match[0][:3].lower() in named:  # "Monday, Oct. 26": only a year in which the two agree
        agreeing = [one for one in every if one.earliest and named[one.earliest.weekday()] == match[0][:3].lower()]
        if agreeing:
            return min(agreeing, key=lambda one: abs(cast(date, one.earliest) - situation.today))
    return _yearless(every, situation)


def _month_day_of_year(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "February 24 last year", "October this year": the year is said beside the day or month."""
    year = situation.today.year + _words()["which"][_plain(match["row"])]
    if match.groupdict().get("day"):
        return _day(_date(year, _of_month(match), int(match["day"])))
    return _month(year, _of_month(match))


def _week_of(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "the week of March 6"."""
    return _week(cast(date, _month_day(match, situation).earliest))


def _last_month_day(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "last Oct. 23": the day of that name that came last."""
    lean = _AHEAD if match["row"].lower() == "next" else _PAST
    return _month_day(match, replace(situation, lean=lean))


def _month_and_year(match: re.Match[str], _: _Situation) -> _Meaning:
    return _month(int(match["year"]), _of_month(match), "explicit")


def _month_alone(match: re.Match[str], situation: _Situation) -> _Meaning:
    month = _of_month(match)
    return _yearless(_around(lambda year: _month(year, month), situation.today), situation)


def _beside(make: Callable[[int], _Meaning], row: str, situation: _Situation) -> _Meaning:
    """ "last", "this" or "next" before a month, season or feast: counted without the one that is running."""
    today = situation.today
    every = _around(make, today)
    if row == "this":
        return next(one for one in every if one.earliest and one.earliest.year == today.year)
    over = [one for one in every if one.latest and one.latest < today]
    ahead = [one for one in every if one.earliest and one.earliest > today]
    if not over or not ahead:
        raise _Open("out of the calendar")
    return ahead[0] if row == "next" else over[-1]


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.lower())


def _row_month(match: re.Match[str], situation: _Situation) -> _Meaning:
    month = _of_month(match)
    return _beside(lambda year: _month(year, month), _plain(match["row"]), situation)


def _row_season(match: re.Match[str], situation: _Situation) -> _Meaning:
    return _beside(lambda year: _season(year, match["season"]), _plain(match["row"]), situation)


def _season_alone(match: re.Match[str], situation: _Situation) -> _Meaning:
    return _yearless(_around(lambda year: _season(year, match["season"]), situation.today), situation)


def _season_and_year(match: re.Match[str], situation: _Situation) -> _Meaning:
    if match.groupdict().get("row"):
        return _season(situation.today.year + _words()["which"][_plain(match["row"])], match["season"])
    return _season(int(match["year"]), match["season"], "explicit")


def _feast(match: re.Match[str], situation: _Situation) -> _Meaning:
    name = re.sub(r"\s+", " ", match["holiday"]).replace("’", "'")
    groups = match.groupdict()
    if groups.get("year"):
        return _day(_holiday(name, int(groups["year"])), "explicit")
    if groups.get("row"):
        return _beside(lambda year: _day(_holiday(name, year)), _plain(groups["row"]), situation)
    return _yearless(_around(lambda year: _day(_holiday(name, year)), situation.today), situation)


def _weekday_number(match: re.Match[str]) -> int:
    return [name.lower() for name in _words()["weekdays"]].index(match["weekday"].lower())


def _weekday(match: re.Match[str], situation: _Situation) -> _Meaning:
    """In Monday's paper Monday is that day; else the last one, or the next where the clause looks ahead."""
    today, suffix = situation.today, _part(match)
    back = (today.weekday() - _weekday_number(match)) % 7
    forward = -back % 7
    return _day(_shifted(today, forward if situation.lean == _AHEAD else -back), suffix=suffix)


def _row_weekday(match: re.Match[str], situation: _Situation) -> _Meaning:
    today, row = situation.today, _plain(match["row"])
    back = (today.weekday() - _weekday_number(match)) % 7
    if row == "this":
        return _weekday(match, replace(situation, lean=_PAST if situation.lean == _PAST else _AHEAD))
    return _day(_shifted(today, 7 - back if row == "next" else -(back or 7)), suffix=_part(match))


def _weekday_of_week(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "Tuesday last week", "Monday of next week"."""
    monday = cast(date, _period("1W", situation.today, _words()["which"][_plain(match["row"])]).earliest)
    return _day(_shifted(monday, _weekday_number(match)), suffix=_part(match))


def _part(match: re.Match[str]) -> str:
    part = match.groupdict().get("part")
    return str(_words()["day_parts"][part.lower()]) if part else ""


def _row_period(match: re.Match[str], situation: _Situation) -> _Meaning:
    n: int = _words()["which"][_plain(match["which"])]
    return _period(_unit_names()[match["period"].lower()], situation.today, n)


def _the_period(match: re.Match[str], situation: _Situation) -> _Meaning:
    return _period(_unit_names()[match["period"].lower()], situation.today, 0)


def _weekend(match: re.Match[str], situation: _Situation) -> _Meaning:
    """The Saturday and Sunday of a week; "the weekend" is the last one unless the clause looks ahead."""
    today, row = situation.today, _plain(match.groupdict().get("row") or "the")
    fallback = 0 if situation.lean == _AHEAD or today.weekday() >= 5 else -1
    n = _words()["which"].get(row, fallback)
    if row == "this" and situation.lean == _PAST:
        n = fallback
    week = _period("1W", today, n)
    return replace(week, value=f"{week.value}-WE", earliest=_shifted(cast(date, week.earliest), 5))


def _ago(match: re.Match[str], situation: _Situation) -> _Meaning:
    return _removed(match, situation.today, -1, "published")


def _from_now(match: re.Match[str], situation: _Situation) -> _Meaning:
    return _removed(match, situation.today, 1, "published")


def _removed(match: re.Match[str], day: date, direction: int, anchor: str) -> _Meaning:
    """A day, week, month or year at a given distance; a distance without a number stays vague."""
    groups = match.groupdict()
    unit = _unit_names()[(groups.get("unit") or groups["units"]).lower()]
    number = _number(groups["n"]) if groups.get("n") else (1.0 if groups.get("unit") else None)
    if number is None:
        reference = {-1: "PAST_REF", 1: "FUTURE_REF"}[direction]
        return _Meaning("DATE", reference, granularity="vague", anchor=anchor)
    if unit.startswith("T"):
        return _Meaning("TIME", None, anchor=anchor, note="the hour of writing is not known")
    number += 0.5 * bool(groups.get("and_a_half"))
    if number % 1 and unit == "1Y":
        return _year(_shifted_month(day, direction * int(12 * number))[0], anchor)
    n = direction * int(number)
    return _year(_shifted_month(day, 120 * n)[0], anchor) if unit == "10Y" else _period(unit, day, n, anchor)


def _before_or_after(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "a year earlier", "two days later": counted from the expression before it, else from the paper."""
    direction = -1 if match["side"].lower() in ("earlier", "before", "previously") else 1
    earlier = situation.earlier
    if earlier is None or earlier.earliest is None:
        if direction > 0:
            raise _Open("no earlier expression to count from")
        return _removed(match, situation.today, direction, "published")
    return _removed(match, earlier.earliest, direction, "earlier_expression")


def _year_before(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "the year-ago quarter"."""
    year, month = _shifted_month(situation.today, -12)
    return _period(_unit_names()[(match["period"] or "year").lower()], date(year, month, 1), 0)


def _deictic(days: int, suffix: str = "") -> _Resolver:
    def resolve(match: re.Match[str], situation: _Situation) -> _Meaning:
        return _day(_shifted(situation.today, days), suffix=suffix or _part(match))

    return resolve


def _this_part(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "this morning", "last night"."""
    days = {"last": -1, "next": 1}.get(_plain(match["row"]), 0)
    return _day(_shifted(situation.today, days), suffix=_part(match))


def _numeric(match: re.Match[str], _: _Situation) -> _Meaning:
    """ "14/04/2023": only where one of the two numbers cannot be a month, or both are the same."""
    first, second, year = int(match["first"]), int(match["second"]), int(match["number_year"])
    if len(match["number_year"]) == 2:
        year += 2000 if year < 50 else 1900
    if first == second or (first <= 12 < second):
        return _day(_date(year, first, second), "explicit")
    if second <= 12 < first:
        return _day(_date(year, second, first), "explicit")
    if max(first, second) > 12:
        raise _Open("no such day")
    ends = sorted((_date(year, first, second), _date(year, second, first)))
    return _Meaning("DATE", None, ends[0], ends[1], "day", "explicit", "day and month may be either way round")


def _iso(match: re.Match[str], _: _Situation) -> _Meaning:
    day = _date(int(match["year"]), int(match["iso_month"]), int(match["iso_day"]))
    clock = match["time"]
    return _day(day, "explicit", f"T{clock[:5]}" if clock else "")


def _year_alone(match: re.Match[str], _: _Situation) -> _Meaning:
    return _year(int(match["year"]), "explicit")


def _years(match: re.Match[str], _: _Situation) -> _Meaning:
    first, last = int(match["year"]), int(match["until"])
    last += first // 100 * 100 if last < 100 else 0
    if last <= first:
        raise _Open("the second year is not after the first")
    value = f"{first:04}/{last:04}"
    return replace(_year(first, "explicit"), latest=_year(last).latest, value=value, note="two years joined")


def _fiscal(match: re.Match[str], _: _Situation) -> _Meaning:
    year = match["year"]
    return _Meaning("DATE", f"FY{year}", None, None, "year", "explicit", "when a fiscal year begins is not said")


def _decade_of(match: re.Match[str], situation: _Situation) -> _Meaning:
    groups = match.groupdict()
    if groups.get("year"):
        return _decade(int(groups["year"]) // 10, "explicit")
    number = int(groups["short"]) // 10 if groups.get("short") else int(_words()["decade_words"][match["decade"].lower()])
    return _decade(190 + number, "explicit")


def _century_of(match: re.Match[str], _: _Situation) -> _Meaning:
    number = match.groupdict().get("count") or _words()["ordinals"][match["ordinal"].lower()]
    if not 2 <= int(number) <= 99:
        raise _Open("out of the calendar")
    return _century(int(number) - 1, "explicit")


def _quarter_of(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "the third quarter", "Q3 2023", "the first half of last year"; alone, the last one that has ended or is running."""
    groups = match.groupdict()
    number = int(groups.get("count") or _words()["ordinals"][match["ordinal"].lower()])
    half = "half" in match[0].lower() or match[0].startswith("H")
    if not 1 <= number <= (2 if half else 4):
        raise _Open("no such part of a year")

    def make(year: int) -> _Meaning:
        if half:
            return _months_from(year, 6 * number - 5, 6, f"{year:04}-H{number}", "month", "published")
        return _quarter(year, number)

    if groups.get("year"):
        return replace(make(int(groups["year"])), anchor="explicit")
    if groups.get("row"):
        return make(situation.today.year + _words()["which"][_plain(groups["row"])])
    return _yearless(_around(make, situation.today), situation)


def _reference(match: re.Match[str], _: _Situation) -> _Meaning:
    return _Meaning("DATE", _words()["vague_references"][_plain(match["reference"])], granularity="vague", anchor="none")


def _vague_stretch(match: re.Match[str], _: _Situation) -> _Meaning:
    return _Meaning("DATE", _words()["vague_stretches"][_plain(match["stretch"])], granularity="vague", anchor="none")


def _frequency(match: re.Match[str], _: _Situation) -> _Meaning:
    return _Meaning("SET", _words()["frequencies"][match["frequency"].lower()], anchor="none")


def _every(match: re.Match[str], situation: _Situation) -> _Meaning:
    groups = match.groupdict()
    if groups.get("weekday"):
        return _Meaning("SET", f"XXXX-WXX-{_weekday_number(match) + 1}", anchor="none")
    if groups.get("month"):
        return _Meaning("SET", f"XXXX-{_of_month(match):02}", anchor="none")
    if groups.get("season"):
        return _Meaning("SET", f"XXXX-{_words()['seasons'][match['season'].lower()][0]}", anchor="none")
    if groups.get("part"):
        return _Meaning("SET", f"XXXX-XX-XX{_part(match)}", anchor="none")
    number = _number(groups["n"]) if groups.get("n") else 1
    return replace(_duration(number, groups.get("unit") or groups["units"]), type="SET", granularity=None)


def _clock(match: re.Match[str], situation: _Situation) -> _Meaning:
    """An hour of the day; which day is known only where a weekday stands beside it."""
    groups = match.groupdict()
    hour, minute = int(groups["hour"]), int(groups.get("minute") or 0)
    half = re.sub(r"\W", "", (groups.get("half") or "").lower())
    if half in ("pm", "afternoon", "evening", "night") and hour < 12:
        hour += 12
    elif half in ("am", "morning") and hour == 12:
        hour = 0
    if hour > 24 or minute > 59:
        raise _Open("no such hour")
    return _at(f"T{hour:02}:{minute:02}", match, situation)


def _at(suffix: str, match: re.Match[str], situation: _Situation) -> _Meaning:
    if not match.groupdict().get("weekday"):
        return _Meaning("TIME", f"XXXX-XX-XX{suffix}", anchor="none", note="which day is not said beside it")
    day = cast(date, _weekday(match, situation).earliest)
    return _day(day, suffix=suffix)


def _noon(match: re.Match[str], situation: _Situation) -> _Meaning:
    return _at(_part(match), match, situation)


def _same(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "at the time", "then": what the last expression with a date meant."""
    earlier = situation.earlier
    if earlier is None:
        raise _Open("no earlier expression to refer to")
    return _Meaning("DATE", earlier.value, earlier.earliest, earlier.latest, earlier.granularity, "earlier_expression")


def _that_period(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "that day", "the same week", "the following year": the period around the last expression with a date, or beside it."""
    earlier = situation.earlier
    if earlier is None or earlier.earliest is None or earlier.latest is None:
        raise _Open("no earlier expression to refer to")
    which = _plain(match["that"])
    n = -1 if which.endswith(("previous", "before", "preceding")) else int(which.endswith(("following", "next", "after")))
    code = _unit_names()[match["period"].lower()]
    first = _period(code, earlier.earliest, n, "earlier_expression")
    return _hull(first, _period(code, earlier.latest, n, "earlier_expression"), "the earlier expression is wider")


def _that_part(match: re.Match[str], situation: _Situation) -> _Meaning:
    """ "the next morning", "that night": counted from the last expression that names one day."""
    earlier = situation.earlier
    if earlier is None or earlier.earliest is None or earlier.earliest != earlier.latest:
        raise _Open("no earlier day to refer to")
    days = {"the next": 1, "the following": 1, "the previous": -1}.get(_plain(match["that"]), 0)
    return _day(_shifted(earlier.earliest, days), "earlier_expression", _part(match))


def _hull(first: _Meaning, second: _Meaning, note: str) -> _Meaning:
    """The meaning both share; where they differ, no value and the days both may mean."""
    if first == second:
        return first
    days = [day for one in (first, second) for day in (one.earliest, one.latest) if day is not None]
    granularity = first.granularity if first.granularity == second.granularity else None
    notes = "; ".join(dict.fromkeys(text for text in (first.note, second.note, note) if text))
    return _Meaning(first.type, None, min(days, default=None), max(days, default=None), granularity, first.anchor, notes)


# --- The forms -------------------------------------------------------------------------------------------------------

_BEFORE_A_YEAR = re.compile(
    r"(?i:\b(?:in|since|of|from|until|till|by|to|and|between|before|after|early|late|circa|around|about|through|during|or)\s|[(–-])$"
)

# name, pattern, resolver, what must stand right before, what must not. Of two matches at one place the longer wins,
# of two as long the one that stands first here.
# What each form of the word list means.
_MEANINGS: Mapping[str, _Resolver] = {
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
    "day of writing": _deictic(0),
    "day before": _deictic(-1),
    "day after": _deictic(1),
    "two days before": _deictic(-2),
    "two days after": _deictic(2),
    "night of writing": _deictic(0, "TNI"),
    "part of a day": _this_part,
    "weekday": _weekday,
    "weekday and part of the day": _weekday,
    "weekday of a row": _row_weekday,
    "weekday of a week": _weekday_of_week,
    "weekend": _weekend,
    "period of a row": _row_period,
    "this period": _the_period,
    "same period a year before": _year_before,
    "distance back": _ago,
    "distance ahead": _from_now,
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


def _is_a_name(match: re.Match[str]) -> bool:
    """Whether a bare month is rather a person's name or a verb: "Theresa May", "April Jones", "March on"."""
    if match["month"].capitalize() not in _words()["ambiguous_months"] or match["month"] != match[0]:
        return False
    if match["month"] == "March" and re.match(r" (?:for|of|on|against|to) ", match.string[match.end() : match.end() + 9]):
        return True
    before = re.search(r"(\w+)[ \t]$", match.string[max(0, match.start() - 20) : match.start()])
    if before is not None and before[1].lower() in _words()["month_cues"]:
        return False
    if match["month"] in ("May", "MAY", "MARCH"):
        return True
    after = re.match(r"[ \t](\w+)", match.string[match.end() : match.end() + 20])
    return any(word is not None and word[1][:1].isupper() for word in (before, after))


def _is_a_count(match: re.Match[str]) -> bool:
    """Whether four figures are rather an amount: years outside 1900-2049 need a preposition or the like before them."""
    before = match.string[max(0, match.start() - 20) : match.start()]
    if match["year"] != match[0]:
        return False
    return bool(_counters()[0].search(before) or _counters()[1].match(match.string, match.end())) or (
        not 1900 <= int(match["year"]) < 2050 and not _BEFORE_A_YEAR.search(before)
    )


def _is_a_paper(match: re.Match[str]) -> bool:
    """Whether "daily" is rather a newspaper: "the Spanish daily El Mundo", "China Daily"."""
    if match["frequency"].lower() not in ("daily", "weekly", "monthly"):
        return match[0][0].isupper() and bool(re.search(r"[a-z] $", match.string[max(0, match.start() - 2) : match.start()]))
    after = match.string[match.end() : match.end() + 2]
    return (
        match[0][0].isupper()
        or after[1:].isupper()
        or bool(re.match(r" (?:said|reported|wrote|quoted)", match.string[match.end() : match.end() + 10]))
    )


def _is_an_event(match: re.Match[str]) -> bool:
    """Whether a season is rather part of a name: "the Winter Olympics"."""
    return match["season"][0].isupper() and bool(re.match(r"\s[A-Z]", match.string[match.end() : match.end() + 2]))


_VETOES: Mapping[str, Callable[[re.Match[str]], bool]] = {
    "month": _is_a_name,
    "season": _is_an_event,
    "year": _is_a_count,
    "frequency": _is_a_paper,
}


@cache
def _counters() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What before or after four figures says that something is counted or numbered."""
    words = _words()
    before = _any(words["counters"])
    return re.compile(rf"(?:\b(?i:{before})\.?[ \u00a0]?|[$€£#@+])$"), re.compile(rf"[ -](?i:{_any(words['counted'])})\b")


@cache
def _rules() -> tuple[_Rule, ...]:
    phrases = "|".join(f"(?:{phrase})".replace(" ", _GAP) for phrase in _words()["not_times"])
    rules = [_Rule("no time", re.compile(rf"(?<!\w)(?:{phrases})(?!\w)", re.IGNORECASE), None)]
    for form in _words()["forms"]:
        beside = [re.compile(form[key]) if key in form else None for key in ("after", "not_after")]
        rules.append(_Rule(form["name"], _compile(form["pattern"]), _MEANINGS[form["name"]], *beside))
    return tuple(rules)


# --- Tense -----------------------------------------------------------------------------------------------------------


@cache
def _cues() -> re.Pattern[str]:
    groups = (f"(?P<{name}>{'|'.join(_words()[f'{name}_cues'])})" for name in ("ahead", "modal", "weak", "past"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)


# A new clause; what was said before it says nothing about the expression.
_CLAUSE = re.compile(r",\s(?:but|where|which|who|whose|when|while|after|although|though)\s|\s(?:because|although|though|where|who|after)\s")
_ATTRIBUTE = re.compile(r"(?i:\b(?:the|an?|its|his|her|their|our|this|that)\s)$")
_POSSESSIVE = re.compile(r"['’]s?\b")


def _lean(text: str, start: int, end: int) -> int:
    """Whether the clause around an expression looks ahead or back.

    The verb right behind it says so ("on Thursday denounced"), else the last cue before it, else the first after it.
    Beside a noun ("the Oct. 23 shooting", "Friday's ruling") only what comes after counts. An infinitive before it
    leaves the matter open: "asked him to testify in May", "was shot to death in May".
    """
    right = text[end : end + _RIGHT]
    stop = _SENTENCE_END.search(right)
    right = right[: stop.start() if stop else len(right)]
    if _POSSESSIVE.match(right):
        return _AHEAD if re.search(r"(?i:ahead of|in advance of|preparing for|upcoming)\s$", text[max(0, start - 20) : start]) else _PAST
    next_verb = _cues().match(right, 1) if right[:1].isspace() else None
    if next_verb and (next_verb["ahead"] or next_verb["past"]):
        return _leaning(next_verb)
    first = next((_leaning(cue) for cue in _cues().finditer(right) if cue["ahead"] or cue["past"]), _OPEN)
    left = text[max(0, start - _LEFT) : start]
    if _ATTRIBUTE.search(left):
        return max(first, _OPEN)
    cut = max((match.end() for pattern in (_SENTENCE_END, _CLAUSE) for match in pattern.finditer(left)), default=0)
    cues = list(_cues().finditer(left, cut))
    finite = [cue for cue in cues if not cue["weak"]]
    if not finite:
        return _OPEN if cues else first
    lean = _leaning(finite[-1])
    return max(lean, _OPEN) if cues[-1]["weak"] else lean


def _leaning(cue: re.Match[str]) -> int:
    return _AHEAD if cue["ahead"] or cue["modal"] else _PAST


# --- Finding ---------------------------------------------------------------------------------------------------------


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
    for match, rule in _matches(text, events):
        in_dateline = anchor == "published" and _is_dateline(match, rule)
        lean = _PAST if in_dateline else _lean(text, match.start(), match.end())
        expression = _expression(match, rule, _resolve(match, rule, published, lean, earlier), anchor)
        if in_dateline and expression.earliest is not None and expression.earliest == expression.latest:
            published, anchor = (expression.earliest, expression.earliest), "dateline"
            expression = replace(expression, anchor="dateline" if expression.anchor == "published" else expression.anchor)
        for one in (expression, *_continued(expression, text)):
            found.append(one)
            earlier = one if one.earliest is not None else earlier
    return found


def _matches(text: str, events: Sequence[Event]) -> Iterator[tuple[re.Match[str], _Rule]]:
    """The matches to keep: from left to right, at one place the longest, then that of the first rule."""
    every: list[tuple[int, int, int, re.Match[str], _Rule]] = []
    for number, rule in enumerate((*_rules(), *map(_event_rule, events))):
        veto = _VETOES.get(rule.name)
        for match in rule.pattern.finditer(text):
            if rule.allows(text, match.start()) and not (veto and veto(match)):
                every.append((match.start(), -match.end(), number, match, rule))
    at = 0
    for start, end, _, match, rule in sorted(every, key=lambda one: one[:3]):
        if start >= at and -end > start:
            at = -end
            if rule.resolve is not None:
                yield match, rule


def _resolve(match: re.Match[str], rule: _Rule, published: tuple[date, date] | None, lean: int, earlier: TimeExpression | None) -> _Meaning:
    """The meaning on the first and on the last possible day of publication, where both agree."""
    days: list[date | None] = [*sorted(set(published))] if published else [None]
    meanings = [_resolve_on(match, rule, _Situation(day, lean, earlier)) for day in days]
    return meanings[0] if len(meanings) == 1 else _hull(meanings[0], meanings[1], "the day of publication is not known closely enough")


def _resolve_on(match: re.Match[str], rule: _Rule, situation: _Situation) -> _Meaning:
    assert rule.resolve is not None
    try:
        return rule.resolve(match, situation)
    except _Open as reason:
        return _Meaning("TIME" if match.groupdict().get("part") else "DATE", None, anchor="none", note=str(reason))


def _expression(match: re.Match[str], rule: _Rule, meaning: _Meaning, anchor: str) -> TimeExpression:
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


_DATELINE_BEFORE = re.compile(r"(?:^|\n)[ \t]*(?:date \S{8,10} )?[A-Z][\w.'’ -]{1,30}(?:, [A-Z][\w. ]{1,20})?,[ \t]$")
_DATELINE_AFTER = re.compile(r"[ \t]*(?:\(|--|—|–|_|:|\n|$)")


def _is_dateline(match: re.Match[str], rule: _Rule) -> bool:
    """Whether a day stands in a dateline near the top: "BRUSSELS, December 2 (Xinhua) --"."""
    if rule.name not in ("month and day", "full date") or match.start() > 600:
        return False
    before = match.string[max(0, match.start() - 90) : match.start()]
    return bool(_DATELINE_BEFORE.search(before)) and bool(_DATELINE_AFTER.match(match.string, match.end()))


_CONTINUED = re.compile(
    r"(?:, | and | or | to | through |, and |-|–)((?:0?[1-9]|[12][0-9]|3[01]))(?:st|nd|rd|th)?(?=[ .,;)\n]|$)"
    r"(?! (?i:percent|per|[a-z]{3,}s\b)|,\d)"
)


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


_EVENT_NEEDS = re.compile(r"(?i:\b(?:since|before|after|until|till|during|ahead of|following|from|by|prior to|throughout|on)\s)$")
_EDGES = {"start": "earliest", "beginning": "earliest", "outbreak": "earliest", "opening": "earliest", "eve": "earliest", "end": "latest",
          "close": "latest", "conclusion": "latest"}  # fmt: skip


def _event_rule(event: Event) -> _Rule:
    """A rule for the names of an event, or its start or end, where a preposition of time stands before."""
    edge = rf"(?:(?i:the )?(?P<edge>(?i:{'|'.join(_EDGES)}))(?i: of) )?"
    names = f"(?i:(?:the )?{_any(event.names)})" if event.names else r"(?!)"

    def resolve(match: re.Match[str], _: _Situation) -> _Meaning:
        side = _EDGES.get((match["edge"] or "").lower())
        earliest, latest = (getattr(event, side),) * 2 if side else (event.earliest, event.latest)
        one_day = earliest == latest
        value = earliest.isoformat() if one_day else f"{earliest.isoformat()}/{latest.isoformat()}"
        return _Meaning("DATE", value, earliest, latest, "day" if one_day else "vague", "known_event")

    return _Rule("known event", _compile(edge + names), resolve, _EVENT_NEEDS)
