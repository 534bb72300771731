"""Long turns in overlapping windows, put together without a seam."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Window:
    """Pieces ``start`` to ``end`` are read together; scores of ``first`` to ``last`` are kept."""

    start: int
    end: int
    first: int
    last: int


def windows(pieces: int, *, size: int, overlap: int) -> list[Window]:
    """Return the windows over so many pieces, at least one; what they keep joins without a gap.

    All are `size` long but for a text that is shorter: the last one moves back, to see as much
    as the others. A piece is kept from the window in which it is farthest from where the text was cut.

    Args:
        pieces: Number of pieces, special ones left out.
        size: Most pieces in a window.
        overlap: Pieces that two neighbours share at least.

    >>> windows(10, size=6, overlap=2)
    [Window(start=0, end=6, first=0, last=5), Window(start=4, end=10, first=5, last=10)]
    """
    if pieces <= size:
        return [Window(0, pieces, 0, pieces)]
    last = pieces - size
    starts = [*range(0, last, size - overlap), last]
    # The middle of what two neighbours share; of two equally good windows the first is taken.
    cuts = [0, *((a + size + b + 1) // 2 for a, b in pairwise(starts)), pieces]
    return [
        Window(start, start + size, first, end)
        for start, first, end in zip(starts, cuts[:-1], cuts[1:], strict=True)
    ]


def in_windows(
    run: Callable[[Sequence[int]], Mapping[str, Floats]],
    ids: Sequence[int],
    *,
    size: int,
    overlap: int,
) -> dict[str, Floats]:
    """Return each output of a model over a text of any length, ``(n_pieces, columns)``.

    Args:
        run: Piece ids -> outputs of so many rows; called with at most `size` ids at a time.
        ids: The whole text.
        size: Most pieces in a window.
        overlap: Pieces that two neighbours share at least.
    """
    kept: dict[str, list[NDArray[Any]]] = {}
    for window in windows(len(ids), size=size, overlap=overlap):
        outputs = run(ids[window.start : window.end])
        for name, rows in outputs.items():
            kept.setdefault(name, []).append(
                rows[window.first - window.start : window.last - window.start]
            )
    return {name: np.concatenate(parts) for name, parts in kept.items()}
