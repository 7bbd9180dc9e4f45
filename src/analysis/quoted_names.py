"""Quoted words with what stands around them, and whether they name a work, a body or a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Span, Token

from analysis import lexicon
from analysis.cues import forms

TITLE, NICKNAME = "title", "nickname"
SUBJECTS = {"nsubj", "nsubj:pass", "nsubjpass", "csubj", "expl"}

_NAME_WORDS = 12
_NICKNAME_WORDS = 3
# A paragraph is set in capitals, as headlines are, where it is no longer than this and this share of its long words are.
_TITLE_WORDS, _LONG_WORD, _CAPITALISED_SHARE = 25, 4, 0.7
# How many words behind a nickname may say that it is one: "…", as she is well known.
_NEAR = 7
# What may stand glued before the first letter of a word: an article, a mark.
_GLUED = re.compile(r"^(?:[dl]?['’]s?|[‹«“‘]+)")
_ARTICLES = {"das", "der", "die", "el", "il", "la", "las", "le", "les", "los", "the"}
_SMALL = {
    *_ARTICLES, "a", "al", "an", "and", "at", "by", "de", "del", "des", "di", "du", "e", "et", "for", "from", "in", "into", "of",
    "on", "or", "to", "und", "van", "von", "with", "y",
}  # fmt: skip


@dataclass(frozen=True)
class Quote:
    """Words between two marks.

    `span` has them without the marks, `words` those of its tokens that are words, `before` and `after` the tokens of the
    same paragraph that stand next to the marks, None at its ends. `paragraph` is the one in which they are opened.
    """

    span: Span
    words: tuple[Token, ...]
    paragraph: Span
    before: Token | None
    after: Token | None

    @property
    def begins_sentence(self) -> bool:
        return self.before is None or self.before.text in ".!?:…" or self.span[0].is_sent_start is True

    @property
    def is_alone(self) -> bool:
        """Whether the paragraph holds nothing else: a heading that quotes."""
        return all(self.span.start <= t.i < self.span.end or t.is_punct or t.is_space for t in self.paragraph)

    @property
    def is_written(self) -> bool:
        """Whether the words are said to stand somewhere, on a banner or in a text, or to be shouted by many."""
        return self.before is not None and self.before.lower_ in listed("written")


def quote(paragraph: Span, start: int, end: int) -> Quote | None:
    """The words between two marks, the first of which stands in `paragraph`; None where there are none.

    `start` and `end` are code points of the Doc's text, `end` exclusive, marks excluded. A token to which a mark is glued
    belongs to the words.
    """
    doc = paragraph.doc
    span = doc.char_span(start, end, alignment_mode="expand") if start < end else None
    while span and span[0].is_quote:
        span = span[1:]
    while span and span[-1].is_quote:
        span = span[:-1]
    words = tuple(token for token in span or () if any(c.isalnum() for c in token.text))
    if not span or not words:
        return None
    return Quote(span, words, paragraph, _neighbour(paragraph, span.start - 1, -1), _neighbour(paragraph, span.end, 1))


def _neighbour(paragraph: Span, at: int, step: int) -> Token | None:
    while paragraph.start <= at < paragraph.end and (paragraph.doc[at].is_quote or paragraph.doc[at].is_space):
        at += step
    return paragraph.doc[at] if paragraph.start <= at < paragraph.end else None


def name(quoted: Quote) -> str | None:
    """Whether quoted words are a "nickname" of a person or a "title" (of a work, body, plan or office); None where neither.

    The words around must say so, or all of the words are capitalised where their paragraph is not.
    """
    if _is_nickname(quoted):
        return NICKNAME
    return TITLE if _is_title(quoted) else None


def _is_nickname(quote: Quote) -> bool:
    """Whether the words stand inside a person's name, or beside "alias" and its like."""
    before, after, end = quote.before, quote.after, quote.span.end
    if len(quote.words) > _NICKNAME_WORDS or not quote.words[0].text[0].isupper() or before is None:
        return False
    if before.lower_ in listed("nicknaming") or after is not None and after.lower_ == "nickname":
        return True
    behind = [t.lower_ for t in quote.span.doc[end : end + _NEAR]]
    if "as" in behind[1:3] and {"he", "she"} & set(behind) and {"known", "called"} & set(behind):
        return True
    if after is None or not _is_name(after):
        return False
    known_as = before.lower_ == "as" and "known" in {t.lower_ for t in quote.span.doc[max(0, before.i - 2) : before.i]}
    return known_as or _is_name(before) and before.ent_type_ in ("", "PERSON")


def _is_title(quote: Quote) -> bool:
    words, before = quote.words, quote.before
    if len(words) > _NAME_WORDS or has_clause(quote.span) and quote.span[-1].text in ".,!?":
        return False
    if quote.is_written or before is not None and before.lower_ in listed("wordings"):
        return False
    if any(is_listed(t, "naming") if t.pos_ == "VERB" else t.lower_ in listed("names") for t in _leading_up(before)):
        return True
    if _is_capitalised(words[0]) and (_stands_beside_thing(quote) or _is_in_brackets(quote.span)):
        return True
    if not _is_capitalised(words[0]) and words[0].lower_ not in _ARTICLES or _is_capitalised_text(quote) or quote.is_alone:
        return False
    large = [word for word in words if word.lower_ not in _SMALL]
    if not large or not all(_is_capitalised(word) for word in large):
        return False
    return len(words) > 1 or not quote.begins_sentence and words[0].ent_type_ != "" and len(words[0]) > 1


def _leading_up(before: Token | None) -> list[Token]:
    """The word before the mark, and where it is an article, a pronoun or "of", those before that too."""
    found: list[Token] = []
    while before is not None:
        found.append(before)
        skipped = before.i > 0 and (before.pos_ in ("DET", "PRON") or before.lower_ == "of")
        before = before.nbor(-1) if skipped else None
    return found


def _stands_beside_thing(quote: Quote) -> bool:
    """Whether a noun that can have such a name stands right before or behind the words, or ends them."""
    words = quote.words
    last = words[-1] if len(words) > 1 and all(_is_capitalised(word) or word.lower_ in _SMALL for word in words[:-1]) else None
    after = quote.after if quote.span[-1].text not in ".,!?" else None
    nouns = [t for t in (quote.before, last, after) if t is not None and t.pos_ in ("NOUN", "PROPN", "ADJ")]
    return any(is_listed(noun, "named_things") for noun in nouns)


def _is_in_brackets(span: Span) -> bool:
    """Whether brackets hold nothing but the words: a translated title, a short form."""
    doc = span.doc
    return span.start > 1 and span.end + 1 < len(doc) and doc[span.start - 2].text == "(" and doc[span.end + 1].text == ")"


def _is_capitalised(word: Token) -> bool:
    text = _GLUED.sub("", word.text)
    return not text or text[0].isupper() or text[0].isdigit()


def _is_capitalised_text(quote: Quote) -> bool:
    """Whether the words around are capitalised too, as in a headline."""
    around = [t for t in quote.paragraph if t.is_alpha and len(t) >= _LONG_WORD and not quote.span.start <= t.i < quote.span.end]
    title = len(quote.paragraph) <= _TITLE_WORDS and quote.paragraph[-1].text not in (".", "!", "?")
    return title and sum(t.text[0].isupper() for t in around) > _CAPITALISED_SHARE * len(around)


def _is_name(token: Token) -> bool:
    return token.pos_ == "PROPN" and token.text[:1].isupper()


def has_clause(span: Span) -> bool:
    """Whether a verb stands in the words with its subject, or they are an order with a capital and a full stop."""
    verbs = [t for t in span if t.pos_ in ("VERB", "AUX")]
    subjects = [child for verb in verbs for head in (verb, verb.head) for child in head.children if child.dep_ in SUBJECTS]
    if any(span.start <= subject.i < span.end for subject in subjects):
        return True
    return bool(verbs) and span[-1].text in (".", "!", "?") and span[0].text[:1].isupper()


def is_listed(token: Token, *names: str) -> bool:
    """Whether a word, in one of the forms that it may be of, is in one of the lists of that name in `data/marks.yml`."""
    return any(form in listed(name) for form in forms(token) for name in names)


@cache
def listed(name: str) -> frozenset[str]:
    """The list of that name in `data/marks.yml`."""
    return frozenset(str(word) for word in lexicon.read("marks")[name])
