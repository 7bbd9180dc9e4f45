"""The cast of an article: its mentions, the actors they lead to, and which of them a source names as speaking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from spacy.tokens import Doc, Span, Token

from analysis import lexicon
from analysis.intervals import Intervals

_STATUS = {"name": "explicit", "role": "role", "metonym": "metonym", "pronoun": "pronoun", "adjective": "explicit"}
_SITS = {"on", "in", "within", "inside"}
_WRITER = {"i", "we", "you", "me", "us", "my", "our", "myself", "ourselves"}


class Why(StrEnum):
    """Why words lead to no actor: the closed set of reasons."""

    NO_SOURCE = "no source is named"
    IMPERSONAL = "an impersonal report"
    CONTINUES = "goes on from words of an unknown speaker"
    WRITER = "the first or second person"
    NOBODY_BEFORE = "a pronoun with nobody before it to stand for"
    SEVERAL_BEFORE = "a pronoun that may stand for several"
    SEVERAL_BEARERS = "a name that several bear"
    SEVERAL_HOLDERS = "a description that fits several"
    NO_HOLDER = "a description that fits nobody known"
    UNNAMED = "somebody without a name"
    DOCUMENT = "a document without a known author"
    PLACE = "a place"
    NOT_KNOWN = "words that name no known actor"


@dataclass(frozen=True)
class Mention:
    """Words that name or stand for an actor: offsets of the Doc, spaCy's entity label (or ROLE, PRON), and who is meant.

    `why` is the reason where nobody is.
    """

    start: int
    end: int
    text: str
    label: str
    actor_id: str | None
    link_rule: str
    why: Why | None = None


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
    """Who stands behind a source: actor ids in text order (empty when unknown), how that is known, and by which rule.

    Where nobody is known, `rule` is one of the reasons of `Why`.
    """

    actor_ids: tuple[str, ...]
    status: str
    rule: str


def unknown(why: Why) -> Speakers:
    """Nobody, for a reason."""
    return Speakers((), "unknown", f"unknown: {why}")


@dataclass
class Cast:
    """The mentions of one article in text order, and the actors that they lead to.

    `unspecified` is the actor to whom a codebook leads what "some" say and what "was reported"; None where it lists none.
    """

    doc: Doc
    mentions: list[Mention] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    unspecified: Actor | None = None
    _kept: tuple[list[Mention], int, Intervals] | None = field(default=None, init=False, repr=False, compare=False)

    def inside(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie in a stretch of the Doc, in text order."""
        return [m for m in self._over(start, end) if start <= m.start and m.end <= end]

    def touching(self, span: Span) -> list[Mention]:
        """The mentions that share a character with a span, in text order."""
        return self._over(span.start_char, span.end_char)

    def at(self, token: Token) -> list[Mention]:
        """The mentions over the first character of a token, in text order."""
        return self._over(token.idx, token.idx + 1)

    def _over(self, start: int, end: int) -> list[Mention]:
        mentions = self.mentions
        if self._kept is None or self._kept[0] is not mentions or self._kept[1] != len(mentions):
            self._kept = mentions, len(mentions), Intervals((m.start, m.end) for m in mentions)
        return [mentions[place] for place in self._kept[2].touching(start, end)]

    def speakers(self, source: Span) -> Speakers:
        """Who the words of a source name.

        The head of the source decides: in "an aide to the president" it is the aide. Names joined by "and" are all
        speakers. Where the head leads nowhere, nobody is named.
        """
        inside = self.touching(source)
        head = _head_mention(source, inside)
        alone = not any(t.dep_.startswith("nmod") for t in source.root.children)  # not "some of them"
        if head is None and alone and source.root.lower_ in lexicon.read("titles")["unspecified"]:
            return self.nobody_in_particular(Why.UNNAMED)
        if head is None or head.actor_id is None:
            return unknown(_why(source, head))
        if head.link_rule == "adjective" and head.text.endswith("s") and not head.text.endswith("ss"):
            return unknown(Why.UNNAMED)  # "Austrians": a people, not its government
        ids = [head.actor_id, *(m.actor_id for m in _joined(source, head, inside) if m.actor_id)]
        return Speakers(tuple(dict.fromkeys(ids)), _STATUS.get(head.link_rule, "unknown"), head.link_rule)

    def nobody_in_particular(self, why: Why) -> Speakers:
        """Who speaks where a text leaves it open on purpose ("it was reported", "some say"); the reason where no codebook says."""
        if self.unspecified is None:
            return unknown(why)
        self.actors.setdefault(self.unspecified.actor_id, self.unspecified)
        return Speakers((self.unspecified.actor_id,), "explicit", str(why))

    def side(self, actor_id: str) -> str | None:
        """The actor for whom another speaks; None when nobody, or unknown."""
        actor = self.actors.get(actor_id)
        return actor.acts_for if actor else None

    def is_medium(self, actor_id: str) -> bool:
        """Whether an actor is a newspaper, agency, broadcaster or other outlet."""
        actor = self.actors.get(actor_id)
        return actor is not None and actor.type == "media"


def _why(source: Span, head: Mention | None) -> Why:
    """Why a source leads to nobody: as its head was found, else by its words."""
    if head is not None and head.why is not None:
        return head.why
    root, titles = source.root, lexicon.read("titles")
    if root.lower_ in _WRITER:
        return Why.WRITER
    if root.lower_ in titles["documents"] or root.lemma_.lower() in titles["documents"]:
        return Why.DOCUMENT
    if root.lower_ in titles["roles"] or root.lower_ in titles["bodies"]:
        definite = any(t.lower_ in ("the", "this", "that") or t.tag_ in ("PRP$", "POS") for t in root.subtree if t.i <= root.i)
        return Why.NO_HOLDER if definite else Why.UNNAMED
    if root.lower_ in titles["persons"] or root.lemma_.lower() in titles["persons"] or root.lower_ in titles["unnamed"]:
        return Why.UNNAMED
    return Why.NOT_KNOWN


def _head_mention(source: Span, inside: list[Mention]) -> Mention | None:
    """The mention that heads a source: its person, else its office, else what stands at its root; None where it is open."""
    people = [m for m in inside if m.label == "PERSON" and not _hangs_on(source, m)]
    if people:
        return people[-1] if len(people) == 1 or not people[0].actor_id else people[0]
    roles = [m for m in inside if m.label == "ROLE" and not _hangs_on(source, m)]
    if roles:
        return max(roles, key=lambda m: (m.actor_id is not None, m.end - m.start))
    root = _counted(_noun_at_the_head(source), source)
    over_root = [m for m in inside if m.start <= root.idx < m.end or m.text == _plain(source)]
    if over_root:
        return max(over_root, key=lambda m: (m.actor_id is not None, m.start))
    titles = lexicon.read("titles")
    if root.lower_ in titles["roles"] or root.lower_ in titles["persons"]:
        return None
    own_words = root.lower_ in titles["documents"] or root.lower_ in titles["organisations"]
    media = [m for m in inside if m.actor_id and m.actor_id.startswith(("MEDIA:", "ORG:", "DOC:"))]
    if own_words:
        media = [m for m in media if not _sits_in(source, m)]
        return media[-1] if media else None
    free = [m for m in inside if m.link_rule != "adjective" and not _hangs_on(source, m) and _is_head(source, m, root)]
    if len(free) == 1:
        return free[0]
    only = [m for m in inside if m.link_rule in ("adjective", "metonym", "name")]
    return only[0] if len(only) == 1 and len(source) <= 2 else None


def _plain(source: Span) -> str:
    """The words of a source without articles and marks at its ends."""
    words = [t for t in source if t.pos_ != "DET" and not t.is_punct]
    return source.doc[words[0].i : words[-1].i + 1].text if words else ""


def _is_head(source: Span, mention: Mention, root: Token) -> bool:
    """Whether a mention is another name of what heads the source ("their school, Keller College"), or part of its name."""
    span = source.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None or mention.label == "PRON":
        return False
    token = span.root
    while token.i != root.i and (token.dep_ in ("appos", "flat", "conj") or token.dep_ == "compound" and token.head.pos_ == "PROPN"):
        token = token.head
    return token.i == root.i


def _noun_at_the_head(source: Span) -> Token:
    """The head of a source; where a verb heads it ("the statement that the ministry published"), the verb's subject in it."""
    root = source.root
    subjects = (t for t in root.children if t.dep_.startswith("nsubj") and source.start <= t.i < source.end)
    return next(subjects, root) if root.pos_ in ("VERB", "AUX") else root


def _counted(root: Token, source: Span) -> Token:
    """What a number or quantity counts: the residents in "some of the residents", "half of all residents"."""
    if root.pos_ in ("NUM", "PRON", "DET") or root.lower_ in lexicon.read("titles")["quantities"]:
        counted = (t for t in root.children if t.dep_.startswith("nmod") and source.start <= t.i < source.end)
        return next((t for t in counted if not any(c.lower_ in _SITS for c in t.children if c.dep_ == "case")), root)
    return root


def _hangs_on(source: Span, mention: Mention) -> bool:
    """Whether a mention only qualifies the head: "an aide to X", "X's spokesman"."""
    span = source.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    if span is None:
        return False
    after = source.doc[span.end] if span.end < len(source.doc) else None
    if after is not None and after.i < source.end and after.text in ("'s", "’s", "’", "'"):
        return span.end + 1 < source.end
    at = span.start - 1
    while at > source.start and source.doc[at].pos_ == "DET":
        at -= 1
    before = source.doc[at] if at >= source.start else None
    if before is None or before.pos_ != "ADP":
        return before is not None and before.lower_ == "to" and at > source.start
    return before.lower_ not in ("by", "to") or before.lower_ == "to" and at > source.start


def _sits_in(source: Span, mention: Mention) -> bool:
    """Whether a body is where what heads the source sits: "the Green group on Keller council"."""
    span = source.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    before = [t for t in source.doc[source.start : span.start] if t.pos_ != "DET"] if span is not None else []
    return len(before) > 1 and before[-1].lower_ in _SITS


def _joined(source: Span, head: Mention, inside: list[Mention]) -> Iterator[Mention]:
    """The mentions joined to the head by a comma or "and", and those that share its span ("they")."""
    last, text, offset = head, source.text, source.start_char
    for mention in inside:
        if mention is head:
            continue
        if (mention.start, mention.end) == (head.start, head.end):
            yield mention
        elif mention.start > last.end:
            gap = text[max(0, last.end - offset) : max(0, mention.start - offset)]
            between = set(gap.lower().replace(",", " ").split())
            titled = {*lexicon.read("titles")["roles"], *lexicon.read("titles")["honorifics"], "deputy", "cllr"}
            if "and" in between and between - titled <= {"and", "the"} or between <= {"the"} and "," in gap and head.label != "PERSON":
                yield mention
                last = mention
