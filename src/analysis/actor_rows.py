"""What is known of an actor of whom no text was read: its row of the table `actors`, by codebook, list of countries, or its id."""

from __future__ import annotations

from analysis import lexicon
from analysis.codebook import Codebook
from analysis.tables import Row

_TYPES = {"PER": "person", "GOV": "government", "ORG": "organisation", "GRP": "group", "DOC": "document", "MEDIA": "media"}


def row(actor_id: str, book: Codebook, label: str, basis: str) -> Row:
    """The row of an actor.

    Parameters
    ----------
    actor_id
        Its id, in the form of ids.
    book
        The codebook, which is asked first.
    label, basis
        What to call an actor that neither codebook nor list of countries knows, and where that is known from.
    """
    kind, _, key = actor_id.partition(":")
    actor = book.actor(actor_id)
    found: Row = {"actor_id": actor_id, "country": None, "acts_for": None}
    if actor is not None:
        told = {"label": actor.label, "type": actor.type, "country": actor.country, "acts_for": actor.acts_for, "basis": "codebook"}
    elif kind == "GOV" and key in lexicon.read("countries"):
        told = {"label": lexicon.country_label(key), "type": "government", "country": key, "basis": "gazetteer"}
    else:
        told = {"label": label, "type": _TYPES.get(kind), "basis": basis}
    return found | told
