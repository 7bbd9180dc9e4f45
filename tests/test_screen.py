"""The screen: what no actor and no topic of the codebook touches is passed over, and nothing that would take a position is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from spacy.language import Language

from analysis import actors, batches, build, cli, codebook, corrections, language, parts, tables
from analysis.screen import REASON, Screen
from span_law import faults, frames, raw_texts

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.model

TOPICS = """words:
  ships: [ferry, ferries, boat*, rock-solid hull*]
topics:
- id: ferry_sale
  label: Sale of ferries
  proposition: Ferries are sold
  kind: factual
  terms: ["sell + @ships", "hand over + boat*"]
- id: harbour_toll
  label: Toll
  proposition: The toll is right
  kind: normative
  pro: [toll + GOV:AUT]
  none: [bridge*]
- id: strike
  label: Strike
  proposition: The strike goes on
  kind: factual
  terms: [walkout*]
  context: [GOV:CHL]
"""
ACTORS = """actors:
- id: PER:ida_lindt
  label: Ida Lindt
  type: person
  acts_for: GOV:AUT
  names: [Ida Lindt]
  roles:
  - {title: transport minister, of: GOV:AUT, start: 2020-01-01, source: invented}
  - {title: captain, of: GOV:CHL, start: 2020-01-01, source: invented}
- {id: ORG:NORTH_PORTS, label: North Ports, type: organisation, names: [North Ports]}
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("codebook")
    for name, text in {"topics": TOPICS, "actors": ACTORS, "events": "events: []\n"}.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def screen(nlp: Language, book: Path) -> Screen:
    loaded = codebook.load(book)
    return Screen(nlp, loaded, actors.Linker(nlp, loaded))


@pytest.fixture(autouse=True)
def one_pipeline(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "load", lambda **_: nlp)


TOUCHED = {
    "a name": ("The mayor met Ida Lindt at noon.", "PER:ida_lindt"),
    "the name of a body": ("North Ports was closed.", "ORG:NORTH_PORTS"),
    "a title of several words": ("The Transport Minister was late.", "PER:ida_lindt"),
    "another wording of a title, none of the codebook": ("The minister of transport was late.", None),
    "a title of one word, and of what it is": ("A captain sailed to Chile.", "PER:ida_lindt"),
    "a title of one word alone": ("A captain sailed home.", None),
    "a title within a longer word": ("The captaincy went to Chile.", None),
    "a pattern": ("They want to sell the ferry.", "ferry_sale"),
    "words in other forms": ("The boats had been sold.", "ferry_sale"),
    "capitals": ("CITY TO SELL FERRIES", "ferry_sale"),
    "one part of a pattern": ("The ferry was late.", None),
    "parts in two paragraphs": ("They sell apples.\nThe ferry was late.", None),
    "parts in two sentences of a paragraph": ("They sell apples. The ferry was late.", "ferry_sale"),
    "words in a row": ("They hand over boats.", "ferry_sale"),
    "words in a row, an insertion between": ("They hand, he said, over boats.", "ferry_sale"),
    "words in a row, quotation marks between": ("They “hand” “over” boats.", "ferry_sale"),
    "words in a row, something joined between": ("They hand and pass over boats.", "ferry_sale"),
    "words in a row, apart": ("A hand waved all over the boats.", None),
    "words written as one": ("They sell rock-solid hulls.", "ferry_sale"),
    "an actor of a pattern by the name of the country": ("The toll of Austria.", "harbour_toll"),
    "an actor of a pattern by a surname": ("The toll that Lindt wants.", "harbour_toll"),
    "an actor of a pattern who is not there": ("The toll that Chile wants.", None),
    "wording that keeps a topic out does not touch": ("The bridges are old.", None),
    "a topic whose context is named": ("A walkout in Chile.", "strike"),
    "a topic whose context is not named": ("A walkout in Norway.", None),
    "neither": ("Bread rises in a warm kitchen.", None),
    "no text": ("", None),
}


@pytest.mark.parametrize(("text", "touched"), TOUCHED.values(), ids=TOUCHED)
def test_a_text_is_touched_by_names_offices_and_wording_of_topics(text: str, touched: str | None, screen: Screen) -> None:
    assert screen.touched_by(text) == touched


def test_a_codebook_without_actors_and_topics_touches_nothing(nlp: Language) -> None:
    empty = codebook.Codebook()
    assert Screen(nlp, empty, actors.Linker(nlp, empty)).touched_by("Ida Lindt will sell the ferry.") is None


def test_dictionary_forms_of_another_lemmatiser_are_not_guessed(nlp: Language, book: Path) -> None:
    import spacy

    other = spacy.blank("en")
    other.add_pipe("lemmatizer", config={"mode": "lookup"})
    loaded = codebook.load(book)
    with pytest.raises(ValueError, match="carried pipeline"):
        Screen(other, loaded, actors.Linker(other, loaded)).touched_by("They sell apples.")


STORIES = {
    "bread": "Bread for beginners\n\nBread rises in a warm kitchen. “Knead it twice,” said the baker.\n",
    "sale": "Ferry to be sold\n\nAustria said on Monday that it would sell the ferry. Critics denied that the boat was sold.\n",
    "toll": "Toll\n\nAustria praised the toll.\n\n“The toll of Austria is right,” Ida Lindt said.\n",
    "strike": "Harbour\n\nChile denied that there was a walkout.\n",
    "late": "Late again\n\nThe ferry was late, passengers said on Tuesday.\n",
    "empty": "",
}


@pytest.fixture(scope="module")
def runs(nlp: Language, book: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, tuple[Path, Path]]]:
    """Each corpus extracted whole and with the screen: raw texts and tables."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / "stories").mkdir()
    for name, text in STORIES.items():
        (folder / "stories" / f"{name}.txt").write_text(text, encoding="utf-8")
    corpora = {"stories": (folder / "stories", book), "data/raw": (ROOT / "data" / "raw", ROOT / "data" / "codebook")}
    corpora["data/raw, another study"] = (ROOT / "data" / "raw", book)
    found: dict[str, dict[str, tuple[Path, Path]]] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "load", lambda **_: nlp)
        for number, (name, (raw, own)) in enumerate(corpora.items()):
            found[name] = {}
            for how in ("whole", "screened"):
                batches.run(raw, folder / f"{number}-{how}", own, screen=how == "screened")
                corrections.run(raw, folder / f"{number}-{how}", own)
                found[name][how] = (raw, folder / f"{number}-{how}")
    return found


Runs = dict[str, dict[str, tuple[Path, Path]]]


@pytest.mark.parametrize("corpus", ["stories", "data/raw", "data/raw, another study"])
def test_positions_are_those_of_a_run_without_the_screen(corpus: str, runs: Runs) -> None:
    whole, screened = (tables.read("positions", runs[corpus][how][1]) for how in ("whole", "screened"))
    pd.testing.assert_frame_equal(whole, screened, check_dtype=False)


@pytest.mark.parametrize("corpus", ["stories", "data/raw", "data/raw, another study"])
def test_all_rows_of_articles_that_are_touched_are_those_of_a_run_without_the_screen(corpus: str, runs: Runs) -> None:
    whole, screened = (frames(runs[corpus][how][1]) for how in ("whole", "screened"))
    passed = set(screened["articles"].query("status == 'screened'")["article_id"])
    for name in set(parts.EXTRACTED) - {"actors"}:
        kept = [table[~table["article_id"].isin(passed)].reset_index(drop=True) for table in (whole[name], screened[name])]
        pd.testing.assert_frame_equal(*kept, check_dtype=False)  # a table without rows has no types
    pd.testing.assert_frame_equal(whole["segments"], screened["segments"])
    columns = [name for name in whole["articles"] if name not in ("status", "reason")]
    pd.testing.assert_frame_equal(whole["articles"][columns], screened["articles"][columns])
    assert faults(screened, raw_texts(runs[corpus]["screened"][0])) == []


def test_what_is_passed_over_stays_with_its_reason_and_the_counts_add_up(runs: Runs) -> None:
    processed = runs["stories"]["screened"][1]
    table = tables.read("articles", processed).set_index("article_id")
    assert table["status"].to_dict() == {
        "bread": "screened", "empty": "empty", "late": "screened", "sale": "ok", "strike": "ok", "toll": "ok",
    }  # fmt: skip
    assert set(table.loc[table["status"] == "screened", "reason"]) == {REASON}
    assert build.screened(processed) == "6 articles: 3 ok, 2 screened, 1 empty, 0 failed"
    assert [line.split(":")[0] for line in build.unread(processed)] == ["empty.txt"]
    numbers = [int(n) for n in re.findall(r"\d+", build.screened(processed))]
    assert numbers[0] == sum(numbers[1:])


def test_screened_and_whole_runs_do_not_take_each_others_parts(book: Path, tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text(json.dumps({"id": "a", "text": STORIES["bread"]}) + "\n", encoding="utf-8")
    said: list[str] = []
    for screen in (True, True, False):
        batches.run(tmp_path / "news.jsonl", tmp_path / "tables", book, screen=screen, say=said.append)
    assert len(said) == 2
    assert tables.read("articles", tmp_path / "tables")["status"].tolist() == ["ok"]


def test_the_command_says_how_many_were_passed_over(book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "bread.txt").write_text(STORIES["bread"], encoding="utf-8")
    command = ["extract", str(tmp_path / "raw"), "--processed", str(tmp_path / "tables"), "--codebook", str(book)]
    assert cli.main([*command, "--screen"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 articles: 0 ok, 1 screened, 0 empty, 0 failed"
    assert cli.main(command) == 0
    assert "screened" not in capsys.readouterr().out
