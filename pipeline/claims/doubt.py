"""Whether the speaker doubts what a clause claims: hedges, and what only looks like one."""

from __future__ import annotations

from collections.abc import Callable

from pipeline.claims.cues import Hit
from pipeline.claims.reading import Mark, Reading
from pipeline.claims.words import PUNCTUATION, QUOTE, SENTENCE_ENDS, Words

_NEAR = 4  # words
# "Je pense à cette main" doubts nothing.
_THINKS_OF = tuple([verb, to] for verb in ("crois", "pense") for to in ("à", "au", "aux"))


def doubt_of(words: Words, reading: Reading, is_name: Callable[[int, int], bool]) -> Mark | None:
    """Return the words by which the speaker doubts, if there are any.

    Args:
        words: Of the turn.
        reading: Of the clause.
        is_name: Says of a first and a last word whether they stand within a name ("Demain, peut-être").
    """
    for hit in reading.hits.get("hedge", ()):
        inside = range(hit.first + 1, hit.last + 1)
        named = is_name(hit.first, hit.last) or any(map(words.is_capital, inside))  # "Sans Doute"
        alone = hit.value == "open" and hit.last == reading.clause.last  # "je n'en sais rien"
        of_something = words.lower[hit.last : hit.last + 2] in _THINKS_OF and not _says_that(
            words, hit.last + 2
        )
        others = named or alone or of_something or _is_quoted(words, hit)
        aside = hit.value == "aside" and (
            not hit.first or words.lower[hit.first - 1] in PUNCTUATION
        )
        inner = hit.first in reading.subordinate and not aside
        if not inner and not others:
            return Mark(hit.first, hit.last)
    return None


def _says_that(words: Words, begin: int) -> bool:
    """Say whether "que" follows, as in "je crois au contraire que", and not as in "je pense à ce que"."""
    near = words.lower[begin : begin + _NEAR]
    return any(
        word in ("que", "qu'") and (not at or near[at - 1] != "ce") for at, word in enumerate(near)
    )


def _is_quoted(words: Words, hit: Hit) -> bool:
    """Say whether a cue stands between quotation marks that its sentence holds but does not begin with.

    «Il disait "sûrement un chien"» quotes a doubt; who is quoted with a whole sentence doubts himself.
    """
    begin = hit.first
    while begin and words.lower[begin - 1] not in SENTENCE_ENDS:
        begin -= 1
    end = hit.last + 1
    while end < len(words.lower) and words.lower[end] not in SENTENCE_ENDS:
        end += 1
    before = words.lower[begin : hit.first]
    opened = before.count(QUOTE) % 2 == 1 and before[0] != QUOTE
    return opened and QUOTE in words.lower[hit.last + 1 : end + 2]
