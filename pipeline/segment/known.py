"""Names that the lexicons know: organisations and places."""

from __future__ import annotations

from functools import cache

from pipeline.lexicons import words
from pipeline.segment.labels import fold


@cache
def known_organisations() -> frozenset[str]:
    """Return the known companies, institutions, media and platforms, folded."""
    lists = ("known_companies", "known_institutions", "known_media", "known_platforms")
    return frozenset(fold(name) for entry in lists for name in words(entry))


@cache
def _places() -> frozenset[str]:
    return frozenset(fold(name) for name in words("known_places"))


def is_place(name: str) -> bool:
    """Return whether `name` is a known town, region or country and no known organisation."""
    return fold(name) in _places() and fold(name) not in known_organisations()
