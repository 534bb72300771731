"""How rare words are in interviews about communication: counts over the training split of the corpus."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import cache

from pipeline.lexicons import table
from pipeline.summarize.nominal import form_key
from pipeline.text import lower_form

# Interviews that the table was counted over, and how many a word that is not in it may stand in.
_COUNTED, _UNLISTED = 560, 2
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def words_of(text: str) -> Iterator[str]:
    """Yield the words of a text as the table has them: lower case, no plural ending.

    >>> list(words_of("L'agence, les grand-mères"))
    ['l', 'agence', 'le', 'grand-mère']
    """
    return map(form_key, _WORD.findall(lower_form(text)))


def rarity(word: str) -> float:
    """Return the inverse document frequency of a word, between 0 (in every interview) and 1.

    >>> rarity("client") < rarity("réputation") < rarity("ramboutan")
    True
    """
    return math.log(_COUNTED / _frequencies().get(word, _UNLISTED)) / math.log(_COUNTED / _UNLISTED)


@cache
def _frequencies() -> dict[str, int]:
    return {word: int(count) for word, count in table("keyword_frequencies").items()}
