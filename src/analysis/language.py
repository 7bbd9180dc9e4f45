"""The language pipeline that the package carries, and the spaCy components it registers."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import spacy
from spacy.language import Language
from spacy.pipeline.ner import EntityRecognizer
from spacy.scorer import PRFScore
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Floats2d, Ints2d

from analysis import quotation
from analysis.reader import Network, ReadAttribution
from analysis.weights import EXACT, LIGHT, MODEL

ATTRIBUTION_SPANS = "attribution"
PARAGRAPH_SPANS = "paragraphs"
# So many characters without a space are no word, nor an address, that anybody wrote.
LONGEST = 1000
_UNSPACED = re.compile(rf"(\S{{{LONGEST}}} ?)")  # with the space behind it, which would be a word of its own

logger = logging.getLogger(__name__)


def load(linguistic: str | None = None, *, light: bool = False) -> Language:
    """Load the carried pipeline, or another one with the carried reading of attributions added.

    Parameters
    ----------
    linguistic
        Name or path of an installed spaCy pipeline that takes over tagging, parsing and named entities. Its
        labels should be those of English pipelines (Universal Dependencies or CLEAR, OntoNotes or CoNLL).
    light
        Read attributions by the smaller network (`attribution`) and not by the exact one (`attribution_reader`):
        several times faster, and less often right. For very large corpora.

    Raises
    ------
    OSError
        Where no pipeline of that name is installed, or the carried weights are missing.
    """
    if not (MODEL / "config.cfg").exists():
        raise OSError(f"The carried pipeline is missing at {MODEL.name}/: install the package again, or see training/README.md.")
    wanted, other = (LIGHT, EXACT) if light else (EXACT, LIGHT)
    carried = spacy.load(MODEL, exclude=[other])
    if linguistic is None:
        return carried
    nlp = spacy.load(linguistic)
    nlp.add_pipe(wanted, source=carried, first=True if light else None)
    return nlp


def parse(nlp: Language, text: str) -> Doc:
    """Parse a text paragraph by paragraph and join the results into one Doc.

    A paragraph is a line of `text`; the parts of a Doc never reach over its end, so that a headline without a full
    stop does not run into the next line. Token offsets are offsets of `text`: the line feed between two paragraphs
    stands as a space in the Doc. `doc.spans["paragraphs"]` holds a span for every line that is not blank.
    Only attributions are read from the whole text, as a quotation may go on in the next paragraph.

    Raises
    ------
    ValueError
        Where a line is blank or has white space at an end: the offsets would shift.
    """
    parts = list(nlp.pipe(paragraphs(nlp, text), disable=[EXACT]))
    doc = Doc.from_docs(parts, ensure_whitespace=True) if parts else Doc(nlp.vocab)
    starts = np.cumsum([0] + [len(part) for part in parts])
    doc.spans[PARAGRAPH_SPANS] = [doc[int(s) : int(e)] for s, e in pairwise(starts)]
    if EXACT in nlp.pipe_names:
        doc = nlp.get_pipe(EXACT)(doc)
    if ATTRIBUTION_SPANS not in doc.spans:
        doc.spans[ATTRIBUTION_SPANS] = []
    return doc


def paragraphs(nlp: Language, text: str) -> list[Doc]:
    """Each line of a text cut into words as `parse` cuts it, and nothing else done to it.

    Raises
    ------
    ValueError
        Where a line is blank or has white space at an end.
    """
    lines = text.split("\n") if text else []
    if any(line != line.strip() or not line for line in lines):
        raise ValueError("every line of the text to parse must hold words and no white space at its ends")
    return [tokens(nlp, line) for line in lines]


def tokens(nlp: Language, line: str) -> Doc:
    """A line cut into words; what is written without a space over more than `LONGEST` characters is cut there before.

    The tokeniser looks at the whole of such a string for each mark that it takes off: the time would grow with its square.
    """
    parts = [part for part in _UNSPACED.split(line) if part]
    return Doc.from_docs([nlp.make_doc(part) for part in parts], ensure_whitespace=False) if len(parts) > 1 else nlp.make_doc(line)


class AttributionReader:
    """Reads attributions with `reader.Network` and writes source, cue and content to `doc.spans["attribution"]`.

    The parts of one attribution carry the same `span.id`, counted from 1 in the order of the cues; the span group's
    `attrs` hold under "shares", for each id, the network's own two shares (see `reader.ReadAttribution`).
    """

    def __init__(self) -> None:
        self.network: Network | None = None

    def __call__(self, doc: Doc) -> Doc:
        if self.network is None:
            raise ValueError(f"the component {EXACT} has no weights: load them with analysis.language.load()")
        paragraphs = list(doc.spans[PARAGRAPH_SPANS]) if PARAGRAPH_SPANS in doc.spans else [doc[:]] if len(doc) else []
        readings = list(self.network.read(paragraphs))
        parts = [part for number, reading in enumerate(readings, start=1) for part in _parts(doc, reading, number)]
        doc.spans[ATTRIBUTION_SPANS] = parts
        doc.spans[ATTRIBUTION_SPANS].attrs["shares"] = {n: (r.cue_share, r.role_share) for n, r in enumerate(readings, start=1)}
        return doc

    def from_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> AttributionReader:
        """Take the weights in a folder, as `to_disk` writes them."""
        self.network = Network(Path(path))
        return self

    def to_disk(self, path: str | Path, exclude: Iterable[str] = ()) -> None:
        """Write the weights into a folder of their own."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.network.files.items() if self.network else ():
            (folder / name).write_bytes(content)


def _parts(doc: Doc, reading: ReadAttribution, number: int) -> list[Span]:
    roles = [("SOURCE", reading.sources), ("CUE", [reading.cue]), ("CONTENT", reading.contents)]
    return [Span(doc, start, end, label=label, span_id=number) for label, stretches in roles for start, end in stretches]


@Language.factory(EXACT, assigns=["doc.spans"])
def make_attribution_reader(nlp: Language, name: str) -> AttributionReader:
    """The component as spaCy configurations name it: `factory = "attribution_reader"`."""
    return AttributionReader()


class AttributionRecognizer(EntityRecognizer):
    """Finds source, cue and content of attributions and writes them to `doc.spans["attribution"]`.

    spaCy's transition-based recogniser (Lample et al. 2016; Honnibal and Montani) with the labels SOURCE, CUE and
    CONTENT. Named entities in `doc.ents` stay as they are. It belongs before the parser: once sentence starts are
    set, a content could not reach over one.
    """

    def set_annotations(self, docs: Iterable[Doc], states: Any) -> None:
        docs = list(docs)
        entities = [list(doc.ents) for doc in docs]
        super().set_annotations(docs, states)
        for doc, before in zip(docs, entities, strict=True):
            doc.spans[ATTRIBUTION_SPANS] = list(doc.ents)
            doc.set_ents(before)


@Language.factory(
    LIGHT,
    assigns=["doc.spans"],
    default_score_weights={"attribution_f": 1.0, "source_f": 0.0, "cue_f": 0.0, "content_f": 0.0},
)
def make_attribution(nlp: Language, name: str, model: Model[list[Doc], Any]) -> AttributionRecognizer:
    """The component as spaCy configurations name it: `factory = "attribution"`."""
    return AttributionRecognizer(nlp.vocab, model, name, incorrect_spans_key=None, scorer=score_attribution)


def score_attribution(examples: Sequence[Example], **_: Any) -> dict[str, float]:
    """Exact F1 of source, cue and content spans against the entities of the reference documents."""
    totals = {role: PRFScore() for role in ("SOURCE", "CUE", "CONTENT")}
    for example in examples:
        for role, total in totals.items():
            gold = {(e.start_char, e.end_char) for e in example.reference.ents if e.label_ == role}
            found = {(s.start_char, s.end_char) for s in example.predicted.spans[ATTRIBUTION_SPANS] if s.label_ == role}
            total.score_set(found, gold)
    scores = {f"{role.lower()}_f": total.fscore for role, total in totals.items()}
    return {**scores, "attribution_f": sum(scores.values()) / len(scores)}


def quotation_states(doc: Doc) -> list[int]:
    """For each token of a paragraph its state with regard to quotation marks (see `quotation.State`)."""
    by_character = quotation.states(doc.text)
    return [int(by_character[token.idx]) for token in doc]


@registry.architectures("analysis.QuotationAwareEmbed.v1")
def quotation_aware_embed(width: int, attrs: list[str], rows: list[int]) -> Model[list[Doc], list[Floats2d]]:
    """spaCy's MultiHashEmbed with one more table: the state of each token with regard to quotation marks.

    A convolution sees four tokens to each side; whether a token stands inside a quotation is decided by marks that
    may be forty tokens away, so the state is computed from the marks and given to the network as a feature.
    """
    if len(rows) != len(attrs):
        raise ValueError(f"one number of rows per attribute: got {len(rows)} rows for {len(attrs)} attributes")
    sizes = [*rows, 16]
    tables: list[Model[Any, Any]] = [HashEmbed(width, size, column=i, seed=8 + i, dropout=0.0) for i, size in enumerate(sizes)]
    mix: Model[Any, Any] = with_array(Maxout(width, width * len(tables), nP=3, dropout=0.0, normalize=True))
    return chain(_features(attrs), list2ragged(), with_array(concatenate(*tables)), mix, ragged2list())


def _features(attrs: list[str]) -> Model[list[Doc], list[Ints2d]]:
    """For each token a row: the attributes named, then its state with regard to quotation marks."""
    wanted: list[int | str] = [*attrs]

    def rows_of(doc: Doc) -> Ints2d:
        attributes = doc.to_array(wanted).reshape(len(doc), len(wanted))
        return cast(Ints2d, np.column_stack([attributes, np.asarray(quotation_states(doc), dtype="uint64")]))

    def forward(model: Model[Any, Any], docs: list[Doc], is_train: bool) -> tuple[list[Ints2d], Callable[[Any], list[Doc]]]:
        return [model.ops.asarray2i(rows_of(doc), dtype="uint64") for doc in docs], lambda _: []

    return Model("extract_features_and_quotation_states", forward)
