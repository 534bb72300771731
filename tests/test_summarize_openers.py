"""Which first words let a sentence be read alone."""

from __future__ import annotations

import pytest

from pipeline.errors import PipelineError
from pipeline.summarize import openers
from pipeline.summarize.openers import opener_of
from pipeline.summarize.sentences import plain_sentences


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Il relance les journalistes une fois.", "pronoun"),
        ("Ils fatiguent les équipes.", "pronoun"),
        ("Cela m’a pris vingt ans.", "pronoun"),
        ("Celui-ci ne lit rien.", "pronoun"),
        ("C’est une question de temps.", "pronoun"),
        ("Ces agences ferment.", "pronoun"),
        ("Leurs budgets ont doublé.", "pronoun"),
        ("Les autres recopient.", "pronoun"),
        ("« Elle a signé », dit-on.", "pronoun"),
        ("J’en envoie 180.", "pronoun"),
        ("Je ne le regrette pas.", "pronoun"),
        ("Nous l’avons signé.", "pronoun"),
        ("On y travaille.", "pronoun"),
        ("Mais la presse régionale lit mieux.", "connective"),
        ("Donc nous écrivons moins.", "connective"),
        ("En revanche, la radio paie.", "connective"),
        ("D’ailleurs, Zébulon recrute.", "connective"),
        ("Oui, tout à fait.", "reply"),
        ("Bien sûr que la presse compte.", "reply"),
        ("Vous posez la bonne question.", "hearer"),
        ("Il faut relancer une fois.", "alone"),
        ("Il n’y a pas de recette.", "alone"),
        ("Il s’est tu.", "pronoun"),
        ("Il y en a trois.", "pronoun"),
        ("Ce qui compte, c’est le calendrier.", "alone"),
        ("Ceux qui publient tout lassent.", "alone"),
        ("En Belgique, la radio paie.", "alone"),
        ("Par an, nous signons douze campagnes.", "alone"),
        ("La presse régionale lit mieux.", "alone"),
        ("Je relance une fois.", "alone"),
        ("Nous nous relisons.", "alone"),
        ("Ilse Vanneste dirige l’agence.", "alone"),
        ("1 140 noms.", "alone"),
    ],
)
def test_first_words_say_whether_a_sentence_reads_alone(sentence: str, kind: str) -> None:
    (found,) = plain_sentences(sentence)
    assert found.opener == kind


def test_a_sentence_without_words_reads_alone() -> None:
    assert opener_of([]) == "alone"


def test_an_unknown_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openers, "entries", lambda _: (("il", "pronom"),))
    openers._openers.cache_clear()
    try:
        with pytest.raises(PipelineError, match="unknown kind 'pronom'"):
            opener_of(["il"])
    finally:
        openers._openers.cache_clear()
