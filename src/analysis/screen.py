"""A cheap look at an article before it is parsed: whether any actor or topic of the codebook can stand in it at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from spacy.language import Language
from spacy.pipeline.edit_tree_lemmatizer import EditTreeLemmatizer
from spacy.tokens import Doc, Token

from analysis import language, lexicon
from analysis.actor_names import id_part, national
from analysis.casting import UNSPECIFIED
from analysis.codebook import Actor, Codebook, Phrase, Role
from analysis.known_actors import KnownActors
from analysis.wording import QUOTES, Finder, Place, unspaced

REASON = "passed over before it was parsed: no name or office of an actor of the codebook, and no wording of a topic, stands in it"
_JOINING = frozenset({"and", "or", "but", "nor"})
_REMEMBERED = 100_000  # words whose forms are kept
_JOINED = 8  # words from one that joins to where what stood before it may go on


class Screen:
    """Says of texts whether the codebook touches them; made once for a codebook and a pipeline, used for every article.

    An actor touches a text in which its name stands, or the title of its office; a title of one word ("president") only where what it
    is an office of is named, too. A topic touches a text in which a paragraph holds, for every part of one of its patterns, words that
    may fill it, and which may mean one of the actors of its context where it has any.

    No article that would take a position is passed over. Words are cut as the pipeline cuts them, and each counts in all dictionary
    forms that the pipeline could give it; words that belong together may have an insertion between them; what only the parse can tell
    (who says it, what is denied, where a sentence ends) is left open. An actor in a pattern counts as there wherever the text may mean
    it, also without its name in full: see `_may_be_meant`.

    Parameters
    ----------
    nlp
        The carried pipeline, of which the tokeniser and the rules of the lemmatiser are used.
    book
        The codebook.
    known
        Its actors, to be looked up.
    """

    def __init__(self, nlp: Language, book: Codebook, known: KnownActors) -> None:
        self._nlp, self._book, self._known, self._finder = nlp, book, known, Finder(book.topics)
        self._lemmatiser = nlp.get_pipe("lemmatizer")
        self._names_of: dict[str, frozenset[str]] = {}  # a word as it is written -> the words of patterns that it may stand for
        self._topics = [
            _Topic(t.id, [[_Part.of(p) for p in entry.parts] for _, entry in t.patterns()], set(t.context)) for t in book.topics
        ]
        listed = {actor.id for actor in book.actors}
        asked = {actor for topic in self._topics for actor in topic.actors()}
        self._unlisted = {actor for actor in asked if not actor.startswith("GOV:") and actor not in listed}
        self._offices = [(_any(_titles(role)), role.of, actor.id) for actor in book.actors for role in actor.roles]
        self._office = _any(title for actor in book.actors for role in actor.roles for title in _titles(role))

    def touched_by(self, text: str) -> str | None:
        """The actor or topic (its id) that is found first to touch a cleaned text; None where none does."""
        paragraphs = language.paragraphs(self._nlp, text)
        if not paragraphs:
            return None
        doc = Doc.from_docs(paragraphs, ensure_whitespace=True)
        for _, actor in self._known.named(doc):
            return actor
        countries = {f"GOV:{country}" for _, (country, _) in self._known.places(doc)}
        return self._by_office(_plain(text), countries) or self._by_topic(paragraphs, countries)

    def _by_office(self, plain: str, countries: Set[str]) -> str | None:
        """The first actor of the codebook the title of whose office stands in a text that names no actor of the codebook."""
        if not self._office.search(plain):
            return None
        for titles, of, actor in self._offices:
            for found in titles.finditer(plain):
                if " " in found.group() or of is None or of in countries:
                    return actor
        return None

    def _by_topic(self, paragraphs: Sequence[Doc], countries: Set[str]) -> str | None:
        """The first topic whose wording may stand in a text that names no actor of the codebook."""
        words = {id_part(token.text).lower() for paragraph in paragraphs for token in paragraph}
        meant = [actor.id for actor in self._book.actors if _may_be_meant(actor, words, countries)]
        actors = {*meant, *map(self._book.side, meant), *countries, *self._unlisted}
        topics = [topic for topic in self._topics if not topic.context or topic.context & actors]
        for paragraph in paragraphs:
            standing = self._standing(paragraph)
            for topic in topics:
                if any(all(part.may_stand(standing, actors) for part in parts) for parts in topic.patterns):
                    return topic.id
        return None

    def _standing(self, paragraph: Doc) -> _Standing:
        """Where words of patterns may stand in a paragraph."""
        words = [token for token in paragraph if token.text not in QUOTES]
        places: dict[str, set[Place]] = defaultdict(set)
        for at, token in enumerate(words):
            for name in self._names(token):
                places[name].add((at, at + 1))
        for start, end in unspaced(words):
            for name in self._finder.names("".join(word.lower_ for word in words[start:end]).replace("’", "'")):
                places[name].add((start, end))
        return _Standing(
            places,
            marks={at for at, token in enumerate(words) if token.is_punct},
            unmarked={at for at in range(1, len(words)) if words[at - 1].i + 1 != words[at].i},
            joining={at for at, token in enumerate(words) if token.lower_ in _JOINING},
        )

    def _names(self, token: Token) -> frozenset[str]:
        """The words of patterns for which a word may stand, wildcards included."""
        if token.text not in self._names_of:
            if len(self._names_of) >= _REMEMBERED:
                self._names_of.clear()
            forms = {token.lower_.replace("’", "'"), *self._lemmas(token.text)}
            self._names_of[token.text] = frozenset(name for form in forms for name in self._finder.names(form))
        return self._names_of[token.text]

    def _lemmas(self, word: str) -> Iterator[str]:
        """Every dictionary form, in lower case, that the lemmatiser can give a word, whatever stands around it."""
        if not isinstance(self._lemmatiser, EditTreeLemmatizer):
            raise ValueError("articles can be screened with the carried pipeline only: another lemmatiser may know other forms of a word")
        made = (self._lemmatiser.trees.apply(tree, word) for tree in self._lemmatiser.cfg["labels"])
        return (form.lower() for form in made if form is not None)


@dataclass(frozen=True)
class _Part:
    """What may fill a part of a pattern: single words, words that belong together, actors."""

    words: frozenset[str]
    together: tuple[tuple[str, ...], ...]
    actors: frozenset[str]

    @classmethod
    def of(cls, choices: Sequence[Phrase]) -> _Part:
        return cls(
            frozenset(choice.words[0] for choice in choices if len(choice.words) == 1),
            tuple(choice.words for choice in choices if len(choice.words) > 1),
            frozenset(choice.actor for choice in choices if choice.actor),
        )

    def may_stand(self, standing: _Standing, actors: Set[str]) -> bool:
        """Whether words that stand in a paragraph, or actors that may be meant, can fill the part."""
        alone = not self.words.isdisjoint(standing.places) or not self.actors.isdisjoint(actors)
        return alone or any(standing.together(words) for words in self.together)


@dataclass(frozen=True)
class _Standing:
    """Where each word of a pattern may stand in a paragraph (first word, word after the last).

    Beside it the places of marks, of words before which a quotation mark was left out, and of words that join.
    """

    places: dict[str, set[Place]]
    marks: set[int]
    unmarked: set[int]
    joining: set[int]

    def together(self, words: Sequence[str]) -> bool:
        """Whether words may follow each other, directly or behind an insertion: "pass, he said, on", "pass and hand on"."""
        ends = {0} if all(word in self.places for word in words) else set()
        for number, word in enumerate(words):
            ends = {end for start, end in self.places.get(word, ()) if not number or self._follows(start, ends)}
        return bool(ends)

    def _follows(self, start: int, ends: Set[int]) -> bool:
        """Whether a word may follow one that ends in one of the places."""
        if start in ends:
            return True
        closed = start - 1 in self.marks or start in self.unmarked
        return any(end < start and (closed and self._opens(end) or end in self.joining and start - end <= _JOINED) for end in ends)

    def _opens(self, at: int) -> bool:
        return at in self.marks or at in self.unmarked


@dataclass(frozen=True)
class _Topic:
    """A topic: its patterns part by part, and the actors of whom one must be in play."""

    id: str
    patterns: list[list[_Part]]
    context: set[str]

    def actors(self) -> set[str]:
        return self.context.union(*(part.actors for parts in self.patterns for part in parts))


def _titles(role: Role) -> set[str]:
    """The title of an office in every wording, as `_plain` gives words."""
    titles = [role.title, *role.also]
    same = [
        forms for forms in lexicon.read("titles")["same_office"] for title in titles if lexicon.office(title) in map(lexicon.office, forms)
    ]
    return {_plain(title) for title in [*titles, *(form for forms in same for form in forms)]}


def _may_be_meant(actor: Actor, words: Set[str], countries: Set[str]) -> bool:
    """Whether a text that holds these words and names these countries, but no actor of the codebook, may mean an actor of it.

    A person is meant by one word of a name; a body of a country by a title where the country is named; what a text names in a form
    that the codebook does not list (in capitals, say) makes an id of its own words, which may be that of the actor. A document is meant
    by its name only. An office means its holder where what it is an office of is named, which is then there itself.
    """
    kind, _, key = actor.id.partition(":")
    if kind == "DOC":
        return False
    if kind == "GOV":
        return actor.id in countries
    if kind == "PER":
        return any(id_part(word).lower() in words for name in (actor.label, *actor.names) for word in name.split())
    homes = {
        f"GOV:{lexicon.places()[first][0]}" for name in actor.names if (first := name.replace("'s ", " ").split()[0]) in lexicon.places()
    }
    if kind in ("GRP", "MEDIA") and (
        kind == "MEDIA" or actor.id == UNSPECIFIED or national(actor.id) or key in lexicon.read("titles")["groups"]
    ):
        return True
    return bool(homes & countries) or all(part.lower() in words for part in key.split("_"))


def _plain(text: str) -> str:
    """Words in lower case, those joined by hyphens apart."""
    return " ".join(text.lower().replace("-", " ").split())


def _any(words: Iterable[str]) -> re.Pattern[str]:
    """Any of these words as a whole, the longest first; nothing where there are none."""
    listed = sorted(set(words), key=lambda w: (-len(w), w))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, listed))})\b" if listed else r"(?!)")
