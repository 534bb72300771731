"""How near two statements are as the shipped encoder has them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.encoder import Encoder, load_encoder
from pipeline.encoder.folder import SHIPPED
from pipeline.encoder.load import DEFAULT
from pipeline.text import analysis_form

# Cosines of the means of the encoder's pieces: half of all pairs of claims of dev and train lie under the
# first (they would be 0), equal statements at 1.
_UNRELATED = 0.84


@dataclass(slots=True)
class Nearness:
    """Vectors of statements, each computed once and held in half precision: 768 bytes a statement."""

    encoder: Encoder
    _vectors: dict[int, NDArray[np.float16] | None] = field(default_factory=dict)

    def between(self, first: tuple[int, str], second: tuple[int, str]) -> float:
        """Return 0 (as unrelated statements are) to 1 (equal) for two statements with their numbers."""
        one, other = self._vector(*first), self._vector(*second)
        if one is None or other is None:
            return 0.0
        cosine = float(np.dot(one.astype(np.float32), other.astype(np.float32)))
        return min(1.0, max(0.0, (cosine - _UNRELATED) / (1 - _UNRELATED)))

    def _vector(self, number: int, statement: str) -> NDArray[np.float16] | None:
        if number not in self._vectors:
            pieces: NDArray[Any] | None = self.encoder.encode(analysis_form(statement)).embedding
            if pieces is None or not len(pieces):
                self._vectors[number] = None
            else:
                mean = pieces.mean(axis=0)
                self._vectors[number] = (mean / max(float(np.linalg.norm(mean)), 1e-9)).astype(
                    np.float16
                )
        return self._vectors[number]


def encoder_of(models: Iterable[str]) -> Encoder | None:
    """Return the shipped encoder where it is among the models that made all records, else None.

    Only for it is known which nearness means the same thing.

    Raises:
        ModelError: It is missing or damaged.
    """
    return load_encoder(DEFAULT)[1] if SHIPPED in set(models) else None
