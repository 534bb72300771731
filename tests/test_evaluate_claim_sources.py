"""Types and sources of claims: gold and records of one answer, counts worked out by hand."""

from __future__ import annotations

import dataclasses

import pytest
from gold_records import counts, record_of, scored, share

from pipeline.evaluate import Evaluation, evaluate
from pipeline.schema import (
    Attribution,
    ClaimType,
    ExchangeTurns,
    Gold,
    GoldClaim,
    GoldEntity,
    GoldMention,
    GoldTurn,
)

SPEAKER = Attribution("speaker")


def by(source: str | None) -> Attribution:
    return Attribution("reported", source)


def gold_of(
    *claims: tuple[str, ClaimType, Attribution], names: dict[str, str] | None = None
) -> Gold:
    """Return an interview of one answer.

    Args:
        claims: Words, type and attribution; the answer is these words, a sentence each.
        names: Mentions in the answer with the canonical name of their entity.
    """
    text = "".join(f"{words}. " for words, _, _ in claims)
    marked = []
    start = 0
    for number, (words, type, attribution) in enumerate(claims, 1):
        end = start + len(words)
        marked.append(
            GoldClaim(
                f"c{number}", start, end, words, "t1", None, attribution, type, False, False,
                "asserted", False,
            )
        )  # fmt: skip
        start = end + 2
    entities = [
        GoldEntity(f"e{number}", name, "ORG", None, (mention_in(text, words),))
        for number, (words, name) in enumerate((names or {}).items(), 1)
    ]
    return Gold(
        "essai",
        text,
        turns=(GoldTurn("t1", "answer", None, 0, len(text), text),),
        exchanges=(ExchangeTurns("x1", (), ("t1",)),),
        entities=tuple(entities),
        claims=tuple(marked),
    )


def mention_in(text: str, words: str) -> GoldMention:
    start = text.index(words)
    return GoldMention(start, start + len(words), words, "t1")


def with_sources(gold: Gold, *heard: Attribution) -> Evaluation:
    claims = record_of(gold).claims
    changed = (
        dataclasses.replace(claim, attribution=attribution)
        for claim, attribution in zip(claims, heard, strict=True)
    )
    return scored(gold, claims=tuple(changed), entities=())


def with_types(gold: Gold, *types: ClaimType) -> Evaluation:
    claims = record_of(gold).claims
    changed = (
        dataclasses.replace(claim, type=type) for claim, type in zip(claims, types, strict=True)
    )
    return scored(gold, claims=tuple(changed))


# --- types -----------------------------------------------------------------------------------

FIVE = gold_of(
    ("La halle ouvre à six heures", "fact", SPEAKER),
    ("Le pain y coûte deux euros", "fact", SPEAKER),
    ("Les bancs sont en chêne", "fact", SPEAKER),
    ("Le marché est trop bruyant", "evaluation", SPEAKER),
    ("Les camions bloquent la rue parce qu’on les laisse faire", "causal", SPEAKER),
)


def test_macro_f1_is_the_plain_mean_over_the_types_of_the_gold() -> None:
    found = with_types(FIVE, "fact", "fact", "evaluation", "evaluation", "prediction")
    # fact 2·2/(3+2), evaluation 2·1/(1+2), causal 0; prediction is in no gold claim.
    assert found.value("claims", "type macro-F1") == pytest.approx((4 / 5 + 2 / 3 + 0) / 3)


def test_every_type_has_its_f1_with_counts() -> None:
    found = with_types(FIVE, "fact", "fact", "evaluation", "evaluation", "prediction")
    assert counts(found, "claim.type.fact") == (2, 0, 1)
    assert counts(found, "claim.type.evaluation") == (1, 1, 0)
    assert counts(found, "claim.type.causal") == (0, 0, 1)
    assert counts(found, "claim.type.prediction") == (0, 1, 0)
    assert found.value("claims", "type fact", "F1") == pytest.approx(4 / 5)
    assert found.value("claims", "type prediction", "F1") == 0
    assert found.value("claims", "type definition", "F1") is None


def test_types_are_compared_on_matched_claims_alone() -> None:
    claims = record_of(FIVE).claims
    found = scored(FIVE, claims=claims[:4])
    assert counts(found, "claim.type.causal") == (0, 0, 0)
    assert found.value("claims", "type macro-F1") == 1


# --- sources ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "heard", "right"),
    [
        ("Un voisin", "un  voisin", True),  # case and white space
        ("l’adjoint", "L'adjoint", True),  # typography
        ("le voisin", "voisin", False),  # an article is left out of names alone
        ("un voisin", "le voisin", False),
        ("la Sablière", "Sablière", True),
        ("la Sablière", "Agence Sablière", True),  # the canonical name
        ("la Sablière", "l’agence Sablière", True),
        ("la Sablière", "Elle", False),
        ("une étude de la Sablière", "Sablière", False),  # what it is by is not the source
        ("la Sablière", "une étude de la Sablière", False),
        (None, None, True),
        (None, "on", False),
        ("on", None, False),
    ],
)
def test_a_source_is_right_by_entity_or_else_by_words(
    said: str | None, heard: str | None, right: bool
) -> None:
    gold = gold_of(
        (f"Selon {said or 'certains'}, les loyers montent", "fact", by(said)),
        ("La Sablière compte cent toits", "fact", SPEAKER),
        names={"Sablière": "Agence Sablière"},
    )
    found = with_sources(gold, by(heard), SPEAKER)
    assert share(found, "claim.source") == (right, 1)
    assert [miss.kind for miss in found.misses if "source" in miss.kind] == (
        [] if right else ["claim source"]
    )


def test_an_entity_elsewhere_in_the_interview_does_not_name_a_source() -> None:
    gold = gold_of(
        ("Le Phare compte cent lits", "fact", SPEAKER),
        ("Selon le phare, la brume vient", "fact", by("le phare")),
        names={"Phare": "Hôtel du Phare"},
    )
    found = with_sources(gold, SPEAKER, by("Hôtel du Phare"))
    assert share(found, "claim.source") == (0, 1)


@pytest.mark.parametrize(
    ("heard", "lenient"),
    [
        ("le maire", True),  # 7 of 13 visible characters
        ("Brou", False),  # 4 of 13
        ("le maire de Brou-Ville", False),  # not in the claim
        ("maire de Bro", False),  # ends within a word
        ("le maire de Brou", True),
        ("eux", False),
    ],
)
def test_a_source_is_leniently_right_where_half_of_it_is_there(heard: str, lenient: bool) -> None:
    # In the gold text the source has a broken line; sources keep none.
    gold = gold_of(
        ("Selon le \n maire de Brou, c’est fini pour eux", "fact", by("le maire de Brou"))
    )
    found = with_sources(gold, by(heard))
    assert share(found, "claim.source.lenient") == (lenient, 1)
    assert share(found, "claim.source") == (heard == "le maire de Brou", 1)


def test_a_canonical_name_is_leniently_right_without_any_overlap() -> None:
    gold = gold_of(
        ("Selon la DTR, l’eau baisse", "fact", by("la DTR")),
        names={"DTR": "Direction des rivières"},
    )
    found = with_sources(gold, by("Direction des rivières"))
    assert share(found, "claim.source.lenient") == (1, 1)


FOUR = gold_of(
    ("Selon un maçon, le mur penche", "fact", by("un maçon")),
    ("Selon une élève, la cour est vide", "fact", by("une élève")),
    ("Selon un pêcheur, la rivière sent la vase", "fact", by("un pêcheur")),
    ("La cour est propre", "fact", SPEAKER),
)


def test_source_recall_counts_reported_claims_that_were_not_found() -> None:
    claims = record_of(FOUR).claims
    # The second is taken for the speaker's own, the third is missed, the fourth is no report.
    second = dataclasses.replace(claims[1], attribution=SPEAKER)
    fourth = dataclasses.replace(claims[3], attribution=by("La cour"))
    found = scored(FOUR, claims=(claims[0], second, fourth))
    assert share(found, "claim.source") == (1, 1)
    assert share(found, "claim.source.recall") == (1, 3)
    assert found.value("claims", "source accuracy") == 1
    assert found.value("claims", "source recall") == pytest.approx(1 / 3)


def test_an_interview_without_record_lowers_source_recall_alone() -> None:
    other = dataclasses.replace(FOUR, id="autre")
    found = evaluate([FOUR, other], [record_of(FOUR)], names=set())
    assert found.value("claims", "source accuracy") == 1
    assert found.value("claims", "source recall") == pytest.approx(1 / 2)
