"""What people coded of a study: its sheets or, where none is filled in, its gold, as a coder who answered on every unit."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis import agreement, answers, articles, codebook, coding, gold_coder, sampling, sampling_units
from analysis.alpha import Alpha
from analysis.answers import SENTENCE, STATEMENT
from analysis.study import Study

NEEDS = ("articles", "segments", "statements", "positions")


@dataclass(frozen=True)
class Coded:
    """A coded sample of a study.

    Attributes
    ----------
    sample, machine, codes
        The units, what the program said of them and what coders say: see `coding.Coding`.
    articles
        The articles that the units were drawn from: article_id, outlet ("unknown" without one) and period, the month of the first
        possible day of publication ("undated" without one).
    basis
        sheets: the units that were drawn; gold: all units of the articles that were coded beforehand.
    gone
        Ids of the units whose statement the tables no longer hold: they were drawn from tables that the program has made anew.
    words
        How well gold and program agree on which words are content (`agreement.spans`); None of sheets, which part no words.
    """

    sample: pd.DataFrame
    machine: pd.DataFrame
    codes: pd.DataFrame
    articles: pd.DataFrame
    basis: Literal["sheets", "gold"]
    gone: tuple[str, ...] = ()
    words: Alpha | None = None

    @property
    def coders(self) -> tuple[str, ...]:
        """Who answered, in order."""
        return tuple(sorted(set(self.codes["coder"])))


def read(study: Study, data: Mapping[str, pd.DataFrame]) -> Coded | None:
    """The coded sample of a study; None where nothing is coded.

    Parameters
    ----------
    study
        Its sheets lie in `coding`, its gold in `gold`.
    data
        The tables that `NEEDS` names, as the program made them (`tables.read_extracted`): what people corrected is no mistake of it.

    Raises
    ------
    CodingFaults
        Where anything is wrong in the sheets: all faults at once.
    Mismatch
        Where the raw texts are not those of the tables.
    """
    if (study.coding / coding.SAMPLE).is_file():
        read = coding.read(study.coding)
        if len(read.codes):
            there = {"", *data["statements"]["statement_id"]}
            gone = tuple(read.sample.loc[~read.sample["statement_id"].isin(there), "unit_id"])
            return Coded(read.sample, read.machine, read.codes, _grouped(data["articles"]), "sheets", gone)
    return _by_gold(study, data)


def _by_gold(study: Study, data: Mapping[str, pd.DataFrame]) -> Coded | None:
    gold = gold_coder.Gold(study.gold)
    chosen = set(gold.coded(data["articles"]))
    if not chosen:
        return None
    texts = sampling_units.same_texts(data["articles"], articles.read(study.raw, **study.reading), chosen)
    frames = {STATEMENT: sampling_units.statements(data, chosen), SENTENCE: sampling_units.sentences(data, texts, every=True)}
    sums = dict(zip(data["articles"]["article_id"], data["articles"]["text_sha256"], strict=True))
    sample = sampling.draw(frames, sums, n=sum(map(len, frames.values())))
    said = answers.of_program(sample, data["statements"], data["positions"])
    topics = [topic.id for topic in codebook.load(study.codebook).topics]
    codes = answers.table(gold.answers(sample, data["statements"], said, topics), coder=gold_coder.NAME)
    own = data["articles"][data["articles"]["article_id"].isin(chosen)]
    return Coded(sample, answers.table(said), codes, _grouped(own), "gold", words=_words(study, data, gold, chosen))


def _words(study: Study, data: Mapping[str, pd.DataFrame], gold: gold_coder.Gold, chosen: Collection[str]) -> Alpha:
    """How well gold and program agree on the words of the coded articles that are content."""
    texts = sampling_units.same_texts(data["articles"], articles.read(study.raw, **study.reading), chosen)
    words = {article.article_id: agreement.words(article.raw) for article in texts}
    said = data["statements"].groupby("article_id")["content_spans"]
    found = {str(key): [(start, end) for spans in own for start, end in spans] for key, own in said if key in words}
    return agreement.spans(words, {key: gold.contents(key) for key in words}, found)


def _grouped(read: pd.DataFrame) -> pd.DataFrame:
    """Articles with what groups of them are made of."""
    period = read["published_earliest"].astype("object").str[:7].fillna("undated")
    return read[["article_id"]].assign(outlet=read["outlet"].astype("object").fillna("unknown"), period=period).reset_index(drop=True)
