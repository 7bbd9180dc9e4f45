"""How a proposition is put: as a fact, a plan, a promise, a possibility; read from the words that govern it in the parse."""

from __future__ import annotations

from collections.abc import Iterator, Set

from spacy.tokens import Token

from analysis import lexicon, negation, scope, terms

_SUBORDINATE = {"advcl", "advcl:relcl", "acl:relcl", "relcl", "parataxis"}
_AUX = {"aux", "aux:pass"}
_BESIDE = {"advmod", "amod"}


def of(anchor: Token, region: Set[int], matched: Set[int]) -> str | None:
    """The modality of what a word carries; None where no word says how it is put.

    A word counts where it governs the matched words: the modal and the adverb of their verb, the verbs, adjectives and
    nouns above it ("plans to send", "it is likely that"), up to the top of its clause. Modal words of another clause,
    of a coordinated verb with its own, and of a verb that only reports ("could say that …") do not. Of several the
    first in the order of `modality` in positions.yml is taken: "seems to plan" is hedged.

    Parameters
    ----------
    anchor
        The word that carries the proposition.
    region
        Indices of the words that count: what was said, or the sentence of an act.
    matched
        Indices of the words that state the proposition; nouns among them are its matter, not its modality ("peace plan").
    """
    found = set(_found(anchor, region, matched))
    return next((name for name in lexicon.read("positions")["modality"] if name in found), None)


def _found(anchor: Token, region: Set[int], matched: Set[int]) -> Iterator[str]:
    if supposed(anchor, region) or _alternative(anchor):
        yield "conditional"
    token, governed, governs = anchor, True, True
    while True:
        if governed:
            yield from _helped(token, region)
            yield from (m for c in token.children if c.dep_ in _BESIDE and c.i in region and (m := listed(c)) in ("hedged", "possible"))
        if (
            token.i in region
            and (name := listed(token))
            and (governs or name in ("hedged", "possible"))
            and not (token.i in matched and token.pos_ == "NOUN" and name == "planned")
        ):
            yield name
        first = _first(token)
        head = first.head
        if head.i == first.i or head.i not in region or (first.dep_ in _SUBORDINATE and not scope.means(first)):
            return
        own = first.dep_ in ("ccomp", "csubj", "acl") and any(child.dep_.startswith("nsubj") for child in first.children)
        if own and not listed(head):
            return
        token, governed, governs = head, not own, not first.dep_.startswith("nsubj")


def _alternative(anchor: Token) -> bool:
    """Whether a sentence says what must be, else something worse comes: "Either the fighting stops, or …"."""
    clauses = [token for token in (anchor, *anchor.ancestors) if "VerbForm=Fin" in str(token.morph)]
    return any(child.lower_ in ("either", "otherwise") and child.dep_ not in ("det", "obj") for c in clauses for child in c.children)


def listed(token: Token) -> str | None:
    """The modality that a verb, adjective, adverb or noun gives to what it governs ("plan", "likely", "willingness")."""
    if token.dep_ in _AUX:
        return None
    return next((str(n) for n, words in lexicon.read("positions")["modality"].items() if not terms.lemmas(token).isdisjoint(words)), None)


def supposed(anchor: Token, region: Set[int]) -> bool:
    """Whether a word stands in a clause that only supposes something: "if it sold arms", "would have sold arms"."""
    return _past_unreal(anchor) or any(terms.has(mark, "supposing") for mark in _marks(anchor, region))


def on_condition(anchor: Token, region: Set[int]) -> bool:
    """Whether a word stands in what "as long as" makes a condition: "as long as the toll stays, …"."""
    for long in (anchor, *anchor.ancestors):
        before = long.nbor(-1).lower_ if long.i > 0 else ""
        if long.lower_ == "long" and long.i in region and before in ("as", "so") and long.i < anchor.i:
            return True
    return False


def consequence(anchor: Token, region: Set[int]) -> int:
    """What comes of it if something is done: 1 for good, -1 for ill, 0 where it is neither or nothing is supposed.

    "If the toll stays, the town will die": ill.
    """
    for clause in (anchor, *anchor.ancestors):
        if clause.i not in region:
            return 0
        opened = any(child.lower_ == "if" and child.dep_ == "mark" for child in clause.children)
        if opened and clause.dep_ == "advcl" and clause.head.i in region:
            denied = bool(negation.negations(clause.head))
            if terms.has(clause.head, "flourish") or scope.good(clause.head):
                return -1 if denied else 1
            if terms.has(clause.head, "ruin") or scope.bad(clause.head):
                return 1 if denied else -1
            return 0
    return 0


def asked_whether(anchor: Token, region: Set[int]) -> bool:
    """Whether a word stands in a clause that leaves open whether it is so: "unclear whether it sold arms"."""
    return any(mark.lower_ == "whether" for mark in _marks(anchor, region))


def _marks(anchor: Token, region: Set[int]) -> Iterator[Token]:
    """The conjunctions of the clauses around a word, up to the first that is a sentence of its own."""
    token = anchor
    while token.i in region:
        yield from (child for child in token.children if child.dep_ == "mark" and child.i in region)
        first = _first(token)
        if first.i != token.i:
            yield from (child for child in first.children if child.dep_ == "mark" and child.i < token.i and child.i in region)
        if first.head.i == first.i or first.dep_ == "parataxis":
            return
        token = first.head


def _helped(token: Token, region: Set[int]) -> Iterator[str]:
    """What the modal verb of a verb says, its own or that of the verb that it is joined to."""
    modals = [child for child in token.children if child.dep_ in _AUX]
    if not modals and token.dep_ == "conj" and not any(child.dep_.startswith("nsubj") for child in token.children):
        modals = [child for child in _first(token).children if child.dep_ in _AUX]
    for modal in modals:
        for name, words in lexicon.read("positions")["modal_verbs"].items():
            if modal.i in region and not terms.lemmas(modal).isdisjoint(words):
                yield "conditional" if terms.has(modal, "supposing_modals") and _on_condition(token, modal) else str(name)


def _on_condition(verb: Token, modal: Token) -> bool:
    """Whether a verb has a condition: "would sell if it was asked", "would have sold"."""
    below = [verb, *(child for child in verb.children if child.dep_ == "xcomp")]
    clauses = [child for word in below for child in word.children if child.dep_ == "advcl"]
    return _past_unreal(verb) or any(terms.has(mark, "supposing") for clause in clauses for mark in clause.children if mark.i < clause.i)


def _past_unreal(verb: Token) -> bool:
    """Whether a verb says what was not done: "would have sold"."""
    helpers = [child.lower_ for child in verb.children if child.dep_ in _AUX]
    return "have" in helpers and "would" in helpers[: helpers.index("have")]


def _first(token: Token) -> Token:
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token
