"""The shipped corpus as records, made from its annotation without any model: for the exporters' round trips."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

from gold_records import record_of

from pipeline.gold import read_golds
from pipeline.records import validate_record
from pipeline.schema import Claim, ExchangeTurns, Gold, Record

CORPUS = Path(__file__).parent.parent / "corpus" / "gold"
SPLITS = ("train", "dev", "test")


def gold_as_record(gold: Gold, *, split: str = "") -> Record:
    """Return a sound record that says what an annotated interview says.

    Claims name the entities mentioned in them; the split stands in the metadata. An answer with
    claims before the first question is an exchange without a question.
    """
    exchanges = gold.exchanges or ()
    known = {id for exchange in exchanges for id in exchange.answers}
    lonely = sorted({claim.turn for claim in gold.claims or ()} - known)
    first = tuple(ExchangeTurns(f"x0-{id}", (), (id,)) for id in lonely)
    record = record_of(dataclasses.replace(gold, exchanges=(*first, *exchanges)))
    claims = tuple(
        dataclasses.replace(claim, entities=_entities_in(claim, record)) for claim in record.claims
    )
    metadata = {"sous-corpus": split, "type de média": gold.layout or "presse"}
    return validate_record(dataclasses.replace(record, claims=claims, metadata=metadata))


def corpus_records(split: str) -> Iterator[Record]:
    """Yield the records of one split of the shipped corpus, by id."""
    for gold in read_golds(CORPUS / split):
        yield gold_as_record(gold, split=split)


def _entities_in(claim: Claim, record: Record) -> tuple[str, ...]:
    return tuple(
        entity.id
        for entity in record.entities
        if any(claim.start <= m.start and m.end <= claim.end for m in entity.mentions)
    )
