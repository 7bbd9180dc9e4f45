"""A coder made of articles that were coded beforehand: answers a drawn sample from a folder of gold JSON Lines (data/gold/README.md)."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import answers, sources
from analysis.answers import STATEMENT, Answers
from analysis.evaluation import SAME_SPAN
from analysis.matching import characters, contained, one_to_one, overlap

NAME = "gold"
_FILES = ("documents", "quotations", "positions", "occasions")
_INSIDE = 0.5

Record = dict[str, Any]


class Gold:
    """The coding of a folder.

    Parameters
    ----------
    folder
        Folder with quotations.jsonl, and documents.jsonl, positions.jsonl and occasions.jsonl where they are.
    """

    def __init__(self, folder: Path) -> None:
        read = {name: list(_rows(folder / f"{name}.jsonl")) for name in _FILES}
        self._sums = {Path(row["file"]).stem: row.get("sha256") for row in read["documents"]}
        self._said = _grouped(read["quotations"], lambda row: Path(row["file"]).stem)
        self._positions = _grouped(read["positions"], lambda row: str(row.get("quotation")))
        self._occasions = {row["id"]: row for row in read["occasions"]}

    def coded(self, articles: pd.DataFrame) -> list[str]:
        """Ids of the articles of a table that are coded, in order: of the same name and, where it is stated, the same SHA-256."""
        known = self._sums.keys() | self._said.keys()
        sums = dict(zip(articles["article_id"], articles["sha256"], strict=True))
        return sorted(key for key in known & sums.keys() if self._sums.get(key) in (None, sums[key]))

    def contents(self, article_id: str) -> list[tuple[int, int]]:
        """The stretches of an article that are coded as content, as raw code points."""
        return [(part["start"], part["end"]) for row in self._said.get(article_id, []) for part in row["content"]]

    def answers(
        self, sample: pd.DataFrame, statements: pd.DataFrame, machine: Mapping[str, Answers], topics: Collection[str]
    ) -> dict[str, Answers]:
        """What the coding says of each drawn unit of coded articles, by unit_id.

        A statement is one where a coded row has its content: one to one, by an overlap of at least a half, as `evaluation.evaluate`
        matches them; a row that is not core counts, too. A sentence holds one where a core row that no statement of the program has
        lies in it: at least half of the row's content, or of the sentence, is the other's.

        Where the coding allows several speakers (`speaker_alternatives`) the answer is the one that the program names, if it is among
        them, and else the coded one: so no program is blamed for what a careful reader may say, as in `evaluation`. Positions that are
        not core count where the program has their topic, too. What the coding does not say (a date of a statement that belongs to no
        occasion and takes no dated position) is left out.

        Parameters
        ----------
        sample
            The table `sample`.
        statements
            The table from which it was drawn.
        machine
            What the program says of each unit.
        topics
            Ids of the topics that coders may name; what is coded on others is told in the note.
        """
        found: dict[str, Answers] = {}
        for article, units in sample.groupby("article_id"):
            coded = self._said.get(str(article), [])
            own = statements[statements["article_id"] == article].to_dict("records")
            contents = [_content(row) for row in coded]
            pairs = one_to_one(contents, [characters(row["content_spans"]) for row in own], overlap, SAME_SPAN)
            met = {own[j]["statement_id"]: coded[i] for i, j in pairs}
            left = {i for i, _ in pairs}
            missed = [(row, content) for i, (row, content) in enumerate(zip(coded, contents, strict=True)) if row["core"] and i not in left]
            for unit in units.to_dict("records"):
                place = characters([(unit["start"], unit["end"])])
                row = (
                    met.get(unit["statement_id"])
                    if unit["frame"] == STATEMENT
                    else next((row for row, content in missed if contained(content, place) >= _INSIDE), None)
                )
                said = machine[unit["unit_id"]]
                found[unit["unit_id"]] = self._answer(row, said, topics) if row else Answers(answers.NO)
        return found

    def _answer(self, row: Record, machine: Answers, topics: Collection[str]) -> Answers:
        held = [p for p in self._positions.get(str(row["id"]), []) if p["core"] or p["topic"] in machine.topics]
        beyond = sorted({p["topic"] for p in held if p["topic"] not in topics})
        noted = [str(row["id"]), *([] if row["core"] else ["not core"]), *(f"no topic of the codebook: {topic}" for topic in beyond)]
        allowed = [answers.speakers(one) for one in (row["speaker"], *map(_listed, row.get("speaker_alternatives") or []))]
        return Answers(
            answers.YES,
            row.get("type"),
            machine.speaker if machine.speaker in allowed else allowed[0],
            answers.sides((p["topic"], p["agreement"]) for p in held if p["topic"] in topics),
            self._date(row),
            ", ".join(noted),
        )

    def _date(self, row: Record) -> str | None:
        """The days on which it may have been said: those of its positions where they are of one mind, else those of its occasion."""
        stated = {str(p["date"]) for p in self._positions.get(str(row["id"]), []) if p.get("date")}
        days = sources.interval(stated.pop()) if len(stated) == 1 else None
        if days:
            return f"{days[0]}/{days[1]}"
        occasion = self._occasions.get(row.get("occasion") or "", {})
        return f"{occasion['earliest']}/{occasion['latest']}" if occasion.get("earliest") and occasion.get("latest") else None


def _rows(path: Path) -> Iterator[Record]:
    if path.exists():
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _grouped(rows: list[Record], key: Any) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _content(row: Record) -> set[int]:
    return characters((part["start"], part["end"]) for part in row["content"])


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names
