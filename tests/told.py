"""Small tables made by hand: sentences of articles with what was said in them, for all that looks across articles."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from analysis import codebook, tables

DAY = date(2021, 5, 4)
BOOK = codebook.Codebook(
    topics=(
        codebook.Topic(id="ferry", label="Ferry", proposition="The ferry was sold", kind="factual"),
        codebook.Topic(id="toll", label="Toll", proposition="The toll is right", kind="normative"),
    ),
    actors=(),
    events=(
        codebook.Event(
            id="EV:briefing", label="Holm's briefing", earliest=DAY, latest=DAY, speaker="PER:holm", venue=("briefing",), source="x"
        ),
        codebook.Event(id="EV:gala", label="Gala", earliest=DAY, latest=DAY, speaker="PER:holm", venue=("gala",), source="x"),
    ),
    formulas=(("harbour_for_all", (codebook.pattern("harbour|harbor + for all|for everybod*"),)),),
)
# article -> outlet, day of publication
PRESS = {"a": ("Daily A", "2021-05-04"), "b": ("Daily B", "2021-05-05"), "c": ("Daily C", "2021-05-01"), "d": ("Daily D", "2021-09-01")}
_ACTORS = [("PER:holm", "Holm", "GOV:AUT"), ("PER:lund", "Lund", None), ("GOV:AUT", "Austria", None), ("GOV:CHL", "Chile", None)]


@dataclass(frozen=True)
class Told:
    """One statement: its sentence, of which `content` is a part; `sides` holds topic -> agreement.

    Words between “ and ” are quoted; `cue` is the first word of the sentence that is given as such.
    """

    article: str
    sentence: str
    content: str
    speaker: str | None = "PER:holm"
    sides: Mapping[str, int | None] = field(default_factory=dict)
    section: str = "body"
    cue: str = "said"
    cue_class: str | None = "neutral"
    days: tuple[str, str] | None = None
    basis: str = "none"
    more: Mapping[str, Any] = field(default_factory=dict)  # further columns of its positions


def tables_of(said: Sequence[Told], press: Mapping[str, tuple[str | None, str | None]] | None = None) -> dict[str, pd.DataFrame]:
    """The tables that these statements make; ids are s0, s1, … in the order given."""
    press = press or PRESS
    raw = texts(said)
    articles = [
        {"article_id": key, "outlet": outlet, "published_earliest": day, "published_latest": day, "status": "ok"}
        for key, (outlet, day) in press.items()
    ]
    statements, positions = [], []
    for number, told in enumerate(said):
        start = raw[told.article].index(told.sentence)
        at = start + told.sentence.index(told.content)
        cue = told.sentence.find(told.cue)
        quoted = [[at + m.start(1), at + m.end(1)] for m in re.finditer("“([^”]*)”", told.content)]
        statements.append(
            {
                "statement_id": f"s{number}", "article_id": told.article, "start": start, "end": start + len(told.sentence.rstrip(".")),
                "section": told.section, "type": _type(told.content, quoted), "content": told.content,
                "content_spans": [[at, at + len(told.content)]], "quoted_spans": quoted,
                "cue_start": start + cue if cue >= 0 else None, "cue_end": start + cue + len(told.cue) if cue >= 0 else None,
                "cue_lemma": told.cue, "cue_class": told.cue_class, "speakers": [told.speaker] if told.speaker else [], "on_behalf_of": [],
                "date_earliest": told.days[0] if told.days else None, "date_latest": told.days[1] if told.days else None,
                "date_basis": told.basis,
            }
        )  # fmt: skip
        for topic, agreement in told.sides.items():
            positions.append(
                {"statement_id": f"s{number}", "topic": topic, "agreement": agreement, "rule": f"terms: {topic}; cue neutral", "target": [],
                 "target_explicit": None, "narrowed_by": [], "widened_by": [], **told.more}
            )  # fmt: skip
    columns = ["statement_id", "topic", "agreement", "rule", "target", "target_explicit", "narrowed_by", "widened_by"]
    return {
        "articles": pd.DataFrame(articles),
        "statements": pd.DataFrame(statements, columns=None if statements else [*tables.ALL["statements"].schema.names]),
        "positions": pd.DataFrame(positions, columns=columns).astype({"agreement": "Int64"}),
        "actors": pd.DataFrame([{"actor_id": i, "label": label, "acts_for": side} for i, label, side in _ACTORS]),
        "dates": pd.DataFrame({"article_id": [], "start": [], "type": []}),
        "mentions": pd.DataFrame({"article_id": [], "start": [], "end": [], "actor_id": [], "link_rule": []}),
    }


def texts(said: Sequence[Told]) -> dict[str, str]:
    """The raw texts: the sentences of each article, one a line."""
    raw: dict[str, str] = {}
    for told in said:
        raw[told.article] = raw.get(told.article, "") + told.sentence + "\n"
    return raw


def _type(content: str, quoted: Sequence[Sequence[int]]) -> str:
    if not quoted:
        return "indirect"
    return "direct" if content.startswith("“") and content.endswith("”") else "mixed"
