"""Records -> ``corpus_entities`` and ``claim_links`` as CSV and Parquet."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import replacing
from pipeline.frames import arrow_schema
from pipeline.links.claims import ClaimLinks
from pipeline.links.entities import CorpusEntities
from pipeline.links.nearness import Nearness, encoder_of
from pipeline.schema import Record
from pipeline.tables import LINK_TABLES, Row, column_types

FILES = tuple(f"{table}.{suffix}" for table in LINK_TABLES for suffix in ("csv", "parquet"))
_ROWS = 5000  # of one Parquet row group


@dataclass(frozen=True, slots=True)
class Linked:
    """How much was read and written."""

    interviews: int
    compared: int  # claims
    copies: int  # interviews whose claims were left out
    entities: int
    same: int
    opposed: int
    method: str


def write_links(records: Iterable[Record], out: Path, *, words_only: bool = False) -> Linked:
    """Write the tables of all records together, each file whole or not at all.

    The records are gone through once, one in memory at a time. The same records give the same bytes on one
    kind of machine.

    Args:
        records: In the order of their ids.
        out: The folder, made if it is not there; what has the names of `FILES` there is replaced.
        words_only: Compare claims by their words even where the encoder made the records.

    Raises:
        InputError: A file cannot be written.
        ModelError: The encoder made the records and is missing or damaged.
    """
    entities = CorpusEntities()
    models: set[str] | None = None
    interviews = 0
    with ClaimLinks() as claims:
        for record in records:
            entities.add(record)
            claims.add(record)
            made_by = record.provenance.models.keys()
            models = set(made_by) if models is None else models & made_by
            interviews += 1
        encoder = None if words_only else encoder_of(models or ())
        method = "words" if encoder is None else "encoder"
        links = claims.links(None if encoder is None else Nearness(encoder))
        _make(out)
        written = _write(out, "corpus_entities", entities.rows())
        _write(out, "claim_links", claims.rows(links, method=method))
    opposed = sum(bool(link.turned) for link in links)
    return Linked(
        interviews=interviews,
        compared=claims.compared,
        copies=claims.copies,
        entities=written,
        same=len(links) - opposed,
        opposed=opposed,
        method=method,
    )


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"{out}: the folder cannot be made ({error.strerror})", hint="choose another --out"
        ) from error


def _write(out: Path, table: str, rows: Iterable[Row]) -> int:
    """Write one table in both forms and return its number of rows."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(table)
    number = 0
    with (
        replacing(out / f"{table}.csv") as csv_path,
        replacing(out / f"{table}.parquet") as parquet_path,
        csv_path.open("w", encoding="utf-8", newline="") as stream,
        pq.ParquetWriter(parquet_path, schema) as parquet,
    ):
        writer = csv.DictWriter(stream, list(column_types(table)), lineterminator="\n")
        writer.writeheader()
        waiting: list[Row] = []
        for row in rows:
            writer.writerow(row)
            waiting.append(row)
            number += 1
            if len(waiting) == _ROWS:
                parquet.write_table(pa.Table.from_pylist(waiting, schema=schema))
                waiting = []
        parquet.write_table(pa.Table.from_pylist(waiting, schema=schema))
    return number
