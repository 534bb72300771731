"""The printed surface of the turns: words, capitals, and where a capital proves nothing."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from pipeline.encoder import name_chances
from pipeline.lexicons import words as lexicon
from pipeline.schema import Turn, TurnDoc
from pipeline.text import analysis_form

# Apostrophes separate (l'Équipe is two words), hyphens do not. A domain ending and a final plus
# sign belong to the word (Booking.com, Canal+).
WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*(?:\.(?:com|fr|org|net|be|ch|ca|io|tv|eu|ai)\b)?\+?")
# After these marks French print begins with a capital whatever the word. "»" closes, so it is not
# among them; ":" is, because a quotation or a cross-head's second half often follows.
_BREAK = re.compile(r"[.!?…:«“„►•*]|\n\s*\n|\n\s*[-–—•]|[\"]$")
_RUBRIC = re.compile(r"\s[-–—/|]\s")  # "ENTRETIEN - Inondations"
_ABBREVIATION = re.compile(r"\.(?:\s|-)*")


class Word(NamedTuple):
    """One printed word, in characters of its turn."""

    start: int
    end: int
    text: str
    initial: bool  # stands where any word has a capital
    capital: bool  # begins with a capital, or is written like iPhone


@dataclass(frozen=True)
class Surface:
    """One turn with its words; ``text`` is what was analysed, see `TurnDoc`."""

    turn: Turn
    item: TurnDoc
    text: str
    words: tuple[Word, ...]
    shouting: bool  # in capitals throughout

    @cached_property
    def word_at(self) -> dict[int, int]:
        """Return the index of the word that starts at a character."""
        return {word.start: index for index, word in enumerate(self.words)}

    @cached_property
    def token_at(self) -> dict[int, int]:
        """Return the index of the spaCy token that starts at a character."""
        # As an array: iterating over tokens took a quarter of this package's time.
        starts = self.item.doc.to_array("IDX")
        return {start: index for index, start in enumerate(starts.tolist())}

    @cached_property
    def name_chances(self) -> list[tuple[int, int, float]] | None:
        """Return each word of the encoder with the probability that it is part of a name; None without it."""
        encoded = self.item.encoded
        return None if encoded is None else name_chances(self.text, encoded)

    def gap(self, index: int) -> str:
        """Return what is printed between word ``index - 1`` and word ``index``."""
        before = self.words[index - 1].end if index else 0
        return self.text[before : self.words[index].start]

    def gap_behind(self, index: int) -> str:
        """Return what is printed behind a word, up to the next word; "" behind the last one."""
        return self.gap(index + 1) if index + 1 < len(self.words) else ""

    def last_before(self, char: int) -> int | None:
        """Return the index of the last word that ends at or before a character."""
        index = bisect_right(self.words, char, key=lambda word: word.end) - 1
        return index if index >= 0 else None

    def pos(self, index: int) -> str:
        """Return the part of speech of a word's first token; empty if tokens do not meet words."""
        token = self.token_at.get(self.words[index].start)
        return "" if token is None else self.item.doc[token].pos_

    def bare_subject(self, index: int) -> bool:
        """Tell whether a word without determiner is a verb's subject: a common noun never is."""
        return self.gap_behind(index) == " " and self.pos(index + 1) in ("AUX", "VERB")

    def inside(self, start: int, end: int) -> range:
        """Return the indices of the words that begin inside ``[start, end)``."""
        first = last = None
        for char in range(start, end):
            index = self.word_at.get(char)
            if index is not None:
                first = index if first is None else first
                last = index
        return range(0) if first is None or last is None else range(first, last + 1)


@dataclass(frozen=True)
class Casing:
    """How the whole interview writes each word: evidence for sentence-initial capitals."""

    lower: frozenset[str]  # words seen in lower case
    capital: Counter[str]  # words seen with a capital where it means something


def scan(docs: Iterable[TurnDoc]) -> tuple[Surface, ...]:
    """Return the surface of each turn."""
    return tuple(_surface(item) for item in docs)


def casing(surfaces: Sequence[Surface]) -> Casing:
    """Return how the interview writes its words; turns printed in capitals say nothing."""
    lower: set[str] = set()
    capital: Counter[str] = Counter()
    for surface in surfaces:
        if surface.shouting or surface.item.lowered:
            continue
        for word in surface.words:
            if not word.capital:
                lower.add(word.text)
            elif not word.initial:
                capital[word.text] += 1
    return Casing(frozenset(lower), capital)


def _surface(item: TurnDoc) -> Surface:
    raw = item.turn.text
    # The same text but for what was lowered; `doc.text` puts it together token by token.
    text = item.doc.text if item.lowered else analysis_form(raw)
    titles, starters = lexicon("entity_titles"), lexicon("entity_starters")
    words: list[Word] = []
    end = 0
    previous = ""
    for match in WORD.finditer(text):
        start = match.start()
        gap = raw[end:start]
        initial = not words or (
            gap != " "
            and _breaks(
                gap,
                item.turn,
                after_capital=words[-1].capital,
                common=match.group().lower() in starters,
            )
            and not (_is_abbreviation(previous, titles) and _ABBREVIATION.fullmatch(gap))
        )
        end, previous = match.end(), match.group()
        words.append(Word(start, end, previous, initial, _is_capital(previous)))
    letters = sum(len(word.text) for word in words)
    upper = sum(len(word.text) for word in words if word.text.isupper())
    shouting = letters > 3 and upper > 0.7 * letters
    return Surface(item.turn, item, text, tuple(words), shouting)


def _breaks(gap: str, turn: Turn, *, after_capital: bool, common: bool) -> bool:
    """Tell whether a word may owe its capital to what is printed before it."""
    if _BREAK.search(gap) is not None:
        return True
    # A common word in capitals behind a line end is no hard wrap, and behind "(Rires)" it
    # begins a sentence whose full stop is inside.
    if common and (("\n" in gap and not after_capital) or ")" in gap or "]" in gap):
        return True
    return turn.role == "heading" and _RUBRIC.search(gap) is not None


def _is_abbreviation(word: str, titles: frozenset[str]) -> bool:
    return (
        bool(word)
        and word[0].isupper()
        and (
            all(len(part) == 1 and part.isupper() for part in word.split("-"))
            or word.lower() in titles
        )
    )


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (len(word) > 2 and word[1].isupper())
