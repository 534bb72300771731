"""The fits behind ``claims.json``: no other weights explain the answers better."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.claims.ranking import Array, Choice, fit, fit_logit

TRUE = np.array([1.5, -1.0, 0.0])
seeds = st.integers(0, 10_000)


def answers(seed: int, *, number: int = 80, columns: int = 3) -> list[Choice]:
    """Return answers in which an annotator chose by `TRUE`, more or less."""
    random = np.random.default_rng(seed)
    found = []
    for _ in range(number):
        rows = random.normal(size=(int(random.integers(2, 7)), columns))
        utility = rows[:, :3] @ TRUE[:columns] + random.gumbel(size=len(rows))
        found.append(Choice(rows, (utility == utility.max()).astype(float)))
    return found


def worth(theta: Array, data: list[Choice], l2: float) -> float:
    """Return the penalised log-likelihood, written down once more, answer by answer."""
    rows = np.concatenate([choice.rows for choice in data])
    total = -l2 / 2 * float(((theta * rows.std(axis=0)) ** 2).sum())
    for choice in data:
        utility = choice.rows @ theta
        share = np.exp(utility) / np.exp(utility).sum()
        total += float(np.log(share) @ choice.key / choice.key.sum())
    return total


@settings(max_examples=15, deadline=None)
@given(seeds, st.sampled_from([5.0, 40.0, 600.0]))
def test_no_other_weights_are_more_likely(seed: int, l2: float) -> None:
    data = answers(seed)
    theta = fit(data, l2=l2)
    best = worth(theta, data, l2)
    random = np.random.default_rng(seed)
    for size in (0.5, 0.1, 0.02):
        for _ in range(20):
            assert worth(theta + size * random.normal(size=3), data, l2) < best + 1e-3


def test_the_weights_are_those_that_chose() -> None:
    theta = fit(answers(1, number=2000), l2=1.0)
    assert theta == pytest.approx(TRUE, abs=0.15)


def test_weights_are_held_back_by_the_penalty() -> None:
    data = answers(2)
    norms = [np.linalg.norm(fit(data, l2=l2)) for l2 in (1.0, 10.0, 100.0, 1e4)]
    assert norms == sorted(norms, reverse=True)
    assert norms[-1] < 0.05 < 0.5 < norms[0]


def test_answers_without_a_choice_say_nothing() -> None:
    data = answers(3)
    silent = [
        Choice(np.full((3, 3), 7.0), np.zeros(3)),  # none is key
        Choice(np.full((1, 3), -9.0), np.ones(1)),  # there is no other
        Choice(np.zeros((0, 3)), np.zeros(0)),
    ]
    assert (fit([*silent, *data], l2=5.0) == fit(data, l2=5.0)).all()


def test_several_key_clauses_share_the_choice() -> None:
    both = [Choice(np.array([[1.0], [1.0], [0.0]]), np.array([1.0, 1.0, 0.0]))] * 20
    one = [Choice(np.array([[1.0], [0.0]]), np.array([1.0, 0.0]))] * 20
    assert fit(both, l2=1.0)[0] > 0
    # Two equal answers out of three are worth less than one out of two.
    assert fit(both, l2=1.0)[0] < fit(one, l2=1.0)[0]
    undecided = [Choice(np.array([[1.0], [0.0]]), np.ones(2))] * 20
    assert fit(undecided, l2=1.0) == pytest.approx([0.0], abs=1e-9)


@given(seeds, st.floats(0.1, 50), st.floats(-9, 9))
@settings(max_examples=10, deadline=None)
def test_the_unit_and_the_zero_of_a_column_do_not_matter(
    seed: int, unit: float, zero: float
) -> None:
    data = answers(seed, number=30)
    changed = [Choice(c.rows * [unit, 1, 1] + [zero, 0, 0], c.key) for c in data]
    theta = fit(data, l2=3.0)
    assert fit(changed, l2=3.0) == pytest.approx(theta / [unit, 1, 1], rel=1e-4, abs=1e-6)


def test_a_column_that_never_changes_gets_no_weight() -> None:
    data = [Choice(np.c_[c.rows, np.ones(len(c.rows))], c.key) for c in answers(4)]
    theta = fit(data, l2=5.0)
    assert theta[3] == pytest.approx(0.0, abs=1e-9)
    assert theta[:3] == pytest.approx(fit(answers(4), l2=5.0))


# --- logistic regression ---------------------------------------------------------------------


def test_a_bias_alone_is_the_log_of_the_odds() -> None:
    right = np.array([1.0] * 300 + [0.0] * 100)
    assert fit_logit(np.ones((400, 1)), right) == pytest.approx([np.log(3)], abs=0.01)


@given(seeds)
@settings(max_examples=15, deadline=None)
def test_predicted_and_true_agree_along_every_column(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = np.c_[np.ones(200), random.normal(size=(200, 2))]
    right = (rows @ [0.3, 1.0, -0.5] + random.logistic(size=200) > 0).astype(float)
    theta = fit_logit(rows, right)
    # What marks the maximum: nothing is left over, but for the little that the penalty takes.
    left = rows.T @ (right - 1 / (1 + np.exp(-rows @ theta)))
    assert left == pytest.approx(0.01 * theta, abs=1e-6)


def test_classes_that_a_line_parts_have_finite_weights() -> None:
    at = np.linspace(-2, 2, 40)
    theta = fit_logit(np.c_[np.ones(40), at], (at > 0).astype(float))
    assert np.isfinite(theta).all()
    assert (np.c_[np.ones(40), at] @ theta > 0).tolist() == (at > 0).tolist()


def test_without_rows_there_is_no_opinion() -> None:
    assert fit_logit(np.zeros((0, 2)), np.zeros(0)).tolist() == [0.0, 0.0]
