"""Who said what: attributions of an article as statements, each with its kind of cue, its speaker and how both are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from spacy.tokens import Doc, Span, Token

from analysis import lexicon, quotation
from analysis.actors import UNKNOWN, Cast, Speakers
from analysis.attribution import Attribution
from analysis.language import PARAGRAPH_SPANS

_ATTITUDES = {"belief", "intention"}
# Cues that report an act of judging or promising: negated, nothing was said ("has not yet condemned").
_ACTS = {"critical", "endorsing", "directive", "commissive", "denial", "refusal", "intention", "belief"}
_QUOTED_SHARE = 0.85

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
    negated: bool
    source: Stretch | None
    speakers: tuple[str, ...]
    speaker_status: str
    on_behalf_of: tuple[str, ...]
    addressees: tuple[str, ...]
    nested_in: int | None
    confidence: float
    rule: str

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
    They are left to `positions`. An expectation that nobody holds ("is expected to") is none either.
    """
    if len(sections) != len(doc.spans[PARAGRAPH_SPANS]):
        raise ValueError(f"{len(sections)} sections for {len(doc.spans[PARAGRAPH_SPANS])} paragraphs")
    speakers: dict[int, Speakers] = {}
    found: list[Statement] = []
    for attribution in joined:
        section = sections[_paragraph_number(doc, attribution.contents[0])]
        if section not in ("headline", "subheadline", "body"):
            continue
        lemma, kind = classify(attribution.cue) if attribution.cue is not None else (None, None)
        if _nothing_was_said(attribution, kind):
            continue
        who = _speakers(attribution, cast, speakers)
        speakers[id(attribution)] = who
        found.append(_statement(attribution, section, lemma, kind, who, cast))
    return _nest(sorted(found, key=lambda s: (s.start, s.end)))


def classify(cue: Span) -> tuple[str, str]:
    """The dictionary form of a cue and its class; a cue that no list holds is neutral, under its head's lemma."""
    classes = lexicon.cue_classes()
    if cue.text.strip() == ":":
        return ":", "neutral"
    forms = [_forms(token) for token in cue]
    best: tuple[int, int, str] | None = None
    root = cue.root.i - cue.start
    for start in range(len(cue)):
        for end in range(min(len(cue), start + 4), start, -1):
            lemma = next((c for c in _phrases(forms[start:end]) if c in classes), None)
            if lemma is not None:
                rank = (int(start <= root < end), end - start, lemma)
                best = rank if best is None or rank[:2] > best[:2] else best
    if best is not None:
        extended = _with_particle(cue, best[2])
        return extended, classes[extended]
    return cue.root.lemma_.lower(), "neutral"


def _with_particle(cue: Span, lemma: str) -> str:
    """'call' with 'for' behind it is 'call for', though the marked cue may hold the verb alone."""
    after = cue.doc[cue.end : cue.end + 2]
    for length in (2, 1):
        longer = " ".join([lemma, *(t.lower_ for t in after[:length])])
        if longer in lexicon.cue_classes():
            return longer
    return lemma


def _forms(token: Token) -> list[str]:
    word = token.lower_
    return list(dict.fromkeys([token.lemma_.lower(), word, *_bases(word)]))


@cache
def _bases(word: str) -> tuple[str, ...]:
    """What the word may be an inflection of; unknown ones do no harm, as only listed cues are looked up."""
    out = []
    for ending in ("ing", "ed", "es", "s", "d"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            out += [stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
            out += [stem[:-1] + "y"] if stem.endswith("i") else []
    return tuple(dict.fromkeys(out))


def _phrases(forms: list[list[str]]) -> Iterator[str]:
    """The forms of the first word, each followed by the plain forms of the others."""
    for first in forms[0]:
        yield " ".join([first, *(others[min(1, len(others) - 1)] for others in forms[1:])])


def _nothing_was_said(attribution: Attribution, kind: str | None) -> bool:
    cue = attribution.cue
    if cue is None:
        return False
    if kind in _ATTITUDES and (attribution.source is None or _agentless(cue)):
        return True
    if _negated(cue) and kind in _ACTS:
        return True
    if kind == "refusal":
        words = [*cue, *(attribution.contents[0][:3] if attribution.contents[0].start >= cue.end else ())]
        verbs = [t for t in words if t.pos_ == "VERB" and t.i != cue.root.i]
        return any(form in lexicon.cue_classes() and lexicon.cue_classes()[form] not in _ATTITUDES for t in verbs[:1] for form in _forms(t))
    return False


def _agentless(cue: Span) -> bool:
    """A participle whose subject is what is expected, not who expects: "with Xi expected to", "is seen as"."""
    verb = cue.root
    helped = any(t.lemma_.lower() == "have" for t in verb.lefts if t.dep_ == "aux")
    return verb.tag_ == "VBN" and not helped and not any(t.lower_ == "by" for child in verb.children for t in child.children)


def _negated(cue: Span) -> bool:
    near = [*cue, *cue.root.children]
    return any(t.lower_ in ("not", "n't", "n’t", "never", "no", "neither", "nor") and t.i < cue.root.i + 1 for t in near)


def _speakers(attribution: Attribution, cast: Cast, known: dict[int, Speakers]) -> Speakers:
    if attribution.source is not None:
        return cast.speakers(attribution.source)
    if attribution.continues is not None:
        before = known.get(id(attribution.continues), UNKNOWN)
        if before.actor_ids:
            return Speakers(before.actor_ids, "inherited", "speaker of the quotation before")
    return UNKNOWN


def _statement(attribution: Attribution, section: str, lemma: str | None, kind: str | None, who: Speakers, cast: Cast) -> Statement:
    cue, source, doc = attribution.cue, attribution.source, attribution.contents[0].doc
    quotes = _quoted(doc, attribution.contents)
    behalf = dict.fromkeys(side for actor in who.actor_ids if (side := cast.side(actor)))
    type_ = _type(attribution, quotes)
    return Statement(
        section=section,
        type=type_,
        content_spans=tuple(_stretch(c) for c in attribution.contents),
        quoted_spans=tuple(quotes),
        cue=_stretch(cue) if cue is not None else None,
        cue_lemma=lemma,
        cue_class=kind,
        negated=cue is not None and _negated(cue),
        source=_stretch(source) if source is not None else None,
        speakers=who.actor_ids,
        speaker_status=who.status,
        on_behalf_of=tuple(behalf),
        addressees=_addressees(attribution, cast, who),
        nested_in=None,
        confidence=confidence(attribution.rule, type_, kind, who.status),
        rule=f"{attribution.rule}; {who.rule}",
    )


def confidence(joined: str, type_: str, kind: str | None, status: str) -> float:
    """How often statements like this one were right on the development set: share 0-1, two decimals."""
    table = lexicon.read("confidence")
    attitude = "attitude" if kind in _ATTITUDES else "speech"
    share: Any = table["joined"].get(f"{joined} {type_} {attitude}", table["otherwise"])
    return round(float(share) * float(table["status"].get(status, 1.0)), 2)


def _type(attribution: Attribution, quotes: list[Stretch]) -> str:
    words = [t for c in attribution.contents for t in c if t.is_alpha]
    inside = [t for t in words if any(s <= t.idx < e for s, e in quotes)]
    if attribution.cue is None and attribution.source is None and attribution.continues is None:
        return "fragment"
    if not inside:
        return "indirect"
    return "direct" if len(inside) >= _QUOTED_SHARE * len(words) else "mixed"


def _quoted(doc: Doc, contents: list[Span]) -> list[Stretch]:
    """The words of the contents that stand between quotation marks, marks excluded."""
    out = []
    for paragraph in doc.spans[PARAGRAPH_SPANS]:
        for content in contents:
            if paragraph.start <= content.start < paragraph.end:
                for q in quotation.quoted(paragraph.text):
                    start = max(paragraph.start_char + q.inner[0], content.start_char)
                    end = min(paragraph.start_char + q.inner[1], content.end_char)
                    if q.depth == 0 and start < end:
                        out.append((start, end))
    return out


def _addressees(attribution: Attribution, cast: Cast, who: Speakers) -> tuple[str, ...]:
    """Whom the cue addresses: the actors that stand as its object, outside the content."""
    cue = attribution.cue
    if cue is None:
        return ()
    objects = [t for t in cue.root.children if t.dep_.split(":")[0] in ("obj", "iobj", "obl") and t.i > cue.root.i]
    objects = [t for t in objects if not any(c.start <= t.i < c.end for c in attribution.contents)]
    objects = [t for t in objects if all(k.lower_ in ("to", "on") for k in t.children if k.dep_ == "case")]
    ids = [m.actor_id for t in objects for m in cast.mentions if m.start <= t.idx < m.end and m.actor_id]
    return tuple(dict.fromkeys(i for i in ids if i not in who.actor_ids))


def _nest(statements: list[Statement]) -> list[Statement]:
    """Say of each statement in whose content it stands, the innermost where there are several."""
    out = []
    for i, statement in enumerate(statements):
        around = [
            (e - s, j)
            for j, other in enumerate(statements)
            for s, e in other.content_spans
            if j != i and s <= statement.start and statement.end <= e and (s, e) != (statement.start, statement.end)
        ]
        out.append(replace(statement, nested_in=min(around)[1]) if around else statement)
    return out


def _paragraph_number(doc: Doc, span: Span) -> int:
    return next(n for n, p in enumerate(doc.spans[PARAGRAPH_SPANS]) if p.start <= span.start < p.end)


def _stretch(span: Span) -> Stretch:
    return span.start_char, span.end_char
