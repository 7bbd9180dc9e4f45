"""The carried pipeline: its components, offsets that are those of the text, and the attribution component in other pipelines."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from analysis import language, weights

pytestmark = pytest.mark.model

SPEECH = "“The ferry is late,” said Anna Keller, the transport minister, in Vienna on Monday."


@pytest.fixture(scope="module")
def light() -> Language:
    return language.load(light=True)


def test_the_carried_pipeline_has_the_documented_components(nlp: Language, light: Language) -> None:
    linguistic = ["tok2vec", "tagger", "morphologizer", "lemmatizer", "parser", "ner"]
    assert nlp.pipe_names == [*linguistic, "attribution_reader"]
    assert light.pipe_names == ["attribution", *linguistic]
    assert set(light.pipe_labels["attribution"]) == {"SOURCE", "CUE", "CONTENT"}
    assert {"nsubj", "ccomp", "obj", "conj", "parataxis"} <= set(nlp.pipe_labels["parser"])
    assert {"PERSON", "ORG", "DATE"} <= set(nlp.pipe_labels["ner"])


def test_every_token_is_tagged_parsed_and_has_a_lemma(nlp: Language) -> None:
    doc = language.parse(nlp, SPEECH)
    for layer in ("TAG", "POS", "MORPH", "LEMMA", "DEP", "SENT_START"):
        assert doc.has_annotation(layer), layer
    assert [t.lemma_ for t in doc if t.text == "said"] == ["say"]


TEXTS = [
    "The ferry is late.",
    "The ferry is late.\nThe harbour is closed.",
    "Ferry late, harbour closed\n“No ferry today,” said Keller.\n“None tomorrow.",
    "Don’t ask: 12 o’clock, §5, €3.50 … — “so what?”\nÜber allem: 我们 🚢 e\u0301.",
    "One\nTwo\nThree\nFour",
    "a  b   c\nd",
]


@pytest.mark.parametrize("text", TEXTS)
def test_offsets_of_tokens_are_offsets_of_the_text(nlp: Language, text: str) -> None:
    doc = language.parse(nlp, text)
    assert [text[t.idx : t.idx + len(t)] for t in doc] == [t.text for t in doc]
    assert [p.text for p in doc.spans[language.PARAGRAPH_SPANS]] == text.split("\n")
    assert [text[p.start_char : p.end_char] for p in doc.spans[language.PARAGRAPH_SPANS]] == text.split("\n")


def test_nothing_reaches_over_the_end_of_a_paragraph(light: Language) -> None:
    doc = language.parse(light, f"Minister denies\n{SPEECH}\nFerry late\n{SPEECH}")
    ends = {p.end for p in doc.spans[language.PARAGRAPH_SPANS]}
    paragraphs = [range(p.start, p.end) for p in doc.spans[language.PARAGRAPH_SPANS]]
    for span in [*doc.sents, *doc.ents, *doc.spans[language.ATTRIBUTION_SPANS]]:
        assert any(span.start in p and span.end - 1 in p for p in paragraphs), span.text
    assert {s.end for s in doc.sents} >= ends
    assert all(t.head.i in next(p for p in paragraphs if t.i in p) for t in doc)


def test_an_empty_text_gives_an_empty_doc(nlp: Language) -> None:
    doc = language.parse(nlp, "")
    assert len(doc) == 0
    assert list(doc.spans[language.PARAGRAPH_SPANS]) == []
    assert list(doc.spans[language.ATTRIBUTION_SPANS]) == []


@pytest.mark.parametrize("text", ["\n", "One\n\nTwo", "One\n", "\nOne", " One", "One ", "One\n Two", "One\t\nTwo", " ", "One\r\nTwo"])
def test_blank_lines_and_white_space_at_the_ends_are_refused(nlp: Language, text: str) -> None:
    with pytest.raises(ValueError, match="every line of the text to parse must hold words"):
        language.parse(nlp, text)


def test_attributions_leave_named_entities_as_they_are(nlp: Language) -> None:
    doc = language.parse(nlp, SPEECH)
    assert {s.label_ for s in doc.spans[language.ATTRIBUTION_SPANS]} == {"SOURCE", "CUE", "CONTENT"}
    assert ("Anna Keller", "PERSON") in [(e.text, e.label_) for e in doc.ents]
    assert not {e.label_ for e in doc.ents} & {"SOURCE", "CUE", "CONTENT"}


def test_entities_that_are_set_before_stay(light: Language) -> None:
    doc = light.make_doc(SPEECH)
    place = next(Span(doc, t.i, t.i + 1, label="HARBOUR") for t in doc if t.text == "Vienna")
    doc.set_ents([place], default="unmodified")
    doc = light.get_pipe("attribution")(doc)
    assert [(e.text, e.label_) for e in doc.ents] == [("Vienna", "HARBOUR")]
    assert "said" in [s.text for s in doc.spans[language.ATTRIBUTION_SPANS] if s.label_ == "CUE"]


def spans(doc: Doc) -> list[tuple[str, str, int]]:
    return [(s.text, s.label_, s.id) for s in doc.spans[language.ATTRIBUTION_SPANS]]


def test_the_parts_of_one_attribution_carry_one_id(nlp: Language) -> None:
    doc = language.parse(nlp, f"{SPEECH}\n“The bridge is closed,” said Bruno Weiss.")
    by_id: dict[int, dict[str, str]] = {}
    for text, label, number in spans(doc):
        by_id.setdefault(number, {})[label] = text
    assert {number: parts["CUE"] for number, parts in by_id.items()} == {1: "said", 2: "said"}
    assert by_id[1]["CONTENT"] == "“The ferry is late,”"
    assert by_id[1]["SOURCE"].startswith("Anna Keller")
    assert (by_id[2]["CONTENT"], by_id[2]["SOURCE"]) == ("“The bridge is closed,”", "Bruno Weiss")
    shares = doc.spans[language.ATTRIBUTION_SPANS].attrs["shares"]
    assert set(shares) == set(by_id)
    assert all(0 <= share <= 1 for pair in shares.values() for share in pair)


def test_the_reader_reads_a_single_paragraph_without_the_others(nlp: Language) -> None:
    assert spans(nlp(SPEECH)) == spans(language.parse(nlp, SPEECH))


@pytest.mark.parametrize("component", [weights.LIGHT, weights.EXACT])
def test_the_component_finds_the_same_in_another_pipeline(nlp: Language, light: Language, component: str) -> None:
    source = light if component == weights.LIGHT else nlp
    other = spacy.blank("en")
    other.add_pipe(component, source=source)
    assert spans(other(SPEECH)) == spans(language.parse(source, SPEECH))


def test_the_reader_is_the_same_when_written_and_read_again(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    assert spans(language.parse(again, SPEECH)) == spans(language.parse(nlp, SPEECH))


def test_a_reader_without_weights_says_where_to_get_them() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(weights.EXACT)
    with pytest.raises(ValueError, match="has no weights: load them with"):
        nlp(SPEECH)


@pytest.mark.parametrize(("is_light", "names"), [(True, ["attribution", "sentencizer"]), (False, ["sentencizer", "attribution_reader"])])
def test_another_pipeline_takes_over_the_linguistic_part(
    nlp: Language, light: Language, tmp_path: Path, is_light: bool, names: list[str]
) -> None:
    other = spacy.blank("en")
    other.add_pipe("sentencizer")
    other.to_disk(tmp_path / "other")
    loaded = language.load(str(tmp_path / "other"), light=is_light)
    assert loaded.pipe_names == names
    assert spans(language.parse(loaded, SPEECH)) == spans(language.parse(light if is_light else nlp, SPEECH))


def test_a_pipeline_that_is_not_installed_is_named(nlp: Language) -> None:
    with pytest.raises(OSError, match="en_no_such_pipeline"):
        language.load("en_no_such_pipeline")


def test_missing_weights_are_said_to_be_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(language, "MODEL", tmp_path / "model")
    with pytest.raises(OSError, match=r"carried pipeline is missing at model/: install the package again"):
        language.load()


def test_two_parses_agree_and_do_not_hang_on_what_was_parsed_before(nlp: Language) -> None:
    first = language.parse(nlp, SPEECH).to_json()
    language.parse(nlp, "Something else, said somebody else.\nMore of it.")
    assert language.parse(nlp, SPEECH).to_json() == first


def test_embedding_refuses_a_number_of_rows_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="got 1 rows for 2 attributes"):
        language.quotation_aware_embed(8, ["NORM", "SHAPE"], [100])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("So “yes” it is", [0, 1, 2, 3, 0, 0]), ("No marks here", [0, 0, 0]), ("“Yes, it", [1, 4, 4, 4])],
)
def test_tokens_know_how_they_stand_to_quotation_marks(text: str, expected: list[int]) -> None:
    assert language.quotation_states(spacy.blank("en")(text)) == expected
