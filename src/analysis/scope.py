"""What turns the side of a proposition: negation and governing words, read from the parse with their scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from spacy.tokens import Token

from analysis import lexicon

# Relations (Universal Dependencies) by which a word is governed as object or complement, and as subject.
_OBJECT = {"obj", "iobj", "dobj", "xcomp", "ccomp", "nsubj:pass", "nsubjpass", "csubj:pass", "acl", "compound"}
_OBLIQUE = {"obl", "nmod", "advcl", "obl:agent", "pobj", "pcomp", "prep"}
SUBJECT = {"nsubj", "csubj", "nsubj:outer"}
_NEGATION = {"advmod", "neg", "det", "det:predet", "cc", "cc:preconj", "case", "mark", "nsubj", "nsubj:pass"}
_MARK = {"case", "mark", "cc", "prep"}
_CLAUSE_END = {"parataxis", "advcl", "acl:relcl", "relcl", "advcl:relcl"}
_COMPLEMENT = {"from", "to", "of", "over", "on", "about", "for", "toward", "towards"}


@cache
def words(name: str) -> frozenset[str]:
    """A word list of `positions.yml` as a set."""
    return frozenset(str(word) for word in lexicon.read("positions")[name])


def lemmas(token: Token) -> set[str]:
    """The dictionary form and the form of a word, lower case; with its particle or preposition ("rule out", "stop short", "stand by")."""
    forms = {token.lemma_.lower(), token.lower_.replace("’", "'")}
    if token.pos_ == "VERB" and token.lemma_ == token.lower_:  # a verb that the lemmatiser may not know
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


def negations(token: Token) -> list[Token]:
    """The words that negate a word, those it shares with an earlier part of a co-ordination included.

    "did not sell or send", "neither sold nor sent": the negation reaches every part; "did not sell and sent": it does not.
    """
    own = [
        child for child in around(token) if child.dep_ in _NEGATION and child.i < token.i and has(child, "negations") and not _idle(child)
    ]
    own += [deep for child in token.children if child.dep_ == "advmod" for deep in child.children if _hardly(deep)]
    own += (
        _right_before(token)
        + _yet(token)
        + _no_way(token)
        + [word for child in token.children if child.dep_ in SUBJECT for word in _no(child)]
    )
    own += [word for child in token.children if child.dep_ in _OBJECT | _OBLIQUE and child.i > token.i for word in _neither(child)]
    own = own[-1:]  # two on one word are a slip of the parse, not a double negation
    own += [deep for child in token.children if child.dep_ == "amod" for deep in child.children if has(deep, "negations")]
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
    return has(following, "beyond_not") or following.lower_ == "but"


def _compared(adjective: Token) -> bool:
    """Whether a noun with this adjective is said to be the best of its kind where there is "no" such: "no better way"."""
    more = any(child.lower_ == "more" for child in adjective.children) or (adjective.i > 0 and adjective.nbor(-1).lower_ == "more")
    return more or ("Degree=Cmp" in str(adjective.morph) and not has(adjective, "further"))


def affirmed(token: Token) -> bool:
    """Whether a word stands behind a negation that negates nothing: the "only" of "not only"."""
    return token.i > 0 and has(token, "beyond_not") and token.nbor(-1).lower_ in ("not", "n't", "n’t")


def _no(subject: Token) -> list[Token]:
    """The "no" of a subject, which negates its verb: "no side sold any", "neither side sold any"."""
    return [child for child in subject.children if child.dep_ == "det" and has(child, "negations") and not _idle(child)]


def _hardly(word: Token) -> bool:
    """Whether a word leaves next to nothing of the adverb behind it: "hardly ever"."""
    return word.lower_ in ("hardly", "scarcely", "rarely") and word.nbor(1).lower_ == "ever"


def _right_before(verb: Token) -> list[Token]:
    """The "neither" or "nor" right before a verb, which negates it wherever the parse hangs it."""
    before = verb.nbor(-1) if verb.i > verb.sent.start else None
    return [before] if before is not None and verb.pos_ == "VERB" and before.lower_ in ("neither", "nor") else []


def _no_way(token: Token) -> list[Token]:
    """The "no" of an adverbial: "no longer sells", "by no means sold", "under no circumstances will it sell"."""
    adverbials = (child for child in token.children if child.dep_ in ("advmod", "obl", "nmod") and has(child, "after_no"))
    return [deep for child in adverbials for deep in child.children if deep.lower_ == "no"]


def _neither(noun: Token) -> list[Token]:
    """The "neither" of an object, which negates its verb too: "gave arms to neither side"."""
    return [child for child in noun.children if child.lower_ == "neither" and child.i < noun.i and noun.pos_ in ("NOUN", "PROPN")]


def _yet(token: Token) -> list[Token]:
    """The "yet" of what has yet to be done."""
    above = [token.head] if token.dep_ == "xcomp" and token.head.lemma_ in ("have", "be") else []
    return [c for word in (token, *above) for c in word.children if c.lower_ == "yet" and c.i < token.i and c.nbor(1).lower_ == "to"]


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
        yield from (n for n in [*([] if excepted else negations(token)), *introduced(token), *_noun_before(token)] if n.i not in matched)
        first = first_conjunct(token)
        head = first.head
        if head.i in (first.i, token.i) or head.i not in region:
            return
        if head.i not in matched and _turns(first, head):
            yield head
        elif first.dep_ in _CLAUSE_END and not means(first):
            return
        if first is not token:
            yield from (n for n in introduced(first) if n.i not in matched and _shared(token, n))
        excepted = _excepts(first) or (excepted and (token.lower_ == "other" or token.dep_ in SUBJECT))
        token = head


def inner_operators(word: Token, anchor: Token, region: set[int], matched: set[int]) -> list[Token]:
    """The words that turn the side between one word of a proposition and the word that carries it: "sold no arms".

    Prepositions are left out ("threats against them" is no denial of threats), those that exclude apart ("crews instead
    of arms"), and so is what belongs to another part of a co-ordination ("did not start it, nor is a party to the war").
    """
    excluding = [n for n in introduced(word) if has(n, "excluding")]
    own = [n for n in [*negations(word), *excluding] if n.i not in matched]
    between: list[Token] = []
    tops = {anchor.i, *(above.i for above in anchor.ancestors)}  # where the anchor is the subject, what governs both
    while word.i not in tops and word.head.i in region and word.head.i != word.i:
        if word.dep_ == "conj":
            return own
        if word.head.i not in tops:
            turning = [word.head] if _turns(word, word.head) else []
            between += [n for n in [*turning, *negations(word.head)] if n.i not in matched]
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
    found = [child for child in token.children if has(child, "turning_prepositions") and (child.dep_ in _MARK or _fixed(child))]
    found = [child for child in found if not _needed(child, token)]
    found += [child for child in token.children if child.dep_ in _MARK and not found and (_far(child) or _preferred(child))]
    verbs = [child for child in token.children if child.dep_ in ("amod", "compound") and child.pos_ == "VERB"]
    return found or [deep for verb in verbs for deep in verb.children if has(deep, "excluding") and _fixed(deep)]  # "rather than pay tolls"


def _needed(word: Token, token: Token) -> bool:
    """Whether a "without" says what is needed: "without talks the strike would go on"."""
    modals = [child for child in token.head.children if child.dep_ == "aux" and child.tag_ == "MD"]
    return word.lower_ == "without" and token.i < token.head.i and token.dep_ != "advcl" and bool(modals)


def _excepts(token: Token) -> bool:
    """Whether a word names the one thing to which a negation above does not reach: "no way other than tolls", "no alternative to"."""
    marks = [child for child in token.children if child.dep_ in _MARK and child.i > 0]
    than = any((mark.nbor(-1).lower_, mark.lower_) == ("other", "than") for mark in marks)
    alternative = has(token.head, "alternatives") and any(mark.lower_ in ("to", "for") for mark in marks)
    return than or alternative or any(has(mark, "excepting") and mark.i < token.i for mark in marks)


def _far(word: Token) -> bool:
    """Whether a word ends "far from" or "anything but"."""
    return word.i > 0 and (word.nbor(-1).lower_, word.lower_) in (("far", "from"), ("anything", "but"))


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
    return [before] if before.pos_ == "NOUN" and before.i != token.head.i and has(before, "turning") else []


def _fixed(token: Token) -> bool:
    """Whether a word opens a fixed expression: "rather than", "instead of"."""
    following = token.nbor(1).lower_ if token.i + 1 < len(token.doc) else ""
    return following in ("than", "of", "to")


def _turns(token: Token, head: Token) -> bool:
    """Whether `head`, which governs `token`, turns what it says."""
    relation = token.dep_
    if token.lower_ == "short":  # "stopped short of": the two words turn once
        return False
    if relation in _OBJECT or gerund(token):
        return has(head, "turning")
    if relation in _OBLIQUE:
        marks = {child.lower_ for child in token.children if child.dep_ in ("case", "mark")}
        if "by" in marks:
            return relation != "advcl" and has(head, "turning_subject")
        return bool(marks & _COMPLEMENT) and has(head, "turning")
    if relation.endswith("relcl"):  # "the denial that …": a content clause, whatever the parse calls it
        return has(head, "turning") and any(child.dep_ == "mark" for child in token.children)
    if relation in SUBJECT:
        return has(head, "turning_subject") or bad(head) or _denied(head)
    return False


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


def bad(token: Token) -> bool:
    """Whether a predicate speaks ill of its subject: by itself or by its adjective ("is fake news")."""
    return has(token, "bad") or any(child.dep_ in ("amod", "compound") and has(child, "bad") for child in token.children)


def good(token: Token) -> bool:
    """Whether a predicate speaks well of its subject."""
    return has(token, "good") or any(child.dep_ in ("amod", "compound") and has(child, "good") for child in token.children)
