"""``corrections.jsonl`` -> what a reviewer decided, one line a decision.

Offsets are code points of the text whose digest the line carries, so a decision can be placed
again in a record that a newer version made of the same file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline.errors import InputError
from pipeline.schema import (
    SCHEMA_VERSION,
    AttributionKind,
    ClaimType,
    EntityKind,
    EntityLabel,
    Modality,
    TurnRole,
)

if TYPE_CHECKING:
    from pydantic import TypeAdapter

Layer = Literal["turn", "entity", "claim"]
Action = Literal["accept", "reject", "correct", "add"]


@dataclass(frozen=True, slots=True)
class Target:
    """The turn, mention or claim that was judged."""

    id: str | None  # of the turn, the entity or the claim, in the record that was reviewed
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class TurnValue:
    """What a turn should be."""

    role: TurnRole
    speaker: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EntityValue:
    """What a mention should be; without a name it keeps its entity's."""

    label: EntityLabel
    kind: EntityKind | None
    name: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class AttributionValue:
    """Whose claim it should be."""

    kind: AttributionKind
    source: str | None


@dataclass(frozen=True, slots=True)
class ClaimValue:
    """What a claim should be."""

    start: int
    end: int
    type: ClaimType
    key: bool
    negated: bool
    hedged: bool
    modality: Modality
    attribution: AttributionValue
    speaker: str | None


Value = TurnValue | EntityValue | ClaimValue


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision.

    Args:
        where: Names its line in messages.
        target: What was judged; None for what was added.
        value: What it should be; None for accept and reject.
    """

    where: str
    record: str
    source_sha256: str
    text_sha256: str
    layer: Layer
    action: Action
    target: Target | None
    value: Value | None

    @property
    def start(self) -> int:
        """Return where the decision stands in the text that was reviewed."""
        placed = self.target or self.value
        return placed.start if placed else 0


@dataclass(frozen=True, slots=True)
class _Line:
    schema_version: str
    record: str
    source_sha256: str
    text_sha256: str
    layer: Layer
    action: Action
    target: Target | None
    value: dict[str, Any] | None


def read_corrections(path: Path) -> tuple[list[Correction], list[str]]:
    """Return the decisions of a file, the last one on each target, and what is wrong with its lines.

    Raises:
        InputError: The file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            f"{path}: the corrections cannot be read ({error})",
            hint="download corrections.jsonl from the report again",
        ) from error
    found: dict[tuple[object, ...], Correction] = {}
    errors = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            correction = parse_correction(line, where=f"{path}, line {number}")
        except InputError as error:
            errors.append(str(error))
            continue
        key = _target_key(correction)
        found.pop(key, None)  # so that the last decision also comes last
        found[key] = correction
    return list(found.values()), errors


def parse_correction(line: str, *, where: str) -> Correction:
    """Return the decision of one line of JSON.

    Raises:
        InputError: It is no JSON object of the form described in ``docs/formats.md``.
    """
    from pydantic import ValidationError

    try:
        read = _adapter(None).validate_json(line, strict=True)
        value = None
        if read.value is not None and read.action in ("correct", "add"):
            value = _adapter(read.layer).validate_json(json.dumps(read.value), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{where}: {place}: {first['msg']}".replace(": : ", ": ")) from error
    correction = Correction(
        where=where,
        record=read.record,
        source_sha256=read.source_sha256,
        text_sha256=read.text_sha256,
        layer=read.layer,
        action=read.action,
        target=read.target,
        value=value,
    )
    wrong = _wrong(correction, read.schema_version)
    if wrong:
        raise InputError(f"{where}: {wrong}")
    return correction


def _wrong(correction: Correction, version: str) -> str | None:
    major = SCHEMA_VERSION.split(".")[0]
    if version.split(".")[0] != major:
        return f"schema_version {version!r}; this version reads {major}.x"
    if (correction.target is None) != (correction.action == "add"):
        return f"{correction.action} needs {'no' if correction.target else 'a'} target"
    if correction.action in ("correct", "add") and correction.value is None:
        return f"{correction.action} needs a value"
    for name, part in (("target", correction.target), ("value", correction.value)):
        if part is not None and not 0 <= part.start < part.end:
            return f"{name}: [{part.start}, {part.end}) is no span"
    if correction.target and len(correction.target.text) != (
        correction.target.end - correction.target.start
    ):
        return "target: its text is not as long as its span"
    return None


def _target_key(correction: Correction) -> tuple[object, ...]:
    whose = (correction.record, correction.text_sha256, correction.layer)
    if correction.target is not None:
        target = correction.target
        return (*whose, target.id, target.start, target.end)
    value = correction.value
    kind = next(
        (getattr(value, name) for name in ("label", "type", "role") if hasattr(value, name)), None
    )
    return (*whose, "+", value and value.start, value and value.end, kind)


_VALUES: dict[Layer, type[Value]] = {
    "turn": TurnValue,
    "entity": EntityValue,
    "claim": ClaimValue,
}


@cache
def _adapter(layer: Layer | None) -> TypeAdapter[Any]:
    """Return what reads the value of a layer, or a whole line."""
    from pydantic import TypeAdapter

    return TypeAdapter(_VALUES[layer] if layer else _Line)
