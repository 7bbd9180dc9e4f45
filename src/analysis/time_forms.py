"""The forms of time expressions: their patterns, what each means, and where a match is rather something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from analysis import named_periods, named_times, relative_times
from analysis.time_words import FIGURE, GAP, MARK, MARKS, any_of, filled, first_words, word_lists
from analysis.timex import Resolver

_WORD = re.compile(rf"(?<!\w)(?:(?P<word>[^\W\d_]+)|(?P<figure>\d)|[{MARKS}])")
_MEANINGS: Mapping[str, Resolver] = {**named_times.MEANINGS, **named_periods.MEANINGS, **relative_times.MEANINGS}
_BEFORE_A_YEAR = re.compile(
    r"(?i:\b(?:in|since|of|from|until|till|by|to|and|between|before|after|early|late|circa|around|about|through|during|or)\s|[(–-])$"
)


@dataclass(frozen=True)
class Rule:
    """A form of time expression.

    Attributes
    ----------
    name
        What the form is called in results.
    pattern
        Its regular expression.
    resolve
        What a match means; None where it is no time at all.
    first
        What a match may begin with (`time_words.first_words`); None where it may begin with anything.
    needs, bars
        What must, and what must not, stand right before a match.
    veto
        Whether a match is rather something else.
    """

    name: str
    pattern: re.Pattern[str]
    resolve: Resolver | None
    first: frozenset[str] | None
    needs: re.Pattern[str] | None = None
    bars: re.Pattern[str] | None = None
    veto: Callable[[re.Match[str]], bool] | None = None

    def allows(self, match: re.Match[str]) -> bool:
        """Whether what stands before a match, and around it, lets it be a time expression."""
        before = match.string[max(0, match.start() - 40) : match.start()]
        if self.needs and not self.needs.search(before) or self.bars and self.bars.search(before):
            return False
        return not (self.veto and self.veto(match))


@cache
def rules() -> tuple[Rule, ...]:
    """All forms, in the order in which they win where two match the same stretch."""
    # A phrase with a capital is a name: "Man Friday", but "police shot a man Friday".
    cased = (phrase if re.search("[A-Z]", phrase) else f"(?i:{phrase})" for phrase in word_lists()["not_times"])
    phrases = "|".join(f"(?:{phrase})".replace(" ", GAP) for phrase in cased)
    made = [Rule("no time", re.compile(rf"(?<!\w)(?:{phrases})(?!\w)"), None, first_words(phrases))]
    for form in word_lists()["forms"]:
        name, pattern = form["name"], filled(form["pattern"])
        whole = re.compile(rf"(?<![\w$€£#])(?<!\d[.,:/-])(?:{pattern})(?!\w)")
        needs, bars = (re.compile(form[key]) if key in form else None for key in ("after", "not_after"))
        made.append(Rule(name, whole, _MEANINGS[name], first_words(pattern), needs, bars, _VETOES.get(name)))
    return tuple(made)


class Scanner:
    """Finds what rules match, trying each only where a word stands that it may begin with.

    Running some eighty patterns over every character of a text one after another takes four times as long.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._by_first: dict[str, list[int]] = {}
        for number, rule in enumerate(self.rules):
            for first in rule.first or ():
                self._by_first.setdefault(first, []).append(number)
        self._beginning = lru_cache(maxsize=20_000)(self._rules_beginning)

    def _rules_beginning(self, word: str) -> tuple[int, ...]:
        """The rules a match of which may begin with a word (without case), FIGURE or MARK; "yearlong" begins with "year"."""
        stems = {word, *(word[:length] for length in range(3, min(len(word), 30)))}
        return tuple(sorted({number for stem in stems for number in self._by_first.get(stem, ())}))

    def matches(self, text: str) -> Iterator[tuple[re.Match[str], Rule]]:
        """The matches to keep: from left to right, at one place the longest, then that of the first rule."""
        found = [(match.start(), -match.end(), number, match) for number, match in self._all(text) if self.rules[number].allows(match)]
        at = 0
        for start, end, number, match in sorted(found, key=lambda one: one[:3]):
            if start >= at and -end > start:
                at = -end
                yield match, self.rules[number]

    def _all(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Every match of every rule, those of one rule apart from each other as `re.finditer` has them."""
        for number, rule in enumerate(self.rules):
            if rule.first is None:
                yield from ((number, match) for match in rule.pattern.finditer(text))
        free = [0] * len(self.rules)  # where the last match of each rule ends
        for place in _WORD.finditer(text):
            start, word = place.start(), place["word"]
            for number in self._beginning(word.casefold() if word else FIGURE if place["figure"] else MARK):
                if start >= free[number] and (match := self.rules[number].pattern.match(text, start)):
                    free[number] = match.end()
                    yield number, match


def _is_a_name(match: re.Match[str]) -> bool:
    """Whether a bare month is rather a person's name or a verb: "Theresa May", "April Jones", "March on"."""
    if match["month"].capitalize() not in word_lists()["ambiguous_months"] or match["month"] != match[0]:
        return False
    if match["month"] == "March" and re.match(r" (?:for|of|on|against|to) ", match.string[match.end() : match.end() + 9]):
        return True
    before = re.search(r"(\w+)[ \t]$", match.string[max(0, match.start() - 20) : match.start()])
    if before is not None and before[1].lower() in word_lists()["month_cues"]:
        return False
    if match["month"] in ("May", "MAY", "MARCH"):
        return True
    after = re.match(r"[ \t](\w+)", match.string[match.end() : match.end() + 20])
    return any(word is not None and word[1][:1].isupper() for word in (before, after))


def _is_a_count(match: re.Match[str]) -> bool:
    """Whether four figures are rather an amount: years outside 1900-2049 need a preposition or the like before them."""
    before = match.string[max(0, match.start() - 20) : match.start()]
    if match.groupdict().get("year") != match[0]:
        return False
    return bool(_counters()[0].search(before) or _counters()[1].match(match.string, match.end())) or (
        not 1900 <= int(match["year"]) < 2050 and not _BEFORE_A_YEAR.search(before)
    )


@cache
def _counters() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What before or after four figures says that something is counted or numbered."""
    words = word_lists()
    before = any_of(words["counters"])
    return re.compile(rf"(?:\b(?i:{before})\.?[ \u00a0]?|[$€£#@+])$"), re.compile(rf"[ -](?i:{any_of(words['counted'])})\b")


def _is_a_paper(match: re.Match[str]) -> bool:
    """Whether "daily" is rather a newspaper: "the Spanish daily El Mundo", "China Daily"."""
    if match["frequency"].lower() not in ("daily", "weekly", "monthly"):
        return match[0][0].isupper() and bool(re.search(r"[a-z] $", match.string[max(0, match.start() - 2) : match.start()]))
    after = match.string[match.end() : match.end() + 2]
    return (
        match[0][0].isupper()
        or after[1:].isupper()
        or bool(re.match(r" (?:said|reported|wrote|quoted)", match.string[match.end() : match.end() + 10]))
    )


def _is_an_event(match: re.Match[str]) -> bool:
    """Whether a season is rather part of a name: "the Winter Olympics"."""
    return match["season"][0].isupper() and bool(re.match(r"\s[A-Z]", match.string[match.end() : match.end() + 2]))


_VETOES: Mapping[str, Callable[[re.Match[str]], bool]] = {
    "month": _is_a_name,
    "season": _is_an_event,
    "year": _is_a_count,
    "frequency": _is_a_paper,
}
