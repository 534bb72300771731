"""Names without blanks, as in addresses, handles and hashtags -> what replaces them."""

from __future__ import annotations

import re
from collections.abc import Container

from pipeline.pseudonyms.key import Key
from pipeline.pseudonyms.words import Word, is_in_address, is_particle, name_words, words_in
from pipeline.text import fold

_SHORTEST_GLUED = 6  # shorter ones are anything: "dede"
SHORTEST_PART = 5
_HUMP = re.compile(r"[^\W\d_](?:(?![A-ZÀ-ÖØ-Þ])[^\W\d_])*")


def glued_names(key: Key) -> dict[str, str]:
    """Return names written as one word: "annekermadec", "kermadecanne"."""
    found: dict[str, str] = {}
    for row in key.names:
        old, new = words_in(row.original), words_in(row.pseudonym)
        if len(old) != len(new):
            continue
        both = list(zip(old, new, strict=True))
        core = [pair for pair in both if not is_particle(pair[0].folded)]
        runs = [both, core, core[::-1], *([core[:-1]] if len(core) > 2 else [])]
        for run in runs:
            if len(run) > 1:
                found["".join(a.folded for a, _ in run)] = "".join(b.text for _, b in run)
    return {
        form: new
        for form, new in found.items()
        if len(form) >= _SHORTEST_GLUED and form not in key.words
    }


def handles_of(key: Key) -> dict[str, str]:
    """Return names with one initial as they stand in addresses: "akermadec", "kermadeca"."""
    found: dict[str, str] = {}
    for row in key.names:
        core = name_words(row.original)
        first, last = core[0].folded, core[-1].folded
        new_first, new_last = key.words[first], key.words[last]
        if len(last) > 3:
            found[first[0] + last] = f"{new_first[0]}{new_last}".lower()
            found[last + first[0]] = f"{new_last}{new_first[0]}".lower()
    return {form: new for form, new in found.items() if form not in key.words}


def named_part(text: str, word: Word, names: Container[str]) -> tuple[int, int] | None:
    """Return where a name stands in a longer word of an address, or one with capitals inside.

    Looked at are the beginning and the end of the word and its parts from capital to capital.

    >>> at = words_in("Voir #MerciKermadec et kermadecconseil.fr, pas les kermadecs")
    >>> text = "Voir #MerciKermadec et kermadecconseil.fr, pas les kermadecs"
    >>> [named_part(text, word, {"kermadec"}) for word in at if "ermadec" in word.text]
    [(5, 13), (0, 8), None]

    Args:
        text: The text.
        word: A word of it.
        names: Folded words of names, long enough to mean nothing else.

    Returns:
        Characters of the word.
    """
    length = len(word.text)
    if length <= SHORTEST_PART:
        return None
    humps = [match.span() for match in _HUMP.finditer(word.text)]
    if len(humps) > 1 and not word.text.isupper():
        for start, end in humps:
            if fold(word.text[start:end]) in names:
                return start, end
    if is_in_address(text, word):
        for size in range(length - 1, SHORTEST_PART - 1, -1):
            for start, end in ((0, size), (length - size, length)):
                if fold(word.text[start:end]) in names:
                    return start, end
    return None
