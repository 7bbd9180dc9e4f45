"""Agreement: published examples of alpha, sets of topics, intervals by article, missing answers, spans, and tables of confusion."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import agreement, coded_units
from analysis.alpha import alpha, nominal, passonneau
from coded_frames import apart, codes, column, machine, sample, shuffled

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability: binary data of two observers, nominal data of two, and of
# four with answers missing.
PUBLISHED = {
    "binary, two observers": ({"A": "0100000010", "B": "1110010000"}, 0.095),
    "nominal, two observers": ({"Meg": "aabbdcccedda", "Owen": "babbbccceddd"}, 0.692),
    "nominal, four observers, missing answers": (
        {"A": "123321412***", "B": "1233224125*3", "C": "*3332342251*", "D": "12332441251*"},
        0.743,
    ),
}


def row(found: pd.DataFrame, variable: str, coders: str) -> dict[str, Any]:
    [one] = found[(found["variable"] == variable) & (found["coders"] == coders)].to_dict("records")
    return one


@pytest.mark.parametrize(("observers", "expected"), PUBLISHED.values(), ids=PUBLISHED)
def test_alpha_of_published_examples(observers: dict[str, str], expected: float) -> None:
    found = agreement.reliability(column(observers), apart(12))
    together = ", ".join(observers) if len(observers) == 2 else agreement.EVERYBODY
    assert row(found, "type", together)["alpha"] == expected


def test_pairs_and_the_program_have_rows_of_their_own() -> None:
    given = column({"ann": "aabb", "ben": "aabb", "cat": "abab"})
    program = column({"x": "bbaa"}).drop(columns="coder")
    found = agreement.reliability(given, apart(4), program)
    of_type = found[found["variable"] == "type"].set_index("coders")
    assert list(of_type.index) == ["all coders", "ann, ben", "ann, cat", "ben, cat", "ann, program", "ben, program", "cat, program"]
    assert of_type.loc["ann, ben", ["alpha", "low", "high", "same"]].tolist() == [1, 1, 1, 100]
    assert of_type.loc["ann, program", "alpha"] < 0
    assert of_type.loc["ann, program", "same"] == 0
    assert of_type.loc["all coders", ["units", "codings", "n_coders", "articles"]].tolist() == [4, 12, 3, 4]


def test_what_a_statement_says_is_compared_where_both_called_it_one() -> None:
    given = codes(
        {
            "ann": {"u00": {"type": "direct", "topics": {"ferry": "1"}}, "u01": {"type": "direct"}, "u02": {"said": "no"}},
            "ben": {"u00": {"type": "direct", "topics": {"ferry": "0"}}, "u01": {"said": "no"}, "u02": {"said": "no"}},
        }
    )
    found = agreement.reliability(given, apart(3))
    assert row(found, "is_statement", "ann, ben")["units"] == 3
    assert row(found, "type", "ann, ben")["units"] == 1
    assert row(found, "agreement", "ann, ben")["same"] == 0
    assert row(found, "topic", "ann, ben")["reason"] == "every answer is 'yes': without variation alpha has no value"


def test_each_topic_is_asked_of_each_statement() -> None:
    # Of two statements and two topics four questions: the coders differ on one. o = 6 alike of 8, n = 3 yes and 5 no.
    given = codes(
        {
            "ann": {"u00": {"topics": {"ferry": "1", "bridge": "1"}}, "u01": {}},
            "ben": {"u00": {"topics": {"ferry": "1"}}, "u01": {}},
        }
    )
    found = row(agreement.reliability(given, apart(2)), "topic", "ann, ben")
    assert (found["units"], found["same"]) == (4, 75)
    assert found["alpha"] == round(1 - 7 * 2 / (2 * 3 * 5), 3)


def test_sets_of_topics_may_agree_in_part() -> None:
    distance = passonneau([frozenset("ab"), frozenset("a"), frozenset("bc"), frozenset("d")])
    assert distance[0].round(4).tolist() == [0, round(1 - 1 / 2 * 2 / 3, 4), round(1 - 1 / 3 * 1 / 3, 4), 1]
    assert (distance == distance.T).all()
    given = codes({"ann": {"u00": {"topics": {"ferry": "1", "bridge": "1"}}}, "ben": {"u00": {"topics": {"ferry": "1"}}}})
    found = row(agreement.reliability(given, apart(1)), "topics", "ann, ben")
    assert (found["alpha"], found["same"]) == (0, 0)  # one unit: what is observed is all that can be expected


MISSING: dict[str, tuple[dict[str, str], int, str]] = {
    "one coder": ({"ann": "abab"}, 4, "no unit has two answers"),
    "coders of different units": ({"ann": "ab**", "ben": "**ab"}, 4, "no unit has two answers"),
    "no variation": ({"ann": "aaaa", "ben": "aaaa"}, 4, "every answer is 'a': without variation alpha has no value"),
    "one article": ({"ann": "abab", "ben": "abaa"}, 1, "one article: no interval"),
}


@pytest.mark.parametrize(("coders", "articles", "reason"), MISSING.values(), ids=MISSING)
def test_what_is_missing_has_a_reason(coders: dict[str, str], articles: int, reason: str) -> None:
    found = agreement.reliability(column(coders), apart(4, articles))
    one = row(found, "type", ", ".join(coders) if len(coders) == 2 else agreement.EVERYBODY)
    assert one["reason"] == reason
    assert pd.isna(one["low"])
    assert pd.isna(one["high"])
    assert pd.notna(one["alpha"]) == (articles == 1)


def test_units_of_one_article_are_drawn_together() -> None:
    # Articles that agree or disagree as a whole make alpha less sure than the same answers spread over all articles.
    ann, ben = "ab" * 20, "ab" * 10 + "ba" * 10
    whole = sample(*((f"u{i:02}", "statement", f"a{i // 10}", "all", 40) for i in range(40)))
    by_article, spread = (
        row(agreement.reliability(column({"ann": ann, "ben": ben}), units), "type", "ann, ben") for units in (whole, apart(40))
    )
    assert by_article["alpha"] == spread["alpha"]
    assert by_article["high"] - by_article["low"] > spread["high"] - spread["low"]


def test_the_order_of_rows_changes_nothing() -> None:
    given, units = column({"ann": "ababcabc", "ben": "abbbcaac", "cat": "a*abcab*"}), apart(8, 3)
    pd.testing.assert_frame_equal(agreement.reliability(given, units), agreement.reliability(shuffled(given), shuffled(units)))


def test_a_coder_may_not_be_called_the_program() -> None:
    with pytest.raises(ValueError, match="no coder may be called 'program'"):
        agreement.reliability(column({"program": "ab"}), apart(2))


def test_draws_use_the_alpha_of_the_library() -> None:
    # Every article the same: each draw has the alpha of the whole, but for the number of units.
    counts = np.tile([[2, 0], [0, 2], [1, 1]], (50, 1)).astype(float)
    found = alpha(counts, np.repeat(np.arange(50), 3), nominal(2), ["a", "b"])
    assert found.low == found.high == found.value


# ---- spans ----------------------------------------------------------------------------------------------------------


def test_spans_agree_word_by_word() -> None:
    words = {"a": [(i * 5, i * 5 + 4) for i in range(10)]}
    # Words 0-3 and 2-5 of ten are inside: six alike. n = 8 inside, 12 outside.
    found = agreement.spans(words, {"a": [(0, 19)]}, {"a": [(11, 29)]})
    assert found.value == round(1 - 19 * 8 / (2 * 8 * 12), 3)
    assert (found.same, found.units, found.reason) == (60, 10, "one article: no interval")


def test_a_text_without_content_counts_and_nothing_marked_has_no_alpha() -> None:
    words = {"a": [(0, 4), (5, 9)], "b": [(0, 4), (5, 9)]}
    assert agreement.spans(words, {"a": [(0, 4)]}, {"a": [(0, 4)]}).value == 1
    assert "without variation" in agreement.spans(words, {}, {}).reason
    assert agreement.spans({}, {}, {}).reason == "no unit has two answers"


# ---- confusion ------------------------------------------------------------------------------------------------------


def test_confusion_counts_units_and_what_they_stand_for() -> None:
    units = sample(
        ("u0", "statement", "a", "x", 40),
        ("u1", "statement", "a", "x", 40),
        ("u2", "statement", "b", "y", 5),
        ("u3", "sentence", "b", "z", 9),
    )
    program = machine(
        {"u0": {"type": "direct"}, "u1": {"type": "direct", "topics": {"ferry": "1"}}, "u2": {"type": "mixed"}, "u3": {"said": "no"}}
    )
    given = codes(
        {"ann": {"u0": {"type": "direct"}, "u1": {"type": "mixed", "topics": {"ferry": "0"}}, "u2": {"said": "no"}, "u3": {"said": "no"}}}
    )
    found = agreement.confusion(coded_units.settled(given), program, units)
    rows = [tuple(line) for line in found.itertuples(index=False)]
    assert ("is_statement", "", "yes", "yes", 2, 40.0, round(40 / 54, 4)) in rows
    assert ("is_statement", "", "no", "yes", 1, 5.0, round(5 / 54, 4)) in rows
    assert ("type", "", "mixed", "direct", 1, 20.0, round(20 / 45, 4)) in rows
    assert ("type", "", "not given", "mixed", 1, 5.0, round(5 / 45, 4)) in rows
    assert ("topic", "ferry", "yes", "yes", 1, 20.0, 1.0) in rows
    assert ("agreement", "", "0", "1", 1, 20.0, 1.0) in rows
    assert found.groupby("variable")["share"].sum().round(3).eq(1).all()


def test_voices_without_a_common_unit_have_no_table() -> None:
    empty = agreement.confusion(machine({"u0": {}}), machine({"u1": {}}), apart(2))
    assert list(empty.columns) == list(agreement.CONFUSION)
    assert empty.empty


# ---- one answer a unit ----------------------------------------------------------------------------------------------


def test_most_coders_decide_and_ties_are_told() -> None:
    given = codes(
        {
            "ann": {"u0": {"speaker": "PER:a", "topics": {"ferry": "1", "bridge": "1"}}, "u1": {}, "u2": {"said": "no"}},
            "ben": {"u0": {"speaker": "PER:b", "topics": {"ferry": "0"}}, "u1": {"said": "no"}, "u2": {"said": "no"}},
            "cat": {"u0": {"speaker": "PER:b", "topics": {"ferry": "0"}}, "u2": {"type": "direct"}},
            "dan": {"u0": {"speaker": "PER:c", "topics": {"bridge": "1"}}},
        }
    )
    found = coded_units.settled(shuffled(given))
    said = {(line.unit_id, line.variable, line.key): line.value for line in found.itertuples()}
    assert said == {
        ("u0", "is_statement", ""): "yes",
        ("u0", "speaker", ""): "tie",  # two of four are not more than half
        ("u0", "topic", "ferry"): "yes",
        ("u0", "topic", "bridge"): "tie",
        ("u0", "agreement", "ferry"): "0",
        ("u1", "is_statement", ""): "tie",
        ("u2", "is_statement", ""): "no",
    }
    assert coded_units.ties(found) == {"is_statement": 1, "speaker": 1, "topic": 1}


def test_one_coder_may_be_taken_by_name() -> None:
    given = codes({"ann": {"u0": {"type": "direct"}}, "ben": {"u0": {"said": "no"}}})
    assert coded_units.settled(given, "ann")["value"].tolist() == ["yes", "direct"]
    with pytest.raises(ValueError, match="no answers of 'eve'; coders are: ann, ben"):
        coded_units.settled(given, "eve")


def test_two_answers_of_one_coder_are_refused() -> None:
    given = pd.concat([codes({"ann": {"u0": {}}}), codes({"ann": {"u0": {"said": "no"}}})])
    with pytest.raises(ValueError, match="ann answered is_statement  of u0 twice"):
        coded_units.settled(given)


def test_tables_tell_the_kinds_of_units() -> None:
    units = sample(("u0", "statement", "a", "all", 1), ("u1", "sentence", "b", "all", 1)).assign(statement_id=["s7", ""])
    statements = pd.DataFrame({"statement_id": ["s7"], "type": ["direct"], "confidence": [0.7], "rule": ["cue"]})
    articles = pd.DataFrame({"article_id": ["a", "b"], "outlet": ["Gull", None]})
    found = coded_units.kinds(units, statements, articles)
    assert found.to_dict("index") == {
        "u0": {"outlet": "Gull", "type": "direct", "confidence": "0.7 to 0.8", "rule": "cue"},
        "u1": {"outlet": "", "type": "", "confidence": "", "rule": ""},
    }


def test_strata_tell_the_parts_they_are_made_of() -> None:
    units = sample(("u0", "statement", "a", "outlet: Gull; type: direct", 1), ("u1", "statement", "a", "all", 1))
    assert coded_units.parts(units).to_dict("index") == {"u0": {"outlet": "Gull", "type": "direct"}, "u1": {"outlet": "", "type": ""}}
