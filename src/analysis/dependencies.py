"""Which files of the package a step depends on: modules by their imports, and what these modules read beside them."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parent
# Folders that a module reads as a whole where it names them in quotation marks, and which files are meant; of `data` each file counts
# by itself. Their names are no texts here, or this module would depend on them, too.
_FOLDERS = dict(model="**/*", templates="*")  # noqa: C408
_QUOTES = "'\""


def files(modules: Iterable[str]) -> dict[str, str]:
    """Every file of the package that decides what these modules do, with its SHA-256.

    Told from the source, not from a run: a module depends on each module of the package that it imports, wherever in it, but for those
    that only a type checker imports; on each word list that it takes by `lexicon.read("NAME")`; and on the carried weights or the
    templates where it names their folder. All depend on `__init__.py`, which states the version. What a module would import by a
    name that is made at run time is not seen; no module does so.

    Returns
    -------
    Path below the package ("analysis/negation.py", "analysis/data/cues.yml") to SHA-256, in order of paths. Modules that are not there
    are left out.
    """
    seen: set[str] = set()
    waiting = ["__init__", *modules]
    while waiting:
        name = waiting.pop()
        if name not in seen and (PACKAGE / f"{name}.py").is_file():
            seen.add(name)
            waiting += _imported(PACKAGE / f"{name}.py")
    paths = {path for name in seen for path in (PACKAGE / f"{name}.py", *_read(PACKAGE / f"{name}.py"))}
    return {f"{PACKAGE.name}/{path.relative_to(PACKAGE).as_posix()}": _sha256(path) for path in sorted(paths)}


def imported(source: str) -> frozenset[str]:
    """The modules of the package that a source imports, not counting imports for a type checker alone.

    >>> sorted(imported("from analysis import tables\\nfrom analysis.study import Study\\nimport pandas"))
    ['study', 'tables']
    """
    return frozenset(_names(ast.parse(source)))


@cache
def _imported(path: Path) -> frozenset[str]:
    return imported(path.read_text(encoding="utf-8"))


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return
    if isinstance(node, ast.ImportFrom) and node.module == PACKAGE.name:
        yield from (name.name for name in node.names)
    elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{PACKAGE.name}."):
        yield str(node.module).split(".")[1]
    elif isinstance(node, ast.Import):
        yield from (name.name.split(".")[1] for name in node.names if name.name.startswith(f"{PACKAGE.name}."))
    for child in ast.iter_child_nodes(node):
        yield from _names(child)


@cache
def _read(path: Path) -> frozenset[Path]:
    """The word lists, weights and templates that a module reads."""
    found: set[Path] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("lexicon.read", "read") and node.args:
            found.add(PACKAGE / "data" / f"{ast.unparse(node.args[0]).strip(_QUOTES)}.yml")
        elif isinstance(node, ast.Constant) and node.value in _FOLDERS:
            found |= {*(PACKAGE / str(node.value)).glob(_FOLDERS[str(node.value)])}
    return frozenset(path for path in found if path.is_file())


@cache
def _hashed(path: Path, size: int, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sha256(path: Path) -> str:
    state = path.stat()
    return _hashed(path, state.st_size, state.st_mtime_ns)
