"""Edits of a text, and where every position of it stands afterwards."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """Characters ``[start, end)`` that become other ones, at least one."""

    start: int
    end: int
    replacement: str


class Edited:
    """A text after edits.

    Positions are mapped monotonously: one inside replaced characters goes to the edge of what
    replaces them, a beginning to the left and an end to the right, so that no span gets empty.
    """

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        self._edits = sorted(edits)
        self._starts = [edit.start for edit in self._edits]
        self._shifts = [0]  # of what stands after so many edits
        pieces, at = [], 0
        for edit in self._edits:
            pieces += [text[at : edit.start], edit.replacement]
            at = edit.end
            grown = len(edit.replacement) - (edit.end - edit.start)
            self._shifts.append(self._shifts[-1] + grown)
        self.text = "".join([*pieces, text[at:]])

    def start(self, position: int) -> int:
        """Return where the beginning of a span stands in the new text."""
        number = bisect_right(self._starts, position) - 1
        if number >= 0 and position < self._edits[number].end:
            return self._edits[number].start + self._shifts[number]
        return position + self._shifts[number + 1]

    def end(self, position: int) -> int:
        """Return where the end of a span stands in the new text."""
        # The last edit that begins before the end.
        number = bisect_right(self._starts, position - 1) - 1
        if number >= 0 and position <= self._edits[number].end:
            edit = self._edits[number]
            return edit.start + self._shifts[number] + len(edit.replacement)
        return position + self._shifts[number + 1]
