"""Stretches of text as words, so that names, functions and organisations are read word by word.

A passage is read by position, never by one long pattern: every step goes forward, so the time is
linear in the number of words however odd the text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import NamedTuple

from pipeline.lexicons import table, words
from pipeline.segment.labels import fold

# An elided word ("l'", "qu'"), a word with its hyphens and inner apostrophes, or one mark.
_TOKEN = re.compile(
    r"(?:[ldjnsmtcLDJNSMTC]|[Qq]u|[Jj]usqu|[Ll]orsqu|[Pp]uisqu)'(?=\w)"
    r"|[^\W_]+(?:['.&-][^\W_]+)*|\n|[^\w\s]"
)
_SENTENCE_END = frozenset(".!?…\n")
_OPENING = frozenset('"|►:–—')
LONGEST = 6000  # characters of one passage that are read; a chapeau is far shorter


@cache
def word_class(name: str) -> frozenset[str]:
    """Return a closed class of words, lower case: "determiner", "auxiliary"…"""
    return frozenset(table("presentation_words")[name].split())


class Token(NamedTuple):
    """One word or mark."""

    text: str
    low: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_plain(self) -> bool:
        """A word in lower case."""
        return self.text[0].islower()


class Phrase(NamedTuple):
    """Tokens ``[first, last)`` of a passage, and their words."""

    first: int
    last: int
    text: str


_NOTHING = Token("\n", "\n", 0, 0)


class Passage:
    """A stretch of text in the analysis form, cut into words; a line end parts two stretches."""

    def __init__(self, text: str, whole: str) -> None:
        """Read at most `LONGEST` characters of `text`, which belongs to the interview `whole`."""
        self.text = text[:LONGEST]
        self.whole = whole
        self.tokens = [
            Token(m.group(), m.group().lower(), m.start(), m.end())
            for m in _TOKEN.finditer(self.text)
        ]

    def at(self, index: int) -> Token:
        """Return the token at `index`; outside the passage a line end."""
        return self.tokens[index] if 0 <= index < len(self.tokens) else _NOTHING

    def phrase(self, first: int, last: int) -> Phrase:
        """Return the tokens ``[first, last)`` with their words."""
        return Phrase(first, last, self.text[self.tokens[first].start : self.tokens[last - 1].end])

    @cached_property
    def sentences(self) -> list[int]:
        """The number of the sentence that each token stands in."""
        numbers = []
        number = 0
        for token in self.tokens:
            numbers.append(number)
            number += token.text in _SENTENCE_END
        return numbers

    @cached_property
    def vocabulary(self) -> list[set[str]]:
        """The words of each sentence, lower case."""
        found: list[set[str]] = [set() for _ in range(self.sentences[-1] + 1 if self.tokens else 0)]
        for token, number in zip(self.tokens, self.sentences, strict=True):
            found[number].add(token.low)
        return found

    def same_sentence(self, one: int, other: int) -> bool:
        """Return whether two tokens stand in one sentence."""
        return self.sentences[one] == self.sentences[other]

    def opens_sentence(self, index: int) -> bool:
        """Return whether a token is the first word of a sentence, a quotation or a line."""
        before = self.at(index - 1).text
        return index == 0 or before in _SENTENCE_END or before in _OPENING

    def mentions(self, name: str) -> Iterator[Phrase]:
        """Yield where `name` stands, in capitals too."""
        wanted = [m.group().lower() for m in _TOKEN.finditer(name)]
        plain = [fold(word) for word in wanted]
        for i in range(len(self.tokens) - len(wanted) + 1):
            if self.tokens[i].low in (wanted[0], plain[0]) and self.tokens[i].is_capital:
                lows = [token.low for token in self.tokens[i : i + len(wanted)]]
                if lows == wanted or [fold(low) for low in lows] == plain:
                    yield self.phrase(i, i + len(wanted))


@cache
def _openers(lexicon: str) -> frozenset[str]:
    found = (_TOKEN.match(entry) for entry in words(lexicon))
    return frozenset(match.group() for match in found if match)


def longest_entry(lexicon: str, passage: Passage, at: int, most: int = 5) -> int:
    """Return of how many tokens the longest entry of a lexicon is that stands at `at`, else 0."""
    token = passage.at(at)
    if token.low not in _openers(lexicon):
        return 0
    known = words(lexicon)
    for length in range(min(most, len(passage.tokens) - at), 0, -1):
        last = passage.tokens[at + length - 1]
        if passage.text[token.start : last.end].lower() in known:
            return length
    return 0
