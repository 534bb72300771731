"""What the base says of every sentence: its embedding, which the trained encoder should keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import torch
from torch.nn import functional

from pipeline.training.samples import Sentence
from pipeline.training.sources import Text

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from pipeline.training.network import Network

_PREFIX = "query: "  # what the base was trained with
_PIECES = 4096


def with_keys(texts: Iterable[Text]) -> tuple[list[Text], list[str]]:
    """Return the texts with every sentence numbered, and the sentences in that order."""
    listed: list[str] = []

    def numbered(words: str, sentence: Sentence) -> Sentence:
        listed.append(words[sentence.start : sentence.end])
        return replace(sentence, key=len(listed) - 1)

    keyed = [
        replace(
            text,
            samples=tuple(
                replace(s, sentences=tuple(numbered(s.text, sentence) for sentence in s.sentences))
                for s in text.samples
            ),
        )
        for text in texts
    ]
    return keyed, listed


@torch.no_grad()
def embeddings(
    sentences: Sequence[str],
    network: Network,
    tokenizer: Tokenizer,
    *,
    bfloat16: bool,
    progress: Callable[[int, int], None] | None = None,
) -> torch.Tensor:
    """Return the base's embedding of each sentence by itself: mean over pieces, length 1.

    Args:
        sentences: In their analysis form.
        network: A network that nothing has been trained in yet.
        tokenizer: The base's.
        bfloat16: Compute in this shorter form.
        progress: Called with sentences done and all.

    Returns:
        ``(n_sentences, dimensions)`` float32.
    """
    encoded = [tokenizer.encode(_PREFIX + sentence).ids[:512] for sentence in sentences]
    order = sorted(range(len(encoded)), key=lambda n: len(encoded[n]))
    found = torch.zeros(len(sentences), network.encoder.config.hidden_size)
    at = 0
    while at < len(order):
        size = 1
        while at + size < len(order) and (size + 1) * len(encoded[order[at + size]]) <= _PIECES:
            size += 1
        chosen = order[at : at + size]
        width = len(encoded[chosen[-1]])
        ids = torch.tensor([encoded[n] + [1] * (width - len(encoded[n])) for n in chosen])
        mask = torch.tensor(
            [[1] * len(encoded[n]) + [0] * (width - len(encoded[n])) for n in chosen]
        )
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=bfloat16):
            hidden = network.encoder(input_ids=ids, attention_mask=mask).last_hidden_state
        summed = (hidden.float() * mask.unsqueeze(2)).sum(dim=1)
        found[chosen] = functional.normalize(summed, dim=1)
        at += size
        if progress is not None:
            progress(at, len(order))
    return found
