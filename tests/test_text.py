"""Copies lead back to the raw text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.text import Copy, Edit


@st.composite
def edited(draw: st.DrawFn) -> Copy:
    raw = draw(st.text(max_size=40))
    cuts = sorted(draw(st.lists(st.integers(0, len(raw)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return Copy(raw, {(s, e): Edit(s, e, draw(st.text(max_size=3)), "test") for s, e in pairs}.values())


def test_a_copy_without_edits_is_the_raw_text() -> None:
    copy = Copy("Peace, she said.")
    assert copy.text == copy.raw
    assert copy.to_raw(0, 5) == (0, 5)


@pytest.mark.parametrize(
    ("raw", "edits", "text", "stretch", "back"),
    [
        ("ended.Later he", [Edit(6, 6, " ", "glued")], "ended. Later he", "Later", "Later"),
        ("“No”\xa0he", [Edit(4, 5, " ", "space")], "“No” he", "he", "he"),
        ("one\u200btwo", [Edit(3, 4, "", "mark")], "onetwo", "onetwo", "one\u200btwo"),
        ("itâ€™s late", [Edit(2, 5, "’", "mojibake")], "it’s late", "it’s", "itâ€™s"),
        ("the â\x82\xa0 sign", [Edit(4, 7, "₠", "mojibake")], "the ₠ sign", "₠", "â\x82"),
        ("one \xa0 two", [Edit(3, 6, " ", "space")], "one two", " ", " \xa0 "),
        ("[ad] Rain fell", [Edit(0, 5, "", "furniture")], "Rain fell", "Rain", "Rain"),
    ],
)
def test_a_stretch_of_the_copy_leads_back_to_its_raw_words(raw: str, edits: list[Edit], text: str, stretch: str, back: str) -> None:
    copy = Copy(raw, edits)
    assert copy.text == text
    at = text.index(stretch)
    start, end = copy.to_raw(at, at + len(stretch))
    assert raw[start:end] == back


@pytest.mark.parametrize("edits", [[Edit(0, 4, "", "a"), Edit(3, 5, "", "b")], [Edit(2, 99, "", "a")], [Edit(4, 2, "", "a")]])
def test_overlapping_or_straying_edits_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match="overlaps the one before it or leaves the text"):
        Copy("six words", edits)


def test_a_stretch_outside_the_copy_is_refused() -> None:
    with pytest.raises(ValueError, match="leaves the copy"):
        Copy("six").to_raw(2, 4)


@given(edited())
def test_kept_characters_lead_back_to_themselves(copy: Copy) -> None:
    replaced = {at for edit in copy.edits for at in range(edit.start, edit.end)}
    for at, mark in enumerate(copy.text):
        start, end = copy.to_raw(at, at + 1)
        if end - start == 1 and start not in replaced and not any(e.start == e.end == start for e in copy.edits):
            assert copy.raw[start] == mark


@given(edited(), st.integers(0, 60), st.integers(0, 60))
def test_every_stretch_leads_to_an_ordered_stretch_of_the_raw_text(copy: Copy, one: int, two: int) -> None:
    low, high = sorted((min(one, len(copy.text)), min(two, len(copy.text))))
    start, end = copy.to_raw(low, high)
    assert 0 <= start <= end <= len(copy.raw)
