"""The report: a site of pages in which every number leads to its rows, and every row to its words in the article."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from analysis import (
    actor_pages,
    article_pages,
    coverage_page,
    discourse_pages,
    findings,
    numbers,
    queries,
    report_figures,
    row_pages,
    validation,
)
from analysis.numbers import Numbers
from analysis.row_columns import VIEWS
from analysis.site import SCRIPTS, TEMPLATES, Row, Site
from analysis.study import Study


def write(study: Study, n: Numbers) -> Path:
    """Write the report site into the folder of reports: from the tables, the raw articles, the codebook, and what the notebooks made.

    The site needs nothing else to be shown: no network, no server, no font and no script from elsewhere. All text is escaped.

    Parameters
    ----------
    study
        Where the raw articles and the codebook lie, and where the site goes.
    n
        Numbers over all tables. The numbers that the pages state are made through it, and saved; so whatever else `n` is to
        hold must be made before. What the notebook of the validation saved (scores, errors, what coders say) is added to its tables.

    Returns
    -------
    Path
        The overview, `report.html`. Beside it: the pages that `site.PAGES` names, a page for each article and each actor, one for
        the rows of each table, and `numbers.json` with every number of notebooks and site. Pages of an earlier run that are no longer
        wanted are removed.
    """
    validation.add_saved(n)
    site = Site.of(n)
    steps = discourse_pages.steps_of(site)
    for name in SCRIPTS:
        site.put(f"assets/{name}", (TEMPLATES / name).read_text(encoding="utf-8"))
    sections = findings.findings(site, steps)
    discourse_pages.write(site, steps)
    coverage_page.write(site)
    actor_pages.write(site)
    article_pages.write(site)
    row_pages.write(site)
    tables_shown = [(name, view, n.count(name)) for name, view in VIEWS.items() if name in n.data]
    texts = findings.texts(site)
    n.save()
    numbers.collect(study, n)
    records = numbers.read(study)
    row_pages.write_numbers(site, records)
    figures = _figures(site, records)
    books = _notebooks(site)
    overview = site.write(
        "report.html", "report.html.j2", texts=texts, sections=sections, figures=figures, tables=tables_shown, notebooks=books,
        methods=(site.folder / _place(numbers.METHODS)).is_file(),
    )  # fmt: skip
    _write_numbers(site, records)
    return overview


def _figures(site: Site, records: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """The figures that the notebooks have saved, each with the numbers that its marks lead to."""
    words = {key: _words(site, record) for key, record in records.items()}
    texts = {key: record["text"] for key, record in records.items()}
    return [{**figure, "numbers": report_figures.behind(figure, words, texts)} for figure in report_figures.read(site.folder / "figures")]


def _notebooks(site: Site) -> list[tuple[str, str]]:
    """The notebooks that have stated numbers, in their order: the page that shows each, and its name."""
    stems = sorted(path.stem for path in (site.folder / "numbers").glob("*.json"))
    return [(_place(stem), stem.replace("_", " ")) for stem in stems if stem not in (site.n.stem, numbers.METHODS)]


def _place(stem: str) -> str:
    """The page of a notebook, or the methods, seen from the folder of reports."""
    return f"{numbers.METHODS}.md" if stem == numbers.METHODS else f"notebooks/{quote(stem)}.html"


def _words(site: Site, record: Mapping[str, Any]) -> str:
    return "a parameter of the analysis: " + record["where"] if record["table"] == numbers.FIXED else queries.words(site, record)


def _write_numbers(site: Site, records: Mapping[str, Mapping[str, Any]]) -> None:
    """The page of all numbers: each with its text, what it counts, its rows, and where it is stated."""
    listed = []
    for key, record in records.items():
        fixed = record["table"] == numbers.FIXED
        notebooks = [(_place(stem), stem) for stem in record["stated_in"] if stem != site.n.stem]
        listed.append(
            {
                **record,
                "href": "" if fixed else f"rows/{record['table']}.html#{key}",
                "words": _words(site, record),
                "notebooks": notebooks,
                "pages": [(page, site.name_of(page)) for page in sorted(site.stated.get(key, []))],
            }
        )
    listed.sort(key=lambda r: (list(VIEWS).index(r["table"]) if r["table"] in VIEWS else -1, r["measure"], r["where"], r["id"]))
    site.write("numbers.html", "numbers.html.j2", numbers=listed)
