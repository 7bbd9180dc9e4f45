"""Contents: the stretches marked as such, moved to the quotation marks they nearly reach, and quoted speech that was not marked."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import islice

from spacy.tokens import Doc, Span

from analysis import lexicon, quotation
from analysis.triples import CONTENT, Taken, overlap

# A quoted stretch that no content covers is speech when it has this many words, or reads as a sentence.
_SPEECH_WORDS = 6
_SENTENCE_WORDS = 3


def quotes(paragraph: Span) -> list[Span]:
    """The outermost quoted stretches of a paragraph as spans, marks included."""
    doc, offset = paragraph.doc, paragraph.start_char
    spans = []
    for q in quotation.quoted(paragraph.text):
        span = doc.char_span(offset + q.start, offset + q.end, alignment_mode="expand") if not q.depth else None
        if span is not None:
            spans.append(span)
    return spans


def contents(marked: list[Span], others: list[Span], quotes: list[Span]) -> list[Span]:
    """The contents of a paragraph in text order, as spans that do not overlap.

    Parameters
    ----------
    marked
        What the pipeline marked as content: its ends are moved to the quotation marks that they nearly reach.
    others
        Cues and sources; what overlaps them is no quoted speech.
    quotes
        The quoted stretches of the paragraph: speech that no content covers becomes one.
    """
    ends = [quote.end for quote in quotes]
    found = [_snap(content, islice(quotes, bisect_right(ends, content.start), None)) for content in marked]
    taken = Taken([*found, *others])
    last: Span | None = None
    for quote in quotes:
        if not taken.overlaps(quote) and not (last is not None and overlap(quote, last)) and _is_speech(quote):
            found.append(quote)
            last = quote
    return _merge(found)


def _snap(content: Span, quotes: Iterable[Span]) -> Span:
    """A content with its ends moved to those of the quotations that it nearly fills; `quotes` are those that end behind its start."""
    doc, start, end = content.doc, content.start, content.end
    for quote in quotes:
        if quote.start >= end:
            break
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


def _merge(found: list[Span]) -> list[Span]:
    """Contents without double ones: overlapping and touching stretches become one, two quotations never do."""
    out: list[Span] = []
    for content in sorted(found, key=lambda s: (s.start, s.end)):
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
