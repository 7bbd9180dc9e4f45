"""Texts as words at their places and as runs of words, and the pairs of texts that may hold each other's words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby

import numpy as np
from datasketch import MinHash, MinHashLSH
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Hashes = NDArray[np.uint64]
Run = tuple[int, ...]
Pair = tuple[int, int]

RUN = 5
# MinHash: 42 bands of 3 find 97 of 100 pairs whose runs are alike by 0.43, as two equally long texts with a containment of 0.6 are.
_BANDS, _ROWS, _SEED = 42, 3, 1
# Fingerprints: of each 4 neighbouring runs of 8 words one, so that two texts with 11 words in a row in common share one for certain.
_LONG, _WINDOW = 8, 4
# A text of fewer words is looked for by all of its runs: it may be held without 11 words in a row in common.
_SHORT = 55
# A run that more texts hold is a phrase of the trade or a text sent to everybody: it tells no pair apart and would make too many.
_COMMON = 200
_WORD = re.compile(r"\w+")
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Worded:
    """A text as its words: `ids` are those of `Words`, in order; `starts` and `ends` say where each stands, `lines` in which line."""

    ids: Ids
    starts: Ids
    ends: Ids
    lines: Ids

    def __len__(self) -> int:
        return len(self.ids)

    def runs(self) -> list[Run]:
        """Every run of five words, in order."""
        words = self.ids.tolist()
        return list(zip(*(words[i:] for i in range(RUN)), strict=False))


class Words:
    """Gives each word, in lower case, a number and a hash that no later run of the program changes."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._hashes: list[int] = []

    def read(self, lines: Iterable[tuple[int, str]]) -> Worded:
        """The words of some lines, each with the place at which it starts."""
        ids, starts, ends, numbers = [], [], [], []
        for number, (at, line) in enumerate(lines):
            for match in _WORD.finditer(line):
                ids.append(self._id(match.group().lower()))
                starts.append(at + match.start())
                ends.append(at + match.end())
                numbers.append(number)
        return Worded(*(np.array(found, dtype=np.int32) for found in (ids, starts, ends, numbers)))

    def _id(self, word: str) -> int:
        if word not in self._known:
            self._known[word] = len(self._known)
            data = word.encode("utf-8", "surrogatepass")
            self._hashes.append(zlib.crc32(data) << 32 | zlib.adler32(data))
        return self._known[word]

    def hashes(self, text: Worded, length: int = RUN) -> Hashes:
        """A number of 64 bits for each run of `length` words of a text, in order."""
        known = np.array([self._hashes[i] for i in text.ids.tolist()], dtype=np.uint64)
        n = max(len(known) - length + 1, 0)
        found = np.zeros(n, dtype=np.uint64)
        for i in range(length):
            found = (found ^ known[i : i + n]) * _MIX
            found ^= found >> np.uint64(29)
        return found


def pairs(words: Words, texts: Sequence[Worded]) -> list[Pair]:
    """The pairs of texts, by their numbers, of which one may hold most runs of the other; each is still to be verified.

    Two ways that complete each other. Texts that are alike as a whole are found by MinHash (Broder, "On the resemblance and containment
    of documents", 1997; locality-sensitive hashing of the library datasketch, seeded). A short text inside a longer one is not alike as
    a whole, so that each text also has fingerprints: runs of eight words chosen by winnowing (Schleimer, Wilkerson and Aiken, SIGMOD
    2003), by which two texts with eleven words in a row in common meet for certain. Of a text of 55 words or more no 0.6 of its runs can
    stand in another without such a stretch; shorter ones are looked for by every run.

    What two texts share only in runs that more than 200 texts hold makes them no pair, unless MinHash finds it.
    """
    runs = [words.hashes(text) for text in texts]
    found = set(_alike(runs))
    found |= _meeting([_winnowed(words.hashes(text, _LONG)) for text in texts])
    short = [np.unique(own) if len(text) < _SHORT else own[:0] for own, text in zip(runs, texts, strict=True)]
    wanted = np.unique(np.concatenate(short)) if short else np.zeros(0, dtype=np.uint64)
    if len(wanted):
        found |= _meeting([np.intersect1d(own, wanted) for own in runs])
    return sorted(found)


def _alike(runs: Sequence[Hashes]) -> Iterator[Pair]:
    index = MinHashLSH(num_perm=_BANDS * _ROWS, params=(_BANDS, _ROWS))
    first = MinHash(num_perm=_BANDS * _ROWS, seed=_SEED, hashfunc=int)
    for number, own in enumerate(runs):
        if len(own):
            sketch = first.copy()
            sketch.update_batch((own >> np.uint64(32)).tolist())
            yield from ((other, number) for other in index.query(sketch))
            index.insert(number, sketch)


def _winnowed(hashes: Hashes) -> Hashes:
    if len(hashes) <= _WINDOW:
        return np.unique(hashes[hashes == hashes.min()]) if len(hashes) else hashes
    return np.unique(np.lib.stride_tricks.sliding_window_view(hashes, _WINDOW).min(axis=1))


def _meeting(marks: Sequence[Hashes]) -> set[Pair]:
    """The pairs of texts that have a mark in common; the marks of each are distinct."""
    every = np.concatenate([*marks, np.zeros(0, dtype=np.uint64)])
    owner = np.repeat(np.arange(len(marks), dtype=np.int32), [len(own) for own in marks])
    order = np.argsort(every, kind="stable")
    every, owner = every[order], owner[order]
    bounds = np.flatnonzero(np.diff(every)) + 1
    starts, ends = np.concatenate([[0], bounds]), np.concatenate([bounds, [len(every)]])
    several = (ends - starts > 1) & (ends - starts <= _COMMON)
    found: set[Pair] = set()
    for start, end in zip(starts[several].tolist(), ends[several].tolist(), strict=True):
        found.update(combinations(owner[start:end].tolist(), 2))
    return found


def stretches(copy: Worded, original: Worded) -> list[tuple[int, int, int]]:
    """The stretches of words of a copy, five at least, that stand in the original: number of the first word, of that after the last,
    and of the first one in the original.

    They are in order and do not overlap. Each goes on as long as both texts do; where a run stands in the original more than once, the
    first place that goes on longest is taken.

    Examples
    --------
    >>> words = Words()
    >>> copy, original = (words.read([(0, text)]) for text in ("x a b c d e f y z", "q a b c d e f"))
    >>> stretches(copy, original)
    [(1, 7, 1)]
    """
    places: dict[Run, list[int]] = {}
    for place, run in enumerate(original.runs()):
        places.setdefault(run, []).append(place)
    mine, theirs = copy.ids.tolist(), original.ids.tolist()
    found, at = [], 0
    for number, run in enumerate(copy.runs()):
        if number >= at and run in places:
            length, there = max((_length(mine, number, theirs, place), -place) for place in places[run][:_COMMON])
            found.append((number, number + length, -there))
            at = number + length
    return found


def in_lines(copy: Worded, original: Worded, stretch: tuple[int, int, int]) -> Iterator[tuple[int, int, int]]:
    """A stretch that both texts have, cut where a line of either ends: what stands between two lines was not compared."""
    start, end, at = stretch
    for _, group in groupby(range(start, end), lambda i: (copy.lines[i], original.lines[at + i - start])):
        part = list(group)
        yield part[0], part[-1] + 1, at + part[0] - start


def _length(mine: Sequence[int], at: int, theirs: Sequence[int], place: int) -> int:
    n = RUN
    while at + n < len(mine) and place + n < len(theirs) and mine[at + n] == theirs[place + n]:
        n += 1
    return n
