"""Discourse networks: actors and the topics they take a side on, and actors by how often they agree and disagree with each other."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations, product
from typing import Any, Literal

import networkx as nx
import pandas as pd

Kind = Literal["congruence", "conflict", "subtract"]
_Held = tuple[str, tuple[tuple[str, ...], ...]]  # an actor, and the ids of what disagrees and of what agrees
_Tie = tuple[str, tuple[str, ...]]  # a topic, and the ids of the positions that meet on it

KINDS: tuple[Kind, ...] = ("congruence", "conflict", "subtract")
NETWORKS = ("affiliation", *KINDS)
AFFILIATION = (
    "actor", "topic", "agree", "disagree", "unclear", "utterances", "positions", "articles", "agree_position_ids",
    "disagree_position_ids", "position_ids",
)  # fmt: skip
PAIRS = (
    "actor_a", "actor_b", "congruence", "conflict", "subtract", "activity", "congruence_normalised", "conflict_normalised",
    "subtract_normalised", "congruence_topics", "conflict_topics", "congruence_position_ids", "conflict_position_ids",
)  # fmt: skip


def affiliation(said: pd.DataFrame, *, window: tuple[str, str] | None = None) -> pd.DataFrame:
    """Which actor takes which side on which topic, and how often.

    Parameters
    ----------
    said
        What is counted, as `voices.utterances` (each utterance once) or `voices.reports` (each report) gives it, by actor or by the
        organisation spoken for.
    window
        First and last day (ISO, both included). Only what was certainly said between them counts: what is undated, or may have been
        said before or after, does not.

    Returns
    -------
    DataFrame
        One row an actor and topic, ordered by both: actor, topic; agree, disagree, unclear (utterances on that side of the topic's
        proposition); utterances (their sum); positions and articles that report them; the ids of those that agree, of those that
        disagree, and of all.
    """
    if window:
        said = said[(said["earliest"] >= window[0]) & (said["latest"] <= window[1])]
    rows = []
    for (actor, topic), group in said.groupby(["actor", "topic"], sort=True):
        agreement = group["agreement"]
        sides = int((agreement == 1).sum()), int((agreement == 0).sum()), int(agreement.isna().sum())
        ids = [_members(part, "position_ids") for part in (group[agreement == 1], group[agreement == 0], group)]
        rows.append((actor, topic, *sides, len(group), len(ids[-1]), len(_members(group, "article_ids")), *ids))
    return pd.DataFrame(rows, columns=list(AFFILIATION))


def _members(said: pd.DataFrame, column: str) -> list[str]:
    return sorted({i for own in said[column] for i in own})


def pairs(affiliated: pd.DataFrame) -> pd.DataFrame:
    """How often two actors agree and disagree with each other: the networks of congruence, of conflict, and their difference.

    Parameters
    ----------
    affiliated
        As `affiliation` gives it.

    Returns
    -------
    DataFrame
        One row a pair of actors who take sides on a topic in common, ordered by actor_a, actor_b (actor_a before actor_b):
        congruence, conflict, subtract, activity (the mean of both, see below) and each count divided by it, two decimals;
        the topics on which they agree and disagree; the positions behind each count. Pairs without such a topic are not in it.

    Notes
    -----
    After Leifeld (2017), "Discourse Network Analysis: Policy Debates as Dynamic Networks", in The Oxford Handbook of Political
    Networks; in the notation of the manual of Discourse Network Analyzer (Leifeld, Gruber and Bossner 2018, chapter 2) with a binary
    qualifier and duplicates left out. Let x(i, j, k) be 1 where actor i takes side k (agrees, disagrees) on topic j at least once, else
    0. Then

        congruence(i, i') = sum over j and k of x(i, j, k) x(i', j, k)
        conflict(i, i')   = sum over j and k of x(i, j, k) x(i', j, 1 - k)
        subtract(i, i')   = congruence(i, i') - conflict(i, i')
        activity(i, i')   = (sum over j and k of x(i, j, k) + sum over j and k of x(i', j, k)) / 2

    and the normalised count is the count divided by the activity ("average activity"): actors who speak of much do not stand in the
    middle merely because they do. So congruence is the number of topics on which both agree or both disagree with the proposition. An
    actor who has taken both sides of a topic is in congruence and in conflict with everybody who has taken one, and two such actors
    count twice in each. What takes no side (an abstention) counts in none. How often somebody says a thing does not count: what is
    weighed by frequency weighs how often the press reports it.
    """
    held: dict[str, list[_Held]] = defaultdict(list)
    activity: Counter[str] = Counter()
    for row in affiliated.to_dict("records"):
        sides = tuple(tuple(row[f"{side}_position_ids"]) for side in ("disagree", "agree"))
        activity[row["actor"]] += sum(map(bool, sides))
        held[row["topic"]].append((row["actor"], sides))
    met: dict[tuple[str, str], dict[str, list[_Tie]]] = defaultdict(lambda: {"congruence": [], "conflict": []})
    for topic in sorted(held):
        for (a, of_a), (b, of_b) in combinations(sorted(held[topic]), 2):
            for k, other in product((0, 1), repeat=2):
                if of_a[k] and of_b[other]:
                    met[(a, b)]["congruence" if k == other else "conflict"].append((topic, of_a[k] + of_b[other]))
    rows = [_pair(a, b, (activity[a] + activity[b]) / 2, ties) for (a, b), ties in sorted(met.items())]
    return pd.DataFrame(rows, columns=list(PAIRS))


def _pair(a: str, b: str, activity: float, ties: Mapping[str, Sequence[_Tie]]) -> dict[str, Any]:
    row: dict[str, Any] = {"actor_a": a, "actor_b": b, "activity": activity}
    for kind, found in ties.items():
        row |= {kind: len(found), f"{kind}_topics": sorted({topic for topic, _ in found})}
        row[f"{kind}_position_ids"] = sorted({i for _, ids in found for i in ids})
    row["subtract"] = row["congruence"] - row["conflict"]
    return row | {f"{kind}_normalised": round(row[kind] / activity, 2) for kind in KINDS}


def coalitions(found: pd.DataFrame, affiliated: pd.DataFrame) -> pd.Series:
    """Groups of actors who agree with each other more than with others.

    Parameters
    ----------
    found, affiliated
        As `pairs` and `affiliation` give them.

    Returns
    -------
    Series
        Number of the group by actor, in order of actors: 1 is the largest, of equal ones that of the first actor. Null where an actor
        agrees with nobody, or with as many as disagree.

    Notes
    -----
    Greedy modularity maximisation (Clauset, Newman and Moore 2004, as in networkx) on the normalised difference of congruence and
    conflict, ties below zero left out. It draws no random number; actors are numbered beforehand, so that their order is that of their
    ids. It finds a good division, not certainly the best, and with few actors no division means much.
    """
    actors = sorted(set(affiliated["actor"]))
    number = {actor: i for i, actor in enumerate(actors)}
    tied: nx.Graph[int] = nx.Graph()
    for row in found[found["subtract"] > 0].to_dict("records"):
        tied.add_edge(number[row["actor_a"]], number[row["actor_b"]], weight=row["subtract"] / row["activity"])
    ordered: nx.Graph[int] = nx.Graph()
    ordered.add_nodes_from(sorted(tied))
    ordered.add_edges_from(sorted(tied.edges(data=True), key=lambda edge: edge[:2]))
    groups = nx.community.greedy_modularity_communities(ordered, weight="weight") if len(ordered) else []
    ranked = sorted(map(sorted, groups), key=lambda group: (-len(group), group[0]))
    member = {actors[i]: rank for rank, group in enumerate(ranked, start=1) for i in group}
    return pd.Series([member.get(actor) for actor in actors], index=pd.Index(actors, name="actor"), name="coalition", dtype="Int64")


def strongest(found: pd.DataFrame, kind: Kind, *, least: float = 0.0, normalised: bool = False) -> pd.DataFrame:
    """The backbone of a network: pairs whose tie of this kind has at least the weight `least` (for subtract, on either side of 0).

    Pairs without such a tie are not in it; the strongest first, then by actors.
    """
    column = f"{kind}_normalised" if normalised else kind
    weighed = found.assign(weight=found[column].abs())
    kept = weighed[(weighed["weight"] >= least) & (weighed["weight"] > 0)]
    return kept.sort_values(["weight", "actor_a", "actor_b"], ascending=[False, True, True], ignore_index=True).drop(columns="weight")


# ---- as graphs ------------------------------------------------------------------------------------------------------


def graph(name: str, affiliated: pd.DataFrame, actors: pd.DataFrame, topics: Mapping[str, str]) -> nx.Graph[str]:
    """The network of a name of NETWORKS, as `affiliation_graph` or `pair_graph` makes it.

    Raises
    ------
    ValueError
        Where there is no network of that name.
    """
    if name == "affiliation":
        return affiliation_graph(affiliated, actors, topics)
    if name not in KINDS:
        raise ValueError(f"there is no network {name!r}; allowed: {', '.join(NETWORKS)}")
    return pair_graph(pairs(affiliated), affiliated, actors, name)


def affiliation_graph(affiliated: pd.DataFrame, actors: pd.DataFrame, topics: Mapping[str, str]) -> nx.Graph[str]:
    """Actors and topics as nodes, an edge where an actor takes a position on a topic.

    Parameters
    ----------
    affiliated
        As `affiliation` gives it.
    actors
        The table of this name.
    topics
        Topic id -> label.

    Returns
    -------
    A graph whose edges carry the counts of the table, and position_ids as text with a space between; nodes and edges sorted by id.
    """
    graph: nx.Graph[str] = nx.Graph()
    _add_actors(graph, affiliated, actors)
    for topic in sorted(set(affiliated["topic"])):
        graph.add_node(topic, kind="topic", label=topics.get(topic, topic))
    for row in affiliated.to_dict("records"):
        counts = {name: int(row[name]) for name in AFFILIATION[2:] if not name.endswith("_ids")}
        graph.add_edge(row["actor"], row["topic"], **counts, position_ids=" ".join(row["position_ids"]))
    return graph


def pair_graph(found: pd.DataFrame, affiliated: pd.DataFrame, actors: pd.DataFrame, kind: Kind) -> nx.Graph[str]:
    """Actors as nodes, those without a tie included, an edge where two agree (congruence), disagree (conflict), or either (subtract).

    Parameters
    ----------
    found, affiliated
        As `pairs` and `affiliation` give them.
    actors
        The table of this name.
    kind
        Which count is the `weight`. A difference of 0 (as often agreed as disagreed) is an edge of weight 0.

    Returns
    -------
    A graph whose edges carry weight, weight_normalised, topics and position_ids (texts with a space between); sorted by id.
    """
    graph: nx.Graph[str] = nx.Graph()
    _add_actors(graph, affiliated, actors)
    parts = ("congruence", "conflict") if kind == "subtract" else (kind,)
    for row in found.to_dict("records"):
        if any(row[part] for part in parts):
            topics = sorted({topic for part in parts for topic in row[f"{part}_topics"]})
            ids = sorted({i for part in parts for i in row[f"{part}_position_ids"]})
            graph.add_edge(
                row["actor_a"],
                row["actor_b"],
                weight=int(row[kind]),
                weight_normalised=float(row[f"{kind}_normalised"]),
                topics=" ".join(topics),
                position_ids=" ".join(ids),
            )
    return graph


def _add_actors(graph: nx.Graph[str], affiliated: pd.DataFrame, actors: pd.DataFrame) -> None:
    known = {row["actor_id"]: row for row in actors.to_dict("records")}
    for actor in sorted(set(affiliated["actor"])):
        own = known.get(actor, {})
        graph.add_node(actor, kind="actor", **{name: _text(own.get(name)) for name in ("label", "type", "country")})


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
