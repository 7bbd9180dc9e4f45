"""The words that narrow or widen what a position says: "no lethal weapons", "to either side", "has not so far joined"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from analysis import lexicon, modality, negation, terms
from analysis.readings import Reading
from analysis.sentences import Stretch

_NAME = {"nsubj", "nsubj:pass", "obj", "iobj", "obl", "obl:agent", "nmod", "conj", "appos"}
_OF_HOST = (_NAME - {"conj", "appos"}) | {"advmod", "amod", "det", "nummod"}
_NOMINAL = _NAME | {"nmod:poss", "compound", "amod", "flat", "nsubj:outer"}
_CLAUSE = {"acl", "acl:relcl", "advcl", "advcl:relcl", "ccomp", "csubj", "parataxis", "conj", "punct", "cc", "appos"}


@dataclass(frozen=True)
class Breadth:
    """Where the words stand that narrow what is said, and those that widen it; code points of the Doc's text, in order."""

    narrowed: tuple[Stretch, ...] = ()
    widened: tuple[Stretch, ...] = ()


def of(read: Reading) -> Breadth:
    """What narrows and what widens the words by which a topic was read.

    Narrowing are limiting adverbs ("so far", "only", "officially"), conditions ("unless it is attacked") and the attributive
    adjectives that pick out a part of what a noun names ("lethal weapons"), not those that judge it ("alleged weapons") or
    say how much of it there is. Widening are quantifiers ("any party", "either side") and adverbs ("never", "at all").

    A word counts where it hangs on a word of the match, on the verb that governs the match, on a verb above that with the
    same subject, or on a noun that one of these has as subject, object or complement. A word of another clause or of
    another noun does not, nor does an adjective of wording that takes a side by itself. Where a topic is taken over from
    what was said before there are no such words.
    """
    if read.match is None:
        return Breadth()
    doc = read.anchor.doc
    matched = [doc[i] for i in sorted(read.match.tokens)]
    hosts = _hosts(matched, read.anchor)
    sentence = list(read.anchor.sent)
    parted = _restrictive(matched) if read.match.list in ("terms", "contrary") else ()
    narrowing = [*_fixed(sentence, hosts, "narrowing"), *_conditions(hosts), *([adjective] for adjective in parted)]
    adverbs = _fixed(sentence, hosts, "widening")
    taken = {token.i for phrase in adverbs for token in phrase}
    return Breadth(_stretches(narrowing), _stretches([*adverbs, *_quantified(hosts, matched, taken)]))


def _hosts(matched: Sequence[Token], anchor: Token) -> dict[int, Token]:
    """The words on which others may hang, by index: the match, what joins its words, and the verbs that govern it."""
    found = list(matched)
    for word in matched:
        while word.i != anchor.i and word.head.i != word.i:
            word = word.head
            found.append(word)
    verb = anchor
    while not _predicate(verb) and verb.dep_ in _NOMINAL and verb.head.i != verb.i:
        verb = verb.head
    found += [verb, *_before(verb)]
    while verb.head.i != verb.i and _same_subject(verb):
        verb = verb.head
        while verb.pos_ == "NOUN" and verb.dep_ in _NOMINAL and verb.head.i != verb.i:
            verb = verb.head
        found += [verb, *_before(verb)]
    return {token.i: token for token in found}


def _predicate(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX") or any(child.dep_ == "cop" for child in token.children)


def _before(verb: Token) -> Iterator[Token]:
    """The verb that shares its adverbs with this one: "never sold or sent"."""
    joined = {child.lower_ for child in verb.children if child.dep_ == "cc"}
    if verb.dep_ == "conj" and joined & {"or", "nor"}:
        yield verb.head


def _same_subject(verb: Token) -> bool:
    """Whether the word above governs a verb that has its subject: "plans to send", "refused to send", "no intention of sending"."""
    if any(child.dep_.startswith("nsubj") for child in verb.children):
        return False
    return verb.dep_ == "xcomp" or (
        verb.dep_ in ("acl", "advcl", "ccomp") and (terms.has(verb.head, "turning") or modality.listed(verb.head) is not None)
    )


def _fixed(sentence: Sequence[Token], hosts: dict[int, Token], name: str) -> list[list[Token]]:
    """The adverbs of a list of one or several words that hang on one of the hosts or on a noun that hangs there."""
    found: list[list[Token]] = []
    forms = [token.lower_ for token in sentence]
    for phrase in _phrases(name):
        for at in range(len(forms) - len(phrase) + 1):
            if tuple(forms[at : at + len(phrase)]) == phrase:
                words = list(sentence[at : at + len(phrase)])
                top = terms.root(words)
                if top.dep_ not in ("cc", "det", "amod", "obj", "nsubj") and _hangs(top, hosts) and not negation.affirmed(words[0]):
                    found.append(words)
    return found


@cache
def _phrases(name: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(str(phrase).split()) for phrase in lexicon.read("positions")[name])


def _hangs(token: Token, hosts: dict[int, Token]) -> bool:
    if token.i in hosts:
        return True
    head = token.head
    return head.i in hosts or (head.head.i in hosts and head.dep_ in _OF_HOST and head.i != token.i)


def _conditions(hosts: dict[int, Token]) -> Iterator[list[Token]]:
    """The clauses that say on what condition, or until when, it holds."""
    for host in hosts.values():
        for child in host.children:
            if child.dep_ == "advcl" and child.i not in hosts:
                clause = [token for token in child.subtree if not token.is_punct]
                opening = tuple(token.lower_ for token in clause[:3])
                if any(opening[: len(phrase)] == phrase for phrase in _phrases("conditions")):
                    yield clause


def _restrictive(matched: Sequence[Token]) -> Iterator[Token]:
    """The adjectives that pick out a part of what a matched noun names."""
    at = {token.i for token in matched}
    for noun in matched:
        if noun.pos_ != "NOUN":
            continue
        for child in noun.children:
            if child.dep_ == "amod":
                for adjective in (child, *(c for c in child.children if c.dep_ == "conj")):
                    if adjective.pos_ == "ADJ" and _narrows(adjective) and not (adjective.i in at and terms.has(adjective, "fields")):
                        yield adjective


def _narrows(adjective: Token) -> bool:
    """Whether an adjective neither judges nor measures, and is no name of a country or people."""
    if any(terms.has(adjective, name) for name in ("bad", "good", "evaluative", "widening")) or adjective.lower_[:1].isdigit():
        return False
    return adjective.text.islower() or adjective.is_sent_start is True or adjective.text[1:].islower() and not _people(adjective.text)


def _people(word: str) -> bool:
    return word in lexicon.places() or word == "Western"


def _quantified(hosts: dict[int, Token], matched: Sequence[Token], taken: set[int]) -> Iterator[list[Token]]:
    """Quantifiers: of what was matched ("any weapons": "any"), and of who or what takes part ("any party"), with their noun."""
    at = {token.i for token in matched}
    for host in hosts.values():
        for noun in (host, *(child for child in host.children if child.dep_ in _NAME and child.i not in hosts)):
            if noun.i in taken:
                continue
            if terms.has(noun, "anybody"):
                yield [noun]
            elif noun.lower_ in terms.words("quantifiers") and noun.dep_ in _NAME:
                of_whom = [c for c in noun.children if c.dep_ == "nmod" and any(k.lower_ == "of" for k in c.children)]
                yield list(noun.doc[noun.i : of_whom[0].i + 1]) if of_whom else [noun]
            else:
                for word in noun.children:
                    if _quantifies(word, noun):
                        whole = noun.i not in at or terms.has(noun, "parties")
                        yield list(noun.doc[word.i : noun.i + 1]) if whole else [word]


def _quantifies(word: Token, noun: Token) -> bool:
    """Whether a word says how many of a noun: "either side", not the "neither" of "neither a party nor a victim"."""
    before = (
        word.lower_ in ("either", "neither", "both") and word.i + 1 == noun.i and noun.pos_ == "NOUN"
    )  # parses may take it for a conjunction
    quantity = (before or word.dep_ in ("det", "det:predet")) and word.lower_ in terms.words("quantifiers") and word.i < noun.i
    return quantity and not (word.lower_ in ("either", "neither") and word.nbor(1).pos_ == "DET")


def _stretches(phrases: Iterable[Sequence[Token]]) -> tuple[Stretch, ...]:
    """Where phrases stand, in text order, each once: what is written without a space is one word ("non-lethal")."""
    found = {(_written(phrase[0], -1), _written(phrase[-1], 1)) for phrase in phrases}
    spans = sorted((first.idx, last.idx + len(last)) for first, last in found)
    return tuple(s for n, s in enumerate(spans) if not any(o[0] <= s[0] and s[1] <= o[1] for o in [*spans[:n], *spans[n + 1 :]] if o != s))


def _written(token: Token, step: int) -> Token:
    """The first (-1) or last (1) token of a word that hyphens join."""
    while 0 <= token.i + 2 * step < len(token.doc):
        hyphen, beyond = token.nbor(step), token.nbor(2 * step)
        between = (beyond, hyphen) if step < 0 else (token, hyphen)
        if hyphen.text not in ("-", "‑", "–") or any(word.whitespace_ for word in between):
            break
        token = beyond
    return token
