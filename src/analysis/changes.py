"""Change over time: the positions of an actor on a topic in order of their days, each compared with what was said before it."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import pandas as pd

from analysis import voices
from analysis.tables import MODALITIES, STANCES
from analysis.voices import By, Tables

CHANGES = ("first", "repeated", "restated", "narrowed", "widened", "turned", "unclear")
SCOPES = ("same", "narrower", "wider", "unclear")
SHIFTS = ("to_future", "to_fact")
SIDES = {1: "agrees", 0: "disagrees"}
COLUMNS = (
    "actor", "topic", "step", "earliest", "latest", "date_basis", "side", "stance", "modality", "narrowed_by", "widened_by", "before",
    "modality_before", "time_shift", "scope", "change", "reading", "speakers", "evidence_types", "reports", "copies", "utterance",
    "article_ids", "position_ids",
)  # fmt: skip

# How the proposition is put, by who agrees and who disagrees with it, in the words of a reader.
_PUT = {
    "asserted": ("is so", "is not so"),
    "commitment": ("will be so", "will not be so"),
    "planned": ("is planned", "is not planned"),
    "possible": ("may be so", "may not be so"),
    "conditional": ("would be so", "would not be so"),
    "hedged": ("is perhaps so", "is perhaps not so"),
}
_DOES = {
    "affirm": "affirms", "deny": "denies", "support": "supports", "oppose": "opposes", "criticise": "criticises", "accuse": "accuses",
    "pledge": "pledges", "offer": "offers", "call_for": "calls for it", "warn": "warns", "refuse": "refuses", "refrain": "refrains",
    "threaten": "threatens", "express_concern": "expresses concern", "announce": "announces", "abstain": "abstains",
    "no_commitment": "makes no commitment",
}  # fmt: skip
_FUTURE = ("commitment", "planned")
# Of several comparisons the least change counts: who says again what was said the day before has not changed.
_LEAST_FIRST = ("repeated", "restated")


@dataclass(frozen=True)
class _Step:
    """An utterance with what is compared of it."""

    utterance: str
    days: tuple[str, str] | None
    agreement: int | None
    stance: str
    modality: str
    narrowed: frozenset[str]
    widened: frozenset[str]

    @property
    def form(self) -> tuple[Any, ...]:
        return self.agreement, self.stance, self.modality, self.narrowed, self.widened


def sequences(tables: Tables, *, by: By = "actors") -> pd.DataFrame:
    """What each actor said on each topic, in order of the days, and how each utterance differs from the one before it.

    Parameters
    ----------
    tables
        `positions`, `statements` and `articles`; `occasions`, `alignments` and `copies`, where they are there.
    by
        actors: whoever speaks; organisations: the government or body for whom they speak.

    Returns
    -------
    DataFrame
        One row an utterance, ordered by actor, topic, step:

        - actor, topic; step (from 1, by days, then id; a number is no order where days overlap)
        - earliest, latest, date_basis, reports, copies, speakers, utterance, article_ids, position_ids: as `voices.utterances` says
        - side {agrees, disagrees, unclear}, stance and modality: as most of the reports have them, of equally many the first in the
          order of `tables`; narrowed_by, widened_by: the scope words of all reports, as reports drop such words more easily than they
          invent them; evidence_types: whose voice reports it
        - before: the utterance it is compared with, null where there is none; modality_before
        - time_shift: to_future where what was asserted becomes a commitment or a plan ("has not supplied", "will not sell"),
          to_fact the other way round
        - scope {same, narrower, wider, unclear}: see `scope`; null where the sides differ or there is nothing before
        - change: first: nothing was said before; repeated: the same side, stance, modality and scope; restated: the same side and scope,
          another stance or modality; narrowed, widened: the same side, its scope narrower or wider; turned: the other side; unclear: no
          day is known, the days give no order, a side cannot be told, or neither scope holds the other
        - reading: the same in plain words

    Raises
    ------
    KeyError
        Where `positions` has no columns narrowed_by and widened_by.

    Notes
    -----
    Days that overlap give no order. An utterance is compared with the latest of those that certainly came before it. Where there are
    several, because they overlap each other, the least of the changes counts, sides first: who takes the side that was among theirs has
    not turned, and who says what one of them said repeats it. Where comparisons only say narrower and wider, it is unclear. What has
    nothing certainly before it is first, unless it overlaps another utterance that differs from it: then it is unclear.

    A claim and a denial narrow differently. Who denies without a limit denies every case; a narrowing word ("no lethal weapons", "so
    far") takes cases out of the denial, leaves them open, and so says less; a widening word ("to either side", "never") denies more.
    A claim with a narrowing word says more of fewer cases: "supplies lethal weapons" implies "supplies weapons", while "supplies no
    weapons" implies "supplies no lethal weapons". `change` names the range of cases alone, and is the same for both; `reading` says
    that a denial now denies less, and that a claim or a promise now covers fewer cases.
    """
    if tables["positions"].empty:
        return pd.DataFrame(columns=list(COLUMNS))
    reports = {row["position_id"]: row for row in tables["positions"].to_dict("records")}
    found = []
    for _, group in voices.utterances(tables, by=by).groupby(["actor", "topic"], sort=True):
        records = group.to_dict("records")
        members = [[reports[i] for i in record["position_ids"]] for record in records]
        steps = [_step(record, own) for record, own in zip(records, members, strict=True)]
        timeline = _Timeline(steps)
        for number, (record, own, step) in enumerate(zip(records, members, steps, strict=True), start=1):
            voice = sorted({str(report["evidence_type"]) for report in own})
            found.append({**record, "step": number, "evidence_types": voice, **_row(step, *timeline.compared(step))})
    return pd.DataFrame(found, columns=list(COLUMNS)).astype({"step": "Int64"})


def scope(
    narrowed_before: Collection[str], widened_before: Collection[str], narrowed_by: Collection[str], widened_by: Collection[str]
) -> str:
    """How the range of cases that words cover compares with that of words before them, by their scope words.

    More narrowing words and no more widening ones: narrower; the other way round: wider. Where some words have gone and others have
    come, neither holds the other, or it would take the meaning of the words to tell: unclear.

    >>> scope([], [], ["lethal"], []), scope([], [], [], ["either side"]), scope(["so far"], [], ["lethal"], [])
    ('narrower', 'wider', 'unclear')
    >>> scope([], ["either side"], ["lethal"], []), scope(["lethal"], [], ["lethal"], [])
    ('narrower', 'same')
    """
    was, now = (frozenset(narrowed_before), frozenset(widened_before)), (frozenset(narrowed_by), frozenset(widened_by))
    if was == now:
        return "same"
    if was[0] <= now[0] and now[1] <= was[1]:
        return "narrower"
    return "wider" if now[0] <= was[0] and was[1] <= now[1] else "unclear"


def scope_words(positions: pd.DataFrame) -> pd.DataFrame:
    """How often positions carry words that narrow or widen them.

    Returns
    -------
    DataFrame
        One row a word and kind {narrowed, widened}: kind, word (lower case), positions (that carry it), denials (among them, those
        that disagree with the proposition), position_ids; the most frequent first, then by kind and word.
    """
    rows = []
    for kind in ("narrowed", "widened"):
        carried = positions.assign(word=positions[f"{kind}_by"]).explode("word").dropna(subset=["word"])
        carried = carried.assign(word=carried["word"].str.lower()).drop_duplicates(["word", "position_id"])
        for word, group in carried.groupby("word", sort=True):
            denials = int((group["agreement"] == 0).sum())
            rows.append((kind, word, len(group), denials, sorted(group["position_id"])))
    found = pd.DataFrame(rows, columns=["kind", "word", "positions", "denials", "position_ids"])
    return found.sort_values(["positions", "kind", "word"], ascending=[False, True, True], ignore_index=True)


# ---- one utterance and those before it ------------------------------------------------------------------------------


def _step(record: Mapping[str, Any], reports: Sequence[Mapping[str, Any]]) -> _Step:
    agreement = record["agreement"]
    return _Step(
        utterance=record["utterance"],
        days=None if pd.isna(record["earliest"]) else (record["earliest"], record["latest"]),
        agreement=None if pd.isna(agreement) else int(agreement),
        stance=_most(reports, "stance", STANCES),
        modality=_most(reports, "modality", MODALITIES),
        narrowed=frozenset(word.lower() for report in reports for word in report["narrowed_by"]),
        widened=frozenset(word.lower() for report in reports for word in report["widened_by"]),
    )


def _most(reports: Sequence[Mapping[str, Any]], column: str, order: Sequence[str]) -> str:
    counts = Counter(str(report[column]) for report in reports)
    return min(counts, key=lambda value: (-counts[value], order.index(value)))


class _Timeline:
    """The utterances of one actor on one topic, sorted so that those before a day are found without looking at all."""

    def __init__(self, steps: Sequence[_Step]) -> None:
        self._dated = sorted(((step.days, step) for step in steps if step.days), key=lambda d: (d[0][1], d[0][0], d[1].utterance))
        self._ends = [last for (_, last), _ in self._dated]
        self._latest_begin = list(accumulate((first for (first, _), _ in self._dated), max))

    def compared(self, step: _Step) -> tuple[_Step | None, str, str]:
        """The utterance that a step is compared with, the change, and for an unclear one the reason."""
        if step.days is None:
            return None, "unclear", "no day is known"
        first, last = step.days
        earlier = bisect_left(self._ends, first)
        if earlier:
            # The latest of those before it: those that none of them certainly follows.
            nearest = self._dated[bisect_left(self._ends, self._latest_begin[earlier - 1], 0, earlier) : earlier]
            return _least([(_change(other, step), other) for _, other in nearest], step)
        beside = [other for (begin, _), other in self._dated if begin <= last]
        if any(other.form != step.form for other in beside):
            return None, "unclear", "said in the same days as other words, in which order is not known"
        return (None, "first", "") if beside[0] is step else (beside[0], "repeated", "")


def _change(before: _Step, now: _Step) -> str:
    if before.form == now.form:
        return "repeated"
    if before.agreement is None or now.agreement is None:
        return "unclear"
    if before.agreement != now.agreement:
        return "turned"
    return {"same": "restated", "narrower": "narrowed", "wider": "widened", "unclear": "unclear"}[_scope(before, now)]


def _scope(before: _Step, now: _Step) -> str:
    return scope(before.narrowed, before.widened, now.narrowed, now.widened)


def _least(compared: Sequence[tuple[str, _Step]], now: _Step) -> tuple[_Step, str, str]:
    """The least change against several utterances that came before; of those that say the same, the last is named.

    One whose side is open says nothing against the others, where some have a side.
    """
    if now.agreement is not None:
        compared = [(change, before) for change, before in compared if before.agreement is not None] or compared
    by_change = dict(compared)
    for change in _LEAST_FIRST:
        if change in by_change:
            return by_change[change], change, ""
    same_side = {change: before for change, before in compared if before.agreement == now.agreement is not None}
    left = same_side or by_change
    if len(left) > 1:
        return compared[-1][1], "unclear", "several things were said before, and it differs from them in different ways"
    ((change, before),) = left.items()
    open_side = before.agreement is None or now.agreement is None
    why = "a side cannot be told" if open_side else "other scope words, neither narrower nor wider"
    return before, change, why if change == "unclear" else ""


# ---- as a row, and in words -----------------------------------------------------------------------------------------


def _row(now: _Step, before: _Step | None, change: str, why: str) -> dict[str, Any]:
    same_side = before is not None and before.agreement == now.agreement is not None
    return {
        "side": SIDES.get(now.agreement, "unclear") if now.agreement is not None else "unclear",
        "stance": now.stance,
        "modality": now.modality,
        "narrowed_by": sorted(now.narrowed),
        "widened_by": sorted(now.widened),
        "before": before.utterance if before else None,
        "modality_before": before.modality if before else None,
        "time_shift": _shift(before, now) if before else None,
        "scope": _scope(before, now) if before and same_side else None,
        "change": change,
        "reading": "; ".join(_reading(now, before, change, why)),
    }


def _shift(before: _Step, now: _Step) -> str | None:
    if before.modality == "asserted" and now.modality in _FUTURE:
        return "to_future"
    return "to_fact" if before.modality in _FUTURE and now.modality == "asserted" else None


def _reading(now: _Step, before: _Step | None, change: str, why: str) -> Iterator[str]:
    yield _turned_to(_DOES[before.stance] if before else "", _DOES[now.stance])
    if now.agreement is not None:
        known = before if before and before.agreement is not None else None
        yield _turned_to(_put(known) if known else "", _put(now))
    yield from _words_of_scope(now, before)
    if before is None or not before.days:
        yield why or "nothing before it"
        return
    on = before.days[0] if before.days[0] == before.days[1] else " to ".join(before.days)
    less, more = ("denies less", "denies more") if now.agreement == 0 else ("covers fewer cases", "covers more cases")
    verdict = {
        "repeated": f"as on {on}",
        "restated": f"the same side and scope as on {on}",
        "narrowed": f"{less} than on {on}",
        "widened": f"{more} than on {on}",
        "turned": f"the other side than on {on}",
    }
    yield verdict.get(change, f"{why} (against {on})")


def _put(step: _Step) -> str:
    return _PUT[step.modality][0 if step.agreement else 1]


def _turned_to(before: str, now: str) -> str:
    return f"{now} (before: {before})" if before and before != now else now


def _words_of_scope(now: _Step, before: _Step | None) -> Iterator[str]:
    """The scope words: those that stay, those that came, those that went."""
    for kind, words, earlier in (
        ("narrowed", now.narrowed, before.narrowed if before else frozenset()),
        ("widened", now.widened, before.widened if before else frozenset()),
    ):
        for begin, which in ((f"{kind} by", words & earlier), (f"now {kind} by" if before else f"{kind} by", words - earlier)):
            if which:
                yield f"{begin} {_listed(which)}"
        if earlier - words:
            yield f"no longer {kind} by {_listed(earlier - words)}"


def _listed(words: Collection[str]) -> str:
    return ", ".join(f"“{word}”" for word in sorted(words))
