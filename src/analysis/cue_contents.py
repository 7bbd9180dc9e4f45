"""What a cue governs where no content was marked: its clause, the sentence around it, and verbs of speech that were not marked."""

from __future__ import annotations

from collections.abc import Iterator, Set

from spacy.tokens import Span, Token

from analysis.cues import ATTITUDES, classify, forms, listed_class
from analysis.triples import CONTENT, CUE, SOURCE, Attribution, Taken, overlap

_TITLE_WORDS = 25
# What a verb of each class must govern to be a cue though it was not marked as one.
_OBJECTS = {
    "neutral": ("ccomp",),
    "assertive": ("ccomp",),
    "denial": ("ccomp", "xcomp", "obj"),
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


def clause_of(cue: Span, paragraph: Span) -> Span | None:
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


def is_afterthought(attribution: Attribution) -> bool:
    """'…, Wang said, without giving details': what stands behind the cue after a comma, where the parse puts the cue last."""
    cue, content = attribution.cue, attribution.contents[0]
    assert cue is not None
    behind = content.start >= cue.end and content.doc[content.start - 1].text == ","
    return behind and cue.root.dep_ == "parataxis" and not content[0].is_quote and len(attribution.contents) == 1


def take_both_sides(attribution: Attribution, paragraph: Span, taken: set[int]) -> None:
    """'Unless it stops, he said, the war will grow': of a cue put between commas, both sides of the sentence are content.

    `taken` are the tokens that attributions hold; what is taken here is added to them.
    """
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
    while last > end + 1 and doc[last - 1].is_punct and not doc[last - 1].is_quote:
        last -= 1
    for side in (Span(doc, first, before_end, label=CONTENT), Span(doc, end + 1, last, label=CONTENT)):
        words = [t for t in side if t.is_alpha]
        free = taken.isdisjoint(range(side.start, side.end))
        if free and len(words) > 2 and not any(t.is_quote for t in side[1:-1] if not side[0].is_quote and t.text in "“‘"):
            attribution.contents.append(side)
            taken |= set(range(side.start, side.end))
    attribution.contents.sort(key=lambda c: c.start)


def unmarked(paragraph: Span, taken: list[Span], verbs: Set[str] | None = None) -> Iterator[Attribution]:
    """Verbs of speech that were not marked, with a subject and a clause (or what is denied); some verbs alone where given.

    Verbs of judging with a mere object are left alone: too many are verbs of doing as well ("attack", "back").
    """
    title = _title_cue(paragraph) if verbs is None else None
    if title is not None and not any(overlap(part, title.contents[0]) or part.start < title.contents[0].start for part in taken):
        taken = [*taken, *title.parts()]
        yield title
    held = Taken(taken)
    for verb in paragraph:
        if verbs is None and verb.pos_ != "VERB":
            continue
        cue = Span(paragraph.doc, verb.i, verb.i + 1, label=CUE)
        if verbs is not None and (mere := _denies_mere_pronoun(verb, verbs)) is not None and not held.overlaps(cue):
            yield Attribution([mere], cue, rule="grammar")
            continue
        if verb.pos_ != "VERB" or held.overlaps(cue) or not any(c.dep_ == "nsubj" for c in verb.children):
            continue
        if "Fin" not in verb.morph.get("VerbForm", []) and not any(c.dep_ == "aux" for c in verb.children):
            continue
        wanted = verbs is None or not verbs.isdisjoint(forms(verb))
        roles = _OBJECTS.get(listed_class(verb) or "", ()) if wanted else ()
        head = next((c for c in verb.children if c.dep_ in roles and c.i > verb.i), None)
        if head is None:
            continue
        content = Span(paragraph.doc, max(verb.i + 1, head.left_edge.i), head.right_edge.i + 1, label=CONTENT)
        if not held.overlaps(content):
            yield Attribution([content], cue, rule="grammar")


def _denies_mere_pronoun(verb: Token, verbs: Set[str]) -> Span | None:
    """The pronoun that ends a sentence behind one of these verbs: "The council denies that." """
    doc, at = verb.doc, verb.i + 1
    ends = at + 1 < len(doc) and doc[at].lower_ in ("that", "this", "it") and doc[at + 1].text in (".", ",", ";")
    return Span(doc, at, at + 1, label=CONTENT) if ends and not verbs.isdisjoint(forms(verb)) else None


def _title_cue(paragraph: Span) -> Attribution | None:
    """'China denies arming Russia': a name and a verb of speech at the head of a line that is no sentence.

    Taggers take the verb for a noun there. The content ends before "and" with another verb of speech.
    """
    doc = paragraph.doc
    if paragraph[-1].text in (".", "!") or paragraph[-1].is_quote or len(paragraph) > _TITLE_WORDS:
        return None

    def speaks(i: int) -> bool:
        return doc[i].text.endswith("s") and doc[i].pos_ in ("VERB", "NOUN") and listed_class(doc[i]) not in (None, *ATTITUDES)

    for i in range(paragraph.start + 1, min(paragraph.start + 6, paragraph.end - 1)):
        if doc[i - 1].pos_ != "PROPN":
            return None
        if speaks(i):
            end = next((j for j in range(i + 2, paragraph.end - 1) if doc[j].pos_ == "CCONJ" and speaks(j + 1)), paragraph.end)
            source = Span(doc, paragraph.start, i, label=SOURCE)
            return Attribution([Span(doc, i + 1, end, label=CONTENT)], Span(doc, i, i + 1, label=CUE), source, "title")
    return None
