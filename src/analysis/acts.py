"""Narrated acts: what was done or left undone about a topic, in the words of the outlet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from analysis import clauses, lexicon, modality, negation, scope, terms
from analysis.readings import Reader, Reading, side_of
from analysis.sentences import Sentences, Stretch, holder_of, name_of, objects
from analysis.statements import Statement

_COMPLEMENTS = {"acl", "acl:relcl", "ccomp", "xcomp", "nmod", "advcl"}
# Stance of an act that takes a side by being done, by its kind.
_DONE = {"voting": "support", "endorsing": "support", "critical": "criticise", "accusing": "accuse", "directive": "call_for"}


@dataclass(frozen=True)
class Act:
    """Something done, or left undone, about a topic: where it is told, by whom it was done, and the side it takes.

    `narrated` is False where the outlet says that something was not done ("has not condemned"); `lemma` is the word
    for the act; `target` is at whom it is aimed.
    """

    evidence: Stretch
    actors: tuple[str, ...]
    read: Reading
    agreement: int | None
    stance: str
    narrated: bool
    lemma: str
    target: tuple[str, ...] = ()


class ActReader:
    """Finds the acts that the outlet narrates ("refused to condemn", "backed the plan", "warnings from Austria not to …")."""

    def __init__(self, words: Sentences, reader: Reader) -> None:
        self.words, self._reader = words, reader

    def acts(self, statements: Sequence[Statement]) -> Iterator[Act]:
        """What was done or left undone about the topics, in text order, where none of the statements covers it."""
        covered = {t.i for s in statements for t in [*self.words.content(s), *self.words.tokens(s.cue)]}
        spoken = {t.i: s for s in statements for t in self.words.content(s)}
        cues = {t.i for s in statements for t in self.words.tokens(s.cue)}
        for sentence in self.words.sentences:
            region = {t.i for t in sentence}
            for token in sentence:
                kind = _kind(token) if token.i not in covered else None
                if kind is not None and not modality.supposed(token, region):
                    yield from self._act(token, kind, covered)
                elif token.pos_ == "NOUN" and token.i not in cues:
                    yield from self._words_of_others(token, spoken.get(token.i))

    def _words_of_others(self, noun: Token, told_in: Statement | None) -> Iterator[Act]:
        """What somebody is said to claim, fear or demand by a noun: "Western concerns that …", "warnings from Chile not to …".

        Where a statement tells of it the noun has another owner than the statement has speakers.
        """
        kind = next((kind for kind, nouns in lexicon.read("positions")["others_acts"].items() if noun.lemma_.lower() in nouns), None)
        owners = self.words.owners(noun) if kind is not None else ()
        if kind is None or not owners or (told_in is not None and self.words.sides(owners) & self.words.sides(told_in.speakers)):
            return
        below = _complements(noun)
        complement = [t for child in below for t in child.subtree]
        region = {t.i for t in complement}
        for match in self._reader.matches(complement, None) if complement else []:
            read = self._reader.read(match, region, set())
            if kind == "directive" and read.topic.normative_twin:
                read.topic = self.words.codebook.topic(read.topic.normative_twin)
            worried = terms.has(noun, "worried") and read.topic.kind == "normative"
            warned_of = noun.lemma_.lower() == "warning" and not _warned(complement)
            against = kind == "critical" or worried or warned_of
            agreement = int(read.side < 0 if against else read.side > 0)
            stance = str(lexicon.read("positions")["stance_of_cue"].get(noun.lemma_.lower()) or _DONE[kind])
            target = self._target(stance, [t for t in noun.subtree if t.i > noun.i and not clauses.aside(t)], owners)
            yield Act(_hull([noun, *noun.subtree]), owners, read, agreement, stance, True, noun.lemma_.lower(), target)

    def _act(self, act: Token, kind: str, covered: set[int]) -> Iterator[Act]:
        if kind == "negated" and any(terms.has(t, "turning") for t in _governors(act)):
            return  # "did not refuse to …" is read at the verb above
        above = clauses.unplanned(act)
        verb = max(above, key=_is_verb) if above else act
        holder = holder_of(act) if act.pos_ == "NOUN" and not _has_subject(act) else clauses.subject(verb)
        actors = self.words.holder_actors(holder)
        if not actors or holder is None:
            return
        clause = [t for t in [*above, *_clause(act)] if t.i not in covered]
        if kind in _DONE:
            clause = [t for t in clause if not _meanwhile(t, act)]
        region = {t.i for t in clause}
        for read in [self._reader.read(match, region, set()) for match in self._reader.matches(clause, None)] or self._referred(
            act, kind, region
        ):
            if kind not in ("positive", "negated") and not _speaks_for_itself(act, kind, read):
                continue
            if kind == "voting" and not _for_or_against(read.anchor, act):
                continue
            agreement, stance = self._act_side(act, read, kind)
            target = self._target(stance, [t for t in objects(act) if not clauses.aside(t)], actors)
            yield Act(_hull([*name_of(holder), *clause]), actors, read, agreement, stance, kind != "negated", act.lemma_.lower(), target)

    def _referred(self, act: Token, kind: str, region: set[int]) -> list[Reading]:
        """The matter for which the pronoun stands on which somebody acted: "Holm voted against it"."""
        behind = [child for child in act.children if child.i > act.i and child.dep_ in ("obj", "obl")]
        favour = [below for child in behind for below in child.children if child.lemma_.lower() in ("favour", "favor")]
        pronoun = next((t for t in (*behind, *favour) if t.pos_ == "PRON" and terms.has(t, "pronouns") and t.i in region), None)
        if kind not in _DONE or kind == "accusing" or pronoun is None or self.words.actors.get(pronoun.i):
            return []
        topic = self._reader.spoken_of(act)
        turned = list({t.i: t for t in scope.operators(pronoun, region)}.values())
        return [Reading(None, topic, side_of(turned), turned, pronoun)] if topic is not None else []

    def _target(self, stance: str, words: Sequence[Token], actors: Sequence[str]) -> tuple[str, ...]:
        """At whom an act is aimed: the first actor named in its object."""
        named = self.words.first_named(words, self.words.sides(actors) | set(actors)) if stance in terms.words("aimed") else None
        return (named,) if named else ()

    def _act_side(self, act: Token, read: Reading, kind: str) -> tuple[int | None, str]:
        if terms.has(act, "abstaining") or self._reader.abstains(read):
            return None, "abstain"
        if read.left_open is not None:
            return None, not_done(read.left_open)
        if terms.has(act, "uncommitted") or (kind == "positive" and negation.negations(act)):
            return None, "no_commitment"
        if kind in _DONE:
            against = kind == "critical" and not _named(act, read) and act.i not in {t.i for t in read.turned_by}
            agreement = int((read.side < 0) if against else (read.side > 0))
            return agreement, "oppose" if kind == "voting" and not agreement else _DONE[kind]
        agreement = int(read.side > 0)
        if kind == "negated":
            return agreement, "refrain"
        named = lexicon.read("positions")["stance_of_cue"].get(act.lemma_.lower())
        stance = str(named or ("refrain" if act.lemma_.lower() in ("refrain", "avoid", "fail", "failure") else "refuse"))
        return agreement, stance


def _complements(noun: Token) -> list[Token]:
    """The clauses and names that say what a noun of speech holds, also where the parse hangs a clause on the verb above.

    "Warnings from Chile not to send": an infinitive behind the noun that no comma parts from it; "claims that …".
    """
    below = [child for child in noun.children if child.dep_ in _COMPLEMENTS and child.i > noun.i]
    if not below and noun.i + 1 < len(noun.doc) and noun.nbor(1).lower_ == "that":
        below = [noun.nbor(1).head]
    higher = [child for child in noun.head.children if child.dep_ in ("advcl", "xcomp") and child.i > noun.i and terms.has(noun, "demands")]
    for clause in higher:
        to = [child for child in clause.children if child.dep_ == "mark" and child.lower_ == "to"]
        if to and not any(token.is_punct or token.pos_ == "VERB" for token in noun.doc[noun.i : to[0].i]):
            below.append(clause)
    return below


def _warned(complement: Sequence[Token]) -> bool:
    """Whether a warning says what to do or not to do, not only of what it warns."""
    return any(t.lower_ in ("to", "not", "against") for t in complement[:3])


def _kind(token: Token) -> str | None:
    """What kind of act a word names, None where it names none: done or not, and how it takes a side (`acts` in positions.yml)."""
    if token.pos_ not in ("VERB", "NOUN", "AUX"):
        return None
    acts = _acts()
    forms = terms.lemmas(token)
    if token.lemma_.lower() == "hold" and any(word.lower_ in ("responsible", "accountable") for word in token.subtree):
        forms = forms | {"hold responsible"}
    if not forms.isdisjoint(acts["positive"]):
        return "positive"
    if negation.negations(token) or clauses.unplanned(token):
        return None if forms.isdisjoint(acts["negated"]) else "negated"
    return next((kind for kind in _DONE if token.pos_ == "VERB" and not forms.isdisjoint(acts[kind]) and _finite_act(token)), None)


@cache
def _acts() -> Mapping[str, frozenset[str]]:
    return {kind: frozenset(words) for kind, words in lexicon.read("positions")["acts"].items()}


def _finite_act(verb: Token) -> bool:
    """Whether a verb tells what was done: neither planned, demanded nor only possible, and of its own clause."""
    modal = any(child.dep_ == "aux" and child.tag_ == "MD" for child in verb.children)
    first = verb.head if verb.dep_ == "conj" else verb
    return not modal and first.dep_ not in ("xcomp", "acl", "advcl", "amod", "ccomp") and verb.tag_ in ("VBD", "VBZ", "VBP", "VBN")


def _speaks_for_itself(act: Token, kind: str, read: Reading) -> bool:
    """Whether an act that was done takes a side on the topic: praise and demands only on what should be."""
    demanded = kind != "directive" or any(child.dep_ in ("xcomp", "ccomp") for child in act.children)
    return demanded and (_named(act, read) or kind == "accusing" or read.topic.kind == "normative")


def _named(act: Token, read: Reading) -> bool:
    """Whether an act is named by the topic's own wording: "condemned the spill"."""
    return read.match is not None and act.i in read.match.tokens


def not_done(act: Token) -> str:
    """The stance of an act of denial, refusal or blame that was not done and so takes no side."""
    return "refrain" if lexicon.cue_classes().get(act.lemma_.lower()) == "critical" else "no_commitment"


def _has_subject(token: Token) -> bool:
    return any(child.dep_.startswith("nsubj") for child in token.children)


def _is_verb(token: Token) -> bool:
    return token.pos_ in ("VERB", "AUX")


def _governors(token: Token) -> Iterator[Token]:
    while token.dep_ in ("xcomp", "advcl", "acl") and token.head.i != token.i:
        token = token.head
        yield token


def _clause(act: Token) -> list[Token]:
    """The words of an act's clause: without what is joined to it, and without asides."""
    cut = {"conj", "parataxis", "nsubj", "nsubj:pass", "advcl:relcl"}
    kept = [act]
    for child in act.children:
        if child.dep_ not in cut and not (child.dep_ == "advcl" and not _complement(child, act)):
            kept += list(child.subtree)
    return sorted(kept, key=lambda t: t.i)


def _complement(clause: Token, act: Token) -> bool:
    """Whether an adverbial clause says what was refrained from, not when or why."""
    marks = {child.lower_ for child in clause.children if child.dep_ in ("mark", "case")}
    return clause.i > act.i and (scope.gerund(clause) or bool(marks & {"from", "to", "on", "against"}))


def _for_or_against(token: Token, act: Token) -> bool:
    """Whether a word stands in what was voted for or against, or to do; not in "voted on the toll"."""
    above = next((word for word in (token, *token.ancestors) if word.head.i == act.i), None)
    if above is None or above.i < act.i:
        return False
    marks = {child.lower_ for child in above.children if child.dep_ in ("case", "mark")}
    return bool(marks & {"for", "against", "to"}) or above.lemma_.lower() in ("favour", "favor")


def _meanwhile(token: Token, act: Token) -> bool:
    """Whether a word tells only when or beside what something was done: "voted against it after a debate on the toll"."""
    for word in (token, *token.ancestors):
        if word.i == act.i:
            return False
        if word.head.i == act.i and word.dep_ == "obl":
            return any(terms.has(child, "beside_an_act") for child in word.children if child.dep_ in ("case", "mark"))
    return False


def _hull(tokens: Sequence[Token]) -> Stretch:
    inside = [t for t in tokens if not t.is_punct] or list(tokens)
    return min(t.idx for t in inside), max(t.idx + len(t) for t in inside)
