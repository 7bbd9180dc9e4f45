"""Units, strata and the draw: every place is reached, weights reach the whole corpus, and the same seed draws the same units."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

import example_study
from analysis import articles, sampling, sampling_units, tables
from analysis.sampling_units import Mismatch
from analysis.study import Study

# ---- sentences --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def splitter() -> Language:
    return sampling_units.splitter()


SPLITS = [
    ("The ferry was late. Nobody knew why.", ["The ferry was late.", "Nobody knew why."]),
    ("“Why?” she asked. “Fog.”", ["“Why?” she asked.", "“Fog.”"]),
    ("Mr. Roe and J. Berg met at 5 p.m. in the U.S. port.", ["Mr. Roe and J. Berg met at 5 p.m. in the U.S. port."]),
    ("It was late.\r\nVery late.", ["It was late.", "Very late."]),
    ("The pier,\r\nbuilt in 1920, fell.", ["The pier,\r\nbuilt in 1920, fell."]),
    ("* * *", []),
    ("“ The pier fell. ”", ["“ The pier fell. ”"]),
    ("A headline without a stop", ["A headline without a stop"]),
    ("They left…  Then came rain! 🌧", ["They left…", "Then came rain! 🌧"]),
]


@pytest.mark.parametrize(("text", "wanted"), SPLITS, ids=[text[:20] for text, _ in SPLITS])
def test_sentences_end_where_a_reader_ends_them(splitter: Language, text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in sampling_units.split(splitter, text, [(0, len(text))])] == wanted


def test_no_sentence_reaches_over_two_segments(splitter: Language) -> None:
    text = "Harbour shut\nthe ferry stays in port. It rains."
    found = sampling_units.split(splitter, text, [(0, 12), (13, len(text))])
    assert [text[start:end] for start, end in found] == ["Harbour shut", "the ferry stays in port.", "It rains."]


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="ab Z.!?“”\"' \r\n\t\u00a0…🌧-9", max_size=80))
def test_sentences_hold_every_word_once_and_in_order(splitter: Language, text: str) -> None:
    found = list(sampling_units.split(splitter, text, [(0, len(text))]))
    held = [at for start, end in found for at in range(start, end)]
    assert held == sorted(set(held))
    assert {at for at, c in enumerate(text) if c.isalnum()} <= set(held)
    assert all(text[start:end] == text[start:end].strip() for start, end in found)


def test_a_word_of_many_thousand_characters_takes_no_time(splitter: Language) -> None:
    text = "x" * 200_000 + ". The end."
    assert len(list(sampling_units.split(splitter, text, [(0, len(text))]))) == 2


# ---- frames -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return example_study.write(tmp_path / "study", articles=6)


def frames(study: Study, **given: bool) -> tuple[dict[str, pd.DataFrame], dict[str, str]]:
    found = example_study.read(study)
    texts = sampling_units.same_texts(found["articles"], articles.read(study.raw))
    units = {"statement": sampling_units.statements(found), "sentence": sampling_units.sentences(found, texts, **given)}
    return units, dict(zip(found["articles"]["article_id"], found["articles"]["text_sha256"], strict=True))


def words(units: pd.DataFrame) -> list[str]:
    return [example_study.TEXT[start:end] for start, end in zip(units["start"], units["end"], strict=True)]


def test_statements_are_drawn_by_what_was_said(study: Study) -> None:
    units = frames(study)[0]["statement"]
    assert len(units) == 12
    assert set(words(units)) == {
        "the mayor insisted “no plan & no <script>alert(1)</script> exists”",
        "no plan & no <script>alert(1)</script> exists",
    }
    assert set(units["topic"]) == {"the_plan", "none"}
    assert set(units["confidence"]) == {"0.70 to 0.84"}
    assert set(units["outlet"]) == {f"Outlet {n} {example_study.MARKUP}" for n in range(3)}


def test_sentences_are_those_in_which_no_statement_stands(study: Study) -> None:
    units = frames(study)[0]["sentence"]
    assert len(units) == 6
    assert set(words(units)) == {"Minister denies <b>plan</b>"}  # the navigation above it is no part of headline or body


def test_every_sentence_can_be_asked_for_further_statements(study: Study) -> None:
    units = frames(study, every=True)[0]["sentence"]
    assert len(units) == 12
    assert units.groupby("holds", observed=True).size().to_dict() == {"none": 6, "a statement": 6}
    start, end = next(iter(units.loc[units["holds"] == "a statement", ["start", "end"]].itertuples(index=False)))
    own = tables.read("statements", study.processed).query("article_id == 'a00000'")
    assert [example_study.TEXT[a:b][:10] for a, b in sampling_units.standing(own, start, end)] == ["the mayor ", "no plan & "]


def changed(study: Study) -> None:
    (study.raw / "a00001.txt").write_text("Other words.", encoding="utf-8")


def gone(study: Study) -> None:
    (study.raw / "a00001.txt").unlink()


def new(study: Study) -> None:
    (study.raw / "b.txt").write_text("New words.", encoding="utf-8")


@pytest.mark.parametrize("change", [changed, gone, new])
def test_texts_of_another_build_are_refused(study: Study, change: object) -> None:
    change(study)  # type: ignore[operator]
    with pytest.raises(Mismatch, match=r"(a00001|b) is new, changed or gone; make the tables again"):
        frames(study)


# ---- strata and draw --------------------------------------------------------------------------------------------------


@st.composite
def corpora(draw: st.DrawFn) -> dict[str, pd.DataFrame]:
    """Two frames of units whose outlets and types are as uneven as in any corpus."""
    made = {}
    for name in ("statement", "sentence"):
        size = draw(st.integers(0 if name == "sentence" else 1, 120))
        choose = np.random.default_rng(draw(st.integers(0, 99)))
        outlets = choose.zipf(1.7, size).clip(1, 9)
        made[name] = pd.DataFrame(
            {
                "article_id": [f"a{n % 7}" for n in range(size)],
                "start": range(size),
                "end": range(1, size + 1),
                "statement_id": [f"s{n}" if name == "statement" else "" for n in range(size)],
                "outlet": [f"Outlet {n}" for n in outlets],
            }
        )
        if name == "statement":
            made[name]["type"] = choose.choice(["direct", "indirect", "mixed"], size)
    return made


SUMS = {f"a{n}": f"{n}" * 64 for n in range(7)}


@settings(deadline=None, max_examples=40)
@given(corpora(), st.integers(1, 150), st.sampled_from([0.0, 0.2, 1 / 3, 1.0]), st.permutations(sampling.BY))
def test_weights_of_the_drawn_sum_to_the_frame(frames: dict[str, pd.DataFrame], n: int, share: float, by: list[str]) -> None:
    sample = sampling.draw(frames, SUMS, n=n, sentences=share, by=by)
    assert list(sample.columns) == list(sampling.COLUMNS)
    reached = [name for name in frames if len(frames[name]) and (share or name == "statement")]
    assert len(sample) == min(n, sum(len(frames[name]) for name in reached))
    assert sample["unit_id"].is_unique
    for name, own in sample.groupby("frame"):
        assert (own["stratum_size"] / own["drawn"]).sum() == pytest.approx(len(frames[str(name)]))
        drawn = own.groupby("stratum").agg(size=("unit_id", "size"), drawn=("drawn", "first"), units=("stratum_size", "first"))
        assert (drawn["size"] == drawn["drawn"]).all()
        assert drawn["drawn"].between(1, drawn["units"]).all()
        known = set(frames[str(name)][["article_id", "start", "end", "statement_id"]].itertuples(index=False, name=None))
        assert set(own[["article_id", "start", "end", "statement_id"]].itertuples(index=False, name=None)) <= known
        assert drawn["drawn"].min() >= min(sampling.FEWEST - 1, len(own)) or len(drawn) == 1


@settings(deadline=None, max_examples=20)
@given(corpora(), st.integers(0, 3))
def test_same_seed_same_sample(frames: dict[str, pd.DataFrame], seed: int) -> None:
    assert sampling.draw(frames, SUMS, n=20, seed=seed).equals(sampling.draw(frames, SUMS, n=20, seed=seed))


def test_another_seed_is_another_draw(study: Study) -> None:
    units, sums = frames(study)
    drawn = {tuple(sampling.draw(units, sums, n=6, seed=seed)["unit_id"]) for seed in range(5)}
    assert len(drawn) > 1


def test_every_unit_is_as_likely_to_be_drawn_as_any_other_of_its_stratum() -> None:
    units = pd.DataFrame({"article_id": "a1", "start": range(12), "end": range(1, 13), "statement_id": "", "outlet": "Gull"})
    none = units.iloc[:0]
    counts = np.zeros(12)
    for seed in range(200):
        drawn = sampling.draw({"statement": none, "sentence": units}, SUMS, n=3, sentences=1, seed=seed)
        counts[drawn["start"]] += 1
    assert counts.min() > 30  # 50 expected, standard deviation 6
    assert counts.max() < 70


STRATA: list[tuple[dict[str, int], int, set[str]]] = [
    ({"Gull": 60, "Tern": 40}, 20, {"outlet: Gull", "outlet: Tern"}),
    ({"Gull": 90, "Tern": 5, "Auk": 5}, 20, {"all"}),  # too few of the others to stand alone, even together
    ({"Gull": 60, "Tern": 30, "Auk": 10}, 20, {"outlet: Gull", "outlet: other"}),  # the rest takes the smallest in
    ({"Gull": 60, "Tern": 20, "Auk": 10, "Crow": 10}, 20, {"outlet: Gull", "outlet: Tern", "outlet: other"}),
    ({"Gull": 100}, 20, {"all"}),
]


@pytest.mark.parametrize(("outlets", "n", "wanted"), STRATA)
def test_small_strata_are_joined(outlets: dict[str, int], n: int, wanted: set[str]) -> None:
    units = pd.DataFrame({"outlet": [name for name, size in outlets.items() for _ in range(size)]})
    assert set(sampling.strata(units, n)) == wanted


def test_strata_are_made_in_the_order_that_is_asked_for() -> None:
    units = pd.DataFrame({"outlet": ["Gull", "Tern"] * 20, "type": ["direct"] * 20 + ["indirect"] * 20})
    assert set(sampling.strata(units, 8, ("type", "outlet"))) == {"type: direct", "type: indirect"}
    assert set(sampling.strata(units, 8)) == {"outlet: Gull", "outlet: Tern"}
    assert len(set(sampling.strata(units, 16))) == 4


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"n": 0}, "at least 1 unit, not 0"),
        ({"sentences": 1.5}, "between 0 and 1, not 1.5"),
        ({"seed": -1}, "from 0 on, not -1"),
        ({"by": ("outlet", "colour")}, "by colour; allowed: outlet, type, topic, confidence"),
    ],
)
def test_what_cannot_be_drawn_is_refused(study: Study, given: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sampling.draw(*frames(study), **given)  # type: ignore[arg-type]


def test_texts_are_read_one_at_a_time(study: Study) -> None:
    held = example_study.read(study)
    alive = 0

    def one_at_a_time() -> Iterator[articles.Article]:
        nonlocal alive
        for article in articles.read(study.raw):
            alive += 1
            assert alive == 1
            yield article
            alive -= 1

    assert len(sampling_units.sentences(held, sampling_units.same_texts(held["articles"], one_at_a_time()))) == 6
