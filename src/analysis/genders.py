"""Genders: whether a text may speak of a person as "he" or as "she", as codebook, title, pronoun or first name tells.

This serves to tell for whom a pronoun may stand, and nothing else: no table shows it.
"""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Token

from analysis import lexicon
from analysis.known_actors import KnownActors

FEMALE, MALE = "female", "male"


class Genders:
    """What is known of the people of one article: the codebook decides, then the text, then the first name."""

    def __init__(self, known: KnownActors) -> None:
        self._known = known
        self._by_text: dict[str, str] = {}

    def note(self, actor_id: str, gender: str) -> None:
        """Note the gender by which the text speaks of a person; the first one stays."""
        self._by_text.setdefault(actor_id, gender)

    def learn(self, actor_id: str, words: Iterable[Token]) -> None:
        """Note the gender that a title or description gives a person ("Ms", "chairwoman")."""
        told = told_by(words)
        if told is not None:
            self.note(actor_id, told)

    def of(self, actor_id: str) -> str | None:
        """`female`, `male`, or None where nothing tells: a first name that both bear, or a family name that stands first."""
        known = self._known.known(actor_id)
        if known is not None and known.gender:
            return known.gender
        return self._by_text.get(actor_id) or _by_first_name(actor_id)


def told_by(words: Iterable[Token]) -> str | None:
    """The gender that the first title or noun of gender among the words tells."""
    titles = lexicon.read("titles")
    for word in words:
        for gender in (FEMALE, MALE):
            if word.lower_.rstrip(".") in titles[gender] and word.pos_ != "PRON":
                return gender
    return None


def _by_first_name(actor_id: str) -> str | None:
    kind, _, name = actor_id.partition(":")
    first, *others = name.split("_")
    if kind != "PER" or not others or first in lexicon.read("titles")["family_name_first"]:
        return None
    gender = lexicon.first_names().get(first)
    return gender if gender != "both" else None
