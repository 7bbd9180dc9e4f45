"""Join the trained components to the one pipeline that the package carries: python training/assemble.py.

Reads `training/output/{linguistic,ner,attribution}/model-best` and writes `src/analysis/model`.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import spacy

from analysis import language  # registers the components

TRAINED = Path(__file__).parent / "output"
LABEL_NOTE = "Universal Dependencies labels; entity classes of English Worldwide Newswire; SOURCE, CUE and CONTENT in doc.spans"


def main() -> None:
    linguistic, ner, attribution = (spacy.load(TRAINED / name / "model-best") for name in ("linguistic", "ner", "attribution"))
    linguistic.add_pipe("ner", source=ner, last=True)
    linguistic.add_pipe("attribution", source=attribution, first=True)
    linguistic.meta.update(
        lang="en",
        name="news_statements",
        version="0.1.0",
        description=LABEL_NOTE,
        license="CC BY-NC-SA 4.0",
        author="The who-said-what authors",
    )
    shutil.rmtree(language.MODEL, ignore_errors=True)
    linguistic.to_disk(language.MODEL)
    files = sorted(p for p in language.MODEL.rglob("*") if p.is_file())
    sums = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(language.MODEL).as_posix()}\n" for p in files]
    (language.MODEL / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    size = sum(p.stat().st_size for p in language.MODEL.rglob("*") if p.is_file())
    print(f"{language.MODEL.name}: {', '.join(linguistic.pipe_names)}, {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
