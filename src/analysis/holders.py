"""Who holds a described office: "the minister", "his German counterpart", "the ruler"; by the text, the codebook and the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from spacy.tokens import Span

from analysis import lexicon
from analysis.antecedents import Antecedents, Seen
from analysis.cast import Why
from analysis.genders import told_by
from analysis.known_actors import KnownActors
from analysis.naming import Naming
from analysis.roles import Description, beside, with_possessor
from analysis.unnamed import group_of_one

Found = tuple[str | None, Why | None]

_INDEFINITE = {"a", "an", "another", "one", "some"}
_NEAR = 2


class Holders:
    """Leads descriptions of people by office to those who hold it, while an article is read from left to right."""

    def __init__(self, known: KnownActors, naming: Naming, before: Antecedents, published: tuple[date, date] | None) -> None:
        self.known, self.naming, self.before, self.published = known, naming, before, published

    def holder(self, description: Description) -> Found:
        """Whom a description means: the person named beside it; of those that hold the office the last who spoke; else who
        held it by the codebook, or the only one named later; with the reason where nobody can be told."""
        beside_it = self._named_beside(description)
        if beside_it is not None:
            return beside_it, None
        if description.span[0].lower_ in _INDEFINITE:
            return None, Why.UNNAMED
        if description.head == "counterpart":
            return self._counterpart(description)
        if description.of is None and any(t.tag_ in ("POS", "PRP$") for t in with_possessor(description.span)):
            description = replace(description, of=self._owner(description))
            if description.of is None:  # "its minister" of whom it cannot be told
                return None, Why.NO_HOLDER
        return self._holding(description, lambda actor_id: True)

    def _named_beside(self, description: Description) -> str | None:
        """The person whose name the description follows after a comma: "Qin Gang, China's foreign minister"."""
        names = [n for n in self.naming.people() if n.span.end <= description.span.start]
        return next((n.actor_id for n in names if n.actor_id and beside(n.span, [description])), None)

    def _holding(self, description: Description, allowed: Callable[[str], bool]) -> Found:
        gender = told_by(description.span)

        def fits(actor_id: str) -> bool:
            return (
                actor_id.startswith("PER:")
                and allowed(actor_id)
                and self.naming.holds(actor_id, description)
                and (gender is None or self.naming.genders.of(actor_id) in (gender, None))
            )

        seen = self.before.last(lambda s: s.actor_id is not None and fits(s.actor_id))
        if seen and description.fits_any_office and self._another_since(description, seen[-1]):
            return None, Why.SEVERAL_HOLDERS
        if seen:
            return seen[-1], None
        offices = (self.naming.offices, self.naming.past_offices) if description.is_past else (self.naming.offices,)
        named = list(dict.fromkeys(actor_id for held in offices for actor_id in held if fits(actor_id)))
        holders = [a for a in self._of_the_codebook(description, bool(named)) if allowed(a)]
        for some in ([a for a in holders if a in named], holders, named):
            if len(set(some)) == 1:
                return some[0], None
        if holders or named:
            return None, Why.SEVERAL_HOLDERS
        return self._of_any_office(description, gender)

    def _of_the_codebook(self, description: Description, named: bool) -> list[str]:
        """Who held an office by the codebook. Where the text does not say of what it is, and names no holder itself, only an office
        of a body that the text tells of counts: "the mayor" in an article on the council. In an article on two countries the
        office of a country stays open."""
        if description.is_past:
            return []
        if description.of is not None:
            return self.known.holders(description, self.published)
        if named or description.title not in self.known.titles() or description.fits_any_office:
            return []
        told_of = {n.actor_id for n in self.naming.names.values() if n.actor_id and not n.actor_id.startswith("PER:")}
        countries = {actor_id for actor_id in told_of if actor_id.startswith("GOV:")}
        holding = self.known.held(description, self.published)
        return [a for a, of in holding if of in told_of and (of not in countries or len(countries) == 1)] if holding else []

    def _another_since(self, description: Description, actor_id: str | None) -> bool:
        """Whether somebody else in office is named in the paragraph of a description since the actor was: "talks with Minister Lund,
        in which the official said"."""
        last = max((s.at for s in self.before.seen if s.actor_id == actor_id), default=-1)
        here = [s for s in self.before.near(description.span.doc[description.noun], 0) if s.at > last]
        return any(s.actor_id in self.naming.offices for s in here)

    def _of_any_office(self, description: Description, gender: str | None) -> Found:
        """'The ruler', 'the official': who spoke last, where the words fit everybody in office."""
        token = description.span.doc[description.noun]
        group = group_of_one(description.head)
        spoke = [s for s in self.before.near(token, _NEAR) if s.kind == "person" and s.speaks]
        if description.of is not None or not spoke or not (description.fits_any_office or group):
            return None, Why.NO_HOLDER
        last = spoke[-1].actor_id
        if self._another_since(description, last):
            return None, Why.SEVERAL_HOLDERS
        if last is None or gender and self.naming.genders.of(last) not in (gender, None):
            return None, Why.UNNAMED
        if last.startswith("PER:") and description.fits_any_office or group and last.endswith(group):  # "a diplomat … the diplomat"
            return last, None
        return None, Why.NO_HOLDER

    def _counterpart(self, description: Description) -> Found:
        """'His German counterpart': who holds the same office in Germany."""
        of, host = description.of, self._host(description.span)
        if of is None or host is None:
            return None, Why.NO_HOLDER
        for title, own in [*self.naming.offices.get(host, ()), *self.known.offices(host)]:
            if own != of:
                found, _ = self._holding(replace(description, title=title, of=of), lambda actor_id: actor_id != host)
                if found is not None:
                    return found, None
        return None, Why.NO_HOLDER

    def _host(self, span: Span) -> str | None:
        """Whose counterpart it is: the person that a pronoun or name inside stands for, else who spoke last."""
        inside = [s.actor_id for s in self._inside(span) if s.actor_id and s.actor_id.startswith("PER:")]
        spoke = self.before.last(lambda s: s.kind == "person" and s.speaks)
        return inside[-1] if inside else spoke[-1] if spoke else None

    def _owner(self, description: Description) -> str | None:
        """Whose office it is: "the country's minister", "its minister"; of a person's minister, the side that the person acts for."""
        inside = [s.actor_id for s in self._inside(description.span) if s.actor_id]
        owner = next((a for a in reversed(inside) if a.startswith(("GOV:", "ORG:"))), None)
        people = [a for a in inside if a.startswith("PER:")]
        if owner is None and people and description.head not in lexicon.read("titles")["spokespeople"]:
            return self.naming.side(people[-1])
        return owner

    def _inside(self, span: Span) -> list[Seen]:
        words = with_possessor(span)
        return [s for s in self.before.seen if words.start <= s.at < words.end]
