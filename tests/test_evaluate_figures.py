"""Rates and their bootstrap intervals."""

from __future__ import annotations

import pytest

from pipeline.evaluate.comparison import differences
from pipeline.evaluate.figures import Figure, MacroF1, figures

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


# --- mean F1 -------------------------------------------------------------------------------

MACRO = MacroF1("claims", "macro", ("sel", "poivre", "miel"))
SEASONED = [
    {"sel.tp": 9.0, "sel.fn": 0.0},  # salt alone, all right
    {"sel.fp": 2.0, "poivre.tp": 0.0, "poivre.fn": 2.0, "miel.fp": 1.0},
]


def test_classes_weigh_the_same_however_many_cases_they_have() -> None:
    (found,) = figures(SEASONED, wanted=[MACRO])
    # Salt 18/20, pepper 0; honey is in no gold.
    assert (found.value, found.over, found.under) == (pytest.approx(0.45), pytest.approx(0.9), 2)


def test_a_resample_has_the_mean_of_the_classes_in_its_own_gold() -> None:
    (found,) = figures(SEASONED, wanted=[MACRO])
    # A quarter of the resamples is the first interview twice (1.0), a quarter the second (0.0).
    assert (found.low, found.high) == (0.0, 1.0)


def test_mean_f1_without_any_class_has_no_value() -> None:
    (found,) = figures([{"miel.fp": 1.0}], wanted=[MACRO])
    assert (found.value, found.low, found.high, found.under) == (None, None, None, 0)


def test_the_difference_of_two_means_is_that_of_the_whole_sets() -> None:
    perfect = [{"sel.tp": 9.0}, {"poivre.tp": 2.0}]
    (found,) = differences(perfect, SEASONED, wanted=[MACRO])
    assert (found.records, found.against) == (1.0, pytest.approx(0.45))
    assert found.difference == pytest.approx(0.55)
    assert (found.improved, found.worsened) == (1, 0)
