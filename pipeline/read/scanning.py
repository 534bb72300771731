"""Tables of interviews, whatever their format: all rows when a run is planned, one when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read.cells import digest
from pipeline.read.places import (
    TABLE_SUFFIXES,
    Cells,
    FoundRow,
    GivenRow,
    PackedRow,
    Row,
    TableError,
    changed,
)
from pipeline.read.table_file import TableFile

# Imported when first needed, as the modules of formats are.
_MODULE = "pipeline.read.{}_rows"


def scan_table(table: TableFile, *, limit: int) -> Iterator[FoundRow]:
    """Yield the rows of a table, one in memory at a time.

    Args:
        table: The file; its suffix decides the format.
        limit: Bytes that a row may have; those of a file are not limited, inside an archive they are.

    Raises:
        TableError: The file is no table of its format, or not from some row on.
    """
    format = TABLE_SUFFIXES[table.suffix]
    scan: Callable[..., Iterator[FoundRow]] = import_module(_MODULE.format(format)).scan
    try:
        yield from scan(table, limit=limit)
    except OSError as error:
        raise TableError(
            f"the table cannot be read ({error.strerror})", hint="check its path and permissions"
        ) from error


def load_row(path: Path, place: Row | PackedRow | GivenRow, *, file: str) -> Cells:
    """Return the cells of the row at `place`; a given row has them with it, and no file is opened.

    Raises:
        InputError: The file cannot be read, or another row is there by now.
    """
    if isinstance(place, GivenRow):
        return place.cells
    table, row = TableFile(path, path.name), place
    if isinstance(row, PackedRow):
        table, row = TableFile(path, row.name, row.index), row.row
    load: Callable[..., Cells] = import_module(_MODULE.format(row.format)).load
    try:
        cells = load(table, row)
    except OSError as error:
        raise InputError(
            f"{file}: the table cannot be read ({error.strerror})",
            hint="check its path and permissions",
        ) from error
    except TableError as error:
        raise changed(file) from error
    if digest(cells) != row.sha256:
        raise changed(file)
    return cells
