"""Where one interview lies inside a file of many: small values that travel to worker processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar, Literal, TypeAlias

from pipeline.errors import InputError

TableFormat = Literal["csv", "json", "parquet"]

TABLE_SUFFIXES: Mapping[str, TableFormat] = MappingProxyType(
    {
        ".csv": "csv",
        ".tsv": "csv",
        ".json": "json",
        ".jsonl": "json",
        ".ndjson": "json",
        ".parquet": "parquet",
    }
)
ARCHIVE_SUFFIXES = (".zip",)

# A row: column -> value as a string, None where the table holds nothing.
Cells: TypeAlias = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written; all places of one table share one."""

    columns: tuple[str, ...]
    separator: str
    encoding: str


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of a CSV table: its bytes, line ends inside quotation marks included."""

    format: ClassVar[TableFormat] = "csv"
    sha256: str
    offset: int  # bytes from the beginning of the file
    length: int
    dialect: Dialect

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the file: sorted by it, a file is read from its beginning to its end."""
        return self.offset, 0


@dataclass(frozen=True, slots=True)
class JsonRow:
    """An object of a JSON file, by the bytes between its braces and with them."""

    format: ClassVar[TableFormat] = "json"
    sha256: str
    offset: int
    length: int

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the file."""
        return self.offset, 0


@dataclass(frozen=True, slots=True)
class ParquetRow:
    """A row of a Parquet file."""

    format: ClassVar[TableFormat] = "parquet"
    sha256: str
    group: int
    index: int  # inside its group, from 0

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the file."""
        return self.group, self.index


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside an archive; ``sha256`` is of its bytes."""

    sha256: str
    name: str  # as shown: its suffix decides the format
    index: int  # in the archive's directory: names need not be unique

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the file."""
        return self.index, 0


Row: TypeAlias = CsvRow | JsonRow | ParquetRow


@dataclass(frozen=True, slots=True)
class PackedRow:
    """A row of a table inside an archive."""

    row: Row
    name: str  # of the table, as shown
    index: int  # of the table, in the archive's directory

    @property
    def sha256(self) -> str:
        """Of the row's cells, as where the table is a file of its own."""
        return self.row.sha256

    @property
    def order(self) -> tuple[int, ...]:
        """Where it stands in the archive: one table after the other is unpacked, each once."""
        return self.index, *self.row.order


@dataclass(frozen=True, slots=True)
class GivenRow:
    """A row with its cells, for a process on another machine, which cannot open the file."""

    row: Row
    cells: Cells

    @property
    def sha256(self) -> str:
        """Of the cells, as where the row is read from its file."""
        return self.row.sha256

    @property
    def order(self) -> tuple[int, int]:
        """Where it stands in the file."""
        return self.row.order


Place: TypeAlias = Row | Member | PackedRow | GivenRow


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A row met while a table was looked through: a place with its cells, or an error.

    ``number`` counts the rows from 1, the header not among them, and is 0 where a JSON file is one
    object and no table.
    """

    number: int
    place: Row | None = None
    cells: Cells | None = None
    error: InputError | None = None


class TableError(InputError):
    """The table cannot be read, or not from here on."""


def changed(file: str) -> InputError:
    """Return the error for a file that is no longer what it was when the run was planned."""
    return InputError(f"{file}: changed while the run went on", hint="run again")
