"""What the cells of a file of corrections may hold, by column: each is read, or says what is allowed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from analysis import sources, tables
from analysis.codebook_faults import ACTOR_ID

FIXED = ("action", "what", "article_id", "start", "end", "text")
SIGNED = ("row_id", "coder", "date", "why")
NONE = "none"
"""What a cell says to empty a field; a cell that is empty leaves the field as it is."""


class Wrong(ValueError):
    """A cell that cannot be read; the message says what is allowed."""


def number(text: str) -> int:
    if not re.fullmatch(r"\d+(\.0+)?", text):
        raise Wrong("allowed: a whole number from 0 on")
    return int(float(text))


def one_of(words: Sequence[str], text: str) -> str:
    found = text.strip().lower().replace(" ", "_")
    for word in words:
        if found == word.lower():
            return word
    raise Wrong(f"allowed: {', '.join(words)}")


def _agreement(text: str) -> int:
    return int(one_of(("1", "0"), text.removesuffix(".0")))


def _flag(text: str) -> bool:
    return one_of(("true", "false"), text) == "true"


def _actors(text: str) -> list[str]:
    ids = list(dict.fromkeys(_listed(text)))
    for one in ids:
        if not isinstance(one, str) or not re.match(ACTOR_ID, one):
            raise Wrong(f"{one!r} is no actor id; allowed: PER:name_in_lower_case, GOV:ISO, ORG:KEY, GRP:KEY, DOC:KEY or MEDIA:KEY")
    return ids


def _listed(text: str) -> list[Any]:
    if not text.startswith("["):
        return [part for part in re.split(r"[\s,;|]+", text) if part]
    try:
        return list(json.loads(text))
    except (ValueError, TypeError):
        raise Wrong("allowed: ids with spaces between them, or a list in JSON") from None


def _spans(text: str) -> list[list[int]]:
    try:
        found = [[int(start), int(end)] for start, end in json.loads(text)]
    except (ValueError, TypeError):
        found = []
    if not found or found != sorted(found) or any(not 0 <= start < end for start, end in found):
        raise Wrong("allowed: a list of pairs in order of the text, such as [[120, 164], [180, 201]]")
    return found


def day(text: str) -> str:
    """A day in ISO form; of another form the one day that it can mean."""
    try:
        return date.fromisoformat(text[:10] if re.match(r"\d{4}-\d{2}-\d{2}[T ]", text) else text).isoformat()
    except ValueError:
        meant = [day for day in sources.spreadsheet_dates(text) if len(day) == 10]
    if len(meant) == 1:
        return meant[0]
    raise Wrong(f"write {' or '.join(meant)}, whichever is meant" if meant else "allowed: a day such as 2024-02-18")


def _value(text: str) -> str:
    """A TIMEX3 value; of a day that a spreadsheet put into another form the one that it can mean."""
    return text if re.match(r"\d{4}(-|$)", text) or not sources.spreadsheet_dates(text) else day(text)


def text(text: str) -> str:
    return text


_ALLOWED = {(table.name, column.name): column.values for table in tables.ALL.values() for column in table.columns}


def _value_of(table: str, column: str) -> Callable[[str], str]:
    return partial(one_of, _ALLOWED[table, column])


FIELDS: dict[str, dict[str, Callable[[str], Any]]] = {
    "statement": {
        "speakers": _actors, "type": _value_of("statements", "type"), "content_spans": _spans,
        "content_start": number, "content_end": number, "cue_start": number, "cue_end": number, "cue_lemma": text,
        "source_start": number, "source_end": number, "speaker_status": _value_of("statements", "speaker_status"),
        "addressees": _actors, "negated": _flag, "modality": _value_of("statements", "modality"), "earliest": day, "latest": day,
    },
    "speaker": {"speakers": _actors, "speaker_status": _value_of("statements", "speaker_status")},
    "position": {
        "topic": text, "actors": _actors, "stance": _value_of("positions", "stance"), "agreement": _agreement,
        "modality": _value_of("positions", "modality"), "negated": _flag, "target": _actors,
    },
    "date": {
        "type": _value_of("dates", "type"), "value": _value, "earliest": day, "latest": day, "granularity": text,
        "anchor": _value_of("dates", "anchor"),
    },
}  # fmt: skip
"""The fields that apply to each kind of correction, and how their cells are read."""
EMPTIED = ("speakers", "addressees", "actors", "target")
NEVER_EMPTY = ("topic", "type", "content_spans", "content_start", "content_end", "anchor", "modality", "stance", "negated")
COLUMNS = (*FIXED, *dict.fromkeys(name for fields in FIELDS.values() for name in fields), *SIGNED)
"""The columns of a file, in the order in which they are written; a file may have them in any order and leave out what it does not need."""
