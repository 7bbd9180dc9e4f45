"""The words of time: lists from the data file, the numbers they name, and the patterns made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from analysis import lexicon

# Between two words of one expression: spaces, or a line end inside a sentence (the next line goes on in lower case).
GAP = r"(?:[ \t\u00a0]{1,3}|[ \t\u00a0]?\n[ \t\u00a0]{0,2}(?=[a-z]))"

# How the words of a text are called that are none: a figure, and an apostrophe or the like ("'90s").
FIGURE, MARK = "0", "'"
MARKS = "'’‘`"


def word_lists() -> Mapping[str, Any]:
    """The word lists of dates.yml, which says of each what it holds."""
    return lexicon.read("dates")


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first, with a gap for each space."""
    ordered = sorted({str(word) for word in words}, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", GAP).replace("'", "['’]") for word in ordered) + ")"


def _cased(words: Iterable[str]) -> list[str]:
    return [form for word in words for form in (word, word.upper())]


@cache
def months() -> Mapping[str, int]:
    """Names and short forms of the months in lower case, and their numbers."""
    names = {name.lower(): number for number, name in enumerate(word_lists()["months"], 1)}
    return names | {short.lower(): number for short, number in word_lists()["month_short"].items()}


@cache
def unit_names() -> Mapping[str, str]:
    """Singular and plural of every unit -> its TIMEX3 code."""
    units: Mapping[str, str] = word_lists()["units"]
    return {form: code for unit, code in units.items() for form in (unit, word_lists()["plurals"].get(unit, unit + "s"))}


@cache
def counts() -> Mapping[str, int]:
    """Numbers in words, and what they count: "seven", "twenty-one", "two hundred", "a"."""
    words = word_lists()
    tens = {f"{ten}-{one}": value + digit for ten, value in words["tens"].items() for one, digit in words["numbers"].items() if digit < 10}
    large = {
        f"{one} {name}": digit * value for name, value in words["large"].items() for one, digit in (words["numbers"] | {"a": 1}).items()
    }
    return {
        **words["numbers"],
        **words["tens"],
        **tens,
        **{key.replace("-", " "): value for key, value in tens.items()},
        **large,
        "a": 1,
        "an": 1,
    }


def weekday_before(text: str) -> int | None:
    """The weekday with which a text begins, Monday being 0; None where it begins with none."""
    named = [name[:3].lower() for name in word_lists()["weekdays"]]
    return named.index(text[:3].lower()) if text[:3].lower() in named else None


def folded(text: str) -> str:
    """The text in lower case, each white space one blank: as the word lists have it."""
    return re.sub(r"\s+", " ", text.lower())


def amount(text: str) -> float | None:
    """The number a text names in figures or words; None where it names none."""
    plain, halves = re.subn(r"[ -]and[ -]a[ -]half$", "", folded(text).replace(",", ""))
    if halves:
        whole = amount(plain)
        return None if whole is None else whole + 0.5
    if plain in counts():
        return counts()[plain]
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(?:[ -](\d)/(\d))?", plain)
    if match is None or match[3] == "0":
        return None
    return float(match[1]) + (int(match[2]) / int(match[3]) if match[2] else 0)


@cache
def _pieces() -> Mapping[str, str]:
    """What the names in angle brackets stand for in the patterns of the forms."""
    words = word_lists()
    digits = r"\d{1,4}(?:,\d{3}){0,2}(?:\.\d{1,2})?(?:[ -]\d/\d)?"
    units = {unit: words["plurals"].get(unit, unit + "s") for unit in words["units"]}
    calendar = ("day", "night", "week", "fortnight", "month", "quarter", "year", "decade", "century")
    number_words = [word for word in counts() if word not in ("a", "an")]
    named = {
        "month": any_of(_cased(words["months"])),
        "monthday": "(?:" + any_of(_cased(words["months"])) + "|" + any_of(_cased(words["month_short"])) + r"\b\.?)",
        "weekday": any_of(_cased(words["weekdays"])),
        "day": r"(?:0?[1-9]|[12]\d|3[01])(?!\d)",
        "year": r"(?:1\d|20)\d\d(?!\d)",
        "foreign": any_of(words["foreign_months"]),
        "moving": any_of(words["moving_holidays"]),
        "named": "|".join(pattern.replace(" ", GAP) for pattern in words["named_days"].values()),
        "season": f"(?i:{any_of(words['seasons'])})",
        "unit": f"(?i:{any_of(units)})",
        "units": f"(?i:{any_of(units.values())})",
        "period": f"(?i:{any_of(('day', 'week', 'month', 'quarter', 'year', 'decade', 'century'))})",
        "periods": f"(?i:{any_of(units[name] for name in calendar)})",
        "n": f"(?i:(?:{any_of(number_words)}|{digits})(?:[ -]and[ -]a[ -]half)?)",
        "vague": f"(?i:{any_of(words['vague_numbers'])})",
        "which": f"(?i:{any_of(words['which'])})",
        "row": "(?i:last|next|this|this past|past)",
        "part": f"(?i:{any_of(words['day_parts'])})",
        "ordinal": f"(?i:{any_of(words['ordinals'])})",
        "reference": f"(?i:{any_of(words['vague_references'])})",
        "stretch": f"(?i:{any_of(words['vague_stretches'])})",
        "frequency": f"(?i:{any_of(words['frequencies'])})",
        "holiday": any_of(words["holidays"]),
        "decade": any_of(words["decade_words"]),
    }
    return {name: f"(?P<{name}>{pattern})" for name, pattern in named.items()} | _unnamed_pieces()


def _unnamed_pieces() -> dict[str, str]:
    words = word_lists()
    return {
        "day_number": r"(?:0?[1-9]|[12]\d|3[01])",
        "th": r"(?:(?:st|nd|rd|th)(?!\w))?",
        "wd": "(?:" + any_of(_cased(words["weekdays"])) + "|" + any_of(words["weekday_short"]) + r"\b\.?)",
        "about": f"(?i:{any_of(words['approximations'])})",
        "early": "(?i:very early|very late|early|late|mid|middle)",
        "a": "(?i:an?)",
        "join": f"(?:-|{GAP})",
        "the": "(?i:the)",
        "tz": r"(?:GMT|UTC|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST|BST|IST|ET|PT|local time)",
    }


def filled(form: str) -> str:
    """The regular expression of a form: names in angle brackets filled in, a gap for each space."""
    spaced = form.replace("[- ]", "<join>").replace(" ", GAP)
    pattern = re.sub(r"(?<!\?P)<(\w+)>", lambda match: _pieces()[match[1]], spaced)
    # Figures and letters without case in ASCII only: "ſ" is no "s" of a word list.
    return pattern.replace(r"\d", "[0-9]").replace("(?i:", "(?ai:")


def first_words(pattern: str) -> frozenset[str]:
    """What a match of a pattern may begin with: words without case, FIGURE and MARK.

    These are simply all its words, as most places in a text are ruled out by any list of words. So a form must begin
    with a letter, figure or apostrophe, and spell out its first word: "(?:Q|H)", not "[QH]".
    """
    plain = re.sub(r"\\[A-Za-z]|\(\?P?<\w+>|\(\?[a-z]+:", " ", pattern.replace(GAP, " ").replace(r"\d", FIGURE))
    words: set[str] = set()
    for word, optional in re.findall(r"([^\W\d_]+)([?*{]?)", plain.casefold()):
        words |= {word, word[:-1]} if optional else {word}
    kinds = {FIGURE: r"\d", MARK: f"[{MARKS}]"}
    return frozenset(words - {""} | {kind for kind, signs in kinds.items() if re.search(signs, plain)})
