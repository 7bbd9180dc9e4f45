"""The units that can be drawn for coding: statements of the tables, and sentences in which no statement of theirs stands."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import spacy
from spacy.language import Language
from spacy.pipeline import Sentencizer

from analysis import language
from analysis.articles import Article

READ = ("headline", "subheadline", "body")
"""The roles of segments in which statements are looked for."""
BANDS = ((0.0, "below 0.70"), (0.7, "0.70 to 0.84"), (0.85, "0.85 and more"))
"""The lowest confidence of each band, and what it is called."""
NONE, UNKNOWN = "none", "unknown"
HOLDS = (NONE, "a statement")
"""What a sentence holds already."""

# Marks at the end of a sentence that open the next: straight ones only where they stand close to it, and apart from what comes before.
_MARKS = 8
_OPENING = re.compile(r"(?:(?<=\s)|^)([“‘«„(\[]+\s*|[\"']+)$")

# After so many articles the splitter forgets the words that it met; forgetting them after each article takes three times as long.
_RENEWED = 10_000

Span = tuple[int, int]


class Mismatch(ValueError):
    """Raw texts and tables that are not of one build; the message says which articles, and what to do."""


def statements(found: Mapping[str, pd.DataFrame], chosen: Collection[str] | None = None) -> pd.DataFrame:
    """One unit for each statement, in the order of the table.

    The words to be coded are those from the first to the last character of its content. Source and cue are left to the context: two
    statements under one source ("Keller confirmed the delay and denied the leak") could not be told apart by the stretch that
    begins with it.

    Parameters
    ----------
    found
        The tables `articles`, `statements` and `positions`.
    chosen
        Ids of the articles to take; all where it is None.

    Returns
    -------
    DataFrame
        article_id, start, end (raw code points), statement_id, and what strata may be made of: outlet ("unknown" without one), type,
        topic (that of its first position, "none" without one), confidence (as a band).
    """
    rows = found["statements"]
    rows = rows if chosen is None else rows[rows["article_id"].isin(chosen)]
    held = found["positions"].dropna(subset=["statement_id"]).drop_duplicates("statement_id")
    topics = dict(zip(held["statement_id"], held["topic"], strict=True))
    spans = [list(content) or [(start, end)] for content, start, end in zip(rows["content_spans"], rows["start"], rows["end"], strict=True)]
    return pd.DataFrame(
        {
            "article_id": rows["article_id"].astype("str"),
            "start": np.array([min(start for start, _ in own) for own in spans], dtype="int64"),
            "end": np.array([max(end for _, end in own) for own in spans], dtype="int64"),
            "statement_id": rows["statement_id"].astype("str"),
            "outlet": rows["article_id"].map(_outlets(found["articles"])),
            "type": rows["type"],
            "topic": rows["statement_id"].map(topics).fillna(NONE),
            "confidence": rows["confidence"].map(_band),
        }
    ).reset_index(drop=True)


def sentences(found: Mapping[str, pd.DataFrame], texts: Iterable[Article], *, every: bool = False) -> pd.DataFrame:
    """One unit for each sentence of headline and body that no statement's content or cue touches, in the order of `texts`.

    A sentence that only names the source of a statement is one of them: another statement may stand there. In one that holds a statement
    a second may have been missed, too; `every` takes these sentences as well. Texts are looked at one at a time; of each only offsets
    are kept.

    Parameters
    ----------
    found
        The tables `articles`, `segments` and `statements`.
    texts
        The articles to take, as they are read.
    every
        Whether sentences that hold a statement are units, too.

    Returns
    -------
    DataFrame
        article_id (categorical), start, end (raw code points), statement_id (empty), and what strata may be made of: outlet
        (categorical) and, with `every`, holds ("a statement", "none").
    """
    segments = _by_article(found["segments"][found["segments"]["role"].isin(READ)], "start", "end")
    said = _by_article(found["statements"], "content_spans", "cue_start", "cue_end")
    ids: list[str] = []
    spans: list[np.ndarray] = []
    held: list[np.ndarray] = []
    for number, article in enumerate(texts):
        if number % _RENEWED == 0:
            nlp = splitter()
        own = list(split(nlp, article.raw, segments.get(article.article_id, ())))
        holds = np.array(touched(own, [span for row in said.get(article.article_id, ()) for span in places(*row)]), dtype=bool)
        kept = np.ones(len(own), dtype=bool) if every else ~holds
        ids.append(article.article_id)
        spans.append(np.array(own, dtype="int64").reshape(-1, 2)[kept])
        held.append(holds[kept])
    starts, ends = np.vstack([np.empty((0, 2), dtype="int64"), *spans]).T
    numbers = np.repeat(np.arange(len(ids)), [len(one) for one in spans])
    outlets = pd.Series(ids, dtype="str").map(_outlets(found["articles"])).astype("category")
    return pd.DataFrame(
        {
            "article_id": pd.Categorical.from_codes(numbers, categories=pd.Index(ids, dtype="str")),
            "start": starts,
            "end": ends,
            "statement_id": pd.Categorical.from_codes(np.zeros(len(starts), dtype="int8"), categories=[""]),
            "outlet": outlets.take(numbers).reset_index(drop=True),
            **({"holds": pd.Categorical.from_codes(np.concatenate(held or [numbers]).astype("int8"), categories=HOLDS)} if every else {}),
        }
    )


def same_texts(articles: pd.DataFrame, texts: Iterable[Article], chosen: Collection[str] | None = None) -> Iterator[Article]:
    """The texts of the articles that the tables hold, one at a time.

    Raises
    ------
    Mismatch
        At the end, where a text is another than that of the tables, is missing, or is not in the tables.
    """
    known = {row["article_id"]: row["text_sha256"] for row in articles.to_dict("records") if row["status"] == "ok"}
    listed, changed, seen = set(articles["article_id"]), list[str](), set[str]()
    for article in texts:
        seen.add(article.article_id)
        if known.get(article.article_id, article.text_sha256) != article.text_sha256 or article.article_id not in listed:
            changed.append(article.article_id)
        elif article.article_id in known and (chosen is None or article.article_id in chosen):
            yield article
    changed += sorted(known.keys() - seen)
    if changed:
        more = f" and {len(changed) - 3} more" if len(changed) > 3 else ""
        raise Mismatch(
            f"the tables are not those of the raw texts: {', '.join(changed[:3])}{more} {'is' if len(changed) == 1 else 'are'} new, changed"
            " or gone; make the tables again by `python -m analysis build`"
        )


def splitter() -> Language:
    """The pipeline that parts sentences: spaCy's English words, whose list of abbreviations keeps "Mr." from ending one, and its rules."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer", config={"punct_chars": [*Sentencizer.default_punct_chars, "…", "..."]})
    return nlp


def split(nlp: Language, raw: str, stretches: Iterable[Span]) -> Iterator[Span]:
    """The sentences of some stretches of a text, in raw code points, without white space at their ends; none reaches over two stretches.

    What goes on in lower case, or holds neither letter nor digit, belongs to the sentence before it: “No.” he said is one. Sentences
    between which a space is missing are one. Parsing would find more ends, and takes many times as long.

    >>> raw = "The ferry was late. “Why?” she asked. Mr. Roe left."
    >>> [raw[start:end] for start, end in split(splitter(), raw, [(0, len(raw))])]
    ['The ferry was late.', '“Why?” she asked.', 'Mr. Roe left.']
    """
    for first, last in stretches:
        found: list[Span] = []
        starts = [_opened(raw, first, first + sent.start_char) for sent in nlp(language.tokens(nlp, raw[first:last])).sents]
        for start, end in pairwise([*starts, last]):
            text = raw[start:end].strip()
            start = end - len(raw[start:end].lstrip())
            if text and found and (_goes_on(text) or not _holds_words(raw[slice(*found[-1])])):
                found[-1] = (found[-1][0], start + len(text))
            elif text:
                found.append((start, start + len(text)))
        yield from (span for span in found if _holds_words(raw[slice(*span)]))


def _opened(raw: str, first: int, start: int) -> int:
    """Where a sentence starts, with the marks that open it; to spaCy they close the one before."""
    marks = _OPENING.search(raw, max(first, start - _MARKS), start)
    return marks.start(1) if marks else start


def touched(found: Sequence[Span], taken: Iterable[Span]) -> list[bool]:
    """For each stretch, in order of their starts, whether it shares a character with any of `taken`.

    >>> touched([(0, 5), (6, 9), (10, 12)], [(4, 7)])
    [True, True, False]
    """
    starts = sorted((int(start), int(end)) for start, end in taken)
    shared, at, reach = [], 0, 0
    for start, end in found:
        while at < len(starts) and starts[at][0] < end:
            reach = max(reach, starts[at][1])
            at += 1
        shared.append(reach > start)
    return shared


def places(content: Iterable[Span], cue_start: int | None, cue_end: int | None) -> Iterator[Span]:
    """Where a statement stands: its content and its cue."""
    yield from content
    if cue_start is not None and cue_end is not None and pd.notna(cue_start):
        yield int(cue_start), int(cue_end)


def standing(rows: pd.DataFrame, start: int, end: int) -> list[Span]:
    """The statements of an article that stand in a stretch, each from the first to the last character of its content, in order."""
    found = []
    for content, cue_start, cue_end in zip(rows["content_spans"], rows["cue_start"], rows["cue_end"], strict=True):
        if any(touched([(start, end)], places(content, cue_start, cue_end))):
            found.append((min(first for first, _ in content), max(last for _, last in content)))
    return sorted(found)


def _goes_on(text: str) -> bool:
    first = next((c for c in text if c.isalnum()), "")
    return not first or first.islower()


def _holds_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _by_article(rows: pd.DataFrame, *columns: str) -> dict[str, list[Any]]:
    """The values of some columns, a tuple a row, by article."""
    found: dict[str, list[Any]] = {}
    for article_id, *values in zip(rows["article_id"], *(rows[name] for name in columns), strict=True):
        found.setdefault(str(article_id), []).append(tuple(values))
    return found


def _outlets(articles: pd.DataFrame) -> dict[str, str]:
    return dict(zip(articles["article_id"], articles["outlet"].fillna(UNKNOWN).map(lambda name: " ".join(str(name).split())), strict=True))


def _band(confidence: float) -> str:
    return NONE if pd.isna(confidence) else next(name for lowest, name in reversed(BANDS) if confidence >= lowest)
