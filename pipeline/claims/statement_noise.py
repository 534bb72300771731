"""What an oral claim says without meaning it: hesitations, fillers, words said twice."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.grammar import grammar
from pipeline.claims.statement_wording import Change
from pipeline.claims.words import Words
from pipeline.lexicons import words as word_list

_MARKS = frozenset(",…")


def after_noise(words: Words, first: int, last: int) -> int:
    """Return the first word after "Oui, …", "Bon, alors, …": only words that a comma sets off, or "euh"."""
    noise, hesitations = grammar().answer_noise, word_list("hesitations")
    at = first
    while at + 2 < last:
        if words.lower[at] in noise and words.lower[at + 1] in _MARKS:
            at += 2
        elif words.lower[at] in hesitations:
            at += 1
        else:
            break
    return at


def noise_in(words: Words, first: int, last: int) -> Iterator[Change]:
    """Yield the removals inside a claim whose head is clean, in text order."""
    at = first + 1
    while at <= last:
        if _is_filler(words, at, last):
            comma = words.lower[at - 1] in _MARKS
            begin = words.starts[at - 1] if comma and at - 1 > first else words.ends[at - 1]
            if comma and at - 1 > first:
                begin = words.ends[at - 2]
            closes = at < last and words.lower[at + 1] in _MARKS
            # "2019, voilà, neuf" keeps a comma, "lit, euh, les" needs none.
            joins = closes and words.lower[at] in word_list("statement_fillers_in_lists")
            yield Change(begin, words.ends[at + 1 if closes else at], "," if joins else "")
            at += closes
        elif (again := _restart(words, at, last)) is not None:
            # "le le client", "le, le client": the second time counts.
            yield Change(words.starts[at - 1], words.starts[again], "")
            at = again
        at += 1


def _is_filler(words: Words, at: int, last: int) -> bool:
    word = words.lower[at]
    if word in word_list("hesitations"):
        return True
    set_off = words.lower[at - 1] in _MARKS and (at == last or words.lower[at + 1] in _MARKS)
    if word in word_list("statement_closing_fillers"):
        return at == last and set_off
    return word in word_list("statement_fillers") and set_off


def _restart(words: Words, at: int, last: int) -> int | None:
    """Return the word at `at`, or after a comma there, if it only repeats the one before."""
    again = at + 1 if words.lower[at] in _MARKS and at < last else at
    before = words.lower[at - 1]
    if words.lower[again] != before or before not in word_list("statement_restarts"):
        return None
    if again > at and before in grammar().subject_pronouns:
        return None  # "Ça, ça tue une agence", "elle, elle a compris" stress the word
    gap = words.text[words.ends[again - 1] : words.starts[again]]
    return None if "-" in gap or again >= last else again
