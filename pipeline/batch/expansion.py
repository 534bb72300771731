"""Tables and archives among the inputs -> one job an interview in them."""

from __future__ import annotations

import logging
import os
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath

from pipeline.batch.inputs import CONTAINERS, HIDDEN, Inputs, clean_name, nothing_found, saved_pages
from pipeline.batch.jobs import OUR_ERROR, FileError, Job, Skipped
from pipeline.errors import InputError, PipelineError
from pipeline.read import ARCHIVE_SUFFIXES, SUFFIXES, TABLE_SUFFIXES, archive
from pipeline.read.cells import ColumnError
from pipeline.read.places import FoundRow, Member, PackedRow, Place, TableError
from pipeline.read.rows import row_id, variables
from pipeline.read.scanning import scan_table
from pipeline.read.table_file import TableFile
from pipeline.settings import Settings
from pipeline.tables import LINK_TABLES, TABLES, column_types

_log = logging.getLogger(__name__)

READABLE = (*SUFFIXES, *TABLE_SUFFIXES, *ARCHIVE_SUFFIXES)

# Digits of a row's number in its id: without zeros, row 10 would stand before row 2. The number of
# digits is fixed, or the ids of all rows would change with the tenth, the hundredth…
_DIGITS = 6

# A table in which no row among the first ones has a text is none of interviews.
_TRIED = 100

# Columns that only our own records and annotations have.
_RECORD = frozenset({"turns", "exchanges"})


@dataclass(slots=True)
class _Expansion:
    settings: Settings
    named: Collection[Path]
    jobs: list[Job] = field(default_factory=list)
    fallbacks: dict[int, Job] = field(default_factory=dict)  # by place in `jobs`
    failed: list[FileError] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)  # in the order they were met
    tables: int = 0
    met: bool = False  # whether an interview was met, even one that cannot be read

    def error(self, file: str, error: PipelineError) -> None:
        self.failed.append(FileError(file, f"{file}: {error.message}", error.hint))


def expand(
    found: Inputs,
    *,
    inputs: Sequence[Path],
    settings: Settings,
    metadata: Path | None = None,
    taken: Callable[[str], bool] | None = None,
) -> Inputs:
    """Return the inputs with each row of a table and each file of an archive as a job of its own.

    A row is called by its column ``id``, or ``TABLE#ROW`` where it has none or where another
    interview of the run has the same; a file of an archive ``ARCHIVE/PATH`` without suffix; a row of
    a table in an archive as one of a table called ``ARCHIVE/TABLE``. A table without texts is an
    error where the user named it, and passed over where it lay in a folder or an archive.

    Args:
        found: What `find_inputs` found.
        inputs: What the user named.
        settings: For ``text_column`` and ``max_file_bytes``.
        metadata: The researcher's own table, which is no interview where it lies among them.
        taken: Says whether an interview elsewhere has an id.

    Raises:
        InputError: No interview is left.
    """
    work = _Expansion(settings, {Path(os.path.abspath(path)) for path in inputs})
    apart = Path(os.path.abspath(metadata)) if metadata else None
    for job in found.jobs:
        suffix = job.path.suffix.lower()
        if job.path == apart and job.path not in work.named:
            work.skipped.append(Skipped(job.file, "the table of --metadata"))
        elif suffix in TABLE_SUFFIXES and not _unreadable(job.path):
            _guarded(_expand_table, job, work)
        elif suffix in ARCHIVE_SUFFIXES and not _unreadable(job.path):
            _guarded(_expand_archive, job, work)
        else:
            work.jobs.append(job)
    skipped = sorted((*found.skipped, *work.skipped), key=lambda skip: (skip.file, skip.reason))
    failed = sorted((*found.failed, *work.failed), key=lambda error: error.file)
    if not work.jobs and not work.met:
        raise nothing_found(inputs, failed, skipped, READABLE)
    if settings.text_column and not work.tables:
        _log.warning("text column %r: there is no table among the inputs", settings.text_column)
    jobs = sorted(_unique(work, taken), key=lambda job: job.id)
    return Inputs(tuple(jobs), tuple(failed), tuple(skipped), tuple(work.columns))


def _unreadable(path: Path) -> bool:
    """Return whether `path` is a folder or a device: the reader refuses it, opening might not end."""
    return not path.is_file()


def _guarded(expand_one: Callable[[Job, _Expansion], None], job: Job, work: _Expansion) -> None:
    try:
        expand_one(job, work)
    except Exception as error:  # a bug of ours must not cost the other files
        _log.info("%s", traceback.format_exc())
        work.error(job.file, PipelineError(f"{type(error).__name__}: {error}", hint=OUR_ERROR))


def _unique(work: _Expansion, taken: Callable[[str], bool] | None) -> list[Job]:
    """Return the jobs; of rows that share an id with another interview, those named by number."""
    counts = Counter(job.id for job in work.jobs)
    shared = {id for id, count in counts.items() if count > 1 or (taken and taken(id))}
    jobs = [
        work.fallbacks.get(place, job) if job.id in shared else job
        for place, job in enumerate(work.jobs)
    ]
    renamed = sum(
        job.id in shared and place in work.fallbacks for place, job in enumerate(work.jobs)
    )
    if renamed:
        _log.warning("%d rows have an id that stands twice and are called FILE#ROW", renamed)
    seen: Counter[str] = Counter()
    used = {job.id for job in jobs}
    for place, job in enumerate(jobs):
        seen[job.id] += 1
        if seen[job.id] == 1:
            continue
        while f"{job.id}~{seen[job.id]}" in used:  # an id may itself end so
            seen[job.id] += 1
        number = f"~{seen[job.id]}"
        jobs[place] = replace(job, id=job.id + number, file=job.file + number)
    return jobs


# --- tables --------------------------------------------------------------------------------


def _expand_table(table: Job, work: _Expansion, packed: TableFile | None = None) -> None:
    work.tables += 1
    try:
        _add_rows(table, work, packed or TableFile(table.path, table.path.name))
    except TableError as error:
        work.error(table.file, error)
    except (ColumnError, _OwnError) as error:
        if packed is None and table.path in work.named:
            work.error(table.file, error)
        else:
            _log.warning("%s: passed over: %s; %s", table.file, error.message, error.hint)
            work.skipped.append(Skipped(table.file, error.message))


def _add_rows(table: Job, work: _Expansion, opened: TableFile) -> None:
    known = number = 0
    strange: list[tuple[str, ColumnError]] = []
    for number, row in enumerate(scan_table(opened, limit=work.settings.max_file_bytes), 1):
        try:
            if not known:
                _refuse_own(row)
            known += _add_row(table, row, work, opened)
        except ColumnError as error:
            strange.append((_named(table, row), error))
        if known:
            for file, reason in strange:
                work.error(file, reason)
            strange.clear()
        elif number == _TRIED:
            if not strange:
                raise TableError(
                    f"none of the first {number} rows can be read, the others were not tried",
                    hint="mend the table as the errors of its rows say",
                )
            break
    if strange:
        raise strange[0][1]
    if not number:
        raise TableError("the table has no rows", hint="give a table with interviews in it")


def _add_row(table: Job, row: FoundRow, work: _Expansion, opened: TableFile) -> bool:
    """Add a row's job, or its error; return whether its columns are those of an interview."""
    fallback = replace(
        table,
        id=f"{table.file}#{row.number:0{_DIGITS}}" if row.number else table.id,
        file=_named(table, row),
    )
    try:
        if row.error is not None or row.cells is None or row.place is None:
            raise row.error or InputError("the row cannot be read")
        id = row_id(row.cells, work.settings)
    except InputError as error:
        if isinstance(error, ColumnError):
            raise
        work.met = True
        work.error(fallback.file, error)
        return row.cells is not None
    work.columns |= dict.fromkeys(variables(row.cells, work.settings))
    place: Place = row.place
    if opened.index is not None:
        place = PackedRow(row.place, opened.name, opened.index)
    fallback = replace(fallback, place=place, sha256=place.sha256)
    job = fallback
    if id is not None:
        work.fallbacks[len(work.jobs)] = fallback
        file = f"{table.file}#{clean_name(id)}" if row.number else table.file
        job = replace(fallback, id=clean_name(id), file=file)
    work.jobs.append(job)
    return True


def _named(table: Job, row: FoundRow) -> str:
    return f"{table.file}#{row.number}" if row.number else table.file


class _OwnError(InputError):
    """What a run wrote is no interview."""


def _refuse_own(row: FoundRow) -> None:
    columns = set(row.cells or ())
    for name in (*TABLES, *LINK_TABLES):
        if columns >= set(column_types(name)):
            raise _OwnError(
                f"this is the table {name!r} that a run wrote, not interviews",
                hint="give the interviews themselves",
            )
    if columns >= _RECORD:
        raise _OwnError(
            "these are records or annotations, not interviews",
            hint="give the interviews themselves; entretiens show prints a record",
        )


# --- archives ------------------------------------------------------------------------------


def _expand_archive(packed: Job, work: _Expansion) -> None:
    try:
        listed = list(archive.entries(packed.path))
    except InputError as error:
        work.error(packed.file, error)
        return
    pages = saved_pages(clean_name(entry.name) for entry in listed)
    kept: list[tuple[archive.Entry, str]] = []
    for entry in listed:
        name = clean_name(entry.name)
        if reason := _why_not_read(name, pages):
            work.skipped.append(Skipped(f"{packed.file}/{name}", reason))
        else:
            kept.append((entry, name))
    stems = Counter(_stem(name) for _, name in kept if _suffix(name) not in CONTAINERS)
    for entry, name in kept:
        id = f"{packed.file}/{name if stems[_stem(name)] > 1 else _stem(name)}"
        member = replace(packed, id=id, file=f"{packed.file}/{name}")
        if _suffix(name) in TABLE_SUFFIXES and entry.problem is None:
            table = TableFile(packed.path, name, entry.index)
            _guarded(partial(_expand_table, packed=table), member, work)
        else:
            _add_member(member, entry, work)


def _add_member(job: Job, entry: archive.Entry, work: _Expansion) -> None:
    work.met = True
    name = clean_name(entry.name)
    try:
        if entry.problem is not None:
            raise entry.problem
        if _suffix(name) in ARCHIVE_SUFFIXES:
            raise InputError("an archive inside an archive is not read", hint="unpack it first")
        sha256 = archive.digest_of(job.path, entry, limit=work.settings.max_file_bytes)
    except InputError as error:
        work.error(job.file, error)
    else:
        place = Member(sha256, name, entry.index)
        work.jobs.append(replace(job, sha256=sha256, place=place))


def _suffix(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _stem(name: str) -> str:
    return name.removesuffix(PurePosixPath(name).suffix)


def _why_not_read(name: str, pages: dict[str, str]) -> str | None:
    path = PurePosixPath(name)
    if "__MACOSX" in path.parts:
        return "made by macOS beside each file"
    # A name that leads out of the archive begins with dots as well: that is said, not passed over.
    if any(part.startswith(HIDDEN) and not part.startswith("..") for part in path.parts):
        return "hidden"
    for folder in path.parents:
        if str(folder) in pages:
            return f"belongs to the saved page {pages[str(folder)]}"
    suffix = path.suffix.lower()
    if suffix in READABLE:
        return None
    return f"unknown suffix {suffix}" if suffix else "no suffix"
