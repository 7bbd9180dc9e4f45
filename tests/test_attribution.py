"""Attributions: marked sources, cues and contents joined to triples, on sentences parsed and marked by hand (see `treebank`)."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Span

import treebank
from analysis.attribution import Attribution, attributions

Triple = tuple[str | None, str | None, list[str]]


def triple(attribution: Attribution) -> Triple:
    def text(span: Span | None) -> str | None:
        return span.text if span is not None else None

    return text(attribution.source), text(attribution.cue), [content.text for content in attribution.contents]


# S[source] V[cue] C[content], a paragraph each; the triples expected.
CASES: dict[str, tuple[tuple[str, ...], list[Triple]]] = {
    "direct, curly marks": (("C[“The ferry is late,”] V[said] S[Keller].",), [("Keller", "said", ["“The ferry is late,”"])]),
    "direct, straight marks": (('C["The ferry is late,"] V[said] S[Keller].',), [("Keller", "said", ['"The ferry is late,"'])]),
    "direct, single marks": (("C[‘The ferry is late,’] S[Keller] V[said].",), [("Keller", "said", ["‘The ferry is late,’"])]),
    "indirect with that": (("S[Keller] V[said] that C[the ferry is late].",), [("Keller", "said", ["the ferry is late"])]),
    "indirect without that": (("S[The minister] V[said] C[the ferry is late].",), [("The minister", "said", ["the ferry is late"])]),
    "mixed": (
        ("S[Keller] V[said] C[the ferry was “far too late” again].",),
        [("Keller", "said", ["the ferry was “far too late” again"])],
    ),
    "a quotation split by its cue is one": (
        ("C[“The ferry is late,”] S[she] V[said], C[“and the harbour is closed.”]",),
        [("she", "said", ["“The ferry is late,”", "“and the harbour is closed.”"])],
    ),
    "according to": (
        ("V[According to] S[Keller], C[the ferry is late].",),
        [("Keller", "According to", ["the ferry is late"])],
    ),
    "according to, at the end": (
        ("C[The ferry is late], V[according to] S[Keller].",),
        [("Keller", "according to", ["The ferry is late"])],
    ),
    "according to, content not marked": (
        ("The ferry is late, V[according to] S[Keller].",),
        [("Keller", "according to", ["The ferry is late"])],
    ),
    "joined by and": (
        ("S[Keller] V[denied] C[that the ferry was late] and V[argued] C[that the harbour was closed].",),
        [("Keller", "denied", ["that the ferry was late"]), ("Keller", "argued", ["that the harbour was closed"])],
    ),
    "adding that": (
        ("S[Keller] V[said] C[the ferry was late], V[adding] C[that the harbour was closed].",),
        [("Keller", "said", ["the ferry was late"]), ("Keller", "adding", ["that the harbour was closed"])],
    ),
    "passive, agent marked": (
        ("Keller was V[criticised] by S[Holm] for C[closing the harbour].",),
        [("Holm", "criticised", ["closing the harbour"])],
    ),
    "passive, nothing but the cue marked": (
        ("Keller was V[criticised] by Holm for closing the harbour.",),
        [("Holm", "criticised", ["closing the harbour"])],
    ),
    "accused of": (("Holm V[accused] Keller of closing the harbour.",), [("Holm", "accused", ["closing the harbour"])]),
    "a clause put before its cue": (
        ("The ferry is late, S[the minister] V[said].",),
        [("the minister", "said", ["The ferry is late"])],
    ),
    "a clause put before its cue, with a day": (
        ("The ferry is late, S[the minister] V[said] on Monday.",),
        [("the minister", "said", ["The ferry is late"])],
    ),
    "a clause behind its cue": (("S[Keller] V[said] the ferry is late.",), [("Keller", "said", ["the ferry is late"])]),
    "the outlet's gloss stays outside": (
        ("S[Keller] V[said] C[the ferry was “far too late”, in a warning to the crew].",),
        [("Keller", "said", ["the ferry was “far too late”"])],
    ),
    "a closing mark is drawn in": (("“C[The ferry is late],” V[said] S[Keller].",), [("Keller", "said", ["“The ferry is late,”"])]),
    "quoted speech that no content covers": (
        ("“The ferry is late again this morning,” V[said] S[Keller].",),
        [("Keller", "said", ["“The ferry is late again this morning,”"])],
    ),
    "the subject where no source is marked": (("Keller V[said] C[the ferry is late].",), [("Keller", "said", ["the ferry is late"])]),
    "a day is no source": (
        ("The minister today V[denied] C[that the ferry was late].",),
        [("The minister", "denied", ["that the ferry was late"])],
    ),
    "two speakers in a paragraph": (
        ("C[“The ferry is late,”] V[said] S[Keller]. C[“The ferry is old,”] V[said] S[Holm].",),
        [("Keller", "said", ["“The ferry is late,”"]), ("Holm", "said", ["“The ferry is old,”"])],
    ),
    "a name and a colon": (("S[Keller]V[:] C[“The ferry is late.”]",), [("Keller", ":", ["“The ferry is late.”"])]),
    "a quotation and a dash": (("C[“The ferry is late.”] — S[Keller]",), [("Keller", None, ["“The ferry is late.”"])]),
    "a quotation alone": (("C[“The ferry is late again this morning.”]",), [(None, None, ["“The ferry is late again this morning.”"])]),
    "a quotation and a dash, nothing marked": (("“The ferry is late.” — Keller",), [("Keller", None, ["“The ferry is late.”"])]),
    "a transcript in quotation marks": (("“KELLER: The ferry is late.”",), [("KELLER", ":", ["The ferry is late.”"])]),
    "a colon at the end of the paragraph before": (
        ("Keller made this remark:", "“The ferry is late again this morning.”"),
        [("Keller", "made", ["“The ferry is late again this morning.”"])],
    ),
    # no attribution
    "a name in quotation marks behind a colon": (("The plan named three ports: “Holm”.",), []),
    "nothing marked": (("The ferry left the harbour.",), []),
    "a title is no speech": (("Holm sailed the “Grey Gull” home.",), []),
    "a cue without content": (("S[Keller] V[spoke] in the harbour.",), []),
    "words that nobody is marked to have said": (("C[The ferry left the harbour].",), []),
}


@pytest.mark.parametrize(("paragraphs", "expected"), CASES.values(), ids=CASES)
def test_parts_are_joined(blank: Language, paragraphs: tuple[str, ...], expected: list[Triple]) -> None:
    doc = treebank.doc(blank.vocab, *paragraphs)
    assert [triple(a) for a in attributions(doc)] == expected


def test_a_quotation_that_goes_on_in_the_next_paragraph_continues_the_one_before(blank: Language) -> None:
    doc = treebank.doc(blank.vocab, "C[“The ferry is late,”] V[said] S[Keller].", "C[“It is old.]", "C[“It will be sold this year.”]")
    first, second, third = attributions(doc)
    assert triple(first) == ("Keller", "said", ["“The ferry is late,”"])
    assert (second.continues, third.continues) == (first, second)
    assert (second.rule, third.rule) == ("continued", "continued")


def test_a_quotation_after_other_words_continues_nothing(blank: Language) -> None:
    doc = treebank.doc(
        blank.vocab, "C[“The ferry is late,”] V[said] S[Keller].", "The ferry left the harbour.", "C[“It will be sold this year.”]"
    )
    assert [(a.continues, a.rule) for a in attributions(doc)][-1] == (None, "marks")


def test_joining_stays_within_a_paragraph(blank: Language) -> None:
    first, second = "S[Keller] V[spoke] in the harbour.", "C[“The ferry is late again this morning.”]"
    doc = treebank.doc(blank.vocab, "The ferry left the harbour.", first, second)
    assert [triple(a) for a in attributions(doc)] == [(None, None, ["“The ferry is late again this morning.”"])]


def test_attributions_come_in_text_order_with_spans_inside_their_paragraph(blank: Language) -> None:
    doc = treebank.doc(blank.vocab, *(paragraph for paragraphs, _ in CASES.values() for paragraph in paragraphs))
    found = attributions(doc)
    assert [a.start for a in found] == sorted(a.start for a in found)
    paragraphs = [(p.start_char, p.end_char) for p in doc.spans["paragraphs"]]
    parts = [part for a in found for part in a.parts()]
    assert all(any(start <= part.start_char and part.end_char <= end for start, end in paragraphs) for part in parts)


def test_a_doc_without_marks_gives_nothing(blank: Language) -> None:
    assert attributions(treebank.doc(blank.vocab, "The ferry left the harbour.")) == []


# The same with a number behind each letter: parts of one attribution, as the exact reader gives them.
READ: dict[str, tuple[tuple[str, ...], list[Triple]]] = {
    "parts that carry one id belong together": (
        ("C1[“The ferry is late,”] V1[said] S1[Keller]. C2[“The ferry is old,”] V2[said] S2[Holm].",),
        [("Keller", "said", ["“The ferry is late,”"]), ("Holm", "said", ["“The ferry is old,”"])],
    ),
    "however near another cue is": (
        ("C2[“The ferry is late,”] V1[said] S1[Keller]. C1[“The ferry is old,”] V2[said] S2[Holm].",),
        [("Holm", "said", ["“The ferry is late,”"]), ("Keller", "said", ["“The ferry is old,”"])],
    ),
    "a quotation split by its cue is one": (
        ("C1[“The ferry is late,”] S1[she] V1[said], C1[“and the harbour is closed.”]",),
        [("she", "said", ["“The ferry is late,”", "“and the harbour is closed.”"])],
    ),
    "a cue that was read without source keeps none": (
        ("S1[Keller] V1[said] C1[the ferry was late], V2[adding] C2[that the harbour was closed].",),
        [("Keller", "said", ["the ferry was late"]), (None, "adding", ["that the harbour was closed"])],
    ),
    "a cue without content is dropped": (("S1[Keller] V1[spoke] in the harbour.",), []),
    "quoted speech that was not read stays, without a source": (
        ("“The ferry is late again this morning,” V1[said] S1[Keller].",),
        [(None, None, ["“The ferry is late again this morning,”"])],
    ),
    "what later paragraphs hold is a statement each": (
        ("C1[“The ferry is late,”] V1[said] S1[Keller].", "C1[“It is old.]", "C1[“It will be sold this year.”]"),
        [("Keller", "said", ["“The ferry is late,”"]), (None, None, ["“It is old."]), (None, None, ["“It will be sold this year.”"])],
    ),
}


@pytest.mark.parametrize(("paragraphs", "expected"), READ.values(), ids=READ)
def test_what_was_read_together_stays_together(blank: Language, paragraphs: tuple[str, ...], expected: list[Triple]) -> None:
    doc = treebank.doc(blank.vocab, *paragraphs)
    assert [triple(a) for a in attributions(doc)] == expected


def test_what_later_paragraphs_hold_goes_on_from_the_cue(blank: Language) -> None:
    first, second, third = attributions(treebank.doc(blank.vocab, *READ["what later paragraphs hold is a statement each"][0]))
    assert (second.continues, third.continues) == (first, first)
    assert {second.rule, third.rule} == {"continued"}
    assert first.rule == "read"
