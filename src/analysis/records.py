"""Records of JSONL, CSV and Parquet files, plain or gzipped, one after the other: a file larger than the memory can be read."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.decoding import BROKEN, DAMAGED, UTF8, Unreadable, damaged, decoded, marked
from analysis.raw_files import RawFile, opened

Record = tuple[Mapping[str, Any], str] | Unreadable
"""The fields of a record and the encoding in which it was read; or why it could not be."""

_LONGEST_LINE = 10_000_000  # characters of a line or field that are always read; more where texts may be larger
_SAMPLE = 1_000_000  # bytes of a table from which its encoding is told


def read(file: RawFile, names: Mapping[str, str], max_bytes: int) -> Iterator[Record]:
    """The records of a file in order. `names` are the columns that hold text, title, …; a table has to have that of the text.

    Raises
    ------
    Unreadable
        Where the file as a whole cannot be read, or not from some record on; records before it have been given.
    """
    try:
        yield from _READERS[file.kind](file, names, max(_LONGEST_LINE, 4 * max_bytes))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Unreadable("failed", f"{damaged(file.name, error)}; what stands before that was read") from None


def _jsonl(file: RawFile, names: Mapping[str, str], longest: int) -> Iterator[Record]:
    for number, line in enumerate(_lines(file, longest), start=1):
        if isinstance(line, Unreadable):
            yield Unreadable(line.status, f"line {number}{line.reason}")
        elif line[0].strip():
            try:
                record = json.loads(line[0].removeprefix("\ufeff"))
            except (ValueError, RecursionError) as error:
                yield Unreadable("failed", f"line {number} is no JSON ({error}): write one JSON object a line")
            else:
                wrong = f"line {number} holds a JSON {type(record).__name__}: write one JSON object a line"
                yield (record, line[1]) if isinstance(record, dict) else Unreadable("failed", wrong)


def _lines(file: RawFile, longest: int) -> Iterator[tuple[str, str] | Unreadable]:
    """The lines of a file, each with its encoding; of one that is too long, or no text, only that it is."""
    with opened(file) as stream:
        encoding = marked(stream.read(4))
        stream.seek(0)
        source: IO[Any] = io.TextIOWrapper(stream, encoding, errors="replace", newline="\n") if encoding else stream
        end = "\n" if encoding else b"\n"
        while line := source.readline(longest):
            if len(line) == longest and not line.endswith(end):
                while (rest := source.readline(longest)) and not rest.endswith(end):
                    pass
                yield Unreadable("failed", f" has more than {longest:,} characters: split it, or raise max_bytes")
            elif encoding:
                yield line, encoding
            elif line.isspace():
                yield "", UTF8
            else:
                try:
                    yield decoded(line, "")
                except Unreadable as error:
                    yield error


_CODECS = {UTF8: ("utf-8-sig", "strict"), DAMAGED: ("utf-8-sig", BROKEN)}


def _csv(file: RawFile, names: Mapping[str, str], longest: int) -> Iterator[Record]:
    encoding = _encoding(file)
    codec, errors = _CODECS.get(encoding, (encoding, "replace"))
    csv.field_size_limit(max(csv.field_size_limit(), longest))
    with opened(file) as stream:
        rows = csv.DictReader(io.TextIOWrapper(stream, codec, errors=errors, newline=""), strict=True)
        try:
            _require(file, names, rows.fieldnames or [])
            for row in rows:
                yield row, encoding
        except csv.Error as error:
            advice = "put texts between double quotes; later rows were not read"
            yield Unreadable("failed", f"line {rows.line_num} is no CSV row ({error}): {advice}")


def _encoding(file: RawFile) -> str:
    """The encoding of a table: UTF-8 where all of it is, else what the first lines with other bytes show.

    Raises
    ------
    Unreadable
        Where it is empty or binary, or the encoding cannot be told.
    """
    check = codecs.getincrementaldecoder(UTF8)()
    size, blank, valid, sample = 0, True, True, b""
    with opened(file) as stream:
        while piece := stream.read(_SAMPLE):
            if not size and (encoding := marked(piece)):
                return encoding
            if b"\0" in piece:
                decoded(piece, file.name)
            size += len(piece)
            lines = piece.splitlines()
            if len(sample) < _SAMPLE:
                sample += b"\n".join(line for line in (lines[:-1] if len(piece) == _SAMPLE else lines) if not line.isascii())
            valid = valid and _goes_on(check, piece)
            blank = blank and not piece.strip(b"\xef\xbb\xbf \t\r\n\v\f")
    if blank:
        decoded(b" " * min(size, 1), file.name)
    return UTF8 if valid and _goes_on(check, b"", final=True) else decoded(sample, file.name)[1]


def _goes_on(check: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        check.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _parquet(file: RawFile, names: Mapping[str, str], longest: int) -> Iterator[Record]:
    try:
        table = pq.ParquetFile(file.path)
        _require(file, names, table.schema_arrow.names)
        wanted = [name for name in names.values() if name in table.schema_arrow.names]
        for batch in table.iter_batches(batch_size=100, columns=wanted):
            yield from _rows(batch)
    except pa.ArrowException as error:
        raise Unreadable("failed", f"{file.name} is no Parquet file ({str(error).splitlines()[0]}): write it again") from None


def _rows(batch: pa.RecordBatch) -> Iterator[Record]:
    """The rows of a batch; one that Python cannot hold, as a day beyond its calendar or broken UTF-8, comes with the reason alone."""
    try:
        yield from [(row, UTF8) for row in batch.to_pylist()]
    except (ValueError, OverflowError):
        for number in range(batch.num_rows):
            try:
                yield batch.slice(number, 1).to_pylist()[0], UTF8
            except (ValueError, OverflowError) as error:
                yield Unreadable("failed", f"a value cannot be read ({error}): write the record again")


_READERS: dict[str, Callable[[RawFile, Mapping[str, str], int], Iterator[Record]]] = {".jsonl": _jsonl, ".csv": _csv, ".parquet": _parquet}


def _require(file: RawFile, names: Mapping[str, str], present: Iterable[str]) -> None:
    if names["text"] not in (present := list(present)):
        has = f"{file.name} has no column {names['text']!r}, only {', '.join(map(repr, present))}"
        raise Unreadable("failed", f"{has}: name the text's by columns={{'text': …}}")
