"""The texts of one epoch: cut, joined, changed by chance, in batches."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import TYPE_CHECKING

from pipeline.training.augment import Names, augmented
from pipeline.training.config import TrainingConfig
from pipeline.training.samples import Change, Sample, chunks, joined, rewritten
from pipeline.training.sources import Text, glue_changes
from pipeline.training.tensors import Batch, batches, encode
from pipeline.training.tokenizing import padding_id

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CHARACTERS = 3.6  # of a piece, low: a text that turns out longer loses its end
_SHARES = (0.25, 0.5, 1.0)  # of the window, how long a text is made
_LEAST = 4  # pieces


@dataclass(frozen=True, slots=True)
class Epochs:
    """What every epoch is made from."""

    texts: Sequence[Text]
    names: Names
    tokenizer: Tokenizer
    config: TrainingConfig

    def batches(self, random: Random) -> list[Batch]:
        """Return one epoch: general text once, interviews as often as configured."""
        encodings = [
            encode(part, self.tokenizer, self.config.window, context=self.config.context)
            for text in self.texts
            for _ in range(self.config.corpus_repeats if text.gold else 1)
            for part in self._parts(text, random)
        ]
        return batches(
            [encoding for encoding in encodings if len(encoding) - encoding.before >= _LEAST],
            pieces=self.config.batch_pieces,
            padding=padding_id(self.tokenizer),
            random=random,
        )

    def _parts(self, text: Text, random: Random) -> list[Sample]:
        samples: Sequence[Sample] = text.samples
        if text.gold:
            samples = _inline(samples, self.config.inline, random)
        else:
            if random.random() < self.config.glued:
                samples = [_glued(sample) for sample in samples]
            samples = [functools.reduce(joined, samples)]
        budget = int(self.config.window * CHARACTERS * random.choice(_SHARES))
        how = self.config.augmentation
        parts = [augmented(part, self.names, how, random) for part in chunks(samples, budget)]
        return [
            replace(part, before="")
            if part.before and random.random() < self.config.alone
            else part
            for part in parts
        ]


def _inline(samples: Sequence[Sample], share: float, random: Random) -> list[Sample]:
    """Return the turns, a share of them in one paragraph with the turn before."""
    found: list[Sample] = []
    alone = False
    for sample in samples:
        alone = alone and random.random() < share
        if alone:
            found[-1] = joined(found[-1], sample)
        else:
            found.append(sample)
        alone = not alone  # two turns at most
    return found


def _glued(sample: Sample) -> Sample:
    return rewritten(sample, [Change(start, end, "") for start, end in glue_changes(sample.text)])
