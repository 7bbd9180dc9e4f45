"""What a number counts, in plain words: the query behind it read out with the labels of columns, actors and topics."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from typing import Any

from analysis.row_columns import VIEWS
from analysis.site import SIDES, Site

_TERMS = {
    "empty list": re.compile(r"(\w+)\.str\.len\(\) == 0"),
    "full list": re.compile(r"(\w+)\.str\.len\(\) > 0"),
    "missing": re.compile(r"(\w+)\.isna\(\)"),
    "there": re.compile(r"(\w+)\.notna\(\)"),
    "has": re.compile(r"@has\((\w+), (.+)\)"),
    "compared": re.compile(r"(\w+) (==|!=|>=|<=|>|<) (.+)"),
}
_COMPARED = {"==": "is", "!=": "is not", ">": "is more than", "<": "is less than", ">=": "is at least", "<=": "is at most"}
# Columns that no page of rows shows under their own name.
_NAMES = {
    "statement_id": "statement", "actor_id": "actor meant", "utterance": "utterance", "copy_of": "original", "occasion_id": "occasion",
    "source_start": "source", "cue_start": "cue", "headline_start": "headline", "dateline_start": "dateline", "earliest": "first day",
    "latest": "last day", "date_earliest": "first day", "date_latest": "last day", "text": "words",
}  # fmt: skip


def words(site: Site, record: Mapping[str, Any]) -> str:
    """What a number of numbers.json counts, in a phrase: 'statements for which type is “indirect”'.

    A query that holds anything but simple tests joined by "and" is left as it stands.
    """
    title = VIEWS[record["table"]].title.lower() if record["table"] in VIEWS else record["table"]
    return f"{_measured(record['measure'], title)}{_which(site, record)}"


def _measured(measure: str, title: str) -> str:
    kind, _, of = measure.partition(" ")
    if kind == "distinct":
        return f"how many different values of “{_NAMES.get(of, of.replace('_', ' '))}” stand in the {title}"
    if kind == "sum":
        return f"how many characters the {title} hold" if of == "of end - start" else f"the {measure} over the {title}"
    if kind == "per":
        return f"per cent; below are the {title} of the part"
    return f"the {title}" if kind == "rows" else f"a value from the {title}"


def _which(site: Site, record: Mapping[str, Any]) -> str:
    where = record["where"]
    if not record["queried"]:
        return f": {where}" if where else ""
    if not where:
        return ", all of them"
    terms = [_term(site, record["table"], term) for term in _split(where)]
    return " for which " + (" and ".join(term for term in terms if term) if all(terms) else f"this holds: {where}")


def _split(where: str) -> list[str]:
    """The tests that "and" joins, without the brackets around a test."""
    found, depth, quote, start = [], 0, "", 0
    for at, char in enumerate(where):
        if quote:
            quote = "" if char == quote and where[at - 1] != "\\" else quote
        elif char in "'\"":
            quote = char
        else:
            depth += (char == "(") - (char == ")")
            if depth == 0 and where.startswith(" and ", at):
                found.append(where[start:at])
                start = at + 5
    found.append(where[start:])
    flat = []
    for term in found:
        bare = term.strip()
        inner = bare[1:-1] if bare.startswith("(") and bare.endswith(")") else ""
        flat += _split(inner) if inner else [bare]
    return flat


def _term(site: Site, table: str, term: str) -> str | None:
    """A test in words; None where it is no simple one."""
    for kind, pattern in _TERMS.items():
        match = pattern.fullmatch(term)
        if not match:
            continue
        column = match[1]
        name = _name(table, column)
        if kind in ("empty list", "missing"):
            return f"{name} is open"
        if kind in ("full list", "there"):
            return f"{name} is known"
        try:
            value = ast.literal_eval(match[match.lastindex or 0])
        except (ValueError, SyntaxError):
            return None
        verb = "is" if kind == "has" else _COMPARED[match[2]]
        return f"{name} {verb} {_value(site, column, value)}"
    return None


def _name(table: str, column: str) -> str:
    if column == "agreement":
        return "side"
    labels = {shown.name: shown.label.lower() for shown in VIEWS[table].columns} if table in VIEWS else {}
    return labels.get(column) or _NAMES.get(column) or column.replace("_", " ")


def _value(site: Site, column: str, value: Any) -> str:
    if column == "agreement":
        return f"“{SIDES.get(value, value)}”"
    if not isinstance(value, str):
        return str(value)
    called: Mapping[str, Callable[[str], str]] = {
        "topic": site.topic,
        "article_id": lambda key: site.titles.get(key, key),
        "occasion_id": lambda key: site.occasions.get(key, key),
    }
    if column in called:
        return f"“{called[column](value)}”"
    return f"“{site.labels.get(value, value).replace('_', ' ') if column not in ('text', 'outlet') else value}”"
