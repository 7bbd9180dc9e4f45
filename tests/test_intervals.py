"""Stretches over a place: a tree finds the same as a look at every one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from analysis.intervals import Intervals

STRETCHES = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8)).map(lambda drawn: (drawn[0], drawn[0] + drawn[1])), max_size=20)


@given(STRETCHES, st.integers(0, 30), st.integers(1, 8))
def test_what_lies_around_or_touches_a_stretch(stretches: list[tuple[int, int]], start: int, length: int) -> None:
    index, end = Intervals(stretches), start + length
    assert index.around(start, end) == [n for n, (s, e) in enumerate(stretches) if s <= start and end <= e]
    assert index.touching(start, end) == [n for n, (s, e) in enumerate(stretches) if s < end and start < e]
