"""Parquet tables: a row is found by its group and its place there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.read.cells import as_cells, column_names, digest
from pipeline.read.places import Cells, FoundRow, ParquetRow, TableError
from pipeline.read.table_file import TableFile

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

_BATCH = 64  # rows decoded at a time while a table is looked through


def scan(table: TableFile, *, limit: int) -> Iterator[FoundRow]:
    """Yield the rows of a Parquet file, a few in memory at a time.

    Args:
        table: The file.
        limit: Bytes that a cell may have.

    Raises:
        TableError: The file is no Parquet, or damaged from some row on.
    """
    import pyarrow as pa

    number = 0
    try:
        with _opened(table) as parquet:
            column_names(parquet.schema_arrow.names)
            for group in range(parquet.num_row_groups):
                index = 0
                batches = parquet.iter_batches(
                    batch_size=_BATCH, row_groups=[group], use_threads=False
                )
                for batch in batches:
                    for at in range(batch.num_rows):
                        number += 1
                        yield _found(batch.slice(at, 1), number, group, index, limit)
                        index += 1
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise TableError(
            f"row {number + 1}: this Parquet file cannot be read ({reason})",
            hint="write it again, for example with pandas' to_parquet",
        ) from error


def load(table: TableFile, place: ParquetRow) -> Cells:
    """Return the cells of one row; its group stays in memory for the next one.

    Raises:
        TableError: There is no such row any more.
    """
    import pyarrow as pa

    stamp = table.stamp()
    try:
        group = _group(table, stamp, place.group)
        return _cells(group.slice(place.index, 1))
    except (pa.ArrowException, OSError, ValueError, InputError) as error:
        raise TableError("the row is no longer there") from error


@lru_cache(maxsize=1)
def _group(table: TableFile, stamp: tuple[int, int], group: int) -> pa.Table:  # noqa: ARG001 (in the key)
    # Parquet has no way to one row but through its group: decoding it anew for each row of it would
    # take the square of their number.
    with _opened(table) as parquet:
        return parquet.read_row_group(group, use_threads=False)


def _opened(table: TableFile) -> pq.ParquetFile:
    import pyarrow.parquet as pq

    # Arrow opens a file itself, without Python's streams between; where there is one, in an archive,
    # no thread of Arrow's may hold it, for the reason that `pipeline.files.parquet_table` gives.
    return pq.ParquetFile(table.path if table.index is None else table.open(), pre_buffer=False)


def _cells(row: pa.Table | pa.RecordBatch) -> Cells:
    if not row.num_rows:
        raise InputError("there is no such row")
    try:
        return as_cells(row.to_pylist()[0])
    except (ArithmeticError, LookupError, ValueError) as error:
        raise InputError(
            f"the row holds a value that Python has none for ({error})",  # a year 5877641, a strange zone
            hint="write such columns as strings, or leave them out",
        ) from error


def _found(row: pa.RecordBatch, number: int, group: int, index: int, limit: int) -> FoundRow:
    try:
        cells = _cells(row)
    except InputError as error:
        return FoundRow(number, error=error)
    longest = max((len(cell.encode()) for cell in cells.values() if cell), default=0)
    if longest > limit:
        hint = "split it into one row an interview, or raise max_file_bytes"
        return FoundRow(number, error=InputError(f"a cell is larger than {limit} bytes", hint=hint))
    return FoundRow(number, ParquetRow(digest(cells), group, index), cells)
