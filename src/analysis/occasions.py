"""Occasions: the press conferences, interviews, votes and meetings at which something was said, recognised across articles."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis import lexicon
from analysis import tables as schema
from analysis.codebook import Codebook, Event
from analysis.tellings import Days, Tables, Telling, named_places, tellings

# Days within which an article without a day of its own may report an occasion: as news, or where it names the venue.
_FRESH, _NAMED = 2, 92
# Words of venue and speakers by which a sentence tells of an event.
_TOLD = 3
# A day known no more exactly than so many days makes no occasion of its own.
_EXACT = 7
# Words before a cue that tell of what was said at some earlier time: "had already denied", "has repeatedly said"; "has said" is
# news where a person spoke, and a standing position where a government did.
_BACK = re.compile(
    r"\bhad(?:\s+\w+){0,2}\s*$|(?:\b(?:has|have)|['’](?:s|ve))\s+(?:repeatedly|already|previously|often|always|long|consistently|earlier)\b.*$",
    re.IGNORECASE,
)
_PERFECT = re.compile(r"(?:\b(?:has|have)|['’](?:s|ve))(?:\s+\w+){0,2}\s*$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][\"'”’»)]*\s|\n")
_REACH = 300


@dataclass(frozen=True)
class _Seat:
    """Where a statement was made, as far as its own sentence tells: kind of venue, and whether it looks back."""

    telling: Telling
    sentence: str
    kind: str | None
    back: bool
    timed: bool  # whether the sentence holds a date, of whatever


def occasions(tables: Tables, codebook: Codebook, *, texts: Mapping[str, str]) -> pd.DataFrame:
    """The occasions at which something was said, recognised across articles.

    Parameters
    ----------
    tables
        `articles`, `statements`, `mentions`, `actors`, `positions` and `dates`.
    codebook
        Its events with a speaker are the occasions that are known beforehand.
    texts
        Raw text by article_id: the sentence of a statement tells the venue.

    Returns
    -------
    DataFrame
        The table `occasions`. A statement belongs, by its speaker, days and venue,

        1. to an event of the codebook whose speaker it has: where its sentence gives days of the event, or names its venue
           within three months, or its article appeared within two days of it;
        2. where it says neither when nor where, to the occasion of the same speaker's statement before it in the article,
           or after it; or to the one event of that speaker of which a sentence of the article tells, with its venue and who spoke;
        3. else to the other statements of its speaker on that day, known to within a week, at a venue of the same kind.

        A headline that names only the government goes with its speaker's words in the same article. What looks back
        ("has repeatedly said") without a day belongs to no occasion, nor does what says neither when nor where.
    """
    known = {event.id: event for event in codebook.events}
    found = tellings(tables)
    by_article: dict[str, list[Telling]] = defaultdict(list)
    for telling in found:
        by_article[telling.article].append(telling)
    names = named_places(tables["mentions"])
    dated = {str(key): sorted(own["start"]) for key, own in tables["dates"].query("type == 'DATE'").groupby("article_id")}
    seats: dict[str, _Seat] = {}
    for article in sorted(by_article):
        text = texts.get(article, "")
        own = [_seat(telling, text, dated.get(article, [])) for telling in by_article[article]]
        seats |= {seat.telling.id: seat for seat in own}
        _at_events(own, codebook.events, _spoken_of(text, names.get(article, []), codebook.events))
    _by_day([seats[telling.id] for telling in found])
    for article in sorted(by_article):
        _join_headlines(by_article[article])
    labels = dict(zip(tables["actors"]["actor_id"], tables["actors"]["label"], strict=True))
    return schema.frame("occasions", list(_rows(found, seats, known, labels)))


# ---- what a sentence tells ------------------------------------------------------------------------------------------


def _seat(telling: Telling, text: str, dated: Sequence[int]) -> _Seat:
    start, end = _sentence(telling, text)
    sentence = text[start:end]
    at = (telling.cue[0] if telling.cue else telling.start) - start
    before = sentence[max(0, at - 40) : at] if telling.cue else ""
    in_person = any(speaker.startswith("PER:") for speaker in telling.speakers)
    back = bool(_BACK.search(before) or (not in_person and _PERFECT.search(before)))
    timed = bisect_left(dated, start) < bisect_left(dated, end)
    return _Seat(telling, sentence.lower().replace("’", "'"), _kind(sentence, at), back, timed)


def _sentence(telling: Telling, text: str) -> tuple[int, int]:
    """The sentences over which a statement reaches, by their full stops; offsets of the raw text."""
    before = [m.end() for m in _SENTENCE_END.finditer(text, max(0, telling.start - _REACH), telling.start)]
    after = _SENTENCE_END.search(text, max(telling.start, telling.end - 2), telling.end + _REACH)
    return before[-1] if before else max(0, telling.start - _REACH), after.start() + 1 if after else min(len(text), telling.end + _REACH)


@cache
def _venues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    listed: Mapping[str, Sequence[str]] = lexicon.read("venues")
    return tuple((kind, re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})s?\b", re.IGNORECASE)) for kind, words in listed.items())


def _kind(sentence: str, at: int) -> str | None:
    """The kind of venue that a sentence names, the one nearest to `at`."""
    named = [(abs(match.start() - at), kind) for kind, pattern in _venues() for match in pattern.finditer(sentence)]
    return min(named)[1] if named else None


# ---- known events ---------------------------------------------------------------------------------------------------


def _at_events(own: Sequence[_Seat], events: Sequence[Event], spoken_of: Sequence[Event]) -> None:
    """Give the statements of one article the codebook's events at which they were made: the venue tells before the day does.

    `spoken_of` are the events of which a sentence of the article tells.
    """
    named = {seat.telling.id: event for seat in own if (event := _event(seat, events, at_venue=True))}
    told = {seat.telling.id: event for seat in own if (event := _event(seat, events, at_venue=False))}
    for seat in own:
        key = seat.telling.id
        event = named.get(key) or _as_beside(seat, own, named) or told.get(key) or _as_beside(seat, own, told) or _only(seat, spoken_of)
        seat.telling.occasion = event.id if event else None


def _spoken_of(text: str, names: Sequence[tuple[int, int, str]], events: Sequence[Event]) -> list[Event]:
    """The events of which a sentence tells: by venue and speakers, three words at least, one of each."""
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    found = []
    for event in events:
        speakers = {event.speaker, *event.speakers} - {None}
        if not any(actor in speakers for _, _, actor in names):
            continue
        for start, end in pairwise(ends):
            named = {actor for at, _, actor in names if start <= at < end and actor in speakers}
            venue = sum(_stands_in(word, text[start:end].lower()) for word in event.venue) if named else 0
            if venue and venue + len(named) >= _TOLD:
                found.append(event)
                break
    return found


def _only(seat: _Seat, spoken_of: Sequence[Event]) -> Event | None:
    """The one event of the speaker that the article tells of, where the sentence itself holds no date."""
    telling = seat.telling
    fits = [e for e in spoken_of if telling.speakers & {e.speaker, *e.speakers} and _could_be_news_of(telling, e, _NAMED)]
    return fits[0] if len(fits) == 1 and not (seat.back or seat.timed or telling.told_by_headline) else None


def _stands_in(word: str, sentence: str) -> bool:
    return re.search(rf"\b{re.escape(word.lower())}\b", sentence) is not None


def _event(seat: _Seat, events: Sequence[Event], *, at_venue: bool) -> Event | None:
    """The event that is told best: by its venue too, or by days alone; None where two are told equally well."""
    fits: dict[int, list[Event]] = defaultdict(list)
    for event in events:
        if seat.telling.speakers & {event.speaker, *event.speakers} and _names_venue(seat, event) == at_venue:
            fits[_told(seat, event, at_venue=at_venue)].append(event)
    best = max(fits, default=0)
    if not best:
        return None
    return max(fits[best], key=lambda event: (event.latest, event.id)) if at_venue or len(fits[best]) == 1 else None


def _names_venue(seat: _Seat, event: Event) -> bool:
    """Whether the sentence holds a word of the event's venue or, in an article of these days, names a venue of the same kind."""
    if any(_stands_in(word, seat.sentence) for word in event.venue):
        return True
    of_its_kind = seat.kind is not None and seat.kind in {_kind(word, 0) for word in event.venue}
    return of_its_kind and _could_be_news_of(seat.telling, event, _FRESH)


def _told(seat: _Seat, event: Event, *, at_venue: bool) -> int:
    """How well a sentence tells that a statement was made at an event: 0 not at all, or it speaks against it."""
    telling = seat.telling
    if telling.days and (telling.own_days or not _could_be_news_of(telling, event, 0)):
        if not _overlap(telling.days, (event.earliest, event.latest)):
            return 0
        exact = event.earliest <= telling.days[0] and telling.days[1] <= event.latest
        within = telling.days[0] <= event.earliest and event.latest <= telling.days[1]
        return 3 if exact else 2 if within else int(at_venue)
    if at_venue:
        return int(_could_be_news_of(telling, event, _NAMED))
    in_person = any(not speaker.startswith("GOV:") for speaker in telling.speakers)
    return int(in_person and not seat.back and _is_fresh_news_of(telling, event))


def _could_be_news_of(telling: Telling, event: Event, days: int) -> bool:
    """Whether the article may have appeared from the event on until so many days after it."""
    if telling.published is None:
        return False
    return event.earliest <= telling.published[1] and telling.published[0] - event.latest <= timedelta(days=days)


def _is_fresh_news_of(telling: Telling, event: Event) -> bool:
    """Whether the article appeared within two days of the event, for certain."""
    if telling.published is None:
        return False
    return event.earliest <= telling.published[0] and telling.published[1] - event.latest <= timedelta(days=_FRESH)


def _as_beside(seat: _Seat, own: Sequence[_Seat], anchored: Mapping[str, Event]) -> Event | None:
    """The event of the same speakers' nearest statement, the one before first, where nothing tells against it."""
    telling = seat.telling
    if seat.back or not telling.speakers:
        return None
    at = own.index(seat)
    for other in [*reversed(own[:at]), *own[at + 1 :]]:
        if other.telling.speakers == telling.speakers and other.telling.id in anchored:
            event = anchored[other.telling.id]
            elsewhen = telling.own_days and telling.days and not _overlap(telling.days, (event.earliest, event.latest))
            return None if elsewhen else event
    return None


# ---- occasions that only the texts tell -----------------------------------------------------------------------------


def _by_day(seats: Sequence[_Seat]) -> None:
    """Bring together the statements of a speaker of which the day is known, by day and kind of venue."""
    groups: dict[frozenset[str], list[_Seat]] = defaultdict(list)
    for seat in seats:
        telling = seat.telling
        if telling.occasion is None and telling.speakers and telling.days and (telling.days[1] - telling.days[0]).days < _EXACT:
            groups[telling.speakers].append(seat)
    for speakers in sorted(groups, key=sorted):
        for cluster in _clusters(groups[speakers]):
            first = max(seat.telling.days[0] for seat in cluster if seat.telling.days)
            name = "-".join(sorted(s.split(":", 1)[1].lower() for s in speakers))
            kind = _kind_of(cluster)
            for seat in cluster:
                seat.telling.occasion = f"EV:{first.isoformat()}-{name}" + (f"-{kind.replace(' ', '-')}" if kind else "")


def _clusters(seats: Sequence[_Seat]) -> Iterator[list[_Seat]]:
    """Statements of one speaker whose days meet, parted where the kinds of venue that their articles name differ."""
    ordered = sorted(seats, key=lambda s: (s.telling.days or (date.min, date.min), s.telling.article, s.telling.start))
    open_clusters: list[tuple[Days, list[_Seat]]] = []
    for seat in ordered:
        days = seat.telling.days
        assert days is not None
        yield from (members for window, members in open_clusters if window[1] < days[0])
        open_clusters = [cluster for cluster in open_clusters if cluster[0][1] >= days[0]]
        for i, (window, members) in enumerate(open_clusters):
            kinds = {s.kind for s in members if s.kind}
            if seat.kind is None or not kinds or seat.kind in kinds:
                open_clusters[i] = (max(window[0], days[0]), min(window[1], days[1])), [*members, seat]
                break
        else:
            open_clusters.append((days, [seat]))
    yield from (members for _, members in open_clusters)


def _kind_of(seats: Iterable[_Seat]) -> str | None:
    """The kind of venue that most sentences name."""
    kinds = Counter(seat.kind for seat in seats if seat.kind)
    return min(kinds, key=lambda kind: (-kinds[kind], kind)) if kinds else None


def _overlap(a: Days, b: Days) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _join_headlines(own: Sequence[Telling]) -> None:
    """Headlines without an occasion go with the statements of their side in the same article."""
    for telling in own:
        if telling.told_by_headline and telling.occasion is None:
            same = Counter(v.occasion for v in own if v.occasion and v.sides & telling.sides)
            telling.occasion = min(same, key=lambda occasion: (-same[occasion], occasion)) if same else None


# ---- rows -----------------------------------------------------------------------------------------------------------


def _rows(
    found: Sequence[Telling], seats: Mapping[str, _Seat], events: Mapping[str, Event], labels: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    groups: dict[str, list[Telling]] = defaultdict(list)
    for telling in found:
        if telling.occasion:
            groups[telling.occasion].append(telling)
    for occasion, members in sorted(groups.items()):
        event = events.get(occasion)
        kind = _kind_of(seats[telling.id] for telling in members)
        dated = [telling.days for telling in members if telling.days]
        speakers = sorted({s for telling in members for s in telling.speakers if not telling.told_by_headline})
        earliest = event.earliest if event else max(days[0] for days in dated)
        latest = event.latest if event else max(earliest, min(days[1] for days in dated))
        yield {
            "occasion_id": occasion,
            "label": event.label
            if event
            else ", ".join([*(labels.get(s, s) for s in speakers), *([kind] if kind else []), earliest.isoformat()]),
            "earliest": earliest.isoformat(),
            "latest": latest.isoformat(),
            "speaker": event.speaker if event and event.speaker else speakers[0] if len(speakers) == 1 else None,
            "place": event.place if event else None,
            "kind": kind,
            "basis": "codebook" if event else "text",
            "statement_ids": sorted(telling.id for telling in members),
        }
