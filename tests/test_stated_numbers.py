"""Every number that the notebooks and the report of the study state is counted again from the tables."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import numbers, reliability, tables
from analysis.numbers import Numbers
from analysis.study import Study

ROOT = Path(__file__).parent.parent
STUDY = Study.below(ROOT)
LINK = re.compile(r"\[\*\*([^*]+)\*\*\]\(\S+#(n-[0-9a-f]+)\)")


@pytest.fixture(scope="module")
def stated() -> dict[str, dict[str, Any]]:
    return numbers.read(STUDY)


@pytest.fixture(scope="module")
def n() -> Numbers:
    found = Numbers({name: tables.read(name, STUDY.processed) for name in tables.ALL}, "again", STUDY)
    for name, key in {"scores": "score_id", "errors": "error_id", **reliability.KEYS}.items():
        found.add(name, pd.read_csv(STUDY.reports / f"tables/07_{name}.csv"), key=key)
    return found


def test_each_number_that_a_query_made_is_made_again(stated: dict[str, dict[str, Any]], n: Numbers) -> None:
    queried = [record for record in stated.values() if record["queried"]]
    assert len(queried) > 100
    for record in queried:
        rows = n.select(record["table"], record["where"])
        ids = n.data[record["table"]][n.key(record["table"])].tolist() if record["rows"] == "all" else record["rows"]
        assert rows[n.key(record["table"])].tolist() == ids, record
        measure, _, of = record["measure"].partition(" ")
        if measure == "rows":
            assert record["value"] == len(rows), record
        elif measure == "distinct":
            assert n.count(record["table"], record["where"], of=of).value == record["value"], record
        elif measure == "sum":
            assert n.sum(record["table"], of.removeprefix("of "), record["where"]).value == record["value"], record


def test_each_row_behind_a_number_is_a_row_of_its_table(stated: dict[str, dict[str, Any]], n: Numbers) -> None:
    for record in stated.values():
        if record["table"] == numbers.FIXED:
            assert record["rows"] == [], record
        elif record["rows"] != "all":
            assert set(record["rows"]) <= set(n.data[record["table"]][n.key(record["table"])].astype(str)), record


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_each_number_of_a_notebook_is_in_the_list(path: Path, stated: dict[str, dict[str, Any]]) -> None:
    outputs = [o for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] for o in cell.get("outputs", [])]
    links = [link for output in outputs for link in LINK.findall("".join(output.get("data", {}).get("text/markdown", [])))]
    assert links
    for text, key in links:
        assert stated[key]["text"] == text
        assert path.stem in stated[key]["stated_in"]
