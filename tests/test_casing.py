"""Texts in capitals get the letters that they would have in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.casing import is_shouted, truecased

DICTIONARY = {"boxeur", "boxeurs", "snobisme"}


def lowered(shouted: str, *others: str) -> str:
    return truecased([shouted, *others], DICTIONARY.__contains__)[0]


@pytest.mark.parametrize(
    ("shouted", "expected"),
    [
        ("QUE PENSENT VOS BOXEURS DE CE SNOBISME ?", "Que pensent vos boxeurs de ce snobisme ?"),
        (
            "CELA PLAÎT À LA ROYAL AIR MAROC. ET À VOUS ?",
            "Cela plaît à la Royal Air Maroc. Et à vous ?",
        ),
        ("AVEC QUI PARTEZ-VOUS POUR PARIS 2024 ?", "Avec qui partez-vous pour Paris 2024 ?"),
        ("TOUT LE MONDE EN PARLE DANS LA PRESSE", "Tout le monde en parle dans la presse"),
        ("IL Y A DES GENS À LA LJS", "Il y a des gens à la LJS"),  # short and unknown
        ("QUE DIT DE VOUS MONSIEUR BREVZEC ?", "Que dit de vous monsieur Brevzec ?"),  # unknown
        ("1) ET EN FÉVRIER : QUE FAIRE ?", "1) Et en février : Que faire ?"),
    ],
)
def test_words_that_stand_nowhere_else(shouted: str, expected: str) -> None:
    assert lowered(shouted) == expected


def test_the_interviews_own_writing_decides() -> None:
    answer = "Chez Boxeurs et Cie, oui. Le gros gourdin est à mOxi."
    assert lowered("QUI TIENT LE GOURDIN DE MOXI ?", answer) == "Qui tient le gourdin de mOxi ?"
    assert lowered("ET QUE FAIT BOXEURS ?", answer) == "Et que fait Boxeurs ?"


def test_accents_tell_words_apart_where_capitals_have_them() -> None:
    answer = "Il a tout à dire."
    assert lowered("ON A PARLÉ À TOUS", answer) == "On a parlé à tous"
    assert lowered("ON EST PRES DE LA RENTREE", "C'est près, la rentrée.") == (
        "On est près de la rentrée"
    )


@pytest.mark.parametrize(
    "text",
    ["Que faites-vous à la SNCF ?", "SNCF, RATP, EDF", "OUI !", "", "LVMH KERING HERMES CHANEL"],
)
def test_what_is_not_shouted_stays(text: str) -> None:
    assert not is_shouted(text)
    assert lowered(text) == text


@given(st.lists(st.text(max_size=60), max_size=4))
def test_every_text_keeps_its_length(texts: list[str]) -> None:
    shouted = [text.upper() for text in texts]
    assert list(map(len, truecased(shouted, DICTIONARY.__contains__))) == list(map(len, shouted))
