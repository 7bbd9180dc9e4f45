"""Quotation marks: which open, which close, which are apostrophes, and what lies between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

_PAIRS = {"“": "”", "„": "“”", "«": "»", "‘": "’", "``": "''"}
_CLOSERS = "”»’“"
_AFTER_WHICH_MARKS_OPEN = set(" \t\n\r\u00a0([{—–-/:;,.!?…\"'“‘„«")


@dataclass(frozen=True)
class Quoted:
    """A stretch in quotation marks: code points of the paragraph, marks included, `end` exclusive.

    `closed` is False where the paragraph ends, or the same mark opens again, before the mark is closed.
    `depth` is 0 for an outermost stretch, 1 for one inside it, and so on.
    """

    start: int
    end: int
    mark: str
    closed: bool
    depth: int

    @property
    def inner(self) -> tuple[int, int]:
        """The stretch without its marks."""
        width = len(self.mark)
        return self.start + width, max(self.start + width, self.end - width if self.closed else self.end)


class State(IntEnum):
    """Where a character stands with regard to the outermost quotation around it."""

    OUTSIDE = 0
    OPENING = 1
    INSIDE = 2
    CLOSING = 3
    INSIDE_UNCLOSED = 4


def quoted(paragraph: str) -> list[Quoted]:
    """Find the quoted stretches of one paragraph, in order of their opening marks.

    Marks are paired by type within the paragraph, so a quotation that runs over several paragraphs is one
    unclosed stretch in each but the last. Apostrophes, possessive plurals, inches and minutes are no marks.
    What the marks are for (speech, a title, a nickname, distance) is not decided here.

    >>> [paragraph[q.start:q.end] for paragraph in ["‘Both sides’ plans are vast,’ said Wang’s aide."]
    ...  for q in quoted(paragraph)]
    ['‘Both sides’ plans are vast,’']
    >>> [(q.mark, q.closed, q.depth) for q in quoted("“He said ‘no’ to us")]
    [('“', False, 0), ('‘', True, 1)]
    """
    found: list[Quoted] = []
    open_marks: list[tuple[int, str]] = []

    def close(index: int, at: int, width: int) -> None:
        """Close an open mark by one of `width` characters at `at` (0: by none); what is open inside it ends there, unclosed."""
        for depth in range(len(open_marks) - 1, index - 1, -1):
            start, mark = open_marks.pop()
            own = width if depth == index else 0
            found.append(Quoted(start, at + own, mark, own > 0, depth))

    at = 0
    while at < len(paragraph):
        mark = paragraph[at : at + 2] if paragraph[at : at + 2] in ("``", "''") else paragraph[at]
        which = _open_index(open_marks, mark)
        if which is not None and _closes(paragraph, at, mark, open_marks[which][1]):
            close(which, at, len(mark))
        elif _opens(paragraph, at, mark):
            same = [i for i, (_, other) in enumerate(open_marks) if other == mark]
            if same and mark != "‘":
                close(same[0], at, 0)
            open_marks.append((at, mark))
        at += len(mark)
    if open_marks:
        close(0, len(paragraph), 0)
    return sorted(found, key=lambda q: (q.start, -q.end))


def states(paragraph: str) -> list[State]:
    """The state of every character of a paragraph, looking at outermost quotations only.

    >>> "".join(str(int(s)) for s in states("So “yes” it is"))
    '00012223000000'
    """
    out = [State.OUTSIDE] * len(paragraph)
    for q in quoted(paragraph):
        if q.depth:
            continue
        inner_start, inner_end = q.inner
        out[q.start : inner_start] = [State.OPENING] * (inner_start - q.start)
        inside = State.INSIDE if q.closed else State.INSIDE_UNCLOSED
        out[inner_start:inner_end] = [inside] * (inner_end - inner_start)
        out[inner_end : q.end] = [State.CLOSING] * (q.end - inner_end)
    return out


def _open_index(open_marks: list[tuple[int, str]], mark: str) -> int | None:
    """The innermost open mark that `mark` could close."""
    for index in range(len(open_marks) - 1, -1, -1):
        opened = open_marks[index][1]
        if mark == opened and mark in "\"'" or mark in _PAIRS.get(opened, ()):
            return index
    return None


def _opens(text: str, at: int, mark: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + len(mark)] if at + len(mark) < len(text) else " "
    if mark in ("“", "„", "«", "``"):
        return True
    if mark == "‘":  # ‘90s, and a closing mark typed the wrong way round: “… end.‘ Then”
        return not after.isspace() and not (before.isalnum() and after.isalnum())
    if mark == '"':
        return not after.isspace() and (before in _AFTER_WHICH_MARKS_OPEN or not before.isdigit() and after.isupper())
    if mark == "'":
        return before in _AFTER_WHICH_MARKS_OPEN and after.isalnum() and not after.isdigit() and _later_closer(text, at, "'")
    return False


def _closes(text: str, at: int, mark: str, opened: str) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + len(mark)] if at + len(mark) < len(text) else " "
    if mark in ("’", "'"):
        if after.isalnum() and (before.isalnum() or mark == "’" and before.isspace()):
            return False  # the apostrophe of "China's", "don't"; of "’90s"
        if before in "sSzZ" and after.isspace() and _followed_by_word(text, at) and _later_closer(text, at, mark):
            return False  # a possessive plural: "both sides’ future cooperation"
    if mark == '"':
        return not (before.isspace() and not after.isspace()) or before == " " and after in ".,;"
    return True


def _followed_by_word(text: str, at: int) -> bool:
    rest = text[at + 1 :].lstrip()
    return bool(rest) and (rest[0].islower() or rest[0].isupper())


def _later_closer(text: str, at: int, mark: str) -> bool:
    """Whether a mark after `at`, before the next opening one, can only be a closing one."""
    for i in range(at + 1, len(text)):
        if text[i] == "‘" or mark == "'" and text[i] == "'" and text[i - 1].isspace():
            return False
        at_end = not (i + 1 < len(text) and text[i + 1].isalnum())
        if text[i] == mark and at_end and (mark == "'" or text[i - 1] not in "sSzZ"):
            return True
    return False
