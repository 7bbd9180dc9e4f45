"""What the browser tests share: a Chromium of the system, pages that record what they ask for, and axe-core's verdict."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: `make setup` installs it")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 800}
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium() -> str | None:
    """The Chromium named by ANALYSIS_BROWSER, or the first that is found."""
    named = os.environ.get("ANALYSIS_BROWSER")
    return named or next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


@contextmanager
def running() -> Iterator[Any]:
    """A running Chromium; the test is skipped where there is none."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium found: install the package chromium, or name one in ANALYSIS_BROWSER")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a folder is served on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Visit:
    """Someone who reads a report at one address; whatever a page asks for elsewhere, throws or complains of is kept in `faults`."""

    def __init__(self, browser: Any, base: str, **options: Any) -> None:
        self.base = base
        self.faults: list[str] = []
        self.context = browser.new_context(**{"viewport": DESK, "reduced_motion": "reduce", **options})
        self.context.set_default_timeout(10_000)
        self.page = self.context.new_page()
        self.page.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.faults.append(f"error: {error}"))
        self.page.on("dialog", self._interrupted)
        self.page.on("console", self._told)

    def open(self, path: str) -> Any:
        """Open a page by its path below the report."""
        self.page.goto(f"{self.base}/{path}")
        return self.page

    @property
    def place(self) -> str:
        """Where the page is, below the report."""
        return str(self.page.url).removeprefix(f"{self.base}/")

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((f"{self.base}/", "data:", "about:")):
            self.faults.append(f"asked for {request.url}")

    def _interrupted(self, dialog: Any) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _told(self, message: Any) -> None:
        # Chromium asks every server for an icon by itself; a page that needs none names none.
        if message.type in ("error", "warning") and not message.location.get("url", "").endswith("/favicon.ico"):
            self.faults.append(f"console: {message.text}")


@cache
def _axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def axe(page: Any) -> list[str]:
    """What axe-core finds wrong with a page by the rules of levels A and AA: rule, place and words."""
    page.evaluate(_axe())  # not as a script of the page, which its own policy would forbid
    options = {"runOnly": {"type": "tag", "values": LEVELS}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found for node in rule["nodes"]]
