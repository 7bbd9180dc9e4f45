"""What looks across articles, on small tables made by hand: occasions, copies, alignment and the matrix of outlets."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from analysis import codebook, coverage

DAY = date(2021, 5, 4)
BOOK = codebook.Codebook(
    topics=(
        codebook.Topic(id="ferry", label="Ferry", proposition="The ferry was sold", kind="factual"),
        codebook.Topic(id="toll", label="Toll", proposition="The toll is right", kind="normative"),
    ),
    actors=(),
    events=(
        codebook.Event(id="EV:briefing", label="Briefing", earliest=DAY, latest=DAY, speaker="PER:holm", venue=("briefing",), source="x"),
        codebook.Event(id="EV:gala", label="Gala", earliest=DAY, latest=DAY, speaker="PER:holm", venue=("gala",), source="x"),
    ),
)
ARTICLES = {"a": ("Daily A", "2021-05-04"), "b": ("Daily B", "2021-05-05"), "c": ("Daily C", "2021-05-01"), "d": ("Daily D", "2021-09-01")}
# id, article, section, speakers, content, {topic: (agreement, recognised by)}
SAID: list[tuple[str, str, str, list[str], str, dict[str, tuple[int, str]]]] = [
    ("s1", "a", "body", ["PER:holm"], "the ferry was not sold", {"ferry": (0, "terms: sold + ferry")}),
    ("s2", "a", "body", ["PER:holm"], "the toll is fair", {"toll": (1, "terms: toll")}),
    ("s3", "b", "body", ["PER:holm"], "nobody has sold any ferry", {"ferry": (0, "terms: sold + ferry")}),
    ("s4", "b", "body", ["PER:holm"], "tolls are needed", {"toll": (1, "terms: toll")}),
    ("s5", "b", "body", ["PER:holm"], "one must pay the toll", {"toll": (1, "terms: toll")}),
    ("s6", "b", "headline", ["GOV:AUT"], "no ferry sold", {"ferry": (0, "terms: sold + ferry")}),
    ("s7", "c", "body", ["GOV:AUT"], "the ferry has been sold", {"ferry": (1, "terms: sold + ferry")}),
    ("s8", "b", "body", ["GOV:CHL"], "the toll is a good thing", {"toll": (1, "terms: toll")}),
    ("s9", "d", "body", ["PER:lund"], "the weather is fine", {}),
]
TEXTS = {"a": "Holm spoke at a briefing.", "b": "At a briefing Holm spoke.", "c": "Nothing.", "d": "Nothing."}


@pytest.fixture
def tables() -> dict[str, pd.DataFrame]:
    articles = [
        {"article_id": key, "outlet": outlet, "published_earliest": day, "published_latest": day} for key, (outlet, day) in ARTICLES.items()
    ]
    statements: list[dict[str, Any]] = [
        {"statement_id": i, "article_id": article, "start": 3, "section": section, "speakers": speakers, "content": content,
         "on_behalf_of": [], "date_earliest": None, "date_latest": None}
        for i, article, section, speakers, content, _ in SAID
    ]  # fmt: skip
    statements[-1].update(date_earliest="2021-08-30", date_latest="2021-08-30")
    positions = [
        {"statement_id": row[0], "topic": topic, "agreement": side, "rule": f"{rule}; cue neutral"}
        for row in SAID
        for topic, (side, rule) in row[5].items()
    ]
    return {
        "articles": pd.DataFrame(articles),
        "statements": pd.DataFrame(statements),
        "positions": pd.DataFrame(positions).astype({"agreement": "Int64"}),
        "actors": pd.DataFrame([{"actor_id": "PER:holm", "acts_for": "GOV:AUT"}, {"actor_id": "GOV:CHL", "acts_for": None}]),
        "mentions": pd.DataFrame({"text": ["Austria"]}),
    }


@pytest.fixture
def found(tables: dict[str, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    occasions = coverage.occasions(tables, BOOK, texts=TEXTS)
    return occasions, coverage.alignments(tables, occasions, BOOK)


def test_an_occasion_joins_a_speaker_s_words_of_several_articles(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    occasions = found[0].set_index("occasion_id")
    assert occasions.loc["EV:briefing", "statement_ids"] == ["s1", "s2", "s3", "s4", "s5", "s6"]  # the headline goes with its speaker
    assert occasions.loc["EV:briefing", "basis"] == "codebook"
    assert occasions.loc["EV:2021-08-30-lund", ["statement_ids", "basis"]].tolist() == [["s9"], "text"]
    assert len(occasions) == 2  # no gala: no word of its venue; s7 and s8 have neither day nor event


def members(alignments: pd.DataFrame, relation: str) -> list[list[str]]:
    return sorted(alignments.loc[alignments["relation"] == relation, "statement_ids"])


def test_statements_are_aligned_by_speaker_occasion_topic_and_side_before_words(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    alignments = found[1]
    assert members(alignments, "same_utterance") == [["s1", "s3", "s6"]]
    assert members(alignments, "same_topic") == [["s2", "s4", "s5"], ["s2", "s8"]]
    assert members(alignments, "contrast") == [["s1", "s3", "s6", "s7"]]
    assert members(alignments, "recurring_formula") == []
    assert alignments["score"].between(0, 1).all()
    assert alignments["alignment_id"].is_unique


def test_alignment_does_not_depend_on_the_order_of_rows(tables: dict[str, pd.DataFrame], found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    turned = {name: table.iloc[::-1].reset_index(drop=True) for name, table in tables.items()}
    occasions = coverage.occasions(turned, BOOK, texts=TEXTS)
    pd.testing.assert_frame_equal(occasions, found[0])
    pd.testing.assert_frame_equal(coverage.alignments(turned, occasions, BOOK), found[1])


def test_the_matrix_tells_four_kinds_of_cell_apart(tables: dict[str, pd.DataFrame], found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    rows = coverage.matrix(tables, *found)
    briefing = rows[rows["occasion_id"] == "EV:briefing"]
    states = briefing.pivot(index="group", columns="outlet", values="state")
    assert set(states["Daily C"]) == {"published_before"}
    assert set(states["Daily D"]) == {"not_in_corpus"}
    assert states.loc["s2", ["Daily A", "Daily B"]].tolist() == ["reported", "silent"]
    assert states.loc["s4", ["Daily A", "Daily B"]].tolist() == ["silent", "reported"]
    assert set(rows["state"]) <= set(coverage.STATES)
    assert briefing["n"].sum() == 6


TEXT = "The council said on Tuesday that the bridge over the river would stay closed until the end of the month because of repairs."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"a": TEXT, "b": TEXT}, [("b", "a", "exact")]),
        ({"a": TEXT, "b": "Agency report. " + TEXT + " Drivers should use the tunnel."}, [("b", "a", "near")]),
        ({"a": TEXT, "b": TEXT, "c": TEXT}, [("b", "a", "exact"), ("c", "a", "exact")]),
        ({"a": TEXT, "b": "The mayor opened a school on the other side of the river, with music and cake for everybody."}, []),
        ({"a": "", "b": ""}, []),
    ],
)
def test_copies_are_one_voice(texts: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    found = coverage.copies(texts)
    assert list(found[["article_id", "copy_of", "kind"]].itertuples(index=False, name=None)) == expected


def test_a_copy_is_marked_in_the_matrix(tables: dict[str, pd.DataFrame], found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    copies = coverage.copies({"a": TEXT, "b": TEXT})
    rows = coverage.matrix(tables, *found, copies=copies)
    assert set(rows.loc[(rows["outlet"] == "Daily B") & (rows["state"] == "reported"), "copy_of"]) == {"a"}
    assert rows.loc[rows["outlet"] == "Daily A", "copy_of"].isna().all()


def test_without_statements_there_is_nothing_to_align(tables: dict[str, pd.DataFrame]) -> None:
    empty = {name: table.iloc[:0] for name, table in tables.items()}
    occasions = coverage.occasions(empty, BOOK)
    alignments = coverage.alignments(empty, occasions, BOOK)
    assert (len(occasions), len(alignments), len(coverage.matrix(empty, occasions, alignments))) == (0, 0, 0)


def test_what_no_topic_takes_is_one_utterance_where_most_words_are_shared(tables: dict[str, pd.DataFrame]) -> None:
    words = {"s1": "the storm had flooded the old harbour", "s3": "the old harbour was flooded in the storm", "s5": "the roof was lost"}
    further = tables["statements"][tables["statements"]["statement_id"].isin(list(words))].copy()
    further["content"] = further["statement_id"].map(words)
    further["statement_id"] = further["statement_id"] + " again"
    tables["statements"] = pd.concat([tables["statements"], further], ignore_index=True)
    found = coverage.alignments(tables, coverage.occasions(tables, BOOK, texts=TEXTS), BOOK)
    untopical = found[(found["relation"] == "same_utterance") & found["topic"].isna()]
    assert untopical["statement_ids"].to_list() == [["s1 again", "s3 again"]]
