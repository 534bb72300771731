"""Rows of a table that a French spreadsheet opens with a double click.

Excel and LibreOffice in French take the semicolon as separator, since the comma is in decimal
numbers, and read UTF-8 only where a byte order mark says so.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from pipeline.tables import Value

BYTE_ORDER_MARK = "\ufeff".encode()
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def row(cells: Iterable[Value]) -> bytes:
    r"""Return one row as UTF-8, its line end included.

    A text that a spreadsheet would run as a formula gets an apostrophe before it: what begins with
    one of ``= + - @``, a tabulation or a carriage return (OWASP, "CSV Injection").

    >>> row(["=1+1", "dit-elle ; puis", True, None, 12]).decode()
    '\'=1+1;"dit-elle ; puis";true;;12\r\n'
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([_shown(cell) for cell in cells])
    return stream.getvalue().encode()


def _shown(cell: Value) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(cell)
