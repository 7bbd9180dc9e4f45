"""Names of people that the recogniser of names missed or took for places: told by what stands beside them or by the first name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from spacy.tokens import Doc, Span, Token

from analysis import lexicon
from analysis.actor_names import bare_name, id_part
from analysis.roles import descriptions

_LONGEST = 4
_OTHER_NAMES = {"ORG", "DATE", "MONEY", "FAC", "MISC", "PRODUCT", "NORP"}
_PLACE_CASES = {"in", "at", "near", "from", "outside", "around", "across", "of", "to"}


def missed_people(doc: Doc, taken: Collection[int]) -> list[Span]:
    """Names of people that are no entity of that kind, in text order, none of them over a token of `taken`.

    After "Mr", "Sen." or an office in the singular a name is a person's ("Senator Ida Lund"). So are two or three capitalised
    words of which the first is a first name, where they act or stand under a title somewhere and never behind "in" or "at"; and a first
    name behind the kin of somebody ("his wife, Karin,").
    """
    found = {span.start: span for span in [*_after_titles(doc, taken), *_with_first_names(doc, taken), *_kin(doc, taken)]}
    return [found[start] for start in sorted(found)]


def _after_titles(doc: Doc, taken: Collection[int]) -> Iterator[Span]:
    address = set(lexicon.read("titles")["address"])
    starts = {token.i + 1 for token in doc if token.text[:1].isupper() and token.lower_.rstrip(".") in address}
    for description in descriptions(doc, {}):
        if doc[description.span.end - 1].i == description.noun or " of " in description.title:
            starts.add(description.span.end)
    for start in sorted(starts):
        name = _run(doc, start, taken)
        if name is None or len(name) == 1 and name[0].ent_type_ == "LOC":
            continue
        of_other_names = {t.ent_type_ for t in name} & _OTHER_NAMES
        if not of_other_names or of_other_names == {"ORG"} and 1 < len(name) < _LONGEST and _is_first_name(name[0]):
            yield name


def _kin(doc: Doc, taken: Collection[int]) -> Iterator[Span]:
    """A first name behind a noun for somebody's kin: "his wife, Karin, said"."""
    for token in doc:
        if token.lower_ in lexicon.read("titles")["kin"] and any(t.tag_ in ("PRP$", "POS") for t in doc[max(0, token.i - 3) : token.i]):
            start = token.i + 1 + (doc[token.i + 1 : token.i + 2].text == ",")
            name = _run(doc, start, taken) if start < len(doc) and not doc[start].is_sent_start else None
            if name is not None and len(name) < _LONGEST and _is_first_name(name[0]):
                yield name


def _is_first_name(token: Token) -> bool:
    return id_part(token.text).lower() in lexicon.first_names()


def _with_first_names(doc: Doc, taken: Collection[int]) -> Iterator[Span]:
    names = lexicon.first_names()
    runs: dict[str, list[Span]] = {}
    for token in doc:
        starts = token.pos_ == "PROPN" and (token.i == 0 or doc[token.i - 1].pos_ != "PROPN")
        first = id_part(token.text).lower() if starts else ""
        if first in names and first not in lexicon.read("titles")["place_words"]:
            name = _run(doc, token.i, taken)
            if name is not None and 1 < len(name) < _LONGEST and not any(t.ent_type_ in _OTHER_NAMES for t in name):
                runs.setdefault(name.text, []).append(name)
    for same in runs.values():
        before = [doc[name.start - 1].lower_ for name in same if name.start]
        if any(_acts(name) for name in same) and not any(word in _PLACE_CASES for word in before):
            yield from same


def _run(doc: Doc, start: int, taken: Collection[int]) -> Span | None:
    """The capitalised proper nouns that begin at a token, at most four; None where there is none."""
    end = start
    while (
        end < len(doc)
        and end - start < _LONGEST
        and end not in taken
        and _is_part(doc[end])
        and (end == start or not doc[end].is_sent_start)
    ):
        end += 1
    return bare_name(doc[start:end]) if end > start else None


def _is_part(token: Token) -> bool:
    times = lexicon.read("cues")["times"]
    return token.pos_ == "PROPN" and token.text[:1].isupper() and token.is_alpha and token.lower_ not in times


def _acts(name: Span) -> bool:
    return name.root.dep_.startswith("nsubj") and name.root.head.pos_ in ("VERB", "AUX")
