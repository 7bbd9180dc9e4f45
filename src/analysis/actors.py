"""Who is meant: names, roles, governments and pronouns of an article, each led to an actor or left open with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from spacy.tokens import Doc, Span

from analysis.cast import Actor, Cast, Mention, Speakers, Why, unknown
from analysis.casting import Casting
from analysis.known_actors import KnownActors

__all__ = ["Actor", "Cast", "Linker", "Mention", "Speakers", "Why", "unknown"]


class Linker(KnownActors):
    """Leads the mentions of articles to actors, with the names of a codebook and the library's gazetteer.

    Made once for a codebook and a pipeline (`Linker(nlp, codebook)`), used for every article.
    """

    def cast(self, doc: Doc, sources: Iterable[Span], published: tuple[date, date] | None) -> Cast:
        """Find the mentions of an article and say who is meant by each.

        Parameters
        ----------
        doc
            A Doc as `language.parse` makes it.
        sources
            The sources of its attributions: who speaks is pointed back to before who is spoken of.
        published
            First and last possible day of publication, for who held an office then; None when unknown.
        """
        return Casting(self, doc, sources, published).run()
