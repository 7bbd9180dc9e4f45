"""Pages in HTML: their blocks of text, which of them are the article, and the date their markup states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analysis.line_patterns import word_lists
from analysis.line_roles import judge_line, judged
from analysis.paragraphs import Unit

_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:-]*)")
_STATED = re.compile(
    r"<(?:meta|time)\b[^<>]{0,300}?(?:article:published_time|datepublished|date_published|pubdate|publish-date|dc\.date\.issued|parsely-pub-date|sailthru\.date)"
    r"[^<>]{0,300}?(?:content|datetime)=[\"']?([^\"'<>]{8,40})|\"datePublished\"\s*:\s*\"([^\"]{8,40})\"",
    re.IGNORECASE,
)


def judged_page(raw: str) -> list[Unit]:
    """The text of a page block by block: what trafilatura takes for the article is kept, all else is furniture."""
    import trafilatura  # slow to import, and needed for pages only

    units, titles = _page_units(raw)
    found: Any = trafilatura.bare_extraction(raw, include_comments=False, include_tables=False)
    text = (found and found.text) or ""
    if not text:
        return judged(units)
    title = _key((found and found.title) or "")
    lines = {_key(line) for line in text.splitlines()}
    whole = _key(text)
    for unit in units:
        key = _key(unit.line)
        if key and (key in lines or len(key) >= 20 and key in whole):
            judge_line(unit)
            if unit.kind == "line":
                unit.be("body", "paragraph", "text extraction from HTML")
        else:
            unit.be("boilerplate", "page", "outside the article that text extraction found")
    candidates = [unit for unit in units if _key(unit.line) and (unit.spans[0][0] in titles or title and _key(unit.line) == title)]
    likely = [unit for unit in candidates if _key(unit.line) == title] or [unit for unit in candidates if _key(unit.line) in title]
    for unit in (likely or candidates)[:1]:
        unit.be("headline", "headline", "first heading of the page")
    return units


def stated_in_markup(raw: str) -> str | None:
    """The date of publication that tags or linked data of a page state, as it stands there."""
    match = _STATED.search(raw)
    return (match[1] or match[2]) if match else None


def _key(text: str) -> str:
    """Letters and digits only, for comparing what was extracted with the page."""
    return re.sub(r"[\W_]+", "", text).lower()


def _page_units(raw: str) -> tuple[list[Unit], set[int]]:
    """The blocks of visible text of a page in order, and where those in a first-level heading start."""
    units: list[Unit] = []
    spans: list[tuple[int, int]] = []
    titles: set[int] = set()
    heading = False
    inline = frozenset(word_lists()["inline_tags"].split())

    def close() -> None:
        if spans and any(not raw[start:end].isspace() for start, end in spans):
            units.append(Unit(raw, tuple(spans)))
            if heading:
                titles.add(spans[0][0])
        spans.clear()

    for start, end, tag in _page_tokens(raw):
        if tag is None:
            spans.append((start, end))
        elif tag.lstrip("/") not in inline:
            close()
            heading = tag == "h1" if tag in ("h1", "/h1") else heading
    close()
    return units, titles


def _page_tokens(raw: str) -> Iterator[tuple[int, int, str | None]]:
    """Text (tag None) and tags ("p", "/p") of a page in order; comments and hidden elements are passed over. Linear."""
    at, lower = 0, raw.lower()
    text_start = 0
    closing: dict[str, int] = {}
    hidden_tags = frozenset(word_lists()["hidden_tags"].split())

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
        if name in hidden_tags and (hidden := find(f"</{name}", stop)) != -1:
            stop = find(">", hidden) if find(">", hidden) != -1 else len(raw) - 1
        if name:
            yield at, stop + 1, name
        at = text_start = stop + 1
    if text_start < len(raw):
        yield text_start, len(raw), None
