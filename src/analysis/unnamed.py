"""People without a name: groups ("Western officials", "experts") and one of such a group ("an analyst at the bank")."""

from __future__ import annotations

from spacy.tokens import Token

from analysis import lexicon
from analysis.roles import Description

_DEFINITE = {"the", "this", "that", "his", "her", "its", "their"}


def group_ids(noun: Token) -> list[str]:
    """The groups that a plural noun names: `GRP:EXPERTS`, `GRP:CHL_OFFICIALS`; one for each country that is joined before it.

    A noun that no list holds gives none.
    """
    group = lexicon.group_of(noun.text)
    if group is None:
        return []
    before = [t for left in noun.lefts for t in (left, *left.conjuncts) if t.i < noun.i]
    from_where = [t for t in noun.rights if t.dep_.startswith("nmod") and any(k.lower_ in ("from", "of") for k in t.children)]
    words = list(dict.fromkeys([*before, *from_where]))
    countries = list(dict.fromkeys(lexicon.places()[t.text][0] for t in words if t.text in lexicon.places()))
    joined = [t for left in noun.lefts if left.text in lexicon.places() for t in left.conjuncts if t.pos_ in ("ADJ", "PROPN")]
    plain = not countries or any(t.text not in lexicon.places() for t in joined)
    return [*(f"GRP:{country}_{group}" for country in countries), *([f"GRP:{group}"] if plain else [])]


def one_of_a_group(description: Description) -> str | None:
    """The group that one unnamed person belongs to: `GRP:ANALYSTS` for "an analyst"; None for "the analyst" or "a minister"."""
    groups = lexicon.read("titles")["one_of"]
    group = next((key for key, nouns in groups.items() if description.head in nouns), None)
    definite = any(t.lower_ in _DEFINITE or t.tag_ == "POS" for t in description.span)
    if group is None or definite:
        return None
    of = description.of
    return f"GRP:{of[4:]}_{group}" if of and of.startswith("GOV:") else f"GRP:{group}"
