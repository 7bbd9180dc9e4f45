"""Who is known beforehand: the names and offices of a codebook and the places of the gazetteer, found in a Doc."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from analysis import lexicon
from analysis.codebook import Actor, Codebook
from analysis.roles import Description

_Key = TypeVar("_Key")


class KnownActors:
    """The names and offices of a codebook and the gazetteer's places, to be looked up in many articles."""

    def __init__(self, nlp: Language, codebook: Codebook) -> None:
        self._codebook = codebook
        self._by_id = {actor.id: actor for actor in codebook.actors}
        self._names = PhraseMatcher(nlp.vocab)
        self._words = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._places = PhraseMatcher(nlp.vocab)
        for actor in codebook.actors:
            for name in actor.names:
                matcher = self._names if name[:1].isupper() else self._words
                matcher.add(actor.id, [nlp.make_doc(name)])
        for name in lexicon.places():
            self._places.add(name, [nlp.make_doc(name)])

    def known(self, actor_id: str) -> Actor | None:
        """The codebook's entry of an actor."""
        return self._by_id.get(actor_id)

    def named(self, doc: Doc) -> list[tuple[Span, str]]:
        """Spans that the codebook names, with the actor id, longest first where they overlap."""
        found = [(doc[s:e], doc.vocab.strings[key]) for m in (self._names, self._words) for key, s, e in m(doc)]
        return _longest(found)

    def places(self, doc: Doc) -> list[tuple[Span, tuple[str, str]]]:
        """Spans that name a country, capital, seat or people, with (ISO alpha-3, kind)."""
        gazetteer = lexicon.places()
        return _longest([(doc[s:e], gazetteer[doc.vocab.strings[key]]) for key, s, e in self._places(doc)])

    def people(self, name: str) -> list[str]:
        """Ids of the codebook's people whose name has this word in it."""
        return [a.id for a in self._codebook.actors if a.type == "person" and any(name in form.split() for form in (a.label, *a.names))]

    def holders(self, description: Description, published: tuple[date, date] | None) -> list[str]:
        """Ids of the codebook's people who held the described office in the days of publication."""
        if published is None:
            return []
        return [
            actor.id
            for actor in self._codebook.actors
            for role in actor.roles
            if role.held(*published) and any(description.matches(lexicon.office(t), role.of) for t in (role.title, *role.also))
        ]

    def offices(self, actor_id: str) -> list[tuple[str, str | None]]:
        """The offices that the codebook lists for an actor, in one form, each with of what."""
        actor = self._by_id.get(actor_id)
        return [(lexicon.office(t), role.of) for role in actor.roles for t in (role.title, *role.also)] if actor else []


def _longest(found: list[tuple[Span, _Key]]) -> list[tuple[Span, _Key]]:
    """Of overlapping finds the longest, the first where two are as long; in text order."""
    taken: set[int] = set()
    kept = []
    for span, key in sorted(found, key=lambda f: (-len(f[0]), f[0].start, str(f[1]))):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            kept.append((span, key))
    return sorted(kept, key=lambda f: f[0].start)
