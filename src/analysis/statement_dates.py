"""When something was said: by an expression of time beside its cue, at an event of the codebook, or as the speaker's words before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from spacy.tokens import Doc, Span, Token

from analysis import lexicon
from analysis.codebook import Event
from analysis.dates import TimeExpression
from analysis.statements import Statement
from analysis.time_words import any_of

BASES = ("expression", "event", "earlier_statement", "none")
"""What a statement can be dated by."""

_SAID_ON = {"day", "week", "month"}
_AT_VENUE = timedelta(days=7)  # how long after an event with a venue its words are news
_OF_THAT_NAME = timedelta(days=366)  # how long before publication an event of a name that several bear may lie
_NEAR_CUE = re.compile(r"\s*(?:(?:on|in|at|late|early|earlier|later|the)\s+){0,3}", re.IGNORECASE)
_POSSESSIVE = re.compile(r"[’']s?\b")
_THERE = re.compile(
    r"(?:\b(?:at|during|to|in)|\bon the (?:sidelines|margins|fringes) of)\s"
    r"(?:(?:the|an?|this|last|his|her|its|their)\s)?(?:[\w’'-]+\s){0,2}$"
)


@dataclass(frozen=True)
class Said:
    """First and last day on which something may have been said, what they are taken from, and that in words."""

    earliest: date | None = None
    latest: date | None = None
    basis: str = "none"
    rule: str = "not dated"


def dated(
    doc: Doc, said: Sequence[Statement], times: Sequence[TimeExpression], events: Sequence[Event], published: tuple[date, date] | None
) -> list[Said]:
    """When each statement was said, in their order.

    Parameters
    ----------
    doc
        The parsed text; all offsets are its code points.
    said, times
        Its statements and time expressions.
    events
        Events whose names and venues can date what was said there.
    published
        First and last possible day of publication; None when unknown. It chooses between events; no statement takes its day.

    Notes
    -----
    A time expression counts where it hangs on the cue ("said on Monday", "told a briefing last week", "Speaking on Monday, she
    said"), not where it tells the time of something spoken of ("a paper presented last month", "before Tuesday's vote") or stands in
    the words reported. An event counts where the words were said at it, not where they are about it. Words without either
    are as old as the same speaker's before them, unless they come from another time ("has long said", "in 2014 it said") or the
    tense turns from the past to the present, or all that was told before is that a thing was shown ("presented the plan on Monday").
    What is still to be said ("will present the plan on Monday") has no day yet.
    """
    words = _Words(doc, doc.text, sorted(times, key=lambda time: time.start))
    found: list[Said] = []
    last: dict[tuple[str, ...], tuple[Said, bool]] = {}  # of each speaker, and whether its cue stood in the past
    for statement in said:
        when, open_end = _own(words, statement, events, published)
        tags = _tags(doc, statement)
        if when is None and not open_end and statement.speakers in last and statement.speakers:
            before, past = last[statement.speakers]
            if not (past and tags & {"VBZ", "VBP"}):
                when = Said(before.earliest, before.latest, "earlier_statement", "dated as the speaker's statement before")
        elif when is not None and not _shows_a_thing(doc, statement):
            last[statement.speakers] = when, bool(tags & {"VBD", "VBN"})
        elif open_end or when is not None:
            last.pop(statement.speakers, None)
        found.append(when or Said())
    return found


@dataclass(frozen=True)
class _Words:
    """The words of the article: parsed, as text, and what in them tells a time, in text order."""

    doc: Doc
    text: str
    times: list[TimeExpression]

    def times_in(self, sentence: Span) -> list[TimeExpression]:
        first, last = (bisect_left(self.times, at, key=lambda time: time.start) for at in (sentence.start_char, sentence.end_char))
        return self.times[first:last]


def _own(words: _Words, statement: Statement, events: Sequence[Event], published: tuple[date, date] | None) -> tuple[Said | None, bool]:
    """The date that the statement's own sentence gives and, where it gives none, whether the words come from another time."""
    anchor = statement.cue or statement.source
    cue = words.doc.char_span(*anchor, alignment_mode="expand") if anchor else None
    if cue is None:
        return None, False
    if _is_ahead(cue):
        return None, True
    sentence, open_end = cue.sent, _long_said(cue.root)
    for time in words.times_in(sentence):
        if time.type in ("DATE", "TIME") and not _reported(statement, time.start):
            relation = _relation(words, cue, statement, time.start, time.end)
            if relation == WHEN and time.anchor != "known_event" and time.earliest is not None and time.granularity in _SAID_ON:
                return Said(time.earliest, time.latest, "expression", "dated by an expression beside it"), False
            open_end |= relation in (WHEN, ELSE) and time.granularity is not None
    for event in _events(words, statement, cue, events, published):
        return Said(event.earliest, event.latest, "event", f"dated as said at {event.id}"), False
    return None, open_end


def _tags(doc: Doc, statement: Statement) -> frozenset[str]:
    cue = doc.char_span(*statement.cue, alignment_mode="expand") if statement.cue else None
    return frozenset(token.tag_ for token in cue) if cue is not None else frozenset()


def _reported(statement: Statement, at: int) -> bool:
    return any(start <= at < end for start, end in statement.content_spans)


def _long_said(cue: Token) -> bool:
    """Whether a cue tells of no one occasion: "has repeatedly said", "had said"."""
    return any(child.dep_.startswith("aux") and child.lemma_ == "have" for child in cue.children)


def _is_ahead(cue: Span) -> bool:
    """Whether a cue tells of words that are still to be said: "will present the plan on Monday", "is to speak on Monday"."""
    verb = cue.root
    helpers = [child for child in verb.children if child.dep_.startswith("aux")]
    infinitive = any(t.lower_ == "to" and t.dep_ == "mark" for t in verb.children)
    waiting = verb.dep_ == "xcomp" and verb.head.lemma_ in (
        "be",
        "go",
        "plan",
        "expect",
        "due",
        "intend",
        "set",
        "want",
        "hope",
        "schedule",
    )
    return any(t.lower_ in ("will", "shall", "’ll", "'ll") for t in helpers) or infinitive and waiting


def _shows_a_thing(doc: Doc, statement: Statement) -> bool:
    """Whether nothing but a thing was shown, and what was said of it follows: "presented the plan on Monday"."""
    start, end = statement.content_spans[0]
    content = doc.char_span(start, end, alignment_mode="expand")
    if content is None or statement.quoted_spans or (statement.cue_lemma or "") not in _words("showing"):
        return False
    return content.root.pos_ in ("NOUN", "PROPN") and not any(t.dep_ in ("ccomp", "cop") for t in content)


# What something has to do with the cue

WHEN, ELSE, APART = "when or where it was said", "another time or thing, told of the cue", "nothing"


def _relation(words: _Words, cue: Span, statement: Statement, start: int, end: int) -> str:
    """What the stretch has to do with the cue: WHEN, ELSE or APART."""
    doc, text = words.doc, words.text
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None:
        return APART
    token, refused, nouns = span.root, _case(span.root) in _words("not_when"), 0
    gap = text[end : cue.start_char] if end <= cue.start_char else text[cue.end_char : start]
    # "cited last month suggesting that …"; but a subject is no verb, though the tagger may take "Beijing" for one.
    governed = token.head.pos_ == "VERB" and token.head.dep_ != "nsubj" and not cue.start <= token.head.i < cue.end
    if _NEAR_CUE.fullmatch(gap) and not _POSSESSIVE.match(text, end) and not governed:
        return ELSE if refused else WHEN
    source = doc.char_span(*statement.source, alignment_mode="expand") if statement.source is not None else None
    while token.head.i != token.i:
        possessive = token.dep_ == "nmod:poss"
        token = token.head
        if cue.start <= token.i < cue.end:
            return ELSE if refused else WHEN
        if token.pos_ in ("VERB", "AUX"):
            told = token.dep_ == "advcl" and cue.start <= token.head.i < cue.end
            return WHEN if not refused and _same_occasion(token, cue) else ELSE if told else APART
        if token.pos_ in ("NOUN", "PROPN"):
            nouns += 1
            occasion = token.lemma_.lower() in _words("occasions")
            telling = cue.start <= token.head.i < cue.end or token.head.pos_ == "VERB" and _same_occasion(token.head, cue)
            addressed = token.dep_ in ("obj", "iobj", "obl") and not possessive and telling
            speaks = source is not None and source.start <= token.i < source.end and not possessive
            refused |= nouns > 2 or _case(token) in _words("not_when") | _words("not_there") or not (occasion or addressed or speaks)
    return APART


def _same_occasion(verb: Token, cue: Span) -> bool:
    """Whether a verb that is not the cue tells of the occasion.

    "Speaking on Monday, she said", "when they met on Monday, she said", "they met on Monday and said".
    """
    root = cue.root
    if verb.dep_ == "advcl" and cue.start <= verb.head.i < cue.end:
        if any(child.lower_ in ("when", "as", "while") and child.dep_ in ("mark", "advmod") for child in verb.children):
            return True
        having = any(child.dep_.startswith("aux") for child in verb.children)
        return verb.tag_ == "VBG" and not having and verb.lemma_.lower() in _words("occasion_verbs")
    if root.dep_ == "advcl" and root.head.i == verb.i and root.tag_ == "VBG" and root.i > verb.i:
        return not any(child.dep_.startswith(("aux", "mark")) for child in root.children)  # "met on Monday, saying that"
    own_subject = any(child.dep_.startswith("nsubj") for child in root.children)
    return root.dep_ == "conj" and root.head.i == verb.i and not own_subject and verb.tag_ in ("VBD", "VBZ", "VBP")


def _case(token: Token) -> str:
    """The preposition of a noun, in lower case; empty where it has none."""
    return next((child.lower_ for child in token.children if child.dep_ in ("case", "mark") and child.i < token.i), "")


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.read("dates")["said_when"][name])


# Events


def _events(
    words: _Words, statement: Statement, cue: Span, events: Sequence[Event], published: tuple[date, date] | None
) -> Iterator[Event]:
    """The one event at which the words were said; none where several fit."""
    text, offset = cue.sent.text, cue.sent.start_char
    named, at_venue = list[Event](), list[Event]()
    for event in events:
        if published and event.earliest > published[1]:
            continue
        if any(_said_there(words, statement, cue, start, end) for start, end in _places(event.names, text, offset)):
            named.append(event)
        speakers = {event.speaker, *event.speakers} & {*statement.speakers}
        fresh = published is not None and published[0] - event.earliest <= _AT_VENUE
        if speakers and fresh and any(_said_there(words, statement, cue, *place) for place in _places(event.venue, text, offset)):
            at_venue.append(event)
    if len(named) > 1 and published is not None:
        named = [event for event in named if published[0] - event.latest <= _OF_THAT_NAME]
    both = [one for one in at_venue if not named or any(other.earliest <= one.latest and one.earliest <= other.latest for other in named)]
    for found in (both, named):
        if len(found) == 1:
            yield found[0]
            return


def _places(phrases: tuple[str, ...], text: str, offset: int) -> Iterator[tuple[int, int]]:
    if phrases:
        yield from ((match.start() + offset, match.end() + offset) for match in _phrases(phrases).finditer(text))


@lru_cache(maxsize=512)
def _phrases(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){any_of(phrases)}(?!\w)", re.IGNORECASE)


def _said_there(words: _Words, statement: Statement, cue: Span, start: int, end: int) -> bool:
    """Whether a phrase stands outside the words reported, behind "at", "during", "told" or the like, and hangs on the cue."""
    told = cue.root.lemma_ in _words("told") and re.fullmatch(r"\s+(?:(?:the|an?|this)\s+)?", words.text[cue.end_char : start])
    if _reported(statement, start) or not (told or _THERE.search(words.text[max(0, start - 60) : start])):
        return False
    return _relation(words, cue, statement, start, end) == WHEN
