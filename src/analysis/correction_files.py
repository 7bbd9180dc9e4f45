"""Reads the CSV files of corrections, whatever a spreadsheet made of them, and tells all that is wrong with them at once."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Any

from analysis import correction_cells, sources, spreadsheets, tables
from analysis.correction_cells import COLUMNS, EMPTIED, FIELDS, FIXED, NEVER_EMPTY, NONE, SIGNED, Wrong


class CorrectionsError(ValueError):
    """Everything that is wrong with the corrections of a study, a line for each fault: file, line, what is allowed."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        head = f"The corrections have {len(faults)} fault{'s' * (len(faults) > 1)}; mend them and run the same command again:"
        super().__init__("\n".join([head, *(f"  {fault}" for fault in faults)]))


@dataclass(frozen=True)
class Correction:
    """One row of a file of corrections.

    Attributes
    ----------
    file, line
        Where it stands.
    action, what
        `tables.ACTIONS` and `tables.KINDS`.
    article_id, start, end, text
        Its article, and the place and words there by which the row is known.
    values
        What is to be set, by field; the fields that it leaves out are not there.
    row_id
        Id of the row meant, where several stand at that place; None where it is not stated.
    coder, date, why
        Who corrected, when (ISO) and why.
    """

    file: str
    line: int
    action: str
    what: str
    article_id: str
    start: int
    end: int
    text: str
    coder: str
    date: str
    why: str
    values: Mapping[str, Any] = field(default_factory=dict)
    row_id: str | None = None

    @property
    def stated(self) -> dict[str, Any]:
        """Place, values and id of the row as they are stated."""
        return {"start": self.start, "end": self.end, **self.values, **({"row_id": self.row_id} if self.row_id else {})}

    @property
    def id(self) -> str:
        """The same for the same correction, in whatever file and line it stands."""
        words = [self.action, self.what, self.article_id, " ".join(self.text.split()), self.coder, self.date, self.why]
        key = json.dumps([words, self.stated], sort_keys=True, ensure_ascii=False)
        return f"correction-{hashlib.sha256(key.encode()).hexdigest()[:12]}"

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        return f"{self.file}, line {self.line}"


# ---- files ----------------------------------------------------------------------------------------------------------


def read(folder: Path) -> list[Correction]:
    """The corrections of all `*.csv` files of a folder, in order of files and lines; none where the folder is not there.

    Columns may be separated by commas, semicolons or tabs, bytes be UTF-8 (with a byte order mark or without), UTF-16 or
    Windows-1252, days written as a spreadsheet writes them where that can mean one day only. Lines that hold nothing are passed over.

    Raises
    ------
    CorrectionsError
        Where anything is wrong: all faults at once, in order of files and lines.
    """
    found: list[Correction] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.csv")):
        for one in _rows(path):
            if isinstance(one, Correction):
                found.append(one)
            else:
                faults.append(one)
    if faults:
        raise CorrectionsError(faults)
    return found


def _rows(path: Path) -> Iterator[Correction | str]:
    """The corrections of a file, and its faults, each with its line."""
    try:
        text = spreadsheets.decoded(path)
    except spreadsheets.Unreadable as fault:
        yield str(fault)
        return
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True, delimiter=sources.delimiter(text))
    try:
        header = [name.strip().lower() for name in rows.fieldnames or []]
        rows.fieldnames = header
        if wrong := list(_header_faults(header)):
            yield from (f"{path.name}: line 1: {fault}" for fault in wrong)
            return
        for row in rows:
            more = row.pop(None, None)
            cells = {name: spreadsheets.plain(value or "") for name, value in row.items() if name}
            if not any(cells.values()):
                continue
            if more:
                yield f"{path.name}: line {rows.line_num}: {len(more)} value(s) more than columns; put texts between double quotes"
                continue
            yield from checked(cells, path.name, rows.line_num)
    except csv.Error as error:
        yield f"{path.name}: line {rows.line_num}: not a CSV row ({error}); put texts with commas or line feeds between double quotes"


def _header_faults(header: Sequence[str]) -> Iterator[str]:
    needed = (*FIXED, *(name for name in SIGNED if name != "row_id"))
    if missing := [name for name in needed if name not in header]:
        yield f"no column {', '.join(missing)}; needed are {', '.join(needed)}"
    for name in header:
        if name and name not in COLUMNS:
            near = get_close_matches(name, COLUMNS, 1)
            yield f"unknown column {name!r}; " + (f"did you mean {near[0]!r}?" if near else f"allowed: {', '.join(COLUMNS)}")
    if twice := sorted({name for name in header if name and header.count(name) > 1}):
        yield f"column {', '.join(twice)} stands twice; keep one"


# ---- one row --------------------------------------------------------------------------------------------------------


def checked(cells: Mapping[str, str], file: str, line: int) -> Iterator[Correction | str]:
    """The correction that the cells of a row state; or every fault of the row, each with file and line."""
    row = _Row({name: value for name, value in cells.items() if name in COLUMNS})
    found = row.correction(file, line)
    if row.faults:
        yield from (f"{file}: line {line}: {fault}" for fault in row.faults)
    elif found is not None:
        yield found


class _Row:
    """A row of cells as it is read; `faults` are what is wrong with it."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.faults: list[str] = []

    def correction(self, file: str, line: int) -> Correction | None:
        action = self._needed("action", partial(correction_cells.one_of, tables.ACTIONS))
        what = self._needed("what", partial(correction_cells.one_of, tables.KINDS))
        start, end = self._needed("start", correction_cells.number), self._needed("end", correction_cells.number)
        fixed = {name: self._needed(name, correction_cells.text) for name in ("article_id", "text", "coder", "why")}
        day = self._needed("date", correction_cells.day)
        if start is not None and end is not None and end <= start:
            self.faults.append(f"end {end} is not behind start {start}; `end` is the place after the last character")
        if action is None or what is None:
            return None
        values = self._values(action, what)
        if not self.faults and start is not None and end is not None:
            self.faults += _unfit(action, what, values, start, end)
        if self.faults or start is None or end is None:
            return None
        row_id = self.cells.get("row_id", "").strip() or None
        told = {name: str(value) for name, value in fixed.items()}
        return Correction(file, line, action, what, start=start, end=end, date=str(day), values=values, row_id=row_id, **told)

    def _needed(self, name: str, reads: Callable[[str], Any]) -> Any:
        cell = self.cells.get(name, "")
        if not cell.strip():
            self.faults.append(f"column {name!r} is empty")
            return None
        return self._read(name, cell if name == "text" else cell.strip(), reads)

    def _read(self, name: str, cell: str, reads: Callable[[str], Any]) -> Any:
        try:
            return reads(cell)
        except Wrong as fault:
            self.faults.append(f"{name} {cell!r}: {fault}")
            return None

    def _values(self, action: str, what: str) -> dict[str, Any]:
        """The fields that are stated; those that mean nothing here are faults."""
        values: dict[str, Any] = {}
        for name in COLUMNS[len(FIXED) : -len(SIGNED)]:
            cell = self.cells.get(name, "").strip()
            if not cell:
                continue
            if name not in FIELDS[what]:
                self.faults.append(f"{name} {cell!r}: means nothing for a {what}; allowed: {', '.join(FIELDS[what])}")
            elif cell.lower() == NONE:
                values[name] = [] if name in EMPTIED else None
                if name in NEVER_EMPTY:
                    self.faults.append(f"{name} cannot be {NONE}; leave the cell empty to let it be as it is")
            else:
                values[name] = self._read(name, cell, FIELDS[what][name])
        return values


def _unfit(action: str, what: str, values: dict[str, Any], start: int, end: int) -> Iterator[str]:
    """What does not go together in a row whose cells are sound; the two ways to state a content become one."""
    for part in ("content", "cue", "source"):
        first, last = f"{part}_start", f"{part}_end"
        if (first in values) != (last in values) or (values.get(first) is None) != (values.get(last) is None):
            yield f"{first} and {last} go together; state both or none"
        elif values.get(first) is not None and values[last] <= values[first]:
            yield f"{last} {values[last]} is not behind {first} {values[first]}"
    if "content_start" in values and "content_end" in values:
        spans = [[values.pop("content_start"), values.pop("content_end")]]
        if values.setdefault("content_spans", spans) != spans:
            yield "content_spans and content_start say different things; state one of them"
    bounds = [span for pair in values.get("content_spans", ()) for span in pair]
    if action == "add" and what == "statement" and bounds and (bounds[0], bounds[-1]) != (start, end):
        yield f"content_spans run from {bounds[0]} to {bounds[-1]}; of a statement to add, start and end are those of its content"
    if values.get("earliest") and values.get("latest") and values["latest"] < values["earliest"]:
        yield f"latest {values['latest']} is before earliest {values['earliest']}"
    if what == "position" and not values.get("topic"):
        yield "column 'topic' is empty; a position is known by its topic"
    sided = "agreement" in values and values["agreement"] is not None
    if what == "position" and not sided and not values.get("stance") and (action == "add" or "agreement" in values):
        yield "state agreement (1 or 0), or a stance where the side cannot be told"
    if action == "add" and what == "speaker" and not values.get("speakers"):
        yield "column 'speakers' is empty; state who is to be added"
    if action == "add" and what == "date" and not values.get("value") and not values.get("earliest"):
        yield "state value, such as 2024-02-18 or 2024-02, or earliest and latest"
    if action == "change" and not set(values) - {"topic"}:
        yield "nothing to change is stated; fill in the fields that are wrong, or delete the row"
    if action == "change" and what == "speaker" and "speakers" not in values:
        yield f"column 'speakers' is empty; state who speaks, or {NONE} where that cannot be told"
