"""The figure of one occasion: what each outlet took from it, in what form, and what it left out."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes

from analysis import drawing
from analysis.drawing import BLUE, GREEN, GREY, ORANGE, Chart
from analysis.numbers import Numbers

ROWS, COLUMNS = 26, 10
_LABEL = 58
# With more outlets than this, verbs of saying are cut shorter, so that neighbours do not touch.
_ROOMY = 6
# What an outlet did with an utterance: colour, shape, words.
_FORMS: dict[str, tuple[str, str, str]] = {
    "quoted": (BLUE, "s", "in quotation marks"),
    "part": (BLUE, "D", "partly in quotation marks"),
    "retold": (BLUE, "o", "in the outlet's own words"),
    "copied": (GREEN, "^", "in a copy of another article"),
    "silent": (ORANGE, "x", "left out"),
    "published_before": (GREY, "_", "published before it"),
    "not_in_corpus": (GREY, ".", "no article of that time"),
}
_FORM_OF = {"direct": "quoted", "mixed": "part", "indirect": "retold", "fragment": "part"}
_SAID = ("quoted", "part", "retold", "copied")


def coverage(n: Numbers, cells: pd.DataFrame, statements: pd.DataFrame, occasions: pd.DataFrame, occasion: str | None) -> Chart:
    """What each outlet took from an occasion, utterance by utterance, with its verb of saying, and what it left out.

    Parameters
    ----------
    cells, statements, occasions
        The tables `coverage`, `statements` and `occasions`.
    occasion
        The occasion to show, as `coverage.widest` gives it; None where there is none.
    """
    own = cells[cells["occasion_id"] == occasion] if occasion else cells.head(0)
    if own.empty:
        return drawing.nothing("What each outlet took from an occasion", "no statement belongs to an occasion")
    said = statements.set_index("statement_id")
    data = own.assign(
        form=[_form(row, said) for row in own.to_dict("records")],
        cues=[", ".join(dict.fromkeys(c for i in ids if isinstance(c := said["cue_lemma"].get(i), str))) for ids in own["statement_ids"]],
    )
    rows = _rows(data, said)
    heard = data[data["form"].isin(_SAID)].groupby("outlet")["utterance"].nunique()
    there = data.loc[data["state"].isin(("reported", "silent", "published_before")), "outlet"].unique()
    every = sorted(there, key=lambda outlet: (-int(heard.get(outlet, 0)), outlet))
    columns = every[:COLUMNS]
    title = _title(data, occasions.set_index("occasion_id")["label"].get(occasion, str(occasion)), heard)
    labels = data.drop_duplicates("utterance").set_index("utterance")["label"]
    with drawing.style():
        figure, axes = drawing.canvas(title, height=2.4 + 0.5 * len(rows))
        wrapped = ["\n".join(textwrap.wrap(drawing.short(_bare(labels[u]), 2 * _LABEL - 6), _LABEL)[:2]) for u in rows]
        drawing.grid(axes, wrapped, [str(c) for c in columns], range(len(columns)), turned=True)
        axes.tick_params(axis="y", labelsize=7.5)
        _draw(axes, data, rows, columns)
        shown = {data["form"].iat[i] for i in range(len(data))}
        drawing.key(figure, {words: (colour, marker) for form, (colour, marker, words) in _FORMS.items() if form in shown}, columns=3)
    total = int(data["utterance"].nunique())
    seen = f"{drawing.count(total, 'utterance')}, {drawing.count(len(every), 'outlet')}"
    caption = drawing.caption("coverage, occasions, statements", seen, total - len(rows), "utterances")
    caption += f" Not drawn: {drawing.count(len(every) - len(columns), 'more outlet')}." if len(every) > len(columns) else ""
    listed = "; ".join(f"{outlet} {int(heard.get(outlet, 0))}" for outlet in columns)
    return drawing.chart(
        figure, title, caption, f"Matrix of utterances by outlet. {title}. Utterances each outlet reports: {listed}.", data
    )


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


def _rows(data: pd.DataFrame, said: pd.DataFrame) -> list[str]:
    """The utterances to draw: those told by most outlets, then those of which somebody is silent; as they stand in the texts."""
    voices = data[data["form"].isin(_SAID) & (data["form"] != "copied")].groupby("utterance")["outlet"].nunique()
    missed = data[data["form"] == "silent"].groupby("utterance").size()
    return sorted(data["utterance"].unique(), key=lambda u: (-int(voices.get(u, 0)), -int(missed.get(u, 0)), u))[:ROWS]


def _draw(axes: Axes, data: pd.DataFrame, rows: Sequence[str], columns: Sequence[str]) -> None:
    at = {(row["utterance"], row["outlet"]): row for row in data.to_dict("records")}
    for y, utterance in enumerate(rows):
        for x, outlet in enumerate(columns):
            cell = at.get((utterance, outlet))
            if cell is None:
                continue
            colour, marker, _ = _FORMS[cell["form"]]
            reported = cell["form"] in _SAID
            axes.scatter(x, y - 0.12 * reported, s=90 if reported else 34, color=colour, marker=marker, linewidth=1.2, zorder=2)
            if reported and cell["cues"]:
                words = drawing.short(cell["cues"].split(", ")[0], 10 if len(columns) > _ROOMY else 18)
                axes.text(x, y + 0.34, words, ha="center", va="center", fontsize=6.5, color="black", zorder=3)


def _title(data: pd.DataFrame, label: str, heard: pd.Series) -> str:
    """The finding: how many utterances several outlets have, who took most, who left out most."""
    own = data[data["form"].isin(("quoted", "part", "retold"))]
    voices = own.groupby("utterance")["outlet"].nunique()
    several, total = int((voices > 1).sum()), int(data["utterance"].nunique())
    silent = data[data["form"] == "silent"].groupby("outlet").size()
    title = f"{label}: of {drawing.count(total, 'utterance')} {several} {'is' if several == 1 else 'are'} told by more than one outlet"
    if len(heard):
        most = min(heard.index, key=lambda outlet: (-int(heard[outlet]), outlet))
        title += f"; {most} has most ({int(heard[most])})"
    if len(silent):
        least = min(silent.index, key=lambda outlet: (-int(silent[outlet]), outlet))
        title += f", {least} leaves out most ({int(silent[least])})"
    return title
