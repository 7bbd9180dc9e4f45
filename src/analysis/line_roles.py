"""What each paragraph is, judged by the form of lines and by their place: headline, body or furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analysis.datelines import LONGEST_CREDIT, credit_end, credit_line, dateline_line, opens_with_dateline
from analysis.line_patterns import kinds
from analysis.paragraphs import TERMINAL, Unit

LONGEST_LINE_JUDGED = 400  # characters; a longer line is never furniture

# What a paragraph weighs for or against being part of the article, in words. The article is the stretch of the page
# that weighs most, so that a block of prose far down, among links, is left out while one stray line is not.
WEIGHTS = {"prose": 1.0, "line": -6.0, "metadata": -4.0, "boilerplate": -12.0, "ends": -40.0}
BETWEEN_LINES = 0.2  # what a lone sentence between two lines counts: lists of teasers look so
BELOW_TITLE = 0.2  # the article begins below a line that repeats the page title if what follows it weighs so much of the heaviest stretch
LOST = -40.0  # what follows such a line is no article once it weighs so little
NEAR = 4  # a sentence at most so many lines away from the article, with nothing but lines and inline furniture between, belongs to it


def judged(units: list[Unit]) -> list[Unit]:
    """Give paragraphs their roles: by the form of lines first, then by their place in head and tail."""
    for unit in units:
        judge_line(unit)
    for before, unit, after in zip(units, units[1:], units[2:], strict=False):
        if before.kind == after.kind == "line" and unit.weight > 0:
            unit.weight *= BETWEEN_LINES
    if not units:
        return units
    first, last = _extent(units)
    _judge_head(units[:first], units[first : last + 1])
    _judge_middle(units[first : last + 1])
    _judge_tail(units[last + 1 :], units[last])
    return units


def judge_line(unit: Unit) -> None:
    """What the form of a line says about it, and what it weighs."""
    if not unit.line:
        unit.be("boilerplate", "mark", "invisible marks only")
        return
    form = "prose" if _prose(unit) else "line"
    if len(unit.line) <= LONGEST_LINE_JUDGED:
        if credit_line().fullmatch(unit.line):
            unit.be("source_credit", "credit", "pattern credit line")
            form = "metadata"
        elif dateline_line().fullmatch(unit.line):
            unit.be("dateline", "dateline", "pattern dateline on its own line")
            form = "metadata"
        elif kind := next((kind for kind in kinds() if kind.matches(unit.line, unit.words)), None):
            unit.be(kind.role, kind.name, f"pattern {kind.name}")
            form = "ends" if kind.ends else kind.role
    unit.weight = min(unit.words, 60) if form == "prose" else WEIGHTS[form]
    if form == "line":
        unit.be("body", "line", "line that is no sentence")


def _prose(unit: Unit) -> bool:
    if unit.words >= 25 or opens_with_dateline(unit.line):
        return True
    line = credit_end().sub("", unit.line[-LONGEST_CREDIT:])
    return unit.words >= 4 and bool(TERMINAL.search(line) or unit.words >= 8 and line[-1:] in tuple(':”"’,;—–-'))


def _extent(units: Sequence[Unit]) -> tuple[int, int]:
    """First and last index of the stretch of units that is the article, with the sentences near its ends.

    That is the stretch below a line that repeats the title with which the page begins, where enough stands there, else
    the stretch that weighs most; all units where none is a sentence.
    """
    first, last, weight = _heaviest(units, 0)
    title = units[0].line
    repeats = [i for i, unit in enumerate(units[1:], start=1) if unit.kind == "line" and len(unit.line) >= 20 and unit.line in title]
    below = max((_below(units, at + 1) for at in repeats), key=lambda stretch: stretch[2], default=(first, last, 0.0))
    if 0 < BELOW_TITLE * weight <= below[2]:
        first, last, _ = below
    inline = {kind.name for kind in kinds() if kind.inline} | {"line"}
    for index in range(last + 1, len(units)):
        if units[index].weight > 0 and index - last <= NEAR:
            last = index
        elif units[index].kind not in inline:
            break
    for index in range(first - 1, -1, -1):
        if units[index].weight > 0 and first - index <= NEAR:
            first = index
        elif units[index].kind != "line" or index in repeats:
            break
    datelines = [index for index, unit in enumerate(units[:first]) if unit.role == "body" and opens_with_dateline(unit.line)]
    return max(datelines, default=first), last  # no article begins below its own dateline


def _heaviest(units: Sequence[Unit], at: int) -> tuple[int, int, float]:
    """First and last of the units from `at` on that weigh most together, and what they weigh (Kadane's algorithm)."""
    best, start, total = (at, len(units) - 1, 0.0), at, 0.0
    for index in range(at, len(units)):
        if total <= 0:
            start, total = index, 0.0
        total += units[index].weight
        if total > best[2]:
            best = start, index, total
    return best


def _below(units: Sequence[Unit], at: int) -> tuple[int, int, float]:
    """The same for a stretch that has to begin at `at`, shown from its first sentence on; without weight where it is soon lost."""
    last, most, total = at, 0.0, 0.0
    for index in range(at, len(units)):
        total += units[index].weight
        if total < LOST:
            break
        if total > most:
            last, most = index, total
    return next((index for index in range(at, last) if units[index].weight > 0), last), last, most


def _judge_head(head: Sequence[Unit], article: Sequence[Unit]) -> None:
    """Headline and subheadline among the lines before the first sentence; what else stands there is furniture."""
    lines = [unit for unit in head if unit.kind == "line"]
    chosen = _headline(head, lines)
    if not chosen and (title := _leading_title(article)):
        chosen = [title]
    for unit in head:
        if unit.kind in ("line", "paragraph") and unit.role == "body":
            unit.be("boilerplate", *_head_furniture(unit, chosen))
    for unit, role in zip(chosen, ("headline", *["subheadline"] * 3), strict=False):
        if role == "subheadline" and unit.words <= 3:
            unit.be("metadata", "byline", "short line between headline and lead")
        else:
            unit.be(role, role, f"place: {role} before the lead")


def _headline(head: Sequence[Unit], lines: Sequence[Unit]) -> list[Unit]:
    """The headline and the lines between it and the lead; empty where there is none."""
    titles = [unit for unit in lines if 3 <= unit.words <= 30] or [unit for unit in lines if unit.words >= 2 and not unit.line.isupper()]
    titles = [unit for unit in titles if not re.match(r"Home\b", unit.line)] or titles  # a row of links begins at home
    if not titles:
        return []
    # A line that another line of the head ends or begins with is the title of page and breadcrumb.
    said = [unit for unit in titles if any(other is not unit and unit.line in other.line for other in lines)]
    if said:
        at = max(head.index(unit) for unit in said)
    else:
        at = head.index(titles[-1])
        while at and (previous := head[at - 1]) in titles and head.index(titles[-1]) - at < 2:
            at = head.index(previous)
    return [head[at], *[unit for unit in head[at + 1 :] if unit.kind == "line"][:3]]


def _head_furniture(unit: Unit, chosen: Sequence[Unit]) -> tuple[str, str]:
    if chosen and chosen[0].line in unit.line:
        repeated = unit.line == chosen[0].line
        return ("page_title", "repeats the headline") if repeated else ("breadcrumb", "holds the headline that follows")
    return "navigation", "place: before the article"


def _leading_title(article: Sequence[Unit]) -> Unit | None:
    """The first line of the article where it is a question or exclamation that stands as a title above a longer lead."""
    body = [unit for unit in article if unit.role == "body"][:2]
    if len(body) < 2 or body[0].line[-1] not in "?!" or body[0].words > 18 or re.search(r"[.?!]\s", body[0].line):
        return None
    return body[0] if body[0].line[0] not in "“‘\"'" and body[1].words > body[0].words else None


def _judge_middle(article: Sequence[Unit]) -> None:
    """Between the paragraphs, lines that are no sentence are cross-heads, and dates far from both ends too."""
    for index, unit in enumerate(article):
        inner = 4 <= index < len(article) - 4
        if unit.kind == "line" or inner and unit.kind in ("time_stamp", "label"):
            unit.be("body", "crosshead" if unit.words <= 12 else "paragraph", "place: line between paragraphs")


def _judge_tail(tail: Sequence[Unit], before: Unit) -> None:
    """After the last sentence of the article: furniture, with a credit or a date among it; a list that is announced stays."""
    listing = before.line.endswith(":")
    for unit in tail:
        listing = unit.role == "body" and (listing or unit.kind == "line" and unit.line.endswith(":") and unit is tail[0])
        if unit.role != "body":
            continue
        if listing:
            unit.be("body", "list", "place: list announced by the line before")
        elif unit.kind == "paragraph":
            unit.be("boilerplate", "about_outlet", "place: among furniture after the article")
        elif unit.words <= 3:
            unit.be("boilerplate", "site_name", "place: short line after the article")
        else:
            unit.be("boilerplate", "related", "place: line that is no sentence after the article")
