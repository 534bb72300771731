"""Files of an export -> a folder: all of them or none, and never over somebody's corrections."""

from __future__ import annotations

import filecmp
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import STAGED


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
    with staging(out) as folder:
        return placed(folder, written(folder, files), out, force=force, check=check)


@contextmanager
def staging(out: Path) -> Iterator[Path]:
    """Give a folder in `out`, to be removed, where files are made before they get their place.

    Folders that were made for it and stayed empty, as where an error ends the work, are removed too.

    Raises:
        InputError: `out` cannot be made, or something in it cannot be written.
    """
    missing = [folder for folder in (out, *out.parents) if not os.path.lexists(folder)]
    try:
        out.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=STAGED, dir=out))
    except OSError as error:
        _remove_empty(missing)
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
        _remove_empty(missing)


def _remove_empty(folders: Iterable[Path]) -> None:
    """Remove folders, innermost first, as far as nothing is in them."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()


def written(folder: Path, files: Iterable[ExportFile]) -> list[str]:
    """Write files below a staging folder and return their names.

    Raises:
        InputError: A name leads out of the folder, or a file of that name is in it.
    """
    names = []
    for file in files:
        name = safe_name(file.name)
        target = folder / name
        if target.exists():
            raise InputError(
                f"two files would be called {name!r}", hint="rename one of the interviews"
            )
        names.append(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as stream:
            stream.writelines(file.chunks)
            stream.flush()
            os.fsync(stream.fileno())
    return names


def placed(
    folder: Path,
    names: Sequence[str],
    out: Path,
    *,
    force: bool,
    check: Callable[[Path], object] | None = None,
) -> int:
    """Move files of a staging folder below `out`, or none; return how many they are.

    Args:
        folder: Holds all the files; those that `out` has already stay there.
        names: Paths below the folder.
        out: As of `write_files`, like the arguments that follow.
        force: Whether other content of the same names is replaced.
        check: Is given `folder` last of all before a file leaves it.

    Raises:
        InputError: A file exists in `out` and differs.
    """
    changed = [name for name in names if not _same(out / name, folder / name)]
    if not force:
        for name in changed:
            if os.path.lexists(out / name):
                raise InputError(
                    f"{out / name}: exists and differs; nothing was written",
                    hint="choose another folder, or --force to replace it",
                )
    if check is not None:
        check(folder)
    for name in changed:
        target = out / name
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(folder / name, target)
    return len(names)


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
