"""Units and answers as standoff files of the annotation tool brat (Stenetorp et al. 2012), and back again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd

from analysis import answers, texts, whole
from analysis.answer_cells import Reader
from analysis.answers import Answers
from analysis.spreadsheets import one_line

UNIT, CONFIGURATION = "Unit", "annotation.conf"
_ATTRIBUTES = {"IsStatement": "is_statement", "Type": "type"}
_VALUES = {"is_statement": (answers.YES, answers.NO), "type": answers.TYPES}
_TOPIC, _PRESENT = "Topic_", "present"
_SIDES = {answers.AGREES: "agrees", answers.DISAGREES: "disagrees", answers.OPEN: answers.OPEN, None: _PRESENT}
_NOTE = re.compile(r"(unit-\w+)\s*(?:\|\s*speaker:(.*?))?(?:\|\s*date:(.*?))?(?:\|\s*note:(.*))?")
_BREAK = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_NAMED = {"A": "attribute", "#": "note", "R": "relation", "E": "event", "*": "equivalence", "N": "normalisation", "M": "modification"}

Fragments = list[tuple[int, int]]


def configuration(topics: Iterable[str]) -> str:
    """`annotation.conf`: the type Unit, with an attribute for each closed answer and for each topic."""
    attributes = {name: _VALUES[column] for name, column in _ATTRIBUTES.items()}
    attributes |= {f"{_TOPIC}{topic}": tuple(_SIDES.values()) for topic in topics}
    lines = [f"{name}\tArg:{UNIT}, Value:{'|'.join(values)}" for name, values in attributes.items()]
    return "\n".join(["[entities]", UNIT, "[relations]", "[events]", "[attributes]", *lines, ""])


def fragments(raw: str, start: int, end: int) -> Fragments:
    """A stretch of a text as the stretches between its line breaks and tabs, which no line of an .ann file may hold.

    >>> fragments("so be\\r\\nit", 0, 9)
    [(0, 5), (7, 9)]
    """
    found, at = [], start
    for match in _BREAK.finditer(raw, start, end):
        found.append((at, match.start()))
        at = match.end()
    return [(first, last) for first, last in [*found, (at, end)] if first < last]


def standoff(raw: str, units: Iterable[tuple[str, int, int]], given: Mapping[str, Answers] | None = None) -> str:
    """The .ann file of one article: a text-bound annotation for each unit (id, start, end), its note, and the answers that are there.

    The note begins with the unit's id; speaker, date and the coder's own note follow, to be filled in:
    `unit-0a1b | speaker: PER:anna_berg | date: 2024-02-01/2024-02-29 | note: two voices`.
    """
    lines: list[str] = []
    count = 0
    for number, (unit, start, end) in enumerate(units, start=1):
        parts = fragments(raw, start, end)
        places, words = ";".join(f"{first} {last}" for first, last in parts), " ".join(raw[first:last] for first, last in parts)
        said = (given or {}).get(unit) or Answers()
        lines.append(f"T{number}\t{UNIT} {places}\t{words}")
        note = f"{unit} | speaker: {said.speaker or ''} | date: {said.date or ''} | note: {said.note}"
        lines.append(f"#{number}\tAnnotatorNotes T{number}\t{one_line(note)}")
        for name, value in _attributes(said):
            count += 1
            lines.append(f"A{count}\t{name} T{number} {value}")
    return "".join(f"{line}\n" for line in lines)


def write(
    folder: Path, article_id: str, raw: str, units: Iterable[tuple[str, int, int]], given: Mapping[str, Answers] | None = None
) -> None:
    """Write the text of an article, whole and as it is, so that offsets stay true, and its .ann file beside it."""
    stem = texts.plain(article_id)
    whole.write(folder / f"{stem}.txt", raw)
    whole.write(folder / f"{stem}.ann", standoff(raw, units, given))


def read(folder: Path, sample: pd.DataFrame, reader: Reader) -> tuple[dict[str, Answers], list[str]]:
    """The answers in a folder of standoff files by unit_id, and its faults; a unit of which nothing is answered has none.

    Parameters
    ----------
    folder
        A folder as `write` made it, with what a coder annotated.
    sample
        The table `sample`.
    reader
        Reads the answers.
    """
    found: dict[str, Answers] = {}
    faults: list[str] = []
    for article_id, own in sample.groupby("article_id"):
        path = folder / f"{texts.plain(str(article_id))}.ann"
        if not path.is_file():
            continue
        held = _Held(path, own, faults)
        for unit, rows in held.rows():
            if any(value for row in rows for value in row.values()):
                found[unit] = reader.answers([(row, held.told(unit)) for row in rows])
    known = {f"{texts.plain(str(key))}.ann" for key in sample["article_id"]}
    for path in sorted(folder.glob("*.ann")):
        if path.name not in known:
            faults.append(f"{folder.name}/{path.name}: no article of sample.csv has this name: restore its name, or delete it")
    return found, faults


def answered(folder: Path) -> int:
    """How many units of a folder of standoff files hold an answer."""
    count = 0
    for path in sorted(folder.glob("*.ann")):
        text = path.read_text(encoding="utf-8", errors="replace")
        notes = re.findall(r"^#\d+\tAnnotatorNotes (T\d+)\t(.*)$", text, re.MULTILINE)
        told = {key for key, note in notes if (match := _NOTE.fullmatch(note.strip())) is None or any(map(str.strip, _parts(match)))}
        count += len(told | set(re.findall(r"^A\d+\t\S+ (T\d+)", text, re.MULTILINE)))
    return count


def _parts(note: re.Match[str]) -> tuple[str, str, str]:
    """What a note says beside the id of its unit: speaker, date, and the coder's own note."""
    speaker, date, own = (one_line(part or "") for part in note.groups()[1:])
    return speaker, date, own


def _attributes(said: Answers) -> Iterator[tuple[str, str]]:
    for name, column in _ATTRIBUTES.items():
        if (value := getattr(said, column)) is not None:
            yield name, value
    yield from ((f"{_TOPIC}{topic}", _SIDES[side]) for topic, side in sorted(said.topics.items()))


class _Held:
    """What one .ann file holds: for each unit its annotation, attributes and note."""

    def __init__(self, path: Path, units: pd.DataFrame, faults: list[str]) -> None:
        self._file, self._faults = f"{path.parent.name}/{path.name}", faults
        self._spans = {
            unit: (int(start), int(end)) for unit, start, end in zip(units["unit_id"], units["start"], units["end"], strict=True)
        }
        self._places: dict[str, tuple[int, int]] = {}
        self._lines: dict[str, int] = {}
        self._values: dict[str, dict[str, str]] = {}
        self._notes: dict[str, str] = {}
        text = path.with_suffix(".txt")
        if text.is_file() and hashlib.sha256(text.read_bytes()).hexdigest() != units["text_sha256"].iloc[0]:
            self._fault(0, f"{text.name} is not the text that was drawn from: restore it, its places do not fit")
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
            if line.strip():
                self._take(number, line.rstrip("\r"))

    def rows(self) -> Iterator[tuple[str, list[dict[str, str]]]]:
        """For each unit its cells, a row for each topic, as a sheet has them."""
        seen: dict[str, str] = {}
        for key, number in self._lines.items():
            try:
                unit, said = self._unit(key)
                if unit in seen:
                    raise ValueError(f"is the same unit as {seen[unit]}: delete one of them")
            except ValueError as fault:
                self._fault(number, f"{key} {fault}")
                continue
            seen[unit] = key
            if self._places[key] != self._spans[unit]:
                self._fault(number, f"{key} no longer covers the words of {unit}, {' to '.join(map(str, self._spans[unit]))}: put it back")
            values = self._values.get(key, {})
            cells = dict.fromkeys(answers.COLUMNS, "") | said | {column: values.get(name, "") for name, column in _ATTRIBUTES.items()}
            sides = [(name.removeprefix(_TOPIC), side) for name, side in values.items() if name.startswith(_TOPIC)]
            topics = [{"topic": topic, "agreement": "" if side == _PRESENT else side} for topic, side in sides]
            yield unit, [cells | topics[0], *topics[1:]] if topics else [cells]
        for key in sorted((self._values.keys() | self._notes.keys()) - self._lines.keys()):
            self._fault(0, f"there is no {key}, though attributes or notes are about it: restore it, or delete them")

    def told(self, unit: str) -> _Told:
        return _Told(f"{self._file}, {unit}", self._faults)

    def _take(self, number: int, line: str) -> None:
        """Keep what one line says."""
        key, *rest = line.split("\t")
        kind = key[:1]
        if kind == "T":
            place = re.fullmatch(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)", rest[0] if rest else "")
            if place is None or place[1] != UNIT:
                self._fault(number, f"{line!r}: only annotations of type {UNIT} are read: delete it")
                return
            numbers = [int(one) for one in re.findall(r"\d+", place[2])]
            self._places[key], self._lines[key] = (min(numbers), max(numbers)), number
        elif kind == "A" and rest:
            name, target, value = [*rest[0].split(" "), "", ""][:3]
            held = self._values.setdefault(target, {})
            if name not in _ATTRIBUTES and not name.startswith(_TOPIC) or not value:
                self._fault(number, f"{line!r}: no attribute of a unit with a value: delete it")
            elif name in held:
                self._fault(number, f"{line!r}: this attribute stands twice: delete one of them")
            else:
                held[name] = value
        elif kind == "#" and rest and rest[0].split(" ")[0] == "AnnotatorNotes":
            target = rest[0].split(" ")[-1]
            self._notes[target] = " ".join([*([self._notes[target]] if target in self._notes else []), *rest[1:]])
        else:
            self._fault(number, f"{line!r}: no {_NAMED.get(kind, 'such line')} is read: delete it")

    def _unit(self, key: str) -> tuple[str, dict[str, str]]:
        """The unit that an annotation is, by its note or, without one, by its place; and what the note says."""
        note = self._notes.get(key, "").strip()
        if not note:
            same = [unit for unit, span in self._spans.items() if span == self._places[key]]
            if len(same) != 1:
                raise ValueError("is no unit of sample.csv, which would say so in its note: delete it")
            return same[0], {}
        match = _NOTE.fullmatch(note)
        if match is None or match[1] not in self._spans:
            form = "unit-… | speaker: … | date: … | note: …"
            raise ValueError(f"has the note {note!r}: it must begin with the id of a unit of this article, and go on as {form}")
        speaker, date, own = _parts(match)
        earliest, _, latest = date.partition("/")
        return match[1], {"speaker": speaker, "date_earliest": earliest.strip(), "date_latest": latest.strip(), "note": own}

    def _fault(self, number: int, text: str) -> None:
        self._faults.append(f"{self._file}{f', line {number}' if number else ''}: {text}")


class _Told:
    """Takes the faults of one unit."""

    def __init__(self, where: str, faults: list[str]) -> None:
        self._where, self._faults = where, faults

    def __call__(self, column: str, stands: str, allowed: str) -> None:
        self._faults.append(f"{self._where}, {column!r}: {stands!r}: {allowed}")
