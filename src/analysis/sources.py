"""What `sources.csv` states beside the articles: outlet, address and date of each file, and the forms of a stated date."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from analysis import raw_files
from analysis.decoding import not_utf8, sha256
from analysis.raw_files import SIDECAR, RawFile

PUBLISHED_FORMS = "a day 2024-02-18, a month 2024-02, a week 2024-W07, a year 2024 or an interval 2024-02-18/2024-03-31"


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


def read_sources(folder: Path) -> dict[str, Source]:
    """The rows of the `sources.csv` in a folder, by the name they give a file; empty where there is none.

    Raises
    ------
    ValueError
        Where the table is malformed: one message with every fault and its line.
    """
    path = folder / SIDECAR
    if not path.is_file():
        return {}
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: {not_utf8(error)}") from None
    known = [field.name for field in fields(Source)]
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    sources: dict[str, Source] = {}
    wrong: list[str] = []
    try:
        header = rows.fieldnames or []
        wrong += [] if "file" in header else [f"line 1: no column 'file'; columns are {', '.join(known)}"]
        for row in rows if "file" in header else ():
            source = Source(**{name: (row.get(name) or "").strip() for name in known})
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
            whole = (below / name).as_posix()
            found[whole] = replace(source, file=whole)
    return found


def faults(raw: Path, files: Sequence[RawFile] | None = None) -> list[str]:
    """What does not fit between raw files and their `sources.csv`, one sentence each, in order of file name.

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
            found.append(
                f"{SIDECAR} names {name!r}, which is not among the articles of {raw_files.folder(raw)}: add the file or delete the row"
            )
        elif name not in sources:
            found.append(f"{name!r} has no row in {SIDECAR}: its outlet and date can come from its text only; add a row")
        elif sources[name].sha256 and paths[name].is_file():
            actual = sha256(paths[name])
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


def _row_faults(source: Source, row: Mapping[str | None, Any], before: Mapping[str, Source]) -> Iterator[str]:
    if None in row:
        yield f"{len(row[None])} value(s) more than there are columns; put values with commas between double quotes"
    if not source.file:
        yield "column 'file' is empty; state the name of a file in this folder"
    elif source.file in before:
        yield f"file {source.file!r} has a row already; keep one of them"
    elif "\\" in source.file or source.file.startswith("/") or {".", ".."} & {*source.file.split("/")}:
        yield f"file {source.file!r} leaves the folder; state the name of a file beside {SIDECAR}, or its path below that folder with /"
    if source.published and interval(source.published) is None:
        yield f"published {source.published!r} is no date; allowed: {PUBLISHED_FORMS}"
    if source.sha256 and not re.fullmatch(r"[0-9a-fA-F]{64}", source.sha256):
        yield f"sha256 {source.sha256!r} is no SHA-256; allowed: 64 hexadecimal digits, or empty"
