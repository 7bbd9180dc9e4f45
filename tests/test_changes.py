"""Change over time: what follows what, what counts as narrowing, and where the days give no order."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from analysis import changes
from discourse import position, tables

FIRST, LATER, LAST = "2031-01-02", "2031-02-03", "2031-03-04"


def sequence(*rows: dict[str, Any], **more: Any) -> pd.DataFrame:
    return changes.sequences(tables(rows, **more))


def test_a_denial_that_narrows_step_by_step_reads_as_what_it_is() -> None:
    found = sequence(
        position("p", widened_by=["never", "any party"], day=FIRST),
        position("q", stance="refuse", modality="commitment", widened_by=["any party"], day=LATER),
        position("r", stance="refuse", modality="commitment", narrowed_by=["lethal"], day=LAST),
    )
    assert found["change"].tolist() == ["first", "narrowed", "narrowed"]
    assert found["time_shift"].astype(object).where(found["time_shift"].notna(), None).tolist() == [None, "to_future", None]
    assert found["before"].iloc[1:].tolist() == ["s-p", "s-q"]
    assert found["reading"].tolist() == [
        "denies; is not so; widened by “any party”, “never”; nothing before it",
        "refuses (before: denies); will not be so (before: is not so); widened by “any party”; no longer widened by “never”; "
        f"denies less than on {FIRST}",
        f"refuses; will not be so; now narrowed by “lethal”; no longer widened by “any party”; denies less than on {LATER}",
    ]


def test_what_was_done_without_a_side_does_not_hide_a_turn_from_what_was_said_beside_it() -> None:
    found = sequence(
        position("p", 0, day=FIRST),
        position("o", None, stance="abstain", day=FIRST),
        position("q", 1, day=LATER),
    )
    assert found["change"].tolist() == ["unclear", "unclear", "turned"]


NOW = {"day": LATER}


@pytest.mark.parametrize(
    ("before", "now", "change", "scope"),
    [
        (position("p"), position("q", **NOW), "repeated", "same"),
        (position("p"), position("q", stance="refuse", **NOW), "restated", "same"),
        (position("p"), position("q", modality="hedged", **NOW), "restated", "same"),
        (position("p"), position("q", narrowed_by=["so far"], **NOW), "narrowed", "narrower"),
        (position("p"), position("q", widened_by=["either side"], **NOW), "widened", "wider"),
        (position("p", narrowed_by=["lethal"]), position("q", **NOW), "widened", "wider"),
        (position("p", widened_by=["ever"]), position("q", narrowed_by=["here"], **NOW), "narrowed", "narrower"),
        (position("p", narrowed_by=["Lethal"]), position("q", narrowed_by=["lethal"], **NOW), "repeated", "same"),
        # One narrowing word for another, or more of both kinds: the words alone do not tell which covers more.
        (position("p", narrowed_by=["lethal"]), position("q", narrowed_by=["so far"], **NOW), "unclear", "unclear"),
        (position("p"), position("q", narrowed_by=["lethal"], widened_by=["either side"], **NOW), "unclear", "unclear"),
        (position("p"), position("q", 1, **NOW), "turned", None),
        (position("p", 1), position("q", narrowed_by=["lethal"], **NOW), "turned", None),
        (position("p", None, stance="abstain"), position("q", **NOW), "unclear", None),
        (position("p"), position("q", None, stance="abstain", **NOW), "unclear", None),
        (position("p", None, stance="abstain"), position("q", None, stance="abstain", **NOW), "repeated", None),
        (position("p"), position("q", day="2031-01-02"), "repeated", "same"),  # the same in the same days: no order is needed
        (position("p"), position("q", 1, day="2031-01-02"), "unclear", None),
        (position("p"), position("q", 1, date_earliest="2030-12-01", date_latest=LATER), "unclear", None),
        (position("p"), position("q", 1, article_id="d", date_earliest=None, date_latest=None), "unclear", None),
    ],
)
def test_each_step_is_compared_with_the_one_before(before: dict[str, Any], now: dict[str, Any], change: str, scope: str | None) -> None:
    found = sequence(before, now).set_index("utterance")
    assert found.loc["s-q", "change"] == change
    assert (found.loc["s-q", "scope"] if pd.notna(found.loc["s-q", "scope"]) else None) == scope
    assert set(found["change"]) <= set(changes.CHANGES)


def test_a_claim_narrows_in_range_but_its_reading_does_not_say_that_it_denies_less() -> None:
    found = sequence(position("p", 1), position("q", 1, narrowed_by=["spare"], day=LATER))
    assert found["change"].tolist() == ["first", "narrowed"]
    assert found["reading"].iloc[1].endswith(f"covers fewer cases than on {FIRST}")


def test_time_shifts_back_to_what_is_a_fact() -> None:
    found = sequence(position("p", modality="planned"), position("q", day=LATER))
    assert found["time_shift"].iloc[1] == "to_fact"


def test_of_several_things_said_before_the_least_change_counts() -> None:
    before = [position("p", day=FIRST), position("q", widened_by=["ever"], day=FIRST)]
    for now, expected in (
        (position("r", widened_by=["ever"], day=LATER), ("repeated", "s-q")),
        (position("r", widened_by=["ever"], modality="hedged", day=LATER), ("restated", "s-q")),
        (position("r", widened_by=["ever", "any"], day=LATER), ("widened", "s-q")),
        (position("r", 1, day=LATER), ("turned", "s-q")),
        (position("r", narrowed_by=["here"], day=LATER), ("narrowed", "s-q")),
        (position("r", narrowed_by=["here"], widened_by=["any"], day=LATER), ("unclear", "s-q")),
    ):
        last = sequence(*before, now).iloc[-1]
        assert (last["change"], last["before"]) == expected


def test_who_spoke_for_both_sides_before_has_not_turned() -> None:
    found = sequence(position("p", day=FIRST), position("q", 1, day=FIRST), position("r", 1, narrowed_by=["here"], day=LATER))
    assert found["change"].tolist() == ["unclear", "unclear", "narrowed"]


def test_only_what_certainly_came_latest_is_compared() -> None:
    found = sequence(
        position("p", narrowed_by=["here"], day=FIRST),
        position("q", day=LATER),
        position("r", date_earliest=FIRST, date_latest=LATER, widened_by=["ever"]),  # overlaps both: no order with either
        position("t", narrowed_by=["here"], day=LAST),
    ).set_index("utterance")
    assert found.loc["s-q", ["change", "before"]].tolist() == ["widened", "s-p"]
    assert found.loc["s-t", "change"] == "narrowed"  # than q and than r; not again what p said
    assert found.loc["s-t", "before"] in ("s-q", "s-r")


def test_copies_and_reports_of_one_utterance_are_one_step_and_scope_words_of_any_count() -> None:
    rows = [position("p"), position("q", article_id="b", widened_by=["either side"]), position("r", article_id="c", day=LATER)]
    copies = pd.DataFrame({"article_id": ["b"], "copy_of": ["a"]})
    found = changes.sequences({**tables(rows), "copies": copies})
    assert found[["reports", "copies", "change"]].to_numpy().tolist() == [[2, 1, "first"], [1, 0, "narrowed"]]
    assert found["widened_by"].tolist() == [["either side"], []]
    assert found["position_ids"].tolist() == [["p", "q"], ["r"]]


def test_stance_and_modality_are_those_of_most_reports() -> None:
    rows = [position("p", modality="hedged"), position("q", article_id="b", stance="refuse"), position("r", article_id="c")]
    found = sequence(*rows, together=[["s-p", "s-q", "s-r"]])
    assert found[["stance", "modality"]].to_numpy().tolist() == [["deny", "asserted"]]


def test_actors_and_topics_are_sequences_of_their_own() -> None:
    found = sequence(
        position("p"), position("q", topic="quay", day=LATER), position("r", actors=["PER:lund"], organisations=["ORG:FERRY"], day=LATER)
    )
    assert found[["actor", "topic", "step", "change"]].to_numpy().tolist() == [
        ["PER:holm", "quay", 1, "first"],
        ["PER:holm", "toll", 1, "first"],
        ["PER:lund", "toll", 1, "first"],
    ]


def test_by_organisation_a_successor_goes_on_where_the_predecessor_stopped() -> None:
    data = tables([position("p"), position("q", actors=["PER:moe"], narrowed_by=["here"], day=LATER)])
    found = changes.sequences(data, by="organisations")
    assert found[["actor", "change", "speakers"]].to_numpy().tolist() == [
        ["ORG:COUNCIL", "first", ["PER:holm"]],
        ["ORG:COUNCIL", "narrowed", ["PER:moe"]],
    ]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = [position("p"), position("q", widened_by=["ever"]), position("r", day=LATER), position("t", 1, day=LAST)]
    pd.testing.assert_frame_equal(sequence(*rows), sequence(*reversed(rows)))


def test_nothing_said_and_nobody_known_give_an_empty_table() -> None:
    for rows in ([], [position("p", actors=[], organisations=[])]):
        found = sequence(*rows)
        assert (len(found), list(found.columns)) == (0, list(changes.COLUMNS))


def test_positions_without_scope_columns_are_refused() -> None:
    data = tables([position("p")])
    data["positions"] = data["positions"].drop(columns="narrowed_by")
    with pytest.raises(KeyError, match="narrowed_by"):
        changes.sequences(data)


def test_scope_words_are_counted_by_kind() -> None:
    rows = [
        position("p", narrowed_by=["Lethal", "lethal"]),
        position("q", 1, narrowed_by=["lethal", "so far"]),
        position("r", widened_by=["never"]),
    ]
    found = changes.scope_words(tables(rows)["positions"])
    assert found.to_numpy().tolist() == [
        ["narrowed", "lethal", 2, 1, ["p", "q"]],
        ["narrowed", "so far", 1, 0, ["q"]],
        ["widened", "never", 1, 1, ["r"]],
    ]
    assert changes.scope_words(tables([])["positions"]).empty
