"""The main findings in sentences: what the tables say, for a reader who has not seen them, each number with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import coverage
from analysis.numbers import Number, Numbers, Sentence, joined, say
from analysis.site import SIDES, Site

MOST = 3
"""How many of a kind a sentence names."""
MEASURES = {
    "content and speaker F1": "both what was said and who said it",
    "topic, agreement F1": "the topic and the side taken on it",
    "one utterance, pairs F1": "which reports belong to one utterance",
}
"""The scores that the findings tell, each with what has to be right."""


@dataclass(frozen=True)
class Section:
    """Findings of one kind, under a heading."""

    title: str
    href: str
    sentences: tuple[Sentence, ...]


def findings(site: Site, steps: pd.DataFrame) -> list[Section]:
    """The findings by kind, each with the page that holds more of it; a kind of which nothing is known is left out.

    `steps` are `changes.sequences` by organisation. Scores and errors are told where the notebook of the validation has saved them.
    """
    made = (
        Section("Who is heard", "actors.html", tuple(_heard(site))),
        Section("Who takes which side", "positions.html", tuple(_sides(site))),
        Section("What changed", "positions.html#sequences", tuple(_changed(site, steps))),
        Section("What each outlet reports and leaves out", "coverage.html", tuple(_left_out(site))),
        Section("How far to trust this", "rows/scores.html" if "scores" in site.n.data else "", tuple(_trust(site.n))),
    )
    return [section for section in made if section.sentences]


def texts(site: Site) -> Sentence:
    """What the study rests on, in one sentence or two."""
    n = site.n
    days = sorted(d for pair in n.data["articles"][["published_earliest", "published_latest"]].to_numpy() for d in pair if pd.notna(d))
    said = say("{all} articles of {outlets} outlets", all=n.count("articles"), outlets=n.count("articles", of="outlet"))
    if days:
        said += say(", published between {first} and {last}", first=days[0], last=days[-1])
    said += say("; {lost} of them could not be read.", lost=n.count("articles", "status != 'ok'"))
    copies = n.count("copies")
    if copies.value:
        said += say(" {copies} hold the text of another one and are no voice of their own.", copies=copies)
    return said


def _heard(site: Site) -> Iterator[Sentence]:
    n = site.n
    everything = n.count("statements")
    if not everything.value:
        return
    unquoted = n.count("statements", "type == 'indirect'")
    yield say(
        "The articles ascribe {all} statements to somebody. {unquoted} of them ({share}) carry no quotation mark: the outlet tells in its"
        " own words what was said.",
        all=everything, unquoted=unquoted, share=n.share(unquoted, everything),
    )  # fmt: skip
    spoken = _most(n.groups("statements", ["speakers"], "speakers.str.len() > 0"))
    if len(spoken):
        yield say("Most often heard: {list}.", list=_listed((site.label(row.speakers), row.number) for row in spoken.itertuples()))
    yield say(
        "{open} statements leave open who speaks; they are kept, with the reason.", open=n.count("statements", "speakers.str.len() == 0")
    )


def _sides(site: Site) -> Iterator[Sentence]:
    n = site.n
    everything = n.count("positions")
    if not everything.value:
        return
    yield say(
        "Actors take a side {all} times, on {topics} topics. A side is agreement or disagreement with a proposition that the researcher"
        " has written.",
        all=everything, topics=n.count("positions", of="topic"),
    )  # fmt: skip
    known = "actors.str.len() > 0 and agreement.notna()"
    counted = n.groups("positions", ["topic", "actors", "agreement"], known)
    sizes = n.groups("positions", ["topic"], known)
    for topic in _most(sizes).itertuples() if len(sizes) else ():
        own = counted[counted["topic"] == topic.topic]
        sides = []
        for side, name in SIDES.items():
            who = _most(own[own["agreement"] == side])
            if len(who):
                sides.append(
                    say("{name}: {list}", name=name, list=_listed((site.label(row.actors), row.number) for row in who.itertuples()))
                )
        about = site.proposition(topic.topic)
        yield say(
            "On “{topic}”{about} – {sides}.", topic=site.topic(topic.topic), about=f" ({about})" if about else "", sides=joined(sides, "; ")
        )


def _changed(site: Site, steps: pd.DataFrame) -> Iterator[Sentence]:
    if steps.empty:
        return
    n = site.n
    counted = {change: _steps(n, steps, change) for change in ("turned", "narrowed", "widened")}
    yield say(
        "What each side said on a topic, in order of the days, makes {steps} steps. In {turned} of them a side said the opposite of what it"
        " had said before, in {narrowed} it said less than before, in {widened} more.",
        steps=_steps(n, steps), **counted,
    )  # fmt: skip
    for change in ("turned", "narrowed", "widened"):
        for row in steps[steps["change"] == change].head(1).itertuples():
            yield say(
                "{actor} on “{topic}”, {day}: {reading}.",
                actor=site.label(row.actor), topic=site.topic(row.topic), day=str(row.earliest), reading=row.reading,
            )  # fmt: skip


def _steps(n: Numbers, steps: pd.DataFrame, change: str = "") -> Number:
    own = steps[steps["change"] == change] if change else steps
    ids = {i for held in own["position_ids"] for i in held}
    return n.chosen("positions", ids, f"steps in time that are {change}" if change else "steps in time", len(own))


def _left_out(site: Site) -> Iterator[Sentence]:
    n = site.n
    cells = n.data["coverage"]
    if cells.empty:
        return
    yield say(
        "{statements} of {all} statements were made at one of {occasions} known occasions. {twice} utterances are reported by two"
        " outlets or more.",
        statements=n.chosen("statements", {i for held in n.data["occasions"]["statement_ids"] for i in held}, "made at a known occasion"),
        all=n.count("statements"), occasions=n.count("occasions"), twice=_twice(n),
    )  # fmt: skip
    widest = coverage.widest(cells)
    if widest is None:
        return
    own = f"occasion_id == {widest!r}"
    yield say(
        "Reported most widely: {occasion}, by {outlets} outlets, with {utterances} utterances in all.",
        occasion=site.occasions.get(widest, widest), outlets=n.count("coverage", f"{own} and state == 'reported'", of="outlet"),
        utterances=n.count("coverage", own, of="utterance"),
    )  # fmt: skip
    taken = coverage.selection(cells)
    taken = taken[taken["occasion_id"] == widest].sort_values(["reported", "outlet"], ascending=[False, True])
    for row in taken.itertuples():
        name = f"{own} and outlet == {row.outlet!r}"
        told = n.count("coverage", f"{name} and state == 'reported'")
        copied = " (a copy)" if isinstance(row.copy_of, str) else ""
        if row.reported + row.silent < row.utterances:
            rest = say("; whether it left out the others cannot be told, as the days of its articles are not known well enough")
        else:
            rest = say(" and leaves out {silent}", silent=n.count("coverage", f"{name} and state == 'silent'"))
        yield say("{outlet}{copied} reports {told} of them", outlet=row.outlet, copied=copied, told=told) + rest + "."


def _twice(n: Numbers) -> Number:
    own = n.data["coverage"]
    own = own[(own["state"] == "reported") & own["copy_of"].isna()]
    outlets = own.groupby("utterance")["outlet"].nunique()
    twice = own[own["utterance"].isin(outlets[outlets > 1].index)]
    return n.chosen("coverage", twice, "reported by two outlets or more in their own words", int((outlets > 1).sum()))


def _trust(n: Numbers) -> Iterator[Sentence]:
    yield say(
        "A program made these rows, and some are wrong. Follow a number to its sentence before you rely on it: a report of words is not the"
        " words, and what no article here reports may still have been said."
    )
    scores = n.data.get("scores")
    if scores is None or scores.empty:
        yield say("Nobody has coded any of these articles, so nothing is known of how often the program is right here.")
        return
    for row in scores[scores["measure"].isin(MEASURES)].itertuples():
        yield say(
            "Right in {what}: {value} of a hundred{interval}.",
            what=MEASURES[row.measure],
            value=_score(n, row, "value"),
            interval=_interval(n, row),
        )
    errors = n.count("errors") if "errors" in n.data else None
    if errors is not None and errors.value:
        yield say("Each of the {errors} rows that differ from the coding is listed.", errors=errors)


def _interval(n: Numbers, row: Any) -> Sentence:
    if pd.isna(row.low):
        return say(" (too few articles for an interval)")
    return say(" (interval from {low} to {high})", low=_score(n, row, "low"), high=_score(n, row, "high"))


def _score(n: Numbers, row: Any, column: str) -> Number:
    value = getattr(row, column)
    return n.chosen("scores", [row.score_id], f"{column} of {row.measure}, per cent", value, f"{value:.0f}")


def _most(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.sort_values("count", ascending=False, kind="stable").head(MOST)


def _listed(pairs: Iterator[tuple[str, Number]]) -> Sentence:
    return joined(say("{name} ({number})", name=name, number=number) for name, number in pairs)
