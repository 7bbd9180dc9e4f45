"""What expressions mean that name a season, quarter, feast, year or longer period of the calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from analysis.calendar_rules import as_century, as_day, as_decade, as_months, as_quarter, as_season, as_week, as_weekend, as_year, feast_day
from analysis.named_times import around, beside_now, yearless
from analysis.time_words import folded, word_lists
from analysis.timex import Meaning, Resolver, Situation, Unresolved


def _season_and_year(match: re.Match[str], situation: Situation) -> Meaning:
    if match.groupdict().get("row"):
        return as_season(situation.today.year + word_lists()["which"][folded(match["row"])], match["season"])
    return as_season(int(match["year"]), match["season"], "explicit")


def _row_season(match: re.Match[str], situation: Situation) -> Meaning:
    return beside_now(lambda year: as_season(year, match["season"]), folded(match["row"]), situation)


def _season_alone(match: re.Match[str], situation: Situation) -> Meaning:
    return yearless(around(lambda year: as_season(year, match["season"]), situation.today), situation)


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
    return yearless(around(make, situation.today), situation)


def _feast(match: re.Match[str], situation: Situation) -> Meaning:
    name = re.sub(r"\s+", " ", match["holiday"]).replace("’", "'")
    groups = match.groupdict()

    def make(year: int) -> Meaning:
        day = feast_day(name, year)
        return {"week": as_week(day), "weekend": as_weekend(as_week(day))}.get(groups["span"], as_day(day))

    if groups.get("year"):
        return replace(make(int(groups["year"])), anchor="explicit")
    if groups.get("row"):
        return beside_now(make, folded(groups["row"]), situation)
    return yearless(around(make, situation.today), situation)


def _moving_feast(match: re.Match[str], _: Situation) -> Meaning:
    reason = "its day moves from year to year, or is another in other countries"
    if not match["year"]:
        raise Unresolved(reason)
    return replace(as_year(int(match["year"]), "explicit"), value=None, granularity=None, note=reason)


def _fiscal(match: re.Match[str], _: Situation) -> Meaning:
    """A fiscal year keeps its own name, and no days: it begins in another month in each country and firm."""
    groups = match.groupdict()
    reason = "when such a year begins is not said"
    if groups.get("short_year"):
        return Meaning("DATE", f"FY20{groups['short_year']}", None, None, "year", "explicit", reason)
    if not groups.get("year"):
        raise Unresolved(reason)
    return Meaning("DATE", f"FY{groups['year']}", None, None, "year", "explicit", reason)


def _before_era(match: re.Match[str], _: Situation) -> Meaning:
    """ "300 BC", "the fourth century BC": the calendar of the tables begins with the year 1."""
    note = "before the first year of the calendar"
    if match.groupdict().get("bc"):
        return Meaning("DATE", f"BC{int(match['bc']):04}", None, None, "year", "explicit", note)
    number = int(match["count"] or word_lists()["ordinals"][match["ordinal"].lower()])
    return Meaning("DATE", f"BC{number - 1:02}", None, None, "century", "explicit", note)


def _years(match: re.Match[str], _: Situation) -> Meaning:
    first, last = int(match["year"]), int(match["until"])
    last += first // 100 * 100 if last < 100 else 0
    if last <= first:
        raise Unresolved("the second year is not after the first")
    value = f"{first:04}/{last:04}"
    return replace(as_year(first, "explicit"), latest=as_year(last).latest, value=value, note="two years joined")


def _year_alone(match: re.Match[str], _: Situation) -> Meaning:
    return as_year(int(match.groupdict().get("year") or match["ad"]), "explicit")


def _decade_of(match: re.Match[str], situation: Situation) -> Meaning:
    groups = match.groupdict()
    if groups.get("year"):
        return as_decade(int(groups["year"]) // 10, "explicit")
    number = int(groups["short"]) // 10 if groups.get("short") else int(word_lists()["decade_words"][match["decade"].lower()])
    if number == 2 and (situation.day is None or situation.day.year >= 2020):
        raise Unresolved("of which century is not said")
    return as_decade(190 + number, "explicit")


def _century_of(match: re.Match[str], _: Situation) -> Meaning:
    number = match.groupdict().get("count") or word_lists()["ordinals"][match["ordinal"].lower()]
    if not 2 <= int(number) <= 99:
        raise Unresolved("out of the calendar")
    return as_century(int(number) - 1, "explicit")


# What each form of the word list means.
MEANINGS: Mapping[str, Resolver] = {
    "season and year": _season_and_year,
    "season of a row": _row_season,
    "season": _season_alone,
    "quarter": _quarter_of,
    "feast": _feast,
    "moving feast": _moving_feast,
    "fiscal year": _fiscal,
    "before our era": _before_era,
    "years": _years,
    "year": _year_alone,
    "decade": _decade_of,
    "century": _century_of,
}
