"""Object pronouns before an infinitive, and articles that only look like them."""

from __future__ import annotations

import pytest
from extraction_docs import docs_of, talk

from pipeline.claims.infinitives import is_object_of_infinitive, may_be_infinitive
from pipeline.claims.statement_phrases import phrases_of
from pipeline.claims.words import Words, bare_words, words_of


def at_bracket(sentence: str) -> tuple[Words, int]:
    """A sentence as words that no model has read, and the word in brackets."""
    start = sentence.index("[")
    words = bare_words(sentence.replace("[", "").replace("]", ""))
    return words, words.starts.index(start)


@pytest.mark.parametrize(
    "sentence",
    [
        "Il faut [les] associer très tôt.",
        "Nous aimons [les] vendre au marché.",
        "Ils ferment sans [le] dire.",
        "Il reste à [le] traduire.",
        "Elle doit [la] modifier.",
        "Tu peux [l’]imprimer.",
        "Ils vont [leur] répondre.",
        "Il est tard pour [la] vendre.",
        "Elle a promis de ne pas [le] publier.",
        "Il faut [les] y inviter.",
        "Il faut [la] relire.",
    ],
)
def test_a_pronoun_before_an_infinitive_is_its_object_without_any_model(sentence: str) -> None:
    words, at = at_bracket(sentence)
    assert is_object_of_infinitive(words, at)


@pytest.mark.parametrize(
    "sentence",
    [
        "Il faut [les] papiers.",
        "Il part pour [le] chantier.",
        "On voit [la] mer.",
        "On parle de [l’]avenir.",
        "On parle à [l’]atelier.",
        "Elle a [le] pouvoir.",
        "Elle lit [le] courrier.",
        "Elle écrit sans [la] lettre.",
        "Il va pour [Le] Havre.",
        "Il doit [un] loyer.",
        "Il relit [les]",
    ],
)
def test_an_article_is_no_object(sentence: str) -> None:
    words, at = at_bracket(sentence)
    assert not is_object_of_infinitive(words, at)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("vérifier", True),
        ("quartier", False),
        ("hiver", False),
        ("recevoir", True),
        ("soir", False),
    ],
)
def test_the_form_tells_an_infinitive_from_a_noun(word: str, expected: bool) -> None:
    assert may_be_infinitive(word) is expected


@pytest.mark.parametrize("verb", ["associer", "publier", "traduire", "relire", "supprimer"])
@pytest.mark.parametrize(
    "before", ["Il faut les", "Ils partent sans la", "Il reste à le", "Nous promettons de le"]
)
def test_no_noun_phrase_begins_with_an_object_pronoun(before: str, verb: str) -> None:
    turn_doc = docs_of(talk(f"{before} {verb} très tôt, sinon ils bloquent tout."))[1]
    words = words_of(turn_doc)
    found = {words.lower[phrase.first] for phrase in phrases_of(words, turn_doc.doc)}
    assert not found & {"le", "la", "les"}
