"""Which folders a command reads and writes, and what is said where one of them is not there or is none."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from analysis import raw_files
from analysis.study import VARIABLES, Study

NAMES = tuple(VARIABLES)
_READ = {
    "raw": "give the folder of your articles, one file of records, or a pattern such as 'texts/**/*.txt'",
    "codebook": "give the folder that holds topics.yml, actors.yml and events.yml; `python -m analysis codebook new DIR` begins one",
    "gold": "give the folder of coded articles; data/gold/README.md of this package says how articles are coded",
    "corrections": "give the folder of CSV files of corrections; data/corrections/README.md of this package says how they are written",
    "notebooks": "give the folder of the notebooks 01_corpus.ipynb to 08_report.ipynb",
}
"""The folders that are read and never written, and what to do where one is missing."""
_BESIDE = ("coding", "corrections")
"""What belongs to its raw texts and to no others: of other texts it is looked for beside them."""


class WrongUsage(Exception):
    """The command cannot be carried out as given; the message is one line."""


def study(given: Mapping[str, Path | None], needs: Collection[str] = NAMES) -> Study:
    """The study around the current folder, with the folders given on the command line in their place.

    Parameters
    ----------
    given
        Folders by their names in `Study`; None where the study's own is meant.
    needs
        Those that the command cannot do without. Where all of them are given no study need be there.

    Raises
    ------
    WrongUsage
        Where a folder that is needed is not there, or a file stands in its place.
    """
    named: dict[str, Any] = {name: path.resolve() for name, path in given.items() if path is not None and name in NAMES}
    try:
        found = Study.locate()
    except FileNotFoundError as fault:
        if not set(needs) <= set(named):
            raise WrongUsage(_no_study([name for name in NAMES if name in needs and name not in named])) from fault
        found = Study.below(Path.cwd())
    beside = {name: raw_files.folder(named["raw"]).parent / name for name in _BESIDE} if "raw" in named else {}
    found = replace(found, **{**beside, **named})
    for name in NAMES:
        if name in needs or name in named:
            check(name, getattr(found, name))
    return found


def _no_study(missing: Collection[str]) -> str:
    options = " and ".join(f"--{name} DIR" for name in missing)
    begin = "; `python -m analysis codebook new DIR` begins a codebook" if "codebook" in missing else ""
    return (
        f"no study here: neither {Path.cwd()} nor a folder above it holds data/raw and notebooks. "
        f"Change into the study's folder, or add {options}{begin}"
    )


def usual() -> Study | None:
    """The study around the current folder with nothing in the place of its own folders; None where there is none."""
    try:
        return Study.locate()
    except FileNotFoundError:
        return None


def check(name: str, path: Path) -> None:
    """See that what is given for a folder of a study is there, and is a folder; raw texts may be a file or a pattern.

    Raises
    ------
    WrongUsage
        Where it is not: it says what to give.
    """
    if name in _READ and not (raw_files.is_there(path) if name == "raw" else path.exists()):
        raise WrongUsage(f"there is no folder {path} to take as --{name}: {_READ[name]}")
    if name != "raw" and path.exists() and not path.is_dir():
        raise WrongUsage(f"{path} is a file: {_READ[name]}" if name in _READ else f"{path} is a file: --{name} takes a folder")


def articles_in(raw: Path) -> None:
    """Refuse a folder that holds no article.

    Raises
    ------
    WrongUsage
        Where nothing in it would be read.
    """
    if not raw_files.find(raw):
        kinds = ", ".join(raw_files.SUFFIXES)
        raise WrongUsage(
            f"there is no article in {raw}: put files of kind {kinds} there (its sub-folders are not read; a pattern reads them)"
        )
