"""Where the question ends in a paragraph that may hold a question and its answer.

A choice among the ends of the first sentences (a conditional logit, McFadden 1974): none of them is the
interviewer's, or the first one, the first two…, or all. Weights lie in ``paragraphs.json`` and come from
``scripts/fit_segmenter.py``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipeline.segment import wording
from pipeline.segment.chain import Matrix
from pipeline.segment.features import NAMES, feature_matrix
from pipeline.segment.units import Unit

MOST_SENTENCES = 6  # of a question that stands before its answer in one paragraph
_SHAPE = ("none", "whole", "one", "two", "more")
FEATURES: tuple[str, ...] = (
    *(f"asked:{name}" for name in NAMES),
    *(f"last:{name}" for name in NAMES),
    *(f"opening:{name}" for name in NAMES),
    *_SHAPE,
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The ways to divide one paragraph.

    ``ends[k]``: offset in the form where the answer begins if the first k sentences ask; 0 for k = 0,
    the form's length where the whole paragraph asks. ``features``: ``(n_ways, n_features)``.
    """

    ends: tuple[int, ...]
    features: Matrix


def choice_of(unit: Unit) -> Choice:
    """Return the ways to divide a unit."""
    spans = wording.sentences(unit.form) or [(0, len(unit.form))]
    pieces = [replace(unit, start=unit.start + a, form=unit.form[a:b]) for a, b in spans]
    rows = feature_matrix(pieces)
    n, width = len(spans), len(NAMES)
    most = min(n, MOST_SENTENCES)
    found = np.zeros((most + 1 + (n > most), 3 * width + len(_SHAPE)))
    sizes = [*range(most + 1), *([n] if n > most else [])]
    for row, k in zip(found, sizes, strict=True):
        if k:
            row[:width] = rows[:k].sum(axis=0)
            row[width : 2 * width] = rows[k - 1]
        if k < n:
            row[2 * width : 3 * width] = rows[k] if k else 0.0
        row[3 * width :] = (k == 0, k == n, k == 1, k == 2, k > 2)
    ends = tuple(0 if k == 0 else len(unit.form) if k == n else spans[k][0] for k in sizes)
    return Choice(ends, found)


@cache
def load_weights() -> NDArray[np.float64]:
    """Return the shipped weights, one a feature, in natural-log units."""
    path = files("pipeline.segment") / "paragraphs.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    found: NDArray[np.float64] = np.array(raw["weights"])
    return found


def fit(
    data: Sequence[tuple[Choice, int]], *, steps: int = 500, l2: float = 1.0
) -> NDArray[np.float64]:
    """Return the weights of highest penalised likelihood (Adam, full batch).

    Args:
        data: Paragraphs with the number of the right way.
        steps: Of the optimiser.
        l2: Weight of the squared weights against one paragraph's log-likelihood.
    """
    rows = np.concatenate([choice.features for choice, _ in data])
    starts = np.cumsum([0, *(len(choice.ends) for choice, _ in data[:-1])])
    owner = np.repeat(np.arange(len(data)), [len(choice.ends) for choice, _ in data])
    right = rows[starts + np.array([way for _, way in data])].sum(axis=0)
    theta = np.zeros(rows.shape[1])
    moment, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, steps + 1):
        score = rows @ theta
        score -= np.maximum.reduceat(score, starts)[owner]
        chance = np.exp(score)
        chance /= np.add.reduceat(chance, starts)[owner]
        gradient = right - rows.T @ chance - l2 * theta
        moment = 0.9 * moment + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        theta = theta + 0.02 * (moment / (1 - 0.9**step)) / (
            np.sqrt(second / (1 - 0.999**step)) + 1e-8
        )
    return theta
