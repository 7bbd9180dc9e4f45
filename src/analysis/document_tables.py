"""A table of a notebook as a reader meets it: one row of heads, a caption, scopes, and no count of rows that means nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

EMPTY = frozenset({"NaN", "NaT", "None", "<NA>", ""})
"""How pandas shows that a cell holds nothing."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FIGURE = re.compile(r"[-+−]?\d[\d,]*(\.\d+)?( %)?")


@dataclass
class Cell:
    """A cell: whether it was written as a head, its HTML, its bare text, and how many rows and columns it spans."""

    head: bool
    spans: dict[str, str] = field(default_factory=dict)
    html: str = ""
    text: str = ""


Row = list[Cell]


def written(heads: list[Row], body: list[Row], caption: str, name: str) -> str:
    """A table in a region that scrolls sideways and that the keyboard reaches; empty where there is no cell.

    Parameters
    ----------
    heads, body
        Its rows as pandas or Markdown wrote them.
    caption, name
        What stands above the table, and the id of that.
    """
    heads, body = [row for row in heads if row], [row for row in body if row]
    if _are_counted(heads, [row[0] for row in body]):
        heads, body = [row[1:] for row in heads], [row[1:] for row in body]
    elif heads and not heads[0][0].text and all(cell.text.isdecimal() for cell in heads[0][1:]):
        heads = []
    heads = _one_head(heads)
    width = max((len(row) for row in (*heads, *body)), default=0)
    if not width:
        return ""
    right = {i for i in range(1, width) if _holds_figures([row[i].text for row in body if i < len(row)])}
    names = [cell.text for cell in heads[0]] if len(heads) == 1 else []
    lines = [
        f'<div class="wide" role="region" aria-labelledby="{name}" tabindex="0">',
        f'<table><caption id="{name}">{escape(caption)}</caption>',
    ]
    lines += ["<thead>", *(_head(row, right) for row in heads), "</thead>"] if heads else []
    lines += ["<tbody>", *(_row(row, right, names) for row in body), "</tbody>"] if body else []
    return "\n".join([*lines, "</table></div>"])


def _one_head(heads: list[Row]) -> list[Row]:
    """pandas writes the name of the index, and that of the columns, into rows of their own: one row of heads for both."""
    if len(heads) != 2 or len(heads[0]) != len(heads[1]) or any("colspan" in cell.spans for row in heads for cell in row):
        return heads
    merged = []
    for upper, lower in zip(*heads, strict=True):
        both = [cell for cell in (lower, upper) if cell.text]
        merged.append(Cell(True, {}, " by ".join(c.html.strip() for c in both), " by ".join(c.text for c in both)))
    return [merged]


def _are_counted(heads: list[Row], firsts: list[Cell]) -> bool:
    """Whether the first column is an index without a name: pandas numbers the rows, which tells a reader nothing.

    Where an index has a name, pandas gives that name a second row of heads.
    """
    return len(heads) == 1 and bool(firsts) and all(cell.head and re.fullmatch(r"\d+|\.\.\.", cell.text) for cell in firsts)


def _holds_figures(texts: list[str]) -> bool:
    filled = [text for text in texts if text not in EMPTY]
    return bool(filled) and all(_FIGURE.fullmatch(text) for text in filled)


def _head(row: Row, right: set[int]) -> str:
    cells = []
    for i, cell in enumerate(row):
        scope = "colgroup" if "colspan" in cell.spans else "col"
        tag = f'th scope="{scope}"' if cell.text else "td"
        cells.append(f"<{tag}{_attributes(cell, i in right)}>{cell.html.strip()}</{tag[:2]}>")
    return f"<tr>{''.join(cells)}</tr>"


def _row(row: Row, right: set[int], names: list[str]) -> str:
    cells = []
    for i, cell in enumerate(row):
        scope = "rowgroup" if "rowspan" in cell.spans else "row"
        tag = f'th scope="{scope}"' if i == 0 or cell.head else "td"
        label = f' data-label="{escape(names[i])}"' if i < len(names) and names[i] and tag == "td" else ""
        cells.append(f"<{tag}{_attributes(cell, i in right)}{label}>{'–' if cell.text in EMPTY else cell.html.strip()}</{tag[:2]}>")
    return f"<tr>{''.join(cells)}</tr>"


def _attributes(cell: Cell, right: bool) -> str:
    spans = "".join(f' {name}="{value}"' for name, value in cell.spans.items())
    kind = "count" if right else "day" if _DAY.fullmatch(cell.text) else ""
    return spans + (f' class="{kind}"' if kind else "")
