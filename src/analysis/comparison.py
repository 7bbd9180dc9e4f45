"""All that looks across articles, in one go: copies, occasions, alignments and coverage, from the tables of the single articles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import articles, codebook, tables
from analysis.alignments import alignments
from analysis.copies import copies
from analysis.coverage import matrix
from analysis.occasions import occasions

READS = ("articles", "segments", "mentions", "actors", "statements", "positions", "dates")
MAKES = ("copies", "occasions", "alignments", "coverage")


def run(raw: Path, processed: Path, book: Path, *, reading: Mapping[str, Any] | None = None) -> None:
    """Compare the articles whose tables are in `processed`, and write the tables of `MAKES` beside them.

    `raw` and `reading` are those of the extraction: the raw texts say on what kind of occasion something was said.

    Raises
    ------
    FileNotFoundError
        Where a table of `READS` is missing, with the command that makes it.
    CodebookError
        Where the codebook is malformed.
    """
    data = {name: tables.read(name, processed) for name in READS}
    loaded = codebook.load(book)
    texts = {article.article_id: article.raw for article in articles.read(raw, **(reading or {}))}
    copied = tables.write("copies", copies(bodies(data["segments"], texts)), processed)
    seats = tables.write("occasions", occasions(data, loaded, texts=texts), processed)
    aligned = tables.write("alignments", alignments(data, seats, loaded), processed)
    tables.write("coverage", matrix(data, seats, aligned, copied), processed)


def bodies(segments: pd.DataFrame, texts: Mapping[str, str]) -> dict[str, str]:
    """The body of each article, without headline and furniture: what copies are told by."""
    body = segments[segments["role"] == "body"]
    return {
        str(key): " ".join(texts[str(key)][start:end] for start, end in zip(own["start"], own["end"], strict=True))
        for key, own in body.groupby("article_id", sort=True)
    }
