"""Confidence: a share of two decimals that rises with the reader's own shares, for attributions that were read or joined by rules."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spacy.language import Language

import treebank
from analysis.attribution import attributions
from analysis.confidence import confidence
from analysis.triples import Attribution

SHARES = [(0.0, 0.0), (0.3, 0.2), (0.6, 0.5), (0.9, 0.9), (1.0, 1.0)]
STATUSES = ["explicit", "role", "pronoun", "metonym", "inherited", "unknown"]


@pytest.fixture
def read(blank: Language) -> Attribution:
    return attributions(treebank.doc(blank.vocab, "S1[Keller] V1[said] that C1[the ferry is late]."))[0]


@pytest.fixture
def joined(blank: Language) -> Attribution:
    return attributions(treebank.doc(blank.vocab, "S[Keller] V[said] that C[the ferry is late]."))[0]


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("kind", ["neutral", "belief", None])
def test_it_is_a_share_of_two_decimals(read: Attribution, joined: Attribution, kind: str | None, status: str) -> None:
    for attribution in (joined, *(replace(read, shares=shares) for shares in SHARES)):
        share = confidence(attribution, kind, status)
        assert 0 <= share <= 1
        assert share == round(share, 2)


def test_it_rises_with_the_shares_of_the_reader(read: Attribution) -> None:
    found = [confidence(replace(read, shares=shares), "neutral", "explicit") for shares in SHARES]
    assert found == sorted(found)
    assert found[-1] - found[0] > 0.4


def test_a_kind_that_was_never_measured_has_the_mean_of_all(joined: Attribution) -> None:
    new = replace(joined, rule="something new")
    assert confidence(new, "neutral", "explicit") == confidence(replace(new, rule="something newer"), "neutral", "explicit")


def test_statements_that_were_read_and_those_that_were_joined_are_measured_apart(read: Attribution, joined: Attribution) -> None:
    sure = replace(read, shares=(1.0, 1.0))
    assert confidence(sure, "neutral", "explicit") > confidence(joined, "neutral", "explicit")
