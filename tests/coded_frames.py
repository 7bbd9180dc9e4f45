"""Small coded samples for tests: the units of a design, and the answers of coders and program in a line of words each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

SAMPLE = ("unit_id", "frame", "article_id", "stratum", "stratum_size")
NOTHING = {"said": "no"}


def sample(*units: tuple[str, str, str, str, int]) -> pd.DataFrame:
    """Units drawn: id, frame, article, stratum, size of the stratum."""
    return pd.DataFrame(units, columns=list(SAMPLE))


def answers(unit: str, said: str = "yes", *, topics: Mapping[str, str] | None = None, **more: str) -> list[tuple[str, str, str, str]]:
    """What is answered of one unit: whether it is a statement, topics with the side taken, and type, speaker or date."""
    rows = [(unit, "is_statement", "", said), *((unit, name, "", value) for name, value in more.items())]
    for topic, side in (topics or {}).items():
        rows += [(unit, "topic", topic, "yes"), *([(unit, "agreement", topic, side)] if side else [])]
    return rows


def machine(units: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """The program's answers by unit."""
    rows = [row for unit, given in units.items() for row in answers(unit, **given)]
    return pd.DataFrame(rows, columns=["unit_id", "variable", "key", "value"])


def codes(coders: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> pd.DataFrame:
    """The coders' answers by name and unit."""
    parts = [machine(units).assign(coder=name) for name, units in coders.items()]
    return pd.concat(parts, ignore_index=True)[["unit_id", "coder", "variable", "key", "value"]]


def column(coders: Mapping[str, Iterable[str]], variable: str = "type") -> pd.DataFrame:
    """Answers to one variable of the units u00, u01, ... in order, one word a unit; "*" where a coder gave none."""
    rows = [
        (f"u{place:02}", name, variable, "", value) for name, given in coders.items() for place, value in enumerate(given) if value != "*"
    ]
    return pd.DataFrame(rows, columns=["unit_id", "coder", "variable", "key", "value"])


def apart(n: int, articles: int = 0) -> pd.DataFrame:
    """Units u00, u01, ... of one stratum, in `articles` articles in turn (0: each in one of its own)."""
    return sample(*((f"u{i:02}", "statement", f"a{i % (articles or n):02}", "all", n) for i in range(n)))


def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
    """The same rows in another order."""
    return frame.sample(frac=1, random_state=3).reset_index(drop=True)
