"""What the cells of a notebook show, as HTML of the page: prose, tables and figures by an allow-list, all else as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from analysis import document_tables
from analysis.document_tables import Cell

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ALLOWED = HEADINGS.union(
    ("p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "strong", "em", "del", "code", "pre", "a", "br", "hr", "img"),
    ("table", "thead", "tbody", "tr", "th", "td"),
)
"""Tags that Markdown and tables are made of; any other tag shows as the text it was written as."""

_VOID = frozenset({"br", "hr", "img"})
_FOR_BROWSERS = frozenset({"style"})
_PARTS_OF_TABLES = frozenset({"thead", "tbody", "tr", "th", "td"})
_WRAPPERS = frozenset({"div"})
_NUMBER_LINK = re.compile(r"\.html#(n-[0-9a-f]+)$")


@dataclass(frozen=True)
class Link:
    """Where a link of a notebook leads from the document: an address, or, where the report holds no such file, its name."""

    href: str | None
    name: str = ""


@dataclass
class Figure:
    """A picture that stands alone, with its caption and the line of links below it, all HTML."""

    picture: str
    links: str = ""
    caption: str = ""

    def __str__(self) -> str:
        caption = f"<figcaption>{self.caption} {self.links}</figcaption>" if self.caption or self.links else ""
        return f"<figure>\n{self.picture}\n{caption}</figure>"


@dataclass
class Outline:
    """The headings of one document so far, so that ids are unique, captions say where they stand, and no level is left out."""

    heading: str = ""
    level: int = 0
    ids: set[str] = field(default_factory=set)
    tables: int = 0

    def open(self, wanted: int, words: str) -> tuple[int, str]:
        """Level and id of the next heading: one h1, and never more than one step down."""
        self.level = 1 if not self.level else max(2, min(wanted, self.level + 1))
        self.heading, self.tables = words, 0
        return self.level, self.unique("h-" + ("-".join(re.findall(r"\w+", words.lower())) or "part"))

    def unique(self, name: str) -> str:
        """An id that no other element of the document has."""
        tried = name
        for n in range(2, len(self.ids) + 3):
            if tried not in self.ids:
                break
            tried = f"{name}-{n}"
        self.ids.add(tried)
        return tried

    def caption(self) -> str:
        """The caption of the next table: the heading it stands below, and which one it is there."""
        self.tables += 1
        letter = f" {chr(ord('a') + min(self.tables, 26) - 1)}" if self.tables > 1 else ""
        return f"Table{letter}: {self.heading or 'output'}"


class Markup(HTMLParser):
    """Writes HTML anew from the allowed tags, without the attributes of its source.

    Parameters
    ----------
    outline
        The headings of the document so far; goes on with those of this source.
    link
        Says where an address of the notebook leads from the document.
    figure
        The figure for an address and an alt text; None where the report holds no such picture.
    """

    def __init__(self, outline: Outline, link: Callable[[str], Link], figure: Callable[[str, str], Figure | None]) -> None:
        super().__init__(convert_charrefs=True)
        self._outline, self._link, self._figure = outline, link, figure
        self._written: list[list[str | Figure]] = [[]]
        self._open: list[str] = []
        self._links: list[Link] = []
        self._rows: list[tuple[bool, list[Cell]]] = []
        self._words = ""
        self._unseen = ""

    def written(self, html: str) -> str:
        """The HTML of a source, with every element closed."""
        self.feed(html)
        self.close()
        while self._open:
            self._end(self._open[-1])
        return "".join(map(str, self._written[0]))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        stray = tag in _PARTS_OF_TABLES and "table" not in self._open
        if self._unseen or tag in _WRAPPERS:
            return
        if tag in _FOR_BROWSERS:
            self._unseen = tag
        elif tag not in ALLOWED or stray:
            self._text(self.get_starttag_text() or f"<{tag}>")
        elif tag == "img":
            self._image({name: value or "" for name, value in attrs})
        elif tag in _VOID:
            self._add(f"<{tag}>")
        else:
            self._open.append(tag)
            self._start(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            self._unseen = "" if tag == self._unseen else self._unseen
        elif tag in self._open:
            while self._open[-1] != tag:
                self._end(self._open[-1])
            self._end(tag)
        elif tag not in _WRAPPERS | _VOID:
            self._text(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        between_cells = self._open[-1:] and self._open[-1] in ("table", "thead", "tbody", "tr")
        if not self._unseen and not (between_cells and not data.strip()):
            self._text(data)

    def handle_comment(self, data: str) -> None:
        self._text(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self._text(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self._text(f"<?{data}>")

    def _text(self, words: str) -> None:
        self._words += words
        self._add(escape(words, quote=False))

    def _add(self, html: str | Figure) -> None:
        self._written[-1].append(html)

    def _start(self, tag: str, values: dict[str, str]) -> None:
        if tag in ("th", "td"):
            spans = {name: values[name] for name in ("rowspan", "colspan") if values.get(name, "").isdigit()}
            self._rows = self._rows or [(False, [])]
            self._rows[-1][1].append(Cell(tag == "th", spans))
            self._begin()
        elif tag == "tr":
            self._rows.append(("thead" in self._open, []))
        elif tag == "table":
            self._rows = []
        elif tag == "a":
            self._links.append(self._link(values.get("href", "")))
            self._written.append([])
        elif tag in HEADINGS or tag == "p":
            self._begin()
        elif tag not in _PARTS_OF_TABLES:
            self._add(f"<{tag}>")

    def _begin(self) -> None:
        self._written.append([])
        self._words = ""

    def _end(self, tag: str) -> None:
        self._open.pop()
        if tag in ("th", "td"):
            cell = self._rows[-1][1][-1]
            cell.html, cell.text = "".join(map(str, self._written.pop())), self._words.strip()
        elif tag == "table":
            heads, body = ([row for head, row in self._rows if head is wanted] for wanted in (True, False))
            self._add(document_tables.written(heads, body, self._outline.caption(), self._outline.unique("table")))
        elif tag == "a":
            self._anchor("".join(map(str, self._written.pop())))
        elif tag == "p":
            self._paragraph(self._written.pop())
        elif tag in HEADINGS:
            inside = "".join(map(str, self._written.pop()))
            level, name = self._outline.open(int(tag[1]), " ".join(self._words.split()))
            self._add(f'<h{level} id="{escape(name)}">{inside}</h{level}>')
        elif tag not in _PARTS_OF_TABLES:
            self._add(f"</{tag}>")

    def _paragraph(self, parts: list[str | Figure]) -> None:
        """A paragraph; one that holds a picture alone is a figure, and emphasised words right after a figure are its caption."""
        if len(parts) == 1 and isinstance(parts[0], Figure):
            self._add(parts[0])
            return
        inside = "".join(part.picture if isinstance(part, Figure) else part for part in parts)
        before = next((part for part in reversed(self._written[-1]) if str(part).strip()), None)
        emphasised = re.fullmatch(r"<em>(.*)</em>", inside, flags=re.DOTALL)
        if isinstance(before, Figure) and not before.caption and emphasised:
            before.caption = emphasised[1]
        else:
            self._add(f"<p>{inside}</p>")

    def _anchor(self, inside: str) -> None:
        """A link; words that lead nowhere in the report stay words, with the name of the file behind them."""
        link = self._links.pop()
        if link.href is None:
            named = "" if link.name in ("", inside) else f" ({escape(link.name)}, not part of this report)"
            self._add(f'<span class="elsewhere">{inside}{named}</span>')
            return
        number = _NUMBER_LINK.search(link.href)
        counted = f' class="number" data-number="{number[1]}"' if number else ""
        self._add(f'<a{counted} href="{escape(link.href)}">{inside}</a>')

    def _image(self, values: dict[str, str]) -> None:
        alt = " ".join(values.get("alt", "").split())
        figure = self._figure(values.get("src", ""), alt)
        self._add(figure or f'<span class="elsewhere">[picture: {escape(alt, quote=False)}]</span>')
