"""The page: all text escaped, every row linked both ways, the raw text untouched, nothing from outside."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import example_study
from analysis import figures, report
from analysis.report import Mark
from analysis.study import Study

CASES = {
    "nothing": [],
    "nested": [Mark(0, 9, "a", "r1"), Mark(2, 5, "b", "r2")],
    "overlapping": [Mark(0, 5, "a", "r1"), Mark(3, 9, "b", "r2")],
    "three deep, ends shared": [Mark(0, 9, "a", "r1"), Mark(0, 9, "b", "r2"), Mark(4, 9, "c", "r1")],
    "empty and touching": [Mark(2, 2, "a", "r1"), Mark(0, 4, "a", "r2"), Mark(4, 6, "a", "r3")],
}


@pytest.mark.parametrize("marks", CASES.values(), ids=CASES)
def test_pieces_keep_the_text_and_every_mark(marks: list[Mark]) -> None:
    text = "no, he said"
    cut = report.pieces(text, marks)
    assert "".join(piece.text for piece in cut) == text
    for mark in marks:
        if mark.start < mark.end:
            assert sum(mark.row in p.references for p in cut) == 1
    for kind in {m.kind for m in marks}:
        covered = {i for m in marks if m.kind == kind for i in range(m.start, m.end)}
        at = 0
        for piece in cut:
            assert (kind in piece.kinds) == (at in covered)
            at += len(piece.text)


class Page(HTMLParser):
    """Collects what a browser would see: ids, links, tags, and the text of each article."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[str] = []
        self.raw: list[str] = []
        self.loads: list[str] = []
        self._depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.tags.append(tag)
        self.ids += [values["id"]] if values.get("id") else []
        self.links += [values["href"] or ""] if tag == "a" else []
        self.loads += [v for k, v in attrs if k in ("src", "srcset", "action") and v] + ([values["href"] or ""] if tag == "link" else [])
        if self._depth:
            self._depth += tag == "div"
        elif values.get("class") == "raw":
            self._depth = 1
            self.raw.append("")

    def handle_endtag(self, tag: str) -> None:
        self._depth -= tag == "div" and self._depth > 0

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.raw[-1] += data


@pytest.fixture
def study(tmp_path: Path) -> Study:
    study = example_study.write(tmp_path)
    chart = figures.corpus(example_study.read(study))
    figures.save(chart, study.reports / "figures", "01_corpus")
    figures.save(chart, study.reports / "figures", "02_again")
    return study


def test_article_text_stands_in_the_page_exactly_as_it_was(study: Study) -> None:
    page = Page(report.write(study).read_bytes().decode())
    assert page.raw == [example_study.TEXT] * 2


def test_markup_in_texts_and_metadata_is_shown_as_text(study: Study) -> None:
    html = report.write(study).read_text(encoding="utf-8")
    page = Page(html)
    assert page.tags.count("script") == 1
    assert "b" not in page.tags
    assert "i" not in page.tags
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "The plan &lt;i&gt;" in html


def test_every_row_leads_to_its_words_and_back(study: Study) -> None:
    page = Page(report.write(study).read_text(encoding="utf-8"))
    inside = {link[1:] for link in page.links if link.startswith("#")}
    assert len(page.ids) == len(set(page.ids))
    assert inside <= set(page.ids)
    for name, key in (("statements", "statement_id"), ("positions", "position_id")):
        for row in example_study.read(study)[name][key]:
            assert {row, f"in-{row}"} <= inside


def test_page_needs_nothing_from_outside(study: Study) -> None:
    html = report.write(study).read_text(encoding="utf-8")
    assert Page(html).loads == []
    assert not re.search(r"url\((?!#)", html)
    assert not [link for link in Page(html).links if "//" in link]


def test_page_has_landmarks_language_and_words_for_figures(study: Study) -> None:
    html = report.write(study).read_text(encoding="utf-8")
    assert '<html lang="en">' in html
    assert {"header", "nav", "main", "footer"} <= set(Page(html).tags)
    assert html.index('class="skip"') < html.index("<header")
    assert html.count('role="img"') == 2
    assert "Bars, one an article" in html


def test_same_tables_give_the_same_bytes_and_no_path(study: Study, tmp_path: Path) -> None:
    first = report.write(study).read_bytes()
    assert report.write(study).read_bytes() == first
    assert str(tmp_path).encode() not in first


def test_empty_file_is_named_with_its_reason(study: Study) -> None:
    assert "Not read (empty): the file holds no text" in report.write(study).read_text(encoding="utf-8")


def test_study_without_rows_gives_a_page(tmp_path: Path) -> None:
    nothing = {name: rows if name == "articles" else [] for name, rows in example_study.rows(0).items()}
    html = report.write(example_study.write(tmp_path, 0, nothing)).read_text(encoding="utf-8")
    assert "No figure was made yet." in html


def test_many_articles_have_pages_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "ARTICLES_ON_PAGE", 2)
    monkeypatch.setattr(report, "ROWS_ON_PAGE", 3)
    study = example_study.write(tmp_path, 4)
    page = Page(report.write(study).read_text(encoding="utf-8"))
    assert page.raw == []
    link = next(link for link in page.links if "#in-statement-0-1" in link)
    other = Page((study.reports / link.partition("#")[0]).read_bytes().decode())
    assert other.raw == [example_study.TEXT]
    assert {"statement-0-1", "in-statement-0-1", "position-0"} <= set(other.ids)
    assert len(list((study.reports / "articles").iterdir())) == 5
    assert "The first 3 of 8 rows" in (study.reports / "report.html").read_text(encoding="utf-8")


def test_tables_of_the_page_are_saved(study: Study) -> None:
    report.write(study)
    assert [p.name for p in sorted((study.reports / "tables").iterdir())] == [
        f"08_{name}.csv" for name in ("articles", "dates", "positions", "statements")
    ]


def test_statement_taken_apart_in_order_of_the_text(study: Study) -> None:
    statements = example_study.read(study)["statements"]
    row = statements[statements["statement_id"] == "statement-1-2"].to_dict("records")[0]
    parts = report.parts(row, example_study.TEXT)
    assert parts["part"].tolist() == ["source", "cue", "content", "quoted"]
    assert parts["words"].tolist()[:2] == ["Jane Roe", "insisted"]
