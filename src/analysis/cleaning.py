"""What of a raw article is headline, dateline, body or furniture, and a repaired copy of what is not furniture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis import publication, tables, texts
from analysis.articles import Article
from analysis.datelines import pieces_of
from analysis.line_roles import judged
from analysis.pages import judged_page
from analysis.paragraphs import Piece, text_units
from analysis.publication import Published
from analysis.repairs import BLANK, edits
from analysis.text import Copy

__all__ = ["CleanArticle", "Paragraph", "Published", "Segment", "clean"]


@dataclass(frozen=True)
class Segment:
    """A stretch of the raw text, in code points, `end` exclusive, with its role, finer kind and the rule that decided."""

    start: int
    end: int
    role: str
    kind: str
    rule: str


@dataclass(frozen=True)
class Paragraph:
    """A line of the copy: its offsets in `copy.text`, and the section of the article it belongs to."""

    start: int
    end: int
    section: str


@dataclass(frozen=True)
class CleanArticle:
    """An article taken apart.

    `segments` part all of the raw text that is not white space, in order. `copy.text` holds those that are not
    boilerplate, one paragraph a line without white space at its ends; `paragraphs` gives the section of each line.
    `headline` and `dateline` are raw offsets, None where the text has none.
    """

    article: Article
    segments: tuple[Segment, ...]
    copy: Copy
    paragraphs: tuple[Paragraph, ...]
    published: Published
    headline: tuple[int, int] | None
    dateline: tuple[int, int] | None
    outlet: str | None
    outlet_basis: str

    def row(self) -> tables.Row:
        """The article as a row of the table `articles`, with one further column, `title`."""
        article, published = self.article, self.published
        words = (len(self.copy.text[p.start : p.end].split()) for p in self.paragraphs if p.section in ("headline", "body"))
        return {
            "article_id": article.article_id,
            "file": article.file,
            "sha256": article.sha256,
            "encoding": article.encoding,
            "text_basis": article.text_basis,
            "text_file": texts.name(article),
            "text_sha256": article.text_sha256,
            "fetched": article.fetched,
            "n_chars": len(article.raw),
            "outlet": self.outlet,
            "outlet_basis": self.outlet_basis,
            "url": article.source.url or None,
            "headline_start": self.headline[0] if self.headline else None,
            "headline_end": self.headline[1] if self.headline else None,
            "dateline_start": self.dateline[0] if self.dateline else None,
            "dateline_end": self.dateline[1] if self.dateline else None,
            "published": published.text,
            "published_earliest": published.earliest.isoformat() if published.earliest else None,
            "published_latest": published.latest.isoformat() if published.latest else None,
            "published_granularity": published.granularity,
            "published_basis": published.basis,
            "published_rule": published.rule,
            "n_words": sum(words),
            "status": article.status,
            "reason": article.reason,
            "title": article.title,
        }


def clean(article: Article) -> CleanArticle:
    """Take an article apart and repair a copy of it; an article that is not "ok" has no segments.

    The rules look at the form and the place of lines: none knows a site. Body text taken for furniture is the
    worse mistake, so what no rule knows stays.
    """
    raw = article.raw
    units = judged_page(article.page) if article.page else judged(text_units(raw))
    pieces = [piece for unit in units for piece in pieces_of(unit)]
    kept = [piece for piece in pieces if piece.role != "boilerplate"]
    copy = Copy(raw, edits(raw, kept))
    outlet, outlet_basis = publication.outlet(article, pieces)
    return CleanArticle(
        article,
        tuple(_segments(pieces)),
        copy,
        tuple(_paragraphs(copy, kept)),
        publication.published(article, pieces, article.page.published if article.page else None),
        _stretch(pieces, "headline"),
        _stretch(pieces, "dateline"),
        outlet,
        outlet_basis,
    )


def _segments(pieces: Iterable[Piece]) -> Iterator[Segment]:
    """The pieces without white space at their ends; between them there is nothing else."""
    for piece in pieces:
        if stretch := _trimmed(piece):
            yield Segment(*stretch, piece.role, piece.kind, piece.rule)


def _stretch(pieces: Iterable[Piece], role: str) -> tuple[int, int] | None:
    """The raw stretch of the first piece of a role."""
    piece = next((piece for piece in pieces if piece.role == role), None)
    return _trimmed(piece) if piece else None


def _trimmed(piece: Piece) -> tuple[int, int] | None:
    """The raw stretch of a piece without white space at its ends; None where it is nothing else."""
    text = piece.text.strip()
    start = piece.start + len(piece.text) - len(piece.text.lstrip())
    return (start, start + len(text)) if text else None


def _paragraphs(copy: Copy, pieces: Iterable[Piece]) -> Iterator[Paragraph]:
    """A paragraph for every line of the copy, in the order of the pieces that show."""
    shown = [piece for piece in pieces if BLANK.sub("", piece.text)]
    at = 0
    for line, piece in zip(copy.text.split("\n"), shown, strict=False):
        yield Paragraph(at, at + len(line), piece.role)
        at += len(line) + 1
