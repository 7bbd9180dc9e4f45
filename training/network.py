"""The network that reads attributions: a small pretrained encoder, cues by a chain of labels, and for each cue its source and content."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH, HEADS, INNER, LAYERS, VOCABULARY, POSITIONS = 384, 12, 1536, 6, 30522, 512
# How many values each feature of a word may have (see `analysis.pieces`).
FEATURES = (6, 6, 16)
# Labels: of cues nothing, begin, inside; of roles nothing, source begin and inside, content begin and inside.
CUE_LABELS, ROLE_LABELS = 3, 5
NOT_AFTER_CUE = [(None, 2), (0, 2)]
NOT_AFTER_ROLE = [(None, 2), (None, 4), (0, 2), (3, 2), (4, 2), (0, 4), (1, 4), (2, 4)]
# Distances between a word and a cue are told apart one by one up to five words, then ever more coarsely.
FARTHEST = 13
PRETRAINED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


class Layer(nn.Module):
    """One layer of BERT (Devlin et al., NAACL 2019)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.into = nn.Linear(WIDTH, 3 * WIDTH)
        self.out = nn.Linear(WIDTH, WIDTH)
        self.widen, self.narrow = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.first_norm, self.second_norm = nn.LayerNorm(WIDTH, eps=1e-12), nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        batch, length, _ = x.shape
        query, key, value = self.into(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value, attn_mask=bias.to(query.dtype))
        x = self.first_norm(x + self.dropout(self.out(seen.transpose(1, 2).reshape(batch, length, WIDTH))))
        return self.second_norm(x + self.dropout(self.narrow(functional.gelu(self.widen(x)))))


class Encoder(nn.Module):
    """MiniLM (Wang et al., NeurIPS 2020), with the features of each word added to its pieces."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.pieces, self.positions = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(POSITIONS, WIDTH)
        self.features = nn.ModuleList([nn.Embedding(size, WIDTH) for size in FEATURES])
        for table in self.features:
            nn.init.zeros_(table.weight)  # so that training starts from the pretrained encoder as it is
        self.norm, self.dropout = nn.LayerNorm(WIDTH, eps=1e-12), nn.Dropout(dropout)
        self.layers = nn.ModuleList([Layer(dropout) for _ in range(LAYERS)])

    def forward(self, pieces: Tensor, features: Tensor, mask: Tensor) -> Tensor:
        """Vectors of the pieces: `pieces` is windows x pieces, `features` one axis more, `mask` 1 where there is a piece."""
        x = self.pieces(pieces) + self.positions.weight[: pieces.shape[1]]
        for i, table in enumerate(self.features):
            x = x + table(features[..., i])
        x = self.dropout(self.norm(x))
        bias = ((1.0 - mask) * -1e4)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        return x

    def start_from(self, folder: Path) -> None:
        """Take the pretrained weights of all-MiniLM-L6-v2 (Apache-2.0) from `folder`; they must be the published ones.

        Raises
        ------
        ValueError
            Where the file's SHA-256 is another.
        """
        from safetensors.torch import load_file

        path = folder / "model.safetensors"
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != PRETRAINED_SHA256:
            raise ValueError(f"{path.name} has SHA-256 {found}, the published file has {PRETRAINED_SHA256}")
        weights = load_file(path)

        def copy(module: nn.Module, *names: str) -> None:
            for kind in ("weight", "bias"):
                getattr(module, kind).data.copy_(torch.cat([weights[f"{name}.{kind}"] for name in names]))

        self.pieces.weight.data.copy_(weights["embeddings.word_embeddings.weight"])
        first_type = weights["embeddings.token_type_embeddings.weight"][0]
        self.positions.weight.data.copy_(weights["embeddings.position_embeddings.weight"] + first_type)
        copy(self.norm, "embeddings.LayerNorm")
        for i, layer in enumerate(self.layers):
            at = f"encoder.layer.{i}"
            copy(layer.into, *(f"{at}.attention.self.{part}" for part in ("query", "key", "value")))
            copy(layer.out, f"{at}.attention.output.dense")
            copy(layer.first_norm, f"{at}.attention.output.LayerNorm")
            copy(layer.widen, f"{at}.intermediate.dense")
            copy(layer.narrow, f"{at}.output.dense")
            copy(layer.second_norm, f"{at}.output.LayerNorm")


class Chain(nn.Module):
    """A linear-chain conditional random field (Lafferty et al., ICML 2001).

    `never` lists what may not follow what (None: the beginning).
    """

    def __init__(self, labels: int, never: list[tuple[int | None, int]]) -> None:
        super().__init__()
        self.follow, self.first = nn.Parameter(torch.zeros(labels, labels)), nn.Parameter(torch.zeros(labels))
        barred, barred_first = torch.zeros(labels, labels), torch.zeros(labels)
        for before, label in never:
            if before is None:
                barred_first[label] = -1e4
            else:
                barred[before, label] = -1e4
        self.register_buffer("barred", barred)
        self.register_buffer("barred_first", barred_first)

    def scores(self) -> tuple[Tensor, Tensor]:
        """What may follow what, and what may come first, as `analysis.sequences.Chain` takes them."""
        return self.follow + self.barred, self.first + self.barred_first

    def loss(self, scores: Tensor, labels: Tensor, mask: Tensor) -> Tensor:
        """Minus the log-likelihood of each row of labels: `scores` is rows x words x labels, the others rows x words."""
        follow, first = self.scores()
        gold = (scores.gather(2, labels[..., None])[..., 0] * mask).sum(1) + first[labels[:, 0]]
        gold = gold + (follow[labels[:, :-1], labels[:, 1:]] * mask[:, 1:]).sum(1)
        reached = first + scores[:, 0]
        for word in range(1, scores.shape[1]):
            longer = torch.logsumexp(reached[:, :, None] + follow, 1) + scores[:, word]
            reached = torch.where(mask[:, word : word + 1] > 0, longer, reached)
        return torch.logsumexp(reached, 1) - gold


def distance_table(reach: int = POSITIONS) -> Tensor:
    """For each distance from -reach to reach the row of the distance embedding."""
    rows = []
    for distance in range(-reach, reach + 1):
        far = abs(distance)
        step = far if far < 6 else min(FARTHEST, int(6 + math.log2(far / 6) * 1.5))
        rows.append(FARTHEST - step if distance < 0 else FARTHEST + step)
    return torch.tensor(rows)


class Reader(nn.Module):
    """The whole network. Roles are read for each cue apart, as in semantic role labelling, so that source and content belong to it."""

    def __init__(self, dropout: float = 0.1, head_dropout: float = 0.15, inner: int = 160) -> None:
        super().__init__()
        self.encoder, self.dropout = Encoder(dropout), nn.Dropout(head_dropout)
        self.cue, self.cue_chain = nn.Linear(WIDTH, CUE_LABELS), Chain(CUE_LABELS, NOT_AFTER_CUE)
        self.any_role = nn.Linear(WIDTH, ROLE_LABELS)  # roles without regard to a cue: trained beside, not used afterwards
        self.word, self.of_cue, self.gate = nn.Linear(WIDTH, inner), nn.Linear(2 * WIDTH, inner), nn.Linear(2 * WIDTH, inner)
        self.distance = nn.Embedding(2 * FARTHEST + 1, inner)
        nn.init.normal_(self.distance.weight, std=0.02)
        self.register_buffer("distances", distance_table(), persistent=False)
        self.near, self.wider = nn.Conv1d(inner, inner, 5, padding=2), nn.Conv1d(inner, inner, 5, padding=2)
        self.first_norm, self.second_norm = nn.LayerNorm(inner), nn.LayerNorm(inner)
        self.role, self.role_chain = nn.Linear(inner, ROLE_LABELS), Chain(ROLE_LABELS, NOT_AFTER_ROLE)

    def words(self, pieces: Tensor, features: Tensor, mask: Tensor, words: Tensor) -> Tensor:
        """A vector for each word, that of its first piece: windows x words x width."""
        encoded = self.encoder(pieces, features, mask)
        return encoded.gather(1, words[..., None].expand(-1, -1, encoded.shape[-1]))

    def roles(self, words: Tensor, window: Tensor, start: Tensor, end: Tensor) -> Tensor:
        """Scores of the role labels for each cue: cues x words x labels. `window`, `start`, `end` say where each cue stands."""
        cue = torch.cat([words[window, start], words[window, end - 1]], -1)
        place = torch.arange(words.shape[1])[None]
        away = (place - start[:, None]).clamp(max=0) + (place - end[:, None] + 1).clamp(min=0)
        seen = self.word(words)[window]
        mixed = seen * (1 + self.gate(cue))[:, None] + self.of_cue(cue)[:, None] + self.distance(self.distances[away + POSITIONS])
        x = self.dropout(functional.gelu(self.first_norm(mixed)))
        x = self.second_norm(x + functional.gelu(self.near(x.transpose(1, 2)).transpose(1, 2)))
        x = x + functional.gelu(self.wider(self.dropout(x).transpose(1, 2)).transpose(1, 2))
        return self.role(x)
