"""Several choices of the key claims among the same claims -> how far each two of them agree.

A pass is a table with the columns interview, exchange and key claims (ids, joined by commas).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import TypeAlias

import numpy as np

from pipeline.errors import InputError
from pipeline.evaluate.agreement import Agreement
from pipeline.evaluate.figures import RESAMPLES, SEED, draws

Pass: TypeAlias = Mapping[tuple[str, str], frozenset[str]]  # (interview, exchange) -> claims

COLUMNS = ("interview", "exchange", "key claims")


def read_pass(path: Path) -> Pass:
    """Return one pass.

    Raises:
        InputError: It cannot be read, has other columns, or an exchange stands twice.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, delimiter="\t")
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise InputError(f"{path}: columns must be {', '.join(COLUMNS)}")
            rows = list(reader)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    found: dict[tuple[str, str], frozenset[str]] = {}
    for number, row in enumerate(rows, 2):
        place = (row["interview"], row["exchange"])
        if place in found:
            raise InputError(f"{path}, line {number}: {' '.join(place)} stands twice")
        found[place] = frozenset(filter(None, (row["key claims"] or "").split(",")))
    return found


def pairwise(passes: Mapping[str, Pass]) -> list[Agreement]:
    """Return the F1 of each two passes, with 95 % bootstrap intervals over interviews.

    Args:
        passes: By name.

    Raises:
        InputError: Two passes are not about the same exchanges.
    """
    found = []
    for (one, first), (other, second) in combinations(passes.items(), 2):
        if first.keys() != second.keys():
            place = " ".join(min(first.keys() ^ second.keys()))
            raise InputError(f"{one} and {other}: only one of them has {place}")
        found.append(_agreement(f"{one}, {other}", first, second))
    return found


def _agreement(name: str, first: Pass, second: Pass) -> Agreement:
    interviews = sorted({interview for interview, _ in first})
    counts = np.zeros((len(interviews), 3))
    for (interview, exchange), claims in first.items():
        others = second[interview, exchange]
        counts[interviews.index(interview)] += (len(claims & others), len(claims), len(others))
    both, mine, theirs = counts.sum(axis=0)
    drawn = draws(len(interviews), resamples=RESAMPLES, seed=SEED) @ counts
    low, high = np.percentile(2 * drawn[:, 0] / (drawn[:, 1] + drawn[:, 2]), [2.5, 97.5])
    value = float(2 * both / (mine + theirs))
    return Agreement(name, "F1", value, float(low), float(high), int(mine), int(theirs))
