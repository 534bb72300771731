"""Several choices of the key claims among the same claims -> how far each two of them agree.

A pass is a table with the columns interview, exchange and key claims (ids, joined by commas).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from pipeline.errors import InputError
from pipeline.evaluate.agreement import Agreement, Chosen, Comparison, agreement
from pipeline.evaluate.sheets import read_sheet

Pass: TypeAlias = Mapping[tuple[str, str], frozenset[str]]  # (interview, exchange) -> claims

COLUMNS = ("interview", "exchange", "key claims")


def read_pass(path: Path) -> Pass:
    """Return one pass.

    Raises:
        InputError: It cannot be read, has other columns, or an exchange stands twice.
    """
    found: dict[tuple[str, str], frozenset[str]] = {}
    for number, row in enumerate(read_sheet(path, COLUMNS), 2):
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
        found += agreement(list(_comparisons(f"{one}, {other}", first, second)))
    return found


def _comparisons(name: str, first: Pass, second: Pass) -> Iterator[Comparison]:
    for interview, places in groupby(sorted(first), key=itemgetter(0)):
        pairs = [(first[place], second[place]) for place in places]
        chosen = Chosen(
            sum(len(mine & theirs) for mine, theirs in pairs),
            sum(len(mine) for mine, _ in pairs),
            sum(len(theirs) for _, theirs in pairs),
        )
        yield Comparison(interview, {}, {name: chosen})
