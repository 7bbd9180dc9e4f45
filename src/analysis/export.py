"""Writes the tables in forms that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import networkx as nx
import pandas as pd

from analysis import codebook, dna, dna_events, tables
from analysis.study import Study


def csv(study: Study, folder: Path) -> list[Path]:
    """Write every table that is there as CSV, lists as JSON text; return the files in the order of the design."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in tables.ALL:
        if (study.processed / f"{name}.parquet").exists():
            path = folder / f"{name}.csv"
            tables.as_csv(tables.read(name, study.processed)).to_csv(path, index=False, lineterminator="\n")
            written.append(path)
    if not written:
        raise FileNotFoundError(f"no tables in {study.processed}: run `python -m analysis build` first")
    return written


def graphml(study: Study, path: Path) -> list[Path]:
    """Write the network of actors and topics as GraphML, which Gephi, Cytoscape and visone read; return the file."""
    topics = {topic.id: topic.label for topic in codebook.load(study.codebook).topics}
    graph = network(tables.read("positions", study.processed), tables.read("actors", study.processed), topics)
    path.parent.mkdir(parents=True, exist_ok=True)
    nx.write_graphml(graph, path, encoding="utf-8", prettyprint=True)
    return [path]


def network(positions: pd.DataFrame, actors: pd.DataFrame, topics: Mapping[str, str]) -> nx.Graph[str]:
    """Actors and topics as nodes, an edge where an actor takes a position on a topic.

    Parameters
    ----------
    positions, actors
        The tables of these names.
    topics
        Topic id -> label.

    Returns
    -------
    A graph whose edges count the positions, how many agree and disagree with the topic's proposition, and the
    articles they stand in; nodes and edges sorted by id. Positions whose actor is unknown are not in it.
    """
    known = actors.set_index("actor_id")
    pairs = positions.explode("actors").dropna(subset=["actors"])
    graph: nx.Graph[str] = nx.Graph()
    for actor in sorted(set(pairs["actors"])):
        row = known.loc[actor] if actor in known.index else {}
        graph.add_node(actor, kind="actor", **{name: str(row.get(name) or "") for name in ("label", "type", "country")})
    for topic in sorted(set(pairs["topic"])):
        graph.add_node(topic, kind="topic", label=topics.get(topic, topic))
    for (actor, topic), group in pairs.groupby(["actors", "topic"], sort=True):
        agreement = group["agreement"]
        graph.add_edge(
            str(actor),
            str(topic),
            positions=len(group),
            agree=int((agreement == 1).sum()),
            disagree=int((agreement == 0).sum()),
            articles=int(group["article_id"].nunique()),
        )
    return graph


FORMATS: dict[str, Callable[..., list[Path]]] = {"csv": csv, "graphml": graphml, "dna": dna.write, "events": dna_events.write}
OPTIONS: dict[str, tuple[str, ...]] = {"dna": ("undated", "password"), "events": ("undated",)}
