"""Copies: whole, edited and trimmed reprints are one voice; texts that only share a subject are not."""

from __future__ import annotations

import pytest

from analysis.copies import copies

TEXT = "The council said on Tuesday that the bridge over the river would stay closed until the end of the month because of repairs."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"a": TEXT, "b": TEXT}, [("b", "a", "exact")]),
        ({"a": TEXT, "b": "Agency report. " + TEXT + " Drivers should use the tunnel."}, [("b", "a", "near")]),
        ({"a": TEXT, "b": TEXT[: len(TEXT) // 2]}, [("b", "a", "near")]),
        ({"a": TEXT, "b": TEXT, "c": TEXT}, [("b", "a", "exact"), ("c", "a", "exact")]),
        ({"a": TEXT, "b": "The mayor opened a school on the other side of the river, with music and cake for everybody."}, []),
        ({"a": "", "b": ""}, []),
        ({}, []),
    ],
)
def test_copies_are_one_voice(texts: dict[str, str], expected: list[tuple[str, str, str]]) -> None:
    found = copies(texts)
    assert list(found[["article_id", "copy_of", "kind"]].itertuples(index=False, name=None)) == expected


def test_the_order_of_the_articles_does_not_matter() -> None:
    texts = {"b": TEXT, "a": TEXT + " More.", "c": "Something else, and not a little of it, stands in this text."}
    assert copies(texts).equals(copies(dict(reversed(texts.items()))))
