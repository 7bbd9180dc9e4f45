"""Are copies found, and what does it cost: python benchmarks/copies.py ARTICLES.

ARTICLES is a .jsonl or .jsonl.gz file of records with a `text`. Into the first of them copies are planted whose original is known:
under another headline, trimmed, edited, both, and wrapped in a longer article, as they are and edited. Two questions:

- recall: of all pairs of which one holds 0.6 of the runs of the other, counted pair by pair without any index, how many come out of
  `shingles.pairs`; how many come out of one of its two ways alone, and of datasketch's MinHashLSHEnsemble instead;
- direction: of the planted copies, how many lead to their original, by credit, by day, and with nothing known but the texts.

`--cost 1000 3000 9000` measures instead the seconds and the largest resident memory of `copies` at so many texts, each in a process of
its own. Only numbers are printed, never texts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np
from datasketch import MinHash, MinHashLSHEnsemble
from scipy.sparse import csr_matrix

from analysis import shingles
from analysis.copies import copies
from analysis.originals import About
from analysis.shingles import Pair, Worded, Words

LEAST = 0.6
HEADLINE = "Ministers meet again as talks go on without result\n"
LATER = "2024-05-02"


@dataclass(frozen=True)
class Planted:
    """A copy that was made, of which article and in what way."""

    key: str
    original: str
    kind: str
    text: str


def read(path: Path, number: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, number)]


def trimmed(text: str, rng: Random) -> str:
    """Without its last two to four tenths, as a desk shortens."""
    words = text.split(" ")
    return " ".join(words[: int(len(words) * rng.uniform(0.6, 0.8))])


def edited(text: str, rng: Random) -> str:
    """With one word in twenty left out, doubled by another or replaced."""
    out = []
    for word in text.split(" "):
        change = rng.random()
        out += [word] if change > 0.05 else [[], ["reportedly", word], ["officials"]][int(change * 60)]
    return " ".join(out)


def wrapped(text: str, rng: Random, others: Sequence[str]) -> str:
    """Inside an article of another subject that is as long or longer."""
    around = rng.choice(others)
    while len(around) < len(text):
        around += "\n" + rng.choice(others)
    cut = around.find("\n", len(around) // 3) + 1
    return f"{around[:cut]}{text}\n{around[cut:]}"


KINDS: dict[str, Callable[[str, Random, Sequence[str]], str]] = {
    "another headline": lambda text, rng, others: HEADLINE + text,
    "trimmed": lambda text, rng, others: trimmed(text, rng),
    "edited": lambda text, rng, others: edited(text, rng),
    "trimmed and edited": lambda text, rng, others: HEADLINE + edited(trimmed(text, rng), rng),
    "wrapped": wrapped,
    "wrapped and edited": lambda text, rng, others: wrapped(edited(text, rng), rng, others),
}


def planted(texts: Sequence[str], each: int, seed: int) -> list[Planted]:
    """So many copies of each kind, of articles drawn once each."""
    rng, found = Random(seed), []
    drawn = iter(rng.sample(range(len(texts)), each * len(KINDS)))
    for kind, make in KINDS.items():
        for number in islice(drawn, each):
            original = f"a{number:05}"
            found.append(Planted(f"b{number:05}", original, kind, make(texts[number], rng, texts)))
    return found


def every_pair(texts: Sequence[Worded]) -> dict[Pair, float]:
    """All pairs with their containment, where it is at least LEAST: every pair counted."""
    number: dict[shingles.Run, int] = {}
    sets = [sorted({number.setdefault(run, len(number)) for run in text.runs()}) for text in texts]
    sizes = np.array([len(own) for own in sets])
    ends = np.concatenate([[0], np.cumsum(sizes)])
    held = csr_matrix((np.ones(ends[-1], dtype=np.int32), np.concatenate([*sets]).astype(np.int64), ends), shape=(len(texts), len(number)))
    found = {}
    for start in range(0, len(texts), 500):
        block = (held[start : start + 500] @ held.T).tocoo()
        for row, other, shared in zip((block.row + start).tolist(), block.col.tolist(), block.data.tolist(), strict=True):
            if row < other and (share := round(shared / min(sizes[row], sizes[other]), 2)) >= LEAST:
                found[(row, other)] = float(share)
    return found


def by_ensemble(words: Words, texts: Sequence[Worded]) -> set[Pair]:
    """What MinHashLSHEnsemble (Zhu et al., VLDB 2016) finds with the same number of permutations."""
    sketches = []
    for text in texts:
        sketch = MinHash(num_perm=126, seed=1, hashfunc=int)
        sketch.update_batch((words.hashes(text) >> np.uint64(32)).tolist())
        sketches.append(sketch)
    sizes = [len(set(text.runs())) for text in texts]
    ensemble = MinHashLSHEnsemble(threshold=LEAST, num_perm=126, num_part=16)
    ensemble.index((number, sketch, size) for number, (sketch, size) in enumerate(zip(sketches, sizes, strict=True)) if size)
    return {
        (min(a, b), max(a, b))
        for a, (sketch, size) in enumerate(zip(sketches, sizes, strict=True))
        if size
        for b in ensemble.query(sketch, size)
        if a != b
    }


def recall(texts: Mapping[str, str], copied: Sequence[Planted]) -> None:
    words = Words()
    keys = sorted(texts)
    own = [words.read([(0, texts[key])]) for key in keys]
    wanted = every_pair(own)
    runs = [words.hashes(text) for text in own]
    ways: dict[str, Callable[[], set[Pair]]] = {
        "both ways": lambda: set(shingles.pairs(words, own)),
        "MinHash alone": lambda: set(shingles._alike(runs)),
        "fingerprints alone": lambda: shingles._meeting([shingles._winnowed(words.hashes(text, shingles._LONG)) for text in own]),
        "LSH ensemble": lambda: by_ensemble(words, own),
    }
    place = {key: number for number, key in enumerate(keys)}
    made = {(min(pair), max(pair)): p.kind for p in copied for pair in [(place[p.original], place[p.key])]}
    print(f"{len(keys)} texts, {len(copied)} copies planted, {len(wanted)} pairs with a containment of {LEAST} or more")
    print(f"{'way':<20}{'seconds':>8}{'candidates':>12}{'recall':>8}  missed by kind")
    for name, way in ways.items():
        start = time.process_time()
        found = way()
        spent = time.process_time() - start
        missed: dict[str, int] = {}
        for pair in wanted.keys() - found:
            missed[made.get(pair, "as it came")] = missed.get(made.get(pair, "as it came"), 0) + 1
        share = 1 - sum(missed.values()) / len(wanted)
        print(f"{name:<20}{spent:>8.1f}{len(found):>12,}{share:>8.4f}  {dict(sorted(missed.items())) or 'none'}", flush=True)


def direction(texts: Mapping[str, str], copied: Sequence[Planted]) -> None:
    """Of the planted copies, how many lead to their original."""
    own = {p.key for p in copied}
    known: dict[str, dict[str, About]] = {
        "credit": {
            key: About("Mirror", credits="source harbour wire") if key in own else About("Harbour Wire", names=("harbour wire",))
            for key in texts
        },
        "day": {key: About(f"Outlet {key}", *[LATER if key in own else "2024-05-01"] * 2) for key in texts},
        "texts alone": {},
    }
    print(f"\n{'planted':<20}{'copies':>8}" + "".join(f"{name:>13}" for name in known))
    led = {}
    for name, about in known.items():
        found = copies(texts, about=about)
        originals = dict(zip(found["article_id"], found["original_ids"], strict=True))
        led[name] = {p.key: p.original in originals.get(p.key, []) for p in copied}
    for kind in KINDS:
        keys = [p.key for p in copied if p.kind == kind]
        print(f"{kind:<20}{len(keys):>8}" + "".join(f"{sum(found[key] for key in keys) / len(keys):>13.3f}" for found in led.values()))


def cost(path: Path, sizes: Sequence[int], each: int) -> None:
    print(f"{'texts':>7}{'words':>12}{'seconds':>9}{'µs a word':>11}{'MB':>7}{'copies':>8}")
    for size in sizes:
        command = [sys.executable, __file__, str(path), "--one", str(size), "--each", str(each)]
        print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="", flush=True)


def one(path: Path, size: int) -> None:
    """Cost at one size: seconds of the processor and resident memory above that of the texts."""
    texts = dict(corpus(read(path, size), size // 60))
    words = sum(text.count(" ") + 1 for text in texts.values())
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    found = copies(texts)
    spent = time.process_time() - start
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"{len(texts):>7,}{words:>12,}{spent:>9.1f}{1e6 * spent / words:>11.2f}{memory:>7.0f}{len(found):>8,}")


def corpus(texts: Sequence[str], each: int) -> Iterator[tuple[str, str]]:
    yield from ((f"a{number:05}", text) for number, text in enumerate(texts))
    yield from ((p.key, p.text) for p in planted(texts, each, 0))


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmarks/copies.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--first", type=int, default=2500, help="how many articles (default: 2500)")
    parser.add_argument("--each", type=int, default=60, help="copies planted of each kind (default: 60)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cost", type=int, nargs="+", metavar="N", help="instead, seconds and memory at so many texts")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.articles, options.one)
    elif options.cost:
        cost(options.articles, options.cost, options.each)
    else:
        texts = read(options.articles, options.first)
        copied = planted(texts, options.each, options.seed)
        every = {f"a{number:05}": text for number, text in enumerate(texts)} | {p.key: p.text for p in copied}
        recall(every, copied)
        direction(every, copied)
    return 0


if __name__ == "__main__":
    sys.exit(main())
