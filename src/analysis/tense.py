"""Whether the clause around a time expression looks ahead or back."""

from __future__ import annotations

import re
from functools import cache

from analysis.time_words import word_lists
from analysis.timex import AHEAD, OPEN, PAST

_LEFT, _RIGHT = 160, 70  # code points beside an expression that are read for the tense of its clause
_SENTENCE_END = re.compile(r"(?<=[a-z\d)\"'”’]{2})[.!?;][\"'”’)]{0,3}\s|\n|\s(?:_|--|–|—)\s|:\s")
# A new clause; what was said before it says nothing about the expression.
_CLAUSE = re.compile(r",\s(?:but|where|which|who|whose|when|while|after|although|though)\s|\s(?:because|although|though|where|who|after)\s")
_ATTRIBUTE = re.compile(r"(?i:\b(?:the|an?|its|his|her|their|our|this|that)\s)$")
_POSSESSIVE = re.compile(r"['’]s?\b")


def lean(text: str, start: int, end: int) -> int:
    """Whether the clause around `text[start:end]` looks ahead or back: PAST, OPEN or AHEAD.

    The verb right behind it says so ("on Thursday denounced"), else the last cue before it, else the first after it.
    Beside a noun ("the Oct. 23 shooting", "Friday's ruling") only what comes after counts. An infinitive before it
    leaves the matter open: "asked him to testify in May", "was shot to death in May".
    """
    right = text[end : end + _RIGHT]
    stop = _SENTENCE_END.search(right)
    right = right[: stop.start() if stop else len(right)]
    if _POSSESSIVE.match(right):
        return AHEAD if re.search(r"(?i:ahead of|in advance of|preparing for|upcoming)\s$", text[max(0, start - 20) : start]) else PAST
    next_verb = _cues().match(right, 1) if right[:1].isspace() else None
    if next_verb and (next_verb["ahead"] or next_verb["past"]):
        return _leaning(next_verb)
    first = next((_leaning(cue) for cue in _cues().finditer(right) if cue["ahead"] or cue["past"]), OPEN)
    left = text[max(0, start - _LEFT) : start]
    if _ATTRIBUTE.search(left):
        return max(first, OPEN)
    cut = max((match.end() for pattern in (_SENTENCE_END, _CLAUSE) for match in pattern.finditer(left)), default=0)
    cues = list(_cues().finditer(left, cut))
    finite = [cue for cue in cues if not cue["weak"]]
    if not finite:
        return OPEN if cues else first
    said = _leaning(finite[-1])
    return max(said, OPEN) if cues[-1]["weak"] else said


def _leaning(cue: re.Match[str]) -> int:
    return AHEAD if cue["ahead"] or cue["modal"] else PAST


@cache
def _cues() -> re.Pattern[str]:
    groups = (f"(?P<{name}>{'|'.join(word_lists()[f'{name}_cues'])})" for name in ("ahead", "modal", "weak", "past"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(groups)})(?!\w)", re.IGNORECASE)
