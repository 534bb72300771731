"""Statements: whom a pronoun means, what is dropped and dated, and where nobody is named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from extraction_docs import QUESTION, claims_in, docs_of, interview_of, talk

from pipeline.claims.statement import Setting, apply, resolutions_of
from pipeline.claims.words import words_of
from pipeline.schema import Entity, Interview, Mention

if TYPE_CHECKING:
    from collections.abc import Sequence


def stated(
    interview: Interview, sentence: str, entities: Sequence[Entity] = (), *, turn: int = 1
) -> str:
    """The statement of a sentence of an answer, whether it is a claim or not."""
    docs = docs_of(interview)
    words = words_of(docs[turn])
    start = interview.turns[turn].text.index(sentence)
    inside = [
        at
        for at in range(len(words))
        if words.starts[at] >= start and words.ends[at] <= start + len(sentence)
    ]
    asked = [docs[turn - 1]] if interview.turns[turn - 1].role == "question" else []
    setting = Setting(interview, docs[turn], words, asked, entities)
    made = resolutions_of(setting, inside[0], inside[-1])
    begin = interview.turns[turn].start + start
    for resolution in made:
        assert interview.text[resolution.start : resolution.end] == resolution.text
    return apply(sentence, begin, made)


def in_answer(answer: str, sentence: str, question: str = QUESTION) -> str:
    return stated(talk(answer, question), sentence)


def person(interview: Interview, name: str, *said: str) -> Entity:
    """A person with one mention for each of the forms, in the order of the text."""
    found, at = [], 0
    for form in said:
        at = interview.text.index(form, at)
        turn = next(t for t in interview.turns if t.start <= at < t.end)
        found.append(Mention(at, at + len(form), form, turn.id, 1.0))
        at += len(form)
    return Entity("e1", name, "PER", None, tuple(found))


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (
            "La fanfare a répété dans la cour.",
            "Elle joue le samedi",
            "La fanfare joue le samedi",
        ),
        (
            "Les fournisseurs du village ont râlé.",
            "Ils livrent quand même",
            "Les fournisseurs du village livrent quand même",
        ),
        ("La boulangère.", "Elle avait tout compris", "La boulangère avait tout compris"),
        (
            "Nous avons recruté une ancienne infirmière.",
            "Elle répond aux journalistes",
            "Une ancienne infirmière répond aux journalistes",
        ),
        (
            "Deux lycéennes siègent au jury.",
            "Elles ont refusé une affiche",
            "Les deux lycéennes ont refusé une affiche",
        ),
        # A pronoun that takes up a pronoun leads back to its noun.
        (
            "La fanfare a répété dans la cour. Elle joue le samedi.",
            "Elle a voyagé en mars",
            "La fanfare a voyagé en mars",
        ),
        # The subject of the clause before goes on.
        (
            "Le maire a relu le contrat,",
            "puis il a souri",
            "puis le maire a souri",
        ),
    ],
)
def test_a_subject_pronoun_becomes_the_one_noun_it_can_mean(
    before: str, sentence: str, expected: str
) -> None:
    assert in_answer(f"{before} {sentence}.", sentence) == expected


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        ("La fanfare a remplacé la chorale.", "Elle joue le samedi"),
        ("La fanfare a répété dans la cour.", "Il joue le samedi"),
        ("La fanfare a répété dans la cour.", "Elles jouent le samedi"),
        ("Le maire a signé le contrat.", "Il faut attendre mars"),
        ("Le maire a signé.", "Il y a trois ans de travaux"),
        ("Le chantier avance.", "Il est difficile de fixer une date"),
        ("Ma patronne connaît une de mes clientes.", "Elle paie tard"),
        ("On a parlé devant la voiture de ma sœur.", "Elle vend des napperons"),
        ("Sa directrice a refusé.", "Elle préfère le papier"),
        ("Les clients qui paient tard se plaignent.", "Ils appellent le lundi"),
        ("La fanfare a joué « Marinella ».", "Elle dure trois minutes"),
        ("La fanfare répète.", "Elle est bonne, la bière du village"),
        ("Le vendredi est chargé.", "Il finit tard"),
        ("Un directeur m’a répondu. Le feu y était déjà,", "il ne sentait pas la fumée"),
        # Found by reading: the woman remembers, not the rain; no law reads; the children are at school.
        (
            "La mère de Paul vend du tissu. Une pluie a emporté le stand.",
            "Elle se souvenait de tout",
        ),
        ("Ce n’est pas conforme à la loi Évin.", "Elle lit tout"),
        ("Nos enfants sont à l’école. J’ai proposé une visite,", "ils avaient un avion"),
        ("Le budget a baissé.", "Il en est resté neuf lignes"),
        ("Nous avons quitté un client.", "Il y était écrit « fait main »"),
        ("Un micro coûte dix euros.", "Il n’a pas tout à fait raison"),
        ("Chacun part tordu, mais le principe reste : quelqu’un arrive,", "et il repart droit"),
    ],
)
def test_nobody_is_named_where_another_may_be_meant(before: str, sentence: str) -> None:
    assert in_answer(f"{before} {sentence}.", sentence) == sentence


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("On croit qu’elle joue faux", "On croit que la fanfare joue faux"),
        ("Et elle joue le samedi", "Et la fanfare joue le samedi"),
    ],
)
def test_a_replacement_reads_as_french(sentence: str, expected: str) -> None:
    assert in_answer(f"La fanfare a répété dans la cour. {sentence}.", sentence) == expected


def test_the_condition_is_written_in_full_before_a_noun() -> None:
    answer = "Le directeur refuse. S’il accepte un jour, nous imprimerons."
    expected = "Si le directeur accepte un jour, nous imprimerons"
    assert in_answer(answer, "S’il accepte un jour, nous imprimerons") == expected


def test_a_denial_of_one_thing_is_no_denial_of_any() -> None:
    answer = "Nous avons refusé un logiciel. Il ne comprenait rien aux accents."
    expected = "Le logiciel ne comprenait rien aux accents"
    assert in_answer(answer, "Il ne comprenait rien aux accents") == expected


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("La concurrence est rude ?", "Elle reste polie", "La concurrence reste polie"),
        (
            "La loi Évin vous complique-t-elle la tâche ?",
            "Elle nous oblige à parler des sols",
            "La loi Évin nous oblige à parler des sols",
        ),
        ("À la main ?", "Elle a cru à une plaisanterie", "Elle a cru à une plaisanterie"),
        (
            "Et s’il fallait conseiller un livre, une chanson ?",
            "Il renonce à gagner",
            "Il renonce à gagner",
        ),
        # "Votre" is the hearer's: repeated, it would be nobody's.
        ("Votre agence grandit ?", "Elle compte douze personnes", "Elle compte douze personnes"),
    ],
)
def test_the_head_of_an_answer_takes_up_its_question(
    question: str, answer: str, expected: str
) -> None:
    assert in_answer(f"{answer}.", answer, question) == expected


def test_no_pronoun_is_resolved_across_two_interviewees() -> None:
    interview = interview_of(
        [
            ("question", "Comment ça va ?"),
            ("answer", "La fanfare a répété dans la cour."),
            ("answer", "Elle joue le samedi."),
        ]
    )
    assert stated(interview, "Elle joue le samedi", turn=2) == "Elle joue le samedi"


def test_a_pronoun_becomes_the_full_name_of_a_person() -> None:
    interview = talk("Jeanne Pradel dirige le repérage. Elle visite les marchés.")
    pradel = person(interview, "Jeanne Pradel", "Jeanne Pradel")
    assert stated(interview, "Elle visite les marchés", [pradel]) == (
        "Jeanne Pradel visite les marchés"
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Pradel a ri", "Jeanne Pradel a ri"),
        ("Mme Pradel a ri", "Jeanne Pradel a ri"),
        ("J’ai l’accord de Pradel", "J’ai l’accord de Jeanne Pradel"),
        # Another gender, a firm, a family.
        ("M. Pradel a ri", "M. Pradel a ri"),
        ("On travaille chez Pradel", "On travaille chez Pradel"),
        ("La famille Pradel a ri", "La famille Pradel a ri"),
        ("Pradel père a ri", "Pradel père a ri"),
        ("Pradel et fils a fermé", "Pradel et fils a fermé"),
        ("Il a dit « je sais que Pradel a ri »", "Il a dit « je sais que Pradel a ri »"),
    ],
)
def test_a_last_name_becomes_the_full_name(sentence: str, expected: str) -> None:
    interview = talk(f"Jeanne Pradel est venue. {sentence}.")
    pradel = person(interview, "Jeanne Pradel", "Jeanne Pradel", "Pradel")
    assert stated(interview, sentence, [pradel]) == expected


def test_a_name_that_two_persons_bear_stays() -> None:
    interview = talk("Jeanne Pradel est venue avec Paul Pradel. Pradel a ri.")
    jeanne = person(interview, "Jeanne Pradel", "Jeanne Pradel", "Pradel a")
    paul = replace(person(interview, "Paul Pradel", "Paul Pradel"), id="e2")
    assert stated(interview, "Pradel a ri", [jeanne, paul]) == "Pradel a ri"


def test_a_first_name_that_a_product_bears_stays() -> None:
    interview = talk("Claude Pradel est venue. On a tiré le slogan de Claude.")
    claude = person(interview, "Claude Pradel", "Claude Pradel", "Claude")
    sentence = "On a tiré le slogan de Claude"
    assert stated(interview, sentence, [claude]) == sentence


def test_a_demonstrative_becomes_the_one_phrase_that_says_which() -> None:
    answer = "La campagne de Noël a coûté cher. Les élus ont aimé cette campagne."
    assert in_answer(answer, "Les élus ont aimé cette campagne") == (
        "Les élus ont aimé la campagne de Noël"
    )
    answer = "Nous avons lancé un site de recettes en mars. On parle de ce site partout."
    assert in_answer(answer, "On parle de ce site partout") == (
        "On parle du site de recettes partout"
    )


def test_a_demonstrative_stays_where_two_phrases_say_which() -> None:
    answer = "La campagne de Noël suit la campagne de mars. Les élus ont aimé cette campagne."
    assert in_answer(answer, "Les élus ont aimé cette campagne") == (
        "Les élus ont aimé cette campagne"
    )


@pytest.mark.parametrize(
    ("date", "sentence", "expected"),
    [
        ("2009-05-12", "L’an dernier, nous avons signé", "En 2008, nous avons signé"),
        ("2009", "Nous avons ouvert il y a trois ans", "Nous avons ouvert en 2006"),
        ("2009", "Nous avons ouvert il y a vingt ans", "Nous avons ouvert vers 1989"),
        ("2009", "On le fait depuis l’an dernier", "On le fait depuis 2008"),
        ("2009-01-12", "Nous avons signé le mois dernier", "Nous avons signé en décembre 2008"),
        # Not dates of an event, or no date to count from.
        ("2009", "Il y a trois ans que nous cherchons", "Il y a trois ans que nous cherchons"),
        ("2009", "L’an dernier a été rude", "L’an dernier a été rude"),
        ("2009", "Nous avons signé le mois dernier", "Nous avons signé le mois dernier"),
        (None, "L’an dernier, nous avons signé", "L’an dernier, nous avons signé"),
    ],
)
def test_a_relative_date_counts_from_the_interview(
    date: str | None, sentence: str, expected: str
) -> None:
    interview = talk(f"{sentence}.")
    dated = replace(interview, source=replace(interview.source, date=date))
    assert stated(dated, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("La presse lit le le communiqué", "La presse lit le communiqué"),
        ("La presse lit, euh, les communiqués courts", "La presse lit les communiqués courts"),
        ("La presse lit les communiqués, quoi", "La presse lit les communiqués"),
        ("Je l’écris sur mes devis, hein", "Je l’écris sur mes devis"),
        ("On a fait 9 % de 2019, voilà, neuf", "On a fait 9 % de 2019, neuf"),
        ("Euh la presse lit les communiqués", "La presse lit les communiqués"),
        # What only looks like noise.
        ("On y dit qui, quoi, combien et quand", "On y dit qui, quoi, combien et quand"),
        ("Nous nous levons tôt le lundi", "Nous nous levons tôt le lundi"),
        ("Ça, ça tue une agence", "Ça, ça tue une agence"),
    ],
)
def test_oral_noise_is_dropped(sentence: str, expected: str) -> None:
    assert in_answer(f"{sentence}.", sentence) == expected


def test_noise_at_the_head_and_the_pronoun_after_it_are_one_change() -> None:
    answer = "La fanfare a répété dans la cour. Oui, elle joue le samedi."
    assert in_answer(answer, "Oui, elle joue le samedi") == "La fanfare joue le samedi"


def test_a_claim_records_what_leads_to_its_statement() -> None:
    interview = talk("La fanfare a répété dans la cour. Elle a joué 40 fois en 2012.")
    claim = claims_in(interview)[-1]
    assert claim.statement == "La fanfare a joué 40 fois en 2012"
    assert [(r.text, r.replacement) for r in claim.resolutions] == [("Elle", "La fanfare")]
    assert apply(claim.text, claim.start, claim.resolutions) == claim.statement


@pytest.mark.parametrize(
    ("before", "sentence", "expected"),
    [
        (
            "Des conseillers relisent tout.",
            "Je les interroge au téléphone",
            "J'interroge des conseillers au téléphone",
        ),
        ("Mes clients savent cela.", "Je leur dis la vérité", "Je dis à mes clients la vérité"),
        ("Les clients savent cela.", "On leur répond le lundi", "On répond aux clients le lundi"),
        # Two that may be meant, a perfect, a verb that leans on the pronoun, things that nobody tells anything.
        ("Mes clients ont des voisins.", "Je les interroge au téléphone", None),
        ("Mes clients savent cela.", "Je les ai interrogés au téléphone", None),
        ("Mes clients savent cela.", "Je les fais venir au bureau", None),
        ("Les affiches sont prêtes.", "On leur donne une chance", None),
    ],
)
def test_an_object_pronoun_becomes_the_one_noun_after_the_verb(
    before: str, sentence: str, expected: str | None
) -> None:
    assert in_answer(f"{before} {sentence}.", sentence) == (expected or sentence)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        (
            "La presse lit-elle encore les communiqués ?",
            "Oui, tout à fait",
            "La presse lit encore les communiqués",
        ),
        ("Le terme est-il galvaudé ?", "Il l’est", "Le terme est galvaudé"),
        # The hearer, an alternative, a question that no "oui" answers, one denied.
        ("La presse vous lit-elle ?", "Oui, tout à fait", "Oui, tout à fait"),
        ("La presse lit-elle ou dort-elle ?", "Oui, tout à fait", "Oui, tout à fait"),
        ("Que lit-elle ?", "Oui, tout à fait", "Oui, tout à fait"),
        ("La presse ne lit-elle plus ?", "Oui, tout à fait", "Oui, tout à fait"),
    ],
)
def test_an_answer_that_only_agrees_says_what_was_asked(
    question: str, answer: str, expected: str
) -> None:
    assert in_answer(f"{answer}.", answer, question) == expected
