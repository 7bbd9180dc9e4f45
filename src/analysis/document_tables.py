"""A table of a notebook as a reader meets it: one row of heads, a caption, scopes, and no count of rows that means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement
from lxml.html.builder import CAPTION, DIV

EMPTY = frozenset({"NaN", "NaT", "None", "<NA>", ""})
"""How pandas shows that a cell holds nothing."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"[-+−]?\d[\d,]*(\.\d+)?( %)?")

Row = list[HtmlElement]


def dress(table: HtmlElement, caption: str, name: str) -> None:
    """Put a table, as pandas or Markdown wrote it, into a region that scrolls sideways and that the keyboard reaches.

    Parameters
    ----------
    table
        The table; changed in place.
    caption, name
        What stands above the table, and the id of that.
    """
    heads, body = ([list(row) for row in table.iterfind(f"{part}/tr") if len(row)] for part in ("thead", "tbody"))
    if len(heads) == 1 and _are_counted([row[0] for row in body]):
        _drop(row.pop(0) for row in (*heads, *body))
    elif heads and not _text(heads[0][0]) and all(_text(cell).isdecimal() for cell in heads[0][1:]):
        _drop(row[0].getparent() for row in heads)
        heads = []
    _join(heads)
    _mark(heads, body)
    table.insert(0, CAPTION(caption, id=name))
    region = DIV({"class": "wide", "role": "region", "aria-labelledby": name, "tabindex": "0"})
    region.tail, table.tail = table.tail, None
    table.getparent().replace(table, region)
    region.append(table)


def _are_counted(firsts: Row) -> bool:
    """Whether a first column below one row of heads is an index without a name: pandas counts the rows, which tells a reader nothing.

    Where an index has a name, pandas gives that name a second row of heads.
    """
    return bool(firsts) and all(cell.tag == "th" and re.fullmatch(r"\d+|\.\.\.", _text(cell)) for cell in firsts)


def _join(heads: list[Row]) -> None:
    """pandas writes the name of the index, and that of the columns, into rows of their own: make it one row of heads for both."""
    if len(heads) != 2 or len(heads[0]) != len(heads[1]) or any("colspan" in cell.attrib for row in heads for cell in row):
        return
    for upper, lower in zip(*heads, strict=True):
        lower.text = " by ".join(filter(None, (_text(lower), _text(upper))))
    _drop([heads.pop(0)[0].getparent()])


def _mark(heads: list[Row], body: list[Row]) -> None:
    """Say of each cell whether it is a head and of what, and of what kind it is; say where nothing is held."""
    width = max((len(row) for row in (*heads, *body)), default=0)
    right = {i for i in range(1, width) if _hold_figures(_text(row[i]) for row in body if i < len(row))}
    for rows, of in ((heads, "col"), (body, "row")):
        for row in rows:
            for i, cell in enumerate(row):
                is_head = bool(_text(cell)) if of == "col" else i == 0 or cell.tag == "th"
                cell.tag = "th" if is_head else "td"
                if is_head:
                    cell.set("scope", f"{of}group" if f"{of}span" in cell.attrib else of)
                if i in right or _DAY.fullmatch(_text(cell)):
                    cell.set("class", "count" if i in right else "day")
                if of == "row" and _text(cell) in EMPTY:
                    cell.text = "–"


def _hold_figures(texts: Iterable[str]) -> bool:
    filled = [text for text in texts if text not in EMPTY]
    return bool(filled) and all(_FIGURE.fullmatch(text) for text in filled)


def _text(cell: HtmlElement) -> str:
    return str(cell.text_content()).strip()


def _drop(elements: Iterable[HtmlElement]) -> None:
    for element in elements:
        element.drop_tree()
