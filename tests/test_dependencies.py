"""Which files a step depends on: told from the source, neither too few nor too many."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import dependencies, notebook, steps
from analysis.dependencies import imported

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("from analysis import tables, study", {"tables", "study"}),
        ("from analysis.tables import read as reading", {"tables"}),
        ("import analysis.dates as d, pandas", {"dates"}),
        ("def f():\n    from analysis import language\n    return language", {"language"}),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from analysis.study import Study", set()),
        ("if ready:\n    from analysis import articles", {"articles"}),
        ("import pandas\nfrom analysis_of_others import tables", set()),
    ],
)
def test_imports(source: str, names: set[str]) -> None:
    assert imported(source) == names


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "__init__.py": "__version__ = '1'",
        "lexicon.py": "def read(name): ...",
        "one.py": "from analysis import two",
        "two.py": "from analysis import lexicon\nwords = lexicon.read('cues')",
        "three.py": "FOLDER = 'templates'",
        "alone.py": "",
        "data/cues.yml": "", "data/other.yml": "",
        "templates/page.j2": "", "templates/deeper/begin.yml": "", "model/weights": "",
    }  # fmt: skip
    for name, text in files.items():
        path = tmp_path / "analysis" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(dependencies, "PACKAGE", tmp_path / "analysis")
    return tmp_path / "analysis"


@pytest.mark.parametrize(
    ("module", "files"),
    [
        ("one", "__init__.py data/cues.yml lexicon.py one.py two.py"),
        ("three", "__init__.py templates/page.j2 three.py"),
        ("alone", "__init__.py alone.py"),
        ("not_there", "__init__.py"),
    ],
)
def test_modules_word_lists_and_templates(package: Path, module: str, files: str) -> None:
    assert list(dependencies.files([module])) == [f"analysis/{name}" for name in files.split()]


def test_an_edited_file_has_another_checksum(package: Path) -> None:
    before = dependencies.files(["one"])
    (package / "two.py").write_text("from analysis import lexicon\nwords = lexicon.read('cues')  # edited")
    after = dependencies.files(["one"])
    assert [name for name in after if after[name] != before[name]] == ["analysis/two.py"]


def test_every_word_list_is_read_by_a_module_and_read_by_its_name() -> None:
    modules = [path.stem for path in dependencies.PACKAGE.glob("*.py")]
    read = {name for name in dependencies.files(modules) if name.startswith("analysis/data/")}
    assert read == {f"analysis/data/{path.name}" for path in (dependencies.PACKAGE / "data").iterdir()}


@pytest.mark.parametrize("name", ["01_corpus", "02_actors", "07_validation"])
def test_what_only_counts_does_not_depend_on_the_reading_of_statements(name: str) -> None:
    files = dependencies.files(notebook.imported(NOTEBOOKS / f"{name}.ipynb"))
    assert "analysis/numbers.py" in files
    assert not {"analysis/negation.py", "analysis/attribution.py", "analysis/report.py"} & set(files)


def test_the_steps_that_make_tables_depend_on_the_weights_and_not_on_the_figures() -> None:
    for step in steps.TABLES:
        files = dependencies.files(step.modules)
        assert any(name.startswith("analysis/model/") for name in files) == (step.name != "correct")
        assert "analysis/figures.py" not in files
        assert ("analysis/corrected_rows.py" in files) == (step.name == "correct")
    assert "analysis/coverage.py" not in dependencies.files(steps.TABLES[0].modules)
