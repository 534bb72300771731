"""A table to open: a file of its own, or one inside an archive."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from pipeline.read import archive


@dataclass(frozen=True, slots=True)
class TableFile:
    """A table, whose ``name`` decides its format by the suffix.

    ``index`` is its place in the directory of the archive at ``path``, and None where ``path`` is
    the table itself.
    """

    path: Path
    name: str
    index: int | None = None

    @property
    def suffix(self) -> str:
        """The suffix in small letters."""
        return PurePosixPath(self.name).suffix.lower()

    def open(self) -> BinaryIO:
        """Return the table's bytes, to be read from anywhere.

        Raises:
            OSError: The file cannot be opened.
            TableError: It cannot be unpacked, or not into memory.
        """
        if self.index is None:
            return self.path.open("rb")
        return io.BytesIO(archive.unpacked(self.path, self.index))

    def stamp(self) -> tuple[int, int]:
        """Return what changes when the file, or its archive, is written anew."""
        return archive.stamp_of(self.path)
