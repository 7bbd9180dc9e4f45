"""Damaged and hostile inputs through the whole extraction: python benchmarks/fuzz.py --inputs 20000 --seed 0 --corpus DIR.

Every input is a file (text, HTML, JSON lines, CSV, Parquet, sources.csv or a file of the codebook) made of the texts in DIR, damaged by
byte or by meaning. It hangs on nothing but DIR, the seed and its number: `--only NUMBER` makes and runs one again, `--keep FOLDER` writes
it there. Exit code 1 where there is a finding:

- an exception escapes, other than the one that lists the faults of a sources.csv or a codebook;
- an article is recorded as "extraction failed", or an input has no row in `articles`;
- a row breaks the span law, a mark or character has no row, or the tables cannot be written and read again;
- what looks across articles fails on some inputs together, or says that words were copied from where others stand;
- an input takes more than a stated multiple of what a plain text of as many characters takes in the same run.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import os
import re
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from time import process_time

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import damage  # noqa: E402
import span_law  # noqa: E402
from analysis import articles, codebook, comparison, coverage, language, sources, tables, voices  # noqa: E402
from analysis.alignments import alignments  # noqa: E402
from analysis.codebook import CodebookError  # noqa: E402
from analysis.copies import copies  # noqa: E402
from analysis.extraction import Extractor  # noqa: E402
from analysis.occasions import occasions  # noqa: E402
from analysis.parts import EXTRACTED, Rows  # noqa: E402

KINDS = ("txt",) * 9 + ("html",) * 4 + ("jsonl",) * 3 + ("csv",) * 2 + ("parquet",) * 2 + ("sources",) * 2 + ("codebook",) * 1
EXCERPT = 700  # characters of a text that an input is made of
MOST = 12.0  # times what a plain text of as many characters takes
BATCH = 40  # inputs whose tables are written and checked together
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


@dataclass(frozen=True)
class Finding:
    """What went wrong, with the number of the input and its kind."""

    number: int
    kind: str
    what: str


@dataclass
class Fuzzer:
    """Makes inputs of some texts and runs them; `findings` collects what goes wrong, `counts` what became of the inputs."""

    texts: list[str]
    pages: list[str]
    extractor: Extractor
    seed: int = 0
    book: Path = ROOT / "data" / "codebook"
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    per_character: float = 0.0
    least: float = 0.0

    def measure(self) -> None:
        """What plain texts of the corpus take: seconds a character, and for a text of any length."""
        rng, shares = Random(f"{self.seed}/plain"), []
        for _ in range(20):
            article = articles.Article("plain", "plain.txt", "0" * 64, _excerpt(rng.choice(self.texts), rng), "ok", None, sources.Source())
            start = process_time()
            self.extractor.rows(article)
            shares.append((process_time() - start) / len(article.raw))
        self.per_character = statistics.median(shares)
        self.least = self.per_character * EXCERPT

    def make(self, number: int, folder: Path) -> tuple[str, Path]:
        """Write the input of that number into a folder; its kind and the path to read."""
        rng = Random(f"{self.seed}/{number}")
        kind = rng.choice(KINDS)
        plain = [_excerpt(rng.choice(self.texts), rng) for _ in range(2)]
        name = folder / f"i{number}.{'txt' if kind == 'sources' else kind}"
        if kind == "codebook":
            for file in self.book.glob("*.yml"):
                (folder / file.name).write_bytes(file.read_bytes())
            chosen = folder / rng.choice(sorted(codebook.FILES.values()))
            chosen.write_bytes(damage.codebook(chosen.read_text(encoding="utf-8"), rng))
            return kind, folder
        if kind == "html":
            source = _excerpt(rng.choice(self.pages), rng, 3000) if self.pages and rng.random() < 0.5 else plain[0]
            name.write_bytes(damage.file(damage.page(source, rng), rng))
        elif kind in ("jsonl", "csv", "parquet"):
            name.write_bytes(damage.records(plain, rng, kind))
        else:
            name.write_bytes(damage.file(damage.text(plain[0], rng), rng))
        if kind == "sources":
            (folder / sources.SIDECAR).write_bytes(damage.sidecar(name.name, rng))
        return kind, folder

    def run(self, numbers: range) -> None:
        """Run inputs in batches, their tables written together."""
        for first in range(numbers.start, numbers.stop, BATCH):
            made: list[tuple[int, str, Rows, dict[str, str]]] = []
            for number in range(first, min(first + BATCH, numbers.stop)):
                with tempfile.TemporaryDirectory() as folder:
                    kind, path = self.make(number, Path(folder))
                    try:
                        made += [(number, kind, *found) for found in self._one(number, kind, path)]
                    except Exception as error:
                        self._found(number, kind, f"{type(error).__name__} escapes: {str(error)[:300]}")
            self._check(made)

    def _one(self, number: int, kind: str, path: Path) -> Iterator[tuple[Rows, dict[str, str]]]:
        """The rows of every article of an input, with their raw texts."""
        if kind == "codebook":
            try:
                codebook.load(path)
                self.counts["codebook read"] += 1
            except CodebookError:
                self.counts["codebook refused"] += 1
            return
        try:
            found = list(articles.read(path))
        except ValueError as error:
            if kind != "sources" or sources.SIDECAR not in str(error):
                raise
            self.counts["sources.csv refused"] += 1
            return
        if not found:
            self._found(number, kind, "no article")
        for article in found:
            start = process_time()
            rows = self.extractor.rows(article)
            spent = process_time() - start
            row = rows["articles"][0]
            self.counts[f"{kind}: {row['status']}"] += 1
            if (row["reason"] or "").startswith("extraction failed"):
                self._found(number, kind, row["reason"])
            allowed = MOST * (self.least + self.per_character * len(article.raw))
            if spent > allowed:
                start = process_time()
                self.extractor.rows(article)
                if process_time() - start > allowed:
                    what = f"{len(article.raw)} characters take {spent:.2f} s, {MOST * spent / allowed:.0f} times what plain text does"
                    self._found(number, kind, what)
            yield rows, {article.article_id: article.raw if row["status"] == "ok" else ""}

    def _check(self, made: list[tuple[int, str, Rows, dict[str, str]]]) -> None:
        """The laws on the tables of some inputs; where they are broken, on each input's alone."""
        if not made:
            return
        collected: Rows = {name: [row for _, _, rows, _ in made for row in rows[name]] for name in EXTRACTED}
        raws = {name: raw for *_, some in made for name, raw in some.items()}
        try:
            faults = [*_faults(collected, raws), *_across(collected, raws, self.extractor.book)]
        except Exception as error:
            faults = [f"{type(error).__name__} in the tables: {str(error)[:300]}"]
        if faults and len(made) == 1:
            self._found(made[0][0], made[0][1], "; ".join(faults[:3]))
        elif faults:
            before = len(self.findings)
            for one in made:
                self._check([one])
            if len(self.findings) == before:
                self._found(made[0][0], made[0][1], f"with the {len(made) - 1} articles after it: {'; '.join(faults[:3])}")

    def _found(self, number: int, kind: str, what: str) -> None:
        self.findings.append(Finding(number, kind, what))
        print(f"{number} ({kind}): {what}", flush=True)


def _faults(rows: Rows, raws: dict[str, str]) -> Iterator[str]:
    """Every broken law: of spans, of marks, of segments, and that rows travel as JSON and tables are read as they were written."""
    if json.loads(json.dumps(rows, ensure_ascii=False).encode()) != rows:
        yield "rows are not what JSON makes of them"
    with tempfile.TemporaryDirectory() as folder:
        for name in EXTRACTED:
            written = rows[name] if name != "actors" else list({row["actor_id"]: row for row in rows[name]}.values())
            tables.write(name, written, Path(folder))
        found = span_law.frames(Path(folder))
    if set(found["articles"]["article_id"]) != set(raws):
        yield "an article has no row of its own"
    yield from span_law.faults(found, raws)
    yield from span_law.unaccounted(found, raws)
    parts = dict(list(found["segments"].groupby("article_id")))
    for article_id, raw in raws.items():
        own = parts.get(article_id)
        covered = (
            Counter(i for start, end in zip(own["start"], own["end"], strict=True) for i in range(start, end)) if own is not None else {}
        )
        missed = [i for i, character in enumerate(raw) if not character.isspace() and covered.get(i) != 1]
        if missed:
            yield f"{article_id}: {raw[missed[0]]!r} at {missed[0]} is in {covered.get(missed[0], 0)} segments"


def _across(rows: Rows, raws: dict[str, str], book: codebook.Codebook) -> Iterator[str]:
    """The steps across articles on the rows of some; every copied stretch that does not stand in its original."""
    data = {name: tables.frame(name, rows[name]) for name in EXTRACTED if name != "actors"}
    data["actors"] = tables.frame("actors", list({row["actor_id"]: row for row in rows["actors"]}.values()))
    about = comparison.about(data["articles"], data["segments"], raws)
    copied = tables.frame("copies", copies(comparison.bodies(data["segments"], raws), about=about))
    seats = tables.frame("occasions", occasions(data, book, texts=raws))
    aligned = tables.frame("alignments", alignments(data, seats, book))
    coverage.matrix(data, seats, aligned, copied)
    voices.utterances({**data, "occasions": seats, "alignments": aligned, "copies": copied})
    for row in copied.to_dict("records"):
        for span, original, place in zip(row["copied_spans"], row["original_ids"], row["original_places"], strict=True):
            one, other = (re.findall(r"\w+", raws[key][slice(*at)].lower()) for key, at in ((row["article_id"], span), (original, place)))
            if one != other:
                yield f"{row['article_id']}: {span} does not stand in {original} at {place}"


def _excerpt(text: str, rng: Random, length: int = EXCERPT) -> str:
    """A stretch of a text from the begin of a line or from its own begin."""
    at = text.rfind("\n", 0, rng.randint(0, max(0, len(text) - length))) + 1 if rng.random() < 0.6 else 0
    return text[at : at + rng.randint(length // 5, length)]


def corpus(path: Path) -> tuple[list[str], list[str]]:
    """The texts and the pages in HTML of a folder, a file of records, or a .jsonl.gz file of them."""
    if path.name.endswith(".gz"):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line, _ in zip(lines, range(2000), strict=False)], []
    read = [article for article in articles.read(path) if article.status == "ok"]
    texts = [article.raw for article in read if not article.file.endswith((".html", ".htm"))]
    pages = [article.raw for article in read if article.file.endswith((".html", ".htm"))]
    return texts, pages


def main() -> int:
    arguments = argparse.ArgumentParser(
        prog="benchmarks/fuzz.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--inputs", type=int, default=20_000, help="how many inputs (default: 20000)")
    arguments.add_argument("--first", type=int, default=0, help="number of the first (default: 0)")
    arguments.add_argument("--seed", type=int, default=0, help="other seeds make other inputs (default: 0)")
    arguments.add_argument("--corpus", type=Path, nargs="+", default=[ROOT / "data" / "raw"], help="folders or files of texts and pages")
    arguments.add_argument("--only", type=int, metavar="NUMBER", help="run the input of this number alone")
    arguments.add_argument("--keep", type=Path, metavar="FOLDER", help="with --only: write the input there")
    options = arguments.parse_args()
    logging.disable()
    read = [corpus(path) for path in options.corpus]
    texts, pages = [text for some, _ in read for text in some], [page for _, some in read for page in some]
    if not texts:
        print(f"no readable text in {', '.join(map(str, options.corpus))}", file=sys.stderr)
        return 2
    extractor = Extractor(codebook.load(ROOT / "data" / "codebook"), language.load(light=True))
    fuzzer = Fuzzer(texts, pages, extractor, options.seed)
    numbers = range(options.first, options.first + options.inputs) if options.only is None else range(options.only, options.only + 1)
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        print(fuzzer.make(numbers.start, options.keep))
    fuzzer.measure()
    fuzzer.run(numbers)
    for name, count in sorted(fuzzer.counts.items()):
        print(f"{count:>7} {name}")
    print(f"{len(numbers)} inputs, seed {options.seed}: {len(fuzzer.findings)} findings")
    return 1 if fuzzer.findings else 0


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):  # libraries read these when they are loaded
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    sys.exit(main())
