"""Notebooks as documents: what a reader sees, where links lead, and that markup in texts stays text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest

from analysis import documents, notebook
from analysis.study import Study

HOSTILE = "<script>alert(1)</script> & <b>bold</b>"


class Seen(HTMLParser):
    """The tags with attributes, and the text by tag around it, of a document."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ("meta", "img", "source", "br", "hr", "link"):
            self._open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in {*self._open}:
            self.texts[tag][-1] += data

    def attributes(self, tag: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag]

    @property
    def hrefs(self) -> list[str]:
        return [attrs["href"] for attrs in self.attributes("a")]


def prose(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": source, "outputs": list(outputs)}


def shows(**data: str) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {kind.replace("_", "/"): value for kind, value in data.items()}}


def frame(rows: pd.DataFrame) -> dict[str, Any]:
    return shows(text_html=rows.to_html(), text_plain=str(rows))


def printed(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study whose report holds one figure in two widths, one in one, and the rows of one table."""
    study = Study.below(tmp_path)
    for file in ("report.html", "figures/01_ferries.svg", "figures/01_ferries.phone.svg", "figures/01_ferries.csv", "figures/01_quay.svg",
                 "rows/articles.html", "tables/01_boats.csv"):  # fmt: skip
        (study.reports / file).parent.mkdir(parents=True, exist_ok=True)
        (study.reports / file).write_text("x", encoding="utf-8")
    return study


def write(study: Study, *cells: dict[str, Any], stem: str = "01_harbour", folder: Path | None = None) -> Seen:
    """The document of a notebook with these cells."""
    folder = folder or study.notebooks
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{stem}.ipynb").write_text(notebook.canonical({"cells": list(cells)}), encoding="utf-8")
    documents.write(study)
    return Seen(study.reports / "notebooks" / f"{stem}.html")


LINKS = [
    ("[r](../reports/report.html)", "../report.html"),
    ("[r](../report.html)", "../report.html"),
    ("[f](../reports/figures/01_ferries.svg)", "../figures/01_ferries.svg"),
    ("[t](../reports/tables/01_boats.csv)", "../tables/01_boats.csv"),
    ("[t](../data/processed/articles.csv)", "../rows/articles.html"),
    ("[t](../data/processed/articles.parquet)", "../rows/articles.html"),
    ("[**12**](../reports/rows/articles.html#n-0123456789ab)", "../rows/articles.html#n-0123456789ab"),
    ("[**12**](../rows/articles.html#n-0123456789ab)", "../rows/articles.html#n-0123456789ab"),
    ("[n](01_harbour.ipynb)", "01_harbour.html"),
    ("[w](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&c=2"),
]


@pytest.mark.parametrize(("markdown", "href"), LINKS)
def test_links_of_a_notebook_work_from_its_document(study: Study, markdown: str, href: str) -> None:
    seen = write(study, prose(f"# 1 The harbour: what?\n\nSee {markdown}."))
    assert href in seen.hrefs
    assert not [h for h in seen.hrefs if "://" not in h and not (study.reports / "notebooks" / unquote(h.partition("#")[0])).exists()]


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("[the coding](../data/gold)", "the coding (data/gold, not part of this report)"),
        ("[data/gold](../data/gold)", "data/gold"),
        ("[dates](../data/processed/dates.csv)", "dates (data/processed/dates.csv, not part of this report)"),
        ("[next](09_gone.ipynb)", "next (09_gone.ipynb, not part of this report)"),
        ("[up](../../../etc/passwd)", "up (etc/passwd, not part of this report)"),
        ("[run](javascript:alert(1))", "run"),
    ],
)
def test_a_link_that_leads_out_of_the_report_becomes_words(study: Study, markdown: str, words: str) -> None:
    seen = write(study, prose(f"# 1 The harbour: what?\n\nSee {markdown}."))
    assert f"See {words}." in seen.texts["main"][0]
    assert {h for h in seen.hrefs if h not in ("../report.html", "01_harbour.html", "#main")} == set()


def test_a_number_keeps_its_mark(study: Study) -> None:
    seen = write(study, code("n", shows(text_markdown="Of [**12**](../reports/rows/articles.html#n-0123456789ab) ferries.")))
    assert {"class": "number", "data-number": "n-0123456789ab", "href": "../rows/articles.html#n-0123456789ab"} in seen.attributes("a")


@pytest.mark.parametrize(
    "cell",
    [
        prose(f"A sentence with {HOSTILE} in it."),
        prose(f"{HOSTILE}\n\nA block."),
        prose("<iframe src='x'></iframe>\n\n<!-- note --><form><input></form>"),
        code("print(x)", printed(f"first line\n{HOSTILE}\n\x1b[31mred\x1b[0m")),
        code("x", frame(pd.DataFrame({"words": [HOSTILE], "n": [1]}))),
        code("x", shows(text_markdown=f"The outlet {HOSTILE} says.")),
        code("x", shows(text_html=f"<div onclick='x()'>{HOSTILE}</div>")),
        code(f"x = '{HOSTILE}'", shows(text_plain=HOSTILE)),
    ],
)
def test_markup_in_texts_shows_as_text(study: Study, cell: dict[str, Any]) -> None:
    seen = write(study, prose("# 1 The harbour: what?"), cell)
    assert not {"script", "b", "iframe", "form", "input", "link"} & {tag for tag, _ in seen.tags}
    assert not [name for _, attrs in seen.tags for name in attrs if name.startswith("on")]
    assert HOSTILE in seen.texts["main"][0] or "<iframe src='x'>" in seen.texts["main"][0]
    assert "\x1b" not in seen.texts["main"][0]


def test_table_has_caption_heads_with_scope_and_no_count_of_rows(study: Study) -> None:
    boats = pd.DataFrame({"boat": ["Tern", "Auk"], "crew": [4, 11], "since": ["2021-05-01", None]})
    seen = write(study, prose("# 1 The harbour: what?\n\n## Which boats sail"), code("boats", frame(boats)), code("boats", frame(boats)))
    assert seen.texts["caption"] == ["Table: Which boats sail", "Table b: Which boats sail"]
    assert [attrs["scope"] for attrs in seen.attributes("th")] == [*["col"] * 3, *["row"] * 2] * 2
    assert seen.texts["th"][:5] == ["boat", "crew", "since", "Tern", "Auk"]
    assert seen.texts["td"][:4] == ["4", "2021-05-01", "11", "–"]
    regions = [attrs for attrs in seen.attributes("div") if attrs.get("role") == "region"]
    assert [attrs["tabindex"] for attrs in regions] == ["0", "0"]
    assert {attrs["aria-labelledby"] for attrs in regions} == {attrs["id"] for attrs in seen.attributes("caption")}


@pytest.mark.parametrize(
    ("rows", "heads"),
    [
        (pd.DataFrame({"n": [1, 2]}, index=pd.Index(["Tern", "Auk"], name="boat")), ["boat", "n", "Tern", "Auk"]),
        (pd.DataFrame({"n": [1, 2]}, index=["Tern", "Auk"]), ["n", "Tern", "Auk"]),
        (
            pd.DataFrame([[1, 2]], index=pd.Index(["Tern"], name="boat"), columns=pd.Index(["out", "in"], name="way")),
            ["boat by way", "out", "in", "Tern"],
        ),
        (pd.DataFrame({"boat": ["Tern"], "n": [1]}).rename_axis(columns="way"), ["boat", "n", "Tern"]),
        (pd.DataFrame({"n": [1, 2]}, index=pd.Index([3, 4], name="crew")), ["crew", "n", "3", "4"]),
        (pd.DataFrame({"boat": ["Tern"], "n": [1]}).T, ["boat", "n"]),
        (pd.DataFrame({"n": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")], names=["k", "l"])),
         ["k", "l", "n", "a", "x", "y"]),
    ],
)  # fmt: skip
def test_index_of_a_table_becomes_heads(study: Study, rows: pd.DataFrame, heads: list[str]) -> None:
    assert write(study, code("rows", frame(rows))).texts["th"] == heads


def test_table_without_rows_and_table_in_prose(study: Study) -> None:
    seen = write(study, prose("# 1 The harbour\n\n| boat | crew |\n|---|---|\n| *Tern* | 4 |"), code("x", frame(pd.DataFrame({"a": []}))))
    assert seen.texts["th"] == ["boat", "crew", "Tern", "a"]
    assert seen.texts["em"] == ["Tern"]


def test_figure_has_alt_text_caption_and_narrow_version(study: Study) -> None:
    seen = write(study, code("show", shows(text_markdown="![Bars: Tern 4.](../reports/figures/01_ferries.svg)\n\n*Source: quay; n = 4.*")))
    assert seen.attributes("img") == [{"src": "../figures/01_ferries.svg", "alt": "Bars: Tern 4."}]
    assert seen.attributes("source") == [{"media": documents.NARROW, "srcset": "../figures/01_ferries.phone.svg"}]
    assert seen.texts["figcaption"][0].startswith("Source: quay; n = 4.")
    assert {"../figures/01_ferries.svg", "../figures/01_ferries.csv"} <= set(seen.hrefs)
    assert "figure" in seen.texts
    assert not [text for text in seen.texts["p"] if "Source" in text]


def test_figure_without_narrow_version_scrolls_by_keyboard_and_a_missing_one_says_what_it_showed(study: Study) -> None:
    seen = write(study, prose("![The quay](../reports/figures/01_quay.svg)\n\n![Gone](../reports/figures/02_gone.svg)"))
    assert "source" not in seen.texts
    assert [attrs["tabindex"] for attrs in seen.attributes("div") if "picture" in attrs.get("class", "")] == ["0"]
    assert "[picture: Gone]" in seen.texts["main"][0]


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("# 1 The harbour\n\n## A\n\n### B\n\n## C", ["h1", "h2", "h3", "h2"]),
        ("# 1 The harbour\n\n# Again\n\n#### Deep", ["h1", "h2", "h3"]),
        ("Words without a heading.", ["h1"]),
        ("Words first.\n\n# 1 The harbour", ["h1"]),
    ],
)
def test_one_first_heading_and_no_level_left_out(study: Study, markdown: str, levels: list[str]) -> None:
    seen = write(study, prose(markdown))
    assert [tag for tag, _ in seen.tags if re.fullmatch(r"h\d", tag)] == levels
    ids = [attrs["id"] for _, attrs in seen.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_code_is_folded_away_and_steps_that_show_nothing_are_one(study: Study) -> None:
    seen = write(study, prose("# 1 The harbour"), code("import quay"), code("quay.open()"), prose("Now."), code("print(1)", printed("1\n")))
    assert seen.attributes("details") == [{"class": "code"}] * 2
    assert [text.strip() for text in seen.texts["details"]] == ["Show the code\nimport quay\n\nquay.open()", "Show the code\nprint(1)"]


def test_page_has_language_landmarks_and_ways_on(study: Study) -> None:
    write(study, prose("# 1 The harbour: what?"))
    write(study, prose("# 3 The fleet: who?"), stem="03_fleet")
    seen = write(study, prose("# 2 The crew: how many?"), stem="02_crew")
    assert seen.attributes("html") == [{"lang": "en"}]
    assert {"header", "nav", "main", "footer", "title"} <= set(seen.texts)
    assert seen.hrefs == ["#main", "../report.html", "01_harbour.html", "02_crew.html", "03_fleet.html",
                          "01_harbour.html", "03_fleet.html", "../report.html"]  # fmt: skip
    assert [attrs["href"] for attrs in seen.attributes("a") if attrs.get("aria-current") == "page"] == ["02_crew.html"]
    assert [attrs.get("rel") for attrs in seen.attributes("a")][5:7] == ["prev", "next"]


def test_page_loads_nothing_from_outside(study: Study) -> None:
    seen = write(study, prose("# 1 The harbour\n\n![Quay](../reports/figures/01_quay.svg) ![Far](https://example.org/x.png)"))
    html = (study.reports / "notebooks" / "01_harbour.html").read_text(encoding="utf-8")
    assert [attrs["src"] for attrs in seen.attributes("img")] == ["../figures/01_quay.svg"]
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org)", html)
    assert "default-src 'none'" in html


def test_notebooks_of_a_study_kept_elsewhere_are_read_beside_its_reports(tmp_path: Path, study: Study) -> None:
    elsewhere = Study(**{**study.__dict__, "notebooks": tmp_path / "elsewhere" / "notebooks"})
    seen = write(elsewhere, prose("# 1 The harbour\n\n[report](../reports/report.html)"), folder=elsewhere.reports / "notebooks")
    assert seen.hrefs.count("../report.html") == 3
    assert (elsewhere.reports / "notebooks" / "01_harbour.ipynb").exists()


def test_same_notebooks_give_the_same_bytes_and_gone_ones_go(study: Study, tmp_path: Path) -> None:
    write(study, prose("# 1 The harbour"), code("x", frame(pd.DataFrame({"a": [1]}))))
    path = study.reports / "notebooks" / "01_harbour.html"
    first = path.read_bytes()
    assert documents.write(study) == [path]
    assert path.read_bytes() == first
    assert str(tmp_path).encode() not in first
    (study.notebooks / "01_harbour.ipynb").unlink()
    assert documents.write(study) == []
    assert not path.exists()


def test_what_is_no_notebook_is_named(study: Study) -> None:
    study.notebooks.mkdir(parents=True)
    (study.notebooks / "01_harbour.ipynb").write_text(json.dumps({"boats": 4}), encoding="utf-8")
    with pytest.raises(ValueError, match=r"01_harbour\.ipynb is not a notebook"):
        documents.write(study)
