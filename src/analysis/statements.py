"""Who said what: attributions of an article as statements, each with its kind of cue, its speaker and how both are known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Span

from analysis import chains, lexicon, modality, quotation
from analysis.actors import Cast, Speakers, Why, unknown
from analysis.attribution import Attribution
from analysis.confidence import confidence
from analysis.cues import ATTITUDES, classify, forms, listed_class
from analysis.intervals import Intervals
from analysis.language import PARAGRAPH_SPANS

# Cues that still report something where they are negated: "did not deny that …", "does not think that …".
_SPEAK_NEGATED = {"denial", "doubting", "belief", "assertive"}
_QUOTED_SHARE = 0.85
_MERE_PRONOUNS = {"it", "him", "her", "them", "itself", "himself", "herself", "themselves"}
_QUESTION_WORDS = {"whether", "if", "how", "why", "what", "who", "when", "where", "which"}

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Statement:
    """One statement; all offsets are code points of the Doc's text, `end` exclusive. Fields as in the table `statements`."""

    section: str
    type: str
    content_spans: tuple[Stretch, ...]
    quoted_spans: tuple[Stretch, ...]
    cue: Stretch | None
    cue_lemma: str | None
    cue_class: str | None
    act: str | None
    negated: bool
    modality: str
    source: Stretch | None
    speakers: tuple[str, ...]
    speaker_status: str
    on_behalf_of: tuple[str, ...]
    addressees: tuple[str, ...]
    nested_in: int | None
    confidence: float
    rule: str
    via: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        return min(s for s, _ in self._parts())

    @property
    def end(self) -> int:
        return max(e for _, e in self._parts())

    def _parts(self) -> list[Stretch]:
        return [*self.content_spans, *(part for part in (self.cue, self.source) if part is not None)]


def find(doc: Doc, joined: Sequence[Attribution], cast: Cast, sections: Sequence[str]) -> list[Statement]:
    """The statements of an article, in order of their first character.

    Parameters
    ----------
    doc
        A Doc as `language.parse` makes it.
    joined
        Its attributions, as `attribution.attributions` joins them.
    cast
        Its mentions, as `actors.Linker.cast` finds them.
    sections
        For each paragraph of the Doc the part of the article it is: headline, subheadline, body, or another part, in
        which nothing is looked for.

    Notes
    -----
    A refusal to speak ("refused to condemn") and a negated act ("has not condemned") are no statements: nothing was said.
    They are left to `positions`. Words that no list of cues holds ("relied on") make a statement with quotation marks, or
    where the reader surely took them for a cue; they have no class then. A deed ("approved the plan") is
    none. An expectation that nobody holds ("is expected to") is none, nor is an attitude inside what somebody says ("China is
    willing …, Wang said"): it is part of the words reported.
    """
    paragraphs = list(doc.spans[PARAGRAPH_SPANS])
    if len(sections) != len(paragraphs):
        raise ValueError(f"{len(sections)} sections for {len(paragraphs)} paragraphs")
    starts = [paragraph.start for paragraph in paragraphs]
    words, found = _QuotedWords(doc, paragraphs), list[Statement]()
    for attribution in joined:
        around = [bisect_right(starts, content.start) - 1 for content in attribution.contents]
        section = sections[around[0]]
        if section not in ("headline", "subheadline", "body"):
            continue
        lemma, kind = classify(attribution.cue) if attribution.cue is not None else (None, None)
        if not attribution.reports_speech and kind not in ATTITUDES and not attribution.surely_read:
            continue
        if _nothing_was_said(attribution, kind):
            continue
        if lemma == "ask" and _asks(attribution):
            kind = "question"
        quotes = [q for n, content in zip(around, attribution.contents, strict=True) for q in words.of(n, content)]
        found.append(_statement(attribution, section, lemma, kind, quotes, cast))
    nested = _nest(sorted(found, key=lambda s: (s.start, s.end)))
    nested = _nest([replace(s, nested_in=None) for s in nested if s.nested_in is None or s.cue_class not in ATTITUDES])
    reporting: dict[Stretch, list[Statement]] = {}
    for statement in nested:
        if statement.cue:
            for stretch in statement.content_spans:
                reporting.setdefault(stretch, []).append(statement)
    return [replace(s, via=_through(s, nested, reporting, cast)) for s in nested]


def _nothing_was_said(attribution: Attribution, kind: str | None) -> bool:
    cue = attribution.cue
    if cue is None:
        return False
    if kind in ATTITUDES and (attribution.source is None or _agentless(cue)):
        return True
    if _names_a_document(attribution) or _is_a_deed(attribution, kind):
        return True
    if _negated(attribution) and kind not in _SPEAK_NEGATED:
        return True
    if cue.root.dep_ == "xcomp" and any(lexicon.cue_classes().get(form) == "refusal" for form in forms(cue.root.head)):
        return True
    if kind == "refusal":
        words = [*cue, *(attribution.contents[0][:3] if attribution.contents[0].start >= cue.end else ())]
        verbs = [t for t in words if t.pos_ == "VERB" and t.i != cue.root.i]
        return any(form in lexicon.cue_classes() and lexicon.cue_classes()[form] not in ATTITUDES for t in verbs[:1] for form in forms(t))
    return False


def _names_a_document(attribution: Attribution) -> bool:
    """'presented a paper about the harbour': what a document is about is not what it says."""
    cue, head = attribution.cue, attribution.contents[0].root
    documents = set(lexicon.read("titles")["documents"])
    named = cue is not None and cue[-1].lower_ in ("about", "on") and any(t.lower_ in documents and t.pos_ == "NOUN" for t in cue)
    return named and not attribution.quoted and head.pos_ in ("NOUN", "PROPN", "PRON")


def _is_a_deed(attribution: Attribution, kind: str | None) -> bool:
    """'Unveils a bridge', 'sees it differently', 'asked about tolls': a mere thing behind a verb of doing, a mere "it" behind one of
    thinking, and what nobody in particular asked about, are nothing that was said."""
    cue = attribution.cue
    if cue is None or not all(_is_a_mere_thing(content) for content in attribution.contents):
        return False
    content, verb, deeds = attribution.contents[0], cue.root, lexicon.read("cues")["deeds"]
    if kind in ATTITUDES:
        return content[0].lower_ in _MERE_PRONOUNS and all(t.pos_ in ("PRON", "ADV") for t in content)
    if attribution.source is None and "ask" in forms(verb) and not any(t.pos_ in ("VERB", "AUX") for t in content):
        return not any(child.dep_.startswith("nsubj") for child in verb.children)
    named = [token for token in cue if token.i > verb.i and listed_class(token) is not None]  # "unveiled a proposal for"
    phrases = [f"{form} {verb.nbor().lower_}" for form in forms(verb)] if verb.i + 1 < len(verb.doc) else []
    return any(phrase in deeds for phrase in phrases) or not named and any(form in deeds for form in forms(verb))


def _is_a_mere_thing(content: Span) -> bool:
    """Whether words name a thing and say nothing: no clause, and no word in quotation marks."""
    head = content.root
    predicate = head.pos_ in ("VERB", "AUX") or any(child.dep_ in ("cop", "nsubj", "nsubj:pass") for child in head.children)
    return not predicate and not any(t.is_quote for t in content)


def _agentless(cue: Span) -> bool:
    """A participle whose subject is what is expected, not who expects: "with Xi expected to", "is seen as"."""
    verb = cue.root
    helped = any(t.lemma_.lower() == "have" for t in verb.lefts if t.dep_ == "aux")
    participle = verb.tag_ == "VBN" or any(t.lower_ == "with" and t.dep_ in ("mark", "case") for t in verb.lefts)
    return participle and not helped and not any(t.lower_ == "by" for child in verb.children for t in child.children)


def _negated(attribution: Attribution) -> bool:
    """Whether a word that denies stands in or before the cue; what was said may deny whatever it likes."""
    cue = attribution.cue
    if cue is None:
        return False
    near = [*cue, *(t for t in cue.root.children if not any(c.start <= t.i < c.end for c in attribution.contents))]
    return any(t.lower_ in ("not", "n't", "n’t", "never", "no", "neither", "nor") and t.i < cue.root.i + 1 for t in near)


def _act(attribution: Attribution, kind: str | None) -> str | None:
    if attribution.reports_speech:
        return "speech"
    return "attitude" if kind in ATTITUDES else None


def _modality(attribution: Attribution, kind: str | None) -> str:
    """How what was said is put, by the words that govern it: "would sell", "may sell", "plans to sell"; else by the cue."""
    content = attribution.contents[0]
    read = modality.of(content.root, {token.i for token in content}, set())
    return read or ("commitment" if kind == "commissive" else "asserted")


def _asks(attribution: Attribution) -> bool:
    """Whether "ask" asks something ("asked whether …?") and does not ask for it."""
    content = attribution.contents[0]
    first = next((t.lower_ for t in content if t.is_alpha), "")
    return "?" in content.text or first in _QUESTION_WORDS


def _speakers(attribution: Attribution, cast: Cast) -> tuple[Speakers, tuple[str, ...]]:
    """Who speaks, and the outlets through which it came that stand beside it."""
    who = _named(attribution, cast)
    origin = chains.cited(attribution, cast, who)
    if origin is not None:
        return origin, who.actor_ids
    return who, chains.media(attribution, cast, who.actor_ids)


def _through(
    statement: Statement, statements: Sequence[Statement], reporting: Mapping[Stretch, list[Statement]], cast: Cast
) -> tuple[str, ...]:
    """The outlets through which a statement came, nearest to the reader first: those whose report it stands in, then its own.

    `reporting` holds the statements with a cue by each stretch of their contents.
    """
    around: list[str] = []
    inner = statement
    while (outer := _reported_in(inner, statements, reporting)) is not None:
        media = outer.speakers if outer.speakers and all(cast.is_medium(actor) for actor in outer.speakers) else ()
        around = [*outer.via, *media, *around]
        inner = outer
    return tuple(actor for actor in dict.fromkeys((*around, *statement.via)) if actor not in statement.speakers)


def _reported_in(statement: Statement, statements: Sequence[Statement], reporting: Mapping[Stretch, list[Statement]]) -> Statement | None:
    """The statement of which this one is a part or the whole content: "Reuters said the minister denied it"."""
    if statement.nested_in is not None:
        return statements[statement.nested_in]
    others = reporting.get((statement.start, statement.end), []) if statement.cue else []
    return next((other for other in others if other is not statement), None)


def _named(attribution: Attribution, cast: Cast) -> Speakers:
    if _impersonal(attribution):
        return cast.nobody_in_particular(Why.IMPERSONAL)
    if attribution.source is not None:
        return cast.speakers(attribution.source)
    origin = attribution.continues
    while origin is not None and origin.source is None:
        origin = origin.continues
    if origin is not None and origin.source is not None:
        before = cast.speakers(origin.source)
        if before.actor_ids:
            return Speakers(before.actor_ids, "inherited", "speaker of the quotation that it continues")
    return unknown(Why.CONTINUES if attribution.continues is not None else Why.NO_SOURCE)


def _impersonal(attribution: Attribution) -> bool:
    """'It was reported that …': a passive whose subject is an empty "it", and no other source."""
    cue, source = attribution.cue, attribution.source
    if cue is None or source is not None and source.text.lower() != "it":
        return False
    own = list(cue.root.children)
    passive = any(t.dep_.endswith(":pass") for t in own)
    return passive and any(t.lower_ == "it" and t.dep_.split(":")[0] in ("expl", "nsubj") for t in own)


def _statement(attribution: Attribution, section: str, lemma: str | None, kind: str | None, quotes: list[Stretch], cast: Cast) -> Statement:
    cue, source = attribution.cue, attribution.source
    who, via = _speakers(attribution, cast)
    behalf = dict.fromkeys(side for actor in who.actor_ids if (side := cast.side(actor)))
    return Statement(
        section=section,
        type=_type(attribution, quotes),
        content_spans=tuple(_stretch(c) for c in attribution.contents),
        quoted_spans=tuple(quotes),
        cue=_stretch(cue) if cue is not None else None,
        cue_lemma=lemma,
        cue_class=kind,
        act=_act(attribution, kind),
        negated=_negated(attribution),
        modality=_modality(attribution, kind),
        source=_stretch(source) if source is not None else None,
        speakers=who.actor_ids,
        speaker_status=who.status,
        via=via,
        on_behalf_of=tuple(behalf),
        addressees=_addressees(attribution, cast, who),
        nested_in=None,
        confidence=confidence(attribution, kind, who.status),
        rule=f"{attribution.rule}; {who.rule}",
    )


def _type(attribution: Attribution, quotes: list[Stretch]) -> str:
    words = [t for c in attribution.contents for t in c if t.is_alpha]
    quoted = Intervals(quotes)
    inside = [t for t in words if quoted.touching(t.idx, t.idx + 1)] if quotes else []
    if attribution.cue is None and attribution.source is None and attribution.continues is None:
        return "fragment"
    if not inside:
        return "indirect"
    return "direct" if len(inside) >= _QUOTED_SHARE * len(words) else "mixed"


class _QuotedWords:
    """What stands between the quotation marks of each paragraph, its marks paired once."""

    def __init__(self, doc: Doc, paragraphs: Sequence[Span]) -> None:
        self._text, self._paragraphs = doc.text, paragraphs
        self._inner: dict[int, list[Stretch]] = {}

    def of(self, number: int, content: Span) -> list[Stretch]:
        """The words of a content of the paragraph with a number that stand between marks, marks and the spaces beside them excluded."""
        inner = self._outermost(number)
        out = []
        for place in range(bisect_right(inner, content.start_char, key=lambda stretch: stretch[1]), len(inner)):
            start, end = max(inner[place][0], content.start_char), min(inner[place][1], content.end_char)
            if start >= content.end_char:
                break
            words = self._text[start:end]
            if words.strip():
                out.append((start + len(words) - len(words.lstrip()), start + len(words.rstrip())))
        return out

    def _outermost(self, number: int) -> list[Stretch]:
        if number not in self._inner:
            paragraph = self._paragraphs[number]
            stretches = (q.inner for q in quotation.quoted(paragraph.text) if q.depth == 0)
            self._inner[number] = [(paragraph.start_char + start, paragraph.start_char + end) for start, end in stretches]
        return self._inner[number]


def _addressees(attribution: Attribution, cast: Cast, who: Speakers) -> tuple[str, ...]:
    """Whom the cue addresses: the actors that stand as its object, outside the content."""
    cue = attribution.cue
    if cue is None:
        return ()
    objects = [t for t in cue.root.children if t.dep_.split(":")[0] in ("obj", "iobj", "obl") and t.i > cue.root.i]
    objects = [t for t in objects if not any(c.start <= t.i < c.end for c in attribution.contents)]
    objects = [t for t in objects if all(k.lower_ in ("to", "on") for k in t.children if k.dep_ == "case")]
    ids = [m.actor_id for t in objects for m in cast.at(t) if m.actor_id]
    return tuple(dict.fromkeys(i for i in ids if i not in who.actor_ids))


def _nest(statements: list[Statement]) -> list[Statement]:
    """Say of each statement in whose content it stands, the innermost where there are several."""
    contents = [(stretch, j) for j, other in enumerate(statements) for stretch in other.content_spans]
    index = Intervals(stretch for stretch, _ in contents)
    out = []
    for i, statement in enumerate(statements):
        whole = statement.start, statement.end
        holding = (contents[place] for place in index.around(*whole))
        around = [(e - s, j) for (s, e), j in holding if j != i and (s, e) != whole]
        out.append(replace(statement, nested_in=min(around)[1]) if around else statement)
    return out


def _stretch(span: Span) -> Stretch:
    return span.start_char, span.end_char
