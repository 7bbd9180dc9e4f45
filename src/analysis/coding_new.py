"""A sample, drawn into the folder `coding` with a sheet for each coder: what is written, and what never takes the place of answers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis import answers, articles, brat, codebook, coding, coding_sheets, listing, sampling, sampling_units, tables, whole
from analysis.answer_cells import ACTORS, TOPICS, Scheme
from analysis.coding_sheets import Shown
from analysis.folders import WrongUsage
from analysis.gold_coder import NAME as GOLD
from analysis.gold_coder import Gold
from analysis.listing import Listing
from analysis.study import Study

_READ = ("articles", "segments", "statements", "positions", "actors")
_RESERVED = {GOLD: "what --from-gold writes", "machine": "what the program said"}
HOW = "README.md"
"""The file, beside the sheets, that says how they are filled in."""
_HOW = Path(__file__).parent / "templates" / "coding" / HOW
_KINDS = {answers.STATEMENT: "statements", answers.SENTENCE: "sentences"}


@dataclass(frozen=True)
class Wanted:
    """What to draw, for whom, and in which form; see `sampling.draw`.

    `by` None is the usual order; no coder is one called "coder", or, with `from_gold`, none. `brat`: also as files of brat.
    `show_machine`: sheets show what the program says. Sentences that hold a statement are drawn, too, and coders are asked for further
    ones, as most of what a program misses stands beside what it finds; not with `unmarked_only`, nor in brat, which does not show what is
    known already. `from_gold`: only of coded articles, which answer the sheet of a coder "gold".
    """

    n: int = sampling.N
    sentences: float = sampling.SHARE
    by: Sequence[str] | None = None
    seed: int = sampling.SEED
    coders: Sequence[str] = field(default_factory=tuple)
    brat: bool = False
    show_machine: bool = False
    unmarked_only: bool = False
    from_gold: bool = False

    @property
    def every_sentence(self) -> bool:
        """Whether sentences that hold a statement are units, too."""
        return not (self.unmarked_only or self.brat)


def draw(study: Study, wanted: Wanted) -> list[str]:
    """Draw a sample from a study into its folder `coding`; return what was drawn and what to do next, in lines.

    The statements are those of the program, before people corrected them. Texts are read twice, one at a time: for the sentences, and
    for the words that coders see. Where an earlier sample is the same, the sheets of other coders stay; where it is another one, empty
    sheets make way for it.

    Raises
    ------
    WrongUsage
        Where the options cannot be met, nothing can be drawn, or a sheet with answers would be lost: nothing is written then.
    Mismatch
        Where the raw texts are not those of the tables.
    """
    coders = _coders(wanted)
    found = {name: tables.read_extracted(name, study.processed) for name in _READ}
    book = codebook.load(study.codebook)
    gold = Gold(study.gold) if wanted.from_gold else None
    frames = _frames(study, found, wanted, gold)
    sample = _sample(frames, found["articles"], wanted)
    removed, begun = _make_room(study.coding, sample, coders)
    machine = answers.of_program(sample, found["statements"], found["positions"])
    topics = [topic.id for topic in book.topics]
    lists = {coding.MACHINE: coding.machine_file(machine), **Scheme.of(book, found["actors"]).files()}
    for name, data in {coding.SAMPLE: coding.sample_file(sample), HOW: _HOW.read_bytes(), **lists}.items():
        if not (begun and (study.coding / name).is_file()):  # coders may have added to the lists by which they began
            whole.write(study.coding / name, data)
    marked = coders if wanted.brat else ()
    for coder in marked:
        whole.write(study.coding / coder / brat.CONFIGURATION, brat.configuration(topics))
    shown = dict(_shown(study, found, sample, marked))
    sheets = {
        coder: coding_sheets.sheet(coder, shown, seed=wanted.seed, machine=machine if wanted.show_machine else None) for coder in coders
    }
    if gold:
        given = gold.answers(sample, found["statements"], machine, topics)
        sheets[GOLD] = coding_sheets.sheet(GOLD, shown, seed=wanted.seed, given=given)
    for coder, data in sheets.items():
        whole.write(coding_sheets.path_of(study.coding, coder), data)
    return [*_drawn(sample, {name: len(units) for name, units in frames.items()}), *_written(study.coding, coders, wanted, removed)]


def _frames(study: Study, found: Mapping[str, pd.DataFrame], wanted: Wanted, gold: Gold | None) -> dict[str, pd.DataFrame]:
    """The units of both frames, of coded articles only where gold is to answer."""
    chosen = None if gold is None else set(gold.coded(found["articles"]))
    if chosen is not None and not chosen:
        raise WrongUsage(f"no article of these tables is coded in {study.gold}; name the folder of their coding by --gold")
    texts = sampling_units.same_texts(found["articles"], articles.read(study.raw, **study.reading), chosen)
    return {
        answers.STATEMENT: sampling_units.statements(found, chosen),
        answers.SENTENCE: sampling_units.sentences(found, texts, every=wanted.every_sentence),
    }


def _sample(frames: Mapping[str, pd.DataFrame], about: pd.DataFrame, wanted: Wanted) -> pd.DataFrame:
    sums = dict(zip(about["article_id"], about["text_sha256"], strict=True))
    sample = sampling.draw(frames, sums, n=wanted.n, sentences=wanted.sentences, by=wanted.by or sampling.BY, seed=wanted.seed)
    if sample.empty:
        raise WrongUsage("these articles hold nothing to draw: neither a statement nor a sentence of headline or body")
    return sample


def _coders(wanted: Wanted) -> list[str]:
    """The coders for whom sheets are written; what cannot be met of the options is refused before any text is read."""
    try:
        sampling.check(wanted.n, wanted.sentences, wanted.by or sampling.BY, wanted.seed)
    except ValueError as fault:
        raise WrongUsage(str(fault)) from fault
    names = list(dict.fromkeys(wanted.coders)) or ([] if wanted.from_gold else ["coder"])
    for name in names:
        if not re.fullmatch(coding_sheets.CODER, name):
            raise WrongUsage(f"--coder takes a name of letters, digits, _ and -, such as anna, not {name!r}")
        if name.lower() in _RESERVED:
            raise WrongUsage(f"--coder cannot be {name!r}, which is {_RESERVED[name.lower()]}: give another name")
    if len({name.lower() for name in names}) < len(names):
        raise WrongUsage(f"--coder names two that differ in capitals only, {', '.join(names)}: give another name")
    return names


def _make_room(folder: Path, sample: pd.DataFrame, coders: Collection[str]) -> tuple[list[str], bool]:
    """Refuse to lose answers, and clear away empty sheets of another sample; return whose these were, and whether coding has begun."""
    path = folder / coding.SAMPLE
    same = path.is_file() and path.read_bytes() == coding.sample_file(sample)
    held = {coder: count for coder, count in coding.answered(folder).items() if count != 0 and coder != GOLD}
    lost = [coder for coder in held if coder in coders or not same]
    if lost:
        names = " and ".join(coding_sheets.path_of(folder, coder).name for coder in lost)
        counts = ", ".join("it cannot be told how many" if held[coder] is None else str(held[coder]) for coder in lost)
        why = "leave out --coder for those who have begun" if same else "with these options another sample is drawn"
        raise WrongUsage(
            f"{names} in {folder}, or the brat folder beside it, holds answers ({counts}) and is not overwritten; {why}: give the options"
            " with which it was drawn and --coder for new coders only, or move the folder away, or draw into another one by --coding DIR"
        )
    removed = []
    for coder in coding.coders(folder):
        if coder in coders or not same:
            stale = [coding_sheets.path_of(folder, coder), *sorted((folder / coder).glob("*.ann")), *sorted((folder / coder).glob("*.txt"))]
            for one in [*stale, folder / coder / brat.CONFIGURATION]:
                one.unlink(missing_ok=True)
            removed += [coder] if coder not in coders else []
    return removed, bool(held)


def _shown(study: Study, found: Mapping[str, pd.DataFrame], sample: pd.DataFrame, marked: Iterable[str]) -> Iterator[tuple[str, Shown]]:
    """What coders see of each unit, by unit_id; on the way the texts are laid out for brat."""
    rows = {row["article_id"]: row for row in found["articles"].to_dict("records")}
    units = {key: own.to_dict("records") for key, own in sample.groupby("article_id")}
    for article in articles.read(study.raw, **study.reading):
        own, row = units.get(article.article_id, ()), rows.get(article.article_id, {})
        for coder in marked if own else ():
            brat.write(study.coding / coder, article.article_id, article.raw, [(u["unit_id"], u["start"], u["end"]) for u in own])
        outlet, published = (str(row[name]) if own and pd.notna(row[name]) else "" for name in ("outlet", "published"))
        said = found["statements"][found["statements"]["article_id"] == article.article_id] if own else None
        for unit in own:
            known = sampling_units.standing(said, unit["start"], unit["end"]) if unit["frame"] == answers.SENTENCE else ()
            yield unit["unit_id"], Shown.of(article, unit["start"], unit["end"], outlet, published, known)


def _drawn(sample: pd.DataFrame, sizes: Mapping[str, int]) -> Iterator[str]:
    """What was drawn of each frame and stratum, and what a unit of it weighs."""
    for frame, kind in _KINDS.items():
        own = sample[sample["frame"] == frame].drop_duplicates("stratum").sort_values("stratum")
        yield f"{kind}: {int(own['drawn'].sum())} of {sizes[frame]} drawn"
        rows = [(r.stratum, r.stratum_size, r.drawn, f"{r.stratum_size / r.drawn:.2f}") for r in own.itertuples()]
        if rows:
            yield listing.text([Listing(frame, "strata", ("stratum", "units", "drawn", "weight"), rows, always=True)])


def _written(folder: Path, coders: Sequence[str], wanted: Wanted, removed: Sequence[str]) -> Iterator[str]:
    """What lies where, and what to do next."""
    for coder in removed if not wanted.from_gold else [name for name in removed if name != GOLD]:
        yield f"removed the sheet of {coder}, which was of another sample"
    sheets = [coding_sheets.path_of(folder, coder).name for coder in (*coders, *([GOLD] if wanted.from_gold else []))]
    yield f"wrote {coding.SAMPLE}, {coding.MACHINE}, {TOPICS}, {ACTORS}, {HOW} and {', '.join(sheets)} into {folder}"
    if wanted.brat and coders:
        yield f"wrote the same for brat into {', '.join(f'{coder}/' for coder in coders)}: code there or in the sheet, not in both"
    if not wanted.every_sentence:
        yield "of sentences only those without a statement were drawn: what is missed beside a statement will not be known"
    if coders:
        yield f"next: coders fill in their sheets as {HOW} there says; keep {coding.MACHINE} from them"
