"""Accuracy: hand-computed cases, weights of the design, variances over all possible samples, ties, and what is too little to say."""

from __future__ import annotations

from itertools import combinations, product
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import accuracy, survey, weighting
from analysis.survey import Counts
from coded_frames import NOTHING, codes, machine, sample, shuffled

# Two strata of statements and one of sentences: a unit of "x" stands for 10, of "y" for 2, of "z" for 30.
UNITS = sample(
    *((f"x{i}", "statement", f"a{i}", "outlet: Gull; type: direct", 40) for i in range(4)),
    *((f"y{i}", "statement", f"a{i}", "outlet: Tern; type: mixed", 8) for i in range(4)),
    *((f"z{i}", "sentence", f"a{i}", "outlet: Gull", 120) for i in range(4)),
)
PROGRAM = {
    **{f"x{i}": {"type": "direct", "speaker": "PER:ann", "topics": {"ferry": "1"}} for i in range(4)},
    **{f"y{i}": {"type": "mixed", "speaker": "unknown"} for i in range(4)},
    **{f"z{i}": NOTHING for i in range(4)},
}
CODED: dict[str, dict[str, Any]] = {
    "x0": {"type": "direct", "speaker": "PER:ann", "topics": {"ferry": "1"}},
    "x1": {"type": "direct", "speaker": "PER:ben", "topics": {"ferry": "0"}},
    "x2": {"type": "mixed", "speaker": "PER:ann", "topics": {"bridge": "1"}},
    "x3": NOTHING,
    "y0": {"type": "mixed", "speaker": "unknown"},
    "y1": {"type": "mixed", "speaker": "PER:ann"},
    "y2": {"type": "mixed"},
    "y3": NOTHING,
    "z0": {"type": "indirect", "speaker": "PER:ben"},
    "z1": NOTHING,
    "z2": NOTHING,
    "z3": NOTHING,
}
RIGHT, FOUND = 3 * 10 + 3 * 2, 48
EXPECTED = {
    "precision": (RIGHT / FOUND, 8),
    "recall": (RIGHT / (RIGHT + 30), 7),
    "F1": (2 * RIGHT / (FOUND + RIGHT + 30), 9),
    "speaker right": ((20 + 2) / (30 + 4), 5),
    "speaker wrongly named": (10 / (30 + 4), 5),
    "type right": ((20 + 6) / 36, 6),
    "topic precision": (20 / 30, 3),
    "topic recall": (20 / 30, 3),
    "topic F1": (20 / 30, 3),
    "side right": (10 / 20, 2),
}


def table(found: pd.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["measure"]: row for row in found.to_dict("records")}


@pytest.mark.parametrize("measure", EXPECTED)
def test_units_count_for_what_they_stand_for(measure: str) -> None:
    found = table(accuracy.accuracy(UNITS, machine(PROGRAM), codes({"ann": CODED})))[measure]
    value, n = EXPECTED[measure]
    assert (found["value"], found["n"]) == (round(100 * value, 1), n)


def test_an_interval_needs_units_and_says_so() -> None:
    found = table(accuracy.accuracy(UNITS, machine(PROGRAM), codes({"ann": CODED})))
    assert found["precision"]["low"] < found["precision"]["value"] < found["precision"]["high"]
    assert found["side right"]["reason"] == "2 units: too few for an interval (at least 5)"
    assert pd.isna(found["side right"]["low"])
    assert found["date right"]["reason"] == "no coded unit bears on it"
    assert pd.isna(found["date right"]["value"])


def test_what_was_missed_is_not_known_without_coded_sentences() -> None:
    given = {unit: said for unit, said in CODED.items() if not unit.startswith("z")}
    found = table(accuracy.accuracy(UNITS, machine(PROGRAM), codes({"ann": given})))
    for measure in ("recall", "F1"):
        assert pd.isna(found[measure]["value"])
        assert "what was missed is not known" in found[measure]["reason"]
    assert found["precision"]["value"] == round(100 * RIGHT / FOUND, 1)


def test_a_perfect_program_is_not_taken_to_be_without_mistakes() -> None:
    found = table(accuracy.accuracy(UNITS, machine(PROGRAM), codes({"ann": PROGRAM})))
    assert (found["precision"]["value"], found["precision"]["high"]) == (100, 100)
    # Eight of eight: the lower end of Clopper and Pearson is 0.025 to the power of an eighth.
    assert found["precision"]["low"] == round(100 * 0.025 ** (1 / 8), 1)


def test_most_coders_are_taken_and_ties_are_counted() -> None:
    other = {**CODED, "x0": NOTHING, "x1": {**CODED["x1"], "speaker": "PER:ann"}}
    found = table(accuracy.accuracy(UNITS, machine(PROGRAM), codes({"ann": CODED, "ben": other})))
    assert (found["precision"]["n"], found["precision"]["ties"]) == (7, 1)
    assert (found["speaker right"]["n"], found["speaker right"]["ties"]) == (3, 1)
    by_ben = table(accuracy.accuracy(UNITS, machine(PROGRAM), codes({"ann": CODED, "ben": other}), "ben"))
    assert (by_ben["precision"]["n"], by_ben["precision"]["ties"]) == (8, 0)


def test_the_order_of_rows_changes_nothing() -> None:
    given, program = codes({"ann": CODED}), machine(PROGRAM)
    for function in (accuracy.accuracy, accuracy.failing):
        one, other = function(UNITS, program, given), function(shuffled(UNITS), shuffled(program), shuffled(given))
        pd.testing.assert_frame_equal(one, other)


def test_kinds_that_fail_come_first_by_what_they_cost() -> None:
    found = accuracy.failing(UNITS, machine(PROGRAM), codes({"ann": CODED}))
    assert found["wrong"].is_monotonic_decreasing
    rows = {(row.measure, row.part, row.kind): (row.right, row.n, row.wrong) for row in found.itertuples()}
    assert rows["precision", "outlet", "Gull"] == (75, 4, 10)
    assert rows["precision", "type", "mixed"] == (75, 4, 2)
    assert rows["speaker right", "outlet", "Tern"] == (50, 2, 2)
    assert ("side right", "outlet", "Tern") not in rows


def test_kinds_may_be_named_by_other_columns() -> None:
    rules = pd.DataFrame({"rule": ["cue"] * 6 + ["marks"] * 6}, index=UNITS["unit_id"])
    found = accuracy.failing(UNITS, machine(PROGRAM), codes({"ann": CODED}), parts=rules)
    assert set(found["part"]) == {"rule"}
    [row] = found[(found["measure"] == "precision") & (found["kind"] == "marks")].to_dict("records")
    assert (row["n"], row["wrong"], row["right"]) == (2, 2, 50)


def test_answers_to_another_sample_are_refused() -> None:
    given = codes({"ann": {"elsewhere": NOTHING}})
    for function in (accuracy.accuracy, accuracy.failing):
        with pytest.raises(ValueError, match="the sample does not hold: elsewhere"):
            function(UNITS, machine(PROGRAM), given)


# ---- the design -----------------------------------------------------------------------------------------------------


def test_strata_with_little_coding_lean_on_their_neighbours() -> None:
    units = sample(
        *((f"b{i}", "statement", "a", "b", 10) for i in range(2)),
        ("c0", "statement", "a", "c", 6),
        ("d0", "statement", "a", "d", 7),
        *((f"s{i}", "sentence", "a", "all", 4) for i in range(4)),
    )
    found = weighting.design(units, ["b0", "b1", "d0", "s0", "s1", "s2", "s3"], ["a"])
    # Nothing of c was coded: b stands for it. One unit of d: its spread is that of b and d together.
    assert found.weight.tolist() == [8, 8, 7, 1, 1, 1, 1]
    assert found.stratum[0] == found.stratum[2] != found.stratum[3]
    assert found.open.round(4).tolist() == [round(1 - 3 / 23, 4)] * 3 + [0] * 4
    assert weighting.uncoded(units, ["b0", "d0", "s0"]).values.tolist() == [["statement", "c", 6]]


FAULTS: dict[str, tuple[list[str], list[str], str]] = {
    "an article that is gone": (["u0"], ["b"], "articles that the corpus does not hold: a"),
    "more than the stratum holds": (["u0", "u1"], ["a"], "stratum 'all' has 2 coded units, but its stratum_size is 1"),
}


@pytest.mark.parametrize(("coded", "articles", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_sample_that_does_not_fit_is_refused(coded: list[str], articles: list[str], fault: str) -> None:
    units = sample(("u0", "statement", "a", "all", 1), ("u1", "statement", "a", "all", 1))
    with pytest.raises(ValueError, match=fault):
        weighting.design(units, coded, articles)


# ---- the estimator, over all samples that can be drawn --------------------------------------------------------------

ARTICLE = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3])
STRATUM = np.array([0, 1, 0, 0, 1, 0, 1, 1, 0, 1])
CODER = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5, 3])
MACHINE = np.array([2.0, 1, 4, 2, 5, 6, 2, 6, 4, 0])
DRAWN = 3


def every_sample() -> list[tuple[weighting.Design, np.ndarray]]:
    """Each sample of three of the five units of both strata, with its design."""
    strata = [np.flatnonzero(number == STRATUM) for number in (0, 1)]
    made = []
    for one, other in product(*(combinations(units, DRAWN) for units in strata)):
        kept = np.array([*one, *other])
        n = len(kept)
        made.append((weighting.Design(ARTICLE[kept], 4, np.full(n, 5 / 3), STRATUM[kept], np.full(n, 2 / 5)), kept))
    assert len(made) == comb(5, DRAWN) ** 2
    return made


def estimate(design: weighting.Design, kept: np.ndarray, **more: Any) -> survey.Estimate:
    counts = Counts(np.bincount(ARTICLE, MACHINE), CODER[kept], MACHINE[kept])
    return survey.corrected(counts, design, **more)


def one_more(design: weighting.Design) -> float:
    return float(design.open.mean() * design.weight.mean() ** 2)


def test_the_corrected_total_is_right_on_average_and_knows_its_error() -> None:
    found = [(estimate(design, kept, tuning=1.0, whole_corpus=True), design) for design, kept in every_sample()]
    values = np.array([each.value for each, _ in found])
    assert values.mean() == pytest.approx(CODER.sum())
    variances = [each.error**2 - one_more(design) for each, design in found]
    assert np.mean(variances) == pytest.approx(values.var())


def test_the_error_of_a_sample_of_articles_is_right_on_average() -> None:
    totals = np.bincount(ARTICLE, CODER)
    between = len(totals) * totals.var(ddof=1)
    coding = np.var([estimate(design, kept, tuning=1.0).value for design, kept in every_sample()])
    variances = [estimate(design, kept, tuning=1.0).error ** 2 - one_more(design) for design, kept in every_sample()]
    # By coding a part of an article its total seems to vary more than it does: that is taken off again.
    assert np.mean(variances) == pytest.approx(between + coding)


def test_coding_all_leaves_the_error_of_articles_alone() -> None:
    everything = np.arange(len(CODER))
    design = weighting.Design(ARTICLE, 4, np.ones(10), STRATUM, np.zeros(10))
    totals = np.bincount(ARTICLE, CODER)
    found = estimate(design, everything)
    assert (found.value, found.error) == (CODER.sum(), pytest.approx(np.sqrt(4 * totals.var(ddof=1))))
    assert estimate(design, everything, whole_corpus=True).error == 0


def test_a_program_that_is_wrong_at_random_is_not_leant_on() -> None:
    generator = np.random.default_rng(5)
    truth, noise = generator.integers(0, 2, 400) * 1.0, generator.integers(0, 2, 400) * 1.0
    kept = np.arange(0, 400, 4)
    design = weighting.Design(kept, 400, np.full(100, 4.0), np.zeros(100, dtype=int), np.full(100, 0.75))
    for said, low, high in ((noise, 0, 0.3), (truth, 1, 1)):
        found = survey.corrected(Counts(said, truth[kept], said[kept]), design)
        assert low <= found.tuning <= high
        assert found.error < 1.02 * survey.corrected(Counts(said, truth[kept], said[kept]), design, tuning=0.0).error


ENDS: dict[str, tuple[survey.Estimate, tuple[float, float]]] = {
    "a share is on the logit": (survey.Estimate(0.5, 0.1, 1e9, True, 50), (0.3135, 0.6865)),
    "a total is on the logarithm": (survey.Estimate(100, 10, 1e9, False, 50), (82.20, 121.65)),
    "few degrees of freedom make it wider": (survey.Estimate(100, 10, 2, False, 50), (65.03, 153.77)),
    "none of ten": (survey.Estimate(0, 0.05, 9, True, 10), (0, 0.3085)),
    "ten of ten": (survey.Estimate(1, 0.05, 9, True, 10), (0.6915, 1)),
    "a total below nothing": (survey.Estimate(-3, 2, 1e9, False, 10), (0, 3.92)),
    "a total that may be nothing": (survey.Estimate(2, 3, 1e9, False, 10), (0, 7.88)),
    "a share near nothing": (survey.Estimate(0.01, 0.02, 1e9, True, 100), (0, 0.0545)),
}


@pytest.mark.parametrize(("given", "ends"), ENDS.values(), ids=ENDS)
def test_the_ends_of_intervals(given: survey.Estimate, ends: tuple[float, float]) -> None:
    assert given.interval() == pytest.approx(ends, abs=0.005)


def test_a_share_of_nothing_is_refused() -> None:
    nothing, none = np.zeros(2), np.zeros(1)
    design = weighting.Design(np.zeros(2, dtype=int), 1, np.ones(2), np.zeros(2, dtype=int), np.zeros(2))
    with pytest.raises(survey.NothingFound, match="by the coding there is none"):
        survey.corrected(Counts(none, nothing, nothing, none, nothing, nothing), design)


def test_nothing_coded_says_so() -> None:
    found = accuracy.accuracy(UNITS, machine(PROGRAM), codes({"ann": {}}))
    assert found["value"].isna().all()
    assert (found["reason"] != "").all()
    assert accuracy.failing(UNITS, machine(PROGRAM), codes({"ann": {}})).empty
