"""Whose words a cue reports: the marked source that belongs to it, the source of a cue it is joined to, or its subject."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Set

from spacy.tokens import Span, Token

from analysis import lexicon
from analysis.triples import FAR, GOVERNED, SOURCE, Attribution, Neighbours, between, distance

# What a name or description is made of, and how many words of it may follow its head: "the minister, Qin Gang, said".
_NOMINAL = {"NOUN", "PROPN", "ADJ", "DET", "ADP"}
_NAME_REACH = 9
# What a sentence ends in; where the parse begins another one elsewhere it is often wrong.
_ENDS = ".?!…”\"’'"


def without_clause(source: Span, according: Set[int]) -> Span:
    """'According to S, the harbour …': the source ends at the comma. `according` are the tokens at which such cues end."""
    if source.start in according:
        comma = next((t.i for t in source if t.text == "," and t.i > source.start), None)
        if comma is not None and source.end - comma > 3:
            return Span(source.doc, source.start, comma, label=SOURCE)
    return source


def give_sources(attributions: list[Attribution], sources: list[Span]) -> None:
    """Give every cue its source: each source goes to the cue it is nearest to, or that it is the subject of.

    A cue that is left without one shares the source of the cue it is joined to, or takes its grammatical subject.
    `attributions` are those of one paragraph, in text order; their `source` and `rule` are set in place.
    """
    neighbours = Neighbours(sources)
    pairs = sorted(
        ((_source_cost(s, a), s.start, a.cue.start, a, s) for a in attributions if a.cue is not None for s in neighbours.near(a.cue)),
        key=lambda p: p[:3],
    )
    used: set[int] = set()
    for cost, _, _, attribution, source in pairs:
        if cost < FAR and attribution.source is None and source.start not in used:
            attribution.source = source
            used.add(source.start)
    cues = _Cues(attributions)
    taken = {i for a in attributions for c in a.contents for i in range(c.start, c.end)}
    for attribution in attributions:
        if attribution.source is None and attribution.cue is not None:
            _share_source(attribution, cues)
        if attribution.source is None and attribution.cue is not None:
            own = set(range(attribution.cue.start, attribution.cue.end)) - taken
            taken |= own  # and out again: a copy for each cue would cost the square of the paragraph
            _take_subject(attribution, taken)
            taken -= own
            if attribution.source is None:
                _share_source(attribution, cues)


class _Cues:
    """The attributions of a paragraph by the tokens of their cues, and by the sentences that these head."""

    def __init__(self, attributions: list[Attribution]) -> None:
        self.at: dict[int, list[Attribution]] = {}
        self.ending: dict[int, list[tuple[int, int, Attribution]]] = {}
        for number, attribution in enumerate(attributions):
            if attribution.cue is not None:
                for i in range(attribution.cue.start, attribution.cue.end):
                    self.at.setdefault(i, []).append(attribution)
                sentence = self.ending.setdefault(attribution.cue.root.sent.start, [])
                sentence.append((attribution.cue.end, -number, attribution))
        for sentence in self.ending.values():
            sentence.sort(key=lambda found: found[:2])

    def last_before(self, cue: Span) -> Attribution | None:
        """Of those with a source, in the sentence of a cue, the one whose cue ends last before it."""
        sentence = self.ending.get(cue.root.sent.start, [])
        before = bisect_right(sentence, cue.start, key=lambda found: found[0])
        return next((sentence[i][2] for i in range(before - 1, -1, -1) if sentence[i][2].source is not None), None)


def _source_cost(source: Span, attribution: Attribution) -> float:
    cue = attribution.cue
    assert cue is not None
    gap = between(source, cue)
    if gap is None:
        return 0.0
    is_subject = source.root.dep_.startswith("nsubj") and cue.start <= source.root.head.i < cue.end
    return distance(gap) - GOVERNED * is_subject


def give_loose_source(attribution: Attribution, sources: Neighbours) -> None:
    """'— S', 'S: …': a content without cue takes the source that stands beside it."""
    content = attribution.contents[0]
    for source in sources.near(content):
        between = source.doc[min(content.end, source.end) : max(content.start, source.start)]
        if len(between) <= 2 and all(t.is_punct or t.is_space for t in between):
            attribution.source, attribution.rule = source, "near"
            return


def keep_own_subject(attribution: Attribution) -> None:
    """Of a cue whose source was read in another sentence the subject of its own clause is the source, where it has one."""
    cue, source = attribution.cue, attribution.source
    if cue is None or source is None or cue.root.pos_ != "VERB" or source.root.sent == cue.root.sent:
        return
    gap = between(source, cue)
    if gap is None or not any(t.is_sent_start and t.nbor(-1).text[-1] in _ENDS for t in cue.doc[gap.start + 1 : gap.end + 1]):
        return
    taken = {i for c in attribution.contents for i in range(c.start, c.end)} | set(range(cue.start, cue.end))
    subject = _subject(cue.root, taken)
    if subject is not None and subject.dep_ == "nsubj" and subject.sent == cue.root.sent:
        own = _phrase(subject, cue)
        if taken.isdisjoint(range(own.start, own.end)):
            attribution.source, attribution.rule = own, "subject"


def _share_source(attribution: Attribution, cues: _Cues) -> None:
    """'denied … and argued …', '…, adding that …': the source of the cue that this one is joined to."""
    cue = attribution.cue
    assert cue is not None
    joined = _joined_to(cue, cues)
    if joined is not None:
        attribution.source, attribution.rule = joined, "shared"
        return
    head = cue.root
    for _ in range(4):
        if head.dep_.split(":")[0] not in ("conj", "advcl", "acl", "xcomp", "parataxis") or head.head.i == head.i:
            break
        head = head.head
        shared = next((other.source for other in cues.at.get(head.i, []) if other.source is not None), None)
        if shared is not None:
            attribution.source, attribution.rule = shared, "shared"
            return


def _joined_to(cue: Span, cues: _Cues) -> Span | None:
    """The source of the cue before, where "and" stands right before this one, or it is a participle (", adding", "while asking")."""
    at = cue.start - 1
    while at > cue.sent.start and cue.doc[at].pos_ == "ADV":
        at -= 1
    before = cue.doc[at]
    participle = cue.root.tag_ == "VBG" and (before.text == "," or before.pos_ in ("SCONJ", "ADP"))
    if not (before.pos_ == "CCONJ" or participle or cue.doc[cue.start].pos_ == "CCONJ"):
        return None
    earlier = cues.last_before(cue)
    return earlier.source if earlier is not None else None


def _take_subject(attribution: Attribution, taken: set[int]) -> None:
    """A cue without a marked source has its grammatical subject for one; of a passive, the agent after "by".

    `taken` are the tokens of all contents and of the cue.
    """
    cue = attribution.cue
    assert cue is not None
    if cue[0].lower_ == "according":
        attribution.source, attribution.rule = _noun_behind(cue, taken), "subject"
        return
    subject = _subject(cue.root, taken)
    source = _phrase(subject, cue) if subject is not None else _noun_before(cue, taken)
    if source is not None and taken.isdisjoint(range(source.start, source.end)):
        attribution.source, attribution.rule = source, "subject"


def _subject(verb: Token, taken: set[int]) -> Token | None:
    """The subject of a verb or of the verb that governs it; never a word of `taken` or of time."""
    for _ in range(4):
        for role in ("nsubj", "obl:agent", "vocative"):
            for child in verb.children:
                if child.dep_ == role and child.i not in taken and not _names_a_time(child):
                    return child
        agents = (c for c in verb.children if c.dep_ == "obl" and c.i not in taken and any(k.lower_ == "by" for k in c.children))
        agent = next((c for c in agents if not _names_a_time(c)), None)
        if agent is not None:
            return agent
        if verb.dep_.split(":")[0] not in ("conj", "advcl", "acl", "xcomp", "parataxis") or verb.head.i == verb.i or verb.head.i in taken:
            return None
        verb = verb.head
    return None


def _noun_before(cue: Span, taken: set[int]) -> Span | None:
    """The noun or pronoun right before a finite cue, where the parse gives it no subject: "China denies", "the minister today denied"."""
    doc, at = cue.doc, cue.start - 1
    first = cue.sent.start
    if cue.root.tag_ in ("VBG", "VB"):
        return None
    while at >= first and (doc[at].pos_ in ("ADV", "AUX") or _names_a_time(doc[at]) or doc[at].text == "," and doc[at - 1].pos_ == "PROPN"):
        at -= 1
    if at < first or at in taken or doc[at].pos_ not in ("NOUN", "PROPN", "PRON"):
        return None
    start = at
    while start > first and start - 1 not in taken and (
        doc[start - 1].pos_ in ("NOUN", "PROPN", "ADJ", "DET", "NUM") or doc[start - 1].tag_ == "POS" or doc[start - 1].lower_ == "of"
    ) and not _names_a_time(doc[start - 1]):  # fmt: skip
        start -= 1
    return Span(doc, start, at + 1, label=SOURCE)


def _noun_behind(cue: Span, taken: set[int]) -> Span | None:
    """What stands behind "according to", up to a comma or what was said."""
    doc, start = cue.doc, cue.end
    end = start
    while (
        end < cue.sent.end
        and end not in taken
        and not (doc[end].is_punct and doc[end].text not in ("-", "'", "’", "."))
        and doc[end].pos_ != "VERB"
    ):
        end += 1
    while end > start and doc[end - 1].is_punct:
        end -= 1
    return Span(doc, start, end, label=SOURCE) if end > start else None


def _phrase(head: Token, cue: Span) -> Span:
    """A noun with what stands before it, and what reaches from it to the cue where that is one name or description."""
    inside = [t for t in head.subtree if t.i <= head.i]
    start, end = min(t.i for t in inside), head.i + 1
    while end < len(head.doc) and head.doc[end].dep_ == "flat" and head.doc[end].pos_ == "PROPN":
        end += 1
    gap = head.doc[end : cue.start]
    if 0 < len(gap) <= _NAME_REACH and all((t.pos_ in _NOMINAL or t.text == ",") and not _names_a_time(t) for t in gap):
        end = cue.start - (gap[-1].text == ",")
    while end > head.i + 1 and head.doc[end - 1].pos_ in ("ADP", "DET", "PUNCT"):
        end -= 1
    while start < head.i and (head.doc[start].is_punct or head.doc[start].dep_ == "case" and head.doc[start].pos_ == "ADP"):
        start += 1
    return Span(head.doc, start, end, label=SOURCE)


def _names_a_time(token: Token) -> bool:
    return token.ent_type_ == "DATE" or token.lower_ in lexicon.read("cues")["times"]
