"""The likeliest labels of a row of words, where which label may follow which is scored too."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Chain:
    """What a linear-chain conditional random field adds to the scores of single words (Lafferty et al., ICML 2001).

    `follow[a, b]` is the score of label b right after label a, `first[a]` that of a row beginning with label a. What may
    not be, as the inside of a stretch that never began, has a score far below all others.
    """

    follow: Scores
    first: Scores

    def best(self, scores: Scores) -> NDArray[np.int64]:
        """The likeliest labels (Viterbi 1967) of n rows of equal length: `scores` is n x words x labels, the result n x words.

        >>> chain = Chain(np.array([[0, 0, -99], [0, 0, 0], [0, 0, 0]], dtype="f"), np.array([0, 0, -99], dtype="f"))
        >>> chain.best(np.array([[[0, 1, 0], [0, 0, 2], [3, 0, 0], [0, 0, 1]]], dtype="f")).tolist()
        [[1, 2, 0, 0]]
        """
        rows, words, labels = scores.shape
        best = self.first + scores[:, 0]
        came_from = np.zeros((words, rows, labels), dtype=np.int64)
        for word in range(1, words):
            reached = best[:, :, None] + self.follow
            came_from[word] = reached.argmax(axis=1)
            best = reached.max(axis=1) + scores[:, word]
        out = np.zeros((rows, words), dtype=np.int64)
        out[:, -1] = best.argmax(axis=1)
        every = np.arange(rows)
        for word in range(words - 1, 0, -1):
            out[:, word - 1] = came_from[word, every, out[:, word]]
        return out

    def share_of(self, labels: NDArray[np.int64], scores: Scores) -> NDArray[np.float64]:
        """How likely the given row of labels is among all rows, for each of n rows: n shares between 0 and 1."""
        rows, words, _ = scores.shape
        every = np.arange(rows)
        own = self.first[labels[:, 0]] + scores[every, 0, labels[:, 0]]
        reached = (self.first + scores[:, 0]).astype(np.float64)
        for word in range(1, words):
            own = own + self.follow[labels[:, word - 1], labels[:, word]] + scores[every, word, labels[:, word]]
            reached = _log_sum(reached[:, :, None] + self.follow, axis=1) + scores[:, word]
        return np.asarray(np.exp(own - _log_sum(reached, axis=1)))

    def shares(self, scores: Scores) -> NDArray[np.float64]:
        """How likely each label of each word is, all rows of labels weighed (forward-backward): words x labels, each word adds up to 1.

        `scores` is words x labels, of a single row.
        """
        words, labels = scores.shape
        before, behind = np.zeros((words, labels)), np.zeros((words, labels))
        before[0] = self.first + scores[0]
        for word in range(1, words):
            before[word] = _log_sum(before[word - 1][:, None] + self.follow, axis=0) + scores[word]
        for word in range(words - 2, -1, -1):
            behind[word] = _log_sum(self.follow + scores[word + 1] + behind[word + 1], axis=1)
        both = before + behind
        return np.asarray(np.exp(both - _log_sum(both, axis=1)[:, None]))


def _log_sum(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    highest = values.max(axis=axis, keepdims=True)
    return np.asarray((highest + np.log(np.exp(values - highest).sum(axis=axis, keepdims=True))).squeeze(axis))


def stretches(labels: NDArray[np.int64], begin: int) -> list[tuple[int, int]]:
    """The stretches of words, end exclusive, that start with the label `begin` and go on with the label after it.

    >>> stretches(np.array([0, 1, 2, 2, 1, 0, 3, 4]), 1), stretches(np.array([0, 1, 2, 2, 1, 0, 3, 4]), 3)
    ([(1, 4), (4, 5)], [(6, 8)])
    """
    found = []
    for start in np.flatnonzero(labels == begin):
        end = start + 1
        while end < len(labels) and labels[end] == begin + 1:
            end += 1
        found.append((int(start), int(end)))
    return found
