"""What proposes mentions: one small interface, so that a stronger model can take the place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, cast

from pipeline.schema import EntityLabel, RawMention, TurnDoc

_LABELS = frozenset({"PER", "ORG", "LOC", "MISC"})


class EntityEngine(Protocol):
    """Anything that proposes labelled spans; cleaning, labels and grouping come after it."""

    def mentions(self, docs: Sequence[TurnDoc]) -> tuple[RawMention, ...]:
        """Return proposed mentions in characters of the interview's text.

        They may overlap and need no order; ``confidence`` (0 to 1) says how much the label counts
        against the rules' own evidence.
        """
        ...


class SpacyEngine:
    """The entities that the docs' own spaCy model has already found.

    Args:
        confidence: How far to trust a span. spaCy's transitions give no probability; 0.5 is the
            precision that ``fr_core_news_sm`` reaches on interviews, rounded.
    """

    def __init__(self, *, confidence: float = 0.5) -> None:
        self.confidence = confidence

    def mentions(self, docs: Sequence[TurnDoc]) -> tuple[RawMention, ...]:
        """Return ``doc.ents`` moved to the interview's coordinates."""
        return tuple(
            RawMention(
                start=item.turn.start + ent.start_char,
                end=item.turn.start + ent.end_char,
                label=cast(EntityLabel, ent.label_),
                turn=item.turn.id,
                confidence=self.confidence,
                engine="spacy",
            )
            for item in docs
            for ent in item.doc.ents
            if ent.label_ in _LABELS
        )
