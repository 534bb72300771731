"""Spans of two texts of one interview in one coordinate system, and which belong together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pipeline.align import Alignment, Units, align, one_to_one, units_of

# Half of the characters in common: one thing with other boundaries, not two things.
_SAME = 0.5


class Spanned(Protocol):
    """Anything with a span."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


S = TypeVar("S", bound=Spanned)


@dataclass(frozen=True, slots=True)
class Places:
    """Where spans of the old and of the new text stand, in visible characters of the old one."""

    old_units: Units
    alignment: Alignment

    @classmethod
    def of(cls, old: str, new: str) -> Places:
        """Return the places of two texts."""
        units = units_of(old)
        return cls(units, align(units, units_of(new)))

    def old(self, span: Spanned) -> tuple[int, ...]:
        """Return the visible characters of a span of the old text."""
        return tuple(self.old_units.span(span.start, span.end))

    def new(self, span: Spanned) -> tuple[int, ...]:
        """Return those of a span of the new text; negative where the old text has no such one."""
        return self.alignment.span(span.start, span.end)


@dataclass(frozen=True, slots=True)
class Matched(Generic[S]):
    """An item of the old record, one of the new record, or both if they belong together."""

    old: S | None
    new: S | None
    same_place: bool = False


def matched(places: Places, old: Sequence[S], new: Sequence[S]) -> list[Matched[S]]:
    """Return all items of both sides, those at one place and those that overlap in pairs.

    The best pairs first, each item in one pair at most; in the order of the new text, what is gone
    after the items that stand before it.
    """
    old_at = [places.old(item) for item in old]
    new_at = [places.new(item) for item in new]
    by_place: dict[tuple[int, ...], list[int]] = {}
    for number, place in enumerate(old_at):
        by_place.setdefault(place, []).append(number)
    pairs: dict[int, tuple[int, bool]] = {}
    for number, place in enumerate(new_at):
        if by_place.get(place):
            pairs[number] = (by_place[place].pop(0), True)
    used = {number for number, _ in pairs.values()}
    for number, other in _overlapping(old_at, new_at, used, set(pairs)):
        pairs[number] = (other, False)
    found: list[tuple[tuple[int, int], Matched[S]]] = []
    for number, item in enumerate(new):
        other, same = pairs.get(number, (-1, False))
        at = max(new_at[number][:1] or (0,))
        found.append(((at, 0), Matched(old[other] if other >= 0 else None, item, same)))
    paired = {other for other, _ in pairs.values()}
    for number, item in enumerate(old):
        if number not in paired:
            found.append(((old_at[number][0] if old_at[number] else 0, 1), Matched(item, None)))
    return [match for _, match in sorted(found, key=lambda each: each[0])]


def _overlapping(
    old: list[tuple[int, ...]], new: list[tuple[int, ...]], used: set[int], done: set[int]
) -> list[tuple[int, int]]:
    scores: dict[tuple[int, int], float] = {}
    # Only items that share a character are compared: two interviews may have thousands each.
    at: dict[int, list[int]] = {}
    for other, place in enumerate(old):
        for character in set(place) if other not in used else ():
            at.setdefault(character, []).append(other)
    sizes = [len(set(place)) for place in old]
    for number, place in enumerate(new):
        if number in done:
            continue
        own = set(place)
        shared = Counter(other for character in own for other in at.get(character, ()))
        for other, common in shared.items():
            scores[number, other] = common / (len(own) + sizes[other] - common)
    return one_to_one(scores, least=_SAME)
