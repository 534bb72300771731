"""Ids in a REFI-QDA project: made from what they name, so that they are the same in each export."""

from __future__ import annotations

import uuid

from pipeline.schema import Record

# A constant of this exporter: what it names differs from what other programs name alike.
_OURS = uuid.UUID("6f0d4c1e-5b0a-5f2b-9a35-2f6f7ad3a7c4")


def guid(kind: str, *names: str) -> str:
    """Return the id of a thing: of the same kind and names, always the same."""
    return str(uuid.uuid5(_OURS, "\0".join((kind, *names))))


def source_id(record: Record) -> str:
    """Return the id of a record's text source."""
    return guid("source", record.id)


def selection_id(record: Record, kind: str, id: str) -> str:
    """Return the id of a selection in a record's text.

    Args:
        record: The interview.
        kind: ``turn``, ``mention`` or ``claim``.
        id: Of the part, within the record.
    """
    return guid("selection", record.id, kind, id)
