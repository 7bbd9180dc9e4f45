"""The notebooks as documents: a question first, short steps, no code of their own, stored executed and canonical."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from analysis import notebook, steps

FOLDER = Path(__file__).parent.parent / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))

pytestmark = pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def test_opens_with_its_question_its_intent_and_its_files(path: Path) -> None:
    first = source(cells(path, "markdown")[0])
    assert re.match(r"# \d [^\n]+\?\n", first)
    assert 3 <= len(re.findall(r"^- ", first, flags=re.MULTILINE)) <= 5
    assert re.search(r"^Reads ", first, flags=re.MULTILINE)
    assert re.search(r"Writes ", first)


def test_second_cell_imports_and_nothing_else_does(path: Path) -> None:
    first, *others = cells(path, "code")
    assert all(isinstance(line, ast.Import | ast.ImportFrom) for line in ast.parse(source(first)).body)
    assert not [cell for cell in others if re.search(r"^\s*(import|from)\s", source(cell), flags=re.MULTILINE)]


def test_steps_are_short_and_define_nothing(path: Path) -> None:
    lengths = []
    for cell in cells(path, "code"):
        tree = ast.parse(source(cell))
        assert not [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)]
        lengths.append(len(source(cell).splitlines()))
    assert max(lengths) <= 25
    assert sorted(lengths)[len(lengths) // 2] <= 4
    assert sorted(lengths)[int(0.9 * len(lengths))] <= 12


def test_prose_outweighs_code(path: Path) -> None:
    words = sum(len(source(cell).split()) for cell in cells(path, "markdown"))
    assert words >= 4 * sum(len(source(cell).splitlines()) for cell in cells(path, "code"))


def test_closes_with_findings_uncertainty_and_the_way_on(path: Path) -> None:
    assert source(cells(path, "markdown")[-2]).startswith("## What we found, and what is uncertain")
    assert "Uncertain" in source(cells(path, "code")[-1])
    assert re.search(r"\]\(\d\d_\w+\.ipynb\)", source(cells(path, "markdown")[-1]))


def test_its_prose_states_no_number_that_no_table_gave(path: Path) -> None:
    # Left out: headings, links, code, the name of a measure, and the year of a citation.
    for cell in cells(path, "markdown"):
        prose = re.sub(r"^#.*$|\[[^\]]*\]\([^)]*\)|`[^`]*`|\bF1\b|\([A-Z]\w+ \d{4}\)", "", source(cell), flags=re.MULTILINE)
        assert not re.search(r"\d", prose), prose


def test_links_between_notebooks_lead_somewhere(path: Path) -> None:
    for cell in cells(path, "markdown"):
        for link in re.findall(r"\]\((\d\d_\w+\.ipynb)\)", source(cell)):
            assert (FOLDER / link).exists(), link


def test_is_a_step_of_the_build(path: Path) -> None:
    assert path.stem in {step.name for step in steps.STEPS}


def test_stored_executed_and_canonical(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert notebook.canonical(json.loads(text)) == text
    counts = [cell["execution_count"] for cell in cells(path, "code")]
    assert counts == list(range(1, len(counts) + 1)), "run `make reports`"


def test_outputs_hold_no_path_no_error_and_no_stray_stream(path: Path) -> None:
    for cell in cells(path, "code"):
        for output in cell["outputs"]:
            assert output["output_type"] in ("stream", "display_data", "execute_result")
            assert output.get("name", "stdout") == "stdout"
    stored = json.dumps([cell["outputs"] for cell in cells(path, "code")])
    assert not re.search(r"(?<![\w.])/(home|tmp|Users|root|work|mnt|var)/", stored)
    assert not re.search(r"object at 0x[0-9a-f]+", stored)
