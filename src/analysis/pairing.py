"""Pairs the marks of one paragraph, read from left to right with a stack of those that are open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from analysis import mark_forms as forms

# Opening mark: the marks that close it, and those that close it where types were mixed up and none of the first follows.
_CLOSED_BY: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    '"': (('"',), ("”", "“", "''", "’’", "’")),
    "“": (("”",), ('"', "“", "''", "’’", "’", "'")),
    "”": (("”", "“"), ('"',)),
    "„": (("“", "”"), ('"', "‟")),
    "‟": (("”",), ()),
    "«": (("»",), ('"', "”")),
    "»": (("«", "»"), ()),
    "‹‹": (("››",), ("»",)),
    "‹": (("›",), ()),
    "›": (("‹",), ()),
    "``": (("''",), ('"', "”", "’’")),
    "''": (("''",), ('"', "”")),
    "‘‘": (("’’",), ("”", '"', "''")),
    "‘’": (("’’", "‘’"), ("”", '"', "''")),
    "’’": (("’’",), ("”", '"', "''")),
    "‘": (("’",), ("'", "‘", "´", "”", '"')),
    "‛": (("’",), ("'",)),
    "‚": (("‘", "’"), ("'",)),
    "’": (("’", "‘"), ("'",)),
    "'": (("'",), ("’",)),
    "`": (("'", "´", "`"), ("’",)),
    "´": (("´",), ("'",)),
    **{opening: ((closing,), ()) for opening, closing in ("「」", "『』", "❝❞", "❛❜", "＂＂", "＇＇", "〝〞")},
}
_ALWAYS_OPEN = {*"“„‟«‚‹「『❝❛〝", "``", "‘‘", "‹‹"}
_OPEN_IF_CLOSED = {*"”»’›´`＂＇", "''", "’’", "‘’"}
_SINGLE = {*"‘‛‚’'`´‹›❛＇"}
_ENDS_SPEECH = set(".,!?…")
_HORIZON = 200
# With so many marks open at once nothing is nested any more: all end, unclosed, so that time grows with the text alone.
_DEEPEST = 20


def closes(opening: str, closing: str) -> bool:
    """Whether one mark can close another, by their types alone."""
    return any(closing in kind for kind in _CLOSED_BY.get(opening, ()))


@dataclass(frozen=True)
class Mark:
    """One mark: its first code point, its characters, its use (one of `tables.MARK_USES`), and where its partner starts, if any."""

    start: int
    text: str
    use: str
    partner: int | None = None

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True)
class Quoted:
    """A stretch in quotation marks: code points of the paragraph, marks included, `end` exclusive.

    `closing` is empty where the paragraph ends, or the same mark opens again, before the mark is closed.
    `depth` is 0 for an outermost stretch, 1 for one inside it, and so on.
    """

    start: int
    end: int
    mark: str
    closing: str
    depth: int

    @property
    def closed(self) -> bool:
        return bool(self.closing)

    @property
    def inner(self) -> tuple[int, int]:
        """The stretch without its marks."""
        start = self.start + len(self.mark)
        return start, max(start, self.end - len(self.closing))


class Paired:
    """One paragraph with its marks paired.

    Attributes
    ----------
    marks
        Every mark in order; what opens or closes nothing is there too.
    stretches
        What lies between marks, in order of the opening ones.
    left_open
        First code points of the marks that are open at the end, the outermost first.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._open: list[tuple[int, str]] = []
        self._by_start: dict[int, Mark] = {}
        self.stretches: list[Quoted] = []
        at = 0
        while match := forms.MARK.search(text, at):
            start, at = match.span()
            if at - start == 2 and not self._is_one(start, at):
                at = start + 1
            self._read(start, at)
        self.left_open = tuple(start for start, _ in self._open)
        self._end(0, len(text))
        self.stretches.sort(key=lambda q: (q.start, -q.end))
        self.marks = [self._by_start[start] for start in sorted(self._by_start)]

    def _read(self, start: int, end: int) -> None:
        mark = self.text[start:end]
        use = forms.certain(self.text, start, end)
        index = self._closed_by(start, end) if use is None else None
        if use is None and index is not None:
            use = "closing"
        elif use is None and self._opens(start, end):
            use = "opening"
        self._by_start[start] = Mark(start, mark, use or forms.left_over(self.text, start, end))
        if use == "closing" and index is not None:
            self._close(index, start, end)
        elif use == "opening":
            same = [i for i, (_, other) in enumerate(self._open) if other == mark]
            if same and mark != "‘":
                self._end(same[0], start)
            if len(self._open) == _DEEPEST:
                self._end(0, start)
            self._open.append((start, mark))

    def _close(self, index: int, start: int, end: int) -> None:
        """Close an open mark by the one at `start`; what is open inside it ends there, unclosed."""
        self._end(index + 1, start)
        opened, mark = self._open.pop()
        self.stretches.append(Quoted(opened, end, mark, self.text[start:end], index))
        self._by_start[opened] = replace(self._by_start[opened], partner=start)
        self._by_start[start] = replace(self._by_start[start], partner=opened)

    def _end(self, index: int, at: int) -> None:
        """End all open marks from `index` on without closing them."""
        while len(self._open) > index:
            start, mark = self._open.pop()
            self.stretches.append(Quoted(start, at, mark, "", len(self._open)))

    def _is_one(self, start: int, end: int) -> bool:
        """Whether two characters are one mark: not two single marks that close one inside the other, nor an empty quotation."""
        mark = self.text[start:end]
        if mark in ("''", "’’"):
            inside_single = bool(self._open) and self._open[-1][1] in _SINGLE
            closes_double = any(mark in _CLOSED_BY[opened][0] for _, opened in self._open)
            return not inside_single or closes_double and not self.text.startswith(mark[0], end)
        if mark in ("‘‘", "‘’"):
            if any(opened == "‘’" for _, opened in self._open):
                return True
            if mark == "‘’" and forms.is_spaced(self.text, start, end):
                return self._later(end, {"’’", "‘’"})
            return forms.starts(self.text, start, end) and self._later(end, {"’’", "‘’", "''", "”", '"'})
        return True

    # Closing

    def _closed_by(self, start: int, end: int) -> int | None:
        """The open mark that a mark closes, the innermost where there are several; None where it closes none."""
        mark = self.text[start:end]
        for index in range(len(self._open) - 1, -1, -1):
            if mark in _CLOSED_BY[self._open[index][1]][0]:
                if self._closes(start, end, self._open[index][1]):
                    return index
                break
        for index in range(len(self._open) - 1, -1, -1):
            if mark in _CLOSED_BY[self._open[index][1]][1] and self._closes_as_other(start, end, index):
                return index
        return None

    def _closes(self, start: int, end: int, opened: str) -> bool:
        """Whether a mark of the right type closes here."""
        mark, before, after = self.text[start:end], forms.before(self.text, start), forms.after(self.text, end)
        if mark in ("’", "'"):
            if before.isspace() and after.isalnum():
                return False
            possessive = before in "sSzZ" and forms.is_before_word(self.text, end)
            return not (possessive and self._later_single(start, mark))
        if mark == '"':
            return not (before.isspace() and not after.isspace()) or before == " " and after in ".,;"
        if mark in ("“", "«", "‘") and opened not in "„‚":
            spaced = before.isspace() and (after in ".,;:)" or after.isspace() and not self._later(end, {"”"}, "“"))
            return forms.ends(self.text, start, end) or spaced
        return True

    def _closes_as_other(self, start: int, end: int, index: int) -> bool:
        """Whether a mark of another type than the opening one closes here: by its form, and where no mark of the right type follows."""
        mark, opened = self.text[start:end], self._open[index][1]
        before = forms.before(self.text, start)
        if not forms.ends(self.text, start, end) and not (mark == "“" == opened and self._closes(start, end, opened)):
            return False
        if opened in _SINGLE:
            if mark in _SINGLE:
                return not forms.may_be_apostrophe(self.text, start, end) and not self._later(end, set(_CLOSED_BY[opened][0]), opened)
            return all(other in _SINGLE for _, other in self._open) and not self._later(end, set(_CLOSED_BY[opened][0]), opened)
        if mark in _SINGLE and before not in _ENDS_SPEECH:
            return False
        return not self._later(end, set(_CLOSED_BY[opened][0]), opened)

    # Opening

    def _opens(self, start: int, end: int) -> bool:
        mark, before, after = self.text[start:end], forms.before(self.text, start), forms.after(self.text, end)
        if mark in _ALWAYS_OPEN:
            return not (mark == "“" and self._is_stray_closing(start, end))
        if mark == "‘":
            letter = forms.is_elision(self.text, end) or forms.is_letter(self.text, start)
            doubtful = letter or not before.isspace() and forms.ends(self.text, start, end)
            return not (after.isspace() or before.isalnum() and after.isalnum()) and (not doubtful or self._later_single(start, "’"))
        if mark == '"' and after.isspace():
            return before.isspace() and not self._open and self._later(end, {'"'}, '"')
        if mark == '"':
            return forms.starts(self.text, start, end) or not before.isdigit() and after.isupper()
        if mark == "'":
            return forms.starts(self.text, start, end) and after.isalnum() and self._later_single(start, "'")
        return mark in _OPEN_IF_CLOSED and not self._open_of_kind(mark) and self._opens_if_closed(start, end)

    def _is_stray_closing(self, start: int, end: int) -> bool:
        """Whether “ stands where a mark closes, with nothing open and nothing to close it."""
        return start > 0 and not self._open and forms.ends(self.text, start, end) and not self._later(end, {"”"}, "“")

    def _opens_if_closed(self, start: int, end: int) -> bool:
        """Whether a mark that rather closes opens here: ”…“, »…«, ’…’, where another closes what it opens."""
        mark = self.text[start:end]
        spaced = mark in ("”", "‘’") and forms.is_spaced(self.text, start, end)
        if not (spaced or forms.starts(self.text, start, end) and forms.after(self.text, end).isalnum()):
            return False
        if mark == "’":
            return not forms.is_elision(self.text, end) and self._later_single(start, mark)
        return self._later(end, set(_CLOSED_BY[mark][0]), mark)

    def _open_of_kind(self, mark: str) -> bool:
        """Whether a mark is open that is single as this one, or double as this one."""
        return any((other in _SINGLE) == (mark in _SINGLE) for _, other in self._open)

    # What follows

    def _later(self, at: int, closing: set[str], opening: str = "") -> bool:
        """Whether one of `closing` closes after `at`, before `opening` opens again."""
        for start, end, mark in self._following(at):
            if mark in closing and forms.certain(self.text, start, end) is None:
                if forms.ends(self.text, start, end) and not (mark in _SINGLE and forms.may_be_apostrophe(self.text, start, end)):
                    return True
                if forms.is_spaced(self.text, start, end) or mark not in _CLOSED_BY:
                    return True
            if mark == opening and forms.starts(self.text, start, end):
                return False
        return False

    def _later_single(self, start: int, mark: str) -> bool:
        """Whether a single mark after the one at `start`, before the next opening one, can only be a closing one."""
        for first, _, other in self._following(start + 1):
            at_end = not forms.after(self.text, first + 1).isalnum()
            if other == "‘" or mark == "'" and other[0] == "'" and forms.before(self.text, first).isspace():
                return False
            if other[0] == mark and at_end and (mark == "'" or forms.before(self.text, first) not in "sSzZ"):
                return True
        return False

    def _following(self, at: int) -> Iterator[tuple[int, int, str]]:
        """The next marks as they look, not more than a writer could have had in mind."""
        for match in islice(forms.MARK.finditer(self.text, at), _HORIZON):
            yield match.start(), match.end(), match.group()
