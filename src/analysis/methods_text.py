"""A text in Markdown in which every number is a link, and one that the tables gave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from analysis import numbers
from analysis.numbers import Data, Number, Numbers, Part, Sentence, say
from analysis.site import Stated

Cell = Number | Sentence | str | Sequence[Part | Stated]


@dataclass
class Text:
    """Headings, sentences and tables one after the other.

    `n` is where its numbers come from.
    """

    n: Numbers
    _blocks: list[str] = field(default_factory=list)

    def heading(self, level: int, words: str) -> None:
        """A heading of the author's own words."""
        self._blocks.append(f"{'#' * level} {self._plain(words)}")

    def says(self, *sentences: Sentence) -> None:
        """A paragraph."""
        self._blocks.append(" ".join(self._marked(sentence.parts) for sentence in sentences))

    def lists(self, sentences: Iterable[Sentence]) -> None:
        """A list."""
        self._blocks.append("\n".join(f"- {self._marked(sentence.parts)}" for sentence in sentences))

    def runs(self, commands: Iterable[str]) -> None:
        """Commands, one a line."""
        self._blocks.append("\n".join(f"    {command}" for command in commands))

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        """A table; a text in a cell is taken for words from the data, a list for the parts of a sentence."""
        lines = [heads, ["---"] * len(heads), *([self._cell(cell) for cell in row] for row in rows)]
        self._blocks.append("\n".join("| " + " | ".join(line) + " |" for line in lines))

    def markdown(self) -> str:
        """The whole text."""
        return "\n\n".join(self._blocks) + "\n"

    def _cell(self, cell: Cell) -> str:
        if isinstance(cell, (Number, str)):
            return self._part(Data(cell) if isinstance(cell, str) else cell)
        return self._marked(cell.parts if isinstance(cell, Sentence) else cell)

    def _marked(self, parts: Iterable[Part | Stated]) -> str:
        return "".join(self._part(part) for part in parts)

    def _part(self, part: Part | Stated) -> str:
        if isinstance(part, (Number, Stated)):
            return f"[{part.text}]({part.href})"
        if isinstance(part, Data):
            return part if part.startswith("`") else numbers.escaped(" ".join(part.split()))
        return self._plain(part)

    @staticmethod
    def _plain(words: str) -> str:
        """The author's words, which hold no digit: what is a number comes from the tables."""
        if any(ch.isdigit() for ch in words):
            raise ValueError(f"the words {words!r} hold a digit: give it as a number or as data")
        return words


def code(words: str) -> Data:
    """A name of a file, a command or a version, to stand as code."""
    return Data(f"`{words.replace('`', '')}`")


def told(template: str, **values: Number | Sentence | str) -> Sentence:
    """`numbers.say`, for texts whose lines are broken in the source: white space is one space."""
    return say(" ".join(template.split()), **values)


def listed(pairs: Iterable[tuple[str, Number]]) -> list[Sentence]:
    """Words and numbers as sentences "words: number"."""
    return [say("{words}: {number}", words=words, number=number) for words, number in pairs]
