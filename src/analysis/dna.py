"""Writes positions as a database of Discourse Network Analyzer."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path

from analysis import dna_schema as schema
from analysis import whole
from analysis.dna_records import Coded, Document, Exchange, Undated, gather
from analysis.study import Study


def write(
    study: Study,
    path: Path,
    *,
    password: str = schema.PASSWORD,
    undated: Undated = "leave-out",
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Write the positions of a study as a `.dna` file, the SQLite database of Discourse Network Analyzer 3; return the file.

    Parameters
    ----------
    study
        Raw articles, tables and codebook.
    path
        The file to write; an old one is replaced once the new one is complete.
    password
        Password of the two coders that the file has, `Admin` and `who-said-what`.
    undated
        See `dna_records.gather`, which also says what becomes a statement.
    say
        Told what stays out, a line each.

    Notes
    -----
    The same input makes the same bytes: no clock and no drawn salt goes in. The database is made in memory, where SQLite
    leaves its own version number out of the file's header.

    Discourse Network Analyzer marks the words of a statement by UTF-16 code units, which is what the file states. The text
    column of its statement table and of its event list is cut out by SQLite, which counts code points (`sql.Sql.getStatements`,
    3.1.1): behind an emoji it shows words one character further on. The marked words are right.
    """
    exchange = gather(study, undated)
    for line in exchange.left_out:
        say(line)
    whole.write(path, database(exchange, password))
    told = f"password of Admin and of {schema.CODER_NAME}: {password if password == schema.PASSWORD else 'as given'}"
    say(f"{len(exchange.documents)} documents, {len(exchange.coded)} statements; {told}")
    return [path]


def database(exchange: Exchange, password: str) -> bytes:
    """The bytes of the database."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for pragma in ("page_size = 4096", "auto_vacuum = NONE", "encoding = 'UTF-8'", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("BEGIN")
        for name, parts in schema.TABLES.items():
            connection.execute(f"CREATE TABLE {name}({', '.join(parts)})")
        for name, columns, rows in _rows(exchange, password):
            marks = ", ".join("?" * len(columns.split(", ")))
            connection.executemany(f"INSERT INTO {name} ({columns}) VALUES ({marks})", rows)
        connection.execute("COMMIT")
        return connection.serialize()
    finally:
        connection.close()


def _rows(exchange: Exchange, password: str) -> Iterator[tuple[str, str, Iterable[tuple[object, ...]]]]:
    """Table, columns and rows, each table after those it refers to."""
    yield "SETTINGS", "Property, Value", [("version", schema.VERSION), ("date", schema.VERSION_DATE)]
    coders = ((schema.ADMIN, "Admin", 255, 255, 0), (schema.CODER, schema.CODER_NAME, 69, 212, 255))
    yield "CODERS", "ID, Name, Red, Green, Blue, Password", [(*coder, schema.password_hash(password, _salt(coder[1]))) for coder in coders]
    # Without a row for each pair of coders neither sees what the other coded.
    both = [(1, schema.ADMIN, schema.CODER), (2, schema.CODER, schema.ADMIN)]
    yield "CODERRELATIONS", "ID, Coder, OtherCoder", both
    yield "STATEMENTTYPES", "ID, Label, Red, Green, Blue", schema.STATEMENT_TYPES
    yield "VARIABLES", "ID, Variable, DataType, StatementTypeId", [(key, name, *rest) for name, (key, *rest) in schema.VARIABLES.items()]
    documents = "ID, Title, Text, Coder, Source, Notes, Date"
    yield "DOCUMENTS", documents, [_document(document) for document in exchange.documents]
    attributes = [(schema.VARIABLES[variable][0], name) for name in schema.ATTRIBUTES for variable in schema.ATTRIBUTED]
    yield "ATTRIBUTEVARIABLES", "ID, VariableId, AttributeVariable", [(i, *row) for i, row in enumerate(attributes, start=1)]
    entities = [(name, value) for name in schema.CODED for value in sorted(exchange.entities.get(name, ()))]
    numbers = {entity: i for i, entity in enumerate(entities, start=1)}
    named = [(i, schema.VARIABLES[name][0], value, 0, 0, 0) for (name, value), i in numbers.items()]
    yield "ENTITIES", "ID, VariableId, Value, Red, Green, Blue", named
    yield "ATTRIBUTEVALUES", "EntityId, AttributeVariableId, AttributeValue", list(_attribute_values(exchange, numbers, attributes))
    yield "STATEMENTS", "ID, StatementTypeId, DocumentId, Start, Stop, Coder", [_statement(coded) for coded in exchange.coded]
    for kind, table in (("short text", "DATASHORTTEXT"), ("boolean", "DATABOOLEAN"), ("long text", "DATALONGTEXT")):
        column = "Entity" if kind == "short text" else "Value"
        yield table, f"StatementId, VariableId, {column}", list(_values(exchange.coded, kind, numbers))


def _salt(name: str) -> bytes:
    """The salt of a coder's password: the same in every file, so that the file is the same."""
    return hashlib.sha256(name.encode()).digest()[:16]


def _document(document: Document) -> tuple[object, ...]:
    seconds = int(datetime.combine(document.day, time(), UTC).timestamp())
    return document.number, document.title, document.held.text, schema.CODER, document.source, document.notes, seconds


def _statement(coded: Coded) -> tuple[object, ...]:
    return coded.number, schema.STATEMENT_TYPE, coded.document.number, coded.start, coded.stop, schema.CODER


def _attribute_values(
    exchange: Exchange, numbers: dict[tuple[str, str], int], attributes: list[tuple[int, str]]
) -> Iterator[tuple[object, ...]]:
    """A value for each attribute of each entity that has attributes, empty ones too."""
    for (variable, value), number in numbers.items():
        for i, (of, attribute) in enumerate(attributes, start=1):
            if of == schema.VARIABLES[variable][0]:
                yield number, i, exchange.entities[variable][value].get(attribute, "")


def _values(coded: list[Coded], kind: str, numbers: dict[tuple[str, str], int]) -> Iterator[tuple[object, ...]]:
    """The values of all statements for the variables of one data type."""
    for row in coded:
        for name in schema.CODED:
            if schema.VARIABLES[name][1] == kind:
                value = row.values[name]
                yield row.number, schema.VARIABLES[name][0], numbers[name, str(value)] if kind == "short text" else value
