"""Who speaks, in short articles of an invented study on a ferry: offices by the days they were held, pronouns, descriptions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from spacy.language import Language

from analysis import attribution, codebook, language, statements
from analysis.actors import Linker
from analysis.statements import Statement

pytestmark = pytest.mark.model

LUND, BERG, HOLM = "PER:ida_lund", "PER:otto_berg", "PER:eva_holm"
ACTORS = """actors:
- id: PER:ida_lund
  label: Ida Lund
  type: person
  gender: female
  names: [Ida Lund, Lund]
  roles:
  - {title: mayor, of: ORG:PORT_COUNCIL, end: 2024-05-14, source: invented}
  - {title: treasurer, of: ORG:PORT_COUNCIL, start: 2024-05-15, source: invented}
- id: PER:otto_berg
  label: Otto Berg
  type: person
  gender: male
  names: [Otto Berg, Berg]
  roles: [{title: mayor, of: ORG:PORT_COUNCIL, start: 2024-05-15, source: invented}]
- id: PER:eva_holm
  label: Eva Holm
  type: person
  gender: female
  names: [Eva Holm, Holm]
  roles: [{title: limnologist, of: ORG:LAKE_INSTITUTE, source: invented}, {title: harbourmaster, of: ORG:PORT_COUNCIL, source: invented}]
- id: PER:nora_haller
  label: Nora Haller
  type: person
  gender: female
  names: [Nora Haller, Haller]
  roles: [{title: harbourmaster, of: ORG:PORT_COUNCIL, source: invented}]
- {id: ORG:PORT_COUNCIL, label: Port council, type: organisation, names: [the council, The council]}
- {id: ORG:LAKE_INSTITUTE, label: Lake Institute, type: organisation, names: [Lake Institute]}
- {id: ORG:GULL_FERRIES, label: Gull Ferries, type: organisation, names: [Gull Ferries]}
"""
Say = Callable[..., list[Statement]]


@pytest.fixture(scope="module")
def say(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Say:
    folder = tmp_path_factory.mktemp("ferry")
    for name, text in {"topics.yml": "topics: []\n", "events.yml": "events: []\n", "actors.yml": ACTORS}.items():
        (folder / name).write_text(text, encoding="utf-8")
    linker = Linker(nlp, codebook.load(folder))

    def saying(text: str, published: str | None) -> list[Statement]:
        doc = language.parse(nlp, text)
        joined = attribution.attributions(doc)
        day = date.fromisoformat(published) if published else None
        sources = [a.source for a in joined if a.source is not None and a.reports_speech]
        cast = linker.cast(doc, sources, (day, day) if day else None)
        return statements.find(doc, joined, cast, ["body"] * len(doc.spans[language.PARAGRAPH_SPANS]))

    return saying


BEFORE, AFTER = "2024-05-10", "2024-05-17"
# the text, its day, words of a statement, and who said them
OFFICES = {
    "before the change": ("The council met. The mayor said that the ferry would stay.", BEFORE, "the ferry would stay", (LUND,)),
    "after it": ("The council met. The mayor said that the ferry would stay.", AFTER, "the ferry would stay", (BERG,)),
    "who left office is not meant, though she spoke last": (
        "Berg said that he would listen.\nLund said on Thursday that the price was fair.\nThe mayor added that the ferry would stay.",
        AFTER, "the ferry would stay", (BERG,),
    ),
    "unless the text says former": (
        "Berg said that he would listen.\nThe former mayor Lund said on Thursday that the price was fair.\n"
        "The former mayor added that the ferry would stay.",
        AFTER, "the ferry would stay", (LUND,),
    ),
    "a former mayor of the text alone is not the mayor": (
        "Jonas Varn, a former mayor, said that the price was fair. The mayor said that the ferry would stay.",
        None, "the ferry would stay", (),
    ),
    "no day, no holder": ("The council met. The mayor said that the ferry would stay.", None, "the ferry would stay", ()),
    "two hold it": ("The council met. The harbourmaster said that the ferry would stay.", AFTER, "the ferry would stay", ()),
    "of no body that the text tells of": ("It rained. The mayor said that the ferry would stay.", AFTER, "the ferry would stay", ()),
    "whom the text names comes first": (
        "Mayor Jonas Varn came to the council. The mayor said that the ferry would stay.",
        AFTER, "the ferry would stay", ("PER:jonas_varn",),
    ),
    "a title of the codebook alone": (
        "Eva Holm said that the lake was low. “It will hurt the fish,” the limnologist said.", AFTER, "It will hurt", (HOLM,)
    ),
    "a title of no list and no codebook": (
        "Eva Holm said that the lake was low. “It will hurt the fish,” the glazier said.", AFTER, "It will hurt", ()
    ),
}  # fmt: skip
PRONOUNS = {
    "who spoke just before beats who is more prominent": (
        "Lund said that the price was fair. Lund rejected claims that the bridge would fail. She promised that it would stand.\n"
        "Holm said that the lake was low. A bridge, she argued, would hurt the fish.",
        "would hurt", (HOLM,),
    ),
    "according to her": (
        "Lund said that the price was fair. She promised that the bridge would stand.\n"
        "According to Eva Holm, a limnologist, the bridge would hurt the fish. “They will not come back,” she told the meeting.",
        "They will not come back", (HOLM,),
    ),
    "another gender is not meant": (
        "Lund said that the price was fair.\nBerg said that the lake was low. A bridge, she argued, would hurt the fish.",
        "would hurt", (LUND,),
    ),
    "who acted last in the paragraph, where nobody spoke in it": (
        "Lund doubted the plan. The company could not rule out losses, she conceded.\n"
        "Eva Holm has been asked to count the fish, the council said. She has accepted, and says that she will publish it all.",
        "she will publish", (HOLM,),
    ),
    "the subject of the clause above, who has no name": (
        "“The plan is good,” Berg said.\nHe described the harbour as old.\n"
        "The director of the museum also attended the ceremony, during which he remarked that the pier was rotten.",
        "the pier was rotten", (),
    ),
    "who, behind a description": (
        "Traders want the bridge, said Ida Lund, treasurer of the chamber of trade, who thinks it will bring in visitors.",
        "will bring in visitors", (LUND,),
    ),
    "who, right behind the name": ("Ida Lund, who thinks it will bring in visitors, came late.", "will bring in visitors", (LUND,)),
}  # fmt: skip
SOURCES = {
    "the organisation of the sentence, not the spokesman of the paragraph before": (
        "The council had every confidence in its survey. A spokesman, Otto Berg, would not say when it would be published.\n"
        "Gull Ferries, meanwhile, has denied that it is running fewer boats.",
        "running fewer boats", ("ORG:GULL_FERRIES",),
    ),
    "no line before ends in who speaks": (
        "Jonas Varn, Harbour Reporter\nMayor Otto Berg has said that visitors may have to pay.", "visitors may have to pay", (BERG,)
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "published", "words", "speakers"), OFFICES.values(), ids=OFFICES)
def test_an_office_is_who_held_it_then(say: Say, text: str, published: str | None, words: str, speakers: tuple[str, ...]) -> None:
    assert [s.speakers for s in say(text, published) if any(words in text[a:b] for a, b in s.content_spans)] == [speakers]


@pytest.mark.parametrize(("text", "words", "speakers"), [*PRONOUNS.values(), *SOURCES.values()], ids=[*PRONOUNS, *SOURCES])
def test_who_is_meant_by_a_source(say: Say, text: str, words: str, speakers: tuple[str, ...]) -> None:
    assert [s.speakers for s in say(text, AFTER) if any(words in text[a:b] for a, b in s.content_spans)] == [speakers]


# words of a statement that is found, and words that no statement holds
FOUND = {
    "a mere denial": ("Berg wants a survey. The council denies that.", "that", None),
    "a denied deed": ("The mayor, Otto Berg, denied having hidden anything.", "having hidden anything", None),
    "a quotation before the colon of a title": ("‘Safe as houses’: mayor defends bridge budget", "Safe as houses", "bridge budget"),
    "a title with two clauses": ("‘Safe as houses’: Berg says bridge will stand", "bridge will stand", None),
    "what is welcomed": ("Berg welcomed the ruling.", "the ruling", None),
    "a claim": ("Berg rejected the claim.", "the claim", None),
    "unveiled words": ("Berg unveiled a proposal for a new pier.", "a new pier", None),
    "what he is asked": ("Asked about tolls, Berg said visitors would not pay.", "visitors would not pay", "tolls"),
}
DEEDS = [
    "Mayor unveils £48m bridge to the island",
    "Berg sees it differently.",
    "Holm and her colleagues counted 212 animals on the sandbanks.",
    "Town councillors approved the plan last night.",
    "Judge throws out challenge to island bridge",
]


@pytest.mark.parametrize(("text", "found", "none"), FOUND.values(), ids=FOUND)
def test_what_says_something_is_found(say: Say, text: str, found: str, none: str | None) -> None:
    contents = [" ".join(text[a:b] for a, b in s.content_spans) for s in say(text, AFTER)]
    assert any(found in content for content in contents)
    assert none is None or not any(none in content for content in contents)


@pytest.mark.parametrize("text", DEEDS)
def test_a_deed_is_no_statement(say: Say, text: str) -> None:
    assert say(text, AFTER) == []
