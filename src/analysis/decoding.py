"""Bytes to text: in which encoding they are, where that can be told, and one reason where it cannot."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import itertools
import re
import zlib
from pathlib import Path

from analysis import whole

UTF8, DAMAGED = "utf-8", "utf-8 (damaged)"
BROKEN = "who-said-what-broken"
"""Name of the handler of errors that mends UTF-8 with single broken bytes."""


class Unreadable(Exception):
    """Why a file or record cannot be used: "empty" or "failed", and the sentence for the reader."""

    def __init__(self, status: str, reason: str, sha256: str = "") -> None:
        super().__init__(reason)
        self.status, self.reason, self.sha256 = status, reason, sha256


def decoded(data: bytes, name: str, declared: str = "") -> tuple[str, str]:
    """The bytes as text, and the encoding (a name of Python's codecs) in which they were read.

    A byte order mark decides, then whether they are valid UTF-8, then the encoding that page or server declare, then what the
    text shows: UTF-8 with single broken bytes; Windows-1252 or Mac Roman where every mark and letter then stands where English has
    it; another script where charset-normalizer has enough of it. Line ends stay, and so does the byte order mark of UTF-8.

    Raises
    ------
    Unreadable
        Where there is no text, or it cannot be told which: guessing would put other letters into names.
    """
    digest = hashlib.sha256(data).hexdigest()
    if not data:
        raise Unreadable("empty", f"{name} has 0 bytes: save its text again, or delete it", digest)
    text, encoding = _marked(data) or _plain(data, name, declared, digest)
    if not text.replace("\ufeff", "").strip():
        raise Unreadable("empty", f"{name} holds white space only: save its text again, or delete it", digest)
    return text, encoding


def unzipped(path: Path, most: int) -> bytes:
    """What a gzip file holds; no more than `most` bytes are ever unpacked.

    Raises
    ------
    Unreadable
        Where it is damaged, or holds more.
    """
    try:
        with gzip.open(path) as stream:
            data = stream.read(most + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable("failed", damaged(path.name, error), whole.sha256(path)) from None
    if len(data) > most:
        reason = f"{path.name} holds more than max_bytes={most:,} allows when unpacked: split it, or raise max_bytes"
        raise Unreadable("failed", reason, whole.sha256(path))
    return data


def damaged(name: str, error: Exception) -> str:
    """What is said of a gzip file that cannot be unpacked."""
    return f"{name} is damaged or cut short ({str(error) or type(error).__name__}): fetch it again"


def not_utf8(error: UnicodeDecodeError) -> str:
    """What is said of bytes that are no UTF-8."""
    byte = error.object[error.start]
    return f"not UTF-8 (byte 0x{byte:02x} at offset {error.start}): convert it, if it was saved on Windows with `iconv -f CP1252 -t UTF-8`"


# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def marked(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start states; None where there is none, or that of UTF-8."""
    return next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)


def _marked(data: bytes) -> tuple[str, str] | None:
    encoding = marked(data)
    if encoding is None:
        return None
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError:
        return None


def _plain(data: bytes, name: str, declared: str, digest: str) -> tuple[str, str]:
    if b"\0" in data:
        reason = f"{name} is binary, not text (NUL byte at offset {data.index(0)}): save the article as UTF-8 text"
        raise Unreadable("failed", reason, digest)
    try:
        return data.decode(UTF8), UTF8
    except UnicodeDecodeError as error:
        found = _broken_utf8(data) or _declared(data, declared) or _western(data) or _other_script(data)
        if found is None:
            raise Unreadable("failed", f"{name} is {not_utf8(error)}", digest) from None
        return found


_LETTERS = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _broken_utf8(data: bytes) -> tuple[str, str] | None:
    """UTF-8 with few broken bytes: those that Windows-1252 has a quotation mark or dash for become it, the others U+FFFD."""
    letters = len(_LETTERS.findall(data))
    broken = len(re.findall(rb"[\x80-\xff]+", _LETTERS.sub(b" ", data)))
    if letters < 3 * broken:
        return None
    return data.decode(UTF8, errors=BROKEN), DAMAGED


def _mend(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start : error.start + 1]
    meant = byte.decode("cp1252", errors="replace")
    lone = error.start == 0 or error.object[error.start - 1] < 0x80
    lone = lone and error.object[error.start + 1 : error.start + 2] < b"\x80"
    return (meant, error.start + 1) if lone and meant in "‘’“”–—…•" else ("\ufffd", error.end)


codecs.register_error(BROKEN, _mend)

# What labels of the web mean (https://encoding.spec.whatwg.org): the larger encoding of the same family.
_LARGER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
    "iso8859-9": "cp1254", "tis-620": "cp874", "iso8859-11": "cp874", "big5": "big5hkscs",
}  # fmt: skip
_KNOWN = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp866", "cp874", "koi8-r", "koi8-u"),
    *("mac-roman", "mac-cyrillic", "gb18030", "big5hkscs", "cp932", "euc_jp", "cp949"),
    *(f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)),
)


def _declared(data: bytes, declared: str) -> tuple[str, str] | None:
    """The bytes in the encoding that was declared, where they are text in it: one odd letter in twenty at most."""
    try:
        encoding = codecs.lookup(declared.strip().strip("\"'")).name
    except (LookupError, ValueError):
        return None
    encoding = _LARGER.get(encoding, encoding)
    if encoding not in _KNOWN:
        return None
    text = data.decode(encoding, errors="replace")
    return (text, encoding) if 20 * text.count("\ufffd") <= sum(mark > "\x7f" for mark in text) else None


_LOW, _HIGH = "a-zß-ïñ-öø-üÿœšž", "A-ZÀ-ÏÑ-ÖØ-ÜŒŠŽŸ"  # without eth, thorn and y acute: in English texts they are letters of Turkish
_IN_PLACE = re.compile(  # a quotation mark may stand anywhere but inside a word
    rf"(?<![{_LOW}{_HIGH}])[‘“”„]|[‘“”„](?![{_LOW}{_HIGH}])|[’–—…\xa0•·\xad«»|®™]|[£€¥](?=\s?\d)|(?<=\d)\s?[€¢°º]|(?<=\d\s)[°º]|[©§](?=\s?\w)"
    rf"|(?<![^\W\d])[½¼¾²³±\xd7\u2039\u203a](?![^\W\d])|(?<=\w)´(?=\w)|[¡¿](?=\w)|(?<=\d)ª"
    rf"|(?<=[{_LOW}{_HIGH}])[{_LOW}]|[{_LOW}](?=[{_LOW}\s])|(?<!\w)[{_HIGH}](?=[{_LOW}’.])|(?<![{_LOW}])[{_HIGH}](?=[{_HIGH}](?![{_LOW}]))"
    rf"|(?<=[{_HIGH}])[{_HIGH}](?![{_LOW}])"
)
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def _western(data: bytes) -> tuple[str, str] | None:
    """Windows-1252, else Mac Roman or an encoding of East Asia (only with curly marks): the first that has all in place.

    That is, every mark and letter where it may stand in English; one in fifty may be odd.
    """
    for encoding, needed in (("cp1252", ""), ("mac-roman", "‘’“”"), ("gb18030", "‘’“”"), ("cp932", "‘’“”"), ("big5", "‘’“”")):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        found = [match.start() for match in _FOREIGN.finditer(text)]
        shown = not needed or any(mark in text for mark in needed)
        if shown and 50 * sum(_IN_PLACE.match(text, at) is None for at in found) <= len(found):
            return text, encoding
    return None


_OTHER_SCRIPTS = (
    *("big5", "big5hkscs", "cp1251", "cp1253", "cp1255", "cp1256", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030", "koi8_r"),
    *("mac_cyrillic", "shift_jis"),
)
_ENOUGH, _JUDGED, _CHAOS, _WORDS = 30, 20_000, 0.1, 0.7
_FOREIGN_WORD = re.compile(r"(?:(?![\x00-\x7f])[^\W\d_]){2,}")


def _other_script(data: bytes) -> tuple[str, str] | None:
    """Another script, where there is enough of it for charset-normalizer to tell; Latin letters it mixes up."""
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    lines = [line for line in data.splitlines() if not line.isascii()]
    sizes = itertools.accumulate(map(len, lines))
    foreign = b"\n".join(line for line, size in zip(lines, sizes, strict=True) if size <= _JUDGED) or lines[0][:_JUDGED]
    if sum(byte > 0x7F for byte in foreign) < _ENOUGH:
        return None
    best = from_bytes(foreign, cp_isolation=list(_OTHER_SCRIPTS)).best()
    if best is None or best.chaos > _CHAOS:
        return None
    try:
        text = data.decode(best.encoding)
    except UnicodeDecodeError:
        return None
    words = sum(len(word) for word in _FOREIGN_WORD.findall(text))
    return (text, codecs.lookup(best.encoding).name) if words >= _WORDS * len(_FOREIGN.findall(text)) else None
