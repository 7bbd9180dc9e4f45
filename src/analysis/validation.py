"""Scores and errors of a comparison with coded articles as numbers, and in words."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import reliability
from analysis.evaluation import Evaluation
from analysis.numbers import Number, Numbers, Sentence

_SAVED = {"scores": "score_id", "errors": "error_id", **reliability.KEYS}
_NEAR = 3
"""So many points of a hundred between the confidence stated and the share that is right count as kept."""


def add(n: Numbers, result: Evaluation) -> None:
    """Let the scores and errors of a comparison be counted, as tables `scores` and `errors`."""
    n.add("scores", result.scores, key="score_id")
    n.add("errors", result.errors, key="error_id")


def add_saved(n: Numbers) -> None:
    """Let scores, errors and what coders say be counted, where the notebook of the validation has saved them and they are not there yet."""
    for name, key in _SAVED.items():
        path = n.study.reports / "tables" / f"07_{name}.csv"
        if name in n.data or not path.exists():
            continue
        data = pd.read_csv(path)
        if key in data and (len(data) or name not in reliability.KEYS):
            n.add(name, data.astype({c: "Int64" for c in ("start", "end") if c in data}), key=key)


def value(n: Numbers, row: Any) -> Number:
    """A score in per cent, without decimals; its row is that of the score."""
    return n.chosen("scores", [row.score_id], "value in per cent", row.value, f"{row.value:.0f}")


def interval(n: Numbers, row: Any) -> Sentence:
    """The interval of a score in words, or why there is none."""
    if pd.isna(row.low):
        return n.fill("one article: no interval")
    low, high = (
        n.chosen("scores", [row.score_id], f"{end} end of its interval, per cent", bound, f"{bound:.0f}")
        for end, bound in (("low", row.low), ("high", row.high))
    )
    return n.fill("interval {low} to {high}", low=low, high=high)


def sentences(n: Numbers) -> list[Sentence]:
    """Each F1 in words, with its interval where it has one: 'statements, content F1: 66 (interval 58 to 73)'."""
    scores = n.data["scores"]
    return [
        n.fill("{score}: {value} ({between})", score=f"{row.part}, {row.measure}", value=value(n, row), between=interval(n, row))
        for row in scores[scores["measure"].str.endswith("F1")].itertuples()
    ]


def confidence(n: Numbers, result: Evaluation) -> Sentence:
    """What the statements of coded articles state as their confidence, beside the share of them that is right."""
    levels = result.calibration
    ids = [i for held in levels["statement_ids"] for i in held]
    if not ids:
        return n.fill("No statement was judged, so nothing is known of the confidence.")
    stated = float((levels["confidence"] * levels["n"]).sum() / levels["n"].sum() * 100)
    right = float(levels["right"].sum() / levels["n"].sum() * 100)
    verdict = "kept" if abs(stated - right) <= _NEAR else "stated too low" if stated < right else "stated too high"
    return n.fill(
        "The {judged} statements of coded articles state a confidence of {stated} per cent on average, and {right} per cent of them are "
        "right: taken together, the confidence is {verdict}.",
        judged=n.chosen("statements", ids, "judged by the coding"),
        stated=n.chosen("statements", ids, "mean confidence, per cent", stated, f"{stated:.0f}"),
        right=n.chosen("statements", ids, "right of those judged, per cent", right, f"{right:.0f}"),
        verdict=verdict,
    )
