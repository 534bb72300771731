"""Words and lexicon patterns, on analyses made by hand."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from pipeline.claims.cues import CueBook, Hit
from pipeline.claims.salience import Weights, key_claims
from pipeline.claims.words import Words, tokenize, words_of
from pipeline.lexicons import entries, words
from pipeline.schema import Turn, TurnDoc


def by_hand(text: str, *tokens: tuple[str, str, str]) -> Words:
    """The words of a turn whose tokens are given as text, part of speech and morphology."""
    spaces, at = [], 0
    for word, _, _ in tokens:
        at = text.index(word, at) + len(word)
        spaces.append(text[at : at + 1] == " ")
    doc = Doc(
        spacy.blank("fr").vocab,
        words=[token[0] for token in tokens],
        spaces=spaces,
        pos=[token[1] for token in tokens],
        morphs=[token[2] for token in tokens],
    )
    assert doc.text == text
    return words_of(TurnDoc(Turn("t1", "answer", "p2", 0, len(text), text, "label", 1.0), doc))


def plain(text: str) -> Words:
    lower = tokenize(text)
    return Words(text, lower, [0] * len(lower), [0] * len(lower), [], [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("peut-être", ["peut-être"]),
        ("dit-il", ["dit", "il"]),
        ("va-t-on", ["va", "on"]),
        ("d'accord", ["d'", "accord"]),
        ("c'est-à-dire", ["c'", "est-à-dire"]),
        ("3,5 % (14 000 €)", ["3,5", "%", "(", "14", "000", "€", ")"]),
    ],
)
def test_words_are_cut_alike_everywhere(text: str, expected: list[str]) -> None:
    assert tokenize(text) == expected


def test_a_verb_that_the_model_misses_is_found_after_its_pronoun() -> None:
    words = by_hand(
        "Ils disent non",
        ("Ils", "PRON", ""),
        ("disent", "ADV", ""),
        ("non", "ADV", ""),
    )
    assert [shape.finite for shape in words.shapes] == [False, True, False]


def test_an_adverb_after_ne_is_no_verb() -> None:
    words = by_hand(
        "ne pas garder",
        ("ne", "ADV", ""),
        ("pas", "ADV", ""),
        ("garder", "VERB", "VerbForm=Inf"),
    )
    assert not any(shape.finite for shape in words.shapes)


def test_the_tense_of_a_missed_verb_follows_its_ending() -> None:
    words = by_hand("il changera", ("il", "PRON", ""), ("changera", "NOUN", ""))
    assert (words.shapes[1].mood, words.shapes[1].tense) == ("Ind", "Fut")


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("il faut partir", "recommendation", (1, 1)),
        ("mieux vaut partir", "recommendation", (0, 1)),
        ("c'est parce que cela change", "causal", (2, 3)),
        ("les réseaux permettent aux élus de parler", "causal", (2, 5)),
        ("c'est peut-être vrai", "hedge", (2, 2)),
        ("une étude l'affirme", "reported", (3, 3)),
        ("plus vite que prévu", "comparison", (0, 2)),
    ],
)
def test_entries_are_found(text: str, kind: str, span: tuple[int, int]) -> None:
    found = [hit for hit in CueBook().find(plain(text)) if hit.kind == kind]
    assert [(hit.first, hit.last) for hit in found] == [span]


def test_a_licence_is_no_cause() -> None:
    book = CueBook(("causal",))
    assert book.find(plain("ce numéro a permis au maire de rire"))
    assert not book.find(plain("ce film raconte un permis de construire"))


def test_a_gap_does_not_cross_punctuation() -> None:
    book = CueBook(("comparison",))
    assert book.find(plain("plus vite que prévu"))
    assert not book.find(plain("plus vite, que prévu"))


def test_a_gap_takes_three_words_at_most() -> None:
    book = CueBook(("comparison",))
    assert book.find(plain("plus a b c que prévu"))
    assert not book.find(plain("plus a b c d que prévu"))


def test_the_longest_entry_of_a_list_wins() -> None:
    hits = CueBook(("recommendation",)).find(plain("mieux vaut partir"))
    assert hits == [Hit("recommendation", "asserted", 0, 1)]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("recommendation", {"obligation", "conditional", "asserted"}),
        ("possibility", {"possibility", "conditional", "obligation"}),
        ("causal", {"strong", "weak"}),
        ("definition", {"strong", "weak"}),
        ("prediction", {"strong", "weak"}),
        ("evaluation", {"strong", "weak", "mild"}),
        ("reported", {"que", "who", "study", "view", "view_who"}),
        ("according", {"source", "told", "nobody"}),
        ("reported_act", {"blame", "advice", "bare", "bare_perfect", "bare_advice"}),
        ("reported_view", {"judge", "find", "call", "de", "comme"}),
        ("incise", {"er", "form", "marked", "marked_er"}),
        ("saying_nouns", {"que", "de"}),
        ("hedge", {"aside", "doubt", "frame", "open"}),
    ],
)
def test_the_second_fields_of_a_list_are_those_the_rules_know(name: str, known: set[str]) -> None:
    assert {fields[1] for fields in entries(f"claim_{name}")} == known


def test_who_may_say_something_is_listed_once_and_in_the_singular() -> None:
    people, groups = words("claim_report_people"), words("claim_report_groups")
    persons = people | words("entity_person_nouns")
    assert not people & words("entity_person_nouns")
    assert not groups & persons
    plurals = [word for word in people | groups if word[-1] in "sx"]
    assert not [word for word in plurals if word[:-1] in persons | groups]
    # Nouns are looked up word by word.
    assert not [word for word in people | groups if tokenize(word) != [word]]


def test_an_unknown_feature_weighs_nothing() -> None:
    model = Weights(0.0, {"first": 2.0})
    assert model.score({"unheard_of": 5.0}) == 0.5
    assert model.score({"first": 1.0}) > 0.5


@pytest.mark.parametrize(
    ("saliences", "expected"),
    [
        ([], set()),
        ([0.01], set()),
        ([0.5], {0}),
        ([0.5, 0.6], {1}),
        ([0.5, 0.6, 0.1, 0.1], {0, 1}),
        ([0.5, 0.5, 0.5, 0.5], {0, 1}),
        ([0.15, 0.14, 0.1, 0.1], {0}),
    ],
)
def test_key_claims_stand_out(saliences: list[float], expected: set[int]) -> None:
    assert key_claims(saliences, most=2) == expected
