"""When something was said: by what tells of its cue, never by what the words are about, and not at all where nothing tells."""

from __future__ import annotations

from datetime import date

import pytest
from spacy.language import Language

from analysis.articles import Article
from analysis.codebook import Codebook, Event
from analysis.extraction import Extractor
from analysis.sources import Source
from analysis.tables import Row

pytestmark = pytest.mark.model

EVENTS = (
    Event(
        id="EV:congress",
        label="Harbour Congress",
        earliest=date(2022, 3, 2),
        latest=date(2022, 3, 4),
        names=("Harbour Congress",),
        source="invented",
    ),
)
HEADLINE = "Minister denies that the ferry was unsafe\n\n"
NEXT = "\n\nThe ferry goes to the islands twice a day, and carries cars, mail and some two hundred people in the summer."


@pytest.fixture(scope="module")
def extractor(nlp: Language) -> Extractor:
    return Extractor(Codebook(events=EVENTS), nlp)


def said(extractor: Extractor, text: str, published: str = "2022-03-07") -> list[Row]:
    """The statements of the body of an article."""
    source = Source(file="a.txt", published=published)
    rows = extractor.rows(Article("a", "a.txt", "0" * 64, HEADLINE + text + NEXT, "ok", None, source))
    return [row for row in rows["statements"] if row["section"] == "body"]


@pytest.mark.parametrize(
    ("text", "day", "basis"),
    [
        ("Austria’s minister Anna Keller said on Friday that the ferry was safe.", "2022-03-04", "expression"),
        ("On Friday, Anna Keller told reporters that the ferry was safe.", "2022-03-04", "expression"),
        ("Anna Keller told reporters on Friday that the ferry was safe.", "2022-03-04", "expression"),
        ("“The ferry is safe,” Anna Keller said at a press conference on Friday.", "2022-03-04", "expression"),
        ("“The ferry is safe,” Anna Keller said on Friday morning.", "2022-03-04", "expression"),
        ("Speaking to reporters on Friday, Anna Keller said that the ferry was safe.", "2022-03-04", "expression"),
        ("“The ferry is safe,” Anna Keller told the Harbour Congress.", "2022-03-02", "event"),
        ("Anna Keller said at the Harbour Congress that the ferry was safe.", "2022-03-02", "event"),
        ("Anna Keller said at the Harbour Congress on Thursday that the ferry was safe.", "2022-03-03", "expression"),
        ("Anna Keller said that the ferry was safe.", None, "none"),
        ("Anna Keller said that the ferry had sunk on Friday.", None, "none"),
        ("Anna Keller, who visited the islands on Friday, said that the ferry was safe.", None, "none"),
        ("Anna Keller has said since Friday that the ferry was safe.", None, "none"),
        ("Anna Keller said of the Harbour Congress that it had been a waste of time.", None, "none"),
        ("Anna Keller said that the Harbour Congress had been a waste of time.", None, "none"),
        ("Responding to a report published last month, Anna Keller said that the ferry was safe.", None, "none"),
    ],
)
def test_a_statement_takes_its_day_from_what_tells_of_its_cue(extractor: Extractor, text: str, day: str | None, basis: str) -> None:
    first, *_ = said(extractor, text)
    assert (first["date_earliest"], first["date_basis"]) == (day, basis)
    assert (first["date_latest"] is None) == (day is None)


def test_words_without_a_date_are_as_old_as_the_speakers_words_before(extractor: Extractor) -> None:
    text = "Anna Keller said on Friday that the ferry was safe. “Nobody was hurt,” Keller added. The mayor said that she was wrong."
    rows = said(extractor, text)
    assert [(row["date_earliest"], row["date_basis"]) for row in rows] == [
        ("2022-03-04", "expression"),
        ("2022-03-04", "earlier_statement"),
        (None, "none"),
    ]


@pytest.mark.parametrize("later", ["Keller has repeatedly said that the port is old.", "In 2014, Keller said that the port was old."])
def test_words_of_another_time_do_not_take_the_day_before(extractor: Extractor, later: str) -> None:
    rows = said(extractor, f"Anna Keller said on Friday that the ferry was safe. {later}")
    assert [(row["date_earliest"], row["date_basis"]) for row in rows] == [("2022-03-04", "expression"), (None, "none")]


def test_a_window_of_publication_gives_a_window_never_a_day(extractor: Extractor) -> None:
    (row,) = said(extractor, "Anna Keller said on Friday that the ferry was safe.", published="2022-03")
    assert (row["date_earliest"], row["date_latest"], row["date_basis"]) == ("2022-02-25", "2022-03-25", "expression")


def test_without_a_publication_date_a_weekday_dates_nothing(extractor: Extractor) -> None:
    (row,) = said(extractor, "Anna Keller said on Friday that the ferry was safe.", published="")
    assert (row["date_earliest"], row["date_basis"]) == (None, "none")


def test_a_sentence_without_a_verb_is_read_to_its_end(extractor: Extractor) -> None:
    rows = said(extractor, "“A safe ferry”: Anna Keller on Friday, in the islands. “No more ferries” – the mayor, last month, at the yard.")
    assert all(row["date_basis"] in ("expression", "none") for row in rows)
