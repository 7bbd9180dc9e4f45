"""Tellings: the statements of all articles with what it takes to compare them, made from the tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analysis.likeness import Wording, scale
from analysis.repairs import blanked

Tables = Mapping[str, pd.DataFrame]
Days = tuple[date, date]

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_NAMED_BY = ("name", "metonym", "adjective")
_JOIN = len(" … ")


@dataclass
class Telling:
    """A statement as its outlet tells it: for whom it speaks, when and where, the sides it takes, and its words.

    Attributes
    ----------
    sides
        For whom the speakers speak: their governments or organisations, themselves where they speak for nobody else.
    form
        Its type: direct, mixed, indirect, fragment.
    days
        First and last day on which it may have been said, None when unknown; `own_days`: whether its own sentence says so.
    published
        First and last day on which its article may have appeared, None when unknown.
    words, quoted
        The words of its content in lower case, and those of them that stand in quotation marks, a run each.
    taken
        Topic -> agreement and the wording by which the topic was recognised.
    """

    id: str
    article: str
    start: int
    end: int
    section: str
    form: str
    speakers: frozenset[str]
    sides: frozenset[str]
    days: Days | None
    own_days: bool
    published: Days | None
    words: tuple[str, ...]
    quoted: tuple[tuple[str, ...], ...]
    wording: Wording
    cue: tuple[int, int] | None
    taken: dict[str, tuple[int | None, str]] = field(default_factory=dict)
    occasion: str | None = None

    @property
    def told_by_headline(self) -> bool:
        """Whether it stands in a headline, where governments are named for those who speak for them."""
        return self.section in ("headline", "subheadline")


def tellings(tables: Tables, occasions: pd.DataFrame | None = None) -> list[Telling]:
    """The statements of the tables as tellings, by article and place.

    Parameters
    ----------
    tables
        `articles`, `statements`, `mentions`, `actors` and `positions`.
    occasions
        The table of that name, where it is made already.
    """
    published = publication(tables["articles"])
    acts_for = {r["actor_id"]: r["acts_for"] for r in tables["actors"].to_dict("records") if present(r["acts_for"])}
    at = {i: r["occasion_id"] for r in occasions.to_dict("records") for i in r["statement_ids"]} if occasions is not None else {}
    names = named_places(tables["mentions"])
    found: dict[str, Telling] = {}
    for row in tables["statements"].sort_values(["article_id", "start", "end", "statement_id"]).to_dict("records"):
        parts = list(_parts(row))
        found[row["statement_id"]] = Telling(
            id=row["statement_id"],
            article=row["article_id"],
            start=int(row["start"]),
            end=int(row["end"]),
            section=row["section"],
            form=row["type"],
            speakers=frozenset(row["speakers"]),
            sides=frozenset(row["on_behalf_of"]) or frozenset(acts_for.get(s, s) for s in row["speakers"]),
            days=days(row["date_earliest"], row["date_latest"]),
            own_days=row["date_basis"] in ("expression", "event"),
            published=published.get(row["article_id"]),
            words=compared_words(row),
            quoted=tuple(words for start, end in row["quoted_spans"] if (words := _within(parts, int(start), int(end)))),
            wording=_wording(parts, names.get(row["article_id"], [])),
            cue=(int(row["cue_start"]), int(row["cue_end"])) if present(row["cue_start"]) else None,
            occasion=at.get(row["statement_id"]),
        )
    for row in tables["positions"].to_dict("records"):
        if row["statement_id"] in found:
            agreement = int(row["agreement"]) if present(row["agreement"]) else None
            found[row["statement_id"]].taken[row["topic"]] = agreement, str(row["rule"]).split("; ")[0]
    return list(found.values())


def compared_words(row: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of a statement's content, in order, as they are compared: in lower case, without the possessive."""
    return tuple(word for _, text in _parts(row) for _, word in _tokens(text))


def publication(articles: pd.DataFrame) -> dict[str, Days]:
    """First and last possible day of publication of the articles of which they are known."""
    rows = articles[["article_id", "published_earliest", "published_latest"]].itertuples(index=False)
    return {key: window for key, earliest, latest in rows if (window := days(earliest, latest))}


def days(earliest: Any, latest: Any) -> Days | None:
    """Two ISO days as dates; None where one is missing."""
    if not (present(earliest) and present(latest)):
        return None
    return date.fromisoformat(str(earliest)[:10]), date.fromisoformat(str(latest)[:10])


def present(value: Any) -> bool:
    """Whether a field of a table holds something."""
    return value is not None and not pd.isna(value)


def _parts(row: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    """The parts of a content, each with its place in the raw text."""
    at = 0
    for start, end in row["content_spans"]:
        length = int(end) - int(start)
        yield int(start), blanked(str(row["content"])[at : at + length])
        at += length + _JOIN


def _tokens(text: str) -> Iterator[tuple[int, str]]:
    return ((match.start(), match.group().lower().replace("’", "'").removesuffix("'s")) for match in _WORD.finditer(text))


def _within(parts: list[tuple[int, str]], start: int, end: int) -> tuple[str, ...]:
    """The words of the parts between two places of the raw text."""
    return tuple(word for at, text in parts for place, word in _tokens(text) if start <= at + place < end)


def _wording(parts: list[tuple[int, str]], names: list[tuple[int, int, str]]) -> Wording:
    """What is compared of a content: who is named, and the words that name nobody."""
    words, named = [], []
    for at, text in parts:
        inside = [(start, end, actor) for start, end, actor in names if at <= start < at + len(text)]
        named += [actor for _, _, actor in inside]
        words += [word for place, word in _tokens(text) if not any(start <= at + place < end for start, end, _ in inside)]
    return scale().wording(words, named)


def named_places(mentions: pd.DataFrame) -> dict[str, list[tuple[int, int, str]]]:
    """By article, the places where an actor is named, and which."""
    named: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for row in mentions.to_dict("records"):
        if present(row["actor_id"]) and row["link_rule"] in _NAMED_BY:
            named[row["article_id"]].append((int(row["start"]), int(row["end"]), row["actor_id"]))
    return named
