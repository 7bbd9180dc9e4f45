"""The tables of a Discourse Network Analyzer database, what a new one holds, and how it keeps passwords.

Read from its public code: `sql.Sql.createTables` of versions 3.0.8 and 3.1.1, whose SQLite tables are the same (3.1.1 of
2026-06-27, github.com/leifeld-lab/dna), `gui.NewDatabaseDialog`, and jasypt's `StandardByteDigester`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from base64 import b64encode

VERSION, VERSION_DATE = "3.0.8", "2022-06-16"
"""Stated in the file, as `dna.Dna` of that version would. Versions 3.0 open what begins with 3.0 (`gui.MainWindow`), and so does 3.1.0
(github.com/leifeld-lab/dna, issue 318)."""

SHORT = 190
"""Most characters of a title, source, entity or attribute value."""

ADMIN, CODER = 1, 2
"""Coders of a file that is written: the administrator, and the program."""
CODER_NAME = "who-said-what"
PASSWORD = "who-said-what"
"""Password of both coders where none is given."""

STATEMENT_TYPE = 1
"""`DNA Statement`, the type that every new database holds."""

_ID = "ID INTEGER NOT NULL PRIMARY KEY"
_PERMISSIONS = (
    "AddDocuments", "EditDocuments", "DeleteDocuments", "ImportDocuments", "AddStatements", "EditStatements", "DeleteStatements",
    "EditAttributes", "EditRegex", "EditStatementTypes", "EditCoders", "EditCoderRelations", "ViewOthersDocuments", "EditOthersDocuments",
    "ViewOthersStatements", "EditOthersStatements",
)  # fmt: skip


def _short(name: str, rest: str = "NOT NULL DEFAULT ''") -> str:
    return f"{name} TEXT {rest} CHECK (LENGTH({name}) < {SHORT + 1})"


def _whole(name: str, low: int, high: int, default: int, rest: str = "NOT NULL ") -> str:
    return f"{name} INTEGER {rest}DEFAULT {default} CHECK ({name} BETWEEN {low} AND {high})"


def _colour(rest: str = "NOT NULL ") -> tuple[str, ...]:
    return tuple(_whole(name, 0, 255, 0, rest) for name in ("Red", "Green", "Blue"))


def _refers(name: str, table: str) -> str:
    return f"FOREIGN KEY({name}) REFERENCES {table}(ID) ON DELETE CASCADE"


def _value(value: str, *more: str) -> tuple[str, ...]:
    """A table of the values that statements have for variables of one data type."""
    columns = (_ID, "StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL", value)
    return (*columns, _refers("StatementId", "STATEMENTS"), _refers("VariableId", "VARIABLES"), *more, "UNIQUE (StatementId, VariableId)")


TABLES: dict[str, tuple[str, ...]] = {
    "SETTINGS": ("Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"),
    "CODERS": (
        _ID,
        _short("Name", "NOT NULL"),
        *_colour(),
        _whole("Refresh", 0, 9999, 0),
        _whole("FontSize", 1, 99, 14),
        _short("Password", "NOT NULL"),
        _whole("PopupWidth", 100, 9999, 300, ""),
        _whole("ColorByCoder", 0, 1, 0),
        _whole("PopupDecoration", 0, 1, 0),
        _whole("PopupAutoComplete", 0, 1, 1),
        *(_whole(f"Permission{name}", 0, 1, 1) for name in _PERMISSIONS),
    ),
    "DOCUMENTS": (
        _ID,
        _short("Title", "NOT NULL"),
        "Text TEXT NOT NULL",
        "Coder INTEGER",
        *(_short(name) for name in ("Author", "Source", "Section")),
        "Notes TEXT NOT NULL DEFAULT ''",
        _short("Type"),
        "Date INTEGER NOT NULL",
        _refers("Coder", "CODERS"),
    ),
    "STATEMENTTYPES": (_ID, _short("Label", "NOT NULL"), *_colour()),
    "VARIABLES": (
        _ID,
        _short("Variable", "NOT NULL"),
        "DataType TEXT NOT NULL DEFAULT 'short text' CHECK (DataType IN ('boolean', 'integer', 'long text', 'short text'))",
        "StatementTypeId INTEGER",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        "UNIQUE (Variable, StatementTypeId)",
    ),
    "VARIABLELINKS": (
        _ID,
        "SourceVariableId INTEGER",
        "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        _refers("SourceVariableId", "VARIABLES"),
        _refers("TargetVariableId", "VARIABLES"),
    ),
    "REGEXES": (_short("Label", "PRIMARY KEY"), *_colour()),
    "CODERRELATIONS": (
        _ID,
        "Coder INTEGER CHECK (Coder > 0)",
        "OtherCoder INTEGER CHECK (OtherCoder > 0)",
        *(_whole(name, 0, 1, 1) for name in ("viewStatements", "editStatements", "viewDocuments", "editDocuments")),
        "CHECK (Coder != OtherCoder)",
        _refers("Coder", "CODERS"),
        _refers("OtherCoder", "CODERS"),
    ),
    "STATEMENTS": (
        _ID,
        "StatementTypeId INTEGER",
        "DocumentId INTEGER",
        "Start INTEGER NOT NULL CHECK (Start >= 0)",
        "Stop INTEGER NOT NULL CHECK (Stop >= 0)",
        "Coder INTEGER",
        "CHECK (Start < Stop)",
        _refers("StatementTypeId", "STATEMENTTYPES"),
        _refers("Coder", "CODERS"),
        _refers("DocumentId", "DOCUMENTS"),
    ),
    "DATABOOLEAN": _value("Value INTEGER NOT NULL DEFAULT 1"),
    "DATAINTEGER": _value("Value INTEGER NOT NULL DEFAULT 0"),
    "ENTITIES": (
        _ID,
        "VariableId INTEGER NOT NULL",
        _short("Value"),
        *_colour(""),
        "ChildOf INTEGER CHECK (ChildOf > 0)",
        "UNIQUE (VariableId, Value)",
        _refers("ChildOf", "ENTITIES"),
        _refers("VariableId", "VARIABLES"),
    ),
    "DATASHORTTEXT": _value("Entity INTEGER NOT NULL", _refers("Entity", "ENTITIES")),
    "DATALONGTEXT": _value("Value TEXT DEFAULT ''"),
    "ATTRIBUTEVARIABLES": (
        _ID,
        "VariableId INTEGER NOT NULL",
        _short("AttributeVariable", "NOT NULL"),
        "UNIQUE (VariableId, AttributeVariable)",
        _refers("VariableId", "VARIABLES"),
    ),
    "ATTRIBUTEVALUES": (
        _ID,
        "EntityId INTEGER NOT NULL",
        "AttributeVariableId INTEGER NOT NULL",
        _short("AttributeValue"),
        "UNIQUE (EntityId, AttributeVariableId)",
        _refers("EntityId", "ENTITIES"),
        _refers("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ),
}

STATEMENT_TYPES = (
    (STATEMENT_TYPE, "DNA Statement", 239, 208, 51),
    (2, "NPF Story Element", 100, 200, 190),
    (3, "Annotation", 211, 211, 211),
)
VARIABLES: dict[str, tuple[int, str, int]] = {
    "person": (1, "short text", STATEMENT_TYPE),
    "organization": (2, "short text", STATEMENT_TYPE),
    "concept": (3, "short text", STATEMENT_TYPE),
    "agreement": (4, "boolean", STATEMENT_TYPE),
    "narrator": (5, "short text", 2),
    "victim": (6, "short text", 2),
    "villain": (7, "short text", 2),
    "plot": (8, "short text", 2),
    "hero": (9, "short text", 2),
    "policy solution": (10, "short text", 2),
    "note": (11, "long text", 3),
    "stance": (12, "short text", STATEMENT_TYPE),
    "modality": (13, "short text", STATEMENT_TYPE),
    "evidence_type": (14, "short text", STATEMENT_TYPE),
    "target": (15, "long text", STATEMENT_TYPE),
    "record": (16, "long text", STATEMENT_TYPE),
}
"""Variable -> id, data type, statement type. The first eleven are those of every new database, the last five this package's."""

CODED = tuple(name for name, (_, _, kind) in VARIABLES.items() if kind == STATEMENT_TYPE)
"""The variables of `DNA Statement` in the order of their ids, which is that of the columns of an event list."""

ATTRIBUTES = ("Type", "Alias", "Notes", "ID", "Country", "Acts for")
"""Attributes of persons, organisations and concepts: three that every new database has, three of this package."""
ATTRIBUTED = ("person", "organization", "concept")


def password_hash(password: str, salt: bytes) -> str:
    """A password as a database keeps it: base64 of the salt and of the digest.

    The digest is that of jasypt's `StrongPasswordEncryptor`: SHA-256 of salt and password (NFC, UTF-8), taken again of
    itself until it was taken a hundred thousand times. Real ones draw the salt; here it is given, so that the same input
    makes the same file.

    >>> len(password_hash("secret", bytes(16)))
    64
    """
    digest = hashlib.sha256(salt + unicodedata.normalize("NFC", password).encode()).digest()
    for _ in range(99_999):
        digest = hashlib.sha256(digest).digest()
    return b64encode(salt + digest).decode("ascii")
