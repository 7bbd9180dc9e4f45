"""The figures of corpus, actors, statements, positions and time: each is drawn from numbers that know their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import pandas as pd

from analysis import drawing, tables
from analysis.charts import Chart, nothing, save, show
from analysis.drawing import KINDS, SIDES, Bar, Dated, Link, Mark, Part, brief, caption, counted, fewer, left_out
from analysis.numbers import Number, Numbers, Sentence, joined
from analysis.sheet import BLUE, GREEN, GREY, ORANGE, PHONE, WIDE, Layout, Sheet

__all__ = ["Chart", "corpus", "graph", "network", "positions", "save", "show", "statements", "timeline"]

NO_OUTLET, NO_SPEAKER = "outlet unknown", "speaker unknown"
TYPES = {"direct": "quoted whole", "mixed": "partly quoted", "indirect": "not quoted", "fragment": "a few words quoted"}
STATUSES = {
    "explicit": "by name", "role": "by office", "metonym": "by capital", "pronoun": "by pronoun", "inherited": "from before",
    "unknown": "not known",
}  # fmt: skip
AT_OCCASION, OWN_DAY = "at an occasion", "day told beside it, no occasion"
_KNOWN_BY = {AT_OCCASION: (BLUE, "s"), OWN_DAY: (GREY, "o")}
_LINKS: Mapping[str, tuple[str, Any, float, str]] = {
    "for": (BLUE, "--", -0.18, "speaks for"),
    "to": (GREEN, ":", 0.2, "speaks to"),
    "about": (ORANGE, "-", 0.1, "takes a position on"),
}
_DAYS_A_SPEAKER = 60  # marks that are drawn for one speaker; of more the figure would be as high as a house
_ASIDE = "role == 'boilerplate'"


def corpus(n: Numbers) -> Chart:
    """Share of each article that was kept and that was set aside as site furniture, in characters; the most cut first."""
    articles, segments = n.data["articles"], n.data["segments"]
    if articles.empty:
        return nothing(n, "Articles kept and set aside", "there is no article")
    sizes = segments.assign(size=segments["end"] - segments["start"], aside=segments["role"] == "boilerplate")
    parts = sizes.pivot_table(index="article_id", columns="aside", values="size", aggfunc="sum", fill_value=0).astype("int64")
    data = articles[["article_id", "outlet", "status"]].copy()
    for name, key in (("kept", False), ("set_aside", True)):
        data[name] = data["article_id"].map(parts[key]).fillna(0).astype("int64") if key in parts else 0
    data["share_set_aside"] = (data["set_aside"] / (data["kept"] + data["set_aside"]).clip(lower=1)).astype(float).round(2)
    data = data.sort_values(["share_set_aside", "article_id"], ascending=[False, True], ignore_index=True)
    rows = data.head(WIDE.rows)
    numbers = {
        row.article_id: tuple(
            n.sum("segments", "end - start", f"article_id == {row.article_id!r} and {test}") for test in (_ASIDE, f"not ({_ASIDE})")
        )
        for row in rows.itertuples()
    }
    data["number"] = [numbers[i][0].id if i in numbers else None for i in data["article_id"]]
    data["number_kept"] = [numbers[i][1].id if i in numbers else None for i in data["article_id"]]
    whole, aside, kept = (n.sum("segments", "end - start", where) for where in ("", _ASIDE, f"not ({_ASIDE})"))
    unread = n.count("articles", "status != 'ok' and status != 'screened'")
    title = n.fill(
        "{kept} of the text is kept; {aside} is set aside as site furniture", kept=n.share(kept, whole), aside=n.share(aside, whole)
    )
    title = title + n.fill("; {files} could not be read", files=counted(n, unread, "file")) if unread.value else title

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        bars = [_article(row, *numbers[str(row.article_id)]) for row in rows.itertuples()]
        drawing.bars(sheet, bars, most=100)
        sheet.more(len(data) - len(rows), "articles")
        sheet.key([("bar", BLUE, "", "share of the characters kept"), ("bar", ORANGE, "hatched", "set aside")])
        return sheet.finish()

    words = caption(n, "articles, segments", counted(n, n.count("articles"), "article"), left_out(n, (len(data) - len(rows), "article")))
    alt = n.fill("Bars, one an article: {title}.", title=title)
    if aside.value:
        most = rows["article_id"][0]
        cut, own = numbers[most][0], n.sum("segments", "end - start", f"article_id == {most!r}")
        alt = alt + n.fill(" Most is cut from {article} ({share}).", article=most, share=n.share(cut, own))
    return Chart(title, words, alt, data, draw)


def _article(row: Any, aside: Number, kept: Number) -> Bar:
    whole = max(1, row.kept + row.set_aside)
    parts = [
        Part(100 * kept.value / whole, BLUE, False, kept, f"{row.article_id}: {kept.text} characters kept"),
        Part(100 * aside.value / whole, ORANGE, True, aside, f"{row.article_id}: {aside.text} characters set aside"),
    ]
    words = f"{aside.text} of {whole:,} set aside" if tables.raw_status(row.status) == "ok" else f"not read: {row.status}"
    return Bar(str(row.article_id).replace("_", " "), parts, words)


def graph(n: Numbers) -> nx.MultiDiGraph[str]:
    """Who speaks for whom, to whom and about whom.

    Nodes are actor ids with label and type, edges carry `kind` (for, to, about), `count` and `number`.
    """
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for kind, table, left, right in (
        ("for", "statements", "speakers", "on_behalf_of"),
        ("to", "statements", "speakers", "addressees"),
        ("about", "positions", "actors", "target"),
    ):
        for row in n.groups(table, [left, right]).to_dict("records"):
            if row[left] and row[right] and row[left] != row[right]:
                network.add_edge(row[left], row[right], key=kind, kind=kind, count=row["count"], number=row["number"])
    known = n.data["actors"].set_index("actor_id")
    shown = drawing.names(n.data["actors"])
    for node in network:
        row = known.loc[node] if node in known.index else {"type": "", "acts_for": None}
        group = row["acts_for"] if isinstance(row["acts_for"], str) else node
        network.nodes[node].update(label=shown[node], type=str(row["type"]), group=group)
    return network


def network(n: Numbers) -> Chart:
    """Actors on a ring, those of one government side by side; who speaks for, to and about whom. Narrow: the strongest links."""
    full = graph(n)
    if not full.number_of_edges():
        return nothing(n, "Who speaks for and about whom", "no statement names both a speaker and another actor")
    edges = [(a, b, d["kind"], d["count"], d["number"]) for a, b, d in full.edges(data=True)]
    data = pd.DataFrame(edges, columns=["from", "to", "kind", "count", "number"])
    data = data.sort_values(["count", "from", "to", "kind"], ascending=[False, True, True, True], ignore_index=True)
    weight = {node: sum(d["count"] for *_, d in [*full.in_edges(node, data=True), *full.out_edges(node, data=True)]) for node in full}
    nodes = sorted(
        sorted(full, key=lambda a: (-weight[a], a))[: WIDE.rows], key=lambda a: (full.nodes[a]["group"], a.startswith("PER:"), a)
    )
    top = data.iloc[0]
    label = {node: full.nodes[node]["label"] for node in full}
    title = n.fill(
        "{speaker} {verb} {other} most often ({times})", speaker=label[top["from"]], verb=Sentence((_LINKS[top["kind"]][3],)),
        other=label[top["to"]], times=counted(n, top["number"], "time"),
    )  # fmt: skip
    own = {node: n.chosen("actors", [node], f"the actor {label[node]}") for node in nodes}

    def called(row: Mapping[str, Any]) -> str:
        return f"{label[row['from']]} {_LINKS[row['kind']][3]} {label[row['to']]}"

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        records = data.to_dict("records")
        key: list[tuple[str, str, Any, str]]
        if layout.narrow:
            rows = [Bar(called(r), [Part(r["count"], _LINKS[r["kind"]][0], r["kind"] == "for", r["number"], f"{called(r)}: {r['count']}")],
                        str(r["count"])) for r in records[: layout.rows]]  # fmt: skip
            drawing.bars(sheet, rows, most=int(data["count"].max()))
            sheet.more(len(data) - len(rows), "links")
            sheet.key([("bar", colour, "hatched" * (kind == "for"), words) for kind, (colour, *_, words) in _LINKS.items()])
            return sheet.finish()
        place = {node: i for i, node in enumerate(nodes)}
        links = [
            Link(place[r["from"]], place[r["to"]], _LINKS[r["kind"]][0], _LINKS[r["kind"]][1], r["count"], r["number"],
                 f"{called(r)}: {r['count']}", _LINKS[r["kind"]][2], arrow=True)
            for r in records if r["from"] in place and r["to"] in place
        ]  # fmt: skip
        marks = [(label[a], _node(full.nodes[a]["type"], own[a], label[a])) for a in nodes]
        drawing.ring(sheet, marks, links)
        sheet.more(len(full) - len(nodes), "actors")
        sheet.key([("mark", colour, shape, words) for words, (colour, shape) in KINDS.items()])
        key = [("line", colour, dash, words) for colour, dash, _, words in _LINKS.values()]
        sheet.key(key)
        return sheet.finish()

    seen = n.fill(
        "{actors}, {links}", actors=counted(n, n.chosen("actors", list(full), "speak for, to or about each other", len(full)), "actor"),
        links=counted(n, n.fixed(len(data), "links of two actors by kind"), "link"),
    )  # fmt: skip
    words = caption(
        n, "statements, positions, actors", seen, left_out(n, (len(full) - len(nodes), "actor")), fewer(n, PHONE.rows, len(data), "links")
    )
    listed = joined((n.fill("{link}, {count}", link=called(r), count=r["number"]) for r in data.head(5).to_dict("records")), "; ")
    alt = n.fill(
        "Network of {actors}: {title}. Strongest links: {listed}.", actors=counted(n, n.fixed(len(nodes), "actors drawn"), "actor"),
        title=title, listed=listed,
    )  # fmt: skip
    return Chart(title, words, alt, _with_ids(data), draw)


def _node(kind: str, number: Number, label: str) -> Mark:
    colour, shape = KINDS.get(kind, KINDS["other"])
    return Mark("", colour, shape, number, label)


def statements(n: Numbers) -> Chart:
    """Statements by outlet: how they are reported (type), and how their speaker is known (status)."""
    made = n.data["statements"]
    if made.empty:
        return nothing(n, "Statements by outlet, type and speaker", "no statement was found")
    parts = []
    for column, shown in (("type", TYPES), ("speaker_status", STATUSES)):
        part = n.groups("statements", ["outlet", column]).rename(columns={column: "value"})
        parts.append(part.assign(asked=column, words=part["value"].map(shown)))
    data = pd.concat(parts, ignore_index=True)[["outlet", "asked", "value", "words", "count", "number"]]
    data["outlet"] = data["outlet"].where(data["outlet"].notna(), NO_OUTLET)
    order = _top(data, "outlet")
    rows = order[: WIDE.rows]
    whole = n.count("statements")
    unquoted, unknown = n.count("statements", "type == 'indirect'"), n.count("statements", "speaker_status == 'unknown'")
    title = n.fill(
        "{unquoted} of the statements carry no quotation mark; {unknown} leave the speaker unknown",
        unquoted=n.share(unquoted, whole),
        unknown=n.share(unknown, whole),
    )
    found = {(r["outlet"], r["value"]): r for r in data.to_dict("records")}

    def block(keys: Sequence[str]) -> dict[tuple[int, int], list[Mark]]:
        cells = {}
        for y, outlet in enumerate(rows):
            for x, key in enumerate(keys):
                if (outlet, key) in found:
                    r = found[outlet, key]
                    colour, shape = (BLUE, "o") if key in TYPES else (GREY, "s")
                    name = f"{outlet}, {r['words']}: {r['count']}"
                    cells[y, x] = [Mark(brief(r["count"]), colour, shape, r["number"], name)]
        return cells

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        asked = ((TYPES, "how the words are given"), (STATUSES, "how the speaker is known"))
        if layout.narrow:
            for shown, words in asked:
                drawing.matrix(sheet, rows, list(shown.values()), block(list(shown)), groups=[(0, words)])
        else:
            columns = {**TYPES, **STATUSES}
            drawing.matrix(
                sheet, rows, list(columns.values()), block(list(columns)), groups=[(0, asked[0][1]), (len(TYPES), asked[1][1])], room=120
            )
        sheet.more(len(order) - len(rows), "outlets")
        return sheet.finish()

    seen = n.fill(
        "{statements} of {outlets}",
        statements=counted(n, whole, "statement"),
        outlets=counted(n, n.count("statements", of="outlet"), "outlet"),
    )
    words = caption(n, "statements, articles", seen, left_out(n, (len(order) - len(rows), "outlet")))
    listed = joined(
        n.fill("{count} {words}", count=n.count("statements", f"type == {key!r}"), words=Sentence((shown,))) for key, shown in TYPES.items()
    )
    alt = n.fill("Matrix of outlets by type and speaker status: {title}. In all {listed}.", title=title, listed=listed)
    return Chart(title, words, alt, _with_ids(data), draw)


def positions(n: Numbers, labels: Mapping[str, str]) -> Chart:
    """Positions by actor and topic; circle: agrees with the topic's proposition, square: disagrees, diamond: cannot be told."""
    counts = n.groups("positions", ["topic", "actors", "agreement"])
    if counts.empty:
        return nothing(n, "Positions by actor and topic", "no position was found")
    name, topic = drawing.names(n.data["actors"]), drawing.Names(labels)
    side = [{1: "agrees", 0: "disagrees"}.get(value, "unclear") for value in counts["agreement"]]
    data = counts.rename(columns={"actors": "actor"}).assign(side=side)[["topic", "actor", "side", "count", "number"]]
    data["actor"] = data["actor"].map(lambda a: a or NO_SPEAKER)
    both = {t: [n.count("positions", f"topic == {t!r} and agreement == {a}") for a in (1, 0)] for t in sorted(data["topic"].unique())}
    order, people = _top(data, "topic"), [*_top(data[data["actor"] != NO_SPEAKER], "actor")]
    people += [NO_SPEAKER] * (NO_SPEAKER in set(data["actor"]))
    rows = order[: WIDE.rows]
    main = max(order, key=lambda t: min(number.value for number in both[t]))  # the first of equals is the most frequent
    disputed = min(number.value for number in both[main]) > 0
    title = n.fill(
        "{topic}: {agree} agree, {against} disagree – " + ("the most disputed topic" if disputed else "the most frequent topic"),
        topic=topic[main],
        agree=both[main][0],
        against=both[main][1],
    )
    found: dict[tuple[str, str], list[Mark]] = {}
    for r in sorted(data.to_dict("records"), key=lambda r: list(SIDES).index(r["side"])):
        colour, shape = SIDES[r["side"]]
        told = f"{name[r['actor']]}, {topic[r['topic']]}, {r['side']}: {r['count']}"
        found.setdefault((r["topic"], r["actor"]), []).append(Mark(brief(r["count"]), colour, shape, r["number"], told))

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        columns = people[: layout.columns]
        own = [t for t in rows if any((t, a) in found for a in columns)]
        cells = {(y, x): found[t, a] for y, t in enumerate(own) for x, a in enumerate(columns) if (t, a) in found}
        drawing.matrix(sheet, [topic[t] for t in own], [name[a] for a in columns], cells)
        sheet.more(len(order) - len(own), "topics")
        sheet.more(len(people) - len(columns), "actors")
        sheet.key([("mark", colour, shape, words) for words, (colour, shape) in SIDES.items()])
        return sheet.finish()

    drawn = people[: WIDE.columns]
    absent = len(order) - sum(any((t, a) in found for a in drawn) for t in rows)
    words = caption(
        n, "positions", counted(n, n.count("positions"), "position"), left_out(n, (absent, "topic"), (len(people) - len(drawn), "actor")),
        fewer(n, PHONE.columns, len(people), "actors"),
    )  # fmt: skip
    alt = n.fill(
        "Matrix of {topics} by {actors}: {title}.", topics=counted(n, n.fixed(len(order) - absent, "topics drawn"), "topic"),
        actors=counted(n, n.fixed(len(drawn), "actors drawn"), "actor"), title=title,
    )  # fmt: skip
    return Chart(title, words, alt, _with_ids(data), draw)


def timeline(n: Numbers) -> Chart:
    """Statements by speaker on the days of their occasions; else on the days that their own sentences tell, intervals as intervals.

    Parameters
    ----------
    n
        With the tables `statements`, `occasions` and `actors`.
    """
    made = _met(n)
    dated = made.dropna(subset=["earliest", "latest"]).explode("speakers")
    if dated.empty:
        return nothing(n, "Statements in time", "no statement could be dated")
    name = drawing.names(n.data["actors"])
    dated = dated.assign(actor=[v if isinstance(v, str) else NO_SPEAKER for v in dated["speakers"]])
    records = []
    for (actor, first, last, occasion, by), group in dated.groupby(["actor", "earliest", "latest", "occasion", "known_by"], sort=True):
        number = n.chosen("statements", group["statement_id"], f"said by {name[actor]}, {occasion or OWN_DAY}, {drawing.when(first, last)}")
        records.append((actor, first, last, occasion, by, len(group), number))
    data = pd.DataFrame(records, columns=["actor", "date_earliest", "date_latest", "occasion", "known_by", "count", "number"])
    order = _top(data, "actor")
    rows = order[: WIDE.rows]
    at = made[made["known_by"] == AT_OCCASION]
    undated = n.chosen("statements", made.loc[made["earliest"].isna(), "statement_id"], "without a day")
    title = n.fill(
        "{occasions} hold {held} of {all}",
        occasions=counted(n, n.chosen("occasions", set(at["occasion_id"]), "with statements"), "occasion"),
        held=n.chosen("statements", at["statement_id"], "made at an occasion"), all=counted(n, n.count("statements"), "statement"),
    )  # fmt: skip
    if len(at):
        sizes = at.groupby(["occasion_id", "occasion", "earliest", "latest"]).size().rename("count").reset_index()
        top = sizes.sort_values(["count", "earliest", "occasion_id"], ascending=[False, True, True]).iloc[0]
        most = n.chosen("statements", at.loc[at["occasion_id"] == top["occasion_id"], "statement_id"], f"made at {top['occasion_id']}")
        title = title + n.fill(
            ", most of them ({most}) {occasion}, {day}",
            most=most,
            occasion=top["occasion"],
            day=drawing.when(top["earliest"], top["latest"]),
        )
    title = title + n.fill("; {undated} cannot be dated", undated=undated) if undated.value else title
    marks: dict[str, list[Dated]] = {actor: [] for actor in rows}
    drawn = data[data["actor"].isin(rows)]
    most_told = drawn.sort_values("count", ascending=False, kind="stable").groupby("actor", sort=False).head(_DAYS_A_SPEAKER)
    hidden = len(drawn) - len(most_told)
    for r in drawn.loc[sorted(most_told.index)].to_dict("records"):
        colour, shape = _KNOWN_BY[r["known_by"]]
        told = f"{name[r['actor']]}, {r['occasion'] or OWN_DAY}, {drawing.when(r['date_earliest'], r['date_latest'])}: {r['count']}"
        mark = Mark(brief(r["count"]), colour, shape, r["number"], told)
        marks[r["actor"]].append(Dated(pd.Timestamp(r["date_earliest"]), pd.Timestamp(r["date_latest"]), mark))

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        drawing.dated(sheet, [(name[actor], marks[actor]) for actor in rows])
        sheet.more(len(order) - len(rows), "speakers")
        sheet.more(hidden, f"days, of speakers with more than {_DAYS_A_SPEAKER}, on which fewest statements fall")
        sheet.key([("mark", colour, shape, words) for words, (colour, shape) in _KNOWN_BY.items()])
        return sheet.finish()

    not_drawn = left_out(n, (len(order) - len(rows), "speaker"), (hidden, "day"))
    words = caption(
        n, "statements, occasions", counted(n, n.count("statements"), "statement"), not_drawn,
        "A bar is an interval in which the day lies; a mark is a day; numbers count statements.",
    )  # fmt: skip
    alt = n.fill(
        "Timeline from {first} to {last}, one row a speaker ({rows}): {title}.", first=data["date_earliest"].min(),
        last=data["date_latest"].max(), rows=counted(n, n.fixed(len(rows), "rows drawn"), "row"), title=title,
    )  # fmt: skip
    return Chart(title, words, alt, _with_ids(data), draw)


def _met(n: Numbers) -> pd.DataFrame:
    """The statements with their best known days: those of the occasion, else their own."""
    made = n.data["statements"]
    at = {i: row for row in n.data["occasions"].to_dict("records") for i in row["statement_ids"]}
    seats = [at.get(i, {}) for i in made["statement_id"]]
    own = made[["date_earliest", "date_latest"]].itertuples(index=False)
    days = [(seat["earliest"], seat["latest"]) if seat else tuple(day) for seat, day in zip(seats, own, strict=True)]
    return pd.DataFrame(
        {
            "statement_id": list(made["statement_id"]),
            "speakers": list(made["speakers"]),
            "earliest": [first for first, _ in days],
            "latest": [last for _, last in days],
            "occasion_id": [seat.get("occasion_id", "") for seat in seats],
            "occasion": [seat.get("label", "") for seat in seats],
            "known_by": [AT_OCCASION if seat else OWN_DAY for seat in seats],
        }
    )


# ---- parts of the figures -------------------------------------------------------------------------------------------


def _with_ids(data: pd.DataFrame) -> pd.DataFrame:
    """The data with ids in place of numbers."""
    return data.assign(number=[number.id for number in data["number"]])


def _top(data: pd.DataFrame, by: str) -> list[str]:
    """Values by what is counted for them, the most first."""
    totals = data.groupby(by)["count"].sum().sort_index().sort_values(ascending=False, kind="stable")
    return [str(value) for value in totals.index]
