"""Whether files hold a run of nine words of an article: no sentence of the press is to leave the house by accident."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from analysis import cleaning
from analysis.articles import Article

RUN = 9
"""Words in a row that are too many."""
_LETTERS = 3
# Scripts that are written without spaces between words: Thai, Lao, Tibetan, Burmese, Khmer, kana, Han.
_UNSPACED = "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_UNSPACED_LETTER = re.compile(rf"[{_UNSPACED}]")
_TAG = re.compile(r"<!--|-->|<(?!!--)[^<>]*>")
_ESCAPE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\[nrtbf\"\\/]")
_PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Leak:
    """A run of words of an article in a file: how many words, and on which line it begins (or of which column, read downwards)."""

    file: str
    place: str
    words: int
    column: str | None = None

    def __str__(self) -> str:
        return f"{self.file}, {self.place}: {self.words} words in a row of an article, at most {RUN - 1} are allowed"


def runs_of(articles: Iterable[Article]) -> set[int]:
    """All runs of nine words of articles, each as a number: of the raw text, the repaired copy, the text between tags, and the title.

    Words are letters and digits, whatever their case and what stands between them. In scripts without spaces between words
    three letters count as a word, so that a run is 27 letters. Of an article that could not be read only the title counts: nothing
    was made of its text.
    """
    found: set[int] = set()
    for article in articles:
        texts = {article.title or ""}
        if article.status == "ok":
            texts |= {article.raw, _shown(article.raw), cleaning.clean(article).copy.text}
        found.update(key for text in texts for *_, key in _runs(text))
    return found


def leaks(name: str, data: bytes, runs: set[int]) -> list[Leak]:
    """Where a file holds one of these runs, in order; each stretch once.

    Read are the text of a file; what it says once escapes (JSON, YAML) and entities are resolved; the text between the tags of SVG and
    HTML, comments included; each column of a CSV file from top to bottom, so that rows put together do not tell either; and the
    texts that a PNG file carries. What a picture shows as points cannot be read: only a PNG whose SVG stands beside it is safe.
    """
    found: dict[tuple[str, str | None], Leak] = {}
    for column, text in _readings(name, data):
        for line, words in _hits(text, runs):
            place = f"column {column!r} read downwards, from line {line}" if column else f"line {line}"
            found.setdefault((place, column), Leak(name, place, words, column))
    return list(found.values())


def _hits(text: str, runs: set[int]) -> Iterator[tuple[int, int]]:
    """Line and number of words of each stretch that is made of runs."""
    stretches: list[list[int]] = []
    for first, last, offset, key in _runs(text):
        if key in runs:
            if stretches and first < stretches[-1][1]:
                stretches[-1][1] = last
            else:
                stretches.append([first, last, offset])
    yield from ((text.count("\n", 0, offset) + 1, (last - first) // _LETTERS) for first, last, offset in stretches)


def _runs(text: str) -> Iterator[tuple[int, int, int, int]]:
    """Every shortest run of nine words: where it begins and ends (in thirds of words), its offset, and what stands for its words."""
    found = [(match.start(), match.group().casefold()) for match in _WORD.finditer(text)]
    words = [word for _, word in found]
    weights = [1 if _UNSPACED_LETTER.match(word) else _LETTERS for word in words]
    end = total = at = 0
    for start, (offset, _) in enumerate(found):
        while total < RUN * _LETTERS and end < len(words):
            total += weights[end]
            end += 1
        if total < RUN * _LETTERS:
            return
        yield at, at + total, offset, hash(tuple(words[start:end]))
        total -= weights[start]
        at += weights[start]


def _readings(name: str, data: bytes) -> Iterator[tuple[str | None, str]]:
    """What a file says, read in each way that can bring words together; line feeds stay where they are, but for columns."""
    if data.startswith(_PNG):
        yield None, "\n".join(_png_texts(data))
        return
    text = data.decode("utf-8", errors="replace").replace("\r\n", "\n")
    resolved = html.unescape(_ESCAPE.sub(_resolved, text))
    yield None, text
    yield None, resolved
    if PurePosixPath(name).suffix in (".svg", ".html", ".xml"):
        yield None, _shown(text)
    if PurePosixPath(name).suffix == ".csv":
        yield from _columns(text)


def _resolved(escape: re.Match[str]) -> str:
    """A character for its code; a space for a line feed and the like."""
    return str(json.loads(f'"{escape[0]}"')).replace("\n", " ").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shown(text: str) -> str:
    """The text between the tags, and in comments."""
    return html.unescape(_TAG.sub(lambda tag: " " + "\n" * tag[0].count("\n"), text))


def _columns(text: str) -> Iterator[tuple[str, str]]:
    """Each column with its cells, one a line below its name."""
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:
        return
    for number, name in enumerate(rows[0] if rows else ()):
        cells = (" ".join(row[number].split()) if number < len(row) else "" for row in rows[1:])
        yield name, "\n".join(["", *(_ESCAPE.sub(_resolved, cell) for cell in cells)])


def _png_texts(data: bytes) -> Iterator[str]:
    """What stands in the chunks of a PNG file that hold text."""
    at = len(_PNG)
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        body, at = data[at + 8 : at + 8 + length], at + 12 + length
        if kind in (b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            key, _, value = body.partition(b"\0")
            packed = value[1:] if kind == b"zTXt" else value[2:].split(b"\0", 2)[-1] if kind == b"iTXt" and value[:1] == b"\1" else b""
            if packed:
                try:
                    value = zlib.decompress(packed)
                except zlib.error:
                    value = b""
            yield f"{key.decode('latin-1')} {value.decode('utf-8', errors='replace')}"
