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
    roles: [{title: head, of: ORG:OPERATOR, start: 2020-05-01, end: 2021-04-30, source: annual report}]
""",
    "events.yml": """
events:
  - {id: EV:opening, label: Opening, earliest: 2021-03-01, latest: 2021-03-01, speaker: PER:anna_berg, source: annual report}
""",
}


def write(folder: Path, **changed: str) -> Path:
    for name, text in GOOD.items():
        (folder / name).write_text(changed.get(name.removesuffix(".yml"), text), encoding="utf-8")
    return folder


def test_the_study_s_codebook_is_sound_and_leads_nowhere_else() -> None:
    book = codebook.load(STUDY)
    assert len(book.topics) == 28
    assert all(any(True for _ in topic.patterns()) for topic in book.topics)


def test_a_good_codebook_is_read_in_order(tmp_path: Path) -> None:
    book = codebook.load(write(tmp_path))
    assert [t.id for t in book.topics] == ["toll", "bridge"]
    assert [p.words for p in book.topic("toll").terms[0].parts[0]] == [("toll",), ("road", "charge*")]
    assert book.topic("bridge").contrary[0].parts[1][1].actor == "ORG:OPERATOR"
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


FAULTS = [
    ("topics", ("kind: factual", "kind: fact"), "topics.yml: topics[1] (bridge).kind: 'fact'; allowed: 'factual' or 'normative'"),
    ("topics", ("id: toll", "id: Road Toll"), "'Road Toll'; allowed: lower-case letters, digits and underscores, a letter first"),
    ("topics", ('["@toll"]', '["@tolls"]'), "terms[0]: '@tolls': no list '@tolls'; lists in `words`: toll"),
    ("topics", ("collapse*", "*collapse"), "contrary[0]: 'bridge + *collapse|ORG:OPERATOR': '*collapse': a wildcard may only end a word"),
    ("topics", ("bridge + ", "bridge + | + "), "a part or choice is empty"),
    ("topics", ("label: Bridge, ", ""), "topics[1] (bridge).label: is missing"),
    ("topics", ("label: Bridge", "lable: B, label: Bridge"), "topics[1] (bridge).lable: unknown key"),
    ("topics", ("gives_way_to: [toll]", "gives_way_to: [tunnel]"), "gives_way_to: 'tunnel': no such topic; topics: bridge, toll"),
    ("topics", ("id: bridge", "id: toll"), "topics.yml: topics: id 'toll' stands 2 times"),
    ("topics", ('terms: ["@toll"], ', ""), "topics.yml: topics (toll): no pattern; give at least one of terms, contrary, pro, con"),
    ("topics", ("topics:\n", "topics:\n  - {id: x"), "topics.yml: line 5:"),
    ("topics", ("words:\n", "words:\n  toll: [x]\n"), "key 'toll' stands twice"),
    ("actors", ("acts_for: ORG:OPERATOR", "acts_for: ORG:NOBODY"), ".acts_for: 'ORG:NOBODY': no such actor in actors.yml"),
    ("actors", ("PER:anna_berg", "PER:Anna Berg"), "'PER:Anna Berg'; allowed: PER:name_in_lower_case, GOV:ISO"),
    ("actors", ("end: 2021-04-30", "end: 2019-04-30"), "roles[0].end: 2019-04-30 is before start 2020-05-01"),
    ("actors", ("actors:", "people:"), "actors.yml: must hold a list under the key 'actors'"),
    ("events", ("latest: 2021-03-01", "latest: 2021-02-01"), "events (EV:opening).latest: 2021-02-01 is before earliest 2021-03-01"),
    ("events", ("latest: 2021-03-01", "latest: spring"), "events[0] (EV:opening).latest: 'spring'"),
    ("events", (", source: annual report", ""), "events[0] (EV:opening).source: is missing"),
]


@pytest.mark.parametrize(("name", "change", "message"), FAULTS, ids=[f"{f[0]}-{f[1][1][:20]}" for f in FAULTS])
def test_a_fault_is_named_with_file_key_value_and_what_is_allowed(tmp_path: Path, name: str, change: tuple[str, str], message: str) -> None:
    write(tmp_path, **{name: GOOD[f"{name}.yml"].replace(*change)})
    with pytest.raises(codebook.CodebookError) as error:
        codebook.load(tmp_path)
    assert message in str(error.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    write(tmp_path, topics=GOOD["topics.yml"].replace("factual", "fact"), events=GOOD["events.yml"].replace("EV:opening", "opening"))
    (tmp_path / "actors.yml").unlink()
    with pytest.raises(codebook.CodebookError) as error:
        codebook.load(tmp_path)
    assert [fault.split(":")[0] for fault in error.value.faults] == ["actors.yml", "topics.yml", "events.yml"]
    assert str(error.value).startswith("The codebook has 3 faults:")
