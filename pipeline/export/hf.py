"""Records -> a folder that ``datasets.load_dataset`` reads, with a card and declared features.

One configuration a flat table, and ``records`` with everything nested; Parquet shards. A table
without any row is left out, because `datasets` cannot load one. Nothing is uploaded: that is the
user's own call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.errors import InputError
from pipeline.export.hf_card import CardFacts, card
from pipeline.export.speaking import metadata_columns
from pipeline.export.writing import ExportFile
from pipeline.frames import FRAMES, RECORDS, all_rows, arrow_schema, parquet_bytes
from pipeline.schema import Record

# Rows of a shard, so that about 50 MB are in memory: a nested record is as long as its interview.
_ROWS = 10_000
_RECORD_ROWS = 200


def export_files(records: Iterable[Record], *, title: str = "Entretiens") -> Iterator[ExportFile]:
    """Yield ``data/TABLE/train-NNNNN.parquet`` of each table, then ``README.md``.

    Args:
        records: The interviews; gone through twice.
        title: Of the data set, in its card.

    Raises:
        InputError: There is no record.
    """
    metadata = metadata_columns(records)
    tables = {name: _Shards(name, metadata) for name in FRAMES}
    facts = CardFacts()
    for record in records:
        facts.add(record)
        for name, rows in all_rows(record).items():
            facts.rows[name] += len(rows)
            yield from tables[name].add(rows)
    if not facts.rows[RECORDS]:
        raise InputError("no record to export", hint="an empty data set cannot be loaded")
    for shards in tables.values():
        yield from shards.rest()
    facts.sha256 = {name: shards.sha256 for name, shards in tables.items()}
    yield ExportFile.of_text("README.md", card(facts, title=title, metadata=metadata))


class _Shards:
    """Collects the rows of one table and gives a file whenever there are enough."""

    def __init__(self, table: str, metadata: Iterable[str]) -> None:
        self._table = table
        self._schema = arrow_schema(table, metadata)
        self._limit = _RECORD_ROWS if table == RECORDS else _ROWS
        self._rows: list[dict[str, Any]] = []
        self._written = 0
        self._digest = hashlib.sha256()

    @property
    def sha256(self) -> str:
        """Return the digest of all that was given so far."""
        return self._digest.hexdigest()

    def add(self, rows: list[dict[str, Any]]) -> Iterator[ExportFile]:
        self._rows += rows
        if len(self._rows) >= self._limit:
            yield self._file()

    def rest(self) -> Iterator[ExportFile]:
        if self._rows:
            yield self._file()

    def _file(self) -> ExportFile:
        import pyarrow as pa

        content = parquet_bytes(pa.Table.from_pylist(self._rows, schema=self._schema))
        name = f"data/{self._table}/train-{self._written:05}.parquet"
        self._rows = []
        self._written += 1
        self._digest.update(content)
        return ExportFile(name, (content,))
