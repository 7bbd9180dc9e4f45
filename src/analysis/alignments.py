"""Alignments: statements that belong together, within and across outlets, by who spoke, when, on which side, in what words."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import combinations, permutations
from typing import Any

import networkx as nx
import pandas as pd

from analysis import tables as schema
from analysis.codebook import Codebook, Pattern, Phrase
from analysis.likeness import Scale, function_words
from analysis.tellings import Tables, Telling, tellings
from analysis.utterances import Together, one_mouth, utterances

# Days within which two articles may report one claim.
_MONTH = 31
_NEVER = (date.min, date.min)
# Likeness from which two claims of what ought to be are one.
_OUGHT = 0.5


def alignments(tables: Tables, occasions: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The statements that belong together, within and across outlets.

    Parameters
    ----------
    tables
        `articles`, `statements`, `mentions`, `actors` and `positions`.
    occasions
        The table of that name.
    codebook
        Its topics say what is a matter of fact; its formulas are phrases to follow.

    Returns
    -------
    DataFrame
        The table `alignments`, with the topic (null where none decided). Only statements that share speaker and
        occasion, side and topic, or a phrase are compared with each other, so time grows with what is said on one
        occasion, not with the square of the corpus.

    Notes
    -----
    same_utterance: one speaker, one occasion, and the same quoted words, or the same side of a topic in words that are
    alike (a matter of fact needs less likeness than what ought to be, of which much is said on one occasion), or,
    where topics say nothing, words that are much alike. A statement in which two things are said may be in two of them.
    same_claim_reported: one side takes the same side of a topic in articles of one month, and at most one of two reports names a
    person, on the same occasion; what ought to be needs words that are alike, too.
    same_topic: one speaker, occasion, topic and agreement, different utterances.
    recurring_formula: a formula of the codebook, or three words of content in a row that some outlet puts in quotation marks,
    on different occasions by one side.
    position_over_time: one side and topic, a statement an occasion.
    contrast: one side that turned, or two sides that contradict each other on a matter of fact in one month; one statement each.
    """
    found = tellings(tables, occasions)
    factual = {topic.id for topic in codebook.topics if topic.kind == "factual"}
    told = list(utterances(found, factual))
    rest = _Rest(found, factual, told)
    every = [*told, *rest.claims(), *rest.topics(), *_formulas(found, codebook), *rest.over_time(), *rest.contrasts()]
    rows: dict[str, dict[str, Any]] = {}
    for group in every:
        ids = sorted({telling.id for telling in group.members})
        key = "alignment-" + hashlib.sha256("\x1f".join([group.relation, *ids]).encode()).hexdigest()[:12]
        score = _score(group.members)
        row = {"alignment_id": key, "relation": group.relation, "statement_ids": ids, "score": score, "method": group.method}
        rows.setdefault(key, {**row, "topic": group.topic})
    return schema.frame("alignments", list(rows.values()))


# ---- what is not one utterance --------------------------------------------------------------------------------------


class _Rest:
    """The other relations, which need to know which statements are one utterance."""

    def __init__(self, found: Sequence[Telling], factual: set[str], utterances: Sequence[Together]) -> None:
        self.factual = factual
        self.together = {pair for group in utterances for pair in combinations(sorted(v.id for v in group.members), 2)}
        self.reports = Counter(v.id for group in utterances for v in group.members for _ in group.members)
        self.by_topic: dict[str, dict[str, list[Telling]]] = defaultdict(lambda: defaultdict(list))
        for telling in found:
            for topic, (agreement, _) in telling.taken.items():
                if agreement is not None and len(telling.sides) == 1:
                    (side,) = telling.sides
                    self.by_topic[topic][side].append(telling)

    def _sides(self) -> Iterator[tuple[str, str, list[Telling]]]:
        """Every topic and side, with the statements that take one."""
        for topic, sides in sorted(self.by_topic.items()):
            for side, members in sorted(sides.items()):
                yield topic, side, members

    def _one_utterance(self, a: Telling, b: Telling) -> bool:
        return tuple(sorted((a.id, b.id))) in self.together

    def claims(self) -> Iterator[Together]:
        for topic, _, members in self._sides():
            for agreement in (0, 1):
                agreed = [v for v in members if v.taken[topic][0] == agreement and not v.told_by_headline]
                for group in _linked(_by_month(agreed), partial(self._one_claim, topic)):
                    yield Together("same_claim_reported", topic, group, "side, topic and agreement in one month; not one known utterance")

    def _one_claim(self, topic: str, a: Telling, b: Telling) -> bool:
        if a.article == b.article or self._one_utterance(a, b):
            return False
        alike = topic in self.factual or Scale.likeness(a.wording, b.wording) >= _OUGHT
        persons = sum(map(_in_person, (a, b)))
        return alike and persons < 2 and (a.occasion == b.occasion or not (persons or (a.occasion and b.occasion)))

    def topics(self) -> Iterator[Together]:
        for topic, _, members in self._sides():
            by_occasion: dict[tuple[str, int | None], list[Telling]] = defaultdict(list)
            for telling in members:
                if telling.occasion:
                    by_occasion[telling.occasion, telling.taken[topic][0]].append(telling)
            for _, said in sorted(by_occasion.items()):
                for group in _linked(combinations(said, 2), self._one_topic):
                    if len({v.article for v in group}) > 1:
                        yield Together("same_topic", topic, group, "speaker, occasion, topic and agreement; other words")
        for topic, sides in sorted(self.by_topic.items()):
            for agreement in (0, 1):
                agreed = [v for said in sides.values() for v in said if v.taken[topic][0] == agreement and v.occasion is None]
                for group in _linked(_by_month(agreed), lambda a, b: not a.sides & b.sides and a.article != b.article):
                    yield Together("same_topic", topic, group, "topic and agreement in one month; different sides")

    def _one_topic(self, a: Telling, b: Telling) -> bool:
        return one_mouth(a, b) and not self._one_utterance(a, b)

    def over_time(self) -> Iterator[Together]:
        for topic, _, members in self._sides():
            if len(steps := self._steps(members)) > 1:
                yield Together("position_over_time", topic, tuple(steps), "one side and topic, a statement an occasion")

    def contrasts(self) -> Iterator[Together]:
        for topic, _, members in self._sides():
            steps = self._steps(members)
            ends = [next((v for v in steps if v.taken[topic][0] == agreement), None) for agreement in (0, 1)]
            if ends[0] and ends[1]:
                yield Together("contrast", topic, (ends[0], ends[1]), "one side, opposite agreement on different occasions")
        for topic, sides in sorted(self.by_topic.items()):
            if topic in self.factual:
                for one, other in permutations([said for _, said in sorted(sides.items())], 2):
                    yield from self._contradiction(topic, one, other)

    def _contradiction(self, topic: str, affirming: Sequence[Telling], denying: Sequence[Telling]) -> Iterator[Together]:
        """The most reported statement of one side that affirms, and of another that denies, in one month."""
        yes = self._most_told([v for v in affirming if v.taken[topic][0] == 1])
        no = self._most_told([v for v in denying if v.taken[topic][0] == 0])
        if yes and no and _contemporary(yes, no):
            yield Together("contrast", topic, (yes, no), "two sides, opposite agreement on a matter of fact")

    def _steps(self, members: Sequence[Telling]) -> list[Telling]:
        """One statement an occasion, the most reported one, by occasion."""
        by_occasion: dict[str, list[Telling]] = defaultdict(list)
        for telling in members:
            if telling.occasion:
                by_occasion[telling.occasion].append(telling)
        return [told for _, said in sorted(by_occasion.items()) if (told := self._most_told(said))]

    def _most_told(self, said: Sequence[Telling]) -> Telling | None:
        """The statement that most others report, too, not a headline if there is another; of equals the first by article and place."""
        return min(said, key=lambda v: (v.told_by_headline, -self.reports[v.id], v.article, v.start, v.id), default=None)


def _in_person(telling: Telling) -> bool:
    """Whether a person is known to have said it on an occasion."""
    return telling.occasion is not None and any(speaker.startswith("PER:") for speaker in telling.speakers)


def _linked(pairs: Iterable[tuple[Telling, Telling]], belong: Callable[[Telling, Telling], bool]) -> Iterator[tuple[Telling, ...]]:
    """Groups of statements each of which belongs to at least one other of its group."""
    graph: nx.Graph[str] = nx.Graph()
    by_id: dict[str, Telling] = {}
    for a, b in pairs:
        if belong(a, b):
            by_id |= {a.id: a, b.id: b}
            graph.add_edge(a.id, b.id)
    for ids in sorted(map(sorted, nx.connected_components(graph))):
        yield tuple(by_id[i] for i in ids)


def _by_month(said: Sequence[Telling]) -> Iterator[tuple[Telling, Telling]]:
    """The pairs of statements in articles of one month, without looking at all pairs."""
    dated = sorted((v for v in said if v.published), key=lambda v: (v.published or _NEVER, v.article, v.start, v.id))
    near: list[Telling] = []
    for telling in dated:
        near = [other for other in near if _contemporary(other, telling)]
        yield from ((other, telling) for other in near)
        near.append(telling)


def _contemporary(a: Telling, b: Telling) -> bool:
    """Whether two articles may have been published within a month of each other."""
    if a.published is None or b.published is None:
        return False
    month = timedelta(days=_MONTH)
    return a.published[0] - b.published[1] <= month and b.published[0] - a.published[1] <= month


# ---- formulas -------------------------------------------------------------------------------------------------------


def _formulas(found: Sequence[Telling], codebook: Codebook) -> Iterator[Together]:
    """Phrases that one side uses on different occasions: those of the codebook, then others that some outlet puts in quotation marks."""
    for name, patterns in codebook.formulas:
        holding = [v for v in found if any(_holds(pattern, v) for pattern in patterns)]
        for members in _by_side(holding):
            yield Together("recurring_formula", None, members, f"formula of the codebook: {name}")
    used: dict[tuple[str, ...], list[Telling]] = defaultdict(list)
    quoted = {run for telling in found for words in telling.quoted for run in _phrases(words)}
    for telling in found:
        for run in sorted(set(_phrases(telling.words)) & quoted):
            used[run].append(telling)
    phrases: dict[tuple[str, ...], tuple[tuple[Telling, ...], str]] = {}
    for run, holding in sorted(used.items()):
        for members in _by_side(holding):
            phrases.setdefault(tuple(v.id for v in members), (members, " ".join(run)))
    for members, phrase in phrases.values():
        yield Together("recurring_formula", None, members, f"shared phrase: {phrase}")


def _by_side(holding: Sequence[Telling]) -> Iterator[tuple[Telling, ...]]:
    """Of statements with a phrase those of each side that come from several occasions, and several articles."""
    by_side: dict[str, list[Telling]] = defaultdict(list)
    for telling in holding:
        for side in telling.sides:
            by_side[side].append(telling)
    for _, members in sorted(by_side.items()):
        if len({v.occasion or v.article for v in members}) > 1 and len({v.article for v in members}) > 1:
            yield tuple(members)


def _holds(pattern: Pattern, telling: Telling) -> bool:
    """Whether each part of a pattern stands in what was said."""
    return all(any(_stands(phrase, telling) for phrase in part) for part in pattern.parts)


def _stands(phrase: Phrase, telling: Telling) -> bool:
    if phrase.actor:
        return phrase.actor in telling.wording.names
    width = len(phrase.words)
    runs = (telling.words[i : i + width] for i in range(len(telling.words) - width + 1))
    return any(all(map(_fits, run, phrase.words)) for run in runs)


def _fits(word: str, form: str) -> bool:
    return word.startswith(form[:-1]) if form.endswith("*") else word == form


def _phrases(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Runs of three words of content."""
    for i in range(len(words) - 2):
        if not function_words() & set(words[i : i + 3]):
            yield tuple(words[i : i + 3])


def _score(members: Sequence[Telling]) -> float:
    """How alike the members are: the mean likeness of their pairs."""
    scores = [Scale.likeness(a.wording, b.wording) for a, b in combinations(members, 2)]
    return round(sum(scores) / len(scores), 2) if scores else 0.0
