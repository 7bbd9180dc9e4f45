"""What time, memory and disk a growing corpus takes, step by step: python benchmarks/scale.py ARTICLES --sizes 1000 3000.

ARTICLES is a .jsonl or .jsonl.gz file of records. The first 1,000 are extracted, then the first 3,000, of which 1,000 are done already;
`--chars` keeps only the beginning of each text, for a longer corpus in the same time. For each size four processes run one after the
other: the extraction, the same again with nothing left to extract (which is what reading and putting the tables together costs), and
the comparison across articles, each of whose steps is timed. Seconds are those of the processor; memory is the largest resident size
of a process, of the one that was started and of its workers apart. `--folder` keeps what was made, and goes on from it.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[1]
BOOK = ROOT / "data" / "codebook"
STEPS = ("copies", "occasions", "alignments", "matrix")


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/scale.py", description=__doc__)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000], help="numbers of articles, growing (1000 3000)")
    parser.add_argument("--chars", type=int, help="only so many characters of each text, up to the end of a word")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--light", action="store_true", help="with the light reader")
    parser.add_argument("--screen", action="store_true", help="articles that the codebook does not touch are passed over")
    parser.add_argument("--folder", type=Path, help="keep everything here")
    parser.add_argument("--comparing", type=Path, nargs=2, metavar=("RAW", "PROCESSED"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.comparing:
        print(json.dumps(compared(*options.comparing)))
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        for size in options.sizes:
            print("\n".join(f"{size} articles: {line}" for line in measured(options, size, folder)), flush=True)
    return 0


def measured(options: argparse.Namespace, size: int, folder: Path) -> list[str]:
    """What one size costs, in lines."""
    raw, processed = folder / "news.jsonl", folder / "processed"
    words = records(options.articles, size, options.chars, raw)
    flags = ["--workers", str(options.workers), *["--light"] * options.light, *["--screen"] * options.screen]
    extract = [sys.executable, "-c", _EXTRACT, str(raw), str(processed), str(BOOK), *flags]
    lines = [f"{words:,} words, {raw.stat().st_size / 1e6:.1f} MB of records"]
    for name in ("extraction", "tables alone"):
        seconds, own, workers, _ = watched(extract)
        lines.append(f"{name}: {seconds:.0f} s, {own / 1e6:.0f} MB" + (f", a worker {workers / 1e6:.0f} MB" if workers else ""))
    lines.append(f"parts {disk(processed, '.parts/**/*.json')}, Parquet {disk(processed, '*.parquet')}, CSV {disk(processed, '*.csv')}")
    if not any((processed / "articles.parquet").parent.glob("statements.parquet")):
        return lines
    _, peak, _, said = watched([sys.executable, __file__, str(options.articles), "--comparing", str(raw), str(processed)])
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in json.loads(said).items())
    return [*lines, f"comparison: {peak / 1e6:.0f} MB; seconds: {parts}"]


_EXTRACT = """
import sys
from pathlib import Path
from analysis import batches
from analysis.engines import Engine
raw, processed, book, _, workers, *flags = sys.argv[1:]
more = {"screen": True} if "--screen" in flags else {}
batches.run(Path(raw), Path(processed), Path(book), light="--light" in flags, engine=Engine(workers=int(workers)), **more)
"""


def compared(raw: Path, processed: Path) -> dict[str, float]:
    """Processor seconds of a comparison by step; reading and writing tables are the rest."""
    from analysis import comparison

    seconds: dict[str, float] = defaultdict(float)

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def measured(*arguments: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return function(*arguments, **named)
            finally:
                seconds[name] += time.process_time() - started

        return measured

    for name in STEPS:
        setattr(comparison, name, timed(name, getattr(comparison, name)))
    started = time.process_time()
    comparison.run(raw, processed, BOOK)
    whole = time.process_time() - started
    return {"whole": whole, **seconds, "reading and writing": whole - sum(seconds.values())}


def watched(command: list[str]) -> tuple[float, float, float, str]:
    """Processor seconds of a command with its workers, largest memory of itself and of a worker in bytes, and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    process = psutil.Process(run.pid)
    own = workers = 0
    while run.poll() is None:
        try:
            own = max(own, process.memory_info().rss)
            workers = max([workers, *(child.memory_info().rss for child in process.children(recursive=True))])
        except psutil.Error:
            pass
        time.sleep(0.1)
    assert run.stdout is not None
    said = run.stdout.read()
    if run.returncode:
        raise SystemExit(f"the command ended with exit code {run.returncode}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, own, workers, said


def records(source: Path, first: int, chars: int | None, path: Path) -> int:
    """Write the first records, their texts cut short where that is asked for; how many words they hold."""
    words = 0
    with (
        gzip.open(source, "rt", encoding="utf-8") if source.suffix == ".gz" else source.open(encoding="utf-8") as lines,
        path.open("w", encoding="utf-8") as out,
    ):
        for line in islice(lines, first):
            record = json.loads(line)
            if chars is not None and len(record["text"]) > chars:
                record["text"] = record["text"][:chars].rpartition(" ")[0]
            words += len(record["text"].split())
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return words


def disk(folder: Path, pattern: str) -> str:
    """Size of the files of a pattern together."""
    return f"{sum(path.stat().st_size for path in folder.glob(pattern)) / 1e6:.1f} MB"


if __name__ == "__main__":
    raise SystemExit(main())
