"""Dates as files write them -> ISO 8601, as exact as the file tells; datelines ("Publié le …")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cache

from pipeline.lexicons import table, words
from pipeline.text import analysis_form

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")
_NUMERIC = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_DATE = re.compile(
    r"\s*(?:(\d{1,2}(?:er|ᵉʳ)?\s+[^\W\d]+\.?\s+\d{4})|(\d{1,2}[/.-]\d{1,2}[/.-]\d{4}))(?!\d)"
)
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:er|ᵉʳ)?\s+)?(?<![^\W\d])([^\W\d]+\.?)\s+(\d{4})(?!\d)")


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


def only_dateline(lines: Iterable[str]) -> str | None:
    """Return the one day that datelines among `lines` name; two different days leave it open.

    >>> only_dateline(["Un métier", "Publié le 12 mars 2019 par Léa - Mis à jour le 4 mai 2020"])
    '2019-03-12'
    >>> only_dateline(["Publié le 3 mars à 8 h"]), only_dateline(["Elle est née le 3 mars 1980."])
    (None, None)
    """
    found = {day for line in lines if (day := _dateline(line)) is not None}
    return found.pop() if len(found) == 1 else None


def _dateline(line: str) -> str | None:
    form = analysis_form(line).strip()
    opener = _openers().match(form)
    written = _DATE.match(form, opener.end()) if opener else None
    return iso_date(written[1] or written[2]) if written else None


@cache
def _openers() -> re.Pattern[str]:
    """ "Publié le (mercredi)", "Mis en ligne : le", "Publié par Léa le", "Par Léa, le"."""
    longest = sorted(words("dateline_openers"), key=lambda opener: (-len(opener), opener))
    opened = "|".join(map(re.escape, longest))
    passives = "|".join(re.escape(o.removesuffix(" le")) for o in longest if o.endswith(" le"))
    day = rf"(?:(?:{'|'.join(sorted(words('weekdays')))})\s+)?"
    return re.compile(
        rf"(?:(?:{opened}|(?:{passives}) ?:(?: le)?)\s*"
        rf"|(?:{passives}) par [^,|.]{{3,60}}?,? le |par [^,|.]{{3,60}}?, le ){day}(?=\d)",
        re.IGNORECASE,
    )


def _valid(year: str, month: str | None, day: str | None) -> str | None:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    parts = [year, *(f"{int(part):02d}" for part in (month, day) if part)]
    return "-".join(parts)
