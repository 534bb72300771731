"""File -> `Source`: one module a format, chosen by one table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Protocol

from pipeline.errors import InputError
from pipeline.read import archive
from pipeline.read.assembly import Reading, proved
from pipeline.read.masthead import dateline_in, publication_in
from pipeline.read.places import (
    ARCHIVE_SUFFIXES,
    TABLE_SUFFIXES,
    CsvRow,
    GivenRow,
    Member,
    PackedRow,
    Place,
)
from pipeline.read.rows import read_row
from pipeline.read.scanning import load_row
from pipeline.schema import FileFormat, Source
from pipeline.settings import Settings

__all__ = ["ARCHIVE_SUFFIXES", "SUFFIXES", "TABLE_SUFFIXES", "Place", "read_source"]

SUFFIXES: Mapping[str, FileFormat] = MappingProxyType(
    {
        ".txt": "txt",
        ".text": "txt",
        ".md": "md",
        ".markdown": "md",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".mhtml": "html",
        ".mht": "html",
        ".docx": "docx",
        ".odt": "odt",
        ".pdf": "pdf",
        ".srt": "srt",
        ".vtt": "vtt",
    }
)

# Imported when first needed: a run over text files does not pay for the HTML and DOCX libraries.
_MODULES: Mapping[FileFormat, str] = {
    "txt": "pipeline.read.txt",
    "md": "pipeline.read.md",
    "html": "pipeline.read.html",
    "docx": "pipeline.read.docx",
    "odt": "pipeline.read.odt",
    "pdf": "pipeline.read.pdf",
    "srt": "pipeline.read.srt",
    "vtt": "pipeline.read.vtt",
}

# Suffixes of a format that need a reader of their own.
_SPECIAL: Mapping[str, str] = {".mhtml": "pipeline.read.mhtml", ".mht": "pipeline.read.mhtml"}


class Reader(Protocol):
    """The function ``read`` of a format's module."""

    def __call__(self, data: bytes, *, file: str) -> Reading: ...


def read_source(
    path: Path, *, id: str, file: str, settings: Settings, place: Place | None = None
) -> Source:
    """Return the text of one interview with its blocks, as printed.

    Args:
        path: The file; its suffix decides the format.
        id: The record's id.
        file: The name to write into the record and to begin messages with: relative, with ``/``.
        settings: For ``max_file_bytes``, ``max_characters`` and ``text_column``.
        place: Where in the file the interview lies, if the file holds many of them.

    Raises:
        InputError: The suffix is unknown, the file or the place in it cannot be read, is too large,
        empty, binary or broken, or has changed since it was found.
    """
    if place is not None and not isinstance(place, Member):
        row = read_row(load_row(path, place, file=file), file=file, settings=settings)
        reading = row.reading
        found = place.row if isinstance(place, PackedRow | GivenRow) else place
        if isinstance(found, CsvRow):
            reading = replace(reading, encoding=found.dialect.encoding)
        source = _source(reading, id, file, found.format, found.sha256, settings)
        return replace(source, variables=row.variables)
    suffix = PurePosixPath(place.name if place else path.name).suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"{file}: unknown suffix {suffix!r}", hint=f"known suffixes are {', '.join(SUFFIXES)}"
        )
    format = SUFFIXES[suffix]
    if place is None:
        data = _bytes(path, file=file, limit=settings.max_file_bytes)
    else:
        data = archive.load(path, place, file=file, limit=settings.max_file_bytes)
    reader: Reader = import_module(_SPECIAL.get(suffix) or _MODULES[format]).read
    sha256 = hashlib.sha256(data).hexdigest()
    return _source(reader(data, file=file), id, file, format, sha256, settings)


def _source(
    reading: Reading, id: str, file: str, format: FileFormat, sha256: str, settings: Settings
) -> Source:
    _check_size(reading, file=file, limit=settings.max_characters)
    return proved(
        Source(
            id=id,
            file=file,
            format=format,
            encoding=reading.encoding,
            sha256=sha256,
            text=reading.text,
            blocks=reading.blocks,
            title=reading.title,
            author=reading.author,
            date=reading.date or dateline_in(reading.text, reading.blocks),
            publication=reading.publication or publication_in(reading.text, reading.blocks),
            url=reading.url,
            locators=reading.locators,
            warnings=reading.warnings,
            participants=reading.participants,
        )
    )


def _bytes(path: Path, *, file: str, limit: int) -> bytes:
    """Return the file's bytes; never reads more than `limit` and one."""
    if path.exists() and not path.is_file():
        raise InputError(
            f"{file}: not a regular file", hint="give a file, not a folder or a device"
        )
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise InputError(
            f"{file}: the file cannot be read ({error.strerror})",
            hint="check its path and permissions",
        ) from error
    if len(data) > limit:
        raise InputError(
            f"{file}: the file is larger than {limit} bytes",
            hint="split it into one file an interview, or raise max_file_bytes",
        )
    return data


def _check_size(reading: Reading, *, file: str, limit: int) -> None:
    if not reading.blocks:
        raise InputError(
            f"{file}: no visible text found", hint="give a file with an interview in it"
        )
    if len(reading.text) > limit:
        raise InputError(
            f"{file}: the text has {len(reading.text)} characters, more than {limit}",
            hint="split it into one file an interview, or raise max_characters",
        )
