"""What is known of a stretch of text before names are looked for in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.pseudonyms.words import Word


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of a stretch of text.

    Args:
        persons: Spans that name persons: every known word in them is replaced.
        others: Spans of other names with their labels.
        own: Folded words of the persons in the interview.
        firms: Folded forms of organisations that need no more proof: where no mention tells.
        labels: Printed labels, by what replaces them.
        spoken: Spans of turns; labels without full stops are replaced outside them only.
    """

    persons: Sequence[tuple[int, int]] = ()
    others: Sequence[tuple[int, int, str]] = ()
    own: frozenset[str] = frozenset()
    firms: frozenset[str] = frozenset()
    labels: Mapping[str, str] = field(default_factory=dict)
    spoken: Sequence[tuple[int, int]] = ()

    def names_person(self, word: Word) -> bool:
        """Return whether a word stands in a span that names a person."""
        return is_inside(self.persons, word.start, word.end)

    def label(self, word: Word) -> str | None:
        """Return the label of the name that a word stands in, if it is no person's."""
        return next((label for a, b, label in self.others if a < word.end and word.start < b), None)


def is_inside(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Return whether characters ``[start, end)`` touch a span."""
    return any(a < end and start < b for a, b in spans)
