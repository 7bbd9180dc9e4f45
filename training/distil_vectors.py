"""Make the word vectors by which wordings are compared: python training/distil_vectors.py SHARED PRETRAINED.

PRETRAINED is the folder of all-MiniLM-L6-v2 (model.safetensors, vocab.txt). Writes `training/output/likeness/`:
`vectors.npy` (a row a piece of the vocabulary, in eight bits) and `weights.npy` (how much a piece says: rare ones more).
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

import numpy as np
import torch
from network import Encoder
from train_reader import OUT

from analysis.pieces import Pieces

FOLDER = OUT / "likeness"
# Directions that are kept of the encoder's 384, and the share of all pieces at which a piece counts half.
KEPT, HALF = 128, 1e-3
BATCH = 512


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("pretrained", type=Path)
    options = arguments.parse_args()
    pieces = Pieces(options.pretrained / "vocab.txt")
    FOLDER.mkdir(parents=True, exist_ok=True)
    vectors = reduced(taught(options.pretrained))
    np.save(FOLDER / "vectors.npy", vectors)
    np.save(FOLDER / "weights.npy", weights(pieces, options.shared, len(vectors)))


def taught(pretrained: Path) -> np.ndarray:
    """What the encoder makes of every piece that stands alone: the mean over the piece and the marks around it."""
    encoder = Encoder(0.0).eval()
    encoder.start_from(pretrained)
    vocabulary = (pretrained / "vocab.txt").read_text(encoding="utf-8").splitlines()
    head, parting = vocabulary.index("[CLS]"), vocabulary.index("[SEP]")
    rows = []
    with torch.no_grad():
        for first in range(0, len(vocabulary), BATCH):
            alone = torch.arange(first, min(first + BATCH, len(vocabulary)))
            sentence = torch.stack([torch.full_like(alone, head), alone, torch.full_like(alone, parting)], dim=1)
            features = torch.zeros(*sentence.shape, 3, dtype=torch.long)
            rows.append(encoder(sentence, features, torch.ones_like(sentence).float()).mean(dim=1))
    return torch.cat(rows).numpy()


def reduced(vectors: np.ndarray) -> np.ndarray:
    """The vectors around their mean in the directions in which they differ most, of length 127, in whole numbers."""
    centred = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(centred, full_matrices=False)
    kept = centred @ directions[:KEPT].T
    return np.rint(127 * kept / np.linalg.norm(kept, axis=1, keepdims=True)).astype(np.int8)


def weights(pieces: Pieces, shared: Path, size: int) -> np.ndarray:
    """Smooth inverse frequency of each piece (Arora, Liang and Ma, ICLR 2017) in the training part of PolNeAR."""
    counts: Counter[int] = Counter()
    for path in sorted((shared / "eval" / "polnear" / "train" / "text").glob("*.txt")):
        for word in path.read_text(encoding="utf-8").split():
            counts.update(pieces.cut(word))
    share = np.zeros(size)
    share[list(counts)] = list(counts.values())
    return (HALF / (HALF + share / share.sum())).astype(np.float16)


if __name__ == "__main__":
    main()
