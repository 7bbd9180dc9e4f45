"""What notebooks show of the tables: a table kept for readers, a statement taken apart, and what became of the quotation marks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import tables
from analysis.study import Study

_HELD = "part of a statement"


def save_table(data: pd.DataFrame, stem: str, study: Study) -> pd.DataFrame:
    """Write a table that a notebook shows to `reports/tables/stem.csv`, lists as JSON, and return it unchanged."""
    folder = study.reports / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    tables.write_csv(data, folder / f"{stem}.csv")
    return data


def parts(statement: Mapping[str, Any], raw: str) -> pd.DataFrame:
    """A statement taken apart: one row a part (source, cue, content, quoted), with its words and raw offsets, in order of the text."""
    found = [(p, statement[f"{p}_start"], statement[f"{p}_end"]) for p in ("source", "cue") if pd.notna(statement[f"{p}_start"])]
    found += [(p, *span) for p in ("content", "quoted") for span in statement[f"{p}_spans"]]
    rows = [(part, int(start), int(end), raw[int(start) : int(end)]) for part, start, end in sorted(found, key=lambda f: (f[1], -f[2]))]
    return pd.DataFrame(rows, columns=["part", "start", "end", "words"])


def marks_accounted(table: pd.DataFrame) -> pd.DataFrame:
    """How many quotation marks are part of a statement, and how many are not for which reason.

    Takes the table `marks`. Gives a row for each reason, the most frequent first, below those of statements, and a
    column for each use that occurs, in the order of the table's values, and one for all.
    """
    reason = table["reason"].where(table["statement_id"].isna(), _HELD)
    counts = pd.crosstab(reason, table["use"]).reindex(columns=[use for use in tables.MARK_USES if use in set(table["use"])])
    counts["all"] = counts.sum(axis="columns")
    return counts.loc[sorted(counts.index, key=lambda name: (name != _HELD, -counts.loc[name, "all"], name))]
