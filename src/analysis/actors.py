"""Who is meant: names, roles, governments and pronouns of an article, each led to an actor or left open with a reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span, Token

from analysis import lexicon, quotation
from analysis.codebook import Actor as CodebookActor
from analysis.codebook import Codebook
from analysis.language import PARAGRAPH_SPANS
from analysis.roles import Description, beside, descriptions

_TYPES = {"PER": "person", "GOV": "government", "ORG": "organisation", "GRP": "group", "DOC": "document", "MEDIA": "media"}
_STATUS = {"name": "explicit", "role": "role", "metonym": "metonym", "pronoun": "pronoun", "adjective": "explicit"}
_STAYS_A_PLACE_AFTER = {"in", "at", "near", "outside", "around", "across", "throughout", "inside"}
_MOTION = {
    "travel",
    "visit",
    "arrive",
    "fly",
    "return",
    "trip",
    "flight",
    "tour",
    "leave",
    "drive",
    "move",
    "head",
    "go",
    "come",
    "journey",
    "train",
    "road",
}
_WHO = {"he", "she", "him", "her", "his", "hers", "himself", "herself"}
_THEY = {"they", "them", "their", "both"}
_IT = {"it", "its"}
_RELATIVE = {"who", "which", "that", "whose", "whom"}
_INDEFINITE = {"a", "an", "another", "one", "some"}
_NO_NAMES = {"AUX", "ADP", "DET", "PRON", "SCONJ", "CCONJ", "ADV", "NUM"}
_PARAGRAPHS_BACK = 4

_Key = TypeVar("_Key")


@dataclass(frozen=True)
class Mention:
    """Words that name or stand for an actor: offsets of the Doc, spaCy's entity label (or ROLE, PRON), and who is meant."""

    start: int
    end: int
    text: str
    label: str
    actor_id: str | None
    link_rule: str


@dataclass(frozen=True)
class Actor:
    """Somebody, or a document, named in an article. `basis` says where this is known from."""

    actor_id: str
    label: str
    type: str
    country: str | None
    acts_for: str | None
    basis: str


@dataclass(frozen=True)
class Speakers:
    """Who stands behind a source: actor ids in text order (empty when unknown), how that is known, and by which rule."""

    actor_ids: tuple[str, ...]
    status: str
    rule: str


UNKNOWN = Speakers((), "unknown", "no source")


@dataclass
class Cast:
    """The mentions of one article in text order, and the actors that they lead to."""

    doc: Doc
    mentions: list[Mention] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)

    def inside(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie in a stretch of the Doc, in text order."""
        return [m for m in self.mentions if start <= m.start and m.end <= end]

    def speakers(self, source: Span) -> Speakers:
        """Who the words of a source name.

        The head of the source decides: in "an aide to the president" it is the aide. Names joined by "and" are all
        speakers. Where the head leads nowhere, nobody is named.
        """
        inside = [m for m in self.mentions if source.start_char < m.end and m.start < source.end_char]
        head = _head_mention(source, inside)
        if head is None or head.actor_id is None:
            return Speakers((), "unknown", "source names no known actor")
        ids = [head.actor_id, *(m.actor_id for m in _joined(source, head, inside) if m.actor_id)]
        return Speakers(tuple(dict.fromkeys(ids)), _STATUS.get(head.link_rule, "unknown"), head.link_rule)

    def side(self, actor_id: str) -> str | None:
        """The actor for whom another speaks; None when nobody, or unknown."""
        actor = self.actors.get(actor_id)
        return actor.acts_for if actor else None


class Linker:
    """Leads the mentions of articles to actors, with the names of a codebook and the library's gazetteer."""

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

    def cast(self, doc: Doc, sources: Iterable[Span], published: tuple[date, date] | None) -> Cast:
        """Find the mentions of an article and say who is meant by each.

        Parameters
        ----------
        doc
            A Doc as `language.parse` makes it.
        sources
            The sources of its attributions: who speaks is pointed back to before who is spoken of.
        published
            First and last possible day of publication, for who held an office then; None when unknown.
        """
        return _Casting(self, doc, sources, published).run()

    def known(self, actor_id: str) -> CodebookActor | None:
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


@dataclass(frozen=True)
class _Seen:
    """A mention that later words may point back to."""

    at: int
    end: int
    paragraph: int
    sentence: int
    actor_id: str
    speaks: bool
    subject: bool
    quoted: bool


class _Casting:
    """The work on one article: names first, then roles and pronouns from left to right."""

    def __init__(self, linker: Linker, doc: Doc, sources: Iterable[Span], published: tuple[date, date] | None) -> None:
        self.linker, self.doc, self.published = linker, doc, published
        self.cast = Cast(doc)
        self.spans: dict[int, tuple[Span, str, str | None, str]] = {}
        self.taken: set[int] = set()
        self.offices: dict[str, list[tuple[str, str | None]]] = {}
        self.gender: dict[str, str] = {}
        self.seen: list[_Seen] = []
        self.paragraph_of = {t.i: n for n, p in enumerate(doc.spans[PARAGRAPH_SPANS]) for t in p}
        self.sentence_of = {t.i: n for n, s in enumerate(doc.sents) for t in s} if len(doc) else {}
        self.in_source = {t.i for source in sources for t in source}
        self.in_quotes = _quoted_tokens(doc)

    def run(self) -> Cast:
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
        for span, actor_id in self.linker.named(self.doc):
            self._take(span, _label(actor_id), actor_id, "name")
        for span, (country, kind) in self.linker.places(self.doc):
            government = f"GOV:{country}"
            if kind == "demonym":
                self._take(span, "NORP", government, "adjective")
            elif kind == "name":
                self._take(span, "GPE", government, "name")
            elif _is_place(span):
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
            name = _bare_name(entity) if entity.label_ == "PERSON" else None
            if name is not None and self._take(name, "PERSON", _person_id(name) if len(name) > 1 else None, "name") and len(name) > 1:
                same = [i for i in self.linker.people(name[-1].text) if set(_person_id(name)[4:].split("_")) == set(i[4:].split("_"))]
                actor_id = same[0] if len(same) == 1 else _person_id(name)
                self.spans[name.start] = (name, "PERSON", actor_id, "name")
                _remember(words, name, name.start, actor_id)
        for token in self.doc:  # a surname that the recogniser missed
            if token.i not in self.taken and token.text in words and token.text[:1].isupper() and token.pos_ not in _NO_NAMES:
                self._take(self.doc[token.i : token.i + 1], "PERSON", None, "name")
        return words

    def _rest_of_entities(self) -> None:
        for entity in self.doc.ents:
            if entity.label_ in ("ORG", "NORP", "LOC", "FAC", "GPE"):
                span = _without_article(entity)
                if span is not None:
                    organisation = entity.label_ == "ORG"
                    self._take(span, entity.label_, _organisation_id(span) if organisation else None, "name" if organisation else "none")

    def _surname(self, word: str, at: int, words: dict[str, list[tuple[int, str]]]) -> str | None:
        """Whose name a single word is: the last seen of those who bear it, else the only one in the article or codebook."""
        bearers = {actor for _, actor in words.get(word, ())}
        before = [s.actor_id for s in self.seen if s.actor_id in bearers]
        if before:
            return before[-1]
        if bearers:
            return bearers.pop() if len(bearers) == 1 else None
        known = self.linker.people(word)
        if len(known) == 1:
            return known[0]
        return None if known else f"PER:{_key(word).lower()}"

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
                self._learn_gender(actor_id, description.span)
            before = self.doc[max(0, span.start - 2) : span.start]
            self._learn_gender(actor_id, before)

    def _learn_gender(self, actor_id: str, words: Iterable[Token]) -> None:
        for word in words:
            for gender in ("female", "male"):
                if word.lower_.rstrip(".") in lexicon.read("titles")[gender] and word.pos_ != "PRON":
                    self.gender.setdefault(actor_id, gender)

    def _holds(self, actor_id: str, description: Description) -> bool:
        offices = self.offices.get(actor_id, []) + self.linker.offices(actor_id)
        return any(description.matches(title, of) for title, of in offices)

    # From left to right

    def _add(self, span: Span, label: str, actor_id: str | None, rule: str) -> None:
        self.cast.mentions.append(Mention(span.start_char, span.end_char, span.text, label, actor_id, rule if actor_id else "none"))
        if actor_id is None:
            return
        self._introduce(actor_id, span)
        root = span.root
        self.seen.append(
            _Seen(
                span.start,
                span.end,
                self.paragraph_of.get(span.start, 0),
                self.sentence_of.get(span.start, 0),
                actor_id,
                span.start in self.in_source or root.i in self.in_source,
                root.dep_.startswith("nsubj")
                or any(a.dep_.startswith("nsubj") for a in [root.head] if root.dep_ in ("flat", "compound", "appos")),
                span.start in self.in_quotes,
            )
        )

    def _introduce(self, actor_id: str, span: Span) -> None:
        known = self.linker.known(actor_id)
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
        people = [s for s in self.seen if s.actor_id.startswith("PER:")]
        fitting = [s for s in people if self._holds(s.actor_id, description)]
        for some in ([s for s in fitting if s.speaks], [s for s in fitting if s.subject], fitting):
            if some:
                return some[-1].actor_id
        holders = set(self.linker.holders(description, self.published)) if description.of else set()
        later = {actor_id for actor_id in self.offices if self._holds(actor_id, description)}
        for only in (holders, later):
            if len(only) == 1:
                return only.pop()
        speakers = [s.actor_id for s in people if s.speaks]
        return speakers[-1] if description.fits_any_office and description.of is None and speakers else None

    def _see_pronoun(self, token: Token) -> None:
        word, span = token.lower_, self.doc[token.i : token.i + 1]
        if word in _RELATIVE and token.dep_.startswith("nsubj"):
            self._add(span, "PRON", self._antecedent(token), "pronoun")
        elif token.i in self.in_quotes or word not in _WHO | _THEY | _IT or _expletive(token):
            return
        elif word in _WHO:
            gender = "female" if word in ("she", "her", "hers", "herself") else "male"
            choice, sure = self._person_before(token, gender)
            if choice and sure:
                self.gender.setdefault(choice, gender)
            self._add(span, "PRON", choice, "pronoun")
        elif word in _IT:
            self._add(span, "PRON", self._body_before(token), "pronoun")
        else:
            for actor_id in self._several_before(token) or [None]:  # type: ignore[list-item]
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
                governments = [s.actor_id for s in self.seen if s.actor_id.startswith("GOV:") and s.subject]
                self._add(self.doc[token.i : token.i + 1], "ROLE", governments[-1] if governments else None, "role")

    # Pronouns

    def _near(self, token: Token) -> list[_Seen]:
        here = self.paragraph_of.get(token.i, 0)
        return [s for s in self.seen if here - s.paragraph <= _PARAGRAPHS_BACK and not s.quoted]

    def _person_before(self, token: Token, gender: str) -> tuple[str | None, bool]:
        """The person that "he" or "she" most likely is, and whether nobody else could be meant.

        Who is named in this paragraph comes before who was speaking, a speaker before a subject before anybody else. An
        object is never the subject of its own clause: "Baerbock stood next to him".
        """
        people = [s for s in self._near(token) if s.actor_id.startswith("PER:") and self.gender_of(s.actor_id, gender) == gender]
        if token.dep_.split(":")[0] in ("obj", "iobj", "obl"):
            people = [s for s in people if not (s.subject and s.sentence == self.sentence_of.get(token.i))]
        here = [s for s in people if s.paragraph == self.paragraph_of.get(token.i, 0)]
        sure = len({s.actor_id for s in people}) == 1
        for candidates in (
            [s for s in here if s.speaks],
            [s for s in here if s.subject],
            here,
            [s for s in people if s.speaks],
            [s for s in people if s.subject],
            people,
        ):
            if candidates:
                return candidates[-1].actor_id, sure
        return self._person_after(token), False

    def gender_of(self, actor_id: str, unknown: str) -> str:
        """The gender by which the codebook or the text speaks of a person; `unknown` where neither does."""
        known = self.linker.known(actor_id)
        return (known.gender if known is not None and known.gender else None) or self.gender.get(actor_id, unknown)

    def _person_after(self, token: Token) -> str | None:
        """'In her remarks, Baerbock …': a person named later in the same sentence."""
        for start, (_, label, actor_id, _) in sorted(self.spans.items()):
            if start > token.i and self.sentence_of.get(start) == self.sentence_of.get(token.i) and label == "PERSON" and actor_id:
                return actor_id
        return None

    def _body_before(self, token: Token) -> str | None:
        bodies = [
            s
            for s in self._near(token)
            if not s.actor_id.startswith(("PER:", "GRP:")) and self.paragraph_of.get(token.i, 0) - s.paragraph <= 1
        ]
        same = [
            s for s in bodies if s.sentence == self.sentence_of.get(token.i) and (s.subject or s.speaks or s.actor_id.startswith("DOC:"))
        ]
        for candidates in (same, [s for s in bodies if s.speaks], [s for s in bodies if s.subject]):
            if candidates:
                documents = [s for s in candidates if s.actor_id.startswith("DOC:")]
                return (documents or candidates)[-1].actor_id
        return None

    def _several_before(self, token: Token) -> list[str]:
        """Whom "they" means: the two or more people of the sentence before or of this one; else the last group."""
        for sentence in (self.sentence_of.get(token.i, 0), self.sentence_of.get(token.i, 0) - 1):
            people = [s.actor_id for s in self.seen if s.sentence == sentence and s.actor_id.startswith("PER:")]
            if len(set(people)) > 1:
                return list(dict.fromkeys(people))
        groups = [s.actor_id for s in self._near(token) if s.actor_id.startswith("GRP:") and (s.speaks or s.subject)]
        return groups[-1:]

    def _antecedent(self, token: Token) -> str | None:
        """What a relative pronoun stands for: the noun that its clause hangs on."""
        close = [s for s in self.seen if 1 <= token.i - s.end <= 2 or s.end == token.i]
        if close and (close[-1].end == token.i or self.doc[token.i - 1].text == ","):
            return close[-1].actor_id
        verb = token.head
        noun = verb.head if verb.dep_.startswith("acl") else None
        before = [s for s in self.seen if noun is not None and s.at <= noun.i + 1 and token.i - s.at <= 8]
        return before[-1].actor_id if before and noun is not None and abs(before[-1].at - noun.i) <= 2 else None


# Which mention heads a source


def _head_mention(source: Span, inside: list[Mention]) -> Mention | None:
    people = [m for m in inside if m.label == "PERSON" and not _hangs_on(source, m)]
    if people:
        return people[-1] if len(people) == 1 or not people[0].actor_id else people[0]
    roles = [m for m in inside if m.label == "ROLE" and not _hangs_on(source, m)]
    if roles:
        return max(roles, key=lambda m: (m.actor_id is not None, m.end - m.start))
    root = source.root
    over_root = [m for m in inside if m.start <= root.idx < m.end]
    if over_root:
        return over_root[0]
    if root.lower_ in lexicon.read("titles")["roles"]:
        return None
    own_words = root.lower_ in lexicon.read("titles")["documents"] or root.lower_ in lexicon.read("titles")["organisations"]
    media = [m for m in inside if m.actor_id and m.actor_id.startswith(("MEDIA:", "ORG:", "DOC:"))]
    if own_words:
        return media[-1] if media else None
    free = [m for m in inside if m.link_rule != "adjective" and not _hangs_on(source, m)]
    if len(free) == 1:
        return free[0]
    only = [m for m in inside if m.link_rule in ("adjective", "metonym", "name")]
    return only[0] if len(only) == 1 and len(source) <= 2 else None


def _hangs_on(source: Span, mention: Mention) -> bool:
    """Whether a mention only qualifies the head: "an aide to X", "X's spokesman"."""
    span = source.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None:
        return False
    after = source.doc[span.end] if span.end < len(source.doc) else None
    if after is not None and after.i < source.end and after.text in ("'s", "’s", "’", "'"):
        return span.end + 1 < source.end
    before = source.doc[span.start - 1] if span.start > source.start else None
    return (
        before is not None
        and before.pos_ == "ADP"
        and before.lower_ not in ("by", "to")
        or (before is not None and before.lower_ == "to" and span.start - 1 > source.start)
    )


def _joined(source: Span, head: Mention, inside: list[Mention]) -> Iterator[Mention]:
    """The mentions joined to the head by a comma or "and", and those that share its span ("they")."""
    last = head
    for mention in inside:
        if mention is head:
            continue
        if (mention.start, mention.end) == (head.start, head.end):
            yield mention
        elif mention.start > last.end:
            between = source.doc.text[last.end : mention.start].lower().replace(",", " ").split()
            if (
                "and" in between
                and set(between) <= {"and", "the"}
                or set(between) <= {"the"}
                and "," in source.doc.text[last.end : mention.start]
                and head.label != "PERSON"
            ):
                yield mention
                last = mention


# Names and ids


def _is_place(span: Span) -> bool:
    """Whether a capital stands for the place: after "in", in a name of something else, or where somebody travels."""
    doc = span.doc
    before = doc[span.start - 1] if span.start else None
    after = doc[span.end] if span.end < len(doc) else None
    if before is not None and before.lower_ in _STAYS_A_PLACE_AFTER:
        return True
    if after is not None and after.text == "," and before is None:
        return True
    root = span.root
    if after is not None and after.text[:1].isupper() and after.pos_ == "PROPN" and root.dep_ in ("compound", "nmod", "amod", "flat"):
        return True
    if before is not None and before.lower_ in ("to", "from", "for", "via"):
        return before.i > 0 and any(t.lemma_.lower() in _MOTION for t in doc[max(0, before.i - 3) : before.i])
    return before is not None and before.lemma_.lower() in ("visit", "leave", "reach") and before.pos_ == "VERB"


def _longest(found: list[tuple[Span, _Key]]) -> list[tuple[Span, _Key]]:
    """Of overlapping finds the longest, the first where two are as long; in text order."""
    taken: set[int] = set()
    kept = []
    for span, key in sorted(found, key=lambda f: (-len(f[0]), f[0].start, str(f[1]))):
        if taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            kept.append((span, key))
    return sorted(kept, key=lambda f: f[0].start)


def _label(actor_id: str) -> str:
    return {"PER": "PERSON", "GOV": "GPE", "GRP": "NORP", "DOC": "DOC"}.get(actor_id.split(":")[0], "ORG")


def _expletive(token: Token) -> bool:
    """The "it" of "it was reported that", which stands for nobody."""
    return token.dep_ == "expl" or token.dep_ == "nsubj:pass" and token.lower_ == "it"


def _bare_name(entity: Span) -> Span | None:
    """A person's name without honorifics, articles, possessives and brackets at its ends; None where nothing is left."""
    skip, start, end = set(lexicon.read("titles")["honorifics"]), entity.start, entity.end
    doc = entity.doc
    while start < end and (doc[start].lower_.rstrip(".") in skip or not doc[start].text[0].isalpha()):
        start += 1
    while end > start and (doc[end - 1].text in ("'s", "’s", "’", "'") or not doc[end - 1].text[0].isalpha()):
        end -= 1
    return doc[start:end] if end > start and doc[start].text[0].isupper() else None


def _without_article(entity: Span) -> Span | None:
    start, end = entity.start, entity.end
    doc = entity.doc
    while start < end and doc[start].lower_ in ("the", "a", "an"):
        start += 1
    while end > start and doc[end - 1].text in ("'s", "’s", "’", "'", "."):
        end -= 1
    return doc[start:end] if end > start else None


def _person_id(name: Span) -> str:
    return "PER:" + "_".join(_key(t.text) for t in name if t.text[0].isalnum()).lower()


def _organisation_id(name: Span) -> str:
    return "ORG:" + "_".join(_key(t.text) for t in name if t.text[0].isalnum()).upper()


def _key(word: str) -> str:
    """A word without accents and marks, for ids."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isalnum()) or "x"


def _remember(words: dict[str, list[tuple[int, str]]], name: Span, at: int, actor_id: str) -> None:
    for token in (name[0], name[-1]):
        words.setdefault(token.text, []).append((at, actor_id))


def _quoted_tokens(doc: Doc) -> set[int]:
    inside: set[int] = set()
    for paragraph in doc.spans[PARAGRAPH_SPANS]:
        states = quotation.states(paragraph.text)
        inside |= {t.i for t in paragraph if states[t.idx - paragraph.start_char] != quotation.State.OUTSIDE}
    return inside
