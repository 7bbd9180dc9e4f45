"""Pages in HTML: the text that they show, block by block, and what their markup states."""

from __future__ import annotations

import time

import pytest

from analysis import cleaning
from analysis.articles import Article
from analysis.pages import charset, page_of
from analysis.sources import Source

SHOWN: dict[str, tuple[str, list[str]]] = {
    "blocks are lines": (
        "<h1>Ferry late</h1><p>One.</p><div>Two.<div>Three.</div>Four.</div>",
        ["Ferry late", "One.", "Two.", "Three.", "Four."],
    ),
    "inline tags are gone": ("<p>The <b>old</b> f<i>err</i>y is <a href='x'>late</a>.</p>", ["The old ferry is late."]),
    "entities are resolved once": (
        "<p>Keller &amp; Holm: &#8220;late&#x201d; &amp;amp; &lt;b&gt;</p>",
        ["Keller & Holm: “late” &amp; <b>"],
    ),
    "white space is one space": ("<p>The\n   ferry\t is&#13;\n late.</p>", ["The ferry is late."]),
    "hard spaces stay": ("<p>5&nbsp;May</p><p>&nbsp;</p>", ["5\u00a0May"]),
    "line breaks part": ("One.<br>Two.<br/>Three.<hr>Four.", ["One.", "Two.", "Three.", "Four."]),
    "lists and tables": ("<ul><li>One<li>Two</ul><table><tr><td>Three</td><td>Four</table>", ["One", "Two", "Three", "Four"]),
    "what is hidden is no text": (
        "<head><title>T</title></head><style>x</style><p>One.<script>if (a < b) {}</script></p><!-- no -->",
        ["One."],
    ),
    "furniture stays": ("<nav><a>Home</a></nav><p>One.</p><footer>All rights reserved.</footer>", ["Home", "One.", "All rights reserved."]),
    "blank lines in text as it was typed": ("<pre>One\n two.\n \nThree.</pre><p>Four\n\nfive.</p>", ["One two.", "Three.", "Four five."]),
    "a tag that is none": ("<p>a < b and 5 <6</p>", ["a < b and 5 <6"]),
    "a mark in an attribute ends no tag": ("<p><a title=\"a > b\" href='>'>One.</a></p>", ["One."]),
    "an attribute that never ends": ('<p><a title="a>One.</a></p>', ["One."]),
    "other ends of lines": ("<p>One&#8232;two\x0bthree\x85four</p>", ["One two three four"]),
    "a tag cut off at the end": ("<p>One.</p><a href=", ["One.", "<a href="]),
    "no text": ("<html><body><script>app()</script></body></html>", []),
}


@pytest.mark.parametrize(("markup", "lines"), SHOWN.values(), ids=SHOWN)
def test_the_text_of_a_page(markup: str, lines: list[str]) -> None:
    assert page_of(markup).text == "".join(f"{line}\n" for line in lines)


STATED: dict[str, tuple[str, tuple[str | None, str | None, str | None]]] = {
    "nothing": ("<p>One.</p>", (None, None, None)),
    "a tag with much else": (
        f'<meta data-rh="true" {"data-x=y " * 30} property="og:title" content="Ferry late">',
        ("Ferry late", None, None),
    ),
    "Open Graph": (
        '<meta property="og:title" content="Ferry &amp; wall"><meta content="The Gull" property="og:site_name">'
        "<meta property='article:published_time' content='2024-05-02T08:00:00Z'>",
        ("Ferry & wall", "The Gull", "2024-05-02T08:00:00Z"),
    ),
    "the title of the window": ("<head><title>\n Ferry  late | The Gull </title></head>", ("Ferry late | The Gull", None, None)),
    "linked data": (
        '<script type="application/ld+json">{"datePublished": "2024-05-02",'
        ' "publisher": {"@type": "Organization", "name": "The \\"Gull\\""}}</script>',
        (None, 'The "Gull"', "2024-05-02"),
    ),
    "microdata": ('<time itemprop="datePublished" datetime="2024-05-02">2 May</time>', (None, None, "2024-05-02")),
    "a mark in a value": ('<meta property="og:title" content="Port > wall">', ("Port > wall", None, None)),
    "several names for one value": ('<meta itemprop="datePublished dateCreated" content="2024-05-02">', (None, None, "2024-05-02")),
    "a site with its sections": ('<meta property="og:site_name" content="The Gull | News | Sport">', (None, "The Gull", None)),
    "the address of a site": ('<meta property="og:site_name" content="https://www.gull.example/">', (None, "gull.example", None)),
    "a site that is a sentence": (f'<meta property="og:site_name" content="{"news " * 20}">', (None, None, None)),
    "the account of a site": ('<meta property="og:site_name" content="@thegull">', (None, "thegull", None)),
    "when it was changed is not when it was published": (
        "<meta property='article:modified_time' content='2024-06-02'>",
        (None, None, None),
    ),
}


@pytest.mark.parametrize(("markup", "stated"), STATED.values(), ids=STATED)
def test_what_the_markup_states(markup: str, stated: tuple[str | None, ...]) -> None:
    page = page_of(markup)
    assert (page.title, page.site, page.published) == stated


@pytest.mark.parametrize(
    ("head", "declared"),
    [
        (b"<html><head><meta charset='iso-8859-2'>", "iso-8859-2"),
        (b'<META http-equiv="Content-Type" content="text/html; charset=windows-1250">', "windows-1250"),
        (b'<?xml version="1.0" encoding="koi8-r"?>', "koi8-r"),
        (b"<p>charset=latin1</p>", ""),
        (b" " * 5000 + b"<meta charset='koi8-r'>", ""),
    ],
)
def test_the_encoding_that_a_page_declares(head: bytes, declared: str) -> None:
    assert charset(head) == declared


MARKUP = (
    '<meta property="og:site_name" content="The Gull"><meta property="article:published_time" content="2024-05-02">'
    "<h1>Ferry late</h1><p>By Ann Oke</p><p>Published 3 May 2024</p><p>The ferry was late on Monday, the harbour master said.</p>"
    "<footer>© 2024 The Tern Ltd. All rights reserved.</footer>"
)


@pytest.mark.parametrize(
    ("source", "outlet", "published"),
    [
        (Source(), ("The Gull", "page"), ("2024-05-02", "page")),
        (Source(outlet="The Auk"), ("The Auk", "sources"), ("2024-05-02", "page")),
        (Source(published="2024-04"), ("The Gull", "page"), ("2024-04", "sources")),
    ],
)
def test_what_is_stated_beside_a_page_goes_before_what_it_states(
    source: Source, outlet: tuple[str, str], published: tuple[str, str]
) -> None:
    page = page_of(MARKUP)
    found = cleaning.clean(Article("a", "a.html", "0" * 64, page.text, "ok", None, source, extracted=True, page=page))
    assert (found.outlet, found.outlet_basis) == outlet
    assert (found.published.text, found.published.basis) == published


def test_a_page_that_states_nothing_is_dated_and_ascribed_by_its_text() -> None:
    page = page_of(MARKUP[MARKUP.index("<h1>") :])
    found = cleaning.clean(Article("a", "a.html", "0" * 64, page.text, "ok", None, Source(), extracted=True, page=page))
    assert (found.outlet_basis, found.published.basis) == ("text", "text")
    assert found.outlet == "The Tern Ltd"


@pytest.mark.parametrize(
    "piece",
    [
        '<meta "',
        "<meta '\"",
        '<a x="',
        "<a x='\"",
        "<a =",
        "<h1>",
        '"publisher":{',
        "<time datetime=",
        "<title>",
        "<script>",
        "<!--",
        "&#x",
        "</",
    ],
)
def test_monotonous_pages_take_linear_time(piece: str) -> None:
    start = time.process_time()
    page_of(piece * (400_000 // len(piece)))
    assert time.process_time() - start < 5
