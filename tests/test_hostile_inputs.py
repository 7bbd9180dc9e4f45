"""Whatever a study is given: no traceback, a row for each input, and every span in its text. Small inputs, made by the hundred."""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fuzz
from analysis import articles, batches, cli, codebook, comparison, corrections, language, tables
from analysis.codebook import CodebookError
from analysis.extraction import Extractor
from analysis.pages import page_of
from analysis.parts import Rows

TEXT = "The ferry is late, Anna Keller said on Monday. “The harbour is closed,” she told reporters.\n"
FEW = settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def extractor(people: codebook.Codebook) -> Extractor:
    return Extractor(people, language.load(light=True))


def checked(raw: Path, extractor: Extractor) -> dict[str, tuple[str, str | None]]:
    """Status and reason of every article of a folder or file, its rows and those of the others found to keep the laws."""
    rows: Rows = {}
    raws, found = {}, {}
    for article in articles.read(raw):
        for name, own in extractor.rows(article).items():
            rows.setdefault(name, []).extend(own)
        row = rows["articles"][-1]
        raws[article.article_id] = article.raw if row["status"] == "ok" else ""
        found[article.article_id] = (row["status"], row["reason"])
    assert len(rows["articles"]) == len(raws)
    assert not [reason for _, reason in found.values() if (reason or "").startswith("extraction failed")]
    assert list(fuzz._faults(rows, raws)) == []
    return found


# ---- anything that can be written ----------------------------------------------------------------------------------

_WORDS = st.sampled_from(
    ["The ferry is late", "Anna Keller said", "he told reporters", "according to the minister", "denied that", "Vienna", "on 3 May 2024",
     "“", "”", "‘", "’", '"', "'", "“Yes,”", ".", ",", "…", "—", "\n", "\n\n", "\r\n", "\t", " ", "\u00a0", "\u200b", "\u202e", "\ufeff",
     "\x85", "&amp;", "<b>", "</p>", "<!--", "â€œ", "LONDON (Reuters) -", "Source: Harbour Wire", "© 2024", "99999-12-31", "0000", "year 0",
     "www.a.example", "@", "#", "😀", "\U0001d54f", "e\u0301", "\u2028", "\x0c", "not", "hardly", "that that", "- ", "1.", "%", "$5m"]
)  # fmt: skip
_PLAIN = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
TEXTS = st.lists(st.one_of(_WORDS, _PLAIN), max_size=30).map(" ".join)


@pytest.mark.slow
@pytest.mark.model
@FEW
@given(st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(["txt", "html", "txt.gz", "html.gz"]))
def test_files_of_any_text(extractor: Extractor, texts: list[str], kind: str) -> None:
    with TemporaryDirectory() as folder:
        for number, text in enumerate(texts):
            data = text.encode()
            (Path(folder) / f"a{number}.{kind}").write_bytes(gzip.compress(data) if kind.endswith("gz") else data)
        assert list(checked(Path(folder), extractor)) == [f"a{number}" for number in range(len(texts))]


@pytest.mark.slow
@pytest.mark.model
@FEW
@given(st.binary(max_size=300), st.sampled_from(["txt", "html", "jsonl", "csv", "parquet", "warc", "txt.gz", "jsonl.gz", "warc.gz"]))
def test_files_of_any_bytes(extractor: Extractor, data: bytes, kind: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / f"a.{kind}").write_bytes(data)
        assert checked(Path(folder), extractor)


_FIELD = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXTS, st.lists(_PLAIN, max_size=2), st.just({"a": 1}))


@pytest.mark.slow
@pytest.mark.model
@FEW
@given(
    st.lists(st.dictionaries(st.sampled_from(["text", "title", "outlet", "published", "url", "id", "x"]), _FIELD), min_size=1, max_size=4)
)
@pytest.mark.model
def test_records_of_any_values(extractor: Extractor, records: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "r.jsonl"
        path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        assert len(checked(path, extractor)) == len(records)


# ---- what malice makes ----------------------------------------------------------------------------------------------


@pytest.mark.model
@pytest.mark.parametrize("many", [10_000])
@pytest.mark.parametrize("mark", ["“", "‘", '"', "'", "«", "“The ferry ", 'He said "the ferry ', "”", "(", "["])
def test_ten_thousand_marks_that_are_never_closed(mark: str, many: int, tmp_path: Path, extractor: Extractor) -> None:
    (tmp_path / "a.txt").write_text(TEXT + mark * (many if len(mark) == 1 else many // 10), encoding="utf-8")
    start = time.process_time()
    assert checked(tmp_path, extractor)["a"] == ("ok", None)
    assert time.process_time() - start < 60


@pytest.mark.parametrize(
    "tag", ["div", "b", "table><tr><td", "ul><li", "blockquote", "span", "a href=x", "section", "svg", "font", "q", "p"]
)
@pytest.mark.parametrize("closed", [True, False])
def test_a_page_nested_twenty_thousand_deep_is_read(tag: str, closed: bool) -> None:
    names = [part.split()[0] for part in tag.split("><")]
    end = "".join(f"</{name}>" for name in reversed(names)) * 20_000 if closed else ""
    page = page_of(f"<html><body><h1>Ferry stops</h1><p>{TEXT}</p>{f'<{tag}>' * 20_000}{TEXT}{end}</body></html>")
    assert "The ferry is late" in page.text


@pytest.mark.parametrize(
    ("column", "status"),
    [
        (pa.array([1, 2]), "failed"),
        (pa.array([1.5, None]), "failed"),
        (pa.array([True, False]), "failed"),
        (pa.array([date(2024, 5, 3)] * 2), "failed"),
        (pa.array([["a"], []]), "failed"),
        (pa.array([{"a": 1}, None]), "failed"),
        (pa.array([b"\xff\xfe", b"bytes"]), "failed"),
        (pa.array([Decimal("1.5"), None]), "failed"),
        (pa.array([None, None]), "failed"),
        (pa.array([{"a": [{"b": TEXT}]}] * 2), "failed"),
        (pa.array([TEXT, TEXT]).dictionary_encode(), "ok"),
        (pa.array([TEXT, TEXT], pa.large_string()), "ok"),
        (pa.array([TEXT, TEXT], pa.string_view()), "ok"),
    ],
)
def test_a_text_of_the_wrong_type_in_parquet_fails_its_record_alone(column: pa.Array, status: str, tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": column}), tmp_path / "r.parquet")
    found = list(articles.read(tmp_path))
    assert [article.status for article in found] == [status] * 2
    assert all(article.reason for article in found if status == "failed")


@pytest.mark.parametrize("field", ["title", "outlet", "published", "url", "id"])
@pytest.mark.parametrize(
    "values",
    [[1, 2], [1.5, float("nan")], [True, None], [["a"], []], [{"a": 1}, None], [b"\xff", b"x"], [date(1, 1, 1), date(9999, 12, 31)]],
)
def test_whatever_stands_beside_a_text_in_parquet_its_record_has_a_row(field: str, values: list[Any], tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([TEXT, TEXT]), field: pa.array(values)}), tmp_path / "r.parquet")
    found = list(articles.read(tmp_path))
    assert len(found) == len({article.article_id for article in found}) == 2
    assert all(article.status == "ok" or article.reason for article in found)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_records_of_one_id_each_have_a_row(kind: str, tmp_path: Path) -> None:
    records = [{"id": name, "text": TEXT} for name in ("x", "x", "X", "x/1", "x_1", "", "3", "x" * 500, "x" * 500, "../x", "con")]
    if kind == "jsonl":
        (tmp_path / "r.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    else:
        frame = pa.Table.from_pylist(records)
        pq.write_table(frame, tmp_path / "r.parquet") if kind == "parquet" else frame.to_pandas().to_csv(tmp_path / "r.csv", index=False)
    found = list(articles.read(tmp_path))
    assert len(found) == len({article.article_id for article in found}) == len(records)
    assert {article.status for article in found} == {"ok", "failed"}
    assert all("is taken by" in str(article.reason) for article in found if article.status == "failed")
    assert not [article for article in found if "/" in article.article_id]


@pytest.mark.model
@pytest.mark.parametrize(
    "day", ["0000", "0000-00-00", "0000-01-01", "99999", "99999-12-31", "-0001-05-03", "2024-13-45", "9999-12-31", "0001-01-01"]
)
def test_days_that_no_calendar_has_stop_nothing_wherever_they_stand(day: str, tmp_path: Path, extractor: Extractor) -> None:
    said = f"PORT ELLERY, May 3, {day} - Anna Keller said on {day} that since 3 May {day} it is late. In the year {day} the ferry sails.\n"
    page = (
        f"<html><head><meta property='article:published_time' content='{day}T25:00:00+99:00'><title>{day}</title></head>"
        f"<body><time datetime='{day}'>{day}</time><p>{said * 3}</p></body></html>"
    )
    (tmp_path / "a.txt").write_text(f"Published: {day}\n\n{said * 3}", encoding="utf-8")
    (tmp_path / "b.html").write_text(page, encoding="utf-8")
    (tmp_path / "r.jsonl").write_text(json.dumps({"text": said, "published": day}) + "\n", encoding="utf-8")
    assert {status for status, _ in checked(tmp_path, extractor).values()} == {"ok"}


EVENT = """events:
- {id: EV:first, label: First briefing, earliest: 0001-01-01, latest: 0001-01-01, speaker: PER:x, venue: [briefing], source: x,
   names: [first opening]}
- {id: EV:last, label: Last briefing, earliest: 9999-12-31, latest: 9999-12-31, speaker: PER:x, venue: [briefing], source: x,
   names: [last opening]}
- {id: EV:later, label: Later, earliest: 9999-12-30, latest: 9999-12-31, speaker: PER:x, names: [last opening], source: x}
"""


@pytest.mark.model
def test_the_first_and_the_last_day_of_the_calendar_stop_no_step(tmp_path: Path) -> None:
    raw, book, processed = tmp_path / "raw", tmp_path / "book", tmp_path / "processed"
    raw.mkdir()
    book.mkdir()
    (book / "topics.yml").write_text("topics: []\n", encoding="utf-8")
    (book / "actors.yml").write_text(_ENTRY.format("Ann Holm"), encoding="utf-8")
    (book / "events.yml").write_text(EVENT, encoding="utf-8")
    said = (
        "Ann Holm said at a briefing {} that “the ferry is late again today”. Two days after the {} opening she said that it sails.\n\n"
        "Ann Holm said on Monday that “nobody was told of the toll in the harbour”. A week before the {} opening she denied it.\n"
    )
    rows = ["file,outlet,published"]
    for number, (day, which) in enumerate((day, which) for day in ("0001-01-01", "9999-12-31", "0001", "") for which in ("first", "last")):
        head = "Tuesday, December 31\n\n" if number % 2 else "01/01/0001 12:00\n\n"
        (raw / f"a{number}.txt").write_text(head + said.format("on 1 January", which, which), encoding="utf-8")
        rows.append(f"a{number}.txt,Outlet {number % 3},{day}")
    (raw / "sources.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    batches.run(raw, processed, book, light=True)
    assert set(tables.read("articles", processed)["status"]) == {"ok"}
    corrections.run(raw, processed, book)
    comparison.run(raw, processed, book)
    assert not tables.read("statements", processed).empty


@pytest.mark.parametrize("kind", ["txt.gz", "html.gz", "jsonl.gz", "csv.gz", "warc.gz"])
def test_what_unpacks_to_a_thousand_times_its_size_has_one_reason(kind: str, tmp_path: Path) -> None:
    head = {
        "html": b"<p>",
        "jsonl": b'{"text": "',
        "csv": b'text\n"',
        "warc": b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 30000000\r\n\r\n",
    }
    (tmp_path / f"a.{kind}").write_bytes(gzip.compress(head.get(kind.partition(".")[0], b"") + b"x" * 30_000_000))
    start = time.process_time()
    (article,) = articles.read(tmp_path, max_bytes=1_000_000)
    assert (article.status, article.raw) == ("failed", "")
    assert article.reason
    assert time.process_time() - start < 20


# ---- links that leave the folder ------------------------------------------------------------------------------------


@pytest.fixture
def linked(tmp_path: Path) -> Path:
    """A folder of articles with links to a file, and to a folder, outside of it."""
    raw, elsewhere = tmp_path / "raw", tmp_path / "elsewhere"
    (raw / "below").mkdir(parents=True)
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("The key is under the mat.\n", encoding="utf-8")
    (raw / "good.txt").write_text(TEXT, encoding="utf-8")
    (raw / "below" / "inner.txt").write_text(TEXT, encoding="utf-8")
    (raw / "inside.txt").symlink_to(raw / "below" / "inner.txt")
    (raw / "out.txt").symlink_to(elsewhere / "secret.txt")
    (raw / "more.jsonl").symlink_to(elsewhere / "secret.txt")
    (raw / "folder").symlink_to(elsewhere)
    return raw


def test_a_link_that_leaves_the_folder_is_not_read(linked: Path) -> None:
    found = {article.file: article for article in articles.read(linked)}
    assert {name: article.status for name, article in found.items()} == {
        "good.txt": "ok", "inside.txt": "ok", "out.txt": "failed", "more.jsonl": "failed",
    }  # fmt: skip
    for name in ("out.txt", "more.jsonl"):
        assert "is a link that leaves the folder of the articles" in str(found[name].reason)
        assert (found[name].raw, found[name].sha256) == ("", "")


def test_no_pattern_and_no_row_of_sources_leads_out_of_the_folder(linked: Path) -> None:
    (linked / "sources.csv").write_text("file,outlet\nout.txt,A\nfolder/secret.txt,B\n", encoding="utf-8")
    for pattern in ("*/*.txt", "**/*.txt"):
        outside = [article for article in articles.read(linked / pattern) if "secret" in article.file or article.file.startswith("out")]
        assert outside
        assert all((article.status, article.raw) == ("failed", "") for article in outside)
    for leaving in ("../elsewhere/secret.txt", "below/../../elsewhere/secret.txt", "/etc/hostname", "C:\\secret.txt", "..\\secret.txt"):
        (linked / "sources.csv").write_text(f"file\n{leaving}\n", encoding="utf-8")
        with pytest.raises(ValueError, match="is no path below this folder"):
            list(articles.read(linked))


def test_the_folder_itself_and_a_file_that_is_named_may_be_links(linked: Path) -> None:
    (linked.parent / "link").symlink_to(linked)
    assert [article.status for article in articles.read(linked.parent / "link") if article.file == "good.txt"] == ["ok"]
    (article,) = articles.read(linked / "out.txt")
    assert article.status == "ok"


# ---- codebooks that do something ------------------------------------------------------------------------------------


def _laughs() -> Iterator[str]:
    """Ten lines that stand for ten thousand million entries."""
    yield "x: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        yield f"x{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    yield "actors: *i\n"


_ENTRY = "actors:\n- id: PER:x\n  label: {}\n  type: person\n  names: [Ann Holm]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        *((_ENTRY.format(f"!!{tag} x"), f"line 3: the tag !!{tag} has no meaning here; write the text without it") for tag in
          ("python/name:os.system", "python/module:os", "int", "float", "bool", "binary", "set")),
        (_ENTRY.format("!!python/object/apply:os.mkdir [MADE]"), "the tag !!python/object/apply:os.mkdir has no meaning"),
        (_ENTRY.format("!!python/object/new:os.system ['touch MADE']"), "the tag !!python/object/new:os.system has no meaning"),
        ("!!python/object/apply:os.system ['touch MADE']\n", "line 1: the tag !!python/object/apply:os.system has no meaning"),
        ("actors:\n- !!int x: y\n", "line 2: the tag !!int has no meaning here"),
        (_ENTRY.format("!own x"), "line 3: the tag !own has no meaning here"),
        ("".join(_laughs()), "anchors (&) unfold into more than 1,000,000 entries; write out what is meant"),
        ("actors: " + "[" * 3000 + "]" * 3000, "lists or keys stand within each other more often than can be read"),
        ("actors: " + "{a: " * 3000 + "}" * 3000, "lists or keys stand within each other more often than can be read"),
        ("actors: &a [*a]\n", "an anchor (&) leads back to itself"),
    ],
)  # fmt: skip
def test_a_codebook_runs_nothing_and_takes_no_room(text: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "codebook"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    for name in ("topics", "events"):
        (folder / f"{name}.yml").write_text(f"{name}: []\n", encoding="utf-8")
    (folder / "actors.yml").write_text(text, encoding="utf-8")
    start = time.process_time()
    with pytest.raises(CodebookError) as refused:
        codebook.load(folder)
    assert says in str(refused.value)
    assert not (tmp_path / "MADE").exists()
    assert time.process_time() - start < 30


def test_what_yaml_takes_for_more_than_a_text_stays_a_text(tmp_path: Path) -> None:
    for name in ("topics", "events"):
        (tmp_path / f"{name}.yml").write_text(f"{name}: []\n", encoding="utf-8")
    words = ["No", "on", "12", "1e3", "=", "~x", "0o17", "12:30:45", "!!timestamp x", "!!str 5", "99999-01-01", "0000-01-01"]
    entries = [
        _ENTRY.format(word).removeprefix("actors:\n").replace("PER:x", f"PER:x{n}").replace("Ann", f"Ann{n}")
        for n, word in enumerate(words)
    ]
    (tmp_path / "actors.yml").write_text("actors:\n" + "".join(entries), encoding="utf-8")
    read = [actor.label for actor in codebook.load(tmp_path).actors]
    assert read == [word.rpartition(" ")[2] for word in words]


@pytest.mark.model
def test_the_command_tells_every_bad_input_in_one_line_and_goes_on(linked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (linked / "bad.parquet").write_bytes(b"PAR1")
    (linked / "empty.html").write_bytes(b"")
    processed = linked.parent / "processed"
    assert cli.main(["extract", str(linked), "--processed", str(processed), "--codebook", str(_book(linked.parent)), "--light"]) in (0, 1)
    told = capsys.readouterr()
    assert "Traceback" not in told.out + told.err
    statuses = Counter(line.split(",")[-3] for line in (processed / "articles.csv").read_text(encoding="utf-8").splitlines()[1:])
    assert sum(statuses.values()) == 6


def _book(folder: Path) -> Path:
    book = folder / "book"
    book.mkdir()
    for name in ("topics", "events", "actors"):
        (book / f"{name}.yml").write_text(f"{name}: []\n", encoding="utf-8")
    return book
