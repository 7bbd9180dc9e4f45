"""All that looks across articles: occasions, copies, statements that belong together, and which outlet reports what."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import combinations, pairwise
from typing import Any

import networkx as nx
import pandas as pd

from analysis import lexicon
from analysis import tables as schema
from analysis.codebook import Codebook, Event

Tables = Mapping[str, pd.DataFrame]

STATES = ("reported", "silent", "published_before", "not_in_corpus")
_SHINGLE = 5
_NEWS_DAYS = 31
_FRESH_DAYS = 2  # an article is news of an occasion so many days after it
_VENUE_DAYS = 92
_DAY_WINDOW = 7
_REFERS = "refers to"
_SHARED_WORDS, _ALIKE = 2, 0.6  # content words in common, and their share, by which two reports are of one utterance


@dataclass
class _Voice:
    """A statement with what alignment needs: for whom it speaks, when, where, and the sides it takes."""

    id: str
    article: str
    start: int
    section: str
    speakers: frozenset[str]
    sides: frozenset[str]
    days: tuple[date, date] | None
    content: str
    published: tuple[date, date] | None = None
    occasion: str | None = None
    taken: dict[str, tuple[int | None, str]] = field(default_factory=dict)  # topic -> agreement, wording that recognised it


def copies(texts: Mapping[str, str], *, least: float = 0.6) -> pd.DataFrame:
    """Articles that copy another one, exactly or nearly: they are one voice.

    Parameters
    ----------
    texts
        Body text by article_id, without the page's furniture.
    least
        Share (0-1) of the shorter text's runs of five words that the other must hold.

    Returns
    -------
    DataFrame
        One row a copy: article_id, copy_of (the first of its kind, by id), containment (two decimals), kind {exact, near};
        ordered by article_id. Articles without a copy are not in it.

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
    shared = Counter(pair for keys in holders.values() for pair in combinations(keys, 2))
    first: dict[str, str] = {}
    rows = []
    for (a, b), n in sorted(shared.items()):
        containment = round(n / min(len(runs[a]), len(runs[b])), 2)
        if containment >= least and b not in first:
            first[b] = first.get(a, a)
            kind = "exact" if runs[a] == runs[b] else "near"
            rows.append({"article_id": b, "copy_of": first[b], "containment": containment, "kind": kind})
    return pd.DataFrame(rows, columns=["article_id", "copy_of", "containment", "kind"]).sort_values("article_id", ignore_index=True)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + _SHINGLE]) for i in range(len(words) - _SHINGLE + 1)}


def occasions(tables: Tables, codebook: Codebook, *, texts: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The occasions at which something was said, recognised across articles.

    Parameters
    ----------
    tables
        `articles`, `statements`, `actors` and `positions`.
    codebook
        Its events with a speaker are the occasions that are known.
    texts
        Raw text by article_id; with it, an event that lists venue words takes a speaker's statements only in articles where one of
        them stands in a paragraph of that speaker's.

    Returns
    -------
    DataFrame
        The table `occasions`. A statement belongs to the codebook's event whose speaker it has and whose days fit its
        own or, where it has none, the month before publication; else to the speaker and day, where the day is known to
        within a week. A headline that names only the government goes with its speaker's words in the same article.
    """
    voices = _voices(tables)
    published = _published(tables["articles"])
    for article in sorted({voice.article for voice in voices}):
        own = [voice for voice in voices if voice.article == article]
        text = texts.get(article, "") if texts is not None else None
        for voice in own:
            event = _event(voice, own, codebook.events, published.get(article), text)
            voice.occasion = event.id if event else None
        _join_headlines(own)
    _by_day(voices)
    return schema.frame("occasions", list(_occasion_rows(voices, codebook)))


def _event(
    voice: _Voice, own: Sequence[_Voice], events: Sequence[Event], published: tuple[date, date] | None, text: str | None
) -> Event | None:
    """The known occasion of a statement: by speaker, then days, then venue; of several the one nearest to publication."""
    fits = []
    for event in events:
        speakers = {event.speaker, *event.speakers} - {None}
        if not voice.speakers & speakers:
            continue
        near = _venue_near(voice, event, text)
        window = voice.days or (published and (published[0] - timedelta(days=_VENUE_DAYS if near else _NEWS_DAYS), published[1]))
        if window is None or event.latest < window[0] or window[1] < event.earliest:
            continue
        at_venue = near or (event.speaker and any(_venue_near(other, event, text) for other in own if other.speakers & speakers))
        if at_venue or _is_news_of(event, voice, published):
            fits.append((near, event.latest, event.id, event))
    return max(fits, key=lambda fit: fit[:3])[3] if fits else None


def _is_news_of(event: Event, voice: _Voice, published: tuple[date, date] | None) -> bool:
    """Whether days alone tell the occasion: the statement's own are those of the event, or it is undated news of these days."""
    if voice.days:
        return event.earliest <= voice.days[0] and voice.days[1] <= event.latest
    fresh = timedelta(days=_FRESH_DAYS)
    return published is not None and event.earliest <= published[0] and published[1] <= event.latest + fresh


def _venue_near(voice: _Voice, event: Event, text: str | None) -> bool:
    """Whether a word of the event's venue stands in the statement's paragraph; yes where there is nothing to check."""
    if text is None or not event.venue:
        return True
    start = text.rfind("\n", 0, voice.start) + 1
    end = text.find("\n", voice.start)
    paragraph = text[start : end if end >= 0 else len(text)].lower().replace("’", "'")
    return any(re.search(rf"\b{re.escape(word.lower())}\b", paragraph) for word in event.venue)


def _join_headlines(own: Sequence[_Voice]) -> None:
    for voice in own:
        if voice.section == "headline" and voice.occasion is None:
            same = [v.occasion for v in own if v.occasion and v.sides & voice.sides]
            voice.occasion = Counter(same).most_common(1)[0][0] if same else None


def _by_day(voices: Iterable[_Voice]) -> None:
    for voice in voices:
        if voice.occasion is None and voice.days and len(voice.speakers) == 1:
            earliest, latest = voice.days
            if (latest - earliest).days < _DAY_WINDOW:
                (speaker,) = voice.speakers
                voice.occasion = f"EV:{earliest.isoformat()}-{speaker.split(':', 1)[1].lower()}"


def _occasion_rows(voices: Sequence[_Voice], codebook: Codebook) -> Iterator[dict[str, Any]]:
    events = {event.id: event for event in codebook.events}
    groups: dict[str, list[_Voice]] = defaultdict(list)
    for voice in voices:
        if voice.occasion:
            groups[voice.occasion].append(voice)
    for occasion, members in sorted(groups.items()):
        event = events.get(occasion)
        days = [voice.days for voice in members if voice.days]
        speakers = sorted({s for voice in members for s in voice.speakers if voice.section != "headline"})
        yield {
            "occasion_id": occasion,
            "label": event.label if event else f"{', '.join(speakers)}, {days[0][0].isoformat()}",
            "earliest": (event.earliest if event else min(d[0] for d in days)).isoformat(),
            "latest": (event.latest if event else max(d[1] for d in days)).isoformat(),
            "speaker": event.speaker if event and event.speaker else speakers[0] if len(speakers) == 1 else None,
            "place": event.place if event else None,
            "basis": "codebook" if event else "text",
            "statement_ids": sorted(voice.id for voice in members),
        }


def alignments(tables: Tables, occasions: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """The statements that belong together, within and across outlets.

    Parameters
    ----------
    tables
        `articles`, `statements`, `actors` and `positions`.
    occasions
        As the function `occasions` gives them.
    codebook
        For whom an actor speaks.

    Returns
    -------
    DataFrame
        The table `alignments`, with the topic (null for a formula). Speaker's side, occasion, topic and agreement decide
        first; the wording by which the topic was recognised and the words shared come second, in the score.

    Notes
    -----
    same_utterance: one occasion, in two articles, the same wording recognised or the only candidates of both; where no
    topic says so, most of the words in common.
    same_claim_reported: one side, topic and agreement, in two articles of one month, not known to be one person's on one occasion.
    same_topic: one occasion, topic and agreement, different words; or different sides that agree, in articles of one month.
    recurring_formula: a phrase shared by statements of one side on different occasions.
    position_over_time: one side and topic on different occasions. contrast: one side and topic, opposite agreement.
    """
    voices = _voices(tables, occasions)
    by_topic = list(_on_topics(voices, {topic.id: topic.kind for topic in codebook.topics}))
    joined = {voice.id for relation, _, members, _ in by_topic if relation == "same_utterance" for voice in members}
    found = [*by_topic, *_by_wording([v for v in voices if v.id not in joined]), *_formulas(voices, tables)]
    rows: dict[str, dict[str, Any]] = {}
    for relation, topic, members, method in found:
        ids = sorted(voice.id for voice in members)
        key = "alignment-" + hashlib.sha256("\x1f".join([relation, *ids]).encode()).hexdigest()[:12]
        score = _score(members, topic)
        rows.setdefault(
            key, {"alignment_id": key, "relation": relation, "statement_ids": ids, "score": score, "method": method, "topic": topic}
        )
    columns = [column.name for column in schema.ALL["alignments"].columns]
    return schema.frame("alignments", pd.DataFrame(list(rows.values()), columns=[*columns, "topic"]))


_Found = tuple[str, str | None, list[_Voice], str]


def _on_topics(voices: Sequence[_Voice], kinds: Mapping[str, str]) -> Iterator[_Found]:
    by_side: dict[tuple[str, str], list[_Voice]] = defaultdict(list)
    for voice in voices:
        for topic, (agreement, _) in voice.taken.items():
            if agreement is not None:
                for side in voice.sides:
                    by_side[(topic, side)].append(voice)
    for (topic, _), members in sorted(by_side.items()):
        for agreement in (0, 1):
            agreed = [v for v in members if v.taken[topic][0] == agreement]
            yield from _one_side(topic, agreed, factual=kinds.get(topic) == "factual")
        if {v.taken[topic][0] for v in members} == {0, 1}:
            yield "contrast", topic, members, "one side, opposite agreement"
    for topic in sorted({topic for topic, _ in by_side}):
        for agreement in (0, 1):
            agreed = [v for v in voices if v.taken.get(topic, (None, ""))[0] == agreement and v.sides]
            group = _linked(agreed, lambda a, b: not a.sides & b.sides and a.article != b.article and _contemporary(a, b))
            if group:
                yield "same_topic", topic, group, "topic and agreement; different sides"


def _one_side(topic: str, members: Sequence[_Voice], *, factual: bool) -> Iterator[_Found]:
    """What statements of one side that agree have in common."""
    by_occasion: dict[str, list[_Voice]] = defaultdict(list)
    for voice in members:
        if voice.occasion:
            by_occasion[voice.occasion].append(voice)
    utterances = [group for said in by_occasion.values() for group in _utterances(topic, said, factual)]
    for group in utterances:
        yield "same_utterance", topic, group, "speaker, occasion, topic and agreement; wording"
    taken = {voice.id for group in utterances for voice in group}
    for said in by_occasion.values():
        rest = [voice for voice in said if voice.id not in taken]
        if _articles(rest) > 1 and _speaker_in_common(rest):
            yield "same_topic", topic, rest, "speaker, occasion, topic and agreement; other words"
    for group in _claims(members, taken):
        yield "same_claim_reported", topic, group, "side, topic and agreement; no speaker known to be the same"
    if len(by_occasion) > 1:
        dated = [voice for said in by_occasion.values() for voice in said]
        yield "position_over_time", topic, dated, "one side and topic on different occasions"


def _claims(members: Sequence[_Voice], taken: set[str]) -> Iterator[list[_Voice]]:
    """Statements of one side in several articles that are not known to be one person's on one occasion, headlines apart."""
    loose = [v for v in members if v.id not in taken and v.section != "headline"]

    def same(a: _Voice, b: _Voice) -> bool:
        known = a.occasion is not None and a.speakers == b.speakers
        return a.article != b.article and _contemporary(a, b) and a.occasion == b.occasion and not known

    group = _linked(loose, same)
    if group:
        yield group


def _linked(voices: Sequence[_Voice], belong: Callable[[_Voice, _Voice], bool]) -> list[_Voice]:
    """The statements of which each belongs to at least one other."""
    kept = {v.id for a, b in combinations(voices, 2) if belong(a, b) for v in (a, b)}
    return [voice for voice in voices if voice.id in kept]


def _contemporary(a: _Voice, b: _Voice) -> bool:
    """Whether two articles may have been published within a month of each other."""
    if a.published is None or b.published is None:
        return False
    month = timedelta(days=_NEWS_DAYS)
    return a.published[0] <= b.published[1] + month and b.published[0] <= a.published[1] + month


def _articles(voices: Iterable[_Voice]) -> int:
    return len({voice.article for voice in voices})


def _speaker_in_common(voices: Sequence[_Voice]) -> bool:
    """Whether two articles name the same speaker."""
    return any(a.article != b.article and a.speakers & b.speakers for a, b in combinations(voices, 2))


def _utterances(topic: str, said: Sequence[_Voice], factual: bool) -> Iterator[list[_Voice]]:
    """Statements of one occasion that are one utterance: recognised by the same wording, or the only ones of their articles.

    What should be is said again and again on one occasion: on a normative topic the same wording alone is not enough.
    """
    by_wording: dict[str, list[_Voice]] = defaultdict(list)
    last: dict[str, str] = {}
    for voice in sorted(said, key=lambda v: (v.article, v.start)):
        wording = voice.taken[topic][1]
        if wording.startswith(_REFERS):
            wording = last.get(voice.article, wording)
        last[voice.article] = wording
        by_wording[wording].append(voice)
    groups = list(by_wording.values())
    alone = sum(len({voice.article for voice in group}) for group in groups) == len({voice.article for voice in said})
    if alone and len(groups) > 1:
        groups = [list(said)]
    if factual or (alone and _once(topic, said)):
        yield from (group for group in groups if _articles(group) > 1 and _speaker_in_common(group))


def _once(topic: str, said: Sequence[_Voice]) -> bool:
    """Whether every article has one statement only, apart from those that refer back to it."""
    own = Counter(voice.article for voice in said if not voice.taken[topic][1].startswith(_REFERS))
    return max(own.values(), default=0) <= 1


def _by_wording(voices: Sequence[_Voice]) -> Iterator[_Found]:
    """Statements of one occasion and speaker that share most of their words, in two articles or more."""
    by_occasion: dict[str, list[_Voice]] = defaultdict(list)
    for voice in voices:
        if voice.occasion:
            by_occasion[voice.occasion].append(voice)
    for said in by_occasion.values():
        alike: nx.Graph[str] = nx.Graph()
        alike.add_edges_from((a.id, b.id) for a, b in combinations(said, 2) if a.article != b.article and _alike(a, b))
        for ids in sorted(map(sorted, nx.connected_components(alike))):
            yield "same_utterance", None, [voice for voice in said if voice.id in ids], "speaker and occasion; most words in common"


def _alike(a: _Voice, b: _Voice) -> bool:
    common = len(_words(a) & _words(b))
    return bool(a.speakers & b.speakers) and common >= _SHARED_WORDS and _shared(a, b) >= _ALIKE


def _words(voice: _Voice) -> set[str]:
    return set(re.findall(r"\w+", voice.content.lower())) - _function_words()


def _shared(a: _Voice, b: _Voice) -> float:
    """Share (0-1) of the content words of the shorter statement that stand in the other too."""
    return len(_words(a) & _words(b)) / max(1, min(len(_words(a)), len(_words(b))))


def _formulas(voices: Sequence[_Voice], tables: Tables) -> Iterator[_Found]:
    """Phrases of two or more content words that one side uses on different occasions."""
    names = {word for text in tables.get("mentions", pd.DataFrame({"text": []}))["text"] for word in re.findall(r"\w+", str(text).lower())}
    used: dict[tuple[str, tuple[str, str]], list[_Voice]] = defaultdict(list)
    for voice in voices:
        for pair in sorted({p for p in _phrases(voice.content) if not names & set(p)}):
            for side in voice.sides:
                used[(side, pair)].append(voice)
    groups: dict[tuple[str, ...], tuple[list[_Voice], list[str]]] = {}
    for (_, pair), members in sorted(used.items(), key=lambda item: item[0]):
        if len({(v.occasion or v.article) for v in members}) > 1 and len({v.article for v in members}) > 1:
            groups.setdefault(tuple(v.id for v in members), (members, []))[1].append(" ".join(pair))
    sets = [set(ids) for ids in groups]
    for ids, (members, phrases) in groups.items():
        if any(set(ids) < other for other in sets):
            continue
        yield "recurring_formula", None, members, f"shared phrase: {', '.join(phrases)}"


def _phrases(content: str) -> Iterator[tuple[str, str]]:
    words = re.findall(r"[\w-]+", content.lower().replace("’", "'"))
    for first, second in pairwise(words):
        if first not in _function_words() and second not in _function_words() and len(first) > 2 and len(second) > 2:
            yield first, second


@cache
def _function_words() -> frozenset[str]:
    return frozenset(str(word) for word in lexicon.read("positions")["function_words"])


def _score(members: Sequence[_Voice], topic: str | None) -> float:
    """How alike the members are: half for what was decided first, the rest for wording and shared words, averaged over pairs."""
    scores = []
    for a, b in combinations(members, 2):
        same = topic is not None and a.taken[topic][1] == b.taken[topic][1]
        scores.append(0.5 + 0.2 * same + 0.3 * _shared(a, b))
    return round(sum(scores) / len(scores), 2) if scores else 0.0


def matrix(
    tables: Tables, occasions: pd.DataFrame, alignments: pd.DataFrame, *, copies: pd.DataFrame | None = None, days: int = _NEWS_DAYS
) -> pd.DataFrame:
    """Which outlet reports which utterance of which occasion; an empty cell says why it is empty.

    Parameters
    ----------
    tables, occasions, alignments
        `articles` and `statements`, and the tables that this module makes.
    copies
        As the function `copies` gives them: a copy is shown under its own outlet and marked in `copy_of`.
    days
        How many days after an occasion an article may be thought to report it.

    Returns
    -------
    DataFrame
        One row a statement group and outlet: occasion_id, group (alignment_id, or the statement_id of a statement that stands
        alone), label (its longest content), outlet, state {reported, silent, published_before, not_in_corpus}, n (statements),
        statement_ids, copy_of; ordered by occasion, group, outlet.
        silent: the outlet published in time and does not report it; published_before: all it published came before;
        not_in_corpus: nothing of it from the days after the occasion is in the corpus, or the day is unknown.
    """
    articles = tables["articles"].assign(outlet=lambda t: t["outlet"].fillna(t["article_id"]))
    statements = tables["statements"].merge(articles[["article_id", "outlet"]], on="article_id").set_index("statement_id")
    published = _published(articles)
    origin = {row["article_id"]: row["copy_of"] for row in copies.to_dict("records")} if copies is not None else {}
    outlets = {outlet: sorted(group["article_id"]) for outlet, group in articles.groupby("outlet")}
    rows = []
    for occasion in occasions.to_dict("records"):
        for group, ids in _groups(occasion, alignments):
            members = statements.loc[[i for i in ids if i in statements.index]]
            label = max((str(c) for c in members["content"]), key=lambda c: (len(c), c), default="")
            for outlet, own in sorted(outlets.items()):
                mine = sorted(members.index[members["outlet"] == outlet])
                state = "reported" if mine else _absence(own, published, occasion, days)
                source = {origin[a] for a in members.loc[mine, "article_id"] if a in origin} if mine else set()
                rows.append(
                    {"occasion_id": occasion["occasion_id"], "group": group, "label": label, "outlet": outlet, "state": state,
                     "n": len(mine), "statement_ids": mine, "copy_of": min(source) if source else None}
                )  # fmt: skip
    return pd.DataFrame(rows, columns=["occasion_id", "group", "label", "outlet", "state", "n", "statement_ids", "copy_of"])


def _groups(occasion: Mapping[str, Any], alignments: pd.DataFrame) -> Iterator[tuple[str, list[str]]]:
    """The utterances of an occasion: aligned ones, then the statements that stand alone."""
    own, seen = set(occasion["statement_ids"]), set()
    for row in alignments[alignments["relation"] == "same_utterance"].to_dict("records"):
        ids = [i for i in row["statement_ids"] if i in own]
        if ids:
            seen.update(ids)
            yield row["alignment_id"], ids
    yield from ((i, [i]) for i in sorted(own - seen))


def _absence(own: Sequence[str], published: Mapping[str, tuple[date, date]], occasion: Mapping[str, Any], days: int) -> str:
    """Why an outlet has nothing of an utterance."""
    first, last = date.fromisoformat(occasion["earliest"]), date.fromisoformat(occasion["latest"])
    known = [published[article] for article in own if article in published]
    if any(first <= latest and earliest <= last + timedelta(days=days) for earliest, latest in known):
        return "silent"
    return "published_before" if known and all(latest < first for _, latest in known) else "not_in_corpus"


def _voices(tables: Tables, occasions: pd.DataFrame | None = None) -> list[_Voice]:
    """The statements as alignment sees them, in the order of their table."""
    published = _published(tables["articles"])
    acts_for = {r["actor_id"]: r["acts_for"] for r in tables["actors"].to_dict("records") if _present(r["acts_for"])}
    at = {i: r["occasion_id"] for r in occasions.to_dict("records") for i in r["statement_ids"]} if occasions is not None else {}
    voices = {}
    for row in tables["statements"].to_dict("records"):
        speakers = frozenset(row["speakers"])
        sides = frozenset(row["on_behalf_of"]) or frozenset(acts_for.get(s, s) for s in speakers)
        days = _days(row["date_earliest"], row["date_latest"])
        place = row["statement_id"], row["article_id"], int(row["start"]), row["section"]
        voice = _Voice(*place, speakers, sides, days, str(row["content"]))
        voice.published = published.get(voice.article)
        voice.occasion = at.get(voice.id)
        voices[voice.id] = voice
    for row in tables["positions"].to_dict("records"):
        if row["statement_id"] in voices:
            agreement = int(row["agreement"]) if _present(row["agreement"]) else None
            voices[row["statement_id"]].taken[row["topic"]] = agreement, str(row["rule"]).split("; ")[0]
    return list(voices.values())


def _published(articles: pd.DataFrame) -> dict[str, tuple[date, date]]:
    rows = articles[["article_id", "published_earliest", "published_latest"]].itertuples(index=False)
    return {key: days for key, earliest, latest in rows if (days := _days(earliest, latest))}


def _days(earliest: Any, latest: Any) -> tuple[date, date] | None:
    if not (_present(earliest) and _present(latest)):
        return None
    return date.fromisoformat(str(earliest)[:10]), date.fromisoformat(str(latest)[:10])


def _present(value: Any) -> bool:
    return value is not None and not pd.isna(value)
