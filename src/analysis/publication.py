"""When and where an article was published: as stated beside it, else as its own lines or its markup say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from analysis.articles import Article, interval
from analysis.line_patterns import agencies, agency_names, month_names, word_lists
from analysis.paragraphs import Piece

_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:(?:19|20)\d\d|present))?)?[\s,]*(?:by )?"
    r"(?P<name>(?-i:[A-Z])[^.,|©•·\n]{2,40}?)\s*(?:[.,|•·]|all rights|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Published:
    """When the article was published: as written (ISO), first and last possible day, how exactly, and known from where."""

    text: str | None = None
    earliest: date | None = None
    latest: date | None = None
    granularity: str | None = None
    basis: str = "unknown"


def published(article: Article, pieces: Sequence[Piece], markup: str | None) -> Published:
    """What sources.csv or the record states; else what lines about the article, its markup or its dateline say."""
    stated = article.source.published
    if stated and (known := interval(stated)):
        return Published(known[0].isoformat() if known[2] == "day" else stated, *known, "sources")
    lines = [piece.text for piece in pieces if piece.role == "metadata"]
    lines.sort(key=lambda line: 1 if re.search(r"(?i)updated|modified", line) else 0)
    lines += [piece.text for piece in pieces if piece.role == "dateline"]
    for text in [*([markup] if markup else []), *lines]:
        if day := _day_in(text):
            return Published(day.isoformat(), day, day, "day", "text")
    return Published()


def _day_in(text: str) -> date | None:
    """The first full date in a line; a date in digits counts only where day and month cannot be mixed up."""
    month = month_names()
    forms = (
        (r"\b(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", False),
        (rf"\b(?P<n>{month})\.?\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s*(?P<y>\d{{4}})\b", False),
        (rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?:of )?(?P<n>{month})\b\.?,?[\s-]*(?P<y>\d{{4}})\b", False),
        (r"\b(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4})\b", True),
    )
    found = [(match.start(), match, twofold) for form, twofold in forms if (match := re.search(form, text, re.IGNORECASE))]
    for _, match, twofold in sorted(found, key=lambda item: item[0]):
        parts = match.groupdict()
        if twofold:
            one, two = int(parts["a"]), int(parts["b"])
            if (one > 12) == (two > 12) and one != two:
                continue
            day, number = max(one, two), min(one, two)
        else:
            day = int(parts["d"])
            number = int(parts["m"]) if "m" in parts else _month_number(parts["n"])
        try:
            return date(int(parts["y"]), number, day)
        except ValueError:
            continue
    return None


def _month_number(name: str) -> int:
    names = word_lists()["months"]
    return next(number for number, full in enumerate(names, start=1) if full.startswith(name.lower()))


def outlet(article: Article, pieces: Sequence[Piece]) -> tuple[str | None, str]:
    """The outlet and where it is known from: sources.csv or the record, the copyright line, the dateline's agency."""
    if article.source.outlet:
        return article.source.outlet, "sources"
    for piece in pieces:
        if piece.kind == "copyright" and (match := _RIGHTS.search(piece.text)) and "rights" not in match["name"].lower():
            return " ".join(match["name"].split()), "text"
    for piece in pieces:
        if piece.role == "dateline" and (
            agency := re.search(rf"[(/](?:[^()]*[\s/–—-])?({agency_names()})[\s/)–—-]", piece.text, re.IGNORECASE)
        ):
            return agencies()[agency[1].lower()], "text"
    return None, "unknown"
