"""The word lists by which positions are read, and whether a word of a text is in one."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from spacy.tokens import Token

from analysis import lexicon


@cache
def words(name: str) -> frozenset[str]:
    """A word list of `positions.yml` as a set."""
    return frozenset(str(word) for word in lexicon.read("positions")[name])


def lemmas(token: Token) -> set[str]:
    """The dictionary form and the form of a word, lower case; with its particle or preposition ("rule out", "stop short", "stand by")."""
    forms = {token.lemma_.lower(), token.lower_.replace("’", "'")}
    doubled = len(token.lemma_) > 2 and token.lemma_[-1] == token.lemma_[-2]  # "regretted" as "regrett"
    if token.pos_ == "VERB" and (token.lemma_ == token.lower_ or doubled):  # a verb that the lemmatiser may not know
        forms |= set(lexicon.bases(token.lower_))
    particles = [child.lower_ for child in token.children if child.dep_ in ("compound:prt", "prt") or child.lower_ == "short"]
    if token.i + 1 < len(token.doc) and token.nbor(1).pos_ == "ADP":
        particles.append(token.nbor(1).lower_)
    return forms | {f"{form} {particle}" for form in forms for particle in particles}


def has(token: Token, name: str) -> bool:
    """Whether a word is in a word list of `positions.yml`."""
    return not words(name).isdisjoint(lemmas(token))


def root(tokens: Iterable[Token]) -> Token:
    """The highest of some words in the parse, the first of several."""
    return min(tokens, key=lambda token: (sum(1 for _ in token.ancestors), token.i))
