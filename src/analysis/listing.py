"""Lists of findings: as plain text that a reader can take in, long lists cut, and as CSV with everything."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

SHOWN = 12
_WIDEST = 70

Value = str | int | float


@dataclass(frozen=True)
class Listing:
    """One list of findings.

    Attributes
    ----------
    name
        Name of its CSV file.
    title
        What the rows have in common, as a heading.
    columns
        Names of the columns; those that the text shows are the first `text_columns` (None: all).
    rows
        The findings, in order.
    below
        For each row the lines that the text sets below it; none by default.
    always
        Whether the text shows every row, however many there are.
    hidden
        Whether only the CSV has it.
    spread
        Whether a text that is cut shows rows from all over the list, not the first.
    """

    name: str
    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]]
    below: Sequence[Sequence[str]] = ()
    text_columns: int | None = None
    always: bool = False
    spread: bool = False
    hidden: bool = False


def text(listings: Iterable[Listing], everything: bool = False) -> str:
    """The lists one below the other; each is cut after `SHOWN` rows, unless `everything` is asked for."""
    return "\n\n".join("\n".join(_lines(listing, everything or listing.always)) for listing in listings if not listing.hidden)


def _lines(listing: Listing, everything: bool) -> list[str]:
    number = len(listing.rows)
    lines = [f"{listing.title}: {number or 'none'}"]
    if not number:
        return lines
    shown = number if everything or number <= SHOWN + 1 else SHOWN  # one row more takes no more room than saying so
    chosen = [i * number // shown for i in range(shown)] if listing.spread else list(range(shown))
    table = [
        [_cell(v, i) for i, v in enumerate(row[: listing.text_columns])] for row in [listing.columns, *(listing.rows[n] for n in chosen)]
    ]
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    right = [all(isinstance(row[i], int | float) for row in listing.rows) for i in range(len(widths))]
    for n, row in enumerate(table):
        cells = [cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(row, widths, right, strict=True)]
        lines.append(f"  {'  '.join(cells)}".rstrip())
        lines += [f"      {line}" for line in (listing.below[chosen[n - 1]] if n and listing.below else ())]
    if shown < number:
        lines.append(f"  … and {number - shown} more (--all)")
    return lines


def _cell(value: Value, column: int) -> str:
    """A value on one line; the first column, which readers copy, is never cut."""
    words = " ".join(str(value).split())
    return words if column == 0 or len(words) <= _WIDEST else words[: _WIDEST - 1].rstrip() + "…"


def write(listings: Iterable[Listing], folder: Path) -> list[Path]:
    """Each list as a CSV file of its name in a folder, which is made where it is not there; with all rows and columns."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for listing in listings:
        path = folder / f"{listing.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(listing.columns)
            writer.writerows(listing.rows)
        paths.append(path)
    return paths
