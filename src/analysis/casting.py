"""The work on one article: names are led to actors first, then offices and pronouns from left to right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from spacy.tokens import Doc, Span, Token

from analysis import lexicon, quotation
from analysis.actor_names import bare_name, entity_label, id_part, is_place, organisation_id, person_id, without_article
from analysis.antecedents import Antecedents
from analysis.cast import Actor, Cast, Mention
from analysis.known_actors import KnownActors
from analysis.language import PARAGRAPH_SPANS
from analysis.roles import Description, beside, descriptions

_TYPES = {"PER": "person", "GOV": "government", "ORG": "organisation", "GRP": "group", "DOC": "document", "MEDIA": "media"}
_WHO = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
_THEY = {"they", "them", "their", "both"}
_IT = {"it", "its"}
_RELATIVE = {"who", "which", "that", "whose", "whom"}
_INDEFINITE = {"a", "an", "another", "one", "some"}
_NO_NAMES = {"AUX", "ADP", "DET", "PRON", "SCONJ", "CCONJ", "ADV", "NUM"}


class Casting:
    """The work on one article: names first, then roles and pronouns from left to right."""

    def __init__(self, known: KnownActors, doc: Doc, sources: Iterable[Span], published: tuple[date, date] | None) -> None:
        self.known, self.doc, self.published = known, doc, published
        self.cast = Cast(doc)
        self.spans: dict[int, tuple[Span, str, str | None, str]] = {}
        self.taken: set[int] = set()
        self.offices: dict[str, list[tuple[str, str | None]]] = {}
        self.before = Antecedents(doc, known)
        self.in_source = {t.i for source in sources for t in source}
        self.in_quotes = _quoted_tokens(doc)

    def run(self) -> Cast:
        """The cast of the article: its mentions in text order, and the actors they lead to."""
        self._places_and_codebook_names()
        full_names = self._people()
        owners = {
            i: actor
            for span, _, actor, _ in self.spans.values()
            if actor and not actor.startswith("PER:")
            for i in range(span.start, span.end)
        }
        described = descriptions(self.doc, owners)
        self._learn_offices(described)
        self._rest_of_entities()
        pointing = {d.noun: d for d in described if not self._stands_before_a_name(d)}
        for token in self.doc:
            if token.i in self.spans:
                self._see_name(token.i, full_names)
            elif token.i in pointing:
                self._see_role(pointing[token.i])
            elif token.pos_ == "PRON" and token.i not in self.taken:
                self._see_pronoun(token)
            elif token.i not in self.taken:
                self._see_noun(token)
        self.cast.mentions.sort(key=lambda m: (m.start, m.end))
        return self.cast

    # Names

    def _take(self, span: Span, label: str, actor_id: str | None, rule: str) -> bool:
        if any(i in self.taken for i in range(span.start, span.end)):
            return False
        self.taken.update(range(span.start, span.end))
        self.spans[span.start] = (span, label, actor_id, rule)
        return True

    def _places_and_codebook_names(self) -> None:
        for span, actor_id in self.known.named(self.doc):
            self._take(span, entity_label(actor_id), actor_id, "name")
        for span, (country, kind) in self.known.places(self.doc):
            government = f"GOV:{country}"
            if kind == "demonym":
                self._take(span, "NORP", government, "adjective")
            elif kind == "name":
                self._take(span, "GPE", government, "name")
            elif is_place(span):
                self._take(span, "GPE", None, "none")
            else:
                self._take(span, "GPE", government, "metonym")

    def _people(self) -> dict[str, list[tuple[int, str]]]:
        """Take the names of people; returns for every word of a full name where it stands and whose name it is."""
        words: dict[str, list[tuple[int, str]]] = {}
        for start, (span, _, actor_id, _) in sorted(self.spans.items()):
            if actor_id and actor_id.startswith("PER:"):
                _remember(words, span, start, actor_id)
        for entity in self.doc.ents:
            name = bare_name(entity) if entity.label_ == "PERSON" else None
            if name is not None and self._take(name, "PERSON", person_id(name) if len(name) > 1 else None, "name") and len(name) > 1:
                same = [i for i in self.known.people(name[-1].text) if set(person_id(name)[4:].split("_")) == set(i[4:].split("_"))]
                actor_id = same[0] if len(same) == 1 else person_id(name)
                self.spans[name.start] = (name, "PERSON", actor_id, "name")
                _remember(words, name, name.start, actor_id)
        for token in self.doc:  # a surname that the recogniser missed
            if token.i not in self.taken and token.text in words and token.text[:1].isupper() and token.pos_ not in _NO_NAMES:
                self._take(self.doc[token.i : token.i + 1], "PERSON", None, "name")
        return words

    def _rest_of_entities(self) -> None:
        for entity in self.doc.ents:
            if entity.label_ in ("ORG", "NORP", "LOC", "FAC", "GPE"):
                span = without_article(entity)
                if span is not None:
                    organisation = entity.label_ == "ORG"
                    self._take(span, entity.label_, organisation_id(span) if organisation else None, "name" if organisation else "none")

    def _surname(self, word: str, at: int, words: dict[str, list[tuple[int, str]]]) -> str | None:
        """Whose name a single word is: the last seen of those who bear it, else the only one in the article or codebook."""
        bearers = {actor for _, actor in words.get(word, ())}
        before = [s.actor_id for s in self.before.seen if s.actor_id in bearers]
        if before:
            return before[-1]
        if bearers:
            return bearers.pop() if len(bearers) == 1 else None
        known = self.known.people(word)
        if len(known) == 1:
            return known[0]
        return None if known else f"PER:{id_part(word).lower()}"

    # Offices

    def _stands_before_a_name(self, description: Description) -> bool:
        return any(
            s.start >= description.span.end and beside(s, [description]) for s, label, _, _ in self.spans.values() if label == "PERSON"
        )

    def _named_beside(self, description: Description) -> str | None:
        """The person whose name the description follows after a comma: "Qin Gang, China's foreign minister"."""
        names = [(s, a) for s, label, a, _ in self.spans.values() if label == "PERSON" and s.end <= description.span.start]
        return next((actor for span, actor in names if actor and beside(span, [description])), None)

    def _learn_offices(self, described: list[Description]) -> None:
        for span, label, actor_id, _ in list(self.spans.values()):
            if label != "PERSON" or actor_id is None:
                continue
            for description in beside(span, described):
                self.offices.setdefault(actor_id, []).append((description.title, description.of))
                self.before.learn_gender(actor_id, description.span)
            before = self.doc[max(0, span.start - 2) : span.start]
            self.before.learn_gender(actor_id, before)

    def _holds(self, actor_id: str, description: Description) -> bool:
        offices = self.offices.get(actor_id, []) + self.known.offices(actor_id)
        return any(description.matches(title, of) for title, of in offices)

    # From left to right

    def _add(self, span: Span, label: str, actor_id: str | None, rule: str) -> None:
        self.cast.mentions.append(Mention(span.start_char, span.end_char, span.text, label, actor_id, rule if actor_id else "none"))
        if actor_id is None:
            return
        self._introduce(actor_id, span)
        quoted, speaks = span.start in self.in_quotes, span.start in self.in_source or span.root.i in self.in_source
        self.before.add(span, actor_id, speaks=speaks, quoted=quoted)

    def _introduce(self, actor_id: str, span: Span) -> None:
        known = self.known.known(actor_id)
        country = actor_id[4:] if actor_id.startswith("GOV:") else None
        if known is not None:
            actor = Actor(actor_id, known.label, known.type, known.country or country, known.acts_for, "codebook")
        elif country:
            actor = Actor(actor_id, lexicon.country_label(country), "government", country, None, "gazetteer")
        else:
            of = next((of for _, of in self.offices.get(actor_id, ()) if of), None)
            side = of if actor_id.startswith("PER:") else None
            home = side[4:] if side and side.startswith("GOV:") else None
            label = actor_id[4:].replace("_", " ").capitalize() if actor_id.startswith("GRP:") else span.text
            actor = Actor(actor_id, label, _TYPES[actor_id.split(":")[0]], home, side, "text")
        self.cast.actors.setdefault(actor_id, actor)

    def _see_name(self, at: int, words: dict[str, list[tuple[int, str]]]) -> None:
        span, label, actor_id, rule = self.spans[at]
        if label == "PERSON" and actor_id is None:
            actor_id = self._surname(span.text, at, words)
        self._add(span, label, actor_id, rule)

    def _see_role(self, description: Description) -> None:
        span = description.span
        self.taken.update(range(span.start, span.end))
        self._add(span, "ROLE", self._named_beside(description) or self._holder(description), "role")

    def _holder(self, description: Description) -> str | None:
        """'The minister': the last who spoke of those that hold the office; else who held it by the codebook; else the one named later."""
        if description.span[0].lower_ in _INDEFINITE or description.head == "counterpart":
            return None
        if description.of is None and any(t.tag_ in ("POS", "PRP$") for t in description.span):
            description = replace(description, of=self._owner(description.span))
            if description.of is None:  # "its minister" of whom it cannot be told
                return None
        people = [s for s in self.before.seen if s.actor_id.startswith("PER:")]
        fitting = [s for s in people if self._holds(s.actor_id, description)]
        for some in ([s for s in fitting if s.speaks], [s for s in fitting if s.subject], fitting):
            if some:
                return some[-1].actor_id
        holders = set(self.known.holders(description, self.published)) if description.of else set()
        later = {actor_id for actor_id in self.offices if self._holds(actor_id, description)}
        for only in (holders, later):
            if len(only) == 1:
                return only.pop()
        speakers = [s.actor_id for s in people if s.speaks]
        return speakers[-1] if description.fits_any_office and description.of is None and speakers else None

    def _owner(self, span: Span) -> str | None:
        """Whose office it is: "the country's minister", "its minister"."""
        inside = [s.actor_id for s in self.before.seen if span.start <= s.at < span.end]
        return next((a for a in reversed(inside) if a.startswith(("GOV:", "ORG:"))), None)

    def _see_pronoun(self, token: Token) -> None:
        word, span = token.lower_, self.doc[token.i : token.i + 1]
        if word in _RELATIVE and token.dep_.startswith("nsubj"):
            self._add(span, "PRON", self.before.antecedent(token), "pronoun")
        elif token.i in self.in_quotes or word not in _WHO | _THEY | _IT or _expletive(token):
            return
        elif word in _WHO:
            gender = "female" if word in ("she", "her", "hers", "herself") else "male"
            choice, sure = self.before.person_before(token, gender)
            if choice is None:
                choice = self._person_after(token)
            if choice and sure:
                self.before.gender.setdefault(choice, gender)
            self._add(span, "PRON", choice, "pronoun")
        elif word in _IT:
            self._add(span, "PRON", self.before.body_before(token), "pronoun")
        else:
            for actor_id in self.before.several_before(token) or [None]:  # type: ignore[list-item]
                self._add(span, "PRON", actor_id, "pronoun")

    def _see_noun(self, token: Token) -> None:
        """'Western officials', 'experts': an unnamed group; 'the country': the government last spoken of."""
        group = lexicon.group_of(token.text) if token.pos_ in ("NOUN", "PROPN") else None
        if group:
            of = next((lexicon.places()[t.text][0] for t in token.lefts if t.text in lexicon.places()), None)
            self._add(self.doc[token.i : token.i + 1], "NORP", f"GRP:{of}_{group}" if of else f"GRP:{group}", "name")
        elif (
            token.lower_ in ("government", "administration", "country", "nation")
            and token.pos_ == "NOUN"
            and "Plur" not in token.morph.get("Number", [])
        ):
            named = [lexicon.places()[t.text][0] for t in token.lefts if t.text in lexicon.places()]
            if named:
                self._add(self.doc[token.i : token.i + 1], "GPE", f"GOV:{named[0]}", "name")
            elif any(t.lower_ in ("the", "its") for t in token.lefts):
                governments = [s.actor_id for s in self.before.seen if s.actor_id.startswith("GOV:") and s.subject]
                self._add(self.doc[token.i : token.i + 1], "ROLE", governments[-1] if governments else None, "role")

    def _person_after(self, token: Token) -> str | None:
        """'In her remarks, Baerbock …': a person named later in the same sentence."""
        for start, (_, label, actor_id, _) in sorted(self.spans.items()):
            if start > token.i and self.before.in_one_sentence(start, token.i) and label == "PERSON" and actor_id:
                return actor_id
        return None


def _expletive(token: Token) -> bool:
    """The "it" of "it was reported that", which stands for nobody."""
    return token.dep_ == "expl" or token.dep_ == "nsubj:pass" and token.lower_ == "it"


def _remember(words: dict[str, list[tuple[int, str]]], name: Span, at: int, actor_id: str) -> None:
    for token in (name[0], name[-1]):
        words.setdefault(token.text, []).append((at, actor_id))


def _quoted_tokens(doc: Doc) -> set[int]:
    inside: set[int] = set()
    for paragraph in doc.spans[PARAGRAPH_SPANS]:
        states = quotation.states(paragraph.text)
        inside |= {t.i for t in paragraph if states[t.idx - paragraph.start_char] != quotation.State.OUTSIDE}
    return inside
