"""What may be asked of a corpus, shares and numbers of statements and positions by group, and how it is counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.weighting import Floats

Group = tuple[str, ...]
NONE = "none"
"""A group's name where its column is empty, as the topic of a statement that is on none."""


@dataclass(frozen=True)
class Quantity:
    """What is asked of the corpus: a share or a number, of statements or of positions, for each of some groups.

    Attributes
    ----------
    name
        In words: "share that agrees, by topic".
    part
        A query of `facts` that says what is counted; empty: every row.
    whole
        A query that says of what it is a share; empty: every row; None: a number is asked for, no share.
    by
        The columns of `facts` that groups are made of. A statement of several speakers counts for each.
    within
        Those of `by` that part the whole as well; by default all. Statements by speaker, within nothing, are shares of all statements.
    of
        Statements count once, however many topics they are on; positions count once a topic.
    """

    name: str
    part: str = ""
    whole: str | None = None
    by: Group = ()
    within: Group | None = None
    of: Literal["statements", "positions"] = "statements"

    @property
    def uses(self) -> set[str]:
        """The answers of a coder that it rests on."""
        words = {*self.by, *re.findall(r"\w+", f"{self.part} {self.whole or ''}")} | ({"topic"} if self.of == "positions" else set())
        return words & {"type", "speaker", "topic", "agreement"}


AGREE, SIDES = "agreement == '1'", "agreement in ['0', '1']"
BY_TOPIC, BY_PERIOD = "share that agrees, by topic", "share that agrees, by topic and period"


def _agreeing(name: str, *by: str) -> Quantity:
    return Quantity(name, AGREE, SIDES, by=by, of="positions")


QUANTITIES = (
    Quantity("statements, by period", by=("period",)),
    Quantity("share of statements, by speaker", whole="", by=("speaker",), within=()),
    Quantity("share of positions, by topic", whole="", by=("topic",), within=(), of="positions"),
    _agreeing(BY_TOPIC, "topic"),
    _agreeing("share that agrees, by topic and speaker", "topic", "speaker"),
    _agreeing("share that agrees, by topic and outlet", "topic", "outlet"),
    _agreeing(BY_PERIOD, "topic", "period"),
)
"""What is asked of every study; no two have the same name."""


def counted(rows: pd.DataFrame, query: str, columns: Group, of: str, over: str, places: Sequence[str]) -> dict[Group, Floats]:
    """How many statements or positions that a query selects stand in each place, by group.

    Parameters
    ----------
    rows
        As of `facts`.
    query, columns, of
        Those of a `Quantity`: its part by its `by`, or its whole by its `within`.
    over, places
        The column that says where a row stands (article_id or unit_id), and the places in order; rows elsewhere are not counted.

    Returns
    -------
    dict
        For each group an array with one number a place; without columns the one group is ().
    """
    rows = rows[rows["topic"] != ""] if of == "positions" else rows
    rows = rows.query(query, engine="python") if query and len(rows) else rows
    if "speaker" in columns:
        rows = rows.assign(speaker=rows["speaker"].str.split("; ")).explode("speaker")
    apart = [*dict.fromkeys(["unit_id", over, *columns, *(["topic"] if of == "positions" else [])])]
    rows = rows.drop_duplicates(apart)
    number = {name: place for place, name in enumerate(places)}
    rows = rows[rows[over].isin(number)]
    at = rows[over].map(number).to_numpy(dtype=np.int64)
    if not columns:
        return {(): np.bincount(at, minlength=len(places)).astype(np.float64)}
    groups = list(zip(*(rows[name].astype(str).replace("", NONE) for name in columns), strict=True))
    found: dict[Group, Floats] = {}
    for place, group in zip(at, groups, strict=True):
        found.setdefault(group, np.zeros(len(places)))[place] += 1
    return found
