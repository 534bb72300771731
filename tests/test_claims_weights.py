"""Claims with an encoder's weights: what they decide, and what stays the rules' own."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from extraction_docs import interview_of, talk
from tiny_encoder import (
    CLAIM_HEAD,
    DIMENSIONS,
    ENTITIES,
    entity_table,
    tables,
    vocabulary,
    write_encoder,
)

from pipeline.annotate import Models, annotate, load_models
from pipeline.claims import find_claims
from pipeline.encoder import ClaimWeights, Judgement, Ranking
from pipeline.schema import Claim, Interview, TurnDoc
from pipeline.settings import Settings

# Two names have an axis of the embedding each, two others tell the head what their clause is.
AXES = {"Havas": 0, "Paris": 1}
TYPES = {
    "Marie": ["type:evaluation"],
    "Oréal": ["type:fact"],
    "Saint-Malo": ["claim", "key", "type:recommendation"],
}
ANSWER = (
    "Les agences de Havas recrutent beaucoup de jeunes. "
    "Les clients de Paris attendent depuis longtemps. Les articles de Marie ont dix lecteurs. "
    "Les campagnes d’Oréal coûtent plus cher. Il faut écouter Marie avant de publier."
)


def outputs() -> dict[str, np.ndarray]:
    embedding = np.zeros((len(vocabulary()), DIMENSIONS), np.float32)
    claims = np.zeros((len(vocabulary()), len(CLAIM_HEAD)), np.float32)
    for number, piece in enumerate(vocabulary()):
        word = piece.removeprefix("▁")
        if word in AXES:
            embedding[number, AXES[word]] = 1.0
        if word in TYPES:
            claims[number, [CLAIM_HEAD.index(name) for name in TYPES[word]]] = 300.0
    return tables() | {"embedding": embedding, "claims": claims}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Models:
    folder = tmp_path_factory.mktemp("models") / "mien"
    write_encoder(folder, outputs=outputs(), claims=CLAIM_HEAD)
    return load_models(Settings(entities=str(folder)))


def weights(
    prefers: str | None = None,
    *,
    judgement: tuple[float, float, float] = (0.0, 1.0, 0.0),
    second: float = 0.15,
    least: int = 3,
    **features: float,
) -> ClaimWeights:
    """Return weights that rank by features and by the name that a clause should hold."""
    vector = np.zeros(DIMENSIONS)
    if prefers is not None:
        vector[AXES[prefers]] = 900.0
    ranking = Ranking(features, vector, second, least, (0.0, 1.0))
    return ClaimWeights(Judgement(*judgement), ranking)


def found(
    interview: Interview, models: Models, weights: ClaimWeights | None, **settings: int
) -> tuple[Claim, ...]:
    docs = annotate(interview, models)
    return find_claims(interview, docs, (), Settings(**settings), weights=weights)


def holding(name: str, claims: tuple[Claim, ...]) -> Claim:
    """Return the first claim that holds a word."""
    return next(claim for claim in claims if name in claim.text)


def key(claims: tuple[Claim, ...]) -> list[str]:
    """Return the key claims by the name, or else the first word, in them."""
    names = [*AXES, "Marie", "Oréal"]
    return [
        next((name for name in names if name in claim.text), claim.text.split()[0])
        for claim in claims
        if claim.key
    ]


# --- which claims are key --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Havas", "Paris"])
def test_the_vector_says_which_claim_is_key(models: Models, name: str) -> None:
    claims = found(talk(ANSWER), models, weights(name))
    assert key(claims) == [name]
    assert max(claims, key=lambda claim: claim.salience) == holding(name, claims)


def test_the_features_of_the_rules_count_as_well(models: Models) -> None:
    claims = found(talk(ANSWER), models, weights(is_recommendation=50.0))
    assert [claim.text for claim in claims if claim.key] == [claims[-1].text]
    assert claims[-1].type == "recommendation"


def test_a_head_that_is_sure_of_a_key_claim_needs_no_words_for_it(models: Models) -> None:
    answer = "Un bureau clair près de Saint-Malo. Les clients de Paris attendent depuis longtemps."
    with_head = found(talk(answer), models, weights())
    assert [(claim.text, claim.type) for claim in with_head] == [
        ("Un bureau clair près de Saint-Malo", "recommendation"),
        ("Les clients de Paris attendent depuis longtemps", "fact"),
    ]
    assert [claim.text for claim in found(talk(answer), models, None)] == [with_head[1].text]


@pytest.mark.parametrize("feature", ["near_question", "nearer_question"])
@pytest.mark.parametrize("name", ["Havas", "Paris"])
def test_a_clause_may_be_key_for_being_near_the_question(
    models: Models, feature: str, name: str
) -> None:
    claims = found(talk(ANSWER, f"Que fait {name} ?"), models, weights(**{feature: 20.0}))
    assert key(claims) == [name]


def test_every_turn_of_a_question_counts(models: Models) -> None:
    interview = interview_of([("question", "Que fait Havas ?"), ("answer", ANSWER)])
    turns = [("question", "Que fait Paris ?"), ("answer", ANSWER)]
    both = interview_of([("question", "Et vous ?"), *turns])
    joined = replace(
        both, exchanges=(replace(both.exchanges[1], question=("t1", "t2")),), participants=()
    )
    near = weights(near_question=20.0)
    assert key(found(joined, models, near)) == ["Paris"]
    assert key(found(interview, models, near)) == ["Havas"]


def test_salience_is_a_probability_of_three_decimals_and_ranks_the_key_claims(
    models: Models,
) -> None:
    claims = found(talk(ANSWER), models, weights("Paris", negated=1.0, length=0.5))
    for claim in claims:
        assert 0.0 <= claim.salience <= 1.0
        assert claim.salience == round(claim.salience, 3)
    least = min(claim.salience for claim in claims if claim.key)
    assert least >= max(claim.salience for claim in claims if not claim.key)


def test_only_claims_share_in_an_answer(models: Models) -> None:
    # "Merci à Havas." asserts nothing, however much its name is preferred.
    answer = "Merci à Havas. Les clients de Paris attendent depuis longtemps."
    (claim,) = found(talk(answer), models, weights("Havas"))
    assert claim.text.startswith("Les clients")
    assert (claim.key, claim.salience) == (True, 1.0)
    claims = found(talk(f"{answer} Les campagnes coûtent plus cher."), models, weights("Paris"))
    assert [claim.key for claim in claims] == [True, False]


def test_an_answer_without_claims_stays_without(models: Models) -> None:
    assert found(talk("Merci à Havas."), models, weights("Havas")) == ()


@pytest.mark.parametrize("most", [1, 2, 3])
def test_an_answer_has_no_more_key_claims_than_the_settings_allow(
    models: Models, most: int
) -> None:
    claims = found(talk(ANSWER), models, weights(second=0.01), key_claims_per_answer=most)
    assert sum(claim.key for claim in claims) == most


def test_answers_are_ranked_one_by_one(models: Models) -> None:
    short = "Les clients de Paris attendent. Les campagnes d’Oréal coûtent plus cher."
    interview = interview_of(
        [("question", "Que fait-on ?"), ("answer", ANSWER), ("question", "Et ?"), ("answer", short)]
    )
    claims = found(interview, models, weights("Havas", second=0.9))
    assert {claim.turn for claim in claims if claim.key} == {"t2", "t4"}
    assert sum(claim.key for claim in claims) == 2


# --- evaluation or fact ----------------------------------------------------------------------


def types(claims: tuple[Claim, ...]) -> list[str]:
    return [claim.type for claim in claims]


def test_the_head_decides_on_what_no_word_marks(models: Models) -> None:
    claims = found(talk(ANSWER), models, weights(judgement=(0.0, 0.0, 1.0)))
    assert holding("articles de Marie", claims).type == "evaluation"
    assert holding("Oréal", claims).type == "fact"
    # Its words make it a duty, whatever the head says of "Marie".
    assert holding("écouter Marie", claims).type == "recommendation"


@pytest.mark.parametrize(("bias", "expected"), [(99.0, "evaluation"), (-99.0, "fact")])
def test_the_weights_may_lean_to_one_side(models: Models, bias: float, expected: str) -> None:
    claims = found(talk(ANSWER), models, weights(judgement=(bias, 1.0, 0.0)))
    assert types(claims) == [expected] * 4 + ["recommendation"]


def test_weights_that_ask_only_the_rules_change_no_type(models: Models) -> None:
    answer = f"{ANSWER} C’est une idée magnifique. Les agences ont perdu dix clients en 2012."
    by_rules = types(found(talk(answer), models, None))
    assert {"evaluation", "fact"} <= set(by_rules)
    assert types(found(talk(answer), models, weights(judgement=(0.0, 1.0, 0.0)))) == by_rules
    turned = types(found(talk(answer), models, weights(judgement=(0.0, -1.0, 0.0))))
    swapped = {"evaluation": "fact", "fact": "evaluation"}
    assert turned == [swapped.get(name, name) for name in by_rules]


# --- what stays the rules' own ---------------------------------------------------------------

DECIDED = {"type", "salience", "key", "cues"}


def test_spans_and_attributes_are_those_of_the_rules(models: Models) -> None:
    answer = f"{ANSWER} Selon Havas, Oréal ne lance peut-être pas dix campagnes."
    by_rules = found(talk(answer), models, None)
    claims = found(talk(answer), models, weights("Paris", judgement=(99.0, 1.0, 1.0)))
    assert types(claims) != types(by_rules)
    assert [claim.key for claim in claims] != [claim.key for claim in by_rules]
    for ours, theirs in zip(claims, by_rules, strict=True):
        for field in fields(Claim):
            if field.name not in DECIDED:
                assert getattr(ours, field.name) == getattr(theirs, field.name)
        kept = [cue for cue in ours.cues if not cue.kind.startswith("type:")]
        assert kept == [cue for cue in theirs.cues if not cue.kind.startswith("type:")]


def bare(docs: tuple[TurnDoc, ...]) -> tuple[TurnDoc, ...]:
    return tuple(replace(item, encoded=None) for item in docs)


def test_without_weights_the_encoder_has_no_say(models: Models) -> None:
    interview = talk(ANSWER)
    docs = annotate(interview, models)
    claims = find_claims(interview, docs, (), Settings())
    assert claims == find_claims(interview, bare(docs), (), Settings())


def test_weights_say_nothing_of_docs_without_the_heads(models: Models, tmp_path: Path) -> None:
    only = {"entities": entity_table(ENTITIES)}
    folder = write_encoder(tmp_path / "nu", outputs=only, claims=None, turns=None)
    headless = load_models(Settings(entities=str(folder)))
    interview = talk(ANSWER)
    by_rules = found(interview, models, None)
    assert by_rules != found(interview, models, weights("Paris", judgement=(99.0, 0.0, 0.0)))
    for docs in (annotate(interview, headless), bare(annotate(interview, models))):
        told = weights("Paris", judgement=(99.0, 0.0, 0.0))
        assert find_claims(interview, docs, (), Settings(), weights=told) == by_rules
