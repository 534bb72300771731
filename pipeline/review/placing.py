"""Decisions on one text -> the same decisions in the text of a record, or the reason why not.

A newer reader may give the same file another text: other line ends, quotation marks, a paragraph
more. Then the words that were judged are searched; a decision whose words are not found, or found
at several places between which nothing decides, is refused.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pipeline.align import Units, units_of
from pipeline.errors import InputError
from pipeline.review.corrections import Correction, Target, Value
from pipeline.schema import Record
from pipeline.text import text_sha256

# How many visible characters a repeated word may stand from where its neighbours say it is.
_NEAR = 3
V = TypeVar("V", bound=Value)


def placed(record: Record, corrections: Sequence[Correction]) -> tuple[list[Correction], list[str]]:
    """Return the decisions with offsets of the record's text, and why others cannot be placed.

    Args:
        record: The record that they are to be applied to.
        corrections: Decisions on it, in the order of their lines.
    """
    own = text_sha256(record.text)
    moved: Mover | None = None
    found, refused = [], []
    for correction in corrections:
        try:
            if correction.source_sha256 != record.source.sha256:
                raise InputError(
                    f"{correction.where}: {record.id} was made from another file than the one "
                    "reviewed",
                    hint="review the new version of the file",
                )
            if correction.text_sha256 == own:
                found.append(_as_it_stands(record, correction))
            else:
                moved = moved or Mover.of(record, corrections)
                found.append(moved.moved(correction))
        except InputError as error:
            refused.append(str(error))
    return found, refused


def _as_it_stands(record: Record, correction: Correction) -> Correction:
    target = correction.target
    if target and record.text[target.start : target.end] != target.text:
        raise InputError(
            f"{correction.where}: [{target.start}, {target.end}) does not read {target.text[:40]!r}"
        )
    if correction.value and correction.value.end > len(record.text):
        raise InputError(f"{correction.where}: the value ends after the end of the text")
    return correction


@dataclass(frozen=True, slots=True)
class Mover:
    """Finds judged words in another text of the same interview."""

    units: Units
    places: tuple[int, ...]  # the character at which each unit begins, and the end of the text
    known: tuple[tuple[int, int], ...]  # old offset, new offset: words that stand there only once

    @classmethod
    def of(cls, record: Record, corrections: Iterable[Correction]) -> Mover:
        """Return the mover into the text of a record."""
        units = units_of(record.text)
        begins = [0] * len(units.units)
        for at in reversed(range(len(record.text))):
            if units.before[at] < units.before[at + 1]:
                begins[units.before[at]] = at
        mover = cls(units, (*begins, len(record.text)), ())
        known = []
        for target in (correction.target for correction in corrections):
            hits = mover._hits(target) if target else []
            if target and len(hits) == 1:
                known.append((target.start, mover.places[hits[0]]))
        return dataclasses.replace(mover, known=tuple(sorted(known)))

    def moved(self, correction: Correction) -> Correction:
        """Return a decision with offsets of this text.

        Raises:
            InputError: It is uncertain where it belongs.
        """
        target, value = correction.target, correction.value
        if target is None:
            raise InputError(
                f"{correction.where}: the text has changed since, and what was added carries no "
                "words to be found by",
                hint="add it again in a report of these records",
            )
        start, end = self._place(correction.where, target)
        new = Target(target.id, start, end, self.units.text[start:end])
        if value is not None:
            value = self._with_value(correction.where, target, new, value)
        return dataclasses.replace(correction, target=new, value=value)

    def _hits(self, target: Target) -> list[int]:
        wanted = units_of(target.text).units
        whole, part = "\0".join(self.units.units) + "\0", "\0".join(wanted) + "\0"
        hits, at = [], whole.find(part) if wanted else -1
        while at >= 0:
            if at == 0 or whole[at - 1] == "\0":
                hits.append(whole.count("\0", 0, at))
            at = whole.find(part, at + 1)
        return hits

    def _place(self, where: str, target: Target) -> tuple[int, int]:
        hits = self._hits(target)
        if not hits:
            raise InputError(f"{where}: the text has changed, {target.text[:40]!r} is not in it")
        first = hits[0] if len(hits) == 1 else self._nearest(where, target, hits)
        last = first + len(units_of(target.text).units) - 1
        # The end is that of the last unit, accents included, not the beginning of the next one.
        end = self.places[last] + 1
        while end < len(self.units.text) and self.units.before[end + 1] == last + 1:
            if self.units.text[end].isspace():
                break
            end += 1
        return self.places[first], end

    def _nearest(self, where: str, target: Target, hits: list[int]) -> int:
        if self.known:
            old, new = min(self.known, key=lambda pair: abs(pair[0] - target.start))
            expected = new + target.start - old
            near = [hit for hit in hits if abs(self.places[hit] - expected) <= _NEAR]
            if len(near) == 1:
                return near[0]
        raise InputError(
            f"{where}: the text has changed, {target.text[:40]!r} stands in it {len(hits)} times"
        )

    def _with_value(self, where: str, old: Target, new: Target, value: V) -> V:
        if (value.start, value.end) == (old.start, old.end):
            return dataclasses.replace(value, start=new.start, end=new.end)
        inside = old.start <= value.start and value.end <= old.end
        if not inside or new.text != old.text:
            raise InputError(
                f"{where}: the text has changed, and the corrected boundaries lie outside the "
                "words that were judged"
            )
        moved = new.start - old.start
        return dataclasses.replace(value, start=value.start + moved, end=value.end + moved)
