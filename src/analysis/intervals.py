"""Stretches kept so that those over a place are found in a few steps, however many there are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Intervals:
    """Stretches of a text (start, end), in the order in which they are given.

    A binary tree over their starts, in each node of which the greatest end below it is kept: what lies over a place is found in
    time that grows with how much does, not with all that is kept (Cormen et al. 2009, Introduction to Algorithms, chapter 14.3).
    """

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        given = list(stretches)
        self._order = sorted(range(len(given)), key=lambda place: given[place][0])
        self._starts = [given[place][0] for place in self._order]
        self._size = 1 << max(0, len(given) - 1).bit_length()
        self._ends = [-1] * self._size + [given[place][1] for place in self._order] + [-1] * (self._size - len(given))
        for node in range(self._size - 1, 0, -1):
            self._ends[node] = max(self._ends[2 * node], self._ends[2 * node + 1])

    def around(self, start: int, end: int) -> list[int]:
        """The places, in ascending order, of those that start at `start` or before it and end at `end` or behind it."""
        last, found = bisect_right(self._starts, start), list[int]()
        waiting = [(1, 0, self._size)] if last else []
        while waiting:
            node, first, width = waiting.pop()
            if first >= last or self._ends[node] < end:
                continue
            if width == 1:
                found.append(self._order[first])
            else:
                width //= 2
                waiting += [(2 * node, first, width), (2 * node + 1, first + width, width)]
        return sorted(found)

    def touching(self, start: int, end: int) -> list[int]:
        """The places, in ascending order, of those that share a character with a stretch."""
        return self.around(end - 1, start + 1)
