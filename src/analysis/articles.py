"""Files to articles: text, HTML and record files with their sidecar sources.csv, the unreadable ones with a reason."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.sources import SIDECAR, Source, read_sources, unknown_file

logger = logging.getLogger(__name__)

MAX_BYTES = 20_000_000
TEXT_SUFFIXES = (".txt", ".html", ".htm")
RECORD_SUFFIXES = (".jsonl", ".csv", ".parquet")
RECORD_FIELDS = ("text", "title", "outlet", "published", "url", "id")


@dataclass(frozen=True)
class Article:
    """One raw article, readable or not.

    `raw` is the file decoded as UTF-8 without newline translation (for a record: its text), and empty unless
    `status` is "ok". `reason` says in one sentence why an article is "empty" or "failed".
    """

    article_id: str
    file: str
    sha256: str
    raw: str
    status: str
    reason: str | None
    source: Source
    title: str | None = None


class _Unreadable(Exception):
    """Why a file or record cannot be used: "empty" or "failed", and the sentence for the reader."""

    def __init__(self, status: str, reason: str, sha256: str = "") -> None:
        super().__init__(reason)
        self.status, self.reason, self.sha256 = status, reason, sha256


def read(path: Path, *, max_bytes: int = MAX_BYTES, columns: Mapping[str, str] | None = None) -> Iterator[Article]:
    """The articles of a folder or of one file, sorted by file name, records in their order.

    Parameters
    ----------
    path
        A folder (its sub-folders are not read), or one .txt, .html, .htm, .jsonl, .csv or .parquet file. A file
        `sources.csv` beside the articles states outlet, address and date; it is never read as records.
    max_bytes
        Largest file, or text of a record, that is read; larger ones come with status "failed".
    columns
        Names of the record fields where they differ: `{"text": "body"}`. Keys: text, title, outlet, published, url, id.

    Yields
    ------
    Article
        Every file gives one article, every record of a record file too, also where it cannot be read. Hidden
        files and files of other kinds are left out and logged.

    Raises
    ------
    ValueError
        Where `sources.csv` is malformed (all faults at once), or `columns` names an unknown field.
    FileNotFoundError
        Where `path` does not exist.
    """
    unknown = sorted(set(columns or {}) - set(RECORD_FIELDS))
    if unknown:
        raise ValueError(f"columns names unknown fields {', '.join(unknown)}; allowed: {', '.join(RECORD_FIELDS)}")
    files = _files(path)
    folder = path if path.is_dir() else path.parent
    sources = read_sources(folder)
    names = {name: columns.get(name, name) if columns else name for name in RECORD_FIELDS}
    return _unique(article for file in files for article in _articles(file, sources.get(file.name), max_bytes, names))


def present(path: Path) -> bool:
    """Whether `read` would find any article there, readable or not."""
    return not path.is_dir() or bool(_files(path))


def faults(folder: Path) -> list[str]:
    """What does not fit between a folder and its `sources.csv`, one sentence each, in order of file name; commands tell it once.

    Rows without a file, files without a row, and files whose SHA-256 is not the one stated. Empty where all fits,
    or where there is no `sources.csv`.
    """
    if not (folder / SIDECAR).is_file():
        return []
    sources = read_sources(folder)
    files = {file.name: file for file in _files(folder)}
    found = []
    for name in sorted(sources.keys() | files.keys()):
        if name not in files:
            found.append(unknown_file(name, sorted(files.keys() - sources.keys())))
        elif name not in sources:
            found.append(f"{name!r} has no row in {SIDECAR}: its outlet and date can come from its text only; add a row")
        elif sources[name].sha256 and files[name].is_file():
            actual = _sha256(files[name])
            if actual != sources[name].sha256.lower():
                found.append(
                    f"{name!r} is not the file that {SIDECAR} states: its SHA-256 is {actual}, stated is {sources[name].sha256}; "
                    "restore the file, or state the new sum if the change is meant"
                )
    return found


def _files(path: Path) -> list[Path]:
    """The files to read, sorted by name; what is left out is logged."""
    if not path.is_dir():
        if not path.exists() and not path.is_symlink():
            raise FileNotFoundError(f"no file or folder {path}: state a folder of articles, or one of {', '.join(_SUFFIXES)}")
        if path.suffix.lower() not in _SUFFIXES:
            raise ValueError(f"{path.name}: files of kind {path.suffix!r} are not read; allowed: {', '.join(_SUFFIXES)}")
        return [path]
    kept = []
    for file in sorted(path.iterdir(), key=lambda file: file.name):
        if file.name == SIDECAR:
            continue
        if file.name.startswith(".") or file.suffix.lower() not in _SUFFIXES:
            logger.info("%s is left out: hidden, or not of kind %s", file.name, ", ".join(_SUFFIXES))
        else:
            kept.append(file)
    return kept


_SUFFIXES = (*TEXT_SUFFIXES, *RECORD_SUFFIXES)


def _articles(file: Path, source: Source | None, max_bytes: int, names: Mapping[str, str]) -> Iterator[Article]:
    """The article of a text file, or those of a record file."""
    source = source or Source(file=file.name)
    try:
        if file.suffix.lower() in TEXT_SUFFIXES:
            data = _bytes(file, max_bytes)
            raw = _text(data, file.name)
            yield Article(file.stem, file.name, hashlib.sha256(data).hexdigest(), raw, "ok", None, source)
            return
        _regular(file)
        count = 0
        for count, record in enumerate(_RECORDS[file.suffix.lower()](file, names), start=1):
            yield _article(record, count, file, source, max_bytes, names)
        if not count:
            raise _Unreadable("empty", f"{file.name} holds no record: delete it, or put one record a line")
    except _Unreadable as error:
        yield Article(file.stem, file.name, error.sha256, "", error.status, error.reason, source)
    except OSError as error:
        reason = f"{file.name} cannot be read ({error.strerror or error}): check that it exists and its permissions"
        yield Article(file.stem, file.name, "", "", "failed", reason, source)


def _regular(file: Path) -> None:
    """Refuse what is no plain file; opening a pipe would wait for ever."""
    if file.is_symlink() and not file.exists():
        raise _Unreadable("failed", f"{file.name} is a link to a file that is not there: mend or delete the link")
    if not file.is_file():
        kind = "a folder" if file.is_dir() else "no plain file"
        raise _Unreadable("failed", f"{file.name} is {kind}: an article must be a plain file; rename or move it")


def _bytes(file: Path, max_bytes: int) -> bytes:
    _regular(file)
    size = file.stat().st_size
    if size > max_bytes:
        reason = f"{file.name} has {size:,} bytes, more than max_bytes={max_bytes:,} allows: split it, or raise max_bytes"
        raise _Unreadable("failed", reason, _sha256(file))
    return file.read_bytes()


def _text(data: bytes, name: str) -> str:
    """The bytes as text, or the reason why they are none."""
    digest = hashlib.sha256(data).hexdigest()
    if not data:
        raise _Unreadable("empty", f"{name} has 0 bytes: save its text again, or delete it", digest)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _Unreadable("failed", f"{name} is UTF-16, not UTF-8: convert it with `iconv -f UTF-16 -t UTF-8`", digest)
    if b"\0" in data:
        reason = f"{name} is binary, not text (NUL byte at offset {data.index(0)}): save the article as UTF-8 text"
        raise _Unreadable("failed", reason, digest)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Unreadable("failed", f"{name} is {_not_utf8(error)}", digest) from None
    if not text.replace("\ufeff", "").strip():
        raise _Unreadable("empty", f"{name} holds white space only: save its text again, or delete it", digest)
    return text


def _not_utf8(error: UnicodeDecodeError) -> str:
    byte = error.object[error.start]
    return f"not UTF-8 (byte 0x{byte:02x} at offset {error.start}): convert it, if it was saved on Windows with `iconv -f CP1252 -t UTF-8`"


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


Record = Mapping[str, Any] | _Unreadable


def _jsonl(file: Path, names: Mapping[str, str]) -> Iterator[Record]:
    with file.open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            if line.isspace():
                continue
            try:
                record = json.loads(line.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                yield _Unreadable("failed", f"line {number} is {_not_utf8(error)}")
            except (ValueError, RecursionError) as error:
                yield _Unreadable("failed", f"line {number} is no JSON ({error}): write one JSON object a line")
            else:
                wrong = f"line {number} holds a JSON {type(record).__name__}: write one JSON object a line"
                yield record if isinstance(record, dict) else _Unreadable("failed", wrong)


def _csv(file: Path, names: Mapping[str, str]) -> Iterator[Record]:
    text = _text(file.read_bytes(), file.name).removeprefix("\ufeff")
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    try:
        _require(file, names, rows.fieldnames or [])
        yield from rows
    except csv.Error as error:
        advice = "put texts between double quotes; later rows were not read"
        yield _Unreadable("failed", f"line {rows.line_num} is no CSV row ({error}): {advice}")


def _parquet(file: Path, names: Mapping[str, str]) -> Iterator[Record]:
    try:
        table = pq.ParquetFile(file)
        _require(file, names, table.schema_arrow.names)
        wanted = [name for name in names.values() if name in table.schema_arrow.names]
        for batch in table.iter_batches(batch_size=1000, columns=wanted):
            yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise _Unreadable("failed", f"{file.name} is no Parquet file ({str(error).splitlines()[0]}): write it again") from None


_RECORDS: dict[str, Callable[[Path, Mapping[str, str]], Iterator[Record]]] = {".jsonl": _jsonl, ".csv": _csv, ".parquet": _parquet}


def _require(file: Path, names: Mapping[str, str], present: Iterable[str]) -> None:
    if names["text"] not in (present := list(present)):
        has = f"{file.name} has no column {names['text']!r}, only {', '.join(map(repr, present))}"
        raise _Unreadable("failed", f"{has}: name the text's by columns={{'text': …}}")


def _article(record: Record, number: int, file: Path, source: Source, max_bytes: int, names: Mapping[str, str]) -> Article:
    """One record as an article; what the record states about itself wins over the row of its file."""
    values: dict[str, str] = {}
    digest = ""
    try:
        if isinstance(record, _Unreadable):
            raise record
        values = {name: str(value).strip() for name, own in names.items() if (value := record.get(own)) is not None}
        text = record.get(names["text"])
        if not isinstance(text, str):
            present = ", ".join(map(repr, record)) or "none"
            reason = f"field {names['text']!r} holds no text (fields are {present}): name the text's field by columns={{'text': …}}"
            raise _Unreadable("failed", reason)
        data = _encoded(text)
        digest = hashlib.sha256(data).hexdigest()
        if len(data) > max_bytes:
            reason = f"the text has {len(data):,} bytes, more than max_bytes={max_bytes:,} allows: split it, or raise max_bytes"
            raise _Unreadable("failed", reason)
        raw, status, reason_or_none = _text(data, "the text"), "ok", None
    except _Unreadable as error:
        raw, status, reason_or_none = "", error.status, f"{file.name}, record {number}: {error.reason}"
    key = re.sub(r"[^\w.-]+", "_", values.get("id", "")) or str(number)
    stated = {name: values[name] for name in ("outlet", "published", "url") if values.get(name)}
    return Article(
        f"{file.stem}-{key}", file.name, digest, raw, status, reason_or_none, replace(source, **stated), values.get("title") or None
    )


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        reason = f"the text holds half a surrogate pair (character {error.start}): write the record again as UTF-8"
        raise _Unreadable("failed", reason) from None


def _unique(articles: Iterable[Article]) -> Iterator[Article]:
    """The articles; one whose id is taken comes as failed, under an id of its own."""
    taken: dict[str, str] = {}
    for article in articles:
        if article.article_id in taken:
            reason = (
                f"article id {article.article_id!r} is taken by {taken[article.article_id]}: rename the file, or give the record another id"
            )
            key = number = article.article_id + article.file[article.file.rfind(".") :]
            count = 2
            while key in taken:
                key, count = f"{number}~{count}", count + 1
            article = replace(article, article_id=key, raw="", status="failed", reason=reason)
        taken[article.article_id] = article.file
        yield article
