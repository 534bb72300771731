"""What the rules hand on: spans that may be names, and the votes for what they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.schema import EntityKind, EntityLabel


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


@dataclass(slots=True)
class Evidence:
    """Weighed votes of one or several mentions; the only mutable values of this package."""

    labels: dict[EntityLabel, float] = field(default_factory=dict)
    kinds: dict[EntityKind, float] = field(default_factory=dict)
    engine: list[dict[EntityLabel, float]] = field(default_factory=list)  # one a mention

    def totals(self) -> dict[EntityLabel, float]:
        """Return all votes by label.

        The engine's are averaged over the mentions: it repeats its error wherever the name stands.
        """
        sums = dict(self.labels)
        for votes in self.engine:
            for label, weight in votes.items():
                sums[label] = sums.get(label, 0.0) + weight / len(self.engine)
        return sums

    def label(self, label: EntityLabel, weight: float) -> None:
        self.labels[label] = self.labels.get(label, 0.0) + weight

    def kind(self, kind: EntityKind | None, weight: float) -> None:
        if kind is not None:
            self.kinds[kind] = self.kinds.get(kind, 0.0) + weight

    def both(self, announced: tuple[EntityLabel, EntityKind | None], weight: float) -> None:
        """Vote for the label and the kind that a noun announces."""
        self.label(announced[0], weight)
        self.kind(announced[1], weight)

    def add(self, other: Evidence, factor: float = 1.0) -> None:
        for label, weight in other.labels.items():
            self.label(label, weight * factor)
        for kind, weight in other.kinds.items():
            self.kind(kind, weight * factor)
        self.engine.extend(other.engine)
