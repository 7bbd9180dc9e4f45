"""The whole path on real articles that lie outside the repository: the span law, and scores against their hand coding.

ANALYSIS_CORPUS names the folder of the articles, ANALYSIS_GOLD the folder with documents, quotations, positions and dates (.jsonl).
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from spacy.language import Language

from analysis import batches, comparison, corrections, coverage, evaluation, language, tables
from span_law import faults, frames, raw_texts

CODEBOOK = Path(__file__).parents[1] / "data" / "codebook"
NEEDED = ("ANALYSIS_CORPUS", "ANALYSIS_GOLD")
MISSING = [name for name in NEEDED if not Path(os.environ.get(name) or "nowhere").is_dir()]

pytestmark = [
    pytest.mark.model,
    pytest.mark.corpus,
    pytest.mark.skipif(bool(MISSING), reason=f"set {' and '.join(MISSING)}: the folder of real articles, that of their hand coding"),
]

# Part, measure, per cent at least: over so few articles one of them moves a score by some points, so floors lie below what is reached.
FLOORS = [
    ("cleaning", "boilerplate F1", 95),
    ("cleaning", "headline exact", 100),
    ("cleaning", "publication dated", 100),
    ("statements", "content F1", 90),
    ("statements", "content and speaker F1", 85),
    ("statements", "type, where found", 90),
    ("statements", "cue, where found", 95),
    ("positions", "topic F1", 92),
    ("positions", "topic, agreement F1", 92),
    ("positions", "topic, agreement, actor F1", 90),
    ("dates", "recall", 95),
    ("dates", "value, where found", 95),
    ("alignments", "one utterance, pairs precision", 80),
    ("alignments", "one utterance, pairs recall", 80),
]
CEILINGS = [("statements", "false attribution", 4), ("traps", "taken for a statement", 0)]


@pytest.fixture(scope="module")
def raw() -> Path:
    return Path(os.environ["ANALYSIS_CORPUS"])


@pytest.fixture(scope="module")
def processed(raw: Path, nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("acceptance")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "load", lambda **_: nlp)
        batches.run(raw, folder, CODEBOOK)
    corrections.run(raw, folder, CODEBOOK)
    comparison.run(raw, folder, CODEBOOK)
    return folder


@pytest.fixture(scope="module")
def scores(processed: Path) -> pd.DataFrame:
    return evaluation.evaluate(processed, Path(os.environ["ANALYSIS_GOLD"])).scores.set_index(["part", "measure"])


@pytest.mark.parametrize(("part", "measure", "floor"), FLOORS, ids=[f"{part}: {measure}" for part, measure, _ in FLOORS])
def test_scores_reach_their_floors(scores: pd.DataFrame, part: str, measure: str, floor: float) -> None:
    assert round(scores.loc[(part, measure), "value"], 1) >= floor


@pytest.mark.parametrize(("part", "measure", "ceiling"), CEILINGS, ids=[f"{part}: {measure}" for part, measure, _ in CEILINGS])
def test_scores_stay_below_their_ceilings(scores: pd.DataFrame, part: str, measure: str, ceiling: float) -> None:
    assert round(scores.loc[(part, measure), "value"], 1) <= ceiling


def test_every_hand_coded_article_is_scored(scores: pd.DataFrame) -> None:
    coded = (Path(os.environ["ANALYSIS_GOLD"]) / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert set(scores["articles"]) == {len(coded)}


def test_the_press_conference_is_told_apart_from_the_statements_of_other_days(processed: Path) -> None:
    cells = tables.read("coverage", processed)
    told = coverage.selection(cells[cells["occasion_id"] == coverage.widest(cells)])
    assert len(told) == 2  # two of the five outlets published in time; one before, one later, one more than a year later
    assert told["reported"].min() > 3
    assert told["silent"].min() > 0


def test_every_article_is_read(processed: Path, raw: Path) -> None:
    table = frames(processed)["articles"]
    assert set(table["article_id"]) == {path.stem for path in raw.glob("*.txt")}
    assert set(table["status"]) == {"ok"}


def test_every_span_of_every_row_lies_in_the_raw_file(processed: Path, raw: Path) -> None:
    assert faults(frames(processed), raw_texts(raw)) == []
