"""The names of an article: where they stand, whose they are, which offices and genders the words beside them tell."""

from __future__ import annotations

from datetime import date

from spacy.tokens import Doc, Span, Token

from analysis import lexicon
from analysis.actor_names import bare_name, entity_label, id_part, is_place, media_id, national, organisation_id, person_id, without_article
from analysis.cast import Why
from analysis.genders import Genders, told_by
from analysis.known_actors import KnownActors
from analysis.missed_names import missed_people
from analysis.place_names import local_bodies, unknown_firms, unknown_places
from analysis.roles import Description, beside, bodies, descriptions

_NO_NAMES = {"AUX", "ADP", "DET", "PRON", "SCONJ", "CCONJ", "ADV", "NUM"}
_BEFORE_A_NAME = 2
_PLACES = {"GPE", "LOC", "FAC"}


class Name:
    """A name: its span, label, the actor it leads to (None where open) and how it was linked."""

    def __init__(self, span: Span, label: str, actor_id: str | None, rule: str, why: Why | None = None) -> None:
        self.span, self.label, self.actor_id, self.rule, self.why = span, label, actor_id, rule, why


class Naming:
    """The names of one article, by the index of their first token, in `names`; what is described in it by title.

    `offices` says for each person which offices the words beside the name give, with of what; `past_offices` those that these
    words say were held before ("the former mayor"); `described` holds the descriptions of people, `bodies` those of ministries
    and the like. `published` are the first and last possible day of publication: an office that the codebook says was given up
    before is no longer one.
    """

    def __init__(self, known: KnownActors, doc: Doc, genders: Genders, published: tuple[date, date] | None = None) -> None:
        self.known, self.doc, self.genders, self.published = known, doc, genders, published
        self.names: dict[int, Name] = {}
        self._organisations = [_with_its_country(e) for e in doc.ents if e.label_ == "ORG" and not _is_of_a_country(e[-1].lower_)]
        self.taken: set[int] = set()
        self.offices: dict[str, list[tuple[str, str | None]]] = {}
        self.past_offices: dict[str, list[tuple[str, str | None]]] = {}
        self._places_and_codebook_names()
        self._local_bodies_and_unknown_places()
        bearers = self._people()
        self.bodies = bodies(doc, self._owners())
        self._rest_of_entities()
        parts = {i for name in self.names.values() if name.label != "PERSON" for i in range(name.span.start, name.span.end)}
        found = descriptions(doc, {**self._owners(), **self._bodies_with_ids()}, known.titles())
        self.described = [d for d in found if d.noun not in parts]  # no general in "General Assembly"
        self._learn_offices()
        self._lead_surnames(bearers)
        self._learn_offices()

    def at(self, token: int) -> Name | None:
        """The name that a token is part of."""
        return next((n for n in self.names.values() if n.span.start <= token < n.span.end), None)

    def people(self) -> list[Name]:
        """The names of people, in text order."""
        return [self.names[start] for start in sorted(self.names) if self.names[start].label == "PERSON"]

    # Where names stand

    def _take(self, span: Span, label: str, actor_id: str | None, rule: str) -> bool:
        if any(i in self.taken for i in range(span.start, span.end)):
            return False
        self.taken.update(range(span.start, span.end))
        self.names[span.start] = Name(span, label, actor_id, rule, Why.PLACE if label in _PLACES else Why.NOT_KNOWN)
        return True

    def _places_and_codebook_names(self) -> None:
        named: set[str] = set()
        for span, actor_id in self.known.named(self.doc):
            if actor_id not in named and self._is_any_document(span, actor_id):
                continue
            named.add(actor_id)
            self._take(span, entity_label(actor_id), actor_id, "name")
        for span in self.known.agencies(self.doc):
            if len(span) > 1 or span[0].ent_type_ != "PERSON":
                self._take(span, "ORG", media_id(span), "name")
        surnames = {entity[-1].text for entity in self.doc.ents if entity.label_ == "PERSON" and len(entity) > 1}
        for span, (country, kind) in self.known.places(self.doc):
            government = f"GOV:{country}"
            if span.text in surnames or self._in_a_longer_name(span):
                continue
            if self._is_outlet(span):
                continue
            if kind == "demonym":
                self._take(span, "NORP", government, "adjective")
            elif kind == "name":
                self._take(span, "GPE", government, "name")
            elif is_place(span):
                self._take(span, "GPE", None, "none")
            else:
                self._take(span, "GPE", government, "metonym")

    def _local_bodies_and_unknown_places(self) -> None:
        """Take the names of councils and the like that the recogniser missed, and of towns that it took for people.

        "Brackwell council" is "Brackwell Town Council", where the text has one of them.
        """
        bodies = local_bodies(self.doc, self.taken)
        full = {
            (span[0].text, span[-1].lower_): organisation_id(span) for span in sorted(bodies, key=lambda span: (len(span), -span.start))
        }
        for span in bodies:
            self._take(span, "ORG", full[(span[0].text, span[-1].lower_)], "name")
        known = {word for actor in self.known.everybody() for word in actor.split()}
        for span in unknown_places(self.doc, self.taken, known):
            self._take(span, "GPE", None, "none")
        for span, full_name in unknown_firms(self.doc, self.taken, known):
            self._take(span, "ORG", organisation_id(full_name), "name")

    def _is_any_document(self, span: Span, actor_id: str) -> bool:
        """Whether "the plan" or "the document" is not yet that of the codebook: nothing of its government was told of before."""
        followed_by_of = self.doc[span.end : span.end + 1].text.lower() == "of"
        if not actor_id.startswith("DOC:") or span[0].lower_ != "the" or len(span) != 2 or followed_by_of:
            return False
        known = self.known.known(actor_id)
        side = known.acts_for if known is not None else None
        before = self.doc[: span.start]
        issued = any(t.lower_ in lexicon.read("titles")["documents"] and t.pos_ == "NOUN" for t in before)
        of_its_side = any(f"GOV:{country}" == side for place, (country, _) in self.known.places(self.doc) if place.end <= span.start)
        return not (issued and of_its_side)

    def _is_outlet(self, place: Span) -> bool:
        """Take the name of an outlet that begins with a place, where the recogniser missed it: "Vienna Herald"."""
        end = place.end
        if (
            end == len(self.doc)
            or not self.doc[end].text[:1].isupper()
            or self.doc[end].lower_ not in lexicon.read("titles")["media_names"]
        ):
            return False
        name = self.doc[place.start : end + 1]
        return self._take(name, "ORG", media_id(name), "name")

    def _in_a_longer_name(self, place: Span) -> bool:
        """Whether a place is but a part of a name ("Vienna Herald", "Bank of Chile") and not the owner of a body ("Chile's navy")."""
        return any(
            entity.start <= place.start
            and place.end <= entity.end
            and len(without_article(entity) or entity) > len(place)
            and not any(t.tag_ == "POS" for t in entity)
            for entity in self._organisations
        )

    def _people(self) -> dict[str, list[tuple[int, str]]]:
        """Take the names of people; returns for every word of a full name where it stands and whose name it is."""
        words: dict[str, list[tuple[int, str]]] = {}
        for name in self.people():
            if name.actor_id:
                _remember(words, name.span, name.actor_id)
        common = {token.text for token in self.doc if token.is_lower and token.ent_type_ != "PERSON"}
        recognised = [_without_common_word(bare_name(entity), common) for entity in self.doc.ents if entity.label_ == "PERSON"]
        titled = missed_people(self.doc, self.taken)
        for span in [*recognised, *titled]:
            if span is None or not self._take(span, "PERSON", None, "name") or len(span) == 1:
                continue
            same = [i for i in self.known.people(span[-1].text) if set(person_id(span)[4:].split("_")) == set(i[4:].split("_"))]
            actor_id = same[0] if len(same) == 1 else person_id(span)
            self.names[span.start].actor_id = actor_id
            _remember(words, span, actor_id)
        single = {span.text for span in titled if len(span) == 1}  # "Judge Lund said …. Lund added"
        for token in self.doc:  # a surname that the recogniser missed
            if token.i not in self.taken and token.text in single and token.pos_ == "PROPN" and not token.ent_type_:
                self._take(self.doc[token.i : token.i + 1], "PERSON", None, "name")
            if token.i not in self.taken and token.text in words and token.text[:1].isupper() and token.pos_ not in _NO_NAMES:
                self._take_with_first_name(token)
        return words

    def _take_with_first_name(self, token: Token) -> None:
        """Take a surname that the recogniser missed; another first name before it makes it the name of somebody else."""
        before = self.doc[token.i - 1] if token.i > token.sent.start and token.i - 1 not in self.taken else None
        if before is not None and before.pos_ == "PROPN" and id_part(before.text).lower() in lexicon.first_names():
            name = self.doc[before.i : token.i + 1]
            self._take(name, "PERSON", person_id(name), "name")
        else:
            self._take(self.doc[token.i : token.i + 1], "PERSON", None, "name")

    def _rest_of_entities(self) -> None:
        owned = {i for body in self.bodies if self.known.body_of(body) for i in range(body.span.start, body.span.end)}
        others = [e for e in self.doc.ents if e.label_ in ("ORG", "NORP", "LOC", "FAC", "GPE")]
        no_people = [e for e in self.doc.ents if e.label_ == "PERSON" and bare_name(e) is None and len(e) > 1]  # "Keller Ltd"
        for entity in [*self._organisations, *others, *no_people]:
            span = without_article(self._behind_its_country(entity))
            if span is None or not owned.isdisjoint(range(span.start, span.end)):
                continue
            if entity.label_ in ("ORG", "PERSON"):
                self._take(span, "ORG", media_id(span) or organisation_id(span), "name")
            else:
                self._take(span, entity.label_, _people_of(span) if entity.label_ == "NORP" else None, "name")

    def _behind_its_country(self, entity: Span) -> Span:
        """A name without the country that owns it: "Chile's Harbour Authority"."""
        owner = self.names.get(entity.start)
        if owner is None or owner.label not in ("GPE", "NORP") or owner.span.end >= entity.end:
            return entity
        start = owner.span.end + (self.doc[owner.span.end].tag_ == "POS")
        return self.doc[start : entity.end] if start < entity.end and self.doc[start].text[:1].isupper() else entity

    # What the words beside them tell

    def _owners(self) -> dict[int, str]:
        """The tokens of countries and bodies, with the actor that may own an office or a ministry."""
        named = [n for n in self.names.values() if n.actor_id and not n.actor_id.startswith("PER:")]
        return {i: n.actor_id for n in named if n.actor_id for i in range(n.span.start, n.span.end)}

    def _bodies_with_ids(self) -> dict[int, str]:
        """The nouns of described bodies of a country: "foreign ministry" in "the Chilean foreign ministry spokesman"."""
        ids = {body.noun: self.known.body_of(body) for body in self.bodies}
        return {noun: actor_id for noun, actor_id in ids.items() if actor_id}

    def _lead_surnames(self, bearers: dict[str, list[tuple[int, str]]]) -> None:
        """Single words: whose name each is, from left to right."""
        seen: dict[str, int] = {}  # actor -> where it was named last
        for name in self.people():
            if name.actor_id is None and len(name.span) == 1:
                name.actor_id, name.why = self._bearer(name.span, bearers, seen)
            if name.actor_id:
                self.genders.learn(name.actor_id, self.doc[max(0, name.span.start - _BEFORE_A_NAME) : name.span.start])
                seen[name.actor_id] = name.span.start

    def _bearer(self, span: Span, words: dict[str, list[tuple[int, str]]], seen: dict[str, int]) -> tuple[str | None, Why | None]:
        """Whose name a single word is: of those who bear it the one that the title before it fits, then the one named last."""
        bearers = {actor for _, actor in words.get(span.text, ())}
        fitting = self._of_title(span, bearers)
        before = [actor for actor in fitting if actor in seen]
        if before:
            return max(before, key=seen.__getitem__), None
        if fitting:
            return (min(fitting), None) if len(fitting) == 1 else (None, Why.SEVERAL_BEARERS)
        known = self._of_title(span, set(self.known.people(span.text)))
        if known:
            return (min(known), None) if len(known) == 1 else (None, Why.SEVERAL_BEARERS)
        return f"PER:{id_part(span.text).lower()}", None

    def _of_title(self, span: Span, bearers: set[str]) -> set[str]:
        """The bearers of a name whom the title before it fits ("Ms Haller", "spokesman Wang"); all where it fits none."""
        if len(bearers) < 2:
            return bearers
        gender = told_by(self.doc[max(0, span.start - _BEFORE_A_NAME) : span.start])
        titled = beside(span, [d for d in self.described if d.span.end <= span.start])
        by_gender = {b for b in bearers if gender is None or self.genders.of(b) in (gender, None)}
        by_office = {b for b in by_gender if titled and any(self.holds(b, d) for d in titled)}
        return by_office or by_gender or bearers

    def holds(self, actor_id: str, description: Description) -> bool:
        """Whether a description fits an office that the text or the codebook gives a person."""
        offices = self.offices.get(actor_id, []) + self.known.offices(actor_id, None if description.is_past else self.published)
        if description.is_past:
            offices += self.past_offices.get(actor_id, [])
        return any(description.matches(title, of) for title, of in offices)

    def _learn_offices(self) -> None:
        for name in self.people():
            if name.actor_id is None:
                continue
            for description in beside(name.span, self.described):
                offices = self.past_offices if description.is_past else self.offices
                _note_office(offices, name.actor_id, description.title, description.of)
                self.genders.learn(name.actor_id, description.span)
            before = self.doc[name.span.start - 1].lower_.rstrip(".") if name.span.start else ""
            if before in lexicon.read("titles")["short_titles"]:
                _note_office(self.offices, name.actor_id, lexicon.office(lexicon.read("titles")["short_titles"][before]), None)

    def side(self, actor_id: str) -> str | None:
        """For whom somebody acts: as the codebook says, for the government of the country whose ministry or officials they are,
        else for the country or body of the first office that names one."""
        known = self.known.known(actor_id)
        if known is not None:
            return known.acts_for
        own = national(actor_id)
        if own is not None:
            return f"GOV:{own.country}" if own.acts else None
        return next((of for _, of in self.offices.get(actor_id, ()) if of), None)


def _note_office(offices: dict[str, list[tuple[str, str | None]]], actor_id: str, title: str, of: str | None) -> None:
    held = offices.setdefault(actor_id, [])
    if (title, of) not in held:
        held.append((title, of))


def _without_common_word(name: Span | None, common: set[str]) -> Span | None:
    """A surname in a headline without the word behind it that the text uses as a common one: "Keller" in "Keller Speech Delights"."""
    if name is None or len(name) != 2 or name[-1].lower_ not in common:
        return name
    first = id_part(name[0].text).lower()
    known = first in lexicon.first_names() or first in lexicon.read("titles")["family_name_first"]
    return name if known else name[:-1]


def _is_of_a_country(noun: str) -> bool:
    titles = lexicon.read("titles")
    return noun in (*titles["of_a_country"]["acting"], *titles["of_a_country"]["other"], *titles["states"], "police")


def _with_its_country(entity: Span) -> Span:
    """An organisation with the country that is part of its name: "Bank of Chile", where the recogniser stopped before it."""
    doc, end = entity.doc, entity.end - (entity[-1].lower_ == "of")
    if end > entity.start and end + 1 < len(doc) and doc[end].lower_ == "of" and doc[end + 1].text in lexicon.places():
        return Span(doc, entity.start, end + 2, label=entity.label)
    return entity


def _people_of(span: Span) -> str | None:
    """The group that a name of people in the plural is: `GRP:KURDS`; None for an adjective ("Kurdish")."""
    word = span[-1].text
    return f"GRP:{'_'.join(id_part(t.text) for t in span if t.is_alpha).upper()}" if len(word) > 3 and word.endswith("s") else None


def _remember(words: dict[str, list[tuple[int, str]]], name: Span, actor_id: str) -> None:
    for token in (name[0], name[-1]):
        words.setdefault(token.text, []).append((name.start, actor_id))
