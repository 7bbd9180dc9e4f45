"""What several workers are worth, and what memory they need: python benchmarks/workers.py ARTICLES.

ARTICLES is a .jsonl or .jsonl.gz file of records. The same articles are extracted by one process, by two, and by two Dask workers, each
`--repeat` times in turn, so that whatever else the machine does falls on all; only ratios within one run mean anything. Start-up is
measured by an extraction of a single article and taken off. With `--memory` the largest resident memory of a worker is compared between
so many articles and nine times as many.
"""

from __future__ import annotations

import argparse
import gzip
import statistics
import subprocess
import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
WAYS = {"one process": ("--workers", "1"), "two processes": ("--workers", "2"), "two Dask workers": ("--engine", "dask", "--workers", "2")}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/workers.py", description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--first", type=int, default=300, help="how many articles (default: 300)")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--light", action="store_true", help="with the light reader")
    parser.add_argument("--memory", type=int, metavar="N", help="instead, the memory of a worker at N articles and at 9 N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return memory(options, Path(folder)) if options.memory else speed(options, Path(folder))


def speed(options: argparse.Namespace, folder: Path) -> int:
    many, one = records(options.articles, options.first, folder), records(options.articles, 1, folder)
    ratios: dict[str, list[float]] = {name: [] for name in WAYS}
    for number in range(options.repeat):
        spent = {}
        for name, way in WAYS.items():
            seconds = [extract(raw, folder / f"{number}-{name}-{raw.stem}", [*way, *["--light"] * options.light])[0] for raw in (many, one)]
            spent[name] = seconds[0] - seconds[1]
        for name in WAYS:
            ratios[name].append(spent["one process"] / spent[name])
        print(f"repetition {number + 1}: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in spent.items()), flush=True)
    print(f"{options.first} articles, times as fast as one process, start-up taken off:")
    for name, found in ratios.items():
        print(f"{name:<18} {statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})")
    return 0


def memory(options: argparse.Namespace, folder: Path) -> int:
    sizes = (options.memory, 9 * options.memory)
    peaks = [
        extract(records(options.articles, n, folder), folder / str(n), ["--workers", "2", *["--light"] * options.light])[1] for n in sizes
    ]
    for size, peak in zip(sizes, peaks, strict=True):
        print(f"{size} articles: {peak / 1e6:.0f} MB at most in a worker")
    print(f"ratio {peaks[1] / peaks[0]:.2f}")
    return 0


def records(source: Path, first: int, folder: Path) -> Path:
    """The first records, in a file of their own."""
    path = folder / f"first-{first}.jsonl"
    with gzip.open(source, "rt", encoding="utf-8") if source.suffix == ".gz" else source.open(encoding="utf-8") as lines:
        path.write_text("".join(islice(lines, first)), encoding="utf-8")
    return path


def extract(raw: Path, processed: Path, way: list[str]) -> tuple[float, int]:
    """Seconds of an extraction, and the largest resident memory of any process that it started, in bytes."""
    command = [sys.executable, "-m", "analysis", "extract", str(raw), "--processed", str(processed), *way]
    started = time.perf_counter()
    run = subprocess.Popen([*command, "--codebook", str(ROOT / "data" / "codebook")], stdout=subprocess.DEVNULL)
    peak = 0
    while run.poll() is None:
        for child in psutil.Process(run.pid).children(recursive=True):
            try:
                peak = max(peak, child.memory_info().rss)
            except psutil.Error:
                continue
        time.sleep(0.2)
    if run.returncode:
        raise SystemExit(f"the extraction ended with exit code {run.returncode}")
    return time.perf_counter() - started, peak


if __name__ == "__main__":
    raise SystemExit(main())
