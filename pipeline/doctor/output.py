"""An output folder: records, manifest, errors, tables, finished interviews, and what was left behind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.batch.outputs import CODEBOOK, ERRORS, MANIFEST, OUTPUTS, RECORDS
from pipeline.batch.shards import half_written_slices
from pipeline.batch.versions import code_sha256
from pipeline.contract import violations
from pipeline.doctor.findings import Finding
from pipeline.doctor.flat import check_tables
from pipeline.errors import InputError
from pipeline.files import LOCK, TEMPORARY, half_written, locked
from pipeline.records import parse_record
from pipeline.tables import TABLES, codebook_csv, rows
from pipeline.text import counted

_AGAIN = "run the same command again: finished interviews are used again, the files are made anew"
_SHOWN = 5  # faults of one kind


@dataclass(slots=True)
class _Seen:
    """What the records say."""

    ids: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TABLES, 0))
    sha256: str = ""
    sound: bool = True


def check_output(out: Path) -> Iterator[Finding]:
    """Yield how an output folder is, file by file; nothing in it is changed.

    Args:
        out: The folder that a run wrote, or others of its form (corrected, pseudonymised records).
    """
    if not out.is_dir() or not any((out / name).exists() for name in (*OUTPUTS, "parts")):
        what = f"{out}: no output folder of a run"
        yield Finding("error", what, "name the folder that was given with --out")
        return
    yield from _busy(out)
    yield from _missing(out)
    seen = _Seen()
    if (out / RECORDS).is_file():
        yield from _records(out / RECORDS, seen)
    failed = yield from _errors(out / ERRORS)
    yield from _manifest(out / MANIFEST, seen, failed)
    if seen.sound and (out / RECORDS).is_file():
        yield from check_tables(out, mend=_AGAIN)
    yield from _parts(out / "parts", seen)
    yield from _leftovers(out)


def _busy(out: Path) -> Iterator[Finding]:
    if not (out / LOCK).exists():
        return
    try:
        with locked(out):
            pass
    except InputError as error:
        yield Finding("warning", error.message, "what follows may change: ask again when it ends")


def _missing(out: Path) -> Iterator[Finding]:
    absent = [name for name in OUTPUTS if not (out / name).is_file()]
    if absent:
        yield Finding("error", f"missing: {', '.join(absent)}", _AGAIN)


def _limited(faults: list[str], mend: str) -> Iterator[Finding]:
    for fault in faults[:_SHOWN]:
        yield Finding("error", fault, mend)
    if len(faults) > _SHOWN:
        yield Finding("error", f"{len(faults) - _SHOWN} more like these", mend)


def _records(path: Path, seen: _Seen) -> Iterator[Finding]:
    """Prove each line of the records, and count what is in them."""
    hashed = hashlib.sha256()
    faults: list[str] = []
    last = b"\n"
    with path.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            hashed.update(line)
            last = line
            where = f"{path.name}, line {number}"
            try:
                record = parse_record(line, where=where)
            except InputError as error:
                faults.append(error.message)
                continue
            faults += [f"{where}: {record.id}: {breach}" for breach in violations(record)]
            if seen.ids and record.id <= seen.ids[-1]:
                faults.append(f"{where}: the id {record.id!r} is not after {seen.ids[-1]!r}")
            seen.ids.append(record.id)
            if not faults:
                for table, new in rows(record).items():
                    seen.rows[table] += len(new)
    if not last.endswith(b"\n"):
        faults.append(f"{path.name}: the last line breaks off")
    seen.sha256, seen.sound = hashed.hexdigest(), not faults
    yield from _limited(faults, _AGAIN)
    if not faults:
        yield Finding("ok", f"{path.name}: {counted(len(seen.ids), 'record')}, every offset holds")


def _errors(path: Path) -> Generator[Finding, None, int | None]:
    """Yield what is wrong with the list of failed files; return how many files failed, if told."""
    if not path.is_file():
        return None
    lines = path.read_bytes().splitlines()
    faults = [
        f"{path.name}, line {number}: not a failed file with its error and hint"
        for number, line in enumerate(lines, 1)
        if not _is_error(line)
    ]
    yield from _limited(faults, _AGAIN)
    if lines and not faults:
        mend = f"{path.name} says of each what to do"
        yield Finding("warning", f"{counted(len(lines), 'file')} failed", mend)
    return len(lines)


def _is_error(line: bytes) -> bool:
    values = _json(line)
    return isinstance(values, dict) and values.keys() == {"file", "error", "hint"}


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _manifest(path: Path, seen: _Seen, failed: int | None) -> Iterator[Finding]:
    """Compare what the manifest counted with what is there."""
    if not path.is_file():
        return
    values = _json(path.read_bytes())
    if not isinstance(values, dict) or not isinstance(values.get("counts"), dict):
        yield Finding("error", f"{path.name}: not the manifest of a run", _AGAIN)
        return
    counts = values["counts"]
    pairs: list[tuple[str, Any, Any]] = [("records", counts.get("written"), len(seen.ids))]
    pairs += [("failed files", counts["failed"], failed)] if "failed" in counts else []
    if seen.sound:
        pairs.append(("SHA-256 of the records", values.get("records_sha256"), seen.sha256))
        told = values.get("rows")
        told = told if isinstance(told, dict) else {}
        pairs += [(f"rows of {name}", told.get(name), seen.rows[name]) for name in TABLES]
    faults = [
        f"{path.name} says {what}: {said}, found {found}"
        for what, said, found in pairs
        if said != found
    ]
    yield from _limited(faults, _AGAIN)
    if not faults:
        yield Finding("ok", f"{path.name}: counts and digests as found")
    versions = values.get("versions")
    if isinstance(versions, dict) and versions.get("code_sha256", "") not in ("", code_sha256()):
        what = "made by another version of the program: a run would make all records anew"
        yield Finding("warning", what, "to keep them as they are, run into another folder")


def _parts(folder: Path, seen: _Seen) -> Iterator[Finding]:
    """Prove that finished interviews can be used again, and that every record has one."""
    if not folder.is_dir():
        return
    damaged: list[str] = []
    kept: set[str] = set()
    for path in sorted(folder.glob("*.json")):
        content = path.read_bytes()
        try:
            record = parse_record(content, where=path.name)
        except InputError as error:
            damaged.append(error.message)
            continue
        faults = list(violations(record))
        if faults or not content.endswith(b"\n"):
            damaged.append(f"{path.name}: {faults[0] if faults else 'breaks off'}")
        kept.add(record.id)
    mend = "remove the file: its interview is made anew by the next run"
    yield from _limited([f"parts/{fault}" for fault in damaged], mend)
    lost = [id for id in seen.ids if id not in kept]
    if lost:
        what = f"{counted(len(lost), 'record')} without a finished interview in parts, such as {lost[0]}"
        yield Finding("warning", what, "the next run makes them anew, nothing is lost")
    if not damaged and not lost:
        yield Finding("ok", f"parts: {counted(len(kept), 'finished interview')} to be used again")


def _leftovers(out: Path) -> Iterator[Finding]:
    beside = half_written(out)
    of_runs = {f"{name}{TEMPORARY}" for name in OUTPUTS}
    half = [path for path in beside if path.name in of_runs]
    half += [*half_written(out / "parts"), *half_written_slices(out)]
    if half:
        what = f"{counted(len(half), 'half-written file')} of a run that was killed, such as {half[0].name}"
        yield Finding("warning", what, "the next run removes them")
    for path in beside:
        if path.name not in of_runs:
            what = f"{path.name}: left by an export, a report or a copy that was killed"
            yield Finding("warning", what, f"remove {path}")
    if (out / CODEBOOK).is_file() and not _is_codebook(out / CODEBOOK):
        yield Finding("warning", f"{CODEBOOK} is of another version or was changed", _AGAIN)


def _is_codebook(path: Path) -> bool:
    """Return whether all rows of this version's codebook stand there; a run adds others."""
    found = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return set(codebook_csv().splitlines()) <= set(found)
