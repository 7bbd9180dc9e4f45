"""Attributions: the sources, cues and contents that the pipeline marked, joined to who-said-what triples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from analysis import lexicon, quotation
from analysis.cues import ATTITUDES, classify, forms
from analysis.language import ATTRIBUTION_SPANS, PARAGRAPH_SPANS

SOURCE, CUE, CONTENT = "SOURCE", "CUE", "CONTENT"

# A quoted stretch that no content covers is speech when it has this many words, or reads as a sentence.
_SPEECH_WORDS = 6
_SENTENCE_WORDS = 3
# A cue further from its content than this (words, with what stands between them counted extra) does not introduce it.
_FAR = 45.0
_TITLE_WORDS = 25
# What a name or description is made of, and how many words of it may follow its head: "the minister, Qin Gang, said".
_NOMINAL = {"NOUN", "PROPN", "ADJ", "DET", "ADP"}
_NAME_REACH = 9
# What a verb of each class must govern to be a cue though it was not marked as one.
_OBJECTS = {
    "neutral": ("ccomp",),
    "assertive": ("ccomp",),
    "denial": ("ccomp", "obj"),
    "directive": ("ccomp",),
    "commissive": ("ccomp", "xcomp"),
    "refusal": ("xcomp",),
    "question": ("ccomp",),
}
# Classes of cues that are put between commas.
_INSERTED = {"neutral", "assertive"}
# Classes of cues that judge somebody for something.
_JUDGING = {"critical", "endorsing"}
# Words that may stand between the comma after a clause and the cue: "…, China's foreign minister said".
_CLAUSE_REACH = 9


@dataclass
class Attribution:
    """One triple, as spans of the Doc. `contents` are in text order; source and cue may be missing.

    `rule` says how the parts were joined: "parse" (a dependency joins cue and content or cue and source), "near" (the
    nearest in the paragraph), "clause" (the clause that the cue governs), "subject" (the subject of the cue), "grammar"
    (a verb of speech that was not marked), "title" (name and verb at the head of a title), "shared" (the source of a
    coordinated or governing cue), "continued" (a quotation that goes on without a cue of its own), "marks" (quotation
    marks only).
    """

    contents: list[Span]
    cue: Span | None = None
    source: Span | None = None
    rule: str = "marks"
    continues: Attribution | None = field(default=None, repr=False)

    @property
    def quoted(self) -> bool:
        """Whether the content opens with a quotation mark."""
        return self.contents[0][0].is_quote

    @property
    def reports_speech(self) -> bool:
        """Whether somebody speaks: in quotation marks, or by a cue that the lists hold as one of speech."""
        lemma, kind = classify(self.cue) if self.cue is not None else (None, None)
        return self.quoted or lemma is None or lemma in lexicon.cue_classes() and kind not in ATTITUDES

    @property
    def start(self) -> int:
        return min(part.start_char for part in self.parts())

    @property
    def end(self) -> int:
        return max(part.end_char for part in self.parts())

    def parts(self) -> list[Span]:
        return [*self.contents, *([self.cue] if self.cue is not None else []), *([self.source] if self.source is not None else [])]


def attributions(doc: Doc) -> list[Attribution]:
    """Join the marked spans of a Doc to attributions, in text order.

    Joining stays within a paragraph; only a quotation that has no cue there is taken as going on from the attribution
    just before. A cue without content is dropped; so is a content without cue or source, unless it is quoted.
    """
    found: list[Attribution] = []
    for paragraph in doc.spans[PARAGRAPH_SPANS]:
        joined = _in_paragraph(paragraph)
        for attribution in joined:
            if attribution.cue is None and attribution.source is None:
                _continue(attribution, [*found, *(a for a in joined if a is not attribution and a.start < attribution.start)])
        found += [a for a in joined if a.cue is not None or a.source is not None or a.quoted]
    found.sort(key=lambda a: (a.start, a.end))
    for attribution, after in pairwise(found):
        if attribution.rule == "marks" and _is_continued_by(attribution, after):
            attribution.continues, attribution.rule = after, "continued"
    return found


def _in_paragraph(paragraph: Span) -> list[Attribution]:
    marked = [s for s in paragraph.doc.spans[ATTRIBUTION_SPANS] if paragraph.start <= s.start and s.end <= paragraph.end]
    quotes = _quotes(paragraph)
    cues = [s for s in marked if s.label_ == CUE]
    sources = [_without_clause(s, cues) for s in marked if s.label_ == SOURCE]
    contents = _contents([s for s in marked if s.label_ == CONTENT], cues + sources, quotes)
    by_cue: dict[int, Attribution] = {}
    loose: list[Attribution] = []
    links = [_nearest(content, cues, contents) for content in contents]
    for content, cue in zip(contents, links, strict=True):
        rivals = [c for c, other in zip(contents, links, strict=True) if other is cue and c is not content]
        if cue is None or _belongs_elsewhere(content, cue, rivals):
            loose.append(Attribution([content]))
        elif cue.start in by_cue:
            by_cue[cue.start].contents.append(content)
        else:
            by_cue[cue.start] = Attribution([content], cue, rule="parse" if _governs(cue, content) else "near")
    for cue in cues:
        before = by_cue.get(cue.start)
        clause = _clause_of(cue, paragraph) if before is None or _afterthought(before) else None
        if clause is not None and not any(_overlap(clause, c) and not _holds(clause, c) for c in contents):
            by_cue[cue.start] = Attribution([clause], cue, rule="clause")
    for found in _unmarked(paragraph, [part for a in [*by_cue.values(), *loose] for part in a.parts()]):
        assert found.cue is not None
        by_cue.setdefault(found.cue.start, found)
    _give_sources(sorted(by_cue.values(), key=lambda a: a.start), sources)
    for attribution in by_cue.values():
        _take_both_sides(attribution, paragraph, list(by_cue.values()))
    for attribution in loose:
        _give_loose_source(attribution, [s for s in sources if all(a.source != s for a in by_cue.values())])
    return [*by_cue.values(), *loose]


def _clause_of(cue: Span, paragraph: Span) -> Span | None:
    """What a cue without marked content governs: its clause behind it, or the clause that it is put after.

    "said that …", "…, the minister said": other objects are left alone, as a noun may be anything.
    """
    doc, verb, sentence = cue.doc, cue.root, cue.root.sent
    if cue[0].lower_ == "according":
        return _rest_of_sentence(cue)
    clause = next((c for c in verb.children if c.dep_ == "ccomp" and c.i > verb.i), None)
    if clause is not None:
        start, end = max(cue.end, clause.left_edge.i), clause.right_edge.i + 1
    elif (reason := _reason_of(cue)) is not None:
        start, end = reason
    elif verb.dep_ in ("parataxis", "ROOT") and any(t.pos_ in ("VERB", "AUX") for t in doc[sentence.start : cue.start]):
        comma = next((i for i in range(cue.start - 1, sentence.start, -1) if doc[i].text == ","), None)
        if comma is None or cue.start - comma > _CLAUSE_REACH or not any(t.pos_ in ("VERB", "AUX") for t in doc[sentence.start : comma]):
            return None
        start, end = sentence.start, comma
    else:
        return None
    while end > start and doc[end - 1].is_punct and not doc[end - 1].is_quote:
        end -= 1
    return Span(doc, start, end, label=CONTENT) if end - start > 1 and paragraph.start <= start and end <= paragraph.end else None


def _take_both_sides(attribution: Attribution, paragraph: Span, others: list[Attribution]) -> None:
    """'Unless it stops, he said, the war will grow': of a cue put between commas, both sides of the sentence are content."""
    cue, source, doc = attribution.cue, attribution.source, paragraph.doc
    if cue is None or source is None or classify(cue)[1] not in _INSERTED:
        return
    start, end = min(cue.start, source.start), max(cue.end, source.end)
    first, last = max(doc[start].sent.start, paragraph.start), min(doc[end - 1].sent.end, paragraph.end)
    if end - start > len(cue) + len(source) or not (first < start - 1 and end < last - 1) or doc[end].text != ",":
        return
    before_end = start - 1 if doc[start - 1].text == "," else start - 2 if doc[start - 1].is_quote and doc[start - 2].text == "," else None
    if before_end is None:
        return
    if doc[start - 1].is_quote:
        before_end = start
    while last > end and doc[last - 1].is_punct and not doc[last - 1].is_quote:
        last -= 1
    for side in (Span(doc, first, before_end, label=CONTENT), Span(doc, end + 1, last, label=CONTENT)):
        words = [t for t in side if t.is_alpha]
        free = not any(_overlap(side, part) for o in others for part in o.parts())
        if free and len(words) > 2 and not any(t.is_quote for t in side[1:-1] if not side[0].is_quote and t.text in "“‘"):
            attribution.contents.append(side)
    attribution.contents.sort(key=lambda c: c.start)


def _rest_of_sentence(cue: Span) -> Span | None:
    """'According to S, …' and '…, according to S': the sentence without the cue and the source behind it."""
    doc, sentence = cue.doc, cue.sent
    comma = next((i for i in range(cue.end + 1, sentence.end) if doc[i].text == ","), None)
    if cue.start - sentence.start > 2:
        start, end = sentence.start, cue.start
    elif comma is not None:
        start, end = comma + 1, sentence.end
    else:
        return None
    while end > start and doc[end - 1].is_punct and not doc[end - 1].is_quote:
        end -= 1
    return Span(doc, start, end, label=CONTENT) if end - start > 1 else None


def _afterthought(attribution: Attribution) -> bool:
    """'…, Wang said, without giving details': what stands behind the cue after a comma, where the parse puts the cue last."""
    cue, content = attribution.cue, attribution.contents[0]
    assert cue is not None
    behind = content.start >= cue.end and content.doc[content.start - 1].text == ","
    return behind and cue.root.dep_ == "parataxis" and not content[0].is_quote and len(attribution.contents) == 1


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _unmarked(paragraph: Span, taken: list[Span]) -> Iterator[Attribution]:
    """Verbs of speech that were not marked, with a subject and a clause (or what is denied).

    Verbs of judging with a mere object are left alone: too many are verbs of doing as well ("attack", "back").
    """
    title = _title_cue(paragraph)
    if title is not None and not any(_overlap(part, title.contents[0]) or part.start < title.contents[0].start for part in taken):
        taken = [*taken, *title.parts()]
        yield title
    for verb in paragraph:
        cue = Span(paragraph.doc, verb.i, verb.i + 1, label=CUE)
        if verb.pos_ != "VERB" or any(_overlap(cue, part) for part in taken) or not any(c.dep_ == "nsubj" for c in verb.children):
            continue
        if "Fin" not in verb.morph.get("VerbForm", []) and not any(c.dep_ == "aux" for c in verb.children):
            continue
        kind = next((k for k in map(lexicon.cue_classes().get, forms(verb)) if k), None)
        roles = _OBJECTS.get(kind or "", ())
        head = next((c for c in verb.children if c.dep_ in roles and c.i > verb.i), None)
        if head is None:
            continue
        content = Span(paragraph.doc, max(verb.i + 1, head.left_edge.i), head.right_edge.i + 1, label=CONTENT)
        if not any(_overlap(content, part) for part in taken):
            yield Attribution([content], cue, rule="grammar")


def _title_cue(paragraph: Span) -> Attribution | None:
    """'China denies arming Russia': a name and a verb of speech at the head of a line that is no sentence.

    Taggers take the verb for a noun there. The content ends before "and" with another verb of speech.
    """
    doc, classes = paragraph.doc, lexicon.cue_classes()
    if paragraph[-1].text in (".", "!") or paragraph[-1].is_quote or len(paragraph) > _TITLE_WORDS:
        return None

    def speaks(i: int) -> bool:
        kinds = [classes[form] for form in forms(doc[i]) if form in classes]
        return doc[i].text.endswith("s") and doc[i].pos_ in ("VERB", "NOUN") and bool(kinds) and kinds[0] not in ATTITUDES

    for i in range(paragraph.start + 1, min(paragraph.start + 6, paragraph.end - 1)):
        if doc[i - 1].pos_ != "PROPN":
            return None
        if speaks(i):
            end = next((j for j in range(i + 2, paragraph.end - 1) if doc[j].pos_ == "CCONJ" and speaks(j + 1)), paragraph.end)
            source = Span(doc, paragraph.start, i, label=SOURCE)
            return Attribution([Span(doc, i + 1, end, label=CONTENT)], Span(doc, i, i + 1, label=CUE), source, "title")
    return None


def _reason_of(cue: Span) -> tuple[int, int] | None:
    """'criticised by the West for putting …', 'accused of …': what stands after "for", "of" or "as" behind a judging verb."""
    for child in cue.root.children:
        if child.i > cue.root.i and child.dep_.split(":")[0] in ("advcl", "obl"):
            mark = next(
                (t for t in child.children if t.dep_ in ("mark", "case") and t.lower_ in ("for", "of", "as") and t.i > cue.root.i), None
            )
            if mark is not None and classify(cue)[1] in _JUDGING:
                return mark.i + 1, child.right_edge.i + 1
    return None


def _belongs_elsewhere(content: Span, cue: Span, rivals: list[Span]) -> bool:
    """Unquoted words of another sentence are not the content of a cue that has one of its own."""
    own = any(_governs(cue, rival) or rival[0].is_quote for rival in rivals)
    return own and not content[0].is_quote and not _governs(cue, content) and content.root.sent != cue.root.sent


def _without_clause(source: Span, cues: list[Span]) -> Span:
    """'According to S, the harbour …': the source ends at the comma."""
    if any(cue[0].lower_ == "according" and cue.end == source.start for cue in cues):
        comma = next((t.i for t in source if t.text == "," and t.i > source.start), None)
        if comma is not None and source.end - comma > 3:
            return Span(source.doc, source.start, comma, label=SOURCE)
    return source


def _quotes(paragraph: Span) -> list[Span]:
    """The outermost quoted stretches of a paragraph as spans, marks included."""
    doc, offset = paragraph.doc, paragraph.start_char
    spans = []
    for q in quotation.quoted(paragraph.text):
        span = doc.char_span(offset + q.start, offset + q.end, alignment_mode="expand") if not q.depth else None
        if span is not None:
            spans.append(span)
    return spans


def _contents(marked: list[Span], others: list[Span], quotes: list[Span]) -> list[Span]:
    """The contents, their ends moved to the marks they nearly reach, with the quoted speech that none of them covers."""
    taken = [_snap(content, quotes) for content in marked]
    for quote in quotes:
        if not any(_overlap(quote, c) for c in taken) and not any(_overlap(quote, o) for o in others) and _is_speech(quote):
            taken.append(quote)
    return _merge(taken)


def _snap(content: Span, quotes: Iterable[Span]) -> Span:
    doc, start, end = content.doc, content.start, content.end
    for quote in quotes:
        shared = min(end, quote.end) - max(start, quote.start)
        if shared <= 0:
            continue
        if quote.start < start <= quote.start + 2 or shared >= 0.6 * len(quote) and start > quote.start:
            start = quote.start
        if quote.end - 2 <= end < quote.end or shared >= 0.6 * len(quote) and end < quote.end:
            end = quote.end
    end = _before_gloss(doc, start, end)
    while end > start + 1 and doc[end - 1].text in (".", ",", ";") and not doc[end - 1].is_quote:
        end -= 1
    return Span(doc, start, end, label=CONTENT)


def _before_gloss(doc: Doc, start: int, end: int) -> int:
    """Where the words of the speaker end and the outlet's begin: "…”, in a warning to …", "… in an interview with …"."""
    glosses = set(lexicon.read("cues")["glosses"])
    for i in range(end - 3, start, -1):
        opens = doc[i].lower_ == "in" and doc[i + 1].lower_ in ("a", "an", "what") and (doc[i - 1].is_quote or doc[i - 1].text == ",")
        if opens and any(t.lower_ in glosses for t in doc[i + 2 : min(end, i + 6)]):
            return i
    return end


def _merge(contents: list[Span]) -> list[Span]:
    """Contents without double ones: overlapping and touching stretches become one, two quotations never do."""
    out: list[Span] = []
    for content in sorted(contents, key=lambda s: (s.start, s.end)):
        touching = out and not content[0].is_quote and all(t.is_punct or t.is_space for t in content.doc[out[-1].end : content.start])
        if out and (touching or content.start < out[-1].end):
            content = Span(content.doc, out[-1].start, max(out[-1].end, content.end), label=CONTENT)
            out.pop()
        out.append(content)
    return out


def _is_speech(quote: Span) -> bool:
    words = [t for t in quote if t.is_alpha]
    verb = any(t.pos_ in ("VERB", "AUX") and "Fin" in t.morph.get("VerbForm", []) for t in words)
    return len(words) >= _SPEECH_WORDS or verb and len(words) >= _SENTENCE_WORDS


def _nearest(content: Span, cues: list[Span], contents: list[Span]) -> Span | None:
    """The cue that introduces the content: the one the parse joins to it, else the nearest with nothing in between."""
    costs = [(_cost(content, cue, cues, contents), -cue.start, cue) for cue in cues]
    cost, _, cue = min(costs, default=(_FAR, 0, None))
    return cue if cost < _FAR else None


def _cost(content: Span, cue: Span, cues: list[Span], contents: list[Span]) -> float:
    gap_start, gap_end = (cue.end, content.start) if cue.end <= content.start else (content.end, cue.start)
    if gap_start > gap_end:
        return 0.0
    gap = content.doc[gap_start:gap_end]
    cost = float(sum(not (t.is_punct or t.is_space) for t in gap))
    cost += 8.0 * sum(t.is_sent_start is True for t in content.doc[gap_start + 1 : gap_end + 1])
    cost += 12.0 * sum(c is not cue and gap_start <= c.start < gap_end for c in cues)
    cost += 4.0 * sum(c is not content and gap_start <= c.start < gap_end for c in contents)
    if cue.start > content.end and gap.text.strip().startswith("."):  # a full stop between: the cue begins something else
        cost += 15.0
    if _governs(cue, content):
        cost -= 10.0
    return cost


def _governs(cue: Span, content: Span) -> bool:
    """Whether the head of the content depends on a word of the cue."""
    head: Token = content.root
    for _ in range(2):
        if cue.start <= head.head.i < cue.end and head.i != head.head.i:
            return True
        head = head.head
    return False


def _give_sources(attributions: list[Attribution], sources: list[Span]) -> None:
    """Give every cue its source: each source goes to the cue it is nearest to, or that it is the subject of."""
    pairs = sorted(
        ((_source_cost(s, a), s.start, a.cue.start, a, s) for a in attributions if a.cue is not None for s in sources),
        key=lambda p: p[:3],
    )
    used: set[int] = set()
    for cost, _, _, attribution, source in pairs:
        if cost < _FAR and attribution.source is None and source.start not in used:
            attribution.source = source
            used.add(source.start)
    for attribution in attributions:
        if attribution.source is None and attribution.cue is not None:
            _share_source(attribution, attributions)
        if attribution.source is None and attribution.cue is not None:
            _take_subject(attribution, {i for a in attributions for c in a.contents for i in range(c.start, c.end)})
            if attribution.source is None:
                _share_source(attribution, attributions)


def _source_cost(source: Span, attribution: Attribution) -> float:
    cue = attribution.cue
    assert cue is not None
    gap_start, gap_end = (source.end, cue.start) if source.end <= cue.start else (cue.end, source.start)
    if gap_start > gap_end:
        return 0.0
    gap = source.doc[gap_start:gap_end]
    cost = float(sum(not (t.is_punct or t.is_space) for t in gap))
    cost += 10.0 * sum(t.is_sent_start is True for t in source.doc[gap_start + 1 : gap_end + 1])
    root = source.root
    if root.dep_.startswith("nsubj") and cue.start <= root.head.i < cue.end:
        cost -= 10.0
    return cost


def _share_source(attribution: Attribution, others: list[Attribution]) -> None:
    """'denied … and argued …', '…, adding that …': the source of the cue that this one is joined to."""
    cue = attribution.cue
    assert cue is not None
    joined = _joined_to(cue, others)
    if joined is not None:
        attribution.source, attribution.rule = joined, "shared"
        return
    head = cue.root
    for _ in range(4):
        if head.dep_.split(":")[0] not in ("conj", "advcl", "acl", "xcomp", "parataxis") or head.head.i == head.i:
            break
        head = head.head
        for other in others:
            if other.cue is not None and other.source is not None and other.cue.start <= head.i < other.cue.end:
                attribution.source, attribution.rule = other.source, "shared"
                return


def _joined_to(cue: Span, others: list[Attribution]) -> Span | None:
    """The source of the cue before, where "and" stands right before this one, or it is a participle (", adding", "while asking")."""
    at = cue.start - 1
    while at > cue.sent.start and cue.doc[at].pos_ == "ADV":
        at -= 1
    before = cue.doc[at]
    participle = cue.root.tag_ == "VBG" and (before.text == "," or before.pos_ in ("SCONJ", "ADP"))
    if not (before.pos_ == "CCONJ" or participle or cue.doc[cue.start].pos_ == "CCONJ"):
        return None
    earlier = [
        o for o in others if o.cue is not None and o.source is not None and o.cue.end <= cue.start and o.cue.root.sent == cue.root.sent
    ]
    return max(earlier, key=lambda o: o.cue.end if o.cue is not None else 0).source if earlier else None


def _take_subject(attribution: Attribution, contents: set[int]) -> None:
    """A cue without a marked source has its grammatical subject for one; of a passive, the agent after "by"."""
    cue = attribution.cue
    assert cue is not None
    taken = contents | set(range(cue.start, cue.end))
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


def _names_a_time(token: Token) -> bool:
    return token.ent_type_ == "DATE" or token.lower_ in lexicon.read("cues")["times"]


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


def _give_loose_source(attribution: Attribution, sources: list[Span]) -> None:
    """'— S', 'S: …': a content without cue takes the source that stands beside it."""
    content = attribution.contents[0]
    for source in sources:
        between = source.doc[min(content.end, source.end) : max(content.start, source.start)]
        if len(between) <= 2 and all(t.is_punct or t.is_space for t in between):
            attribution.source, attribution.rule = source, "near"
            return


def _continue(attribution: Attribution, before: list[Attribution]) -> None:
    """A quotation without cue or source goes on from the attribution before it, where that was close."""
    content = attribution.contents[0]
    earlier = [a for a in before if a.end <= content.start_char + 1]
    if not earlier:
        return
    last = max(earlier, key=lambda a: a.end)
    words = [t for t in content.doc[:] if last.end <= t.idx < content.start_char and not (t.is_punct or t.is_space)]
    if not words:
        attribution.continues, attribution.rule = last, "continued"


def _is_continued_by(attribution: Attribution, after: Attribution) -> bool:
    """A quotation left open at the end of its paragraph goes on in the next, where its speaker is named."""
    doc, content = attribution.contents[0].doc, attribution.contents[-1]
    ends = next((p.end for p in doc.spans[PARAGRAPH_SPANS] if p.start <= content.start < p.end), None)
    return (
        content.end == ends and not content[-1].is_quote and after.quoted and after.contents[0].start == ends and after.source is not None
    )


def _overlap(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end
