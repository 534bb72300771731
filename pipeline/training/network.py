"""The encoder with its heads: linear in a piece's last state, spans are means; only the embedding sees more."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoModel

from pipeline.errors import ModelError
from pipeline.training.config import Losses
from pipeline.training.samples import CLAIMS, KINDS, LABELS, MARKS, TURNS
from pipeline.training.tensors import IGNORED

OUTPUTS = ("embedding", "entities", "general", "kinds", "claims", "turns")
_MIXED = 768  # units between the layers' states and what they add to an embedding
_KEY = MARKS.index("key")
_RANKED = 0.3  # weight of the order of key claims beside each by itself
_APART = 0.5  # weight of the cosines between sentences beside each sentence's own


@dataclass(frozen=True, slots=True)
class Scores:
    """What the network says of a batch of ``(n, w)`` pieces."""

    embedding: Tensor  # (n, w, dimensions)
    entities: Tensor  # (n, w, len(LABELS))
    general: Tensor  # (n, w, len(LABELS)): by the guide of the general text
    kinds: Tensor  # (n, w, len(KINDS))
    claims: Tensor  # (n, w, len(CLAIMS))
    turns: Tensor  # (n, w, len(TURNS))


class Network(nn.Module):
    """An encoder of transformers and linear heads.

    Args:
        base: A local folder or hub id of a BERT-like encoder, weights as safetensors.
        layers: The first layers of it, all if None.

    Raises:
        ModelError: The base cannot be loaded, or has fewer layers.
    """

    def __init__(self, base: Path | str, *, layers: int | None = None) -> None:
        super().__init__()
        try:
            self.encoder = AutoModel.from_pretrained(
                base,
                attn_implementation="eager",  # three times as fast as sdpa in bfloat16 on a CPU
                dtype=torch.float32,
                use_safetensors=True,
                trust_remote_code=False,
                add_pooling_layer=False,
            )
        except (OSError, ValueError, TypeError) as error:
            raise ModelError(f"{base}: the base encoder cannot be loaded ({error})") from error
        if layers is not None:
            known = len(self.encoder.encoder.layer)
            if layers > known:
                raise ModelError(
                    f"{base}: has {known} layers", hint=f"layers = {layers} is too many"
                )
            self.encoder.encoder.layer = self.encoder.encoder.layer[:layers]
            self.encoder.config.num_hidden_layers = layers
        for module in self.encoder.modules():
            if isinstance(module, nn.Dropout):
                module.p = 0.0
        for parameter in self.encoder.embeddings.word_embeddings.parameters():
            parameter.requires_grad_(False)
        width = self.encoder.config.hidden_size
        self.embedding = nn.Linear(width, width)
        nn.init.eye_(self.embedding.weight)
        nn.init.zeros_(self.embedding.bias)
        self._mixed = _quarters(self.encoder.config.num_hidden_layers)
        self.mix = nn.Sequential(
            nn.Linear(width * len(self._mixed), _MIXED), nn.GELU(), nn.Linear(_MIXED, width)
        )
        nn.init.zeros_(self.mix[2].weight)
        nn.init.zeros_(self.mix[2].bias)
        self.entities = nn.Linear(width, len(LABELS))
        self.general = nn.Linear(width, len(LABELS))
        self.kinds = nn.Linear(width, len(KINDS))
        self.claims = nn.Linear(width, len(CLAIMS))
        self.turns = nn.Linear(width, len(TURNS))

    def forward(self, ids: Tensor, mask: Tensor | None = None) -> Scores:
        states = self.encoder(
            input_ids=ids, attention_mask=mask, output_hidden_states=True
        ).hidden_states
        hidden = states[-1]
        mixed = torch.cat([states[number] for number in self._mixed], dim=-1)
        return Scores(
            self.embedding(hidden) + self.mix(mixed),
            self.entities(hidden),
            self.general(hidden),
            self.kinds(hidden),
            self.claims(hidden),
            self.turns(hidden),
        )


def _quarters(layers: int) -> list[int]:
    """Return the layers whose states make embeddings: the lower ones still hold what training changes above."""
    return sorted({max(1, layers * quarter // 4) for quarter in (1, 2, 3, 4)})


def span_means(values: Tensor, spans: Tensor) -> Tensor:
    """Return the mean over each span's pieces.

    Args:
        values: ``(n, w, d)``.
        spans: ``(s, 3)``: row, first piece, piece after the last.

    Returns:
        ``(s, d)`` in float32.
    """
    sums = functional.pad(values.float().cumsum(dim=1), (0, 0, 1, 0))
    row, start, end = spans.unbind(dim=1)
    return (sums[row, end] - sums[row, start]) / (end - start).unsqueeze(1)


@dataclass(frozen=True, slots=True)
class Targets:
    """A batch as tensors, see `tensors.Batch`; `teacher` is ``(s, d)`` with rows of zeros where unknown."""

    labels: Tensor
    general: Tensor
    named: Tensor
    kinds: Tensor
    claims: Tensor
    marks: Tensor
    types: Tensor
    sentences: Tensor
    turns: Tensor
    known: Tensor  # (s,) bool
    teacher: Tensor


def losses(scores: Scores, targets: Targets, weights: Losses) -> dict[str, Tensor]:
    """Return each head's weighted loss that the batch has something to say of."""
    found: dict[str, Tensor] = {}
    if bool((targets.labels != IGNORED).any()):
        entities = scores.entities.float().flatten(0, 1)
        found["entities"] = weights.entities * functional.cross_entropy(
            entities, targets.labels.flatten()
        )
    if bool((targets.general != IGNORED).any()) and weights.general:
        general = scores.general.float().flatten(0, 1)
        found["general"] = weights.general * functional.cross_entropy(
            general, targets.general.flatten()
        )
    if len(targets.named) and weights.kinds:
        means = span_means(scores.kinds, targets.named)
        found["kinds"] = weights.kinds * functional.cross_entropy(means, targets.kinds)
    if len(targets.claims) and weights.claims:
        found["claims"] = weights.claims * _claim_loss(scores.claims, targets)
    if bool((targets.turns != IGNORED).any()) and weights.turns:
        means = span_means(scores.turns, targets.sentences)
        found["turns"] = weights.turns * functional.cross_entropy(means, targets.turns)
    if int(targets.known.sum()) > 2 and weights.embedding:
        found["embedding"] = weights.embedding * _embedding_loss(scores.embedding, targets)
    return found


def _claim_loss(claims: Tensor, targets: Targets) -> Tensor:
    means = span_means(claims, targets.claims)
    marks, types = means[:, : len(MARKS)], means[:, len(MARKS) :]
    told = ~targets.marks.isnan()
    loss = functional.binary_cross_entropy_with_logits(marks[told], targets.marks[told])
    if bool((targets.types != IGNORED).any()):
        loss = loss + functional.cross_entropy(types, targets.types)
    return loss + _RANKED * _key_ranking(marks[:, _KEY], targets)


def _key_ranking(logits: Tensor, targets: Targets) -> Tensor:
    """Return how far key claims are from standing before the other claims of their text: what is asked of them."""
    keys = targets.marks[:, _KEY]
    rows = targets.claims[:, 0]
    found = []
    for row in rows.unique():
        here = (rows == row) & ~keys.isnan()
        key = keys[here] > 0
        if key.any() and not key.all():
            found.append(-functional.log_softmax(logits[here], dim=0)[key].mean())
    return torch.stack(found).mean() if found else logits.new_zeros(())


def _embedding_loss(embedding: Tensor, targets: Targets) -> Tensor:
    """Return how far sentences are from the base's, each by itself and from one another."""
    own = functional.normalize(span_means(embedding, targets.sentences)[targets.known], dim=1)
    base = targets.teacher[targets.known]
    cosines = base @ base.T
    # The base's cosines all lie close together: what counts is their variance that is explained.
    apart = (own @ own.T - cosines).pow(2).mean() / cosines.var().clamp(min=1e-4)
    return (1.0 - (own * base).sum(dim=1)).mean() + _APART * apart
