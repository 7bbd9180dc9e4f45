"""All articles of a corpus through the extraction, in one process or many, stopped and resumed at will; and the tables of them all."""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from analysis import articles, codebook, dependencies, engines, growing, language, manifest, parts, tables, texts
from analysis.articles import Article
from analysis.engines import Engine
from analysis.extraction import MAX_CHARS, Extractor
from analysis.parts import EXTRACTED, Rows
from analysis.progress import Progress
from analysis.tables import Row

WAITING = "waiting"
_CHARS_A_TASK = 10_000  # so much text is one piece of work: half a second, beside which handing it over costs nothing
_HERE = Engine()


@dataclass(frozen=True)
class _Job:
    """What a worker has to know beside the articles; `state` changes with the code, the reader and the codebook."""

    state: str
    processed: Path
    codebook: Path
    light: bool
    max_chars: int
    screen: bool


@dataclass(frozen=True)
class _Done:
    """What became of an article: how many statements, or why it failed."""

    article_id: str
    statements: int
    failed: str | None


def run(
    raw: Path,
    processed: Path,
    book: Path,
    *,
    reading: Mapping[str, Any] | None = None,
    light: bool = False,
    max_chars: int = MAX_CHARS,
    screen: bool = False,
    engine: Engine = _HERE,
    retry: bool = False,
    say: Callable[[str], None] | None = None,
) -> None:
    """Extract all articles of a folder, pattern or file and write the tables of `EXTRACTED` to `processed`, extracted texts beside them.

    Those of them that people may correct, `tables.CORRECTED`, go to `processed/machine`; `corrections.run` takes them from there.
    Finished articles are kept as parts in `processed/.parts`, under a key of article, sidecar row, code, model and codebook: a run
    that was stopped or killed goes on where it was, and a changed article runs alone. Tables do not depend on the engine. Each worker
    loads the language pipeline once, takes articles from files in that folder and writes their parts itself, so that no text passes
    through a scheduler. The tables are put together by this process, one article after the other: beside the ids of the
    articles and one row for each actor, memory holds a stretch of each.

    Parameters
    ----------
    reading
        Options of `articles.read`: `columns` of records, and `max_bytes`.
    light
        Read attributions by the smaller network (see `language.load`).
    max_chars
        Longest cleaned text that is read; a longer article is recorded as failed, with the reason.
    screen
        Pass over articles that no actor or topic of the codebook touches, before they are parsed; they are recorded as screened.
    engine
        Where the articles are taken apart.
    retry
        Try articles again of which an earlier run with the same code and codebook recorded that their extraction failed.
    say
        Told a line for each article that was worked on.

    Raises
    ------
    CodebookError, ValueError
        Where the codebook or sources.csv is malformed: everything that is wrong with it, at once.
    EngineLost
        Where workers or scheduler are gone; the same call goes on from there.
    """
    how = [light, max_chars, *["screen"] * screen]
    state = manifest.digest([dependencies.files(["extraction"]), *how, repr(codebook.load(book))])
    job = _Job(state, processed, book, light, max_chars, screen)
    read = partial(articles.read, raw, **(reading or {}))
    progress = Progress(lambda: sum(1 for _ in read()))
    keys: list[tuple[str, str]] = []
    stored: set[str] = set()

    def unfinished() -> Iterator[tuple[str, Article]]:
        """The articles that have no part yet, with its key; on the way, all are noted in their order."""
        for article in read():
            key = parts.key(state, article)
            keys.append((article.article_id, key))
            stored.add(texts.store(article, processed) or "")
            kept = parts.read(processed, key)
            if kept is None or (retry and _failed(article, kept)):
                yield key, article
            else:
                progress.done(failed=_failed(article, kept))

    shutil.rmtree(processed / parts.FOLDER / WAITING, ignore_errors=True)
    limit = _CHARS_A_TASK if engine.workers > 1 or engine.name != "local" else 1
    try:
        for batch, finished in engines.each(engine, partial(_take_apart, job), _laid_out(unfinished(), processed, limit)):
            batch.unlink(missing_ok=True)
            for done in finished:
                progress.done(failed=done.failed is not None)
                if say:
                    say(f"{done.article_id}: {done.failed or f'{done.statements} statements'}")
    finally:
        progress.close()
    shutil.rmtree(processed / parts.FOLDER / WAITING, ignore_errors=True)
    parts.prune(processed, {key for _, key in keys})
    texts.prune(processed, stored)
    _write_tables(processed, keys)


def _laid_out(found: Iterable[tuple[str, Article]], processed: Path, limit: int) -> Iterator[Path]:
    """Articles in files, so many that their texts together reach `limit` characters; workers read them there."""
    folder = processed / parts.FOLDER / WAITING
    batch: list[tuple[str, Article]] = []
    number = size = 0
    for key, article in found:
        batch.append((key, article))
        size += len(article.raw) + 1
        if size >= limit:
            yield _written(batch, folder / f"{number}.pickle")
            batch, number, size = [], number + 1, 0
    if batch:
        yield _written(batch, folder / f"{number}.pickle")


def _written(batch: list[tuple[str, Article]], path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(batch))
    return path


def _take_apart(job: _Job, batch: Path) -> tuple[Path, list[_Done]]:
    """Write a part for each article of a file; in whatever process, and again if an earlier attempt was killed.

    Where a worker dies, Dask also repeats what it has handed in already: such a file is gone, and so is nothing to do.
    """
    if not batch.exists():
        return batch, []
    extractor = _extractor(job)
    finished = []
    for key, article in pickle.loads(batch.read_bytes()):
        rows = extractor.rows(article)
        parts.write(job.processed, key, rows)
        reason = rows["articles"][0]["reason"] if _failed(article, rows) else None
        finished.append(_Done(article.article_id, len(rows["statements"]), reason))
    return batch, finished


@lru_cache(maxsize=1)
def _extractor(job: _Job) -> Extractor:
    return Extractor(codebook.load(job.codebook), language.load(light=job.light), max_chars=job.max_chars, screen=job.screen)


def _failed(article: Article, rows: Rows) -> bool:
    """Whether an article that could be read failed later."""
    return bool(rows["articles"][0]["status"] == "failed" != article.status)


def _write_tables(processed: Path, keys: Sequence[tuple[str, str]]) -> None:
    """The tables of all parts, sorted by article; `keys` are id and key of each article, in the order in which they were read."""
    best: dict[str, tuple[tuple[Any, ...], Row]] = {}
    with growing.writing([_growing(name, processed) for name in EXTRACTED]) as found:
        for place in sorted(range(len(keys)), key=lambda i: keys[i][0]):
            rows = parts.read(processed, keys[place][1])
            if rows is None:
                raise OSError(f"a part of the extraction is missing in {parts.FOLDER}: something else deletes files there; run it again")
            for name in EXTRACTED:
                if name != "actors":
                    found[name].add(rows[name])
            for row in rows["actors"]:
                told = (_how_well_told(row), place)
                if row["actor_id"] not in best or told < best[row["actor_id"]][0]:
                    best[row["actor_id"]] = (told, row)
        for actor in sorted(best):
            found["actors"].add([best[actor][1]])


def _growing(name: str, processed: Path) -> growing.Table:
    """A table to be written: what people may correct goes where corrections are made from."""
    corrected = name in tables.CORRECTED
    return growing.Table(name, processed / tables.MACHINE if corrected else processed, csv=not corrected)


def _how_well_told(actor: Row) -> tuple[Any, ...]:
    """How well a row tells of an actor, the least the best: the codebook before the gazetteer before the text, then what says most."""
    order = {"codebook": 0, "gazetteer": 1, "text": 2}
    return order[actor["basis"]], actor["acts_for"] is None, -len(actor["label"]), actor["label"]
