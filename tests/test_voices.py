"""Voices: an utterance is counted once however many articles, copies and headlines have it, and no utterance is lost."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import voices
from discourse import position, tables

COPIES = pd.DataFrame({"article_id": ["b"], "copy_of": ["a"]})


def members(found: pd.DataFrame) -> list[list[str]]:
    return sorted(found["position_ids"])


def test_reports_of_one_utterance_are_one_voice() -> None:
    data = tables([position("p"), position("q", article_id="b"), position("r", article_id="c")], together=[["s-p", "s-q"]])
    found = voices.utterances(data)
    assert members(found) == [["p", "q"], ["r"]]
    assert found.loc[0, ["utterance", "reports", "copies", "article_ids"]].tolist() == ["s-p", 2, 0, ["a", "b"]]


def test_without_occasions_and_alignments_each_statement_is_a_voice() -> None:
    data = tables([position("p"), position("q", article_id="b")])
    del data["occasions"], data["alignments"]
    assert members(voices.utterances(data)) == [["p"], ["q"]]


@pytest.mark.parametrize(
    ("copied", "expected"),
    [
        ([position("q", article_id="b")], [["p", "q"], ["r"]]),  # the first of the copy goes with the first of the original
        ([position("q", article_id="b"), position("t", article_id="b", evidence_start=50)], [["p", "q"], ["r", "t"]]),
        ([position("q", 1, article_id="b")], [["p"], ["q"], ["r"]]),  # another side is another utterance
        ([position("q", article_id="b", topic="quay")], [["p"], ["q"], ["r"]]),
        ([position("q", article_id="c")], [["p"], ["q"], ["r"]]),  # no copy
    ],
)
def test_a_copy_is_no_second_voice(copied: list[dict[str, Any]], expected: list[list[str]]) -> None:
    data = tables([position("p"), position("r", evidence_start=30), *copied])
    assert members(voices.utterances({**data, "copies": COPIES})) == expected


def test_an_alignment_says_better_than_the_place_which_words_a_copy_has() -> None:
    data = tables([position("p"), position("r", evidence_start=30), position("q", article_id="b")], together=[["s-q", "s-r"]])
    assert members(voices.utterances({**data, "copies": COPIES})) == [["p"], ["q", "r"]]


def test_a_copy_without_its_original_stays() -> None:
    assert members(voices.utterances({**tables([position("q", article_id="b")]), "copies": COPIES})) == [["q"]]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (position("h", evidence_start=0), [["h", "p"], ["r"]]),
        (position("h", evidence_start=0, actors=["ORG:COUNCIL"]), [["h"], ["p"], ["r"]]),  # two actors, one utterance: a row for each
        (position("h", 1, evidence_start=0), [["h"], ["p"], ["r"]]),
        (position("h", evidence_start=0, article_id="b"), [["h"], ["p"], ["r"]]),
        (position("h", evidence_start=0, organisations=["ORG:FERRY"]), [["h"], ["p"], ["r"]]),
    ],
)
def test_a_headline_repeats_what_stands_below_it(head: dict[str, Any], expected: list[list[str]]) -> None:
    data = tables([head, position("p"), position("r", evidence_start=30)], headlines=["s-h"])
    assert members(voices.utterances(data)) == expected


def test_by_organisation_an_actor_without_one_stands_for_itself() -> None:
    rows = [position("p"), position("q", organisations=[]), position("r", actors=[], organisations=[])]
    found = voices.utterances(tables(rows), by="organisations")
    assert found[["actor", "position_ids"]].to_numpy().tolist() == [["ORG:COUNCIL", ["p"]], ["PER:holm", ["q"]]]
    assert found["speakers"].tolist() == [["PER:holm"], ["PER:holm"]]


UNDATED = {"date_earliest": None, "date_latest": None}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (position("p"), ["2031-01-02", "2031-01-02", "own"]),
        (position("p", **UNDATED), ["2031-01-05", "2031-01-06", "occasion"]),
        (position("p", **UNDATED, statement_id="s-other"), ["2031-01-10", "2031-01-10", "published"]),
        (position("p", **UNDATED, statement_id=None), ["2031-01-10", "2031-01-10", "published"]),
        (position("p", **UNDATED, statement_id=None, article_id="d"), [None, None, "none"]),
    ],
)
def test_days_are_its_own_else_of_the_occasion_else_of_the_publication(row: dict[str, Any], expected: list[Any]) -> None:
    occasion = {"occasion_id": "EV:1", "earliest": "2031-01-05", "latest": "2031-01-06", "statement_ids": ["s-p"]}
    found = voices.utterances(tables([row], occasion=occasion))
    assert found.loc[0, ["earliest", "latest", "date_basis"]].astype(object).where(found.loc[0].notna(), None).tolist() == expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (("2031-01-01", "2031-01-05"), ("2031-01-04", "2031-01-09"), ["2031-01-04", "2031-01-05"]),  # what both allow
        (("2031-01-01", "2031-01-02"), ("2031-01-08", "2031-01-09"), ["2031-01-01", "2031-01-09"]),  # they contradict each other
        (("2031-01-01", "2031-01-02"), (None, None), ["2031-01-01", "2031-01-02"]),  # its own days win over those of publication
    ],
)
def test_days_of_several_reports(first: tuple[Any, Any], second: tuple[Any, Any], expected: list[str]) -> None:
    rows = [position("p", date_earliest=first[0], date_latest=first[1])]
    rows += [position("q", article_id="b", date_earliest=second[0], date_latest=second[1])]
    found = voices.utterances(tables(rows, together=[["s-p", "s-q"]]))
    assert found.loc[0, ["earliest", "latest"]].tolist() == expected


def test_reports_are_each_a_voice_and_no_position_is_lost() -> None:
    data = tables([position("p"), position("q", article_id="b"), position("r", None)], together=[["s-p", "s-q"]])
    assert members(voices.reports(data)) == [["p"], ["q"], ["r"]]
    every = voices.utterances(data)
    assert sorted(i for ids in every["position_ids"] for i in ids) == ["p", "q", "r"]
    assert list(every.columns) == list(voices.COLUMNS)


def test_no_position_gives_an_empty_table_with_its_columns() -> None:
    found = voices.utterances(tables([]))
    assert (len(found), list(found.columns)) == (0, list(voices.COLUMNS))
