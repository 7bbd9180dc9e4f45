"""What tests share: modules beside them and in benchmarks can be imported; the pipeline is loaded once; invented people."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language

from analysis import actors, codebook, language
from analysis.study import VARIABLES

TESTS, BENCHMARKS = Path(__file__).parent, Path(__file__).parents[1] / "benchmarks"
sys.path[:0] = [str(folder) for folder in (TESTS, BENCHMARKS, BENCHMARKS / "attribution")]

PEOPLE = {
    "topics.yml": "topics: []\n",
    "events.yml": "events: []\n",
    "actors.yml": """actors:
- id: PER:anna_keller
  label: Anna Keller
  type: person
  country: AUT
  acts_for: GOV:AUT
  names: [Anna Keller]
  roles: [{title: transport minister, of: GOV:AUT, start: 2020-01-01, end: 2022-06-30, source: invented}]
- id: PER:bruno_weiss
  label: Bruno Weiss
  type: person
  country: AUT
  acts_for: GOV:AUT
  names: [Bruno Weiss]
  roles: [{title: transport minister, of: GOV:AUT, start: 2022-07-01, source: invented}]
- {id: PER:ida_lindt, label: Ida Lindt, type: person, names: [Ida Lindt]}
- {id: PER:max_lindt, label: Max Lindt, type: person, names: [Max Lindt]}
- {id: GRP:EUROPE, label: Europe, type: group, names: [Europe]}
- {id: DOC:HARBOUR_PLAN, label: The harbour plan, type: document, names: [Harbour Plan, harbour plan]}
- {id: ORG:NORTH_PORTS, label: North Ports, type: organisation, names: [North Ports]}
- {id: MEDIA:HARBOUR_HERALD, label: Harbour Herald, type: media, names: [Harbour Herald]}
- {id: MEDIA:GULL_NEWS, label: Gull News, type: media, names: [Gull News]}
""",
}


@pytest.fixture(autouse=True)
def no_study_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The folders that the environment names while notebooks are compared are no test's own."""
    for variable in VARIABLES.values():
        monkeypatch.delenv(variable, raising=False)


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The carried pipeline; tests leave it as it is."""
    return language.load()


@pytest.fixture(scope="session")
def blank() -> Language:
    """A pipeline that only parts words, for docs that are parsed by hand."""
    return spacy.blank("en")


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> codebook.Codebook:
    """A codebook of invented people and bodies."""
    folder = tmp_path_factory.mktemp("people")
    for name, text in PEOPLE.items():
        (folder / name).write_text(text, encoding="utf-8")
    return codebook.load(folder)


@pytest.fixture(scope="session")
def linker(blank: Language, people: codebook.Codebook) -> actors.Linker:
    """Leads mentions in docs of `blank` to the invented people."""
    return actors.Linker(blank, people)
