"""How near phrases are to a question, by hand-made vectors."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.schema import Encoded
from pipeline.summarize.nearness import nearness, question_vector, standard


def encoded(*vectors: tuple[float, float]) -> Encoded:
    """A turn of pieces of four characters, each with its vector."""
    offsets = np.array([(4 * at, 4 * at + 4) for at in range(len(vectors))], np.int32)
    return Encoded(
        offsets=offsets.reshape(-1, 2),
        entities=np.zeros((len(vectors), 1), np.float32),
        entity_labels=("O",),
        embedding=np.array(vectors, np.float32).reshape(-1, 2),
    )


def test_a_phrase_is_as_near_as_its_pieces_on_average() -> None:
    question = question_vector([encoded((2.0, 0.0))])
    answer = encoded((3.0, 0.0), (0.0, 5.0), (-1.0, 0.0))
    found = nearness(answer, [(0, 4), (0, 8), (4, 12), (8, 12)], question)
    assert found == pytest.approx([1.0, 0.5, -0.5, -1.0])


def test_a_part_of_a_piece_counts_as_the_piece() -> None:
    question = question_vector([encoded((1.0, 0.0))])
    assert nearness(encoded((1.0, 0.0), (0.0, 1.0)), [(1, 3)], question) == pytest.approx([1.0])


def test_long_turns_weigh_no_more_in_a_question() -> None:
    question = question_vector([encoded((1.0, 0.0), (1.0, 0.0), (1.0, 0.0)), encoded((0.0, 9.0))])
    assert question is not None
    assert question.tolist() == pytest.approx([2**-0.5, 2**-0.5])


@pytest.mark.parametrize("turn", [None, encoded()])
def test_without_vectors_nothing_is_near(turn: Encoded | None) -> None:
    assert question_vector([turn]) is None
    assert nearness(turn, [(0, 4)], np.array([1.0, 0.0])) is None
    assert nearness(encoded((1.0, 0.0)), [(0, 4)], None) is None


def test_standard_values_have_mean_0_and_deviation_1() -> None:
    found = np.array(standard([0.3, 0.5, 0.9, 0.1]))
    assert found.mean() == pytest.approx(0)
    assert found.std() == pytest.approx(1)


@pytest.mark.parametrize("values", [[None, None], [], [0.4, 0.4, None]])
def test_what_tells_nothing_apart_is_0(values: list[float | None]) -> None:
    assert standard(values) == [0.0] * len(values)
