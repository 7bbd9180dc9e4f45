"""Names of actors in running text: where a name begins and ends, the id it makes, and when a capital is only a place."""

from __future__ import annotations

import unicodedata

from spacy.tokens import Span

from analysis import lexicon

_STAYS_A_PLACE_AFTER = {"in", "at", "near", "outside", "around", "across", "throughout", "inside"}
_MOTION = {
    "travel",
    "visit",
    "arrive",
    "fly",
    "return",
    "trip",
    "flight",
    "tour",
    "leave",
    "drive",
    "move",
    "head",
    "go",
    "come",
    "journey",
    "train",
    "road",
}


def is_place(span: Span) -> bool:
    """Whether a capital stands for the place: after "in", in a name of something else, or where somebody travels."""
    doc = span.doc
    before = doc[span.start - 1] if span.start else None
    after = doc[span.end] if span.end < len(doc) else None
    if before is not None and before.lower_ in _STAYS_A_PLACE_AFTER:
        return True
    if after is not None and after.text == "," and before is None:
        return True
    root = span.root
    if after is not None and after.text[:1].isupper() and after.pos_ == "PROPN" and root.dep_ in ("compound", "nmod", "amod", "flat"):
        return True
    if before is not None and before.lower_ in ("to", "from", "for", "via"):
        return before.i > 0 and any(t.lemma_.lower() in _MOTION for t in doc[max(0, before.i - 3) : before.i])
    return before is not None and before.lemma_.lower() in ("visit", "leave", "reach") and before.pos_ == "VERB"


def entity_label(actor_id: str) -> str:
    """The label of a mention whose actor is known, by the kind of its id: `PERSON` for `PER:anna_keller`."""
    return {"PER": "PERSON", "GOV": "GPE", "GRP": "NORP", "DOC": "DOC"}.get(actor_id.split(":")[0], "ORG")


def bare_name(entity: Span) -> Span | None:
    """A person's name without honorifics, articles, possessives and brackets at its ends; None where nothing is left."""
    skip, start, end = set(lexicon.read("titles")["honorifics"]), entity.start, entity.end
    doc = entity.doc
    while start < end and (doc[start].lower_.rstrip(".") in skip or not doc[start].text[0].isalpha()):
        start += 1
    while end > start and (doc[end - 1].text in ("'s", "’s", "’", "'") or not doc[end - 1].text[0].isalpha()):
        end -= 1
    return doc[start:end] if end > start and doc[start].text[0].isupper() else None


def without_article(entity: Span) -> Span | None:
    """A name without the article before it and the possessive or full stop behind it; None where nothing is left."""
    start, end = entity.start, entity.end
    doc = entity.doc
    while start < end and doc[start].lower_ in ("the", "a", "an"):
        start += 1
    while end > start and doc[end - 1].text in ("'s", "’s", "’", "'", "."):
        end -= 1
    return doc[start:end] if end > start else None


def person_id(name: Span) -> str:
    """The id that a person's name makes: `PER:anna_keller`."""
    return "PER:" + "_".join(id_part(t.text) for t in name if t.text[0].isalnum()).lower()


def organisation_id(name: Span) -> str:
    """The id that an organisation's name makes: `ORG:HARBOUR_BOARD`."""
    return "ORG:" + "_".join(id_part(t.text) for t in name if t.text[0].isalnum()).upper()


def id_part(word: str) -> str:
    """A word without accents and marks, for ids."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isalnum()) or "x"
