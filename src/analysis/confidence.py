"""How sure a statement is: how often statements like it were right on texts that were coded by hand."""

from __future__ import annotations

import math
from typing import Any

from analysis import lexicon
from analysis.cues import ATTITUDES
from analysis.triples import Attribution

# Shares nearer to 0 or 1 than this say no more than that they are very small or very large.
_EDGE = 0.001


def confidence(attribution: Attribution, kind: str | None, status: str) -> float:
    """How often statements like this one had the right words and the right speaker: share 0-1, two decimals.

    Where the reader gave its own shares, they are weighed with the form of the statement by a logistic regression (Platt
    1999) that was fitted on the development set; other attributions have the share of their kind there. Both are multiplied
    by how often a source of this status led to the right actor. The numbers are in `data/confidence.yml`, made by
    `training/calibrate.py`.

    Parameters
    ----------
    attribution
        As `attribution.attributions` joins it.
    kind
        The class of its cue; None where it has no cue, or one that no list holds.
    status
        How its speaker is known, as in the table `statements`.
    """
    table: dict[str, Any] = lexicon.read("confidence")
    if attribution.shares is not None:
        weights: dict[str, float] = table["read"]
        joined = 1 / (1 + math.exp(-sum(weights[name] * value for name, value in evidence(attribution, kind).items())))
    else:
        joined = float(table["joined"].get(kind_of(attribution, kind), table["otherwise"]))
    return round(joined * float(table["status"].get(status, 1.0)), 2)


def evidence(attribution: Attribution, kind: str | None) -> dict[str, float]:
    """What speaks for or against an attribution that was read: by name, as the regression weighs it."""
    assert attribution.shares is not None
    cue, role = (min(max(share, _EDGE), 1 - _EDGE) for share in attribution.shares)
    return {
        "always": 1.0,
        "cue share": math.log(cue / (1 - cue)),
        "role share": math.log(role / (1 - role)),
        "quoted": float(attribution.quoted),
        "attitude": float(kind in ATTITUDES),
        "unlisted": float(kind is None),
        "without source": float(attribution.source is None),
        "continued": float(attribution.continues is not None),
    }


def kind_of(attribution: Attribution, kind: str | None) -> str:
    """The kind of statement by which those without shares are measured: how it was joined, where its words stand, speech or attitude."""
    marks = "quoted" if attribution.quoted else "unquoted"
    return f"{attribution.rule} {marks} {'attitude' if kind in ATTITUDES else 'speech'}"
