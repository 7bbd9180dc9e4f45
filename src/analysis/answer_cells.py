"""What coders write into a cell, read as an answer: forms of yes and no, names of actors, topics, dates as spreadsheets put them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from analysis import answers, lexicon, sources, spreadsheets
from analysis.answers import Answers
from analysis.codebook import Codebook
from analysis.codebook_faults import ACTOR_ID

TOPICS, ACTORS = "topics.csv", "actors.csv"
_TOPIC_COLUMNS, _ACTOR_COLUMNS = ("topic", "label", "proposition"), ("actor_id", "label", "names")
_SAID: dict[str, dict[str, tuple[str, ...]]] = {
    "is_statement": {
        answers.YES: ("yes", "y", "true", "1", "1.0"),
        answers.NO: ("no", "n", "false", "0", "0.0"),
    },
    "type": {name: (name,) for name in answers.TYPES},
    "agreement": {
        answers.AGREES: ("1", "1.0", "yes", "true", "agree", "agrees"),
        answers.DISAGREES: ("0", "0.0", "no", "false", "disagree", "disagrees"),
        answers.OPEN: ("open", "null", "unclear", "?"),
    },
}
"""For each such column its answers, each with the forms in which it may be written, in lower case."""
NO_TOPIC, NOT_SAID = ("none", "no topic", "-"), ("unknown", "?", "not said")
_NEAR, _LISTED = 3, 12

Cells = Mapping[str, str]
Told = Callable[[str, str, str], None]
"""Takes a fault: the column, what stands there, what is allowed."""


@dataclass(frozen=True)
class Scheme:
    """The topics and actors that coders may name.

    Attributes
    ----------
    topics
        Id to label, in the order of the codebook.
    actors
        For each actor its id, label and further names.
    propositions
        Id of a topic to its proposition.
    """

    topics: Mapping[str, str]
    actors: tuple[tuple[str, str, tuple[str, ...]], ...]
    propositions: Mapping[str, str]

    @classmethod
    def of(cls, book: Codebook, actors: pd.DataFrame) -> Scheme:
        """Those of a codebook, and the actors of the table `actors`."""
        known = {actor.id: (actor.id, actor.label, actor.names) for actor in book.actors}
        for actor_id, label in zip(actors["actor_id"], actors["label"], strict=True):
            known.setdefault(actor_id, (actor_id, label, ()))
        topics = {topic.id: topic.label for topic in book.topics}
        return cls(topics, tuple(known[key] for key in sorted(known)), {topic.id: topic.proposition for topic in book.topics})

    def files(self) -> dict[str, bytes]:
        """The lists as files for coders to look things up in, by name."""
        topics = [{"topic": key, "label": label, "proposition": self.propositions[key]} for key, label in self.topics.items()]
        actors = [{"actor_id": key, "label": label, "names": answers.JOINED.join(names)} for key, label, names in self.actors]
        listed = ((TOPICS, _TOPIC_COLUMNS, topics), (ACTORS, _ACTOR_COLUMNS, actors))
        return {
            name: spreadsheets.table(columns, [{k: spreadsheets.one_line(v) for k, v in row.items()} for row in rows])
            for name, columns, rows in listed
        }

    @classmethod
    def read(cls, folder: Path) -> Scheme:
        """The lists that `files` gave, with what coders added to them.

        Raises
        ------
        FileNotFoundError
            Where they are not there.
        """
        topics = [row for _, row in spreadsheets.read(folder / TOPICS, _TOPIC_COLUMNS)]
        actors = [row for _, row in spreadsheets.read(folder / ACTORS, _ACTOR_COLUMNS)]
        return cls(
            {row["topic"]: row["label"] for row in topics},
            tuple((row["actor_id"], row["label"], tuple(n for n in row["names"].split(answers.JOINED) if n)) for row in actors),
            {row["topic"]: row["proposition"] for row in topics},
        )


class Reader:
    """Reads the answers of units by a scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self._topics = {form: key for key, label in scheme.topics.items() for form in (_form(label), key)}
        self._listed = list(scheme.topics)
        self._ids = {key for key, _, _ in scheme.actors}
        self._names: dict[str, set[str]] = {}
        self._shown: dict[str, str] = {}
        for key, name in _names(scheme):
            self._names.setdefault(_form(name), set()).add(key)
            self._shown.setdefault(_form(name), name)

    def answers(self, rows: Sequence[tuple[Cells, Told]]) -> Answers:
        """The answers of one unit, from its rows (cells by `answers.COLUMNS`, without white space at their ends), in order.

        A row after the first adds a topic; what it says else must be empty, or be said in the first row just so. Each fault is told to
        the row's own `Told`, and what is faulty is left out.
        """
        cells, told = self._joined(rows)
        is_statement = _choice("is_statement", cells, told)
        found = Answers(
            is_statement,
            _choice("type", cells, told),
            self._speaker(cells["speaker"], told),
            self._sides(rows),
            _date(cells, told),
            spreadsheets.one_line(cells["note"]),
        )
        if is_statement == answers.NO:
            self._nothing_more(rows)
            return Answers(is_statement, note=found.note)
        return found

    def _joined(self, rows: Sequence[tuple[Cells, Told]]) -> tuple[dict[str, str], Told]:
        """What the rows of a unit say of all but topics, and to whom faults of it are told."""
        single = [name for name in answers.COLUMNS if name not in ("topic", "agreement")]
        joined = {name: next((row.get(name, "") for row, _ in rows if row.get(name)), "") for name in single}
        for row, told in rows:
            for name in single:
                if row.get(name) and row[name] != joined[name]:
                    told(name, row[name], f"another row of this unit says {joined[name]!r}: keep one, or leave it empty here")
        where = {name: next((told for row, told in rows if row.get(name)), rows[0][1]) for name in single}
        return joined, lambda column, stands, allowed: where[column](column, stands, allowed)

    def _nothing_more(self, rows: Sequence[tuple[Cells, Told]]) -> None:
        for row, told in rows:
            for name in answers.COLUMNS[1:-1]:
                if row.get(name):
                    told(name, row[name], "is_statement says no, so nothing may stand here: empty it, or say yes")

    def _sides(self, rows: Sequence[tuple[Cells, Told]]) -> dict[str, str | None]:
        found: dict[str, str | None] = {}
        for row, told in rows:
            stands = row.get("topic", "")
            side = _choice("agreement", row, told)
            if not stands or stands.lower() in NO_TOPIC:
                if row.get("agreement"):
                    told("agreement", row["agreement"], "there is no topic beside it: name the topic, or empty this cell")
                continue
            topic = self._topics.get(stands) or self._topics.get(_form(stands))
            if topic is None:
                told("topic", stands, self._about_topic(stands))
            elif topic in found:
                told("topic", stands, "this topic stands in another row of this unit: keep one")
            else:
                found[topic] = side
        return found

    def _about_topic(self, stands: str) -> str:
        if near := get_close_matches(_form(stands), self._topics, 1):
            return f"no topic of {TOPICS}; did you mean {self._topics[near[0]]!r}?"
        listed = ", ".join(self._listed[:_LISTED]) + (f" and {len(self._listed) - _LISTED} more" if len(self._listed) > _LISTED else "")
        return f"no topic of {TOPICS}; allowed: {listed or 'none'}; several topics take a row each, with the same unit_id"

    def _speaker(self, stands: str, told: Told) -> str | None:
        if not stands:
            return None
        parts = [part for part in (spreadsheets.one_line(one) for one in stands.split(";")) if part]
        unknown = [part for part in parts if part.lower() in NOT_SAID]
        if unknown and len(parts) > 1:
            told("speaker", stands, "either unknown, or who it is")
        ids = [self._actor(part, told) for part in parts if part not in unknown]
        return None if unknown and len(parts) > 1 or None in ids else answers.speakers(key for key in ids if key)

    def _actor(self, stands: str, told: Told) -> str | None:
        kind, colon, key = stands.partition(":")
        written = f"{kind.upper()}:{key.lower() if kind.upper() == 'PER' else key.upper()}" if colon else ""
        if re.match(ACTOR_ID, written):
            return written
        found = self._names.get(_form(stands), set())
        if len(found) == 1:
            return next(iter(found))
        told("speaker", stands, f"this is the name of {' and of '.join(sorted(found))}: write which" if found else self._about(stands))
        return None

    def _about(self, stands: str) -> str:
        words = set(_form(stands).split())
        near = get_close_matches(_form(stands), self._names, _NEAR, 0.75)
        near += [name for name in self._names if words & set(name.split())]
        first = {" or ".join(sorted(self._names[name])): self._shown[name] for name in reversed(near)}
        shown = [f"{name} ({ids})" for ids, name in reversed(first.items())][:_NEAR]
        meant = f"did you mean {', '.join(shown)}? " if shown else ""
        return (
            f"no actor of {ACTORS}; {meant}allowed: an id or a name from there, several joined by ;, unknown, or the id of a new actor,"
            " such as PER:anna_berg"
        )


def _names(scheme: Scheme) -> Iterator[tuple[str, str]]:
    for key, label, names in scheme.actors:
        yield from ((key, name) for name in (label, *names))
    for country, forms in lexicon.read("countries").items():
        yield from ((f"GOV:{country}", name) for name in forms["names"])


def _form(name: str) -> str:
    """A name as it is compared."""
    return spreadsheets.one_line(name).casefold()


def _choice(column: str, cells: Cells, told: Told) -> str | None:
    """The answer that a cell gives in one of its forms; None for an empty one."""
    stands = cells.get(column, "")
    if not stands:
        return None
    for answer, forms in _SAID[column].items():
        if stands.lower() in forms:
            return answer
    told(column, stands, f"allowed: {', '.join(_SAID[column])}, or empty")
    return None


def _date(cells: Cells, told: Told) -> str | None:
    """The interval that two cells give; a month or year stands for all its days, and one cell alone for both."""
    first, last = cells["date_earliest"], cells["date_latest"]
    if not first and not last:
        return None
    if (first or last).lower() in NOT_SAID:
        if first and last and last.lower() not in NOT_SAID:
            told("date_latest", last, "date_earliest says unknown: empty this cell, or state both days")
            return None
        return answers.UNKNOWN
    if not first:
        told("date_earliest", first, f"only date_latest is stated: state the first day too ({last!r} again if it is one day)")
        return None
    one, two = _days("date_earliest", first, told), _days("date_latest", last or first, told if last else lambda *_: None)
    if one is None or two is None:
        return None
    if two[1] < one[0]:
        told("date_latest", last, f"is before date_earliest, {first!r}")
        return None
    return f"{one[0]}/{two[1]}"


def _days(column: str, stands: str, told: Told) -> tuple[str, str] | None:
    """First and last day of what a cell states; a date in another form counts where it can be one day only."""
    meant = sources.spreadsheet_dates(stands)
    stated = sources.interval(stands) or (sources.interval(meant[0]) if len(meant) == 1 else None)
    if stated is None:
        twofold = f"may be {' or '.join(meant)}: write the one that is meant" if meant else f"allowed: {sources.PUBLISHED_FORMS}, unknown"
        told(column, stands, f"{twofold}; in a spreadsheet, give the column the format “text” first, or it changes the date again")
        return None
    return stated[0].isoformat(), stated[1].isoformat()
