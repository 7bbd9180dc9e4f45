"""Descriptions by title: people by office ("China's foreign minister", "the ruler"), ministries and other bodies of a country."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Span, Token

from analysis import lexicon

_LEFTWARDS = {"NOUN", "PROPN", "ADJ", "NUM", "DET", "PART", "ADP", "PUNCT", "VERB"}
_REACH = 7
_TITLES_BETWEEN = 5


@dataclass(frozen=True)
class Description:
    """A description of one person or body: its words, where the noun that heads it stands, the title in one form, and of
    which country or organisation (an actor id)."""

    span: Span
    noun: int
    title: str
    of: str | None

    @property
    def head(self) -> str:
        """The role noun itself: `minister` of `foreign minister`."""
        return self.title.split()[-1] if " of " not in self.title else self.title.split()[0]

    @property
    def is_past(self) -> bool:
        """Whether the words say that the office was held before: "the former minister", "the then mayor"."""
        return any(_says_past(token) for token in self.span)

    @property
    def fits_any_office(self) -> bool:
        return self.title in lexicon.read("titles")["any_office"]

    def matches(self, title: str, of: str | None) -> bool:
        """Whether it can describe the holder of an office: same title, or its bare head; no other country."""
        same = self.title == title or self.title == self.head and self.head in title.split() or self.fits_any_office
        return same and (self.of is None or of is None or self.of == of)


def descriptions(doc: Doc, owners: dict[int, str], titles: Collection[str] = ()) -> list[Description]:
    """Every description of a single person by a role noun, in text order.

    `owners` maps the tokens of countries, capitals and organisations to their actor id. `titles` are those of a study's own
    offices, in one form: where no list of the language holds their noun, they are found as they are written.
    """
    nouns = set(lexicon.read("titles")["roles"])
    own = {title.split()[0 if " of " in title else -1] for title in titles} - nouns
    found = [d for d in _described(doc, owners, nouns | own, _office) if d.span.doc[d.noun].lower_ in nouns or d.title in titles]
    return [d for d in found if not any(_inside(d, other) for other in found)]


def bodies(doc: Doc, owners: dict[int, str]) -> list[Description]:
    """Every description of a single body, as a ministry, in text order; `owners` as for `descriptions`."""
    found = _described(doc, owners, set(lexicon.read("titles")["bodies"]), _body)
    return [d for d in found if not any(_inside(d, other) for other in found)]


def _described(doc: Doc, owners: dict[int, str], nouns: set[str], title: Callable[[list[str], str], str]) -> list[Description]:
    singular = (t for t in doc if t.lower_ in nouns and t.pos_ in ("NOUN", "PROPN") and "Plur" not in t.morph.get("Number", []))
    return [_describe(token, owners, title) for token in singular]


def _inside(description: Description, other: Description) -> bool:
    """Whether a description is but a part of a longer one: "minister" in "minister counsellor"."""
    return other.span.start <= description.span.start and description.span.end < other.span.end


def _describe(head: Token, owners: dict[int, str], title: Callable[[list[str], str], str]) -> Description:
    doc, start, end = head.doc, head.i, head.i + 1
    first = head.sent.start
    while start > first and head.i - start < _REACH and _belongs(doc[start - 1]):
        start -= 1
        if doc[start].pos_ == "DET" and start > first and doc[start - 1].text not in ("'s", "’s"):
            break
    start = _with_past(doc, start, first)
    if end + 1 < head.sent.end and doc[end].lower_ == "of":  # "secretary of state", "minister of foreign affairs", "president of Chile"
        end += 2
        while end < head.sent.end and doc[end].pos_ in ("PROPN", "NOUN") and (doc[end - 1].pos_ in ("ADJ", "PROPN", "DET")):
            end += 1
        if end + 1 < head.sent.end and doc[end].lower_ == "of" and end + 1 in owners:  # "ministry of defence of Chile"
            end += 2
    while start < head.i and (doc[start].is_punct or doc[start].pos_ in ("ADP", "PART", "VERB")):
        start += 1
    inside = range(start, end)
    of = next((owners[i] for i in inside if i in owners), None)
    words = [doc[i].lower_ for i in inside if i not in owners and not doc[i].is_punct and doc[i].pos_ not in ("DET", "PART", "PRON")]
    while words and words[-1] == "of":  # "president of" a country
        words.pop()
    return Description(doc[start:end], head.i, title(words, head.lower_), of)


def _with_past(doc: Doc, start: int, first: int) -> int:
    """Where a description begins with the adverb that says it is over: "Ida Lund, then minister", "the then mayor"."""
    if start <= first + 1 or not _says_past(doc[start - 1]) or doc[start].pos_ == "DET":
        return start
    return start - 2 if doc[start - 2].pos_ == "DET" else start - 1


def _says_past(token: Token) -> bool:
    return any(part in lexicon.read("titles")["past"] for part in token.lower_.split("-"))


def _belongs(token: Token) -> bool:
    if token.pos_ not in _LEFTWARDS or token.is_sent_start and token.pos_ in ("VERB", "ADP"):
        return False
    if token.pos_ == "PUNCT":
        return token.text in ("-", "–")
    if token.pos_ == "ADP":
        return False
    return token.pos_ != "VERB" or token.tag_ == "VBG"


def _title(words: list[str], head: str, forms: str, in_one_form: Callable[[str], str]) -> str:
    """The title in a description: the longest known one that its words hold, else the words without what only decorates it."""
    plain = _plain(words)
    return in_one_form(_longest_known(words, forms) or (" ".join(plain) if head in plain else head))


def _office(words: list[str], head: str) -> str:
    return _title(words, head, "same_office", lexicon.office)


def _body(words: list[str], head: str) -> str:
    return _title(words, head, "same_body", lexicon.body)


def _longest_known(words: list[str], forms: str) -> str:
    text = f" {' '.join(words)} "
    return max((form for same in lexicon.read("titles")[forms] for form in same if f" {form} " in text), key=len, default="")


def _plain(words: list[str]) -> list[str]:
    titles = lexicon.read("titles")
    return [word for word in words if word not in titles["decorations"] and word not in titles["past"]]


def with_possessor(span: Span) -> Span:
    """The words of a description with the possessive pronoun before them."""
    before = span.doc[span.start - 1] if span.start else None
    return span.doc[span.start - 1 : span.end] if before is not None and before.tag_ == "PRP$" else span


def beside(name: Span, described: Iterable[Description]) -> list[Description]:
    """The descriptions that stand beside a name: before it ("minister Wang Yi", "the minister, Wang Yi,") or after a comma
    ("Qin Gang, China's …")."""
    return [description for description in described if _is_beside(name, description)]


def _is_beside(name: Span, description: Description) -> bool:
    span, doc = description.span, name.doc
    if name.start - span.end > _TITLES_BETWEEN or span.start - name.end > 1:
        return False
    if span.end <= name.start:
        between = doc[span.end : name.start]
        if between.text == ",":  # but not "according to the minister, Wang Yi opened …"
            closed = name.end < len(doc) and doc[name.end].text in (",", ")", ".", "”", '"')
            return closed and name.root.dep_ == "appos" or name.root.dep_ == "appos" and name.root.head.i == description.noun
        return all(t.lower_ in _honorifics() for t in between)
    if name.end <= span.start:
        return doc[name.end : span.start].text == "," and (description.of is not None or span[0].pos_ == "DET" or _says_past(span[0]))
    return True


@cache
def _honorifics() -> frozenset[str]:
    return frozenset(lexicon.read("titles")["honorifics"]) | {"."}
