"""The claims that an encoder's claim head makes of the pipeline's own clauses, without its rules."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import cast, get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.annotate import Models, annotate
from pipeline.claims.candidates import read_answer, read_question
from pipeline.claims.salience import LONG_ANSWER
from pipeline.encoder import Encoder, span_means
from pipeline.evaluate.alone import entities_record, gold_interview
from pipeline.evaluate.rewriting import require_same_text
from pipeline.records import validate_record
from pipeline.schema import (
    Attribution,
    Claim,
    ClaimType,
    Encoded,
    Gold,
    Interview,
    Record,
    Source,
    TurnDoc,
)
from pipeline.settings import Settings
from pipeline.text import begun_inside, checked, cut

_TYPES = tuple(f"type:{name}" for name in get_args(ClaimType))
_COLUMNS = ("claim", "key", "reported", "hedged", "negated", "obligation", *_TYPES)

_Columns = Mapping[str, NDArray[np.float32]]  # name -> (n_clauses,) logits


def head_lacks(encoder: Encoder) -> str | None:
    """Return why no claims can be read off an encoder, or None if they can."""
    encoded = encoder.encode("Oui.")
    if encoded.claims is None:
        return "no claim head"
    missing = [name for name in _COLUMNS if name not in encoded.claim_labels]
    return f"claim head without {', '.join(missing)}" if missing else None


def head_record(gold: Gold, source: Source, models: Models, settings: Settings) -> Record:
    """Return a record of the annotated turns and exchanges with the head's claims, and no entities.

    The clauses are those that the pipeline chooses its claims from. One is a claim where the head's
    logit of it is above 0, and so with the other marks; its type is the one with the highest logit.
    Key are the claims of an answer with the highest logit of that, whatever it is.

    Args:
        gold: Its answers that belong to no exchange yield no claims, as in the pipeline.
        source: The file that the gold was made from: its paragraphs end sentences.
        models: A spaCy model, and an encoder of which `head_lacks` says nothing.
        settings: `key_claims_per_answer` limits the key claims of one answer turn.

    Raises:
        InputError: The file's text is not the one that was annotated.
    """
    require_same_text(source, gold)
    interview = dataclasses.replace(
        gold_interview(gold), source=source, exchanges=gold.exchanges or ()
    )
    docs = {item.turn.id: item for item in annotate(interview, models)}
    found = [
        claim
        for exchange in interview.exchanges
        for turn in exchange.answers
        for claim in _answer_claims(docs[turn], exchange.id, interview, settings)
    ]
    found.sort(key=lambda claim: claim.start)
    claims = tuple(
        checked(dataclasses.replace(claim, id=f"c{number}"), interview.text)
        for number, claim in enumerate(found, 1)
    )
    record = entities_record(interview, (), models, settings)
    return validate_record(dataclasses.replace(record, claims=claims))


def _answer_claims(
    item: TurnDoc, exchange: str, interview: Interview, settings: Settings
) -> Iterator[Claim]:
    spans = _clauses(item, interview)
    assert item.encoded is not None  # the models have an encoder
    columns = _columns(item.encoded, spans)
    kept = [number for number in range(len(spans)) if columns["claim"][number] > 0]
    keys = _keys(kept, columns["key"], most=settings.key_claims_per_answer)
    for number in kept:
        logits = {name: float(column[number]) for name, column in columns.items()}
        yield _claim(item, exchange, spans[number], logits, key=number in keys)


def _clauses(item: TurnDoc, interview: Interview) -> list[tuple[int, int]]:
    """Return the candidate clauses of an answer in characters of the turn.

    Neither question nor names decide where a clause begins and ends.
    """
    turn = item.turn
    breaks = begun_inside(interview.source.blocks, turn)
    answer = read_answer(item, read_question(()), breaks=breaks, mentions=())
    return answer.spans


def _columns(encoded: Encoded, spans: Sequence[tuple[int, int]]) -> _Columns:
    assert encoded.claims is not None  # `head_lacks`
    logits = span_means(encoded, encoded.claims, spans)
    return {name: logits[:, number] for number, name in enumerate(encoded.claim_labels)}


def _keys(kept: Sequence[int], logits: NDArray[np.float32], *, most: int) -> frozenset[int]:
    order = sorted(kept, key=lambda number: (-logits[number], number))
    return frozenset(order[: most if len(kept) >= LONG_ANSWER else 1])


def _claim(
    item: TurnDoc,
    exchange: str,
    span: tuple[int, int],
    logits: Mapping[str, float],
    *,
    key: bool,
) -> Claim:
    turn = item.turn
    start, end = span[0] + turn.start, span[1] + turn.start
    words = cut(turn.text, *span)
    type = max(_TYPES, key=lambda name: logits[name]).removeprefix("type:")
    return Claim(
        id="",
        start=start,
        end=end,
        text=words,
        turn=turn.id,
        exchange=exchange,
        speaker=turn.speaker,
        statement=words,
        resolutions=(),
        attribution=Attribution("reported" if logits["reported"] > 0 else "speaker"),
        type=cast(ClaimType, type),
        negated=logits["negated"] > 0,
        hedged=logits["hedged"] > 0,
        modality="obligation" if logits["obligation"] > 0 else "asserted",
        quantities=(),
        cues=(),
        salience=round(1 / (1 + math.exp(-logits["key"])), 3),
        key=key,
        entities=(),
    )
