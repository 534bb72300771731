"""Agreement of two annotations: the published worked examples, and what counts as agreement."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import InputError
from pipeline.evaluate.agreement import (
    Agreement,
    agreement,
    coincidence_matrix,
    compare,
    nominal_alpha,
)
from pipeline.gold import read_gold
from pipeline.schema import Gold

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "tests" / "annotated" / "gold" / "dev" / "vitrine-encre.json"


# --- Krippendorff, Computing Krippendorff's Alpha-Reliability (2011) -------------------------


def alpha_of(*observers: str) -> float:
    """Observers as the paper prints them: one character a unit, ``.`` where nothing is said."""
    units = [
        [None if value == "." else value for value in unit] for unit in zip(*observers, strict=True)
    ]
    values = sorted({value for unit in units for value in unit if value is not None})
    return float(nominal_alpha(coincidence_matrix(units, values)))


def test_alpha_of_the_papers_binary_data() -> None:
    # Section A: two observers, ten articles.
    assert alpha_of("0100000010", "1110010000") == pytest.approx(0.095, abs=5e-4)


def test_alpha_of_the_papers_nominal_data() -> None:
    # Section B: two observers, twelve articles, five categories.
    assert alpha_of("aabbdcccedda", "babbbccceddd") == pytest.approx(0.692, abs=5e-4)


def test_alpha_of_the_papers_data_with_gaps() -> None:
    # Section C: four observers, twelve units, the last of them seen by one observer only.
    observers = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    assert alpha_of(*observers) == pytest.approx(0.743, abs=5e-4)


def test_alpha_is_not_defined_where_only_one_value_is_used() -> None:
    assert np.isnan(alpha_of("aaa", "aaa"))
    assert np.isnan(alpha_of("a.", ".a"))


def test_alpha_of_systematic_disagreement_is_negative() -> None:
    assert alpha_of("abab", "baba") < 0


# --- two annotations -------------------------------------------------------------------------


@pytest.fixture
def gold() -> Gold:
    return read_gold(GOLD)


def figures(*pairs: tuple[Gold, Gold]) -> dict[str, Agreement]:
    return {f.name: f for f in agreement([compare(*pair) for pair in pairs], resamples=200)}


def test_an_annotation_agrees_with_itself(gold: Gold) -> None:
    found = figures((gold, gold))
    assert {f.value for f in found.values()} <= {1.0, None}
    assert found["claim"].value == found["turn role"].value == found["entity, span only"].value == 1
    assert found["claim"].first == found["claim"].second == len(gold.claims or ())


def test_another_label_is_no_strict_agreement(gold: Gold) -> None:
    entities = gold.entities or ()
    other = next(entity for entity in entities if entity.label != "MISC")
    changed = tuple(
        dataclasses.replace(entity, label="MISC") if entity is other else entity
        for entity in entities
    )
    found = figures((gold, dataclasses.replace(gold, entities=changed)))
    mentions = sum(len(entity.mentions) for entity in entities)
    assert found["entity, span only"].value == 1
    assert found["entity, span and label"].value == pytest.approx(
        (mentions - len(other.mentions)) / mentions
    )


def test_claims_agree_from_half_their_characters(gold: Gold) -> None:
    first = (gold.claims or ())[0]

    def cut_to(part: float) -> Gold:
        end = first.start + round(len(first.text) * part)
        cut = dataclasses.replace(first, end=end, text=gold.text[first.start : end])
        return dataclasses.replace(gold, claims=(cut,))

    alone = dataclasses.replace(gold, claims=(first,))
    assert figures((alone, cut_to(0.7)))["claim"].value == 1
    assert figures((alone, cut_to(0.3)))["claim"].value == 0


def test_key_is_compared_over_matched_claims_and_among_key_claims(gold: Gold) -> None:
    claims = gold.claims or ()
    first_key = next(claim for claim in claims if claim.key)
    fewer = tuple(
        dataclasses.replace(claim, key=False) if claim is first_key else claim for claim in claims
    )
    found = figures((gold, dataclasses.replace(gold, claims=fewer)))
    keys = sum(claim.key for claim in claims)
    assert found["key"].first == len(claims)
    assert found["key"].value is not None
    assert found["key"].value < 1
    assert found["key claim"].value == pytest.approx(2 * (keys - 1) / (2 * keys - 1))


def test_a_changed_turn_role_lowers_alpha_by_its_characters(gold: Gold) -> None:
    turns = gold.turns or ()
    changed = dataclasses.replace(
        gold, turns=(dataclasses.replace(turns[0], role="boilerplate"), *turns[1:])
    )
    found = figures((gold, changed))["turn role"]
    assert found.value is not None
    assert found.value < 1
    spoken = sum(len("".join(turn.text.split())) for turn in turns)
    assert found.first == spoken


def test_a_layer_that_one_annotation_lacks_is_not_compared(gold: Gold) -> None:
    found = figures((gold, dataclasses.replace(gold, claims=None)))
    assert "claim" not in found
    assert "claim type" not in found
    assert "entity, span only" in found


def test_f1_does_not_depend_on_the_order_and_adds_counts(gold: Gold) -> None:
    claims = gold.claims or ()
    half = dataclasses.replace(gold, claims=claims[: len(claims) // 2])
    n, m = len(claims), len(claims) // 2
    assert figures((gold, half))["claim"].value == figures((half, gold))["claim"].value
    both = figures((gold, half), (gold, gold))["claim"]
    assert both.value == pytest.approx(2 * (m + n) / (3 * n + m))
    assert both.low is not None
    assert both.high is not None
    assert both.low <= both.value <= both.high
    assert both.low < both.high


def test_different_texts_are_refused(gold: Gold) -> None:
    with pytest.raises(InputError, match="different texts"):
        compare(gold, dataclasses.replace(gold, text=gold.text + " "))


def test_no_interview_is_refused() -> None:
    with pytest.raises(InputError, match="no interview"):
        agreement([])


# --- the corpus ------------------------------------------------------------------------------


def test_the_data_sheet_shows_what_the_script_prints() -> None:
    script = ROOT / "scripts" / "agreement.py"
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    sheet = (ROOT / "corpus" / "README.md").read_text(encoding="utf-8")
    assert done.stdout in sheet, "put the output of scripts/agreement.py into corpus/README.md"
