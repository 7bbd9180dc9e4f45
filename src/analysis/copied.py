"""Which words of a copy are copied, and from where: what its outlet adds or tells anew is its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

Span = Sequence[int]
# A row is copied if at least so much of it stands in the original: with less, words are drawn as copied that the original lacks.
MOST = 0.75


@dataclass(frozen=True)
class _Stretch:
    """Words of a copy, and where they stand in the original: first and after the last code point of both."""

    start: int
    end: int
    first: int
    last: int

    def clipped(self, spans: Iterable[Span]) -> Iterable[tuple[int, int]]:
        """What of some spans of the copy lies in it."""
        found = ((max(self.start, start), min(self.end, end)) for start, end in spans)
        return [(start, end) for start, end in found if start < end]

    def there(self, start: int, end: int) -> tuple[int, int]:
        """Where a part of it stands in the original: to the character, where both have the same marks and spaces between the words."""
        return min(self.first + start - self.start, self.last - 1), max(self.last - (self.end - end), self.first + 1)


class Copied:
    """The table `copies`, asked for single stretches of articles.

    `least` is the share (0-1) of their characters that must stand in the original. Of a copy whose row has no places, as in tables that
    were made by hand, every word is copied.
    """

    def __init__(self, copies: pd.DataFrame, *, least: float = MOST) -> None:
        self._least = least
        self._of: dict[str, str] = dict(zip(copies["article_id"], copies["copy_of"], strict=True))
        self._stretches: dict[str, dict[str, list[_Stretch]]] = {}
        for row in copies.to_dict("records") if "copied_spans" in copies else ():
            if isinstance(row["copied_spans"], list) and row["copied_spans"]:
                found: dict[str, list[_Stretch]] = defaultdict(list)
                for span, original, place in zip(row["copied_spans"], row["original_ids"], row["original_places"], strict=True):
                    found[original].append(_Stretch(*span, *place))
                self._stretches[row["article_id"]] = dict(found)

    def originals(self, article: str) -> tuple[str, ...]:
        """The articles that have words of this one before it, by id."""
        return tuple(sorted(self._stretches.get(article, [self._of[article]] if article in self._of else [])))

    def source(self, article: str, spans: Iterable[Span]) -> str | None:
        """The article from which stretches of another one were copied, or most of them; None where too much is that one's own."""
        if article not in self._stretches:
            return self._of.get(article)
        wanted = list(spans)
        shared = {
            original: sum(end - start for stretch in own for start, end in stretch.clipped(wanted))
            for original, own in self._stretches[article].items()
        }
        if sum(shared.values()) < self._least * sum(end - start for start, end in wanted):
            return None
        return min(shared, key=lambda original: (-shared[original], original))

    def lent(self, original: str, copy: str, spans: Iterable[Span]) -> bool:
        """Whether stretches of an original stand in that copy, too."""
        if copy not in self._stretches:
            return self._of.get(copy) == original
        places = [_Stretch(s.first, s.last, s.start, s.end) for s in self._stretches[copy].get(original, ())]
        wanted = list(spans)
        shared = {at for place in places for start, end in place.clipped(wanted) for at in range(start, end)}
        return len(shared) >= self._least * sum(end - start for start, end in wanted)

    def first(self, article: str, spans: Iterable[Span]) -> str:
        """The article that had the words of these stretches before all others at hand: itself, where they are its own."""
        wanted, seen = list(spans), {article}
        while (original := self.source(article, wanted)) is not None and original not in seen:
            own = self._stretches.get(article, {}).get(original, [])
            wanted = [s.there(start, end) for s in own for start, end in s.clipped(wanted)] or wanted
            article = original
            seen.add(article)
        return article


def sources(copied: Copied, statements: pd.DataFrame) -> dict[str, str]:
    """The article from which each copied statement was copied, by statement_id; statements in a copy's own words are not in it."""
    rows = zip(statements["statement_id"], statements["article_id"], statements["content_spans"], strict=True)
    found = {key: copied.source(article, spans) for key, article, spans in rows}
    return {key: source for key, source in found.items() if source is not None}
