"""The tables with corrections applied, and all that follows from them: positions of a statement, its days, its marks, its actors."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analysis import actor_rows, corrected_places, lexicon, sources, tables
from analysis.codebook import Codebook
from analysis.correction_targets import Data, Match, trimmed
from analysis.tables import ALL, CORRECTED, Row

_ATTITUDES = ("belief", "intention")
_SECTIONS = ("headline", "subheadline", "body")
_WORDS = ("content", "text", "narrowed_by", "widened_by")  # told by the spans beside them
_ACTORS = ("speakers", "via", "on_behalf_of", "addressees", "actors", "organisations", "target")


def apply(matches: Sequence[Match], data: Data, texts: Mapping[str, str], book: Codebook) -> dict[str, list[Row]]:
    """The tables of `CORRECTED` with what applies applied; tells each match the row concerned and what it held before.

    Parameters
    ----------
    data
        The tables as the program made them, and `articles`, `segments` and `mentions`; rows of other articles than those corrected may
        be left out, but for those of `actors`. They are not changed.
    texts
        Raw texts by article_id.

    Notes
    -----
    What follows from a correction:

    - A statement that goes takes its positions with it. Its quotation marks go to the statement around it, or give the reason `corrected`.
    - Speakers that change go, with those for whom they speak, into the positions of the statement whose actors were its speakers. Days
      that it had from the same speaker's statement before are emptied: they were somebody else's.
    - Days of a statement, and those of a time expression to a statement that has them from it, go on to its positions, and to
      statements after it that have their days from it.
    - Content that changes takes the evidence of its positions along. Which statement stands in which, and whose marks are whose, is told
      anew by the rules of extraction wherever a correction changes the answer.
    - An actor that is in no table yet gets a row, by the codebook, the list of countries, or its id.

    A row that a correction made or changed has coder `human`, keeps its id, and names in `rule` the correction and the rule before.
    """
    return _Work(data, texts, book).done([match for match in matches if match.applied])


class _Work:
    """The rows by table and id, as far as they are corrected."""

    def __init__(self, data: Data, texts: Mapping[str, str], book: Codebook) -> None:
        self.machine, self.texts, self.book = data, texts, book
        self.rows = {name: {_key(name, row): dict(row) for row in data[name]} for name in CORRECTED}
        self.sha256 = {row["article_id"]: row["sha256"] for row in data["articles"]}
        self.why: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.set: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.followed: dict[str, Counter[str]] = defaultdict(Counter)

    def done(self, matches: Sequence[Match]) -> dict[str, list[Row]]:
        for what in ("date", "statement", "speaker", "position"):
            own = [match for match in matches if match.correction.what == what]
            for match in sorted(own, key=lambda m: ("delete", "change", "add").index(m.correction.action)):
                getattr(self, f"_{what}")(match)
        self._spoken(matches)
        self._places({match.correction.article_id for match in matches})
        self._cast()
        self._sign()
        for match in matches:
            match.reason = self._told(match)
        return {name: list(rows.values()) for name, rows in self.rows.items()}

    # One correction

    def _date(self, match: Match) -> None:
        if match.correction.action == "delete":
            self._delete(match)
            self._redate(match, (None, None), "none")
            return
        if match.correction.action == "add":
            row = {"article_id": match.correction.article_id, **_span(match), "text": match.text, "type": "DATE", "value": None,
                   "earliest": None, "latest": None, "granularity": None, "anchor": "none", "rule": ""}  # fmt: skip
            match.row_id = tables.derived_id("dates", row)
            self.rows["dates"][match.row_id] = row
        row = self.rows["dates"][str(match.row_id)]
        values = dict(match.writes)
        if values.get("value") and "earliest" not in values and (days := _interval(values["value"])):
            values |= days | ({"granularity": values["granularity"]} if "granularity" in values else {})
        if (values.get("value") or values.get("earliest")) and row["anchor"] == "none":
            values.setdefault("anchor", "explicit")
        self._write(match, values)
        if match.row is not None and {"earliest", "latest"} & values.keys():
            self._redate(match, (row["earliest"], row["latest"]), "expression")

    def _statement(self, match: Match) -> None:
        if match.correction.action == "delete":
            self._delete(match)
            for key, row in list(self.rows["positions"].items()):
                if row["statement_id"] == match.row_id:
                    del self.rows["positions"][key]
                    self.followed[match.correction.id]["position"] += 1
            return
        if match.correction.action == "add":
            self._add_statement(match)
        values = dict(match.writes)
        if "speakers" in values:
            self._speakers(match, values.pop("speakers"), values.pop("speaker_status", None))
        row = self.rows["statements"][str(match.row_id)]
        before = row["start"], row["end"]
        if values.keys() & {"date_earliest", "date_latest"}:
            dated = values["date_earliest"] is not None or values["date_latest"] is not None
            values["date_basis"] = "correction" if dated else "none"
            self._inherit(match, row, (values["date_earliest"], values["date_latest"]))
        shaped = self._shape(match, values)
        self._write(match, {name: value for name, value in shaped.items() if name in values or row[name] != value})
        for position in self._positions_of(match.row_id):
            if (position["evidence_start"], position["evidence_end"]) == before != (row["start"], row["end"]):
                self._follow(match, "positions", position, {"evidence_start": row["start"], "evidence_end": row["end"]})

    def _add_statement(self, match: Match) -> None:
        correction, values, raw = match.correction, match.correction.values, self.texts[match.correction.article_id]
        assert match.span is not None
        spans = [list(trimmed(raw, *span)) for span in values.get("content_spans") or [match.span]]
        cue = values.get("cue_start"), values.get("cue_end")
        sha256 = self.sha256[correction.article_id]
        # The id that extraction would give it, so that it stays where a later version finds the statement by itself.
        key = tables.row_id("statement", sha256, spans[0][0], spans[-1][1], correction.article_id, json.dumps(cue))
        self.rows["statements"][key] = {
            "statement_id": key, "article_id": correction.article_id, "section": self._section(match), "content_spans": spans,
            "quoted_spans": [], "cue_start": None, "cue_end": None, "cue_lemma": None, "cue_class": None, "act": "speech", "negated": False,
            "modality": "asserted", "source_start": None, "source_end": None, "speakers": [], "speaker_status": "unknown", "via": [],
            "on_behalf_of": [], "addressees": [], "nested_in": None, "date_earliest": None, "date_latest": None, "date_basis": "none",
            "start": spans[0][0], "end": spans[-1][1], "type": None, "content": "", "confidence": None, "rule": "",
        }  # fmt: skip
        match.row_id = key

    def _shape(self, match: Match, stated: Row) -> Row:
        """What is stated of a statement, and what hangs on its places: bounds, words, quoted words, type, and the kind of its cue."""
        row = {**self.rows["statements"][str(match.row_id)], **stated}
        raw = self.texts[row["article_id"]]
        if match.row is None or "content_spans" in stated:
            row["content_spans"] = [list(trimmed(raw, *span)) for span in row["content_spans"]]
            own = [mark for mark in self.rows["marks"].values() if mark["article_id"] == row["article_id"]]
            row["quoted_spans"] = corrected_places.quoted(row["content_spans"], own, raw)
            row["type"] = stated.get("type") or corrected_places.kind(row, raw)
        if {"cue_start", "cue_lemma"} & stated.keys():
            words = raw[row["cue_start"] : row["cue_end"]] if row["cue_start"] is not None else None
            lemma, kind = _cue(stated.get("cue_lemma") or words)
            row |= {"cue_lemma": lemma, "cue_class": kind, "act": "attitude" if kind in _ATTITUDES else "speech"}
            if kind == "commissive" and match.row is None:
                row["modality"] = stated.get("modality", "commitment")
        for part in ("cue", "source"):
            if row[f"{part}_start"] is not None:
                row[f"{part}_start"], row[f"{part}_end"] = trimmed(raw, row[f"{part}_start"], row[f"{part}_end"])
        row["content"] = " … ".join(raw[start:end] for start, end in row["content_spans"])
        pairs = [(row[f"{part}_start"], row[f"{part}_end"]) for part in ("cue", "source") if row[f"{part}_start"] is not None]
        bounds = [*map(tuple, row["content_spans"]), *pairs]
        return row | {"start": min(start for start, _ in bounds), "end": max(end for _, end in bounds), "confidence": None}

    def _section(self, match: Match) -> str:
        place, article = match.span or (0, 0), match.correction.article_id
        around = [row for row in self.machine["segments"] if row["article_id"] == article and row["start"] <= place[0] < row["end"]]
        return next((row["role"] for row in around if row["role"] in _SECTIONS), "body")

    def _speaker(self, match: Match) -> None:
        """The speakers that a correction sets, adds or takes away; several may add and take away."""
        row = self.rows["statements"][str(match.row_id)]
        stated = match.correction.values.get("speakers", [])
        if "speakers" in match.writes:
            speakers = match.writes["speakers"]
        elif match.correction.action == "add":
            first = [actor for actor in (match.row or {})["speakers"] if actor in row["speakers"]]
            speakers = [*first, *sorted({*row["speakers"], *stated} - {*first})]
        else:
            speakers = [actor for actor in row["speakers"] if actor not in stated]
        self._speakers(match, speakers, match.correction.values.get("speaker_status"))

    def _speakers(self, match: Match, speakers: list[str], status: str | None) -> None:
        row = self.rows["statements"][str(match.row_id)]
        values: Row = {"speakers": speakers, "confidence": None, "via": [actor for actor in row["via"] if actor not in speakers]}
        known = row["speaker_status"] if row["speaker_status"] != "unknown" else "inherited" if row["source_start"] is None else "explicit"
        values["speaker_status"] = (status or known) if speakers else "unknown"
        values["on_behalf_of"] = self._sides(speakers)
        values["addressees"] = [actor for actor in row["addressees"] if actor not in speakers]
        if match.row is not None and speakers != match.row["speakers"] and row["date_basis"] == "earlier_statement":
            values |= {"date_earliest": None, "date_latest": None, "date_basis": "none"}
        self._write(match, values)

    def _position(self, match: Match) -> None:
        if match.correction.action == "delete":
            self._delete(match, missing_ok=True)
            return
        values, topic = dict(match.writes), self.book.topic(match.correction.values["topic"])
        if values.get("agreement") is not None and "stance" not in values:
            stances = lexicon.read("positions")["stance_of_kind"][topic.kind]
            if match.row is None or match.row["agreement"] != values["agreement"]:
                values["stance"] = stances[1 - values["agreement"]]
        if match.correction.action == "add":
            self._add_position(match)
        row = self.rows["positions"][str(match.row_id)]
        if "target" in values:
            values["target_explicit"] = self._named(row, values["target"]) if values["target"] else None
        if "actors" in values:
            values["organisations"] = self._sides(values["actors"])
        self._write(match, values)

    def _add_position(self, match: Match) -> None:
        article, span = match.correction.article_id, match.span or (0, 0)
        own = [row for row in self.rows["statements"].values() if row["article_id"] == article]
        there = [r for r in own if span in ((r["start"], r["end"]), (r["content_spans"][0][0], r["content_spans"][-1][1]))]
        around = [row for row in own if row["start"] <= span[0] and span[1] <= row["end"]]
        statement = min(there or around, key=lambda row: (row["end"] - row["start"], row["statement_id"]), default=None)
        if there and statement is not None:
            span = statement["start"], statement["end"]
        held: Row = statement or {}
        topic, of = match.correction.values["topic"], held.get("statement_id")
        key = tables.row_id("position", self.sha256[article], *span, article, topic, str(of))
        self.rows["positions"][key] = {
            "position_id": key, "article_id": article, "statement_id": of, "evidence_start": span[0], "evidence_end": span[1],
            "actors": list(held.get("speakers", [])), "organisations": list(held.get("on_behalf_of", [])), "topic": topic,
            "stance": None, "agreement": None, "modality": held.get("modality", "asserted"), "negated": False, "narrowed_by": [],
            "widened_by": [], "scope_spans": [], "target": [], "target_explicit": None,
            "evidence_type": "quotation" if of else "narrated", "date_earliest": held.get("date_earliest"),
            "date_latest": held.get("date_latest"), "rule": "",
        }  # fmt: skip
        match.row_id = key

    def _named(self, row: Row, actors: Iterable[str]) -> bool:
        """Whether the words of a position name an actor."""
        wanted = {*actors}
        return any(
            mention["actor_id"] in wanted
            for mention in self.machine["mentions"]
            if mention["article_id"] == row["article_id"] and row["evidence_start"] <= mention["start"] < row["evidence_end"]
        )

    # What follows

    def _spoken(self, matches: Sequence[Match]) -> None:
        """Let the positions of corrected statements follow their speakers and days."""
        set_by = {match.row_id: match for match in matches if match.table == "statements" and match.row is not None}
        before = {row["statement_id"]: row for row in self.machine["statements"]}
        for key, row in self.rows["statements"].items():
            old = before.get(key)
            if old is None or (old["speakers"], old["date_earliest"], old["date_latest"]) == _said(row):
                continue
            match = set_by.get(key)
            for position in self._positions_of(key):
                values: Row = {"date_earliest": row["date_earliest"], "date_latest": row["date_latest"]}
                chosen = self.set["positions", position["position_id"]]
                if position["actors"] == old["speakers"] != row["speakers"] and "actors" not in chosen:
                    values |= {"actors": list(row["speakers"]), "organisations": list(row["on_behalf_of"])}
                    if "target" not in chosen:
                        own = {*row["speakers"], *row["on_behalf_of"]}
                        values["target"] = [actor for actor in position["target"] if actor not in own]
                        values["target_explicit"] = position["target_explicit"] if values["target"] else None
                self._follow(match, "positions", position, values, self.why["statements", key])

    def _redate(self, match: Match, days: tuple[str | None, str | None], basis: str) -> None:
        """Let statements follow the time expression from which they have their days: the nearest of the article that means these days."""
        old = match.row or {}
        if old.get("earliest") is None:
            return
        article, meant = match.correction.article_id, (old["earliest"], old["latest"])
        same = [row for row in self.machine["dates"] if row["article_id"] == article and (row["earliest"], row["latest"]) == meant]
        for row in self.machine["statements"]:
            if row["article_id"] != article or row["date_basis"] != "expression" or (row["date_earliest"], row["date_latest"]) != meant:
                continue
            near = min(same, key=lambda date: (_apart(date, row), date["start"]))
            mine = self.rows["statements"][row["statement_id"]]
            if near["start"] == old["start"]:
                self._inherit(match, mine, days)
                dated = basis if days != (None, None) else "none"
                self._follow(match, "statements", mine, {"date_earliest": days[0], "date_latest": days[1], "date_basis": dated})

    def _inherit(self, match: Match, statement: Row, days: tuple[str | None, str | None]) -> None:
        """Let statements follow that have their days from this one: those of the same speakers after it, up to one with days of its own."""
        old = next((row for row in self.machine["statements"] if row["statement_id"] == statement["statement_id"]), None)
        if old is None:
            return
        own = [row for row in self.machine["statements"] if row["article_id"] == old["article_id"] and row["speakers"] == old["speakers"]]
        after = own[own.index(old) + 1 :]
        for row in after:
            if row["date_basis"] != "earlier_statement" or _said(row)[1:] != _said(old)[1:]:
                return
            basis = "earlier_statement" if days != (None, None) else "none"
            values = {"date_earliest": days[0], "date_latest": days[1], "date_basis": basis}
            if row["statement_id"] in self.rows["statements"]:
                self._follow(match, "statements", self.rows["statements"][row["statement_id"]], values)

    def _places(self, articles: Iterable[str]) -> None:
        """Tell anew in which statement others and marks stand, where a correction changes the answer."""
        for article in sorted(articles):
            raw = self.texts.get(article, "")
            before = [row for row in self.machine["statements"] if row["article_id"] == article]
            after = [row for row in self.rows["statements"].values() if row["article_id"] == article]
            after.sort(key=lambda row: (row["start"], row["end"], row["statement_id"]))
            known = {row["statement_id"] for row in after}
            was, now = corrected_places.nested(before), corrected_places.nested(after)
            for row in after:
                key = row["statement_id"]
                if key not in was or was[key] != now[key] or (row["nested_in"] is not None and row["nested_in"] not in known):
                    self._follow(None, "statements", row, {"nested_in": now[key]})
            marks = [row for row in self.rows["marks"].values() if row["article_id"] == article]
            held, holds = (corrected_places.holders(marks, rows, raw) for rows in (before, after))
            for mark in marks:
                gone = mark["statement_id"] is not None and mark["statement_id"] not in known
                if gone or held[mark["start"]] != holds[mark["start"]]:
                    self._hold(mark, holds[mark["start"]])

    def _hold(self, mark: Row, statement: str | None) -> None:
        if statement == mark["statement_id"]:
            return
        freed = mark["use"] if mark["use"] in ("apostrophe", "measure") else "corrected"
        mark |= {"statement_id": statement, "reason": None if statement else freed, "coder": "human"}

    def _cast(self) -> None:
        """A row for each actor that a row names and no row is about."""
        actors = self.rows["actors"]
        made = [row for name in ("statements", "positions") for row in self.rows[name].values() if row.get("coder") == "human"]
        waiting = [actor for row in made for name in _ACTORS for actor in row.get(name) or ()]
        while waiting:
            actor = waiting.pop()
            if actor not in actors:
                actors[actor] = {**actor_rows.row(actor, self.book, _label(actor), "correction"), "coder": "human"}
                waiting += [other for other in (actors[actor]["acts_for"],) if other]

    # Rows

    def _sides(self, actors: Iterable[str]) -> list[str]:
        """For whom actors speak, each once."""
        found = []
        for actor in actors:
            row = self.rows["actors"].get(actor) or actor_rows.row(actor, self.book, actor, "correction")
            found += [row["acts_for"]] if row["acts_for"] else []
        return list(dict.fromkeys(found))

    def _positions_of(self, statement: str | None) -> list[Row]:
        return [row for row in self.rows["positions"].values() if row["statement_id"] == statement and statement is not None]

    def _write(self, match: Match, values: Row) -> None:
        """Set values of the row concerned, and note what it held before."""
        row = self.rows[match.table][str(match.row_id)]
        if match.row is not None:
            before = {name: match.row[name] for name in values if name not in _WORDS and match.row[name] != values[name]}
            match.before = (match.before or {}) | before
        row |= values
        self._note(match, match.table, row)
        self.set[match.table, str(match.row_id)] |= values.keys()

    def _delete(self, match: Match, *, missing_ok: bool = False) -> None:
        if not (missing_ok and match.row_id not in self.rows[match.table]):
            self.rows[match.table].pop(str(match.row_id), None)
        match.before = {name: value for name, value in (match.row or {}).items() if name not in _WORDS}

    def _follow(self, match: Match | None, table: str, row: Row, values: Row, why: Sequence[str] = ()) -> None:
        """Set values that follow from a correction, where they are others than before and none was stated; `why` are ids of corrections."""
        new = {name: value for name, value in values.items() if row[name] != value and name not in self.set[table, _key(table, row)]}
        if not new:
            return
        row |= new | {"coder": "human"}
        self.why[table, _key(table, row)] += why
        if match is not None:
            self._note(match, table, row)
            self.followed[match.correction.id][table.removesuffix("s")] += 1

    def _note(self, match: Match, table: str, row: Row) -> None:
        row["coder"] = "human"
        self.why[table, _key(table, row)].append(match.correction.id)

    def _sign(self) -> None:
        """Name in each row that a person made or changed the corrections, and the rule that made it before."""
        for (table, key), ids in self.why.items():
            row = self.rows[table].get(key)
            if row is None:
                continue
            named = " ".join(sorted({*ids})) or "of what stands around it"
            row["rule"] = f"correction {named}" + (f"; before: {row['rule']}" if row["rule"] else "")

    def _told(self, match: Match) -> str:
        done = {"add": "added", "change": "changed", "delete": "deleted"}[match.correction.action]
        if match.correction.action == "change" and not match.before:
            done = "the row said so already"
        followed = self.followed[match.correction.id]
        more = [f"{count} {name}{'s' * (count > 1)}" for name, count in sorted(followed.items())]
        return done + (f"; {' and '.join(more)} followed" if more else "")


def _key(table: str, row: Row) -> str:
    key = ALL[table].key
    return str(row.get(key) or tables.derived_id(table, row))


def _span(match: Match) -> Row:
    return dict(zip(("start", "end"), match.span or (0, 0), strict=True))


def _said(row: Row) -> tuple[Any, ...]:
    return row["speakers"], row["date_earliest"], row["date_latest"]


def _apart(date: Row, statement: Row) -> int:
    """How far a time expression stands from the cue of a statement, or from all of it where it has none."""
    start, end = statement["cue_start"], statement["cue_end"]
    if start is None:
        start, end = statement["start"], statement["end"]
    return int(max(date["start"] - end, start - date["end"], 0))


def _interval(value: str) -> Row | None:
    found = sources.interval(value)
    return None if found is None else {"earliest": found[0].isoformat(), "latest": found[1].isoformat(), "granularity": found[2]}


def _cue(words: str | None) -> tuple[str | None, str | None]:
    """The dictionary form of a cue and its class, by the list of cues; of a cue that it does not hold the words, and no class."""
    if words is None:
        return None, None
    parts, classes = words.lower().split(), lexicon.cue_classes()
    for start in range(len(parts)):
        for end in range(len(parts), start, -1):
            for form in (parts[start], *lexicon.bases(parts[start])):
                if (phrase := " ".join([form, *parts[start + 1 : end]])) in classes:
                    return phrase, classes[phrase]
    return " ".join(parts), None


def _label(actor: str) -> str:
    """What to call an actor of whom only the id is known."""
    kind, _, key = actor.partition(":")
    words = key.replace("_", " ")
    return words.title() if kind == "PER" else words
