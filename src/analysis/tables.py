"""The tables: their columns and meaning, their ids, and how they are written and read."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]

_TEXT, _INT, _NUMBER, _FLAG = pa.string(), pa.int64(), pa.float64(), pa.bool_()
_TEXTS, _SPANS = pa.list_(pa.string()), pa.list_(pa.list_(pa.int64()))
_TYPE_NAMES = {
    _TEXT: "text", _INT: "whole number", _NUMBER: "number", _FLAG: "true or false",
    _TEXTS: "list of texts", _SPANS: "list of [start, end]",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """A column of a table: its Arrow type, what it means, the values it may take (empty: any), and what a derived id is made from.

    Rows may be given without an `optional` column. Where it is missing it holds `usual`.
    """

    name: str
    type: pa.DataType
    meaning: str
    values: tuple[str, ...] = ()
    made_from: tuple[str, ...] = ()
    optional: bool = False
    usual: str | None = None


@dataclass(frozen=True)
class Table:
    """A table: what a row is, its columns in order, the columns it is sorted by, and the one that holds each row's id."""

    name: str
    row: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    key: str

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(column.name, column.type) for column in self.columns])


def _span(of: str) -> tuple[Column, ...]:
    return (
        Column("start", _INT, f"first code point of {of} in the raw text"),
        Column("end", _INT, f"code point after the last of {of} in the raw text"),
    )


def _derived(name: str, *made_from: str) -> Column:
    return Column(name, _TEXT, f"id, derived from {', '.join(made_from[:-1])} and {made_from[-1]}", made_from=made_from)


_ARTICLE_ID = Column("article_id", _TEXT, "the article: file name without suffix; for a record, file stem and record id")
_CODER = Column(
    "coder",
    _TEXT,
    "rule: the program made the row; human: a person did, or a correction changed it",
    ("rule", "human"),
    optional=True,
    usual="rule",
)
_EARLIEST_LATEST = (
    Column("date_earliest", _TEXT, "first day (ISO) on which it may have been said; null when unknown"),
    Column("date_latest", _TEXT, "last day (ISO) on which it may have been said; null when unknown"),
)
CUE_CLASSES = (
    "neutral", "assertive", "denial", "refusal", "critical", "directive", "commissive", "endorsing", "doubting",
    "question", "belief", "intention",
)  # fmt: skip
STANCES = (
    "affirm", "deny", "support", "oppose", "criticise", "accuse", "pledge", "offer", "call_for", "warn", "refuse",
    "refrain", "threaten", "express_concern", "announce", "abstain", "no_commitment",
)  # fmt: skip
MODALITIES = ("asserted", "commitment", "planned", "possible", "conditional", "hedged")
ROLES = ("headline", "subheadline", "dateline", "metadata", "source_credit", "body", "boilerplate")
RELATIONS = ("same_utterance", "same_claim_reported", "same_topic", "recurring_formula", "position_over_time", "contrast")
ACTIONS, KINDS = ("add", "change", "delete"), ("statement", "speaker", "position", "date")
FATES = ("applied", "no_match", "conflict")
COVERAGE_STATES = ("reported", "silent", "published_before", "not_in_corpus")
MARK_USES = ("opening", "continued", "closing", "apostrophe", "measure", "none")
MARK_REASONS = (
    "apostrophe", "measure", "furniture", "code", "title", "nickname", "term", "no_partner", "no_source", "unread_speech", "corrected",
)  # fmt: skip
MACHINE = "machine"
"""The folder, in that of the tables, for those of `CORRECTED` as extraction makes them; from there a step takes them to their place."""
CORRECTED = ("actors", "statements", "marks", "dates", "positions")
"""The tables that corrections may change."""

ALL: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "articles",
            "one raw article, readable or not",
            (
                _ARTICLE_ID,
                Column("file", _TEXT, "name of the raw file; below a pattern, its path there"),
                Column("sha256", _TEXT, "SHA-256 of the raw file, of the record's text, or of the page as an archive holds it"),
                Column("encoding", _TEXT, "encoding in which its bytes were read, as Python calls it; null where they were not"),
                Column(
                    "text_basis",
                    _TEXT,
                    "what the raw text is, in which all offsets count. raw: the file decoded as UTF-8 without newline translation, or"
                    " the record's text; extracted: the text taken from HTML, an archive, a gzipped file or another encoding, which is"
                    " stored; null where there is none",
                    ("raw", "extracted"),
                ),
                Column("text_file", _TEXT, "where an extracted text is stored, seen from the tables; null where it is the raw file"),
                Column("text_sha256", _TEXT, "SHA-256 of the raw text in UTF-8; null where there is none"),
                Column("fetched", _TEXT, "day (ISO) on which a web archive fetched the page, not that of publication; null elsewhere"),
                Column("n_chars", _INT, "code points of the raw text"),
                Column("outlet", _TEXT, "outlet that published it; null when unknown"),
                Column("outlet_basis", _TEXT, "where the outlet is known from", ("text", "page", "sources", "unknown")),
                Column("url", _TEXT, "address, where sources.csv, the record or the archive states one"),
                Column("headline_start", _INT, "first code point of the headline; null where there is none"),
                Column("headline_end", _INT, "code point after the headline"),
                Column("dateline_start", _INT, "first code point of the dateline; null where there is none"),
                Column("dateline_end", _INT, "code point after the dateline"),
                Column("published", _TEXT, "date, month or interval of publication (ISO); null when unknown"),
                Column("published_earliest", _TEXT, "first possible day of publication"),
                Column("published_latest", _TEXT, "last possible day of publication"),
                Column(
                    "published_granularity", _TEXT, "how exactly the publication is known", ("day", "week", "month", "year", "interval")
                ),
                Column(
                    "published_basis",
                    _TEXT,
                    "where the publication date is known from; page: the markup of a page in HTML",
                    ("sources", "page", "text", "inferred", "unknown"),
                ),
                Column("published_rule", _TEXT, "what the publication date was taken from; where there is none, why"),
                Column("n_words", _INT, "words of headline and body"),
                Column(
                    "status",
                    _TEXT,
                    "whether it could be read; screened: it could, and was cleaned, but passed over before it was parsed, as no actor"
                    " and no topic of the codebook touches it (only where that was asked for)",
                    ("ok", "empty", "failed", "screened"),
                ),
                Column("reason", _TEXT, "why it is empty, failed or screened; null when ok"),
            ),
            ("article_id",),
            "article_id",
        ),
        Table(
            "segments",
            "one stretch of an article; together they cover all that is not white space",
            (
                _ARTICLE_ID,
                *_span("the segment"),
                Column("role", _TEXT, "what the segment is", ROLES),
                Column("kind", _TEXT, "finer kind: paragraph, navigation, newsletter, comments, …"),
                Column("rule", _TEXT, "the rule that decided"),
                _derived("segment_id", "article_id", "start", "end"),
            ),
            ("article_id", "start"),
            "segment_id",
        ),
        Table(
            "mentions",
            "one mention of an actor or place",
            (
                Column("mention_id", _TEXT, "id, derived from the article's sha256, the span and the kind"),
                _ARTICLE_ID,
                *_span("the mention"),
                Column("text", _TEXT, "the mention as it stands in the raw text"),
                Column("label", _TEXT, "PERSON, ORG, GPE, LOC, NORP, … ; ROLE for a role noun, PRON for a pronoun"),
                Column("actor_id", _TEXT, "the actor meant; null where none is, or it cannot be told"),
                Column("link_rule", _TEXT, "how it was linked", ("name", "role", "metonym", "pronoun", "adjective", "none")),
            ),
            ("article_id", "start", "end"),
            "mention_id",
        ),
        Table(
            "actors",
            "one actor named anywhere in the corpus",
            (
                Column("actor_id", _TEXT, "PER:…, GOV:…, ORG:…, GRP:…, DOC:… or MEDIA:…"),
                Column("label", _TEXT, "name to show"),
                Column("type", _TEXT, "what it is", ("person", "government", "organisation", "group", "document", "media")),
                Column("country", _TEXT, "ISO 3166 alpha-3; null when none or unknown"),
                Column("acts_for", _TEXT, "actor on whose behalf it speaks; null when none or unknown"),
                Column("basis", _TEXT, "where this is known from: codebook, gazetteer, text or correction"),
                _CODER,
            ),
            ("actor_id",),
            "actor_id",
        ),
        Table(
            "statements",
            "one utterance, attitude or quoted fragment that the text ascribes to somebody",
            (
                Column("statement_id", _TEXT, "id, derived from the article's sha256, the span and the kind"),
                _ARTICLE_ID,
                *_span("the statement: source, cue and content together"),
                Column("section", _TEXT, "part of the article it stands in", ("headline", "subheadline", "body")),
                Column(
                    "type",
                    _TEXT,
                    "direct: all in quotation marks; mixed: in part; indirect: none; fragment: marks without a source",
                    ("direct", "mixed", "indirect", "fragment"),
                ),
                Column("content", _TEXT, "what was said, as it stands in the raw text; parts joined by ' … '"),
                Column("content_spans", _SPANS, "[[start, end], …] of the content"),
                Column("quoted_spans", _SPANS, "[[start, end], …] of the words between quotation marks, marks excluded"),
                Column("cue_start", _INT, "first code point of the cue; null where there is none"),
                Column("cue_end", _INT, "code point after the cue"),
                Column("cue_lemma", _TEXT, "dictionary form of the cue"),
                Column(
                    "cue_class",
                    _TEXT,
                    "what kind of speech act or attitude the cue reports; null without a cue that a list holds",
                    CUE_CLASSES,
                ),
                Column(
                    "act",
                    _TEXT,
                    "whether it was said or is thought, wanted, felt; null where no list holds the cue",
                    ("speech", "attitude"),
                ),
                Column("negated", _FLAG, "whether the cue itself is negated ('did not say')"),
                Column("modality", _TEXT, "how what was said is put", MODALITIES),
                Column("source_start", _INT, "first code point of the words that name the source; null where none do"),
                Column("source_end", _INT, "code point after the source"),
                Column("speakers", _TEXTS, "actor ids of the speakers; empty when unknown"),
                Column(
                    "speaker_status", _TEXT, "how the speaker is known", ("explicit", "role", "pronoun", "metonym", "inherited", "unknown")
                ),
                Column(
                    "via",
                    _TEXTS,
                    "media through which it came ('according to', 'told', 'citing'), nearest to the reader first",
                ),
                Column("on_behalf_of", _TEXTS, "actors for whom the speakers speak"),
                Column("addressees", _TEXTS, "actors who are addressed"),
                Column("nested_in", _TEXT, "statement whose content holds this one; null when none"),
                *_EARLIEST_LATEST,
                Column(
                    "date_basis",
                    _TEXT,
                    "what these days are taken from: a time expression beside the cue; an event of the codebook at which it was said;"
                    " the same speaker's statement before; a correction; none where they are null",
                    ("expression", "event", "earlier_statement", "correction", "none"),
                ),
                Column(
                    "confidence",
                    _NUMBER,
                    "share 0-1, two decimals: how often statements made by this rule were right on the development set;"
                    " null where a person coded",
                ),
                _CODER,
                Column("rule", _TEXT, "the rule that joined source, cue and content, and how the speaker was found; or the correction"),
            ),
            ("article_id", "start", "end", "statement_id"),
            "statement_id",
        ),
        Table(
            "marks",
            "one character of the text that looks like a quotation mark, or two that stand for one",
            (
                _ARTICLE_ID,
                *_span("the mark"),
                Column("mark", _TEXT, "the mark it is or, written as a code or in a wrong encoding, stands for"),
                Column(
                    "use",
                    _TEXT,
                    "what it does; continued: it opens words that the next paragraph's mark opens again; measure: feet, inches, minutes;"
                    " none: cannot be told",
                    MARK_USES,
                ),
                Column("partner_start", _INT, "first code point of the mark that closes or opens the same words; null where there is none"),
                Column("statement_id", _TEXT, "the innermost statement in or around whose words it stands; null where there is none"),
                Column(
                    "reason",
                    _TEXT,
                    "why it is part of no statement, null where it is: apostrophe or possessive; measure; furniture of the page;"
                    " code: part of a code or of a damaged character; title: name of a work, body, plan or office; nickname;"
                    " term: words used with distance, or spoken of; no_partner: never closed or never opened;"
                    " no_source: quoted words whose speaker the text does not name; unread_speech: speech for which no statement was made;"
                    " corrected: a correction took the statement away",
                    MARK_REASONS,
                ),
                _CODER,
                _derived("mark_id", "article_id", "start", "end"),
            ),
            ("article_id", "start", "end"),
            "mark_id",
        ),
        Table(
            "dates",
            "one time expression",
            (
                _ARTICLE_ID,
                *_span("the expression"),
                Column("text", _TEXT, "the expression as it stands in the raw text"),
                Column("type", _TEXT, "TIMEX3 type", ("DATE", "TIME", "DURATION", "SET")),
                Column("value", _TEXT, "TIMEX3 value; null where it cannot be resolved"),
                Column("earliest", _TEXT, "first day (ISO) it may mean"),
                Column("latest", _TEXT, "last day (ISO) it may mean"),
                Column("granularity", _TEXT, "day, week, month, season, quarter, year, decade, century, vague; null when none"),
                Column(
                    "anchor",
                    _TEXT,
                    "what it was resolved from",
                    ("published", "dateline", "explicit", "earlier_expression", "known_event", "none"),
                ),
                _CODER,
                Column("rule", _TEXT, "the rule that resolved it, or why it stays open; or the correction"),
                _derived("date_id", "article_id", "start", "end"),
            ),
            ("article_id", "start", "end"),
            "date_id",
        ),
        Table(
            "positions",
            "one side taken on a topic of the codebook",
            (
                Column("position_id", _TEXT, "id, derived from the article's sha256, the span and the topic"),
                _ARTICLE_ID,
                Column("statement_id", _TEXT, "the statement it is read from; null for a narrated act"),
                Column("evidence_start", _INT, "first code point of the words it is read from"),
                Column("evidence_end", _INT, "code point after these words"),
                Column("actors", _TEXTS, "who takes the position; empty when unknown"),
                Column("organisations", _TEXTS, "for whom they speak"),
                Column("topic", _TEXT, "topic id of the codebook"),
                Column("stance", _TEXT, "what is done about the topic's proposition", STANCES),
                Column("agreement", _INT, "1 agrees with the topic's proposition, 0 disagrees, null cannot be told"),
                Column("modality", _TEXT, "how it is put", MODALITIES),
                Column("negated", _FLAG, "whether the words deny the proposition"),
                Column(
                    "narrowed_by",
                    _TEXTS,
                    "words that narrow what is said, in lower case and text order: adjectives of what the topic names ('lethal'),"
                    " limiting adverbs ('so far', 'only'), conditions",
                ),
                Column("widened_by", _TEXTS, "words that widen it, in lower case and text order ('any party', 'either side', 'never')"),
                Column("scope_spans", _SPANS, "[[start, end], …] of all words of narrowed_by and widened_by, in text order"),
                Column("target", _TEXTS, "actors at whom it is aimed"),
                Column("target_explicit", _FLAG, "whether the actor's own words name the target; null without a target"),
                Column("evidence_type", _TEXT, "whose voice it is", ("quotation", "narrated", "outlet_assertion")),
                *_EARLIEST_LATEST,
                _CODER,
                Column("rule", _TEXT, "the rule that decided; or the correction"),
            ),
            ("article_id", "evidence_start", "evidence_end", "topic", "position_id"),
            "position_id",
        ),
        Table(
            "corrections",
            "one correction of the tables by a person, whether it could be applied or not",
            (
                Column("correction_id", _TEXT, "id, derived from all that the correction states"),
                Column("file", _TEXT, "the file of corrections that states it"),
                Column("action", _TEXT, "what is to be done", ACTIONS),
                Column("what", _TEXT, "to which part of the tables", KINDS),
                _ARTICLE_ID,
                Column("start", _INT, "first code point of its words in the raw text; null where they do not stand where it says"),
                Column("end", _INT, "code point after the last of them; null where they do not stand where it says"),
                Column("text", _TEXT, "its words, as they stand in the raw text; where they do not, as it states them"),
                Column("stated", _TEXT, "what else it states, as JSON: the place, and the new values by column"),
                Column("coder_name", _TEXT, "who corrected"),
                Column("date", _TEXT, "when (ISO), as stated by who corrected"),
                Column("why", _TEXT, "why, in the words of who corrected"),
                Column(
                    "fate",
                    _TEXT,
                    "applied; no_match: nothing was changed, as its words or the row that it means are not there; conflict: nothing was"
                    " changed, as another correction, or the program, says otherwise",
                    FATES,
                ),
                Column("reason", _TEXT, "the fate in a sentence"),
                Column("table", _TEXT, "the table of the row concerned; null where there is none"),
                Column("row_id", _TEXT, "id of the row concerned; null where there is none"),
                Column("before", _TEXT, "what the correction changed in that row, as it was, as JSON by column; null where nothing was"),
            ),
            ("article_id", "start", "end", "correction_id"),
            "correction_id",
        ),
        Table(
            "occasions",
            "one press conference, interview, vote or meeting at which something was said",
            (
                Column("occasion_id", _TEXT, "id: EV: and the codebook's event, or first day and speaker"),
                Column("label", _TEXT, "name to show"),
                Column("earliest", _TEXT, "first day (ISO) it may have been"),
                Column("latest", _TEXT, "last day (ISO) it may have been"),
                Column("speaker", _TEXT, "actor who spoke; null when several or unknown"),
                Column("place", _TEXT, "place or venue; null when unknown"),
                Column("kind", _TEXT, "kind of venue that the texts name: press conference, interview, vote, …; null when none does"),
                Column("basis", _TEXT, "where it is known from: codebook or text"),
                Column("statement_ids", _TEXTS, "statements made there"),
            ),
            ("earliest", "occasion_id"),
            "occasion_id",
        ),
        Table(
            "alignments",
            "statements that belong together across or within outlets",
            (
                Column("alignment_id", _TEXT, "id, derived from relation and members"),
                Column("relation", _TEXT, "how they belong together", RELATIONS),
                Column("statement_ids", _TEXTS, "the statements, in order of their ids"),
                Column("score", _NUMBER, "share 0-1, two decimals: how alike the members are"),
                Column("method", _TEXT, "what the alignment rests on"),
                Column("topic", _TEXT, "topic id on which they meet; null where none decided"),
            ),
            ("relation", "alignment_id"),
            "alignment_id",
        ),
        Table(
            "copies",
            "one article that holds the text of another, whole, nearly or in part",
            (
                _ARTICLE_ID,
                Column(
                    "copy_of",
                    _TEXT,
                    "article_id of the original that has most of its words: in these they are one voice. It may copy another one itself",
                ),
                Column("containment", _NUMBER, "share 0-1, two decimals: runs of five words of the shorter text that the other holds, too"),
                Column("kind", _TEXT, "exact: the same words in the same order; near: edited or cut", ("exact", "near")),
                Column(
                    "relation",
                    _TEXT,
                    "exact: the same words in the same order; near: each holds most runs of the other; contained: one holds most runs of"
                    " the other, and much else",
                    ("exact", "near", "contained"),
                    optional=True,
                ),
                Column(
                    "jaccard",
                    _NUMBER,
                    "share 0-1, two decimals: runs of five words that both hold, of all that either holds",
                    optional=True,
                ),
                Column("share", _NUMBER, "share 0-1, two decimals: words of the copy that are copied", optional=True),
                Column(
                    "basis",
                    _TEXT,
                    "why the other is the original. credit: this one names its outlet as source; published: it appeared on an earlier"
                    " day; length: it is longer; id: nothing is known, and it is the first by id",
                    ("credit", "published", "length", "id"),
                    optional=True,
                ),
                Column(
                    "copied_spans",
                    _SPANS,
                    "where the copied words stand in the copy: five words or more in a row, parted where paragraphs end, or a headline",
                    optional=True,
                ),
                Column("original_ids", _TEXTS, "article_id from which each of these stretches is", optional=True),
                Column("original_places", _SPANS, "where each of these stretches stands in that article", optional=True),
            ),
            ("article_id",),
            "article_id",
        ),
        Table(
            "coverage",
            "one utterance of an occasion and one outlet of the corpus, whether it reports it or not",
            (
                Column("occasion_id", _TEXT, "the occasion"),
                Column("utterance", _TEXT, "alignment_id of the utterance, or the statement_id of a statement that stands alone"),
                Column(
                    "label",
                    _TEXT,
                    "its longest wording, as it stands in a raw text; of two utterances in one statement, one that tells them apart",
                ),
                Column("outlet", _TEXT, "the outlet; its article_id where the outlet is unknown"),
                Column(
                    "state",
                    _TEXT,
                    "silent: published in time and left it out; published_before: all its articles came before the occasion;"
                    " not_in_corpus: no article of the days after the occasion is in the corpus, or its day is unknown",
                    COVERAGE_STATES,
                ),
                Column("n", _INT, "statements of the outlet that report it"),
                Column("statement_ids", _TEXTS, "these statements"),
                Column("copy_of", _TEXT, "article_id that the outlet copied it from; null where it reports it in words of its own"),
                _derived("cell_id", "occasion_id", "utterance", "outlet"),
            ),
            ("occasion_id", "utterance", "outlet"),
            "cell_id",
        ),
    )
}


SCREENED = "screened"
"""The status of an article that could be read, and that was passed over."""


def raw_status(status: str) -> str:
    """The status that the raw text of an article has, from that in the table `articles`: what was screened could be read."""
    return "ok" if status == SCREENED else status


SUFFIXES = ("parquet", "csv")
ROWS_A_GROUP = 4_000
"""Rows of a table that Parquet keeps together, and that are in memory at a time where a table is written row by row."""
COMPRESSION = "zstd"

_AS_IT_IS = frozenset({str, int, bool, type(None)})
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet runs what begins so


def dictionary() -> str:
    """Every table and column in Markdown, in their order: what a row is, how it is sorted, what each column means.

    >>> dictionary().splitlines()[0]
    '#### `articles`: one raw article, readable or not'
    """
    return "\n\n".join(_described(table) for table in ALL.values())


def _described(table: Table) -> str:
    rows = [(f"`{column.name}`", _TYPE_NAMES[column.type], column.meaning, ", ".join(column.values)) for column in table.columns]
    lines = ["| " + " | ".join(row) + " |" for row in [("column", "type", "meaning", "values"), ("---",) * 4, *rows]]
    order = ", ".join(f"`{name}`" for name in table.order)
    return "\n".join([f"#### `{table.name}`: {table.row}", "", f"Sorted by {order}.", "", *lines])


def row_id(kind: str, sha256: str, start: int, end: int, *more: str) -> str:
    """An id that depends on nothing but the article's bytes, the span and the kind.

    >>> row_id("statement", "ab" * 32, 3, 9)
    'statement-2ddb7c1d8222'
    """
    key = "\x1f".join([kind, sha256, str(start), str(end), *more])
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def derived_id(name: str, row: Mapping[str, Any]) -> str:
    """The id of a row whose table derives it from other columns."""
    return _derived_id(next(column for column in ALL[name].columns if column.name == ALL[name].key), row)


def _derived_id(column: Column, row: Mapping[str, Any]) -> str:
    key = "\x1f".join(str(row[name]) for name in column.made_from)
    return f"{column.name.removesuffix('_id')}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"


def frame(name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> pd.DataFrame:
    """A table as a DataFrame: the columns of the design in their order, further columns after, rows sorted.

    Raises
    ------
    ValueError
        Where a column is missing, or holds a value that the table does not allow: all faults at once.
    """
    table = ALL[name]
    data = pd.DataFrame(rows if isinstance(rows, pd.DataFrame) else list(rows))
    wanted = [column.name for column in table.columns]
    if data.empty and not len(data.columns):
        data = pd.DataFrame(columns=wanted)
    for column in table.columns:
        if (column.made_from or column.optional) and column.name not in data:
            data[column.name] = None
        if column.usual is not None:
            data[column.name] = data[column.name].astype(object).fillna(column.usual)
    faults = [f"column {name!r} is missing" for name in wanted if name not in data]
    for column in table.columns:
        if column.values and column.name in data:
            odd = sorted({str(v) for v in data[column.name] if _present(v) and v not in column.values})
            if odd:
                faults.append(f"column {column.name!r} holds {', '.join(odd[:5])}; allowed: {', '.join(column.values)}")
    if faults:
        raise ValueError(f"table {name!r}: " + "; ".join(faults))
    data = data[[*wanted, *[c for c in data.columns if c not in wanted]]]
    for column in table.columns:
        if column.made_from and data[column.name].isna().any():
            data[column.name] = [_derived_id(column, row) for row in data[list(column.made_from)].to_dict("records")]
    for column in table.columns:
        if column.type == _INT:
            data[column.name] = data[column.name].astype("Int64")
        elif column.type == _FLAG:
            data[column.name] = data[column.name].astype("boolean")
        elif column.type == _NUMBER:
            data[column.name] = data[column.name].astype("float64")
    return data.sort_values(list(table.order), kind="stable", na_position="last").reset_index(drop=True)


def write(name: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Write a table as Parquet and, for readers, as CSV (lists as JSON); return it as `frame` does.

    Each file is there whole or not at all. See `growing.Table` for tables that are larger than memory: the same bytes.
    """
    data = frame(name, rows)
    folder.mkdir(parents=True, exist_ok=True)
    with replacing(name, folder) as unfinished:
        pq.write_table(arrow(name, data), unfinished["parquet"], compression=COMPRESSION, row_group_size=ROWS_A_GROUP)
        write_csv(data, unfinished["csv"])
    return data


def copy(name: str, source: Path, target: Path) -> None:
    """Copy a table that `growing.Table` wrote, as it is, into another folder, its CSV beside it; it is never held whole in memory.

    Raises
    ------
    FileNotFoundError
        Where the table is not there, with the command that makes it.
    """
    path = _there(name, source)
    with replacing(name, target) as unfinished:
        shutil.copyfile(path, unfinished["parquet"])
        file = pq.ParquetFile(path)
        with unfinished["csv"].open("w", encoding="utf-8", newline="") as out:
            write_csv(frame(name, pd.DataFrame(columns=file.schema_arrow.names)), out)
            for batch in file.iter_batches(ROWS_A_GROUP):
                write_csv(frame(name, batch.to_pylist()), out, header=False)


@contextmanager
def replacing(name: str, folder: Path) -> Iterator[dict[str, Path]]:
    """Names for the files of a table, by suffix, under which they are written; then they take the place of those that are there."""
    unfinished = {suffix: folder / f"{name}.{suffix}.part" for suffix in SUFFIXES}
    yield unfinished
    for suffix, path in unfinished.items():
        path.replace(folder / f"{name}.{suffix}")


def arrow(name: str, data: pd.DataFrame) -> pa.Table:
    """A table as `frame` gives it, or a stretch of its rows, as Arrow; further columns are text."""
    further = [pa.field(c, _TEXT) for c in data.columns if c not in ALL[name].schema.names]
    return pa.Table.from_pylist(plain(data), schema=pa.schema([*ALL[name].schema, *further]))


def plain(data: pd.DataFrame) -> list[Row]:
    """The rows with values of plain Python, and every missing one as None."""
    return [{k: _plain(v) for k, v in row.items()} for row in data.to_dict("records")]


def read(name: str, folder: Path) -> pd.DataFrame:
    """Read a table that `write` wrote: nullable integers as Int64, lists as Python lists.

    Raises
    ------
    FileNotFoundError
        Where the table is not there, with the command that makes it.
    """
    return frame(name, rows(name, folder))


def read_extracted(name: str, folder: Path) -> pd.DataFrame:
    """The same as the program made it, without what people corrected; of tables that no extraction made, as they are."""
    machine = folder / MACHINE
    return read(name, machine if name in CORRECTED and (machine / f"{name}.parquet").exists() else folder)


def rows(name: str, folder: Path) -> list[Row]:
    """The rows of a table in plain Python: lists as lists, missing values as None.

    Raises
    ------
    FileNotFoundError
        Where the table is not there, with the command that makes it.
    """
    found: list[Row] = pq.read_table(_there(name, folder)).to_pylist()
    return found


def _there(name: str, folder: Path) -> Path:
    path = folder / f"{name}.parquet"
    if not path.exists():
        processed = folder.parent if folder.name == MACHINE else folder
        raise FileNotFoundError(f"no table {name!r} in {folder}: run `python -m analysis extract RAW --processed {processed}` first")
    return path


def write_csv(data: pd.DataFrame, path: Path | TextIO, *, header: bool = True) -> None:
    """Write a table for readers: lists as JSON, and no cell that a spreadsheet would take for a formula; with or without its header.

    A text that begins with = + - @ or a tab gets an apostrophe before it, which spreadsheets take for "this is text" and do not show
    (OWASP, CSV injection). Programs that need the characters as they are read the Parquet files.
    """
    shown = as_csv(data).apply(lambda column: column.map(_unrun) if _holds_text(column) else column)
    shown.to_csv(path, index=False, lineterminator="\n", header=header)


def unrun(text: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def as_csv(data: pd.DataFrame) -> pd.DataFrame:
    """The table with its lists as JSON text, for CSV and for display."""
    return data.apply(lambda column: column.map(_as_json) if column.dtype == object else column)


def _as_json(value: Any) -> Any:
    return json.dumps(_plain(value), ensure_ascii=False) if isinstance(value, (list, tuple, np.ndarray)) else value


def _unrun(value: Any) -> Any:
    return unrun(value) if isinstance(value, str) else value


def _holds_text(column: pd.Series[Any]) -> bool:
    return column.dtype == object or isinstance(column.dtype, pd.StringDtype)


def _plain(value: Any) -> Any:
    """A value as plain Python: numpy arrays as lists, missing values as None."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(v) for v in value]
    if not _present(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _present(value: Any) -> bool:
    if isinstance(value, (list, tuple, np.ndarray, Sequence)):
        return True
    return value is not None and not pd.isna(value)
