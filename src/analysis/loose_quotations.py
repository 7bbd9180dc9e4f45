"""Quotations without a cue: who is named behind a dash, before or behind a colon, or in capitals at their head."""

from __future__ import annotations

from spacy.tokens import Span, Token

from analysis.cue_sources import give_sources
from analysis.cues import ATTITUDES, classify
from analysis.triples import CONTENT, CUE, SOURCE, Attribution, overlap

_DASHES = {"—", "–", "―", "-", "--", "~"}
_COLON = ":"
_FULL_STOPS = {".", "!", "?"}
# A name behind a dash or in capitals before a colon has so many words at most.
_NAME_WORDS = 6
_NAME_PARTS = {"PROPN", "NOUN", "ADJ", "ADP", "DET", "CCONJ"}


def name_source(attribution: Attribution, taken: set[int]) -> None:
    """Set source and cue of a quotation that has neither, where its surroundings name who speaks; `rule` says how.

    Parameters
    ----------
    attribution
        One quotation, without cue and source; set in place.
    taken
        Tokens of the Doc that belong to other attributions: they name nobody here.
    """
    for rule in (_behind_a_dash, _in_capitals, _before_a_colon):
        if rule(attribution, taken):
            return


def head_of_title(paragraph: Span, joined: list[Attribution], quotes: list[Span]) -> None:
    """'‘Safe as houses’: mayor defends bridge': in a title the words quoted before a colon are those of whoever speaks behind it.

    Parameters
    ----------
    paragraph
        A line of the article.
    joined
        Its attributions: the one whose source stands right behind the colon takes the quotation for what was said, in the place
        of a mere thing that is praised or blamed, beside a clause; set in place.
    quotes
        The quoted stretches of the paragraph.
    """
    if not quotes or quotes[0].start != paragraph.start or paragraph[-1].text in _FULL_STOPS:
        return
    quote, doc = quotes[0], paragraph.doc
    if quote.end + 1 >= paragraph.end or doc[quote.end].text != _COLON:
        return
    if any(overlap(quote, part) for a in joined for part in a.parts() if a.cue is not None or a.source is not None):
        return
    for spoken in joined:
        if spoken.cue is not None and spoken.source is not None and spoken.source.start == quote.end + 1 and _speaks(spoken.cue):
            mere = all(c.root.pos_ in ("NOUN", "PROPN", "PRON") and not any(t.is_quote for t in c) for c in spoken.contents)
            spoken.contents = [Span(doc, quote.start, quote.end, label=CONTENT), *([] if mere else spoken.contents)]
            joined[:] = [a for a in joined if a is spoken or not any(overlap(quote, c) for c in a.contents)]
            return


def _speaks(cue: Span) -> bool:
    return classify(cue)[1] not in (None, *ATTITUDES)


def _behind_a_dash(attribution: Attribution, taken: set[int]) -> bool:
    """'“The ferry is late.” — Anna Keller, harbourmaster': up to the end of the line, of the name, or the next quotation."""
    content = attribution.contents[-1]
    doc, dash = content.doc, content.end
    if dash + 1 >= len(doc) or doc[dash].text not in _DASHES or dash in taken:
        return False
    start = dash + 1
    if doc[start].pos_ != "PROPN" or start in taken:
        return False
    end = start + 1
    while end < len(doc) and end - start < _NAME_WORDS and _goes_on(doc[end]) and end not in taken:
        end += 1
    attribution.source, attribution.rule = Span(doc, start, end, label=SOURCE), "dash"
    return True


def _goes_on(token: Token) -> bool:
    return token.pos_ in _NAME_PARTS and token.is_sent_start is not True


def _in_capitals(attribution: Attribution, taken: set[int]) -> bool:
    """'“KELLER: The ferry is late.”': a transcript inside quotation marks; the name is no part of what was said."""
    content = attribution.contents[0]
    start = content.start + content[0].is_quote
    colon = next((t.i for t in content[1 : _NAME_WORDS + 2] if t.text == _COLON), None)
    if colon is None or colon <= start or colon + 1 >= content.end or not all(t.is_upper for t in content.doc[start:colon] if t.is_alpha):
        return False
    attribution.source, attribution.cue = (Span(content.doc, *at) for at in ((start, colon, SOURCE), (colon, colon + 1, CUE)))
    attribution.contents[0] = Span(content.doc, colon + 1, content.end, label=CONTENT)
    attribution.rule = "transcript"
    return True


def _before_a_colon(attribution: Attribution, taken: set[int]) -> bool:
    """'Keller made this remark: “…”', in the same paragraph or at the end of the one before: the verb and its subject."""
    content = attribution.contents[0]
    doc, colon = content.doc, content.start - 1
    if colon < 1 or doc[colon].text != _COLON or colon in taken:
        return False
    verb = _finite_verb(doc[colon - 1])
    if verb is None or verb.i in taken:
        return False
    spoken = Attribution(attribution.contents, Span(doc, verb.i, verb.i + 1, label=CUE), rule="colon")
    give_sources([spoken], [])
    if spoken.source is None or not taken.isdisjoint(range(spoken.source.start, spoken.source.end)):
        return False
    attribution.cue, attribution.source, attribution.rule = spoken.cue, spoken.source, "colon"
    return True


def _finite_verb(last: Token) -> Token | None:
    """The verb that heads the sentence before a colon, where it has a subject."""
    head = last.sent.root
    return head if head.pos_ == "VERB" and any(child.dep_.startswith("nsubj") for child in head.children) else None
