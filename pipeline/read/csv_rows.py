"""CSV tables: a row is found by its bytes, so that a worker reads that row alone."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from pipeline.errors import InputError
from pipeline.read.cells import as_cells, column_names, digest
from pipeline.read.decoding import decode
from pipeline.read.places import Cells, CsvRow, Dialect, FoundRow, TableError
from pipeline.read.table_file import TableFile

_SEPARATORS = ",;\t"
_TOLD = re.compile(rb"\"?sep=([,;\t|])\"?\r?\n", re.IGNORECASE)  # a first line for spreadsheets
_LONGEST_TOLD = 10  # bytes
_CHUNK = 256 * 1024  # bytes: enough text to tell a legacy encoding by
_SAVE = "save the table as CSV UTF-8"


def scan(table: TableFile, *, limit: int) -> Iterator[FoundRow]:
    """Yield the rows of a CSV file with a header, one in memory at a time.

    The separator (comma, semicolon, tab) is the one that a line ``sep=;`` before the header tells, or
    that gives the header most columns; the encoding is UTF-8, with or without a byte order mark, or the
    legacy one that looks most French. A row with too many or too few fields is an error of that row;
    empty rows, and empty cells beyond the header, are passed over.

    Args:
        table: The file.
        limit: Bytes that a row may have.

    Raises:
        TableError: The file is no CSV table, or no longer one from some row on.
    """
    with table.open() as stream, _wide_fields(limit):
        start = len(codecs.BOM_UTF8) if stream.read(3) == codecs.BOM_UTF8 else 0
        stream.seek(start)
        encoding = _encoding(stream)
        dialect, first = _dialect(stream, start, encoding, limit)
        stream.seek(first)
        yield from _rows(stream, dialect, limit)


def load(table: TableFile, place: CsvRow) -> Cells:
    """Return the cells of one row; only its bytes are read.

    Raises:
        TableError: There is no such row any more.
    """
    with table.open() as stream:
        stream.seek(place.offset)
        data = stream.read(place.length)
    lines = _Lines(io.BytesIO(data), place.dialect.encoding, limit=place.length)
    with _wide_fields(place.length):
        try:
            rows = list(_records(lines, place.dialect.separator))
        except csv.Error as error:
            raise TableError(f"not valid CSV any more ({error})") from error
    fields = _fields(rows[0], place.dialect) if len(rows) == 1 else []
    if len(fields) != len(place.dialect.columns):
        raise TableError("the row is no longer there")
    return as_cells(dict(zip(place.dialect.columns, fields, strict=True)))


class _Lines:
    """The lines of a CSV file for ``csv.reader``, which takes just those that a row needs."""

    def __init__(self, stream: BinaryIO, encoding: str, *, limit: int) -> None:
        self.taken = 0  # bytes
        self._stream = stream
        self._encoding = encoding
        self._limit = limit

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._stream.readline(self._limit + 1)
        if not line:
            raise StopIteration
        if len(line) > self._limit:
            raise csv.Error(f"a line is longer than {self._limit} bytes")
        self.taken += len(line)
        # Bytes of another encoding come out as lone surrogates and are found row by row.
        return line.decode(self._encoding, "surrogateescape")


def _records(lines: Iterator[str], separator: str) -> Iterator[list[str]]:
    # Strict: otherwise a quotation mark inside a cell would silently change the text around it.
    return iter(csv.reader(lines, delimiter=separator, strict=True))


@contextmanager
def _wide_fields(limit: int) -> Iterator[None]:
    """Let a cell be as long as an interview may be: the library's limit is 131,072 characters."""
    before = csv.field_size_limit(limit)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _encoding(stream: BinaryIO) -> str:
    """Return the encoding of the rest of the file."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    while chunk := stream.read(_CHUNK):
        if b"\x00" in chunk:
            raise TableError("this is no text in UTF-8 or a legacy encoding", hint=_SAVE)
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError:
            return _legacy(chunk)
    return "utf-8"


def _legacy(sample: bytes) -> str:
    try:
        return decode(sample, file="table").encoding
    except InputError as error:
        raise TableError(error.message.removeprefix("table: "), hint=_SAVE) from error


def _dialect(stream: BinaryIO, start: int, encoding: str, limit: int) -> tuple[Dialect, int]:
    """Return how the table is written, and where its first row begins."""
    best: tuple[int, bool] = (0, False)
    failure = "it is empty"
    stream.seek(start)
    told = _TOLD.match(stream.readline(_LONGEST_TOLD))
    start += told.end() if told else 0
    for tried in told[1].decode() if told else _SEPARATORS:
        stream.seek(start)
        lines = _Lines(stream, encoding, limit=limit)
        rows = (row for row in _records(lines, tried) if row)
        try:
            row = next(rows, [])
            after = start + lines.taken
            # With one column, only the rows tell by what they would be cut.
            rank = (len(row), len(row) == 1 and len(next(rows, row)) == 1)
        except csv.Error as error:
            failure = _reason(error)
            continue
        if rank > best:
            best, header, separator, first = rank, row, tried, after
    if not best[0]:
        raise TableError(f"no header can be read ({failure})", hint=_SAVE)
    return Dialect(column_names(_named(header)), separator, encoding), first


def _named(header: list[str]) -> list[str]:
    """Return a header without the nameless columns at its end: spreadsheets save cells that were emptied."""
    while len(header) > 1 and not header[-1].strip():
        header = header[:-1]
    return header


def _fields(row: list[str], dialect: Dialect) -> list[str]:
    """Return the fields of a row without the empty ones beyond the header."""
    width = len(dialect.columns)
    return row[:width] if not any(field.strip() for field in row[width:]) else row


def _reason(error: csv.Error) -> str:
    if "new-line character" in str(error):
        return "its lines end as old Macintosh programs ended them"
    return str(error)


def _rows(stream: BinaryIO, dialect: Dialect, limit: int) -> Iterator[FoundRow]:
    first = stream.tell()
    lines = _Lines(stream, dialect.encoding, limit=limit)
    records = _records(lines, dialect.separator)
    number = 0
    while True:
        offset = first + lines.taken
        try:
            row = next(records, None)
        except csv.Error as error:
            raise TableError(
                f"row {number + 1} is not valid CSV ({error}); the table is not read from there on",
                hint='a quotation mark inside a cell is written twice ("")',
            ) from error
        if row is None:
            return
        if any(field.strip() for field in row):  # spreadsheets save rows that were emptied
            number += 1
            yield _found(
                _fields(row, dialect), number, offset, first + lines.taken - offset, dialect
            )


def _found(row: list[str], number: int, offset: int, length: int, dialect: Dialect) -> FoundRow:
    if len(row) != len(dialect.columns):
        error = InputError(
            f"the row has {len(row)} fields, the header {len(dialect.columns)}",
            hint="a cell with a separator or a line end in it needs quotation marks",
        )
        return FoundRow(number, error=error)
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        error = InputError(f"the row has bytes that are not {dialect.encoding}", hint=_SAVE)
        return FoundRow(number, error=error)
    cells = as_cells(dict(zip(dialect.columns, row, strict=True)))
    return FoundRow(number, CsvRow(digest(cells), offset, length, dialect), cells)
