"""Two annotations of the same interviews -> agreement figures with intervals.

Krippendorff's alpha for nominal data (K. Krippendorff, "Computing Krippendorff's
Alpha-Reliability", 2011, https://repository.upenn.edu/asc_papers/43) where both annotations give
the same units a value, and F1 where they choose the units: F1 does not depend on which of the two
is called the first. Counts are added over interviews, then rates are computed; intervals are 95 %
percentile bootstrap intervals over interviews.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Literal, TypeAlias, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.align import Units, one_to_one, units_of
from pipeline.errors import InputError
from pipeline.evaluate.claims import MATCH, overlaps
from pipeline.evaluate.figures import RESAMPLES, SEED, draws
from pipeline.schema import AttributionKind, ClaimType, Gold, GoldClaim, Modality, TurnRole

Matrix: TypeAlias = NDArray[np.float64]
Measure = Literal["alpha", "F1"]

_OUTSIDE = "outside"  # of every turn: a printed label, number or dash

# What both annotations say of a claim that both have.
_CLAIM_VALUES: dict[str, tuple[tuple[str, ...], Callable[[GoldClaim], str]]] = {
    "claim type": (get_args(ClaimType), lambda claim: claim.type),
    "key": (("True", "False"), lambda claim: str(claim.key)),
    "negated": (("True", "False"), lambda claim: str(claim.negated)),
    "hedged": (("True", "False"), lambda claim: str(claim.hedged)),
    "modality": (get_args(Modality), lambda claim: claim.modality),
    "attribution": (get_args(AttributionKind), lambda claim: claim.attribution.kind),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """How many things of one kind both annotations mark, and each of them."""

    both: int
    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """Additive counts of one interview; a layer that one annotation lacks has none."""

    id: str
    coincidences: Mapping[str, Matrix]  # (n_values, n_values), by name
    chosen: Mapping[str, Chosen]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One figure; ``None`` where it is not defined (nothing to compare, or only one value used)."""

    name: str
    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    first: int  # things marked in the first annotation; for alpha: units compared
    second: int


def coincidence_matrix(units: Iterable[Sequence[str | None]], values: Sequence[str]) -> Matrix:
    """Return how often two annotators give one unit each pair of values.

    Args:
        units: What each annotator says of a unit, ``None`` where one says nothing; a unit with
            fewer than two values is not pairable and adds nothing.
        values: The order of rows and columns.
    """
    place = {value: number for number, value in enumerate(values)}
    matrix = np.zeros((len(values), len(values)))
    # Long interviews have few different units: each is entered once, with its number.
    for unit, times in Counter(tuple(unit) for unit in units).items():
        given = [value for value in unit if value is not None]
        for left, right in permutations(given, 2):
            matrix[place[left], place[right]] += times / (len(given) - 1)
    return matrix


def nominal_alpha(coincidences: Matrix) -> Matrix:
    """Return Krippendorff's alpha of coincidence matrices of shape ``(..., n_values, n_values)``.

    NaN where it is not defined: no unit is pairable, or all have one value.

    >>> round(float(nominal_alpha(np.array([[10.0, 4.0], [4.0, 2.0]]))), 3)
    0.095
    """
    given = coincidences.sum(axis=-1)
    total = given.sum(axis=-1)
    observed = total - np.trace(coincidences, axis1=-2, axis2=-1)
    expected = total**2 - (given**2).sum(axis=-1)
    alpha = np.full(np.shape(total), np.nan)
    np.divide((total - 1) * observed, expected, out=alpha, where=expected > 0)
    return 1 - alpha


def compare(first: Gold, second: Gold) -> Comparison:
    """Return the agreement counts of two annotations of one interview.

    Raises:
        InputError: They do not annotate the same text.
    """
    if first.text != second.text:
        raise InputError(f"{first.id}: the two annotations have different texts")
    coincidences: dict[str, Matrix] = {}
    chosen: dict[str, Chosen] = {}
    if first.turns is not None and second.turns is not None:
        values = (*get_args(TurnRole), _OUTSIDE)
        coincidences["turn role"] = coincidence_matrix(_roles(first, second), values)
        chosen["exchange"] = _multisets(_exchanges(first), _exchanges(second))
    if first.entities is not None and second.entities is not None:
        chosen["entity, span and label"] = _multisets(_mentions(first), _mentions(second))
        chosen["entity, span only"] = _multisets(
            [span for span, _ in _mentions(first)], [span for span, _ in _mentions(second)]
        )
    if first.claims is not None and second.claims is not None:
        _compare_claims(first, second, coincidences, chosen)
    return Comparison(first.id, coincidences, chosen)


def _roles(first: Gold, second: Gold) -> list[tuple[str, str]]:
    """Return both roles of every visible character that is in a turn of one annotation at least."""
    units = units_of(first.text)
    left, right = _role_line(first, units), _role_line(second, units)
    return [pair for pair in zip(left, right, strict=True) if pair != (_OUTSIDE, _OUTSIDE)]


def _role_line(gold: Gold, units: Units) -> list[str]:
    line = [_OUTSIDE] * len(units.units)
    for turn in gold.turns or ():
        for unit in units.span(turn.start, turn.end):
            line[unit] = turn.role
    return line


def _exchanges(gold: Gold) -> list[object]:
    spans = {turn.id: (turn.start, turn.end) for turn in gold.turns or ()}
    return [
        tuple(tuple(spans[id] for id in ids) for ids in (exchange.question, exchange.answers))
        for exchange in gold.exchanges or ()
    ]


def _mentions(gold: Gold) -> list[tuple[tuple[int, int], str]]:
    return [
        ((mention.start, mention.end), entity.label)
        for entity in gold.entities or ()
        for mention in entity.mentions
    ]


def _multisets(first: Iterable[object], second: Iterable[object]) -> Chosen:
    left, right = Counter(first), Counter(second)
    return Chosen((left & right).total(), left.total(), right.total())


def _compare_claims(
    first: Gold, second: Gold, coincidences: dict[str, Matrix], chosen: dict[str, Chosen]
) -> None:
    left, right = first.claims or (), second.claims or ()
    matched = _matched(first.text, left, right)
    chosen["claim"] = Chosen(len(matched), len(left), len(right))
    # Key claims are matched among themselves, as in the evaluation of the pipeline.
    left_keys = [claim for claim in left if claim.key]
    right_keys = [claim for claim in right if claim.key]
    keys = _matched(first.text, left_keys, right_keys)
    chosen["key claim"] = Chosen(len(keys), len(left_keys), len(right_keys))
    for name, (values, value_of) in _CLAIM_VALUES.items():
        units = [(value_of(left[i]), value_of(right[j])) for i, j in matched]
        coincidences[name] = coincidence_matrix(units, values)


def _matched(
    text: str, first: Sequence[GoldClaim], second: Sequence[GoldClaim]
) -> list[tuple[int, int]]:
    units = units_of(text)
    left, right = (
        [frozenset(units.span(claim.start, claim.end)) for claim in claims]
        for claims in (first, second)
    )
    return one_to_one(overlaps(left, right), least=MATCH)


# --- figures -----------------------------------------------------------------------------


def agreement(
    comparisons: Sequence[Comparison], *, resamples: int = RESAMPLES, seed: int = SEED
) -> list[Agreement]:
    """Return every figure of some interviews with its interval.

    Args:
        comparisons: One an interview.
        resamples: Bootstrap samples, each as many interviews as there are, drawn with replacement.
        seed: Of the generator: the same counts give the same intervals.

    Raises:
        InputError: There is no interview.
    """
    if not comparisons:
        raise InputError("no interview is annotated twice")
    drawn = draws(len(comparisons), resamples=resamples, seed=seed)
    names = dict.fromkeys(name for c in comparisons for name in (*c.coincidences, *c.chosen))
    return [_figure(name, comparisons, drawn) for name in names]


def _figure(name: str, comparisons: Sequence[Comparison], drawn: Matrix) -> Agreement:
    has = [n for n, c in enumerate(comparisons) if name in c.coincidences or name in c.chosen]
    if name in comparisons[has[0]].coincidences:
        each = np.stack([comparisons[n].coincidences[name] for n in has])
        samples = nominal_alpha(np.tensordot(drawn[:, has], each, axes=1))
        units = round(float(each.sum()) / 2)  # each unit of two annotations is entered twice
        return _agreement(name, "alpha", nominal_alpha(each.sum(axis=0)), samples, (units, units))
    found = [comparisons[n].chosen[name] for n in has]
    counts = np.array([(c.both, c.first, c.second) for c in found], dtype=float)
    total = counts.sum(axis=0)
    marked = (int(total[1]), int(total[2]))
    return _agreement(name, "F1", _f1(total), _f1(drawn[:, has] @ counts), marked)


def _f1(counts: Matrix) -> Matrix:
    marked = counts[..., 1] + counts[..., 2]
    f1 = np.full(np.shape(marked), np.nan)
    np.divide(2 * counts[..., 0], marked, out=f1, where=marked > 0)
    return f1


def _agreement(
    name: str, measure: Measure, value: Matrix, samples: Matrix, marked: tuple[int, int]
) -> Agreement:
    if np.isnan(value):
        return Agreement(name, measure, None, None, None, *marked)
    # A resample in which the figure is not defined says nothing about it.
    low, high = np.percentile(samples[~np.isnan(samples)], [2.5, 97.5])
    return Agreement(name, measure, float(value), float(low), float(high), *marked)
