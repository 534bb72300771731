"""The flat tables of an output folder against its records, value by value."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pipeline.batch.outputs import RECORDS, csv_value
from pipeline.doctor.findings import Finding
from pipeline.records import iter_records
from pipeline.tables import TABLES, Row, column_types, rows

_BATCH = 1000


def check_tables(out: Path, *, mend: str) -> Iterator[Finding]:
    """Yield which tables do not say what the records say; a table that is not there is passed over.

    Args:
        out: The folder; its records are sound.
        mend: What to do about a table that differs.
    """
    differing: list[str] = []
    checked = 0
    for table in TABLES:
        for suffix, read in ((".csv", _csv_rows), (".parquet", _parquet_rows)):
            path = out / f"{table}{suffix}"
            if path.is_file():
                checked += 1
                fault = _fault(path, table, read(path, table))
                differing += [f"{path.name}: {fault}"] if fault else []
    for fault in differing:
        yield Finding("error", fault, mend)
    if checked and not differing:
        yield Finding("ok", f"{checked} tables say what {RECORDS} says")


def _fault(path: Path, table: str, found: Iterator[Row]) -> str:
    """Return in words where a table differs from the records first, "" if nowhere."""
    as_text = path.suffix == ".csv"
    expected = (row for record in iter_records(path.parent) for row in rows(record)[table])
    try:
        for number, (told, row) in enumerate(zip_longest(found, expected), 1):
            if told is None or row is None:
                return f"it has {'fewer' if told is None else 'more'} rows than the records give"
            for column, value in told.items():
                wanted = row.get(column)
                shown = "" if wanted is None else str(csv_value(wanted))
                if value != (shown if as_text else wanted):
                    return f"row {number}: {column} is {value!r}, the record says {wanted!r}"
    except (OSError, ValueError, csv.Error) as error:  # of Arrow as well
        return f"cannot be read ({error})"
    return ""


def _csv_rows(path: Path, table: str) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        before = csv.field_size_limit(2**31 - 1)  # a turn may be as long as an interview
        try:
            reader = csv.reader(stream)
            header = next(reader, [])
            _check_columns(header, table)
            for cells in reader:
                yield dict(zip(header, cells, strict=True))
        finally:
            csv.field_size_limit(before)


def _parquet_rows(path: Path, table: str) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as parquet:
            _check_columns(parquet.schema_arrow.names, table)
            for batch in parquet.iter_batches(batch_size=_BATCH):
                yield from batch.to_pylist()
    except pa.ArrowException as error:
        raise ValueError(str(error).splitlines()[0]) from error


def _check_columns(found: list[Any], table: str) -> None:
    missing = [name for name in column_types(table) if name not in found]
    if missing:
        raise ValueError(f"no column {', '.join(missing)}")
