"""The report as a person uses it: opened from the file system and as served, clicked, typed into, tabbed through, printed, on a phone."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest

import example_study
import span_law
from analysis import numbers, reliability, report, site, tables
from analysis.numbers import Numbers
from analysis.study import Study
from browser import DESK, PHONE, Visit, axe, playwright, running, served

STUDY = Study.below(Path(os.environ.get("ANALYSIS_SITE") or Path(__file__).parents[1]))
SCORED = {"scores": "score_id", "errors": "error_id", **reliability.KEYS}
expect = playwright.expect
OF_ALL = ["report.html", "timeline.html", "positions.html", "coverage.html", "actors.html", "articles.html", "numbers.html"]
LISTS = [f"rows/{name}.html" for name in (*tables.ALL, *SCORED)]
IN_VIEW = "e => { const b = e.getBoundingClientRect(); return b.bottom > 0 && b.top < innerHeight && b.right > 0 && b.left < innerWidth; }"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # For this module only: while it runs, no test may start an event loop of its own.
    with running() as browser:
        yield browser


@pytest.fixture(scope="module", params=["file", "http"])
def base(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the report: where it lies, and as it is served."""
    if request.param == "file":
        yield STUDY.reports.as_uri()
    else:
        with served(STUDY.reports) as address:
            yield address


@pytest.fixture
def visit(browser: Any, base: str) -> Iterator[Visit]:
    """A visit of the report that fails where a page asks for anything outside, or complains."""
    yield from visiting(Visit(browser, base))


@pytest.fixture
def local(browser: Any) -> Iterator[Visit]:
    """The same from the file system only, for what cannot depend on how the page came."""
    yield from visiting(Visit(browser, STUDY.reports.as_uri()))


@pytest.fixture
def phone(browser: Any) -> Iterator[Visit]:
    """The same on a phone."""
    yield from visiting(Visit(browser, STUDY.reports.as_uri(), viewport=PHONE, has_touch=True))


def visiting(visit: Visit) -> Iterator[Visit]:
    yield visit
    visit.context.close()
    assert visit.faults == []


# ---- what is behind the pages ---------------------------------------------------------------------------------------


@cache
def table(name: str) -> pd.DataFrame:
    """A table of the study, or one that its validation saved, with the outlet of each row."""
    if name in SCORED:
        return pd.read_csv(STUDY.reports / "tables" / f"07_{name}.csv")
    found = tables.read(name, STUDY.processed)
    if name == "articles" or "article_id" not in found or "outlet" in found:
        return found
    return found.assign(outlet=found["article_id"].map(table("articles").set_index("article_id")["outlet"]))


@cache
def stated() -> dict[str, dict[str, Any]]:
    """The numbers of the study by id."""
    return numbers.read(STUDY)


@cache
def raw_texts() -> dict[str, str]:
    return span_law.raw_texts(STUDY.raw)


def rows_of(record: dict[str, Any]) -> list[str]:
    """The ids of the rows that a number counts."""
    name = record["table"]
    return table(name)[key_of(name)].tolist() if record["rows"] == "all" else record["rows"]


def key_of(name: str) -> str:
    return SCORED.get(name) or tables.ALL[name].key


@cache
def by_id(name: str) -> dict[str, dict[str, Any]]:
    return {row[key_of(name)]: row for row in table(name).to_dict("records")}


def own(name: str, article_id: str) -> list[str]:
    """The ids of the rows of an article."""
    return [key for key, row in by_id(name).items() if row["article_id"] == article_id]


def words_of(name: str, row_id: str) -> str:
    """All characters of a row, in order of the text, each once."""
    row = by_id(name)[row_id]
    places = sorted({i for start, end in span_law.spans(row) for i in range(int(start), int(end))})
    return "".join(raw_texts()[row["article_id"]][i] for i in places)


# ---- what is on the pages -------------------------------------------------------------------------------------------


ROW_IDS = "all => all.map(e => window.analysisRows.ids[Number(e.textContent.replace(/,/g, '')) - 1])"


def ids_on(page: Any) -> list[str]:
    """The ids of the rows that a page of rows lists, on all its leaves."""
    found: list[str] = []
    expect(page.locator("#shown")).not_to_be_empty()
    while True:
        found += page.locator("tbody .row-number:visible").evaluate_all(ROW_IDS)
        on = page.locator("#next:visible:enabled")
        if not on.count():
            return found
        on.first.click()


def pages() -> dict[str, str]:
    """A page of each kind."""
    every = {name: name for name in OF_ALL}
    for folder in ("actors", "articles", "notebooks"):
        every[folder] = f"{folder}/" + max((STUDY.reports / folder).glob("*.html"), key=lambda path: path.stat().st_size).name
    return every | {name: name for name in LISTS}


ROW = "#rows tbody tr"


@pytest.mark.parametrize("page", LISTS)
def test_every_value_stands_below_the_name_of_its_column(local: Visit, page: str) -> None:
    places = "cells => cells.map(cell => Math.round(cell.getBoundingClientRect().left))"
    shown = local.open(page)
    if shown.locator(ROW).count():
        heads = shown.locator("#rows thead th").evaluate_all(places)
        assert shown.locator(f"{ROW}:first-child > *").evaluate_all(places) == heads


# ---- from a number to the words, and back ---------------------------------------------------------------------------


def linked(page: Any) -> list[str]:
    """The ids of the numbers that a page states, each once."""
    found = page.locator("main a[data-number]").evaluate_all("links => links.map(link => link.dataset.number)")
    return list(dict.fromkeys(found))


def test_from_a_number_to_its_rows_to_its_words_and_back(visit: Visit) -> None:
    page = visit.open("report.html")
    number = next(key for key in linked(page) if stated()[key]["table"] == "statements" and 1 < len(rows_of(stated()[key])) < 50)
    rows = rows_of(stated()[number])
    page.locator(f"main a[data-number={number}]").first.click()
    assert visit.place == f"rows/statements.html#{number}"
    assert ids_on(page) == rows
    expect(page.locator("main")).to_contain_text(stated()[number]["text"])

    page.locator(f"[id='{rows[-1]}'] a[href*='#in-{rows[-1]}']").first.click()
    assert re.fullmatch(rf"articles/article-[0-9a-f]+\.html#in-{rows[-1]}", visit.place)
    lit = page.locator(".raw .on")
    assert "".join(lit.all_text_contents()) == words_of("statements", rows[-1])
    assert lit.first.evaluate(IN_VIEW)

    page.locator(f"[id='in-{rows[-1]}']").click()
    assert visit.place == f"rows/statements.html#{rows[-1]}"
    row = page.locator(f"[id='{rows[-1]}']")
    assert row.evaluate(IN_VIEW)
    for _ in range(2):
        page.go_back()
    assert visit.place == f"rows/statements.html#{number}"
    assert ids_on(page) == rows
    page.go_back()
    assert visit.place == "report.html"


def test_rows_are_exactly_those_that_a_number_counts(local: Visit) -> None:
    """One page after another without loading it anew, as when somebody changes the address."""
    seen: dict[str, list[str]] = {}
    for place in OF_ALL:
        for number in linked(local.open(place)):
            seen.setdefault(stated()[number]["table"], []).append(number)
    assert {"articles", "statements", "positions"} <= set(seen)
    for name, found in seen.items():
        by_size = sorted((key for key in dict.fromkeys(found) if name != numbers.FIXED), key=lambda key: len(rows_of(stated()[key])))
        for number in by_size[:: max(1, len(by_size) // 4)]:
            page = local.open(f"rows/{name}.html#{number}")
            assert ids_on(page) == rows_of(stated()[number]), stated()[number]
            expect(page.locator("main")).to_contain_text(stated()[number]["text"])


# ---- search and filters ---------------------------------------------------------------------------------------------


def statements() -> pd.DataFrame:
    """Statements with their topics."""
    topics = table("positions").groupby("statement_id")["topic"].agg(set)
    made = table("statements")
    return made.assign(topics=made["statement_id"].map(topics).map(lambda held: held if isinstance(held, set) else set()))


def first_day(rows: pd.DataFrame) -> pd.Series:
    return rows["date_earliest"].fillna(rows["date_latest"])


def last_day(rows: pd.DataFrame) -> pd.Series:
    return rows["date_latest"].fillna(rows["date_earliest"])


def most(values: pd.Series) -> Any:
    """The most frequent value, lists and sets taken apart."""
    return values.explode().value_counts().index[0]


FILTERS = {
    "speakers": lambda rows, value: rows["speakers"].map(lambda held: value in held),
    "topics": lambda rows, value: rows["topics"].map(lambda held: value in held),
    "outlet": lambda rows, value: rows["outlet"] == value,
    "type": lambda rows, value: rows["type"] == value,
    "from": lambda rows, value: last_day(rows) >= value,
    "to": lambda rows, value: first_day(rows) <= value,
    "q": lambda rows, value: rows["content"].str.lower().str.contains(value.lower(), regex=False),
}


def fill(page: Any, wanted: dict[str, str]) -> None:
    for name, value in wanted.items():
        field = page.locator(f"form [name={name}]")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def test_statements_are_filtered_by_each_field_and_by_all_together(visit: Visit) -> None:
    rows = statements()
    common = {name: most(rows[name]) for name in ("speakers", "topics", "outlet", "type")}
    middle = first_day(rows).dropna().sort_values().iloc[len(rows) // 3]
    word = max(" ".join(rows["content"]).split(), key=len)
    cases = [{name: value} for name, value in common.items()]
    cases += [{"from": middle}, {"to": middle}, {"q": word}, {"q": word.upper()}, {"q": "no such words anywhere"}]
    cases += [{"speakers": common["speakers"], "from": middle}, {"topics": common["topics"], "outlet": common["outlet"], "to": middle}]
    page = visit.open("rows/statements.html")
    assert ids_on(page) == rows["statement_id"].tolist()
    for case in cases:
        fill(page, case)
        wanted = rows[pd.concat([FILTERS[name](rows, value) for name, value in case.items()], axis=1).all(axis=1)]
        assert ids_on(page) == wanted["statement_id"].tolist(), case
        expect(page.locator("#shown")).to_contain_text(f"{len(wanted):,} of {len(rows):,}")
        page.locator("form button[type=reset]").click()
        expect(page.locator("#shown")).to_contain_text(f"{len(rows):,} of {len(rows):,}")


def test_a_search_is_kept_when_somebody_comes_back(visit: Visit) -> None:
    page = visit.open("rows/statements.html")
    fill(page, {"type": "direct", "q": "the"})
    before = ids_on(page)
    assert 0 < len(before) < len(table("statements"))
    page.locator("tbody tr a[href*='#in-']").first.click()
    page.wait_for_url("**/articles/**")
    page.go_back()
    assert page.locator("form [name=q]").input_value() == "the"
    assert ids_on(page) == before


# ---- the words in the articles --------------------------------------------------------------------------------------

MARKED = """ids => {
  const at = new Map(ids.map(id => [id, []]));
  for (const piece of document.querySelectorAll('.raw [data-m]'))
    for (const id of piece.dataset.m.split(' ')) at.get(id)?.push(piece.textContent);
  return ids.map(id => [id, at.get(id).join(''), document.getElementById('in-' + id)?.getAttribute('href')]);
}"""


def test_each_row_of_each_article_is_marked_to_the_character(local: Visit) -> None:
    with_text = [name for name in tables.ALL if {"article_id", "start"} & {*table(name)} == {"article_id", "start"}] + ["positions"]
    assert len(with_text) > 5
    texts = 0
    for article_id, raw in raw_texts().items():
        page = local.open(f"articles/{site.anchor(article_id)}.html")
        texts += page.locator(".raw").count()
        if not raw.strip():
            continue
        assert page.locator(".raw").evaluate("raw => raw.textContent") == raw
        # A correction whose words are not there has no place.
        wanted = {row: name for name in with_text for row in own(name, article_id) if name != "corrections" or words_of(name, row)}
        for row, words, href in page.evaluate(MARKED, list(wanted)):
            assert words == words_of(wanted[row], row), (wanted[row], row)
            assert unquote(href) == f"../rows/{wanted[row]}.html#{row}"
    assert texts == sum(bool(raw.strip()) for raw in raw_texts().values())


# ---- by keyboard ----------------------------------------------------------------------------------------------------

FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  return {tag: e.tagName, id: e.id, href: e.getAttribute('href'), name: e.getAttribute('name'), number: e.dataset.number || '',
          outlined: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
          seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth};
}"""


def tabbed(page: Any, most: int = 120) -> Iterator[dict[str, Any]]:
    """What the key Tab comes to, one after another, until it leaves the page; no more than the first, for a page of many."""
    for _ in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if focused["tag"] == "BODY":
            return
        yield focused


@pytest.mark.parametrize("kind", ["report.html", "coverage.html", "rows/statements.html", "articles", "notebooks"])
def test_keyboard_comes_to_everything_and_shows_where_it_is(local: Visit, kind: str) -> None:
    page = local.open(pages()[kind])
    steps = tabbed(page)
    first = next(steps)
    assert first["href"] == "#main"
    assert first["seen"]
    others = list(steps)
    assert len(others) > 10
    assert [step for step in [first, *others] if not (step["outlined"] and step["seen"])] == []


def test_skip_link_leads_to_the_content_and_a_number_opens_with_enter(local: Visit) -> None:
    page = local.open("report.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    step = next(step for step in tabbed(page) if step["number"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/**")
    assert local.place.endswith(step["number"])


def test_marks_of_an_article_are_reached_and_opened_by_keyboard(local: Visit) -> None:
    page = local.open(pages()["articles"])
    mark = next(step for step in tabbed(page) if step["id"].startswith("in-"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/rows/**")
    assert unquote(local.place).endswith(f"#{mark['id'].removeprefix('in-')}")


# ---- printed, on a phone, without scripts ---------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["report.html", "coverage.html", "articles", "notebooks", "rows/statements.html"])
def test_pages_print(local: Visit, kind: str) -> None:
    page = local.open(pages()[kind])
    printed = page.pdf(format="A4")
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type ?/Page\b", printed)) >= 1
    assert len(printed) > 15_000
    page.emulate_media(media="print")
    for hidden in ("nav", "form", ".skip", "details.code:not([open])"):
        assert page.locator(f"{hidden} >> visible=true").count() == 0, hidden
    # A4 between its margins: what is wider would be cut off.
    page.set_viewport_size({"width": 718, "height": 1000})
    assert page.evaluate("document.documentElement.scrollWidth") <= 718


@pytest.mark.parametrize("kind", [*OF_ALL, "actors", "articles", "notebooks", "rows/statements.html", "rows/scores.html"])
def test_nothing_scrolls_sideways_on_a_phone_and_figures_are_the_narrow_ones(phone: Visit, kind: str) -> None:
    page = phone.open(pages()[kind])
    page.wait_for_load_state("load")
    assert page.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [PHONE["width"]] * 2
    shown = page.locator("figure picture img, figure svg").evaluate_all(
        "all => all.map(e => [e.currentSrc || e.parentElement.className, e.getBoundingClientRect().width])"
    )
    for source, width in shown:
        assert 0 <= width <= PHONE["width"]
        assert width == 0 or "phone" in source


def test_without_scripts_findings_and_articles_are_read_and_rows_are_offered_as_tables(browser: Any) -> None:
    visit = Visit(browser, STUDY.reports.as_uri(), java_script_enabled=False)
    page = visit.open("report.html")
    assert page.locator("main a[data-number]").count() > 5
    page = visit.open("rows/statements.html")
    csv = page.locator("noscript a[href$='.csv'], main a[href$='.csv']").first
    assert (STUDY.reports / "rows" / str(csv.get_attribute("href"))).resolve().is_file()
    page = visit.open(pages()["articles"])
    mark = page.locator(".raw a[id^='in-']").first
    assert mark.get_attribute("href").startswith("../rows/")
    assert page.locator(".raw").text_content() in raw_texts().values()
    visit.context.close()
    assert visit.faults == []


# ---- what axe-core says ---------------------------------------------------------------------------------------------


KINDS = [*OF_ALL, "actors", "articles", "notebooks", "rows/statements.html"]
LIKE_ANOTHER = "all => all.slice(40).forEach(row => row.remove())"


@pytest.mark.parametrize(
    ("kind", "screen"), [*((kind, "desk") for kind in dict.fromkeys([*KINDS, *LISTS])), *((kind, "phone") for kind in KINDS)]
)
def test_no_violation_of_level_a_or_aa(browser: Any, kind: str, screen: str) -> None:
    visit = Visit(browser, STUDY.reports.as_uri(), viewport=DESK if screen == "desk" else PHONE)
    page = visit.open(pages()[kind])
    if kind == "numbers.html":  # more than a thousand rows, each built like the next
        page.locator("tbody tr").evaluate_all(LIKE_ANOTHER)
    if shots := os.environ.get("ANALYSIS_SHOTS"):
        page.screenshot(path=Path(shots) / f"{kind.replace('/', '_').removesuffix('.html')}_{screen}.png", full_page=True)
    faults = axe(page)
    visit.context.close()
    assert faults + visit.faults == []


# ---- hostile text ---------------------------------------------------------------------------------------------------


def test_markup_in_an_article_is_text_and_does_nothing(browser: Any, tmp_path: Path) -> None:
    study = example_study.write(tmp_path)
    report.write(study, Numbers({name: tables.read(name, study.processed) for name in tables.ALL}, "08_report", study))
    visit = Visit(browser, study.reports.as_uri())
    found = sorted(path.relative_to(study.reports).as_posix() for path in study.reports.rglob("*.html"))
    assert len(found) > 10
    for place in found:
        page = visit.open(place)
        assert page.locator("main b, main i, iframe, img[src=x]").count() == 0, place
        assert page.evaluate("document.querySelectorAll('script:not([src])').length") <= 2
    for place in found:
        if place.startswith("articles/") and (text := visit.open(place).locator(".raw")).count():
            assert text.evaluate("raw => raw.textContent") == example_study.TEXT
    visit.context.close()
    assert visit.faults == []
