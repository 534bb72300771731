"""ZIP archives: files read in memory, one at a time; nothing is unpacked to the disk."""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath

from pipeline.errors import InputError
from pipeline.read.places import Member, TableError, changed

MAX_MEMBERS = 100_000

# Deflated French is a third of its length; pages of one template may be a hundredth. What goes beyond
# was made to fill a memory (deflate reaches 1032). Small ones are let through: they can do no harm.
MAX_RATIO = 200
_HARMLESS = 1_000_000  # bytes, unpacked

# Bytes of a table inside an archive: it comes into the memory of each process as a whole, because
# nothing in a compressed file can be found without unpacking all that stands before it.
MAX_TABLE = 200_000_000

_SPLIT = "split it into one file an interview, or raise max_file_bytes"
_DRIVE = re.compile(r"[A-Za-z]:")
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800

# What zipfile raises for a directory or a member that is damaged, encrypted or packed in an unknown way.
_BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    ValueError,  # a name marked as UTF-8 that is none, an offset below zero
    EOFError,
    OSError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that an archive lists; ``problem`` says why it cannot be read, if it cannot."""

    name: str
    index: int
    problem: InputError | None = None


def entries(path: Path) -> Iterator[Entry]:
    """Yield the files that an archive lists, in their order; folders are left out.

    Raises:
        TableError: It is no ZIP archive, or one made to fill a memory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            listed = archive.infolist()
        packed = max(1, path.stat().st_size)
    except _BROKEN as error:
        raise TableError(
            f"this ZIP archive cannot be read ({error})", hint="pack it again, or give the folder"
        ) from error
    size = sum(info.file_size for info in listed)
    if len(listed) > MAX_MEMBERS:
        raise TableError(
            f"the archive lists {len(listed)} files, more than {MAX_MEMBERS}",
            hint="unpack it and give the folder",
        )
    if size > max(_HARMLESS, MAX_RATIO * packed):
        raise TableError(
            f"the archive unpacks to {size} bytes, {size // packed} times its size",
            hint="this is how archives are made that fill a memory; if it is sound, give the folder",
        )
    for index, info in enumerate(listed):
        if not info.is_dir():
            name = _name(info)
            yield Entry(name, index, _problem(name, info))


def digest_of(path: Path, entry: Entry, *, limit: int) -> str:
    """Return the SHA-256 of a file inside an archive.

    Raises:
        InputError: It cannot be read, or is larger than `limit` bytes.
    """
    return hashlib.sha256(_read(path, entry.index, limit=limit)).hexdigest()


def load(path: Path, place: Member, *, file: str, limit: int) -> bytes:
    """Return the bytes of a file inside an archive.

    Raises:
        InputError: It cannot be read, is larger than `limit` bytes, or is another one by now.
    """
    try:
        data = _read(path, place.index, limit=limit)
    except InputError as error:
        raise InputError(f"{file}: {error.message}", hint=error.hint) from error
    if hashlib.sha256(data).hexdigest() != place.sha256:
        raise changed(file)
    return data


def unpacked(path: Path, index: int) -> bytes:
    """Return the bytes of a table inside an archive; they stay in memory for its next row.

    Raises:
        OSError: There is no archive any more.
        TableError: The table cannot be unpacked, or is larger than `MAX_TABLE` bytes.
    """
    return _unpacked(path, stamp_of(path), index)


@lru_cache(maxsize=1)
def _unpacked(path: Path, stamp: tuple[int, int], index: int) -> bytes:  # noqa: ARG001 (in the key)
    hint = "unpack the archive and give the folder: a table on the disk may be of any size"
    try:
        return _read(path, index, limit=MAX_TABLE, hint=hint)
    except InputError as error:
        raise TableError(error.message, hint=error.hint) from error


def stamp_of(path: Path) -> tuple[int, int]:
    """Return what changes when a file is written anew: its time in nanoseconds and its size."""
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _read(path: Path, index: int, *, limit: int, hint: str = _SPLIT) -> bytes:
    """Return the bytes of a member; `hint` is what to do where they are more than `limit`."""
    try:
        archive = _opened(path, stamp_of(path))
        info = archive.infolist()[index]
        with archive.open(info) as stream:
            # Whatever the archive declares, no more than this comes into memory.
            data = stream.read(limit + 1)
    except (*_BROKEN, IndexError) as error:
        raise InputError(
            f"cannot be unpacked ({error})", hint="pack it again, or give the folder"
        ) from error
    if len(data) > limit:
        raise InputError(f"the file is larger than {limit} bytes", hint=hint)
    return data


@lru_cache(maxsize=1)
def _opened(path: Path, stamp: tuple[int, int]) -> zipfile.ZipFile:  # noqa: ARG001 (in the key)
    # Opening reads the whole directory: once a member would take the square of their number.
    return zipfile.ZipFile(path)


def _name(info: zipfile.ZipInfo) -> str:
    """Return the name of a member; without a mark that it is UTF-8, it may be all the same.

    macOS writes UTF-8 and does not say so; Windows writes the code page of its console, which is
    850 in France.
    """
    name = info.orig_filename
    if info.flag_bits & _UTF8_NAME:
        return name
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _problem(name: str, info: zipfile.ZipInfo) -> InputError | None:
    if name.startswith("/") or _DRIVE.match(name) or "\\" in name or "\0" in name:
        return InputError("the name is no path inside the archive", hint="pack the folder again")
    if ".." in PurePosixPath(name).parts:
        return InputError("the name leads out of the archive", hint="pack the folder again")
    if info.flag_bits & _ENCRYPTED:
        return InputError(
            "the file is encrypted", hint="unpack the archive with its password, give the folder"
        )
    if info.compress_type not in _METHODS:
        return InputError(
            "the file is packed by a method that few programs know", hint="pack the folder again"
        )
    if info.file_size > max(_HARMLESS, MAX_RATIO * info.compress_size):
        return InputError(
            f"unpacks to {info.file_size} bytes from {info.compress_size}",
            hint="this is how archives are made that fill a memory; if it is sound, give the folder",
        )
    return None
