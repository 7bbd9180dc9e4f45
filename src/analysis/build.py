"""Runs the steps of a study, tables first and then the notebooks, and leaves out whatever is up to date."""

from __future__ import annotations

import ast
import csv
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis import dependencies, manifest, notebook, running, whole
from analysis.engines import Engine
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
    screen: bool = False,
    engine: Engine = Engine(),  # noqa: B008 (frozen)
    force: bool = False,
    say: Callable[[str], None] = print,
) -> list[str]:
    """Run the steps in order, each only where its inputs, its code, parameters or lock changed or an output is not as made.

    Neighbouring notebooks of which none reads what another makes run side by side, each in a process of its own, at most one a
    processor. What they make, the record of it and the order of the lines told are those of one after the other. A program that calls
    this from a script of its own does so under `if __name__ == "__main__"`, as for everything that starts processes.

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
    screen
        Pass over articles that no actor or topic of the codebook touches; see `screen.Screen`.
    engine
        Where articles are taken apart; it decides nothing of what is made, so another one is no reason to run a step.
    force
        Run every step, and try articles again whose extraction failed.
    say
        Told one line a step: what was done, why, how long it took and what it made.

    Returns
    -------
    Names of the steps that ran, in order.

    Raises
    ------
    StepFailed
        At the first step that fails; the steps that were done are recorded, so that the next build goes on from there.
    WrongParameter
        Before anything runs, where a parameter is unknown or of the wrong type.
    """
    chosen = Settings(checked(study, steps, values or {}), light, engine, retry=force, screen=screen)
    before = Manifest.read(study)
    now = _start(study, steps, before, chosen)
    ran: list[str] = []
    with running.processes() as pool:
        for together in running.waves(steps):
            due = {}
            for step in together:
                code = _code(study, step)
                made_from = _ingredients(study, step, now, chosen, code)
                why = "asked to" if force else _reason(study, step, made_from, before, now, code)
                if why:
                    due[step.name] = (step, made_from, why)
                else:
                    say(f"{step.name:<14} skipped: nothing changed")
            for name, seconds in running.run(study, [step for step, _, _ in due.values()], chosen, pool):
                step, made_from, why = due[name]
                outputs = {file: whole.sha256(path) for file, path in running.outputs(study, step).items()}
                now.steps[name] = Made(manifest.digest(made_from), made_from, outputs)
                now.write(study)
                ran.append(name)
                say(f"{name:<14} ran in {seconds:.1f} s, {len(outputs)} files ({why})")
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
        values = {name: repr(value) for name, value in recorded.parameters.items()}
        build(copy, steps, values=values, light=recorded.light, screen=recorded.screen, say=say)
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
    present = {name: whole.sha256(path) for name, path in running.outputs(study, step).items()}
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
    declared = {step.name: notebook.parameters(running.source(study, step)) for step in steps if step.run is None}
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
    roots = sorted({pattern for step in steps for pattern in step.inputs if pattern.split("/")[0] in manifest.GIVEN})
    inputs = {name: whole.sha256(path) for name, path in manifest.files(study, roots).items()}
    values = {name: value for given in chosen.values.values() for name, value in given.items()}
    code = {name: checksum for step in steps for name, checksum in _code(study, step).items()}
    return Manifest(dict(sorted(code.items())), manifest.lock(study), chosen.light, chosen.screen, study.reading, inputs, values, kept)


def _code(study: Study, step: Step) -> dict[str, str]:
    """The files of the package that decide what a step makes, with their checksums."""
    if step.run is not None:
        return dependencies.files(step.modules)
    return dependencies.files([*notebook.imported(running.source(study, step)), "notebook"])


def _ingredients(study: Study, step: Step, now: Manifest, chosen: Settings, code: Mapping[str, str]) -> dict[str, str]:
    """All that decides what a step makes: name of the ingredient -> checksum."""
    found = {CODE: manifest.digest(code), "the lock": now.lock}
    if study.reading:
        found["the columns and limits of the raw texts"] = manifest.digest(study.reading)
    if step.run is None:
        found["the notebook"] = notebook.source_digest(running.source(study, step))
        found |= {f"parameter {name}": repr(value) for name, value in chosen.values[step.name].items()}
    elif chosen.light and step.reads:
        found["the reader"] = "light"
    if chosen.screen and step.reads:
        found["the screen"] = "on"
    for pattern in step.inputs:
        paths = manifest.files(study, [pattern])
        found[pattern] = manifest.digest({name: now.inputs.get(name) or whole.sha256(path) for name, path in paths.items()})
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
    present = {name: whole.sha256(path) for name, path in running.outputs(study, step).items()}
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


def unread(processed: Path) -> list[str]:
    """One line for each raw file that could not be read, from the table articles, in its order."""
    return [f"{row['file']}: {row['status']}: {row['reason']}" for row in _articles(processed) if row["status"] in ("empty", "failed")]


def screened(processed: Path) -> str:
    """How many articles were taken in, and how many of them have each status, as one line; the statuses add up."""
    states = Counter(row["status"] for row in _articles(processed))
    counts = ", ".join(f"{states[status]:,} {status}" for status in ("ok", "screened", "empty", "failed"))
    return f"{states.total():,} articles: {counts}"


def _articles(processed: Path) -> Iterator[dict[str, str]]:
    with (processed / "articles.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
