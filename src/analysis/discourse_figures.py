"""The figures of discourse: how positions change over time, who takes which side on what, and who agrees with whom."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis import drawing
from analysis.drawing import BLUE, GREEN, GREY, ORANGE, PALE, ROWS, SIDES, Chart
from analysis.networks import coalitions, strongest
from analysis.numbers import Numbers

ACTORS, TOPICS, MARKS = 12, 14, 30  # drawn at most; the rest is counted in the caption
_TELLING = ("turned", "narrowed", "widened")  # changes that a label names, the most telling first
_LINE_OF: Mapping[str, tuple[str, Any, str]] = {
    "agree": (BLUE, "-", "agrees"),
    "disagree": (ORANGE, "--", "disagrees"),
    "unclear": (GREY, ":", "side cannot be told"),
}
_TIES: Mapping[str, tuple[str, Any, str, float]] = {
    "congruence": (BLUE, "-", "agree with each other", 0.16),
    "conflict": (ORANGE, "--", "disagree with each other", -0.16),
}
_SHAPES = {"person": (GREY, "o"), "government": (GREY, "s"), "organisation": (GREY, "D"), "other": (GREY, "p")}


def change(n: Numbers, steps: pd.DataFrame, actors: pd.DataFrame, labels: Mapping[str, str]) -> Chart:
    """How the position of an actor on a topic changes: side, modality and scope words of each utterance, in order of time.

    Parameters
    ----------
    steps
        The table of `changes.sequences`.
    actors
        The table of this name.
    labels
        Topic id -> label.
    """
    name, topic = drawing.names(actors), drawing.Names(labels)
    steps = steps.assign(pair=steps["actor"].map(lambda a: name[a]) + "\n" + steps["topic"].map(lambda t: topic[t]))
    ordered = steps.dropna(subset=["earliest"]).groupby("pair")
    several = ordered["earliest"].transform("max") > ordered["latest"].transform("min")
    dated = steps.loc[several.index[several]]
    if dated.empty:
        return drawing.nothing("Positions that change over time", "no actor takes a position on one topic at two dates")
    data = _forms(dated)
    seen = data.groupby("pair")["change"].agg(set)
    rows, marks = _chosen(data)
    title = f"Of {drawing.count(len(seen), 'pair of actor and topic', 'pairs of actor and topic')} followed over time "
    title += f"{sum('turned' in s for s in seen)} change sides, {sum(bool(s & {'narrowed', 'widened'}) for s in seen)} narrow or widen"
    title += f" what is said, {sum(not s & {*_TELLING} for s in seen)} keep to it"
    with drawing.style():
        figure = _blocks(title, marks, rows)
    counts = f"{drawing.count(int(data['utterances'].sum()), 'utterance')} of {drawing.count(len(seen), 'pair')}"
    caption = drawing.caption("positions, occasions, alignments, articles", counts, len(seen) - len(rows), "pairs")
    further = int(data["pair"].isin(rows).sum()) - len(marks)
    caption += f" Not drawn of these pairs: {drawing.count(further, 'further mark')}." if further else ""
    undated = int(steps.loc[steps["pair"].isin(seen.index), "earliest"].isna().sum())
    caption += f" Without a day and not drawn: {undated}." if undated else ""
    caption += f" Dated by the publication of their article: {int((dated['date_basis'] == 'published').sum())}."
    caption += " A mark is what was said on a day, its number counts utterances; a bar is an interval in which the day lies;"
    caption += " + is a word that widens, − one that narrows what is said."
    data = data.assign(pair=data["pair"].str.replace("\n", " · "))
    told = data[data["change"].isin(_TELLING)].head(6).itertuples()
    listed = "; ".join(f"{row.pair} {row.change} ({drawing.when(row.earliest, row.latest)})" for row in told)
    return drawing.chart(
        figure, title, caption, f"Timeline, one block an actor and topic: {title}." + (f" {listed}." if listed else ""), data
    )


def _chosen(data: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """The pairs to draw, those that change most often first, and their marks with text, colour and shape."""
    telling = data["change"].isin(_TELLING).groupby(data["pair"]).sum()
    sizes = data["pair"].value_counts().clip(upper=ROWS)
    rows: list[str] = []
    for pair in sorted(telling.index, key=lambda p: (-int(telling[p]), p)):
        if not rows or int(sizes[[*rows, pair]].sum()) <= MARKS:
            rows.append(pair)
    first = data.sort_values(["rank", "reports"], ascending=False, kind="stable").groupby("pair").head(ROWS)
    marks = first[first["pair"].isin(rows)].sort_values(["earliest", "latest", "label"], kind="stable")
    colours, shapes = ({side: marks[i] for side, marks in SIDES.items()} for i in (0, 1))
    text = marks["utterances"].astype(str)
    return rows, marks.assign(row=marks["pair"], text=text, colour=marks["side"].map(colours), marker=marks["side"].map(shapes))


def _forms(dated: pd.DataFrame) -> pd.DataFrame:
    """What was said in the same days in the same form, as one mark with its label: modality and scope words."""
    words = dated.assign(
        narrowing=dated["narrowed_by"].map(lambda w: "".join(f", −{word}" for word in w)),
        widening=dated["widened_by"].map(lambda w: "".join(f", +{word}" for word in w)),
        rank=dated["change"].map(lambda c: len(_TELLING) - _TELLING.index(c) if c in _TELLING else 0),
    ).sort_values("rank", ascending=False, kind="stable")
    by = ["actor", "topic", "pair", "earliest", "latest", "side", "modality", "narrowing", "widening"]
    data = (
        words.groupby(by, sort=True)
        .agg(
            change=("change", "first"),
            rank=("rank", "first"),
            utterances=("utterance", "nunique"),
            reports=("reports", "sum"),
            stances=("stance", _listed),
            position_ids=("position_ids", lambda ids: sorted({i for own in ids for i in own})),
        )
        .reset_index()
    )
    begin = data["change"].map(lambda c: f"{c}: " if c in _TELLING else "")
    return data.assign(label=begin + data["modality"] + data["widening"] + data["narrowing"])


def affiliation(n: Numbers, affiliated: pd.DataFrame, actors: pd.DataFrame, labels: Mapping[str, str]) -> Chart:
    """Actors on the left, topics on the right, a line for each side taken; the more utterances, the wider.

    Parameters
    ----------
    affiliated
        As `networks.affiliation` gives it.
    actors
        The table of this name.
    labels
        Topic id -> label.
    """
    if affiliated.empty:
        return drawing.nothing("Who takes which side on what", "no known actor takes a position")
    name, topic = drawing.names(actors), drawing.Names(labels)
    right = _by_size(affiliated, "topic")[:TOPICS]
    left = _by_size(affiliated[affiliated["topic"].isin(right)], "actor")[:ACTORS]
    shown = affiliated[affiliated["actor"].isin(left) & affiliated["topic"].isin(right)]
    n_actors, n_topics = affiliated["actor"].nunique(), affiliated["topic"].nunique()
    sides = affiliated.groupby("topic")[["agree", "disagree"]].agg(lambda counts: int((counts > 0).sum()))
    divided = min(sides.index, key=lambda t: (-int(sides.loc[t].min()), -int(sides.loc[t].sum()), t))
    agree, against = int(sides.loc[divided, "agree"]), int(sides.loc[divided, "disagree"])
    breadth = affiliated["actor"].value_counts()
    widest = min(breadth.index, key=lambda a: (-breadth[a], a))
    title = f"{topic[divided]}: {drawing.count(agree, 'actor')} said yes, {against} no"
    title += f"; {name[widest]} speaks on {breadth[widest]} of {drawing.count(n_topics, 'topic')}"
    with drawing.style():
        figure, axes = drawing.canvas(title, height=1.3 + 0.34 * max(len(left), len(right)))
        _columns(axes, shown, {a: name[a] for a in left}, {t: topic[t] for t in _near(shown, left)})
        drawing.key(figure, {}, [Line2D([], [], color=c, linestyle=s, label=words) for c, s, words in _LINE_OF.values()])
    seen = f"{drawing.count(int(affiliated['utterances'].sum()), 'utterance')}, {drawing.count(n_actors, 'actor')}"
    caption = drawing.caption("positions, alignments", seen) + _left_out(n_actors - len(left), n_topics - len(right), "topic")
    most = affiliated.sort_values(["utterances", "actor", "topic"], ascending=[False, True, True]).head(5).to_dict("records")
    listed = "; ".join(f"{name[r['actor']]} on {topic[r['topic']]}: {r['agree']} yes, {r['disagree']} no" for r in most)
    alt = f"Network of {drawing.count(len(left), 'actor')} and {drawing.count(len(right), 'topic')}: {title}. Most often: {listed}."
    return drawing.chart(figure, title, caption, alt, affiliated)


def discourse(n: Numbers, found: pd.DataFrame, affiliated: pd.DataFrame, actors: pd.DataFrame, *, least: float = 1) -> Chart:
    """Actors on a ring, coalition by coalition: solid lines agree with each other, dashed ones disagree; the more topics, the wider.

    Parameters
    ----------
    found, affiliated
        As `networks.pairs` and `networks.affiliation` give them.
    actors
        The table of this name.
    least
        Ties of fewer topics are not drawn.
    """
    ties = {kind: strongest(found, kind, least=least) for kind in ("congruence", "conflict")}
    if all(tie.empty for tie in ties.values()):
        return drawing.nothing("Who agrees with whom", f"no two actors take sides on {drawing.count(int(least), 'topic')} in common")
    name, group = drawing.names(actors), coalitions(found, affiliated)
    met: Counter[str] = Counter()
    for kind, tie in ties.items():
        for row in tie.to_dict("records"):
            met.update({row["actor_a"]: row[kind], row["actor_b"]: row[kind]})
    chosen = sorted(met, key=lambda a: (-met[a], a))[:ACTORS]
    nodes = sorted(chosen, key=lambda a: (group[a] if pd.notna(group[a]) else len(group), a))
    title = _most(found, name)
    with drawing.style():
        figure, axes = drawing.canvas(title, height=6.2)
        _arcs(axes, ties, nodes)
        _around(axes, nodes, name, dict(zip(actors["actor_id"], actors["type"], strict=True)), group)
        drawing.key(figure, _SHAPES, [Line2D([], [], color=c, linestyle=s, label=words) for c, s, words, _ in _TIES.values()], columns=3)
    total = affiliated["actor"].nunique()
    drawn = sum(len(tie[tie["actor_a"].isin(nodes) & tie["actor_b"].isin(nodes)]) for tie in ties.values())
    every = int((found["congruence"] > 0).sum() + (found["conflict"] > 0).sum())
    caption = drawing.caption("positions, alignments", f"{drawing.count(total, 'actor')}, {drawing.count(every, 'tie')}")
    caption += _left_out(total - len(nodes), every - drawn, "tie")
    caption += " A number in a mark is a group of actors who agree with each other more than with others; without one: in none."
    order = found.assign(both=found["congruence"] + found["conflict"]).sort_values("both", ascending=False, kind="stable")
    listed = "; ".join(f"{_pair(row, name)}, {row['congruence']} and {row['conflict']}" for row in order.head(5).to_dict("records"))
    alt = f"Network of {drawing.count(len(nodes), 'actor')}: {title}. Topics on which they agree and disagree: {listed}."
    return drawing.chart(figure, title, caption, alt, found)


def _most(found: pd.DataFrame, name: Mapping[str, str]) -> str:
    """The two who agree most and the two who disagree most, each less what speaks against it."""
    rows = found.to_dict("records")
    best, worst = max(rows, key=lambda row: row["subtract"]), min(rows, key=lambda row: row["subtract"])
    parts = []
    if best["subtract"] > 0:
        parts.append(f"{_pair(best, name)} agree most: on {drawing.count(best['congruence'], 'topic')}, against {best['conflict']}")
    if worst["subtract"] < 0:
        parts.append(f"{_pair(worst, name)} disagree most: on {worst['conflict']}, against {worst['congruence']}")
    return "; ".join(parts) or "No two actors agree more often than they disagree, or the other way round"


def _pair(row: Mapping[str, str], name: Mapping[str, str]) -> str:
    return " and ".join(drawing.short(name[row[end]], 36) for end in ("actor_a", "actor_b"))


def _blocks(title: str, marks: pd.DataFrame, rows: Sequence[str]) -> Figure:
    """Marks on days and bars over intervals, a line each so that there is room for the label beside it; a block a row."""
    placed = [mark for row in rows for mark in marks[marks["row"] == row].itertuples()]
    sizes = [int((marks["row"] == row).sum()) for row in rows]
    start, end = pd.to_datetime(marks["earliest"]), pd.to_datetime(marks["latest"])
    margin = max((end.max() - start.min()) * 0.04, pd.Timedelta(days=1))
    middle = start.min() + (end.max() - start.min()) / 2
    figure, axes = drawing.canvas(title, height=1.6 + 0.27 * len(placed))
    for y, mark in enumerate(placed):
        first, last = pd.Timestamp(mark.earliest), pd.Timestamp(mark.latest)
        at = mdates.date2num(first + (last - first) / 2)  # type: ignore[no-untyped-call]
        axes.axhline(y, color=PALE, linewidth=0.6, zorder=0)
        if last > first:
            axes.plot([first, last], [y, y], color=mark.colour, linewidth=7, alpha=0.3, solid_capstyle="butt")
        axes.scatter(at, y, s=130, color=mark.colour, marker=mark.marker, linewidth=0, zorder=2)
        axes.text(at, y, mark.text, color="white", ha="center", va="center_baseline", fontsize=7, zorder=3)
        right = first + (last - first) / 2 <= middle
        beside = mdates.date2num(last if right else first)  # type: ignore[no-untyped-call]
        axes.annotate(
            drawing.short(mark.label, 42), (beside, y), (10 if right else -10, 0), textcoords="offset points", fontsize=8.5,
            ha="left" if right else "right", va="center", bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6}, zorder=3,
        )  # fmt: skip
    drawing.label_rows(axes, [""] * len(placed))
    begins = [sum(sizes[:i]) for i in range(len(rows))]
    names = ["\n".join(drawing.short(part, 34) for part in row.split("\n")) for row in rows]
    axes.set_yticks([begin + (size - 1) / 2 for begin, size in zip(begins, sizes, strict=True)], names, fontsize=8.5)
    for begin in begins[1:]:
        axes.axhline(begin - 0.5, color=GREY, linewidth=0.8)
    axes.set_xlim(start.min() - margin, end.max() + margin)
    locator = mdates.AutoDateLocator(minticks=3, maxticks=6)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y-%m-%d"))  # type: ignore[no-untyped-call]
    drawing.key(figure, SIDES)
    return figure


def _columns(axes: Axes, shown: pd.DataFrame, left: Mapping[str, str], right: Mapping[str, str]) -> None:
    """Two columns of names, by id, and the lines between them, the sides of one pair a little apart."""
    places = {0: _places(left, right), 1: _places(right, left)}
    most = max(1, int(shown[list(_LINE_OF)].to_numpy().max(initial=1)))
    for row in shown.to_dict("records"):
        sides = [side for side in _LINE_OF if row[side]]
        for place, side in enumerate(sides):
            apart = 0.16 * (place - (len(sides) - 1) / 2)
            colour, line, _ = _LINE_OF[side]
            ends = [places[0][row["actor"]] + apart, places[1][row["topic"]] + apart]
            axes.plot([0, 1], ends, color=colour, linestyle=line, linewidth=0.9 + 2.6 * row[side] / most, alpha=0.75, zorder=1)
    for x, names, align in ((0, left, "right"), (1, right, "left")):
        for key, y in places[x].items():
            axes.scatter(x, y, s=34, color=GREEN if x else GREY, marker="s" if x else "o", zorder=2)
            axes.text(1.04 * x - 0.02, y, drawing.short(names[key], 32), ha=align, va="center", fontsize=8.5)
    axes.set(xlim=(-0.62, 1.62), ylim=(max(len(left), len(right)) - 0.4, -0.6))
    axes.set_axis_off()


def _places(names: Mapping[str, str], others: Mapping[str, str]) -> dict[str, float]:
    """Where each name stands in its column, the shorter column spread over the height of the longer."""
    most = max(len(names), len(others)) - 1
    return {key: i * most / (len(names) - 1) if len(names) > 1 else most / 2 for i, key in enumerate(names)}


def _near(shown: pd.DataFrame, left: Sequence[str]) -> list[str]:
    """The topics in the order of the actors who speak on them, so that few lines cross."""
    place = {name: i for i, name in enumerate(left)}
    mean = shown.assign(at=shown["actor"].map(place) * shown["utterances"]).groupby("topic")[["at", "utterances"]].sum()
    return sorted(mean.index, key=lambda t: (mean.loc[t, "at"] / mean.loc[t, "utterances"], t))


def _arcs(axes: Axes, ties: Mapping[str, pd.DataFrame], nodes: Sequence[str]) -> None:
    places = _ring(nodes)
    most = max(int(tie[kind].max()) for kind, tie in ties.items() if len(tie))
    for kind, tie in ties.items():
        colour, line, _, bend = _TIES[kind]
        for row in tie[tie["actor_a"].isin(nodes) & tie["actor_b"].isin(nodes)].to_dict("records"):
            shape = {
                "arrowstyle": "-", "color": colour, "linestyle": line, "linewidth": 0.8 + 3.2 * row[kind] / most,
                "connectionstyle": f"arc3,rad={bend}", "shrinkA": 10, "shrinkB": 10, "alpha": 0.75,
            }  # fmt: skip
            axes.annotate("", places[row["actor_a"]], places[row["actor_b"]], arrowprops=shape)


def _around(axes: Axes, nodes: Sequence[str], name: Mapping[str, str], types: Mapping[str, str], group: pd.Series) -> None:
    for node, (x, y) in _ring(nodes).items():
        colour, marker = _SHAPES.get(types.get(node, "other"), _SHAPES["other"])
        axes.scatter(x, y, s=190, color=colour, marker=marker, linewidth=0, zorder=3)
        if pd.notna(group[node]):
            axes.text(x, y, str(group[node]), color="white", ha="center", va="center_baseline", fontsize=8, zorder=4)
        side = "left" if x > 0.05 else "right" if x < -0.05 else "center"
        level = "center" if abs(x) > 0.05 else "bottom" if y > 0 else "top"
        axes.text(1.11 * x, 1.11 * y, drawing.short(name[node], 28), ha=side, va=level, zorder=4)
    axes.set(xlim=(-1.9, 1.9), ylim=(-1.2, 1.2))
    axes.set_axis_off()


def _ring(nodes: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Places on a circle from the top on, clockwise."""
    turn = [math.pi / 2 - 2 * math.pi * i / len(nodes) for i in range(len(nodes))]
    return {node: (math.cos(angle), math.sin(angle)) for node, angle in zip(nodes, turn, strict=True)}


def _by_size(affiliated: pd.DataFrame, column: str) -> list[str]:
    totals = affiliated.groupby(column)["utterances"].sum()
    return sorted(totals.index, key=lambda key: (-int(totals[key]), key))


def _left_out(actors: int, others: int, what: str) -> str:
    """What is not drawn, in a sentence; nothing where all is."""
    parts = [drawing.count(n, one) for n, one in ((actors, "actor"), (others, what)) if n > 0]
    return f" Not drawn: {' and '.join(parts)}; they are in the data." if parts else ""


def _listed(values: Iterable[str]) -> str:
    return "; ".join(sorted(set(values)))
