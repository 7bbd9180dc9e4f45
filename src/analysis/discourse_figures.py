"""The figures of discourse: how positions change over time, who takes which side on what, and who agrees with whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import drawing
from analysis.charts import Chart, nothing
from analysis.drawing import SIDES, Bar, Dated, Link, Mark, Part, brief, caption, counted, fewer, left_out, when
from analysis.networks import coalitions, strongest
from analysis.numbers import Number, Numbers, Sentence, joined
from analysis.sheet import BLUE, GREEN, GREY, ORANGE, Layout, Sheet

ACTORS, TOPICS, MARKS, PAIR_MARKS = 12, 14, 30, 18  # drawn at most; the rest is counted in the caption
_TELLING = ("turned", "narrowed", "widened")  # changes that a label names, the most telling first
_LINE_OF: Mapping[str, tuple[str, Any, str]] = {
    "agree": (BLUE, "-", "agrees"),
    "disagree": (ORANGE, "--", "disagrees"),
    "unclear": (GREY, ":", "side cannot be told"),
}
_TIES: Mapping[str, tuple[str, Any, str, float]] = {
    "congruence": (BLUE, "-", "agree with each other", 0.1),
    "conflict": (ORANGE, "--", "disagree with each other", -0.1),
}
_SHAPES = {"person": (GREY, "o"), "government": (GREY, "s"), "organisation": (GREY, "D"), "other": (GREY, "p")}


def change(n: Numbers, steps: pd.DataFrame, actors: pd.DataFrame, labels: Mapping[str, str]) -> Chart:
    """How the position of an actor on a topic changes: side, modality and scope words of each utterance, in order of time.

    Parameters
    ----------
    n
        With the table `positions`.
    steps
        The table of `changes.sequences`.
    actors
        The table of this name.
    labels
        Topic id -> label.
    """
    name, topic = drawing.names(actors), drawing.Names(labels)
    steps = steps.assign(pair=steps["actor"].map(lambda a: name[a]) + " · " + steps["topic"].map(lambda t: topic[t]))
    ordered = steps.dropna(subset=["earliest"]).groupby("pair")
    several = ordered["earliest"].transform("max") > ordered["latest"].transform("min")
    dated = steps.loc[several.index[several]]
    if dated.empty:
        return nothing(n, "Positions that change over time", "no actor takes a position on one topic at two dates")
    data = _forms(dated)
    numbers = [
        n.chosen(
            "positions",
            r["position_ids"],
            f"utterances: {r['pair']}, {when(r['earliest'], r['latest'])}, {r['label']}",
            int(r["utterances"]),
        )
        for r in data.to_dict("records")
    ]
    data = data.assign(number=numbers)
    seen = data.groupby("pair")["change"].agg(set)
    rows, marks = _chosen(data)

    def pairs(those: Iterable[str], how: str) -> Number:
        held = list(those)
        ids = data.loc[data["pair"].isin(held), "position_ids"].explode()
        return n.chosen("positions", ids, f"pairs of actor and topic {how}", len(held))

    followed = pairs(seen.index, "followed over time")
    title = n.fill(
        "Of {pairs} followed over time {turned} change sides, {moved} narrow or widen what is said, {kept} keep to it",
        pairs=counted(n, followed, "pair of actor and topic", "pairs of actor and topic"),
        turned=pairs((p for p, s in seen.items() if "turned" in s), "that change sides"),
        moved=pairs((p for p, s in seen.items() if s & {"narrowed", "widened"}), "that narrow or widen what is said"),
        kept=pairs((p for p, s in seen.items() if not s & {*_TELLING}), "that keep to what is said"),
    )
    drawn = {row: [_step(r) for r in marks[marks["pair"] == row].to_dict("records")] for row in rows}

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        drawing.dated(sheet, list(drawn.items()), apart=True)
        sheet.more(len(seen) - len(rows), "pairs of actor and topic")
        sheet.key([("mark", colour, shape, words) for words, (colour, shape) in SIDES.items()])
        return sheet.finish()

    utterances = n.chosen("positions", data["position_ids"].explode(), "utterances followed over time", int(data["utterances"].sum()))
    undated = steps.loc[steps["pair"].isin(seen.index) & steps["earliest"].isna()]
    late = dated[dated["date_basis"] == "published"]
    without = n.chosen("positions", undated["position_ids"].explode().dropna(), "steps without a day", len(undated))
    words = caption(
        n, "positions, occasions, alignments, articles",
        n.fill("{utterances} of {pairs}", utterances=counted(n, utterances, "utterance"), pairs=counted(n, followed, "pair")),
        left_out(n, (len(seen) - len(rows), "pair"), (int(data["pair"].isin(rows).sum()) - len(marks), "further mark")),
        n.fill("Without a day and not drawn: {without}.", without=without) if len(undated) else "",
        n.fill(
            "Dated by the publication of their article: {late}.",
            late=n.chosen("positions", late["position_ids"].explode().dropna(), "steps dated by the publication only", len(late)),
        ),
        "A mark is what was said on a day, its number counts utterances; a bar is an interval in which the day lies; "
        "+ is a word that widens, − one that narrows what is said.",
    )  # fmt: skip
    told = data[data["change"].isin(_TELLING)].head(6).itertuples()
    listed = "; ".join(f"{row.pair} {row.change} ({when(str(row.earliest), str(row.latest))})" for row in told)
    alt = n.fill("Timeline, one block an actor and topic: {title}.", title=title)
    alt = alt + n.fill(" {listed}.", listed=listed) if listed else alt
    return Chart(title, words, alt, data.assign(number=[number.id for number in numbers]), draw)


def _step(row: Mapping[str, Any]) -> Dated:
    colour, shape = SIDES[row["side"]]
    words = f"{row['pair']}, {when(row['earliest'], row['latest'])}, {row['side']}, {row['label']}: {row['utterances']}"
    mark = Mark(brief(int(row["utterances"])), colour, shape, row["number"], words)
    return Dated(pd.Timestamp(row["earliest"]), pd.Timestamp(row["latest"]), mark, row["label"])


def _chosen(data: pd.DataFrame) -> tuple[list[str], pd.DataFrame]:
    """The pairs to draw, those that change most often first, and their marks."""
    telling = data["change"].isin(_TELLING).groupby(data["pair"]).sum()
    sizes = data["pair"].value_counts().clip(upper=PAIR_MARKS)
    rows: list[str] = []
    for pair in sorted(telling.index, key=lambda p: (-int(telling[p]), p)):
        if not rows or int(sizes[[*rows, pair]].sum()) <= MARKS:
            rows.append(pair)
    first = data.sort_values(["rank", "reports"], ascending=False, kind="stable").groupby("pair").head(PAIR_MARKS)
    return rows, first[first["pair"].isin(rows)].sort_values(["earliest", "latest", "label"], kind="stable")


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
    """Actors on the left, topics on the right, a line for each side taken; the more utterances, the wider. Narrow: bars.

    Parameters
    ----------
    n
        With the table `positions`.
    affiliated
        As `networks.affiliation` gives it.
    actors
        The table of this name.
    labels
        Topic id -> label.
    """
    if affiliated.empty:
        return nothing(n, "Who takes which side on what", "no known actor takes a position")
    name, topic = drawing.names(actors), drawing.Names(labels)
    data = pd.DataFrame(
        [(row["actor"], row["topic"], side, row[side], _side(n, row, side, name, topic))
         for row in affiliated.to_dict("records") for side in _LINE_OF if row[side]],
        columns=["actor", "topic", "side", "utterances", "number"],
    )  # fmt: skip
    right = _by_size(affiliated, "topic")[:TOPICS]
    left = _by_size(affiliated[affiliated["topic"].isin(right)], "actor")[:ACTORS]
    shown = affiliated[affiliated["actor"].isin(left) & affiliated["topic"].isin(right)]
    title = _divided(n, affiliated, name, topic)
    right = _near(shown, left)
    actor_of, topic_of = ({key: i for i, key in enumerate(keys)} for keys in (left, right))

    def ids(column: str, key: str) -> Number:
        return n.chosen("positions", affiliated.loc[affiliated[column] == key, "position_ids"].explode(), f"positions: {name[key]}"
                        if column == "actor" else f"positions with a known actor: {topic[key]}")  # fmt: skip

    speaking = [(name[a], Mark("", GREY, "o", ids("actor", a), name[a])) for a in left]
    spoken_of = [(topic[t], Mark("", GREEN, "s", ids("topic", t), topic[t])) for t in right]

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        own = data[data["actor"].isin(left) & data["topic"].isin(right)]
        words = {side: each for side, (_, _, each) in _LINE_OF.items()}
        if layout.narrow:
            top = own.sort_values(["utterances", "actor", "topic"], ascending=[False, True, True]).head(layout.rows)
            rows = [
                Bar(f"{name[r['actor']]} · {topic[r['topic']]}",
                    [Part(r["utterances"], _LINE_OF[r["side"]][0], r["side"] != "agree", r["number"], r["number"].where)],
                    f"{r['utterances']} {words[r['side']]}" if r["side"] != "unclear" else f"{r['utterances']} unclear")
                for r in top.to_dict("records")
            ]  # fmt: skip
            drawing.bars(sheet, rows, most=float(data["utterances"].max()))
            sheet.more(len(data) - len(rows), "pairs of actor and topic")
            return sheet.finish()
        links = [
            Link(actor_of[r["actor"]], topic_of[r["topic"]], *_LINE_OF[r["side"]][:2], r["utterances"], r["number"], r["number"].where)
            for r in own.to_dict("records")
        ]
        drawing.two_columns(sheet, speaking, spoken_of, links)
        sheet.more(affiliated["actor"].nunique() - len(left), "actors")
        sheet.more(affiliated["topic"].nunique() - len(right), "topics")
        sheet.key([("line", *one) for one in _LINE_OF.values()])
        return sheet.finish()

    known = affiliated["position_ids"].explode()
    n_actors, n_topics = affiliated["actor"].nunique(), affiliated["topic"].nunique()
    seen = n.fill(
        "{utterances}, {actors}",
        utterances=counted(n, n.chosen("positions", known, "utterances on each topic", int(affiliated["utterances"].sum())), "utterance"),
        actors=counted(n, n.chosen("positions", known, "actors for whom they speak", n_actors), "actor"),
    )
    words = caption(
        n, "positions, alignments", seen, left_out(n, (n_actors - len(left), "actor"), (n_topics - len(right), "topic")),
        fewer(n, 18, len(data), "pairs"),
    )  # fmt: skip
    most = data.sort_values(["utterances", "actor", "topic"], ascending=[False, True, True]).head(5).to_dict("records")
    listed = joined(
        (n.fill("{who} on {topic}, {side}: {count}", who=name[r["actor"]], topic=topic[r["topic"]],
                side=Sentence((_LINE_OF[r["side"]][2],)), count=r["number"]) for r in most), "; ",
    )  # fmt: skip
    alt = n.fill(
        "Network of {actors} and {topics}: {title}. Most often: {listed}.", actors=counted(n, n.fixed(len(left), "actors drawn"), "actor"),
        topics=counted(n, n.fixed(len(right), "topics drawn"), "topic"), title=title, listed=listed,
    )  # fmt: skip
    return Chart(title, words, alt, data.assign(number=[number.id for number in data["number"]]), draw)


def _side(n: Numbers, row: Mapping[str, Any], side: str, name: Mapping[str, str], topic: Mapping[str, str]) -> Number:
    """The utterances of an actor on one side of a topic."""
    told = {*row["agree_position_ids"], *row["disagree_position_ids"]}
    ids = [i for i in row["position_ids"] if i not in told] if side == "unclear" else row[f"{side}_position_ids"]
    return n.chosen("positions", ids, f"{name[row['actor']]} on {topic[row['topic']]}: {_LINE_OF[side][2]}, utterances", int(row[side]))


def _divided(n: Numbers, affiliated: pd.DataFrame, name: Mapping[str, str], topic: Mapping[str, str]) -> Sentence:
    """The topic on which the actors are most divided, and who speaks on most topics."""
    sides = affiliated.groupby("topic")[["agree", "disagree"]].agg(lambda counts: int((counts > 0).sum()))
    divided = min(sides.index, key=lambda t: (-int(sides.loc[t].min()), -int(sides.loc[t].sum()), t))
    own = affiliated[affiliated["topic"] == divided]
    agree, against = (
        n.chosen(
            "positions",
            own[f"{side}_position_ids"].explode().dropna(),
            f"actors who {words} on {topic[divided]}",
            int(sides.loc[divided, side]),
        )
        for side, words in (("agree", "said yes"), ("disagree", "said no"))
    )
    breadth = affiliated["actor"].value_counts()
    widest = min(breadth.index, key=lambda a: (-breadth[a], a))
    theirs = affiliated.loc[affiliated["actor"] == widest, "position_ids"].explode()
    return n.fill(
        "{topic}: {agree} said yes, {against} no; {who} speaks on {breadth} of {topics}", topic=topic[divided],
        agree=counted(n, agree, "actor"), against=against, who=name[widest],
        breadth=n.chosen("positions", theirs, f"topics on which {name[widest]} speaks", int(breadth[widest])),
        topics=counted(n, n.chosen("positions", affiliated["position_ids"].explode(), "topics", affiliated["topic"].nunique()), "topic"),
    )  # fmt: skip


def discourse(n: Numbers, found: pd.DataFrame, affiliated: pd.DataFrame, actors: pd.DataFrame, *, least: float = 1) -> Chart:
    """Actors on a ring, coalition by coalition: solid lines agree with each other, dashed ones disagree. Narrow: the strongest ties.

    Parameters
    ----------
    n
        With the table `positions`.
    found, affiliated
        As `networks.pairs` and `networks.affiliation` give them.
    actors
        The table of this name.
    least
        Ties of fewer topics are not drawn.
    """
    ties = {kind: strongest(found, kind, least=least) for kind in ("congruence", "conflict")}
    if all(tie.empty for tie in ties.values()):
        return nothing(n, "Who agrees with whom", f"no two actors take sides on {least:g} topic{'s' * (least != 1)} in common")
    name, group = drawing.names(actors), coalitions(found, affiliated)
    data = pd.DataFrame(
        [
            (row["actor_a"], row["actor_b"], kind, row[kind], _tie(n, row, kind, name))
            for kind in _TIES
            for row in found.to_dict("records")
            if row[kind]
        ],
        columns=["actor_a", "actor_b", "kind", "topics", "number"],
    )
    met: Counter[str] = Counter()
    for kind, tie in ties.items():
        for row in tie.to_dict("records"):
            met.update({row["actor_a"]: row[kind], row["actor_b"]: row[kind]})
    chosen = sorted(met, key=lambda a: (-met[a], a))[:ACTORS]
    nodes = sorted(chosen, key=lambda a: (group[a] if pd.notna(group[a]) else len(group), a))
    title = _most(n, found, name)
    types = dict(zip(actors["actor_id"], actors["type"], strict=True))
    kept = data[data["topics"] >= least].sort_values(["topics", "kind", "actor_a", "actor_b"], ascending=[False, True, True, True])
    drawn = kept[kept["actor_a"].isin(nodes) & kept["actor_b"].isin(nodes)]
    marks = []
    for node in nodes:
        colour, shape = _SHAPES.get(types.get(node, "other"), _SHAPES["other"])
        number = n.chosen("positions", affiliated.loc[affiliated["actor"] == node, "position_ids"].explode(), f"positions: {name[node]}")
        marks.append((name[node], Mark(str(group[node]) if pd.notna(group[node]) else "", colour, shape, number, name[node])))

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        if layout.narrow:
            rows = [
                Bar(f"{name[r['actor_a']]} · {name[r['actor_b']]}",
                    [Part(r["topics"], _TIES[r["kind"]][0], r["kind"] == "conflict", r["number"], r["number"].where)], str(r["topics"]))
                for r in kept.head(layout.rows).to_dict("records")
            ]  # fmt: skip
            drawing.bars(sheet, rows, most=float(kept["topics"].max()))
            sheet.more(len(data) - len(rows), "ties")
            sheet.key([("bar", _TIES[kind][0], "" if kind == "congruence" else "hatched", _TIES[kind][2]) for kind in _TIES])
            return sheet.finish()
        place = {node: i for i, node in enumerate(nodes)}
        links = [
            Link(place[r["actor_a"]], place[r["actor_b"]], _TIES[r["kind"]][0], _TIES[r["kind"]][1], r["topics"], r["number"],
                 r["number"].where, _TIES[r["kind"]][3]) for r in drawn.to_dict("records")
        ]  # fmt: skip
        drawing.ring(sheet, marks, links, radius=150)
        sheet.more(affiliated["actor"].nunique() - len(nodes), "actors")
        sheet.key([("mark", colour, shape, words) for words, (colour, shape) in _SHAPES.items()])
        sheet.key([("line", colour, dash, words) for colour, dash, words, _ in _TIES.values()])
        return sheet.finish()

    total = affiliated["actor"].nunique()
    speakers = n.chosen("positions", affiliated["position_ids"].explode(), "actors for whom they speak", total)
    tied = n.chosen("positions", {i for number in data["number"] for i in number.rows}, "ties of two actors, by kind", len(data))
    words = caption(
        n, "positions, alignments", n.fill("{actors}, {ties}", actors=counted(n, speakers, "actor"), ties=counted(n, tied, "tie")),
        left_out(n, (total - len(nodes), "actor"), (len(data) - len(drawn), "tie")), fewer(n, 18, len(kept), "ties"),
        "A number in a mark is a group of actors who agree with each other more than with others; without one: in none.",
    )  # fmt: skip
    listed = joined(
        (n.fill("{a} and {b} {kind} on {topics}", a=name[r["actor_a"]], b=name[r["actor_b"]],
                kind=Sentence(("agree" if r["kind"] == "congruence" else "disagree",)), topics=r["number"])
         for r in kept.head(5).to_dict("records")), "; ",
    )  # fmt: skip
    alt = n.fill(
        "Network of {actors}: {title}. Numbers of topics: {listed}.", title=title, listed=listed,
        actors=counted(n, n.fixed(len(nodes), "actors drawn"), "actor"),
    )  # fmt: skip
    return Chart(title, words, alt, data.assign(number=[number.id for number in data["number"]]), draw)


def _tie(n: Numbers, row: Mapping[str, Any], kind: str, name: Mapping[str, str]) -> Number:
    """The topics on which two actors agree or disagree, with the positions that say so."""
    how = f"topics on which {name[row['actor_a']]} and {name[row['actor_b']]} {_TIES[kind][2]}"
    return n.chosen("positions", row[f"{kind}_position_ids"], how, int(row[kind]))


def _most(n: Numbers, found: pd.DataFrame, name: Mapping[str, str]) -> Sentence:
    """The two who agree most and the two who disagree most, each less what speaks against it."""
    rows = found.to_dict("records")
    best, worst = max(rows, key=lambda row: row["subtract"]), min(rows, key=lambda row: row["subtract"])
    parts = []
    for row, kind, other, clear in (
        (best, "congruence", "conflict", best["subtract"] > 0),
        (worst, "conflict", "congruence", worst["subtract"] < 0),
    ):
        if clear:
            equal = sum(
                abs(other_row["subtract"]) >= abs(row["subtract"]) and other_row["subtract"] * row["subtract"] > 0 for other_row in rows
            )
            topics = counted(n, _tie(n, row, kind, name), "topic")
            parts.append(n.fill(
                "{a} and {b} {verb} most: on {topics}, against {less}" + ", as do other pairs" * (equal > 1),
                a=name[row["actor_a"]], b=name[row["actor_b"]], topics=topics,
                verb=Sentence(("agree" if kind == "congruence" else "disagree",)), less=_tie(n, row, other, name),
            ))  # fmt: skip
    if not parts:
        return n.fill("No two actors agree more often than they disagree, or the other way round")
    return n.fill("{all}", all=joined(parts, "; "))


def _near(shown: pd.DataFrame, left: Sequence[str]) -> list[str]:
    """The topics in the order of the actors who speak on them, so that few lines cross."""
    place = {name: i for i, name in enumerate(left)}
    mean = shown.assign(at=shown["actor"].map(place) * shown["utterances"]).groupby("topic")[["at", "utterances"]].sum()
    return sorted(mean.index, key=lambda t: (mean.loc[t, "at"] / mean.loc[t, "utterances"], t))


def _by_size(affiliated: pd.DataFrame, column: str) -> list[str]:
    totals = affiliated.groupby(column)["utterances"].sum()
    return sorted(totals.index, key=lambda key: (-int(totals[key]), key))


def _listed(values: Iterable[str]) -> str:
    return "; ".join(sorted(set(values)))
