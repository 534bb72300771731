"""Decisions on mentions -> entities."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.errors import InputError
from pipeline.review.corrections import Correction, EntityValue
from pipeline.review.matching import best, free_id, refused_by
from pipeline.schema import Claim, Entity, EntityKind, EntityLabel, Mention, Record
from pipeline.text import around, lower_form, trim

_SAME = 0.5  # a corrected mention whose span a newer model found a little otherwise


@dataclass(frozen=True, slots=True)
class _Owned:
    """A mention with the entity it belongs to."""

    id: str  # of the entity
    mention: Mention

    @property
    def start(self) -> int:
        return self.mention.start

    @property
    def end(self) -> int:
        return self.mention.end


def with_entities(record: Record, corrections: Sequence[Correction]) -> tuple[Record, list[str]]:
    """Return the record with the decisions on its mentions, and why others cannot be applied.

    A decision is on one mention, not on all of its entity. A corrected or added mention joins the
    entity of its name, label and kind, or makes one. Entities that lose their last mention go, also
    from the claims that named them; a claim names the entities that gained a mention in it, and no
    longer those that lost their last one there.
    """
    editor = _Mentions(record)
    refused = refused_by(editor, corrections)
    return editor.record_with(), refused


class _Mentions:
    """The mentions while decisions are applied to them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.entities = {entity.id: entity for entity in record.entities}
        self.owned = [
            _Owned(entity.id, mention) for entity in record.entities for mention in entity.mentions
        ]

    def apply(self, correction: Correction) -> None:
        target, value = correction.target, correction.value
        least = _SAME if correction.action == "correct" else 1.0
        found = best(self.owned, target, least=least) if target else None
        if correction.action == "reject":
            if found is not None:  # else a newer version does not find it either
                self.owned.remove(found)
        elif correction.action == "accept":
            if found is None:
                raise InputError(f"{correction.where}: the accepted mention is no longer there")
            sure = dataclasses.replace(found.mention, confidence=1.0)
            self.owned[self.owned.index(found)] = _Owned(found.id, sure)
        elif isinstance(value, EntityValue):
            self._put(correction.where, found, value)

    def _put(self, where: str, old: _Owned | None, value: EntityValue) -> None:
        text = self.record.text
        start, end = trim(text, value.start, value.end)
        if start >= end:
            raise InputError(f"{where}: a mention holds words, and there are none")
        turn = around(self.record.turns, start, end)
        if turn is None:
            raise InputError(
                f"{where}: the mention [{start}, {end}) lies in no turn, or in two",
                hint="correct the turn first",
            )
        if old is not None:
            self.owned.remove(old)
        name = value.name or self._name(old, value) or text[start:end]
        entity = self._entity(name, value.label, value.kind)
        mention = Mention(start, end, text[start:end], turn.id, 1.0)
        self.owned = [
            owned
            for owned in self.owned
            # The same words have one name: what a newer version found there is judged too.
            if (owned.start, owned.end) != (start, end)
        ]
        self.owned.append(_Owned(entity, mention))

    def _name(self, old: _Owned | None, value: EntityValue) -> str | None:
        entity = self.entities[old.id] if old else None
        # A mention that changes its label most often was put to the wrong entity.
        return entity.name if entity and entity.label == value.label else None

    def _entity(self, name: str, label: EntityLabel, kind: EntityKind | None) -> str:
        for entity in self.entities.values():
            same = (entity.label, entity.kind) == (label, kind)
            if same and lower_form(entity.name) == lower_form(name):
                return entity.id
        id = free_id("e", self.entities.values())
        self.entities[id] = Entity(id, name, label, kind, ())
        return id

    def record_with(self) -> Record:
        """Return the record with these entities."""
        entities = []
        for entity in self.entities.values():
            own = [owned.mention for owned in self.owned if owned.id == entity.id]
            if own:
                own.sort(key=lambda mention: (mention.start, mention.end))
                entities.append(dataclasses.replace(entity, mentions=tuple(own)))
        entities.sort(key=lambda entity: entity.mentions[0].start)
        claims = tuple(self._naming(claim, entities) for claim in self.record.claims)
        return dataclasses.replace(self.record, entities=tuple(entities), claims=claims)

    def _naming(self, claim: Claim, entities: Sequence[Entity]) -> Claim:
        """Return a claim that names what is named in it: more or less only where mentions changed."""
        before = {e.id for e in self.record.entities if _is_in(e, claim)}
        named = []
        for entity in entities:
            was, is_now = entity.id in before, _is_in(entity, claim)
            if is_now if was != is_now else entity.id in claim.entities:
                named.append(entity.id)
        same = set(named) == set(claim.entities)
        return claim if same else dataclasses.replace(claim, entities=tuple(named))


def _is_in(entity: Entity, claim: Claim) -> bool:
    return any(claim.start <= m.start and m.end <= claim.end for m in entity.mentions)
