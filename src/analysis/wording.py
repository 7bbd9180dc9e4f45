"""Finds the wording of the codebook's topics in the words of a sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from analysis.codebook import Pattern, Phrase, Topic

if TYPE_CHECKING:
    from spacy.tokens import Token

REACH = 20
_REMEMBERED = 100_000  # words whose names are kept; what is written in a language is endless
_LONGEST_RUN = 5  # words written without a space between them that can be one word of a pattern ("rock-solid", "U.S.")
QUOTES = frozenset("\"“”„‘’'`«»")

Place = tuple[int, int]


@dataclass(frozen=True)
class Match:
    """A topic found in a sentence: by which list and pattern, on which tokens (indices of the Doc)."""

    topic: Topic
    list: str
    pattern: Pattern
    tokens: frozenset[int]


class Finder:
    """Recognises topics; made once for a codebook, used for every sentence.

    Parameters
    ----------
    topics
        The topics, in the order of the codebook.
    """

    def __init__(self, topics: Sequence[Topic]) -> None:
        self.topics = tuple(topics)
        words = {word for topic in topics for p in _all(topic) for part in p.parts for phrase in part for word in phrase.words}
        self._exact = {word for word in words if not word.endswith("*")}
        self._stems = sorted(word[:-1] for word in words if word.endswith("*"))
        self._known: dict[str, tuple[str, ...]] = {}
        self._fills: dict[str, list[tuple[int, int]]] = {}  # word or actor -> patterns (by `id`) of which it opens a part, as one bit
        self._parts: dict[int, int] = {}  # pattern -> the bits of all its parts
        self._own = [(topic, frozenset(map(id, _all(topic)))) for topic in self.topics]
        for topic in self.topics:
            for entry in _all(topic):
                self._parts[id(entry)] = (1 << len(entry.parts)) - 1
                for number, part in enumerate(entry.parts):
                    for opening in {phrase.actor or phrase.words[0] for phrase in part}:
                        self._fills.setdefault(opening, []).append((id(entry), 1 << number))

    def find(self, tokens: Sequence[Token], actors: Mapping[int, frozenset[str]]) -> list[Match]:
        """The topics whose wording stands in `tokens`, one match a topic, in the order of the codebook.

        Parameters
        ----------
        tokens
            Tokens of one sentence, in order; some may be left out.
        actors
            For a token (index of the Doc) the actors that it mentions.

        Notes
        -----
        Wording under `none` keeps a topic out of its part of a co-ordination of verbs: "refused to condemn the spill or to
        pay the toll" has two. `pro` and `con` win over `terms`, and these over `contrary`; within a list the first pattern
        that fits decides.
        Topics that give way to another are for `give_way` to take out.
        """
        words = [token for token in tokens if token.text not in QUOTES]
        places = self._places(words, actors)
        may_fit = self._may_fit(places)
        likely = [topic for topic, own in self._own if not own.isdisjoint(may_fit)]
        return [match for topic in likely if (match := self._match(topic, words, places, may_fit)) is not None]

    def fitting(self, tokens: Sequence[Token], actors: Mapping[int, frozenset[str]]) -> list[Match]:
        """Every pattern that fits `tokens`, whether it would decide or not: by topic, those of `none` first, then as they decide."""
        words = [token for token in tokens if token.text not in QUOTES]
        places = self._places(words, actors)
        found = [
            (topic, name, entry, _fit(entry, places))
            for topic in self.topics
            for name in ("none", "pro", "con", "terms", "contrary")
            for entry in getattr(topic, name)
        ]
        return [Match(t, name, entry, frozenset(words[i].i for s, e in at for i in range(s, e))) for t, name, entry, at in found if at]

    def _may_fit(self, places: Mapping[str, list[Place]]) -> set[int]:
        """The patterns (by `id`) of which every part has a word or an actor that stands there; no other fits."""
        filled: dict[int, int] = {}
        for name in places:
            for entry, part in self._fills.get(name, ()):
                filled[entry] = filled.get(entry, 0) | part
        return {entry for entry, parts in filled.items() if parts == self._parts[entry]}

    def _match(self, topic: Topic, words: Sequence[Token], places: Mapping[str, list[Place]], may_fit: Set[int]) -> Match | None:
        shut = any(id(entry) in may_fit and _fit(entry, places) for entry in topic.none)
        for name in ("pro", "con", "terms", "contrary"):
            for entry in getattr(topic, name):
                if id(entry) in may_fit and (at := _fit(entry, places)):
                    tokens = [words[i] for start, end in at for i in range(start, end)]
                    match = Match(topic, name, entry, frozenset(t.i for t in tokens))
                    return None if shut and _shut(topic, tokens, words, places) else match
        return None

    def _places(self, words: Sequence[Token], actors: Mapping[int, frozenset[str]]) -> dict[str, list[Place]]:
        """Where each word of a pattern, and each actor, stands: index of the first word and after the last."""
        places: dict[str, list[Place]] = {}
        for start, end in _chunks(words):
            form = "".join(w.lower_ for w in words[start:end]).replace("’", "'")
            forms = {form, words[start].lemma_.lower()} if end == start + 1 else {form}
            for name in sorted({name for f in forms for name in self.names(f)}):
                places.setdefault(name, []).append((start, end))
        for i, word in enumerate(words):
            for actor in sorted(actors.get(word.i, ())):
                places.setdefault(actor, []).append((i, i + 1))
        return places

    def names(self, form: str) -> tuple[str, ...]:
        """The pattern words that a word fits, wildcards included."""
        if form not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            exact = [form] if form in self._exact else []
            at = bisect_right(self._stems, form)
            stems = [s for s in self._stems[:at] if form.startswith(s)]
            self._known[form] = (*exact, *(f"{s}*" for s in stems))
        return self._known[form]


def finder(topics: tuple[Topic, ...]) -> Finder:
    """A finder of these topics; the one that was made for them before, where they are the very same."""
    made = _MADE.get(id(topics))
    if made is None or made.topics is not topics:
        _MADE.clear()
        made = _MADE[id(topics)] = Finder(topics)
    return made


_MADE: dict[int, Finder] = {}


def give_way(matches: Iterable[Match]) -> list[Match]:
    """The matches of a sentence without those whose topic gives way to another one found there."""
    found = list(matches)
    names = {match.topic.id for match in found}
    return [match for match in found if not names.intersection(match.topic.gives_way_to)]


def _shut(topic: Topic, matched: Sequence[Token], words: Sequence[Token], places: Mapping[str, list[Place]]) -> bool:
    """Whether wording that keeps a topic out stands in the part of the sentence in which it was found."""
    parts = {_part(token) for token in matched}
    near = {name: [p for p in found if all(_part(words[i]) in parts for i in range(*p))] for name, found in places.items()}
    return any(_fit(entry, near) for entry in topic.none)


def _part(token: Token) -> int:
    """The part of a co-ordination of verbs in which a word stands, by the index of its verb: "refused to condemn | or to join"."""
    while token.head.i != token.i:
        predicate = token.pos_ in ("VERB", "AUX") or any(child.dep_ == "cop" for child in token.children)
        if token.dep_ == "parataxis" or (token.dep_ == "conj" and predicate):
            return token.i
        token = token.head
    return token.i


def _all(topic: Topic) -> Iterator[Pattern]:
    yield from topic.none
    for _, entry in topic.patterns():
        yield entry


def _chunks(words: Sequence[Token]) -> Iterator[Place]:
    """Every word, and every run of words without a space between ("rock-solid", "U.S."), as a stretch of indices."""
    for start, end in _runs(words):
        yield from ((i, i + 1) for i in range(start, end))
        longest = min(end, start + _LONGEST_RUN)
        yield from ((i, j) for i in range(start, longest) for j in range(i + 2, longest + 1))


def unspaced(words: Sequence[Token]) -> Iterator[Place]:
    """Every stretch of two words or more, without a space between, that can be taken for one word, whichever words are left out."""
    for start, end in _runs(words):
        yield from ((i, j) for i in range(start, end) for j in range(i + 2, min(end, i + _LONGEST_RUN) + 1))


def _runs(words: Sequence[Token]) -> Iterator[Place]:
    """The words parted where a space, or a word that was left out, stands between."""
    starts = [i for i, word in enumerate(words) if i == 0 or words[i - 1].whitespace_ or words[i - 1].i + 1 != word.i]
    return pairwise([*starts, len(words)])


def _fit(entry: Pattern, places: Mapping[str, list[Place]]) -> list[Place]:
    """Where the parts of a pattern stand, closest together, no word used twice; empty where it does not fit."""
    options = [[place for phrase in part for place in _phrase(phrase, places)] for part in entry.parts]
    if not all(options):
        return []
    best: list[Place] = []
    for first in options[0]:
        chosen = [first]
        for option in options[1:]:
            free = [p for p in option if all(p[1] <= c[0] or c[1] <= p[0] for c in chosen)]
            if not free:
                break
            chosen.append(min(free, key=lambda p: (_reach([*chosen, p]), p)))
        if len(chosen) == len(options) and _reach(chosen) <= REACH and (not best or _reach(chosen) < _reach(best)):
            best = chosen
    return best


def _reach(chosen: Sequence[Place]) -> int:
    """Words from the first part of a pattern to its last."""
    return max(end for _, end in chosen) - min(start for start, _ in chosen)


def _phrase(phrase: Phrase, places: Mapping[str, list[Place]]) -> list[Place]:
    if phrase.actor:
        return places.get(phrase.actor, [])
    found = places.get(phrase.words[0], [])
    for word in phrase.words[1:]:
        found = [(start, b) for start, end in found for a, b in places.get(word, ()) if a == end]
    return found
