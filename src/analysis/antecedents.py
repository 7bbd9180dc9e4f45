"""What pronouns stand for: the mentions of an article read so far, and which of them a pronoun points back to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice, takewhile

from spacy.tokens import Doc, Span, Token

from analysis.cast import Why
from analysis.genders import Genders, told_by
from analysis.language import PARAGRAPH_SPANS

_PARAGRAPHS_BACK = 4
# Of a paragraph as long as a book no more mentions than these are candidates; what lies further back weighs nothing any more.
_MENTIONS_BACK = 500
# How much a mention weighs by its part in the sentence, and what is left of that with each sentence that lies between.
_SUBJECT, _INNER_SUBJECT, _OBJECT, _OTHER = 1.0, 0.7, 0.5, 0.35
_EARLIER_SENTENCE = 0.5
# What speaking adds. For a pronoun that speaks itself it is more and lasts longer, and what others did in paragraphs before is less.
_SPEAKING, _SPEAKING_TO_SPEAKER = 0.6, 1.2
_STILL_SPEAKING = 0.75
_EARLIER_PARAGRAPH = 0.5
# What is left where the gender is not known: less where a full name stands and its first name is a woman's and a man's or of no list.
_FIRST_NAME_TELLS_NOTHING, _NO_FIRST_NAME = 0.7, 0.85
# A document that is talked about goes on being talked about as "it".
_DOCUMENT = 1.5
# The second candidate may weigh so much of the first; else the pronoun may stand for either.
_CLEAR = 0.98


@dataclass(frozen=True)
class Seen:
    """A mention that later words may point back to. `actor_id` is None where it is somebody or something without an id.

    `kind` is person, body, document, group, thing or things; `weight` is that of its part in the sentence; `gender` that of a
    person without an id, where a noun tells it ("his mother").
    """

    at: int
    end: int
    paragraph: int
    sentence: int
    actor_id: str | None
    kind: str
    weight: float
    speaks: bool
    quoted: bool
    gender: str | None
    name: str

    @property
    def key(self) -> str:
        """Who or what it is; a mention without an id is known by its name, or is one of its own."""
        return self.actor_id or f"?{self.name or self.at}"

    @property
    def is_subject(self) -> bool:
        return self.weight >= _INNER_SUBJECT


@dataclass(frozen=True)
class Choice:
    """What a pronoun stands for: actor ids, empty where it stays open, with the reason. `sure`: nobody else fits."""

    actor_ids: tuple[str, ...] = ()
    why: Why | None = None
    sure: bool = False


class Antecedents:
    """The mentions of an article read so far, and what a pronoun behind them stands for.

    Candidates are weighed by salience as in Lappin and Leass (1994): every mention adds the weight of its part in the
    sentence, halved with each sentence that lies between. What is added for news: who speaks weighs more, most of all for a
    pronoun that speaks too, which means whoever made the statement just before; and what stands in quotation marks is no
    candidate. Where two weigh nearly the same the pronoun stays open.
    """

    def __init__(self, doc: Doc, genders: Genders) -> None:
        self.doc, self.genders = doc, genders
        self.seen: list[Seen] = []
        self.paragraph_of = {t.i: n for n, p in enumerate(doc.spans[PARAGRAPH_SPANS]) for t in p}
        self.sentence_of = {t.i: n for n, s in enumerate(doc.sents) for t in s} if len(doc) else {}

    def add(self, span: Span, actor_id: str | None, kind: str, *, speaks: bool, quoted: bool) -> None:
        """Keep a mention; mentions come in text order.

        `speaks` says whether it stands in the source of an attribution, `quoted` whether in quotation marks.
        """
        paragraph, sentence = self.paragraph_of.get(span.start, 0), self.sentence_of.get(span.start, 0)
        gender = told_by(span) if actor_id is None else None
        name = span[-1].text if actor_id is None and span.root.pos_ == "PROPN" else ""
        self.seen.append(Seen(span.start, span.end, paragraph, sentence, actor_id, kind, weight(span.root), speaks, quoted, gender, name))

    def in_one_sentence(self, one: int, other: int) -> bool:
        """Whether two tokens, by their index, stand in the same sentence."""
        return self.sentence_of.get(one) == self.sentence_of.get(other)

    def near(self, token: Token, paragraphs: int = _PARAGRAPHS_BACK) -> list[Seen]:
        """The mentions outside quotation marks in the paragraph of a token and so many before it."""
        here = self.paragraph_of.get(token.i, 0)
        near = takewhile(lambda s: here - s.paragraph <= paragraphs, islice(reversed(self.seen), _MENTIONS_BACK))
        return [s for s in near if not s.quoted][::-1]

    def salience(self, mentions: Iterable[Seen], token: Token, speaking: bool) -> dict[str, float]:
        """How much each of those mentioned weighs for a token, by its key."""
        sentence, paragraph = self.sentence_of.get(token.i, 0), self.paragraph_of.get(token.i, 0)
        out: dict[str, float] = {}
        for s in mentions:
            back = sentence - s.sentence
            value = s.weight * _EARLIER_SENTENCE**back
            if speaking and s.paragraph < paragraph:
                value *= _EARLIER_PARAGRAPH
            if s.speaks:
                value += _SPEAKING_TO_SPEAKER * _STILL_SPEAKING**back if speaking else _SPEAKING * _EARLIER_SENTENCE**back
            out[s.key] = out.get(s.key, 0.0) + value
        return out

    def person_before(self, token: Token, gender: str, *, speaking: bool) -> Choice:
        """The person that "he" or "she" most likely is.

        An object is never the subject of its own clause: "Baerbock stood next to him". Nor is a pronoun one of those it is
        joined to by "and".
        """
        people = [s for s in self.near(token) if s.kind == "person" and self._gender(s) in (gender, None)]
        if token.dep_.split(":")[0] in ("obj", "iobj", "obl"):
            people = [s for s in people if not (s.is_subject and s.sentence == self.sentence_of.get(token.i))]
        people = [s for s in people if not _joined(self.doc[s.at : s.end].root, token)]
        above = self._subject_above(token, people) if speaking else None
        if above is not None:
            return Choice((above.actor_id,)) if above.actor_id else Choice(why=Why.UNNAMED)
        before = self._speaker_before(token, people) if speaking else None
        if before is not None:
            return Choice((before,))
        weights = self.salience(people, token, speaking)
        for key, s in {s.key: s for s in people}.items():
            if self._gender(s) is None:
                weights[key] *= _FIRST_NAME_TELLS_NOTHING if "_" in key else _NO_FIRST_NAME
        return _clearest(weights, {s.key: s for s in people})

    def _subject_above(self, token: Token, people: list[Seen]) -> Seen | None:
        """The person who is the subject of the clause on which that of a pronoun hangs: "The warden left, after which he said …"."""
        verb = token.head
        while verb.dep_.split(":")[0] in ("advcl", "acl") and verb.head.i != verb.i:
            verb = verb.head
            subjects = [s for s in people if s.at < token.i and s.is_subject and governor(self.doc[s.at : s.end].root).i == verb.i]
            if subjects:
                return subjects[-1]
        return None

    def _speaker_before(self, token: Token, people: list[Seen]) -> str | None:
        """Whoever made the statement just before a pronoun that speaks itself, in its sentence, the sentence before, or its paragraph.

        "Lund said that …. The ferry, she argued, …". Nobody where another who fits is the subject of a clause since then, where two
        spoke together, or where the gender is not known and another who fits is named in the paragraph. Where nobody spoke there it
        is the only one who is the subject of a clause in the sentence before.
        """
        sentence, paragraph = self.sentence_of.get(token.i, 0), self.paragraph_of.get(token.i, 0)
        spoke = [s for s in people if s.speaks and s.at < token.i and (sentence - s.sentence <= 1 or s.paragraph == paragraph)]
        if not spoke:
            acted = [s for s in people if s.is_subject and s.paragraph == paragraph and s.sentence == sentence - 1]
            named = {s.key: s for s in acted if self._gender(s) is not None or self._alone_here(s, people)}
            return acted[0].actor_id if len(named) == 1 == len({s.key for s in acted}) else None
        last = spoke[-1]
        since = {s.key for s in people if s.at > last.at and s.is_subject} | {s.key for s in spoke if s.sentence == last.sentence}
        alone = self._gender(last) is not None or {s.key for s in people if s.paragraph >= last.paragraph} == {last.key}
        return last.actor_id if alone and since <= {last.key} else None

    def _alone_here(self, s: Seen, people: list[Seen]) -> bool:
        """Whether somebody of unknown gender, named in full, opens a paragraph in which nobody else who fits is named."""
        here = [other for other in people if other.paragraph == s.paragraph]
        return "_" in s.key and {other.key for other in here} == {s.key} and self.sentence_of.get(s.at - 1) != s.sentence

    def _gender(self, s: Seen) -> str | None:
        return self.genders.of(s.actor_id) if s.actor_id else s.gender

    def body_before(self, token: Token, *, speaking: bool) -> Choice:
        """What "it" most likely is: a government, an organisation or a document of this paragraph or the one before.

        It must act or speak there. Where the pronoun does not speak itself, anything else that acts may be meant instead.
        """
        wanted = ("body", "document") if speaking else ("body", "document", "thing")
        bodies = [s for s in self.near(token, 1) if s.kind in wanted]
        if speaking:
            before = self.sentence_of.get(token.i, 0) - 1
            spoke = {s.key: s for s in bodies if s.speaks and s.is_subject and s.sentence == before and s.kind == "body"}
            here = [s for s in bodies if s.sentence > before and s.is_subject and s.at < token.i]
            if len(spoke) == 1 and not here:  # who made the statement just before
                one = next(iter(spoke.values()))
                return Choice((one.actor_id,)) if one.actor_id else Choice(why=Why.UNNAMED)
        acting = {s.key for s in bodies if s.is_subject or s.speaks or s.kind in ("document", "thing")}
        kinds = {s.key: s for s in bodies}
        weights = {
            key: value * (_DOCUMENT if kinds[key].kind == "document" else 1.0)
            for key, value in self.salience(bodies, token, speaking).items()
            if key in acting
        }
        return _clearest(weights, kinds)

    def several_before(self, token: Token, *, speaking: bool) -> Choice:
        """Whom "they" means: people who do something together in the sentence before or in this one, or the plural that is nearest."""
        groups = [s for s in self.near(token, 2) if s.kind in ("group", "things") and (s.is_subject or s.speaks)]
        weights = self.salience(groups, token, speaking)
        best = max(weights.values(), default=0.0)
        here = self.sentence_of.get(token.i, 0)
        for sentence in (here, here - 1):
            people = [
                s for s in self.seen[-_MENTIONS_BACK:] if s.sentence == sentence and s.kind == "person" and s.actor_id and not s.quoted
            ]
            ids = tuple(dict.fromkeys(s.actor_id for s in people if s.actor_id))
            if len(ids) > 1 and self._together(people) and min(self.salience(people, token, speaking).values()) >= best / 2:
                return Choice(ids)
        return _clearest(weights, {s.key: s for s in groups})

    def _together(self, people: list[Seen]) -> bool:
        """Whether people are joined by "and" or are parts of one clause: "Lund met Berg"."""
        heads = [governor(self.doc[s.at : s.end].root) for s in people]
        return len({head.i for head in heads}) == 1

    def antecedent(self, token: Token) -> str | None:
        """What a relative pronoun stands for: the noun that its clause hangs on; "who" for people only."""
        seen = [s for s in self.seen[-_MENTIONS_BACK:] if token.lower_ != "who" or s.kind in ("person", "group")]
        if token.lower_ == "who":
            named = self._described_before(token, seen)
            if named is not None:
                return named
        close = [s for s in seen if 1 <= token.i - s.end <= 2 or s.end == token.i]
        if close and (close[-1].end == token.i or self.doc[token.i - 1].text == ","):
            return close[-1].actor_id
        verb = token.head
        noun = verb.head if verb.dep_.startswith("acl") else None
        before = [s for s in seen if noun is not None and s.at <= noun.i + 1 and token.i - s.at <= 8]
        return before[-1].actor_id if before and noun is not None and abs(before[-1].at - noun.i) <= 2 else None

    def _described_before(self, token: Token, people: list[Seen]) -> str | None:
        """Whom "who" means behind a description of somebody: "Ida Lund, head of the harbour union, who …". Nothing but that
        description, between two commas and without a verb, may stand between."""
        before = [s for s in people if s.end < token.i and s.sentence == self.sentence_of.get(token.i) and s.actor_id]
        for s in reversed(before):
            between = self.doc[s.end : token.i]
            if any(t.pos_ in ("VERB", "AUX", "CCONJ") or t.is_quote for t in between):
                return None
            if s.kind == "person" and len(between) > 2 and [t.text for t in between if t.text == ","] == [",", ","]:
                return s.actor_id if between[0].text == between[-1].text == "," else None
        return None

    def last(self, fits: Callable[[Seen], bool]) -> list[str]:
        """Ids of those that fit, the one seen last at the end: of those who spoke, else of the subjects, else of all."""
        fitting = [s for s in self.seen if s.actor_id and fits(s)]
        for some in ([s for s in fitting if s.speaks], [s for s in fitting if s.is_subject], fitting):
            if some:
                latest = dict.fromkeys(s.actor_id for s in reversed(some) if s.actor_id)
                return list(latest)[::-1]
        return []


def _clearest(weights: dict[str, float], of: dict[str, Seen]) -> Choice:
    """The candidate that weighs most, unless another weighs nearly the same."""
    ranked = sorted(weights, key=lambda key: (-round(weights[key], 6), -of[key].at))
    if not ranked:
        return Choice(why=Why.NOBODY_BEFORE)
    if len(ranked) > 1 and round(weights[ranked[1]], 6) > round(_CLEAR * weights[ranked[0]], 6):
        return Choice(why=Why.SEVERAL_BEFORE)
    actor_id = of[ranked[0]].actor_id
    return Choice((actor_id,), sure=len(ranked) == 1) if actor_id else Choice(why=Why.UNNAMED)


def governor(root: Token) -> Token:
    """The word on which a name depends, over what it is joined to or says more of."""
    return _top(root).head


def _top(root: Token) -> Token:
    while root.dep_ in ("flat", "compound", "appos", "conj") and root.head.i != root.i:
        root = root.head
    return root


def weight(root: Token) -> float:
    """The weight of a mention by the part that its head plays in the sentence."""
    root = _top(root)
    role = root.dep_.split(":")[0]
    if role == "nsubj":
        verb = root.head
        return _SUBJECT if verb.dep_ in ("ROOT", "parataxis", "conj") else _INNER_SUBJECT
    if role == "ROOT":
        return _SUBJECT
    return _OBJECT if role in ("obj", "iobj") else _OTHER


def _joined(root: Token, token: Token) -> bool:
    return token.dep_ == "conj" and token.head.i == root.i or root.dep_ == "conj" and root.head.i == token.i
