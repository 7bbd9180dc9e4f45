"""What the whole extraction costs beside the bare language pipeline on the same texts: python benchmarks/speed.py ARTICLES.

ARTICLES is a folder or file as `python -m analysis extract` takes it, or a .jsonl.gz file. Processor time of one thread is counted
(`time.process_time`), and only ratios within one run mean anything: every article is parsed and extracted in turn, in alternating
order, so that whatever else the machine does falls on both. The whole may cost at most 1.3 times the bare pipeline: else exit code 1.
"""

from __future__ import annotations

import argparse
import cProfile
import functools
import gzip
import json
import os
import pstats
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from time import process_time
from typing import Any, TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from analysis import actors, articles, attribution, cleaning, codebook, dates, language, positions, statements
from analysis.extraction import Extractor

ROOT = Path(__file__).parents[1]
MOST = 1.3
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}

BARE, WHOLE, REST = "bare pipeline", "whole extraction", "rows, and all else"
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("cleaning", cleaning, "clean"),
    ("pipeline", language, "parse"),
    ("attribution joining", attribution, "attributions"),
    ("casting", actors.Linker, "cast"),
    ("statements", statements, "find"),
    ("dates", dates, "find"),
    ("positions", positions, "find"),
)
"""The stages of an extraction: name, where the function is that does it, and its name there."""

Function = TypeVar("Function", bound=Callable[..., Any])
Seconds = dict[str, float]


class Stopwatch:
    """Processor seconds by name; time spent inside a named function that another one called counts for the inner one alone."""

    def __init__(self) -> None:
        self.seconds: Seconds = defaultdict(float)
        self._inner: list[float] = []

    def timed(self, name: str, function: Function) -> Function:
        """The same function, its time counted under a name."""

        @functools.wraps(function)
        def measured(*arguments: Any, **named: Any) -> Any:
            self._inner.append(0.0)
            start = process_time()
            try:
                return function(*arguments, **named)
            finally:
                spent = process_time() - start
                self.seconds[name] += spent - self._inner.pop()
                if self._inner:
                    self._inner[-1] += spent

        return measured  # type: ignore[return-value]

    @contextmanager
    def on_stages(self) -> Iterator[None]:
        """While this holds, the stages of every extraction are timed."""
        before = [(owner, name, getattr(owner, name)) for _, owner, name in STAGES]
        for (stage, _, _), (owner, name, function) in zip(STAGES, before, strict=True):
            setattr(owner, name, self.timed(stage, function))
        try:
            yield
        finally:
            for owner, name, function in before:
                setattr(owner, name, function)


@dataclass(frozen=True)
class Text:
    """An article, and the text of it that the pipeline parses."""

    article: articles.Article
    cleaned: str


def main() -> int:
    options = _options()
    extractor = Extractor(codebook.load(ROOT / "data" / "codebook"))
    texts = read(options.articles, options.first)
    if not texts:
        print(f"no readable article in {options.articles}", file=sys.stderr)
        return 2
    n_words = sum(len(text.cleaned.split()) for text in texts)
    print(f"{len(texts)} articles, {n_words} words, {options.repeat} repetitions", file=sys.stderr)
    if options.profile:
        print(profile(extractor, texts, options.profile))
        return 0
    repetitions = []
    _repetition(extractor, texts[:5], 0)  # loads what is read on first use
    for number in range(options.repeat):
        repetitions.append(_repetition(extractor, texts, number))
        print(f"repetition {number + 1}: {WHOLE} / {BARE} = {repetitions[-1][WHOLE] / repetitions[-1][BARE]:.2f}", file=sys.stderr)
    table = ratios(repetitions)
    print(shown(table, repetitions, n_words))
    if options.json:
        kept = {"articles": len(texts), "words": n_words, "repetitions": options.repeat, "ratios": table}
        options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    cost = table[WHOLE]["median"]
    print(f"\n{WHOLE} / {BARE}: {cost:.2f}, {'at most' if cost <= MOST else 'MORE THAN'} {MOST}")
    return 0 if cost <= MOST else 1


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="benchmarks/speed.py", description=__doc__)
    arguments.add_argument("articles", type=Path, help="a folder, a file of records, or a .jsonl.gz file")
    arguments.add_argument("--first", type=int, default=300, help="read only so many articles (default: 300)")
    arguments.add_argument("--repeat", type=int, default=5, help="how often everything is repeated (default: 5)")
    arguments.add_argument("--json", type=Path, help="also write the ratios to this file")
    arguments.add_argument("--profile", type=int, metavar="N", help="instead, list the N functions outside the pipeline that cost most")
    return arguments.parse_args()


def read(path: Path, first: int) -> list[Text]:
    """The first articles that can be read and hold words, with their cleaned text."""
    with tempfile.TemporaryDirectory() as folder:
        if path.name.endswith(".jsonl.gz"):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                path = Path(folder) / path.name.removesuffix(".gz")
                path.write_text("".join(islice(lines, first)), encoding="utf-8")
        readable = (article for article in articles.read(path) if article.status == "ok")
        texts = (Text(article, cleaning.clean(article).copy.text) for article in islice(readable, first))
        return [text for text in texts if text.cleaned]


def _repetition(extractor: Extractor, texts: list[Text], number: int) -> Seconds:
    """Seconds of one repetition by name: the bare pipeline, its components, the whole extraction and its stages."""
    watch = Stopwatch()
    bare = watch.timed(BARE, language.parse)
    whole = watch.timed(REST, extractor.rows)
    for at, text in enumerate(texts):
        for turn in range(2):
            if (at + number + turn) % 2:
                bare(extractor.nlp, text.cleaned)
            else:
                with watch.on_stages():
                    whole(text.article)
        _components(extractor.nlp, text.cleaned, watch)
    watch.seconds[WHOLE] = sum(watch.seconds[name] for name in (REST, *(stage for stage, _, _ in STAGES)))
    return watch.seconds


def _components(nlp: Language, cleaned: str, watch: Stopwatch) -> None:
    """The bare pipeline once more, component by component."""

    def tokenise(lines: list[str]) -> list[Doc]:
        return [nlp.make_doc(line) for line in lines]

    docs = watch.timed("- tokeniser", tokenise)(cleaned.split("\n"))
    for name, component in nlp.pipeline:
        docs = watch.timed(f"- {name}", _through)(component, docs)


def _through(component: Any, docs: list[Doc]) -> list[Doc]:
    """The docs through a component, in one go where it can take them so."""
    return list(component.pipe(docs)) if hasattr(component, "pipe") else [component(doc) for doc in docs]


def ratios(repetitions: list[Seconds]) -> dict[str, dict[str, float]]:
    """Of each name the cost as a multiple of the bare pipeline in the same repetition: median, least and greatest, two decimals."""
    names = [BARE, *(name for name in repetitions[0] if name.startswith("- ")), WHOLE, *(stage for stage, _, _ in STAGES), REST]
    table = {}
    for name in names:
        shares = [seconds[name] / seconds[BARE] for seconds in repetitions]
        table[name] = {"median": round(statistics.median(shares), 2), "least": round(min(shares), 2), "greatest": round(max(shares), 2)}
    return table


def shown(table: dict[str, dict[str, float]], repetitions: list[Seconds], n_words: int) -> str:
    """The ratios as a table; words per second beside them are those of this machine in this run, and say nothing of another."""
    head = f"{'':24}{'of the bare pipeline':>22}{'words a second, here':>22}"
    lines = [head]
    for name, row in table.items():
        seconds = statistics.median(r[name] for r in repetitions)
        speed = f"{n_words / seconds:,.0f}" if seconds else "–"
        lines.append(f"{name:24}{row['median']:>8.2f} ({row['least']:.2f}–{row['greatest']:.2f}){speed:>22}")
    return "\n".join(lines)


def profile(extractor: Extractor, texts: list[Text], n: int) -> str:
    """The functions outside the language pipeline that cost most: by their own time, then with what they call."""
    parsed = {text.cleaned: language.parse(extractor.nlp, text.cleaned) for text in texts}
    parse, watched = language.parse, cProfile.Profile()
    language.parse = lambda nlp, text: parsed[text]  # the pipeline's own time stays out of the profile
    try:
        for text in texts:
            watched.runcall(extractor.rows, text.article)
    finally:
        language.parse = parse
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        stats = pstats.Stats(watched, stream=out).strip_dirs()
        stats.sort_stats("tottime").print_stats(n)
        stats.sort_stats("cumulative").print_stats(n)
        out.seek(0)
        return out.read()


if __name__ == "__main__":
    if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):  # libraries read these when they are loaded
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **ONE_THREAD})
    sys.exit(main())
