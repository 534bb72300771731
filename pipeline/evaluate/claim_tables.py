"""Claims by the rules alone, by a claim head alone and by the whole pipeline -> a Markdown table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.evaluate.claims import MATCH, score_claims
from pipeline.evaluate.counting import Tally
from pipeline.evaluate.engine_tables import WITH_RULES, Data, Row
from pipeline.evaluate.figures import figures
from pipeline.evaluate.markdown import table, with_interval
from pipeline.evaluate.prediction import Pair, match_records, pair_up
from pipeline.schema import Gold, Record

RULES, HEAD, WHOLE = "rules alone", "head alone", "whole pipeline"

_WANTED = {
    f"overlap {MATCH} F1": "claim F1",
    "type accuracy": "type accuracy",
    "reported F1": "reported F1",
    "hedged F1": "hedged F1",
    "negated F1": "negated F1",
    "key precision": "key precision",
    "key recall": "key recall",
}


def claim_tables(rows: Sequence[Row], data: Data) -> Iterator[str]:
    """Yield the lines of the table over the interviews with annotated claims: totals, no words."""
    annotated = [gold.claims for gold in data.golds if gold.claims is not None]
    claims = [claim for found in annotated for claim in found]
    keys = sum(claim.key for claim in claims)
    yield from (f"### Claims of the split {data.split}", "")
    yield f"{len(annotated)} interviews, {len(claims)} claims, of which {keys} key"
    yield ""
    cells = [
        [engine, how, *_cells(data.golds, records)]
        for row in rows
        for engine, how, records in _measured(row)
    ]
    yield from table(["engine", "", *_WANTED.values()], cells)


def claim_counts(
    golds: Sequence[Gold], records: Sequence[Record], score: Callable[[Pair, Tally], None]
) -> list[dict[str, float]]:
    """Return the counts of each interview, empty ones where claims were not annotated.

    They are drawn with the others, as in an evaluation: so both give the same intervals. Nothing
    is returned if no interview has the layer.
    """
    if all(gold.claims is None for gold in golds):
        return []
    found = []
    for gold, record in match_records(golds, records):
        tally = Tally(gold.id)
        if gold.claims is not None:
            score(pair_up(gold, record), tally)
        found.append(tally.counts)
    return found


def _measured(row: Row) -> Iterator[tuple[str, str, Sequence[Record] | str]]:
    """Yield whose claims a row has, as engine, way and records, or why there are none."""
    if row.how != WITH_RULES:
        return
    outcome = row.outcome
    if isinstance(outcome, str):
        yield row.engine, WHOLE if row.encoder else RULES, outcome
        return
    if outcome.head is not None:
        yield row.engine, HEAD, outcome.head
    yield row.engine, WHOLE if row.encoder else RULES, outcome.printed


def _cells(golds: Sequence[Gold], records: Sequence[Record] | str) -> list[str]:
    if isinstance(records, str):
        return [records, *[""] * (len(_WANTED) - 1)]
    counts = claim_counts(golds, records, score_claims)
    if not counts:
        return ["-"] * len(_WANTED)
    found = {figure.label: figure for figure in figures(counts) if figure.section == "claims"}
    chosen = [found[name] for name in _WANTED]
    return [with_interval(figure.value, figure.low, figure.high) for figure in chosen]
