"""Whether an answer gives what was asked, with the words that decide it."""

from __future__ import annotations

import pytest
from extraction_docs import interview_of

from pipeline.claims.answering import answer_statuses, assess
from pipeline.claims.asking import asked_of
from pipeline.schema import Turn


def said(*texts: str) -> list[Turn]:
    """Answer turns that stand one after another in an interview, two characters apart."""
    turns, at = [], 100
    for number, text in enumerate(texts, 2):
        turns.append(Turn(f"t{number}", "answer", "p2", at, at + len(text), text, "position", 1.0))
        at += len(text) + 2
    return turns


LONG = (
    "Oui. Nous avons ouvert la halle en mars, avec deux vendeuses et un chien. "
    "Le maire passait le samedi, sa femme le mardi, et leurs voisins venaient compter les "
    "cageots. Une productrice de Saint-Flour a proposé un marché du soir, nous avons essayé "
    "trois semaines, puis la pluie a décidé pour tout le monde et nous avons rangé les tréteaux "
    "dans la grange de mon oncle, qui les loue depuis."
)


# --- what is asked ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "kinds", "polar", "open_"),
    [
        ("Combien de salariés comptez-vous ?", {"number"}, False, False),
        ("Pourquoi ce nom ?", {"reason"}, False, False),
        ("Et depuis quand ?", {"time"}, False, False),
        ("Qui décide des titres ?", {"person"}, False, False),
        ("Où vont vos lecteurs ?", {"place"}, False, False),
        ("Qu'est-ce qui vous agace ?", {"other"}, False, False),
        ("Est-ce que la lettre qui paraît le lundi se vend ?", set(), True, False),
        ("Le carnet ou l'affiche ?", set(), True, False),
        ("Vous signez tout. Pourquoi, et avec qui ?", {"reason", "person"}, False, False),
        ("Les réseaux sociaux.", set(), False, True),
        ("Racontez-nous l'ouverture.", set(), False, True),
    ],
)
def test_a_question_says_what_it_asks_for(
    question: str, kinds: set[str], polar: bool, open_: bool
) -> None:
    asked = asked_of([question])
    assert (set(asked.kinds), asked.polar, asked.open) == (kinds, polar, open_)


# --- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "cue"),
    [
        ("Combien l'avez-vous payé ?", "Joker.", "Joker"),
        ("Quel est votre budget ?", "Je ne donne pas de chiffre.", "Je ne donne pas"),
        ("Et ce procès ?", "Je ne le commenterai pas.", "Je ne le commenterai pas"),
        ("Et ce procès ?", "Ah non, sans commentaire !", "sans commentaire"),
        ("Et ce procès ?", "Je n’ai rien à déclarer.", "Je n’ai rien à déclarer"),
        ("Qui est-ce ?", "Vous ne m’aurez pas.", "Vous ne m’aurez pas"),
        (
            "Travaillez-vous pour lui ?",
            "On me prête aussi un yacht à Sète. Je ne parle jamais de mes clients. Question suivante ?",
            "Je ne parle jamais de",
        ),
    ],
)
def test_a_refusal_that_says_nothing_else_evades(question: str, answer: str, cue: str) -> None:
    found = assess([question], said(answer))
    assert found.status == "evades"
    assert found.evidence[0].kind == "refusal"
    assert found.evidence[0].text == cue


def test_a_question_left_to_somebody_else_evades() -> None:
    found = assess(["Y retournerez-vous ?"], said("Demandez à mon genou. Lui seul le sait, hélas."))
    assert (found.status, found.evidence[0].kind) == ("evades", "redirect")


@pytest.mark.parametrize("answer", ["Et vous, vous y croyez ?", "Ah. Tu veux que je me fâche ?"])
def test_a_question_put_back_to_the_asker_evades(answer: str) -> None:
    found = assess(["Ce prix est-il mérité ?"], said(answer))
    assert (found.status, found.evidence[0].kind) == ("evades", "question_back")


def test_a_rhetorical_question_is_not_assessed() -> None:
    assert assess(["Pourquoi pas le verso ?"], said("Qui lit un verso ?")).status is None


def test_a_refusal_with_a_hint_is_partial() -> None:
    answer = "Je ne vous le dirai pas. Disons que c'est une ville avec un port."
    found = assess(["Pour quelle ville travaillez-vous ?"], said(answer))
    assert found.status == "partial"
    assert [(cue.kind, cue.text) for cue in found.evidence] == [
        ("refusal", "Je ne vous le dirai pas"),
        ("hint", "Disons"),
    ]


def test_a_refused_name_before_a_story_is_not_assessed() -> None:
    answer = "Je ne donnerai pas de nom. Une crèche a publié la mauvaise photo un dimanche."
    assert assess(["Racontez-nous la pire crise."], said(answer)).status is None


def test_a_detail_that_nobody_asked_for_may_be_refused() -> None:
    answer = "Non. Un client, je ne dirai pas lequel, relit encore tout au stylo rouge."
    assert assess(["Est-ce la règle ?"], said(answer)).status == "answers"


# --- answers ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "kind", "text"),
    [
        ("Est-ce rentable ?", "Non. Nous y perdons chaque mois.", "direct", "Non"),
        ("La coupe rapporte-t-elle ?", "Aux joueurs, oui.", "direct", "oui"),
        ("Le blog ou la radio ?", "Ah, les deux.", "direct", "les deux"),
        ("Combien êtes-vous ?", "On était neuf au printemps.", "given:number", "neuf"),
        (
            "Pourquoi ce nom ?",
            "Je l'ai gardé parce que ma tante l'aimait.",
            "given:reason",
            "parce que",
        ),
        ("Depuis quand ?", "Nous avons ouvert en mars.", "given:time", "mars"),
        ("Qui décide ?", "C'est Élodie.", "given:person", "Élodie"),
        ("Où écrivez-vous ?", "J'écris chez ma sœur.", "given:place", "chez"),
        ("Qui vous inspire ?", "Une droguerie de Tourcoing.", "given:person", "Tourcoing"),
        ("Qu'est-ce qui vous agace ?", "Les prix.", "fragment", "Les prix."),
        ("Que change la réforme ?", "Cette réforme a tout ralenti.", "taken_up", "réforme"),
        ("Les prix d'automne.", "Ils me fatiguent.", "resuming", "Ils"),
    ],
)
def test_an_answer_shows_the_words_that_answer(
    question: str, answer: str, kind: str, text: str
) -> None:
    found = assess([question], said(answer))
    assert (found.status, found.evidence[0].kind, found.evidence[0].text) == ("answers", kind, text)


def test_an_answer_without_any_cue_is_not_assessed() -> None:
    answer = said("Je relis les épreuves dans le train.")
    assert assess(["Comment choisissez-vous vos titres ?"], answer).status is None


def test_a_long_answer_is_not_assessed() -> None:
    assert assess(["Est-ce ouvert ?"], said(LONG)).status is None
    assert assess(["Est-ce ouvert ?"], said(LONG[:100])).status == "answers"


@pytest.mark.parametrize(("questions", "answers"), [([], ["Oui."]), (["Est-ce vrai ?"], [])])
def test_half_an_exchange_is_not_assessed(questions: list[str], answers: list[str]) -> None:
    assert assess(questions, said(*answers)).status is None


def test_an_answer_without_a_word_is_not_assessed() -> None:
    assert assess(["Est-ce vrai ?"], said("…")).status is None


# --- other subjects --------------------------------------------------------------------------


def test_a_subject_that_the_speaker_announces_is_volunteered() -> None:
    answer = said(
        "Depuis mars. Nous tenons jusqu'à huit heures.",
        "J’ajoute que nous quittons Rodez à Noël.",
    )
    found = assess(["Depuis quand ouvrez-vous le dimanche ?"], answer)
    assert (found.status, found.evidence[0].text) == ("volunteers", "J’ajoute")


def test_the_rest_of_what_was_asked_is_no_other_subject() -> None:
    answer = said("Non. Les affiches partent en mars. Quant aux archives, nous les gardons.")
    assert assess(["Gardez-vous les affiches et les archives ?"], answer).status == "answers"


# --- the interview ---------------------------------------------------------------------------


def test_evidence_lies_where_its_words_stand_in_the_interview() -> None:
    turns = said("Je ne vous le dirai pas.", "Disons qu’il a un port.")
    whole = " " * 100 + "  ".join(turn.text for turn in turns)
    for cue in assess(["Pour quelle ville ?"], turns).evidence:
        assert whole[cue.start : cue.end] == cue.text


def test_every_exchange_has_its_status() -> None:
    interview = interview_of(
        [
            ("question", "Est-ce rentable ?"),
            ("answer", "Non."),
            ("question", "Combien perdez-vous ?"),
            ("answer", "Joker."),
            ("question", "Et l'an prochain ?"),
        ]
    )
    assert list(answer_statuses(interview).values()) == ["answers", "evades", None]
