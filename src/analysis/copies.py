"""Copies: articles that hold the text of another one, whole or nearly, and so are no voice of their own."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations

import pandas as pd

COLUMNS = ("article_id", "copy_of", "containment", "kind")
_RUN = 5
# A run of words that stands in more articles than this is a phrase of the trade and tells no copies apart.
_COMMON = 200


def copies(texts: Mapping[str, str], *, least: float = 0.6) -> pd.DataFrame:
    """Articles that copy another one, exactly or nearly: they are one voice.

    Parameters
    ----------
    texts
        Body text by article_id, without the page's furniture.
    least
        Share (0-1) of the shorter text's runs of five words that the other must hold: containment, by which
        edited and shortened reprints are found, too (Broder, "On the resemblance and containment of documents", 1997).

    Returns
    -------
    DataFrame
        One row a copy: article_id, copy_of (the first of its kind, by id), containment (two decimals), kind {exact, near};
        ordered by article_id. Articles without a copy are not in it. Only articles with a run in common are compared.

    Examples
    --------
    >>> text = "The ferry to the island left an hour late on Monday because of the fog."
    >>> copies({"a": text, "b": text + " Nobody was hurt.", "c": "Something else."}).to_dict("records")
    [{'article_id': 'b', 'copy_of': 'a', 'containment': 1.0, 'kind': 'near'}]
    """
    runs = {key: _runs(texts[key]) for key in sorted(texts)}
    holders: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, own in runs.items():
        for run in own:
            holders[run].append(key)
    shared = Counter(pair for keys in holders.values() if len(keys) <= _COMMON for pair in combinations(keys, 2))
    first: dict[str, str] = {}
    rows = []
    for (a, b), n in sorted(shared.items()):
        containment = round(n / min(len(runs[a]), len(runs[b])), 2)
        if containment >= least and b not in first:
            first[b] = first.get(a, a)
            rows.append((b, first[b], containment, "exact" if runs[a] == runs[b] else "near"))
    return pd.DataFrame(rows, columns=list(COLUMNS)).sort_values("article_id", ignore_index=True)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)}
