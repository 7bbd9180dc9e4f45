"""The forms that figures are made of: matrix, bars, days, ring and two columns, each for a wide and for a narrow picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.numbers import Number, Numbers, Sentence
from analysis.sheet import BLUE, GREEN, GREY, ORANGE, PALE, Sheet

Shapes = Mapping[str, tuple[str, str]]
Cell = tuple[int, int]

SIDES: Shapes = {"agrees": (BLUE, "o"), "disagrees": (ORANGE, "s"), "unclear": (GREY, "D")}
KINDS: Shapes = {"person": (BLUE, "o"), "government": (ORANGE, "s"), "organisation": (GREEN, "D"), "other": (GREY, "^")}
_SMALL, _HIGH = 15.0, 13.0  # the size of a mark with a short number in it; the height of a bar


@dataclass(frozen=True)
class Mark:
    """A shape with words in it, its number, and what it is called."""

    words: str
    colour: str
    shape: str
    number: Number | None
    name: str


@dataclass(frozen=True)
class Part:
    """A piece of a bar."""

    value: float
    colour: str
    hatched: bool
    number: Number | None
    name: str


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: its name, its pieces, and words behind it."""

    label: str
    parts: Sequence[Part]
    after: str


@dataclass(frozen=True)
class Score:
    """A value in per cent with its mark; low and high end of its interval, nan where there is none; and another value beside it."""

    label: str
    mark: Mark
    value: float
    low: float = math.nan
    high: float = math.nan
    beside: tuple[Mark, float] | None = None


@dataclass(frozen=True)
class Dated:
    """A mark on a day or, with a bar, in the interval in which the day lies; `label` stands beside it."""

    first: pd.Timestamp
    last: pd.Timestamp
    mark: Mark
    label: str = ""


@dataclass(frozen=True)
class Link:
    """A line between two nodes, by their places in the list of nodes."""

    start: int
    end: int
    colour: str
    dash: Any
    weight: float
    number: Number | None
    name: str
    bend: float = 0.0
    arrow: bool = False


# ---- matrix ---------------------------------------------------------------------------------------------------------


def matrix(
    sheet: Sheet,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Mapping[Cell, Sequence[Mark]],
    *,
    below: Mapping[Cell, str] | None = None,
    room: float = 150,
    groups: Sequence[tuple[int, str]] = (),
) -> None:
    """Names of rows and columns, and the marks of each cell side by side, above each other where they are too wide.

    On a narrow sheet the name of a row stands above its marks. `below`: words under the marks of a cell. `room`: for the names of
    rows at the side. `groups`: where a group of columns begins, and what it is called.
    """
    narrow = sheet.layout.narrow
    begin = sheet.left if narrow else sheet.left + min(room, max((sheet.width(row) for row in rows), default=0)) + 8
    gaps = [sum(start <= x for start, _ in groups[1:]) * 14 for x in range(len(columns))]
    step = min((sheet.right - begin - (gaps[-1] if gaps else 0)) / max(1, len(columns)), 90)
    at = [begin + (x + 0.5) * step + gap for x, gap in enumerate(gaps)]
    if groups:
        for start, words in groups:
            sheet.text(at[start] - step / 2 + 2, sheet.y + sheet.line / 2, words, colour=GREY)
        sheet.y += sheet.line + 3
    heads = [sheet.wrap(column, step - 3, 4) for column in columns]
    deep = max((len(head) for head in heads), default=0)
    for x, head in zip(at, heads, strict=True):
        sheet.lines(x, sheet.y + (deep - len(head) + 0.5) * sheet.line, head, ha="center")
    sheet.y += deep * sheet.line + 4
    for y, row in enumerate(rows):
        label = sheet.wrap(sheet.brief(row), sheet.right - sheet.left if narrow else begin - sheet.left - 8, 3)
        own = {x: list(cells.get((y, x), ())) for x in range(len(columns))}
        sizes = {x: [_size(sheet, mark) for mark in marks] for x, marks in own.items()}
        stacked = {x: sum(size) + 2 * len(size) > step for x, size in sizes.items()}
        high = max([_SMALL, *(sum(s) + 2 * len(s) if stacked[x] else max(s) for x, s in sizes.items() if s)])
        tail = sheet.line if below and any((y, x) in below for x in own) else 0.0
        sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y)
        sheet.y += 3
        if narrow:
            sheet.lines(sheet.left, sheet.y + sheet.line / 2, label)
            sheet.y += len(label) * sheet.line + 2
        deep_row = high + tail if narrow else max(high + tail, len(label) * sheet.line)
        if not narrow:
            sheet.lines(begin - 8, sheet.y + (deep_row - (len(label) - 1) * sheet.line) / 2, label, ha="right")
        middle = sheet.y + (deep_row - tail) / 2
        for x, marks in own.items():
            _cell(sheet, at[x], middle, marks, sizes[x], stacked[x])
            if below and (y, x) in below:
                sheet.text(at[x], middle + high / 2 + sheet.line / 2, sheet.fit(below[y, x], step - 4), ha="center")
        sheet.y += deep_row + 4
    sheet.y += 4


def _size(sheet: Sheet, mark: Mark) -> float:
    return max(_SMALL, sheet.width(mark.words) + 8) if mark.words else 11.0


def _cell(sheet: Sheet, x: float, y: float, marks: Sequence[Mark], sizes: Sequence[float], stacked: bool) -> None:
    whole = sum(sizes) + 2 * (len(sizes) - 1)
    place = -whole / 2
    for mark, size in zip(marks, sizes, strict=True):
        middle = place + size / 2
        ends = (x, y + middle) if stacked else (x + middle, y)
        sheet.mark(*ends, mark.shape, size, mark.colour, number=mark.number, name=mark.name, words=mark.words)
        place += size + 2


# ---- bars -----------------------------------------------------------------------------------------------------------


def bars(sheet: Sheet, rows: Sequence[Bar], *, most: float, room: float = 230) -> None:
    """Bars, a row each, on one scale that ends at `most`; on a narrow sheet name and words stand above the bar."""
    narrow = sheet.layout.narrow
    after = max((sheet.width(row.after) for row in rows), default=0)
    above = narrow and after > 60
    begin = sheet.left if narrow else sheet.left + min(room, max((sheet.width(row.label) for row in rows), default=0)) + 8
    scale = (sheet.right - begin - (0 if above else after + 8)) / (most or 1)
    for row in rows:
        if narrow:
            sheet.text(sheet.left, sheet.y + sheet.line / 2, sheet.fit(row.label, sheet.right - sheet.left))
            sheet.y += sheet.line
            if above:
                sheet.text(sheet.left, sheet.y + sheet.line / 2, sheet.fit(row.after, sheet.right - sheet.left), colour=GREY)
                sheet.y += sheet.line
        middle = sheet.y + _HIGH / 2 + 1
        if not narrow:
            sheet.text(begin - 8, middle, sheet.fit(row.label, begin - sheet.left - 8), ha="right")
        x = begin
        for part in row.parts:
            if part.value > 0:
                sheet.bar(x, x + part.value * scale, middle, _HIGH, part.colour, hatched=part.hatched, number=part.number, name=part.name)
                x += part.value * scale
        if not above:
            sheet.text(x + 6 if len(row.parts) else begin, middle, row.after)
        sheet.y += _HIGH + (9 if narrow else 6)


def scores(sheet: Sheet, rows: Sequence[Score], *, room: float = 240) -> None:
    """Values in per cent on one scale, each with its interval; the value beside one lies on the same line."""
    narrow = sheet.layout.narrow
    begin = (sheet.left if narrow else sheet.left + min(room, max((sheet.width(row.label) for row in rows), default=0)) + 8) + 6
    end = sheet.right - 34
    scale = (end - begin) / 100
    for row in rows:
        if narrow:
            sheet.text(sheet.left, sheet.y + sheet.line / 2, sheet.fit(row.label, sheet.right - sheet.left))
            sheet.y += sheet.line
        middle = sheet.y + 7
        if not narrow:
            sheet.text(begin - 14, middle, sheet.fit(row.label, begin - sheet.left - 14), ha="right")
        sheet.rule(begin, middle, end, middle)
        if not math.isnan(row.low):
            sheet.bar(begin + row.low * scale, begin + row.high * scale, middle, 6, row.mark.colour, hatched=True)
        for mark, value in [*([row.beside] if row.beside else []), (row.mark, row.value)]:
            sheet.mark(begin + value * scale, middle, mark.shape, 11, mark.colour, number=mark.number, name=mark.name)
        sheet.text(sheet.right, middle, row.mark.words, ha="right")
        sheet.y += 20 if narrow else 17
    for value in (0, 50, 100):
        sheet.text(begin + value * scale, sheet.y + sheet.line / 2, f"{value} %", ha="center", colour=GREY)
    sheet.y += sheet.line + 6


# ---- days -----------------------------------------------------------------------------------------------------------


def dated(sheet: Sheet, rows: Sequence[tuple[str, Sequence[Dated]]], *, room: float = 170, apart: bool = False) -> None:
    """Marks on days, in lanes so that none hides another; `apart`: a lane each, with its label. Below them the days."""
    narrow = sheet.layout.narrow
    labels = [sheet.wrap(label, sheet.right - sheet.left if narrow else room, 3) for label, _ in rows]
    wide = max((sheet.width(line) for label in labels for line in label), default=0)
    begin, end = (sheet.left if narrow else sheet.left + wide + 8) + 14, sheet.right - 14
    every = [mark for _, marks in rows for mark in marks]
    first, last = min(mark.first for mark in every), max(mark.last for mark in every)
    days = max((last - first).days, 1)

    def place(day: pd.Timestamp) -> float:
        return (begin + end) / 2 if first == last else begin + (end - begin) * (day - first).days / days

    top = sheet.y
    for (_, marks), label in zip(rows, labels, strict=True):
        sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y)
        sheet.y += 3
        if narrow:
            sheet.lines(sheet.left, sheet.y + sheet.line / 2, label, bold=apart)
            sheet.y += len(label) * sheet.line + 2
        lanes = _lanes(sheet, marks, place, apart)
        steps = [(sheet.line if narrow and apart else 0.0) + _SMALL + 3] * len(lanes)
        high = max(sum(steps), 0 if narrow else len(label) * sheet.line)
        if not narrow:
            sheet.lines(begin - 22, sheet.y + (high - (len(label) - 1) * sheet.line) / 2, label, ha="right")
        for lane, step in zip(lanes, steps, strict=True):
            for one in lane:
                _day(sheet, one, place, sheet.y, (begin - 14, sheet.right))
            sheet.y += step
        sheet.y += max(0.0, high - sum(steps)) + 2
    _axis(sheet, first, last, place, top)


def _lanes(sheet: Sheet, marks: Sequence[Dated], place: Any, apart: bool) -> list[list[Dated]]:
    if apart:
        return [[one] for one in marks]
    lanes: list[tuple[float, list[Dated]]] = []
    for one in sorted(marks, key=lambda m: (m.first, m.last, m.mark.shape, m.mark.name)):
        half = _size(sheet, one.mark) / 2 + 1
        middle = (place(one.first) + place(one.last)) / 2
        start, end = min(place(one.first), middle - half), max(place(one.last), middle + half)
        free = next((i for i, (reach, _) in enumerate(lanes) if start > reach), len(lanes))
        lanes[free : free + 1] = [(end, [*(lanes[free][1] if free < len(lanes) else []), one])]
    return [lane for _, lane in lanes]


def _day(sheet: Sheet, one: Dated, place: Any, y: float, edges: tuple[float, float]) -> None:
    x0, x1 = place(one.first), place(one.last)
    own = sheet.layout.narrow and bool(one.label)
    middle = y + (sheet.line if own else 0.0) + _SMALL / 2
    size, mark = _size(sheet, one.mark), one.mark
    if x1 > x0:
        sheet.bar(x0, x1, middle, 7, mark.colour, hatched=True)
    x = (x0 + x1) / 2
    sheet.mark(x, middle, mark.shape, size, mark.colour, number=mark.number, name=mark.name, words=mark.words)
    if own:
        sheet.text(edges[0], y + sheet.line / 2, sheet.fit(one.label, edges[1] - edges[0]), colour=GREY)
    elif one.label:
        ends = min(x0, x - size / 2) - 5, max(x1, x + size / 2) + 5
        if edges[1] - ends[1] >= ends[0] - edges[0]:
            sheet.text(ends[1], middle, sheet.fit(one.label, edges[1] - ends[1]))
        else:
            sheet.text(ends[0], middle, sheet.fit(one.label, ends[0] - edges[0]), ha="right")


def _axis(sheet: Sheet, first: pd.Timestamp, last: pd.Timestamp, place: Any, top: float) -> None:
    """Days below the marks, as many as have room."""
    most = 4 if sheet.layout.narrow else 7
    starts = (pd.date_range(first, last, freq=step).tolist() for step in ("D", "7D", "MS", "QS", "2QS", "YS", "5YS", "25YS"))
    ticks = next((days for days in starts if len(days) <= most), [first]) or [first]
    reach = -math.inf
    for day in ticks:
        words = day.date().isoformat()
        half, x = sheet.width(words) / 2, place(day)
        x = min(max(x, sheet.left + half), sheet.right - half)
        if x - half > reach + 6:
            sheet.rule(place(day), top, place(day), sheet.y, colour=PALE)
            sheet.text(x, sheet.y + sheet.line * 0.7, words, ha="center", colour=GREY)
            reach = x + half
    sheet.rule(sheet.left, sheet.y, sheet.right, sheet.y, colour=GREY)
    sheet.y += sheet.line + 8


# ---- networks -------------------------------------------------------------------------------------------------------


def ring(sheet: Sheet, nodes: Sequence[tuple[str, Mark]], links: Sequence[Link], *, radius: float = 175) -> None:
    """Nodes on a ring in the given order, names outside; the greater its weight, the wider a link."""
    middle, y = (sheet.left + sheet.right) / 2, sheet.y + radius + 18
    turn = [math.pi / 2 - 2 * math.pi * (i + 0.5) / len(nodes) for i in range(len(nodes))]
    at = [(middle + radius * math.cos(angle), y - radius * math.sin(angle)) for angle in turn]
    most = max((link.weight for link in links), default=1)
    for link in sorted(links, key=lambda one: one.weight):
        (x0, y0), (x1, y1) = at[link.start], at[link.end]
        whole = math.hypot(x1 - x0, y1 - y0) or 1.0
        dx, dy = 11 * (x1 - x0) / whole, 11 * (y1 - y0) / whole
        sheet.curve(
            (x0 + dx, y0 + dy), (x1 - dx, y1 - dy), link.colour, dash=link.dash, width=1.0 + 3 * link.weight / most, bend=link.bend,
            arrow=link.arrow, number=link.number, name=link.name,
        )  # fmt: skip
    for (label, mark), (x, node_y), angle in zip(nodes, at, turn, strict=True):
        sheet.mark(x, node_y, mark.shape, max(13.0, _size(sheet, mark)), mark.colour, number=mark.number, name=mark.name, words=mark.words)
        beside = math.cos(angle)
        if abs(beside) < 0.02:
            sheet.text(x, node_y + (-17 if math.sin(angle) > 0 else 17), sheet.fit(label, 160), ha="center")
        else:
            away = 13 if beside > 0 else -13
            space = sheet.right - x - away if beside > 0 else x + away - sheet.left
            sheet.text(x + away, node_y - 4 * math.sin(angle), sheet.fit(label, space), ha="left" if beside > 0 else "right")
    sheet.y = y + radius + 28


def two_columns(sheet: Sheet, left: Sequence[tuple[str, Mark]], right: Sequence[tuple[str, Mark]], links: Sequence[Link]) -> None:
    """Two columns of names and the lines between them, those of one pair a little apart; `end` of a link is a place on the right."""
    step = 20.0
    high = step * (max(len(left), len(right)) - 1)
    room = 0.33 * (sheet.right - sheet.left)
    places = []
    for names, x, ha in ((left, sheet.left + room, "right"), (right, sheet.right - room, "left")):
        gap = high / (len(names) - 1) if len(names) > 1 else 0.0
        own = [(x, sheet.y + 10 + (i * gap if len(names) > 1 else high / 2)) for i in range(len(names))]
        places.append(own)
        for (label, mark), (_, y) in zip(names, own, strict=True):
            sheet.mark(x, y, mark.shape, 9, mark.colour, number=mark.number, name=mark.name)
            sheet.text(x + (-9 if ha == "right" else 9), y, sheet.fit(label, room - 9), ha=ha)
    most = max((link.weight for link in links), default=1)
    pairs: dict[tuple[int, int], list[Link]] = {}
    for link in links:
        pairs.setdefault((link.start, link.end), []).append(link)
    for (start, end), own_links in pairs.items():
        for i, link in enumerate(own_links):
            shift = 5.0 * (i - (len(own_links) - 1) / 2)
            (x0, y0), (x1, y1) = places[0][start], places[1][end]
            sheet.curve(
                (x0 + 5, y0 + shift), (x1 - 5, y1 + shift), link.colour, dash=link.dash, width=1.1 + 2.6 * link.weight / most,
                number=link.number, name=link.name,
            )  # fmt: skip
    sheet.y += high + 26


# ---- words ----------------------------------------------------------------------------------------------------------


def counted(n: Numbers, number: Number, one: str, many: str | None = None) -> Sentence:
    """A number with its noun: '1 article', '2 articles'."""
    return n.fill("{number} {noun}", number=number, noun=Sentence((one if number.value == 1 else many or one + "s",)))


def caption(n: Numbers, source: str, seen: Sentence, *notes: Sentence | str) -> Sentence:
    """Where a figure is from, how many rows it rests on, and notes; empty notes are left out."""
    whole = n.fill("Source: tables {source}; n = {seen}.", source=Sentence((source,)), seen=seen)
    for note in notes:
        whole = whole + " " + note if note else whole
    return whole


def left_out(n: Numbers, *counts: tuple[int, str]) -> Sentence | str:
    """What is not drawn, in a sentence; nothing where all is."""
    parts = [counted(n, n.fixed(many, f"{one}s that the figure does not draw"), one) for many, one in counts if many > 0]
    if not parts:
        return ""
    listed = parts[0]
    for part in parts[1:]:
        listed = listed + " and " + part
    return n.fill("Not drawn: {listed}; they are in the data.", listed=listed)


def fewer(n: Numbers, narrow: int, wide: int, what: str) -> Sentence | str:
    """That a narrow screen shows fewer, where it does."""
    if narrow >= wide:
        return ""
    return n.fill(
        "A narrow screen shows the first {narrow} {what}.", narrow=n.fixed(narrow, f"{what} on a narrow screen"), what=Sentence((what,))
    )


class Names(dict[str, str]):
    """Names to show by id; what has no name goes by its id."""

    def __missing__(self, key: str) -> str:
        return key


def names(actors: pd.DataFrame) -> Names:
    """The names of actors; where several have the same, each with its id."""
    shared = actors["label"].duplicated(keep=False)
    shown = actors["label"].where(~shared, actors["label"] + " (" + actors["actor_id"] + ")")
    return Names(zip(actors["actor_id"], shown, strict=True))


def brief(count: int) -> str:
    """A count as it stands in a mark."""
    return str(count) if count < 1000 else f"{count / 1000:.1f}k" if count < 10_000 else f"{count // 1000}k"


def when(first: str, last: str) -> str:
    """A day, or the first and last day of an interval."""
    return first if first == last else f"{first} to {last}"
