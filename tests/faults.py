"""A disk that fails, or a process that dies, at the n-th request: for tests of what is left behind.

Requests are counted where Python makes them: opening a file to write, each write, ``fsync``,
``replace``, ``mkdir``, ``unlink``, ``rmdir``. A process is not really ended (a thousand interpreters would take
half an hour; `tests/e2e/test_kill.py` ends real ones): from the fatal request on, nothing reaches the
disk any more, whatever the code that unwinds still asks for, and half of what was being written is
there. After a loss of power, what had not been synchronised is there by half only, too.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq
import pytest

How = Literal["crash", "power", "full", "ENOSPC", "EIO", "EPERM"]

_OPEN, _REPLACE = io.open, os.replace
_FD_OPEN, _MKDIR, _UNLINK, _RMDIR = os.open, os.mkdir, os.unlink, os.rmdir
_WRITER = pq.ParquetWriter


class CrashError(BaseException):
    """The process has ended; no handler of the program may go on."""


@dataclass(slots=True)
class Disk:
    """Fails at request `at`, counted from 1; 0 never fails.

    ``crash``: the process ends there. ``power``: the machine does. ``full``: from there on nothing
    can be written any more, but removed. A name of an error: that request alone fails with it.
    """

    at: int = 0
    how: How = "crash"
    requests: list[str] = field(default_factory=list)
    dead: bool = False
    unsynced: dict[int, Path] = field(default_factory=dict)  # by inode

    def asked(
        self, what: str, path: object, before_death: Callable[[], object] = lambda: None
    ) -> bool:
        """Count a request; return whether it is carried out.

        Args:
            what: The request.
            path: Of which file.
            before_death: What of it is still done.

        Raises:
            CrashError: The process ends here.
            OSError: The request fails.
        """
        if self.dead:
            return False
        self.requests.append(f"{what} {Path(str(path)).name}")
        number = len(self.requests)
        if (
            self.how == "full"
            and self.at
            and number >= self.at
            and what in ("open", "write", "mkdir")
        ):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        if number != self.at or self.how == "full":
            return True
        before_death()
        if self.how not in ("crash", "power"):
            raise OSError(
                getattr(errno, self.how), os.strerror(getattr(errno, self.how)), str(path)
            )
        self.dead = True
        if self.how == "power":
            for lost in self.unsynced.values():
                if lost.exists():
                    os.truncate(lost, lost.stat().st_size // 2)
        raise CrashError(self.requests[-1])


class _Raw(io.FileIO):
    """A file whose writes are counted."""

    disk: Disk
    path: Path

    def write(self, data: Any, /) -> int:
        content = bytes(data)
        half = content[: len(content) // 2]
        if self.disk.asked("write", self.path, lambda: super(_Raw, self).write(half)):
            return super().write(content) or 0
        return len(content)


class _Parquet(_WRITER):  # type: ignore[misc, valid-type]
    """Writes through Python, so that its writes are counted."""

    def __init__(self, where: Path, schema: Any) -> None:
        self.sink = io.open(where, "wb")  # noqa: SIM115, UP020 (closed below; the counted one)
        super().__init__(self.sink, schema)

    def close(self) -> None:
        try:
            super().close()
        finally:
            self.sink.close()


@contextmanager
def failing(disk: Disk) -> Iterator[Disk]:
    """Let everything inside go through `disk`."""

    def opened(file: Any, mode: str = "r", buffering: int = -1, *args: Any, **given: Any) -> Any:
        # With an opener it is a file without a name: gone with the process.
        if not set(mode) & set("wax+") or isinstance(file, int) or "opener" in given:
            return _OPEN(file, mode, buffering, *args, **given)
        if not disk.asked("open", file):
            return _OPEN(os.devnull, mode, buffering, *args, **given)
        raw = _Raw(file, mode.replace("b", "").replace("t", ""))
        raw.disk, raw.path = disk, Path(file)
        if "+" not in mode:
            disk.unsynced[os.fstat(raw.fileno()).st_ino] = Path(file)
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *args, **given)

    def descriptor(path: Any, flags: int, *args: Any, **given: Any) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR) and not disk.asked("open", path):
            return _FD_OPEN(os.devnull, flags, *args, **given)
        return _FD_OPEN(path, flags, *args, **given)

    def replaced(old: Any, new: Any, **given: Any) -> None:
        if disk.asked("replace", new):
            inode = os.stat(old).st_ino
            _REPLACE(old, new, **given)
            if inode in disk.unsynced:
                disk.unsynced[inode] = Path(new)

    def synced(number: int) -> None:
        status = os.fstat(number)
        if disk.asked("fsync", "folder" if stat.S_ISDIR(status.st_mode) else "file"):
            disk.unsynced.pop(status.st_ino, None)  # really waiting for the disk would take minutes

    def made(path: Any, *args: Any, **given: Any) -> None:
        if disk.asked("mkdir", path):
            _MKDIR(path, *args, **given)

    def unlinked(path: Any, **given: Any) -> None:
        # Asking to remove what is not there changes nothing: no point to fail at.
        there = given.get("dir_fd") is not None or os.path.lexists(path)
        if not there or disk.asked("unlink", path):
            _UNLINK(path, **given)

    def rmdir(path: Any, **given: Any) -> None:
        if disk.asked("rmdir", path):
            _RMDIR(path, **given)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(io, "open", opened)
        patch.setattr("builtins.open", opened)
        for name, function in (("open", descriptor), ("replace", replaced), ("fsync", synced)):
            patch.setattr(os, name, function)
        for name, function in (("mkdir", made), ("unlink", unlinked), ("rmdir", rmdir)):
            patch.setattr(os, name, function)
        patch.setattr(pq, "ParquetWriter", _Parquet)
        yield disk


def crashes(disk: Disk, work: Callable[[], object]) -> bool:
    """Return whether the process died before `work` was done."""
    try:
        with failing(disk):
            work()
    except CrashError:
        return True
    return False
