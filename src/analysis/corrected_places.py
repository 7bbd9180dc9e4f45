"""What hangs on where statements stand: which of them stands in which, and which quotation marks belong to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from analysis.correction_targets import trimmed
from analysis.intervals import Intervals
from analysis.tables import Row

_BEFORE_CLOSING = " \t\r\n\u00a0.,;:!?…"
_HELD_SHARE = 0.5  # of a quotation, as in `marks`
_DIRECT_SHARE = 0.85  # of the letters, as `statements` has it of the words

Stretch = tuple[int, int]
Nested = dict[str, str | None]


def nested(statements: Sequence[Row]) -> Nested:
    """For each statement of an article, by id, the innermost statement in whose content it stands; None where it stands in none."""
    contents = [(start, end, row["statement_id"]) for row in statements for start, end in row["content_spans"]]
    over = Intervals((start, end) for start, end, _ in contents)
    found: Nested = {}
    for row in statements:
        whole = row["start"], row["end"]
        holding = (contents[place] for place in over.around(*whole))
        around = [(end - start, key) for start, end, key in holding if (start, end) != whole and key != row["statement_id"]]
        found[row["statement_id"]] = min(around)[1] if around else None
    return found


def holders(marks: Sequence[Row], statements: Sequence[Row], raw: str) -> dict[int, str | None]:
    """For each mark of an article, by its start, the statement that holds it: the innermost in whose content it stands, else one whose
    words it opens or closes, else that of its partner, where that holds most of what stands between the two."""
    contents = [(end - start, row["statement_id"]) for row in statements for start, end in row["content_spans"]]
    over = Intervals((start, end) for row in statements for start, end in row["content_spans"])
    words = [(start, end, row["statement_id"]) for row in statements for start, end in (*row["quoted_spans"], *row["content_spans"])]
    held: dict[int, str | None] = {}
    for mark in marks:
        around = [contents[place] for place in over.around(mark["start"], mark["end"])]
        held[mark["start"]] = min(around)[1] if around else _beside(mark, words, raw)
    places = {mark["start"]: mark for mark in marks}
    spans = {row["statement_id"]: row["content_spans"] for row in statements}
    return {start: key or _of_partner(places[start], places, held, spans) for start, key in held.items()}


def _beside(mark: Row, words: Sequence[tuple[int, int, str]], raw: str) -> str | None:
    if mark["use"] == "closing":
        first = mark["start"]
        while first and raw[first - 1] in _BEFORE_CLOSING:
            first -= 1
        return next((key for _, end, key in words if first <= end <= mark["start"]), None)
    if mark["use"] in ("opening", "continued"):
        last = mark["end"]
        while last < len(raw) and raw[last].isspace():
            last += 1
        return next((key for start, _, key in words if mark["end"] <= start <= last), None)
    return None


def _of_partner(
    mark: Row, places: Mapping[int, Row], held: Mapping[int, str | None], spans: Mapping[str, Sequence[Sequence[int]]]
) -> str | None:
    partner = places.get(mark["partner_start"])
    key = held[partner["start"]] if partner is not None else None
    if partner is None or key is None:
        return None
    start, end = min(mark["end"], partner["end"]), max(mark["start"], partner["start"])
    shared = sum(max(0, min(e, end) - max(s, start)) for s, e in spans[key])
    return key if shared >= _HELD_SHARE * (end - start) else None


def quoted(spans: Sequence[Sequence[int]], marks: Sequence[Row], raw: str) -> list[list[int]]:
    """The words of a content that stand between quotation marks, the outermost ones, marks and the spaces beside them excluded."""
    found: list[list[int]] = []
    for first, last in spans:
        for start, end in _between(marks):
            inner = max(start, first), min(end, last)
            if inner[0] < inner[1] and raw[slice(*inner)].strip():
                found.append(list(trimmed(raw, *inner)))
    return found


def _between(marks: Sequence[Row]) -> Iterator[Stretch]:
    reached = -1
    for mark in sorted(marks, key=lambda mark: mark["start"]):
        if mark["use"] == "opening" and mark["partner_start"] is not None and mark["start"] >= reached:
            reached = mark["partner_start"]
            yield mark["end"], reached


def kind(row: Row, raw: str) -> str:
    """The type of a statement by how much of it stands in quotation marks."""
    if row["cue_start"] is None and row["source_start"] is None and not row["speakers"]:
        return "fragment"
    letters, inside = (sum(c.isalpha() for s, e in row[name] for c in raw[s:e]) for name in ("content_spans", "quoted_spans"))
    return "indirect" if not inside else "direct" if inside >= _DIRECT_SHARE * letters else "mixed"
