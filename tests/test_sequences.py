"""Labels of rows of words: the likeliest row is found, and shares add up, as counting out every row says."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest

from analysis.sequences import Chain, stretches

LABELS = 3
FORBIDDEN = -1e4


def chain(seed: int) -> Chain:
    random = np.random.default_rng(seed)
    follow, first = random.normal(size=(LABELS, LABELS)).astype("f"), random.normal(size=LABELS).astype("f")
    follow[0, 2] = first[2] = FORBIDDEN
    return Chain(follow, first)


def total(chain: Chain, scores: np.ndarray, labels: tuple[int, ...]) -> float:
    steps = sum(float(chain.follow[a, b]) for a, b in pairwise(labels))
    return float(chain.first[labels[0]]) + steps + sum(float(scores[word, label]) for word, label in enumerate(labels))


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("words", [1, 2, 6])
def test_the_best_row_of_labels_is_the_one_that_counting_out_finds(seed: int, words: int) -> None:
    scores = np.random.default_rng(seed + 100).normal(size=(4, words, LABELS)).astype("f")
    found = chain(seed).best(scores)
    for row, labels in zip(scores, found, strict=True):
        assert tuple(labels) == max(product(range(LABELS), repeat=words), key=lambda one: total(chain(seed), row, one))


@pytest.mark.parametrize("seed", range(5))
def test_shares_are_those_that_counting_out_gives(seed: int) -> None:
    scores = np.random.default_rng(seed + 200).normal(size=(5, LABELS)).astype("f")
    rows = list(product(range(LABELS), repeat=5))
    weights = np.exp([total(chain(seed), scores, row) for row in rows])
    expected = np.zeros((5, LABELS))
    for row, weight in zip(rows, weights / weights.sum(), strict=True):
        expected[range(5), row] += weight
    assert chain(seed).shares(scores) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("seed", range(5))
def test_the_share_of_a_row_is_that_which_counting_out_gives(seed: int) -> None:
    scores = np.random.default_rng(seed + 300).normal(size=(3, 4, LABELS)).astype("f")
    labels = chain(seed).best(scores)
    for row, own, share in zip(scores, labels, chain(seed).share_of(labels, scores), strict=True):
        every = sum(np.exp(total(chain(seed), row, other)) for other in product(range(LABELS), repeat=4))
        assert share == pytest.approx(np.exp(total(chain(seed), row, tuple(own))) / every, abs=1e-5)


def test_nothing_goes_on_that_has_not_begun() -> None:
    wants_inside = np.zeros((1, 4, LABELS), dtype="f")
    wants_inside[..., 2] = 5
    assert chain(0).best(wants_inside)[0, 0] != 2
    labels = chain(0).best(wants_inside)[0]
    assert all(before in (1, 2) for before, label in pairwise(labels) if label == 2)


@pytest.mark.parametrize(
    ("labels", "begin", "expected"),
    [
        ([], 1, []),
        ([0, 0], 1, []),
        ([1], 1, [(0, 1)]),
        ([1, 2, 2], 1, [(0, 3)]),
        ([1, 1, 2, 0, 1], 1, [(0, 1), (1, 3), (4, 5)]),
        ([1, 2, 3, 4, 4, 0], 3, [(2, 5)]),
        ([1, 4, 3], 1, [(0, 1)]),
    ],
)
def test_stretches_begin_and_go_on_with_their_own_labels(labels: list[int], begin: int, expected: list[tuple[int, int]]) -> None:
    assert stretches(np.array(labels, dtype=np.int64), begin) == expected
