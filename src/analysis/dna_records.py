"""Positions as statements of Discourse Network Analyzer, with their documents and entities, and what has to stay out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pyarrow.parquet as pq

from analysis import articles, codebook, tables
from analysis.articles import Article
from analysis.codebook import Codebook
from analysis.dna_schema import SHORT
from analysis.dna_text import Held
from analysis.study import Study
from analysis.tables import Row

Undated = Literal["leave-out", "first"]

ACTOR_COLUMNS = ("actors", "organisations", "target", "speakers", "via", "on_behalf_of", "addressees")
"""The columns of positions and statements that hold ids of actors."""


@dataclass(frozen=True)
class Document:
    """An article as a document: its number, title, outlet, what the notes say, its text and its day."""

    number: int
    article_id: str
    title: str
    source: str
    notes: str
    held: Held
    day: date


@dataclass(frozen=True)
class Coded:
    """A position of one actor as a statement: its stretch in UTF-16 code units, its words, and a value for each variable."""

    number: int
    document: Document
    start: int
    stop: int
    text: str
    values: dict[str, str | int]


@dataclass
class Exchange:
    """What is written: documents by day, statements by document and place, entities by variable, and what stays out."""

    documents: list[Document] = field(default_factory=list)
    coded: list[Coded] = field(default_factory=list)
    entities: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


def gather(study: Study, undated: Undated = "leave-out") -> Exchange:
    """The positions of a study as statements: one for each actor of each position.

    Parameters
    ----------
    study
        Raw articles, tables made from them, and the codebook.
    undated
        What becomes of an article whose day of publication is not known: "leave-out", or "first" to date it by the
        first day of the interval that is known (its notes state the interval).

    Returns
    -------
    Exchange
        `left_out` counts, in sentences, the positions without agreement or actor, and names the articles without a day:
        a statement needs all three there, and none is guessed. It counts the statements that take no position, too.

    Raises
    ------
    FileNotFoundError
        Where a table is not there.
    ValueError
        Where a raw file is no longer the one from which the tables were made.

    Notes
    -----
    A person becomes `person`, any other actor `organization`. The organization of a person is the one for which the actor
    table says it acts, if the position names it, else the only one that the position names, else empty. The concept is the
    topic's proposition, so that `agreement` means the same in both programs. The variable `record` holds the rows of all
    tables that the statement comes from, as JSON, so that reading it back loses nothing. Of a page in HTML its extracted
    text is written, since spans are those of this text.
    """
    exchange = Exchange()
    rows = {name: _rows(name, study.processed) for name in ("articles", "actors", "statements", "positions")}
    raws = {article.article_id: article for article in articles.read(study.raw, **study.reading)}
    exchange.documents = list(_documents(rows["articles"], raws, undated, exchange.left_out))
    names = _Names(codebook.load(study.codebook), rows["actors"], rows["positions"])
    statements = {row["statement_id"]: row for row in rows["statements"]}
    documents = {document.article_id: document for document in exchange.documents}
    kept = list(_kept(rows["positions"], documents, exchange.left_out))
    if idle := len(statements.keys() - {row["statement_id"] for row in rows["positions"]}):
        exchange.left_out.append(f"left out: {idle} statement{'s' * (idle > 1)} that take{'s' * (idle == 1)} no position")
    for position in sorted(kept, key=lambda row: (documents[row["article_id"]].number, row["evidence_start"], row["evidence_end"])):
        document = documents[position["article_id"]]
        start, stop = document.held.units(position["evidence_start"], position["evidence_end"])
        first, last = document.held.points(position["evidence_start"], position["evidence_end"])
        statement = statements.get(position["statement_id"])
        for place in range(len(position["actors"])):
            values = names.values(position, statement, place, raws[document.article_id].sha256)
            exchange.coded.append(Coded(len(exchange.coded) + 1, document, start, stop, document.held.text[first:last], values))
    exchange.entities = names.used
    return exchange


def _rows(name: str, folder: Path) -> list[Row]:
    """The rows of a table in its order, as plain Python values."""
    path = folder / f"{name}.parquet"
    rows: list[Row] = pq.read_table(path).to_pylist() if path.exists() else tables.read(name, folder).to_dict("records")
    return rows


def _documents(rows: list[Row], raws: Mapping[str, Article], undated: Undated, left_out: list[str]) -> Iterator[Document]:
    """The readable articles that have a day, by day; the others are named in `left_out`."""
    dated: list[tuple[str, Row]] = []
    without: list[str] = []
    for row in rows:
        if row["status"] != "ok":
            continue
        day = row["published_earliest"] if row["published_granularity"] == "day" or undated == "first" else None
        if day:
            dated.append((day, row))
        else:
            without.append(row["article_id"])
    if without:
        left_out.append(f"left out: {len(without)} article{'s' * (len(without) > 1)} without a day of publication: {', '.join(without)}")
    for number, (day, row) in enumerate(sorted(dated, key=lambda entry: (entry[0], entry[1]["article_id"])), start=1):
        article = raws.get(row["article_id"])
        if article is None or article.sha256 != row["sha256"]:
            raise ValueError(f"the raw text of {row['article_id']} is not the one the tables were made from: run the build again")
        head = article.raw[row["headline_start"] : row["headline_end"]] if row["headline_start"] is not None else ""
        title = " ".join(head.split()) or article.title or row["article_id"]
        notes = "\n".join(
            f"{name}: {row[name]}" for name in ("article_id", "file", "sha256", "published", "published_basis", "url") if row[name]
        )
        yield Document(number, row["article_id"], _cut(title), _cut(row["outlet"] or ""), notes, Held(article.raw), date.fromisoformat(day))


def _kept(positions: list[Row], documents: Mapping[str, Document], left_out: list[str]) -> Iterator[Row]:
    """The positions that can be written; the others are counted in `left_out` by the first reason that keeps them out."""
    reasons = dict.fromkeys(("without agreement", "without an actor", "in articles without a day of publication"), 0)
    for row in positions:
        fits = (row["agreement"] is not None, bool(row["actors"]), row["article_id"] in documents)
        if all(fits):
            yield row
        else:
            reasons[[*reasons][fits.index(False)]] += 1
    total = sum(reasons.values())
    if total:
        told = ", ".join(f"{count} {reason}" for reason, count in reasons.items() if count)
        left_out.append(f"left out: {total} position{'s' * (total > 1)}: {told}")


def _cut(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


class _Names:
    """What actors and topics are called in the file; `used` collects the entities of each variable with their attributes."""

    def __init__(self, book: Codebook, actors: list[Row], positions: list[Row]) -> None:
        self._actors = {row["actor_id"]: row for row in actors}
        self._topics = {topic.id: topic for topic in book.topics}
        self._aliases = {actor.id: actor.names for actor in book.actors}
        self.used: dict[str, dict[str, dict[str, str]]] = {}
        named = {actor for row in positions for actor in (*row["actors"], *row["organisations"])}
        self._people = {actor for actor in named if self._kind(actor) == "person"}
        self._values = _told_apart({actor: self._label(actor) for actor in sorted(named)})
        topics = sorted({row["topic"] for row in positions})
        self._concepts = _told_apart({t: self._topics[t].proposition if t in self._topics else t for t in topics})

    def values(self, position: Row, statement: Row | None, place: int, sha256: str) -> dict[str, str | int]:
        """The values of the statement that one actor of a position makes; entities are noted as used."""
        actor = position["actors"][place]
        side = self._organisation(actor, position["organisations"])
        person, organization = (actor, side) if actor in self._people else (None, actor)
        short = {
            "person": self._values[person] if person else "",
            "organization": self._values[organization] if organization else "",
            "concept": self._concepts[position["topic"]],
        }
        for variable, of in (("person", person), ("organization", organization)):
            self._use(variable, short[variable], self._described(of) if of else {})
        self._use("concept", short["concept"], self._topic(position["topic"]))
        own = {name: position[name] or "" for name in ("stance", "modality", "evidence_type")}
        for name, value in own.items():
            self._use(name, value, {})
        rows = (position, statement or {})
        named = dict.fromkeys(other for row in rows for column in ACTOR_COLUMNS for other in row.get(column) or ())
        record = {
            "position": position,
            "statement": statement,
            "place": place,
            "as_written": short,
            "actors": [self._actors[other] for other in named if other in self._actors],
            "sha256": sha256,
        }
        return {
            **short,
            "agreement": position["agreement"],
            **own,
            "target": "; ".join(position["target"]),
            "record": json.dumps(record, ensure_ascii=False),
        }

    def _use(self, variable: str, value: str, attributes: dict[str, str]) -> None:
        self.used.setdefault(variable, {}).setdefault(value, attributes)

    def _organisation(self, actor: str, organisations: list[str]) -> str | None:
        """The organisation for which a person speaks; None where it is not told which of several."""
        acts_for = (self._actors.get(actor) or {}).get("acts_for")
        if acts_for in organisations:
            return str(acts_for)
        return organisations[0] if len(organisations) == 1 else None

    def _kind(self, actor: str) -> str:
        row = self._actors.get(actor)
        return str(row["type"]) if row else "person" if actor.startswith("PER:") else ""

    def _label(self, actor: str) -> str:
        row = self._actors.get(actor)
        return " ".join(str(row["label"]).split()) if row and row["label"] else actor

    def _described(self, actor: str) -> dict[str, str]:
        row = self._actors.get(actor) or {}
        told = {"Type": self._kind(actor), "ID": actor, "Country": row.get("country"), "Acts for": row.get("acts_for")}
        told |= {"Alias": _joined(self._aliases.get(actor, ())), "Notes": row.get("basis")}
        return {name: _cut(value or "") for name, value in told.items()}

    def _topic(self, topic: str) -> dict[str, str]:
        known = self._topics.get(topic)
        told = {"Type": known.kind, "Alias": known.label} if known else {}
        return {"ID": _cut(topic), **{name: _cut(value) for name, value in told.items()}}


def _joined(names: tuple[str, ...]) -> str:
    """As many whole names as an attribute holds."""
    text = ""
    for name in names:
        longer = f"{text}, {name}" if text else name
        if len(longer) > SHORT:
            break
        text = longer
    return text


def _told_apart(labels: dict[str, str]) -> dict[str, str]:
    """The labels cut to what an entity holds; those that two ids would share with the id, or a number, behind them."""
    count = Counter(_cut(label) for label in labels.values())
    told: dict[str, str] = {}
    taken = {label for label, number in count.items() if number > 1} | {""}
    for key, label in labels.items():
        value, number = _cut(label), 1
        while value in taken:
            end = f" ({key})" if number == 1 and len(key) <= SHORT // 2 else f" ({number})"
            value, number = label[: SHORT - len(end)] + end, number + 1
        taken.add(value)
        told[key] = value
    return told
