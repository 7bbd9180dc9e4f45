"""Inputs that careless software or malice made: each found by `benchmarks/fuzz.py`, kept here at its smallest."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from spacy.language import Language

from analysis import articles, cleaning, codebook, extraction, parts, sources

TEXT = "The ferry is late. The harbour is closed.\n"


@pytest.mark.parametrize("field", ["title", "outlet", "published", "url", "id"])
def test_half_a_surrogate_pair_beside_a_text_fails_its_record_alone(field: str, tmp_path: Path) -> None:
    lines = [json.dumps({"text": TEXT, field: "half \ud800"}), json.dumps({"text": TEXT, field: "2024"})]
    (tmp_path / "r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    bad, good = articles.read(tmp_path / "r.jsonl")
    assert (bad.status, good.status) == ("failed", "ok")
    assert f"half a surrogate pair stands in '{field}'" in str(bad.reason)
    assert repr(bad).encode("utf-8")


def test_days_beyond_the_calendar_in_parquet_fail_their_record_alone(tmp_path: Path) -> None:
    days = pa.array([-(2**40), int(datetime(2024, 5, 3).timestamp())], pa.timestamp("s"))
    pq.write_table(pa.table({"text": pa.array([TEXT, TEXT]), "published": days}), tmp_path / "r.parquet")
    bad, good = articles.read(tmp_path / "r.parquet")
    assert (bad.status, good.status) == ("failed", "ok")
    assert "record 1: a value cannot be read" in str(bad.reason)
    assert good.source.published.startswith("2024-05-0")


def test_a_file_name_that_is_not_utf8_is_a_row_that_can_be_written(tmp_path: Path) -> None:
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text(TEXT, encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes no such name")
    [article] = articles.read(tmp_path)
    assert (article.status, article.article_id) == ("failed", "caf\ufffd")
    assert "rename the file" in str(article.reason)
    assert article.file.encode("utf-8")


@pytest.mark.parametrize("published", ["0000", "0000-00-00", "99999", "99999-12-31", "2023-02-30", "٢٠٢٤"])
def test_days_that_no_calendar_has_are_no_dates(published: str) -> None:
    found = sources.interval(published)
    assert found is None or found[0].year == 2024


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u2069", "\u061c", "\u200b"])
def test_marks_of_direction_are_no_part_of_words(mark: str) -> None:
    article = articles.Article("a", "a.txt", "0" * 64, TEXT.replace("ferry", f"fer{mark}ry"), "ok", None, sources.Source())
    assert cleaning.clean(article).copy.text == TEXT.strip()


def test_a_text_beyond_the_limit_is_refused_with_a_reason_that_names_it(blank: Language, people: codebook.Codebook) -> None:
    article = articles.Article("a", "a.txt", "0" * 64, TEXT * 3, "ok", None, sources.Source())
    rows = extraction.Extractor(people, blank, max_chars=100).rows(article)
    assert {name: len(found) for name, found in rows.items()} == {name: int(name == "articles") for name in parts.EXTRACTED}
    assert rows["articles"][0]["status"] == "failed"
    assert "more than max_chars=100 allows" in rows["articles"][0]["reason"]
