"""People without a name: groups ("Western officials", "experts") and one of such a group ("an analyst at the bank")."""

from __future__ import annotations

from spacy.tokens import Token

from analysis import lexicon
from analysis.roles import Description, with_possessor

_DEFINITE = {"the", "this", "that"}


def group_ids(noun: Token) -> list[str]:
    """The groups that a plural noun names: `GRP:EXPERTS`, `GRP:CHL_OFFICIALS`; one for each country that is joined before it.

    A noun that no list holds gives none.
    """
    group = "LAWMAKERS" if _makes_laws(noun) else lexicon.group_of(noun.text)
    if group is None or noun.pos_ in ("VERB", "AUX") and not noun.dep_.startswith(("nsubj", "obl", "nmod", "obj")):
        return []
    before = [t for left in noun.lefts for t in (left, *left.conjuncts) if t.i < noun.i]
    from_where = [t for t in noun.rights if t.dep_.startswith("nmod") and any(k.lower_ in ("from", "of") for k in t.children)]
    words = list(dict.fromkeys([*before, *from_where]))
    countries = list(dict.fromkeys(lexicon.places()[t.text][0] for t in words if t.text in lexicon.places()))
    joined = [t for left in noun.lefts if left.text in lexicon.places() for t in left.conjuncts if t.pos_ in ("ADJ", "PROPN")]
    plain = not countries or any(t.text not in lexicon.places() for t in joined)
    return [*(f"GRP:{country}_{group}" for country in countries), *([f"GRP:{group}"] if plain else [])]


def _makes_laws(noun: Token) -> bool:
    """Whether members are those of a parliament: "members of the council", not "members of the union"."""
    of = [child for child in noun.children if child.dep_.startswith("nmod") or child.dep_ == "compound"]
    return noun.lower_ == "members" and any(child.lower_ in lexicon.read("titles")["lawmaking"] for child in of)


def plural_name(noun: Token) -> str | None:
    """The group that a proper noun in the plural names, where the recogniser took it for none: `GRP:TORIES`."""
    plain = noun.tag_ == "NNPS" and len(noun.text) > 3 and noun.text.endswith("s") and noun.is_alpha and noun.dep_.startswith("nsubj")
    if not plain:
        return None
    part_of_a_name = any(t.pos_ == "PROPN" and t.dep_ in ("compound", "flat") for t in (noun, *noun.children))
    lists = lexicon.read("titles")
    listed = noun.lemma_.lower() in lists["documents"] or noun.lower_ in lists["quantities"]
    return f"GRP:{noun.text.upper()}" if not part_of_a_name and not listed else None


def one_of_a_group(description: Description) -> str | None:
    """The group that one unnamed person belongs to: `GRP:ANALYSTS` for "an analyst"; None for "the analyst" or "a minister"."""
    noun, words = description.span.doc[description.noun], with_possessor(description.span)
    definite = any(t.lower_ in _DEFINITE or t.tag_ in ("POS", "PRP$") for t in words)
    group = group_of_one(description.head)
    if group is None or definite or noun.dep_ in ("appos", "compound", "flat"):
        return None
    of = description.of
    return f"GRP:{of[4:]}_{group}" if of and of.startswith("GOV:") else f"GRP:{group}"


def group_of_one(noun: str) -> str | None:
    """The group that a noun for one person belongs to: `OFFICIALS` for "diplomat"."""
    return next((key for key, nouns in lexicon.read("titles")["one_of"].items() if noun in nouns), None)
