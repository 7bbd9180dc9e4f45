"""Who does what in a clause: its subject, whether its act was done, and whose words or doings it only tells of."""

from __future__ import annotations

from collections.abc import Iterable, Set

from spacy.tokens import Token

from analysis import negation, scope, terms

# Conjunctions that are never prepositions, whatever the parse says.
_NO_PREPOSITIONS = frozenset({"while", "whereas", "although", "though"})


def done(cue: Iterable[Token], lemma: str | None = None) -> Token:
    """The word of a cue that names the act: of "has yet to condemn" the "condemn"; the one with the lemma, where one is given."""
    inside = list(cue)
    word = terms.root(inside)
    named = [token for token in inside if lemma is not None and token.lemma_.lower() == lemma.split()[0]]
    below = [token for token in inside if token.dep_ == "xcomp" and token.head.i == word.i]
    return named[0] if named else below[0] if below and word.lemma_ in ("have", "be") else word


def undone(cue: Token) -> list[Token]:
    """The words by which the act that a verb names was not done: "did not condemn", "far from condemning"; empty where it was."""
    found = [*negation.negations(cue), *scope.introduced(cue)]
    token = scope.first_conjunct(cue)
    while (
        token.lower_ != "short"
        and token.dep_ in ("xcomp", "advcl", "acl", "ccomp")
        and token.head.i != token.i
        and terms.has(token.head, "turning")
    ):
        kept = token.tag_ == "VBG" or any(child.lower_ == "to" and child.dep_ == "mark" for child in token.children)
        if token.dep_ != "xcomp" and (not kept or any(child.dep_ in negation.SUBJECT for child in token.children)):
            break  # a clause of its own, not what was refused
        token = token.head
        found += [token, *negation.negations(token)]
    return found


def unplanned(verb: Token) -> list[Token]:
    """The words by which an act is said not to be planned, in order: "has no plans to join", "has no intention of joining"."""
    noun = verb.head
    if verb.dep_ not in ("acl", "xcomp", "advcl") or noun.pos_ != "NOUN" or not terms.has(noun, "purposes"):
        return []
    denied = negation.negations(noun) or negation.negations(noun.head)
    return sorted({word.i: word for word in (*denied, noun, noun.head)}.values(), key=lambda word: word.i) if denied else []


def left_open(turned: Iterable[Token]) -> Token | None:
    """Among the words that turn a side the act that was not done, so that the side stays open: "did not rule out".

    Where it cannot be done the side is taken: "nobody can deny that …".
    """
    found = list(turned)
    for word in found:
        negated = terms.has(word, "left_open") and any(n.i == o.i for n in negation.negations(word) for o in found)
        if negated and not any(child.lower_ in ("can", "could", "ca") for child in word.children if child.dep_ == "aux"):
            return word
    return None


def subject(verb: Token) -> Token | None:
    """The subject of a verb, or of the verb it hangs on or is joined to: "who", "that" and "which" as what they stand for."""
    seen: set[int] = set()
    while verb.i not in seen:
        seen.add(verb.i)
        own = [child for child in negation.around(verb) if child.dep_ in negation.SUBJECT | {"nsubj:pass", "nsubjpass"}]
        if own:
            return _antecedent(own[0], verb)
        if verb.dep_ == "acl" and (
            scope.finite(verb) or _participle(verb)
        ):  # "a side involved in it"; "The minister backed it", where the parse takes the noun for the top
            return verb.head
        if verb.dep_ in ("nmod", "obl", "obj", "nsubj", "parataxis", "ROOT", "root") and verb.pos_ not in ("VERB", "AUX"):
            break
        verb = verb.head
    return None


def _participle(verb: Token) -> bool:
    """Whether a clause is a participle that says something of its noun: "a side involved in it", not "the idea of joining"."""
    noun = any(child.dep_ in ("det", "amod", "nummod") for child in verb.head.children)  # not the "denies" of "denies arming"
    return (verb.tag_ == "VBN" or (verb.tag_ == "VBG" and noun)) and not any(child.dep_ == "mark" for child in verb.children)


def _antecedent(token: Token, verb: Token) -> Token:
    first = scope.first_conjunct(verb)
    if token.lower_ not in ("that", "which", "who") or not first.dep_.endswith("relcl"):
        return token
    noun = first.head
    own = [child for child in noun.children if child.dep_ in negation.SUBJECT]
    return own[0] if own and any(child.dep_ == "cop" for child in noun.children) else noun


def meanwhile(token: Token) -> Token | None:
    """The subject of the clause in which a word stands, where it tells only what somebody did meanwhile; else None."""
    for word in (token, *token.ancestors):
        own = [child for child in word.children if child.dep_ in negation.SUBJECT]
        opening = next((child for child in word.children if child.dep_ == "case" and child.lower_ in _NO_PREPOSITIONS), None)
        if opening is not None:  # the parse took the verb for a noun: "while the West imposes sanctions"
            return next((t for t in word.subtree if opening.i < t.i < word.i and t.pos_ == "PROPN"), None)
        if own and word.dep_ in ("advcl", "acl:relcl", "advcl:relcl", "acl"):
            return own[0] if any(terms.has(child, "meanwhile") for child in word.children if child.dep_ in ("mark", "advmod")) else None
        if own:
            return None
    return None


def told(token: Token, region: Set[int]) -> bool:
    """Whether a word stands in a clause that tells what is, was or may be, not what should be done: "warned that it could sell".

    Only words of `region` (indices) are looked at.
    """
    for word in (token, *token.ancestors):
        if word.i not in region:
            return False
        helpers = [child for child in word.children if child.dep_ in ("aux", "aux:pass", "cop")]
        if any(terms.has(helper, "deontic") for helper in helpers):
            return False
        if any(helper.tag_ != "VB" and helper.lower_ not in ("to", "be") for helper in helpers) or word.tag_ in ("VBD", "VBZ", "VBP"):
            return any(child.dep_ in negation.SUBJECT | {"nsubj:pass"} for child in word.children)
        if any(child.dep_ == "mark" and child.lower_ == "to" for child in word.children):
            continue
        if word.pos_ in ("VERB", "AUX") and any(child.dep_ in negation.SUBJECT for child in word.children):
            return False
    return False


def at_the_time(token: Token, region: Set[int]) -> bool:
    """Whether a word only tells when something was: "walked out after talks on the toll broke down". `region` are indices."""
    for word in (token, *token.ancestors):
        if word.i not in region:
            return False
        marks = [child for child in word.children if child.dep_ in ("case", "mark") and child.i < word.i]
        marks += [word.left_edge] if word.dep_ == "advcl" else []  # the parse may hang "after" on the subject
        if word.dep_ in ("obl", "advcl") and word.head.i in region and any(terms.has(mark, "beside_an_act") for mark in marks):
            return True
    return False


def only_told_of(token: Token, matched: Set[int]) -> bool:
    """Whether a matter is only told of: the subject of a verb that judges nothing, all of it in that subject ("the tram costs …")."""
    if token.dep_ != "nsubj" or token.pos_ not in ("NOUN", "PROPN") or not terms.has(token.head, "telling_of"):
        return False
    return not negation.negations(token.head) and matched <= {child.i for child in token.subtree}


def elsewhere(token: Token, anchor: Token) -> bool:
    """Whether a word stands in a subordinate clause in which another word does not: "unless Chile agrees"."""
    own = {anchor.i, *(above.i for above in anchor.ancestors)}
    finite = (word for word in (token, *token.ancestors) if word.dep_ in ("advcl", "acl:relcl") and word.i not in own)
    return any(child.dep_ in negation.SUBJECT | {"nsubj:pass"} for word in finite for child in word.children)


def reported(cue: Token) -> Token | None:
    """The noun of speech to which a participle belongs: of "information cited by Chile suggesting that …" the "information"."""
    word = cue
    while word.dep_ in ("acl", "advcl") and word.tag_ in ("VBG", "VBN") and word.head.i < word.i:
        word = word.head
        if word.pos_ == "NOUN":
            return word if terms.has(word, "others_words") else None
    return None


def worded(token: Token) -> Token | None:
    """The noun for somebody's words or thoughts that governs a word from above: "concerns that it could sell"; None without one."""
    for word in (token, *token.ancestors):
        marks = [child for child in word.children if child.lower_ == "that" and child.i < word.i and child.i > 0]
        for noun in (*(mark.nbor(-1) for mark in marks), *([word] if word.i != token.i else [])):
            if noun.pos_ == "NOUN" and terms.has(noun, "others_words"):
                return noun
    return None


def aside(token: Token) -> bool:
    """Whether a word stands where one names the place or the receiver of something: "in Austria", "sanctions on Austria"."""
    for word in (token, *token.ancestors):
        if word.dep_ in ("nmod", "obl") and any(terms.has(child, "beside") for child in word.children if child.dep_ == "case"):
            return True
        if word.pos_ not in ("NOUN", "PROPN", "ADJ", "PRON"):
            return False
    return False
