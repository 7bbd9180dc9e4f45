"""Who is known beforehand: the names and offices of a codebook and the places of the gazetteer, found in a Doc."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

from analysis import lexicon
from analysis.actor_names import id_part
from analysis.codebook import Actor, Codebook
from analysis.roles import Description

_Key = TypeVar("_Key")
_SHORT_FORM = 4


class KnownActors:
    """The names and offices of a codebook and the gazetteer's places, to be looked up in many articles."""

    def __init__(self, nlp: Language, codebook: Codebook) -> None:
        self._codebook = codebook
        self._by_id = {actor.id: actor for actor in codebook.actors}
        self._names = PhraseMatcher(nlp.vocab)
        self._words = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._places = PhraseMatcher(nlp.vocab)
        self._agencies = PhraseMatcher(nlp.vocab)
        for actor in codebook.actors:
            for name in actor.names:
                matcher = self._names if name[:1].isupper() else self._words
                matcher.add(actor.id, [nlp.make_doc(form) for form in dict.fromkeys((name, name.replace("'", "’")))])
        for name in lexicon.places():
            self._places.add(name, [nlp.make_doc(name)])
        for name in lexicon.agencies():
            if len(name) > _SHORT_FORM:
                self._agencies.add(name, [nlp.make_doc(name)])
        self._bodies = _bodies_of_countries(codebook)
        self._titles = frozenset(lexicon.office(t) for a in codebook.actors for role in a.roles for t in (role.title, *role.also))

    def known(self, actor_id: str) -> Actor | None:
        """The codebook's entry of an actor."""
        return self._by_id.get(actor_id)

    def named(self, doc: Doc) -> list[tuple[Span, str]]:
        """Spans that the codebook names, with the actor id, longest first where they overlap."""
        found = [(doc[s:e], doc.vocab.strings[key]) for m in (self._names, self._words) for key, s, e in m(doc)]
        return _longest(found)

    def body(self, title: str, country: str) -> str | None:
        """The codebook's ministry, parliament or other body of a country, by its title in one form ("foreign ministry")."""
        return self._bodies.get((title, country))

    def body_of(self, description: Description) -> str | None:
        """The id of a described ministry or other body of a country: the codebook's, else `ORG:CHL_FOREIGN_MINISTRY`."""
        titles = lexicon.read("titles")["of_a_country"]
        of = description.of
        if of is None or not of.startswith("GOV:") or description.title.split()[-1] not in (*titles["acting"], *titles["other"]):
            return None
        return self.body(description.title, of[4:]) or f"ORG:{of[4:]}_{'_'.join(id_part(w) for w in description.title.split()).upper()}"

    def agencies(self, doc: Doc) -> list[Span]:
        """Spans that name a news agency by more than its initials, longest first where they overlap."""
        return [span for span, _ in _longest([(doc[s:e], key) for key, s, e in self._agencies(doc)])]

    def places(self, doc: Doc) -> list[tuple[Span, tuple[str, str]]]:
        """Spans that name a country, capital, seat or people, with (ISO alpha-3, kind)."""
        gazetteer = lexicon.places()
        return _longest([(doc[s:e], gazetteer[doc.vocab.strings[key]]) for key, s, e in self._places(doc)])

    def people(self, name: str) -> list[str]:
        """Ids of the codebook's people whose name has this word in it."""
        return [a.id for a in self._codebook.actors if a.type == "person" and any(name in form.split() for form in (a.label, *a.names))]

    def everybody(self) -> list[str]:
        """Every form of the names of the codebook's people."""
        return [form for a in self._codebook.actors if a.type == "person" for form in (a.label, *a.names)]

    def holders(self, description: Description, published: tuple[date, date] | None) -> list[str]:
        """Ids of the codebook's people who held the described office in the days of publication."""
        return [actor_id for actor_id, _ in self.held(description, published)]

    def held(self, description: Description, published: tuple[date, date] | None) -> list[tuple[str, str | None]]:
        """The codebook's people who held the described office in the days of publication, each with of what."""
        if published is None:
            return []
        return [
            (actor.id, role.of)
            for actor in self._codebook.actors
            for role in actor.roles
            if role.held(*published) and any(description.matches(lexicon.office(t), role.of) for t in (role.title, *role.also))
        ]

    def offices(self, actor_id: str, published: tuple[date, date] | None = None) -> list[tuple[str, str | None]]:
        """The offices that the codebook lists for an actor, in one form, each with of what; where days of publication are given,
        those held then."""
        actor = self._by_id.get(actor_id)
        roles = [role for role in (actor.roles if actor else ()) if published is None or role.held(*published)]
        return [(lexicon.office(title), role.of) for role in roles for title in (role.title, *role.also)]

    def titles(self) -> frozenset[str]:
        """The titles of all offices of the codebook, in one form: they are titles in the texts of its study, too."""
        return self._titles


def _bodies_of_countries(codebook: Codebook) -> dict[tuple[str, str], str]:
    """Title in one form and country to actor id: of "Chilean Foreign Ministry" what is left without the country's name."""
    gazetteer = lexicon.places()
    out: dict[tuple[str, str], str] = {}
    for actor in codebook.actors:
        for name in actor.names if actor.type == "organisation" else ():
            first, _, title = name.replace("'s ", " ").partition(" ")
            if title and first in gazetteer:
                out.setdefault((lexicon.body(title), gazetteer[first][0]), actor.id)
    return out


def _longest(found: list[tuple[Span, _Key]]) -> list[tuple[Span, _Key]]:
    """Of overlapping finds the longest, the first where two are as long; in text order."""
    taken: set[int] = set()
    kept = []
    for span, key in sorted(found, key=lambda f: (-len(f[0]), f[0].start, str(f[1]))):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            kept.append((span, key))
    return sorted(kept, key=lambda f: f[0].start)
