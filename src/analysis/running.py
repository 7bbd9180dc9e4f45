"""Runs steps that are due, notebooks side by side where none reads what another makes; and the files that a step has made."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path

from analysis import manifest, notebook
from analysis.steps import Settings, Step, StepFailed
from analysis.study import Study


def source(study: Study, step: Step) -> Path:
    path = study.notebooks / f"{step.name}.ipynb"
    if not path.is_file():
        raise StepFailed(f"{step.name}: there is no notebook {path.name} in the folder notebooks")
    return path


def kept(study: Study, step: Step) -> tuple[str, Path]:
    """Under which name, and where, the executed notebook of a step is kept."""
    file = f"{step.name}.ipynb"
    return (f"notebooks/{file}", study.notebooks / file) if study.own else (f"reports/notebooks/{file}", study.reports / "notebooks" / file)


def outputs(study: Study, step: Step) -> dict[str, Path]:
    """The files that a step made, as they are now, the executed notebook among them."""
    found = manifest.files(study, step.outputs)
    if step.run is None:
        name, path = kept(study, step)
        found |= {name: path} if path.is_file() else {}
    return dict(sorted(found.items()))


def _clear(study: Study, step: Step) -> None:
    """Remove what an earlier run made, as a figure that is no longer drawn must not stay; but for a step that goes on from there."""
    for path in manifest.files(study, step.outputs).values() if not step.resumes else ():
        path.unlink()


def waves(steps: Sequence[Step]) -> list[list[Step]]:
    """The steps in order, neighbouring notebooks together of which none reads what another of them makes."""
    found: list[list[Step]] = []
    for step in steps:
        before = found[-1] if found else []
        made = [pattern for earlier in before for pattern in earlier.outputs]
        apart = step.run is not None or any(earlier.run is not None for earlier in before)
        if not before or apart or any(fnmatchcase(output, read) for output in made for read in step.inputs):
            found.append([step])
        else:
            before.append(step)
    return found


def processes() -> ProcessPoolExecutor:
    """Processes to run notebooks in, as many as there are processors; each starts when it is first needed."""
    return ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("spawn"))


def run(study: Study, steps: Sequence[Step], chosen: Settings, pool: ProcessPoolExecutor) -> Iterator[tuple[str, float]]:
    """Run steps of which none reads what another makes; the name of each in order as it is done, and the seconds it took.

    Notebooks run in processes of `pool`, other steps in this one.

    Raises
    ------
    StepFailed
        At the first of them that failed, after all others are done and told.
    """
    for step in steps:
        _clear(study, step)
    failed: list[StepFailed] = []
    if any(step.resumes for step in steps):  # tables are made in a process of their own; those of the notebooks get ready beside it
        for _ in range(os.cpu_count() or 1):
            pool.submit(notebook.ready)
    # The later a notebook, the more it reads: the longest begin first, so that none is left to run alone.
    notebooks = {step.name: pool.submit(_timed, study, step, chosen) for step in reversed(steps) if step.run is None}
    for step in steps:
        try:
            yield notebooks[step.name].result() if step.name in notebooks else _timed(study, step, chosen)
        except StepFailed as fault:
            failed.append(fault)
    if failed:
        raise failed[0]


def _timed(study: Study, step: Step, chosen: Settings) -> tuple[str, float]:
    """Run one step; its name, and the seconds that took."""
    started = time.perf_counter()
    study.processed.mkdir(parents=True, exist_ok=True)
    study.reports.mkdir(parents=True, exist_ok=True)
    failed = study.reports / "failed" / f"{step.name}.ipynb"
    try:
        if step.run is not None:
            step.run(study, chosen)
        else:
            values = chosen.values.get(step.name, {})
            notebook.execute(source(study, step), kept(study, step)[1], values=values, environment=study.environment(), failed=failed)
    except notebook.NotebookFailed as fault:
        raise StepFailed(f"{step.name} failed: {fault}\npartial notebook: reports/failed/{failed.name}") from fault
    except StepFailed as fault:
        raise StepFailed(f"{step.name} failed: {fault}") from fault
    return step.name, time.perf_counter() - started
