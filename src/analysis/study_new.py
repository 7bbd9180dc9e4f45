"""Begins a study: a folder with the places for texts, codebook, coding and corrections, the notebooks, and what to do next."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from analysis import codebook_new, folders, notebook, raw_files, sources, whole
from analysis.folders import WrongUsage
from analysis.manifest import PACKAGE
from analysis.sources import Source
from analysis.steps import STEPS
from analysis.study import Study

NOTEBOOKS = tuple(f"{step.name}.ipynb" for step in STEPS if step.run is None)
"""The notebooks of a study, by which their folder is known."""
_LOCK = "requirements.lock"
_TEMPLATES = PACKAGE / "templates" / "study"
# As they lie in the folder of templates, and as they are called in a study: no file of the package is hidden.
_BESIDE = {"README.md": "README.md", "gitattributes": ".gitattributes"}


@dataclass
class Begun:
    """What was written for a study: its files, seen from its folder, in order; how many texts; and what of the texts was left out."""

    files: list[str] = field(default_factory=list)
    texts: int = 0
    left_out: list[str] = field(default_factory=list)


def begin(folder: Path, *, texts: Path | None = None, notebooks: Path | None = None) -> Begun:
    """Write a study into a folder, so that `python -m analysis build` works there as soon as it has an article.

    Parameters
    ----------
    folder
        Where to write; new or empty.
    texts
        A folder of articles, or one file of them, to be copied into `data/raw` as they are. Each gets a row in `sources.csv` with its
        SHA-256; what a `sources.csv` beside them states is taken over. Sub-folders and files of other kinds are left out, and told.
    notebooks
        The folder of the notebooks to copy; by default those of the package's own folder, else of the study around the current one.

    Raises
    ------
    WrongUsage
        Before anything is written: where the folder holds something, no notebooks are found, or there is no article among the texts.
    ValueError
        Where the `sources.csv` beside the texts is malformed.

    Notes
    -----
    Notebooks are copied without outputs and in canonical form: the build writes them anew. The lock of versions comes with them, where
    it lies beside them: the manifest of a build records it, and `doctor` compares it with what is installed.
    """
    _free(folder)
    books = _notebooks(notebooks)
    given = _given(texts) if texts is not None else []
    begun = Begun(texts=len(given), left_out=sorted(_left_out(texts, given)) if texts is not None else [])
    stated = _stated(texts, given) if texts is not None else []

    study = Study.below(folder)
    for place in (study.raw, study.coding, study.corrections, study.notebooks):
        place.mkdir(parents=True, exist_ok=True)
    codebook_new.begin(study.codebook)
    for file in given:
        shutil.copyfile(file.path, study.raw / file.path.name)
    (study.raw / raw_files.SIDECAR).write_text(_table(stated), encoding="utf-8", newline="")
    for name in NOTEBOOKS:
        (study.notebooks / name).write_text(cleared(books / name), encoding="utf-8", newline="")
    if (books.parent / _LOCK).is_file():
        shutil.copyfile(books.parent / _LOCK, folder / _LOCK)
    for template, name in _BESIDE.items():
        shutil.copyfile(_TEMPLATES / template, folder / name)
    begun.files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return begun


def cleared(path: Path) -> str:
    """A notebook in canonical form without outputs, as nobody has run it yet."""
    book = notebook.read(path)
    for cell in book["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return notebook.canonical(book)


def _free(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise WrongUsage(f"{folder} is a file: name a folder that is new or empty")
    held = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if held:
        more = f" and {len(held) - 3} more" if len(held) > 3 else ""
        raise WrongUsage(f"{folder} holds {', '.join(held[:3])}{more} already; nothing was written: name a folder that is new or empty")


def _notebooks(given: Path | None) -> Path:
    """The folder of the notebooks to copy."""
    usual = folders.usual()
    places = [given] if given is not None else [PACKAGE.parents[1] / "notebooks", *([usual.notebooks] if usual else [])]
    for place in places:
        missing = [name for name in NOTEBOOKS if not (place / name).is_file()]
        if not missing:
            return place
    if given is not None:
        raise WrongUsage(f"{given} lacks {', '.join(missing)}: give the folder of the notebooks {NOTEBOOKS[0]} to {NOTEBOOKS[-1]}")
    raise WrongUsage(
        "the notebooks are not installed with the package, they lie in its repository: get that, and give its folder as "
        "--notebooks REPOSITORY/notebooks"
    )


def _given(texts: Path) -> list[raw_files.RawFile]:
    """The files to copy."""
    if not texts.exists():
        raise WrongUsage(f"there is no folder or file {texts} to take as --texts")
    try:
        found = raw_files.find(texts)
    except ValueError as fault:
        raise WrongUsage(str(fault)) from fault
    if not found:
        folders.articles_in(texts)
    return found


def _left_out(texts: Path, given: list[raw_files.RawFile]) -> Iterator[str]:
    """What is in a folder of texts and is not copied."""
    copied = {file.path.name for file in given}
    for path in texts.iterdir() if texts.is_dir() else ():
        if path.name in copied or path.name.startswith(".") or path.name == raw_files.SIDECAR:
            continue
        yield f"{path.name}: " + ("a sub-folder" if path.is_dir() else f"not of kind {', '.join(raw_files.SUFFIXES)}")


def _stated(texts: Path, given: list[raw_files.RawFile]) -> list[Source]:
    """A row for each file, and for each that the sidecar beside them names."""
    known = sources.stated(texts, given) if texts.is_dir() else {}
    for file in given:
        row = known.get(file.name, Source(file=file.name))
        known[file.name] = replace(row, sha256=row.sha256 or whole.sha256(file.path))
    return [known[name] for name in sorted(known)]


def _table(rows: list[Source]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, sources.COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(asdict(row) for row in rows)
    return out.getvalue()
