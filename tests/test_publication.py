"""When an article was published: as its lines and dateline state it, and as its text lets it be inferred; never a guess."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from analysis import cleaning, inferred_publication
from analysis.articles import Article
from analysis.publication import Published
from analysis.sources import Source

HEADLINE = "Ferry stays in port after engine fault"
LEAD = "The harbour master said the ferry would sail again once the engine had been looked at by the yard."
BODY = f"{LEAD}\n\nPassengers waited for hours in the rain and were given tea and blankets by the crew of the other boat."


@dataclass(frozen=True)
class Event:
    names: tuple[str, ...]
    earliest: date
    latest: date


CONGRESS = Event(("Harbour Congress",), date(2023, 3, 5), date(2023, 3, 11))
EARLIER_CONGRESS = Event(("Harbour Congress",), date(2022, 3, 5), date(2022, 3, 11))
REGATTA = Event(("Winter Regatta",), date(2023, 2, 4), date(2023, 2, 20))


def clean(raw: str, **source: str) -> cleaning.CleanArticle:
    return cleaning.clean(Article("a", "a.txt", "0" * 64, raw, "ok", None, Source(file="a.txt", **source)))


def inferred(raw: str, *events: Event) -> Published:
    return inferred_publication.dated(clean(raw), events)


@pytest.mark.parametrize(
    ("lines", "text", "rule"),
    [
        ("Published: 7 March 2023, 10:32 GMT", "2023-03-07", "published"),
        ("Published: 7 March 2023\nUpdated: 9 March 2023", "2023-03-07", "published"),
        ("Updated: 9 March 2023 Published: 7 March 2023", "2023-03-07", "published"),
        ("Updated 9 March 2023", "2023-03-09", "updated then; when it was published is not stated"),
        ("Last modified on 9 March 2023", "2023-03-09", "updated"),
        ("2023-03-07T10:32:00+01:00", "2023-03-07", "line with a date"),
        ("07.03.2023", "2023-03-07", "line with a date"),
        ("Tue Mar 7 2023", "2023-03-07", "line with a date"),
        ("Tue, 07 Mar 2023 10:32:00 +0000", "2023-03-07", "line with a date"),
        ("March 7, 2023 at 4:15 p.m. ET", "2023-03-07", "line with a date"),
        ("By Ana Ribeiro, 7 March 2023", "2023-03-07", "line with a date"),
        ("Posted on March 7, 2023 by admin", "2023-03-07", "published"),
        ("March 2023", "2023-03", "line with a date"),
        ("March 2023\nPublished 7 March 2023", "2023-03-07", "published"),
        ("03/17/2023", "2023-03-17", "line with a date"),
        ("03/07/2023", "2023-03-07/2023-07-03", "either way round"),
        ("Tue 03/07/2023", "2023-03-07", "line with a date"),
        ("Published 03/07/2023\nUpdated 03/15/2023", "2023-03-07", "numbers in this order"),
        ("Published 07/03/2023\nUpdated 15/03/2023", "2023-03-07", "numbers in this order"),
        ("2 hours ago", None, "only how long ago"),
        ("Published yesterday, 10:32", None, "states"),
        ("Tuesday, March 7", None, "without its year"),
        ("7 de março de 2023", None, "not written in English"),
        ("7 mars 2023", None, "not written in English"),
        ("By Ana Ribeiro", None, "states a date"),
    ],
)
def test_what_a_line_about_the_article_states(lines: str, text: str | None, rule: str) -> None:
    published = clean(f"{HEADLINE}\n\n{lines}\n\n{BODY}").published
    assert published.text == text
    assert published.basis == ("text" if text else "unknown")
    assert rule in published.rule


@pytest.mark.parametrize(
    ("dateline", "text"),
    [
        ("LISBON, March 7, 2023 (Harbour Wire) —", "2023-03-07"),
        ("Lisbon, 7 March 2023 –", "2023-03-07"),
        ("LISBON – March 7, 2023 –", "2023-03-07"),
        ("March 7, 2023 —", "2023-03-07"),
        ("LISBON, March 7 (Harbour Wire) —", None),
        ("Lisbon (HW) -", None),
        ("PORTO, Portugal —", None),
    ],
)
def test_a_dateline_dates_the_article_where_it_has_its_year(dateline: str, text: str | None) -> None:
    published = clean(f"{HEADLINE}\n\n{dateline} {BODY}").published
    assert published.text == text
    assert published.rule


def test_a_dateline_decides_which_number_of_a_date_is_the_day() -> None:
    published = clean(f"{HEADLINE}\n\nPublished 08/03/2023\n\nLISBON, March 7 (AFP) - {BODY}").published
    assert (published.text, published.granularity) == ("2023-03-08", "day")
    assert "this day or the day before" in published.rule


def test_of_two_datelines_the_first_dates_the_article() -> None:
    raw = f"{HEADLINE}\n\nLISBON, March 7, 2023 (AFP) - {LEAD}\n\nPORTO, March 9, 2023 (AFP) - {LEAD}"
    assert clean(raw).published.text == "2023-03-07"


@pytest.mark.parametrize(
    ("lead", "text", "words"),
    [
        (
            "The captain told the Harbour Congress on Tuesday that he was glad.",
            "2023-03-07/2023-03-13",
            "“Tuesday” beside “Harbour Congress”",
        ),
        ("The captain said today at the Harbour Congress that he was glad.", "2023-03-05/2023-03-11", "“today” beside “Harbour Congress”"),
        ("The captain won last month’s Winter Regatta and was glad.", "2023-03-01/2023-03-31", "“last month” beside “Winter Regatta”"),
        (
            "He told the Harbour Congress on Tuesday that he had won last month’s Winter Regatta.",
            "2023-03-07/2023-03-13",
            "“last month” beside “Winter Regatta”",
        ),
        ("The ferry sank today, 7 March 2023, in the port.", "2023-03-07", "“today” beside “7 March 2023”"),
        ("The ferry sank on Tuesday (7 March 2023) in the port.", "2023-03-07/2023-03-13", "“Tuesday” beside “7 March 2023”"),
        (
            "On 4 May 2021 the port closed. Two years ago the captain left it. On 2 June 2023 he came back.",
            "2023-06-02/2023-12-31",
            "“Two years ago” after “4 May 2021”",
        ),
    ],
)
def test_a_window_is_inferred_from_what_stands_beside_events_and_dates(lead: str, text: str, words: str) -> None:
    published = inferred(f"{HEADLINE}\n\n{lead}\n\n{BODY}", CONGRESS, REGATTA)
    assert (published.text, published.basis) == (text, "inferred")
    assert published.granularity == ("interval" if "/" in text else "day")
    assert words in published.rule


@pytest.mark.parametrize(
    "lead",
    [
        "The captain spoke on Tuesday and left on Wednesday.",
        "The captain, who had been at the Harbour Congress, spoke on Tuesday.",
        "He spoke on Tuesday about the plans that the Harbour Congress had made.",
        "The port closed on 4 May 2021 and will open on 3 July 2023.",
        "On 4 May 2021 the port closed. Two years ago the captain left it.",
        "The captain told the Harbour Congress on Tuesday that the port had been closed on 3 May 2014.",
    ],
)
def test_nothing_is_inferred_where_nothing_supports_it(lead: str) -> None:
    published = inferred(f"{HEADLINE}\n\n{lead}\n\n{BODY}", CONGRESS, REGATTA)
    assert (published.text, published.basis) == (None, "unknown")
    assert published.rule


@pytest.mark.parametrize(
    ("dateline", "text"),
    [
        ("LISBON, Tuesday, March 7 (AFP) -", "2023-03-07"),
        ("LISBON, March 7 (AFP) -", None),
        ("LISBON, Monday, March 7 (AFP) -", "2022-03-07"),
    ],
)
def test_a_weekday_decides_the_year_where_an_event_has_the_same_name_each_year(dateline: str, text: str | None) -> None:
    published = inferred(f"{HEADLINE}\n\n{dateline} {LEAD} He spoke of the Harbour Congress.", CONGRESS, EARLIER_CONGRESS)
    assert published.text == text


def test_a_weekday_and_the_latest_date_of_the_text_decide_the_year() -> None:
    raw = f"{HEADLINE}\n\nLISBON, Tuesday, March 7 (AFP) - {LEAD} The port was closed on 24 February 2023."
    assert inferred(raw).text == "2023-03-07"
    assert inferred(raw.replace("Tuesday, ", "")).text is None


def test_the_year_of_a_copyright_line_only_cuts_a_window() -> None:
    raw = f"{HEADLINE}\n\n{BODY}\n\nThe port closed on 4 May 2021.\n\n© 2022 Harbour Wire. All rights reserved."
    assert inferred(raw).basis == "unknown"


def test_what_is_stated_is_never_inferred() -> None:
    raw = f"{HEADLINE}\n\nThe captain told the Harbour Congress on Tuesday that he was glad.\n\n{BODY}"
    stated = clean(raw, published="2024-02")
    assert inferred_publication.dated(stated, [CONGRESS]) == stated.published
    assert (stated.published.basis, stated.published.rule) == ("sources", "stated beside the article")


@pytest.mark.parametrize(
    ("stated", "text", "basis", "rule"),
    [
        ("18/02/2024", "2024-02-18", "sources", "stated beside the article, in another form"),
        ("February 18, 2024", "2024-02-18", "sources", "stated beside the article, in another form"),
        ("02/03/2024", "2023-03-07", "text", "what is stated beside the article ('02/03/2024') is no one day; a line says"),
        ("soon", "2023-03-07", "text", "what is stated beside the article ('soon') is no one day; a line says"),
    ],
)
def test_a_stated_date_in_another_form_is_read_or_told(stated: str, text: str, basis: str, rule: str) -> None:
    found = clean(f"Ferry late\n\nPublished: 7 March 2023\n\n{BODY}", published=stated).published
    assert (found.text, found.basis) == (text, basis)
    assert found.rule.startswith(rule)
