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
from spacy.tokens import Doc, Span

from analysis import articles, cleaning, codebook, extraction, language, negation, parts, sources
from analysis.cue_contents import take_both_sides
from analysis.triples import Attribution

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


def test_behind_an_inserted_cue_at_the_very_end_nothing_is_said(blank: Language) -> None:
    words = ["The", "ferry", "is", "late", ",", "Keller", "said", ",", "."]
    doc = Doc(blank.vocab, words=words, heads=[1, 3, 3, 6, 6, 6, 6, 6, 6], deps=["dep"] * len(words))
    said = Attribution([Span(doc, 0, 4, label="CONTENT")], Span(doc, 6, 7, label="CUE"), Span(doc, 5, 6, label="SOURCE"))
    take_both_sides(said, doc[:], {i for part in said.parts() for i in range(part.start, part.end)})
    assert [content.text for content in said.contents] == ["The ferry is late"]


def test_a_text_may_end_in_hardly(blank: Language) -> None:
    doc = Doc(
        blank.vocab,
        words=["They", "sail", "now", "hardly"],
        pos=["PRON", "VERB", "ADV", "ADV"],
        heads=[1, 1, 1, 2],
        deps=["nsubj", "ROOT", "advmod", "advmod"],
    )
    assert negation.negations(doc[1]) == []


@pytest.mark.parametrize(
    ("raw", "lines"),
    [
        ("the ferry " * 1200, 3),
        ("The ferry is late. " * 700, 1),
        ("a" * 12000 + " ferry", 2),
        ("The ferry" + "," * 12000, 1),
    ],
)
def test_a_line_is_cut_where_it_goes_on_for_pages_without_a_full_stop(raw: str, lines: int) -> None:
    article = cleaning.clean(articles.Article("a", "a.txt", "0" * 64, raw, "ok", None, sources.Source()))
    assert len(article.segments) == lines
    assert "".join("".join(raw[s.start : s.end].split()) for s in article.segments) == "".join(raw.split())


@pytest.mark.parametrize("line", ["“" * 3456, "the ferry “" + "a" * 2500 + "” is late", "The ferry is late."])
def test_the_words_of_a_line_are_all_of_it(blank: Language, line: str) -> None:
    assert language.parse(blank, line).text == line


@pytest.mark.parametrize("length", [999, 1000, 1001, 2000, 2001])
def test_no_word_behind_a_string_without_spaces_begins_with_a_space(blank: Language, length: int) -> None:
    doc = language.parse(blank, "a" * length + " country’s minister")
    assert doc.text == "a" * length + " country’s minister"
    assert not [token.i for token in doc if token.is_space or token.text != token.text.strip()]
