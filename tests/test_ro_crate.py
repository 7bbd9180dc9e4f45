"""The export as an RO-Crate: read by the library of that name, complete, and as the build left it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

import example_study
from analysis import build, export, ro_crate, whole
from analysis.ro_crate import NotBuilt
from analysis.steps import Settings, Step
from analysis.study import Study

CITATION = 'cff-version: 1.2.0\ntitle: "The ferry"\ndate-released: 2031-02-03\nlicense: MIT\n'


def count(study: Study, _: Settings) -> None:
    path = study.reports / "tables" / "01 wörter.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"n\n{sum(len(file.read_text(encoding='utf-8').split()) for file in study.raw.glob('*.txt'))}\n", encoding="utf-8")


def page(study: Study, _: Settings) -> None:
    (study.reports / "report.html").write_text("<p>report</p>", encoding="utf-8")


STEPS = (
    Step("count", "words", ("raw/**",), ("reports/tables/0[1-7]*",), count),
    Step("page", "page", ("reports/tables/0[1-7]*",), ("reports/*.html",), page),
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = example_study.write(tmp_path / "study", 2)
    made.notebooks.mkdir(parents=True, exist_ok=True)
    file = next(path.name for path in sorted(made.raw.glob("*.txt")))
    (made.raw / "sources.csv").write_text(f"file,licence\n{file},CC0 1.0\n", encoding="utf-8")
    (made.notebooks.parent / "CITATION.cff").write_text(CITATION, encoding="utf-8")
    build.build(made, STEPS, say=lambda _: None)
    return made


def graph(folder: Path) -> dict[str, Any]:
    return {entity["@id"]: entity for entity in json.loads((folder / ro_crate.METADATA).read_text(encoding="utf-8"))["@graph"]}


def test_every_file_is_there_with_its_checksum_and_belongs_to_the_crate(study: Study, tmp_path: Path) -> None:
    written = export.FORMATS["ro-crate"](study, tmp_path / "crate")
    entities = graph(tmp_path / "crate")
    parts = {part["@id"] for part in entities["./"]["hasPart"]}
    files = {key: entity for key, entity in entities.items() if entity["@type"] == "File"}
    assert parts == set(files)
    assert len(written) == len(files) + 1
    assert {"reports/tables/01%20w%C3%B6rter.csv", "reports/report.html", "reports/manifest.json", "CITATION.cff"} <= parts
    for entity in files.values():
        path = tmp_path / "crate" / entity["name"]
        assert entity["sha256"] == whole.sha256(path)
        assert entity["contentSize"] == str(path.stat().st_size)
    assert [entity["license"] for entity in files.values() if "license" in entity] == ["CC0 1.0"]
    assert entities["./"]["datePublished"] == "2031-02-03"
    assert entities["./"]["name"] == "The ferry"


def test_steps_lead_from_what_they_read_to_what_they_made(study: Study, tmp_path: Path) -> None:
    ro_crate.write(study, tmp_path / "crate")
    entities = graph(tmp_path / "crate")
    first, second = entities["#step-count"], entities["#step-page"]
    assert {part["@id"].split("/")[0] for part in first["object"]} == {"raw"}
    assert first["result"] == second["object"] == [{"@id": "reports/tables/01%20w%C3%B6rter.csv"}]
    assert second["result"] == [{"@id": "reports/report.html"}]
    assert entities[second["instrument"][0]["@id"]]["@type"] == "SoftwareApplication"


def test_the_library_for_crates_reads_it(study: Study, tmp_path: Path) -> None:
    rocrate = pytest.importorskip("rocrate.rocrate", reason="rocrate is not installed: `make setup` installs it")
    ro_crate.write(study, tmp_path / "crate")
    crate = rocrate.ROCrate(str(tmp_path / "crate"))
    assert crate.name == "The ferry"
    assert crate.dereference("reports/report.html")["encodingFormat"] == "text/html"
    assert [entity.id for entity in crate.get_by_type("CreateAction")] == ["#step-count", "#step-page"]
    assert crate.get_by_type("CreateAction")[1]["result"][0].id == "reports/report.html"


def test_the_same_study_gives_the_same_bytes_and_takes_the_place_of_an_earlier_crate(study: Study, tmp_path: Path) -> None:
    before = [path.read_bytes() for path in ro_crate.write(study, tmp_path / "crate")]
    (tmp_path / "crate/old.txt").write_text("old")
    assert [path.read_bytes() for path in ro_crate.write(study, tmp_path / "crate")] == before
    assert not (tmp_path / "crate/old.txt").exists()
    assert str(tmp_path).encode() not in b"".join(before)


@pytest.mark.parametrize(
    ("damage", "fault", "says"),
    [
        (lambda s: (s.reports / "report.html").write_text("x"), NotBuilt, "reports/report.html is not as the build left it"),
        (lambda s: (s.reports / "report.html").unlink(), NotBuilt, "reports/report.html is not as the build left it"),
        (lambda s: (s.reports / "manifest.json").unlink(), NotBuilt, "there is no reports/manifest.json"),
        (lambda s: (s.notebooks.parent / "CITATION.cff").unlink(), ValueError, "give the day of the crate as --published YYYY-MM-DD"),
        (lambda s: (s.notebooks.parent / "CITATION.cff").write_text("date-released: 2031-02-31"), ValueError, "'2031-02-31' is no day"),
    ],
)
def test_what_cannot_be_described_is_refused(study: Study, tmp_path: Path, damage: Any, fault: type[Exception], says: str) -> None:
    damage(study)
    with pytest.raises(fault, match=re.escape(says)):
        ro_crate.write(study, tmp_path / "crate")
    assert not (tmp_path / "crate").exists()


def test_a_folder_of_something_else_is_left_alone(study: Study, tmp_path: Path) -> None:
    (tmp_path / "crate").mkdir()
    (tmp_path / "crate/letter.txt").write_text("dear")
    with pytest.raises(ValueError, match="holds something else than a crate"):
        ro_crate.write(study, tmp_path / "crate")
    assert [path.name for path in (tmp_path / "crate").iterdir()] == ["letter.txt"]


def test_day_and_licence_can_be_stated(study: Study, tmp_path: Path) -> None:
    (study.notebooks.parent / "CITATION.cff").unlink()
    ro_crate.write(study, tmp_path / "crate", published="2032-01-01", licence="CC BY 4.0")
    assert graph(tmp_path / "crate")["./"]["datePublished"] == "2032-01-01"
    assert graph(tmp_path / "crate")["./"]["license"] == "CC BY 4.0"
