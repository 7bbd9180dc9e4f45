"""All that looks across articles, in one go: copies, occasions, alignments and coverage, from the tables of the single articles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import articles, codebook, tables
from analysis.alignments import alignments
from analysis.copies import copies
from analysis.coverage import matrix
from analysis.line_patterns import agencies
from analysis.occasions import occasions
from analysis.originals import About

READS = ("articles", "segments", "mentions", "actors", "statements", "positions", "dates")
MAKES = ("copies", "occasions", "alignments", "coverage")
# Segments in which a source may be credited: "Source: Harbour Wire", "PORT ELLERY (Harbour Wire) –".
_CREDITS = ("source_credit", "dateline", "metadata")
_HEADLINES = ("headline", "subheadline")


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
    copied = tables.write(
        "copies", copies(bodies(data["segments"], texts), about=about(data["articles"], data["segments"], texts)), processed
    )
    seats = tables.write("occasions", occasions(data, loaded, texts=texts), processed)
    aligned = tables.write("alignments", alignments(data, seats, loaded), processed)
    tables.write("coverage", matrix(data, seats, aligned, copied), processed)


def bodies(segments: pd.DataFrame, texts: Mapping[str, str]) -> dict[str, str]:
    """The body of each article at its place in the raw text, all else replaced by line feeds: what copies are told by."""
    found = {}
    for key, own in segments[segments["role"] == "body"].groupby("article_id", sort=True):
        raw, at, parts = texts[str(key)], 0, []
        for start, end in zip(own["start"], own["end"], strict=True):
            parts += ["\n" * (start - at), raw[start:end]]
            at = end
        found[str(key)] = "".join(parts)
    return found


def about(articles: pd.DataFrame, segments: pd.DataFrame, texts: Mapping[str, str]) -> dict[str, About]:
    """What is known of each article beside its body: its outlet, days and headlines, and whom it credits as source."""
    credits: dict[str, list[str]] = defaultdict(list)
    headlines: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in segments[segments["role"].isin((*_CREDITS, *_HEADLINES))].to_dict("records"):
        words = texts[row["article_id"]][row["start"] : row["end"]]
        if row["role"] in _CREDITS:
            credits[row["article_id"]] += _words(words)
        else:
            headlines[row["article_id"]].append((row["start"], words))
    return {
        row["article_id"]: About(
            outlet=row["outlet"] if isinstance(row["outlet"], str) else None,
            earliest=row["published_earliest"] if isinstance(row["published_earliest"], str) else None,
            latest=row["published_latest"] if isinstance(row["published_latest"], str) else None,
            names=_names(row["outlet"]) if isinstance(row["outlet"], str) else (),
            credits=" ".join(credits[row["article_id"]]),
            headlines=tuple(headlines[row["article_id"]]),
        )
        for row in articles.to_dict("records")
    }


def _names(outlet: str) -> tuple[str, ...]:
    """The names under which others credit an outlet: its own, with and without an article, and those of an agency."""
    own = _words(outlet)
    label = agencies().get(outlet.lower(), outlet)
    forms = [own, own[1:] if own[:1] == ["the"] else own, *(_words(form) for form, name in agencies().items() if name == label)]
    return tuple(sorted({" ".join(form) for form in forms if form}))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
