"""The word lists of the language, read once from the data files beside the code."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from analysis.tables import CUE_CLASSES

DATA = Path(__file__).parent / "data"


@cache
def read(name: str) -> dict[str, Any]:
    """The mapping in `data/NAME.yml`."""
    data = yaml.safe_load((DATA / f"{name}.yml").read_text(encoding="utf-8"))
    assert isinstance(data, dict), f"{name}.yml holds no mapping"
    return data


@cache
def cue_classes() -> dict[str, str]:
    """Cue lemma (several words joined by a space) to class; a lemma in several classes keeps the first."""
    out: dict[str, str] = {}
    for name, lemmas in read("cues").items():
        if name not in CUE_CLASSES:
            continue
        for lemma in lemmas:
            out.setdefault(str(lemma), name)
    return out


@cache
def bases(word: str) -> tuple[str, ...]:
    """What a word in lower case may be an inflection of, by rules of spelling and a list of irregular forms.

    Forms that are no words do no harm where only listed words are looked up.

    >>> bases("urging"), "deny" in bases("denies"), bases("said")[0]
    (('urg', 'urge'), True, 'say')
    """
    irregular = read("cues")["irregular"]
    out = [irregular[word]] if word in irregular else []
    for ending in ("ing", "ed", "es", "s", "d"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word[: -len(ending)]
            out += [stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem]
            out += [stem[:-1] + "y"] if stem.endswith("i") else []
    return tuple(dict.fromkeys(out))


@cache
def places() -> dict[str, tuple[str, str]]:
    """Name of a country, capital, seat or people to (ISO alpha-3, kind), kind being name, capital, seat or demonym.

    A name of two countries ("Congolese") is left out: it tells neither.
    """
    found: dict[str, tuple[str, str]] = {}
    doubtful: set[str] = set()
    for name, entry in _place_names():
        if name in found and found[name] != entry:
            doubtful.add(name)
        found.setdefault(name, entry)
    return {name: entry for name, entry in found.items() if name not in doubtful}


def _place_names() -> Iterator[tuple[str, tuple[str, str]]]:
    kinds = {"names": "name", "demonyms": "demonym", "capitals": "capital", "seats": "seat"}
    for country, forms in read("countries").items():
        for field, kind in kinds.items():
            for name in forms.get(field, ()):
                if kind != "demonym" or name not in forms["names"]:
                    yield name, (country, kind)


@cache
def country_label(country: str) -> str:
    """The first name of a country by its ISO alpha-3 code; the code itself where it is not known."""
    return str(read("countries").get(country, {"names": [country]})["names"][0])


@cache
def group_of(noun: str) -> str | None:
    """The group that a plural noun names: `experts` -> `EXPERTS`."""
    return next((key for key, nouns in read("titles")["groups"].items() if noun.lower() in nouns), None)


@cache
def office(title: str) -> str:
    """A role title in its one form: lower case, without what only decorates it, synonyms made one.

    >>> office("Defense Minister"), office("foreign secretary"), office("Top Diplomat")
    ('defence minister', 'foreign minister', 'top diplomat')
    """
    plain = " ".join(title.lower().replace("-", " ").split())
    for same in read("titles")["same_office"]:
        if plain in same:
            return "defence minister" if "defence minister" in same[0] else str(same[0])
    return plain


@cache
def body(title: str) -> str:
    """The title of a ministry or other body in its one form.

    >>> body("Ministry of Foreign Affairs"), body("Defense Ministry"), body("Harbour Police")
    ('foreign ministry', 'defence ministry', 'harbour police')
    """
    plain = " ".join(title.lower().replace("-", " ").split())
    return next((str(same[0]) for same in read("titles")["same_body"] if plain in same), plain)


@cache
def first_names() -> dict[str, str]:
    """First name in lower case without accents to `female`, `male` or `both`."""
    return {name: gender for gender in ("female", "male", "both") for name in read("first_names")[gender].split()}


@cache
def agencies() -> dict[str, str]:
    """Forms of the names of news agencies, as they are written in running text, to the name that is kept.

    A short form in small letters is left out: in running text "ap" and "pa" are no agencies.
    """
    out = {}
    for name, forms in read("cleaning")["agencies"].items():
        for form in (name, *forms):
            written = form if form != form.lower() else form.title() if len(form) > 4 else form.upper()
            out[written.removeprefix("The ")] = str(name)
    return out
