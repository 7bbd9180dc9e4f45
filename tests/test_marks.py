"""Marks: every one of the raw text has a row, belongs to a statement or says why to none.

The last tests read real articles outside the repository: ANALYSIS_CORPUS and ANALYSIS_NEWS name folders of them.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from analysis import batches, cleaning, corrections, language, marks, shown, tables
from analysis.articles import Article
from analysis.pages import page_of
from analysis.sources import Source
from span_law import faults, frames, raw_texts, unaccounted

pytestmark = pytest.mark.model

BOOK = Path(__file__).parents[1] / "data" / "codebook"


def article(raw: str, file: str = "one.txt") -> Article:
    page = page_of(raw) if file.endswith(".html") else None
    return Article("one", file, "ab" * 32, page.text if page else raw, "ok", None, Source(file), extracted=bool(page), page=page)


def statement(raw: str, number: int, *contents: str, quoted: tuple[str, ...] = ()) -> dict[str, Any]:
    """The columns of a statement that marks are joined by; its content and quoted words are words of the text."""
    spans = [[[raw.index(words), raw.index(words) + len(words)] for words in found] for found in (contents, quoted)]
    return {"statement_id": f"statement-{number}", "content_spans": spans[0], "quoted_spans": spans[1]}


def rows(nlp: Language, raw: str, *said: dict[str, Any], file: str = "one.txt") -> list[tables.Row]:
    clean = cleaning.clean(article(raw, file))
    return marks.rows(clean, language.parse(nlp, clean.copy.text), said)


def told(row: tables.Row) -> str:
    """A row in a line: what stands there, its use, and its statement or reason."""
    return f"{row['mark']} {row['use']} {row['statement_id'] or row['reason']}"


HELD: dict[str, tuple[str, list[tuple[str, ...]], list[str]]] = {
    "marks and apostrophe inside the content": (
        "“The ferry’s late,” said Keller.",
        [("“The ferry’s late,”",)],
        ["“ opening statement-0", "’ apostrophe statement-0", "” closing statement-0"],
    ),
    "content without its marks": (
        "“The ferry is late,” said Keller.",
        [("The ferry is late",)],
        ["“ opening statement-0", "” closing statement-0"],
    ),
    "a fragment in the content": (
        "Keller said the ferry was “far too late” again.",
        [("the ferry was “far too late” again",)],
        ["“ opening statement-0", "” closing statement-0"],
    ),
    "nested marks belong to the innermost statement": (
        "“He said ‘no’ to us,” said Keller.",
        [("“He said ‘no’ to us,”",), ("‘no’",)],
        ["“ opening statement-0", "‘ opening statement-1", "’ closing statement-1", "” closing statement-0"],
    ),
    "nested marks of no statement belong to the one around": (
        "“He said ‘no’ to us,” said Keller.",
        [("“He said ‘no’ to us,”",)],
        ["“ opening statement-0", "‘ opening statement-0", "’ closing statement-0", "” closing statement-0"],
    ),
    "a content that ends before the closing mark": (
        "“The ferry is late and the pier is closed,” said Keller.",
        [("“The ferry is late and the pier",)],
        ["“ opening statement-0", "” closing statement-0"],
    ),
    "most of the quotation is left unread": (
        "“The ferry is late and the pier is closed to all who come by car,” said Keller.",
        [("“The ferry is late",)],
        ["“ opening statement-0", "” closing unread_speech"],
    ),
    "never closed": (
        "“The ferry is late, said Keller.",
        [("“The ferry is late",)],
        ["“ opening statement-0"],
    ),
    "goes on in the next paragraph": (
        "“The ferry is late.\n\n“The pier is closed,” said Keller.",
        [("“The ferry is late.",), ("“The pier is closed,”",)],
        ["“ continued statement-0", "“ opening statement-1", "” closing statement-1"],
    ),
}


@pytest.mark.parametrize(("raw", "contents", "expected"), HELD.values(), ids=HELD)
def test_marks_belong_to_the_statement_in_or_around_whose_words_they_stand(
    raw: str, contents: list[tuple[str, ...]], expected: list[str], nlp: Language
) -> None:
    said = [statement(raw, number, *parts) for number, parts in enumerate(contents)]
    assert [told(row) for row in rows(nlp, raw, *said)] == expected


REASONS: dict[str, tuple[str, list[str]]] = {
    "apostrophes": ("The ferry’s crew and the sailors’ union agreed.", ["’ apostrophe apostrophe"] * 2),
    "feet and inches": ("The pilot is 6'2\" tall and swims.", ["' measure measure", '" measure measure']),
    "a word with distance": ("The “ferry” is a raft.", ["“ opening term", "” closing term"]),
    "one kind where only a comma parts them": (
        "She sang the song “The Last Pier”, “Pier Nine” and “Gulls”.",
        ["“ opening title", "” closing title"] * 3,
    ),
    "a name in one place is one in all": (
        "She wrote the novel “Gull” in spring.\n\nThen “Gull” was sold.",
        ["“ opening title", "” closing title"] * 2,
    ),
    "never closed": ("The “ferry is a raft.", ["“ opening no_partner"]),
    "never opened": ("The ferry” is a raft.", ["” closing no_partner"]),
    "marks inside what was left unread": (
        "Keller said: “We have heard ‘no’ too often from the harbour.”",
        ["“ opening unread_speech", "‘ opening unread_speech", "’ closing unread_speech", "” closing unread_speech"],
    ),
    "a code left over": (r"The ferry\'92s crew agreed to the plan.", ["' none code"]),
    "furniture": (
        "The ferry is a raft, said Keller.\n\n© 2024 “The Gull”. All rights reserved.",
        ["“ none furniture", "” none furniture"],
    ),
}


@pytest.mark.parametrize(("raw", "expected"), REASONS.values(), ids=REASONS)
def test_marks_of_no_statement_say_why(raw: str, expected: list[str], nlp: Language) -> None:
    assert [told(row) for row in rows(nlp, raw)] == expected


MENDED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    "entities": (
        "&ldquo;The ferry&rsquo;s late,&rdquo; said Keller.",
        [("“", "&ldquo;"), ("’", "&rsquo;"), ("”", "&rdquo;")],
    ),
    "numbered entities": ("&#8220;The ferry is late,&#x201d; said Keller.", [("“", "&#8220;"), ("”", "&#x201d;")]),
    "wrong encoding": ("â€œThe ferry is late,â€\x9d said Keller.", [("“", "â€œ"), ("”", "â€\x9d")]),
    "wrong encoding, side by side": (
        "â€œThe ferry is the sailorsâ€™â€\x9d, said Keller. Itâ€™s late.",
        [("“", "â€œ"), ("’", "â€™"), ("”", "â€\x9d"), ("’", "â€™")],
    ),
    "two characters for one mark": ("``The ferry is late,'' said Keller.", [("``", "``"), ("''", "''")]),
    "an invisible mark in between": ("The ferry\u200b’s crew agreed.", [("’", "’")]),
    "a mark that is none": ("The crew of the Ã‘andÃº agreed. Itâ€™s late.", [("‘", "‘"), ("’", "â€™")]),
}


@pytest.mark.parametrize(("raw", "expected"), MENDED.values(), ids=MENDED)
def test_mended_marks_stand_for_what_they_mean_over_what_is_written(raw: str, expected: list[tuple[str, str]], nlp: Language) -> None:
    assert [(row["mark"], raw[row["start"] : row["end"]]) for row in rows(nlp, raw)] == expected


def test_partners_are_given_by_their_place_in_the_raw_file(nlp: Language) -> None:
    raw = "The&nbsp;“ferry” is a raft."
    opening, closing = rows(nlp, raw)
    assert (raw[opening["partner_start"]], raw[closing["partner_start"]]) == ("”", "“")


def test_markup_of_a_page_is_no_text(nlp: Language) -> None:
    raw = "<html><body><p class=\"lead\">The “ferry” is <b id='a'>a raft</b>, and the pier is a plank of wood.</p></body></html>"
    assert [told(row) for row in rows(nlp, raw, file="one.html")] == ["“ opening term", "” closing term"]


def test_an_article_without_words_has_no_marks(nlp: Language) -> None:
    assert rows(nlp, "") == []


def test_counts_by_reason_and_use(nlp: Language) -> None:
    raw = "“The ferry’s late,” said Keller of the “raft” at the sailors’ pier."
    table = tables.frame("marks", rows(nlp, raw, statement(raw, 0, "“The ferry’s late,”")))
    counted = shown.marks_accounted(table)
    assert counted.to_dict("index") == {
        "part of a statement": {"opening": 1, "closing": 1, "apostrophe": 1, "all": 3},
        "term": {"opening": 1, "closing": 1, "apostrophe": 0, "all": 2},
        "apostrophe": {"opening": 0, "closing": 0, "apostrophe": 1, "all": 1},
    }
    assert list(counted.index) == ["part of a statement", "term", "apostrophe"]
    assert counted["all"].sum() == len(table)


def test_counts_of_no_marks_are_none() -> None:
    assert shown.marks_accounted(tables.frame("marks", [])).empty


# Real articles, so many at most, the first by name

MOST = 100


@pytest.mark.corpus
@pytest.mark.parametrize("variable", ["ANALYSIS_CORPUS", "ANALYSIS_NEWS"])
def test_every_mark_of_real_articles_is_accounted_for(
    variable: str, nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(os.environ.get(variable) or "nowhere")
    if not folder.is_dir():
        pytest.skip(f"set {variable}: a folder of real articles")
    monkeypatch.setattr(language, "load", lambda **_: nlp)
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in sorted(folder.glob("*.txt"))[:MOST]:
        shutil.copyfile(path, raw / path.name)
    batches.run(raw, tmp_path, BOOK)
    corrections.run(raw, tmp_path, BOOK)
    found, raws = frames(tmp_path), raw_texts(raw)
    assert len(found["marks"]) > 0
    assert unaccounted(found, raws) == []
    assert faults(found, raws) == []
    counted = shown.marks_accounted(found["marks"])["all"]
    assert counted.get("no_partner", 0) + counted.get("unread_speech", 0) <= 0.05 * counted.sum()
