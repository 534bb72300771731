"""Which claims meet: those that share two of their rarest words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.links import candidates
from pipeline.links.candidates import WINDOW, Matrix
from pipeline.links.content import Word


def word(key: str, *, weight: float = 1.0, name: bool = False) -> Word:
    return Word(key, key, weight, name)


def pairs(
    *claims: Sequence[Word], shared: float = 0.5, cosine: float = 0.1
) -> set[tuple[int, int]]:
    matrix = Matrix()
    for interview, words in enumerate(claims):
        matrix.add(words, interview)
    found: set[tuple[int, int]] = set()
    for first, second, _ in matrix.pairs(shared=shared, cosine=cosine):
        found |= set(zip(first.tolist(), second.tolist(), strict=True))
    return found


A, B, C, D = (word(key) for key in "abcd")


def test_claims_that_share_two_words_meet_the_earlier_first() -> None:
    assert pairs([A, B], [C, D], [B, A, C]) == {(0, 2)}


def test_a_name_does_not_count_among_the_two() -> None:
    assert pairs([A, word("z", name=True)], [A, word("z", name=True)]) == set()


def test_the_cosine_is_of_weights() -> None:
    heavy = word("h", weight=1.0)
    light, other = word("l", weight=0.5), word("o", weight=0.5)
    matrix = Matrix()
    matrix.add([heavy, light, other], 0)
    matrix.add([heavy, light], 1)
    ((_, _, cosines),) = [found for found in matrix.pairs(shared=0, cosine=0) if len(found[0])]
    assert cosines.tolist() == pytest.approx([1.25 / (1.5 * 1.25) ** 0.5])


def test_too_little_in_common_is_left_out() -> None:
    few = [word("a", weight=0.4), word("b", weight=0.4)]
    assert pairs(few, few, shared=0.3) == {(0, 1)}
    assert pairs(few, few, shared=0.33) == set()
    assert pairs([A, B, C, D], [A, B], cosine=0.8) == set()


def test_of_a_crowd_each_meets_a_limited_number() -> None:
    met = pairs(*[[A, B]] * (WINDOW + 20))
    assert max(second - first for first, second in met) == WINDOW


def test_parts_find_what_one_piece_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = [[word(str(number % 7)), word(str(number % 5 + 10)), A] for number in range(60)]
    whole = pairs(*claims)
    monkeypatch.setattr(candidates, "_PART", 50)
    monkeypatch.setattr(candidates, "_CHUNK", 7)
    assert pairs(*claims) == whole
    assert len(whole) > 60
