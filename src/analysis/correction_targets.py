"""Which row each correction means, by article, place and words; why it means none; and which corrections disagree."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from analysis.codebook import Codebook
from analysis.correction_files import Correction
from analysis.tables import ALL, Row

TABLE = {"statement": "statements", "speaker": "statements", "position": "positions", "date": "dates"}
_NEAR = 3  # so many rows are named where a correction means none
_COLUMN = {"earliest": "date_earliest", "latest": "date_latest"}  # of a statement: the days on which it was said

_SHOWN = 6  # words of an article that a reason may quote, few enough to be released

Data = Mapping[str, Sequence[Row]]


@dataclass
class Match:
    """A correction and what it means.

    Attributes
    ----------
    span_of_row
        Where a position to be added will stand, if its place is that of what somebody said: where the whole statement does.
    row
        The row as the program made it, that is to be changed or deleted; None where one is to be added, or none was found.
    text, span
        Its words as they stand in the raw text, and where, without white space around them; as stated, and None, where they are not there.
    writes
        What is to be set, by column of the table.
    fate, reason
        As in the table `corrections`.
    row_id, before
        The row concerned, once it is known, and what was changed in it as it was.
    """

    correction: Correction
    text: str
    span: tuple[int, int] | None = None
    span_of_row: tuple[int, int] | None = None
    row: Row | None = None
    writes: dict[str, Any] = field(default_factory=dict)
    fate: str = "applied"
    reason: str = ""
    row_id: str | None = None
    before: Row | None = None

    @property
    def table(self) -> str:
        return TABLE[self.correction.what]

    @property
    def applied(self) -> bool:
        return self.fate == "applied"

    def not_applied(self, fate: str, reason: str) -> Match:
        self.fate, self.reason = fate, reason
        return self


def find(found: Sequence[Correction], data: Data, texts: Mapping[str, str], book: Codebook) -> list[Match]:
    """What each correction means in the tables as the program made them; corrections that are the same count once.

    Parameters
    ----------
    data
        The tables `articles`, `statements`, `positions` and `dates`, of the articles that are corrected at least.
    texts
        Raw texts by article_id.

    Notes
    -----
    Words are compared without regard to how much white space stands between them, as spreadsheets change that. A statement is meant by
    the place of what was said (from the first character of its content to the last), or by that of the whole row; a position by the
    place of its evidence or of its statement, and its topic; a date by its place. Where several rows stand there, `row_id` says which.
    Nothing is looked for elsewhere: words that moved are named with their new place, and that is all.
    """
    once = {correction.id: correction for correction in sorted(found, key=lambda c: (c.file, c.line), reverse=True)}
    search = _Search(data, texts, book)
    matches = [search.match(once[key]) for key in sorted(once)]
    _judge(matches)
    return matches


class _Search:
    """The tables, by article."""

    def __init__(self, data: Data, texts: Mapping[str, str], book: Codebook) -> None:
        self.texts = texts
        self.topics = [topic.id for topic in book.topics]
        self.articles = [row["article_id"] for row in data["articles"]]
        self.rows: dict[str, dict[str, list[Row]]] = {name: defaultdict(list) for name in set(TABLE.values())}
        for name, by_article in self.rows.items():
            for row in data[name]:
                by_article[row["article_id"]].append(row)

    def match(self, correction: Correction) -> Match:
        match = Match(correction, correction.text)
        article, raw = correction.article_id, self.texts.get(correction.article_id, "")
        if article not in self.articles:
            near = get_close_matches(article, self.articles, 1)
            return match.not_applied("no_match", f"no article {article!r} is there" + (f"; is {near[0]!r} meant?" if near else ""))
        if not raw:
            return match.not_applied("no_match", f"article {article!r} has no text that could be read")
        if _plain(raw[correction.start : correction.end]) != _plain(correction.text):
            return match.not_applied("no_match", _moved(correction, raw))
        match.span = trimmed(raw, correction.start, correction.end)
        match.text = raw[slice(*match.span)]
        outside = [name for name, place in _places(correction.values) if place > len(raw)]
        if outside:
            return match.not_applied("no_match", f"{outside[0]} lies behind the end of the text, which has {len(raw)} characters")
        topic = correction.values.get("topic")
        if topic is not None and topic not in self.topics:
            near = get_close_matches(topic, self.topics, 1)
            return match.not_applied("no_match", f"the codebook has no topic {topic!r}" + (f"; is {near[0]!r} meant?" if near else ""))
        return self._to_add(match) if correction.action == "add" and correction.what != "speaker" else self._there(match)

    def _to_add(self, match: Match) -> Match:
        """A row to be added; nothing is added where the program has it."""
        correction, span = match.correction, match.span
        match.writes = _writes(correction)
        rows = self._standing(match)
        if correction.what == "statement":
            cue = (correction.values.get("cue_start"), correction.values.get("cue_end"))
            rows = [row for row in rows if content_bounds(row) == span and cue in ((None, None), (row["cue_start"], row["cue_end"]))]
        if correction.what == "position" and len(statements := self._statements_at(match)) == 1:
            match.span_of_row = statements[0]["start"], statements[0]["end"]
        if rows:
            match.row_id = rows[0][ALL[match.table].key]
            return match.not_applied("conflict", f"the program has this {correction.what} itself, {match.row_id}: change that row instead")
        return match

    def _there(self, match: Match) -> Match:
        """The row to be changed or deleted."""
        correction, key = match.correction, ALL[match.table].key
        rows = self._standing(match)
        if len(rows) > 1:
            narrower = [row for row in rows if row[key] == correction.row_id]
            if correction.what == "position" and not narrower and correction.action == "delete":
                narrower = [row for row in rows if row["actors"] == correction.values.get("actors")]
            if len(narrower) != 1:
                ids = ", ".join(row[key] for row in rows)
                return match.not_applied("no_match", f"several rows of {match.table} stand there ({ids}): state one as row_id")
            rows = narrower
        if not rows:
            topic = f" on {correction.values['topic']}" if correction.what == "position" else ""
            noun = "statement" if correction.what == "speaker" else correction.what
            said = f"the words stand there, but no {noun}{topic} at {correction.start} to {correction.end}"
            near = [f"{row[key]} at {start} to {end}" for row, (start, end) in self._touching(match)]
            return match.not_applied("no_match", said + (f"; there is {', '.join(near[:_NEAR])}" if near else ""))
        match.row, match.row_id = rows[0], rows[0][key]
        match.writes = _writes(correction) if correction.action == "change" else {}
        return self._of_speaker(match, rows[0]) if correction.what == "speaker" else match

    def _of_speaker(self, match: Match, row: Row) -> Match:
        correction = match.correction
        stated = correction.values.get("speakers", [])
        if correction.action == "delete" and not stated:
            match.writes = {"speakers": []}
        strangers = [actor for actor in stated if actor not in row["speakers"]]
        if correction.action == "delete" and strangers:
            return match.not_applied("no_match", f"{', '.join(strangers)}: no speaker of this statement")
        return match

    def _statements_at(self, match: Match) -> list[Row]:
        own = self.rows["statements"][match.correction.article_id]
        return [row for row in own if match.span in (content_bounds(row), (row["start"], row["end"]))]

    def _touching(self, match: Match) -> Iterator[tuple[Row, tuple[int, int]]]:
        """The rows of the table that share a character with the place of a correction, with their own places."""
        first, last = match.span or (0, 0)
        for row in self.rows[match.table][match.correction.article_id]:
            start, end = place(match.table, row)
            if start < last and first < end and row.get("topic") == match.correction.values.get("topic"):
                yield row, (start, end)

    def _standing(self, match: Match) -> list[Row]:
        """The rows of the table that stand at the place of a correction, in their order."""
        article, span, statements = match.correction.article_id, match.span, self._statements_at(match)
        if match.table == "statements":
            return statements
        if match.table == "dates":
            return [row for row in self.rows["dates"][article] if span == (row["start"], row["end"])]
        of_these = {row["statement_id"] for row in statements}
        own = [row for row in self.rows["positions"][article] if row["topic"] == match.correction.values["topic"]]
        return [row for row in own if row["statement_id"] in of_these or span == (row["evidence_start"], row["evidence_end"])]


def place(table: str, row: Row) -> tuple[int, int]:
    """The place by which corrections know a row."""
    if table == "statements":
        return content_bounds(row)
    name = "evidence_" if table == "positions" else ""
    return row[f"{name}start"], row[f"{name}end"]


def content_bounds(row: Row) -> tuple[int, int]:
    """From the first character of what was said to the last."""
    return row["content_spans"][0][0], row["content_spans"][-1][1]


def trimmed(raw: str, start: int, end: int) -> tuple[int, int]:
    """A stretch without the white space around it."""
    words = raw[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _writes(correction: Correction) -> dict[str, Any]:
    """The values that a correction states, by column of its table."""
    columns = _COLUMN if correction.what == "statement" else {}
    found = {columns.get(name, name): value for name, value in correction.values.items() if name != "topic" or correction.action == "add"}
    first, last = ("date_earliest", "date_latest") if correction.what == "statement" else ("earliest", "latest")
    if first in found or last in found:
        found |= {first: found.get(first, found.get(last)), last: found.get(last, found.get(first))}
    return found


def _places(values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name, value in values.items():
        if name.endswith(("_start", "_end")) and value is not None:
            yield name, value
        elif name.endswith("_spans"):
            yield from ((name, place) for span in value for place in span)


def _plain(words: str) -> str:
    return " ".join(words.split())


def _moved(correction: Correction, raw: str) -> str:
    """What to say where the words of a correction do not stand where it says."""
    pattern = r"\s+".join(re.escape(word) for word in correction.text.split())
    places = [match.span() for match in re.finditer(pattern, raw)]
    said = f"its words do not stand at {correction.start} to {correction.end}"
    if len(places) == 1:
        return f"{said}; they stand at {places[0][0]} to {places[0][1]}: see whether they mean the same there, and state that place"
    if places:
        return f"{said}, but at {len(places)} other places"
    there = " ".join(raw[correction.start : correction.end].split()[:_SHOWN])
    return f"{said}, nor anywhere in the article; there stands {there!r}: its text has changed, or `text` is mistyped"


# ---- corrections that disagree --------------------------------------------------------------------------------------


def _judge(matches: Iterable[Match]) -> None:
    """Take out corrections that disagree, all of them: nobody can tell which of two researchers is right."""
    groups: dict[tuple[Any, ...], list[Match]] = defaultdict(list)
    for match in matches:
        if match.applied:
            groups[_concerned(match)].append(match)
    against: dict[str, dict[str, tuple[Match, str]]] = defaultdict(dict)
    pairs = [pair for group in groups.values() for pair in _pairs(group)]
    gone = {match.row_id: match for match in matches if match.applied and _deletes(match) and match.table == "statements"}
    for match in matches:
        if match.applied and match.table == "positions" and match.row and not _deletes(match) and match.row["statement_id"] in gone:
            pairs.append((match, gone[match.row["statement_id"]], "whether its statement is one"))
    for one, other, what in pairs:
        against[one.correction.id][other.correction.id] = (other, what)
        against[other.correction.id][one.correction.id] = (one, what)
    for match in matches:
        if others := against.get(match.correction.id):
            told = "; ".join(f"{_told(others[key][0])}, on {others[key][1]}" for key in sorted(others))
            match.not_applied("conflict", f"disagrees with {told}: none of them is applied")


def _concerned(match: Match) -> tuple[Any, ...]:
    """The row that a correction concerns, there or to be added."""
    values = match.correction.values
    if match.row is not None:
        return (match.table, match.row_id)
    return (match.table, match.correction.article_id, match.span_of_row or match.span, values.get("cue_start"), values.get("topic"))


def _deletes(match: Match) -> bool:
    return match.correction.action == "delete" and match.correction.what != "speaker"


def _pairs(group: Sequence[Match]) -> Iterator[tuple[Match, Match, str]]:
    """Two and two of those that cannot both be right, and on what they disagree."""
    for number, one in enumerate(group):
        for other in group[:number]:
            if _deletes(one) != _deletes(other):
                yield one, other, f"whether the {one.correction.what if _deletes(one) else other.correction.what} is one"
                continue
            odd = sorted(name for name in one.writes.keys() & other.writes.keys() if one.writes[name] != other.writes[name])
            if one.row is None and one.writes.keys() != other.writes.keys():
                odd = sorted({*odd, *(one.writes.keys() ^ other.writes.keys())})
            if _of_speakers(one) and _of_speakers(other) and _opposed(one, other):
                odd = ["speakers"]
            if odd:
                yield one, other, ", ".join(odd)


def _of_speakers(match: Match) -> bool:
    return match.correction.what == "speaker" or "speakers" in match.writes


def _opposed(one: Match, other: Match) -> bool:
    """Whether two corrections of the speakers of a statement cannot both be followed."""
    if ("speakers" in one.writes) != ("speakers" in other.writes):
        return True
    if "speakers" in one.writes:
        return bool(one.writes["speakers"] != other.writes["speakers"])
    shared = {*one.correction.values["speakers"]} & {*other.correction.values["speakers"]}
    return one.correction.action != other.correction.action and bool(shared)


def _told(match: Match) -> str:
    correction = match.correction
    values = json.dumps(correction.values, ensure_ascii=False) if correction.values else "nothing else"
    return f"{correction.id} ({correction.action} {correction.what}, {values}, by {correction.coder} on {correction.date})"
