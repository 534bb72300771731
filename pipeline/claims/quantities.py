"""Numbers, amounts, durations and dates in a claim, in digits and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pipeline.claims.grammar import grammar, numerals
from pipeline.claims.shares import Share, counted_before, fractions_in, ratio
from pipeline.claims.units import half_after, singular
from pipeline.claims.words import Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.schema import Quantity
from pipeline.text import composed_number

_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_COUNTED = 3  # words between a number and "sur": "deux chefs d'entreprise sur trois"
_PLURAL_FROM = 2  # what a number counts is in the plural from two on
_GROUP = re.compile(r"\d{3}")  # "14 000": digits after the first group


@lru_cache(maxsize=2048)
def number_in_words(word: str) -> tuple[float, ...]:
    """Return the values of a number word's parts, () if it is none.

    >>> number_in_words("quatre-vingt-dix")
    (4.0, 20.0, 10.0)
    >>> number_in_words("peut-être")
    ()
    """
    known = numerals()
    parts = word.split("-")
    if any(part not in known and part not in word_list("numeral_links") for part in parts):
        return ()
    return tuple(known[part] for part in parts if part in known)


def is_number(word: str) -> bool:
    """Say whether a lower-case word is a number, in digits or letters."""
    return word[0].isdigit() or bool(number_in_words(word))


def quantities_in(
    words: Words, numbers: list[int], first: int, last: int, *, offset: int, text: str
) -> tuple[Quantity, ...]:
    """Return the quantities of one clause, in text order.

    Args:
        words: The turn.
        numbers: The words of the clause that are numbers, in order.
        first: The clause's first word.
        last: The clause's last word.
        offset: Where the turn begins in the interview's text.
        text: The interview's text.
    """
    shares = [*fractions_in(words, first, last), *_ratios(words, numbers, first, last)]
    taken = {at for share in shares for at in range(share.first, share.last + 1)}
    found: list[tuple[int, int, float, str | None]] = []
    done = -1
    for at in numbers:
        if at <= done or at in taken:
            continue
        end, value = _value(words, at, last)
        begin, done, value, unit = _with_unit(words, at, end, last, value)
        found.append((begin, done, value, unit))
    # Neither "trois quarts" in "deux heures trois quarts" nor "une minute et demie" after "vingt et" counts again.
    others = [*_one_and_half(words, first, last), *shares]
    for share in others:
        if all(not begin <= share.first <= end for begin, end, _, _ in found):
            found.append((share.first, share.last, share.value, share.unit))
    spans = [
        (words.starts[begin] + offset, words.ends[end] + offset, value, unit)
        for begin, end, value, unit in sorted(found, key=lambda item: item[0])
    ]
    return tuple(
        Quantity(start, stop, text[start:stop], value, unit) for start, stop, value, unit in spans
    )


def _one_and_half(words: Words, first: int, last: int) -> Iterator[Share]:
    """Yield "une heure et demie": the article is a number only there."""
    for at in range(first, last):
        if words.lower[at] in word_list("numeral_ones"):
            unit = table("units").get(words.lower[at + 1], "")
            end, half = half_after(words, unit, at + 1, last)
            if half:
                yield Share(at, end, 1 + half, unit)


def _ratios(words: Words, numbers: list[int], first: int, last: int) -> Iterator[Share]:
    """Yield "huit sur dix", "un sur trois", "neuf fois sur dix", "une personne sur quatre"."""
    previous: tuple[int, int, float] | None = None  # first and last word, value
    done = -1
    for at in numbers:
        if at <= done:
            continue
        done, value = _value(words, at, last)
        if at > first and words.lower[at - 1] in word_list("claim_ratio_links"):
            found = None
            if previous is not None and at - 1 - previous[1] <= _COUNTED + 1:
                found = ratio(words, previous[0], done, previous[2], value, last)
            else:
                one = counted_before(words, first, at)
                if one is not None:
                    found = ratio(words, one, done, 1.0, value, last)
            if found is not None:
                yield found
        previous = (at, done, value)


def _value(words: Words, at: int, last: int) -> tuple[int, float]:
    """Return the last word of the number that begins at `at`, and its value."""
    if words.lower[at][0].isdigit():
        return _digits(words, at, last)
    total, current = 0.0, 0.0
    end = at
    step = at
    while step <= last:
        parts = number_in_words(words.lower[step])
        if parts:
            for part in parts:
                total, current = composed_number(total, current, part)
            end = step
        elif words.lower[step] not in word_list("numeral_links") or step == at:
            break
        step += 1
    # "quarante et un": the article is a number only here.
    if end + 2 <= last and current >= 20 and words.lower[end + 1] in grammar().clause_additions:
        units = word_list("numeral_ones")
        if words.lower[end + 2] in units:
            return end + 2, total + current + 1
    return end, total + current


def _digits(words: Words, at: int, last: int) -> tuple[int, float]:
    end = at
    written = words.lower[at]
    if written.isdigit() and len(written) <= 3:
        while (
            end < last
            and _GROUP.fullmatch(words.lower[end + 1])
            and words.starts[end + 1] == words.ends[end] + 1
            and words.text[words.ends[end]] == " "
        ):
            end += 1
            written += words.lower[end]
    value = _parsed(written)
    if end < last and (scale := numerals().get(words.lower[end + 1], 0.0)) >= 1000:
        return end + 1, value * scale
    return end, value


def _parsed(written: str) -> float:
    """Read French digits: the comma is decimal, full stops between groups of three are not.

    >>> _parsed("1.200"), _parsed("3,5"), _parsed("4.25")
    (1200.0, 3.5, 4.25)
    """
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+", written):
        written = written.replace(".", "")
    written = written.replace(",", ".")
    head, _, rest = written.partition(".")
    return float(f"{head}.{rest.replace('.', '')}" if rest else head)


def _with_unit(
    words: Words, at: int, end: int, last: int, value: float
) -> tuple[int, int, float, str | None]:
    """Return the first and last word with the unit, the value and the unit's name."""
    months = word_list("months")
    following = words.lower[end + 1] if end < last else ""
    if following in months and value == int(value) and 1 <= value <= 31:
        if end + 2 <= last and _YEAR.fullmatch(words.lower[end + 2]):
            return at, end + 2, float(words.lower[end + 2]), "date"
        return at, end + 1, value, "date"
    if at == end and _YEAR.fullmatch(words.lower[at]):
        if at > 0 and words.lower[at - 1] in months:
            return at - 1, at, value, "date"
        return at, at, value, "année"
    units = table("units")
    if end + 2 <= last and units.get(following) == "fois":
        multiple = table("claim_multiples").get(words.lower[end + 2])
        if multiple is not None:
            return at, end + 2, value, multiple
    if end + 2 <= last and (phrase := f"{following} {words.lower[end + 2]}") in units:
        return at, end + 2, value, units[phrase]
    if following in units:
        done, half = half_after(words, units[following], end + 1, last)
        return at, done, value + half, units[following]
    if following in word_list("unit_links") and end + 2 <= last and words.pos[end + 2] == "NOUN":
        return at, end + 2, value, _unit_of(words.lower[end + 2], value)
    if end < last and _is_counted(words, end + 1, value, last):
        return at, end + 1, value, _unit_of(following, value)
    return at, end, value, None


def _unit_of(noun: str, value: float) -> str:
    """Return the name of the unit that a counted noun is: as the lexicon has it, else its singular."""
    return table("units").get(noun) or (noun if value == 1 else singular(noun))


def _is_counted(words: Words, at: int, value: float, last: int) -> bool:
    """Say whether the word after a number is what it counts.

    The small model takes some of these nouns for adjectives ("mille exemplaires"); a plural that
    neither a noun nor another adjective follows is one.
    """
    if words.lower[at] in word_list("unit_no_nouns"):
        return False
    if words.pos[at] == "NOUN":
        return True
    follows = words.pos[at + 1] if at < last else ""
    return (
        words.pos[at] == "ADJ"
        and value >= _PLURAL_FROM
        and words.lower[at] != singular(words.lower[at])
        and follows not in {"NOUN", "ADJ", "PROPN"}
    )
