"""What quoted words are that no statement holds: speech left unread, a name or title, a nickname, or words used with distance."""

from __future__ import annotations

from spacy.tokens import Span, Token

from analysis import lexicon
from analysis.cues import ATTITUDES, forms
from analysis.quoted_names import SUBJECTS, Quote, has_clause, is_listed, listed, name, quote

UNREAD, NO_SOURCE, TERM = "unread_speech", "no_source", "term"

# As many words are more than a term, whatever stands around them; as many are a clause where they have a verb.
_SPEECH_WORDS, _CLAUSE_WORDS = 6, 3
# How many heads a cue may lie above the quoted words that are tied to it (verbs, nouns), and how many words behind them.
_VERB_STEPS, _NOUN_STEPS = 4, 2
_NEAR = 7
_SO_CALLED = "so-called"
_MODIFIERS = {"amod", "compound", "nummod"}
# Clauses apart, which a cue above them does not report.
_APART = {"advcl", "acl:relcl"}
_BESIDE = {"PROPN", "PRON", "DET", "NOUN", "ADJ", "AUX"}


def kind(paragraph: Span, start: int, end: int) -> str:
    """What the words between two marks are, where they are part of no statement.

    Parameters
    ----------
    paragraph
        The paragraph of a Doc, as `language.parse` makes it, in which the first mark stands.
    start, end
        The words without their marks: code points of the Doc's text, `end` exclusive.

    Returns
    -------
    str
        "nickname" and "title" only where the words around say so or all words are capitalised; "unread_speech" where
        they read as a sentence, or hang on a verb of saying, whose speaker is at hand; "no_source" where such words
        have no speaker; "term" for short words that nothing ties to a speaker: used with distance, or spoken of.

    >>> import spacy
    >>> from spacy.tokens import Doc
    >>> doc = Doc(spacy.blank("en").vocab, words="Olaf “ Crab ” Holm".split(), pos=["PROPN", "PUNCT", "PROPN", "PUNCT", "PROPN"])
    >>> kind(doc[:], 7, 11)
    'nickname'
    """
    quoted = quote(paragraph, start, end)
    if quoted is None:
        return TERM
    named = name(quoted)
    if named is not None:
        return named
    if len(quoted.words) <= _SPEECH_WORDS and _is_spoken_of(quoted):
        return TERM
    cue = _cue_above(quoted.span) or _cue_beside(quoted.span)
    if _reads_as_speech(quoted):
        return UNREAD if cue is not None or _has_speaker(quoted) else NO_SOURCE
    if cue is None:
        return NO_SOURCE if quoted.is_alone or quoted.is_written else TERM
    if _is_agentless(cue):
        return NO_SOURCE if _is_cue(cue, speech=True) and not is_listed(cue, "calling", "taking") else TERM
    return UNREAD


def _is_spoken_of(quoted: Quote) -> bool:
    """Whether the words are spoken of, not said: a word with its meaning, a so-called thing, a yes or no."""
    before = quoted.before
    if len(quoted.words) == 1 and quoted.words[0].lower_ in listed("answers"):
        return True
    if before is None or before.text == ":":
        return False
    near = quoted.span.doc[max(0, before.i - 2) : before.i + 1]
    return near.text.lower().endswith(_SO_CALLED) or any(t.lower_ in listed("spoken_of") for t in near[-2:])


def _reads_as_speech(quoted: Quote) -> bool:
    """Whether the words are many, follow "that" as a clause does, or are a clause or the end of one, which begins with its verb."""
    words, before = quoted.words, quoted.before
    if len(words) >= _SPEECH_WORDS or before is not None and before.lower_ == "that" and before.tag_ == "IN":
        return True
    verb_phrase = words[0].pos_ in ("VERB", "AUX") and words[0].i == quoted.span.root.i
    return len(words) >= _CLAUSE_WORDS and (verb_phrase or has_clause(quoted.span))


def _has_speaker(quoted: Quote) -> bool:
    """Whether a colon leads to the words, or their paragraph names a person or holds a verb of speech outside them."""
    if quoted.before is not None and quoted.before.text in (":", "that"):
        return True
    outside = [t for t in quoted.paragraph if not quoted.span.start <= t.i < quoted.span.end]
    people = any(t.ent_type_ == "PERSON" or t.lower_ in ("he", "she", "they") for t in outside)
    return people or any(t.pos_ == "VERB" and _is_cue(t, speech=True) for t in outside)


# Cues


def _cue_above(span: Span) -> Token | None:
    """The reporting verb or noun on which the words hang."""
    step, token = 0, span.root
    modifies = token.dep_ in _MODIFIERS and token.head.i == span.end + 1
    while token.head.i != token.i and step < _VERB_STEPS and not (step and token.dep_ in _APART):
        subject = token.dep_ in SUBJECTS
        token, step = token.head, step + 1
        outside = not span.start <= token.i < span.end
        near = token.pos_ == "VERB" or step <= _NOUN_STEPS and token.i < span.start
        if outside and not subject and near and _is_cue(token, speech=modifies):
            return token
    return None


def _cue_beside(span: Span) -> Token | None:
    """A verb of speech put in beside the words: "…”, he said", "the pier, Holm assured, is “…", "…” (as critics called it)."""
    above = {span.root.i, *(t.i for t in span.root.ancestors), *(t.i for t in span)}
    for token in span.sent:
        if span.start <= token.i < span.end or token.pos_ != "VERB" or not _is_cue(token, speech=True):
            continue
        put_in = token.dep_ == "parataxis" or token.dep_ == "advcl" and any(t.lower_ == "as" for t in token.children)
        if put_in and token.head.i in above or _follows(span, token):
            return token
    return None


def _follows(span: Span, cue: Token) -> bool:
    """Whether a cue comes right behind the closing mark and a comma or bracket, with nothing but its subject in between."""
    if not span.end < cue.i <= span.end + _NEAR:
        return False
    between = span.doc[span.end : cue.i]
    parted = any(t.text in (",", "(", "–", "—") for t in [span[-1], *between])
    return parted and all(t.is_punct or t.pos_ in _BESIDE or t.lower_ in ("as", "of") for t in between)


def _is_cue(token: Token, speech: bool = False) -> bool:
    """Whether a word reports what another says, or, unless `speech`, thinks or wants; the writer's own "I", "we" and "you" do not count."""
    if token.pos_ not in ("VERB", "NOUN") or token.pos_ == "NOUN" and is_listed(token, "wordings"):
        return False
    if any(t.dep_ in SUBJECTS and t.lower_ in ("i", "we", "you") for t in token.children):
        return False
    classes, found = lexicon.cue_classes(), forms(token)
    if token.i + 1 < len(token.doc):
        found = [*found, *(f"{form} {token.nbor().lower_}" for form in found)]
    reported = [form for form in found if form in classes and form not in listed("weak_cues")]
    return any(not speech or classes[form] not in ATTITUDES for form in reported) or not speech and is_listed(token, "calling")


def _is_agentless(cue: Token) -> bool:
    """Whether a cue is passive and leaves open who spoke: "has been called", "described as"."""
    if any(t.dep_ == "nsubj" for t in cue.children):
        return False
    helped = {t.lemma_.lower() for t in cue.lefts if t.dep_.startswith("aux")}
    passive = cue.tag_ == "VBN" and ("be" in helped or "have" not in helped) or cue.dep_ == "acl" and cue.tag_ == "VBD"
    return passive and not any(t.lower_ == "by" for child in cue.children for t in child.children)
