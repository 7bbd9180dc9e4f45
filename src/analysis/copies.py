"""Copies: articles that hold the text of another one, whole, nearly or in part, and so are no voice of their own in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import Any

import pandas as pd

from analysis import originals
from analysis.originals import NOTHING, About
from analysis.shingles import RUN, Run, Worded, Words, in_lines, pairs, stretches

COLUMNS = ("article_id", "copy_of", "containment", "kind")
FURTHER = ("relation", "jaccard", "share", "basis", "copied_spans", "original_ids", "original_places")
"""Further columns: how the two texts hold each other, why this one is taken for the copy, and which of its words are copied from where."""

# A paragraph that stands in so many texts of one outlet is furniture of its pages; a text most of whose paragraphs do is a re-post.
_FURNITURE, _REPOST = 5, 0.75
# A further original counts only if so much of what it shares with the copy is in no original before it.
_NEW = 0.5


@dataclass(frozen=True)
class _Text:
    """A text, and the articles that have exactly it, the original of them first."""

    words: Worded
    articles: tuple[str, ...]
    about: tuple[About, ...]


@dataclass(frozen=True)
class _Pair:
    """Two texts, by number, one of which holds most runs of the other: how many they share, how many each has, what decided the order."""

    copy: int
    original: int
    shared: int
    runs: tuple[int, int]
    basis: str

    def turned(self) -> _Pair:
        return replace(self, copy=self.original, original=self.copy, runs=self.runs[::-1])

    @property
    def contained(self) -> float:
        return round(self.shared / min(self.runs), 2)


def copies(texts: Mapping[str, str], *, about: Mapping[str, About] | None = None, least: float = 0.6) -> pd.DataFrame:
    """Articles that copy another one, exactly, nearly or in part: in what they copy they are one voice.

    Parameters
    ----------
    texts
        Body text by article_id, a line a paragraph. Places count in it: give all else of the raw text as line feeds.
    about
        What is known of the articles, by article_id; without it the longer text is the original.
    least
        Share (0-1) of the shorter text's runs of five words that the other must hold: containment, by which edited and shortened
        reprints and agency copy inside a longer article are found, too (Broder 1997).

    Returns
    -------
    DataFrame
        One row a copy, ordered by article_id: the columns `COLUMNS` and `FURTHER`, as the table `copies` explains them. `copy_of` is the
        original that has most of its words, and may copy another one itself. Articles without a copy are not in it.

    Notes
    -----
    Candidates come from `shingles.pairs`; each is then compared run by run, so that no hash decides. The original is the article whose
    outlet the other one credits, else the one that was published before, else the longer one, else the first by id. Where that leads in
    a circle, the longer text is the original all round it. A paragraph in five or more texts of one outlet is furniture and is not
    compared. Translations, and words told anew, are not looked for.

    Examples
    --------
    >>> text = "The ferry to the island left an hour late on Monday because of the fog."
    >>> found = copies({"a": text, "b": text + " Nobody was hurt.", "c": "Something else."})
    >>> found[["article_id", "copy_of", "containment", "kind", "basis"]].to_dict("records")
    [{'article_id': 'a', 'copy_of': 'b', 'containment': 1.0, 'kind': 'near', 'basis': 'length'}]
    """
    known = {key: (about or {}).get(key, NOTHING) for key in sorted(texts)}
    words = Words()
    own = {key: words.read(lines) for key, lines in _paragraphs(texts, known).items()}
    distinct = _distinct(own, known)
    by_copy: dict[int, list[_Pair]] = defaultdict(list)
    for pair in _without_circles(list(_verified(words, distinct, least)), distinct):
        by_copy[pair.copy].append(pair)
    rows = [_same(text, own[key], number) for text in distinct for number, key in enumerate(text.articles) if number]
    rows += [_row(distinct, found, by_copy, least) for _, found in sorted(by_copy.items())]
    for row in rows:
        _add_headlines(row, known)
    return pd.DataFrame(rows, columns=[*COLUMNS, *FURTHER]).sort_values("article_id", ignore_index=True)


def _paragraphs(texts: Mapping[str, str], known: Mapping[str, About]) -> dict[str, list[tuple[int, str]]]:
    """The paragraphs of each text with their places, without those that are furniture of the outlet's pages."""
    lines: dict[str, list[tuple[int, str]]] = {}
    by_outlet: dict[str, list[str]] = defaultdict(list)
    for key, about in known.items():
        at, lines[key] = 0, []
        for line in texts[key].split("\n"):
            if line.strip():
                lines[key].append((at, line))
            at += len(line) + 1
        if about.outlet:
            by_outlet[about.outlet].append(key)
    for keys in by_outlet.values():
        bodies = {tuple(line.strip() for _, line in lines[key]) for key in keys}
        furniture = {line for line, n in Counter(line for body in bodies for line in set(body)).items() if n >= _FURNITURE}
        for key in keys if furniture else ():
            kept = [(at, line) for at, line in lines[key] if line.strip() not in furniture]
            if len(kept) > (1 - _REPOST) * len(lines[key]):
                lines[key] = kept
    return lines


def _distinct(own: Mapping[str, Worded], known: Mapping[str, About]) -> list[_Text]:
    """The texts that hold a run, each once; in order of their first article by id."""
    groups: dict[bytes, list[str]] = defaultdict(list)
    for key, text in own.items():
        if len(text) >= RUN:
            groups[text.ids.tobytes()].append(key)
    found = []
    for keys in groups.values():
        first = originals.first(keys, known)
        articles = (first, *(key for key in keys if key != first))
        found.append(_Text(own[first], articles, tuple(known[key] for key in articles)))
    return found


def _verified(words: Words, texts: Sequence[_Text], least: float) -> Iterator[_Pair]:
    """The pairs of which one holds at least that share of the other's runs, compared run by run."""

    @lru_cache(maxsize=2000)
    def runs(number: int) -> frozenset[Run]:
        return frozenset(texts[number].words.runs())

    for a, b in pairs(words, [text.words for text in texts]):
        one, other = runs(a), runs(b)
        pair = _Pair(b, a, len(one & other), (len(other), len(one)), "")
        if pair.contained >= least:
            lengths = len(texts[a].words), len(texts[b].words)
            first_copies, decided = originals.is_copy(texts[a].about, texts[b].about, lengths)
            pair = replace(pair, basis=decided)
            yield pair.turned() if first_copies else pair


def _without_circles(found: Sequence[_Pair], texts: Sequence[_Text]) -> Iterator[_Pair]:
    """The pairs, those of a circle turned so that the longer text is the original, of equals the first."""
    circle = originals.circles((pair.copy, pair.original) for pair in found)
    for pair in found:
        if circle.get(pair.copy, -1) != circle.get(pair.original, -2):
            yield pair
            continue
        size = {number: (-len(texts[number].words), number) for number in (pair.copy, pair.original)}
        equal = size[pair.copy][0] == size[pair.original][0]
        ordered = pair.turned() if size[pair.copy] < size[pair.original] else pair
        yield replace(ordered, basis="id" if equal else "length")


def _same(text: _Text, words: Worded, number: int) -> dict[str, Any]:
    """The row of an article that has the same words as the first one."""
    parts = list(in_lines(words, text.words, (0, len(words), 0)))
    return {
        "article_id": text.articles[number], "copy_of": text.articles[0], "containment": 1.0, "kind": "exact", "relation": "exact",
        "jaccard": 1.0, "share": 1.0, "basis": originals.basis(text.about[number], text.about[0]),
        "copied_spans": [_place(words, start, end) for start, end, _ in parts], "original_ids": [text.articles[0]] * len(parts),
        "original_places": [_place(text.words, at, at + end - start) for start, end, at in parts],
    }  # fmt: skip


def _row(texts: Sequence[_Text], found: Sequence[_Pair], by_copy: Mapping[int, Sequence[_Pair]], least: float) -> dict[str, Any]:
    """The row of a text that has words of others: of the original with most of them; each stretch with the original it is from."""
    copy = texts[found[0].copy]
    shared = {pair.original: stretches(copy.words, texts[pair.original].words) for pair in found}
    covered = {number: {i for start, end, _ in own for i in range(start, end)} for number, own in shared.items()}
    order = sorted(found, key=lambda pair: (-len(covered[pair.original]), pair.original in by_copy, pair.original))
    taken: set[int] = set()
    parts: list[tuple[int, int, int, int]] = []
    for pair in order:
        fresh = covered[pair.original] - taken
        if len(fresh) >= _NEW * len(covered[pair.original]):
            original = texts[pair.original].words
            free = (part for stretch in shared[pair.original] for part in _free(stretch, taken))
            parts += [(*line, pair.original) for part in free for line in in_lines(copy.words, original, part)]
            taken |= fresh
    first, parts = order[0], sorted(parts)
    return {
        "article_id": copy.articles[0],
        "copy_of": texts[first.original].articles[0],
        "containment": first.contained,
        "kind": "near",
        "relation": "near" if round(first.shared / max(first.runs), 2) >= least else "contained",
        "jaccard": round(first.shared / (sum(first.runs) - first.shared), 2),
        "share": round(len(taken) / len(copy.words), 2),
        "basis": first.basis,
        "copied_spans": [_place(copy.words, start, end) for start, end, _, _ in parts],
        "original_ids": [texts[number].articles[0] for *_, number in parts],
        "original_places": [_place(texts[number].words, at, at + end - start) for start, end, at, number in parts],
    }


def _free(stretch: tuple[int, int, int], taken: set[int]) -> Iterator[tuple[int, int, int]]:
    """The parts of a stretch whose words are not taken yet."""
    start, end, at = stretch
    for is_taken, group in groupby(range(start, end), taken.__contains__):
        part = list(group)
        if not is_taken:
            yield part[0], part[-1] + 1, at + part[0] - start


def _add_headlines(row: dict[str, Any], known: Mapping[str, About]) -> None:
    """Add the headlines that a copy has word for word from an original to what it copied."""
    found = list(zip(row["copied_spans"], row["original_ids"], row["original_places"], strict=True))
    for original in dict.fromkeys([row["copy_of"], *row["original_ids"]]):
        theirs = {" ".join(line.lower().split()): [at, at + len(line)] for at, line in known[original].headlines}
        for at, line in known[row["article_id"]].headlines:
            if (place := theirs.get(" ".join(line.lower().split()))) and [at, at + len(line)] not in [span for span, *_ in found]:
                found.append(([at, at + len(line)], original, place))
    found.sort()
    row["copied_spans"], row["original_ids"], row["original_places"] = (list(part) for part in zip(*found, strict=True))


def _place(words: Worded, start: int, end: int) -> list[int]:
    """Where words stand, from the first to before `end`, in code points."""
    return [int(words.starts[start]), int(words.ends[end - 1])]
