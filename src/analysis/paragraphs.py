"""The paragraphs of a raw text: where they stand while they are judged, and the pieces that become of them."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_NO_MARKS = dict.fromkeys(map(ord, INVISIBLE))
TERMINAL = re.compile(r"[.!?…。！？][”’\"')\]»」』）]*$|[.!?…]”?\s?\([^()]{2,40}\)$")
_UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff]")  # kana and Han: written without spaces, about two to three characters a word
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_STOP = re.compile(r"[.!?…。！？]")
_SPACE = re.compile(r"\s+")
_LONGEST = 5000


class Unit:
    """A paragraph while it is judged: where it starts in the raw text, its text, and the verdict.

    `line` is its text as a reader sees it, and what the patterns are tried on.
    """

    def __init__(self, raw: str, start: int, end: int) -> None:
        self.start = start
        self.text = raw[start:end]
        self.line = " ".join(entities.unescape(self.text).translate(_NO_MARKS).split())
        self.words = len(self.line.split()) + len(_UNPARTED.findall(self.line)) // 3
        self.weight = 0.0
        self.be("body", "paragraph", "paragraph")

    def be(self, role: str, kind: str, rule: str) -> None:
        """Give the verdict."""
        self.role, self.kind, self.rule = role, kind, rule

    def part(self, start: int, end: int, role: str, kind: str, rule: str) -> Piece:
        """The piece that `text[start:end]` is."""
        return Piece(self.start + start, self.text[start:end], role, kind, rule)


@dataclass(frozen=True)
class Piece:
    """What becomes one segment, and one line of the copy where it is kept; `start` in the raw text."""

    start: int
    text: str
    role: str
    kind: str
    rule: str


def text_units(raw: str) -> list[Unit]:
    """The paragraphs: lines, or, where the text was wrapped by hand, the lines between blank or indented ones."""
    lines = _lines(raw)
    blocks: list[list[tuple[int, int]]] = []
    for line in lines:
        before = raw[blocks[-1][-1][1] : line[0]] if blocks else ""
        parted = not blocks or len(re.findall(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", before)) > 1 or re.search(r"[ \t\xa0]{2,}$", before)
        if parted:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    if not _wrapped(raw, blocks):
        blocks = [[line] for line in lines]
    return [Unit(raw, block[0][0], block[-1][1]) for block in blocks]


def _lines(raw: str) -> list[tuple[int, int]]:
    """Stretches of the lines that hold more than white space, trimmed."""
    found = []
    for match in _LINE.finditer(raw):
        text = match.group()
        start = match.start() + len(text) - len(text.lstrip())
        end = match.start() + len(text.rstrip())
        if start == 0 and raw.startswith("\ufeff"):  # a byte order mark is no part of the headline
            found.append((0, 1))
            start = len(text) - len(text[1:].lstrip())
        if start < end:
            found += _bearable(raw, start, end)
    return found


def _bearable(raw: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A line as it is; where it goes on for more than `_LONGEST` characters without a full stop it is cut there, at white space.

    The parse takes such a stretch for one sentence. What hangs on each word of a sentence is looked for in all of it, so the time
    would grow with its square.
    """
    last = start
    for stop in (*(match.end() for match in _STOP.finditer(raw, start, end)), end):
        while stop - last > _LONGEST and (space := _SPACE.search(raw, last + _LONGEST, stop)) is not None and space.end() < end:
            yield start, space.start()
            start = last = space.end()
        last = stop
    yield start, end


def _wrapped(raw: str, blocks: Sequence[Sequence[tuple[int, int]]]) -> bool:
    """Whether lines were broken at a column: most lines that another follows in their block end inside a sentence, near one width."""
    broken = [raw[start:end] for block in blocks for start, end in block[:-1]]
    if len(broken) < 3 or len(blocks) > 3 * len(broken):
        return False
    widths = sorted(map(len, broken))
    width = widths[len(widths) * 9 // 10]
    near = sum(0.75 * width <= len(line) <= width + 8 for line in broken)
    inside = sum(not TERMINAL.search(line[-50:]) for line in broken)
    return 40 <= width <= 120 and near >= 0.7 * len(broken) and inside >= 0.6 * len(broken)
