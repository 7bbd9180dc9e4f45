"""The words that negate a word, with their scope: "did not sell or send", "by no means", "has yet to", not "not only"."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from analysis import terms

# Relations (Universal Dependencies) by which a word is governed as object or complement, and as subject; and those of negations.
OBJECT = {"obj", "iobj", "dobj", "xcomp", "ccomp", "nsubj:pass", "nsubjpass", "csubj:pass", "acl", "compound"}
OBLIQUE = {"obl", "nmod", "advcl", "obl:agent", "pobj", "pcomp", "prep"}
SUBJECT = {"nsubj", "csubj", "nsubj:outer"}
_NEGATION = {"advmod", "neg", "det", "det:predet", "cc", "cc:preconj", "case", "mark", "nsubj", "nsubj:pass"}


def negations(token: Token) -> list[Token]:
    """The words that negate a word, those it shares with an earlier part of a co-ordination included.

    "did not sell or send", "neither sold nor sent": the negation reaches every part; "did not sell and sent": it does not.
    """
    own = [
        child
        for child in around(token)
        if child.dep_ in _NEGATION and child.i < token.i and terms.has(child, "negations") and not _idle(child)
    ]
    own += [deep for child in token.children if child.dep_ == "advmod" for deep in child.children if _hardly(deep)]
    own += (
        _right_before(token)
        + _yet(token)
        + _no_way(token)
        + [word for child in token.children if child.dep_ in SUBJECT for word in _no(child)]
    )
    own += [word for child in token.children if child.dep_ in OBJECT | OBLIQUE and child.i > token.i for word in _neither(child)]
    own = own[-1:]  # two on one word are a slip of the parse, not a double negation
    own += [deep for child in token.children if child.dep_ == "amod" for deep in child.children if terms.has(deep, "negations")]
    if own or token.dep_ != "conj" or any(child.dep_ in SUBJECT for child in token.children):
        return own
    joined = {child.lower_ for child in token.children if child.dep_ == "cc"}
    return negations(token.head) if joined & {"or", "nor"} else []


def around(token: Token) -> Iterator[Token]:
    """What hangs on a word or on its auxiliary, where parses may hang subject and negation ("nor has it sold")."""
    for child in token.children:
        yield child
        if child.dep_ in ("aux", "aux:pass", "cop"):
            yield from child.children


def _idle(negation: Token) -> bool:
    """Whether a negation negates nothing: "not only sold", "cannot but condemn", "no better way"."""
    following = negation.nbor(1) if negation.i + 1 < len(negation.doc) else negation
    if negation.lower_ == "no":
        return any(_compared(child) for child in negation.head.children if child.dep_ == "amod")
    if negation.lower_ not in ("not", "n't", "n’t", "cannot"):
        return False
    if following.lower_ == "help":
        following = following.nbor(1) if following.i + 1 < len(following.doc) else following
        return following.lower_ == "but" or following.tag_ == "VBG"
    return terms.has(following, "beyond_not") or following.lower_ == "but"


def _compared(adjective: Token) -> bool:
    """Whether a noun with this adjective is said to be the best of its kind where there is "no" such: "no better way"."""
    more = any(child.lower_ == "more" for child in adjective.children) or (adjective.i > 0 and adjective.nbor(-1).lower_ == "more")
    return more or ("Degree=Cmp" in str(adjective.morph) and not terms.has(adjective, "further"))


def affirmed(token: Token) -> bool:
    """Whether a word stands behind a negation that negates nothing: the "only" of "not only"."""
    return token.i > 0 and terms.has(token, "beyond_not") and token.nbor(-1).lower_ in ("not", "n't", "n’t")


def _no(subject: Token) -> list[Token]:
    """The "no" of a subject, which negates its verb: "no side sold any", "neither side sold any", "not a single side sold any"."""
    found = [child for child in subject.children if child.dep_ == "det" and terms.has(child, "negations") and not _idle(child)]
    return found or [first for first in [next((t for t in subject.subtree if not t.is_punct), subject)] if _not_one(first)]


def _not_one(word: Token) -> bool:
    """Whether a word opens "not one", "not a single"."""
    return word.lower_ == "not" and word.doc[word.i + 1 : word.i + 3].text.lower().startswith(("one", "a single", "a soul", "any"))


def _hardly(word: Token) -> bool:
    """Whether a word leaves next to nothing of the adverb behind it: "hardly ever"."""
    return word.lower_ in ("hardly", "scarcely", "rarely") and word.i + 1 < len(word.doc) and word.nbor(1).lower_ == "ever"


def _right_before(verb: Token) -> list[Token]:
    """The "neither" or "nor" right before a verb, which negates it wherever the parse hangs it."""
    if verb.pos_ != "VERB" or verb.i == 0 or verb.is_sent_start:
        return []
    before = verb.nbor(-1)
    return [before] if before.lower_ in ("neither", "nor") else []


def _no_way(token: Token) -> list[Token]:
    """The "no" of an adverbial: "no longer sells", "by no means sold", "under no circumstances will it sell"."""
    adverbials = (child for child in token.children if child.dep_ in ("advmod", "obl", "nmod") and terms.has(child, "after_no"))
    return [deep for child in adverbials for deep in child.children if deep.lower_ == "no"]


def _neither(noun: Token) -> list[Token]:
    """The "neither" of an object, which negates its verb too: "gave arms to neither side", and an object that is nobody: "hurt nobody"."""
    if noun.dep_ == "obj" and noun.lower_ in ("nobody", "none", "no-one") and not any(child.dep_ == "nmod" for child in noun.children):
        return [noun]
    return [child for child in noun.children if child.lower_ == "neither" and child.i < noun.i and noun.pos_ in ("NOUN", "PROPN")]


def _yet(token: Token) -> list[Token]:
    """The "yet" of what has yet to be done."""
    above = [token.head] if token.dep_ == "xcomp" and token.head.lemma_ in ("have", "be") else []
    return [c for word in (token, *above) for c in word.children if c.lower_ == "yet" and c.i < token.i and c.nbor(1).lower_ == "to"]
