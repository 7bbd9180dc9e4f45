"""The main findings in plain words, each number in them with exactly its rows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import example_study
from analysis import discourse_pages, findings, tables
from analysis.numbers import Numbers
from analysis.site import Site

JANE = f"Jane Roe {example_study.MARKUP}"
SAID = {
    "Who is heard": [
        "The articles ascribe 6 statements to somebody. In 3 of them (50 %) there is no quotation mark: the outlet tells in its own words"
        " what was said.",
        f"Most often heard: {JANE} (3).",
        "Of 3 statements it is left open who speaks; they are kept, with the reason.",
    ],
    "Who takes which side": [
        "A known actor takes a side 3 times, on 1 topic. To take a side is to agree or to disagree with a proposition that the researcher"
        " has written. Reports are counted: one utterance in several outlets counts several times.",
        "“The plan <i>”, 3 in all. The proposition: There is a plan."
        f" Say that it is so, most often: {JANE} (1). Deny it, most often: {JANE} (2).",
    ],
    "What each outlet reports and leaves out": [
        "Of 6 statements 2 were made at one of 1 known occasion; two outlets or more report 1 utterance.",
        "Reported most widely: Talk at the quay, by 2 outlets; together they report 1 utterance.",
        "Bay reports 1 of them and leaves out 0.",
        "Ayre reports 1 of them and leaves out 0.",
        "Cove reports 0 of them and leaves out 1.",
    ],
    "How far to trust this": [
        "A program made these rows, and some are wrong. Follow a number to its sentence before you rely on it: a report of words is not"
        " the words, and what no article here reports may still have been said.",
        "The scores compare the program with a coding that was made beforehand, without sight of its rows; the notebook of the"
        " validation says by whom.",
        "Score for getting right both what was said and who said it: 91 of a hundred (interval from 80 to 97).",
        "Score for getting right the topic and the side taken on it: 70 of a hundred (too few articles for an interval).",
        "Weakest is topic, agreement F1: 70 of a hundred (too few articles for an interval).",
    ],
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    study = example_study.write(tmp_path_factory.mktemp("findings"), 3)
    data = example_study.read(study)
    held = ["statement-0-1", "statement-1-1"]
    occasion = {"occasion_id": "EV:quay", "label": "Talk at the quay", "earliest": "2024-05-01", "latest": "2024-05-02"}
    data["occasions"] = tables.frame(
        "occasions", [{**occasion, "speaker": None, "place": None, "kind": None, "basis": "text", "statement_ids": held}]
    )
    cells = [("Ayre", "reported", held[:1]), ("Bay", "reported", held[1:]), ("Cove", "silent", []), ("Dock", "not_in_corpus", [])]
    data["coverage"] = tables.frame(
        "coverage",
        [
            {"occasion_id": "EV:quay", "utterance": "alignment-1", "label": "no plan", "outlet": outlet, "state": state, "n": len(ids),
             "statement_ids": ids, "copy_of": None}
            for outlet, state, ids in cells
        ],
    )  # fmt: skip
    n = Numbers(data, "test", study)
    scores = [
        {"score_id": "1", "measure": "content and speaker F1", "value": 91.4, "low": 80.2, "high": 97.0},
        {"score_id": "2", "measure": "topic, agreement F1", "value": 70.0, "low": None, "high": None},
        {"score_id": "3", "measure": "precision", "value": 50.0, "low": 40.0, "high": 60.0},
    ]
    n.add("scores", pd.DataFrame(scores), key="score_id")
    return Site.of(n)


@pytest.mark.parametrize("title", SAID)
def test_findings_read_as_sentences(site: Site, title: str) -> None:
    said = {section.title: section for section in findings.findings(site, discourse_pages.steps_of(site))}
    assert sorted(sentence.plain for sentence in said[title].sentences) == sorted(SAID[title])


def test_texts_are_told_in_one_sentence(site: Site) -> None:
    assert findings.texts(site).plain == "4 articles of 3 outlets, published on 2024-05-07; 1 of the articles could not be read."


def test_a_number_in_a_finding_holds_the_rows_it_counts(site: Site) -> None:
    for section in findings.findings(site, discourse_pages.steps_of(site)):
        for sentence in section.sentences:
            for number in sentence.numbers:
                if number.measure == "rows":
                    assert number.value == len(number.rows)
                assert set(number.rows) <= set(site.n.data[number.table][site.n.key(number.table)])


def test_nothing_is_said_of_what_is_not_there(tmp_path: Path) -> None:
    nothing = {name: rows if name == "articles" else [] for name, rows in example_study.rows(0).items()}
    study = example_study.write(tmp_path, 0, nothing)
    empty = Site.of(Numbers(example_study.read(study), "test", study))
    titles = [section.title for section in findings.findings(empty, discourse_pages.steps_of(empty))]
    assert titles == ["How far to trust this"]
