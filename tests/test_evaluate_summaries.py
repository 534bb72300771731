"""ROUGE of a summary, and the key claims that its evidence covers."""

from __future__ import annotations

import dataclasses

import pytest
from gold_records import ANNOTATED, record_of, scored, share

from pipeline.evaluate.prediction import pair_up
from pipeline.evaluate.summaries import evidence_units, is_covered, key_claims, rouge
from pipeline.gold import read_golds
from pipeline.schema import Exchange, Gold, Span, Summary, SummarySentence


@pytest.fixture(scope="module")
def gold() -> Gold:
    return next(g for g in read_golds(ANNOTATED) if any(c.key for c in g.claims or ()))


def test_stock_rouge_cuts_at_accents_and_ours_does_not() -> None:
    # Stock: "t t" against "pr t".
    assert rouge("Été, été", "Prêt", tokens="stock")["rouge1"] == pytest.approx(1 / 2)
    assert rouge("Été, été", "Prêt")["rouge1"] == 0.0


def test_rouge_has_three_figures_of_which_two_depend_on_the_order() -> None:
    found = rouge("la radio paie", "paie la radio")
    assert found["rouge1"] == 1.0
    assert found["rouge2"] == pytest.approx(1 / 2)
    assert found["rougeL"] == pytest.approx(2 / 3)


def test_an_empty_summary_scores_nothing() -> None:
    assert set(rouge("La radio paie.", "").values()) == {0.0}


@pytest.mark.parametrize(
    ("share", "covered"), [(1.0, True), (0.5, True), (0.4, False), (0.0, False)]
)
def test_half_of_a_claim_covers_it(share: float, covered: bool) -> None:
    claim = frozenset(range(100, 110))
    assert is_covered(claim, range(90, 100 + round(10 * share))) is covered


def test_the_evidence_of_a_summary_covers_the_key_claims_in_it(gold: Gold) -> None:
    keys = [claim for claim in gold.claims or () if claim.key]
    spans = [Span(claim.start, claim.end) for claim in keys[:2]]
    summary = Summary("…", "extractive", tuple(SummarySentence("…", (span,)) for span in spans))
    record = dataclasses.replace(record_of(gold), summary=summary)
    pair = pair_up(gold, record)
    units = evidence_units(pair, [summary])
    assert [is_covered(claim, units) for claim in key_claims(pair)] == [
        number < 2 for number in range(len(keys))
    ]
    assert len(keys) > 2


# --- key evidence recall -------------------------------------------------------------------


def summary_of(*spans: tuple[int, int]) -> Summary:
    return Summary("…", "extractive", (SummarySentence("…", tuple(Span(*s) for s in spans)),))


def exchanges_with(gold: Gold, *summaries: Summary | None) -> tuple[Exchange, ...]:
    exchanges = record_of(gold).exchanges
    assert len(exchanges) == len(summaries)
    return tuple(
        dataclasses.replace(exchange, summary=summary)
        for exchange, summary in zip(exchanges, summaries, strict=True)
    )


def test_key_claims_are_counted_in_the_evidence_of_interview_and_answers() -> None:
    gold = next(g for g in read_golds(ANNOTATED) if g.id == "vitrine-encre")
    first, _, third, fourth, _, last = gold.claims or ()
    assert [claim.key for claim in (first, third, fourth, last)] == [True] * 4
    half = (fourth.start + fourth.end) // 2
    found = scored(
        gold,
        # Of the fourth claim the last half, of the last one a few characters.
        summary=summary_of((half - 1, fourth.end), (last.start, last.start + 9)),
        exchanges=exchanges_with(
            gold, summary_of((first.start, third.end)), None, summary_of((last.start, last.end))
        ),
    )
    assert share(found, "evidence.interview") == (1, 4)
    assert share(found, "evidence.answers") == (3, 4)
    assert found.value("summary", "key evidence recall, interview") == 1 / 4
    assert found.value("summary", "key evidence recall, answers") == 3 / 4


def test_without_annotated_claims_there_is_no_key_evidence_recall(gold: Gold) -> None:
    found = scored(dataclasses.replace(gold, claims=None))
    assert found.value("summary", "key evidence recall, interview") is None
    assert found.value("summary", "ROUGE-1") == pytest.approx(1)
