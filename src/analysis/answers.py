"""What is coded of a unit: whether it is a statement, its type, speaker, topics with side, and date; as the program or a coder says it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

STATEMENT, SENTENCE = "statement", "sentence"
"""What units are: a statement of the program, or a sentence in which coders look for what it missed."""
COLUMNS = ("is_statement", "type", "speaker", "topic", "agreement", "date_earliest", "date_latest", "note")
"""The columns of a sheet that a coder fills in, in order."""
VARIABLES = ("is_statement", "type", "speaker", "topic", "agreement", "date")
YES, NO = "yes", "no"
TYPES = ("direct", "mixed", "indirect", "fragment")
AGREES, DISAGREES, OPEN = "1", "0", "open"
UNKNOWN = "unknown"
JOINED = "; "


@dataclass(frozen=True)
class Answers:
    """What one coder says of one unit; None is what the coder left out.

    Attributes
    ----------
    is_statement
        yes or no. Of what is no statement there is nothing more to say.
    type
        One of `TYPES`.
    speaker
        Ids of actors, sorted and joined by "; ", or "unknown" where the text does not say.
    topics
        For each topic that is present the side taken on its proposition: 1 agrees, 0 disagrees, "open" cannot be told.
    date
        First and last day (ISO) on which it may have been said, as an interval "2024-02-01/2024-02-29", or "unknown".
    note
        Whatever else the coder noted, on one line.
    """

    is_statement: str | None = None
    type: str | None = None
    speaker: str | None = None
    topics: Mapping[str, str | None] = field(default_factory=dict)
    date: str | None = None
    note: str = ""

    def codes(self) -> Iterator[tuple[str, str, str]]:
        """Variable, key and value of each answer, in order of variable and key; the note is none of them."""
        for topic, side in sorted(self.topics.items()):
            if side is not None:
                yield "agreement", topic, side
        for variable in ("date", "is_statement", "speaker"):
            if (value := getattr(self, variable)) is not None:
                yield variable, "", value
        yield from (("topic", topic, YES) for topic in sorted(self.topics))
        if self.type is not None:
            yield "type", "", self.type

    def rows(self) -> list[dict[str, str]]:
        """The answers as rows of a sheet, by `COLUMNS`: one row, and a further one for each further topic."""
        earliest, _, latest = (self.date or "").partition("/")
        first = {"is_statement": self.is_statement, "type": self.type, "speaker": self.speaker, "note": self.note}
        first |= {"date_earliest": earliest, "date_latest": latest}
        sides = [{"topic": topic, "agreement": side} for topic, side in sorted(self.topics.items())]
        rows = [first | sides[0], *sides[1:]] if sides else [first]
        return [{name: row.get(name) or "" for name in COLUMNS} for row in rows]


def speakers(ids: Iterable[str]) -> str:
    """Ids of actors as an answer.

    >>> speakers(["PER:ida_roe", "GOV:AUT"]), speakers([])
    ('GOV:AUT; PER:ida_roe', 'unknown')
    """
    return JOINED.join(sorted(set(ids))) or UNKNOWN


def sides(positions: Iterable[tuple[str, Any]]) -> dict[str, str | None]:
    """Topics with their sides, of (topic, agreement) pairs; a topic on which two sides are taken is open.

    >>> sides([("toll", 1), ("jobs", None), ("toll", 0)])
    {'toll': 'open', 'jobs': 'open'}
    """
    found: dict[str, str | None] = {}
    for topic, agreement in positions:
        side = OPEN if agreement is None or pd.isna(agreement) else AGREES if int(agreement) else DISAGREES
        found[topic] = side if found.get(topic, side) == side else OPEN
    return found


def of_program(sample: pd.DataFrame, statements: pd.DataFrame, positions: pd.DataFrame) -> dict[str, Answers]:
    """What the program says of each drawn unit, by unit_id: of a sentence, that it is no statement; of a statement all the rest."""
    wanted = sample[sample["statement_id"] != ""]
    rows = statements[statements["statement_id"].isin(wanted["statement_id"])]
    by_id = {row["statement_id"]: row for row in rows.to_dict("records")}
    held = positions[positions["statement_id"].isin(by_id)]
    taken: dict[str, list[tuple[str, Any]]] = {}
    for statement, topic, agreement in zip(held["statement_id"], held["topic"], held["agreement"], strict=True):
        taken.setdefault(statement, []).append((topic, agreement))
    found = {}
    for unit, statement in zip(sample["unit_id"], sample["statement_id"], strict=True):
        found[unit] = _of_statement(by_id[statement], taken.get(statement, ())) if statement else Answers(NO)
    return found


def _of_statement(row: Mapping[str, Any], taken: Sequence[tuple[str, Any]]) -> Answers:
    earliest, latest = row["date_earliest"], row["date_latest"]
    dated = pd.notna(earliest) and pd.notna(latest)
    return Answers(YES, row["type"], speakers(row["speakers"]), sides(taken), f"{earliest}/{latest}" if dated else UNKNOWN)


def table(answers: Mapping[str, Answers], **more: str) -> pd.DataFrame:
    """Answers by unit_id as a long table: unit_id, the columns of `more`, variable, key, value; sorted by unit, variable and key."""
    rows = [(unit, *more.values(), *code) for unit, given in sorted(answers.items()) for code in given.codes()]
    return pd.DataFrame(rows, columns=["unit_id", *more, "variable", "key", "value"], dtype="str")
