"""What a rebuild costs after each kind of edit, and whether it ends in the bytes of a build from nothing: python benchmarks/rebuild.py.

Works on a copy of the repository in a temporary folder. After each edit the incremental build is compared, file by file, with a build
from nothing of the same edited copy, done in another folder, under another user name, time zone and locale. `--python OTHER` builds once
more with another Python that has the locked packages installed, and compares tables and numbers. Exit code 1 where anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PARTS = ("src", "data", "notebooks", "requirements.lock", "CITATION.cff", "LICENSES.md")
MADE = ("data/processed", "reports")
ELSEWHERE = {"USER": "somebody", "LOGNAME": "somebody", "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", default=[], help="another interpreter to compare with")
    parser.add_argument("--only", action="append", help="only these edits")
    options = parser.parse_args()
    different = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        copied(ROOT, copy)
        cold = told("from nothing", *timed(copy), 0.0)
        told("nothing changed", *timed(copy), cold)
        for name, edit in EDITS.items():
            if options.only and name not in options.only:
                continue
            edit(copy)
            told(name, *timed(copy), cold)
            different += compared(copy, Path(folder) / "anew", sys.executable)
        for python in options.python:
            print(f"with {version(python)}:")
            different += compared(copy, Path(folder) / "anew", python, tables_only=True)
    return 1 if different else 0


def copied(source: Path, target: Path) -> None:
    """What a build reads, without what it makes."""
    target.mkdir(parents=True)
    for part in PARTS:
        if (source / part).is_dir():
            ignored = shutil.ignore_patterns("processed", "__pycache__", "studies", "*.egg-info")
            shutil.copytree(source / part, target / part, ignore=ignored)
        elif (source / part).is_file():
            shutil.copyfile(source / part, target / part)


def timed(copy: Path, python: str = sys.executable, more: Mapping[str, str] | None = None) -> tuple[float, list[str]]:
    """Seconds that a build takes, and the steps that ran."""
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), **(more or {})}
    started = time.perf_counter()
    done = subprocess.run(
        [python, "-m", "analysis", "build"], cwd=copy, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True
    )
    return time.perf_counter() - started, [line.split()[0] for line in done.stdout.splitlines() if " ran in " in line]


def told(name: str, seconds: float, ran: list[str], cold: float) -> float:
    share = f"{seconds / cold:5.2f} of a build from nothing" if cold else ""
    print(f"{name:<28} {seconds:6.1f} s  {share:<28} {' '.join(ran) or 'no step'}", flush=True)
    return seconds


def compared(copy: Path, anew: Path, python: str, *, tables_only: bool = False) -> int:
    """Name each file that a build from nothing makes otherwise, and count them."""
    copied(copy, anew)
    home = anew / "home"
    home.mkdir()
    timed(anew, python, {**ELSEWHERE, "HOME": str(home)})
    one, other = (results(root, tables_only=tables_only) for root in (copy, anew))
    different = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    for name in different:
        print(f"  differs: {name}")
    print(f"  {len(one)} files, {len(different)} differ", flush=True)
    shutil.rmtree(anew)
    return len(different)


def results(root: Path, *, tables_only: bool) -> dict[str, bytes]:
    """The files that a build made; with `tables_only` the tables and the numbers, as pictures differ with the versions of fonts."""
    paths = [path for made in (*MADE, "notebooks") for path in sorted((root / made).rglob("*")) if path.is_file()]
    names = {path.relative_to(root).as_posix(): path for path in paths if ".parts" not in path.parts}
    kept = ("data/processed/", "reports/tables/", "reports/numbers")
    return {name: path.read_bytes() for name, path in names.items() if not tables_only or name.startswith(kept)}


def version(python: str) -> str:
    return subprocess.run([python, "--version"], capture_output=True, encoding="utf-8", check=True).stdout.strip()


def _append(pattern: str, text: str) -> Callable[[Path], None]:
    def edit(copy: Path) -> None:
        path = sorted(copy.glob(pattern))[0]
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return edit


def _prose(copy: Path) -> None:
    path = sorted(copy.glob("notebooks/05_*.ipynb"))[0]
    book = json.loads(path.read_text(encoding="utf-8"))
    book["cells"][3]["source"].append("\n\nRead it twice.")
    path.write_text(json.dumps(book), encoding="utf-8")


EDITS: dict[str, Callable[[Path], None]] = {
    "one article": _append("data/raw/01_*.txt", "\n\nThe minister said that the harbour would stay open.\n"),
    "one line of the codebook": _append("data/codebook/topics.yml", "\n# edited\n"),
    "one notebook": _prose,
    "a module of one figure": _append("src/analysis/coverage_figure.py", "\n# edited\n"),
    "a module across articles": _append("src/analysis/coverage.py", "\n# edited\n"),
    "a module of the reading": _append("src/analysis/negation.py", "\n# edited\n"),
    "a template": _append("src/analysis/templates/report.css", "\n/* edited */\n"),
}

if __name__ == "__main__":
    sys.exit(main())
