"""Extraction: every span of every row lies in its raw file, stopped runs go on, and one bad article stops no other."""

from __future__ import annotations

import hashlib
import html as entities
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from spacy.language import Language

from analysis import articles, batches, codebook, corrections, dates, extraction, language, parts
from span_law import faults, frames, raw_texts, spans, unaccounted, unlinked

pytestmark = pytest.mark.model

ROOT = Path(__file__).parents[1]
Corpus = tuple[dict[str, pd.DataFrame], dict[str, str]]
STORY = (
    "Minister denies ferry was unsafe\n\n"
    "VIENNA, 4 May 2022 – Anna Keller, Austria’s transport minister, denied on Wednesday that the ferry was unsafe.\n\n"
    "“The ferry is safe,” she said.\u00a0“Nobody was hurt.”“We will open the harbour in June,” she added.\n"
)
OTHER = "Ferry line to close\n\nChile said on Monday that the ferry line would close. Experts praised the plan.\n"


def run(raw: Path, processed: Path, book: Path, **options: Any) -> list[str]:
    """Extract; gives the names of the articles that were worked on."""
    said: list[str] = []
    batches.run(raw, processed, book, say=said.append, **options)
    corrections.run(raw, processed, book)
    return [line.split(":")[0] for line in said]


@pytest.fixture(scope="module")
def book() -> Path:
    return ROOT / "data" / "codebook"


@pytest.fixture(autouse=True)
def one_pipeline(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session's pipeline instead of a new one for every run."""
    monkeypatch.setattr(language, "load", lambda **_: nlp)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "one.txt").write_bytes(STORY.encode())
    (folder / "two.txt").write_bytes(OTHER.encode())
    return folder


# The span law, on the texts of the package


@pytest.fixture(scope="module")
def corpus(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    folder = tmp_path_factory.mktemp("corpus")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "load", lambda **_: nlp)
        batches.run(ROOT / "data" / "raw", folder, ROOT / "data" / "codebook")
        corrections.run(ROOT / "data" / "raw", folder, ROOT / "data" / "codebook")
    return frames(folder), raw_texts(ROOT / "data" / "raw")


def test_every_span_of_every_row_lies_in_the_raw_file(corpus: Corpus) -> None:
    found, raws = corpus
    assert faults(found, raws) == []
    assert all(len(found[name]) for name in parts.EXTRACTED)


def test_every_mark_of_the_raw_text_has_a_row_with_a_statement_or_a_reason(corpus: Corpus) -> None:
    assert unaccounted(*corpus) == []


def test_segments_are_a_partition_of_all_that_is_not_white_space(corpus: Corpus) -> None:
    found, raws = corpus
    for article_id, raw in raws.items():
        own = found["segments"][found["segments"]["article_id"] == article_id]
        covered = [i for start, end in zip(own["start"], own["end"], strict=True) for i in range(start, end)]
        assert len(covered) == len(set(covered)), f"segments of {article_id} overlap"
        left = {i for i, character in enumerate(raw) if not character.isspace()} - set(covered)
        assert not left, f"{article_id}: {raw[min(left)]!r} at {min(left)} is in no segment"


def test_parts_of_a_statement_lie_inside_it_and_speakers_are_known_or_marked_unknown(
    corpus: Corpus,
) -> None:
    found, _ = corpus
    for row in found["statements"].to_dict("records"):
        assert all(row["start"] <= start and end <= row["end"] for start, end in spans(row))
        inside = [range(start, end) for start, end in row["content_spans"]]
        assert all(any(start in part and end - 1 in part for part in inside) for start, end in row["quoted_spans"])
        assert (row["speaker_status"] == "unknown") == (not row["speakers"])
        assert row["rule"]
    assert set(found["statements"]["section"]) <= {"headline", "subheadline", "body"}


def test_rows_point_at_rows_that_are_there(corpus: Corpus) -> None:
    found, _ = corpus
    assert unlinked(found) == []
    assert set(found["mentions"]["actor_id"].dropna()) <= set(found["actors"]["actor_id"])


def test_every_raw_file_has_its_row_and_the_unusable_say_why(corpus: Corpus) -> None:
    found, raws = corpus
    table = found["articles"]
    assert set(table["article_id"]) == set(raws)
    assert (table["reason"].isna() == (table["status"] == "ok")).all()
    assert set(found["statements"]["article_id"]) <= set(table.loc[table["status"] == "ok", "article_id"])


def test_a_second_extraction_gives_the_same_bytes(raw: Path, book: Path, tmp_path: Path) -> None:
    for name in ("first", "second"):
        run(raw, tmp_path / name, book)
    for table in parts.EXTRACTED:
        for suffix in ("parquet", "csv"):
            assert (tmp_path / f"first/{table}.{suffix}").read_bytes() == (tmp_path / f"second/{table}.{suffix}").read_bytes()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda text: text.replace("\n", "\r\n"), "carriage returns"),
        (lambda text: "\ufeff" + text, "byte order mark"),
        (lambda text: text.replace("Keller", "Kéller 🚢"), "characters beyond the basic plane"),
        (lambda text: text.replace(" ", "\u00a0"), "no-break spaces"),
        (lambda text: text.replace(". ", ".").replace("\n\n", "\n"), "glued"),
        (lambda text: text.replace("”", ""), "never closed"),
        (lambda text: text.replace("“", "").replace("’", "â€™"), "wrong encoding"),
        (lambda text: text.upper(), "capitals"),
        (lambda text: text.replace(" ", "  ").replace("e", "e\u200b"), "zero width"),
        (lambda text: text.strip().replace("\n", " "), "one line"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_damage_never_shifts_a_span(change: Any, name: str, tmp_path: Path, book: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "one.txt").write_bytes(change(STORY).encode())
    run(raw, tmp_path / "tables", book)
    found = frames(tmp_path / "tables")
    assert found["articles"]["status"].tolist() == ["ok"], name
    assert faults(found, raw_texts(raw)) == []
    assert unaccounted(found, raw_texts(raw)) == []


# Resuming


def test_a_finished_run_is_not_done_again(raw: Path, book: Path, tmp_path: Path) -> None:
    processed = tmp_path / "tables"
    assert run(raw, processed, book) == ["one", "two"]
    before = {name: (processed / f"{name}.parquet").read_bytes() for name in parts.EXTRACTED}
    assert run(raw, processed, book) == []
    assert {name: (processed / f"{name}.parquet").read_bytes() for name in parts.EXTRACTED} == before


def test_a_stopped_run_goes_on_where_it_was(raw: Path, book: Path, tmp_path: Path) -> None:
    processed = tmp_path / "tables"

    def stop(line: str) -> None:
        raise KeyboardInterrupt(line)

    with pytest.raises(KeyboardInterrupt):
        batches.run(raw, processed, book, say=stop)
    assert not (processed / "articles.parquet").exists()
    assert run(raw, processed, book) == ["two"]
    assert frames(processed)["articles"]["article_id"].tolist() == ["one", "two"]


def test_a_changed_article_runs_alone(raw: Path, book: Path, tmp_path: Path) -> None:
    processed = tmp_path / "tables"
    run(raw, processed, book)
    (raw / "two.txt").write_text(OTHER.replace("Chile", "Brazil"), encoding="utf-8", newline="")
    assert run(raw, processed, book) == ["two"]
    actors = [a for row in frames(processed)["statements"]["speakers"] for a in row]
    assert "GOV:BRA" in actors
    assert "GOV:CHL" not in actors


@pytest.mark.parametrize(("row", "worked_on"), [("one.txt,The Gull,,2022-05-04", ["one"]), ("two.txt,,,2021", ["two"])])
def test_a_changed_row_of_the_sidecar_runs_its_article_alone(raw: Path, book: Path, tmp_path: Path, row: str, worked_on: list[str]) -> None:
    processed = tmp_path / "tables"
    (raw / "sources.csv").write_text("file,outlet,url,published,licence,sha256,note\none.txt,,,,,,\ntwo.txt,,,,,,\n", encoding="utf-8")
    run(raw, processed, book)
    other = "two.txt" if row.startswith("one") else "one.txt"
    (raw / "sources.csv").write_text(f"file,outlet,url,published,licence,sha256,note\n{row},,,\n{other},,,,,,\n", encoding="utf-8")
    assert run(raw, processed, book) == worked_on


def test_a_changed_codebook_runs_all(raw: Path, book: Path, tmp_path: Path) -> None:
    processed = tmp_path / "tables"
    shutil.copytree(book, tmp_path / "codebook")
    run(raw, processed, tmp_path / "codebook")
    actors = tmp_path / "codebook" / "actors.yml"
    actors.write_text(
        actors.read_text(encoding="utf-8").rstrip() + "\n  - {id: PER:eva_holm, label: Eva Holm, type: person, names: [Eva Holm]}\n",
        encoding="utf-8",
    )
    assert run(raw, processed, tmp_path / "codebook") == ["one", "two"]


def test_articles_that_are_gone_leave_no_rows_and_no_parts(raw: Path, book: Path, tmp_path: Path) -> None:
    processed = tmp_path / "tables"
    run(raw, processed, book)
    (raw / "one.txt").unlink()
    assert run(raw, processed, book) == []
    assert frames(processed)["articles"]["article_id"].tolist() == ["two"]
    assert len(list((processed / parts.FOLDER).rglob("*.json"))) == 1


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"articles": []}'])
def test_a_damaged_part_is_made_again(damage: str, raw: Path, book: Path, tmp_path: Path) -> None:
    processed = tmp_path / "tables"
    run(raw, processed, book)
    before = (processed / "statements.parquet").read_bytes()
    next((processed / parts.FOLDER).rglob("*.json")).write_text(damage, encoding="utf-8")
    assert len(run(raw, processed, book)) == 1
    assert (processed / "statements.parquet").read_bytes() == before


# What goes wrong


def test_an_article_that_fails_inside_is_recorded_and_the_others_go_on(
    raw: Path, book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    processed, find = tmp_path / "tables", dates.find

    def fail(text: str, **more: Any) -> Any:
        if "Chile" in text:
            raise ZeroDivisionError("the tide is out")
        return find(text, **more)

    monkeypatch.setattr(dates, "find", fail)
    run(raw, processed, book)
    found = frames(processed)
    assert found["articles"]["status"].tolist() == ["ok", "failed"]
    assert "ZeroDivisionError: the tide is out" in found["articles"]["reason"][1]
    assert set(found["statements"]["article_id"]) == {"one"}
    assert "two" in caplog.text
    monkeypatch.setattr(dates, "find", find)
    assert run(raw, processed, book) == [], "what failed stays as it was recorded"
    assert run(raw, processed, book, retry=True) == ["two"], "and is tried again where that is asked for"
    assert frames(processed)["articles"]["status"].tolist() == ["ok", "ok"]


BAD = {
    "empty": (b"", "empty"),
    "only white space": (b" \r\n\t \xc2\xa0", "empty"),
    "binary": (bytes(range(256)) * 4, "failed"),
    "an encoding that cannot be told": ("The ferry is late, said Zdeněk Łoś.".encode("cp1250"), "failed"),
    "cut in a character": ("The ferry is late – ".encode()[:-2], "failed"),
}


@pytest.mark.parametrize(("content", "status"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_read_has_one_clear_reason(content: bytes, status: str, raw: Path, book: Path, tmp_path: Path) -> None:
    (raw / "bad.txt").write_bytes(content)
    run(raw, tmp_path / "tables", book)
    found = frames(tmp_path / "tables")
    table = found["articles"].set_index("article_id")
    assert table["status"].to_dict() == {"bad": status, "one": "ok", "two": "ok"}
    assert len(table["reason"]["bad"].splitlines()) == 1
    assert set(found["statements"]["article_id"]) == {"one", "two"}
    assert faults(found, raw_texts(raw)) == []


def test_a_path_that_is_no_file_stops_no_other(raw: Path, book: Path, tmp_path: Path) -> None:
    (raw / "bad.txt").symlink_to(tmp_path / "nowhere.txt")
    run(raw, tmp_path / "tables", book)
    table = frames(tmp_path / "tables")["articles"].set_index("article_id")
    assert table["status"].to_dict() == {"bad": "failed", "one": "ok", "two": "ok"}
    assert len(table["reason"]["bad"].splitlines()) == 1


def test_a_file_beyond_the_limit_is_recorded_and_not_read(raw: Path, book: Path, nlp: Language) -> None:
    (raw / "bad.txt").write_bytes(b"The ferry is late. " * 100)
    extractor = extraction.Extractor(codebook.load(book), nlp)
    rows = [extractor.rows(article)["articles"][0] for article in articles.read(raw, max_bytes=1000)]
    assert {row["article_id"]: row["status"] for row in rows} == {"bad": "failed", "one": "ok", "two": "ok"}
    assert "1900" in rows[0]["reason"].replace(",", "").replace(" ", "")


def test_an_article_without_words_has_an_article_row_alone(book: Path, nlp: Language, raw: Path) -> None:
    article = next(articles.read(raw))
    extractor = extraction.Extractor(codebook.load(book), nlp)
    rows = extractor.rows(replace(article, raw="", status="empty", reason="the file holds no text"))
    assert {name: len(found) for name, found in rows.items()} == {name: int(name == "articles") for name in parts.EXTRACTED}


def test_rows_can_travel_as_json(book: Path, nlp: Language, raw: Path) -> None:
    rows = extraction.Extractor(codebook.load(book), nlp).rows(next(articles.read(raw)))
    assert json.loads(json.dumps(rows)) == rows


def test_records_of_a_file_are_articles(book: Path, tmp_path: Path) -> None:
    record = {"id": "a", "text": OTHER, "outlet": "The Gull", "published": "2022-05-04"}
    (tmp_path / "news.jsonl").write_text(json.dumps(record) + "\n" + json.dumps({"text": STORY}) + "\n", encoding="utf-8")
    run(tmp_path / "news.jsonl", tmp_path / "tables", book)
    found = frames(tmp_path / "tables")
    assert found["articles"]["article_id"].tolist() == sorted(found["articles"]["article_id"])
    assert set(found["articles"]["status"]) == {"ok"}
    assert faults(found, raw_texts(tmp_path / "news.jsonl")) == []
    assert "GOV:CHL" in {a for row in found["statements"]["speakers"] for a in row}


def test_offsets_of_a_page_point_into_its_stored_text(raw: Path, book: Path, tmp_path: Path) -> None:
    body = "".join(f"<p>{entities.escape(line)}</p>" for line in STORY.splitlines() if line.strip())
    (raw / "page.html").write_bytes(f"<html><body><nav>Home</nav><h1>Ferry</h1>{body}</body></html>".encode())
    (raw / "old.txt").write_bytes("“It isn’t late,” said Anna Keller.".encode("cp1252"))
    processed = tmp_path / "tables"
    run(raw, processed, book)
    found = frames(processed)
    table = found["articles"].set_index("article_id")
    assert table["text_basis"].to_dict() == {"old": "extracted", "one": "raw", "page": "extracted", "two": "raw"}
    stored = {path.stem: path.read_bytes().decode() for path in (processed / "texts").iterdir()}
    assert {key: f"texts/{key}.txt" for key in stored} == table["text_file"].dropna().to_dict()
    texts = stored | {key: (raw / f"{key}.txt").read_bytes().decode() for key in ("one", "two")}
    assert {key: hashlib.sha256(text.encode()).hexdigest() for key, text in texts.items()} == table["text_sha256"].to_dict()
    assert faults(found, texts) == []
    assert "page" in set(found["statements"]["article_id"])
    whole = {path.name: path.read_bytes() for path in (processed / "texts").iterdir()}
    (processed / "texts" / "page.txt").unlink()
    assert run(raw, processed, book) == [], "the text alone is stored again"
    assert {path.name: path.read_bytes() for path in (processed / "texts").iterdir()} == whole
    (raw / "page.html").unlink()
    run(raw, processed, book)
    assert [path.name for path in (processed / "texts").iterdir()] == ["old.txt"]


def test_a_pattern_reads_folders_in_folders(raw: Path, book: Path, tmp_path: Path) -> None:
    (raw / "gull" / "2024").mkdir(parents=True)
    (raw / "one.txt").rename(raw / "gull" / "2024" / "one.txt")
    run(raw / "**/*.txt", tmp_path / "tables", book)
    found = frames(tmp_path / "tables")
    assert found["articles"].set_index("article_id")["file"].to_dict() == {"gull-2024-one": "gull/2024/one.txt", "two": "two.txt"}
    assert faults(found, raw_texts(raw / "**/*.txt")) == []
