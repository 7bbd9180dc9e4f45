"""The attribution benchmark: gold read from brat files, pairing and outcomes, kinds by form, rivals' output as rows, mistakes in turn."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

import gallery
import kinds
import rows
import scoring
import systems
import tabulated
from analysis import language
from rows import Article, Row

BENCHMARK = Path(__file__).parents[1] / "benchmarks" / "attribution"

TEXT = "Ferry stops\n\n“The ferry is late,” said Ann Holm. “It sank.”\nThe captain thinks that the boat is old.\nBo Lund: never again."


def spans(*parts: str) -> rows.Spans:
    """Where words stand in TEXT."""
    return tuple((TEXT.index(part), TEXT.index(part) + len(part)) for part in parts)


def row(*content: str, cue: str = "", source: str = "") -> Row:
    return Row(spans(*content), spans(cue) if cue else (), spans(source) if source else ())


QUOTED = row("“The ferry is late,”", "“It sank.”", cue="said", source="Ann Holm")
BELIEF = row("that the boat is old", cue="thinks", source="The captain")
COLON = row("never again", cue=":", source="Bo Lund")
GOLD = (QUOTED, BELIEF, COLON)
ARTICLE = Article("ferry", TEXT, GOLD)


# Gold


def brat(*found: Row) -> str:
    """Rows of TEXT as a brat file. As in PolNeAR, a further line for each joins its parts."""
    lines, number = [], 0
    for event, one in enumerate(found, start=1):
        arguments = []
        for role in rows.ROLES:
            if one.spans(role):
                number += 1
                offsets = ";".join(f"{start} {end}" for start, end in one.spans(role))
                lines.append(f"T{number}\t{role.capitalize()} {offsets}\t{rows.words(TEXT, one.spans(role))}")
                arguments.append(f"{role.capitalize()}:T{number}")
        lines.append(f"E{event}\tAttribution:T0 {' '.join(arguments)}")
    return "\n".join(lines) + "\n"


def corpus(folder: Path, *found: Row) -> Path:
    """A folder laid out as the benchmark reads it, with one article."""
    part = folder / "eval" / "polnear" / "dev"
    (part / "text").mkdir(parents=True)
    (part / "attributions").mkdir()
    (part / "text" / "ferry.txt").write_bytes(TEXT.encode())
    (part / "attributions" / "ferry_ann1.ann").write_bytes(brat(*found).encode())
    return part


def test_gold_is_read_as_it_was_marked(tmp_path: Path) -> None:
    floating = Row(COLON.content, COLON.cue)
    [article] = rows.read_folder(corpus(tmp_path, QUOTED, BELIEF, floating))
    assert article == Article("ferry", TEXT, (QUOTED, BELIEF, floating))


def test_the_first_annotator_counts_and_texts_without_one_are_left_out(tmp_path: Path) -> None:
    part = corpus(tmp_path, QUOTED)
    (part / "attributions" / "ferry_bob.ann").write_text(brat(BELIEF), encoding="utf-8")
    (part / "text" / "ferry_two.txt").write_text(TEXT, encoding="utf-8")
    assert [(a.name, a.gold) for a in rows.read_folder(part)] == [("ferry", (QUOTED,))]


BRAT: dict[str, tuple[str, list[Row]]] = {
    "empty": ("", []),
    "several spans of a role": (
        "T1\tContent 0 2\tx\nT2\tContent 4 6\ty\nE1\tContent:T1 Content2:T2",
        [Row(((0, 2), (4, 6)))],
    ),
    "a broken span": ("T1\tContent 0 2;4 6\tx\nE1\tContent:T1", [Row(((0, 2), (4, 6)))]),
    "a mark further down": ("T1\tContent 0 2\tx\nE1\tContent:T1 Content2:T2\nT2\tContent 4 6\ty", [Row(((0, 2),))]),
    "without content": ("T1\tSource 0 2\tx\nE1\tSource:T1", []),
    "notes and unknown roles": ("T1\tContent 0 2\tx\n#1\tnote T1\ty\nA1\tFlag E1\nE1\tContent:T1 Doubt:T1", [Row(((0, 2),))]),
    "Windows line ends": ("T1\tContent 0 2\tx\r\nE1\tContent:T1\r\n", [Row(((0, 2),))]),
}


@pytest.mark.parametrize(("notes", "expected"), BRAT.values(), ids=BRAT)
def test_brat_files(notes: str, expected: list[Row]) -> None:
    assert rows.read_brat(notes) == expected


def test_a_folder_without_texts_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"training/README\.md"):
        rows.read_folder(tmp_path)


# Scores

# What a system finds, and the outcome of each of the three gold rows; then what became of the rows that are paired with none.
OUTCOMES: dict[str, tuple[list[Row], list[str], list[str]]] = {
    "all as people marked it": ([*GOLD], ["right source"] * 3, []),
    "in another order": ([COLON, QUOTED, BELIEF], ["right source"] * 3, []),
    "nothing": ([], ["missed"] * 3, []),
    "another source": ([row("never again", source="Ann Holm")], ["missed", "missed", "wrong source"], []),
    "half of the source is enough": ([row("never again", source="Lund")], ["missed", "missed", "right source"], []),
    "no source": ([row("never again")], ["missed", "missed", "no source given"], []),
    "half of the content is enough": ([row("never ag")], ["missed", "missed", "no source given"], []),
    "less than half is not": ([row("again", source="Bo Lund")], ["missed", "missed", "wrong span"], ["beside"]),
    "words that nobody said": ([row("Ferry stops")], ["missed"] * 3, ["spurious"]),
    "one row for two": ([row("never"), row("never again")], ["missed", "missed", "no source given"], ["beside"]),
    "a broken quotation in parts": ([row("“The ferry is late,”"), row("“It sank.”")], ["no source given", "missed", "missed"], ["beside"]),
}


@pytest.mark.parametrize(("found", "outcomes", "surplus"), OUTCOMES.values(), ids=OUTCOMES)
def test_every_row_has_one_outcome(found: list[Row], outcomes: list[str], surplus: list[str]) -> None:
    judged = scoring.judge(ARTICLE, found)
    assert list(judged.outcomes) == outcomes
    assert list(judged.surplus.values()) == surplus


FLOATING = Article("ferry", TEXT, (Row(COLON.content, COLON.cue),))


@pytest.mark.parametrize(("source", "outcome"), [("", "rightly none"), ("Bo Lund", "source where none")])
def test_where_people_marked_no_source_none_is_right(source: str, outcome: str) -> None:
    assert scoring.judge(FLOATING, [row("never again", source=source)]).outcomes == (outcome,)


# One measure of what a system finds.
MEASURES: dict[str, tuple[list[Row], str, float | None]] = {
    "detection of all": ([*GOLD], "detection F1", 100.0),
    "detection of one in three": ([COLON], "detection F1", 50.0),
    "precision": ([COLON, row("Ferry stops")], "precision", 50.0),
    "recall": ([COLON, row("Ferry stops")], "recall", 33.3),
    "more overlap is asked": ([row("never ag", source="Bo Lund")], "detection F1 at 0.8", 0.0),
    "a colon and a verb of speech are speech": ([COLON], "speech recall", 50.0),
    "a belief is none": ([BELIEF], "speech recall", 0.0),
    "speaker of what is found": ([COLON, row("that the boat is old")], "speaker", 50.0),
    "naming nobody is no false attribution": ([row("never again")], "false attribution", 0.0),
    "naming another is one": ([COLON, row("that the boat is old", source="Ann Holm")], "false attribution", 50.0),
    "nothing found, nothing false": ([], "false attribution", None),
    "joint": ([COLON, row("that the boat is old", source="Ann Holm")], "joint F1", 40.0),
    "exact source": ([row("never again", source="Lund"), BELIEF], "exact source", 40.0),
    "exact cue": ([COLON], "exact cue", 50.0),
    "marks and full stops do not count": ([row("The ferry is late", "It sank.”"), BELIEF, row("never again.")], "exact content", 100.0),
}


@pytest.mark.parametrize(("found", "measure", "value"), MEASURES.values(), ids=MEASURES)
def test_measures(found: list[Row], measure: str, value: float | None) -> None:
    assert scoring.measures([scoring.judge(ARTICLE, found)])[measure] == value


def test_articles_are_summed_not_averaged() -> None:
    judged = [scoring.judge(ARTICLE, [*GOLD]), scoring.judge(FLOATING, [])]
    assert scoring.measures(judged)["recall"] == 75.0


# Kinds

CONTENTS = [
    ("“The ferry is late,”", "direct"),
    ("“It sank.”", "direct"),
    ("that the boat is old", "indirect"),
    ("“The ferry is late,” said", "mixed"),
    ("The ferry is late", "direct"),
]


@pytest.mark.parametrize(("content", "kind"), CONTENTS)
def test_type_of_content_is_told_by_the_marks(content: str, kind: str) -> None:
    assert kinds.content_kind(TEXT, row(content)) == kind


SOURCES = {
    "": "floating",
    "he": "pronoun",
    "They both": "pronoun",
    "who": "pronoun",
    "Ann Holm": "named",
    "Holm’s": "named",
    "Capt. Ann Holm (Ret.), who lives in the harbour,": "named",
    "the ferry’s captain, Ann Holm,": "named",
    "Ann Holm, a captain of the Lund Line": "named",
    "Ann Holm and the other captains": "named",
    "harbour spokesman Bo Lund": "named",
    "a captain": "role",
    "the captain of the Lund Line": "role",
    "The captain": "role",
    "Experts": "role",
    "44 percent": "role",
    "the study": "role",
    "The Harbour Committee": "organisation",
    "the Lund Line": "organisation",
    "The Lund campaign": "organisation",
    "his company": "organisation",
    "a committee of captains": "organisation",
    "the NHS": "organisation",
    "Norway": "organisation",
    "The United Kingdom": "organisation",
    "Capt. Ann Jordan": "named",
    "Norway’s captain": "role",
}


@pytest.mark.parametrize(("source", "kind"), SOURCES.items())
def test_kind_of_source_is_told_by_its_form(source: str, kind: str) -> None:
    assert kinds.source_kind(source) == kind


def test_every_kind_of_source_has_a_rule() -> None:
    assert {kind for kind, _ in kinds.SOURCE_RULES} == set(kinds.SOURCE)


# Tables


@pytest.fixture
def results() -> dict[str, list[scoring.Judged]]:
    half_right = [QUOTED, row("never again", source="Ann Holm"), row("Ferry stops")]
    return {"half right": [scoring.judge(ARTICLE, half_right)], "silent": [scoring.judge(ARTICLE, [])]}


def test_each_kind_adds_up_to_all_gold_rows(results: dict[str, list[scoring.Judged]]) -> None:
    table = tabulated.by_kind(results["half right"], tabulated.of_gold([ARTICLE]))
    for group in tabulated.KINDS:
        assert sum(line["gold"] for line in table if line["by"] == group) == len(GOLD)
    by_name = {line["kind"]: line for line in table}
    assert by_name["direct"]["found and right"] == 100.0
    assert by_name["indirect"]["wrong source"] == 50.0
    assert by_name["floating"]["recall"] is None


def test_causes_add_up_to_all_rows_of_either_side(results: dict[str, list[scoring.Judged]]) -> None:
    table = tabulated.causes(results["half right"])
    assert sum(line["n"] for line in table if line["rows of"] == "gold") == len(GOLD)
    assert {line["outcome"]: line["n"] for line in table if line["rows of"] == "system"} == {"paired": 2, "beside": 0, "spurious": 1}


def test_systems_are_compared_on_each_type_of_content(results: dict[str, list[scoring.Judged]]) -> None:
    table = tabulated.by_content(results, tabulated.of_gold([ARTICLE]))
    found = {(line["system"], line["content"]): (line["rows"], line["precision"], line["recall"]) for line in table}
    assert found["half right", "direct"] == (1, 100.0, 100.0)
    assert found["half right", "indirect"] == (2, 50.0, 50.0)
    assert found["silent", "direct"] == (0, None, 0.0)


def test_a_table_reads_as_text_and_as_markdown(results: dict[str, list[scoring.Judged]]) -> None:
    lines = tabulated.shown(tabulated.systems(results)).splitlines()
    assert len(lines) == 4
    assert len({len(line) for line in lines}) == 1
    assert lines[1].startswith("|---")
    assert "66.7" in lines[2]
    assert "–" in lines[3]


# Adapters


@pytest.fixture
def plain() -> Language:
    """A pipeline without weights that ends sentences at full stops and knows two names."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "PERSON", "pattern": name} for name in ("Ann Holm", "Bo Lund")])
    return nlp


RAW = "Ferry 🚢 stops\r\n\r\n  “The ferry is late,” said Ann Holm.  \r\nBo Lund waits. He is old. “It sank.” “Lies!” says Bo Lund."


def test_lines_lead_back_to_the_raw_text() -> None:
    lines = systems.Lines(RAW)
    assert lines.text.split("\n") == [line.strip() for line in RAW.splitlines() if line.strip()]
    for word in ("Ferry", "stops", "“The", "Holm.", "Bo", "says Bo Lund."):
        start, end = lines.raw(lines.text.index(word), lines.text.index(word) + len(word))
        assert RAW[start:end] == word


def shown(raw: str, found: list[Row]) -> list[tuple[str, str]]:
    return [(rows.words(raw, one.content), rows.words(raw, one.source)) for one in found]


def test_every_quoted_span_names_nobody(plain: Language) -> None:
    [found] = systems.every_quoted_span(systems.Texts([RAW], plain))
    assert shown(RAW, found) == [("“The ferry is late,”", ""), ("“It sank.”", ""), ("“Lies!”", "")]


# A text, and the name that its first quotation gets.
NEAREST = {
    "after it": ("“The ferry is late,” said Ann Holm. It sank.", "Ann Holm"),
    "before it": ("Ann Holm said: “The ferry is late.” It sank.", "Ann Holm"),
    "the nearer of two": ("Bo Lund heard it. Ann Holm said: “The ferry is late.”", "Ann Holm"),
    "in the next sentence": ("“The ferry is late.” Ann Holm left.", "Ann Holm"),
    "not two sentences away": ("Ann Holm left. It rained. It blew. “The ferry is late.”", ""),
    "not in the marks": ("The captain said: “Ann Holm is late.”", ""),
}


@pytest.mark.parametrize(("raw", "name"), NEAREST.values(), ids=NEAREST)
def test_nearest_name(raw: str, name: str, plain: Language) -> None:
    [found] = systems.nearest_name(systems.Texts([raw], plain))
    assert [rows.words(raw, one.source) for one in found] == [name]


def parsed(nlp: Language) -> Doc:
    """Two paragraphs with relations as the carried pipeline names them."""
    said = ["“", "It", "sank", ",", "”", "Ann", "Holm", "did", "n’t", "say", "."]
    first = Doc(nlp.vocab, said, spaces=[False, True, False, False, True, True, True, False, True, False, False])
    deps = ["punct", "nsubj", "ccomp", "punct", "punct", "nsubj", "flat", "aux", "advmod", "ROOT", "punct"]
    for token, dep, head in zip(first, deps, [2, 2, 9, 2, 2, 9, 5, 9, 9, 9, 9], strict=True):
        token.dep_, token.head = dep, first[head]
    title = Doc(nlp.vocab, ["Ferry", "“", "stops"], spaces=[True, False, False], sent_starts=[True, False, False])
    doc = Doc.from_docs([title, first], ensure_whitespace=True)
    assert doc is not None
    doc.spans[language.PARAGRAPH_SPANS] = [doc[:3], doc[3:]]
    return doc


def test_textacy_gets_its_labels_and_its_refusals_cost_a_paragraph(blank: Language) -> None:
    doc, seen = parsed(blank), []

    def stub(paragraph: Doc) -> list[tuple[Any, Any, Any]]:
        seen.append([token.dep_ for token in paragraph])
        if len(paragraph) < 4:
            raise ValueError("1 quotation marks found")
        return [([paragraph[6], paragraph[5]], [paragraph[9], paragraph[7]], paragraph[0:5])]

    raw = "Ferry “stops\n\n“It sank,” Ann Holm didn’t say."
    [found] = list(systems._textacy_rows(doc, systems.Lines(raw), stub))
    assert [rows.words(raw, found.spans(role)) for role in rows.ROLES] == ["Ann Holm", "didn’t say", "“It sank,”"]
    assert (seen[1][6], seen[1][8]) == ("compound", "neg")
    assert [token.dep_ for token in doc][9] == "flat"  # only the copy is changed


def test_a_statement_becomes_a_row() -> None:
    statement: dict[str, Any] = {"content_spans": [[0, 4], [9, 12]], "cue_start": 5, "cue_end": 8, "source_start": None, "source_end": None}
    assert systems.from_statement(statement) == Row(((0, 4), (9, 12)), ((5, 8),))


def test_offsets_of_javascript_become_code_points() -> None:
    assert systems.code_points("a🚢b") == [0, 1, 1, 2, 3]
    raw = "🚢 “No,” said Ann Holm. “Yes.”"
    answer: list[dict[str, Any]] = [
        {"content": [24, 30], "source": None},
        {"content": [3, 8], "source": [14, 22]},
        {"content": [3, 8], "source": [3, 8]},
    ]
    assert shown(raw, systems.from_node(raw, answer)) == [("“No,”", "Ann Holm"), ("“Yes.”", "")]


RIVALS = {"npm quote-parser": ("It sank, we swam", "Ann Holm"), "npm compromise": ("“It sank, we swam,”", "")}


@pytest.mark.parametrize("name", RIVALS)
def test_packages_of_npm_where_they_are_installed(name: str) -> None:
    [system] = [system for system in systems.SYSTEMS if system.name == name]
    if missing := system.lacks():
        pytest.skip(f"not installed: {missing}")
    raw = "🚢 Ferry\n\n“It sank, we swam,” said Ann Holm.\n"
    [[found], nothing] = system.find(systems.Texts([raw, "\n"]))
    content, source = RIVALS[name]
    assert (rows.words(raw, found.content).rstrip(","), rows.words(raw, found.source).rstrip(".")) == (content, source)
    assert nothing == []


@pytest.mark.model
def test_textacy_where_it_is_installed(nlp: Language) -> None:
    pytest.importorskip("textacy", reason="not installed: benchmarks/attribution/requirements.txt")
    raw = "“The ferry is late,” said Ann Holm.\nThe “raft” sank.\nA mark “is open."
    assert shown(raw, systems.textacy(systems.Texts([raw], nlp))[0]) == [("“The ferry is late,”", "Ann Holm")]


# Gallery


def test_mistakes_are_listed_and_right_rows_are_not() -> None:
    found = [QUOTED, row("never again", source="Ann Holm"), row("Ferry stops")]
    listed = list(gallery.mistakes(scoring.judge(ARTICLE, found)))
    assert [(m.cause, m.gold, m.found) for m in listed] == [
        ("missed", BELIEF, None),
        ("wrong source", COLON, found[1]),
        ("spurious", None, found[2]),
    ]
    assert "ferry" in gallery.shown(listed[1])
    assert "wrong source | indirect | named" in gallery.shown(listed[1])


def test_the_order_of_reading_is_stable_and_gives_each_kind_its_turn() -> None:
    articles = [Article(f"ferry {n}", TEXT, GOLD) for n in range(4)]
    found = [m for article in articles for m in gallery.mistakes(scoring.judge(article, []))]
    order = gallery.in_turn(found, seed=7)
    assert order == gallery.in_turn(found[::-1], seed=7)
    assert sorted(map(id, order)) == sorted(map(id, found))
    assert len({m.kind for m in order[:3]}) == 3
    assert [m.article.name for m in order] != [m.article.name for m in gallery.in_turn(found, seed=8)]


FORMS: dict[str, tuple[Row | None, Row | None]] = {
    "in the first line": (None, row("Ferry stops")),
    "content in several parts": (QUOTED, None),
    "source in another line than the content": (row("never again", source="Ann Holm"), None),
    "cue before its source": (QUOTED, None),
    "cue without speech": (BELIEF, None),
    "the system's content reaches further": (row("“It sank.”"), row("said Ann Holm. “It sank.”")),
    "the system's content falls short": (BELIEF, row("old")),
    "the system's source is the gold's cue or content": (BELIEF, row("that the boat is old", source="the boat")),
}


@pytest.mark.parametrize(("form", "pair"), FORMS.items(), ids=FORMS)
def test_forms_of_mistakes(form: str, pair: tuple[Row | None, Row | None]) -> None:
    holds = dict(gallery.FORMS)[form]
    assert holds(gallery.Mistake(ARTICLE, *pair, "wrong span"))
    assert not holds(gallery.Mistake(ARTICLE, COLON, COLON, "wrong span"))


# The command


@pytest.mark.model
def test_one_command_compares_and_writes_the_tables(
    nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus(tmp_path, *GOLD)
    monkeypatch.setattr(language, "load", lambda **_: nlp)
    monkeypatch.setattr("sys.argv", ["benchmarks/attribution", str(tmp_path), "--json", str(tmp_path / "out.json")])
    specification = importlib.util.spec_from_file_location("attribution_benchmark", BENCHMARK / "__main__.py")
    assert specification is not None
    assert specification.loader is not None
    command = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(command)
    assert command.main() == 0
    printed = capsys.readouterr().out
    kept = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    names = [line["system"] for line in kept["tables"]["systems"]]
    assert names[0] == "this package"
    assert sorted(names + list(kept["skipped"])) == sorted(system.name for system in systems.SYSTEMS)
    assert all(name in printed for name in [*names, *kept["skipped"].values()])
    assert "ferry is late" not in printed + json.dumps(kept)
    monkeypatch.setattr("sys.argv", ["benchmarks/attribution", str(tmp_path), "--part", "test"])
    assert command.main() == 2
