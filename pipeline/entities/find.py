"""Docs -> entities, top to bottom."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.entities.accept import accepted
from pipeline.entities.engine import EntityEngine, SpacyEngine
from pipeline.entities.evidence import Evidence, weigh
from pipeline.entities.group import Group, Named, group, share_in_lists
from pipeline.entities.propose import propose
from pipeline.entities.spread import spread
from pipeline.entities.surface import Surface, casing, scan
from pipeline.schema import Entity, EntityLabel, Interview, Mention, Participant, RawMention, TurnDoc
from pipeline.text import analysis_form, checked, cut

_TOGETHER = re.compile(r" et | & | / |, ")


def find_entities(
    interview: Interview, docs: Sequence[TurnDoc], *, engine: EntityEngine | None = None
) -> tuple[Entity, ...]:
    """Return the named entities of an interview, by first mention.

    Args:
        interview: The interview; its participants' names count as evidence.
        docs: One analysis for each turn that may carry mentions.
        engine: What proposes mentions beside the rules; the docs' own spaCy entities by default.
    """
    surfaces = scan(docs)
    writing = casing(surfaces)
    raw: dict[str, list[RawMention]] = {}
    for mention in (engine or SpacyEngine()).mentions(docs):
        raw.setdefault(mention.turn, []).append(mention)
    people = _participant_names(interview.participants)
    named: list[Named] = []
    for surface in surfaces:
        own = raw.get(surface.turn.id, [])
        here: list[Named] = []
        for candidate in propose(surface, writing, own, people):
            clean = accepted(surface, candidate, writing)
            if clean is not None:
                here.append(_named(surface, clean.start, clean.end, weigh(surface, clean, own)))
        share_in_lists(interview.text, here)
        named.extend(here)
    groups = group(spread(surfaces, group(named), writing.lower))
    return tuple(_entity(f"e{n}", g, interview) for n, g in enumerate(groups, 1))


def _named(surface: Surface, start: int, end: int, evidence: Evidence) -> Named:
    base = surface.turn.start
    return Named(base + start, base + end, surface.turn.id, surface.text[start:end], evidence, initial=False)


def _participant_names(participants: Sequence[Participant]) -> dict[str, EntityLabel]:
    names: dict[str, EntityLabel] = {}
    for person in participants:
        if person.organisation:
            names[analysis_form(person.organisation)] = "ORG"
        if person.name:
            name = analysis_form(person.name)
            # An interviewer may be a medium ("Culture RP"); two speakers may share one label.
            if person.role == "interviewee":
                names.update({part: "PER" for part in _TOGETHER.split(name) if " " in part})
    return names


def _entity(id: str, found: Group, interview: Interview) -> Entity:
    confidence = round(found.margin, 3)
    longest = found.name
    mentions = tuple(
        checked(Mention(m.start, m.end, cut(interview.text, m.start, m.end), m.turn, confidence), interview.text)
        for m in sorted(found.mentions, key=lambda m: m.start)
    )
    written = next(
        " ".join(cut(interview.text, m.start, m.end).split()) for m in found.mentions if m.name == longest
    )
    return Entity(id, written, found.label, found.kind, mentions)
