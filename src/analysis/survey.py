"""Totals and shares from coded units, with what the program says of all units to lean on; their errors and intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import betaincinv, expit, stdtrit

from analysis.weighting import Design, Floats

LEVEL = 0.95


class NothingFound(ValueError):
    """A share of nothing is asked for."""


@dataclass(frozen=True)
class Counts:
    """What is counted: a part and, for a share, the whole that it is a part of.

    Attributes
    ----------
    machine_part, machine_whole
        What the program says, summed by article: one place an article of the corpus. A whole of None asks for the total of the part.
    part, whole
        What the coder says, one place a coded unit.
    program_part, program_whole
        What the program says of the same units.
    """

    machine_part: Floats
    part: Floats
    program_part: Floats
    machine_whole: Floats | None = None
    whole: Floats | None = None
    program_whole: Floats | None = None

    @property
    def inside(self) -> npt.NDArray[np.bool_]:
        """Whether a coded unit bears on the quantity: coder or program count it in the whole, or in the part where there is no whole."""
        coder, program = (self.part, self.program_part) if self.whole is None else (self.whole, self.program_whole)
        return np.asarray((coder != 0) | (program != 0))


@dataclass(frozen=True)
class Estimate:
    """A share 0-1 or a total, its standard error and degrees of freedom.

    `tuning` is the weight that the program's values got, 0-1; `units` how many rows or coded units bear on it;
    `certain` says that nothing is left to chance: all was coded, and no more is asked for.
    """

    value: float
    error: float
    freedom: float
    share: bool
    units: int
    tuning: float = 1.0
    certain: bool = False

    def interval(self, level: float = LEVEL) -> tuple[float, float]:
        """Its ends, by Student's t on a scale on which a share stays between 0 and 1 and a total above 0.

        The scale is the logit of a share and the logarithm of a total (Lohr 2022, Sampling: Design and Analysis). Where half the
        interval is twice as wide as the value is far from its end of the scale, these say too little: there it is cut off at 0 (and 1),
        and that of a share is no narrower than the one of Clopper and Pearson (Biometrika 1934) for as many units as bear on it
        (Korn and Graubard, Survey Methodology 1998), which is also that of a share of 0 or 1.
        """
        if self.certain:
            return self.value, self.value
        tail = (1 - level) / 2
        half = float(stdtrit(max(self.freedom, 1.0), 1 - tail)) * self.error
        value = max(self.value, 0.0) if not self.share else min(max(self.value, 0.0), 1.0)
        room = min(value, 1 - value) if self.share else value
        if half < 2 * room and self.share:
            middle, width = float(np.log(value / (1 - value))), half / (value * (1 - value))
            return float(expit(middle - width)), float(expit(middle + width))
        if half < 2 * room:
            return float(value * np.exp(-half / value)), float(value * np.exp(half / value))
        low, high = max(value - half, 0.0), value + half
        if not self.share:
            return low, high
        hits, misses = value * max(self.units, 1), (1 - value) * max(self.units, 1)
        fewest = float(betaincinv(hits, misses + 1, tail)) if hits > 0 else 0.0
        most = float(betaincinv(hits + 1, misses, 1 - tail)) if misses > 0 else 1.0
        return (min(low, fewest), min(max(high, most), 1.0)) if room else (fewest, most)


def uncorrected(counts: Counts) -> Estimate:
    """What the program counts, with the error of a sample of articles alone.

    Articles are clusters drawn from all that could have been in the corpus, and a share is made linear (Särndal, Swensson and
    Wretman 1992, Model Assisted Survey Sampling, section 5.5). What the program mistakes is not in the error.
    """
    part, whole = counts.machine_part, counts.machine_whole
    if whole is None:
        return Estimate(float(part.sum()), _root(_between(part, len(part))), len(part) - 1, False, len(part))
    value, articles = float(part.sum() / whole.sum()), int((whole != 0).sum())
    return Estimate(value, _root(_between((part - value * whole) / whole.sum(), articles)), articles - 1, True, int(whole.sum()))


def corrected(counts: Counts, design: Design, *, tuning: float | None = None, whole_corpus: bool = False) -> Estimate:
    """What the program counts, put right by the difference between coder and program in the coded units.

    A total is the program's total plus the weighted sum of the differences: the difference estimator (Särndal, Swensson and Wretman 1992,
    section 6.3; the same as prediction-powered inference, Angelopoulos et al., Science 2023, and design-based supervised
    learning, Egami et al. 2023). A share is one such total through another, made linear.

    Its variance has three terms. *Coding*: that of the differences within strata; what was coded in full adds nothing. *Articles*:
    that of the articles' true totals, from what is estimated of each article less the noise that coding a part of it adds (two
    phases, the articles first: chapter 9 there). *One more*: as if one coded unit more had differed, so that coding in which no
    mistake came up does not prove that there is none. Degrees of freedom by Satterthwaite (Biometrics 1946). Those of the articles
    are the articles in which something that bears on it was coded, less one. Those of the coding are, for a share, the units that
    bear on it less one; for a total, those of the strata, fewer than their units where few of them hold all the spread: two for
    each rare mistake.

    Parameters
    ----------
    counts, design
        What is counted, and how the coded units were drawn.
    tuning
        How much the program's values weigh, 0-1; by default what makes the variance of the coding least (the power tuning of
        Angelopoulos, Duchi and Zrnic 2023): little where the program is often wrong.
    whole_corpus
        Whether the articles are all that one wants to know of, so that no error comes from their choice.

    Raises
    ------
    NothingFound
        Where a share is asked for, and the coding leaves nothing of its whole.
    """
    if tuning is not None:
        return _corrected(counts, design, tuning, whole_corpus)
    full = _corrected(counts, design, 1.0, whole_corpus)
    return _corrected(counts, design, _tuning(counts, design, full.value), whole_corpus, fitted=True)


def _corrected(counts: Counts, design: Design, tuning: float, whole_corpus: bool, *, fitted: bool = False) -> Estimate:
    value, scale = _total(counts.machine_part, counts.part, counts.program_part, design, tuning), 1.0
    coder, program, machine = counts.part, counts.program_part, counts.machine_part
    inside, articles = counts.inside, design.articles
    if counts.whole is not None and counts.program_whole is not None and counts.machine_whole is not None:
        scale = _total(counts.machine_whole, counts.whole, counts.program_whole, design, tuning)
        if scale <= 0:
            raise NothingFound("by the coding there is none of what a share is asked of")
        value /= scale
        coder, program = coder - value * counts.whole, program - value * counts.program_whole
        machine = machine - value * counts.machine_whole
        articles = len({*np.flatnonzero(counts.machine_whole), *design.article[inside]})
    differences = design.weight * (coder - tuning * program) / scale
    by_stratum, below = _coding(design, differences)
    coding, between, n = float(by_stratum.sum()), 0.0, int(inside.sum())
    if counts.whole is not None:
        below = coding**2 / max(n - 1, 1)
    if not whole_corpus:
        totals = tuning * machine / scale + np.bincount(design.article, differences, minlength=design.articles)
        noise = _noise(design, differences) - coding / articles
        between = max(_between(totals, articles) - articles / max(articles - 1, 1) * noise, 0.0)
    if fitted:
        # A weight that fits the coded units best fits others less: by one part in n they are too near, and by one it is off.
        loss = (n + 1) / max(n - 1, 1)
        coding, below = loss * coding, loss**2 * below
    heaviness = tuning if coding > 0 else 1.0
    more = float(design.open[inside].mean()) * (heaviness * float(design.weight[inside].mean()) / scale) ** 2 if inside.any() else 0.0
    variance = between + coding + more
    below += between**2 / max(len({*design.article[inside]}) - 1, 1) + more**2 / 2
    freedom = variance**2 / below if below > 0 else float(max(articles - 1, 1))
    return Estimate(value, _root(variance), freedom, counts.whole is not None, n, tuning, whole_corpus and not design.open.any())


def _total(machine: Floats, coder: Floats, program: Floats, design: Design, tuning: float) -> float:
    return float(tuning * machine.sum() + (design.weight * (coder - tuning * program)).sum())


def _coding(design: Design, values: Floats) -> tuple[Floats, float]:
    """The variance of a weighted sum by stratum, and what Satterthwaite's formula divides by: squares through degrees of freedom."""
    n = np.bincount(design.stratum)
    mean = np.bincount(design.stratum, values) / n
    squares = (values - mean[design.stratum]) ** 2
    factor = np.bincount(design.stratum, design.open) / np.maximum(n - 1, 1)
    variance = factor * np.bincount(design.stratum, squares)
    # The variance of a sum of squares is estimated from the squares: where few units hold them all, they are few degrees of freedom.
    spread = factor**2 * (np.bincount(design.stratum, squares**2) - np.bincount(design.stratum, squares) ** 2 / n) / 2
    return variance, float(np.maximum(variance**2 / np.maximum(n - 1, 1), spread).sum())


def _noise(design: Design, values: Floats) -> float:
    """By how much coding a part makes the sum of the squares of article totals too great: unbiased for the variances of these totals.

    For units k of one article in a stratum of n coded ones it is open * (n * sum of squares - square of sum) / (n - 1), in weighted
    values: the estimator of Horvitz and Thompson for sampling without replacement (result 2.8.1 there).
    """
    n = np.bincount(design.stratum)
    cell = design.stratum * design.articles + design.article
    cells, place = np.unique(cell, return_inverse=True)
    stratum = cells // design.articles
    factor = (np.bincount(design.stratum, design.open) / n / np.maximum(n - 1, 1))[stratum]
    return float((factor * (n[stratum] * np.bincount(place, values**2) - np.bincount(place, values) ** 2)).sum())


def _tuning(counts: Counts, design: Design, value: float) -> float:
    """The weight of the program's values that makes the variance of the coding least, 0-1; 1 where they do not vary."""
    coder, program = counts.part, counts.program_part
    if counts.whole is not None and counts.program_whole is not None:
        coder, program = coder - value * counts.whole, program - value * counts.program_whole
    both, one, other = (float(_coding(design, design.weight * values)[0].sum()) for values in (coder + program, coder, program))
    return float(np.clip((both - one - other) / 2 / other, 0, 1)) if other > 0 else 1.0


def _between(totals: Floats, articles: int) -> float:
    """The variance of the sum of the totals of articles, as of clusters drawn with replacement."""
    return articles / max(articles - 1, 1) * (float((totals**2).sum()) - float(totals.sum()) ** 2 / max(articles, 1))


def _root(variance: float) -> float:
    return float(np.sqrt(max(variance, 0.0)))
