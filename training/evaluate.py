"""Measure the carried pipeline on the held-out parts: python training/evaluate.py SHARED.

Reads what `prepare.py` made of the corpora in SHARED, and makes it first where it is not there. Writes `training/scores.json`
and the table of the model card. Ends with exit code 1 where a score is below its floor.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from polnear import articles, variants
from spacy.language import Language
from spacy.scorer import PRFScore
from spacy.tokens import Doc
from spacy.training import Corpus

from analysis import language, weights

HERE = Path(__file__).parent
CORPUS, SCORES, CARD = HERE / "corpus", HERE / "scores.json", HERE / "MODEL_CARD.md"
BEGIN, END = "<!-- scores -->", "<!-- /scores -->"
LARGEST = 25  # megabytes a file
READER = {"source": 76, "cue": 71, "content": 66}
"""What the exact F1 of the exact reader may not fall below, by role."""


@dataclass(frozen=True)
class Part:
    """A held-out part: its file, the components that are measured on it, and spaCy's scores of them with their names and floors."""

    name: str
    file: str
    components: tuple[str, ...]
    scores: dict[str, tuple[str, float | None]]


PARTS = (
    Part(
        "GUM, news, development part",
        "dependencies-gum-news-dev",
        ("tok2vec", "tagger", "morphologizer", "lemmatizer", "parser"),
        {
            "dep_las": ("LAS", 84), "dep_uas": ("UAS", None), "sents_f": ("sentences F1", None), "tag_acc": ("TAG", None),
            "pos_acc": ("POS", None), "morph_acc": ("MORPH", None), "lemma_acc": ("LEMMA", None),
        },
    ),
    Part(
        "Worldwide Newswire, held-out fifth",
        "entities-dev",
        ("ner",),
        {"ents_f": ("ENTS F", 72), "ents_p": ("ENTS P", None), "ents_r": ("ENTS R", None)},
    ),
    Part(
        "PolNeAR, development part",
        "attributions-dev",
        ("attribution",),
        {"source_f": ("light: source, exact F1", 71), "cue_f": ("light: cue, exact F1", 68), "content_f": ("light: content, exact F1", 56)},
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Score:
    """A score in per cent, one decimal; what it may not fall below; the part it was measured on and how many documents that has."""

    value: float
    floor: float | None
    on: str
    documents: int


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    options = arguments.parse_args()
    if not all((CORPUS / f"{part.file}.spacy").exists() for part in PARTS):
        subprocess.run([sys.executable, HERE / "prepare.py", options.shared], check=True)
    nlp = language.load(light=True)
    scores = {name: score for part in PARTS for name, score in measured(nlp, part).items()}
    scores |= of_reader(options.shared / "eval" / "polnear" / "dev")
    kept = {"size_mb": size(), "largest_file_mb": largest(), "scores": {name: asdict(score) for name, score in scores.items()}}
    SCORES.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    CARD.write_text(filled(CARD.read_text(encoding="utf-8"), table(scores)), encoding="utf-8")
    print(f"{table(scores)}\n\nsize {size()} MB, the largest file {largest()} MB, at most {LARGEST} MB")
    low = [f"{name} {score.value} is below {score.floor}" for name, score in scores.items() if score.value < (score.floor or 0)]
    low += [f"a file of weights takes {largest()} MB, more than {LARGEST}"] if largest() > LARGEST else []
    print("\n".join(low) or "no score is below its floor")
    return 1 if low else 0


def measured(nlp: Language, part: Part) -> dict[str, Score]:
    """The scores of a part by name, as spaCy computes them (punctuation does not count for LAS and UAS).

    The texts are tokenised anew, as a user's text would be, and each part is read by its own components alone.
    """
    examples = list(Corpus(CORPUS / f"{part.file}.spacy")(nlp))
    with nlp.select_pipes(enable=list(part.components)):
        found = nlp.evaluate(examples)
    return {name: Score(round(100 * found[key], 1), floor, part.name, len(examples)) for key, (name, floor) in part.scores.items()}


def of_reader(folder: Path) -> dict[str, Score]:
    """The exact F1 of the exact reader's sources, cues and contents, by words, on whole articles."""
    component = language.load().get_pipe(weights.EXACT)
    totals = {role: PRFScore() for role in READER}
    texts = [next(variants(*article)) for article in articles(folder)]
    for text in texts:
        doc = text.paragraphs[0].doc
        doc.spans[language.PARAGRAPH_SPANS] = text.paragraphs
        found: Doc = component(doc)
        for role, total in totals.items():
            gold = {stretch for one in text.attributions for stretch in one[role]}
            total.score_set({(s.start, s.end) for s in found.spans[language.ATTRIBUTION_SPANS] if s.label_ == role.upper()}, gold)
    return {
        f"{role}, exact F1": Score(round(100 * total.fscore, 1), READER[role], "PolNeAR, development part", len(texts))
        for role, total in totals.items()
    }


def size() -> float:
    """Megabytes of the weights and all that lies beside them."""
    return round(sum(file_sizes()), 1)


def largest() -> float:
    """Megabytes of the largest file of the weights."""
    return round(max(file_sizes()), 1)


def file_sizes() -> list[float]:
    return [path.stat().st_size / 1e6 for path in weights.MODEL.rglob("*") if path.is_file()]


def table(scores: dict[str, Score]) -> str:
    """The scores as a table in Markdown."""
    rows = [(name, score.value, score.floor or "", score.on, score.documents) for name, score in scores.items()]
    head = [("score", "value", "floor", "measured on", "documents"), ("---",) * 5]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in [*head, *rows])


def filled(card: str, scores: str) -> str:
    """The model card with the scores between its two marks."""
    before, after = card.split(BEGIN)[0], card.split(END)[1]
    return f"{before}{BEGIN}\n{scores}\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
