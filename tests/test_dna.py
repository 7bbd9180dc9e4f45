"""Exchange with Discourse Network Analyzer: what is written is what it reads, and what it holds comes back as it was."""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import example_study
from analysis import cli, dna, dna_events, dna_import, dna_schema, tables
from analysis.dna_text import Held, altered
from analysis.study import Study

# Line ends of every kind, a byte order mark, characters beyond U+FFFF, control characters, right to left, marks of CSV.
HOSTILE = (
    "\ufeff🛶 Ferry news; daily\r\n\r\nMayor: “no 🛶 to Tarn”\r\rIda Lund said: \"we, the 🛶🛶 board;\r\nwant 𝔱𝔴𝔬 'piers'\"\x07.\r\n"
    "העיר said \u202bלא\u202c to it.\tEnd\u2028Last; line\n"
)
PLAIN = "Harbour board backs second pier\n\nIda Lund said the harbour board wants the pier. The mayor does not.\n"
LONG = "Long report\n\n" + "The ferry was late. 🛶 " * 2_000 + "The mayor wants a pier.\n"
TEXTS = {
    "hostile": HOSTILE,
    "plain": PLAIN,
    "long": LONG,
    "undated": "Late\n\nAda Lund wants the pier.\n",
    "month": "Early\n\nEva Lund wants the pier.\n",
}
DAYS = {"hostile": "2024-05-07", "plain": "2024-05-06", "long": "2024-05-08", "month": "2024-06"}
ACTORS = [
    ("PER:ida_lund", "Ida Lund", "person", None, "ORG:HARBOUR_BOARD", "codebook"),
    ("PER:lund_2", "Ida Lund", "person", None, None, "text"),
    ("ORG:HARBOUR_BOARD", 'Harbour "Board"; Tarn 🛶', "organisation", "XXA", None, "codebook"),
    ("GOV:XXA", "Tarn", "government", "XXA", None, "text"),
    ("MEDIA:WIRE", "Tarn", "media", None, None, "text"),
    ("GRP:X", "A very long name " * 20, "group", None, None, "text"),
]
TOPICS = """topics:
- {id: pier, label: "Pier; the second", proposition: 'Tarn needs a "second" pier', kind: normative, terms: [pier]}
- {id: ferry, label: Ferry, proposition: The ferry runs late, kind: factual, terms: [ferry]}
"""
CODEBOOK_ACTORS = """actors:
- {id: "PER:ida_lund", label: Ida Lund, type: person, names: [Lund], acts_for: "ORG:HARBOUR_BOARD"}
- {id: "ORG:HARBOUR_BOARD", label: Harbour Board, type: organisation, names: [the board]}
"""


def position(number: int, article: str, words: str, actors: list[str], **more: Any) -> tables.Row:
    """A position read from the first place where the words stand."""
    start, end = example_study.at(TEXTS[article], words)
    base = example_study.position(number, 1, actors)
    row = {**base, "article_id": article, "evidence_start": start, "evidence_end": end, "topic": "pier", "statement_id": None}
    return row | {"stance": "support", "target": [], "target_explicit": None} | more


POSITIONS = [
    position(1, "hostile", "Mayor: “no 🛶 to Tarn”", ["GOV:XXA"], agreement=0, stance="deny", target=["PER:ida_lund", "GRP:X"]),
    position(2, "hostile", "we, the 🛶🛶 board;\r\nwant 𝔱𝔴𝔬 'piers'\"", ["PER:ida_lund"], organisations=["ORG:HARBOUR_BOARD", "GOV:XXA"]),
    position(3, "hostile", "\r\nwant", ["PER:lund_2", "PER:ida_lund", "GRP:X"], modality="hedged", negated=None, stance=None),
    position(4, "hostile", "לא", ["ORG:HARBOUR_BOARD"], evidence_type="outlet_assertion", date_earliest=None, topic="ferry"),
    position(5, "hostile", "Last; line", ["PER:lund_2"], rule='x; "y"\nz', target=["GOV:XXA"], target_explicit=False),
    position(6, "plain", "wants the pier", ["PER:ida_lund"], statement_id="statement-1"),
    position(7, "plain", "The mayor does not", ["PER:nobody_knows"], agreement=0, coder="human", topic="of_no_codebook"),
    position(8, "long", "The mayor wants a pier", ["GOV:XXA"]),
    position(9, "plain", "The mayor does not", ["GOV:XXA"], agreement=None, stance="abstain"),
    position(10, "plain", "The mayor does not", []),
    position(11, "undated", "wants the pier", ["GOV:XXA"]),
    position(12, "month", "wants the pier", ["GOV:XXA"]),
]
NULLS = {"position-9", "position-10", "position-11", "position-12"}
STATEMENT = example_study.statement(0, 1, "no plan & no", "said", ["PER:ida_lund"])
STATEMENT |= {"statement_id": "statement-1", "article_id": "plain", "via": ["MEDIA:WIRE"], "on_behalf_of": ["GOV:XXA"]}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study of five articles and twelve positions, four of which no statement of Discourse Network Analyzer can hold."""
    study = Study.below(tmp_path / "study")
    for folder in (study.raw, study.codebook, study.notebooks):
        folder.mkdir(parents=True)
    rows = []
    for name, text in TEXTS.items():
        (study.raw / f"{name}.txt").write_bytes(text.encode())
        day = DAYS.get(name)
        exact = {"published": day, "published_earliest": day, "published_latest": day, "published_granularity": "day"}
        if day == "2024-06":
            exact |= {"published_earliest": "2024-06-01", "published_latest": "2024-06-30", "published_granularity": "month"}
        own = {"article_id": name, "file": f"{name}.txt", "sha256": hashlib.sha256(text.encode()).hexdigest(), "n_chars": len(text)}
        head = (
            {"headline_start": 0, "headline_end": text.index("\n")}
            if name == "plain"
            else dict.fromkeys(("headline_start", "headline_end"))
        )
        exact = exact if day else {**exact, "published_granularity": None}
        rows.append(
            example_study.article(0, PLAIN.replace("Harbour", "Minister denies <b>plan</b>"))
            | own
            | head
            | exact
            | {"outlet": 'Wire "A"; B'}
        )
    (study.codebook / "topics.yml").write_text(TOPICS, encoding="utf-8")
    (study.codebook / "actors.yml").write_text(CODEBOOK_ACTORS, encoding="utf-8")
    (study.codebook / "events.yml").write_text("events: []\n", encoding="utf-8")
    columns = [column.name for column in tables.ALL["actors"].columns if column.name != "coder"]
    tables.write("articles", rows, study.processed)
    tables.write("actors", [dict(zip(columns, actor, strict=True)) for actor in ACTORS], study.processed)
    tables.write("statements", [STATEMENT, {**STATEMENT, "statement_id": "statement-idle"}], study.processed)
    tables.write("positions", POSITIONS, study.processed)
    return study


def said(run: Any, *arguments: Any, **more: Any) -> list[str]:
    """What a function says, line by line."""
    lines: list[str] = []
    run(*arguments, **more, say=lines.append)
    return lines


def written(study: Study, kind: str, **more: Any) -> Path:
    """The study as a database or as an event list."""
    path = study.raw.parent / f"out.{'dna' if kind == 'dna' else 'csv'}"
    (dna.write if kind == "dna" else dna_events.write)(study, path, **more, say=lambda _: None)
    return path


def imported(study: Study, file: Path, name: str = "imported") -> tuple[dict[str, pd.DataFrame], list[str]]:
    """The tables that a file makes, and what was said."""
    folder = study.raw.parent / name
    lines = said(dna_import.run, file, study.raw, folder, study.codebook)
    return {name: tables.read(name, folder) for name in dna_import.TABLES}, lines


def query(file: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        return list(connection.execute(sql))


def change(file: Path, *statements: str) -> Path:
    """The database with something changed, as if in Discourse Network Analyzer."""
    with closing(sqlite3.connect(file)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return file


def words(study: Study, found: pd.DataFrame) -> list[str]:
    """The words in the raw files that positions are read from."""
    raws = {path.stem: path.read_bytes().decode() for path in study.raw.glob("*.txt")}
    return [raws[row.article_id][row.evidence_start : row.evidence_end] for row in found.itertuples()]


@pytest.mark.parametrize("text", [*TEXTS.values(), "a\r\r\nb", "\r\n", "𝔘"], ids=[*TEXTS, "CR CR LF", "CR LF", "astral"])
def test_offsets_are_those_of_java_in_the_text_with_line_feeds_and_lead_back(text: str) -> None:
    held = Held(text)
    units = held.text.encode("utf-16-le")
    assert "\r" not in held.text
    for start in range(0, len(text), max(1, len(text) // 60)):
        for end in range(start + 1, min(start + 40, len(text) + 1)):
            if text[start - 1 : start + 1] == "\r\n" or text[end - 1 : end + 1] == "\r\n":
                continue  # within one line end
            first, last = held.units(start, end)
            assert units[2 * first : 2 * last].decode("utf-16-le") == text[start:end].replace("\r\n", "\n").replace("\r", "\n")
            assert held.raw_span(first, last) == (start, end)


@pytest.mark.parametrize(("span", "says"), [((1, 2), "within a character"), ((0, 9), "not in its text of 3"), ((2, 2), "not in its text")])
def test_offsets_that_no_text_has_are_told(span: tuple[int, int], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Held("🛶a").raw_span(*span)


def test_the_password_is_kept_as_jasypt_keeps_it() -> None:
    # Computed with java.security.MessageDigest, 100,000 rounds, for the letters u and diaeresis apart.
    wanted = "AAECAwQFBgcICQoLDA0OD0Q9oj2d1/VnhPEdQvz0KAqC/567h1Wcb0fi2puIOvR2"
    assert dna_schema.password_hash("Gru\u0308n", bytes(range(16))) == wanted


def test_the_database_is_sound_and_each_statement_marks_its_words(study: Study) -> None:
    file = written(study, "dna")
    assert query(file, "PRAGMA integrity_check") == [("ok",)]
    assert query(file, "PRAGMA foreign_key_check") == []
    rows = query(file, "SELECT Text, Start, Stop FROM STATEMENTS JOIN DOCUMENTS ON DOCUMENTS.ID = DocumentId ORDER BY STATEMENTS.ID")
    marked = [text.encode("utf-16-le")[2 * start : 2 * stop].decode("utf-16-le") for text, start, stop in rows]
    third = ["\nwant"] * 3  # one statement for each actor
    assert marked[:2] == ["wants the pier", "The mayor does not"]
    assert marked[2:] == [
        "Mayor: “no 🛶 to Tarn”", "we, the 🛶🛶 board;\nwant 𝔱𝔴𝔬 'piers'\"", *third, "לא", "Last; line", "The mayor wants a pier",
    ]  # fmt: skip
    assert all("\r" not in text for text, _, _ in rows)


def test_the_database_holds_what_discourse_network_analyzer_asks_for(study: Study) -> None:
    file = written(study, "dna", password="pa")
    variables = "SELECT Variable, DataType FROM VARIABLES WHERE StatementTypeId = 1 ORDER BY ID"
    assert query(file, variables)[:4] == [
        ("person", "short text"), ("organization", "short text"), ("concept", "short text"), ("agreement", "boolean"),
    ]  # fmt: skip
    assert query(file, "SELECT Value FROM SETTINGS WHERE Property = 'version'")[0][0].startswith("3.0")
    # A statement without a value, or a coder without a relation to another, ends there in an exception.
    for kind, table in (("short text", "DATASHORTTEXT"), ("boolean", "DATABOOLEAN"), ("long text", "DATALONGTEXT")):
        per = query(file, f"SELECT COUNT(*) FROM VARIABLES WHERE StatementTypeId = 1 AND DataType = '{kind}'")[0][0]
        assert query(file, f"SELECT COUNT(*) FROM {table}")[0][0] == 10 * per
    assert query(file, "SELECT Coder, OtherCoder FROM CODERRELATIONS") == [(1, 2), (2, 1)]
    missing = "SELECT COUNT(*) FROM ENTITIES JOIN ATTRIBUTEVARIABLES USING (VariableId) LEFT JOIN ATTRIBUTEVALUES ON"
    missing += " EntityId = ENTITIES.ID AND AttributeVariableId = ATTRIBUTEVARIABLES.ID WHERE AttributeValue IS NULL"
    assert query(file, missing) == [(0,)]
    coders = query(file, "SELECT Name, Password FROM CODERS ORDER BY ID")
    assert [name for name, _ in coders] == ["Admin", "who-said-what"]
    assert query(file, "SELECT Title, Source, Date FROM DOCUMENTS ORDER BY ID")[0] == (
        "Harbour board backs second pier", 'Wire "A"; B', 1714953600,
    )  # fmt: skip


def test_people_organisations_and_concepts_are_told_apart(study: Study) -> None:
    file = written(study, "dna")
    sql = (
        "SELECT Variable, Value, AttributeValue FROM ENTITIES JOIN VARIABLES ON VARIABLES.ID = ENTITIES.VariableId JOIN ATTRIBUTEVALUES"
        " ON EntityId = ENTITIES.ID JOIN ATTRIBUTEVARIABLES ON ATTRIBUTEVARIABLES.ID = AttributeVariableId WHERE AttributeVariable = 'ID'"
    )
    ids = {(variable, value): known for variable, value, known in query(file, sql)}
    assert ids["person", "Ida Lund (PER:ida_lund)"] == "PER:ida_lund"
    assert ids["person", "Ida Lund (PER:lund_2)"] == "PER:lund_2"
    assert ids["organization", 'Harbour "Board"; Tarn 🛶'] == "ORG:HARBOUR_BOARD"
    assert ids["concept", 'Tarn needs a "second" pier'] == "pier"
    assert max(len(value) for _, value in ids) == 190
    # The board is that of Lund, though the position names another organisation too; whose Lund the second is, nobody says.
    sql = "SELECT e.Value FROM DATASHORTTEXT d JOIN ENTITIES e ON e.ID = d.Entity WHERE d.VariableId = 2 AND d.StatementId IN (4, 5)"
    assert query(file, sql) == [('Harbour "Board"; Tarn 🛶',), ("",)]


def test_nulls_are_left_out_and_counted(study: Study, tmp_path: Path) -> None:
    told = said(dna.write, study, tmp_path / "x.dna")
    assert told[0] == "left out: 2 articles without a day of publication: month, undated"
    assert told[1] == ("left out: 4 positions: 1 without agreement, 1 without an actor, 2 in articles without a day of publication")
    assert told[2] == "left out: 1 statement that takes no position"
    assert told[3].startswith("3 documents, 10 statements")
    assert said(dna_events.write, study, tmp_path / "x.csv")[:3] == told[:3]
    first = said(dna.write, study, tmp_path / "x.dna", undated="first")
    assert first[0] == "left out: 1 article without a day of publication: undated"
    assert first[3].startswith("4 documents, 11 statements")
    assert query(tmp_path / "x.dna", "SELECT Date, Notes LIKE '%published: 2024-06' || char(10) || '%' FROM DOCUMENTS WHERE ID = 4") == [
        (1717200000, 1)
    ]


@pytest.mark.parametrize("kind", ["dna", "csv"])
def test_the_same_input_makes_the_same_bytes(study: Study, kind: str) -> None:
    first = written(study, kind).read_bytes()
    assert written(study, kind).read_bytes() == first
    if kind == "dna":
        assert first[96:100] == bytes(4), "no version of SQLite in the header"


@pytest.mark.parametrize("kind", ["dna", "csv"])
@pytest.mark.parametrize("undated", ["leave-out", "first"])
def test_a_round_trip_loses_nothing(study: Study, kind: str, undated: str) -> None:
    back, lines = imported(study, written(study, kind, undated=undated))
    kept = [row for row in POSITIONS if row["position_id"] not in NULLS - ({"position-12"} if undated == "first" else set())]
    pd.testing.assert_frame_equal(back["positions"], tables.frame("positions", kept))
    pd.testing.assert_frame_equal(back["statements"], tables.frame("statements", [STATEMENT]))
    before = tables.read("actors", study.processed)
    pd.testing.assert_frame_equal(back["actors"][back["actors"]["actor_id"] != "PER:nobody_knows"].reset_index(drop=True), before)
    count = 10 + (undated == "first")
    lacking = '  - {id: of_no_codebook, label: "of_no_codebook", proposition: …, kind: …, terms: […]}'
    assert lines[1:] == [
        lacking,
        f"{count} statements read, {count} taken over: {len(kept)} positions, 1 of them coded by people; 0 left out",
    ]


def test_the_event_list_has_the_form_of_discourse_network_analyzer_and_alters_nothing(study: Study) -> None:
    text = written(study, "csv").read_bytes().decode()
    assert text.startswith('"statement_id";"time";"person";"organization";"concept";"agreement";')
    assert text.splitlines()[0].endswith(
        '"start_position";"stop_position";"text";"coder";"document_id";"document_title";"document_author";"document_source";'
        '"document_section";"document_type"'
    )
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert len(rows) == 10
    assert [row["statement_id"] for row in rows] == [str(number) for number in range(1, 11)]
    assert rows[3]["text"] == "we, the 🛶🛶 board;\nwant 𝔱𝔴𝔬 'piers'\""
    assert rows[3]["organization"] == 'Harbour "Board"; Tarn 🛶'
    assert rows[0]["document_source"] == 'Wire "A"; B'
    assert "\n3;2024-05-07 00:00:00;" in text  # neither numbers nor times stand between quotation marks


def own_event_list(study: Study, file: Path) -> Path:
    """The event list that Discourse Network Analyzer exports of a database: altered, and its text cut out by code points."""
    sql = "SELECT s.ID, s.Start, s.Stop, d.ID, d.Title, d.Source, d.Text, d.Date FROM STATEMENTS s JOIN DOCUMENTS d ON d.ID = DocumentId"
    value = (
        "SELECT Value FROM (SELECT StatementId s, DATASHORTTEXT.VariableId v, e.Value FROM DATASHORTTEXT JOIN ENTITIES e ON e.ID = Entity"
        " UNION ALL SELECT StatementId, VariableId, Value FROM DATALONGTEXT"
        " UNION ALL SELECT StatementId, VariableId, Value FROM DATABOOLEAN)"
    )
    lines = [";".join(f'"{name}"' for name in (*dna_events.BEFORE, *dna_schema.CODED, *dna_events.AFTER))]
    with closing(sqlite3.connect(file)) as connection:
        for number, start, stop, document, title, source, text, _ in list(connection.execute(sql)):
            fields = [str(number), "2024-05-07 00:00:00"]
            for name in dna_schema.CODED:
                key, kind, _ = dna_schema.VARIABLES[name]
                [[found]] = list(connection.execute(f"{value} WHERE s = {number} AND v = {key}"))
                fields.append(str(found) if kind == "boolean" else f'"{altered(found)}"')
            fields += [str(start), str(stop), f'"{altered(text[start:stop])}"', "2", str(document), f'"{altered(title)}"', '""']
            lines.append(";".join([*fields, f'"{altered(source)}"', '""', '""']))
    path = study.raw.parent / "own.csv"
    path.write_bytes("\r\n".join(lines).encode())
    return path


def test_its_own_altered_event_list_leads_to_the_words_that_were_marked(study: Study) -> None:
    back, lines = imported(study, own_event_list(study, written(study, "dna")))
    found = back["positions"]
    wanted = [row for row in POSITIONS if row["position_id"] not in NULLS for _ in row["actors"]]
    texts = sorted(TEXTS[row["article_id"]][row["evidence_start"] : row["evidence_end"]] for row in wanted)
    assert sorted(words(study, found)) == texts
    assert set(found["coder"]) == {"human"}  # its records cannot be read any more
    assert set(found["topic"]) == {"pier", "ferry", "of_no_codebook"}
    assert sorted(found["agreement"]) == sorted(row["agreement"] for row in wanted)
    assert lines[-1].startswith("10 statements read, 10 taken over: 10 positions, 10 of them coded by people")


@pytest.mark.parametrize(
    ("sql", "of", "wanted"),
    [
        ("UPDATE DATABOOLEAN SET Value = 0 WHERE StatementId = 1", "wants the pier", {"agreement": 0, "actors": ["PER:ida_lund"]}),
        ("UPDATE STATEMENTS SET Start = Start + 6 WHERE ID = 1", "the pier", {"agreement": 1, "topic": "pier"}),
        (
            "UPDATE DATASHORTTEXT SET Entity = (SELECT ID FROM ENTITIES WHERE VariableId = 1 AND Value LIKE '%lund_2)')"
            " WHERE StatementId = 1 AND VariableId = 1",
            "wants the pier",
            {"actors": ["PER:lund_2"], "organisations": [], "stance": "support"},
        ),
        (
            "UPDATE DATASHORTTEXT SET Entity = (SELECT ID FROM ENTITIES WHERE VariableId = 12 AND Value = 'deny')"
            " WHERE StatementId = 1 AND VariableId = 12",
            "wants the pier",
            {"stance": "deny", "agreement": 1},
        ),
        (
            "UPDATE DATASHORTTEXT SET Entity = (SELECT ID FROM ENTITIES WHERE VariableId = 3 AND Value = 'The ferry runs late')"
            " WHERE StatementId = 1 AND VariableId = 3",
            "wants the pier",
            {"topic": "ferry", "statement_id": "statement-1"},
        ),
        ("UPDATE ENTITIES SET Value = 'I. Lund' WHERE Value = 'Ida Lund (PER:ida_lund)'", "wants the pier", {"actors": ["PER:ida_lund"]}),
    ],
    ids=["agreement", "span", "person", "stance", "concept", "name"],
)
def test_what_is_changed_by_hand_is_coded_by_people(study: Study, sql: str, of: str, wanted: dict[str, Any]) -> None:
    back, _ = imported(study, change(written(study, "dna"), sql))
    found = back["positions"]
    [row] = [
        row for row, text in zip(found.to_dict("records"), words(study, found), strict=True) if (row["article_id"], text) == ("plain", of)
    ]
    assert {name: row[name] for name in wanted} == wanted
    assert (row["coder"], row["coder_name"]) == ("human", "who-said-what")
    assert row["rule"] == "coded by hand in Discourse Network Analyzer; before: test"
    assert (found["position_id"] == "position-4").sum() == 1  # the others are as they were


def test_an_actor_taken_out_by_hand_is_taken_out(study: Study) -> None:
    file = change(written(study, "dna"), "PRAGMA foreign_keys = ON", "DELETE FROM STATEMENTS WHERE ID = 6")
    back, _ = imported(study, file)
    [row] = back["positions"][back["positions"]["position_id"] == "position-3"].to_dict("records")
    assert row["actors"] == ["PER:lund_2", "GRP:X"]
    assert row["coder"] == "human"


@pytest.mark.parametrize("record", ["", "{", "[]", '{"position": {}}', '{"position": null, "statement": 3, "place": "x"}'])
def test_a_record_that_cannot_be_read_makes_a_statement_as_any_other(study: Study, record: str) -> None:
    back, _ = imported(study, change(written(study, "dna"), f"UPDATE DATALONGTEXT SET Value = '{record}' WHERE VariableId = 16"))
    assert len(back["positions"]) == 10
    assert set(back["positions"]["coder"]) == {"human"}
    assert set(back["positions"]["actors"].map(tuple)) == {
        ("PER:ida_lund",), ("PER:lund_2",), ("GOV:XXA",), ("GRP:X",), ("ORG:HARBOUR_BOARD",), ("PER:nobody_knows",),
    }  # fmt: skip


# A database as people make it: several types and coders, values missing, and documents that are no raw file


HAND = """
CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL);
CREATE TABLE CODERS(ID INTEGER NOT NULL PRIMARY KEY, Name TEXT NOT NULL, Password TEXT NOT NULL);
CREATE TABLE DOCUMENTS(ID INTEGER NOT NULL PRIMARY KEY, Title TEXT NOT NULL, Text TEXT NOT NULL, Coder INTEGER, Author TEXT NOT NULL
  DEFAULT '', Source TEXT NOT NULL DEFAULT '', Section TEXT NOT NULL DEFAULT '', Notes TEXT NOT NULL DEFAULT '', Type TEXT NOT NULL
  DEFAULT '', Date INTEGER NOT NULL);
CREATE TABLE STATEMENTTYPES(ID INTEGER NOT NULL PRIMARY KEY, Label TEXT NOT NULL, Red INTEGER, Green INTEGER, Blue INTEGER);
CREATE TABLE VARIABLES(ID INTEGER NOT NULL PRIMARY KEY, Variable TEXT NOT NULL, DataType TEXT NOT NULL, StatementTypeId INTEGER);
CREATE TABLE STATEMENTS(ID INTEGER NOT NULL PRIMARY KEY, StatementTypeId INTEGER, DocumentId INTEGER, Start INTEGER NOT NULL,
  Stop INTEGER NOT NULL, Coder INTEGER);
CREATE TABLE DATABOOLEAN(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Value INTEGER NOT NULL DEFAULT 1);
CREATE TABLE DATAINTEGER(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Value INTEGER NOT NULL DEFAULT 0);
CREATE TABLE DATASHORTTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Entity INTEGER NOT NULL);
CREATE TABLE DATALONGTEXT(ID INTEGER PRIMARY KEY NOT NULL, StatementId INTEGER, VariableId INTEGER, Value TEXT DEFAULT '');
CREATE TABLE ENTITIES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, Value TEXT NOT NULL DEFAULT '', Red INTEGER,
  Green INTEGER, Blue INTEGER, ChildOf INTEGER);
CREATE TABLE ATTRIBUTEVARIABLES(ID INTEGER PRIMARY KEY NOT NULL, VariableId INTEGER NOT NULL, AttributeVariable TEXT NOT NULL);
CREATE TABLE ATTRIBUTEVALUES(ID INTEGER PRIMARY KEY NOT NULL, EntityId INTEGER NOT NULL, AttributeVariableId INTEGER NOT NULL,
  AttributeValue TEXT NOT NULL DEFAULT '');
INSERT INTO SETTINGS VALUES ('version', '3.1.1');
INSERT INTO CODERS VALUES (1, 'Admin', ''), (2, 'Anna', '');
INSERT INTO STATEMENTTYPES VALUES (1, 'DNA Statement', 0, 0, 0), (2, 'Annotation', 0, 0, 0), (3, 'Claim', 0, 0, 0);
INSERT INTO VARIABLES VALUES (1, 'person', 'short text', 1), (2, 'organization', 'short text', 1), (3, 'concept', 'short text', 1),
  (4, 'agreement', 'boolean', 1), (5, 'note', 'long text', 2), (6, 'Organisation', 'short text', 3), (7, 'Concept', 'short text', 3),
  (8, 'agreement', 'integer', 3);
INSERT INTO ENTITIES (ID, VariableId, Value) VALUES (1, 1, ''), (2, 1, 'ida  LUND'), (3, 1, 'Per Østby'), (4, 2, ''),
  (5, 2, 'The Board'), (6, 2, 'Austria'), (7, 3, 'Ferry'), (8, 3, 'A third pier'), (9, 3, ''), (10, 6, 'The Board'), (11, 7, 'ferry');
"""


def by_hand(path: Path, documents: list[tuple[int, str, str]], statements: list[tuple[Any, ...]]) -> Path:
    """A database with documents (id, title, text) and statements (id, type, document, words, coder, {variable: value or entity})."""
    texts = {number: text.replace("\r\n", "\n").replace("\r", "\n") for number, _, text in documents}
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(HAND)
        connection.executemany("INSERT INTO DOCUMENTS (ID, Title, Text, Date) VALUES (?, ?, ?, 0)", documents)
        kinds = dict(connection.execute("SELECT ID, DataType FROM VARIABLES"))
        for number, kind, document, marked, coder, values in statements:
            start = len(texts[document][: texts[document].index(marked)].encode("utf-16-le")) // 2
            row = (number, kind, document, start, start + len(marked.encode("utf-16-le")) // 2, coder)
            connection.execute("INSERT INTO STATEMENTS VALUES (?, ?, ?, ?, ?, ?)", row)
            for variable, value in values.items():
                table = "DATA" + kinds[variable].replace(" ", "").upper()
                column = "Entity" if table == "DATASHORTTEXT" else "Value"
                connection.execute(f"INSERT INTO {table} (StatementId, VariableId, {column}) VALUES (?, ?, ?)", (number, variable, value))
    return path


def test_what_people_coded_becomes_tables(study: Study, tmp_path: Path) -> None:
    part = HOSTILE[HOSTILE.index("Mayor") :]
    documents = [
        (1, "Harbour board", PLAIN), (2, "Pasted with other line ends", HOSTILE), (3, "Without its head", part),
        (4, "plain", PLAIN.replace("wants", "wanted")), (5, "Elsewhere", "Quite another text of no use here"), (6, "Nothing coded", "x"),
    ]  # fmt: skip
    statements = [
        (1, 1, 1, "wants the pier", 1, {1: 2, 2: 5, 3: 7, 4: 1}),
        (2, 1, 2, "we, the 🛶🛶 board;\nwant 𝔱𝔴𝔬", 2, {1: 3, 2: 4, 3: 8, 4: 0}),
        (3, 1, 3, "Last; line", 2, {1: 1, 2: 6, 3: 7, 4: 1}),
        (4, 1, 1, "The mayor does not", 2, {3: 7}),
        (5, 2, 1, "The mayor", 2, {5: "to discuss"}),
        (6, 1, 1, "The mayor", 2, {1: 2, 2: 4, 3: 9, 4: 1}),
        (7, 3, 1, "Harbour", 2, {6: 10, 7: 11, 8: 1}),
        (8, 3, 1, "board", 2, {6: 10, 7: 11, 8: -2}),
        (9, 1, 4, "wanted", 2, {1: 2, 2: 4, 3: 7, 4: 1}),
        (10, 1, 5, "another", 2, {1: 2, 2: 4, 3: 7, 4: 1}),
    ]
    back, lines = imported(study, by_hand(tmp_path / "hand.dna", documents, statements))
    found = back["positions"]
    rows = dict(zip(words(study, found), found.to_dict("records"), strict=True))
    columns = ("article_id", "actors", "organisations", "topic", "agreement", "coder_name")
    told = {text: tuple(None if row[name] is pd.NA else row[name] for name in columns) for text, row in rows.items()}
    assert told == {
        "wants the pier": ("plain", ["PER:ida_lund"], ["ORG:HARBOUR_BOARD"], "ferry", 1, "Admin"),
        "we, the 🛶🛶 board;\r\nwant 𝔱𝔴𝔬": ("hostile", ["PER:per_stby"], [], "a_third_pier", 0, "Anna"),
        "Last; line": ("hostile", ["GOV:AUT"], [], "ferry", 1, "Anna"),
        "The mayor does not": ("plain", [], [], "ferry", None, "Anna"),
        "Harbour": ("plain", ["ORG:HARBOUR_BOARD"], [], "ferry", 1, "Anna"),
        "board": ("plain", ["ORG:HARBOUR_BOARD"], [], "ferry", None, "Anna"),
    }
    assert all(row["coder"] == "human" and pd.isna(row["stance"]) and pd.isna(row["date_earliest"]) for row in rows.values())
    assert back["statements"]["content"].tolist() == words(study, found)
    assert back["statements"].set_index("statement_id").loc[rows["wants the pier"]["statement_id"], "speakers"] == ["PER:ida_lund"]
    assert back["articles"]["article_id"].tolist() == ["hostile", "plain"]
    assert dict(zip(back["actors"]["actor_id"], back["actors"]["label"], strict=True))["PER:per_stby"] == "Per Østby"
    at = PLAIN.index("wants the") + len("want")
    assert lines == [
        "left out: 1 of type 'Annotation', which has no concept, or neither person nor organization",
        f"document 4 'plain': its text is not that of plain.txt: they differ from character {at} on: 1 statement left out",
        "document 5 'Elsewhere': no raw article has its text, its title or the id in its notes: 1 statement left out",
        "left out, without a concept: 1",
        "left empty, agreement '-2' is neither 0 nor 1: 1",
        "the codebook lacks 1 of the concepts; to have them, complete these lines and add them to topics.yml:",
        '  - {id: a_third_pier, label: "A third pier", proposition: …, kind: …, terms: […]}',
        "neither the codebook nor the list of countries knows 1 of the actors; one that is in actors.yml under another name needs this one"
        " among its `names`: PER:per_stby (Per Østby)",
        "9 statements read, 6 taken over: 6 positions, 6 of them coded by people; 3 left out",
    ]


def test_what_was_coded_by_hand_can_be_written_and_read_again(study: Study, tmp_path: Path) -> None:
    dated = "".join(f"{article}.txt,{day}\n" for article, day in DAYS.items())
    (study.raw / "sources.csv").write_text(f"file,published\n{dated}", encoding="utf-8")
    statements = [
        (1, 1, 1, "wants the pier", 1, {1: 2, 2: 5, 3: 7, 4: 1}),
        (2, 1, 2, "we, the 🛶🛶 board;\nwant 𝔱𝔴𝔬", 2, {1: 3, 2: 4, 3: 8, 4: 0}),
    ]
    first, _ = imported(study, by_hand(tmp_path / "hand.dna", [(1, "plain", PLAIN), (2, "hostile", HOSTILE)], statements), "first")
    again = replace(study, processed=study.raw.parent / "first")
    for kind in ("dna", "csv"):
        back, _ = imported(study, written(again, kind), kind)
        for name in ("statements", "positions", "actors"):
            pd.testing.assert_frame_equal(back[name], first[name])


def test_a_text_that_two_articles_have_is_given_to_neither_unless_something_says_which(study: Study, tmp_path: Path) -> None:
    (study.raw / "copy.txt").write_bytes(PLAIN.encode())
    coded = [(1, 1, 1, "wants the pier", 1, {1: 2, 2: 4, 3: 7, 4: 1})]
    _, lines = imported(study, by_hand(tmp_path / "a.dna", [(1, "Harbour board backs second pier", PLAIN)], coded), "first")
    assert "its text is that of copy and plain, and neither notes, title nor source say which: 1 statement left out" in lines[0]
    back, _ = imported(study, by_hand(tmp_path / "b.dna", [(1, "copy", PLAIN)], coded), "second")
    assert back["positions"]["article_id"].tolist() == ["copy"]


EVENTS = "statement_id;time;person;organization;concept;agreement;start_position;stop_position;text;coder;document_id;document_title\n"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("1;x;Ida Lund;;Ferry;1;65;79;wants the pier;2;1;plain", "2 statements read, 2 taken over"),
        ("1;x;Ida Lund;;Ferry;1;33;41;Ida Lund;2;1;Renamed", "2 statements read, 2 taken over"),
        ("1;x;Ida Lund;;Ferry;1;64;78;wants the pier;2;1;plain", "stands ' wants the pie', not 'wants the pier' (statement 1): 1 of 1"),
        ("1;x;Ida Lund;;Ferry;1;64;78;wants the pier;2;1;Renamed", "no raw article has its title, or its statements at their places"),
        ("1;x;Ida Lund;;Ferry;1;65;9999;wants the pier;2;1;plain", "characters 65 to 9999 are not in its text of"),
        ("1;x;Ida Lund;;Ferry;1;a;78;wants the pier;2;1;plain", "left out: row 1: invalid literal"),
        ("1;x;Ida Lund;;Ferry;1;65", "left out: row 1: 7 values for 12 columns"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_rows_of_an_event_list_that_do_not_fit_are_told_and_the_others_go_on(
    study: Study, tmp_path: Path, row: str, says: str, delimiter: str
) -> None:
    other = "2;x;;Austria;Ferry;0;65;70;wants;2;2;plain"
    file = tmp_path / "events.csv"
    file.write_text("\ufeff" + "\n".join([EVENTS.strip(), row, other]).replace(";", delimiter), encoding="utf-8")
    back, lines = imported(study, file)
    assert any(says in line for line in lines)
    assert "wants" in words(study, back["positions"])


def bad(path: Path, kind: str) -> Path:
    """A file that cannot be read as any coding."""
    if kind == "text":
        path.write_text("a,b\n1,2\n", encoding="utf-8")
    elif kind == "bytes":
        path.write_bytes(b"\xff\xfe\x00")
    elif kind == "truncated":
        path.write_bytes(b"SQLite format 3\0" + bytes(50))
    else:
        table = {"old": "SETTINGS(Property, Value)", "other": "BOOKS(ID)", "half": "SETTINGS(Property, Value)"}[kind]
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(f"CREATE TABLE {table}")
            if kind == "old":
                connection.execute("INSERT INTO SETTINGS VALUES ('version', '2.0 beta 25')")
    return path


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("text", "is no event list of Discourse Network Analyzer: it has no column statement_id, start_position"),
        ("bytes", "is neither a database nor UTF-8 text (byte 0)"),
        ("truncated", "cannot be read as a database of Discourse Network Analyzer 3"),
        ("old", "was made by Discourse Network Analyzer 2.0 beta 25: import it into a new database of version 3 there"),
        ("other", "is no database of Discourse Network Analyzer 3: it has no table SETTINGS, CODERS"),
        ("half", "it has no table CODERS"),
    ],
)
def test_a_file_that_is_none_is_told_in_one_line(study: Study, tmp_path: Path, kind: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"^bad") as caught:
        dna_import.run(bad(tmp_path / "bad", kind), study.raw, tmp_path / "p", study.codebook)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_tables_of_a_build_are_not_overwritten(study: Study) -> None:
    tables.write("segments", [], study.processed)
    with pytest.raises(ValueError, match="give --processed a folder of its own"):
        dna_import.run(written(study, "dna"), study.raw, study.processed, study.codebook)
    assert len(tables.read("positions", study.processed)) == len(POSITIONS)


def test_a_raw_file_that_changed_is_not_written_under_old_offsets(study: Study, tmp_path: Path) -> None:
    (study.raw / "plain.txt").write_text("Other words\n", encoding="utf-8")
    with pytest.raises(ValueError, match="raw text of plain is not the one the tables were made from"):
        dna.write(study, tmp_path / "x.dna")
    assert not (tmp_path / "x.dna").exists()


@pytest.fixture
def inside(study: Study, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(study.raw.parent.parent)
    return study.raw.parent.parent


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["export", "dna", "o/x.dna"], 0, "3 documents, 10 statements; password of Admin and of who-said-what: who-said-what"),
        (["export", "dna", "o/x.dna", "--password", "secret"], 0, "password of Admin and of who-said-what: as given"),
        (["export", "events", "o/x.csv", "--undated", "first"], 0, "11 statements"),
        (["export", "csv", "o", "--undated", "first"], 2, "--undated means nothing for the format csv"),
        (["export", "events", "o", "--password", "x"], 2, "--password means nothing for the format events"),
        (["import", "none.dna", "--processed", "p"], 2, "there is no file none.dna"),
        (["import", "data/codebook/topics.yml", "--processed", "p"], 1, "is no event list"),
        (["import", "data/codebook/topics.yml"], 2, "--processed"),
    ],
)
def test_the_commands(inside: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str) -> None:
    assert cli.main(arguments) == code
    printed = capsys.readouterr()
    assert says in printed.out + printed.err


def test_export_then_import_by_command(inside: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for file in ("x.dna", "x.csv"):
        assert cli.main(["export", "dna" if file.endswith("dna") else "events", file]) == 0
        assert cli.main(["import", file, "--processed", f"back/{file}"]) == 0
        assert "10 statements read, 10 taken over" in capsys.readouterr().out
        assert len(tables.read("positions", inside / "back" / file)) == 8
