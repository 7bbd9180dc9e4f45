"""The frame of the report site: where its pages lie and link to, how a page is filled, and what made it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from analysis import __version__, articles, codebook
from analysis.numbers import Data, Number, Numbers, Part, Sentence

PACKAGE = Path(__file__).parent
TEMPLATES = PACKAGE / "templates"
SCRIPTS = ("report.js", "rows.js")
PAGES = {
    "report.html": "Overview", "timeline.html": "Timeline", "positions.html": "Positions", "coverage.html": "Coverage",
    "actors.html": "Actors", "articles.html": "Articles", "rows/statements.html": "Search", "numbers.html": "Numbers",
}  # fmt: skip
"""The pages that every page links to, from the folder of reports, with their names."""
SIDES = {1: "agrees", 0: "disagrees"}
NO_OUTLET, NO_SPEAKER, UNCLEAR = "outlet unknown", "speaker unknown", "unclear"

Row = dict[str, Any]


@dataclass(frozen=True)
class Stated:
    """A number that a notebook has stated, as far as a page needs it; `href` is seen from the folder of reports."""

    id: str
    text: str
    href: str


def anchor(article_id: str, kind: str = "article") -> str:
    """The name of the page of an article (or actor): the same for the same id, whatever characters that holds.

    >>> anchor("a b")
    'article-c8687a08aa5d'
    """
    return f"{kind}-" + hashlib.sha256(article_id.encode()).hexdigest()[:12]


def row_href(table: str, row: str) -> str:
    """Where a row is listed, seen from the folder of reports."""
    return f"rows/{table}.html#{quote(row, safe='')}"


def place_href(article_id: str, row: str) -> str:
    """Where the words of a row stand in its article, seen from the folder of reports."""
    return f"articles/{anchor(article_id)}.html#in-{quote(row, safe='')}"


def plain(row: Mapping[str, Any]) -> Row:
    """A row of a table with None for whatever is missing."""
    return {name: value if isinstance(value, list) else None if pd.isna(value) else value for name, value in row.items()}


def when(first: str | None, last: str | None) -> str:
    """The days of a row in words: one day, 'first to last', or nothing."""
    if first and last and first != last:
        return f"{first} to {last}"
    return first or last or ""


@dataclass
class Site:
    """A site in the making: what its pages are filled from, and which page states which number.

    Attributes
    ----------
    n
        The numbers, with all tables in `n.data`.
    raw
        Raw text by article_id; empty for what cannot be read.
    stated
        Pages by the id of each number that they state, as far as they are written.
    """

    n: Numbers
    raw: Mapping[str, str]
    code: codebook.Codebook
    stated: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, n: Numbers) -> Site:
        """The site of a study, with its raw articles and its codebook read."""
        raw = {article.article_id: article.raw for article in articles.read(n.study.raw, **n.study.reading)}
        return cls(n, raw, codebook.load(n.study.codebook))

    @property
    def folder(self) -> Path:
        """The folder of reports."""
        return self.n.study.reports

    @cached_property
    def labels(self) -> dict[str, str]:
        """Labels of actors by id."""
        actors = self.n.data["actors"]
        return dict(zip(actors["actor_id"], actors["label"], strict=True))

    @cached_property
    def topics(self) -> dict[str, codebook.Topic]:
        """Topics of the codebook by id."""
        return {topic.id: topic for topic in self.code.topics}

    @cached_property
    def outlets(self) -> dict[str, str]:
        """Outlets by article_id."""
        read = self.n.data["articles"]
        return {key: NO_OUTLET if pd.isna(outlet) else outlet for key, outlet in zip(read["article_id"], read["outlet"], strict=True)}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Headlines by article_id; its id where an article has none."""
        found = {}
        for row in self.n.data["articles"][["article_id", "headline_start", "headline_end"]].itertuples(index=False):
            text = self.raw.get(row.article_id, "")
            head = text[row.headline_start : row.headline_end] if pd.notna(row.headline_start) else ""
            found[row.article_id] = " ".join(head.split()) or row.article_id
        return found

    @cached_property
    def statements(self) -> dict[str, Row]:
        """Statements by id, None for whatever is missing."""
        return {row["statement_id"]: plain(row) for row in self.n.data["statements"].to_dict("records")}

    @cached_property
    def topics_of(self) -> dict[str, list[str]]:
        """The topics of statements, by statement_id, in order of the positions."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for statement, topic in self.n.data["positions"][["statement_id", "topic"]].dropna().itertuples(index=False):
            found[statement][topic] = None
        return {statement: list(own) for statement, own in found.items()}

    @cached_property
    def occasions(self) -> dict[str, str]:
        """Labels of occasions by id."""
        held = self.n.data["occasions"]
        return dict(zip(held["occasion_id"], held["label"], strict=True))

    @cached_property
    def published(self) -> dict[str, str]:
        """The days of publication in words, by article_id; nothing where they are unknown."""
        read = [plain(row) for row in self.n.data["articles"].to_dict("records")]
        return {row["article_id"]: when(row["published_earliest"], row["published_latest"]) for row in read}

    @cached_property
    def positions(self) -> dict[str, Row]:
        """Positions by id, None for whatever is missing."""
        return {row["position_id"]: plain(row) for row in self.n.data["positions"].to_dict("records")}

    def label(self, actor: str | None) -> str:
        """What to call an actor."""
        return self.labels.get(actor, actor) if actor else NO_SPEAKER

    def topic(self, topic: str) -> str:
        """What to call a topic."""
        return self.topics[topic].label if topic in self.topics else topic

    def kind(self, topic: str) -> str:
        """Whether the proposition of a topic says what is so (factual) or what should be (normative)."""
        return self.topics[topic].kind if topic in self.topics else "normative"

    def proposition(self, topic: str) -> str:
        """What somebody agrees or disagrees with on a topic; nothing for a topic that the codebook does not hold."""
        return self.topics[topic].proposition if topic in self.topics else ""

    def actor_href(self, actor: str | None) -> str:
        """The page of an actor, seen from the folder of reports; nothing for one that is in no table."""
        return f"actors/{anchor(actor, 'actor')}.html" if actor in self.labels else ""

    def article_href(self, article: str | None) -> str:
        """The page of an article, seen from the folder of reports; nothing for one that is in no table."""
        return f"articles/{anchor(article)}.html" if article in self.titles else ""

    def name_of(self, page: str) -> str:
        """What to call a page of the site."""
        return PAGES.get(page) or self._names.get(page) or page.removesuffix(".html")

    @cached_property
    def _names(self) -> dict[str, str]:
        actors = {self.actor_href(actor): label for actor, label in self.labels.items()}
        return actors | {self.article_href(article): title for article, title in self.titles.items()}

    def called(self, actors: Iterable[str]) -> list[tuple[str, str]]:
        """Actors with label and page, in order."""
        return [(self.label(actor), self.actor_href(actor)) for actor in actors]

    @cached_property
    def made(self) -> Row:
        """What the site was made from: package and model with version, and one checksum over the raw files."""
        meta = PACKAGE / "model" / "meta.json"
        model = json.loads(meta.read_text(encoding="utf-8")) if meta.exists() else {}
        named = f"{model.get('lang', '')}_{model.get('name', '')} {model.get('version', '')}" if model else "none carried"
        read = self.n.data["articles"]
        whole = hashlib.sha256("\n".join(sorted(read["sha256"].fillna(""))).encode()).hexdigest()
        return {"package": __version__, "model": named, "raw": whole[:12], "files": self.n.count("articles", "", of="file")}

    def write(self, page: str, template: str, /, **values: Any) -> Path:
        """Fill a template and write it as `page`, seen from the folder of reports."""
        up = "../" * page.count("/")
        seen: dict[str, None] = {}
        text = _environment().get_template(template).render(
            up=up, here=page, pages=PAGES, made=self.made, prose=lambda said: prose(said, up, seen), **values
        )  # fmt: skip
        for number in seen:
            self.stated[number].append(page)
        return self.put(page, text)

    def put(self, name: str, text: str) -> Path:
        """Write a text file below the folder of reports."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return path

    def clear(self, pattern: str, wanted: Iterable[str]) -> None:
        """Remove pages of an earlier run that this one has not written."""
        kept = {self.folder / name for name in wanted}
        for old in sorted(self.folder.glob(pattern)):
            if old not in kept:
                old.unlink()


def prose(said: Sentence | Number | Iterable[Part | Stated], up: str, seen: dict[str, None]) -> Markup:
    """A sentence as HTML: numbers lead to their rows, words from the data are marked as such; `seen` takes the ids of its numbers."""
    parts = said.parts if isinstance(said, Sentence) else (said,) if isinstance(said, (Number, Stated, str)) else said
    out = []
    for part in parts:
        if isinstance(part, (Number, Stated)):
            seen[part.id] = None
            out.append(Markup('<a class="number" data-number="{}" href="{}">{}</a>').format(part.id, up + part.href, part.text))
        else:
            out.append(Markup('<span class="data">{}</span>').format(str(part)) if isinstance(part, Data) else escape(part))
    return Markup("").join(out)


def script(value: Any) -> str:
    """A value as JSON that may stand in a script: no end of a script and no line end that a script would not allow in a text."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


@cache
def _environment() -> Environment:
    # Kept for all pages of a site: compiling the templates anew for each would take most of the time.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["css"] = Markup((TEMPLATES / "report.css").read_text(encoding="utf-8"))
    return environment
