"""What is read from folders and files, and what is said about files that cannot be used."""

from __future__ import annotations

import gzip
import hashlib
import json
import logging
from pathlib import Path

import pandas as pd
import pytest

from analysis import articles, sources, texts

TEXT = "Ministers met on the island.\n\nThey agreed on little.\n"


def write(folder: Path, **files: bytes | str) -> Path:
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def one(path: Path, max_bytes: int = articles.MAX_BYTES) -> articles.Article:
    found = list(articles.read(path, max_bytes=max_bytes))
    assert len(found) == 1
    return found[0]


def test_text_is_kept_as_it_stands(tmp_path: Path) -> None:
    article = one(write(tmp_path, a__txt="\ufeffFirst.\r\n\r\nSecond.\r\n"))
    assert article.raw == "\ufeffFirst.\r\n\r\nSecond.\r\n"
    assert (article.article_id, article.file, article.status, article.reason) == ("a", "a.txt", "ok", None)
    assert article.sha256 == hashlib.sha256((tmp_path / "a.txt").read_bytes()).hexdigest()


def test_files_come_sorted_and_others_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, b__txt=TEXT, a__HTM=TEXT, notes__md=TEXT, __hidden__txt=TEXT, sources__csv="file\n")
    (tmp_path / ".b.txt").write_text(TEXT)
    assert [article.file for article in articles.read(tmp_path)] == ["a.HTM", "b.txt"]


@pytest.mark.parametrize(
    ("data", "status", "reason"),
    [
        (b"", "empty", "has 0 bytes"),
        (b" \n\t\r\n", "empty", "white space only"),
        ("\u2003\ufeff\n".encode(), "empty", "white space only"),
        (b"He said \0 no.", "failed", "NUL byte at offset 8"),
        (b"It\x8d\x9d late.", "failed", "byte 0x8d at offset 2"),
        ("Zden\u011bk and Wa\u0142\u0119sa are late.".encode("cp1250"), "failed", "byte 0xec at offset 4"),
        ("Late.".encode("utf-16-le"), "failed", "NUL byte at offset 1"),
        ("Late.".encode("utf-16") + b"\0", "failed", "NUL byte at offset 3"),
        (b"x" * 101, "failed", "more than max_bytes=100"),
    ],
)
def test_bad_files_come_with_one_reason(tmp_path: Path, data: bytes, status: str, reason: str) -> None:
    article = one(write(tmp_path, bad__txt=data), max_bytes=100)
    assert (article.status, article.raw) == (status, "")
    assert article.reason is not None
    assert reason in article.reason
    assert "bad.txt" in article.reason
    assert article.sha256 == hashlib.sha256(data).hexdigest()


def test_folders_and_dangling_links_named_like_articles_fail(tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    write(tmp_path, good__txt=TEXT)
    folder, good, link = articles.read(tmp_path)
    assert (folder.status, link.status, good.status) == ("failed", "failed", "ok")
    assert "is a folder" in str(folder.reason)
    assert "link to a file that is not there" in str(link.reason)


def test_a_missing_path_and_a_strange_suffix_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no file or folder"):
        list(articles.read(tmp_path / "none.txt"))
    with pytest.raises(ValueError, match=r"'\.pdf' are not read"):
        list(articles.read(write(tmp_path, a__pdf="x") / "a.pdf"))


def test_two_files_of_one_name_do_not_share_an_id(tmp_path: Path) -> None:
    first, second = articles.read(write(tmp_path, a__html=TEXT, a__txt=TEXT))
    assert (first.article_id, first.status) == ("a", "ok")
    assert (second.article_id, second.status) == ("a.txt", "failed")
    assert "taken by a.html" in str(second.reason)


def test_broken_records_do_not_stop_the_others(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": TEXT, "title": "On little", "outlet": "The Gull", "published": "2024-05-02", "id": "x/1"}),
        "{broken",
        "[1]",
        "",
        json.dumps({"body": TEXT}),
        json.dumps({"text": " "}),
        '{"text": "half \\ud800"}',
        json.dumps({"text": TEXT, "id": "x/1"}),
    ]
    found = list(articles.read(write(tmp_path, r__jsonl="\n".join(lines)) / "r.jsonl"))
    assert [article.status for article in found] == ["ok", "failed", "failed", "failed", "empty", "failed", "failed"]
    first = found[0]
    assert (first.article_id, first.title, first.source.outlet, first.source.published) == ("r-x_1", "On little", "The Gull", "2024-05-02")
    reasons = ["line 2 is no JSON", "line 3 holds a JSON list", "fields are 'body'", "white space only", "surrogate", "is taken by"]
    assert all(part in str(article.reason) for part, article in zip(reasons, found[1:], strict=True))
    assert len({article.article_id for article in found}) == len(found)


@pytest.mark.parametrize("kind", ["jsonl", "csv", "parquet"])
def test_records_of_every_kind_with_columns_of_other_names(tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame({"body": [TEXT, "Second."], "head": ["One", None]})
    path = tmp_path / f"r.{kind}"
    {
        "jsonl": lambda: frame.to_json(path, orient="records", lines=True),
        "csv": lambda: frame.to_csv(path, index=False),
        "parquet": lambda: frame.to_parquet(path),
    }[kind]()
    found = list(articles.read(path, columns={"text": "body", "title": "head"}))
    assert [(a.article_id, a.raw, a.title) for a in found] == [("r-1", TEXT, "One"), ("r-2", "Second.", None)]
    if kind != "jsonl":
        assert "has no column 'text'" in str(one(path).reason)


def test_unknown_column_names_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unknown fields heading; allowed: text, title"):
        articles.read(tmp_path, columns={"heading": "x"})


def test_a_file_that_is_no_parquet_fails(tmp_path: Path) -> None:
    assert "is no Parquet file" in str(one(write(tmp_path, r__parquet="PAR?")).reason)


def test_sources_are_joined_to_their_files(tmp_path: Path) -> None:
    write(tmp_path, a__txt=TEXT, sources__csv="\ufefffile,outlet,published\na.txt,The Gull,2024-05\n")
    source = one(tmp_path).source
    assert (source.file, source.outlet, source.published, source.url) == ("a.txt", "The Gull", "2024-05", "")


def test_what_does_not_fit_between_folder_and_sources_is_told(tmp_path: Path) -> None:
    rows = f"file,sha256\na.txt,{'0' * 64}\ngone.txt,\nNEW.txt,\n"
    write(tmp_path, a__txt=TEXT, new__txt=TEXT, sources__csv=rows)
    other, changed, gone, new = sources.faults(tmp_path)
    assert "names 'NEW.txt', which is not among the articles beside it: is 'new.txt' meant?" in other
    assert "'a.txt' is not the file" in changed
    assert "names 'gone.txt', which is not among the articles beside it: add the file or delete the row" in gone
    assert "'new.txt' has no row" in new
    assert [article.status for article in articles.read(tmp_path)] == ["ok", "ok"]


PAGE = "<html><head><title>Ferry late</title></head><body><h1>Ferry late</h1><p>Holm &amp; Keller met.</p></body></html>"
BASES: dict[str, tuple[str, bytes, tuple[str, str, str]]] = {
    "plain text": ("a.txt", TEXT.encode(), (TEXT, "utf-8", "raw")),
    "gzipped text": ("a.txt.gz", gzip.compress(TEXT.encode()), (TEXT, "utf-8", "extracted")),
    "another encoding": ("a.txt", "It’s late.\r\n".encode("cp1252"), ("It’s late.\r\n", "cp1252", "extracted")),
    "gzipped, in another encoding": ("a.TXT.GZ", gzip.compress("It’s late.".encode("utf-16")), ("It’s late.", "utf-16", "extracted")),
    "a page": ("a.html", PAGE.encode(), ("Ferry late\nHolm & Keller met.\n", "utf-8", "extracted")),
    "a gzipped page": ("a.htm.gz", gzip.compress(PAGE.encode()), ("Ferry late\nHolm & Keller met.\n", "utf-8", "extracted")),
    "a page that declares its encoding": (
        "a.html",
        "<meta charset=iso-8859-2><p>Zdeněk Łoś met Keller.</p>".encode("iso-8859-2"),
        ("Zdeněk Łoś met Keller.\n", "iso8859-2", "extracted"),
    ),
}


@pytest.mark.parametrize(("name", "data", "read"), BASES.values(), ids=BASES)
def test_what_offsets_point_into(tmp_path: Path, name: str, data: bytes, read: tuple[str, str, str]) -> None:
    (tmp_path / name).write_bytes(data)
    article = one(tmp_path)
    assert (article.article_id, article.raw, article.encoding, article.text_basis) == ("a", *read)
    assert article.sha256 == hashlib.sha256(data).hexdigest()
    assert article.text_sha256 == hashlib.sha256(article.raw.encode()).hexdigest()
    stored = texts.store(article, tmp_path / "tables")
    assert stored == (None if read[2] == "raw" else "texts/a.txt")
    if stored:
        assert (tmp_path / "tables" / stored).read_bytes().decode() == article.raw


def test_a_page_that_shows_nothing_is_empty(tmp_path: Path) -> None:
    article = one(write(tmp_path, a__html="<html><script>app()</script></html>"))
    assert (article.status, article.raw, article.text_basis, article.text_sha256) == ("empty", "", None, None)
    assert "a.html shows no text" in str(article.reason)


def test_a_compression_bomb_has_one_reason(tmp_path: Path) -> None:
    write(tmp_path, a__txt__gz=gzip.compress(b"x" * 3_000_000), b__html__gz=gzip.compress(b"<p>x" * 900_000), c__txt__gz=b"no gzip")
    found = list(articles.read(tmp_path, max_bytes=100_000))
    assert [(a.article_id, a.status) for a in found] == [("a", "failed"), ("b", "failed"), ("c", "failed")]
    assert all("when unpacked" in str(a.reason) for a in found[:2])
    assert "c.txt.gz is damaged or cut short" in str(found[2].reason)
    assert all(len(a.sha256) == 64 for a in found)


LINES = "".join(json.dumps({"text": text}) + "\n" for text in (TEXT, "Renée said so."))
TABLE = f'text,outlet\n"{TEXT}",The Gull\nRenée said so.,\n'
RECORDS: dict[str, tuple[str, bytes, str]] = {
    "JSONL": ("r.jsonl", LINES.encode(), "raw"),
    "gzipped JSONL": ("r.jsonl.gz", gzip.compress(LINES.encode()), "raw"),
    "JSONL as Windows saves it": ("r.jsonl", LINES.encode("utf-16"), "extracted"),
    "CSV": ("r.csv", TABLE.encode("utf-8-sig"), "raw"),
    "gzipped CSV": ("r.csv.gz", gzip.compress(TABLE.encode()), "raw"),
    "CSV as Excel saves it": ("r.csv", TABLE.encode("cp1252"), "extracted"),
    "CSV in UTF-16": ("r.csv", TABLE.encode("utf-16"), "extracted"),
}


@pytest.mark.parametrize(("name", "data", "basis"), RECORDS.values(), ids=RECORDS)
def test_records_of_every_encoding(tmp_path: Path, name: str, data: bytes, basis: str) -> None:
    (tmp_path / name).write_bytes(data)
    found = list(articles.read(tmp_path / name))
    assert [(a.article_id, a.raw, a.text_basis) for a in found] == [("r-1", TEXT, basis), ("r-2", "Renée said so.", basis)]


def test_a_line_in_another_encoding_stops_no_other(tmp_path: Path) -> None:
    lines = [b'{"text": "One."}', '{"text": "It’s late."}'.encode("cp1252"), b'{"text": "\x81\x8d"}', b'{"text": "Four."}']
    found = list(articles.read(write(tmp_path, r__jsonl=b"\n".join(lines)) / "r.jsonl"))
    assert [(a.raw, a.encoding, a.status) for a in found] == [
        ("One.", "utf-8", "ok"),
        ("It’s late.", "cp1252", "ok"),
        ("", None, "failed"),
        ("Four.", "utf-8", "ok"),
    ]
    assert "record 3: line 3 is not UTF-8" in str(found[2].reason)


@pytest.mark.parametrize("kind", ["jsonl", "jsonl.gz"])
def test_a_line_without_an_end_is_never_held_whole(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.records._LONGEST_LINE", 1000)
    data = b'{"text": "One."}\n{"text": "' + b"x" * 500_000 + b'"}\n{"text": "Three."}\n'
    (tmp_path / f"r.{kind}").write_bytes(gzip.compress(data) if kind.endswith("gz") else data)
    found = list(articles.read(tmp_path, max_bytes=100))
    assert [(a.raw, a.status) for a in found] == [("One.", "ok"), ("", "failed"), ("Three.", "ok")]
    assert "record 2: line 2 has more than 1,000 characters" in str(found[1].reason)


def test_records_before_the_damage_of_a_gzip_file_are_read(tmp_path: Path) -> None:
    lines = b"".join(json.dumps({"text": hashlib.sha256(bytes([n])).hexdigest()}).encode() + b"\n" for n in range(200))
    write(tmp_path, r__jsonl__gz=gzip.compress(lines)[:-2000])
    found = list(articles.read(tmp_path))
    assert found[0].status == "ok"
    assert [a.status for a in found].count("failed") == 1
    assert "r.jsonl.gz is damaged or cut short" in str(found[-1].reason)
    assert len({a.article_id for a in found}) == len(found)


def warc(*responses: tuple[str, str, bytes], kind: str = "response", status: str = "200 OK") -> bytes:
    """An archive of (address, content type, body)."""
    records = []
    for url, content, body in responses:
        http = f"HTTP/1.1 {status}\r\nContent-Type: {content}\r\n\r\n".encode() + body
        head = [f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", "WARC-Date: 2024-05-03T10:00:00Z"]
        head += ["WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>", "Content-Type: application/http; msgtype=" + kind]
        records.append(("WARC/1.0\r\n" + "\r\n".join([*head, f"Content-Length: {len(http)}"]) + "\r\n\r\n").encode() + http + b"\r\n\r\n")
    return b"".join(records)


ARCHIVE = (
    ("http://gull.example/1", "text/html; charset=iso-8859-2", "<h1>One</h1><p>Zdeněk Łoś met Keller.</p>".encode("iso-8859-2")),
    ("http://gull.example/2.png", "image/png", b"\x89PNG"),
    ("http://gull.example/3", "text/plain", TEXT.encode()),
    ("http://gull.example/4", "text/html", b"<p>\x81\x8d</p>"),
)


@pytest.mark.parametrize("zipped", ["no", "record by record", "in one"])
def test_an_archive_gives_an_article_for_each_page_or_text(tmp_path: Path, zipped: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    parts = [warc(one) for one in ARCHIVE] + [warc(ARCHIVE[0], kind="request"), warc(ARCHIVE[0], status="404 Not Found")]
    whole = {"no": b"".join(parts), "record by record": b"".join(map(gzip.compress, parts)), "in one": gzip.compress(b"".join(parts))}
    (tmp_path / ("w.warc" if zipped == "no" else "w.warc.gz")).write_bytes(whole[zipped])
    first, second, third = articles.read(tmp_path)
    assert (first.article_id, first.raw, first.encoding) == ("w-1", "One\nZdeněk Łoś met Keller.\n", "iso8859-2")
    assert (first.source.url, first.fetched, first.text_basis) == ("http://gull.example/1", "2024-05-03", "extracted")
    assert (second.article_id, second.raw, second.page) == ("w-2", TEXT, None)
    assert (third.article_id, third.status) == ("w-3", "failed")
    assert "page 3 (http://gull.example/4): it is not UTF-8" in str(third.reason)
    assert "left out 1 of kind request, 1 of type image/png, 1 with status 404" in caplog.text


def test_the_page_of_an_archive_that_is_too_large_stops_no_other(tmp_path: Path) -> None:
    pages = [(f"http://gull.example/{n}", "text/html", b"<p>" + b"x" * n + b"</p>") for n in (10, 5000, 20)]
    found = list(articles.read(write(tmp_path, w__warc=warc(*pages)), max_bytes=1000))
    assert [a.status for a in found] == ["ok", "failed", "ok"]
    assert "more than max_bytes=1,000 allows" in str(found[1].reason)


@pytest.mark.parametrize(("cut", "statuses"), [(-60, ["ok", "failed", "failed"]), (40, ["failed"]), (0, ["empty"])])
def test_a_damaged_archive_gives_what_stands_before_the_damage(tmp_path: Path, cut: int, statuses: list[str]) -> None:
    data = gzip.compress(warc(ARCHIVE[2])) + gzip.compress(warc(("http://gull.example/5", "text/html", bytes(range(32, 127)) * 20)))
    found = list(articles.read(write(tmp_path, w__warc__gz=data[:cut])))
    assert [a.status for a in found] == statuses
    assert all(len(str(a.reason).splitlines()) == 1 for a in found)


@pytest.mark.parametrize(
    ("article_id", "plain"),
    [("a", True), ("gull-2024_05 (1)", True), ("", False), ("a/b", False), ("é", False), ("a" * 300, False), ("a.", False)],
)
def test_a_stored_text_has_a_name_that_every_system_takes(article_id: str, plain: bool) -> None:
    article = articles.Article(article_id, "a.html", "", TEXT, "ok", None, sources.Source(), extracted=True)
    name = str(texts.name(article))
    assert (name == f"texts/{article_id}.txt") == plain
    assert len(name) < 180
    assert name.removeprefix("texts/").isascii()
    assert "/" not in name.removeprefix("texts/")


def test_texts_that_are_no_longer_extracted_are_deleted(tmp_path: Path) -> None:
    article = articles.Article("a", "a.html", "", TEXT, "ok", None, sources.Source(), extracted=True)
    kept = texts.store(article, tmp_path)
    (tmp_path / "texts" / "b.txt").write_text(TEXT)
    texts.prune(tmp_path, {str(kept)})
    assert [path.name for path in (tmp_path / "texts").iterdir()] == ["a.txt"]
    texts.prune(tmp_path, set())
    assert not (tmp_path / "texts").exists()
