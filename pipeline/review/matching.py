"""Which turn, mention or claim of a record a decision means: told by its place, not by its id."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from pipeline.errors import InputError
from pipeline.review.corrections import Correction, Target

# A newer model cuts a little otherwise: with four fifths of the characters in common it is one
# turn or claim, and never two, since a second one has less than half of them.
_SAME = 0.8


class _Numbered(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class _Named(Protocol):
    @property
    def id(self) -> str: ...


class Editor(Protocol):
    """One layer of a record while decisions are applied to it."""

    def apply(self, correction: Correction) -> None:
        """Apply a decision.

        Raises:
            InputError: It cannot be applied.
        """


N = TypeVar("N", bound=_Numbered)


def refused_by(editor: Editor, corrections: Iterable[Correction]) -> list[str]:
    """Apply decisions in their order and return why some of them cannot be."""
    refused = []
    for correction in corrections:
        try:
            editor.apply(correction)
        except InputError as error:
            refused.append(str(error))
    return refused


def best(items: Iterable[N], target: Target, *, least: float = _SAME) -> N | None:
    """Return the item that a target means: the one that shares most of its characters.

    Of several at the very same place, the one with the target's id is meant.

    Args:
        items: Turns, mentions or claims.
        target: What was judged.
        least: The smallest share: characters in common by characters in either.
    """

    def rank(item: N) -> tuple[float, bool]:
        return share(item.start, item.end, target.start, target.end), item.id == target.id

    found = max(items, key=rank, default=None)
    return found if found is not None and rank(found)[0] >= least else None


def share(start: int, end: int, other_start: int, other_end: int) -> float:
    """Return the characters that two spans have in common, by those in either.

    >>> share(0, 10, 5, 10)
    0.5
    """
    common = max(0, min(end, other_end) - max(start, other_start))
    return common / ((end - start) + (other_end - other_start) - common)


def free_id(letter: str, *used: Iterable[_Named]) -> str:
    """Return the first id after all ids that are used, or were: ``t7`` after ``t6``."""
    numbers = [
        int(item.id[1:])
        for items in used
        for item in items
        if item.id[:1] == letter and item.id[1:].isdecimal()
    ]
    return f"{letter}{max(numbers, default=0) + 1}"
