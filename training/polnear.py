"""PolNeAR's articles as paragraphs of words, with their attributions as stretches of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import spacy
from spacy.tokens import Doc, Span

Stretch = tuple[int, int]


@dataclass
class Text:
    """One article with one kind of quotation marks: its paragraphs, and its attributions as stretches of words by role."""

    paragraphs: list[Span]
    attributions: list[dict[str, list[Stretch]]]


def articles(folder: Path) -> Iterator[tuple[str, list[dict[str, list[Stretch]]]]]:
    """Text and attributions of each article; of several annotators the first by name is taken."""
    for path in sorted((folder / "text").glob("*.txt")):
        notes = sorted(p for p in (folder / "attributions").iterdir() if p.stem.rsplit("_", 1)[0] == path.stem)
        if notes:
            yield path.read_bytes().decode("utf-8"), list(brat_attributions(notes[0]))


def brat_attributions(path: Path) -> Iterator[dict[str, list[Stretch]]]:
    """The attributions of a brat file by role, as code points of the text."""
    note = path.read_bytes().decode("utf-8")
    marks = dict(re.findall(r"^(T\d+)\t\w+ ([\d ;]+)\t", note, flags=re.M))
    for event in re.findall(r"^E\d+\t(.*)$", note, flags=re.M):
        found: dict[str, list[Stretch]] = {"source": [], "cue": [], "content": []}
        for role, mark in re.findall(r"(Source|Cue|Content)\d*:(T\d+)", event):
            for part in marks[mark].split(";"):
                start, end = map(int, part.split())
                found[role.lower()].append((start, end))
        yield found


def variants(text: str, attributions: list[dict[str, list[Stretch]]]) -> Iterator[Text]:
    """The text with its own quotation marks, and where they are curly also with single and with straight ones."""
    nlp = spacy.blank("en")
    lines = [(m.start() + len(m[0]) - len(m[0].lstrip()), m[0].strip()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
    for marks in (None, "‘’", '""'):
        if marks and "“" not in text:
            continue
        parts = [nlp.make_doc(line.translate(str.maketrans("“”", marks)) if marks else line) for _, line in lines]
        doc = Doc.from_docs(parts, ensure_whitespace=True)
        places = [(at + t.idx, at + t.idx + len(t)) for (at, _), part in zip(lines, parts, strict=True) for t in part]
        starts = [0]
        for part in parts:
            starts.append(starts[-1] + len(part))
        found = [{role: in_words(parts, places) for role, parts in one.items()} for one in attributions]
        yield Text(
            [doc[s:e] for s, e in pairwise(starts)],
            [one for one in found if one["cue"] and one["content"]],
        )


def in_words(parts: list[Stretch], places: list[Stretch]) -> list[Stretch]:
    """Stretches of code points as stretches of the words that they touch."""
    touched = [[i for i, (s, e) in enumerate(places) if s < end and start < e] for start, end in parts]
    return [(t[0], t[-1] + 1) for t in touched if t]
