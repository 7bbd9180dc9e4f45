"""What the pages of rows show of each table: its columns in the words of a reader, and how each is to be shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "level", "days", "number", "flag", "actors", "topics", "article", "statements", "occasion", "outlet", "words", "row"]


@dataclass(frozen=True)
class Shown:
    """A column of a page of rows.

    Attributes
    ----------
    name, label
        The column of the table, or what it is made from; and what to call it.
    kind
        level: one of few values; days: first and last day; actors, topics, statements: a list of them; row: a row of another
        table; words: the row's characters in the raw text; the rest says what it is.
    main
        Whether it is a column of the page; else it stands among the details of a row.
    choice
        Whether rows can be chosen by it.
    """

    name: str
    label: str
    kind: Kind = "text"
    main: bool = True
    choice: bool = False


@dataclass(frozen=True)
class View:
    """A page of rows: its heading, what a row is, and its columns; `span` are the columns of the row's first and last character."""

    title: str
    row: str
    columns: tuple[Shown, ...]
    span: tuple[str, str] | None = ("start", "end")


def _more(name: str, label: str, kind: Kind = "text", choice: bool = False) -> Shown:
    return Shown(name, label, kind, main=False, choice=choice)


_ARTICLE = Shown("article_id", "Article", "article")
_OUTLET = Shown("outlet", "Outlet", "outlet", choice=True)
_WORDS = Shown("words", "Words", "words")
_RULE = _more("rule", "Rule that decided", "level")
_CODER = _more("coder", "Coded by", "level", choice=True)

VIEWS: dict[str, View] = {
    "articles": View(
        "Articles",
        "one raw article, readable or not",
        (
            Shown("article_id", "Article", "article"),
            _OUTLET,
            Shown("published", "Published"),
            Shown("n_words", "Words", "number"),
            Shown("status", "Status", "level", choice=True),
            Shown("reason", "Why not read"),
            _more("file", "Raw file"),
            _more("sha256", "SHA-256"),
            _more("text_basis", "Raw text", "level"),
            _more("encoding", "Encoding"),
            _more("text_file", "Extracted text"),
            _more("n_chars", "Characters", "number"),
            _more("url", "Address"),
            _more("outlet_basis", "Outlet known from", "level"),
            _more("published_granularity", "Published known to the", "level"),
            _more("published_basis", "Published known from", "level"),
            _more("published_rule", "How it was dated"),
        ),
        span=None,
    ),
    "segments": View(
        "Segments",
        "one stretch of an article; together they cover all that is not white space",
        (_WORDS, Shown("role", "Role", "level", choice=True), Shown("kind", "Kind", "level", choice=True), _OUTLET, _ARTICLE, _RULE),
    ),
    "mentions": View(
        "Mentions",
        "one mention of an actor or place",
        (
            _WORDS,
            Shown("actor_id", "Actor meant", "actors", choice=True),
            Shown("label", "Kind of name", "level", choice=True),
            Shown("link_rule", "Known by", "level", choice=True),
            _OUTLET,
            _ARTICLE,
        ),
    ),
    "actors": View(
        "Actors",
        "one actor named anywhere in the corpus",
        (
            Shown("actor_id", "Actor", "actors"),
            Shown("type", "Type", "level", choice=True),
            Shown("country", "Country", "level", choice=True),
            Shown("acts_for", "Acts for", "actors", choice=True),
            Shown("basis", "Known from", "level", choice=True),
            _CODER,
        ),
        span=None,
    ),
    "statements": View(
        "Statements",
        "one utterance, attitude or quoted fragment that the text ascribes to somebody",
        (
            Shown("speakers", "Speaker", "actors", choice=True),
            Shown("cue_lemma", "Reported with", "level"),
            Shown("content", "What was said", "text"),
            Shown("topics", "Topic", "topics", choice=True),
            Shown("type", "Type", "level", choice=True),
            Shown("days", "Said on", "days"),
            _OUTLET,
            _more("article_id", "Article", "article"),
            _more("published", "Article published"),
            _more("speaker_status", "Speaker known by", "level"),
            _more("on_behalf_of", "Speaks for", "actors"),
            _more("addressees", "Said to", "actors"),
            _more("via", "Came through", "actors"),
            _more("section", "Part of the article", "level"),
            _more("cue_class", "Kind of cue", "level"),
            _more("act", "Said or thought", "level"),
            _more("modality", "How it is put", "level"),
            _more("negated", "Cue negated", "flag"),
            _more("nested_in", "Reported inside", "statements"),
            _more("date_basis", "Days known from", "level"),
            _more("confidence", "Confidence", "number"),
            _CODER,
            _RULE,
        ),
    ),
    "marks": View(
        "Quotation marks",
        "one character that looks like a quotation mark, or two that stand for one",
        (
            _WORDS,
            Shown("use", "Use", "level", choice=True),
            Shown("statement_id", "Part of", "statements"),
            Shown("reason", "Why of none", "level", choice=True),
            _OUTLET,
            _ARTICLE,
            _CODER,
        ),
    ),
    "dates": View(
        "Time expressions",
        "one time expression",
        (
            _WORDS,
            Shown("value", "Meant"),
            Shown("days", "Days", "days"),
            Shown("type", "Type", "level", choice=True),
            Shown("anchor", "Reckoned from", "level", choice=True),
            _OUTLET,
            _ARTICLE,
            _more("granularity", "Known to the", "level"),
            _CODER,
            _RULE,
        ),
    ),
    "positions": View(
        "Positions",
        "one side taken on a topic of the codebook",
        (
            Shown("actors", "Actor", "actors", choice=True),
            Shown("topic", "Topic", "topics", choice=True),
            Shown("side", "Side", "level", choice=True),
            Shown("stance", "Act", "level", choice=True),
            _WORDS,
            Shown("days", "Said on", "days"),
            _OUTLET,
            _more("article_id", "Article", "article"),
            _more("statement_id", "Read from", "statements"),
            _more("organisations", "Speaks for", "actors"),
            _more("modality", "How it is put", "level"),
            _more("narrowed_by", "Narrowed by"),
            _more("widened_by", "Widened by"),
            _more("target", "Aimed at", "actors"),
            _more("target_explicit", "Target named", "flag"),
            _more("evidence_type", "Whose voice", "level"),
            _more("negated", "Words deny it", "flag"),
            _CODER,
            _RULE,
        ),
        span=("evidence_start", "evidence_end"),
    ),
    "corrections": View(
        "Corrections",
        "one correction of the tables by a person, whether it could be applied or not",
        (
            Shown("action", "Action", "level", choice=True),
            Shown("what", "Of what", "level", choice=True),
            Shown("fate", "Fate", "level", choice=True),
            Shown("reason", "In a sentence"),
            Shown("text", "Words"),
            Shown("coder_name", "Corrected by", "level", choice=True),
            Shown("date", "On"),
            _OUTLET,
            _more("article_id", "Article", "article"),
            _more("why", "Why"),
            _more("stated", "What it states"),
            _more("before", "What was there before"),
            _more("table", "Table of the row", "level"),
            _more("row_id", "The row", "row"),
            _more("file", "File of the correction"),
        ),
    ),
    "occasions": View(
        "Occasions",
        "one press conference, interview, vote or meeting at which something was said",
        (
            Shown("occasion_id", "Occasion", "occasion"),
            Shown("days", "Days", "days"),
            Shown("speaker", "Speaker", "actors", choice=True),
            Shown("place", "Place"),
            Shown("kind", "Kind", "level", choice=True),
            Shown("statement_ids", "Statements", "statements"),
            _more("basis", "Known from", "level"),
        ),
        span=None,
    ),
    "alignments": View(
        "Alignments",
        "statements that belong together across or within outlets",
        (
            Shown("relation", "How they belong together", "level", choice=True),
            Shown("topic", "Topic", "topics", choice=True),
            Shown("statement_ids", "Statements", "statements"),
            Shown("score", "Alike", "number"),
            Shown("method", "Rests on", "level"),
        ),
        span=None,
    ),
    "copies": View(
        "Copies",
        "one article that holds the text of another, whole, nearly or in part",
        (
            _ARTICLE,
            Shown("copy_of", "Copy of", "article"),
            Shown("relation", "Kind", "level", choice=True),
            Shown("containment", "Share held", "number"),
            Shown("share", "Share of the copy", "number"),
            Shown("basis", "Original told by", "level", choice=True),
        ),
        span=None,
    ),
    "coverage": View(
        "Coverage",
        "one utterance of an occasion and one outlet of the corpus, whether it reports it or not",
        (
            Shown("label", "Utterance"),
            _OUTLET,
            Shown("state", "State", "level", choice=True),
            Shown("statement_ids", "Statements", "statements"),
            Shown("occasion_id", "Occasion", "occasion", choice=True),
            Shown("copy_of", "Copied from", "article"),
        ),
        span=None,
    ),
    "scores": View(
        "Scores",
        "one measure of how well the rows agree with articles coded beforehand, per cent",
        (
            Shown("part", "Part", "level", choice=True),
            Shown("measure", "Measure"),
            Shown("value", "Value", "number"),
            Shown("low", "Interval from", "number"),
            Shown("high", "Interval to", "number"),
            Shown("gold", "Coded", "number"),
            Shown("found", "Found", "number"),
            Shown("articles", "Articles", "number"),
        ),
        span=None,
    ),
    "errors": View(
        "Errors",
        "one row that differs from the coding, or that it lacks",
        (
            Shown("part", "Part", "level", choice=True),
            Shown("error", "What is wrong", "level", choice=True),
            _WORDS,
            Shown("gold", "Coded"),
            Shown("found", "Found"),
            _OUTLET,
            _ARTICLE,
        ),
    ),
    "reliability": View(
        "Agreement of coders",
        "how well coders agree with one another, or with the program, on one thing that they answer",
        (
            Shown("variable", "Answer", "level", choice=True),
            Shown("coders", "Between", "level", choice=True),
            Shown("alpha", "Krippendorff’s alpha", "number"),
            Shown("low", "Interval from", "number"),
            Shown("high", "Interval to", "number"),
            Shown("same", "Same answers, per cent", "number"),
            Shown("units", "Units", "number"),
            Shown("articles", "Articles", "number"),
            _more("reason", "Why it is missing"),
        ),
        span=None,
    ),
    "accuracy": View(
        "Accuracy by coding",
        "one measure of how good the program is by the coding, per cent, weighed back to all articles",
        (
            Shown("measure", "Measure"),
            Shown("value", "Value", "number"),
            Shown("low", "Interval from", "number"),
            Shown("high", "Interval to", "number"),
            Shown("n", "Units", "number"),
            Shown("articles", "Articles", "number"),
            _more("ties", "Answers on which coders are divided", "number"),
            _more("reason", "Why it is missing"),
        ),
        span=None,
    ),
    "estimates": View(
        "Counts put right",
        "one share or count as the program has it, and as it becomes by the coding",
        (
            Shown("quantity", "What is counted", "level", choice=True),
            Shown("group", "Of"),
            Shown("measure", "Measure", "level", choice=True),
            Shown("uncorrected", "Program", "number"),
            Shown("corrected", "Put right", "number"),
            Shown("corrected_low", "Interval from", "number"),
            Shown("corrected_high", "Interval to", "number"),
            Shown("n_machine", "Rows of the program", "number"),
            Shown("n_coded", "Coded units", "number"),
            _more("uncorrected_low", "Interval of the program’s value from", "number"),
            _more("uncorrected_high", "Interval of the program’s value to", "number"),
            _more("reason", "What is missing, and why"),
        ),
        span=None,
    ),
}
"""The pages of rows by table, in the order in which they are listed; those from scores on are there once the rows were validated."""
