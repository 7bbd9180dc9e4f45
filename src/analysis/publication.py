"""When and where an article was published: as stated beside it, else as its own lines or its markup say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis import page_dates
from analysis.articles import Article
from analysis.line_patterns import agencies, agency_names
from analysis.page_dates import PageDate
from analysis.paragraphs import Piece
from analysis.sources import interval

_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:(?:19|20)\d\d|present))?)?[\s,]*(?:by )?"
    r"(?P<name>(?-i:[A-Z])[^.,|©•·\n]{2,40}?)\s*(?:[.,|•·]|all rights|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Published:
    """When the article was published: as written (ISO), first and last possible day, how exactly, and known from where.

    `rule` says what decided or, where nothing is known, why.
    """

    text: str | None = None
    earliest: date | None = None
    latest: date | None = None
    granularity: str | None = None
    basis: str = "unknown"
    rule: str = "no line, dateline or markup states a date"


def published(article: Article, pieces: Sequence[Piece], markup: str | None) -> Published:
    """What sources.csv or the record states; else what the markup, lines about the article or its dateline say.

    An exact day goes before a month. A line that says "published" is believed before one that says nothing, that before the
    dateline, and all before a line that says "updated", which is taken where nothing else is there, and the rule says so.
    A record's date in another form, as 18/02/2024, is read where it means one day; else it is not used, and the rule says so.
    Lines of furniture date nothing, and here nothing is inferred from the text (see `inferred_publication`).
    """
    stated = article.source.published
    if stated and (known := interval(stated)):
        return Published(known[0].isoformat() if known[2] == "day" else stated, *known, "sources", "stated beside the article")
    if stated:
        spelt = [one for one in page_dates.on_line(stated) if one.known and not one.twofold]
        if len(spelt) == 1:
            return _known(spelt[0], "stated beside the article, in another form", "sources")
        other = published(replace(article, source=replace(article.source, published="")), pieces, markup)
        return replace(other, rule=f"what is stated beside the article ({stated[:40]!r}) is no one day; {other.rule}")
    marked = [one for one in page_dates.on_line(markup or "") if one.known and not one.twofold]
    if marked:
        return _known(marked[0], "stated in the markup of the page", "page")
    found = page_dates.read((piece.role, piece.text) for piece in pieces)
    ranked = sorted((one for one in found if one.known), key=lambda one: (one.rough, _TRUST.index(_said(one))))
    if not ranked:
        return Published(rule=page_dates.why_none(found))
    best = ranked[0]
    return _twofold(best, found) if best.twofold else _known(best, _RULES[_said(best)])


_RULES = {
    "published": "a line says that it was published then",
    "none": "a line with a date",
    "dateline": "the dateline has its year",
    "updated": "a line says that it was updated then; when it was published is not stated",
}
_TRUST = tuple(_RULES)


def _said(one: PageDate) -> str:
    return "dateline" if one.place == "dateline" else one.label


def _known(one: PageDate, rule: str, basis: str = "text") -> Published:
    time = one.time
    assert time.earliest is not None
    text = time.earliest.isoformat() if time.granularity == "day" else time.value
    return Published(text, time.earliest, time.latest, time.granularity, basis, rule)


def _twofold(one: PageDate, found: Sequence[PageDate]) -> Published:
    """The day that another date of the page speaks for; else the interval between the two."""
    rule, first, last = _RULES[_said(one)], one.time.earliest, one.time.latest
    assert first is not None
    assert last is not None
    if decided := page_dates.decided(one, found):
        return Published(decided[0].isoformat(), decided[0], decided[0], "day", "text", f"{rule}; {decided[1]}")
    reason = "day and month may be either way round, so it is the first or the last day of the interval"
    return Published(f"{first.isoformat()}/{last.isoformat()}", first, last, "interval", "text", f"{rule}; {reason}")


def outlet(article: Article, pieces: Sequence[Piece]) -> tuple[str | None, str]:
    """The outlet and where it is known from: sources.csv or the record, the name that a page gives its site, its copyright line, the
    agency of its dateline."""
    if article.source.outlet:
        return article.source.outlet, "sources"
    if article.page and article.page.site:
        return article.page.site, "page"
    for piece in pieces:
        if piece.kind == "copyright" and (match := _RIGHTS.search(piece.text)) and "rights" not in match["name"].lower():
            return " ".join(match["name"].split()), "text"
    for piece in pieces:
        if piece.role == "dateline" and (
            agency := re.search(rf"[(/](?:[^()]*[\s/–—-])?({agency_names()})[\s/)–—-]", piece.text, re.IGNORECASE)
        ):
            return agencies()[agency[1].lower()], "text"
    return None, "unknown"
