"""Dates on lines about an article and in its dateline: which days they may mean, and what the line says happened then."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analysis import dates
from analysis.calendar_rules import moved
from analysis.dates import TimeExpression
from analysis.line_patterns import word_lists
from analysis.time_words import months, weekday_before

_PLACES = {"metadata": "line", "dateline": "dateline"}
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}")
_WITHOUT = {"month and day": "a date without its year", "weekday": "a weekday without its date"}
_ROUGH = {"day": 0, "week": 1, "month": 2, "year": 3}


@dataclass(frozen=True)
class PageDate:
    """A date on a line about the article.

    Attributes
    ----------
    time
        The expression; its offsets are those of the line.
    label
        What the line says happened then: published, updated or none.
    place
        Where it stands: line or dateline.
    """

    time: TimeExpression
    label: str
    place: str

    @property
    def known(self) -> bool:
        """Whether the line itself says which day, month or year it was."""
        return self.time.earliest is not None and self.time.anchor == "explicit" and self.time.granularity in _ROUGH

    @property
    def twofold(self) -> bool:
        """Whether day and month may be either way round, so that the first and the last day are all it may mean."""
        return self.known and self.time.value is None

    @property
    def rough(self) -> int:
        """How rough it is: 0 for a day, 3 for a year."""
        return _ROUGH[str(self.time.granularity)]

    @property
    def month_and_day(self) -> tuple[int, int] | None:
        """Month and day of a date that names its month, with or without a year."""
        form = self.time.rule.split(":")[0]
        if form == "full date" and self.time.earliest is not None:
            return self.time.earliest.month, self.time.earliest.day
        words = re.findall(r"[a-z]+|\d+", self.time.text.lower()) if form == "month and day" else []
        month = next((months()[word] for word in words if word in months()), None)
        day = next((int(word) for word in words if word.isdigit()), None)
        return (month, day) if month and day else None

    @property
    def weekday(self) -> int | None:
        """The weekday with which the date begins, Monday being 0; None where it has none."""
        return weekday_before(self.time.text)

    @property
    def day_first(self) -> bool | None:
        """Whether a date in figures that can be read one way only has its day before its month; None for any other."""
        numbers = _NUMERIC.search(self.time.text)
        if numbers is None or self.twofold or self.time.earliest is None or numbers[1] == numbers[2]:
            return None
        return (int(numbers[1]), int(numbers[2])) == (self.time.earliest.day, self.time.earliest.month)


def read(pieces: Iterable[tuple[str, str]]) -> list[PageDate]:
    """The dates on lines about the article and in datelines, given as (role, text) of each piece, in order."""
    return [one for role, text in pieces if role in _PLACES for one in on_line(text, _PLACES[role])]


def on_line(line: str, place: str = "line") -> list[PageDate]:
    """The dates on one line, each with the last label before it.

    >>> [(one.label, one.time.value) for one in on_line("Updated 8 March 2023 | Published: 7 March 2023")]
    [('updated', '2023-03-08'), ('published', '2023-03-07')]
    """
    found = dates.find(line, published=None)
    return [PageDate(time, _label(line[: time.start]), place) for time in found if time.type in ("DATE", "TIME")]


def _label(before: str) -> str:
    labels = word_lists()["date_labels"]
    said = [
        (match.end(), name) for name, words in labels.items() for match in re.finditer(rf"\b(?:{'|'.join(words)})\b", before, re.IGNORECASE)
    ]
    return max(said, default=(0, "none"))[1]


def decided(one: PageDate, others: Sequence[PageDate]) -> tuple[date, str] | None:
    """Which of the two days a date in figures means, and what says so; None where nothing on the page does.

    Either another date in figures that can be read one way only, or a date with the name of its month that is the same
    day or the day before.
    """
    first, last = one.time.earliest, one.time.latest
    numbers = _NUMERIC.search(one.time.text)
    if first is None or last is None or numbers is None:
        return None
    orders = {other.day_first for other in others} - {None}
    if len(orders) == 1:
        day_first = orders.pop()
        day = next(day for day in (first, last) if ((int(numbers[1]), int(numbers[2])) == (day.day, day.month)) == day_first)
        return day, "another date in figures has its numbers in this order"
    named = {other.month_and_day for other in others}
    near = [day for day in (first, last) if {(day.month, day.day), (moved(day, -1).month, moved(day, -1).day)} & named]
    return (near[0], "another date of the page is this day or the day before") if len(near) == 1 else None


def why_none(found: Sequence[PageDate]) -> str:
    """Why none of the dates found tells when the article was published."""
    if not found:
        return "no line, dateline or markup states a date"
    forms = [one.time.rule.split(":")[0] for one in found]
    if "foreign date" in forms:
        return "the page states a date whose month is not written in English"
    said = next((_WITHOUT[form] for form in forms if form in _WITHOUT), None)
    if said is None and any(form in ("distance back", "day of writing", "day before") for form in forms):
        said = "only how long ago it was"
    return f"the page states {said}" if said else "no line, dateline or markup states a date"
