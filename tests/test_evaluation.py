"""Scores: perfect, empty and partly wrong tables, gold rows that need not be found, and articles without the coding."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import example_study
from analysis import evaluation, tables, validation
from analysis.numbers import Numbers
from analysis.study import Study


def scored(tmp_path: Path, made: dict[str, list[tables.Row]] | None = None, articles: int = 1) -> evaluation.Evaluation:
    study = example_study.write(tmp_path, articles, made)
    example_study.code(study)
    return evaluation.evaluate(study.processed, study.gold)


def value(result: evaluation.Evaluation, part: str, measure: str) -> float:
    found = result.scores[(result.scores["part"] == part) & (result.scores["measure"] == measure)]
    return float(found["value"].item())


def test_tables_that_say_what_the_person_says_are_perfect(tmp_path: Path) -> None:
    result = scored(tmp_path)
    good = result.scores[~result.scores["measure"].isin(evaluation.LOW_IS_GOOD)]
    assert good["value"].tolist() == [100.0] * len(good)
    assert value(result, "statements", "false attribution") == 0
    assert result.errors.empty
    [judged] = result.calibration.to_dict("records")
    assert len(judged.pop("statement_ids")) == 2
    assert judged == {"confidence": 0.8, "n": 2, "right": 2, "precision": 1.0}


def test_empty_tables_find_nothing_and_claim_nothing(tmp_path: Path) -> None:
    made = {name: rows if name == "articles" else [] for name, rows in example_study.rows(1).items()}
    result = scored(tmp_path, made)
    assert value(result, "statements", "content F1") == 0
    assert value(result, "positions", "topic F1") == 0
    assert value(result, "dates", "recall") == 0
    assert value(result, "cleaning", "boilerplate F1") == 0
    assert pd.isna(value(result, "statements", "false attribution"))
    assert result.errors["error"].unique().tolist() == ["missed"]


WRONG: dict[str, tuple[str, dict[str, Any], tuple[str, str, float]]] = {
    "another speaker is a false attribution": ("statements", {"speakers": ["PER:john_doe"]}, ("statements", "false attribution", 50)),
    "naming nobody is none": ("statements", {"speakers": []}, ("statements", "false attribution", 0)),
    "but does not count as right": ("statements", {"speakers": []}, ("statements", "speaker, where found", 50)),
    "another type": ("statements", {"type": "mixed"}, ("statements", "type, where found", 50)),
    "a cue elsewhere": ("statements", {"cue_start": 0, "cue_end": 2}, ("statements", "cue, where found", 50)),
    "words elsewhere are missed and spurious": ("statements", {"content_spans": [[0, 4]]}, ("statements", "recall", 50)),
    "another topic": ("positions", {"topic": "other"}, ("positions", "topic F1", 0)),
    "the other side": ("positions", {"agreement": 1}, ("positions", "topic, agreement F1", 0)),
    "another actor": ("positions", {"actors": []}, ("positions", "topic, agreement, actor F1", 0)),
    "another day": ("dates", {"value": "2024-05-07"}, ("dates", "value, where found", 0)),
    "another headline": ("articles", {"headline_start": 0}, ("cleaning", "headline exact", 0)),
    "an interval too wide": ("articles", {"published_earliest": "2024-01-01"}, ("cleaning", "publication dated", 0)),
}


@pytest.mark.parametrize(("table", "change", "expected"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_counts(table: str, change: dict[str, Any], expected: tuple[str, str, float], tmp_path: Path) -> None:
    made = example_study.rows(1)
    made[table][0] |= change
    result = scored(tmp_path, made)
    assert value(result, *expected[:2]) == expected[2]


def test_finding_what_need_not_be_found_costs_nothing(tmp_path: Path) -> None:
    made = example_study.rows(1)
    made["statements"].append(example_study.statement(0, 3, "Home", "said", ["PER:john_doe"], start=0, end=4))
    result = scored(tmp_path, made)
    assert value(result, "statements", "precision") == 100
    assert value(result, "statements", "false attribution") == 0


def test_other_articles_are_not_judged_and_one_article_has_no_interval(tmp_path: Path) -> None:
    result = scored(tmp_path, articles=3)
    assert result.scores["articles"].unique().tolist() == [1]
    assert result.scores["low"].isna().all()
    n = Numbers({"articles": tables.read("articles", tmp_path / "data/processed")}, "07_validation", Study.below(tmp_path))
    validation.add(n, result)
    assert "one article: no interval" in validation.sentences(n)[0].plain
    assert validation.sentences(n)[0].numbers[0].rows == (result.scores["score_id"][0],)


def test_hand_coding_of_another_text_is_not_used(tmp_path: Path) -> None:
    made = example_study.rows(1)
    made["articles"][0]["sha256"] = "0" * 64
    assert scored(tmp_path, made).scores.empty


def test_intervals_hold_the_value_and_stay_the_same(tmp_path: Path) -> None:
    counts = [{"gold": 4, "found": 4, "hit": n, "valued": 4, "right": n} for n in (1, 2, 3, 4)]
    first, second = (pd.DataFrame(evaluation._scored("dates", counts, [(i,) for i in range(len(counts))])) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)
    assert (first["low"] < first["value"]).all()
    assert (first["value"] < first["high"]).all()


def test_report_prints_every_measure_or_says_why_not(tmp_path: Path) -> None:
    study = example_study.write(tmp_path)
    with pytest.raises(ValueError, match="No article of these tables is coded beforehand"):
        evaluation.report(study)
    example_study.code(study)
    assert evaluation.report(study).count("\n") == len(evaluation.evaluate(study.processed, study.gold).scores) + 1


@pytest.mark.parametrize(
    ("words", "share"),
    [("said", 100.0), ("Minister denies", 0.0)],
    ids=["the cue of a statement", "words that no statement takes"],
)
def test_traps_that_are_taken_are_counted(tmp_path: Path, words: str, share: float) -> None:
    study = example_study.write(tmp_path, 1)
    example_study.code(study)
    start, end = example_study.at(example_study.TEXT, words)
    trap = {"file": "a00000.txt", "start": start, "end": end, "kind": "test"}
    (study.gold / "traps.jsonl").write_text(json.dumps(trap) + "\n", encoding="utf-8")
    result = evaluation.evaluate(study.processed, study.gold)
    assert value(result, "traps", "taken for a statement") == share
    assert ("trap taken" in result.errors["error"].tolist()) == (share > 0)


@pytest.mark.parametrize(
    ("found", "share"),
    [({}, 0.0), ({"published": None, "published_earliest": None, "published_latest": None}, 100.0)],
    ids=["a date that the coding denies", "no date"],
)
def test_an_article_without_a_date_is_right_where_none_is_found(tmp_path: Path, found: dict[str, Any], share: float) -> None:
    made = example_study.rows(1)
    made["articles"][0] |= found
    study = example_study.write(tmp_path, 1, made)
    example_study.code(study)
    path = study.gold / "documents.jsonl"
    coded = [json.loads(line) | {"pub_date": None, "pub_earliest": None, "pub_latest": None} for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(row) + "\n" for row in coded), encoding="utf-8")
    assert value(evaluation.evaluate(study.processed, study.gold), "cleaning", "publication dated") == share


def test_cutting_at_a_confidence_keeps_what_is_stated_from_there_upwards() -> None:
    calibration = pd.DataFrame({"confidence": [0.35, 0.62, 0.94], "n": [2, 2, 4], "right": [0, 1, 4], "precision": [0.0, 0.5, 1.0]})
    assert evaluation.cuts(calibration).to_dict("records") == [
        {"confidence": 0.94, "kept": 4, "share_kept": 0.5, "precision": 1.0},
        {"confidence": 0.62, "kept": 6, "share_kept": 0.75, "precision": 0.83},
        {"confidence": 0.35, "kept": 8, "share_kept": 1.0, "precision": 0.62},
    ]


def test_nothing_judged_gives_no_cuts() -> None:
    assert evaluation.cuts(pd.DataFrame(columns=list(evaluation.CALIBRATION))).empty
