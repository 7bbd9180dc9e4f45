"""The articles of a study as the codebook meets them: read one by one, with the topics that a build would recognise."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spacy.tokens import Doc, Token

from analysis import articles, language
from analysis.acts import Act, ActReader
from analysis.cast import Cast
from analysis.cleaning import CleanArticle
from analysis.codebook import Codebook
from analysis.extraction import Extractor
from analysis.readings import Reader, Reading
from analysis.sentences import Sentences
from analysis.statement_readings import StatementReader
from analysis.statements import Statement


@dataclass(frozen=True)
class Text:
    """One article: cleaned, parsed, with cast and statements, and what the codebook recognises in it.

    `reads` holds for each statement the topics that it speaks of, `acts` what the outlet tells was done or left undone.
    """

    clean: CleanArticle
    doc: Doc
    cast: Cast
    said: list[Statement]
    words: Sentences
    reads: list[list[Reading]]
    acts: list[Act]

    @property
    def article_id(self) -> str:
        return self.clean.article.article_id

    @property
    def published(self) -> tuple[date, date] | None:
        """First and last possible day of publication; None when unknown."""
        published = self.clean.published
        return (published.earliest, published.latest) if published.earliest and published.latest else None

    def sentence(self, index: int) -> str:
        """The sentence of a token, as one line."""
        return " ".join(self.doc[index].sent.text.split())

    def units(self, index: int) -> list[list[Token]]:
        """The words of a statement, content and cue, sentence by sentence; none where it is a fragment, which takes no side."""
        statement = self.said[index]
        if statement.type == "fragment":
            return []
        found: dict[int, dict[int, Token]] = {}
        for token in [*self.words.content(statement), *self.words.tokens(statement.cue)]:
            found.setdefault(self.words.sentence_of[token.i], {})[token.i] = token
        return [[tokens[i] for i in sorted(tokens)] for _, tokens in sorted(found.items())]


def read(
    raw: Path,
    book: Codebook,
    *,
    reading: Mapping[str, Any] | None = None,
    light: bool = False,
    say: Callable[[str], None] | None = None,
    unread: list[str] | None = None,
) -> Iterator[Text]:
    """The readable articles of a folder or file, one at a time, in its order.

    Parameters
    ----------
    raw
        Folder or file as `articles.read` takes it.
    book
        The codebook; it may be empty.
    reading
        Options of `articles.read`.
    light
        Read attributions with the smaller network (see `language.load`).
    say
        Called with one line for each article.
    unread
        Takes a line for each article that could not be read.
    """
    extractor: Extractor | None = None
    for article in articles.read(raw, **(reading or {})):
        if article.status != "ok":
            if unread is not None:
                unread.append(f"{article.article_id}: {article.reason}")
            continue
        extractor = extractor or Extractor(book, language.load(light=light))
        text = _text(extractor, article)
        if say:
            say(f"{article.article_id}: {len(text.said)} statements")
        yield text


def _text(extractor: Extractor, article: articles.Article) -> Text:
    clean, doc, cast, said = extractor.read(article)
    words = Sentences(doc, cast.mentions, extractor.book)
    reader = Reader(words)
    statements = StatementReader(words, reader, said)
    reads = [statements.read(i) for i in range(len(said))]  # in order: a statement may refer back to one before
    return Text(clean, doc, cast, said, words, reads, list(ActReader(words, reader).acts(said)))
