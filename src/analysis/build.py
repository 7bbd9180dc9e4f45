"""Runs the steps of a study, tables first and then the notebooks, and leaves out whatever is up to date."""

from __future__ import annotations

import ast
import csv
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis import dependencies, manifest, notebook
from analysis.manifest import Made, Manifest
from analysis.steps import STEPS, Settings, Step, StepFailed
from analysis.study import Study

CODE = "the code"


class WrongParameter(ValueError):
    """A parameter that no notebook has, or a value of another type than its default."""


def build(
    study: Study,
    steps: Sequence[Step] = STEPS,
    *,
    values: Mapping[str, str] | None = None,
    light: bool = False,
    force: bool = False,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Run the steps in order, each only where its inputs, its code, parameters or lock changed or an output is not as made.

    Parameters
    ----------
    study
        The folders to read and write.
    steps
        The steps, each after those whose outputs it reads.
    values
        Parameters of notebooks to set, as text: `{"threshold": "0.7"}`.
    light
        Extract with the light reader of attributions; see `language.load`.
    force
        Run every step.
    say
        Told one line a step: what was done, why, how long it took and what it made.

    Returns
    -------
    Names of the steps that ran, in order.

    Raises
    ------
    StepFailed
        At the first step that fails; the steps before it are recorded, so that the next build goes on from there.
    WrongParameter
        Before anything runs, where a parameter is unknown or of the wrong type.
    """
    chosen = Settings(checked(study, steps, values or {}), light)
    before = Manifest.read(study)
    now = _start(study, steps, before, chosen)
    ran = []
    for step in steps:
        code = _code(study, step)
        made_from = _ingredients(study, step, now, chosen, code)
        why = "asked to" if force else _reason(study, step, made_from, before, now, code)
        if not why:
            say(f"{step.name:<14} skipped: nothing changed")
            continue
        started = time.perf_counter()
        _clear(study, step)
        _run(study, step, chosen)
        outputs = {name: manifest.sha256(path) for name, path in _outputs(study, step).items()}
        now.steps[step.name] = Made(manifest.digest(made_from), made_from, outputs)
        now.write(study)
        ran.append(step.name)
        say(f"{step.name:<14} ran in {time.perf_counter() - started:.1f} s, {len(outputs)} files ({why})")
    if not ran:
        say("nothing to do: every step is up to date")
    if not ran and now != before:
        now.write(study)
    return ran


def check(study: Study, steps: Sequence[Step] = STEPS, *, say: Callable[[str], None] = print) -> list[str]:
    """Build everything anew in a scratch folder and name each file that differs from the manifest or from the study.

    Returns
    -------
    One line for each difference, naming the file and the step that makes it; empty where all agree.

    Raises
    ------
    StepFailed
        Where the study has no manifest, or a step fails.
    """
    recorded = Manifest.read(study)
    if not recorded.steps:
        raise StepFailed("there is no reports/manifest.json to compare with: run `make reports` first")
    with tempfile.TemporaryDirectory() as scratch:
        copy = replace(_scratch(study, Path(scratch)), **_as_read(recorded))
        build(copy, steps, values={name: repr(value) for name, value in recorded.parameters.items()}, light=recorded.light, say=say)
        rebuilt = Manifest.read(copy)
    return [line for step in steps for line in _differences(study, step, recorded, rebuilt)]


def _as_read(recorded: Manifest) -> dict[str, Any]:
    """How the raw texts were read, as fields of a study."""
    return {"columns": tuple(recorded.reading.get("columns", {}).items()), "max_bytes": recorded.reading.get("max_bytes")}


def _scratch(study: Study, folder: Path) -> Study:
    """The same study with its outputs in a scratch folder that is empty but for the notebooks and the lock."""
    notebooks = folder / "notebooks"
    notebooks.mkdir()
    for path in study.notebooks.glob("*.ipynb"):
        shutil.copyfile(path, notebooks / path.name)
    locked = study.notebooks.parent / "requirements.lock"
    if locked.is_file():
        shutil.copyfile(locked, folder / locked.name)
    reports = folder / ("reports" if study.own else "elsewhere")
    return replace(study, processed=folder / "processed", reports=reports, notebooks=notebooks)


def _differences(study: Study, step: Step, recorded: Manifest, rebuilt: Manifest) -> Iterator[str]:
    before = recorded.steps[step.name].outputs if step.name in recorded.steps else {}
    after = rebuilt.steps[step.name].outputs
    present = {name: manifest.sha256(path) for name, path in _outputs(study, step).items()}
    for name in sorted({*before, *after, *present}):
        faults = []
        if before.get(name) != after.get(name):
            faults.append(_comparison(before, after, name, "the manifest"))
        if present.get(name) != after.get(name):
            faults.append(_comparison(present, after, name, "the study"))
        if faults:
            yield f"{name}: {', '.join(faults)} (step {step.name})"


def _comparison(old: Mapping[str, str], rebuilt: Mapping[str, str], name: str, where: str) -> str:
    if name not in old:
        return f"not in {where}"
    return f"in {where}, but no step makes it" if name not in rebuilt else f"differs from {where}"


def checked(study: Study, steps: Sequence[Step], values: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The parameters each notebook gets, by step; see `build`.

    Raises
    ------
    WrongParameter
        For all faults at once, with what is allowed.
    """
    declared = {step.name: notebook.parameters(_source(study, step)) for step in steps if step.run is None}
    allowed = {name: default for defaults in declared.values() for name, default in defaults.items()}
    faults = []
    read: dict[str, Any] = {}
    for name, text in values.items():
        if name not in allowed:
            faults.append(f"no notebook has a parameter {name!r}; allowed: {', '.join(sorted(allowed)) or 'none'}")
            continue
        read[name] = _value(text, allowed[name])
        if not _fits(read[name], allowed[name]):
            faults.append(f"parameter {name!r} takes a value like {allowed[name]!r} ({type(allowed[name]).__name__}), not {text!r}")
    if faults:
        raise WrongParameter("; ".join(faults))
    return {step: {name: read[name] for name in defaults if name in read} for step, defaults in declared.items()}


def _value(text: str, default: Any) -> Any:
    """A Python literal where the text is one, else the text itself; a text for a default that is one."""
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text
    return text if isinstance(default, str) and not isinstance(value, str) else value


def _fits(value: Any, default: Any) -> bool:
    return default is None or type(value) is type(default) or (type(default) is float and type(value) is int)


def _start(study: Study, steps: Sequence[Step], before: Manifest, chosen: Settings) -> Manifest:
    """The manifest of a build that begins: what is there now, with what the steps made before."""
    kept = {step.name: before.steps[step.name] for step in steps if step.name in before.steps}
    roots = sorted({pattern for step in steps for pattern in step.inputs if pattern.split("/")[0] in ("raw", "codebook", "gold")})
    inputs = {name: manifest.sha256(path) for name, path in manifest.files(study, roots).items()}
    values = {name: value for given in chosen.values.values() for name, value in given.items()}
    code = {name: checksum for step in steps for name, checksum in _code(study, step).items()}
    return Manifest(dict(sorted(code.items())), manifest.lock(study), chosen.light, study.reading, inputs, values, kept)


def _code(study: Study, step: Step) -> dict[str, str]:
    """The files of the package that decide what a step makes, with their checksums."""
    if step.run is not None:
        return dependencies.files(step.modules)
    return dependencies.files([*notebook.imported(_source(study, step)), "notebook"])


def _ingredients(study: Study, step: Step, now: Manifest, chosen: Settings, code: Mapping[str, str]) -> dict[str, str]:
    """All that decides what a step makes: name of the ingredient -> checksum."""
    found = {CODE: manifest.digest(code), "the lock": now.lock}
    if study.reading:
        found["the columns and limits of the raw texts"] = manifest.digest(study.reading)
    if step.run is None:
        found["the notebook"] = notebook.source_digest(_source(study, step))
        found |= {f"parameter {name}": repr(value) for name, value in chosen.values[step.name].items()}
    elif chosen.light and step.reads:
        found["the reader"] = "light"
    for pattern in step.inputs:
        paths = manifest.files(study, [pattern])
        found[pattern] = manifest.digest({name: now.inputs.get(name) or manifest.sha256(path) for name, path in paths.items()})
    return found


def _reason(study: Study, step: Step, made_from: Mapping[str, str], before: Manifest, now: Manifest, code: Mapping[str, str]) -> str:
    """Why a step has to run; empty where it has not."""
    if step.name not in before.steps:
        return "not built before"
    earlier = before.steps[step.name]
    changed = [name for name in sorted({*made_from, *earlier.made_from}) if made_from.get(name) != earlier.made_from.get(name)]
    if changed:
        files = [file for name in changed for file in (_changed_code(before, code) if name == CODE else _changed_files(name, before, now))]
        return f"{_listed(files)} changed"
    present = {name: manifest.sha256(path) for name, path in _outputs(study, step).items()}
    odd = sorted({*(present.items() ^ earlier.outputs.items())})
    names = sorted({name for name, _ in odd})
    return f"{_listed(names)} {'not as the step made it' if len(names) == 1 else 'not as the step made them'}" if names else ""


def _changed_code(before: Manifest, code: Mapping[str, str]) -> list[str]:
    """The files of the package that a step depends on and that changed or came; where one only went, the code."""
    return [name for name, checksum in code.items() if before.code.get(name) != checksum] or [CODE]


def _changed_files(pattern: str, before: Manifest, now: Manifest) -> list[str]:
    """The files below a pattern's folder that changed, came or went; the pattern itself where that is not recorded."""
    folder = pattern.split("/")[0] + "/"
    both = {*before.inputs.items()} ^ {*now.inputs.items()}
    return sorted({name for name, _ in both if "/" in pattern and name.startswith(folder)}) or [pattern]


def _listed(names: Sequence[str], most: int = 3) -> str:
    names = list(dict.fromkeys(names))
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _source(study: Study, step: Step) -> Path:
    path = study.notebooks / f"{step.name}.ipynb"
    if not path.is_file():
        raise StepFailed(f"{step.name}: there is no notebook {path.name} in the folder notebooks")
    return path


def _kept(study: Study, step: Step) -> tuple[str, Path]:
    """Under which name, and where, the executed notebook of a step is kept."""
    file = f"{step.name}.ipynb"
    return (f"notebooks/{file}", study.notebooks / file) if study.own else (f"reports/notebooks/{file}", study.reports / "notebooks" / file)


def _outputs(study: Study, step: Step) -> dict[str, Path]:
    """The files that a step made, as they are now, the executed notebook among them."""
    found = manifest.files(study, step.outputs)
    if step.run is None:
        name, path = _kept(study, step)
        found |= {name: path} if path.is_file() else {}
    return dict(sorted(found.items()))


def _clear(study: Study, step: Step) -> None:
    """Remove what an earlier run made, as a figure that is no longer drawn must not stay; but for a step that goes on from there."""
    for path in manifest.files(study, step.outputs).values() if not step.resumes else ():
        path.unlink()


def _run(study: Study, step: Step, chosen: Settings) -> None:
    study.processed.mkdir(parents=True, exist_ok=True)
    study.reports.mkdir(parents=True, exist_ok=True)
    failed = study.reports / "failed" / f"{step.name}.ipynb"
    try:
        if step.run is not None:
            step.run(study, chosen)
            return
        values = chosen.values.get(step.name, {})
        notebook.execute(_source(study, step), _kept(study, step)[1], values=values, environment=study.environment(), failed=failed)
    except notebook.NotebookFailed as fault:
        raise StepFailed(f"{step.name} failed: {fault}\npartial notebook: reports/failed/{failed.name}") from fault
    except StepFailed as fault:
        raise StepFailed(f"{step.name} failed: {fault}") from fault


def unread(processed: Path) -> list[str]:
    """One line for each raw file that could not be read, from the table articles, in its order."""
    path = processed / "articles.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return [f"{row['file']}: {row['status']}: {row['reason']}" for row in csv.DictReader(file) if row["status"] != "ok"]
