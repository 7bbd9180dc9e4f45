"""Names of towns, councils and firms that the recogniser missed or took for people, told by their use: "the town of X", "X council"."""

from __future__ import annotations

from collections.abc import Collection

from spacy.tokens import Doc, Span, Token

from analysis import lexicon
from analysis.actor_names import bare_name, id_part

_LONGEST, _LONGEST_BODY = 3, 7
_POSSESSIVE = ("'s", "’s", "'", "’")
_OTHER_NAMES = {"DATE", "MONEY", "NORP", "PRODUCT", "MISC"}


def unknown_places(doc: Doc, taken: Collection[int], people: Collection[str]) -> list[Span]:
    """Names that the recogniser took for people and the article uses as places, wherever they stand, in text order.

    Parameters
    ----------
    doc
        A Doc as `language.parse` makes it.
    taken
        Indices of tokens whose name is known already; no span is over one of them.
    people
        Words that are part of the name of somebody known: never a place.

    Notes
    -----
    One place where the name stands as that of a town is enough. A name that is somebody's anywhere in the article ("Ida Lund",
    "Mr Lund", "Lund, 44,") is none, nor is a first name without more than "in" before it.
    """
    found: list[Span] = []
    named = _Places(doc)
    for name in _candidates(doc):
        words = name.split()
        everywhere = named.of(words)
        places = [span for span in everywhere if not _in_longer_name(span)]
        if people and not set(words).isdisjoint(people) or any(_is_somebody(span) for span in everywhere):
            continue
        if words[0].lower() in lexicon.read("titles")["parties"]:
            continue
        first_name = id_part(words[0]).lower() in lexicon.first_names()
        if any(_told_a_place(span) or (not first_name and _stands_where_places_do(span)) for span in places):
            found += [span for span in places if not any(i in taken for i in range(span.start, span.end))]
    return sorted(found, key=lambda span: span.start)


def unknown_firms(doc: Doc, taken: Collection[int], people: Collection[str]) -> list[tuple[Span, Span]]:
    """Names of several words that the article uses as those of firms, though the recogniser may take them for people, in text order.

    "Workers at Quay Yards", "Quay Yards shares", "Quay Shipping". Each comes with a span that has the name in full; the first word alone is
    the same firm. None where the first word is a first name or the name is somebody's anywhere; `taken` and `people` as for
    `unknown_places`.
    """
    found: list[tuple[Span, Span]] = []
    named = _Places(doc)
    firms = (e for e in doc.ents if e.label_ in ("PERSON", "ORG") and e[-1].lower_ in lexicon.read("titles")["firm_words"])
    for name in dict.fromkeys((*_candidates(doc), *(e.text for e in firms if 1 < len(e) <= _LONGEST and all(_is_part(t) for t in e)))):
        words, places = name.split(), named.of(name.split())
        if len(words) < 2 or not set(words).isdisjoint(people) or id_part(words[0]).lower() in lexicon.first_names():
            continue
        told = words[-1].lower() in lexicon.read("titles")["firm_words"]
        if (told or any(_has_workers(span) for span in places)) and (told or not any(_is_somebody(span) for span in places)):
            inside = {i for span in places for i in range(span.start, span.end)}
            alone = [span for span in named.of(words[:1]) if span.start not in inside and span[0].ent_type_ in ("PERSON", "ORG")]
            alone = [] if any(_is_somebody(span) for span in alone) else alone
            free = [span for span in (*places, *alone) if not any(i in taken for i in range(span.start, span.end))]
            found += [(span, places[0]) for span in free]
    return sorted(found, key=lambda pair: pair[0].start)


def _has_workers(span: Span) -> bool:
    own = lexicon.read("titles")["of_a_firm"]
    before, over, after = _before(span), _before(span, 2), _after(span)
    behind = before is not None and before.lower_ == "at" and over is not None and over.lower_ in own
    return behind or (after is not None and after.lower_ in own)


def local_bodies(doc: Doc, taken: Collection[int]) -> list[Span]:
    """Councils, parties, boards and societies written with capitals that the recogniser missed or cut, in text order.

    "Brackwell Town Council", "the Harbour Party"; and a council in small letters behind the name of its town ("Brackwell parish
    council"). A name that begins with a country or capital is left to those who know it.
    """
    titles = lexicon.read("titles")
    found = []
    for token in doc:
        if token.i in taken or token.lower_ not in titles["local_bodies"]:
            continue
        start = token.i
        small = not token.text[:1].isupper()
        if small and token.lower_ not in titles["councils"]:
            continue
        while small and start > token.sent.start and doc[start - 1].lower_ in titles["kinds_of_council"] and doc[start - 1].is_lower:
            start -= 1
        named = _first_of_name(start, taken, doc, small=small)
        if named == start or doc[named].text in lexicon.places():
            continue
        joined = named > token.sent.start + 1 and doc[named - 1].lower_ in ("of", "for", "and", "&")
        if joined and _is_part(doc[named - 2]) and not small:  # "House of Commons Committee"
            continue
        if small and (start - named > _LONGEST or not all(_is_town(t) for t in doc[named:start])):
            continue
        whole = all(t.ent_type_ == "ORG" for t in doc[named : token.i + 1]) and doc[named].ent_iob_ == "B"
        if whole and _entity(doc[named : token.i + 1])[-1].lower_ != "of":
            continue
        if token.i + 1 < len(doc) and _is_part(doc[token.i + 1]) and not doc[token.i + 1].is_sent_start:
            continue  # "Brackwell Council House"
        found.append(doc[named : _end_of_name(token, small=small)])
    return found


def _first_of_name(end: int, taken: Collection[int], doc: Doc, *, small: bool) -> int:
    """Where the capitalised words before a noun begin; those to whom a body belongs are among them ("Keller Residents' Association")."""
    start, first = end, doc[end].sent.start
    while start > first and end - start < _LONGEST_BODY:
        before = start - 1
        members = (
            doc[before].text in ("'", "’") or doc[before].tag_ == "POS" and doc[before - 1].lower_ in ("women", "men", "children", "people")
        )
        if members and not small and before > first and _is_part(doc[before - 1]):
            before -= 1
        if before in taken or not _is_part(doc[before]):
            break
        start = before
    return start


def _candidates(doc: Doc) -> list[str]:
    """The short names that the recogniser took for people's, and such as stand for places by their last word, in text order."""
    names: dict[str, None] = {}
    for entity in doc.ents:
        if entity.label_ == "PERSON" and not (entity.text.isupper() and len(entity) == 1):
            span = bare_name(entity)
        elif entity.label_ == "ORG" and entity[-1].lower_ in lexicon.read("titles")["not_people"]:
            span = entity
        else:
            continue
        if span is not None and len(span) <= _LONGEST and all(_is_part(t) for t in span):
            names[span.text] = None
    return list(names)


def _end_of_name(noun: Token, *, small: bool) -> int:
    """Where the name of a body ends: behind the place or matter that "of" adds to it ("Harbour Board of Brackwell")."""
    doc, end = noun.doc, noun.i + 1
    if small or end + 1 >= len(doc) or doc[end].lower_ != "of" or not _is_part(doc[end + 1]):
        return end
    end += 1
    while end < len(doc) and _is_part(doc[end]) and not doc[end].is_sent_start:
        end += 1
    return end


class _Places:
    """Where each capitalised word of a Doc stands, so that a name is found without reading the Doc again."""

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self._at: dict[str, list[int]] = {}
        for token in doc:
            if token.text[:1].isupper():
                self._at.setdefault(token.text, []).append(token.i)

    def of(self, words: list[str]) -> list[Span]:
        """Where a name stands, as it is or all in capitals, as in a dateline; in text order."""
        forms = (words, [word.upper() for word in words])
        starts = sorted({at for form in forms for at in self._at.get(form[0], ())})
        spans = (self.doc[at : at + len(words)] for at in starts)
        return [span for span in spans if [token.text for token in span] in forms]


def _is_part(token: Token) -> bool:
    return token.text[:1].isupper() and token.is_alpha and token.pos_ in ("PROPN", "NOUN", "ADJ") and not _is_a_time(token)


def _is_a_time(token: Token) -> bool:
    return token.lower_ in lexicon.read("cues")["times"]


def _is_town(token: Token) -> bool:
    """Whether a name may be that of a town, by the recogniser, and not that of a firm or a day."""
    return token.pos_ == "PROPN" and token.ent_type_ not in _OTHER_NAMES


def _before(span: Span, back: int = 1) -> Token | None:
    at = span.start - back
    return span.doc[at] if at >= 0 and not span.doc[at + 1].is_sent_start else None


def _after(span: Span, on: int = 0) -> Token | None:
    at = span.end + on
    return span.doc[at] if at < len(span.doc) and not span.doc[at].is_sent_start else None


def _in_longer_name(span: Span) -> bool:
    """Whether a name is but a part of one: of "Ida Lund Lane" or of an organisation's."""
    before, after = _before(span), _after(span)
    return any(t is not None and t.pos_ == "PROPN" and _is_part(t) and t.ent_type_ == "ORG" for t in (before, after))


def _is_somebody(span: Span) -> bool:
    """Whether a name is a person's where it stands: under a title, with another name, or with an age."""
    titles = lexicon.read("titles")
    before, after = _before(span), _after(span)
    if before is not None and before.lower_.rstrip(".") in (*titles["honorifics"], *titles["roles"], *titles["persons"]):
        return before.lower_ != "the" and before.dep_ != "nsubj"
    if before is not None and before.text == "." and span.start > 1 and span.doc[span.start - 2].lower_ in titles["address"]:
        return True
    longer = bare_name(_entity(span)) if span[0].ent_type_ == "PERSON" else None
    if longer is not None and len(longer) > len(span) and all(_is_part(t) for t in longer):
        return True
    if after is not None and after.text == ",":
        following, then = _after(span, 1), _after(span, 2)
        aged = following is not None and following.like_num and then is not None and then.text == ","
        return aged or (following is not None and following.lower_ in ("who", "whose"))
    return False


def _entity(span: Span) -> Span:
    """The entity that the first word of a span is part of."""
    start, end, doc = span.start, span.start + 1, span.doc
    while start > 0 and doc[start].ent_iob_ == "I":
        start -= 1
    while end < len(doc) and doc[end].ent_iob_ == "I":
        end += 1
    return doc[start:end]


def _told_a_place(span: Span) -> bool:
    """Whether the words around a name say that it is a town's: "the town of X", "X, a village", "X council", "X's residents"."""
    titles = lexicon.read("titles")
    nouns, local = titles["place_nouns"], titles["of_a_place"]
    before, over, after = _before(span), _before(span, 2), _after(span)
    if before is not None and over is not None and before.lower_ == "of" and over.lower_ in (*nouns, *titles["dwellers"]):
        return True
    if before is not None and before.lower_ in nouns and over is not None and over.lower_ == "the":
        return True
    if after is None:
        return False
    if after.text == ",":
        opening, rest = _after(span, 1), span.doc[span.end + 2 : span.end + 6]
        is_one = next((t for t in rest if t.pos_ in ("NOUN", "PROPN")), None)
        return opening is not None and opening.lower_ in ("a", "an", "the") and is_one is not None and is_one.lower_ in nouns
    owned = _after(span, 1) if after.text in _POSSESSIVE else after
    if owned is not None and owned.lower_ in titles["kinds_of_council"] and owned.i + 1 < len(span.doc):
        owned = owned.nbor(1)
    return owned is not None and owned.lower_ in local


def _stands_where_places_do(span: Span) -> bool:
    """Whether a name stands behind "in" or another word of place, and nothing that one has in a person ("trust in X") is before it."""
    titles = lexicon.read("titles")
    before, over, after = _before(span), _before(span, 2), _after(span)
    if before is None or before.lower_ not in titles["words_of_place"] or (after is not None and after.text in _POSSESSIVE):
        return False
    heads = {t.lemma_.lower() for t in (span.root.head, over) if t is not None}
    return heads.isdisjoint(titles["in_somebody"])
