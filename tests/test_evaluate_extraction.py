"""Scoring of entities, claims and summaries: known errors give counts worked out by hand."""

from __future__ import annotations

import dataclasses

import pytest
from gold_records import counts, edited, moved, record_of, scored, share

from pipeline.evaluate import evaluate
from pipeline.schema import Gold, Summary


def test_entity_errors_are_counted_by_hand(gold: Gold) -> None:
    entities = record_of(gold).entities
    names = [entity.name for entity in entities]
    assert names == ["Auxerre", "Odile Tanneur", "L’Express", "Instagram", "Dijon", "Jeanne Verne"]
    place, person, media, network, other_place, neighbour = entities
    shortened = edited(person.mentions, 0, **moved(person.mentions[0], gold.text, start=6))
    assert shortened[0].text == "Tanneur"
    found = scored(
        gold,
        entities=(
            dataclasses.replace(place, label="ORG"),  # wrong label
            dataclasses.replace(person, mentions=shortened),  # wrong span
            dataclasses.replace(media, kind="brand"),  # wrong kind
            network,  # right
            neighbour,  # right; Dijon is missed
        ),
    )
    assert other_place.name == "Dijon"
    # 7 gold mentions; 6 predicted, 4 of them right (L’Express, Instagram twice, Verne).
    assert counts(found, "entity") == (4, 2, 3)
    assert counts(found, "entity.span") == (5, 1, 2)
    assert counts(found, "entity.LOC") == (0, 0, 2)
    assert counts(found, "entity.ORG") == (3, 1, 0)
    assert counts(found, "entity.PER") == (1, 1, 1)
    # Grouping asks for the mentions, not the label: all but Odile Tanneur and Dijon.
    assert share(found, "entity.grouping") == (4, 6)
    assert share(found, "entity.kind") == (1, 2)
    assert share(found, "entity.name") == (4, 4)
    assert sorted({miss.kind for miss in found.misses}) == [
        "entity grouping",
        "entity kind",
        "entity label",
        "entity missed",
        "entity span",
    ]
    missed = next(miss for miss in found.misses if miss.kind == "entity missed")
    assert missed.sentence == "J’y suis depuis Dijon, où je faisais mes études."
    assert missed.gold == "[Dijon](LOC)"


def test_unlisted_names_leave_out_what_the_lexicons_hold(gold: Gold) -> None:
    entities = record_of(gold).entities
    found = evaluate(
        [gold],
        [dataclasses.replace(record_of(gold), entities=entities[:-1])],
        names={"l'express", "Instagram", "AUXERRE"},
    )
    # Odile Tanneur and Dijon are found, Verne is missed; the four listed mentions do not count.
    assert counts(found, "entity.unlisted") == (2, 0, 1)


def test_two_mentions_split_over_two_entities_are_a_grouping_error(gold: Gold) -> None:
    entities = record_of(gold).entities
    network = entities[3]
    parts = [
        dataclasses.replace(network, id=f"e{9 + i}", mentions=(mention,))
        for i, mention in enumerate(network.mentions)
    ]
    found = scored(gold, entities=(*entities[:3], *parts, *entities[4:]))
    assert counts(found, "entity") == (7, 0, 0)
    assert share(found, "entity.grouping") == (5, 6)


def test_claim_overlaps_are_character_jaccard(gold: Gold) -> None:
    claims = record_of(gold).claims
    claim = claims[3]
    assert claim.text == "Les affiches ne servent à rien"  # 25 visible characters
    found = scored(gold, claims=edited(claims, 3, **moved(claim, gold.text, start=14)))
    # "ne servent à rien": 14 of 25 characters, 0.56.
    assert counts(found, "claim@0.3") == (6, 0, 0)
    assert counts(found, "claim@0.5") == (6, 0, 0)
    assert counts(found, "claim@0.8") == (5, 1, 1)
    found = scored(gold, claims=edited(claims, 3, **moved(claim, gold.text, start=17)))
    # "servent à rien": 12 of 25, 0.48.
    assert counts(found, "claim@0.3") == (6, 0, 0)
    assert counts(found, "claim@0.5") == (5, 1, 1)
    assert counts(found, "claim.key") == (3, 1, 1)
    assert share(found, "claim.type") == (5, 5)


def test_claim_attributes_are_compared_on_matched_claims(gold: Gold) -> None:
    claims = record_of(gold).claims
    claims = edited(claims, 0, type="fact")
    claims = edited(claims, 3, negated=False)
    claims = edited(claims, 1, hedged=True, modality="conditional")
    found = scored(gold, claims=claims)
    assert share(found, "claim.type") == (5, 6)
    assert share(found, "claim.negated") == (5, 6)
    assert counts(found, "claim.negated") == (0, 0, 1)
    assert share(found, "claim.hedged") == (5, 6)
    assert counts(found, "claim.hedged") == (1, 1, 0)
    assert share(found, "claim.modality") == (5, 6)
    assert share(found, "claim.attribution") == (6, 6)
    assert counts(found, "claim.reported") == (1, 0, 0)


def test_key_claims_are_matched_among_key_claims(gold: Gold) -> None:
    claims = record_of(gold).claims
    assert [claim.key for claim in claims] == [True, False, True, True, False, True]
    claims = edited(claims, 1, key=True)
    claims = edited(claims, 5, key=False)
    found = scored(gold, claims=claims)
    assert counts(found, "claim.key") == (3, 1, 1)
    assert found.value("claims", "key", "recall") == 3 / 4
    assert found.most_keys_per_answer == 3
    assert [miss.kind for miss in found.misses] == ["key claim missed", "claim not key"]


def test_a_claim_that_is_no_longer_key_is_listed(gold: Gold) -> None:
    claims = record_of(gold).claims
    lost = dataclasses.replace(gold, claims=edited(gold.claims or (), 0, key=False))
    (miss,) = scored(lost, claims=claims).misses
    assert miss.kind == "claim not key"
    assert (miss.sentence, miss.gold) == (claims[0].text, claims[0].text)
    assert miss.predicted == f"key (salience {claims[0].salience})"


def test_rouge_keeps_accents_and_stems_french(gold: Gold) -> None:
    assert gold.summary is not None
    gold = dataclasses.replace(
        gold, summary=dataclasses.replace(gold.summary, text="L’été des libraires")
    )
    summary = Summary("Des étés de libraire", "extractive", ())
    found = scored(gold, summary=summary)
    # Words: l, été, des, libraires against des, étés, de, libraire: one of four.
    assert found.value("summary", "ROUGE-1") == pytest.approx(1 / 4)
    # Stems: l, été, de, librair against de, été, de, librair: three of four.
    assert found.value("summary", "ROUGE-1 on stems") == pytest.approx(3 / 4)
    assert found.value("summary", "ROUGE-2") == 0
