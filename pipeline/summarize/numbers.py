"""The numbers that a text says, in digits and in words, as values that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.summarize.wording import Token
from pipeline.text import composed_number

PERCENT, PART, MONTH = "%", "part", "mois de l'année"
_GROUP = re.compile(r"\d{3}")
_FIRST_YEAR, _LAST_YEAR = 1800, 2100
_OVER = "sur"  # "huit sur dix"
_BETWEEN = 4  # words between the numbers of "deux lecteurs de la presse sur trois"
_NEAR = 0.005  # how far "un tiers" and "33 %" may be apart


@dataclass(frozen=True, slots=True)
class Amount:
    """One number; `first` and `last` are words of the text."""

    first: int
    last: int
    value: float
    unit: str | None
    counted: str | None = None  # key of the word after it
    named: str | None = None  # key of the name before it: "MIF 2"

    def counts_same(self, other: Amount) -> bool:
        """Say whether two numbers are equal and stand beside one word, or are a month or a year."""
        same = (
            self.unit == MONTH
            or (self.unit is None and _FIRST_YEAR <= self.value <= _LAST_YEAR)
            or (self.counted is not None and self.counted == other.counted)
            or (self.named is not None and self.named == other.named)
        )
        return same and self.equals(other)

    def equals(self, other: Amount) -> bool:
        """Say whether two numbers say one thing: 50 % is a half, 20 euros are not 20 years.

        A number whose unit is not known equals any of the same value.
        """
        share, other_share = _share(self), _share(other)
        if share is not None and other_share is not None:
            return abs(share - other_share) <= _NEAR
        return self.value == other.value and (
            self.unit is None or other.unit is None or self.unit == other.unit
        )


def _share(amount: Amount) -> float | None:
    if amount.unit == PERCENT:
        return amount.value / 100
    return amount.value if amount.unit == PART else None


@lru_cache(maxsize=2048)
def _parts(word: str) -> tuple[float, ...]:
    """Return the values of a number word's parts, () if it is none: "quatre-vingt-dix" is 4, 20, 10."""
    known = table("numerals")
    parts = word.split("-")
    if any(part not in known and part not in word_list("numeral_links") for part in parts):
        return ()
    ones = word_list("numeral_ones")
    return tuple(float(known[part]) for part in parts if part in known and part not in ones)


def amounts_in(tokens: Sequence[Token]) -> list[Amount]:
    """Return the numbers of a text, in order; ordinals and articles are none, months are.

    >>> from pipeline.summarize.wording import tokens_of
    >>> found = amounts_in(tokens_of("Vingt agents, deux mille euros, 1 %, le 3 mai"))
    >>> [(amount.value, amount.unit) for amount in found]
    [(20.0, None), (2000.0, '€'), (1.0, '%'), (3.0, None), (5.0, "mois de l'année")]
    """
    found: list[Amount] = []
    at = 0
    while at < len(tokens):
        amount = _amount(tokens, at)
        if amount is not None:
            found.append(amount)
            at = amount.last
        at += 1
    return [*found, *_ratios(tokens, found)]


def _amount(tokens: Sequence[Token], at: int) -> Amount | None:
    word = tokens[at].lower
    if word[0].isdigit():
        last, value = _digits(tokens, at)
    elif _parts(word):
        last, value = _words(tokens, at)
    elif word in word_list("months"):
        return Amount(at, at, float(table("date_months")[word]), MONTH)
    else:
        return _fraction(tokens, at)
    unit, length = _unit(tokens, last + 1)
    behind = tokens[last + 1] if last + 1 < len(tokens) else None
    counted = behind.key if behind is not None and behind.is_content else None
    named = tokens[at - 1].key if at and tokens[at - 1].is_capital else None
    return Amount(at, last + length, value, unit, counted, named)


def _unit(tokens: Sequence[Token], at: int) -> tuple[str | None, int]:
    """Return a number's unit and how many words after it belong to it: "pour cent" holds a number."""
    units = table("units")
    words = [token.lower for token in tokens[at : at + 2]]
    if len(words) == 2 and (both := " ".join(words)) in units:
        return units[both], 2
    return (units.get(words[0]) if words else None), 0


def _fraction(tokens: Sequence[Token], at: int) -> Amount | None:
    """Read "la moitié" and "deux tiers"; a number before it is read with it."""
    if at + 1 >= len(tokens):
        return None
    counted = table("claim_fraction_counts").get(tokens[at].lower)
    part = table("claim_fractions").get(tokens[at + 1].lower)
    if counted is None or part is None:
        return None
    return Amount(at, at + 1, round(float(counted) * float(part), 4), PART)


def _words(tokens: Sequence[Token], at: int) -> tuple[int, float]:
    total, current, last = 0.0, 0.0, at
    step = at
    while step < len(tokens):
        parts = _parts(tokens[step].lower)
        if parts:
            for part in parts:
                total, current = composed_number(total, current, part)
            last = step
        elif tokens[step].lower not in word_list("numeral_links"):
            break
        step += 1
    following = [token.lower for token in tokens[last + 1 : last + 3]]
    ones = word_list("numeral_ones")
    if len(following) < 2 or following[0] not in word_list("numeral_links"):
        return last, total + current
    if current >= 20 and following[1] in ones:
        return last + 2, total + current + 1
    return last, total + current


def _digits(tokens: Sequence[Token], at: int) -> tuple[int, float]:
    written, last = tokens[at].lower, at
    while (len(written) <= 3 or last > at) and last + 1 < len(tokens):
        following = tokens[last + 1]
        if not _GROUP.fullmatch(following.lower) or following.start != tokens[last].end + 1:
            break
        written, last = written + following.lower, last + 1
    value = _parsed(written)
    if last + 1 < len(tokens):
        scale = float(table("numerals").get(tokens[last + 1].lower, "0"))
        if scale >= 1000:
            return last + 1, value * scale
    return last, value


def _parsed(written: str) -> float:
    """Read French digits: the comma is decimal, full stops between groups of three are not."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written):
        written = written.replace(".", "")
    head, _, rest = written.replace(",", ".").partition(".")
    return float(f"{head}.{rest.replace('.', '')}" if rest else head)


def _ratios(tokens: Sequence[Token], found: Sequence[Amount]) -> Iterator[Amount]:
    """Yield "huit sur dix" and "deux lecteurs sur trois" as shares, beside their numbers."""
    for at, second in enumerate(found):
        if not second.first or tokens[second.first - 1].lower != _OVER:
            continue
        first = found[at - 1] if at else None
        if first is not None and second.first - first.last <= _BETWEEN + 1:
            begin, value = first.first, first.value
        else:
            one = _one_before(tokens, second.first - 1)
            if one is None:
                continue
            begin, value = one, 1.0
        if 0 < value < second.value:
            yield Amount(begin, second.last, round(value / second.value, 4), PART)


def _one_before(tokens: Sequence[Token], over: int) -> int | None:
    """Return the article that counts in "un client sur trois"."""
    ones = word_list("numeral_ones")
    back = range(over - 1, max(-1, over - 2 - _BETWEEN), -1)
    return next((at for at in back if tokens[at].lower in ones), None)
