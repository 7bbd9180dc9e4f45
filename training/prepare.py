"""Turn the training corpora into spaCy's binary format: python training/prepare.py SHARED [--out training/corpus].

SHARED holds the corpora as the README of this folder lays them out. What goes where is decided by name alone, so
every run gives the same split.
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

GUM_TRAIN_GENRES = {
    "academic", "bio", "conversation", "court", "essay", "fiction", "interview", "letter", "news", "podcast", "speech",
    "textbook", "vlog", "voyage", "whow",
}  # fmt: skip
ENTITY_LABELS = {
    "Person": "PERSON", "Organization": "ORG", "Location": "LOC", "Facility": "FAC", "NORP": "NORP", "Date": "DATE",
    "Misc": "MISC", "Money": "MONEY", "Product": "PRODUCT",
}  # fmt: skip


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("--out", type=Path, default=Path(__file__).parent / "corpus")
    options = arguments.parse_args()
    train, evaluation = options.shared / "train", options.shared / "eval"
    vocab = spacy.blank("en").vocab
    write(
        options.out / "dependencies-train.spacy",
        [*ewt(train / "ewt", "train", vocab), *gum(train / "gum", "train", GUM_TRAIN_GENRES, vocab)],
    )
    write(
        options.out / "dependencies-dev.spacy",
        [*gum(train / "gum", "dev", {"news", "bio", "speech", "interview"}, vocab), *ewt(train / "ewt", "dev", vocab, {"weblog"})],
    )
    write(options.out / "dependencies-gum-news-dev.spacy", gum(train / "gum", "dev", {"news"}, vocab))
    write(options.out / "entities-train.spacy", worldwide(train / "worldwide", False, vocab))
    write(options.out / "entities-dev.spacy", worldwide(train / "worldwide", True, vocab))
    write(options.out / "attributions-train.spacy", polnear(evaluation / "polnear" / "train", other_marks=True))
    write(options.out / "attributions-dev.spacy", polnear(evaluation / "polnear" / "dev"))


def write(path: Path, docs: Iterator[Doc] | list[Doc]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    store = DocBin(store_user_data=False)
    for doc in docs:
        store.add(doc)
    store.to_disk(path)
    print(f"{path.name}: {len(store)} documents")


def ewt(folder: Path, part: str, vocab: Vocab, genres: set[str] | None = None) -> Iterator[Doc]:
    for name in sorted((folder / "file-lists" / f"files.{part}").read_text().split()):
        if genres is None or name.split("/")[0] in genres:
            path = folder / "sources" / name
            yield from conllu(path, vocab)


def gum(folder: Path, part: str, genres: set[str], vocab: Vocab) -> Iterator[Doc]:
    sections = re.split(r"^## ", (folder / "splits.md").read_text(), flags=re.M)
    named = {s.split("\n")[0].strip(): re.findall(r"\* (\S+)", s) for s in sections[1:]}
    held = {*named["dev"], *named["test"]}
    for path in sorted((folder / "dep").glob("GUM_*.conllu")):
        chosen = path.stem in named["dev"] if part == "dev" else path.stem not in held
        if chosen and path.stem.split("_")[1] in genres:
            yield from conllu(path, vocab)


def conllu(path: Path, vocab: Vocab) -> Iterator[Doc]:
    """One Doc a paragraph, with the words of the treebank: multiword tokens are parted as spaCy parts them."""
    paragraph: list[list[list[str]]] = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        if any(line.startswith("# newpar") and not line.startswith("# newpar_block") for line in lines) and paragraph:
            yield as_doc(paragraph, vocab)
            paragraph = []
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        if rows:
            paragraph.append(rows)
    if paragraph:
        yield as_doc(paragraph, vocab)


def as_doc(sentences: list[list[list[str]]], vocab: Vocab) -> Doc:
    fields: dict[str, list] = {k: [] for k in ("words", "spaces", "lemmas", "pos", "tags", "morphs", "heads", "deps", "sent_starts")}
    for sentence in sentences:
        offset = len(fields["words"])
        multiword_end, multiword_space = 0, True
        for row in sentence:
            if "-" in row[0]:
                multiword_end = int(row[0].split("-")[1])
                multiword_space = "SpaceAfter=No" not in row[9]
                continue
            if "." in row[0]:
                continue
            number = int(row[0])
            inside = number < multiword_end
            last = number == multiword_end
            fields["words"].append(row[1])
            fields["spaces"].append(False if inside else multiword_space if last else "SpaceAfter=No" not in row[9])
            fields["lemmas"].append(row[2])
            fields["pos"].append(row[3])
            fields["tags"].append(row[4])
            fields["morphs"].append("" if row[5] == "_" else row[5])
            fields["heads"].append(offset + (int(row[6]) - 1 if row[6] != "0" else number - 1))
            fields["deps"].append("ROOT" if row[7] == "root" else row[7])
            fields["sent_starts"].append(len(fields["words"]) - 1 == offset)
    return Doc(vocab, **fields)


def worldwide(folder: Path, held_out: bool, vocab: Vocab) -> Iterator[Doc]:
    """Every fifth article, by the hash of its name, is held out."""
    for path in sorted((folder / "processed_annotated").glob("*.tsv")):
        if (int(hashlib.sha256(f"held out? {path.name}".encode()).hexdigest(), 16) % 5 == 0) != held_out:
            continue
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            rows = [line.split("\t") for line in block.split("\n") if "\t" in line]
            words = [row[0] for row in rows if row[0].strip()]
            tags = [relabel(row[-1].strip()) for row in rows if row[0].strip()]
            if words:
                yield Doc(vocab, words=words, spaces=spaces(words), ents=tags)


def relabel(tag: str) -> str:
    prefix, _, label = tag.partition("-")
    if not label:
        return "O"
    begins_or_goes_on = {"S": "B", "E": "I"}.get(prefix, prefix)
    return f"{begins_or_goes_on}-{ENTITY_LABELS[label]}"


def spaces(words: list[str]) -> list[bool]:
    """Guess the white space of a text of which only the tokens are left."""
    glued_left, glued_right = set(".,;:!?)]}%”’'…") | {"n't", "'s", "’s", "'re", "'ve", "'ll", "'m", "'d"}, set("([{“‘$£€#")
    out, quotes = [], 0
    for word, after in zip(words, [*words[1:], ""], strict=True):
        if word == '"':
            quotes += 1
        opening = word in glued_right or (word == '"' and quotes % 2 == 1)
        closing = after in glued_left or (after == '"' and quotes % 2 == 1)
        out.append(bool(after) and not opening and not closing)
    return out


def polnear(folder: Path, other_marks: bool = False) -> Iterator[Doc]:
    """One Doc a paragraph; source, cue and content as entities. Of several annotators the first by name is taken.

    With `other_marks`, every third paragraph that has curly double marks comes a second time with single or straight
    ones, in turn: the corpus is American and has hardly any single quotation marks.
    """
    nlp, count = spacy.blank("en"), 0
    for path in sorted((folder / "text").glob("*.txt")):
        notes = sorted(p for p in (folder / "attributions").iterdir() if p.stem.rsplit("_", 1)[0] == path.stem)
        text = path.read_bytes().decode("utf-8")
        marks = [mark for note in notes[:1] for mark in brat_spans(note)]
        for match in re.finditer(r"[^\n]*\S[^\n]*", text):
            start, end = match.span()
            start += len(match[0]) - len(match[0].lstrip())
            end -= len(match[0]) - len(match[0].rstrip())
            yield paragraph_doc(nlp.make_doc(text[start:end]), marks, start)
            if other_marks and "“" in text[start:end] and "‘" not in text[start:end]:
                count += 1
                marked = {1: "‘’", 2: '""'}.get(count % 6)
                if marked:
                    yield paragraph_doc(nlp.make_doc(text[start:end].translate(str.maketrans("“”", marked))), marks, start)


def paragraph_doc(doc: Doc, marks: list[tuple[str, int, int]], offset: int) -> Doc:
    """The Doc of a paragraph that starts at `offset` of the text, with the marked stretches inside it as entities."""
    spans: list[Span] = []
    for label, start, end in marks:
        start, end = max(start - offset, 0), min(end - offset, len(doc.text))
        span = doc.char_span(start, end, label=label, alignment_mode="expand") if start < end else None
        if span is not None:
            spans.append(span)
    doc.ents = filter_spans(spans)
    return doc


def brat_spans(path: Path) -> Iterator[tuple[str, int, int]]:
    for line in path.read_bytes().decode("utf-8").split("\n"):
        fields = line.rstrip("\r").split("\t")
        if re.fullmatch(r"T\d+", fields[0]):
            label, offsets = fields[1].split(" ", 1)
            if label in ("Source", "Cue", "Content"):
                for part in offsets.split(";"):
                    start, end = map(int, part.split())
                    yield label.upper(), start, end


if __name__ == "__main__":
    main()
