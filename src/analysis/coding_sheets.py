"""The sheets in which coders answer, one a coder: written with the words and their context, read back with every fault at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis import answers, spreadsheets
from analysis.answer_cells import Reader
from analysis.answers import Answers
from analysis.articles import Article
from analysis.spreadsheets import one_line

CODER = r"[A-Za-z0-9][A-Za-z0-9_-]*"
SHOWN = ("article", "outlet", "published", "before", "words", "after")
MACHINE = tuple(f"machine_{name}" for name in answers.VARIABLES)
BEFORE, AFTER = 600, 300
"""So many code points of context are shown, cut at a space."""
MORE = "…"


@dataclass(frozen=True)
class Shown:
    """What a coder sees of a unit: where it comes from, and its words in their context, each on one line.

    `besides` are the statements in these words that are known already: the question is then for further ones.
    """

    article: str
    outlet: str
    published: str
    before: str
    words: str
    after: str
    besides: str = ""

    @classmethod
    def of(
        cls, article: Article, start: int, end: int, outlet: str = "", published: str = "", known: Iterable[tuple[int, int]] = ()
    ) -> Shown:
        """The words `raw[start:end]` of an article in their context.

        >>> from analysis.sources import Source
        >>> text = "The ferry\\r\\nwas late, Keller said."
        >>> Shown.of(Article("a", "a.txt", "", text, "ok", None, Source()), 4, 19)
        Shown(article='a', outlet='', published='', before='The', words='ferry was late', after=', Keller said.', besides='')
        """
        raw = article.raw
        before, after = raw[max(0, start - BEFORE) : start], raw[end : end + AFTER]
        if start > BEFORE:
            before = f"{MORE} {before.partition(' ')[2] or before}"
        if end + AFTER < len(raw):
            after = f"{after.rpartition(' ')[0] or after} {MORE}"
        besides = " | ".join(raw[first:last] for first, last in known)
        return cls(*map(one_line, (article.article_id, outlet, published, before, raw[start:end], after, besides)))


class CodingFaults(ValueError):
    """Everything that is wrong with what coders filled in, a line for each fault: file, row, column, what stands there, what is allowed."""

    def __init__(self, faults: Sequence[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join([f"The coding has {len(faults)} fault{'s' * (len(faults) > 1)}:", *(f"  {f}" for f in faults)]))


def path_of(folder: Path, coder: str) -> Path:
    """Where the sheet of a coder lies."""
    return folder / f"sheet_{coder}.csv"


def coders(folder: Path) -> list[str]:
    """The coders whose sheets lie in a folder, in order."""
    found = (re.fullmatch(rf"sheet_({CODER})\.csv", path.name) for path in folder.glob("sheet_*.csv"))
    return sorted(match[1] for match in found if match)


def sheet(
    coder: str,
    shown: Mapping[str, Shown],
    *,
    seed: int = 0,
    given: Mapping[str, Answers] | None = None,
    machine: Mapping[str, Answers] | None = None,
) -> bytes:
    """A sheet as the bytes of a CSV file: one row a unit, in an order that is this coder's own.

    Parameters
    ----------
    coder
        Name of the coder; with the seed it decides the order, so that no two coders have the units in the same one.
    shown
        What is seen of each unit, by unit_id.
    given
        Answers that are there already, by unit_id; a unit with several topics takes further rows.
    machine
        What the program says of each unit, to be shown in columns of its own; None to code blind.
    """
    order = _order(coder, sorted(shown), seed)
    seen = (*SHOWN, *(["besides"] if any(one.besides for one in shown.values()) else []))
    columns = ("unit_id", *seen, *answers.COLUMNS, *(MACHINE if machine is not None else ()))
    rows = []
    for unit in order:
        about = {"unit_id": unit, **{name: getattr(shown[unit], name) for name in seen}}
        about |= _machine(machine[unit]) if machine is not None else {}
        rows += [about | row for row in ((given or {}).get(unit) or Answers()).rows()]
    return spreadsheets.table(columns, rows)


def read(path: Path, units: Collection[str], reader: Reader) -> tuple[dict[str, Answers], list[str]]:
    """The answers in a sheet by unit_id, and its faults; a unit of which nothing is answered has none.

    Whatever spreadsheets make of a sheet is read: see `spreadsheets.read`, `answer_cells`. Columns other than `answers.COLUMNS` are only
    shown to coders, and not read.
    """
    try:
        rows = list(spreadsheets.read(path, ("unit_id", *answers.COLUMNS)))
    except spreadsheets.Unreadable as fault:
        return {}, [str(fault)]
    faults: list[str] = []
    by_unit: dict[str, list[tuple[Mapping[str, str], _Told]]] = {}
    for number, row in rows:
        told = _Told(path.name, number, faults)
        if row[""]:
            told("", row[""], "this stands beyond the last column: move it to where it belongs, or empty the cell")
        if row["unit_id"] in units:
            by_unit.setdefault(row["unit_id"], []).append((row, told))
        elif row["unit_id"] or _is_answered(row):
            told("unit_id", row["unit_id"], "no unit of sample.csv; a further row for a unit has its unit_id")
    found = {unit: reader.answers(own) for unit, own in by_unit.items() if any(_is_answered(row) for row, _ in own)}
    return found, faults


def answered(path: Path) -> int | None:
    """How many rows of a sheet hold an answer; None where the file is no sheet, so that it cannot be told."""
    try:
        return sum(_is_answered(row) for _, row in spreadsheets.read(path, ("unit_id", *answers.COLUMNS)))
    except spreadsheets.Unreadable:
        return None


class _Told:
    """Takes the faults of one row."""

    def __init__(self, file: str, number: int, faults: list[str]) -> None:
        self._where, self._faults = f"{file}, row {number}", faults

    def __call__(self, column: str, stands: str, allowed: str) -> None:
        of = f", column {column!r}" if column else ""
        self._faults.append(f"{self._where}{of}: {stands!r}: {allowed}")


def _is_answered(row: Mapping[str, str]) -> bool:
    return any(row[name] for name in answers.COLUMNS)


def _machine(said: Answers) -> dict[str, str]:
    """What the program says of a unit, in one row."""
    sides = (f"{topic}: {side}" for topic, side in sorted(said.topics.items()))
    return dict(
        zip(
            MACHINE,
            (
                said.is_statement or "",
                said.type or "",
                said.speaker or "",
                answers.JOINED.join(sorted(said.topics)),
                answers.JOINED.join(sides),
                said.date or "",
            ),
            strict=True,
        )
    )


def _order(coder: str, units: Iterable[str], seed: int) -> list[str]:
    listed = np.array(list(units), dtype=object)
    generator = np.random.default_rng([seed, *coder.encode()])
    return [str(unit) for unit in listed[generator.permutation(len(listed))]]
