"""What held-out texts say of a network, and the temperature that makes its probabilities true."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from pipeline.encoder.scores import log_softmax
from pipeline.training.config import TrainingConfig
from pipeline.training.epochs import CHARACTERS
from pipeline.training.network import OUTPUTS, Network
from pipeline.training.samples import chunks, joined
from pipeline.training.scoring import (
    Tally,
    cosine_correlation,
    count_claims,
    count_entities,
    count_kinds,
    count_theirs,
    count_turns,
)
from pipeline.training.sources import Text
from pipeline.training.teacher import embeddings, with_keys
from pipeline.training.tensors import IGNORED, Encoding, Floats, encode

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_NAMED = ("PER", "ORG", "LOC", "MISC")
_GENERAL = ("PER", "ORG", "LOC")
_HEADS = ("kind", "claim", "key", "reported", "hedged", "negated", "obligation", "type", "turn")
_TEMPERATURES = np.arange(0.5, 2.55, 0.05)
_OURS = 0.75  # weight of interviews beside general text in what epochs are chosen by


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Held-out interviews and general text as pieces; the base's embeddings of the former's sentences."""

    interviews: Sequence[Encoding]
    general: Sequence[Encoding]
    base: Floats


def hold_out(
    interviews: Sequence[Text],
    general: Sequence[Text],
    *,
    base: Path | str,
    tokenizer: Tokenizer,
    config: TrainingConfig,
) -> HeldOut:
    """Return what dev figures are computed on."""
    keyed, sentences = with_keys(interviews)
    budget = int(config.window * CHARACTERS)

    def encoded(texts: Sequence[Text]) -> list[Encoding]:
        samples = [
            text.samples if text.gold else [functools.reduce(joined, text.samples)]
            for text in texts
        ]
        return [
            encode(part, tokenizer, config.window, context=config.context)
            for found in samples
            for part in chunks(found, budget)
        ]

    vectors = embeddings(sentences, Network(base), tokenizer, bfloat16=config.bfloat16)
    return HeldOut(encoded(keyed), encoded(general), vectors.numpy())


def dev_figures(network: Network, held_out: HeldOut, config: TrainingConfig) -> dict[str, float]:
    """Return the dev figures by name; epochs are chosen by ``chosen``."""
    ours, others, theirs = Tally(), Tally(), Tally()
    rows: list[Floats] = []
    keys: list[int] = []
    for encoding, scores in scored(network, held_out.interviews, config):
        count_entities(ours, encoding, scores["entities"])
        count_kinds(ours, encoding, scores["kinds"])
        count_claims(ours, encoding, scores["claims"])
        count_turns(ours, encoding, scores["turns"])
        for start, end, number in encoding.sentences:
            key = encoding.sample.sentences[number].key
            if key is not None:
                rows.append(scores["embedding"][start:end].mean(axis=0))
                keys.append(key)
    for encoding, scores in scored(network, held_out.general, config):
        count_entities(others, encoding, scores["entities"])
        count_theirs(theirs, encoding, scores["general"])
    found = {"entities": ours.f1(_NAMED)}
    found |= {name: ours.f1([name]) for name in (*_NAMED, *_HEADS)}
    if held_out.general:
        found["general"] = others.f1(_GENERAL)
        found["general by its guide"] = theirs.f1(_GENERAL)
    matrix = np.array(rows)
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    found["cosines"] = cosine_correlation(matrix, held_out.base[keys])
    found["chosen"] = _OURS * found["entities"] + (1 - _OURS) * found.get(
        "general", found["entities"]
    )
    return found


@torch.no_grad()
def scored(
    network: Network, encodings: Sequence[Encoding], config: TrainingConfig
) -> Iterator[tuple[Encoding, dict[str, Floats]]]:
    """Yield every text with the scores of its pieces, one text at a time."""
    network.eval()
    for encoding in encodings:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=config.bfloat16):
            scores = network(torch.tensor([encoding.ids]))
        yield encoding, {name: getattr(scores, name)[0].float().numpy() for name in OUTPUTS}


def best_temperature(network: Network, held_out: HeldOut, config: TrainingConfig) -> float:
    """Return what logits of entities are divided by, so that their likelihood on dev is highest."""
    logits: list[Floats] = []
    labels: list[int] = []
    for encoding, scores in scored(network, held_out.interviews, config):
        told = [n for n, label in enumerate(encoding.labels) if label != IGNORED]
        logits.append(scores["entities"][told])
        labels += [encoding.labels[n] for n in told]
    values, rows = np.concatenate(logits), np.arange(len(labels))
    likelihood = [log_softmax(values / t)[rows, labels].mean() for t in _TEMPERATURES]
    return round(float(_TEMPERATURES[int(np.argmax(likelihood))]), 2)
