"""Tables that grow row by row, so that no more than a stretch of each is in memory; they are there whole, or as they were before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import pyarrow.parquet as pq

from analysis import tables
from analysis.tables import Row


class Table:
    """One table that is being written.

    Rows come in the order of the table; only those that are added together are sorted, so all rows of an article are to come at once.
    Its files have the bytes that `tables.write` gives them, however the rows are parted.

    Parameters
    ----------
    name
        Name of the table.
    folder
        Where its files are to be. Until `keep` they have names that end in ".part".
    csv
        Whether there is to be a CSV file for readers, too.
    """

    def __init__(self, name: str, folder: Path, *, csv: bool = True) -> None:
        self.name, self._folder = name, folder
        folder.mkdir(parents=True, exist_ok=True)
        self._paths = {suffix: folder / f"{name}.{suffix}.part" for suffix in tables.SUFFIXES if csv or suffix != "csv"}
        self._rows: list[Row] = []
        self._parquet: pq.ParquetWriter | None = None
        self._csv: TextIO | None = self._paths["csv"].open("w", encoding="utf-8", newline="") if csv else None

    def add(self, rows: Iterable[Row]) -> None:
        """Take rows that come after all that were added before; see `tables.frame` for what is wrong with a row."""
        self._rows += rows
        if len(self._rows) >= tables.ROWS_A_GROUP:
            self._write(rest=False)

    def finish(self) -> None:
        """Write what is left, so that the files hold all rows."""
        if self._rows or self._parquet is None:
            self._write(rest=True)
        self.close()

    def keep(self) -> None:
        """Put the finished files in the place of those that were there."""
        for suffix, path in self._paths.items():
            path.replace(self._folder / f"{self.name}.{suffix}")

    def close(self) -> None:
        """Let go of the files as they are."""
        if self._csv is not None:
            self._csv.close()
        if self._parquet is not None:
            self._parquet.close()

    def discard(self) -> None:
        """Delete what was written."""
        self.close()
        for path in self._paths.values():
            path.unlink(missing_ok=True)

    def _write(self, *, rest: bool) -> None:
        """Write the rows that fill a group, and with `rest` also those that do not; the others wait."""
        data = tables.frame(self.name, self._rows)
        end = len(data) if rest else len(data) - len(data) % tables.ROWS_A_GROUP
        for start in range(0, max(end, 1), tables.ROWS_A_GROUP):
            group = data.iloc[start : min(start + tables.ROWS_A_GROUP, end)]
            stretch = tables.arrow(self.name, group)
            first = self._parquet is None
            if self._parquet is None:
                self._parquet = pq.ParquetWriter(self._paths["parquet"], stretch.schema, compression=tables.COMPRESSION)
            self._parquet.write_table(stretch, row_group_size=tables.ROWS_A_GROUP)
            if self._csv is not None:
                tables.write_csv(group, self._csv, header=first)
        self._rows = tables.plain(data.iloc[end:])


@contextmanager
def writing(made: Sequence[Table]) -> Iterator[dict[str, Table]]:
    """Tables to add rows to, by name. When all went well their files take the place of those that were there; else these stay.

    Raises
    ------
    ValueError
        Where a row lacks a column or holds what its table does not allow: see `tables.frame`.
    """
    try:
        yield {table.name: table for table in made}
        for table in made:
            table.finish()
        for table in made:
            table.keep()
    except BaseException:
        for table in made:
            table.discard()
        raise
