"""Counts added over interviews -> rates with a bootstrap interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate.summaries import ROUGES
from pipeline.schema import EntityLabel, TurnRole

Measure = Literal["precision", "recall", "F1", "rate"]

RESAMPLES = 1000
SEED = 20240611
LOWER_IS_BETTER = frozenset({"Pk (lower is better)", "WindowDiff (lower is better)"})


@dataclass(frozen=True, slots=True)
class Ratio:
    """How a rate follows from counts: the sum of some keys over the sum of others."""

    section: str
    name: str
    measure: Measure
    over: tuple[str, ...]
    under: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One rate; ``None`` where its denominator is 0.

    ``low`` and ``high`` bound the 95 % percentile bootstrap interval over interviews.
    """

    section: str
    name: str
    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    over: float
    under: float

    @property
    def label(self) -> str:
        """The name with its measure, unique in its section: ``question F1``, ``role accuracy``."""
        return label(self.name, self.measure)


def label(name: str, measure: Measure) -> str:
    """Return how reports and floors files call a figure.

    >>> label("question", "F1"), label("role accuracy", "rate")
    ('question F1', 'role accuracy')
    """
    return name if measure == "rate" else f"{name} {measure}"


def prf(section: str, name: str, stem: str) -> list[Ratio]:
    """Return precision, recall and F1 of what is counted under ``STEM.tp``, ``.fp`` and ``.fn``."""
    tp, fp, fn = f"{stem}.tp", f"{stem}.fp", f"{stem}.fn"
    return [
        Ratio(section, name, "precision", (tp,), (tp, fp)),
        Ratio(section, name, "recall", (tp,), (tp, fn)),
        Ratio(section, name, "F1", (tp, tp), (tp, tp, fp, fn)),
    ]


def _mean(section: str, name: str, stem: str) -> list[Ratio]:
    return [Ratio(section, name, "rate", (f"{stem}.right",), (f"{stem}.total",))]


def ratios() -> list[Ratio]:
    """Return every figure in the order of the report."""
    turns = [
        *prf("turns", "question", "question"),
        Ratio("turns", "exact-pair accuracy", "rate", ("pair.tp",), ("pair.tp", "pair.fn")),
        *prf("turns", "exact pair", "pair"),
        *_mean("turns", "role accuracy", "role"),
    ]
    for role in get_args(TurnRole):
        turns += _mean("turns", f"role accuracy, {role}", f"role.{role}")
    turns += _mean("turns", "interviewer right", "speakers.interviewer")
    turns += _mean("turns", "interviewees right", "speakers.interviewee")
    turns += _mean("turns", "speaker accuracy", "speaker")
    turns += _mean("turns", "Pk (lower is better)", "pk")
    turns += _mean("turns", "WindowDiff (lower is better)", "windowdiff")
    turns += _mean("turns", "boundary similarity", "boundary_similarity")
    return [*turns, *_entity_ratios(), *_claim_ratios(), *_summary_ratios()]


def _entity_ratios() -> list[Ratio]:
    found = prf("entities", "strict", "entity")
    for label in get_args(EntityLabel):
        found += prf("entities", label, f"entity.{label}")
    found += prf("entities", "span only", "entity.span")
    found += prf("entities", "unlisted names", "entity.unlisted")
    found += _mean("entities", "grouping", "entity.grouping")
    found += _mean("entities", "canonical name", "entity.name")
    found += _mean("entities", "kind accuracy", "entity.kind")
    return found


def _claim_ratios() -> list[Ratio]:
    found: list[Ratio] = []
    for overlap in ("0.5", "0.3", "0.8"):
        found += prf("claims", f"overlap {overlap}", f"claim@{overlap}")
    found += prf("claims", "key", "claim.key")
    for attribute in ("type", "attribution", "negated", "hedged", "modality"):
        found += _mean("claims", f"{attribute} accuracy", f"claim.{attribute}")
    for positive in ("negated", "hedged", "reported"):
        found += prf("claims", positive, f"claim.{positive}")
    return found


def _summary_ratios() -> list[Ratio]:
    found: list[Ratio] = []
    for key, name in ROUGES.items():
        found += _mean("summary", name, key)
    for key, name in ROUGES.items():
        found += _mean("summary", f"{name} on stems", f"{key}.stem")
    return found


def figures(
    counts: Sequence[Mapping[str, float]],
    *,
    wanted: Sequence[Ratio] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[Figure]:
    """Return rates of some interviews with their intervals.

    Args:
        counts: One mapping an interview; a key that is missing counts 0.
        wanted: Which rates; None for all that `ratios` gives.
        resamples: Bootstrap samples, each as many interviews as there are, drawn with replacement.
        seed: Of the generator: the same counts give the same intervals.
    """
    wanted = ratios() if wanted is None else wanted
    over, under = sums(counts, wanted)
    drawn = draws(len(counts), resamples=resamples, seed=seed)
    top, bottom = drawn @ over, drawn @ under
    return [
        _figure(ratio, float(over[:, i].sum()), float(under[:, i].sum()), top[:, i], bottom[:, i])
        for i, ratio in enumerate(wanted)
    ]


def sums(
    counts: Sequence[Mapping[str, float]], wanted: Sequence[Ratio]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return numerators and denominators, each ``(n_interviews, n_ratios)`` float64."""
    over = np.array([[_sum(c, ratio.over) for ratio in wanted] for c in counts], dtype=float)
    under = np.array([[_sum(c, ratio.under) for ratio in wanted] for c in counts], dtype=float)
    return over, under


def draws(interviews: int, *, resamples: int, seed: int) -> NDArray[np.float64]:
    """Return how often each resample draws each interview, ``(resamples, interviews)`` float64.

    The same numbers give the same draws, which is what pairs two record files in a comparison.
    """
    generator = np.random.default_rng(seed)
    even = np.full(interviews, 1 / interviews)
    return generator.multinomial(interviews, even, size=resamples).astype(float)


def _sum(counts: Mapping[str, float], keys: tuple[str, ...]) -> float:
    return sum(counts.get(key, 0.0) for key in keys)


def _figure(
    ratio: Ratio,
    over: float,
    under: float,
    top: NDArray[np.float64],
    bottom: NDArray[np.float64],
) -> Figure:
    if not under:
        return Figure(ratio.section, ratio.name, ratio.measure, None, None, None, over, under)
    # A resample without any interview where the figure is defined says nothing about it.
    rates = top[bottom > 0] / bottom[bottom > 0]
    low, high = np.percentile(rates, [2.5, 97.5])
    return Figure(
        ratio.section, ratio.name, ratio.measure, over / under, float(low), float(high), over, under
    )
