"""What the browser tests share: a Chromium of the system, pages that record what they ask for, and axe-core's verdict."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium() -> str | None:
    """The Chromium named by ANALYSIS_BROWSER, or the first that is found."""
    named = os.environ.get("ANALYSIS_BROWSER")
    return named or next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


@contextmanager
def running() -> Iterator[Browser]:
    """A running Chromium; the test is skipped where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: install the package chromium, or name one in ANALYSIS_BROWSER")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Visit:
    """A page of a report at one address; whatever it asks for elsewhere, throws or complains of is a fault of the test."""

    def __init__(self, browser: Browser, base: str, **options: Any) -> None:
        self.base = base
        self.faults: list[str] = []
        self.context: BrowserContext = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **options})
        self.context.set_default_timeout(10_000)
        self.page: Page = self.context.new_page()
        self.page.on("request", self._asked)
        self.page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        self.page.on("console", lambda said: self.faults.append(f"console: {said.text}") if said.type in ("error", "warning") else None)

    def _asked(self, request: Any) -> None:
        # A browser asks every server for an icon; a page that needs none names none.
        inside = request.url.startswith((self.base, "data:", "about:", "blob:"))
        if not inside:
            self.faults.append(f"asked for {request.url}")

    def open(self, path: str) -> Page:
        """Open a page by its path below the report."""
        self.page.goto(f"{self.base}/{path}")
        return self.page

    @property
    def place(self) -> str:
        """Where the page is, below the report."""
        return self.page.url.removeprefix(self.base).lstrip("/")


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, by the rules of levels A and AA: rule, place and words."""
    if not page.evaluate("typeof axe !== 'undefined'"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    options = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
