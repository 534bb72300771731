"""Do confidences and saliences mean what they say: counts by bin -> reliability and its error.

The expected calibration error is that of Guo, Pleiss, Sun and Weinberger 2017, "On calibration of
modern neural networks", ICML: the mean distance between what is stated and how much of it is right,
over ten bins of equal width, each weighted with what it holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipeline.align import one_to_one
from pipeline.evaluate.claims import MATCH, overlaps
from pipeline.evaluate.counting import Tally
from pipeline.evaluate.figures import RESAMPLES, SEED, draws
from pipeline.evaluate.prediction import Pair

BINS = 10
CONFIDENCE, SALIENCE = "confidence", "salience"


@dataclass(frozen=True, slots=True)
class Bin:
    """What was stated with a probability from ``low`` to below ``high``; 1 is in the last bin.

    ``stated`` is the sum of the probabilities, ``right`` how many came true, of ``total``.
    """

    low: float
    high: float
    total: float
    stated: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """All bins, and the expected calibration error; None where nothing was stated.

    ``low`` and ``high`` bound its 95 % percentile bootstrap interval over interviews.
    """

    bins: tuple[Bin, ...]
    error: float | None
    low: float | None
    high: float | None


# --- one interview -----------------------------------------------------------------------------


def score_confidences(pair: Pair, tally: Tally) -> None:
    """Add the mentions of one interview: right are those with exactly the gold's span and label."""
    left = Counter(
        (pair.gold_span(m.start, m.end), entity.label)
        for entity in pair.gold.entities or ()
        for m in entity.mentions
    )
    for entity in pair.entities:
        for mention in entity.mentions:
            place = pair.predicted_span(mention.start, mention.end), entity.label
            right = left[place] > 0
            left[place] -= right
            _add(tally, CONFIDENCE, mention.confidence, right=right)


def score_saliences(pair: Pair, tally: Tally) -> None:
    """Add the claims of one interview: right are those that match a key claim of the gold."""
    keys = [claim for claim in pair.gold.claims or () if claim.key]
    scores = overlaps(
        [frozenset(pair.gold_span(claim.start, claim.end)) for claim in keys],
        [frozenset(pair.predicted_span(claim.start, claim.end)) for claim in pair.claims],
    )
    matched = {predicted for _, predicted in one_to_one(scores, least=MATCH)}
    for number, claim in enumerate(pair.claims):
        _add(tally, SALIENCE, claim.salience, right=number in matched)


def _add(tally: Tally, stem: str, probability: float, *, right: bool) -> None:
    number = min(int(probability * BINS), BINS - 1)
    tally.right(f"{stem}.{number}", right, 1)
    tally.add(f"{stem}.{number}.stated", probability)


# --- all interviews ----------------------------------------------------------------------------


def reliability(
    counts: Sequence[Mapping[str, float]],
    stem: str,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Reliability:
    """Return how far stated probabilities come true over some interviews.

    Args:
        counts: One mapping an interview; a key that is missing counts 0.
        stem: `CONFIDENCE` or `SALIENCE`.
        resamples: Bootstrap samples, each as many interviews as there are, drawn with replacement.
        seed: Of the generator: the same counts give the same interval.
    """
    total, stated, right = (_array(counts, stem, part) for part in ("total", "stated", "right"))
    bins = tuple(
        Bin(number / BINS, (number + 1) / BINS, *map(float, found))
        for number, found in enumerate(
            zip(total.sum(axis=0), stated.sum(axis=0), right.sum(axis=0), strict=True)
        )
    )
    if not total.any():
        return Reliability(bins, None, None, None)
    drawn = draws(len(counts), resamples=resamples, seed=seed)
    errors = _errors(drawn @ total, drawn @ (stated - right))
    (error,) = _errors(total.sum(axis=0)[None], (stated - right).sum(axis=0)[None])
    low, high = np.percentile(errors, [2.5, 97.5])
    return Reliability(bins, float(error), float(low), float(high))


def _array(counts: Sequence[Mapping[str, float]], stem: str, part: str) -> NDArray[np.float64]:
    """Return one count as ``(n_interviews, BINS)`` float64."""
    rows = [[each.get(f"{stem}.{n}.{part}", 0.0) for n in range(BINS)] for each in counts]
    return np.array(rows, dtype=np.float64).reshape(-1, BINS)


def _errors(total: NDArray[np.float64], gaps: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the calibration error of each row in which anything is stated.

    Args:
        total: How much is in each bin, ``(rows, BINS)``.
        gaps: By how much what is stated there exceeds what is right, ``(rows, BINS)``.
    """
    sizes = total.sum(axis=1)
    found: NDArray[np.float64] = np.abs(gaps).sum(axis=1)[sizes > 0] / sizes[sizes > 0]
    return found
