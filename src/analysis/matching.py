"""Matching of found rows to coded ones, one to one, by the characters that they have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

T = TypeVar("T")


def one_to_one(gold: Sequence[T], found: Sequence[T], score: Callable[[T, T], float], floor: float) -> list[tuple[int, int]]:
    """One-to-one pairs of indices, best score first, none below `floor`; ties in order of the rows."""
    scored = sorted((-score(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found))
    left, right, pairs = set[int](), set[int](), list[tuple[int, int]]()
    for negative, i, j in scored:
        if -negative >= floor and i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return pairs


def characters(spans: Iterable[Sequence[int]]) -> set[int]:
    """The places of all characters of some spans."""
    return {at for start, end in spans for at in range(int(start), int(end))}


def overlap(a: set[int], b: set[int]) -> float:
    """Intersection over union, 0-1."""
    return len(a & b) / len(a | b) if a and b else 0.0


def contained(a: set[int], b: set[int]) -> float:
    """Share of the smaller that lies in the larger, 0-1."""
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0
