"""Record -> what is compared with gold, in gold coordinates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from pipeline.align import Alignment, Units, align, require_aligned, units_of
from pipeline.errors import InputError
from pipeline.records import parse_record, record_lines
from pipeline.schema import Claim, Entity, Exchange, FileFormat, Gold, Participant, Record, Turn


@dataclass(frozen=True, slots=True)
class Pair:
    """One gold interview with its prediction; every span is asked for in gold units.

    An interview without a record has empty predictions: everything in it is missed.
    """

    gold: Gold
    units: Units  # of the gold text
    record: Record | None
    alignment: Alignment

    @property
    def participants(self) -> tuple[Participant, ...]:
        return self.record.participants if self.record else ()

    @property
    def turns(self) -> tuple[Turn, ...]:
        return self.record.turns if self.record else ()

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        return self.record.exchanges if self.record else ()

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.record.entities if self.record else ()

    @property
    def claims(self) -> tuple[Claim, ...]:
        return self.record.claims if self.record else ()

    @property
    def summary(self) -> str:
        return self.record.summary.text if self.record else ""

    def gold_span(self, start: int, end: int) -> tuple[int, ...]:
        """Return the units of a span of the gold text."""
        return tuple(self.units.span(start, end))

    def predicted_span(self, start: int, end: int) -> tuple[int, ...]:
        """Return the gold units of a span of the record's text; foreign units are negative."""
        return self.alignment.span(start, end)


def pair_up(gold: Gold, record: Record | None) -> Pair:
    """Return the gold and its record in one coordinate system.

    Raises:
        InputError: The record's text is not the gold's text, or too little of it; or an exchange
            of the record names a turn that it does not have.
    """
    units = units_of(gold.text)
    predicted = units_of(record.text if record else "")
    alignment = align(units, predicted)
    if record is not None:
        droppable: set[int] = set()
        for turn in gold.turns or ():
            if turn.role == "boilerplate":
                droppable.update(units.span(turn.start, turn.end))
        wanted = set(range(len(units.units))) - droppable
        require_aligned(alignment, wanted, where=gold.id)
        known = {turn.id for turn in record.turns}
        for exchange in record.exchanges:
            for id in (*exchange.question, *exchange.answers):
                if id not in known:
                    raise InputError(f"{record.id}: {exchange.id} names the unknown turn {id!r}")
    return Pair(gold, units, record, alignment)


# --- which record belongs to which gold file -----------------------------------------------


def match_records(
    golds: Iterable[Gold], records: Iterable[Record]
) -> list[tuple[Gold, Record | None]]:
    """Return each gold with its record, or with None where there is no record.

    A record's id may carry the folder or the suffix of its file: ``dev/agence-lyon.html`` is the
    prediction for the gold ``agence-lyon``.

    Raises:
        InputError: No record belongs to any gold, or two belong to one.
    """
    by_name: dict[str, list[Record]] = {}
    ids = []
    for record in records:
        ids.append(record.id)
        for name in _names(record.id):
            by_name.setdefault(name, []).append(record)
    matched: list[tuple[Gold, Record | None]] = []
    for gold in golds:
        found = by_name.get(gold.id, [])
        exact = [record for record in found if record.id == gold.id]
        found = exact or found
        if len(found) > 1:
            named = ", ".join(record.id for record in found)
            raise InputError(f"{gold.id}: {len(found)} records could be meant: {named}")
        matched.append((gold, found[0] if found else None))
    if not any(record for _, record in matched):
        raise InputError(
            f"none of {len(ids)} records belongs to a gold file; records are {', '.join(ids[:5])}…",
            hint="a gold file's id is the name of the interview's file without its suffix",
        )
    return matched


def _names(id: str) -> Iterator[str]:
    names = {id, id.rsplit("/", 1)[-1]}
    for suffix in get_args(FileFormat):
        names |= {name.removesuffix(f".{suffix}") for name in names}
    yield from names


def unproved_records(path: Path) -> Iterator[Record]:
    """Yield the records of a ``records.jsonl``, or of the folder that holds one.

    Their spans are not proved here: the evaluation counts those that are wrong.

    Raises:
        InputError: The file cannot be read, or a line is no record; the message names the line.
    """
    for where, line in record_lines(path):
        yield parse_record(line, where=where)
