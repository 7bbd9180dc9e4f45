"""What lines of a news page look like: patterns of furniture, metadata, dates and agencies, made of the word lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from analysis import lexicon

_TIME = r"\b[0-2]?\d[:.h][0-5]\d(?:[:.][0-5]\d)?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?(?:\s*(?:hrs|hours))?|\b\d{1,2}\s*[ap]\.?m\.?"
_ZONE = (
    r"\(?(?:gmt|utc|z|ist|est|edt|et|pst|pdt|pt|cst|cdt|ct|mst|mdt|bst|cet|cest|msk|hkt|sgt|jst|kst|aest|aedt|eat|wat|sast)\)?"
    r"(?:\s?[+-]\s?\d{1,2}(?::?\d\d)?)?|[+-]\d\d:?\d\d"
)


@dataclass(frozen=True)
class Kind:
    """A kind of furniture or metadata and the patterns that tell it."""

    role: str
    name: str
    ends: bool
    inline: bool
    words: int
    whole: re.Pattern[str] | None
    part: re.Pattern[str] | None

    def matches(self, line: str, words: int) -> bool:
        """Whether a line of so many words is of this kind."""
        if self.whole and self.whole.fullmatch(line):
            return True
        return bool(self.part and words <= self.words and self.part.search(line))


def word_lists() -> dict[str, Any]:
    """The word lists of cleaning.yml, which says of each what it holds."""
    return lexicon.read("cleaning")


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind of the word lists, furniture before metadata."""
    made = []
    for role, name in (("boilerplate", "furniture"), ("metadata", "metadata")):
        for kind, entry in word_lists()[name].items():
            start = [f"^(?:{pattern})" for pattern in entry.get("start", ())]
            made.append(
                Kind(
                    role,
                    kind,
                    entry.get("ends", False),
                    entry.get("inline", False),
                    entry.get("words", 30),
                    _compiled(entry.get("whole", ())),
                    _compiled([*start, *entry.get("anywhere", ())]),
                )
            )
    return tuple(made)


def _compiled(patterns: Sequence[str]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    joined = "|".join(f"(?:{pattern})" for pattern in patterns)
    for name, value in (("{date}", date_pattern()), ("{time}", f"(?:{_TIME})"), ("{zone}", f"(?:{_ZONE})"), ("{foreign}", foreign_date())):
        joined = joined.replace(name, value)
    return re.compile(joined, re.IGNORECASE)


@cache
def month_names() -> str:
    """A pattern of the months and their short forms."""
    names = sorted({form for name in word_lists()["months"] for form in (name, name[:3], name[:4])}, key=len, reverse=True)
    return f"(?:{'|'.join(names)})"


@cache
def date_pattern() -> str:
    """A pattern of a date, in figures or with the name of the month, with or without a year."""
    month = month_names()
    return (
        rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})\b"
        rf"|{month}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?,?(?:\s*\d{{4}})?\b"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?(?:\s|-)(?:of )?{month}\b\.?,?(?:(?:\s|-)*\d{{4}})?|{month}\.?,? \d{{4}})"
    )


@cache
def foreign_date() -> str:
    """A pattern of a date whose month is named in another language."""
    names = sorted(lexicon.read("dates")["foreign_months"], key=len, reverse=True)
    return rf"(?:\d{{1,2}}\.? (?:de )?(?:{'|'.join(names)})\b(?:,?(?: de)? \d{{4}})?)"


@cache
def day_and_month() -> str:
    """A pattern of the date that a dateline has: "March 7", "7 March 2022"."""
    month = month_names().replace("(?:", "(?i:", 1)
    return rf"(?:{month}(?:\.?\s?|,\s)\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s\d{{4}})?|\d{{1,2}}\s{month}\.?(?:,?\s\d{{4}})?)"


@cache
def agencies() -> dict[str, str]:
    """Publishers and agencies by every name of theirs in lower case."""
    return {form: label for label, forms in word_lists()["agencies"].items() for form in forms}


@cache
def agency_names() -> str:
    """A pattern of every name of every publisher and agency."""
    return "(?:" + "|".join(re.escape(form) for form in sorted(agencies(), key=len, reverse=True)) + ")"
