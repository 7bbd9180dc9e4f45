"""The commands: exit codes, and messages that fit on a line."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from analysis import build, cli, doctor
from analysis.steps import Step
from analysis.study import Study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A study of one raw file and one notebook with a parameter, and the current folder in it."""
    for folder in ("data/raw", "data/codebook", "notebooks", "other", "empty"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data/raw/one.txt").write_text("text\n", encoding="utf-8")
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("floor = 0.5", metadata={"tags": ["parameters"]})])
    book.cells.append(nbformat.v4.new_code_cell("assert floor < 1, 'too high'"))
    (tmp_path / "notebooks/01_one.ipynb").write_text(nbformat.writes(book), encoding="utf-8")
    steps = (Step("01_one", "one", ("raw/**",), ()),)
    monkeypatch.setattr(build, "STEPS", steps)
    monkeypatch.setattr(build.build, "__defaults__", (steps,))
    monkeypatch.chdir(tmp_path)
    return Study.below(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["build", "--set", "flor=1.0"], 2, "no notebook has a parameter 'flor'; allowed: floor"),
        (["build", "--set", "floor"], 2, "--set takes NAME=VALUE, not 'floor'"),
        (["build", "--raw", "nowhere"], 2, "to take as --raw"),
        (["build", "--raw", "other"], 2, "would take the place of this one's: add --processed DIR and --reports DIR"),
        (["build", "--codebook", "other", "--reports", "r"], 2, "would take the place of this one's: add --processed DIR"),
        (["extract", "nowhere", "--processed", "p"], 2, "there is no folder, file or pattern nowhere"),
        (["export", "xlsx", "out"], 2, "invalid choice: 'xlsx'"),
        (["export", "csv", "out"], 2, "run `python -m analysis build` first"),
        (["build", "--raw", "empty", "--processed", "p", "--reports", "r"], 2, "there is no article in"),
        (["codebook", "check", "--raw", "empty"], 2, "there is no article in"),
        (["codebook", "check", "--codebook", "data/raw/one.txt"], 2, "one.txt is a file: give the folder that holds topics.yml"),
        (["evaluate", "--gold", "nowhere", "--processed", "other"], 2, "to take as --gold: give the folder of coded articles"),
        (["export", "dna", "other", "--processed", "other"], 2, "other is a folder; dna is written into a file: give another name"),
        (["sample"], 2, "no table 'articles' in"),
        (["sample", "--from-gold"], 2, "to take as --gold: give the folder of coded articles"),
        (["bild"], 2, "invalid choice: 'bild'"),
        (["check"], 1, "run `make reports` first"),
    ],
)
def test_wrong_usage_is_one_line(study: Study, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, says: str) -> None:
    assert cli.main(arguments) == code
    printed = capsys.readouterr().err
    assert says in printed
    assert printed.count("\n") == 1


def test_output_that_nobody_reads_on_ends_without_a_traceback(study: Study) -> None:
    command = [sys.executable, "-m", "analysis", "doctor"]
    done = subprocess.run(" ".join(command) + " | true", shell=True, capture_output=True, encoding="utf-8", check=False)
    assert done.stderr == ""


def test_outside_of_a_study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["build"]) == 2
    assert "Change into the study's folder, or add --raw DIR and --processed DIR" in capsys.readouterr().err


def test_build_then_failure(study: Study, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["build"]) == 0
    assert cli.main(["build", "--set", "floor=2"]) == 1
    assert "AssertionError: too high" in capsys.readouterr().err
    assert (study.reports / "failed/01_one.ipynb").is_file()


def test_another_study_is_built_into_folders_of_its_own(study: Study, tmp_path: Path) -> None:
    (tmp_path / "other" / "one.txt").write_text("Other words.", encoding="utf-8")
    assert cli.main(["build", "--raw", "other", "--processed", "p", "--reports", "r"]) == 0
    assert (tmp_path / "r/manifest.json").is_file()
    assert not study.reports.exists()
    assert cli.main(["build", "--raw", "data/raw", "--codebook", "data/codebook"]) == 0
    assert (study.reports / "manifest.json").is_file()


def test_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["--help"])
    assert end.value.code == 0
    assert "exit codes:" in capsys.readouterr().out


def test_deciding_that_nothing_changed_needs_no_heavy_import() -> None:
    heavy = "{'spacy', 'pandas', 'papermill', 'matplotlib', 'numpy'}"
    started = time.perf_counter()
    code = f"import sys, analysis.cli, analysis.build; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert time.perf_counter() - started < 3


def test_a_study_is_found_from_below_and_by_environment(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Study.locate(study.notebooks) == study
    monkeypatch.setenv("ANALYSIS_REPORTS", str(tmp_path / "elsewhere"))
    assert Study.locate() == replace(study, reports=tmp_path / "elsewhere")
    for name, value in study.environment().items():
        monkeypatch.setenv(name, value)
    assert Study.locate(Path("/")) == study
    named = replace(study, columns=(("text", "body"), ("title", "head line")), max_bytes=300)
    for name, value in named.environment().items():
        monkeypatch.setenv(name, value)
    assert Study.locate(Path("/")) == named
    assert named.reading == {"columns": {"text": "body", "title": "head line"}, "max_bytes": 300}


def test_every_command_that_reads_a_study_takes_columns_and_patterns(
    study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Study] = []
    monkeypatch.setattr(build, "build", lambda study, **_: asked.append(study) or [])
    other = ["--processed", "p", "--reports", "r"]
    assert cli.main(["build", "--raw", str(study.raw / "**/*.warc"), *other]) == 2
    assert "there is no folder" in capsys.readouterr().err
    assert cli.main(["build", "--raw", str(study.raw / "**/*.txt"), *other, "--column", "text=body", "--max-bytes", "9"]) == 0
    assert (asked[0].raw, asked[0].columns, asked[0].max_bytes) == (study.raw / "**/*.txt", (("text", "body"),), 9)


def test_unread_files_are_listed(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("file,status,reason\na.txt,ok,\nb.txt,failed,not UTF-8\nc.txt,empty,no words\n")
    assert build.unread(tmp_path) == ["b.txt: failed: not UTF-8", "c.txt: empty: no words"]


def test_doctor_finds_what_differs_and_says_what_mends_it(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text(
        'pytest==0.1 \\\n    --hash=sha256:00\nabsent-package==1 ; python_version >= "3.8"\nother==1 ; python_version < "3.8"\n'
    )
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sources.csv").write_text(f"file,sha256\na.txt,{'0' * 64}\nb.txt,\n")
    (tmp_path / "meta.json").write_text("{}")
    (tmp_path / "SHA256SUMS").write_text("00  meta.json\n00  gone\n")
    found = [*doctor.versions(lock), *doctor.weights(tmp_path), *doctor.raw_texts(tmp_path)]
    assert all(finding.mend for finding in found)
    told = "\n".join(finding.text for finding in found)
    for part in ("the lock has 0.1", "absent-package is not installed", "model/meta.json is changed", "model/gone is missing", "raw/a.txt"):
        assert part in told
    assert len(found) == 5
    (tmp_path / "sources.csv").write_text("file,sha256\na.txt,00\n")
    (fault,) = doctor.raw_texts(tmp_path)
    assert "'00' is no SHA-256" in fault.text
    assert "sources.csv" in fault.mend


def test_manifest_is_json_with_sorted_keys(study: Study) -> None:
    assert cli.main(["build"]) == 0
    text = (study.reports / "manifest.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def test_extract_reads_records_whose_fields_have_other_names(study: Study, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("topics", "actors", "events"):
        (study.codebook / f"{name}.yml").write_text(f"{name}: []\n", encoding="utf-8")
    records = tmp_path / "news.jsonl"
    rows = [{"body": "Anna Keller said on Monday that the ferry was late."}, {"body": "Too long. " * 50}]
    records.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = ["extract", str(records), "--processed", str(tmp_path / "p"), "--column", "text=body", "--max-bytes", "300"]
    assert cli.main(command) == 0
    assert pd.read_parquet(tmp_path / "p" / "statements.parquet")["cue_lemma"].to_list() == ["say"]
    assert "more than max_bytes=300 allows" in capsys.readouterr().out


def test_extract_reads_with_the_light_network_where_asked_to(study: Study, tmp_path: Path) -> None:
    for name in ("topics", "actors", "events"):
        (study.codebook / f"{name}.yml").write_text(f"{name}: []\n", encoding="utf-8")
    (study.raw / "one.txt").write_text("Anna Keller said on Monday that the ferry was late.\n", encoding="utf-8")
    rules = []
    for option in ([], ["--light"]):  # into one folder: the parts of one reader are not taken for those of the other
        assert cli.main(["extract", str(study.raw), "--processed", str(tmp_path / "p"), *option]) == 0
        rules += pd.read_parquet(tmp_path / "p" / "statements.parquet")["rule"].str.split(";").str[0].to_list()
    assert len(rules) == 2
    assert rules[0] == "read"
    assert rules[1] != "read"
