"""Time expressions: which stretches are found, what they mean, and what stays open."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import dates, time_forms

MONDAY = date(2022, 3, 7)
ON_MONDAY = (MONDAY, MONDAY)


@dataclass(frozen=True)
class Event:
    names: tuple[str, ...]
    earliest: date
    latest: date


WAR = Event(("war in Ukraine", "invasion of Ukraine"), date(2022, 2, 24), date(2022, 2, 24))
GAMES = Event(("Winter Olympics", "Beijing Winter Olympics"), date(2022, 2, 4), date(2022, 2, 20))


def values(text: str, published: tuple[date, date] | None = ON_MONDAY) -> list[tuple[str, str | None]]:
    return [(found.text, found.value) for found in dates.find(text, published=published)]


EXPLICIT = [
    ("on 14 April 2023", "14 April 2023", "2023-04-14"),
    ("on April 14, 2023, he", "April 14, 2023", "2023-04-14"),
    ("the 14th of April, 2023", "the 14th of April, 2023", "2023-04-14"),
    ("Tuesday, Feb. 8, 2022", "Tuesday, Feb. 8, 2022", "2022-02-08"),
    ("at 2023-04-15", "2023-04-15", "2023-04-15"),
    ("14/04/2023", "14/04/2023", "2023-04-14"),
    ("04/14/2023", "04/14/2023", "2023-04-14"),
    ("10/30/89", "10/30/89", "1989-10-30"),
    ("in July 1997", "July 1997", "1997-07"),
    ("in early January 1998", "early January 1998", "1998-01"),
    ("spring 2021", "spring 2021", "2021-SP"),
    ("the third quarter of 2021", "the third quarter of 2021", "2021-Q3"),
    ("the first half of 2021", "the first half of 2021", "2021-H1"),
    ("since 1949", "1949", "1949"),
    ("the 1996 attack", "1996", "1996"),
    ("in the 1990s", "the 1990s", "199"),
    ("the early ’80s", "the early ’80s", "198"),
    ("in the 19th century", "the 19th century", "18"),
    ("in the twentieth century", "the twentieth century", "19"),
    ("on 07.03.2023", "07.03.2023", "2023-03-07"),
    ("Tue 03/07/2023", "Tue 03/07/2023", "2023-03-07"),
    ("Tue, 07-03-2023", "Tue, 07-03-2023", "2023-03-07"),
    ("since 9/11", "9/11", "2001-09-11"),
    ("after the Sept. 11 attacks", "Sept. 11", "2001-09-11"),
    ("in financial year 2022-23", "financial year 2022-23", "FY2022"),
    ("sold in FY23", "FY23", "FY2023"),
    ("in the fourth century BC", "the fourth century BC", "BC03"),
    ("in 300 BC", "300 BC", "BC0300"),
    ("in AD 79", "AD 79", "0079"),
    ("in the 90s", "the 90s", "199"),
    ("the day after 3 March 2022", "the day after 3 March 2022", "2022-03-04"),
]

BESIDE_THE_PAPER = [
    ("He said on Monday that", "Monday", "2022-03-07"),
    ("Beijing on Thursday denounced it", "Thursday", "2022-03-03"),
    ("They will meet on Thursday.", "Thursday", "2022-03-10"),
    ("On Thursday, the president will meet them.", "Thursday", "2022-03-10"),
    ("He said Friday that he would resign.", "Friday", "2022-03-04"),
    ("last Wednesday", "last Wednesday", "2022-03-02"),
    ("next Wednesday", "next Wednesday", "2022-03-09"),
    ("on Tuesday next week", "Tuesday next week", "2022-03-15"),
    ("today", "today", "2022-03-07"),
    ("police shot a man Friday", "Friday", "2022-03-04"),
    ("might leave as soon as Tuesday", "Tuesday", "2022-03-08"),
    ("yesterday", "yesterday", "2022-03-06"),
    ("the day after tomorrow", "the day after tomorrow", "2022-03-09"),
    ("said last week that", "last week", "2022-W09"),
    ("last month’s Winter Olympics", "last month", "2022-02"),
    ("this year's session", "this year", "2022"),
    ("next month", "next month", "2022-04"),
    ("the last century", "the last century", "P100Y"),
    ("Last February it said", "Last February", "2022-02"),
    ("in January he marked", "January", "2022-01"),
    ("will be held in April", "April", "2022-04"),
    ("was held in April", "April", "2021-04"),
    ("which began on February 24 last year", "February 24 last year", "2021-02-24"),
    ("in October this year", "October this year", "2022-10"),
    ("must be returned by March 14", "March 14", "2022-03-14"),
    ("was found on Nov. 25", "Nov. 25", "2021-11-25"),
    ("Thursday, April 7", "Thursday, April 7", "2022-04-07"),
    ("he is expected to secure an unprecedented term in the autumn", "the autumn", "2022-FA"),
    ("it was settled in the autumn", "the autumn", "2021-FA"),
    ("last summer", "last summer", "2021-SU"),
    ("two years ago", "two years ago", "2020"),
    ("11 days ago", "11 days ago", "2022-02-24"),
    ("almost a decade ago", "almost a decade ago", "2012"),
    ("a few weeks ago", "a few weeks ago", "PAST_REF"),
    ("over the weekend", "the weekend", "2022-W09-WE"),
    ("the week of March 21", "the week of March 21", "2022-W12"),
    ("was found on Thanksgiving Day", "Thanksgiving Day", "2021-11-25"),
    ("will meet on Good Friday", "Good Friday", "2022-04-15"),
    ("the year-ago quarter", "the year-ago quarter", "2021-Q1"),
    ("in mid-March", "mid-March", "2022-03"),
    ("late last year", "late last year", "2021"),
    ("earlier this week", "earlier this week", "2022-W10"),
    ("a year ago today", "a year ago today", "2021-03-07"),
    ("a week ago Friday", "a week ago Friday", "2022-03-04"),
    ("three Mondays ago", "three Mondays ago", "2022-02-14"),
    ("half a year ago", "half a year ago", "2021-09"),
    ("a fortnight ago", "a fortnight ago", "2022-W08"),
    ("the week before last", "the week before last", "2022-W08"),
    ("opens in two weeks' time", "two weeks' time", "2022-W12"),
    ("was quiet on the weekend of March 5", "the weekend of March 5", "2022-W09-WE"),
    ("the week of 21 March", "the week of 21 March", "2022-W12"),
    ("will sail over the Easter weekend", "Easter weekend", "2022-W15-WE"),
    ("two days before last Tuesday", "two days before last Tuesday", "2022-02-27"),
    ("the night of 3 March", "3 March", "2022-03-03"),
    ("He has scheduled a hearing Thursday", "Thursday", "2022-03-10"),
    ("They planned a march on Saturday", "Saturday", "2022-03-12"),
    ("She invited the crews to a ceremony on April 12", "April 12", "2022-04-12"),
    ("Neither of them could be reached Wednesday", "Wednesday", "2022-03-02"),
]

# More than one expression: text, values.
RANGES = [
    ("closed between 3 and 5 March", ["2022-03-03", "2022-03-05"]),
    ("from 3 to 5 March 2021", ["2021-03-03", "2021-03-05"]),
    ("held on 3, 4 and 5 March", ["2022-03-03", "2022-03-04", "2022-03-05"]),
    ("closed between March 3 and 5", ["2022-03-03", "2022-03-05"]),
    ("It was closed from Monday to Wednesday", ["2022-02-28", "2022-03-02"]),
    ("It is closed from Monday to Wednesday", ["2022-03-07", "2022-03-09"]),
    ("It was closed between March and May", ["2021-03", "2021-05"]),
    ("It will be closed between March and May", ["2022-03", "2022-05"]),
    ("the 3rd and 4th of March", ["2022-03-03", "2022-03-04"]),
    ("from 30 to 2 March", [None, "2022-03-02"]),
]

# Never resolved, whatever is known of the article: text, expression, reason.
NEVER = [
    ("on 7 de março de 2023", "7 de março de 2023", "not written in English"),
    ("am 7. Oktober 2023", "7. Oktober 2023", "not written in English"),
    ("before Ramadan", "Ramadan", "another in other countries"),
    ("on Independence Day", "Independence Day", "another in other countries"),
    ("in the last fiscal year", "last fiscal year", "begins is not said"),
    ("in the twenties", "the twenties", "of which century"),
    ("the day after his death", "the day after", "counted from something without a date"),
    ("three hours ago", "three hours ago", "the hour of writing"),
    ("at 3 p.m.", "3 p.m.", "which day is not said"),
    ("a year ago Monday", "a year ago Monday", "which day of that month or year"),
    ("on Friday, March 7", "Friday, March 7", "in no year near"),
    ("Wed 03/07/2023", "Wed 03/07/2023", "the weekday is not that of the date"),
    ("the following Monday", "the following Monday", "no earlier day or week"),
    ("until that Friday", "that Friday", "no earlier day or week"),
    ("since then", "then", "no earlier expression"),
    ("that same week", "that same week", "no earlier expression"),
    ("the next morning", "the next morning", "no earlier day"),
]

VAGUE = [
    ("China recently presented", "recently", "PAST_REF"),
    ("who in recent days have lobbied", "recent days", "PAST_REF"),
    ("it had previously refused", "previously", "PAST_REF"),
    ("he will leave soon", "soon", "FUTURE_REF"),
    ("in the near future", "the near future", "FUTURE_REF"),
    ("he now lives there", "now", "PRESENT_REF"),
]

TIMES_LENGTHS_SETS = [
    ("on Friday morning", "Friday morning", "TIME", "2022-03-04TMO"),
    ("last night", "last night", "TIME", "2022-03-06TNI"),
    ("tonight", "tonight", "TIME", "2022-03-07TNI"),
    ("at 9:30 p.m. Tuesday he spoke", "9:30 p.m. Tuesday", "TIME", "2022-03-01T21:30"),
    ("at 0735 GMT", "0735 GMT", "TIME", "XXXX-XX-XXT07:35"),
    ("30 years of ties", "30 years", "DURATION", "P30Y"),
    ("the year-old conflict", "year-old", "DURATION", "P1Y"),
    ("a two-day visit", "two-day", "DURATION", "P2D"),
    ("5 1/2 hours", "5 1/2 hours", "DURATION", "PT5.5H"),
    ("half an hour", "half an hour", "DURATION", "PT30M"),
    ("over the past twenty-five years", "the past twenty-five years", "DURATION", "P25Y"),
    ("two decades of talks", "two decades", "DURATION", "P20Y"),
    ("for weeks", "weeks", "DURATION", "PXW"),
    ("an annual briefing", "annual", "SET", "P1Y"),
    ("at a daily briefing", "daily", "SET", "P1D"),
    ("every week", "every week", "SET", "P1W"),
    ("every four years", "every four years", "SET", "P4Y"),
    ("every Monday", "every Monday", "SET", "XXXX-WXX-1"),
    ("20 times a day", "a day", "SET", "P1D"),
    ("for the past three weeks", "the past three weeks", "DURATION", "P3W"),
    ("for a fortnight", "a fortnight", "DURATION", "P2W"),
    ("two days after the vote", "two days", "DURATION", "P2D"),
    ("every two weeks", "every two weeks", "SET", "P2W"),
    ("on Tuesdays", "Tuesdays", "SET", "XXXX-WXX-2"),
    ("at midnight on Friday", "midnight on Friday", "TIME", "2022-03-04T24:00"),
]

NO_TIME = [
    "the Cold War mentality",
    "as soon as possible",
    "it had not happened overnight",
    "with Spanish daily El Mundo",
    "China Daily reported",
    "30 percent of oil",
    "Views: 0",
    "some 2000 people marched",
    "Resolution 1701",
    "$1999 and 2,000 tons",
    "We may march. Zhang Jun sat in the sun.",
    "Theresa May said",
    "April Jones laughed",
    "the new era",
    "the Good Friday Agreement",
    "on the second floor",
    "a second time",
    "the war in Ukraine",
    "He may spring a surprise on May, who may march.",
    "Sun Yat-sen came second, and wait a second.",
    "the fall of the house",
    "temperatures in the 90s",
    "a man in his 30s",
    "7 percent",
]

# Forms that the tables above leave out: text, expression.
FURTHER_FORMS = [
    ("on 14-04-2023", "14-04-2023"),
    ("on 24 February last year", "24 February last year"),
    ("since last Oct. 23", "last Oct. 23"),
    ("in the summer of last year", "the summer of last year"),
    ("grew in Q3 2023", "Q3 2023"),
    ("in fiscal 2023", "fiscal 2023"),
    ("from 1939-45", "1939-45"),
    ("in the thirties", "the thirties"),
    ("on the day before yesterday", "the day before yesterday"),
    ("early today evening", "early today evening"),
    ("for the year", "the year"),
    ("a year and a half ago", "a year and a half ago"),
    ("for a year and a half", "a year and a half"),
    ("two weeks from now", "two weeks from now"),
    ("two days later", "two days later"),
    ("was silent at the time", "at the time"),
    ("until then", "then"),
    ("that same week", "that same week"),
    ("in the following year", "the following year"),
    ("since the year before.", "the year before"),
    ("the next morning", "the next morning"),
    ("at 10 o’clock at night", "10 o’clock at night"),
    ("at 9 in the morning", "9 in the morning"),
    ("by noon", "noon"),
    ("one full day", "one full day"),
    ("three-years-long", "three-years-long"),
    ("a yearlong siege", "yearlong"),
    ("a months-long siege", "months-long"),
    ("on Mondays", "Mondays"),
    ("twice a week", "twice a week"),
]


@pytest.mark.parametrize(("text", "span", "value"), [*EXPLICIT, *BESIDE_THE_PAPER, *VAGUE])
def test_one_expression_is_found_with_its_value(text: str, span: str, value: str) -> None:
    assert values(text) == [(span, value)]


@pytest.mark.parametrize(("text", "span", "kind", "value"), TIMES_LENGTHS_SETS)
def test_hours_lengths_and_repetitions_have_their_type(text: str, span: str, kind: str, value: str) -> None:
    assert [(one.text, one.type, one.value) for one in dates.find(text, published=ON_MONDAY)] == [(span, kind, value)]


def test_almost_midnight_is_no_hour_of_a_day_and_leaves_the_day_to_itself() -> None:
    found = [(one.text, one.type, one.earliest) for one in dates.find("until almost midnight on Friday", published=ON_MONDAY)]
    assert found == [("midnight", "TIME", None), ("Friday", "DATE", date(2022, 3, 4))]


@pytest.mark.parametrize("text", NO_TIME)
def test_words_that_tell_no_time_are_left_alone(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(("text", "span", "value"), EXPLICIT)
def test_explicit_dates_need_no_publication_date(text: str, span: str, value: str) -> None:
    found = dates.find(text, published=None)
    assert [(one.text, one.value, one.anchor) for one in found] == [(span, value, "explicit")]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_both_ends_of_a_range_are_found_and_come_in_order(text: str, expected: list[str | None]) -> None:
    assert [value for _, value in values(text)] == expected


@pytest.mark.parametrize(("text", "span", "reason"), NEVER)
@pytest.mark.parametrize("published", [None, ON_MONDAY], ids=["undated", "dated"])
def test_what_cannot_be_resolved_says_why_and_never_takes_the_day_of_the_paper(
    text: str, span: str, reason: str, published: tuple[date, date] | None
) -> None:
    (found,) = dates.find(text, published=published)
    assert found.text == span
    assert found.value is None or found.value.startswith("XXXX")
    assert MONDAY not in (found.earliest, found.latest)
    assert (reason in found.rule) or (published is None and "no publication date" in found.rule)


@pytest.mark.parametrize(
    "text", ["on Monday", "last week", "in January", "two years ago", "the autumn", "today", *(case[0] for case in BESIDE_THE_PAPER)]
)
def test_nothing_is_dated_without_an_anchor(text: str) -> None:
    for found in dates.find(text, published=None):
        assert (found.value, found.earliest, found.latest) == (None, None, None) or found.value in ("P100Y", "P2D", "PAST_REF")
        assert found.value or ": " in found.rule


@pytest.mark.parametrize("text", ["on Monday", "last week", "in January", "two years ago", "the autumn", "today"])
def test_without_a_publication_date_the_value_stays_open_and_says_why(text: str) -> None:
    (found,) = dates.find(text, published=None)
    assert (found.value, found.earliest, found.latest, found.anchor) == (None, None, None, "none")
    assert found.rule.endswith(": no publication date")


@pytest.mark.parametrize(
    ("text", "value", "earliest", "latest"),
    [
        ("last month", "2023-02", date(2023, 2, 1), date(2023, 2, 28)),
        ("this year", "2023", date(2023, 1, 1), date(2023, 12, 31)),
        ("on February 24 last year", "2022-02-24", date(2022, 2, 24), date(2022, 2, 24)),
        ("recently", "PAST_REF", None, None),
        ("he spoke today", None, date(2023, 3, 7), date(2023, 3, 31)),
        ("he spoke on Friday", None, date(2023, 3, 3), date(2023, 3, 31)),
        ("half a year ago", "2022-09", date(2022, 9, 1), date(2022, 9, 30)),
        ("last week", None, date(2023, 2, 27), date(2023, 3, 26)),
    ],
)
def test_an_interval_of_publication_resolves_what_is_the_same_on_both_ends(
    text: str, value: str | None, earliest: date | None, latest: date | None
) -> None:
    (found,) = dates.find(text, published=(date(2023, 3, 7), date(2023, 3, 31)))
    assert (found.value, found.earliest, found.latest) == (value, earliest, latest)
    assert ("the day of publication is not known closely enough" in found.rule) == (value is None)


def test_a_numeric_date_that_can_be_read_both_ways_keeps_both_days() -> None:
    (found,) = dates.find("on 04/05/2023", published=None)
    assert (found.value, found.earliest, found.latest) == (None, date(2023, 4, 5), date(2023, 5, 4))
    assert "either way round" in found.rule


def test_a_day_that_is_not_in_the_calendar_says_so() -> None:
    (found,) = dates.find("on February 30, 2022", published=None)
    assert found.value is None
    assert "no such day" in found.rule


def test_a_dateline_is_the_day_the_rest_is_counted_from() -> None:
    text = "date 2023-04-15 Beijing, April 14\nChina, the minister said on Friday, is neutral."
    found = dates.find(text, published=(date(2023, 4, 1), date(2023, 4, 15)))
    assert [(one.text, one.value, one.anchor) for one in found] == [
        ("2023-04-15", "2023-04-15", "explicit"),
        ("April 14", "2023-04-14", "dateline"),
        ("Friday", "2023-04-14", "dateline"),
    ]


def test_a_list_of_days_gives_one_expression_for_each() -> None:
    assert values("it was held on March 3 and 4 in Rome") == [("March 3", "2022-03-03"), ("4", "2022-03-04")]


def test_what_refers_back_takes_its_day_from_the_expression_before() -> None:
    text = "On Thursday he denied it. That day he left. Two days later he was back, he said at the time."
    found = dates.find(text, published=ON_MONDAY)
    assert [one.value for one in found] == ["2022-03-03", "2022-03-03", "2022-03-05", "2022-03-05"]
    assert [one.anchor for one in found] == ["published", *["earlier_expression"] * 3]
    (alone,) = dates.find("He said so at the time.", published=ON_MONDAY)
    assert alone.value is None
    assert "no earlier expression" in alone.rule


@pytest.mark.parametrize(
    ("text", "span", "value"),
    [
        ("Since the start of the war in Ukraine, China", "the start of the war in Ukraine", "2022-02-24"),
        ("until after the Beijing Winter Olympics", "the Beijing Winter Olympics", "2022-02-04/2022-02-20"),
        ("after the end of the Winter Olympics", "the end of the Winter Olympics", "2022-02-20"),
    ],
)
def test_an_event_of_the_codebook_is_a_time_where_a_preposition_says_so(text: str, span: str, value: str) -> None:
    (found,) = dates.find(text, published=None, events=[WAR, GAMES])
    assert (found.text, found.value, found.anchor) == (span, value, "known_event")


def test_an_event_that_is_only_spoken_of_is_no_time() -> None:
    assert dates.find("China backs peace in the war in Ukraine; the Winter Olympics were fine.", published=None, events=[WAR, GAMES]) == []


def test_a_weekday_beside_another_day_counts_from_it() -> None:
    text = "It opened on 3 March. The following Monday it closed, and the previous Friday nobody had come."
    assert [value for _, value in values(text)] == ["2022-03-03", "2022-03-07", "2022-03-04"]


def test_the_days_on_which_an_expression_can_have_been_written() -> None:
    text = "He spoke on Tuesday."
    (tuesday,) = dates.find(text, published=None)
    day, tried = date(2023, 3, 7), (date(2023, 1, 1), date(2023, 12, 31))
    assert dates.days_of_writing(text, tuesday, (day, day), tried) == (day, date(2023, 3, 13))
    assert dates.days_of_writing(text, tuesday, (date(2023, 3, 8), date(2023, 3, 8)), tried) is None


def test_a_line_end_parts_expressions() -> None:
    assert values("It began in March\n7 people left") == [("March", "2022-03")]


@pytest.mark.parametrize(("text", "span"), FURTHER_FORMS)
def test_further_forms_are_found(text: str, span: str) -> None:
    assert [found for found, _ in values(text)] == [span]


def test_no_form_is_missed_where_forms_are_tried_only_at_their_first_words() -> None:
    texts = [
        case[0] for table in (EXPLICIT, BESIDE_THE_PAPER, VAGUE, TIMES_LENGTHS_SETS, RANGES, NEVER, FURTHER_FORMS) for case in table
    ] + NO_TIME
    without = [rule.name for rule in time_forms.rules() if not any(rule.pattern.search(text) for text in texts)]
    assert without == [], "a form without an example above"
    quick = time_forms.Scanner(time_forms.rules())
    everywhere = time_forms.Scanner([replace(rule, first=None) for rule in time_forms.rules()])
    assert [text for text in texts if scanned(quick, text) != scanned(everywhere, text)] == []


def scanned(scanner: time_forms.Scanner, text: str) -> list[tuple[tuple[int, int], str]]:
    return [(match.span(), rule.name) for match, rule in scanner.matches(text)]


WORDS = st.sampled_from(
    ["last", "next", "Monday", "May", "March", "3", "31", "1998", "the", "year", "years", "ago", "in", "two", "and", "a half", "century",
     "-", "/", ",", ".", "\n", "9999", "0", "99th", "quarter", "at the time", "that day", "Q4", "’80s", "12:00", "p.m.", "ſ", "K", "٣",
     "of", "week", "February 29", "later", "earlier", "thousand", "Easter", "weekend", "Feb.", "1/2/03", "2023-02-30", "second",
     "winter", "1939-45", "before", "after", "today", "to", "following", "BC", "Ramadan", "fiscal", "Tuesday", "half", "days", "day"]
)  # fmt: skip
PUBLISHED = st.one_of(st.none(), st.tuples(st.dates(), st.dates()).map(lambda pair: (min(pair), max(pair))))


@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=25).map(" ".join)), published=PUBLISHED)
def test_any_text_gives_spans_that_lie_in_it_in_order(text: str, published: tuple[date, date] | None) -> None:
    found = dates.find(text, published=published, events=[WAR])
    ends = [0, *(one.end for one in found)]
    assert all(before <= one.start < one.end <= len(text) for before, one in zip(ends, found, strict=False))
    assert all(text[one.start : one.end] == one.text and one.rule and one.type in ("DATE", "TIME", "DURATION", "SET") for one in found)
    assert all(one.earliest <= one.latest for one in found if one.earliest and one.latest)
