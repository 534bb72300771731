"""Gold -> Prodigy: one task a turn, with mentions and claims to correct.

Tasks are those of https://prodi.gy/docs/api-interfaces#spans. Spans may overlap, so they are for
``spans.manual``: ``prodigy spans.manual DATASET blank:fr prodigy.jsonl --label PER,ORG,…``. Tokens
are given and end at the edges of every span, so Prodigy moves none.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from pipeline.errors import InputError
from pipeline.export.tokens import Place, tokenize, without_gaps
from pipeline.export.writing import ExportFile
from pipeline.schema import Gold, GoldTurn

Span: TypeAlias = tuple[int, int, str]  # characters of the interview's text, and the label


def export_files(golds: Iterable[Gold]) -> Iterator[ExportFile]:
    """Yield ``prodigy.jsonl``: the turns of all interviews; boilerplate only if it has a span.

    Raises:
        InputError: A gold has no turns.
    """
    yield ExportFile(
        "prodigy.jsonl",
        (
            f"{json.dumps(task, ensure_ascii=False)}\n".encode()
            for gold in golds
            for task in _tasks(gold)
        ),
    )


def _tasks(gold: Gold) -> Iterator[dict[str, Any]]:
    if gold.turns is None:
        raise InputError(
            f"{gold.id}: the turns are not annotated; each is a task of Prodigy",
            hint="annotate the turns, or start from the record of this interview",
        )
    names = {person.id: person.name for person in gold.participants or ()}
    by_turn: dict[str, list[Span]] = {}
    for entity in gold.entities or ():
        for mention in entity.mentions:
            by_turn.setdefault(mention.turn, []).append((mention.start, mention.end, entity.label))
    for claim in gold.claims or ():
        by_turn.setdefault(claim.turn, []).append((claim.start, claim.end, claim.type))
    for turn in gold.turns:
        spans = sorted(by_turn.get(turn.id, []))
        if turn.role == "boilerplate" and not spans:
            continue
        speaker = names.get(turn.speaker) if turn.speaker else None
        yield _task(gold, turn, spans) | {
            "meta": {
                "interview": gold.id,
                "turn": turn.id,
                "role": turn.role,
                "speaker": speaker or turn.speaker or "",
                "start": turn.start,
            }
        }


def _task(gold: Gold, turn: GoldTurn, spans: list[Span]) -> dict[str, Any]:
    """Return text, tokens and spans of a turn, in characters of the turn."""
    found = tokenize(turn, edges=[(start, end) for start, end, _ in spans])
    tokens: list[tuple[Place, bool]] = list(
        without_gaps(gold.text, found.tokens, start=turn.start, end=turn.end)
    )
    starts = {place[0]: index for index, (place, _) in enumerate(tokens)}
    ends = {place[1]: index for index, (place, _) in enumerate(tokens)}
    return {
        "text": turn.text,
        "tokens": [
            {
                "text": gold.text[start:end],
                "start": start - turn.start,
                "end": end - turn.start,
                "id": index,
                "ws": spaced,
            }
            for index, ((start, end), spaced) in enumerate(tokens)
        ],
        "spans": [
            {
                "start": start - turn.start,
                "end": end - turn.start,
                "token_start": starts[start],
                "token_end": ends[end],  # the last one inside, as Prodigy counts
                "label": label,
            }
            for start, end, label in spans
        ],
    }
