"""Krippendorff's alpha of answers to units, with an interval from whole articles drawn with replacement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np

from analysis.evaluation import DRAWS, LEVEL, SEED
from analysis.weighting import Floats, Integers

_ENOUGH = 0.5
"""Share of draws in which answers must vary, so that alpha has a value there, for an interval to be given."""


@dataclass(frozen=True)
class Alpha:
    """Alpha, its interval, and what it rests on.

    Attributes
    ----------
    value, low, high
        At most 1; None where `reason` says why not. Three decimals, as Krippendorff gives it.
    same
        Per cent of the pairs of answers to a unit that are the same, mean over units, one decimal; None where no unit has two.
    units, codings, articles
        Units with two answers or more, their answers, their articles.
    """

    value: float | None
    low: float | None
    high: float | None
    same: float | None
    units: int
    codings: int
    articles: int
    reason: str


def alpha(counts: Floats, article: Integers, distance: Floats, values: Sequence[str]) -> Alpha:
    """Alpha of units, by the library `krippendorff`, and its interval.

    Disagreement is a sum over units, so that of articles drawn with replacement is a weighted sum; the interval holds the middle 95
    of a hundred of the draws in which answers vary (the same number and seed of draws as for the scores of `evaluation`).

    Parameters
    ----------
    counts
        How many coders gave which answer: one row a unit, one column a value. Units with fewer than two answers are left out.
    article
        Number of each unit's article.
    distance
        How far any two values are apart, 0-1, 0 on the diagonal.
    values
        The names of the values, to say which one it is that does not vary.

    Examples
    --------
    >>> found = alpha(np.array([[2, 0], [0, 2], [2, 0], [1, 1.0]]), np.array([0, 0, 1, 1]), nominal(2), ["no", "yes"])
    >>> found.value, found.same, found.units
    (0.533, 75.0, 4)
    """
    kept = counts.sum(axis=1) > 1
    counts, article = counts[kept], article[kept]
    names, place = np.unique(article, return_inverse=True)
    size = (len(counts), int(counts.sum()), len(names))
    if not len(counts):
        return Alpha(None, None, None, None, *size, "no unit has two answers")
    answers = counts.sum(axis=1)
    same = round(100 * float(((counts * (counts - 1)).sum(axis=1) / (answers * (answers - 1))).mean()), 1)
    if (counts.sum(axis=0) > 0).sum() < 2:
        only = values[int(counts.sum(axis=0).argmax())]
        return Alpha(None, None, None, same, *size, f"every answer is {only!r}: without variation alpha has no value")
    value = float(krippendorff.alpha(value_counts=counts, level_of_measurement=_library(distance)))
    if len(names) < 2:
        return Alpha(round(value, 3), None, None, same, *size, "one article: no interval")
    apart = ((counts @ distance) * counts).sum(axis=1) / (answers - 1)
    observed = np.bincount(place, apart)
    given = np.stack([np.bincount(place, column) for column in counts.T], axis=1)
    draws = np.random.default_rng(SEED).integers(0, len(names), size=(DRAWS, len(names)))
    times = np.stack([(draws == number).sum(axis=1) for number in range(len(names))], axis=1)
    found, total = times @ given, (times @ given).sum(axis=1)
    expected = ((found @ distance) * found).sum(axis=1) / (total - 1)
    varied = expected > 0
    if varied.mean() < _ENOUGH:
        return Alpha(round(value, 3), None, None, same, *size, "too few articles hold more than one answer: no interval")
    spread = 1 - (times @ observed)[varied] / expected[varied]
    low, high = np.percentile(spread, [50 - LEVEL / 2, 50 + LEVEL / 2])
    return Alpha(round(value, 3), round(float(low), 3), round(float(high), 3), same, *size, "")


def nominal(values: int) -> Floats:
    """Distances of values that are the same or not."""
    return 1 - np.eye(values)


def passonneau(sets: Sequence[frozenset[str]]) -> Floats:
    """Distances of sets, MASI: 1 minus Jaccard's index times 1, 2/3, 1/3 or 0 for equal, nested, overlapping and disjoint sets.

    Passonneau (LREC 2006). Two empty sets are equal; an empty one beside another is disjoint from it.

    >>> passonneau([frozenset("ab"), frozenset("a"), frozenset("bc"), frozenset()])[0].round(3).tolist()
    [0.0, 0.667, 0.889, 1.0]
    """
    return np.array([[1 - _likeness(one, other) for other in sets] for one in sets], dtype=np.float64)


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    if one == other:
        return 1.0
    shared = len(one & other)
    return shared / len(one | other) * (2 / 3 if one <= other or other <= one else 1 / 3) if shared else 0.0


def _library(distance: Floats) -> krippendorff.krippendorff.DistanceMetric:
    """The distances as the library takes them: by the numbers of two values."""

    def metric(v1: Integers, v2: Integers, **_: object) -> Floats:
        return distance[v1, v2]

    return metric  # type: ignore[return-value]
