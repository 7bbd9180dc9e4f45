"""Positions as voices: what several reports, copies and headlines have of one utterance is counted once, and each has its days."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import networkx as nx
import pandas as pd

from analysis.copied import Copied

Tables = Mapping[str, pd.DataFrame]
By = Literal["actors", "organisations"]
Days = tuple[str, str]

DATE_BASES = ("own", "occasion", "published", "none")
COLUMNS = (
    "utterance", "actor", "topic", "agreement", "earliest", "latest", "date_basis", "speakers", "reports", "copies", "article_ids",
    "position_ids",
)  # fmt: skip


# Words that were edited on the way are still one utterance, where topic, side and speaker are those of the original.
_MOST = 0.5


@dataclass(frozen=True)
class _Report:
    """A position as it stands in one article; `key`: its statement, or itself where it has none."""

    id: str
    key: str
    article: str
    evidence: tuple[int, int]
    topic: str
    agreement: int | None
    actors: tuple[str, ...]
    organisations: tuple[str, ...]
    days: Days | None
    basis: str


def utterances(tables: Tables, *, by: By = "actors") -> pd.DataFrame:
    """What was said on a topic, each utterance once however many articles report it.

    Parameters
    ----------
    tables
        `positions`, `statements` and `articles`; `occasions`, `alignments` and `copies`, where they are there.
    by
        actors: whoever speaks; organisations: the government or body for whom they speak, and the actor where there is none.

    Returns
    -------
    DataFrame
        One row an utterance, actor, topic and side, ordered by actor, topic, days and id: utterance (the first id among its
        statements, or of a position without a statement), actor, topic, agreement, earliest and latest (ISO; null when unknown),
        date_basis, speakers, reports (articles that have it, copies included), copies (articles among them that copied it), article_ids,
        position_ids. Positions whose actor is unknown are not in it.

    Notes
    -----
    Together go the statements of an alignment `same_utterance`; a headline and the first position below it that agrees or disagrees
    likewise on the topic on behalf of the same actor, as a headline repeats what the text says; and the nth such position in the
    words that an article copied with the nth in these words of its original. What an alignment has led elsewhere is left there.
    What a copy says in words of its own is a voice of its own.

    The days are those of the position (own), else of the occasion of its statement (occasion), else those between which its
    article may have been published (published): it may have been said before them. Of several reports the best known days count:
    those that all of them allow, or all of them where they contradict each other.
    """
    copied = Copied(tables["copies"], least=_MOST) if "copies" in tables else None
    names = _joined(tables, copied)
    groups: dict[tuple[str, str, str, int], list[_Report]] = defaultdict(list)
    for report in _reports(tables):
        for actor in _sides(report, by):
            groups[(names[report.key], actor, report.topic, -1 if report.agreement is None else report.agreement)].append(report)
    return _frame(((utterance, actor, members) for (utterance, actor, *_), members in groups.items()), copied)


def reports(tables: Tables, *, by: By = "actors") -> pd.DataFrame:
    """What the articles report, every position a voice of its own: the table of `utterances`, named by position ids."""
    return _frame(((report.id, actor, [report]) for report in _reports(tables) for actor in _sides(report, by)), None)


def _frame(groups: Iterable[tuple[str, str, Sequence[_Report]]], copied: Copied | None) -> pd.DataFrame:
    rows = []
    for utterance, actor, members in groups:
        days, basis = _days_of(members)
        articles = sorted({m.article for m in members})
        rows.append(
            {
                "utterance": utterance,
                "actor": actor,
                "topic": members[0].topic,
                "agreement": members[0].agreement,
                "earliest": days[0] if days else None,
                "latest": days[1] if days else None,
                "date_basis": basis,
                "speakers": sorted({a for m in members for a in m.actors}),
                "reports": len(articles),
                "copies": len({m.article for m in members if copied and copied.source(m.article, [m.evidence])}),
                "article_ids": articles,
                "position_ids": sorted(m.id for m in members),
            }
        )
    found = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"agreement": "Int64", "reports": "Int64", "copies": "Int64"})
    order = ["actor", "topic", "earliest", "latest", "utterance", "agreement"]
    return found.sort_values(order, kind="stable", na_position="last").reset_index(drop=True)


def _reports(tables: Tables) -> Iterator[_Report]:
    """The positions in the order of their table, each with the best known days."""
    occasions = tables.get("occasions", pd.DataFrame())
    met = {i: (row["earliest"], row["latest"]) for row in occasions.to_dict("records") for i in row["statement_ids"]}
    published = {r["article_id"]: (r["published_earliest"], r["published_latest"]) for r in tables["articles"].to_dict("records")}
    for row in tables["positions"].to_dict("records"):
        key, article = _key(row), row["article_id"]
        candidates = (row["date_earliest"], row["date_latest"]), met.get(key), published.get(article)
        days, basis = next(((d, b) for d, b in zip(candidates, DATE_BASES, strict=False) if d and _known(*d)), (None, DATE_BASES[-1]))
        yield _Report(
            id=row["position_id"],
            key=key,
            article=article,
            evidence=(row["evidence_start"], row["evidence_end"]),
            topic=row["topic"],
            agreement=int(row["agreement"]) if _known(row["agreement"]) else None,
            actors=tuple(row["actors"]),
            organisations=tuple(row["organisations"]),
            days=(str(days[0])[:10], str(days[1])[:10]) if days else None,
            basis=basis,
        )


def _days_of(members: Sequence[_Report]) -> tuple[Days | None, str]:
    """The days of an utterance, from those of its reports that are best known."""
    basis = min((m.basis for m in members), key=DATE_BASES.index)
    days = [m.days for m in members if m.basis == basis and m.days]
    if not days:
        return None, basis
    first, last = max(d[0] for d in days), min(d[1] for d in days)
    return ((first, last) if first <= last else (min(d[0] for d in days), max(d[1] for d in days))), basis


def _joined(tables: Tables, copied: Copied | None) -> dict[str, str]:
    """The utterance of every statement and of every position without one, named by the first id of those that go together."""
    positions = tables["positions"].to_dict("records")
    together: nx.Graph[str] = nx.Graph()
    together.add_nodes_from(_key(row) for row in positions)
    alignments = tables.get("alignments", pd.DataFrame({"relation": [], "statement_ids": []}))
    aligned = [sorted(ids) for ids in alignments.loc[alignments["relation"] == "same_utterance", "statement_ids"]]
    for ids in aligned:
        together.add_edges_from((ids[0], other) for other in ids[1:])
    held = {i for ids in aligned for i in ids}
    together.add_edges_from(_headlines([row for row in positions if _key(row) not in held], tables))
    if copied:
        article = {_key(row): row["article_id"] for row in positions}
        led = {i for ids in aligned for i in ids if {article.get(other) for other in ids} & {*copied.originals(article.get(i, ""))}}
        together.add_edges_from((copy, first) for copy, first in _copied(positions, copied) if copy not in led)
    return {member: min(group) for group in nx.connected_components(together) for member in group}


def _headlines(positions: Sequence[Mapping[str, Any]], tables: Tables) -> Iterator[tuple[str, str]]:
    """Headlines, each with the first position below it that agrees or disagrees likewise on behalf of the same actor."""
    section = dict(zip(tables["statements"]["statement_id"], tables["statements"]["section"], strict=True))
    below: dict[tuple[Any, ...], list[Mapping[str, Any]]] = defaultdict(list)
    for row in tables["positions"].to_dict("records"):
        if section.get(row["statement_id"], "body") == "body":
            below[_side_taken(row)].append(row)
    for row in positions:
        if section.get(row["statement_id"], "body") != "body":
            same = [other for other in below[_side_taken(row)] if _speaks_for(row) & _speaks_for(other)]
            if same:
                yield _key(row), _key(min(same, key=lambda r: (r["evidence_start"], r["evidence_end"])))


def _copied(positions: Sequence[Mapping[str, Any]], copied: Copied) -> Iterator[tuple[str, str]]:
    """Positions in copied words, each with that of the original which stands in the same place of the row."""
    by_article: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(positions, key=lambda r: (r["article_id"], r["evidence_start"], r["evidence_end"], r["position_id"])):
        by_article[row["article_id"]].append(row)
    for copy, own in by_article.items():
        for original in copied.originals(copy):
            there = _numbered(row for row in by_article.get(original, ()) if copied.lent(original, copy, [_evidence(row)]))
            here = _numbered(row for row in own if copied.source(copy, [_evidence(row)]) == original)
            yield from ((key, there[place]) for place, key in here.items() if place in there)


def _numbered(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[Any, ...], str]:
    """The key of each position of an article by its side, for whom it speaks, and how many such positions stand before it."""
    seen: Counter[tuple[Any, ...]] = Counter()
    found = {}
    for row in rows:
        own = (*_side_taken(row)[1:], tuple(sorted(_speaks_for(row))))
        seen[own] += 1
        found[(*own, seen[own])] = _key(row)
    return found


def _evidence(row: Mapping[str, Any]) -> tuple[int, int]:
    return row["evidence_start"], row["evidence_end"]


def _side_taken(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["article_id"], row["topic"], int(row["agreement"]) if _known(row["agreement"]) else None


def _speaks_for(row: Mapping[str, Any]) -> set[str]:
    return set(row["organisations"]) or set(row["actors"])


def _sides(report: _Report, by: By) -> list[str]:
    chosen = report.organisations or report.actors if by == "organisations" else report.actors
    return sorted(set(chosen))


def _key(row: Mapping[str, Any]) -> str:
    return str(row["statement_id"] if _known(row["statement_id"]) else row["position_id"])


def _known(*values: Any) -> bool:
    return all(value is not None and not pd.isna(value) for value in values)
