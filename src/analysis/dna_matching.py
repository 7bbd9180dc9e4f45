"""Which raw article a document of Discourse Network Analyzer is, and where its statements stand in its raw text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from analysis.articles import Article
from analysis.cleaning import CleanArticle, clean
from analysis.dna_reading import Coding, Document, Said
from analysis.dna_schema import SHORT
from analysis.dna_text import Held, altered

_PART = 80
"""A document that is only a part of a raw text is taken for that part where it has this many characters or more."""


class Shelf:
    """The raw articles, to be found by text, id or title; cleaned only where a title or an outlet is asked for."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self.articles = {article.article_id: article for article in articles if article.status == "ok"}
        self.held = {key: Held(article.raw) for key, article in self.articles.items()}
        self._cleaned: dict[str, CleanArticle] = {}
        self._by_text: dict[str, list[str]] = {}
        for key, held in self.held.items():
            self._by_text.setdefault(held.text, []).append(key)

    def cleaned(self, key: str) -> CleanArticle:
        if key not in self._cleaned:
            self._cleaned[key] = clean(self.articles[key])
        return self._cleaned[key]

    @cached_property
    def _by_title(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key in self.articles:
            for title in sorted({_title(name) for name in self._titles(key)} - {""}):
                found.setdefault(title, []).append(key)
        return found

    def _titles(self, key: str) -> Iterator[str]:
        article, head = self.articles[key], self.cleaned(key).headline
        yield from (key, article.file, article.title or "", article.raw[slice(*head)] if head else "")

    def with_text(self, text: str) -> list[str]:
        return self._by_text.get(text, [])

    def named(self, document: Document) -> list[str]:
        """The articles that a document's notes or its title name, in order of their ids."""
        noted = [key for key in re.findall(r"^article_id: (.+)$", document.notes, re.MULTILINE) if key in self.articles]
        return noted or self._by_title.get(_title(document.title), [])

    def likely(self, keys: list[str], document: Document) -> list[str]:
        """Of several articles those that notes or title of a document name, and of these those of its outlet."""
        if len(keys) > 1:
            named = self.named(document)
            keys = [key for key in keys if key in named] or keys
        if len(keys) > 1:
            keys = [key for key in keys if _title(self.cleaned(key).outlet or "") == _title(document.source)] or keys
        return keys


def _title(text: str) -> str:
    """A title as it is compared: as an event list alters it, without what is cut off, case or spaces."""
    return " ".join(altered(text).split())[: SHORT - 1].rstrip("…").casefold()


@dataclass(frozen=True)
class Found:
    """Where a statement stands: the article, and the stretch of its raw text in code points."""

    said: Said
    article_id: str
    start: int
    end: int


def find(coding: Coding, shelf: Shelf) -> tuple[list[Found], list[str]]:
    """Where each statement stands in a raw text, and a sentence for each document of which something does not fit.

    A document of a database is the article whose text it has, line ends apart; of several with that text the one that its
    notes or its title name; else the article of whose text it is a part, found once. A document of an event list is the one
    article in which its statements stand where they should: of those that the package's own records name, else that have its
    title, else of all.

    A statement is found only where the characters it states are those that Discourse Network Analyzer holds: every raw
    stretch that is returned has the words that were marked there.
    """
    found: list[Found] = []
    faults: list[str] = []
    by_document: dict[int, list[Said]] = {number: [] for number in coding.documents}
    for said in coding.said:
        by_document.setdefault(said.document, []).append(said)
    for number, statements in by_document.items():
        document = coding.documents.get(number)
        if document is None:
            faults.append(f"document {number} is not there: {_count(statements)} left out")
            continue
        try:
            place = _Place(document, shelf, statements)
        except ValueError as error:
            if statements:
                faults.append(f"document {number} {document.title!r}: {error}: {_count(statements)} left out")
            continue
        wrong: list[str] = []
        for said in statements:
            try:
                found.append(Found(said, place.article_id, *place.span(said)))
            except ValueError as error:
                wrong.append(f"{error} (statement {said.number})")
        if wrong:
            faults.append(f"document {number} {document.title!r}: {wrong[0]}: {len(wrong)} of {_count(statements)} left out")
    return found, faults


def _count(statements: list[Said]) -> str:
    return f"{len(statements)} statement{'s' * (len(statements) != 1)}"


class _Place:
    """The article that a document is, and where in it the document begins.

    Raises
    ------
    ValueError
        Where it is none, or cannot be told which, with the reason.
    """

    def __init__(self, document: Document, shelf: Shelf, statements: list[Said]) -> None:
        self._offset = 0
        if document.text is None:
            self.article_id = _by_statements(document, shelf, statements)
            self._document = None
        else:
            self.article_id, self._offset = _by_text(document, document.text, shelf)
            self._document = Held(document.text)
        self._held = shelf.held[self.article_id]

    def span(self, said: Said) -> tuple[int, int]:
        """The raw stretch of a statement.

        Raises
        ------
        ValueError
            Where the words there are not those of the statement.
        """
        if self._document is None:
            if not _stands(self._held, said):
                raise ValueError(_differs(self.article_id, self._held, said))
            return self._held.raw_span(said.start, said.stop)
        first, last = self._document.held_span(said.start, said.stop)
        return self._held.raw_of_points(first + self._offset, last + self._offset)


def _by_text(document: Document, text: str, shelf: Shelf) -> tuple[str, int]:
    """The article with a document's text, and the code point at which the document begins in it."""
    same = shelf.likely(shelf.with_text(text), document)
    if len(same) > 1:
        raise ValueError(f"its text is that of {' and '.join(same)}, and neither notes, title nor source say which")
    if same:
        return same[0], 0
    parts = [key for key, held in shelf.held.items() if len(text) >= _PART and held.text.count(text) == 1]
    parts = shelf.likely(parts, document)
    if len(parts) == 1:
        return parts[0], shelf.held[parts[0]].text.index(text)
    if named := shelf.named(document):
        other = shelf.held[named[0]].text
        at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), min(len(text), len(other)))
        raise ValueError(f"its text is not that of {shelf.articles[named[0]].file}: they differ from character {at} on")
    raise ValueError("no raw article has its text, its title or the id in its notes")


def _by_statements(document: Document, shelf: Shelf, statements: list[Said]) -> str:
    """The article in which the statements of a document of an event list stand where they should."""
    for keys in _candidates(document, shelf, statements):
        fits = [key for key in keys if all(_stands(shelf.held[key], said) for said in statements)]
        likely = shelf.likely(fits, document)
        if len(likely) == 1:
            return likely[0]
        if likely:
            raise ValueError(f"its statements stand in {' and '.join(likely)}, and neither title nor source say in which")
    if len(named := shelf.named(document)) == 1:
        return named[0]
    raise ValueError("no raw article has its title, or its statements at their places")


def _candidates(document: Document, shelf: Shelf, statements: list[Said]) -> Iterator[list[str]]:
    """The articles that the statements name, those that the title names, and all."""
    yield sorted({_recorded(said) for said in statements} & {*shelf.held})
    yield shelf.named(document)
    yield list(shelf.held)


def _recorded(said: Said) -> str:
    """The article that a statement which the package wrote names; empty for others."""
    try:
        return str(json.loads(said.values.get("record", ""))["position"]["article_id"])
    except (ValueError, KeyError, TypeError):
        return ""


def _stands(held: Held, said: Said) -> bool:
    """Whether the words of a row of an event list stand at its characters, as written or as altered.

    The text column of Discourse Network Analyzer counts code points where its marking counts UTF-16 code units: behind an
    emoji the column is cut out too far on. Both are taken.
    """
    try:
        first, last = held.held_span(said.start, said.stop)
    except ValueError:
        return False
    slices = (held.text[first:last], held.text[said.start : said.stop])
    return any(said.text in (words, altered(words)) for words in slices)


def _differs(article_id: str, held: Held, said: Said) -> str:
    first, last = held.held_span(said.start, said.stop)
    there, stated = (words if len(words) < 40 else words[:39] + "…" for words in (held.text[first:last], said.text or ""))
    return f"its text is not that of {article_id}: at characters {said.start} to {said.stop} stands {there!r}, not {stated!r}"
