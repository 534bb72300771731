"""Record -> the compact JSON of one interview in the page, safe inside a ``<script>`` element.

Spans are written without their words, which the page cuts out of the interview's text; a row is a
list whose columns `COLUMNS` names, and the page gets those names once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from markupsafe import Markup

from pipeline.schema import Claim, Entity, Exchange, Record, Summary, Turn
from pipeline.text import text_sha256

COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "turns": ("id", "role", "speaker", "start", "end", "cue", "confidence"),
        "exchanges": ("id", "question", "answers", "summary", "keywords", "status"),
        "entities": ("id", "name", "label", "kind", "group", "mentions"),
        "mentions": ("start", "end", "turn", "confidence"),
        "claims": (
            *("id", "start", "end", "turn", "exchange", "speaker", "statement", "attribution"),
            *("source", "type", "negated", "hedged", "modality", "quantities", "cues", "salience"),
            *("key", "entities"),
        ),
    }
)

# "<" and ">" end the element or open a comment in it; the others end a line of script.
_ESCAPES = str.maketrans(
    {char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029\x85\u200e\u200f\u061c"}
    # Embeddings, overrides and isolates: as themselves they would reorder the page's source.
    | {chr(code): f"\\u{code:04x}" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}
    # Halves of pairs have no UTF-8 form.
    | {code: f"\\u{code:04x}" for code in range(0xD800, 0xE000)}
)


def script_json(value: Any) -> Markup:
    r"""Return `value` as JSON that no HTML parser can leave: one line, without ``<``, ``>``, ``&``.

    >>> print(script_json("</script><!--"))
    "\u003c/script\u003e\u003c!--"
    """
    dumped = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(dumped.translate(_ESCAPES))


def interview_json(record: Record, groups: Sequence[int]) -> Markup:
    """Return one interview for the page, as JSON for a ``<script>`` element.

    Args:
        record: The interview.
        groups: For each of its entities, the number of that entity in the corpus.
    """
    source = record.source
    return script_json(
        {
            "id": record.id,
            "title": record.title,
            "lead": record.lead,
            "text": record.text,
            "text_sha256": text_sha256(record.text),
            "source": {
                "file": source.file,
                "format": source.format,
                "encoding": source.encoding,
                "sha256": source.sha256,
                "url": source.url,
                "publication": source.publication,
                "date": source.date,
                "author": source.author,
                "locators": [[x.start, x.end, x.kind, x.value] for x in source.locators],
            },
            "metadata": record.metadata,
            "participants": [
                [p.id, p.name, p.role, p.function, p.organisation, p.labels]
                for p in record.participants
            ],
            "turns": [_turn(turn) for turn in record.turns],
            "exchanges": [_exchange(exchange) for exchange in record.exchanges],
            "entities": [
                _entity(entity, group)
                for entity, group in zip(record.entities, groups, strict=True)
            ],
            "claims": [_claim(claim) for claim in record.claims],
            "summary": _summary(record.summary),
            "keywords": record.keywords,
            "warnings": record.provenance.warnings,
        }
    )


def _turn(turn: Turn) -> list[Any]:
    return [turn.id, turn.role, turn.speaker, turn.start, turn.end, turn.cue, turn.confidence]


def _exchange(exchange: Exchange) -> list[Any]:
    return [
        *(exchange.id, exchange.question, exchange.answers),
        exchange.summary and _summary(exchange.summary),
        *(exchange.keywords, exchange.answer_status),
    ]


def _entity(entity: Entity, group: int) -> list[Any]:
    mentions = [[m.start, m.end, m.turn, m.confidence] for m in entity.mentions]
    return [entity.id, entity.name, entity.label, entity.kind, group, mentions]


def _claim(claim: Claim) -> list[Any]:
    return [
        *(claim.id, claim.start, claim.end, claim.turn, claim.exchange, claim.speaker),
        None if claim.statement == claim.text else claim.statement,
        *(claim.attribution.kind, claim.attribution.source),
        *(claim.type, claim.negated, claim.hedged, claim.modality),
        [[q.start, q.end, q.value, q.unit] for q in claim.quantities],
        [[cue.kind, cue.start, cue.end] for cue in claim.cues],
        *(claim.salience, claim.key, claim.entities),
    ]


def _summary(summary: Summary) -> dict[str, Any]:
    sentences = [[s.text, [[e.start, e.end] for e in s.evidence]] for s in summary.sentences]
    return {"method": summary.method, "sentences": sentences}
