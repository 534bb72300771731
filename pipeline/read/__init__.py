"""File -> `Source`: one module a format, chosen by one table."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

from pipeline.errors import InputError
from pipeline.read.assembly import Reading, proved
from pipeline.read.dates import dateline_in
from pipeline.schema import FileFormat, Source
from pipeline.settings import Settings

__all__ = ["SUFFIXES", "read_source"]

SUFFIXES: Mapping[str, FileFormat] = MappingProxyType(
    {
        ".txt": "txt",
        ".text": "txt",
        ".md": "md",
        ".markdown": "md",
        ".html": "html",
        ".htm": "html",
        ".xhtml": "html",
        ".docx": "docx",
    }
)

# Imported when first needed: a run over text files does not pay for the HTML and DOCX libraries.
_MODULES: Mapping[FileFormat, str] = {
    "txt": "pipeline.read.txt",
    "md": "pipeline.read.md",
    "html": "pipeline.read.html",
    "docx": "pipeline.read.docx",
}


class Reader(Protocol):
    """The function ``read`` of a format's module."""

    def __call__(self, data: bytes, *, file: str) -> Reading: ...


def read_source(path: Path, *, id: str, file: str, settings: Settings) -> Source:
    """Return the text of one file with its blocks, as printed.

    Args:
        path: The file; its suffix decides the format.
        id: The record's id.
        file: The name to write into the record and to begin messages with: relative, with ``/``.
        settings: For ``max_file_bytes`` and ``max_characters``.

    Raises:
        InputError: The suffix is unknown, or the file cannot be read, is too large, empty, binary
        or broken.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(
            f"{file}: unknown suffix {suffix!r}", hint=f"known suffixes are {', '.join(SUFFIXES)}"
        )
    format = SUFFIXES[suffix]
    data = _bytes(path, file=file, limit=settings.max_file_bytes)
    reader: Reader = import_module(_MODULES[format]).read
    reading = reader(data, file=file)
    _check_size(reading, file=file, limit=settings.max_characters)
    return proved(
        Source(
            id=id,
            file=file,
            format=format,
            encoding=reading.encoding,
            sha256=hashlib.sha256(data).hexdigest(),
            text=reading.text,
            blocks=reading.blocks,
            title=reading.title,
            author=reading.author,
            date=reading.date or dateline_in(reading.text, reading.blocks),
            publication=reading.publication,
            url=reading.url,
            locators=reading.locators,
            warnings=reading.warnings,
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
