"""Scores -> probabilities."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def log_softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return log probabilities over the last axis, float32 of the same shape.

    >>> log_softmax(np.array([[0.0, 0.0]], np.float32)).round(3).tolist()
    [[-0.6930000185966492, -0.6930000185966492]]
    """
    highest = logits.max(axis=-1, keepdims=True)
    shifted = logits.astype(np.float64) - highest
    normed = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return np.asarray(normed, np.float32)
