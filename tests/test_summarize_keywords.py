"""Keywords: which noun phrases are candidates, in which form, and which are chosen."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from extraction_docs import docs_of, interview_of
from gold_records import claim_of

from pipeline.gold import read_golds
from pipeline.lexicons import table
from pipeline.schema import (
    Attribution,
    Claim,
    Entity,
    EntityLabel,
    GoldClaim,
    Interview,
    Mention,
    Participant,
    TurnRole,
)
from pipeline.settings import Settings
from pipeline.summarize import summarize
from pipeline.summarize.candidates import headline_of, occurrences_of
from pipeline.summarize.keywords import Keywords, best, by_phrase, keywords_of
from pipeline.summarize.nominal import is_verbal
from pipeline.summarize.rarity import rarity, words_of
from pipeline.summarize.tokens import tokens_of
from pipeline.summarize.weighing import Features, candidates_of, terms_of

if TYPE_CHECKING:
    from collections.abc import Sequence

TRAIN = Path(__file__).parent.parent / "corpus" / "gold" / "train"


def asked(*pairs: tuple[str, str], heading: str = "") -> Interview:
    turns: list[tuple[TurnRole, str]] = [("heading", heading)] if heading else []
    for question, answer in pairs:
        turns += [("question", question), ("answer", answer)]
    return interview_of(turns)


def told(*answers: str) -> Interview:
    return asked(*(("Comment travaillez-vous ?", answer) for answer in answers))


def named(interview: Interview, label: EntityLabel, *forms: str) -> Entity:
    """The entity of all places where one of the forms stands; longer forms before those inside them."""
    mentions: list[Mention] = []
    for turn in interview.turns:
        for form in forms:
            at = turn.text.find(form)
            while at >= 0:
                start, end = turn.start + at, turn.start + at + len(form)
                if not any(m.start < end and start < m.end for m in mentions):
                    mentions.append(Mention(start, end, form, turn.id, 1.0))
                at = turn.text.find(form, at + len(form))
    mentions.sort(key=lambda mention: mention.start)
    return Entity(f"e-{forms[0]}", forms[0], label, None, tuple(mentions))


def keywords(
    interview: Interview,
    *,
    most: int = 50,
    entities: Sequence[Entity] = (),
    claims: Sequence[Claim] = (),
) -> Keywords:
    return keywords_of(interview, docs_of(interview), claims, entities, most=most)


def phrases_in(*answers: str) -> set[str]:
    """All candidates of an interview, before any is chosen."""
    interview = told(*answers)
    found = occurrences_of(interview, docs_of(interview), (), ())
    return {item.phrase.text for item in found}


# --- candidates ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        ("Un baby-foot ne retient personne.", "baby-foot"),
        ("On a remis un avertissement sur résultats hier.", "avertissement sur résultats"),
        ("C’était une soirée sans poubelle.", "soirée sans poubelle"),
        ("Nous écrivons la gestion de la crise.", "gestion de la crise"),
        ("Elle relit la loi sur les pratiques du marché.", "loi sur les pratiques du marché"),
        ("Il a obtenu un permis de construire.", "permis de construire"),
        ("Les montres connectées arrivent.", "montres connectées"),
        ("Le carnet d’adresses est une légende.", "carnet d’adresses"),
        ("Je dois mes succès aux libraires indépendants.", "libraires indépendants"),
    ],
)
def test_a_phrase_is_whole_and_written_as_in_the_text(answer: str, phrase: str) -> None:
    assert phrase in phrases_in(answer)


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        ("Un baby-foot ne retient personne.", "foot"),
        ("Les agences de relations publiques signent.", "agences de relations"),
        ("Que leur répondez-vous, à la rédaction ?", "répondez"),
        ("Concrètement, la rédaction appelle.", "Concrètement"),
        ("Le message voulais tout dire.", "message voulais"),
        ("La campagne lancée par la ville coûte.", "campagne lancée"),
    ],
)
def test_fragments_verbs_and_adverbs_are_no_phrases(answer: str, part: str) -> None:
    assert part not in phrases_in(answer)


@pytest.mark.parametrize(
    "barred",
    [
        "chose",
        "choses",
        "façon",
        "exemples",
        "lundi",
        "fin",
        "semaines",
        "dix",
        "mai-juin",
        "trente-deux",
        "euros",
        "printemps",
    ],
)
def test_times_measures_and_manners_are_in_no_phrase(barred: str) -> None:
    words = {
        word
        for phrase in phrases_in(f"La {barred} de la campagne, les {barred}, une {barred}.")
        for word in phrase.split()
    }
    assert "campagne" in words
    assert barred not in words


@pytest.mark.parametrize(
    ("answer", "kept", "adverb"),
    [
        ("Ils ont des clients à peine.", "clients", "peine"),
        ("Il y a la montre dedans.", "montre", "dedans"),
        ("Un paysage sans personne dedans.", "paysage", "dedans"),
        ("Une carte de visite en poche, il part.", "carte de visite", "poche"),
        ("Le dossier en cours attend.", "dossier", "cours"),
        ("Il récite des articles par cœur.", "articles", "cœur"),
        ("On voit les clients derrière.", "clients", "derrière"),
    ],
)
def test_adverbs_and_adverbial_phrases_are_in_no_phrase(
    answer: str, kept: str, adverb: str
) -> None:
    found = phrases_in(answer)
    assert kept in found
    assert not [phrase for phrase in found if adverb in phrase.split()]


def test_a_noun_of_an_adverbial_phrase_is_one_elsewhere() -> None:
    assert {"livre de poche", "peine"} <= phrases_in("Le livre de poche vaut la peine.")


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("Agences et rédactions se parlent. Il aime les agences.", "agences"),
        ("RTS et rédactions se parlent. Il aime la RTS.", "RTS"),
        ("Boursorama, TikTok et les forums font la rumeur.", "Boursorama"),
    ],
)
def test_a_sentence_gives_no_capital_to_a_phrase(answer: str, written: str) -> None:
    found = phrases_in(answer)
    assert written in found
    assert written.capitalize() == written or written.capitalize() not in found


def test_a_word_with_its_subject_after_it_is_a_verb() -> None:
    interview = asked(("Que pense-t-elle du phare ?", "Rien."))
    tokens = tokens_of(docs_of(interview)[0])
    verbs = [tokens.word(at) for at in range(len(tokens)) if is_verbal(tokens, at)]
    assert "pense" in verbs


# --- names -----------------------------------------------------------------------------------


def test_no_person_is_a_keyword_and_no_part_of_one() -> None:
    interview = told(
        "Paul-Henri Moreau écrit nos communiqués. Le marché aime Moreau.",
        "Avec Paul-Henri Moreau, la peinture est un métier. Moreau peint.",
    )
    person = named(interview, "PER", "Paul-Henri Moreau", "Moreau")
    found = " ".join(keywords(interview, entities=[person]).whole)
    assert "communiqués" in found
    assert "Moreau" not in found
    assert "Paul" not in found


def test_an_organisation_is_a_keyword_as_a_whole() -> None:
    interview = told(
        "Nous aidons Quatre Vents du Nord. Vents du Nord vend des bateaux.",
        "Vents du Nord a une voile bleue.",
    )
    firm = named(interview, "ORG", "Quatre Vents du Nord", "Vents du Nord")
    found = keywords(interview, entities=[firm]).whole
    assert "Quatre Vents du Nord" in found
    assert not any(word in ("Vents", "Nord", "Vents du Nord") for word in found)


def test_a_name_is_written_as_most_often_unless_a_longer_form_holds_it() -> None:
    interview = told(
        "L’ARPP veille. L’ARPP conseille. L’Autorité de la publicité, c’est l’ARPP.",
        "L’ARPP répond.",
    )
    entity = named(interview, "ORG", "Autorité de la publicité", "ARPP")
    found = keywords(interview, entities=[entity]).whole
    assert "ARPP" in found
    assert "Autorité de la publicité" not in found


def test_a_noun_with_a_name_after_it_is_a_phrase() -> None:
    interview = told("La caissière tient le compte Twitter du magasin.")
    entity = named(interview, "ORG", "Twitter")
    found = occurrences_of(interview, docs_of(interview), (), [entity])
    assert {"compte Twitter", "Twitter"} <= {item.phrase.text for item in found}


def test_at_most_four_of_ten_are_names() -> None:
    firms = ["Zubal", "Kerdo", "Ostrik", "Vimpel", "Darnoz", "Plouzec", "Tarvik"]
    interview = told(*(f"Chez {firm}, la voile et le mât comptent. {firm} !" for firm in firms))
    entities = [named(interview, "ORG", firm) for firm in firms]
    found = keywords(interview, entities=entities, most=10).whole
    assert sum(firm in found for firm in firms) == 4


def test_participants_are_no_keywords_even_if_they_are_media() -> None:
    interview = told("Le Courrier des Anses lit nos communiqués. Les communiqués, oui.")
    medium = Participant("p1", "Courrier des Anses", "interviewer")
    interview = replace(interview, participants=(medium, interview.participants[1]))
    entity = named(interview, "ORG", "Courrier des Anses")
    assert not any("Courrier" in k for k in keywords(interview, entities=[entity]).whole)


# --- choosing --------------------------------------------------------------------------------


def test_singular_and_plural_are_counted_together_and_written_as_more_often() -> None:
    interview = told(
        "Un réseau social fatigue.",
        "Les réseaux sociaux mentent.",
        "Les réseaux sociaux passent.",
    )
    found = keywords(interview).whole
    assert "réseaux sociaux" in found
    assert "réseau social" not in found


def test_none_is_contained_in_another() -> None:
    interview = told(
        "La levée de fonds occupe la rédaction. Une levée de fonds fatigue.",
        "La communication de crise, la crise, la communication.",
    )
    for found in (keywords(interview).whole, *keywords(interview).exchanges.values()):
        for one in found:
            assert not any(f" {one} " in f" {other} " for other in found if other != one)


def test_what_never_stands_without_its_complement_is_no_candidate() -> None:
    interview = told("La levée de fonds fatigue.", "Une levée de fonds occupe.", "La marée monte.")
    everything = occurrences_of(interview, docs_of(interview), (), ())
    grouped = by_phrase(everything)
    assert "levée" in grouped
    candidates = candidates_of(grouped, terms_of(grouped, headline_of(interview)))
    assert {candidate.written for candidate in candidates} == {"levée de fonds", "marée"}


@pytest.mark.parametrize(
    ("answers", "phrase", "kept"),
    [
        (["Il faut le courage de chercher."], "courage de chercher", False),
        (
            ["On vend un permis de construire.", "On attend un permis de construire."],
            "permis de construire",
            True,
        ),
        (["On a vu un téléphone dans le vestiaire."], "téléphone dans le vestiaire", False),
    ],
)
def test_loose_phrases_must_come_again(answers: list[str], phrase: str, kept: bool) -> None:
    assert (phrase in keywords(told(*answers)).whole) is kept


def test_what_a_question_names_needs_not_come_again() -> None:
    interview = asked(("Votre campagne dans le métro a fait parler ?", "Elle a surtout coûté."))
    assert "campagne dans le métro" in keywords(interview).whole


@pytest.mark.parametrize("word", ["question", "nom", "métier", "gens"])
def test_general_nouns_are_no_keyword_alone(word: str) -> None:
    interview = told(
        f"Les {word} du port.", f"Le {word} bleu et la marée.", f"Un {word} pour tous."
    )
    found = keywords(interview).whole
    assert "marée" in found
    assert not any(key.split()[0] in (word, f"{word}s") for key in found)


def test_a_general_noun_may_begin_a_term() -> None:
    assert (
        "point de vente" in keywords(told("Le point de vente ouvre.", "Un point de vente.")).whole
    )


def first(interview: Interview, *words: str, claims: Sequence[Claim] = ()) -> str:
    """Which of some words is the best keyword."""
    found = keywords(interview, claims=claims).whole
    return min(words, key=found.index)


def test_what_the_headline_has_comes_first() -> None:
    pair = ("Que faites-vous ?", "La marée gêne les voiliers et les pêcheurs.")
    assert first(asked(pair, heading="Les pêcheurs d’abord"), "pêcheurs", "voiliers") == "pêcheurs"
    assert first(asked(pair, heading="Les voiliers d’abord"), "pêcheurs", "voiliers") == "voiliers"


def test_what_a_question_asks_comes_first() -> None:
    answer = "La marée gêne les voiliers et les pêcheurs."
    assert first(asked(("Les pêcheurs ?", answer)), "pêcheurs", "voiliers") == "pêcheurs"
    assert first(asked(("Les voiliers ?", answer)), "pêcheurs", "voiliers") == "voiliers"


@pytest.mark.parametrize("word", ["voiliers", "pêcheurs"])
def test_what_a_key_claim_has_comes_first(word: str) -> None:
    interview = told("La marée gêne les voiliers et les pêcheurs.")
    assert first(interview, "voiliers", "pêcheurs", claims=[_claim(interview, word)]) == word


@pytest.mark.parametrize("key", [True, False])
def test_only_key_claims_count(key: bool) -> None:
    interview = told("La marée gêne les voiliers et les pêcheurs.")
    claims = [replace(_claim(interview, "voiliers"), key=key)]
    found = occurrences_of(interview, docs_of(interview), claims, ())
    assert {item.phrase.text for item in found if item.key} == ({"voiliers"} if key else set())


def _claim(interview: Interview, words: str) -> Claim:
    """A key claim of the first answer."""
    turn = interview.turns[1]
    start = turn.start + turn.text.index(words)
    said = Attribution("speaker")
    end = start + len(words)
    plain = GoldClaim(
        "c1", start, end, words, turn.id, turn.speaker, said, "fact", False, False, "asserted", True
    )
    return claim_of(plain, "x1")


def test_the_weights_decide() -> None:
    interview = told("La marée gêne les voiliers. Les voiliers attendent.", "La rade est un piège.")
    everything = occurrences_of(interview, docs_of(interview), (), ())
    grouped = by_phrase(everything)
    candidates = candidates_of(grouped, terms_of(grouped, headline_of(interview)))
    nothing = Features(*[0.0] * len(Features._fields))
    often, seldom = nothing._replace(often=1.0), nothing._replace(often=-1.0)
    assert best(candidates, often, most=1) == ("voiliers",)
    assert best(candidates, seldom, most=1) == ("marée",)


# --- exchanges -------------------------------------------------------------------------------


def test_an_exchange_has_half_as_many_and_only_its_own() -> None:
    interview = asked(
        ("Les voiliers ?", "La marée, la rade, le phare, le quai et les pêcheurs comptent."),
        ("La forêt ?", "Le chêne, la mousse, la scierie, le chemin et les bûcherons comptent."),
    )
    found = keywords(interview, most=6).exchanges
    assert {id_: len(own) for id_, own in found.items()} == {"x1": 3, "x2": 3}
    assert "voiliers" in found["x1"]
    assert "forêt" in found["x2"]
    assert not set(found["x1"]) & set(found["x2"])


def test_in_an_exchange_what_all_exchanges_share_comes_later() -> None:
    others = ("Le quai", "Le mât", "Le filet", "La voile", "La rame", "La rade", "La bouée")
    interview = told("La marée et le phare.", *(f"{noun} et la marée." for noun in others))
    found = keywords(interview)
    assert found.exchanges["x1"].index("phare") < found.exchanges["x1"].index("marée")
    assert found.whole[0] == "marée"


def test_an_exchange_of_nothing_has_no_keywords() -> None:
    assert keywords(asked(("Vous partez ?", "Oui, tout à fait."))).exchanges == {"x1": ()}


def test_the_digest_holds_the_keywords_without_persons() -> None:
    interview = told("Paul-Henri Moreau écrit nos communiqués.")
    person = named(interview, "PER", "Paul-Henri Moreau")
    digest = summarize(interview, docs_of(interview), (), Settings(), entities=[person])
    assert digest.keywords == ("communiqués",)
    assert digest.exchange_keywords == {"x1": ("communiqués",)}


# --- the table of other interviews ------------------------------------------------------------


def test_a_word_is_rarer_the_fewer_interviews_have_it() -> None:
    frequencies = {word: int(count) for word, count in table("keyword_frequencies").items()}
    ordered = sorted(frequencies, key=frequencies.__getitem__, reverse=True)
    values = [rarity(word) for word in ordered]
    assert values == sorted(values)
    assert 0 <= values[0] < values[-1] < rarity("ramboutan") == 1


def test_the_table_is_that_of_the_training_interviews() -> None:
    counted: Counter[str] = Counter()
    for gold in read_golds(TRAIN):
        counted.update(set(words_of(gold.text)))
    for word, count in table("keyword_frequencies").items():
        assert counted[word] == int(count), f"run scripts/count_interviews.py ({word})"
