"""Discourse networks: every count by hand, every number with its positions, and graphs that say what the tables say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest

from analysis import cli, export, networks, voices
from analysis import tables as schema
from discourse import ACTORS, position, tables

# Who takes which side on what: one utterance a side, named actor-topic-side.
SIDES = {
    "PER:holm": {"toll": [1], "quay": [0], "fog": [1]},
    "PER:lund": {"toll": [1], "quay": [1], "fog": [0]},
    "PER:moe": {"toll": [0, 1], "quay": [0]},
    "PER:nyquist": {"toll": [0, 1]},
    "PER:odd": {"lamp": [1]},
    "PER:pihl": {"toll": [None]},
}


def said(sides: dict[str, dict[str, list[int | None]]] = SIDES, **more: Any) -> pd.DataFrame:
    rows = [
        position(f"{actor[4:]}-{topic}-{side}", side, actors=[actor], topic=topic, **more)
        for actor, topics in sides.items()
        for topic, taken in topics.items()
        for side in taken
    ]
    return voices.utterances(tables(rows))


@pytest.fixture
def affiliated() -> pd.DataFrame:
    return networks.affiliation(said())


def tie(found: pd.DataFrame, a: str, b: str) -> dict[str, Any]:
    own = found[(found["actor_a"] == f"PER:{a}") & (found["actor_b"] == f"PER:{b}")]
    assert len(own) == 1
    return dict(own.iloc[0])


def test_affiliation_counts_utterances_and_leads_to_positions() -> None:
    rows = [position("p"), position("q", article_id="b"), position("r", 1), position("t", None, article_id="b"), position("u", actors=[])]
    found = networks.affiliation(voices.utterances(tables(rows, together=[["s-p", "s-q"]])))
    assert len(found) == 1  # nobody is known for u
    row = found.iloc[0]
    assert row[["actor", "topic", "agree", "disagree", "unclear", "utterances", "positions", "articles"]].tolist() == [
        "PER:holm", "toll", 1, 1, 1, 3, 4, 2,
    ]  # fmt: skip
    assert row[["agree_position_ids", "disagree_position_ids", "position_ids"]].tolist() == [["r"], ["p", "q"], ["p", "q", "r", "t"]]


def test_by_report_each_report_counts() -> None:
    rows = [position("p"), position("q", article_id="b")]
    found = networks.affiliation(voices.reports(tables(rows, together=[["s-p", "s-q"]])))
    assert found[["disagree", "utterances", "positions"]].to_numpy().tolist() == [[2, 2, 2]]


@pytest.mark.parametrize(
    ("a", "b", "congruence", "conflict", "activity"),
    [
        ("holm", "lund", 1, 2, 3.0),  # toll both for; quay and fog against each other; three sides each
        ("holm", "moe", 2, 1, 3.0),  # toll and quay alike; against moe's no to the toll
        ("lund", "moe", 1, 2, 3.0),
        ("moe", "nyquist", 2, 2, 2.5),  # both sides of the toll twice over: they meet in two ways, and clash in two
        ("holm", "nyquist", 1, 1, 2.5),
    ],
)
def test_congruence_conflict_and_normalisation_by_hand(
    affiliated: pd.DataFrame, a: str, b: str, congruence: int, conflict: int, activity: float
) -> None:
    found = tie(networks.pairs(affiliated), a, b)
    assert (found["congruence"], found["conflict"], found["subtract"]) == (congruence, conflict, congruence - conflict)
    assert found["activity"] == activity
    assert found["congruence_normalised"] == round(congruence / activity, 2)
    assert found["conflict_normalised"] == round(conflict / activity, 2)
    assert found["subtract_normalised"] == round((congruence - conflict) / activity, 2)


def test_each_count_names_its_topics_and_the_positions_on_those_sides(affiliated: pd.DataFrame) -> None:
    found = tie(networks.pairs(affiliated), "holm", "moe")
    assert (found["congruence_topics"], found["conflict_topics"]) == (["quay", "toll"], ["toll"])
    assert found["congruence_position_ids"] == ["holm-quay-0", "holm-toll-1", "moe-quay-0", "moe-toll-1"]
    assert found["conflict_position_ids"] == ["holm-toll-1", "moe-toll-0"]


def test_pairs_stand_once_and_who_meets_nobody_is_in_none(affiliated: pd.DataFrame) -> None:
    found = networks.pairs(affiliated)
    pairs = list(zip(found["actor_a"], found["actor_b"], strict=True))
    assert pairs == sorted(set(pairs))
    assert all(a < b for a, b in pairs)
    assert not {"PER:odd", "PER:pihl"} & {actor for pair in pairs for actor in pair}  # alone on its topic; takes no side
    assert len(pairs) == 6


def test_saying_it_often_is_no_more_congruence() -> None:
    rows = [position(f"p{i}", evidence_start=i) for i in range(9)] + [position("q", actors=["PER:lund"])]
    found = networks.pairs(networks.affiliation(voices.utterances(tables(rows))))
    assert found[["congruence", "conflict", "activity"]].to_numpy().tolist() == [[1, 0, 1.0]]


@pytest.mark.parametrize(
    ("window", "topics"),
    [
        (("2031-01-01", "2031-01-31"), ["toll"]),
        (("2031-01-02", "2031-01-02"), ["toll"]),  # both days included
        (("2031-01-01", "2031-02-28"), ["quay", "toll"]),
        (("2031-02-01", "2031-02-02"), []),  # may have been said outside
    ],
)
def test_a_window_holds_what_was_certainly_said_in_it(window: tuple[str, str], topics: list[str]) -> None:
    rows = [
        position("p"),
        position("q", topic="quay", date_earliest="2031-02-01", date_latest="2031-02-03"),
        position("r", topic="fog", article_id="d", date_earliest=None, date_latest=None),
    ]
    found = networks.affiliation(voices.utterances(tables(rows)), window=window)
    assert found["topic"].tolist() == topics


def test_coalitions_are_numbered_by_size_and_leave_out_who_agrees_with_nobody() -> None:
    sides: dict[str, dict[str, list[int | None]]] = {
        **{f"PER:{name}": {"toll": [1], "quay": [1]} for name in ("a", "b", "c")},
        **{f"PER:{name}": {"toll": [0], "quay": [0]} for name in ("d", "e")},
        "PER:f": {"lamp": [1]},
    }
    affiliated = networks.affiliation(said(sides))
    found = networks.coalitions(networks.pairs(affiliated), affiliated)
    assert found.astype(object).where(found.notna(), None).to_dict() == {
        "PER:a": 1, "PER:b": 1, "PER:c": 1, "PER:d": 2, "PER:e": 2, "PER:f": None,
    }  # fmt: skip


@pytest.mark.parametrize("sides", [{}, {"PER:holm": SIDES["PER:holm"]}])
def test_nobody_and_one_actor(sides: dict[str, dict[str, list[int | None]]]) -> None:
    affiliated = networks.affiliation(said(sides))
    found = networks.pairs(affiliated)
    assert (len(found), list(found.columns)) == (0, list(networks.PAIRS))
    assert networks.coalitions(found, affiliated).dropna().empty
    assert networks.strongest(found, "congruence").empty
    for name in networks.NETWORKS:
        graph = networks.graph(name, affiliated, ACTORS, {})
        assert sum(kind == "actor" for _, kind in graph.nodes(data="kind")) == len(sides), name


def test_the_backbone_keeps_ties_from_a_weight_on(affiliated: pd.DataFrame) -> None:
    found = networks.pairs(affiliated)
    assert networks.strongest(found, "congruence", least=2)[["actor_a", "actor_b"]].to_numpy().tolist() == [
        ["PER:holm", "PER:moe"],
        ["PER:moe", "PER:nyquist"],
    ]
    assert len(networks.strongest(found, "congruence")) == int((found["congruence"] > 0).sum())
    assert (networks.strongest(found, "subtract")["subtract"] != 0).all()
    assert networks.strongest(found, "congruence", least=9).empty
    assert networks.strongest(found, "conflict", least=0.7, normalised=True)["actor_b"].tolist() == ["PER:nyquist"]


@pytest.mark.parametrize("kind", networks.KINDS)
def test_graphml_read_back_is_the_table(affiliated: pd.DataFrame, kind: networks.Kind, tmp_path: Path) -> None:
    found = networks.pairs(affiliated)
    nx.write_graphml(networks.pair_graph(found, affiliated, ACTORS, kind), tmp_path / "n.graphml")
    graph = nx.read_graphml(tmp_path / "n.graphml")
    assert set(graph) == set(SIDES)  # those without a tie too
    tied = found if kind == "subtract" else found[found[kind] > 0]
    assert graph.number_of_edges() == len(tied)
    for row in tied.to_dict("records"):
        edge = graph.edges[row["actor_a"], row["actor_b"]]
        assert (edge["weight"], edge["weight_normalised"]) == (row[kind], row[f"{kind}_normalised"])
        if kind != "subtract":
            assert edge["topics"].split() == row[f"{kind}_topics"]
            assert edge["position_ids"].split() == row[f"{kind}_position_ids"]


def test_graphml_of_actors_and_topics_is_the_table(affiliated: pd.DataFrame, tmp_path: Path) -> None:
    nx.write_graphml(networks.affiliation_graph(affiliated, ACTORS, {"toll": "The toll"}), tmp_path / "n.graphml")
    graph = nx.read_graphml(tmp_path / "n.graphml")
    assert (graph.nodes["toll"]["label"], graph.nodes["quay"]["label"]) == ("The toll", "quay")
    assert (graph.nodes["PER:holm"]["label"], graph.nodes["PER:holm"]["country"]) == ("Ida Holm", "")
    assert graph.number_of_edges() == len(affiliated)
    for row in affiliated.to_dict("records"):
        edge = graph.edges[row["actor"], row["topic"]]
        assert {name: edge[name] for name in ("agree", "disagree", "unclear", "positions")} == {
            name: row[name] for name in ("agree", "disagree", "unclear", "positions")
        }
        assert edge["position_ids"].split() == row["position_ids"]


def test_the_order_of_rows_does_not_matter() -> None:
    turned = {actor: dict(reversed(topics.items())) for actor, topics in reversed(SIDES.items())}
    one, other = networks.affiliation(said()), networks.affiliation(said(turned))
    pd.testing.assert_frame_equal(one, other)
    pd.testing.assert_frame_equal(networks.pairs(one), networks.pairs(other))


def test_coalitions_do_not_depend_on_how_texts_are_hashed() -> None:
    code = (
        "import sys; sys.path.insert(0, 'tests'); import test_networks as t; from analysis import networks as n;"
        "a = n.affiliation(t.said()); p = n.pairs(a); print(n.coalitions(p, a).to_dict(), n.pair_graph(p, a, t.ACTORS, 'conflict').edges)"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=Path(__file__).parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(printed) == 1
    assert "PER:holm" in printed.pop()


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with three positions, and the current folder in it."""
    for folder in ("data/raw", "data/codebook", "notebooks"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("topics", "actors", "events"):
        (tmp_path / f"data/codebook/{name}.yml").write_text(f"{name}: []\n", encoding="utf-8")
    rows = [position("p"), position("q", actors=["PER:lund"]), position("r", 1, actors=["PER:moe"])]
    data = tables(rows)
    monkeypatch.setattr(schema, "read", lambda name, folder: data[name])
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("options", "target", "written"),
    [
        ([], "n.graphml", {"n.graphml": ("toll", 3)}),  # as ever: actors and topics
        (["--network", "affiliation"], "n.graphml", {"n.graphml": ("toll", 3)}),
        (["--network", "congruence"], "n.graphml", {"n.graphml": ("PER:moe", 1)}),
        (["--network", "conflict"], "n.graphml", {"n.graphml": ("PER:moe", 2)}),
        (["--network", "subtract"], "n.graphml", {"n.graphml": ("PER:moe", 3)}),
        (["--network", "conflict"], "there", {"there/conflict.graphml": ("PER:moe", 2)}),
        (["--network", "conflict"], "new/folder", {"new/folder/conflict.graphml": ("PER:moe", 2)}),
        (["--network", "conflict"], "new/folder/n.graphml", {"new/folder/n.graphml": ("PER:moe", 2)}),
        (
            [],
            "there",
            {
                "there/affiliation.graphml": ("toll", 3),
                "there/congruence.graphml": ("PER:moe", 1),
                "there/conflict.graphml": ("PER:moe", 2),
                "there/subtract.graphml": ("PER:moe", 3),
            },
        ),
    ],
)
def test_export_writes_the_chosen_network(study: Path, options: list[str], target: str, written: dict[str, tuple[str, int]]) -> None:
    (study / "there").mkdir()
    assert cli.main(["export", "graphml", target, *options]) == 0
    assert {path.relative_to(study).as_posix() for path in study.rglob("*.graphml")} == set(written)
    for name, (node, edges) in written.items():
        graph = nx.read_graphml(study / name)
        assert (node in graph, graph.number_of_edges()) == (True, edges)


def test_a_network_is_chosen_for_graphml_only(study: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["export", "csv", "out", "--network", "conflict"]) == 2
    assert "--network means nothing for the format csv" in capsys.readouterr().err
    assert cli.main(["export", "graphml", "out", "--network", "friends"]) == 2


def test_a_network_of_another_name_is_refused(affiliated: pd.DataFrame) -> None:
    with pytest.raises(ValueError, match="there is no network 'friends'; allowed: affiliation, congruence, conflict, subtract"):
        networks.graph("friends", affiliated, ACTORS, {})


def test_the_command_offers_every_network() -> None:
    assert networks.NETWORKS == cli.NETWORKS
    assert "graphml" in export.FORMATS
