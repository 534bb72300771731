"""Files that are whole or absent, the lock of an output folder, and Parquet from bytes."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa

# What is not whole yet ends or begins like this wherever it is written, so that what a killed program
# left can be told from the user's own files.
TEMPORARY = ".tmp"
STAGED = ".entretiens-"
LOCK = ".lock"
_log = logging.getLogger(__name__)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path to write to; on success it replaces `path`, all at once.

    Raises:
        InputError: The disk is full, or the file may not be written.
    """
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        yield temporary
        with temporary.open("rb+") as stream:
            os.fsync(stream.fileno())
        os.replace(temporary, path)
        _sync_folder(path.parent)
    except OSError as error:
        _forget(temporary)
        raise InputError(
            f"{path}: cannot be written ({error.strerror})",
            hint="check the free space and the permissions, and close the file in other programs",
        ) from error
    except BaseException:
        _forget(temporary)
        raise


def _forget(temporary: Path) -> None:
    # What went wrong before is to be told, not that this goes wrong as well; the next run removes it.
    with suppress(OSError):
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    # The new name must reach the disk as well; Windows knows no such call and needs none.
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_safely(path: Path, content: str) -> None:
    """Write UTF-8 text, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_text(content, encoding="utf-8", newline="\n")


def half_written(folder: Path) -> list[Path]:
    """Return the files and folders in a folder that are not whole, left by a program that was killed."""
    found = [*folder.glob(f"*{TEMPORARY}"), *folder.glob(f"{STAGED}*")]
    return sorted(set(found))


def remove_temporaries(folder: Path) -> None:
    """Remove what a killed run left half written.

    Raises:
        InputError: Something cannot be removed.
    """
    for path in folder.glob(f"*{TEMPORARY}"):
        remove(path)


def remove(path: Path) -> None:
    """Remove a file, if it is there.

    Raises:
        InputError: It cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be removed ({error.strerror})",
            hint="check the permissions, and close the file in other programs",
        ) from error


def arrow_from_system() -> None:
    """Let Arrow take its memory from the system, where this process has not loaded Arrow yet.

    Its own pool keeps whatever it once had: 20 MB more for 100 interviews, 30 for 1,000.
    """
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def parquet_table(data: bytes) -> pa.Table:
    """Return the table that the bytes of a Parquet file hold.

    Everything is read in the calling thread. ``pyarrow.parquet.read_table`` hands a Python stream to
    Arrow's threads, and one of them may let go of it when the interpreter is already ending: then the
    process aborts after its work is done ("terminate called without an active exception", apache/arrow
    issues 34314 and 33975; measured: 4 of 60 small programs).

    Raises:
        pyarrow.ArrowException, OSError: The bytes are no Parquet, or damaged.
    """
    import pyarrow.parquet as pq

    with pq.ParquetFile(io.BytesIO(data), pre_buffer=False) as parquet:
        return parquet.read(use_threads=False)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the output folder against a second run.

    The system lets go of the lock when the process ends, even if it is killed.

    Raises:
        InputError: Another run holds it, or nothing can be written there.
    """
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise InputError(
            f"{folder}: nothing can be written there ({error.strerror})",
            hint="check the free space and the permissions, or choose another folder with --out",
        ) from error
    try:
        if not _lock(descriptor):
            raise InputError(
                f"{folder}: another run is writing there",
                hint="wait until it ends, or choose another folder with --out",
            )
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as error:
            # Some network drives know no locks; refusing to work there would help nobody.
            _log.warning("the output folder cannot be locked (%s): start one run at a time", error)
        return True
