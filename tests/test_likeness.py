"""Likeness of wordings: words that mean the same count, names do only where they are the same."""

from __future__ import annotations

import pytest

from analysis.likeness import Scale, scale, shared_run


def likeness(one: str, other: str, names: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())) -> float:
    return Scale.likeness(scale().wording(one.split(), names[0]), scale().wording(other.split(), names[1]))


@pytest.mark.parametrize(
    ("one", "alike", "unlike"),
    [
        ("sold weapons", "delivered arms", "an early lunch"),
        ("talks should begin soon", "negotiations ought to start", "the bridge was painted"),
        ("flood in the harbour", "the harbour was flooded", "a strike at the mill"),
    ],
)
def test_other_words_for_the_same_are_nearer_than_other_things(one: str, alike: str, unlike: str) -> None:
    assert likeness(one, alike) > likeness(one, unlike) + 0.1


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("the toll is fair", "the toll is fair", 1.0), ("the of and", "toll", 0.0), ("", "", 0.0), ("zzxq", "zzxq", 1.0)],
)
def test_the_same_words_are_wholly_alike_and_no_words_not_at_all(one: str, other: str, expected: float) -> None:
    assert likeness(one, other) == expected


def test_a_name_is_like_itself_and_no_other() -> None:
    same, other = ((("GOV:CHL",), ("GOV:CHL",)), (("GOV:CHL",), ("GOV:PER",)))
    assert likeness("sold ferries", "sold ferries", same) == 1.0
    assert likeness("sold ferries", "sold ferries", other) < 1.0


def test_likeness_is_the_same_both_ways() -> None:
    assert likeness("sold weapons to nobody", "no arms") == likeness("no arms", "sold weapons to nobody")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("in no way an open harbour", "it is an open harbour now", ("open", "harbour")),
        ("of the and", "of the and", ()),
        ("a b", "c d", ()),
    ],
)
def test_the_longest_run_of_words_in_common(one: str, other: str, expected: tuple[str, ...]) -> None:
    assert shared_run(one.split(), other.split()) == expected
