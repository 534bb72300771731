"""What of a claim is compared, and when two of them oppose each other."""

from __future__ import annotations

import pytest
from link_records import interview

from pipeline.lexicons import entries
from pipeline.links.content import content_of, stands_alone, turned_by
from pipeline.summarize.wording import key_of


@pytest.mark.parametrize(
    ("statement", "alone"),
    [
        ("Lisez les journaux avant d’écrire", True),
        ("et lisez les journaux avant d’écrire", True),
        ("Il faut lire les journaux", True),
        ("Il y a trop de communiqués", True),
        ("Il lit les journaux", False),
        ("Mais elle a changé d’avis", False),
        ("C’est un bilan satisfaisant", False),
        ("Mon directeur trouvait ça ridicule", False),
        ("Et puis", False),
    ],
)
def test_a_claim_that_leans_on_what_was_said_before_is_not_compared(
    statement: str, alone: bool
) -> None:
    (claim,) = interview("a", ("fact", statement)).claims
    assert stands_alone(claim) is alone


def test_what_is_reported_from_others_is_not_compared() -> None:
    said = "Lisez les journaux avant d’écrire"
    (claim,) = interview("a", ("recommendation", said), reported=[said]).claims
    assert not stands_alone(claim)


def test_numbers_light_verbs_and_words_of_time_are_no_content() -> None:
    words = content_of("Nous avons mis dix ans à faire trois lettres pour la mairie")
    assert [word.written for word in words.values()] == ["lettres", "mairie"]


def test_a_word_written_as_a_name_inside_a_sentence_is_marked() -> None:
    names = {word.written: word.name for word in content_of("Le bailleur craint Zébulon").values()}
    assert names == {"bailleur": False, "craint": False, "zébulon": True}


@pytest.mark.parametrize(
    ("first", "second", "opposed"),
    [
        ("Nous publions nos chiffres", "Nous ne publions pas nos chiffres", True),
        ("Nous publions nos chiffres", "Nous ne publions jamais nos chiffres", True),
        ("Nous ne publions pas nos chiffres", "On ne publie plus les chiffres", False),
        ("Les tarifs ont augmenté", "Les tarifs ont baissé", True),
        ("Les tarifs n’ont pas baissé", "Les tarifs ont augmenté", False),
        ("Les tarifs n’ont pas augmenté", "Les tarifs ont augmenté", True),
        ("Nos factures sont lisibles", "Nos factures sont illisibles", True),
        ("Une levée de fonds n’est pas une histoire", "Une levée de fonds est une dette", False),
    ],
)
def test_two_claims_oppose_where_one_turns_a_word_of_the_other(
    first: str, second: str, opposed: bool
) -> None:
    assert bool(turned_by(first, second)) is opposed
    assert bool(turned_by(second, first)) is opposed


def test_a_denial_that_no_verb_or_opposite_explains_leaves_the_relation_open() -> None:
    denied = "On en parle à Noël, pas avant le dessert"
    assert turned_by(denied, "On en parle à Noël, juste avant le dessert") is None


def test_no_two_opposites_share_a_stem() -> None:
    pairs = [(key_of(word), key_of(other)) for word, other in entries("link_antonyms")]
    firsts = [first for first, _ in pairs]
    assert len(set(firsts)) == len(firsts)
    assert not set(firsts) & {other for _, other in pairs}
