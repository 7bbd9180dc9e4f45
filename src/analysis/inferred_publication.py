"""When an article was published where nothing states it: a window from what its text says of itself, of events and of other dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from analysis import dates, page_dates, tense
from analysis.calendar_rules import moved
from analysis.cleaning import CleanArticle
from analysis.dates import Event, TimeExpression
from analysis.page_dates import PageDate
from analysis.publication import Published
from analysis.time_words import any_of
from analysis.timex import AHEAD, PAST

LONGEST_WINDOW = 366  # days; what is wider would say too little of any expression that counts from it
_NEAR_YEAR = 366  # days
_TODAY = {"day of writing", "day before", "part of a day", "night of writing"}
_DAYS = _TODAY | {"weekday", "weekday and part of the day", "weekday of a row"}
_COUNTED = _DAYS | {"weekend", "period of a row", "distance back", "second period of a row"}
# What may stand between an expression and the event whose time it is.
_JOINED = re.compile(r"[’']?s?[\s,]*(?:(?:on|in|at|during|of|for|to|the|this|held|meeting|session|annual)[\s,]+){0,4}", re.IGNORECASE)
_THERE = re.compile(r"(?:\bat|\bduring|\bon the (?:sidelines|margins) of|\bto)\s(?:the\s|a\s|an\s|this year[’']s\s)?$", re.IGNORECASE)
_PARTED = re.compile(r"[.!?;:()“”\"\n]|,?\s(?:who|which|where|when|after|before|since|as|while|because|although|that)\s", re.IGNORECASE)
_BESIDE = re.compile(r"[\s,(]*(?:or\s)?")
_COPYRIGHT = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True)
class _Evidence:
    """Windows in one of which the article was published, and the words that say so."""

    windows: tuple[tuple[date, date], ...]
    words: str


def dated(clean: CleanArticle, events: Sequence[Event] = ()) -> Published:
    """The date of publication, inferred where nothing states it; else, and where nothing bears an inference, as it is.

    Four kinds of words bear on it. "Today" or "on Monday" right beside a date of the text or an event of the codebook, or in a
    sentence about what was said there, gives the days on which it could be written so. A dateline or line without a year gives
    one day in each year, with a weekday only in some. "Two years ago" right after a day in full counts where it leads to the year
    of the latest such day. Of the window that these share, what lies before a day that the text looks back on, or after one still
    to come or the year of a copyright line, is cut off; these alone are no window: on 4,700 articles of known date, windows
    between two such dates were wrong four times in five. The `rule` quotes all words used. Nothing is inferred where they
    contradict each other, leave more than one window or one of more than a year, or where the latest date of the text is long past:
    then an event of the same name was another one.
    """
    stated = clean.published
    if stated.basis != "unknown" or clean.article.status != "ok":
        return stated
    text = clean.copy.text
    times = dates.find(text, published=None, events=())
    first, last = _first(text, times), _last(clean, text, times)
    evidence = list(_beside(text, times, events))
    evidence += _years_ago(text, times, first)
    evidence += _without_year(clean, text, events, evidence, first)
    windows, words = _shared(evidence)
    if not evidence:
        return stated
    if first:
        windows = [(max(one, first[0]), two) for one, two in windows if two >= first[0]]
        words.append(f"not before {first[1]}")
    if last:
        windows = [(one, min(two, last[0])) for one, two in windows if one <= last[0]]
        words.append(f"not after {last[1]}")
    if len(windows) != 1:
        return stated
    one, two = windows[0]
    if (two - one).days >= LONGEST_WINDOW or _stale(times, one):
        return stated
    rule = "; ".join(words)
    if one == two:
        return Published(one.isoformat(), one, two, "day", "inferred", rule)
    return Published(f"{one.isoformat()}/{two.isoformat()}", one, two, "interval", "inferred", rule)


def _shared(evidence: Sequence[_Evidence]) -> tuple[list[tuple[date, date]], list[str]]:
    """The windows that all evidence allows, and its words."""
    windows, words = [(date.min, date.max)], list[str]()
    for one in evidence:
        windows = [(max(a, c), min(b, d)) for a, b in windows for c, d in one.windows if max(a, c) <= min(b, d)]
        words.append(one.words)
    return sorted(set(windows)), words


def _first(text: str, times: Sequence[TimeExpression]) -> tuple[date, str] | None:
    """The latest day in full that the text looks back on: the article is no older."""
    past = [(one.earliest, one.text) for one in times if _in_full(one) and one.earliest and tense.lean(text, one.start, one.end) == PAST]
    return max(past, default=None)


def _in_full(time: TimeExpression) -> bool:
    return time.anchor == "explicit" and time.granularity == "day" and time.value is not None


def _stale(times: Sequence[TimeExpression], window: date) -> bool:
    """Whether all dates of the text are years older than the window."""
    stated = [one.latest for one in times if one.anchor == "explicit" and one.latest]
    return bool(stated) and max(stated) < moved(window, -3 * _NEAR_YEAR)


def _last(clean: CleanArticle, text: str, times: Sequence[TimeExpression]) -> tuple[date, str] | None:
    """The earliest day in full that is still to come by the outlet's own words, or the year of a copyright line."""
    ends = [
        (one.latest, one.text)
        for one in times
        if _in_full(one) and one.latest and tense.lean(text, one.start, one.end) == AHEAD and not _told(text, one.start)
    ]
    years = [
        int(year)
        for segment in clean.segments
        if segment.kind == "copyright"
        for year in _COPYRIGHT.findall(clean.article.raw[segment.start : segment.end])
    ]
    if years:
        ends.append((date(max(years), 12, 31), f"the copyright of {max(years)}"))
    return min(ends, default=None)


_TOLD = re.compile(r"\b(?:would|was|were|had|said|told|promised|announced)\b|[“”\"]", re.IGNORECASE)


def _told(text: str, at: int) -> bool:
    """Whether what lies ahead lay ahead of something told, as in "said in 2019 that it will open in 2021"."""
    start = max(text.rfind("\n", 0, at), text.rfind(". ", 0, at)) + 1
    return bool(_TOLD.search(text[start:at]))


def _beside(text: str, times: Sequence[TimeExpression], events: Sequence[Event]) -> Iterator[_Evidence]:
    """Expressions that count from the day of writing, beside a date in full or an event whose days are known."""
    named = list(_named(text, events))
    for time in times:
        if time.value is not None or time.rule.split(":")[0] not in _COUNTED:
            continue
        for start, end, which in named:
            if time.start < end and start < time.end:
                continue
            gap = text[time.end : start] if time.end <= start else text[end : time.start]
            if _JOINED.fullmatch(gap) or time.rule.split(":")[0] in _DAYS and _spoken_there(text, start, gap, before=time.end <= start):
                windows = [w for event in which if (w := _written(text, time, (event.earliest, event.latest)))]
                if windows:
                    yield _Evidence(tuple(windows), f"“{time.text}” beside “{text[start:end]}”")
        for other in times:
            apposed = time.end <= other.start and _BESIDE.fullmatch(text[time.end : other.start])
            if _in_full(other) and time.rule.split(":")[0] in _DAYS and apposed:
                window = _written(text, time, (other.earliest, other.latest))
                if window:
                    yield _Evidence((window,), f"“{time.text}” beside “{other.text}”")


def _spoken_there(text: str, event: int, gap: str, *, before: bool) -> bool:
    """Whether an event, and a day `before` or after it in its clause, tell where and when something was said."""
    clause = gap if before else text[max(text.rfind("\n", 0, event), text.rfind(". ", 0, event)) + 1 : event] + gap.rstrip()
    return bool(_THERE.search(text[max(0, event - 40) : event])) and len(gap.split()) <= 12 and not _PARTED.search(clause.lstrip(". "))


def _written(text: str, time: TimeExpression, meant: tuple[date | None, date | None]) -> tuple[date, date] | None:
    """The days on which an expression that means those days was written; a year more than it can reach is tried."""
    one, two = meant
    if one is None or two is None:
        return None
    return dates.days_of_writing(text, time, (one, two), (moved(one, -_NEAR_YEAR), moved(two, 12 * _NEAR_YEAR)))


def _named(text: str, events: Sequence[Event]) -> Iterator[tuple[int, int, list[Event]]]:
    """Where the text names an event, and every event of that name."""
    by_name: dict[str, list[Event]] = {}
    for event in events:
        for name in event.names:
            by_name.setdefault(name.lower(), []).append(event)
    if by_name:
        for match in _names(tuple(sorted(by_name))).finditer(text):
            yield match.start(), match.end(), by_name[re.sub(r"\s+", " ", match[0].lower()).replace("’", "'")]


@lru_cache(maxsize=16)
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(names)}(?!\w)", re.IGNORECASE)


def _years_ago(text: str, times: Sequence[TimeExpression], first: tuple[date, str] | None) -> Iterator[_Evidence]:
    """ "Two years ago" as the next date after one in full, in the same paragraph, where that leads to the year of the latest date."""
    for before, time in pairwise(times):
        told = time.rule.split(":")[0] == "distance back" and "year" in time.text.lower() and "\n" not in text[before.end : time.start]
        if told and first and _in_full(before):
            window = _written(text, time, (before.earliest, before.latest))
            if window and window[0] <= first[0] <= window[1] and window[0].year == first[0].year:
                yield _Evidence((window,), f"“{time.text}” after “{before.text}”")


def _without_year(
    clean: CleanArticle, text: str, events: Sequence[Event], evidence: Sequence[_Evidence], first: tuple[date, str] | None
) -> Iterator[_Evidence]:
    """A dateline or line without a year: that day in the years that other words of the text speak for.

    These are the windows found so far, an event that the text names and that was on that day or up to a week before, or,
    where the weekday fits few years, the only one within a year after the latest date in full.
    """
    roles = ((segment.role, clean.article.raw[segment.start : segment.end]) for segment in clean.segments)
    for page in page_dates.read(roles):
        if page.known or page.month_and_day is None or page.label == "updated":
            continue
        words = f"“{page.time.text}” without a year"
        windows, _ = _shared(evidence)
        if evidence:
            days = _in_years(page, [(one, two) for one, two in windows])
        else:
            which = [event for _, _, found in _named(text, events) for event in found]
            days = _in_years(page, [(event.earliest, moved(event.latest, 7)) for event in which])
            words += ", in a year of an event that the text names" if days else ""
        if not days and not evidence and first and page.weekday is not None:
            days = _in_years(page, [(first[0], moved(first[0], _NEAR_YEAR))])
            words += f", the only such {page.time.text.split(',')[0].split()[0]} within a year after {first[1]}"
        if days:
            yield _Evidence(tuple((day, day) for day in days), words)
        return


def _in_years(page: PageDate, windows: Sequence[tuple[date, date]]) -> list[date]:
    """The days of that name and weekday that lie in one of the windows."""
    assert page.month_and_day is not None
    month, day = page.month_and_day
    found = set()
    for one, two in windows:
        for year in range(one.year, min(two.year, one.year + 100) + 1):
            try:
                candidate = date(year, month, day)
            except ValueError:
                continue
            if one <= candidate <= two and page.weekday in (None, candidate.weekday()):
                found.add(candidate)
    return sorted(found)
