"""The figures of the validation: scores against coded articles, and shares as the program counts them beside those put right by coding."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from analysis import drawing, reliability
from analysis import validation as scored
from analysis.charts import Chart, nothing
from analysis.drawing import Mark, Score, caption, counted, left_out
from analysis.estimates import SHARE
from analysis.evaluation import LOW_IS_GOOD
from analysis.numbers import Numbers, joined
from analysis.sheet import BLUE, GREEN, ORANGE, WIDE, Layout, Sheet


def scores(n: Numbers, table: pd.DataFrame, calibration: pd.DataFrame) -> Chart:
    """Scores against coded articles with their intervals, and how often statements of a given confidence are right.

    Parameters
    ----------
    n
        With the table `statements`, and the scores as table `scores`, as `validation.add` gives them to it.
    table, calibration
        The tables of `evaluation.evaluate`.
    """
    if table.empty:
        return nothing(n, "Agreement with the coding", "no coded article is among these articles")
    rows = table.dropna(subset=["value"]).reset_index(drop=True)
    f1 = rows[rows["measure"].str.contains("F1")]
    worst = (f1.sort_values("value", kind="stable") if len(f1) else rows).iloc[0]
    made = {row.score_id: scored.value(n, row) for row in rows.itertuples()}
    title = n.fill(
        "Weakest against the coding: {part}, {measure} {value} ({interval})", part=worst["part"], measure=worst["measure"],
        value=made[worst["score_id"]], interval=scored.interval(n, worst),
    )  # fmt: skip
    called = {r.score_id: f"{r.part}: {r.measure}" + " (low is good)" * (r.measure in LOW_IS_GOOD) for r in rows.itertuples()}
    judged = [
        (row, n.chosen("statements", row.statement_ids, f"judged, with a confidence near {100 * float(row.confidence):.0f} per cent"))
        for row in calibration.itertuples()
    ]

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        marks = {
            r.score_id: Mark(f"{r.value:.0f}", BLUE, "o", made[r.score_id], f"{called[r.score_id]}: {r.value:.0f}")
            for r in rows.itertuples()
        }
        drawing.scores(
            sheet, [Score(called[r.score_id], marks[r.score_id], r.value, float(r.low), float(r.high)) for r in rows.itertuples()]
        )
        if judged:
            sheet.y += 4
            sheet.paragraph("Statements by confidence: how many in a hundred were right", bold=True)
            found = [
                Score(
                    f"confidence {100 * float(r.confidence):.0f} ({number.text} judged)",
                    Mark(f"{100 * float(r.precision):.0f}", GREEN, "D", number, f"{number.text} statements judged"),
                    100 * float(r.precision),
                )
                for r, number in judged
            ]
            drawing.scores(sheet, found)
        sheet.key(
            [("mark", BLUE, "o", "per cent right"), ("bar", BLUE, "hatched", "interval"), ("mark", GREEN, "D", "per cent right")][
                : 3 if judged else 2
            ]
        )
        return sheet.finish()

    coded = int(table["articles"].max())
    notes = "Intervals: bootstrap over articles." if coded > 1 else "One article: no interval."
    words = caption(
        n, "coding against statements, positions, dates, segments", counted(n, n.fixed(coded, "coded articles compared"), "article"), notes
    )
    listed = joined((n.fill("{score} {value}", score=f"{r.part} {r.measure}", value=made[r.score_id]) for r in rows.itertuples()), "; ")
    alt = n.fill("Scores with intervals: {listed}.", listed=listed)
    return Chart(title, words, alt, rows.assign(number=[made[i].id for i in rows["score_id"]]), draw)


def put_right(n: Numbers, quantity: str, labels: Mapping[str, str]) -> Chart:
    """The shares of one quantity: what the program counts, and what they become by the coding, with intervals.

    Groups that the most rows fall into stand first; those that cannot be put right are told in the data only.

    Parameters
    ----------
    n
        With the table `estimates`, as `reliability.add` gives it.
    quantity
        One whose measure is a share: "share that agrees, by topic".
    labels
        What to call the groups; one without a label goes by its id.
    """
    table = n.data["estimates"]
    own = table[(table["quantity"] == quantity) & (table["measure"] == SHARE)]
    own = own.sort_values(["n_machine", "group"], ascending=[False, True], kind="stable", ignore_index=True)
    whole = own.dropna(subset=["uncorrected", "corrected", "corrected_low"]).reset_index(drop=True)
    if whole.empty:
        return nothing(n, f"Put right: {quantity}", "no share of it can be put right by what is coded")
    rows = whole.head(WIDE.rows)
    values = {
        (row.estimate_id, name): reliability.estimate(n, row, name) for row in rows.itertuples() for name in ("uncorrected", "corrected")
    }
    apart = (whole["corrected"] - whole["uncorrected"]).astype(float)
    furthest = whole.loc[apart.abs().idxmax()]
    words = reliability.put_right(n, furthest, labels.get(furthest["group"], furthest["group"]))
    title = n.fill("The coding moves most: {words}", words=words)

    def draw(layout: Layout) -> Sheet:
        sheet = Sheet(layout)
        sheet.title(title.plain)
        made = []
        for row in rows.itertuples():
            name = labels.get(str(row.group), str(row.group))
            before, after = (values[row.estimate_id, which] for which in ("uncorrected", "corrected"))
            made.append(
                Score(
                    f"{row.n_machine} · {name}",
                    Mark(after.text, BLUE, "o", after, f"{name}: {after.text} per cent by the coding"),
                    float(row.corrected), float(row.corrected_low), float(row.corrected_high),
                    beside=(Mark("", ORANGE, "D", before, f"{name}: {before.text} per cent as the program counts"), float(row.uncorrected)),
                )
            )  # fmt: skip
        drawing.scores(sheet, made)
        sheet.more(len(whole) - len(rows), "groups")
        key = [
            ("mark", ORANGE, "D", "as the program counts"),
            ("mark", BLUE, "o", "put right by the coding"),
            ("bar", BLUE, "hatched", "interval"),
        ]
        sheet.key(key)
        return sheet.finish()

    words = caption(
        n, "positions and what was coded", counted(n, n.fixed(len(rows), f"groups drawn of “{quantity}”"), "group"),
        left_out(n, (len(own) - len(rows), "group")), "Before each name: rows of the program.",
    )  # fmt: skip
    listed = joined((reliability.put_right(n, row, labels.get(str(row.group), str(row.group))) for row in rows.itertuples()), "; ")
    alt = n.fill("Shares with and without correction: {listed}.", listed=listed)
    ids = {name: [values.get((i, name)) for i in whole["estimate_id"]] for name in ("uncorrected", "corrected")}
    data = whole.assign(**{f"number_{name}": [number.id if number else None for number in found] for name, found in ids.items()})
    return Chart(title, words, alt, data, draw)
