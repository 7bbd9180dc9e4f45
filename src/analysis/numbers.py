"""Numbers that know the rows they count, and sentences that are filled from them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

import pandas as pd
from markupsafe import Markup, escape

from analysis import tables

if TYPE_CHECKING:
    from analysis.study import Study

FIXED = "fixed"
"""Table of a number that counts nothing: a parameter of the analysis."""
METHODS = "methods"
"""What states the numbers of the methods section, beside notebooks and report."""
NONE = "none"
"""What a table of counts calls a missing value."""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", **{ch: f"\\{ch}" for ch in "\\`*_[]#|~$"}}


class Data(str):
    """Words taken from the data (a name, a day, an id), not from the author of a sentence: they may hold digits."""

    __slots__ = ()


@dataclass(frozen=True)
class Number:
    """A number with the rows behind it.

    Attributes
    ----------
    value, text
        The number, and as it stands in prose ("1,459", "93 %").
    table, measure, where
        What it counts: `measure` ("rows", "distinct outlet", "sum of end - start", …) of the rows of `table` that `where`
        selects: a pandas query, or, where code picked the rows, its words.
    rows
        Ids of these rows in the order of the table (column `tables.ALL[table].key`); of a share those of its part.
    all_rows
        Whether these are all rows of the table.
    queried
        Whether `where` is a query that anybody can run; else code picked the rows.
    """

    value: float
    text: str
    table: str
    measure: str
    where: str
    rows: tuple[str, ...]
    all_rows: bool = False
    queried: bool = True

    @property
    def id(self) -> str:
        """The same for the same number: derived from everything but how it is shown."""
        key = "\x1f".join([self.table, self.measure, self.where, repr(self.value), *self.rows])
        return f"n-{hashlib.sha256(key.encode()).hexdigest()[:12]}"

    @property
    def href(self) -> str:
        """Where its rows are listed, seen from the folder of reports."""
        return "numbers.html#" + self.id if self.table == FIXED else f"rows/{self.table}.html#{self.id}"

    @property
    def query(self) -> str:
        """What it counts, in one line."""
        if self.table == FIXED:
            return self.where
        return f"{self.measure} of {self.table}" + (f" where {self.where}" if self.where else "")

    def __str__(self) -> str:
        return self.text


Part = str | Data | Number


@dataclass(frozen=True, repr=False)
class Sentence:
    """Prose whose numbers lead to their rows; `parts` are an author's words (str), words from the data (Data) and numbers.

    A notebook shows it as Markdown; a page asks for its parts.
    """

    parts: tuple[Part, ...]
    up: str = "../reports/"

    @property
    def plain(self) -> str:
        """The text alone."""
        return "".join(str(part) for part in self.parts)

    def __str__(self) -> str:
        return self.plain

    def __repr__(self) -> str:
        return self.plain

    def __add__(self, other: Sentence | str) -> Sentence:
        return Sentence((*self.parts, *(other.parts if isinstance(other, Sentence) else (other,))), self.up)

    @property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers in it, in order."""
        return tuple(part for part in self.parts if isinstance(part, Number))

    def markdown(self) -> str:
        """The text as Markdown, each number bold and a link to its rows; markup in words from the data shows as text."""
        return "".join(self._marked(part) for part in self.parts)

    def _marked(self, part: Part) -> str:
        if isinstance(part, Number):
            return f"[**{part.text}**]({self.up}{part.href})"
        return escaped(part) if isinstance(part, Data) else part

    def _repr_markdown_(self) -> str:
        return self.markdown()


def say(template: str, **values: Number | Sentence | str) -> Sentence:
    """A sentence from a template with names in braces.

    The template's own words must hold no digit: what is a number comes from `Numbers`. A text given as a value is taken for words
    from the data.

    Raises
    ------
    ValueError
        Where the template holds a digit, or a name in it has no value.

    Examples
    --------
    >>> say("{who} spoke.", who="Jane Roe").plain
    'Jane Roe spoke.'
    """
    parts: list[Part] = []
    for words, name, _, _ in Formatter().parse(template):
        if any(ch.isdigit() for ch in words):
            raise ValueError(f"the words {words!r} hold a digit: take the number from Numbers and give it by name")
        parts += [words] * bool(words)
        if name is None:
            continue
        if name not in values:
            raise ValueError(f"the template names {{{name}}}, but no value is given for it")
        value = values[name]
        parts += value.parts if isinstance(value, Sentence) else [value if isinstance(value, Number) else Data(value)]
    return Sentence(tuple(parts))


def joined(sentences: Iterable[Sentence | Number | str], between: str = ", ") -> Sentence:
    """Sentences or numbers one after another, with the same words between them."""
    whole: tuple[Part, ...] = ()
    for one in sentences:
        more = one.parts if isinstance(one, Sentence) else (one,) if isinstance(one, Number) else (Data(one),)
        whole = (*whole, between, *more) if whole else more
    return Sentence(whole)


@dataclass(frozen=True)
class Shown:
    """A table for a notebook whose numbers lead to their rows."""

    frame: pd.DataFrame
    up: str

    def __repr__(self) -> str:
        return str(self.frame.map(lambda value: NONE if value is None else value).to_string(index=self._named))

    def _repr_html_(self) -> str:
        return str(self.frame.map(self._cell).to_html(escape=False, index=self._named, border=0))

    @property
    def _named(self) -> bool:
        return not isinstance(self.frame.index, pd.RangeIndex)

    def _cell(self, value: object) -> str:
        if isinstance(value, Number):
            return Markup('<a href="{}">{}</a>').format(self.up + value.href, value.text)
        return escape(NONE if value is None else str(value))


class Numbers:
    """Counts rows of tables, and remembers each number it gave, so that it can be saved with the rows behind it.

    Parameters
    ----------
    data
        Tables by name, as `tables.read` gives them. Those with an `article_id` can be queried by `outlet`, too.
    stem
        The notebook or page that states the numbers: "01_corpus".
    study
        Where `save` writes to, and how notebooks link to the report.
    """

    def __init__(self, data: Mapping[str, pd.DataFrame], stem: str, study: Study) -> None:
        self.data = dict(data)
        self.stem = stem
        self.study = study
        self.made: dict[str, Number] = {}
        self._keys = {name: tables.ALL[name].key for name in data if name in tables.ALL}
        self._views: dict[str, pd.DataFrame] = {}
        self._at: dict[str, dict[str, int]] = {}

    def add(self, name: str, frame: pd.DataFrame, key: str) -> None:
        """Let rows of another table be counted; `key` is the column of their ids."""
        self.data[name] = frame
        self._keys[name] = key
        self._views.pop(name, None)
        self._at.pop(name, None)

    def key(self, table: str) -> str:
        """The column of a table that holds the ids of its rows."""
        return self._keys[table]

    def select(self, table: str, where: str = "") -> pd.DataFrame:
        """The rows of a table that a query selects, in order; `@has(column, value)` tests columns of lists.

        Raises
        ------
        KeyError
            Where the table was not given.
        ValueError
            Where the query cannot be read or names a column that is not there.
        """
        view = self._view(table)
        if not where:
            return view
        try:
            return view.query(where, engine="python", local_dict={"has": has}) if len(view) else view
        except Exception as fault:  # pandas raises whatever its parser, the column or the comparison raised
            raise ValueError(f"cannot select {where!r} from {table}: {type(fault).__name__}: {fault}") from fault

    def count(self, table: str, where: str = "", *, of: str = "") -> Number:
        """How many rows a query selects; or how many different values of the column `of` they hold, empty ones left out."""
        rows = self.select(table, where)
        if not of:
            return self._made(len(rows), table, "rows", where, rows)
        values = rows[of].explode() if len(rows) and isinstance(rows[of].iloc[0], list) else rows[of]
        return self._made(int(values.dropna().nunique()), table, f"distinct {of}", where, rows)

    def sum(self, table: str, of: str, where: str = "") -> Number:
        """The sum of an expression such as "end - start" over the rows that a query selects."""
        rows = self.select(table, where)
        return self._made(int(rows.eval(of).sum()) if len(rows) else 0, table, f"sum of {of}", where, rows)

    def share(self, part: Number, whole: Number) -> Number:
        """One number of another in per cent, without decimals; its rows are those of the part."""
        share = part.value / whole.value if whole.value else 0.0
        measure = f"per cent: {part.measure} where {part.where or 'all'}, of {whole.measure} of {whole.table} where {whole.where or 'all'}"
        made = Number(round(100 * share, 2), f"{100 * share:.0f} %", part.table, measure, part.where, part.rows, part.all_rows)
        return self._kept(made)

    def chosen(
        self, table: str, rows: pd.DataFrame | Iterable[str], how: str, value: float | None = None, text: str | None = None
    ) -> Number:
        """A number whose rows code has picked: a frame of the table or ids; `how` says in words how, and what `value` measures."""
        key = self._keys[table]
        ids = set(rows[key] if isinstance(rows, pd.DataFrame) else rows)
        places = self._places(table)
        kept = self._view(table).iloc[sorted(places[i] for i in ids if i in places)]
        measure = "rows" if value is None else "value"
        return self._made(len(kept) if value is None else value, table, measure, how, kept, text, queried=False)

    def fixed(self, value: float, what: str, text: str | None = None) -> Number:
        """A parameter of the analysis, which counts no rows: "level of the intervals, per cent"."""
        return self._kept(Number(value, text or _shown(value), FIXED, FIXED, what, (), queried=False))

    def groups(self, table: str, by: Sequence[str], where: str = "") -> pd.DataFrame:
        """Rows counted by the values of columns, lists taken apart: for bars and cells, each with its rows.

        Returns
        -------
        DataFrame
            The columns `by` (missing values and empty lists as None), `count` and `number` (Number); in order of the columns' values.
        """
        rows = self.select(table, where)
        key = self._keys[table]
        lists = [name for name in by if len(rows) and rows[name].map(lambda v: isinstance(v, list)).any()]
        flat = rows[[key, *(name for name in by if name != key)]]
        for name in lists:
            flat = flat.explode(name)
        flat = flat.drop_duplicates() if lists else flat
        made = []
        for values, group in flat.groupby(list(by), sort=True, dropna=False):
            plain = [None if pd.isna(v) else v.item() if hasattr(v, "item") else v for v in values]
            tests = [_test(name, v, name in lists) for name, v in zip(by, plain, strict=True)]
            whole = " and ".join([f"({where})"] * bool(where) + tests)
            number = self._made(len(group), table, "rows", whole, group)
            made.append([*plain, len(group), number])
        return pd.DataFrame(made, columns=[*by, "count", "number"], dtype=object).astype({"count": "int64"})

    def crosstab(self, table: str, row: str, column: str, where: str = "") -> pd.DataFrame:
        """Rows counted by two columns: a frame of numbers, one row a value of `row`, one column a value of `column`; 0 where none is."""
        counted = self.groups(table, [row, column], where).fillna({row: NONE, column: NONE})
        wide = counted.pivot(index=row, columns=column, values="number")
        return wide.astype(object).where(wide.notna(), 0)

    def show(self, frame: pd.DataFrame) -> Shown:
        """A frame for a notebook, each number in it a link to its rows; of the columns of `groups` the number is shown as count."""
        if {"count", "number"} <= {*frame.columns}:
            frame = frame.drop(columns="count").rename(columns={"number": "count"})
        return Shown(frame, self.up)

    def fill(self, template: str, **values: Number | Sentence | str) -> Sentence:
        """`say`, with links that work from where this study keeps its notebooks."""
        return Sentence(say(template, **values).parts, self.up)

    @property
    def up(self) -> str:
        """The folder of reports, seen from the notebooks of the study."""
        notebooks = self.study.notebooks if self.study.own else self.study.reports / "notebooks"
        return Path(os.path.relpath(self.study.reports, notebooks)).as_posix() + "/"

    def save(self) -> Path:
        """Write every number that was made to `reports/numbers/STEM.json`, in order of their ids."""
        path = self.study.reports / "numbers" / f"{self.stem}.json"
        return _write(path, [self.record(number) for number in self.made.values()])

    def record(self, number: Number) -> dict[str, Any]:
        """A number as it stands in numbers.json: with its query and the ids of its rows, "all" for a whole table."""
        return {
            "id": number.id,
            "text": number.text,
            "value": number.value,
            "table": number.table,
            "measure": number.measure,
            "where": number.where,
            "queried": number.queried,
            "rows": "all" if number.all_rows else list(number.rows),
            "stated_in": [self.stem],
        }

    def _places(self, table: str) -> dict[str, int]:
        """Where the row of each id stands in a table; kept, as pages choose rows thousands of times."""
        if table not in self._at:
            self._at[table] = {row: place for place, row in enumerate(self.data[table][self._keys[table]])}
        return self._at[table]

    def _view(self, table: str) -> pd.DataFrame:
        if table not in self._views:
            view = self.data[table]
            if "article_id" in view and "outlet" not in view and "articles" in self.data:
                outlets = self.data["articles"].set_index("article_id")["outlet"]
                view = view.assign(outlet=view["article_id"].map(outlets))
            self._views[table] = view
        return self._views[table]

    def _made(
        self, value: float, table: str, measure: str, where: str, rows: pd.DataFrame, text: str | None = None, *, queried: bool = True
    ) -> Number:
        ids = tuple(rows[self._keys[table]].astype(str))
        return self._kept(Number(value, text or _shown(value), table, measure, where, ids, len(ids) == len(self.data[table]), queried))

    def _kept(self, number: Number) -> Number:
        return self.made.setdefault(number.id, number)


def has(column: pd.Series, value: str) -> pd.Series:
    """Whether each list of a column holds a value: for queries."""
    return column.map(lambda held: value in held)


def collect(study: Study, *further: Numbers) -> Path:
    """Write `reports/numbers.json`: the numbers of all notebooks, and of `further`, each once, with the places that state it."""
    records: dict[str, dict[str, Any]] = {}
    parts = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((study.reports / "numbers").glob("*.json"))]
    for record in [*(r for part in parts for r in part), *(n.record(number) for n in further for number in n.made.values())]:
        known = records.setdefault(record["id"], {**record, "stated_in": []})
        known["stated_in"] = sorted({*known["stated_in"], *record["stated_in"]})
    return _write(study.reports / "numbers.json", list(records.values()))


def read(study: Study) -> dict[str, dict[str, Any]]:
    """The numbers of `reports/numbers.json` by id."""
    found = json.loads((study.reports / "numbers.json").read_text(encoding="utf-8"))
    return {record["id"]: record for record in found}


def _write(path: Path, records: list[dict[str, Any]]) -> Path:
    """One record a line, in order of ids, so that a comparison of two versions reads well."""
    lines = [json.dumps(record, ensure_ascii=False) for record in sorted(records, key=lambda r: str(r["id"]))]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8", newline="\n")
    return path


def _shown(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.0f}"


def _test(column: str, value: Any, listed: bool) -> str:
    """The query that selects one value of a column."""
    if value is None:
        return f"{column}.str.len() == 0" if listed else f"{column}.isna()"
    return f"@has({column}, {value!r})" if listed else f"{column} == {value!r}"


def escaped(text: str) -> str:
    """Words from the data for Markdown: markup shows as text, and nothing in them is emphasis, link or code.

    >>> escaped("the people's <b> of [1]")
    "the people's &lt;b&gt; of \\\\[1\\\\]"
    """
    return "".join(_ESCAPES.get(ch, ch) for ch in str(text))
