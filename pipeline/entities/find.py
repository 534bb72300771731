"""Docs -> entities, top to bottom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.entities.accept import accepted
from pipeline.entities.engine import EntityEngine, engine_of
from pipeline.entities.evidence import weigh
from pipeline.entities.group import Group, Named, group, vote_in_lists
from pipeline.entities.propose import propose
from pipeline.entities.spread import spread
from pipeline.entities.surface import Casing, Surface, casing, scan
from pipeline.entities.vocabulary import cue_nouns, is_given, lower_heads
from pipeline.schema import (
    Entity,
    EntityLabel,
    Interview,
    Mention,
    Participant,
    RawMention,
    TurnDoc,
)
from pipeline.text import analysis_form, checked, cut

_TOGETHER = re.compile(r" et | & | / |, ")  # two speakers under one printed label

# A lone capital at a sentence's beginning is taken for a name on the engine's word only above this.
_LIKELY = 0.4
# From this on a span of the encoder is taken as it is.
_SURE = 0.65


def find_entities(
    interview: Interview, docs: Sequence[TurnDoc], *, engine: EntityEngine | None = None
) -> tuple[Entity, ...]:
    """Return the named entities of an interview, by first mention.

    Args:
        interview: The interview; its participants' names count as evidence.
        docs: One analysis for each turn that may carry mentions.
        engine: What proposes mentions beside the rules; by default the encoder
            where the docs carry its scores, else their own spaCy entities.
    """
    surfaces = scan(docs)
    writing = casing(surfaces)
    raw: dict[str, list[RawMention]] = {}
    for mention in (engine or engine_of(docs)).mentions(docs):
        raw.setdefault(mention.turn, []).append(mention)
    speakers = _speakers(interview.participants)
    people = [name for name, label in speakers.items() if label == "PER"]
    named: list[Named] = []
    for surface in surfaces:
        here = _named(surface, writing, raw.get(surface.turn.id, []), speakers)
        vote_in_lists(interview.text, here)
        named.extend(here)
    groups = group(spread(surfaces, group(named, people), people, writing), people)
    return tuple(_entity(f"e{n}", found, interview.text) for n, found in enumerate(groups, 1))


def _named(
    surface: Surface,
    writing: Casing,
    raw: Sequence[RawMention],
    speakers: dict[str, EntityLabel],
) -> list[Named]:
    """Return the accepted mentions of one turn with their evidence."""
    base = surface.turn.start
    spans = [(mention.start - base, mention.end - base) for mention in raw]
    likely = [
        (mention.start - base, mention.end - base)
        for mention in raw
        if mention.confidence >= _LIKELY
    ]
    result: list[Named] = []
    encoded = surface.item.encoded is not None
    sure = [(m.start - base, m.end - base) for m in raw if encoded and m.confidence >= _SURE]
    for candidate in propose(surface, writing, spans, speakers, sure):
        name = accepted(surface, candidate, writing, likely)
        if name is not None:
            words = surface.text[name.start : name.end]
            found = weigh(surface, name, raw)
            result.append(Named(base + name.start, base + name.end, surface.turn.id, words, found))
    return result


def _speakers(participants: Sequence[Participant]) -> dict[str, EntityLabel]:
    """Return the names of speakers and organisations; an interviewer may be a medium."""
    names: dict[str, EntityLabel] = {}
    for person in participants:
        if person.organisation:
            names[_bare(analysis_form(person.organisation))] = "ORG"
        for name in _TOGETHER.split(analysis_form(person.name or "")):
            words = name.split()
            if len(words) > 1 and (person.role == "interviewee" or is_given(words[0])):
                names[name] = "PER"
            elif len(words) > 1:
                names[name] = "ORG"
    return names


def _bare(organisation: str) -> str:
    """Return a name without the common noun right before it.

    >>> _bare("cabinet Amarante"), _bare("université de Lille")
    ('Amarante', 'université de Lille')
    """
    noun, _, rest = organisation.partition(" ")
    announces = noun in cue_nouns() and noun not in lower_heads()
    return rest if announces and rest[:1].isupper() else organisation


def _entity(id: str, found: Group, text: str) -> Entity:
    confidence = round(found.share, 3)
    mentions = tuple(
        checked(Mention(m.start, m.end, cut(text, m.start, m.end), m.turn, confidence), text)
        for m in sorted(found.mentions, key=lambda m: m.start)
    )
    # As printed, with its typographic apostrophes, where a turn has the form.
    printed = {m.name: cut(text, m.start, m.end) for m in reversed(found.mentions)}
    name = " ".join(printed.get(found.name, found.name).split())
    return Entity(id, name, found.label, found.kind, mentions)
