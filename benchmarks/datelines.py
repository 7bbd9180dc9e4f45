"""Measure the datelines of leads: python benchmarks/datelines.py FOLDER [--show N].

FOLDER holds files *.jsonl, one lead a line, with the fields `text` and `dateline` (the dateline as it stands at the start of the
text, its dash included). Each text is cleaned as an article of its own. A dateline is exact where its stretch is the coded one,
white space at the ends aside; its day is right where the month and day in it are those in the coded one.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from analysis import cleaning, page_dates
from analysis.articles import Article
from analysis.sources import Source


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--show", type=int, default=0, help="print up to so many datelines that are not exact; they quote the texts")
    options = arguments.parse_args()
    counts, wrong = Counter[str](), list[tuple[str, str | None]]()
    leads = list(read(options.folder))
    for text, coded in leads:
        found = dateline(text)
        exact = found is not None and found.split() == coded.split()
        counts["exact"] += exact
        counts["missed"] += found is None
        counts["other stretch"] += found is not None and not exact
        counts["day right"] += days(found or "") == days(coded)
        if not exact:
            wrong.append((coded, found))
    print(f"{len(leads)} leads")
    for name in ("exact", "day right", "missed", "other stretch"):
        print(f"{name:14} {counts[name]:6} {100 * counts[name] / max(1, len(leads)):6.1f} %")
    for coded, found in wrong[: options.show]:
        print(f"coded {coded!r}, found {found!r}")


def read(folder: Path) -> Iterator[tuple[str, str]]:
    """Text and coded dateline of each lead, in the order of files and lines.

    Raises
    ------
    SystemExit
        Where the folder holds no lead.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise SystemExit(f"no *.jsonl in {folder}")
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            yield record["text"], record["dateline"]


def dateline(text: str) -> str | None:
    """The dateline that cleaning finds in a text; None where it finds none."""
    clean = cleaning.clean(Article("lead", "lead.txt", "", text, "ok", None, Source()))
    return text[slice(*clean.dateline)] if clean.dateline else None


def days(dateline: str) -> list[tuple[int, int] | None]:
    """Month and day of each date in a dateline."""
    return [one.month_and_day for one in page_dates.on_line(dateline)]


if __name__ == "__main__":
    main()
