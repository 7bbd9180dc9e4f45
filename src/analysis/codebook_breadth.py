"""Wide patterns of a codebook: those that decide in most statements of a narrower topic, too, or take them away from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from analysis.codebook import Codebook
from analysis.listing import Listing
from analysis.wording import Match, give_way

Place = tuple[str, str, int]


class Breadth:
    """Counts, statement by statement, which patterns decide beside which topics.

    Parameters
    ----------
    places
        Topic, list and number of each pattern, by its `id()`.
    """

    def __init__(self, places: Mapping[int, Place]) -> None:
        self._places = places
        self._decided: Counter[Place] = Counter()
        self._topics: Counter[str] = Counter()
        self._beside: Counter[tuple[Place, str]] = Counter()
        self._taken: Counter[tuple[Place, str]] = Counter()
        self._lost: Counter[str] = Counter()

    def add(self, units: Sequence[Sequence[Match]], decided: Sequence[Match], topics: set[str]) -> None:
        """Count one statement.

        Parameters
        ----------
        units
            What was found in each of its sentences, before any topic gave way.
        decided
            The matches that decided.
        topics
            The topics that it speaks of.
        """
        at = {self._places[id(match.pattern)] for match in decided}
        taken = {pair for found in units for pair in self._given_away(found)}
        self._decided.update(at)
        self._topics.update(topics)
        self._beside.update((place, topic) for place in at for topic in topics if topic != place[0])
        self._taken.update(taken)
        self._lost.update({topic for _, topic in taken} - topics)

    def _given_away(self, found: Sequence[Match]) -> Iterator[tuple[Place, str]]:
        """The patterns to whose topic another topic gave way, and that topic."""
        kept = give_way(found)
        for lost in found:
            if lost not in kept:
                yield from ((self._places[id(m.pattern)], lost.topic.id) for m in kept if m.topic.id in lost.topic.gives_way_to)

    def listing(self, book: Codebook) -> Listing:
        """Patterns that decide in more statements than another topic has, and in at least half of that topic's."""
        pairs = {frozenset((topic.id, topic.normative_twin)) for topic in book.topics if topic.normative_twin}
        texts = {self._places[id(entry)]: entry.text for topic in book.topics for _, entry in topic.patterns()}
        rows = []
        for (at, other), both in sorted((self._beside + self._taken).items()):
            of = self._topics[other] + self._lost[other]
            if 2 * both < of or self._decided[at] <= of or frozenset((at[0], other)) in pairs:
                continue
            turn = f"{other} gives way to it: turn that round" if self._taken[at, other] else f"let {at[0]} give way to {other}"
            rows.append((*at, texts[at], self._decided[at], other, of, both, f"{turn}, or write the pattern more exactly"))
        columns = ("topic", "list", "number", "pattern", "statements", "other topic", "its statements", "of them", "what helps")
        return Listing("broad_patterns", "Wide patterns that decide in most statements of a narrower topic, too", columns, rows)
