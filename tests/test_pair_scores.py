"""Pairs of aligned statements against a coding: right, missed and spurious ones, and those that need not be found."""

from __future__ import annotations

from typing import Any

from analysis import pair_scores


def coded(key: str, article: str, at: int, core: bool = True) -> dict[str, Any]:
    return {"id": key, "file": f"{article}.txt", "core": core, "content": [{"start": at, "end": at + 10, "text": "0123456789"}]}


def found(key: str, article: str, at: int) -> dict[str, Any]:
    return {"statement_id": key, "article_id": article, "content_spans": [[at, at + 9]]}


CODED = [coded("q1", "a", 0), coded("q2", "b", 0), coded("q3", "b", 50), coded("q4", "c", 0), coded("q5", "c", 50, core=False)]
FOUND = [found("s1", "a", 0), found("s2", "b", 0), found("s3", "b", 50), found("s4", "c", 0), found("s5", "c", 50), found("s6", "c", 90)]


def group(relation: str, *members: str) -> dict[str, Any]:
    return {"relation": relation, "members": list(members), "statement_ids": list(members)}


def total(gold: list[dict[str, Any]], mine: list[dict[str, Any]]) -> tuple[dict[str, int], list[tuple[str, str]]]:
    counts, errors = pair_scores.counts(CODED, gold, FOUND, mine)
    sums = {kind: sum(row[f"{kind} same_utterance"] for row in counts) for kind in ("gold", "found", "hit")}
    return sums, [(e["error"], " ".join(row["id"] for row in e["pair"])) for e in errors if e["relation"] == "same_utterance"]


def test_pairs_across_articles_are_counted() -> None:
    sums, errors = total(
        [group("same_utterance", "q1", "q2", "q4")], [group("same_utterance", "s1", "s2"), group("same_utterance", "s3", "s4")]
    )
    assert sums == {"gold": 3, "found": 2, "hit": 1}
    assert errors == [("pair missed", "q1 q4"), ("pair missed", "q2 q4"), ("pair spurious", "q3 q4")]


def test_pairs_within_an_article_and_pairs_that_need_not_be_found_are_left_out() -> None:
    sums, errors = total(
        [group("same_utterance", "q2", "q3"), group("same_utterance", "q1", "q5")], [group("same_utterance", "s1", "s5", "s6")]
    )
    assert (sums, errors) == ({"gold": 0, "found": 0, "hit": 0}, [])


def test_another_relation_is_another_pair() -> None:
    sums, errors = total([group("same_utterance", "q1", "q2")], [group("same_claim_reported", "s1", "s2")])
    assert sums == {"gold": 1, "found": 0, "hit": 0}
    assert errors == [("pair missed", "q1 q2")]


def test_counts_name_the_two_articles() -> None:
    counts, _ = pair_scores.counts(CODED, [group("same_utterance", "q4", "q1")], FOUND, [])
    assert [row["articles"] for row in counts] == [("a", "c")]
