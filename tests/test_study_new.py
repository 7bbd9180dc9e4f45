"""A study that is begun: what lies in its folder, what becomes of the texts, and what is said where it cannot be written."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from analysis import cli, codebook, manifest, notebook, sources, study_new
from analysis.folders import WrongUsage
from analysis.study import Study

ROOT = Path(__file__).parents[1]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with two articles and what is none."""
    folder = tmp_path / "found texts"
    (folder / "older").mkdir(parents=True)
    for name, text in {"b ferry.txt": "Late again.\r\n", "a, pier.txt": "Closed.\n", "notes.docx": "no text", ".hidden": ""}.items():
        (folder / name).write_bytes(text.encode())
    return folder


def test_a_new_study_is_found_and_has_all_that_a_build_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = study_new.begin(tmp_path / "pier")
    study = Study.below(tmp_path / "pier")
    monkeypatch.chdir(study.notebooks)
    assert Study.locate() == study
    assert begun.files == sorted(p.relative_to(tmp_path / "pier").as_posix() for p in (tmp_path / "pier").rglob("*") if p.is_file())
    assert {"README.md", "data/raw/sources.csv", "data/codebook/topics.yml", "notebooks/08_report.ipynb"} <= {*begun.files}
    assert sources.read_sources(study.raw) == {}
    assert codebook.load(study.codebook).topics == ()
    assert study.coding.is_dir()
    assert study.corrections.is_dir()
    assert manifest.lock(study) == manifest.lock(Study.below(ROOT)) != ""


def test_its_notebooks_are_those_of_the_package_without_outputs(tmp_path: Path) -> None:
    study_new.begin(tmp_path / "pier")
    for name in study_new.NOTEBOOKS:
        own, shipped = tmp_path / "pier" / "notebooks" / name, ROOT / "notebooks" / name
        text = own.read_text(encoding="utf-8")
        assert text == notebook.canonical(json.loads(text))
        assert notebook.source_digest(own) == notebook.source_digest(shipped)
        code = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
        assert [(cell["outputs"], cell["execution_count"]) for cell in code] == [([], None)] * len(code)


def test_two_studies_begun_alike_are_the_same_bytes(tmp_path: Path, texts: Path) -> None:
    for name in ("one", "two"):
        study_new.begin(tmp_path / name, texts=texts)
    one, two = ({p.relative_to(tmp_path / n): p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in ("one", "two"))
    assert one == two
    assert str(tmp_path).encode() not in b"".join(one.values())


def test_texts_are_copied_as_they_are_each_with_its_row(tmp_path: Path, texts: Path) -> None:
    begun = study_new.begin(tmp_path / "pier", texts=texts)
    raw = tmp_path / "pier/data/raw"
    assert begun.texts == 2
    assert (raw / "b ferry.txt").read_bytes() == b"Late again.\r\n"
    rows = sources.read_sources(raw)
    assert {name: row.sha256 for name, row in rows.items()} == {
        name: hashlib.sha256((texts / name).read_bytes()).hexdigest() for name in ("a, pier.txt", "b ferry.txt")
    }
    assert {(row.outlet, row.published) for row in rows.values()} == {("", "")}
    assert sources.faults(raw) == []
    assert [line.split(":")[0] for line in begun.left_out] == ["notes.docx", "older"]


def test_what_is_stated_beside_the_texts_is_kept(tmp_path: Path, texts: Path) -> None:
    stated = "file;Outlet;published\nb ferry.txt;Quay Courier;2024-03\nlost.txt;Quay Courier;\n"
    (texts / "sources.csv").write_text(stated, encoding="utf-8")
    study_new.begin(tmp_path / "pier", texts=texts)
    rows = sources.read_sources(tmp_path / "pier/data/raw")
    assert (rows["b ferry.txt"].outlet, rows["b ferry.txt"].published, len(rows["b ferry.txt"].sha256)) == ("Quay Courier", "2024-03", 64)
    assert (rows["lost.txt"].outlet, rows["lost.txt"].sha256) == ("Quay Courier", "")


def test_one_file_of_records_is_texts_too(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text('{"text": "Late."}\n', encoding="utf-8")
    assert study_new.begin(tmp_path / "pier", texts=tmp_path / "news.jsonl").texts == 1
    assert list(sources.read_sources(tmp_path / "pier/data/raw")) == ["news.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["new", "held"], "held holds README.md already; nothing was written"),
        (["new", "held/README.md"], "README.md is a file: name a folder that is new or empty"),
        (["new", "pier", "--texts", "nowhere"], "there is no folder or file nowhere to take as --texts"),
        (["new", "pier", "--texts", "empty"], "there is no article in empty"),
        (["new", "pier", "--texts", "held/README.md"], "files of kind '.md' are not read"),
        (["new", "pier", "--notebooks", "empty"], "empty lacks 01_corpus.ipynb"),
    ],
)
def test_what_cannot_be_begun_is_told_in_a_line_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    for folder in ("held", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "held/README.md").write_text("mine", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    printed = capsys.readouterr().err
    assert says in printed
    assert printed.count("\n") == 1
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["README.md", "empty", "held"]


def test_a_package_without_its_repository_says_where_notebooks_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_new, "PACKAGE", tmp_path / "site-packages" / "analysis")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WrongUsage, match="--notebooks REPOSITORY/notebooks"):
        study_new.begin(tmp_path / "pier")
    monkeypatch.chdir(ROOT / "data")  # in a study, its notebooks are taken
    assert "notebooks/08_report.ipynb" in study_new.begin(tmp_path / "pier").files


def test_the_command_says_what_was_written_and_what_comes_next(
    tmp_path: Path, texts: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["new", "my pier", "--texts", str(texts)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("not copied: notes.docx: not of kind .txt")
    assert said[1] == "not copied: older: a sub-folder"
    assert "among them 2 files of articles" in said[2]
    assert said[3] == "next: cd 'my pier'; README.md there says what to do"
