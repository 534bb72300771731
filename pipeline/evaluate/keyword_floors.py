"""Plain TF-IDF over words and over noun n-grams: what keywords cost nothing, to compare with."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pipeline.evaluate.keywords import MOST, keyword_key
from pipeline.text import lower_form

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_WORD = re.compile(r"[^\W\d_]{3,}")
_NOMINAL = frozenset({"NOUN", "PROPN", "ADJ"})
_MOST_WORDS = 3  # of a noun n-gram, prepositions not counted


class Frequencies:
    """In how many texts of a background each sequence of up to `_MOST_WORDS` words stands."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts = 0
        self._found: Counter[tuple[str, ...]] = Counter()
        for text in texts:
            self.texts += 1
            words = keyword_key(text)
            self._found.update(
                {
                    words[at : at + size]
                    for size in range(1, _MOST_WORDS + 1)
                    for at in range(len(words) - size + 1)
                }
            )

    def rarity(self, keyword: str) -> float:
        """Return the smoothed inverse document frequency, as scikit-learn's `TfidfVectorizer` has it."""
        return math.log((1 + self.texts) / (1 + self._found[keyword_key(keyword)])) + 1


def best_words(text: str, background: Frequencies) -> list[str]:
    """Return the single words of highest TF-IDF, French function words left out.

    Args:
        text: Questions and answers of one interview.
        background: Where the inverse document frequencies come from.
    """
    from spacy.lang.fr.stop_words import STOP_WORDS

    return _best((w for w in _WORD.findall(lower_form(text)) if w not in STOP_WORDS), background)


def best_ngrams(docs: Iterable[Doc], background: Frequencies) -> list[str]:
    """Return the noun n-grams of highest TF-IDF.

    Args:
        docs: Questions and answers of one interview, tagged.
        background: Where the inverse document frequencies come from.
    """
    return _best((gram for doc in docs for gram in _ngrams(doc)), background)


def _best(candidates: Iterable[str], background: Frequencies) -> list[str]:
    written: dict[tuple[str, ...], str] = {}
    counted: Counter[tuple[str, ...]] = Counter()
    for candidate in candidates:
        key = keyword_key(candidate)
        written.setdefault(key, candidate)
        counted[key] += 1
    value = {key: count * background.rarity(written[key]) for key, count in counted.items()}
    return [written[key] for key in sorted(value, key=value.__getitem__, reverse=True)[:MOST]]


def _ngrams(doc: Doc) -> Iterator[str]:
    """Yield every run that begins and ends with a noun or ends with its adjective, "de" inside."""
    for first in range(len(doc)):
        if doc[first].pos_ not in {"NOUN", "PROPN"} or not _belongs(doc[first]):
            continue
        size, last = 0, first
        while last < len(doc) and size < _MOST_WORDS and _belongs(doc[last]):
            if doc[last].pos_ in _NOMINAL:
                size += 1
                yield doc[first : last + 1].text
            last += 1


def _belongs(token: Token) -> bool:
    # The model takes dashes and "%" for nouns, too.
    nominal = token.pos_ in _NOMINAL and token.text[0].isalpha()
    return nominal or token.lower_ in {"de", "d'", "du", "des"}
