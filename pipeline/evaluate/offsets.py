"""Record -> how many of its spans do not equal their slice of the text."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from pipeline.errors import OffsetError
from pipeline.schema import Locator, Record, Span, Summary
from pipeline.text import Placed, checked, cut


def offset_violations(record: Record) -> tuple[int, list[str]]:
    """Return how many objects with a span the record holds, and a message for each wrong one."""
    total = 0
    wrong: list[str] = []
    for where, obj in _with_words(record):
        total += 1
        try:
            checked(obj, record.text)
        except OffsetError as error:
            wrong.append(f"{where}: {error}")
    for where, span in _without_words(record):
        total += 1
        try:
            cut(record.text, span.start, span.end)
        except OffsetError as error:
            wrong.append(f"{where}: {error}")
    return total, wrong


def _with_words(record: Record) -> Iterator[tuple[str, Placed]]:
    for turn in record.turns:
        yield turn.id, turn
    for entity in record.entities:
        for mention in entity.mentions:
            yield entity.id, mention
    for claim in record.claims:
        yield claim.id, claim
        for obj in chain[Placed](claim.resolutions, claim.quantities, claim.cues):
            yield claim.id, obj


def _without_words(record: Record) -> Iterator[tuple[str, Span | Locator]]:
    for locator in record.source.locators:
        yield "source", locator
    yield from (("summary", span) for span in _evidence(record.summary))
    for exchange in record.exchanges:
        if exchange.summary is not None:
            yield from ((exchange.id, span) for span in _evidence(exchange.summary))


def _evidence(summary: Summary) -> Iterator[Span]:
    for sentence in summary.sentences:
        yield from sentence.evidence
