"""What a study tells of its coded sample: where the answers come from, what they say, and what people corrected leaves alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import example_study
from analysis import coded_sample, coding_new, coding_sheets, reliability, tables, validation_figures
from analysis.coded_sample import Coded
from analysis.coding_new import Wanted
from analysis.numbers import Numbers
from analysis.quantities import BY_TOPIC
from analysis.reliability import Measured
from analysis.study import Study

ARTICLES = 12


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return example_study.write(tmp_path / "study", articles=ARTICLES)


def coded(study: Study) -> Coded | None:
    return coded_sample.read(study, {name: tables.read_extracted(name, study.processed) for name in coded_sample.NEEDS})


def measured(study: Study) -> tuple[Numbers, Coded | None, Measured]:
    drawn_from = {name: tables.read_extracted(name, study.processed) for name in coded_sample.NEEDS}
    sample = coded_sample.read(study, drawn_from)
    found = reliability.measure(sample, drawn_from)
    n = Numbers({name: tables.read(name, study.processed) for name in tables.ALL}, "07_validation", study)
    reliability.add(n, found)
    return n, sample, found


def answer(study: Study, coder: str, says: Callable[[dict[str, str]], dict[str, str]]) -> None:
    """Fill in a sheet: what `says` makes of each of its rows."""
    path = coding_sheets.path_of(study.coding, coder)
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | says(row) for row in rows)


def agrees(row: dict[str, str]) -> dict[str, str]:
    """Every statement is one, of Jane Roe, and where the plan is spoken of it is agreed with; no sentence holds a further one."""
    if row["besides"] or row["words"].startswith("Minister"):
        return {"is_statement": "no"}
    said = {"is_statement": "yes", "type": "indirect", "speaker": "PER:jane_roe"}
    return said | ({"topic": "the_plan", "agreement": "1"} if row["words"].startswith("the mayor") else {})


def drawn(study: Study, *coders: str) -> None:
    coding_new.draw(study, Wanted(n=100, coders=coders))


def test_without_any_coding_nothing_is_measured_and_it_says_what_to_do(study: Study) -> None:
    n, sample, found = measured(study)
    assert sample is None
    assert all(table.empty for table in vars(found).values())
    assert "`python -m analysis sample`" in reliability.coded(n, sample).plain
    assert list(reliability.alike(n)) == list(reliability.right(n)) == []
    assert "nothing to show" in validation_figures.put_right(n, BY_TOPIC, {}).title.plain


def test_gold_answers_on_all_that_its_articles_hold_until_a_sheet_is_filled_in(study: Study) -> None:
    example_study.code(study)
    by_gold = coded(study)
    assert by_gold is not None
    assert (by_gold.basis, by_gold.coders, set(by_gold.sample["article_id"])) == ("gold", ("gold",), {"a00000"})
    assert (by_gold.sample["stratum_size"] == by_gold.sample["drawn"]).all()
    said = [sentence.plain for sentence in reliability.alike(measured(study)[0])]
    assert said[-1].startswith("which words are said (gold and program): alpha ")
    drawn(study, "anna")
    empty = coded(study)
    assert empty is not None
    assert empty.basis == "gold"
    answer(study, "anna", agrees)
    by_sheet = coded(study)
    assert by_sheet is not None
    assert (by_sheet.basis, by_sheet.coders) == ("sheets", ("anna",))
    assert len(by_sheet.articles) == ARTICLES + 1


def test_what_two_coders_and_the_program_say_is_compared_and_puts_shares_right(study: Study) -> None:
    drawn(study, "anna", "ben")
    answer(study, "anna", agrees)
    answer(study, "ben", agrees)
    n, sample, found = measured(study)
    assert "by anna, ben" in reliability.coded(n, sample).plain
    said = [sentence.plain for sentence in reliability.alike(n)]
    assert said[0] == "whether it is a statement (anna and ben): alpha 1.00 (interval 1.00 to 1.00), reliable"
    assert any(line.startswith("the side taken (anna and program): alpha") for line in said)
    [row] = found.estimates[found.estimates["quantity"] == BY_TOPIC].itertuples()
    # The program calls every second of twelve positions agreement; the coders all of them.
    assert (row.uncorrected, row.corrected) == (50, 100)
    assert reliability.put_right(n, row, "“The plan”").plain.startswith(
        "“The plan”: the program finds 50 per cent; by the coding it would be 100"
    )
    chart = validation_figures.put_right(n, BY_TOPIC, {"the_plan": "The plan"})
    assert "50" in chart.alt.plain
    assert "The plan" in chart.title.plain
    assert not found.failing.empty


def test_numbers_lead_to_the_row_that_they_are_taken_from(study: Study) -> None:
    drawn(study, "anna")
    answer(study, "anna", agrees)
    n, _, found = measured(study)
    for name, sentences in (("reliability", reliability.alike(n)), ("accuracy", reliability.right(n))):
        keys = set(getattr(found, name)[reliability.KEYS[name]])
        for sentence in sentences:
            assert all(number.table == name and set(number.rows) <= keys for number in sentence.numbers)
    assert all(table[key].is_unique for name, key in reliability.KEYS.items() for table in [getattr(found, name)])


def test_what_people_corrected_is_no_part_of_what_is_measured(study: Study) -> None:
    drawn(study, "anna")
    answer(study, "anna", agrees)
    before = measured(study)[2]
    corrected = tables.read("positions", study.processed).assign(agreement=pd.array([1] * ARTICLES, dtype="Int64"), coder="human")
    tables.write("positions", corrected, study.processed)
    after = measured(study)[2]
    for name in ("reliability", "accuracy", "estimates"):
        pd.testing.assert_frame_equal(getattr(before, name), getattr(after, name))


def test_units_that_the_tables_no_longer_hold_are_told(study: Study) -> None:
    drawn(study, "anna")
    answer(study, "anna", agrees)
    left = tables.read("statements", study.processed).iloc[1:]
    for folder in (study.processed, study.processed / tables.MACHINE):
        tables.write("statements", left, folder)
    n, sample, _ = measured(study)
    assert sample is not None
    assert len(sample.gone) == 1
    assert "no longer in the tables" in reliability.coded(n, sample).plain
