"""Other models' label names -> ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import ModelError
from pipeline.schema import EntityLabel

# OntoNotes, WikiNER, CoNLL and the French models that follow them.
_NAMES = {
    "PER": "PER",
    "PERS": "PER",
    "PERSON": "PER",
    "ORG": "ORG",
    "ORGANIZATION": "ORG",
    "ORGANISATION": "ORG",
    "LOC": "LOC",
    "LOCATION": "LOC",
    "GPE": "LOC",
    "MISC": "MISC",
    "PRODUCT": "MISC",
    "EVENT": "MISC",
    "WORK_OF_ART": "MISC",
}
# BIO, BIOES and BILOU; a name without a position says only that a word is part of an entity.
_POSITIONS = {"B": "B", "I": "I", "E": "I", "L": "I", "S": "B", "U": "B"}
_ORDER = ("O", *(f"{at}-{label}" for label in get_args(EntityLabel) for at in "BI"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Our labels of a model's outputs, and which of its columns make up each of ours."""

    labels: tuple[str, ...]
    sources: tuple[tuple[int, ...], ...]

    def merged(self, log_probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return ``(n, our labels)`` log probabilities: those of several labels of ours added."""
        parts = [
            np.logaddexp.reduce(log_probabilities[:, list(source)], axis=1)
            for source in self.sources
        ]
        return np.stack(parts, axis=1).astype(np.float32)


def columns_of(names: Sequence[str], *, where: str) -> Columns:
    """Return how a model's labels map on ours.

    Args:
        names: In the order of the model's outputs: ``O``, ``B-PER``, ``I-PERSON``, ``LOC``…
        where: The file, for the message of an error.

    Raises:
        ModelError: Some names are unknown, or ``O`` is not among them.

    >>> columns_of(["O", "B-PERSON", "I-PERSON", "B-EVENT", "B-PRODUCT"], where="x")
    Columns(labels=('O', 'B-PER', 'I-PER', 'B-MISC'), sources=((0,), (1,), (2,), (3, 4)))
    """
    found: dict[str, list[int]] = {}
    unknown: list[str] = []
    for number, name in enumerate(names):
        ours = _ours(name)
        if ours is None:
            unknown.append(name)
        else:
            found.setdefault(ours, []).append(number)
    if unknown or "O" not in found:
        problem = f"unknown labels {', '.join(unknown)}" if unknown else "no label O"
        raise ModelError(
            f"{where}: {problem} among {', '.join(names)}",
            hint=f"allowed are O and B-, I- or nothing before {', '.join(_NAMES)}",
        )
    labels = tuple(label for label in _ORDER if label in found)
    return Columns(labels, tuple(tuple(found[label]) for label in labels))


def _ours(name: str) -> str | None:
    """Return our label for a model's, or None.

    >>> _ours("B-LOCATION"), _ours("PER"), _ours("S-org"), _ours("O"), _ours("LABEL_0")
    ('B-LOC', 'I-PER', 'B-ORG', 'O', None)
    """
    if name == "O":
        return "O"
    position, dash, label = name.upper().partition("-")
    if not dash:
        position, label = "I", position
    ours = _NAMES.get(label)
    return f"{_POSITIONS[position]}-{ours}" if ours and position in _POSITIONS else None
