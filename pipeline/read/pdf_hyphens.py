"""Is the hyphen at the end of a line part of the word?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.lexicons import table, words
from pipeline.text import lower_form

_TOKEN = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_LAST = re.compile(r"(?<![^\W_])(?<![^\W_]-)[^\W_]+(?:-[^\W_]+)*(?=-$)")
_LEAST = 4  # letters of a half that is a word; "par", "sur", "mes" begin many
_FIRST = re.compile(r"[^\W_]+")


class Hyphens:
    """What a document itself shows of its compounds, and French rules for the rest."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._seen: set[str] = set()
        for line in lines:
            # The last word of a line may be half a word, the first the other half.
            for token in _TOKEN.findall(lower_form(line))[1:-1]:
                self._seen.add(token)
                self._seen.add(token.rpartition("'")[2])

    def stays(self, line: str, following: str) -> bool:
        """Return whether the hyphen that ends `line` stands when `following` is joined to it.

        In this order: what follows is a capital or digit, or a part is a single letter ("attaché-e", "a-t-il",
        "e-mail": no line is broken there); the document has the word inside a line, with or without the hyphen;
        the word is a compound, or one of its parts never stands in a solid word; both parts are words of the
        document, and what they would make is no known word. Otherwise whoever set the line put the hyphen in.

        >>> hyphens = Hyphens(["un travail de communication", "le porte-voix"])
        >>> [hyphens.stays(*cut) for cut in [("communi-", "cation"), ("Saint-", "Denis"), ("est-", "ce")]]
        [False, True, True]
        """
        before, after = lower_form(line), lower_form(following)
        last, first = _LAST.search(before), _FIRST.match(after)
        if not last or not first or not following[:1].islower():
            return True
        whole = last[0]
        *others, part = whole.split("-")
        if len(part) == 1 or len(first[0]) == 1 or part.isdigit():
            return True
        if f"{whole}-{first[0]}" in self._seen:
            return True
        if f"{whole}{first[0]}" in self._seen:
            return False
        if _is_compound(part, first[0]) or part in words("hyphen_first"):
            return True
        middle = words("hyphen_middle")
        goes_on = after[first.end() : first.end() + 1] == "-"
        if (others and part in middle) or (goes_on and first[0] in middle):
            return True
        endings = table("hyphen_second").get(first[0], "")
        if endings == "*" or part.endswith(tuple(endings.split())):
            return True
        halves = min(len(part), len(first[0])) >= _LEAST and {part, first[0]} <= self._seen
        return halves and f"{part}{first[0]}" not in words("hyphen_solid")


def _is_compound(part: str, other: str) -> bool:
    """Return whether two parts are a known compound, in the singular or the plural."""
    known = words("hyphen_compounds")
    return any(
        f"{one}-{two}" in known
        for one in (part, part.rstrip("sx"))
        for two in (other, other.rstrip("sx"))
    )
