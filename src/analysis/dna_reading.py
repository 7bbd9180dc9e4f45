"""Reads what people coded in Discourse Network Analyzer: its database, or the event list that it exports."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from analysis.dna_events import AFTER, BEFORE

_NEEDED = ("statement_id", "start_position", "stop_position", "text", "document_id", "document_title")
_TABLES = ("SETTINGS", "CODERS", "DOCUMENTS", "STATEMENTTYPES", "VARIABLES", "STATEMENTS", "ENTITIES", "ATTRIBUTEVARIABLES")
_SPELLINGS = {"organisation": "organization"}


@dataclass(frozen=True)
class Document:
    """A document: number, title and outlet, and where a database was read its text (line ends as line feeds) and notes."""

    number: int
    title: str
    text: str | None = None
    notes: str = ""
    source: str = ""


@dataclass(frozen=True)
class Said:
    """A statement as it was coded.

    `start` and `stop` count UTF-16 code units of the document's text. `text` is what an event list says stands there, None
    where a database was read. `values` holds every variable as text, empty where there is none; `ids` the attribute `ID` of
    its entities, by variable.
    """

    number: int
    document: int
    start: int
    stop: int
    values: Mapping[str, str]
    coder: str
    text: str | None = None
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Coding:
    """All that was read: documents by number, statements in order of their ids, and what was left out, a sentence each."""

    documents: dict[int, Document] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read(path: Path) -> Coding:
    """Read a database (`.dna`) or an event list (CSV); which it is tells its first bytes.

    Statements are read whose type has a variable `concept` and one of `person` and `organization` (also `organisation`);
    those of other types are counted in `left_out`. An event list may be the one that `dna_events.write` writes, Discourse
    Network Analyzer's own, or either saved again with commas or tabs between the columns.

    Raises
    ------
    ValueError
        Where the file is neither, was made by version 2, or an event list lacks a column.
    FileNotFoundError
        Where it is not there.
    """
    with path.open("rb") as file:
        database = file.read(16) == b"SQLite format 3\0"
    return _database(path) if database else _event_list(path)


def one_line_end(text: str) -> str:
    """A text with line feeds at its line ends, as the text pane of Discourse Network Analyzer has it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


# A database


def _database(path: Path) -> Coding:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        try:
            return _Database(path.name, connection).coding()
        except sqlite3.DatabaseError as error:
            raise ValueError(f"{path.name} cannot be read as a database of Discourse Network Analyzer 3: {error}") from None


class _Database:
    """The work on one database."""

    def __init__(self, name: str, connection: sqlite3.Connection) -> None:
        self._run = connection.execute
        there = {str(row[0]).upper() for row in self._run("SELECT name FROM sqlite_master WHERE type = 'table'")}
        versions = list(self._run("SELECT Value FROM SETTINGS WHERE Property = 'version'")) if "SETTINGS" in there else []
        if versions and str(versions[0][0]).startswith("2"):
            made = f"{name} was made by Discourse Network Analyzer {versions[0][0]}"
            raise ValueError(f"{made}: import it into a new database of version 3 there, and that one here")
        missing = [table for table in _TABLES if table not in there]
        if missing:
            raise ValueError(f"{name} is no database of Discourse Network Analyzer 3: it has no table {', '.join(missing)}")
        if "ROLES" in there:
            raise ValueError(f"{name} has the tables of a trial version of Discourse Network Analyzer (ROLES), which are not read")

    def coding(self) -> Coding:
        coding = Coding()
        for number, title, text, notes, source in self._run("SELECT ID, Title, Text, Notes, Source FROM DOCUMENTS ORDER BY ID"):
            coding.documents[number] = Document(number, title, one_line_end(text), notes or "", source)
        types, coders = dict(self._run("SELECT ID, Label FROM STATEMENTTYPES")), dict(self._run("SELECT ID, Name FROM CODERS"))
        variables: dict[int, set[str]] = {}
        for name, kind in self._run("SELECT Variable, StatementTypeId FROM VARIABLES"):
            variables.setdefault(kind, set()).add(_variable(name))
        usable = {kind for kind, names in variables.items() if "concept" in names and names & {"person", "organization"}}
        others: Counter[int] = Counter()
        values, ids = self._values()
        columns = "ID, StatementTypeId, DocumentId, Start, Stop, Coder"
        for number, kind, document, start, stop, coder in self._run(f"SELECT {columns} FROM STATEMENTS ORDER BY ID"):
            if kind not in usable:
                others[kind] += 1
                continue
            own = values.get(number, {})
            coding.said.append(Said(number, document, start, stop, own, coders.get(coder) or f"coder {coder}", ids=ids.get(number, {})))
        for kind, count in sorted(others.items()):
            name = types.get(kind, kind)
            coding.left_out.append(f"left out: {count} of type {name!r}, which has no concept, or neither person nor organization")
        return coding

    def _values(self) -> tuple[dict[int, dict[str, str]], dict[int, dict[str, str]]]:
        """The values of each statement by variable, and the attribute `ID` of those that are entities."""
        values: dict[int, dict[str, str]] = {}
        ids: dict[int, dict[str, str]] = {}
        for table in ("DATABOOLEAN", "DATAINTEGER", "DATALONGTEXT"):
            query = f"SELECT StatementId, Variable, Value FROM {table} JOIN VARIABLES ON VARIABLES.ID = {table}.VariableId"
            for statement, variable, value in self._run(query):
                values.setdefault(statement, {})[_variable(variable)] = "" if value is None else str(value)
        known = (
            "SELECT EntityId, AttributeValue FROM ATTRIBUTEVALUES JOIN ATTRIBUTEVARIABLES"
            " ON ATTRIBUTEVARIABLES.ID = AttributeVariableId WHERE AttributeVariable = 'ID'"
        )
        id_of = dict(self._run(known))
        query = (
            "SELECT StatementId, Variable, ENTITIES.Value, ENTITIES.ID FROM DATASHORTTEXT JOIN VARIABLES ON VARIABLES.ID ="
            " DATASHORTTEXT.VariableId JOIN ENTITIES ON ENTITIES.ID = Entity"
        )
        for statement, variable, value, entity in self._run(query):
            values.setdefault(statement, {})[_variable(variable)] = value
            if id_of.get(entity):
                ids.setdefault(statement, {})[_variable(variable)] = id_of[entity]
        return values, ids


def _variable(name: str) -> str:
    name = name.strip().lower()
    return _SPELLINGS.get(name, name)


# An event list


def _event_list(path: Path) -> Coding:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path.name} is neither a database nor UTF-8 text (byte {error.start}): save it as CSV in UTF-8") from None
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    header = text[: text.find("\n")]
    delimiter = max(";,\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [_variable(name) for name in next(rows, [])]
    missing = [name for name in _NEEDED if name not in names]
    missing += [] if "concept" in names else ["concept"]
    missing += [] if {"person", "organization"} & {*names} else ["person or organization"]
    if missing:
        raise ValueError(f"{path.name} is no event list of Discourse Network Analyzer: it has no column {', '.join(missing)}")
    coding = Coding()
    try:
        coding.said = list(_said(names, rows, coding))
    except csv.Error as error:
        raise ValueError(f"{path.name} cannot be read as CSV (line {rows.line_num}: {error}): save it again") from None
    return coding


def _said(names: list[str], rows: Iterable[list[str]], coding: Coding) -> Iterator[Said]:
    """The statements of an event list; a row that is none is told with its number."""
    outside = {*BEFORE, *AFTER}
    for count, row in enumerate(rows, start=1):
        if not row:
            continue
        values = dict(zip(names, row, strict=False))
        try:
            if len(row) != len(names):
                raise ValueError(f"{len(row)} values for {len(names)} columns")
            numbers = [int(values[name]) for name in ("statement_id", "document_id", "start_position", "stop_position")]
        except ValueError as error:
            coding.left_out.append(f"left out: row {count}: {error}")
            continue
        statement, document, start, stop = numbers
        coding.documents.setdefault(document, Document(document, values["document_title"], source=values.get("document_source", "")))
        own = {name: value for name, value in values.items() if name not in outside}
        coder = f"coder {values['coder']}" if values.get("coder") else ""
        yield Said(statement, document, start, stop, own, coder, text=one_line_end(values["text"]))
