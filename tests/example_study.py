"""A made-up study of a few articles: raw files, tables, codebook and hand coding, for tests of figures, report and scores."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from analysis import tables
from analysis.study import Study

MARKUP = "<script>alert('x')</script> & \"quoted\""
TEXT = (
    "Home | News\r\n\r\nMinister denies <b>plan</b>\r\n\r\n"
    "Jane Roe said on Monday the mayor insisted “no plan & no <script>alert(1)</script> exists”.\r\n"
)
TOPICS = """topics:
- id: the_plan
  label: The plan <i>
  proposition: There is a plan
  kind: factual
  terms: [plan]
"""


def at(text: str, words: str) -> tuple[int, int]:
    """Where the words first stand in the text."""
    start = text.index(words)
    return start, start + len(words)


def article(n: int, text: str, **more: Any) -> tables.Row:
    """The row of article `n`."""
    head = at(text, "Minister denies <b>plan</b>") if text else (None, None)
    row = {
        "article_id": f"a{n:05}", "file": f"a{n:05}.txt", "sha256": hashlib.sha256(text.encode()).hexdigest(), "n_chars": len(text),
        "encoding": "utf-8" if text else None, "text_basis": "raw" if text else None, "text_file": None, "fetched": None,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest() if text else None,
        "outlet": f"Outlet {n % 3} {MARKUP}", "outlet_basis": "sources", "url": None, "headline_start": head[0], "headline_end": head[1],
        "dateline_start": None, "dateline_end": None, "published": "2024-05-07", "published_earliest": "2024-05-07",
        "published_latest": "2024-05-07", "published_granularity": "day", "published_basis": "sources",
        "published_rule": "stated beside the article", "n_words": len(text.split()),
        "status": "ok" if text else "empty", "reason": None if text else "the file holds no text",
    }  # fmt: skip
    return row | more


def statement(n: int, number: int, content: str, cue: str, speaker: list[str], **more: Any) -> tables.Row:
    """A statement of article `n`: content and cue are words of TEXT."""
    inside, reported, source = at(TEXT, content), at(TEXT, cue), at(TEXT, "Jane Roe")
    row = {
        "statement_id": f"statement-{n}-{number}", "article_id": f"a{n:05}", "start": min(source[0], reported[0]), "end": inside[1],
        "section": "body", "type": "indirect", "content": content, "content_spans": [list(inside)], "quoted_spans": [],
        "cue_start": reported[0], "cue_end": reported[1], "cue_lemma": cue, "cue_class": "neutral", "act": "speech",
        "negated": False, "modality": "asserted",
        "source_start": source[0], "source_end": source[1], "speakers": speaker, "speaker_status": "explicit" if speaker else "unknown",
        "via": [], "on_behalf_of": ["GOV:XXA"] if speaker else [], "addressees": [], "nested_in": None,
        "date_earliest": f"2024-05-0{1 + n % 6}", "date_latest": f"2024-05-0{3 + n % 6}", "date_basis": "expression",
        "confidence": 0.8, "rule": "test",
    }  # fmt: skip
    return row | more


def position(n: int, agreement: int | None, actor: list[str]) -> tables.Row:
    """A position of article `n` on the plan."""
    start, end = at(TEXT, "no plan & no")
    return {
        "position_id": f"position-{n}", "article_id": f"a{n:05}", "statement_id": f"statement-{n}-1", "evidence_start": start,
        "evidence_end": end, "actors": actor, "organisations": [], "topic": "the_plan", "stance": "deny", "agreement": agreement,
        "modality": "asserted", "negated": True, "target": ["GOV:XXA"], "target_explicit": True, "evidence_type": "quotation",
        "narrowed_by": [], "widened_by": ["no"], "scope_spans": [[start, start + 2]],
        "date_earliest": f"2024-05-0{1 + n % 6}", "date_latest": f"2024-05-0{1 + n % 6}", "coder": "rule", "rule": "test",
    }  # fmt: skip


def marks(n: int) -> list[tables.Row]:
    """The marks of the second statement of article `n`, and one that belongs to none."""
    (first, last), stray = at(TEXT, "“no plan & no <script>alert(1)</script> exists”"), at(TEXT, "Jane Roe")[0]
    held = {"article_id": f"a{n:05}", "statement_id": f"statement-{n}-2", "reason": None}
    return [
        {**held, "start": first, "end": first + 1, "mark": "“", "use": "opening", "partner_start": last - 1},
        {**held, "start": last - 1, "end": last, "mark": "”", "use": "closing", "partner_start": first},
        {
            **held,
            "start": stray,
            "end": stray + 1,
            "mark": "’",
            "use": "none",
            "partner_start": None,
            "statement_id": None,
            "reason": "code",
        },
    ]


def rows(articles: int) -> dict[str, list[tables.Row]]:
    """The rows of every table for so many articles, one of them empty."""
    made: dict[str, list[tables.Row]] = {name: [] for name in tables.ALL}
    whole, said = "the mayor insisted “no plan & no <script>alert(1)</script> exists”", "no plan & no <script>alert(1)</script> exists"
    for n in range(articles):
        made["articles"].append(article(n, TEXT))
        for words, role in (
            ("Home | News", "boilerplate"),
            ("Minister denies <b>plan</b>", "headline"),
            (TEXT[TEXT.index("Jane") :].strip(), "body"),
        ):
            start, end = at(TEXT, words)
            made["segments"].append({"article_id": f"a{n:05}", "start": start, "end": end, "role": role, "kind": role, "rule": "test"})
        made["statements"].append(statement(n, 1, whole, "said", ["PER:jane_roe"]))
        made["statements"].append(statement(n, 2, said, "insisted", [], type="direct", quoted_spans=[list(at(TEXT, said))]))
        made["marks"] += marks(n)
        made["positions"].append(position(n, n % 2, ["PER:jane_roe"]))
        start, end = at(TEXT, "Monday the mayor")  # overlaps the first statement's content without lying in it
        day = {"value": "2024-05-06", "earliest": "2024-05-06", "latest": "2024-05-06", "granularity": "day", "anchor": "published"}
        made["dates"].append(
            {"article_id": f"a{n:05}", "start": start, "end": end, "text": TEXT[start:end], "type": "DATE", **day, "rule": "test"}
        )
    made["articles"].append(article(articles, "", outlet=None))
    made["actors"] = [
        {
            "actor_id": "PER:jane_roe",
            "label": f"Jane Roe {MARKUP}",
            "type": "person",
            "country": None,
            "acts_for": "GOV:XXA",
            "basis": "text",
        },
        {"actor_id": "GOV:XXA", "label": "Xanadu $a$", "type": "government", "country": None, "acts_for": None, "basis": "text"},
    ]
    ids = [f"statement-{n}-1" for n in range(min(articles, 3))]
    made["alignments"] = [
        {"alignment_id": "alignment-1", "relation": "same_utterance", "statement_ids": ids, "score": 0.9, "method": "test", "topic": None}
    ]
    return made


def write(root: Path, articles: int = 2, made: dict[str, list[tables.Row]] | None = None) -> Study:
    """The study in a folder."""
    study = Study.below(root)
    for folder in (study.raw, study.codebook, study.gold, study.notebooks):
        folder.mkdir(parents=True)
    for n in range(articles):
        (study.raw / f"a{n:05}.txt").write_bytes(TEXT.encode())
    (study.raw / f"a{articles:05}.txt").write_bytes(b"")
    (study.codebook / "topics.yml").write_text(TOPICS, encoding="utf-8")
    for name in ("actors", "events"):
        (study.codebook / f"{name}.yml").write_text(f"{name}: []\n", encoding="utf-8")
    for name, found in (made or rows(articles)).items():
        tables.write(name, found, study.processed)
        if name in tables.CORRECTED:
            tables.write(name, found, study.processed / tables.MACHINE)
    return study


def read(study: Study) -> dict[str, Any]:
    """Every table of the study."""
    return {name: tables.read(name, study.processed) for name in tables.ALL}


def code(study: Study, article_id: str = "a00000") -> None:
    """Hand coding of one article that says what `rows` says, and one statement that nobody need find."""
    file, digest = f"{article_id}.txt", hashlib.sha256(TEXT.encode()).hexdigest()
    made = rows(1)
    span = {"start": None, "end": None}
    head = dict(zip(span, at(TEXT, "Minister denies <b>plan</b>"), strict=True))
    documents = [
        {
            "file": file, "sha256": digest, "headline": head, "segments": made["segments"],
            "pub_date": "2024-05-07", "pub_earliest": "2024-05-07", "pub_latest": "2024-05-07",
        }
    ]  # fmt: skip
    quotations = [
        {
            "id": s["statement_id"], "file": file, "core": True, "type": s["type"], "speaker": s["speakers"], "speaker_alternatives": [],
            "content": [{"start": a, "end": b} for a, b in s["content_spans"]], "cue": {"start": s["cue_start"], "end": s["cue_end"]},
        }
        for s in made["statements"]
    ]  # fmt: skip
    optional = {"id": "optional", "core": False, "content": [dict(zip(span, at(TEXT, "Home"), strict=True))], "speaker": ["PER:nobody"]}
    positions = [
        {
            "file": file, "core": True, "topic": p["topic"], "stance": p["stance"], "stance_alternatives": [], "agreement": p["agreement"],
            "actor": p["actors"], "evidence": {"start": p["evidence_start"], "end": p["evidence_end"]},
        }
        for p in made["positions"]
    ]  # fmt: skip
    dates = [
        {
            "file": file,
            "core": True,
            "is_date": True,
            "resolvable_from_text": True,
            "start": d["start"],
            "end": d["end"],
            "value": d["value"],
        }
        for d in made["dates"]
    ]
    coded = {"documents": documents, "quotations": [*quotations, {**quotations[0], **optional}], "positions": positions, "dates": dates}
    for name, found in coded.items():
        (study.gold / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in found), encoding="utf-8")
