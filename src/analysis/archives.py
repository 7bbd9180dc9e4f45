"""WARC archives of the web: the pages and plain texts in them, with address and day of each."""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.decoding import Unreadable
from analysis.raw_files import RawFile, opened

logger = logging.getLogger(__name__)

_PAGES = ("text/html", "application/xhtml+xml")
_READ = (*_PAGES, "text/plain")
_NO_ADDRESS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_KINDS = ("response", "resource", "conversion")


@dataclass(frozen=True)
class Response:
    """A page or text as it was fetched: its bytes or why there are none, address, day (ISO, may be empty), declared encoding."""

    data: bytes | Unreadable
    url: str
    fetched: str
    page: bool
    charset: str


def read(file: RawFile, max_bytes: int) -> Iterator[Response]:
    """The pages and texts of an archive in its order; all else (requests, pictures, redirects, errors) is counted in one line of the log.

    Transfer and content encodings are undone. No more than `max_bytes` of one page are ever unpacked.

    Raises
    ------
    Unreadable
        Where the archive is damaged; what stands before that has been given.
    """
    from warcio.archiveiterator import ArchiveIterator  # needed for archives only

    others: Counter[str] = Counter()
    try:
        with opened(file) as unpacked:
            stream = _Stream(unpacked)
            for record in ArchiveIterator(stream):
                kind, reason = _kind(record)
                if reason:
                    others[reason] += 1
                    continue
                address = _NO_ADDRESS.sub("", record.rec_headers.get_header("WARC-Target-URI") or "")
                day = (record.rec_headers.get_header("WARC-Date") or "")[:10]
                fetched = day if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day) else ""
                yield Response(_content(record, max_bytes), address.strip("<>"), fetched, kind[0] in _PAGES, kind[1])
            if stream.damage:
                raise stream.damage
    except gzip.BadGzipFile as error:
        raise _damaged(file, error) from None
    except OSError:
        raise
    except Exception as error:  # damage shows as whatever the reader stumbles over
        raise _damaged(file, error) from None
    finally:
        if others:
            logger.info("%s: left out %s", file.name, ", ".join(f"{number} {kind}" for kind, number in sorted(others.items())))


class _Stream:
    """A stream of bytes that ends where it is damaged, with what was wrong, so that all before that can be read."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.damage: Exception | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            data: bytes = b"" if self.damage else self._stream.read1(size)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            self.damage, data = error, b""
        return data

    def tell(self) -> int:
        at: int = self._stream.tell()
        return at


def _damaged(file: RawFile, error: Exception) -> Unreadable:
    said = " ".join(str(error).split())[:100] or type(error).__name__
    reason = f"{file.name} is damaged or cut short ({said}): fetch it again; what stands before that was read"
    return Unreadable("failed", reason)


def _kind(record: Any) -> tuple[tuple[str, str], str]:
    """Media type and declared encoding of a record; and what it is where it is no page or text that was got."""
    if record.rec_type not in _KINDS:
        return ("", ""), f"of kind {record.rec_type}"
    headers = record.http_headers or record.rec_headers
    stated = headers.get_header("Content-Type") or ""
    media, _, more = stated.partition(";")
    media = media.strip().lower()
    status = record.http_headers.get_statuscode() if record.http_headers else "200"
    if status != "200":
        return ("", ""), f"with status {status}"
    if media not in _READ:
        return ("", ""), f"of type {media or 'not stated'}"
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", more, re.IGNORECASE)
    return (media, charset[1] if charset else ""), ""


def _content(record: Any, max_bytes: int) -> bytes | Unreadable:
    coding = (record.http_headers.get_header("Content-Encoding") or "") if record.http_headers else ""
    if coding.strip().lower() not in ("", "identity", "gzip", "x-gzip", "deflate"):
        return Unreadable("failed", f"the page is packed as {coding.strip()!r}, which is not unpacked: convert the archive")
    data: bytes = record.content_stream().read(max_bytes + 1)
    if len(data) > max_bytes:
        reason = f"the page has more than max_bytes={max_bytes:,} allows: raise max_bytes"
        return Unreadable("failed", reason, hashlib.sha256(data).hexdigest())
    while record.raw_stream.read(1 << 16):
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:  # fewer bytes came than the record states
        return Unreadable("failed", "it is cut short: fetch it again", hashlib.sha256(data).hexdigest())
    return data
