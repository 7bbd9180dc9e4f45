"""Writes positions as an event list, the table of statements that Discourse Network Analyzer exports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analysis import dna_schema as schema
from analysis import whole
from analysis.dna_records import Coded, Undated, gather
from analysis.study import Study

BEFORE = ("statement_id", "time")
AFTER = (
    "start_position", "stop_position", "text", "coder", "document_id", "document_title", "document_author", "document_source",
    "document_section", "document_type",
)  # fmt: skip
"""The columns before and after those of the variables, as in `dna.export.Exporter.eventCSV` of version 3.1.1."""


def write(
    study: Study,
    path: Path,
    *,
    undated: Undated = "leave-out",
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Write the positions of a study as the event list that Discourse Network Analyzer would export; return the file.

    Columns, their order, semicolons between them, the form of the time, quotation marks around texts and none around
    numbers are those of `dna.export.Exporter.eventCSV`. Two things differ, so that nothing is lost: a quotation mark in a
    text is doubled (RFC 4180) where Discourse Network Analyzer writes an apostrophe, and a semicolon stays where it writes
    a comma. R (`read.csv2`), Python and spreadsheets read both. Line ends in a text are line feeds.

    Which rows there are, and `undated`, are as for `dna.write`; so are the positions, in UTF-16 code units.
    """
    exchange = gather(study, undated)
    for line in exchange.left_out:
        say(line)
    header = ";".join(map(_quoted, (*BEFORE, *schema.CODED, *AFTER)))
    whole.write(path, "".join(f"{line}\n" for line in (header, *map(_line, exchange.coded))).encode())
    say(f"{len(exchange.coded)} statements")
    return [path]


def _line(coded: Coded) -> str:
    document = coded.document
    fields = (
        coded.number,
        _Bare(f"{document.day.isoformat()} 00:00:00"),
        *(coded.values[name] for name in schema.CODED),
        coded.start,
        coded.stop,
        coded.text,
        schema.CODER,
        document.number,
        document.title,
        "",
        document.source,
        "",
        "",
    )
    return ";".join(value if isinstance(value, _Bare) else _quoted(value) if isinstance(value, str) else str(value) for value in fields)


class _Bare(str):
    """Text that the event list writes without quotation marks."""


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
