"""Records that say what a gold file says, and small changes to them, for the evaluation's tests."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from pipeline.evaluate import Evaluation, evaluate
from pipeline.schema import (
    Claim,
    Entity,
    Exchange,
    Gold,
    GoldClaim,
    Mention,
    Provenance,
    Record,
    SourceInfo,
    Summary,
    SummarySentence,
    Turn,
)

ANNOTATED = Path(__file__).parent / "annotated"


def claim_of(claim: GoldClaim, exchange: str) -> Claim:
    """Return the claim of a record that says what an annotated one says, and nothing more."""
    return Claim(
        claim.id,
        claim.start,
        claim.end,
        claim.text,
        claim.turn,
        exchange,
        claim.speaker,
        claim.text,
        (),
        claim.attribution,
        claim.type,
        claim.negated,
        claim.hedged,
        claim.modality,
        (),
        (),
        1.0,
        claim.key,
        (),
    )


def record_of(gold: Gold) -> Record:
    """Return the record that says exactly what the gold says."""
    turns = gold.turns or ()
    exchange_of = {id: x.id for x in gold.exchanges or () for id in x.answers}
    summary = gold.summary
    return Record(
        schema_version="1.0",
        id=gold.id,
        source=SourceInfo(
            f"{gold.id}.txt", "txt", "utf-8", "0", len(gold.text), None, None, None, None, ()
        ),
        metadata={},
        title=gold.title,
        lead=None,
        text=gold.text,
        participants=gold.participants or (),
        turns=tuple(
            Turn(t.id, t.role, t.speaker, t.start, t.end, t.text, "position", 1.0) for t in turns
        ),
        exchanges=tuple(
            Exchange(x.id, x.question, x.answers, None, (), None) for x in gold.exchanges or ()
        ),
        entities=tuple(
            Entity(
                e.id,
                e.name,
                e.label,
                e.kind,
                tuple(Mention(m.start, m.end, m.text, m.turn, 1.0) for m in e.mentions),
            )
            for e in gold.entities or ()
        ),
        claims=tuple(claim_of(c, exchange_of[c.turn]) for c in gold.claims or ()),
        summary=Summary(
            summary.text if summary else "",
            "extractive",
            tuple(SummarySentence(s.text, s.evidence) for s in summary.sentences)
            if summary
            else (),
        ),
        keywords=(),
        provenance=Provenance("0", {}, "0", ()),
    )


def scored(gold: Gold, **changes: Any) -> Evaluation:
    return evaluate([gold], [dataclasses.replace(record_of(gold), **changes)], names=set())


def counts(found: Evaluation, stem: str) -> tuple[float, float, float]:
    values = found.counts[found.interviews[0]]
    return values[f"{stem}.tp"], values[f"{stem}.fp"], values[f"{stem}.fn"]


def share(found: Evaluation, stem: str) -> tuple[float, float]:
    values = found.counts[found.interviews[0]]
    return values[f"{stem}.right"], values[f"{stem}.total"]


def edited(items: tuple[Any, ...], number: int, **changes: Any) -> tuple[Any, ...]:
    changed = dataclasses.replace(items[number], **changes)
    return (*items[:number], changed, *items[number + 1 :])


def moved(obj: Any, text: str, *, start: int = 0, end: int = 0) -> dict[str, Any]:
    """Return the changes that move the edges of a span by some characters."""
    left, right = obj.start + start, obj.end + end
    return {"start": left, "end": right, "text": text[left:right]}
