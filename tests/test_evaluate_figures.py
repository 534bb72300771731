"""Rates and their bootstrap intervals."""

from __future__ import annotations

import pytest

from pipeline.evaluate.figures import Figure, figures

COUNTS = [
    {"question.tp": 8.0, "question.fp": 2.0, "question.fn": 0.0},
    {"question.tp": 1.0, "question.fp": 0.0, "question.fn": 9.0},
    {"question.tp": 5.0, "question.fp": 5.0, "question.fn": 5.0, "pk.right": 0.25, "pk.total": 1.0},
]


def figure(name: str, measure: str, **options: int) -> Figure:
    return next(f for f in figures(COUNTS, **options) if (f.name, f.measure) == (name, measure))


def test_counts_are_added_before_the_rate_is_taken() -> None:
    assert figure("question", "precision").value == 14 / 21
    assert figure("question", "recall").value == 14 / 28
    assert figure("question", "F1").value == 28 / 49
    assert (figure("question", "F1").over, figure("question", "F1").under) == (28, 49)


def test_the_interval_is_the_same_every_time_and_moves_with_the_seed() -> None:
    assert figures(COUNTS) == figures(COUNTS)
    assert figure("question", "recall", seed=1) == figure("question", "recall", seed=1)
    one = [figure("question", "recall", seed=seed, resamples=7) for seed in range(5)]
    assert len({(f.low, f.high) for f in one}) > 1
    assert len({f.value for f in one}) == 1


def test_the_interval_spans_what_single_interviews_say() -> None:
    recall = figure("question", "recall", resamples=100_000)
    # An interview is drawn three times in one resample of 27, more than the 2.5 % cut off.
    assert (recall.low, recall.high) == pytest.approx((0.1, 1.0))


def test_one_interview_has_no_spread() -> None:
    found = next(f for f in figures(COUNTS[:1]) if f.measure == "precision")
    assert (found.low, found.value, found.high) == (0.8, 0.8, 0.8)


def test_a_figure_without_cases_has_no_value() -> None:
    assert figure("interviewer right", "rate").value is None
    assert figure("interviewer right", "rate").low is None


def test_resamples_without_a_case_are_left_out() -> None:
    pk = figure("Pk (lower is better)", "rate")
    assert (pk.low, pk.value, pk.high) == (0.25, 0.25, 0.25)
