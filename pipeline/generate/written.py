"""What any writer gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pipeline.schema import ModelVersion


@dataclass(frozen=True, slots=True)
class Written:
    """A text that a model wrote; `cut`: the model could not read the whole of what it was given."""

    text: str
    cut: bool


class Writer(Protocol):
    """Anything that sums up a text in its own words."""

    @property
    def version(self) -> ModelVersion:
        """What provenance names."""
        ...

    def write(self, text: str, *, question: str | None, sentences: int) -> Written:
        """Return a summary of a text.

        Args:
            text: What interviewees say.
            question: What they answer, None for a whole interview.
            sentences: How many sentences are wanted at most; a model may give more.

        Raises:
            ModelError: The model gives no answer.
        """
        ...
