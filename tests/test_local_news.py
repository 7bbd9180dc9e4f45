"""Local news of an invented town, with a codebook of its own: whose words they are, which side they take, and of which day they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from spacy.language import Language

from analysis import codebook
from analysis.articles import Article
from analysis.extraction import Extractor
from analysis.parts import Rows
from analysis.sources import Source
from analysis.tables import Row

pytestmark = pytest.mark.model

BOOK = {
    "topics.yml": """
topics:
  - {id: tram, label: The tram, proposition: The tram should be built, kind: normative, terms: ["build*|built + tram", "tram|scheme"]}
  - {id: toll, label: The toll, proposition: The toll is right, kind: normative, terms: [toll]}
  - {id: market, label: The market, proposition: The tram harms the market, kind: factual, terms: ["kill*|ruin* + market"],
     con: [market + stay open]}
  - {id: fares, label: Fares, proposition: Fares will rise, kind: factual, terms: ["fares + rise|rose", "higher fares"]}
""",
    "actors.yml": "actors: []\n",
    "events.yml": "events: []\n",
}
HEADLINE = "Council meets in the evening\n\n"
NEXT = "\n\nThe committee met twice a day, and looked at cars, mail and some two hundred letters in the summer of that year."
HOLM, LUND = "PER:eva_holm", "PER:piet_lund"


@pytest.fixture(scope="module")
def extractor(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Extractor:
    folder: Path = tmp_path_factory.mktemp("codebook")
    for name, text in BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return Extractor(codebook.load(folder), nlp)


def read(extractor: Extractor, text: str) -> Rows:
    source = Source(file="a.txt", published="2024-05-09")
    return extractor.rows(Article("a", "a.txt", "0" * 64, HEADLINE + text + NEXT, "ok", None, source))


def said(extractor: Extractor, text: str) -> list[Row]:
    return [row for row in read(extractor, text)["statements"] if row["section"] == "body"]


# Text, and the speakers of its statements in order
SPEAKERS: dict[str, tuple[str, list[list[str]]]] = {
    "the town of …": ("The town of Brackwell said it would build the tram.", [[]]),
    "a town with a council": (
        "Brackwell council rejected the toll. Brackwell said it was too dear.", [["ORG:BRACKWELL_COUNCIL"], []],
    ),
    "a town with residents": (
        "Residents of Tarnwick said they feared the tram. Tarnwick said it would sue.", [["GRP:RESIDENTS"], []],
    ),
    "a village": ("Tarnwick, a village of 300, said no to the tram.", [[]]),
    "in a town": ("Shops in Kelswick shut early. “The tram is wrong,” Kelswick shopkeeper Ada Brook said.", [["PER:ada_brook"]]),
    "a council with its kind, then in short": (
        "Brackwell Town Council said the tram would come. The council said it would pay. It added that fares would not rise.",
        [["ORG:BRACKWELL_TOWN_COUNCIL"]] * 3,
    ),
    "a party": (
        "The Harbour Party said the tram was a mistake. The party said it would sue.", [["ORG:HARBOUR_PARTY"]] * 2,
    ),
    "the chair of a council in small letters": (
        "The chair of Brackwell parish council, Ada Brook, said the tram was a mistake.", [["PER:ada_brook"]],
    ),
    "a group on a council is not the council": ("The Green group on Brackwell council said it would pay for the tram.", [[]]),
    "a society": (
        "A report by the Tarnwick Society found that fares would rise. The report said the tram was slow.",
        [["ORG:TARNWICK_SOCIETY"]] * 2,
    ),
    "a judge": (
        "Justice Ines Calloway said the toll was right. She wrote that the tram was legal.", [["PER:ines_calloway"]] * 2,
    ),
    "a judge by the surname alone": (
        "Judge Calloway said the toll was right. Calloway wrote that the tram was legal.", [["PER:calloway"]] * 2,
    ),
    "a firm by its last word": (
        "Quillen Lines said it was sorry. The company said fares would rise.", [["ORG:QUILLEN_LINES"]] * 2,
    ),
    "a resident of a town": ("“The tram is late,” Brackwell resident Ada Brook, 61, told the Courier.", [["PER:ada_brook"]]),
    "a spokeswoman for a council": (
        "A spokeswoman for Brackwell council said the tram would come. She said fares would not rise.", [["ORG:BRACKWELL_COUNCIL"]] * 2,
    ),
    "an association of residents": (
        "The Marlin Bay Residents' Association said the tram was late. Its chair, Ada Brook, said fares would rise.",
        [["ORG:MARLIN_BAY_RESIDENTS_ASSOCIATION"], ["PER:ada_brook"]],
    ),
    "a board of somewhere": ("The Harbour Board of Brackwell said the tram would come.", [["ORG:HARBOUR_BOARD_OF_BRACKWELL"]]),
    "two under titles": (
        "Deputy mayor Sami Okoro and Councillor Ruth Adair said the tram would come.", [["PER:sami_okoro", "PER:ruth_adair"]],
    ),
    "his wife": (
        "Emil Roos said he liked the toll. His wife, Karin, said: “I do not.”", [["PER:emil_roos"], ["PER:karin"]],
    ),
    "members of a union are no lawmakers": ("Members of the union said the toll was wrong.", [["GRP:MEMBERS"]]),
    "members of a parliament are": ("Members of parliament said the toll was wrong.", [["GRP:LAWMAKERS"]]),
    "who opens a paragraph": (
        "Mayor Eva Holm said the tram would come.\n\nJoan Petrie, a baker on Mill Street, welcomed the tram. “It is the best thing "
        "to happen to this street,” she said.",
        [[HOLM], ["PER:joan_petrie"]],
    ),
    "a board without a name is not the body named before": (
        "A report by the Tarnwick Society found that fares would rise. The board disputes the figures. Fares, it says, will fall.",
        [["ORG:TARNWICK_SOCIETY"], [], []],
    ),
    # These stay as they are
    "a person by the surname": ("Eva Holm said the tram would come. Holm said fares would not rise.", [[HOLM], [HOLM]]),
    "a person behind in": (
        "Eva Holm said the tram would come. Voters who believe in Holm are few. Holm said fares would not rise.", [[HOLM], [HOLM]],
    ),
    "a single name with a title": ("Mr Lund said the tram would come. Tenants in Lund Street said fares would rise.", [["PER:lund"], []]),
}  # fmt: skip


@pytest.mark.parametrize(("text", "speakers"), SPEAKERS.values(), ids=list(SPEAKERS))
def test_a_town_is_no_person_and_a_council_is_itself(extractor: Extractor, text: str, speakers: list[list[str]]) -> None:
    assert [row["speakers"] for row in said(extractor, text)] == speakers


@pytest.mark.parametrize(
    ("text", "name", "actor"),
    [
        ("BRACKWELL, May 9 - Shops in Brackwell shut early. Brackwell residents were told nothing.", "Brackwell", None),
        ("Workers at Quillen Castings went home. Quillen Castings said the toll was right.", "Quillen Castings", "ORG:QUILLEN_CASTINGS"),
        ("Workers at Quillen Castings went home. Quillen’s head said the toll was right.", "Quillen", "ORG:QUILLEN_CASTINGS"),
        ("Eva Lund went home. Lund said that fares would rise.", "Lund", "PER:eva_lund"),
    ],
)
def test_a_name_leads_to_what_the_article_uses_it_for(extractor: Extractor, text: str, name: str, actor: str | None) -> None:
    found = {row["actor_id"] for row in read(extractor, text)["mentions"] if row["text"].casefold() == name.casefold()}
    assert found == ({actor} if actor else found - {f"PER:{name.lower()}"})


# Text, and of its positions topic, agreement and actors
SIDES: dict[str, tuple[str, list[tuple[str, int | None, list[str]]]]] = {
    "would starve without": ("Eva Holm said that without the tram the valley would starve.", [("tram", 1, [HOLM])]),
    "the same the other way round": ("“The valley would starve without the tram,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "is finished without": ("“Without the tram this town is finished,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "can live without": ("“The valley can live without the tram,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "cannot live without": ("“We cannot live without the tram,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "better off without": ("“Without the toll the town would be better off,” Eva Holm said.", [("toll", 0, [HOLM])]),
    "a condition": ("“As long as the tram is cheap, people will use it,” Eva Holm said.", []),
    "support on condition": ("Eva Holm said she would back the tram as long as people used it.", [("tram", 1, [HOLM])]),
    "not a single reason": ("“There is not a single reason for the tram,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "not one argument against": ("“There is not one argument against the tram,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "not a single vote": ("“Not a single vote from the north went to the tram,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "no reason not to": ("“I cannot think of one reason not to build the tram,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "nothing against": ("Eva Holm said she had nothing against the tram.", [("tram", 1, [HOLM])]),
    "what it would kill": ("“The tram would kill the market,” Eva Holm said.", [("market", 1, [HOLM]), ("tram", 0, [HOLM])]),
    "what would kill it": ("Eva Holm said a delay would kill the tram.", [("tram", 1, [HOLM])]),
    "feared it would kill": ("Eva Holm feared the tram would kill the market.", [("market", 1, [HOLM]), ("tram", 0, [HOLM])]),
    "a waste": ("Eva Holm said the tram was a waste of money.", [("tram", 0, [HOLM])]),
    "called a mistake": ("Eva Holm called the tram a mistake.", [("tram", 0, [HOLM])]),
    "called a blessing": ("Eva Holm called the tram a blessing.", [("tram", 1, [HOLM])]),
    "described as a waste": ("Eva Holm described the tram as a waste of money.", [("tram", 0, [HOLM])]),
    "too dear": ("“The tram is too expensive,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "no future": ("“The tram has no future,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "makes no sense": ("“The tram makes no sense,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "makes sense": ("“The tram makes sense,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "more harm than good": ("“The tram would do more harm than good,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "hurts nobody": ("Eva Holm said the tram would hurt nobody.", [("tram", 1, [HOLM])]),
    "must go": ("“The toll must go,” Eva Holm said.", [("toll", 0, [HOLM])]),
    "fight": ("“We will fight the tram,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "fight for": ("“We will fight for the tram,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "preferred to": ("Eva Holm said she preferred buses to the tram.", [("tram", 0, [HOLM])]),
    "too early for": ("Eva Holm said it was too early for the tram.", [("tram", 0, [HOLM])]),
    "too late to stop": ("Eva Holm said it was too late to stop the tram.", [("tram", 1, [HOLM])]),
    "a weak case for": ("Eva Holm said the case for the tram was weak.", [("tram", 0, [HOLM])]),
    "a strong case for": ("Eva Holm said the case for the tram was strong.", [("tram", 1, [HOLM])]),
    "regretted": ("Eva Holm regretted the decision to build the tram.", [("tram", 0, [HOLM])]),
    "if not, ruin": ("“If we do not build the tram, the town will die,” Eva Holm said.", [("tram", 1, [HOLM])]),
    "what it costs": ("Eva Holm said the tram would cost 40 million.", []),
    "after it": ("Eva Holm said she went home after talks on the tram broke down.", []),
    "said no to": ("“We say no to the toll,” Eva Holm said.", [("toll", 0, [HOLM])]),
    "voted against": ("Eva Holm voted against the tram.", [("tram", 0, [HOLM])]),
    "voted for": ("Eva Holm voted for the tram.", [("tram", 1, [HOLM])]),
    "voted to scrap": ("Eva Holm voted to scrap the tram.", [("tram", 0, [HOLM])]),
    "called a disgrace": ("The Harbour Party called the tram “a disgrace”.", [("tram", 0, ["ORG:HARBOUR_PARTY"])]),
    "an act of vandalism": ("“To build the tram would be an act of vandalism,” Eva Holm said.", [("tram", 0, [HOLM])]),
    "debated": ("Eva Holm discussed the tram with the mayor.", []),
    "voted on": ("Eva Holm voted on the tram.", []),
    "voted against it": ("The tram divides the town. Eva Holm voted against it.", [("tram", 0, [HOLM])]),
    "voted against it after": ("Eva Holm voted against it after a debate on the tram.", []),
    "against one of two": ("The tram and the toll divide the town. Eva Holm voted against it.", []),
    "campaigned": ("Eva Holm campaigned against the tram.", [("tram", 0, [HOLM])]),
    "protested": ("Eva Holm protested against the tram.", [("tram", 0, [HOLM])]),
    "welcomed": ("Eva Holm welcomed the tram.", [("tram", 1, [HOLM])]),
    "welcomed it": ("The tram divides the town. Eva Holm welcomed it.", [("tram", 1, [HOLM])]),
    "fought": ("Eva Holm fought the tram for ten years.", [("tram", 0, [HOLM])]),
    "asked who would": ("Eva Holm asked who would pay for the tram.", []),
    "who will, asked": ("“Who will pay for the tram?” asked Eva Holm.", []),
    "wanted to know": ("Eva Holm wanted to know who would pay for the tram.", []),
    "why should we, asked": ("“Why should we pay for the toll?” asked Eva Holm.", [("toll", 0, [HOLM])]),
    "a claim that is false": (
        "Eva Holm said the claim that fares would rise was false.", [("fares", 0, [HOLM])],
    ),
    "denied this: no": (
        "Piet Lund said fares would rise. Eva Holm denied this: “There will be no higher fares.”",
        [("fares", 1, [LUND]), ("fares", 0, [HOLM])],
    ),
    "denied that: not": (
        "Piet Lund said fares would rise. Eva Holm denied this: “Fares will not rise.”", [("fares", 1, [LUND]), ("fares", 0, [HOLM])],
    ),
    "denied this: something else": (
        "Piet Lund said fares would rise. Eva Holm denied this: “Nobody will pay more.”", [("fares", 1, [LUND]), ("fares", 0, [HOLM])],
    ),
    "denied this: decisive words": (
        "Piet Lund said the tram would kill the market. Eva Holm denied this: “The market will stay open.”",
        [("market", 1, [LUND]), ("tram", 0, [LUND]), ("market", 0, [HOLM])],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SIDES.values(), ids=list(SIDES))
def test_the_side_of_words_and_votes(extractor: Extractor, text: str, expected: list[tuple[str, int | None, list[str]]]) -> None:
    found = [(row["topic"], row["agreement"], row["actors"]) for row in read(extractor, text)["positions"]]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "stances"),
    [
        ("Eva Holm voted for the tram.", ["support"]),
        ("Eva Holm voted against the tram.", ["oppose"]),
        ("Eva Holm said the tram would save the market.", ["support"]),  # the tram promises nothing
        ("Eva Holm said she would build the tram.", ["pledge"]),
    ],
)
def test_a_vote_is_no_pledge_nor_is_what_a_thing_would_do(extractor: Extractor, text: str, stances: list[str]) -> None:
    assert [row["stance"] for row in read(extractor, text)["positions"] if row["topic"] == "tram"] == stances


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Eva Holm presented the plan on Monday. She said fares would rise.", ["2024-05-06", None]),
        ("Eva Holm will present the plan on Monday. She said fares would rise.", [None, None]),
        ("Eva Holm, who will present the scheme on Monday, said fares would rise.", [None]),
        ("Eva Holm, who presented the scheme on Monday, said fares would rise.", [None]),
        ("Eva Holm said she would present the scheme on Monday.", [None]),
        ("Eva Holm will tell the council on Monday that fares must rise.", [None]),
        ("Eva Holm presented the scheme on Monday, saying fares would rise.", ["2024-05-06", "2024-05-06"]),
        ("Eva Holm said on Monday that fares would rise. She said the toll would fall.", ["2024-05-06", "2024-05-06"]),
    ],
)
def test_the_day_of_an_event_is_not_that_of_the_saying(extractor: Extractor, text: str, days: list[str | None]) -> None:
    assert [row["date_earliest"] for row in said(extractor, text)] == days
