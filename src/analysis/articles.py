"""Files to articles: the text of each, in which offsets count, and what file, sidecar and page state about it; or why it has none."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from analysis import archives, raw_files, records, sources, whole
from analysis.archives import Response
from analysis.decoding import UTF8, Unreadable, decoded, unzipped
from analysis.pages import Page, charset, page_of
from analysis.raw_files import ARCHIVES, TEXTS, RawFile
from analysis.records import Record
from analysis.sources import Source

logger = logging.getLogger(__name__)

MAX_BYTES = 20_000_000
RECORD_FIELDS = ("text", "title", "outlet", "published", "url", "id")


@dataclass(frozen=True)
class Article:
    """One raw article, readable or not.

    Attributes
    ----------
    sha256
        SHA-256 of the file; of the text of a record; of the page as an archive holds it.
    raw
        The text in which all offsets count, without newline translation: the file decoded as UTF-8, or the text of a record
        (`extracted` False); else what was extracted from a page in HTML, an archive, a gzipped file or another encoding
        (`extracted` True). Empty unless `status` is "ok".
    reason
        Why an article is "empty" or "failed", in one sentence.
    title
        What the record or the page calls it.
    encoding
        In which encoding the bytes were read; None where they were not.
    page
        The page in HTML from which the text was extracted.
    fetched
        The day (ISO) on which an archive fetched it, which is not that of publication.
    """

    article_id: str
    file: str
    sha256: str
    raw: str
    status: str
    reason: str | None
    source: Source
    title: str | None = None
    encoding: str | None = UTF8
    extracted: bool = False
    page: Page | None = None
    fetched: str | None = None

    @property
    def text_basis(self) -> str | None:
        """Whether offsets point into the raw file (or record) as it is, "raw", or into a text "extracted" from it; None without a text."""
        return None if self.status != "ok" else "extracted" if self.extracted else "raw"

    @property
    def text_sha256(self) -> str | None:
        """SHA-256 of the text in UTF-8; None without a text."""
        return hashlib.sha256(self.raw.encode()).hexdigest() if self.status == "ok" else None


def read(path: Path, *, max_bytes: int = MAX_BYTES, columns: Mapping[str, str] | None = None) -> Iterator[Article]:
    """The articles of a folder, a pattern or one file, sorted by file name, records in their order.

    Parameters
    ----------
    path
        A folder (its sub-folders are not read); a pattern such as `texts/**/*.txt`; or one file: .txt, .html, .htm (one
        article), .jsonl, .csv, .parquet (an article for each record), .warc (one for each page or plain text). All but
        .parquet may be gzipped (.gz). A file `sources.csv` beside the articles states outlet, address and date; it is
        never read as records.
    max_bytes
        Largest file, text of a record, or page, as unpacked, that is read; larger ones come with status "failed".
    columns
        Names of the record fields where they differ: `{"text": "body"}`. Keys: text, title, outlet, published, url, id.

    Yields
    ------
    Article
        Every file gives one article, every record of a record file and every page of an archive too, also where it cannot be
        read. Hidden files and files of other kinds are left out and logged, and so is what an archive holds besides.

    Raises
    ------
    ValueError
        Where `sources.csv` is malformed (all faults at once), or `columns` names an unknown field.
    FileNotFoundError
        Where `path` does not exist, or no file fits the pattern.
    """
    unknown = sorted(set(columns or {}) - set(RECORD_FIELDS))
    if unknown:
        raise ValueError(f"columns names unknown fields {', '.join(unknown)}; allowed: {', '.join(RECORD_FIELDS)}")
    files = raw_files.find(path)
    stated = sources.stated(path, files)
    names = {name: columns.get(name, name) if columns else name for name in RECORD_FIELDS}
    return _unique(article for file in files for article in _articles(file, stated.get(file.name), max_bytes, names))


def _articles(file: RawFile, source: Source | None, max_bytes: int, names: Mapping[str, str]) -> Iterator[Article]:
    """The article of a text file, or those of a record file or an archive."""
    source = source or Source(file=file.name)
    try:
        if not _storable(file.name):
            shown, stem = (os.fsencode(name).decode("utf-8", "replace") for name in (file.name, file.stem))
            file, source = replace(file, name=shown, stem=stem), replace(source, file=shown)
            raise Unreadable("failed", f"the name of {shown} is not UTF-8: rename the file")
        _regular(file)
        if file.kind in TEXTS:
            yield _text_file(file, source, max_bytes)
            return
        many = _pages(file, source, max_bytes) if file.kind in ARCHIVES else _records(file, source, max_bytes, names)
        empty = True
        for article in many:
            yield article
            empty = False
        if empty:
            what = "page or text: fetch it again, or delete it" if file.kind in ARCHIVES else "record: delete it, or put one record a line"
            raise Unreadable("empty", f"{file.name} holds no {what}")
    except Unreadable as error:
        yield Article(file.stem, file.name, error.sha256, "", error.status, error.reason, source, encoding=None)
    except OSError as error:
        reason = f"{file.name} cannot be read ({error.strerror or error}): check that it exists and its permissions"
        yield Article(file.stem, file.name, "", "", "failed", reason, source, encoding=None)


def _regular(file: RawFile) -> None:
    """Refuse what is no plain file; opening a pipe would wait for ever."""
    path = file.path
    if path.is_symlink() and not path.exists():
        raise Unreadable("failed", f"{file.name} is a link to a file that is not there: mend or delete the link")
    if file.outside:
        reason = f"{file.name} is a link that leaves the folder of the articles: put the file itself there, or name its own folder"
        raise Unreadable("failed", reason)
    if not path.is_file():
        kind = "a folder" if path.is_dir() else "no plain file"
        raise Unreadable("failed", f"{file.name} is {kind}: an article must be a plain file; rename or move it")


def _text_file(file: RawFile, source: Source, max_bytes: int) -> Article:
    digest = whole.sha256(file.path)
    size = file.path.stat().st_size
    if size > max_bytes:
        reason = f"{file.name} has {size:,} bytes, more than max_bytes={max_bytes:,} allows: split it, or raise max_bytes"
        raise Unreadable("failed", reason, digest)
    try:
        data = unzipped(file.path, max_bytes) if file.zipped else file.path.read_bytes()
        text, page, encoding = _text(data, file.name, page=file.kind != ".txt")
    except Unreadable as error:
        raise Unreadable(error.status, error.reason, digest) from None
    extracted = file.zipped or page is not None or encoding != UTF8
    title = page.title if page else None
    return Article(file.stem, file.name, digest, text, "ok", None, source, title, encoding, extracted, page)


def _text(data: bytes, name: str, *, page: bool, declared: str = "") -> tuple[str, Page | None, str]:
    """The text of bytes, the page it was extracted from where they are HTML, and their encoding."""
    if not page:
        text, encoding = decoded(data, name, declared)
        return text, None, encoding
    markup, encoding = decoded(data, name, declared or charset(data))
    found = page_of(markup)
    if not found.text:
        reason = f"{name} shows no text: it is a page that a program in it fills, or an empty one; save it as it is shown"
        raise Unreadable("empty", reason)
    return found.text, found, encoding


def _records(file: RawFile, source: Source, max_bytes: int, names: Mapping[str, str]) -> Iterator[Article]:
    for number, record in enumerate(records.read(file, names, max_bytes), start=1):
        yield _record(record, number, file, source, max_bytes, names)


def _record(record: Record, number: int, file: RawFile, source: Source, max_bytes: int, names: Mapping[str, str]) -> Article:
    """One record as an article; what the record states about itself wins over the row of its file."""
    values: dict[str, str] = {}
    digest, encoding = "", None
    try:
        if isinstance(record, Unreadable):
            raise record
        fields, encoding = record
        stated = {name: str(value).strip() for name, own in names.items() if name != "text" and (value := fields.get(own)) is not None}
        values = {name: value for name, value in stated.items() if _storable(value)}
        if halved := [names[name] for name in stated if name not in values]:
            reason = f"half a surrogate pair stands in {', '.join(map(repr, halved))}: write the record again as UTF-8"
            raise Unreadable("failed", reason)
        text = fields.get(names["text"])
        if not isinstance(text, str):
            present = ", ".join(map(repr, fields)) or "none"
            reason = f"field {names['text']!r} holds no text (fields are {present}): name the text's field by columns={{'text': …}}"
            raise Unreadable("failed", reason)
        data = _encoded(text)
        digest = hashlib.sha256(data).hexdigest()
        if len(data) > max_bytes:
            reason = f"the text has {len(data):,} bytes, more than max_bytes={max_bytes:,} allows: split it, or raise max_bytes"
            raise Unreadable("failed", reason)
        if "\0" in text:
            reason = f"the text is binary (NUL character at offset {text.index(chr(0))}): write the record again as text"
            raise Unreadable("failed", reason)
        raw, status, reason_or_none = decoded(data, "the text")[0], "ok", None
    except Unreadable as error:
        raw, status, reason_or_none, encoding = "", error.status, f"{file.name}, record {number}: {error.reason}", None
    key = re.sub(r"[^\w.-]+", "_", values.get("id", "")) or str(number)
    own = {name: values[name] for name in ("outlet", "published", "url") if values.get(name)}
    return Article(
        f"{file.stem}-{key}", file.name, digest, raw, status, reason_or_none, replace(source, **own), values.get("title") or None,
        encoding, encoding != UTF8,
    )  # fmt: skip


def _storable(text: str) -> bool:
    """Whether a text can be written as UTF-8; half a surrogate pair cannot."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        reason = f"the text holds half a surrogate pair (character {error.start}): write the record again as UTF-8"
        raise Unreadable("failed", reason) from None


def _pages(file: RawFile, source: Source, max_bytes: int) -> Iterator[Article]:
    for number, response in enumerate(archives.read(file, max_bytes), start=1):
        yield _response(response, number, file, source)


def _response(response: Response, number: int, file: RawFile, source: Source) -> Article:
    """One page or text of an archive as an article; its own address wins over the row of the archive."""
    key, source = f"{file.stem}-{number}", replace(source, url=response.url or source.url)
    digest = ""
    try:
        if isinstance(response.data, Unreadable):
            raise response.data
        digest = hashlib.sha256(response.data).hexdigest()
        text, page, encoding = _text(response.data, "it", page=response.page, declared=response.charset)
    except Unreadable as error:
        reason = f"{file.name}, page {number} ({response.url}): {error.reason}"
        return Article(
            key, file.name, digest or error.sha256, "", error.status, reason, source, encoding=None, fetched=response.fetched or None
        )
    title = page.title if page else None
    return Article(key, file.name, digest, text, "ok", None, source, title, encoding, True, page, response.fetched or None)


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
            article = replace(article, article_id=key, raw="", status="failed", reason=reason, page=None)
        taken[article.article_id] = article.file
        yield article
