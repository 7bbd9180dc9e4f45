"""Marked text: a raw article cut into pieces wherever a mark begins or ends, and shown as HTML that keeps every character."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape


@dataclass(frozen=True)
class Mark:
    """A stretch `raw[start:end]` to be shown as `kind`, belonging to the row `row`; "" where it belongs to none."""

    start: int
    end: int
    kind: str
    row: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of text under the same marks: kinds and rows in order, and the rows whose first mark begins here."""

    text: str
    kinds: tuple[str, ...]
    rows: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Reference:
    """What stands where a row begins: the row's address, what to call it, and whether it is seen before somebody asks for the row."""

    href: str
    name: str
    short: str
    seen: bool = True


def pieces(raw: str, marks: Iterable[Mark]) -> list[Piece]:
    """Cut a text wherever a mark begins or ends, so that marks may nest or overlap in any way.

    Returns
    -------
    list of Piece
        In order; their texts joined are `raw`. The reference of a row stands once, on the piece at which its first mark begins;
        references at one place keep the order of `marks`. Marks of no length are left out.

    Examples
    --------
    >>> [(p.text, p.kinds) for p in pieces("he said no", [Mark(0, 7, "a"), Mark(3, 10, "b")])]
    [('he ', ('a',)), ('said', ('a', 'b')), (' no', ('b',))]
    """
    marks = sorted((m for m in marks if m.start < m.end), key=lambda m: m.start)
    cuts = sorted({0, len(raw), *(m.start for m in marks), *(m.end for m in marks)})
    starting: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        starting[mark.start].append(mark)
    live: list[Mark] = []
    seen: set[str] = set()
    cut: list[Piece] = []
    for start, end in pairwise(cuts):
        live = [m for m in live if m.end > start] + starting[start]
        new = _unique(m.row for m in starting[start] if m.row and m.row not in seen)
        seen.update(new)
        cut.append(Piece(raw[start:end], _unique(m.kind for m in live), _unique(m.row for m in live if m.row), new))
    return cut


def html(cut: Iterable[Piece], references: Mapping[str, Reference]) -> Markup:
    """The pieces as HTML whose text is the raw text and nothing else: references have labels, but no text of their own.

    Each piece names the rows that hold it in `data-m`; before the first piece of a row stands a link with the id `in-ROW`.
    """
    out: list[str] = []
    for piece in cut:
        out += [_reference(row, references[row]) for row in piece.references]
        # HTML reads a carriage return as a line feed, unless it is written as a reference.
        text = escape(piece.text).replace("\r", Markup("&#13;"))
        kinds, owners = escape(" ".join(piece.kinds)), escape(" ".join(piece.rows))
        out.append(f'<span class="{kinds}" data-m="{owners}">{text}</span>' if kinds else text)
    return Markup("".join(out))


def _reference(row: str, reference: Reference) -> str:
    return Markup('<a class="{}" id="in-{}" href="{}" data-n="{}" aria-label="{}: go to its row"></a>').format(
        "ref" if reference.seen else "at", row, reference.href, reference.short, reference.name
    )


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
