"""JSON: an array of objects, JSON lines, or one object; each is found and read by its bytes."""

from __future__ import annotations

import codecs
import io
import json
import mmap
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO

from pipeline.errors import InputError
from pipeline.read.cells import as_cells, digest
from pipeline.read.places import Cells, FoundRow, JsonRow, TableError
from pipeline.read.table_file import TableFile

_LINES = (".jsonl", ".ndjson")
_SPACE = b" \t\r\n"
_WORD = re.compile(rb"[^ \t\r\n]")
_SAVE = "save it as UTF-8 JSON"

# All that structure needs: strings whole (their brackets mean nothing), brackets, and a quotation
# mark that no other closes. Possessive, or a long string would cost a mark for every escape.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[\[\]{}"]', re.DOTALL)


def scan(table: TableFile, *, limit: int) -> Iterator[FoundRow]:
    """Yield the objects of a JSON file, one in memory at a time.

    A ``.json`` file is an array of objects, or one object (then it is no table and its number is
    0), or JSON lines. A line or number that is no object is an error of that row.

    Args:
        table: The file.
        limit: Bytes that an object may have.

    Raises:
        TableError: The file is no such JSON, or no longer from some row on.
    """
    with table.open() as stream:
        start, opener = _opening(stream)
        if table.suffix in _LINES:
            yield from _lines(stream, start, limit)
        elif opener == b"[":
            yield from _array(stream, start, limit)
        elif opener == b"{":
            yield from _object_or_lines(stream, start, limit)
        else:
            raise TableError("this JSON is neither an array of objects nor an object", hint=_SAVE)


def load(table: TableFile, place: JsonRow) -> Cells:
    """Return the cells of one object; only its bytes are read.

    Raises:
        TableError: There is no such object any more.
    """
    with table.open() as stream:
        stream.seek(place.offset)
        data = stream.read(place.length)
    try:
        return _cells(data)
    except InputError as error:
        raise TableError("the row is no longer there") from error


def _cells(data: bytes) -> dict[str, str | None]:
    try:
        values = json.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InputError("not UTF-8", hint=_SAVE) from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"not valid JSON ({error})", hint=_SAVE) from error
    if not isinstance(values, dict):
        raise InputError(
            f"a JSON {type(values).__name__}, not an object", hint='expected {"text": "…", …}'
        )
    return as_cells(values)


def _found(number: int, data: bytes, offset: int) -> FoundRow:
    try:
        cells = _cells(data)
    except InputError as error:
        return FoundRow(number, error=error)
    return FoundRow(number, JsonRow(digest(cells), offset, len(data)), cells)


def _too_large(number: int, limit: int) -> FoundRow:
    hint = "split it into one row an interview, or raise max_file_bytes"
    return FoundRow(number, error=InputError(f"the row is larger than {limit} bytes", hint=hint))


def _opening(stream: BinaryIO) -> tuple[int, bytes]:
    """Return where the content begins, and its first byte that is no space."""
    head = stream.read(3)
    start = len(codecs.BOM_UTF8) if head == codecs.BOM_UTF8 else 0
    if b"\x00" in head or head[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise TableError("not UTF-8, as JSON must be", hint=_SAVE)
    stream.seek(start)
    while (first := stream.read(1)) and first in _SPACE:
        start += 1
    if not first:
        raise TableError("the file is empty", hint="give a file with interviews in it")
    return start, first


def _lines(stream: BinaryIO, start: int, limit: int) -> Iterator[FoundRow]:
    stream.seek(start)
    number = 0
    offset = start
    while line := stream.readline(limit + 1):
        length = len(line)
        if length > limit and not line.endswith(b"\n"):
            number += 1
            length += _rest_of_line(stream, limit)
            yield _too_large(number, limit)
        elif line.strip():
            number += 1
            yield _found(number, line.rstrip(b"\r\n"), offset)
        offset += length


def _rest_of_line(stream: BinaryIO, limit: int) -> int:
    length = 0
    while line := stream.readline(limit):
        length += len(line)
        if line.endswith(b"\n"):
            break
    return length


def _object_or_lines(stream: BinaryIO, start: int, limit: int) -> Iterator[FoundRow]:
    stream.seek(start)
    first = stream.readline(limit + 1)
    rest = next(
        (line for line in iter(lambda: stream.readline(limit + 1), b"") if line.strip()), b""
    )
    if rest and first.rstrip().endswith(b"}") and _found(1, first, start).error is None:
        yield from _lines(stream, start, limit)
        return
    stream.seek(start)
    data = stream.read(limit + 1)
    found = _too_large(0, limit) if len(data) > limit else _found(0, data, start)
    if found.error is not None:
        raise TableError(found.error.message, hint=found.error.hint)
    yield found


def _array(stream: BinaryIO, start: int, limit: int) -> Iterator[FoundRow]:
    with _whole(stream) as data:
        for number, (offset, end) in enumerate(_elements(data, start), 1):
            if end - offset > limit:
                yield _too_large(number, limit)
            else:
                yield _found(number, data[offset:end], offset)


def _whole(stream: BinaryIO) -> AbstractContextManager[bytes | mmap.mmap]:
    if isinstance(stream, io.BytesIO):
        return nullcontext(stream.getvalue())  # the bytes themselves, no copy
    return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def _others(between: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """Yield where numbers and nulls stand between the objects of an array: rows that are errors."""
    for found in re.finditer(rb"[^\s,]+", between):
        yield offset + found.start(), offset + found.end()


def _elements(data: bytes | mmap.mmap, start: int) -> Iterator[tuple[int, int]]:
    """Yield where each element of an array begins and ends."""
    depth = 0
    offset = start
    after = start  # where the last object ended, or the array began
    count = 0
    for token in _TOKEN.finditer(data, start):
        sign = token[0]
        if depth == 1 and sign not in (b"{", b"]"):
            raise TableError(f"row {count + 1} is no object", hint='expected [{"text": "…", …}, …]')
        if sign == b'"':
            break
        if sign in (b"{", b"["):
            if depth == 1:
                others = list(_others(data[after : token.start()], after))
                yield from others
                offset = token.start()
                count += 1 + len(others)
            depth += 1
            after = token.end()
        elif sign in (b"}", b"]"):
            depth -= 1
            if depth == 1:
                after = token.end()
                yield offset, after
            elif depth == 0:
                yield from _others(data[after : token.start()], after)
                if _WORD.search(data, token.end()):
                    raise TableError(
                        "there is more behind the end of the array, and it is not read",
                        hint="put all objects into one array, or one object on each line",
                    )
                return
    raise TableError(f"the JSON breaks off in row {max(1, count)}", hint="is the file complete?")
