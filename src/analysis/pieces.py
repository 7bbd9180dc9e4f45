"""Text as the encoder takes it: words in pieces of a fixed vocabulary, features of their form, and windows of whole paragraphs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from curated_tokenizers import WordPieceProcessor

from analysis import lexicon, quotation
from analysis.tables import CUE_CLASSES

if TYPE_CHECKING:
    from spacy.tokens import Span

# A window holds so many pieces at most, the mark at its head not counted; a word longer than this many pieces is cut.
WINDOW, WORD = 254, 6
REMEMBERED = 200_000
# Of a longer word only so many characters are looked at: the search for pieces grows with the square of its length.
LONGEST = 100
HEAD, PARTING, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
# Marks between paragraphs have features of their own, behind those of words.
MARK_FEATURES = (5, 5, 15)

# Marks that Unicode does not hold for punctuation but BERT does.
_MARKS = set("$+<=>^`|~")

Features = tuple[int, int, int]


@dataclass
class Window:
    """Some whole paragraphs, or part of a very long one.

    `start` is the first token of the Doc that it holds; `words` says for each of its words at which piece it begins.
    `pieces` and `features` have a row a piece, the marks at the head and behind each paragraph included.
    """

    start: int
    pieces: list[int] = field(default_factory=list)
    features: list[Features] = field(default_factory=list)
    words: list[int] = field(default_factory=list)


class Pieces:
    """Cuts paragraphs into pieces and packs them into windows.

    The pieces are those of BERT's uncased English vocabulary (WordPiece; Devlin et al., NAACL 2019). As they lose upper
    case, each word's case is a feature; so are its state with regard to quotation marks, which may stand too far away
    to be seen, and the class under which the word is listed as a cue.
    """

    def __init__(self, vocabulary: Path) -> None:
        self._processor = WordPieceProcessor(vocabulary.read_text(encoding="utf-8").splitlines())
        self._head, self._parting, self._unknown = (self._processor.get_initial(mark) for mark in (HEAD, PARTING, UNKNOWN))
        self._known: dict[str, list[int]] = {}

    def windows(self, paragraphs: Sequence[Span], first: int = WINDOW) -> Iterator[Window]:
        """Windows over the paragraphs of a Doc, in text order; together they hold each word once.

        `first` is the size of the first window: training varies it, so that paragraphs meet in many ways.
        """
        window, size = self._empty(0), first
        for paragraph in paragraphs:
            words, features = [self.cut(token.text) for token in paragraph], word_features(paragraph)
            for start, end in _portions(words):
                length = sum(map(len, words[start:end])) + 1
                if window.words and len(window.pieces) + length > size + 1:
                    yield window
                    window, size = self._empty(paragraph.start + start), WINDOW
                elif not window.words:
                    window.start = paragraph.start + start
                for pieces, feature in zip(words[start:end], features[start:end], strict=True):
                    window.words.append(len(window.pieces))
                    window.pieces += pieces
                    window.features += [feature] * len(pieces)
                window.pieces.append(self._parting)
                window.features.append(MARK_FEATURES)
        if window.words:
            yield window

    def cut(self, word: str) -> list[int]:
        """The pieces of a word, at most `WORD`; what has none, such as white space, is one unknown piece.

        Words that were cut before are remembered, up to a number that keeps memory small.
        """
        known = self._known.get(word)
        if known is None:
            known = [piece for part in _parts(word[:LONGEST]) for piece in self._pieces(part)][:WORD] or [self._unknown]
            if len(self._known) < REMEMBERED:
                self._known[word] = known
        return known

    def _pieces(self, part: str) -> list[int]:
        found, _ = self._processor.encode(part)
        return [self._unknown] if -1 in found else found

    def _empty(self, start: int) -> Window:
        return Window(start, [self._head], [MARK_FEATURES])


def _parts(word: str) -> Iterator[str]:
    """A word in lower case without accents, parted at marks and around Chinese characters, as BERT parts it."""
    part = ""
    for character in unicodedata.normalize("NFD", word.lower()):
        kind = unicodedata.category(character)
        if kind in ("Mn", "Cc", "Cf", "Cn", "Co") or character.isspace():
            continue
        if kind.startswith("P") or character in _MARKS or "\u4e00" <= character <= "\u9fff" or "\u3400" <= character <= "\u4dbf":
            if part:
                yield part
            yield character
            part = ""
        else:
            part += character
    if part:
        yield part


def word_features(paragraph: Span) -> list[Features]:
    """For each word of a paragraph: its case, its state with regard to quotation marks, and its class as a cue."""
    states = quotation.states(paragraph.text)
    offset = paragraph.start_char
    return [(_case(token.text), int(states[token.idx - offset]), _cue_class(token.lower_)) for token in paragraph]


def _case(word: str) -> int:
    """0 without letters, 1 lower case, 2 capitalised or a single capital, 3 in capitals, 4 otherwise."""
    if not any(c.isalpha() for c in word):
        return 0
    if word.islower():
        return 1
    if word.isupper():
        return 3 if len(word) > 1 else 2
    return 2 if word[0].isupper() and word[1:].islower() else 4


def _cue_class(word: str) -> int:
    """0 where no list of cues holds the word, else one more than the place of its class in `CUE_CLASSES`."""
    classes = lexicon.cue_classes()
    known = next((classes[form] for form in (word, *lexicon.bases(word)) if form in classes), None)
    return CUE_CLASSES.index(known) + 1 if known is not None else 0


def _portions(words: list[list[int]]) -> Iterator[tuple[int, int]]:
    """A paragraph whole, or in stretches that fit into a window each where it is too long."""
    start, length = 0, 0
    for end, pieces in enumerate(words):
        if length + len(pieces) > WINDOW - 1:
            yield start, end
            start, length = end, 0
        length += len(pieces)
    if start < len(words):
        yield start, len(words)
