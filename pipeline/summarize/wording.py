"""A sentence as words whose forms can be compared: what every check of faithfulness reads."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Protocol, cast

from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.text import analysis_form

# "peut-être" is one word and "dit-il" two: an inverted pronoun is cut off, its hyphen left out.
_CLITIC = r"(?:t-)?(?:ils?|elles?|on|je|tu|nous|vous|ce|moi|toi|lui|leur|les?|la|y|en)\b"
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)*|(?!(?<=-)t-)[^\W\d_]+(?:-(?!{_CLITIC})[^\W_]+)*'?"
    r'|[,;:.!?…"()%€$£&]|[–—]'
)
# The stemmer leaves "remplacent" as it is; "clients" must then go the way of "client".
_THIRD_PLURAL = re.compile(r"(.{3,}[^m]e)nts?")
SENTENCE_MARKS = frozenset(".!?…")
BREAKS = frozenset(',;:.!?…"()–—')


class _Stemmer(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 (the library's name)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or mark; `start` and `end` are characters of the text."""

    start: int
    end: int
    written: str  # analysis form
    lower: str
    key: str  # what its forms share: an infinitive or a stem

    @property
    def is_word(self) -> bool:
        """Say whether it is a word, not a number or a mark."""
        return self.written[0].isalpha()

    @property
    def is_capital(self) -> bool:
        """Say whether it is written as a name is."""
        return self.is_word and not self.written.rstrip("'").islower()

    @property
    def is_content(self) -> bool:
        """Say whether it tells something by itself."""
        return (
            self.is_word and len(self.lower) > 2 and self.lower not in word_list("function_words")
        )


def tokens_of(text: str) -> tuple[Token, ...]:
    """Return the words and marks of a text, in order.

    >>> [token.key for token in tokens_of("L’agence ne paierait pas")]
    ["l'", 'agenc', 'ne', 'payer', 'pas']
    """
    found: list[Token] = []
    for match in _WORD.finditer(analysis_form(text)):
        written = match.group()
        if written == "." and found and _is_shortened(found[-1]):
            continue  # "M. Le Goff" ends no sentence
        lower = written.lower()
        found.append(Token(match.start(), match.end(), written, lower, key_of(lower)))
    return tuple(found)


def _is_shortened(token: Token) -> bool:
    initial = len(token.written) == 1 and token.written.isupper()
    return initial or (token.lower in word_list("abbreviations") and token.is_capital)


@lru_cache(maxsize=32_768)
def key_of(lower: str) -> str:
    """Return what the forms of a word share.

    >>> key_of("remplacez") == key_of("remplacer") == key_of("remplacent"), key_of("vaudrait")
    (True, 'valoir')
    """
    known = table("verb_lemmas").get(lower)
    if known is not None:
        return known
    plural = _THIRD_PLURAL.fullmatch(lower)
    return fold(_stemmer().stemWord(plural[1] if plural else lower))


@cache
def _stemmer() -> _Stemmer:
    import snowballstemmer

    return cast("_Stemmer", snowballstemmer.stemmer("french"))


def fold(text: str) -> str:
    """Return a word without case and accents.

    >>> fold("Noël")
    'noel'
    """
    plain = unicodedata.normalize("NFD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def phrase_at(tokens: Sequence[Token], at: int, phrases: frozenset[str]) -> int:
    """Return how many words of the longest of some phrases stand at a place, 0 for none.

    Args:
        tokens: The text.
        at: The place.
        phrases: Words in lower case, divided by blanks; "qu'" is a word.
    """
    for length in (4, 3, 2, 1):
        words = [token.lower for token in tokens[at : at + length]]
        if len(words) == length and " ".join(words) in phrases:
            return length
    return 0
