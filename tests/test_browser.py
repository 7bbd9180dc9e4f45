"""The report as a person uses it: opened from the file system and as served, clicked, typed into, tabbed through, printed, on a phone."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("playwright", reason="playwright is not installed: `make setup` installs it")

from browser import DESK, PHONE, Visit, axe, running, served
from playwright.sync_api import Browser, Page, expect

import example_study
from analysis import articles, report, tables
from analysis.study import Study

STUDY = Study.below(Path(os.environ.get("ANALYSIS_SITE") or Path(__file__).parents[1]))
PAGES = ["report.html", "timeline.html", "positions.html", "coverage.html", "actors.html", "articles.html"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # For this module only: while it runs, no test may start an event loop of its own.
    with running() as browser:
        yield browser


@pytest.fixture(scope="module", params=["file", "http"])
def base(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the report: where it lies, and as it is served."""
    if request.param == "file":
        yield STUDY.reports.as_uri()
    else:
        with served(STUDY.reports) as address:
            yield address


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Visit]:
    """A visit of the report that fails where a page asks for anything outside, or complains."""
    yield from visiting(Visit(browser, base))


@pytest.fixture
def local(browser: Browser) -> Iterator[Visit]:
    """The same from the file system only, for what cannot depend on how the page came."""
    yield from visiting(Visit(browser, STUDY.reports.as_uri()))


@pytest.fixture
def phone(browser: Browser) -> Iterator[Visit]:
    """The same on a phone."""
    yield from visiting(Visit(browser, STUDY.reports.as_uri(), viewport=PHONE, has_touch=True))


def visiting(visit: Visit) -> Iterator[Visit]:
    yield visit
    visit.context.close()
    assert visit.faults == []
