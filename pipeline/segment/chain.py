"""A linear chain over units: potentials -> best sequence and marginal probabilities.

The chain is a conditional random field (Lafferty, McCallum and Pereira 2001) over eight states.
Its weights lie in ``blocks.json`` and ``sentences.json`` and come from ``scripts/fit_segmenter.py``.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# Q, A: a question or an answer begins; q, a: it goes on. I: intro, H: heading, P: pull quote, B: boilerplate.
STATES = "QqAaIHPB"
FORBIDDEN = -1e4


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the chain, all in natural-log units."""

    features: tuple[str, ...]
    emission: Matrix  # (n_features, 8)
    transition: Matrix  # (8, 8), from row to column
    first: Matrix  # (8,)
    last: Matrix  # (8,)


@cache
def load_weights(unit: str = "blocks") -> Weights:
    """Return the shipped weights for chains of "blocks" or of "sentences"."""
    path = files("pipeline.segment") / f"{unit}.json"
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Weights(
        features=tuple(raw["features"]),
        emission=np.array(raw["emission"]),
        transition=np.array(raw["transition"]) + forbidden_transitions(),
        first=np.array(raw["first"]),
        last=np.array(raw["last"]),
    )


def forbidden_transitions() -> Matrix:
    """Return 0 where a state may follow another and a prohibitive value where it may not, (8, 8)."""
    allowed = {
        "Q": "QqAHPBI",
        "q": "QqAHPBI",
        "A": "QaHPBI",
        "a": "QaHPBI",
        "I": "QAIHPB",
        "H": "QAaIHPB",
        "P": "QAaIHPB",
        "B": "QAaIHPB",
    }
    table = np.full((8, 8), FORBIDDEN)
    for row, following in allowed.items():
        for column in following:
            table[STATES.index(row), STATES.index(column)] = 0.0
    return table


def marginals(unary: Matrix, pairwise: Matrix) -> tuple[Matrix, Matrix, float]:
    """Return state and transition probabilities and the log partition.

    Args:
        unary: ``(n, 8)`` log potentials, first and last weights included.
        pairwise: ``(n - 1, 8, 8)`` log potentials between neighbours.

    Returns:
        ``(n, 8)`` and ``(n - 1, 8, 8)`` probabilities, and the log of the partition function.
    """
    # Both directions in one loop, the second on the chain turned round: half as many steps.
    own = np.stack([unary, unary[::-1]], axis=1)
    step = np.stack([pairwise, pairwise[::-1].transpose(0, 2, 1)], axis=1)
    before = np.zeros_like(own)
    state = own[0]
    for i in range(1, len(unary)):
        before[i] = np.logaddexp.reduce(state[:, :, None] + step[i - 1], axis=1)
        state = own[i] + before[i]
    forward, backward = unary + before[:, 0], before[::-1, 1]
    total = float(np.logaddexp.reduce(forward[-1]))
    states = np.exp(forward + backward - total)
    pairs = np.exp(
        forward[:-1, :, None] + pairwise + (unary[1:] + backward[1:])[:, None, :] - total
    )
    return states, pairs, total


def best_path(unary: Matrix, pairwise: Matrix) -> list[int]:
    """Return the most probable sequence of states (Viterbi)."""
    n = len(unary)
    score = unary[0]
    back = np.zeros((n, len(STATES)), dtype=int)
    for i in range(1, n):
        paths = score[:, None] + pairwise[i - 1]
        back[i] = paths.argmax(axis=0)
        score = unary[i] + paths.max(axis=0)
    path = [int(score.argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]
