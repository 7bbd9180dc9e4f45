"""Corrections: each does what it says and what follows from it, and one that fits no more is told, never applied elsewhere or lost."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.language import Language

import example_study
from analysis import (
    batches,
    build,
    cli,
    comparison,
    correction_files,
    corrections,
    language,
    rehydrate,
    release,
    report,
    ro_crate,
    steps,
    tables,
)
from analysis.correction_cells import COLUMNS
from analysis.correction_files import CorrectionsError
from analysis.numbers import Numbers
from analysis.steps import Settings, Step
from analysis.study import Study
from example_study import TEXT, at
from span_law import faults, frames, unaccounted, unlinked

Cells = dict[str, Any]
SIGNED = {"coder": "Ida", "date": "2024-05-08", "why": "read it again"}
OUTER = "the mayor insisted “no plan & no <script>alert(1)</script> exists”"
INNER = "no plan & no <script>alert(1)</script> exists"
JANE, MAYOR = "PER:jane_roe", "PER:the_mayor"


def correction(action: str, what: str, words: str, article: str = "a00000", **more: Any) -> Cells:
    """A correction at the place where the words first stand in the example's text; spans and lists may be given as they are."""
    start, end = at(TEXT, words)
    fixed = {"action": action, "what": what, "article_id": article, "start": start, "end": end, "text": words}
    return {**fixed, **SIGNED, **{name: json.dumps(value) if isinstance(value, list) else value for name, value in more.items()}}


def write(study: Study, *rows: Cells, file: str = "mine.csv", encoding: str = "utf-8", sign: str = ",") -> None:
    out = io.StringIO(newline="")
    table = csv.DictWriter(out, COLUMNS, delimiter=sign)
    table.writeheader()
    table.writerows(rows)
    study.corrections.mkdir(parents=True, exist_ok=True)
    (study.corrections / file).write_bytes(out.getvalue().encode(encoding))


def run(study: Study) -> list[str]:
    said: list[str] = []
    corrections.run(study.raw, study.processed, study.codebook, study.corrections, say=said.append)
    return said


def bytes_of(study: Study, *names: str) -> dict[str, bytes]:
    return {f"{n}.{s}": (study.processed / f"{n}.{s}").read_bytes() for n in names or tables.CORRECTED for s in ("csv", "parquet")}


def rows(study: Study, name: str, article: str | None = "a00000") -> list[tables.Row]:
    found = tables.rows(name, study.processed)
    return [row for row in found if article is None or row.get("article_id", article) == article]


def row(study: Study, name: str, key: str) -> tables.Row:
    [found] = [row for row in rows(study, name, None) if row[tables.ALL[name].key] == key]
    return found


def fates(study: Study) -> list[str]:
    return sorted(row["fate"] for row in rows(study, "corrections", None))


def lawful(study: Study) -> list[str]:
    """What the tables break: the span law, the marks, the references."""
    raws = {path.stem: path.read_bytes().decode() for path in study.raw.glob("*.txt")}
    found = frames(study.processed)
    return [*faults(found, raws), *unaccounted(found, {}), *unlinked(found)]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = example_study.rows(2)
    for statement in made["statements"]:
        if statement["statement_id"].endswith("-2"):
            statement["nested_in"] = statement["statement_id"].removesuffix("2") + "1"
    return example_study.write(tmp_path, made=made)


# ---- nothing to correct ---------------------------------------------------------------------------------------------


def test_without_corrections_the_tables_are_those_of_the_extraction(study: Study) -> None:
    before = bytes_of(study)
    for made in (study.processed / f"{name}.csv" for name in tables.CORRECTED):
        made.unlink()
    assert run(study) == []
    assert bytes_of(study) == before
    assert rows(study, "corrections", None) == []
    assert {row["coder"] for name in tables.CORRECTED for row in rows(study, name, None)} == {"rule"}


def test_taking_corrections_away_restores_every_byte(study: Study) -> None:
    before = bytes_of(study)
    write(study, correction("delete", "statement", OUTER), correction("change", "date", "Monday the mayor", value="2024-04"))
    run(study)
    assert bytes_of(study) != before
    (study.corrections / "mine.csv").unlink()
    run(study)
    assert bytes_of(study) == before


# ---- each action on each kind ---------------------------------------------------------------------------------------


def test_a_changed_speaker_goes_into_the_positions_of_the_statement(study: Study) -> None:
    write(study, correction("change", "speaker", OUTER, speakers=f"{MAYOR} GOV:AUT"))
    assert run(study) == ["1 correction: 1 applied, 0 not"]
    statement, position = row(study, "statements", "statement-0-1"), row(study, "positions", "position-0")
    assert statement["speakers"] == position["actors"] == [MAYOR, "GOV:AUT"]
    assert (statement["on_behalf_of"], statement["speaker_status"], statement["confidence"]) == ([], "explicit", None)
    assert {statement["coder"], position["coder"]} == {"human"}
    assert position["organisations"] == []
    assert [row["basis"] for row in rows(study, "actors", None)] == ["gazetteer", "text", "text", "correction"]
    assert row(study, "actors", MAYOR)["label"] == "The Mayor"
    assert row(study, "actors", MAYOR)["coder"] == "human"
    [told] = rows(study, "corrections")
    assert (told["fate"], told["table"], told["row_id"]) == ("applied", "statements", "statement-0-1")
    assert json.loads(told["before"])["speakers"] == [JANE]
    assert told["correction_id"] in statement["rule"]
    assert statement["rule"].endswith("; before: test")
    assert told["reason"] == "changed; 1 position followed"
    assert lawful(study) == []
    assert row(study, "statements", "statement-1-1")["coder"] == "rule"


@pytest.mark.parametrize(
    ("action", "speakers", "found", "status"),
    [
        ("add", MAYOR, [JANE, MAYOR], "explicit"),
        ("add", JANE, [JANE], "explicit"),
        ("delete", JANE, [], "unknown"),
        ("delete", "", [], "unknown"),
        ("change", "none", [], "unknown"),
        ("change", f"{MAYOR}; {JANE}", [MAYOR, JANE], "explicit"),
        ("change", f'["{MAYOR}"]', [MAYOR], "explicit"),
    ],
)
def test_speakers_are_set_added_and_taken_away(study: Study, action: str, speakers: str, found: list[str], status: str) -> None:
    write(study, correction(action, "speaker", OUTER, speakers=speakers))
    run(study)
    assert fates(study) == ["applied"]
    statement = row(study, "statements", "statement-0-1")
    assert (statement["speakers"], statement["speaker_status"]) == (found, status)
    assert row(study, "positions", "position-0")["actors"] == found
    assert lawful(study) == []


def test_a_position_that_others_than_the_speakers_take_keeps_its_actors(study: Study) -> None:
    made = example_study.rows(2)
    made["positions"][0]["actors"] = ["GOV:XXA"]
    for name in ("positions",):
        tables.write(name, made[name], study.processed / tables.MACHINE)
    write(study, correction("change", "speaker", OUTER, speakers=MAYOR))
    run(study)
    assert row(study, "positions", "position-0")["actors"] == ["GOV:XXA"]


def test_a_deleted_statement_takes_its_positions_and_lets_go_of_its_marks(study: Study) -> None:
    write(study, correction("delete", "statement", OUTER))
    run(study)
    assert [row["statement_id"] for row in rows(study, "statements")] == ["statement-0-2"]
    assert rows(study, "positions") == []
    assert row(study, "statements", "statement-0-2")["nested_in"] is None
    [told] = rows(study, "corrections")
    assert told["reason"].startswith("deleted; 1 position")
    assert json.loads(told["before"])["content_spans"] == [list(at(TEXT, OUTER))]
    assert "content" not in json.loads(told["before"])
    assert lawful(study) == []


def test_marks_of_a_deleted_statement_go_to_the_one_around_it_or_say_why(study: Study) -> None:
    write(study, correction("delete", "statement", INNER))
    run(study)
    freed = [mark for mark in rows(study, "marks") if mark["use"] != "none"]
    assert {(mark["statement_id"], mark["reason"], mark["coder"]) for mark in freed} == {("statement-0-1", None, "human")}
    write(study, correction("delete", "statement", INNER), correction("delete", "statement", OUTER))
    run(study)
    freed = [mark for mark in rows(study, "marks") if mark["use"] != "none"]
    assert {(mark["statement_id"], mark["reason"], mark["coder"]) for mark in freed} == {(None, "corrected", "human")}
    assert lawful(study) == []


def test_a_changed_statement_takes_words_marks_and_positions_along(study: Study) -> None:
    cue, source = at(TEXT, "insisted"), at(TEXT, "the mayor")
    places = {"cue_start": cue[0], "cue_end": cue[1], "source_start": source[0], "source_end": source[1]}
    write(study, correction("change", "statement", OUTER, content_spans=[list(at(TEXT, INNER))], **places))
    run(study)
    statement, position = row(study, "statements", "statement-0-1"), row(study, "positions", "position-0")
    assert (statement["content"], statement["type"], statement["quoted_spans"]) == (INNER, "direct", [list(at(TEXT, INNER))])
    assert (statement["cue_lemma"], statement["cue_class"], statement["act"]) == ("insist", "assertive", "speech")
    assert (statement["start"], statement["end"]) == (source[0], at(TEXT, INNER)[1])
    assert position["evidence_start"], position["evidence_end"] == (source[0], at(TEXT, INNER)[1])
    assert {"content_spans", "cue_lemma", "start", "type"} <= json.loads(rows(study, "corrections")[0]["before"]).keys()
    assert lawful(study) == []


def test_days_of_a_statement_go_into_its_positions(study: Study) -> None:
    write(study, correction("change", "statement", OUTER, earliest="2024-02-01"))
    run(study)
    for name, key in (("statements", "statement-0-1"), ("positions", "position-0")):
        assert (row(study, name, key)["date_earliest"], row(study, name, key)["date_latest"]) == ("2024-02-01", "2024-02-01")
    assert row(study, "statements", "statement-0-1")["date_basis"] == "correction"


def test_an_added_statement_holds_its_marks_and_those_within_it(study: Study) -> None:
    write(study, correction("delete", "statement", INNER), correction("delete", "statement", OUTER))
    run(study)
    cue = at(TEXT, "insisted")
    added = correction("add", "statement", INNER, speakers=MAYOR, cue_start=cue[0], cue_end=cue[1])
    write(study, added, file="more.csv")
    said = run(study)
    assert said[-1] == "3 corrections: 2 applied, 1 not"  # what another correction takes away, the program has
    write(study, file="mine.csv")
    headline = "Minister denies <b>plan</b>"
    write(study, correction("add", "statement", headline, speakers=MAYOR, earliest="2024-05-01", latest="2024-05-03"), file="more.csv")
    run(study)
    [new] = [row for row in rows(study, "statements") if row["coder"] == "human"]
    assert (new["section"], new["type"], new["content"], new["nested_in"]) == ("headline", "indirect", headline, None)
    assert (new["speakers"], new["speaker_status"], new["date_basis"]) == ([MAYOR], "inherited", "correction")
    assert new["statement_id"] == rows(study, "corrections")[0]["row_id"]
    assert lawful(study) == []


def test_an_added_statement_around_others_nests_them_and_one_within_takes_the_marks(study: Study) -> None:
    sentence = TEXT[TEXT.index("Jane Roe said") : TEXT.rindex(".")]
    write(study, correction("add", "statement", sentence), correction("add", "statement", "plan & no", speakers=MAYOR))
    run(study)
    by_words = {row["content"]: row for row in rows(study, "statements")}
    new, inner = by_words[sentence], by_words["plan & no"]
    assert row(study, "statements", "statement-0-1")["nested_in"] == (None if new["start"] == at(TEXT, "Jane Roe")[0] else "")
    assert inner["nested_in"] == "statement-0-2"
    assert lawful(study) == []


@pytest.mark.parametrize(
    ("more", "stance", "agreement"),
    [
        ({"agreement": "1"}, "affirm", 1),
        ({"agreement": "0", "stance": "refuse"}, "refuse", 0),
        ({"agreement": "none", "stance": "abstain"}, "abstain", None),
    ],
)
def test_an_added_position_belongs_to_the_statement_that_stands_there(study: Study, more: Cells, stance: str, agreement: Any) -> None:
    write(study, correction("delete", "position", OUTER, topic="the_plan"))
    run(study)
    assert rows(study, "positions") == []
    write(study, correction("add", "position", INNER, topic="the_plan", actors=MAYOR, **more))
    run(study)
    [new] = [row for row in rows(study, "positions") if row["coder"] == "human"]
    assert (new["stance"], new["agreement"], new["actors"]) == (stance, agreement, [MAYOR])
    assert (new["statement_id"], new["evidence_type"]) == ("statement-0-2", "quotation")
    assert new["date_earliest"] == row(study, "statements", "statement-0-2")["date_earliest"]
    assert lawful(study) == []


def test_a_changed_side_changes_the_act_and_a_target_is_named_or_not(study: Study) -> None:
    write(study, correction("change", "position", OUTER, topic="the_plan", agreement="1", target=MAYOR))
    run(study)
    position = row(study, "positions", "position-0")
    assert (position["agreement"], position["stance"], position["target"], position["target_explicit"]) == (1, "affirm", [MAYOR], False)
    assert json.loads(rows(study, "corrections")[0]["before"]) == {
        "agreement": 0, "stance": "deny", "target": ["GOV:XXA"], "target_explicit": True,
    }  # fmt: skip
    assert lawful(study) == []


def test_dates_are_added_changed_and_deleted(study: Study) -> None:
    write(
        study,
        correction("change", "date", "Monday the mayor", value="2024-04"),
        correction("delete", "date", "Monday the mayor", article="a00001"),
        correction("add", "date", "Home", value="2024-W07"),
    )
    run(study)
    [home, monday] = rows(study, "dates")
    assert (home["text"], home["earliest"], home["latest"], home["granularity"]) == ("Home", "2024-02-12", "2024-02-18", "week")
    assert (monday["value"], monday["earliest"], monday["latest"]) == ("2024-04", "2024-04-01", "2024-04-30")
    assert (monday["granularity"], monday["coder"]) == ("month", "human")
    assert rows(study, "dates", "a00001") == []
    assert lawful(study) == []


def test_statements_follow_the_expression_that_dates_them_and_those_after_them(study: Study) -> None:
    made = example_study.rows(2)
    for statement in made["statements"]:
        statement |= {"speakers": [JANE], "speaker_status": "explicit", "date_earliest": "2024-05-06", "date_latest": "2024-05-06"}
        statement["date_basis"] = "expression" if statement["statement_id"].endswith("2") else "earlier_statement"
    tables.write("statements", made["statements"], study.processed / tables.MACHINE)
    write(
        study,
        correction("change", "date", "Monday the mayor", value="2024-04-29"),
        correction("delete", "date", "Monday the mayor", "a00001"),
    )
    run(study)
    days = {row["statement_id"]: (row["date_earliest"], row["date_basis"]) for row in rows(study, "statements", None)}
    assert days == {
        "statement-0-2": ("2024-04-29", "expression"), "statement-0-1": ("2024-04-29", "earlier_statement"),
        "statement-1-1": (None, "none"), "statement-1-2": (None, "none"),
    }  # fmt: skip
    assert [row["date_earliest"] for row in rows(study, "positions", None)] == ["2024-04-29", None]


def test_a_statement_that_goes_follows_nothing_any_more(study: Study) -> None:
    made = example_study.rows(2)
    for statement, basis in zip(made["statements"], ("earlier_statement", "expression", "none", "none"), strict=True):
        statement |= {"speakers": [JANE], "speaker_status": "explicit", "date_basis": basis, "date_earliest": "2024-05-06"}
    tables.write("statements", made["statements"], study.processed / tables.MACHINE)
    write(study, correction("change", "statement", INNER, earliest="2024-02-01"), correction("delete", "statement", OUTER))
    run(study)
    assert [(row["statement_id"], row["date_earliest"]) for row in rows(study, "statements")] == [("statement-0-2", "2024-02-01")]
    assert lawful(study) == []


def test_days_from_another_speaker_s_statement_are_emptied(study: Study) -> None:
    made = example_study.rows(2)
    made["statements"][0]["date_basis"] = "earlier_statement"
    tables.write("statements", made["statements"], study.processed / tables.MACHINE)
    write(study, correction("change", "speaker", OUTER, speakers=MAYOR))
    run(study)
    statement = row(study, "statements", "statement-0-1")
    assert (statement["date_earliest"], statement["date_basis"]) == (None, "none")
    assert row(study, "positions", "position-0")["date_earliest"] is None


# ---- corrections that do not fit ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "fate", "says"),
    [
        ({"text": "the mayor denied it"}, "no_match", ": its text has changed, or `text` is mistyped"),
        ({"start": 3, "end": 3 + len(OUTER)}, "no_match", f"they stand at {at(TEXT, OUTER)[0]} to {at(TEXT, OUTER)[1]}: see whether"),
        ({"start": 3, "end": 4, "text": "an"}, "no_match", "but at 3 other places"),
        ({"start": 0, "end": 4, "text": "Home"}, "no_match", "the words stand there, but no statement at 0 to 4"),
        (
            {"text": "no plan", **dict(zip(("start", "end"), at(TEXT, "no plan"), strict=True))},
            "no_match",
            f"; there is statement-0-2 at {at(TEXT, INNER)[0]} to {at(TEXT, INNER)[1]}, statement-0-1 at",
        ),
        ({"article_id": "a0000"}, "no_match", "no article 'a0000' is there; is 'a00002' meant?"),
        ({"article_id": "a00002"}, "no_match", "has no text that could be read"),
        ({"start": 9_000, "end": 9_010}, "no_match", "do not stand at 9000 to 9010"),
        ({"action": "delete", "speakers": MAYOR}, "no_match", f"{MAYOR}: no speaker of this statement"),
        ({"what": "position", "topic": "the_plans", "stance": "deny", "speakers": ""}, "no_match", "no topic 'the_plans'; is 'the_plan'"),
        ({"what": "date", "value": "2024-01-01", "speakers": ""}, "no_match", "no date at"),
        ({"action": "add", "what": "statement"}, "conflict", "the program has this statement itself, statement-0-1: change that row"),
        ({"action": "add", "what": "position", "topic": "the_plan", "agreement": "0", "speakers": ""}, "conflict", "itself, position-0"),
        ({"what": "statement", "cue_start": 8_000, "cue_end": 8_004}, "no_match", "cue_start lies behind the end of the text"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_and_changes_nothing(study: Study, cells: Cells, fate: str, says: str) -> None:
    before = bytes_of(study)
    stated = {**correction("change", "speaker", OUTER, speakers=MAYOR), **cells}
    write(study, stated)
    [line, summary] = run(study)
    assert says in line
    assert line.startswith("correction not applied (mine.csv, line 2): ")
    assert summary == "1 correction: 0 applied, 1 not"
    assert bytes_of(study) == before
    [told] = rows(study, "corrections", None)
    assert (told["fate"], told["text"].split()) == (fate, str(stated["text"]).split())
    assert json.loads(told["stated"])["start"] == stated["start"]
    assert (told["coder_name"], told["date"], told["why"]) == ("Ida", "2024-05-08", "read it again")


def test_a_changed_text_keeps_the_corrections_that_still_fit(study: Study) -> None:
    write(study, correction("change", "speaker", OUTER, speakers=MAYOR), correction("change", "date", "Monday the mayor", value="2024-04"))
    (study.raw / "a00000.txt").write_bytes(TEXT.replace("insisted", "swore").encode())
    run(study)
    assert {row["what"]: row["fate"] for row in rows(study, "corrections")} == {"speaker": "no_match", "date": "applied"}


@pytest.mark.parametrize(
    ("several", "applied"),
    [
        ([("change", "speaker", OUTER, {"speakers": MAYOR}), ("change", "speaker", OUTER, {"speakers": "GOV:AUT"})], 0),
        ([("change", "speaker", OUTER, {"speakers": MAYOR}), ("change", "statement", OUTER, {"speakers": MAYOR, "why": "so, too"})], 2),
        ([("change", "speaker", OUTER, {"speakers": MAYOR}), ("add", "speaker", OUTER, {"speakers": JANE})], 0),
        ([("add", "speaker", OUTER, {"speakers": MAYOR}), ("delete", "speaker", OUTER, {"speakers": JANE})], 2),
        ([("add", "speaker", OUTER, {"speakers": JANE}), ("delete", "speaker", OUTER, {"speakers": JANE})], 0),
        ([("delete", "statement", OUTER, {}), ("change", "speaker", OUTER, {"speakers": MAYOR})], 0),
        ([("delete", "statement", OUTER, {}), ("change", "position", OUTER, {"topic": "the_plan", "stance": "deny"})], 0),
        ([("delete", "statement", OUTER, {}), ("delete", "position", OUTER, {"topic": "the_plan"})], 2),
        ([("change", "date", "Monday the mayor", {"value": "2024"}), ("change", "date", "Monday the mayor", {"value": "2023"})], 0),
        ([("change", "date", "Monday the mayor", {"value": "2024"}), ("change", "date", "Monday the mayor", {"type": "SET"})], 2),
        (
            [
                ("add", "position", INNER, {"topic": "the_plan", "agreement": "1"}),
                ("add", "position", TEXT[46:135], {"topic": "the_plan", "agreement": "0"}),
            ],
            0,
        ),
        ([("add", "statement", "Home", {"speakers": JANE}), ("add", "statement", "Home", {"speakers": MAYOR})], 0),
        ([("change", "statement", OUTER, {"modality": "planned"}), ("change", "statement", INNER, {"modality": "hedged"})], 2),
    ],
)  # fmt: skip
def test_of_corrections_that_disagree_none_is_applied(study: Study, several: list[Any], applied: int) -> None:
    before = bytes_of(study)
    write(study, *(correction(action, what, words, **more) for action, what, words, more in several))
    said = run(study)
    assert fates(study).count("applied") == applied
    assert sum("disagrees with correction-" in line for line in said) == len(several) - applied
    assert applied or bytes_of(study) == before
    assert lawful(study) == []


def test_where_several_rows_stand_the_id_says_which(study: Study) -> None:
    made = example_study.rows(2)
    twin = {**made["positions"][0], "position_id": "position-twin", "statement_id": None}
    tables.write("positions", [*made["positions"], twin], study.processed / tables.MACHINE)
    stated = {**correction("change", "position", OUTER, topic="the_plan", stance="oppose")}
    stated |= {"text": "no plan & no", **dict(zip(("start", "end"), at(TEXT, "no plan & no"), strict=True))}
    write(study, stated)
    assert "several rows of positions stand there (position-0, position-twin)" in run(study)[0]
    write(study, {**stated, "row_id": "position-twin"})
    run(study)
    assert (row(study, "positions", "position-twin")["stance"], row(study, "positions", "position-0")["stance"]) == ("oppose", "deny")


# ---- files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_files_are_read_as_spreadsheets_save_them(study: Study, encoding: str, sign: str) -> None:
    stated = correction("change", "speaker", OUTER, speakers=MAYOR, why="said by the mayor – “no”", date="08.05.2024")
    stated["date"] = "18.05.2024"
    stated |= {"start": f"{stated['start']}.0", "end": f"{stated['end']}.0", "action": "Change"}
    write(study, stated, {}, encoding=encoding, sign=sign)
    run(study)
    [told] = rows(study, "corrections")
    assert (told["fate"], told["why"], told["date"]) == ("applied", "said by the mayor – “no”", "2024-05-18")


def test_white_space_that_a_spreadsheet_changed_does_no_harm(study: Study) -> None:
    words = "Home | News\r\n\r\nMinister denies <b>plan</b>"
    write(study, {**correction("add", "statement", words), "text": words.replace("\r\n", "\n")})
    run(study)
    assert fates(study) == ["applied"]
    assert rows(study, "corrections")[0]["text"] == words


def test_all_faults_are_told_at_once_with_file_and_line(study: Study) -> None:
    good = correction("change", "speaker", OUTER, speakers=MAYOR)
    wrong = [
        {**good, "action": "mend"},
        {**good, "what": "topic"},
        {**good, "start": "here", "why": ""},
        {**good, "start": 9, "end": 9},
        {**good, "speakers": "Jane Roe"},
        {**good, "topic": "the_plan"},
        {**good, "date": "2/3/24"},
        {**good, "date": "yesterday"},
        {**good, "speakers": ""},
        {**good, "what": "position", "speakers": "", "stance": "deny"},
        {**good, "action": "add", "what": "position", "speakers": "", "topic": "the_plan"},
        {**good, "what": "statement", "cue_start": 3},
        {**good, "what": "statement", "content_spans": "3 to 5"},
        {**good, "what": "position", "speakers": "", "topic": "the_plan", "stance": "none"},
        {**good, "action": "add", "what": "date", "speakers": ""},
        {**good, "what": "date", "speakers": "", "earliest": "2024-02-02", "latest": "2024-02-01"},
        {**good, "what": "position", "speakers": "", "topic": "the_plan", "agreement": "none"},
        {**good, "what": "date", "speakers": "", "value": "2/3/24"},
    ]  # fmt: skip
    says = [
        "action 'mend': allowed: add, change, delete", "what 'topic': allowed: statement, speaker, position, date",
        "column 'why' is empty", "end 9 is not behind start 9", "'Jane' is no actor id; allowed: PER:",
        "topic 'the_plan': means nothing for a speaker",
        "write 2024-03-02 or 2024-02-03, whichever is meant", "allowed: a day such as 2024-02-18", "nothing to change is stated",
        "a position is known by its topic", "state agreement (1 or 0), or a stance", "cue_start and cue_end go together",
        "a list of pairs in order of the text", "stance cannot be none", "state value, such as 2024-02-18", "is before earliest 2024-02-02",
        "state agreement (1 or 0), or a stance",
        "value '2/3/24': write 2024-03-02 or 2024-02-03",
    ]  # fmt: skip
    write(study, *wrong)
    (study.corrections / "other.csv").write_text("action,who\n", encoding="utf-8")
    before = bytes_of(study)
    with pytest.raises(CorrectionsError) as error:
        run(study)
    told = "\n".join(error.value.faults)
    assert [words for number, words in enumerate(says, start=2) if f"mine.csv: line {number}: " not in told or words not in told] == []
    assert "other.csv: line 1: no column what, article_id" in told
    assert "unknown column 'who'" in told
    assert "run the same command again" in str(error.value)
    assert bytes_of(study) == before


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_order_files_and_repetition_change_nothing(study: Study, data: st.DataObject) -> None:
    pool = [
        correction("change", "speaker", OUTER, speakers=MAYOR),
        correction("add", "speaker", INNER, speakers=MAYOR),
        correction("add", "speaker", INNER, speakers="GOV:AUT"),
        correction("delete", "statement", INNER, article="a00001"),
        correction("change", "statement", OUTER, article="a00001", earliest="2024-01-01"),
        correction("change", "date", "Monday the mayor", value="2024-04"),
        correction("change", "date", "Monday the mayor", value="2024-03", coder="Bo"),
        correction("add", "position", INNER, topic="the_plan", agreement="1"),
        correction("add", "statement", "Home", speakers=JANE),
        correction("delete", "position", OUTER, topic="the_plan"),
        {**correction("delete", "statement", OUTER), "text": "gone"},
    ]
    chosen = data.draw(st.lists(st.sampled_from(range(len(pool))), min_size=1, max_size=8, unique=True))
    write(study, *(pool[n] for n in chosen), file="one.csv")
    run(study)
    once = bytes_of(study)
    fate = {row["correction_id"]: (row["fate"], row["reason"], row["row_id"]) for row in rows(study, "corrections", None)}
    shuffled = data.draw(st.permutations([*chosen, *chosen[:2]]))
    cut = data.draw(st.integers(0, len(shuffled)))
    write(study, *(pool[n] for n in shuffled[:cut]), file="one.csv")
    write(study, *(pool[n] for n in shuffled[cut:]), file="two.csv")
    run(study)
    assert bytes_of(study) == once
    assert {row["correction_id"]: (row["fate"], row["reason"], row["row_id"]) for row in rows(study, "corrections", None)} == fate
    assert lawful(study) == []
    (study.corrections / "two.csv").unlink()


# ---- written from a notebook ----------------------------------------------------------------------------------------


def test_a_wrong_row_is_corrected_in_one_line(study: Study) -> None:
    cells = corrections.line(study, "statement-0-1", speakers=[MAYOR], **SIGNED)
    assert cells["what"] == "speaker"
    assert cells["text"] == OUTER
    path = corrections.append(study, cells)
    corrections.append(
        study, corrections.line(study, "date-" + rows(study, "dates")[0]["date_id"].removeprefix("date-"), value="2024-04", **SIGNED)
    )
    corrections.append(study, corrections.line(study, "position-1", action="delete", **SIGNED))
    corrections.append(study, corrections.new(study, "statement", "a00000", *at(TEXT, "Home"), speakers=[JANE], **SIGNED))
    assert [one.what for one in correction_files.read(study.corrections)] == ["speaker", "date", "position", "statement"]
    assert path.read_text(encoding="utf-8").splitlines()[0] == ",".join(COLUMNS)
    assert run(study) == ["4 corrections: 4 applied, 0 not"]
    assert corrections.text(cells) in path.read_text(encoding="utf-8")
    assert lawful(study) == []


def test_a_line_is_added_to_a_file_as_a_spreadsheet_left_it(study: Study) -> None:
    write(study, correction("change", "speaker", OUTER, speakers=MAYOR), file=corrections.FILE, sign=";", encoding="cp1252")
    corrections.append(study, corrections.line(study, "statement-1-1", speakers=None, **SIGNED))
    assert [one.values for one in correction_files.read(study.corrections)] == [{"speakers": [MAYOR]}, {"speakers": []}]


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda study: corrections.line(study, "statement-9", speakers=[MAYOR], **SIGNED), "no row 'statement-9'"),
        (lambda study: corrections.line(study, "statement-0-1", **SIGNED), "nothing to change is stated"),
        (lambda study: corrections.line(study, "statement-0-1", speaker=[MAYOR], **SIGNED), "unknown column 'speaker'"),
        (lambda study: corrections.line(study, "statement-0-1", speakers=[MAYOR], **{**SIGNED, "why": " "}), "column 'why' is empty"),
        (lambda study: corrections.new(study, "statement", "a9", 0, 4, **SIGNED), "no article 'a9'"),
    ],
)
def test_a_line_that_would_not_do_is_refused(study: Study, call: Callable[[Study], Any], says: str) -> None:
    with pytest.raises(CorrectionsError, match=says):
        call(study)


# ---- in the build ---------------------------------------------------------------------------------------------------


def extract(study: Study, _: Settings) -> None:
    """In place of the extraction: the tables of the example as the program would make them."""
    for name, made in example_study.rows(2).items():
        if name in tables.CORRECTED:
            tables.write(name, made, study.processed / tables.MACHINE)
        elif name in ("articles", "segments", "mentions"):
            tables.write(name, made, study.processed)


def count(study: Study, _: Settings) -> None:
    (study.processed / "copies.csv").write_text(str(len(tables.rows("statements", study.processed))))


STEPS = (
    replace(steps.TABLES[0], run=extract, modules=("tables",)),
    steps.TABLES[1],
    Step("count", "", ("processed/statements.parquet",), ("processed/copies.csv",), count, ("tables",)),
)


def test_a_build_applies_what_changed_and_extracts_nothing_anew(study: Study, capfd: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []

    def made() -> list[str]:
        said.clear()
        return build.build(study, STEPS, say=said.append)

    assert [step.name for step in STEPS[:2]] == ["extract", "correct"]
    assert made() == ["extract", "correct", "count"]
    before = bytes_of(study)
    assert made() == []
    write(study, correction("delete", "statement", OUTER), correction("change", "speaker", INNER, article="a00009", speakers=JANE))
    assert made() == ["correct", "count"]
    assert "(corrections/mine.csv changed)" in said[1]
    told = capfd.readouterr().out
    assert "correction not applied (mine.csv, line 3): no article 'a00009' is there" in told
    assert "2 corrections: 1 applied, 1 not" in told
    assert (study.processed / "copies.csv").read_text() == "3"
    write(study, correction("change", "speaker", OUTER, speakers=MAYOR), file="mine.csv")
    assert made() == ["correct", "count"]
    (study.corrections / "README.md").write_text("notes")
    assert made() == []
    (study.corrections / "mine.csv").unlink()
    assert made() == ["correct", "count"]
    assert bytes_of(study) == before


def test_an_archive_holds_the_corrections_and_the_step_that_applied_them(study: Study, tmp_path: Path) -> None:
    write(study, correction("delete", "statement", OUTER))
    build.build(study, STEPS, say=lambda _: None)
    ro_crate.write(study, tmp_path / "crate", published="2024-05-08")
    graph = json.loads((tmp_path / "crate/ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    [step] = [entity for entity in graph if entity["@id"] == "#step-correct"]
    read, made = ({file["@id"] for file in step[name]} for name in ("object", "result"))
    assert {"corrections/mine.csv", "processed/machine/statements.parquet"} <= read
    assert {"processed/corrections.csv", "processed/statements.parquet"} <= made
    assert (tmp_path / "crate/corrections/mine.csv").read_bytes() == (study.corrections / "mine.csv").read_bytes()


@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        ([], 0, "1 correction: 1 applied, 0 not"),
        (["--corrections", "other"], 0, "correction not applied (b.csv, line 2): no article 'a9' is there"),
        (["--corrections", "nowhere"], 2, "to take as --corrections: give the folder of CSV files"),
    ],
)
def test_extract_applies_the_corrections_beside_its_texts_or_others(
    study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str], code: int, says: str
) -> None:
    monkeypatch.chdir(study.raw.parent)
    monkeypatch.setattr(batches, "run", lambda *_, **__: extract(study, Settings({})))
    monkeypatch.setattr(comparison, "run", lambda *_, **__: None)
    write(study, correction("delete", "statement", OUTER))
    write(replace(study, corrections=Path("other")), {**correction("delete", "statement", OUTER), "article_id": "a9"}, file="b.csv")
    assert cli.main(["extract", "raw", "--processed", "processed", "--codebook", "codebook", *options]) == code
    printed = capsys.readouterr()
    assert says in printed.out + printed.err


def test_a_build_stops_at_faults_and_tells_all_of_them(study: Study) -> None:
    write(study, *({**correction("change", "speaker", OUTER), "why": ""} for _ in range(12)))
    with pytest.raises(steps.StepFailed) as error:
        build.build(study, STEPS, say=lambda _: None)
    assert all(f"mine.csv: line {number}: column 'why' is empty" in str(error.value) for number in range(2, 14))


def test_the_report_tells_corrections_and_marks_them_in_the_articles(study: Study) -> None:
    write(
        study,
        correction("change", "speaker", OUTER, speakers=MAYOR),
        correction("delete", "date", "Monday the mayor"),
        {**correction("delete", "statement", OUTER, article="a00001"), "text": "other words"},
    )
    run(study)
    report.write(study, Numbers(example_study.read(study), "08_report", study))
    overview = (study.reports / "report.html").read_text(encoding="utf-8")
    assert "People made" in overview
    page = (study.reports / "rows/corrections.js").read_text(encoding="utf-8")
    assert "other words" in page
    pages = {path.name: path.read_text(encoding="utf-8") for path in (study.reports / "articles").glob("*.html")}
    marked = [text for text in pages.values() if "corrected by hand" in text]
    assert len(marked) == 1
    assert all(words in marked[0] for words in ("<strong>by hand</strong>", 'aria-label="Correction 1: go to its row"', "The Mayor"))


def test_a_study_is_shared_and_joined_again_with_its_corrections(study: Study, tmp_path: Path) -> None:
    moved = {**correction("delete", "statement", OUTER, article="a00001"), "start": 2, "end": 2 + len(OUTER)}
    gone = {**moved, "text": "words that are no more there"}
    write(study, correction("change", "speaker", OUTER, speakers=MAYOR), moved, gone)
    run(study)
    out = tmp_path / "out"
    release.release(replace(study, reports=tmp_path / "none"), out)
    shared = (out / "tables/corrections.csv").read_text(encoding="utf-8")
    assert "no plan" not in shared
    assert "words that are no more there" in shared
    rehydrate.run(out, study.raw, tmp_path / "back")
    for name in (*tables.CORRECTED, "corrections"):
        assert (tmp_path / f"back/{name}.csv").read_bytes() == (study.processed / f"{name}.csv").read_bytes()


# ---- and with another model -----------------------------------------------------------------------------------------

STORY = (
    "Minister denies ferry was unsafe\n\n"
    "VIENNA, 4 May 2022 – Anna Keller, Austria’s transport minister, denied on Wednesday that the ferry was unsafe.\n\n"
    "“The ferry is safe,” she said. “We will open the harbour in June,” she added.\n\n"
    "The union warned that crews were tired, and Bruno Weiss told Gull News that nobody had asked them.\n"
)


@pytest.mark.model
def test_corrections_outlive_a_change_of_the_reader(tmp_path: Path, nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    study = Study.below(tmp_path)
    study.raw.mkdir(parents=True)
    (study.raw / "ferry.txt").write_bytes(STORY.encode())
    book = Path(__file__).parents[1] / "data/studies/ferry/codebook"
    study = replace(study, codebook=book)
    readers = {"exact": nlp, "light": language.load(light=True)}
    signed = {"coder": "Ida", "date": "2024-05-08", "why": "checked"}
    safe = STORY.index("The ferry is safe"), STORY.index(",” she said")
    fates = {}
    for name in ("exact", "light", "exact"):
        monkeypatch.setattr(language, "load", lambda name=name, **_: readers[name])
        batches.run(study.raw, study.processed, book)
        corrections.run(study.raw, study.processed, book, study.corrections)
        if not study.corrections.exists():
            said = tables.rows("statements", study.processed)
            for row in said:
                corrections.append(study, corrections.line(study, row["statement_id"], speakers=["PER:eva_holm"], **signed))
            corrections.append(study, corrections.new(study, "statement", "ferry", *safe, speakers=["PER:eva_holm"], **signed))
            corrections.run(study.raw, study.processed, book, study.corrections)
        found = frames(study.processed)
        assert [*faults(found, {"ferry": STORY}), *unaccounted(found, {"ferry": STORY}), *unlinked(found)] == []
        told = tables.rows("corrections", study.processed)
        fates[name] = {row["correction_id"]: row["fate"] for row in told}
        assert len(told) == len(correction_files.read(study.corrections)) > 3
        by_id = {row["statement_id"]: row for row in tables.rows("statements", study.processed)}
        applied = [row for row in told if row["fate"] == "applied"]
        assert {by_id[row["row_id"]]["speakers"][0] for row in applied} == {"PER:eva_holm"}
        assert all(STORY[row["start"] : row["end"]] == row["text"] for row in applied)
        assert all(row["reason"] for row in told)
    assert sum(fate == "applied" for fate in fates["light"].values()) >= len(fates["light"]) / 2
    comparison.run(study.raw, study.processed, book)
