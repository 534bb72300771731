"""The flat tables of an output folder against its records, value by value."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.batch.outputs import RECORDS, csv_value
from pipeline.doctor.findings import Finding
from pipeline.records import parse_record, record_lines
from pipeline.tables import TABLES, Row, column_types, rows

_BATCH = 1000


def check_tables(out: Path, *, mend: str) -> Iterator[Finding]:
    """Yield which tables do not say what the records say; a table that is not there is passed over.

    Args:
        out: The folder; its records are sound.
        mend: What to do about a table that differs.
    """
    tables = [
        _Compared(path, table)
        for table in TABLES
        for suffix in (".csv", ".parquet")
        if (path := out / f"{table}{suffix}").is_file()
    ]
    if not tables:
        return
    _compare(tables, out)
    differing = [each for each in tables if each.fault]
    for each in differing:
        yield Finding("error", f"{each.path.name}: {each.fault}", mend)
    if not differing:
        yield Finding("ok", f"{len(tables)} tables say what {RECORDS} says")


class _Compared:
    """A table that is read beside the records, as far as both say the same."""

    def __init__(self, path: Path, table: str) -> None:
        self.path, self.table = path, table
        self.number = 0  # of the row read last
        self.fault = ""  # in words, where the table differs first
        self._as_text = path.suffix == ".csv"
        self._found = _csv_rows(path, table) if self._as_text else _parquet_rows(path, table)

    def compare(self, expected: Iterable[Row]) -> None:
        """Read the rows of the next record; nothing is read any more after a fault."""
        for row in expected:
            if self.fault:
                return
            told = self._next()
            if told is None:
                self.fault = self.fault or "it has fewer rows than the records give"
            else:
                self.fault = self._difference(told, row)

    def end(self) -> None:
        """Look whether the table goes on after the last record."""
        if not self.fault and self._next() is not None:
            self.fault = "it has more rows than the records give"

    def _next(self) -> Row | None:
        self.number += 1
        try:
            return next(self._found, None)
        except (OSError, ValueError, csv.Error) as error:  # of Arrow as well
            self.fault = f"cannot be read ({error})"
            return None

    def _difference(self, told: Row, row: Row) -> str:
        for column, value in told.items():
            wanted = row.get(column)
            shown = "" if wanted is None else str(csv_value(wanted))
            if value != (shown if self._as_text else wanted):
                return f"row {self.number}: {column} is {value!r}, the record says {wanted!r}"
        return ""


def _compare(tables: list[_Compared], out: Path) -> None:
    """Go through the records once, and through all tables beside them."""
    before = csv.field_size_limit(2**31 - 1)  # a turn may be as long as an interview
    try:
        for where, line in record_lines(out):
            expected = rows(parse_record(line, where=where))
            for each in tables:
                each.compare(expected[each.table])
        for each in tables:
            each.end()
    finally:
        csv.field_size_limit(before)


def _csv_rows(path: Path, table: str) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        header = next(reader, [])
        _check_columns(header, table)
        for cells in reader:
            yield dict(zip(header, cells, strict=True))


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
