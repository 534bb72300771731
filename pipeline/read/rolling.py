"""Captions that roll: each shows again what the one before showed, as programs that listen write them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

_SHARE = 0.3  # of the captions that must repeat; people say "Oui. Oui." too
_LEAST = 3


def unrolled(captions: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return the lines of each caption without what the one before already showed.

    Captions of a file that does not roll stay as they are. A line whose words have all been shown
    becomes "", so that lines keep their places.

    >>> unrolled([["un"], ["un", "deux trois"], ["deux trois", "quatre"], ["quatre", "cinq"]])
    [['un'], ['', 'deux trois'], ['', 'quatre'], ['', 'cinq']]
    """
    words = [[line.split() for line in lines] for lines in captions]
    again = [0, *(_overlap(one, two) for one, two in pairwise(words))]
    repeats = sum(count > 0 for count in again)
    if repeats < max(_LEAST, _SHARE * len(captions)):
        return [list(lines) for lines in captions]
    return [_without(lines, count) for lines, count in zip(words, again, strict=True)]


def _overlap(before: Sequence[Sequence[str]], after: Sequence[Sequence[str]]) -> int:
    """Return how many words at the end of one caption begin the next; one word only as a whole line."""
    old = [word for line in before for word in line]
    new = [word for line in after for word in line]
    for count in range(min(len(old), len(new)), 0, -1):
        if old[-count:] == new[:count]:
            return count if count > 1 or count == len(old) or after[0] == new[:1] else 0
    return 0


def _without(lines: Sequence[Sequence[str]], count: int) -> list[str]:
    kept: list[str] = []
    for line in lines:
        dropped = min(count, len(line))
        count -= dropped
        kept.append(" ".join(line[dropped:]))
    return kept
