"""The systems that are compared: each turns the same raw texts into the same rows, or says what must be installed first."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

import rows
from analysis import __version__, articles, codebook, language, quotation, sources
from analysis.extraction import Extractor
from rows import Row

ROOT = Path(__file__).parents[2]
NODE = Path(__file__).parent / "node"
Found = list[list[Row]]


class Lines:
    """The lines of a raw text that hold words, as the text that the pipeline parses, with the way back to the raw text."""

    def __init__(self, raw: str) -> None:
        lines = [(m.start(), m[0]) for m in re.finditer(r"\S(?:[^\r\n]*\S)?", raw)]
        self.text = "\n".join(line for _, line in lines)
        # Of each line: where it ends in `text`, and how much further on it stands in the raw text.
        self._shifts: list[tuple[int, int]] = []
        at = 0
        for start, line in lines:
            self._shifts.append((at + len(line), start - at))
            at += len(line) + 1

    def raw(self, start: int, end: int) -> rows.Span:
        """The stretch of the raw text that `text[start:end]`, a stretch of one line, came from."""
        shift = next(shift for line_end, shift in self._shifts if start < line_end)
        return start + shift, end + shift


class Texts:
    """The raw texts that all systems read, parsed once for those that need the parse."""

    def __init__(self, raw: Iterable[str], nlp: Language | None = None) -> None:
        self.raw = list(raw)
        self._nlp = nlp

    @cached_property
    def nlp(self) -> Language:
        return self._nlp or language.load()

    @cached_property
    def parsed(self) -> list[tuple[Doc, Lines]]:
        """Each text as `language.parse` reads its lines."""
        lines = [Lines(raw) for raw in self.raw]
        return [(language.parse(self.nlp, one.text), one) for one in lines]


@dataclass(frozen=True)
class System:
    """A system: its name, the rows it finds in each text, and whether it can run.

    `lacks` returns None, or what to install; `version` the release that runs, None for what has none of its own.
    """

    name: str
    find: Callable[[Texts], Found]
    lacks: Callable[[], str | None] = lambda: None
    version: Callable[[], str | None] = lambda: None


# This package


def package(texts: Texts) -> Found:
    """The statements of this package, each text taken as one article, with the codebook of the repository."""
    extractor = Extractor(codebook.load(ROOT / "data" / "codebook"), texts.nlp)
    return [_statements(extractor, f"text-{number}", raw) for number, raw in enumerate(texts.raw)]


def _statements(extractor: Extractor, name: str, raw: str) -> list[Row]:
    found = extractor.rows(articles.Article(name, f"{name}.txt", "", raw, "ok", None, sources.Source()))
    if found["articles"][0]["status"] == "failed":
        raise RuntimeError(f"{name}: {found['articles'][0]['reason']}")
    return [from_statement(statement) for statement in found["statements"]]


def from_statement(statement: Mapping[str, Any]) -> Row:
    """A row of the table `statements` as a row to score."""
    spans = {role: (statement[f"{role}_start"], statement[f"{role}_end"]) for role in ("cue", "source")}
    content = tuple((start, end) for start, end in statement["content_spans"])
    return Row(content, **{role: (span,) for role, span in spans.items() if span[0] is not None})


# Quotation marks alone, and with the nearest name


def every_quoted_span(texts: Texts) -> Found:
    """Every outermost stretch in quotation marks, whatever it is; nobody is named as its speaker."""
    return [[Row((lines.raw(*stretch),)) for stretch in _quoted(doc)] for doc, lines in texts.parsed]


def nearest_name(texts: Texts) -> Found:
    """The same stretches, each with the nearest name of a person in its own sentences or in one before or after them.

    Names inside quotation marks do not count. Of two equally near the first is taken.
    """
    return [list(_with_nearest_name(doc, lines)) for doc, lines in texts.parsed]


def _quoted(doc: Doc) -> list[rows.Span]:
    return [
        (paragraph.start_char + q.start, paragraph.start_char + q.end)
        for paragraph in doc.spans[language.PARAGRAPH_SPANS]
        for q in quotation.quoted(paragraph.text)
        if q.depth == 0
    ]


def _with_nearest_name(doc: Doc, lines: Lines) -> Iterator[Row]:
    quoted, sentences = _quoted(doc), list(doc.sents)
    people = [e for e in doc.ents if e.label_ == "PERSON" and not any(s <= e.start_char < end for s, end in quoted)]
    for start, end in quoted:
        touched = [n for n, sentence in enumerate(sentences) if sentence.start_char < end and start < sentence.end_char]
        window = sentences[max(0, touched[0] - 1) : touched[-1] + 2]
        near = [p for p in people if window[0].start <= p.start < window[-1].end]
        name = min(near, key=lambda p: max(p.start_char - end, start - p.end_char), default=None)
        yield Row((lines.raw(start, end),), source=(lines.raw(name.start_char, name.end_char),) if name else ())


# textacy

# Its rules name relations as spaCy's own English pipelines do; the carried pipeline names them as Universal Dependencies do.
_LABELS = {"flat": "compound", "aux:pass": "auxpass", "nsubj:pass": "nsubjpass", "csubj:pass": "csubjpass"}
_NOT = {"not", "n't", "n’t", "never"}


def textacy(texts: Texts) -> Found:
    """textacy's direct quotations, paragraph by paragraph, on the parse of the carried pipeline.

    By paragraph, because it refuses a text with an odd number of marks: so one open mark costs a paragraph, not an article. Its
    speaker and cue are lists of words; a row holds the stretch from the first to the last.
    """
    from textacy.extract import direct_quotations  # type: ignore[import-not-found,unused-ignore]

    return [list(_textacy_rows(doc, lines, direct_quotations)) for doc, lines in texts.parsed]


def _textacy_rows(doc: Doc, lines: Lines, find: Callable[[Doc], Iterable[Any]]) -> Iterator[Row]:
    for paragraph in doc.spans[language.PARAGRAPH_SPANS]:
        try:
            quotations = list(find(_relabelled(paragraph)))
        except ValueError:  # an odd number of quotation marks: it gives none rather than guess
            continue
        for speaker, cue, content in quotations:
            content, cue, speaker = (_stretch(part, paragraph, lines) for part in (content, cue, speaker))
            yield Row((content,), (cue,), (speaker,))


def _relabelled(paragraph: Span) -> Doc:
    """The paragraph as a Doc of its own, with the names of relations that textacy's rules know."""
    doc = paragraph.as_doc()
    for token in doc:
        token.dep_ = "neg" if token.lower_ in _NOT and token.dep_ == "advmod" else _LABELS.get(token.dep_, token.dep_)
    return doc


def _stretch(tokens: Iterable[Token], paragraph: Span, lines: Lines) -> rows.Span:
    listed = sorted(tokens, key=lambda token: token.i)
    at = paragraph.start_char
    return lines.raw(at + listed[0].idx, at + listed[-1].idx + len(listed[-1]))


def _textacy_lacks() -> str | None:
    found = importlib.util.find_spec("textacy")
    return None if found else "python -m pip install -r benchmarks/attribution/requirements.txt"


# Packages of npm


def npm(name: str) -> System:
    """A package of npm, run by `node/quotes.mjs`."""

    def find(texts: Texts) -> Found:
        given = "".join(json.dumps({"name": str(n), "text": raw}) + "\n" for n, raw in enumerate(texts.raw))
        done = subprocess.run(
            ["node", NODE / "quotes.mjs", name], input=given, capture_output=True, text=True, encoding="utf-8", check=True
        )
        answers = [json.loads(line)["rows"] for line in done.stdout.splitlines()]
        return [from_node(raw, answer) for raw, answer in zip(texts.raw, answers, strict=True)]

    def lacks() -> str | None:
        if shutil.which("node") is None:
            return "Node.js (https://nodejs.org)"
        return None if _installed(name).exists() else "npm ci --prefix benchmarks/attribution/node"

    def version() -> str | None:
        return str(json.loads(_installed(name).read_text(encoding="utf-8"))["version"])

    return System(f"npm {name}", find, lacks, version)


def _installed(name: str) -> Path:
    return NODE / "node_modules" / name / "package.json"


def from_node(raw: str, answer: Iterable[Mapping[str, Any]]) -> list[Row]:
    """What `node/quotes.mjs` found in a text as rows, in text order; what several of a package's rules find counts once."""
    at = code_points(raw)
    by_content: dict[rows.Span, Row] = {}
    for row in answer:
        content, source = ((at[part[0]], at[part[1]]) if part else None for part in (row["content"], row["source"]))
        assert content is not None
        by_content.setdefault(content, Row((content,), source=(source,) if source else ()))
    return [by_content[content] for content in sorted(by_content)]


def code_points(text: str) -> list[int]:
    """For every offset in UTF-16 units, up to the end of the text, the offset in code points."""
    return [at for at, character in enumerate(text) for _ in range(1 + (ord(character) > 0xFFFF))] + [len(text)]


SYSTEMS = (
    System("this package", package, version=lambda: __version__),
    System("textacy", textacy, _textacy_lacks, lambda: importlib.metadata.version("textacy")),
    npm("quote-parser"),
    npm("compromise"),
    System("every quoted span", every_quoted_span),
    System("nearest name", nearest_name),
)
"""This package first, then its rivals."""
