"""Tables of interviews, whatever their format: all rows when a run is planned, one when it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from pipeline.errors import InputError
from pipeline.read.cells import digest
from pipeline.read.places import TABLE_SUFFIXES, Cells, FoundRow, Row, TableError, changed

# Imported when first needed, as the modules of formats are.
_MODULE = "pipeline.read.{}_rows"


def scan_table(path: Path, *, limit: int) -> Iterator[FoundRow]:
    """Yield the rows of a table, one in memory at a time.

    Args:
        path: The file; its suffix decides the format.
        limit: Bytes that a row may have; those of the file are not limited.

    Raises:
        TableError: The file is no table of its format, or not from some row on.
    """
    format = TABLE_SUFFIXES[path.suffix.lower()]
    scan: Callable[..., Iterator[FoundRow]] = import_module(_MODULE.format(format)).scan
    try:
        yield from scan(path, limit=limit)
    except OSError as error:
        raise TableError(
            f"the table cannot be read ({error.strerror})", hint="check its path and permissions"
        ) from error


def load_row(path: Path, place: Row, *, file: str) -> Cells:
    """Return the cells of the row at `place`.

    Raises:
        InputError: The file cannot be read, or another row is there by now.
    """
    load: Callable[..., Cells] = import_module(_MODULE.format(place.format)).load
    try:
        cells = load(path, place)
    except OSError as error:
        raise InputError(
            f"{file}: the table cannot be read ({error.strerror})",
            hint="check its path and permissions",
        ) from error
    except TableError as error:
        raise changed(file) from error
    if digest(cells) != place.sha256:
        raise changed(file)
    return cells
