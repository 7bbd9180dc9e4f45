"""The main findings in sentences: what the tables say, for a reader who has not seen them, each number with its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import coverage, quantities, reliability
from analysis.discourse_pages import MOVES, step_number
from analysis.numbers import Number, Numbers, Sentence, joined, say
from analysis.site import SIDES, Site, when

MOST, OUTLETS = 3, 8
"""How many of a kind a sentence names, and of how many outlets there is a sentence."""
_WORDS = {
    "factual": {1: "Say that it is so,", 0: "Deny it,"},
    "normative": {1: "Agree with it,", 0: "Disagree with it,"},
}
"""How the side of an actor is told, by what the proposition says: what is so, or what should be."""
MEASURES = {
    "content and speaker F1": "getting right both what was said and who said it",
    "topic, agreement F1": "getting right the topic and the side taken on it",
    "one utterance, pairs F1": "bringing together the reports of one utterance",
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
        Section("How far to trust this", "rows/scores.html" if "scores" in site.n.data else "", (*_trust(site.n), *_coded(site))),
    )
    return [section for section in made if section.sentences]


def texts(site: Site) -> Sentence:
    """What the study rests on, in one sentence or two."""
    n = site.n
    days = sorted(d for pair in n.data["articles"][["published_earliest", "published_latest"]].to_numpy() for d in pair if pd.notna(d))
    said = many(n.count("articles"), "article") + " of " + many(n.count("articles", of="outlet"), "outlet")
    if days and days[0] == days[-1]:
        said += say(", published on {day}", day=days[0])
    elif days:
        said += say(
            "; the earliest possible day of publication is {first}, the latest {last}, as some tell no exact day",
            first=days[0],
            last=days[-1],
        )
    passed_over = n.count("articles", "status == 'screened'")
    if passed_over.value:
        said += say("; {passed_over} of the articles touch nothing of the codebook and were passed over", passed_over=passed_over)
    said += say("; {lost} of the articles could not be read.", lost=n.count("articles", "status != 'ok' and status != 'screened'"))
    copies = n.count("copies")
    if copies.value:
        said += say(
            " {copies} of them copy another one. Their statements are in the counts of statements and reports; where utterances are"
            " counted, what was copied adds nothing.",
            copies=copies,
        )
    return said


def _heard(site: Site) -> Iterator[Sentence]:
    n = site.n
    everything = n.count("statements")
    if not everything.value:
        return
    unquoted = n.count("statements", "type == 'indirect'")
    yield say(
        "The articles ascribe {all} to somebody. In {unquoted} of them ({share}) there is no quotation mark: the outlet tells in its own"
        " words what was said.",
        all=many(everything, "statement"), unquoted=unquoted, share=n.share(unquoted, everything),
    )  # fmt: skip
    spoken = _most(n.groups("statements", ["speakers"], "speakers.str.len() > 0"))
    if len(spoken):
        yield say("Most often heard: {list}.", list=_listed((site.label(row.speakers), row.number) for row in spoken.itertuples()))
    unknown = n.count("statements", "speakers.str.len() == 0")
    yield say("Of {open} it is left open who speaks; they are kept, with the reason.", open=many(unknown, "statement"))


def _sides(site: Site) -> Iterator[Sentence]:
    n = site.n
    known = "actors.str.len() > 0 and agreement.notna()"
    taken = n.count("positions", known)
    if not taken.value:
        return
    yield say(
        "A known actor takes a side {all}, on {topics}. To take a side is to agree or to disagree with a proposition that the researcher"
        " has written. Reports are counted: one utterance in several outlets counts several times.",
        all=many(taken, "time"), topics=many(n.count("positions", known, of="topic"), "topic"),
    )  # fmt: skip
    counted = n.groups("positions", ["topic", "actors", "agreement"], known)
    for topic in _most(n.groups("positions", ["topic"], known)).itertuples():
        own = counted[counted["topic"] == topic.topic]
        said = say("“{topic}”, {number} in all.", topic=site.topic(topic.topic), number=topic.number)
        if site.proposition(topic.topic):
            said += say(" The proposition: {words}.", words=site.proposition(topic.topic).rstrip("."))
        for side, name in SIDES.items():
            who = _most(own[own["agreement"] == side])
            listed = _listed((site.label(row.actors), row.number) for row in who.itertuples())
            words = _WORDS[site.kind(topic.topic)][side]
            said += say(f" {words} most often: {{list}}.", list=listed) if len(who) else f" Nobody {name} with it."
        yield said


def _changed(site: Site, steps: pd.DataFrame) -> Iterator[Sentence]:
    if steps.empty:
        return
    n = site.n
    counted = {change: _steps(n, steps, change) for change in MOVES}
    yield say(
        "What each side said on a topic, in order of the days, makes {steps}. In {turned} of them a side said the opposite of what it had"
        " said before; in {narrowed} it said less than before, or of fewer cases; in {widened} it said more.",
        steps=many(_steps(n, steps), "step"), **counted,
    )  # fmt: skip
    for change in MOVES:
        own = steps[steps["change"] == change].sort_values("reports", ascending=False, kind="stable")
        for row in own.head(1).to_dict("records"):
            yield say(
                "An example of “{change}”: {actor} on “{topic}”, {day}: {reading} ({reports}).",
                change=change, actor=site.label(row["actor"]), topic=site.topic(row["topic"]), day=when(row["earliest"], row["latest"]),
                reading=row["reading"], reports=many(step_number(site, row), "report"),
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
    at_occasion = {i for held in n.data["occasions"]["statement_ids"] for i in held}
    yield say(
        "Of {all} {there} were made at one of {occasions}; two outlets or more report {twice}.",
        all=many(n.count("statements"), "statement"), there=n.chosen("statements", at_occasion, "made at a known occasion"),
        occasions=many(n.count("occasions"), "known occasion"), twice=many(_twice(n), "utterance"),
    )  # fmt: skip
    widest = coverage.widest(cells)
    if widest is None:
        return
    own = f"occasion_id == {widest!r}"
    yield say(
        "Reported most widely: {occasion}, by {outlets}; together they report {utterances}.",
        occasion=site.occasions.get(widest, widest),
        outlets=many(n.count("coverage", f"{own} and state == 'reported'", of="outlet"), "outlet"),
        utterances=many(n.count("coverage", own, of="utterance"), "utterance"),
    )  # fmt: skip
    taken = coverage.selection(cells)
    taken = taken[taken["occasion_id"] == widest].sort_values(["reported", "outlet"], ascending=[False, True])
    for row in taken.head(OUTLETS).itertuples():
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
    yield from _corrected(n)
    scores = n.data.get("scores")
    if scores is None or scores.empty:
        if "accuracy" not in n.data:
            yield say("No coding of these articles is at hand, so it is not known how often the program is right here.")
        return
    yield say(
        "The scores compare the program with a coding that was made beforehand, without sight of its rows; the notebook of the"
        " validation says by whom."
    )
    for row in scores[scores["measure"].isin(MEASURES)].itertuples():
        yield say(
            "Score for {what}: {value} of a hundred{interval}.",
            what=MEASURES[row.measure],
            value=_score(n, row, "value"),
            interval=_interval(n, row),
        )
    weakest = scores[scores["measure"].str.endswith("F1")].sort_values("value", kind="stable").head(1)
    for row in weakest.itertuples():
        yield say(
            "Weakest is {measure}: {value} of a hundred{interval}.",
            measure=row.measure, value=_score(n, row, "value"), interval=_interval(n, row),
        )  # fmt: skip
    errors = n.count("errors") if "errors" in n.data else None
    if errors is not None and errors.value:
        yield say("Where the program and the coding differ, it is listed: {errors}.", errors=many(errors, "row"))


def _coded(site: Site) -> Iterator[Sentence]:
    """What coding by hand says of the program, and what the shares of the topics most spoken of become by it."""
    n = site.n
    if "accuracy" in n.data:
        told = {row.measure: row for row in n.data["accuracy"].dropna(subset=["value"]).itertuples()}
        for measure, words in _ACCURACY.items():
            if measure in told:
                yield say(words, value=reliability.per_cent(n, told[measure], "value"), interval=reliability.interval(n, told[measure]))
    if "estimates" not in n.data:
        return
    rows = n.data["estimates"]
    rows = rows[rows["quantity"] == quantities.BY_TOPIC].dropna(subset=["corrected", "corrected_low"])
    for row in rows.sort_values("n_machine", ascending=False, kind="stable").head(MOST).itertuples():
        yield say("Share that agrees, put right by coding. {words}.", words=reliability.put_right(n, row, f"“{site.topic(row.group)}”"))


_ACCURACY = {
    "precision": "By the coding, {value} of a hundred statements of the program are statements{interval}.",
    "recall": "By the coding, the program finds {value} of a hundred statements{interval}.",
    "speaker right": "Of the statements that are right, {value} of a hundred have the right speaker{interval}.",
    "side right": "Of the sides that coder and program both read, {value} of a hundred are the same{interval}.",
}
"""The measures that the findings tell, each in words."""


def _corrected(n: Numbers) -> Iterator[Sentence]:
    made = n.count("corrections") if "corrections" in n.data else None
    if made is None or not made.value:
        return
    yield say(
        "People made {made}. Applied: {applied}; not applied, each with the reason: {left}. Rows that they made or changed are marked as"
        " coded by a human.",
        made=many(made, "correction"),
        applied=n.count("corrections", "fate == 'applied'"),
        left=n.count("corrections", "fate != 'applied'"),
    )


def _interval(n: Numbers, row: Any) -> Sentence:
    if pd.isna(row.low):
        return say(" (too few articles for an interval)")
    return say(" (interval from {low} to {high})", low=_score(n, row, "low"), high=_score(n, row, "high"))


def _score(n: Numbers, row: Any, column: str) -> Number:
    value = getattr(row, column)
    return n.chosen("scores", [row.score_id], f"{column} of {row.measure}, per cent", value, f"{value:.0f}")


def many(number: Number, word: str) -> Sentence:
    """A number with its noun: one statement, two statements."""
    return say("{number} {word}", number=number, word=word if number.value == 1 else f"{word}s")


def _most(counted: pd.DataFrame) -> pd.DataFrame:
    return counted.sort_values("count", ascending=False, kind="stable").head(MOST)


def _listed(pairs: Iterator[tuple[str, Number]]) -> Sentence:
    return joined(say("{name} ({number})", name=name, number=number) for name, number in pairs)
