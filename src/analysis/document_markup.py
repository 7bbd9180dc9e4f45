"""What the cells of a notebook show, as HTML of the page: prose, tables and figures by an allow-list, all else as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

import lxml.etree
import lxml.html
from lxml.html import HtmlElement

from analysis import document_tables, row_marks

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
ALLOWED = HEADINGS.union(
    ("p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "strong", "em", "del", "code", "pre", "a", "br", "hr", "img"),
    ("table", "thead", "tbody", "tr", "th", "td", "mark", "small"),
)
"""Tags that Markdown, tables and marked passages are made of; any other tag shows as the text it was written as."""

_KEPT = {"a": {"href", "id"}, "mark": {"class"}, "img": {"src", "alt"}, "th": {"rowspan", "colspan"}, "td": {"rowspan", "colspan"}}
_PLACE = re.compile(r"(in|row)-[\w-]+")
"""Ids by which a passage and the tables below it lead to each other."""
_NUMBER_LINK = re.compile(r"\.html#(n-[0-9a-f]+)$")


@dataclass(frozen=True)
class Link:
    """Where a link of a notebook leads from the document: an address, or, where the report holds no such file, its name."""

    href: str | None
    name: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture that stands alone, and the line of links below it, both HTML."""

    picture: str
    links: str = ""


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


def written(html: str, outline: Outline, link: Callable[[str], Link], figure: Callable[[str, str], Figure | None]) -> str:
    """HTML written anew from the allowed tags.

    Parameters
    ----------
    html
        What a cell shows; it need not be well formed.
    outline
        The headings of the document so far; goes on with those of this source.
    link
        Says where an address of the notebook leads from the document.
    figure
        The figure for an address and an alt text; None where the report holds no such picture.
    """
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    _clean(root)
    for anchor in list(root.iter("a")):
        _lead(anchor, link(anchor.get("href", "")))
        _place(anchor, outline)
    for mark in root.iter("mark"):
        mark.set("class", " ".join(kind for kind in mark.get("class", "").split() if kind in row_marks.KINDS))
    for image in list(root.iter("img")):
        _show(image, figure)
    for element in list(root.iter(*HEADINGS, "table")):
        if element.tag == "table":
            document_tables.dress(element, outline.caption(), outline.unique("table"))
        else:
            level, name = outline.open(int(element.tag[1]), " ".join(element.text_content().split()))
            element.tag = f"h{level}"
            element.set("id", name)
    return _inside(root)


def _inside(element: HtmlElement) -> str:
    """The HTML of what an element holds."""
    html = escape(element.text or "", quote=False) + "".join(lxml.html.tostring(child, encoding="unicode") for child in element)
    return html.replace("</source>", "")  # lxml takes the sources of a picture for elements that hold something


def _clean(root: HtmlElement) -> None:
    """Leave only allowed tags and attributes: other tags and comments become text, what is meant for the browser alone goes."""
    for element in list(root.iterdescendants()):
        if isinstance(element, lxml.etree._Comment | lxml.etree._ProcessingInstruction):
            element.tail = lxml.etree.tostring(element, encoding="unicode", with_tail=False) + (element.tail or "")
            element.drop_tree()
        elif element.tag == "style":
            element.drop_tree()
        elif element.tag == "div":
            element.drop_tag()
        elif element.tag not in ALLOWED:
            whole = lxml.html.tostring(element, encoding="unicode", with_tail=False)
            opening = whole[: whole.index(">") + 1]
            _append(element, f"</{element.tag}>" if whole.endswith(f"</{element.tag}>") else "")
            element.text = opening + (element.text or "")
            element.drop_tag()
        else:
            for name in {*element.attrib} - _KEPT.get(element.tag, set()):
                del element.attrib[name]


def _append(element: HtmlElement, words: str) -> None:
    """Add words at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + words
    else:
        element.text = (element.text or "") + words


def _lead(anchor: HtmlElement, link: Link) -> None:
    """Set where a link leads; words that lead nowhere in the report stay words, with the name of the file behind them."""
    if link.href is None:
        inside = anchor.text_content()
        anchor.attrib.clear()
        anchor.tag = "span"
        anchor.set("class", "elsewhere")
        _append(anchor, "" if link.name in ("", inside) else f" ({link.name}, not part of this report)")
        return
    if number := _NUMBER_LINK.search(link.href):
        anchor.set("class", "number")
        anchor.set("data-number", number[1])
    anchor.set("href", link.href)


def _place(anchor: HtmlElement, outline: Outline) -> None:
    """Keep the id of a place in a passage; of a passage that is shown twice, the first is led to."""
    name = anchor.attrib.pop("id", "")
    if _PLACE.fullmatch(name) and name not in outline.ids:
        anchor.set("id", outline.unique(name))


def _show(image: HtmlElement, figure: Callable[[str, str], Figure | None]) -> None:
    """A picture in place of an image; one that a paragraph holds alone is a figure, emphasised words right after it its caption."""
    alt = " ".join(image.get("alt", "").split())
    found = figure(image.get("src", ""), alt)
    if found is None:
        _replace(image, f'<span class="elsewhere">{escape(f"[picture: {alt}]", quote=False)}</span>')
        return
    paragraph = image.getparent()
    if paragraph.tag != "p" or len(paragraph) > 1 or paragraph.text_content().strip():
        _replace(image, found.picture)
        return
    caption = ""
    after = paragraph.getnext()
    if after is not None and after.tag == "p" and [e.tag for e in after] == ["em"] and after.text_content() == after[0].text_content():
        caption = _inside(after[0])
        after.drop_tree()
    below = f"<figcaption>{caption} {found.links}</figcaption>" if caption or found.links else ""
    _replace(paragraph, f"<figure>{found.picture}{below}</figure>")


def _replace(element: HtmlElement, html: str) -> None:
    """HTML of this package in place of an element."""
    made = lxml.html.fragment_fromstring(html)
    made.tail = element.tail
    element.getparent().replace(element, made)
