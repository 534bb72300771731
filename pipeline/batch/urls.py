"""Folders and files in an object store, or on any file system that pyarrow or fsspec knows."""

from __future__ import annotations

import posixpath
import re
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipeline.batch.inputs import clean_name
from pipeline.errors import InputError
from pipeline.read.places import TABLE_SUFFIXES

# What is written there is whole or absent by itself; elsewhere a file is renamed when it is whole.
_ATOMIC = frozenset({"s3", "s3a", "gcs", "gs", "abfs", "abfss", "az", "adl"})
_HIDDEN = (".", "_")  # readers of Parquet folders pass these over as well
# What a file is called until it is whole.
HALF_WRITTEN = re.compile(r"\A_(?P<name>.+)\.[0-9a-f]{32}")
_COPIED = 8 * 1024 * 1024  # bytes at a time


@dataclass(frozen=True, slots=True)
class RemoteTable:
    """A table that a URL leads to; ``file`` is its name in records and messages."""

    url: str
    path: str  # inside the file system of `url`
    file: str


@lru_cache(maxsize=16)
def _opened(url: str) -> tuple[Any, str]:
    """Return the file system of a URL, and the path in it."""
    from pyarrow import ArrowInvalid, ArrowNotImplementedError, fs

    try:
        system, path = fs.FileSystem.from_uri(url)
    except (ArrowInvalid, ArrowNotImplementedError):
        try:
            import fsspec

            found, path = fsspec.core.url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise InputError(
                f"{url}: this kind of address is not known ({error})",
                hint="use s3://, gs://, abfs:// or file:///, or install what the message names",
            ) from error
        system = fs.PyFileSystem(fs.FSSpecHandler(found))
    except OSError as error:
        raise _unreachable(url, error) from error
    return system, path.rstrip("/")


def _unreachable(url: str, error: OSError) -> InputError:
    return InputError(
        f"{url}: cannot be reached ({str(error).strip().splitlines()[0]})",
        hint="check the address, the network and the credentials on every machine",
    )


def find_tables(urls: Sequence[str]) -> tuple[RemoteTable, ...]:
    """Return the tables that `urls` name or hold, in the order of their names.

    Raises:
        InputError: An address cannot be reached, holds no table, or two tables have one name.
    """
    found: dict[str, RemoteTable] = {}
    for url in urls:
        tables = _tables(url)
        if not tables:
            raise InputError(
                f"{url}: no table found", hint=f"tables end in {', '.join(TABLE_SUFFIXES)}"
            )
        for table in tables:
            if table.file in found and found[table.file] != table:
                raise InputError(
                    f"{url}: two tables are called {table.file}",
                    hint="give the folder that holds both",
                )
            found[table.file] = table
    return tuple(found[file] for file in sorted(found))


def _tables(url: str) -> list[RemoteTable]:
    from pyarrow import fs

    system, path = _opened(url)
    try:
        top = system.get_file_info(path)
        if top.type == fs.FileType.NotFound:
            raise InputError(f"{url}: no such file or folder", hint="check the address")
        if top.type == fs.FileType.File:
            suffix = posixpath.splitext(path)[1].lower()
            name = clean_name(posixpath.basename(path))
            return [RemoteTable(url, path, name)] if suffix in TABLE_SUFFIXES else []
        inside = system.get_file_info(fs.FileSelector(path, recursive=True))
    except OSError as error:
        raise _unreachable(url, error) from error
    return [
        RemoteTable(url, info.path, clean_name(name))
        for info in inside
        if info.type == fs.FileType.File
        and posixpath.splitext(info.path)[1].lower() in TABLE_SUFFIXES
        and (name := posixpath.relpath(info.path, path))
        and not any(part.startswith(_HIDDEN) for part in name.split("/"))
    ]


@contextmanager
def at_hand(table: RemoteTable) -> Iterator[Path]:
    """Give the table as a file of this machine: itself, or a copy that ends with the block.

    Raises:
        InputError: It cannot be fetched.
    """
    from pyarrow import fs

    system, _ = _opened(table.url)
    if isinstance(system, fs.LocalFileSystem):
        yield Path(table.path)
        return
    with tempfile.TemporaryDirectory(prefix="entretiens-") as folder:
        copy = Path(folder) / posixpath.basename(table.path)
        try:
            with system.open_input_stream(table.path) as source, copy.open("wb") as target:
                while data := source.read(_COPIED):
                    target.write(data)
        except OSError as error:
            raise _unreachable(f"{table.url} ({table.file})", error) from error
        yield copy


class RemoteFolder:
    """A folder that a URL leads to; every file in it is whole or absent."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._system, self._path = _opened(url)

    @property
    def local(self) -> Path | None:
        """The folder where it is one of this machine, else None."""
        from pyarrow import fs

        return Path(self._path) if isinstance(self._system, fs.LocalFileSystem) else None

    def _at(self, name: str) -> str:
        return posixpath.join(self._path, name)

    def names(self, folder: str) -> list[str]:
        """Return the names of the files in a folder of it, "" for itself; none if it is not there.

        Raises:
            InputError: It cannot be reached.
        """
        from pyarrow import fs

        place = self._at(folder) if folder else self._path
        selector = fs.FileSelector(place, allow_not_found=True)
        try:
            return sorted(info.base_name for info in self._system.get_file_info(selector))
        except OSError as error:
            raise _unreachable(self.url, error) from error

    def write(self, name: str, data: bytes) -> None:
        """Write a file, in place of what has that name.

        Raises:
            InputError: It cannot be written.
        """
        from pyarrow import fs

        path = self._at(name)
        atomic = self._system.type_name.rpartition("+")[2] in _ATOMIC
        folder, base = posixpath.split(path)
        target = path if atomic else posixpath.join(folder, f"_{base}.{uuid.uuid4().hex}")
        try:
            if isinstance(self._system, fs.LocalFileSystem) or not atomic:
                self._system.create_dir(folder, recursive=True)
            with self._system.open_output_stream(target) as stream:
                stream.write(data)
            if not atomic:
                self._system.move(target, path)
        except OSError as error:
            raise InputError(
                f"{self.url}: {name} cannot be written ({str(error).strip().splitlines()[0]})",
                hint="check the address, the permissions and the credentials on every machine",
            ) from error

    def read(self, name: str) -> bytes:
        """Return what a file holds.

        Raises:
            InputError: It cannot be read.
        """
        try:
            with self._system.open_input_stream(self._at(name)) as stream:
                data: bytes = stream.read()
        except OSError as error:
            raise _unreachable(self.url, error) from error
        return data

    def remove(self, name: str) -> None:
        """Remove a file.

        Raises:
            InputError: It cannot be removed.
        """
        try:
            self._system.delete_file(self._at(name))
        except OSError as error:
            raise _unreachable(self.url, error) from error
