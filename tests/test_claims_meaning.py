"""What an encoder says of clauses, and how its weights make shares, key claims and types of it."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tiny_encoder import CLAIM_HEAD

from pipeline.claims.meaning import (
    HEAD,
    is_evaluation,
    key_shares,
    meaning_of,
    question_vector,
    salience,
    shares,
)
from pipeline.encoder import ClaimWeights, Judgement, Ranking
from pipeline.schema import Encoded

NEAR = {"near_question", "nearer_question", "near_answer", "nearer_answer"}
EVALUATION, FACT = CLAIM_HEAD.index("type:evaluation"), CLAIM_HEAD.index("type:fact")
SPANS = [(0, 2), (2, 4), (4, 6)]


def said(
    rows: list[list[float]] | None,
    *,
    evaluation: list[float] | None = None,
    labels: list[str] | None = CLAIM_HEAD,
) -> Encoded:
    """Return an encoder's view of so many pieces of one character: embedding, head's logits."""
    size = len(rows or evaluation or [])
    offsets = np.array([(at, at + 1) for at in range(size)], np.int32).reshape(-1, 2)
    claims = None if labels is None else np.zeros((size, len(labels)), np.float32)
    if claims is not None and evaluation is not None:
        claims[:, EVALUATION] = evaluation
    return Encoded(
        offsets,
        np.zeros((size, 1), np.float32),
        ("O",),
        embedding=None if rows is None else np.array(rows, np.float32).reshape(size, 2),
        claims=claims,
        claim_labels=tuple(labels or ()),
    )


def weights(
    features: dict[str, float] | None = None,
    vector: tuple[float, ...] = (0.0, 0.0),
    *,
    judgement: tuple[float, float, float] = (0.0, 1.0, 0.0),
    second: float = 0.3,
    least: int = 3,
    calibration: tuple[float, float] = (0.0, 1.0),
) -> ClaimWeights:
    ranking = Ranking(features or {}, np.array(vector), second, least, calibration)
    return ClaimWeights(Judgement(*judgement), ranking)


# --- the question ----------------------------------------------------------------------------


def test_a_question_is_the_mean_of_the_pieces_of_all_its_turns() -> None:
    turns = [said([[1, 0], [3, 0]]), said([[8, 3]]), said(None, evaluation=[1.0]), None]
    found = question_vector(turns)
    assert found is not None
    assert found.tolist() == [4, 1]


@pytest.mark.parametrize("turns", [[], [None], [said([])], [said(None, evaluation=[1.0])]])
def test_a_question_without_pieces_or_embedding_has_no_vector(turns: list[Encoded | None]) -> None:
    assert question_vector(turns) is None


# --- clauses ---------------------------------------------------------------------------------

ANSWER = [[1, 0], [1, 0], [0, 2], [0, 2], [1, 1], [3, 3]]


def test_clauses_are_near_what_points_the_same_way() -> None:
    found = meaning_of(said(ANSWER), SPANS, np.array([0, 5]))
    assert found is not None
    assert found.vectors.tolist() == [[1, 0], [0, 2], [2, 2]]
    near = [own["near_question"] for own in found.features]
    assert near == pytest.approx([0.0, 1.0, 0.5**0.5])
    # The answer as a whole is the mean of its pieces: (1, 4/3).
    near = [own["near_answer"] for own in found.features]
    assert near == pytest.approx([0.6, 0.8, 1.4 * 0.5**0.5])


def test_scores_within_an_answer_say_which_clause_is_nearer_than_others() -> None:
    found = meaning_of(said(ANSWER), SPANS, np.array([0, 5]))
    assert found is not None
    for name in ("question", "answer"):
        near = np.array([own[f"near_{name}"] for own in found.features])
        nearer = np.array([own[f"nearer_{name}"] for own in found.features])
        assert nearer.mean() == pytest.approx(0.0, abs=1e-6)
        assert nearer.std() == pytest.approx(1.0, abs=0.03)
        assert (np.argsort(near) == np.argsort(nearer)).all()


@pytest.mark.parametrize("spans", [SPANS[:1], SPANS[:2]])
def test_a_lone_clause_and_clauses_all_alike_are_nearer_than_none(
    spans: list[tuple[int, int]],
) -> None:
    found = meaning_of(said([[2, 1]] * 4), spans, np.array([1, 0]))
    assert found is not None
    for own in found.features:
        assert own.keys() == {*NEAR, HEAD}
        assert own["near_question"] == pytest.approx(2 / 5**0.5)
        assert own["nearer_question"] == pytest.approx(0.0, abs=1e-3)
        assert own["nearer_answer"] == pytest.approx(0.0, abs=1e-3)


def test_the_head_says_evaluation_by_as_much_as_it_says_it_more_than_fact() -> None:
    encoded = said(ANSWER, evaluation=[1, 2, 0, 0, -4, 0])
    assert encoded.claims is not None
    encoded.claims[:, FACT] = [0, 0, 0, 1, 0, 0]
    found = meaning_of(encoded, SPANS, np.array([1, 0]))
    assert found is not None
    assert found.evaluation == pytest.approx((1.5, -0.5, -2.0))


def test_the_heads_score_of_a_key_claim_is_that_of_its_pieces() -> None:
    encoded = said(ANSWER)
    assert encoded.claims is not None
    encoded.claims[:, CLAIM_HEAD.index("key")] = [1, 2, 0, 0, -4, 0]
    found = meaning_of(encoded, SPANS, np.array([1, 0]))
    assert found is not None
    assert [own[HEAD] for own in found.features] == pytest.approx([1.5, 0.0, -2.0])
    other = [name for name in CLAIM_HEAD if name != "key"]
    without = meaning_of(said(ANSWER, labels=other), SPANS, np.array([1, 0]))
    assert without is not None
    assert {name for own in without.features for name in own} == NEAR


def test_a_clause_without_a_piece_says_nothing() -> None:
    found = meaning_of(said(ANSWER, evaluation=[1] * 6), [(0, 2), (6, 9)], np.array([1, 0]))
    assert found is not None
    assert found.vectors[1].tolist() == [0, 0]
    assert (found.features[1]["near_question"], found.evaluation[1]) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("encoded", "spans", "question"),
    [
        (None, SPANS, np.array([1, 0])),
        (said(None, evaluation=[1.0]), SPANS, np.array([1, 0])),
        (said(ANSWER, labels=None), SPANS, np.array([1, 0])),
        (said(ANSWER, labels=["claim", "key"]), SPANS, np.array([1, 0])),
        (said(ANSWER), [], np.array([1, 0])),
        (said(ANSWER), SPANS, None),
    ],
)
def test_without_head_embedding_clauses_or_question_there_is_no_meaning(
    encoded: Encoded | None, spans: list[tuple[int, int]], question: np.ndarray | None
) -> None:
    assert meaning_of(encoded, spans, question) is None


@given(
    st.lists(st.tuples(*[st.floats(-100, 100, width=32)] * 2).map(list), min_size=1, max_size=8),
    st.tuples(st.floats(-100, 100), st.floats(-100, 100)),
)
def test_nearness_is_a_cosine_whatever_the_lengths(
    rows: list[list[float]], question: tuple[float, float]
) -> None:
    spans = [(at, at + 1) for at in range(len(rows))]
    found = meaning_of(said(rows), spans, np.array(question))
    assert found is not None
    for own in found.features:
        assert own.keys() == {*NEAR, HEAD}
        assert all(np.isfinite(value) for value in own.values())
        assert max(abs(own["near_question"]), abs(own["near_answer"])) <= 1 + 1e-5


# --- shares ----------------------------------------------------------------------------------

features = st.dictionaries(st.sampled_from(["a", "b", "other"]), st.floats(-50, 50))
clauses = st.lists(st.tuples(features, st.tuples(st.floats(-9, 9), st.floats(-9, 9))), min_size=1)
WEIGHTS = weights({"a": 1.5, "b": -0.7}, (0.4, -1.1))


def of(found: list[tuple[dict[str, float], tuple[float, float]]]) -> list[float]:
    return shares(WEIGHTS, [own for own, _ in found], np.array([row for _, row in found]))


@given(clauses)
def test_the_shares_of_an_answer_sum_to_one(
    found: list[tuple[dict[str, float], tuple[float, float]]],
) -> None:
    made = of(found)
    assert len(made) == len(found)
    assert all(0.0 <= share <= 1.0 for share in made)
    assert sum(made) == pytest.approx(1.0)


@given(clauses, st.randoms())
def test_shares_follow_their_clauses(
    found: list[tuple[dict[str, float], tuple[float, float]]], random: Random
) -> None:
    order = list(range(len(found)))
    random.shuffle(order)
    made = of(found)
    assert of([found[at] for at in order]) == pytest.approx([made[at] for at in order])


@given(clauses, st.floats(-20, 20))
def test_what_all_clauses_have_in_common_changes_no_share(
    found: list[tuple[dict[str, float], tuple[float, float]]], more: float
) -> None:
    raised = [(own | {"a": own.get("a", 0.0) + more}, row) for own, row in found]
    assert of(raised) == pytest.approx(of(found), abs=1e-9)


def test_a_share_is_that_of_the_weighed_features_and_of_the_vector() -> None:
    plain = ({"a": 0.0}, (0.0, 0.0))
    told = [plain, ({"a": 2.0, "b": 1.0, "other": 99.0}, (0.0, 0.0)), ({}, (1.0, -2.0))]
    made = of(told)
    assert made[1] / made[0] == pytest.approx(np.exp(2 * 1.5 - 0.7))
    assert made[2] / made[0] == pytest.approx(np.exp(0.4 + 2 * 1.1))


def test_very_different_clauses_share_without_overflow() -> None:
    assert of([({"a": 9000.0}, (0, 0)), ({"a": -9000.0}, (0, 0))]) == [1.0, 0.0]


# --- salience and key claims -----------------------------------------------------------------

share = st.floats(0, 1)


@given(share, share, st.floats(-5, 5), st.floats(0.05, 5))
def test_salience_is_a_probability_that_grows_with_the_share(
    one: float, other: float, first: float, slope: float
) -> None:
    fitted = weights(calibration=(first, slope))
    low, high = sorted((one, other))
    assert 0.0 <= salience(fitted, low) <= salience(fitted, high) <= 1.0


@given(st.floats(0.001, 0.999))
def test_a_calibration_that_changes_nothing_gives_the_share_back(own: float) -> None:
    assert salience(weights(calibration=(0.0, 1.0)), own) == pytest.approx(own)
    assert salience(weights(calibration=(0.7, 1.0)), own) > own
    assert salience(weights(calibration=(2.0, 0.0)), own) == pytest.approx(1 / (1 + np.exp(-2)))


@given(
    st.lists(st.floats(0, 1), max_size=8),
    st.integers(1, 4),
    st.floats(0.05, 0.95),
    st.integers(1, 5),
)
def test_key_claims_have_the_highest_shares(
    found: list[float], most: int, second: float, least: int
) -> None:
    keys = key_shares(weights(second=second, least=least).key, found, most=most)
    assert (not found and not keys) or 1 <= len(keys) <= most
    others = [own for at, own in enumerate(found) if at not in keys]
    for at in keys:
        assert all(found[at] >= own for own in others)
        first = found[at] == max(found)
        assert first or (found[at] >= second and len(found) >= least)
    if found and len(found) >= least:
        outstanding = sum(own >= second for own in found)
        assert len(keys) == min(most, max(1, outstanding))


@pytest.mark.parametrize(
    ("found", "most", "expected"),
    [
        ([], 2, set()),
        ([1.0], 2, {0}),
        ([0.1, 0.2, 0.1], 2, {1}),  # the best of an answer, however low its share
        ([0.4, 0.1, 0.5], 2, {0, 2}),
        ([0.3, 0.4, 0.3], 3, {0, 1, 2}),
        ([0.3, 0.4, 0.3], 2, {0, 1}),  # of equals the first
        ([0.4, 0.1, 0.5], 1, {2}),
        ([0.4, 0.6], 2, {1}),  # too short for a second one
    ],
)
def test_a_second_claim_is_key_where_it_stands_out_in_a_long_answer(
    found: list[float], most: int, expected: set[int]
) -> None:
    assert key_shares(weights(second=0.3, least=3).key, found, most=most) == expected


# --- evaluation or fact ----------------------------------------------------------------------

logits = st.floats(-8, 8)


@given(logits, logits, st.tuples(logits, st.floats(0, 3), st.floats(0, 3)))
def test_a_clause_judges_from_even_odds_on(
    rules: float, head: float, judgement: tuple[float, float, float]
) -> None:
    bias, by_rules, by_head = judgement
    total = bias + by_rules * rules + by_head * head
    assume(abs(total) > 1e-6)
    chance = 1 / (1 + np.exp(-rules))
    assert is_evaluation(weights(judgement=judgement), chance, head) == (total > 0)


@pytest.mark.parametrize("chance", [0.0, 1.0])
def test_rules_that_are_certain_can_be_outvoted(chance: float) -> None:
    sure = chance > 0.5
    fitted = weights(judgement=(0.0, 1.0, 1.0))
    assert is_evaluation(fitted, chance, 0.0) == sure
    assert is_evaluation(fitted, chance, -99.0 if sure else 99.0) != sure
