"""Dates as files write them -> ISO 8601, as exact as the file tells."""

from __future__ import annotations

import re
from datetime import date

from pipeline.lexicons import table

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:er|ᵉʳ)?\s+)?([^\W\d]+\.?)\s+(\d{4})(?!\d)")


def iso_date(written: str) -> str | None:
    """Return the date in `written`, or None where none is recognised.

    >>> iso_date("le 3 mai 2016"), iso_date("mai 2016"), iso_date("2016-05-03T10:00:00+02:00")
    ('2016-05-03', '2016-05', '2016-05-03')
    """
    written = written.strip()
    if found := _ISO.match(written):
        return _valid(*found.groups())
    if found := _NUMERIC.search(written):
        day, month, year = found.groups()
        return _valid(year, month, day)
    for found in _WRITTEN.finditer(written):
        day, name, year = found.groups()
        number = table("date_months").get(name.lower().rstrip("."))
        if number is not None:
            return _valid(year, number, day)
    return None


def _valid(year: str, month: str | None, day: str | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)
