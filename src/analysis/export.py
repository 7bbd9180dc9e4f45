"""Writes the tables in forms that other programs read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import networkx as nx

from analysis import codebook, dna, dna_events, networks, ro_crate, tables, voices
from analysis.study import Study


def csv(study: Study, folder: Path) -> list[Path]:
    """Write every table that is there as CSV, lists as JSON text; return the files in the order of the design."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in tables.ALL:
        if (study.processed / f"{name}.parquet").exists():
            path = folder / f"{name}.csv"
            tables.write_csv(tables.read(name, study.processed), path)
            written.append(path)
    if not written:
        raise FileNotFoundError(f"no tables in {study.processed}: run `python -m analysis build` first")
    return written


def graphml(study: Study, target: Path, network: str | None = None) -> list[Path]:
    """Write discourse networks as GraphML, which Gephi, Cytoscape and visone read; return the files.

    Parameters
    ----------
    study
        Its tables `positions`, `articles` and `actors`; the codebook for the labels of topics.
    target
        File to write; or a folder, for a file `NAME.graphml` of each network. A name without an ending is a folder, made where
        it is not there.
    network
        Which of `networks.NETWORKS` to write; without it affiliation into a file, and all of them into a folder.

    Notes
    -----
    Counted are reports, each position once: `networks` and `voices` count utterances too. No alignment is needed for that, and
    congruence and conflict do not depend on it.
    """
    topics = {topic.id: topic.label for topic in codebook.load(study.codebook).topics}
    data = {name: tables.read(name, study.processed) for name in ("positions", "articles", "actors")}
    affiliated = networks.affiliation(voices.reports(data))
    folder = target.is_dir() or not target.suffix
    chosen = [network] if network else networks.NETWORKS if folder else ["affiliation"]
    written = []
    for name in chosen:
        path = target / f"{name}.graphml" if folder else target
        path.parent.mkdir(parents=True, exist_ok=True)
        nx.write_graphml(networks.graph(name, affiliated, data["actors"], topics), path, encoding="utf-8", prettyprint=True)
        written.append(path)
    return written


FORMATS: dict[str, Callable[..., list[Path]]] = {
    "csv": csv,
    "graphml": graphml,
    "dna": dna.write,
    "events": dna_events.write,
    "ro-crate": ro_crate.write,
}
OPTIONS: dict[str, tuple[str, ...]] = {
    "graphml": ("network",),
    "dna": ("undated", "password", "say"),
    "events": ("undated", "say"),
    "ro-crate": ("published", "licence"),
}
"""What each format can be told; `say`: it tells, line by line, what it leaves out."""
READS: dict[str, tuple[str, ...]] = {
    "csv": ("processed",),
    "graphml": ("processed", "codebook"),
    "dna": ("raw", "processed", "codebook"),
    "events": ("raw", "processed", "codebook"),
    "ro-crate": ("raw", "processed", "reports", "codebook", "notebooks"),
}
"""The folders of the study from which each format is written."""
INTO: dict[str, str] = {"csv": "a folder", "dna": "a file", "events": "a file", "ro-crate": "a folder"}
"""What each format is written into; GraphML goes into either."""
