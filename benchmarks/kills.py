"""Whether an extraction that is killed again and again ends with the tables of one left alone: python benchmarks/kills.py ARTICLES.

ARTICLES is a .jsonl or .jsonl.gz file of records; the `--articles` shortest are taken, and `--chars` keeps only the beginning of each.
They are extracted once undisturbed. Then the same in another folder is started and killed (SIGKILL, to the process and its workers)
`--kills` times, each time after a number of further articles and a fraction of a second that the `--seed` decides, and in the end left
alone. Once all articles are done, the kills that are left fall on what comes before and after them: loading, and putting the tables
together. Exit code 1 where a file differs, an article is lost, or one is there twice.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from analysis import whole

ROOT = Path(__file__).parents[1]
_LOADING = 6.0  # seconds within which a run with nothing left to extract is killed


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/kills.py", description=__doc__)
    parser.add_argument("articles_file", metavar="ARTICLES", type=Path)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=2000, help="so many, the shortest (2000)")
    parser.add_argument("--chars", type=int, help="only so many characters of each text, up to the end of a word")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--exact", action="store_true", help="with the exact reader, not the light one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        n = records(options.articles_file, options.articles, options.chars, folder / "news.jsonl")
        flags = ["--workers", str(options.workers), *["--light"] * (not options.exact)]
        started = time.perf_counter()
        extraction(folder, "alone", flags).wait()
        alone = time.perf_counter() - started
        print(f"{n} articles, undisturbed: {alone:.0f} s", flush=True)
        started = time.perf_counter()
        where = [killed(folder, flags, random.Random(f"{options.seed} {number}"), n, options.kills) for number in range(options.kills)]
        extraction(folder, "killed", flags).wait()
        spent = time.perf_counter() - started
        phases = ", ".join(f"{where.count(phase)} {phase}" for phase in dict.fromkeys(where))
        print(f"killed {len(where)} times ({phases}): {spent:.0f} s", flush=True)
        faults = list(differences(folder / "alone", folder / "killed", n))
        print("\n".join(faults) or "no file differs; every article is there once")
        return 1 if faults else 0


def records(source: Path, n: int, chars: int | None, path: Path) -> int:
    """Write the shortest records, in the order of the file; how many they are."""
    with gzip.open(source, "rt", encoding="utf-8") if source.suffix == ".gz" else source.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    shortest = sorted(sorted(range(len(found)), key=lambda i: (len(found[i]["text"]), i))[:n])
    with path.open("w", encoding="utf-8") as out:
        for i in shortest:
            text = found[i]["text"]
            cut = text if chars is None or len(text) <= chars else text[:chars].rpartition(" ")[0]
            out.write(json.dumps({**found[i], "text": cut}, ensure_ascii=False) + "\n")
    return len(shortest)


def extraction(folder: Path, name: str, flags: list[str]) -> subprocess.Popen[bytes]:
    """An extraction that was started, in a process group of its own."""
    command = [sys.executable, "-c", _EXTRACT, str(folder / "news.jsonl"), str(folder / name), str(ROOT / "data" / "codebook"), *flags]
    return subprocess.Popen(command, start_new_session=True)


_EXTRACT = """
import sys
from pathlib import Path
from analysis import batches
from analysis.engines import Engine
if __name__ == "__main__":
    raw, processed, book, _, workers, *flags = sys.argv[1:]
    batches.run(Path(raw), Path(processed), Path(book), light="--light" in flags, engine=Engine(workers=int(workers)))
"""


def killed(folder: Path, flags: list[str], chance: random.Random, n: int, kills: int) -> str:
    """Start the extraction and kill it; in which phase it was."""
    processed = folder / "killed"
    further, moment = chance.randint(0, 2 * n // kills), chance.random()
    before, now = done(processed), time.time()
    run = extraction(folder, "killed", flags)
    started = time.perf_counter()
    if before < n:
        while run.poll() is None and done(processed) < min(n, before + further):
            time.sleep(0.05)
        time.sleep(moment if further else moment * _LOADING)
    else:
        time.sleep(moment * _LOADING)
    finished = run.poll() is not None
    os.killpg(run.pid, signal.SIGKILL)
    run.wait()
    if finished:
        return "after the end"
    if any(path.stat().st_mtime >= now for path in processed.glob("*.part")):
        return "while tables were put together"
    after = done(processed)
    if before < n:
        return "amid the articles" if after > before or time.perf_counter() - started > _LOADING else "while loading"
    return "with all articles done, before the tables"


def done(processed: Path) -> int:
    """How many articles have a part."""
    folders = processed.glob(".parts/??")
    return sum(name.suffix == ".json" for folder in folders for name in folder.iterdir())


def differences(alone: Path, other: Path, n: int) -> list[str]:
    """What differs between the folders of two extractions, in lines."""
    names = [sorted(path.name for path in folder.iterdir() if path.is_file()) for folder in (alone, other)]
    faults = [f"{name}: not in both" for name in sorted({*names[0]} ^ {*names[1]})]
    both = sorted({*names[0]} & {*names[1]})
    faults += [f"{name}: differs" for name in both if whole.sha256(alone / name) != whole.sha256(other / name)]
    with (other / "articles.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["article_id"] for row in csv.DictReader(file)]
    if len(ids) != n or len(set(ids)) != n or done(other) != n:
        faults.append(f"{n} articles were given; {len(ids)} rows, {len(set(ids))} ids and {done(other)} parts are there")
    return faults


if __name__ == "__main__":
    raise SystemExit(main())
