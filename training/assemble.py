"""Join the trained components to the one pipeline that the package carries: python training/assemble.py.

Reads `training/output/{linguistic,ner,attribution}/model-best`, `training/output/attribution_reader` and
`training/output/likeness`, and writes `src/analysis/model`. A part that was not trained anew is taken over from the pipeline that is there.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import spacy
from spacy.language import Language

from analysis import (
    language,  # noqa: F401 (registers the components)
    weights,
)

TRAINED = Path(__file__).parent / "output"
LABEL_NOTE = "Universal Dependencies labels; entity classes of English Worldwide Newswire; SOURCE, CUE and CONTENT in doc.spans"
LINGUISTIC = ("tok2vec", "tagger", "morphologizer", "lemmatizer", "parser")


def main() -> None:
    linguistic, ner, attribution = (trained(name) for name in ("linguistic", "ner", "attribution"))
    for name in set(linguistic.pipe_names) - set(LINGUISTIC):
        linguistic.remove_pipe(name)
    linguistic.add_pipe("ner", source=ner, last=True)
    linguistic.add_pipe(weights.LIGHT, source=attribution, first=True)
    reader = linguistic.add_pipe(weights.EXACT, last=True)
    folder = TRAINED / "attribution_reader"
    reader.from_disk(folder if folder.is_dir() else weights.MODEL / weights.EXACT)
    linguistic.meta.update(
        lang="en",
        name="news_statements",
        version="0.2.0",
        description=LABEL_NOTE,
        license="CC BY-NC-SA 4.0",
        author="The who-said-what authors",
    )
    vectors = TRAINED / "likeness"
    likeness = {p.name: p.read_bytes() for p in sorted((vectors if vectors.is_dir() else weights.LIKENESS).iterdir())}
    shutil.rmtree(weights.MODEL, ignore_errors=True)
    linguistic.to_disk(weights.MODEL)
    weights.LIKENESS.mkdir()
    for name, content in likeness.items():
        (weights.LIKENESS / name).write_bytes(content)
    files = sorted(p for p in weights.MODEL.rglob("*") if p.is_file())
    sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(weights.MODEL).as_posix()}\n" for p in files]
    (weights.MODEL / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    size = sum(p.stat().st_size for p in weights.MODEL.rglob("*") if p.is_file())
    print(f"{weights.MODEL.name}: {', '.join(linguistic.pipe_names)}, {size / 1e6:.1f} MB")


def trained(name: str) -> Language:
    """The pipeline of a part that was trained anew, else the one that the package carries."""
    folder = TRAINED / name / "model-best"
    return spacy.load(folder if folder.is_dir() else weights.MODEL, exclude=[weights.EXACT])


if __name__ == "__main__":
    main()
