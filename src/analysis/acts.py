"""Narrated acts: what was done or left undone about a topic, in the words of the outlet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from analysis import lexicon, modality, scope
from analysis.readings import Reader, Reading
from analysis.sentences import Sentences, Stretch, holder_of, name_of
from analysis.statements import Statement


@dataclass(frozen=True)
class Act:
    """Something done, or left undone, about a topic: where it is told, by whom it was done, and the side it takes.

    `narrated` is False where the outlet says that something was not done ("has not condemned"); `lemma` is the word
    for the act.
    """

    evidence: Stretch
    actors: tuple[str, ...]
    read: Reading
    agreement: int | None
    stance: str
    narrated: bool
    lemma: str


class ActReader:
    """Finds the acts that the outlet narrates ("refused to condemn")."""

    def __init__(self, words: Sentences, reader: Reader) -> None:
        self.words, self._reader = words, reader

    def acts(self, statements: Sequence[Statement]) -> Iterator[Act]:
        """What was done or left undone about the topics, in text order, where none of the statements covers it."""
        covered = {t.i for s in statements for t in [*self.words.content(s), *self.words.tokens(s.cue)]}
        acts: Mapping[str, list[str]] = lexicon.read("positions")["acts"]
        for sentence in self.words.sentences:
            for token in sentence:
                if token.i in covered or token.pos_ not in ("VERB", "NOUN", "AUX"):
                    continue
                positive = not scope.lemmas(token).isdisjoint(acts["positive"])
                undone = not scope.lemmas(token).isdisjoint(acts["negated"]) and (scope.negations(token) or scope.unplanned(token))
                if (positive or undone) and not modality.supposed(token, {t.i for t in sentence}):
                    yield from self._act(token, positive, covered)

    def _act(self, act: Token, positive: bool, covered: set[int]) -> Iterator[Act]:
        if not positive and any(scope.has(t, "turning") for t in _governors(act)):
            return  # "did not refuse to …" is read at the verb above
        above = scope.unplanned(act)
        holder = holder_of(act) if act.pos_ == "NOUN" else scope.subject(max(above, key=_is_verb) if above else act)
        actors = self.words.holder_actors(holder)
        if not actors or holder is None:
            return
        clause = [t for t in [*above, *_clause(act)] if t.i not in covered]
        region = {t.i for t in clause}
        undone = bool(scope.negations(act))
        for match in self._reader.matches(clause, None):
            read = self._reader.read(match, region, set())
            agreement, stance = self._act_side(act, read, positive, undone)
            yield Act(_hull([*name_of(holder), *clause]), actors, read, agreement, stance, narrated=positive, lemma=act.lemma_.lower())

    def _act_side(self, act: Token, read: Reading, positive: bool, undone: bool) -> tuple[int | None, str]:
        if scope.has(act, "abstaining") or self._reader.abstains(read):
            return None, "abstain"
        if read.left_open is not None:
            return None, not_done(read.left_open)
        if scope.has(act, "uncommitted") or (positive and undone):
            return None, "no_commitment"
        agreement = int(read.side > 0)
        if not positive:
            return agreement, "refrain"
        named = lexicon.read("positions")["stance_of_cue"].get(act.lemma_.lower())
        stance = str(named or ("refrain" if act.lemma_.lower() in ("refrain", "avoid", "fail", "failure") else "refuse"))
        return agreement, stance


def not_done(act: Token) -> str:
    """The stance of an act of denial, refusal or blame that was not done and so takes no side."""
    return "refrain" if lexicon.cue_classes().get(act.lemma_.lower()) == "critical" else "no_commitment"


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


def _hull(tokens: Sequence[Token]) -> Stretch:
    inside = [t for t in tokens if not t.is_punct] or list(tokens)
    return min(t.idx for t in inside), max(t.idx + len(t) for t in inside)
