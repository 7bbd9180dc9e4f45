"""The README says what is so: its tables, counts and links are those of the code, the results and the files."""

from __future__ import annotations

import re

import pyarrow.parquet as pq
import pytest
from spacy.language import Language

import readme
from analysis import cli, language, steps, tables

TEXT = readme.README.read_text(encoding="utf-8")
NOW = "it is no longer so: run `python tests/readme.py`"
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "LICENSES.md",
    "data/README.md",
    "data/gold/README.md",
    "training/README.md",
    "training/MODEL_CARD.md",
    "benchmarks/README.md",
    "docs/tutorial.md",
]


@pytest.mark.parametrize("name", readme.PARTS)
def test_what_is_made_from_code_and_results_is_as_they_are(name: str) -> None:
    stands = TEXT.split(f"<!-- {name} -->\n")[1].split(f"\n<!-- /{name} -->")[0]
    assert stands == readme.PARTS[name](), NOW


def test_every_quoted_sentence_is_one_that_a_notebook_printed() -> None:
    quotes = [text for _, text in readme.QUOTE.findall(TEXT)]
    assert quotes
    assert [quote for quote in quotes if quote not in readme.printed()] == [], NOW


def test_pictures_are_told_in_words() -> None:
    assert readme.PICTURE.search(TEXT)
    assert readme.written(TEXT) == TEXT, NOW


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files(document: str) -> None:
    path = readme.ROOT / document
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if "://" not in target and not (path.parent / target).exists()] == []


def test_links_to_headings_lead_to_headings() -> None:
    headings = re.findall(r"^#+ (.+)$", TEXT, flags=re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert [name for name in re.findall(r"\]\(#([^)]+)\)", TEXT) if name not in anchors] == []


def test_every_result_of_the_build_is_in_the_table_of_outputs() -> None:
    table = readme.outputs()
    assert [step.name for step in steps.STEPS if step.name not in table] == []
    reports = readme.ROOT / "reports"
    shown = [*reports.glob("*.html"), *reports.glob("tables/*.csv"), *reports.glob("figures/*.svg")]
    shown = [path for path in shown if ".phone" not in path.suffixes]
    assert [path.name for path in shown if f"]({path.relative_to(readme.ROOT).as_posix()})" not in table] == []


def test_columns_beyond_the_dictionary_are_named() -> None:
    for name, table in tables.ALL.items():
        columns = pq.read_schema(readme.ROOT / f"data/processed/{name}.parquet").names
        assert [column for column in columns if column not in table.schema.names and f"`{name}.{column}`" not in TEXT] == []


def test_every_command_is_told() -> None:
    commands = re.findall(r"^    (\w+)  ", cli._parser().format_help(), flags=re.MULTILINE)
    assert len(commands) > 5
    assert [name for name in commands if f"analysis {name}" not in TEXT] == []


@pytest.mark.model
def test_the_example_in_python_runs(nlp: Language, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(language, "load", lambda **_: nlp)
    monkeypatch.chdir(readme.ROOT)
    [example] = re.findall(r"^```python\n(.+?)^```", TEXT, flags=re.MULTILINE | re.DOTALL)
    exec(example, {})
    assert "PER:qin_gang" in capsys.readouterr().out


def test_the_house_holds_every_module_and_none_imports_from_above() -> None:
    floor = {name: title[0] for title, names in readme.FLOORS.items() for name in names.split()}
    modules = {path.stem for path in (readme.ROOT / "src/analysis").glob("*.py")} - {"__init__", "__main__"}
    assert sorted(floor) == sorted(modules), "tests/readme.py: FLOORS names each module"
    assert [(name, other) for name in floor for other in readme.imports(name) if floor[other] > floor[name]] == []
