"""Scores: which rows of a system are those that people found, what became of each, and the measures summed over articles.

A row is found where the contents overlap by at least half: shared characters through all characters of both (IoU). Rows are paired
one to one, the greatest overlap first. A source is right where it shares a character with the one that people marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kinds import is_speech
from rows import ROLES, Article, Row, Span, characters

HALF, MOST = 0.5, 0.8
_TRIMMED = " \t\n\r\u00a0.,;:!?\"'“”‘’«»"

OUTCOMES = {
    "right source": "found, and its source is the right one",
    "rightly none": "found, and neither people nor the system give a source",
    "wrong source": "found, but its source is another stretch of the text",
    "no source given": "found, but the source that people marked is not given",
    "source where none": "found, but a source is given where people marked none",
    "wrong span": "not found, though a row of the system shares some of its content",
    "missed": "not found, and no row of the system shares any of its content",
}
"""What can become of a row that people found; every one of them has exactly one outcome."""
FOUND = ("right source", "rightly none", "wrong source", "no source given", "source where none")
NAMED = ("right source", "wrong source", "no source given")

SURPLUS = {
    "beside": "shares some content with a row that people found, but is paired with none",
    "spurious": "shares no content with any row that people found",
}
"""What can become of a row of the system that is paired with none."""


@dataclass(frozen=True)
class Judged:
    """One article with the rows of one system.

    `half` and `most` lead from a gold row to the row that it is paired with (indices). `outcomes` holds the outcome of each
    gold row, `surplus` what became of the rows that are paired with none, by index.
    """

    article: Article
    found: tuple[Row, ...]
    half: dict[int, int]
    most: dict[int, int]
    outcomes: tuple[str, ...]
    surplus: dict[int, str]


def judge(article: Article, found: Sequence[Row]) -> Judged:
    """Pair the rows of a system with those that people found, and say what became of each."""
    overlaps = _overlaps(article.gold, found)
    half, most = _paired(overlaps, HALF), _paired(overlaps, MOST)
    touched_gold, touched = {i for _, i, _ in overlaps}, {j for _, _, j in overlaps}
    outcomes = []
    for i, gold in enumerate(article.gold):
        if i in half:
            outcomes.append(_about_source(gold, found[half[i]]))
        else:
            outcomes.append("wrong span" if i in touched_gold else "missed")
    loose = {*range(len(found))} - {*half.values()}
    surplus = {j: "beside" if j in touched else "spurious" for j in sorted(loose)}
    return Judged(article, tuple(found), half, most, tuple(outcomes), surplus)


def _overlaps(gold: Sequence[Row], found: Sequence[Row]) -> list[tuple[float, int, int]]:
    """IoU of every gold row and found row whose contents share a character, the greatest first, then in text order."""
    have = [characters(row.content) for row in found]
    shares = []
    for i, row in enumerate(gold):
        want = characters(row.content)
        shares += [(len(want & got) / len(want | got), i, j) for j, got in enumerate(have) if want & got]
    return sorted(shares, key=lambda share: (-share[0], share[1], share[2]))


def _paired(overlaps: Iterable[tuple[float, int, int]], floor: float) -> dict[int, int]:
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for share, i, j in overlaps:
        if share >= floor and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def _about_source(gold: Row, found: Row) -> str:
    if not gold.source:
        return "source where none" if found.source else "rightly none"
    if not found.source:
        return "no source given"
    return "right source" if characters(gold.source) & characters(found.source) else "wrong source"


def measures(judged: Sequence[Judged]) -> dict[str, float | None]:
    """The measures over all articles in per cent, one decimal; None where there is nothing to measure.

    "speech recall" is over the gold rows whose cue is a verb of speech, "according to" or a colon. "speaker" is the share of
    right sources among the found rows whose gold names one; "false attribution" the share of found rows with a source that is
    not the gold's. "joint" counts the found rows with the right source, or rightly none. "exact" compares sets of spans, white
    space, quotation marks and end punctuation trimmed.
    """
    gold = sum(len(j.article.gold) for j in judged)
    found = sum(len(j.found) for j in judged)
    outcomes = Counter(outcome for j in judged for outcome in j.outcomes)
    half = sum(outcomes[name] for name in FOUND)
    speech = [i in j.half for j in judged for i, row in enumerate(j.article.gold) if is_speech(j.article.text, row)]
    joint = outcomes["right source"] + outcomes["rightly none"]
    return {
        "detection F1": f1(half, found, gold),
        "precision": percent(half, found),
        "recall": percent(half, gold),
        "detection F1 at 0.8": f1(sum(len(j.most) for j in judged), found, gold),
        "speech recall": percent(sum(speech), len(speech)),
        "speaker": percent(outcomes["right source"], sum(outcomes[name] for name in NAMED)),
        "false attribution": percent(outcomes["wrong source"] + outcomes["source where none"], half),
        "joint F1": f1(joint, found, gold),
        **{f"exact {role}": _exact(judged, role) for role in ROLES},
    }


def _exact(judged: Sequence[Judged], role: str) -> float | None:
    hit = found = gold = 0
    for j in judged:
        want, have = (_span_set(j.article.text, rows, role) for rows in (j.article.gold, j.found))
        hit, found, gold = hit + len(want & have), found + len(have), gold + len(want)
    return f1(hit, found, gold)


def _span_set(text: str, rows: Iterable[Row], role: str) -> set[Span]:
    return {_trimmed(text, span) for row in rows for span in row.spans(role)}


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _TRIMMED:
        start += 1
    while end > start and text[end - 1] in _TRIMMED:
        end -= 1
    return start, end


def percent(part: int, whole: int) -> float | None:
    """A share in per cent, one decimal; None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def f1(hit: int, found: int, gold: int) -> float | None:
    """F1 in per cent, one decimal: 0 where nothing is hit, None where there is nothing to find."""
    if not gold:
        return None
    precision, recall = (hit / found if found else 0.0), hit / gold
    return round(200 * precision * recall / (precision + recall), 1) if hit else 0.0
