"""Articles of GUM with their coreference: text by paragraphs, mentions with their chains, and the subjects of verbs of speech."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from analysis import lexicon
from analysis.cues import ATTITUDES

_PARTS = re.compile(r"\((?P<open>[^()]+)\)|\((?P<first>[^()]+)|(?P<last>[^()]+)\)")


@dataclass(frozen=True)
class Mention:
    """A mention: offsets of the article's text (`end` exclusive), where the word that heads it begins, its chain, and the kind of
    what is meant."""

    start: int
    end: int
    head: int
    chain: str
    kind: str


@dataclass
class Article:
    """An article. `speaking` holds where the heads of subjects of verbs of speech begin; `tags` the word class of each such word."""

    name: str
    text: str = ""
    created: str | None = None
    mentions: list[Mention] = field(default_factory=list)
    speaking: set[int] = field(default_factory=set)
    tags: dict[int, tuple[str, str]] = field(default_factory=dict)

    def form(self, mention: Mention) -> str:
        """How a source is put: as a name, a pronoun, or a noun with the kind of what is meant ("person, definite")."""
        tag, number = self.tags[mention.head]
        if tag in ("PROPN", "PRON"):
            return {"PROPN": "name", "PRON": "pronoun"}[tag]
        words = self.text[mention.start : mention.end].lower()
        article = "plural" if number == "Plur" else "definite" if re.match(r"(the|this|that|his|her|its|their)\b", words) else "other"
        return f"{mention.kind}, {article}"


@dataclass
class _Word:
    start: int
    end: int
    lemma: str
    pos: str
    number: str
    head: int
    dep: str


def held_out(splits: Path, name: str) -> bool:
    """Whether an article belongs to the test parts, which are not looked at."""
    test = splits.read_text(encoding="utf-8").split("## test\n")[1].split("## train")[0]
    return re.search(rf"\* {re.escape(name)}$", test, flags=re.M) is not None


def read(path: Path) -> Article:
    """An article from its file in CoNLL-U."""
    article = Article(path.stem)
    open_at: dict[str, list[tuple[int, int, list[str]]]] = {}
    words: list[_Word] = []
    new_paragraph = True
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        lines = block.splitlines()
        created = re.search(r"^# meta::dateCreated = (\d{4}-\d\d-\d\d)", block, flags=re.M)
        article.created = created[1] if created else article.created
        new_paragraph |= "# newpar" in lines
        rows = [line.split("\t") for line in lines if re.match(r"\d+\t", line)]
        if not rows:
            continue
        article.text += "" if not article.text else "\n" if new_paragraph else " "
        new_paragraph = False
        first, numbers = len(words), {}
        joined = _joined(lines)
        for number, form, lemma, pos, _, feats, head, dep, _, misc in rows:
            numbers[number] = len(words)
            start = len(article.text)
            article.text += form + ("" if "SpaceAfter=No" in misc or number in joined else " ")
            grammar = "Plur" if "Number=Plur" in feats else ""
            words.append(_Word(start, start + len(form), lemma, pos, grammar, first + int(head) - 1 if head != "0" else -1, dep))
            entity = re.search(r"(?:^|\|)Entity=([^|]*)", misc)
            for part in _PARTS.finditer(entity[1] if entity else ""):
                if part["open"] or part["first"]:
                    fields = (part["open"] or part["first"]).split("-")
                    open_at.setdefault(fields[0], []).append((len(words) - 1, len(words) - 1, fields))
                if part["open"] or part["last"]:
                    chain = (part["open"] or part["last"]).split("-")[0]
                    if open_at.get(chain):
                        begun, _, fields = open_at[chain].pop()
                        heads = [int(n) for n in re.findall(r"\d+", fields[5])] if len(fields) > 5 else [1]
                        at = min(begun + heads[-1] - 1, len(words) - 1)
                        article.mentions.append(
                            Mention(words[begun].start, words[-1].end, words[at].start, re.sub(r"\[.*", "", chain), fields[1])
                        )
        article.text = article.text.rstrip(" ")
    article.mentions.sort(key=lambda m: (m.start, m.end))
    for word in words:
        verb = words[word.head] if word.head >= 0 else None
        if verb is not None and _speaks(word, verb, words):
            article.speaking.add(word.start)
            article.tags[word.start] = (word.pos, word.number)
    return article


def _joined(lines: list[str]) -> set[str]:
    """The words inside a contraction ("don't"), but for its last: no space stands behind them."""
    out: set[str] = set()
    for line in lines:
        if found := re.match(r"(\d+)-(\d+)\t", line):
            out |= {str(n) for n in range(int(found[1]), int(found[2]) + ("SpaceAfter=No" in line))}
    return out


def _speaks(word: _Word, verb: _Word, words: list[_Word]) -> bool:
    """Whether a word is the subject of a verb of speech that has something said beside it, or stands behind "according to"."""
    if word.dep == "obl" and any(w.lemma == "accord" and w.head >= 0 and words[w.head] is word for w in words):
        return True
    kind = lexicon.cue_classes().get(verb.lemma)
    if word.dep != "nsubj" or verb.pos != "VERB" or kind is None or kind in ATTITUDES:
        return False
    under = any(w.dep.split(":")[0] in ("ccomp", "parataxis") and w.head >= 0 and words[w.head] is verb for w in words)
    return under or verb.dep.split(":")[0] in ("parataxis", "ccomp") and verb.lemma in ("say", "tell", "add", "explain", "state")
