"""Files written whole or not at all, and the checksum of a file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


def write(path: Path, data: str | bytes, *, shared: bool = False) -> None:
    """Write a file, text in UTF-8 with the line ends that it has, so that a reader finds the whole of it or none of it.

    Folders above it are made. `shared`: several processes may write it at once, and it survives a machine that stops; a writer that is
    killed leaves a file of its own that ends in ".part".
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.part" if shared else f"{path.name}.part")
    with beside.open("wb") as file:
        file.write(data.encode() if isinstance(data, str) else data)
        if shared:
            file.flush()
            os.fsync(file.fileno())
    beside.replace(path)


def sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal; read in pieces, so that size does not matter."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
