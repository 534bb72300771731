"""Reporting clauses that follow or interrupt what they report: "C'est trop cher, disait un client".

An incise is set off by a comma, a dash or a closing quotation mark, and its subject follows its verb. After
plain words a verb with a noun may also go on with the subject before ("Il vient, note le chiffre"), so
that there something must speak for the incise: somebody told ("m'a dit"), a pronoun ("dit-il"), a name,
or a noun for a person or a study.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from pipeline.claims.speakers import is_somebody
from pipeline.claims.words import PUNCTUATION, Words, phrase_length
from pipeline.lexicons import entries
from pipeline.lexicons import words as word_list

_OPENING = frozenset(',"–—')
_BACK = 60  # words before a mark in which an incise is looked for


@dataclass(frozen=True, slots=True)
class Incise:
    """Words of an incise, without the marks that set it off; all bounds included."""

    first: int
    last: int
    verb: int
    subject: tuple[int, int]


def find_incise(words: Words, first: int, last: int) -> Incise | None:
    """Return the first incise among the words ``[first, last]``.

    "Comme disait mon père, …" and "C'est ce que m'a dit mon directeur" need no mark before them.
    """
    found = (_incise_from(words, at, last + 1, first=first) for at in range(first, last))
    return next((incise for incise in found if incise is not None), None)


def interrupts(words: Words, first: int, at: int, end: int) -> bool:
    """Say whether an incise stands before the mark at `at`, what is said going on after it: "X, m'a dit un élu, Y".

    Args:
        words: The turn.
        first: The first word of what is said.
        at: A mark after it.
        end: The end of the sentence.
    """
    return any(
        found is not None and found.last < at
        for begin in range(max(first, at - _BACK), at)
        for found in (_incise_from(words, begin, end, first=first),)
    )


def _incise_from(words: Words, at: int, end: int, *, first: int) -> Incise | None:
    """Return the incise that a mark, or "comme", opens at a word; `first` begins what is said."""
    head = phrase_length(words.lower, at, "claim_incise_heads")
    if head and at + head < end - 1:
        found = incise_at(words, at + head, end, begin=at, headed=True)
        if found is not None:
            return replace(found, first=at)
    if at > first and words.lower[at - 1] in _OPENING:
        return incise_at(words, at, end, begin=first)
    return None


def incise_at(
    words: Words, at: int, end: int, *, begin: int, headed: bool = False
) -> Incise | None:
    """Return the incise whose first word is `at`, None if none begins there.

    Args:
        words: The turn.
        at: The word after the mark.
        end: The end of the sentence or clause.
        begin: Its first word.
        headed: "comme" or "ce que" stands before, so that nothing else can be meant.
    """
    verb = at
    while verb < end and words.lower[verb] in word_list("claim_incise_before"):
        verb += 1
        if verb + 1 < end and _is_inverted(words, verb) and words.lower[verb + 1] in _forms():
            last = _run(words, verb + 2, end) or verb + 1
            return Incise(at, last, verb + 1, (verb, verb))  # "m'a-t-elle répondu"
    if verb + 1 >= end or words.lower[verb] not in _forms():
        return None
    after = verb + 1
    quoted = '"' in words.lower[max(begin, at - 2) : at]
    if words.lower[verb] in _marked_forms() and not (quoted or words.is_hyphened(after)):
        return None  # "…, m'a fait deux réserves"
    if words.is_hyphened(after):
        if not _is_inverted(words, after):
            return None
        # "lit-on dans la gazette", "m'a-t-on répondu à la mairie"
        return Incise(at, _run(words, after, end) or after, verb, (after, after))
    subject = _subject(words, _after_adverbs(words, after, end), end)
    if subject is None:
        return None
    last = _apposition_end(words, subject[1], end)
    meant = _has_subject(words, begin, at) and _is_meant(words, begin, at, verb, subject, end)
    return Incise(at, last, verb, _head(words, *subject)) if headed or quoted or meant else None


def is_saying(words: Words, at: int) -> bool:
    """Say whether a word is a form of a verb that reports what it follows: "dit", "répond"."""
    return words.lower[at] in _forms()


def _is_inverted(words: Words, at: int) -> bool:
    return words.is_hyphened(at) and words.lower[at] in word_list("claim_incise_pronouns")


def _is_meant(
    words: Words, begin: int, at: int, verb: int, subject: tuple[int, int], end: int
) -> bool:
    """Say whether an incise after plain words has its content, and somebody who says or is told it.

    "Ma cousine, Inès, m'a dit son nom" has no other verb than its own.
    """
    said = any(words.shapes[step].finite for step in range(begin, at))
    if verb > at and said:
        return True
    # The content may go on after it: "Un journal, m'a confié un élu, ne se lit plus".
    return is_somebody(words, subject) and (said or _goes_on(words, subject[1] + 1, end))


def _goes_on(words: Words, at: int, end: int) -> bool:
    return (
        at + 1 < end
        and words.lower[at] in _OPENING
        and any(words.shapes[step].finite for step in range(at + 1, end))
    )


def _has_subject(words: Words, begin: int, at: int) -> bool:
    """Say whether the words before are no order: "Prends ton carnet, note le nom" reports nobody."""
    return not words.shapes[begin].finite and not (
        words.lower[begin].endswith(tuple(word_list("imperative_endings")))
        and words.pos[begin] not in {"DET", "PRON", "ADP", "ADV"}
        and at > begin
    )


def _after_adverbs(words: Words, at: int, end: int) -> int:
    adverb = phrase_length(words.lower, at, "claim_incise_adverbs")
    if adverb and at + adverb < end:
        return at + adverb
    manner = words.pos[at] == "ADV" and words.lower[at].endswith(_manner_endings())
    return at + 1 if manner and at + 1 < end else at


def _subject(words: Words, first: int, end: int) -> tuple[int, int] | None:
    """Return the noun phrase that begins at `first`."""
    if not _opens_noun_phrase(words, first):
        return None
    last = _run(words, first, end)
    return (first, last) if last is not None else None


def _head(words: Words, first: int, last: int) -> tuple[int, int]:
    """Return a subject without the time after it: "me dit [ma banquière] chaque trimestre"."""
    end = next(
        (
            at - 1
            for at in range(first + 2, last + 1)
            if words.pos[at] == "DET" and words.pos[at - 1] == "NOUN"
        ),
        last,
    )
    return (first, end)


def _apposition_end(words: Words, last: int, end: int) -> int:
    """Return the last word of an apposition that ends the clause: ", le rédacteur en chef"; `last` without one."""
    if last + 2 < end and words.lower[last + 1] == "," and _opens_noun_phrase(words, last + 2):
        added = _run(words, last + 2, end)
        if added is not None and (added + 1 >= end or words.lower[added + 1] in ".!?…"):
            return added
    return last


def _run(words: Words, first: int, end: int) -> int | None:
    """Return the last word before a mark; None where another main verb stands before it."""
    relative = False
    for at in range(first, end):
        word = words.lower[at]
        if word in PUNCTUATION:
            return at - 1
        if word in word_list("claim_relatives"):
            relative = True  # what is reported has been said before, so "que" opens no content
        elif words.shapes[at].finite and not relative:
            return None
    return end - 1


def _opens_noun_phrase(words: Words, at: int) -> bool:
    return words.pos[at] in {"DET", "PROPN", "NUM"} or words.is_capital(at)


@cache
def _forms() -> frozenset[str]:
    return _inflected("er", "form") | _marked_forms()


@cache
def _marked_forms() -> frozenset[str]:
    """Return the forms that open an incise only with a hyphened pronoun or after a quotation."""
    return _inflected("marked_er", "marked")


def _inflected(stem_kind: str, form_kind: str) -> frozenset[str]:
    endings = word_list("claim_incise_endings")
    found: set[str] = set()
    for stem, kind in entries("claim_incise"):
        if kind == stem_kind:
            found.update(stem + ending for ending in endings)
        elif kind == form_kind:
            found.add(stem)
    return frozenset(found)


@cache
def _manner_endings() -> tuple[str, ...]:
    """Return the endings of adverbs that may stand between the verb of an incise and its subject."""
    return tuple(sorted(word_list("claim_manner_endings")))
