"""The raw files of a study: which belong to a folder, a file or a pattern, and what each is called."""

from __future__ import annotations

import gzip
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, cast

logger = logging.getLogger(__name__)

SIDECAR = "sources.csv"
TEXTS = (".txt", ".html", ".htm")
RECORDS = (".jsonl", ".csv", ".parquet")
ARCHIVES = (".warc",)
ZIPPED = ".gz"
SUFFIXES = (*TEXTS, *(f"{suffix}{ZIPPED}" for suffix in TEXTS), *RECORDS, ".jsonl.gz", ".csv.gz", *ARCHIVES, ".warc.gz")
_PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class RawFile:
    """A file to be read.

    `name` is its path below the folder of the study's raw files, with "/"; `kind` one of `TEXTS`, `RECORDS` and `ARCHIVES`, and
    `zipped` whether .gz stands behind it; `stem` is what the ids of its articles begin with: the name without suffixes, "-" for "/".
    `outside` is whether a link leads from the folder to a file that is not below it.
    """

    path: Path
    name: str
    kind: str
    zipped: bool
    stem: str
    outside: bool = False


def is_pattern(raw: Path) -> bool:
    """Whether a path is a pattern such as `texts/**/*.txt`; what is there under just this name is none."""
    return bool(_PATTERN.search(str(raw))) and not raw.exists()


def is_there(raw: Path) -> bool:
    """Whether there is anything to read: a folder, a file, or files that fit a pattern."""
    return raw.exists() or is_pattern(raw) and next(_fitting(raw), None) is not None


def folder(raw: Path) -> Path:
    """The folder below which the raw files have their names: the part of a pattern without * ? [ ], or where a file lies."""
    if not is_pattern(raw):
        return raw if raw.is_dir() else raw.parent
    fixed = next(at for at, part in enumerate(raw.parts) if _PATTERN.search(part))
    return Path(*raw.parts[:fixed])


def find(raw: Path) -> list[RawFile]:
    """The files of a folder (its sub-folders are not looked into), of a pattern, or the one file, sorted by name.

    Hidden files, files of other kinds and the sidecar `sources.csv` are left out; the first two are logged.

    Raises
    ------
    FileNotFoundError
        Where the path does not exist, or no file fits the pattern.
    ValueError
        Where the path is a file of a kind that is not read.
    """
    if raw.is_dir():
        return _readable(raw, raw.iterdir())
    if is_pattern(raw):
        found = _readable(folder(raw), _fitting(raw))
        if not found:
            raise FileNotFoundError(f"no file of kind {', '.join(SUFFIXES)} fits the pattern {raw}: ** stands for folders at any depth")
        return found
    if not raw.exists() and not raw.is_symlink():
        raise FileNotFoundError(f"no file or folder {raw}: state a folder of articles, a pattern, or one of {', '.join(SUFFIXES)}")
    if (file := _file(raw, raw.name)) is None:
        raise ValueError(f"{raw.name}: files of kind {raw.suffix!r} are not read; allowed: {', '.join(SUFFIXES)}")
    return [file]


def sidecars(raw: Path, files: Iterable[RawFile] | None = None) -> list[Path]:
    """The files `sources.csv` that speak of the raw files: beside them and, for a pattern, in each folder above, outermost first.

    `files` are those of `find(raw)`, where they are at hand.
    """
    top = folder(raw)
    folders = {top}
    for inner in {file.path.parent for file in (find(raw) if files is None else files)} if is_pattern(raw) else ():
        folders |= {above for above in (inner, *inner.parents) if above.is_relative_to(top)}
    return [path / SIDECAR for path in sorted(folders, key=lambda path: (len(path.parts), path.as_posix())) if (path / SIDECAR).is_file()]


def opened(file: RawFile) -> IO[bytes]:
    """The bytes of a file, unpacked as they are read where it is gzipped."""
    return cast(IO[bytes], gzip.open(file.path)) if file.zipped else file.path.open("rb")


def _fitting(raw: Path) -> Iterator[Path]:
    """The files that fit a pattern, in no order; hidden ones and those in hidden folders do not."""
    top = folder(raw)
    parts = raw.parts[len(top.parts) :]
    for path in top.glob("/".join([*parts, "*"] if parts[-1] == "**" else parts)):
        below = path.relative_to(top).parts
        if not path.is_dir() and not any(part.startswith(".") for part in below):
            yield path


def _readable(top: Path, paths: Iterable[Path]) -> list[RawFile]:
    kept, inside = [], top.resolve()
    for path in sorted(set(paths), key=lambda path: path.relative_to(top).as_posix()):
        if path.name == SIDECAR:
            continue
        file = None if path.name.startswith(".") else _file(path, path.relative_to(top).as_posix())
        if file is None:
            logger.info("%s is left out: hidden, or not of kind %s", path.name, ", ".join(SUFFIXES))
        else:
            kept.append(replace(file, outside=not path.resolve().is_relative_to(inside)))
    return kept


def _file(path: Path, name: str) -> RawFile | None:
    """What a file is by its suffixes; None where it is nothing that is read."""
    suffix = next((s for s in sorted(SUFFIXES, key=len, reverse=True) if name.lower().endswith(s)), None)
    if suffix is None or len(path.name) == len(suffix):
        return None
    return RawFile(path, name, suffix.removesuffix(ZIPPED), suffix.endswith(ZIPPED), name[: -len(suffix)].replace("/", "-"))
