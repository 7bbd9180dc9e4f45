"""The runner, on tiny notebooks: what runs, what is skipped and why, and what a failure says."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from analysis import articles, build, notebook, running, tables
from analysis.manifest import Manifest
from analysis.steps import STEPS as SHIPPED
from analysis.steps import Step, StepFailed
from analysis.study import Study

COUNT = """
from analysis.study import Study
study = Study.locate()
words = (study.raw / "one.txt").read_text().split()
print(len(words) * factor, "words")
table = study.reports / "tables" / "01_count.csv"
table.parent.mkdir(parents=True, exist_ok=True)
_ = table.write_text(f"n\\n{len(words) * factor}\\n", encoding="utf-8")
"""
STEPS = (
    Step("00_words", "a table", ("raw/**",), ("processed/words.csv",), lambda study, _: _words(study), reads=True),
    Step("01_count", "a number", ("raw/**", "processed/words.csv"), ("reports/tables/01_*",)),
)


def _words(study: Study) -> None:
    text = (study.raw / "one.txt").read_text(encoding="utf-8")
    (study.processed / "words.csv").write_text("\n".join(text.split()) + "\n", encoding="utf-8")


def write_notebook(path: Path, *cells: tuple[str, str]) -> None:
    """A notebook of (kind, source) cells; kind is markdown, code or parameters."""
    book = nbformat.v4.new_notebook()
    for kind, source in cells:
        made = nbformat.v4.new_markdown_cell(source) if kind == "markdown" else nbformat.v4.new_code_cell(source)
        made.metadata["tags"] = ["parameters"] if kind == "parameters" else []
        book.cells.append(made)
    path.write_text(nbformat.writes(book), encoding="utf-8")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    for folder in ("data/raw", "data/codebook", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "data/raw/one.txt").write_text("four words of text\n", encoding="utf-8")
    write_notebook(tmp_path / "notebooks/01_count.ipynb", ("markdown", "# How many words"), ("parameters", "factor = 1"), ("code", COUNT))
    return Study.below(tmp_path)


def run(study: Study, **options: object) -> tuple[list[str], str]:
    """Names of the steps that ran, and what was said."""
    said: list[str] = []
    ran = build.build(study, STEPS, say=said.append, **options)  # type: ignore[arg-type]
    return ran, "\n".join(said)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_second_build_does_nothing_and_says_so(study: Study) -> None:
    assert run(study)[0] == ["00_words", "01_count"]
    before = everything(study.notebooks.parent)
    ran, said = run(study)
    assert ran == []
    assert "01_count       skipped: nothing changed" in said
    assert said.endswith("nothing to do: every step is up to date")
    assert everything(study.notebooks.parent) == before


def test_a_changed_input_is_named(study: Study) -> None:
    run(study)
    (study.raw / "one.txt").write_text("two words\n", encoding="utf-8")
    ran, said = run(study)
    assert ran == ["00_words", "01_count"]
    assert re.search(r"01_count +ran in \d+\.\d s, 2 files \(processed/words.csv, raw/one.txt changed\)", said)
    assert (study.reports / "tables/01_count.csv").read_text() == "n\n2\n"


@pytest.mark.parametrize(
    ("damage", "reason", "ran"),
    [
        (lambda s: (s.reports / "tables/01_count.csv").unlink(), "reports/tables/01_count.csv not as the step made it", ["01_count"]),
        (lambda s: (s.processed / "words.csv").write_text("x\n"), "processed/words.csv not as the step made it", ["00_words"]),
        (lambda s: (s.reports / "tables/01_stray.csv").write_text("x\n"), "reports/tables/01_stray.csv not as", ["01_count"]),
        (lambda s: (s.notebooks.parent / "requirements.lock").write_text("a==1\n"), "the lock changed", ["00_words", "01_count"]),
        (lambda s: (s.raw / "two.txt").write_text("more\n"), "raw/two.txt changed", ["00_words", "01_count"]),
        (lambda s: (s.raw / ".hidden").write_text("more\n"), "nothing to do", []),
    ],
)
def test_why_a_step_runs_again(study: Study, damage: object, reason: str, ran: list[str]) -> None:
    run(study)
    made = everything(study.reports / "tables")
    damage(study)  # type: ignore[operator]
    actually, said = run(study)
    assert actually == ran
    assert reason in said
    assert everything(study.reports / "tables") == made


def test_raw_texts_may_be_a_pattern(study: Study) -> None:
    (study.raw / "gull").mkdir()
    (study.raw / "gull" / "one.txt").write_text("three words more\n")
    (study.raw / "gull" / "sources.csv").write_text("file,outlet\none.txt,The Gull\n")
    steps = (Step("00_words", "a table", ("raw/**",), ("processed/words.csv",), lambda s, _: _count(s)),)
    pattern = replace(study, raw=study.raw / "**" / "*.txt")
    assert build.build(pattern, steps, say=lambda _: None) == ["00_words"]
    assert [*Manifest.read(study).inputs] == ["raw/gull/one.txt", "raw/gull/sources.csv", "raw/one.txt"]
    assert build.build(pattern, steps, say=lambda _: None) == []
    (study.raw / "gull" / "two.txt").write_text("and more\n")
    said: list[str] = []
    assert build.build(pattern, steps, say=said.append) == ["00_words"]
    assert "raw/gull/two.txt changed" in said[0]


def _count(study: Study) -> None:
    (study.processed / "words.csv").write_text("\n".join(a.raw for a in articles.read(study.raw)))


def test_how_texts_are_read_is_recorded_and_a_change_of_it_runs_the_steps(study: Study) -> None:
    run(study)
    named = replace(study, columns=(("text", "body"),), max_bytes=1000)
    ran, said = run(named)
    assert ran == ["00_words", "01_count"]
    assert "the columns and limits of the raw texts changed" in said
    assert Manifest.read(study).reading == {"columns": {"text": "body"}, "max_bytes": 1000}
    assert run(named)[0] == []
    assert build.check(named, STEPS, say=lambda _: None) == []


def test_edited_source_runs_again_but_cleared_metadata_does_not(study: Study) -> None:
    run(study)
    path = study.notebooks / "01_count.ipynb"
    path.write_text(path.read_text().replace("How many words", "How many words, once more"))
    ran, said = run(study)
    assert ran == ["01_count"]
    assert "the notebook changed" in said


def test_parameters_are_set_by_type_and_leave_no_trace_afterwards(study: Study) -> None:
    run(study)
    plain = everything(study.notebooks.parent)
    ran, said = run(study, values={"factor": "3"})
    assert ran == ["01_count"]
    assert "parameter factor changed" in said
    assert (study.reports / "tables/01_count.csv").read_text() == "n\n12\n"
    run(study)
    assert everything(study.notebooks.parent) == plain


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"facter": "3"}, "no notebook has a parameter 'facter'; allowed: factor"),
        ({"factor": "much"}, "parameter 'factor' takes a value like 1 (int), not 'much'"),
        ({"factor": "True"}, "not 'True'"),
    ],
)
def test_wrong_parameters_stop_before_anything_runs(study: Study, values: dict[str, str], says: str) -> None:
    with pytest.raises(build.WrongParameter, match=re.escape(says)):
        run(study, values=values)
    assert not study.processed.exists()


def test_a_failing_cell_is_told_in_a_few_lines(study: Study) -> None:
    cells = [("markdown", "# Title"), ("markdown", "Text\n\n## The division"), ("code", "x = 0"), ("code", "print('before')\n1 / x")]
    write_notebook(study.notebooks / "01_count.ipynb", *cells)
    with pytest.raises(StepFailed) as failure:
        run(study)
    message = str(failure.value)
    told = ("01_count failed: in the part “The division”", "1 / x", "ZeroDivisionError: division by zero", "reports/failed/01_count.ipynb")
    assert [part for part in told if part not in message] == []
    assert len(message.splitlines()) <= 8
    partial = json.loads((study.reports / "failed/01_count.ipynb").read_text())
    assert len(partial["cells"]) == 4
    assert "before\n" in partial["cells"][3]["outputs"][0]["text"]


def test_a_build_goes_on_after_the_failed_step(study: Study) -> None:
    good = (study.notebooks / "01_count.ipynb").read_text()
    write_notebook(study.notebooks / "01_count.ipynb", ("code", "raise ValueError('no')"))
    with pytest.raises(StepFailed):
        run(study)
    (study.notebooks / "01_count.ipynb").write_text(good)
    assert run(study)[0] == ["01_count"]
    assert not (study.reports / "failed/01_count.ipynb").exists()


def test_same_input_same_bytes(study: Study) -> None:
    run(study)
    before = everything(study.notebooks.parent)
    assert run(study, force=True)[0] == ["00_words", "01_count"]
    assert everything(study.notebooks.parent) == before


def test_check_finds_no_difference_then_names_the_one_made(study: Study) -> None:
    with pytest.raises(StepFailed, match="make reports"):
        build.check(study, STEPS)
    run(study, values={"factor": "2"})
    assert build.check(study, STEPS, say=lambda line: None) == []
    (study.reports / "tables/01_count.csv").write_text("n\n5\n")
    assert build.check(study, STEPS, say=lambda line: None) == ["reports/tables/01_count.csv: differs from the study (step 01_count)"]


def test_manifest_and_notebooks_hold_no_path_and_no_time(study: Study) -> None:
    run(study)
    text = (study.reports / "manifest.json").read_text() + (study.notebooks / "01_count.ipynb").read_text()
    assert str(study.notebooks.parent) not in text
    assert os.environ.get("HOME", "/home") not in text
    assert not re.search(r"start_time|duration|iopub", text)
    assert set(Manifest.read(study).steps["01_count"].outputs) == {"notebooks/01_count.ipynb", "reports/tables/01_count.csv"}


def test_reports_elsewhere_leave_the_notebooks_alone(study: Study, tmp_path: Path) -> None:
    before = everything(study.notebooks)
    elsewhere = replace(study, processed=tmp_path / "p", reports=tmp_path / "r")
    run(elsewhere)
    assert everything(study.notebooks) == before
    assert (tmp_path / "r/notebooks/01_count.ipynb").is_file()
    assert build.check(elsewhere, STEPS, say=lambda line: None) == []


def test_canonical_form_joins_pieces_of_a_stream_and_is_stable() -> None:
    pieces = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("a", ["b\n", "c"])]
    cell = {"cell_type": "code", "source": "x\ny", "metadata": {"papermill": {}, "tags": []}, "outputs": pieces, "execution_count": 1}
    text = notebook.canonical({"cells": [cell], "metadata": {"papermill": {"start_time": "now"}}})
    made = json.loads(text)
    assert made["cells"][0]["outputs"] == [{"output_type": "stream", "name": "stdout", "text": ["ab\n", "c"]}]
    assert made["cells"][0]["source"] == ["x\n", "y"]
    assert made["cells"][0]["metadata"] == {}
    assert notebook.canonical(made) == text


def test_every_step_reads_only_what_an_earlier_one_makes() -> None:
    made: set[str] = set()
    for step in SHIPPED:
        assert {name for name in step.inputs if name.startswith("processed/")} <= made, step.name
        made |= set(step.outputs)


STORED = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_a_notebook_names_only_tables_that_its_step_declares(path: Path) -> None:
    step = next(step for step in SHIPPED if step.name == path.stem)
    declared = {name.split("/")[1].split(".")[0] for name in (*step.inputs, *step.outputs) if name.startswith("processed/")}
    code = "".join("".join(cell["source"]) for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code")
    read = {table for line in re.findall(r"tables\.(?:read|write)\(.*", code) for table in re.findall(r'"(\w+)"', line)} & set(tables.ALL)
    assert read <= declared


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_stored_notebooks_are_canonical(path: Path) -> None:
    assert notebook.canonical(json.loads(path.read_text(encoding="utf-8"))) == path.read_text(encoding="utf-8")


def test_a_build_with_the_light_reader_runs_anew_what_reads_and_check_reads_alike(study: Study) -> None:
    run(study)
    ran, said = run(study, light=True)
    assert ran == ["00_words"]
    assert "the reader changed" in said
    assert run(study, light=True)[0] == []
    assert build.check(study, STEPS, say=lambda _: None) == []
    assert run(study)[0] == ["00_words"]


SIDE_BY_SIDE = (
    STEPS[0],
    Step("01_count", "a number", ("raw/**", "processed/words.csv"), ("reports/tables/01_*",)),
    Step("02_count", "another", ("raw/**", "processed/words.csv"), ("reports/tables/02_*",)),
    Step("03_sum", "of both", ("reports/tables/0[12]_*",), ("reports/tables/03_*",)),
)


def two_counts(study: Study) -> None:
    """Two notebooks that count side by side, and one that reads what both have made."""
    other = COUNT.replace("01_count", "02_count").replace("len(words)", "2 * len(words)")
    write_notebook(study.notebooks / "02_count.ipynb", ("parameters", "factor = 1"), ("code", other))
    read = 'made = sorted((study.reports / "tables").glob("0[12]_*"))'
    kept = '_ = (study.reports / "tables" / "03_sum.csv").write_text("".join(p.read_text() for p in made), encoding="utf-8")'
    start = "from analysis.study import Study\nstudy = Study.locate()"
    write_notebook(study.notebooks / "03_sum.ipynb", ("code", "\n".join((start, read, kept))))


def test_notebooks_run_side_by_side_where_none_reads_what_another_makes(study: Study) -> None:
    two_counts(study)
    assert [[step.name for step in wave] for wave in running.waves(SIDE_BY_SIDE)] == [["00_words"], ["01_count", "02_count"], ["03_sum"]]
    said: list[str] = []
    assert build.build(study, SIDE_BY_SIDE, say=said.append) == ["00_words", "01_count", "02_count", "03_sum"]
    assert [line.split()[0] for line in said] == ["00_words", "01_count", "02_count", "03_sum"]
    assert (study.reports / "tables/03_sum.csv").read_text() == "n\n4\nn\n8\n"


def test_a_notebook_that_fails_beside_another_leaves_the_other_done(study: Study) -> None:
    two_counts(study)
    good = (study.notebooks / "01_count.ipynb").read_text()
    write_notebook(study.notebooks / "01_count.ipynb", ("code", "raise ValueError('no')"))
    with pytest.raises(StepFailed, match="01_count failed"):
        build.build(study, SIDE_BY_SIDE, say=lambda _: None)
    (study.notebooks / "01_count.ipynb").write_text(good)
    assert build.build(study, SIDE_BY_SIDE, say=lambda _: None) == ["01_count", "03_sum"]


def test_the_shipped_notebooks_on_tables_run_side_by_side_and_the_report_after_them() -> None:
    waves = [[step.name for step in wave] for wave in running.waves(SHIPPED)]
    assert waves[:3] == [["extract"], ["correct"], ["compare"]]
    assert [name[:2] for name in waves[3]] == [f"0{number}" for number in range(1, 8)]
    assert waves[4:] == [["methods"], ["08_report"], ["documents"]]
