"""What turns the side of a proposition: negation and governing words, read from the parse with their scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Token

from analysis import negation, terms

_MARK = {"case", "mark", "cc", "prep"}
_CLAUSE_END = {"parataxis", "advcl", "acl:relcl", "relcl", "advcl:relcl"}
_COMPLEMENT = {"from", "to", "of", "over", "on", "about", "for", "toward", "towards"}


def operators(token: Token, region: set[int], matched: Iterable[int] = ()) -> Iterator[Token]:
    """The words that turn the side of what `token` says, from itself up to the highest word of `region`.

    Parameters
    ----------
    token
        The word that carries a proposition.
    region
        Indices of the words to look at: what was said, without cue and source.
    matched
        Indices of words that state the proposition themselves, and so turn nothing.
    """
    matched = set(matched)
    excepted = False
    while True:
        yield from (
            n
            for n in [*([] if excepted else negation.negations(token)), *introduced(token), *_noun_before(token), *called(token)]
            if n.i not in matched
        )
        first = first_conjunct(token)
        head = first.head
        if head.i in (first.i, token.i) or head.i not in region:
            return
        if head.i not in matched and (_turns(first, head) or _nothing_against(first, head)):
            yield head
        elif first.dep_ in _CLAUSE_END and not means(first) and not holds(first) and not _reasoned(first):
            return
        if first.i != token.i:
            yield from (n for n in introduced(first) if n.i not in matched and _shared(token, n))
        excepted = _excepts(first) or (excepted and (token.lower_ == "other" or token.dep_ in negation.SUBJECT))
        token = head


def inner_operators(word: Token, anchor: Token, region: set[int], matched: set[int]) -> list[Token]:
    """The words that turn the side between one word of a proposition and the word that carries it: "sold no arms".

    Prepositions are left out ("threats against them" is no denial of threats), those that exclude apart ("crews instead
    of arms"), and so is what belongs to another part of a co-ordination ("did not start it, nor is a party to the war").
    """
    excluding = [n for n in introduced(word) if terms.has(n, "excluding")]
    own = [n for n in [*negation.negations(word), *excluding] if n.i not in matched]
    between: list[Token] = []
    tops = {anchor.i, *(above.i for above in anchor.ancestors)}  # where the anchor is the subject, what governs both
    while word.i not in tops and word.head.i in region and word.head.i != word.i:
        if word.dep_ == "conj":
            return own
        if word.head.i not in tops:
            turning = [word.head] if _turns(word, word.head) else []
            between += [n for n in [*turning, *negation.negations(word.head)] if n.i not in matched]
        word = word.head
    return own + between if word.i in tops else own


def first_conjunct(token: Token) -> Token:
    """The first part of a co-ordination, which all parts share their governor with.

    A finite verb shares none with an infinitive, whatever the parse says: "refused to sign and condemned the plan".
    """
    while token.dep_ == "conj" and token.head.i != token.i and not (finite(token) and _infinite(token.head)):
        token = _same_preposition(token) or token.head
    return token


def _same_preposition(token: Token) -> Token | None:
    """The word above with the preposition that a later part repeats: "an end [to tolls] and [for] talks" has "calls for" above."""
    own = {child.lower_ for child in token.children if child.dep_ == "case"}
    if not own or own & {child.lower_ for child in token.head.children if child.dep_ == "case"}:
        return None
    return next((above for above in token.head.ancestors if own & {child.lower_ for child in above.children if child.dep_ == "case"}), None)


def means(token: Token) -> bool:
    """Whether a clause says by what means: "is not achieved by arming" denies the means."""
    return any(child.lower_ in ("by", "through") and child.dep_ in ("mark", "case") for child in token.children)


def holds(clause: Token) -> bool:
    """Whether a clause says what a noun of speech before it holds, though the parse takes it for a relative one: "the claim that …"."""
    that = clause.head.nbor(1) if clause.head.i + 1 < len(clause.doc) else clause
    spoken = terms.has(clause.head, "others_words") or terms.has(clause.head, "anaphors")
    role = that.dep_ in negation.SUBJECT | {"nsubj:pass", "obj", "obl"}
    return clause.dep_.endswith("relcl") and clause.head.pos_ == "NOUN" and spoken and that.lower_ == "that" and not role


def _reasoned(clause: Token) -> bool:
    """Whether an infinitive says for what there is a reason, though the parse hangs it on the verb: "cannot think of a reason to"."""
    to = next((child for child in clause.children if child.dep_ == "mark" and child.lower_ == "to"), None)
    if to is None or to.i < 2:
        return False
    before = to.nbor(-2) if to.nbor(-1).lower_ == "not" else to.nbor(-1)
    return terms.has(before, "reasons") and any(above.i == clause.head.i for above in before.ancestors)


def called(token: Token) -> list[Token]:
    """The ill word that something is called: the "mistake" of "called the toll a mistake", the "waste" of "described it as a waste"."""
    if token.dep_ not in ("obj", "nsubj:pass") or not terms.has(token.head, "calling"):
        return []
    behind = [child for child in token.head.children if child.i > max(token.i, token.head.i)]
    named = [c for c in behind if c.dep_ in ("obj", "xcomp") or any(k.lower_ == "as" and k.dep_ in _MARK for k in c.children)]
    named += [child for child in token.children if child.dep_ == "appos"]  # "called the toll “a disgrace”"
    return [child for child in named if bad(child) and not negation.negations(child)][:1]


def finite(token: Token) -> bool:
    return "VerbForm=Fin" in str(token.morph)


def _infinite(token: Token) -> bool:
    form = str(token.morph)
    helped = any(child.dep_ in ("aux", "aux:pass") for child in token.children)
    return not helped and any(f"VerbForm={kind}" in form for kind in ("Inf", "Ger", "Part"))


def _shared(token: Token, introduced: Token) -> bool:
    """A preposition reaches the later parts of a co-ordination that have none of their own."""
    return introduced.dep_ in ("case", "mark") and not any(child.dep_ in ("case", "mark") for child in token.children)


def introduced(token: Token) -> list[Token]:
    """The preposition or conjunction that turns what it introduces: "rather than adding", "far from adding", "anything but"."""
    found = [child for child in token.children if terms.has(child, "turning_prepositions") and (child.dep_ in _MARK or _fixed(child))]
    found = [child for child in found if not _needed(child, token)]
    found += [
        child for child in token.children if child.dep_ in _MARK and not found and (_far(child) or _preferred(child) or _no_to(child))
    ]
    verbs = [child for child in token.children if child.dep_ in ("amod", "compound") and child.pos_ == "VERB"]
    return found or [
        deep for verb in verbs for deep in verb.children if terms.has(deep, "excluding") and _fixed(deep)
    ]  # "rather than pay tolls"


def _needed(word: Token, token: Token) -> bool:
    """Whether a "without" says what is needed: "without talks the strike would go on", "would starve without the ferry".

    Not where all is well without it: "without the toll the town would be better off".
    """
    if word.lower_ != "without" or token.dep_ == "advcl":
        return False
    above = [token.head, *(child for child in token.head.children if child.dep_ in ("xcomp", "obj", "advmod", "ccomp"))]
    denied = bool(negation.negations(token.head))
    if any(terms.has(term, "flourish") for term in above):
        return False
    if not denied and any(terms.has(term, "ruin") for term in above):
        return True
    modals = [child for child in token.head.children if child.dep_ == "aux" and child.tag_ == "MD"]
    return token.i < token.head.i and bool(modals)


def _excepts(token: Token) -> bool:
    """Whether a word names the one thing to which a negation above does not reach: "no way other than tolls", "no alternative to"."""
    marks = [child for child in token.children if child.dep_ in _MARK and child.i > 0]
    than = any((mark.nbor(-1).lower_, mark.lower_) == ("other", "than") for mark in marks)
    alternative = terms.has(token.head, "alternatives") and any(mark.lower_ in ("to", "for") for mark in marks)
    return than or alternative or any(terms.has(mark, "excepting") and mark.i < token.i for mark in marks)


def _far(word: Token) -> bool:
    """Whether a word ends "far from" or "anything but"."""
    return word.i > 0 and (word.nbor(-1).lower_, word.lower_) in (("far", "from"), ("anything", "but"))


def _no_to(word: Token) -> bool:
    """Whether a "to" names what somebody said no to."""
    return word.lower_ == "to" and word.i > 1 and word.nbor(-1).lower_ == "no" and word.nbor(-1).dep_ not in ("det", "advmod")


def _preferred(word: Token) -> bool:
    """Whether a "than" names what something else was preferred to: "would rather pay than talk"."""
    above = [word.head, *word.head.ancestors]
    return word.lower_ == "than" and any(
        child.lower_ in ("rather", "sooner") for token in above for child in token.children if child.i < word.i
    )


def _noun_before(token: Token) -> list[Token]:
    """The turning noun right before a prepositional phrase that the parse hangs on the verb: "endorsed the opposition to it"."""
    marks = [child for child in token.children if child.dep_ == "case" and child.lower_ in _COMPLEMENT]
    if token.dep_ != "obl" or not marks or marks[0].i == 0:
        return []
    before = marks[0].nbor(-1)
    return [before] if before.pos_ == "NOUN" and before.i != token.head.i and terms.has(before, "turning") else []


def _fixed(token: Token) -> bool:
    """Whether a word opens a fixed expression: "rather than", "instead of"."""
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return following in ("than", "of", "to")


def _turns(token: Token, head: Token) -> bool:
    """Whether `head`, which governs `token`, turns what it says."""
    relation = token.dep_
    if token.lower_ == "short":  # "stopped short of": the two words turn once
        return False
    if relation in negation.OBJECT or gerund(token):
        return terms.has(head, "turning") or (relation == "obj" and terms.has(head, "turning_object"))
    if relation in negation.OBLIQUE:
        marks = {child.lower_ for child in token.children if child.dep_ in ("case", "mark")}
        preferring = head if head.pos_ == "VERB" else head.head
        if "to" in marks and preferring.lemma_.lower() in ("prefer", "preferable", "favour", "favor"):
            return preferring.i < token.i  # "prefers buses to the tram"
        if "for" in marks and head.pos_ == "ADJ" and any(c.lower_ == "too" for c in head.children):
            return True  # "too early for the tram"
        if "by" in marks:
            return relation != "advcl" and terms.has(head, "turning_subject")
        return bool(marks & _COMPLEMENT) and terms.has(head, "turning")
    if relation.endswith("relcl"):  # "the denial that …": a content clause, whatever the parse calls it
        return terms.has(head, "turning") and any(child.dep_ == "mark" for child in token.children)
    if relation in negation.SUBJECT:
        return terms.has(head, "turning_subject") or bad(head) or _denied(head) or _worthless(head) or _must_go(head)
    return False


def _nothing_against(token: Token, head: Token) -> bool:
    """Whether it is nothing that somebody has against something."""
    return head.lower_ in ("nothing", "little") and any(child.lower_ == "against" for child in token.children)


def gerund(token: Token) -> bool:
    """Whether a clause is the gerund right behind its verb, its object whatever the parse calls it: "ruled out joining"."""
    helpers = [child for child in token.children if child.dep_ == "aux" and child.tag_ == "VBG"]
    first = min([token, *helpers], key=lambda word: word.i)
    between = list(token.doc[token.head.i + 1 : first.i])
    particle = not between or (len(between) == 1 and between[0].lower_ in ("out", "off", "up"))
    return token.dep_ == "advcl" and first.tag_ == "VBG" and token.head.i < first.i and particle


def _denied(head: Token) -> bool:
    """Whether a predicate is said not to hold: "is far from useful", "is anything but useful"."""
    following = head.nbor(1) if head.i + 1 < len(head.doc) else head
    inside = any(ancestor.i == head.i for ancestor in following.ancestors)
    return inside and _far(following) and not any(bad(child) for child in head.children if child.i > following.i)


def _worthless(verb: Token) -> bool:
    """Whether a predicate finds no worth in something, or ill: "has no future", "makes no sense", "does more harm than good"."""
    if not terms.has(verb, "having"):
        return False
    for thing in (child for child in verb.children if child.dep_ == "obj"):
        none = any(child.lower_ in ("no", "little") for child in thing.children if child.i < thing.i)
        if terms.has(thing, "worth") and none or terms.has(thing, "ills") and not none:
            return True
    return False


def _must_go(verb: Token) -> bool:
    """Whether something "must go", and nowhere in particular."""
    must = any(terms.has(child, "deontic") for child in verb.children if child.dep_ == "aux")
    return verb.lemma_.lower() == "go" and must and not any(child.dep_ not in ("aux", "nsubj", "punct") for child in verb.children)


def bad(token: Token) -> bool:
    """Whether a predicate speaks ill of its subject: by itself, by its adjective ("is fake news") or as "too" much ("too dear")."""
    too = any(child.lower_ == "too" and child.i < token.i for child in token.children if child.dep_ == "advmod")
    if too and token.pos_ == "ADJ" and not terms.has(token, "good"):
        return True
    if terms.has(token, "acts_of") and any(child.dep_ == "nmod" and bad(child) for child in token.children):
        return True
    return terms.has(token, "bad") or any(child.dep_ in ("amod", "compound") and terms.has(child, "bad") for child in token.children)


def good(token: Token) -> bool:
    """Whether a predicate speaks well of its subject."""
    return terms.has(token, "good") or any(child.dep_ in ("amod", "compound") and terms.has(child, "good") for child in token.children)
