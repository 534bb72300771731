"""Regions of Label Studio -> parts of a gold file."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_args

from pipeline.gold.parts import ClaimPart, EvidencePart, MentionPart, Part, TurnPart
from pipeline.schema import ClaimType, EntityKind, EntityLabel, Modality, TurnRole

_FLAGS = ("key", "negated", "hedged", "reported")
# The control that labels, then those that say more about a region of this label.
_CONTROLS: dict[str, dict[str, tuple[str, ...] | None]] = {
    "turn": {"turn": get_args(TurnRole), "speaker": None},
    "name": {
        "name": get_args(EntityLabel),
        "entity": None,
        "fullname": None,
        "kind": get_args(EntityKind),
    },
    "claim": {
        "claim": get_args(ClaimType),
        "flags": _FLAGS,
        "modality": get_args(Modality),
        "source": None,
        "cue": None,
    },
    "summary": {"summary": ("evidence",), "sentence": None},
}
P = TypeVar("P", bound=Part)


@dataclass(slots=True)
class Region:
    """One stretch of the text with all that is said of it, by control."""

    id: str
    start: int = 0
    end: int = 0
    placed: bool = False
    fields: dict[str, list[str]] = field(default_factory=dict)

    def one(self, control: str) -> str | None:
        """Return the value of a control that has at most one; None for none and for blank."""
        value = " ".join(self.fields.get(control, ()))
        return value if value.strip() else None

    def common(self) -> dict[str, Any]:
        """Return what all parts have."""
        return {"where": f"region {self.id}", "start": self.start, "end": self.end}

    def known_id(self, letter: str) -> str | None:
        """Return the region's id if it is one of ours, None for a region drawn in the tool."""
        return self.id if re.fullmatch(rf"{letter}[0-9]+", self.id) else None


def parts_of(
    regions: list[Region], errors: list[str], warnings: list[str]
) -> tuple[
    tuple[TurnPart, ...],
    tuple[MentionPart, ...],
    tuple[ClaimPart, ...],
    tuple[EvidencePart, ...],
]:
    """Return turns, mentions, claims and evidence of the regions of one task.

    Args:
        regions: All regions; one may carry labels of several layers.
        errors: Receives what is wrong; the result is only good if it stays empty.
        warnings: Receives what is not kept.
    """
    known = {control for controls in _CONTROLS.values() for control in controls}
    sound = []
    for region in regions:
        warnings += [
            f"region {region.id}: the control {control!r} is not kept"
            for control in region.fields
            if control not in known
        ]
        if not set(region.fields) & set(_CONTROLS):
            errors.append(
                f"region {region.id}: no label of {', '.join(_CONTROLS)}; was the labelling "
                "interface changed?"
            )
        elif _allowed(region, errors):
            sound.append(region)

    def made(layer: str, make: Callable[[Region], P]) -> tuple[P, ...]:
        return tuple(make(region) for region in sound if layer in region.fields)

    return (
        made("turn", _turn),
        made("name", _mention),
        made("claim", _claim),
        made("summary", _evidence),
    )


def _allowed(region: Region, errors: list[str]) -> bool:
    """Say whether every value of a region is allowed; note those that are not."""
    before = len(errors)
    for layer, controls in _CONTROLS.items():
        if layer not in region.fields:
            continue
        for control, values in controls.items():
            given = region.fields.get(control, [])
            if control != "flags" and len(given) > 1:
                errors.append(f"region {region.id}: {control} has {len(given)} values; keep one")
            errors += [
                f"region {region.id}: {control} {value!r}; allowed are {', '.join(values)}"
                for value in given
                if values is not None and value not in values
            ]
        entity = region.one("entity")
        if layer == "name" and entity is not None and not re.fullmatch(r"e[0-9]+", entity):
            errors.append(
                f"region {region.id}: entity {entity!r}; write e1, e2…, or a name into fullname"
            )
        sentence = region.one("sentence")
        if layer == "summary" and not (sentence or "").isdecimal():
            errors.append(
                f"region {region.id}: does not say which sentence of the summary it supports; "
                "choose its number"
            )
    return len(errors) == before


def _turn(region: Region) -> TurnPart:
    return TurnPart(
        **region.common(),
        id=region.known_id("t"),
        role=region.one("turn"),  # type: ignore[arg-type]  # checked in _allowed
        speaker=region.one("speaker"),
    )


def _mention(region: Region) -> MentionPart:
    return MentionPart(
        **region.common(),
        entity=region.one("entity"),
        name=region.one("fullname"),
        label=region.one("name"),  # type: ignore[arg-type]  # checked in _allowed
        kind=region.one("kind"),  # type: ignore[arg-type]  # checked in _allowed
    )


def _claim(region: Region) -> ClaimPart:
    flags = region.fields.get("flags", [])
    return ClaimPart(
        **region.common(),
        id=region.known_id("c"),
        type=region.one("claim"),  # type: ignore[arg-type]  # checked in _allowed
        key="key" in flags,
        negated="negated" in flags,
        hedged="hedged" in flags,
        reported="reported" in flags,
        modality=region.one("modality") or "asserted",  # type: ignore[arg-type]  # checked
        source=region.one("source"),
        cue=region.one("cue"),
    )


def _evidence(region: Region) -> EvidencePart:
    sentence = int(region.one("sentence") or 0)
    order = re.fullmatch(rf"s{sentence}\.([0-9]+)", region.id)
    return EvidencePart(
        **region.common(), sentence=sentence, order=int(order[1]) if order else None
    )
