"""Records -> flat tables that people open in pandas or R, with a codebook.

One table has one row an interview, turn, exchange, mention or claim; every row names its
interview. Lists are joined with ``"; "``, texts of several turns with a blank line. Offsets count
characters of the record's ``text``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypeAlias

from pipeline.errors import PipelineError
from pipeline.schema import Exchange, ExchangeTurns, Record, Turn

Value: TypeAlias = str | int | float | bool | None
Row: TypeAlias = dict[str, Value]
Types: TypeAlias = Mapping[str, str]  # column -> "string", "integer", "number" or "boolean"

TABLES = ("interviews", "turns", "exchanges", "entities", "claims")
# Of all records together, made by `pipeline.links`.
LINK_TABLES = ("corpus_entities", "claim_links")
CODEBOOK_COLUMNS = ("table", "column", "type", "meaning_fr", "meaning_en")
_TYPES = frozenset({"string", "integer", "number", "boolean"})


@cache
def codebook() -> tuple[Mapping[str, str], ...]:
    """Return the codebook's rows: every column of every table, in the order of the columns.

    Raises:
        PipelineError: The file in the package is damaged.
    """
    content = (files("pipeline") / "codebook.csv").read_text(encoding="utf-8")
    reader = csv.DictReader(io.StringIO(content))
    rows = tuple(MappingProxyType(row) for row in reader)
    if tuple(reader.fieldnames or ()) != CODEBOOK_COLUMNS or not rows:
        raise PipelineError(f"codebook.csv: columns must be {', '.join(CODEBOOK_COLUMNS)}")
    known = (*TABLES, *LINK_TABLES)
    for number, row in enumerate(rows, 2):
        if row["table"] not in known or row["type"] not in _TYPES or not all(row.values()):
            raise PipelineError(
                f"codebook.csv, line {number}: unknown table or type, or empty field"
            )
    return rows


def column_types(table: str, metadata: Iterable[str] = ()) -> dict[str, str]:
    """Return the columns of one table with their types, in order.

    Args:
        table: One of `TABLES` or `LINK_TABLES`.
        metadata: Columns of the researcher's own table, added to ``interviews`` as ``metadata_…``.
    """
    types = {row["column"]: row["type"] for row in codebook() if row["table"] == table}
    if table == "interviews":
        types |= {f"metadata_{name}": "string" for name in sorted(metadata)}
    return types


def codebook_rows(metadata: Iterable[str] = ()) -> list[Mapping[str, str]]:
    """Return the codebook's rows, with one for each column of the researcher's own table."""
    own = [
        dict(
            zip(
                CODEBOOK_COLUMNS,
                (
                    "interviews",
                    f"metadata_{name}",
                    "string",
                    f"colonne « {name} » de votre table",
                    f"column '{name}' of your own table",
                ),
                strict=True,
            )
        )
        for name in sorted(metadata)
    ]
    after = sum(row["table"] == "interviews" for row in codebook())
    return [*codebook()[:after], *own, *codebook()[after:]]


def codebook_csv(metadata: Iterable[str] = ()) -> str:
    """Return `codebook_rows` as CSV."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, CODEBOOK_COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(codebook_rows(metadata))
    return stream.getvalue()


def exchange_of_turns(exchanges: Iterable[Exchange | ExchangeTurns]) -> dict[str, str]:
    """Return the id of its exchange for each question and answer turn."""
    return {
        turn: exchange.id
        for exchange in exchanges
        for turn in (*exchange.question, *exchange.answers)
    }


def rows(record: Record) -> dict[str, list[Row]]:
    """Return the rows that one record adds to each table; keys are the columns, in order."""
    names = {person.id: person.name for person in record.participants}
    turns = {turn.id: turn for turn in record.turns}
    exchange_of = exchange_of_turns(record.exchanges)
    return {
        "interviews": [_interview(record)],
        "turns": list(_turns(record, names, exchange_of)),
        "exchanges": list(_exchanges(record, names, turns)),
        "entities": list(_entities(record, turns, exchange_of)),
        "claims": list(_claims(record, names)),
    }


def joined(values: Iterable[str | None]) -> str:
    """Return values in one cell, each once."""
    return "; ".join(dict.fromkeys(value for value in values if value))


def _interview(record: Record) -> Row:
    source = record.source
    people = {role: [p for p in record.participants if p.role == role] for role in _ROLES}
    row: Row = {
        "interview_id": record.id,
        "file": source.file,
        "format": source.format,
        "encoding": source.encoding,
        "sha256": source.sha256,
        "url": source.url,
        "publication": source.publication,
        "date": source.date,
        "author": source.author,
        "title": record.title,
        "lead": record.lead,
        "interviewers": joined(person.name for person in people["interviewer"]),
        "interviewees": joined(person.name for person in people["interviewee"]),
        "organisations": joined(person.organisation for person in people["interviewee"]),
        "characters": source.characters,
        "turns": len(record.turns),
        "exchanges": len(record.exchanges),
        "entities": len(record.entities),
        "mentions": sum(len(entity.mentions) for entity in record.entities),
        "claims": len(record.claims),
        "key_claims": sum(claim.key for claim in record.claims),
        "summary": record.summary.text,
        "keywords": joined(record.keywords),
        "warnings": joined(record.provenance.warnings),
    }
    return row | {f"metadata_{name}": value for name, value in sorted(record.metadata.items())}


_ROLES = ("interviewer", "interviewee")


def _turns(
    record: Record, names: Mapping[str, str | None], exchange_of: Mapping[str, str]
) -> Iterator[Row]:
    for position, turn in enumerate(record.turns, 1):
        yield {
            "interview_id": record.id,
            "turn_id": turn.id,
            "position": position,
            "exchange_id": exchange_of.get(turn.id),
            "role": turn.role,
            "speaker_id": turn.speaker,
            "speaker": names.get(turn.speaker) if turn.speaker else None,
            "start": turn.start,
            "end": turn.end,
            "text": turn.text,
            "cue": turn.cue,
            "confidence": turn.confidence,
        }


def _exchanges(
    record: Record, names: Mapping[str, str | None], turns: Mapping[str, Turn]
) -> Iterator[Row]:
    for position, exchange in enumerate(record.exchanges, 1):
        speakers = [turns[id].speaker for id in exchange.answers]
        yield {
            "interview_id": record.id,
            "exchange_id": exchange.id,
            "position": position,
            "question_turns": joined(exchange.question),
            "answer_turns": joined(exchange.answers),
            "speakers": joined(names.get(id) if id else None for id in speakers),
            "question": "\n\n".join(turns[id].text for id in exchange.question),
            "answer": "\n\n".join(turns[id].text for id in exchange.answers),
            "answer_status": exchange.answer_status,
            "summary": exchange.summary.text if exchange.summary else None,
            "keywords": joined(exchange.keywords),
        }


def _entities(
    record: Record, turns: Mapping[str, Turn], exchange_of: Mapping[str, str]
) -> Iterator[Row]:
    for entity in record.entities:
        for mention in entity.mentions:
            yield {
                "interview_id": record.id,
                "entity_id": entity.id,
                "name": entity.name,
                "label": entity.label,
                "kind": entity.kind,
                "turn_id": mention.turn,
                "exchange_id": exchange_of.get(mention.turn),
                "role": turns[mention.turn].role,
                "start": mention.start,
                "end": mention.end,
                "text": mention.text,
                "confidence": mention.confidence,
            }


def _claims(record: Record, names: Mapping[str, str | None]) -> Iterator[Row]:
    entities = {entity.id: entity.name for entity in record.entities}
    for claim in record.claims:
        yield {
            "interview_id": record.id,
            "claim_id": claim.id,
            "turn_id": claim.turn,
            "exchange_id": claim.exchange,
            "speaker_id": claim.speaker,
            "speaker": names.get(claim.speaker) if claim.speaker else None,
            "start": claim.start,
            "end": claim.end,
            "text": claim.text,
            "statement": claim.statement,
            "type": claim.type,
            "attribution": claim.attribution.kind,
            "source": claim.attribution.source,
            "attribution_cue": claim.attribution.cue,
            "negated": claim.negated,
            "hedged": claim.hedged,
            "modality": claim.modality,
            "quantities": joined(quantity.text for quantity in claim.quantities),
            "cues": joined(f"{cue.kind}: {cue.text}" for cue in claim.cues),
            "entities": joined(entities[id] for id in claim.entities),
            "salience": claim.salience,
            "key": claim.key,
        }
