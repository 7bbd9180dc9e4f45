"""How the rows of each table are marked in the text of their article: which stretches, as which kind, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from analysis.marked import Mark

KINDS = {
    "source": "who is named as speaker",
    "cue": "the word that reports",
    "content": "what was said",
    "quoted": "in quotation marks",
    "position": "read as a position",
    "scope": "narrows or widens it",
    "date": "time expression",
    "boilerplate": "site furniture, set aside",
    "corrected": "corrected by hand",
}
"""What the marks of an article mean, in the order of the legend; the last stands there where something was corrected."""
ORDER = ("segments", "statements", "positions", "dates", "corrections", "mentions", "marks", "errors")
"""The tables whose rows are marked. Where rows begin at one place, the larger stretch is named first."""
LETTERS = {"statements": "S", "positions": "P", "dates": "D", "corrections": "C"}
"""What the label of a row begins with, of the tables whose rows have one that is seen."""
# Rows of these tables are marked by these kinds; a segment by its role.
_KIND = {
    "statements": "said", "positions": "position", "dates": "date", "corrections": "corrected", "mentions": "mention", "marks": "mark",
    "errors": "error",
}  # fmt: skip


def marks(table: str, row: Mapping[str, Any], key: str, span: tuple[int, int]) -> list[Mark]:
    """The marks of one row, None for whatever it lacks: that of the row itself, then those of its parts.

    Parameters
    ----------
    table, row
        The row, and the table it is of.
    key, span
        Its id, and its first character and the one after its last in the raw text.
    """
    return [Mark(*span, _KIND.get(table) or str(row["role"]), key), *(Mark(first, last, kind) for kind, first, last in parts(table, row))]


def parts(table: str, row: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Stretches inside a row that are shown, too: kind, first character, character after the last."""
    if table == "positions":
        return [("scope", *span) for span in row["scope_spans"]]
    if table != "statements":
        return []
    named = [(part, row[f"{part}_start"], row[f"{part}_end"]) for part in ("cue", "source") if row[f"{part}_start"] is not None]
    return named + [(part, *span) for part in ("content", "quoted") for span in row[f"{part}_spans"]]


def within(marks: Iterable[Mark], start: int, end: int) -> Iterator[Mark]:
    """The marks of a stretch of the text, in offsets from its start; what leaves it is cut off."""
    for mark in marks:
        if mark.start < end and mark.end > start:
            yield Mark(max(mark.start, start) - start, min(mark.end, end) - start, mark.kind, mark.row)
