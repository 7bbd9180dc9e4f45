"""The codebook: what a researcher may write, and what is said of every mistake."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analysis import codebook

STUDY = Path(__file__).parents[1] / "data" / "codebook"
GOOD = {
    "topics.yml": """
words:
  toll: [toll, road charge*]
topics:
  - {id: toll, label: Toll, proposition: The road toll is right, kind: normative, terms: ["@toll"], subject: [GOV:AUT]}
  - {id: bridge, label: Bridge, proposition: The bridge is safe, kind: factual,
     contrary: [bridge + collapse*|ORG:OPERATOR], gives_way_to: [toll]}
""",
    "actors.yml": """
actors:
  - {id: ORG:OPERATOR, label: The operator, type: organisation}
  - id: PER:anna_berg
    label: Anna Berg
    type: person
    acts_for: ORG:OPERATOR
    names: [Anna Berg]
    roles: [{title: head, of: ORG:OPERATOR, start: 2020-05-01, end: 2021-04-30, source: annual report}]
  - {id: PER:ole_berg, label: Ole Berg, type: person, country: AUT, gender: male, names: [Ole Berg]}
""",
    "events.yml": """
events:
  - {id: EV:opening, label: Opening, earliest: 2021-03-01, latest: 2021-03-01, speaker: PER:anna_berg, venue: [pier], source: annual report}
""",
}


def write(folder: Path, **changed: str) -> Path:
    for name, text in GOOD.items():
        (folder / name).write_text(changed.get(name.removesuffix(".yml"), text), encoding="utf-8")
    return folder


def faults(folder: Path) -> list[str]:
    with pytest.raises(codebook.CodebookError) as error:
        codebook.load(folder)
    return list(error.value.faults)


def test_the_study_s_codebook_is_sound_and_leads_nowhere_else() -> None:
    book = codebook.load(STUDY)
    assert len(book.topics) == 28
    assert all(any(True for _ in topic.patterns()) for topic in book.topics)


def test_a_good_codebook_is_read_in_order(tmp_path: Path) -> None:
    book = codebook.load(write(tmp_path))
    assert [t.id for t in book.topics] == ["toll", "bridge"]
    assert [p.words for p in book.topic("toll").terms[0].parts[0]] == [("toll",), ("road", "charge*")]
    assert book.topic("bridge").contrary[0].parts[1][1].actor == "ORG:OPERATOR"
    assert book.words == (("toll", ("toll", "road charge*")),)
    assert book.side("PER:anna_berg") == "ORG:OPERATOR"
    assert book.side("GOV:AUT") == "GOV:AUT"
    assert book.actor("GOV:AUT") is None
    with pytest.raises(KeyError, match="topics: toll, bridge"):
        book.topic("tunnel")


@pytest.mark.parametrize(
    ("earliest", "latest", "held"),
    [
        ("2020-04-30", "2020-04-30", False),
        ("2020-04-30", "2020-05-01", True),
        ("2021-04-30", "2021-06-01", True),
        ("2021-05-01", "2021-05-02", False),
    ],
)
def test_a_role_is_held_on_its_first_and_last_day(tmp_path: Path, earliest: str, latest: str, held: bool) -> None:
    role = codebook.load(write(tmp_path)).actors[1].roles[0]
    assert role.held(date.fromisoformat(earliest), date.fromisoformat(latest)) is held


# What may be written, though it looks odd: the change, where it shows, and what is read
SOUND = [
    ("topics", ("label: Toll", "label: No"), lambda book: book.topics[0].label, "No"),  # else YAML's word for false
    ("topics", ("label: Toll", "label: 2024"), lambda book: book.topics[0].label, "2024"),
    ("topics", ("[toll, road", "[toll, on, LGBTQ+ rights, road"), lambda book: book.words[0][1][1:3], ("on", "LGBTQ+ rights")),
    ("topics", ("\nwords", "\ufeff\nwords"), lambda book: len(book.topics), 2),
    ("topics", ("words:\n", "formulas: {dear: ['@toll + dear']}\nwords:\n"), lambda book: [n for n, _ in book.formulas], ["dear"]),
    ("topics", ("toll: [toll, road charge*]", "toll: ['@fee', toll]\n  fee: [fee]"), lambda book: len(book.topics[0].terms[0].parts[0]), 2),
    ("topics", ("kind: factual,", "kind: factual, none: [GOV:AUT + toll|fee],"), lambda book: len(book.topics[1].none[0].parts), 2),
    ("events", ("earliest: 2021-03-01", "earliest: '2021-03-01'"), lambda book: book.events[0].earliest, date(2021, 3, 1)),
    ("events", ("speaker: PER:anna_berg", "speaker: GOV:AUT"), lambda book: book.events[0].speaker, "GOV:AUT"),
    ("actors", ("names: [Ole Berg]", "names: [Ole Berg, Ole]"), lambda book: book.actors[2].names, ("Ole Berg", "Ole")),
    ("actors", (", end: 2021-04-30", ""), lambda book: book.actors[1].roles[0].end, None),
    ("actors", ("country: AUT", "country: BMU"), lambda book: book.actors[2].country, "BMU"),
]


@pytest.mark.parametrize(("name", "change", "read", "value"), SOUND, ids=[f"{s[0]}-{s[1][1][:20]}" for s in SOUND])
def test_what_is_allowed_is_read_as_it_stands(tmp_path: Path, name: str, change: tuple[str, str], read: object, value: object) -> None:
    text = GOOD[f"{name}.yml"].replace(*change)
    assert text != GOOD[f"{name}.yml"]
    assert callable(read)
    assert read(codebook.load(write(tmp_path, **{name: text}))) == value


def test_a_study_may_begin_with_nothing(tmp_path: Path) -> None:
    book = codebook.load(write(tmp_path, topics="topics: []", actors="actors: []", events="events: []"))
    assert (book.topics, book.actors, book.events) == ((), (), ())


# One mistake each, and the only line that is said of it
FAULTS = [
    ("topics", ("kind: factual", "kind: fact"), "line 6: topics[1] (bridge).kind: 'fact'; allowed: 'factual' or 'normative'"),
    (
        "topics",
        ("id: bridge", "id: Road Bridge"),
        "line 6: topics[1] (Road Bridge).id: 'Road Bridge'; allowed: lower-case letters, digits and underscores, a letter first",
    ),
    ("topics", ('["@toll"]', '["@tolls"]'), "line 5: topics[0] (toll).terms[0]: '@tolls': no list '@tolls'; lists in `words`: toll"),
    (
        "topics",
        ("collapse*", "*collapse"),
        "line 7: topics[1] (bridge).contrary[0]: 'bridge + *collapse|ORG:OPERATOR': '*collapse': a wildcard may only end a word",
    ),
    ("topics", ("collapse*", "coll*pse"), "contrary[0]: 'bridge + coll*pse|ORG:OPERATOR': 'coll*pse': a wildcard may only end a word"),
    ("topics", ("bridge + ", "bridge + | + "), "contrary[0]: 'bridge + | + collapse*|ORG:OPERATOR': a part or choice is empty"),
    ("topics", ("collapse*|", "collapse*||"), "a part or choice is empty"),
    ("topics", ("bridge + ", "bridge+"), "'bridge+collapse*': + joins two parts of a pattern, with a space before and after it"),
    ("topics", ("[bridge + ", "[+ bridge + "), "'+ bridge': + joins two parts of a pattern, with a space before and after it"),
    ("topics", ("[toll, road", "[toll + fee, road"), "line 3: words.toll[0]: 'toll + fee': 'toll + fee': + joins two parts of a pattern"),
    ("topics", ("bridge + ", "old @toll + "), "'old @toll': @ opens a choice and is followed by the name of a list"),
    ("topics", ("bridge + ", "'\"safe\" bridge' + "), "expected"),
    ("topics", ("ORG:OPERATOR]", "by ORG:OPERATOR]"), "'by ORG:OPERATOR': no actor id; allowed, alone: PER:name_in_lower_case"),
    ("topics", ("ORG:OPERATOR]", "org:operator]"), "'org:operator': no actor id; allowed, alone: PER:name_in_lower_case"),
    (
        "topics",
        ("ORG:OPERATOR]", "ORG:OPERATORS]"),
        "contrary[0]: 'ORG:OPERATORS': no such actor in actors.yml; did you mean 'ORG:OPERATOR'?",
    ),
    (
        "topics",
        ("[toll, road", "[ORG:TOLLS, road"),
        "line 3: words.toll[0]: 'ORG:TOLLS': no such actor in actors.yml; actors: ORG:OPERATOR",
    ),
    ("topics", ("[toll, road", "['@toll', road"), "line 3: words.toll[0]: '@toll': the list '@toll' leads back to itself"),
    ("topics", ("[toll, road charge*]", "[]"), "line 3: words.toll: must be a list of words, at least one"),
    ("topics", ("[toll, road charge*]", "toll"), "line 3: words.toll: must be a list of words, at least one"),
    ("topics", ("words:\n", "formulas: [x]\nwords:\n"), "line 2: formulas: must be named lists of patterns"),
    ("topics", ("words:\n", "formulas: {robbery: []}\nwords:\n"), "line 2: formulas.robbery: must be a list of patterns, at least one"),
    (
        "topics",
        ("words:\n", "formulas: {robbery: ['@thief']}\nwords:\n"),
        "line 2: formulas.robbery[0]: '@thief': no list '@thief'; lists in `words`: toll",
    ),
    ("topics", ("label: Bridge, ", ""), "line 6: topics[1] (bridge).label: is missing"),
    ("topics", ("label: Bridge,", "label: '',"), "line 6: topics[1] (bridge).label: ''; must not be empty"),
    ("topics", ("label: Bridge", "lable: B, label: Bridge"), "line 6: topics[1] (bridge).lable: unknown key; did you mean 'label'?"),
    ("topics", ("label: Bridge", "xyz: B, label: Bridge"), "topics[1] (bridge).xyz: unknown key; allowed: id, label, proposition, kind"),
    (
        "topics",
        ("label: Bridge", "label: TOLL"),
        "line 6: topics[1] (bridge).label: 'TOLL' stands at topics[0] too; each label may stand once",
    ),
    ("topics", ('["@toll"]', "toll"), "topics[0] (toll).terms: 'toll'; must be a list, such as [one, two]"),
    ("topics", ('["@toll"]', "[[toll]]"), "topics[0] (toll).terms[0]: ['toll']: a pattern is a text, such as: supply|sell + weapon*"),
    (
        "topics",
        ("gives_way_to: [toll]", "gives_way_to: [tunnel]"),
        "gives_way_to[0]: 'tunnel': no such topic in topics.yml; topics: bridge, toll",
    ),
    (
        "topics",
        ("gives_way_to: [toll]", "gives_way_to: [bridge]"),
        "line 7: topics[1] (bridge).gives_way_to[0]: 'bridge': a circle (bridge -> bridge); of two topics one gives way",
    ),
    (
        "topics",
        ("gives_way_to: [toll]", "normative_twin: bridge"),
        "normative_twin: 'bridge': is the topic itself; allowed: another, normative topic",
    ),
    (
        "topics",
        ("kind: normative,", "kind: normative, normative_twin: bridge,"),
        "line 5: topics[0] (toll).normative_twin: 'bridge': is factual; allowed: a topic of kind normative",
    ),
    (
        "actors",
        ("PER:ole_berg", "PER:anna_berg"),
        "actors[2] (PER:anna_berg).id: 'PER:anna_berg' stands at actors[1] too; each id may stand once",
    ),
    ("topics", ('terms: ["@toll"], ', ""), "line 5: topics[0] (toll): no pattern; give at least one of terms, contrary, pro, con"),
    (
        "topics",
        ("[GOV:AUT]", "[GOV:AUX]"),
        "subject[0]: 'GOV:AUX': no country of the library has this code, and actors.yml has no such entry",
    ),
    ("topics", ("topics:\n", "topics:\n  - {id: x"), "topics.yml: line 5:"),
    ("topics", ("words:\n", "words:\n  toll: [x]\n"), "topics.yml: line 4: key 'toll' stands twice"),
    ("topics", ("  toll: [", "\ttoll: ["), "line 3: found character '\\t' that cannot start any token; indent by spaces, not by tabs"),
    ("topics", ('["@toll"]', "[@toll]"), "line 5: found character '@' that cannot start any token; put a text that begins with"),
    ("topics", ("words:", "words: a: b"), "line 2: mapping values are not allowed here; put a text that holds ': ' into quotation marks"),
    ("topics", ("[toll, road", "[&a [*a], road"), "topics.yml: an anchor (&) leads back to itself"),
    ("topics", ("label: Toll", "label: T\x07ll"), "topics.yml: a character that no text file holds"),
    (
        "topics",
        ("topics:", "topics: # none\nthemes:"),
        "topics.yml: line 4: must hold entries under the key 'topics', each beginning",
    ),
    ("actors", ("acts_for: ORG:OPERATOR", "acts_for: ORG:NOBODY"), ".acts_for: 'ORG:NOBODY': no such actor in actors.yml"),
    ("actors", ("acts_for: ORG:OPERATOR", "acts_for: PER:anna_berg"), ".acts_for: 'PER:anna_berg': is the actor itself"),
    ("actors", ("of: ORG:OPERATOR", "of: ORG:OPERATE"), ".roles[0].of: 'ORG:OPERATE': no such actor in actors.yml; did you mean"),
    ("actors", ("PER:ole_berg", "PER:Ole Berg"), "'PER:Ole Berg'; allowed: PER:name_in_lower_case, GOV:ISO"),
    (
        "actors",
        ("end: 2021-04-30", "end: 2019-04-30"),
        "line 9: actors[1] (PER:anna_berg).roles[0].end: 2019-04-30 is before start 2020-05-01",
    ),
    ("actors", ("end: 2021-04-30", "end: 2021-04-31"), "roles[0].end: '2021-04-31': must be a day of the calendar, such as 2024-05-31"),
    ("actors", ("end: 2021-04-30", "end: 2021"), "roles[0].end: '2021': must be a day of the calendar, such as 2024-05-31"),
    ("actors", ("start: 2020-05-01", "start: 1 May 2020"), "roles[0].start: '1 May 2020': must be a day of the calendar"),
    ("actors", ("start: 2020-05-01", "start: 2020-05-01 10:00:00"), "roles[0].start: '2020-05-01 10:00:00': must be a day of the calendar"),
    ("actors", ("{title: head,", "{title: head, alsso: [chief],"), "roles[0].alsso: unknown key; did you mean 'also'?"),
    ("actors", (", source: annual report", ""), "roles[0].source: is missing"),
    (
        "actors",
        ("names: [Ole Berg]", "names: Ole Berg"),
        "line 10: actors[2] (PER:ole_berg).names: 'Ole Berg'; must be a list, such as [one, two]",
    ),
    (
        "actors",
        ("names: [Ole Berg]", "names:"),
        "actors[2] (PER:ole_berg).names: is empty; fill it in, or leave the key out where it may be",
    ),
    ("actors", ("names: [Ole Berg]", "names: [Ole Berg, '']"), "names[1]: ''; must not be empty"),
    ("actors", ("[Ole Berg]", "[Anna Berg]"), "line 10: actors[2] (PER:ole_berg).names[0]: 'Anna Berg' is a name of PER:anna_berg too"),
    ("actors", ("[Ole Berg]", "[Ole Berg, Berg]"), "names[1]: 'Berg' belongs to PER:anna_berg as well; leave it out"),
    ("actors", ("gender: male", "gender: m"), "actors[2] (PER:ole_berg).gender: 'm'; allowed: 'female' or 'male'"),
    ("actors", ("country: AUT", "country: Austria"), "country: 'Austria'; allowed: the three letters of ISO 3166, such as AUT"),
    (
        "actors",
        ("label: Ole Berg, type: person", "label: Ole Berg, type: group"),
        "'group' does not fit the id 'PER:ole_berg'; allowed: type person",
    ),
    ("actors", ("operator, type: organisation", "operator, type: person"), "allowed: an id that begins with PER:"),
    (
        "actors",
        ("actors:", "people:"),
        "actors.yml: must hold entries under the key 'actors', not people, each beginning with `- id: …`; write",
    ),
    ("topics", ("topics:", "topics: []"), "`topics: []` says that there are none, but entries stand below it; take the [] away"),
    ("actors", ("actors:", "actors:\n  - Ole Berg"), "line 3: actors[0]: 'Ole Berg'; must be an entry with keys, such as id"),
    (
        "events",
        ("latest: 2021-03-01", "latest: 2021-02-01"),
        "line 3: events[0] (EV:opening).latest: 2021-02-01 is before earliest 2021-03-01",
    ),
    ("events", ("latest: 2021-03-01", "latest: spring"), "line 3: events[0] (EV:opening).latest: 'spring': must be a day of the calendar"),
    ("events", (" latest: 2021-03-01,", ""), "line 3: events[0] (EV:opening).latest: is missing"),
    ("events", (", source: annual report", ""), "line 3: events[0] (EV:opening).source: is missing"),
    ("events", ("speaker: PER:anna_berg, ", ""), "events[0] (EV:opening).venue: without speaker or speakers it joins no statement"),
    ("events", ("speaker: PER:anna_berg", "speakers: [PER:nobody]"), "speakers[0]: 'PER:nobody': no such actor in actors.yml"),
    ("events", ("EV:opening", "opening"), "line 3: events[0] (opening).id: 'opening'; allowed: EV: and a key without spaces"),
]


@pytest.mark.parametrize(("name", "change", "message"), FAULTS, ids=[f"{f[0]}-{f[1][1][:20]}" for f in FAULTS])
def test_a_fault_is_one_line_with_file_line_key_value_and_what_is_allowed(
    tmp_path: Path, name: str, change: tuple[str, str], message: str
) -> None:
    text = GOOD[f"{name}.yml"].replace(*change)
    assert text != GOOD[f"{name}.yml"]
    (found,) = faults(write(tmp_path, **{name: text}))
    assert found.startswith(f"{name}.yml: ")
    assert message in found
    assert "\n" not in found


ENTRIES = "must hold entries under the key 'actors', each beginning with `- id: …`; write `actors: []` where there are none"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "actors.yml: not found in codebook/; a codebook has topics.yml, actors.yml, events.yml"),
        (b"", "actors.yml: is empty; write `actors:` and its entries below, or `actors: []` where there are none"),
        (b"# nothing yet\n", "actors.yml: is empty; write `actors:` and its entries below, or `actors: []` where there are none"),
        (b"actors:\n", f"actors.yml: line 1: {ENTRIES}"),
        (b"just words", f"actors.yml: {ENTRIES}"),
        ("actors: [] # é".encode("latin-1"), "actors.yml: byte 13 is not UTF-8; save the file as UTF-8"),
        ("actors: []".encode("utf-16"), "actors.yml: byte 0 is not UTF-8; save the file as UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault_and_no_others_follow_from_it(tmp_path: Path, content: bytes | None, message: str) -> None:
    folder = tmp_path / "codebook"
    folder.mkdir()
    write(folder)
    (folder / "actors.yml").unlink()
    if content is not None:
        (folder / "actors.yml").write_bytes(content)
    found = faults(folder)
    assert found[0] == message
    assert [fault for fault in found if "no such actor in actors.yml" in fault] == []


def test_of_many_topics_only_the_first_are_listed(tmp_path: Path) -> None:
    more = "".join(f"  - {{id: t{i}, label: T{i}, proposition: T, kind: factual, terms: [t]}}\n" for i in range(20))
    topics = GOOD["topics.yml"].replace("gives_way_to: [toll]", "gives_way_to: [zzz]") + more
    (found,) = faults(write(tmp_path, topics=topics))
    assert found.endswith(
        "'zzz': no such topic in topics.yml; topics: bridge, t0, t1, t10, t11, t12, t13, t14, t15, t16, t17, t18 and 10 more"
    )


def test_topics_that_give_way_in_a_circle_are_told_with_the_circle(tmp_path: Path) -> None:
    topics = GOOD["topics.yml"].replace("kind: normative,", "kind: normative, gives_way_to: [bridge],")
    assert faults(write(tmp_path, topics=topics)) == [
        "topics.yml: line 5: topics[0] (toll).gives_way_to[0]: 'bridge': a circle (toll -> bridge -> toll); of two topics one gives way",
        "topics.yml: line 7: topics[1] (bridge).gives_way_to[0]: 'toll': a circle (bridge -> toll -> bridge); of two topics one gives way",
    ]


def test_all_faults_are_named_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    write(tmp_path, topics=GOOD["topics.yml"].replace("factual", "fact"), events=GOOD["events.yml"].replace("EV:opening", "opening"))
    (tmp_path / "actors.yml").unlink()
    with pytest.raises(codebook.CodebookError) as error:
        codebook.load(tmp_path)
    assert [fault.split(":")[0] for fault in error.value.faults] == ["topics.yml", "actors.yml", "events.yml"]
    assert str(error.value).startswith("The codebook has 3 faults:")
