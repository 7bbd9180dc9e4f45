"""Raw text, and repaired copies of it that know where every character came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Edit:
    """Replace `raw[start:end]` by `replacement`, for the reason `rule` names. An empty stretch is an insertion."""

    start: int
    end: int
    replacement: str
    rule: str


class Copy:
    """A repaired copy of a raw text, made by an ordered list of edits; offsets lead back and forth by construction.

    Parameters
    ----------
    raw
        The raw text; never changed.
    edits
        Edits in raw code points, any order, not overlapping.

    Raises
    ------
    ValueError
        Where two edits overlap or an edit leaves the text.

    Examples
    --------
    >>> copy = Copy("so be it.“No,” he said", [Edit(9, 9, " ", "glued sentences")])
    >>> copy.text
    'so be it. “No,” he said'
    >>> copy.to_raw(10, 15), copy.raw[9:14]
    ((9, 14), '“No,”')
    """

    def __init__(self, raw: str, edits: Iterable[Edit] = ()) -> None:
        self.raw = raw
        self.edits = tuple(sorted(edits))
        pieces: list[str] = []
        # Of every piece of the copy, kept or replaced: where it starts in the copy, and its stretch of the raw text.
        self._starts: list[int] = []
        self._raw: list[tuple[int, int]] = []
        at = length = 0
        for edit in self.edits:
            if edit.start < at or edit.end < edit.start or edit.end > len(raw):
                raise ValueError(f"edit {edit} overlaps the one before it or leaves the text of {len(raw)} characters")
            length = self._add(pieces, length, raw[at : edit.start], at, edit.start)
            length = self._add(pieces, length, edit.replacement, edit.start, edit.end)
            at = edit.end
        self._add(pieces, length, raw[at:], at, len(raw))
        self.text = "".join(pieces)

    def _add(self, pieces: list[str], length: int, piece: str, start: int, end: int) -> int:
        if piece:
            pieces.append(piece)
            self._starts.append(length)
            self._raw.append((start, end))
        return length + len(piece)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw stretch that `text[start:end]` came from, `end` exclusive, in code points.

        An end inside a replacement leads to the whole of what was replaced, but for white space at its ends, as there is in a
        character in a wrong encoding; removed text at the ends stays out.
        An empty stretch leads to an empty stretch.
        """
        if not 0 <= start <= end <= len(self.text):
            raise ValueError(f"stretch {start}-{end} leaves the copy of {len(self.text)} characters")
        if start == end:
            return (self._position(start),) * 2 if start < len(self.text) else (len(self.raw),) * 2
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        return self._edge(first, start)[0], self._edge(last, end - 1)[1]

    def _position(self, at: int) -> int:
        return self._edge(bisect_right(self._starts, at) - 1, at)[0]

    def _edge(self, piece: int, at: int) -> tuple[int, int]:
        """The raw stretch of the one character of the copy at `at`."""
        raw_start, raw_end = self._raw[piece]
        piece_end = self._starts[piece + 1] if piece + 1 < len(self._starts) else len(self.text)
        offset = at - self._starts[piece]
        if raw_end - raw_start == piece_end - self._starts[piece]:  # kept, or replaced one for one
            return raw_start + offset, raw_start + offset + 1
        replaced = self.raw[raw_start:raw_end]
        if self.text[at].isspace() or not replaced.strip():
            return raw_start, raw_end
        return raw_end - len(replaced.lstrip()), raw_start + len(replaced.rstrip())
