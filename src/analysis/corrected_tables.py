"""The tables while corrections are applied to them: what was set by whom, what it held before, and what followed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from analysis import actor_rows, tables
from analysis.codebook import Codebook
from analysis.correction_targets import Data, Match
from analysis.tables import ALL, CORRECTED, Row

_WORDS = ("content", "text", "narrowed_by", "widened_by")  # told by the spans beside them
_ACTORS = ("speakers", "via", "on_behalf_of", "addressees", "actors", "organisations", "target")


class CorrectedTables:
    """The rows by table and id, as far as they are corrected.

    Attributes
    ----------
    machine, texts, book
        The tables as the program made them, raw texts by article_id, and the codebook.
    rows
        Those of `CORRECTED` by table and id, in the order of the program's.
    sha256
        Checksums of the articles by article_id.
    why, set
        The corrections that made or changed a row, and its columns that a correction states, by table and id.
    followed
        The rows, by table and id, that followed each correction.
    """

    def __init__(self, data: Data, texts: Mapping[str, str], book: Codebook) -> None:
        self.machine, self.texts, self.book = data, texts, book
        self.rows = {name: {key_of(name, row): dict(row) for row in data[name]} for name in CORRECTED}
        self.sha256 = {row["article_id"]: row["sha256"] for row in data["articles"]}
        self.why: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.set: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.followed: dict[str, set[tuple[str, str]]] = defaultdict(set)

    def sides(self, actors: Iterable[str]) -> list[str]:
        """For whom actors speak, each once."""
        found = []
        for actor in actors:
            row = self.rows["actors"].get(actor) or actor_rows.row(actor, self.book, actor, "correction")
            found += [row["acts_for"]] if row["acts_for"] else []
        return list(dict.fromkeys(found))

    def positions_of(self, statement: str | None) -> list[Row]:
        """The positions that are read from a statement."""
        return [row for row in self.rows["positions"].values() if row["statement_id"] == statement and statement is not None]

    def write(self, match: Match, values: Row) -> None:
        """Set values of the row concerned, and note what it held before."""
        row = self.rows[match.table][str(match.row_id)]
        if match.row is not None:
            before = {name: match.row[name] for name in values if name not in _WORDS and match.row[name] != values[name]}
            match.before = (match.before or {}) | before
        row |= values
        self.note(match, match.table, row)
        self.set[match.table, str(match.row_id)] |= values.keys()

    def delete(self, match: Match) -> None:
        """Take the row concerned away, if it is still there, and note what it held."""
        self.rows[match.table].pop(str(match.row_id), None)
        match.before = {name: value for name, value in (match.row or {}).items() if name not in _WORDS}

    def follow(self, match: Match | None, table: str, row: Row, values: Row, why: Sequence[str] = ()) -> None:
        """Set values that follow from a correction, where they are others than before and none was stated; `why` are ids of corrections."""
        new = {name: value for name, value in values.items() if row[name] != value and name not in self.set[table, key_of(table, row)]}
        if not new:
            return
        row |= new | {"coder": "human"}
        self.why[table, key_of(table, row)] += why
        if match is not None:
            self.note(match, table, row)
            self.followed[match.correction.id].add((table, key_of(table, row)))

    def note(self, match: Match, table: str, row: Row) -> None:
        """Note that a correction made or changed a row."""
        row["coder"] = "human"
        self.why[table, key_of(table, row)].append(match.correction.id)

    def cast(self) -> None:
        """A row for each actor that a row names and no row is about."""
        actors = self.rows["actors"]
        made = [row for name in ("statements", "positions") for row in self.rows[name].values() if row.get("coder") == "human"]
        waiting = [actor for row in made for name in _ACTORS for actor in row.get(name) or ()]
        while waiting:
            actor = waiting.pop()
            if actor not in actors:
                actors[actor] = {**actor_rows.row(actor, self.book, _label(actor), "correction"), "coder": "human"}
                waiting += [other for other in (actors[actor]["acts_for"],) if other]

    def sign(self) -> None:
        """Name in each row that a person made or changed the corrections, and the rule that made it before."""
        for (table, key), ids in self.why.items():
            row = self.rows[table].get(key)
            if row is None:
                continue
            named = " ".join(sorted({*ids})) or "of what stands around it"
            row["rule"] = f"correction {named}" + (f"; before: {row['rule']}" if row["rule"] else "")

    def told(self, match: Match) -> str:
        """What was done by a correction, in a sentence."""
        done = {"add": "added", "change": "changed", "delete": "deleted"}[match.correction.action]
        if match.correction.action == "change" and not {*(match.before or {})} - {"confidence"}:
            done = "the row said so already"
        followed = Counter(table.removesuffix("s") for table, _ in self.followed[match.correction.id])
        more = [f"{count} {name}{'s' * (count > 1)}" for name, count in sorted(followed.items())]
        return done + (f"; {' and '.join(more)} followed" if more else "")


def key_of(table: str, row: Row) -> str:
    """The id of a row, derived where it is not there yet."""
    key = ALL[table].key
    return str(row.get(key) or tables.derived_id(table, row))


def _label(actor: str) -> str:
    """What to call an actor of whom only the id is known."""
    kind, _, key = actor.partition(":")
    words = key.replace("_", " ")
    return words.title() if kind == "PER" else words
