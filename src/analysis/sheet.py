"""A sheet to draw on in points, from the top down: words that are measured before they are set, and marks that lead to their rows."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.markers import MarkerStyle
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path

from analysis.numbers import Number

# Okabe and Ito's colours, the orange darkened so that white numbers on it keep a contrast of 4.5.
BLUE, ORANGE, GREY, GREEN, BLACK, WHITE, PALE = "#0072B2", "#B34700", "#595959", "#00694D", "#1A1A1A", "#FFFFFF", "#DDE3E8"
# A figure that is saved twice must have the same bytes: no random ids, and letters as shapes, whatever fonts the reader has.
_STYLE: Any = {
    "svg.hashsalt": "who-said-what", "svg.fonttype": "path", "font.family": "DejaVu Sans", "hatch.linewidth": 0.8,
    "text.parse_math": False,  # a name with two dollar signs in it is no formula
}  # fmt: skip
MARGIN = 8.0
_WORD = re.compile(r"[^\W_]+")
_STROKES = {"x", "_", "+"}  # shapes without an inside


@dataclass(frozen=True)
class Layout:
    """How wide a picture is and how much it holds: `width` in points (72 an inch, 96 CSS pixels), `words` in a label at most."""

    width: float
    font: float
    rows: int
    columns: int
    words: int
    narrow: bool = False
    titled: bool = False


WIDE = Layout(width=605, font=9.2, rows=18, columns=9, words=8)
# 270 points are 360 CSS pixels; 8.7 points are 11.6 of them.
PHONE = Layout(width=270, font=8.7, rows=18, columns=5, words=8, narrow=True)
TITLED = replace(WIDE, titled=True)  # for a picture that stands alone
LAYOUTS = (WIDE, PHONE, TITLED)


def style() -> AbstractContextManager[None]:
    """The style in which every figure is drawn and saved, for the length of a `with` block."""
    return mpl.rc_context(_STYLE)


class Sheet:
    """A picture that grows downwards; `y` is where the next thing goes. Places and sizes are points from the top left corner.

    Attributes
    ----------
    figure
        The picture, once `finish` has been called.
    names
        What each link is called, by its address: for readers aloud and as the words shown beside the pointer.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.y = MARGIN
        self.names: dict[str, str] = {}
        with style():
            self.figure = Figure(figsize=(layout.width / 72, 1), dpi=72)
            self._axes = self.figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, layout.width)

    @property
    def left(self) -> float:
        """Where the picture begins beside its margin."""
        return MARGIN

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.layout.width - MARGIN

    @property
    def line(self) -> float:
        """The height of a line of words."""
        return self.layout.font * 1.35

    def finish(self) -> Sheet:
        """Set the height to what was drawn."""
        height = self.y + MARGIN
        self.figure.set_size_inches(self.layout.width / 72, height / 72)
        self._axes.set_ylim(height, 0)
        return self

    # ---- words ------------------------------------------------------------------------------------------------------

    def width(self, words: str, *, bold: bool = False, size: float | None = None) -> float:
        """How wide words are."""
        font = FontProperties(family="DejaVu Sans", size=size or self.layout.font, weight="bold" if bold else "normal")
        return float(text_to_path.get_text_width_height_descent(words, font, ismath=False)[0])

    def fit(self, words: str, room: float, *, bold: bool = False) -> str:
        """Words cut, with an ellipsis, to the room there is, to the words that the layout allows, and to what a font can show."""
        clean = self.brief(words)
        if self.width(clean, bold=bold) <= room:
            return clean
        low, high = 0, len(clean)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(clean[:middle] + "…", bold=bold) <= room else (low, middle - 1)
        return clean[:low].rstrip(" …") + "…"

    def brief(self, words: str) -> str:
        """Words cut to as many as the layout allows in a label ("non-lethal" is two), and to characters that can be shown."""
        parts = "".join(ch if ch.isprintable() else " " for ch in words).split()
        counts = accumulate(max(1, len(_WORD.findall(part))) for part in parts)
        kept = [part for part, count in zip(parts, counts, strict=True) if count <= self.layout.words] or parts[:1]
        return " ".join(kept) + "…" * (len(kept) < len(parts))

    def wrap(self, words: str, room: float, lines: int = 9, *, bold: bool = False, size: float | None = None) -> list[str]:
        """Words in at most so many lines, the last one cut where they do not fit."""
        found: list[str] = []
        for word in words.split():
            both = f"{found[-1]} {word}" if found else word
            if found and self.width(both, bold=bold, size=size) <= room:
                found[-1] = both
            else:
                found.append(word)
        kept, rest = found[: lines - 1], found[lines - 1 :]
        return [self.fit(line, room, bold=bold) if self.width(line, bold=bold, size=size) > room else line for line in kept] + (
            [self.fit(" ".join(rest), room, bold=bold)] if rest else []
        )

    def text(
        self, x: float, y: float, words: str, *, ha: str = "left", colour: str = BLACK, bold: bool = False, size: float | None = None
    ) -> None:
        """One line of words, its middle at the height `y`."""
        self._axes.text(
            x, y, words, ha=ha, va="center_baseline", color=colour, fontsize=size or self.layout.font,
            fontweight="bold" if bold else "normal", zorder=6,
        )  # fmt: skip

    def lines(self, x: float, y: float, words: Iterable[str], *, ha: str = "left", colour: str = BLACK, bold: bool = False) -> None:
        """Lines of words, the middle of the first at the height `y`."""
        for i, one in enumerate(words):
            self.text(x, y + i * self.line, one, ha=ha, colour=colour, bold=bold)

    def paragraph(self, words: str, *, colour: str = BLACK, bold: bool = False, size: float | None = None) -> None:
        """Words over the whole width, below what is there."""
        step = 1.35 * (size or self.layout.font)
        for one in self.wrap(words, self.right - self.left, bold=bold, size=size):
            self.text(self.left, self.y + step / 2, one, colour=colour, bold=bold, size=size)
            self.y += step
        self.y += 4

    def title(self, words: str) -> None:
        """The finding above a picture that stands alone; a page has it beside the picture."""
        if self.layout.titled:
            self.paragraph(words, bold=True, size=11.5)
            self.y += 4

    # ---- marks ------------------------------------------------------------------------------------------------------

    def mark(
        self, x: float, y: float, shape: str, size: float, colour: str, *, number: Number | None = None, name: str = "", words: str = ""
    ) -> None:
        """A shape of a size around a place, with words in white inside."""
        style_of = MarkerStyle(shape)
        path = style_of.get_path().transformed(style_of.get_transform())
        corners = np.asarray(path.vertices, dtype=float)
        reach = float(np.abs(corners).max()) or 1.0
        outline = Outline(corners * np.array([1.0, -1.0]) * (size / 2 / reach) + np.array([x, y]), path.codes)
        hollow = shape in _STROKES
        patch = PathPatch(
            outline, facecolor="none" if hollow else colour, edgecolor=colour if hollow else "none", linewidth=1.6 * hollow, zorder=4
        )
        self._linked(patch, number, name)
        if words:
            self.text(x, y, words, ha="center", colour=WHITE)

    def bar(
        self,
        x0: float,
        x1: float,
        y: float,
        height: float,
        colour: str,
        *,
        hatched: bool = False,
        number: Number | None = None,
        name: str = "",
    ) -> None:
        """A bar around the height `y`; hatched bars are white within."""
        patch = Rectangle(
            (x0, y - height / 2), x1 - x0, height, facecolor=WHITE if hatched else colour, edgecolor=colour,
            hatch="////" if hatched else None, linewidth=1.0, zorder=3,
        )  # fmt: skip
        self._linked(patch, number, name)

    def rule(self, x0: float, y0: float, x1: float, y1: float, *, colour: str = PALE, width: float = 0.8) -> None:
        """A line that helps the eye."""
        self._axes.add_patch(PathPatch(Outline([(x0, y0), (x1, y1)]), edgecolor=colour, linewidth=width, facecolor="none", zorder=0))

    def curve(
        self,
        start: tuple[float, float],
        end: tuple[float, float],
        colour: str,
        *,
        dash: Any = "-",
        width: float = 1.5,
        bend: float = 0.0,
        arrow: bool = False,
        number: Number | None = None,
        name: str = "",
    ) -> None:
        """A line between two places, bent to one side by a part of its length; an arrow head at its end."""
        (x0, y0), (x1, y1) = start, end
        middle = ((x0 + x1) / 2 + bend * (y1 - y0), (y0 + y1) / 2 - bend * (x1 - x0))
        path = Outline([start, middle, end], [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3])
        self._linked(PathPatch(path, facecolor="none", edgecolor=colour, linestyle=dash, linewidth=width, zorder=2), number, name)
        if arrow:
            angle, size = math.atan2(y1 - middle[1], x1 - middle[0]), 5 + width
            corners = [end, *((x1 - size * math.cos(angle + t), y1 - size * math.sin(angle + t)) for t in (0.4, -0.4)), end]
            self._axes.add_patch(PathPatch(Outline(corners, closed=True), facecolor=colour, edgecolor="none", zorder=2))

    def _linked(self, patch: Any, number: Number | None, name: str) -> None:
        if number is not None:
            address = "../" + number.href  # as seen from the folder of figures
            patch.set_url(address)
            self.names.setdefault(address, name or number.query)
        self._axes.add_patch(patch)

    # ---- keys -------------------------------------------------------------------------------------------------------

    def key(self, items: Sequence[tuple[str, str, Any, str]]) -> None:
        """What marks and lines mean, side by side as far as there is room: ("mark" | "line" | "bar", colour, shape, words)."""
        x, y = self.left, self.y + self.line * 0.6
        for kind, colour, shape, words in items:
            room = 24 if kind == "line" else 18
            whole = room + self.width(words) + 14
            if x > self.left and x + whole - 14 > self.right:
                x, y = self.left, y + self.line * 1.15
            if kind == "line":
                self.curve((x, y), (x + 19, y), colour, dash=shape, width=2)
            elif kind == "bar":
                self.bar(x, x + 13, y, 9, colour, hatched=bool(shape))
            else:
                self.mark(x + 6, y, shape, 10 if shape not in (".", "_") else 7, colour)
            self.text(x + room, y, self.fit(words, self.right - x - room))
            x += whole
        self.y = y + self.line * 0.9

    def more(self, left_out: int, what: str) -> None:
        """'and 12 more topics', where some are not drawn."""
        if left_out > 0:
            self.paragraph(f"and {left_out:,} more {what}", colour=GREY)
