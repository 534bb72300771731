"""Records from which nothing is extracted, for tests of what goes on around the extraction."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.records import compose
from pipeline.schema import (
    Digest,
    ExchangeTurns,
    Interview,
    ModelVersion,
    Record,
    Source,
    Summary,
    Turn,
)
from pipeline.settings import Settings


def one_turn(source: Source) -> Interview:
    """Return an interview whose only turn, a question, is the whole text."""
    text = source.text
    whole = Turn("t1", "question", None, 0, len(text), text, "interrogative", 1.0)
    exchanges = (ExchangeTurns("x1", ("t1",), ()),)
    return Interview(source, source.title, None, (), (whole,), exchanges)


def bare(
    interview: Interview,
    *,
    settings: Settings,
    models: Mapping[str, ModelVersion],
    metadata: Mapping[str, str] | None = None,
) -> Record:
    """Return the record of an interview's turns and exchanges alone."""
    ids = [exchange.id for exchange in interview.exchanges]
    nothing = Summary("", "extractive", ())
    return compose(
        interview,
        (),
        (),
        Digest(nothing, (), dict.fromkeys(ids), dict.fromkeys(ids, ())),
        settings=settings,
        models=models,
        metadata=metadata,
    )
