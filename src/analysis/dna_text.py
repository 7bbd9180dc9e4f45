"""The text of an article as Discourse Network Analyzer holds it, with offsets led there and back."""

from __future__ import annotations

import re
from bisect import bisect_left

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_RETURN = re.compile("\r(?=\n)")


class Held:
    """A raw text with line feeds alone at its line ends, its offsets counted in UTF-16 code units.

    Discourse Network Analyzer shows a document in a Swing text pane (class `gui.TextPanel`, 3.1.1) and keeps as offsets of a
    statement what the pane says. Java counts UTF-16 code units: a character beyond U+FFFF counts twice. The pane turns CR LF
    and a lone CR into LF when it is given a text (`DefaultEditorKit.read`), so an offset behind a CR LF is one less there
    than in the file. A byte order mark stays and counts.

    Examples
    --------
    >>> held = Held("\\ufeffOne 🛶\\r\\nTwo")
    >>> held.text
    '\\ufeffOne 🛶\\nTwo'
    >>> held.units(8, 11)
    (8, 11)
    >>> held.raw_span(8, 11), held.raw[8:11]
    ((8, 11), 'Two')
    """

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.text = raw.replace("\r\n", "\n").replace("\r", "\n")
        self._returns = [match.start() for match in _RETURN.finditer(raw)]
        self._feeds = [at - number for number, at in enumerate(self._returns)]
        self._astral = [match.start() for match in _ASTRAL.finditer(self.text)]
        self._pairs = [at + number for number, at in enumerate(self._astral)]

    def points(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the raw text, in code points, as code points of `text`."""
        return start - bisect_left(self._returns, start), end - bisect_left(self._returns, end)

    def units(self, start: int, end: int) -> tuple[int, int]:
        """A stretch of the raw text, in code points, as UTF-16 code units of `text`."""
        first, last = self.points(start, end)
        return first + bisect_left(self._astral, first), last + bisect_left(self._astral, last)

    def held_span(self, start: int, stop: int) -> tuple[int, int]:
        """A stretch of `text` in UTF-16 code units as code points of `text`.

        Raises
        ------
        ValueError
            Where it is empty, leaves the text, or begins or ends within a character.
        """
        first, last = start - bisect_left(self._pairs, start), stop - bisect_left(self._pairs, stop)
        if not 0 <= first < last <= len(self.text):
            raise ValueError(f"characters {start} to {stop} are not in its text of {len(self.text) + len(self._astral)} characters")
        if (first + bisect_left(self._astral, first), last + bisect_left(self._astral, last)) != (start, stop):
            raise ValueError(f"characters {start} to {stop} begin or end within a character")
        return first, last

    def raw_span(self, start: int, stop: int) -> tuple[int, int]:
        """A stretch of `text` in UTF-16 code units as code points of the raw text; both characters of a CR LF or none.

        Raises
        ------
        ValueError
            As `held_span` does.
        """
        return self.raw_of_points(*self.held_span(start, stop))

    def raw_of_points(self, first: int, last: int) -> tuple[int, int]:
        """A stretch of `text` in code points as code points of the raw text; both characters of a CR LF or none."""
        return first + bisect_left(self._feeds, first), last + bisect_left(self._feeds, last)


def altered(text: str) -> str:
    """A text as Discourse Network Analyzer's own event list writes it: commas for semicolons, ' for ".

    >>> altered('he said "no"; she left')
    "he said 'no', she left"
    """
    return text.replace(";", ",").replace('"', "'")
