"""Figures: readable with two articles and with thousands, the same bytes each time, and honest where there is nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

import discourse
import example_study
from analysis import changes, coverage_figure, discourse_figures, evaluation, figures, networks, sheet, tables, validation_figures, voices
from analysis.numbers import Numbers
from analysis.sheet import LAYOUTS, PHONE, WIDE, Layout
from analysis.study import Study

LABELS = {"the_plan": "The plan"}
SAID = pd.DataFrame(
    [("s1", "direct", "insist"), ("s2", "indirect", "say"), ("s3", "mixed", None), ("s4", "direct", "insist"), ("s5", "indirect", "say")],
    columns=["statement_id", "type", "cue_lemma"],
)
CELLS = pd.DataFrame(
    [
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Daily", "reported", ["s1", "s2"], None),
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Wire", "reported", ["s3"], None),
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Mirror", "reported", ["s4"], "a1"),
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Early", "published_before", [], None),
        ("EV:1", "u1", "no $x$ sold, no $y$ sent", "Late", "not_in_corpus", [], None),
        ("EV:1", "u2", "talks", "Daily", "reported", ["s5"], None),
        ("EV:1", "u2", "talks", "Wire", "silent", [], None),
        ("EV:1", "u2", "talks", "Mirror", "reported", ["s5"], "a1"),
        ("EV:1", "u2", "talks", "Early", "published_before", [], None),
        ("EV:1", "u2", "talks", "Late", "not_in_corpus", [], None),
        ("EV:2", "u3", "aid", "Wire", "reported", ["s5"], None),
    ],
    columns=["occasion_id", "utterance", "label", "outlet", "state", "statement_ids", "copy_of"],
)
HELD = pd.DataFrame({"occasion_id": ["EV:1", "EV:2"], "label": ["The briefing", "The gala"]})


Tables = Mapping[str, pd.DataFrame]


def numbers(data: Tables) -> Numbers:
    articles = data.get("articles", pd.DataFrame({"article_id": []}))
    return Numbers(
        {**data, "articles": articles if "outlet" in articles else articles.assign(outlet=None)}, "test", Study.below(Path("study"))
    )


def coverage(cells: pd.DataFrame = CELLS, occasion: str | None = "EV:1") -> figures.Chart:
    cells = cells.assign(cell_id=[f"cell-{i}" for i in range(len(cells))])
    said = SAID.assign(article_id="a")
    return coverage_figure.coverage(numbers({"coverage": cells, "statements": said, "occasions": HELD}), cells, said, HELD, occasion)


LATER: dict[str, Any] = {"day": "2031-02-03"}

Draw = Callable[[Numbers], figures.Chart]
DRAW: dict[str, Draw] = {
    "corpus": figures.corpus,
    "network": figures.network,
    "statements": figures.statements,
    "positions": lambda n: figures.positions(n, LABELS),
    "timeline": figures.timeline,
    "change": lambda n: discourse_figures.change(n, changes.sequences(n.data), n.data["actors"], LABELS),
    "affiliation": lambda n: discourse_figures.affiliation(n, networks.affiliation(voices.utterances(n.data)), n.data["actors"], LABELS),
    "discourse": lambda n: discourse_of(n, networks.affiliation(voices.utterances(n.data)), n.data["actors"]),
}


def made(articles: int) -> Numbers:
    rows = example_study.rows(articles)
    # Each second position is another actor's, so that there is somebody to agree with.
    rows["positions"] = [row | ({"actors": ["PER:jane_roe", "GOV:XXA"]} if i % 2 else {}) for i, row in enumerate(rows["positions"])]
    return numbers({name: tables.frame(name, found) for name, found in rows.items()})


def discourse_of(n: Numbers, affiliated: pd.DataFrame, actors: pd.DataFrame) -> figures.Chart:
    return discourse_figures.discourse(n, networks.pairs(affiliated), affiliated, actors)


def change_of(*positions: dict[str, Any]) -> figures.Chart:
    n = numbers(discourse.tables(positions))
    return discourse_figures.change(n, changes.sequences(n.data), discourse.ACTORS, {"toll": "The toll"})


@pytest.mark.parametrize("name", DRAW)
@pytest.mark.parametrize("articles", [2, 40])
def test_a_figure_says_what_it_shows_from_what_and_how_many(name: str, articles: int) -> None:
    chart = DRAW[name](made(articles))
    assert chart.title.plain
    assert chart.caption.plain.startswith("Source: tables ")
    assert "n = " in chart.caption.plain
    assert len(chart.data)
    assert chart.title.plain in chart.alt.plain or any(ch.isdigit() for ch in chart.alt.plain)


@pytest.mark.parametrize("name", DRAW)
def test_an_empty_table_gives_a_figure_that_says_so(name: str) -> None:
    chart = DRAW[name](numbers({name: tables.frame(name, []) for name in tables.ALL}))
    assert chart.caption.plain.startswith("No figure: ")
    assert "nothing to show" in chart.title.plain


def test_an_unknown_occasion_is_told_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no occasion 'EV:3'; did you mean 'EV:\d'\?\nallowed: EV:1, EV:2; or nothing"):
        coverage(occasion="EV:3")


def test_no_occasion_and_no_scores_give_figures_that_say_so() -> None:
    assert "nothing to show" in coverage(occasion=None).title.plain
    assert "nothing to show" in coverage(CELLS.head(0)).title.plain
    empty = pd.DataFrame(columns=list(evaluation.SCORES))
    assert "no coded article" in validation_figures.scores(numbers({}), empty, pd.DataFrame()).alt.plain


def test_rows_left_out_are_counted_and_stay_in_the_data() -> None:
    chart = figures.corpus(made(100))
    assert len(chart.data) == 101
    assert f"Not drawn: {101 - 18} articles; they are in the data." in chart.caption.plain


def test_of_a_speaker_with_very_many_days_those_with_most_statements_are_drawn() -> None:
    rows = example_study.rows(2)
    days = [day.date().isoformat() for day in pd.date_range("2031-01-01", periods=100)]
    row = {**rows["statements"][0], "speakers": ["PER:eva_holm"]}
    rows["statements"] = [
        {**row, "statement_id": f"s{number}", "date_earliest": day, "date_latest": day} for number, day in enumerate([*days, days[-1]])
    ]
    chart = figures.timeline(numbers({name: tables.frame(name, found) for name, found in rows.items()}))
    assert len(chart.data) == 100
    assert "Not drawn: 40 days; they are in the data." in chart.caption.plain
    assert any("and 40 more days" in text for text in texts(chart))
    assert "2" in texts(chart), "the day with two statements, though it is the last"


def test_numbers_in_words_are_those_of_the_data() -> None:
    chart = figures.statements(made(2))
    assert chart.title.plain == "50 % of the statements carry no quotation mark; 50 % leave the speaker unknown"
    assert chart.data.groupby("value")["count"].sum()[["direct", "indirect", "unknown"]].tolist() == [2, 2, 2]


def test_the_figure_of_an_occasion_says_who_took_what_in_which_form_and_who_left_it_out() -> None:
    chart = coverage()
    assert (
        chart.title.plain == "The briefing: of 2 utterances 1 is told by more than one outlet; Daily has most (2), Wire leaves out most (1)"
    )
    assert "Daily 2; Mirror 2; Wire 1; Early 0" in chart.alt.plain  # an outlet without an article of that time has no column
    forms = chart.data.set_index(["utterance", "outlet"])["form"]
    assert forms["u1"].to_dict() == {
        "Daily": "quoted", "Wire": "part", "Mirror": "copied", "Early": "published_before", "Late": "not_in_corpus",
    }  # fmt: skip
    assert forms["u2"]["Daily"] == "retold"
    assert chart.data.set_index(["utterance", "outlet"])["cues"]["u1", "Daily"] == "insist, say"


def test_a_change_of_side_is_seen() -> None:
    chart = change_of(discourse.position("p"), discourse.position("q", 1, **LATER))
    assert (
        chart.title.plain == "Of 1 pair of actor and topic followed over time 1 change sides, 0 narrow or widen what is said, 0 keep to it"
    )
    assert "Ida Holm · The toll turned (2031-02-03)" in chart.alt.plain


def test_a_narrowing_is_named_at_its_mark() -> None:
    later = discourse.position("q", modality="commitment", narrowed_by=["lethal"], widened_by=["ever"], **LATER)
    chart = change_of(discourse.position("p", widened_by=["ever"]), later)
    assert "0 change sides, 1 narrow or widen what is said" in chart.title.plain
    assert chart.data["label"].tolist() == ["asserted, +ever", "narrowed: commitment, +ever, −lethal"]
    assert {"asserted, +ever", "narrowed: commitment, +ever, −lethal"} <= texts(chart)


def test_another_act_on_the_same_side_is_no_change_of_side() -> None:
    chart = change_of(discourse.position("p"), discourse.position("q", stance="refuse", **LATER))
    assert "0 change sides, 0 narrow or widen what is said, 1 keep to it" in chart.title.plain


def test_what_was_said_in_the_same_days_only_is_not_followed_over_time() -> None:
    assert "at two dates" in change_of(discourse.position("p"), discourse.position("q", 1)).caption.plain


def test_undated_utterances_and_pairs_too_many_to_draw_are_counted() -> None:
    rows = [
        discourse.position(f"{name}{i}", topic=f"topic {i:02}", **day)
        for i in range(20)
        for name, day in (("p", {}), ("q", LATER), ("r", {"article_id": "d", "date_earliest": None, "date_latest": None}))
    ]
    chart = change_of(*rows)
    assert (
        "n = 40 utterances of 20 pairs. Not drawn: 5 pairs; they are in the data. Without a day and not drawn: 20." in chart.caption.plain
    )
    assert len(chart.data) == 40


@pytest.mark.parametrize("layout", LAYOUTS)
def test_marks_and_labels_do_not_overlap(layout: Layout) -> None:
    rows = [discourse.position(f"p{i}", modality=m, narrowed_by=["a long word that narrows"] * 3, day=f"2031-0{1 + i}-02")
            for i, m in enumerate(tables.MODALITIES)]  # fmt: skip
    assert overlaps(change_of(*rows), layout) == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", DRAW)
def test_words_lie_in_the_picture_beside_each_other_and_are_large_enough(name: str, layout: Layout) -> None:
    chart = DRAW[name](made(40))
    assert overlaps(chart, layout) == []
    sizes = [text.get_fontsize() for text in drawn(chart, layout)]
    assert min(sizes) * 96 / 72 >= 11  # CSS pixels at the width for which it was laid out


@pytest.mark.parametrize("name", DRAW)
def test_each_mark_leads_to_the_rows_that_its_number_counts(name: str) -> None:
    n = made(4)
    chart = DRAW[name](n)
    for layout in (WIDE, PHONE):
        links = {patch.get_url() for axes in chart.draw(layout).figure.axes for patch in axes.patches} - {None}
        assert links
        assert links <= {f"../{number.href}" for number in n.made.values()}
    assert {key for key in chart.data.filter(like="number").stack() if key} <= set(n.made)


def drawn(chart: figures.Chart, layout: Layout = WIDE) -> list[Text]:
    return [text for axes in chart.draw(layout).figure.axes for text in axes.texts if text.get_text().strip()]


def overlaps(chart: figures.Chart, layout: Layout = WIDE) -> list[tuple[str, str]]:
    """Texts that lie on each other, or reach out of the figure."""
    figure = chart.draw(layout).figure
    figure.set_dpi(216)  # with fewer dots letters are moved to whole ones
    FigureCanvasAgg(figure).draw()
    boxes = [(text.get_text(), text.get_window_extent()) for axes in figure.axes for text in axes.texts if text.get_text().strip()]
    out = [(text, "edge") for text, box in boxes if box.x0 < -1 or box.x1 > figure.bbox.x1 + 1]
    return out + [(a, b) for (a, one), (b, other) in combinations(boxes, 2) if one.padded(-4).overlaps(other.padded(-4))]


def texts(chart: figures.Chart) -> set[str]:
    return {text.get_text() for text in drawn(chart)}


PEOPLE = pd.DataFrame(
    [(f"PER:p{i:02}", f"{i:02} Somebody with quite a long name", "person", None, None) for i in range(16)],
    columns=["actor_id", "label", "type", "country", "acts_for"],
)


@pytest.fixture
def crowd() -> Numbers:
    """Sixteen people, each with a side on three of sixteen topics."""
    rows = [
        discourse.position(f"p{i}-{j}", i % 2, actors=[f"PER:p{i:02}"], topic=f"topic {(i + j) % 16:02}")
        for i in range(16)
        for j in range(3)
    ]
    return numbers({**discourse.tables(rows), "actors": PEOPLE})


def affiliated(n: Numbers) -> pd.DataFrame:
    return networks.affiliation(voices.utterances(n.data))


def test_at_most_twelve_actors_are_drawn_and_the_rest_is_counted(crowd: Numbers) -> None:
    chart = discourse_figures.affiliation(crowd, affiliated(crowd), PEOPLE, {})
    assert "n = 48 utterances, 16 actors. Not drawn: 4 actors and 2 topics; they are in the data." in chart.caption.plain
    assert sum(text.startswith(("topic ", "0", "1")) for text in texts(chart)) == 12 + 14
    ring = discourse_of(crowd, affiliated(crowd), PEOPLE)
    assert "n = 16 actors" in ring.caption.plain
    assert "Not drawn: 4 actors and " in ring.caption.plain


@pytest.mark.parametrize("layout", LAYOUTS)
def test_names_of_networks_do_not_overlap(crowd: Numbers, layout: Layout) -> None:
    for chart in (discourse_figures.affiliation(crowd, affiliated(crowd), PEOPLE, {}), discourse_of(crowd, affiliated(crowd), PEOPLE)):
        assert overlaps(chart, layout) == []


def test_the_title_says_who_agrees_and_who_disagrees_most() -> None:
    rows = [
        discourse.position(f"{who}-{topic}", side, actors=[f"PER:{who}"], topic=topic)
        for who, sides in (("holm", (1, 1, 0)), ("lund", (1, 1, 1)), ("moe", (0, 0, 1)))
        for topic, side in zip(("toll", "quay", "fog"), sides, strict=True)
    ]
    n = numbers(discourse.tables(rows))
    chart = discourse_of(n, affiliated(n), discourse.ACTORS)
    assert (
        chart.title.plain
        == "Ida Holm and Per Lund agree most: on 2 topics, against 1; Ida Holm and PER:moe disagree most: on 3 topics, against 0"
    )
    assert chart.caption.plain.startswith("Source: tables positions, alignments; n = 3 actors, 5 ties.")


def test_actors_of_one_name_stay_apart() -> None:
    twins = pd.DataFrame([("PER:a", "Ann"), ("PER:b", "Ann")], columns=["actor_id", "label"]).assign(type="person")
    rows = [discourse.position("p", actors=["PER:a"]), discourse.position("q", 1, actors=["PER:b"])]
    n = numbers(discourse.tables(rows))
    chart = discourse_of(n, affiliated(n), twins)
    assert {"Ann (PER:a)", "Ann (PER:b)"} <= texts(chart)


def test_network_counts_each_link() -> None:
    network = figures.graph(made(3))
    assert network.edges["PER:jane_roe", "GOV:XXA", "for"]["count"] == 3
    assert network.edges["PER:jane_roe", "GOV:XXA", "about"]["count"] == 3


def test_the_same_chart_gives_the_same_bytes(tmp_path: Path) -> None:
    for turn in ("one", "two"):
        figures.save(figures.positions(made(2), LABELS), tmp_path / turn, "04_positions")
        for name in ("change", "affiliation", "discourse"):
            figures.save(DRAW[name](made(4)), tmp_path / turn, name)
    for file in sorted((tmp_path / "one").iterdir()):
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
    words = json.loads((tmp_path / "one" / "04_positions.json").read_text(encoding="utf-8"))
    assert "".join(text for _, text, *_ in words["title"]) == words["title_plain"] == figures.positions(made(2), LABELS).title.plain
    assert b"<dc:date>" not in (tmp_path / "one" / "04_positions.svg").read_bytes()


def test_names_that_the_font_lacks_raise_no_warning(tmp_path: Path) -> None:
    cells = CELLS.assign(label="秦刚 \x80 \ufeff", outlet=CELLS["outlet"] + " صحيفة")
    assert figures.save(coverage(cells), tmp_path, "06_coverage")


def test_shown_in_a_notebook_as_an_image_with_alt_text_and_relative_link(tmp_path: Path) -> None:
    study = example_study.write(tmp_path)
    chart = figures.corpus(Numbers(example_study.read(study), "01_corpus", study))
    shown = figures.show(chart, "01_corpus", study).data
    assert f"![{chart.alt.plain}](../reports/figures/01_corpus.svg)" in shown
    assert str(tmp_path) not in shown
    assert (study.notebooks / "../reports/figures/01_corpus.csv").exists()


def test_reports_elsewhere_keep_their_links_among_themselves(tmp_path: Path) -> None:
    study = example_study.write(tmp_path / "study")
    away = type(study)(**{**vars(study), "reports": tmp_path / "away"})
    shown = figures.show(figures.corpus(Numbers(example_study.read(study), "01_corpus", study)), "01_corpus", away).data
    assert "](../figures/01_corpus.svg)" in shown


@pytest.mark.parametrize("colour", [sheet.BLUE, sheet.ORANGE, sheet.GREEN, sheet.GREY, sheet.BLACK])
def test_words_and_marks_stand_out_from_the_ground(colour: str) -> None:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5  # WCAG 2.2, 1.4.3


SHIPPED = sorted((Path(__file__).parents[1] / "reports/figures").glob("*.svg"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_each_link_in_a_shipped_picture_has_a_name_and_leads_to_a_number(path: Path) -> None:
    links = ElementTree.parse(path).getroot().findall(".//{http://www.w3.org/2000/svg}a")
    known = json.loads((path.parents[1] / "numbers.json").read_text(encoding="utf-8"))
    addresses = {f"../rows/{record['table']}.html#{record['id']}" for record in known}
    assert links
    assert all(link.get("aria-label") for link in links)
    assert {link.get("{http://www.w3.org/1999/xlink}href") for link in links} <= addresses | {
        f"../numbers.html#{record['id']}" for record in known
    }
