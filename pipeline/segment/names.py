"""Names of people by their form alone: enough to tell who is introduced in a chapeau."""

from __future__ import annotations

import re
from functools import cache

from pipeline.errors import PipelineError
from pipeline.lexicons import words
from pipeline.segment.labels import fold

_WORD = r"[A-ZÀ-ÖØ-Þ][\w]+(?:['-][A-ZÀ-ÖØ-Þ]?[\w]+)*"
_PARTICLE = r"(?:de|du|des|de la|le|la|van|von|van den|van der|den|el|al|ben|d'|Le|La|De|Du|Van|El|Ben|Ould|N')"
PERSON = re.compile(rf"{_WORD}(?: (?:{_PARTICLE} ?)?{_WORD}){{1,3}}")


@cache
def first_names() -> frozenset[str]:
    """Return the known first names, folded."""
    return frozenset(fold(word) for word in words("known_firstnames"))


def has_first_name(name: str) -> bool:
    """Return whether a name begins with a known first name (or its first half, of a compound)."""
    head = fold(name.split()[0])
    try:
        return head in first_names() or head.split("-")[0] in first_names()
    except PipelineError:
        raise


def person_names(text: str) -> list[str]:
    """Return the names in `text` that begin with a known first name, in text order, repeated as often as they stand.

    >>> person_names("Culture RP a rencontré Julien Lacheray, de Lyon.")
    ['Julien Lacheray']
    """
    found = []
    for match in PERSON.finditer(text):
        tokens = match.group().split()
        for i in range(len(tokens) - 1):
            name = " ".join(tokens[i:])
            if has_first_name(name):
                found.append(_bounded(name))
                break
    return found


def _bounded(name: str) -> str:
    """Cut a possessive or a second sentence's word off the end."""
    return name.removesuffix("'s").rstrip("-'")
