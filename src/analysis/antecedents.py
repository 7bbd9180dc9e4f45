"""What pronouns stand for: the mentions of an article read so far, and which of them a pronoun points back to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Span, Token

from analysis import lexicon
from analysis.known_actors import KnownActors
from analysis.language import PARAGRAPH_SPANS

_PARAGRAPHS_BACK = 4


@dataclass(frozen=True)
class Seen:
    """A mention that later words may point back to."""

    at: int
    end: int
    paragraph: int
    sentence: int
    actor_id: str
    speaks: bool
    subject: bool
    quoted: bool


class Antecedents:
    """The mentions of an article read so far, and what a pronoun behind them stands for."""

    def __init__(self, doc: Doc, known: KnownActors) -> None:
        self.doc, self.known = doc, known
        self.seen: list[Seen] = []
        self.gender: dict[str, str] = {}
        self.paragraph_of = {t.i: n for n, p in enumerate(doc.spans[PARAGRAPH_SPANS]) for t in p}
        self.sentence_of = {t.i: n for n, s in enumerate(doc.sents) for t in s} if len(doc) else {}

    def add(self, span: Span, actor_id: str, *, speaks: bool, quoted: bool) -> None:
        """Keep a mention of an actor; mentions come in text order.

        `speaks` says whether it stands in the source of an attribution, `quoted` whether in quotation marks.
        """
        root = span.root
        subject = root.dep_.startswith("nsubj") or root.dep_ in ("flat", "compound", "appos") and root.head.dep_.startswith("nsubj")
        paragraph, sentence = self.paragraph_of.get(span.start, 0), self.sentence_of.get(span.start, 0)
        self.seen.append(Seen(span.start, span.end, paragraph, sentence, actor_id, speaks, subject, quoted))

    def learn_gender(self, actor_id: str, words: Iterable[Token]) -> None:
        """Note the gender that a title or description gives a person ("Ms", "chairwoman"); the first one stays."""
        for word in words:
            for gender in ("female", "male"):
                if word.lower_.rstrip(".") in lexicon.read("titles")[gender] and word.pos_ != "PRON":
                    self.gender.setdefault(actor_id, gender)

    def in_one_sentence(self, one: int, other: int) -> bool:
        """Whether two tokens, by their index, stand in the same sentence."""
        return self.sentence_of.get(one) == self.sentence_of.get(other)

    def _near(self, token: Token) -> list[Seen]:
        here = self.paragraph_of.get(token.i, 0)
        return [s for s in self.seen if here - s.paragraph <= _PARAGRAPHS_BACK and not s.quoted]

    def person_before(self, token: Token, gender: str) -> tuple[str | None, bool]:
        """The person that "he" or "she" most likely is, and whether nobody else could be meant.

        Who is named in this paragraph comes before who was speaking, a speaker before a subject before anybody else. An
        object is never the subject of its own clause: "Baerbock stood next to him". None where nobody fits.
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
        return None, False

    def gender_of(self, actor_id: str, unknown: str) -> str:
        """The gender by which the codebook or the text speaks of a person; `unknown` where neither does."""
        known = self.known.known(actor_id)
        return (known.gender if known is not None and known.gender else None) or self.gender.get(actor_id, unknown)

    def body_before(self, token: Token) -> str | None:
        """What "it" most likely is: a government, an organisation or a document of this paragraph or the one before."""
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

    def several_before(self, token: Token) -> list[str]:
        """Whom "they" means: the two or more people of the sentence before or of this one; else the last group."""
        for sentence in (self.sentence_of.get(token.i, 0), self.sentence_of.get(token.i, 0) - 1):
            people = [s.actor_id for s in self.seen if s.sentence == sentence and s.actor_id.startswith("PER:")]
            if len(set(people)) > 1:
                return list(dict.fromkeys(people))
        groups = [s.actor_id for s in self._near(token) if s.actor_id.startswith("GRP:") and (s.speaks or s.subject)]
        return groups[-1:]

    def antecedent(self, token: Token) -> str | None:
        """What a relative pronoun stands for: the noun that its clause hangs on."""
        close = [s for s in self.seen if 1 <= token.i - s.end <= 2 or s.end == token.i]
        if close and (close[-1].end == token.i or self.doc[token.i - 1].text == ","):
            return close[-1].actor_id
        verb = token.head
        noun = verb.head if verb.dep_.startswith("acl") else None
        before = [s for s in self.seen if noun is not None and s.at <= noun.i + 1 and token.i - s.at <= 8]
        return before[-1].actor_id if before and noun is not None and abs(before[-1].at - noun.i) <= 2 else None
