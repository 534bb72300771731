"""Gold <-> loose parts: the spans that an annotation tool shows, and a frame for all the rest.

Tools such as brat and Label Studio know labelled spans only. `take_apart` gives those spans, each
with what a tool keeps beside it; the `Frame` travels along unseen. `pipeline.gold.assembly` makes
the gold again, also of spans that were moved, added or deleted meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from pipeline.errors import InputError
from pipeline.schema import (
    ClaimType,
    EntityKind,
    EntityLabel,
    ExchangeTurns,
    Gold,
    GoldTurn,
    Modality,
    Participant,
    Span,
    TurnRole,
)

Layer = Literal["entities", "claims", "summary"]
LAYERS: tuple[Layer, ...] = ("entities", "claims", "summary")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnPart:
    """A turn as drawn; ``where`` names its place in the tool's file, for messages."""

    where: str = ""
    start: int
    end: int
    id: str | None  # None: new
    role: TurnRole
    speaker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionPart:
    """One mention of an entity as drawn.

    ``entity`` is the entity's id; without it the name, else the words, say which entity is meant.
    """

    where: str = ""
    start: int
    end: int
    entity: str | None
    name: str | None
    label: EntityLabel
    kind: EntityKind | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPart:
    """A claim as drawn."""

    where: str = ""
    start: int
    end: int
    id: str | None
    type: ClaimType
    key: bool
    negated: bool
    hedged: bool
    modality: Modality
    reported: bool
    source: str | None
    cue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePart:
    """Words that support a sentence of the summary, which is numbered from 1."""

    where: str = ""
    start: int
    end: int
    sentence: int
    order: int | None  # among the evidence of its sentence; None: new, stands last


Part = TurnPart | MentionPart | ClaimPart | EvidencePart
P = TypeVar("P", TurnPart, MentionPart, ClaimPart, EvidencePart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a gold file says beside its spans; read from JSON with every type proved."""

    id: str
    title: str | None = None
    split: str | None = None
    layout: str | None = None
    tags: tuple[str, ...] = ()
    participants: tuple[Participant, ...] | None = None
    layers: tuple[Layer, ...] = ("entities", "claims")  # what is annotated, beside the turns
    exchanges: tuple[ExchangeTurns, ...] | None = None
    turns: tuple[tuple[str, TurnRole], ...] = ()  # those that the exchanges were made with
    sentences: tuple[str, ...] = ()  # of the summary
    summary: str | None = None  # its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """A gold file in pieces."""

    text: str
    frame: Frame
    turns: tuple[TurnPart, ...]
    mentions: tuple[MentionPart, ...]
    claims: tuple[ClaimPart, ...]
    evidence: tuple[EvidencePart, ...]

    @property
    def everything(self) -> tuple[Part, ...]:
        """All spans, layer by layer."""
        return (*self.turns, *self.mentions, *self.claims, *self.evidence)


def take_apart(gold: Gold) -> Parts:
    """Return the pieces of a gold file, from which the same gold can be made.

    Raises:
        InputError: The turns are not annotated, or something could not be told again from the
            pieces: an id of another form than ``t1``, ``e1``, ``c1``, an id that stands twice,
            a mention or claim outside the turn it names, white space at the edge of a span.
    """
    if gold.turns is None:
        raise InputError(
            f"{gold.id}: the turns are not annotated; mentions and claims hang on them",
            hint="annotate the turns, or start from the record of this interview",
        )
    turns = {turn.id: turn for turn in gold.turns}
    for letter, items in (("t", gold.turns), ("e", gold.entities), ("c", gold.claims)):
        _check_ids(gold, letter, [item.id for item in items or ()])
    return Parts(
        text=gold.text,
        frame=_frame(gold, gold.turns),
        turns=tuple(
            TurnPart(
                start=turn.start, end=turn.end, id=turn.id, role=turn.role, speaker=turn.speaker
            )
            for turn in gold.turns
            if _sound(gold, turn.id, turn.start, turn.end)
        ),
        mentions=tuple(_mentions(gold, turns)),
        claims=tuple(_claims(gold, turns)),
        evidence=tuple(_evidence(gold)),
    )


def _frame(gold: Gold, turns: tuple[GoldTurn, ...]) -> Frame:
    return Frame(
        id=gold.id,
        title=gold.title,
        split=gold.split,
        layout=gold.layout,
        tags=gold.tags,
        participants=gold.participants,
        layers=tuple(layer for layer in LAYERS if getattr(gold, layer) is not None),
        exchanges=gold.exchanges,
        turns=tuple((turn.id, turn.role) for turn in turns),
        sentences=tuple(s.text for s in gold.summary.sentences) if gold.summary else (),
        summary=gold.summary.text if gold.summary else None,
    )


def _check_ids(gold: Gold, letter: str, ids: list[str]) -> None:
    for id in ids:
        if not re.fullmatch(rf"{letter}[0-9]+", id) or ids.count(id) > 1:
            raise InputError(
                f"{gold.id}: the id {id!r}; ids are {letter}1, {letter}2… and stand once each"
            )


def _sound(gold: Gold, owner: str, start: int, end: int, turn: GoldTurn | None = None) -> bool:
    words = gold.text[start:end]
    if words != words.strip():
        raise InputError(f"{gold.id}: {owner} has white space at its edge: {words[:40]!r}")
    if turn is not None and not (turn.start <= start and end <= turn.end):
        raise InputError(f"{gold.id}: {owner} [{start}, {end}) is not inside its turn {turn.id}")
    return True


def _mentions(gold: Gold, turns: dict[str, GoldTurn]) -> Iterable[MentionPart]:
    for entity in gold.entities or ():
        if not entity.mentions:
            raise InputError(f"{gold.id}: the entity {entity.id} has no mention")
        for mention in entity.mentions:
            _sound(gold, entity.id, mention.start, mention.end, turns[mention.turn])
            yield MentionPart(
                start=mention.start,
                end=mention.end,
                entity=entity.id,
                name=entity.name,
                label=entity.label,
                kind=entity.kind,
            )


def _claims(gold: Gold, turns: dict[str, GoldTurn]) -> Iterable[ClaimPart]:
    for claim in gold.claims or ():
        turn = turns[claim.turn]
        _sound(gold, claim.id, claim.start, claim.end, turn)
        if claim.speaker != turn.speaker:
            raise InputError(
                f"{gold.id}: {claim.id} has the speaker {claim.speaker!r}, its turn {turn.speaker!r}"
            )
        yield ClaimPart(
            start=claim.start,
            end=claim.end,
            id=claim.id,
            type=claim.type,
            key=claim.key,
            negated=claim.negated,
            hedged=claim.hedged,
            modality=claim.modality,
            reported=claim.attribution.kind == "reported",
            source=claim.attribution.source,
            cue=claim.attribution.cue,
        )


def _evidence(gold: Gold) -> Iterable[EvidencePart]:
    for number, sentence in enumerate(gold.summary.sentences if gold.summary else (), 1):
        spans: tuple[Span, ...] = sentence.evidence
        if not spans:
            raise InputError(f"{gold.id}: sentence {number} of the summary has no evidence")
        for order, span in enumerate(spans, 1):
            _sound(gold, f"evidence of sentence {number}", span.start, span.end)
            yield EvidencePart(start=span.start, end=span.end, sentence=number, order=order)
