"""Which files a folder, a pattern or a single file stand for, and what they are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import articles, raw_files, sources

FILES = ("a.txt", "b.HTML.gz", "gull/2024/c.txt", "gull/d.txt", "gull/.hidden/e.txt", "tern/c.txt", "tern/notes.md", "tern/r.jsonl.gz")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "texts"
    for name in FILES:
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text("The ferry is late.\n")
    return top


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        ("", ["a.txt", "b.HTML.gz"]),
        ("*.txt", ["a.txt"]),
        ("**/*.txt", ["a.txt", "gull/2024/c.txt", "gull/d.txt", "tern/c.txt"]),
        ("*/*.txt", ["gull/d.txt", "tern/c.txt"]),
        ("**", ["a.txt", "b.HTML.gz", "gull/2024/c.txt", "gull/d.txt", "tern/c.txt", "tern/r.jsonl.gz"]),
        ("gull/**/*.txt", ["2024/c.txt", "d.txt"]),
        ("tern/[rs]*", ["r.jsonl.gz"]),
        ("tern/?.txt", ["c.txt"]),
    ],
)
def test_names_are_paths_below_the_fixed_part(folder: Path, pattern: str, names: list[str]) -> None:
    assert [file.name for file in raw_files.find(folder / pattern)] == names
    assert raw_files.is_there(folder / pattern)


def test_kinds_and_stems(folder: Path) -> None:
    found = {file.name: (file.kind, file.zipped, file.stem) for file in raw_files.find(folder / "**")}
    assert found["b.HTML.gz"] == (".html", True, "b")
    assert found["gull/2024/c.txt"] == (".txt", False, "gull-2024-c")
    assert found["tern/r.jsonl.gz"] == (".jsonl", True, "tern-r")


def test_a_pattern_that_nothing_fits(folder: Path) -> None:
    assert not raw_files.is_there(folder / "*.warc")
    with pytest.raises(FileNotFoundError, match="fits the pattern"):
        raw_files.find(folder / "*.warc")


def test_a_folder_whose_name_looks_like_a_pattern_is_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "[2024] texts*"
    folder.mkdir()
    (folder / "a.txt").write_text("The ferry is late.\n")
    assert [file.name for file in raw_files.find(folder)] == ["a.txt"]
    assert raw_files.folder(folder / "*.txt") != folder  # a pattern in it is taken as one from its first sign on


def test_ids_below_a_pattern_are_unique_and_sidecars_speak_from_the_nearest_folder(folder: Path) -> None:
    (folder / "sources.csv").write_text("file,outlet\na.txt,The Auk\ntern/c.txt,The Auk\ngull/d.txt,The Gull\n")
    (folder / "tern" / "sources.csv").write_text("file,outlet\nc.txt,The Tern\n")
    found = list(articles.read(folder / "**/*.txt"))
    assert [a.article_id for a in found] == ["a", "gull-2024-c", "gull-d", "tern-c"]
    assert [a.source.outlet for a in found] == ["The Auk", "", "The Gull", "The Tern"]
    assert [a.source.file for a in found] == [a.file for a in found]
    (folder / "gull-d.txt").write_text("Another text.\n")
    again = list(articles.read(folder / "**/*.txt"))
    assert [(a.article_id, a.status) for a in again if a.file.endswith("d.txt")] == [("gull-d", "ok"), ("gull-d.txt", "failed")]


def test_rows_of_sidecars_that_name_no_file_are_told(folder: Path) -> None:
    (folder / "tern" / "sources.csv").write_text("file,outlet\ngone.txt,The Tern\n")
    told = sources.faults(folder / "tern" / "*.txt")
    assert any("'gone.txt', which is not among the articles" in line for line in told)
    assert any("'c.txt' has no row" in line for line in told)
