"""Measure the step from the words of a source to an actor: python benchmarks/speakers.py SHARED [--genres news,…] [--show N].

Two measures, each a table. Against the coreference of GUM (SHARED/train/gum): what a pronoun, an office or the subject of a
verb of speech stands for. A word is answerable where the article names somebody of its chain; it is right where it leads to an
actor who is named in that chain, and where its chain has no name nothing is the right answer. Against coded articles
(data/gold, and SHARED/gold with SHARED/corpus): the speakers of matched statements, by the kind of words that name them.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import gum
from spacy.tokens import Doc, Span

from analysis import articles, attribution, codebook, language, quotation
from analysis.actors import Cast, Linker
from analysis.extraction import Extractor

ROOT = Path(__file__).parents[1]
GENRES = "news,interview,speech,bio"
SUBJECTS = ("he", "she", "they", "it")
OUTCOMES = ("right", "wrong", "open", "rightly open", "named at will")
SAME_SPAN = 0.5
Record = dict[str, Any]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("--genres", default=GENRES, help=f"genres of GUM, by commas (default: {GENRES})")
    arguments.add_argument("--show", type=int, default=0, help="print up to so many errors of each table; they quote the texts")
    options = arguments.parse_args()
    extractor = Extractor(codebook.load(ROOT / "data" / "codebook"))
    linker = Linker(extractor.nlp, extractor.book)
    for genre in options.genres.split(","):
        chains = Table(f"GUM, {genre}: what words stand for", OUTCOMES)
        for path in sorted((options.shared / "train" / "gum" / "dep").glob(f"GUM_{genre}_*.conllu")):
            if not gum.held_out(options.shared / "train" / "gum" / "splits.md", path.stem):
                judge_chains(extractor, linker, gum.read(path), chains)
        chains.print(options.show)
    for name, raw, gold in (
        ("articles of data/raw", ROOT / "data" / "raw", ROOT / "data" / "gold"),
        ("real articles", options.shared / "corpus", options.shared / "gold"),
    ):
        coded = Table(f"{name}: speakers of matched statements", ("right", "wrong", "open"))
        judge_coded(extractor, raw, gold, coded)
        coded.print(options.show)


@dataclass
class Table:
    """Counts of outcomes by kind of words, and what went wrong, in words."""

    title: str
    outcomes: Sequence[str]
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    errors: list[str] = field(default_factory=list)

    def add(self, kind: str, outcome: str, words: str) -> None:
        self.counts[kind][outcome] += 1
        if not outcome.startswith("right"):
            self.errors.append(f"{kind}: {outcome}: {words}")

    def print(self, show: int) -> None:
        """The table in Markdown, and the first errors."""
        print(f"\n{self.title}\n\n| words | n | {' | '.join(self.outcomes)} |\n|---|{'---|' * (len(self.outcomes) + 1)}")
        for kind, row in [*sorted(self.counts.items()), ("all", sum(self.counts.values(), Counter()))]:
            print(f"| {kind} | {row.total()} | {' | '.join(str(row[o]) for o in self.outcomes)} |")
        for line in self.errors[:show]:
            print("   ", line)


# ---- GUM ------------------------------------------------------------------------------------------------------------


def judge_chains(extractor: Extractor, linker: Linker, article: gum.Article, table: Table) -> None:
    """Read one article of GUM and judge its pronouns, its descriptions of people by office, and its subjects of speech."""
    doc = language.parse(extractor.nlp, article.text)
    joined = attribution.attributions(doc)
    day = date.fromisoformat(article.created) if article.created else None
    sources = [a.source for a in joined if a.source is not None and a.reports_speech]
    cast = linker.cast(doc, sources, (day, day) if day else None)
    named = chains_of_actors(cast, article)
    for kind, mention, answer in asked(doc, cast, article):
        chains = set().union(*(named.get(actor, set()) for actor in answer)) if answer else set()
        answerable = any(mention.chain in those for those in named.values())
        outcome = ("right" if mention.chain in chains else "wrong" if answer else "open") if answerable else ""
        outcome = outcome or ("named at will" if answer else "rightly open")
        before = re.sub(r"\s+", " ", article.text[max(0, mention.start - 90) : mention.end + 60])
        table.add(kind, outcome, f"{article.name}: [{article.text[mention.start : mention.end]}] -> {answer}: … {before}")


def chains_of_actors(cast: Cast, article: gum.Article) -> dict[str, set[str]]:
    """The chains that each actor is named in: those whose mentions are headed by a name that leads to the actor."""
    named: dict[str, set[str]] = defaultdict(set)
    for mention in cast.mentions:
        if mention.actor_id and mention.link_rule in ("name", "metonym", "adjective"):
            named[mention.actor_id] |= {m.chain for m in article.mentions if mention.start <= m.head < mention.end}
    return named


def asked(doc: Doc, cast: Cast, article: gum.Article) -> Iterator[tuple[str, gum.Mention, tuple[str, ...]]]:
    """What is judged: kind, gold mention, and the actors that the cast gives; nothing that the cast leaves alone, as in quotation marks."""
    seen = {m.start for m in cast.mentions}
    speaking = {m.head: m for m in article.mentions if m.head in article.speaking}
    for mention in article.mentions:
        word = article.text[mention.start : mention.end].lower()
        if word in SUBJECTS and mention.start in seen:
            yield f"pronoun {word}", mention, tuple(m.actor_id for m in cast.mentions if m.start == mention.start and m.actor_id)
    for m in cast.mentions:
        gold = next((g for g in article.mentions if m.label == "ROLE" and m.start <= g.head < m.end and g.kind == "person"), None)
        if gold is not None and re.match(r"(the|his|her|its|their)\b", article.text[gold.start : gold.end].lower()):
            yield "office, definite", gold, (m.actor_id,) if m.actor_id else ()
    for _, mention in sorted(speaking.items()):
        span = doc.char_span(mention.start, mention.end, alignment_mode="expand")
        if span is not None and not in_quotes(span):
            yield f"source: {article.form(mention)}", mention, cast.speakers(span).actor_ids


def in_quotes(span: Span) -> bool:
    paragraph = next(p for p in span.doc.spans[language.PARAGRAPH_SPANS] if p.start <= span.start < p.end)
    return bool(quotation.states(paragraph.text)[span.start_char - paragraph.start_char] != quotation.State.OUTSIDE)


# ---- coded articles -------------------------------------------------------------------------------------------------


def judge_coded(extractor: Extractor, raw: Path, gold: Path, table: Table) -> None:
    """Judge the speakers of the statements of coded articles that were found."""
    quotations = [json.loads(line) for line in (gold / "quotations.jsonl").read_text(encoding="utf-8").splitlines()]
    for article in articles.read(raw):
        coded = [q for q in quotations if q["file"] == article.file]
        if not coded or article.status != "ok":
            continue
        found = extractor.rows(article)["statements"]
        for q, statement in matched(coded, found):
            if q["core"]:
                allowed = [q["speaker"], *([a] if isinstance(a, str) else a for a in q["speaker_alternatives"])]
                right = any(set(statement["speakers"]) == set(names) for names in allowed)
                outcome = "right" if right else "wrong" if statement["speakers"] else "open"
                words = f"{q['id']}: {q['source'] and q['source']['text']} is {q['speaker']}, found {statement['speakers']}"
                table.add(coded_kind(q), outcome, f"{words} ({statement['rule']})")


def coded_kind(q: Record) -> str:
    """The kind of words by which a coded statement names its speaker."""
    if q["source"] is None or q["attribution"] == "continuation":
        return "inherited or none"
    words = q["source"]["text"]
    if words.lower() in {"he", "she", "it", "they", "him", "her", "who"}:
        return "pronoun"
    kinds = {"GOV": "government", "ORG": "organisation", "MEDIA": "organisation", "GRP": "group", "DOC": "document"}
    kind = kinds.get(q["speaker"][0].split(":")[0])
    return kind or ("name" if any(word[:1].isupper() and word.lower() in q["speaker"][0] for word in words.split()) else "role")


def matched(coded: list[Record], found: list[Record]) -> Iterator[tuple[Record, Record]]:
    """Pairs of coded and found statements, one to one, whose contents share at least half of their characters, best first."""
    wanted = [characters((c["start"], c["end"]) for c in q["content"]) for q in coded]
    offered = [characters(f["content_spans"]) for f in found]
    scored = sorted((-len(w & o) / len(w | o), i, j) for i, w in enumerate(wanted) for j, o in enumerate(offered))
    left: set[int] = set()
    right: set[int] = set()
    for negative, i, j in scored:
        if -negative >= SAME_SPAN and i not in left and j not in right:
            left.add(i)
            right.add(j)
            yield coded[i], found[j]


def characters(spans: Iterable[Sequence[int]]) -> set[int]:
    return {at for start, end in spans for at in range(start, end)}


if __name__ == "__main__":
    main()
