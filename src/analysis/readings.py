"""Readings: the side that the words of one sentence take on a topic, before what a cue or an act does to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from analysis import clauses, modality, negation, scope, terms
from analysis.codebook import Topic
from analysis.sentences import Sentences, holder_of, name_of
from analysis.statements import Statement
from analysis.wording import Match, finder, give_way

_CONTEXT_SENTENCES = 2


@dataclass
class Reading:
    """One topic read from one sentence: the side of the words before the cue's effect (1, -1), and what decided it.

    `left_open` is the word for an act of denial, refusal or blame that was not done, where one leaves the side open;
    `put` the modality, where it is that of the earlier words to which these refer.
    """

    match: Match | None
    topic: Topic
    side: int
    turned_by: list[Token]
    anchor: Token
    about: bool = False  # the sentence's subject is what the topic is about
    cue_in_words: bool = False
    left_open: Token | None = None
    put: str | None = None


class Reader:
    """Reads the codebook's topics from the words of a sentence."""

    def __init__(self, words: Sentences) -> None:
        self.words = words
        self._finder = finder(words.codebook.topics)

    def matches(self, tokens: list[Token], statement: Statement | None) -> list[Match]:
        """The topics whose wording stands in `tokens` and whose subject and context fit, in the order of the codebook.

        `tokens` are words of one sentence, in order; `statement` is what they belong to, None where the outlet narrates.
        """
        actors = {**self.words.actors, **self._first_person(tokens, statement)} if statement is not None else self.words.actors
        return give_way(m for m in self._finder.find(tokens, actors) if self._in_play(m, tokens, statement))

    def _first_person(self, tokens: list[Token], statement: Statement) -> dict[int, frozenset[str]]:
        """For each "we", "us" and "our" between quotation marks the speaker and the side he speaks for."""
        sides = frozenset({*statement.speakers, *self.words.sides(statement.speakers)})
        pronouns = [t for t in tokens if t.lower_ in terms.words("first_person") and t.text != "US"]
        own = [t for t in pronouns if any(s <= t.idx < e for s, e in statement.quoted_spans)]
        return {t.i: sides | self.words.actors.get(t.i, frozenset()) for t in own}

    def read(self, match: Match, region: set[int], cue_at: set[int]) -> Reading:
        """The side that the words of a match take, by what turns them between the match and the top of the content.

        `region` and `cue_at` are indices of tokens: the words of the sentence that count, and those of the cue.
        """
        words = [self.words.doc[i] for i in sorted(match.tokens)]
        anchor = terms.root(words)
        in_cue = bool(match.tokens & cue_at)
        of_cue = {n.i for i in cue_at for word in (self.words.doc[i],) for n in [*negation.negations(word), *scope.introduced(word)]}
        turned: dict[int, Token] = {}
        for word in words if match.list in ("terms", "contrary") else []:
            inside = region | match.tokens
            above = word.i == anchor.i
            found = scope.operators(word, inside, match.tokens) if above else scope.inner_operators(word, anchor, inside, set(match.tokens))
            for operator in found:
                in_it = operator.i in cue_at and not terms.has(operator, "turning_prepositions")  # not "cautioned it against"
                if not in_it and operator.i not in of_cue:
                    turned[operator.i] = operator
        side = 1 if match.list in ("pro", "terms") else -1
        if match.list in ("terms", "contrary") and any(c.dep_ == "amod" and terms.has(c, "bad") for c in anchor.children):
            side, turned = -1, {}
        by = _pairs_as_one(list(turned.values()))
        if match.topic.kind == "normative" and match.list in ("terms", "contrary") and modality.consequence(anchor, region) < 0:
            side = -side  # "if the toll stays, the town will die"
        return Reading(match, match.topic, side * side_of(by), by, anchor, cue_in_words=in_cue, left_open=clauses.left_open(by))

    def spoken_of(self, word: Token) -> Topic | None:
        """The matter for which a pronoun stands on which somebody acts: "The council debated the toll. Holm voted against it."

        It is the only topic of what should be that is named before the word, in its sentence and the one before; None where several are,
        or where it is turned there.
        """
        number = self.words.sentence_of[word.i]
        found: dict[str, Reading] = {}
        for sentence in self.words.sentences[max(0, number - 1) : number + 1]:
            before = [t for t in sentence if t.i < word.i]
            for match in self.matches(before, None) if before else []:
                read = self.read(match, {t.i for t in before}, set())
                if read.topic.kind == "normative":
                    found[read.topic.id] = read
        named = [read for read in found.values() if read.side > 0 and read.anchor.pos_ in ("NOUN", "PROPN")]
        return named[0].topic if len(found) == 1 == len(named) else None

    def abstains(self, read: Reading) -> bool:
        """Whether the wording is that of an abstention."""
        return read.match is not None and any(terms.has(self.words.doc[i], "abstaining") for i in read.match.tokens)

    def region(self, read: Reading, statement: Statement | None) -> set[int]:
        """Indices of the words of the sentence of a reading that count: what was said, or all where the outlet narrates."""
        sentence = self.words.sentences[self.words.sentence_of[read.anchor.i]]
        return {t.i for t in sentence} & ({t.i for t in self.words.content(statement)} if statement else {t.i for t in sentence})

    def modality(self, read: Reading, statement: Statement | None) -> str:
        """How it is put, by the words that govern the match in its sentence; by the cue where they say nothing."""
        if read.put is not None:
            return read.put
        matched = read.match.tokens if read.match is not None else frozenset()
        found = modality.of(read.anchor, self.region(read, statement) | matched, matched)
        if found is not None:
            return found
        return "commitment" if statement is not None and statement.cue_class == "commissive" else "asserted"

    def is_open(self, read: Reading, statement: Statement | None) -> bool:
        """Whether the words only suppose or ask what the topic states: "if it sold arms", "unclear whether it sold arms"."""
        if read.match is None or decides(read):
            return False
        region = self.region(read, statement)
        if modality.on_condition(read.anchor, region):
            return True
        return modality.asked_whether(read.anchor, region) or (read.topic.kind == "factual" and modality.supposed(read.anchor, region))

    def _in_play(self, match: Match, tokens: list[Token], statement: Statement | None) -> bool:
        """Whether the topic's subject and context, where the codebook asks for them, are those of the sentence."""
        topic = match.topic
        if topic.subject and match.list == "contrary" and self._only_takes_part(match):
            return False
        if topic.subject:
            subject = self._subject_actors(match, {token.i for token in tokens})
            if subject and not subject & set(topic.subject):
                return False
        return not topic.context or self._context(topic, tokens, statement)

    def _only_takes_part(self, match: Match) -> bool:
        """Whether the words name somebody to whom something is done, not what the subject is: "no boats to the sides of the strike"."""
        anchor = terms.root(self.words.doc[i] for i in match.tokens)
        marks = {child.lower_ for child in anchor.children if child.dep_ == "case"} | {child.lower_ for child in anchor.head.children}
        taking = anchor.dep_ in ("obl", "nmod", "iobj") and bool(marks & {"to", "for", "with", "between"})
        return taking and terms.has(anchor, "parties")

    def _subject_actors(self, match: Match, region: set[int]) -> set[str]:
        anchor = terms.root(self.words.doc[i] for i in match.tokens)
        subject = clauses.subject(anchor) if anchor.pos_ in ("VERB", "AUX", "ADJ") or _has_subject(anchor) else holder_of(anchor)
        if subject is None or subject.i not in region:
            return set()
        if anchor.dep_ == "acl" and subject.i == anchor.head.i and subject.pos_ == "NOUN" and subject.i not in match.tokens:
            return {subject.lower_}  # "any side involved in the war" is none of the actors
        return set().union(*(self.words.actors.get(token.i, frozenset()) for token in name_of(subject)))

    def _context(self, topic: Topic, tokens: list[Token], statement: Statement | None) -> bool:
        """Whether an actor of the topic's context is named in the sentence or, where it names nobody new, shortly before."""
        number, context = self.words.sentence_of[tokens[0].i], set(topic.context)
        if self.words.named(tokens) & context:
            return True
        own = self.words.sides(statement.speakers) | set(statement.speakers) | set(statement.on_behalf_of) if statement else set()
        if _governments(self.words.named(tokens) - own):
            return False
        if own & context:
            return True
        for sentence in reversed(self.words.sentences[max(0, number - _CONTEXT_SENTENCES) : number + 1]):
            if others := _governments(self.words.named(sentence) - own):
                return bool(others & context)
        return False


def side_of(turned: Sequence[object]) -> int:
    """1 for an even number of words that turn the side, -1 for an odd one."""
    return -1 if len(turned) % 2 else 1


def _pairs_as_one(turned: list[Token]) -> list[Token]:
    """Without the "nor" that belongs to a "neither": the two negate once."""
    return [t for t in turned if t.lower_ != "nor"] if any(t.lower_ == "neither" for t in turned) else turned


def decides(read: Reading) -> bool:
    """Whether the wording takes a side by itself, whatever cue stands by it."""
    return read.match is not None and read.match.list in ("pro", "con")


def _governments(actors: set[str]) -> set[str]:
    return {actor for actor in actors if actor.startswith("GOV:")}


def _has_subject(token: Token) -> bool:
    return any(child.dep_.startswith("nsubj") for child in token.children)


def rule(read: Reading, act: str) -> str:
    """What decided, in words: the pattern, the words that turned it, the cue."""
    by = f"{read.match.list}: {read.match.pattern.text}" if read.match else "refers to what was said before"
    turned = f"; turned by {', '.join(token.lower_ for token in read.turned_by)}" if read.turned_by else ""
    return f"{by}{turned}; {act}"
