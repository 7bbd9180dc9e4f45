"""One notebook at a time: its parameters, its run through papermill, and the canonical form in which it is kept."""

from __future__ import annotations

import ast
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from analysis import dependencies, whole
from analysis.manifest import digest

Json = dict[str, Any]

# Whatever could make two runs of one notebook differ: the order of sets, the time zone, the language of messages,
# and the screen. A kernel registered by the user under the name "python3" must not stand in for this one.
FIXED = {
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "agg",
    "JUPYTER_PREFER_ENV_PATH": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # else the debugger that the kernel loads may warn into the outputs
}
KERNEL = "python3"
_NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": KERNEL},
    "language_info": {"name": "python"},
}
# The kernel warns that it talks to this process without encryption, which it does on this machine only, and at times
# of the interrupt by which it is ended; a cell's error is told by `NotebookFailed`.
_QUIETLY: Json = {"kernel_name": KERNEL, "progress_bar": False, "extra_arguments": ["--log-level=CRITICAL"]}
# Of kernels that start at once, one may find its port taken by another: it dies before it answers, and is started once more.
_UNANSWERED = "before replying to kernel_info"
_VOLATILE = ("papermill", "execution", "ExecuteTime")
_INJECTED = "injected-parameters"
_ERROR_MARK = "papermill-error-cell-tag"


class NotebookFailed(Exception):
    """A cell of a notebook failed; the message says which, in a few lines."""


def read(path: Path) -> Json:
    """A notebook as it is stored, without the cell of parameters that an earlier run put into it.

    Raises
    ------
    ValueError
        Where the file is not a notebook.
    """
    try:
        notebook: Json = json.loads(path.read_text(encoding="utf-8"))
        notebook["cells"] = [cell for cell in notebook["cells"] if _INJECTED not in _tags(cell)]
    except (ValueError, KeyError, TypeError) as fault:
        raise ValueError(f"{path.name} is not a notebook: {fault}") from fault
    return notebook


def source_digest(path: Path) -> str:
    """SHA-256 over what an author writes: kind, tags and source of each cell; outputs do not count."""
    return digest([[cell["cell_type"], _tags(cell), _text(cell["source"])] for cell in read(path)["cells"]])


def imported(path: Path) -> frozenset[str]:
    """The modules of the package that the code of a notebook imports."""
    code = "\n".join(_text(cell["source"]) for cell in read(path)["cells"] if cell["cell_type"] == "code")
    try:
        return dependencies.imported(code)
    except SyntaxError:  # a line for the shell, or a mistake that running it will tell
        return frozenset(path.stem for path in dependencies.PACKAGE.glob("*.py"))


def parameters(path: Path) -> dict[str, Any]:
    """Names and defaults that the cell tagged `parameters` assigns; empty where there is no such cell."""
    found: dict[str, Any] = {}
    for cell in read(path)["cells"]:
        if "parameters" in _tags(cell):
            for line in ast.parse(_text(cell["source"])).body:
                targets = line.targets if isinstance(line, ast.Assign) else [line.target] if isinstance(line, ast.AnnAssign) else []
                for target in targets:
                    if isinstance(target, ast.Name) and isinstance(line, (ast.Assign, ast.AnnAssign)) and line.value is not None:
                        found[target.id] = ast.literal_eval(line.value)
    return found


def ready() -> None:
    """Import what runs notebooks, which takes a second."""
    import papermill  # noqa: F401


def execute(source: Path, target: Path, *, values: Mapping[str, Any], environment: Mapping[str, str], failed: Path) -> None:
    """Run a notebook in a fresh kernel and keep it in canonical form.

    Parameters
    ----------
    source, target
        The notebook to run and where to keep it executed; they may be the same file. The kernel's working folder
        is the source's, as when a reader runs it by hand.
    values
        Parameters to set; their names must be among `parameters(source)`.
    environment
        Environment variables for the kernel, besides the fixed ones.
    failed
        Where to keep the partial notebook when a cell fails.

    Raises
    ------
    NotebookFailed
        When a cell fails or the kernel dies. `target` stays as it was.
    """
    import papermill

    with tempfile.TemporaryDirectory() as scratch, _environment({**FIXED, **environment}):
        stripped, executed = Path(scratch) / "in.ipynb", Path(scratch) / "out.ipynb"
        stripped.write_text(json.dumps(read(source) | {"metadata": _NOTEBOOK_METADATA}), encoding="utf-8")
        try:
            try:
                papermill.execute_notebook(stripped, executed, parameters=dict(values), cwd=str(source.parent), **_QUIETLY)
            except RuntimeError as fault:
                if _UNANSWERED not in str(fault):
                    raise
                papermill.execute_notebook(stripped, executed, parameters=dict(values), cwd=str(source.parent), **_QUIETLY)
        except Exception as fault:
            partial = json.loads((executed if executed.exists() else stripped).read_text(encoding="utf-8"))
            whole.write(failed, canonical(partial))
            raise NotebookFailed(_failure(partial, fault)) from fault
        whole.write(target, canonical(json.loads(executed.read_text(encoding="utf-8"))))
    failed.unlink(missing_ok=True)


def canonical(notebook: Json) -> str:
    """The one text in which a notebook is stored: no times, no machine, cell ids by number, sources as lines.

    Parallel pieces of one stream are joined: where the kernel happened to flush is not part of the result.
    """
    cells = [cell for cell in notebook["cells"] if _ERROR_MARK not in _tags(cell)]
    kept = {"cells": [_canonical_cell(cell, i) for i, cell in enumerate(cells, start=1)], "metadata": _NOTEBOOK_METADATA}
    return json.dumps({**kept, "nbformat": 4, "nbformat_minor": 5}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _canonical_cell(cell: Json, number: int) -> Json:
    kept = {key: value for key, value in cell.items() if key != "attachments" or value}
    kept |= {"id": f"cell-{number:03d}", "source": _text(cell["source"]).splitlines(keepends=True)}
    kept["metadata"] = {key: value for key, value in cell["metadata"].items() if key not in _VOLATILE and value not in ({}, [])}
    if cell["cell_type"] == "code":
        kept["outputs"] = _joined(cell["outputs"])
    return kept


def _joined(outputs: list[Json]) -> list[Json]:
    """Outputs with neighbouring pieces of one stream made one, each text as a list of lines."""
    joined: list[Json] = []
    for output in outputs:
        if output["output_type"] == "stream":
            text = _text(output["text"])
            if joined and joined[-1].get("name") == output["name"]:
                text = _text(joined.pop()["text"]) + text
            output = {**output, "text": text.splitlines(keepends=True)}
        joined.append(output)
    return joined


def _failure(notebook: Json, fault: Exception) -> str:
    """Nearest heading, the cell and the error, in a few lines."""
    heading = "before the first heading"
    for cell in notebook["cells"]:
        source = _text(cell["source"])
        if cell["cell_type"] == "markdown" and _ERROR_MARK not in _tags(cell):
            heading = next((line.lstrip("# ") for line in reversed(source.splitlines()) if line.startswith("#")), heading)
        for output in cell.get("outputs", ()):
            if output["output_type"] == "error":
                error = f"{output['ename']}: {output['evalue']}".strip()
                return f"in the part “{heading}”\n{_shortened(source)}\n{_clipped(error)}"
    return _clipped(f"{type(fault).__name__}: {fault}")


def _shortened(source: str, ends: int = 4) -> str:
    """A cell's source, indented; the middle of a long one left out."""
    lines = source.splitlines()
    if len(lines) > 2 * ends + 1:
        lines = [*lines[:ends], f"… {len(lines) - 2 * ends} lines …", *lines[-ends:]]
    return "\n".join(f"    {line}" for line in lines)


def _clipped(message: str, lines: int = 40, width: int = 300) -> str:
    """The first lines of a message, and how many more there are: a list of faults is to be mended at once."""
    told = message.splitlines()
    more = [f"… {len(told) - lines} lines more …"] * (len(told) > lines)
    return "\n".join([*(line[:width] for line in told[:lines]), *more])


def _tags(cell: Json) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", ()))


def _text(source: str | list[str]) -> str:
    return source if isinstance(source, str) else "".join(source)


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the processes started inside, and put them back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
