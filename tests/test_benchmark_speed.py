"""The speed benchmark: inner time counts once, ratios are within a repetition, every stage named is a stage of the extraction."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from spacy.language import Language

import speed
from analysis import articles, codebook, language, sources
from analysis.extraction import Extractor

TEXT = "Ferry stops\n\n“The ferry is late,” said Ann Holm on 3 May 2024. She denied that the harbour is closed.\n"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The processor time that the benchmark sees; tests set its one number."""
    now = [0.0]
    monkeypatch.setattr(speed, "process_time", lambda: now[0])
    return now


def test_time_of_an_inner_stage_counts_for_it_alone(clock: list[float]) -> None:
    def spend(seconds: float) -> None:
        clock[0] += seconds

    watch = speed.Stopwatch()
    inner = watch.timed("inner", spend)

    def work() -> str:
        spend(1)
        inner(2)
        inner(3)
        return "done"

    assert watch.timed("outer", work)() == "done"
    assert watch.seconds == {"inner": 5, "outer": 1}


def test_time_counts_where_a_function_fails(clock: list[float]) -> None:
    def fail() -> None:
        clock[0] += 2
        raise ZeroDivisionError

    watch = speed.Stopwatch()
    with pytest.raises(ZeroDivisionError):
        watch.timed("failing", fail)()
    assert watch.seconds == {"failing": 2}


def test_stages_are_left_as_they_were() -> None:
    before = [getattr(owner, name) for _, owner, name in speed.STAGES]
    with speed.Stopwatch().on_stages():
        assert all(getattr(owner, name) is not function for (_, owner, name), function in zip(speed.STAGES, before, strict=True))
    assert [getattr(owner, name) for _, owner, name in speed.STAGES] == before


def test_ratios_are_taken_within_each_repetition() -> None:
    stages = {stage: 1.0 for stage, _, _ in speed.STAGES}
    slow = {speed.BARE: 10.0, speed.WHOLE: 12.0, speed.REST: 1.0, "- tagger": 4.0, **stages}
    fast = {speed.BARE: 5.0, speed.WHOLE: 7.0, speed.REST: 0.5, "- tagger": 2.0, **stages}
    table = speed.ratios([slow, fast, slow])
    assert table[speed.WHOLE] == {"median": 1.2, "least": 1.2, "greatest": 1.4}
    assert table["- tagger"] == {"median": 0.4, "least": 0.4, "greatest": 0.4}
    assert "1.20 (1.20–1.40)" in speed.shown(table, [slow, fast, slow], 100)


def test_compressed_records_and_folders_are_read(tmp_path: Path) -> None:
    records = [{"text": TEXT}, {"text": ""}, {"text": TEXT}, {"text": TEXT}]
    packed = tmp_path / "news.jsonl.gz"
    packed.write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    assert len(speed.read(packed, 3)) == 2
    folder = tmp_path / "raw"
    folder.mkdir()
    for name in ("one.txt", "two.txt"):
        (folder / name).write_text(TEXT, encoding="utf-8")
    [first] = speed.read(folder, 1)
    assert first.article.article_id == "one"
    assert first.cleaned.splitlines()[0] == "Ferry stops"


@pytest.mark.model
def test_every_stage_and_component_is_measured(nlp: Language, people: codebook.Codebook) -> None:
    article = articles.Article("ferry", "ferry.txt", "", TEXT, "ok", None, sources.Source())
    parse = language.parse
    seconds = speed._repetition(Extractor(people, nlp), [speed.Text(article, " ".join(TEXT.split()))], 0)
    names = [speed.BARE, speed.WHOLE, speed.REST, *(stage for stage, _, _ in speed.STAGES), *(f"- {name}" for name in nlp.pipe_names)]
    assert [name for name in names if not seconds[name] > 0] == []
    assert language.parse is parse


@pytest.mark.model
def test_the_profile_leaves_the_pipeline_out(nlp: Language, people: codebook.Codebook, tmp_path: Path) -> None:
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    listed = speed.profile(Extractor(people, nlp), speed.read(tmp_path, 1), 500)
    assert "attribution.py" in listed
    assert "(parse)" not in listed
