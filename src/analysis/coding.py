"""The folder in which a sample is coded: what was drawn, what the program said of it, and what coders say; read as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis import answers, brat, coding_sheets, sampling, spreadsheets
from analysis.answer_cells import Reader, Scheme
from analysis.answers import Answers
from analysis.coding_sheets import CodingFaults

SAMPLE, MACHINE = "sample.csv", "machine.csv"
_MACHINE = ("unit_id", "variable", "key", "value")
_CODES = ("unit_id", "coder", "variable", "key", "value")
_NUMBERS = ("start", "end", "stratum_size", "drawn")


@dataclass(frozen=True)
class Coding:
    """A coded sample.

    Attributes
    ----------
    sample
        One row a drawn unit: unit_id, frame, article_id, text_sha256, start, end (raw code points), statement_id ("" for a sentence),
        stratum, stratum_size, drawn. A unit stands for stratum_size / drawn units of the corpus.
    machine
        What the program said of each unit when it was drawn: unit_id, variable, key, value.
    codes
        What coders say: unit_id, coder, variable, key, value; sorted by these. Variables are is_statement (yes, no), type, speaker
        (ids joined by "; ", or unknown), date (first/last day, or unknown), and, with a topic's id as key, topic (yes) and agreement
        (1, 0, open). What a coder left out has no row; of what is no statement there is but the row that says so.
    notes
        What coders noted: unit_id, coder, note.
    """

    sample: pd.DataFrame
    machine: pd.DataFrame
    codes: pd.DataFrame
    notes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["unit_id", "coder", "note"], dtype="str"))


def read(folder: Path) -> Coding:
    """Read a folder that `python -m analysis sample` wrote and coders filled in.

    The coders are those with a sheet `sheet_CODER.csv`, or a folder `CODER` of brat's files; topics and actors are checked against the
    lists that lie beside them, topics.csv and actors.csv.

    Raises
    ------
    FileNotFoundError
        Where there is no sample.
    CodingFaults
        Where anything is wrong in what coders filled in: all faults at once.
    spreadsheets.Unreadable
        Where another table of the folder is none.
    """
    if not (folder / SAMPLE).is_file():
        raise FileNotFoundError(f"no sample in {folder}: draw one by `python -m analysis sample`")
    sample = _sample(folder / SAMPLE)
    reader, units = Reader(Scheme.read(folder)), set(sample["unit_id"])
    said: dict[str, dict[str, Answers]] = {}
    faults: list[str] = []
    for coder in coders(folder):
        in_sheet, wrong = (
            ({}, []) if not (path := coding_sheets.path_of(folder, coder)).is_file() else coding_sheets.read(path, units, reader)
        )
        in_brat, odd = brat.read(folder / coder, sample, reader) if (folder / coder).is_dir() else ({}, [])
        faults += [*wrong, *odd]
        if in_sheet and in_brat:
            faults.append(f"{coder} has answers in {path.name} and in the folder {coder}: move one of them away")
        said[coder] = in_sheet or in_brat
    if faults:
        raise CodingFaults(faults)
    machine = [row for _, row in spreadsheets.read(folder / MACHINE, _MACHINE)]
    return Coding(sample, pd.DataFrame(machine, columns=list(_MACHINE), dtype="str"), _codes(said), _notes(said))


def coders(folder: Path) -> list[str]:
    """The coders who have a sheet or a folder of brat's files, in order."""
    return sorted({*coding_sheets.coders(folder), *(path.parent.name for path in folder.glob(f"*/{brat.CONFIGURATION}"))})


def answered(folder: Path) -> dict[str, int | None]:
    """For each coder the number of rows or units with an answer; None where a sheet cannot be read, so that it cannot be told."""
    found: dict[str, int | None] = {}
    for coder in coders(folder):
        path = coding_sheets.path_of(folder, coder)
        in_sheet = coding_sheets.answered(path) if path.is_file() else 0
        found[coder] = None if in_sheet is None else in_sheet + brat.answered(folder / coder)
    return found


def sample_file(sample: pd.DataFrame) -> bytes:
    """The table `sample` as the bytes of its file."""
    return spreadsheets.table(sampling.COLUMNS, sample.to_dict("records"), mark=False)


def machine_file(machine: Mapping[str, Answers]) -> bytes:
    """What the program says of each unit as the bytes of its file."""
    return spreadsheets.table(_MACHINE, answers.table(machine).to_dict("records"), mark=False)


def _sample(path: Path) -> pd.DataFrame:
    rows = [row for _, row in spreadsheets.read(path, sampling.COLUMNS, trim=False)]
    data = pd.DataFrame(rows, columns=list(sampling.COLUMNS), dtype="str")
    return data.astype(dict.fromkeys(_NUMBERS, "int64"))


def _codes(said: Mapping[str, Mapping[str, Answers]]) -> pd.DataFrame:
    parts = [answers.table(given, coder=coder) for coder, given in said.items()]
    codes = pd.concat([pd.DataFrame(columns=list(_CODES), dtype="str"), *parts], ignore_index=True)
    return codes[list(_CODES)].sort_values(list(_CODES)[:-1], kind="stable").reset_index(drop=True)


def _notes(said: Mapping[str, Mapping[str, Answers]]) -> pd.DataFrame:
    rows = sorted((unit, coder, one.note) for coder, given in said.items() for unit, one in given.items() if one.note)
    return pd.DataFrame(rows, columns=["unit_id", "coder", "note"], dtype="str")
