"""Decisions on claims -> claims."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from pipeline.errors import InputError
from pipeline.review.corrections import ClaimValue, Correction
from pipeline.review.matching import best, free_id, refused_by
from pipeline.schema import Attribution, Claim, Cue, Record, Turn
from pipeline.text import around, trim

_UNSCORED = 0.5  # salience of a claim that no model has seen: neither first nor last


def with_claims(record: Record, corrections: Sequence[Correction]) -> tuple[Record, list[str]]:
    """Return the record with the decisions on its claims, and why others cannot be applied.

    Of a corrected claim, cues of what no longer holds are dropped; if its boundaries changed, so
    are cues and quantities outside it, and its statement is its words. Key flags are as given.
    """
    editor = _Claims(record)
    refused = refused_by(editor, corrections)
    claims = tuple(sorted(editor.claims, key=lambda claim: (claim.start, claim.end)))
    return dataclasses.replace(record, claims=claims), refused


class _Claims:
    """The claims while decisions are applied to them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.claims = list(record.claims)
        self.exchange_of = {id: x.id for x in record.exchanges for id in x.answers}

    def apply(self, correction: Correction) -> None:
        value = correction.value
        found = best(self.claims, correction.target) if correction.target else None
        if correction.action == "reject":
            if found is not None:  # else a newer version does not make it either
                self.claims.remove(found)
        elif correction.action == "accept":
            if found is None:
                raise InputError(f"{correction.where}: the accepted claim is no longer there")
        elif isinstance(value, ClaimValue):
            # A newer version may make the very claim that was added, or corrected beyond likeness.
            found = found or self._at(value)
            new = self._claim(correction.where, found, value)
            place = (new.start, new.end)
            others = [claim for claim in self.claims if claim is not found]
            self.claims = [new, *(c for c in others if (c.start, c.end) != place)]

    def _at(self, value: ClaimValue) -> Claim | None:
        place = trim(self.record.text, value.start, value.end)
        return next((claim for claim in self.claims if (claim.start, claim.end) == place), None)

    def _turn(self, where: str, start: int, end: int, speaker: str | None) -> Turn:
        turn = around(self.record.turns, start, end)
        if turn is None:
            raise InputError(
                f"{where}: the claim [{start}, {end}) lies in no turn, or in two",
                hint="correct the turn first",
            )
        if turn.id not in self.exchange_of:
            raise InputError(
                f"{where}: [{start}, {end}) lies in {turn.id}, which is no answer of an exchange",
                hint="correct the turn's role first",
            )
        if turn.speaker != speaker:
            raise InputError(
                f"{where}: the speaker of a claim is that of its turn {turn.id}, "
                f"{turn.speaker!r}, not {speaker!r}",
                hint="correct the turn's speaker, or say in the attribution who is quoted",
            )
        return turn

    def _claim(self, where: str, old: Claim | None, value: ClaimValue) -> Claim:
        text = self.record.text
        start, end = trim(text, value.start, value.end)
        if start >= end:
            raise InputError(f"{where}: a claim holds words, and there are none")
        turn = self._turn(where, start, end, value.speaker)
        words = text[start:end]
        moved = old is None or (old.start, old.end) != (start, end)
        return Claim(
            id=old.id if old else free_id("c", self.record.claims, self.claims),
            start=start,
            end=end,
            text=words,
            turn=turn.id,
            exchange=self.exchange_of[turn.id],
            speaker=turn.speaker,
            statement=words if old is None or moved else old.statement,
            resolutions=() if old is None or moved else old.resolutions,
            attribution=_attribution(old, value),
            type=value.type,
            negated=value.negated,
            hedged=value.hedged,
            modality=value.modality,
            quantities=tuple(
                part
                for part in (old.quantities if old else ())
                if start <= part.start and part.end <= end
            ),
            cues=_cues(old, value, start, end) if old else (),
            salience=old.salience if old else _UNSCORED,
            key=value.key,
            entities=self._entities(start, end) if old is None or moved else old.entities,
        )

    def _entities(self, start: int, end: int) -> tuple[str, ...]:
        return tuple(
            entity.id
            for entity in self.record.entities
            if any(start <= m.start and m.end <= end for m in entity.mentions)
        )


def _attribution(old: Claim | None, value: ClaimValue) -> Attribution:
    given = value.attribution
    if old and (old.attribution.kind, old.attribution.source) == (given.kind, given.source):
        return old.attribution
    return Attribution(given.kind, given.source)


def _cues(old: Claim, value: ClaimValue, start: int, end: int) -> tuple[Cue, ...]:
    moved = (old.start, old.end) != (start, end)
    return tuple(
        cue
        for cue in old.cues
        if _still_holds(cue.kind, value)
        and not (moved and not (start <= cue.start and cue.end <= end))
    )


def _still_holds(kind: str, value: ClaimValue) -> bool:
    family, _, detail = kind.partition(":")
    if family == "type":
        return detail == value.type
    if family == "modality":
        return detail == value.modality
    held = {
        "negation": value.negated,
        "hedge": value.hedged,
        "reported": value.attribution.kind == "reported",
    }
    return held.get(family, True)
