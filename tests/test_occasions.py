"""Occasions: by speaker, day and venue, across articles; what looks back or says neither when nor where belongs to none."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import told
from analysis import codebook
from analysis.occasions import occasions
from told import BOOK, Told


def on(first: str, last: str) -> dict[str, Any]:
    """Days that a statement's own sentence says."""
    return {"days": (first, last), "basis": "expression"}


MONDAY, TUESDAY = on("2021-05-03", "2021-05-03"), on("2021-05-04", "2021-05-04")
APRIL, MAY = on("2021-04-01", "2021-04-30"), on("2021-05-01", "2021-05-31")


def seats(said: list[Told], press: dict[str, tuple[str | None, str | None]] | None = None) -> dict[str, str]:
    """Statement id -> occasion."""
    found = occasions(told.tables_of(said, press), BOOK, texts=told.texts(said))
    return {i: row["occasion_id"] for row in found.to_dict("records") for i in row["statement_ids"]}


CASES: dict[str, tuple[list[Told], dict[str, str]]] = {
    "the venue of a known event, and what the speaker says before and after it": (
        [
            Told("b", "Holm said that the toll is fair.", "the toll is fair"),
            Told("b", "At a briefing Holm said that the ferry was old.", "the ferry was old"),
            Told("b", "He said that nobody had sold it.", "nobody had sold it"),
        ],
        {"s0": "EV:briefing", "s1": "EV:briefing", "s2": "EV:briefing"},
    ),
    "one event in two articles, the second some weeks later": (
        [
            Told("a", "Holm said at a briefing on Tuesday that the toll is fair.", "the toll is fair", **TUESDAY),
            Told("d", "In May Holm said at a briefing that tolls are fair.", "tolls are fair", **MAY),
        ],
        {"s0": "EV:briefing", "s1": "EV:briefing"},
    ),
    "another venue on the same day is another event": (
        [Told("b", "Holm said at the gala that the toll is fair.", "the toll is fair")],
        {"s0": "EV:gala"},
    ),
    "a day of two events, and no venue": (
        [Told("a", "Holm said on Tuesday that the toll is fair.", "the toll is fair", **TUESDAY)],
        {"s0": "EV:2021-05-04-holm"},
    ),
    "a day that is none of the event's": (
        [Told("b", "On Monday Holm said that the toll is fair.", "the toll is fair", **MONDAY)],
        {"s0": "EV:2021-05-03-holm"},
    ),
    "an article that came before": ([Told("c", "Holm said at a briefing that the toll is fair.", "the toll is fair")], {}),
    "what looks back without a day": ([Told("b", "Holm has repeatedly said that the toll is fair.", "the toll is fair")], {}),
    "what a person has said is news": (
        [Told("b", "Holm has said at a briefing that the toll is fair.", "the toll is fair")],
        {"s0": "EV:briefing"},
    ),
    "what a person had said before is not": ([Told("a", "Holm had said that the toll is fair.", "the toll is fair")], {}),
    "another speaker": ([Told("b", "Lund said at a briefing that the toll is fair.", "the toll is fair", speaker="PER:lund")], {}),
    "nobody known": ([Told("b", "At a briefing it was said that the toll is fair.", "the toll is fair", speaker=None)], {}),
    "a headline that names the government goes with its minister": (
        [
            Told("b", "Austria defends toll.", "toll", speaker="GOV:AUT", section="headline", cue="defends"),
            Told("b", "At a briefing Holm said that the toll is fair.", "the toll is fair"),
        ],
        {"s0": "EV:briefing", "s1": "EV:briefing"},
    ),
    "a government in the body says so itself": (
        [
            Told("b", "Austria said that the toll is fair.", "the toll is fair", speaker="GOV:AUT"),
            Told("b", "At a briefing Holm said that the ferry was old.", "the ferry was old"),
        ],
        {"s1": "EV:briefing"},
    ),
    "a speaker whom no event knows, on one day in two articles": (
        [
            Told("a", "Lund said in an interview on Monday that it rains.", "it rains", "PER:lund", **MONDAY),
            Told("b", "On Monday Lund said that it pours.", "it pours", "PER:lund", **MONDAY),
        ],
        {"s0": "EV:2021-05-03-lund-interview", "s1": "EV:2021-05-03-lund-interview"},
    ),
    "two venues on one day": (
        [
            Told("a", "Lund said in an interview on Monday that it rains.", "it rains", "PER:lund", **MONDAY),
            Told("b", "On Monday Lund said in a speech that it pours.", "it pours", "PER:lund", **MONDAY),
        ],
        {"s0": "EV:2021-05-03-lund-interview", "s1": "EV:2021-05-03-lund-speech"},
    ),
    "a month is too wide a day": (
        [Told("b", "In April Lund said that it rains.", "it rains", "PER:lund", **APRIL)],
        {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_where_a_statement_was_made(name: str) -> None:
    said, expected = CASES[name]
    assert seats(said) == expected


def test_an_occasion_says_who_when_where_and_how_it_is_known() -> None:
    said = CASES["a speaker whom no event knows, on one day in two articles"][0]
    row = occasions(told.tables_of(said), BOOK, texts=told.texts(said)).iloc[0]
    assert row[["label", "earliest", "latest", "speaker", "kind", "basis"]].tolist() == [
        "Lund, interview, 2021-05-03", "2021-05-03", "2021-05-03", "PER:lund", "interview", "text",
    ]  # fmt: skip
    known = CASES["another venue on the same day is another event"][0]
    row = occasions(told.tables_of(known), BOOK, texts=told.texts(known)).iloc[0]
    assert row[["label", "earliest", "speaker", "basis"]].tolist() == ["Gala", "2021-05-04", "PER:holm", "codebook"]


def test_the_order_of_rows_does_not_matter() -> None:
    said = [statement for name in list(CASES)[:4] for statement in CASES[name][0]]
    data = told.tables_of(said)
    turned = {name: table.iloc[::-1].reset_index(drop=True) for name, table in data.items()}
    pd.testing.assert_frame_equal(occasions(turned, BOOK, texts=told.texts(said)), occasions(data, BOOK, texts=told.texts(said)))


def test_without_statements_there_is_no_occasion() -> None:
    assert occasions(told.tables_of([]), BOOK, texts={}).empty


MET = "Holm and Lund met at the harbour for talks on the sidelines of a fair."
MEETING = codebook.Event(
    id="EV:meeting", label="Meeting", earliest=told.DAY, latest=told.DAY, speakers=("PER:holm", "PER:lund"), source="x",
    venue=("talks", "sidelines", "met"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("beside", "sentence", "expected"),
    [
        (MET, "Holm assured Lund that the toll is fair.", {"s0": "EV:meeting"}),
        (MET, "Two years ago Holm assured Lund that the toll is fair.", {}),  # the sentence holds a date of its own
        (MET, "Holm had assured Lund that the toll is fair.", {}),
        ("The harbour is closed for talks.", "Holm assured Lund that the toll is fair.", {}),  # nobody is named there
    ],
)
def test_an_article_that_tells_of_an_event_places_the_words_of_its_speakers(beside: str, sentence: str, expected: dict[str, str]) -> None:
    said = [Told("b", sentence, "the toll is fair", cue="assured")]
    data = told.tables_of(said, {"b": ("Daily B", "2021-06-20")})  # too late to be news of the day
    text = f"{told.texts(said)['b']}{beside}"
    places = [(text.index(name, len(sentence)), actor) for name, actor in (("Holm", "PER:holm"), ("Lund", "PER:lund")) if name in beside]
    data["mentions"] = pd.DataFrame(
        [{"article_id": "b", "start": at, "end": at + 4, "actor_id": actor, "link_rule": "name"} for at, actor in places],
        columns=["article_id", "start", "end", "actor_id", "link_rule"],
    )
    if "ago" in sentence:
        data["dates"] = pd.DataFrame([{"article_id": "b", "start": 0, "type": "DATE"}])
    found = occasions(data, codebook.Codebook(events=(MEETING,)), texts={"b": text})
    assert {i: row["occasion_id"] for row in found.to_dict("records") for i in row["statement_ids"]} == expected
