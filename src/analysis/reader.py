"""The attribution reader: a small network that finds cues in a whole text, and for each cue its source and its content."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from spacy.tokens import Span

from analysis.pieces import Pieces, Window
from analysis.sequences import Chain, stretches

VOCABULARY, WORDS, ROLES, CHAINS = FILES = ("vocab.txt", "words.onnx", "roles.onnx", "chains.json")
# Where labels of roles begin a stretch: the label behind each goes on with it.
_CUE, _SOURCE, _CONTENT = 1, 1, 3

Stretch = tuple[int, int]


@dataclass(frozen=True)
class ReadAttribution:
    """One attribution as the network reads it: stretches of tokens of the Doc, end exclusive, each list in text order.

    `cue_share` is the network's own share, 0 to 1, that a cue begins there; `role_share` its share that source and contents
    end exactly where they do.
    """

    cue: Stretch
    sources: list[Stretch]
    contents: list[Stretch]
    cue_share: float
    role_share: float


class Network:
    """Reads with the weights in a folder; the files are those that `training/export_reader.py` writes.

    The network is an encoder that was trained before on other text (MiniLM; Wang et al., NeurIPS 2020) and then on
    attributions. Cues are found by a chain of labels over the words. For each cue the words are then labelled once more,
    now as its source or its content, as semantic role labelling does for verbs (He et al., ACL 2017): so what is
    found belongs together, and nothing has to be joined afterwards.

    It computes on one core, so that articles can be read side by side and nothing hangs on the number of cores.
    """

    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self.files = {name: (folder / name).read_bytes() for name in FILES}
        self.pieces = Pieces(folder / VOCABULARY)
        self._words, self._roles = (
            onnxruntime.InferenceSession(self.files[name], options, providers=["CPUExecutionProvider"]) for name in (WORDS, ROLES)
        )
        chains = json.loads(self.files[CHAINS])
        self._cue_chain, self._role_chain = (
            Chain(*(np.asarray(chains[name][part], dtype=np.float32) for part in ("follow", "first"))) for name in ("cue", "role")
        )

    def read(self, paragraphs: list[Span]) -> Iterator[ReadAttribution]:
        """The attributions of the paragraphs of one Doc, by their cues in text order. What is read is parted into windows:
        an attribution reaches over a paragraph's end, but never over a window's."""
        for window in self.pieces.windows(paragraphs):
            yield from self._in_window(window)

    def _in_window(self, window: Window) -> Iterator[ReadAttribution]:
        given = {"pieces": window.pieces, "features": window.features, "words": window.words}
        vectors, scores = self._words.run(None, {name: np.asarray(values, dtype=np.int64) for name, values in given.items()})
        cues = stretches(self._cue_chain.best(scores[None])[0], _CUE)
        if not cues:
            return
        start, end = np.asarray(cues, dtype=np.int64).T
        scored = self._roles.run(None, {"vectors": vectors, "start": start, "end": end})[0]
        roles = self._role_chain.best(scored)
        shares = zip(self._cue_chain.shares(scores)[start, _CUE], self._role_chain.share_of(roles, scored), strict=True)
        at = window.start
        for (first, last), labels, (cue_share, role_share) in zip(cues, roles, shares, strict=True):
            sources, contents = ([(at + s, at + e) for s, e in stretches(labels, label)] for label in (_SOURCE, _CONTENT))
            yield ReadAttribution((at + first, at + last), sources, contents, float(cue_share), float(role_share))
