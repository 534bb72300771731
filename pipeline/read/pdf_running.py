"""What a PDF prints around the text of its pages: running heads, page numbers, footnotes."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from statistics import median

from pipeline.read.comparison import letters_of
from pipeline.read.pdf_lines import Line

_DEEP = 4  # rows at either edge of a page that may be a running head
_SHARE = 0.4  # of the pages that must have it: left and right ones may have heads of their own
_DRIFT = 8.0  # points by which its place may differ
_NUMBER = re.compile(
    r"\W*(?:(?:page|p\.)\s*)?(\d{1,4})(?:\s*(?:/|sur|of)\s*\d{1,4})?\W*", re.IGNORECASE
)
# What browsers print: the day and hour at the top, the address at the bottom.
_PRINTED = re.compile(
    r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4},?\s+\d{1,2}:\d{2}\b.*|(?:https?|file)://\S+(?:\s+\d+\s*/\s*\d+)?"
)
_NOTE = re.compile(r"(\d{1,3})\W?\s*[^\W\d_]")
_SMALL = 0.92  # of the size of the text: footnotes

Pages = Sequence[Sequence[Line]]


def without_running(pages: Pages, *, body: float) -> tuple[list[list[Line]], int]:
    """Return the rows of each page without what is printed around the text, and the number of footnotes.

    Args:
        pages: The rows of each page, from top to bottom.
        body: The size of the text.
    """
    repeated = _repeated(pages)
    kept: list[list[Line]] = []
    notes = 0
    for number, rows in enumerate(pages, 1):
        first, last = 0, len(rows)
        while first < min(last, _DEEP) and _is_running(rows[first], number, repeated):
            first += 1
        while last > max(first, len(rows) - _DEEP) and _is_running(
            rows[last - 1], number, repeated
        ):
            last -= 1
        above = _above_notes(rows[first:last], body) + first
        notes += sum(_NOTE.match(row.text) is not None for row in rows[above:last])
        kept.append(list(rows[first:above]))
    return kept, notes


def _key(row: Line) -> str:
    return re.sub(r"\d+", "#", letters_of(row.text)) or row.text.strip()


def _repeated(pages: Pages) -> dict[str, float]:
    """Return what stands at one place at the edge of many pages, with that place.

    Labels of speakers and short answers stand there by chance: they come in the middle of pages too.
    """
    everywhere = Counter(_key(row) for rows in pages for row in rows)
    places: defaultdict[str, list[float]] = defaultdict(list)
    for rows in pages:
        edges = {id(row): row for row in [*rows[:_DEEP], *rows[-_DEEP:]]}
        for key, y in {_key(row): row.y for row in edges.values()}.items():
            places[key].append(y)
    found: dict[str, float] = {}
    for key, ys in places.items():
        middle = median(ys)
        times = sum(abs(y - middle) < _DRIFT for y in ys)
        if times >= max(2, _SHARE * len(pages)) and times > everywhere[key] / 2:
            found[key] = middle
    return found


def _is_running(row: Line, number: int, repeated: dict[str, float]) -> bool:
    if row.text.rstrip().endswith(":"):
        return False  # a label that opens a page, and says who speaks there
    place = repeated.get(_key(row))
    if place is not None and abs(row.y - place) < _DRIFT:
        return True
    found = _NUMBER.fullmatch(row.text)
    if found and int(found[1]) == number:
        return True
    return bool(_PRINTED.fullmatch(row.text))


def _above_notes(rows: Sequence[Line], body: float) -> int:
    """Return how many rows stand above the footnotes: small ones at the foot, the first of which is called."""
    calls = set[str]().union(*(row.calls for row in rows))
    at = len(rows)
    while at and rows[at - 1].size < _SMALL * body:
        at -= 1
    while at < len(rows):
        note = _NOTE.match(rows[at].text)
        if note and note[1] in calls:
            break
        at += 1
    return at or len(rows)
