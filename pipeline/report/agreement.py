"""Pairs of claims that `pipeline.links` found -> what the overview says that several say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from pipeline.schema import Record
from pipeline.tables import Row

SHOWN = 30  # pairs of each relation; all are in the table
_SIDES = ("a", "b")


@dataclass(frozen=True, slots=True)
class Side:
    """One claim of a pair, and the address in the page that leads to its words."""

    statement: str
    speaker: str | None
    address: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims of different interviews."""

    opposed: bool
    sides: tuple[Side, Side]


class Agreement:
    """The most alike pairs whose claims are in the records as the table has them.

    A table that was made before the records changed loses what is no longer said.
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        ranked = sorted(rows, key=lambda row: -float(row["similarity"] or 0))
        self._rows = [
            row
            for relation in ("same", "opposed")
            for row in [row for row in ranked if row["relation"] == relation][:SHOWN]
        ]
        self._needed = {row[f"interview_{side}"] for row in self._rows for side in _SIDES}
        self._said: set[tuple[str, str, str]] = set()

    def add(self, record: Record) -> None:
        """Take note of what one interview says."""
        if record.id in self._needed:
            self._said |= {(record.id, claim.id, claim.statement) for claim in record.claims}

    def pairs(self) -> tuple[Pair, ...]:
        """Return what is shown, once all records were added: the same first, then the opposed."""
        return tuple(
            Pair(row["relation"] == "opposed", (_side(row, "a"), _side(row, "b")))
            for row in self._rows
            if all(
                (row[f"interview_{side}"], row[f"claim_{side}"], row[f"statement_{side}"])
                in self._said
                for side in _SIDES
            )
        )


def _side(row: Row, side: str) -> Side:
    speaker = row[f"speaker_{side}"]
    return Side(
        statement=str(row[f"statement_{side}"]),
        speaker=str(speaker) if speaker else None,
        address="#" + urlencode({"itw": row[f"interview_{side}"], "c": row[f"claim_{side}"]}),
    )
