"""Word lists: countries, capitals and peoples, offices under their many names, unnamed groups; and that the lists contradict nothing."""

from __future__ import annotations

import re

import pytest

from analysis import lexicon

PLACES = [
    ("Austria", ("AUT", "name")),
    ("U.S.", ("USA", "name")),
    ("Vienna", ("AUT", "capital")),
    ("Washington", ("USA", "capital")),
    ("White House", ("USA", "seat")),
    ("Chilean", ("CHL", "demonym")),
    ("Brasília", ("BRA", "capital")),
    ("Congolese", None),  # of two countries: tells neither
    ("Brussels", None),  # more often the European Union than Belgium
    ("Gullhaven", None),
    ("austria", None),
]


@pytest.mark.parametrize(("name", "expected"), PLACES)
def test_places_lead_to_one_country_or_to_none(name: str, expected: tuple[str, str] | None) -> None:
    assert lexicon.places().get(name) == expected


def test_every_country_has_a_code_of_three_letters_and_a_name() -> None:
    countries = {country for country, _ in lexicon.places().values()}
    assert len(countries) > 180
    assert all(re.fullmatch(r"[A-Z]{3}", country) for country in countries)
    assert lexicon.country_label("AUT") == "Austria"
    assert lexicon.country_label("XXX") == "XXX"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Foreign Minister", "foreign minister"),
        ("minister of foreign affairs", "foreign minister"),
        ("Foreign  Secretary", "foreign minister"),
        ("Defense Minister", "defence minister"),
        ("spokeswoman", "spokesperson"),
        ("Premier", "prime minister"),
        ("transport minister", "transport minister"),
        ("vice-president", "vice president"),
        ("", ""),
    ],
)
def test_one_office_has_one_form(title: str, expected: str) -> None:
    assert lexicon.office(title) == expected
    assert lexicon.office(lexicon.office(title)) == expected


@pytest.mark.parametrize(
    ("noun", "group"), [("experts", "EXPERTS"), ("Officials", "OFFICIALS"), ("critics", "CRITICS"), ("expert", None), ("gulls", None)]
)
def test_plural_nouns_name_groups(noun: str, group: str | None) -> None:
    assert lexicon.group_of(noun) == group


def test_no_title_stands_in_two_offices_and_no_noun_in_two_groups() -> None:
    titles = lexicon.read("titles")
    for lists in (titles["same_office"], titles["same_body"], list(titles["groups"].values()), list(titles["one_of"].values())):
        words = [word for words in lists for word in words]
        assert sorted(set(words)) == sorted(words)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Ministry of Foreign Affairs", "foreign ministry"),
        ("Foreign Office", "foreign ministry"),
        ("Defense Ministry", "defence ministry"),
        ("Transport Ministry", "transport ministry"),
        ("parliament", "parliament"),
    ],
)
def test_one_body_has_one_form(title: str, expected: str) -> None:
    assert lexicon.body(title) == expected
    assert lexicon.body(lexicon.body(title)) == expected


@pytest.mark.parametrize(("name", "gender"), [("ida", "female"), ("otto", "male"), ("jean", "both"), ("gullhaven", None)])
def test_first_names_are_a_womans_a_mans_or_both(name: str, gender: str | None) -> None:
    assert lexicon.first_names().get(name) == gender


def test_first_names_are_plain_and_none_is_of_two_kinds() -> None:
    lists = [lexicon.read("first_names")[kind].split() for kind in ("female", "male", "both")]
    names = [name for names in lists for name in names]
    assert len(set(names)) == len(names) > 10_000
    assert all(name.isascii() and name.islower() and name.isalpha() for name in names)


@pytest.mark.parametrize(
    ("form", "agency"),
    [("Reuters", "Reuters"), ("AFP", "AFP"), ("Agence France-Presse", "AFP"), ("ap", None), ("pa", None), ("Gull News", None)],
)
def test_agencies_are_known_by_their_names_in_running_text(form: str, agency: str | None) -> None:
    assert lexicon.agencies().get(form) == agency


@pytest.mark.parametrize("name", ["cues", "titles", "countries", "confidence", "chains", "first_names"])
def test_lists_hold_words_and_no_truth_values(name: str) -> None:
    """YAML reads a bare `no` or `on` as a truth value."""

    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for pair in value.items() for part in pair for leaf in leaves(part)]
        return [leaf for part in value for leaf in leaves(part)] if isinstance(value, list) else [value]

    assert {type(leaf) for leaf in leaves(lexicon.read(name))} <= {str, float}
