"""Texts in capitals get the letters that they would have in running text."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.casing import is_shouted, truecased
from pipeline.gold import read_golds

ROOT = Path(__file__).parent.parent
LIST = ROOT / "pipeline" / "lexicons" / "data" / "small_words.txt"

DICTIONARY = {"boxeur", "boxeurs", "snobisme", "téléspectateur"}


def script() -> ModuleType:
    path = ROOT / "scripts" / "count_interviews.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
        ("1) ET EN FÉVRIER : QUE FAIRE ?", "1) Et en février : que faire ?"),
        ("LE MAIRE (PS) DE LA VILLE", "Le maire (PS) de la ville"),
        ("ET VOUS, AIX-EN-PROVENCE ?", "Et vous, Aix-en-Provence ?"),
        ("QUE DIT M. DURAND DE CES 5 M€ ?", "Que dit M. Durand de ces 5 M€ ?"),
        ("QUE DIT M. LE PRÉFET ?", "Que dit M. le préfet ?"),
        ("AU COEUR DE LA VILLE", "Au coeur de la ville"),
        ("POUR ELLE ET AVEC ELLE ?", "Pour elle et avec elle ?"),
        ("CHEZ BON NOMBRE DE GENS", "Chez bon nombre de gens"),
        ("ET MME LEGOFFIC, QUE DIT-ELLE ?", "Et Mme Legoffic, que dit-elle ?"),
        ("ET PIERRE KERVADEC, QUE DIT-IL ?", "Et Pierre Kervadec, que dit-il ?"),
        ("QUI FAIT QUOI CHEZ PRESSE ET FILS ?", "Qui fait quoi chez Presse et fils ?"),
        ("QUI EST SUR SIGNAL ET SUR LA PLACE ?", "Qui est sur Signal et sur la place ?"),
        ("ET CHEZ CERTAINS, CHEZ NOUS ?", "Et chez certains, chez nous ?"),
        ("ON M'A DIT QUE HUBERT PAQUET-LAMY PART.", "On m'a dit que Hubert Paquet-Lamy part."),
        ("LA ﬁNALE DE LA COUPE EN DIRECT", "La ﬁnale de la coupe en direct"),
    ],
)
def test_words_that_stand_nowhere_else(shouted: str, expected: str) -> None:
    assert lowered(shouted) == expected


def test_the_interviews_own_writing_decides() -> None:
    answer = "Chez Boxeurs et Cie, oui. Le gros gourdin est à mOxi."
    assert lowered("QUI TIENT LE GOURDIN DE MOXI ?", answer) == "Qui tient le gourdin de mOxi ?"
    assert lowered("ET QUE FAIT BOXEURS ?", answer) == "Et que fait Boxeurs ?"


def test_a_common_word_has_a_capital_where_it_stands_beside_the_same_word_as_in_the_name() -> None:
    answer = "J'ai vu La Piscine, puis Le Sel de Marguerite, avec une amie."
    assert lowered("QUI A VU LE SEL DE MARGUERITE ?", answer) == "Qui a vu Le Sel de Marguerite ?"
    assert lowered("ET LA PISCINE ?", answer) == "Et La Piscine ?"
    answer = "J'ai vu La Piscine de Jacques Deray."
    assert lowered("QUE VAUT UNE PISCINE DE LUXE ?", answer) == "Que vaut une piscine de luxe ?"


def test_a_short_turn_is_read_as_those_beside_it() -> None:
    given = [
        "QUE FAITES-VOUS ICI ?",
        "Rien.",
        "ET DEMAIN ?",
        "Rien.",
        "QUI PAIE LE CAFÉ ?",
        "SNCF !",
    ]
    assert truecased(given, DICTIONARY.__contains__) == [
        *("Que faites-vous ici ?", "Rien.", "Et demain ?", "Rien.", "Qui paie le café ?", "SNCF !")
    ]
    assert truecased(given[2:4], DICTIONARY.__contains__) == given[2:4]


def test_accents_tell_words_apart_where_capitals_have_them() -> None:
    answer = "Il a tout à dire."
    assert lowered("ON A PARLÉ À TOUS", answer) == "On a parlé à tous"
    given = ["OÙ EST-IL ?", "LE THÉ OU LE VIN ?", "ON A LE VIN OU LE LAIT.", "Où, où, où ?"]
    assert truecased(given, DICTIONARY.__contains__)[2] == "On a le vin ou le lait."
    assert lowered("ON EST PRES DE LA RENTREE…", "C'est près, la rentrée.") == (
        "On est près de la rentrée…"
    )


def test_a_word_that_lost_its_accents_finds_them_in_the_dictionary() -> None:
    assert lowered("QUE FAIT LE TELESPECTATEUR DE LA VEILLE ?") == (
        "Que fait le téléspectateur de la veille ?"
    )


def test_those_who_speak_are_written_as_they_are_named() -> None:
    (found,) = truecased(
        ["QUE FONT ROSE DELACLOCHE ET JEAN PETIT DE TOUT CELA ?"],
        DICTIONARY.__contains__,
        names=["Rose Delacloche", "Jean Petit"],
    )
    assert found == "Que font Rose Delacloche et Jean Petit de tout cela ?"


def test_an_accent_that_is_printed_stays() -> None:
    given = ["LE PRIX A ÉTÉ BAISSÉ ?", "QUE FAIT-IL ICI ?", "ET DEMAIN ?", "OÙ EST LA LISTE ?"]
    given += ["QUI EST SUR LA LISTE ?", "QUE FAIT LA MAIRE ?", "QUI EST LA ?", "SA"]
    found = truecased(given, {"baisse"}.__contains__)
    assert found[0] == "Le prix a été baissé ?"
    assert found[3] == "Où est la liste ?"
    assert found[-1] == "SA"


@pytest.mark.parametrize(
    "text",
    ["Que faites-vous à la SNCF ?", "SNCF, RATP, EDF", "OUI !", "", "LVMH KERING HERMES CHANEL"],
)
def test_what_is_not_shouted_stays(text: str) -> None:
    assert not is_shouted(text)
    assert lowered(text) == text


LETTERS = st.text("AÉSTRMßﬁŒİʼn’ '-.?", max_size=20)
SHOUTED = st.lists(st.one_of(st.sampled_from(["LE", "DE", "QUE", "PARIS"]), LETTERS), min_size=4)


@given(SHOUTED.map(" ".join), st.text(max_size=40))
def test_every_text_keeps_its_length(shouted: str, other: str) -> None:
    assert len(lowered(shouted, other)) == len(shouted)


def test_the_shipped_list_of_small_words_is_what_the_training_texts_hold() -> None:
    texts = [gold.text for gold in read_golds(ROOT / "corpus" / "gold" / "train")]
    assert script().small_words(texts) == LIST.read_text(encoding="utf-8")
