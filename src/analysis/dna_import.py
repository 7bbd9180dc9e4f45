"""Statements that people coded in Discourse Network Analyzer as tables: articles, actors, statements and positions."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis import articles, codebook, dna_matching, dna_reading, tables
from analysis.dna_matching import Found, Shelf
from analysis.dna_names import Names
from analysis.dna_records import ACTOR_COLUMNS
from analysis.dna_schema import ATTRIBUTED
from analysis.dna_text import altered
from analysis.tables import Row

TABLES = ("articles", "actors", "statements", "positions")
RULE = "coded by hand in Discourse Network Analyzer"
_OWN = ("stance", "modality", "evidence_type")
_ALLOWED = {column.name: column.values for column in tables.ALL["positions"].columns}
_OF_A_BUILD = ("segments", "mentions", "marks", "dates")


def run(
    file: Path,
    raw: Path,
    processed: Path,
    book: Path,
    *,
    reading: Mapping[str, Any] | None = None,
    say: Callable[[str], None] = print,
) -> int:
    """Read a `.dna` file or an event list and write what it holds as tables; return how many statements were taken over.

    Parameters
    ----------
    file
        See `dna_reading.read` for what is read.
    raw
        The raw articles that were coded: a folder, or a file of records. `dna_matching.find` says how they are found.
    processed
        Folder for the tables. It must not be that of a build: hand coding never replaces what the program coded.
    book
        Folder of the codebook, in which topics and actors are looked up.
    reading
        Options of `articles.read`.
    say
        Told a line for each document that does not fit, for what the codebook lacks, and for the counts.

    Raises
    ------
    ValueError
        Where the file cannot be read at all, or `processed` holds the tables of a build.

    Notes
    -----
    A statement that the package wrote and nobody changed becomes the rows it was made from, with their ids, spans and
    coder. One that was changed keeps its other columns, with coder "human". Any other becomes a position with coder
    "human", and a statement: what Discourse Network Analyzer does not code (stance, cue, when it was said) stays null.
    """
    for name in _OF_A_BUILD:
        if (processed / f"{name}.parquet").exists():
            raise ValueError(f"{processed} holds the tables of a build: give --processed a folder of its own for what people coded")
    coding = dna_reading.read(file)
    shelf = Shelf(articles.read(raw, **(reading or {})))
    found, faults = dna_matching.find(coding, shelf)
    rows = _Rows(shelf, Names(codebook.load(book)))
    made = rows.made(found)
    for name in TABLES:
        tables.write(name, made[name], processed)
    for line in (*coding.left_out, *faults, *rows.notes()):
        say(line)
    positions = made["positions"]
    human = sum(row["coder"] == "human" for row in positions)
    say(
        f"{len(coding.said)} statements read, {rows.taken} taken over: {len(positions)} positions, {human} of them coded by people;"
        f" {len(coding.said) - rows.taken} left out"
    )
    return rows.taken


@dataclass(frozen=True)
class _Record:
    """What a statement that the package wrote says of the rows it was made from: see `dna_records.gather`."""

    position: Row
    statement: Row | None
    place: int
    as_written: Mapping[str, str]
    actors: list[Row]


@dataclass(frozen=True)
class _Read:
    """A statement, where it stands, and the ids that its values mean; `record` where the package wrote it."""

    found: Found
    actor: str | None
    organisations: list[str]
    topic: str
    agreement: int | None
    target: list[str]
    own: dict[str, str | None]
    record: _Record | None = None


class _Rows:
    """The work on one file."""

    def __init__(self, shelf: Shelf, names: Names) -> None:
        self._shelf = shelf
        self._names = names
        self.taken = 0
        self._topics: set[str] = set()
        self._left: Counter[str] = Counter()

    def made(self, found: Iterable[Found]) -> dict[str, list[Row]]:
        """The rows of every table."""
        read = [one for one in map(self._read, found) if one is not None]
        self.taken = len(read)
        self._topics = {one.topic for one in read}
        made: dict[str, dict[str, Row]] = {name: {} for name in TABLES}
        for position, statement, actors in self._positions(read):
            made["positions"].setdefault(position["position_id"], position)
            if statement is not None:
                made["statements"].setdefault(statement["statement_id"], statement)
            made["actors"] |= {row["actor_id"]: row for row in actors}
        for row in (*made["positions"].values(), *made["statements"].values()):
            for actor in (actor for column in ACTOR_COLUMNS for actor in row.get(column) or ()):
                if actor not in made["actors"]:
                    made["actors"][actor] = self._names.row(actor)
        for one in read:
            made["articles"].setdefault(one.found.article_id, self._shelf.cleaned(one.found.article_id).row())
        return {name: list(rows.values()) for name, rows in made.items()}

    def notes(self) -> Iterator[str]:
        """What was left out or left empty, and what the codebook lacks, a line each."""
        yield from (f"{what}: {count}" for what, count in self._left.items())
        yield from self._names.notes(self._topics)

    def _read(self, found: Found) -> _Read | None:
        """A statement with its values read; None without a concept."""
        values, ids = found.said.values, found.said.ids
        topic = self._names.topic(values["concept"], ids.get("concept"))
        if topic is None:
            self._left["left out, without a concept"] += 1
            return None
        person = self._names.actor(values.get("person", ""), ids.get("person"), person=True)
        organization = self._names.actor(values.get("organization", ""), ids.get("organization"), person=False)
        own = {name: self._allowed(name, values.get(name)) for name in _OWN}
        target = [part.strip() for part in values.get("target", "").split(";") if part.strip()]
        agreement = self._agreement(values.get("agreement", ""))
        organisations = [organization] if person and organization else []
        read = _Read(found, person or organization, organisations, topic, agreement, target, own)
        record = self._record(found)
        return read if record is None else _as_recorded(replace(read, record=record), record)

    def _agreement(self, value: str) -> int | None:
        agreement = {"1": 1, "0": 0}.get(value)
        if value and agreement is None:
            self._left[f"left empty, agreement {value!r} is neither 0 nor 1"] += 1
        return agreement

    def _allowed(self, name: str, value: str | None) -> str | None:
        if value and value not in _ALLOWED[name]:
            self._left[f"left empty, {name} {value!r} is none of {', '.join(_ALLOWED[name])}"] += 1
        return value if value in _ALLOWED[name] else None

    def _record(self, found: Found) -> _Record | None:
        """The rows a statement was made from; None where it has no record, or that of another text."""
        try:
            told = json.loads(found.said.values.get("record", ""))
            position = _fitting("positions", told["position"])
            position["actors"][told["place"]], position["organisations"][:0], position["target"][:0]
            int(position["evidence_start"]), int(position["evidence_end"])
            statement = _fitting("statements", told["statement"]) if told["statement"] else None
            written = {name: str(told["as_written"][name]) for name in ATTRIBUTED}
            actors = [_fitting("actors", row) for row in told["actors"]]
            fits = position["article_id"] == found.article_id and told["sha256"] == self._shelf.articles[found.article_id].sha256
        except (ValueError, KeyError, TypeError, IndexError, AttributeError):
            return None
        return _Record(position, statement, told["place"], written, actors) if fits else None

    def _positions(self, read: list[_Read]) -> Iterator[tuple[Row, Row | None, list[Row]]]:
        """Each position with its statement and the rows of its actors."""
        unchanged: dict[str, list[tuple[_Read, _Record]]] = {}
        for one in read:
            if one.record is not None and self._is_unchanged(one, one.record):
                unchanged.setdefault(one.record.position["position_id"], []).append((one, one.record))
            else:
                yield self._coded(one)
        for members in unchanged.values():
            one, record = members[0]
            places = {record.place for _, record in members}
            position = record.position
            if len(places) < len(position["actors"]):  # some of its actors were changed or taken out by hand
                kept = [actor for place, actor in enumerate(position["actors"]) if place in places]
                position = {**position, "actors": kept, **_by_hand(one)}
            yield position, record.statement, record.actors

    def _is_unchanged(self, one: _Read, record: _Record) -> bool:
        position, held = record.position, self._shelf.held[one.found.article_id]
        return (
            all(_is_as_written(one, record, name) for name in record.as_written)
            and one.agreement == position["agreement"]
            and one.own == {name: position[name] for name in _OWN}
            and one.target == position["target"]
            and held.raw_of_points(*held.points(position["evidence_start"], position["evidence_end"])) == (one.found.start, one.found.end)
        )

    def _coded(self, one: _Read) -> tuple[Row, Row | None, list[Row]]:
        """The position of a statement that a person coded or changed, and the statement itself."""
        found, article = one.found, self._shelf.articles[one.found.article_id]
        key = (article.sha256, found.start, found.end, article.article_id, RULE)
        number = str(found.said.number)
        statement = one.record.statement if one.record else self._statement(one, tables.row_id("statement", *key, number))
        position = (one.record.position if one.record else _blank("positions")) | {
            "position_id": tables.row_id("position", *key, one.topic, number),
            "article_id": article.article_id,
            "statement_id": statement["statement_id"] if statement else None,
            "evidence_start": found.start,
            "evidence_end": found.end,
            "actors": [one.actor] if one.actor else [],
            "organisations": one.organisations,
            "topic": one.topic,
            "agreement": one.agreement,
            "target": one.target,
            **one.own,
            **_by_hand(one),
        }
        return position, statement, one.record.actors if one.record else []

    def _statement(self, one: _Read, statement_id: str) -> Row:
        """A statement of which no more is known than where it stands and who made it."""
        found = one.found
        return _blank("statements") | {
            "statement_id": statement_id,
            "article_id": found.article_id,
            "start": found.start,
            "end": found.end,
            "content": self._shelf.articles[found.article_id].raw[found.start : found.end],
            "content_spans": [[found.start, found.end]],
            "speakers": [one.actor] if one.actor else [],
            "speaker_status": None if one.actor else "unknown",
            "on_behalf_of": one.organisations,
            "coder": "human",
            "rule": RULE,
        }


def _is_as_written(one: _Read, record: _Record, name: str) -> bool:
    return one.found.said.values.get(name, "") in (record.as_written[name], altered(record.as_written[name]))


def _as_recorded(one: _Read, record: _Record) -> _Read:
    """A statement with the recorded ids for every value that is still as it was written."""
    same = {name: _is_as_written(one, record, name) for name in record.as_written}
    position, of_a_person = record.position, bool(record.as_written["person"])
    same_actor = same["person"] and (of_a_person or same["organization"])
    return replace(
        one,
        actor=position["actors"][record.place] if same_actor else one.actor,
        organisations=position["organisations"] if same["organization"] and same["person"] else one.organisations,
        topic=position["topic"] if same["concept"] else one.topic,
    )


def _by_hand(one: _Read) -> Row:
    """The columns that say who coded, and from which rule's reading it was changed."""
    before = f"; before: {one.record.position['rule']}" if one.record else ""
    return {"coder": "human", "coder_name": one.found.said.coder, "rule": RULE + before}


def _blank(name: str) -> Row:
    """A row of which nothing is known."""
    return {column.name: [] if pa.types.is_list(column.type) else column.usual for column in tables.ALL[name].columns}


def _fitting(name: str, row: Mapping[str, Any]) -> Row:
    """A row with every column of its table; further columns as text, lists in them as JSON."""
    columns = _blank(name)
    further = {k: v if isinstance(v, str) or v is None else json.dumps(v, ensure_ascii=False) for k, v in row.items() if k not in columns}
    return columns | {k: row[k] for k in columns if k in row} | further
