"""Alignments against a coding, relation by relation: python benchmarks/alignments.py PROCESSED GOLD [--show N].

PROCESSED holds the tables `statements` and `alignments`; GOLD holds quotations.jsonl and alignments.jsonl. A pair counts
where both its statements match coded ones. Printed are pairs within and across articles, and those across articles alone.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analysis import tables
from analysis.pair_scores import Pair, matched, pairs


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("processed", type=Path)
    arguments.add_argument("gold", type=Path)
    arguments.add_argument("--show", type=int, default=0, help="print up to N pairs missed and N spurious ones of each relation")
    options = arguments.parse_args()
    coded, groups = (_rows(options.gold / f"{name}.jsonl") for name in ("quotations", "alignments"))
    found, aligned = (tables.read(name, options.processed).to_dict("records") for name in ("statements", "alignments"))
    by_file = {name: [row for row in coded if row["file"] == name] for name in sorted({row["file"] for row in coded})}
    known: dict[str, str] = {}
    for file, rows in by_file.items():
        known |= matched(rows, [row for row in found if row["article_id"] == Path(file).stem])
    gold = pairs((row["relation"], row["members"]) for row in groups)
    mine = pairs((row["relation"], [known[i] for i in row["statement_ids"] if i in known]) for row in aligned)
    words = {row["id"]: (row["file"], " … ".join(part["text"] for part in row["content"])) for row in coded}
    within_reach = set(known.values())
    print(f"{'relation':<22} {'pairs':<16} {'coded':>5} {'found':>5} {'right':>5} {'precision':>9} {'recall':>7} {'of those found':>14}")
    for relation in sorted({*gold, *mine}):
        for scope, kept in (("all", lambda p: True), ("across articles", lambda p: words[p[0]][0] != words[p[1]][0])):
            wanted, offered = ({p for p in side[relation] if kept(p)} for side in (gold, mine))
            print(f"{relation:<22} {scope:<16} {_line(wanted, offered, within_reach)}")
        _show(gold[relation], mine[relation], words, options.show)


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _line(wanted: set[Pair], offered: set[Pair], within_reach: set[str]) -> str:
    right = len(wanted & offered)
    reachable = {pair for pair in wanted if within_reach.issuperset(pair)}
    shares = (_percent(right, len(offered)), _percent(right, len(wanted)), _percent(len(reachable & offered), len(reachable)))
    return f"{len(wanted):>5} {len(offered):>5} {right:>5} {shares[0]:>9} {shares[1]:>7} {shares[2]:>14}"


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}" if whole else "-"


def _show(wanted: set[Pair], offered: set[Pair], words: Mapping[str, tuple[str, str]], most: int) -> None:
    lists: Sequence[tuple[str, set[Pair]]] = (("missed", wanted - offered), ("spurious", offered - wanted))
    for kind, which in lists:
        for a, b in sorted(which)[:most]:
            print(f"    {kind} {a} {b} | {words[a][1][:70]} | {words[b][1][:70]}")


if __name__ == "__main__":
    main()
