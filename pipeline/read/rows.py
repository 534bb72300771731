"""A row's cells -> the reading of its text, with what the other columns tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module

from pipeline.errors import InputError
from pipeline.read.assembly import Reading, clean
from pipeline.read.cells import Roles, TextFormat, roles
from pipeline.read.dates import iso_date
from pipeline.read.places import Cells
from pipeline.settings import Settings

_BLOCKS = re.compile(
    r"</(?:p|div|h[1-6]|li|blockquote|article|section|body)\s*>|<br\s*/?>|<!doctype html|<html",
    re.IGNORECASE,
)
_INLINE = re.compile(r"</(?:b|strong|i|em|a|span)\s*>", re.IGNORECASE)
_PAGE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\\]")


@dataclass(frozen=True, slots=True)
class RowReading:
    """A row, read; ``variables`` are the columns that are the researcher's own."""

    reading: Reading
    variables: tuple[tuple[str, str], ...]


def row_id(cells: Cells, settings: Settings) -> str | None:
    """Return what the row's column ``id`` says, None where there is none or it is empty.

    Also proves that the row has a text, so that a row without one fails before anything is loaded.

    Raises:
        ColumnError: It is not known which column is the text.
        InputError: The text is missing, or the id could not be part of a file's name.
    """
    known = roles(tuple(cells), settings.text_column)
    _text(cells, known)
    column = known.fields.get("id")
    id = _line(cells[column] or "") if column else ""
    if _CONTROLS.search(id) or id.startswith("/") or {".", ".."} & set(id.split("/")):
        raise InputError(
            f"the id {id!r} cannot name a file", hint="use letters, digits, '-', '_' and '/'"
        )
    return id or None


def variables(cells: Cells, settings: Settings) -> tuple[str, ...]:
    """Return the names of the columns that `read_row` gives as the researcher's own."""
    return tuple(_own(cells, roles(tuple(cells), settings.text_column)))


def read_row(cells: Cells, *, file: str, settings: Settings) -> RowReading:
    """Return the reading of a row's text as the reader of its format gives it.

    A column called ``html`` is read as web pages, and so is a cell with tags of paragraphs in it; one
    with tags of emphasis only as Markdown, which knows them. The row's own title, date, author,
    publication and address go before those of a page. A date that is none stays a variable.

    Raises:
        InputError: There is no text, it is too large, or it cannot be read.
    """
    known = roles(tuple(cells), settings.text_column)
    try:
        text = _text(cells, known)
    except InputError as error:
        raise InputError(f"{file}: {error.message}", hint=error.hint) from error
    if len(text.encode()) > settings.max_file_bytes:
        raise InputError(
            f"{file}: the text is larger than {settings.max_file_bytes} bytes",
            hint="split it into one row an interview, or raise max_file_bytes",
        )
    format = _format(text, known)
    if format == "html" and not _PAGE.search(text):
        text = f"<html><body><article>{text}</article></body></html>"
    reader: Callable[..., Reading] = import_module(f"pipeline.read.{format}").read
    reading = reader(text.encode(), file=file)
    warnings = reading.warnings
    if format != known.format:
        warnings = (*warnings, f"the text holds tags and was read as {format}")
    told = {role: _line(cells[column] or "") for role, column in known.fields.items()}
    date = iso_date(told.get("date", ""))
    if told.get("date") and date is None:
        warnings = (*warnings, f"{told['date']!r} in the column {known.fields['date']} is no date")
    reading = replace(
        reading,
        title=told.get("title") or reading.title,
        author=told.get("author") or reading.author,
        date=date or reading.date,
        publication=told.get("publication") or reading.publication,
        url=told.get("url") or reading.url,
        warnings=warnings,
    )
    return RowReading(reading, _variables(cells, known))


def _text(cells: Cells, known: Roles) -> str:
    text = cells[known.text] or ""
    if not text.strip():
        raise InputError("the text is empty", hint=f"fill the column {known.text}, or drop the row")
    return text


def _variables(cells: Cells, known: Roles) -> tuple[tuple[str, str], ...]:
    return tuple((column, clean(cells[column] or "").strip()) for column in _own(cells, known))


def _own(cells: Cells, known: Roles) -> list[str]:
    columns = list(known.variables)
    date = known.fields.get("date")
    if date and (cells[date] or "").strip() and iso_date(cells[date] or "") is None:
        columns.append(date)
    return [column for column in columns if cells[column] is not None]


def _format(text: str, known: Roles) -> TextFormat:
    if known.format != "txt":
        return known.format
    if _BLOCKS.search(text):
        return "html"
    return "md" if _INLINE.search(text) else "txt"


def _line(value: str) -> str:
    return " ".join(clean(value).split())
