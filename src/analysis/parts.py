"""The rows that one article gave, each article's in a file of its own under a key of all that made them: whole, or not there."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from analysis import manifest, whole
from analysis.articles import Article
from analysis.tables import Row

Rows = dict[str, list[Row]]
FOLDER = ".parts"
EXTRACTED = ("articles", "segments", "mentions", "actors", "statements", "marks", "dates", "positions")
"""The tables that extraction fills, one article at a time."""


def key(state: str, article: Article) -> str:
    """What the rows of an article depend on, as a checksum: `state` (code, codebook, reader), its text, and what is stated about it."""
    of_text = (article.article_id, article.file, article.sha256, article.status, article.reason, article.title)
    return manifest.digest([state, *of_text, vars(article.source), article.encoding, article.fetched])


def path(processed: Path, key: str) -> Path:
    """Where the rows under a key are kept; folders of two characters keep the number of files in one folder small."""
    return processed / FOLDER / key[:2] / f"{key}.json"


def read(processed: Path, key: str) -> Rows | None:
    """The rows under a key; None where there are none, or the file was damaged."""
    try:
        rows = json.loads(path(processed, key).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return rows if isinstance(rows, dict) and set(rows) == set(EXTRACTED) else None


def write(processed: Path, key: str, rows: Rows) -> None:
    """Keep rows under a key. Several processes may write at once, also the same rows; one that is killed leaves no half of a file."""
    whole.write(path(processed, key), json.dumps(rows, ensure_ascii=False), shared=True)


def prune(processed: Path, kept: Collection[str]) -> None:
    """Delete what is kept under other keys than these, and what a run that was killed left half written."""
    for folder in sorted(path for path in (processed / FOLDER).glob("*") if path.is_dir()):
        for found in sorted(folder.iterdir()):
            if found.suffix == ".part" or found.stem not in kept:
                found.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()
