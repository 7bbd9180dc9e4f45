"""Pages in HTML: their visible text, block by block, which blocks are the article, and what the markup states about it."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from analysis.line_patterns import word_lists
from analysis.line_roles import judge_line, judged
from analysis.paragraphs import Unit

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
# To the end of a tag; a mark ">" in a quoted value ends none. Possessive, so that a tag without an end costs one look.
_TAG_REST = re.compile(r"(?:[^>\"'=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+')?+|[\"'])*+>")
_BREAKS = "\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029"  # all that would end a line
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_SPACE = re.compile(f"[ \\t{_BREAKS}]+")
_CHARSET = re.compile(rb"<(?:meta\b[^<>]{0,200}?charset\s*=|\?xml\b[^<>]{0,200}?encoding\s*=)\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_META = re.compile(r"<(meta|time)\b((?:[^<>\"']++|\"[^\"]{0,2000}+\"|'[^']{0,2000}+'){0,100}+)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_TITLE = re.compile(r"<title\b[^<>]{0,200}>([^<]{1,1000})</title", re.IGNORECASE)
_DATES = (
    *("article:published_time", "article:published", "datepublished", "date_published", "pubdate", "publish-date", "dc.date.issued"),
    *("parsely-pub-date", "sailthru.date"),
)
_TITLES = ("og:title", "twitter:title", "headline")
_SITES = ("og:site_name", "application-name")
_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_LD_SITE = re.compile(r'"publisher"\s*:\s*\{[^{}]{0,400}?"name"\s*:\s*"((?:[^"\\]|\\.){1,80})"')
_SURE = 20  # letters and digits of a block that is found anywhere in the extracted text; shorter ones as a line of it only
_NEAR = 6  # blocks between the article and a short line of it
_LONG = 25  # words of a sentence that may go on where text extraction stopped
_INSIDE, _PART = 0.9, 0.6  # it stopped early where so much of what it found is part of a stretch, and less than so much of that stretch
_NO_NAME = re.compile(r"^(?:@|https?://(?:www\.)?)|/$")  # what stands before and after the name in an account or address
_LONGEST_NAME = 60  # characters of a site's name; what is longer is a sentence about it


@dataclass(frozen=True)
class Page:
    """A page in HTML.

    `text` is all that it shows, one block a line; `headings` are the offsets at which its first-level headings begin there. `title`,
    `site` and `published` are what the markup states, as it stands there; None where it states nothing.
    """

    markup: str
    text: str
    headings: frozenset[int]
    title: str | None = None
    site: str | None = None
    published: str | None = None


def page_of(markup: str) -> Page:
    """The text of a page, and what its markup states.

    Tags, comments and hidden elements (scripts, forms' menus, the head) are no text; entities are resolved; white space is
    one space, as a browser shows it. Nothing else is left out: what is furniture is told later, and stays.
    """
    lines: list[str] = []
    headings: set[int] = set()
    at = 0
    for line, heading in _blocks(markup):
        if heading:
            headings.add(at)
        lines.append(line)
        at += len(line) + 1
    stated = _stated(markup)
    title, site, published = (next((stated[name] for name in names if name in stated), None) for names in (_TITLES, _SITES, _DATES))
    if title is None and (match := _TITLE.search(markup)):
        title = _shown(match[1])
    if site is None and (match := _LD_SITE.search(markup)):
        site = _shown(re.sub(r"\\(.)", r"\1", match[1]))
    if published is None and (match := _LD_DATE.search(markup)):
        published = match[1]
    site = _NO_NAME.sub("", re.split(r"\s[|·•]\s", site)[0]) if site else None
    text = "".join(f"{line}\n" for line in lines)
    return Page(markup, text, frozenset(headings), title or None, site if site and len(site) <= _LONGEST_NAME else None, published)


def charset(data: bytes) -> str:
    """The encoding that a page declares at its beginning; empty where it declares none."""
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii", errors="replace") if match else ""


def judged_page(page: Page) -> list[Unit]:
    """The text of a page block by block: what trafilatura takes for the article is kept, all else is furniture.

    Lines about the article just above it stay what they are. A short line that trafilatura kept but that stands far from the
    article is another one of the same words. Where it stopped early, the long sentences that follow are kept, too (see `_goes_on`).
    """
    import trafilatura  # slow to import, and needed for pages only

    units = list(_units(page.text))
    found: Any = trafilatura.bare_extraction(page.markup, include_comments=False, include_tables=False)
    text = (found and found.text) or ""
    if not text:
        return judged(units)
    kept = _found(units, text)
    kept |= _goes_on(page.text, units, kept)
    above = range(min(kept, default=0) - _NEAR, min(kept, default=0))
    for number, unit in enumerate(units):
        judge_line(unit)
        if unit.role == "metadata" and number in above:
            continue
        if number not in kept:
            kind = unit.kind if unit.role == "boilerplate" else "page"
            unit.be("boilerplate", kind, "outside the article that text extraction found")
        elif unit.kind == "line":
            unit.be("body", "paragraph", "text extraction from HTML")
    _choose_headline(units, page.headings, _key((found and found.title) or ""))
    return units


def _found(units: Sequence[Unit], text: str) -> set[int]:
    """The numbers of the blocks that are in an extracted text."""
    lines, whole = {_key(line) for line in text.splitlines()}, _key(text)
    keys = [_key(unit.line) for unit in units]
    found = {n for n, key in enumerate(keys) if key and (key in lines or len(key) >= _SURE and key in whole)}
    sure = [n for n in found if len(keys[n]) >= 2 * _SURE]
    near = range(min(sure) - _NEAR, max(sure) + _NEAR + 1) if sure else range(len(units))
    return {n for n in found if n in near}


def _goes_on(text: str, units: Sequence[Unit], kept: set[int]) -> set[int]:
    """The numbers of long sentences that belong to the article although text extraction stopped before them.

    They are those of the stretch that weighs most (see `line_roles`), where nearly all that was kept stands in it and yet is not
    much of it. So it goes with articles in several boxes with advertisements between them.
    """
    prose = {n for n, unit in enumerate(judged(list(_units(text)))) if unit.role == "body" and unit.words >= _LONG}
    words = {n: unit.words for n, unit in enumerate(units)}
    had, both, all_of_it = (sum(words[n] for n in some) for some in (kept, kept & prose, prose))
    return prose if both >= _INSIDE * had and had < _PART * all_of_it else set()


def _choose_headline(units: Sequence[Unit], headings: Collection[int], title: str) -> None:
    """Make one of the first-level headings, or of the lines that are the title of the page, the headline; its repeats are furniture."""
    candidates = [unit for unit in units if _key(unit.line) and (unit.start in headings or title and _key(unit.line) == title)]
    likely = [unit for unit in candidates if _key(unit.line) == title] or [unit for unit in candidates if _key(unit.line) in title]
    for headline in (likely or candidates)[:1]:
        headline.be("headline", "headline", "first heading of the page")
        for unit in units:
            if unit is not headline and unit.role == "body" and _key(unit.line) == _key(headline.line):
                unit.be("boilerplate", "page", "repeats the headline")


def _units(text: str) -> Iterator[Unit]:
    at = 0
    for line in text.split("\n"):
        if line:
            yield Unit(text, at, at + len(line))
        at += len(line) + 1


def _stated(markup: str) -> dict[str, str]:
    """What tags state, by their name or property in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for tag in _META.finditer(markup):
        given = {match[1].lower(): match[2] or match[3] or match[4] or "" for match in _ATTRIBUTE.finditer(tag[2])}
        value = _shown(given.get("content") or given.get("datetime") or "")
        names = " ".join(given.get(name, "") for name in ("property", "name", "itemprop")).lower().split()
        for name in names or (["pubdate"] if "pubdate" in tag[2].lower() else []):
            if value:
                found.setdefault(name, value)
    return found


def _shown(text: str) -> str:
    """Text as a browser shows it: entities resolved, white space as one space."""
    return _SPACE.sub(" ", entities.unescape(text)).strip(" ")


def _key(text: str) -> str:
    """Letters and digits only, for comparing what was extracted with the page."""
    return re.sub(r"[\W_]+", "", text).lower()


def _blocks(markup: str) -> Iterator[tuple[str, bool]]:
    """The blocks of visible text in order, each on one line, and whether it stands in a first-level heading.

    Where white space is kept (`pre`) a blank line parts blocks, too.
    """
    parts: list[str] = []
    within = {"h1": False, "pre": False}
    inline = frozenset(word_lists()["inline_tags"].split())
    for start, end, tag in chain(_page_tokens(markup), [(0, 0, "end")]):
        if tag is None:
            parts.append(markup[start:end])
        elif (name := tag.lstrip("/")) not in inline:
            whole = "".join(parts)
            for block in _BLANK_LINE.split(whole) if within["pre"] else [whole]:
                if (line := _shown(block)).strip():
                    yield line, within["h1"]
            parts.clear()
            within |= {name: name == tag} if name in within else {}


def _page_tokens(markup: str) -> Iterator[tuple[int, int, str | None]]:
    """Text (tag None) and tags ("p", "/p") of a page in order; comments and hidden elements are passed over. Linear."""
    at, lower = 0, markup.lower()
    text_start = 0
    closing: dict[str, int] = {}
    hidden_tags = frozenset(word_lists()["hidden_tags"].split())

    def find(mark: str, start: int) -> int:
        """`lower.find`, remembering that a mark does not come any more."""
        if closing.get(mark, 0) == -1:
            return -1
        closing[mark] = lower.find(mark, start)
        return closing[mark]

    while (at := markup.find("<", at)) != -1:
        comment = markup.startswith("<!--", at)
        match = _TAG_NAME.match(markup, at)
        if not (match or comment or markup.startswith(("<!", "<?"), at)):
            at += 1
            continue
        if match:
            rest = _TAG_REST.match(markup, match.end())
            stop = rest.end() - 1 if rest else -1
        else:
            stop = find("-->", at) + 2 if comment else find(">", at)
        if stop < at + 1:
            break
        if text_start < at:
            yield text_start, at, None
        name = match[0][1:].lower() if match else ""
        if name in hidden_tags and (hidden := find(f"</{name}", stop)) != -1:
            stop = find(">", hidden) if find(">", hidden) != -1 else len(markup) - 1
        if name:
            yield at, stop + 1, name
        at = text_start = stop + 1
    if text_start < len(markup):
        yield text_start, len(markup), None
