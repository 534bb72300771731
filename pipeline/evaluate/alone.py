"""What an entity engine finds in annotated turns by itself, without the rules of this package."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.annotate import Models, annotate
from pipeline.entities import EncoderEngine, EntityEngine, SpacyEngine
from pipeline.lexicons import words
from pipeline.records import compose
from pipeline.schema import (
    Digest,
    Entity,
    Gold,
    Interview,
    Mention,
    RawMention,
    Record,
    Source,
    Summary,
    Turn,
)
from pipeline.settings import Settings
from pipeline.text import analysis_form, checked, cut

_FIRST_WORD = re.compile(r"(\w+)\.?\s+(?=\S)")


def gold_interview(gold: Gold) -> Interview:
    """Return an interview cut into the annotated turns; it has no exchanges."""
    turns = tuple(
        Turn(t.id, t.role, t.speaker, t.start, t.end, t.text, "position", 1.0)
        for t in gold.turns or ()
    )
    source = Source(gold.id, f"{gold.id}.txt", "txt", "utf-8", "", gold.text, ())
    return Interview(source, gold.title, None, gold.participants or (), turns, ())


def mentions_alone(
    interview: Interview, models: Models, *, engine: EntityEngine | None = None
) -> tuple[RawMention, ...]:
    """Return the engine's spans in every turn but boilerplate, in text order.

    Titles are cut off the names of persons ("M. Dupont"): general corpora hold them to be part of the
    name, ours does not, and the difference says nothing about an engine.

    Args:
        interview: Its turns are read in their analysis form.
        models: The loaded models.
        engine: What reads the docs; by default the encoder if one is loaded, else spaCy.
    """
    engine = engine or (EncoderEngine() if models.encoder else SpacyEngine())
    found = engine.mentions(annotate(interview, models))
    stripped = (_without_title(mention, interview.text) for mention in found)
    return tuple(sorted(stripped, key=lambda mention: (mention.start, mention.end)))


def _without_title(mention: RawMention, text: str) -> RawMention:
    if mention.label != "PER":
        return mention
    start = title_end(text[mention.start : mention.end])
    return RawMention(
        mention.start + start,
        mention.end,
        mention.label,
        mention.turn,
        mention.confidence,
        mention.engine,
    )


def title_end(name: str) -> int:
    """Return where a person's name begins behind its titles; a title alone is left as it is.

    >>> [name[title_end(name):] for name in ("M. Dupont", "le Dr Roy", "Maître Me Roy", "Madame")]
    ['Dupont', 'le Dr Roy', 'Roy', 'Madame']
    """
    plain = analysis_form(name)
    start = 0
    while (match := _FIRST_WORD.match(plain, start)) and match[1].lower() in words("entity_titles"):
        start = match.end()
    return start


def spans_record(
    interview: Interview, found: Iterable[RawMention], models: Models, settings: Settings
) -> Record:
    """Return a record of the turns and of the spans, each an entity of its own.

    Raises:
        OffsetError: A span is outside the text or its turn.
    """
    text = interview.text
    entities = []
    for number, raw in enumerate(found, 1):
        name = cut(text, raw.start, raw.end)
        mention = checked(Mention(raw.start, raw.end, name, raw.turn, raw.confidence), text)
        entities.append(Entity(f"e{number}", name, raw.label, None, (mention,)))
    return entities_record(interview, tuple(entities), models, settings)


def entities_record(
    interview: Interview, entities: tuple[Entity, ...], models: Models, settings: Settings
) -> Record:
    """Return a record with entities, and without claims, summaries and keywords."""
    ids = [exchange.id for exchange in interview.exchanges]
    nothing = Digest(Summary("", "extractive", ()), (), dict.fromkeys(ids), dict.fromkeys(ids, ()))
    return compose(
        interview, entities, (), nothing, settings=settings, models=models.versions, metadata=None
    )
