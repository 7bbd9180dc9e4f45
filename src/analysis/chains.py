"""Chains of report: the outlets and agencies through which words came, and who spoke where an outlet cites somebody."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Span, Token

from analysis import lexicon
from analysis.actors import Cast, Speakers
from analysis.attribution import Attribution

# What stands nearer to the reader: who reports what was said comes before to whom it was said.
_REPORTS_IT, _WAS_TOLD_IT = 0, 1


def cited(attribution: Attribution, cast: Cast, who: Speakers) -> Speakers | None:
    """Who spoke, where the speaker found is an outlet that cites somebody: "Reuters reported, citing officials, that …",
    "the minister was quoted by Reuters as saying".

    None where the outlet cites nobody, or nobody who leads to an actor.
    """
    if not who.actor_ids or not all(cast.is_medium(actor) for actor in who.actor_ids) or attribution.cue is None:
        return None
    for token in _frame(attribution):
        if token.lemma_.lower() in lexicon.read("chains")["citing"]:
            origin = _object(token, attribution) if token.tag_ == "VBG" else _passive_subject(token)
            found = cast.speakers(origin) if origin is not None else None
            if found is not None and found.actor_ids and set(found.actor_ids).isdisjoint(who.actor_ids):
                return Speakers(found.actor_ids, found.status, f"{found.rule}, cited")
    return None


def media(attribution: Attribution, cast: Cast, speakers: tuple[str, ...]) -> tuple[str, ...]:
    """The outlets that stand in the frame of a statement, outside what was said, nearest to the reader first.

    "…, according to Reuters" and "quoted by Reuters" come before "told Reuters" and "in an interview with Reuters". An
    outlet that is spoken of ("accused Reuters") is none of them.
    """
    if attribution.cue is None:
        return ()
    frame = {token.i for token in _frame(attribution)}
    found = []
    for mention in cast.touching(attribution.cue.sent):
        if mention.actor_id is None or mention.actor_id in speakers or not cast.is_medium(mention.actor_id):
            continue
        span = cast.doc.char_span(mention.start, mention.end, alignment_mode="expand")
        rank = _rank(span, attribution.cue) if span is not None and span.root.i in frame else None
        if rank is not None:
            found.append((rank, mention.start, mention.actor_id))
    return tuple(dict.fromkeys(actor for _, _, actor in sorted(found)))


def _frame(attribution: Attribution) -> Iterator[Token]:
    """The words of the cue's sentence outside what was said."""
    assert attribution.cue is not None
    said = {i for content in attribution.contents for i in range(content.start, content.end)}
    return (token for token in attribution.cue.sent if token.i not in said)


def _object(verb: Token, attribution: Attribution) -> Span | None:
    """What a participle cites: its object, else the words behind it up to a mark, a verb or what was said."""
    said = {i for content in attribution.contents for i in range(content.start, content.end)}
    doc, start = verb.doc, verb.i + 1
    end = start
    while end < verb.sent.end and end not in said and not doc[end].is_punct and doc[end].pos_ not in ("VERB", "AUX", "SCONJ"):
        end += 1
    return doc[start:end] if end > start else None


def _passive_subject(verb: Token) -> Span | None:
    """Who "was quoted"; None where the verb is no passive with an agent."""
    subject = next((t for t in verb.children if t.dep_ == "nsubj:pass"), None)
    by_somebody = any(k.lower_ == "by" for t in verb.children for k in t.children if k.dep_ == "case")
    if subject is None or not by_somebody:
        return None
    words = [t.i for t in subject.subtree]
    return verb.doc[min(words) : max(words) + 1]


def _rank(name: Span, cue: Span) -> int | None:
    """How an outlet stands to a cue: as reporting it, as told it, or not at all (None)."""
    words, root = lexicon.read("chains"), name.root
    start = name.start - (name.start > 0 and name.doc[name.start - 1].pos_ == "DET")
    if name.doc[max(0, start - 2) : start].text.lower() == "according to":
        return _REPORTS_IT
    head, role = root.head, root.dep_.split(":")[0]
    cases = {child.lower_ for child in root.children if child.dep_ == "case"}
    if "by" in cases and head.lemma_.lower() in words["carrying"]:
        return _REPORTS_IT
    told = head.i in range(cue.start, cue.end) and (
        role in ("obj", "iobj") and head.lemma_.lower() in words["telling"] or role == "obl" and not cases.isdisjoint(words["channels"])
    )
    in_talk = role in ("nmod", "obl") and head.lemma_.lower() in words["talks"] and not cases.isdisjoint(words["channels"])
    return _WAS_TOLD_IT if told or in_talk else None
