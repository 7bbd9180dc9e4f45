"""Alignments: one utterance told twice in other words, and what is not one utterance though it looks like it."""

from __future__ import annotations

import pandas as pd
import pytest

import told
from analysis.alignments import alignments
from analysis.occasions import occasions
from told import BOOK, Told

AT = "At a briefing Holm said that "


def at(article: str, content: str, **more: object) -> Told:
    """What Holm said at the briefing, as an article tells it."""
    return Told(article, f"{AT}{content}.", content, **more)  # type: ignore[arg-type]


def aligned(said: list[Told]) -> pd.DataFrame:
    data = told.tables_of(said)
    return alignments(data, occasions(data, BOOK, texts=told.texts(said)), BOOK)


def groups(said: list[Told], relation: str) -> list[str]:
    """The groups of one relation, as the numbers of their statements."""
    found = aligned(said)
    return sorted(" ".join(i[1:] for i in ids) for ids in found.loc[found["relation"] == relation, "statement_ids"])


ONE_UTTERANCE: dict[str, tuple[list[Told], list[str]]] = {
    "a matter of fact in other words, translated twice": (
        [at("a", "nobody has sold the ferry", sides={"ferry": 0}), at("b", "the boat was not sold to anyone", sides={"ferry": 0})],
        ["0 1"],
    ),
    "the other side of it": (
        [at("a", "the ferry was sold", sides={"ferry": 1}), at("b", "the ferry was not sold", sides={"ferry": 0})],
        [],
    ),
    "what ought to be, the only word on it in either article": (
        [at("a", "the toll is needed", sides={"toll": 1}), at("b", "tolls must be paid", sides={"toll": 1})],
        ["0 1"],
    ),
    "what ought to be, said twice in other words": (
        [
            at("a", "the toll is needed", sides={"toll": 1}),
            at("a", "the weather was fine"),
            at("a", "a crossing must cost money", sides={"toll": 1}),
            at("b", "drivers will have to pay", sides={"toll": 1}),
            at("b", "the harbour was closed"),
            at("b", "nobody crosses a bridge free of charge", sides={"toll": 1}),
        ],
        [],
    ),
    "a paraphrase and the quotation that bears it out": (
        [
            at("a", "nobody has sold the ferry", sides={"ferry": 0}),
            Told("a", "“We sold no ferry,” he said.", "“We sold no ferry,”", sides={"ferry": 0}),
            at("b", "the ferry was not sold", sides={"ferry": 0}),
        ],
        ["0 1 2"],
    ),
    "two things on a matter of fact, one after the other": (
        [
            at("a", "the big ferry was sold abroad", sides={"ferry": 1}),
            at("a", "a small boat went to a museum", sides={"ferry": 1}),
            at("b", "the big ferry had been sold abroad", sides={"ferry": 1}),
        ],
        ["0 2"],
    ),
    "the same words in quotation marks, on no topic": (
        [at("a", "the town was at “a fork in the road” now"), at("b", "they had come to “a fork in the road”")],
        ["0 1"],
    ),
    "what one quotes, the other tells in the same words": (
        [at("a", "the fog had been “thicker than soup”"), at("b", "the fog was thicker than soup that day")],
        ["0 1"],
    ),
    "common words in quotation marks": ([at("a", "it was “in the” fog"), at("b", "they stood “in the” rain")], []),
    "most words alike, on no topic": (
        [
            at("a", "the storm had flooded the old harbour"),
            at("b", "the old harbour was flooded in the storm"),
            at("b", "the roof was lost"),
        ],
        ["0 1"],
    ),
    "another speaker with the same words": (
        [
            at("a", "nobody has sold the ferry", sides={"ferry": 0}),
            Told("b", "At a briefing Lund said that nobody has sold the ferry.", "nobody has sold the ferry", "PER:lund", {"ferry": 0}),
        ],
        [],
    ),
    "a headline in the name of the government": (
        [
            Told("a", "Austria denies sale of ferry.", "sale of ferry", "GOV:AUT", {"ferry": 0}, section="headline", cue="denies"),
            at("a", "nobody has sold the ferry", sides={"ferry": 0}),
            at("b", "the ferry was not sold", sides={"ferry": 0}),
        ],
        ["0 1 2"],
    ),
    "two things said in one sentence are in two utterances": (
        [
            at("a", "the fog was “thicker than soup” and the town at “a fork in the road”"),
            at("b", "they had come to “a fork in the road”"),
            at("b", "the fog was thicker than soup that day"),
        ],
        ["0 1", "0 2"],
    ),
    "a week apart, no occasion known, and the same words": (
        [
            Told("a", "Lund said that the old harbour was flooded.", "the old harbour was flooded", "PER:lund"),
            Told("b", "Lund said that the old harbour had been flooded.", "the old harbour had been flooded", "PER:lund"),
            Told("d", "Lund said that the old harbour was flooded.", "the old harbour was flooded", "PER:lund"),
        ],
        ["0 1"],
    ),
}


@pytest.mark.parametrize("name", ONE_UTTERANCE)
def test_one_utterance(name: str) -> None:
    said, expected = ONE_UTTERANCE[name]
    assert groups(said, "same_utterance") == expected


def test_one_side_in_different_words_on_one_occasion_is_one_topic_only() -> None:
    said, _ = ONE_UTTERANCE["what ought to be, said twice in other words"]
    assert groups(said, "same_topic") == ["0 2 3 5"]


def test_a_claim_of_a_government_is_no_known_utterance() -> None:
    said = [
        Told("a", "Chile says that the ferry was sold.", "the ferry was sold", "GOV:CHL", {"ferry": 1}),
        Told("b", "Chile says that somebody sold the ferry.", "somebody sold the ferry", "GOV:CHL", {"ferry": 1}),
        Told("d", "Chile says that the ferry was sold.", "the ferry was sold", "GOV:CHL", {"ferry": 1}),
    ]
    assert groups(said, "same_claim_reported") == ["0 1"]  # the third came months later
    assert groups(said, "same_utterance") == []


def test_two_sides_that_contradict_each_other_on_a_matter_of_fact() -> None:
    said = [
        Told("a", "Chile says that the ferry was sold.", "the ferry was sold", "GOV:CHL", {"ferry": 1}),
        at("b", "nobody has sold the ferry", sides={"ferry": 0}),
    ]
    assert groups(said, "contrast") == ["0 1"]


def test_a_position_over_time_has_one_statement_an_occasion() -> None:
    later = ("2021-08-31", "2021-08-31")
    said = [
        at("a", "nobody has sold the ferry", sides={"ferry": 0}),
        at("b", "the ferry was not sold", sides={"ferry": 0}),
        Told(
            "d",
            "On Tuesday Holm said that no ferry would be sold.",
            "no ferry would be sold",
            sides={"ferry": 0},
            days=later,
            basis="expression",
        ),
    ]
    assert groups(said, "position_over_time") == ["0 2"]
    assert groups(said, "contrast") == []


LATER = {"days": ("2021-08-31", "2021-08-31"), "basis": "expression"}
FORMULAS: dict[str, tuple[list[Told], list[str]]] = {
    "three words that one outlet quotes": (
        [
            at("a", "the toll was “pure harbour robbery”"),
            Told("d", "On Tuesday Holm called it pure harbour robbery.", "it pure harbour robbery", **LATER),
            Told("d", "Lund called it pure harbour robbery.", "it pure harbour robbery", "PER:lund"),
        ],
        ["0 1"],
    ),
    "a formula of the codebook, in other words": (
        [
            at("a", "he wants a harbour for all"),
            Told("d", "On Tuesday Holm promised a harbor for everybody.", "a harbor for everybody", **LATER),
        ],
        ["0 1"],
    ),
    "on one occasion only": ([at("a", "he wants a harbour for all"), at("b", "it must be a harbour for everybody")], []),
    "three common words": (
        [
            at("a", "it must be “as soon as possible”"),
            Told("d", "On Tuesday Holm said as soon as possible.", "as soon as possible", **LATER),
        ],
        [],
    ),
}


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_comes_again_on_another_occasion(name: str) -> None:
    said, expected = FORMULAS[name]
    assert groups(said, "recurring_formula") == expected


def test_what_an_alignment_rests_on_and_how_alike_its_members_are() -> None:
    said = [at("a", "nobody has sold the ferry", sides={"ferry": 0}), at("b", "the ferry was not sold to anyone", sides={"ferry": 0})]
    row = aligned(said).set_index("relation").loc["same_utterance"]
    assert row["topic"] == "ferry"
    assert row["method"] == "speaker and occasion; ferry; most words alike"
    assert 0.28 <= row["score"] < 1


def test_the_order_of_rows_does_not_matter() -> None:
    said = [statement for cases, _ in list(ONE_UTTERANCE.values())[:9] for statement in cases]
    data = told.tables_of(said)
    turned = {name: table.iloc[::-1].reset_index(drop=True) for name, table in data.items()}
    seats = occasions(data, BOOK, texts=told.texts(said))
    pd.testing.assert_frame_equal(alignments(turned, seats, BOOK), alignments(data, seats, BOOK))


def test_without_statements_there_is_nothing_to_align() -> None:
    assert aligned([]).empty
