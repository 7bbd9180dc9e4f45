"""The folders of a study, found in one place so that no notebook holds a path."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields
from pathlib import Path

VARIABLES = {
    "raw": "ANALYSIS_RAW",
    "processed": "ANALYSIS_PROCESSED",
    "reports": "ANALYSIS_REPORTS",
    "codebook": "ANALYSIS_CODEBOOK",
    "gold": "ANALYSIS_GOLD_DATA",
    "notebooks": "ANALYSIS_NOTEBOOKS",
}
_BELOW_ROOT = {
    "raw": "data/raw",
    "processed": "data/processed",
    "reports": "reports",
    "codebook": "data/codebook",
    "gold": "data/gold",
    "notebooks": "notebooks",
}


@dataclass(frozen=True)
class Study:
    """Where a study keeps what it reads and what it makes; every path is absolute."""

    raw: Path
    """Raw articles with their sources.csv (or one file of records); never written."""
    processed: Path
    """Tables made from the raw articles; may be deleted and made again."""
    reports: Path
    """Figures, tables and the page for readers; may be deleted and made again."""
    codebook: Path
    """The researcher's topics, actors and events."""
    gold: Path
    """Coded articles to measure against."""
    notebooks: Path
    """The analysis, in numbered notebooks."""

    @classmethod
    def below(cls, root: Path) -> Study:
        """The study whose folders stand in their usual places below `root`."""
        return cls(**{name: root.resolve() / place for name, place in _BELOW_ROOT.items()})

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
        if len(named) == len(VARIABLES):
            return cls(**named)
        start = (start or Path.cwd()).resolve()
        for root in (start, *start.parents):
            if (root / "data" / "raw").is_dir() and (root / "notebooks").is_dir():
                usual = cls.below(root)
                return cls(**{name: named.get(name, getattr(usual, name)) for name in VARIABLES})
        missing = ", ".join(variable for name, variable in VARIABLES.items() if name not in named)
        raise FileNotFoundError(
            f"no study here: neither {start} nor a folder above it holds data/raw and notebooks. "
            f"Change into the study's folder, or set {missing}."
        )

    @property
    def own(self) -> bool:
        """Whether the reports lie beside the notebooks, so that executed notebooks are written in place."""
        return self.reports.resolve() == (self.notebooks.resolve().parent / "reports")

    def environment(self) -> dict[str, str]:
        """The environment variables that make `locate` return this study in another process."""
        return {VARIABLES[field.name]: str(getattr(self, field.name)) for field in fields(self)}
