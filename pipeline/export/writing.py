"""Files of an export -> a folder: all of them or none, and never over somebody's corrections."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError


@dataclass(frozen=True, slots=True)
class ExportFile:
    """One file of an export.

    Args:
        name: Path below the output folder, with ``/``; parts of it may be a record's id.
        chunks: The bytes in order; taken once, so that a large file need not be in memory.
    """

    name: str
    chunks: Iterable[bytes]

    @classmethod
    def of_text(cls, name: str, content: str) -> ExportFile:
        """Return a file of UTF-8 text."""
        return cls(name, (content.encode("utf-8"),))


def write_files(
    out: Path,
    files: Iterable[ExportFile],
    *,
    force: bool,
    check: Callable[[Path], object] | None = None,
) -> int:
    """Write all files below a folder, or none where one would replace another content.

    They are made in a folder beside `out` first, so a full disk or an error in the last interview
    leaves `out` as it was.

    Args:
        out: The folder; made if it is not there.
        files: What to write.
        force: Whether other content of the same names is replaced.
        check: Is given the folder that holds all files before any of them reaches `out`; what it
            raises leaves `out` as it was.

    Returns:
        The number of files.

    Raises:
        InputError: A file exists and differs, a name leads out of the folder or stands twice, or
            something cannot be written.
    """
    with _staging(out) as staged:
        names = _written(staged, files)
        if check is not None:
            check(staged)
        changed = [name for name in names if not _same(out / name, staged / name)]
        if not force:
            for name in changed:
                if os.path.lexists(out / name):
                    raise InputError(
                        f"{out / name}: exists and differs; nothing was written",
                        hint="choose another folder, or --force to replace it",
                    )
        for name in changed:
            target = out / name
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged / name, target)
    return len(names)


@contextmanager
def _staging(out: Path) -> Iterator[Path]:
    try:
        out.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".export-", dir=out))
    except OSError as error:
        raise InputError(f"{out}: cannot be made ({error.strerror})") from error
    try:
        yield staged
    except OSError as error:
        raise InputError(
            f"{out}: cannot be written ({error.strerror})",
            hint="check the free space and the permissions",
        ) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _written(folder: Path, files: Iterable[ExportFile]) -> list[str]:
    names: dict[str, None] = {}
    for file in files:
        name = safe_name(file.name)
        if name in names:
            raise InputError(
                f"two files would be called {name!r}", hint="rename one of the interviews"
            )
        names[name] = None
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            stream.writelines(file.chunks)
            stream.flush()
            os.fsync(stream.fileno())
    return list(names)


def _same(old: Path, new: Path) -> bool:
    return old.is_file() and filecmp.cmp(old, new, shallow=False)


def safe_name(name: str) -> str:
    """Return a relative path unchanged.

    Raises:
        InputError: It leads out of its folder or cannot be a file's name.
    """
    if any(part in ("", ".", "..") for part in name.split("/")) or "\0" in name or "\\" in name:
        raise InputError(
            f"the id {name.rpartition('.')[0]!r} is no name of a file",
            hint="rename the interview's file, or its id in the table, and run again",
        )
    return name
