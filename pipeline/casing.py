"""What is printed in capitals, in the letters that it would have in running text."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from pipeline.lexicons import words
from pipeline.text import fold

_WORD = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?:^|[.!?…:\n]|[-–—•)]\s) [\s\"'(]* \Z", re.VERBOSE)
_KNOWN = (
    "companies",
    "events",
    "institutions",
    "media",
    "persons",
    "places",
    "platforms",
    "products",
)
_LEAST_WORDS = 4
_LONGEST_ACRONYM = 4
_LEAST_SHARE = 0.9  # of the letters

Key = Callable[[str], str]


def truecased(texts: Iterable[str], is_common: Callable[[str], bool]) -> list[str]:
    """Return the turns of one interview, those in capitals in small letters but for what looks like a name.

    Well-known names of several words are written as they are known. Any other word takes the form that it has elsewhere
    in the interview; else it is small if training texts have it small, has the capitals of a well-known name, is small if
    it is a common word of French; else it stays as it is if it is short, and gets a capital. Every text keeps its length.

    Args:
        texts: In their analysis form.
        is_common: Says of a word in small letters whether French dictionaries have it.

    >>> truecased(["ET CHEZ LAFARGE, QUE FAIT LE PRÉFET ?", "Lafarge communique."], {"préfet"}.__contains__)
    ['Et chez Lafarge, que fait le préfet ?', 'Lafarge communique.']
    """
    found = list(texts)
    shouted = [number for number, text in enumerate(found) if is_shouted(text)]
    if not shouted:
        return found
    # Capitals may have lost their accents; where they have them, they tell "a" from "à".
    key = str.lower if any(not text.isascii() for text in (found[n] for n in shouted)) else fold
    forms = _forms((text for n, text in enumerate(found) if n not in shouted), key)
    for number in shouted:
        found[number] = _lowered(found[number], forms, key, is_common)
    return found


def is_shouted(text: str) -> bool:
    """Say whether a text is a sentence all in capitals, rather than names or acronyms in a row.

    >>> is_shouted("QUE FAITES-VOUS ICI ?"), is_shouted("SNCF, RATP, EDF, TF1"), is_shouted("Que fait EDF ?")
    (True, False, False)
    """
    letters = [letter for letter in text if letter.isalpha()]
    if sum(map(str.isupper, letters)) < _LEAST_SHARE * len(letters):
        return False
    found = [word.lower() for word in _WORD.findall(text)]
    return len(found) >= _LEAST_WORDS and any(word in words("function_words") for word in found)


def _forms(texts: Iterable[str], key: Key) -> dict[str, str]:
    """Return the form of each word that most often stands within a sentence, by `key`."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for match in _WORD.finditer(text):
            if match.group().islower() or not _begins(text, match.start()):
                counts[key(match.group())][match.group()] += 1
    return {word: same.most_common(1)[0][0] for word, same in counts.items()}


def _lowered(
    text: str, forms: Mapping[str, str], key: Key, is_common: Callable[[str], bool]
) -> str:
    names = _known(text)

    def form(match: re.Match[str]) -> str:
        written, start = match.group(), match.start()
        found = names.get(start) or _form(written, forms, key, is_common)
        if len(found) != len(written):
            return written
        return found[0].upper() + found[1:] if _begins(text, start) else found

    return _WORD.sub(form, text)


def _form(
    written: str, forms: Mapping[str, str], key: Key, is_common: Callable[[str], bool]
) -> str:
    small = written.lower()
    for known in (forms, _small_words(key), _single_names(key)):
        if key(written) in known:
            return known[key(written)]
    if is_common(small):
        return small
    return written if len(written) <= _LONGEST_ACRONYM else written[0] + small[1:]


def _known(text: str) -> dict[int, str]:
    """Return the words of well-known names of several words by where they start."""
    found: dict[int, str] = {}
    end = 0
    for match in _WORD.finditer(text):
        start = match.start()
        for name in _names().get(fold(match.group()), ()) if start >= end else ():
            here = text[start : start + len(name)]
            several = " " in name or "'" in name
            if several and fold(here) == fold(name) and not text[start + len(name) :][:1].isalnum():
                found |= {start + word.start(): word.group() for word in _WORD.finditer(name)}
                end = start + len(name)
                break
    return found


@cache
def _names() -> dict[str, list[str]]:
    """Return well-known names by their first word folded, the longest first; without "Le Monde" and its like."""
    found: dict[str, list[str]] = defaultdict(list)
    for source in _KNOWN:
        for name in words(f"known_{source}") - words("known_homonyms"):
            first = _WORD.match(name)
            if first and not _is_one_common_word(name):
                found[fold(first.group())].append(name)
    return {
        first: sorted(same, key=lambda name: (-len(name), name)) for first, same in found.items()
    }


def _is_one_common_word(name: str) -> bool:
    parts = [part for part in name.lower().split() if part not in words("function_words")]
    return len(parts) <= 1 and words("small_words").issuperset(parts)


@cache
def _single_names(key: Key) -> dict[str, str]:
    """Return those of one word by `key`."""
    return {key(name): name for same in _names().values() for name in same if _WORD.fullmatch(name)}


@cache
def _small_words(key: Key) -> dict[str, str]:
    """Return the words that texts have in small letters by `key`."""
    return {key(word): word for word in sorted(words("small_words"), reverse=True)}


def _begins(text: str, at: int) -> bool:
    return _BEGINS.search(text, max(0, at - 6), at) is not None if at else True
