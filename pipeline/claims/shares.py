"""Shares of a whole: "un sur trois", "deux lecteurs sur trois", "un tiers", "la moitié des agents".

Their value is between 0 and 1, their unit ``part``. The small words that make them (un, sur, la) are no numbers
anywhere else, so that shares are looked for in a pass of their own, before plain numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.claims.words import PUNCTUATION, Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

UNIT = "part"
_DECIMALS = 4
_COUNTED = 3  # words between the two numbers: "un chef d'entreprise sur trois"


@dataclass(frozen=True, slots=True)
class Share:
    """The words ``[first, last]`` of a part of a whole."""

    first: int
    last: int
    value: float
    unit: str = UNIT


def ratio(words: Words, first: int, end: int, value: float, over: float, last: int) -> Share | None:
    """Return the share of "``value`` (noun) sur ``over``", None where the words tell two things.

    "Deux articles sur trois sites" counts articles and sites; "4,5 sur 5" is a mark.

    Args:
        words: The turn.
        first: The first number's first word.
        end: The second number's last word.
        value: The first number.
        over: The second number.
        last: The clause's last word.
    """
    if not 0 < value < over or value != int(value) or over != int(over):
        return None
    if end < last and words.pos[end + 1] == "NOUN" and not words.shapes[end + 1].finite:
        return None
    return Share(first, end, round(value / over, _DECIMALS))


def counted_before(words: Words, begin: int, at: int) -> int | None:
    """Return the word that counts what stands before "sur" at `at` - 1, where it is an article.

    >>> from pipeline.claims.words import tokenize
    >>> lower = tokenize("une personne sur quatre")
    >>> counted_before(Words("", lower, [], [], [], []), 0, 3)
    0
    """
    ones = word_list("numeral_ones")
    for back in range(2, _COUNTED + 3):
        first = at - back
        if first < begin or words.lower[first] in PUNCTUATION:
            return None
        if words.lower[first] in ones:
            return first
    return None


def fractions_in(words: Words, begin: int, last: int) -> Iterator[Share]:
    """Yield "un tiers", "les trois quarts", "la moitié" among the words ``[begin, last]``."""
    parts, counts = _fractions(), _counts()
    for at in range(begin + 1, last + 1):
        part = parts.get(words.lower[at])
        count = counts.get(words.lower[at - 1])
        if part is None or count is None:
            continue
        following = words.lower[at + 1] if at < last else ""
        whole = following in word_list("claim_fraction_wholes")
        if not whole and (_is_ordinal(words, at, last) or _is_third_party(words, begin, at)):
            continue
        value = round(count * part, _DECIMALS)
        if value >= 1:
            continue
        unit = table("units").get(words.lower[at + 2]) if whole and at + 2 <= last else None
        if unit is not None and following == "d'":
            yield Share(at - 1, at + 2, value, unit)  # "un quart d'heure"
        else:
            yield Share(at - 1, at, value)


def _is_ordinal(words: Words, at: int, last: int) -> bool:
    """Say whether "le cinquième" counts off what follows."""
    return at < last and words.pos[at + 1] in {"NOUN", "ADJ", "PROPN"}


def _is_third_party(words: Words, begin: int, at: int) -> bool:
    return at - 2 >= begin and words.lower[at - 2] in word_list("claim_third_party")


@cache
def _fractions() -> dict[str, float]:
    return {word: float(value) for word, value in table("claim_fractions").items()}


@cache
def _counts() -> dict[str, float]:
    return {word: float(value) for word, value in table("claim_fraction_counts").items()}
