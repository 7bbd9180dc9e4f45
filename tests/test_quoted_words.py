"""What quoted words are that no statement holds, on sentences parsed by hand (see `treebank`)."""

from __future__ import annotations

import pytest
from spacy.language import Language

import treebank
from analysis import quotation
from analysis.language import PARAGRAPH_SPANS
from analysis.quoted_names import name, quote
from analysis.quoted_words import kind

# A paragraph, and the kinds of its quoted stretches in order.
CASES: dict[str, tuple[str, list[str]]] = {
    "inside a name": ("Nils “Crab” Holm won the race.", ["nickname"]),
    "behind alias": ('The thief, alias "Gull", fled.', ["nickname"]),
    "known as, before the name": ("Known as “Gull,” Holm was feared.", ["nickname"]),
    "behind the noun of a work": ("She wrote the novel “The Last Pier”.", ["title"]),
    "before the noun of a plan": ("The “Clean Quay” scheme failed.", ["title"]),
    "behind a verb that names, without capitals": ("A ferry named “moonfish” sank.", ["title"]),
    "all words capitalised": ("Holm sailed to the “Isle of Gulls”.", ["title"]),
    "a title translated in brackets": ("The song is Kahn (“The last barge”).", ["title"]),
    "with distance": ("The “ferry” is a raft.", ["term"]),
    "so-called": ("The so-called “pirates” were fishermen.", ["term"]),
    "a word as a word": ("The word “pier” is old.", ["term"]),
    "answers": ("They were asked a “yes” or “no” question.", ["term", "term"]),
    "known as something, by nobody": ("The island is known as the “green gull”.", ["term"]),
    "the writer's own word": ("We call it “progress”.", ["term"]),
    "capitals of a headline name nothing": ("Ferries “Late” Again on “Cold” Island", ["term", "term"]),
    "a fragment under a verb of speech": ("Holm called the plan “reckless”.", ["unread_speech"]),
    "a fragment before he said": ("The plan was “reckless”, Holm said.", ["unread_speech"]),
    "a fragment under a noun under a verb": ("Holm insisted on respect for “the old pier”.", ["unread_speech"]),
    "a verb of speech put in": ("The plan, as Holm noted, is “reckless”.", ["unread_speech"]),
    "the end of a clause": ("He wants to “close the old pier”.", ["unread_speech"]),
    "a clause behind that": (
        "The harbour court ruled that “the late ferries of the winter were not safe for children”.",
        ["unread_speech"],
    ),
    "a sentence behind a colon": ("Keller was tired: “You have to wait for the tide here.”", ["unread_speech"]),
    "a heading": ("“Rotten ferries”", ["no_source"]),
    "a banner": ("A banner reading “ferries first” hung there.", ["no_source"]),
    "a saying": ("“Time and tide wait for no man.”", ["no_source"]),
    "passive, by nobody": ("The plan was denounced as “reckless”.", ["no_source"]),
}


@pytest.mark.parametrize(("paragraph", "expected"), CASES.values(), ids=CASES)
def test_kinds_of_quoted_words(paragraph: str, expected: list[str], blank: Language) -> None:
    doc = treebank.doc(blank.vocab, paragraph)
    assert [kind(doc.spans[PARAGRAPH_SPANS][0], *q.inner) for q in quotation.quoted(paragraph)] == expected


def test_nothing_between_two_marks_is_a_term_and_names_nothing(blank: Language) -> None:
    doc = treebank.doc(blank.vocab, "The “ferry” is a raft.")
    assert kind(doc.spans[PARAGRAPH_SPANS][0], 5, 5) == "term"
    assert quote(doc.spans[PARAGRAPH_SPANS][0], 5, 5) is None


def test_words_know_what_stands_beside_them_in_their_paragraph(blank: Language) -> None:
    doc = treebank.doc(blank.vocab, "The “ferry” is a raft.", "“Rotten ferries”")
    inside = quote(doc.spans[PARAGRAPH_SPANS][0], 5, 10)
    assert inside is not None
    assert (str(inside.before), inside.span.text, str(inside.after)) == ("The", "ferry", "is")
    assert name(inside) is None
    alone = quote(doc.spans[PARAGRAPH_SPANS][1], 24, 38)
    assert alone is not None
    assert (alone.before, alone.span.text, alone.after) == (None, "Rotten ferries", None)
