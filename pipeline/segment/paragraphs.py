"""Where the question ends in a paragraph that may hold a question and its answer.

A choice among the ends of the first sentences (a conditional logit, McFadden 1974): none of them is the
interviewer's, or the first one, the first two…, or all. Weights lie in ``paragraphs.json`` and come from
``scripts/fit_segmenter.py``: those of `ANY` for paragraphs of a document of which it is not known how it is
set, those of `INLINE` for one that sets question and answer in one paragraph.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pipeline.segment import wording
from pipeline.segment.chain import Matrix
from pipeline.segment.features import NAMES, feature_matrix
from pipeline.segment.units import Unit

Setting = Literal["any", "inline"]

MOST_SENTENCES = 6  # of a question that stands before its answer in one paragraph
_SHAPE = ("none", "whole", "one", "two", "more")
_SIZE = (
    "asked<=6",
    "asked<=15",
    "asked<=30",
    "asked<=60",
    "asked>60",
    "rest<=5",
    "rest<=20",
    "rest>60",
    "restone",
    "restmany",
    "asked>rest",
    "none,few",
    "none,three",
    "none,long",
    "whole,one",
    "whole,two",
    "whole,more",
)
_AROUND = (
    "first",
    "first3",
    "final",
    "final3",
    "previous?",
    "previousinner?",
    "nextinner?",
    "previousshort",
    "nextshort",
)
_WORDING = (
    *(f"asked:{name}" for name in NAMES),
    *(f"last:{name}" for name in NAMES),
    *(f"opening:{name}" for name in NAMES),
    *_SHAPE,
)
# The place of a paragraph says other things in a document of the one setting than of the other.
USED: dict[Setting, int] = {
    "any": len(_WORDING),
    "inline": len(_WORDING) + len(_SIZE) + 2 * len(_AROUND),
}
FEATURES: tuple[str, ...] = (
    *_WORDING,
    *_SIZE,
    *(f"none:{name}" for name in _AROUND),
    *(f"divided:{name}" for name in _AROUND),
)
_START = 200  # characters of a neighbouring paragraph in which a question is looked for


@dataclass(frozen=True, slots=True)
class Choice:
    """The ways to divide one paragraph.

    ``ends[k]``: offset in the form where the answer begins if the first k sentences ask; 0 for k = 0,
    the form's length where the whole paragraph asks. ``features``: ``(n_ways, n_features)``.
    """

    ends: tuple[int, ...]
    features: Matrix


def choices_of(units: Sequence[Unit], indices: Sequence[int]) -> list[Choice]:
    """Return the ways to divide some of the units of a document."""
    return [_choice_of(units, index) for index in indices]


def _choice_of(units: Sequence[Unit], index: int) -> Choice:
    unit = units[index]
    spans = wording.sentences(unit.form) or [(0, len(unit.form))]
    pieces = [replace(unit, start=unit.start + a, form=unit.form[a:b]) for a, b in spans]
    rows = feature_matrix(pieces)
    counts = [wording.word_count(piece.form) for piece in pieces]
    around = _around(units, index)
    n = len(spans)
    most = min(n, MOST_SENTENCES)
    sizes = [*range(most + 1), *([n] if n > most else [])]
    found = [
        [
            *_wording(rows, k),
            *(k == 0, k == n, k == 1, k == 2, k > 2),
            *_size(counts, k),
            *(around if k == 0 else [False] * len(_AROUND)),
            *(around if 0 < k < n else [False] * len(_AROUND)),
        ]
        for k in sizes
    ]
    ends = tuple(0 if k == 0 else len(unit.form) if k == n else spans[k][0] for k in sizes)
    return Choice(ends, np.array(found, dtype=np.float64))


def _wording(rows: Matrix, k: int) -> Matrix:
    """Return the words' features of the k sentences that ask, of their last, and of the next one."""
    nothing = np.zeros(rows.shape[1])
    return np.concatenate(
        [
            rows[:k].sum(axis=0),
            rows[k - 1] if k else nothing,
            rows[k] if k < len(rows) else nothing,
        ]
    )


def _size(counts: Sequence[int], k: int) -> list[bool]:
    asked, rest, n = sum(counts[:k]), sum(counts[k:]), len(counts)
    asks, whole = k > 0, k == n
    return [
        asks and asked <= 6,
        6 < asked <= 15,
        15 < asked <= 30,
        30 < asked <= 60,
        asked > 60,
        asks and rest <= 5,
        asks and 5 < rest <= 20,
        asks and rest > 60,
        asks and n - k == 1,
        asks and n - k >= 6,
        asked > rest,
        not asks and n <= 2,
        not asks and n == 3,
        not asks and rest > 80,
        whole and n == 1,
        whole and n == 2,
        whole and n > 3,
    ]


def _around(units: Sequence[Unit], index: int) -> list[bool]:
    before = units[index - 1].form if index else ""
    after = units[index + 1].form if index + 1 < len(units) else ""
    return [
        index == 0,
        index < 3,
        index == len(units) - 1,
        index >= len(units) - 3,
        before.rstrip().endswith("?"),
        "?" in before[:_START],
        "?" in after[:_START],
        wording.word_count(before) < 25,
        wording.word_count(after) < 25,
    ]


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights of the first features, in natural-log units, and the shares that they rest on.

    ``shares``: of paragraphs without, with, and of nothing but a question, ``(3,)``, where they were
    fitted.
    """

    weights: NDArray[np.float64]
    shares: NDArray[np.float64]

    def chances(self, choice: Choice) -> Matrix:
        """Return the probability of each way to divide a paragraph, as in the fitted interviews."""
        scores = choice.features[:, : len(self.weights)] @ self.weights
        scores = np.exp(scores - scores.max())
        found: Matrix = scores / scores.sum()
        return found


@cache
def load_weights(setting: Setting) -> Weights:
    """Return the shipped weights for documents of a setting."""
    path = files("pipeline.segment") / "paragraphs.json"
    raw = json.loads(path.read_text(encoding="utf-8"))[setting]
    return Weights(np.array(raw["weights"]), np.array(raw["shares"]))


def fit(
    data: Sequence[tuple[Choice, int]],
    *,
    features: int = len(FEATURES),
    steps: int = 500,
    l2: float = 1.0,
) -> Weights:
    """Return the weights of highest penalised likelihood (Adam, full batch).

    Args:
        data: Paragraphs with the number of the right way.
        features: How many of `FEATURES`, from the first on.
        steps: Of the optimiser.
        l2: Weight of the squared weights against one paragraph's log-likelihood.
    """
    rows = np.concatenate([choice.features[:, :features] for choice, _ in data])
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
    whole = np.array([way == len(choice.ends) - 1 for choice, way in data])
    none = np.array([way == 0 for _, way in data])
    return Weights(theta, np.array([none.mean(), (~none & ~whole).mean(), whole.mean()]))
