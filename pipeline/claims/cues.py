"""Lexicon entries found in a turn's words.

An entry of a ``claim_*`` list is a sequence of words with three signs: ``permet*`` stands for every word
that begins so, ``doit|doivent`` for either word, ``~`` for up to three words of any kind but no punctuation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pipeline.claims.words import PUNCTUATION, Words, tokenize
from pipeline.lexicons import entries

# One list a phenomenon; the second field of an entry is its value (a modality, a strength).
LISTS = (
    "recommendation",
    "causal",
    "definition",
    "prediction",
    "evaluation",
    "stance",
    "comparison",
    "contrast",
    "fact",
    "hedge",
    "reported",
    "reported_act",
    "reported_view",
    "reported_infinitive",
    "according",
    "possibility",
    "aside",
    "anaphora",
    "booster",
)
_GAP = "~"
_GAP_WORDS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found: words ``[first, last]``, both included."""

    kind: str  # the list: "hedge"
    value: str  # the entry's second field, "" if the list has one field
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Part:
    words: frozenset[str]
    stems: tuple[str, ...]
    gap: bool = False

    def fits(self, word: str) -> bool:
        return word in self.words or (bool(self.stems) and word.startswith(self.stems))


@dataclass(frozen=True, slots=True)
class _Pattern:
    kind: str
    value: str
    parts: tuple[_Part, ...]  # without the first, which the index has already matched
    second: frozenset[str] | None  # the only words that may follow, if they can be listed


class CueBook:
    """Every ``claim_*`` list, indexed by the first word of its entries."""

    def __init__(self, lists: tuple[str, ...] = LISTS) -> None:
        self._words: dict[str, list[_Pattern]] = defaultdict(list)
        self._stems: list[tuple[tuple[str, ...], _Pattern]] = []
        for kind in lists:
            for fields in entries(f"claim_{kind}"):
                self._add(kind, fields[0], fields[1] if len(fields) > 1 else "")
        # A word's patterns with a stem are looked up once a word form, not once a word.
        self._seen: dict[str, tuple[_Pattern, ...]] = {}

    def find(self, words: Words) -> list[Hit]:
        """Return the hits in a turn, by first word; of one list only the longest at a word."""
        found: list[Hit] = []
        lower = words.lower
        seen = self._seen
        for first, word in enumerate(lower):
            patterns = seen.get(word)
            if patterns is None:
                patterns = self._patterns(word)
            if patterns:
                found.extend(self._hits(patterns, lower, first))
        return found

    def _patterns(self, word: str) -> tuple[_Pattern, ...]:
        patterns = (
            *self._words.get(word, ()),
            *(pattern for stems, pattern in self._stems if word.startswith(stems)),
        )
        if len(self._seen) < 200_000:
            self._seen[word] = patterns
        return patterns

    def _hits(self, patterns: tuple[_Pattern, ...], lower: list[str], first: int) -> Iterator[Hit]:
        best: dict[str, Hit] = {}
        following = lower[first + 1] if first + 1 < len(lower) else ""
        for pattern in patterns:
            if pattern.second is not None and following not in pattern.second:
                continue  # most attempts end here, which spares the call
            if pattern.parts:
                last = _match(pattern.parts, 0, lower, first + 1)
                if last is None:
                    continue
            else:
                last = first
            known = best.get(pattern.kind)
            if known is None or last > known.last:
                best[pattern.kind] = Hit(pattern.kind, pattern.value, first, last)
        yield from best.values()

    def _add(self, kind: str, entry: str, value: str) -> None:
        parts = tuple(part for piece in entry.split() for part in _parts(piece))
        listed = len(parts) > 1 and not parts[1].gap and not parts[1].stems
        pattern = _Pattern(kind, value, parts[1:], parts[1].words if listed else None)
        for word in parts[0].words:
            self._words[word].append(pattern)
        if parts[0].stems:
            self._stems.append((parts[0].stems, pattern))


def _parts(piece: str) -> Iterator[_Part]:
    if piece == _GAP:
        yield _Part(frozenset(), (), gap=True)
        return
    options = piece.split("|")
    if len(options) == 1 and not piece.endswith("*"):
        # "c'est" is two words, as in a turn.
        yield from (_Part(frozenset({word}), ()) for word in tokenize(piece))
        return
    yield _Part(
        frozenset(option for option in options if not option.endswith("*")),
        tuple(option[:-1] for option in options if option.endswith("*")),
    )


def _match(parts: tuple[_Part, ...], at: int, lower: list[str], word: int) -> int | None:
    """Return the last word of a match of ``parts[at:]`` that begins at `word`, if there is one."""
    while at < len(parts):
        part = parts[at]
        if part.gap:
            for skip in range(_GAP_WORDS + 1):
                last = _match(parts, at + 1, lower, word + skip)
                if last is not None:
                    return last
                if word + skip >= len(lower) or lower[word + skip] in PUNCTUATION:
                    return None
            return None
        if word >= len(lower) or not part.fits(lower[word]):
            return None
        word += 1
        at += 1
    return word - 1


@cache
def cue_book() -> CueBook:
    """Return the lists of this package, read once a process."""
    return CueBook()
