from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipeline.encoder.decode import Floats, span_probabilities, spans, viterbi

BIO = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG"]
PLAIN = ["O", "I-PER", "I-ORG"]
SCORES = st.floats(-8, 0, width=32)


def legal(path: list[int], labels: list[str]) -> bool:
    names = ["O", *(labels[number] for number in path)]
    return all(
        name[0] != "I" or f"B{name[1:]}" not in labels or before[1:] == name[1:]
        for before, name in pairwise(names)
    )


def paths(scores: Floats, labels: list[str]) -> list[tuple[float, list[int]]]:
    """Every legal sequence with its log weight."""
    return [
        (float(sum(scores[word, number] for word, number in enumerate(path))), list(path))
        for path in product(range(len(labels)), repeat=len(scores))
        if legal(list(path), labels)
    ]


@pytest.mark.parametrize("labels", [BIO, PLAIN])
@given(data=st.data())
def test_the_path_is_the_best_of_the_legal_ones(data: st.DataObject, labels: list[str]) -> None:
    shape = (data.draw(st.integers(1, 4)), len(labels))
    scores = data.draw(arrays(np.float64, shape, elements=SCORES))
    path = viterbi(scores, labels)
    assert legal(path, labels)
    weight = sum(scores[word, number] for word, number in enumerate(path))
    assert weight == pytest.approx(max(weight for weight, _ in paths(scores, labels)))


@given(arrays(np.float32, (6, 5), elements=st.floats(max_value=0, width=32)))
def test_the_path_is_legal_whatever_the_scores(scores: Floats) -> None:
    assert legal(viterbi(scores, BIO), BIO)


def test_a_text_without_words_has_no_labels() -> None:
    assert viterbi(np.zeros((0, 5)), BIO) == []
    assert span_probabilities(np.zeros((0, 5)), BIO, []) == []


@pytest.mark.parametrize("labels", [BIO, PLAIN])
@given(data=st.data())
def test_a_span_is_as_probable_as_the_sequences_that_hold_it(
    data: st.DataObject, labels: list[str]
) -> None:
    shape = (data.draw(st.integers(1, 4)), len(labels))
    scores = data.draw(arrays(np.float64, shape, elements=SCORES))
    found = spans(viterbi(scores, labels), labels)
    everything = paths(scores, labels)
    total = sum(np.exp(weight) for weight, _ in everything)
    for span, probability in zip(found, span_probabilities(scores, labels, found), strict=True):
        holding = [weight for weight, path in everything if span in spans(path, labels)]
        assert probability == pytest.approx(sum(np.exp(holding)) / total)
