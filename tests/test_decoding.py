"""In which encoding a text was saved: what can be told is read, and what cannot is left with its reason, never guessed."""

from __future__ import annotations

import codecs
import gzip
from pathlib import Path

import pytest

from analysis import decoding

SAID = "“The ferry isn’t late,” said Renée Dubois – the harbour’s aide – on Monday. The café at the pier paid £40 million…"
CYRILLIC = "Министр порта сказал в понедельник, что паром не выйдет в море до конца мая."
HAN = "港口部长星期一表示，渡轮在五月底之前不会出海，码头也将继续关闭。"
TOLD: dict[str, tuple[str, str, str]] = {
    "UTF-8": (SAID, "utf-8", "utf-8"),
    "UTF-16, little end first": (SAID, "utf-16", "utf-16"),
    "UTF-32": (SAID, "utf-32", "utf-32"),
    "a word with an apostrophe": ("It’s late.", "cp1252", "cp1252"),
    "a name": ("José Peñaranda said so.", "latin-1", "cp1252"),
    "a sum": ("The port paid £40 million.", "latin-1", "cp1252"),
    "a hard space": ("The\u00a0ferry is late.", "latin-1", "cp1252"),
    "marks, dashes and names": (SAID, "cp1252", "cp1252"),
    "capitals": ("ÉMILE ZÜRN SAID THE QUAY AT ÅLBORG WAS SHUT.", "cp1252", "cp1252"),
    "an old Macintosh": (SAID, "mac-roman", "mac-roman"),
    "Cyrillic": (CYRILLIC, "cp1251", "cp1251"),
    "Han": (HAN, "gb18030", "gb18030"),
}


@pytest.mark.parametrize(("text", "saved", "told"), TOLD.values(), ids=TOLD)
def test_encodings_that_can_be_told(text: str, saved: str, told: str) -> None:
    for _ in range(3):  # the same answer each time
        assert decoding.decoded(text.encode(saved), "a.txt") == (text, told)


UNSURE: dict[str, bytes] = {
    "letters of central Europe": "Zdeněk Łoś and Wałęsa met.".encode("cp1250"),
    "letters of Turkish": "Ayşe Yılmaz of İzmir met Erdoğan.".encode("cp1254"),
    "the sum of another code page": "The port paid £40 million.".encode("cp850"),
    "two words in another script": "The ferry Заря sails.".encode("cp1251"),
    "bytes that mean nothing": b"The ferry \x81\x8d is late.",
    "cut in a character": "The ferry is late –".encode()[:-2],
}


@pytest.mark.parametrize("data", UNSURE.values(), ids=UNSURE)
def test_encodings_that_cannot_be_told_are_not_guessed(data: bytes) -> None:
    with pytest.raises(decoding.Unreadable, match=r"a\.txt is not UTF-8 \(byte 0x") as caught:
        decoding.decoded(data, "a.txt")
    assert caught.value.status == "failed"


def test_single_broken_bytes_do_not_cost_the_text() -> None:
    whole = "“One,” she said. “Two,” he said. “Three,” they said."
    data = whole.encode() + b" It\x92s late\xe2\x80 now."
    assert decoding.decoded(data, "a.txt") == (f"{whole} It’s late\ufffd now.", "utf-8 (damaged)")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("iso-8859-2", "iso8859-2"), ("windows-1250", "cp1250"), ("ISO-8859-1", "cp1252"), ("latin1", "cp1252"), ("koi8-r", "koi8-r")],
)
def test_what_a_page_declares_is_believed(declared: str, encoding: str) -> None:
    text = {"koi8-r": "Паром", "cp1252": "Dubois, Renée"}.get(encoding, "Zdeněk Łoś")
    assert decoding.decoded(text.encode(encoding), "a.html", declared) == (text, encoding)


@pytest.mark.parametrize("declared", ["", "utf-8", "rot13", "hex", "unicode_escape", "idna", "no-such", "x" * 999])
def test_what_is_no_encoding_of_texts_is_not_believed(declared: str) -> None:
    assert decoding.decoded(b"It\x92s late.", "a.html", declared) == ("It’s late.", "cp1252")


def test_valid_utf8_goes_before_what_is_declared() -> None:
    assert decoding.decoded("Renée".encode(), "a.html", "iso-8859-1") == ("Renée", "utf-8")


def test_a_gzip_bomb_is_never_unpacked_whole(tmp_path: Path) -> None:
    path = tmp_path / "bomb.txt.gz"
    path.write_bytes(gzip.compress(b"x" * 5_000_000))
    with pytest.raises(decoding.Unreadable, match=r"holds more than max_bytes=1,000 allows when unpacked"):
        decoding.unzipped(path, 1000)


@pytest.mark.parametrize("data", [b"no gzip", gzip.compress(b"The ferry is late. " * 99)[:-20], b"\x1f\x8b", b""])
def test_a_damaged_gzip_file_has_a_reason(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(data)
    if not data:
        assert decoding.unzipped(path, 1000) == b""
        return
    with pytest.raises(decoding.Unreadable, match=r"a\.txt\.gz is damaged or cut short"):
        decoding.unzipped(path, 1000)


def test_byte_order_marks_are_known() -> None:
    marks = [codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8, b"ab", b""]
    assert [decoding.marked(mark) for mark in marks] == ["utf-32", "utf-32", "utf-16", "utf-16", None, None, None]
