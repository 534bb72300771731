"""The fit of what `meaning` reads: a conditional logit over the clauses of each answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_STEPS = 250
_RATE = 0.02
_LEAST_VARIANCE = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Choice:
    """The clauses of one answer.

    ``rows``: ``(n_clauses, n_columns)``; ``key``: ``(n_clauses,)``, 1 for what an annotator called key.
    """

    rows: Array
    key: Array


def fit(data: Sequence[Choice], *, l2: float) -> Array:
    """Return the weights of highest penalised likelihood, one a column (Adam, full batch).

    Answers without a key claim, and those of one clause, say nothing. Where several clauses are key, each is
    the right choice in its part.

    Args:
        data: The answers.
        l2: Weight of the squared weights, on columns of unit variance, against one answer's log-likelihood.
    """
    told = [choice for choice in data if len(choice.key) > 1 and choice.key.any()]
    rows = np.concatenate([choice.rows for choice in told])
    scale = np.sqrt(np.maximum(rows.var(axis=0), _LEAST_VARIANCE))
    rows = (rows - rows.mean(axis=0)) / scale
    sizes = [len(choice.key) for choice in told]
    starts = np.cumsum([0, *sizes[:-1]])
    owner = np.repeat(np.arange(len(told)), sizes)
    right = np.concatenate([choice.key / choice.key.sum() for choice in told])
    theta = np.zeros(rows.shape[1])
    moment, second = np.zeros_like(theta), np.zeros_like(theta)
    for step in range(1, _STEPS + 1):
        gradient = rows.T @ (right - _softmax(rows @ theta, starts, owner)) - l2 * theta
        moment = 0.9 * moment + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        step_size = (moment / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        theta = theta + _RATE * step_size
    found: Array = theta / scale
    return found


def _softmax(scores: Array, starts: NDArray[np.intp], owner: NDArray[np.intp]) -> Array:
    grown = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
    found: Array = grown / np.add.reduceat(grown, starts)[owner]
    return found


def fit_logit(rows: Array, right: Array) -> Array:
    """Return the weights of a plain logistic regression, one a column (Newton's method, hardly penalised).

    Args:
        rows: ``(n, n_columns)``; give a column of ones for the bias.
        right: ``(n,)``, 0 or 1.
    """
    theta = np.zeros(rows.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-rows @ theta))
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + 0.01 * np.eye(len(theta))
        theta = theta + np.linalg.solve(curvature, rows.T @ (right - chance) - 0.01 * theta)
    return theta
