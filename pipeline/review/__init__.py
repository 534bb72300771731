"""A reviewer's decisions on records: read, put in their places, applied."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import get_args

from pipeline.gold import check_gold, gold_of
from pipeline.records import validate_record, with_warnings
from pipeline.review.claims import with_claims
from pipeline.review.corrections import Correction, Layer, read_corrections
from pipeline.review.entities import with_entities
from pipeline.review.placing import placed
from pipeline.review.turns import with_turns
from pipeline.schema import Gold, Record

__all__ = [
    "Correction",
    "Reviewed",
    "apply_corrections",
    "corrections_of",
    "read_corrections",
]

_STEPS: dict[Layer, Callable[[Record, Sequence[Correction]], tuple[Record, list[str]]]] = {
    "turn": with_turns,
    "entity": with_entities,
    "claim": with_claims,
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A record with its reviewer's decisions.

    Args:
        applied: How many decisions on each layer are in it.
        refused: Why the others are not, one message a decision.
    """

    record: Record
    applied: dict[Layer, int]
    refused: tuple[str, ...]

    @property
    def gold(self) -> Gold | None:
        """Return the record as gold, its tags naming the layers reviewed; None if no decision holds.

        A layer without a decision is in it as the model made it.
        """
        layers = [layer for layer, number in self.applied.items() if number]
        if not layers:
            return None
        tags = tuple(f"reviewed-{layer}" for layer in layers)
        return check_gold(dataclasses.replace(gold_of(self.record), tags=tags))


def apply_corrections(record: Record, corrections: Sequence[Correction]) -> Reviewed:
    """Return the record with decisions applied: turns first, then mentions, then claims.

    A decision belongs to a file: where the record was made from other bytes it is refused. What is
    meant is told by place, so a decision outlives a rerun with a newer model, whose ids differ.

    Args:
        record: As a run wrote it.
        corrections: Decisions on it, in the order of their lines.

    Raises:
        OffsetError: The result breaks the contract, which is a bug of ours.
    """
    found, refused = placed(record, corrections)
    applied: dict[Layer, int] = dict.fromkeys(get_args(Layer), 0)
    for layer in applied:
        chosen = [correction for correction in found if correction.layer == layer]
        record, errors = _STEPS[layer](record, chosen)
        refused += errors
        applied[layer] = len(chosen) - len(errors)
    total = sum(applied.values())
    if total:
        counted = ", ".join(f"{number} on {layer}" for layer, number in applied.items() if number)
        record = with_warnings(record, f"reviewed: {total} decisions ({counted})")
    return Reviewed(validate_record(record), applied, tuple(refused))


def corrections_of(
    corrections: Sequence[Correction], records: Sequence[tuple[str, str]]
) -> tuple[dict[str, list[Correction]], list[str]]:
    """Return the decisions by the id of the record they are on, and those on no record.

    A file that was moved has another id and the same bytes: its decisions go with it, if only one
    record was made from such bytes.

    Args:
        corrections: All decisions.
        records: Id and ``source.sha256`` of every record.
    """
    ids = {id for id, _ in records}
    times = Counter(sha256 for _, sha256 in records)
    by_file = {sha256: id for id, sha256 in records if times[sha256] == 1}
    found: dict[str, list[Correction]] = {}
    lost = []
    for correction in corrections:
        id = correction.record
        if id not in ids:
            id = by_file.get(correction.source_sha256, "")
        if id:
            found.setdefault(id, []).append(correction)
        else:
            lost.append(f"{correction.where}: there is no record {correction.record!r}")
    return found, lost
