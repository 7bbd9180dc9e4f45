"""The sidecar sources.csv: what is read of it, and what is said of one that a spreadsheet or another system wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis import sources


def table(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    (folder / sources.SIDECAR).write_text(text, encoding=encoding)
    return folder


@pytest.mark.parametrize(
    "text",
    [
        "file,outlet,url,published,licence,sha256,note\na.txt,The Gull,,2024-05-02,,,\n",
        "file,published,outlet\na.txt,2024-05-02,The Gull\n",  # any order, and any column but `file` may lack
        "\ufefffile,outlet,published\r\na.txt,The Gull,2024-05-02\r\n",
        "file;outlet;published\na.txt;The Gull;2024-05-02\n",
        "file\toutlet\tpublished\na.txt\tThe Gull\t2024-05-02\n",
        "File,Outlet , Published,pages\na.txt, The Gull,2024-05-02,4\n",
        "file,outlet,published\na.txt,The Gull,2024-05-02\n,,\n,,\n",  # as a spreadsheet leaves rows that were emptied
    ],
)
def test_the_same_table_however_it_was_saved(tmp_path: Path, text: str) -> None:
    assert sources.read_sources(table(tmp_path, text)) == {"a.txt": sources.Source("a.txt", "The Gull", published="2024-05-02")}


@pytest.mark.parametrize("text", ["file,published\na.txt,2024-05\n", "file\na.txt\n", "file,published\na.txt\n"])
def test_what_a_table_leaves_out_is_empty(tmp_path: Path, text: str) -> None:
    source = sources.read_sources(table(tmp_path, text))["a.txt"]
    assert (source.outlet, source.url, source.licence, source.sha256, source.note) == ("", "", "", "", "")


def test_without_a_table_nothing_is_stated(tmp_path: Path) -> None:
    assert sources.read_sources(tmp_path) == {}


def test_all_faults_of_sources_are_told_at_once(tmp_path: Path) -> None:
    rows = ["file,outlet,published,sha256", "a.txt,,in May,", "a.txt,,,", ",x,,", "../b.txt,,,", "c.txt,,,12ab", "d.txt,,,,more"]
    with pytest.raises(ValueError, match="6 faults") as caught:
        sources.read_sources(table(tmp_path, "\n".join(rows)))
    message = str(caught.value)
    for part in ["line 2: published 'in May' is no date", "line 3: file 'a.txt' has a row already", "line 4: column 'file' is empty"]:
        assert part in message
    for part in ["line 5: file '../b.txt' is no path below this folder", "line 6: sha256 '12ab'", "line 7: 1 value(s) more"]:
        assert part in message


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("outlet,name\nx,a.txt\n", "no column 'file', only 'outlet', 'name'; the first line must name the columns: `file` is needed"),
        ("", "no column 'file', only none"),
        ("a.txt,2024-05-02\n", "no column 'file', only 'a.txt', '2024-05-02'"),
        ("file\ntexts\\a.txt\n", "file 'texts\\\\a.txt' is no path below this folder; state its name alone, 'a.txt'"),
        ("file\n/texts/a.txt\n", "state its name alone, 'a.txt'"),
        ("file\nc:/texts/a.txt\n", "state its name alone, 'a.txt'"),
        ("file\n..\n", "file '..' is no path below this folder; state the name of a file"),
        ("file,published\na.txt,18/02/2024\n", "published '18/02/2024' is no date; write 2024-02-18; in a spreadsheet, give the column"),
        ("file,published\na.txt,2/18/24\n", "write 2024-02-18;"),
        ("file,published\na.txt,2/3/24\n", "write 2024-03-02 or 2024-02-03, whichever is meant;"),
        ("file,published\na.txt,18.2.2024 06:30\n", "write 2024-02-18;"),
        ("file,published\na.txt,2024/02/18\n", "write 2024-02-18;"),
        ("file,published\na.txt,18-Feb-24\n", "write 2024-02-18;"),
        ('file,published\na.txt,"February 18, 2024"\n', "write 2024-02-18;"),
        ("file,published\na.txt,Feb-24\n", "write 2024-02;"),
        ("file,published\na.txt,45340\n", "write 2024-02-18;"),
        ("file,published\na.txt,31/02/2024\n", "allowed: a day 2024-02-18, a month 2024-02"),
        ("file,published\na.txt,last week\n", "allowed: a day 2024-02-18, a month 2024-02"),
    ],
)
def test_what_to_do_about_a_spoilt_table(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ValueError, match="1 fault:") as caught:
        sources.read_sources(table(tmp_path, text))
    assert says in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_a_table_in_another_encoding_is_to_be_saved_again(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(ValueError, match="save it again as “CSV UTF-8”"):
        sources.read_sources(table(tmp_path, "file,outlet\na.txt,Le Goéland\n", encoding))


@pytest.mark.parametrize(
    ("stated", "first", "last", "granularity"),
    [
        ("2024-02-18", "2024-02-18", "2024-02-18", "day"),
        ("2024-02-18T06:30:00Z", "2024-02-18", "2024-02-18", "day"),
        ("2024-02", "2024-02-01", "2024-02-29", "month"),
        ("2023-12", "2023-12-01", "2023-12-31", "month"),
        ("2024-W07", "2024-02-12", "2024-02-18", "week"),
        ("2024", "2024-01-01", "2024-12-31", "year"),
        ("2024-02/2024-03-05", "2024-02-01", "2024-03-05", "interval"),
    ],
)
def test_stated_dates(stated: str, first: str, last: str, granularity: str) -> None:
    found = sources.interval(stated)
    assert found is not None
    assert (found[0].isoformat(), found[1].isoformat(), found[2]) == (first, last, granularity)


@pytest.mark.parametrize(
    "stated", ["", "2024-13", "2024-02-30", "18.2.2024", "2024-03/2024-02", "2024-01/2024-02/2024-03", "0000", "9999-W54", "9999-12"]
)
def test_what_is_no_date(stated: str) -> None:
    assert sources.interval(stated) is None
