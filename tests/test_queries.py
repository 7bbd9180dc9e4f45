"""What a number counts, in plain words."""

from __future__ import annotations

import pytest

import example_study
from analysis import queries
from analysis.numbers import Numbers
from analysis.site import Site

WORDS = {
    ("statements", ""): "the statements, all of them",
    ("statements", "type == 'indirect'"): "the statements for which type is “indirect”",
    ("statements", "@has(speakers, 'PER:jane_roe') and type != 'direct'"): (
        f"the statements for which speaker is “Jane Roe {example_study.MARKUP}” and type is not “direct”"
    ),
    ("statements", "speakers.str.len() == 0"): "the statements for which speaker is open",
    ("positions", "(actors.str.len() > 0) and topic == 'the_plan' and agreement == 0"): (
        "the positions for which actor is known and topic is “The plan <i>” and side is “disagrees”"
    ),
    ("positions", "agreement.isna()"): "the positions for which side is open",
    ("articles", "outlet == 'A and (B) \\' C'"): "the articles for which outlet is “A and (B) ' C”",
    ("statements", "confidence >= 0.5"): "the statements for which confidence is at least 0.5",
    ("statements", "type == 'direct' or negated"): "the statements for which this holds: type == 'direct' or negated",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    study = example_study.write(tmp_path_factory.mktemp("queries"))
    return Site.of(Numbers(example_study.read(study), "test", study))


@pytest.mark.parametrize(("table", "where"), WORDS)
def test_a_query_is_read_out_with_labels(site: Site, table: str, where: str) -> None:
    record = {"table": table, "measure": "rows", "where": where, "queried": True}
    assert queries.words(site, record) == WORDS[table, where]


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("distinct outlet", "how many different values of “outlet” stand in the articles, all of them"),
        ("sum of n_words", "the sum of n_words over the articles, all of them"),
    ],
)
def test_what_is_measured_is_said(site: Site, measure: str, said: str) -> None:
    assert queries.words(site, {"table": "articles", "measure": measure, "where": "", "queried": True}) == said


def test_rows_that_code_picked_say_how(site: Site) -> None:
    record = {"table": "statements", "measure": "rows", "where": "one of each utterance", "queried": False}
    assert queries.words(site, record) == "the statements: one of each utterance"
