"""Estimates: hand-computed cases, groups, what is too little to put right, whole articles, and a simulation with planted mistakes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import validation
from analysis import estimates, facts
from analysis.quantities import AGREE, SIDES, Quantity
from coded_frames import NOTHING, codes, machine, sample, shuffled

N = 40
"""Statements of the little corpus, one an article, each on the ferry; twenty are coded, and twenty sentences beside them."""
SAY = {"type": "direct", "speaker": "PER:ann"}
FOR, AGAINST = ({**SAY, "topics": {"ferry": side}} for side in "10")
ARTICLES = pd.DataFrame(
    {
        "article_id": [f"a{i:02}" for i in range(N)],
        "outlet": ["Gull"] * 20 + ["Tern"] * 20,
        "period": [f"2024-0{1 + i % 2}" for i in range(N)],
    }
)
SAMPLE = sample(
    *((f"s{i:02}", "statement", f"a{i:02}", "all", N) for i in range(0, N, 2)),
    *((f"z{i:02}", "sentence", f"a{i:02}", "all", 20) for i in range(0, N, 2)),
)
PROGRAM: dict[str, Any] = {f"s{i:02}": FOR for i in range(N)}
DRAWN = [f"s{i:02}" for i in range(0, N, 2)]
CODED = {
    **{unit: FOR if number < 15 else AGAINST for number, unit in enumerate(DRAWN)},
    **{f"z{i:02}": NOTHING for i in range(0, N, 2)},
}
CORPUS = facts.of_answers(
    machine(PROGRAM), pd.DataFrame({"unit_id": sorted(PROGRAM), "article_id": [f"a{u[1:]}" for u in sorted(PROGRAM)]})
)
AGREEING = Quantity("positions that agree", AGREE, SIDES, of="positions")
STATEMENTS = Quantity("statements")


def program() -> pd.DataFrame:
    return machine({unit: PROGRAM.get(unit, NOTHING) for unit in SAMPLE["unit_id"]})


def estimated(coded: dict[str, Any], *quantities: Quantity, **more: Any) -> list[dict[str, Any]]:
    found = estimates.from_units(SAMPLE, program(), codes({"ann": coded}), CORPUS, ARTICLES, quantities, **more)
    rows: list[dict[str, Any]] = found.astype(object).where(found.notna(), None).to_dict("records")
    return rows


def test_a_share_is_put_right_by_the_coding() -> None:
    [row] = estimated(CODED, AGREEING)
    # The program calls all 40 agreement; of twenty coded five disagree. It says nothing that the coding does not: it is given no weight.
    assert (row["uncorrected"], row["corrected"], row["measure"]) == (100, 75, "per cent")
    assert row["corrected_low"] < 75 < row["corrected_high"] < 100
    assert (row["n_part"], row["n_machine"], row["n_coded"], row["reason"]) == (40, 40, 20, "")


def test_a_number_takes_out_what_is_none_and_adds_what_was_missed() -> None:
    coded = {**CODED, "s00": NOTHING, "z00": FOR, "z02": FOR}
    [row] = estimated(coded, STATEMENTS)
    # One of twenty is none (each stands for two); two of twenty sentences hold a missed one (each stands for one).
    assert (row["uncorrected"], row["corrected"]) == (40, 40 - 2 + 2)
    assert row["measure"] == "number"


def test_coding_without_a_mistake_leaves_doubt() -> None:
    before, after = (estimated({**CODED, **dict.fromkeys(DRAWN, FOR)}, STATEMENTS, whole_corpus=corpus)[0] for corpus in (False, True))
    assert before["corrected"] == after["corrected"] == 40
    assert after["corrected_low"] < 40 < after["corrected_high"]
    assert (before["uncorrected_low"], before["uncorrected_high"]) == (40, 40)
    assert after["uncorrected_low"] is None


def test_groups_have_rows_of_their_own() -> None:
    rows = estimated(CODED, Quantity("statements", by=("outlet", "period")), Quantity("shares", whole="", by=("outlet",), within=()))
    assert [(row["group"], row["uncorrected"]) for row in rows] == [
        ("Gull, 2024-01", 10),
        ("Gull, 2024-02", 10),
        ("Tern, 2024-01", 10),
        ("Tern, 2024-02", 10),
        ("Gull", 50),
        ("Tern", 50),
    ]


def test_each_speaker_of_a_statement_counts_and_so_does_one_that_only_coders_name() -> None:
    both = {**SAY, "speaker": "PER:ann; PER:ben"}
    coded = {**CODED, **dict.fromkeys(DRAWN[:10], both)}
    rows = {row["group"]: row for row in estimated(coded, Quantity("by speaker", whole="", by=("speaker",), within=()))}
    assert (rows["PER:ann"]["uncorrected"], rows["PER:ann"]["corrected"]) == (100, 100)
    assert (rows["PER:ben"]["uncorrected"], rows["PER:ben"]["corrected"]) == (0, 50)


def test_what_is_on_no_topic_is_a_group() -> None:
    rows = estimated({**CODED, "s00": SAY}, Quantity("statements", by=("topic",)))
    assert [(row["group"], row["uncorrected"]) for row in rows] == [("ferry", 40), ("none", 0)]


LITTLE: dict[str, tuple[dict[str, Any], str]] = {
    "few units": (
        {unit: said for unit, said in CODED.items() if unit != "s00"},
        "only 19 coded units bear on it (at least 20 are needed)",
    ),
    "nothing": ({}, "no statement of the program was coded"),
    "no sentence": ({unit: CODED[unit] for unit in DRAWN}, "no sentence without a statement was coded, so what was missed is not known"),
    "no statement": ({unit: NOTHING for unit in CODED if unit.startswith("z")}, "no statement of the program was coded"),
}


@pytest.mark.parametrize(("coded", "reason"), LITTLE.values(), ids=LITTLE)
def test_what_cannot_be_put_right_stays_with_a_reason(coded: dict[str, Any], reason: str) -> None:
    [row] = estimated(coded, AGREEING)
    assert reason in row["reason"]
    assert (row["uncorrected"], row["corrected"], row["corrected_low"]) == (100, None, None)


def test_units_answered_in_part_are_left_out_of_what_asks_for_the_rest() -> None:
    more = {f"s{i:02}": FOR for i in range(1, N, 2)}
    units = sample(*((f"s{i:02}", "statement", f"a{i:02}", "all", N) for i in range(N)), ("z00", "sentence", "a00", "all", 20))
    coded = {**{unit: CODED[unit] for unit in [*DRAWN, "z00"]}, **more, "s00": {"type": "direct", "topics": {"ferry": ""}}}
    found = estimates.from_units(units, machine(PROGRAM), codes({"ann": coded}), CORPUS, ARTICLES, (STATEMENTS, AGREEING))
    assert found["n_coded"].tolist() == [40, 39]
    assert found["reason"].tolist() == ["", "1 coded unit left out, tied or answered in part"]


def test_strata_without_coding_are_told() -> None:
    units = pd.concat([SAMPLE, sample(("s01", "statement", "a01", "other", 7))], ignore_index=True)
    found = estimates.from_units(units, program(), codes({"ann": CODED}), CORPUS, ARTICLES, [STATEMENTS])
    assert found["reason"].tolist() == ["7 units of strata without coding are taken to be like their neighbours"]


def test_what_the_program_never_finds_has_no_share() -> None:
    [row] = estimated(CODED, Quantity("bridge", AGREE, "topic == 'bridge'", of="positions"))
    assert row["uncorrected"] is None
    assert row["reason"].startswith("the program finds none")


def test_few_articles_have_no_interval() -> None:
    articles = ARTICLES.assign(period=["2023-12"] * 3 + ["2024-01"] * 37)
    found = estimates.from_units(
        SAMPLE, program(), codes({"ann": CODED}), CORPUS, articles, [Quantity("share", AGREE, SIDES, by=("period",))]
    )
    first = found.iloc[0]
    assert first["group"] == "2023-12"
    assert pd.isna(first["uncorrected_low"])
    assert "3 articles: too few for an interval (at least 5)" in first["reason"]


def test_the_order_of_rows_changes_nothing() -> None:
    tables = (SAMPLE, program(), codes({"ann": CODED}), CORPUS, ARTICLES)
    one, other = (estimates.from_units(*given) for given in (tables, tuple(map(shuffled, tables))))
    pd.testing.assert_frame_equal(one, other)


def test_facts_of_tables_are_those_of_statements() -> None:
    statements = pd.DataFrame(
        {"statement_id": ["s1", "s2"], "article_id": ["a", "a"], "type": ["direct", "mixed"], "speakers": [["PER:b", "PER:a"], []]}
    )
    positions = pd.DataFrame(
        {
            "statement_id": ["s1", "s1", "s1", "s2", None],
            "topic": ["ferry", "ferry", "bridge", "bridge", "bridge"],
            "agreement": pd.array([1, 0, 0, None, 1], dtype="Int64"),
        }
    )
    assert facts.of_tables(statements, positions).to_numpy().tolist() == [
        ["s1", "a", "direct", "PER:a; PER:b", "bridge", "0"],
        ["s1", "a", "direct", "PER:a; PER:b", "ferry", "open"],
        ["s2", "a", "mixed", "unknown", "bridge", "open"],
    ]


def test_facts_of_coded_articles_have_the_columns_of_the_tables(tmp_path: Path) -> None:
    coded = {"id": "Q1", "file": "a.txt", "type": "direct", "speaker": ["PER:ann"]}
    side = {"quotation": "Q1", "topic": "ferry", "agreement": None}
    (tmp_path / "quotations.jsonl").write_text(json.dumps(coded) + "\n", encoding="utf-8")
    (tmp_path / "positions.jsonl").write_text(json.dumps(side) + "\n" + json.dumps({**side, "quotation": None}), encoding="utf-8")
    assert facts.of_gold(tmp_path).to_numpy().tolist() == [["Q1", "a", "direct", "PER:ann", "ferry", "open"]]


# ---- whole articles -------------------------------------------------------------------------------------------------


def articles_coded(n: int) -> pd.DataFrame:
    return ARTICLES.assign(coded=[i < n for i in range(N)])


def whole_articles(n: int, **more: Any) -> pd.DataFrame:
    """The first n articles coded in full: the coder says that every fourth statement disagrees, and finds a further one in each."""
    rows = CORPUS.assign(agreement=["0" if i % 4 == 0 else "1" for i in range(N)])
    found = pd.concat([rows, rows.assign(unit_id=rows["unit_id"] + "b", topic="", agreement="")], ignore_index=True)
    coded = found[found["article_id"].isin(ARTICLES["article_id"][:n])]
    return estimates.from_articles(coded, CORPUS, articles_coded(n), (AGREEING, STATEMENTS), **more)


def test_a_corpus_coded_in_full_has_the_coders_values() -> None:
    found = whole_articles(N, whole_corpus=True)
    assert found["corrected"].tolist() == [75, 80]
    assert found["corrected_low"].tolist() == found["corrected_high"].tolist() == [75, 80]


def test_a_sample_of_articles_puts_the_corpus_right() -> None:
    found = whole_articles(20)
    assert found["corrected"].tolist() == [75, 80]
    assert found["n_coded"].tolist() == [20, 20]
    assert (found["corrected_low"] < found["corrected"]).all()


def test_few_articles_put_nothing_right() -> None:
    found = whole_articles(9)
    assert found["corrected"].isna().all()
    assert found["reason"].unique().tolist() == ["only 9 coded articles bear on it (at least 10 are needed)"]


# ---- the simulation -------------------------------------------------------------------------------------------------

PLAN = validation.Plan(100, statements=400, sentences=200)


@pytest.fixture(scope="module")
def people() -> validation.Population:
    return validation.population()


@pytest.mark.parametrize("plan", [PLAN, validation.Plan(150, whole=50)], ids=str)
def test_corrected_intervals_hold_the_truth_where_uncorrected_ones_do_not(people: validation.Population, plan: validation.Plan) -> None:
    found = validation.coverage(people, plan, seed=0)
    assert found["corrected covers"].between(93, 97).all(), found.to_string()
    assert (found["covers"] < 35).all(), found.to_string()


def test_without_mistakes_both_hold_the_truth(people: validation.Population) -> None:
    found = validation.coverage(people, PLAN, mistakes=validation.PERFECT, seed=0, repetitions=300)
    assert (found[["covers", "corrected covers"]] > 91).all(axis=None), found.to_string()


def test_the_same_seed_gives_the_same_studies(people: validation.Population) -> None:
    one, other = (validation.coverage(people, PLAN, seed=4, repetitions=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_tables_and_arrays_give_the_same_estimates(people: validation.Population) -> None:
    study = next(validation.studies(people, PLAN, validation.Mistakes(), seed=1, repetitions=1))
    units = [f"u{i:05}" for i in range(len(study.article))]
    articles = pd.DataFrame({"article_id": [f"a{i:03}" for i in range(study.articles)]})

    def answers(there: Any, first: Any, agreement: Any, kept: Any) -> pd.DataFrame:
        rows = {i: {"speaker": "PER:one" if first[i] else "PER:two", "topics": {}} if there[i] else NOTHING for i in kept}
        for place, (unit, on_topic, side) in enumerate(zip(study.position_unit, study.on_topic, agreement, strict=True)):
            # Two positions of one statement on the topic are two topics here: "ferry 17" and "ferry 18".
            if unit in rows and there[unit] and side > -2:
                rows[unit]["topics"][f"{'ferry' if on_topic else 'other'} {place}"] = {1: "1", 0: "0", -1: "open"}[side]
        return machine({units[i]: rows[i] for i in kept})

    everything = np.arange(len(units))
    frame = np.where(study.stratum == 0, "sentence", "statement")
    drawn = sample(
        *((units[i], frame[i], f"a{study.article[i]:03}", str(study.stratum[i]), int(study.sizes[study.stratum[i]])) for i in study.drawn)
    )
    where = pd.DataFrame({"unit_id": units, "article_id": [f"a{i:03}" for i in study.article]})
    said = answers(study.found, study.program_first, study.program_agreement, everything)
    given = answers(study.there, study.first, study.agreement, study.drawn).assign(coder="ann")
    topic = "topic.str.startswith('ferry')"
    quantities = (
        Quantity("positions that agree", AGREE, SIDES, of="positions"),
        Quantity("positions that agree, on the topic", f"{AGREE} and {topic}", f"{SIDES} and {topic}", of="positions"),
        Quantity("statements by the first speaker", "speaker == 'PER:one'", ""),
        STATEMENTS,
        Quantity("positions that disagree, on the topic", f"agreement == '0' and {topic}", of="positions"),
    )
    mine = said[said["unit_id"].isin(drawn["unit_id"])]
    found = estimates.from_units(drawn, mine, given, facts.of_answers(said, where), articles, quantities)
    for row, (name, counts, design) in zip(found.to_dict("records"), validation.estimated(study, PLAN), strict=True):
        after = validation.corrected(counts, design)
        times = 100 if after.share else 1
        assert row["quantity"] == name
        assert [row["corrected_low"], row["corrected"], row["corrected_high"]] == [
            round(times * value, 1) for value in (after.interval()[0], after.value, after.interval()[1])
        ]


def test_the_command_prints_a_line_a_quantity_and_a_number_a_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(validation, "PLANS", (PLAN, validation.Plan(30, whole=12)))
    monkeypatch.setattr("sys.argv", ["benchmarks/validation.py", "--seeds", "2", "--repetitions", "4"])
    validation.main()
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "100 articles, coded 400 statements, 200 sentences"
    assert lines[10] == "30 articles, coded 12 articles"
    [statements] = [line for line in lines[3:9] if line.startswith("statements  ")]
    _, before, after = statements.split("|")
    assert all(0 <= float(share) <= 100 for side in (before, after) for share in side.split()[2:])
    assert [len(side.split()) for side in (before, after)] == [4, 4]
