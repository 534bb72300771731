"""Small interviews made by hand whose claims and names are to be linked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from bare_records import bare
from gold_records import claim_of

from pipeline.records import validate_record
from pipeline.schema import (
    Attribution,
    Claim,
    ClaimType,
    Entity,
    EntityLabel,
    ExchangeTurns,
    GoldClaim,
    Interview,
    Mention,
    ModelVersion,
    Participant,
    Record,
    Source,
    Turn,
)
from pipeline.settings import Settings

MODEL = ModelVersion(version="1", sha256=None)
_QUESTION = "Que faites-vous ?"


def interview(
    id: str,
    *claims: tuple[ClaimType, str],
    speaker: str | None = "Aude Kermadec",
    date: str | None = None,
    names: Mapping[str, EntityLabel] | None = None,
    interviewer: str | None = None,
    reported: Sequence[str] = (),
    warnings: tuple[str, ...] = (),
    models: Sequence[str] = (),
) -> Record:
    """Return an interview of one question whose answer is the claims, a sentence each.

    Args:
        id: Of the record.
        claims: Type and statement.
        speaker: Of the answer.
        date: Of publication.
        names: Entities; each is mentioned wherever the answer has it.
        interviewer: Who asks.
        reported: Statements that are somebody else's.
        warnings: Of the source.
        models: That provenance names.
    """
    answer = "\n".join(f"{statement}." for _, statement in claims)
    text = f"{_QUESTION}\n{answer}"
    begin = len(_QUESTION) + 1
    source = Source(id, f"{id}.txt", "txt", "utf-8", "0" * 64, text, (), warnings=warnings)
    made = Interview(
        dataclasses.replace(source, date=date),
        None,
        None,
        (Participant("p1", interviewer, "interviewer"), Participant("p2", speaker, "interviewee")),
        (
            Turn("t1", "question", "p1", 0, len(_QUESTION), _QUESTION, "interrogative", 1.0),
            Turn("t2", "answer", "p2", begin, len(text), answer, "position", 1.0),
        ),
        (ExchangeTurns("x1", ("t1",), ("t2",)),),
    )
    record = bare(made, settings=Settings(), models=dict.fromkeys(models, MODEL))
    entities = tuple(_entities(text, begin, names or {}))
    found = tuple(
        _claim(text, number, type, statement, statement in reported, entities)
        for number, (type, statement) in enumerate(claims, 1)
    )
    return validate_record(dataclasses.replace(record, entities=entities, claims=found))


def _entities(text: str, begin: int, names: Mapping[str, EntityLabel]) -> list[Entity]:
    found = []
    for number, (name, label) in enumerate(names.items(), 1):
        starts = [at for at in range(begin, len(text)) if text.startswith(name, at)]
        mentions = tuple(Mention(at, at + len(name), name, "t2", 1.0) for at in starts)
        found.append(Entity(f"e{number}", name, label, None, mentions))
    return found


def _claim(
    text: str,
    number: int,
    type: ClaimType,
    statement: str,
    reported: bool,
    entities: tuple[Entity, ...],
) -> Claim:
    start = text.index(statement)
    end = start + len(statement)
    inside = [e.id for e in entities if any(start <= m.start and m.end <= end for m in e.mentions)]
    told = Attribution("reported", None, "selon") if reported else Attribution("speaker")
    plain = GoldClaim(
        f"c{number}", start, end, statement, "t2", "p2", told, type, False, False, "asserted", True
    )
    return dataclasses.replace(claim_of(plain, "x1"), salience=0.5, entities=tuple(inside))
