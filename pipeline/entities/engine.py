"""What proposes mentions: one small interface, so that a stronger model can take the place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, cast

from pipeline.encoder import named_spans
from pipeline.errors import ModelError
from pipeline.schema import EntityLabel, RawMention, TurnDoc


class EntityEngine(Protocol):
    """Anything that proposes labelled spans; cleaning, labels and grouping come after it."""

    def mentions(self, docs: Sequence[TurnDoc]) -> tuple[RawMention, ...]:
        """Return proposed mentions in characters of the interview's text.

        They may overlap and need no order; ``confidence`` (0 to 1) says how much the label counts
        against the rules' own evidence.
        """
        ...


# The precision that fr_core_news_sm 3.8 reaches, span and label, on 36 annotated interviews: spaCy's
# transitions give no probability of their own.
_PRECISION: Mapping[EntityLabel, float] = {"PER": 0.52, "ORG": 0.71, "LOC": 0.47, "MISC": 0.18}


class SpacyEngine:
    """The entities that the docs' own spaCy model has already found.

    Args:
        precision: How often a span of each label is right: the confidence of its mentions.
    """

    def __init__(self, *, precision: Mapping[EntityLabel, float] = _PRECISION) -> None:
        self.precision = precision

    def mentions(self, docs: Sequence[TurnDoc]) -> tuple[RawMention, ...]:
        """Return ``doc.ents`` moved to the interview's coordinates."""
        return tuple(
            RawMention(
                start=item.turn.start + ent.start_char,
                end=item.turn.start + ent.end_char,
                label=cast(EntityLabel, ent.label_),
                turn=item.turn.id,
                confidence=self.precision[cast(EntityLabel, ent.label_)],
                engine="spacy",
            )
            for item in docs
            for ent in item.doc.ents
            if ent.label_ in self.precision
        )


class EncoderEngine:
    """The spans that the encoder's scores make most probable, with that probability."""

    def mentions(self, docs: Sequence[TurnDoc]) -> tuple[RawMention, ...]:
        """Return the spans of all turns in the interview's coordinates.

        Raises:
            ModelError: A turn was analysed without the encoder.
        """
        found: list[RawMention] = []
        for item in docs:
            if item.encoded is None:
                raise ModelError(
                    f"{item.turn.id} was not encoded", hint="load the models with an encoder"
                )
            base = item.turn.start
            found.extend(
                RawMention(
                    start=base + span.start,
                    end=base + span.end,
                    label=span.label,
                    turn=item.turn.id,
                    confidence=span.confidence,
                    engine="encoder",
                    kinds=span.kinds,
                )
                for span in named_spans(item.doc.text, item.encoded)
            )
        return tuple(found)


def engine_of(docs: Sequence[TurnDoc]) -> EntityEngine:
    """Return the engine whose results the docs carry."""
    return EncoderEngine() if any(item.encoded for item in docs) else SpacyEngine()
