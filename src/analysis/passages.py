"""A statement where it stands, and an article with its marks, to be looked at in a notebook or a console."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from analysis import articles, marked, numbers, row_marks, tables
from analysis.marked import Mark, Piece
from analysis.site import NO_OUTLET, NO_SPEAKER, SIDES, UNCLEAR, place_href, plain, when
from analysis.study import Study

Row = Mapping[str, Any]

_BRACKETS = {"source": "{}", "cue": "<>", "content": "[]"}
"""How a text without colours shows the parts of a statement."""
_AROUND = 400
"""So many characters of its paragraph are shown before a statement, and as many behind it."""
# Style in the elements themselves: a notebook has no style sheet of its own, and a document leaves these away for that of the report.
_STYLES = {
    "headline": "font-weight:700",
    "boilerplate": "font-style:italic;opacity:.65",
    "content": "background:#fff6cf;color:#1b1b1b",
    "quoted": "background:#ffe999;color:#1b1b1b",
    "source": "border-bottom:3px solid #0072b2",
    "cue": "border-bottom:3px double #00694d",
    "position": "text-decoration:underline wavy #b34700 1px;text-underline-offset:4px",
    "scope": "box-shadow:inset 0 -.45em #f3c9ae",
    "date": "outline:1px dashed #6d3b7a",
}
_PLAIN = "background:none;color:inherit"
_TEXT = "white-space:pre-wrap;line-height:1.8"


@dataclass(frozen=True, repr=False)
class Passage:
    """A statement in its paragraph, and what is known of it.

    A notebook shows `_repr_html_`, a console `repr`: source in braces, cue between < and >, what was said in square brackets.

    Attributes
    ----------
    raw
        The stretch of the article, as it stands in the raw text.
    marks
        Source, cue, content and quoted words, in offsets from its start.
    about
        What is known of the statement: name of the fact, and the fact.
    href
        Where it stands in the report, seen from the notebooks of the study.
    before, after
        Whether the paragraph begins earlier, and goes on behind it.
    """

    raw: str
    marks: tuple[Mark, ...]
    about: tuple[tuple[str, str], ...]
    href: str
    before: bool = False
    after: bool = False

    def __repr__(self) -> str:
        width = max(len(name) for name, _ in self.about)
        text = f"{'… ' * self.before}{_bracketed(self.raw, self.marks).strip()}{' …' * self.after}"
        return "\n".join([text, "", *(f"{name:<{width}}  {value}" for name, value in self.about)])

    def _repr_html_(self) -> str:
        text = _coloured(marked.pieces(self.raw, self.marks))
        facts = Markup("").join(Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in self.about)
        shape = Markup('<blockquote style="{}">{}{}{}</blockquote><dl>{}</dl><p><a href="{}">in its article</a></p>')
        return str(shape.format(_TEXT, "… " * self.before, text, " …" * self.after, facts, self.href))


@dataclass(frozen=True, repr=False)
class Marked:
    """An article with the marks of its statements, positions and time expressions, and these in tables that lead to their words.

    Attributes
    ----------
    raw, marks
        The raw text, and every mark in it, in its offsets.
    title
        Id, outlet and day of publication.
    rows
        By the heading of a table, its rows: label, id, and the cells below `columns`.
    columns
        By the heading of a table, the heads of its columns.
    """

    raw: str
    marks: tuple[Mark, ...]
    title: str
    rows: Mapping[str, Sequence[tuple[str, str, tuple[str, ...]]]]
    columns: Mapping[str, tuple[str, ...]]

    def __repr__(self) -> str:
        labels = {key: label for listed in self.rows.values() for label, key, _ in listed}
        parts = [
            "".join(f"({labels[row]})" for row in piece.references if row in labels) + piece.text
            for piece in marked.pieces(self.raw, self.marks)
        ]
        lines = [self.title, "", "".join(parts).strip()]
        for heading, listed in self.rows.items():
            lines += ["", f"{heading}: {len(listed) or 'none'}", *(f"  {label:<4} {' | '.join(cells)}" for label, _, cells in listed)]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        labels = {key: label for listed in self.rows.values() for label, key, _ in listed}
        out = [Markup("<p><strong>{}</strong></p>").format(self.title)]
        text = _coloured(marked.pieces(self.raw, self.marks), labels)
        out.append(Markup('<blockquote style="{}">{}</blockquote>').format(_TEXT, text))
        for heading, listed in self.rows.items():
            out.append(Markup("<p><strong>{}: {}</strong></p>").format(heading, len(listed) or "none"))
            out += [_table(self.columns[heading], listed)] * bool(listed)
        return str(Markup("").join(out))


def statement(study: Study, statement_id: str) -> Passage:
    """A statement in the paragraph in which it stands, its source, cue and content marked; below it who, how, when and why so.

    Raises
    ------
    ValueError
        Where there is no such statement, with ids that are near.
    FileNotFoundError
        Where the tables are not made yet.
    """
    said = tables.read("statements", study.processed)
    row = plain(_found(said, "statement_id", statement_id))
    raw = _raw(study, row["article_id"])
    marks = row_marks.marks("statements", row, statement_id, (row["start"], row["end"]))
    bounds = [at for mark in marks for at in (mark.start, mark.end)]
    first, last = min(bounds), max(bounds)
    start, end = _paragraph(tables.read("segments", study.processed), row["article_id"], first, last)
    near, far = max(start, first - _AROUND), min(end, last + _AROUND)
    inside = tuple(row_marks.within((mark for mark in marks if not mark.row), near, far))
    up = numbers.Numbers({}, "", study).up
    href = up + place_href(row["article_id"], statement_id)
    return Passage(raw[near:far], inside, tuple(_about(study, row)), href, near > start, far < end)


def article(study: Study, article_id: str) -> Marked:
    """An article as it was found, with every statement, position and time expression marked, and in tables that lead to their words.

    Raises
    ------
    ValueError
        Where there is no such article, with ids that are near, or it could not be read.
    FileNotFoundError
        Where the tables are not made yet.
    """
    about = plain(_found(tables.read("articles", study.processed), "article_id", article_id))
    if about["status"] != "ok":
        raise ValueError(f"{article_id} has no text: {about['status']}: {about['reason']}")
    labels = _labels(study)
    marks: list[Mark] = []
    listed: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for name in ("segments", "statements", "positions", "dates"):
        table = tables.read(name, study.processed)
        for row in map(plain, table[table["article_id"] == article_id].to_dict("records")):
            key = str(row[tables.ALL[name].key])
            start = "evidence_start" if name == "positions" else "start"
            marks += row_marks.marks(name, row, key, (row[start], row[start.replace("start", "end")]))
            if name in row_marks.LETTERS:
                known = listed.setdefault(name, [])
                known.append((f"{row_marks.LETTERS[name]}{len(known) + 1}", key, tuple(_cells(name, row, labels))))
    title = " · ".join([article_id, about["outlet"] or NO_OUTLET, about["published"] or "day unknown"])
    shown = {heading: listed.get(name, []) for name, (heading, _) in _COLUMNS.items()}
    return Marked(_raw(study, article_id), tuple(marks), title, shown, dict(_COLUMNS.values()))


_COLUMNS = {
    "statements": ("Statements", ("speaker", "cue", "what was said", "form", "said")),
    "positions": ("Positions", ("actor", "side", "topic", "stance", "whose voice")),
    "dates": ("Time expressions", ("words", "days", "rule")),
}


def _cells(name: str, row: Row, labels: Mapping[str, str]) -> Iterator[str]:
    """What the table below an article says of a row."""
    days = ("earliest", "latest") if name == "dates" else ("date_earliest", "date_latest")
    told = when(*(row[day] for day in days)) or "not known"
    if name == "statements":
        yield from (_who(row["speakers"], labels), _cue(row), row["content"], row["type"], told)
    elif name == "positions":
        yield from (_who(row["actors"], labels), SIDES.get(row["agreement"], UNCLEAR), row["topic"], row["stance"], row["evidence_type"])
    else:
        yield from (row["text"], told, row["rule"])


def _about(study: Study, row: Row) -> Iterator[tuple[str, str]]:
    """What is known of a statement, in the order in which a reader asks."""
    labels, sides = _labels(study), tables.read("positions", study.processed)
    acts_for = f", for {_who(row['on_behalf_of'], labels)}" if row["on_behalf_of"] else ""
    via = f", through {_who(row['via'], labels)}" if row["via"] else ""
    yield "said by", f"{_who(row['speakers'], labels)}{acts_for}{via} ({row['speaker_status']})"
    yield "reported", ", ".join(part for part in (_cue(row), row["cue_class"], row["type"], row["modality"]) if part)
    days = when(row["date_earliest"], row["date_latest"])
    yield "day", f"{days} ({row['date_basis']})" if days else "not known"
    for side in map(plain, sides[sides["statement_id"] == row["statement_id"]].to_dict("records")):
        yield "read as", f"{SIDES.get(side['agreement'], UNCLEAR)}: {side['topic']} ({side['stance']}; {side['rule']})"
    sure = "" if row["confidence"] is None else f"; confidence {row['confidence']:.2f}"
    yield "because", f"{row['rule']}{sure}"
    found = plain(_found(tables.read("articles", study.processed), "article_id", row["article_id"]))
    yield "stands in", f"{row['article_id']}, characters {row['start']} to {row['end']} ({found['outlet'] or NO_OUTLET}, {row['section']})"
    yield "row", row["statement_id"]


def _cue(row: Row) -> str:
    return f"{'not ' if row['negated'] else ''}{row['cue_lemma']}" if row["cue_lemma"] else ""


def _who(actors: Iterable[str], labels: Mapping[str, str]) -> str:
    return ", ".join(labels.get(actor, actor) for actor in actors) or NO_SPEAKER


def _labels(study: Study) -> dict[str, str]:
    actors = tables.read("actors", study.processed)
    return dict(zip(actors["actor_id"], actors["label"], strict=True))


def _found(table: pd.DataFrame, column: str, key: str) -> dict[str, Any]:
    rows = table[table[column] == key]
    if rows.empty:
        near = get_close_matches(key, [str(known) for known in table[column]], 3)
        raise ValueError(f"no row has the {column} {key!r}" + (f"; did you mean {' or '.join(near)}?" if near else ""))
    return dict(rows.to_dict("records")[0])


def _raw(study: Study, article_id: str) -> str:
    return next(found.raw for found in articles.read(study.raw, **study.reading) if found.article_id == article_id)


def _paragraph(segments: pd.DataFrame, article_id: str, first: int, last: int) -> tuple[int, int]:
    """The paragraphs that hold a stretch, from the first character to the one after the last."""
    own = segments[(segments["article_id"] == article_id) & (segments["start"] < last) & (segments["end"] > first)]
    return (min(first, int(own["start"].min())), max(last, int(own["end"].max()))) if len(own) else (first, last)


def _bracketed(raw: str, marks: Iterable[Mark]) -> str:
    """The text with each part between its brackets; where several begin or end at one place, the longer one is outside."""
    wanted = [mark for mark in marks if mark.kind in _BRACKETS]
    closing = [(mark.end, 0, -mark.start, _BRACKETS[mark.kind][1]) for mark in wanted]
    opening = [(mark.start, 1, -mark.end, _BRACKETS[mark.kind][0]) for mark in wanted]
    out, at = [], 0
    for place, *_, bracket in sorted([*closing, *opening]):
        out += [raw[at:place], bracket]
        at = place
    return "".join([*out, raw[at:]])


def _coloured(pieces: Iterable[Piece], labels: Mapping[str, str] | None = None) -> Markup:
    """The pieces as HTML; where a row of `labels` begins stands its label, to which its row in a table leads."""
    out = []
    for piece in pieces:
        for row in piece.references:
            if labels and row in labels:
                out.append(Markup('<a id="in-{}" href="#row-{}"><small>{}</small></a> ').format(row, row, labels[row]))
        style = ";".join(_STYLES[kind] for kind in _STYLES if kind in piece.kinds)
        kinds = " ".join(kind for kind in piece.kinds if kind in _STYLES)
        text = escape(piece.text).replace("\r", Markup("&#13;"))
        out.append(Markup('<mark class="{}" style="{};{}">{}</mark>').format(kinds, _PLAIN, style, text) if style else text)
    return Markup("").join(out)


def _table(columns: Iterable[str], listed: Iterable[tuple[str, str, tuple[str, ...]]]) -> Markup:
    heads = Markup("").join(Markup("<th>{}</th>").format(name) for name in ("", *columns))
    rows = [
        Markup('<tr><th><a id="row-{}" href="#in-{}">{}</a></th>{}</tr>').format(
            key, key, label, Markup("").join(Markup("<td>{}</td>").format(cell) for cell in cells)
        )
        for label, key, cells in listed
    ]
    return Markup("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>").format(heads, Markup("").join(rows))
