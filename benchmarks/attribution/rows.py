"""Attributions as every system and the gold give them: spans of content, cue and source in the raw text; and gold read from brat files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

Span = tuple[int, int]
Spans = tuple[Span, ...]
ROLES = ("source", "cue", "content")

_MARK = re.compile(r"(T\d+)\t(\w+) (\d+ \d+(?:;\d+ \d+)*)")
_EVENT = re.compile(r"E\d+\t(.+)")
_ARGUMENT = re.compile(r"([A-Za-z]+)\d*:(T\d+)")


@dataclass(frozen=True)
class Row:
    """One attribution. Spans are code points of the raw text, `end` exclusive; empty where the part is missing."""

    content: Spans
    cue: Spans = ()
    source: Spans = ()

    def spans(self, role: str) -> Spans:
        """The spans of "source", "cue" or "content"."""
        return {"source": self.source, "cue": self.cue, "content": self.content}[role]


@dataclass(frozen=True)
class Article:
    """A raw text (UTF-8, line ends as they are in the file), its name, and the attributions that people found in it."""

    name: str
    text: str
    gold: tuple[Row, ...]


def characters(spans: Iterable[Span]) -> frozenset[int]:
    """The code points that spans cover."""
    return frozenset(at for start, end in spans for at in range(start, end))


def words(text: str, spans: Iterable[Span]) -> str:
    """The words of spans, joined by a space."""
    return " ".join(text[start:end] for start, end in spans)


def read_folder(folder: Path) -> list[Article]:
    """The articles of a folder in PolNeAR's layout that somebody annotated, sorted by name.

    `folder/text/NAME.txt` is a text, `folder/attributions/NAME_ANNOTATOR.ann` its brat file. Of several annotators the first by
    name is taken.

    Raises
    ------
    FileNotFoundError
        Where the folder has no such texts.
    """
    paths = sorted((folder / "text").glob("*.txt"))
    if not paths:
        raise FileNotFoundError(f"no texts in {folder / 'text'}: training/README.md says how to lay PolNeAR out")
    notes: dict[str, list[Path]] = {}
    for note in sorted((folder / "attributions").glob("*.ann")):
        notes.setdefault(note.stem.rpartition("_")[0], []).append(note)
    return [Article(p.stem, _text(p), tuple(read_brat(_text(notes[p.stem][0])))) for p in paths if p.stem in notes]


def read_brat(notes: str) -> list[Row]:
    """The attributions of one brat standoff file, in its order; those without content are left out.

    A line joins only marks that stand above it. PolNeAR has a few that name a mark further down (three of 2,192 in the development
    part): they lose that part here as they do in the scores reported before, so that the figures stay comparable.
    """
    marks: dict[str, Spans] = {}
    found = []
    for line in notes.splitlines():
        if mark := _MARK.match(line):
            marks[mark[1]] = tuple(_span(part) for part in mark[3].split(";"))
        elif event := _EVENT.fullmatch(line):
            parts: dict[str, Spans] = dict.fromkeys(ROLES, ())
            for name, reference in _ARGUMENT.findall(event[1]):
                if name.lower() in parts:
                    parts[name.lower()] += marks.get(reference, ())
            if parts["content"]:
                found.append(Row(**parts))
    return found


def _span(offsets: str) -> Span:
    start, end = offsets.split(" ")
    return int(start), int(end)


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")
