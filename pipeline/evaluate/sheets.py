"""Tables of annotations that are kept beside the marked files: tabs between cells, no quotation marks."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import InputError


def read_sheet(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of a table, the cells by the names of its columns; the first row is line 2.

    Raises:
        InputError: The table cannot be read, or has other columns.
    """
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
            if tuple(reader.fieldnames or ()) != tuple(columns):
                raise InputError(f"{path}: columns must be {', '.join(columns)}")
            return list(reader)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
