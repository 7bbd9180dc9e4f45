"""Docs made from sentences parsed by hand, so that tests of what is built on a parse do not hang on the weights of the day.

`treebank.conllu` holds the parses: invented sentences, parsed by the pipeline and corrected by hand, named entities in the
last column, a `# newpar` before each paragraph. Tests write the text and mark source, cue and content in it:

    S[The minister] V[said] C[the bridge is safe].

A digit behind the letter joins the parts of one attribution, as the reader does: `S1[Holm] V1[agreed]`. A paragraph that
the file lacks is parsed by `python tests/treebank.py "The minister said the bridge is safe."`: correct what it prints and
add it to the file.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from analysis.language import ATTRIBUTION_SPANS, PARAGRAPH_SPANS

FILE = Path(__file__).with_name("treebank.conllu")
ROLES = {"S": "SOURCE", "V": "CUE", "C": "CONTENT"}
_MARK = re.compile(r"([SVC])(\d?)\[|\]")

Token = tuple[str, str, str, str, str, int, str, str, bool]


def plain(marked: str) -> tuple[str, list[tuple[int, int, str, int]]]:
    """The text without its marks, and where each mark stood: start, end, role, number of the attribution (0: none).

    >>> plain("S[Holm] V2[agreed].")
    ('Holm agreed.', [(0, 4, 'SOURCE', 0), (5, 11, 'CUE', 2)])
    """
    out: str = ""
    spans: list[tuple[int, int, str, int]] = []
    open_at: list[tuple[int, str, int]] = []
    at = 0
    for mark in _MARK.finditer(marked):
        out += marked[at : mark.start()]
        at = mark.end()
        if mark[1]:
            open_at.append((len(out), ROLES[mark[1]], int(mark[2] or 0)))
        else:
            start, role, number = open_at.pop()
            spans.append((start, len(out), role, number))
    return out + marked[at:], spans


def doc(vocab: Vocab, *paragraphs: str) -> Doc:
    """The Doc of some paragraphs, as `language.parse` would make it, with the marked spans as its attributions."""
    texts = [plain(paragraph) for paragraph in paragraphs]
    parts = [_doc(vocab, text) for text, _ in texts]
    whole = Doc.from_docs(parts, ensure_whitespace=True)
    starts = [sum(len(part) for part in parts[:n]) for n in range(len(parts) + 1)]
    whole.spans[PARAGRAPH_SPANS] = [whole[s:e] for s, e in pairwise(starts)]
    marked: list[Span] = []
    for paragraph, (_, spans) in zip(whole.spans[PARAGRAPH_SPANS], texts, strict=True):
        for start, end, role, number in spans:
            span = whole.char_span(paragraph.start_char + start, paragraph.start_char + end, label=role, span_id=number)
            assert span is not None, f"the mark {paragraph.text[start:end]!r} does not end where a word does"
            marked.append(span)
    whole.spans[ATTRIBUTION_SPANS] = sorted(marked, key=lambda s: s.start)
    if any(span.id for span in marked):
        whole.spans[ATTRIBUTION_SPANS].attrs["shares"] = {span.id: (0.9, 0.9) for span in marked}
    return whole


def _doc(vocab: Vocab, text: str) -> Doc:
    if text not in _paragraphs():
        raise KeyError(f'{FILE.name} has no parse of {text!r}: run `python tests/{Path(__file__).name} "{text}"`')
    tokens = _paragraphs()[text]
    columns = list(zip(*tokens, strict=True))
    words, lemmas, pos, tags, morphs, heads, deps, entities, spaces = columns
    return Doc(
        vocab, words=list(words), lemmas=list(lemmas), pos=list(pos), tags=list(tags), morphs=list(morphs), heads=list(heads),
        deps=list(deps), ents=list(entities), spaces=[*spaces[:-1], False],
    )  # fmt: skip


@cache
def _paragraphs() -> dict[str, list[Token]]:
    """Paragraph text to its tokens; heads count from the paragraph's first token."""
    out: dict[str, list[Token]] = {}
    for block in FILE.read_text(encoding="utf-8").split("# newpar\n")[1:]:
        tokens: list[Token] = []
        for sentence in block.strip().split("\n\n"):
            first = len(tokens)
            for line in sentence.splitlines():
                if not line.startswith("#"):
                    number, word, lemma, pos, tag, feats, head, dep, _, misc = line.split("\t")
                    more = dict(pair.split("=") for pair in misc.split("|") if pair != "_")
                    governor = first + (int(head) if head != "0" else int(number)) - 1
                    morph = "" if feats == "_" else feats
                    label = "ROOT" if dep == "root" else dep
                    tokens.append((word, lemma, pos, tag, morph, governor, label, more.get("NER", "O"), "SpaceAfter" not in more))
        out["".join(t[0] + " " * t[-1] for t in tokens).strip()] = tokens
    return out


def conllu(parsed: Doc) -> str:
    """One paragraph in CoNLL-U, its named entities in the last column."""
    lines = ["# newpar"]
    for sentence in parsed.sents:
        lines.append(f"# text = {sentence.text}")
        for token in sentence:
            entity = f"NER={token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else ""
            misc = "|".join(part for part in (entity, "" if token.whitespace_ or token.i == len(parsed) - 1 else "SpaceAfter=No") if part)
            root = token.head.i == token.i
            head, dep = (0, "root") if root else (token.head.i - sentence.start + 1, token.dep_)
            fields = (token.i - sentence.start + 1, token.text, token.lemma_, token.pos_, token.tag_, token.morph, head, dep, "_", misc)
            lines.append("\t".join(str(field) or "_" for field in fields))
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    from analysis import language

    pipeline = language.load()
    for given in sys.argv[1:]:
        print(conllu(language.parse(pipeline, plain(given)[0])))
