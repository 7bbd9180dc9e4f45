"""The tables with corrections applied: dates, then statements, speakers and positions, and then all that follows from these."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from analysis import corrected_following, corrected_places, lexicon, sources, tables
from analysis.codebook import Codebook
from analysis.corrected_tables import CorrectedTables
from analysis.correction_targets import Data, Match, trimmed
from analysis.tables import Row

_ATTITUDES = ("belief", "intention")
_SECTIONS = ("headline", "subheadline", "body")


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
    work = CorrectedTables(data, texts, book)
    applied = [match for match in matches if match.applied]
    for what, correct in (("date", _date), ("statement", _statement), ("speaker", _speaker), ("position", _position)):
        own = [match for match in applied if match.correction.what == what]
        for match in sorted(own, key=lambda m: ("delete", "change", "add").index(m.correction.action)):
            correct(work, match)
    corrected_following.spoken(work, applied)
    corrected_following.places(work, {match.correction.article_id for match in applied})
    work.cast()
    work.sign()
    for match in applied:
        match.reason = work.told(match) if match.applied else match.reason
    return {name: list(rows.values()) for name, rows in work.rows.items()}


def _date(data: CorrectedTables, match: Match) -> None:
    if match.correction.action == "delete":
        data.delete(match)
        corrected_following.redate(data, match, (None, None), "none")
        return
    if match.correction.action == "add":
        row = {"article_id": match.correction.article_id, **_span(match), "text": match.text, "type": "DATE", "value": None,
               "earliest": None, "latest": None, "granularity": None, "anchor": "none", "rule": ""}  # fmt: skip
        match.row_id = tables.derived_id("dates", row)
        data.rows["dates"][match.row_id] = row
    row = data.rows["dates"][str(match.row_id)]
    values = dict(match.writes)
    if values.get("value") and "earliest" not in values and (days := _interval(values["value"])):
        values |= days | ({"granularity": values["granularity"]} if "granularity" in values else {})
    if (values.get("value") or values.get("earliest")) and row["anchor"] == "none":
        values.setdefault("anchor", "explicit")
    data.write(match, values)
    if match.row is not None and {"earliest", "latest"} & values.keys():
        corrected_following.redate(data, match, (row["earliest"], row["latest"]), "expression")


def _statement(data: CorrectedTables, match: Match) -> None:
    if match.correction.action == "delete":
        data.delete(match)
        for key, row in list(data.rows["positions"].items()):
            if row["statement_id"] == match.row_id:
                del data.rows["positions"][key]
                data.followed[match.correction.id].add(("positions", key))
        return
    if match.correction.action == "add":
        _add_statement(data, match)
    values = dict(match.writes)
    if "speakers" in values:
        _speakers(data, match, values.pop("speakers"), values.pop("speaker_status", None))
    row = data.rows["statements"][str(match.row_id)]
    before = row["start"], row["end"]
    if values.keys() & {"date_earliest", "date_latest"}:
        dated = values["date_earliest"] is not None or values["date_latest"] is not None
        values["date_basis"] = "correction" if dated else "none"
        corrected_following.inherit(data, match, row, (values["date_earliest"], values["date_latest"]))
    shaped = _shape(data, match, values)
    data.write(match, {name: value for name, value in shaped.items() if name in values or row[name] != value})
    for position in data.positions_of(match.row_id):
        if (position["evidence_start"], position["evidence_end"]) == before != (row["start"], row["end"]):
            data.follow(match, "positions", position, {"evidence_start": row["start"], "evidence_end": row["end"]})


def _add_statement(data: CorrectedTables, match: Match) -> None:
    correction, values, raw = match.correction, match.correction.values, data.texts[match.correction.article_id]
    assert match.span is not None
    spans = [list(trimmed(raw, *span)) for span in values.get("content_spans") or [match.span]]
    cue = values.get("cue_start"), values.get("cue_end")
    sha256 = data.sha256[correction.article_id]
    # The id that extraction would give it, so that it stays where a later version finds the statement by itself.
    key = tables.row_id("statement", sha256, spans[0][0], spans[-1][1], correction.article_id, json.dumps(cue))
    data.rows["statements"][key] = {
        "statement_id": key, "article_id": correction.article_id, "section": _section(data, match), "content_spans": spans,
        "quoted_spans": [], "cue_start": None, "cue_end": None, "cue_lemma": None, "cue_class": None, "act": "speech", "negated": False,
        "modality": "asserted", "source_start": None, "source_end": None, "speakers": [], "speaker_status": "unknown", "via": [],
        "on_behalf_of": [], "addressees": [], "nested_in": None, "date_earliest": None, "date_latest": None, "date_basis": "none",
        "start": spans[0][0], "end": spans[-1][1], "type": None, "content": "", "confidence": None, "rule": "",
    }  # fmt: skip
    match.row_id = key


def _shape(data: CorrectedTables, match: Match, stated: Row) -> Row:
    """What is stated of a statement, and what hangs on its places: bounds, words, quoted words, type, and the kind of its cue."""
    row = {**data.rows["statements"][str(match.row_id)], **stated}
    raw = data.texts[row["article_id"]]
    if match.row is None or "content_spans" in stated:
        row["content_spans"] = [list(trimmed(raw, *span)) for span in row["content_spans"]]
        own = [mark for mark in data.rows["marks"].values() if mark["article_id"] == row["article_id"]]
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


def _section(data: CorrectedTables, match: Match) -> str:
    place, article = match.span or (0, 0), match.correction.article_id
    around = [row for row in data.machine["segments"] if row["article_id"] == article and row["start"] <= place[0] < row["end"]]
    return next((row["role"] for row in around if row["role"] in _SECTIONS), "body")


def _speaker(data: CorrectedTables, match: Match) -> None:
    """The speakers that a correction sets, adds or takes away; several may add and take away."""
    row = data.rows["statements"][str(match.row_id)]
    stated = match.correction.values.get("speakers", [])
    if "speakers" in match.writes:
        speakers = match.writes["speakers"]
    elif match.correction.action == "add":
        first = [actor for actor in (match.row or {})["speakers"] if actor in row["speakers"]]
        speakers = [*first, *sorted({*row["speakers"], *stated} - {*first})]
    else:
        speakers = [actor for actor in row["speakers"] if actor not in stated]
    _speakers(data, match, speakers, match.correction.values.get("speaker_status"))


def _speakers(data: CorrectedTables, match: Match, speakers: list[str], status: str | None) -> None:
    row = data.rows["statements"][str(match.row_id)]
    values: Row = {"speakers": speakers, "confidence": None, "via": [actor for actor in row["via"] if actor not in speakers]}
    known = row["speaker_status"] if row["speaker_status"] != "unknown" else "inherited" if row["source_start"] is None else "explicit"
    values["speaker_status"] = (status or known) if speakers else "unknown"
    values["on_behalf_of"] = data.sides(speakers)
    values["addressees"] = [actor for actor in row["addressees"] if actor not in speakers]
    if match.row is not None and speakers != match.row["speakers"] and row["date_basis"] == "earlier_statement":
        values |= {"date_earliest": None, "date_latest": None, "date_basis": "none"}
    data.write(match, values)


def _position(data: CorrectedTables, match: Match) -> None:
    if match.correction.action == "delete":
        data.delete(match)
        return
    values, topic = dict(match.writes), data.book.topic(match.correction.values["topic"])
    if values.get("agreement") is not None and "stance" not in values:
        stances = lexicon.read("positions")["stance_of_kind"][topic.kind]
        if match.row is None or match.row["agreement"] != values["agreement"]:
            values["stance"] = stances[1 - values["agreement"]]
    if match.correction.action == "add":
        _add_position(data, match)
        if not match.applied:
            return
    row = data.rows["positions"][str(match.row_id)]
    if "target" in values:
        values["target_explicit"] = _named(data, row, values["target"]) if values["target"] else None
    if "actors" in values:
        values["organisations"] = data.sides(values["actors"])
    data.write(match, values)


def _add_position(data: CorrectedTables, match: Match) -> None:
    article, span = match.correction.article_id, match.span or (0, 0)
    own = [row for row in data.rows["statements"].values() if row["article_id"] == article]
    there = [r for r in own if span in ((r["start"], r["end"]), (r["content_spans"][0][0], r["content_spans"][-1][1]))]
    around = [row for row in own if row["start"] <= span[0] and span[1] <= row["end"]]
    statement = min(there or around, key=lambda row: (row["end"] - row["start"], row["statement_id"]), default=None)
    if there and statement is not None:
        span = statement["start"], statement["end"]
    held: Row = statement or {}
    topic, of = match.correction.values["topic"], held.get("statement_id")
    key = tables.row_id("position", data.sha256[article], *span, article, topic, str(of))
    if key in data.rows["positions"]:
        match.not_applied("conflict", f"{key} is there by then, which another correction added: state both in one")
        return
    data.rows["positions"][key] = {
        "position_id": key, "article_id": article, "statement_id": of, "evidence_start": span[0], "evidence_end": span[1],
        "actors": list(held.get("speakers", [])), "organisations": list(held.get("on_behalf_of", [])), "topic": topic,
        "stance": None, "agreement": None, "modality": held.get("modality", "asserted"), "negated": False, "narrowed_by": [],
        "widened_by": [], "scope_spans": [], "target": [], "target_explicit": None,
        "evidence_type": "quotation" if of else "narrated", "date_earliest": held.get("date_earliest"),
        "date_latest": held.get("date_latest"), "rule": "",
    }  # fmt: skip
    match.row_id = key


def _named(data: CorrectedTables, row: Row, actors: Iterable[str]) -> bool:
    """Whether the words of a position name an actor."""
    wanted = {*actors}
    return any(
        mention["actor_id"] in wanted
        for mention in data.machine["mentions"]
        if mention["article_id"] == row["article_id"] and row["evidence_start"] <= mention["start"] < row["evidence_end"]
    )


def _span(match: Match) -> Row:
    return dict(zip(("start", "end"), match.span or (0, 0), strict=True))


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
