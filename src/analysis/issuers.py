"""Bodies and documents described and not named: "the ministry", "Chile's navy", "the newspaper", and who issued "the statement"."""

from __future__ import annotations

from collections.abc import Collection

from spacy.tokens import Token

from analysis import lexicon
from analysis.antecedents import Antecedents
from analysis.cast import Cast, Why
from analysis.holders import Found
from analysis.known_actors import KnownActors
from analysis.naming import Naming
from analysis.roles import Description, with_possessor

_DEFINITE = {"the", "this", "that", "its", "his", "her", "their"}
_NEAR = 3
_CLEAR = 0.6
_MINISTER, _MINISTRY = "minister", "ministry"


class Issuers:
    """Leads descriptions of bodies and of documents to actors, while an article is read from left to right."""

    def __init__(self, known: KnownActors, naming: Naming, before: Antecedents, cast: Cast, speaking: Collection[int]) -> None:
        self.known, self.naming, self.before, self.cast, self.speaking = known, naming, before, cast, speaking
        self._bodies = {d.noun: d for d in naming.bodies}
        self._documents: dict[str, list[Token]] = {}

    def named_beside(self, description: Description) -> str | None:
        """The body whose name stands right before or behind the words: "the newspaper El Ferry", "Keller Ltd, a company"."""
        span, doc = description.span, description.span.doc
        behind = self.naming.at(span.end) if span.end < len(doc) else None
        before = self.naming.at(span.start - 2) if span.start > 1 and doc[span.start - 1].text == "," else None
        compound = self.naming.at(description.noun - 1) if description.noun > span.start else None
        for name in (behind, before, compound):
            if name is not None and name.actor_id and name.actor_id.startswith(("ORG:", "MEDIA:")) and name.actor_id != description.of:
                return name.actor_id
        return None

    def body(self, description: Description) -> Found:
        """Which body is meant: that of a country by its title, of a minister by the office, else the last one named that fits."""
        own = self.known.body_of(description)
        if own is not None:
            return own, None
        first, words = description.span[0], with_possessor(description.span)
        if words[0].lower_ not in _DEFINITE and not any(t.tag_ == "POS" for t in words):
            return None, Why.UNNAMED
        owned = self._of_a_minister(description)
        if owned is not None:
            return owned, None
        if words[0].tag_ == "PRP$":  # somebody's, not the one named last
            return None, Why.NO_HOLDER
        token = first.doc[description.noun]
        seen = self.before.last(lambda s: s.kind == "body" and s.actor_id is not None and self._is_named(s.actor_id, description))
        if seen:
            return seen[-1], None
        if description.head in lexicon.read("titles")["firms"] and description.title == description.head:
            return self._firm(token)
        return None, Why.NO_HOLDER

    def _firm(self, token: Token) -> Found:
        """'The company': a body that may be one, where no other does as much nearby."""
        firms = [s for s in self.before.near(token, _NEAR) if s.kind == "body" and s.actor_id and self._may_be_a_firm(s.actor_id)]
        weights = self.before.salience(firms, token, token.i in self.speaking)
        ranked = sorted(weights, key=lambda key: -round(weights[key], 6))
        if len(ranked) > 1 and weights[ranked[1]] > _CLEAR * weights[ranked[0]]:
            return None, Why.SEVERAL_HOLDERS
        return (ranked[0], None) if ranked else (None, Why.NO_HOLDER)

    def _of_a_minister(self, description: Description) -> str | None:
        """'His ministry', "its navy": of the country of its minister, or of the government that the pronoun stands for."""
        words = with_possessor(description.span)
        inside = [s.actor_id for s in self.before.seen if words.start <= s.at < words.end and s.actor_id]
        for owner in reversed(inside):
            titles = [(description.title, owner)] if owner.startswith("GOV:") else []
            if description.head == _MINISTRY and owner.startswith("PER:"):
                offices = [*self.naming.offices.get(owner, ()), *self.known.offices(owner)]
                titles = [(lexicon.body(t.replace(_MINISTER, _MINISTRY)), of) for t, of in offices if t.endswith(_MINISTER) and of]
            for title, of in titles:
                found = self.known.body_of(Description(description.span, description.noun, title, of))
                if found is not None:
                    return found
        return None

    def _is_named(self, actor_id: str, description: Description) -> bool:
        """Whether the name of a body has the noun of a description in it, or what that noun may stand for."""
        titles = lexicon.read("titles")
        head = description.head
        known = self.known.known(actor_id)
        forms = [actor_id.split(":")[1].replace("_", " "), *((known.label, *known.names) if known is not None else ())]
        words = {word.lower().strip(".") for form in forms for word in form.split()}
        if actor_id.startswith("MEDIA:") or self.cast.is_medium(actor_id):
            return head in titles["media"] and _is_of_kind(head, words)
        wanted = {head, *titles["named_by"].get(head, ())}
        extra = [w for w in description.title.split() if w != head]
        return not words.isdisjoint(wanted) and (not extra or not words.isdisjoint(extra))

    def _may_be_a_firm(self, actor_id: str) -> bool:
        """A body that nothing shows to be a ministry, a court, an outlet or the like."""
        titles = lexicon.read("titles")
        if not actor_id.startswith("ORG:") or self.known.known(actor_id) is not None:
            return False
        words = set(actor_id[4:].lower().split("_"))
        return words.isdisjoint({*titles["bodies"], *titles["organisations"]} - {"company", "group", "bank"})

    def behind(self, noun: Token, cases: Collection[str]) -> str | None:
        """The actor of the phrase that hangs on a noun by one of the prepositions: the ministry in "a spokesman for the ministry"."""
        for child in noun.children:
            if child.dep_.startswith("nmod") and any(k.lower_ in cases for k in child.children if k.dep_ == "case"):
                return self._actor_at(child)
        return None

    def author(self, document: Token) -> str | None:
        """Who issued a document: as its own words say, or the clause that it is issued in, or the one named so before.

        "The ministry's statement", "a statement by the ministry", "the statement that the ministry published"; "said in a
        statement"; "the statement".
        """
        noun = document.lemma_.lower()
        earlier = self._documents.setdefault(noun, [])
        earlier.append(document)
        candidates = earlier[::-1] if any(t.lower_ in ("the", "this") for t in document.lefts) else [document]
        # Read anew each time: who issued a document named before may have become known since.
        return next((actor for other in candidates if (actor := self._in_its_words(other) or self._in_its_clause(other))), None)

    def _in_its_words(self, document: Token) -> str | None:
        own = [t for t in document.lefts if t.dep_ in ("nmod:poss", "compound", "nmod", "amod")]
        published = [t for verb in document.children if verb.dep_.startswith("acl") for t in verb.children if t.dep_ == "nsubj"]
        for token in (*own, *published):
            actor_id = self._actor_at(token)
            if actor_id is not None and not actor_id.startswith("GRP:"):
                return actor_id
        return self.behind(document, ("of", "by", "from", "in"))

    def _in_its_clause(self, document: Token) -> str | None:
        """Of "said in a statement" and "issued a statement" the subject."""
        verb, role = document.head, document.dep_.split(":")[0]
        medium = role == "obl" and any(t.lower_ in ("in", "through", "via") for t in document.children if t.dep_ == "case")
        issued = role == "obj" and verb.lemma_.lower() in lexicon.read("titles")["issuing"]
        speaks = verb.lemma_.lower() in lexicon.cue_classes()
        if not (medium and speaks or issued):
            return None
        subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
        return self._actor_at(subject) if subject is not None else None

    def _actor_at(self, token: Token) -> str | None:
        """Whom a word names or stands for: as seen so far, by its name, or as a described body."""
        last = next((m for m in reversed(self.cast.mentions) if m.start <= token.idx < m.end and m.actor_id), None)
        if last is not None:
            return last.actor_id
        name = self.naming.at(token.i)
        if name is not None:
            return name.actor_id
        body = self._bodies.get(token.i)
        return self.body(body)[0] if body is not None else None


def _is_of_kind(noun: str, words: set[str]) -> bool:
    """Whether an outlet whose name has these words may be meant by a noun: no "agency" is a newspaper by its name."""
    kinds = lexicon.read("titles")["media_kinds"]
    own = [kind for kind, forms in kinds.items() if noun in forms["nouns"]]
    told = [kind for kind, forms in kinds.items() if not words.isdisjoint(forms["words"])]
    return not own or (own[0] in told if told else own[0] in ("print", "magazine"))
