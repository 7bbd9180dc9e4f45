"""Runs the tutorial as a reader would: its commands in order, its files written where it says, its outputs compared line by line.

`python tests/tutorial.py FOLDER` prints what each block gives, in a folder that is new, for whoever brings the tutorial up to date.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
TUTORIAL = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", flags=re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"[Ww]rite into\s+`([^`]+)`:\s*$")
_SECONDS = re.compile(r"\b\d+\.\d s\b")
GAP = "…"


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, and the words before it."""

    language: str
    text: str
    before: str

    @property
    def file(self) -> str | None:
        """The file that the words before it name for its text."""
        named = _FILE.search(self.before.rstrip() + "\n")
        return named[1] if named else None


def blocks(text: str) -> list[Block]:
    """The fenced blocks in order."""
    return [Block(found[1], found[2], text[: found.start()]) for found in _BLOCK.finditer(text)]


class Reader:
    """Somebody who follows the tutorial in a folder that holds its texts where the repository has them."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(TUTORIAL.parent / "tutorial", folder / "docs" / "tutorial")
        programs = folder / "bin"
        programs.mkdir()
        python = programs / "python"
        python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
        python.chmod(0o755)
        self.place = folder
        self.kept = folder / "place"
        self.environment = {**os.environ, "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")}

    def follow(self) -> Iterator[tuple[Block, str]]:
        """Do what each block says; the block and what it printed. What a block of output says is left to the caller."""
        for block in blocks(TUTORIAL.read_text(encoding="utf-8")):
            yield block, self._do(block)

    def _do(self, block: Block) -> str:
        if block.language == "text":
            return ""
        if block.file is not None:
            (self.place / block.file).write_text(block.text, encoding="utf-8")
            return ""
        if block.language == "python":
            return self._run([sys.executable, "-c", block.text])
        said = self._run(["bash", "-e", "-c", f"{block.text}\npwd > {shlex.quote(str(self.kept))}"])
        self.place = Path(self.kept.read_text(encoding="utf-8").strip())
        return said

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=self.place, env=self.environment, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, f"{command[-1]}\n{done.stdout}{done.stderr}"
        return done.stdout


def unsaid(wanted: str, printed: str) -> list[str]:
    """The lines of a block of output that were not printed in their order; between lines with no gap nothing else may stand.

    How many seconds something took is not compared.
    """
    lines = [_SECONDS.sub("# s", line.rstrip()) for line in printed.splitlines()]
    at, free, missing = 0, True, []
    for line in (_SECONDS.sub("# s", line.rstrip()) for line in wanted.splitlines()):
        if line == GAP:
            free = True
            continue
        there = next((i for i in range(at, len(lines)) if lines[i] == line), None) if free else at if lines[at : at + 1] == [line] else None
        if there is None:
            missing.append(line)
        else:
            at, free = there + 1, False
    return missing


if __name__ == "__main__":
    target = Path(sys.argv[1]).resolve()
    target.mkdir()
    last = ""
    for block, said in Reader(target).follow():
        if block.language == "text":
            print("\n".join(f"NOT PRINTED: {line}" for line in unsaid(block.text, last)))
        else:
            last = said
            print(f"---- {block.file or block.text.strip()}\n{said}")
