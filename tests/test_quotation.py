"""Quotation marks: pairing by type, apostrophes, nesting, unclosed marks and what is no mark at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.quotation import State, marks, quoted, states

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
    # a mark of another type closes, where none of the right type follows
    "opened straight, closed curly": ('"The ferry is late,” said Holm.', ['"The ferry is late,”']),
    "opened curly, closed straight": ('“The ferry is late," said Holm.', ['“The ferry is late,"']),
    "opened double, closed single": ("“The ferry is late,’ said Holm.", ["“The ferry is late,’"]),
    "opened single, closed straight": ("“He said ‘no',” said Holm.", ["“He said ‘no',”", "‘no'"]),
    "closed by two single ones": ("“The ferry is late,’’ said Holm.", ["“The ferry is late,’’"]),
    "one pair of each": ('The "fast,” “large” and "safe” ferry.', ['"fast,”', "“large”", '"safe”']),
    "the right type follows": (
        '“The 12" plank and the "raft" are here,” said Holm.',
        ['“The 12" plank and the "raft" are here,”', '"raft"'],
    ),
    # marks that look the wrong way
    "closed by an opening one": ("“The ferry is late,“ said Holm.", ["“The ferry is late,“"]),
    "opened by a closing one": ("Holm said ”the ferry is late” again.", ["”the ferry is late”"]),
    "both the wrong way": ("”The ferry is late,“ said Holm. ”It sank.“", ["”The ferry is late,“", "”It sank.“"]),
    "single, closed by an opening one": ("It is ‘a raft in a raft‘. He left.", ["‘a raft in a raft‘"]),
    "guillemets that point inwards": ("»Die Fähre kommt«, sagte Holm.", ["»Die Fähre kommt«"]),
    "between spaces": ('The pilot is a " ferry fan since childhood", he said.', ['" ferry fan since childhood"']),
    "a space before the closing one": ("Holm said: “The ferry is late “.", ["“The ferry is late “"]),
    # two characters for one mark
    "two single ones": ("''The ferry is late,'' said Holm. ''It sank.''", ["''The ferry is late,''", "''It sank.''"]),
    "two single curly ones": ("‘‘The ferry is late,’’ said Holm.", ["‘‘The ferry is late,’’"]),
    "two single guillemets": ("‹‹The ferry is late››, said Holm.", ["‹‹The ferry is late››"]),
    "two that close one in the other": ("‘He said ‘no’’ and left.", ["‘He said ‘no’’", "‘no’"]),
    "single inside two single ones": ("''He said 'no','' said Holm.", ["''He said 'no',''", "'no'"]),
    "backtick and apostrophe": ("Holm said `the ferry is late' again.", ["`the ferry is late'"]),
    # numbers
    "a number in single marks": ("Few believe the '90%' of the ferry line.", ["'90%'"]),
    "feet and inches inside": ("“He is 6’2” tall, and she is 5'10\",” said Holm.", ["“He is 6’2” tall, and she is 5'10\",”"]),
    "a year at the end": ('"The ferry sank in 1990" is all they wrote.', ['"The ferry sank in 1990"']),
    # apostrophes
    "an initialism": ("‘The U.N.’s ferry is late,’ she said.", ["‘The U.N.’s ferry is late,’"]),
    "a decade with an opening mark": ("“In the ‘80s the ferry was fast,” she said.", ["“In the ‘80s the ferry was fast,”"]),
    "rock and roll": ("“Rock ’n’ roll and rock 'n' roll,” she said.", ["“Rock ’n’ roll and rock 'n' roll,”"]),
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
    "Sailing ‘n Rowing and the ‘90s.",
    "The boat of Salem bin ‘Umar and the ministry‘s ferry.",
    "Hawaiʻi, Baha´u´llah and goin’ home.",
    "The 6′2″ sailor and the 1’000 boats.",
    r"The ferry\'92s code is left over.",
    "It was late“. That is all.",
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


# The paragraphs of a text; its marks as "mark use partner's paragraph and place among the marks", apostrophes left out.
ACROSS: dict[str, tuple[list[str], list[str]]] = {
    "reopened in each paragraph, closed once": (
        ["“It is late.", "“It sank.", "“That is all.” He left."],
        ["“ continued", "“ continued", "“ opening 3", "” closing 2"],
    ),
    "nested, reopened": (
        ["“She said, ‘It is late.", "“‘It sank.’”"],
        ["“ continued", "‘ continued", "“ opening 5", "‘ opening 4", "’ closing 3", "” closing 2"],
    ),
    "closed in a later paragraph": (["“It is late.", "It sank.", "That is all.” He left."], ["“ opening 1", "” closing 0"]),
    "closed by another type": (['"It is late.', "It sank.” He left."], ['" opening 1', "” closing 0"]),
    "opened anew in between": (
        ["“It is late.", "The “ferry” sank.", "That is all.”"],
        ["“ opening", "“ opening 2", "” closing 1", "” closing"],
    ),
    "never closed": (["“It is late.", "It sank."], ["“ opening"]),
    "never opened": (["It is late.", "It sank.” He left."], ["” closing"]),
    "another mark goes on": (["“It is late.", "‘It sank.’"], ["“ opening", "‘ opening 2", "’ closing 1"]),
    "the last paragraph": (["“It’s late."], ["“ opening"]),
    "each closed": (["“It is late.”", "“It sank.”"], ["“ opening 1", "” closing 0", "“ opening 3", "” closing 2"]),
    "no mark": (["It is late.", ""], []),
    "feet and inches, and a code": (["He is 6'2\" tall.", r"It\'92s late."], ["' measure", '" measure', "' none"]),
}

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


@pytest.mark.parametrize(("paragraphs", "expected"), ACROSS.values(), ids=ACROSS)
def test_marks_are_paired_over_paragraphs(paragraphs: list[str], expected: list[str]) -> None:
    ends = [sum(len(p) + 1 for p in paragraphs[: n + 1]) - 1 for n in range(len(paragraphs))]
    stretches = [(end - len(p), end) for p, end in zip(paragraphs, ends, strict=True)]
    found = [mark for mark in marks("\n".join(paragraphs), stretches) if mark.use != "apostrophe"]
    place = {mark.start: str(number) for number, mark in enumerate(found)}
    assert [" ".join([m.text, m.use, *([place[m.partner]] if m.partner is not None else [])]) for m in found] == expected


@given(PARAGRAPHS, PARAGRAPHS)
def test_partners_are_each_other_s(first: str, second: str) -> None:
    text = f"{first}\n{second}"
    found = marks(text, [(0, len(first)), (len(first) + 1, len(text))])
    by_start = {mark.start: mark for mark in found}
    assert [mark.start for mark in found] == sorted(by_start)
    for mark in found:
        assert text[mark.start : mark.end] == mark.text
        assert mark.partner is None or by_start[mark.partner].partner == mark.start
        assert {"opening", "closing"} >= {mark.use} or mark.partner is None


@given(PARAGRAPHS)
def test_what_opens_or_closes_a_stretch_is_a_mark_that_says_so(paragraph: str) -> None:
    uses = {mark.start: mark for mark in marks(paragraph)}
    for q in quoted(paragraph):
        assert (uses[q.start].use, uses[q.start].text) == ("opening", q.mark)
        assert (uses[q.start].partner is not None) == q.closed
    assert sum(mark.use == "opening" for mark in uses.values()) == len(quoted(paragraph))


@given(PARAGRAPHS)
def test_every_character_has_a_state(paragraph: str) -> None:
    found = states(paragraph)
    assert len(found) == len(paragraph)
    covered = {i for q in quoted(paragraph) if q.depth == 0 for i in range(q.start, q.end)}
    assert {i for i, state in enumerate(found) if state is not State.OUTSIDE} == covered


@pytest.mark.parametrize("mark", ["“", "‘", '"', "'", "«", "``"])
def test_marks_that_are_never_closed_are_all_there_and_nest_no_deeper_than_language_does(mark: str) -> None:
    found = quoted(f"{mark}a " * 300)
    assert len(found) == 300 or mark in "\"'"
    assert max((q.depth for q in found), default=0) < 20
    assert not any(q.closed for q in found if mark not in "\"'")
