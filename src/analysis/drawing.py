"""How figures are drawn: one style, and the few forms that all of them are made of."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import matplotlib.dates as mdates
import networkx as nx
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.numbers import Data, Sentence

Marks = Mapping[str, tuple[str, str]]

# Okabe and Ito's colours, the orange darkened so that white numbers on it keep a contrast of 4.5.
BLUE, ORANGE, GREY, GREEN, PALE = "#0072B2", "#B34700", "#595959", "#00694D", "#DDE3E8"
# A figure that is saved twice must have the same bytes: no random ids, and letters as shapes, whatever fonts the reader has.
_STYLE: Any = {
    "svg.hashsalt": "who-said-what", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9.0,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": GREY, "axes.titlesize": 9.0, "hatch.linewidth": 0.6,
    "text.parse_math": False,  # a name with two dollar signs in it is no formula
}  # fmt: skip
ROWS, COLUMNS = 18, 9
SIDES: Marks = {"agrees": (BLUE, "o"), "disagrees": (ORANGE, "s"), "unclear": (GREY, "D")}
_NODES: Marks = {
    "person": (BLUE, "o"),
    "government": (ORANGE, "s"),
    "organisation": (GREEN, "D"),
    "other": (GREY, "^"),
}


@dataclass(frozen=True)
class Chart:
    """A picture and what must go with it: the finding as title, caption with source and n, an alt sentence, the data."""

    figure: Figure
    title: Sentence
    caption: Sentence
    alt: Sentence
    data: pd.DataFrame


def chart(figure: Figure, title: str, caption: str, alt: str, data: pd.DataFrame) -> Chart:
    """A chart whose words are all taken from the data."""
    return Chart(figure, Sentence((Data(title),)), Sentence((Data(caption),)), Sentence((Data(alt),)), data)


def style() -> AbstractContextManager[None]:
    """The style in which every figure is drawn and saved, for the length of a `with` block."""
    return mpl.rc_context(_STYLE)


def canvas(title: str, *, height: float) -> tuple[Figure, Axes]:
    """A figure of one panel below its title."""
    figure = Figure(figsize=(8.4, height), layout="constrained")
    figure.suptitle(_wrapped(title), x=0.01, ha="left", fontsize=11, fontweight="bold")
    return figure, figure.subplots()


def panels(title: str, *, height: float) -> tuple[Figure, Axes, Axes]:
    """A figure of two panels below its title."""
    figure = Figure(figsize=(8.4, height), layout="constrained")
    figure.suptitle(_wrapped(title), x=0.01, ha="left", fontsize=11, fontweight="bold")
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    return figure, left, right


def nothing(subject: str, why: str) -> Chart:
    """A figure that says why there is none."""
    title = f"{subject}: nothing to show, because {why}"
    with style():
        figure, axes = canvas(title, height=1.4)
        axes.set_axis_off()
    return chart(figure, title, f"No figure: {why}.", f"Empty figure: {why}.", pd.DataFrame({"reason": [why]}))


def label_rows(axes: Axes, names: Sequence[str]) -> None:
    """Names down the left side, the first on top."""
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def grid(axes: Axes, rows: Sequence[str], columns: Sequence[str], places: Iterable[float], *, turned: bool = False) -> None:
    """Names down the side and along the top, and a faint line through each row; `turned`: long names, slanted."""
    label_rows(axes, rows)
    at = list(places)
    names = [short(c, 24) for c in columns] if turned else list(columns)
    axes.set_xticks(at, names, rotation=35 if turned else 0, ha="left" if turned else "center", rotation_mode="anchor")
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0)
    axes.set_xlim(-0.6, at[-1] + 0.6)
    axes.spines[:].set_visible(False)
    for y in range(len(rows)):
        axes.axhline(y, color=PALE, linewidth=0.8, zorder=0)


def cells(
    axes: Axes, counts: pd.DataFrame, *, at: float, colour: str = BLUE, marker: str = "o", most: int | None = None, bare: bool = False
) -> None:
    """A mark in every cell that counts something, its area growing with the number in it; `bare`: small, without a number."""
    top = most or max(1, int(counts.to_numpy().max(initial=1)))
    for y, row in enumerate(counts.to_numpy()):
        for x, value in enumerate(row):
            if value and bare:
                axes.scatter(x + at, y, s=36, color=colour, marker=marker, linewidth=1.2, zorder=2)
            elif value:
                axes.scatter(x + at, y, s=190 + 260 * float(value) / top, color=colour, marker=marker, linewidth=0, zorder=2)
                axes.text(x + at, y, _number(int(value)), color="white", ha="center", va="center_baseline", fontsize=7.5, zorder=3)


def dated(title: str, marks: pd.DataFrame, rows: Sequence[str], sides: Marks | None = None) -> Figure:
    """Marks on days and bars over intervals, in lanes so that none hides another."""
    start, end = pd.to_datetime(marks["date_earliest"]), pd.to_datetime(marks["date_latest"])
    room = max((end.max() - start.min()) / 40, pd.Timedelta(days=1))
    lanes: dict[str, list[pd.Timestamp]] = {row: [] for row in rows}
    placed: list[tuple[str, int, pd.Timestamp, pd.Timestamp, Any]] = []
    order = marks.assign(start=start, end=end).sort_values(["start", "end", "row", "marker"], kind="stable")
    for mark in order.itertuples():
        ends = lanes[str(mark.row)]
        lane = next((i for i, last in enumerate(ends) if mark.start > last + room), len(ends))
        ends[lane : lane + 1] = [mark.end]
        placed.append((str(mark.row), lane, mark.start, mark.end, mark))
    tops = dict(zip(rows, pd.Series([0, *[len(lanes[r]) for r in rows]]).cumsum(), strict=False))
    figure, axes = canvas(title, height=1.5 + 0.3 * sum(len(v) for v in lanes.values()))
    for row, lane, first, last, mark in placed:
        y = float(tops[row]) + lane
        middle = mdates.date2num(first + (last - first) / 2)  # type: ignore[no-untyped-call]
        if last > first:
            axes.plot([first, last], [y, y], color=mark.colour, linewidth=7, alpha=0.3, solid_capstyle="butt")
        axes.scatter(middle, y, s=150, color=mark.colour, marker=mark.marker, linewidth=0, zorder=2)
        axes.text(middle, y, mark.text, color="white", ha="center", va="center_baseline", fontsize=7, zorder=3)
    label_rows(axes, [""] * sum(len(v) for v in lanes.values()))
    axes.set_yticks([float(tops[r]) + (len(lanes[r]) - 1) / 2 for r in rows], [short(r, 44) for r in rows])
    for row in rows[1:]:
        axes.axhline(float(tops[row]) - 0.5, color=PALE, linewidth=0.8)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m-%d"))  # type: ignore[no-untyped-call]
    axes.margins(x=0.06)
    if sides:
        key(figure, sides)
    return figure


def ring(figure: Figure, axes: Axes, small: nx.MultiDiGraph[str], nodes: Sequence[str]) -> None:
    """Nodes on a ring in the given order, names outside; the width of a link grows with its count."""
    around = [2 * math.pi * i / len(nodes) for i in range(len(nodes))]
    places = {node: (math.cos(angle), math.sin(angle)) for node, angle in zip(nodes, around, strict=True)}
    most = max((d["count"] for *_, d in small.edges(data=True)), default=1)
    for a, b, edge in sorted(small.edges(data=True), key=lambda e: (e[2]["count"], e[0], e[1])):
        colour, line, bend = (BLUE, "--", -0.18) if edge["kind"] == "for" else (ORANGE, "-", 0.12)
        arrow = {
            "arrowstyle": "-|>",
            "color": colour,
            "linestyle": line,
            "linewidth": 0.7 + 3 * edge["count"] / most,
            "connectionstyle": f"arc3,rad={bend}",
            "shrinkA": 9,
            "shrinkB": 9,
            "alpha": 0.75,
        }
        axes.annotate("", places[b], places[a], arrowprops=arrow)
    for node in nodes:
        x, y = places[node]
        kind = small.nodes[node]["type"]
        colour, marker = _NODES.get(kind, _NODES["other"])
        axes.scatter(x, y, s=120, color=colour, marker=marker, zorder=3)
        side = "left" if x > 0.05 else "right" if x < -0.05 else "center"
        level = "center" if abs(x) > 0.05 else "bottom" if y > 0 else "top"
        axes.text(1.09 * x, 1.09 * y, short(small.nodes[node]["label"], 30), ha=side, va=level, zorder=4)
    axes.set(xlim=(-1.9, 1.9), ylim=(-1.15, 1.15))
    axes.set_axis_off()
    lines = [Line2D([], [], color=BLUE, linestyle="--", label="speaks for"), Line2D([], [], color=ORANGE, label="speaks about or to")]
    key(figure, _NODES, lines)


def calibrated(axes: Axes, calibration: pd.DataFrame) -> None:
    """Stated confidence against the share found right; on the line, what is stated is kept."""
    axes.plot([0, 100], [0, 100], color=PALE, linewidth=1.5, zorder=0)
    axes.set(xlim=(0, 105), ylim=(0, 112), xlabel="stated confidence, per cent", ylabel="found right, per cent")
    axes.set_title("on the line, what is\nstated is what is found", loc="left", color=GREY, fontsize=8)
    for number, row in enumerate(calibration.itertuples()):
        x, y = 100 * float(row.confidence), 100 * float(row.precision)
        above = number % 2 == 0  # in turn above and below, as neighbours are often right equally often
        axes.plot(x, y, "D", color=GREEN)
        axes.annotate(f"n={row.n}", (x, y), xytext=(0, 6 if above else -13), textcoords="offset points", fontsize=8, ha="center")


def key(figure: Figure, marks: Marks, lines: Sequence[Line2D] = (), *, columns: int = 6) -> None:
    """What the marks mean, below the figure."""
    handles = [Line2D([], [], linestyle="", color=c, marker=m, markersize=8, label=name) for name, (c, m) in marks.items()]
    figure.legend(
        handles=[*handles, *lines],
        loc="outside lower center",
        ncols=columns,
        frameon=False,
        handletextpad=0.3,
        columnspacing=1.2,
    )


# ---- words ----------------------------------------------------------------------------------------------------------


def caption(source: str, n: str, left_out: int = 0, of: str = "") -> str:
    """Where a figure is from, how many rows it rests on, and how many it does not draw."""
    more = f" The {left_out:,} further {of} are in the data." if left_out > 0 else ""
    return f"Source: tables {source}; n = {n}.{more}"


def count(n: int, one: str, many: str | None = None) -> str:
    """A number with its noun: '1 article', '2 articles'."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def share(n: int, of: int) -> str:
    """`n` of `of` in per cent."""
    return percent(n / of) if of else "0 %"


def percent(share: float) -> str:
    """A share 0-1 in per cent."""
    return f"{100 * float(share):.0f} %"


class Names(dict[str, str]):
    """Names to show by id; what has no name goes by its id."""

    def __missing__(self, key: str) -> str:
        return key


def names(actors: pd.DataFrame) -> Names:
    """The names of actors; where several have the same, each with its id."""
    shared = actors["label"].duplicated(keep=False)
    shown = actors["label"].where(~shared, actors["label"] + " (" + actors["actor_id"] + ")")
    return Names(zip(actors["actor_id"], shown, strict=True))


def _number(n: int) -> str:
    return str(n) if n < 1000 else f"{n / 1000:.1f}k" if n < 10_000 else f"{n // 1000}k"


def short(text: str, most: int = 30) -> str:
    """A name cut to `most` characters, without characters that no font can show."""
    text = "".join(ch for ch in text if ch.isprintable())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _wrapped(title: str) -> str:
    return "\n".join(textwrap.wrap(title, 84))


def when(first: str, last: str) -> str:
    """A day, or the first and last day of an interval."""
    return first if first == last else f"{first} to {last}"


def interval(row: pd.Series) -> str:
    """The interval of a score in words; nothing where it has none."""
    return f" (95 % interval {row['low']:.0f} to {row['high']:.0f})" if pd.notna(row["low"]) else ""
