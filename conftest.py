"""Lets the notebooks run under pytest as the runner runs them, and without writing into the repository."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from analysis.notebook import FIXED

ROOT = Path(__file__).parent
SCRATCH = pytest.StashKey[Path]()


def pytest_sessionstart(session: pytest.Session) -> None:
    """While notebooks are compared with their stored outputs, tables and reports are read and written in a copy.

    Not a fixture: the items that nbval makes of a notebook's cells use none.
    """
    if not session.config.getoption("nbval", default=False):
        return
    folder = Path(tempfile.mkdtemp(prefix="notebooks-"))
    session.config.stash[SCRATCH] = folder
    os.environ.update(FIXED)
    for variable, place in {"ANALYSIS_PROCESSED": ROOT / "data" / "processed", "ANALYSIS_REPORTS": ROOT / "reports"}.items():
        if place.is_dir():
            shutil.copytree(place, folder / place.name)
        os.environ[variable] = str(folder / place.name)
    os.environ["ANALYSIS_NOTEBOOKS"] = str(folder / "notebooks")  # beside the reports, so that links come out as stored


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Remove the copy."""
    if SCRATCH in session.config.stash:
        shutil.rmtree(session.config.stash[SCRATCH], ignore_errors=True)
