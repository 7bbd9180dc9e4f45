"""Numbers lead to exactly the rows they count, and sentences hold no digit that is not theirs."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import example_study
from analysis import numbers, tables
from analysis.numbers import Data, Numbers, say


@pytest.fixture
def n(tmp_path: Path) -> Numbers:
    study = example_study.write(tmp_path, 3)
    return Numbers(example_study.read(study), "01_test", study)


COUNTS = {
    "every row": ("statements", "", 6),
    "a value": ("statements", "type == 'direct'", 3),
    "an empty list": ("statements", "speakers.str.len() == 0", 3),
    "a value in a list": ("statements", "@has(speakers, 'PER:jane_roe')", 3),
    "the outlet of its article": ("statements", "outlet == 'Nobody'", 0),
    "a missing value": ("articles", "outlet.isna()", 1),
    "nothing there": ("copies", "kind == 'exact'", 0),
}


@pytest.mark.parametrize(("table", "where", "value"), COUNTS.values(), ids=COUNTS)
def test_a_count_holds_the_rows_that_its_query_selects(n: Numbers, table: str, where: str, value: int) -> None:
    number = n.count(table, where)
    assert number.value == len(number.rows) == value
    assert number.rows == tuple(n.select(table, where)[tables.ALL[table].key]) if value else number.rows == ()
    assert number.text == str(value)


def test_sums_distinct_values_and_shares_keep_their_rows(n: Numbers) -> None:
    aside = n.sum("segments", "end - start", "role == 'boilerplate'")
    whole = n.sum("segments", "end - start")
    assert (aside.value, len(aside.rows)) == (3 * len("Home | News"), 3)
    assert n.share(aside, whole).text == f"{100 * aside.value / whole.value:.0f} %"
    assert n.share(aside, whole).rows == aside.rows
    assert n.count("statements", of="speakers").value == 1
    assert n.share(n.count("copies"), n.count("copies")).text == "0 %"


def test_groups_take_lists_apart_and_each_query_gives_its_rows_again(n: Numbers) -> None:
    grouped = n.groups("statements", ["type", "speakers"])
    assert grouped[["type", "speakers", "count"]].to_numpy().tolist() == [["direct", None, 3], ["indirect", "PER:jane_roe", 3]]
    for number in grouped["number"]:
        assert n.count("statements", number.where).rows == number.rows


def test_a_query_that_cannot_be_read_names_table_and_query(n: Numbers) -> None:
    with pytest.raises(ValueError, match=r"cannot select 'kind = 1' from statements"):
        n.count("statements", "kind = 1")


def test_a_sentence_takes_every_digit_from_a_number_or_the_data(n: Numbers) -> None:
    said = say("{who} made {many} statements.", who="Agent 7 <b>", many=n.count("statements"))
    assert said.plain == "Agent 7 <b> made 6 statements."
    assert [type(part) for part in said.parts] == [Data, str, numbers.Number, str]
    with pytest.raises(ValueError, match="hold a digit"):
        say("It made 6 statements.")
    with pytest.raises(ValueError, match="no value is given"):
        say("It made {many}.")


def test_markdown_links_numbers_and_shows_markup_in_data_as_text(n: Numbers) -> None:
    shown = n.fill("{who}: {many}", who="a_b [x](y) <b>", many=n.count("statements")).markdown()
    assert "\\_b \\[x\\](y) &lt;b&gt;: [**6**](../reports/rows/statements.html#n-" in shown
    assert n.fill("{who}", who="The People's “B & C”").markdown() == "The People's “B &amp; C”"


def test_saved_numbers_are_collected_once_with_every_place_that_states_them(n: Numbers) -> None:
    many = n.count("statements", "type == 'direct'")
    n.count("statements")
    n.fixed(95, "level of the intervals")
    n.save()
    page = Numbers(n.data, "report", n.study)
    page.count("statements", "type == 'direct'")
    path = numbers.collect(n.study, page)
    found = numbers.read(n.study)
    assert [record["id"] for record in json.loads(path.read_text(encoding="utf-8"))] == sorted(found)
    assert found[many.id] == {
        "id": many.id, "text": "3", "value": 3, "table": "statements", "measure": "rows", "where": "type == 'direct'",
        "queried": True, "rows": ["statement-0-2", "statement-1-2", "statement-2-2"], "stated_in": ["01_test", "report"],
    }  # fmt: skip
    assert sorted(record["rows"] == "all" for record in found.values()) == [False, False, True]


def test_rows_picked_by_code_and_rows_of_other_tables_are_kept(n: Numbers) -> None:
    picked = n.chosen("statements", ["statement-1-1", "statement-0-1"], "one of each utterance", value=1)
    assert (picked.value, picked.rows) == (1, ("statement-0-1", "statement-1-1"))
    n.add("scores", pd.DataFrame({"score_id": ["f"], "value": [91.4]}), key="score_id")
    assert n.count("scores", "value > 90").rows == ("f",)


def test_every_table_has_ids_that_are_its_own(n: Numbers) -> None:
    for name, table in tables.ALL.items():
        rows = n.data[name]
        assert rows[table.key].notna().all()
        assert rows[table.key].is_unique, name
