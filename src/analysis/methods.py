"""The methods section of a study with its appendix, `reports/methods.md`: what was done, in plain words, each number with its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis import agreement, codebook, evaluation, methods_appendix, numbers, reliability, sources, tables, validation, whole
from analysis.codebook import Codebook
from analysis.findings import many
from analysis.methods_appendix import Program
from analysis.methods_text import Text, told
from analysis.numbers import Number, Numbers, Sentence
from analysis.study import Study

_LISTS = ("terms", "contrary", "pro", "con", "none")
_CODED = "What coders say"
_JUDGED = "How good the coding is"
_SHOWN = {"F1", "precision", "recall", "false attribution", "taken for a statement"}
"""The measures of which a reader is told the score: names or their ends; the table has all."""


def write(study: Study, programs: Sequence[Program]) -> Path:
    """Write `reports/methods.md`, and save the numbers that it states as a notebook does, so that the report holds the rows of each.

    Read are the tables, the codebook, `sources.csv`, the lock of versions, the figures, and the scores and what coders say where there are
    any. Every number is counted from these, and is a link to its rows in the report, which is written next. What a program cannot know
    (how the texts were chosen, who coded) is named as what the authors must add. No time is told: a clock would make two builds differ.

    Parameters
    ----------
    study
        The study, as its build left it before the report.
    programs
        The steps of the build, in order.

    Notes
    -----
    The appendix follows the template README of the data editors of social science journals (Vilhuber, Connolly, Koren, Llull and
    Morrow 2022, "A template README for social science replication packages").
    """
    data = {name: tables.read(name, study.processed) for name in tables.ALL}
    n = Numbers(data, numbers.METHODS, study)
    validation.add_saved(n)
    text = Text(n)
    book = codebook.load(study.codebook)
    text.heading(1, "Methods")
    text.says(
        told(
            """This text is written by the program from the tables of the study. Its first part is meant for a paper, its appendix for those
            who check or repeat the study. Each number leads to the rows that it counts."""
        )
    )
    for heading, sentences in (
        ("Texts", _texts(n)),
        ("Cleaning", _cleaning(n)),
        ("Statements, speakers and days", _statements(n)),
        ("Codebook and positions", _positions(n, book)),
        ("Comparison of outlets", _comparison(n)),
        (_JUDGED, _validity(n)),
        (_CODED, _coding(n)),
        ("Limits", _limits()),
    ):
        if not (said := tuple(sentences)):
            continue
        text.heading(2, heading)
        text.says(*said)
        if heading == _JUDGED and (scores := _scores(n)):
            text.table(("score", "value", "interval"), scores)
        if heading == _CODED:
            text.lists(reliability.alike(n))
            text.lists(reliability.right(n))
    stated = list(sources.stated(study.raw).values()) if not study.raw.is_file() else []
    files = set(data["articles"]["file"])
    methods_appendix.add(text, study, programs, [source for source in stated if source.file in files])
    path = study.reports / "methods.md"
    whole.write(path, text.markdown())
    n.save()
    return path


def _texts(n: Numbers) -> Iterator[Sentence]:
    read = n.count("articles", "status == 'ok'")
    yield told(
        "The corpus holds {all} of {outlets}, with {words} words in those that could be read. {lost} could not be read; they are kept in"
        " the table with the reason.",
        all=many(n.count("articles"), "article"), outlets=many(n.count("articles", of="outlet"), "outlet"),
        words=n.sum("articles", "n_words", "status == 'ok'"), lost=n.count("articles", "status != 'ok'"),
    )  # fmt: skip
    days = sorted(d for pair in n.data["articles"][["published_earliest", "published_latest"]].to_numpy() for d in pair if pd.notna(d))
    if days:
        yield told("They were published between {first} and {last}.", first=days[0], last=days[-1])
    yield told(
        "The day of publication is stated beside the texts for {stated}, read from the text or the page for {own}, inferred from the days"
        " that the text names for {inferred}, and not known for {unknown} of the {read} that could be read.",
        stated=n.count("articles", "status == 'ok' and published_basis == 'sources'"),
        own=n.count("articles", "status == 'ok' and published_basis in ['text', 'page']"),
        inferred=n.count("articles", "status == 'ok' and published_basis == 'inferred'"),
        unknown=n.count("articles", "status == 'ok' and published_earliest.isna()"), read=read,
    )  # fmt: skip
    yield told(
        "{copies} hold the text of another one, whole or nearly (runs of words that both hold; Broder {year}); they count as one voice"
        " with it where utterances are compared.",
        copies=n.count("copies"), year="1997",
    ) if n.count("copies").value else told("No article holds the text of another one, whole or for the most part.")  # fmt: skip


def _cleaning(n: Numbers) -> Iterator[Sentence]:
    aside = "role == 'boilerplate'"
    yield told(
        "Each line was judged headline, dateline, credit, body or furniture of the page by its form and place. Of {all} characters {cut}"
        " are set aside as furniture. Damage (glued sentences, wrong encodings, odd spaces) was mended on a copy that keeps where each"
        " character came from: every row of every table names its characters in the raw text, which is never changed.",
        all=n.sum("segments", "end - start"), cut=n.sum("segments", "end - start", aside),
    )  # fmt: skip


def _statements(n: Numbers) -> Iterator[Sentence]:
    said = n.count("statements")
    read = n.data["statements"]["rule"].fillna("").str.split(";").str[0] == "read"
    yield told(
        "A statement is whatever a text ascribes to somebody, in quotation marks or not. Its source, cue and content were found by"
        " networks that were trained on coded news (Newell, Margolin and Ruths {year}); rules joined them, told who is meant, and gave"
        " days. There are {all}: {direct} quoted whole, {mixed} in part, {indirect} without a quotation mark, and {rest} fragments"
        " whose source is not told. {network} of them were read by the exact reader, the others by the light one or by rules.",
        year="2018", all=many(said, "statement"), direct=n.count("statements", "type == 'direct'"),
        mixed=n.count("statements", "type == 'mixed'"), indirect=n.count("statements", "type == 'indirect'"),
        rest=n.count("statements", "type == 'fragment'"),
        network=n.chosen("statements", n.data["statements"][read], "read by the exact reader"),
    )  # fmt: skip
    yield told(
        "For {open} the speaker is left open rather than guessed. Of {mentions} mentions of people, bodies and places {linked} lead to one"
        " of {actors} actors.",
        open=n.count("statements", "speakers.str.len() == 0"), mentions=n.count("mentions"),
        linked=n.count("mentions", "actor_id.notna()"), actors=n.count("actors"),
    )  # fmt: skip
    yield told(
        "Of {all} time expressions {resolved} were given a value (TimeML; Pustejovsky et al. {year}). {own} statements are dated by an"
        " expression or event beside them, {earlier} as what their speaker said before; the others have no day of their own, and none takes"
        " that of publication.",
        all=n.count("dates"), resolved=n.count("dates", "value.notna()"), year="2003",
        own=n.count("statements", "date_basis in ['expression', 'event']"),
        earlier=n.count("statements", "date_basis == 'earlier_statement'"),
    )  # fmt: skip


def _positions(n: Numbers, book: Codebook) -> Iterator[Sentence]:
    patterns = sum(len(getattr(topic, name)) for topic in book.topics for name in _LISTS)
    found = n.count("positions")
    yield told(
        "The codebook of the authors has {topics} with {patterns}, each topic with a proposition one can agree or disagree with; {actors}"
        " and {events}. Governments, countries and capitals are known to the program.",
        topics=many(n.fixed(len(book.topics), "topics of the codebook"), "topic"),
        patterns=many(n.fixed(patterns, "patterns of the codebook"), "pattern"),
        actors=many(n.fixed(len(book.actors), "actors of the codebook"), "actor"),
        events=many(n.fixed(len(book.events), "events of the codebook"), "event"),
    )  # fmt: skip
    if not book.topics:
        yield told("Without topics no positions are coded.")
        return
    yield told(
        "A pattern of words in one sentence of what was said recognises a topic; negation, governing words and the cue decide whether the"
        " speaker agrees, read from the parse. {all} were coded on {topics}; for {unclear} of them the side cannot be told. {quoted} rest"
        " on statements, {narrated} on acts that the outlet narrates.",
        all=many(found, "position"), topics=many(n.count("positions", of="topic"), "topic"),
        unclear=n.count("positions", "agreement.isna()"), quoted=n.count("positions", "statement_id.notna()"),
        narrated=n.count("positions", "statement_id.isna()"),
    )  # fmt: skip
    corrected = n.count("corrections")
    if corrected.value:
        yield told(
            "People corrected rows of the tables: {applied} of {all} are applied; the others are kept with the reason why not.",
            applied=n.count("corrections", "fate == 'applied'"), all=many(corrected, "correction"),
        )  # fmt: skip
    by_hand = n.count("positions", "coder == 'human'")
    if by_hand.value:
        yield told("{hand} were coded by people.", hand=by_hand)
    yield told(
        "Networks of actors and topics are those of discourse network analysis (Leifeld {year}); in them reports and copies of one"
        " utterance count once.",
        year="2017",
    )  # fmt: skip


def _comparison(n: Numbers) -> Iterator[Sentence]:
    placed = {i for held in n.data["occasions"]["statement_ids"] for i in held}
    yield told(
        "Statements were brought to the press conference, interview, vote or meeting at which they were made, by speaker, day and venue:"
        " {placed} of {all} statements to {occasions}. Reports of one utterance are those of one speaker, occasion, topic and side, and of"
        " like wording. They make {utterances}; for each outlet and utterance it is known whether it reports it, was silent, or published"
        " before it.",
        placed=n.chosen("statements", placed, "made at a known occasion"), all=n.count("statements"),
        occasions=many(n.count("occasions"), "occasion"), utterances=many(n.count("coverage", of="utterance"), "utterance"),
    )  # fmt: skip


def _validity(n: Numbers) -> Iterator[Sentence]:
    scores = n.data.get("scores")
    if scores is None or scores.empty:
        if "accuracy" in n.data:
            return
        yield told(
            "No article was coded beforehand, so it is not known how often the program is right on these texts. The scores of the package"
            " on other texts are in its README; on other outlets and topics they may differ."
        )
        return
    yield told(
        "The tables were compared with {coded}, coded beforehand without sight of the program's rows. A statement counts as found"
        " where its content overlaps the coded one by at least half. The scores are in per cent; of false attributions, and of words taken"
        " for a statement that are none, fewer are better. Intervals hold {level} per cent of {draws} drawings of whole articles.",
        coded=many(n.fixed(int(scores["articles"].max()), "coded articles compared"), "article"),
        level=n.fixed(evaluation.LEVEL, "level of the intervals, per cent"),
        draws=n.fixed(evaluation.DRAWS, "how often the articles are drawn"),
    )  # fmt: skip


def _scores(n: Numbers) -> list[tuple[str, Number, Sentence]]:
    """The scores of which a reader is told: part and measure, value, interval."""
    scores = n.data.get("scores")
    if scores is None or scores.empty:
        return []
    shown = scores[[any(str(measure).endswith(end) for end in _SHOWN) for measure in scores["measure"]]]
    return [(f"{row.part}: {row.measure}", validation.value(n, row), validation.interval(n, row)) for row in shown.itertuples()]


def _coding(n: Numbers) -> Iterator[Sentence]:
    if "accuracy" not in n.data:
        return
    alike = n.data["reliability"]
    asked = alike[alike["variable"] == "is_statement"]
    coders = sorted({name for names in asked["coders"] for name in str(names).split(", ")} - {agreement.PROGRAM, agreement.EVERYBODY})
    yield told(
        "Coded were up to {units} units by {coders}: statements of the program, and sentences in which coders looked for what it missed."
        " Agreement is told by Krippendorff's alpha (Krippendorff {alpha}). How good the program is was estimated with each coded unit"
        " standing for those of its stratum that were not drawn (Horvitz and Thompson {weight}).",
        units=n.chosen("reliability", asked, "units coded, by the row that has most", int(asked["units"].max())),
        coders=", ".join(coders), alpha="2018", weight="1952",
    )  # fmt: skip
    made = n.count("estimates", "corrected.notna()")
    if not made.value:
        yield told("Too few units were coded to put shares and counts right; the table of estimates says how many each would need.")
        return
    yield told(
        "Shares and counts were put right by the difference estimator (Särndal, Swensson and Wretman {design}; the same as"
        " prediction-powered inference, Angelopoulos et al. {inference}); their intervals hold the choice of the articles and the error of"
        " the coding. {made} such values are in the table of estimates, {known} of them with an interval.",
        design="1992", inference="2023", made=made, known=n.count("estimates", "corrected_low.notna()"),
    )  # fmt: skip


def _limits() -> Iterator[Sentence]:
    yield told(
        "A program coded these texts, and some rows are wrong. A report of words is not the words; what no article reports may still have"
        " been said; and a count of reports is no count of deeds. Confidence is stated for each statement: how often such statements were"
        " right on the texts with which the program was made."
    )
