"""The figures: each takes tables and returns a picture with title, caption, alt text and the data behind it, all made from the tables."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import networkx as nx
import pandas as pd
from IPython.display import Markdown

from analysis import drawing
from analysis.drawing import BLUE, COLUMNS, GREY, ORANGE, ROWS, SIDES, Chart
from analysis.evaluation import LOW_IS_GOOD
from analysis.numbers import Numbers
from analysis.tables import as_csv

if TYPE_CHECKING:
    from analysis.study import Study

Tables = Mapping[str, pd.DataFrame]

NO_OUTLET, NO_SPEAKER = "outlet unknown", "speaker unknown"
TYPES = ("direct", "mixed", "indirect", "fragment")
AT_OCCASION, OWN_DAY = "at an occasion", "day told beside it, no occasion"
_KNOWN_BY = {AT_OCCASION: (BLUE, "s"), OWN_DAY: (GREY, "o")}
STATUSES = ("explicit", "role", "metonym", "pronoun", "inherited", "unknown")


def save(chart: Chart, folder: Path, stem: str) -> list[Path]:
    """Write `stem`.svg, .png, .csv (the data) and .json (title, caption, alt) into `folder`; the same chart gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{stem}.{suffix}" for suffix in ("svg", "png", "csv", "json")]
    with drawing.style(), warnings.catch_warnings():
        # A name in a script that the font lacks is drawn as boxes; the data beside the figure has it whole.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        chart.figure.savefig(paths[0], metadata={"Date": None, "Creator": None})
        chart.figure.savefig(paths[1], dpi=150, metadata={"Software": None})
    as_csv(chart.data).to_csv(paths[2], index=False, lineterminator="\n")
    words = {"title": chart.title.plain, "caption": chart.caption.plain, "alt": chart.alt.plain}
    paths[3].write_text(json.dumps(words, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")
    return paths


def show(chart: Chart, stem: str, study: Study) -> Markdown:
    """Save the chart into the study's figures and return it for a notebook, as a Markdown image with its alt text and caption.

    The link is relative from the notebooks, so it works wherever the study lies. An alt text made from the data lets a
    check of stored outputs notice a changed figure, which it cannot see in the picture itself.
    """
    folder = study.reports / "figures"
    save(chart, folder, stem)
    notebooks = study.notebooks if study.own else study.reports / "notebooks"
    link = quote(Path(os.path.relpath(folder / f"{stem}.svg", notebooks)).as_posix())
    alt = " ".join(chart.alt.plain.replace("[", "(").replace("]", ")").split())
    return Markdown(f"![{alt}]({link})\n\n*{chart.caption.plain}*")  # type: ignore[no-untyped-call]


# ---- the figures ----------------------------------------------------------------------------------------------------


def corpus(n: Numbers) -> Chart:
    """Share of each article that was kept and that was set aside as site furniture, in characters; the most cut first."""
    tables = n.data
    articles, segments = tables["articles"], tables["segments"]
    if articles.empty:
        return drawing.nothing("Articles kept and set aside", "there is no article")
    sizes = segments.assign(size=segments["end"] - segments["start"], aside=segments["role"] == "boilerplate")
    parts = sizes.pivot_table(index="article_id", columns="aside", values="size", aggfunc="sum", fill_value=0).astype("int64")
    data = articles[["article_id", "outlet", "status"]].copy()
    for name, key in (("kept", False), ("set_aside", True)):
        data[name] = data["article_id"].map(parts[key]).fillna(0).astype("int64") if key in parts else 0
    data["share_set_aside"] = (data["set_aside"] / (data["kept"] + data["set_aside"]).clip(lower=1)).astype(float).round(2)
    data = data.sort_values(["share_set_aside", "article_id"], ascending=[False, True], ignore_index=True)
    kept, aside, unread = int(data["kept"].sum()), int(data["set_aside"].sum()), int((data["status"] != "ok").sum())
    title = f"{drawing.share(kept, kept + aside)} of the text is kept; {drawing.share(aside, kept + aside)} is set aside as site furniture"
    title += f"; {drawing.count(unread, 'file')} could not be read" if unread else ""
    rows = data.head(ROWS)
    with drawing.style():
        figure, axes = drawing.canvas(title, height=1.1 + 0.34 * len(rows))
        whole = (rows["kept"] + rows["set_aside"]).clip(lower=1)
        left = (100 * rows["kept"] / whole).to_numpy(float)
        axes.barh(range(len(rows)), left, color=BLUE, height=0.66)
        axes.barh(
            range(len(rows)),
            (100 * rows["set_aside"] / whole).to_numpy(float),
            left=left,
            color="white",
            edgecolor=ORANGE,
            hatch="////",
            height=0.66,
        )
        for y, row in enumerate(rows.itertuples()):
            label = (
                f"{row.set_aside:,} of {row.kept + row.set_aside:,} characters set aside"
                if row.status == "ok"
                else f"not read: {row.status}"
            )
            axes.text(101, y, label, va="center", fontsize=8, color="black")
        drawing.label_rows(axes, [drawing.short(v) for v in rows["article_id"]])
        axes.set(xlim=(0, 100), xlabel="share of the characters: filled = kept, hatched = set aside")
        axes.xaxis.set_major_formatter(lambda v, _: f"{v:.0f} %")
    caption = drawing.caption("articles, segments", drawing.count(len(data), "article"), len(data) - len(rows), "articles")
    most = f" Most is cut from {rows['article_id'][0]} ({drawing.percent(rows['share_set_aside'][0])})." if aside else ""
    return drawing.chart(figure, title, caption, f"Bars, one an article: {title}.{most}", data)


def graph(tables: Tables) -> nx.MultiDiGraph[str]:
    """Who speaks for whom and about whom: nodes are actor ids with label and type, edges carry `kind` (for, about) and `count`."""
    statements, positions = tables["statements"], tables["positions"]
    pairs = [
        *_pairs(statements, "speakers", "on_behalf_of", "for"),
        *_pairs(statements, "speakers", "addressees", "about"),
        *_pairs(positions, "actors", "target", "about"),
    ]
    known = tables["actors"].set_index("actor_id")
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    counts = pd.Series(pairs, dtype=object).value_counts().to_dict()
    for (source, target, kind), count in sorted(counts.items()):
        network.add_edge(source, target, key=kind, kind=kind, count=int(count))
    for node in network:
        row = known.loc[node] if node in known.index else {"label": node, "type": "", "acts_for": None}
        group = row["acts_for"] if isinstance(row["acts_for"], str) else node
        network.nodes[node].update(label=str(row["label"]), type=str(row["type"]), group=group)
    return network


def network(n: Numbers) -> Chart:
    """Actors on a ring, those of one government side by side; dashed lines: speaks for; arrows: speaks to or about."""
    tables = n.data
    full = graph(tables)
    if not full.number_of_edges():
        return drawing.nothing("Who speaks for and about whom", "no statement names both a speaker and another actor")
    data = pd.DataFrame([(a, b, d["kind"], d["count"]) for a, b, d in full.edges(data=True)], columns=["from", "to", "kind", "count"])
    data = data.sort_values(["count", "from", "to", "kind"], ascending=[False, True, True, True], ignore_index=True)
    weight = {node: sum(d["count"] for *_, d in [*full.in_edges(node, data=True), *full.out_edges(node, data=True)]) for node in full}
    nodes = sorted(sorted(full, key=lambda n: (-weight[n], n))[:ROWS], key=lambda n: (full.nodes[n]["group"], n.startswith("PER:"), n))
    small = full.subgraph(nodes)
    about = data[data["kind"] == "about"]
    named = about[~about["to"].str.startswith("GRP:")]  # the unnamed hearers of "told reporters" are no finding
    top = next(part for part in (named, about, data) if len(part)).iloc[0]
    verb = "speaks about or to" if top["kind"] == "about" else "speaks for"
    speaker, other = (full.nodes[top[end]]["label"] for end in ("from", "to"))
    title = f"{speaker} {verb} {other} most often ({drawing.count(int(top['count']), 'time')})"
    with drawing.style():
        figure, axes = drawing.canvas(title, height=6.4)
        drawing.ring(figure, axes, small, nodes)
    caption = drawing.caption(
        "statements, positions, actors",
        f"{drawing.count(len(full), 'actor')}, {drawing.count(len(data), 'link')}",
        len(full) - len(nodes),
        "actors",
    )
    listed = "; ".join(
        f"{full.nodes[r['from']]['label']} {r['kind']} {full.nodes[r['to']]['label']}, {r['count']}" for _, r in data.head(5).iterrows()
    )
    return drawing.chart(
        figure, title, caption, f"Network of {drawing.count(len(nodes), 'actor')}: {title}. Strongest links: {listed}.", data
    )


def statements(n: Numbers) -> Chart:
    """Statements by outlet: how they are reported (type), and how their speaker is known (status)."""
    tables = n.data
    made = tables["statements"]
    if made.empty:
        return drawing.nothing("Statements by outlet, type and speaker", "no statement was found")
    outlets = made["article_id"].map(_outlets(tables))
    order = outlets.value_counts().sort_index().sort_values(ascending=False, kind="stable").index
    types = pd.crosstab(outlets, made["type"]).reindex(index=order, columns=list(TYPES), fill_value=0)
    states = pd.crosstab(outlets, made["speaker_status"]).reindex(index=order, columns=list(STATUSES), fill_value=0)
    unknown, indirect = int(states["unknown"].sum()), int(types["indirect"].sum())
    title = f"{drawing.share(indirect, len(made))} of the statements carry no quotation mark; "
    title += f"{drawing.share(unknown, len(made))} leave the speaker unknown"
    with drawing.style():
        rows = types.head(ROWS)
        figure, axes = drawing.canvas(title, height=1.7 + 0.42 * len(rows))
        drawing.cells(axes, rows, at=0)
        drawing.cells(axes, states.head(ROWS), at=len(TYPES) + 0.7, colour=GREY)
        names = [*TYPES, *STATUSES]
        places = [*range(len(TYPES)), *[len(TYPES) + 0.7 + i for i in range(len(STATUSES))]]
        drawing.grid(axes, [drawing.short(str(v)) for v in rows.index], names, places)
        for x, words in ((0.0, "type of report"), (len(TYPES) + 0.7, "how the speaker is known")):
            axes.annotate(words, (x, 1), (-18, 24), xycoords=("data", "axes fraction"), textcoords="offset points", color=GREY)
    data = types.join(states).reset_index(names="outlet")
    caption = drawing.caption(
        "statements, articles",
        f"{drawing.count(len(made), 'statement')} of {drawing.count(len(order), 'outlet')}",
        len(order) - len(rows),
        "outlets",
    )
    parts = ", ".join(f"{int(types[t].sum())} {t}" for t in TYPES)
    return drawing.chart(figure, title, caption, f"Matrix of outlets by type and speaker status: {title}. In all {parts}.", data)


def positions(n: Numbers, labels: Mapping[str, str]) -> Chart:
    """Positions by actor and topic; circle: agrees with the topic's proposition, square: disagrees, diamond: cannot be told."""
    tables = n.data
    taken = _sides(tables, labels)
    if taken.empty:
        return drawing.nothing("Positions by actor and topic", "no position was found")
    data = taken.groupby(["topic", "actor", "side"]).size().rename("count").reset_index()
    by_topic = data.pivot_table(index="topic", columns="side", values="count", aggfunc="sum", fill_value=0).reindex(
        columns=list(SIDES), fill_value=0
    )
    dispute = by_topic[["agrees", "disagrees"]].min(axis=1).sort_values(ascending=False, kind="stable")
    rows, columns = _top(data, "topic", ROWS), _top(data, "actor", COLUMNS)
    main = dispute.index[0] if dispute.iloc[0] > 0 else rows[0]
    agree, against = int(by_topic.loc[main, "agrees"]), int(by_topic.loc[main, "disagrees"])
    title = f"{main}: {agree:,} agree, {against:,} disagree" + (
        " – the most disputed topic" if dispute.iloc[0] > 0 else " – the most frequent topic"
    )
    with drawing.style():
        figure, axes = drawing.canvas(title, height=2.2 + 0.44 * len(rows))
        for side, shift in zip(SIDES, (-0.27, 0.0, 0.27), strict=True):
            part = data[data["side"] == side].pivot_table(index="topic", columns="actor", values="count", aggfunc="sum", fill_value=0)
            drawing.cells(
                axes,
                part.reindex(index=rows, columns=columns, fill_value=0),
                at=shift,
                colour=SIDES[side][0],
                marker=SIDES[side][1],
                most=int(data["count"].max()),
            )
        drawing.grid(axes, [drawing.short(v, 38) for v in rows], columns, range(len(columns)), turned=True)
        drawing.key(figure, SIDES)
    caption = drawing.caption(
        "positions", drawing.count(len(tables["positions"]), "position"), data["topic"].nunique() - len(rows), "topics"
    )
    further = data["actor"].nunique() - len(columns)
    caption += f" Not drawn: {drawing.count(further, 'more actor')}." if further > 0 else ""
    return drawing.chart(
        figure, title, caption, f"Matrix of {drawing.count(len(rows), 'topic')} by {drawing.count(len(columns), 'actor')}: {title}.", data
    )


def timeline(n: Numbers) -> Chart:
    """Statements by speaker on the days of their occasions; else on the days that their own sentences tell, intervals as intervals.

    Parameters
    ----------
    tables
        `statements`, `occasions` and `actors`.
    """
    tables = n.data
    made = _met(tables)
    dated = made.dropna(subset=["earliest", "latest"]).explode("speakers")
    if dated.empty:
        return drawing.nothing("Statements in time", "no statement could be dated")
    dated = dated.assign(actor=_labels(dated["speakers"], tables))
    data = dated.groupby(["actor", "earliest", "latest", "occasion", "known_by"]).size().rename("count").reset_index()
    data = data.rename(columns={"earliest": "date_earliest", "latest": "date_latest"})
    rows = _top(data, "actor", ROWS)
    met = made[made["known_by"] == AT_OCCASION].groupby(["occasion", "earliest", "latest"]).size().rename("count").reset_index()
    undated = int(made["earliest"].isna().sum())
    title = f"{drawing.count(len(met), 'occasion')} hold {int(met['count'].sum()):,} of {drawing.count(len(made), 'statement')}"
    if len(met):
        top = met.sort_values(["count", "earliest", "occasion"], ascending=[False, True, True]).iloc[0]
        title += f", most of them ({top['count']:,}) {top['occasion']}, {drawing.when(top['earliest'], top['latest'])}"
    title += f"; {undated:,} cannot be dated" if undated else ""
    marks = data.assign(
        row=data["actor"],
        text=data["count"].astype(str),
        colour=data["known_by"].map(lambda k: _KNOWN_BY[k][0]),
        marker=data["known_by"].map(lambda k: _KNOWN_BY[k][1]),
    )
    with drawing.style():
        figure = drawing.dated(title, marks[marks["row"].isin(rows)], rows, _KNOWN_BY)
    said = drawing.count(len(made), "statement")
    caption = drawing.caption("statements, occasions", said, data["actor"].nunique() - len(rows), "speakers")
    span = f"from {data['date_earliest'].min()} to {data['date_latest'].max()}"
    return drawing.chart(
        figure,
        title,
        caption + " A bar is an interval in which the day lies; a mark is a day; numbers count statements.",
        f"Timeline {span}, one row a speaker ({drawing.count(len(rows), 'row')}): {title}.",
        data,
    )


def _met(tables: Tables) -> pd.DataFrame:
    """The statements with their best known days: those of the occasion, else their own."""
    made = tables["statements"]
    at = {i: row for row in tables["occasions"].to_dict("records") for i in row["statement_ids"]}
    seats = [at.get(i, {}) for i in made["statement_id"]]
    own = made[["date_earliest", "date_latest"]].itertuples(index=False)
    days = [(seat["earliest"], seat["latest"]) if seat else tuple(day) for seat, day in zip(seats, own, strict=True)]
    return pd.DataFrame(
        {
            "speakers": list(made["speakers"]),
            "earliest": [first for first, _ in days],
            "latest": [last for _, last in days],
            "occasion": [seat.get("label", "") for seat in seats],
            "known_by": [AT_OCCASION if seat else OWN_DAY for seat in seats],
        }
    )


def validation(n: Numbers, scores: pd.DataFrame, calibration: pd.DataFrame) -> Chart:
    """Scores against coded articles with 95 % intervals, and how often statements of a given confidence are right.

    Parameters
    ----------
    scores, calibration
        The tables of `evaluation.evaluate`.
    """
    if scores.empty:
        return drawing.nothing("Agreement with the coding", "no coded article is among these articles")
    rows = scores.dropna(subset=["value"]).reset_index(drop=True)
    worst = (
        rows.loc[rows["value"].where(rows["measure"].str.contains("F1")).idxmin()]
        if rows["measure"].str.contains("F1").any()
        else rows.iloc[0]
    )
    title = f"Weakest against the coding: {worst['part']}, {worst['measure']} {worst['value']:.0f}{drawing.interval(worst)}"
    with drawing.style():
        figure, left, right = drawing.panels(title, height=1.6 + 0.36 * len(rows))
        for y, row in rows.iterrows():
            if pd.notna(row["low"]):
                left.plot([row["low"], row["high"]], [y, y], color=BLUE, linewidth=5, alpha=0.35, solid_capstyle="butt")
            left.plot(row["value"], y, "o", color=BLUE)
            left.text(104, float(y), f"{row['value']:.0f}", va="center", fontsize=8)
        drawing.label_rows(left, [f"{r.part}: {r.measure}" + " (low is good)" * (r.measure in LOW_IS_GOOD) for r in rows.itertuples()])
        left.set(xlim=(0, 103), xlabel="per cent; bar: 95 % interval")
        drawing.calibrated(right, calibration)
    coded = int(scores["articles"].max())
    caption = drawing.caption("coding against statements, positions, dates, segments", drawing.count(coded, "article"))
    caption += " Intervals: bootstrap over articles." if coded > 1 else " One article: no interval."
    listed = "; ".join(f"{r.part} {r.measure} {r.value:.0f}" for r in rows.itertuples())
    return drawing.chart(figure, title, caption, f"Scores with intervals: {listed}.", rows)


# ---- shares of the tables -------------------------------------------------------------------------------------------


def _outlets(tables: Tables) -> pd.Series:
    articles = tables["articles"].set_index("article_id")["outlet"]
    return articles.where(articles.notna(), NO_OUTLET)


def _labels(ids: pd.Series, tables: Tables) -> pd.Series:
    known = dict(zip(tables["actors"]["actor_id"], tables["actors"]["label"], strict=True))
    return ids.map(lambda v: known.get(v, v) if isinstance(v, str) else NO_SPEAKER)


def _sides(tables: Tables, labels: Mapping[str, str]) -> pd.DataFrame:
    """One row a position and actor, with actor, topic and side in words."""
    taken = tables["positions"].explode("actors")
    side = taken["agreement"].map({1: "agrees", 0: "disagrees"}).astype(object)
    return taken.assign(
        actor=_labels(taken["actors"], tables),
        topic=taken["topic"].map(lambda t: labels.get(t, t)),
        side=side.where(side.notna(), "unclear"),
    )


def _pairs(table: pd.DataFrame, left: str, right: str, kind: str) -> list[tuple[str, str, str]]:
    return [(a, b, kind) for lefts, rights in zip(table[left], table[right], strict=True) for a in lefts for b in rights if a != b]


def _top(data: pd.DataFrame, by: str, most: int) -> list[str]:
    totals = data.groupby(by)["count"].sum().sort_index().sort_values(ascending=False, kind="stable")
    return [str(v) for v in totals.index[:most]]
