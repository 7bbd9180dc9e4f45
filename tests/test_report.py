"""The report site: raw texts untouched, every row marked at its words and linked both ways, all text escaped, numbers with rows."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

import example_study
from analysis import marked, numbers, report, row_marks, shown, tables
from analysis.marked import Mark
from analysis.numbers import Numbers
from analysis.row_columns import VIEWS
from analysis.site import SCRIPTS, anchor
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
    cut = marked.pieces(text, marks)
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


VOID = {"meta", "link", "br", "input", "img", "hr"}
DATA_TAGS = {"time", "code", "title", "script", "style"}
DATA_CLASSES = {"data", "raw", "number"}


class Page(HTMLParser):
    """What a browser would see of a page: its elements, its links, the raw text with its marks, and its prose."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.raw = ""
        self.marked: dict[str, str] = defaultdict(str)
        self.text: list[str] = []
        self.prose: list[str] = []
        self.numbers: list[tuple[str, str]] = []
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" and "href" in values else []
        self.loads += [values[name] for name in ("src", "srcset", "action", "data") if name in values]
        self.loads += [values["href"]] if tag == "link" else []
        if "data-number" in values:
            self.numbers.append((values["data-number"], ""))
        if tag not in VOID:
            self._open.append((tag, values))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop()[0] == tag, tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        classes = {name for _, values in self._open for name in values.get("class", "").split()}
        if "raw" in classes:
            self.raw += data
            for row in self._open[-1][1].get("data-m", "").split():
                self.marked[row] += data
        if self._open and "data-number" in self._open[-1][1]:
            key, text = self.numbers[-1]
            self.numbers[-1] = (key, text + data)
        if not (classes & DATA_CLASSES or {tag for tag, _ in self._open} & {*DATA_TAGS, "svg"}):
            self.prose.append(data)


HOSTILE = (
    "Home | News\r\n\r\nMinister denies <b>plan</b>\r\n\r\n"
    "Jane Roe said on Monday the mayor insisted “no plan & no <script>alert(1)</script> exists”.\r\n"
    "\u202eרוא\u202c said </div></script><!-- 🚢⛴️\U0001d54f \u2028 “ferry” & 'quay' \"pier\" --> &amp; &#13; <a href='javascript:x'>\r\n"
)


_STATES = [
    ("reported", ["statement-0-1"]),
    ("reported", ["statement-1-1"]),
    ("silent", []),
    ("published_before", []),
    ("not_in_corpus", []),
]


def numbers_of(study: Study) -> Numbers:
    n = Numbers(example_study.read(study), "08_report", study)
    n.fixed(95, "level of the intervals, per cent")
    return n


_CODED = {
    "reliability": "reliability_id,variable,coders,alpha,low,high,same,units,articles,reason\n"
    'speaker-ann-ben,speaker,"ann, ben",0.9,0.8,1.0,95.0,40,3,\n',
    "accuracy": "accuracy_id,measure,value,low,high,n,articles,ties,reason\nrecall,recall,91.0,83.5,95.3,40,3,0,\n",
    "estimates": "estimate_id,quantity,group,measure,uncorrected,uncorrected_low,uncorrected_high,corrected,corrected_low,corrected_high,"
    "n_part,n_machine,n_coded,tuning,reason\n"
    'by-topic-the_plan,"share that agrees, by topic",the_plan,per cent,33.3,5.1,80.2,41.0,12.5,77.0,1,3,20,1.0,\n',
}
"""What the notebook of the validation saves of a coded sample."""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The example study with a hostile article, its figures, scores and errors, and its site."""
    made = example_study.rows(3)
    key, ship = "a' b#1%<i>", HOSTILE.index("🚢")
    hostile = {"url": 'javascript:x"><script>alert(2)</script>', "title": "<img src=x onerror=alert(3)>", "published_rule": "<b>line</b>"}
    made["articles"].append(example_study.article(9, HOSTILE, article_id=key, file=f"{key}.txt", **hostile))
    for start, end in ((0, 11), (ship, ship + 1), (ship - 5, len(HOSTILE) - 2)):
        made["segments"].append({"article_id": key, "start": start, "end": end, "role": "body", "kind": "paragraph", "rule": "<b>rule</b>"})
    made["mentions"] = [
        {"mention_id": "mention-1", "article_id": key, "start": ship, "end": ship + 3, "text": HOSTILE[ship : ship + 3], "label": "PERSON",
         "actor_id": "PER:jane_roe", "link_rule": "name"},
        {"mention_id": "mention-2", "article_id": key, "start": ship + 1, "end": ship + 6, "text": HOSTILE[ship + 1 : ship + 6],
         "label": "ORG", "actor_id": None, "link_rule": "none"},
    ]  # fmt: skip
    made["occasions"] = [
        {"occasion_id": "EV:quay", "label": "Talk at the quay <b>7</b>", "earliest": "2024-05-01", "latest": "2024-05-02",
         "speaker": "PER:jane_roe", "place": "Quay 7", "kind": None, "basis": "text", "statement_ids": ["statement-0-1", "statement-1-1"]}
    ]  # fmt: skip
    made["coverage"] = [
        {"occasion_id": "EV:quay", "utterance": "alignment-1", "label": "no plan", "outlet": f"Outlet {i} {example_study.MARKUP}",
         "state": state, "n": len(ids), "statement_ids": ids, "copy_of": None}
        for i, (state, ids) in enumerate(
            _STATES
        )
    ]  # fmt: skip
    made["copies"] = [{"article_id": "a00001", "copy_of": "a00000", "containment": 1.0, "kind": "exact"}]
    study = example_study.write(tmp_path_factory.mktemp("site"), 3, made)
    (study.raw / f"{key}.txt").write_bytes(HOSTILE.encode())
    folder = study.reports / "tables"
    folder.mkdir(parents=True)
    (folder / "07_scores.csv").write_text(
        "score_id,part,measure,value,low,high,gold,found,articles\n"
        "statements: content and speaker F1,statements,content and speaker F1,91.4,80.2,97.0,10,9,3\n"
    )
    (folder / "07_errors.csv").write_text("error_id,part,error,article_id,start,end,gold,found\nerror-1,dates,missed,a00000,13,21,x,\n")
    for name, table in _CODED.items():
        (folder / f"07_{name}.csv").write_text(table)
    report.write(study, numbers_of(study))
    return study


@pytest.fixture(scope="module")
def pages(study: Study) -> dict[str, Page]:
    """Every page of the site by its place."""
    found = sorted(study.reports.rglob("*.html"))
    return {path.relative_to(study.reports).as_posix(): Page(path.read_bytes().decode()) for path in found}


def scripted(study: Study, name: str, variable: str) -> Any:
    """The data that a script sets."""
    text = (study.reports / "rows" / name).read_text(encoding="utf-8")
    begin, end = f"window.{variable} = ", ";\n"
    assert text.startswith(begin)
    assert text.endswith(end)
    assert not re.search("[<>&\u2028\u2029]", text)
    return json.loads(text[len(begin) : -len(end)])


def test_the_site_has_every_page(pages: dict[str, Page]) -> None:
    top = {"report.html", "timeline.html", "positions.html", "coverage.html", "actors.html", "articles.html", "numbers.html"}
    assert top | {f"rows/{name}.html" for name in VIEWS} <= set(pages)
    assert sum(name.startswith("articles/") for name in pages) == 5
    assert sum(name.startswith("actors/") for name in pages) == 2


def test_raw_text_stands_in_its_page_exactly_as_it_was(study: Study, pages: dict[str, Page]) -> None:
    for row in example_study.read(study)["articles"].itertuples():
        text = (study.raw / row.file).read_bytes().decode()
        assert pages[f"articles/{anchor(row.article_id)}.html"].raw == text


def test_each_row_with_a_span_is_marked_at_exactly_its_characters(study: Study, pages: dict[str, Page]) -> None:
    data = {**example_study.read(study), "errors": pd.read_csv(study.reports / "tables" / "07_errors.csv")}
    seen = 0
    for name, view in VIEWS.items():
        if view.span is None or name not in data:
            continue
        key = tables.ALL[name].key if name in tables.ALL else "error_id"
        for row in data[name].to_dict("records"):
            article = next((study.raw).glob(f"{glob_of(row['article_id'])}.txt"))
            raw = article.read_bytes().decode()
            page = pages[f"articles/{anchor(row['article_id'])}.html"]
            assert page.marked[row[key]] == raw[row[view.span[0]] : row[view.span[1]]], (name, row[key])
            assert f"in-{row[key]}" in page.ids
            assert f"../rows/{name}.html#{row[key]}" in page.links
            seen += 1
    assert seen > 30


def glob_of(name: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", name)


def test_each_row_of_a_page_of_rows_leads_to_its_place_in_the_article(study: Study, pages: dict[str, Page]) -> None:
    for name, view in VIEWS.items():
        data = scripted(study, f"{name}.js", "analysisRows")
        assert len(set(data["ids"])) == len(data["ids"])
        for column in data["columns"]:
            assert len(column["values"]) == len(data["ids"])
        if view.span:
            for row, page in zip(data["ids"], data["places"], strict=True):
                assert f"in-{row}" in pages[f"articles/{page}.html"].ids


def test_each_link_leads_to_a_page_and_a_place_in_it(study: Study, pages: dict[str, Page]) -> None:
    rows = {name: set(scripted(study, f"{name}.js", "analysisRows")["ids"]) for name in VIEWS}
    counted = {name: set(scripted(study, f"{name}.numbers.js", "analysisNumbers")) for name in VIEWS}
    assert sum(len(page.links) for page in pages.values()) > 500
    for here, page in pages.items():
        for link in [*page.links, *page.loads]:
            parts = urlsplit(link)
            assert not parts.scheme
            assert not parts.netloc, link
            target = Path(here).parent / unquote(parts.path) if parts.path else Path(here)
            place = (study.reports / target).resolve().relative_to(study.reports.resolve()).as_posix()
            fragment = unquote(parts.fragment)
            if place == "manifest.json":  # the build writes it
                continue
            assert (study.reports / place).is_file(), (here, link)
            if fragment and place.startswith("rows/") and fragment not in pages[place].ids:
                table = Path(place).stem
                assert fragment in rows[table] | counted[table], (here, link)
            elif fragment:
                assert fragment in pages[place].ids, (here, link)


def test_what_a_script_names_is_there(study: Study, pages: dict[str, Page]) -> None:
    for name in VIEWS:
        for column in scripted(study, f"{name}.js", "analysisRows")["columns"]:
            for _, _, href in column.get("levels", []):
                if href:
                    path, _, fragment = href.partition("#")
                    assert path in pages
                    assert not fragment or path.startswith("rows/") or unquote(fragment) in pages[path].ids


def test_nothing_is_loaded_from_outside(pages: dict[str, Page], study: Study) -> None:
    for page in pages.values():
        assert not [load for load in page.loads if "//" in load or load.startswith("/")]
    html = (study.reports / "report.html").read_text(encoding="utf-8")
    for text in [html[: html.index("</style>")], *((study.reports / "assets" / name).read_text("utf-8") for name in SCRIPTS)]:
        assert not re.search(r"url\(|@import|https?:|fetch\(|XMLHttpRequest|innerHTML|import\s", text)


def test_markup_in_texts_and_metadata_is_shown_as_text(pages: dict[str, Page], study: Study) -> None:
    for name, page in pages.items():
        assert page.tags.count("script") == (4 if name.startswith("rows/") else 1), name
        assert not {"b", "i"} & set(page.tags), name
        assert not [load for load in (*page.loads, *page.links) if load.lower().startswith(("javascript:", "data:text"))], name
    words = "".join(pages["coverage.html"].text)
    assert "Talk at the quay <b>7</b>" in words
    assert "<script>alert('x')</script>" in "".join(pages["articles.html"].text)
    assert "<script>alert(1)</script>" in json.dumps(scripted(study, "statements.js", "analysisRows"))
    (own,) = [page for name, page in pages.items() if "<script>alert(2)</script>" in "".join(page.text) and name.startswith("articles/")]
    assert "img" not in own.tags
    assert "<b>rule</b>" in json.dumps(scripted(study, "segments.js", "analysisRows"))


def test_each_digit_in_prose_is_a_number_or_data(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        odd = [text for text in page.prose if any(ch.isdigit() for ch in text)]
        assert odd == [], name


def test_each_number_of_a_page_is_in_the_list_with_its_text(study: Study, pages: dict[str, Page]) -> None:
    known = numbers.read(study)
    stated = [number for page in pages.values() for number in page.numbers]
    assert len(stated) > 100
    for key, text in stated:
        assert known[key]["text"] == text
    assert set(known) <= set(pages["numbers.html"].ids)


def test_a_number_opens_exactly_the_rows_it_counts(study: Study) -> None:
    known = numbers.read(study)
    shown = 0
    for name in VIEWS:
        ids = scripted(study, f"{name}.js", "analysisRows")["ids"]
        for key, number in scripted(study, f"{name}.numbers.js", "analysisNumbers").items():
            if number["rows"] == "all":
                assert known[key]["rows"] == "all"
            else:
                at, rows = 0, []
                for step in number["rows"]:
                    at += step
                    rows.append(ids[at])
                assert rows == sorted(known[key]["rows"], key=ids.index)
            assert number["text"] == known[key]["text"]
            assert number["query"] in (known[key]["where"], "")
            shown += 1
    assert shown == sum(record["table"] != numbers.FIXED for record in known.values())


def test_each_page_can_be_read_aloud_and_by_keys(study: Study, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        html = (study.reports / name).read_text(encoding="utf-8")
        assert page.tags.count("h1") == 1, name
        assert page.tags.count("main") == page.tags.count("footer") == 1, name
        assert {"header", "nav"} <= set(page.tags), name
        assert '<html lang="en">' in html
        assert html.index('class="skip"') < html.index("<header")
        assert len(page.ids) == len(set(page.ids)), name
        assert page.tags.count("table") == page.tags.count("caption"), name
        levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(b <= a + 1 for a, b in pairwise(levels)), name


def test_a_page_of_rows_says_what_is_missing_without_scripts(study: Study, pages: dict[str, Page]) -> None:
    for name in tables.ALL:
        assert "noscript" in pages[f"rows/{name}.html"].tags
        assert f"../tables/08_{name}.csv" in pages[f"rows/{name}.html"].links
        assert (study.reports / f"tables/08_{name}.csv").is_file()


def test_footer_names_raw_files_code_and_model(pages: dict[str, Page], tmp_path: Path) -> None:
    for page in pages.values():
        words = " ".join("".join(page.text).split())
        assert re.search(
            r"Made from 5 raw files by who-said-what \S+ with its language component .+ Checksum over the raw files: [0-9a-f]{12}", words
        )


def test_same_tables_give_the_same_bytes_and_no_path(study: Study) -> None:
    def found() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(study.reports.rglob("*")) if path.is_file()}

    before = found()
    report.write(study, numbers_of(study))
    assert found() == before
    assert not [name for name, content in before.items() if str(study.reports.parent).encode() in content]


def test_an_unread_file_is_named_with_its_reason(study: Study, pages: dict[str, Page]) -> None:
    assert "Not read (empty): the file holds no text" in "".join(pages[f"articles/{anchor('a00003')}.html"].text)
    assert "the file holds no text" in "".join(pages["articles.html"].text)


def test_three_kinds_of_empty_cell_are_told_apart_in_words(pages: dict[str, Page]) -> None:
    words = "".join(pages["coverage.html"].text)
    for said in ("left out", "published before", "no article"):
        assert said in words
    assert f"no article of those days is at hand: Outlet 4 {example_study.MARKUP}" in words


def test_a_study_without_rows_gives_a_site(tmp_path: Path) -> None:
    nothing = {name: rows if name == "articles" else [] for name, rows in example_study.rows(0).items()}
    study = example_study.write(tmp_path, 0, nothing)
    words = "".join(Page(report.write(study, numbers_of(study)).read_text(encoding="utf-8")).text)
    assert "No figure was made yet." in words
    assert "No position was found." in (study.reports / "positions.html").read_text(encoding="utf-8")


def test_figures_stand_in_the_overview_with_words_for_what_they_show(tmp_path: Path) -> None:
    study = example_study.write(tmp_path)
    n = numbers_of(study)
    folder = study.reports / "figures"
    folder.mkdir(parents=True)
    many = n.count("statements")
    svg = f'<?xml version="1.0"?><svg xmlns="x"><a href="../{many.href}"><g id="bar"/></a><use href="#bar"/></svg>'
    for name in ("01_a.svg", "01_a.phone.svg"):
        (folder / name).write_text(svg)
    (folder / "01_a.csv").write_text("a\n")
    said = [["number", many.text, many.id, f"{many.href}"], ["text", " statements of ", "", ""], ["data", "Jane 2", "", ""]]
    (folder / "01_a.json").write_text(json.dumps({"title": said, "caption": "Source: 1 table", "alt": said}))
    html = report.write(study, n).read_text(encoding="utf-8")
    page = Page(html)
    assert f'role="img" aria-label="{many.text} statements of Jane 2"' in html
    assert [key for key, _ in page.numbers].count(many.id) >= 2
    assert page.links.count(many.href) >= 4  # the mark in both pictures, the title, and the list of its numbers for readers without a mouse
    assert len(page.ids) == len(set(page.ids))
    assert {"01_a-bar", "01_a-phone-bar"} <= set(page.ids)
    assert not [text for text in page.prose if any(ch.isdigit() for ch in text)]


def test_a_site_of_many_articles_keeps_pages_that_open(tmp_path: Path) -> None:
    study = example_study.write(tmp_path, 400)
    report.write(study, numbers_of(study))
    sizes = {path.relative_to(study.reports).as_posix(): path.stat().st_size for path in study.reports.rglob("*") if path.is_file()}
    assert sum(name.startswith("articles/") for name in sizes) == 401
    assert max(size for name, size in sizes.items() if name.endswith(".html") and name != "numbers.html") < 400_000
    assert max(size for name, size in sizes.items() if name.startswith("rows/")) < 1_000 * 400


def test_pages_that_are_no_longer_wanted_are_removed(study: Study) -> None:
    for name in ("articles/article-0.html", "actors/actor-0.html", "rows/old.js"):
        (study.reports / name).write_text("old")
    report.write(study, numbers_of(study))
    assert not list(study.reports.rglob("*-0.html"))
    assert not (study.reports / "rows/old.js").exists()


def test_every_statement_of_the_legend_is_explained() -> None:
    assert set(row_marks.KINDS) >= {"source", "cue", "content", "quoted", "position", "date", "boilerplate"}


def test_statement_taken_apart_in_order_of_the_text(study: Study) -> None:
    statements = example_study.read(study)["statements"]
    row = statements[statements["statement_id"] == "statement-1-2"].to_dict("records")[0]
    parts = shown.parts(row, example_study.TEXT)
    assert parts["part"].tolist() == ["source", "cue", "content", "quoted"]
    assert parts["words"].tolist()[:2] == ["Jane Roe", "insisted"]
