"""Marks by their form: which characters look like quotation marks, and what one can be by the characters around it."""

from __future__ import annotations

import re
from functools import cache

from analysis import lexicon

SINGLE = "'’‘‚‛`´ʼʻ＇❛❜‹›′"
DOUBLE = '"“”„‟«»″＂❝❞「」『』〝〞〟'
ONE = re.compile(rf"[{SINGLE}{DOUBLE}]")
"""One character that looks like a mark."""
MARK = re.compile(rf"``|''|’’|‘‘|‘’|‹‹|››|[{SINGLE}{DOUBLE}]")
"""One mark: a character, or two that stand for one ("``", "''", two single curly ones)."""

_APOSTROPHES = "'’‘‛`´ʼʻ＇′"
_OPENING_SURROUNDINGS = set(" \t\n\r\u00a0([{—–-/:;,.!?…\"'“‘„«‹¿¡|*#>")
_BEGINS_WORD = set("@#$£€¥₡₹&([{“„«‘‚‹¿¡")
_FEET = r"\d{1,2}\s?['’′]\s?"
_INCHES_BEFORE = re.compile(rf"{_FEET}\d{{1,2}}(?:\.\d+)?\s?[½¼¾]?\s?$")
_MINUTES_BEFORE = re.compile(r"[°º]\s?\d{1,2}(?:\.\d+)?\s?$")
_NUMBER_BEFORE = re.compile(r"(?<!\d)\d{1,3}(?:\.\d+)?$")
_DIGITS_AFTER = re.compile(r"\d{1,2}(?!\d)")
_DECADE_AFTER = re.compile(r"\d0['’]?s(?!\w)")
_YEAR_AFTER = re.compile(r"\d\d(?![\w%]|[.,]\d)")
_S_AFTER = re.compile(r"s(?!\w)")
_VERB_AFTER = re.compile(r"(?:s|t|d|m|ll|re|ve)(?![\w'’])")
_N_AFTER = re.compile(r"n['’‘](?!\w)", re.IGNORECASE)
_N_BEFORE = re.compile(r"(?<!\w)['’‘]n$", re.IGNORECASE)
_WORD_AFTER = re.compile(r"[A-Za-z]+")
_PARTICLE_BEFORE = re.compile(r"(?<!\w)([A-Za-z]+)[ -]$")
_DROPPED_G_BEFORE = re.compile(r"[a-z]{2,}in$")
_ONE_CAPITAL_BEFORE = re.compile(r"(?<!\w)[DLO]$")
_RTF = re.compile(r"[0-9a-f]{2}")


def before(text: str, start: int) -> str:
    """The character before a mark; a space at the start."""
    return text[start - 1] if start else " "


def after(text: str, end: int) -> str:
    """The character after a mark; a space at the end."""
    return text[end] if end < len(text) else " "


def starts(text: str, start: int, end: int) -> bool:
    """Whether a mark stands where one opens: after white space, a bracket or punctuation, and right before something."""
    return before(text, start) in _OPENING_SURROUNDINGS and not after(text, end).isspace()


def ends(text: str, start: int, end: int) -> bool:
    """Whether a mark stands where one closes: right after something, and not before what begins a word."""
    follows = after(text, end)
    return not before(text, start).isspace() and before(text, start) not in "([{" and not follows.isalnum() and follows not in _BEGINS_WORD


def is_spaced(text: str, start: int, end: int) -> bool:
    """Whether a mark stands between spaces, so that its form does not tell what it is."""
    return before(text, start).isspace() and after(text, end).isspace()


def certain(text: str, start: int, end: int) -> str | None:
    """What a mark is whatever is open: an apostrophe, a measure, or none where it is part of a code; None where that is open."""
    if is_escape(text, start, end):
        return "none"
    if is_measure(text, start, end):
        return "measure"
    return "apostrophe" if is_apostrophe(text, start, end) else None


def left_over(text: str, start: int, end: int) -> str:
    """What a mark is that neither opens nor closes anything: an apostrophe, a measure, a closing mark without partner, or none."""
    if may_be_apostrophe(text, start, end):
        return "apostrophe"
    if may_be_measure(text, start, end):
        return "measure"
    return "closing" if ends(text, start, end) else "none"


def is_escape(text: str, start: int, end: int) -> bool:
    r"""Whether a mark belongs to the code of a character in rich text format: "\'92"."""
    return before(text, start) == "\\" and text[start:end] == "'" and bool(_RTF.match(text, end))


def is_measure(text: str, start: int, end: int) -> bool:
    """Whether a mark can only mean feet, inches, minutes or seconds: 5'10", 6’2”, 40°26'."""
    mark, head = text[start:end], text[max(0, start - 12) : start]
    if mark in ('"', "”", "″", "''", "’’"):
        return bool(_INCHES_BEFORE.search(head)) or mark == "″" and head[-1:].isdigit()
    if mark in ("'", "’", "′"):
        feet = bool(_NUMBER_BEFORE.search(head)) and bool(_DIGITS_AFTER.match(text, end))
        return feet or bool(_MINUTES_BEFORE.search(head)) or mark == "′" and head[-1:].isdigit()
    return False


def may_be_measure(text: str, start: int, end: int) -> bool:
    """Whether a mark that pairs with none means feet, inches or minutes: 12" wide."""
    return text[start:end] in ("'", "’", '"', "”", "''", "’’") and bool(_NUMBER_BEFORE.search(text[max(0, start - 12) : start]))


def is_apostrophe(text: str, start: int, end: int) -> bool:
    """Whether a mark can only be an apostrophe, whatever is open: don’t, U.N.’s, the ’90s, rock ’n’ roll."""
    mark = text[start:end]
    if mark not in _APOSTROPHES or end - start != 1:
        return False
    inside = before(text, start).isalnum() and after(text, end).isalnum()
    if inside or mark in "ʼʻ" or not before(text, start).isspace() and _S_AFTER.match(text, end):
        return True
    if _DECADE_AFTER.match(text, end) or _N_AFTER.match(text, end) or _N_BEFORE.search(text, max(0, start - 3), start):
        return True
    if mark == "‘" or not before(text, start).isspace():
        return False
    return bool(_VERB_AFTER.match(text, end) or _YEAR_AFTER.match(text, end)) or mark == "’" and is_elision(text, end)


def is_elision(text: str, end: int) -> bool:
    """Whether a word that is known to lose its beginning follows: ’til, ’em."""
    word = _WORD_AFTER.match(text, end)
    return word is not None and word.group().lower() in _words("elisions")


def is_letter(text: str, start: int) -> bool:
    """Whether a mark stands for a letter that begins a name, behind a particle of names: bin ‘Umar."""
    particle = _PARTICLE_BEFORE.search(text, max(0, start - 6), start)
    return particle is not None and particle.group(1).lower() in _words("particles")


def may_be_apostrophe(text: str, start: int, end: int) -> bool:
    """Whether a single mark that pairs with none is an apostrophe: the sailors’ union, goin’ home, L’ Aube, ‘n Go."""
    mark = text[start:end]
    if mark not in _APOSTROPHES or end - start != 1:
        return False
    if before(text, start) in "sSzZxX" and is_before_word(text, end):
        return True
    head = text[max(0, start - 12) : start]
    if after(text, end).isspace():
        return bool(_DROPPED_G_BEFORE.search(head) or _ONE_CAPITAL_BEFORE.search(head))
    return starts(text, start, end) and (mark == "’" and after(text, end).isalpha() or is_elision(text, end) or is_letter(text, start))


def is_before_word(text: str, end: int) -> bool:
    """Whether white space and then a word or number follow."""
    rest = text[end : end + 20].lstrip()
    return after(text, end).isspace() and bool(rest) and rest[0].isalnum()


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(lexicon.read("marks")[name])
