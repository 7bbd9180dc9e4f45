"""Put the trained attribution reader into the form that the package carries: python training/export_reader.py PRETRAINED --pass N.

Reads `training/output/reader-N.pt`, writes `training/output/attribution_reader/`: `words.onnx` (pieces to a vector a word
and scores of cues, its weights in seven bits), `roles.onnx` (vectors and cues to scores of roles), `chains.json`, `vocab.txt`.
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import onnx
import torch
from network import Reader
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train_reader import OUT

FOLDER = OUT / "attribution_reader"
# After this pass the carried weights were best on the development part.
KEPT = 5


class Words(nn.Module):
    """One window without padding: vectors of its words, and the scores of each as part of a cue."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, pieces: Tensor, features: Tensor, words: Tensor) -> tuple[Tensor, Tensor]:
        vectors = self.reader.words(pieces[None], features[None], torch.ones_like(pieces)[None].float(), words[None])[0]
        return vectors, self.reader.cue(vectors)


class Roles(nn.Module):
    """The scores of the words of one window as source or content of each of its cues."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, vectors: Tensor, start: Tensor, end: Tensor) -> Tensor:
        return self.reader.roles(vectors[None], torch.zeros_like(start), start, end)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("pretrained", type=Path)
    arguments.add_argument("--pass", dest="number", type=int, default=KEPT)
    options = arguments.parse_args()
    reader = Reader()
    reader.load_state_dict(torch.load(OUT / f"reader-{options.number}.pt"))
    reader.eval()
    FOLDER.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(options.pretrained / "vocab.txt", FOLDER / "vocab.txt")
    write_chains(reader)
    pieces, features, words = torch.arange(1, 13), torch.zeros(12, 3, dtype=torch.long), torch.arange(1, 11)
    whole = FOLDER / "whole.onnx"
    export(Words(reader), (pieces, features, words), whole, ("pieces", "features", "words"), ("vectors", "cues"))
    # Seven bits, so that sums stay exact on processors that add up pairs in sixteen: the same result everywhere.
    quantize_dynamic(whole, FOLDER / "words.onnx", per_channel=True, reduce_range=True, weight_type=QuantType.QInt8)
    whole.unlink()
    vectors = torch.zeros(10, 384)
    export(Roles(reader), (vectors, torch.tensor([2, 5]), torch.tensor([3, 6])), FOLDER / "roles.onnx",
           ("vectors", "start", "end"), ("roles",))  # fmt: skip
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


def write_chains(reader: Reader) -> None:
    chains = {}
    for name, chain in (("cue", reader.cue_chain), ("role", reader.role_chain)):
        follow, first = (values.detach().numpy().round(4).tolist() for values in chain.scores())
        chains[name] = {"follow": follow, "first": first}
    (FOLDER / "chains.json").write_text(json.dumps(chains, indent=1) + "\n", encoding="utf-8")


def export(module: nn.Module, arguments: tuple[Tensor, ...], path: Path, inputs: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    axes = {name: {0: f"{name}_count"} for name in (*inputs, *outputs)}
    if "roles" in outputs:
        axes |= {"roles": {0: "start_count", 1: "vectors_count"}, "end": {0: "start_count"}}
    torch.onnx.export(module, arguments, path, input_names=inputs, output_names=outputs, dynamic_axes=axes, opset_version=17, dynamo=False)
    onnx.checker.check_model(path)


if __name__ == "__main__":
    main()
