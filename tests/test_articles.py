"""What is read from folders and files, and what is said about files that cannot be used."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd
import pytest

from analysis import articles

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
        (b"It\x92s late.", "failed", "byte 0x92 at offset 2"),
        ("Late.".encode("utf-16"), "failed", "UTF-16"),
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
    other, changed, gone, new = articles.faults(tmp_path)
    assert "names 'NEW.txt', which is not among the articles beside it: is 'new.txt' meant?" in other
    assert "'a.txt' is not the file" in changed
    assert "names 'gone.txt', which is not among the articles beside it: add the file or delete the row" in gone
    assert "'new.txt' has no row" in new
    assert [article.status for article in articles.read(tmp_path)] == ["ok", "ok"]
