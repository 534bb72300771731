"""Counts added over interviews -> rates with a bootstrap interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.evaluate.summaries import ROUGES
from pipeline.schema import ClaimType, EntityLabel, TurnRole

Measure = Literal["precision", "recall", "F1", "rate"]
Floats = NDArray[np.float64]

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

    @property
    def keys(self) -> tuple[str, ...]:
        """The counts that it is computed from."""
        return self.over + self.under

    def terms(self, counts: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        """Return numerators and denominators, each ``(n,)``, of counts that are ``(n,)`` each."""
        return _added(counts, self.over), _added(counts, self.under)


@dataclass(frozen=True, slots=True)
class MacroF1:
    """The mean F1 of the classes that occur in gold; every class weighs the same.

    A class is counted under ``STEM.tp``, ``.fp`` and ``.fn``. The numerator is the sum of the
    classes' F1, the denominator how many there are.
    """

    section: str
    name: str
    stems: tuple[str, ...]
    measure: Measure = "rate"

    @property
    def keys(self) -> tuple[str, ...]:
        """The counts that it is computed from."""
        return tuple(f"{stem}.{part}" for stem in self.stems for part in ("tp", "fp", "fn"))

    def terms(self, counts: Mapping[str, Floats]) -> tuple[Floats, Floats]:
        """Return numerators and denominators, each ``(n,)``, of counts that are ``(n,)`` each."""
        tp, fp, fn = (
            np.array([counts[f"{stem}.{part}"] for stem in self.stems])
            for part in ("tp", "fp", "fn")
        )
        # A class that is only predicted has its own figure; the claims that it took from the
        # others already lower theirs.
        occurs = tp + fn > 0
        f1 = np.divide(2 * tp, 2 * tp + fp + fn, out=np.zeros_like(tp), where=occurs)
        return f1.sum(axis=0), occurs.sum(axis=0).astype(float)


Rate = Ratio | MacroF1


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


def rates() -> list[Rate]:
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
    return [*turns, *_entity_ratios(), *_claim_rates(), *_summary_ratios()]


def _entity_ratios() -> list[Ratio]:
    found = prf("entities", "strict", "entity")
    for label in get_args(EntityLabel):
        found += prf("entities", label, f"entity.{label}")
    found += prf("entities", "span only", "entity.span")
    found += prf("entities", "unlisted names", "entity.unlisted")
    found += _mean("entities", "grouping", "entity.grouping")
    found += _mean("entities", "canonical name", "entity.name")
    found += _mean("entities", "kind accuracy", "entity.kind")
    found += _mean("entities", "kind accuracy, label right", "entity.kind.labelled")
    return found


def _claim_rates() -> list[Rate]:
    found: list[Rate] = []
    for overlap in ("0.5", "0.3", "0.8"):
        found += prf("claims", f"overlap {overlap}", f"claim@{overlap}")
    found += prf("claims", "key", "claim.key")
    for attribute in ("type", "attribution", "negated", "hedged", "modality"):
        found += _mean("claims", f"{attribute} accuracy", f"claim.{attribute}")
    for positive in ("negated", "hedged", "reported"):
        found += prf("claims", positive, f"claim.{positive}")
    stems = {type: f"claim.type.{type}" for type in get_args(ClaimType)}
    found.append(MacroF1("claims", "type macro-F1", tuple(stems.values())))
    for type, stem in stems.items():
        found += prf("claims", f"type {type}", stem)
    found += _mean("claims", "source accuracy", "claim.source")
    found += _mean("claims", "source accuracy, lenient", "claim.source.lenient")
    found += _mean("claims", "source recall", "claim.source.recall")
    return found


def _summary_ratios() -> list[Ratio]:
    found: list[Ratio] = []
    for key, name in ROUGES.items():
        found += _mean("summary", name, key)
    for key, name in ROUGES.items():
        found += _mean("summary", f"{name} on stems", f"{key}.stem")
    found += _mean("summary", "key evidence recall, interview", "evidence.interview")
    found += _mean("summary", "key evidence recall, answers", "evidence.answers")
    return found


def figures(
    counts: Sequence[Mapping[str, float]],
    *,
    wanted: Sequence[Rate] | None = None,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> list[Figure]:
    """Return rates of some interviews with their intervals.

    Args:
        counts: One mapping an interview; a key that is missing counts 0.
        wanted: Which rates; None for all that `rates` gives.
        resamples: Bootstrap samples, each as many interviews as there are, drawn with replacement.
        seed: Of the generator: the same counts give the same intervals.
    """
    wanted = rates() if wanted is None else wanted
    drawn = draws(len(counts), resamples=resamples, seed=seed)
    over, under = totals(counts, wanted, np.ones((1, len(counts))))
    top, bottom = totals(counts, wanted, drawn)
    return [
        _figure(rate, float(over[0, i]), float(under[0, i]), top[:, i], bottom[:, i])
        for i, rate in enumerate(wanted)
    ]


def totals(
    counts: Sequence[Mapping[str, float]], wanted: Sequence[Rate], weights: Floats
) -> tuple[Floats, Floats]:
    """Return numerators and denominators of sets of interviews, each ``(n_sets, n_rates)`` float64.

    Args:
        counts: One mapping an interview; a key that is missing counts 0.
        wanted: Which rates.
        weights: How often each set holds each interview, ``(n_sets, n_interviews)``.
    """
    keys = list(dict.fromkeys(key for rate in wanted for key in rate.keys))
    table = np.array([[c.get(key, 0.0) for key in keys] for c in counts], dtype=float)
    added = dict(zip(keys, (weights @ table).T, strict=True))
    terms = [rate.terms(added) for rate in wanted]
    return np.column_stack([over for over, _ in terms]), np.column_stack([low for _, low in terms])


def sums(counts: Sequence[Mapping[str, float]], wanted: Sequence[Rate]) -> tuple[Floats, Floats]:
    """Return numerators and denominators of each interview, ``(n_interviews, n_rates)`` float64."""
    return totals(counts, wanted, np.eye(len(counts)))


def draws(interviews: int, *, resamples: int, seed: int) -> Floats:
    """Return how often each resample draws each interview, ``(resamples, interviews)`` float64.

    The same numbers give the same draws, which is what pairs two record files in a comparison.
    """
    generator = np.random.default_rng(seed)
    even = np.full(interviews, 1 / interviews)
    return generator.multinomial(interviews, even, size=resamples).astype(float)


def _added(counts: Mapping[str, Floats], keys: tuple[str, ...]) -> Floats:
    found: Floats = np.sum([counts[key] for key in keys], axis=0, dtype=float)
    return found


def _figure(rate: Rate, over: float, under: float, top: Floats, bottom: Floats) -> Figure:
    if not under:
        return Figure(rate.section, rate.name, rate.measure, None, None, None, over, under)
    # A resample without any interview where the figure is defined says nothing about it.
    rates = top[bottom > 0] / bottom[bottom > 0]
    low, high = np.percentile(rates, [2.5, 97.5])
    return Figure(
        rate.section, rate.name, rate.measure, over / under, float(low), float(high), over, under
    )
