"""Texts that were extracted from raw files, as files of their own, so that other programs can read what offsets point into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

from analysis import whole
from analysis.articles import Article

FOLDER = "texts"
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.,+~=@() -]{0,149}(?<![. ])")


def name(article: Article) -> str | None:
    """Where below the folder of the tables the text of an article is stored; None where its raw file is the text, or it has none.

    That is `texts/ARTICLE_ID.txt`; an id that holds what a name of a file should not is shortened, and a checksum makes it its own.
    """
    if article.text_basis != "extracted":
        return None
    return f"{FOLDER}/{plain(article.article_id)}.txt"


def plain(article_id: str) -> str:
    """An article's id as the name of a file, without an ending: one that no file should have is shortened, and gets a checksum."""
    if _PLAIN.fullmatch(article_id):
        return article_id
    digest = hashlib.sha256(article_id.encode("utf-8", "surrogateescape")).hexdigest()
    return f"{re.sub('[^A-Za-z0-9_-]+', '_', article_id)[:100]}-{digest[:12]}"


def store(article: Article, processed: Path) -> str | None:
    """Write the extracted text of an article, in UTF-8, and return the name of its file; None where there is nothing to store.

    A file that holds it already is left as it is.
    """
    file = name(article)
    if file is None:
        return None
    path, data = processed / file, article.raw.encode()
    if not path.is_file() or path.read_bytes() != data:
        whole.write(path, data)
    return file


def prune(processed: Path, kept: Collection[str]) -> None:
    """Delete the stored texts that are not among `kept`, and the folder where none is left."""
    folder = processed / FOLDER
    for path in sorted(folder.glob("*.txt")):
        if f"{FOLDER}/{path.name}" not in kept:
            path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
