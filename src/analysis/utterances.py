"""Utterances: statements of several articles that report the same words of one speaker on one occasion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import combinations, pairwise

import networkx as nx
import numpy as np

from analysis.likeness import Scale, function_words, shared_run, trimmed
from analysis.tellings import Telling

# Likeness (0-1) from which two statements of one speaker and occasion are one utterance: where they take the same side of a
# matter of fact, of what ought to be, or share no topic; and where they are all that their articles say on what ought to be.
# Chosen on the coded articles.
_FACT, _OUGHT, _WORDS, _ALONE = 0.28, 0.5, 0.55, 0.15
# Share of the words between two quotation marks that must stand in the other statement in one run.
_QUOTED = 0.6
# From so much on, words alone tell: that statements in a row are one, and that a day need not be known.
_CERTAIN = 0.6
# Days within which articles may report one utterance whose day no article gives.
_WEEK = 7
_NEVER = (date.min, date.min)
# Speakers of whom it cannot be told who opened the mouth: what two of them say is no one utterance.
_MANY = ("GOV:", "GRP:")

_Group = tuple[set[str], set[str]]  # ids of statements, and why they are one utterance


@dataclass(frozen=True)
class Together:
    """Statements that belong together: how, on which topic, and what that rests on."""

    relation: str
    topic: str | None
    members: tuple[Telling, ...]
    method: str


def utterances(found: Iterable[Telling], factual: set[str]) -> Iterator[Together]:
    """The utterances that two statements or more report, occasion by occasion.

    Parameters
    ----------
    found
        The statements of all articles.
    factual
        Topics that ask what is so; the others ask what ought to be.
    """
    by_occasion: dict[str, list[Telling]] = defaultdict(list)
    for telling in found:
        if telling.occasion:
            by_occasion[telling.occasion].append(telling)
    for _, said in sorted(by_occasion.items()):
        yield from _as_utterances(
            said, [*_by_topics(said, factual), *_by_quotations(said), *_by_words(said, _WORDS)], "speaker and occasion"
        )
    for said in _of_one_week(found):
        groups = [*_by_quotations(said), *_by_words(said, _CERTAIN)]
        open_ends = [group for group in groups if any(telling.id in group[0] and not telling.occasion for telling in said)]
        yield from _as_utterances(said, open_ends, "speaker and week; no occasion known")


def _as_utterances(said: Sequence[Telling], groups: Iterable[_Group], known: str) -> Iterator[Together]:
    for ids, reasons in sorted(_merged(groups), key=lambda group: sorted(group[0])):
        members = tuple(telling for telling in said if telling.id in ids)
        topics = sorted(reasons & {topic for telling in members for topic in telling.taken})
        yield Together("same_utterance", topics[0] if len(topics) == 1 else None, members, "; ".join([known, *sorted(reasons)]))


def _of_one_week(found: Iterable[Telling]) -> Iterator[list[Telling]]:
    """The statements of each speaker in articles of a week, where one of them has no occasion and they may be of one."""
    by_speaker: dict[str, list[Telling]] = defaultdict(list)
    for telling in found:
        if telling.published and len(telling.speakers) == 1 and not telling.told_by_headline:
            by_speaker[min(telling.speakers)].append(telling)
    for speaker, said in sorted(by_speaker.items()):
        if speaker.startswith(_MANY):
            continue
        week: list[Telling] = []
        for telling in sorted(said, key=lambda v: (v.published or _NEVER, v.article, v.start, v.id)):
            if week and telling.published and week[0].published and telling.published[1] - week[0].published[0] > timedelta(days=_WEEK):
                yield week
                week = []
            week.append(telling)
        yield week


def _by_topics(said: Sequence[Telling], factual: set[str]) -> Iterator[_Group]:
    """Statements on the same side of a topic, in words that are alike."""
    for topic in sorted({topic for telling in said for topic in telling.taken}):
        members = [telling for telling in said if topic in telling.taken]
        least = _FACT if topic in factual else _OUGHT
        near = partial(_near_on, topic, None if topic in factual else least, members, said)
        yield from ((ids, {topic}) for ids in _clusters(members, near, least))


def _near_on(topic: str, alone: float | None, members: Sequence[Telling], said: Sequence[Telling], a: Telling, b: Telling) -> float:
    """How near two statements on a topic are; `alone` is what they get at least if they are all that their articles say of it."""
    if not one_mouth(a, b) or a.taken[topic][0] != b.taken[topic][0]:
        return 0.0
    likeness = Scale.likeness(a.wording, b.wording)
    if alone is not None and likeness >= _ALONE and _only_ones(topic, a, b, members, said):
        return max(likeness, alone)
    return likeness if likeness >= _CERTAIN or not _follow(a, b, said) else 0.0


def _by_words(said: Sequence[Telling], least: float) -> Iterator[_Group]:
    """Statements in words that are much alike, whatever topics were seen in them."""
    yield from ((ids, {"most words alike"}) for ids in _clusters(said, _near_in_words, least))


def _near_in_words(a: Telling, b: Telling) -> float:
    return 0.0 if _opposed(a, b) or not one_mouth(a, b) else Scale.likeness(a.wording, b.wording)


def _by_quotations(said: Sequence[Telling]) -> Iterator[_Group]:
    """Statements of which one puts in quotation marks what stands in the other, too."""
    shared: dict[tuple[str, ...], nx.Graph[str]] = defaultdict(nx.Graph)
    for a, b in combinations(said, 2):
        if (a.quoted or b.quoted) and one_mouth(a, b) and (words := _quoted(a, b)):
            shared[words].add_edge(a.id, b.id)
    for words, graph in sorted(shared.items()):
        yield from ((set(ids), {f"“{' '.join(words)}”"}) for ids in sorted(map(sorted, nx.connected_components(graph))))


def one_mouth(a: Telling, b: Telling) -> bool:
    """Whether two statements of an occasion have a speaker in common who is known, or a headline names the speaker's side."""
    if a.told_by_headline or b.told_by_headline:
        return bool(a.sides & b.sides)
    return any(not speaker.startswith(_MANY) for speaker in a.speakers & b.speakers)


def _opposed(a: Telling, b: Telling) -> bool:
    """Whether two statements take opposite sides of a topic."""
    return any({a.taken[topic][0], b.taken[topic][0]} == {0, 1} for topic in set(a.taken) & set(b.taken))


def _follow(a: Telling, b: Telling, said: Sequence[Telling]) -> bool:
    """Whether one statement follows the other in the body of one article: an outlet says a thing in one place, then the next.

    A paraphrase and the quotation that bears it out are one thing.
    """
    own = [telling.id for telling in said if telling.article == a.article and not telling.told_by_headline]
    if a.id not in own or b.id not in own or abs(own.index(a.id) - own.index(b.id)) != 1:
        return False
    first, second = sorted((a, b), key=lambda telling: own.index(telling.id))
    return not (first.form == "indirect" and second.form == "direct")


def _only_ones(topic: str, a: Telling, b: Telling, members: Sequence[Telling], said: Sequence[Telling]) -> bool:
    """Whether two articles each speak of a topic in one place only, one of them in one statement.

    Two statements of the longer place belong together, too, where such another article is there.
    """
    own = {article: sum(v.article == article and not v.told_by_headline for v in members) for article in {v.article for v in members}}
    once = {article: n for article, n in own.items() if n and _places(topic, article, said) == 1}
    others = [n for article, n in once.items() if article not in (a.article, b.article)]
    together = (
        [once.get(telling.article, 0) for telling in (a, b)] if a.article != b.article else [once.get(a.article, 0), min(others, default=0)]
    )
    return min(together) == 1


def _places(topic: str, article: str, said: Sequence[Telling]) -> int:
    """In how many places the body of an article has statements on a topic; those that follow each other count once."""
    own = [topic in telling.taken for telling in said if telling.article == article and not telling.told_by_headline]
    return sum(here and not before for before, here in pairwise([False, *own]))


def _quoted(a: Telling, b: Telling) -> tuple[str, ...]:
    """What stands in quotation marks in one statement and mostly in the other, too: two words of content or more in a row."""
    runs = [(shared_run(run, other.words), run) for one, other in ((a, b), (b, a)) for run in one.quoted]
    most = [
        shared
        for shared, run in runs
        if sum(word not in function_words() for word in shared) >= 2 and len(shared) >= _QUOTED * len(trimmed(run))
    ]
    return max(most, key=lambda run: (len(run), run)) if most else ()


def _clusters(said: Sequence[Telling], near: Callable[[Telling, Telling], float], least: float) -> Iterator[set[str]]:
    """Statements that are near each other on average, by average linkage (UPGMA; Sokal and Michener 1958); no single ones."""
    size = len(said)
    between = np.zeros((size, size))
    for i, j in combinations(range(size), 2):
        between[i, j] = between[j, i] = near(said[i], said[j])
    members = [[i] for i in range(size)]
    while size > 1:
        i, j = sorted(divmod(int(np.argmax(between)), size))
        if between[i, j] < least:
            break
        here, there = len(members[i]), len(members[j])
        joined = np.round((here * between[i] + there * between[j]) / (here + there), 6)
        between[i], between[:, i] = joined, joined
        between[i, i] = 0.0
        between[j], between[:, j] = 0.0, 0.0
        members[i] += members[j]
        members[j] = []
    yield from ({said[k].id for k in group} for group in members if len(group) > 1)


def _merged(groups: Iterable[_Group]) -> list[_Group]:
    """Groups joined where one holds the other, or they have half of their statements in common."""
    merged: list[_Group] = []
    for ids, reasons in sorted(groups, key=lambda group: (-len(group[0]), sorted(group[0]), sorted(group[1]))):
        for other, others in merged:
            if ids <= other or 2 * len(ids & other) >= len(ids | other):
                other |= ids
                others |= reasons
                break
        else:
            merged.append((set(ids), set(reasons)))
    return merged
