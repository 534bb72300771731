"""How near the phrases of an exchange are to its question, as the encoder has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.schema import Encoded

Floats = NDArray[np.floating[Any]]


def question_vector(encoded: Sequence[Encoded | None]) -> Floats | None:
    """Return the mean of the unit vectors of a question's turns, ``(dimensions,)``; None without an encoder."""
    known = [vectors for item in encoded if (vectors := _vectors(item)) is not None]
    rows = [unit(vectors.mean(axis=0)) for vectors in known]
    return unit(np.mean(rows, axis=0)) if rows else None


def nearness(
    encoded: Encoded | None, spans: Sequence[tuple[int, int]], question: Floats | None
) -> list[float] | None:
    """Return how near each span is to the question, None without an encoder.

    That is the mean cosine of its pieces with the question.

    Args:
        encoded: What the encoder says of the turn.
        spans: In characters of the turn, none of them empty.
        question: `question_vector` of its exchange.
    """
    vectors = _vectors(encoded)
    if encoded is None or vectors is None or question is None or not spans:
        return None
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    cosines = vectors @ question.astype(vectors.dtype) / np.maximum(lengths, 1e-9)
    # From running sums: of the hundreds of phrases of a long answer each takes two numbers.
    running = np.concatenate([np.zeros(1), np.cumsum(cosines, dtype=np.float64)])
    edges = np.array(spans)
    first = np.searchsorted(encoded.offsets[:, 1], edges[:, 0], side="right")
    last = np.searchsorted(encoded.offsets[:, 0], edges[:, 1], side="left")
    pieces = np.maximum(last - first, 1)  # a word of characters unknown to the encoder has none
    found: list[float] = ((running[last] - running[first]) / pieces).tolist()
    return found


def standard(values: Sequence[float | None]) -> list[float]:
    """Return values less their mean, over their deviation; 0 for what has none, or where all are alike.

    >>> standard([1.0, None, 3.0]), standard([2.0, 2.0])
    ([-1.0, 0.0, 1.0], [0.0, 0.0])
    """
    known = np.array([value for value in values if value is not None])
    if not len(known) or known.std() < 1e-6:
        return [0.0] * len(values)
    mean, deviation = float(known.mean()), float(known.std())
    return [0.0 if value is None else (value - mean) / deviation for value in values]


def unit(vectors: Floats) -> Floats:
    """Return vectors over their lengths; zeros stay zeros."""
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))


def _vectors(encoded: Encoded | None) -> Floats | None:
    """Return the vectors of a turn's pieces, None without an encoder or a piece."""
    if encoded is None or encoded.embedding is None or not len(encoded.embedding):
        return None
    return encoded.embedding
