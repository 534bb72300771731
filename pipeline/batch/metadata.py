"""The researcher's own table of variables, one row an interview."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from pipeline.batch.jobs import Job
from pipeline.errors import InputError

_KEYS = ("id", "file")
_TOLD = re.compile(r'\A"?sep=.?"?\r?\n', re.IGNORECASE)  # what tells a spreadsheet the separator


@dataclass(frozen=True, slots=True)
class Metadata:
    """Variables by the key column's value."""

    columns: tuple[str, ...] = ()
    rows: dict[str, dict[str, str]] | None = None  # None: no table was given

    def of(self, job: Job) -> dict[str, str]:
        """Return the variables of one interview; none if the table has no row for it."""
        rows = self.rows or {}
        return rows.get(job.id) or rows.get(job.file) or {}

    def unmatched(self, jobs: tuple[Job, ...]) -> list[str]:
        """Return the keys of rows that belong to no interview."""
        known = {job.id for job in jobs} | {job.file for job in jobs}
        return sorted(key for key in self.rows or {} if key not in known)


def read_metadata(path: Path) -> Metadata:
    """Return the variables of a CSV table with a column ``id`` or ``file``.

    The separator (comma, semicolon or tab) is that of the header line; UTF-8 and, as
    spreadsheets on French Windows write it, cp1252 are read. Empty rows are passed over, and so are
    empty cells beyond the header and a line ``sep=;`` before it.

    Raises:
        InputError: The table cannot be read, has no key column, or a key stands twice.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the table cannot be read ({error.strerror})") from error
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InputError(
            f"{path}: this is a spreadsheet, not a CSV table",
            hint="open it and save it as CSV UTF-8",
        )
    content = _TOLD.sub("", _decoded(data, path), count=1)
    header = content.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(content, newline=""), delimiter=separator, strict=True)
    columns = [name.strip() for name in reader.fieldnames or ()]
    while columns and not columns[-1]:  # spreadsheets save columns and rows that were emptied
        del columns[-1]
    reader.fieldnames = columns
    key = next((name for name in _KEYS if name in columns), None)
    if key is None or len(set(columns)) < len(columns):
        raise InputError(
            f"{path}: columns are {', '.join(columns) or 'missing'}",
            hint="one column must be called id or file, and no name may stand twice",
        )
    variables = tuple(name for name in columns if name and name != key)
    rows: dict[str, dict[str, str]] = {}
    try:
        for row in reader:
            beyond = row.pop(None, [])
            if not any(value and value.strip() for value in (*row.values(), *beyond)):
                continue
            if any(map(str.strip, beyond)) or None in row.values():
                raise InputError(f"{path}, line {reader.line_num}: not {len(columns)} fields")
            name = unicodedata.normalize("NFC", row[key].strip())
            if name in rows:
                raise InputError(f"{path}, line {reader.line_num}: {name!r} stands twice in {key}")
            rows[name] = {column: row[column].strip() for column in variables}
    except csv.Error as error:
        raise InputError(f"{path}, line {reader.line_num}: not valid CSV ({error})") from error
    return Metadata(variables, rows)


def _decoded(data: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path}: neither UTF-8 nor cp1252", hint="save the table as CSV UTF-8")
