"""Joins the texts of the articles to a release again: every checksum and span verified, the full tables given back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis import articles, release, standoff, tables
from analysis import texts as extracted_texts
from analysis.articles import Article
from analysis.tables import Row


class CannotJoin(ValueError):
    """A release that cannot be joined with the texts; the message names every fault, a line each."""


@dataclass
class Joined:
    """What was joined: rows by table, articles whose text was at hand, and what was wrong with the others, a line each."""

    rows: dict[str, int] = field(default_factory=dict)
    articles: int = 0
    missing: list[str] = field(default_factory=list)


def run(folder: Path, raw: Path, processed: Path, *, partial: bool = False, reading: Mapping[str, Any] | None = None) -> Joined:
    """Write the full tables of a release to `processed`, and the extracted texts, as the extraction wrote them, byte by byte.

    Parameters
    ----------
    folder
        The release.
    raw
        The articles, with their `sources.csv` if there is one; a folder, or one file of records.
    processed
        Folder for the tables.
    partial
        Write the tables also where texts are missing, changed or too many: rows and spans of all articles, words of
        those at hand; the others' words are null.
    reading
        Options of `articles.read`, as the tables were extracted with.

    Raises
    ------
    CannotJoin
        Before anything is written, with all faults: a form of release that is not known; a file of the release that is missing or
        not as it was released; a span outside its text; and without `partial` an article that is missing, changed or not of the
        release.
    FileNotFoundError
        Where the release or the raw folder is not there.
    """
    record = _record(folder)
    files, faults = _files(folder, record)
    found = {article.article_id: article for article in articles.read(raw, **(reading or {}))}
    at_hand, missing = _matched(files["articles"], found) if "articles" in files else ({}, [])
    faults += [fault for name in files for fault in _outside(name, files[name], at_hand)]
    if faults or (missing and not partial):
        raise CannotJoin("\n".join([*faults, *missing, "no table was written"]))
    texts = standoff.Texts({key: a.raw for key, a in at_hand.items()}, {key: a.title for key, a in at_hand.items()})
    columns = {name: record["tables"][name]["columns"] for name in tables.ALL}
    full = standoff.restored(files, columns, texts)
    odd = [name for name, table in full.items() if standoff.digest(table) != record["tables"][name]["sha256"]]
    if odd and not missing:
        again = (
            f"tables/{name}.csv: with its words it is another table than was released: a title of a record changed, or the release did"
            for name in odd
        )
        raise CannotJoin("\n".join([*again, "no table was written"]))
    for name, table in full.items():
        tables.write(name, table, processed)
    extracted_texts.prune(processed, {extracted_texts.store(article, processed) or "" for article in at_hand.values()})
    return Joined({name: len(table) for name, table in full.items()}, sum(article.status == "ok" for article in at_hand.values()), missing)


def _record(folder: Path) -> dict[str, Any]:
    """The record of a release.

    Raises
    ------
    FileNotFoundError, CannotJoin
        Where there is none, or it is of a form that this version does not read.
    """
    path = folder / release.RECORD
    if not path.is_file():
        raise FileNotFoundError(f"{folder} is no release: it has no file {release.RECORD}; name the folder that `release` wrote")
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        form, version = record["format"], record["version"]
    except (ValueError, KeyError, TypeError):
        raise CannotJoin(f"{release.RECORD}: not the record of a release: take the release anew") from None
    if (form, version) != (release.FORMAT, release.VERSION):
        known = f"{release.FORMAT} {release.VERSION}"
        raise CannotJoin(f"{release.RECORD}: form {form} {version} is not known; allowed: {known}; use the version that wrote it")
    if not _whole(record):
        raise CannotJoin(f"{release.RECORD}: not the record of a release: take the release anew")
    return dict(record)


def _whole(record: Mapping[str, Any]) -> bool:
    """Whether a record says all that is needed of files and tables."""
    try:
        known = all(
            {*record["tables"][name]["columns"]} <= standoff.columns(name) and record["tables"][name]["sha256"] for name in tables.ALL
        )
        return known and isinstance(record["files"], dict)
    except (KeyError, TypeError):
        return False


def _files(folder: Path, record: Mapping[str, Any]) -> tuple[dict[str, list[Row]], list[str]]:
    """The tables of the release, and what is wrong with its files."""
    found, faults = {}, []
    for name in tables.ALL:
        file = f"tables/{name}.csv"
        path = folder / file
        if path.is_symlink() or not path.is_file():
            faults.append(f"{file}: missing from the release: take the release anew")
            continue
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != record["files"].get(file):
            faults.append(f"{file}: not as it was released (its SHA-256 is not that of {release.RECORD}): take the release anew")
            continue
        try:
            found[name] = standoff.read(name, data)
        except ValueError as fault:
            faults.append(f"{file}: {fault}: take the release anew")
    return found, faults


def _matched(rows: Sequence[Row], found: Mapping[str, Article]) -> tuple[dict[str, Article], list[str]]:
    """The articles that are those of the release, by id; and a line for each that is missing, changed or too many."""
    at_hand, missing = {}, []
    same = {article.sha256: article.file for article in found.values() if article.sha256}
    for row in rows:
        article = found.get(row["article_id"])
        where = row["file"] if row["file"].rsplit(".", 1)[0] == row["article_id"] else f"{row['file']}, {row['article_id']}"
        if article is None:
            there = (
                f"its text is there as {same[row['sha256']]}: rename that file" if row["sha256"] in same else "put it into the raw folder"
            )
            missing.append(f"{where}: missing (SHA-256 {row['sha256'] or 'not known'}): {there}")
        elif row["sha256"] and article.sha256 != row["sha256"]:
            missing.append(
                f"{where}: changed: its SHA-256 is {article.sha256 or 'not known'}, released is {row['sha256']}: put back the file that was"
            )
        elif article.text_sha256 != row["text_sha256"] and article.status == tables.raw_status(row["status"]):
            missing.append(f"{where}: another text comes out of it than was released: read it with the version that wrote the release")
        elif article.status != tables.raw_status(row["status"]):
            missing.append(
                f"{where}: {article.status} here, {row['status']} in the release ({article.reason or 'it can be read'}): read it as then"
            )
        else:
            at_hand[row["article_id"]] = article
    released = {row["article_id"] for row in rows}
    missing += [f"{a.file}: not part of the release: take it out of the raw folder" for key, a in found.items() if key not in released]
    return at_hand, missing


def _outside(name: str, rows: Sequence[Row], at_hand: Mapping[str, Article]) -> Iterator[str]:
    """A line for each span that leaves its text."""
    table = tables.ALL[name]
    columns = [column.name for column in standoff.released_columns(name)]
    for row in rows if "article_id" in columns else ():
        article = at_hand.get(row["article_id"])
        if article is None:
            continue
        for column, start, end in standoff.spans(columns, row):
            if start is None or end is None or not 0 <= start < end <= len(article.raw):
                allowed = f"its text has the characters 0 to {len(article.raw)}"
                yield f"tables/{name}.csv: {row[table.key]}: {column} is {start}-{end}, but {allowed}: take the release anew"
