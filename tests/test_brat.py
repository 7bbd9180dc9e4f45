"""Units as standoff files of brat: offsets stay true whatever the text holds, and nothing is lost on the way out and in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analysis import answers, brat
from analysis.answers import Answers
from test_coding_sheets import CODED, READER

RAW = "\ufeffHarbour news\r\n\r\nAnna Berg said “the ferry\r\nwas late” 🌧 and\tleft.\n"
SPOTS = {"unit-1": (RAW.index("the ferry"), RAW.index(" 🌧")), "unit-2": (1, 13)}
_TEXTS = st.text(alphabet="ab .\r\n\t\v\u2028\x85🌧é“\ufeff=;|A1", min_size=12, max_size=60)


def sample(raw: str = RAW, spots: dict[str, tuple[int, int]] = SPOTS, article_id: str = "a1") -> pd.DataFrame:
    digest = hashlib.sha256(raw.encode()).hexdigest()
    rows = [
        {"unit_id": unit, "article_id": article_id, "text_sha256": digest, "start": start, "end": end}
        for unit, (start, end) in spots.items()
    ]
    return pd.DataFrame(rows)


def write(folder: Path, given: dict[str, Answers] | None = None, raw: str = RAW, spots: dict[str, tuple[int, int]] = SPOTS) -> Path:
    brat.write(folder, "a1", raw, [(unit, *span) for unit, span in spots.items()], given)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("brat") / "anna"


@settings(deadline=None, max_examples=100)
@given(_TEXTS, st.dictionaries(st.sampled_from(["unit-1", "unit-2"]), CODED), st.data())
def test_nothing_is_lost_on_the_way_out_and_in(folder: Path, raw: str, coded: dict[str, Answers], data: st.DataObject) -> None:
    words = [match.span() for match in re.finditer(r"\S+(?:\s+\S+)?", raw)]
    assume(words)
    spots = {unit: data.draw(st.sampled_from(words)) for unit in ("unit-1", "unit-2")}
    write(folder, coded, raw, spots)
    found, faults = brat.read(folder, sample(raw, spots), READER)
    assert faults == []
    assert found == {unit: one for unit, one in coded.items() if one != Answers()}
    assert brat.answered(folder) == len(found)


@settings(deadline=None, max_examples=60)
@given(_TEXTS)
def test_every_annotation_covers_the_words_at_its_places(folder: Path, raw: str) -> None:
    spots = {f"unit-{n}": match.span() for n, match in enumerate(re.finditer(r"\S+(?:\s+\S+)*", raw))}
    write(folder, None, raw, spots)
    text = (folder / "a1.txt").read_bytes().decode()
    assert text == raw
    lines = (folder / "a1.ann").read_bytes().decode().split("\n")
    marked = [line.split("\t") for line in lines if line.startswith("T")]
    assert len(marked) == len(spots)
    for (_, place, words), (start, end) in zip(marked, spots.values(), strict=True):
        parts = [tuple(map(int, part.split(" "))) for part in place.removeprefix("Unit ").split(";")]
        assert words == " ".join(text[first:last] for first, last in parts)
        assert (parts[0][0], parts[-1][1]) == (start, end)
        assert len(words.splitlines()) == 1


def test_files_are_as_brat_wants_them(tmp_path: Path) -> None:
    folder = write(tmp_path, {"unit-1": Answers("yes", "direct", "PER:anna_berg", {"toll": "0"}, "2024-02-01/2024-02-29", "two\nvoices")})
    assert (folder / "a1.txt").read_bytes() == RAW.encode()
    assert (folder / "a1.ann").read_text(encoding="utf-8").split("\n") == [
        "T1\tUnit 33 42;44 53\tthe ferry was late”",
        "#1\tAnnotatorNotes T1\tunit-1 | speaker: PER:anna_berg | date: 2024-02-01/2024-02-29 | note: two voices",
        "A1\tIsStatement T1 yes",
        "A2\tType T1 direct",
        "A3\tTopic_toll T1 disagrees",
        "T2\tUnit 1 13\tHarbour news",
        "#2\tAnnotatorNotes T2\tunit-2 | speaker: | date: | note:",
        "",
    ]
    assert brat.configuration(["toll"]).splitlines() == [
        "[entities]",
        "Unit",
        "[relations]",
        "[events]",
        "[attributes]",
        "IsStatement\tArg:Unit, Value:yes|no",
        "Type\tArg:Unit, Value:direct|mixed|indirect|fragment",
        "Topic_toll\tArg:Unit, Value:agrees|disagrees|open|present",
    ]


def test_an_article_whose_id_is_no_name_of_a_file_is_found_again(tmp_path: Path) -> None:
    name = "texts/2024: Café?"
    brat.write(tmp_path, name, RAW, [("unit-2", 1, 13)], {"unit-2": Answers("no")})
    assert all(re.fullmatch(r"[\w.-]+", path.name, re.ASCII) for path in tmp_path.iterdir())
    assert brat.read(tmp_path, sample(spots={"unit-2": (1, 13)}, article_id=name), READER) == ({"unit-2": Answers("no")}, [])


def filled(old: str, new: str) -> Callable[[str], str]:
    """Fill in the form of the second unit."""
    return lambda ann: "unit-2".join([ann.partition("unit-2")[0], ann.partition("unit-2")[2].replace(old, new)])


ANNOTATED: list[tuple[str, Callable[[str], str], dict[str, Answers]]] = [
    ("as it was", lambda ann: ann, {}),
    ("an attribute", lambda ann: ann + "A1\tIsStatement T1 no\n", {"unit-1": Answers("no")}),
    ("numbered and ordered anew", lambda ann: "A7\tType T2 mixed\n" + ann, {"unit-2": Answers(type="mixed")}),
    ("a topic", lambda ann: ann + "A1\tTopic_toll T1 present\n", {"unit-1": Answers(topics={"toll": None})}),
    ("a name for a speaker", filled("speaker: ", "speaker: Ms Berg "), {"unit-2": Answers(speaker="PER:anna_berg")}),
    ("a date", filled("date:", "date: 2024-02"), {"unit-2": Answers(date="2024-02-01/2024-02-29")}),
    ("the id alone", lambda ann: ann.replace(" | speaker: | date: | note:", "").replace("\n", "\r\n"), {}),
    ("no notes", lambda ann: re.sub("#.*\n", "", ann) + "A1\tIsStatement T2 yes\n", {"unit-2": Answers("yes")}),
    ("a unit deleted", lambda ann: ann.partition("T2")[0], {}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "wanted"), [case[1:] for case in ANNOTATED], ids=[case[0] for case in ANNOTATED])
def test_what_a_coder_annotates_is_read(tmp_path: Path, change: Callable[[str], str], wanted: dict[str, Answers]) -> None:
    path = write(tmp_path) / "a1.ann"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    assert brat.read(tmp_path, sample(), READER) == (wanted, [])
    assert brat.answered(tmp_path) == len(wanted)


FAULTS: list[tuple[Callable[[str], str], str]] = [
    (lambda ann: ann.replace("Unit 1 13", "Unit 1 8"), "line 3: T2 no longer covers the words of unit-2, 1 to 13: put it back"),
    (lambda ann: ann.replace("unit-2 |", "unit-9 |"), "line 3: T2 has the note 'unit-9 | speaker: | date: | note:'"),
    (lambda ann: ann.replace("unit-2 |", "speaker"), "it must begin with the id of a unit of this article"),
    (lambda ann: ann.replace("unit-2 |", "unit-1 |"), "line 3: T2 is the same unit as T1: delete one of them"),
    (lambda ann: ann + "T3\tUnit 2 5\tarb\n", "line 5: T3 is no unit of sample.csv"),
    (lambda ann: ann + "T3\tPerson 2 5\tarb\n", "only annotations of type Unit are read: delete it"),
    (lambda ann: ann + "R1\tSaid Arg1:T1 Arg2:T2\n", "no relation is read: delete it"),
    (lambda ann: ann + "A1\tColour T1 red\n", "no attribute of a unit with a value"),
    (lambda ann: ann + "A1\tType T1\n", "no attribute of a unit with a value"),
    (lambda ann: ann + "A1\tType T1 direct\nA2\tType T1 mixed\n", "line 6: 'A2\\tType T1 mixed': this attribute stands twice"),
    (lambda ann: ann + "A1\tType T9 direct\n", "there is no T9, though attributes or notes are about it"),
    (lambda ann: ann + "A1\tType T1 dirct\n", "unit-1, 'type': 'dirct': allowed: direct"),
    (lambda ann: ann + "A1\tTopic_weather T1 agrees\n", "unit-1, 'topic': 'weather': no topic of topics.csv"),
    (lambda ann: ann.replace("unit-1 | speaker:", "unit-1 | speaker: Ana Berg"), "unit-1, 'speaker': 'Ana Berg': no actor of actors.csv"),
]


@pytest.mark.parametrize(("change", "says"), FAULTS, ids=[says for _, says in FAULTS])
def test_each_fault_is_told(tmp_path: Path, change: Callable[[str], str], says: str) -> None:
    path = write(tmp_path / "anna") / "a1.ann"
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    faults = brat.read(tmp_path / "anna", sample(), READER)[1]
    assert len(faults) == 1
    assert faults[0].startswith("anna/a1.ann")
    assert says in faults[0]


def test_a_changed_text_and_a_file_of_another_article_are_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "a1.txt").write_bytes(RAW.replace("\r\n", "\n").encode())
    (tmp_path / "b.ann").write_text("")
    faults = brat.read(tmp_path, sample(), READER)[1]
    assert "a1.txt is not the text that was drawn from" in faults[0]
    assert "b.ann: no article of sample.csv has this name" in faults[1]


def test_every_side_has_a_name_of_its_own(tmp_path: Path) -> None:
    for side in (answers.AGREES, answers.DISAGREES, answers.OPEN, None):
        coded = {"unit-1": Answers(topics={"toll": side, "jobs": None})}
        write(tmp_path, coded)
        assert brat.read(tmp_path, sample(), READER) == (coded, [])
