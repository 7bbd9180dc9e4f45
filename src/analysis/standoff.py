"""Tables without the words of the articles, and these words again: which columns hold words, and what stands in their place."""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from analysis import tables, tellings
from analysis.tables import Column, Row

_INTS = pa.list_(pa.list_(pa.int64()))


@dataclass
class Texts:
    """What words are taken from: raw texts and titles by article_id, and the rows of `statements`, words included, by their id."""

    raw: Mapping[str, str]
    titles: Mapping[str, str | None] = field(default_factory=dict)
    statements: dict[str, Row] = field(default_factory=dict)

    @cached_property
    def contents(self) -> dict[str, str]:
        """The first statement, by id, with each content."""
        return {self.statements[key]["content"]: key for key in sorted(self.statements, reverse=True)}


class NotThere(ValueError):
    """Words of a table that do not stand where the table says; the message says which row."""


@dataclass(frozen=True)
class Words:
    """A column that holds words of the articles.

    `instead` are the columns that stand in its place in a release (none where the table's own spans say enough), `take` gives their
    values from a row, `give` gives the words of a row again, None where the text is not at hand; `how` says it to a reader.
    """

    how: str
    give: Callable[[Row, Texts], Any]
    instead: tuple[Column, ...] = ()
    take: Callable[[Row, Texts], Row] = lambda row, texts: {}


def _slice(row: Row, texts: Texts) -> str | None:
    raw = texts.raw.get(row["article_id"])
    return None if raw is None else raw[row["start"] : row["end"]]


def _content(row: Row, texts: Texts) -> str | None:
    raw = texts.raw.get(row["article_id"])
    return None if raw is None else " … ".join(raw[start:end] for start, end in row["content_spans"])


def _scope(name: str) -> Words:
    """Words of scope: which of `scope_spans` they are; together the two columns hold no more than `scope_spans` does."""
    spans = f"{name.removesuffix('_by')}_spans"

    def take(row: Row, texts: Texts) -> Row:
        raw, left, found = texts.raw[row["article_id"]], [list(span) for span in row["scope_spans"]], []
        for word in row[name]:
            fits = [span for span in left if raw[span[0] : span[1]].lower() == word]
            if not fits:
                raise NotThere(f"{name} of {row['position_id']} holds words that stand at none of its scope_spans")
            found.append(fits[0])
            left.remove(fits[0])
        return {spans: found}

    def give(row: Row, texts: Texts) -> list[str]:
        raw = texts.raw.get(row["article_id"])
        return [] if raw is None else [raw[start:end].lower() for start, end in row[spans]]

    meaning = f"[[start, end], …] of the words of {name}, in its order"
    return Words(f"the characters of `{spans}` in lower case", give, (Column(spans, _INTS, meaning),), take)


_PHRASE = re.compile(r"“([^“”]+)”|(?<=shared phrase: )([^“”]+)$")


def _take_method(row: Row, texts: Texts) -> Row:
    """The method with each phrase that stands in a statement as an ellipsis, and where that phrase stands."""
    places: list[list[int]] = []

    def place(match: re.Match[str]) -> str:
        wanted = (match[1] or match[2]).split(" ")
        for number, key in enumerate(row["statement_ids"]):
            words = tellings.compared_words(texts.statements[key]) if key in texts.statements else ()
            for at in range(len(words) - len(wanted) + 1):
                if list(words[at : at + len(wanted)]) == wanted:
                    places.append([number, at, at + len(wanted)])
                    return "“…”" if match[1] else "…"
        return match[0]

    return {"method": _PHRASE.sub(place, row["method"]) if row["method"] is not None else None, "method_words": places}


def _give_method(row: Row, texts: Texts) -> str | None:
    places = iter(row["method_words"])

    def words(match: re.Match[str]) -> str:
        number, first, last = next(places)
        statement = texts.statements.get(row["statement_ids"][number], {})
        return (
            match[0]
            if statement.get("content") is None
            else match[0].replace("…", " ".join(tellings.compared_words(statement)[first:last]))
        )

    return re.sub(r"“…”|(?<=shared phrase: )…$", words, row["method"]) if row["method_words"] else row["method"]


def _take_label(row: Row, texts: Texts) -> Row:
    if row["label"] is None:
        return {"label_statement": None}
    if row["label"] not in texts.contents:
        raise NotThere(f"label of {row['cell_id']} is the content of no statement")
    return {"label_statement": texts.contents[row["label"]]}


def _give_label(row: Row, texts: Texts) -> str | None:
    return texts.statements.get(row["label_statement"] or "", {}).get("content")


def _take_text(row: Row, texts: Texts) -> Row:
    """Where the words of a correction stand: where it says, else where they are first found; words that are nowhere stay as they are."""
    if row["start"] is not None:
        return {"text_spans": [[row["start"], row["end"]]], "text_elsewhere": None}
    start = texts.raw.get(row["article_id"], "").find(row["text"])
    if start < 0:
        return {"text_spans": [], "text_elsewhere": row["text"]}
    return {"text_spans": [[start, start + len(row["text"])]], "text_elsewhere": None}


def _give_text(row: Row, texts: Texts) -> str | None:
    raw = texts.raw.get(row["article_id"])
    if not row["text_spans"]:
        return row["text_elsewhere"]  # type: ignore[no-any-return]
    return None if raw is None else "".join(raw[start:end] for start, end in row["text_spans"])


_METHOD = next(column for column in tables.ALL["alignments"].columns if column.name == "method")
WORDS: dict[str, dict[str, Words]] = {
    "articles": {
        "title": Words("the title that record or page of the article state", lambda row, texts: texts.titles.get(row["article_id"]))
    },
    "mentions": {"text": Words("the characters `start` to `end`", _slice)},
    "statements": {"content": Words("the characters of `content_spans`, joined by ' … '", _content)},
    "dates": {"text": Words("the characters `start` to `end`", _slice)},
    "positions": {"narrowed_by": _scope("narrowed_by"), "widened_by": _scope("widened_by")},
    "corrections": {
        "text": Words(
            "the characters of `text_spans`, or `text_elsewhere`",
            _give_text,
            (
                Column("text_spans", _INTS, "[[start, end]] of the words; empty where they are nowhere in the text"),
                Column("text_elsewhere", pa.string(), "words of a correction that are nowhere in the text"),
            ),
            _take_text,
        )
    },
    "alignments": {
        "method": Words(
            "each phrase that the statements share is an ellipsis; its words are those of `method_words`",
            _give_method,
            (
                _METHOD,
                Column(
                    "method_words", _INTS, "[[which of statement_ids, first word, word after the last], …], counted from 0, of each phrase"
                ),
            ),
            _take_method,
        )
    },
    "coverage": {
        "label": Words(
            "the content of `label_statement`",
            _give_label,
            (Column("label_statement", pa.string(), "statement_id of the statement whose content is the label"),),
            _take_label,
        )
    },
}
"""The columns that hold words of the articles, by table."""

SHORT: dict[str, dict[str, str]] = {
    "articles": {
        "article_id": "as the file is called", "file": "as the file is called", "text_file": "as the file is called",
        "outlet": "a name", "url": "an address",
        "reason": "a sentence of the program",
    },
    "mentions": {"actor_id": "a name"},
    "actors": {"actor_id": "a name", "label": "a name", "acts_for": "a name"},
    "statements": {
        "cue_lemma": "the dictionary form of one cue", "speakers": "names", "via": "names", "on_behalf_of": "names",
        "addressees": "names", "rule": "a sentence of the program",
    },
    "marks": {"mark": "one mark"},
    "positions": {"actors": "names", "organisations": "names", "target": "names", "rule": "a pattern of the codebook, and what turned it"},
    "corrections": {
        "file": "a name of a file", "stated": "names", "coder_name": "a name", "date": "a day", "why": "words of who corrected",
        "reason": "a sentence of the program", "table": "a name of a table", "before": "names, rules and places",
    },
    "occasions": {
        "occasion_id": "a day and a name", "label": "as the codebook calls it, or a name and a day", "speaker": "a name",
        "place": "a name", "kind": "a word of the program's list of venues",
    },
    "coverage": {"outlet": "a name"},
}  # fmt: skip
"""The columns that may hold a name or a few words of an article, and stay: the check for runs of nine words reads them too."""


# ---- taking the words out -------------------------------------------------------------------------------------------


def released_columns(name: str) -> tuple[Column, ...]:
    """The columns of a table in a release, in order: what stands in place of words stands where they stood."""
    found: list[Column] = []
    for column in (*tables.ALL[name].columns, *_further(name)):
        words = WORDS.get(name, {}).get(column.name)
        found += words.instead if words else (column,)
    return tuple(found)


def columns(name: str) -> set[str]:
    """The columns that a full table may have."""
    return {column.name for column in (*tables.ALL[name].columns, *_further(name))}


def _further(name: str) -> Iterator[Column]:
    """Columns that a table may have beyond those of the design; `title` comes with records."""
    own = {column.name for column in tables.ALL[name].columns}
    yield from (Column(column, pa.string(), "the title that the record states") for column in WORDS.get(name, {}) if column not in own)


def stripped(name: str, data: pd.DataFrame, texts: Texts) -> bytes:
    """A table without the words of the articles, as CSV in UTF-8: lists as JSON, texts between quotation marks, null as nothing.

    Raises
    ------
    NotThere
        Where words do not stand where the row says.
    ValueError
        Where the table has a column of which it is not known whether it holds words.
    """
    held = released_columns(name)
    odd = [column for column in data.columns if column not in columns(name)]
    if odd:
        raise ValueError(f"table {name!r} has columns of which it is not known whether they hold words: {', '.join(odd)}; delete them")
    rows = []
    for row in plain(data):
        for words in WORDS.get(name, {}).values():
            row |= words.take(row, texts)
        rows.append({column.name: _as_text(row.get(column.name)) for column in held})
    schema = pa.schema([(column.name, _stored(column)) for column in held])
    out = io.BytesIO()
    arrow_csv.write_csv(pa.Table.from_pylist(rows, schema=schema), out)
    return out.getvalue()


def plain(data: pd.DataFrame) -> list[Row]:
    """The rows of a table in plain Python: lists as lists, missing values as None."""
    return [{str(key): _plain(value) for key, value in row.items()} for row in data.to_dict("records")]


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_plain(item) for item in value]
    if value is None or pd.isna(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def _as_text(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _stored(column: Column) -> pa.DataType:
    return pa.string() if pa.types.is_list(column.type) else column.type


# ---- and putting them back ------------------------------------------------------------------------------------------


def read(name: str, data: bytes) -> list[Row]:
    """The rows of a released table.

    Raises
    ------
    ValueError
        Where the bytes are not such a table.
    """
    held = released_columns(name)
    converted = arrow_csv.ConvertOptions(
        column_types={column.name: _stored(column) for column in held},
        include_columns=[column.name for column in held],
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
    )
    try:
        found = arrow_csv.read_csv(
            io.BytesIO(data), parse_options=arrow_csv.ParseOptions(newlines_in_values=True), convert_options=converted
        )
    except (pa.ArrowException, KeyError) as fault:
        raise ValueError(f"not the table {name!r} of a release ({str(fault).splitlines()[0]})") from None
    lists = [column.name for column in held if pa.types.is_list(column.type)]
    rows: list[Row] = found.to_pylist()
    for row in rows:
        row |= {column: json.loads(row[column]) for column in lists if row[column] is not None}
    return rows


def restored(released: Mapping[str, Sequence[Row]], full: Mapping[str, Sequence[str]], texts: Texts) -> dict[str, pd.DataFrame]:
    """The full tables with their columns, `full`; words of texts that are not at hand are null, or an empty list.

    `texts.statements` is filled on the way.
    """
    order = sorted(released, key=lambda name: name != "statements")
    found = {}
    for name in order:
        rows = [row | {column: words.give(row, texts) for column, words in WORDS.get(name, {}).items()} for row in released[name]]
        if name == "statements":
            texts.statements = {row["statement_id"]: row for row in rows}
        found[name] = tables.frame(
            name, pd.DataFrame([{column: row[column] for column in full[name]} for row in rows], columns=list(full[name]))
        )
    return {name: found[name] for name in released}


def digest(data: pd.DataFrame) -> str:
    """SHA-256 of a full table as `tables.write` writes it as CSV."""
    return hashlib.sha256(tables.as_csv(data).to_csv(index=False, lineterminator="\n").encode()).hexdigest()


def spans(names: Iterable[str], row: Row) -> Iterator[tuple[str, Any, Any]]:
    """Every span that a row states: the column or pair of columns it is in, start and end."""
    for column in names:
        if column.endswith("_spans"):
            yield from ((column, *span) for span in row[column] or [])
        elif column == "end" or column.endswith("_end"):
            start, end = row[column[:-3] + "start"], row[column]
            if start is not None or end is not None:
                yield column[:-3] + "start", start, end
