"""One article through cleaning, actors, statements, dates and positions: every row that it gives."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from analysis import (
    actors,
    articles,
    attribution,
    cleaning,
    dates,
    inferred_publication,
    language,
    marks,
    positions,
    statement_dates,
    statements,
    tables,
)
from analysis.actors import Cast
from analysis.cleaning import CleanArticle
from analysis.codebook import Codebook
from analysis.dates import TimeExpression
from analysis.parts import EXTRACTED, Rows
from analysis.positions import Position
from analysis.screen import REASON, Screen
from analysis.statement_dates import Said
from analysis.statements import Statement
from analysis.tables import Row

MAX_CHARS = 1_000_000
"""How many characters of an article are read at most, furniture not counted: a book of 170,000 words."""

logger = logging.getLogger(__name__)


class _TooLong(ValueError):
    """An article is longer than is read."""


def _failed(article: articles.Article, reason: str) -> Rows:
    """The rows of an article that could not be taken apart: its row of `articles` alone, with the reason."""
    failed = replace(article, status="failed", raw="", reason=reason, page=None)
    return {**{name: [] for name in EXTRACTED}, "articles": [cleaning.clean(failed).row()]}


class Extractor:
    """Takes single articles apart; loads the language pipeline once.

    An article needs nothing but itself, its row of sources.csv, the codebook and the pipeline, so articles can be
    taken in any order and in parallel.

    Parameters
    ----------
    book
        The codebook.
    nlp
        The language pipeline; the carried one by default.
    max_chars
        Longest cleaned text that is read.
    screen
        Pass over articles that no actor or topic of the codebook touches (see `screen.Screen`): they are cleaned and not parsed, have
        rows of `articles` and `segments` alone, and the status "screened" with the reason.
    """

    def __init__(self, book: Codebook, nlp: Language | None = None, *, max_chars: int = MAX_CHARS, screen: bool = False) -> None:
        self.book, self.max_chars = book, max_chars
        self.nlp = nlp or language.load()
        self._linker = actors.Linker(self.nlp, book)
        self._screen = Screen(self.nlp, book, self._linker) if screen else None

    def rows(self, article: articles.Article) -> Rows:
        """The rows of one article for every table of `EXTRACTED`.

        An article that fails on the way, or is longer than `max_chars`, is recorded with the reason; it never stops the others.
        """
        try:
            return self._rows(article)
        except _TooLong as error:
            return _failed(article, str(error))
        except Exception as error:  # whatever it is, the other articles go on and this one says why it did not
            logger.exception("article %s failed", article.article_id)
            reason = f"extraction failed: {type(error).__name__}: {error}; please report this text to the authors"
            return _failed(article, reason)

    def read(self, article: articles.Article) -> tuple[CleanArticle, Doc, Cast, list[Statement]]:
        """One article cleaned and parsed, with its cast and statements: what notebooks show of a single article."""
        return self._parsed(self._cleaned(article))

    def _cleaned(self, article: articles.Article) -> CleanArticle:
        clean = cleaning.clean(article)
        if len(clean.copy.text) > self.max_chars:
            raise _TooLong(
                f"{article.file} has {len(clean.copy.text):,} characters to read, more than max_chars={self.max_chars:,} allows: "
                "split it into articles, or raise max_chars"
            )
        return replace(clean, published=inferred_publication.dated(clean, self.book.events))

    def _parsed(self, clean: CleanArticle) -> tuple[CleanArticle, Doc, Cast, list[Statement]]:
        doc = language.parse(self.nlp, clean.copy.text)
        joined = attribution.attributions(doc)
        cast = self._linker.cast(doc, [a.source for a in joined if a.source is not None and a.reports_speech], _window(clean))
        return clean, doc, cast, statements.find(doc, joined, cast, [p.section for p in clean.paragraphs])

    def _rows(self, article: articles.Article) -> Rows:
        clean = self._cleaned(article)
        segments = [{"article_id": article.article_id, **vars(s)} for s in clean.segments]
        if self._screen is not None and article.status == "ok" and self._screen.touched_by(clean.copy.text) is None:
            row = {**clean.row(), "status": tables.SCREENED, "reason": REASON}
            return {**{name: [] for name in EXTRACTED}, "articles": [row], "segments": segments}
        clean, doc, cast, said = self._parsed(clean)
        times = dates.find(clean.copy.text, published=_window(clean), events=self.book.events)
        sides = positions.find(doc, said, cast.mentions, self.book)
        when = statement_dates.dated(doc, said, times, self.book.events, _window(clean))
        statement_rows = list(_statement_rows(clean, said, when))
        return {
            "articles": [clean.row()],
            "segments": segments,
            "mentions": list(_mention_rows(clean, cast)),
            "actors": [vars(actor) for actor in cast.actors.values()],
            "statements": statement_rows,
            "marks": marks.rows(clean, doc, statement_rows),
            "dates": list(_date_rows(clean, times)),
            "positions": list(_position_rows(clean, sides, statement_rows)),
        }


def _window(clean: CleanArticle) -> tuple[date, date] | None:
    published = clean.published
    return (published.earliest, published.latest) if published.earliest and published.latest else None


# Rows, with offsets led back to the raw text


def _raw(clean: CleanArticle, stretch: tuple[int, int] | None) -> tuple[int | None, int | None]:
    return clean.copy.to_raw(*stretch) if stretch is not None else (None, None)


def _mention_rows(clean: CleanArticle, cast: Cast) -> Iterator[Row]:
    for mention in cast.mentions:
        start, end = clean.copy.to_raw(mention.start, mention.end)
        yield {
            "mention_id": tables.row_id(
                "mention", clean.article.sha256, start, end, clean.article.article_id, mention.label, mention.actor_id or ""
            ),
            "article_id": clean.article.article_id,
            "start": start,
            "end": end,
            "text": clean.article.raw[start:end],
            "label": mention.label,
            "actor_id": mention.actor_id,
            "link_rule": mention.link_rule,
        }


def _statement_rows(clean: CleanArticle, said: list[Statement], when: list[Said]) -> Iterator[Row]:
    ids = [_statement_id(clean, s) for s in said]
    for statement, statement_id, day in zip(said, ids, when, strict=True):
        start, end = clean.copy.to_raw(statement.start, statement.end)
        cue, source = _raw(clean, statement.cue), _raw(clean, statement.source)
        spans = [list(clean.copy.to_raw(*s)) for s in statement.content_spans]
        yield {
            "statement_id": statement_id,
            "article_id": clean.article.article_id,
            "start": start,
            "end": end,
            "section": statement.section,
            "type": statement.type,
            "content": " … ".join(clean.article.raw[s:e] for s, e in spans),
            "content_spans": spans,
            "quoted_spans": [list(clean.copy.to_raw(*s)) for s in statement.quoted_spans],
            "cue_start": cue[0],
            "cue_end": cue[1],
            "cue_lemma": statement.cue_lemma,
            "cue_class": statement.cue_class,
            "act": statement.act,
            "negated": statement.negated,
            "modality": statement.modality,
            "source_start": source[0],
            "source_end": source[1],
            "speakers": list(statement.speakers),
            "speaker_status": statement.speaker_status,
            "via": list(statement.via),
            "on_behalf_of": list(statement.on_behalf_of),
            "addressees": list(statement.addressees),
            "nested_in": ids[statement.nested_in] if statement.nested_in is not None else None,
            "date_earliest": _iso(day.earliest),
            "date_latest": _iso(day.latest),
            "date_basis": day.basis,
            "confidence": statement.confidence,
            "rule": f"{statement.rule}; {day.rule}",
        }


def _statement_id(clean: CleanArticle, statement: Statement) -> str:
    parts = [clean.copy.to_raw(*s) for s in statement.content_spans]
    return tables.row_id(
        "statement", clean.article.sha256, parts[0][0], parts[-1][1], clean.article.article_id, json.dumps(_raw(clean, statement.cue))
    )


def _date_rows(clean: CleanArticle, times: list[TimeExpression]) -> Iterator[Row]:
    for time in times:
        start, end = clean.copy.to_raw(time.start, time.end)
        yield {
            "article_id": clean.article.article_id,
            "start": start,
            "end": end,
            "text": clean.article.raw[start:end],
            "type": time.type,
            "value": time.value,
            "earliest": _iso(time.earliest),
            "latest": _iso(time.latest),
            "granularity": time.granularity,
            "anchor": time.anchor,
            "rule": time.rule,
        }


def _position_rows(clean: CleanArticle, sides: list[Position], statement_rows: list[Row]) -> Iterator[Row]:
    for position in sides:
        start, end = clean.copy.to_raw(*position.evidence)
        statement: Mapping[str, Any] = statement_rows[position.statement] if position.statement is not None else {}
        yield {
            "position_id": tables.row_id(
                "position", clean.article.sha256, start, end, clean.article.article_id, position.topic, str(statement.get("statement_id"))
            ),
            "article_id": clean.article.article_id,
            "statement_id": statement.get("statement_id"),
            "evidence_start": start,
            "evidence_end": end,
            "actors": list(position.actors),
            "organisations": list(position.organisations),
            "topic": position.topic,
            "stance": position.stance,
            "agreement": position.agreement,
            "modality": position.modality,
            "negated": position.negated,
            **_breadth(clean, position),
            "target": list(position.target),
            "target_explicit": position.target_explicit,
            "evidence_type": position.evidence_type,
            "date_earliest": statement.get("date_earliest"),
            "date_latest": statement.get("date_latest"),
            "coder": "rule",
            "rule": position.rule,
        }


def _breadth(clean: CleanArticle, position: Position) -> Row:
    """The words that narrow and widen a position, as they stand in the raw text."""
    spans = {name: [clean.copy.to_raw(*s) for s in found] for name, found in (("n", position.narrowed), ("w", position.widened))}
    words = {name: [clean.article.raw[start:end].lower() for start, end in found] for name, found in spans.items()}
    return {
        "narrowed_by": words["n"],
        "widened_by": words["w"],
        "scope_spans": [list(span) for span in sorted([*spans["n"], *spans["w"]])],
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
