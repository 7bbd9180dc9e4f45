"""The page for readers: every number leads to its rows, and every row to its words in the marked-up source article."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from analysis import articles, codebook, tables, wordings
from analysis.study import Study

Row = dict[str, Any]
Tables = Mapping[str, pd.DataFrame]

PACKAGE = Path(__file__).parent
TEMPLATES = PACKAGE / "templates"
# A page of more articles than this is slow to open: then each article has a page of its own beside the report.
ARTICLES_ON_PAGE, ROWS_ON_PAGE, GROUPS_ON_PAGE = 200, 3000, 60
SIDES = {1: "agrees", 0: "disagrees"}
NO_OUTLET, NO_SPEAKER = "outlet unknown", "unknown"
SHOWN = {"statements": "S", "positions": "P", "dates": "D"}


@dataclass(frozen=True)
class Mark:
    """A stretch `raw[start:end]` to be shown as `kind`, belonging to the row `row`; "" where it belongs to none."""

    start: int
    end: int
    kind: str
    row: str = ""


@dataclass(frozen=True)
class Piece:
    """A stretch of text under the same marks: kinds and rows in order, and the references that begin before it."""

    text: str
    kinds: tuple[str, ...]
    rows: tuple[str, ...]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Number:
    """A number in a sentence, and where it leads: an anchor and the filters to set there."""

    value: str
    href: str
    filters: Mapping[str, str] = field(default_factory=dict)


Sentence = tuple[str | Number, ...]


def write(study: Study) -> Path:
    """Write `report.html` and the tables it shows as CSV; with many articles, a page an article beside it.

    Reads the tables, the raw articles, the codebook, and the figures and scores that the notebooks made. The page needs
    nothing else to be shown: no network, no font, no script from elsewhere. All text is escaped.

    Returns
    -------
    Path
        The page.
    """
    data = {name: tables.read(name, study.processed) for name in tables.ALL}
    topics = {topic.id: topic.label for topic in codebook.load(study.codebook).topics}
    raw = {article.article_id: article.raw for article in articles.read(study.raw)}
    single = len(data["articles"]) <= ARTICLES_ON_PAGE
    rows = _rows(data, topics, raw, single=single)
    sources = _sources(data, rows, raw, single=single)
    shared = {"made": _made(data["articles"]), "kinds": _KINDS}
    page = _render(
        "report.html.j2",
        **shared,
        findings=findings(data, rows, _scores(study.reports)),
        figures=_figures(study.reports / "figures"),
        sources=sources,
        single=single,
        total={name: len(found) for name, found in rows.items()},
        rows={name: found[:ROWS_ON_PAGE] for name, found in rows.items()},
        groups=_groups(data, rows["statements"]),
        differences=wordings.DIFFERENCES,
        choices={name: _choices(found) for name, found in rows.items()},
    )
    study.reports.mkdir(parents=True, exist_ok=True)
    _article_pages(study.reports / "articles", [] if single else sources, rows, shared)
    _save_tables(study.reports / "tables", data["articles"], rows)
    target = study.reports / "report.html"
    target.write_text(page, encoding="utf-8", newline="")
    return target


def save_table(data: pd.DataFrame, stem: str, study: Study) -> pd.DataFrame:
    """Write a table that a notebook shows to `reports/tables/stem.csv`, lists as JSON, and return it unchanged."""
    folder = study.reports / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    tables.as_csv(data).to_csv(folder / f"{stem}.csv", index=False, lineterminator="\n")
    return data


def parts(statement: Mapping[str, Any], raw: str) -> pd.DataFrame:
    """A statement taken apart: one row a part (source, cue, content, quoted), with its words and raw offsets, in order of the text."""
    found = [(p, statement[f"{p}_start"], statement[f"{p}_end"]) for p in ("source", "cue") if pd.notna(statement[f"{p}_start"])]
    found += [(p, *span) for p in ("content", "quoted") for span in statement[f"{p}_spans"]]
    rows = [(part, int(start), int(end), raw[int(start) : int(end)]) for part, start, end in sorted(found, key=lambda f: (f[1], -f[2]))]
    return pd.DataFrame(rows, columns=["part", "start", "end", "words"])


def anchor(article_id: str) -> str:
    """The id of an article in the page: the same for the same article, whatever characters its own id holds.

    >>> anchor("a b")
    'article-c8687a08aa5d'
    """
    return "article-" + hashlib.sha256(article_id.encode()).hexdigest()[:12]


def pieces(raw: str, marks: Iterable[Mark]) -> list[Piece]:
    """Cut a text wherever a mark begins or ends, so that marks may nest or overlap in any way.

    Returns
    -------
    list of Piece
        In order; their texts joined are `raw`. The reference of a row stands once, on the piece at which its first mark begins;
        references at one place keep the order of `marks`.

    Examples
    --------
    >>> [(p.text, p.kinds) for p in pieces("he said no", [Mark(0, 7, "a"), Mark(3, 10, "b")])]
    [('he ', ('a',)), ('said', ('a', 'b')), (' no', ('b',))]
    """
    marks = sorted((m for m in marks if m.start < m.end), key=lambda m: m.start)
    cuts = sorted({0, len(raw), *(m.start for m in marks), *(m.end for m in marks)})
    starting: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        starting[mark.start].append(mark)
    live: list[Mark] = []
    seen: set[str] = set()
    cut: list[Piece] = []
    for start, end in pairwise(cuts):
        live = [m for m in live if m.end > start] + starting[start]
        new = _unique(m.row for m in starting[start] if m.row and m.row not in seen)
        seen.update(new)
        cut.append(Piece(raw[start:end], _unique(m.kind for m in live), _unique(m.row for m in live if m.row), new))
    return cut


def findings(data: Tables, rows: Mapping[str, Sequence[Row]], scores: pd.DataFrame) -> list[Sentence]:
    """What the tables say, in sentences whose numbers lead to the rows they count."""
    made, taken, read = rows["statements"], rows["positions"], data["articles"]
    failed = int((read["status"] != "ok").sum())
    outlets = read["outlet"].dropna().nunique()
    says: list[Sentence] = [
        (
            _n(len(read), "#articles"),
            " articles of ",
            _n(outlets, "#articles"),
            " named outlets; ",
            _n(failed, "#articles"),
            " could not be read.",
        ),
        (_n(len(made), "#statements"), " statements: ", *_listed(made, "type", "#statements", tables.ALL["statements"]), "."),
        (
            _n(sum(r["status"] == "unknown" for r in made), "#statements", speaker=NO_SPEAKER),
            " of them leave open who speaks; they are kept.",
        ),
    ]
    speakers = [r for r in made if r["speaker_ids"]]
    if speakers:
        says.append(("Most often heard: ", *_ranked(speakers, "speakers", "speaker", "#statements"), "."))
    if taken:
        says.append((_n(len(taken), "#positions"), " positions; most on ", *_ranked(taken, "topics", "topic", "#positions"), "."))
    together = data["alignments"]
    same = int((together["relation"] == "same_utterance").sum())
    says.append((_n(same, "#coverage"), " utterances are reported in more than one place."))
    for row in scores[scores["measure"].str.contains("speaker F1")].itertuples() if len(scores) else ():
        between = f" (95 % interval {row.low:.0f} to {row.high:.0f})" if pd.notna(row.low) else ""
        number = Number(f"{row.value:.0f}", "#figures")
        says.append(
            (
                "Against the coding in data/gold, words and speaker are right at F1 ",
                number,
                f"{between}; read single rows with that in mind.",
            )
        )
    return says


# ---- rows -----------------------------------------------------------------------------------------------------------


def _rows(data: Tables, topics: Mapping[str, str], raw: Mapping[str, str], *, single: bool) -> dict[str, list[Row]]:
    """The rows of statements, positions and dates in the words of the page, numbered in the tables' order."""
    labels = dict(zip(data["actors"]["actor_id"], data["actors"]["label"], strict=True))
    outlets = dict(zip(data["articles"]["article_id"], data["articles"]["outlet"], strict=True))
    topic_of: dict[str, dict[str, str]] = defaultdict(dict)
    for position in data["positions"].to_dict("records"):
        topic_of[str(position["statement_id"])][position["topic"]] = topics.get(position["topic"], position["topic"])
    makers = {"statements": _statement, "positions": _position, "dates": _date}
    made: dict[str, list[Row]] = {}
    for name, make in makers.items():
        made[name] = []
        for number, row in enumerate(data[name].to_dict("records"), start=1):
            shown = make({k: _plain(v) for k, v in row.items()}, labels, topics, topic_of)
            article = row["article_id"]
            page = "" if single else f"articles/{anchor(article)}.html"
            outlet = _plain(outlets.get(article)) or NO_OUTLET
            shown.setdefault("text", " … ".join(raw.get(article, "")[start:end] for _, start, end in shown["marks"]))
            made[name].append(
                {**shown, "n": f"{SHOWN[name]}{number}", "article_id": article, "outlet": outlet, "href": f"{page}#in-{shown['id']}"}
            )
    return made


def _statement(row: Row, labels: Mapping[str, str], topics: Mapping[str, str], topic_of: Mapping[str, Mapping[str, str]]) -> Row:
    about = topic_of.get(row["statement_id"], {})
    marks = [
        ("said", row["start"], row["end"]),
        ("cue", row["cue_start"], row["cue_end"]),
        ("source", row["source_start"], row["source_end"]),
    ]
    marks += [("content", *span) for span in row["content_spans"]] + [("quoted", *span) for span in row["quoted_spans"]]
    return {
        "id": row["statement_id"],
        "marks": marks,
        "text": row["content"],
        "type": row["type"],
        "status": row["speaker_status"],
        "speaker_ids": row["speakers"],
        "speakers": {s: labels.get(s, s) for s in row["speakers"]},
        "cue": row["cue_lemma"] or "",
        "cue_class": row["cue_class"] or "",
        "negated": bool(row["negated"]),
        "topics": dict(about),
        "date": _when(row["date_earliest"], row["date_latest"]),
        "behalf": [labels.get(s, s) for s in row["on_behalf_of"] if s not in row["speakers"]],
        "confidence": row["confidence"],
        "rule": row["rule"] or "",
        "keys": {"speaker": row["speakers"] or [NO_SPEAKER], "topic": list(about), "type": [row["type"]]},
    }


def _position(row: Row, labels: Mapping[str, str], topics: Mapping[str, str], topic_of: Mapping[str, Mapping[str, str]]) -> Row:
    side = SIDES.get(row["agreement"], "unclear")
    return {
        "id": row["position_id"],
        "marks": [("position", row["evidence_start"], row["evidence_end"])],
        "statement": row["statement_id"],
        "speakers": {s: labels.get(s, s) for s in row["actors"]},
        "topics": {row["topic"]: topics.get(row["topic"], row["topic"])},
        "side": side,
        "stance": row["stance"].replace("_", " "),
        "modality": row["modality"] or "",
        "target": [labels.get(s, s) for s in row["target"]],
        "voice": (row["evidence_type"] or "").replace("_", " "),
        "date": _when(row["date_earliest"], row["date_latest"]),
        "rule": row["rule"] or "",
        "keys": {"speaker": row["actors"] or [NO_SPEAKER], "topic": [row["topic"]], "type": [side]},
    }


def _date(row: Row, labels: Mapping[str, str], topics: Mapping[str, str], topic_of: Mapping[str, Mapping[str, str]]) -> Row:
    key = hashlib.sha256(f"{row['article_id']}\x1f{row['start']}\x1f{row['end']}".encode()).hexdigest()[:12]
    return {
        "id": f"date-{key}",
        "marks": [("date", row["start"], row["end"])],
        "text": row["text"],
        "value": row["value"] or "",
        "date": _when(row["earliest"], row["latest"]),
        "anchor": (row["anchor"] or "").replace("_", " "),
        "rule": row["rule"] or "",
        "keys": {"type": [row["type"]]},
    }


def _groups(data: Tables, made: Sequence[Row]) -> list[Row]:
    """Statements that are one utterance, side by side, with what each does otherwise; those in most outlets first."""
    known = {row["id"]: row for row in made}
    together = data["alignments"]
    beside = wordings.wordings(data, data["occasions"], together, data["copies"])
    differs = {(row["alignment_id"], row["statement_id"]): row["differences"] for row in beside.to_dict("records")}
    groups = []
    for row in together[together["relation"].isin(("same_utterance", "same_claim_reported"))].to_dict("records"):
        members = [{**known[i], "differs": differs.get((row["alignment_id"], i), [])} for i in row["statement_ids"] if i in known]
        if not members:
            continue
        outlets = sorted({m["outlet"] for m in members})
        groups.append(
            {
                "id": row["alignment_id"],
                "relation": row["relation"].replace("_", " "),
                "members": members,
                "outlets": outlets,
                "method": row["method"],
            }
        )
    groups.sort(key=lambda g: (-len(g["outlets"]), -len(g["members"]), g["id"]))
    return groups[:GROUPS_ON_PAGE]


# ---- articles -------------------------------------------------------------------------------------------------------


def _sources(data: Tables, rows: Mapping[str, Sequence[Row]], raw: Mapping[str, str], *, single: bool) -> list[Row]:
    """Every article with its text in pieces, or the reason why there is none."""
    by_article: dict[str, list[Row]] = defaultdict(list)
    for name in SHOWN:
        for row in rows[name]:
            by_article[row["article_id"]].append(row)
    counts = {name: pd.Series([r["article_id"] for r in rows[name]], dtype=object).value_counts() for name in SHOWN}
    segments = dict(list(data["segments"].groupby("article_id")))
    sources = []
    for record in data["articles"].to_dict("records"):
        row = {k: _plain(v) for k, v in record.items()}
        key = row["article_id"]
        text = raw.get(key, "")
        own = by_article[key]
        marks = [Mark(start, end, kind, r["id"]) for r in own for kind, start, end in r["marks"] if start is not None]
        if key in segments:
            marks += [Mark(int(s.start), int(s.end), str(s.role)) for s in segments[key].itertuples()]
        head = text[row["headline_start"] : row["headline_end"]] if row["headline_start"] is not None else key
        sources.append(
            {
                **row,
                "anchor": anchor(key),
                "href": f"#{anchor(key)}" if single else f"articles/{anchor(key)}.html",
                "title": " ".join(head.split()),
                "outlet": row["outlet"] or NO_OUTLET,
                "counts": {name: int(counts[name].get(key, 0)) for name in SHOWN},
                "text": _marked(pieces(text, marks), {r["id"]: r for r in own}),
            }
        )
    return sources


def _marked(cut: Iterable[Piece], rows: Mapping[str, Row]) -> Markup:
    """The pieces as HTML whose text is the raw text and nothing else: references have labels, but no text of their own."""
    out: list[str] = []
    for piece in cut:
        for row in piece.references:
            key, number = escape(row), escape(rows[row]["n"])
            out.append(f'<a class="ref" id="in-{key}" href="#{key}" data-n="{number}" aria-label="{number}: go to its row"></a>')
        # HTML reads a carriage return as a line feed, unless it is written as a reference.
        text = escape(piece.text).replace("\r", Markup("&#13;"))
        kinds, owners = escape(" ".join(piece.kinds)), escape(" ".join(piece.rows))
        out.append(f'<span class="{kinds}" data-m="{owners}">{text}</span>' if kinds else text)
    return Markup("".join(out))


def _article_pages(folder: Path, sources: Sequence[Row], rows: Mapping[str, Sequence[Row]], shared: Mapping[str, Any]) -> None:
    """A page for each article with its rows; pages of articles that are no longer there are removed."""
    wanted = {f"{source['anchor']}.html" for source in sources}
    for old in sorted(folder.glob("article-*.html")):
        if old.name not in wanted:
            old.unlink()
    if not sources:
        return
    folder.mkdir(parents=True, exist_ok=True)
    own: dict[str, dict[str, list[Row]]] = defaultdict(lambda: {name: [] for name in SHOWN})
    for name in SHOWN:
        for row in rows[name]:
            own[row["article_id"]][name].append({**row, "href": f"#in-{row['id']}"})
    for source in sources:
        page = _render("article.html.j2", **shared, source=source, rows=own[source["article_id"]])
        (folder / f"{source['anchor']}.html").write_text(page, encoding="utf-8", newline="")


# ---- what stands around the rows ------------------------------------------------------------------------------------


_KINDS = {
    "source": "who is named as speaker",
    "cue": "the word that reports",
    "content": "what was said",
    "quoted": "in quotation marks",
    "position": "read as a position",
    "date": "time expression",
    "boilerplate": "site furniture, set aside",
}


def _figures(folder: Path) -> list[Row]:
    """The figures that the notebooks saved, in order of their names, as inline SVG with title, caption and alt text."""
    figures = []
    for path in sorted(folder.glob("*.svg")):
        words = path.with_suffix(".json")
        if words.exists():
            svg = _inline(path.read_text(encoding="utf-8"), path.stem)
            figures.append({**json.loads(words.read_text(encoding="utf-8")), "svg": svg, "stem": path.stem, "file": quote(path.stem)})
    return figures


def _inline(svg: str, stem: str) -> Markup:
    """An SVG without its XML head, its ids made unique in the page, and hidden from readers aloud, who hear the alt text."""
    body = svg[svg.index("<svg") :]
    prefix = re.sub(r"\W", "-", stem) + "-"
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid="|xlink:href="#|href="#|url\(#)', rf"\g<1>{prefix}", body)
    return Markup(body.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))


def _scores(reports: Path) -> pd.DataFrame:
    path = reports / "tables" / "07_scores.csv"
    return pd.read_csv(path) if path.exists() else pd.DataFrame()


def _choices(rows: Iterable[Row]) -> dict[str, list[tuple[str, str, int]]]:
    """For each filter its values with label and number of rows, in order of the labels."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    labels: dict[str, str] = {}
    for row in rows:
        labels |= {**row.get("speakers", {}), **row.get("topics", {})}
        for name, values in {**row["keys"], "outlet": [row["outlet"]]}.items():
            for value in values:
                counts[name][value] += 1
    return {
        name: sorted(((v, labels.get(v, v), n) for v, n in found.items()), key=lambda c: (c[1].lower(), c[0]))
        for name, found in counts.items()
    }


def _made(read: pd.DataFrame) -> Row:
    """What the page was made from: package and model with version, and one checksum over the raw files."""
    try:
        package = version("who-said-what")
    except PackageNotFoundError:
        package = "not installed"
    meta = PACKAGE / "model" / "meta.json"
    model = json.loads(meta.read_text(encoding="utf-8")) if meta.exists() else {}
    named = f"{model.get('lang', '')}_{model.get('name', '')} {model.get('version', '')}" if model else "none carried"
    whole = hashlib.sha256("\n".join(sorted(read["sha256"].fillna(""))).encode()).hexdigest()
    return {"package": package, "model": named, "raw": whole[:12], "files": len(read)}


def _save_tables(folder: Path, read: pd.DataFrame, rows: Mapping[str, Sequence[Row]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tables.as_csv(read).to_csv(folder / "08_articles.csv", index=False, lineterminator="\n")
    for name, found in rows.items():
        flat = [{k: _flat(v) for k, v in row.items() if k not in ("marks", "keys", "href", "speaker_ids")} for row in found]
        pd.DataFrame(flat).to_csv(folder / f"08_{name}.csv", index=False, lineterminator="\n")


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    # Kept for all pages of a report: compiling the templates anew for each would take most of the time.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals |= {name: Markup((TEMPLATES / f"report.{name}").read_text(encoding="utf-8")) for name in ("css", "js")}
    return environment


# ---- words ----------------------------------------------------------------------------------------------------------


def _n(value: int, href: str, **filters: str) -> Number:
    return Number(f"{value:,}", href, filters)


def _listed(rows: Sequence[Row], name: str, href: str, table: tables.Table) -> list[str | Number]:
    """'19 direct, 25 mixed, …' for the values that the table allows in a column."""
    allowed = next(column.values for column in table.columns if column.name == name)
    parts: list[str | Number] = []
    for value in allowed:
        parts += [", "] * bool(parts) + [_n(sum(r[name] == value for r in rows), href, **{name: value}), f" {value}"]
    return parts


def _ranked(rows: Sequence[Row], field_name: str, key: str, href: str, most: int = 3) -> list[str | Number]:
    """The most frequent values with their numbers: 'Jane Roe (12), …'."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        for value, label in row[field_name].items():
            counts[label, value] += 1
    parts: list[str | Number] = []
    for (label, value), n in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:most]:
        parts += [", "] * bool(parts) + [f"{label} (", _n(n, href, **{key: value}), ")"]
    return parts


def _when(first: str | None, last: str | None) -> str:
    if first and last and first != last:
        return f"{first} to {last}"
    return first or last or ""


def _plain(value: Any) -> Any:
    return value if isinstance(value, (list, dict)) else None if value is None or pd.isna(value) else value


def _flat(value: Any) -> Any:
    if isinstance(value, dict):
        return "; ".join(value.values())
    return "; ".join(value) if isinstance(value, list) else value


def _unique(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
