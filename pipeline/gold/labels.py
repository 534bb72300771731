"""Labels for tools in which a span has one label and nothing else: the layer, then its value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import get_args

from pipeline.gold.parts import ClaimPart, EvidencePart, MentionPart, Part, TurnPart
from pipeline.schema import ClaimType, EntityLabel, TurnRole

# Layer -> its values; those of the summary are the numbers of its sentences.
VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "turn": get_args(TurnRole),
        "name": get_args(EntityLabel),
        "claim": get_args(ClaimType),
        "summary": (),
    }
)
COLOURS: Mapping[str, str] = MappingProxyType(
    {"turn": "#9e9e9e", "name": "#1e88e5", "claim": "#fb8c00", "summary": "#43a047"}
)


def label_of(part: Part) -> str:
    """Return the label of a part, as ``turn:question``, ``name:PER``, ``claim:fact``, ``summary:1``."""
    match part:
        case TurnPart():
            return f"turn:{part.role}"
        case MentionPart():
            return f"name:{part.label}"
        case ClaimPart():
            return f"claim:{part.type}"
        case EvidencePart():
            return f"summary:{part.sentence}"


def all_labels(sentences: int) -> Iterator[str]:
    """Yield every label.

    Args:
        sentences: How many sentences a summary may have.
    """
    for layer, values in VALUES.items():
        for value in values or map(str, range(1, sentences + 1)):
            yield f"{layer}:{value}"


def read_label(label: str) -> tuple[str, str]:
    """Return layer and value of a label.

    Raises:
        ValueError: It is none of ours; the message says which there are.
    """
    layer, _, value = label.partition(":")
    if layer not in VALUES:
        raise ValueError(f"label {label!r}; labels are {', '.join(f'{each}:…' for each in VALUES)}")
    values = VALUES[layer]
    if value not in values if values else not value.isdecimal():
        allowed = ", ".join(values) if values else "the numbers of the summary's sentences"
        raise ValueError(f"label {label!r}; after {layer}: stand {allowed}")
    return layer, value
