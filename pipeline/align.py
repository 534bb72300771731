"""Two texts of one interview -> one coordinate system, and which of their spans belong together.

A unit is one visible character: white space and invisible characters do not count, a base
character and its combining accents are one unit, and typographic apostrophes, quotes and hyphens
equal the plain ones. So a text read with other line breaks, soft spaces or Unicode form has the
same units.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.errors import InputError
from pipeline.text import analysis_form

# Soft hyphen, zero-width space, non-joiner and joiner, word joiner, byte order mark.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
MIN_ALIGNED = 0.9


@dataclass(frozen=True, slots=True)
class Units:
    """The units of one text; ``before[i]`` is how many units begin before character i."""

    text: str
    units: tuple[str, ...]
    before: tuple[int, ...]

    def span(self, start: int, end: int) -> range:
        """Return the numbers of the units inside ``[start, end)`` characters.

        What lies outside the text has no units: a record with wrong offsets can be scored, and its
        violations are counted elsewhere.
        """
        last = len(self.text)
        start, end = (min(max(at, 0), last) for at in (start, end))
        return range(self.before[start], self.before[end])


def units_of(text: str) -> Units:
    """Return the units of a text.

    >>> units_of("L’ été").units
    ('L', "'", 'é', 't', 'é')
    """
    units: list[str] = []
    before = [0]
    for character, plain in zip(text, analysis_form(text), strict=True):
        if units and unicodedata.combining(character):
            units[-1] = unicodedata.normalize("NFC", units[-1] + character)
        elif not plain.isspace() and character not in _INVISIBLE:
            units.append(plain)
        before.append(len(units))
    return Units(text, tuple(units), tuple(before))


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where each unit of a predicted text stands in the gold text.

    ``places[i]`` is the gold unit of predicted unit i, or a negative number of its own where the
    gold text has no such unit: two spans are equal only if nothing foreign is inside.
    """

    predicted: Units
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, ...]:
        """Return the gold places of the predicted characters ``[start, end)``."""
        units = self.predicted.span(start, end)
        return self.places[units.start : units.stop]


def align(gold: Units, predicted: Units) -> Alignment:
    """Return where the units of `predicted` stand in `gold`."""
    if gold.units == predicted.units:
        return Alignment(predicted, tuple(range(len(gold.units))))
    places = [-1 - number for number in range(len(predicted.units))]
    for gold_at, predicted_at, length in _matches(_tokens(gold), _tokens(predicted)):
        places[predicted_at : predicted_at + length] = range(gold_at, gold_at + length)
    return Alignment(predicted, tuple(places))


def require_aligned(alignment: Alignment, wanted: set[int], *, where: str) -> None:
    """Refuse a prediction whose text holds too little of the gold text.

    Args:
        alignment: The prediction's alignment.
        wanted: Gold units that a reader must keep (boilerplate may be dropped).
        where: Names the interview in the error.

    Raises:
        InputError: Less than 90 % of `wanted` stands in the predicted text.
    """
    found = len(wanted.intersection(alignment.places))
    if found < MIN_ALIGNED * len(wanted):
        raise InputError(
            f"{where}: only {found / len(wanted):.1%} of the gold text is found in the record's "
            f"text; {MIN_ALIGNED:.0%} is needed",
            hint="check that the record was made from the interview that the gold file annotates",
        )


def one_to_one(scores: Mapping[tuple[int, int], float], *, least: float) -> list[tuple[int, int]]:
    """Return the best-first matching: pairs in falling score, each side once, at `least` or more.

    >>> one_to_one({(0, 0): 0.6, (0, 1): 0.9, (1, 1): 0.8}, least=0.5)
    [(0, 1)]
    """
    pairs: list[tuple[int, int]] = []
    used: tuple[set[int], set[int]] = (set(), set())
    for (left, right), score in sorted(scores.items(), key=lambda item: (-item[1], item[0])):
        if score >= least and left not in used[0] and right not in used[1]:
            pairs.append((left, right))
            used[0].add(left)
            used[1].add(right)
    return pairs


@dataclass(frozen=True, slots=True)
class _Tokens:
    words: list[str]
    starts: list[int]  # first unit of each word


def _tokens(units: Units) -> _Tokens:
    # Words are found in the text as written: white space that one text lacks changes one token.
    words, starts = [], []
    for match in re.finditer(r"\w+|[^\w\s]", units.text):
        span = units.span(match.start(), match.end())
        if len(span):
            words.append("".join(units.units[span.start : span.stop]))
            starts.append(span.start)
    starts.append(len(units.units))
    return _Tokens(words, starts)


def _matches(gold: _Tokens, predicted: _Tokens) -> Iterator[tuple[int, int, int]]:
    """Yield matching stretches as first gold unit, first predicted unit, number of units."""
    matcher = SequenceMatcher(a=gold.words, b=predicted.words, autojunk=False)
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag == "equal":
            for a, b in zip(range(a1, a2), range(b1, b2), strict=True):
                yield gold.starts[a], predicted.starts[b], len(gold.words[a])
        elif tag == "replace":
            # Inside a changed stretch single characters are compared ("Rennes2" / "Rennes 2").
            inner = SequenceMatcher(
                a="".join(gold.words[a1:a2]), b="".join(predicted.words[b1:b2]), autojunk=False
            )
            for block in inner.get_matching_blocks():
                yield gold.starts[a1] + block.a, predicted.starts[b1] + block.b, block.size
