"""Cues: the dictionary form and class of reporting words, inflected, of several words, and unknown."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from analysis import lexicon, tables
from analysis.cues import ATTITUDES, classify, forms

BLANK = spacy.blank("en")


def cue(phrase: str, after: str = "", root: str = "") -> Span:
    """A cue in front of other words; its root is the word named, else the first. No lemmas, as if the lemmatiser had failed."""
    words = [token.text for token in BLANK(f"{phrase} {after}".strip())]
    length = len(BLANK(phrase))
    head = words.index(root) if root else 0
    heads = [head if i < length else i for i in range(len(words))]
    return Doc(BLANK.vocab, words=words, heads=heads, deps=["ROOT" if h == i else "dep" for i, h in enumerate(heads)])[0:length]


# The marked cue, the words after it, its dictionary form and class.
# fmt: off
CUES = [
    ("said", "that", "say", "neutral"), ("says", "", "say", "neutral"), ("saying", "", "say", "neutral"),
    ("told", "reporters", "tell", "neutral"), ("added", "", "add", "neutral"), ("adding", "", "add", "neutral"),
    ("replied", "", "reply", "neutral"), ("replies", "", "reply", "neutral"), ("according to", "", "according to", "neutral"),
    ("According to", "", "according to", "neutral"), (":", "", ":", "neutral"),
    ("noted", "", "note", "neutral"), ("recalled", "", "recall", "neutral"), ("stating", "", "state", "neutral"),
    ("announced", "", "announce", "neutral"), ("quipped", "", "quip", "neutral"), ("referred to", "", "refer to", "neutral"),
    ("summed", "up", "sum up", "neutral"), ("quoting", "", "quote", "neutral"),
    ("insisted", "", "insist", "assertive"), ("claims", "", "claim", "assertive"), ("argued", "", "argue", "assertive"),
    ("arguing", "", "argue", "assertive"), ("stressed", "", "stress", "assertive"), ("pointed out", "", "point out", "assertive"),
    ("pointed", "out", "point out", "assertive"), ("reiterating", "", "reiterate", "assertive"), ("alleged", "", "allege", "assertive"),
    ("admitted", "", "admit", "assertive"), ("admitting", "", "admit", "assertive"), ("implied", "", "imply", "assertive"),
    ("affirmed", "", "affirm", "assertive"), ("warned", "", "warn", "directive"),
    ("denied", "", "deny", "denial"), ("denies", "", "deny", "denial"), ("denying", "", "deny", "denial"),
    ("rejected", "", "reject", "denial"), ("dismissed", "", "dismiss", "denial"), ("brushed off", "", "brush off", "denial"),
    ("refused", "", "refuse", "refusal"), ("declined", "", "decline", "refusal"), ("ruled out", "", "rule out", "refusal"),
    ("ruling", "out", "rule out", "refusal"),
    ("criticised", "", "criticise", "critical"), ("criticized", "", "criticize", "critical"), ("accused", "", "accuse", "critical"),
    ("blaming", "", "blame", "critical"), ("condemned", "", "condemn", "critical"), ("slammed", "", "slam", "critical"),
    ("lashed out", "", "lash out", "critical"), ("deplored", "", "deplore", "critical"),
    ("called for", "", "call for", "directive"), ("called", "for talks", "call for", "directive"), ("urged", "", "urge", "directive"),
    ("calling on", "", "call on", "directive"), ("demanded", "", "demand", "directive"), ("appealed to", "", "appeal to", "directive"),
    ("pressed", "for", "press for", "directive"),
    ("promised", "", "promise", "commissive"), ("pledges", "", "pledge", "commissive"), ("vowed", "", "vow", "commissive"),
    ("threatening", "", "threaten", "commissive"), ("agreed", "", "agree", "commissive"), ("committed", "", "commit", "commissive"),
    ("praised", "", "praise", "endorsing"), ("welcomed", "", "welcome", "endorsing"), ("backed", "", "back", "endorsing"),
    ("defended", "", "defend", "endorsing"),
    ("doubts", "", "doubt", "doubting"), ("cast doubt", "on", "cast doubt", "doubting"), ("wondered", "", "wonder", "doubting"),
    ("asked", "whether", "ask whether", "question"), ("asked if", "", "ask if", "question"), ("inquired", "", "inquire", "question"),
    ("asked", "the crew", "ask", "directive"),
    ("believes", "", "believe", "belief"), ("hoped", "", "hope", "belief"),
    ("fearing", "", "fear", "belief"), ("thought", "", "think", "belief"),
    ("swore", "", "swear", "assertive"),
    ("wants", "", "want", "intention"), ("planned", "", "plan", "intention"), ("plans to", "", "plan", "intention"),
]
LONGER = [  # the cue with its auxiliaries, the word that heads it
    ("has said", "said", "say", "neutral"), ("did not deny", "deny", "deny", "denial"),
    ("has repeatedly denied", "denied", "deny", "denial"),
    ("is calling for", "calling", "call for", "directive"), ("went on to say", "went", "go on", "neutral"),
    ("has never pointed out", "pointed", "point out", "assertive"),
]
# fmt: on


@pytest.mark.parametrize(("phrase", "after", "lemma", "kind"), CUES, ids=[f"{row[0]} {row[1]}".strip() for row in CUES])
def test_a_cue_has_its_dictionary_form_and_class(phrase: str, after: str, lemma: str, kind: str) -> None:
    assert classify(cue(phrase, after)) == (lemma, kind)


@pytest.mark.parametrize(("phrase", "root", "lemma", "kind"), LONGER, ids=[row[0] for row in LONGER])
def test_the_word_that_heads_a_longer_cue_decides(phrase: str, root: str, lemma: str, kind: str) -> None:
    assert classify(cue(phrase, root=root)) == (lemma, kind)


@pytest.mark.parametrize("phrase", ["frobnicated", "gurgled", "sang"])
def test_a_cue_that_no_list_holds_has_no_class(phrase: str) -> None:
    assert classify(cue(phrase))[1] is None


def test_particles_behind_other_words_are_not_drawn_in() -> None:
    assert classify(cue("called", "him for help"))[0] == "call"


@pytest.mark.model
@pytest.mark.parametrize(
    ("sentence", "word", "lemma", "kind"),
    [
        ("She told reporters the ferry was late.", "told", "tell", "neutral"),
        ("He thought the ferry was late.", "thought", "think", "belief"),
        ("They swore the ferry was safe.", "swore", "swear", "assertive"),
        ("The minister spoke about the ferry.", "spoke", "speak about", "neutral"),
        ("The union sought talks.", "sought", "seek", "intention"),
        ("She wrote that the ferry was late.", "wrote", "write", "neutral"),
    ],
)
def test_irregular_forms_of_the_pipeline_s_words_are_known(nlp: Language, sentence: str, word: str, lemma: str, kind: str) -> None:
    doc = nlp(sentence)
    assert classify(next(doc[t.i : t.i + 1] for t in doc if t.text == word)) == (lemma, kind)


@pytest.mark.parametrize(
    ("word", "form"),
    [("planned", "plan"), ("implies", "imply"), ("urging", "urge"), ("passes", "pass"), ("agreed", "agree"), ("said", "said")],
)
def test_forms_hold_the_word_itself_and_what_it_may_be_an_inflection_of(word: str, form: str) -> None:
    found = forms(BLANK(word)[0])
    assert form in found
    assert word in found
    assert len(found) == len(set(found))


def test_every_listed_cue_has_a_class_of_the_tables() -> None:
    classes = lexicon.cue_classes()
    assert set(classes.values()) == set(tables.CUE_CLASSES)
    assert set(tables.CUE_CLASSES) >= ATTITUDES
    assert [lemma for lemma in classes if lemma != lemma.strip().lower()] == []
