"""Compare this package with what can be run beside it: python benchmarks/attribution SHARED [--part dev] [--json OUT].

All systems read the same texts (PolNeAR, in SHARED as training/README.md lays it out) and are scored by the same functions. A system
that is not installed is skipped, with the line that installs it. No text is printed or written, only numbers.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import tabulated
from rows import Article, read_folder
from scoring import Judged, judge
from systems import SYSTEMS, Texts


def main() -> int:
    options = _options()
    try:
        articles = read_folder(options.shared / "eval" / "polnear" / options.part)[: options.first]
    except FileNotFoundError as error:
        print(error, file=sys.stderr)
        return 2
    results, versions, skipped = compare(articles)
    gold = tabulated.of_gold(articles)
    tables = {
        "systems": tabulated.systems(results),
        "by content": tabulated.by_content(results, gold),
        "by kind": {name: tabulated.by_kind(judged, gold) for name, judged in results.items()},
        "causes": {name: tabulated.causes(judged) for name, judged in results.items()},
    }
    counted = {"part": options.part, "articles": len(articles), "gold": sum(len(article.gold) for article in articles)}
    _print(counted, tables, skipped)
    if options.json:
        kept = {**counted, "versions": versions, "skipped": skipped, "tables": tables}
        options.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


def _options() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(prog="benchmarks/attribution", description=__doc__)
    arguments.add_argument("shared", type=Path, help="folder that holds eval/polnear/PART/text and eval/polnear/PART/attributions")
    arguments.add_argument("--part", default="dev", help="which part is read; the package learnt from `train` (default: dev)")
    arguments.add_argument("--json", type=Path, help="also write all tables, those by kind for every system, to this file")
    arguments.add_argument("--first", type=int, help="read only so many articles, to try it out")
    return arguments.parse_args()


def compare(articles: list[Article]) -> tuple[dict[str, list[Judged]], dict[str, str | None], dict[str, str]]:
    """The judged articles and the version of each system that can run, and what to install for the others."""
    texts = Texts(article.text for article in articles)
    results, versions, skipped = {}, {}, {}
    for system in SYSTEMS:
        lacks = system.lacks()
        if lacks:
            skipped[system.name] = lacks
            continue
        print(f"{system.name} reads {len(articles)} articles", file=sys.stderr)
        results[system.name] = [judge(article, found) for article, found in zip(articles, system.find(texts), strict=True)]
        versions[system.name] = system.version()
    return results, versions, skipped


def _print(counted: dict[str, Any], tables: dict[str, Any], skipped: dict[str, str]) -> None:
    own = next(iter(tables["by kind"]))
    print(f"PolNeAR, {counted['part']}: {counted['articles']} articles, {counted['gold']} attributions. All in per cent.")
    for name, install in skipped.items():
        print(f"{name} is skipped, as it is not installed: {install}")
    parts = {
        "Systems": tables["systems"],
        "By type of content: precision is of the system's rows of that type": tables["by content"],
        f"What became of each kind: {own}": tables["by kind"][own],
        f"Causes: {own}": tables["causes"][own],
    }
    for title, table in parts.items():
        print(f"\n{title}\n\n{tabulated.shown(table)}")


if __name__ == "__main__":
    sys.exit(main())
