"""The quotation marks of an article: each with its use, its partner, and the statement that it belongs to or the reason why to none."""

from __future__ import annotations

import html as entities
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from spacy.tokens import Doc

from analysis import mark_forms, quotation, quoted_words
from analysis.cleaning import CleanArticle
from analysis.intervals import Intervals
from analysis.language import PARAGRAPH_SPANS
from analysis.quotation import Mark
from analysis.quoted_names import name, quote
from analysis.tables import Row

_ENTITY = re.compile(r"&(?:[A-Za-z]{4,6}|#0*\d{2,4}|#[xX]0*[0-9A-Fa-f]{2,4});")
_SPOKEN = ("headline", "subheadline", "body")
_BEFORE_CLOSING = " \t\r\n\u00a0.,;:!?…"
_JOINTS = {",", "and", "or", ", and", ", or", "and/or", "&"}
_SPEECH = (quoted_words.UNREAD, quoted_words.NO_SOURCE)
# A statement that holds a smaller share of a quotation than this leaves it unread.
_HELD_SHARE = 0.5

Stretch = tuple[int, int]


def rows(clean: CleanArticle, doc: Doc, statements: Iterable[Mapping[str, Any]]) -> list[Row]:
    """One row of the table `marks` for everything in the raw text that looks like a quotation mark, in order.

    Parameters
    ----------
    clean
        The article, cleaned.
    doc
        Its copy, parsed.
    statements
        Its rows of the table `statements`.

    Notes
    -----
    A mark belongs to the innermost statement whose content holds it, or whose words it opens or closes; an apostrophe
    in such words belongs to the statement too. What cleaning took out is furniture; tags and scripts of a page in HTML
    are no text and have no rows. What it mended (an entity, a wrong
    encoding) stands for the mark it means, over the characters it is written with; where two mended marks share these,
    they share the row.
    """
    found = _Marks(clean, doc, list(statements)).rows()
    covered = {i for row in found for i in range(row["start"], row["end"])}
    found += [row for row in _rest(clean) if row["start"] not in covered]
    return [{"article_id": clean.article.article_id, **row} for row in sorted(found, key=lambda row: (row["start"], row["end"]))]


class _Marks:
    """The marks of the copy, and what the statements hold of them. Offsets are of the copy where they are not called raw."""

    def __init__(self, clean: CleanArticle, doc: Doc, statements: Sequence[Mapping[str, Any]]) -> None:
        self.text, self.statements = clean.copy.text, statements
        self.raw_text = clean.article.raw
        self.marks: dict[int, Mark] = {}
        self.paragraphs, self.spans = clean.paragraphs, list(doc.spans[PARAGRAPH_SPANS])
        self.number: dict[int, int] = {}
        for mark, number in _by_paragraph(clean):
            self.marks[mark.start] = mark
            self.number[mark.start] = number
        self.raw = {start: clean.copy.to_raw(start, mark.end) for start, mark in self.marks.items()}
        self._index()
        self.held = {start: self._holder(mark) for start, mark in self.marks.items()}
        self.names = self._names()
        self.kinds = self._kinds()

    def rows(self) -> list[Row]:
        """A row for each mark, without the article."""
        found: dict[Stretch, Row] = {}
        for start, mark in self.marks.items():
            statement = self.held[start] or self._holder_of_partner(mark)
            if self.raw[start] in found:
                found[self.raw[start]]["mark"] += mark.text
                continue
            found[self.raw[start]] = {
                "start": self.raw[start][0],
                "end": self.raw[start][1],
                "mark": mark.text,
                "use": mark.use,
                "partner_start": None if mark.partner is None else self.raw[mark.partner][0],
                "statement_id": statement,
                "reason": None if statement is not None else self._reason(mark),
            }
        return list(found.values())

    # Statements

    def _index(self) -> None:
        """The contents of statements by place, and the numbers of statements by where their words begin and end."""
        self.contents = [(e - s, s, row["statement_id"]) for row in self.statements for s, e in row["content_spans"]]
        self.over = Intervals((start, start + length) for length, start, _ in self.contents)
        words = [(*span, n) for n, row in enumerate(self.statements) for span in (*row["quoted_spans"], *row["content_spans"])]
        self.begun = sorted((start, number) for start, _, number in words)
        self.ended = sorted((end, number) for _, end, number in words)
        self.contents_of: dict[str, list[Stretch]] = {}
        for row in self.statements:
            self.contents_of.setdefault(row["statement_id"], row["content_spans"])

    def _holder(self, mark: Mark) -> str | None:
        """The innermost statement whose content holds a mark, else the first whose words it opens or closes."""
        start, end = self.raw[mark.start]
        around = [(length, statement) for length, _, statement in map(self.contents.__getitem__, self.over.around(start, end))]
        if around:
            return str(min(around)[1])
        first, last, ends = start, end, self.ended
        if mark.use == "closing":
            last = start
            while first and self.raw_text[first - 1] in _BEFORE_CLOSING:
                first -= 1
        elif mark.use in ("opening", "continued"):
            first, ends = end, self.begun
            while last < len(self.raw_text) and self.raw_text[last].isspace():
                last += 1
        else:
            return None
        beside = ends[bisect_left(ends, (first, 0)) : bisect_left(ends, (last + 1, 0))]
        return str(self.statements[min(number for _, number in beside)]["statement_id"]) if beside else None

    def _holder_of_partner(self, mark: Mark) -> str | None:
        """The statement to which the partner of a mark belongs, where it holds most of what stands between the two."""
        holder = self.held[mark.partner] if mark.partner is not None else None
        if holder is None or mark.partner is None:
            return None
        first, last = sorted((mark.start, mark.partner))
        start, end = self.raw[first][1], self.raw[last][0]
        shared = sum(max(0, min(e, end) - max(s, start)) for s, e in self.contents_of[holder])
        return holder if shared >= _HELD_SHARE * (end - start) else None

    # Reasons

    def _reason(self, mark: Mark) -> str:
        """Why a mark is part of no statement: one of `tables.MARK_REASONS`."""
        if self.paragraphs[self.number[mark.start]].section not in _SPOKEN:
            return "furniture"
        if mark.use in ("apostrophe", "measure"):
            return mark.use
        if mark_forms.is_escape(self.text, mark.start, mark.end):
            return "code"
        if mark.partner is not None and self.held[mark.partner] is not None:
            return quoted_words.UNREAD
        opening = mark.partner if mark.use == "closing" else mark.start
        return self.kinds.get(opening, "no_partner") if opening is not None else "no_partner"

    def _kinds(self) -> dict[int, str]:
        """What the words are that each opening mark opens for no statement; inside speech that was left unread, part of that speech."""
        kinds: dict[int, str] = {}
        around: list[int] = []
        before: Mark | None = None
        for mark in self.marks.values():
            end = self._end(mark)
            if end is None:
                continue
            around = [start for start in around if (self._end(self.marks[start]) or 0) > mark.start]
            outer = kinds.get(around[-1]) if around else None
            if self.held[mark.start] is None:
                kinds[mark.start] = outer if outer in _SPEECH else self._kind(mark, end)
                if kinds[mark.start] == quoted_words.TERM and before is not None and self._are_listed(before, mark):
                    kinds[mark.start] = kinds.get(before.start, quoted_words.UNREAD)
            around.append(mark.start)
            before = mark
        return kinds

    def _kind(self, opening: Mark, end: int) -> str:
        """What the words are by themselves; what is a name in one place of an article is one in all."""
        kind = quoted_words.kind(self.spans[self.number[opening.start]], opening.end, end)
        return self.names.get(self._words(opening, end), kind) if kind == quoted_words.TERM else kind

    def _are_listed(self, first: Mark, second: Mark) -> bool:
        """Whether nothing but "and", "or" or a comma parts the words of two opening marks, so that they are of one kind."""
        end = self._end(first)
        if end is None or end not in self.marks or self.marks[end].end > second.start:
            return False
        return self.text[self.marks[end].end : second.start].strip(" \u00a0").lower() in _JOINTS

    def _names(self) -> dict[str, str]:
        """The quoted words that are a title or a nickname somewhere in the article, and which of the two."""
        names: dict[str, str] = {}
        for mark in self.marks.values():
            end = self._end(mark)
            quoted = quote(self.spans[self.number[mark.start]], mark.end, end) if end is not None else None
            found = name(quoted) if quoted is not None else None
            if end is not None and found is not None:
                names.setdefault(self._words(mark, end), found)
        return names

    def _words(self, opening: Mark, end: int) -> str:
        return self.text[opening.end : end].strip(_BEFORE_CLOSING)

    def _end(self, mark: Mark) -> int | None:
        """Where the words behind an opening mark end: at its partner, or with the paragraph where they go on in the next."""
        if mark.use == "continued":
            return self.paragraphs[self.number[mark.start]].end
        return mark.partner if mark.use == "opening" else None


def _by_paragraph(clean: CleanArticle) -> Iterator[tuple[Mark, int]]:
    """The marks of the copy in order, each with the number of its paragraph; only paragraphs of the body follow each other."""
    body = [(p.start, p.end) for p in clean.paragraphs if p.section == "body"]
    found = quotation.marks(clean.copy.text, body)
    for paragraph in clean.paragraphs:
        if paragraph.section != "body":
            found += quotation.marks(clean.copy.text, [(paragraph.start, paragraph.end)])
    ends = [paragraph.end for paragraph in clean.paragraphs]
    for mark in sorted(found, key=lambda mark: mark.start):
        yield mark, bisect_right(ends, mark.start)


def _rest(clean: CleanArticle) -> Iterator[Row]:
    """A row for everything in the raw text that looks like a mark, as what it is where the copy does not have it."""
    raw = clean.article.raw
    segments = [segment for segment in clean.segments if segment.role == "boilerplate"]
    ends = [segment.end for segment in segments]
    found = [(match.span(), match.group()) for match in mark_forms.ONE.finditer(raw)]
    coded = [(match.span(), entities.unescape(match.group())) for match in _ENTITY.finditer(raw)]
    found += [(span, meant) for span, meant in coded if mark_forms.ONE.fullmatch(meant)]
    for (start, end), mark in found:
        number = bisect_right(ends, start)
        furniture = number < len(segments) and segments[number].start <= start
        reason = "furniture" if furniture else "code"
        yield {"start": start, "end": end, "mark": mark, "use": "none", "partner_start": None, "statement_id": None, "reason": reason}
