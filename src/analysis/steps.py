"""The steps of a study in order: what each reads, what it makes, and which code does it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from analysis import notebook
from analysis.engines import Engine
from analysis.study import Study


class StepFailed(Exception):
    """A step failed; the message says which and why, in a few lines."""


@dataclass(frozen=True)
class Settings:
    """What a build does otherwise than usual.

    Attributes
    ----------
    values
        Parameters of the notebooks, by step.
    light
        Whether the light reader reads.
    screen
        Whether articles that no actor or topic of the codebook touches are passed over.
    engine
        Where articles are taken apart; it decides nothing of what is made.
    retry
        Whether articles whose extraction failed are tried again.
    """

    values: Mapping[str, Mapping[str, Any]]
    light: bool = False
    engine: Engine = Engine()  # noqa: RUF009 (frozen)
    retry: bool = False
    screen: bool = False


@dataclass(frozen=True)
class Step:
    """A step of a study.

    Attributes
    ----------
    name, help
        Without `run` the step is the notebook of its name.
    inputs, outputs
        What it reads and makes, as patterns of `manifest.files`.
    run
        Does it, where it is no notebook.
    modules
        The modules of the package that do it; a notebook names its own in its code.
    reads
        Whether the choice of the reader of attributions, and of articles by a screen, decides what it makes.
    resumes
        Whether it goes on from what it made before, which is then not cleared away.
    """

    name: str
    help: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    run: Callable[[Study, Settings], None] | None = None
    modules: tuple[str, ...] = ()
    reads: bool = False
    resumes: bool = False


def _made_by(module: str) -> Callable[[Study, Settings], None]:
    """Let a module make its tables in a process of its own, with the hash seed, time zone and locale fixed."""

    def run(study: Study, settings: Settings) -> None:
        command = [sys.executable, "-m", "analysis.making", module, *(_how(settings) if module == "batches" else ())]
        environment = {**os.environ, **notebook.FIXED, **study.environment()}
        sys.stdout.flush()
        done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, encoding="utf-8", check=False)
        if done.returncode:
            said = done.stderr.strip().splitlines()
            traced = any(line.startswith("Traceback") for line in said)
            raise StepFailed("\n".join(said[-8:] if traced else said) or f"ended with exit code {done.returncode}")

    return run


def _how(settings: Settings) -> Iterator[str]:
    """How the raw texts are to be taken apart, as `making` is told it."""
    engine = settings.engine
    yield from ["--light"] * settings.light + ["--screen"] * settings.screen + ["--retry"] * settings.retry
    yield from ("--engine", engine.name, "--workers", str(engine.workers))
    yield from ("--scheduler", engine.scheduler) if engine.scheduler else ()


def _documents(study: Study, settings: Settings) -> None:
    from analysis import documents  # slow to import, and a build with nothing to do does not need it

    documents.write(study)


def _methods(study: Study, settings: Settings) -> None:
    from analysis import methods
    from analysis.methods_appendix import Program

    methods.write(study, [Program(step.name, step.help, step.run is None, step.outputs) for step in STEPS])


def _tables(names: str) -> tuple[str, ...]:
    return tuple(f"processed/{name}.{suffix}" for name in names.split() for suffix in ("csv", "parquet"))


def _read(names: str) -> tuple[str, ...]:
    return tuple(f"processed/{name}.parquet" for name in names.split())


def _analysis(name: str, help: str, reads: str, *more: str, makes: tuple[str, ...] = ()) -> Step:
    """A notebook that reads tables and makes figures, numbers and tables with its number."""
    made = (f"reports/figures/{name[:2]}_*", f"reports/numbers/{name}.json", f"reports/tables/{name[:2]}_*")
    return Step(name, help, ("raw/**", *_read(reads), *more), (*made, *makes))


_AS_READ = "articles segments mentions"
_CORRECTED = "actors statements marks dates positions"
_EXTRACTED = f"{_AS_READ} {_CORRECTED}"
_MACHINE = tuple(f"processed/machine/{name}.parquet" for name in _CORRECTED.split())
_COMPARED = "copies occasions alignments coverage"
_BOOK = "codebook/*"
_METHODS = ("reports/methods.md", "reports/numbers/methods.json")
TABLES = (
    Step(
        "extract", "raw texts to tables, article by article", ("raw/**", _BOOK), (*_tables(_AS_READ), *_MACHINE, "processed/texts/*"),
        _made_by("batches"),
        ("batches", "making", "notebook"), reads=True, resumes=True,
    ),
    Step(
        "correct", "what people corrected in them", ("raw/**", _BOOK, "corrections/*.csv", *_read(_AS_READ), *_MACHINE),
        _tables(f"{_CORRECTED} corrections"), _made_by("corrections"), ("corrections", "making", "notebook"), resumes=True,
    ),
    Step(
        "compare", "what is the same across articles",
        ("raw/**", _BOOK, *_read("articles segments mentions actors statements positions dates")),
        _tables(_COMPARED), _made_by("comparison"), ("comparison", "making", "notebook"), resumes=True,
    ),
)  # fmt: skip
REPORTS = (
    _analysis("01_corpus", "the articles and what cleaning set aside", "articles segments"),
    _analysis("02_actors", "who is named, and how often", "articles actors mentions statements positions"),
    _analysis("03_statements", "who said what, in which form", "articles segments actors statements marks positions"),
    _analysis("04_positions", "which side each actor takes", "articles actors statements positions copies alignments", _BOOK),
    _analysis("05_timeline", "what was said when", f"articles actors statements dates positions {_COMPARED}", _BOOK),
    _analysis("06_coverage", "which outlet reports what", f"articles mentions actors statements positions {_COMPARED}"),
    _analysis("07_validation", "how good the tables are", f"{_EXTRACTED} {_COMPARED}", *_MACHINE, "gold/**", "coding/**", _BOOK),
    Step(
        "methods",
        "what was done, in words: methods and appendix",
        ("raw/**", _BOOK, *_read(f"{_EXTRACTED} corrections {_COMPARED}"), "gold/*", "coding/*", "corrections/*",
         "reports/figures/0[1-7]_*", "reports/tables/0[1-7]_*"),
        _METHODS,
        _methods,
        ("methods", "steps"),
    ),
    _analysis(
        "08_report",
        "the pages for readers",
        f"{_EXTRACTED} corrections {_COMPARED}",
        _BOOK,
        "reports/figures/0[1-7]_*",
        "reports/numbers/0[1-7]_*",
        "reports/tables/0[1-7]_*",
        *_METHODS,
        makes=("reports/*.html", "reports/actors/*", "reports/articles/*", "reports/assets/*", "reports/rows/*", "reports/numbers.json"),
    ),
    Step(
        "documents",
        "the notebooks as documents",
        (
            "notebooks/*.ipynb", "reports/notebooks/*.ipynb", "reports/*.html", "reports/actors/*", "reports/articles/*",
            "reports/rows/*.html", "reports/figures/*", "reports/tables/*",
        ),
        ("reports/notebooks/*.html",),
        _documents,
        ("documents", "steps"),
    ),
)  # fmt: skip
STEPS = (*TABLES, *REPORTS)
