"""Coverage: who reports an utterance, and three reasons why others do not; copies are one voice."""

from __future__ import annotations

import pandas as pd
import pytest

import told
from analysis import coverage
from analysis.alignments import alignments
from analysis.copies import COLUMNS
from analysis.occasions import occasions
from told import BOOK, Told

SAID = [
    Told("a", "At a briefing Holm said that nobody has sold the ferry.", "nobody has sold the ferry", sides={"ferry": 0}),
    Told("a", "At a briefing Holm said that the toll is fair.", "the toll is fair", sides={"toll": 1}),
    Told("b", "At a briefing Holm said that the boat was not sold to anyone.", "the boat was not sold to anyone", sides={"ferry": 0}),
]
NO_COPY = pd.DataFrame(columns=list(COLUMNS))
PRESS = {**told.PRESS, "e": (None, None)}


def matrix(copies: pd.DataFrame = NO_COPY) -> pd.DataFrame:
    data = told.tables_of(SAID, PRESS)
    seats = occasions(data, BOOK, texts=told.texts(SAID))
    return coverage.matrix(data, seats, alignments(data, seats, BOOK), copies)


@pytest.mark.parametrize(
    ("outlet", "expected"),
    [
        ("Daily A", ["reported", "reported"]),
        ("Daily B", ["reported", "silent"]),
        ("Daily C", ["published_before", "published_before"]),
        ("Daily D", ["not_in_corpus", "not_in_corpus"]),
        ("e", ["not_in_corpus", "not_in_corpus"]),  # neither outlet nor day is known
    ],
)
def test_a_cell_says_who_reports_and_why_others_do_not(outlet: str, expected: list[str]) -> None:
    cells = matrix()
    own = cells[cells["outlet"] == outlet].set_index("label")["state"]
    assert own[["the boat was not sold to anyone", "the toll is fair"]].tolist() == expected


def test_every_statement_of_an_occasion_is_in_one_cell() -> None:
    cells = matrix()
    assert sorted(i for ids in cells["statement_ids"] for i in ids) == ["s0", "s1", "s2"]
    assert cells["n"].sum() == 3


def test_a_copy_is_marked_and_is_no_voice() -> None:
    copies = pd.DataFrame([("b", "a", 1.0, "exact")], columns=list(COLUMNS))
    cells = matrix(copies)
    assert set(cells.loc[(cells["outlet"] == "Daily B") & (cells["state"] == "reported"), "copy_of"]) == {"a"}
    assert cells.loc[cells["outlet"] == "Daily A", "copy_of"].isna().all()
    assert coverage.selection(cells).set_index("outlet")["alone"].to_dict() == {"Daily A": 2, "Daily B": 0}
    assert coverage.selection(matrix()).set_index("outlet")["alone"].to_dict() == {"Daily A": 1, "Daily B": 0}


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([[0, 70]], {"a"}),
        ([[0, 30]], {None}),  # most of what the copy says there is its own
        ([[70, 400]], {None}),
    ],
)
def test_only_words_that_the_original_has_are_drawn_as_copied(spans: list[list[int]], expected: set[str | None]) -> None:
    row = {"article_id": "b", "copy_of": "a", "copied_spans": spans, "original_ids": ["a"], "original_places": spans}
    cells = matrix(pd.DataFrame([row]))
    own = cells[(cells["outlet"] == "Daily B") & (cells["state"] == "reported")]
    assert {value if isinstance(value, str) else None for value in own["copy_of"]} == expected


def test_a_headline_above_copied_words_is_no_voice_and_one_alone_is_its_outlet_s() -> None:
    head = Told("b", "Nobody bought the boat, says Holm.", "Nobody bought the boat", section="headline", sides={"ferry": 0})
    data = told.tables_of([*SAID, head], PRESS)
    seats = occasions(data, BOOK, texts=told.texts(SAID)).assign(statement_ids=[["s0", "s1", "s2", "s3"]])
    together = pd.DataFrame([{"alignment_id": "al", "relation": "same_utterance", "statement_ids": ["s0", "s2", "s3"]}])
    row = {"article_id": "b", "copy_of": "a", "copied_spans": [[0, 70]], "original_ids": ["a"], "original_places": [[0, 70]]}
    copies = pd.DataFrame([row])
    cells = coverage.matrix(data, seats, together, copies).set_index(["utterance", "outlet"])
    assert cells.loc[("al", "Daily B"), "copy_of"] == "a"
    cells = coverage.matrix(data, seats, together.assign(statement_ids=[["s0", "s3"]]), copies).set_index(["utterance", "outlet"])
    assert pd.isna(cells.loc[("al", "Daily B"), "copy_of"])


def test_what_an_outlet_takes_of_what_it_could_have_had() -> None:
    rows = coverage.selection(matrix()).set_index("outlet")
    assert rows.loc["Daily B", ["utterances", "reported", "silent", "share"]].tolist() == [2, 1, 1, 0.5]
    assert "Daily C" not in rows.index


def test_the_widest_occasion_is_that_of_most_outlets() -> None:
    assert coverage.widest(matrix()) == "EV:briefing"
    assert coverage.widest(matrix().head(0)) is None
