"""What a build was made from and what it made, as checksums in reports/manifest.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from analysis import raw_files, whole
from analysis.study import Study

PACKAGE = Path(__file__).parent
GIVEN = ("raw", "codebook", "gold", "coding", "corrections")
"""The folders that hold what the researcher gives."""
_ROOTS = (*GIVEN, "processed", "reports", "notebooks")


@dataclass
class Made:
    """What one step was made from (name of the ingredient -> checksum) and the files it made (name -> SHA-256)."""

    key: str
    made_from: dict[str, str]
    outputs: dict[str, str]


@dataclass
class Manifest:
    """The record of a build: names stand for folders (`raw/…`, `reports/…`), so it is the same on every machine.

    `code` holds every file of the package that decides what a step makes, weights, word lists and templates among them.
    """

    code: dict[str, str] = field(default_factory=dict)
    lock: str = ""
    light: bool = False
    screen: bool = False
    reading: dict[str, Any] = field(default_factory=dict)
    inputs: dict[str, str] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    steps: dict[str, Made] = field(default_factory=dict)

    @classmethod
    def read(cls, study: Study) -> Manifest:
        """The manifest of a study's reports; an empty one where there is none, or where it cannot be read."""
        try:
            record = json.loads(_path(study).read_text(encoding="utf-8"))
            steps = {name: Made(**made) for name, made in record.pop("steps").items()}
            return cls(**record, steps=steps)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return cls()

    def write(self, study: Study) -> None:
        """Write it in one move, so that a build that is killed leaves the old one or the new one, never half of one."""
        text = json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
        whole.write(_path(study), text)


def _path(study: Study) -> Path:
    return study.reports / "manifest.json"


def digest(record: Mapping[str, Any] | Iterable[Any]) -> str:
    """SHA-256 of anything JSON can hold, whatever the order of its keys.

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(json.dumps(record, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def files(study: Study, patterns: Iterable[str]) -> dict[str, Path]:
    """The files that patterns such as `raw/**` or `reports/figures/01_*` name, sorted by name.

    The first part of a pattern is a folder of the study, the rest a glob below it; `**` alone means every file at
    any depth. Names that begin with a dot are left out. Where the folder is a single file (a file of records as
    the raw data), every pattern names that file; where the raw data are a pattern, the files that fit it, and their sidecars.
    """
    found: dict[str, Path] = {}
    for pattern in patterns:
        name, _, below = pattern.partition("/")
        if name not in _ROOTS:
            raise ValueError(f"pattern {pattern!r} begins with {name!r}; allowed: {', '.join(_ROOTS)}")
        root: Path = getattr(study, name)
        if name == "raw" and raw_files.is_pattern(root):
            found |= {f"raw/{file.name}": file.path for file in raw_files.find(root)}
            found |= {f"raw/{path.relative_to(raw_files.folder(root)).as_posix()}": path for path in raw_files.sidecars(root)}
            continue
        if root.is_file():
            found[f"{name}/{root.name}"] = root
            continue
        for path in root.glob("**/*" if below == "**" else below):
            parts = path.relative_to(root).parts
            if path.is_file() and not any(part.startswith(".") for part in parts):
                found["/".join((name, *parts))] = path
    return dict(sorted(found.items()))


def lock(study: Study) -> str:
    """Checksum of the lock beside the notebooks; empty where there is none."""
    path = study.notebooks.parent / "requirements.lock"
    return whole.sha256(path) if path.is_file() else ""
