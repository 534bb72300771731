"""How far an encoder's and the pipeline's probabilities come true -> Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.evaluate.calibration import (
    CONFIDENCE,
    SALIENCE,
    Bin,
    Reliability,
    reliability,
    score_confidences,
    score_saliences,
)
from pipeline.evaluate.claim_tables import HEAD, WHOLE, claim_counts
from pipeline.evaluate.counting import Tally
from pipeline.evaluate.engine_tables import WITH_RULES, Data, Row
from pipeline.evaluate.markdown import table, with_interval
from pipeline.evaluate.prediction import match_records, pair_up
from pipeline.schema import Gold, Record


def calibration_tables(rows: Sequence[Row], data: Data) -> Iterator[str]:
    """Yield the lines of one table for each encoder, way and probability: totals, no words."""
    golds = data.golds
    for row in rows:
        outcome = row.outcome
        if not row.encoder or isinstance(outcome, str):
            continue
        how = WHOLE if row.how == WITH_RULES else row.how
        stated = f"Confidence of entities: {row.engine}, {how}"
        found = reliability(_mention_counts(golds, outcome.printed), CONFIDENCE)
        yield from _table(stated, "with span and label", found)
        if row.how != WITH_RULES:
            continue
        for way, records in ((HEAD, outcome.head), (WHOLE, outcome.printed)):
            if records is None or isinstance(records, str):
                continue
            found = reliability(claim_counts(golds, records, score_saliences), SALIENCE)
            yield from _table(f"Salience of claims: {row.engine}, {way}", "key in the gold", found)


def _mention_counts(golds: Sequence[Gold], records: Sequence[Record]) -> list[dict[str, float]]:
    found = []
    for gold, record in match_records(golds, records):
        tally = Tally(gold.id)
        score_confidences(pair_up(gold, record), tally)
        found.append(tally.counts)
    return found


def _table(title: str, right: str, found: Reliability) -> Iterator[str]:
    yield from (f"### {title}", "")
    cells = [_row(f"{each.low:.1f} to {each.high:.1f}", each) for each in found.bins]
    total, stated, came = (
        sum(getattr(each, part) for each in found.bins) for part in ("total", "stated", "right")
    )
    cells.append(_row("all", Bin(0, 1, total, stated, came)))
    yield from table(["stated", "n", "mean", right], cells)
    error = with_interval(found.error, found.low, found.high)
    yield from (f"Expected calibration error {error}", "")


def _row(name: str, each: Bin) -> list[str]:
    if not each.total:
        return [name, "0", "-", "-"]
    mean, share = each.stated / each.total, each.right / each.total
    return [name, f"{each.total:.0f}", f"{mean:.3f}", f"{share:.3f}"]
