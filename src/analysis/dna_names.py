"""Whom and what a coder's names mean: persons, organisations and concepts led to the ids of the codebook, or to new ones."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Set

from analysis import actor_rows, lexicon
from analysis.actor_names import id_part
from analysis.codebook import TOPIC_ID, Codebook
from analysis.codebook_faults import ACTOR_ID
from analysis.dna_schema import SHORT
from analysis.dna_text import altered
from analysis.tables import Row


class Names:
    """The names of a codebook and of countries, and what was asked for that neither has."""

    def __init__(self, book: Codebook) -> None:
        self._book = book
        self._topics = {topic.id for topic in book.topics}
        self._people = _unique((name, a.id) for a in book.actors if a.type == "person" for name in (a.label, *a.names))
        countries = ((name, f"GOV:{iso}") for iso, forms in lexicon.read("countries").items() for name in forms["names"])
        bodies = ((name, a.id) for a in book.actors if a.type != "person" for name in (a.label, *a.names))
        self._others = _unique(countries) | _unique(bodies)
        self._concepts = _unique((name, t.id) for t in book.topics for name in (t.label, t.proposition, t.id))
        self._labels: dict[str, str] = {}
        self._unknown_actors: dict[str, str] = {}
        self._unknown_topics: dict[str, str] = {}
        self._asked: set[str] = set()

    def actor(self, name: str, known: str | None = None, *, person: bool) -> str | None:
        """The id of an actor; None for an empty name.

        `known` is the attribute `ID` of the entity, which counts where it has the form of an id. Else the codebook is asked
        for the name, and for an organisation the list of countries; a name they do not have, or have twice, makes an id.
        """
        name = " ".join(name.split())
        if not name:
            return None
        found = known if known and re.match(ACTOR_ID, known) else (self._people if person else self._others).get(_key(name))
        if not found:
            found = f"PER:{_joined(name).lower()}" if person else f"ORG:{_joined(name).upper()}"
            self._unknown_actors.setdefault(found, name)
        self._labels.setdefault(found, name)
        return found

    def topic(self, concept: str, known: str | None = None) -> str | None:
        """The id of a topic by its label, proposition or id; a concept that the codebook lacks makes one; None for none."""
        concept = " ".join(concept.split())
        if not concept:
            return None
        found = known if known in self._topics else self._concepts.get(_key(concept))
        if not found:
            slug = _joined(concept).lower()[:60].rstrip("_")
            found = slug if re.match(TOPIC_ID, slug) else f"t_{slug}"
            if found not in self._topics:
                self._unknown_topics.setdefault(found, concept)
        return found

    def row(self, actor_id: str) -> Row:
        """The row of the table `actors` for an id, by codebook, list of countries, or the name that was coded."""
        self._asked.add(actor_id)
        return actor_rows.row(actor_id, self._book, self._labels.get(actor_id, actor_id), "text")

    def notes(self, topics: Set[str]) -> Iterator[str]:
        """What the codebook lacks of `topics`, and of the actors for whom a row was asked, with what to add."""
        lacking = {topic: concept for topic, concept in self._unknown_topics.items() if topic in topics}
        if lacking:
            yield f"the codebook lacks {len(lacking)} of the concepts; to have them, complete these lines and add them to topics.yml:"
        for topic, concept in lacking.items():
            yield f"  - {{id: {topic}, label: {json.dumps(concept, ensure_ascii=False)}, proposition: …, kind: …, terms: […]}}"
        unknown = {actor: name for actor, name in self._unknown_actors.items() if actor in self._asked}
        if unknown:
            listed = ", ".join(f"{actor} ({name})" for actor, name in unknown.items())
            yield (
                f"neither the codebook nor the list of countries knows {len(unknown)} of the actors; one that is in actors.yml under"
                f" another name needs this one among its `names`: {listed}"
            )


def _unique(pairs: Iterator[tuple[str, str]]) -> dict[str, str]:
    """Name -> id, without names that lead to two ids."""
    ids: dict[str, set[str]] = {}
    for name, key in pairs:
        ids.setdefault(_key(name), set()).add(key)
    return {name: next(iter(found)) for name, found in ids.items() if len(found) == 1}


def _key(name: str) -> str:
    """A name as it is compared: as an event list alters it, no longer than an entity, without case."""
    return altered(" ".join(name.split()))[: SHORT - 1].rstrip("…").casefold()


def _joined(name: str) -> str:
    """A name as part of an id; a checksum for one without a letter that ids may have."""
    parts = [id_part(word) for word in re.findall(r"[^\W_]+", name)]
    if all(part == "x" for part in parts):
        return "x" + hashlib.sha256(name.encode()).hexdigest()[:8]
    return "_".join(parts)
