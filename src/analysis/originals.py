"""Which of two articles with the same words is the original: whoever is credited, else who was first, else who has more."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

BASES = ("credit", "published", "length", "id")


@dataclass(frozen=True)
class About:
    """What is known of an article: its outlet, the first and last day (ISO) on which it may have appeared, whom its text credits.

    `names` are those under which others may credit the outlet, `credits` the words of the article in which a source may be credited;
    both in lower case, words parted by single spaces. `headlines` are the lines above the body, each with the place of its first code
    point: they tell no copy from its original, but may be copied with it.
    """

    outlet: str | None = None
    earliest: str | None = None
    latest: str | None = None
    names: tuple[str, ...] = ()
    credits: str = ""
    headlines: tuple[tuple[int, str], ...] = ()

    def owes(self, other: About) -> bool:
        """Whether this article credits the outlet of the other one, and is of another outlet itself."""
        return self.outlet != other.outlet and any(f" {name} " in f" {self.credits} " for name in other.names)

    def before(self, other: About) -> bool:
        """Whether this article appeared on an earlier day than the other one, for certain."""
        return bool(self.latest and other.earliest and self.latest < other.earliest)


NOTHING = About()


def first(keys: Sequence[str], known: Mapping[str, About]) -> str:
    """Of articles with exactly the same text the original: credited by the others, else not known to be later, else first by id."""
    credited = [key for key in keys if any(known[other].owes(known[key]) for other in keys)]
    free = [key for key in keys if not any(known[key].owes(known[other]) for other in keys)]
    able = credited or free or list(keys)
    return min(key for key in able if not any(known[other].before(known[key]) for other in able))


def basis(copy: About, original: About) -> str:
    """What speaks for that order between two articles of the same text."""
    if copy.owes(original) and not original.owes(copy):
        return "credit"
    return "published" if original.before(copy) else "id"


def is_copy(one: Iterable[About], other: Iterable[About], lengths: tuple[int, int]) -> tuple[bool, str]:
    """Whether the first of two texts is the copy, and what decided.

    Parameters
    ----------
    one, other
        What is known of all articles that have the text.
    lengths
        Words of both; of equally long ones the second is the copy.
    """
    mine, theirs = tuple(one), tuple(other)
    owes = any(a.owes(b) for a in mine for b in theirs)
    if owes != any(b.owes(a) for a in mine for b in theirs):
        return owes, "credit"
    earlier = any(all(a.before(b) for b in theirs) for a in mine)
    if earlier or any(all(b.before(a) for a in mine) for b in theirs):
        return not earlier, "published"
    return lengths[0] < lengths[1], "id" if lengths[0] == lengths[1] else "length"


def circles(edges: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The number of the circle that each text is in, of texts that lead from copy to original in a circle; others are not in it."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_edges_from(edges)
    found = [group for group in nx.strongly_connected_components(graph) if len(group) > 1]
    return {text: min(group) for group in found for text in group}
