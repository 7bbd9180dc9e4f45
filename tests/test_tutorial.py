"""The tutorial says what is so: its commands run as written, in order, and print what it says they print."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import tutorial
from tutorial import unsaid

TEXT = tutorial.TUTORIAL.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.model
def test_every_command_runs_and_prints_what_is_said(tmp_path: Path) -> None:
    reader = tutorial.Reader(tmp_path)
    printed = ""
    compared = 0
    for block, said in reader.follow():
        if block.language == "text":
            assert unsaid(block.text, printed) == [], f"not printed, or not there; printed was:\n{printed}"
            compared += 1
        printed = said
    assert compared == TEXT.count("```text")
    assert (tmp_path / "quay" / "reports" / "report.html").is_file()
    assert (tmp_path / "quay-release" / "release.json").is_file()


def test_each_block_is_one_that_a_reader_can_follow() -> None:
    found = tutorial.blocks(TEXT)
    assert len(found) == TEXT.count("\n```") / 2
    assert {block.language for block in found} == {"bash", "text", "python", "yaml"}
    assert [block.file for block in found if block.language == "yaml"] == [
        f"data/codebook/{name}.yml" for name in ("topics", "actors", "events")
    ]
    for before, block in zip([None, *found], found, strict=False):
        assert block.language != "text" or before is not None and before.language in ("bash", "python")


def test_its_sources_name_its_texts() -> None:
    folder = tutorial.TUTORIAL.parent / "tutorial" / "texts"
    with (folder / "sources.csv").open(encoding="utf-8", newline="") as file:
        assert [row["file"] for row in csv.DictReader(file)] == sorted(path.name for path in folder.glob("*.txt"))


def test_its_prose_states_no_number_that_is_not_compared() -> None:
    prose = re.sub(r"^```.*?^```$|`[^`]*`|\]\([^)]*\)|^#.*$|^    .*$|CC0 1\.0", "", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"\d+", prose) == []


@pytest.mark.parametrize(
    ("wanted", "printed", "missing"),
    [
        ("…\nb 2\n", "a 1\nb 2\nc 3\n", []),
        ("a 1\n…\nc 3\n", "a 1\nb 2\nc 3\n", []),
        ("a 1\nc 3\n", "a 1\nb 2\nc 3\n", ["c 3"]),  # nothing says that a line is left out
        ("a 1\nb 3\n", "a 1\nb 2\nc 3\n", ["b 3"]),
        ("…\nb 2\na 1\n", "a 1\nb 2\n", ["a 1"]),
        ("built in 3.1 s, 8 files\n", "built in 12.0 s, 8 files\n", []),
        ("built in 3.1 s, 8 files\n", "built in 3.1 s, 9 files\n", ["built in # s, 8 files"]),
    ],
)
def test_lines_and_numbers_are_compared(wanted: str, printed: str, missing: list[str]) -> None:
    assert unsaid(wanted, printed) == missing
