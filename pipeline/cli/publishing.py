"""Rewritten records -> an output folder, all of its files or none."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.export import ExportFile
    from pipeline.schema import Record

_PIECE = 1 << 20


def publish(
    out: Path,
    records: Iterable[Record],
    *,
    source: Path,
    manifest: Mapping[str, Any],
    force: bool,
    more: Iterable[ExportFile] = (),
    check: Callable[[Path], object] | None = None,
) -> int:
    """Write records, tables and further files; return how many records.

    Args:
        out: The output folder.
        records: What to write.
        source: Where the records come from; it may not be `out`.
        manifest: What to say in ``manifest.json``.
        force: Whether other content of the same names in `out` is replaced.
        more: Further files, made after the records were gone through.
        check: As of `pipeline.export.write_files`.

    Raises:
        InputError: `out` is the folder that is read, or something cannot be written.
    """
    from pipeline.batch.rewriting import write_folder
    from pipeline.export import write_files

    if out.resolve() == (source if source.is_dir() else source.parent).resolve():
        raise InputError(f"{out}: holds the records that are read", hint="choose another folder")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"{out}: cannot be made ({error.strerror})") from error
    with tempfile.TemporaryDirectory(prefix=".making-", dir=out) as folder:
        written = write_folder(Path(folder), records, manifest=manifest)
        write_files(out, _files(Path(folder), more), force=force, check=check)
    return written.records


def _files(folder: Path, more: Iterable[ExportFile]) -> Iterator[ExportFile]:
    from pipeline.export import ExportFile

    for path in sorted(folder.iterdir()):
        yield ExportFile(path.name, _pieces(path))
    yield from more


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            yield piece
