"""How well the tables agree with articles coded beforehand: scores with bootstrap intervals over articles, and each error."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis import pair_scores, tables
from analysis.matching import characters, contained, one_to_one, overlap

if TYPE_CHECKING:
    from analysis.study import Study

Record = dict[str, Any]
Spans = Sequence[tuple[int, int]]
Counts = Mapping[str, np.ndarray]

DRAWS, SEED, LEVEL = 1000, 0, 95
SAME_SPAN, SAME_EVIDENCE = 0.5, 0.3
LONGEST_PUBLICATION = 45
FILES = {"cleaning": "documents", "statements": "quotations", "traps": "traps", "positions": "positions", "dates": "dates"}
ALIGNED = "alignments"
LOW_IS_GOOD = ("false attribution", "taken for a statement")

SCORES = ("score_id", "part", "measure", "value", "low", "high", "gold", "found", "articles")
ERRORS = ("error_id", "part", "error", "article_id", "start", "end", "gold", "found")
CALIBRATION = ("confidence", "n", "right", "precision", "statement_ids")


@dataclass(frozen=True)
class Evaluation:
    """What a comparison with the coding yields.

    Attributes
    ----------
    scores
        One row a measure: value with low and high end of its 95 % interval, all in per cent; interval null with one article.
    errors
        One row a row that is missed, spurious or wrong, with its span in raw code points.
    calibration
        One row a stated confidence: statements, how many have the right words and speaker, precision 0-1, their ids in order.
    coded
        Ids of the articles that are coded, in order.
    """

    scores: pd.DataFrame
    errors: pd.DataFrame
    calibration: pd.DataFrame
    coded: tuple[str, ...] = ()


@dataclass
class _Tally:
    """Counts by article, errors, and statements that were judged."""

    counts: list[Record] = field(default_factory=list)
    errors: list[Record] = field(default_factory=list)
    judged: list[tuple[float, bool, str]] = field(default_factory=list)


def evaluate(processed: Path, gold: Path) -> Evaluation:
    """Compare the tables with the coded articles that they hold.

    A coded article counts where the tables hold the same file with the same sha256. Rows of the coding that are
    not marked `core` may be found or left out at no cost. Statements match one to one by the overlap of their content
    (intersection over union of characters at least one half), positions by topic and overlapping evidence, dates by span.
    A trap (words that look like a statement and are none) is taken where a statement has it for its cue or its content.
    Alignments are measured by pairs of statements in different articles: see `pair_scores.counts`.

    Parameters
    ----------
    processed
        Folder of tables.
    gold
        Folder with documents.jsonl, quotations.jsonl, traps.jsonl, positions.jsonl, dates.jsonl and alignments.jsonl; each may be
        missing.

    Returns
    -------
    Evaluation
        Its tables are empty where no article is coded.
    """
    articles = tables.read("articles", processed)
    known = dict(zip(articles["article_id"], articles["sha256"], strict=True))
    coded = {name: _gold(gold / f"{file}.jsonl") for name, file in FILES.items()}
    hashes = {Path(row["file"]).stem: row.get("sha256") for row in coded["cleaning"]}
    scores: list[Record] = []
    seen: set[str] = set()
    whole = _Tally()
    for part, judge in _JUDGES.items():
        found = {name: tables.read(name, processed) for name in _NEEDS[part]}
        by_article = _by_article(coded[part])
        usable = sorted(a for a in by_article if a in known and hashes.get(a) in (None, known[a]))
        tally = _Tally()
        seen.update(usable)
        for article in usable:
            own = {name: table[table["article_id"] == article].to_dict("records") for name, table in found.items()}
            judge(article, by_article[article], own, tally)
        scores += _scored(part, tally.counts, [(i,) for i in range(len(tally.counts))])
        whole.errors += [{"part": part, **error} for error in tally.errors]
        whole.judged += tally.judged
    coded_pairs, wrong_pairs = _judge_alignments(processed, gold, {a for a in known if hashes.get(a, known[a]) == known[a]})
    scores += coded_pairs
    whole.errors += wrong_pairs
    scores = [{"score_id": re.sub(r"\W+", "-", f"{row['part']} {row['measure']}"), **row} for row in scores]
    errors = [{"error_id": f"error-{number}", **row} for number, row in enumerate(whole.errors, start=1)]
    return Evaluation(
        pd.DataFrame(scores, columns=list(SCORES)),
        pd.DataFrame(errors, columns=list(ERRORS)).astype({"start": "Int64", "end": "Int64"}),
        _calibration(whole.judged),
        tuple(sorted(seen)),
    )


def cuts(calibration: pd.DataFrame) -> pd.DataFrame:
    """What is kept, and how much of it is right, where only statements of a stated confidence and more are kept.

    Parameters
    ----------
    calibration
        The table of `evaluate`.

    Returns
    -------
    One row a tenth of confidence, the highest first: the mean confidence of that tenth, statements kept from there
    upwards, their share of all (0-1), and the share of them that is right (0-1), two decimals.
    """
    falling = calibration.iloc[::-1].reset_index(drop=True)
    kept, right = falling["n"].cumsum(), falling["right"].cumsum()
    shares = {"share_kept": kept / falling["n"].sum(), "precision": right / kept}
    return falling[["confidence"]].assign(kept=kept, **{name: share.astype(float).round(2) for name, share in shares.items()})


def report(study: Study) -> str:
    """The scores of a study as text, one line a measure.

    Raises
    ------
    ValueError
        Where nothing can be measured: it says what is missing, and what to do.
    """
    result = evaluate(study.processed, study.gold)
    if result.scores.empty:
        raise ValueError(f"No article of these tables is coded beforehand, so nothing can be measured: {_uncoded(study)}.")
    lines = [f"{'part':<11} {'measure':<32} {'value':>6}  {'95 % interval':<15} {'gold':>6} {'found':>6} {'articles':>8}"]
    for row in result.scores.itertuples():
        value = f"{row.value:.1f}" if pd.notna(row.value) else "-"
        interval = f"{row.low:.1f} to {row.high:.1f}" if pd.notna(row.low) else "-"
        lines.append(f"{row.part:<11} {row.measure:<32} {value:>6}  {interval:<15} {row.gold:>6} {row.found:>6} {row.articles:>8}")
    counts = result.errors.groupby(["part", "error"]).size()
    lines += ["", *(f"{part}: {error}: {n}" for (part, error), n in counts.items())]
    return "\n".join(lines)


def _uncoded(study: Study) -> str:
    """Why a folder of coding has nothing to measure with, and what to do."""
    names = [f"{name}.jsonl" for name in (*FILES.values(), ALIGNED)]
    if not study.gold.is_dir():
        return f"there is no folder {study.gold}; put coded articles there, as data/gold/README.md of this package says"
    if not any((study.gold / name).is_file() for name in names):
        return f"{study.gold} holds none of {', '.join(names)}; data/gold/README.md of this package says what stands in them"
    coded = {row["file"]: row.get("sha256") for name in names if name != f"{ALIGNED}.jsonl" for row in _gold(study.gold / name)}
    articles = tables.read("articles", study.processed)
    same = sorted(set(coded) & set(articles["file"]))
    if same:
        return f"{', '.join(same[:3])} {'is' if len(same) == 1 else 'are'} not the file that was coded (another sha256); code it anew"
    return f"the coding is of other files, such as {', '.join(sorted(coded)[:3]) or 'none'}; name the folder of these articles by --gold"


# ---- judging one article --------------------------------------------------------------------------------------------


def _judge_statements(article: str, gold: list[Record], own: Mapping[str, list[Record]], tally: _Tally) -> None:
    found = own["statements"]
    wanted = [characters(_spans(g["content"])) for g in gold]
    offered = [characters(f["content_spans"]) for f in found]
    pairs = one_to_one(wanted, offered, overlap, SAME_SPAN)
    core = [(gold[i], found[j]) for i, j in pairs if gold[i]["core"]]
    right = [_speakers_agree(g, f) for g, f in core]
    named = [not ok and len(f["speakers"]) > 0 for ok, (_, f) in zip(right, core, strict=True)]
    tally.counts.append(
        {
            "gold": sum(g["core"] for g in gold),
            "found": len(found) - (len(pairs) - len(core)),
            "hit": len(core),
            "typed": sum(f["type"] == g["type"] for g, f in core),
            "cued": sum(_cues_agree(g, f) for g, f in core),
            "spoken": sum(right),
            "false": sum(named),
        }
    )
    _unmatched(article, gold, found, pairs, tally, lambda g: _spans(g["content"]), lambda f: f["content_spans"])
    for ok, (g, f) in zip(right, core, strict=True):
        if not ok:
            words = (", ".join(sorted(g["speaker"])) or "nobody", ", ".join(sorted(f["speakers"])) or "unknown")
            tally.errors.append(_error("wrong speaker", article, f["content_spans"], *words))
    settled = {id(f): ok for ok, (_, f) in zip(right, core, strict=True)}
    neutral = {id(found[j]) for i, j in pairs if not gold[i]["core"]}
    for f in found:
        if _present(f["confidence"]) and id(f) not in neutral:
            tally.judged.append((float(f["confidence"]), settled.get(id(f), False), str(f["statement_id"])))


def _judge_traps(article: str, gold: list[Record], own: Mapping[str, list[Record]], tally: _Tally) -> None:
    taken = [(trap, found) for trap in gold if (found := next((f for f in own["statements"] if _is_taken(trap, f)), None))]
    tally.counts.append({"gold": len(gold), "found": len(taken), "taken": len(taken)})
    for trap, found in taken:
        tally.errors.append(_error("trap taken", article, [(trap["start"], trap["end"])], trap["kind"], found["content"]))


def _is_taken(trap: Record, found: Record) -> bool:
    as_cue = _present(found["cue_start"]) and found["cue_start"] < trap["end"] and trap["start"] < found["cue_end"]
    return as_cue or overlap(characters([(trap["start"], trap["end"])]), characters(found["content_spans"])) >= SAME_SPAN


def _judge_positions(article: str, gold: list[Record], own: Mapping[str, list[Record]], tally: _Tally) -> None:
    found = own["positions"]
    wanted = [(g["topic"], characters([(g["evidence"]["start"], g["evidence"]["end"])])) for g in gold]
    offered = [(f["topic"], characters([(f["evidence_start"], f["evidence_end"])])) for f in found]
    pairs = one_to_one(wanted, offered, lambda a, b: contained(a[1], b[1]) if a[0] == b[0] else 0.0, SAME_EVIDENCE)
    core = [(gold[i], found[j]) for i, j in pairs if gold[i]["core"]]
    agree = [_agreement_same(g, f) for g, f in core]
    tally.counts.append(
        {
            "gold": sum(g["core"] for g in gold),
            "found": len(found) - (len(pairs) - len(core)),
            "topic": len(core),
            "agree": sum(agree),
            "actor": sum(ok and set(f["actors"]) == set(g["actor"]) for ok, (g, f) in zip(agree, core, strict=True)),
        }
    )
    _unmatched(article, gold, found, pairs, tally, lambda g: [(g["evidence"]["start"], g["evidence"]["end"])], _evidence, "topic")
    for ok, (g, f) in zip(agree, core, strict=True):
        if not ok:
            words = (f"{g['topic']}: {g['stance']} {g['agreement']}", f"{f['stance']} {f['agreement']}")
            tally.errors.append(_error("wrong side", article, _evidence(f), *words))


def _judge_dates(article: str, gold: list[Record], own: Mapping[str, list[Record]], tally: _Tally) -> None:
    gold = [g for g in gold if g["is_date"] and g["core"]]
    if not gold:
        return
    found = own["dates"]
    pairs = one_to_one([_own_span(g) for g in gold], [_own_span(f) for f in found], overlap, SAME_SPAN)
    valued = [(gold[i], found[j]) for i, j in pairs if gold[i]["value"] and gold[i]["resolvable_from_text"]]
    right = [str(f["value"]) == g["value"] for g, f in valued]
    tally.counts.append({"gold": len(gold), "found": len(found), "hit": len(pairs), "valued": len(valued), "right": sum(right)})
    missed = set(range(len(gold))) - {i for i, _ in pairs}
    tally.errors += [_error("missed", article, [(gold[i]["start"], gold[i]["end"])], str(gold[i]["value"]), "") for i in sorted(missed)]
    for ok, (g, f) in zip(right, valued, strict=True):
        if not ok:
            tally.errors.append(_error("wrong value", article, [(f["start"], f["end"])], str(g["value"]), str(f["value"])))


def _judge_cleaning(article: str, gold: list[Record], own: Mapping[str, list[Record]], tally: _Tally) -> None:
    (document,), (row,) = gold, own["articles"]
    junk = characters((s["start"], s["end"]) for s in document["segments"] if s["role"] == "boilerplate")
    kept = characters((s["start"], s["end"]) for s in document["segments"] if s["role"] != "boilerplate")
    called = characters((s["start"], s["end"]) for s in own["segments"] if s["role"] == "boilerplate")
    head = (row["headline_start"], row["headline_end"]) if _present(row["headline_start"]) else None
    want = (document["headline"]["start"], document["headline"]["end"]) if document["headline"] else None
    dated = _publication_agrees(document, row)
    tally.counts.append(
        {
            "gold": len(junk),
            "found": len(called & (junk | kept)),
            "hit": len(junk & called),
            "documents": 1,
            "headlines": int(head == want),
            "dated": int(dated),
        }
    )
    if head != want:
        tally.errors.append(_error("wrong headline", article, [s for s in (head, want) if s][:1], str(want), str(head)))
    if not dated:
        words = (str(document["pub_date"]), f"{row['published_earliest']} to {row['published_latest']}")
        tally.errors.append(_error("wrong publication date", article, [], *words))


_JUDGES: dict[str, Callable[[str, list[Record], Mapping[str, list[Record]], _Tally], None]] = {
    "cleaning": _judge_cleaning,
    "statements": _judge_statements,
    "traps": _judge_traps,
    "positions": _judge_positions,
    "dates": _judge_dates,
}
_NEEDS = {
    "cleaning": ("articles", "segments"),
    "statements": ("statements",),
    "traps": ("statements",),
    "positions": ("positions",),
    "dates": ("dates",),
}


def _judge_alignments(processed: Path, gold: Path, usable: set[str]) -> tuple[list[Record], list[Record]]:
    """The scores and errors of pairs of statements, over the coded articles that are at hand."""
    alignments = _gold(gold / f"{ALIGNED}.jsonl")
    if not alignments or not (processed / f"{ALIGNED}.parquet").exists():
        return [], []
    coded = [row for row in _gold(gold / f"{FILES['statements']}.jsonl") if Path(row["file"]).stem in usable]
    found, aligned = (tables.read(name, processed).to_dict("records") for name in ("statements", ALIGNED))
    counts, wrong = pair_scores.counts(coded, alignments, found, aligned)
    number = {article: i for i, article in enumerate(sorted({Path(row["file"]).stem for row in coded}))}
    drawn_by = [tuple(number[a] for a in count.pop("articles")) for count in counts]
    errors = [
        {
            "part": ALIGNED,
            **_error(error["error"], Path(one["file"]).stem, _spans(one["content"]), _words(one), f"{error['relation']}: {_words(other)}"),
        }
        for error in wrong
        for one, other in [error["pair"]]
    ]
    return _scored(ALIGNED, counts, drawn_by), errors


def _words(coded: Record) -> str:
    return " … ".join(part["text"] for part in coded["content"])


def _speakers_agree(gold: Record, found: Record) -> bool:
    allowed = [gold["speaker"], *([a] if isinstance(a, str) else a for a in gold.get("speaker_alternatives") or [])]
    return any(set(found["speakers"]) == set(names) for names in allowed)


def _cues_agree(gold: Record, found: Record) -> bool:
    if gold["cue"] is None or not _present(found["cue_start"]):
        return gold["cue"] is None and not _present(found["cue_start"])
    return bool(found["cue_start"] < gold["cue"]["end"] and gold["cue"]["start"] < found["cue_end"])


def _agreement_same(gold: Record, found: Record) -> bool:
    if gold["agreement"] is None:
        return found["stance"] in {gold["stance"], *(gold.get("stance_alternatives") or [])}
    return _present(found["agreement"]) and int(found["agreement"]) == gold["agreement"]


def _publication_agrees(document: Record, row: Record) -> bool:
    """Whether the interval found meets the coded one, and is no longer than `LONGEST_PUBLICATION` days or than the coded one.

    Where the coding says that an article has no date, none found is right.
    """
    first, last, day = row["published_earliest"], row["published_latest"], document["pub_date"]
    if not day:
        return not _present(first) and not _present(last)
    if not (_present(first) and _present(last)):
        return False
    one, two = document["pub_earliest"] or day, document["pub_latest"] or day
    longest = max(LONGEST_PUBLICATION, (pd.Timestamp(two) - pd.Timestamp(one)).days)
    return bool(first[:10] <= two and one <= last[:10] and (pd.Timestamp(last) - pd.Timestamp(first)).days <= longest)


# ---- spans ----------------------------------------------------------------------------------------------------------


def _spans(parts: Iterable[Record]) -> list[tuple[int, int]]:
    return [(part["start"], part["end"]) for part in parts]


def _own_span(row: Record) -> set[int]:
    return characters([(row["start"], row["end"])])


def _evidence(row: Record) -> Spans:
    return [(int(row["evidence_start"]), int(row["evidence_end"]))]


def _unmatched(
    article: str,
    gold: list[Record],
    found: list[Record],
    pairs: list[tuple[int, int]],
    tally: _Tally,
    where_gold: Callable[[Record], Spans],
    where_found: Callable[[Record], Spans],
    named: str = "type",
) -> None:
    left, right = {i for i, _ in pairs}, {j for _, j in pairs}
    tally.errors += [_error("missed", article, where_gold(g), g[named], "") for i, g in enumerate(gold) if g["core"] and i not in left]
    tally.errors += [_error("spurious", article, where_found(f), "", f[named]) for j, f in enumerate(found) if j not in right]


def _error(kind: str, article: str, spans: Sequence[Sequence[int]], gold: str, found: str) -> Record:
    start, end = (min(int(s[0]) for s in spans), max(int(s[1]) for s in spans)) if len(spans) else (None, None)
    return {"error": kind, "article_id": article, "start": start, "end": end, "gold": gold, "found": found}


# ---- scores ---------------------------------------------------------------------------------------------------------


def _f1(hit: str, of: str = "") -> Callable[[Counts], np.ndarray]:
    # 2·hit / (gold + found) is the harmonic mean of precision and recall, defined also where one of them is not.
    return lambda c: _ratio(2 * c[hit], c[f"gold{of}"] + c[f"found{of}"], empty=0.0)


def _of(hit: str, whole: str) -> Callable[[Counts], np.ndarray]:
    return lambda c: _ratio(c[hit], c[whole])


_PAIRS_OF = {"same_utterance": "one utterance", "same_claim_reported": "one claim", "recurring_formula": "one formula"}
_MEASURES: dict[str, dict[str, Callable[[Counts], np.ndarray]]] = {
    "cleaning": {
        "boilerplate F1": _f1("hit"),
        "headline exact": _of("headlines", "documents"),
        "publication dated": _of("dated", "documents"),
    },
    "statements": {
        "content F1": _f1("hit"),
        "precision": _of("hit", "found"),
        "recall": _of("hit", "gold"),
        "content and speaker F1": _f1("spoken"),
        "false attribution": _of("false", "found"),
        "speaker, where found": _of("spoken", "hit"),
        "type, where found": _of("typed", "hit"),
        "cue, where found": _of("cued", "hit"),
    },
    "traps": {"taken for a statement": _of("taken", "gold")},
    "positions": {"topic F1": _f1("topic"), "topic, agreement F1": _f1("agree"), "topic, agreement, actor F1": _f1("actor")},
    "dates": {"recall": _of("hit", "gold"), "value, where found": _of("right", "valued")},
    ALIGNED: {
        f"{words}, pairs {measure}": of
        for relation, words in _PAIRS_OF.items()
        for measure, of in (
            ("F1", _f1(f"hit {relation}", f" {relation}")),
            ("precision", _of(f"hit {relation}", f"found {relation}")),
            ("recall", _of(f"hit {relation}", f"gold {relation}")),
        )
    },
}


def _ratio(hit: np.ndarray, of: np.ndarray, empty: float = np.nan) -> np.ndarray:
    whole = np.where(of == 0, 1, of)
    return np.asarray(np.where(of == 0, empty, 100 * hit / whole))


def _scored(part: str, counts: list[Record], drawn_by: Sequence[tuple[int, ...]]) -> list[Record]:
    """Each measure over all articles, and its interval from articles drawn with replacement, the same draws for every measure.

    `drawn_by` numbers the articles on which each row of counts rests: a row of two articles counts as often as both are
    drawn (the vertex bootstrap of Snijders and Borgatti, Connections 1999).
    """
    if not counts:
        return []
    names = list(counts[0])
    table = np.array([[c[name] for name in names] for c in counts], dtype=float)
    articles = 1 + max(max(numbers) for numbers in drawn_by)
    draws = np.random.default_rng(SEED).integers(0, articles, size=(DRAWS, articles))
    times = np.stack([(draws == article).sum(axis=1) for article in range(articles)], axis=1)
    weights = np.stack([times[:, list(numbers)].prod(axis=1) for numbers in drawn_by], axis=1)
    drawn = dict(zip(names, (weights @ table).T, strict=True))
    sums = dict(zip(names, table.sum(axis=0), strict=True))
    rows = []
    for measure, value in _MEASURES[part].items():
        spread = value(drawn)
        spread = spread[~np.isnan(spread)]
        low, high = np.percentile(spread, [50 - LEVEL / 2, 50 + LEVEL / 2]) if articles > 1 and len(spread) else (np.nan, np.nan)
        numbers = {"value": round(float(value(sums)), 1), "low": round(float(low), 1), "high": round(float(high), 1)}
        relation = next((r for r, words in _PAIRS_OF.items() if measure.startswith(words)), "")
        sizes = {name: int(sums[f"{name} {relation}".strip()]) for name in ("gold", "found")} | {"articles": articles}
        rows.append({"part": part, "measure": measure, **numbers, **sizes})
    return rows


def _calibration(judged: list[tuple[float, bool, str]]) -> pd.DataFrame:
    """Statements by tenths of stated confidence: the mean of what is stated, how many they are, how many are right."""
    data = pd.DataFrame(judged, columns=["confidence", "ok", "statement_id"])
    if data.empty:
        return pd.DataFrame(columns=list(CALIBRATION))
    tenths = data.groupby((data["confidence"] * 100).round().astype(int) // 10)
    made = (
        tenths.agg(confidence=("confidence", "mean"), n=("ok", "size"), right=("ok", "sum"), statement_ids=("statement_id", sorted))
        .reset_index(drop=True)
        .round({"confidence": 2})
    )
    made["precision"] = (made["right"] / made["n"]).astype(float).round(2)
    return made[list(CALIBRATION)]


def _gold(path: Path) -> list[Record]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _by_article(rows: list[Record]) -> dict[str, list[Record]]:
    grouped: dict[str, list[Record]] = {}
    for row in rows:
        grouped.setdefault(Path(row["file"]).stem, []).append(row)
    return grouped


def _present(value: Any) -> bool:
    return value is not None and not pd.isna(value)
