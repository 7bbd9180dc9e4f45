"""Attributions as triples of content, cue and source: spans of a Doc, and how they were joined."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from spacy.tokens import Span

from analysis.cues import ATTITUDES, classify

SOURCE, CUE, CONTENT = "SOURCE", "CUE", "CONTENT"
# A cue further from its content or source than this (words, with what stands between them counted extra) does not go with it.
FAR = 45.0
# By so much a cue is nearer to the content or source that grammar joins to it.
GOVERNED = 10.0
BEYOND = FAR + GOVERNED
# The reader's own share above which a cue that no list holds is taken for one.
SURE = 0.6


@dataclass
class Attribution:
    """One triple, as spans of the Doc. `contents` are in text order; source and cue may be missing.

    `rule` says how the parts were joined: "read" (by the attribution reader, with its two `shares`), "parse" (a dependency
    joins cue and content or cue and source), "near" (the nearest in the paragraph), "clause" (the clause that the cue
    governs), "subject" (the subject of the cue), "grammar" (a verb of speech that was not marked), "title" (name and verb
    at the head of a title), "shared" (the source of a coordinated or governing cue), "continued" (a quotation that goes on
    without a cue of its own), "dash" (a name behind it), "colon" (a sentence that ends in one before it), "transcript" (a
    name in capitals at its head), "relayed" (inside the attribution of whoever passes it on), "marks" (quotation marks only).
    """

    contents: list[Span]
    cue: Span | None = None
    source: Span | None = None
    rule: str = "marks"
    continues: Attribution | None = field(default=None, repr=False)
    shares: tuple[float, float] | None = None

    @property
    def quoted(self) -> bool:
        """Whether the content opens with a quotation mark."""
        return self.contents[0][0].is_quote

    @property
    def reports_speech(self) -> bool:
        """Whether somebody speaks: in quotation marks, or by a cue that the lists hold as one of speech."""
        kind = classify(self.cue)[1] if self.cue is not None else None
        return self.quoted or self.cue is None or kind is not None and kind not in ATTITUDES

    @property
    def surely_read(self) -> bool:
        """Whether the reader took the cue for one, with little doubt."""
        return self.shares is not None and self.shares[0] >= SURE

    @property
    def start(self) -> int:
        return min(part.start_char for part in self.parts())

    @property
    def end(self) -> int:
        return max(part.end_char for part in self.parts())

    def parts(self) -> list[Span]:
        return [*self.contents, *([self.cue] if self.cue is not None else []), *([self.source] if self.source is not None else [])]


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans of one Doc share a token."""
    return a.start < b.end and b.start < a.end


def between(a: Span, b: Span) -> Span | None:
    """What stands between two stretches, in either order; None where they overlap."""
    start, end = (a.end, b.start) if a.end <= b.start else (b.end, a.start)
    return a.doc[start:end] if start <= end else None


def distance(gap: Span) -> float:
    """How far apart two stretches are: the words between them, each start of a sentence counting as eight more.

    What is `BEYOND` or further away is not measured to the end.
    """
    doc, last, far = gap.doc, len(gap.doc) - 1, 0.0
    for i in range(gap.start, gap.end):
        token = doc[i]
        far += not (token.is_punct or token.is_space)
        if i < last and doc[i + 1].is_sent_start is True:
            far += 8.0
        if far >= BEYOND:
            break
    return far


class Neighbours:
    """Spans of one Doc, kept so that those near another are found without a look at all of them."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = spans
        self._order = sorted(range(len(spans)), key=lambda i: spans[i].start)
        self._starts = [spans[i].start for i in self._order]
        self._ends = list(accumulate((spans[i].end for i in self._order), max))

    def near(self, span: Span) -> list[Span]:
        """All that are less than `BEYOND` away from a span or lie over it, as they were given; some that are not may be among them."""
        doc, first = span.doc, bisect_left(self._starts, span.end)
        found, at, far = [], span.end, 0.0
        for place in range(first, len(self._order)):
            far, at = far + distance(doc[at : self._starts[place]]), self._starts[place]
            if far >= BEYOND:
                break
            found.append(self._order[place])
        at, far = span.start, 0.0
        for place in range(first - 1, -1, -1):
            if self._ends[place] < at:
                far, at = far + distance(doc[self._ends[place] : at]), self._ends[place]
            if far >= BEYOND:
                break
            found.append(self._order[place])
        return [self._spans[i] for i in sorted(found)]


class Taken:
    """The tokens that spans of one Doc hold."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted((span.start, span.end) for span in spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    def overlaps(self, span: Span) -> bool:
        """Whether one of the spans shares a token with this one."""
        at = bisect_right(self._ends, span.start)
        return at < len(self._starts) and self._starts[at] < span.end
