"""Corrections by people: applied to the tables as extraction makes them, and told, each with its fate; and written, from a notebook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import articles, codebook, corrected_rows, correction_files, correction_targets, sources, spreadsheets, tables, whole
from analysis.correction_cells import COLUMNS, NONE
from analysis.correction_files import Correction, CorrectionsError
from analysis.correction_targets import Match, place
from analysis.study import Study
from analysis.tables import CORRECTED, MACHINE, Row

FILE = "corrections.csv"
"""The file of a study's corrections to which `append` adds."""
_READ = ("articles", "segments", "mentions")
_KIND = {"statements": "statement", "positions": "position", "dates": "date"}

Cells = dict[str, str]


def run(
    raw: Path,
    processed: Path,
    book: Path,
    folder: Path | None = None,
    *,
    reading: Mapping[str, Any] | None = None,
    say: Callable[[str], None] | None = None,
) -> None:
    """Take the tables of `tables.CORRECTED` from `processed/machine` to `processed`, corrected, and write the table `corrections`.

    Without corrections the tables are those of the extraction, byte by byte, and are never held whole in memory; with corrections they
    are, one row a dictionary. Nothing is extracted anew.

    Parameters
    ----------
    raw, reading
        Those of the extraction: the words of a correction are looked for in the raw texts.
    book
        The codebook: topics, and who speaks for whom.
    folder
        The folder of corrections; it need not be there.
    say
        Told a line for each correction that could not be applied, and how many were.

    Raises
    ------
    CorrectionsError
        Where a file of corrections is malformed: all faults at once. Nothing is written then.
    CodebookError
        Where the codebook is.
    FileNotFoundError
        Where a table of the extraction is missing, with the command that makes it.
    """
    found = correction_files.read(folder) if folder is not None else []
    matches = _applied(found, raw, processed, book, reading or {}) if found else []
    if not any(match.applied for match in matches):
        for name in CORRECTED:
            tables.copy(name, processed / MACHINE, processed)
    tables.write("corrections", map(_row, matches), processed)
    for line in told(matches) if say else ():
        say(line)  # type: ignore[misc]


def _applied(found: Sequence[Correction], raw: Path, processed: Path, book: Path, reading: Mapping[str, Any]) -> list[Match]:
    """Apply corrections and write the tables that they change, in the order of the extraction's rows and those beside them."""
    loaded = codebook.load(book)
    wanted = {correction.article_id for correction in found}
    texts = {article.article_id: article.raw for article in articles.read(raw, **reading) if article.article_id in wanted}
    whole_tables = {name: tables.rows(name, processed / MACHINE) for name in CORRECTED}
    data = {**{name: tables.rows(name, processed) for name in _READ}, **whole_tables}
    own = {name: [row for row in rows if row.get("article_id") in wanted or name in ("actors", "articles")] for name, rows in data.items()}
    matches = correction_targets.find(found, own, texts, loaded)
    if any(match.applied for match in matches):
        made = corrected_rows.apply(matches, own, texts, loaded)
        for name, rows in whole_tables.items():
            if made[name] == own[name]:
                tables.copy(name, processed / MACHINE, processed)
                continue
            kept = [row for row in rows if row["article_id"] not in wanted] if name != "actors" else []
            tables.write(name, [*kept, *made[name]], processed)
    return matches


def told(matches: Sequence[Match]) -> Iterable[str]:
    """What became of corrections: a line for each that was not applied, and one for all."""
    for match in matches:
        if not match.applied:
            yield f"correction not applied ({match.correction.place}): {match.reason}"
    if matches:
        applied = sum(match.applied for match in matches)
        yield f"{len(matches)} correction{'s' * (len(matches) > 1)}: {applied} applied, {len(matches) - applied} not"


def _row(match: Match) -> Row:
    """The row of the table `corrections`."""
    correction = match.correction
    start, end = match.span or (None, None)
    return {
        "correction_id": correction.id, "file": correction.file, "action": correction.action, "what": correction.what,
        "article_id": correction.article_id, "start": start, "end": end, "text": match.text,
        "stated": _json(correction.stated), "coder_name": correction.coder, "date": correction.date, "why": correction.why,
        "fate": match.fate, "reason": match.reason, "table": match.table if match.row_id else None, "row_id": match.row_id,
        "before": _json(match.before) if match.before else None,
    }  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


# ---- for notebooks --------------------------------------------------------------------------------------------------


def line(study: Study, row_id: str, *, coder: str, date: str, why: str, action: str = "change", **values: Any) -> Cells:
    """The cells of a correction of one row, place and words filled in: `line(study, "statement-…", speakers=["PER:…"], …)`.

    Parameters
    ----------
    study
        The study; its tables and raw texts are read.
    row_id
        Id of a statement, position or time expression.
    coder, date, why
        Who corrects, when (a day, as 2024-05-31) and why.
    action
        change or delete.
    values
        What is to be changed, by the names of the columns of a file of corrections; None empties a field. Speakers alone make a
        correction of the speaker.

    Returns
    -------
    Column to cell, those that are empty left out: for `append`, or for `text`.

    Raises
    ------
    CorrectionsError
        Where no such row is there as extraction makes it, or the correction is malformed; the message says what is allowed.
    """
    name, row = _found(study, row_id)
    start, end = place(name, row)
    what = "speaker" if name == "statements" and values.keys() and values.keys() <= {"speakers", "speaker_status"} else _KIND[name]
    more = {"topic": row["topic"]} if name == "positions" else {}
    return _cells(study, action, what, row["article_id"], start, end, {**more, **values, "row_id": row_id}, coder=coder, date=date, why=why)


def new(study: Study, what: str, article_id: str, start: int, end: int, *, coder: str, date: str, why: str, **values: Any) -> Cells:
    """The cells of a correction that adds a row, its words filled in; see `line`.

    `what` is statement, position or date; `start` and `end` are those of the content, the evidence or the expression.
    """
    return _cells(study, "add", what, article_id, start, end, values, coder=coder, date=date, why=why)


def append(study: Study, cells: Cells) -> Path:
    """Add a correction to the study's own file, which is begun where it is not there; the next build applies it.

    Raises
    ------
    CorrectionsError
        Where the correction is malformed.
    """
    path = study.corrections / FILE
    _check(cells)
    before = spreadsheets.decoded(path) if path.is_file() else ""
    sign = sources.delimiter(before) if before else ","
    header = next(csv.reader(io.StringIO(before), delimiter=sign), None) or list(COLUMNS)
    columns = [name.strip().lower() for name in header]
    if lacking := [name for name in cells if name not in columns]:
        raise CorrectionsError([f"{FILE}: line 1: no column {', '.join(lacking)}; add it there, or begin a new file"])
    out = io.StringIO(newline="")
    rows = csv.writer(out, delimiter=sign, lineterminator="\n")
    if not before:
        rows.writerow(columns)
    rows.writerow([tables.unrun(cells.get(name, "")) for name in columns])
    end = "" if not before or before.endswith("\n") else "\n"
    whole.write(path, before + end + out.getvalue())
    return path


def text(cells: Cells) -> str:
    """A correction as a line of CSV in the order of `correction_files.COLUMNS`, to be copied into a file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow([tables.unrun(cells.get(name, "")) for name in COLUMNS])
    return out.getvalue()


def _cells(study: Study, action: str, what: str, article_id: str, start: int, end: int, values: Mapping[str, Any], **signed: str) -> Cells:
    raw = next((a.raw for a in articles.read(study.raw, **study.reading) if a.article_id == article_id), None)
    if raw is None:
        raise CorrectionsError([f"no article {article_id!r} is among the raw texts of the study"])
    fixed = {"action": action, "what": what, "article_id": article_id, "start": start, "end": end, "text": raw[start:end]}
    cells = {name: _cell(value) for name, value in {**fixed, **values, **signed}.items()}
    _check(cells)
    return cells


def _cell(value: Any) -> str:
    if value is None or value == []:
        return NONE
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, tuple)):
        return " ".join(value) if all(isinstance(one, str) for one in value) else json.dumps(value)
    return str(value)


def _check(cells: Cells) -> None:
    faults = [f"unknown column {name!r}; allowed: {', '.join(COLUMNS)}" for name in cells if name not in COLUMNS]
    told = (one for one in correction_files.checked(cells, FILE, 0) if isinstance(one, str))
    faults += [one.removeprefix(f"{FILE}: line 0: ") for one in told]
    if faults:
        raise CorrectionsError(faults)


def _found(study: Study, row_id: str) -> tuple[str, Row]:
    """The row of an id as the program made it, and its table."""
    for name in _KIND:
        for row in tables.rows(name, study.processed / MACHINE):
            if row[tables.ALL[name].key] == row_id:
                return name, row
    raise CorrectionsError([f"no row {row_id!r} of {', '.join(_KIND)} as the program made it; change one that a correction added there"])
