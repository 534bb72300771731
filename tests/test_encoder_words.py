from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encoder.words import first_pieces, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Le PDG de L'Oréal", "Le|PDG|de|L'|Oréal"),
        ("aujourd'hui qu'il", "aujourd'|hui|qu'|il"),
        ("d’Havas", "d’|Havas"),
        ("Saint-Malo, peut-être.", "Saint-Malo|,|peut-être|."),
        ("H&M et Pile & Face", "H&M|et|Pile|&|Face"),
        ('("Le Monde")', '(|"|Le|Monde|"|)'),
        ("la S.N.C.F. et la R.A.T.P", "la|S.N.C.F.|et|la|R.A.T.P"),
        ("Fini.Il part", "Fini|.|Il|part"),
        ("sur oui.sncf, version 2.0", "sur|oui.sncf|,|version|2.0"),
        ("3,5 % de 1,2", "3,5|%|de|1,2"),
        ("#MoinsTrente @havas", "#MoinsTrente|@havas"),
        ("Canal+ et un + un", "Canal+|et|un|+|un"),
        ("chargé·e de com…", "chargé·e|de|com|…"),
        ("- Oui - non -", "-|Oui|-|non|-"),
        ("e\u0301cole", "e\u0301cole"),
        ("co\u00admmu\u00adnication", "co\u00admmu\u00adnication"),
        ("MaPrimeRénov' à", "MaPrimeRénov|'|à"),
        ("🎙️ Marie", "🎙|\ufe0f|Marie"),
        ("  ", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert "|".join(text[start:end] for start, end in words(text)) == expected


@given(st.text(alphabet="aé'’-.&+#, \"\u0301\u00ad1🎙"))
def test_words_hold_every_character_but_white_space_once(text: str) -> None:
    found = words(text)
    held = [place for start, end in found for place in range(start, end)]
    assert held == [place for place, character in enumerate(text) if not character.isspace()]
    assert all(start < end for start, end in found)


@pytest.mark.parametrize(
    ("text", "offsets", "expected"),
    [
        # A word mark may hold the space before the word, or nothing at all.
        ("Le Monde", [(0, 2), (2, 3), (3, 8)], [0, 2]),
        ("Le Monde", [(0, 2), (2, 8)], [0, 1]),
        ("(Havas)", [(0, 1), (1, 6), (6, 7)], [0, 1, 2]),
        # A piece across two words is that of the first; the second starts with its own.
        ("l'Oréal", [(0, 3), (3, 7)], [0, 1]),
        ("a,b", [(0, 3)], [0, 0, 0]),
        # Two pieces of one character, and a text that was cut.
        ("½ oui", [(0, 1), (0, 1), (1, 5)], [0, 2]),
        ("Le Monde", [(0, 2)], [0, -1]),
        # Special tokens have no characters.
        ("Le", [(0, 0), (0, 2), (0, 0)], [1]),
    ],
)
def test_the_first_piece_of_each_word(
    text: str, offsets: list[tuple[int, int]], expected: list[int]
) -> None:
    assert first_pieces(text, words(text), offsets) == expected
