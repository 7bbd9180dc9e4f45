"""Kinds of attributions, told by their form: direct, mixed, indirect; named, role, pronoun, organisation, floating; speech, attitude.

The words are in `kinds.yml`. They are the benchmark's own, so that a change to the package's lists does not move what is measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analysis import lexicon, quotation
from rows import Row, words

CONTENT = ("direct", "mixed", "indirect")
SOURCE = ("named", "role", "pronoun", "organisation", "floating")
CUE = ("speech", "attitude")

_WORD = re.compile(r"[^\W_](?:[^\s,;:()—–]*[^\W_])?\.?")
_PART_ENDS = re.compile(r"[,;:()—–]| - ")
_POSSESSIVE = re.compile(r"['’]s?$")
_ACRONYM = re.compile(r"(?:[A-Z]{2,4}|(?:[A-Z]\.){2,5})")


@cache
def _list(name: str) -> frozenset[str]:
    """A list of `kinds.yml`."""
    data: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "kinds.yml").read_text(encoding="utf-8"))
    return frozenset(map(str, data[name]))


def of_row(text: str, row: Row) -> dict[str, str]:
    """Its kind of content, of source and of cue."""
    speech = "speech" if is_speech(text, row) else "attitude"
    return {"content": content_kind(text, row), "source": source_kind(words(text, row.source)), "cue": speech}


def is_speech(text: str, row: Row) -> bool:
    """Whether the cue reports speech: one of its words is on the list, or it holds a colon."""
    cue = words(text, row.cue).lower()
    return ":" in cue or any(word in _list("speech") for word in re.findall(r"[a-z]+", cue))


def content_kind(text: str, row: Row) -> str:
    """Direct where every word of the content stands inside quotation marks, indirect where none does, else mixed.

    Which marks open and close is decided line by line, by `analysis.quotation`.
    """
    inside = [_inside(text, at) for start, end in row.content for at in range(start, end) if text[at].isalnum()]
    if not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"


def _inside(text: str, at: int) -> bool:
    return any(start <= at < end for start, end in quoted_stretches(text))


@cache
def quoted_stretches(text: str) -> tuple[tuple[int, int], ...]:
    """The outermost stretches in quotation marks of a text, marks included, in order. A quotation ends with its line at the latest."""
    return tuple(
        (line.start() + q.start, line.start() + q.end)
        for line in re.finditer(r"[^\r\n]+", text)
        for q in quotation.quoted(line[0])
        if q.depth == 0
    )


class _Form:
    """The form of a source: its words, the words of its first part up to "of", "who" …, the last of these, and its other parts."""

    def __init__(self, source: str) -> None:
        self.words = [word.lower() for word in _WORD.findall(source)]
        parts = [_WORD.findall(part) for part in _PART_ENDS.split(source)]
        first, *self.others = [part for part in parts if part] or [[]]
        self.first = _until(first, _list("head_ends"))
        self.head = _POSSESSIVE.sub("", self.first[-1]) if self.first else ""
        self.bare = self.head.lower().rstrip(".")
        self.name = " ".join([*self.first[:-1], self.head]).removeprefix("the ").removeprefix("The ")


def _until(part: list[str], ends: frozenset[str]) -> list[str]:
    """The words before the first that ends the head; that word too where it is the first."""
    stop = next((i for i, word in enumerate(part) if i and word.lower() in ends), len(part))
    return part[:stop]


def _has_a_name_beside(form: _Form) -> bool:
    """ "The ferry's captain, Ann Holm,": a part of two or three capitalised words beside a common noun."""
    return form.head[:1].islower() and any(1 < len(part) < 4 and all(word[0].isupper() for word in part) for part in form.others)


def _is_organisation(form: _Form) -> bool:
    if form.bare in _list("organisations") or _ACRONYM.fullmatch(form.head) or form.name in lexicon.places():
        return True
    capital = form.head[:1].isupper() and form.bare not in _list("roles")
    return capital and len(form.first) > 1 and form.first[0].lower() == "the"


SOURCE_RULES: tuple[tuple[str, Callable[[_Form], bool]], ...] = (
    ("floating", lambda form: not form.words),
    ("pronoun", lambda form: all(word in _list("pronouns") for word in form.words)),
    ("named", _has_a_name_beside),
    ("organisation", _is_organisation),
    ("role", lambda form: not form.head[:1].isupper() or form.bare in _list("roles")),
    ("named", lambda form: True),
)
"""The kinds of source, each with what tells it; the first that fits counts."""


def source_kind(source: str) -> str:
    """The kind of a source by the form of its words; "floating" where there are none.

    Its first part up to "of", "who" … is looked at, and the last word there. A pronoun is a pronoun; a word for a body, a
    country, a short acronym, or capitals after "the" make an organisation; a common noun makes a role (of a person, a group or a
    paper); other capitals make a named person. Form can be wrong: a newspaper whose name is one plain word counts as named.
    """
    form = _Form(source)
    return next(kind for kind, fits in SOURCE_RULES if fits(form))
