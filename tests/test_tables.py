"""Tables: what is written is what is read, faults are told all at once, and ids hang on nothing but the text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import example_study
from analysis import growing, tables

ROWS: dict[str, list[tables.Row]] = {
    **example_study.rows(2),
    "mentions": [
        {"mention_id": f"mention-{n}", "article_id": "a00000", "start": n, "end": n + 4, "text": "Holm", "label": "PERSON",
         "actor_id": actor, "link_rule": "name" if actor else "none"}
        for n, actor in enumerate(["PER:eva_holm", None])
    ],
    "occasions": [
        {"occasion_id": "EV:b", "label": "Second", "earliest": "2024-02-02", "latest": "2024-02-02", "speaker": None, "place": None,
         "kind": None, "basis": "text", "statement_ids": []},
        {"occasion_id": "EV:a", "label": "First", "earliest": "2024-01-01", "latest": "2024-01-01", "speaker": "PER:eva_holm",
         "place": "Pier 4", "kind": "interview", "basis": "codebook", "statement_ids": ["statement-1", "statement-2"]},
    ],
    "alignments": [
        {"alignment_id": "al", "relation": "same_topic", "statement_ids": ["st-1", "st-2"], "score": 0.5, "method": "test", "topic": None},
    ],
    "corrections": [
        {"correction_id": "correction-1", "file": "mine.csv", "action": "change", "what": "speaker", "article_id": "a00000", "start": None,
         "end": None, "text": "no raft", "stated": "{}", "coder_name": "Eva", "date": "2024-05-08", "why": "misread", "fate": "no_match",
         "reason": "not there", "table": None, "row_id": None, "before": None},
    ],
    "copies": [{"article_id": "a00001", "copy_of": "a00000", "containment": 1.0, "kind": "exact"}],
    "coverage": [
        {"occasion_id": "EV:a", "utterance": "al-1", "label": "no plan", "outlet": outlet, "state": state, "n": n, "statement_ids": ids,
         "copy_of": None}
        for outlet, state, n, ids in (("Daily", "reported", 1, ["statement-1"]), ("Wire", "silent", 0, []))
    ],
}  # fmt: skip


def plain(data: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows with every kind of missing value as None."""
    return [{k: None if not isinstance(v, list) and pd.isna(v) else v for k, v in row.items()} for row in data.to_dict("records")]


@pytest.mark.parametrize("name", tables.ALL)
def test_what_is_written_is_read(name: str, tmp_path: Path) -> None:
    written = tables.write(name, ROWS[name], tmp_path)
    read = tables.read(name, tmp_path)
    assert len(read) == len(ROWS[name]) > 0
    assert plain(read) == plain(written)
    assert read.dtypes.astype(str).to_dict() == written.dtypes.astype(str).to_dict()
    given = {c.name: c.usual for c in tables.ALL[name].columns if not c.made_from}
    assert sorted(map(str, plain(read[[*given]]))) == sorted(
        str({c: row.get(c, usual) for c, usual in given.items()}) for row in ROWS[name]
    )


@pytest.mark.parametrize("name", tables.ALL)
def test_an_empty_table_keeps_its_columns_and_types(name: str, tmp_path: Path) -> None:
    tables.write(name, [], tmp_path)
    read = tables.read(name, tmp_path)
    assert read.empty
    assert list(read.columns) == [column.name for column in tables.ALL[name].columns]
    assert pq.read_schema(tmp_path / f"{name}.parquet").remove_metadata() == tables.ALL[name].schema
    assert (tmp_path / f"{name}.csv").read_text(encoding="utf-8") == ",".join(read.columns) + "\n"


def test_columns_come_in_the_order_of_the_design_and_further_ones_after(tmp_path: Path) -> None:
    row = {"mine": "kept", **dict(reversed(ROWS["actors"][0].items()))}
    tables.write("actors", [row], tmp_path)
    read = tables.read("actors", tmp_path)
    assert list(read.columns) == [*(column.name for column in tables.ALL["actors"].columns), "mine"]
    assert read["mine"].item() == "kept"


def test_rows_are_sorted_whatever_order_they_come_in(tmp_path: Path) -> None:
    for number, rows in enumerate((ROWS["statements"], ROWS["statements"][::-1])):
        tables.write("statements", rows, tmp_path / str(number))
    assert (tmp_path / "0/statements.csv").read_bytes() == (tmp_path / "1/statements.csv").read_bytes()
    assert (tmp_path / "0/statements.parquet").read_bytes() == (tmp_path / "1/statements.parquet").read_bytes()
    assert tables.frame("occasions", ROWS["occasions"])["occasion_id"].tolist() == ["EV:a", "EV:b"]


def test_missing_numbers_and_flags_stay_missing(tmp_path: Path) -> None:
    row = {**ROWS["positions"][0], "agreement": None, "target_explicit": None, "evidence_start": 3}
    tables.write("positions", [row], tmp_path)
    read = tables.read("positions", tmp_path)
    assert pd.isna(read["agreement"].item())
    assert pd.isna(read["target_explicit"].item())
    assert str(read["evidence_start"].dtype) == "Int64"
    assert read["evidence_start"].item() == 3


@pytest.mark.parametrize(
    "spans", [[[0, 3], [5, 9]], [(0, 3), (5, 9)], np.array([[0, 3], [5, 9]]), []], ids=["lists", "tuples", "array", "none"]
)
def test_lists_are_lists_in_parquet_and_json_in_csv(spans: Any, tmp_path: Path) -> None:
    row = {**ROWS["statements"][0], "content_spans": spans, "speakers": ["PER:jürgen_o’neill", "GOV:AUT"]}
    tables.write("statements", [row], tmp_path)
    wanted = [list(map(int, pair)) for pair in spans]
    assert tables.read("statements", tmp_path)["content_spans"].item() == wanted
    csv = pd.read_csv(tmp_path / "statements.csv")
    assert json.loads(csv["content_spans"].item()) == wanted
    assert csv["speakers"].item() == '["PER:jürgen_o’neill", "GOV:AUT"]'


@pytest.mark.parametrize("text", ["a, b", 'the "raft"', "line\nfeed", "“curly” – ’s", " spaces ", "NA", "1=1"])
def test_text_survives_both_files(text: str, tmp_path: Path) -> None:
    tables.write("dates", [{**ROWS["dates"][0], "text": text}], tmp_path)
    assert tables.read("dates", tmp_path)["text"].item() == text
    assert pd.read_csv(tmp_path / "dates.csv", keep_default_na=False)["text"].item() == text


@pytest.mark.parametrize("text", ["=1+1", "+41 ferry", "-cut", "@all", "\t=1+1", '=HYPERLINK("http://x.example")'])
def test_no_text_is_a_formula_to_a_spreadsheet(text: str, tmp_path: Path) -> None:
    tables.write("dates", [{**ROWS["dates"][0], "text": text}], tmp_path)
    assert tables.read("dates", tmp_path)["text"].item() == text
    read = pd.read_csv(tmp_path / "dates.csv", keep_default_na=False)
    assert read["text"].item() == f"'{text}"
    assert read["start"].item() == ROWS["dates"][0]["start"]


def test_all_faults_are_told_in_one_message() -> None:
    row = {k: v for k, v in ROWS["statements"][0].items() if k not in ("cue_lemma", "speakers")}
    with pytest.raises(ValueError, match="table 'statements'") as caught:
        tables.frame("statements", [{**row, "type": "spoken", "speaker_status": "guessed"}])
    message = str(caught.value)
    assert "column 'cue_lemma' is missing" in message
    assert "column 'speakers' is missing" in message
    assert "column 'type' holds spoken; allowed: direct, mixed, indirect, fragment" in message
    assert "column 'speaker_status' holds guessed; allowed: explicit, role, pronoun, metonym, inherited, unknown" in message


def test_a_missing_value_is_never_a_bad_one() -> None:
    rows = [{**ROWS["articles"][0], "published_granularity": value} for value in (None, float("nan"), pd.NA)]
    assert tables.frame("articles", rows)["published_granularity"].isna().all()


def test_a_table_that_is_not_there_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no table 'dates' in .*python -m analysis extract"):
        tables.read("dates", tmp_path)


def test_ids_hang_on_kind_text_and_span_alone() -> None:
    same = tables.row_id("statement", "ab" * 32, 3, 9)
    assert tables.row_id("statement", "ab" * 32, 3, 9) == same == "statement-2ddb7c1d8222"
    others = [
        tables.row_id("position", "ab" * 32, 3, 9),
        tables.row_id("statement", "cd" * 32, 3, 9),
        tables.row_id("statement", "ab" * 32, 2, 9),
        tables.row_id("statement", "ab" * 32, 3, 10),
        tables.row_id("statement", "ab" * 32, 39, 0),
        tables.row_id("statement", "ab" * 32, 3, 9, "more"),
    ]
    assert len({same, *others}) == 7


# Tables that grow


def many(n: int) -> list[list[tables.Row]]:
    """Rows of `dates` of several articles, some without any, in the order of the table but for those of one article."""
    row = ROWS["dates"][0]
    return [
        [{**row, "article_id": f"a{article:04}", "start": start, "end": start + 3} for start in range(article % 4, 0, -1)]
        for article in range(n)
    ]


@pytest.mark.parametrize("group", [1, 2, 5, 7, 1000])
@pytest.mark.parametrize("articles", [0, 1, 2, 9, 20])
def test_a_table_that_grows_has_the_bytes_of_one_that_is_written_at_once(
    group: int, articles: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROWS_A_GROUP", group)
    tables.write("dates", [row for rows in many(articles) for row in rows], tmp_path / "once")
    with growing.writing([growing.Table("dates", tmp_path / "grown")]) as found:
        for rows in many(articles):
            found["dates"].add(rows)
    for suffix in tables.SUFFIXES:
        assert (tmp_path / f"once/dates.{suffix}").read_bytes() == (tmp_path / f"grown/dates.{suffix}").read_bytes()
    assert pq.ParquetFile(tmp_path / "grown/dates.parquet").metadata.num_row_groups == max(1, -(-sum(map(len, many(articles))) // group))


@pytest.mark.parametrize("name", tables.ALL)
def test_every_table_can_grow(name: str, tmp_path: Path) -> None:
    written = tables.write(name, ROWS[name], tmp_path / "once")
    with growing.writing([growing.Table(name, tmp_path / "grown")]) as found:
        for row in plain(written):
            found[name].add([row])
    for suffix in tables.SUFFIXES:
        assert (tmp_path / f"once/{name}.{suffix}").read_bytes() == (tmp_path / f"grown/{name}.{suffix}").read_bytes()


@pytest.mark.parametrize("fault", [KeyboardInterrupt, OSError])
def test_tables_whose_writing_stops_stay_as_they_were(fault: type[BaseException], tmp_path: Path) -> None:
    tables.write("dates", ROWS["dates"], tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def stop() -> None:
        with growing.writing([growing.Table(name, tmp_path) for name in ("dates", "copies")]) as found:
            found["dates"].add(ROWS["dates"])
            raise fault

    with pytest.raises(fault):
        stop()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_row_that_its_table_does_not_allow_leaves_all_tables_as_they_were(tmp_path: Path) -> None:
    rows = {"dates": ROWS["dates"], "copies": [{**ROWS["copies"][0], "kind": "blurred"}]}

    def grow() -> None:
        with growing.writing([growing.Table(name, tmp_path) for name in ("dates", "copies")]) as found:
            for name, own in rows.items():
                found[name].add(own)

    with pytest.raises(ValueError, match="kind"):
        grow()
    assert list(tmp_path.iterdir()) == []
