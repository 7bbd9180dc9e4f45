"""The methods of a study in words: every number leads to rows, versions are those of the lock, and a study without coding reads as well."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import example_study
from analysis import dependencies, evaluation, methods, methods_appendix, numbers, release, report, shown, tables
from analysis.methods_appendix import Program
from analysis.methods_text import Text, code, told
from analysis.numbers import Numbers, Sentence
from analysis.steps import STEPS
from analysis.study import Study

PROGRAMS = [Program(step.name, step.help, step.run is None, step.outputs) for step in STEPS]
LINK = re.compile(r"\[([^\]]*)\]\(([\w./]+)#(n-[0-9a-f]{12})\)")
# What may hold digits besides: code and versions, days, years of citations, names of forms and licences.
APART = re.compile(
    r"`[^`]*`|^    .*$|\b\d{4}-\d\d-\d\d\b|[A-Za-z.)] \(?\d{4}\b(?!-)|version \d[\w.]*|SHA-256|\bF1\b|IWCS-5|CC0 1\.0|Outlet \d",
    flags=re.MULTILINE,
)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    """A study as a build leaves it before the methods; two of its three articles can be read."""
    made = example_study.write(tmp_path)
    rows = "file,outlet,licence\na00000.txt,,CC0 1.0\na00001.txt,,\n"
    (made.raw / "sources.csv").write_text(rows, encoding="utf-8")
    (tmp_path / "requirements.lock").write_text(
        "spacy==3.8.99 \\\n    --hash=sha256:00\nnumpy==1.0 ; python_version < '3.12'\nnumpy==2.0 ; python_version >= '3.12'\n",
        encoding="utf-8",
    )
    return made


def validated(study: Study) -> Study:
    """The study with coding, and the scores saved as the notebook of the validation saves them."""
    example_study.code(study)
    result = evaluation.evaluate(study.processed, study.gold)
    shown.save_table(result.scores, "07_scores", study)
    shown.save_table(result.errors, "07_errors", study)
    return study


def written(study: Study) -> tuple[str, dict[str, dict[str, Any]]]:
    """The text, and the numbers that it saved."""
    text = methods.write(study, PROGRAMS).read_text(encoding="utf-8")
    return text, {record["id"]: record for record in json.loads((study.reports / "numbers/methods.json").read_text(encoding="utf-8"))}


@pytest.mark.parametrize("coded", [False, True])
def test_every_number_is_one_that_the_tables_gave_and_leads_into_the_report(study: Study, coded: bool) -> None:
    text, saved = written(validated(study) if coded else study)
    report.write(study, Numbers(example_study.read(study), "08_report", study))
    stated = numbers.read(study)
    links = LINK.findall(text)
    assert {key for _, _, key in links} <= set(saved)
    for words, file, key in links:
        assert stated[key]["text"] == words
        assert "methods" in stated[key]["stated_in"]
        assert (study.reports / file).is_file()
        assert f'id="{key}"' in (study.reports / file).read_text(encoding="utf-8") or file.startswith("rows/")
    assert re.findall(r"\d+", APART.sub("", unescape(LINK.sub("", text)))) == []
    assert 'href="methods.md"' in (study.reports / "report.html").read_text(encoding="utf-8")


def test_each_number_that_a_query_made_is_made_again(study: Study) -> None:
    _, used = written(validated(study))
    again = Numbers(example_study.read(study), "again", study)
    queried = [record for record in used.values() if record["queried"]]
    assert len(queried) > 20
    for record in queried:
        kind, _, of = record["measure"].partition(" ")
        if kind in ("rows", "distinct"):
            assert again.count(record["table"], record["where"], of=of).value == record["value"], record
        else:
            assert again.sum(record["table"], of.removeprefix("of "), record["where"]).value == record["value"], record


def test_what_it_says_of_the_example_is_so(study: Study) -> None:
    text = LINK.sub(r"\1", written(study)[0])
    for sentence in (
        "The corpus holds 3 articles of 2 outlets",
        "1 could not be read; they are kept in the table with the reason.",
        "There are 4 statements: 2 quoted whole, 0 in part, 2 without a quotation mark, and 0 fragments",
        "The codebook of the authors has 1 topic with 1 pattern",
        "2 positions were coded on 1 topic; for 0 of them the side cannot be told.",
        "No article was coded beforehand, so it is not known how often the program is right on these texts.",
        "Raw files by the licence that `sources.csv` states: CC0 1.0: 1; not stated: 2.",
        "| `spacy` | `3.8.99` |",
        "| `numpy` | `1.0 or 2.0` |",
        "| `processed/statements.csv` | one utterance, attitude or quoted fragment that the text ascribes to somebody | 4 | `correct` |",
    ):
        assert sentence in text


def test_scores_are_told_with_their_intervals_where_articles_are_coded(study: Study) -> None:
    text = LINK.sub(r"\1", written(validated(study))[0])
    assert "compared with 1 article, coded beforehand without sight" in text
    assert re.search(r"^\| statements: content and speaker F1 \| \d+ \| one article: no interval \|$", text, flags=re.MULTILINE)
    assert "No article was coded beforehand" not in text


def test_the_same_study_gives_the_same_bytes_and_no_path_is_in_them(study: Study, tmp_path: Path) -> None:
    first = written(study)
    assert written(study) == first
    assert str(tmp_path) not in str(first)


def test_markup_in_names_of_outlets_shows_as_text(study: Study) -> None:
    text, _ = written(study)
    assert "<script>" not in text
    assert "Outlet 0 &lt;script&gt;alert" in text


def test_a_study_without_topics_texts_or_lock_reads_as_well(tmp_path: Path) -> None:
    made = {name: [] for name in tables.ALL}
    study = example_study.write(tmp_path, 0, made)  # type: ignore[arg-type]
    (study.codebook / "topics.yml").write_text("topics: []\n", encoding="utf-8")
    text, _ = written(study)
    assert "Without topics no positions are coded." in text
    assert "what is installed, as no `requirements.lock` lies beside the notebooks" in text


def test_the_step_reads_all_that_the_text_is_made_from_and_the_report_holds_its_numbers() -> None:
    steps = {step.name: step for step in STEPS}
    inputs = set(steps["methods"].inputs)
    assert {f"processed/{name}.parquet" for name in tables.ALL} <= inputs
    assert {"raw/**", "codebook/*", "reports/figures/0[1-7]_*", "reports/tables/0[1-7]_*"} <= inputs
    assert set(steps["methods"].outputs) <= set(steps["08_report"].inputs)
    assert list(steps).index("methods") < list(steps).index("08_report")


def test_each_library_that_it_names_is_used() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in dependencies.PACKAGE.glob("*.py"))
    unused = [
        name
        for name in methods_appendix._LIBRARIES
        if not re.search(rf"^\s*(import|from) {re.escape(name.replace('-', '_'))}\b|import_module\(\"{name}\"\)", code, flags=re.MULTILINE)
    ]
    assert unused == []


def test_a_release_holds_the_methods_without_links_into_the_report(study: Study, tmp_path: Path) -> None:
    written(study)
    (study.reports / "manifest.json").write_text(json.dumps({"steps": {}}), encoding="utf-8")
    release.release(study, tmp_path / "out")
    text = (tmp_path / "out" / "methods.md").read_text(encoding="utf-8")
    assert text == LINK.sub(r"\1", (study.reports / "methods.md").read_text(encoding="utf-8"))
    assert "`methods.md`" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_an_author_s_words_hold_no_digit_and_data_shows_as_it_is(study: Study) -> None:
    n = Numbers({"articles": pd.DataFrame({"article_id": ["a", "b"], "outlet": ["A", "B"]})}, "methods", study)
    text = Text(n)
    with pytest.raises(ValueError, match="hold a digit"):
        told("There are 2 ferries.")
    with pytest.raises(ValueError, match="hold a digit"):
        text.says(Sentence(("2 ferries",)))
    with pytest.raises(ValueError, match="hold a digit"):
        text.heading(2, "2 ferries")
    text.table(("boat", "rows"), [("Tern | *old*", n.count("articles")), (code("a`b"), told("of {year}", year="1990"))])
    assert text.markdown().splitlines()[2:] == [f"| Tern \\| \\*old\\* | [2]({n.count('articles').href}) |", "| `ab` | of 1990 |"]
