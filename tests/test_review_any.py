"""Whatever a reviewer decides on the shipped interviews, the result keeps the contract."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

import pytest
from gold_as_record import corpus_records

from pipeline.contract import violations
from pipeline.review import apply_corrections
from pipeline.review.corrections import Correction, parse_correction
from pipeline.schema import Record
from pipeline.text import text_sha256

ROLES = ("question", "answer", "heading", "intro", "boilerplate")


@cache
def interviews() -> tuple[Record, ...]:
    return tuple(corpus_records("dev"))


def decision(record: Record, random: Random) -> Correction:
    action = random.choice(("accept", "reject", "correct", "add"))
    placed: dict[str, list[tuple[str, Any]]] = {
        "turn": [(turn.id, turn) for turn in record.turns],
        "entity": [(entity.id, m) for entity in record.entities for m in entity.mentions],
        "claim": [(claim.id, claim) for claim in record.claims],
    }
    layer = random.choice([layer for layer, there in placed.items() if there])
    id, span = random.choice(placed[layer])
    target = {"id": id, "start": span.start, "end": span.end, "text": span.text}
    edge = random.choice((0, 15))
    start = max(0, span.start + random.randint(-edge, edge))
    end = min(len(record.text), max(start + 1, span.end + random.randint(-edge, edge)))
    values = {
        "schema_version": "1.0",
        "record": record.id,
        "source_sha256": record.source.sha256,
        "text_sha256": text_sha256(record.text),
        "layer": layer,
        "action": action,
        "target": None if action == "add" else target,
        "value": _value(record, layer, min(start, end - 1), end, random),
        "note": "",
        "reviewer": "",
        "made": "",
    }
    return parse_correction(json.dumps(values), where="line")


def _value(record: Record, layer: str, start: int, end: int, random: Random) -> dict[str, Any]:
    people = [*(person.id for person in record.participants), None]
    around = next((t for t in record.turns if t.start <= start and end <= t.end), None)
    fields: dict[str, dict[str, Any]] = {
        "turn": {"role": random.choice(ROLES), "speaker": random.choice(people)},
        "entity": {"label": random.choice(("PER", "ORG")), "kind": None, "name": None},
        "claim": {
            "type": "causal",
            "key": True,
            "negated": False,
            "hedged": True,
            "modality": "asserted",
            "attribution": {"kind": "speaker", "source": None},
            "speaker": around.speaker if around else None,
        },
    }
    return {"start": start, "end": end, **fields[layer]}


@pytest.mark.parametrize("seed", range(5))
def test_any_decisions_leave_a_sound_record_and_each_is_applied_or_refused(seed: int) -> None:
    random = Random(seed)
    for record in interviews():
        decisions = [decision(record, random) for _ in range(random.randint(1, 20))]
        reviewed = apply_corrections(record, decisions)
        assert list(violations(reviewed.record)) == []
        assert sum(reviewed.applied.values()) + len(reviewed.refused) == len(decisions)
        assert (reviewed.gold is None) == (not any(reviewed.applied.values()))
