"""Statements and articles as a notebook shows them: every character kept, parts marked, rows led to their words, markup harmless."""

from __future__ import annotations

import re
from pathlib import Path

import lxml.html
import pytest

import example_study
from analysis import passages
from analysis.document_markup import Link, Outline, written
from analysis.study import Study

TEXT = example_study.TEXT


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return example_study.write(tmp_path_factory.mktemp("study"))


def seen(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(html, create_parent="div")


def test_a_statement_stands_in_its_paragraph_with_its_parts_and_what_is_known_of_it(study: Study) -> None:
    told = repr(passages.statement(study, "statement-0-2")).splitlines()
    assert told[0] == ("{Jane Roe} said on Monday the mayor <insisted> “[no plan & no <script>alert(1)</script> exists]”.")
    facts = dict(line.split("  ", 1) for line in told[2:])
    assert {name: value.strip() for name, value in facts.items()} == {
        "said by": "speaker unknown (unknown)",
        "reported": "insisted, neutral, direct, asserted",
        "day": "2024-05-01 to 2024-05-03 (expression)",
        "because": "test; confidence 0.80",
        "stands in": f"a00000, characters 46 to 135 (Outlet 0 {example_study.MARKUP}, body)",
        "row": "statement-0-2",
    }


def test_a_position_read_from_it_and_for_whom_it_is_said_are_told(study: Study) -> None:
    told = repr(passages.statement(study, "statement-1-1"))
    assert f"said by    Jane Roe {example_study.MARKUP}, for Xanadu $a$ (explicit)" in told
    assert "read as    agrees: the_plan (deny; test)" in told


def test_in_a_notebook_its_words_are_marked_and_markup_shows_as_text(study: Study) -> None:
    html = passages.statement(study, "statement-0-2")._repr_html_()
    page = seen(html)
    assert page.find("blockquote").text_content() == TEXT[TEXT.index("Jane") :].strip()
    marked = {mark.get("class"): mark.text_content() for mark in page.iter("mark")}
    assert marked == {"source": "Jane Roe", "cue": "insisted", "content quoted": "no plan & no <script>alert(1)</script> exists"}
    assert not list(page.iter("script", "b"))
    assert re.fullmatch(r"\.\./reports/articles/article-\w+\.html#in-statement-0-2", next(page.iter("a")).get("href"))


def test_a_statement_without_a_day_says_so(tmp_path: Path) -> None:
    made = example_study.rows(1)
    for row in made["statements"]:
        row |= {"date_earliest": None, "date_latest": None, "date_basis": "none"}
    assert "day        not known\n" in repr(passages.statement(example_study.write(tmp_path, 1, made), "statement-0-1"))


def test_a_statement_that_a_person_coded_states_no_confidence(tmp_path: Path) -> None:
    made = example_study.rows(1)
    made["statements"][0] |= {"confidence": None, "coder": "human", "rule": "correction by Ida"}
    shown = passages.statement(example_study.write(tmp_path, 1, made), "statement-0-1")
    assert "correction by Ida" in repr(shown)
    assert "correction by Ida" in shown._repr_html_()
    assert "confidence" not in repr(shown)


def test_a_long_paragraph_is_cut_around_the_statement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passages, "_AROUND", 4)
    told = repr(passages.statement(example_study.write(tmp_path), "statement-0-1")).splitlines()[0]
    assert told.startswith("{Jane Roe} <said> on Monday [the mayor insisted")
    monkeypatch.setattr(passages, "_AROUND", 0)
    assert repr(passages.statement(Study.below(tmp_path), "statement-0-1")).splitlines()[0].endswith("exists”] …")


def test_an_article_keeps_every_character_and_its_tables_lead_to_their_words(study: Study) -> None:
    page = seen(passages.article(study, "a00000")._repr_html_())
    text = page.find("blockquote")
    labels = [anchor.text_content() for anchor in text.iter("a")]
    assert sorted(labels) == ["D1", "P1", "S1", "S2"]
    for anchor in list(text.iter("a")):
        assert anchor.get("href").removeprefix("#row-") == anchor.get("id").removeprefix("in-")
        anchor.text, anchor.tail = "", (anchor.tail or "").removeprefix(" ")
        for small in list(anchor):
            small.drop_tree()
    assert text.text_content() == TEXT
    places = {anchor.get("id") for anchor in page.iter("a")}
    assert {anchor.get("href").removeprefix("#") for anchor in page.iter("a")} == places
    assert [[head.text for head in table.iter("th")][1] for table in page.iter("table")] == ["speaker", "actor", "words"]
    assert not list(page.iter("script", "b"))


def test_an_article_in_plain_text_names_its_rows(study: Study) -> None:
    told = repr(passages.article(study, "a00000"))
    assert "(S1)(S2)Jane Roe said on (D1)Monday the mayor insisted “(P1)no plan" in told.replace("\r\n", "\n")
    assert "Statements: 2" in told
    assert "  S1   speaker unknown | insisted | no plan & no <script>alert(1)</script> exists | direct | 2024-05-01 to 2024-05-03" in told


def test_a_document_of_the_notebook_keeps_marks_and_places_and_nothing_else(study: Study) -> None:
    once, twice = passages.article(study, "a00000")._repr_html_(), passages.statement(study, "statement-0-2")._repr_html_()
    outline = Outline()
    html = "".join(written(shown, outline, Link, lambda *_: None) for shown in (once, once, twice))
    page = seen(html)
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert {anchor.get("href")[1:] for anchor in page.iter("a") if anchor.get("href").startswith("#")} <= set(ids)
    assert {"source", "cue", "content quoted"} <= {mark.get("class") for mark in page.iter("mark")}
    assert "style=" not in html
    strange = written('<mark class="bar cue" id="h-1" onclick="x()">a</mark>', Outline(), Link, lambda *_: None)
    assert strange == '<mark class="cue">a</mark>'


@pytest.mark.parametrize(
    ("show", "key", "says"),
    [
        (passages.statement, "statement-0-3", "no row has the statement_id 'statement-0-3'; did you mean statement-"),
        (passages.article, "nowhere", "no row has the article_id 'nowhere'$"),
        (passages.article, "a00002", "a00002 has no text: empty: the file holds no text"),
    ],
)
def test_what_is_not_there_is_told(study: Study, show: object, key: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        show(study, key)  # type: ignore[operator]
