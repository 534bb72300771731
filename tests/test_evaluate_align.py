"""Alignment of a record's text with the gold's: same units, or a refusal."""

from __future__ import annotations

import unicodedata

import pytest

from pipeline.align import Alignment, align, require_aligned, units_of
from pipeline.errors import InputError

GOLD = "C.D. : Que fait L’été ?\n\nÈve Martin : Rien, c’est « calme » à Saint-Brieuc."


def places(words: str, predicted: str, gold: str = GOLD) -> tuple[int, ...]:
    start = predicted.index(words)
    return align(units_of(gold), units_of(predicted)).span(start, start + len(words))


def wanted(words: str, gold: str = GOLD) -> tuple[int, ...]:
    start = gold.index(words)
    return tuple(units_of(gold).span(start, start + len(words)))


@pytest.mark.parametrize(
    "predicted",
    [
        GOLD,
        GOLD.replace("\n\n", "\n"),
        GOLD.replace(" ", "\u202f"),
        GOLD.replace(" :", ":").replace("« ", "«"),
        GOLD.replace("’", "'"),
        GOLD.replace("Martin", "Mar\u00adtin"),
        unicodedata.normalize("NFD", GOLD),
        "Accueil > Entretiens\n" + GOLD + "\nMentions légales",
    ],
    ids=["same", "lines", "soft", "none", "straight", "hyphenated", "decomposed", "around"],
)
def test_a_span_is_found_in_a_text_set_otherwise(predicted: str) -> None:
    end = predicted.index("Brieuc") + len("Brieuc")
    start = predicted.index("Saint")
    found = align(units_of(GOLD), units_of(predicted)).span(start, end)
    assert found == wanted("Saint-Brieuc")


def test_foreign_characters_inside_a_span_make_it_another_span() -> None:
    predicted = GOLD.replace("Que fait", "Que fait donc")
    found = places("Que fait donc L’été ?", predicted)
    assert sum(place < 0 for place in found) == len("donc")
    assert tuple(place for place in found if place >= 0) == wanted("Que fait L’été ?")


def test_two_foreign_spans_are_never_equal() -> None:
    predicted = "Paris " + GOLD + " Paris"
    alignment = align(units_of(GOLD), units_of(predicted))
    first, second = alignment.span(0, 5), alignment.span(len(predicted) - 5, len(predicted))
    assert first != second


def test_words_joined_or_cut_are_compared_by_character() -> None:
    assert places("Saint- Brieuc", GOLD.replace("Saint-B", "Saint- B")) == wanted("Saint-Brieuc")
    assert places("ÈveMartin", GOLD.replace("Ève Martin", "ÈveMartin")) == wanted("Ève Martin")


def required(predicted: str) -> Alignment:
    gold = units_of(GOLD)
    alignment = align(gold, units_of(predicted))
    require_aligned(alignment, set(range(len(gold.units))), where="essai")
    return alignment


def test_a_text_that_lacks_a_tenth_is_refused() -> None:
    with pytest.raises(InputError, match=r"essai: only 5\d\.\d% of the gold text .* 90% is needed"):
        required(GOLD[: GOLD.index("Rien") + 4])


def test_another_text_is_refused() -> None:
    with pytest.raises(InputError, match="check that the record was made from the interview"):
        required("Tout autre chose, sans rapport avec ce que dit la personne interrogée ici.")


def test_a_text_that_lacks_little_is_accepted() -> None:
    assert required(GOLD.replace("C.D. :", "")).places[0] == wanted("Que")[0]
