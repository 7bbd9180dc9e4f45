"""Repairs of a copy: lost and odd spaces, invisible marks, mojibake, and entities."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import ftfy
from ftfy import badness

from analysis.line_patterns import word_lists
from analysis.paragraphs import INVISIBLE, Piece
from analysis.text import Edit

_LOWER, _UPPER = "a-zß-öø-ÿ", "A-ZÀ-ÖØ-Þ"
BLANK = re.compile(rf"(?:[\s{INVISIBLE}]|Â(?=\xa0)|&(?:nbsp|ensp|emsp|thinsp|shy|zwnj|zwj|#160|#xa0|#8203|#0?(?:9|10|13|32));)+")
_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")

# Places where a space was lost between two sentences, or between a quotation and what follows it.
_GLUED = re.compile(
    rf"(?<=[{_LOWER}][{_LOWER}][.!?])(?=[{_UPPER}][{_UPPER}{_LOWER}’']|[AI] [{_LOWER}])"
    rf"|(?<=\d\d\.)(?=[{_UPPER}][{_LOWER}][{_LOWER}])|(?<=[)%]\.)(?=[{_UPPER}][{_LOWER}])"
    rf"|(?<=[.!?,…]”)(?=[{_UPPER}{_LOWER}“])|(?<=[{_LOWER}][{_LOWER}]”)(?=[{_LOWER}][{_LOWER}])"
    rf"|(?<=[.!?,:;])(?=“[{_UPPER}{_LOWER}])|(?<=[{_LOWER}][{_LOWER}])(?=“[{_UPPER}{_LOWER}])"
    rf"|(?<=[{_LOWER}][.!?,]’)(?=[{_UPPER}{_LOWER}][{_LOWER}]|‘)|(?<=[{_LOWER}][.!?,])(?=‘[{_UPPER}{_LOWER}])"
)
_WORD_AFTER = re.compile(rf"[{_UPPER}{_LOWER}]+")


def edits(raw: str, pieces: Sequence[Piece]) -> Iterator[Edit]:
    """The edits that leave the kept pieces only, one a line, repaired."""
    at, joint = 0, ""
    for piece in pieces:
        edits, first, last = _repairs(piece)
        if first is None or last is None:
            continue
        yield Edit(at, first, joint, "paragraph break" if joint else "furniture")
        yield from edits
        at, joint = last, "\n"
    if at < len(raw):
        yield Edit(at, len(raw), "", "furniture")


def blanked(text: str) -> str:
    """The text with a blank in place of every character that a wrong encoding left; of the same length.

    >>> blanked("said â€œnoâ€\x9d")
    'said    no   '
    """
    for edit in _mojibake_edits(text):
        text = text[: edit.start] + " " * (edit.end - edit.start) + text[edit.end :]
    return text


def _repairs(piece: Piece) -> tuple[list[Edit], int | None, int | None]:
    """The edits inside a piece, and the raw stretch that stays of it; None where it holds no visible character."""
    blanks = list(BLANK.finditer(piece.text))
    start = blanks[0].end() if blanks and blanks[0].start() == 0 else 0
    end = blanks[-1].start() if blanks and blanks[-1].end() == len(piece.text) else len(piece.text)
    if start >= end:
        return [], None, None
    text, at = piece.text[start:end], piece.start + start
    found = sorted([*_blank_edits(text), *_mojibake_edits(text), *_entity_edits(text), *_glue_edits(text)], key=lambda e: (e.start, e.end))
    edits: list[Edit] = []
    free = 0
    for edit in found:
        if edit.start >= free:
            edits.append(replace(edit, start=at + edit.start, end=at + edit.end))
            free = edit.end
    return edits, at, at + len(text)


def _blank_edits(text: str) -> Iterator[Edit]:
    for match in BLANK.finditer(text):
        run = match.group()
        if run != " ":
            space = any(mark.isspace() for mark in run) or "&" in run
            lost = text[match.start() - 1] in ".!?”" and text[match.end()].isupper()
            yield Edit(match.start(), match.end(), " " if space or lost else "", "white space" if space else "invisible mark")


def _mojibake_edits(text: str) -> Iterator[Edit]:
    if not badness.is_bad(text):
        return
    for match in _FOREIGN.finditer(text):
        mended = ftfy.fix_encoding(match.group())
        if mended != match.group() and mended and not any(mark.isspace() or mark in INVISIBLE for mark in mended):
            yield from _one_by_one(match.start(), match.group(), mended)


def _one_by_one(start: int, damaged: str, mended: str) -> Iterator[Edit]:
    """An edit for each mended character, where it shows what each was made of; else one for all."""
    pieces: list[str] = []
    for character in mended:
        try:
            pieces.append(character.encode().decode("sloppy-windows-1252"))
        except UnicodeError:
            break
    if "".join(pieces) != damaged:
        pieces, mended_pieces = [damaged], [mended]
    else:
        mended_pieces = list(mended)
    for piece, character in zip(pieces, mended_pieces, strict=True):
        yield Edit(start, start + len(piece), character, "mojibake")
        start += len(piece)


def _entity_edits(text: str) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        meant = entities.unescape(match.group())
        if meant != match.group() and meant.isprintable() and not meant.isspace() and meant not in INVISIBLE:
            yield Edit(match.start(), match.end(), meant, "entity")


def _glue_edits(text: str) -> Iterator[Edit]:
    for match in _GLUED.finditer(text):
        if not _inside_name(text, match.start()):
            yield Edit(match.start(), match.start(), " ", "glued sentences")
    opened = False
    for match in re.finditer('"', text):
        at = match.start()
        glued = 0 < at < len(text) - 1 and text[at - 1] in ".!?," and text[at + 1].isalpha()
        if glued:
            place = at + 1 if opened else at
            yield Edit(place, place, " ", "glued sentences")
        opened = not opened


def _inside_name(text: str, at: int) -> bool:
    """Whether a stop belongs to an address or the name of a file or site."""
    before = text[max(0, at - 60) : at].split()
    after = text[at : at + 60].split()
    around = (before[-1] if before else "") + (after[0] if after else "")
    word = _WORD_AFTER.match(text, at, at + 12)
    return "@" in around or "/" in around or "www." in around.lower() or bool(word and word.group().lower() in word_lists()["not_glued"])
