"""Statements: type, speaker, cue, addressee and what is none; on sentences marked by hand, and plain ones read by the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

import treebank
from analysis import attribution, language, statements
from analysis.actors import Linker, Why
from analysis.codebook import Codebook
from analysis.statements import Statement

KELLER, HOLM = "PER:anna_keller", "PER:bruno_holm"
Said = Callable[..., tuple[str, list[Statement]]]
SPRING = (date(2022, 3, 1), date(2022, 3, 1))


def find(doc: Doc, linker: Linker, sections: list[str] | None = None) -> list[Statement]:
    joined = attribution.attributions(doc)
    cast = linker.cast(doc, [a.source for a in joined if a.source is not None], SPRING)
    return statements.find(doc, joined, cast, sections or ["body"] * len(doc.spans[language.PARAGRAPH_SPANS]))


@pytest.fixture
def said(blank: Language, linker: Linker) -> Said:
    """The statements of marked paragraphs, with the text that their offsets mean."""

    def statements_of(*paragraphs: str, sections: list[str] | None = None) -> tuple[str, list[Statement]]:
        doc = treebank.doc(blank.vocab, *paragraphs)
        return doc.text, find(doc, linker, sections)

    return statements_of


# The paragraphs, and for each statement: type, content, quoted words, dictionary form and class of the cue, speakers, status.
Expected = tuple[str, list[str], list[str], str | None, str | None, tuple[str, ...], str]
CASES: dict[str, tuple[tuple[str, ...], list[Expected]]] = {
    "direct": (
        ("C[“The ferry is late,”] V[said] S[Anna Keller].",),
        [("direct", ["“The ferry is late,”"], ["The ferry is late,"], "say", "neutral", (KELLER,), "explicit")],
    ),
    "direct, straight marks": (
        ('C["The ferry is late,"] V[said] S[Keller].',),
        [("direct", ['"The ferry is late,"'], ["The ferry is late,"], "say", "neutral", (KELLER,), "explicit")],
    ),
    "direct, single marks": (
        ("C[‘The ferry is late,’] S[Keller] V[said].",),
        [("direct", ["‘The ferry is late,’"], ["The ferry is late,"], "say", "neutral", (KELLER,), "explicit")],
    ),
    "indirect": (
        ("S[Keller] V[said] that C[the ferry is late].",),
        [("indirect", ["the ferry is late"], [], "say", "neutral", (KELLER,), "explicit")],
    ),
    "mixed": (
        ("S[Keller] V[said] C[the ferry was “far too late” again].",),
        [("mixed", ["the ferry was “far too late” again"], ["far too late"], "say", "neutral", (KELLER,), "explicit")],
    ),
    "split by its cue": (
        ("C[“The ferry is late,”] V[said] S[Anna Keller].", "C[“The ferry is late,”] S[she] V[said], C[“and the harbour is closed.”]"),
        [
            ("direct", ["“The ferry is late,”"], ["The ferry is late,"], "say", "neutral", (KELLER,), "explicit"),
            (
                "direct",
                ["“The ferry is late,”", "“and the harbour is closed.”"],
                ["The ferry is late,", "and the harbour is closed."],
                "say",
                "neutral",
                (KELLER,),
                "pronoun",
            ),
        ],
    ),
    "by office": (
        ("S[Austria’s transport minister] V[denied] C[that the ferry was late].",),
        [("indirect", ["that the ferry was late"], [], "deny", "denial", (KELLER,), "role")],
    ),
    "by capital": (
        ("S[Vienna] V[denied] C[that the ferry was late].",),
        [("indirect", ["that the ferry was late"], [], "deny", "denial", ("GOV:AUT",), "metonym")],
    ),
    "a document": (
        ("C[The ferry is late], V[according to] S[the harbour plan].",),
        [("indirect", ["The ferry is late"], [], "according to", "neutral", ("DOC:HARBOUR_PLAN",), "explicit")],
    ),
    "nobody known": (
        ("S[The minister] V[said] C[the ferry is late].",),
        [("indirect", ["the ferry is late"], [], "say", "neutral", (), "unknown")],
    ),
    "marks alone": (
        ("C[“The ferry is late again this morning.”]",),
        [("fragment", ["“The ferry is late again this morning.”"], ["The ferry is late again this morning."], None, None, (), "unknown")],
    ),
    "joined by and": (
        ("S[Keller] V[denied] C[that the ferry was late] and V[argued] C[that the harbour was closed].",),
        [
            ("indirect", ["that the ferry was late"], [], "deny", "denial", (KELLER,), "explicit"),
            ("indirect", ["that the harbour was closed"], [], "argue", "assertive", (KELLER,), "explicit"),
        ],
    ),
    "goes on in the next paragraph": (
        ("C[“The ferry is late,”] V[said] S[Keller].", "C[“It is old.]", "C[“It will be sold this year.”]"),
        [
            ("direct", ["“The ferry is late,”"], ["The ferry is late,"], "say", "neutral", (KELLER,), "explicit"),
            ("direct", ["“It is old"], ["It is old"], None, None, (KELLER,), "inherited"),
            ("direct", ["“It will be sold this year.”"], ["It will be sold this year."], None, None, (KELLER,), "inherited"),
        ],
    ),
    "an attitude": (
        ("S[Keller] V[believes] C[the ferry is late].",),
        [("indirect", ["the ferry is late"], [], "believe", "belief", (KELLER,), "explicit")],
    ),
    "ruled out": (
        ("S[Keller] V[ruled out] C[closing the harbour].",),
        [("indirect", ["closing the harbour"], [], "rule out", "refusal", (KELLER,), "explicit")],
    ),
}


@pytest.mark.parametrize(("paragraphs", "expected"), CASES.values(), ids=CASES)
def test_a_statement_says_who_said_what_and_how(said: Said, paragraphs: tuple[str, ...], expected: list[Expected]) -> None:
    text, found = said(*paragraphs)
    assert [
        (
            s.type, [text[a:b] for a, b in s.content_spans], [text[a:b] for a, b in s.quoted_spans], s.cue_lemma, s.cue_class, s.speakers,
            s.speaker_status,
        )
        for s in found
    ] == expected  # fmt: skip


NONE = [
    "S[Keller] V[refused to condemn] C[the delay].",
    "S[Keller] refused to V[condemn] C[the delay].",
    "S[Keller] V[has not condemned] C[the delay].",
    "S[Keller] V[never praised] C[the ferry].",
    "S[Keller] V[did not say] C[that the ferry was late].",
    "S[Keller] V[is expected] C[to close the harbour].",
    "The ferry V[is seen] C[as late].",
    "The ferry left the harbour.",
]


@pytest.mark.parametrize("paragraph", NONE)
def test_where_nothing_was_said_there_is_no_statement(said: Said, paragraph: str) -> None:
    assert said(paragraph)[1] == []


def test_a_negated_cue_that_still_reports_something_is_kept_and_marked(said: Said) -> None:
    _, (found,) = said("S[Keller] V[did not deny] C[that the ferry was late].")
    assert found.negated
    assert found.cue_class == "denial"
    _, (found,) = said("S[Keller] V[denied] C[that the ferry was late].")
    assert not found.negated


@pytest.mark.parametrize(
    ("section", "expected"), [("headline", 1), ("subheadline", 1), ("body", 1), ("dateline", 0), ("source_credit", 0), ("metadata", 0)]
)
def test_only_headlines_and_body_are_read(said: Said, section: str, expected: int) -> None:
    _, found = said("S[Keller] V[said] that C[the ferry is late].", "The ferry left the harbour.", sections=[section, "body"])
    assert [s.section for s in found] == [section] * expected


def test_sections_must_fit_the_paragraphs(said: Said) -> None:
    with pytest.raises(ValueError, match="1 sections for 2 paragraphs"):
        said("The ferry left the harbour.", "The ferry left the harbour.", sections=["body"])


def test_the_speaker_speaks_for_the_side_that_the_codebook_states(said: Said) -> None:
    _, (found,) = said("C[“The ferry is late,”] V[said] S[Anna Keller].")
    assert found.on_behalf_of == ("GOV:AUT",)


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("S[Keller] V[told] Bruno Holm C[that the ferry was late].", (HOLM,)),
        ("S[Keller] V[called on] Chile C[to open the harbour].", ("GOV:CHL",)),
        ("S[Keller] V[said] that C[Bruno Holm is late].", ()),
        ("S[Keller] V[said] that C[the ferry is late].", ()),
    ],
)
def test_the_object_of_the_cue_is_addressed(said: Said, paragraph: str, expected: tuple[str, ...]) -> None:
    _, found = said(paragraph)
    assert [s.addressees for s in found] == [expected]


HERALD, GULL_NEWS = "MEDIA:HARBOUR_HERALD", "MEDIA:GULL_NEWS"
CHAINS = [
    ("S[Keller] V[told] the Harbour Herald C[that the ferry was late].", [((KELLER,), (HERALD,))]),
    ("S[Keller] V[said] in an interview with the Harbour Herald C[that the ferry was late].", [((KELLER,), (HERALD,))]),
    ("S[Keller] V[said] C[the ferry was late], according to the Harbour Herald.", [((KELLER,), (HERALD,))]),
    ("S[The Harbour Herald] V[reported], citing Keller, C[that the ferry was late].", [((KELLER,), (HERALD,))]),
    ("S[The Harbour Herald] V[said] C[Gull News reported that Keller denied the delay].", [((HERALD,), ())]),
    ("S[Keller] V[accused] the Harbour Herald C[of lying].", [((KELLER,), ())]),
    ("S[Keller] V[told] Bruno Holm C[that the ferry was late].", [((KELLER,), ())]),
    ("S[Keller] V[said] that C[the ferry is late].", [((KELLER,), ())]),
]


@pytest.mark.parametrize(("paragraph", "expected"), CHAINS, ids=[row[0] for row in CHAINS])
def test_media_through_which_it_came_are_kept_nearest_to_the_reader_first(said: Said, paragraph: str, expected: list[object]) -> None:
    _, found = said(paragraph)
    assert [(s.speakers, s.via) for s in found] == expected


def test_an_agency_in_a_report_of_another_outlet_stays_in_the_chain(blank: Language, linker: Linker) -> None:
    doc = treebank.doc(blank.vocab, "The Harbour Herald said Gull News reported that Keller denied the delay.")

    def part(words: str) -> Span:
        start = doc.text.index(words)
        span = doc.char_span(start, start + len(words))
        assert span is not None
        return span

    triples = [
        ("Gull News reported that Keller denied the delay", "said", "The Harbour Herald"),
        ("that Keller denied the delay", "reported", "Gull News"),
        ("the delay", "denied", "Keller"),
    ]
    joined = [attribution.Attribution([part(content)], part(cue), part(source), "parse") for content, cue, source in triples]
    found = statements.find(doc, joined, linker.cast(doc, [part(source) for *_, source in triples], SPRING), ["body"])
    expected = [((HERALD,), ()), ((GULL_NEWS,), (HERALD,)), ((KELLER,), (HERALD, GULL_NEWS))]
    assert [(s.speakers, s.via) for s in found] == expected


OPEN: list[tuple[tuple[str, ...], Why]] = [
    (("C[“The ferry is late again this morning.”]",), Why.NO_SOURCE),
    (("C[“The ferry is late,”] S[he] V[said].", "C[“It is old.]", "C[“It will be sold this year.”]"), Why.CONTINUES),
    (("It was V[reported] C[that the ferry was late].",), Why.IMPERSONAL),
]


@pytest.mark.parametrize(("paragraphs", "why"), OPEN, ids=[str(why) for _, why in OPEN])
def test_a_statement_of_nobody_says_why(said: Said, paragraphs: tuple[str, ...], why: Why) -> None:
    last = said(*paragraphs)[1][-1]
    assert (last.speakers, last.speaker_status) == ((), "unknown")
    assert last.rule.endswith(f"unknown: {why}")


def test_what_is_said_inside_a_statement_is_nested(said: Said) -> None:
    text, found = said("V[According to] S[Keller], C[Holm said the ferry was late].")
    assert [s.nested_in for s in found] == [None]
    assert found[0].start == 0
    assert text[found[0].start : found[0].end] == text.rstrip(".")


# Plain sentences of news, read by the carried weights: content words that must be in a statement, its speakers and status.
READ: dict[str, tuple[str, str, tuple[str, ...], str]] = {
    "direct": ("“The harbour will open in June,” said Anna Keller, a minister.", "will open in June", (KELLER,), "direct"),
    "direct, straight marks": ('"The harbour will open in June," said Anna Keller on Monday.', "will open in June", (KELLER,), "direct"),
    "direct, single marks": ("‘The harbour will open in June,’ said Anna Keller on Monday.", "will open in June", (KELLER,), "direct"),
    "indirect with that": ("Anna Keller said on Monday that the harbour would open in June.", "would open in June", (KELLER,), "indirect"),
    "indirect without that": ("Anna Keller said the harbour would open in June.", "would open in June", (KELLER,), "indirect"),
    "mixed": ("Anna Keller said the harbour was in “very poor shape” after the storm.", "very poor shape", (KELLER,), "mixed"),
    "according to": ("The harbour will open in June, according to Anna Keller.", "will open in June", (KELLER,), "indirect"),
    "put after": ("The harbour will open in June, Anna Keller said.", "will open in June", (KELLER,), "indirect"),
    "capital": ("Vienna denied that the ferries had carried weapons.", "the ferries had carried weapons", ("GOV:AUT",), "indirect"),
    "office": ("Austria’s transport minister denied that the ferry was unsafe.", "the ferry was unsafe", (KELLER,), "indirect"),
    "headline without a full stop": ("Austria says ferry carried no weapons", "ferry carried no weapons", ("GOV:AUT",), "indirect"),
    "speaker and colon": ("Anna Keller: The ferries cannot land before June.", "cannot land before June", (KELLER,), "indirect"),
    "quotation and dash": ("“The ferries cannot land before June.” — Anna Keller", "cannot land before June", (KELLER,), "direct"),
    "participle": (
        "Anna Keller defended the delay, affirming that the ferries could not land before June.", "could not land", (KELLER,), "indirect"
    ),
    "noun": ("Anna Keller issued a warning that the ferries could not land before June.", "could not land", (KELLER,), "indirect"),
    "agentless": ("It was announced on Monday that the ferries could not land before June.", "could not land", (), "indirect"),
    "told an outlet": ("Anna Keller told the Vienna Herald that the ferries could not land.", "could not land", (KELLER,), "indirect"),
    "at a briefing": ("At a regular briefing, Anna Keller said that the ferries could not land.", "could not land", (KELLER,), "indirect"),
    "in an interview": (
        "In an interview with the Vienna Herald, Anna Keller said the ferries could not land.", "could not land", (KELLER,), "indirect"
    ),
    "a short quotation tied to a cue": ("Anna Keller called the plan “a very bad idea”.", "a very bad idea", (KELLER,), "mixed"),
    "as she put it": ("The plan is “dead”, as Anna Keller put it.", "dead", (KELLER,), "mixed"),
    "never closed": ("Anna Keller said: “The ferries cannot land. They are too old.", "They are too old", (KELLER,), "direct"),
    "two speakers": ("Austria and Chile said they would reopen the line.", "reopen the line", ("GOV:AUT", "GOV:CHL"), "indirect"),
}  # fmt: skip


# Whom it was said to, where and through which medium: never the speaker.
AROUND = [
    ("At a regular briefing in Vienna, Anna Keller said the harbour would open in June.", (KELLER,)),
    ("In an interview with the Harbour Herald, Anna Keller said the harbour would open in June.", (KELLER,)),
    ("Anna Keller told the Harbour Herald that the harbour would open in June.", (KELLER,)),
    ("Anna Keller told Bruno Holm that the harbour would open in June.", (KELLER,)),
    ("Speaking to reporters in Santiago, Anna Keller said the harbour would open in June.", (KELLER,)),
    ("In a letter to Chile, Anna Keller said the harbour would open in June.", (KELLER,)),
    ("“The harbour will open in June,” Anna Keller told journalists at North Ports.", (KELLER,)),
    ("“The harbour will open in June,” Anna Keller said on Gull News on Monday.", (KELLER,)),
    ("North Ports said in a statement that the harbour would open in June.", ("ORG:NORTH_PORTS",)),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "speakers"), AROUND, ids=[row[0] for row in AROUND])
def test_addressee_venue_and_medium_are_no_speakers(nlp: Language, people: Codebook, text: str, speakers: tuple[str, ...]) -> None:
    found = find(language.parse(nlp, text), Linker(nlp, people))
    assert [s.speakers for s in found if any("open in June" in text[a:b] for a, b in s.content_spans)] == [speakers]


PASSED_ON = [
    ("According to the Harbour Herald, Anna Keller said the harbour would open in June.", (HERALD,)),
    ("Anna Keller was quoted by Gull News as saying the harbour would open in June.", (GULL_NEWS,)),
    ("“The harbour will open in June,” Anna Keller told Gull News on Monday.", (GULL_NEWS,)),
    ("Anna Keller said the harbour would open in June.", ()),
]


@pytest.mark.model
@pytest.mark.parametrize(("text", "via"), PASSED_ON, ids=[row[0] for row in PASSED_ON])
def test_chains_are_read_from_plain_sentences(nlp: Language, people: Codebook, text: str, via: tuple[str, ...]) -> None:
    found = find(language.parse(nlp, text), Linker(nlp, people))
    assert (KELLER,) in [s.speakers for s in found]
    assert [s.via for s in found if s.speakers == (KELLER,)] == [via]


@pytest.mark.model
@pytest.mark.parametrize(("text", "words", "speakers", "kind"), READ.values(), ids=READ)
def test_plain_sentences_are_read(nlp: Language, people: Codebook, text: str, words: str, speakers: tuple[str, ...], kind: str) -> None:
    found = find(language.parse(nlp, text), Linker(nlp, people))
    assert [(s.speakers, s.type) for s in found if any(words in text[a:b] for a, b in s.content_spans)] == [(speakers, kind)]


MODALITIES = {
    "asserted": ("S[Keller] V[said] C[the ferry is late].", "asserted", "speech"),
    "will": ("S[Keller] V[said] C[the ferry will sail].", "commitment", "speech"),
    "could": ("S[Keller] V[said] C[the ferry could sail].", "possible", "speech"),
    "if": ("S[Keller] V[said] C[the ferry would sail if the storm ended].", "conditional", "speech"),
    "a promise": ("S[Keller] V[promised] C[to repair the ferry].", "commitment", "speech"),
    "a belief": ("S[Keller] V[believes] C[the ferry is late].", "asserted", "attitude"),
}


@pytest.mark.parametrize(("marked", "modality", "act"), MODALITIES.values(), ids=MODALITIES)
def test_how_it_is_put_and_whether_it_was_said(said: Said, marked: str, modality: str, act: str) -> None:
    _, [found] = said(marked)
    assert (found.modality, found.act) == (modality, act)


NO_SPEECH = {
    "a refusal to speak": "Anna Keller refused to condemn the strike.",
    "not yet said": "Austria has not yet condemned the strike.",
    "inches and feet": 'He is 6\'2" tall and rowed a 12" board across the harbour.',
    "a nickname and a ship": "William “Bill” Holm rowed the “Grey Gull” to the island.",
    "a title": "She owns a copy of “The Long Harbour”.",
    "words used with distance": "The so-called “harbour party” was over by ten.",
    "what a paper is about": "Austria recently presented a paper about the ferries.",
}


@pytest.mark.model
@pytest.mark.parametrize("text", NO_SPEECH.values(), ids=NO_SPEECH)
def test_what_is_no_speech_makes_no_statement(nlp: Language, people: Codebook, text: str) -> None:
    assert find(language.parse(nlp, text), Linker(nlp, people)) == []


@pytest.mark.model
def test_a_chain_of_those_who_pass_it_on_is_kept(nlp: Language, people: Codebook) -> None:
    text = "The ferries cannot land before June, Anna Keller said, according to the Vienna Herald."
    by_speaker = {s.speakers: s for s in find(language.parse(nlp, text), Linker(nlp, people))}
    assert set(by_speaker) == {(KELLER,), ("MEDIA:VIENNA_HERALD",)}
    assert by_speaker[(KELLER,)].via == ("MEDIA:VIENNA_HERALD",)
    assert by_speaker[("MEDIA:VIENNA_HERALD",)].via == ()


@pytest.mark.model
def test_whom_an_outlet_cites_has_spoken_through_it(nlp: Language, people: Codebook) -> None:
    text = "The Vienna Herald reported, citing Anna Keller, that the ferries could not land."
    [found] = find(language.parse(nlp, text), Linker(nlp, people))
    assert [text[s:e] for s, e in found.content_spans] == ["that the ferries could not land"]
    assert (found.speakers, found.via) == ((KELLER,), ("MEDIA:VIENNA_HERALD",))
