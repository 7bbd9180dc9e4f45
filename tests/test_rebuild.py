"""After any edits, a build that runs only what depends on them ends in the bytes of a build from nothing."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import build, dependencies
from analysis.steps import Settings, Step
from analysis.study import Study

MODULES = {
    "cutting": "from analysis import shared\nVALUE = 1\n",
    "counting": "VALUE = 1\n",
    "paging": "from analysis import lexicon, shared\nWORDS = lexicon.read('stops')\nVALUE = 1\n",
    "shared": "VALUE = 1\n",
    "lexicon": "VALUE = 1\n",
    "idle": "VALUE = 1\n",
    "__init__": "VALUE = 1\n",
}


def value(module: str) -> str:
    [number] = re.findall(r"VALUE = (\d+)", (dependencies.PACKAGE / f"{module}.py").read_text())
    return str(number)


def words(study: Study, _: Settings) -> None:
    """Words of all texts, with what codebook and modules say; stays the same where only white space changes."""
    found = sorted(word for path in study.raw.iterdir() for word in path.read_text().split())
    study.processed.mkdir(parents=True, exist_ok=True)
    lines = [value("cutting"), value("shared"), (study.codebook / "topics.yml").read_text().strip(), *found]
    (study.processed / "words.csv").write_text("\n".join(lines))


def count(study: Study, _: Settings) -> None:
    lines = (study.processed / "words.csv").read_text().splitlines()
    table = study.reports / "tables/02_count.csv"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(f"{len(lines)},{value('counting')}")


def page(study: Study, _: Settings) -> None:
    (study.reports / "articles").mkdir(parents=True, exist_ok=True)
    for path in study.raw.iterdir():
        (study.reports / "articles" / path.name).write_text(path.read_text())
    stops = (dependencies.PACKAGE / "data/stops.yml").read_text()
    (study.reports / "page.html").write_text(
        (study.reports / "tables/02_count.csv").read_text() + value("paging") + value("shared") + stops
    )


STEPS = (
    Step("words", "", ("raw/**", "codebook/*"), ("processed/words.csv",), words, ("cutting",), resumes=True),
    Step("count", "", ("processed/words.csv",), ("reports/tables/02_*",), count, ("counting",)),
    Step("page", "", ("raw/**", "reports/tables/02_*"), ("reports/page.html", "reports/articles/*"), page, ("paging",)),
)


@dataclass(frozen=True)
class Edit:
    """Something a person does to a study, and the steps that may run because of it."""

    place: str
    text: str | None
    steps: str


names = st.sampled_from(["one.txt", "two.txt", "three.txt"])
texts = st.sampled_from(["a text", "a  text", "another text", "words that differ", ""])
numbers = st.integers(1, 4)
edits = st.one_of(
    st.builds(lambda name, text: Edit(f"data/raw/{name}", text, "words count page"), names, texts),
    st.builds(lambda name: Edit(f"data/raw/{name}", None, "words count page"), names),
    st.builds(lambda n: Edit("data/codebook/topics.yml", f"topic: {n}", "words count page"), numbers),
    st.builds(lambda n: Edit("analysis/cutting.py", MODULES["cutting"].replace("1", str(n)), "words count page"), numbers),
    st.builds(lambda n: Edit("analysis/counting.py", MODULES["counting"].replace("1", str(n)), "count page"), numbers),
    st.builds(lambda n: Edit("analysis/paging.py", MODULES["paging"].replace("1", str(n)), "page"), numbers),
    st.builds(lambda n: Edit("analysis/shared.py", f"VALUE = {n}\n", "words count page"), numbers),
    st.builds(lambda n: Edit("analysis/data/stops.yml", f"- {n}\n", "page"), numbers),
    st.builds(lambda n: Edit("analysis/data/unread.yml", f"- {n}\n", ""), numbers),
    st.builds(lambda n: Edit("analysis/idle.py", f"VALUE = {n}\n", ""), numbers),
    st.builds(lambda text: Edit("data/processed/words.csv", text, "words count page"), texts),
    st.builds(lambda text: Edit("reports/tables/02_count.csv", text, "count page"), texts),
    st.builds(lambda text: Edit("reports/articles/stray.txt", text, "page"), texts),
    st.just(Edit("reports/page.html", None, "page")),
    st.just(Edit("reports/manifest.json", None, "words count page")),
    st.just(Edit("reports/manifest.json", "{", "words count page")),
)


@contextmanager
def made() -> Iterator[Path]:
    """A study of two texts beside a package of its own, in a new folder."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        root = Path(folder)
        for place, text in {
            **{f"analysis/{name}.py": source for name, source in MODULES.items()},
            "analysis/data/stops.yml": "- 1\n", "analysis/data/unread.yml": "- 1\n",
            "data/raw/one.txt": "a text", "data/raw/two.txt": "another text", "data/codebook/topics.yml": "topic: 1",
        }.items():  # fmt: skip
            put(root / place, text)
        (root / "notebooks").mkdir()
        patch.setattr(dependencies, "PACKAGE", root / "analysis")
        yield root


def put(path: Path, text: str | None) -> None:
    if text is None:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def results(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("data/processed", "reports")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }


def anew(root: Path) -> dict[str, bytes]:
    """What a build of the same study from nothing makes, in another folder."""
    with tempfile.TemporaryDirectory() as folder:
        study = Study.below(root)
        other = Study.below(Path(folder))
        for source, target in ((study.raw, other.raw), (study.codebook, other.codebook), (study.notebooks, other.notebooks)):
            target.mkdir(parents=True)
            for path in source.iterdir():
                (target / path.name).write_bytes(path.read_bytes())
        build.build(other, STEPS, say=_silent)
        return results(Path(folder))


_silent: Callable[[str], None] = lambda line: None  # noqa: E731


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(edits, min_size=1, max_size=3), min_size=1, max_size=5))
def test_after_any_edits_the_files_are_those_of_a_build_from_nothing(rounds: list[list[Edit]]) -> None:
    with made() as root:
        study = Study.below(root)
        build.build(study, STEPS, say=_silent)
        for several in rounds:
            for edit in several:
                put(root / edit.place, edit.text)
            ran = build.build(study, STEPS, say=_silent)
            assert set(ran) <= {step for edit in several for step in edit.steps.split()}
            assert results(root) == anew(root)
            assert build.build(study, STEPS, say=_silent) == []


@pytest.mark.parametrize(
    ("edit", "ran", "reason"),
    [
        (Edit("analysis/counting.py", "VALUE = 7\n", ""), ["count", "page"], "analysis/counting.py changed"),
        (Edit("analysis/shared.py", "VALUE = 7\n", ""), ["words", "count", "page"], "analysis/shared.py changed"),
        (Edit("analysis/data/stops.yml", "- 7\n", ""), ["page"], "analysis/data/stops.yml changed"),
        (Edit("data/codebook/topics.yml", "topic: 7", ""), ["words", "count"], "codebook/topics.yml changed"),
        (Edit("data/raw/one.txt", "a  text", ""), ["words", "page"], "raw/one.txt changed"),
        (Edit("analysis/idle.py", "VALUE = 7\n", ""), [], "nothing to do"),
    ],
)
def test_what_runs_after_an_edit_and_why(edit: Edit, ran: list[str], reason: str) -> None:
    with made() as root:
        study = Study.below(root)
        build.build(study, STEPS, say=_silent)
        put(root / edit.place, edit.text)
        said: list[str] = []
        assert build.build(study, STEPS, say=said.append) == ran
        assert reason in "\n".join(said)
