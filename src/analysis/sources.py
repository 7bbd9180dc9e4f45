"""What `sources.csv` states beside the articles: outlet, address and date of each file, and the forms of a stated date."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path, PureWindowsPath
from typing import Any

from analysis import raw_files, whole
from analysis.raw_files import SIDECAR, RawFile

PUBLISHED_FORMS = "a day 2024-02-18, a month 2024-02, a week 2024-W07, a year 2024 or an interval 2024-02-18/2024-03-31"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_SERIAL, _SERIALS = date(1899, 12, 30), range(20_000, 60_000)  # spreadsheets count days from there
_CENTURY_TURNS = 70  # of years with two digits
_ALIKE = 0.85  # of 1: lower, and any two short names with the same ending are taken for each other


@dataclass(frozen=True)
class Source:
    """What sources.csv, or the record itself, states about an article; a field that it leaves out is empty."""

    file: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""
    licence: str = ""
    sha256: str = ""
    note: str = ""


COLUMNS = tuple(field.name for field in fields(Source))


def read_sources(folder: Path) -> dict[str, Source]:
    """The rows of the `sources.csv` in a folder, by the name they give a file; empty where there is none.

    Only the column `file` must be there; any other may be empty or lacking, and further ones are not read. Columns may be
    separated by commas or, as spreadsheets in many languages do it, by semicolons or tabs; capitals in their names do not matter.

    Raises
    ------
    ValueError
        Where the table is malformed: one message with every fault, its line and what to do.
    """
    path = folder / SIDECAR
    if not path.is_file():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte 0x{error.object[error.start]:02x} at offset {error.start}"
        raise ValueError(f"{path} is not UTF-8 ({where}): save it again as “CSV UTF-8”, or convert it as `iconv` does") from None
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter(text))
    sources: dict[str, Source] = {}
    wrong: list[str] = []
    try:
        rows.fieldnames = header = [name.strip().lower() for name in rows.fieldnames or []]
        wrong += [] if "file" in header else [_no_file(header)]
        for row in rows if "file" in header else ():
            source = Source(**{name: (row.get(name) or "").strip() for name in COLUMNS})
            if not any(row.values()):
                continue  # a line of separators alone, as spreadsheets leave them below a table
            wrong += [f"line {rows.line_num}: {fault}" for fault in _row_faults(source, row, sources)]
            sources.setdefault(source.file, source)
    except csv.Error as error:
        wrong.append(f"line {rows.line_num}: not a CSV row ({error}); put values with commas or line feeds between double quotes")
    if wrong:
        raise ValueError(f"{path} has {len(wrong)} fault{'s' * (len(wrong) > 1)}:\n  " + "\n  ".join(wrong))
    return sources


def stated(raw: Path, files: Sequence[RawFile] | None = None) -> dict[str, Source]:
    """What all sidecars of a folder, file or pattern state, by the name of each raw file; an inner sidecar goes before an outer one.

    `files` are those of `raw_files.find(raw)`, where they are at hand.

    Raises
    ------
    ValueError
        Where one is malformed.
    """
    top = raw_files.folder(raw)
    found: dict[str, Source] = {}
    for path in raw_files.sidecars(raw, files):
        below = path.parent.relative_to(top)
        for name, source in read_sources(path.parent).items():
            file = (below / name).as_posix()
            found[file] = replace(source, file=file)
    return found


def faults(raw: Path, files: Sequence[RawFile] | None = None) -> list[str]:
    """What does not fit between raw files and their `sources.csv`, one sentence each, in order of file name; commands tell it once.

    Rows without a file, files without a row, and files whose SHA-256 is not the one stated. Empty where all fits,
    or where there is no `sources.csv`.
    """
    found_files = raw_files.find(raw) if files is None else files
    if not raw_files.sidecars(raw, found_files):
        return []
    sources = stated(raw, found_files)
    paths = {file.name: file.path for file in found_files}
    found = []
    for name in sorted(sources.keys() | paths.keys()):
        if name not in paths:
            found.append(unknown_file(name, sorted(paths.keys() - sources.keys())))
        elif name not in sources:
            found.append(f"{name!r} has no row in {SIDECAR}: its outlet and date can come from its text only; add a row")
        elif sources[name].sha256 and paths[name].is_file():
            actual = whole.sha256(paths[name])
            if actual != sources[name].sha256.lower():
                found.append(
                    f"{name!r} is not the file that {SIDECAR} states: its SHA-256 is {actual}, stated is {sources[name].sha256}; "
                    "restore the file, or state the new sum if the change is meant"
                )
    return found


def interval(published: str) -> tuple[date, date, str] | None:
    """First and last day and granularity of a stated date; None where it is not one of the allowed forms.

    >>> interval("2023-04")
    (datetime.date(2023, 4, 1), datetime.date(2023, 4, 30), 'month')
    >>> interval("2024-02-18/2024-03-31")[2]
    'interval'
    >>> interval("April 2023") is None
    True
    """
    first, slash, last = published.strip().partition("/")
    if slash:
        one, two = interval(first), interval(last)
        if one is None or two is None or "interval" in (one[2], two[2]) or two[1] < one[0]:
            return None
        return one[0], two[1], "interval"
    for pattern, make in _FORMS:
        match = re.fullmatch(pattern, first)
        if match:
            try:
                return make(*(int(part) for part in match.groups()))
            except (ValueError, OverflowError):
                return None
    return None


def _day(year: int, month: int, day: int) -> tuple[date, date, str]:
    return date(year, month, day), date(year, month, day), "day"


def _week(year: int, week: int) -> tuple[date, date, str]:
    monday = date.fromisocalendar(year, week, 1)
    return monday, monday + timedelta(days=6), "week"


def _month(year: int, month: int) -> tuple[date, date, str]:
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), following - timedelta(days=1), "month"


def _year(year: int) -> tuple[date, date, str]:
    return date(year, 1, 1), date(year, 12, 31), "year"


# A time of day after the date is let through: record files often carry time stamps.
_FORMS: tuple[tuple[str, Callable[..., tuple[date, date, str]]], ...] = (
    (r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:?\d{2}.*)?", _day),
    (r"(\d{4})-W(\d{2})", _week),
    (r"(\d{4})-(\d{2})", _month),
    (r"(\d{4})", _year),
)


def delimiter(text: str) -> str:
    """What parts the columns of a table as a spreadsheet saves it, by its first line: comma, semicolon or tab."""
    header = text.partition("\n")[0]
    return next((sign for sign in ",;\t" if sign in header), ",")


def _no_file(header: Sequence[str]) -> str:
    there = ", ".join(map(repr, header)) or "none"
    return (
        f"line 1: no column 'file', only {there}; the first line must name the columns: `file` is needed, "
        f"{', '.join(COLUMNS[1:])} may be left out"
    )


def _row_faults(source: Source, row: Mapping[str | None, Any], before: Mapping[str, Source]) -> Iterator[str]:
    if None in row:
        yield f"{len(row[None])} value(s) more than there are columns; put values with commas between double quotes"
    if not source.file:
        yield "column 'file' is empty; state the name of a file in this folder"
    elif source.file in before:
        yield f"file {source.file!r} has a row already; keep one of them"
    elif _leaves(source.file):
        name = PureWindowsPath(source.file).name  # it splits at both kinds of slash
        meant = f"state its name alone, {name!r}" if name.strip(".") else "state the name of a file"
        yield f"file {source.file!r} is no path below this folder; {meant}, or its path from the folder of {SIDECAR} with /"
    if source.published and interval(source.published) is None:
        yield f"published {source.published!r} is no date; {_advice(source.published)}"
    if source.sha256 and not re.fullmatch(r"[0-9a-fA-F]{64}", source.sha256):
        yield f"sha256 {source.sha256!r} is no SHA-256; allowed: 64 hexadecimal digits, or empty"


def _leaves(file: str) -> bool:
    """Whether a name is no path below the folder: of another system, from a root, or upwards."""
    return "\\" in file or ":" in file[1:2] or file.startswith("/") or bool({".", ".."} & {*file.split("/")})


def _advice(stated: str) -> str:
    """What to write in place of a date as spreadsheets and readers of other countries put it."""
    meant = spreadsheet_dates(stated)
    if not meant:
        return f"allowed: {PUBLISHED_FORMS}"
    write = f"write {meant[0]}" if len(meant) == 1 else f"write {' or '.join(meant)}, whichever is meant"
    return f"{write}; in a spreadsheet, give the column the format “text” first, or it changes the date again"


def spreadsheet_dates(stated: str) -> list[str]:
    """What a date in another form may mean, in the form that is allowed; the day is taken to come first, then the month.

    >>> spreadsheet_dates("18/02/2024"), spreadsheet_dates("2/3/24"), spreadsheet_dates("18-Feb-24"), spreadsheet_dates("45340")
    (['2024-02-18'], ['2024-03-02', '2024-02-03'], ['2024-02-18'], ['2024-02-18'])
    >>> spreadsheet_dates("spring 2024")
    []
    """
    if re.fullmatch(r"\d{5}", stated) and int(stated) in _SERIALS:
        return [(_FIRST_SERIAL + timedelta(days=int(stated))).isoformat()]
    numbers = re.match(r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?!\d)", stated)
    if numbers:
        a, b, c = numbers.groups()
        orders = [(a, b, c)] if len(a) == 4 else [(c, b, a), (c, a, b)]
        return list(dict.fromkeys(day for order in orders if (day := _spelt(*order))))
    named = re.fullmatch(r"(?:(\d{1,2})[\s./-]+)?([A-Za-z]{3,9})\.?(?:\s+(\d{1,2}),)?[\s./-]+(\d{2}|\d{4})", stated)
    if named and named[2][:3].lower() in _MONTHS:
        month, day = str(_MONTHS.index(named[2][:3].lower()) + 1), named[1] or named[3]
        found = _spelt(named[4], month, day or "1")
        return [found if day else found[:7]] if found else []
    return []


def _spelt(year: str, month: str, day: str) -> str:
    """A day as ISO 8601 spells it; empty where the calendar has none such."""
    century = 0 if len(year) == 4 else 2000 if int(year) < _CENTURY_TURNS else 1900
    try:
        return date(century + int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def unknown_file(name: str, files: Sequence[str]) -> str:
    """What to say of a row whose file is not among the articles beside it; `files` are those without a row."""
    forms = {file.casefold(): file for file in files} | {Path(file).stem.casefold(): file for file in files}
    near = get_close_matches(name.casefold(), forms, 1, _ALIKE)
    mend = f"is {forms[near[0]]!r} meant?" if near else "add the file or delete the row"
    return f"{SIDECAR} names {name!r}, which is not among the articles beside it: {mend}"
