"""The figure of one occasion: what each outlet took from it, in what form, and what it left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import pandas as pd

from analysis import drawing
from analysis.charts import Chart, nothing
from analysis.drawing import Mark, caption, counted, fewer, left_out
from analysis.numbers import Number, Numbers, Sentence, joined
from analysis.sheet import BLUE, GREEN, GREY, ORANGE, PHONE, WIDE, Layout, Sheet

ROWS = 26
_LISTED = 8
# What an outlet did with an utterance: colour, shape, words.
_FORMS: dict[str, tuple[str, str, str]] = {
    "quoted": (BLUE, "s", "in quotation marks"),
    "part": (BLUE, "D", "partly in quotation marks"),
    "retold": (BLUE, "o", "in the outlet's own words"),
    "copied": (GREEN, "^", "in a copy of another article"),
    "silent": (ORANGE, "x", "left out"),
    "published_before": (GREY, "_", "published before it"),
    "not_in_corpus": (GREY, "+", "no article of that time"),
}
_FORM_OF = {"direct": "quoted", "mixed": "part", "indirect": "retold", "fragment": "part"}
_SAID = ("quoted", "part", "retold", "copied")


def coverage(n: Numbers, cells: pd.DataFrame, statements: pd.DataFrame, occasions: pd.DataFrame, occasion: str | None) -> Chart:
    """What each outlet took from an occasion, utterance by utterance, with its verb of saying, and what it left out.

    Parameters
    ----------
    n
        With these tables.
    cells, statements, occasions
        The tables `coverage`, `statements` and `occasions`.
    occasion
        The occasion to show, as `coverage.widest` gives it; None where there is none.

    Raises
    ------
    ValueError
        Where the table `occasions` has no such occasion: it says which there are.
    """
    if occasion and occasion not in set(occasions["occasion_id"]):
        raise ValueError(_no_occasion(occasion, list(occasions["occasion_id"])))
    own = cells[cells["occasion_id"] == occasion] if occasion else cells.head(0)
    if own.empty:
        return nothing(n, "What each outlet took from an occasion", "no statement belongs to an occasion")
    said = statements.set_index("statement_id")
    data = own.assign(
        form=[_form(row, said) for row in own.to_dict("records")],
        cues=[", ".join(dict.fromkeys(c for i in ids if isinstance(c := said["cue_lemma"].get(i), str))) for ids in own["statement_ids"]],
    )
    rows = _rows(data)
    heard = data[data["form"].isin(_SAID)].groupby("outlet")["utterance"].nunique()
    there = data.loc[data["state"].isin(("reported", "silent", "published_before")), "outlet"].unique()
    every = sorted(there, key=lambda outlet: (-int(heard.get(outlet, 0)), outlet))
    drawn = every[: WIDE.columns]
    at = {(r["utterance"], r["outlet"]): r for r in data[data["utterance"].isin(rows) & data["outlet"].isin(drawn)].to_dict("records")}
    numbers = {key: _number(n, r) for key, r in at.items()}
    data["number"] = [numbers[key].id if key in numbers else None for key in zip(data["utterance"], data["outlet"], strict=True)]
    label = str(occasions.set_index("occasion_id")["label"].get(occasion, str(occasion)))
    title = _title(n, data, label, str(occasion))
    labels = data.drop_duplicates("utterance").set_index("utterance")["label"]
    forms = set(data["form"])

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        columns = every[: layout.columns]
        places = {(y, x): (u, outlet) for y, u in enumerate(rows) for x, outlet in enumerate(columns) if (u, outlet) in at}
        marks = {place: [_mark(at[key], numbers[key])] for place, key in places.items()}
        below = {place: at[key]["cues"].split(", ")[0] for place, key in places.items() if at[key]["form"] in _SAID and at[key]["cues"]}
        drawing.matrix(sheet, [_bare(labels[u]) for u in rows], [str(c) for c in columns], marks, below=below, room=140)
        sheet.more(int(data["utterance"].nunique()) - len(rows), "utterances")
        sheet.more(len(every) - len(columns), "outlets")
        sheet.key([("mark", colour, shape, words) for form, (colour, shape, words) in _FORMS.items() if form in forms])
        return sheet.finish()

    utterances = n.count("coverage", f"occasion_id == {occasion!r}", of="utterance")
    outlets = n.chosen("coverage", data.loc[data["outlet"].isin(every), "cell_id"], f"outlets with an article, {occasion}", len(every))
    seen = n.fill("{utterances}, {outlets}", utterances=counted(n, utterances, "utterance"), outlets=counted(n, outlets, "outlet"))
    words = caption(
        n, "coverage, occasions, statements", seen,
        left_out(n, (int(utterances.value) - len(rows), "utterance"), (len(every) - len(drawn), "outlet")),
        fewer(n, PHONE.columns, len(every), "outlets"),
    )  # fmt: skip
    listed = joined((n.fill("{outlet} {told}", outlet=outlet, told=_told(n, data, outlet, _SAID)) for outlet in drawn), "; ")
    alt = n.fill("Matrix of utterances by outlet. {title}. Utterances each outlet reports: {listed}.", title=title, listed=listed)
    return Chart(title, words, alt, data, draw)


def _number(n: Numbers, cell: Mapping[str, Any]) -> Number:
    """The reports in a cell; where it is empty, the cell that says why."""
    what = f"{cell['outlet']}, utterance {cell['utterance']}"
    if cell["state"] == "reported":
        return n.chosen("statements", list(cell["statement_ids"]), f"reports of {what}")
    return n.chosen("coverage", [cell["cell_id"]], f"no report of {what}")


def _mark(cell: Mapping[str, Any], number: Number) -> Mark:
    colour, shape, words = _FORMS[cell["form"]]
    return Mark("", colour, shape, number, f"{cell['outlet']}, {_bare(cell['label'])}: {words}")


def _form(cell: Mapping[str, object], said: pd.DataFrame) -> str:
    """How a cell reports its utterance, the most quoted of its statements; else why it is empty."""
    if cell["state"] != "reported":
        return str(cell["state"])
    if isinstance(cell["copy_of"], str):
        return "copied"
    ids = [i for i in list(cell["statement_ids"]) if i in said.index]  # type: ignore[call-overload]
    forms = [_FORM_OF[str(said["type"].get(i))] for i in ids]
    return next((form for form in _SAID if form in forms), "retold")


def _bare(label: object) -> str:
    """A content without the "that" before it."""
    return str(label).removeprefix("that ")


def _no_occasion(occasion: str, ids: Sequence[str]) -> str:
    near = get_close_matches(occasion, ids, 1, 0.5)
    more = f" and {len(ids) - _LISTED} more in occasions.csv" if len(ids) > _LISTED else ""
    meant = f"; did you mean {near[0]!r}?" if near else ""
    return f"no occasion {occasion!r}{meant}\nallowed: {', '.join(ids[:_LISTED]) or 'none'}{more}; or nothing, for the one most reported"


def _rows(data: pd.DataFrame) -> list[str]:
    """The utterances to draw: those told by most outlets, then those of which somebody is silent; as they stand in the texts."""
    voices = data[data["form"].isin(_SAID) & (data["form"] != "copied")].groupby("utterance")["outlet"].nunique()
    missed = data[data["form"] == "silent"].groupby("utterance").size()
    return sorted(data["utterance"].unique(), key=lambda u: (-int(voices.get(u, 0)), -int(missed.get(u, 0)), u))[:ROWS]


def _told(n: Numbers, data: pd.DataFrame, outlet: str, forms: tuple[str, ...]) -> Number:
    """The utterances that an outlet has in these forms."""
    own = data[(data["outlet"] == outlet) & data["form"].isin(forms)]
    return n.chosen("coverage", own["cell_id"], f"utterances of {outlet}: {', '.join(forms)}", int(own["utterance"].nunique()))


def _title(n: Numbers, data: pd.DataFrame, label: str, occasion: str) -> Sentence:
    """The finding: how many utterances several outlets have, who took most, who left out most."""
    own = data[data["form"].isin(("quoted", "part", "retold"))]
    voices = own.groupby("utterance")["outlet"].nunique()
    shared = own[own["utterance"].map(voices) > 1]
    several = n.chosen("coverage", shared["cell_id"], f"told by more than one outlet, {occasion}", int((voices > 1).sum()))
    total = n.count("coverage", f"occasion_id == {occasion!r}", of="utterance")
    title = n.fill(
        "{label}: of {total} {several} {verb} told by more than one outlet", label=label, total=counted(n, total, "utterance"),
        several=several, verb=Sentence(("is" if several.value == 1 else "are",)),
    )  # fmt: skip
    for forms, words in ((_SAID, "; {outlet} has most ({number})"), (("silent",), ", {outlet} leaves out most ({number})")):
        sizes = data[data["form"].isin(forms)].groupby("outlet")["utterance"].nunique()
        if len(sizes):
            first = min(sizes.index, key=lambda outlet: (-int(sizes[outlet]), outlet))
            title = title + n.fill(words, outlet=str(first), number=_told(n, data, str(first), forms))
    return title
