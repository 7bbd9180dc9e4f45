"""Release and rehydrate: no sentence of an article goes out, and with the articles the same tables come back, byte by byte."""

from __future__ import annotations

import csv
import gzip
import json
import os
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from spacy.language import Language

import example_study
from analysis import (
    articles,
    batches,
    build,
    cli,
    comparison,
    corrections,
    language,
    nine_words,
    rehydrate,
    release,
    release_readme,
    sources,
    standoff,
    tables,
    whole,
)
from analysis.rehydrate import CannotJoin
from analysis.release import Refused, Stated
from analysis.steps import Step
from analysis.study import Study

ROOT = Path(__file__).parents[1]
OWN = replace(Study.below(ROOT), reports=ROOT / "none")
REAL = ROOT / "data" / "studies" / "china-arms"
CORPUS = Path(os.environ.get("ANALYSIS_CORPUS") or "nowhere")
real = pytest.mark.skipif(not CORPUS.is_dir(), reason="set ANALYSIS_CORPUS: the folder of real articles")

SENTENCE = "the ferry to the northern island will not sail before the harbour wall has been mended"


def everything(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def processed(folder: Path) -> dict[str, bytes]:
    """The tables of a folder, without what extraction keeps for itself."""
    return {name: data for name, data in everything(folder).items() if not name.startswith((".", f"{tables.MACHINE}/"))}


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return replace(example_study.write(tmp_path / "study", articles=3), reports=tmp_path / "none")


@pytest.fixture
def released(study: Study, tmp_path: Path) -> Path:
    release.release(study, tmp_path / "out")
    return tmp_path / "out"


def resealed(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Change a file of a release, and its checksum in the record."""
    path, record = folder / name, json.loads((folder / "release.json").read_text(encoding="utf-8"))
    path.write_bytes(change(path.read_bytes().decode()).encode())
    record["files"][name] = whole.sha256(path)
    (folder / "release.json").write_text(json.dumps(record), encoding="utf-8")


# ---- which columns hold words ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", tables.ALL)
def test_of_every_column_that_may_hold_words_it_is_decided_what_becomes_of_it(name: str) -> None:
    ids = {"id", "ids"}
    dated = {"earliest", "latest", "published", "fetched"}
    codes = {
        "sha256",
        "text_sha256",
        "encoding",
        "country",
        "topic",
        "basis",
        "method",
        "kind",
        "rule",
        "section",
        "utterance",
        "copy_of",
        "published_rule",
        "nested_in",
    }
    codes |= {"mentions": {"label"}, "dates": {"granularity", "value"}}.get(name, set())
    for column in tables.ALL[name].columns:
        free = column.type in (pa.string(), pa.list_(pa.string())) and not column.values
        decided = column.name in standoff.WORDS.get(name, {}) or column.name in standoff.SHORT.get(name, {})
        parts = set(column.name.split("_"))
        assert decided or not free or parts & ids or parts & dated or column.name in codes, column.name


def test_the_data_dictionary_names_every_released_column_and_what_is_left_out() -> None:
    text = release_readme.dictionary()
    for name in tables.ALL:
        part = text.split(f"### `{name}`")[1].split("\n### ")[0]
        assert [column.name for column in standoff.released_columns(name) if f"| `{column.name}` |" not in part] == []
        assert [column for column in standoff.WORDS.get(name, {}) if f"- `{column}` is left out" not in part] == []


# ---- there and back -------------------------------------------------------------------------------------------------


def test_the_package_s_own_study_comes_back_as_it_was(tmp_path: Path) -> None:
    release.release(OWN, tmp_path / "out")
    joined = rehydrate.run(tmp_path / "out", OWN.raw, tmp_path / "back")
    assert processed(tmp_path / "back") == processed(OWN.processed)
    assert joined.missing == []
    stated, now = sources.read_sources(OWN.raw), sources.read_sources(tmp_path / "out")
    assert {name: replace(source, sha256=now[name].sha256) for name, source in stated.items()} == now


def test_no_sentence_of_the_package_s_own_study_goes_out(tmp_path: Path) -> None:
    release.release(OWN, tmp_path / "out")
    runs = nine_words.runs_of(articles.read(OWN.raw))
    assert len(runs) > 1000
    assert [str(leak) for name, data in everything(tmp_path / "out").items() for leak in nine_words.leaks(name, data, runs)] == []


def test_an_example_comes_back_and_is_released_the_same_again(study: Study, released: Path, tmp_path: Path) -> None:
    first = everything(released)
    rehydrate.run(released, study.raw, tmp_path / "back")
    assert processed(tmp_path / "back") == processed(study.processed)
    release.release(replace(study, processed=tmp_path / "back"), released)
    assert everything(released) == first


HOSTILE: dict[str, bytes] = {
    "crlf.txt": "Harbour stays shut\r\n\r\n“No ship will sail,” the mayor of Port Ellery said on Monday.\r\n".encode(),
    "bom.txt": "\ufeffHarbour stays shut\n\nAnna Keller said that “no ship” would sail before Friday.\n".encode(),
    "emoji.txt": "🚢🚢 Harbour 👩‍👩‍👧 shut\n\nAnna Keller denied 🎉 that the ferry was late: “It was not 🕐 late,” she said.\n".encode(),
    "glued.txt": "Ships\n\nAnna Keller said so.“We wait”, she said.It was donâ€™t told \u00a0 again, Keller said on 5 May 2024.\n".encode(),
    "copy.txt": "Harbour stays shut\r\n\r\n“No ship will sail,” the mayor of Port Ellery said on Monday.\r\n".encode(),
    "nul.txt": b"one\0two",
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "utf16.txt": "Anna Keller said so.".encode("utf-16"),
    "zipped.txt.gz": gzip.compress(b"Anna Keller said that the quay was shut.\r\n", mtime=0),
    "latin.txt": "Fähre".encode("cp1252"),
    "page.html": b"<html><body><h1>Ferry &amp; wall</h1><p>Anna Keller said the <b>wall</b> &#8220;will hold&#8221;.</p></body></html>",
    "wire.jsonl": (
        json.dumps({"text": "Anna Keller promised that the wall will hold.", "title": f"Keller: {SENTENCE}", "outlet": 'A "b", c'})
        + "\n"
        + json.dumps({"text": "", "title": f"Nothing more: {SENTENCE}"})
        + "\nno json\n"
    ).encode(),
}


@pytest.mark.model
def test_hostile_texts_come_back_byte_by_byte(nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, data in HOSTILE.items():
        (raw / name).write_bytes(data)
    (raw / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    monkeypatch.setattr(language, "load", lambda **_: nlp)
    batches.run(raw, tmp_path / "processed", OWN.codebook)
    corrections.run(raw, tmp_path / "processed", OWN.codebook)
    comparison.run(raw, tmp_path / "processed", OWN.codebook)
    study = replace(OWN, raw=raw, processed=tmp_path / "processed")
    release.release(study, tmp_path / "out")
    rehydrate.run(tmp_path / "out", raw, tmp_path / "back")
    assert processed(tmp_path / "back") == processed(tmp_path / "processed")
    states = tables.read("articles", tmp_path / "back").set_index("file")["status"]
    assert states[["nul.txt", "empty.txt", "utf16.txt", "gone.txt", "crlf.txt"]].tolist() == ["failed", "empty", "ok", "failed", "ok"]
    extracted = [{path.name: path.read_bytes() for path in (tmp_path / name / "texts").iterdir()} for name in ("processed", "back")]
    assert extracted[0] == extracted[1]
    assert extracted[0].keys() == {"latin.txt", "page.txt", "utf16.txt", "zipped.txt"}
    assert set(sources.read_sources(tmp_path / "out")) == {*HOSTILE, "gone.txt"}
    assert b"wall has been mended" not in b"".join(everything(tmp_path / "out").values())


def test_words_that_outlets_share_come_back_from_the_statement_that_holds_them() -> None:
    said = {"statement_id": "s1", "content": "that no ship will sail", "content_spans": [[0, 22]]}
    texts = standoff.Texts({"a": "that no ship will sail"})
    texts.statements = {"s1": said}
    row = {column.name: None for column in tables.ALL["alignments"].columns}
    row |= {
        "alignment_id": "x",
        "relation": "same_utterance",
        "statement_ids": ["s1"],
        "score": 0.5,
        "method": "speaker; “no ship will”; “x”",
    }
    data = standoff.stripped("alignments", pd.DataFrame([row]), texts)
    assert b"no ship" not in data
    rows = standoff.read("alignments", data)
    assert rows[0]["method"] == "speaker; “…”; “x”"
    assert standoff.WORDS["alignments"]["method"].give(rows[0], texts) == row["method"]


# ---- what rehydrate says --------------------------------------------------------------------------------------------


def _edit(name: str, old: str, new: str) -> Callable[[Path, Path], None]:
    def change(raw: Path, out: Path) -> None:
        resealed(out, name, lambda text: text.replace(old, new, 1))

    return change


def _spoil(raw: Path, out: Path) -> None:
    path = out / "tables/dates.csv"
    path.write_bytes(path.read_bytes() + b"\n")


TEXT_LENGTH, NO = len(example_study.TEXT), example_study.at(example_study.TEXT, "no plan & no")[0]
CASES: list[tuple[Callable[[Path, Path], object], list[str]]] = [
    (lambda raw, out: (raw / "a00001.txt").unlink(), ["a00001.txt: missing (SHA-256 "]),
    (lambda raw, out: (raw / "a00003.txt").unlink(), ["a00003.txt: missing (SHA-256 e3b0"]),
    (
        lambda raw, out: (raw / "a00001.txt").write_bytes(example_study.TEXT.replace("Monday", "Mondoy").encode()),
        ["a00001.txt: changed: its SHA-256 is "],
    ),
    (lambda raw, out: (raw / "more.txt").write_text("More."), ["more.txt: not part of the release: take it out of the raw folder"]),
    (
        lambda raw, out: [(raw / "a00000.txt").write_bytes(b""), (raw / "more.txt").write_text("More.")],
        ["a00000.txt: changed", "more.txt: not part of the release"],
    ),
    (_edit("tables/dates.csv", f",{example_study.at(example_study.TEXT, 'Monday the mayor')[1]},", ",99999,"),
     ["tables/dates.csv: date-", f"-99999, but its text has the characters 0 to {TEXT_LENGTH}"]),
    (_edit("tables/positions.csv", f"[[{NO}, {NO + 2}]]", "[[-1, 2]]"), ["tables/positions.csv: position-", "widened_spans is -1-2, but"]),
    (_spoil, ["tables/dates.csv: not as it was released"]),
    (lambda raw, out: (out / "tables/dates.csv").unlink(), ["tables/dates.csv: missing from the release"]),
    (lambda raw, out: resealed(out, "tables/dates.csv", lambda text: "x\n1\n"), ["tables/dates.csv: not the table 'dates' of a release"]),
    (_edit("tables/dates.csv", '"2024-05-06"', '"2024-05-09"'), ["tables/dates.csv: with its words it is another table than was released"]),
    (
        lambda raw, out: (out / "release.json").write_text('{"format": "who-said-what release", "version": 9}'),
        ["release.json: form who-said-what release 9 is not known; allowed: who-said-what release 1; use the version that wrote it"],
    ),
    (lambda raw, out: (out / "release.json").write_text("[]"), ["release.json: not the record of a release"]),
    (
        lambda raw, out: (out / "release.json").write_text((out / "release.json").read_text().replace('"columns"', '"rows"')),
        ["release.json: not the record of a release"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "says"), CASES)
def test_what_does_not_fit_is_named_and_nothing_is_written(
    study: Study, released: Path, tmp_path: Path, damage: Callable[[Path, Path], object], says: list[str]
) -> None:
    damage(study.raw, released)
    with pytest.raises(CannotJoin) as fault:
        rehydrate.run(released, study.raw, tmp_path / "back")
    assert [part for part in says if part not in str(fault.value)] == []
    assert not (tmp_path / "back").exists()


def test_a_renamed_file_is_recognised(study: Study, released: Path, tmp_path: Path) -> None:
    (study.raw / "a00003.txt").rename(study.raw / "b.txt")
    with pytest.raises(CannotJoin, match=r"a00003.txt: missing .*: its text is there as b.txt: rename that file"):
        rehydrate.run(released, study.raw, tmp_path / "back")


def test_in_part_the_other_articles_go_on(study: Study, released: Path, tmp_path: Path) -> None:
    (study.raw / "a00001.txt").unlink()
    (study.raw / "more.txt").write_text("More.")
    joined = rehydrate.run(released, study.raw, tmp_path / "back", partial=True)
    assert [line.split(":")[0] for line in joined.missing] == ["a00001.txt", "more.txt"]
    assert joined.articles == 2
    was, now = (tables.read("statements", folder) for folder in (study.processed, tmp_path / "back"))
    gone = now["article_id"] == "a00001"
    assert now.loc[gone, "content"].isna().all()
    assert now.loc[~gone, "content"].tolist() == was.loc[~gone, "content"].tolist()
    assert now["start"].tolist() == was["start"].tolist()


def test_a_folder_that_is_no_release(study: Study, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"is no release: it has no file release.json"):
        rehydrate.run(study.raw, study.raw, tmp_path / "back")


# ---- what release refuses -------------------------------------------------------------------------------------------


def test_a_file_that_quotes_nine_words_is_named_but_not_the_words(study: Study, tmp_path: Path) -> None:
    (study.raw / "a00000.txt").write_bytes(f"Ferries\n\nIt is said that {SENTENCE}.\n".encode())
    with pytest.raises(Refused, match=r"a00000.txt: not the file that the tables were made from"):
        release.release(study, tmp_path / "out")
    (study.raw / "a00000.txt").write_bytes(example_study.TEXT.encode())
    quoting = "# Jane ROE said—on Monday: the-mayor insisted no plan\n"
    (study.codebook / "events.yml").write_text(f"events: []\n# a remark\n{quoting}", encoding="utf-8")
    with pytest.raises(Refused) as fault:
        release.release(study, tmp_path / "out")
    assert str(fault.value).splitlines()[0] == "codebook/events.yml, line 3: 10 words in a row of an article, at most 8 are allowed"
    assert "insisted" not in str(fault.value)
    assert not (tmp_path / "out").exists()


def test_a_column_that_it_does_not_know_is_refused(study: Study, tmp_path: Path) -> None:
    tables.write("dates", tables.read("dates", study.processed).assign(remark="x"), study.processed)
    with pytest.raises(Refused, match=r"table 'dates' has columns of which it is not known whether they hold words: remark"):
        release.release(study, tmp_path / "out")


def test_words_that_do_not_stand_where_the_table_says_are_refused(study: Study, tmp_path: Path) -> None:
    tables.write("dates", tables.read("dates", study.processed).assign(text="Tuesday"), study.processed)
    with pytest.raises(Refused, match=r"table 'dates': its words are not those that stand at its spans"):
        release.release(study, tmp_path / "out")


def _other(out: Path, elsewhere: Path) -> None:
    out.mkdir()
    (out / "thesis.txt").write_text("mine")


def _record_that_lies(out: Path, elsewhere: Path) -> None:
    out.mkdir()
    record = {"format": release.FORMAT, "files": {"../elsewhere/kept.txt": "", "link": ""}}
    (out / "release.json").write_text(json.dumps(record))
    (out / "link").symlink_to(elsewhere)


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (_other, "holds thesis.txt, which no release wrote"),
        (_record_that_lies, "holds link, which no release wrote"),
        (lambda out, elsewhere: out.symlink_to(elsewhere), "is a link: name a folder"),
        (lambda out, elsewhere: out.write_text("x"), "is a file: name a folder"),
    ],
)
def test_what_is_no_release_is_left_alone(study: Study, tmp_path: Path, there: Callable[[Path, Path], object], says: str) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    (elsewhere / "kept.txt").write_text("kept")
    there(out, elsewhere)
    before = everything(tmp_path)
    with pytest.raises(Refused, match=says):
        release.release(study, out)
    assert everything(tmp_path) == before


def test_an_earlier_release_is_replaced_whole(study: Study, released: Path) -> None:
    (study.codebook / "events.yml").rename(study.codebook / "other.yml")
    release.release(study, released, Stated("Ferries", "CC0 1.0"))
    assert not (released / "codebook/events.yml").exists()
    assert (released / "README.md").read_text(encoding="utf-8").startswith("# Ferries\n")


def _reports(study: Study, folder: Path) -> Study:
    """The study with reports that a build made of its tables."""
    made = {f"processed/{path.name}": whole.sha256(path) for path in study.processed.glob("*.*")}
    made |= {f"processed/machine/{path.name}": whole.sha256(path) for path in (study.processed / "machine").iterdir()}
    for name in ("figures", "tables"):
        (folder / name).mkdir(parents=True)
    (folder / "manifest.json").write_text(json.dumps({"steps": {"extract": {"outputs": made}}}))
    return replace(study, reports=folder)


def test_tables_of_the_reports_lose_the_columns_that_hold_words(study: Study, tmp_path: Path) -> None:
    study = _reports(study, tmp_path / "reports")
    said = example_study.TEXT.splitlines()[4]
    (study.reports / "tables/01_x.csv").write_text("id,content,n\n1,short,2\n", encoding="utf-8")
    with (study.reports / "tables/02_y.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "remark", "word"], *[[str(n), said, word] for n, word in enumerate(said.split())]])
    (study.reports / "tables/08_dates.csv").write_bytes((study.processed / "dates.csv").read_bytes())
    release.release(study, tmp_path / "out")
    assert not (tmp_path / "out/results/08_dates.csv").exists()  # it is in `tables`, without its words
    assert (tmp_path / "out/results/01_x.csv").read_text() == "id,n\n1,2\n"
    assert (tmp_path / "out/results/02_y.csv").read_text().splitlines()[:2] == ["id", "0"]  # words one a row tell the sentence, too
    readme = (tmp_path / "out/README.md").read_text(encoding="utf-8")
    assert "- `results/02_y.csv`: remark, word" in readme


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


QUOTE = "Jane Roe said on Monday the mayor insisted “no plan"
PNG = b"\x89PNG\r\n\x1a\n"
LEAKING: list[tuple[str, bytes]] = [
    ("x.svg", f"<svg><!-- {QUOTE} --></svg>".encode()),
    ("x.svg", f"<svg><!-- {QUOTE[:17]} --><path d='M 1 2'/>\n<!-- {QUOTE[17:]} --></svg>".encode()),
    ("x.svg", "".join(f'<text x="{n}">{word}</text>\n' for n, word in enumerate(QUOTE.split())).encode()),
    ("x.svg", f'<svg><a title="{QUOTE}"/></svg>'.encode()),
    ("x.json", json.dumps({"alt": QUOTE.replace(" ", "\n")}).encode()),
    ("x.png", PNG + _chunk(b"tEXt", b"Title\0" + QUOTE.encode())),
    ("x.png", PNG + _chunk(b"zTXt", b"Title\0\0" + zlib.compress(QUOTE.encode()))),
    ("x.png", PNG + _chunk(b"iTXt", b"Title\0\0\0en\0\0" + QUOTE.encode())),
    ("x.png", PNG + _chunk(b"iTXt", b"Title\0\1\0en\0\0" + zlib.compress(QUOTE.encode()))),
]


@pytest.mark.parametrize(("name", "data"), LEAKING)
def test_figures_that_quote_are_refused(study: Study, tmp_path: Path, name: str, data: bytes) -> None:
    study = _reports(study, tmp_path / "reports")
    (study.reports / "figures/x.svg").write_text("<svg/>")
    (study.reports / "figures" / name).write_bytes(data)
    with pytest.raises(Refused, match=rf"figures/{name}, line \d+: \d+ words in a row"):
        release.release(study, tmp_path / "out")


def test_links_into_the_report_are_taken_out_of_figures(study: Study, tmp_path: Path) -> None:
    study = _reports(study, tmp_path / "reports")
    (study.reports / "figures/x.svg").write_text(
        f'<svg><a xlink:href="../rows/dates.html#n-1" aria-label="{QUOTE}"><title>{QUOTE}</title><path/></a><use xlink:href="#m"/></svg>'
    )
    release.release(study, tmp_path / "out")
    assert (tmp_path / "out/figures/x.svg").read_text() == '<svg><a><path/></a><use xlink:href="#m"/></svg>'


def test_a_figure_can_be_left_out_and_the_readme_says_so(study: Study, tmp_path: Path) -> None:
    study = _reports(study, tmp_path / "reports")
    for name in ("x.svg", "x.phone.svg", "y.svg"):
        (study.reports / "figures" / name).write_text(f"<svg><!-- {QUOTE if name < 'y' else ''} --></svg>")
    release.release(study, tmp_path / "out", Stated(without=("x",)))
    assert [path.name for path in (tmp_path / "out/figures").iterdir()] == ["y.svg"]
    assert "- `figures/x.phone.svg`: all of it" in (tmp_path / "out/README.md").read_text(encoding="utf-8")


def test_a_link_among_the_figures_is_not_followed(study: Study, tmp_path: Path) -> None:
    study = _reports(study, tmp_path / "reports")
    (study.reports / "figures/x.svg").symlink_to(study.raw / "a00000.txt")
    with pytest.raises(Refused, match=r"x.svg: a link, which a release does not follow"):
        release.release(study, tmp_path / "out")


def test_a_picture_without_its_words_is_refused(study: Study, tmp_path: Path) -> None:
    study = _reports(study, tmp_path / "reports")
    (study.reports / "figures/x.png").write_bytes(PNG)
    with pytest.raises(Refused, match="words in a picture cannot be read"):
        release.release(study, tmp_path / "out")


def test_reports_of_other_tables_are_refused(study: Study, tmp_path: Path) -> None:
    study = _reports(study, tmp_path / "reports")
    tables.write("dates", tables.read("dates", study.processed).iloc[:1], study.processed)
    with pytest.raises(Refused, match=r"the reports were made from other tables \(processed/dates.parquet\)"):
        release.release(study, tmp_path / "out")


def _article(text: str) -> articles.Article:
    return articles.Article("a", "a.txt", "", text, "ok", None, sources.Source())


THAI, HAN = "เรือข้ามฟากไปเกาะทางเหนือจะไม่ออก", "渡轮在码头修好之前不会开往北方的岛屿市长星期一在议会上这样说道"
RUNS: list[tuple[str, str, list[int]]] = [
    (SENTENCE, SENTENCE.upper(), [16]),
    (SENTENCE, SENTENCE.replace(" ", "_"), [16]),
    (SENTENCE, SENTENCE.replace("sail", "\n\nsail"), [16]),
    (SENTENCE, " ".join(SENTENCE.split()[:9]), [9]),
    (SENTENCE, " ".join(SENTENCE.split()[:8]), []),
    (SENTENCE, SENTENCE.replace("will not sail", "will soon sail"), []),
    ("Die Straße zum Hafen bleibt bis zum Abend für alle gesperrt", "DIE STRASSE ZUM HAFEN BLEIBT BIS ZUM ABEND FÜR ALLE", [10]),
    (HAN, HAN[:27], [9]),
    (HAN, HAN[:26], []),
    (HAN, "，".join(HAN[:27]), [9]),
    (THAI, THAI[:27], [9]),
    (THAI, THAI[:12], []),
    ("donâ€™t tell the pilot that the wall has been mended", "don't tell the pilot that the wall has been", [10]),
    ("one two", "one two", []),
]


@pytest.mark.parametrize(("text", "file", "words"), RUNS)
def test_runs_of_nine_words_are_found(text: str, file: str, words: list[int]) -> None:
    found = nine_words.leaks("x.txt", file.encode(), nine_words.runs_of([_article(text)]))
    assert sorted({leak.words for leak in found}) == words


# ---- the commands ---------------------------------------------------------------------------------------------------


def test_the_commands_go_there_and_back(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(study.notebooks.parent)
    out, back = str(tmp_path / "out"), str(tmp_path / "back")
    assert cli.main(["release", out, "--title", "Ferries", "--licence", "CC0 1.0"]) == 0
    assert "without figures" in capsys.readouterr().out
    assert cli.main(["rehydrate", out, "--raw", str(study.raw), "--processed", back]) == 0
    assert "3 articles joined; articles 4, " in capsys.readouterr().out
    assert processed(Path(back)) == processed(study.processed)
    (study.raw / "a00000.txt").write_bytes(b"x")
    assert cli.main(["rehydrate", out, "--raw", str(study.raw), "--processed", back]) == 1
    assert "a00000.txt: changed" in capsys.readouterr().err
    assert cli.main(["rehydrate", out, "--raw", str(study.raw), "--processed", back, "--partial"]) == 0
    assert "not joined: a00000.txt: changed" in capsys.readouterr().out
    assert cli.main(["rehydrate", str(study.raw), "--raw", str(study.raw), "--processed", back]) == 2
    assert cli.main(["rehydrate", out, "--raw", "nowhere", "--processed", back]) == 2


def test_the_report_is_made_from_the_tables_that_came_back(
    study: Study, released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(study.notebooks.parent)
    asked: list[tuple[Study, Sequence[Step]]] = []
    monkeypatch.setattr(build, "build", lambda study, steps, say: asked.append((study, steps)))
    folders = {name: tmp_path / name for name in ("processed", "reports", "gold")}
    options = [part for name, path in folders.items() for part in (f"--{name}", str(path))]
    assert cli.main(["rehydrate", str(released), "--raw", str(study.raw), *options]) == 0
    [(made, steps)] = asked
    assert made == replace(study, codebook=released / "codebook", **folders)
    assert {"extract", "correct", "compare"}.isdisjoint(step.name for step in steps)
    assert steps[0].name == "01_corpus"


# ---- the released study ---------------------------------------------------------------------------------------------


def test_the_released_study_is_whole() -> None:
    record = json.loads((REAL / "release.json").read_text(encoding="utf-8"))
    assert {name: whole.sha256(REAL / name) for name in record["files"]} == record["files"]
    assert set(everything(REAL)) == {"release.json", *record["files"]}


@real
@pytest.mark.corpus
def test_the_released_study_holds_no_nine_words_of_its_articles() -> None:
    runs = nine_words.runs_of(articles.read(CORPUS))
    assert [str(leak) for name, data in everything(REAL).items() for leak in nine_words.leaks(name, data, runs)] == []


@real
@pytest.mark.corpus
@pytest.mark.model
def test_the_released_study_with_its_articles_is_what_extraction_makes(
    nlp: Language, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "load", lambda **_: nlp)
    batches.run(CORPUS, tmp_path / "anew", REAL / "codebook")
    corrections.run(CORPUS, tmp_path / "anew", REAL / "codebook")
    comparison.run(CORPUS, tmp_path / "anew", REAL / "codebook")
    rehydrate.run(REAL, CORPUS, tmp_path / "back")
    assert processed(tmp_path / "back") == processed(tmp_path / "anew")
