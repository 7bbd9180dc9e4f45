"""The span law: every span of every row lies in its raw file, and text columns are the slices they claim to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import articles, mark_forms, parts, tables

PAIRS = [("start", "end"), ("cue_start", "cue_end"), ("source_start", "source_end"), ("evidence_start", "evidence_end"),
         ("headline_start", "headline_end"), ("dateline_start", "dateline_end")]  # fmt: skip


def frames(folder: Path) -> dict[str, pd.DataFrame]:
    """The tables that extraction fills."""
    return {name: tables.read(name, folder) for name in parts.EXTRACTED}


def raw_texts(raw: Path) -> dict[str, str]:
    """Article id to raw text; empty for what cannot be read."""
    return {article.article_id: article.raw for article in articles.read(raw)}


def spans(row: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Every span that a row states, in raw code points."""
    for start, end in PAIRS:
        if start in row and not (pd.isna(row[start]) and pd.isna(row[end])):
            yield row[start], row[end]
    for column in ("content_spans", "quoted_spans", "scope_spans"):
        yield from row.get(column) or []


def faults(found: Mapping[str, pd.DataFrame], raws: Mapping[str, str]) -> list[str]:
    """Every span that leaves its file, is empty or begins or ends with white space, and every text that is not its slice."""
    faults = []
    for name, table in found.items():
        for row in table.to_dict("records"):
            raw = raws[row["article_id"]] if "article_id" in row else ""
            for start, end in spans(row):
                if not 0 <= start < end <= len(raw) or raw[start:end] != raw[start:end].strip():
                    faults.append(f"{name} {row['article_id']} {start}-{end} {raw[start:end]!r}")
            text = {"mentions": row.get("text"), "dates": row.get("text")}.get(name)
            if text is not None and raw[row["start"] : row["end"]] != text:
                faults.append(f"{name} {row['article_id']} {text!r} is not what stands there")
            if name == "statements" and row["content"] != " … ".join(raw[s:e] for s, e in row["content_spans"]):
                faults.append(f"statement {row['statement_id']} has other words than its spans")
            if name == "positions":
                words = [raw[start:end].lower() for start, end in row["scope_spans"]]
                if sorted(words) != sorted([*row["narrowed_by"], *row["widened_by"]]):
                    faults.append(f"position {row['position_id']} has other words of scope than its spans")
    return faults


def unaccounted(found: Mapping[str, pd.DataFrame], raws: Mapping[str, str]) -> list[str]:
    """Every mark of a raw text that has not exactly one row, and every row of a mark without a statement or reason, or with both."""
    faults = []
    known = set(found["statements"]["statement_id"])
    rows = found["marks"].to_dict("records")
    covered = Counter((row["article_id"], i) for row in rows for i in range(row["start"], row["end"]))
    starts = {(row["article_id"], row["start"]) for row in rows}
    for article_id, raw in raws.items():
        for mark in mark_forms.ONE.finditer(raw):
            if covered[article_id, mark.start()] != 1:
                faults.append(f"{article_id} {mark.group()} at {mark.start()} has {covered[article_id, mark.start()]} rows")
    for row in rows:
        place = f"{row['article_id']} {row['mark']} at {row['start']}"
        if pd.isna(row["statement_id"]) == pd.isna(row["reason"]):
            faults.append(f"{place} has {row['statement_id']} and {row['reason']}")
        if not pd.isna(row["statement_id"]) and row["statement_id"] not in known:
            faults.append(f"{place} belongs to a statement that is not there")
        if not pd.isna(row["partner_start"]) and (row["article_id"], row["partner_start"]) not in starts:
            faults.append(f"{place} has a partner that is not there")
    return faults


def unlinked(found: Mapping[str, pd.DataFrame]) -> list[str]:
    """Every id in a table that no row has whom it should name, and every id that two rows share."""
    ids = {name: found[name][tables.ALL[name].key] for name in ("actors", "statements", "positions", "articles", "dates", "marks")}
    faults = [f"{name}: an id stands twice" for name, column in ids.items() if not column.is_unique]
    known = {name: set(column) for name, column in ids.items()}
    named = {
        "statements": ("speakers", "on_behalf_of", "via", "addressees"), "positions": ("actors", "organisations", "target"),
    }  # fmt: skip
    for name, columns in named.items():
        for row in found[name].to_dict("records"):
            lacking = {actor for column in columns for actor in row[column]} - known["actors"]
            faults += [f"{name} {row[tables.ALL[name].key]}: no actor {actor}" for actor in sorted(lacking)]
    for name, column in (("statements", "nested_in"), ("positions", "statement_id"), ("marks", "statement_id")):
        faults += [f"{name}: no statement {key}" for key in sorted(set(found[name][column].dropna()) - known["statements"])]
    faults += [f"actors: no actor {key} to act for" for key in sorted(set(found["actors"]["acts_for"].dropna()) - known["actors"])]
    return faults
