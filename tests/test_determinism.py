"""The shipped steps that make tables, on a small study: the same bytes in any folder, for any user, zone and language, and after edits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

import analysis
from analysis import corrections, tables
from analysis.study import Study
from conftest import PEOPLE

TEXTS = {
    "one.txt": "Ferry stays open\n\nAnna Keller said on Monday that the ferry would stay open. “We will not close the pier,” she added.\n",
    "two.txt": "Pier to close\n\nBruno Weiss said that the pier must close by 3 May 2023. According to Ida Lindt, the plan is late.\n",
    "three.txt": "Harbour quiet\n\nThe harbour was quiet on Tuesday. Max Lindt denied that a plan exists.\n",
}
COUNT = """
from analysis import tables
from analysis.study import Study
study = Study.locate()
counted = tables.read("statements", study.processed).groupby("article_id").size().reset_index()
target = study.reports / "tables" / "01_count.csv"
target.parent.mkdir(parents=True, exist_ok=True)
counted.to_csv(target, index=False)
print(counted)
"""
BUILD = """
import sys
from pathlib import Path
from analysis import build
from analysis.steps import TABLES, Step
from analysis.study import Study
count = Step("01_count", "a count", ("processed/statements.parquet",), ("reports/tables/01_*",))
build.build(Study.below(Path(sys.argv[1])), (*TABLES, count), light=True)
"""
SOMEBODY = {"USER": "somebody", "LOGNAME": "somebody", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}

pytestmark = [pytest.mark.model, pytest.mark.slow]


def begun(root: Path) -> Path:
    for folder, files in (("data/raw", TEXTS), ("data/codebook", PEOPLE)):
        (root / folder).mkdir(parents=True)
        for name, text in files.items():
            (root / folder / name).write_text(text, encoding="utf-8")
    (root / "notebooks").mkdir()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(COUNT, id="count")])
    (root / "notebooks/01_count.ipynb").write_text(nbformat.writes(book), encoding="utf-8")
    return root


def built(root: Path, **environment: str) -> str:
    """Build the study and return what the build said."""
    own = {**os.environ, "PYTHONPATH": str(Path(analysis.__file__).parents[1]), **environment}
    done = subprocess.run([sys.executable, "-c", BUILD, str(root)], cwd=root, env=own, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def made(root: Path) -> dict[str, bytes]:
    """Everything below the study, the kept parts of the extraction among it."""
    paths = (path for folder in ("data/processed", "reports", "notebooks") for path in sorted((root / folder).rglob("*")))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}


def read_anew(root: Path, before: dict[str, bytes]) -> int:
    """How many articles were read since: each leaves a part of its own."""
    return len({name for name in made(root) if "/.parts/" in name} - set(before))


def test_another_folder_user_zone_and_language_give_the_same_bytes_and_so_does_an_edit(tmp_path: Path) -> None:
    one, other = begun(tmp_path / "one"), begun(tmp_path / "a folder with ö" / "other")
    (other / "home").mkdir()
    assert built(one).count(" ran in ") == 4
    built(other, HOME=str(other / "home"), **SOMEBODY)
    before = made(one)
    assert before == made(other)
    assert b"somebody" not in b"".join(before.values())
    assert str(tmp_path).encode() not in b"".join(before.values())

    (one / "data/raw/two.txt").write_text(TEXTS["two.txt"].replace("Ida Lindt", "Max Lindt"), encoding="utf-8")
    said = built(one)
    assert "(raw/two.txt changed)" in said
    assert read_anew(one, before) == 1
    again = begun(tmp_path / "again")
    shutil.copyfile(one / "data/raw/two.txt", again / "data/raw/two.txt")
    built(again)
    assert made(one) == made(again)

    changed = made(one)
    assert changed["data/processed/statements.parquet"] != before["data/processed/statements.parquet"]
    topics = one / "data/codebook/topics.yml"
    topics.write_text(topics.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")
    said = built(one)
    assert "(codebook/topics.yml changed)" in said
    assert "01_count       skipped" in said, "the tables that it reads did not change"
    assert read_anew(one, changed) == 0

    # As after a fresh clone: the tables are there, what extraction keeps for itself is not.
    shutil.rmtree(one / "data/processed/.parts")
    assert "nothing to do" in built(one)
    study = Study.below(one)
    first = tables.rows("statements", study.processed)[0]
    signed = {"coder": "Ida", "date": "2023-05-08", "why": "read it again"}
    corrections.append(study, corrections.line(study, first["statement_id"], speakers=["PER:max_lindt"], **signed))
    said = built(one)
    assert "extract        skipped" in said
    assert "1 correction: 1 applied, 0 not" in said
    assert tables.rows("statements", study.processed)[0]["speakers"] == ["PER:max_lindt"]
    (study.corrections / corrections.FILE).unlink()
    built(one)
    assert (study.processed / "statements.parquet").read_bytes() == changed["data/processed/statements.parquet"]
