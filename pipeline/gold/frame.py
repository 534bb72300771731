"""Frame <-> JSON values: what travels beside the spans of a gold file."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.gold.parts import Frame

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def frame_json(frame: Frame) -> dict[str, Any]:
    """Return a frame as JSON values."""
    return dataclasses.asdict(frame)


def parse_frame(values: object, *, where: str) -> Frame:
    """Return the frame of JSON values.

    Raises:
        InputError: A key is unknown or missing, or a value has a wrong type.
    """
    from pydantic import ValidationError

    known = [field.name for field in dataclasses.fields(Frame)]
    unknown = sorted(set(values) - set(known)) if isinstance(values, dict) else []
    if unknown:
        raise InputError(
            f"{where}: unknown key {unknown[0]!r}", hint=f"keys are {', '.join(known)}"
        )
    try:
        return _adapter().validate_json(json.dumps(values), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise InputError(f"{where}: {place}: {first['msg']}") from error


@cache
def _adapter() -> TypeAdapter[Frame]:
    from pydantic import TypeAdapter

    return TypeAdapter(Frame)
