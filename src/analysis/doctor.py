"""Checks that versions, weights and raw texts are what they should be, and says what mends each fault."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from analysis import manifest, raw_files, sources, whole
from analysis.study import Study


@dataclass(frozen=True)
class Finding:
    """What was looked at and how it was found; `mend` is the line that mends a fault, empty where there is none."""

    text: str
    mend: str = ""


def findings(study: Study) -> Iterator[Finding]:
    """What is found, in this order: Python, installed versions, weights, raw texts."""
    yield _python()
    yield from versions(study.notebooks.parent / "requirements.lock")
    yield from weights(manifest.PACKAGE / "model")
    yield from raw_texts(study.raw)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    supported = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding(f"Python {version}", "" if supported else "make setup PYTHON=python3.13   # or 3.12, 3.11")


def locked(path: Path) -> dict[str, str]:
    """Name -> version of each package that a lock names for this platform and Python."""
    lines = (line.split("\\")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    wanted = (Requirement(line) for line in lines if line and not line.startswith(("#", "--")))
    return {w.name: next(iter(w.specifier)).version for w in wanted if w.marker is None or w.marker.evaluate()}


def versions(lock: Path) -> Iterator[Finding]:
    """Compare the installed packages with the lock."""
    if not lock.is_file():
        yield Finding("no requirements.lock beside the notebooks: versions are not compared")
        return
    wanted = locked(lock)
    faults = 0
    for name, version in wanted.items():
        installed = _installed(name)
        if installed != version:
            faults += 1
            yield Finding(f"{name} is {installed or 'not installed'}, the lock has {version}", "rm -f .venv/.ready && make setup")
    if not faults:
        yield Finding(f"{len(wanted)} packages as in the lock")


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def weights(folder: Path) -> Iterator[Finding]:
    """Compare the carried weights with their checksums (`SHA256SUMS`, as sha256sum writes it)."""
    mend = "git checkout -- src/analysis/model   # or rebuild them: training/README.md"
    if not (folder / "meta.json").is_file():
        yield Finding("the carried weights are missing", mend)
        return
    sums = folder / "SHA256SUMS"
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.is_file() else []
    faults = 0
    for line in lines:
        expected, _, name = line.partition("  ")
        path = folder / name
        if not path.is_file() or whole.sha256(path) != expected:
            faults += 1
            yield Finding(f"model/{name} is {'changed' if path.is_file() else 'missing'}", mend)
    if not faults:
        compared = f"{len(lines)} files as in SHA256SUMS" if lines else "no SHA256SUMS to compare with"
        yield Finding(f"weights present, {compared}")


def raw_texts(raw: Path) -> Iterator[Finding]:
    """Compare the raw texts with the checksums in their sources.csv."""
    if not raw_files.sidecars(raw):
        yield Finding("no sources.csv beside the raw texts: nothing is known of their origin")
        return
    try:
        rows = [source for source in sources.stated(raw).values() if source.sha256]
    except ValueError as fault:
        yield Finding(" ".join(str(fault).split()), "correct sources.csv: README.md, part “Your own texts”, says what each column holds")
        return
    faults = 0
    for row in rows:
        path = raw_files.folder(raw) / row.file
        actual = whole.sha256(path) if path.is_file() else "no file"
        if actual != row.sha256.lower():
            faults += 1
            text = f"raw/{row.file}: sources.csv has sha256 {row.sha256[:12]}…, found {actual[:12]}"
            yield Finding(text, f"git checkout -- data/raw/{row.file}   # or correct its row in sources.csv")
    if not faults:
        yield Finding(f"{len(rows)} raw texts as in sources.csv")
