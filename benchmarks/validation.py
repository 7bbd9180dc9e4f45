"""Do the corrected estimates hold the truth? python benchmarks/validation.py [GOLD] [--seeds 5] [--repetitions 1000] [--perfect].

Simulated validation studies on coded articles. A corpus is drawn from the articles of GOLD (data/gold by default) with
replacement; a program with known mistakes reads it (`Mistakes`); a sample is drawn from the corpus and coded without mistake, as
units (statements and sentences, by strata) or as whole articles; and each quantity is estimated with and without the coding. The
truth is what the articles of GOLD hold, so an interval must bear the chance in drawing articles as well as that in drawing what is
coded. Printed is for each plan and quantity how many of a hundred 95 % intervals hold the truth, one number a seed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.survey import Counts, corrected, uncorrected
from analysis.weighting import Design

GOLD = Path(__file__).parents[1] / "data" / "gold"
Array = npt.NDArray[Any]
STATEMENT, TRAP, BLANK = 0, 1, 2
BLANKS = 12
"""Sentences without a statement that each article is given beside those that look like one."""
COVERAGE = ("quantity", "truth", "uncorrected", "covers", "width", "corrected", "corrected covers", "corrected width")


@dataclass(frozen=True)
class Mistakes:
    """Chances of the mistakes that the program makes: each depends on what it reads, so that they bias shares and counts."""

    missed_indirect: float = 0.25
    missed_other: float = 0.05
    invented: float = 0.20
    """Words that look like a statement are taken for one: half of these of the first speaker, three of ten as agreement on the topic."""
    disagreement_turned: float = 0.35
    agreement_turned: float = 0.05
    first_given_to_second: float = 0.05
    second_given_to_first: float = 0.60


PERFECT = Mistakes(0, 0, 0, 0, 0, 0, 0)


@dataclass(frozen=True)
class Plan:
    """Articles in the corpus, and what is coded: statements and sentences, or whole articles."""

    articles: int
    statements: int = 0
    sentences: int = 0
    whole: int = 0

    def __str__(self) -> str:
        coded = f"{self.whole} articles" if self.whole else f"{self.statements} statements, {self.sentences} sentences"
        return f"{self.articles} articles, coded {coded}"


PLANS = (Plan(60, 150, 75), Plan(60, 300, 150), Plan(150, 300, 150), Plan(150, 600, 300), Plan(100, whole=30), Plan(200, whole=60))


@dataclass(frozen=True)
class Population:
    """Coded articles as arrays: units sorted by article, positions by unit. The topic and the two speakers are the commonest."""

    topic: str
    speakers: tuple[str, str]
    article: Array
    kind: Array
    indirect: Array
    first: Array
    second: Array
    position_unit: Array
    on_topic: Array
    agreement: Array
    """1, 0, or -1 where open."""

    @property
    def articles(self) -> int:
        return int(self.article.max()) + 1


def population(gold: Path = GOLD) -> Population:
    """The statements, positions and look-alikes of a folder of coding; positions without a statement are left out."""
    statements, positions, traps = (_rows(gold / f"{name}.jsonl") for name in ("quotations", "positions", "traps"))
    positions = [row for row in positions if row["quotation"]]
    topic = Counter(row["topic"] for row in positions).most_common(1)[0][0]
    first, second = (name for name, _ in Counter("; ".join(sorted(row["speaker"])) for row in statements).most_common(2))
    units: list[tuple[int, int, int, int, int]] = []
    sides: list[tuple[int, bool, int]] = []
    for number, file in enumerate(sorted({row["file"] for row in statements})):
        for row in (row for row in statements if row["file"] == file):
            sides += [
                (len(units), p["topic"] == topic, -1 if p["agreement"] is None else p["agreement"])
                for p in positions
                if p["quotation"] == row["id"]
            ]
            speaker = "; ".join(sorted(row["speaker"]))
            units.append((number, STATEMENT, row["type"] == "indirect", speaker == first, speaker == second))
        units += [(number, TRAP, 1, 0, 0)] * sum(row["file"] == file for row in traps) + [(number, BLANK, 0, 0, 0)] * BLANKS
    return Population(topic, (first, second), *np.array(units).T, *np.array(sides).T)


@dataclass(frozen=True)
class Study:
    """A corpus, what the program says of it, and what was drawn of it: arrays over units, and over positions."""

    article: Array
    articles: int
    there: Array
    found: Array
    first: Array
    program_first: Array
    indirect: Array
    position_unit: Array
    on_topic: Array
    agreement: Array
    program_agreement: Array
    """Of true positions and, behind them, of those that the program invents: the others' agreement is -2."""
    stratum: Array
    sizes: Array
    drawn: Array
    """Numbers of the drawn units, or of articles where whole ones were coded."""


def studies(people: Population, plan: Plan, mistakes: Mistakes, seed: int, repetitions: int) -> Iterator[Study]:
    """Corpora with what the program says of them, and a sample of each; the same for the same seed."""
    generator = np.random.default_rng(seed)
    starts, sizes = np.searchsorted(people.article, np.arange(people.articles)), np.bincount(people.article)
    first_side, sides = (
        np.searchsorted(people.position_unit, np.arange(len(people.article))),
        _counted(people.position_unit, people.article),
    )
    for _ in range(repetitions):
        chosen = generator.integers(0, people.articles, plan.articles)
        unit, article = _expanded(starts[chosen], sizes[chosen])
        position, position_unit = _expanded(first_side[unit], sides[unit])
        yield _study(people, plan, mistakes, generator, (unit, article, position, position_unit))


def _study(
    people: Population, plan: Plan, mistakes: Mistakes, generator: np.random.Generator, expanded: tuple[Array, Array, Array, Array]
) -> Study:
    unit, article, position, position_unit = expanded
    kind, indirect = people.kind[unit], people.indirect[unit]
    there, n = kind == STATEMENT, len(unit)
    missed = np.where(indirect == 1, mistakes.missed_indirect, mistakes.missed_other)
    luck = generator.random((3, n))
    found = np.where(there, luck[0] >= missed, (kind == TRAP) & (luck[0] < mistakes.invented))
    first, second = people.first[unit] == 1, people.second[unit] == 1
    named = np.where(first, luck[1] >= mistakes.first_given_to_second, second & (luck[1] < mistakes.second_given_to_first))
    named = found & np.where(there, named, luck[1] < 0.5)
    invented = np.flatnonzero(found & ~there & (luck[2] < 0.3))
    truth = people.agreement[position]
    chance = np.select([truth == 0, truth == 1], [mistakes.disagreement_turned, mistakes.agreement_turned], 0.0)
    read = np.where(generator.random(len(truth)) < chance, 1 - truth, truth)
    read = np.where(found[position_unit], read, -2)
    # Strata as the program sees them: sentences in which it finds nothing, what it calls indirect, and the rest.
    stratum = np.where(found, np.where(indirect == 1, 1, 2), 0)
    sizes = np.bincount(stratum, minlength=3)
    if plan.whole:
        drawn = np.sort(generator.permutation(plan.articles)[: plan.whole])
    else:
        share = round(plan.statements * sizes[1] / sizes[1:].sum())
        wanted = np.minimum([plan.sentences, share, plan.statements - share], sizes)
        order = np.lexsort((generator.random(n), stratum))
        rank = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        drawn = np.sort(order[rank < np.repeat(wanted, sizes)])
    return Study(
        article, plan.articles, there, found, first, named, indirect,
        np.concatenate([position_unit, invented]),
        np.concatenate([people.on_topic[position] == 1, np.ones(len(invented), dtype=bool)]),
        np.concatenate([truth, np.full(len(invented), -2)]),
        np.concatenate([read, np.ones(len(invented), dtype=int)]),
        stratum, sizes, drawn,
    )  # fmt: skip


def columns(study: Study) -> dict[str, tuple[Array, Array, Array | None, Array | None]]:
    """Each quantity: its part by coder and by program, and its whole by both; one place a unit of the corpus."""

    def sides(agreement: Array, *wanted: int, topic: bool = False) -> Array:
        kept = np.isin(agreement, wanted) & (study.on_topic | (not topic))
        return np.bincount(study.position_unit[kept], minlength=len(study.article)).astype(float)

    coder, program = study.agreement, study.program_agreement
    there, found = study.there.astype(float), study.found.astype(float)
    return {
        "positions that agree": (sides(coder, 1), sides(program, 1), sides(coder, 0, 1), sides(program, 0, 1)),
        "positions that agree, on the topic": tuple(
            sides(side, *wanted, topic=True) for wanted in ((1,), (0, 1)) for side in (coder, program)
        ),
        "statements by the first speaker": (study.first * 1.0, study.program_first * 1.0, there, found),
        "statements": (there, found, None, None),
        "positions that disagree, on the topic": (sides(coder, 0, topic=True), sides(program, 0, topic=True), None, None),
    }  # type: ignore[dict-item]


def truths(people: Population, plan: Plan) -> dict[str, float]:
    """What the articles hold: shares, and the totals to be expected of a corpus of the plan's size."""
    topic, agreement = people.on_topic == 1, people.agreement
    statements, scale = int((people.kind == STATEMENT).sum()), plan.articles / people.articles
    return {
        "positions that agree": (agreement == 1).sum() / (agreement >= 0).sum(),
        "positions that agree, on the topic": (topic & (agreement == 1)).sum() / (topic & (agreement >= 0)).sum(),
        "statements by the first speaker": people.first.sum() / statements,
        "statements": scale * statements,
        "positions that disagree, on the topic": scale * (topic & (agreement == 0)).sum(),
    }


def estimated(study: Study, plan: Plan) -> Iterator[tuple[str, Counts, Design]]:
    """Each quantity as it is counted, and the design of what was coded."""
    if plan.whole:
        left = np.full(plan.whole, 1 - plan.whole / plan.articles)
        design = Design(study.drawn, plan.articles, np.full(plan.whole, plan.articles / plan.whole), np.zeros(plan.whole, dtype=int), left)
    else:
        stratum, coded = study.stratum[study.drawn], np.bincount(study.stratum[study.drawn], minlength=3)
        weight = study.sizes / np.maximum(coded, 1)
        design = Design(study.article[study.drawn], plan.articles, weight[stratum], stratum, 1 - 1 / weight[stratum])
    for name, (part, program_part, whole, program_whole) in columns(study).items():
        by_article = [None if side is None else np.bincount(study.article, side, plan.articles) for side in (program_part, program_whole)]
        if plan.whole:
            part = np.bincount(study.article, part, plan.articles)
            whole = None if whole is None else np.bincount(study.article, whole, plan.articles)
            program_part, program_whole = by_article  # type: ignore[assignment]
        own = [None if side is None else side[study.drawn] for side in (part, program_part, whole, program_whole)]
        yield name, Counts(by_article[0], own[0], own[1], by_article[1], own[2], own[3]), design  # type: ignore[arg-type]


def coverage(people: Population, plan: Plan, *, mistakes: Mistakes = Mistakes(), seed: int = 0, repetitions: int = 1000) -> pd.DataFrame:
    """How many of a hundred intervals hold the truth, uncorrected and corrected.

    Returns
    -------
    DataFrame
        One row a quantity: the truth; mean of the uncorrected values, per cent of their intervals that hold the truth, mean width; and
        the same of the corrected ones.
    """
    truth = truths(people, plan)
    seen: dict[str, list[tuple[float, ...]]] = {name: [] for name in truth}
    for study in studies(people, plan, mistakes, seed, repetitions):
        for name, counts, design in estimated(study, plan):
            row: list[float] = []
            for estimate in (uncorrected(counts), corrected(counts, design)):
                low, high = estimate.interval()
                row += [estimate.value, 100.0 * (low <= truth[name] <= high), high - low]
            seen[name].append(tuple(row))
    return pd.DataFrame([(name, truth[name], *np.mean(rows, axis=0)) for name, rows in seen.items()], columns=list(COVERAGE))


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _counted(members: Array, of: Array) -> Array:
    return np.bincount(members, minlength=len(of))


def _expanded(starts: Array, sizes: Array) -> tuple[Array, Array]:
    """The numbers from each start on, as many as its size; and which of the starts each belongs to."""
    whose = np.repeat(np.arange(len(starts)), sizes)
    return np.arange(len(whose)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + starts[whose], whose


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("gold", type=Path, nargs="?", default=GOLD)
    arguments.add_argument("--seeds", type=int, default=5, help="run each plan with the seeds 0 to this less one (default: 5)")
    arguments.add_argument("--repetitions", type=int, default=1000)
    arguments.add_argument("--perfect", action="store_true", help="plant no mistake: both must hold the truth")
    options = arguments.parse_args()
    people = population(options.gold)
    mistakes = PERFECT if options.perfect else Mistakes()
    print(f"topic {people.topic}; speakers {', '.join(people.speakers)}; {mistakes}; {options.repetitions} repetitions")
    for plan in PLANS:
        parts = [coverage(people, plan, mistakes=mistakes, seed=seed, repetitions=options.repetitions) for seed in range(options.seeds)]
        print(f"\n{plan}")
        print(f"{'quantity':38} {'truth':>8} | {'uncorrected':>11} {'width':>7} {'holds':24} | {'corrected':>9} {'width':>7} holds")
        for rows in zip(*(part.itertuples(index=False) for part in parts), strict=True):
            table = pd.DataFrame(list(rows))
            table.columns = list(COVERAGE)
            mean = table.drop(columns="quantity").mean()
            before, after = (" ".join(f"{value:.1f}" for value in table[name]) for name in ("covers", "corrected covers"))
            print(
                f"{rows[0][0]:38} {mean['truth']:8.3f} | {mean['uncorrected']:11.3f} {mean['width']:7.3f} {before:24} "
                f"| {mean['corrected']:9.3f} {mean['corrected width']:7.3f} {after}"
            )


if __name__ == "__main__":
    main()
