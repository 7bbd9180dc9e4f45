"""Likeness of wordings: how far two statements say the same in the same or in similar words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from analysis import lexicon
from analysis.pieces import Pieces
from analysis.weights import LIKENESS, PIECES

VECTORS, WEIGHTS = "vectors.npy", "weights.npy"
# How much a name says beside a word of the language, the rarest of which says 1.
_NAME = 0.5


@dataclass(frozen=True)
class Wording:
    """What a statement says, as far as it is compared: each content word and each name once, with a direction and a weight.

    `vectors` has a row a word, of length 1; the rows of names are zero, as a name is like no other.
    """

    words: tuple[str, ...]
    names: tuple[str, ...]
    vectors: np.ndarray
    weights: np.ndarray


class Scale:
    """Measures likeness with the word vectors that the package carries.

    A word's vector is what a sentence encoder (all-MiniLM-L6-v2) makes of the word alone, in fewer dimensions, as in
    Model2Vec (Tulkens and van Dongen 2024); a word's weight falls with its frequency (Arora, Liang and Ma, ICLR 2017).
    Words are looked for in the other statement as BERTScore does (Zhang et al., ICLR 2020): each finds its nearest.
    """

    def __init__(self) -> None:
        self._pieces = Pieces(PIECES)
        self._vectors = np.load(LIKENESS / VECTORS).astype(np.float32) / 127
        self._weights = np.load(LIKENESS / WEIGHTS).astype(np.float32)

    def wording(self, words: Iterable[str], names: Iterable[str] = ()) -> Wording:
        """What is compared of a statement: `words` in lower case, `names` as ids of those who are named."""
        kept = tuple(dict.fromkeys(word for word in words if word not in function_words()))
        named = tuple(dict.fromkeys(names))
        width = self._vectors.shape[1]
        rows = [self._vector(word) for word in kept] + [np.zeros(width, dtype=np.float32)] * len(named)
        weights = [float(self._weights[self._pieces.cut(word)].max()) for word in kept] + [_NAME] * len(named)
        return Wording(kept, named, np.array(rows, dtype=np.float32).reshape(len(rows), width), np.array(weights, dtype=np.float32))

    def _vector(self, word: str) -> np.ndarray:
        total = self._vectors[self._pieces.cut(word)].sum(axis=0)
        length = float(np.linalg.norm(total))
        return np.asarray(total / length if length else total, dtype=np.float32)

    @staticmethod
    def likeness(a: Wording, b: Wording) -> float:
        """Share (0-1, two decimals) of what two statements say that the other says too, the mean of both directions.

        Nothing is known of word order, of negation, or of who does what to whom: likeness never decides alone.

        Examples
        --------
        >>> scale = Scale()
        >>> a, b, c = (scale.wording(text.split()) for text in ("sold weapons", "delivered arms", "an early lunch"))
        >>> scale.likeness(a, b) > scale.likeness(a, c)
        True
        """
        if not len(a.weights) or not len(b.weights):
            return 0.0
        near = np.clip(a.vectors @ b.vectors.T, 0, 1)
        for i, name in enumerate((*a.words, *a.names)):
            for j, other in enumerate((*b.words, *b.names)):
                if name == other:
                    near[i, j] = 1.0
        there = float((near.max(axis=1) * a.weights).sum() / a.weights.sum())
        back = float((near.max(axis=0) * b.weights).sum() / b.weights.sum())
        return round((there + back) / 2, 2)


@cache
def scale() -> Scale:
    """The scale with the carried vectors, loaded once."""
    return Scale()


@cache
def function_words() -> frozenset[str]:
    """Words that carry no content."""
    return frozenset(str(word) for word in lexicon.read("positions")["function_words"])


def shared_run(a: Sequence[str], b: Sequence[str]) -> tuple[str, ...]:
    """The longest run of words that stands in both, without function words at its ends; of equals the first in `a`.

    Examples
    --------
    >>> shared_run("it will go ahead as soon as possible".split(), "to start as soon as possible now".split())
    ('soon', 'as', 'possible')
    """
    best: tuple[str, ...] = ()
    lengths = [0] * (len(b) + 1)
    for i, word in enumerate(a):
        row = [0] * (len(b) + 1)
        for j, other in enumerate(b):
            if word == other:
                row[j + 1] = lengths[j] + 1
                run = trimmed(a[i - row[j + 1] + 1 : i + 1])
                if len(run) > len(best):
                    best = run
        lengths = row
    return best


def trimmed(run: Sequence[str]) -> tuple[str, ...]:
    """A run of words without the function words at its ends."""
    start, end = 0, len(run)
    while start < end and run[start] in function_words():
        start += 1
    while end > start and run[end - 1] in function_words():
        end -= 1
    return tuple(run[start:end])
