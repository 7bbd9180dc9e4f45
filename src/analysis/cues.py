"""Cues: the words that report speech or attitude, their dictionary form and their class."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from analysis import lexicon

ATTITUDES = {"belief", "intention"}


def classify(cue: Span) -> tuple[str, str | None]:
    """The dictionary form of a cue and its class; of a cue that no list holds its head's lemma, and no class."""
    classes = lexicon.cue_classes()
    if cue.text.strip() == ":":
        return ":", "neutral"
    found = [forms(token) for token in cue]
    best: tuple[int, int, str] | None = None
    root = cue.root.i - cue.start
    for start in range(len(cue)):
        for end in range(min(len(cue), start + 4), start, -1):
            lemma = next((c for c in _phrases(found[start:end]) if c in classes), None)
            if lemma is not None:
                rank = (int(start <= root < end), end - start, lemma)
                best = rank if best is None or rank[:2] > best[:2] else best
    if best is not None:
        extended = _with_particle(cue, best[2])
        return extended, classes[extended]
    extended = next((c for form in forms(cue.root) if (c := _with_particle(cue, form)) in classes), cue.root.lemma_.lower())
    return extended, classes.get(extended)


def _with_particle(cue: Span, lemma: str) -> str:
    """'call' with 'for' behind it is 'call for', though the marked cue may hold the verb alone."""
    after = cue.doc[cue.end : cue.end + 2]
    for length in (2, 1):
        longer = " ".join([lemma, *(t.lower_ for t in after[:length])])
        if longer in lexicon.cue_classes():
            return longer
    return lemma


def forms(token: Token) -> list[str]:
    """What a word may be in the dictionary: its lemma by the pipeline, itself, and what it may be an inflection of."""
    word = token.lower_
    return list(dict.fromkeys([token.lemma_.lower(), word, *lexicon.bases(word)]))


def listed_class(token: Token) -> str | None:
    """The class under which a single word is listed as a cue; None where no list holds it."""
    classes = lexicon.cue_classes()
    return next((classes[form] for form in forms(token) if form in classes), None)


def _phrases(words: list[list[str]]) -> Iterator[str]:
    """The forms of the first word, each followed by the plain forms of the others."""
    for first in words[0]:
        yield " ".join([first, *(others[min(1, len(others) - 1)] for others in words[1:])])
