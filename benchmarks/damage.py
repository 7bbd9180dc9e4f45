"""Damage to texts, pages, records and tables as careless software, bad luck or malice does it: what `fuzz.py` makes its inputs of.

Every function takes a `random.Random` and hangs on nothing else, so that an input can be made again from its number.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

Bytes = Callable[[bytes, Random], bytes]
Text = Callable[[str, Random], str]

MARKS = "“”‘’\"'«»„‹›「」``''"
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c\u180e"
SPACES = "\u00a0\u2003\u3000\u202f\u1680\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029\r\n\t"
# Their length, or the kind of their number, changes in other case, in a normal form or in bytes.
ODD = "İıßŉǰΐﬁﬃſµΩÅẞ²³¹½Ⅷ①٣१๔𝟜🚢👩\u200d👩\u200d👧e\u0301\u0344\ufdfaﷺ\ufffd\ufffe\U0010ffff\ue000中の한ا\x07\x1b[31m\x7f"
DATES = [
    "0000-00-00",
    "0000",
    "year 0",
    "99999",
    "31 February 2023",
    "29 February 1900",
    "30/02/0000",
    "1/1/1",
    "9999-12-31",
    "99999-12-31",
    "2023-W60",
    "2023-02-30T99:99",
    "March 99999",
    "in 0000",
    "31 December 9999",
    "1 January 0001",
    "next year",
    "10000 years ago",
    "999999999999 days ago",
    "in 9999 years",
    "٣ March 2022",
    "² March 2022",
    "March ²",
    "the ٢٠٢٢s",
    "last century",
    "Monday, 31 February",
    "24:61",
    "-1 days",
    "00/00/00",
    "from 9999 to 0001",
    "two days after 31 December 9999",
    "9" * 5000 + " days ago",
    "2022-02-24/2022-02-20",
    "the 0th of May",
    "32nd of May",
]
MARKUP = [
    "<script>alert(1)</script>",
    "<b",
    "</p>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "&#0;",
    "&#x110000;",
    "&#xd800;",
    "&#" + "9" * 400 + ";",
    "&nbsp",
    "&amp;lt;",
    "<style>",
    "<title>",
    "<h1>",
    "<meta property='article:published_time' content='99999-99-99'>",
    "<time datetime='0000-00-00'>",
    "<p/ >",
    "<p <p>",
    "<a href='javascript:x'>",
    "<textarea>",
    "<svg><![CDATA[",
    "<?xml version='1.0' encoding='utf-7'?>",
    "<br>" * 50,
    "<div>" * 200,
    "<table><tr><td>",
    "<iframe>",
    "{{ x }}",
    "{% raw %}",
    "${x}",
    "%s %n",
    "<noscript>",
    "</html>",
    "<body>",
    "<plaintext>",
    '"datePublished": "',
    "\\u0000",
    "\\",
    "<İ>",
    "<script>İ</script>",
]
FORMULAS = [
    "=1+1",
    '=HYPERLINK("x")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "|",
    "%00",
    "'; DROP TABLE",
    "NULL",
    "NaN",
    "inf",
    "-0",
    "1e999",
    "True",
    "",
]
SAYING = [
    "said",
    " she said",
    ", he said,",
    "according to",
    "told reporters",
    "denied that",
    "“",
    "”",
    "’s",
    " not",
    "who said",
    "the minister",
    "Beijing",
    ":",
]
YAML = [
    "!!python/object/apply:os.getcwd []",
    "&a [*a]",
    "*a",
    "? ",
    "- ",
    ": ",
    "!!binary x",
    "!!set",
    "<<: *a",
    "|",
    ">",
    "\t",
    "%YAML 9.9",
    "---",
    "...",
    "{",
    "[",
    "'",
    "2022-02-31",
    "null",
    "~",
    "0",
    "9999999999999",
    "[" * 300,
]


# Bytes


def _flip(data: bytes, rng: Random) -> bytes:
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 3, 20))):
        if found:
            found[rng.randrange(len(found))] ^= 1 << rng.randrange(8)
    return bytes(found)


def _insert(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + rng.randbytes(rng.randint(1, 8)) + data[at:]


def _delete(data: bytes, rng: Random) -> bytes:
    at = rng.randint(0, len(data))
    return data[:at] + data[at + rng.choice((1, 2, 10, 200)) :]


def _splice(data: bytes, rng: Random) -> bytes:
    one, two, at = (rng.randint(0, len(data)) for _ in range(3))
    return data[:at] + data[min(one, two) : min(max(one, two), min(one, two) + 400)] + data[at:]


def _repeat(data: bytes, rng: Random) -> bytes:
    at, length = rng.randint(0, len(data)), rng.choice((1, 2, 5, 30))
    return data[:at] + data[at : at + length] * rng.choice((2, 20, 200 // length + 1)) + data[at:]


def _truncate(data: bytes, rng: Random) -> bytes:
    return data[: rng.randint(0, len(data))]


BY_BYTE: tuple[Bytes, ...] = (_flip, _insert, _delete, _splice, _repeat, _truncate)


# Meaning


def put(text: str, piece: str, rng: Random, at_word: bool = True) -> str:
    """The text with a piece put into it, as a rule between two words."""
    at = rng.randint(0, len(text))
    if at_word and rng.random() < 0.7:
        at = max(0, text.rfind(" ", 0, at) + 1)
        piece = rng.choice((piece, piece + " ", " " + piece + "\n\n"))
    return text[:at] + piece + text[at:]


def _sprinkled(alphabet: str) -> Text:
    def damage(text: str, rng: Random) -> str:
        for _ in range(rng.choice((1, 3, 15, 60))):
            text = put(text, rng.choice(alphabet) * rng.choice((1, 1, 1, 2, 30)), rng, at_word=False)
        return text

    return damage


def _one_of(pieces: list[str]) -> Text:
    def damage(text: str, rng: Random) -> str:
        for _ in range(rng.choice((1, 1, 2, 5))):
            text = put(text, rng.choice(pieces), rng)
        return text

    return damage


def _unclosed(text: str, rng: Random) -> str:
    mark = rng.choice('”"’“')
    return "".join(c for c in text if c != mark or rng.random() < 0.3)


def _other_marks(text: str, rng: Random) -> str:
    to = rng.choice(
        (('"', '"'), ("‘", "’"), ("«", "»"), ("„", "“"), ("”", "“"), ("``", "''"), ("'", "'"), ("“ ", " ”"), ("&ldquo;", "&#8221;"))
    )
    return text.replace("“", to[0]).replace("”", to[1])


def _nested(text: str, rng: Random) -> str:
    depth = rng.choice((2, 5, 40))
    return put(text, rng.choice('“‘"([«') * depth + "no" + rng.choice('”’")]»') * rng.randint(0, depth), rng)


def _one_line(text: str, rng: Random) -> str:
    return text.replace("\r", "").replace("\n", rng.choice(("", " ", "\u2028", "\x0b", "\r", "\n\n\n\n", "\n \n", "\\n")))


def _glued(text: str, rng: Random) -> str:
    return text.replace(rng.choice((" ", ". ", ", ", "” ", ".\n")), rng.choice(("", "\u00a0", "  ", "\u200b", "\n")))


def _cased(text: str, rng: Random) -> str:
    return rng.choice((text.upper, text.lower, text.title, text.swapcase))()


def _misread(text: str, rng: Random) -> str:
    return text.encode("utf-8", "replace").decode(rng.choice(("cp1252", "latin-1", "cp1251", "mac-roman")), "replace")


def _cut(text: str, rng: Random) -> str:
    at = rng.randint(0, len(text))
    return rng.choice((text[:at], text[at:], text[: rng.randint(0, 12)]))


def _twice(text: str, rng: Random) -> str:
    lines = text.split("\n")
    rng.shuffle(lines)
    return "\n".join(lines * rng.choice((1, 2)))


def _run(text: str, rng: Random) -> str:
    piece = rng.choice(
        (
            *MARKS,
            *"().,:;-–—…?!*#[]{}<>/\\|_=~^%$&@ \n\t",
            "a",
            "A",
            "A. ",
            "9",
            "said ",
            "“a” ",
            "not ",
            "3 May ",
            "- x\n",
            "Ann Holm ",
            "’s ",
            "and ",
        )
    )
    return put(text, piece * rng.choice((10, 40, 120)), rng)


BY_MEANING: tuple[Text, ...] = (
    _sprinkled(MARKS),
    _sprinkled(INVISIBLE),
    _sprinkled(SPACES),
    _sprinkled(ODD),
    _sprinkled("\0"),
    _one_of(DATES),
    _one_of(MARKUP),
    _one_of(FORMULAS),
    _one_of(SAYING),
    _unclosed,
    _other_marks,
    _nested,
    _one_line,
    _glued,
    _cased,
    _misread,
    _cut,
    _twice,
    _run,
)


def text(plain: str, rng: Random) -> str:
    """A text with one to four kinds of damage, none in one of ten cases; cut where it grew long."""
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 4, 4, 1))):
        plain = rng.choice(BY_MEANING)(plain, rng)[:6000]
    return plain


def file(content: str, rng: Random, chance: float = 0.35) -> bytes:
    """The bytes of a text, damaged in some cases once more."""
    data = content.encode("utf-8", "surrogatepass")
    for _ in range(rng.choice((1, 1, 2)) if rng.random() < chance else 0):
        data = rng.choice(BY_BYTE)(data, rng)
    return data


# Files of several kinds


def page(plain: str, rng: Random) -> str:
    """A text as a page in HTML, damaged; one that is a page already stays as it is but for the damage."""
    if "<p" not in plain:
        lines = plain.split("\n")
        body = "".join(f"<p>{line}</p>\n" for line in lines[1:] if line.strip())
        plain = (
            f"<html><head><title>{lines[0]}</title>"
            f"<meta property='article:published_time' content='{rng.choice(['2023-03-07', *DATES])}'></head>"
            f"<body><nav>Home <a>News</a></nav><article><h1>{lines[0]}</h1>{body}</article><footer>Cookies</footer></body></html>"
        )
    for _ in range(rng.choice((0, 1, 2, 4))):
        plain = put(plain, rng.choice(MARKUP), rng, at_word=False)
    return text(plain, rng)


def _value(rng: Random) -> object:
    strange: list[object] = [
        None,
        0,
        -1,
        1.5,
        True,
        [],
        {},
        ["a"],
        {"a": 1},
        "\ud800",
        "a\udfffb",
        "\0",
        "../../x",
        "x" * 3000,
        "nan",
        float("nan"),
        10**40,
    ]
    return rng.choice([*strange, *DATES, *MARKUP, *FORMULAS, *INVISIBLE])


def _record(plain: str, rng: Random) -> dict[str, object]:
    record: dict[str, object] = {"text": text(plain, rng)}
    for name in ("title", "outlet", "published", "url", "id"):
        if rng.random() < 0.5:
            record[name] = _value(rng)
    if rng.random() < 0.1:
        record["text"] = rng.choice((_value(rng), record["text"] + "\ud83d" if isinstance(record["text"], str) else None))
    return record


def records(plain: list[str], rng: Random, kind: str) -> bytes:
    """A file of one to three damaged records, as JSON lines, CSV or Parquet."""
    rows = [_record(rng.choice(plain), rng) for _ in range(rng.randint(1, 3))]
    if kind == "jsonl":
        return file("\n".join(json.dumps(row, ensure_ascii=rng.random() < 0.5) for row in rows), rng)
    names = sorted({name for row in rows for name in row})
    rng.shuffle(names)
    cells = [{name: _shown(row.get(name)) for name in names} for row in rows]
    if kind == "csv":
        out = io.StringIO()
        writer = csv.DictWriter(out, names, quoting=rng.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)))
        writer.writeheader()
        writer.writerows(cells)
        return file(out.getvalue(), rng)
    columns = {}
    for name in names:
        kinds: list[pa.DataType] = [pa.string()] * 6 + [
            pa.large_string(),
            pa.binary(),
            pa.int64(),
            pa.timestamp("s"),
            pa.list_(pa.string()),
            pa.null(),
        ]
        chosen = rng.choice(kinds)
        columns[name] = pa.array([_typed(row[name], chosen, rng) for row in cells], chosen)
    out_bytes = io.BytesIO()
    pq.write_table(pa.table(columns), out_bytes)
    return out_bytes.getvalue() if rng.random() < 0.6 else rng.choice(BY_BYTE)(out_bytes.getvalue(), rng)


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def _typed(value: str | None, kind: pa.DataType, rng: Random) -> object:
    if value is None or kind == pa.null():
        return None
    value = value.encode("utf-8", "replace").decode()
    if kind == pa.binary():
        return rng.choice((value.encode(), rng.randbytes(20)))
    if kind in (pa.int64(), pa.timestamp("s")):
        return rng.choice((0, -1, 2**31, -(2**40)))
    return [value, None] if kind == pa.list_(pa.string()) else value


def sidecar(name: str, rng: Random) -> bytes:
    """A sources.csv for a file of that name, with odd cells."""
    out = io.StringIO()
    names = ["file", "outlet", "url", "published", "licence", "sha256", "note"]
    names = names if rng.random() < 0.7 else rng.sample(names, rng.randint(1, 7))
    writer = csv.DictWriter(out, names, extrasaction="ignore")
    writer.writeheader()
    for _ in range(rng.choice((1, 1, 2))):
        odd = {column: _shown(_value(rng)) if rng.random() < 0.3 else "" for column in names}
        writer.writerow(
            {**odd, "file": name if rng.random() < 0.8 else rng.choice(("../" + name, "/etc/passwd", "", "..", name.upper(), "\0"))}
        )
    return file(out.getvalue(), rng)


def codebook(plain: str, rng: Random) -> bytes:
    """A file of a codebook with lines lost, doubled and moved, and pieces of YAML where none belong."""
    lines = plain.split("\n")
    for _ in range(rng.choice((1, 1, 2, 3))):
        at = rng.randrange(len(lines))
        line = lines[at]
        piece = rng.choice([*YAML, *DATES, *MARKUP, *INVISIBLE, "\0", "\ud800"])
        indent = line[: len(line) - len(line.lstrip())]
        lines[at : at + 1] = rng.choice(
            (
                [],
                [line, line],
                [put(line, piece, rng)],
                [line.partition(":")[0] + ": " + piece],
                [" " + line],
                [indent + "- " + piece],
                [line.upper()],
            )
        )
        lines = lines or [""]
    return file("\n".join(lines), rng, 0.2)
