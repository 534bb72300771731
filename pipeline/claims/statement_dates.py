"""Dates that count from the day of the interview, as dates: "l'an dernier" in 2009 is 2008."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.claims.grammar import numerals
from pipeline.claims.statement_wording import Change
from pipeline.claims.words import Words, tokenize
from pipeline.lexicons import entries
from pipeline.lexicons import words as word_list

_FEW = 100  # years
_AGO = ("il", "y", "a")


def dates_in(words: Words, first: int, last: int, date: str | None) -> Iterator[Change]:
    """Yield the changes of relative dates in a claim, in text order; none where the interview has no date.

    Args:
        words: The turn.
        first: The claim's first word.
        last: The claim's last word.
        date: Of the interview, ISO 8601, a year, a month or a day.
    """
    if date is None or '"' in words.lower[first : last + 1]:
        return  # what is quoted counts from another day
    year, month = int(date[:4]), int(date[5:7]) if len(date) >= 7 else None
    for at in range(first, last + 1):
        found = _ago(words, at, last, year) or _named(words, at, last, year, month)
        if found is not None:
            yield found


def _ago(words: Words, at: int, last: int, year: int) -> Change | None:
    """Read "il y a trois ans", but not "il y a trois ans que" or "il y a trois ans de cela"."""
    end = at + 4
    if (
        tuple(words.lower[at : at + 3]) != _AGO
        or end > last
        or words.lower[end] not in {"an", "ans"}
    ):
        return None
    number = words.lower[at + 3]
    value = float(number) if number.isdigit() else numerals().get(number)
    after = words.lower[end + 1] if end < last else ""
    before = words.lower[at - 1] if at > 0 else ""
    if not value or not 1 <= value < _FEW or after in word_list("statement_de_que") | {"et"}:
        return None
    if before in word_list("statement_before_dates") | word_list("statement_before_years"):
        return None
    said = "vers" if number in word_list("statement_round_numbers") else "en"
    return _change(words, at, end, f"{said} {year - int(value)}")


def _named(words: Words, at: int, last: int, year: int, month: int | None) -> Change | None:
    for tokens, unit, step in _expressions():
        end = at + len(tokens) - 1
        if end > last or words.lower[at : end + 1] != tokens:
            continue
        before = words.lower[at - 1] if at > 0 else ""
        if before in word_list("statement_before_dates") or _is_noun_phrase(words, end, last):
            return None
        preposition = "" if before in word_list("statement_before_years") else "en "
        if unit == "year":
            return _change(words, at, end, f"{preposition}{year + step}")
        if month is not None:
            count = year * 12 + month - 1 + step
            said = f"{preposition}{_months()[count % 12]} {count // 12}"
            return _change(words, at, end, said)
    return None


def _is_noun_phrase(words: Words, end: int, last: int) -> bool:
    """Say whether a verb follows right away: "L'an dernier a été rude"."""
    return end < last and words.shapes[end + 1].finite


def _change(words: Words, first: int, last: int, said: str) -> Change:
    if words.is_capital(first):
        said = said[0].upper() + said[1:]
    return Change(words.starts[first], words.ends[last], said)


@cache
def _months() -> tuple[str, ...]:
    """Return the French months from January on."""
    return tuple(fields[0] for fields in entries("months"))


@cache
def _expressions() -> tuple[tuple[list[str], str, int], ...]:
    return tuple(
        (tokenize(phrase), unit, int(step))
        for phrase, unit, step in entries("statement_relative_dates")
    )
