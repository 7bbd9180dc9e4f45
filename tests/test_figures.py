"""Figures: readable with two articles and with thousands, the same bytes each time, and honest where there is nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pytest

import example_study
from analysis import evaluation, figures, tables

LABELS = {"the_plan": "The plan"}
CELLS = pd.DataFrame(
    [
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Daily", "reported", 2, None),
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Wire", "reported", 1, None),
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Mirror", "reported", 1, "a1"),
        ("EV:1", "u2", "talks", "Daily", "reported", 1, None),
        ("EV:1", "u2", "talks", "Wire", "silent", 0, None),
        ("EV:1", "u2", "talks", "Mirror", "reported", 1, "a1"),
        ("EV:2", "u3", "aid", "Daily", "published_before", 0, None),
        ("EV:2", "u3", "aid", "Wire", "reported", 1, None),
        ("EV:2", "u3", "aid", "Mirror", "not_in_corpus", 0, None),
    ],
    columns=["occasion_id", "group", "label", "outlet", "state", "n", "copy_of"],
)

Draw = Callable[[Mapping[str, pd.DataFrame]], figures.Chart]
DRAW: dict[str, Draw] = {
    "corpus": figures.corpus,
    "network": figures.network,
    "statements": figures.statements,
    "positions": lambda data: figures.positions(data, LABELS),
    "timeline": figures.timeline,
    "change": lambda data: figures.change(data, LABELS),
}


def made(articles: int) -> dict[str, pd.DataFrame]:
    return {name: tables.frame(name, rows) for name, rows in example_study.rows(articles).items()}


@pytest.mark.parametrize("name", DRAW)
@pytest.mark.parametrize("articles", [2, 40])
def test_a_figure_says_what_it_shows_from_what_and_how_many(name: str, articles: int) -> None:
    chart = DRAW[name](made(articles))
    assert chart.title
    assert chart.caption.startswith("Source: tables ")
    assert "n = " in chart.caption
    assert len(chart.data)
    assert chart.title in chart.alt or any(ch.isdigit() for ch in chart.alt)


@pytest.mark.parametrize("name", DRAW)
def test_an_empty_table_gives_a_figure_that_says_so(name: str) -> None:
    chart = DRAW[name]({name: tables.frame(name, []) for name in tables.ALL})
    assert chart.caption.startswith("No figure: ")
    assert "nothing to show" in chart.title


def test_no_occasion_and_no_scores_give_figures_that_say_so() -> None:
    assert "nothing to show" in figures.coverage(CELLS.head(0)).title
    empty = pd.DataFrame(columns=list(evaluation.SCORES))
    assert "no coded article" in figures.validation(empty, pd.DataFrame()).alt


def test_rows_left_out_are_counted_and_stay_in_the_data() -> None:
    chart = figures.corpus(made(100))
    assert len(chart.data) == 101
    assert f"The {101 - 18} further articles are in the data." in chart.caption


def test_numbers_in_words_are_those_of_the_data() -> None:
    chart = figures.statements(made(2))
    assert chart.title == "50 % of the statements carry no quotation mark; 50 % leave the speaker unknown"
    assert chart.data[["direct", "indirect", "unknown"]].sum().tolist() == [2, 2, 2]


def test_a_copy_is_no_second_voice_and_silence_has_its_outlet() -> None:
    chart = figures.coverage(CELLS)
    assert chart.title == "1 of 3 utterances are reported by more than one outlet of its own accord"
    assert "Daily 2; Mirror 2; Wire 2" in chart.alt
    assert "Left out most: Wire, 1." in chart.alt
    assert chart.data.equals(CELLS)


def test_a_change_of_side_is_seen() -> None:
    assert "1 change sides" in figures.change(made(2), LABELS).title


def test_another_act_on_the_same_side_is_no_change_of_side() -> None:
    rows = example_study.rows(2)
    rows["positions"] = [
        example_study.position(0, 0, ["PER:jane_roe"]),
        example_study.position(1, 0, ["PER:jane_roe"]) | {"stance": "refuse"},
    ]
    chart = figures.change({name: tables.frame(name, found) for name, found in rows.items()}, LABELS)
    assert "0 change sides, 1 change only what is done" in chart.title


def test_network_counts_each_link() -> None:
    network = figures.graph(made(3))
    assert network.edges["PER:jane_roe", "GOV:XXA", "for"]["count"] == 3
    assert network.edges["PER:jane_roe", "GOV:XXA", "about"]["count"] == 3


def test_the_same_chart_gives_the_same_bytes(tmp_path: Path) -> None:
    for turn in ("one", "two"):
        figures.save(figures.positions(made(2), LABELS), tmp_path / turn, "04_positions")
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
    words = json.loads((tmp_path / "one" / "04_positions.json").read_text(encoding="utf-8"))
    assert set(words) == {"title", "caption", "alt"}
    assert b"<dc:date>" not in (tmp_path / "one" / "04_positions.svg").read_bytes()


def test_names_that_the_font_lacks_raise_no_warning(tmp_path: Path) -> None:
    cells = CELLS.assign(label="秦刚 \x80 \ufeff", outlet=CELLS["outlet"] + " صحيفة")
    assert figures.save(figures.coverage(cells), tmp_path, "06_coverage")


def test_shown_in_a_notebook_as_an_image_with_alt_text_and_relative_link(tmp_path: Path) -> None:
    study = example_study.write(tmp_path)
    chart = figures.corpus(example_study.read(study))
    shown = figures.show(chart, "01_corpus", study).data
    assert shown.startswith(f"![{chart.alt}](../reports/figures/01_corpus.svg)")
    assert str(tmp_path) not in shown
    assert (study.notebooks / "../reports/figures/01_corpus.csv").exists()


def test_reports_elsewhere_keep_their_links_among_themselves(tmp_path: Path) -> None:
    study = example_study.write(tmp_path / "study")
    away = type(study)(**{**vars(study), "reports": tmp_path / "away"})
    shown = figures.show(figures.corpus(example_study.read(study)), "01_corpus", away).data
    assert "](../figures/01_corpus.svg)" in shown
