"""Record <-> JSON line, its JSON Schema, and the proof that a record keeps the contract."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.contract import violations
from pipeline.errors import InputError, OffsetError
from pipeline.schema import (
    SCHEMA_VERSION,
    AnswerStatus,
    Claim,
    Digest,
    Entity,
    Exchange,
    Interview,
    ModelVersion,
    Provenance,
    Record,
    SourceInfo,
)
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pydantic import TypeAdapter

# Legal inside JSON strings, but `str.splitlines` and some readers of lines end a line there.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def compose(
    interview: Interview,
    entities: tuple[Entity, ...],
    claims: tuple[Claim, ...],
    digest: Digest,
    *,
    settings: Settings,
    models: Mapping[str, ModelVersion],
    metadata: Mapping[str, str] | None,
    statuses: Mapping[str, AnswerStatus | None] | None = None,
) -> Record:
    """Return the record of one interview, every span and reference in it proved.

    Confidences and saliences are rounded to three decimals, so that a record equals what is read
    back from its line. Warnings of reading and of segmentation are joined, each once. An exchange
    that `statuses` does not name has no answer status.

    Raises:
        OffsetError: A part breaks the contract of the record; the message names the part.
    """
    record = Record(
        schema_version=SCHEMA_VERSION,
        id=interview.source.id,
        source=_source_info(interview),
        # Of one name in both, the table that was given for this purpose says what holds.
        metadata={**dict(interview.source.variables), **(metadata or {})},
        title=interview.title,
        lead=interview.lead,
        text=interview.text,
        participants=interview.participants,
        turns=tuple(
            dataclasses.replace(turn, confidence=round(turn.confidence, 3))
            for turn in interview.turns
        ),
        exchanges=_exchanges(interview, digest, statuses or {}),
        entities=tuple(_rounded(entity) for entity in entities),
        claims=tuple(
            dataclasses.replace(claim, salience=round(claim.salience, 3)) for claim in claims
        ),
        summary=digest.summary,
        keywords=digest.keywords,
        provenance=Provenance(
            pipeline=__version__,
            models=dict(sorted(models.items())),
            config_sha256=settings.sha256(),
            warnings=tuple(
                dict.fromkeys((*interview.source.warnings, *interview.warnings, *digest.warnings))
            ),
        ),
    )
    return validate_record(record)


def _source_info(interview: Interview) -> SourceInfo:
    source = interview.source
    return SourceInfo(
        file=source.file,
        format=source.format,
        encoding=source.encoding,
        sha256=source.sha256,
        characters=len(source.text),
        url=source.url,
        publication=source.publication,
        date=source.date,
        author=source.author,
        locators=source.locators,
    )


def _exchanges(
    interview: Interview, digest: Digest, statuses: Mapping[str, AnswerStatus | None]
) -> tuple[Exchange, ...]:
    return tuple(
        Exchange(
            id=exchange.id,
            question=exchange.question,
            answers=exchange.answers,
            summary=digest.exchange_summaries[exchange.id],
            keywords=digest.exchange_keywords[exchange.id],
            answer_status=statuses.get(exchange.id),
        )
        for exchange in interview.exchanges
    )


def _rounded(entity: Entity) -> Entity:
    mentions = tuple(
        dataclasses.replace(mention, confidence=round(mention.confidence, 3))
        for mention in entity.mentions
    )
    return dataclasses.replace(entity, mentions=mentions)


def validate_record(record: Record) -> Record:
    """Return `record` unchanged after proving every span and reference.

    Raises:
        OffsetError: Something breaks the contract; the message names the first breach.
    """
    for breach in violations(record):
        raise OffsetError(f"{record.id}: {breach}")
    return record


def with_warnings(record: Record, *new: str) -> Record:
    """Return the record with more warnings in its provenance, each once."""
    warnings = tuple(dict.fromkeys((*record.provenance.warnings, *new)))
    provenance = dataclasses.replace(record.provenance, warnings=warnings)
    return dataclasses.replace(record, provenance=provenance)


# --- JSON --------------------------------------------------------------------------------


def record_line(record: Record) -> str:
    """Return the record as one line of JSON, without the line end.

    Keys stand in the order of the fields; letters are written as themselves.
    """
    # Sorted here because the researcher's table decides the order of its columns, not the record.
    values = _fields(record) | {"metadata": dict(sorted(record.metadata.items()))}
    dumped = json.dumps(
        values, default=_fields, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return dumped.translate(_LINE_ENDS)


def _fields(part: Any) -> dict[str, Any]:
    # One level at a time: the copy of the whole that `asdict` makes takes longer than the writing.
    return {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}


def parse_record(line: str | bytes, *, where: str) -> Record:
    """Return the record of one line of JSON. Its spans are not proved: see `validate_record`.

    Args:
        line: The JSON object.
        where: Names the place in errors.

    Raises:
        InputError: It is no JSON object, lacks a key, has an unknown one or a wrong type.
    """
    from pydantic import ValidationError

    try:
        values: Any = json.loads(line)
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is a ValueError as well
        raise InputError(f"{where}: not valid JSON ({error})") from error
    if not isinstance(values, dict):
        raise InputError(f"{where}: a record is a JSON object, found {type(values).__name__}")
    try:
        record = _adapter().validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{where}: {place}: {first['msg']}") from error
    # pydantic ignores unknown keys, fills in defaults and converts "1": a written record may not
    # need any of it, so the record must be what was read.
    try:
        difference = _difference(values, json.loads(record_line(record)))
    except ValueError as error:  # Python reads NaN and 1e999 as numbers, which JSON has not
        raise InputError(f"{where}: a number is not finite") from error
    if difference:
        raise InputError(f"{where}: {difference}")
    return record


def record_lines(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of a file of records, each with its place for messages.

    Args:
        path: ``records.jsonl``, or the folder that holds it.

    Raises:
        InputError: There is no such file, or it cannot be read.
    """
    file = path / "records.jsonl" if path.is_dir() else path
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield f"{file}, line {number}", line
    except OSError as error:
        raise InputError(
            f"{file}: the records cannot be read ({error.strerror})",
            hint="name a records.jsonl, or the folder that a run wrote it to",
        ) from error


def iter_records(path: str | Path) -> Iterator[Record]:
    """Yield the records of a file, or of the folder that holds ``records.jsonl``, all proved.

    Raises:
        InputError: The file cannot be read, or a line is no record.
        OffsetError: A record breaks the contract.
    """
    for where, line in record_lines(Path(path)):
        yield validate_record(parse_record(line, where=where))


def load_records(path: str | Path) -> list[Record]:
    """Return what `iter_records` yields, all in memory.

    Raises:
        InputError: The file cannot be read, or a line is no record.
        OffsetError: A record breaks the contract.
    """
    return list(iter_records(path))


def _difference(found: Any, expected: Any, place: str = "") -> str | None:
    """Return where two JSON values differ first, in words, or None."""
    if isinstance(found, dict) and isinstance(expected, dict):
        for key in [*found, *expected]:
            if key not in expected:
                return f"{place}{key}: unknown key"
            if key not in found:
                return f"{place}{key}: key is missing"
        parts = [(str(key), found[key], expected[key]) for key in found]
    elif isinstance(found, list) and isinstance(expected, list):
        parts = [
            (str(index), *pair) for index, pair in enumerate(zip(found, expected, strict=True))
        ]
    elif found == expected and isinstance(found, bool) == isinstance(expected, bool):
        return None
    else:
        return f"{place.rstrip('.')}: found {found!r}, which is not of the type required"
    return next(
        (text for name, a, b in parts if (text := _difference(a, b, f"{place}{name}."))), None
    )


@cache
def _adapter() -> TypeAdapter[Record]:
    from pydantic import TypeAdapter

    return TypeAdapter(Record)


# --- JSON Schema -------------------------------------------------------------------------

_LIMITS: dict[str, dict[str, Any]] = {
    "start": {"minimum": 0},
    "end": {"minimum": 1},
    "confidence": {"minimum": 0, "maximum": 1},
    "salience": {"minimum": 0, "maximum": 1},
    "schema_version": {"pattern": rf"^{SCHEMA_VERSION.split('.')[0]}\.\d+$"},
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a record: every key required, no other key allowed."""
    generated = _adapter().json_schema(mode="serialization")
    definitions: dict[str, Any] = generated.pop("$defs")
    for values in (generated, *definitions.values()):
        values["required"] = list(values["properties"])
        values["additionalProperties"] = False
        for described in values["properties"].values():
            described.pop("title", None)  # generated from the name, says nothing more
        for name, limits in _LIMITS.items():
            values["properties"].get(name, {}).update(limits)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **generated,
        "$defs": dict(sorted(definitions.items())),
    }


def json_schema_text() -> str:
    """Return the JSON Schema as `pipeline/record.schema.json` holds it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
