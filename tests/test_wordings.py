"""Wordings side by side: what one outlet does otherwise than another with the same utterance."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import told
from analysis import wordings
from analysis.copies import COLUMNS
from told import Told

NO_COPY = pd.DataFrame(columns=list(COLUMNS))
SEATS = pd.DataFrame([{"occasion_id": "EV:briefing", "statement_ids": ["s0", "s1"]}])
TOGETHER = pd.DataFrame([{"alignment_id": "al", "relation": "same_utterance", "statement_ids": ["s0", "s1"], "topic": "ferry"}])


def differences(one: Told, other: Told, copies: pd.DataFrame = NO_COPY) -> list[list[str]]:
    found = wordings.wordings(told.tables_of([one, other]), SEATS, TOGETHER, copies)
    return list(found.sort_values("statement_id")["differences"])


def said(article: str, content: str, cue: str = "said", cue_class: str = "neutral", speaker: str = "PER:holm", **more: Any) -> Told:
    sides = {"ferry": 0} if more else {}
    return Told(article, f"Holm {cue} that {content}.", content, speaker, sides, cue=cue, cue_class=cue_class, more=more)


PAIRS: dict[str, tuple[Told, Told, list[list[str]]]] = {
    "the same words, both quoted": (
        said("a", "it was “a fork in the road”"), said("b", "they were at “a fork in the road” now"), [["verbatim"], ["verbatim"]]),
    "both quote, each its own translation": (
        said("a", "“the town stands at a fork”"), said("b", "“we are at a parting of ways”"), [["quoted_otherwise"], ["quoted_otherwise"]]),
    "one quotes, one retells": (said("a", "“the town stands at a fork”"), said("b", "there was a choice"), [[], ["retold"]]),
    "a stronger verb": (
        said("a", "it rains"), said("b", "it rains", "insisted", "assertive"), [["weaker_cue"], ["stronger_cue"]]),
    "a verb that takes distance": (said("a", "it rains"), said("b", "it rains", "claim", "assertive"), [["stronger_cue"], ["weaker_cue"]]),
    "a hedge that one drops": (said("a", "there seems to be a hand"), said("b", "there is a hand"), [[], ["hedge_dropped"]]),
    "at whom it is aimed, only the outlet says": (
        said("a", "some took it", target=["GOV:CHL"], target_explicit=False), said("b", "some took it"),
        [["target_by_outlet"], ["target_left_open"]]),
    "named by the speaker": (
        said("a", "Chile took it", target=["GOV:CHL"], target_explicit=True), said("b", "some took it"), [[], ["target_left_open"]]),
    "narrower and wider words": (
        said("a", "no large ferry was sold", narrowed_by=["large"]), said("b", "no ferry was sold to anybody", widened_by=["anybody"]),
        [["narrowed"], ["widened"]]),
    "the government for its minister": (said("a", "it rains"), said("b", "it rains", speaker="GOV:AUT"), [[], ["speaker_generalised"]]),
    "no difference": (said("a", "it rains"), said("b", "it rained"), [[], []]),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
def test_what_is_done_otherwise(name: str) -> None:
    one, other, expected = PAIRS[name]
    assert differences(one, other) == expected


def test_a_copy_is_not_compared_with_its_original() -> None:
    copies = pd.DataFrame([("b", "a", 1.0, "exact")], columns=list(COLUMNS))
    one, other, _ = PAIRS["the same words, both quoted"]
    assert differences(one, other, copies) == [[], []]


def test_what_a_copy_says_in_words_of_its_own_is_compared() -> None:
    one, other, expected = PAIRS["the same words, both quoted"]
    row = {"article_id": "b", "copy_of": "a", "copied_spans": [[500, 600]], "original_ids": ["a"], "original_places": [[0, 100]]}
    assert differences(one, other, pd.DataFrame([row])) == expected


def test_every_difference_is_explained() -> None:
    shown = {name for _, _, expected in PAIRS.values() for names in expected for name in names}
    assert shown == set(wordings.DIFFERENCES)


def test_what_one_outlet_alone_reports_has_nothing_beside_it() -> None:
    one = said("a", "it rains")
    found = wordings.wordings(told.tables_of([one, one]), SEATS, TOGETHER, NO_COPY)
    assert found.empty
    assert tuple(found.columns) == wordings.COLUMNS
