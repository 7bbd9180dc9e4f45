"""Suggests wording for a codebook: frequent phrases of statements that no topic takes, each with keyword in context.

A phrase is a noun, an adjective or noun with the noun that it goes before, or a verb with its object, all as dictionary forms.
Phrases are ordered by how many articles, then how many speakers use them in such statements (document frequency), so
that what several say in several places comes first; what copied articles repeat word for word counts once. Last comes
keyness: the log-likelihood ratio (Dunning 1993, Computational Linguistics 19, in the form of Rayson and Garside 2000) of
their frequency there against that in the rest of the corpus, below 0 where they are rarer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import log

from spacy.tokens import Token

from analysis.codebook import Codebook
from analysis.codebook_texts import Text
from analysis.listing import Listing

_WINDOW = 45
_LINES = 3
_FEWEST = 2
_NAMED = 5
_BEFORE = {"amod", "compound", "nmod:poss"}
_OBJECTS = {"obj", "dobj", "nsubj:pass", "nsubjpass"}
_PREFIXES = {"PER": "person", "ORG": "organisation", "GRP": "group", "DOC": "document", "MEDIA": "media"}


@dataclass(frozen=True)
class Use:
    """One use of a phrase in a statement: where (code points of the raw text), by whom, and the words around it."""

    article_id: str
    outlet: str
    speakers: tuple[str, ...]
    start: int
    end: int
    left: str
    words: str
    right: str
    near: frozenset[str]

    def line(self) -> str:
        """Keyword in context: what stands before, the keyword, what stands after, then where and by whom."""
        middle = f"{self.left.rjust(_WINDOW)}[{self.words}]{self.right[: max(0, _WINDOW - len(self.words))]}"
        return f"{middle.ljust(2 * _WINDOW + 4)}  {self.article_id} {self.start}-{self.end}  {', '.join(self.speakers) or 'unknown'}"


@dataclass
class Phrase:
    """A phrase with its uses in statements that no topic takes, and how often the rest of the corpus has it."""

    kind: str
    pattern: str
    uses: list[Use] = field(default_factory=list)
    elsewhere: int = 0

    def once(self) -> list[Use]:
        """The uses without those that repeat an earlier one word for word, as copied articles do."""
        first: dict[tuple[object, ...], Use] = {}
        for use in self.uses:
            first.setdefault((use.speakers, use.left, use.words, use.right), use)
        return list(first.values())

    @property
    def articles(self) -> int:
        return len({use.article_id for use in self.once()})

    @property
    def outlets(self) -> int:
        return len({use.outlet for use in self.once()})

    @property
    def speakers(self) -> int:
        return len({speaker for use in self.uses for speaker in use.speakers})

    def near(self) -> str:
        """The topics on which the same speakers speak in the same articles, the commonest first; at most two."""
        found = Counter(topic for use in self.uses for topic in use.near)
        return ", ".join(topic for topic, _ in sorted(found.items(), key=lambda item: (-item[1], item[0]))[:2])


class Suggestions:
    """Gathers phrases from one text after another.

    Parameters
    ----------
    book
        The codebook with which the texts were read; with none, every statement is one that no topic takes.
    actor
        Only statements of this actor, or of those who speak for it, are looked at; None: of everybody.
    """

    def __init__(self, book: Codebook, actor: str | None = None) -> None:
        self.book, self.actor = book, actor
        self._phrases: dict[str, Phrase] = {}
        self._inside = self._outside = 0
        self._spoken: Counter[str] = Counter()
        self._spoke_in: dict[str, set[str]] = {}
        self._spoken_for: Counter[str] = Counter()
        self._labels: dict[str, str] = {}

    def add(self, text: Text) -> None:
        """Take in one text; in any order, but uses are kept in the order given."""
        of_word = self._untaken(text)
        on_topic = _topics_by_speaker(text)
        named = {t.i for m in text.cast.mentions if m.actor_id for t in text.words.tokens((m.start, m.end))}
        for sentence in text.words.sentences:
            content = sum(t.is_alpha for t in sentence if t.i in of_word)
            self._inside += content
            self._outside += sum(t.is_alpha for t in sentence) - content
            for kind, pattern, tokens in phrases(sentence, named):
                phrase = self._phrases.setdefault(pattern, Phrase(kind, pattern))
                index = of_word.get(tokens[0].i)
                if index is None or of_word.get(tokens[-1].i) != index:
                    phrase.elsewhere += 1
                else:
                    speakers = text.said[index].speakers
                    near = frozenset(topic for speaker in speakers for topic in on_topic.get(speaker, ()))
                    phrase.uses.append(_use(text, tokens, speakers, near))
        self._labels |= {actor.actor_id: actor.label for actor in text.cast.actors.values()}
        for statement in text.said:
            self._spoken_for.update({*statement.speakers, *text.words.sides(statement.speakers)})
            for speaker in set(statement.speakers):
                self._spoken[speaker] += 1
                self._spoke_in.setdefault(speaker, set()).add(text.article_id)

    def _untaken(self, text: Text) -> dict[int, int]:
        """For each word of a statement that no topic takes the index of the statement; the innermost where they are nested."""
        found: dict[int, int] = {}
        for index, statement in enumerate(text.said):
            sides = {*statement.speakers, *text.words.sides(statement.speakers)}
            left = not text.reads[index] and statement.type != "fragment" and (self.actor is None or self.actor in sides)
            for token in text.words.content(statement):
                if left:
                    found[token.i] = index
                elif statement.nested_in is not None:
                    found.pop(token.i, None)
        return found

    def silent(self) -> str | None:
        """What to say where no statement is by the actor who was asked for, or by somebody who speaks for it; else None."""
        if self.actor is None or self._spoken_for[self.actor]:
            return None
        ids = sorted(self._spoken_for, key=lambda a: (-self._spoken_for[a], a))
        near = get_close_matches(self.actor, ids, 3)
        most = ", ".join(f"{a} ({self._spoken_for[a]})" for a in ids[:_NAMED]) or "nobody"
        meant = f"; did you mean {' or '.join(near)}?" if near else ";"
        return f"no statement is by {self.actor} or by somebody who speaks for it{meant} most statements are by {most}"

    def ranked(self) -> list[Phrase]:
        """The phrases that at least two such statements have, the most widely used first; of phrases with the same uses the longest."""
        found = [phrase for phrase in self._phrases.values() if len(phrase.once()) >= _FEWEST]
        found.sort(key=lambda p: (-p.articles, -p.speakers, -self.keyness(p), p.pattern))
        by_word: dict[str, list[Phrase]] = {}
        for phrase in found:
            for word in phrase.pattern.split():
                by_word.setdefault(word, []).append(phrase)
        return [p for p in found if not any(_covers(other, p) for other in by_word[p.pattern.split()[0]])]

    def keyness(self, phrase: Phrase) -> float:
        """Log-likelihood ratio against the rest of the corpus, one decimal; below 0 where the phrase is rarer here than there."""
        return keyness(len(phrase.uses), self._inside, phrase.elsewhere, self._outside)

    def listings(self, top: int) -> list[Listing]:
        """The `top` phrases with their contexts, and speakers who want an entry in actors.yml."""
        found = self.ranked()[:top]
        of = f" of {self.actor}" if self.actor else ""
        columns = ("pattern", "kind", "articles", "outlets", "speakers", "uses", "keyness", "said beside")
        rows = [(p.pattern, p.kind, p.articles, p.outlets, p.speakers, len(p.uses), self.keyness(p), p.near()) for p in found]
        below = [[use.line() for use in p.once()[:_LINES]] for p in found]
        title = f"Phrases of statements{of} that no topic takes; the first column can be pasted as a pattern"
        context = ("pattern", "article_id", "start", "end", "speakers", "left", "keyword", "right")
        uses = [(p.pattern, u.article_id, u.start, u.end, ", ".join(u.speakers), u.left, u.words, u.right) for p in found for u in p.uses]
        return [
            Listing("phrases", title, columns, rows, below, always=True),
            Listing("contexts", "Keyword in context: all uses are in contexts.csv", context, uses, hidden=True),
            self._speakers(),
        ]

    def _speakers(self) -> Listing:
        known = {actor.id for actor in self.book.actors}
        found = [a for a in self._spoken if a not in known and not a.startswith("GOV:")]
        found.sort(key=lambda a: (-len(self._spoke_in[a]), -self._spoken[a], a))
        rows = [(self._entry(a), self._spoken[a], len(self._spoke_in[a])) for a in found]
        title = "Speakers without an entry; the first column can be pasted into actors.yml"
        return Listing("speakers", title, ("entry", "statements", "articles"), rows)

    def _entry(self, actor: str) -> str:
        label = self._labels.get(actor, actor).replace("'", "''")
        kind = _PREFIXES[actor.partition(":")[0]]
        return f"- {{id: {actor}, label: '{label}', type: {kind}, names: ['{label}']}}"


def phrases(sentence: Sequence[Token], named: set[int]) -> Iterator[tuple[str, str, list[Token]]]:
    """The phrases of a sentence: kind, pattern in the syntax of the codebook, and their words in text order.

    `named` are the words (indices of the Doc) that name actors; no phrase holds one.
    """
    for token in sentence:
        if token.pos_ != "NOUN" or not _counts(token, named):
            continue
        yield "noun", _form(token), [token]
        before = token.doc[token.i - 1] if token.i > token.sent.start else None
        if before is not None and before.dep_ in _BEFORE and before.head.i == token.i and _counts(before, named):
            yield f"{'noun' if before.dep_ == 'compound' else 'adjective'} + noun", f"{_form(before)} {_form(token)}", [before, token]
        verb = token.head
        if token.dep_ in _OBJECTS and verb.pos_ == "VERB" and _counts(verb, named):
            yield "verb + object", f"{_form(verb)} + {_form(token)}", sorted([verb, token], key=lambda t: t.i)


def keyness(here: int, of_here: int, there: int, of_there: int) -> float:
    """The log-likelihood ratio of a frequency among `of_here` words against one among `of_there`; signed, one decimal.

    >>> keyness(10, 100, 10, 100), keyness(10, 100, 0, 100), keyness(0, 100, 10, 100)
    (0.0, 13.9, -13.9)
    """
    whole = of_here + of_there
    if not here + there or not of_here or not of_there:
        return 0.0
    expected = [(here, of_here * (here + there) / whole), (there, of_there * (here + there) / whole)]
    ratio = 2 * sum(seen * log(seen / awaited) for seen, awaited in expected if seen)
    sign = 1 if here * of_there >= there * of_here else -1
    return round(sign * ratio, 1) + 0.0


def gather(texts: Iterable[Text], book: Codebook, actor: str | None = None) -> Suggestions:
    """The suggestions that all the texts give."""
    found = Suggestions(book, actor)
    for text in texts:
        found.add(text)
    return found


def _counts(token: Token, named: set[int]) -> bool:
    """Whether a word says something by itself: a word of letters, not of the commonest, and no part of a name."""
    return token.is_alpha and len(token) > 2 and not token.is_stop and token.i not in named and token.ent_type_ != "PERSON"


def _form(token: Token) -> str:
    return token.lemma_.lower()


def _use(text: Text, tokens: Sequence[Token], speakers: tuple[str, ...], near: frozenset[str]) -> Use:
    start, end = tokens[0].idx, tokens[-1].idx + len(tokens[-1])
    whole, raw = text.doc.text, text.clean.copy.to_raw(start, end)
    first, last = next(((p.start, p.end) for p in text.clean.paragraphs if p.start <= start < p.end), (0, len(whole)))
    return Use(
        article_id=text.article_id,
        outlet=text.clean.outlet or "",
        speakers=speakers,
        start=raw[0],
        end=raw[1],
        left=whole[max(first, start - _WINDOW) : start],
        words=whole[start:end],
        right=whole[end : min(last, end + _WINDOW)],
        near=near,
    )


def _topics_by_speaker(text: Text) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for statement, reads in zip(text.said, text.reads, strict=True):
        for speaker in statement.speakers:
            found.setdefault(speaker, set()).update(read.topic.id for read in reads)
    return found


def _covers(longer: Phrase, phrase: Phrase) -> bool:
    """Whether another, longer phrase stands wherever this one does."""
    words, others = phrase.pattern.split(), longer.pattern.split()
    if len(others) <= len(words) or not set(words) <= set(others):
        return False
    at = [(use.article_id, use.start, use.end) for use in phrase.uses]
    around = [(use.article_id, use.start, use.end) for use in longer.uses]
    return all(any(a == b and s <= start and end <= e for b, s, e in around) for a, start, end in at)
