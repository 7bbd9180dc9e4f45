"""Quotation marks: pairing by type, apostrophes, nesting, unclosed marks and what is no mark at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quotation import State, quoted, states

# The paragraph, and its quoted stretches in order of their opening marks.
PAIRS: dict[str, tuple[str, list[str]]] = {
    "curly": ("“The ferry is late,” said Holm.", ["“The ferry is late,”"]),
    "two in one paragraph": ("“Yes,” said Holm, “but late.”", ["“Yes,”", "“but late.”"]),
    "straight": ('"The ferry is late," said Holm.', ['"The ferry is late,"']),
    "two straight pairs": ('"Yes," said Holm, "but late."', ['"Yes,"', '"but late."']),
    "single curly": ("‘The ferry is late,’ said Holm.", ["‘The ferry is late,’"]),
    "single straight": ("Holm said 'the ferry is late' again.", ["'the ferry is late'"]),
    "low and high": ("„Die Fähre kommt“, sagte Holm.", ["„Die Fähre kommt“"]),
    "low and raised": ("„The ferry is late”, said Holm.", ["„The ferry is late”"]),
    "guillemets": ("«The ferry is late», said Holm.", ["«The ferry is late»"]),
    "typewriter pairs": ("``The ferry is late,'' said Holm.", ["``The ferry is late,''"]),
    "scare quotes": ("The “ferry” is a raft.", ["“ferry”"]),
    "in brackets": ("The boat (“the raft”) is old.", ["“the raft”"]),
    "after a dash": ("Holm — “never,” he swore — left.", ["“never,”"]),
    "other types do not close": ("“The ferry» is late,” said Holm.", ["“The ferry» is late,”"]),
    "at both ends": ("“The ferry is late.”", ["“The ferry is late.”"]),
    # apostrophes inside single marks
    "possessive s": ("‘Holm’s ferry is late,’ she said.", ["‘Holm’s ferry is late,’"]),
    "contraction": ("‘We don’t know,’ she said.", ["‘We don’t know,’"]),
    "possessive plural": ("‘Both ferries’ engines failed,’ she said.", ["‘Both ferries’ engines failed,’"]),
    "possessive plural before a name": ("‘The sailors’ Union agreed,’ she said.", ["‘The sailors’ Union agreed,’"]),
    "decade inside": ("‘The boats of the ’90s were better,’ she said.", ["‘The boats of the ’90s were better,’"]),
    "straight apostrophe inside straight marks": ("'We don't know,' she said.", ["'We don't know,'"]),
    "possessive plural inside straight marks": ("'Both ferries' engines failed,' she said.", ["'Both ferries' engines failed,'"]),
    # nesting: the outer one first
    "single in double": ("“He called it ‘a raft’ twice,” said Holm.", ["“He called it ‘a raft’ twice,”", "‘a raft’"]),
    "double in single": ("‘He called it “a raft” twice,’ said Holm.", ["‘He called it “a raft” twice,’", "“a raft”"]),
    "straight in curly": ('“He called it "a raft" twice,” said Holm.', ['“He called it "a raft" twice,”', '"a raft"']),
    "nested at the end": ("“He said ‘no’”, said Holm.", ["“He said ‘no’”", "‘no’"]),
    "nested unclosed ends with the outer one": ("“He said ‘no to us,” said Holm.", ["“He said ‘no to us,”", "‘no to us,"]),
    # unclosed
    "runs on in the next paragraph": ("“The ferry is late.", ["“The ferry is late."]),
    "opens again before it closes": ("“The ferry is late, said Holm. “It sank.”", ["“The ferry is late, said Holm. ", "“It sank.”"]),
    # glued
    "glued speech": ("“It is late.”“It sank.”", ["“It is late.”", "“It sank.”"]),
    "glued sentence before": ("It was late.“It sank,” said Holm.", ["“It sank,”"]),
    "glued sentence before straight marks": ('It was late."It sank," said Holm.', ['"It sank,"']),
    "glued word after": ("“It sank.”Holm left.", ["“It sank.”"]),
}
# Nothing is quoted in these.
NO_MARKS = [
    "",
    "The ferry is late.",
    "The ferry's engine and the sailors' union don't matter.",
    "The ferry’s engine and the sailors’ union don’t matter.",
    "The boats of the ’90s were better.",
    "Rock ’n’ roll on deck.",
    "The plank is 12\" wide and 6' long.",
    "A 5'10\" sailor stood at 40°26'46\".",
    "It was late.” That is all.",
    "Boats' and sailors' rights.",
]


@pytest.mark.parametrize(("paragraph", "expected"), PAIRS.values(), ids=PAIRS)
def test_marks_are_paired_by_type(paragraph: str, expected: list[str]) -> None:
    assert [paragraph[q.start : q.end] for q in quoted(paragraph)] == expected


@pytest.mark.parametrize("paragraph", NO_MARKS)
def test_apostrophes_inches_and_stray_closing_marks_quote_nothing(paragraph: str) -> None:
    assert quoted(paragraph) == []
    assert set(states(paragraph)) <= {State.OUTSIDE}


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("“Yes,” he said.", [("Yes,", True, 0)]),
        ("“He said ‘no’ to us", [("He said ‘no’ to us", False, 0), ("no", True, 1)]),
        ("``Yes,'' he said.", [("Yes,", True, 0)]),
        ("“He said ‘no to us", [("He said ‘no to us", False, 0), ("no to us", False, 1)]),
        ("``He said ‘no to us''", [("He said ‘no to us", True, 0), ("no to us", False, 1)]),
        ("“He said ‘no and “left.”", [("He said ‘no and ", False, 0), ("no and ", False, 1), ("left.", True, 0)]),
        ("“", [("", False, 0)]),
        ("“”", [("", True, 0)]),
    ],
)
def test_inner_words_closing_and_depth(paragraph: str, expected: list[tuple[str, bool, int]]) -> None:
    assert [(paragraph[slice(*q.inner)], q.closed, q.depth) for q in quoted(paragraph)] == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("So “yes” it is", "00012223000000"),
        ("“a ‘b’” c", "122222300"),
        ("a “b c", "001444"),
        ("``a'' b", "1123300"),
        ("plain", "00000"),
    ],
)
def test_states_follow_the_outermost_quotation(paragraph: str, expected: str) -> None:
    assert "".join(str(int(state)) for state in states(paragraph)) == expected


PARAGRAPHS = st.text(st.sampled_from(list("“”‘’\"'«»„`.,;:!?—- \u00a0\taAsSzZ09é\U0001f600"))) | st.text()


@given(PARAGRAPHS)
def test_any_text_gives_stretches_inside_it_that_nest_or_stand_apart(paragraph: str) -> None:
    found = quoted(paragraph)
    for q in found:
        assert 0 <= q.start < q.end <= len(paragraph)
        assert q.start < q.inner[0] <= q.inner[1] <= q.end
        assert paragraph.startswith(q.mark, q.start)
    for a in found:
        for b in found:
            apart = a.end <= b.start or b.end <= a.start
            assert apart or a.start <= b.start and b.end <= a.end or b.start <= a.start and a.end <= b.end
    outermost = [q for q in found if q.depth == 0]
    assert [q.start for q in outermost] == sorted(q.start for q in outermost)


@given(PARAGRAPHS)
def test_every_character_has_a_state(paragraph: str) -> None:
    found = states(paragraph)
    assert len(found) == len(paragraph)
    covered = {i for q in quoted(paragraph) if q.depth == 0 for i in range(q.start, q.end)}
    assert {i for i, state in enumerate(found) if state is not State.OUTSIDE} == covered
