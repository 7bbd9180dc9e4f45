"""The folders of a study, found in one place so that no notebook holds a path."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

VARIABLES = {
    "raw": "ANALYSIS_RAW",
    "processed": "ANALYSIS_PROCESSED",
    "reports": "ANALYSIS_REPORTS",
    "codebook": "ANALYSIS_CODEBOOK",
    "gold": "ANALYSIS_GOLD_DATA",
    "coding": "ANALYSIS_CODING",
    "corrections": "ANALYSIS_CORRECTIONS",
    "notebooks": "ANALYSIS_NOTEBOOKS",
}
READING = "ANALYSIS_READING"
_BELOW_ROOT = {
    "raw": "data/raw",
    "processed": "data/processed",
    "reports": "reports",
    "codebook": "data/codebook",
    "gold": "data/gold",
    "coding": "data/coding",
    "corrections": "data/corrections",
    "notebooks": "notebooks",
}


@dataclass(frozen=True)
class Study:
    """Where a study keeps what it reads and what it makes, every path absolute, and how its raw texts are read."""

    raw: Path
    """Raw articles with their sources.csv: a folder, one file of records, or a pattern such as texts/**/*.txt; never written."""
    processed: Path
    """Tables made from the raw articles; may be deleted and made again."""
    reports: Path
    """Figures, tables and the page for readers; may be deleted and made again."""
    codebook: Path
    """The researcher's topics, actors and events."""
    gold: Path
    """Coded articles to measure against."""
    coding: Path
    """A sample drawn for validation, and the sheets in which it was coded."""
    corrections: Path
    """What the researcher corrects in the tables, as CSV files."""
    notebooks: Path
    """The analysis, in numbered notebooks."""
    columns: tuple[tuple[str, str], ...] = ()
    """Names of the fields of records where they differ: (("text", "body"),)."""
    max_bytes: int | None = None
    """Largest text that is read; None for the usual limit."""

    @classmethod
    def below(cls, root: Path) -> Study:
        """The study whose folders stand in their usual places below `root`."""
        folders: dict[str, Any] = {name: root.resolve() / place for name, place in _BELOW_ROOT.items()}
        return cls(**folders)

    @classmethod
    def locate(cls, start: Path | None = None) -> Study:
        """The study that surrounds a folder, with each folder that an environment variable names in its place.

        Parameters
        ----------
        start
            Folder to begin at; the current one by default. The study is the first folder, from there upwards, that
            holds `data/raw` and `notebooks`.

        Raises
        ------
        FileNotFoundError
            Where no such folder is found and the environment does not name all folders either.
        """
        named = {name: Path(os.environ[variable]).resolve() for name, variable in VARIABLES.items() if os.environ.get(variable)}
        columns, max_bytes = json.loads(os.environ.get(READING) or "[[], null]")
        columns = tuple((name, column) for name, column in columns)
        if len(named) == len(VARIABLES):
            return cls(**named, columns=columns, max_bytes=max_bytes)
        start = (start or Path.cwd()).resolve()
        for root in (start, *start.parents):
            if (root / "data" / "raw").is_dir() and (root / "notebooks").is_dir():
                usual = cls.below(root)
                return replace(usual, **named, columns=columns, max_bytes=max_bytes)
        missing = ", ".join(variable for name, variable in VARIABLES.items() if name not in named)
        raise FileNotFoundError(
            f"no study here: neither {start} nor a folder above it holds data/raw and notebooks. "
            f"Change into the study's folder, or set {missing}."
        )

    @property
    def reading(self) -> dict[str, Any]:
        """How the raw texts are read, as `articles.read` takes it; empty where nothing is out of the usual."""
        stated: dict[str, Any] = {"columns": dict(self.columns)} if self.columns else {}
        return stated if self.max_bytes is None else stated | {"max_bytes": self.max_bytes}

    @property
    def own(self) -> bool:
        """Whether the reports lie beside the notebooks, so that executed notebooks are written in place."""
        return self.reports.resolve() == (self.notebooks.resolve().parent / "reports")

    def environment(self) -> dict[str, str]:
        """The environment variables that make `locate` return this study in another process."""
        folders = {variable: str(getattr(self, name)) for name, variable in VARIABLES.items()}
        return {**folders, READING: json.dumps([self.columns, self.max_bytes])}
