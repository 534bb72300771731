"""The unit of a number as one writes it for one: the singular of what is counted, and halves behind it."""

from __future__ import annotations

from functools import lru_cache

from pipeline.claims.words import Words, phrase_length
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

_NONE = "-"  # in `unit_plurals.txt`: the ending is dropped


@lru_cache(maxsize=4096)
def singular(noun: str) -> str:
    """Return the singular of a lower-case noun.

    >>> [singular(noun) for noun in ("signatures", "journaux", "bureaux", "jeux", "avis", "prix")]
    ['signature', 'journal', 'bureau', 'jeu', 'avis', 'prix']
    """
    if noun in word_list("unit_invariables"):
        return noun
    endings = table("unit_plurals")
    whole = endings.get(f"={noun}")
    if whole is not None:
        return whole
    ending = max((end for end in endings if noun.endswith(end)), key=len, default="")
    if not ending or noun == ending:
        return noun
    changed = endings[ending]
    return noun.removesuffix(ending) + ("" if changed == _NONE else changed)


def half_after(words: Words, unit: str, end: int, last: int) -> tuple[int, float]:
    """Return the last word and the value of "et demie" after "huit heures", `end` and 0 where nothing follows.

    Args:
        words: The turn.
        unit: What was counted.
        end: The unit's word.
        last: The clause's last word.
    """
    if unit not in word_list("unit_halved"):
        return end, 0.0
    length = phrase_length(words.lower, end + 1, "unit_halves")
    if not length or end + length > last:
        return end, 0.0
    half = " ".join(words.lower[end + 1 : end + 1 + length])
    return end + length, float(table("unit_halves")[half])
