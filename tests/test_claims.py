"""Which stretches of an answer are claims, and which of them are key."""

from __future__ import annotations

from pathlib import Path

import pytest
from extraction_docs import claims_in, docs_of, interview_of, talk

from pipeline.claims import find_claims
from pipeline.claims.candidates import read_answer, read_question
from pipeline.schema import Entity, Mention, TurnRole
from pipeline.settings import Settings
from pipeline.text import checked

MARKED = Path(__file__).parents[1] / "corpus" / "marked"
LONG = (
    "Un bon communiqué répond à une seule question. J’en reçois quarante par jour depuis 2012. "
    "Les journalistes n’ouvrent plus les pièces jointes. Il faut donc écrire le chiffre dans la "
    "première phrase. Mes confrères disent que la relance téléphonique agace tout le monde. "
    "Je crois que cela changera bientôt. La presse régionale lit mieux que la presse nationale."
)


def test_every_claim_is_its_slice_and_carries_its_place() -> None:
    interview = talk(LONG)
    claims = claims_in(interview)
    assert len(claims) >= 6
    for claim in claims:
        checked(claim, interview.text)
        assert (claim.turn, claim.exchange, claim.speaker) == ("t2", "x1", "p2")
        assert not claim.text.endswith((".", "?", "!", "…"))
        for cue in claim.cues:
            checked(cue, interview.text)
        for quantity in claim.quantities:
            checked(quantity, interview.text)


def test_an_answers_spans_are_its_clauses_in_the_turn() -> None:
    text = (
        "Bonjour. Le registre est utile, mais il coûte cher. Qu’en dites-vous ? Je l’ai en double."
    )
    interview = talk(text)
    question = read_question([interview.turns[0].text])
    answer = read_answer(docs_of(interview)[1], question, breaks=[], mentions=[])
    shown = [text[start:end] for start, end in answer.spans]
    assert shown == [
        "Bonjour",
        "Le registre est utile",
        "mais il coûte cher",
        "Je l’ai en double",
    ]
    assert len(answer.spans) == len(answer.candidates)
    claims = claims_in(interview)
    base = interview.turns[1].start
    assert {(c.start - base, c.end - base) for c in claims} <= set(answer.spans)


def test_claims_are_numbered_in_text_order() -> None:
    claims = claims_in(talk(LONG))
    assert [claim.id for claim in claims] == [f"c{n}" for n in range(1, len(claims) + 1)]
    assert [claim.start for claim in claims] == sorted(claim.start for claim in claims)


def test_the_same_answer_gives_the_same_claims() -> None:
    interview = talk(LONG)
    docs = docs_of(interview)
    assert find_claims(interview, docs, (), Settings()) == find_claims(
        interview, docs, (), Settings()
    )


@pytest.mark.parametrize(
    "silent",
    [
        "Bonjour, merci de me recevoir.",
        "Oui, tout à fait.",
        "Qu’est-ce que cela change ?",
        "Merci à vous.",
        "Vous voyez ?",
    ],
)
def test_courtesies_assent_and_questions_are_no_claims(silent: str) -> None:
    claims = claims_in(talk(f"{silent} La presse régionale lit mieux que la presse nationale."))
    assert [claim.text for claim in claims] == [
        "La presse régionale lit mieux que la presse nationale"
    ]


@pytest.mark.parametrize("role", ["question", "intro", "heading", "backchannel", "pull_quote"])
def test_only_answers_make_claims(role: TurnRole) -> None:
    interview = interview_of(
        [
            ("question", "Que faut-il faire ?"),
            ("answer", "Il faut écouter les clients."),
            (role, "Il faut répondre à tous les journalistes."),
        ]
    )
    assert [claim.turn for claim in claims_in(interview)] == ["t2"]


def test_an_answer_outside_every_exchange_makes_no_claim() -> None:
    interview = interview_of(
        [
            ("answer", "Il faut écouter les clients."),
            ("question", "Et après ?"),
            ("answer", "Il faut répondre à tous les journalistes."),
        ]
    )
    assert [claim.turn for claim in claims_in(interview)] == ["t3"]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Le registre est utile, mais il ne règle pas tous les problèmes.",
            ["Le registre est utile", "mais il ne règle pas tous les problèmes"],
        ),
        (
            "Les outils coûtent cher ; les équipes manquent de temps.",
            ["Les outils coûtent cher", "les équipes manquent de temps"],
        ),
        (
            "Une montre connectée n’est pas une montre, c’est un téléphone.",
            ["Une montre connectée n’est pas une montre", "c’est un téléphone"],
        ),
        (
            "Si l’on se tait, la presse annonce la nouvelle à notre place.",
            ["Si l’on se tait, la presse annonce la nouvelle à notre place"],
        ),
        (
            "Un journaliste qui dit non, c’est déjà un journaliste qui répond.",
            ["Un journaliste qui dit non, c’est déjà un journaliste qui répond"],
        ),
        (
            "Il faut écouter, répondre et publier vite.",
            ["Il faut écouter, répondre et publier vite"],
        ),
        (
            "La note était sévère et je l’ai affichée dans le couloir.",
            ["La note était sévère", "et je l’ai affichée dans le couloir"],
        ),
        (
            "La poste est une force : les lecteurs relisent leurs lettres à table.",
            ["La poste est une force : les lecteurs relisent leurs lettres à table"],
        ),
        (
            "Le maire affirme que le pont est sûr et qu’il a été repeint.",
            ["Le maire affirme que le pont est sûr et qu’il a été repeint"],
        ),
        (
            "Ce qui brille attire les photographes de toute la région.",
            ["Ce qui brille attire les photographes de toute la région"],
        ),
    ],
)
def test_only_two_main_clauses_are_split(sentence: str, expected: list[str]) -> None:
    assert [claim.text for claim in claims_in(talk(sentence))] == expected


def test_the_guillemets_of_a_quotation_stay_inside_the_claim() -> None:
    (claim,) = claims_in(talk("Un client m’a dit : « Vos communiqués sont trop longs. »"))
    assert claim.text == "Un client m’a dit : « Vos communiqués sont trop longs. »"


def test_list_items_are_claims_of_their_own() -> None:
    interview = talk(
        "Trois règles :\nil faut répondre le jour même ;\nil faut donner un chiffre vérifiable ;"
        "\nil faut rappeler le lendemain"
    )
    assert [claim.text for claim in claims_in(interview)] == [
        "il faut répondre le jour même",
        "il faut donner un chiffre vérifiable",
        "il faut rappeler le lendemain",
    ]


def test_a_claim_names_the_entities_it_mentions() -> None:
    interview = talk("Orange a publié ses résultats en vidéo. Les autres groupes attendent encore.")
    start = interview.text.index("Orange")
    entity = Entity(
        "e7", "Orange", "ORG", "company", (Mention(start, start + 6, "Orange", "t2", 1.0),)
    )
    assert [claim.entities for claim in claims_in(interview, [entity])] == [("e7",), ()]


@pytest.mark.parametrize("most", [1, 2, 3])
def test_an_answer_has_no_more_key_claims_than_the_settings_allow(most: int) -> None:
    claims = claims_in(talk(LONG), key_claims_per_answer=most)
    assert 1 <= sum(claim.key for claim in claims) <= most


def test_a_short_answer_has_one_key_claim() -> None:
    claims = claims_in(talk("Il faut écouter. Il faut répondre à tous les journalistes."))
    assert sum(claim.key for claim in claims) == 1


def test_salience_is_a_probability_of_three_decimals_and_ranks_the_key_claims() -> None:
    claims = claims_in(talk(LONG))
    for claim in claims:
        assert 0.0 <= claim.salience <= 1.0
        assert claim.salience == round(claim.salience, 3)
    least_key = min(claim.salience for claim in claims if claim.key)
    assert least_key >= max(claim.salience for claim in claims if not claim.key)


def test_what_others_say_is_less_salient_than_what_should_be_done() -> None:
    by_text = {claim.text: claim for claim in claims_in(talk(LONG))}
    duty = next(claim for text, claim in by_text.items() if "Il faut donc" in text)
    others = next(claim for text, claim in by_text.items() if "Mes confrères" in text)
    assert duty.salience > others.salience


def test_a_claim_that_the_title_quotes_is_more_salient() -> None:
    quoted = "La presse régionale lit mieux que la presse nationale"
    with_title = claims_in(talk(LONG, title=f"« {quoted} »"))
    without = claims_in(talk(LONG))
    assert with_title[-1].text == without[-1].text == quoted
    assert with_title[-1].salience > without[-1].salience
