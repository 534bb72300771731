"""What a summary's sentence may say, given its evidence."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from extraction_docs import models

from pipeline.errors import InputError
from pipeline.evaluate.corruptions import (
    Case,
    material_of,
    other_name,
    other_number,
    other_speaker,
    own_words,
)
from pipeline.evaluate.denials import other_denial
from pipeline.evaluate.faithfulness import (
    CAUGHT,
    Checked,
    checked_cases,
    errors_of,
    rates,
    table_of,
)
from pipeline.schema import (
    Attribution,
    ExchangeTurns,
    Gold,
    GoldClaim,
    GoldEntity,
    GoldTurn,
    Participant,
    Span,
)
from pipeline.summarize.faithfulness import Evidence, Problem, check_sentence
from pipeline.summarize.numbers import amounts_in
from pipeline.summarize.support import Supports
from pipeline.summarize.wording import tokens_of

SPEAKER, OTHER = "Solange Abadie-Fabre", "Inès Dacosta"


def known(*passages: str, context: tuple[str, ...] = ()) -> Evidence:
    return Evidence(passages, context, (SPEAKER,), (OTHER,))


def kinds(sentence: str, evidence: Evidence) -> list[str]:
    return [problem.kind for problem in check_sentence(sentence, evidence)]


# --- numbers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("L’agence compte 20 salariés.", "Nous sommes vingt salariés à l’agence."),
        ("L’agence a écrit à 1 000 lecteurs.", "L’agence a écrit à mille lecteurs."),
        ("L’agence a écrit à 1000 lecteurs.", "L’agence a écrit à 1 000 lecteurs."),
        ("L’agence a écrit à 1.000 lecteurs.", "L’agence a écrit à 1 000 lecteurs."),
        ("La moitié des clients part.", "50 % des clients partent."),
        ("Cinquante pour cent des clients partent.", "La moitié des clients part."),
        ("Trois clients sur quatre partent.", "Nous perdons 75 % des clients."),
        ("Un tiers des lecteurs revient.", "33 % des lecteurs reviennent."),
        ("Elle a soixante et onze ans.", "Elle a 71 ans."),
        ("Elle a quatre-vingt-dix ans.", "Elle a nonante ans."),
        ("Le film a coûté 3,5 millions d’euros.", "Le film a coûté 3 500 000 euros."),
        ("Le stand a ouvert le 3 mai 2015.", "Nous avons ouvert le stand le trois mai 2015."),
        ("Une dizaine de stagiaires restent.", "Dix stagiaires restent."),
        ("La première campagne a plu.", "La campagne a plu."),
    ],
)
def test_a_number_written_in_another_way_is_the_same(sentence: str, passage: str) -> None:
    assert kinds(sentence, known(passage)) == []


@pytest.mark.parametrize(
    ("sentence", "passage", "text"),
    [
        ("L’agence compte trente salariés.", "Nous sommes vingt salariés à l’agence.", "trente"),
        ("Nous perdons 57 % des clients.", "Nous perdons 75 % des clients.", "57"),
        ("Le mandat dure vingt ans.", "Le mandat coûte 20 euros.", "vingt"),
        ("Le stand a ouvert le 3 mai.", "Le stand a ouvert le 3 juin.", "mai"),
        ("Elle a lu sept romans.", "Elle a pris sept livres et lu deux romans.", "sept"),
        ("Un client sur trois part.", "Un client sur quatre part.", "Un client sur trois"),
    ],
)
def test_another_number_is_found_where_it_stands(sentence: str, passage: str, text: str) -> None:
    found = [p for p in check_sentence(sentence, known(passage)) if p.kind == "number"]
    assert text in [problem.text for problem in found]
    assert all(sentence[p.start : p.end] == p.text for p in found)


def test_the_context_lends_a_number_only_with_what_it_counts() -> None:
    evidence = known("Nous écoutons les stations.", context=("Combien ? 340 stations en 2013.",))
    assert kinds("Ils écoutent 340 stations.", evidence) == []
    assert kinds("Ils écoutent 2013 stations.", evidence) == []  # a year is known to all
    assert kinds("Ils écoutent 340 radios.", evidence) == ["number"]


def test_words_that_are_no_numbers_make_none() -> None:
    assert amounts_in(tokens_of("Un jour, la première fois, une agence")) == []


# --- names -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sentence",
    [
        "Abadie-Fabre quitte Mazamet.",
        "Mme Abadie-Fabre quitte Mazamet.",
        "Fabre quitte Mazamet.",
        "Solange Abadie quitte Mazamet.",
        "SOLANGE ABADIE-FABRE quitte MAZAMET.",
    ],
)
def test_a_name_is_known_by_its_parts(sentence: str) -> None:
    assert kinds(sentence, known("Je quitte Mazamet.")) == []


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("La Depeche de Noel paraît.", "La Dépêche de Noël paraît."),
        ("L’OIC publie un rapport.", "L’Observatoire International des Crises publie un rapport."),
        ("L’Observatoire International des Crises publie.", "L’OIC publie."),
        ("Elle travaille chez Jamais le Lundi.", "Elle travaille chez Jamais le Lundi."),
        ("Écrire reste un métier.", "Le métier est d’écrire."),
    ],
)
def test_accents_particles_and_initials_do_not_make_another_name(
    sentence: str, passage: str
) -> None:
    assert kinds(sentence, known(passage)) == []


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Elle ouvre un bureau à Toulouse.", "Toulouse"),
        ("Elle ouvre un bureau avec Solange Dacosta.", "Solange Dacosta"),
        ("Elle ouvre un bureau chez Havas.", "Havas"),
    ],
)
def test_another_name_is_found(sentence: str, name: str) -> None:
    evidence = Evidence(("Elle ouvre un bureau à Mazamet.",), (), (SPEAKER,), (OTHER,))
    assert [(p.kind, p.text) for p in check_sentence(sentence, evidence)] == [("name", name)]


def test_a_name_of_the_context_may_not_stand_in_place_of_one_of_the_evidence() -> None:
    evidence = known("Elle tient une boutique à Tours.", context=("Elle a étudié à Lille.",))
    assert check_sentence("Elle tient une boutique à Lille.", evidence) == (
        Problem("name", 26, 31, "Lille", "Tours"),
    )


# --- polarity --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("L’e-mail ne mourra pas.", "L’e-mail ne mourra jamais."),
        ("Elle refuse de payer les blogueurs.", "Je ne paierai pas un blogueur."),
        ("Elle conseille de ne pas supprimer les critiques.", "Ne supprimez jamais une critique."),
        ("Les ouvriers ne veulent pas de l’appli.", "L’appli, ils en veulent pas."),
        ("Le manuel compte moins que l’exercice.", "Le manuel ne vaut rien sans l’exercice."),
        (
            "Un journal se lit, il ne se feuillette pas.",
            "Un journal se lit, il ne se feuillette pas.",
        ),
        ("Aucune étude ne m’a donné raison.", "Aucune étude ne m’a jamais donné raison."),
        ("Elle travaille chez Trois Fois Rien.", "Je travaille chez Trois Fois Rien."),
        ("Il ne faut que du temps.", "Il faut du temps."),  # a restriction denies nothing
        ("Elle dit payer les stagiaires.", "On ne refuse pas de payer les stagiaires."),
    ],
)
def test_a_denial_in_other_words_is_the_same(sentence: str, passage: str) -> None:
    assert kinds(sentence, known(passage)) == []


@pytest.mark.parametrize(
    ("sentence", "passage", "text"),
    [
        ("L’e-mail ne mourra pas.", "L’e-mail mourra.", "ne mourra pas"),
        ("L’e-mail mourra.", "L’e-mail ne mourra pas.", "mourra"),
        ("L’e-mail mourra.", "L’e-mail mourra pas.", "mourra"),
        ("Elle recommande de supprimer les critiques.", "Il ne faut pas supprimer une critique.", "supprimer"),
        ("Le papier n’a jamais disparu.", "Le papier a disparu.", "n’a jamais"),
        ("Le marché pardonne une surprise.", "Le marché pardonne une perte, il ne pardonne pas une surprise.", "pardonne"),
        ("On me la pose.", "Merci de poser la question, on ne me la pose jamais.", "pose"),
        ("Le journal n’est plus un outil.", "Le journal est un outil.", "n’est plus"),
    ],
)  # fmt: skip
def test_a_denial_added_or_dropped_is_found(sentence: str, passage: str, text: str) -> None:
    found = [p for p in check_sentence(sentence, known(passage)) if p.kind == "polarity"]
    assert [problem.text for problem in found] == [text]


# --- speakers --------------------------------------------------------------------------------

REPORTED = "Selon une étude du Cliff, les clients lisent moins."


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        ("Selon Abadie-Fabre, le papier reste.", "Le papier reste."),
        ("Selon elle, le papier reste.", "Le papier reste."),
        ("Solange Abadie-Fabre, éditrice, juge que le papier reste.", "Le papier reste."),
        ("Selon une étude, les clients lisent moins.", REPORTED),
        ("Abadie-Fabre rappelle qu’une étude voit les clients lire moins.", REPORTED),
        ("Elle estime que les clients doutent.", "Pour moi, les clients doutent."),
        ("Une agence vit des clients qu’il refuse.", "Une agence vit des clients qu’il refuse."),
    ],
)
def test_the_speaker_may_be_named_and_taken_up(sentence: str, passage: str) -> None:
    assert kinds(sentence, known(passage)) == []


@pytest.mark.parametrize(
    ("sentence", "passage", "voice"),
    [
        ("Selon Inès Dacosta, le papier reste.", "Le papier reste.", "Inès Dacosta"),
        ("Inès Dacosta défend le papier.", "Le papier reste.", "Inès Dacosta"),
        ("Il juge que le papier reste.", "Le papier reste.", "Il"),
        ("Une étude affirme que le papier reste.", "Le papier reste.", "Une étude"),
        ("Selon Abadie-Fabre, les clients lisent moins.", REPORTED, "Abadie-Fabre"),
        ("Elle estime que j’ai tort.", "Ma femme dit que j’ai tort.", "Elle"),
    ],
)
def test_another_speaker_is_found(sentence: str, passage: str, voice: str) -> None:
    found = [p for p in check_sentence(sentence, known(passage)) if p.kind == "speaker"]
    assert [problem.text for problem in found] == [voice]


def test_a_pronoun_agrees_with_anybody_where_the_first_name_tells_no_gender() -> None:
    evidence = Evidence(("Le papier reste.",), (), ("Camille Roy",))
    assert kinds("Il juge que le papier reste.", evidence) == []


# --- what supports a sentence ----------------------------------------------------------------

TEXT = "Et le papier ? Il reste. Nous avons vingt titres. Le web fatigue."


def supports() -> Supports:
    parts = {"t1": (0, 14, "question", "p1"), "t2": (15, len(TEXT), "answer", "p2")}
    turns = [GoldTurn(i, r, s, a, b, TEXT[a:b]) for i, (a, b, r, s) in parts.items()]  # type: ignore[arg-type]
    people = (
        Participant("p1", OTHER, "interviewer"),
        Participant("p2", SPEAKER, "interviewee", "éditrice", "Filandière"),
    )
    return Supports(
        turns, (ExchangeTurns("x1", ("t1",), ("t2",)),), people, presentation=("Titre",)
    )


def test_evidence_is_the_whole_sentence_with_what_leads_to_it() -> None:
    start = TEXT.index("vingt")
    found = supports().evidence([Span(start, start + 5)])
    assert found.passages == ("Nous avons vingt titres.",)
    assert found.context[:2] == ("Il reste.", "Et le papier ?")
    assert f"{SPEAKER} éditrice Filandière" in found.context
    assert (found.speakers, found.others) == ((SPEAKER,), (OTHER,))


def test_spans_outside_the_turns_support_nothing() -> None:
    assert supports().evidence([Span(14, 15)]).passages == ()


# --- the measurement -------------------------------------------------------------------------


def gold_of(*claims: str) -> Gold:
    text = " ".join(claims)
    found = []
    for number, claim in enumerate(claims, 1):
        start = text.index(claim)
        end = start + len(claim.rstrip("."))
        found.append(
            GoldClaim(
                f"c{number}", start, end, text[start:end], "t1", "p1",
                Attribution("speaker"), "fact", False, False, "asserted", True,
            )
        )  # fmt: skip
    return Gold(
        "x",
        text,
        participants=(Participant("p1", SPEAKER, "interviewee"),),
        turns=(GoldTurn("t1", "answer", "p1", 0, len(text), text),),
        claims=tuple(found),
    )


def test_true_sentences_are_made_of_claims_and_raise_nothing() -> None:
    gold = gold_of("Le journal a perdu vingt lecteurs.", "Les lecteurs aiment encore le papier.")
    found = checked_cases([gold], nlp=None, true=2, each=0)  # type: ignore[arg-type]
    assert sorted(item.case.text for item in found) == [
        "Selon Solange Abadie-Fabre, le journal a perdu vingt lecteurs.",
        "Solange Abadie-Fabre estime que les lecteurs aiment encore le papier.",
    ]
    assert not any(item.problems for item in found)


def test_too_few_sentences_are_an_error() -> None:
    with pytest.raises(InputError, match="give 1 sentences of the kind true; 5 are wanted"):
        checked_cases([gold_of("Le journal a perdu vingt lecteurs.")], nlp=None, true=5, each=0)  # type: ignore[arg-type]


def checked(changed: str | None, *, raised: bool) -> Checked:
    problems = (Problem("number", 0, 1, "D", ""),) if raised else ()
    case = Case("x", "Deux.", known("Un."), "claim", changed, "Un.")  # type: ignore[arg-type]
    return Checked(case, problems)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("Selon elle, l’agence vend des livres.", "Selon elle, l’agence ne vend pas des livres."),
        ("Selon elle, l’agence ne vend pas des livres.", "Selon elle, l’agence vend des livres."),
        ("Selon elle, ce n’est plus une agence.", "Selon elle, c’est une agence."),
    ],
)
def test_a_denial_is_dropped_or_added(text: str, changed: str) -> None:
    told = "Notre agence, c’est des livres qu’on vend."
    assert other_denial(text, models().nlp, told=told, draw=random.Random(1)) == changed


def test_what_the_evidence_does_not_tell_of_is_not_denied() -> None:
    text = "Selon elle, l’agence vend des livres."
    assert other_denial(text, models().nlp, told="Il pleut.", draw=random.Random(1)) is None


@pytest.mark.parametrize("kind", ["number", "name", "speaker"])
def test_a_false_sentence_differs_from_the_true_one_in_one_thing(kind: str) -> None:
    gold = gold_of(
        "Le journal Mirabelle a perdu 20 lecteurs.", "Le journal Zébulon a perdu 30 lecteurs."
    )
    entities = tuple(
        GoldEntity(f"e{number}", name, "ORG", None, ())
        for number, name in enumerate(("Mirabelle", "Zébulon"))
    )
    material = material_of(replace(gold, entities=entities))
    maker = {"number": other_number, "name": other_name, "speaker": other_speaker}[kind]
    draw = random.Random(3)
    made = {text for case in material.cases if (text := maker(case, material, [material], draw))}
    assert made
    assert not made & {case.text for case in material.cases}


def test_what_a_source_says_becomes_the_speakers_own_claim() -> None:
    claim = gold_of("Une étude affirme que les lecteurs aiment encore le papier.").claims
    assert claim is not None
    reported = replace(claim[0], attribution=Attribution("reported", "Une étude"))
    case = own_words(reported, known(claim[0].text), "x")
    assert case is not None
    assert case.text == f"Selon {SPEAKER}, les lecteurs aiment encore le papier."
    assert "speaker" in kinds(case.text, case.evidence)


def test_rates_count_false_sentences_caught_and_true_ones_accused() -> None:
    items = [checked("number", raised=True), checked("number", raised=False)]
    items += [checked(None, raised=True), *[checked(None, raised=False)] * 3]
    found = {(f.section, f.name): f.value for f in rates(items)}
    assert found[CAUGHT, "number"] == 0.5
    assert found["false alarms", "all"] == 0.25
    assert found[CAUGHT, "name"] is None
    assert "| caught | number | 1 / 2 |" in "\n".join(table_of(rates(items)))


def test_only_failures_of_the_check_are_listed() -> None:
    right = [checked("number", raised=True), checked(None, raised=False)]
    assert list(errors_of(right)) == []
    shown = "\n".join(errors_of([checked("number", raised=False), checked(None, raised=True)]))
    assert "missed number  x, claim" in shown
    assert "false alarm  x, claim" in shown
    assert "raised    number: 'D' (nothing)" in shown
