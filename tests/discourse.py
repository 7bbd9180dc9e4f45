"""Small tables of positions for tests of change and of networks: a harbour council, a ferry company, and what they say of a toll."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

ACTORS = pd.DataFrame(
    [
        ("PER:holm", "Ida Holm", "person", None, "ORG:COUNCIL"),
        ("PER:lund", "Per Lund", "person", None, "ORG:FERRY"),
        ("ORG:COUNCIL", "Harbour council", "organisation", None, None),
        ("ORG:FERRY", "Ferry company", "organisation", "NOR", None),
    ],
    columns=["actor_id", "label", "type", "country", "acts_for"],
)
_PUBLISHED = {"a": "2031-01-10", "b": "2031-02-10", "c": "2031-02-10", "d": None}


def position(name: str, agreement: int | None = 0, **more: Any) -> dict[str, Any]:
    """A position of Ida Holm on the toll, said on 2 January in article a, but for what is given otherwise; `day` sets both days."""
    day = more.pop("day", "2031-01-02")
    row = {
        "position_id": name, "article_id": "a", "statement_id": f"s-{name}", "evidence_start": 10, "evidence_end": 20,
        "actors": ["PER:holm"], "organisations": ["ORG:COUNCIL"], "topic": "toll", "stance": "deny" if agreement == 0 else "affirm",
        "agreement": agreement, "modality": "asserted", "evidence_type": "quotation", "date_earliest": day, "date_latest": day,
        "narrowed_by": [], "widened_by": [], "scope_spans": [],
    }  # fmt: skip
    return row | more


def tables(
    positions: Iterable[Mapping[str, Any]],
    *,
    together: Iterable[list[str]] = (),
    occasion: Mapping[str, Any] | None = None,
    headlines: Iterable[str] = (),
) -> dict[str, pd.DataFrame]:
    """The tables of these positions; `together`: statements that are one utterance; `headlines`: statements that are headlines."""
    rows = list(positions)
    statements = [
        {"statement_id": row["statement_id"], "section": "headline" if row["statement_id"] in set(headlines) else "body"}
        for row in rows
        if row["statement_id"]
    ]
    return {
        "positions": pd.DataFrame(rows, columns=list(position("p"))).astype({"agreement": "Int64"}),
        "statements": pd.DataFrame(statements, columns=["statement_id", "section"]),
        "articles": pd.DataFrame(
            [(key, day, day) for key, day in _PUBLISHED.items()], columns=["article_id", "published_earliest", "published_latest"]
        ),
        "occasions": pd.DataFrame([occasion] if occasion else [], columns=["occasion_id", "earliest", "latest", "statement_ids"]),
        "alignments": pd.DataFrame([("same_utterance", ids) for ids in together], columns=["relation", "statement_ids"]),
        "actors": ACTORS,
    }
