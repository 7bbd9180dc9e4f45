"""Copies: whole, edited, trimmed and wrapped reprints are one voice in what they copied; texts that only share a subject are not."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import changes, comparison, copied, networks, shingles, voices
from analysis.copies import COLUMNS, FURTHER, copies
from analysis.originals import About
from analysis.shingles import Words
from discourse import position, tables

TEXT = "The council said on Tuesday that the bridge over the river would stay closed until the end of the month because of repairs."
MORE = " Boats may pass below it at low water, the harbour master added, but only by day and only in single file."
WIRE = About("Harbour Wire", "2031-01-10", "2031-01-10", ("harbour wire",))


def invented(n: int, seed: int) -> str:
    """So many words without sense, none of them in texts of another seed."""
    rng = Random(seed)
    return " ".join(f"w{seed}x{rng.randrange(10**6)}" for _ in range(n))


LONG, OTHER, THIRD = invented(120, 1), invented(300, 2), invented(90, 3)


def rows(found: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    return list(found[["article_id", "copy_of", *columns]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"a": TEXT, "b": TEXT}, [("b", "a", "exact", "exact")]),
        ({"a": TEXT, "b": TEXT.upper().replace(" ", "\n")}, [("b", "a", "exact", "exact")]),
        ({"a": TEXT, "b": "Agency report. " + TEXT + " Drivers should use the tunnel."}, [("a", "b", "near", "near")]),
        ({"a": TEXT, "b": TEXT[: len(TEXT) // 2]}, [("b", "a", "near", "contained")]),
        ({"a": TEXT, "b": TEXT, "c": TEXT}, [("b", "a", "exact", "exact"), ("c", "a", "exact", "exact")]),
        ({"a": LONG, "b": f"{OTHER}\n{LONG}\n{THIRD}"}, [("a", "b", "near", "contained")]),
        ({"a": TEXT, "b": f"{OTHER}\n{TEXT}\n{THIRD}"}, [("a", "b", "near", "contained")]),
        ({"a": TEXT, "b": "The mayor opened a school on the other side of the river, with music and cake for everybody."}, []),
        ({"a": "One two three four", "b": "One two three four"}, []),
        ({"a": "", "b": ""}, []),
        ({}, []),
    ],
)
def test_copies_are_one_voice(texts: dict[str, str], expected: list[tuple[str, ...]]) -> None:
    assert rows(copies(texts), "kind", "relation") == expected


def test_the_order_of_the_articles_does_not_matter() -> None:
    texts = {"b": TEXT, "a": TEXT + " More.", "c": "Something else, and not a little of it, stands in this text.", "d": OTHER + TEXT}
    assert copies(texts).equals(copies(dict(reversed(texts.items()))))
    assert tuple(copies(texts).columns) == tuple(copies({}).columns) == (*COLUMNS, *FURTHER)


@pytest.mark.parametrize(
    ("a", "b", "expected", "basis"),
    [
        ((TEXT, WIRE), (TEXT + MORE, About("Mirror", credits="source harbour wire")), ("b", "a"), "credit"),
        ((TEXT, About("Mirror", credits="port ellery harbour wire")), (TEXT, WIRE), ("a", "b"), "credit"),
        ((TEXT, About("Mirror", "2031-01-01", "2031-01-01", (), "harbour wire")), (TEXT, WIRE), ("a", "b"), "credit"),
        ((TEXT, WIRE), (TEXT + MORE, About("Mirror", credits="source seaside wire")), ("a", "b"), "length"),
        ((TEXT, About("Harbour Wire", names=("harbour wire",), credits="harbour wire")), (TEXT, About("Mirror")), ("b", "a"), "id"),
        ((TEXT + MORE, About("A", "2031-01-11", "2031-01-12")), (TEXT, About("B", "2031-01-10", "2031-01-10")), ("a", "b"), "published"),
        ((TEXT, About("A", "2031-01-11", "2031-01-12")), (TEXT, About("B", "2031-01-10", "2031-01-10")), ("a", "b"), "published"),
        ((TEXT, About("A", "2031-01-10", "2031-01-12")), (TEXT + MORE, About("B", "2031-01-12", "2031-01-12")), ("a", "b"), "length"),
        ((TEXT, About("A", "2031-01-10", "2031-01-12")), (TEXT, About("B")), ("b", "a"), "id"),
    ],
)
def test_which_is_the_copy(a: tuple[str, About], b: tuple[str, About], expected: tuple[str, str], basis: str) -> None:
    found = copies({"a": a[0], "b": b[0]}, about={"a": a[1], "b": b[1]})
    assert rows(found, "basis") == [(*expected, basis)]


def test_what_leads_in_a_circle_is_opened() -> None:
    """By day b is from a; by length a is from c and c from b: the longest is the original of both."""
    days = {"a": About("A", "2031-01-01", "2031-01-01"), "b": About("B", "2031-01-05", "2031-01-05"), "c": About("C")}
    texts = {"a": LONG, "b": f"{LONG} {TEXT} {MORE}", "c": f"{LONG} {TEXT}"}
    assert rows(copies(texts, about=days), "basis") == [("a", "b", "length"), ("c", "b", "length")]


def test_an_article_made_of_two_dispatches_names_both_and_joins_them_to_nothing_else() -> None:
    about = {"a": WIRE, "b": WIRE, "c": About("Mirror", "2031-01-11", "2031-01-11")}
    found = copies({"a": LONG, "b": THIRD, "c": f"{LONG}\n{OTHER}\n{THIRD}"}, about=about)
    assert rows(found, "relation", "share") == [("c", "a", "contained", round(210 / 510, 2))]
    assert found.loc[0, "original_ids"] == ["a", "b"]


def test_what_was_added_or_changed_is_not_copied() -> None:
    original = f"{TEXT} {MORE}"
    copy = f"A headline of its own\n{TEXT.replace('Tuesday', 'Wednesday')}\nThe mayor of Port Ellery was not asked.\n{MORE}"
    found = copies({"a": original, "b": copy}, about={"a": WIRE, "b": About("Mirror", "2031-01-11", "2031-01-11")}).iloc[0]
    copied_words = [copy[start:end] for start, end in found["copied_spans"]]
    assert copied_words == [TEXT[TEXT.index("that the bridge") : -1], MORE.strip(" .")]
    assert [original[start:end] for start, end in found["original_places"]] == copied_words


def test_what_stands_between_two_copied_paragraphs_is_not_copied() -> None:
    bodies = {"a": f"{TEXT}\n{MORE}", "b": f"{TEXT}{chr(10) * 30}{MORE}"}  # in b a caption that is no body stands between them
    for copy in (bodies["b"], bodies["b"] + " Nobody was hurt."):
        found = copies({"a": bodies["a"], "b": copy}, about={"a": WIRE, "b": About("Mirror", credits="harbour wire")}).iloc[0]
        assert [copy[start:end] for start, end in found["copied_spans"]] == [TEXT.strip("."), MORE.strip(" .")]


def test_copies_of_a_copy_lead_through_it() -> None:
    days = {key: About(key, f"2031-01-1{n}", f"2031-01-1{n}") for n, key in enumerate("abc")}
    texts = {"a": LONG, "b": f"{LONG} {THIRD}", "c": f"{LONG} {THIRD} {MORE}"}
    assert rows(copies(texts, about=days), "basis") == [("b", "a", "published"), ("c", "b", "published")]


def test_a_paragraph_in_many_texts_of_an_outlet_is_furniture_and_in_other_outlets_syndication() -> None:
    about_us = invented(90, 9)
    texts = {f"a{i}": f"{invented(20, 20 + i)}\n{invented(20, 40 + i)}\n{about_us}" for i in range(6)}
    assert rows(copies(texts, about={key: About("Mirror") for key in texts})) == []
    assert len(copies(texts, about={key: About(f"Outlet {key}") for key in texts})) == 5


def test_versions_of_one_story_in_an_outlet_stay_copies_of_each_other() -> None:
    story = "\n".join(invented(30, i) for i in range(60, 70))
    texts = {f"a{i}": f"{story}\n{invented(20, 80 + i)}" for i in range(6)}
    found = copies(texts, about={key: About("Mirror") for key in texts})
    assert {copy for copy, _ in rows(found)} == {"a1", "a2", "a3", "a4", "a5"}


@pytest.mark.parametrize("every", [13, 16, 30])
@pytest.mark.parametrize("words", [40, 120, 400])
def test_no_candidate_is_left_to_chance(words: int, every: int) -> None:
    """A text with one word changed in so many, at the end of one forty times as long, is compared whatever its hashes are."""
    text = invented(words, 5).split()
    edited = " ".join("changed" if i % every == every // 2 else word for i, word in enumerate(text))
    known = Words()
    read = [known.read([(0, part)]) for part in (" ".join(text), f"{invented(40 * words, 6)} {edited}", invented(500, 7))]
    assert shingles.pairs(known, read) == [(0, 1)]


def test_who_is_credited_is_read_from_the_lines_about_the_article() -> None:
    texts = {"a": "Port Ellery (Reuters) - The pier is shut.\nSource: The Harbour Gull", "b": "The pier is shut.", "c": "Shut."}
    articles = pd.DataFrame(
        [("a", "Mirror", None, None), ("b", "Harbour Gull", "2031-01-10", "2031-01-11"), ("c", "The Harbour Gull", None, None)],
        columns=["article_id", "outlet", "published_earliest", "published_latest"],
    )
    segments = pd.DataFrame(
        [("a", 0, 23, "dateline"), ("a", 24, 41, "body"), ("a", 42, 66, "source_credit"), ("b", 0, 17, "body"), ("c", 0, 5, "body")],
        columns=["article_id", "start", "end", "role"],
    )
    about = comparison.about(articles, segments, texts)
    assert about["b"].earliest == "2031-01-10"
    assert [about["a"].owes(about[other]) for other in "abc"] == [False, True, True]
    assert about["a"].owes(About("Reuters", names=("reuters",)))
    assert comparison.bodies(segments, texts)["a"] == "\n" * 24 + texts["a"][24:41]


def test_a_headline_is_copied_where_it_is_the_same_and_tells_no_copies() -> None:
    text, same, other = f"\n{TEXT}", "Bridge stays shut", "River closed to cars"
    about = {
        "a": About("A", headlines=((0, same),)), "b": About("B", headlines=((0, same.upper()),)), "c": About("C", headlines=((0, other),)),
        "d": About("D", headlines=((0, same),)),
    }  # fmt: skip
    blank = " " * 20
    found = copies({**dict.fromkeys("abc", blank + text), "d": f"{blank}\n{THIRD}"}, about=about).set_index("article_id")
    assert sorted(found.index) == ["b", "c"]
    assert found.loc["b", "copied_spans"] == [[0, 17], [21, 21 + len(TEXT) - 1]]
    assert found.loc["b", "original_places"] == found.loc["b", "copied_spans"]
    assert found.loc["c", "copied_spans"] == [[21, 21 + len(TEXT) - 1]]


# ---- what a copy adds is a voice, what it copied is none ------------------------------------------------------------

# Article b of 200 code points holds the body of a, its code points 10 to 60, in its code points 100 to 150; all else is its own.
WRAPPED = pd.DataFrame(
    [("b", "a", 1.0, "near", "contained", [[100, 150]], ["a"], [[10, 60]])],
    columns=["article_id", "copy_of", "containment", "kind", "relation", "copied_spans", "original_ids", "original_places"],
)
OWN = position("q", article_id="b", evidence_start=20, evidence_end=60)
COPIED = position("r", article_id="b", evidence_start=101, evidence_end=111)


@pytest.mark.parametrize(
    ("in_copy", "voices_heard"),
    [
        ([COPIED], [["p", "r"]]),
        ([OWN], [["p"], ["q"]]),
        ([OWN, COPIED], [["p", "r"], ["q"]]),  # the copied one goes with its original, though another stands before it
        ([position("t", article_id="b", evidence_start=96, evidence_end=111)], [["p", "t"]]),  # most of it is copied
        ([position("t", article_id="b", evidence_start=80, evidence_end=105)], [["p"], ["t"]]),  # most of it is not
    ],
)
def test_words_copied_into_a_longer_article_are_no_second_voice(in_copy: list[dict[str, Any]], voices_heard: list[list[str]]) -> None:
    found = voices.utterances({**tables([position("p", evidence_start=12, evidence_end=22), *in_copy]), "copies": WRAPPED})
    assert sorted(found["position_ids"]) == voices_heard
    assert found.set_index("utterance")["copies"].to_dict().get("s-p") == sum(len(ids) - 1 for ids in voices_heard)


def test_words_copied_into_a_longer_article_count_once_in_networks_and_sequences() -> None:
    data = {**tables([position("p", evidence_start=12, evidence_end=22), OWN, COPIED]), "copies": WRAPPED}
    counted = networks.affiliation(voices.utterances(data)).iloc[0]
    assert counted[["disagree", "utterances", "positions", "articles"]].tolist() == [2, 2, 3, 2]
    assert [sorted(ids) for ids in changes.sequences(data)["position_ids"]] == [["p", "r"], ["q"]]


def test_from_where_words_come_through_a_chain_of_copies() -> None:
    chain = pd.concat([WRAPPED, WRAPPED.assign(article_id="c", copy_of="b", copied_spans=[[[0, 200]]], original_ids=[["b"]],
                                               original_places=[[[0, 200]]])])  # fmt: skip
    asked = copied.Copied(chain, least=0.5)
    assert asked.first("c", [(110, 120)]) == "a"
    assert asked.first("c", [(20, 60)]) == "b"
    assert asked.first("b", [(20, 60)]) == "b"
    assert [asked.source(article, [(110, 120)]) for article in "abc"] == [None, "a", "b"]
    assert asked.lent("a", "b", [(12, 22)])
    assert not asked.lent("a", "b", [(60, 90)])
    assert asked.source("b", [(80, 140)]) == "a"
    assert copied.Copied(chain).source("b", [(80, 140)]) is None  # a third of it is not in the original: not to be drawn as copied


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=40).map(" ".join), max_size=5))
def test_every_copied_stretch_stands_in_its_original(texts: list[str]) -> None:
    by_id = {f"t{number}": f"{text.replace('d e', 'd  E')}." for number, text in enumerate(texts)}
    found = copies(by_id)
    for row in found.to_dict("records"):
        own = row["copied_spans"]
        assert own
        assert all(end <= start for (_, end), (start, _) in pairwise(own))
        for (start, end), original, (there, last) in zip(own, row["original_ids"], row["original_places"], strict=True):
            assert original != row["article_id"]
            assert by_id[row["article_id"]][start:end].split() == by_id[original][there:last].split()
    led = dict(zip(found["article_id"], found["copy_of"], strict=True))
    for key in led:
        seen = [key]
        while seen[-1] in led:
            seen.append(led[seen[-1]])
            assert len(seen) == len(set(seen))
