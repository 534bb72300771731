"""Records under pseudonyms -> the fields in which an original name still stands, for a refusal."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pipeline.pseudonyms.contents import Passage
from pipeline.pseudonyms.leaks import Searcher, masked
from pipeline.schema import Record

# What names a medium or an employer: replaced as a whole together with organisations.
_OF_ORGANISATIONS = frozenset({"source.publication", "participants.organisation"})


@dataclass(frozen=True, slots=True)
class Remaining:
    """An original form in a field of a record.

    Args:
        number: Of the record in its file, from 1.
        id: Of the record, as it would be written.
        field: Its keys in the record, joined by full stops: ``source.publication``.
        masked: The form, as of `Leak`.
    """

    number: int
    id: str
    field: str
    masked: str

    @property
    def is_of_organisation(self) -> bool:
        """Return whether the field would be replaced as a whole with the organisations."""
        return self.field in _OF_ORGANISATIONS

    def __str__(self) -> str:
        return f"record {self.number} ({self.id}), {self.field}: {self.masked}"


def remaining_in(records: Iterable[Record], searcher: Searcher) -> list[Remaining]:
    """Return where records certainly still hold an original name, each field and form once.

    Args:
        records: Under pseudonyms.
        searcher: Knows the original names.
    """
    found: dict[Remaining, None] = {}
    for number, record in enumerate(records, 1):
        for field, text in _strings(dataclasses.asdict(record)):
            for form, certain in searcher.found(Passage("", text)):
                if certain:
                    found.setdefault(Remaining(number, record.id, field, masked(form)))
    return list(found)


def _strings(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _strings(each, f"{field}.{name}" if field else name)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each, field)
