"""Pages of articles: the raw text as it was, with every row that stands in it marked and linked both ways, and their list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from analysis import marked, row_marks
from analysis.marked import Reference
from analysis.numbers import Number
from analysis.row_columns import VIEWS
from analysis.row_pages import present
from analysis.site import SIDES, UNCLEAR, Row, Site, plain, row_href, when

_CALLED = {"statements": "Statement", "positions": "Position", "dates": "Time expression", "corrections": "Correction"}


def write(site: Site) -> None:
    """Write `articles.html` and a page for each article; pages of articles that are no longer there are removed."""
    rows = _rows(site)
    copies: dict[str, dict[str, list[Row]]] = {"article_id": defaultdict(list), "copy_of": defaultdict(list)}
    for row in site.n.data["copies"].to_dict("records"):
        for side, by_article in copies.items():
            by_article[row[side]].append(row)
    counts = {name: _counts(site, name) for name in ("statements", "positions")}
    listed, names = [], []
    for record in site.n.data["articles"].to_dict("records"):
        row = plain(record)
        key = row["article_id"]
        names.append(site.article_href(key))
        about = {
            **row,
            "title": site.titles[key],
            "href": site.article_href(key),
            "outlet": site.outlets[key],
            "published": site.published[key],
            "row": row_href("articles", key),
            "copy_of": [_copy(site, c["copy_of"], c) for c in copies["article_id"][key]],
            "copies": [_copy(site, c["article_id"], c) for c in copies["copy_of"][key]],
            "counts": {name: found.get(key) for name, found in counts.items()},
        }
        listed.append(about)
        own = rows.get(key, {})
        kinds = {kind: words for kind, words in row_marks.KINDS.items() if kind != "corrected" or own.get("corrections")}
        site.write(names[-1], "article.html.j2", source=about, text=_text(site, key, own), kinds=kinds, rows=_lists(site, own))
    read, lost = site.n.count("articles", "status == 'ok'"), site.n.count("articles", "status != 'ok' and status != 'screened'")
    over = site.n.count("articles", "status == 'screened'")
    site.write("articles.html", "articles.html.j2", sources=listed, total=site.n.count("articles"), read=read, lost=lost, over=over)
    site.clear("articles/article-*.html", names)


def _copy(site: Site, article: str, row: Row) -> tuple[str, str, str]:
    """The other article of a copy: its title, its page, and how the two hold each other."""
    return site.titles.get(article, article), site.article_href(article), plain(row)["relation"] or row["kind"]


def _counts(site: Site, table: str) -> dict[str, Number]:
    counted = site.n.groups(table, ["article_id"])
    return dict(zip(counted["article_id"], counted["number"], strict=True))


def _rows(site: Site) -> dict[str, dict[str, list[Row]]]:
    """The rows of every table that stand in an article, by article and table; each with its `id`, `span` and number in its table."""
    found: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for name, view in present(site).items():
        if view.span is None:
            continue
        key = site.n.key(name)
        for number, record in enumerate(site.n.data[name].to_dict("records"), start=1):
            row = plain(record)
            start, end = (row[bound] for bound in view.span)
            if start is not None and row["article_id"]:
                found[row["article_id"]][name].append({**row, "id": str(row[key]), "span": (int(start), int(end)), "number": number})
    return found


def _text(site: Site, article: str, rows: Mapping[str, Iterable[Row]]) -> str:
    marks, references = [], {}
    for name in row_marks.ORDER:
        letter, called = row_marks.LETTERS.get(name, ""), _CALLED.get(name) or VIEWS[name].title.removesuffix("s").capitalize()
        for row in rows.get(name, ()):
            marks += row_marks.marks(name, row, row["id"], row["span"])
            short = f"{letter}{row['number']}" if letter else called
            references[row["id"]] = Reference("../" + row_href(name, row["id"]), f"{called} {row['number']}", short, bool(letter))
    return marked.html(marked.pieces(site.raw.get(article, ""), marks), references)


def _lists(site: Site, rows: Mapping[str, Iterable[Row]]) -> dict[str, list[Row]]:
    """Statements with the positions read from them, positions of the outlet's own voice, and dates, in order of the text."""
    positions = [
        {**about, "actors": site.called(row["actors"]), "topic": site.topic(row["topic"]), "statement_id": row["statement_id"],
         "side": SIDES.get(row["agreement"], UNCLEAR), "stance": row["stance"].replace("_", " "),
         "voice": (row["evidence_type"] or "").replace("_", " "), "words": site.raw[row["article_id"]][slice(*row["span"])]}
        for row, about in _told(rows, "positions")
    ]  # fmt: skip
    read: dict[str, list[Row]] = defaultdict(list)
    for position in positions:
        read[position["statement_id"]].append(position)
    statements = [
        {**about, "speakers": site.called(row["speakers"]), "cue": row["cue_lemma"], "negated": bool(row["negated"]), "type": row["type"],
         "words": row["content"], "days": when(row["date_earliest"], row["date_latest"]), "positions": read.get(row["id"], [])}
        for row, about in _told(rows, "statements")
    ]  # fmt: skip
    dates = [
        {**about, "words": row["text"], "value": row["value"], "days": when(row["earliest"], row["latest"]), "rule": row["rule"]}
        for row, about in _told(rows, "dates")
    ]
    known = {statement["id"] for statement in statements}
    return {"statements": statements, "positions": [p for p in positions if p["statement_id"] not in known], "dates": dates}


def _told(rows: Mapping[str, Iterable[Row]], name: str) -> Iterable[tuple[Row, Row]]:
    for row in rows.get(name, ()):
        short, by_hand = f"{row_marks.LETTERS[name]}{row['number']}", row["coder"] == "human"
        yield row, {"id": row["id"], "short": short, "row": row_href(name, row["id"]), "by_hand": by_hand}
