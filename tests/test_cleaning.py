"""What cleaning keeps, drops and mends, on invented texts."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import cleaning
from analysis.articles import Article
from analysis.pages import page_of
from analysis.sources import Source

LEAD = "The harbour minister said on Monday that the island would open its port to grain ships before the winter."
SECOND = "She told reporters that talks with the three neighbouring states had gone on for longer than she had hoped."
THIRD = "“We have waited for this day for a long time,” the minister said at the end of the meeting."
BODY = "\n\n".join([LEAD, SECOND, THIRD])
HEADLINE = "Island to open its port to grain ships"


def clean(raw: str, *, file: str = "a.txt", **source: str) -> cleaning.CleanArticle:
    page = page_of(raw) if file.endswith(".html") else None
    text = page.text if page else raw
    return cleaning.clean(Article("a", file, "0" * 64, text, "ok", None, Source(file=file, **source), extracted=bool(page), page=page))


def parts(article: cleaning.CleanArticle, role: str) -> list[str]:
    return [article.article.raw[s.start : s.end] for s in article.segments if s.role == role]


def roles(raw: str) -> list[tuple[str, str]]:
    return [(s.role, raw[s.start : s.end]) for s in clean(raw).segments]


def check_laws(article: cleaning.CleanArticle) -> None:
    """Segments part all that is not white space; the copy holds the rest, one trimmed paragraph a line."""
    raw, at = article.article.raw, 0
    for segment in article.segments:
        assert at <= segment.start < segment.end <= len(raw)
        assert not raw[at : segment.start].strip()
        assert raw[segment.start : segment.end].strip() == raw[segment.start : segment.end]
        at = segment.end
    assert not raw[at:].strip()
    lines = article.copy.text.split("\n") if article.copy.text else []
    assert [article.copy.text[p.start : p.end] for p in article.paragraphs] == lines
    assert all(line and line == line.strip() for line in lines)
    kept = [(s.start, s.end, s.role) for s in article.segments if s.role != "boilerplate"]
    for paragraph in article.paragraphs:
        start, end = article.copy.to_raw(paragraph.start, paragraph.end)
        assert any(first <= start < last and role == paragraph.section for first, last, role in kept)
        assert start < end


words = st.sampled_from(
    [
        LEAD,
        SECOND,
        HEADLINE,
        "Subscribe",
        "By Ann Oke",
        "Home",
        "“No,”he said.",
        "PARIS (AFP) — ",
        " — Reuters",
        "it.Then",
        "â€™",
        ".",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<!--",
        "-->",
        "<h1>",
        "</h1>",
        "&nbsp;",
        "&amp;",
        "a\u200bb",
        "\ufeff",
        "\xa0",
        *("\n", "\n\n", "\r\n", "\u2028", " "),
    ]
)


@settings(deadline=None)
@given(st.text(max_size=80) | st.lists(words, max_size=14).map("".join))
def test_the_laws_hold_on_any_text(raw: str) -> None:
    check_laws(clean(raw))


@settings(deadline=None, max_examples=50)
@given(st.lists(words, max_size=14).map("".join))
def test_the_laws_hold_on_any_page(raw: str) -> None:
    check_laws(clean(raw, file="a.html"))


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Skip to content Skip to footer", "skip_links"),
        ("Home > World > Islands", "navigation"),
        ("Share on Facebook", "share"),
        ("Facebook Twitter WhatsApp Email", "share"),
        ("Sign up for our free daily newsletter", "newsletter"),
        ("Subscribe to the Gull Weekly and never miss a story", "newsletter"),
        ("Leave a comment", "comments"),
        ("12 Comments", "comments"),
        ("Related articles", "related"),
        ("Read more", "read_more"),
        ("Read also: Gulls return to the northern cliffs", "read_more"),
        ("ADVERTISEMENT", "advertisement"),
        ("© 2024 The Harbour Gull. All rights reserved.", "copyright"),
        ("This website uses cookies to give you the best experience.", "cookie"),
        ("Photo: Ann Oke/Harbour Pictures", "photo_credit"),
        ("Views: 312", "view_counter"),
        ("Please wait…", "loading"),
        ("Contact Us", "contact_link"),
        ("Privacy Policy", "legal"),
        ("Source", "source_link_label"),
    ],
)
@pytest.mark.parametrize("place", ["head", "tail", "middle"])
def test_furniture_is_set_aside(line: str, kind: str, place: str) -> None:
    body = [LEAD, SECOND, THIRD]
    texts = {"head": [line, HEADLINE, *body], "tail": [HEADLINE, *body, line], "middle": [HEADLINE, *body, line, *body]}[place]
    article = clean("\n\n".join(texts))
    assert parts(article, "boilerplate") == [line]
    assert [s.kind for s in article.segments if s.role == "boilerplate"] == [kind]
    assert parts(article, "body") == body * (1 + (place == "middle"))


@pytest.mark.parametrize(
    "sentence",
    [
        "The paper asked readers to share the cost of the new harbour.",
        "Subscribers to the grain exchange were told to wait.",
        "By Sunday afternoon, the ships had left.",
        "The photo showed an empty quay, she said.",
        "Copyright law was not on the table, she said.",
        "“Read more history,” she told the reporters.",
        "He declined to comment.",
        "Cookies and tea were served to the delegates.",
        "Related talks went on until the evening.",
        "The Harbour Gull correspondent said he could see the ships.",
        "Home prices on the island fell again.",
        "Source after source denied it.",
        "Ann Oke, a reporter, saw the ships.",
        "Ann Oke, Harbour Correspondent of the Gull, said so.",
    ],
)
def test_sentences_that_look_like_furniture_stay(sentence: str) -> None:
    for raw in ("\n\n".join([HEADLINE, LEAD, sentence, SECOND]), "\n\n".join([HEADLINE, LEAD, SECOND, sentence])):
        assert sentence in parts(clean(raw), "body")


@pytest.mark.parametrize(
    ("raw", "headline"),
    [
        (f"{HEADLINE}\n\n{BODY}", HEADLINE),
        (f"Home World {HEADLINE}\n\n{HEADLINE}\n\n{BODY}", HEADLINE),
        (f"{HEADLINE} | The Harbour Gull\n\nMenu\n\n{HEADLINE}\n\nBy Ann Oke\n\n{BODY}", HEADLINE),
        (f"Will the island open its port?\n\n{BODY}", "Will the island open its port?"),
        (f"World\n\n{HEADLINE}\n\n{BODY}", HEADLINE),
        (BODY, None),
        (f"PORT MARY, May 6 (Reuters) - {BODY}", None),
        (f"“Will it open?” {LEAD}\n\n{SECOND}", None),
    ],
)
def test_headline(raw: str, headline: str | None) -> None:
    article = clean(raw)
    assert (article.headline and raw[slice(*article.headline)]) == headline
    assert parts(article, "body")[-1] in (THIRD, SECOND)


def test_a_line_between_headline_and_lead_is_the_subheadline() -> None:
    raw = f"{HEADLINE}\n\nTalks with three neighbours went on for months\n\n{BODY}"
    assert parts(clean(raw), "subheadline") == ["Talks with three neighbours went on for months"]


def test_a_stray_headline_after_the_article_is_furniture() -> None:
    assert parts(clean(f"{BODY}\n\nGulls return to the northern cliffs"), "boilerplate") == ["Gulls return to the northern cliffs"]


TEASERS = [
    "Two ferries collide in fog off the northern pier",
    "Nobody was hurt when the ferries touched on Friday morning, the coast guard said in a short statement to local radio.",
    "School choir wins the valley contest again",
    "For the third time in four years the choir of the upper school has brought home the cup, to the joy of its teachers.",
    "Library opens on Sundays",
    "Readers can borrow books on Sundays from next month on, as the council had promised them before the last election.",
    "Snow closes the mountain road",
    "The road over the pass will stay closed until the ploughs have cleared both sides, which may well take until Thursday.",
]


@pytest.mark.parametrize("links", [["Home", "World", "Sport"], TEASERS, [*TEASERS, *reversed(TEASERS)]])
def test_the_article_stands_below_the_line_that_repeats_the_page_title(links: list[str]) -> None:
    raw = "\n\n".join([f"{HEADLINE} - The Island Herald", *links, HEADLINE, LEAD, SECOND, THIRD])
    assert parts(clean(raw), "headline") == [HEADLINE]
    assert parts(clean(raw), "body") == [LEAD, SECOND, THIRD]


def test_a_title_that_is_repeated_in_a_list_of_links_begins_no_article() -> None:
    raw = "\n\n".join([HEADLINE, LEAD, SECOND, THIRD, "Most read", HEADLINE, "Ferries collide in the fog", "Choir wins the contest"])
    assert parts(clean(raw), "body") == [LEAD, SECOND, THIRD]


@pytest.mark.parametrize(
    "raw", [f"{HEADLINE}\n\n{HEADLINE}", f"<h1>{HEADLINE}</h1><p>{HEADLINE}</p>", f"{HEADLINE} - Herald\n\nHome\n\n{HEADLINE}"]
)
def test_a_title_below_which_nothing_stands(raw: str) -> None:
    for file in ("a.txt", "a.html"):
        check_laws(clean(raw, file=file))


def test_sentences_written_without_spaces_are_prose() -> None:
    first = "港の大臣は月曜日に、この島は冬になる前に穀物船のために港を開くと述べた。"
    second = "大臣は記者団に対し、隣接する三つの国との話し合いは予想よりも長く続いたと語った。"
    raw = "\n\n".join(["ホーム", "お問い合わせ", "島の港、穀物船に開放へ", first, second, "関連記事", "プライバシーポリシー"])
    assert parts(clean(raw), "body") == [first, second]


def test_an_announced_list_at_the_end_stays() -> None:
    raw = f"{BODY}\n\nThe votes of the council were these:\n\nNorth ward 12\n\nSouth ward 9"
    assert parts(clean(raw), "body")[-2:] == ["North ward 12", "South ward 9"]


@pytest.mark.parametrize(
    "dateline",
    [
        "BEIJING, March 7 (Xinhua) --",
        "BEIJING (Reuters) -",
        "WASHINGTON, D.C., Jan. 3 /PRNewswire/ --",
        "LONDON, March 3 -",
        "Paris —",
        "KYIV, Ukraine (AP) —",
        "GENEVA, 4 March (IPS) –",
        "NEW DELHI:",
        "GENEVA/LONDON, March 3, 2023 (Reuters) -",
        "(CNN) —",
        *("MOSCOW, March 7. /TASS/.", "WASHINGTON—"),
        "LISBON, March 7 (Harbour Wire) —",
        "Lisbon (HW) -",
        "PORTO, Portugal —",
        "LISBON, Tuesday, March 7 —",
        "LISBON, March 7, HW -",
        "LISBON , March 7 -",
        "LISBON, April, 7 -",
        "LISBON – March 7, 2023 –",
        "LISBON, Portugal -- March 7, 2023 --",
        "LISBON — (HW) —",
        "Lisbon | March 7 –",
        "THE HAGUE, March 7 -",
        "[LISBON]",
        "March 7 (HW) --",
        "7 March 2023 —",
    ],
)
def test_datelines(dateline: str) -> None:
    article = clean(f"{HEADLINE}\n\n{dateline} {LEAD}\n\n{SECOND}")
    assert article.dateline is not None
    assert article.article.raw[slice(*article.dateline)] == dateline
    assert parts(article, "body") == [LEAD, SECOND]
    assert [p.section for p in article.paragraphs] == ["headline", "dateline", "body", "body"]


@pytest.mark.parametrize(
    "start",
    [
        "Talks — if they",
        "OKE: We will",
        "In June 2014, the",
        "Grain – not oil – will",
        "On March 7 - a Tuesday - the",
        "NATO—Russia",
        "GOP - the",
        "FERRY (Flagship Eastern Route Royal Yacht) - the",
        "The 7 March (a Tuesday) – the",
    ],
)
def test_what_is_no_dateline(start: str) -> None:
    assert clean(f"{start} {LEAD}\n\n{SECOND}").dateline is None


def test_a_short_line_that_opens_with_a_dateline_is_the_lead() -> None:
    article = clean(
        f"{HEADLINE}\n\nLISBON, March 7 - The ferry company said it has\nsold three of its boats to a yard in the north.\n\n{SECOND}"
    )
    assert article.dateline is not None
    assert article.article.raw[slice(*article.dateline)] == "LISBON, March 7 -"
    assert "The ferry company said it has" in parts(article, "body")


def test_a_dateline_line_with_the_date_of_the_page() -> None:
    raw = f" date 2023-04-15 Beijing, April 14\n\n{BODY}"
    article = clean(raw)
    assert roles(raw)[:2] == [("metadata", "date 2023-04-15"), ("dateline", "Beijing, April 14")]
    assert article.headline is None
    day, rule = date(2023, 4, 15), "a line says that it was published then"
    assert article.published == cleaning.Published("2023-04-15", day, day, "day", "text", rule)


@pytest.mark.parametrize("credit", ["— Agencies", "(With inputs from AFP)", "- Reuters"])
def test_a_credit_after_the_last_sentence(credit: str) -> None:
    article = clean(f"{BODY} {credit}")
    assert parts(article, "source_credit") == [credit]
    assert parts(article, "body")[-1] == THIRD
    assert parts(clean(f"{BODY}\n\n{credit}"), "source_credit") == [credit]


def test_brackets_at_the_end_of_a_sentence_are_no_credit() -> None:
    assert not parts(clean(f"{BODY} She left (with her staff)."), "source_credit")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("Published: April 15, 2023", "2023-04-15"),
        ("15 April 2023 | 10:45 GMT", "2023-04-15"),
        ("Updated on Sat, 15 Apr 2023 at 9:30 am", "2023-04-15"),
        ("2023-04-15T08:00:00Z", "2023-04-15"),
        ("Posted 15/04/2023", "2023-04-15"),
        ("Posted 04/05/2023", "2023-04-05/2023-05-04"),
        ("Updated 3 hours ago", None),
        ("By Ann Oke", None),
        ("Ann Oke, Local Democracy Reporter", None),
        ("Ann Oke, Editor, Harbour Gull", None),
    ],
)
def test_lines_about_the_article(line: str, day: str | None) -> None:
    article = clean(f"{HEADLINE}\n\n{line}\n\n{BODY}")
    assert parts(article, "metadata") == [line]
    assert article.published.text == day
    assert article.published.basis == ("text" if day else "unknown")


@pytest.mark.parametrize(
    ("stated", "row"),
    [
        ("2024-02-18", ("2024-02-18", "2024-02-18", "2024-02-18", "day", "sources")),
        ("2024-02", ("2024-02", "2024-02-01", "2024-02-29", "month", "sources")),
        ("2024-02-18/2024-03-31", ("2024-02-18/2024-03-31", "2024-02-18", "2024-03-31", "interval", "sources")),
        ("", ("2023-03-07", "2023-03-07", "2023-03-07", "day", "text")),
    ],
)
def test_what_the_sources_state_wins(stated: str, row: tuple[str, ...]) -> None:
    article = clean(f"PARIS, March 7, 2023 (AFP) - {BODY}", published=stated)
    keys = ("published", "published_earliest", "published_latest", "published_granularity", "published_basis")
    assert tuple(article.row()[key] for key in keys) == row


def test_a_dateline_without_a_year_dates_nothing() -> None:
    assert clean(f"PARIS, March 7 (AFP) - {BODY}").published == cleaning.Published(rule="the page states a date without its year")


@pytest.mark.parametrize(
    ("raw", "source", "outlet"),
    [
        (BODY, {"outlet": "The Gull"}, ("The Gull", "sources")),
        (f"{BODY}\n\n© 2023 The Harbour Gull. All rights reserved.", {}, ("The Harbour Gull", "text")),
        (f"PARIS, March 7 (Xinhua) -- {BODY}", {}, ("Xinhua", "text")),
        (f"{BODY}\n\nAll rights reserved.", {}, (None, "unknown")),
    ],
)
def test_outlet(raw: str, source: dict[str, str], outlet: tuple[str | None, str]) -> None:
    article = clean(raw, **source)
    assert (article.outlet, article.outlet_basis) == outlet


@pytest.mark.parametrize(
    ("damaged", "mended"),
    [
        ("The ships left.Later they", "The ships left. Later they"),
        ("in the conflict.“The port", "in the conflict. “The port"),
        ("the agenda.”“The port", "the agenda.” “The port"),
        ("is open,”said Oke", "is open,” said Oke"),
        ("is it open?”He left", "is it open?” He left"),
        ("is it.”Oke said", "is it.” Oke said"),
        ('She said no."The port', 'She said no. "The port'),
        ('It is "open."Oke said', 'It is "open." Oke said'),
        ("by the end of 2023.Ships had", "by the end of 2023. Ships had"),
        ("it is open.’Oke said", "it is open.’ Oke said"),
        ("Oke\xa0said  that", "Oke said that"),
        ("Oke\u200b said\ufeff that", "Oke said that"),
        ("Itâ€™s Okeâ€™s cafÃ©", "It’s Oke’s café"),
        ("Grain &amp; oil&nbsp;ships", "Grain & oil ships"),
    ],
)
def test_repairs_of_the_copy(damaged: str, mended: str) -> None:
    raw = f"{damaged} {LEAD}\n\n{SECOND}"
    article = clean(raw)
    assert article.copy.text == f"{mended} {LEAD}\n{SECOND}"
    assert article.copy.to_raw(0, len(mended)) == (0, len(damaged))
    check_laws(article)


@pytest.mark.parametrize(
    "text",
    [
        "The U.S. and the U.N. agreed on 3.5 per cent.",
        "He wrote to oke@port.Harbour and to Booking.Com today.",
        "See www.Harbour.Island for Node.js files.",
        "The ’90s were “good” years, J.R. Oke’s friends said.",
        "It rose by 1,200.50 to No.7 in the list.",
        "She opened notes.Pdf and read e.g. this.",
        "The “old” port’s owner said “no”.",
        'A 5" pipe and "no" for an answer.',
        "Crème brûlée, Øre and naïve Čapek — all was well…",
    ],
)
def test_what_needs_no_repair(text: str) -> None:
    assert clean(f"{text}\n\n{LEAD}\n\n{SECOND}").copy.text.split("\n")[0] == text


def test_wrapped_lines_are_joined_and_single_lines_are_paragraphs() -> None:
    wrapped = "\n".join(
        [
            "The harbour minister said on Monday that the island would open its",
            "port to grain ships before the winter, after talks with the three",
            "neighbouring states had gone on for longer than she had hoped, and",
            "that the first ships would come in the week after.",
        ]
    )
    article = clean(f"{wrapped}\r\n\r\n{wrapped}\n")
    assert article.copy.text == "\n".join([" ".join(wrapped.split("\n"))] * 2)
    assert clean("\n".join([LEAD, SECOND, THIRD])).copy.text == "\n".join([LEAD, SECOND, THIRD])


def test_cross_heads_stay_in_their_place() -> None:
    article = clean("\n\n".join([HEADLINE, LEAD, SECOND, "What comes next", THIRD, LEAD]))
    assert [s.kind for s in article.segments if s.role == "body"] == ["paragraph", "paragraph", "crosshead", "paragraph", "paragraph"]


def test_pages_keep_what_stands_in_the_article() -> None:
    body = "".join(f"<p>{text}</p>\n" for text in (LEAD.replace("grain", "<b>grain</b>"), SECOND.replace("and", "&amp;"), THIRD, LEAD * 2))
    raw = (
        "<html><head><title>Port | Gull</title><meta property='article:published_time' content='2024-05-02T08:00:00Z'></head><body>"
        f"<nav><a href='/'>Home</a></nav><article><h1>{HEADLINE}</h1>{body}</article><footer>All rights reserved.</footer></body></html>"
    )
    article = clean(raw, file="a.html")
    check_laws(article)
    assert article.copy.text.split("\n")[:4] == [HEADLINE, LEAD, SECOND, THIRD]
    assert (article.published.text, article.published.basis) == ("2024-05-02", "page")
    assert article.headline is not None
    text = article.article.raw
    assert text.splitlines() == ["Home", HEADLINE, LEAD, SECOND, THIRD, f"{LEAD}{LEAD}", "All rights reserved."]
    assert text[slice(*article.headline)] == HEADLINE
    at = article.copy.text.index("grain ships before")
    assert text[slice(*article.copy.to_raw(at, at + 17))] == "grain ships befor"
    assert parts(article, "boilerplate") == ["Home", "All rights reserved."]


@pytest.mark.parametrize("raw", ["", " \n", "\ufeff\n\u200b"])
def test_a_text_without_a_visible_character(raw: str) -> None:
    article = clean(raw)
    assert article.copy.text == ""
    assert article.paragraphs == ()
    check_laws(article)


@pytest.mark.parametrize("piece", ["a", " ", "<", "a.", "“", '"', "é", "-", "A ", "<!--", "1", "&", "a\n", "\u200b"])
@pytest.mark.parametrize("file", ["a.txt", "a.html"])
def test_long_monotonous_texts_take_linear_time(piece: str, file: str) -> None:
    start = time.process_time()
    clean(piece * (300_000 // len(piece)), file=file)
    assert time.process_time() - start < 20


def test_unreadable_articles_have_a_row_and_no_segments() -> None:
    article = cleaning.clean(Article("a", "a.txt", "", "", "failed", "a.txt is binary", Source(file="a.txt")))
    assert article.segments == ()
    assert article.row()["status"] == "failed"
    assert article.row()["n_words"] == 0
