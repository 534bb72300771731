"""Decisions on turns -> turns and exchanges, with what hangs on them put in its new place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from pipeline.errors import InputError
from pipeline.gold import exchanges_of
from pipeline.records import with_warnings
from pipeline.review.corrections import Correction, Target, TurnValue
from pipeline.review.matching import best, free_id, refused_by
from pipeline.schema import Claim, Entity, Exchange, Record, Summary, SummarySentence, Turn
from pipeline.text import around, trim


def with_turns(record: Record, corrections: Sequence[Correction]) -> tuple[Record, list[str]]:
    """Return the record with the decisions on its turns, and why others cannot be applied.

    A corrected or added turn takes its words from the turns around it; what a turn loses belongs to
    no turn. A rejected turn is removed. Where turns changed, exchanges follow from them anew
    (`pipeline.gold.exchanges_of`), and mentions and claims belong to the turn around them; those
    that none surrounds are dropped with a warning in the record.
    """
    editor = _Turns(record)
    refused = refused_by(editor, corrections)
    turns = tuple(sorted(editor.turns, key=lambda turn: turn.start))
    if _shape(turns) == _shape(record.turns):
        return dataclasses.replace(record, turns=turns), refused
    return _rebuilt(record, turns), refused


def _shape(turns: Iterable[Turn]) -> list[tuple[str, str, str | None, int, int]]:
    return [(turn.id, turn.role, turn.speaker, turn.start, turn.end) for turn in turns]


class _Turns:
    """The turns while decisions are applied to them."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.turns = list(record.turns)
        self.decided: set[str] = set()

    def apply(self, correction: Correction) -> None:
        target, value = correction.target, correction.value
        found = self._meant(target) if target else None
        if correction.action == "reject":
            if found is not None:  # else a newer version has no such turn either
                self.turns.remove(found)
        elif correction.action == "accept":
            if found is None:
                raise InputError(f"{correction.where}: the accepted turn is no longer there")
            sure = dataclasses.replace(found, confidence=1.0)
            self.turns[self.turns.index(found)] = sure
            self.decided.add(found.id)
        elif isinstance(value, TurnValue):
            self._put(correction.where, found, value)

    def _meant(self, target: Target) -> Turn | None:
        # As it was when it was judged: another decision may have taken words of it since.
        judged = best(self.record.turns, target)
        now = {turn.id: turn for turn in self.turns}
        return now.get(judged.id) if judged else best(self.turns, target)

    def _put(self, where: str, old: Turn | None, value: TurnValue) -> None:
        text = self.record.text
        start, end = trim(text, value.start, value.end)
        if start >= end:
            raise InputError(f"{where}: a turn holds words, and there are none")
        people = [person.id for person in self.record.participants]
        if value.speaker is not None and value.speaker not in people:
            raise InputError(
                f"{where}: no participant {value.speaker!r}; there are {', '.join(people) or 'none'}"
            )
        others = [turn for turn in self.turns if turn is not old]
        for turn in others:
            if turn.id in self.decided and turn.start < end and start < turn.end:
                raise InputError(f"{where}: overlaps the turn {turn.id}, decided before")
        id = old.id if old else free_id("t", self.record.turns, self.turns)
        cue = old.cue if old else "position"
        new = Turn(id, value.role, value.speaker, start, end, text[start:end], cue, 1.0)
        self.turns = [new]
        for turn in others:
            self.turns += self._left_of(turn, new, others)
        self.decided.add(id)

    def _left_of(self, turn: Turn, taken: Turn, others: Sequence[Turn]) -> list[Turn]:
        """Return what is left of a turn when another one takes words of it: none, one or two."""
        if turn.end <= taken.start or taken.end <= turn.start:
            return [turn]
        text = self.record.text
        pieces: list[Turn] = []
        for start, end in ((turn.start, taken.start), (taken.end, turn.end)):
            start, end = trim(text, start, max(start, end))
            if start < end:
                id = free_id("t", self.record.turns, self.turns, others)
                piece = dataclasses.replace(
                    turn,
                    id=id if pieces else turn.id,
                    start=start,
                    end=end,
                    text=text[start:end],
                )
                pieces.append(piece)
        return pieces


# --- what hangs on turns -------------------------------------------------------------------


def _rebuilt(record: Record, turns: tuple[Turn, ...]) -> Record:
    warnings: list[str] = []
    exchanges = _exchanges(record, turns)
    entities = _entities(record.entities, turns, warnings)
    claims = _claims(record.claims, turns, exchanges, warnings)
    known = {entity.id for entity in entities}
    claims = tuple(
        dataclasses.replace(claim, entities=tuple(id for id in claim.entities if id in known))
        for claim in claims
    )
    rebuilt = dataclasses.replace(
        record, turns=turns, exchanges=exchanges, entities=entities, claims=claims
    )
    return with_warnings(rebuilt, *warnings)


def _entities(
    entities: Iterable[Entity], turns: tuple[Turn, ...], warnings: list[str]
) -> tuple[Entity, ...]:
    kept = []
    for entity in entities:
        mentions = []
        for mention in entity.mentions:
            turn = around(turns, mention.start, mention.end)
            if turn is None:
                warnings.append(
                    f"reviewed: the mention at [{mention.start}, {mention.end}) of {entity.id} "
                    "lies in no turn any more and was dropped"
                )
            else:
                mentions.append(dataclasses.replace(mention, turn=turn.id))
        if mentions:
            kept.append(dataclasses.replace(entity, mentions=tuple(mentions)))
    return tuple(sorted(kept, key=lambda entity: entity.mentions[0].start))


def _claims(
    claims: Iterable[Claim],
    turns: tuple[Turn, ...],
    exchanges: tuple[Exchange, ...],
    warnings: list[str],
) -> tuple[Claim, ...]:
    exchange_of = {id: exchange.id for exchange in exchanges for id in exchange.answers}
    kept = []
    for claim in claims:
        turn = around(turns, claim.start, claim.end)
        if turn is None or turn.id not in exchange_of:
            warnings.append(
                f"reviewed: the claim {claim.id} at [{claim.start}, {claim.end}) lies in no answer "
                "of an exchange any more and was dropped"
            )
        else:
            kept.append(
                dataclasses.replace(
                    claim, turn=turn.id, exchange=exchange_of[turn.id], speaker=turn.speaker
                )
            )
    return tuple(kept)


def _exchanges(record: Record, turns: tuple[Turn, ...]) -> tuple[Exchange, ...]:
    """Return the exchanges of the new turns; an old summary stays where all its evidence does."""
    before = {(x.question, x.answers): x for x in record.exchanges}
    old_turns, by_id = set(record.turns), {turn.id: turn for turn in turns}
    made = []
    for new in exchanges_of(turns):
        old = before.get((new.question, new.answers))
        answers = [by_id[id] for id in new.answers]
        if old is not None and old_turns.issuperset(by_id[id] for id in new.question + new.answers):
            made.append(dataclasses.replace(old, id=new.id))
            continue
        near = _nearest(record, answers)
        summary = _summary(record, answers)
        keywords = near.keywords if near and summary else ()
        made.append(Exchange(new.id, new.question, new.answers, summary, keywords, None))
    return tuple(made)


def _nearest(record: Record, answers: Sequence[Turn]) -> Exchange | None:
    """Return the old exchange whose answers share the most characters with these."""
    old = {turn.id: turn for turn in record.turns}

    def shared(exchange: Exchange) -> int:
        return sum(
            max(0, min(a.end, old[id].end) - max(a.start, old[id].start))
            for a in answers
            for id in exchange.answers
        )

    found = max(record.exchanges, key=shared, default=None)
    return found if found and shared(found) else None


def _summary(record: Record, answers: Sequence[Turn]) -> Summary | None:
    sentences: dict[SummarySentence, None] = {}
    method = record.summary.method
    for exchange in record.exchanges:
        for sentence in exchange.summary.sentences if exchange.summary else ():
            if all(around(answers, span.start, span.end) for span in sentence.evidence):
                sentences[sentence] = None
                method = exchange.summary.method if exchange.summary else method
    if not sentences:
        return None
    return Summary(" ".join(s.text for s in sentences), method, tuple(sentences))
