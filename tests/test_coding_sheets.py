"""Sheets for coders: what stands in them, whatever a spreadsheet makes of them, each fault, and that no answer is ever lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import example_study
from analysis import answers, cli, coding, coding_new, coding_sheets, sampling
from analysis.answer_cells import Reader, Scheme
from analysis.answers import Answers
from analysis.articles import Article
from analysis.coding_new import Wanted
from analysis.coding_sheets import CodingFaults, Shown
from analysis.folders import WrongUsage
from analysis.gold_coder import Gold
from analysis.sources import Source
from analysis.study import Study

SCHEME = Scheme(
    {"toll": "A toll", "jobs": "Jobs on the ferry"},
    (
        ("PER:anna_berg", "Anna Berg", ("Ms Berg",)),
        ("PER:ida_lindt", "Ida Lindt", ()),
        ("ORG:NORTH_PORTS", "North Ports", ("NP",)),
        ("GRP:PORTS", "Ports", ("NP",)),
    ),
    {"toll": "The bridge will cost a toll", "jobs": "Jobs will go"},
)
READER = Reader(SCHEME)
UNITS = ("unit-1", "unit-2", "unit-3")
SEEN = Shown("a1", "Gull News", "2024-02-18", "Anna Berg said", "the ferry was late", ", again.")
SHOWN = dict.fromkeys(UNITS, SEEN)

# ---- out and in -------------------------------------------------------------------------------------------------------

_HOSTILE = st.text(
    st.sampled_from("=+-@'\"\t\r\n;,|ab é🌧\u2028\ufeff\x0b:/") | st.characters(codec="utf-8", exclude_characters="\0"), max_size=20
)
_DAYS = st.dates().map(lambda day: day.isoformat())
_SIDES = st.sampled_from([answers.AGREES, answers.DISAGREES, answers.OPEN, None])
_IDS = st.sampled_from(["PER:anna_berg", "ORG:NORTH_PORTS", "GOV:AUT", "PER:a_new_one"])
CODED = st.builds(
    Answers,
    st.sampled_from([answers.YES, None]),
    st.sampled_from([*answers.TYPES, None]),
    st.sets(_IDS, max_size=3).map(answers.speakers) | st.none(),
    st.dictionaries(st.sampled_from(["toll", "jobs"]), _SIDES),
    st.tuples(_DAYS, _DAYS).map(lambda days: "/".join(sorted(days))) | st.just(answers.UNKNOWN) | st.none(),
    _HOSTILE.map(lambda note: " ".join(note.split())),
) | st.builds(Answers, st.just(answers.NO), note=st.just("a note"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


def read(data: bytes, tmp_path: Path, units: tuple[str, ...] = UNITS) -> tuple[dict[str, Answers], list[str]]:
    path = tmp_path / "sheet_anna.csv"
    path.write_bytes(data)
    return coding_sheets.read(path, units, READER)


@settings(deadline=None, max_examples=100)
@given(st.dictionaries(st.sampled_from(UNITS), CODED), st.builds(Shown, *[_HOSTILE] * 6))
def test_nothing_is_lost_on_the_way_out_and_in(folder: Path, coded: dict[str, Answers], seen: Shown) -> None:
    data = coding_sheets.sheet("anna", dict.fromkeys(UNITS, seen), given=coded)
    found, faults = read(data, folder)
    assert faults == []
    assert found == {unit: one for unit, one in coded.items() if one != Answers()}


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="=+-@'\t\r\nab, \"🌧\u2028", min_size=30, max_size=60))
def test_every_cell_is_one_line_and_no_formula(raw: str) -> None:
    seen = Shown.of(Article("=a", "a.txt", "", raw, "ok", None, Source()), 10, 20, "+outlet")
    data = coding_sheets.sheet("anna", {"unit-1": seen})
    header, row = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert len(header) == len(row)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) or len(cell.splitlines()) > 1 for cell in row)
    shown = dict(zip(header, row, strict=True))
    words = " ".join(raw[10:20].split())
    assert shown["words"] in (words, f"'{words}")


def test_a_sheet_opens_in_a_spreadsheet() -> None:
    data = coding_sheets.sheet("anna", SHOWN)
    assert data.startswith(b"\xef\xbb\xbfunit_id,article,outlet,published,before,words,after,is_statement,type,speaker,topic,agreement,")
    assert data.decode().count("\n") == 4


def test_coders_have_the_units_in_orders_of_their_own() -> None:
    shown = {f"unit-{n}": SEEN for n in range(20)}
    orders = {
        (coder, seed): [
            row["unit_id"] for row in csv.DictReader(io.StringIO(coding_sheets.sheet(coder, shown, seed=seed).decode("utf-8-sig")))
        ]
        for coder in ("anna", "ben")
        for seed in (0, 1)
    }
    assert len({tuple(order) for order in orders.values()}) == 4
    assert all(sorted(order) == sorted(shown) for order in orders.values())


# ---- what spreadsheets make of it -------------------------------------------------------------------------------------

CODES = {
    "unit-1": Answers("yes", "direct", "PER:anna_berg", {"jobs": "0", "toll": "1"}, "2024-02-18/2024-02-18", "naïve"),
    "unit-2": Answers("no"),
}
PLAIN = coding_sheets.sheet("anna", SHOWN, given=CODES).decode("utf-8-sig")


def table(change: Callable[[list[dict[str, str]]], list[dict[str, str]]], separator: str = ",", end: str = "\n") -> str:
    """The sheet, changed as somebody would change it in a spreadsheet."""
    rows = change(list(csv.DictReader(io.StringIO(PLAIN))))
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), delimiter=separator, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def same(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return rows


def trailing(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{f" {name.upper()} ": f"{value}  " for name, value in row.items()} for row in rows]


def reordered(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [dict(reversed(row.items())) for row in sorted(rows, key=lambda row: row["topic"])]


def other_forms(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    forms = {"yes": "TRUE", "no": "False", "direct": "Direct", "PER:anna_berg": "ms berg", "2024-02-18": "18/02/2024", "toll": "A toll"}
    return [{name: forms.get(value, value) for name, value in row.items()} for row in rows]


def more_columns(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{"my own": "colour", **row, "": ""} for row in rows]


SAVED = [
    ("Excel, UTF-8", table(same, end="\r\n").encode("utf-8-sig")),
    ("Excel, German, old CSV", table(same, ";", "\r\n").encode("cp1252")),
    ("Excel, Unicode text", table(same, "\t", "\r\n").encode("utf-16")),
    ("semicolons told", b"sep=;\r\n" + table(same, ";").encode()),
    ("blanks and capitals", table(trailing).encode()),
    ("rows and columns in another order", table(reordered).encode()),
    ("other forms", table(other_forms).encode()),
    ("further columns", table(more_columns).encode()),
    ("lines of separators below", table(same).encode() + b",,,,,,,,,,,,,,\n" * 3),
    ("an empty unit deleted", table(lambda rows: [row for row in rows if row["unit_id"] != "unit-3"]).encode()),
]


@pytest.mark.parametrize("data", [data for _, data in SAVED], ids=[name for name, _ in SAVED])
def test_whatever_a_spreadsheet_saves_is_read(tmp_path: Path, data: bytes) -> None:
    assert read(data, tmp_path) == (CODES, [])


def answer(**cells: str) -> bytes:
    rows = [dict.fromkeys(("unit_id", *answers.COLUMNS), "") | {"unit_id": "unit-1"} | cells]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


CELLS = [
    ({"is_statement": "Y"}, Answers("yes")),
    ({"is_statement": "0"}, Answers("no")),
    ({"speaker": "unknown"}, Answers(speaker="unknown")),
    ({"speaker": "Ida Lindt; per:Anna_Berg ;"}, Answers(speaker="PER:anna_berg; PER:ida_lindt")),
    ({"speaker": "Austria"}, Answers(speaker="GOV:AUT")),
    ({"speaker": "PER:somebody_new"}, Answers(speaker="PER:somebody_new")),
    ({"topic": "TOLL", "agreement": "Disagree"}, Answers(topics={"toll": "0"})),
    ({"topic": "toll"}, Answers(topics={"toll": None})),
    ({"topic": "none", "is_statement": "yes"}, Answers("yes")),
    ({"topic": "jobs on the ferry", "agreement": "null"}, Answers(topics={"jobs": "open"})),
    ({"date_earliest": "2024-02"}, Answers(date="2024-02-01/2024-02-29")),
    ({"date_earliest": "2024-02-18", "date_latest": "2024-03"}, Answers(date="2024-02-18/2024-03-31")),
    ({"date_earliest": "2/13/2024", "date_latest": "45340"}, Answers(date="2024-02-13/2024-02-18")),
    ({"date_earliest": "Unknown"}, Answers(date="unknown")),
    ({"date_latest": "unknown"}, Answers(date="unknown")),
    ({"note": "'=a note"}, Answers(note="=a note")),
]


@pytest.mark.parametrize(("cells", "wanted"), CELLS, ids=[str(cells) for cells, _ in CELLS])
def test_forms_of_an_answer(tmp_path: Path, cells: dict[str, str], wanted: Answers) -> None:
    assert read(answer(**cells), tmp_path) == ({"unit-1": wanted}, [])


FAULTS = [
    ({"is_statement": "perhaps"}, "row 2, column 'is_statement': 'perhaps': allowed: yes, no, or empty"),
    ({"type": "dirct"}, "column 'type': 'dirct': allowed: direct, mixed, indirect, fragment, or empty"),
    ({"speaker": "Ana Berg"}, "column 'speaker': 'Ana Berg': no actor of actors.csv; did you mean Anna Berg (PER:anna_berg)?"),
    ({"speaker": "Lindt"}, "did you mean Ida Lindt (PER:ida_lindt)?"),
    ({"speaker": "NP"}, "'NP': this is the name of GRP:PORTS and of ORG:NORTH_PORTS: write which"),
    ({"speaker": "Zzz"}, "or the id of a new actor, such as PER:anna_berg"),
    ({"speaker": "unknown; Anna Berg"}, "either unknown, or who it is"),
    ({"topic": "tol"}, "column 'topic': 'tol': no topic of topics.csv; did you mean 'toll'?"),
    ({"topic": "weather"}, "allowed: toll, jobs; several topics take a row each"),
    ({"topic": "toll", "agreement": "maybe"}, "column 'agreement': 'maybe': allowed: 1, 0, open, or empty"),
    ({"agreement": "1"}, "column 'agreement': '1': there is no topic beside it"),
    ({"date_earliest": "2/3/2024"}, "column 'date_earliest': '2/3/2024': may be 2024-03-02 or 2024-02-03: write the one that is meant"),
    ({"date_earliest": "spring"}, "'spring': allowed: a day 2024-02-18, a month 2024-02"),
    ({"date_earliest": "2024-02-18", "date_latest": "2024-02-17"}, "column 'date_latest': '2024-02-17': is before date_earliest"),
    ({"date_latest": "2024-02-17"}, "only date_latest is stated"),
    ({"date_earliest": "unknown", "date_latest": "2024-02-17"}, "date_earliest says unknown"),
    ({"is_statement": "no", "type": "direct"}, "column 'type': 'direct': is_statement says no, so nothing may stand here"),
    ({"unit_id": "unit-9", "type": "direct"}, "column 'unit_id': 'unit-9': no unit of sample.csv"),
    ({"unit_id": "", "type": "direct"}, "column 'unit_id': '': no unit of sample.csv"),
]


@pytest.mark.parametrize(("cells", "says"), FAULTS, ids=[str(cells) for cells, _ in FAULTS])
def test_a_fault_says_where_what_and_what_is_allowed(tmp_path: Path, cells: dict[str, str], says: str) -> None:
    (fault,) = read(answer(**cells), tmp_path)[1]
    assert fault.startswith("sheet_anna.csv, row 2, column ")
    assert says in fault


TABLES = [
    (b"", "sheet_anna.csv is empty"),
    (b"unit_id,is_statement\nunit-1,yes\n", "lacks the columns 'type', 'speaker', 'topic'"),
    (PLAIN.replace("note", "type").encode(), "lacks the column 'note'"),
    (PLAIN.replace("after", "note").encode(), "has the column 'note' twice"),
    (answer(note='x"y').replace(b'"x""y"', b'"x"y"'), "put values with quotation marks between double quotes"),
    (PLAIN.encode() + b"unit-3" + b"," * 15 + b"beyond\n", "row 6: 'beyond': this stands beyond the last column"),
]


@pytest.mark.parametrize(("data", "says"), TABLES)
def test_a_table_that_is_no_sheet_is_told(tmp_path: Path, data: bytes, says: str) -> None:
    assert any(says in fault for fault in read(data, tmp_path)[1])


def test_rows_of_one_unit_that_disagree_are_told(tmp_path: Path) -> None:
    first, *rest = answer(type="direct", topic="toll").splitlines(keepends=True)
    again = answer(type="mixed", topic="toll").splitlines(keepends=True)[1:]
    faults = read(b"".join([first, *rest, *again]), tmp_path)[1]
    assert [fault.partition(": ")[0] for fault in faults] == [f"sheet_anna.csv, row 3, column '{name}'" for name in ("type", "topic")]


# ---- the folder -------------------------------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Study:
    made = example_study.write(tmp_path / "study", articles=6)
    example_study.code(made)
    return made


def draw(study: Study, *coders: str, **given: object) -> list[str]:
    return coding_new.draw(study, Wanted(**{"n": 12, **given}, coders=coders))  # type: ignore[arg-type]


def fill(study: Study, coder: str, column: str = "is_statement", value: str = "yes") -> None:
    path = coding_sheets.path_of(study.coding, coder)
    rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    rows[0][column] = value
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def files(study: Study) -> dict[str, bytes]:
    return {path.relative_to(study.coding).as_posix(): path.read_bytes() for path in sorted(study.coding.rglob("*")) if path.is_file()}


def test_a_sample_is_drawn_read_and_drawn_again_byte_for_byte(study: Study) -> None:
    said = draw(study, "anna", "ben", brat=True)
    first = files(study)
    assert {"sample.csv", "machine.csv", "topics.csv", "actors.csv", "sheet_anna.csv", "sheet_ben.csv", "anna/annotation.conf"} <= set(
        first
    )
    assert said[0] == "statements: 8 of 12 drawn"
    draw(study, "anna", "ben", brat=True)
    assert files(study) == first
    found = coding.read(study.coding)
    assert list(found.sample.columns) == list(sampling.COLUMNS)
    assert (len(found.sample), len(found.codes)) == (12, 0)
    for row in found.sample.to_dict("records"):
        assert 0 <= row["start"] < row["end"] <= len(example_study.TEXT)
    weights = found.sample["stratum_size"] / found.sample["drawn"]
    assert weights.groupby(found.sample["frame"]).sum().to_dict() == {"sentence": pytest.approx(6), "statement": pytest.approx(12)}


def test_what_the_program_said_is_kept_apart(study: Study) -> None:
    draw(study, n=100)
    found = coding.read(study.coding)
    rows = found.machine.merge(found.sample, on="unit_id")
    sentences = rows[rows["frame"] == "sentence"]
    assert set(zip(sentences["variable"], sentences["value"], strict=True)) == {("is_statement", "no")}
    one = rows[rows["statement_id"] == "statement-1-1"]
    assert list(one[["variable", "key", "value"]].itertuples(index=False, name=None)) == [
        ("agreement", "the_plan", "1"),
        ("date", "", "2024-05-02/2024-05-04"),
        ("is_statement", "", "yes"),
        ("speaker", "", "PER:jane_roe"),
        ("topic", "the_plan", "yes"),
        ("type", "", "indirect"),
    ]
    other = rows[(rows["statement_id"] == "statement-1-2") & (rows["variable"] == "speaker")]
    assert other["value"].to_list() == ["unknown"]


def test_a_blind_sheet_shows_nothing_of_what_the_program_said(study: Study) -> None:
    draw(study, "anna")
    blind = (study.coding / "sheet_anna.csv").read_text(encoding="utf-8-sig")
    assert not any(
        word in blind for word in ("machine", "the_plan", "PER:jane_roe", "indirect", "2024-05-02", "statement-", "sentence", "0.8")
    )
    draw(study, "anna", show_machine=True)
    rows = list(csv.DictReader(io.StringIO((study.coding / "sheet_anna.csv").read_text(encoding="utf-8-sig"))))
    assert {row["machine_speaker"] for row in rows} == {"PER:jane_roe", "unknown", ""}
    assert {row["machine_agreement"] for row in rows} == {"the_plan: 1", "the_plan: 0", ""}
    assert not any(row[name] for row in rows for name in answers.COLUMNS)


def test_answers_are_read_by_coder(study: Study) -> None:
    draw(study, "anna", "ben")
    fill(study, "ben", "speaker", "jane roe <script>alert('x')</script> & \"quoted\"")
    fill(study, "anna", "note", "a doubt")
    found = coding.read(study.coding)
    assert found.codes[["coder", "variable", "key", "value"]].values.tolist() == [["ben", "speaker", "", "PER:jane_roe"]]
    assert found.notes[["coder", "note"]].values.tolist() == [["anna", "a doubt"]]


def test_the_faults_of_all_sheets_are_told_at_once(study: Study) -> None:
    draw(study, "anna", "ben")
    fill(study, "anna", "type", "dirct")
    fill(study, "ben", "topic", "weather")
    with pytest.raises(CodingFaults, match="The coding has 2 faults") as told:
        coding.read(study.coding)
    assert [fault[:15] for fault in told.value.faults] == ["sheet_anna.csv,", "sheet_ben.csv, "]


def test_without_a_sample_it_is_said_how_to_draw_one(study: Study) -> None:
    with pytest.raises(FileNotFoundError, match="python -m analysis sample"):
        coding.read(study.coding)


@pytest.mark.parametrize(("coders", "given"), [(["anna"], {}), (["ben"], {"seed": 1}), ([], {"from_gold": True})])
def test_a_sheet_with_answers_is_never_overwritten(study: Study, coders: list[str], given: dict[str, object]) -> None:
    draw(study, "anna", "ben")
    fill(study, "anna")
    before = files(study)
    with pytest.raises(WrongUsage, match=r"sheet_anna\.csv in .* holds answers \(1\) and is not overwritten"):
        draw(study, *coders, **given)
    assert files(study) == before


def test_a_file_that_cannot_be_read_is_taken_for_a_sheet_with_answers(study: Study) -> None:
    draw(study, "anna")
    (study.coding / "sheet_anna.csv").write_bytes(b"unit_id,answer\nunit-1,yes\n")
    with pytest.raises(WrongUsage, match="it cannot be told how many"):
        draw(study, "anna")


def test_brat_files_with_answers_are_never_overwritten(study: Study) -> None:
    draw(study, "anna", brat=True)
    path = next((study.coding / "anna").glob("*.ann"))
    path.write_text(path.read_text(encoding="utf-8") + "A1\tIsStatement T1 yes\n", encoding="utf-8")
    with pytest.raises(WrongUsage, match="holds answers"):
        draw(study, "anna", seed=1)
    assert coding.read(study.coding).codes[["variable", "value"]].values.tolist() == [["is_statement", "yes"]]
    fill(study, "anna")
    with pytest.raises(CodingFaults, match=r"anna has answers in sheet_anna\.csv and in the folder anna"):
        coding.read(study.coding)


def test_a_coder_can_join_later_and_empty_sheets_make_way(study: Study) -> None:
    draw(study, "anna", "ben")
    fill(study, "anna")
    with (study.coding / "actors.csv").open("a", encoding="utf-8") as actors:
        actors.write("PER:ida_new,Ida New,\n")  # what coders add to the lists stays, too
    before = files(study)
    draw(study, "carla")
    assert {name: data for name, data in files(study).items() if name != "sheet_carla.csv"} == before
    (study.coding / "sheet_anna.csv").unlink()
    said = draw(study, "dora", seed=1)
    assert "removed the sheet of ben, which was of another sample" in said
    assert coding.coders(study.coding) == ["dora"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--coder", "a/b"], "--coder takes a name of letters, digits, _ and -, such as anna, not 'a/b'"),
        (["--coder", "gold"], "--coder cannot be 'gold'"),
        (["--coder", "Anna", "--coder", "anna"], "differ in capitals only"),
        (["--by", "colour"], "strata cannot be made by colour"),
        (["--n", "0"], "at least 1 unit"),
        (["--from-gold", "--gold", "data/codebook"], "no article of these tables is coded in"),
    ],
)
def test_wrong_usage_of_the_command_is_one_line(
    study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(study.raw.parents[1])
    assert cli.main(["sample", *arguments]) == 2
    printed = capsys.readouterr().err
    assert says in printed
    assert printed.count("\n") == 1
    assert not study.coding.exists()


def test_the_command_says_what_was_drawn_and_what_comes_next(
    study: Study, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(study.raw.parents[1])
    assert cli.main(["sample", "--n", "9", "--sentences", "0.5", "--by", "type, topic", "--coder", "anna"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "statements: 5 of 12 drawn"
    assert "sentences: 4 of 12 drawn" in lines
    assert lines[-1] == "next: coders fill in their sheets as README.md there says; keep machine.csv from them"


def test_what_coders_are_told_names_every_column_and_every_answer(study: Study) -> None:
    draw(study, "anna")
    told = (study.coding / "README.md").read_text(encoding="utf-8")
    allowed = [*answers.COLUMNS, answers.YES, answers.NO, *answers.TYPES, answers.AGREES, answers.DISAGREES, answers.OPEN, answers.UNKNOWN]
    assert [word for word in allowed if f"`{word}`" not in told] == []


# ---- the coder "gold" -------------------------------------------------------------------------------------------------


def test_gold_answers_what_it_coded(study: Study) -> None:
    draw(study, from_gold=True, n=50)
    found = coding.read(study.coding)
    assert set(found.sample["article_id"]) == {"a00000"}
    assert set(found.codes["coder"]) == {"gold"}
    said = found.sample.merge(found.codes, on="unit_id")
    whole = said[said["statement_id"] == "statement-0-1"][["variable", "key", "value"]].values.tolist()
    assert whole == [["is_statement", "", "yes"], ["speaker", "", "PER:jane_roe"], ["type", "", "indirect"]]
    assert said[said["frame"] == "sentence"]["value"].to_list() == ["no", "no"]


def test_the_sheet_of_gold_makes_way_for_a_new_one(study: Study) -> None:
    draw(study, from_gold=True, n=50)
    first = files(study)
    draw(study, from_gold=True, n=50)
    assert files(study) == first
    draw(study, "anna", from_gold=True, n=2)
    assert coding.coders(study.coding) == ["anna", "gold"]
    assert set(coding.read(study.coding).codes["unit_id"]) == set(coding.read(study.coding).sample["unit_id"])


def test_every_sentence_is_shown_with_what_is_known_of_it(study: Study) -> None:
    draw(study, "anna", n=100)
    rows = list(csv.DictReader(io.StringIO((study.coding / "sheet_anna.csv").read_text(encoding="utf-8-sig"))))
    known = {row["words"][:8]: row["besides"] for row in rows if row["words"][:8] in ("Jane Roe", "Minister")}
    said_there = "no plan & no <script>alert(1)</script> exists"
    assert known == {"Minister": "", "Jane Roe": f"the mayor insisted “{said_there}” | {said_there}"}
    assert not any(row["besides"] for row in rows if row["words"][:8] not in known)


@pytest.mark.parametrize("form", ["unmarked_only", "brat"])
def test_only_sentences_without_a_statement_are_drawn_where_coders_cannot_be_shown_the_others(study: Study, form: str) -> None:
    said = draw(study, "anna", n=100, **{form: True})
    assert any("what is missed beside a statement will not be known" in line for line in said)
    sample = coding.read(study.coding).sample
    assert not any("holds" in stratum for stratum in sample["stratum"])
    assert len(sample[sample["frame"] == "sentence"]) == 6


def coded(**more: object) -> dict[str, object]:
    row = {
        "id": "Q1",
        "file": "a1.txt",
        "core": True,
        "type": "direct",
        "content": [{"start": 10, "end": 20}],
        "speaker": ["PER:anna_berg"],
    }
    return row | {"speaker_alternatives": [["ORG:NORTH_PORTS"]], "occasion": "EV:1"} | more


GOLD = [
    ("met", {}, {}, Answers("yes", "direct", "PER:anna_berg", {}, "2024-01-01/2024-01-31", "Q1")),
    ("not core", {"core": False}, {}, Answers("yes", "direct", "PER:anna_berg", {}, "2024-01-01/2024-01-31", "Q1, not core")),
    ("an alternative", {}, {"speaker": "ORG:NORTH_PORTS"}, Answers("yes", "direct", "ORG:NORTH_PORTS", {}, "2024-01-01/2024-01-31", "Q1")),
    ("nobody", {"speaker": [], "speaker_alternatives": []}, {}, Answers("yes", "direct", "unknown", {}, "2024-01-01/2024-01-31", "Q1")),
    ("elsewhere", {"content": [{"start": 17, "end": 40}]}, {}, Answers("no")),
]


@pytest.mark.parametrize(("row", "machine", "wanted"), [case[1:] for case in GOLD], ids=[case[0] for case in GOLD])
def test_how_gold_answers_for_a_statement(tmp_path: Path, row: dict[str, object], machine: dict[str, str], wanted: Answers) -> None:
    assert gold_says(tmp_path, [coded(**row)], [], machine)["unit-1"] == wanted


def test_gold_takes_positions_of_the_statement(tmp_path: Path) -> None:
    positions = [
        {"quotation": "Q1", "topic": "toll", "agreement": 0, "core": True, "date": "2024-02"},
        {"quotation": "Q1", "topic": "jobs", "agreement": None, "core": False, "date": "2024-02"},
        {"quotation": "Q1", "topic": "fish", "agreement": 1, "core": True, "date": None},
        {"quotation": None, "topic": "jobs", "agreement": 1, "core": True, "date": None},
    ]
    said = gold_says(tmp_path, [coded()], positions, {})["unit-1"]
    assert said.topics == {"toll": "0"}
    assert (said.date, said.note) == ("2024-02-01/2024-02-29", "Q1, no topic of the codebook: fish")
    assert gold_says(tmp_path, [coded()], positions, {"topics": {"jobs": "1"}})["unit-1"].topics == {"toll": "0", "jobs": "open"}


MISSED = [
    ("a missed core statement", {"content": [{"start": 52, "end": 58}]}, "yes"),
    ("a longer one", {"content": [{"start": 45, "end": 90}]}, "yes"),
    ("one of the next sentence", {"content": [{"start": 58, "end": 90}]}, "no"),
    ("one that is not core", {"content": [{"start": 52, "end": 58}], "core": False}, "no"),
    ("one that was found", {"content": [{"start": 10, "end": 20}]}, "no"),
]


@pytest.mark.parametrize(("row", "wanted"), [case[1:] for case in MISSED], ids=[case[0] for case in MISSED])
def test_how_gold_answers_for_a_sentence(tmp_path: Path, row: dict[str, object], wanted: str) -> None:
    assert gold_says(tmp_path, [coded(**row)], [], {})["unit-2"].is_statement == wanted


def gold_says(
    folder: Path, rows: list[dict[str, object]], positions: list[dict[str, object]], machine: dict[str, object]
) -> dict[str, Answers]:
    """What gold says of a statement at 10 to 20 and of a sentence at 50 to 60."""
    occasions = [{"id": "EV:1", "earliest": "2024-01-01", "latest": "2024-01-31"}]
    for name, lines in (("quotations", rows), ("positions", positions), ("occasions", occasions)):
        (folder / f"{name}.jsonl").write_text("".join(pd.Series(line).to_json() + "\n" for line in lines), encoding="utf-8")
    statements = pd.DataFrame([{"statement_id": "s1", "article_id": "a1", "content_spans": [[10, 20]]}])
    sample = pd.DataFrame(
        [
            {"unit_id": "unit-1", "frame": "statement", "article_id": "a1", "start": 10, "end": 20, "statement_id": "s1"},
            {"unit_id": "unit-2", "frame": "sentence", "article_id": "a1", "start": 50, "end": 60, "statement_id": ""},
        ]
    )
    said = {"unit-1": Answers("yes", **machine), "unit-2": Answers("no")}  # type: ignore[arg-type]
    return Gold(folder).answers(sample, statements, said, {"toll", "jobs"})
