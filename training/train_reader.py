"""Train the attribution reader on PolNeAR: python training/train_reader.py SHARED PRETRAINED [--epochs N].

PRETRAINED is the folder of all-MiniLM-L6-v2 (model.safetensors, vocab.txt). Writes `training/output/reader-N.pt` after
pass N over the corpus. Needs `training/requirements.txt` beside the package.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import torch
from network import POSITIONS, Reader
from polnear import Stretch, Text, articles, variants
from torch import Tensor
from torch.nn import functional

from analysis.pieces import WINDOW, Pieces, Window

OUT = Path(__file__).parent / "output"
SEED = 7
BATCH, EPOCHS = 8, 8
# Learning rates: of the new parts, and of the encoder's last layer; each layer below learns a tenth less than the one above it.
NEW, LAST, LESS = 1e-3, 2.5e-4, 0.9
WARM, CLIP, AVERAGED_EVERY, AVERAGE = 0.06, 5.0, 4, 0.996
# How often a text is read with single or straight quotation marks instead of its own, and a window without cue classes or upper case.
SINGLE, STRAIGHT, NO_CUE_CLASS, NO_CASE = 0.14, 0.14, 0.1, 0.04
ROLES = {"source": 1, "content": 3}


@dataclass
class Example:
    """One window with the labels of its words, and for each cue in it (start, end, labels of the words by role)."""

    window: Window
    cue: list[int]
    any_role: list[int]
    cues: list[tuple[int, int, list[int]]] = field(default_factory=list)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("shared", type=Path)
    arguments.add_argument("pretrained", type=Path)
    arguments.add_argument("--epochs", type=int, default=EPOCHS)
    options = arguments.parse_args()
    random.seed(SEED)
    torch.manual_seed(SEED)
    pieces = Pieces(options.pretrained / "vocab.txt")
    texts = [list(variants(*article)) for article in articles(options.shared / "eval" / "polnear" / "train")]
    reader = Reader()
    reader.encoder.start_from(options.pretrained)
    reader.encoder.pieces.weight.requires_grad_(False)
    train(reader, texts, pieces, options.epochs)


def train(reader: Reader, texts: list[list[Text]], pieces: Pieces, epochs: int) -> None:
    """AdamW with a linear rise and fall of the learning rate; what is kept is the moving average of the weights."""
    optimiser = torch.optim.AdamW(parameter_groups(reader), betas=(0.9, 0.98), eps=1e-6)
    learnt = {name: p for name, p in reader.named_parameters() if p.requires_grad}
    average = {name: value.clone() for name, value in reader.state_dict().items()}
    total, step, started = len(batches(texts, pieces)) * epochs, 0, time.perf_counter()
    OUT.mkdir(parents=True, exist_ok=True)
    for number in range(1, epochs + 1):
        for batch in batches(texts, pieces):
            if step == total:
                break
            rate = min(step / (WARM * total), 1.0) * (1 - step / total if step > WARM * total else 1.0)
            for group in optimiser.param_groups:
                group["lr"] = group["highest"] * rate
            loss = losses(reader, batch)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(list(learnt.values()), CLIP)
            optimiser.step()
            step += 1
            if step % AVERAGED_EVERY == 0:
                times = step / AVERAGED_EVERY
                with torch.no_grad():
                    for name, value in learnt.items():
                        average[name].lerp_(value, 1 - min(AVERAGE, (1 + times) / (10 + times)))
            if step % 100 == 0:
                print(f"step {step} of {total}, loss {loss.item():.2f}, {time.perf_counter() - started:.0f} s", flush=True)
        torch.save(average, OUT / f"reader-{number}.pt")


def parameter_groups(reader: Reader) -> list[dict]:
    """One group a parameter, with its highest learning rate."""
    groups = []
    for name, value in reader.named_parameters():
        if value.requires_grad:
            pretrained = name.startswith("encoder.") and ".features." not in name
            depth = int(name.split(".")[2]) + 1 if ".layers." in name else 0
            highest = LAST * LESS ** (len(reader.encoder.layers) - depth) if pretrained else NEW
            groups.append({"params": [value], "highest": highest, "weight_decay": 0.01 if value.dim() > 1 else 0.0})
    return groups


def losses(reader: Reader, batch: list[Example]) -> Tensor:
    """Minus the log-likelihood of cues and roles, by cue, and the cross-entropy of roles without regard to cues, by word."""
    pieces, features, mask, words, real = padded(batch)
    width = real.shape[1]
    cue, any_role = (rows([getattr(e, name) for e in batch], width) for name in ("cue", "any_role"))
    marked = [(number, *one) for number, example in enumerate(batch) for one in example.cues]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        vectors = reader.words(pieces, features, mask, words)
    vectors = reader.dropout(vectors.float())
    count = max(1, len(marked))
    total = reader.cue_chain.loss(reader.cue(vectors), cue, real).sum() / count
    if marked:
        window, start, end = (torch.tensor([one[i] for one in marked]) for i in range(3))
        with torch.autocast("cpu", dtype=torch.bfloat16):
            scores = reader.roles(vectors, window, start, end)
        total = total + reader.role_chain.loss(scores.float(), rows([one[3] for one in marked], width), real[window]).sum() / count
    beside = functional.cross_entropy(reader.any_role(vectors).flatten(0, 1), any_role.flatten(), reduction="none")
    return total + (beside * real.flatten()).sum() / real.sum()


def padded(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
    """Pieces, features, mask, first pieces of words and mask of words, windows x the longest."""
    size, width = max(len(e.window.pieces) for e in batch), max(len(e.window.words) for e in batch)
    features = torch.zeros(len(batch), size, 3, dtype=torch.long)
    for number, example in enumerate(batch):
        features[number, : len(example.window.features)] = torch.tensor(example.window.features)
    pieces, words = rows([e.window.pieces for e in batch], size), rows([e.window.words for e in batch], width)
    mask, real = (rows([[1] * len(r) for r in lists], n).float() for lists, n in (
        ([e.window.pieces for e in batch], size), ([e.window.words for e in batch], width)))  # fmt: skip
    return pieces, features, mask, words, real


def rows(lists: list[list[int]], width: int) -> Tensor:
    return torch.tensor([one + [0] * (width - len(one)) for one in lists], dtype=torch.long)


def batches(texts: list[list[Text]], pieces: Pieces) -> list[list[Example]]:
    """All windows of one pass in random order, those of like length together."""
    examples = []
    for of_text in texts:
        text = random.choices(of_text, [1 - SINGLE - STRAIGHT, SINGLE, STRAIGHT][: len(of_text)])[0]
        for window in pieces.windows(text.paragraphs, random.randint(60, WINDOW)):
            examples.append(example(window, text.attributions))
    random.shuffle(examples)
    found = []
    for i in range(0, len(examples), 24 * BATCH):
        alike = sorted(examples[i : i + 24 * BATCH], key=lambda e: len(e.window.pieces))
        found += [alike[j : j + BATCH] for j in range(0, len(alike), BATCH)]
    random.shuffle(found)
    return found


def example(window: Window, attributions: list[dict[str, list[Stretch]]]) -> Example:
    no_cue_class, no_case = random.random() < NO_CUE_CLASS, random.random() < NO_CASE
    window.features = [
        (1 if no_case and case < 5 and case else case, state, 0 if no_cue_class and kind < 15 else kind)
        for case, state, kind in window.features
    ]
    length = len(window.words)
    out = Example(window, [0] * length, [0] * length)
    for attribution in attributions:
        start, end = (place - window.start for place in attribution["cue"][0])
        if start < 0 or end > length or any(out.cue[start:end]):
            continue
        out.cue[start:end] = [1] + [2] * (end - start - 1)
        roles = [0] * length
        for role in ("content", "source"):
            for first, last in attribution[role]:
                first, last = max(first - window.start, 0), min(last - window.start, length)
                for place in range(first, last):
                    out.any_role[place] = roles[place] = ROLES[role] + (place > first)
        for place, label in enumerate(roles):  # where a source was laid over a content, its rest begins anew
            if label in (2, 4) and (place == 0 or roles[place - 1] not in (label, label - 1)):
                roles[place] = label - 1
        out.cues.append((start, end, roles))
    return out


if __name__ == "__main__":
    assert WINDOW < POSITIONS
    main()
