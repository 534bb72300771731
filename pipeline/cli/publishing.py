"""Rewritten records -> an output folder, all of its files or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.export import ExportFile
    from pipeline.schema import Record


def publish(
    out: Path,
    records: Iterable[Record],
    *,
    source: Path,
    manifest: Mapping[str, Any],
    force: bool,
    report: bool = False,
    more: Iterable[ExportFile] = (),
    check: Callable[[Path], object] | None = None,
) -> int:
    """Write records, tables, a report and further files; return how many records.

    Args:
        out: The output folder.
        records: What to write.
        source: Where the records come from; it may not be `out`.
        manifest: What to say in ``manifest.json``.
        force: Whether other content of the same names in `out` is replaced.
        report: Whether ``report.html`` is made of them too.
        more: Further files, made after the records were gone through.
        check: As of `pipeline.export.write_files`.

    Raises:
        InputError: `out` is the folder that is read, or something cannot be written.
    """
    from pipeline.batch.rewriting import write_folder
    from pipeline.cli.reporting import beside
    from pipeline.export.writing import placed, staging, written
    from pipeline.records import iter_records
    from pipeline.report import write_report

    if out.resolve() == (source if source.is_dir() else source.parent).resolve():
        raise InputError(f"{out}: holds the records that are read", hint="choose another folder")
    with staging(out) as folder:
        made = write_folder(folder, records, manifest=manifest)
        if report:
            write_report(iter_records(folder), beside(folder))
        names = sorted(path.name for path in folder.iterdir())
        names += written(folder, more)
        placed(folder, names, out, force=force, check=check)
    return made.records
