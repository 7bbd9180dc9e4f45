"""The cast of an article: its mentions, the actors they lead to, and which of them a source names as speaking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span

from analysis import lexicon

_STATUS = {"name": "explicit", "role": "role", "metonym": "metonym", "pronoun": "pronoun", "adjective": "explicit"}


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


def _head_mention(source: Span, inside: list[Mention]) -> Mention | None:
    """The mention that heads a source: its person, else its office, else what stands at its root; None where it is open."""
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
