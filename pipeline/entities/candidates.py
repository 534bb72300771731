"""What the proposing rules hand over: a span of a turn with the reasons for its label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.schema import EntityKind, EntityLabel

Votes = dict[EntityLabel, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A span that may be a name, in characters of its turn.

    ``rank`` decides between overlapping candidates, higher first, the longer one where equal.
    """

    start: int
    end: int
    rank: float
    source: str  # "participant", "title", "known", "run", "head", "hashtag", "engine"
    votes: Mapping[EntityLabel, float] = field(default_factory=dict)
    kind: EntityKind | None = None
    kind_weight: float = 0.0

    def overlaps(self, other: Candidate) -> bool:
        return self.start < other.end and other.start < self.end


def best_apart(candidates: list[Candidate]) -> list[Candidate]:
    """Return candidates that do not overlap, preferring rank, then length, then place."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (-c.rank, c.start - c.end, c.start)):
        if not any(candidate.overlaps(other) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.start)
