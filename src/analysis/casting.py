"""The work on one article: names are led to actors first, then offices, bodies, groups and pronouns from left to right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import cache

from spacy.tokens import Doc, Span, Token

from analysis import codebook, lexicon, quotation
from analysis.actor_names import label, national
from analysis.antecedents import Antecedents, Choice
from analysis.cast import Actor, Cast, Mention, Why
from analysis.genders import FEMALE, MALE, Genders
from analysis.holders import Holders
from analysis.issuers import Issuers
from analysis.known_actors import KnownActors
from analysis.language import PARAGRAPH_SPANS
from analysis.naming import Naming
from analysis.roles import Description, beside
from analysis.unnamed import group_ids, one_of_a_group, plural_name

# A codebook that lists this actor gets what "was reported" and what "some" say led to it.
UNSPECIFIED = "GRP:UNSPECIFIED"
_TYPES = {"PER": "person", "GOV": "government", "ORG": "organisation", "GRP": "group", "DOC": "document", "MEDIA": "media"}
_KINDS = {"PER": "person", "GRP": "group", "DOC": "document"}
_SHE = {"she", "her", "hers", "herself"}
_WHO = {"he", "him", "his", "himself"} | _SHE
_THEY = {"they", "them", "their", "both"}
_IT = {"it", "its"}
_RELATIVE = {"who", "which", "that", "whose", "whom"}


class Casting:
    """The work on one article: names first, then what points back to them, from left to right."""

    def __init__(self, known: KnownActors, doc: Doc, sources: Iterable[Span], published: tuple[date, date] | None) -> None:
        self.known, self.doc = known, doc
        unspecified = known.known(UNSPECIFIED)
        self.cast = Cast(doc, unspecified=_described(unspecified) if unspecified is not None else None)
        self.genders = Genders(known)
        self.naming = Naming(known, doc, self.genders, published)
        self.before = Antecedents(doc, self.genders)
        self.holders = Holders(known, self.naming, self.before, published)
        self.in_source = {t.i for source in sources for t in source}
        self.issuers = Issuers(known, self.naming, self.before, self.cast, self.in_source)
        self.in_quotes = _quoted_tokens(doc)
        self.taken = set(self.naming.taken)

    def run(self) -> Cast:
        """The cast of the article: its mentions in text order, and the actors they lead to."""
        offices = {d.noun: d for d in self.naming.described if not self._stands_before_a_name(d)}
        bodies = {d.noun: d for d in self.naming.bodies}
        for token in self.doc:
            if token.i in self.naming.names:
                name = self.naming.names[token.i]
                self._add(name.span, name.label, name.actor_id, name.rule, name.why)
            elif token.i in offices:
                self._see_office(offices[token.i])
            elif token.i in self.taken:
                continue
            elif token.pos_ == "PRON":
                self._see_pronoun(token)
            elif token.i in bodies:
                self._see_body(bodies[token.i])
            else:
                self._see_noun(token)
        self.cast.mentions = sorted(self.cast.mentions, key=lambda m: (m.start, m.end))
        return self.cast

    def _stands_before_a_name(self, description: Description) -> bool:
        return any(n.span.start >= description.span.end and beside(n.span, [description]) for n in self.naming.people())

    # Each kind of words

    def _see_office(self, description: Description) -> None:
        span = description.span
        self.taken.update(range(span.start, span.end))
        actor_id, why = self.holders.holder(description)
        if actor_id is None and why is not Why.SEVERAL_HOLDERS:
            actor_id = self._for_whom_it_speaks(description) or one_of_a_group(description)
        self._add(span, "ROLE", actor_id, "role", why, kind="person")

    def _for_whom_it_speaks(self, description: Description) -> str | None:
        """A spokesperson without a name speaks for a body or government: that of "a spokesman for the ministry", "Kremlin spokesman"."""
        if description.head not in lexicon.read("titles")["spokespeople"]:
            return None
        of = description.of or self.issuers.behind(self.doc[description.noun], ("for", "of", "at", "from", "with"))
        return of if of and not of.startswith(("PER:", "GRP:")) else None

    def _see_body(self, description: Description) -> None:
        """'The ministry', 'Chile's navy', 'the newspaper'; nothing where its name stands beside it."""
        if self.issuers.named_beside(description):
            return
        actor_id, why = self.issuers.body(description)
        self._add(self._noun(description.noun), "ORG", actor_id, "role", why, kind="body")

    def _see_noun(self, token: Token) -> None:
        """'Western officials', 'experts': an unnamed group; 'the country': a government; 'the statement': who issued it."""
        titles = lexicon.read("titles")
        groups = group_ids(token) or [name for name in (plural_name(token),) if name]
        if not groups and token.pos_ not in ("NOUN", "PROPN"):
            return
        span, plural = self._noun(token.i), "Plur" in token.morph.get("Number", [])
        if groups:
            for group in groups:
                self._add(span, "NORP", group, "name")
        elif token.lower_.rstrip(".") in _addressing():
            return
        elif token.lower_ in titles["states"] and not plural:
            self._see_government(token)
        elif token.lower_ in titles["authored"] and not plural:
            author = self.issuers.author(token)
            if author is not None:
                self._add(span, "DOC", author, "role", kind="document")
            else:
                self._keep(span, None, "thing")
        else:
            speaks = token.pos_ == "PROPN" and token.i in self.in_source  # a name that the recogniser missed
            self._keep(span, None, "person" if token.lower_ in titles["persons"] or speaks else "things" if plural else "thing")

    def _see_government(self, token: Token) -> None:
        named = [lexicon.places()[t.text][0] for t in token.lefts if t.text in lexicon.places()]
        if named:
            self._add(self._noun(token.i), "GPE", f"GOV:{named[0]}", "name")
        elif any(t.lower_ in ("the", "its") for t in token.lefts):
            governments = [s.actor_id for s in self.before.seen if s.actor_id and s.actor_id.startswith("GOV:") and s.is_subject]
            self._add(self._noun(token.i), "ROLE", governments[-1] if governments else None, "role", Why.NO_HOLDER)

    def _see_pronoun(self, token: Token) -> None:
        word, span = token.lower_, self._noun(token.i)
        speaking = token.i in self.in_source
        if word in _RELATIVE and token.dep_.startswith("nsubj"):
            self._add(span, "PRON", self.before.antecedent(token), "pronoun", Why.NOBODY_BEFORE)
            return
        if token.i in self.in_quotes or word not in _WHO | _THEY | _IT or _expletive(token, speaking):
            return
        if word in _WHO:
            choice = self._person(token, FEMALE if word in _SHE else MALE, speaking)
        elif word in _IT:
            choice = self.before.body_before(token, speaking=speaking)
        else:
            choice = self.before.several_before(token, speaking=speaking)
        for actor_id in choice.actor_ids or (None,):
            self._add(span, "PRON", actor_id, "pronoun", choice.why)

    def _person(self, token: Token, gender: str, speaking: bool) -> Choice:
        choice = self.before.person_before(token, gender, speaking=speaking)
        if choice.why is Why.NOBODY_BEFORE:
            later = self._person_after(token, gender)
            return Choice((later,)) if later else choice
        if choice.sure:
            self.genders.note(choice.actor_ids[0], gender)
        return choice

    def _person_after(self, token: Token, gender: str) -> str | None:
        """'In her remarks, Baerbock …': the subject that follows in the sentence, where the pronoun stands before its clause."""
        for name in self.naming.people():
            if name.span.start > token.i and self.before.in_one_sentence(name.span.start, token.i) and name.actor_id:
                root = name.span.root
                leads = root.dep_ == "nsubj" and any(a.i == root.head.i for a in token.ancestors) and token.head.i != root.head.i
                return name.actor_id if leads and self.genders.of(name.actor_id) in (gender, None) else None
        return None

    # Mentions and actors

    def _noun(self, at: int) -> Span:
        return self.doc[at : at + 1]

    def _add(self, span: Span, label: str, actor_id: str | None, rule: str, why: Why | None = None, kind: str | None = None) -> None:
        mention = Mention(span.start_char, span.end_char, span.text, label, actor_id, rule, None)
        self.cast.mentions.append(mention if actor_id else replace(mention, link_rule="none", why=why or Why.NOT_KNOWN))
        if actor_id is not None:
            self._introduce(actor_id, span)
            kind = kind or _KINDS.get(actor_id.split(":")[0], "body")
        elif label in ("LOC", "GPE", "PERSON") and span.root.i in self.in_source:
            kind = "person"  # somebody speaks there, whoever it is
        if kind is not None:
            self._keep(span, actor_id, kind)

    def _keep(self, span: Span, actor_id: str | None, kind: str) -> None:
        """Keep a mention for what points back to it; words that only say more of something named beside them are none."""
        if actor_id is None and _says_more(span.root):
            return
        speaks = span.start in self.in_source or span.root.i in self.in_source
        self.before.add(span, actor_id, kind, speaks=speaks, quoted=span.start in self.in_quotes)

    def _introduce(self, actor_id: str, span: Span) -> None:
        if actor_id in self.cast.actors:
            return
        known, kind = self.known.known(actor_id), actor_id.split(":")[0]
        country = actor_id[4:] if kind == "GOV" else None
        if known is not None:
            actor = _described(known)
        elif country:
            actor = Actor(actor_id, lexicon.country_label(country), "government", country, None, "gazetteer")
        else:
            side, own = self.naming.side(actor_id), national(actor_id)
            home = own.country if own else side[4:] if side and side.startswith("GOV:") else None
            actor = Actor(actor_id, label(actor_id, span.text), _TYPES[kind], home, side, "text")
        self.cast.actors[actor_id] = actor


@cache
def _addressing() -> frozenset[str]:
    """Words before a name that are no noun for anybody: "Ms", "Senator"."""
    titles = lexicon.read("titles")
    return frozenset([*titles["address"], *titles["honorifics"]])


def _described(known: codebook.Actor) -> Actor:
    country = known.id[4:] if known.id.startswith("GOV:") else None
    return Actor(known.id, known.label, known.type, known.country or country, known.acts_for, "codebook")


def _expletive(token: Token, speaking: bool) -> bool:
    """The "it" of "it was reported that", which stands for nobody; not that of "it said that"."""
    passive = token.dep_ == "nsubj:pass" or any(t.dep_.endswith(":pass") for t in token.head.children)
    return token.lower_ == "it" and (passive or token.dep_ == "expl" and not speaking) or token.dep_ == "expl" and token.lower_ != "it"


def _says_more(noun: Token) -> bool:
    """Whether a noun is no new person or thing: an apposition, part of a name, or what somebody is said to be."""
    return noun.dep_ in ("appos", "compound", "flat") or any(c.dep_ in ("appos", "flat", "cop") for c in noun.children)


def _quoted_tokens(doc: Doc) -> set[int]:
    inside: set[int] = set()
    for paragraph in doc.spans[PARAGRAPH_SPANS]:
        states = quotation.states(paragraph.text)
        inside |= {t.i for t in paragraph if states[t.idx - paragraph.start_char] != quotation.State.OUTSIDE}
    return inside
