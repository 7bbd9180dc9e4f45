"""Tables that people fill in with a spreadsheet: written so that one opens them well, read back whatever it made of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import whole
from analysis.decoding import marked
from analysis.tables import FORMULAS

BOM = "\ufeff"
_SEPARATORS = ",;\t"
_TO_QUOTE = re.compile(rf'["{_SEPARATORS}\r\n]')
_GUARDED = re.compile(rf"'+(?=[{re.escape(''.join(FORMULAS))}])")


class Unreadable(ValueError):
    """A file that is no table, or not the one wanted; the message says what is wrong and what to do."""


def one_line(text: str) -> str:
    """A text without line breaks: every run of white space is one space.

    >>> one_line(" so\\r\\n be\\u2028it ")
    'so be it'
    """
    return " ".join(text.split())


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what begins like one gets an apostrophe before it (see `tables.write_csv`).

    `plain` takes it off again; a text that begins so itself gets one more, so that nothing is lost.

    >>> guarded("=1+1"), plain(guarded("'=1+1")), guarded("'tis")
    ("'=1+1", "'=1+1", "'tis")
    """
    return f"'{cell}" if cell.startswith(FORMULAS) or _GUARDED.match(cell) else cell


def plain(cell: str) -> str:
    """A cell without the apostrophe that keeps it from being a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell


def table(columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, mark: bool = True) -> bytes:
    """A table as CSV in UTF-8, with a byte order mark for spreadsheets unless `mark` is False; None and missing columns are empty."""
    lines = [columns, *([guarded("" if (value := row.get(name)) is None else str(value)) for name in columns] for row in rows)]
    text = "".join(f"{','.join(map(_quoted, line))}\n" for line in lines)
    return ((BOM if mark else "") + text).encode()


def _quoted(cell: str) -> str:
    """A cell as CSV spells it; the csv module of Python 3.11 leaves a carriage return bare, and nothing could read that again."""
    return '"{}"'.format(cell.replace('"', '""')) if _TO_QUOTE.search(cell) else cell


def write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], *, mark: bool = True) -> None:
    """Write a table as `table` gives it."""
    whole.write(path, table(columns, rows, mark=mark))


def read(path: Path, needed: Sequence[str], *, trim: bool = True) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table, each with its number in a spreadsheet (the names of the columns are row 1); lines without a value are left out.

    Columns may stand in any order, with further ones between them, separated by commas, semicolons or tabs; capitals in their names
    and white space around values do not matter. The bytes may be UTF-8 or UTF-16 with or without a mark, or else Windows-1252.
    Values beyond the last column are under the name "". `trim` False leaves white space around values.

    Raises
    ------
    Unreadable
        Where it is no such table, or lacks a column of `needed`.
    """
    text = decoded(path)
    stated = re.match(r"sep=(.)\r?\n", text)
    text = text[stated.end() :] if stated else text
    parsed = [_parsed(text, sign) for sign in (stated[1] if stated else _SEPARATORS)]
    lines = max((rows for rows in parsed if rows), key=lambda rows: len({*_header(rows)} & {*needed}), default=[])
    header = _header(lines)
    if None in parsed and not {*needed} & {*header}:
        raise Unreadable(f"{path.name} is no table: put values with quotation marks between double quotes")
    if not lines:
        raise Unreadable(f"{path.name} is empty")
    if lacking := [name for name in needed if name not in header]:
        raise Unreadable(
            f"{path.name} lacks the column{'s' * (len(lacking) > 1)} {', '.join(map(repr, lacking))}: the first row names the columns, each"
            " once, in any order; one that you have no answers for stays, empty"
        )
    if twice := sorted({name for name in header if name in needed and header.count(name) > 1}):
        raise Unreadable(f"{path.name} has the column {', '.join(map(repr, twice))} twice: delete one of them")
    for number, line in enumerate(lines[1:], start=2):
        cells = [plain(cell.strip() if trim else cell) for cell in line]
        if any(cells):
            row = dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=False))
            yield number, row | {"": "; ".join(cell for cell in cells[len(header) :] if cell)}


def decoded(path: Path) -> str:
    """The text of a file that a spreadsheet or an editor saved: in UTF-8 or UTF-16, or else in Windows-1252.

    Raises
    ------
    Unreadable
        Where it is in none of these.
    """
    data = path.read_bytes()
    for encoding in (marked(data) or "utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(f"{path.name} is neither UTF-8 nor Windows-1252: save it again as “CSV UTF-8”")


def _parsed(text: str, sign: str) -> list[list[str]] | None:
    """The rows of a table whose columns are parted by a sign; None where quotation marks stand so that there are none."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error:
        return None


def _header(rows: Sequence[Sequence[str]]) -> list[str]:
    return [name.strip().lower() for name in rows[0]] if rows else []
