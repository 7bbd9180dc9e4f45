"""Names of actors in running text: where a name begins and ends, the id it makes, and when a capital is only a place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

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


# Word classes that no name begins with, though a sentence may begin with one before a name: "Maybe Keller".
_NO_NAMES = {"ADV", "AUX", "SCONJ", "CCONJ", "PRON"}


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
    """A person's name without honorifics, articles, possessives and brackets at its ends; None where nothing is left, or what
    no person is called ("Sandy Bay School")."""
    skip, start, end = set(lexicon.read("titles")["honorifics"]), entity.start, entity.end
    doc = entity.doc
    while start < end and (doc[start].lower_.rstrip(".") in skip or not doc[start].text[0].isalpha() or doc[start].pos_ in _NO_NAMES):
        start += 1
    if end - start > 2 and (doc[start].lower_ in lexicon.read("titles")["parties"] or doc[start].text in lexicon.places()):
        start += 1  # "Republican Ida Lund", "Austrian Ida Lund"
    while end > start and (
        doc[end - 1].text in ("'s", "’s", "’", "'") or not doc[end - 1].text[0].isalpha() or doc[end - 1].lower_ == "the"
    ):
        end -= 1
    of = next((t.i for t in doc[start:end] if t.lower_ == "of" and t.i > start), end)  # "Ida Lund of Harbour University"
    end = min(end, of)
    if end > start + 1 and doc[end - 1].lower_ == "campaign":
        end -= 1
    no_person = (*lexicon.read("titles")["not_people"], *(lexicon.read("titles")["firm_words"] if end > start + 1 else ()))
    ends_like_one = end > start and doc[end - 1].lower_ not in no_person
    return doc[start:end] if ends_like_one and doc[start].text[0].isupper() else None


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


@dataclass(frozen=True)
class National:
    """Of an id as `GRP:CHL_OFFICIALS` or `ORG:CHL_FOREIGN_MINISTRY`: country, words, and whether they act for its government."""

    country: str
    words: str
    acts: bool


def national(actor_id: str) -> National | None:
    """The parts of an id of a country's ministry, parliament or group; None for any other id."""
    kind, _, key = actor_id.partition(":")
    country, _, noun = key.partition("_")
    titles = lexicon.read("titles")
    last = noun.rsplit("_", 1)[-1].lower()
    if country not in lexicon.read("countries") or not noun:
        return None
    if kind == "GRP" and noun in titles["groups"]:
        return National(country, noun.lower(), noun in titles["acting_groups"])
    if kind == "ORG" and last in (*titles["of_a_country"]["acting"], *titles["of_a_country"]["other"]):
        return National(country, noun.replace("_", " ").lower(), last in titles["of_a_country"]["acting"])
    return None


def label(actor_id: str, words: str) -> str:
    """The label of an actor that stands in no codebook: "Experts", "Officials of Chile", else the words that name it."""
    own = national(actor_id)
    if own is not None:
        return f"{own.words.capitalize()} of {lexicon.country_label(own.country)}"
    return actor_id[4:].replace("_", " ").capitalize() if actor_id.startswith("GRP:") else words


def media_id(name: Span) -> str | None:
    """The id of a newspaper, agency or other outlet: `MEDIA:HARBOUR_TIMES`; None where the name is that of no outlet.

    It is one by the last word of the name, as a known agency, or where a noun for outlets stands beside it.
    """
    titles = lexicon.read("titles")
    agency = lexicon.agencies().get(name.text)
    if agency is not None:
        return "MEDIA:" + "_".join(id_part(word) for word in agency.split()).upper()
    text = name.doc
    by_name = len(name) > 1 and (name[-1].lower_ in titles["media_names"] or name[-2:].text.lower() in titles["media_names"])
    beside = [text[name.start - 1].lower_ if name.start else "", text[name.end].lower_ if name.end < len(text) else ""]
    beside += [text[max(0, name.start - 2) : name.start].text.lower(), text[name.end : name.end + 2].text.lower()]
    if by_name or any(words in titles["outlets"] for words in beside):
        return organisation_id(name).replace("ORG:", "MEDIA:")
    return None


def id_part(word: str) -> str:
    """A word without accents and marks, for ids."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isalnum()) or "x"
