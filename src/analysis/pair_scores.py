"""Alignments against a coding: which pairs of coded statements the program brings together, and which it should have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from analysis.matching import characters, one_to_one, overlap

Record = dict[str, Any]
Pair = tuple[str, str]

RELATIONS = ("same_utterance", "same_claim_reported", "recurring_formula")
"""The relations that are measured; the others list one statement of several, and which one is a matter of choice."""
_SAME_WORDS = 0.5


def matched(coded: Sequence[Record], found: Sequence[Record]) -> dict[str, str]:
    """Statement ids of one article to the ids of the coded statements that they match.

    One to one, by the overlap of their content: intersection over union of characters, at least one half.
    """
    wanted = [characters((part["start"], part["end"]) for part in row["content"]) for row in coded]
    offered = [characters(row["content_spans"]) for row in found]
    return {found[j]["statement_id"]: coded[i]["id"] for i, j in one_to_one(wanted, offered, overlap, _SAME_WORDS)}


def pairs(groups: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[Pair]]:
    """By relation, every pair of members of a group, in order of their ids."""
    by_relation: dict[str, set[Pair]] = defaultdict(set)
    for relation, members in groups:
        by_relation[relation] |= {(a, b) for a, b in combinations(sorted(set(members)), 2)}
    return by_relation


def counts(
    coded: Sequence[Record], alignments: Sequence[Record], found: Sequence[Record], aligned: Sequence[Record]
) -> tuple[list[Record], list[Record]]:
    """Pairs of statements of different articles, counted by the two articles they stand in, and each that is wrong.

    Parameters
    ----------
    coded, alignments
        Rows of quotations.jsonl and alignments.jsonl; of articles whose tables are at hand.
    found, aligned
        Rows of the tables `statements` and `alignments`.

    Returns
    -------
    counts
        One row two articles: `articles`, and for each of `RELATIONS` the numbers `gold …`, `found …` and `hit …`. A found pair
        counts where both its statements match coded ones; pairs with a statement that need not be found (not core) are left out.
    errors
        Pairs missed and pairs that the coding has not, by relation.
    """
    rows = {row["id"]: row for row in coded}
    core = {row["id"] for row in coded if row["core"]}
    article = {key: Path(row["file"]).stem for key, row in rows.items()}
    known = _matched_everywhere(coded, found, article)
    gold = pairs((row["relation"], [i for i in row["members"] if i in rows]) for row in alignments)
    mine = pairs((row["relation"], [known[i] for i in row["statement_ids"] if i in known]) for row in aligned)
    tallies: dict[Pair, Record] = {}
    errors = []
    for relation in RELATIONS:
        wanted, offered = ({p for p in side[relation] if article[p[0]] != article[p[1]] and core.issuperset(p)} for side in (gold, mine))
        for kind, own in (("gold", wanted), ("found", offered), ("hit", wanted & offered)):
            for a, b in own:
                first, second = sorted((article[a], article[b]))
                empty = {"articles": (first, second), **{f"{k} {r}": 0 for k in ("gold", "found", "hit") for r in RELATIONS}}
                tallies.setdefault((first, second), empty)[f"{kind} {relation}"] += 1
        for kind, own in (("pair missed", wanted - offered), ("pair spurious", offered - wanted)):
            errors += [{"error": kind, "relation": relation, "pair": (rows[a], rows[b])} for a, b in sorted(own)]
    return [tallies[key] for key in sorted(tallies)], errors


def _matched_everywhere(coded: Sequence[Record], found: Sequence[Record], article: Mapping[str, str]) -> dict[str, str]:
    by_article: dict[str, tuple[list[Record], list[Record]]] = defaultdict(lambda: ([], []))
    for row in coded:
        by_article[article[row["id"]]][0].append(row)
    for row in found:
        if row["article_id"] in by_article:
            by_article[row["article_id"]][1].append(row)
    return {key: value for own in by_article.values() for key, value in matched(*own).items()}
