"""What was said, one row a statement and topic, whether a coder or the program says so: from which shares and counts are taken."""

from __future__ import annotations

import json
from collections.abc import Set
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.answers import NO, OPEN, YES, speakers
from analysis.coded_units import TIE

COLUMNS = ("unit_id", "article_id", "type", "speaker", "topic", "agreement")
"""A row is a statement and one of its topics (empty where it is on none); speakers are joined by "; "; agreement is 1, 0 or open."""


def of_answers(answers: pd.DataFrame, sample: pd.DataFrame, articles: pd.DataFrame | None = None) -> pd.DataFrame:
    """The facts that answers to a sheet hold: a unit that is no statement, or a tie, has none.

    Parameters
    ----------
    answers
        One answer a unit, variable and key: unit_id, variable, key, value.
    sample
        The article of each unit: unit_id, article_id.
    articles
        Columns to be joined by article_id, such as outlet and period.

    Returns
    -------
    DataFrame
        `COLUMNS` and those of `articles`, sorted by unit and topic; what was not answered is empty.
    """
    called = answers[answers["variable"] == "is_statement"]
    no = set(called.loc[called["value"].isin([NO, TIE]), "unit_id"])
    kept = answers[~answers["unit_id"].isin(no)]
    rows = pd.DataFrame({"unit_id": sorted({*kept["unit_id"]})}, dtype=object)
    rows["article_id"] = rows["unit_id"].map(dict(zip(sample["unit_id"], sample["article_id"], strict=True)))
    for name in ("type", "speaker"):
        own = kept[kept["variable"] == name]
        rows[name] = rows["unit_id"].map(dict(zip(own["unit_id"], own["value"], strict=True)))
    topics = kept.loc[(kept["variable"] == "topic") & (kept["value"] == YES), ["unit_id", "key"]].rename(columns={"key": "topic"})
    rows = rows.merge(topics, how="left", on="unit_id")
    sides = kept[kept["variable"] == "agreement"]
    side = dict(zip(zip(sides["unit_id"], sides["key"], strict=True), sides["value"], strict=True))
    rows["agreement"] = [side.get(pair) for pair in zip(rows["unit_id"], rows["topic"], strict=True)]
    made = rows.astype(object).fillna("").sort_values(["unit_id", "topic"]).reset_index(drop=True)[list(COLUMNS)]
    return made if articles is None else joined(made, articles)


def of_tables(statements: pd.DataFrame, positions: pd.DataFrame) -> pd.DataFrame:
    """The facts that the tables of a corpus hold; a position's speaker is that of its statement.

    Two positions of one statement on one topic count once; where they differ, their agreement is open. Positions that rest on no
    statement are left out.
    """
    speaker = [speakers(names) for names in statements["speakers"]]
    rows = statements[["statement_id", "article_id", "type"]].assign(speaker=speaker)
    sides = positions.loc[positions["statement_id"].notna(), ["statement_id", "topic", "agreement"]]
    sides = sides.assign(agreement=[OPEN if pd.isna(value) else str(int(value)) for value in sides["agreement"]])
    one = sides.groupby(["statement_id", "topic"], sort=True)["agreement"].agg(_one_side)
    whole = rows.merge(one.reset_index(), how="left", on="statement_id").rename(columns={"statement_id": "unit_id"})
    return whole.astype(object).fillna("")[list(COLUMNS)]


def of_gold(folder: Path) -> pd.DataFrame:
    """The facts that articles coded in full hold: `quotations.jsonl` and `positions.jsonl` of a folder of coding.

    All rows count, those that are not `core` too: to the program they are statements like others. Positions without a quotation are
    left out, as in `of_tables`.
    """
    quotations, positions = (_lines(folder / f"{name}.jsonl") for name in ("quotations", "positions"))
    statements = pd.DataFrame(
        [(row["id"], Path(row["file"]).stem, row["type"], row["speaker"]) for row in quotations],
        columns=["statement_id", "article_id", "type", "speakers"],
    )
    sides = pd.DataFrame(
        [(row["quotation"], row["topic"], row["agreement"]) for row in positions], columns=["statement_id", "topic", "agreement"]
    )
    return of_tables(statements, sides)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _one_side(given: pd.Series) -> str:
    return str(given.iloc[0]) if given.nunique() == 1 else OPEN


def joined(rows: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Facts with what is known of their articles: outlet, period, or other columns."""
    return rows[list(COLUMNS)].merge(articles.drop(columns="coded", errors="ignore"), how="left", on="article_id").astype(object).fillna("")


def usable(answers: pd.DataFrame, uses: Set[str]) -> set[str]:
    """The units that are answered as far as a quantity needs: nothing that it uses is tied or left blank.

    `uses` names variables: type, speaker, topic, agreement. A unit without a topic is on none: that cannot be told from a blank.
    """
    called = answers[answers["variable"] == "is_statement"].set_index("unit_id")["value"]
    tied = set(answers.loc[(answers["value"] == TIE) & answers["variable"].isin({*uses, "is_statement"}), "unit_id"])
    if "agreement" in uses:
        tied |= set(answers.loc[(answers["variable"] == "topic") & (answers["value"] == TIE), "unit_id"])
    yes = {*answers["unit_id"]} - {*called[called == NO].index}
    for name in {*uses} & {"type", "speaker"}:
        yes -= yes - {*answers.loc[answers["variable"] == name, "unit_id"]}
    if "agreement" in uses:
        rows = answers[answers["variable"].isin(["topic", "agreement"])]
        given = {name: {*zip(own["unit_id"], own["key"], strict=True)} for name, own in rows.groupby("variable")}
        yes -= {unit for unit, _ in given.get("topic", set()) - given.get("agreement", set())}
    return (yes | {*called[called == NO].index}) - tied
