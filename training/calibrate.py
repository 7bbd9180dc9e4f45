"""Measure how often statements are right and write `src/analysis/data/confidence.yml`: python training/calibrate.py SHARED.

A joined attribution is right where its content overlaps a gold one by at least half (IoU of characters) and its source
overlaps the gold's, or both have none: measured on PolNeAR's development part. What the exact reader read is weighed by
a logistic regression, what the light one joined has the share of its kind. How often a source so found leads to the
right actor is measured on the gold of `data/gold`, by the way it was led there.
"""

from __future__ import annotations

import argparse
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from analysis import articles, codebook, language
from analysis.attribution import Attribution, attributions
from analysis.confidence import evidence, kind_of
from analysis.cues import classify
from analysis.extraction import Extractor
from analysis.lexicon import DATA

ROOT = Path(__file__).parents[1]
# A share is drawn towards the mean of all as if this many more statements had been seen.
PRIOR = 10
RIDGE = 1.0
FOLDS = 5
Stretch = tuple[int, int]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    options = arguments.parse_args()
    dev = options.shared / "eval" / "polnear" / "dev"
    judged = list(outcomes(dev, light=False))
    with_shares = [(article, evidence(a, kind), right) for article, a, kind, right in judged if a.shares is not None]
    read = fitted([(seen, right) for _, seen, right in with_shares])
    unread = [(kind_of(a, kind), right) for _, a, kind, right in judged if a.shares is None]
    joined = shares(unread + [(kind_of(a, kind), right) for _, a, kind, right in outcomes(dev, light=True)])
    status = shares(actor_outcomes())
    lines = [
        "# How often joined statements were right (content overlap of at least half and the right source) on the PolNeAR",
        "# development part, by how they were joined, type and kind of cue; and how often a source of each status led to the",
        "# right actor on data/gold. Made by training/calibrate.py; small groups are drawn towards the mean of all.",
        "# `read` holds the weights of the logistic regression over what was read (`analysis.confidence.evidence`).",
        "read:",
        *(f"  {name}: {weight}" for name, weight in read.items()),
        f"otherwise: {joined['otherwise']}",
        "joined:",
        *(f"  {key}: {share}" for key, share in sorted(joined.items()) if key != "otherwise"),
        "status:",
        *(f"  {key}: {share}" for key, share in sorted(status.items()) if key != "otherwise"),
    ]
    (DATA / "confidence.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    print(reliability(with_shares))


def reliability(judged: list[tuple[int, dict[str, float], bool]]) -> str:
    """What is kept and how much of it is right where one cuts at a stated share; each share is stated by the other articles.

    The articles are parted in `FOLDS` by their number; the shares of one part are stated by a regression over the others.
    """
    stated: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        weights = fitted([(seen, right) for article, seen, right in judged if article % FOLDS != fold])
        held_out = [(seen, right) for article, seen, right in judged if article % FOLDS == fold]
        stated += [(1 / (1 + math.exp(-sum(weights[n] * v for n, v in seen.items()))), right) for seen, right in held_out]
    lines = ["", "stated share from   kept   right   mean stated   (shares of what was read; articles held out in turn)"]
    for cut in (0.9, 0.8, 0.7, 0.6, 0.5, 0.0):
        kept = [(share, right) for share, right in stated if share >= cut]
        right, mean = (sum(row[i] for row in kept) / len(kept) for i in (1, 0))
        lines.append(f"{cut:>17.1f}{len(kept) / len(stated):>7.2f}{right:>8.2f}{mean:>14.2f}")
    return "\n".join(lines)


def fitted(judged: list[tuple[dict[str, float], bool]]) -> dict[str, float]:
    """The weights of a logistic regression, by Newton's method with a small ridge; three decimals."""
    names = list(judged[0][0])
    x = np.array([[row[name] for name in names] for row, _ in judged])
    y = np.array([right for _, right in judged], dtype=float)
    weights = np.zeros(len(names))
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ weights))
        gradient = x.T @ (y - p) - RIDGE * weights
        weights = weights + np.linalg.solve((x * (p * (1 - p))[:, None]).T @ x + RIDGE * np.eye(len(names)), gradient)
    return {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}


def shares(found: Iterable[tuple[str, bool]]) -> dict[str, float]:
    """Share of right ones by key, and of all under "otherwise", two decimals."""
    seen: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for key, good in found:
        seen[key] += 1
        right[key] += good
    mean = sum(right.values()) / sum(seen.values())
    return {"otherwise": round(mean, 2), **{key: round((right[key] + PRIOR * mean) / (n + PRIOR), 2) for key, n in seen.items()}}


def outcomes(folder: Path, *, light: bool) -> Iterator[tuple[int, Attribution, str | None, bool]]:
    """Each attribution joined in the texts of a folder: number of the article, attribution, class of its cue, whether it is right."""
    nlp = language.load(light=light)
    for number, path in enumerate(sorted((folder / "text").glob("*.txt"))):
        text = path.read_bytes().decode("utf-8")
        notes = sorted(p for p in (folder / "attributions").iterdir() if p.stem.rsplit("_", 1)[0] == path.stem)
        gold = gold_attributions(notes[0]) if notes else []
        lines = [(m.start() + len(m[0]) - len(m[0].lstrip()), m[0].strip()) for m in re.finditer(r"[^\n]*\S[^\n]*", text)]
        starts, at = [], 0
        for offset, line in lines:
            starts.append((at, offset))
            at += len(line) + 1
        for attribution in attributions(language.parse(nlp, "\n".join(line for _, line in lines))):
            kind = classify(attribution.cue)[1] if attribution.cue is not None else None
            yield number, attribution, kind, is_right(attribution, gold, starts)


def gold_attributions(path: Path) -> list[dict[str, list[Stretch]]]:
    """Content and source stretches of the attributions of one brat file."""
    text = path.read_bytes().decode("utf-8")
    ids = dict(re.findall(r"^(T\d+)\t(\w+ [\d ;]+)\t", text, flags=re.M))
    rows = []
    for event in re.findall(r"^E\d+\t(.*)$", text, flags=re.M):
        row: dict[str, list[Stretch]] = {"content": [], "source": []}
        for role, ref in re.findall(r"(Content|Source)\d*:(T\d+)", event):
            for part in ids[ref].split(" ", 1)[1].split(";"):
                start, end = map(int, part.split())
                row[role.lower()].append((start, end))
        rows.append(row)
    return rows


def is_right(attribution: Attribution, gold: list[dict[str, list[Stretch]]], starts: list[Stretch]) -> bool:
    def raw(start: int, end: int) -> set[int]:
        line, offset = max(pair for pair in starts if pair[0] <= start)
        return set(range(start - line + offset, end - line + offset))

    content = set().union(*(raw(c.start_char, c.end_char) for c in attribution.contents))
    origin = attribution.continues or attribution
    source = raw(origin.source.start_char, origin.source.end_char) if origin.source is not None else set()
    for row in gold:
        want = {i for s, e in row["content"] for i in range(s, e)}
        if want and len(want & content) >= 0.5 * len(want | content):
            named = {i for s, e in row["source"] for i in range(s, e)}
            return bool(named & source) or not named and not source
    return False


def actor_outcomes() -> Iterator[tuple[str, bool]]:
    """For each statement of data/gold that was found with a source: how its speaker was led to an actor, and whether rightly."""
    extractor = Extractor(codebook.load(ROOT / "data" / "codebook"))
    gold = [json.loads(line) for line in (ROOT / "data" / "gold" / "quotations.jsonl").read_text(encoding="utf-8").splitlines()]
    for article in articles.read(ROOT / "data" / "raw"):
        for row in extractor.rows(article)["statements"]:
            content = {i for s, e in row["content_spans"] for i in range(s, e)}
            for want in gold:
                spans = {i for c in want["content"] for i in range(c["start"], c["end"])}
                if want["file"] == article.file and row["speakers"] and len(spans & content) >= 0.5 * len(spans | content):
                    yield row["speaker_status"], set(row["speakers"]) == set(want["speaker"])


if __name__ == "__main__":
    main()
