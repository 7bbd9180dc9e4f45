"""Text as the encoder takes it: pieces of words, features of form, windows that hold every word once."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from spacy.tokens import Doc, Span

from analysis import weights
from analysis.pieces import MARK_FEATURES, WINDOW, WORD, Pieces, word_features
from analysis.tables import CUE_CLASSES

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(weights.PIECES)


@pytest.fixture(scope="module")
def vocabulary() -> list[str]:
    return (weights.PIECES).read_text(encoding="utf-8").splitlines()


def paragraphs(*texts: str) -> list[Span]:
    nlp = spacy.blank("en")
    parts = [nlp(text) for text in texts]
    doc = Doc.from_docs(parts, ensure_whitespace=True)
    starts = [sum(map(len, parts[:n])) for n in range(len(parts) + 1)]
    return [doc[s:e] for s, e in pairwise(starts)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Ferry", ["ferry"]),
        ("FERRY", ["ferry"]),
        ("harbourmaster", ["harbour", "##master"]),
        ("Zoë", ["zoe"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("mid-May", ["mid", "-", "may"]),
        ("“", ["“"]),
        ("a+b", ["a", "+", "b"]),
        ("我们", ["我", "[UNK]"]),
        (" ", ["[UNK]"]),
        ("\u200b", ["[UNK]"]),
        ("🚢", ["[UNK]"]),
    ],
)
def test_words_are_cut_as_the_vocabulary_was_made(pieces: Pieces, vocabulary: list[str], word: str, expected: list[str]) -> None:
    assert [vocabulary[piece] for piece in pieces.cut(word)] == expected


@pytest.mark.parametrize("word", ["ab-" * 500, "x" * 200_000])
def test_a_word_without_end_is_cut_off(pieces: Pieces, word: str) -> None:
    assert 0 < len(pieces.cut(word)) <= WORD


@pytest.mark.parametrize(
    ("text", "case"),
    [("ferry", 1), ("Ferry", 2), ("F", 2), ("FERRY", 3), ("McKeller", 4), ("12", 0), ("“", 0)],
)
def test_case_is_a_feature(text: str, case: int) -> None:
    [paragraph] = paragraphs(text)
    assert word_features(paragraph)[0][0] == case


def test_the_state_of_quotation_marks_and_the_class_of_a_cue_are_features() -> None:
    [paragraph] = paragraphs("She said “no” twice")
    features = word_features(paragraph)
    assert [state for _, state, _ in features] == [0, 0, 1, 2, 3, 0]
    assert [kind for _, _, kind in features] == [0, CUE_CLASSES.index("neutral") + 1, 0, 0, 0, 0]


def test_every_word_stands_in_one_window(pieces: Pieces) -> None:
    texts = ["The ferry is late, said Keller."] * 90 + ["No ferry " * 400, "The end."]
    given = paragraphs(*texts)
    windows = list(pieces.windows(given))
    covered = [window.start + n for window in windows for n in range(len(window.words))]
    assert covered == list(range(given[-1].end))
    assert len(windows) > 3


def test_windows_are_small_enough_and_hold_whole_paragraphs(pieces: Pieces) -> None:
    given = paragraphs(*["The ferry is late, said Keller."] * 90)
    starts = {paragraph.start for paragraph in given}
    for window in pieces.windows(given):
        assert len(window.pieces) == len(window.features) <= WINDOW + 1
        assert window.start in starts
        assert window.features[0] == window.features[-1] == MARK_FEATURES


def test_nothing_gives_no_window(pieces: Pieces) -> None:
    assert list(pieces.windows([])) == []


def test_the_same_paragraphs_give_the_same_windows_whatever_was_cut_before(pieces: Pieces) -> None:
    given = paragraphs("The ferry is late, said Keller.", "No ferry today.")
    before = list(pieces.windows(given))
    list(pieces.windows(paragraphs("Something else altogether happened to Zoë.")))
    assert list(pieces.windows(given)) == before
