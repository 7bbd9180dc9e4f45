"""Pages of rows: each table as a script that holds its rows, and the rows that each number counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis import queries, tables
from analysis.row_columns import VIEWS, Shown, View
from analysis.site import SIDES, UNCLEAR, Row, Site, anchor, plain, row_href, script, when

LONGEST = 400
"""Characters that a page of rows shows of a row's words; the article has them all."""


def write(site: Site) -> None:
    """Write `rows/TABLE.html` and `rows/TABLE.js` for each table that is there, and `tables/08_TABLE.csv`."""
    wanted = []
    for name, view in present(site).items():
        data = site.n.data[name]
        site.put(f"rows/{name}.js", f"window.analysisRows = {script(table(site, name))};\n")
        page = {"name": name, "view": view, "csv": csv(site, name, data), "views": present(site)}
        site.write(f"rows/{name}.html", "rows.html.j2", **page, total=site.n.count(name))
        wanted += [f"rows/{name}.{kind}" for kind in ("html", "js", "numbers.js")]
    site.clear("rows/*", wanted)


def write_numbers(site: Site, records: Mapping[str, Mapping[str, Any]]) -> None:
    """Write `rows/TABLE.numbers.js`: the numbers that count rows of a table, with their rows.

    A row is told by its place in the table, from 0; each place by how far it lies behind the one before it, which takes less room.
    """
    for name in present(site):
        ids = site.n.data[name][site.n.key(name)].astype(str)
        place = {row: number for number, row in enumerate(ids)}
        own = {key: _number(site, record, place) for key, record in sorted(records.items()) if record["table"] == name}
        site.put(f"rows/{name}.numbers.js", f"window.analysisNumbers = {script(own)};\n")


def _number(site: Site, record: Mapping[str, Any], place: Mapping[str, int]) -> Row:
    places = "all" if record["rows"] == "all" else sorted(place[row] for row in record["rows"] if row in place)
    steps = places if isinstance(places, str) else [b - a for a, b in pairwise([0, *places])]
    return {
        "text": record["text"],
        "words": queries.words(site, record),
        "query": record["where"] if record["queried"] else "",
        "rows": steps,
    }


def present(site: Site) -> dict[str, View]:
    """The tables that have a page of rows."""
    return {name: view for name, view in VIEWS.items() if name in site.n.data}


def csv(site: Site, name: str, data: pd.DataFrame) -> str:
    """Save a table with all columns as CSV for readers, and say where it lies, seen from the folder of reports."""
    if name not in tables.ALL:
        return f"tables/07_{name}.csv"  # the notebook of the validation has saved it
    file = f"tables/08_{name}.csv"
    (site.folder / "tables").mkdir(parents=True, exist_ok=True)
    tables.write_csv(data, site.folder / file)
    return file


def table(site: Site, name: str) -> Row:
    """A table as its script holds it: ids, the pages where rows have their place, and each column with its values.

    All are in the order of the table. Where a column has `levels`, its values are places in this list of [value, what to call it,
    where it leads to, seen from the folder of reports], or lists of such places.
    """
    view = VIEWS[name]
    rows = [plain(row) for row in site.n.data[name].to_dict("records")]
    return {
        "table": name,
        "ids": [str(row[site.n.key(name)]) for row in rows],
        "places": [_place(site, row, view.span) for row in rows] if view.span else [],
        "columns": [_column(site, column, [_value(site, column, row, view) for row in rows]) for column in view.columns],
    }


def _column(site: Site, column: Shown, values: list[Any]) -> Row:
    coded = column.kind not in _PLAIN or 2 * len(set(values)) < len(values)
    about = {"name": column.name, "label": column.label, "kind": column.kind, "main": column.main, "choice": column.choice}
    if not coded:
        return {**about, "values": values}
    levels: dict[str, int] = {}
    codes: list[Any] = []
    for value in values:
        if isinstance(value, list):
            codes.append([levels.setdefault(one, len(levels)) for one in value])
        else:
            codes.append(None if value is None else levels.setdefault(value, len(levels)))
    called = _CALLED.get(column.kind, _itself)
    return {**about, "levels": [[level, *called(site, level)] for level in levels], "values": codes}


def _place(site: Site, row: Row, span: tuple[str, str]) -> str:
    """The page of the article in which the row stands; nothing where it has no place."""
    return anchor(row["article_id"]) if row["article_id"] in site.titles and row[span[0]] is not None else ""


def _value(site: Site, column: Shown, row: Row, view: View) -> Any:
    """What a row holds in a column, before it is coded."""
    if column.name in _MADE:
        return _MADE[column.name](site, row, view)
    value = row[column.name]
    if column.kind in _LISTS and not isinstance(value, list):
        return [] if value is None else [value]
    if column.kind == "flag":
        return None if value is None else "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) and column.kind not in _LISTS else value


def _days(site: Site, row: Row, view: View) -> str | None:
    first, last = ("date_earliest", "date_latest") if "date_earliest" in row else ("earliest", "latest")
    return f"{row[first] or row[last]}/{row[last] or row[first]}" if row[first] or row[last] else None


def _words(site: Site, row: Row, view: View) -> str | None:
    start, end = (row[name] for name in view.span or ())
    words = site.raw.get(row["article_id"], "")[start:end] if start is not None and row["article_id"] else ""
    return words if len(words) <= LONGEST else words[:LONGEST].rstrip() + " …"


def _itself(site: Site, value: str) -> tuple[str, str]:
    return str(value), ""


def _about(site: Site, statement: str) -> tuple[str, str]:
    """What to call a statement: its first words."""
    words = " ".join(str(site.statements[statement]["content"]).split()) if statement in site.statements else statement
    return (words if len(words) <= 60 else words[:59].rstrip() + "…"), row_href("statements", statement)


def _row(site: Site, value: str) -> tuple[str, str]:
    """A row of whatever table it is in; one that is in none any more leads nowhere."""
    for name in ("statements", "positions", "dates"):
        if value in set(site.n.data[name][site.n.key(name)]):
            return value, row_href(name, value)
    return value, ""


_LISTS = ("actors", "topics", "statements")
_PLAIN = ("text", "words", "number")
_MADE: dict[str, Callable[[Site, Row, View], Any]] = {
    "days": _days,
    "words": _words,
    "outlet": lambda site, row, view: site.outlets.get(row["article_id"]) if "article_id" in row else row["outlet"],
    "published": lambda site, row, view: site.published.get(row["article_id"]) or None if view.span else row["published"],
    "side": lambda site, row, view: SIDES.get(row["agreement"], UNCLEAR),
    "topics": lambda site, row, view: site.topics_of.get(row["statement_id"], []),
}
_CALLED: dict[str, Callable[[Site, str], tuple[str, str]]] = {
    "actors": lambda site, value: (site.label(value), site.actor_href(value)),
    "topics": lambda site, value: (site.topic(value), ""),
    "article": lambda site, value: (site.titles.get(value, value), site.article_href(value)),
    "statements": _about,
    "occasion": lambda site, value: (site.occasions.get(value, value), f"timeline.html#{anchor(value, 'occasion')}"),
    "days": lambda site, value: (when(*value.split("/")), ""),
    "level": lambda site, value: (str(value).replace("_", " "), ""),
    "row": _row,
}
