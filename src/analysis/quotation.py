"""Quotation marks: which open, which close, which are apostrophes, and what lies between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import IntEnum

from analysis.pairing import Mark, Paired, Quoted, closes

__all__ = ["Mark", "Quoted", "State", "marks", "quoted", "states"]

# How many paragraphs further on a quotation may be closed that no paragraph in between opens again.
_FAR = 8


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
    unclosed stretch in each but the last. A mark of another type, or of the wrong direction, closes only where its
    form lets it and no mark of the right type follows. Apostrophes, possessive plurals, inches and minutes are no
    marks. What the marks are for (speech, a title, a nickname, distance) is not decided here.

    >>> [paragraph[q.start:q.end] for paragraph in ["‘Both sides’ plans are vast,’ said Wang’s aide."]
    ...  for q in quoted(paragraph)]
    ['‘Both sides’ plans are vast,’']
    >>> [(q.mark, q.closed, q.depth) for q in quoted("“He said ‘no’ to us")]
    [('“', False, 0), ('‘', True, 1)]
    """
    return Paired(paragraph).stretches


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


def marks(text: str, paragraphs: Iterable[tuple[int, int]] | None = None) -> list[Mark]:
    """Every mark of a text that looks like a quotation mark, in order, with its use and its partner.

    Parameters
    ----------
    text
        Any text.
    paragraphs
        Stretches of it, `end` exclusive, in order, that follow each other as paragraphs of one running text; the
        text is one paragraph where they are not given.

    Notes
    -----
    A quotation may go on over paragraphs. Where the next paragraph opens with the mark that this one left open, that
    mark is "continued" and has no partner: the mark of the last paragraph has. Where the next paragraphs open nothing
    of its kind and one of them closes it, the two marks are partners.

    >>> [(m.text, m.use, m.partner) for m in marks("“It’s late.\\n“So go.”", [(0, 11), (12, 20)])]
    [('“', 'continued', None), ('’', 'apostrophe', None), ('“', 'opening', 19), ('”', 'closing', 12)]
    """
    stretches = [(0, len(text))] if paragraphs is None else list(paragraphs)
    parts = [_Part(text[start:end], start) for start, end in stretches]
    for number, part in enumerate(parts):
        _go_on(text, part, parts[number + 1 : number + 1 + _FAR])
    return [mark for part in parts for mark in part.marks]


class _Part:
    """The marks of a paragraph, in code points of the text it belongs to, and the places in `marks` of those left open at its end."""

    def __init__(self, paragraph: str, offset: int) -> None:
        paired = Paired(paragraph)
        self.start = offset + len(paragraph) - len(paragraph.lstrip())
        self.marks = [replace(m, start=m.start + offset, partner=None if m.partner is None else m.partner + offset) for m in paired.marks]
        self.left_open = [i for i, m in enumerate(paired.marks) if m.start in paired.left_open]

    def head(self) -> list[Mark]:
        """The opening marks with which the paragraph begins, one right after the other."""
        found: list[Mark] = []
        at = self.start
        for mark in self.marks:
            if mark.use not in ("opening", "continued") or mark.start != at:
                break
            found.append(mark)
            at = mark.end
        return found


def _go_on(text: str, part: _Part, following: Sequence[_Part]) -> None:
    """Pair what a paragraph leaves open with what the next ones begin or close."""
    if not part.left_open or not following:
        return
    heads = following[0].head()
    for index, again in zip(part.left_open, heads, strict=False):
        if part.marks[index].text != again.text:
            break
        part.marks[index] = replace(part.marks[index], use="continued")
    index = part.left_open[0]
    opened = part.marks[index]
    if opened.use == "continued":
        return
    for other in following:
        for place, mark in enumerate(other.marks):
            if mark.use == "closing" and mark.partner is None and closes(opened.text, mark.text):
                part.marks[index] = replace(opened, partner=mark.start)
                other.marks[place] = replace(mark, partner=opened.start)
                return
            if mark.use == "opening" and mark.text == opened.text:
                return
