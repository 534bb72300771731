"""What lists know of words, by how they are compared."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache

from pipeline.casing.writing import WORD, Key
from pipeline.lexicons import words
from pipeline.text import fold

_LISTS = (
    "companies",
    "events",
    "institutions",
    "media",
    "persons",
    "places",
    "platforms",
    "products",
)


@cache
def _known() -> tuple[str, ...]:
    """Return well-known names that are nothing else; without "Le Monde" and its like."""
    names = (name for source in _LISTS for name in words(f"known_{source}"))
    found = {name for name in names if WORD.match(name)} - words("known_homonyms")
    return tuple(sorted(name for name in found if not _is_one_common_word(name)))


def _is_one_common_word(name: str) -> bool:
    parts = [
        part for part in re.split(r"[\s'-]+", name.lower()) if part not in words("function_words")
    ]
    return len(parts) <= 1 and words("small_words").issuperset(parts)


@cache
def homonyms() -> frozenset[str]:
    """Return names of one word that are common words as well, in small letters."""
    return frozenset(name.lower() for name in words("known_homonyms") if WORD.fullmatch(name))


@cache
def several() -> dict[str, list[str]]:
    """Return the names of several words by their first word folded, the longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in _known():
        if not WORD.fullmatch(name):
            found[fold(WORD.findall(name)[0])].append(name)
    return {
        first: sorted(same, key=lambda name: (-len(name), name)) for first, same in found.items()
    }


@cache
def single_names(key: Key) -> dict[str, str]:
    """Return the names of one word by `key`."""
    return {key(name): name for name in _known() if WORD.fullmatch(name)}


@cache
def given_names(key: Key) -> dict[str, str]:
    """Return first names by `key`."""
    return {key(name): name for name in words("known_firstnames")}


@cache
def small_words(key: Key) -> dict[str, str]:
    """Return the words that texts have in small letters by `key`."""
    return {key(word): word for word in sorted(words("small_words"), reverse=True)}
