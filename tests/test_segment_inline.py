"""Question and answer in one paragraph: where the answer begins, and in which documents to cut at all."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.segment.inline import split_inline
from pipeline.segment.paragraphs import (
    FEATURES,
    USED,
    Choice,
    Setting,
    choices_of,
    fit,
    load_weights,
)
from pipeline.segment.units import Unit
from pipeline.text import analysis_form

EXCHANGES = [
    (
        "Comment êtes-vous arrivée à la communication ?",
        "Par hasard. J'étais libraire, et la ville cherchait quelqu'un qui sache écrire.",
    ),
    (
        "Vous dirigez quatre personnes. Est-ce assez ?",
        "Non, mais nous avons appris à refuser. Je dis non deux fois par jour.",
    ),
    (
        "Que demandez-vous à une agence ?",
        "De me contredire. Celle qui dit oui à tout ne me sert à rien.",
    ),
    (
        "Quels sont vos projets pour l'année prochaine ?",
        "Nous ouvrons une newsletter, et je ferme deux comptes que personne ne lit.",
    ),
]


def units_of(paragraphs: list[str], marks: frozenset[str] = frozenset()) -> list[Unit]:
    units, at = [], 0
    for number, words in enumerate(paragraphs):
        units.append(
            Unit(at, at + len(words), analysis_form(words), number, marks, None, gap_before=True)
        )
        at += len(words) + 2
    return units


def choice_of(paragraph: str) -> Choice:
    (choice,) = choices_of(units_of([paragraph]), [0])
    return choice


def forms(units: list[Unit]) -> list[str]:
    return [unit.form for unit in units]


def test_the_ways_to_divide_a_paragraph_are_the_ends_of_its_first_sentences() -> None:
    form = "Et vous ? Moi, je lis. Le soir."
    choice = choice_of(form)
    assert [form[:end].rstrip() for end in choice.ends] == [
        "",
        "Et vous ?",
        "Et vous ? Moi, je lis.",
        form,
    ]
    assert choice.features.shape == (4, len(FEATURES))


def test_a_long_paragraph_may_also_be_asked_as_a_whole() -> None:
    form = " ".join(f"Voici la phrase numéro {number}." for number in range(9))
    assert len(choice_of(form).ends) == 8
    assert choice_of(form).ends[-1] == len(form)


def test_fitting_finds_weights_that_choose_as_taught() -> None:
    data = []
    for question, answer in EXCHANGES:
        choice = choice_of(f"{question} {answer}")
        data.append((choice, choice.ends.index(len(question) + 1)))
    weights = fit(data, l2=0.01)
    assert [int(np.argmax(weights.chances(choice))) for choice, _ in data] == [1, 2, 1, 1]
    assert weights.shares.tolist() == [0.0, 1.0, 0.0]


def test_the_neighbours_of_a_paragraph_count() -> None:
    units = units_of(["Et vous ? Moi, je lis."] * 2)
    first, last = choices_of(units, [0, 1])
    place = FEATURES.index("divided:first")
    assert (first.features[1, place], last.features[1, place]) == (1.0, 0.0)


@pytest.mark.parametrize("setting", ["any", "inline"])
def test_the_shipped_weights_belong_to_these_features(setting: Setting) -> None:
    weights = load_weights(setting)
    assert weights.weights.shape == (USED[setting],)
    assert weights.shares.sum() == pytest.approx(1.0, abs=0.002)


def test_an_answer_that_opens_with_a_quotation_begins_at_its_mark() -> None:
    quoted = [(q, f"« {a} » Voilà.") for q, a in EXCHANGES]
    units = split_inline(units_of([f"{question} {answer}" for question, answer in quoted]))
    assert forms(units) == [analysis_form(part) for exchange in quoted for part in exchange]


def test_paragraphs_that_hold_both_are_cut_between_question_and_answer() -> None:
    units = split_inline(units_of([f"{question} {answer}" for question, answer in EXCHANGES]))
    assert forms(units) == [part for exchange in EXCHANGES for part in exchange]
    assert ["head" in unit.marks for unit in units] == [True, False] * 4


def test_further_paragraphs_of_an_answer_stay_whole() -> None:
    more = "Le reste du temps, je réponds aux habitants qui écrivent à la mairie."
    paragraphs = [part for question, answer in EXCHANGES for part in (f"{question} {answer}", more)]
    units = split_inline(units_of(paragraphs))
    assert forms(units).count(more) == 4
    assert len(units) == 12


@pytest.mark.parametrize("self_asked", ["Est-ce que cela suffit ? Non.", "Pourquoi ? Par goût."])
def test_a_document_with_questions_on_their_own_is_left_alone(self_asked: str) -> None:
    """There an answer that opens with a question to itself must not be cut."""
    paragraphs = [part for q, a in EXCHANGES for part in (q, f"{self_asked} {a}")]
    assert forms(split_inline(units_of(paragraphs))) == paragraphs


def test_numbered_paragraphs_are_judged_apart_from_the_others() -> None:
    numbered = units_of([f"{q} {a}" for q, a in EXCHANGES], frozenset({"number"}))
    plain = units_of(["Elle nous reçoit dans son bureau. La fenêtre donne sur la place."])
    units = split_inline([*plain, *numbered])
    assert forms(units) == [*forms(plain), *(part for exchange in EXCHANGES for part in exchange)]


def test_where_questions_are_set_apart_no_paragraph_is_cut() -> None:
    bold = units_of(["Et la presse locale ?"], frozenset({"bold"}))
    plain = units_of([f"{question} {answer}" for question, answer in EXCHANGES])
    units = [unit for answer in plain for unit in (*bold, answer)]
    assert split_inline(units) == units


def test_labelled_paragraphs_are_never_cut() -> None:
    units = [
        Unit(u.start, u.end, u.form, u.block, u.marks, number % 2, u.gap_before)
        for number, u in enumerate(units_of([f"{q} {a}" for q, a in EXCHANGES]))
    ]
    assert split_inline(units) == units
