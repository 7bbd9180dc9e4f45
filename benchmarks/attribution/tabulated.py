"""Tables of the comparison: systems by measure, systems by type of content, and one system's outcomes by kind and cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import kinds
import scoring
from rows import Article
from scoring import FOUND, NAMED, OUTCOMES, SURPLUS, Judged

Table = list[dict[str, Any]]
Kinds = list[list[dict[str, str]]]
KINDS = {"content": kinds.CONTENT, "source": kinds.SOURCE, "cue": kinds.CUE}


def of_gold(articles: Iterable[Article]) -> Kinds:
    """The kinds of each gold row of each article."""
    return [[kinds.of_row(article.text, row) for row in article.gold] for article in articles]


@dataclass(frozen=True)
class Share:
    """The gold rows of one kind: how often each outcome came."""

    outcomes: Counter[str]

    def row(self) -> dict[str, Any]:
        """Number of gold rows; recall, speaker right where found, both right; then the share of each failure in all of them."""
        total = sum(self.outcomes.values())
        found, named = (sum(self.outcomes[name] for name in names) for names in (FOUND, NAMED))
        right, rightly_none = self.outcomes["right source"], self.outcomes["rightly none"]
        failures = [name for name in OUTCOMES if name not in ("right source", "rightly none")]
        return {
            "gold": total,
            "recall": scoring.percent(found, total),
            "speaker": scoring.percent(right, named) if named else scoring.percent(rightly_none, found),
            "found and right": scoring.percent(right + rightly_none, total),
            **{name: scoring.percent(self.outcomes[name], total) for name in failures},
        }


def by_kind(judged: Sequence[Judged], gold: Kinds) -> Table:
    """For each kind of content, source and cue what became of its gold rows, in per cent of them.

    "speaker" is the share of right sources among the found rows that have one; for floating rows, which have none, the share of
    those that are rightly left without.
    """
    counted: dict[tuple[str, str], Counter[str]] = {(group, kind): Counter() for group, names in KINDS.items() for kind in names}
    for article, of_rows in zip(judged, gold, strict=True):
        for outcome, of_row in zip(article.outcomes, of_rows, strict=True):
            for group, kind in of_row.items():
                counted[group, kind][outcome] += 1
    return [{"by": group, "kind": kind, **Share(counter).row()} for (group, kind), counter in counted.items()]


def causes(judged: Sequence[Judged]) -> Table:
    """What became of every gold row and of every row of the system: number and per cent. The numbers of either add up to all."""
    outcomes = Counter(outcome for j in judged for outcome in j.outcomes)
    surplus = Counter(name for j in judged for name in j.surplus.values())
    paired = {"paired": "is paired with a row that people found"}
    found = Counter({"paired": sum(len(j.half) for j in judged), **surplus})
    return [*_counted("gold", outcomes, OUTCOMES), *_counted("system", found, {**paired, **SURPLUS})]


def _counted(of: str, counter: Counter[str], meanings: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    total = sum(counter.values())
    for name, meaning in meanings.items():
        share = scoring.percent(counter[name], total)
        yield {"rows of": of, "outcome": name, "n": counter[name], "%": share, "meaning": meaning}


def systems(results: Mapping[str, Sequence[Judged]]) -> Table:
    """One line a system: rows found, and every measure."""
    return [{"system": name, "rows": sum(len(j.found) for j in judged), **scoring.measures(judged)} for name, judged in results.items()]


def by_content(results: Mapping[str, Sequence[Judged]], gold: Kinds) -> Table:
    """One line a system and type of content: recall and speaker on the gold rows of that type, precision of the rows of that type."""
    lines = []
    for name, judged in results.items():
        own = _paired_by_content(judged)
        for share in by_kind(judged, gold):
            if share["by"] == "content":
                kind = share["kind"]
                precision = scoring.percent(sum(own[kind]), len(own[kind]))
                of_gold = {key: share[key] for key in ("gold", "recall", "speaker", "found and right")}
                lines.append({"system": name, "content": kind, "rows": len(own[kind]), "precision": precision, **of_gold})
    return lines


def _paired_by_content(judged: Iterable[Judged]) -> dict[str, list[bool]]:
    """By type of content whether each row of the system is paired with a gold row, of whatever type that is."""
    paired: dict[str, list[bool]] = {kind: [] for kind in kinds.CONTENT}
    for j in judged:
        hits = {*j.half.values()}
        for n, row in enumerate(j.found):
            paired[kinds.content_kind(j.article.text, row)].append(n in hits)
    return paired


def shown(table: Table) -> str:
    """A table in Markdown, columns padded so that it also reads as plain text; numbers to the right."""
    head = list(table[0])
    cells = [head, *([_cell(line[name]) for name in head] for line in table)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    numbers = [all(isinstance(line[name], int | float | None) for line in table) for name in head]
    columns = list(zip(widths, numbers, strict=True))
    rule = "|" + "|".join("-" * (width + 1) + (":" if number else "-") for width, number in columns) + "|"
    first, *rest = [_line(row, columns) for row in cells]
    return "\n".join([first, rule, *rest])


def _line(cells: Iterable[str], columns: Iterable[tuple[int, bool]]) -> str:
    padded = (cell.rjust(width) if number else cell.ljust(width) for cell, (width, number) in zip(cells, columns, strict=True))
    return "| " + " | ".join(padded) + " |"


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.1f}" if isinstance(value, float) else str(value)
