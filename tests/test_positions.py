"""Which side is taken: negation, refusal and modality with their scope, on invented sentences about invented matters."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from spacy.vocab import Vocab

import treebank
from analysis import codebook, language, positions
from analysis.actors import Mention
from analysis.statements import Statement

Side = tuple[str, int | None, str]
BOOK = {
    "topics.yml": """
words:
  supply: [sell, sold, supply*, supplie*, send, sent, provid*, deliver*]
topics:
  - {id: boats, label: Boats, proposition: Austria supplies boats to Brazil, kind: factual, terms: ["@supply + boat*"],
     subject: [GOV:AUT], normative_twin: boats_right, agreeing: accuse}
  - {id: boats_right, label: Boats are right, proposition: Austria may supply boats, kind: normative}
  - {id: toll, label: Toll, proposition: The toll is right, kind: normative, terms: [toll|tolls]}
  - {id: party, label: Party, proposition: Austria is no party to the strike, kind: factual,
     contrary: [party + strike|walkout, involv* + strike], subject: [GOV:AUT]}
  - {id: spill, label: Spill, proposition: The spill should be condemned, kind: normative, terms: [condemn*|criticis* + spill]}
  - {id: talks, label: Talks, proposition: There should be talks, kind: normative, terms: [talks|negotiation*], gives_way_to: [report]}
  - {id: cartel, label: Cartel thinking, proposition: Cartel thinking is right, kind: normative, con: [cartel thinking]}
  - {id: report, label: The report, proposition: The report is useful, kind: normative, terms: [harbour report]}
  - {id: towing, label: Towing, proposition: Austria may be towed, kind: normative, terms: ["tow* + GOV:AUT"]}
  - {id: motion, label: The motion, proposition: The motion is right, kind: normative, terms: [motion, abstain*]}
""",
    "actors.yml": "actors:\n  - {id: PER:eva_holm, label: Eva Holm, type: person, acts_for: GOV:AUT}\n",
    "events.yml": "events: []\n",
}
ACTORS = {"Austria": "GOV:AUT", "Brazil": "GOV:BRA", "Chile": "GOV:CHL", "Holm": "PER:eva_holm"}


@pytest.fixture(scope="module")
def vocab() -> Vocab:
    return language.load().vocab


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> codebook.Codebook:
    folder: Path = tmp_path_factory.mktemp("codebook")
    for name, text in BOOK.items():
        (folder / name).write_text(text, encoding="utf-8")
    return codebook.load(folder)


def stretch(text: str, part: str) -> tuple[int, int]:
    at = text.index(part)
    return at, at + len(part)


def statement(text: str, cue: str, lemma: str, kind: str, content: str, *, source: str = "Holm", nested_in: int | None = None) -> Statement:
    return Statement(
        section="body", type="direct" if content.startswith("“") else "indirect", content_spans=(stretch(text, content),), quoted_spans=(),
        cue=stretch(text, cue) if cue else None, cue_lemma=lemma or None, cue_class=kind or None, act="speech", negated=False,
        modality="asserted",
        source=stretch(text, source) if source else None, speakers=(ACTORS.get(source, "PER:eva_holm"),), speaker_status="explicit",
        on_behalf_of=(), addressees=(), nested_in=nested_in, confidence=1.0, rule="test",
    )  # fmt: skip


def mentions(text: str) -> list[Mention]:
    found = []
    for name, actor in ACTORS.items():
        at = text.find(name)
        while at >= 0:
            found.append(Mention(at, at + len(name), name, "GPE", actor, "name"))
            at = text.find(name, at + 1)
    return sorted(found, key=lambda m: m.start)


def sides(vocab: Vocab, book: codebook.Codebook, text: str, *said: Statement) -> list[Side]:
    found = positions.find(treebank.doc(vocab, text), list(said), mentions(text), book)
    assert all(0 <= p.evidence[0] < p.evidence[1] <= len(text) for p in found)
    return [(p.topic, p.agreement, p.stance) for p in found]


# text, cue, lemma, class, content, positions expected
# fmt: off
STATEMENTS = [
    ("Holm said Austria sells boats to Brazil.", "said", "say", "neutral", "Austria sells boats to Brazil", [("boats", 1, "accuse")]),
    ("Holm said Austria did not sell boats to Brazil.", "said", "say", "neutral", "Austria did not sell boats to Brazil",
     [("boats", 0, "deny")]),
    ("Holm said Austria has never sold boats to Brazil.", "said", "say", "neutral", "Austria has never sold boats to Brazil",
     [("boats", 0, "deny")]),
    ("Holm said no side sold boats to Brazil.", "said", "say", "neutral", "no side sold boats to Brazil", [("boats", 0, "deny")]),
    ("Holm said nobody sold boats to Brazil.", "said", "say", "neutral", "nobody sold boats to Brazil", [("boats", 0, "deny")]),
    ("Holm said Austria won’t sell boats to Brazil.", "said", "say", "neutral", "Austria won’t sell boats to Brazil",
     [("boats", 0, "deny")]),
    ("Holm said Austria sold no boats to Brazil.", "said", "say", "neutral", "Austria sold no boats to Brazil", [("boats", 0, "deny")]),
    ("Holm denied that Austria sells boats.", "denied", "deny", "denial", "Austria sells boats", [("boats", 0, "deny")]),
    ("Holm denies having sold boats to Brazil.", "denies", "deny", "denial", "having sold boats to Brazil", [("boats", 0, "deny")]),
    ("Holm denied that Austria did not sell boats.", "denied", "deny", "denial", "Austria did not sell boats", [("boats", 1, "affirm")]),
    ("Holm rejected the denial that Austria sold boats.", "rejected", "reject", "denial", "the denial that Austria sold boats",
     [("boats", 1, "affirm")]),
    ("Holm did not deny that Austria sells boats.", "deny", "deny", "denial", "Austria sells boats", [("boats", None, "no_commitment")]),
    ("Holm did not say that Austria sells boats.", "say", "say", "neutral", "Austria sells boats", []),
    ("Holm warned Austria not to send boats to Brazil.", "warned", "warn", "directive", "not to send boats to Brazil",
     [("boats_right", 0, "warn")]),
    ("Holm said Austria should send boats to Brazil.", "said", "say", "neutral", "Austria should send boats to Brazil",
     [("boats_right", 1, "call_for")]),
    ("Holm said that Chile has sold boats to Brazil.", "said", "say", "neutral", "that Chile has sold boats to Brazil", []),
    ("Holm said that Austria had sold boats to neither side.", "said", "say", "neutral", "that Austria had sold boats to neither side",
     [("boats", 0, "deny")]),
    ("Holm called for an end to the toll.", "called for", "call for", "directive", "an end to the toll", [("toll", 0, "call_for")]),
    ("Holm condemned the new toll.", "condemned", "condemn", "critical", "the new toll", [("toll", 0, "criticise")]),
    ("Holm ruled out joining the toll.", "ruled out", "rule out", "refusal", "joining the toll", [("toll", 0, "refuse")]),
    ("Holm praised the toll.", "praised", "praise", "endorsing", "the toll", [("toll", 1, "support")]),
    ("Holm endorsed the opposition to the toll.", "endorsed", "endorse", "endorsing", "the opposition to the toll",
     [("toll", 0, "support")]),
    ("Holm said the toll threatens the harbour.", "said", "say", "neutral", "the toll threatens the harbour", [("toll", 0, "oppose")]),
    ("Holm said the harbour was threatened by the toll.", "said", "say", "neutral", "the harbour was threatened by the toll",
     [("toll", 0, "oppose")]),
    ("Holm said the toll is unacceptable.", "said", "say", "neutral", "the toll is unacceptable", [("toll", 0, "oppose")]),
    ("Holm refused to endorse the toll.", "endorse", "endorse", "endorsing", "the toll", [("toll", 0, "refrain")]),
    ("Holm did not criticise the toll.", "criticise", "criticise", "critical", "the toll", [("toll", None, "refrain")]),
    ("Holm said Austria is not a party to the strike.", "said", "say", "neutral", "Austria is not a party to the strike",
     [("party", 1, "affirm")]),
    ("Austria was neither a party to the strike nor one of its authors, Holm said.", "said", "say", "neutral",
     "Austria was neither a party to the strike nor one of its authors", [("party", 1, "affirm")]),
    ("Holm condemned the spill.", "condemned", "condemn", "critical", "the spill", [("spill", 1, "criticise")]),
    ("Holm has not condemned the spill.", "condemned", "condemn", "critical", "the spill", [("spill", 0, "refrain")]),
    ("Holm called for talks rather than a toll.", "called for", "call for", "directive", "talks rather than a toll",
     [("talks", 1, "call_for"), ("toll", 0, "call_for")]),
    ("Holm called for an end to cartel thinking.", "called for", "call for", "directive", "an end to cartel thinking",
     [("cartel", 0, "call_for")]),
    ("Holm said the harbour report did not propose any talks.", "said", "say", "neutral", "the harbour report did not propose any talks",
     [("report", 0, "oppose")]),
    ("“Why should we pay the toll?” Holm asked.", "asked", "ask", "question", "“Why should we pay the toll?”", [("toll", 0, "oppose")]),
    ("Holm asked whether the toll is fair.", "asked", "ask", "question", "whether the toll is fair", []),
    ("Holm said the ferry was late.", "said", "say", "neutral", "the ferry was late", []),
    ("“The ferry was late,” Holm said.", "said", "say", "neutral", "“The ferry was late,”", []),
    # A denial of a denial, and an act that was not done
    ("Holm denied that Austria had refused to join the toll.", "denied", "deny", "denial", "that Austria had refused to join the toll",
     [("toll", 1, "affirm")]),
    ("Holm said Austria did not refuse to join the toll.", "said", "say", "neutral", "Austria did not refuse to join the toll",
     [("toll", None, "no_commitment")]),
    ("Holm said Austria does not rule out joining the toll.", "said", "say", "neutral", "Austria does not rule out joining the toll",
     [("toll", None, "no_commitment")]),
    ("Holm said Austria had never denied selling boats.", "said", "say", "neutral", "Austria had never denied selling boats",
     [("boats", None, "no_commitment")]),
    ("Holm said nobody can deny that Austria sold boats to Brazil.", "said", "say", "neutral",
     "nobody can deny that Austria sold boats to Brazil", [("boats", 1, "accuse")]),
    ("Holm did not rule out joining the toll.", "rule out", "rule out", "refusal", "joining the toll", [("toll", None, "no_commitment")]),
    ("Holm said Austria has ruled out joining the toll.", "said", "say", "neutral", "Austria has ruled out joining the toll",
     [("toll", 0, "oppose")]),
    ("Holm said Austria has never condemned the toll.", "said", "say", "neutral", "Austria has never condemned the toll",
     [("toll", None, "refrain")]),
    ("Holm said Austria never condemned the spill.", "said", "say", "neutral", "Austria never condemned the spill",
     [("spill", 0, "oppose")]),
    ("Holm opposed lifting the toll.", "opposed", "oppose", "critical", "lifting the toll", [("toll", 1, "oppose")]),
    ("Holm said Austria opposes lifting the toll.", "said", "say", "neutral", "Austria opposes lifting the toll", [("toll", 1, "support")]),
    ("Holm said Austria stopped short of condemning the spill.", "said", "say", "neutral", "Austria stopped short of condemning the spill",
     [("spill", 0, "oppose")]),
    ("Holm stopped short of condemning the spill.", "stopped short of condemning", "condemn", "critical", "the spill",
     [("spill", 0, "refrain")]),
    ("Holm criticised Chile for not condemning the spill.", "criticised", "criticise", "critical", "Chile for not condemning the spill",
     [("spill", 1, "criticise")]),
    ("Holm cautioned Chile against the toll.", "cautioned", "caution", "directive", "against the toll", [("toll", 0, "warn")]),
    ("Holm is concerned about the toll.", "concerned", "concerned", "belief", "the toll", [("toll", 0, "express_concern")]),
    ("Holm refrained from condemning the spill.", "refrained from condemning", "refrain from", "refusal", "the spill",
     [("spill", 0, "refrain")]),
    ("Far from condemning the spill, Holm pays the toll.", "condemning", "condemn", "critical", "the spill", [("spill", 0, "refrain")]),
    ("Holm fears that Austria sold boats to Brazil.", "fears", "fear", "belief", "that Austria sold boats to Brazil",
     [("boats", 1, "express_concern")]),
    ("Holm warned that Austria could send boats to Brazil.", "warned", "warn", "directive", "that Austria could send boats to Brazil",
     [("boats", 1, "warn")]),
    ("Holm demanded that Austria send boats to Brazil.", "demanded", "demand", "directive", "that Austria send boats to Brazil",
     [("boats_right", 1, "call_for")]),
    # Negations that negate nothing, and words that negate without one
    ("Holm said Austria cannot but condemn the spill.", "said", "say", "neutral", "Austria cannot but condemn the spill",
     [("spill", 1, "support")]),
    ("Holm said Austria cannot help condemning the spill.", "said", "say", "neutral", "Austria cannot help condemning the spill",
     [("spill", 1, "support")]),
    ("Holm said Austria not only sold boats to Brazil but also sent crews.", "said", "say", "neutral",
     "Austria not only sold boats to Brazil but also sent crews", [("boats", 1, "accuse")]),
    ("Holm said the toll is not without merit.", "said", "say", "neutral", "the toll is not without merit", [("toll", 1, "support")]),
    ("Holm said Austria is far from joining the toll.", "said", "say", "neutral", "Austria is far from joining the toll",
     [("toll", 0, "oppose")]),
    ("Holm said the harbour report is far from useful.", "said", "say", "neutral", "the harbour report is far from useful",
     [("report", 0, "oppose")]),
    ("Holm said the harbour report is anything but useful.", "said", "say", "neutral", "the harbour report is anything but useful",
     [("report", 0, "oppose")]),
    ("Holm said the harbour report is far from useless.", "said", "say", "neutral", "the harbour report is far from useless",
     [("report", 1, "support")]),
    ("Holm said Austria has no intention of joining the toll.", "said", "say", "neutral", "Austria has no intention of joining the toll",
     [("toll", 0, "oppose")]),
    ("Holm said Austria has no plans to sell boats to Brazil.", "said", "say", "neutral", "Austria has no plans to sell boats to Brazil",
     [("boats", 0, "deny")]),
    ("Holm said Austria no longer sells boats to Brazil.", "said", "say", "neutral", "Austria no longer sells boats to Brazil",
     [("boats", 0, "deny")]),
    ("Under no circumstances will Austria sell boats to Brazil, Holm said.", "said", "say", "neutral",
     "Under no circumstances will Austria sell boats to Brazil", [("boats", 0, "deny")]),
    ("Austria did not start the strike, nor has it sold boats to Brazil, Holm said.", "said", "say", "neutral",
     "Austria did not start the strike, nor has it sold boats to Brazil", [("boats", 0, "deny")]),
    ("Holm said Austria need not pay the toll.", "said", "say", "neutral", "Austria need not pay the toll", [("toll", 0, "oppose")]),
    ("Holm said Austria cannot join the toll.", "said", "say", "neutral", "Austria cannot join the toll", [("toll", 0, "oppose")]),
    ("Holm said Austria would not join the toll.", "said", "say", "neutral", "Austria would not join the toll", [("toll", 0, "oppose")]),
    # What is preferred to what
    ("Holm said Austria sends crews instead of boats to Brazil.", "said", "say", "neutral",
     "Austria sends crews instead of boats to Brazil", [("boats", 0, "deny")]),
    ("Holm said Austria would rather pay the toll than hold talks.", "said", "say", "neutral",
     "Austria would rather pay the toll than hold talks", [("talks", 0, "oppose"), ("toll", 1, "pledge")]),
    ("Holm said the toll is higher than the talks had promised.", "said", "say", "neutral",
     "the toll is higher than the talks had promised", [("talks", 1, "support"), ("toll", 1, "support")]),
    ("Holm said there is no better way than the toll.", "said", "say", "neutral", "there is no better way than the toll",
     [("toll", 1, "support")]),
    ("Holm said there is no way other than the toll.", "said", "say", "neutral", "there is no way other than the toll",
     [("toll", 1, "support")]),
    ("Holm said there is no alternative to the toll.", "said", "say", "neutral", "there is no alternative to the toll",
     [("toll", 1, "support")]),
    ("Holm said that without talks the strike would go on.", "said", "say", "neutral", "that without talks the strike would go on",
     [("talks", 1, "pledge")]),
    ("Holm said the strike ended without talks.", "said", "say", "neutral", "the strike ended without talks", [("talks", 0, "oppose")]),
    ("Holm said the harbour report is false.", "said", "say", "neutral", "the harbour report is false", [("report", 0, "oppose")]),
    ("Holm said the harbour report is true.", "said", "say", "neutral", "the harbour report is true", [("report", 1, "support")]),
    # Co-ordination
    ("Holm called for an end to the toll and for talks.", "called for", "call for", "directive", "an end to the toll and for talks",
     [("talks", 1, "call_for"), ("toll", 0, "call_for")]),
    ("Holm called for an end to the toll and the talks.", "called for", "call for", "directive", "an end to the toll and the talks",
     [("talks", 0, "call_for"), ("toll", 0, "call_for")]),
    ("Holm said Austria will not sell boats to any side involved in the strike.", "said", "say", "neutral",
     "Austria will not sell boats to any side involved in the strike", [("boats", 0, "deny")]),
    ("Holm said Austria was not involved in the strike.", "said", "say", "neutral", "Austria was not involved in the strike",
     [("party", 1, "affirm")]),
    ("Holm said Austria did not sell boats to Brazil and opposed the toll.", "said", "say", "neutral",
     "Austria did not sell boats to Brazil and opposed the toll", [("boats", 0, "deny"), ("toll", 0, "oppose")]),
    ("Holm said Austria did not buy ferries and sold boats to Brazil.", "said", "say", "neutral",
     "Austria did not buy ferries and sold boats to Brazil", [("boats", 1, "accuse")]),
    ("Holm said Austria neither sold nor sent boats to Brazil.", "said", "say", "neutral", "Austria neither sold nor sent boats to Brazil",
     [("boats", 0, "deny")]),
    # What is only supposed
    ("Holm said Chile would close the harbour if Austria sold boats to Brazil.", "said", "say", "neutral",
     "Chile would close the harbour if Austria sold boats to Brazil", []),
    ("Holm said it was unclear whether Austria sold boats to Brazil.", "said", "say", "neutral",
     "it was unclear whether Austria sold boats to Brazil", []),
    ("Holm said Austria would have sold boats to Brazil.", "said", "say", "neutral", "Austria would have sold boats to Brazil", []),
    ("Holm said Austria would send boats to Brazil if Chile asked.", "said", "say", "neutral",
     "Austria would send boats to Brazil if Chile asked", [("boats", 1, "accuse")]),
    ("Holm said Austria sold boats to Brazil even if Chile was angry.", "said", "say", "neutral",
     "Austria sold boats to Brazil even if Chile was angry", [("boats", 1, "accuse")]),
    # Questions
    ("“Since when is the toll fair?” Holm asked.", "asked", "ask", "question", "“Since when is the toll fair?”", [("toll", 0, "oppose")]),
    ("“Who gave them the right to raise the toll?” Holm asked.", "asked", "ask", "question",
     "“Who gave them the right to raise the toll?”", [("toll", 0, "oppose")]),
    ("“Why has Austria not condemned the spill?” Holm asked.", "asked", "ask", "question", "“Why has Austria not condemned the spill?”",
     [("spill", 1, "affirm")]),
    ("“Is the toll fair?” Holm asked.", "asked", "ask", "question", "“Is the toll fair?”", []),
    ("“Why does Austria sell boats to Brazil?” Holm asked.", "asked", "ask", "question", "“Why does Austria sell boats to Brazil?”", []),
    ("“Why would Austria sell boats to Brazil?” Holm asked.", "asked", "ask", "question", "“Why would Austria sell boats to Brazil?”",
     [("boats", 0, "oppose")]),
]
# fmt: on


@pytest.mark.parametrize(("text", "cue", "lemma", "kind", "content", "expected"), STATEMENTS, ids=[row[0] for row in STATEMENTS])
def test_a_statement_takes_the_side_that_its_words_take(
    vocab: Vocab, book: codebook.Codebook, text: str, cue: str, lemma: str, kind: str, content: str, expected: list[Side]
) -> None:
    assert sides(vocab, book, text, statement(text, cue, lemma, kind, content)) == expected


ACTS = [
    ("Austria refused to condemn the spill.", [("spill", 0, "refuse")]),
    ("Austria has not condemned the spill.", [("spill", 0, "refrain")]),
    ("Austria has yet to condemn the spill.", [("spill", 0, "refrain")]),
    ("Chile is the only country that hasn’t condemned the spill.", [("spill", 0, "refrain")]),
    ("Austria abstained in the vote on the motion.", [("motion", None, "abstain")]),
    ("Austria has not committed to joining the talks.", [("talks", None, "no_commitment")]),
    ("Austria has refrained from supplying boats to Brazil.", [("boats", 0, "refrain")]),
    ("Austria’s refusal to supply boats pleased the harbour.", [("boats", 0, "refuse")]),
    ("The harbour was closed because of the spill.", []),
    ("Nobody has condemned the spill.", []),
    ("Austria has not yet condemned the spill.", [("spill", 0, "refrain")]),
    ("Austria never condemned the spill.", [("spill", 0, "refrain")]),
    ("Austria hardly ever condemns the spill.", [("spill", 0, "refrain")]),
    ("Austria declined to condemn the spill.", [("spill", 0, "refuse")]),
    ("Austria stopped short of condemning the spill.", [("spill", 0, "refuse")]),
    ("Austria failed to condemn the spill.", [("spill", 0, "refrain")]),
    ("Austria has ruled out joining the toll.", [("toll", 0, "refuse")]),
    ("Austria did not rule out joining the toll.", [("toll", None, "no_commitment")]),
    ("Austria opposed lifting the toll.", [("toll", 1, "oppose")]),
    ("Austria has no intention of joining the toll.", [("toll", 0, "refrain")]),
    ("Austria has plans to join the toll.", []),
    ("Chile would pay if Austria refused to join the toll.", []),
    ("Austria not only condemned the spill but also closed the harbour.", [("spill", 1, "criticise")]),
]


@pytest.mark.parametrize(("text", "expected"), ACTS, ids=[row[0] for row in ACTS])
def test_an_act_that_the_outlet_narrates_takes_a_side_without_a_statement(
    vocab: Vocab, book: codebook.Codebook, text: str, expected: list[Side]
) -> None:
    assert sides(vocab, book, text) == expected


MODALITIES = [
    ("Austria has not provided boats to either side", "asserted"),
    ("Austria said it may stop, and has sold boats to Brazil", "asserted"),
    ("Chile could stop the strike, and Austria has sold boats to Brazil", "asserted"),
    ("Austria has sold boats to Brazil, which could use them", "asserted"),
    ("Austria could say that it has sold boats to Brazil", "asserted"),
    ("Austria won’t sell boats to Brazil", "commitment"),
    ("Austria would not sell boats to Brazil", "commitment"),
    ("Austria will not buy or sell boats", "commitment"),
    ("Austria has promised to send boats to Brazil", "commitment"),
    ("Austria cannot send boats to Brazil", "possible"),
    ("Austria may send boats to Brazil", "possible"),
    ("Austria is considering sending boats to Brazil", "planned"),
    ("Austria has no plans to sell boats to Brazil", "planned"),
    ("it is likely that Austria sold boats to Brazil", "hedged"),
    ("Austria has reportedly sold boats to Brazil", "hedged"),
    ("Austria would send boats to Brazil if Chile asked", "conditional"),
    ("Austria will send boats to Brazil if Chile asks", "commitment"),
    ("Austria would consider sending boats if Chile asked", "conditional"),
    ("Austria has sold boats to Brazil", "asserted"),
    ("Austria will send boats to Brazil", "commitment"),
    ("Austria plans to send boats to Brazil", "planned"),
    ("Austria could send boats to Brazil", "possible"),
    ("Austria seems to send boats to Brazil", "hedged"),
]


@pytest.mark.parametrize(("content", "modality"), MODALITIES)
def test_modality_is_that_of_the_words(vocab: Vocab, book: codebook.Codebook, content: str, modality: str) -> None:
    text = f"Holm said {content}."
    found = positions.find(treebank.doc(vocab, text), [statement(text, "said", "say", "neutral", content)], mentions(text), book)
    assert [(p.topic, p.modality) for p in found] == [("boats", modality)]


BREADTH = [
    ("Holm said Austria sold no lethal boats to Brazil.", ["lethal"], []),
    ("Holm said Austria has not provided boats to either side of the strike.", [], ["either side"]),
    ("Holm said Austria will not sell boats to any party.", [], ["any party"]),
    ("Holm said Austria has never sold non-lethal or old boats to both sides.", ["non-lethal", "old"], ["never", "both sides"]),
    ("Holm said Austria has so far sold only small boats to any of the parties.", ["so far", "only", "small"], ["any of the parties"]),
    ("Holm said Austria does not sell or send any boats to anyone.", [], ["any", "anyone"]),
    ("Holm said Austria has not yet sold boats to Brazil at all.", ["yet"], ["at all"]),
    ("Holm said Austria officially sells boats to all the parties to the strike.", ["officially"], ["all the parties"]),
    ("Holm said Austria will send boats to Brazil unless Chile closes the harbour.", ["unless chile closes the harbour"], []),
    ("Holm said neither side sold boats to Brazil.", [], ["neither side"]),
    ("Under no circumstances will Austria sell boats to Brazil, Holm said.", [], ["under no circumstances"]),
    ("Holm said Austria never planned to sell boats to Brazil.", [], ["never"]),
    # What judges, measures or names a people narrows nothing
    ("Holm said Austria sold illegal boats to Brazil.", [], []),
    ("Holm said Austria sold so-called boats to Brazil.", [], []),
    ("Holm said Austria sold many great Chilean boats to Brazil.", [], []),
    ("Holm said Austria not only sold boats to Brazil but also sent crews.", [], []),
    # Words of another clause or another noun
    ("Holm said Austria, which has only one direct ferry, sold boats to Brazil.", [], []),
    ("Holm said Austria sold boats to the lethal army of any party.", [], []),
    ("Holm said all ferries were late and Austria sold boats to Brazil.", [], []),
    ("Holm said the ferry has never been late, yet Austria sold boats to Brazil.", [], []),
    ("Holm said Austria either sold or sent boats to Brazil.", [], []),
    ("Holm said Austria sold boats to Brazil, only crews to Chile.", [], []),
    ("Holm said Austria sold boats to Brazil.", [], []),
]


@pytest.mark.parametrize(("text", "narrowed", "widened"), BREADTH, ids=[row[0] for row in BREADTH])
def test_words_that_narrow_or_widen_what_is_said_are_those_that_hang_on_it(
    vocab: Vocab, book: codebook.Codebook, text: str, narrowed: list[str], widened: list[str]
) -> None:
    content = text.removesuffix(", Holm said.").removesuffix(".").removeprefix("Holm said ")
    found = positions.find(treebank.doc(vocab, text), [statement(text, "said", "say", "neutral", content)], mentions(text), book)
    (boats,) = [p for p in found if p.topic == "boats"]
    assert [text[start:end].lower() for start, end in boats.narrowed] == narrowed
    assert [text[start:end].lower() for start, end in boats.widened] == widened


ACT_BREADTH = [
    ("Austria has not officially condemned the spill.", ["officially"], []),
    ("Austria has never condemned the spill.", [], ["never"]),
    ("Austria has yet to condemn the spill.", ["yet"], []),
    ("Austria has so far refused to condemn the spill.", ["so far"], []),
    ("Austria refused to condemn the spill.", [], []),
]


@pytest.mark.parametrize(("text", "narrowed", "widened"), ACT_BREADTH, ids=[row[0] for row in ACT_BREADTH])
def test_a_narrated_act_is_narrowed_and_widened_too(
    vocab: Vocab, book: codebook.Codebook, text: str, narrowed: list[str], widened: list[str]
) -> None:
    (spill,) = positions.find(treebank.doc(vocab, text), [], mentions(text), book)
    assert [text[start:end].lower() for start, end in spill.narrowed] == narrowed
    assert [text[start:end].lower() for start, end in spill.widened] == widened


# Slips that parsers make: word number (from 1) -> governor and relation it gets instead of the right one.
SLIPS: list[tuple[str, dict[int, tuple[int, str]], str, list[Side]]] = [
    ("Austria has ruled out joining the toll.", {5: (3, "advcl")}, "", [("toll", 0, "refuse")]),
    ("Austria has ruled out joining the toll.", {4: (5, "mark"), 5: (3, "advcl")}, "", [("toll", 0, "refuse")]),
    ("Austria opposed lifting the toll.", {3: (2, "advcl")}, "", [("toll", 1, "oppose")]),
    ("Austria has so far refused to condemn the spill.", {1: (2, "nsubj")}, "", [("spill", 0, "refuse")]),
    ("The talks follow warnings from Chile not to send boats to Brazil.", {6: (3, "obl"), 9: (3, "advcl")}, "",
     [("boats_right", 0, "warn")]),
    ("Austria did not start the strike, nor has it sold boats to Brazil, Holm said.", {8: (9, "cc")},
     "Austria did not start the strike, nor has it sold boats to Brazil", [("boats", 0, "deny")]),
    ("Holm said Austria neither sold nor sent boats to Brazil.", {4: (2, "cc"), 6: (8, "cc")},
     "Austria neither sold nor sent boats to Brazil", [("boats", 0, "deny")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "slips", "content", "expected"), SLIPS, ids=[row[0] for row in SLIPS])
def test_a_common_slip_of_the_parse_turns_no_side(
    vocab: Vocab, book: codebook.Codebook, text: str, slips: dict[int, tuple[int, str]], content: str, expected: list[Side]
) -> None:
    doc = treebank.doc(vocab, text)
    for number, (governor, relation) in slips.items():
        doc[number - 1].head, doc[number - 1].dep_ = doc[governor - 1], relation
    said = [statement(text, "said", "say", "neutral", content)] if content else []
    assert [(p.topic, p.agreement, p.stance) for p in positions.find(doc, said, mentions(text), book)] == expected


def test_what_others_do_meanwhile_is_no_stance_where_the_parse_takes_their_verb_for_a_noun(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "Holm called for talks while Chile raised the toll."
    doc = treebank.doc(vocab, text)
    for number, (governor, relation) in {9: (2, "advcl"), 7: (9, "compound"), 5: (9, "case"), 6: (7, "amod")}.items():
        doc[number - 1].head, doc[number - 1].dep_ = doc[governor - 1], relation
    said = statement(text, "called for", "call for", "directive", "talks while Chile raised the toll")
    assert [(p.topic, p.agreement) for p in positions.find(doc, [said], mentions(text), book)] == [("talks", 1)]


def test_a_repeated_preposition_leads_to_the_verb_that_has_it_whatever_the_parse(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "Holm called for an end to the toll and for talks."
    doc = treebank.doc(vocab, text)
    doc[10].head = doc[7]
    said = statement(text, "called for", "call for", "directive", "an end to the toll and for talks")
    assert [(p.topic, p.agreement) for p in positions.find(doc, [said], mentions(text), book)] == [("talks", 1), ("toll", 0)]


Said = tuple[str, str, str, str, str]  # source, cue, lemma, class, content

# A claim and what is made of it: the claim is its speaker's, the rejection the other's.
EXCHANGES: list[tuple[str, list[Said], list[tuple[str, str, int | None]]]] = [
    (
        "Chile said Austria could send boats to Brazil. Austria has denied this information.",
        [("Chile", "said", "say", "neutral", "Austria could send boats to Brazil"),
         ("Austria has", "denied", "deny", "denial", "this information")],
        [("GOV:CHL", "boats", 1), ("GOV:AUT", "boats", 0)],
    ),
    (
        "Chile said that Austria had sold boats to Brazil, a claim Austria rejected.",
        [("Chile", "said", "say", "neutral", "that Austria had sold boats to Brazil"),
         ("Austria", "rejected", "reject", "denial", "a claim")],
        [("GOV:CHL", "boats", 1), ("GOV:AUT", "boats", 0)],
    ),
    (
        "Chile said that Austria had sold boats to Brazil, a charge that Austria has dismissed as baseless.",
        [("Chile", "said", "say", "neutral", "that Austria had sold boats to Brazil"),
         ("Austria", "dismissed", "dismiss", "denial", "a charge")],
        [("GOV:CHL", "boats", 1), ("GOV:AUT", "boats", 0)],
    ),
    (
        "Chile said that Austria had sold boats to Brazil. Austria dismissed the charge as baseless.",
        [("Chile", "said", "say", "neutral", "that Austria had sold boats to Brazil"),
         ("Austria", "dismissed", "dismiss", "denial", "the charge as baseless")],
        [("GOV:CHL", "boats", 1), ("GOV:AUT", "boats", 0)],
    ),
    (
        "Chile accused Austria of selling boats to Brazil, which Austria denies.",
        [("Chile", "accused", "accuse", "critical", "of selling boats to Brazil"), ("Austria", "denies", "deny", "denial", "which")],
        [("GOV:CHL", "boats", 1), ("GOV:AUT", "boats", 0)],
    ),
    (
        "Chile said that Austria had sold boats to Brazil. Austria called this a lie.",
        [("Chile", "said", "say", "neutral", "that Austria had sold boats to Brazil"),
         ("Austria", "called", "call", "neutral", "this a lie")],
        [("GOV:CHL", "boats", 1), ("GOV:AUT", "boats", 0)],
    ),
    (
        "Chile praised the toll, which Austria has condemned.",
        [("Chile", "praised", "praise", "endorsing", "the toll"), ("Austria", "condemned", "condemn", "critical", "which")],
        [("GOV:CHL", "toll", 1), ("GOV:AUT", "toll", 0)],
    ),
    (
        "The strike follows the spill, which Austria has yet to condemn.",
        [("Austria", "has yet to condemn", "condemn", "critical", "which")],
        [("GOV:AUT", "spill", 0)],
    ),
    (
        "“This is wrong,” Holm said of the toll.",
        [("Holm", "said", "say", "neutral", "“This is wrong,”")],
        [("PER:eva_holm", "toll", 0)],
    ),
    # Whose claim it is
    (
        "Chile praised the toll. Austria rejected Brazil’s claim.",
        [("Chile", "praised", "praise", "endorsing", "the toll"), ("Austria", "rejected", "reject", "denial", "Brazil’s claim")],
        [("GOV:CHL", "toll", 1)],
    ),
    (
        "Holm spoke of Chile’s fear that Austria could sell boats to Brazil.",
        [("Holm", "spoke of", "speak of", "neutral", "Chile’s fear that Austria could sell boats to Brazil")],
        [("GOV:CHL", "boats", 1)],
    ),
    (
        "Holm rejected Chile’s claim that Austria sold boats to Brazil.",
        [("Holm", "rejected", "reject", "denial", "Chile’s claim that Austria sold boats to Brazil")],
        [("PER:eva_holm", "boats", 0), ("GOV:CHL", "boats", 1)],
    ),
    ("The talks follow warnings from Chile not to send boats to Brazil.", [], [("GOV:CHL", "boats_right", 0)]),
    ("The talks follow Chile’s concern about the toll.", [], [("GOV:CHL", "toll", 0)]),
    (
        "Holm called for talks while Chile raised the toll.",
        [("Holm", "called for", "call for", "directive", "talks while Chile raised the toll")],
        [("PER:eva_holm", "talks", 1)],
    ),
    (
        "The meeting between Chile and Holm highlighted a commitment to talks.",
        [("The meeting between Chile and Holm", "highlighted", "highlight", "assertive", "a commitment to talks")],
        [("", "talks", 1)],
    ),
    (
        "Holm spoke after a report cited by Chile suggesting that Austria could send boats to Brazil.",
        [("Holm", "suggesting", "suggest that", "directive", "that Austria could send boats to Brazil")],
        [("GOV:CHL", "boats", 1)],
    ),
    # Acts that no statement reports
    ("Holm has been to Chile, and Austria backed the toll.", [], [("GOV:AUT", "toll", 1)]),
    ("Holm held Austria responsible for selling boats to Brazil.", [], [("PER:eva_holm", "boats", 1)]),
    ("Chile could back the toll.", [], []),
    ("Austria plans to back the toll.", [], []),
    ("The harbour backed the toll.", [], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said", "expected"), EXCHANGES, ids=[row[0] for row in EXCHANGES])
def test_a_claim_is_its_speaker_s_and_what_is_made_of_it_another_s(
    vocab: Vocab, book: codebook.Codebook, text: str, said: list[Said], expected: list[tuple[str, str, int | None]]
) -> None:
    made = [statement(text, cue, lemma, kind, content, source=source) for source, cue, lemma, kind, content in said]
    made = [one if one.source is None or text[slice(*one.source)] != "Austria has" else replace(one, speakers=("GOV:AUT",)) for one in made]
    found = positions.find(treebank.doc(vocab, text), made, mentions(text), book)
    assert [("".join(p.actors), p.topic, p.agreement) for p in found] == expected


# text, cue, lemma, class, content, target, whether the words name it
TARGETS = [
    ("Holm accused Chile of raising the toll.", "accused", "accuse", "critical", "Chile of raising the toll", ("GOV:CHL",), True),
    ("Holm condemned the toll, in a reference to Brazil.", "condemned", "condemn", "critical", "the toll", ("GOV:BRA",), False),
    ("Holm condemned the toll, in a reference to Brazil.", "condemned", "condemn", "critical", "the toll, in a reference to Brazil",
     ("GOV:BRA",), False),
    ("Holm condemned Chile’s toll, in a reference to Brazil.", "condemned", "condemn", "critical", "Chile’s toll", ("GOV:CHL",), True),
    ("Holm urged Chile to lift the toll.", "urged", "urge", "directive", "Chile to lift the toll", ("GOV:CHL",), True),
    ("Holm called for an end to the toll on Brazil.", "called for", "call for", "directive", "an end to the toll on Brazil", (), None),
    ("Holm called for talks on the strike in Chile.", "called for", "call for", "directive", "talks on the strike in Chile", (), None),
    ("Holm condemned the toll.", "condemned", "condemn", "critical", "the toll", (), None),
    ("Holm opposed the toll unless Chile pays it.", "opposed", "oppose", "critical", "the toll unless Chile pays it", (), None),
    ("Holm praised Chile’s toll.", "praised", "praise", "endorsing", "Chile’s toll", (), None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cue", "lemma", "kind", "content", "target", "explicit"), TARGETS, ids=[row[0] for row in TARGETS])
def test_a_target_is_whom_the_words_or_only_the_outlet_name(
    vocab: Vocab, book: codebook.Codebook, text: str, cue: str, lemma: str, kind: str, content: str,
    target: tuple[str, ...], explicit: bool | None,
) -> None:  # fmt: skip
    (found,) = positions.find(treebank.doc(vocab, text), [statement(text, cue, lemma, kind, content)], mentions(text), book)
    assert (found.target, found.target_explicit) == (target, explicit)


def test_what_another_party_says_inside_a_statement_is_not_the_speaker_s(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "Holm said Chile believes the toll is right."
    outer = statement(text, "said", "say", "neutral", "Chile believes the toll is right")
    inner = statement(text, "believes", "believe", "belief", "the toll is right", source="Chile", nested_in=0)
    assert sides(vocab, book, text, outer, inner) == [("toll", 1, "support")]


def test_a_question_that_is_asked_to_be_answered_takes_no_side(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "“Why should Austria pay the toll?” a reporter asked."
    asked = replace(statement(text, "asked", "ask", "question", "“Why should Austria pay the toll?”", source="a reporter"), speakers=())
    assert sides(vocab, book, text, asked) == []
    text = "“Why should Austria pay the toll?” Holm asked."
    assert sides(vocab, book, text, statement(text, "asked", "ask", "question", "“Why should Austria pay the toll?”")) == [
        ("toll", 0, "oppose")
    ]


def test_a_question_turns_only_its_own_sentence(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "“Austria has not sold boats to any side. Why should it pay the toll?” Holm said."
    said = statement(text, "said", "say", "neutral", "“Austria has not sold boats to any side. Why should it pay the toll?”")
    assert sides(vocab, book, text, said) == [("boats", 0, "deny"), ("toll", 0, "oppose")]


def test_we_in_quotation_marks_is_the_speaker_s_side(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "“We must not be towed,” Holm said."
    said = replace(
        statement(text, "said", "say", "neutral", "“We must not be towed,”"), quoted_spans=(stretch(text, "We must not be towed"),)
    )
    assert sides(vocab, book, text, said) == [("towing", 0, "oppose")]
    assert sides(vocab, book, text, replace(said, speakers=("GOV:CHL",))) == []
    text = "“The US must not be towed,” Holm said."
    said = replace(statement(text, "said", "say", "neutral", "“The US must not be towed,”"), quoted_spans=(stretch(text, "The US must"),))
    assert sides(vocab, book, text, said) == []


def test_a_fragment_takes_no_side(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "The harbour lives with the “right toll” of old."
    fragment = replace(statement(text, "", "", "", "right toll", source=""), type="fragment", speakers=(), speaker_status="unknown")
    assert sides(vocab, book, text, fragment) == []


def test_a_target_that_only_the_outlet_names_is_marked_so(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "Holm condemned the toll, in a reference to Brazil."
    (found,) = positions.find(
        treebank.doc(vocab, text), [statement(text, "condemned", "condemn", "critical", "the toll")], mentions(text), book
    )
    assert (found.target, found.target_explicit) == (("GOV:BRA",), False)
    assert found.organisations == ("GOV:AUT",)
    assert found.rule == "terms: toll|tolls; cue critical"


def test_words_of_the_next_statement_give_this_one_no_topic(vocab: Vocab, book: codebook.Codebook) -> None:
    text = "Holm sees a crisis in the harbour, denies that Austria sold boats to Brazil"
    first = statement(text, "sees", "see", "belief", "a crisis in the harbour")
    second = statement(text, "denies", "deny", "denial", "that Austria sold boats to Brazil")
    assert sides(vocab, book, text, first, second) == [("boats", 0, "deny")]
