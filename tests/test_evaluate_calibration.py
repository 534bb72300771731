"""Counts of confidences and saliences, and how far they come true."""

from __future__ import annotations

import dataclasses

import pytest
from gold_records import edited, moved, record_of

from pipeline.evaluate.calibration import (
    BINS,
    CONFIDENCE,
    SALIENCE,
    reliability,
    score_confidences,
    score_saliences,
)
from pipeline.evaluate.counting import Tally
from pipeline.evaluate.prediction import pair_up
from pipeline.schema import Gold, Record


def confidences(gold: Gold, record: Record | None) -> dict[str, float]:
    tally = Tally(gold.id)
    score_confidences(pair_up(gold, record), tally)
    return tally.counts


def saliences(gold: Gold, record: Record | None) -> dict[str, float]:
    tally = Tally(gold.id)
    score_saliences(pair_up(gold, record), tally)
    return tally.counts


def stated(record: Record, confidence: float) -> Record:
    return dataclasses.replace(
        record,
        entities=tuple(
            dataclasses.replace(
                entity,
                mentions=tuple(
                    dataclasses.replace(m, confidence=confidence) for m in entity.mentions
                ),
            )
            for entity in record.entities
        ),
    )


@pytest.mark.parametrize(
    ("confidence", "number"), [(0.0, 0), (0.099, 0), (0.1, 1), (0.7, 7), (0.999, 9), (1.0, 9)]
)
def test_bins_are_equally_wide_and_the_last_holds_certainty(
    gold: Gold, confidence: float, number: int
) -> None:
    found = confidences(gold, stated(record_of(gold), confidence))
    mentions = sum(len(entity.mentions) for entity in gold.entities or ())
    assert found == {
        f"confidence.{number}.right": mentions,
        f"confidence.{number}.total": mentions,
        f"confidence.{number}.stated": pytest.approx(mentions * confidence),
    }


def test_a_mention_needs_the_golds_span_and_label(gold: Gold) -> None:
    record = stated(record_of(gold), 0.5)
    first = record.entities[0]
    count = len(first.mentions)
    mentions = sum(len(entity.mentions) for entity in record.entities)
    label = "LOC" if first.label != "LOC" else "ORG"
    relabelled = dataclasses.replace(record, entities=edited(record.entities, 0, label=label))
    assert confidences(gold, relabelled)["confidence.5.right"] == mentions - count
    shorter = edited(first.mentions, 0, **moved(first.mentions[0], gold.text, end=-1))
    cut = dataclasses.replace(record, entities=edited(record.entities, 0, mentions=shorter))
    assert confidences(gold, cut)["confidence.5.right"] == mentions - 1
    twice = dataclasses.replace(record, entities=(*record.entities, first))
    found = confidences(gold, twice)
    assert (found["confidence.5.right"], found["confidence.5.total"]) == (
        mentions,
        mentions + count,
    )


def test_a_salience_is_right_where_the_claim_is_key_in_the_gold(gold: Gold) -> None:
    record = record_of(gold)
    keys = [number for number, claim in enumerate(record.claims) if claim.key]
    plain = next(number for number, claim in enumerate(record.claims) if not claim.key)
    claims = edited(record.claims, keys[0], salience=0.35, key=False)
    claims = edited(claims, plain, salience=0.35, key=True)
    found = saliences(gold, dataclasses.replace(record, claims=claims))
    assert (found["salience.3.right"], found["salience.3.total"]) == (1, 2)
    assert found["salience.9.right"] == len(keys) - 1


def test_a_key_claim_makes_one_claim_right(gold: Gold) -> None:
    record = record_of(gold)
    key = next(claim for claim in record.claims if claim.key)
    nearly = dataclasses.replace(key, salience=0.25, **moved(key, gold.text, end=-2))
    found = saliences(gold, dataclasses.replace(record, claims=(nearly, key)))
    assert (found["salience.2.right"], found["salience.2.total"]) == (0, 1)
    assert found["salience.9.right"] == 1


def test_an_interview_without_a_record_states_nothing(gold: Gold) -> None:
    assert confidences(gold, None) == saliences(gold, None) == {}
    found = reliability([{}], CONFIDENCE)
    assert (found.error, found.low, found.high) == (None, None, None)
    assert len(found.bins) == BINS
    assert reliability([], SALIENCE).error is None


def test_the_error_is_the_mean_distance_weighted_by_what_a_bin_holds() -> None:
    counts = [
        {"salience.2.total": 3, "salience.2.stated": 0.6, "salience.2.right": 0},
        {"salience.2.total": 1, "salience.2.stated": 0.2, "salience.2.right": 1},
        {"salience.9.total": 4, "salience.9.stated": 3.8, "salience.9.right": 3},
    ]
    found = reliability(counts, SALIENCE)
    # |0.8 - 1| and |3.8 - 3| of 8: within a bin, interviews are added first.
    assert found.error == pytest.approx((0.2 + 0.8) / 8)
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < found.high <= 1
    assert (found.bins[2].low, found.bins[2].high, found.bins[2].total) == (0.2, 0.3, 4)
    assert found == reliability(counts, SALIENCE)
    assert reliability(counts, CONFIDENCE).error is None


def test_one_interview_has_no_spread() -> None:
    counts = [{"confidence.5.total": 10, "confidence.5.stated": 5.5, "confidence.5.right": 7}]
    found = reliability(counts, CONFIDENCE)
    assert found.error == found.low == found.high == pytest.approx(0.15)
