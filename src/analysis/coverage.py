"""Coverage: which outlet reports which utterance of an occasion, and why the others have nothing of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from analysis import tables as schema
from analysis.copied import Copied, sources
from analysis.tellings import Days, Tables, publication

# Days after an occasion within which an article may be thought to report it.
NEWS_DAYS = 31


def matrix(
    tables: Tables, occasions: pd.DataFrame, alignments: pd.DataFrame, copies: pd.DataFrame, *, days: int = NEWS_DAYS
) -> pd.DataFrame:
    """Which outlet reports which utterance of which occasion; an empty cell says why it is empty.

    Parameters
    ----------
    tables
        `articles` and `statements`.
    occasions, alignments, copies
        The tables of these names. What a copy has copied is shown under its own outlet and marked in `copy_of`; what it says in
        words of its own, or of another article than its original, is a report like any other.
    days
        How many days after an occasion an article may be thought to report it.

    Returns
    -------
    DataFrame
        The table `coverage`: one row an utterance and outlet, by occasion, utterance and outlet. An outlet that is not known
        is named by its article.

        silent: the outlet published in time and does not report it; published_before: all it published came before;
        not_in_corpus: nothing of it from the days after the occasion is in the corpus, or its day is unknown. That an outlet
        is silent says that its articles at hand leave the utterance out, not that it never reported it.
    """
    articles = tables["articles"].assign(outlet=lambda t: t["outlet"].fillna(t["article_id"]))
    articles = articles[articles["status"].map(schema.raw_status) == "ok"]  # what was screened was published as well
    published = publication(articles)
    origin = sources(Copied(copies), tables["statements"])
    outlets = {str(outlet): sorted(group["article_id"]) for outlet, group in articles.groupby("outlet")}
    outlet_of = {article: outlet for outlet, own in outlets.items() for article in own}
    statements = {row["statement_id"]: row for row in tables["statements"].to_dict("records")}
    twice = {i for i, n in Counter(i for _, _, ids in _by_occasion(occasions, alignments) for i in ids).items() if n > 1}
    rows = [
        _cell(occasion, utterance, members, outlet, own, published, origin, days)
        for occasion, utterance, ids in _by_occasion(occasions, alignments)
        if (members := [{**statements[i], "outlet": outlet_of[statements[i]["article_id"]], "own": i not in twice} for i in ids])
        for outlet, own in sorted(outlets.items())
    ]
    return schema.frame("coverage", rows)


def _by_occasion(occasions: pd.DataFrame, alignments: pd.DataFrame) -> Iterator[tuple[Mapping[str, Any], str, list[str]]]:
    """The utterances of each occasion: aligned ones, then the statements that stand alone."""
    same = alignments[alignments["relation"] == "same_utterance"]
    holding: dict[str, list[tuple[str, list[str]]]] = {}
    for key, ids in zip(same["alignment_id"], same["statement_ids"], strict=True):
        for i in ids:
            holding.setdefault(i, []).append((key, list(ids)))
    for occasion in occasions.to_dict("records"):
        own = set(occasion["statement_ids"])
        groups = dict(sorted(group for i in own for group in holding.get(i, [])))
        yield from ((occasion, key, [i for i in ids if i in own]) for key, ids in groups.items())
        yield from ((occasion, i, [i]) for i in sorted(own - set(holding)))


def _cell(
    occasion: Mapping[str, Any],
    utterance: str,
    members: Sequence[Mapping[str, Any]],
    outlet: str,
    own: Sequence[str],
    published: Mapping[str, Days],
    origin: Mapping[str, str],
    days: int,
) -> dict[str, Any]:
    mine = [member for member in members if member["outlet"] == outlet]
    copied = sorted(origin[member["statement_id"]] for member in mine if member["statement_id"] in origin)
    # An outlet with words of its own beside the copy is a voice; a headline only repeats what the text below it says.
    own_words = [member for member in mine if member["statement_id"] not in origin and (member["section"] == "body" or not copied)]
    whole = [] if own_words else copied
    return {
        "occasion_id": occasion["occasion_id"],
        "utterance": utterance,
        "label": max((member["own"], len(member["content"]), str(member["content"])) for member in members)[-1],
        "outlet": outlet,
        "state": "reported" if mine else _absence(own, published, occasion, days),
        "n": len(mine),
        "statement_ids": sorted(member["statement_id"] for member in mine),
        "copy_of": whole[0] if whole else None,
    }


def _absence(own: Sequence[str], published: Mapping[str, Days], occasion: Mapping[str, Any], days: int) -> str:
    """Why an outlet has nothing of an utterance."""
    first, last = date.fromisoformat(occasion["earliest"]), date.fromisoformat(occasion["latest"])
    known = [published[article] for article in own if article in published]
    if any(first <= latest and earliest - last <= timedelta(days=days) for earliest, latest in known):
        return "silent"
    return "published_before" if known and all(latest < first for _, latest in known) else "not_in_corpus"


def widest(coverage: pd.DataFrame) -> str | None:
    """The occasion that most outlets report in their own words; of equals the one with most utterances, then the first by id."""
    told = coverage[(coverage["state"] == "reported") & coverage["copy_of"].isna()]
    if told.empty:
        return None
    counts = told.groupby("occasion_id").agg(outlets=("outlet", "nunique"), utterances=("utterance", "nunique")).reset_index()
    ordered = counts.sort_values(["outlets", "utterances", "occasion_id"], ascending=[False, False, True])
    return str(ordered["occasion_id"].iloc[0])


def selection(coverage: pd.DataFrame) -> pd.DataFrame:
    """What each outlet takes of the occasions that it could report: one row an occasion and outlet.

    Returns
    -------
    DataFrame
        occasion_id, outlet, utterances (of the occasion, as far as the corpus knows them), reported, silent (published in time and
        left out), share (reported of the utterances, two decimals), alone (utterances that no other outlet reports in its own
        words), copy_of; by occasion and outlet. Outlets that neither report anything nor published in time are not in it.
    """
    there = coverage[coverage["state"].isin(("reported", "silent"))]
    own = coverage[(coverage["state"] == "reported") & coverage["copy_of"].isna()]
    voices = own.groupby(["occasion_id", "utterance"])["outlet"].nunique()
    known = coverage.groupby("occasion_id")["utterance"].nunique()
    rows = []
    for (occasion, outlet), cells in there.groupby(["occasion_id", "outlet"], sort=True):
        told = cells[cells["state"] == "reported"]
        alone = sum(
            int(voices.get((occasion, u), 0)) == 1 and not c for u, c in zip(told["utterance"], told["copy_of"].notna(), strict=True)
        )
        copied = told["copy_of"].dropna()
        rows.append(
            {
                "occasion_id": occasion,
                "outlet": outlet,
                "utterances": int(known[occasion]),
                "reported": len(told),
                "silent": len(cells) - len(told),
                "share": round(len(told) / int(known[occasion]), 2),
                "alone": alone,
                "copy_of": copied.min() if len(told) and len(copied) == len(told) else None,
            }
        )
    columns = ["occasion_id", "outlet", "utterances", "reported", "silent", "share", "alone", "copy_of"]
    return pd.DataFrame(rows, columns=columns)
