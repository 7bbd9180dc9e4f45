"""Begins a codebook: three files with comments and nothing in them yet, for a study to fill from its own texts."""

from __future__ import annotations

from pathlib import Path

from analysis.codebook import FILES

SKELETON = Path(__file__).parent / "templates" / "codebook"


def begin(folder: Path) -> list[Path]:
    """Write `topics.yml`, `actors.yml` and `events.yml` into a folder, made where it is not there; returns their paths.

    The files are valid as they are, and so they are where every commented entry is taken in.

    Raises
    ------
    FileExistsError
        Where one of the files is there already; then none is written.
    """
    paths = [folder / name for name in FILES.values()]
    there = [path.name for path in paths if path.exists()]
    if there:
        raise FileExistsError(f"{folder} holds {', '.join(there)} already; nothing was written")
    folder.mkdir(parents=True, exist_ok=True)
    for path in paths:
        path.write_bytes((SKELETON / path.name).read_bytes())
    return paths
