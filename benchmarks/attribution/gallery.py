"""List mistakes of this package on the screen, to be read one by one: python benchmarks/attribution/gallery.py SHARED --n 60.

Every kind of attribution has its turn, so that rare kinds are seen too; within a kind the order hangs on `--seed` and the names of
the articles alone. Texts of the corpus are printed, which belong to their publishers: read them, and keep them out of any file
that is given away.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import kinds
from rows import ROLES, Article, Row, characters, read_folder, words
from scoring import OUTCOMES, Judged, judge
from systems import SYSTEMS, Texts

MISTAKES = tuple(name for name in OUTCOMES if name not in ("right source", "rightly none"))
_AROUND, _WIDTH = 250, 120


@dataclass(frozen=True)
class Mistake:
    """A mistake: the gold row (None where people found none), the system's row (None where it found none), and its cause."""

    article: Article
    gold: Row | None
    found: Row | None
    cause: str

    @property
    def row(self) -> Row:
        """The gold row, or the system's where there is no gold."""
        row = self.gold or self.found
        assert row is not None
        return row

    @property
    def kind(self) -> tuple[str, str]:
        """Kinds of content and source: the stratum."""
        kind = kinds.of_row(self.article.text, self.row)
        return kind["content"], kind["source"] if self.gold else "spurious"


FORMS: tuple[tuple[str, Callable[[Mistake], bool]], ...] = (
    ("in the first line", lambda m: _line(m, m.row.content[0][0]) == 0),
    ("content over several lines", lambda m: len(_lines(m, m.row.content)) > 1),
    ("content in several parts", lambda m: len(m.row.content) > 1),
    ("source in another line than the content", lambda m: bool(m.row.source) and not _lines(m, m.row.source) & _lines(m, m.row.content)),
    ("no source", lambda m: not m.row.source),
    ("no cue", lambda m: not m.row.cue),
    ("cue of several words", lambda m: len(words(m.article.text, m.row.cue).split()) > 1),
    ("cue before its source", lambda m: bool(m.row.cue and m.row.source) and m.row.cue[0] < m.row.source[0]),
    ("cue without speech", lambda m: bool(m.row.cue) and not kinds.is_speech(m.article.text, m.row)),
    ("content of one or two words", lambda m: len(words(m.article.text, m.row.content).split()) < 3),
    ("content of more than fifty words", lambda m: len(words(m.article.text, m.row.content).split()) > 50),
    ("the system's content reaches further", lambda m: _reaches(m.found, m.gold)),
    ("the system's content falls short", lambda m: _reaches(m.gold, m.found)),
    ("the system's source is the gold's cue or content", lambda m: _source_is_other_part(m)),
)
"""What can be seen of a mistake by its form alone; several may hold."""


def _line(mistake: Mistake, at: int) -> int:
    """The number of the line, not counting blank ones, that an offset stands in."""
    return len(re.findall(r"\S[^\r\n]*[\r\n]+", mistake.article.text[:at]))


def _lines(mistake: Mistake, spans: Sequence[tuple[int, int]]) -> set[int]:
    return {_line(mistake, at) for start, end in spans for at in (start, end - 1)}


def _reaches(one: Row | None, other: Row | None) -> bool:
    """Whether a content has more than a tenth beyond another one that it touches."""
    mine, theirs = (characters(row.content) if row else frozenset() for row in (one, other))
    return bool(mine & theirs) and len(mine - theirs) > 0.1 * len(mine)


def _source_is_other_part(mistake: Mistake) -> bool:
    if mistake.gold is None or mistake.found is None:
        return False
    return bool(characters(mistake.found.source) & characters(mistake.gold.cue + mistake.gold.content))


def mistakes(judged: Judged) -> Iterator[Mistake]:
    """The mistakes in one article: gold rows in order, then what the system found and people did not."""
    for i, (row, outcome) in enumerate(zip(judged.article.gold, judged.outcomes, strict=True)):
        if outcome in MISTAKES:
            found = judged.found[judged.half[i]] if i in judged.half else _nearest(row, judged)
            yield Mistake(judged.article, row, found, outcome)
    for j, surplus in judged.surplus.items():
        if surplus == "spurious":
            yield Mistake(judged.article, None, judged.found[j], surplus)


def _nearest(gold: Row, judged: Judged) -> Row | None:
    """The system's row that shares most of a gold row's content; None where none shares any."""
    want = characters(gold.content)
    shares = [(len(want & characters(row.content)), -j) for j, row in enumerate(judged.found)]
    most, index = max(shares, default=(0, 0))
    return judged.found[-index] if most else None


def in_turn(found: Sequence[Mistake], seed: int) -> list[Mistake]:
    """All mistakes in the order of reading: one of each stratum in turn, each stratum shuffled by the seed."""
    strata: dict[tuple[str, str], list[Mistake]] = {}
    for mistake in sorted(found, key=lambda m: _shuffled(m, seed)):
        strata.setdefault(mistake.kind, []).append(mistake)
    turns = zip_longest(*(strata[kind] for kind in sorted(strata)))
    return [mistake for turn in turns for mistake in turn if mistake is not None]


def _shuffled(mistake: Mistake, seed: int) -> str:
    return hashlib.sha256(f"{seed} {mistake.article.name} {mistake.row.content} {mistake.cause}".encode()).hexdigest()


def shown(mistake: Mistake) -> str:
    """A mistake to read: where, which kinds, which cause; both rows; the text around them."""
    content, source = mistake.kind
    forms = ", ".join(name for name, holds in FORMS if holds(mistake)) or "nothing to see by form"
    lines = [f"{mistake.article.name}  {mistake.row.content}", f"{mistake.cause} | {content} | {source} | {forms}"]
    for name, row in (("people", mistake.gold), ("system", mistake.found)):
        parts = (f"{role} {row.spans(role)} {_short(words(mistake.article.text, row.spans(role)))}" for role in ROLES) if row else ("–",)
        lines += [f"  {name}: {part}" for part in parts]
    spans = [span for row in (mistake.gold, mistake.found) if row for role in ROLES for span in row.spans(role)]
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    around = mistake.article.text[max(0, first - _AROUND) : last + _AROUND]
    text = (textwrap.fill(line, _WIDTH, initial_indent="  | ", subsequent_indent="  | ") for line in around.splitlines() if line.strip())
    return "\n".join([*lines, *text])


def _short(part: str) -> str:
    """Words on one line: of many only the first and the last."""
    line = " ".join(part.split())
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH // 2]} […] {line[-_WIDTH // 2 :]}"


def main() -> int:
    arguments = argparse.ArgumentParser(prog="benchmarks/attribution/gallery.py", description=__doc__)
    arguments.add_argument("shared", type=Path, help="folder that holds eval/polnear/PART")
    arguments.add_argument("--part", default="dev", help="which part is read (default: dev)")
    arguments.add_argument("--n", type=int, default=60, help="how many mistakes to show (default: 60)")
    arguments.add_argument("--seed", type=int, default=7, help="another seed shows others first (default: 7)")
    arguments.add_argument("--cause", choices=(*MISTAKES, "spurious"), help="show those of one cause only")
    options = arguments.parse_args()
    try:
        articles = read_folder(options.shared / "eval" / "polnear" / options.part)
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    rows = SYSTEMS[0].find(Texts(article.text for article in articles))
    found = [m for article, own in zip(articles, rows, strict=True) for m in mistakes(judge(article, own))]
    chosen = [m for m in in_turn(found, options.seed) if options.cause in (None, m.cause)][: options.n]
    print(f"{len(chosen)} of {len(found)} mistakes\n")
    for number, mistake in enumerate(chosen, start=1):
        print(f"{number}. {shown(mistake)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
