"""What `codebook check` and `codebook suggest` say of small codebooks and texts, and what a new codebook begins with."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from spacy.language import Language

from analysis import cli, codebook, codebook_advice, codebook_new, codebook_suggest, codebook_texts, codebook_use, language, listing
from analysis.codebook import Codebook
from analysis.wording import Finder

pytestmark = pytest.mark.model

TOPICS = """
words:
  cut: [cut, axe*, "@scrap"]
  scrap: [scrap]
  idle: [anchor]
formulas:
  rotten_wood: [rotten, wood + iron]
topics:
  - {id: fares, label: Fares, proposition: Fares should rise, kind: normative, terms: [fare*, raise + fare*, ticket price*]}
  - {id: cuts, label: Cuts, proposition: Sailings were cut, kind: factual, terms: ["@cut + sailing*"]}
  - {id: service, label: Service, proposition: There are sailings, kind: factual, terms: [sailing*]}
  - {id: pier, label: Pier, proposition: The pier is safe, kind: factual, contrary: [rotten], none: [pier]}
  - {id: dues, label: Dues, proposition: Dues are fair, kind: factual, terms: [fair dues], gives_way_to: [cuts]}
"""
ACTORS = """
actors:
  - id: PER:anna_keller
    label: Anna Keller
    type: person
    gender: female
    names: [Anna Keller]
    roles:
      - {title: harbour master, start: 1990-01-01, end: 1999-12-31, source: invented}
      - {title: mayor, start: 2020-01-01, source: invented}
  - {id: PER:bruno_weiss, label: Bruno Weiss, type: person, gender: male, names: [Bruno Weiss]}
  - {id: PER:max_lindt, label: Max Lindt, type: person, names: [Max Lindt]}
"""
EVENTS = """
events:
  - {id: EV:regatta, label: Regatta, earliest: 2022-05-01, latest: 2022-05-01, names: [the regatta], source: invented}
  - {id: EV:storm, label: Storm, earliest: 2022-01-01, latest: 2022-01-01, names: [the great storm], source: invented}
"""
TEXTS = {
    "one": "Anna Keller said on Monday that the harbour would raise fares.\n\n"
    "Bruno Weiss said that the company had cut sailings before the regatta. “The pier is rotten,” Weiss said.\n",
    "two": "Ida Lindt said that the wooden jetty was too short. She denied that fares would rise.\n\n"
    "Bruno Weiss argued that a wooden jetty was cheap. Mr Weiss said he would repair the jetty.\n",
}


@pytest.fixture(autouse=True)
def one_pipeline(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session's pipeline instead of a new one for every run."""
    monkeypatch.setattr(language, "load", lambda **_: nlp)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raw texts and a codebook, in two folders."""
    root = tmp_path_factory.mktemp("study")
    (root / "raw").mkdir()
    (root / "book").mkdir()
    for name, text in TEXTS.items():
        (root / "raw" / f"{name}.txt").write_text(text, encoding="utf-8")
    (root / "raw" / "three.txt").write_bytes(b"")
    (root / "raw" / "sources.csv").write_text(
        "file,outlet,published\none.txt,Gull News,2022-05-04\ntwo.txt,Harbour Herald,2022-05-05\n", encoding="utf-8"
    )
    for name, text in {"topics": TOPICS, "actors": ACTORS, "events": EVENTS}.items():
        (root / "book" / f"{name}.yml").write_text(text, encoding="utf-8")
    return root


Found = dict[str, listing.Listing]


@pytest.fixture(scope="module")
def checked(study: Path, nlp: Language) -> Found:
    book = codebook.load(study / "book")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "load", lambda **_: nlp)
        use = codebook_use.survey(codebook_texts.read(study / "raw", book), book)
    return {found.name: found for found in use.listings()}


# What is counted, and what is told

PATTERNS = [
    (("fares", "terms", 0), (2, 2, 2)),
    (("fares", "terms", 1), (1, 1, 0)),  # always behind the first
    (("fares", "terms", 2), (0, 0, 0)),
    (("cuts", "terms", 0), (1, 1, 1)),
    (("pier", "contrary", 0), (1, 1, 0)),  # kept out
    (("pier", "none", 0), (1, 1, 0)),
]


@pytest.mark.parametrize(("place", "counts"), PATTERNS)
def test_of_every_pattern_it_is_counted_what_it_fits_and_how_often_it_decided(
    checked: Found, place: tuple[str, str, int], counts: tuple[int, int, int]
) -> None:
    (row,) = [row for row in checked["patterns"].rows if tuple(row[:3]) == place]
    assert tuple(row[4:]) == counts


TOLD = [
    ("advice", [("topics.yml: words.idle: no pattern uses @idle",)]),
    ("unmatched_patterns", [("fares", "terms", 2, "ticket price*"), ("dues", "terms", 0, "fair dues")]),
    (
        "idle_patterns",
        [
            ("fares", "terms", 1, "raise + fare*", 1, "terms[0] fits before it (1)"),
            ("pier", "contrary", 0, "rotten", 1, "none[0] keeps the topic out (1)"),
        ],
    ),
    ("unmatched_words", [("cut", "axe*"), ("scrap", "scrap"), ("idle", "anchor")]),
    ("formulas", [("rotten_wood", "rotten", 1), ("rotten_wood", "wood + iron", 0)]),
    ("unmentioned_actors", [("PER:max_lindt", "Max Lindt")]),
    ("candidates", [("PER:ida_lindt", "Ida Lindt", 2, 2, 1)]),
    ("roles", [("PER:anna_keller", "harbour master", "1990-01-01", "1999-12-31")]),
    ("unused_events", [("EV:storm", "Storm")]),
]


@pytest.mark.parametrize(("name", "rows"), TOLD, ids=[name for name, _ in TOLD])
def test_what_is_idle_unknown_or_never_used_is_told(checked: Found, name: str, rows: list[tuple[object, ...]]) -> None:
    assert [tuple(row) for row in checked[name].rows] == rows


def test_topics_found_in_the_same_words_are_told_with_an_example_of_the_raw_text(checked: Found) -> None:
    (row,) = checked["collisions"].rows
    one, other, statements, article, start, end, words = row
    assert (one, other, statements, article) == ("cuts", "service", 1, "one")
    assert TEXTS["one"][int(start) : int(end)] == words == "cut sailings"


def test_topics_of_which_one_gives_way_do_not_collide(study: Path, tmp_path: Path) -> None:
    for name in ("actors", "events"):
        (tmp_path / f"{name}.yml").write_bytes((study / "book" / f"{name}.yml").read_bytes())
    topics = TOPICS.replace("terms: [sailing*]}", "terms: [sailing*], gives_way_to: [cuts]}")
    (tmp_path / "topics.yml").write_text(topics, encoding="utf-8")
    book = codebook.load(tmp_path)
    found = {f.name: f for f in codebook_use.survey(codebook_texts.read(study / "raw", book), book).listings()}
    assert found["collisions"].rows == []
    (idle,) = [row for row in found["idle_patterns"].rows if row[0] == "service"]
    assert idle[-1] == "its topic gives way to another, or its subject or context is another"


def test_statements_that_no_topic_takes_are_told_as_they_stand_in_the_raw_file(checked: Found) -> None:
    rows = checked["untaken"].rows
    assert (rows[0][0], rows[0][4]) == ("one", "“The pier is rotten,”")
    assert all(TEXTS[str(a)][int(s) : int(e)] == words for a, s, e, _, words in rows)
    assert checked["untaken"].title == "Statements that no topic takes (4 of 7, 57 %)"


# Oddities of the codebook alone


def book_of(folder: Path, topics: str = "topics: []", actors: str = "actors: []") -> Codebook:
    for name, text in {"topics": topics, "actors": actors, "events": "events: []"}.items():
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    return codebook.load(folder)


ODD = [
    ("{id: ORG:PORT, label: Port, type: organisation, gender: female, names: [Port]}", "gender is only used of persons"),
    ("{id: PER:ole_berg, label: Ole Berg, type: person, country: XQZ, names: [Ole Berg]}", "country 'XQZ' is none of the library's"),
    ("{id: PER:ole_berg, label: Ole Berg, type: person, names: [Ole Berg, Ole Berg]}", "the name 'Ole Berg' stands twice"),
    ("{id: PER:ole_berg, label: Ole Berg, type: person}", "without names no text leads to it"),
]


@pytest.mark.parametrize(("actor", "says"), ODD, ids=[says for _, says in ODD])
def test_an_oddity_is_one_line_of_advice_and_no_fault(tmp_path: Path, actor: str, says: str) -> None:
    (line,) = codebook_advice.advice(book_of(tmp_path, actors=f"actors:\n  - {actor}\n"))
    assert says in line


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (
            "start: 2022-05-01",
            ["'mayor' is held by both PER:ole_berg and PER:ida_lindt on 2022-05-01: then the office alone leads to neither"],
        ),
        ("start: 2022-01-01", ["from 2022-01-01 to 2022-05-01"]),
        ("end: 2022-05-01", ["to 2022-05-01"]),
        ("start: 2022-05-02", []),
    ],
)
def test_an_office_that_two_hold_on_one_day_is_told(tmp_path: Path, second: str, says: list[str]) -> None:
    people = (
        "actors:\n"
        "  - {id: PER:ole_berg, label: Ole Berg, type: person, names: [Ole Berg],"
        " roles: [{title: mayor, end: 2022-05-01, source: invented}]}\n"
        "  - {id: PER:ida_lindt, label: Ida Lindt, type: person, names: [Ida Lindt],"
        f" roles: [{{title: Mayor, {second}, source: invented}}]}}\n"
    )
    lines = codebook_advice.advice(book_of(tmp_path, actors=people))
    assert len(lines) == len(says)
    assert all(part in line for part, line in zip(says, lines, strict=True))


def test_a_pattern_that_stands_twice_is_told(tmp_path: Path) -> None:
    topic = "topics:\n  - {id: pier, label: Pier, proposition: The pier is safe, kind: factual, terms: [safe pier], con: [Safe  Pier]}\n"
    assert codebook_advice.advice(book_of(tmp_path, topics=topic)) == ["topics.yml: pier.con: 'Safe  Pier' stands in pier.terms already"]


EVENT = "{{id: EV:{id}, label: {id}, earliest: {day}, latest: {day}, names: [{names}]{more}, source: invented}}"
MEETING = {"id": "meeting", "day": "2024-03-12", "names": "the meeting", "more": ", speaker: PER:ole_berg, venue: [town hall]"}
TWINS = [
    ({"names": "The Meeting", "more": ""}, "share days and the name 'the meeting'"),
    ({"more": ", speakers: [PER:ole_berg], venue: [town hall, pier]"}, "share days and the speaker 'PER:ole_berg'"),
    ({"more": ", speakers: [PER:ole_berg]"}, "share days and the speaker 'PER:ole_berg'"),
    ({"more": ", speakers: [PER:ole_berg], venue: [pier]"}, ""),  # told apart by where it was
    ({"more": ""}, ""),
    ({"day": "2024-03-13", "names": "the meeting", "more": MEETING["more"]}, ""),
]


@pytest.mark.parametrize(("other", "says"), TWINS, ids=[says or f"apart-{n}" for n, (_, says) in enumerate(TWINS)])
def test_two_occasions_for_one_event_are_told(tmp_path: Path, other: dict[str, str], says: str) -> None:
    second = {**MEETING, "id": "gathering", "names": "the gathering", **other}
    actors = "actors:\n  - {id: PER:ole_berg, label: Ole Berg, type: person, names: [Ole Berg]}\n"
    book_of(tmp_path, actors=actors)
    events = "".join(f"  - {EVENT.format(**event)}\n" for event in (MEETING, second))
    (tmp_path / "events.yml").write_text(f"events:\n{events}", encoding="utf-8")
    lines = codebook_advice.advice(codebook.load(tmp_path))
    assert len(lines) == bool(says)
    assert all(says in line and "two occasions for one event?" in line for line in lines)


# Wide patterns, and how a build counts

WIDE = """topics:
  - {id: sailings, label: Sailings, proposition: There are sailings, kind: factual, terms: [sailing*]WAY}
  - {id: cuts, label: Cuts, proposition: Sailings were cut, kind: factual, terms: [cut + sailing*]TURN}
"""
SAILINGS = (
    "Anna Keller said that the company had cut sailings. Bruno Weiss said that sailings were late.\n\n"
    "Ida Lindt said that there were sailings on Sunday. She denied that sailings were late. Max Lindt said that the pier was safe.\n"
)


@pytest.mark.parametrize(
    ("way", "turn", "helps"),
    [
        ("", "", "let sailings give way to cuts, or write the pattern more exactly"),
        ("", ", gives_way_to: [sailings]", "cuts gives way to it: turn that round, or write the pattern more exactly"),
        (", gives_way_to: [cuts]", "", None),
    ],
)
def test_a_wide_pattern_that_takes_statements_of_a_narrower_topic_is_told(tmp_path: Path, way: str, turn: str, helps: str | None) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "one.txt").write_text(SAILINGS, encoding="utf-8")
    book = book_of(tmp_path, topics=WIDE.replace("WAY", way).replace("TURN", turn))
    use = codebook_use.survey(codebook_texts.read(tmp_path / "raw", book), book)
    found = next(one for one in use.listings() if one.name == "broad_patterns")
    assert [tuple(row) for row in found.rows] == ([("sailings", "terms", 0, "sailing*", 4, "cuts", 1, 1, helps)] if helps else [])


def test_it_is_told_how_a_build_counts_and_what_to_do_without_topics(study: Path, tmp_path: Path) -> None:
    book = codebook.load(study / "book")
    told = codebook_use.survey(codebook_texts.read(study / "raw", book), book).summary().splitlines()
    assert told[1].startswith(
        "A build counts positions: one for each topic of a statement (4 here) and for each act that an outlet narrates (0)"
    )
    empty = book_of(tmp_path)
    use = codebook_use.survey(codebook_texts.read(study / "raw", empty), empty)
    assert "topics.yml holds no topic yet" in use.summary()
    shown = listing.text(use.listings())
    assert "Patterns" not in shown
    assert shown.startswith("Odd, but allowed: none\n\nWords of lists that match nothing: none")


# Suggestions


@pytest.fixture(scope="module")
def suggested(study: Path, nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> codebook_suggest.Suggestions:
    """What is suggested to a study that begins with nothing."""
    folder = tmp_path_factory.mktemp("new")
    codebook_new.begin(folder / "book")
    book = codebook.load(folder / "book")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language, "load", lambda **_: nlp)
        return codebook_suggest.gather(codebook_texts.read(study / "raw", book), book)


def test_what_several_speakers_say_in_several_articles_comes_first(suggested: codebook_suggest.Suggestions) -> None:
    found = suggested.ranked()
    assert found[0].pattern == "fare"
    assert (found[0].articles, found[0].speakers, len(found[0].uses)) == (2, 2, 2)
    assert "wooden jetty" in [phrase.pattern for phrase in found]


@pytest.mark.parametrize("absent", ["weiss", "keller", "anna keller", "wooden", "monday", "say", "jetty + repair"])
def test_names_and_what_no_two_statements_share_are_no_suggestions(suggested: codebook_suggest.Suggestions, absent: str) -> None:
    assert absent not in [phrase.pattern for phrase in suggested.ranked()]


def test_each_use_is_where_it_says_and_its_pattern_finds_it(suggested: codebook_suggest.Suggestions, nlp: Language, tmp_path: Path) -> None:
    for phrase in suggested.ranked():
        topic = f"topics:\n  - {{id: t, label: T, proposition: T, kind: factual, terms: [{phrase.pattern}]}}\n"
        finder = Finder(book_of(tmp_path, topics=topic).topics)
        for use in phrase.uses:
            raw = TEXTS[use.article_id]
            assert raw[use.start : use.end] == use.words
            assert f"{use.left}{use.words}{use.right}" in raw
            doc = language.parse(nlp, raw.replace("\n\n", "\n").strip())
            assert any(use.words in sentence.text and finder.find(list(sentence), {}) for sentence in doc.sents)


def test_contexts_stand_one_keyword_below_the_other(suggested: codebook_suggest.Suggestions) -> None:
    lines = [use.line() for use in suggested.ranked()[0].uses]
    assert len({line.index("[") for line in lines}) == 1
    assert lines[0].endswith("one 56-61  PER:anna_keller")


def test_statements_on_a_topic_and_of_others_are_left_out(study: Path) -> None:
    book = codebook.load(study / "book")
    all_of_them = codebook_suggest.gather(codebook_texts.read(study / "raw", book), book)
    assert {p.pattern: len(p.uses) for p in all_of_them.ranked()} == {"jetty": 3, "wooden jetty": 2}
    weiss = codebook_suggest.gather(codebook_texts.read(study / "raw", book), book, "PER:bruno_weiss")
    assert {p.pattern: len(p.uses) for p in weiss.ranked()} == {"jetty": 2}
    assert codebook_suggest.gather(codebook_texts.read(study / "raw", book), book, "PER:max_lindt").ranked() == []


def test_a_copied_article_makes_no_phrase_more_widespread(study: Path, tmp_path: Path) -> None:
    book = codebook.load(study / "book")
    (tmp_path / "raw").mkdir()
    for name in ("two", "copy"):
        (tmp_path / "raw" / f"{name}.txt").write_text(TEXTS["two"], encoding="utf-8")
    found = {
        p.pattern: (p.articles, len(p.uses)) for p in codebook_suggest.gather(codebook_texts.read(tmp_path / "raw", book), book).ranked()
    }
    assert found == {"jetty": (1, 6), "wooden jetty": (1, 4)}


def test_a_speaker_without_an_entry_is_suggested_as_one_that_can_be_pasted(study: Path, tmp_path: Path) -> None:
    book = codebook.load(study / "book")
    found = codebook_suggest.gather(codebook_texts.read(study / "raw", book), book).listings(5)
    (entry, statements, articles) = next(f for f in found if f.name == "speakers").rows[0]
    assert (statements, articles) == (2, 1)
    assert book_of(tmp_path, actors=f"actors:\n{entry}\n").actor("PER:ida_lindt") is not None


@pytest.mark.parametrize(
    ("counts", "value"),
    [
        ((10, 100, 10, 100), 0.0),
        ((20, 100, 0, 100), 27.7),
        ((0, 100, 20, 100), -27.7),
        ((5, 100, 0, 0), 0.0),  # nothing to hold it against
        ((110, 100000, 90, 200000), 39.4),
    ],
)
def test_keyness_is_the_signed_log_likelihood_ratio(counts: tuple[int, int, int, int], value: float) -> None:
    assert codebook_suggest.keyness(*counts) == value


# A new codebook


def test_the_skeleton_is_valid_and_its_examples_are_too(tmp_path: Path) -> None:
    paths = codebook_new.begin(tmp_path / "deep" / "book")
    assert codebook.load(tmp_path / "deep" / "book") == Codebook()
    for path in paths:
        comments, _, examples = path.read_text(encoding="utf-8").partition(": []\n")
        words = re.findall(r"^# (words:|formulas:|  \w+: \[.*\])$", comments, flags=re.MULTILINE)
        taken_in = [*words, f"{path.stem}:", *(line.removeprefix("#") for line in examples.splitlines())]
        path.write_text("\n".join(taken_in), encoding="utf-8")
    book = codebook.load(tmp_path / "deep" / "book")
    assert (len(book.topics), len(book.words), len(book.formulas), len(book.actors), len(book.events)) == (1, 2, 1, 5, 1)
    assert codebook_advice.advice(book) == []


def test_what_is_there_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "actors.yml").write_text("mine", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"holds actors\.yml already; nothing was written"):
        codebook_new.begin(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["actors.yml"]


# Lists as text and as CSV


@pytest.mark.parametrize(
    ("rows", "everything", "last"),
    [(13, False, "  12"), (14, False, "  … and 2 more (--all)"), (14, True, "  13"), (0, False, "Things: none")],
)
def test_a_long_list_is_cut_and_says_so(rows: int, everything: bool, last: str) -> None:
    things = listing.Listing("things", "Things", ("number",), [(i,) for i in range(rows)])
    assert listing.text([things], everything).splitlines()[-1].replace("      ", "  ") == last


def test_a_sample_is_spread_and_below_each_row_stands_what_belongs_to_it() -> None:
    rows, below = [(i,) for i in range(120)], [[f"of {i}"] for i in range(120)]
    lines = listing.text([listing.Listing("n", "N", ("number",), rows, below, spread=True)]).splitlines()
    assert [line.strip() for line in lines[2:6]] == ["0", "of 0", "10", "of 10"]


def test_the_tables_hold_every_row_and_column(tmp_path: Path) -> None:
    long = "word " * 40
    table = listing.Listing("things", "Things", ("name", "words"), [(str(i), f'{long}"{i}"; ü') for i in range(40)], text_columns=1)
    (path,) = listing.write([table], tmp_path / "out")
    with path.open(encoding="utf-8", newline="") as file:
        assert [tuple(row) for row in csv.reader(file)] == [("name", "words"), *table.rows]


# The commands


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(list(arguments))
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_check_tells_its_findings_and_succeeds(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["codebook", "check", "--raw", str(study / "raw"), "--codebook", str(study / "book"), "--out", str(tmp_path / "out")]
    code, out, _ = run(capsys, *arguments)
    assert code == 0
    assert out.startswith("2 articles, 7 sentences, 7 statements (fragments left out); 3 (43 %) are on a topic of the codebook.")
    assert "Patterns that match nothing: 2" in out
    assert "not read: three: " in out
    first = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert run(capsys, *arguments)[1] == out
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == first
    assert b"fares,terms,1,raise + fare*,1,1,0" in first["patterns.csv"]


def test_an_invalid_codebook_stops_with_its_faults_before_a_text_is_read(
    study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    book_of(tmp_path)
    (tmp_path / "topics.yml").write_text("topics:\n  - {id: a, kind: fact}\n", encoding="utf-8")
    monkeypatch.setattr(language, "load", lambda **_: pytest.fail("a text was read"))
    for command in ("check", "suggest"):
        code, out, err = run(capsys, "codebook", command, "--raw", str(study / "raw"), "--codebook", str(tmp_path))
        assert (code, out) == (1, "")
        assert "topics.yml: line 2: topics[0] (a).kind: 'fact'; allowed: 'factual' or 'normative'" in err


Wrong = Callable[[Path], list[str]]
WRONG: list[tuple[Wrong, str]] = [
    (lambda root: [], "the following arguments are required: COMMAND"),
    (lambda root: ["grow"], "invalid choice: 'grow'"),
    (lambda root: ["new", str(root / "book")], "already; nothing was written"),
    (
        lambda root: ["check", "--raw", "nowhere", "--codebook", str(root / "book")],
        "nowhere to take as --raw: give the folder of your articles",
    ),
    (
        lambda root: ["suggest", "--raw", str(root / "raw"), "--codebook", "nowhere"],
        "nowhere to take as --codebook: give the folder that holds topics.yml",
    ),
    (
        lambda root: ["suggest", "--actor", "PER:bruno_weis", "--raw", str(root / "raw"), "--codebook", str(root / "book")],
        "no statement is by PER:bruno_weis or by somebody who speaks for it; did you mean PER:bruno_weiss? "
        "most statements are by PER:bruno_weiss (4)",
    ),
    (
        lambda root: ["suggest", "--actor", "GOV:AUT", "--raw", str(root / "raw"), "--codebook", str(root / "book")],
        "no statement is by GOV:AUT or by somebody who speaks for it; most statements are by PER:bruno_weiss (4)",
    ),
    (
        lambda root: ["suggest", "--top", "0", "--raw", str(root / "raw"), "--codebook", str(root / "book")],
        "--top takes a number from 1 on",
    ),
    (
        lambda root: ["suggest", "--actor", "Weiss", "--raw", str(root / "raw"), "--codebook", str(root / "book")],
        "--actor takes an actor id, such as PER:anna_berg, not 'Weiss'",
    ),
]


@pytest.mark.parametrize(("arguments", "says"), WRONG, ids=[says[:20] for _, says in WRONG])
def test_wrong_usage_is_one_line(study: Path, capsys: pytest.CaptureFixture[str], arguments: Wrong, says: str) -> None:
    code, _, err = run(capsys, "codebook", *arguments(study))
    assert code == 2
    assert says in err
    assert err.count("\n") == 1


def test_from_nothing_to_a_first_topic(study: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book, raw = str(tmp_path / "book"), str(study / "raw")
    assert run(capsys, "codebook", "new", book)[0] == 0
    code, out, _ = run(capsys, "codebook", "suggest", "--raw", raw, "--codebook", book, "--top", "1", "--verbose")
    assert code == 0
    assert "one: 3 statements" in out
    pattern = next(line.split("  ")[1].strip() for line in out.splitlines() if line.startswith("  fare"))
    topic = f"topics:\n  - {{id: fares, label: Fares, proposition: Fares should rise, kind: normative, terms: [{pattern}]}}\n"
    (tmp_path / "book" / "topics.yml").write_text(topic, encoding="utf-8")
    assert "2 (29 %) are on a topic of the codebook" in run(capsys, "codebook", "check", "--raw", raw, "--codebook", book)[1]
