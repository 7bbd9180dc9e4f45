"""Actors: who is meant by names, offices, capitals, groups and pronouns, and what stays open; on sentences parsed by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from spacy.language import Language

import treebank
from analysis import attribution, codebook
from analysis.actors import Actor, Cast, Linker, Mention, Why, unknown

KELLER, WEISS = "PER:anna_keller", "PER:bruno_weiss"
ID = re.compile(r"PER:[a-z0-9]+(_[a-z0-9]+)*|GOV:[A-Z]{3}|(ORG|GRP|DOC|MEDIA):[A-Z0-9]+(_[A-Z0-9]+)*")


class Reading:
    """Marked paragraphs, read."""

    def __init__(self, blank: Language, linker: Linker, paragraphs: tuple[str, ...], published: str | None = "2022-03-01") -> None:
        self.doc = treebank.doc(blank.vocab, *paragraphs)
        joined = attribution.attributions(self.doc)
        day = date.fromisoformat(published) if published else None
        self.cast: Cast = linker.cast(self.doc, [a.source for a in joined if a.source is not None], (day, day) if day else None)
        self.speakers = [self.cast.speakers(a.source) for a in joined if a.source is not None]

    def who(self, words: str, nth: int = 0) -> list[str | None]:
        """The actors that the words stand for at their nth place."""
        at = [m.start() for m in re.finditer(rf"\b{re.escape(words)}(?!\w)", self.doc.text)][nth]
        return [m.actor_id for m in self.cast.mentions if m.start < at + len(words) and at < m.end]

    def said_by(self) -> list[tuple[str, ...]]:
        return [s.actor_ids for s in self.speakers]


Read = Callable[..., Reading]


@pytest.fixture
def read(blank: Language, linker: Linker) -> Read:
    def reading(*paragraphs: str, published: str | None = "2022-03-01") -> Reading:
        return Reading(blank, linker, paragraphs, published)

    return reading


# paragraphs; the words looked at, which of their places, and who is meant
NAMES: dict[str, tuple[tuple[str, ...], list[tuple[str, int, list[str | None]]]]] = {
    "a surname is the full name before it": (
        ("Ida Lund opened the harbour.", "Lund praised the crew."),
        [("Ida Lund", 0, ["PER:ida_lund"]), ("Lund", 1, ["PER:ida_lund"])],
    ),
    "two of one surname: the one named last": (
        ("Eva Haller opened the harbour.", "Haller praised the crew.", "Jonas Haller closed the harbour.", "Haller blamed the crew."),
        [("Eva Haller", 0, ["PER:eva_haller"]), ("Haller", 1, ["PER:eva_haller"]), ("Jonas Haller", 0, ["PER:jonas_haller"]),
         ("Haller", 3, ["PER:jonas_haller"])],
    ),
    "a surname whose bearers all come later stays open": (
        ("Haller praised the crew.", "Eva Haller opened the harbour.", "Jonas Haller closed the harbour."),
        [("Haller", 0, [None])],
    ),
    "a surname that only the codebook knows": (("Weiss opened the harbour.",), [("Weiss", 0, [WEISS])]),
    "a surname that two of the codebook bear stays open": (("Lindt opened the harbour.",), [("Lindt", 0, [None])]),
    "accents are left out of ids": (("Zoë Ångström opened the harbour.",), [("Zoë Ångström", 0, ["PER:zoe_angstrom"])]),
    "honorifics are no part of a name": (
        ("Mr Otto Berg opened the harbour.", "Mr Berg praised the crew."),
        [("Otto Berg", 0, ["PER:otto_berg"]), ("Berg", 1, ["PER:otto_berg"])],
    ),
    "countries and peoples": (
        ("Austria and Chile closed the harbour.", "Chilean officials praised the crew."),
        [("Austria", 0, ["GOV:AUT"]), ("Chile", 0, ["GOV:CHL"]), ("Chilean", 0, ["GOV:CHL"]), ("officials", 0, ["GRP:CHL_OFFICIALS"])],
    ),
    "names of the codebook": (
        ("North Ports praised the harbour plan.",),
        [("North Ports", 0, ["ORG:NORTH_PORTS"]), ("harbour plan", 0, ["DOC:HARBOUR_PLAN"])],
    ),
    "unnamed groups": (("Experts praised the crew.",), [("Experts", 0, ["GRP:EXPERTS"])]),
    "a surname that is a capital too": (
        ("Ida Paris opened the harbour.", "Paris praised the crew."),
        [("Ida Paris", 0, ["PER:ida_paris"]), ("Paris", 1, ["PER:ida_paris"])],
    ),
    "two of one surname: the one whom the title fits": (
        ("Eva Haller opened the harbour.", "Jonas Haller closed the harbour.", "Ms Haller praised the crew."),
        [("Haller", 2, ["PER:eva_haller"])],
    ),
    "two of one surname: the one whose office the title is": (
        ("Eva Haller, Chile’s foreign minister, opened the harbour.", "Jonas Haller closed the harbour.",
         "Minister Haller praised the crew."),
        [("Haller", 2, ["PER:eva_haller"])],
    ),
    "a news agency": (("Agence France-Presse praised the crew.",), [("Agence France-Presse", 0, ["MEDIA:AFP"])]),
    "a person whom the recogniser missed, by the office before": (
        ("Senator Ida Lund opened the harbour.",),
        [("Ida Lund", 0, ["PER:ida_lund"])],
    ),
    "a person whom the recogniser missed, by the form of address": (("Mr Varnak opened the harbour.",), [("Varnak", 0, ["PER:varnak"])]),
    "a person whom the recogniser took for a place, by the first name": (
        ("Otto Varnak closed the harbour.", "Mr Varnak opened the harbour."),
        [("Otto Varnak", 0, ["PER:otto_varnak"]), ("Varnak", 1, ["PER:otto_varnak"])],
    ),
    "a place stays one": (("North Varnak closed the harbour.",), [("North Varnak", 0, [None])]),
    "a school that the recogniser took for a person": (
        ("Sandy Bay School closed the harbour.",),
        [("Sandy Bay School", 0, ["ORG:SANDY_BAY_SCHOOL"])],
    ),
    "an outlet that bears the name of a capital": (
        ("The Vienna Herald praised the crew.",),
        [("Vienna Herald", 0, ["MEDIA:VIENNA_HERALD"])],
    ),
    "a ministry of a country": (
        ("The Chilean foreign ministry opened the harbour.",),
        [("ministry", 0, ["ORG:CHL_FOREIGN_MINISTRY"]), ("Chilean", 0, ["GOV:CHL"])],
    ),
    "officials of two countries": (
        ("Chilean and Austrian officials denied that the ferry was late.",),
        [("officials", 0, ["GRP:CHL_OFFICIALS", "GRP:AUT_OFFICIALS"])],
    ),
    "organisations that the recogniser finds": (("The Gull Society praised the crew.",), [("Gull Society", 0, ["ORG:GULL_SOCIETY"])]),
}  # fmt: skip
CAPITALS: dict[str, tuple[tuple[str, ...], list[tuple[str, int, list[str | None]]]]] = {
    "a capital that acts": (("Vienna closed the harbour.",), [("Vienna", 0, ["GOV:AUT"])]),
    "a capital that is blamed": (("Holm blamed Vienna for the delay.",), [("Vienna", 0, ["GOV:AUT"])]),
    "between two capitals": (
        ("Talks between Vienna and Santiago began.",),
        [("Vienna", 0, ["GOV:AUT"]), ("Santiago", 0, ["GOV:CHL"])],
    ),
    "in a capital": (("Holm praised the crew in Vienna.",), [("Vienna", 0, [None])]),
    "near a capital": (("The ferry sank near Vienna.",), [("Vienna", 0, [None])]),
    "a dateline": (("Vienna, 4 May –",), [("Vienna", 0, [None])]),
    "a dateline in capitals": (("VIENNA – Holm praised the crew.",), [("VIENNA", 0, [None])]),
    "part of another name": (("The Vienna Olympics began.",), [("Vienna", 0, [None])]),
    "a way to a capital": (("Holm travelled to Vienna.",), [("Vienna", 0, [None])]),
    "a visit": (("Holm visited Vienna.",), [("Vienna", 0, [None])]),
}
OFFICES: dict[str, tuple[tuple[str, ...], list[tuple[str, int, list[str | None]]]]] = {
    "an office learnt from an apposition": (
        ("Eva Haller, Chile’s foreign minister, opened the harbour.", "The minister praised the crew."),
        [("The minister", 0, ["PER:eva_haller"])],
    ),
    "an office learnt from a title before the name": (
        ("Foreign Minister Eva Haller opened the harbour.", "The foreign minister praised the crew."),
        [("The foreign minister", 0, ["PER:eva_haller"])],
    ),
    "another word for the same office": (
        ("Eva Haller, Chile’s foreign minister, opened the harbour.", "Chile’s top diplomat praised the crew."),
        [("top diplomat", 0, ["PER:eva_haller"])],
    ),
    "the same office of another country stays open": (
        ("Eva Haller, Chile’s foreign minister, opened the harbour.", "Brazil’s foreign minister praised the crew."),
        [("foreign minister", 1, [None])],
    ),
    "another office of the same country stays open": (
        ("Eva Haller, Chile’s foreign minister, opened the harbour.", "Chile’s finance minister praised the crew."),
        [("finance minister", 0, [None])],
    ),
    "a counterpart holds the same office in the other country": (
        ("Jonas Berg, Brazil’s foreign minister, was late.", "Eva Haller, Chile’s foreign minister, opened the harbour.",
         "Her Brazilian counterpart praised the crew."),
        [("counterpart", 0, ["PER:jonas_berg"])],
    ),
    "the ruler is who spoke last": (
        ("S[Eva Haller, Chile’s foreign minister], V[said] that C[the ferry is late].", "The ruler praised the crew."),
        [("The ruler", 0, ["PER:eva_haller"])],
    ),
    "the ruler where nobody spoke": (("Eva Haller opened the harbour.", "The ruler praised the crew."), [("The ruler", 0, [None])]),
    "a counterpart is somebody else": (
        ("Eva Haller, Chile’s foreign minister, opened the harbour.", "Her Brazilian counterpart praised the crew."),
        [("counterpart", 0, [None])],
    ),
    "any minister is nobody": (
        ("Eva Haller, Chile’s foreign minister, opened the harbour.", "A minister praised the crew."),
        [("A minister", 0, [None])],
    ),
    "no holder known": (("The mayor praised the crew.",), [("The mayor", 0, [None])]),
    "named later": (
        ("The mayor praised the crew.", "Mayor Ida Lund opened the harbour."),
        [("The mayor", 0, ["PER:ida_lund"])],
    ),
    "after two people the one who spoke": (
        ("S[Eva Haller, Chile’s foreign minister], V[said] that C[the ferry is late].", "Jonas Berg, Brazil’s foreign minister, was late.",
         "The foreign minister praised the crew."),
        [("The foreign minister", 0, ["PER:eva_haller"])],
    ),
}  # fmt: skip
BODIES: dict[str, tuple[tuple[str, ...], list[tuple[str, int, list[str | None]]]]] = {
    "the ministry named last": (
        ("The Chilean foreign ministry opened the harbour.", "The ministry praised the crew."),
        [("ministry", 1, ["ORG:CHL_FOREIGN_MINISTRY"])],
    ),
    "no ministry was named": (("Keller Ltd opened the harbour.", "The ministry praised the crew."), [("ministry", 0, [None])]),
    "the ministry of a minister": (
        ("Otto Berg, Chile’s transport minister, opened the harbour.", "His ministry praised the crew."),
        [("ministry", 0, ["ORG:CHL_TRANSPORT_MINISTRY"])],
    ),
    "the company": (("Keller Ltd opened the harbour.", "The company praised the crew."), [("company", 0, ["ORG:KELLER_LTD"])]),
    "a ministry is no company": (
        ("The Chilean foreign ministry opened the harbour.", "The company praised the crew."),
        [("company", 0, [None])],
    ),
    "the newspaper": (
        ("The Harbour Herald praised the crew.", "The newspaper blamed the crew."),
        [("newspaper", 0, ["MEDIA:HARBOUR_HERALD"])],
    ),
    "a company is no newspaper": (("Keller Ltd opened the harbour.", "The newspaper blamed the crew."), [("newspaper", 0, [None])]),
    "a statement is that of who issued it": (
        ("S[North Ports] V[said] in a statement C[that the ferry was late].", "The statement blamed the crew."),
        [("statement", 1, ["ORG:NORTH_PORTS"])],
    ),
    "a statement that nobody issued": (("North Ports praised the harbour plan.", "The statement blamed the crew."), [("statement", 0, [])]),
}  # fmt: skip
PRONOUNS: dict[str, tuple[tuple[str, ...], list[tuple[str, int, list[str | None]]]]] = {
    "gender known from the words beside the name": (
        ("Otto Berg, a spokesman, met Ida Lund, a spokeswoman.", "She praised the crew.", "He blamed the crew."),
        [("She", 0, ["PER:ida_lund"]), ("He", 0, ["PER:otto_berg"])],
    ),
    "she after two women is the one who acted": (
        ("Ida Lund met Eva Haller.", "C[“The ferry is late,”] S[she] V[said]."),
        [("she", 0, ["PER:ida_lund"])],
    ),
    "she after two women who acted together stays open": (
        ("Ida Lund and Eva Haller opened the harbour.", "C[“The ferry is late,”] S[she] V[said]."),
        [("she", 0, [None])],
    ),
    "he is no woman by her first name": (
        ("Otto Berg closed the harbour.", "Ida Lund opened the harbour.", "He praised the crew."),
        [("He", 0, ["PER:otto_berg"])],
    ),
    "he is not who stands in a quotation": (
        ("C[“Otto Berg is late,”] V[said] S[Bruno Weiss].", "He praised the crew."),
        [("He", 0, [WEISS])],
    ),
    "he who speaks is who spoke, not who acted in between": (
        ("S[Bruno Weiss] V[said] that C[the ferry is late].", "Otto Berg closed the harbour.", "C[“The ferry is late,”] S[he] V[said]."),
        [("he", 0, [WEISS])],
    ),
    "he may be somebody without a name": (
        ("Otto Berg closed the harbour.", "A fisherman opened the harbour.", "He praised the crew."),
        [("He", 0, [None])],
    ),
    "they may be things": (
        ("Experts opened the harbour.", "The ferries left the harbour.", "They praised the crew."),
        [("They", 0, [None])],
    ),
    "they are the two of the sentence before": (
        ("Ida Lund and Otto Berg opened the harbour.", "They praised the crew."),
        [("They", 0, ["PER:ida_lund", "PER:otto_berg"])],
    ),
    "they are the group": (("Experts opened the harbour.", "They praised the crew."), [("They", 0, ["GRP:EXPERTS"])]),
    "it is the government that acted": (("Vienna closed the harbour.", "It blamed the crew."), [("It", 0, ["GOV:AUT"])]),
    "it may be nothing": (("Vienna closed the harbour.", "It was reported that the ferry was late."), [("It", 0, [])]),
    "he with nobody before stays open": (("He praised the crew.",), [("He", 0, [None])]),
    "they with nobody before stay open": (("They praised the crew.",), [("They", 0, [None])]),
    "pronouns of the speaker are left alone": (
        ("Ida Lund opened the harbour.", "C[“He praised the crew again this morning,”] V[said] S[Lund]."),
        [("He", 0, []), ("Lund", 1, ["PER:ida_lund"])],
    ),
    "far away names do not count": (
        ("Ida Lund opened the harbour.", *["The ferry left the harbour."] * 5, "She praised the crew."),
        [("She", 0, [None])],
    ),
}


@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [*NAMES.values(), *CAPITALS.values(), *OFFICES.values(), *BODIES.values(), *PRONOUNS.values()],
    ids=[*NAMES, *CAPITALS, *OFFICES, *BODIES, *PRONOUNS],
)
def test_who_is_meant(read: Read, paragraphs: tuple[str, ...], expected: list[tuple[str, int, list[str | None]]]) -> None:
    reading: Reading = read(*paragraphs)
    assert [(words, nth, reading.who(words, nth)) for words, nth, _ in expected] == expected


@pytest.mark.parametrize(
    ("published", "holder"),
    [
        ("2022-03-01", (KELLER,)),
        ("2022-06-30", (KELLER,)),
        ("2022-07-01", (WEISS,)),
        ("2023-01-01", (WEISS,)),
        ("2019-12-31", ()),
        (None, ()),
    ],
)
def test_an_office_is_who_held_it_on_the_day_of_publication(read: Read, published: str | None, holder: tuple[str, ...]) -> None:
    reading: Reading = read("S[Austria’s transport minister] V[denied] C[that the ferry was late].", published=published)
    assert reading.said_by() == [holder]
    assert reading.speakers[0].status == ("role" if holder else "unknown")
    assert reading.speakers[0].rule


def test_an_office_that_two_held_in_the_days_of_publication_stays_open(blank: Language, linker: Linker) -> None:
    doc = treebank.doc(blank.vocab, "S[Austria’s transport minister] V[denied] C[that the ferry was late].")
    source = attribution.attributions(doc)[0].source
    assert source is not None
    cast = linker.cast(doc, [source], (date(2022, 6, 1), date(2022, 7, 31)))
    assert cast.speakers(source) == unknown(Why.SEVERAL_HOLDERS)


SPEAKERS = [
    ("S[Austria’s finance minister] V[denied] C[that the ferry was late].", ()),
    ("S[An aide to Keller] V[denied] C[that the ferry was late].", ()),
    ("S[Keller’s spokesman] V[denied] C[that the ferry was late].", ()),
    ("S[Somebody] V[denied] C[that the ferry was late].", ()),
    ("S[Austrians] V[denied] C[that the ferry was late].", ()),
    ("S[Keller’s campaign] V[denied] C[that the ferry was late].", ()),
    ("S[A spokesman for North Ports] V[denied] C[that the ferry was late].", ("ORG:NORTH_PORTS",)),
    ("S[An analyst at the bank] V[denied] C[that the ferry was late].", ("GRP:ANALYSTS",)),
    ("S[Chilean and Austrian officials] V[denied] C[that the ferry was late].", ("GRP:CHL_OFFICIALS", "GRP:AUT_OFFICIALS")),
    ("S[Some of the residents] V[said] C[the ferry is late].", ("GRP:RESIDENTS",)),
    ("S[Austria and Chile] V[denied] C[that the ferry was late].", ("GOV:AUT", "GOV:CHL")),
    ("S[The U.S. and Europe] V[denied] C[that the ferry was late].", ("GOV:USA", "GRP:EUROPE")),
    ("S[Anna Keller and Bruno Weiss] V[denied] C[that the ferry was late].", (KELLER, WEISS)),
    ("S[Experts] V[denied] C[that the ferry was late].", ("GRP:EXPERTS",)),
    ("S[Austrian officials] V[denied] C[that the ferry was late].", ("GRP:AUT_OFFICIALS",)),
    ("S[The harbour plan] V[denied] C[that the ferry was late].", ("DOC:HARBOUR_PLAN",)),
    ("S[The Austrian government] V[denied] C[that the ferry was late].", ("GOV:AUT",)),
    ("S[Anna Keller, Austria’s transport minister], V[denied] C[that the ferry was late].", (KELLER,)),
    ("S[Austria’s transport minister, Anna Keller], V[denied] C[that the ferry was late].", (KELLER,)),
]


@pytest.mark.parametrize(("paragraph", "expected"), SPEAKERS, ids=[row[0] for row in SPEAKERS])
def test_the_head_of_a_source_speaks(read: Read, paragraph: str, expected: tuple[str, ...]) -> None:
    reading: Reading = read(paragraph)
    assert reading.said_by() == [expected]
    assert (reading.speakers[0].status == "unknown") == (not expected)
    assert reading.speakers[0].rule


def test_one_of_a_group_goes_on_to_speak(read: Read) -> None:
    reading: Reading = read(
        "S[An analyst at the bank] V[denied] C[that the ferry was late].",
        "S[The analyst] V[denied] C[that the ferry was late].",
        "C[“The ferry is late,”] S[she] V[said].",
    )
    assert reading.said_by() == [("GRP:ANALYSTS",)] * 3


WHY = [
    (("S[We] V[said] C[the ferry is late].",), Why.WRITER),
    (("S[He] V[said] C[the ferry is late].",), Why.NOBODY_BEFORE),
    (("Ida Lund and Eva Haller opened the harbour.", "S[She] V[said] C[the ferry is late]."), Why.SEVERAL_BEFORE),
    (("A fisherman opened the harbour.", "S[He] V[said] C[the ferry is late]."), Why.UNNAMED),
    (("S[Lindt] V[said] C[the ferry is late].",), Why.SEVERAL_BEARERS),
    (("S[The minister] V[said] C[the ferry is late].",), Why.NO_HOLDER),
    (("S[Somebody] V[denied] C[that the ferry was late].",), Why.UNNAMED),
    (("S[Some] V[said] C[the ferry is late].",), Why.UNNAMED),
    (("C[The ferry is late], V[according to] S[a report].",), Why.DOCUMENT),
    (("S[Keller’s campaign] V[denied] C[that the ferry was late].",), Why.NOT_KNOWN),
]


@pytest.mark.parametrize(("paragraphs", "why"), WHY, ids=[f"{row[0][-1]}: {row[1]}" for row in WHY])
def test_who_stays_open_stays_so_for_a_reason(read: Read, paragraphs: tuple[str, ...], why: Why) -> None:
    last = read(*paragraphs).speakers[-1]
    assert (last.actor_ids, last.status, last.rule) == ((), "unknown", f"unknown: {why}")


def test_what_some_say_is_led_to_the_actor_that_a_codebook_lists_for_it(blank: Language, tmp_path: Path) -> None:
    entry = "actors: [{id: GRP:UNSPECIFIED, label: unspecified source, type: group}]\n"
    for name, text in {"topics.yml": "topics: []\n", "events.yml": "events: []\n", "actors.yml": entry}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    reading = Reading(blank, Linker(blank, codebook.load(tmp_path)), ("S[Some] V[said] C[the ferry is late].",))
    assert reading.said_by() == [("GRP:UNSPECIFIED",)]
    assert reading.cast.actors["GRP:UNSPECIFIED"].label == "unspecified source"


def test_two_full_names_are_never_one_person(read: Read) -> None:
    reading: Reading = read("Eva Haller opened the harbour.", "Jonas Haller closed the harbour.", "Haller praised the crew.")
    assert {"PER:eva_haller", "PER:jonas_haller"} <= set(reading.cast.actors)


def test_actors_are_described_by_codebook_gazetteer_or_text(read: Read) -> None:
    cast = read("Anna Keller opened the harbour.", "Eva Haller, Chile’s foreign minister, opened the harbour.").cast
    assert cast.actors[KELLER] == Actor(KELLER, "Anna Keller", "person", "AUT", "GOV:AUT", "codebook")
    assert cast.actors["GOV:CHL"] == Actor("GOV:CHL", "Chile", "government", "CHL", None, "gazetteer")
    assert cast.actors["PER:eva_haller"] == Actor("PER:eva_haller", "Eva Haller", "person", "CHL", "GOV:CHL", "text")
    assert cast.side("PER:eva_haller") == "GOV:CHL"
    assert cast.side("GRP:NOBODY") is None


def test_officials_and_ministries_act_for_their_government(read: Read) -> None:
    cast = read("Chilean officials praised the crew.", "The Chilean foreign ministry opened the harbour.", "Experts praised the crew.").cast
    assert cast.actors["GRP:CHL_OFFICIALS"] == Actor("GRP:CHL_OFFICIALS", "Officials of Chile", "group", "CHL", "GOV:CHL", "text")
    ministry = Actor("ORG:CHL_FOREIGN_MINISTRY", "Foreign ministry of Chile", "organisation", "CHL", "GOV:CHL", "text")
    assert cast.actors["ORG:CHL_FOREIGN_MINISTRY"] == ministry
    assert cast.actors["GRP:EXPERTS"] == Actor("GRP:EXPERTS", "Experts", "group", None, None, "text")


def test_every_mention_lies_in_the_text_and_every_id_has_the_documented_form(read: Read) -> None:
    everything = [*NAMES.values(), *CAPITALS.values(), *OFFICES.values(), *BODIES.values(), *PRONOUNS.values()]
    reading: Reading = read(*(paragraph for paragraphs, _ in everything for paragraph in paragraphs))
    for mention in reading.cast.mentions:
        assert reading.doc.text[mention.start : mention.end] == mention.text
        assert mention.actor_id is None or ID.fullmatch(mention.actor_id)
        assert (mention.link_rule == "none") == (mention.actor_id is None)
    assert {m.actor_id for m in reading.cast.mentions if m.actor_id} == set(reading.cast.actors)
    assert [m.start for m in reading.cast.mentions] == sorted(m.start for m in reading.cast.mentions)


def test_mentions_of_a_stretch_are_those_inside_it(read: Read) -> None:
    cast = read("Austria and Chile closed the harbour.").cast
    assert [m.text for m in cast.inside(0, 7)] == ["Austria"]
    assert cast.inside(1, 17) == [Mention(12, 17, "Chile", "GPE", "GOV:CHL", "name")]
