"""What a codebook does on the texts of a study: which patterns match and decide, which never, and what no topic takes.

Recognising is left to the code that a build uses; here it is only counted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from analysis.codebook import Codebook, Pattern, Topic, pattern
from analysis.codebook_advice import advice, nameable
from analysis.codebook_breadth import Breadth, Place
from analysis.codebook_texts import Text
from analysis.listing import Listing
from analysis.wording import Finder, Match

_LISTS = ("terms", "contrary", "pro", "con", "none")
_OF_TOPICS = ("topics", "patterns", "unmatched_patterns", "idle_patterns", "collisions", "broad_patterns")
"""The lists that say nothing where the codebook has no topics."""


@dataclass(frozen=True)
class Example:
    """Where something stands: code points of the raw text, `end` exclusive, and the words."""

    article_id: str
    start: int
    end: int
    text: str


class Use:
    """Counts what a codebook does in one text after another.

    Parameters
    ----------
    book
        The codebook with which the texts were read.
    """

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self._finder = Finder(book.topics)
        self._places: dict[int, Place] = {
            id(entry): (topic.id, name, i) for topic in book.topics for name in _LISTS for i, entry in enumerate(getattr(topic, name))
        }
        self._word_topics = [_as_topic(name, entries, book) for name, entries in book.words]
        self._word_finder = Finder(self._word_topics)
        self._formula_finder = Finder([_topic(name, patterns) for name, patterns in book.formulas])
        self._formulas: Counter[tuple[str, str]] = Counter()
        self.articles = self.sentences = self.statements = self.taken = 0
        self._in_sentences: Counter[Place] = Counter()
        self._in_statements: Counter[Place] = Counter()
        self._decided: Counter[Place] = Counter()
        self._breadth = Breadth(self._places)
        self._first: dict[Place, Counter[Place]] = {}
        self._topic_sentences: Counter[str] = Counter()
        self._topic_statements: Counter[str] = Counter()
        self._topic_acts: Counter[str] = Counter()
        self._words: Counter[tuple[str, str]] = Counter()
        self._collisions: dict[tuple[str, str], list[Example]] = {}
        self._untaken: list[tuple[Example, str]] = []
        self._mentions: Counter[str] = Counter()
        self._spoken: Counter[str] = Counter()
        self._in_articles: Counter[str] = Counter()
        self._labels: dict[str, str] = {}
        self._open: Counter[str] = Counter()
        self._covered: set[tuple[str, int]] = set()
        self._dated = False
        self._events: set[str] = set()

    def add(self, text: Text) -> None:
        """Count one text; in any order, but examples are kept in the order given."""
        self.articles += 1
        self._add_sentences(text)
        for index, statement in enumerate(text.said):
            if statement.type != "fragment":
                self._add_statement(text, index)
        for act in text.acts:
            self._topic_acts[act.read.topic.id] += 1
            if act.read.match is not None:
                self._decided[self._places[id(act.read.match.pattern)]] += 1
        self._add_actors(text)
        self._add_days(text)

    def _add_sentences(self, text: Text) -> None:
        for sentence in text.words.sentences:
            self.sentences += 1
            fits = self._finder.fitting(sentence, text.words.actors)
            self._in_sentences.update({self._places[id(match.pattern)] for match in fits})
            self._topic_sentences.update({match.topic.id for match in fits if match.list != "none"})
            for match in self._word_finder.fitting(sentence, text.words.actors):
                self._words[match.topic.label, match.pattern.text] += 1

    def _add_statement(self, text: Text, index: int) -> None:
        self.statements += 1
        fits: set[Place] = set()
        for unit in text.units(index):
            found = self._finder.fitting(unit, text.words.actors)
            fits |= {self._places[id(match.pattern)] for match in found}
            self._add_order(found)
            self._formulas.update((m.topic.label, m.pattern.text) for m in self._formula_finder.fitting(unit, text.words.actors))
        self._in_statements.update(fits)
        reads = text.reads[index]
        matches = [read.match for read in reads if read.match is not None]
        self._decided.update({self._places[id(match.pattern)] for match in matches})
        before = [self._finder.find(unit, text.words.actors) for unit in text.units(index)]
        self._breadth.add(before, matches, {read.topic.id for read in reads})
        self._topic_statements.update({read.topic.id for read in reads})
        for one, other in combinations(matches, 2):
            if one.tokens & other.tokens:
                pair = (min(one.topic.id, other.topic.id), max(one.topic.id, other.topic.id))
                self._collisions.setdefault(pair, []).append(_example(text, one.tokens | other.tokens))
        if reads:
            self.taken += 1
        else:
            start, end = text.clean.copy.to_raw(text.said[index].content_spans[0][0], text.said[index].content_spans[-1][1])
            example = Example(text.article_id, start, end, text.clean.article.raw[start:end])
            self._untaken.append((example, ", ".join(text.said[index].speakers) or "unknown"))

    def _add_order(self, found: Sequence[Match]) -> None:
        """Note which pattern of a topic came first where several fit: it decides, or keeps the topic out."""
        first: dict[str, Match] = {}
        for match in found:
            before = first.setdefault(match.topic.id, match)
            at = self._places[id(match.pattern)]
            self._first.setdefault(at, Counter())[self._places[id(before.pattern)]] += 1

    def _add_actors(self, text: Text) -> None:
        mentioned = Counter(m.actor_id for m in text.cast.mentions if m.actor_id)
        self._mentions.update(mentioned)
        self._in_articles.update(set(mentioned))
        self._labels |= {actor.actor_id: actor.label for actor in text.cast.actors.values()}
        for statement in text.said:
            self._spoken.update(set(statement.speakers))
            if not statement.speakers and statement.source is not None:
                self._open[" ".join(text.doc.text[slice(*statement.source)].split())] += 1

    def _add_days(self, text: Text) -> None:
        if text.published is not None:
            self._dated = True
            self._covered |= {(a.id, i) for a in self.book.actors for i, role in enumerate(a.roles) if role.held(*text.published)}
        whole = text.doc.text
        speakers = {speaker for statement in text.said for speaker in statement.speakers}
        for event in self.book.events:
            spoke = speakers & {event.speaker, *event.speakers}
            if _stands(event.names, whole) or spoke and (not event.venue or _stands(event.venue, whole)):
                self._events.add(event.id)

    # ---- what was found ------------------------------------------------------------------------------------------------

    def summary(self) -> str:
        """How much was read, what share of the statements some topic takes, and how a build counts these."""
        share = f" ({100 * self.taken / self.statements:.0f} %)" if self.statements else ""
        read = (
            f"{self.articles} articles, {self.sentences} sentences, {self.statements} statements (fragments left out); "
            f"{self.taken}{share} are on a topic of the codebook."
        )
        if not self.book.topics:
            return (
                f"{read}\ntopics.yml holds no topic yet, and without topics a build makes statements but no positions. `python -m analysis"
                " codebook suggest` lists what the texts speak of, each phrase as a pattern to paste; the comments in topics.yml say how a"
                " topic is written."
            )
        said, acts = sum(self._topic_statements.values()), sum(self._topic_acts.values())
        return (
            f"{read}\nA build counts positions: one for each topic of a statement ({said} here) and for each act that an outlet narrates"
            f" ({acts}). It leaves out questions and what is only supposed, and counts under `normative_twin` what should be."
        )

    def listings(self) -> list[Listing]:
        """Every list of findings, in the order in which a reader wants them."""
        found = [
            Listing("advice", "Odd, but allowed", ("what",), [(line,) for line in advice(self.book)]),
            self._topics(),
            self._patterns(),
            self._unmatched(),
            self._idle(),
            self._unmatched_words(),
            self._followed(),
            self._collided(),
            self._breadth.listing(self.book),
            self._left(),
            self._unmentioned(),
            self._candidates(),
            self._sources(),
            self._roles(),
            self._unused_events(),
        ]
        return [replace(one, hidden=True) if one.name in _OF_TOPICS and not self.book.topics else one for one in found]

    def _topics(self) -> Listing:
        rows = [
            (topic.id, self._topic_sentences[topic.id], self._topic_statements[topic.id], self._topic_acts[topic.id])
            for topic in self.book.topics
        ]
        columns = ("topic", "sentences", "statements", "narrated acts")
        return Listing("topics", "Topics, with the sentences that have their wording, and the statements and acts on them", columns, rows)

    def _patterns(self) -> Listing:
        rows = list(self._pattern_rows())
        columns = ("topic", "list", "number", "pattern", "sentences", "statements", "decided")
        title = "Patterns, with the sentences and statements that they fit, and how often they decided, acts included"
        return Listing("patterns", title, columns, rows, always=True)

    def _pattern_rows(self) -> Iterator[tuple[str, str, int, str, int, int, int]]:
        for topic, name, i, entry in _numbered(self.book.topics):
            at = (topic.id, name, i)
            yield *at, entry.text, self._in_sentences[at], self._in_statements[at], self._decided[at]

    def _unmatched(self) -> Listing:
        rows = [row[:4] for row in self._pattern_rows() if not row[4]]
        return Listing("unmatched_patterns", "Patterns that match nothing", ("topic", "list", "number", "pattern"), rows)

    def _idle(self) -> Listing:
        rows = [
            (*row[:4], row[5], self._why_idle((row[0], row[1], row[2])))
            for row in self._pattern_rows()
            if row[5] and not row[6] and row[1] != "none"
        ]
        columns = ("topic", "list", "number", "pattern", "statements", "why")
        return Listing("idle_patterns", "Patterns that fit statements but never decide", columns, rows)

    def _why_idle(self, at: Place) -> str:
        before = Counter({place: n for place, n in self._first.get(at, Counter()).items() if place != at})
        if sum(before.values()) < sum(self._first.get(at, Counter()).values()):
            return "its topic gives way to another, or its subject or context is another"
        (_, name, i), n = min(before.items(), key=lambda item: (-item[1], item[0]))
        verb = "keeps the topic out" if name == "none" else "fits before it"
        return f"{name}[{i}] {verb} ({n})"

    def _unmatched_words(self) -> Listing:
        rows = [
            (name, ", ".join(missing))
            for name, entries in self.book.words
            if (missing := [e for e in entries if not e.startswith("@") and not self._words[name, e]])
        ]
        return Listing("unmatched_words", "Words of lists that match nothing", ("list", "words"), rows)

    def _followed(self) -> Listing:
        rows = [(name, entry.text, self._formulas[name, entry.text]) for name, patterns in self.book.formulas for entry in patterns]
        title = "Formulas, with the sentences of statements that hold them; those that come again on other occasions are recurring"
        return Listing("formulas", title, ("formula", "pattern", "sentences"), rows)

    def _collided(self) -> Listing:
        pairs = sorted(self._collisions.items(), key=lambda item: (-len(item[1]), item[0]))
        rows = [(*pair, len(found), found[0].article_id, found[0].start, found[0].end, found[0].text) for pair, found in pairs]
        below = [[f"{e.article_id} {e.start}-{e.end}: {_short(e.text)}" for e in found[:3]] for _, found in pairs]
        columns = ("topic", "other topic", "statements", "article_id", "start", "end", "example")
        title = "Topics recognised in the same words, of which neither gives way to the other"
        return Listing("collisions", title, columns, rows, below, text_columns=3)

    def _left(self) -> Listing:
        rows = [(e.article_id, e.start, e.end, speaker, e.text) for e, speaker in self._untaken]
        share = f" ({len(rows)} of {self.statements}, {100 * len(rows) / self.statements:.0f} %)" if self.statements else ""
        columns = ("article_id", "start", "end", "speakers", "content")
        return Listing("untaken", f"Statements that no topic takes{share}", columns, rows, spread=True)

    def _unmentioned(self) -> Listing:
        rows = [(a.id, a.label) for a in nameable(self.book) if not self._mentions[a.id]]
        return Listing("unmentioned_actors", "Actors of actors.yml whom no article mentions", ("actor_id", "label"), rows)

    def _candidates(self) -> Listing:
        known = {actor.id for actor in self.book.actors}
        found = [a for a in self._mentions if a not in known and not a.startswith("GOV:") and (self._mentions[a] > 1 or self._spoken[a])]
        found.sort(key=lambda a: (-self._spoken[a], -self._mentions[a], a))
        rows = [(a, self._labels.get(a, a), self._spoken[a], self._mentions[a], self._in_articles[a]) for a in found]
        columns = ("actor_id", "label", "statements", "mentions", "articles")
        return Listing("candidates", "Names that lead to nobody in actors.yml: candidates for an entry", columns, rows)

    def _sources(self) -> Listing:
        rows = sorted(((words, n) for words, n in self._open.items()), key=lambda row: (-row[1], row[0]))
        return Listing("open_sources", "Sources of statements that lead to nobody", ("source", "statements"), rows)

    def _roles(self) -> Listing:
        rows = [
            (actor.id, role.title, str(role.start or ""), str(role.end or ""))
            for actor in self.book.actors
            for i, role in enumerate(actor.roles)
            if self._dated and (actor.id, i) not in self._covered
        ]
        return Listing("roles", "Offices held on no day on which an article appeared", ("actor_id", "title", "start", "end"), rows)

    def _unused_events(self) -> Listing:
        rows = [(event.id, event.label) for event in self.book.events if event.id not in self._events]
        title = "Events that no article names, and at whose venue none of their speakers speaks"
        return Listing("unused_events", title, ("event_id", "label"), rows)


def survey(texts: Iterable[Text], book: Codebook) -> Use:
    """What the codebook does in all the texts."""
    use = Use(book)
    for text in texts:
        use.add(text)
    return use


def _numbered(topics: Sequence[Topic]) -> Iterator[tuple[Topic, str, int, Pattern]]:
    for topic in topics:
        for name in _LISTS:
            for i, entry in enumerate(getattr(topic, name)):
                yield topic, name, i, entry


def _as_topic(name: str, entries: Sequence[str], book: Codebook) -> Topic:
    """A list of words as a topic whose patterns are its words, so that they are found as in the patterns that use them."""
    words = dict(book.words)
    return _topic(name, [pattern(entry, words) for entry in entries])


def _topic(name: str, patterns: Iterable[Pattern]) -> Topic:
    return Topic(id="words", label=name, proposition=name, kind="factual", terms=tuple(patterns))


def _example(text: Text, tokens: Iterable[int]) -> Example:
    inside = sorted(tokens)
    start, end = text.clean.copy.to_raw(text.doc[inside[0]].idx, text.doc[inside[-1]].idx + len(text.doc[inside[-1]]))
    return Example(text.article_id, start, end, text.clean.article.raw[start:end])


def _stands(words: Sequence[str], text: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags=re.IGNORECASE) for word in words)


def _short(words: str, longest: int = 90) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= longest else plain[:longest].rstrip() + "…"
