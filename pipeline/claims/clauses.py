"""An answer's words -> the clauses that may each be one claim.

A sentence is one clause unless it holds two main clauses that each have a subject and a finite verb. The
coordinations that people split were read off annotated interviews: always at ";", at "mais", "or",
"car" and ":", at "et" and at a bare comma where the next clause begins with its own subject; never
between the halves of a contrast ("n'est pas X, c'est Y").
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pipeline.claims.grammar import grammar, subordinates
from pipeline.claims.incises import incise_at
from pipeline.claims.words import Words, tokenize
from pipeline.lexicons import words as word_list

_MIN_LEFT = 3  # words of the halves of a split; shorter ones are tags ("on les croit")
_MIN_RIGHT = 4
_CLOSING = frozenset('.!?…,;:"()–—')
_LOOK_AHEAD = 7  # words in which a main clause shows its finite verb


@dataclass(frozen=True, slots=True)
class Clause:
    """Words ``[first, last]`` of a turn that may be a claim, with the sentence they stand in."""

    first: int
    last: int
    sentence: int  # number of the sentence in the turn
    question: bool  # the sentence ends in a question mark
    head: bool  # the clause begins the sentence


def clauses_of(words: Words, sentences: list[tuple[int, int]]) -> list[Clause]:
    """Return the clauses of one turn, in text order, without punctuation at their edges.

    Args:
        words: The words of the turn.
        sentences: Spans of characters of the turn.
    """
    found: list[Clause] = []
    at = 0
    total = len(words)
    for number, (_, end) in enumerate(sentences):
        first = at
        while at < total and words.starts[at] < end:
            at += 1
        if at == first:
            continue
        question = "?" in words.lower[max(first, at - 3) : at]
        bounds = [first, *_splits(words, first, at), at]
        pieces = [_stripped(words, a, b) for a, b in pairwise(bounds)]
        kept = [piece for piece in pieces if piece is not None]
        found.extend(
            Clause(a, b, number, question, index == 0) for index, (a, b) in enumerate(kept)
        )
    return found


def _stripped(words: Words, first: int, end: int) -> tuple[int, int] | None:
    last = end - 1
    lower = words.lower
    quotes = lower[first:end].count('"')
    while last >= first and lower[last] in _CLOSING:
        # A closing quotation mark or bracket whose opening one is inside belongs to the claim.
        if (lower[last] == '"' and quotes % 2 == 0) or (
            lower[last] == ")" and "(" in lower[first:last]
        ):
            break
        quotes -= lower[last] == '"'
        last -= 1
    while first <= last and lower[first] in _CLOSING:
        if lower[first] == '"' and '"' in lower[first + 1 : last + 1]:
            break
        first += 1
    return (first, last) if first <= last else None


def _splits(words: Words, first: int, end: int) -> list[int]:
    """Return the words at which a new main clause begins."""
    lower = words.lower
    splits: list[int] = []
    start = first
    quoted = False
    for at in range(first, end - 1):
        word = lower[at]
        if word == '"':
            quoted = not quoted
        elif not quoted and word in ",;:" and _splits_at(words, start, at, end):
            splits.append(at + 1)
            start = at + 1
    return splits


def _splits_at(words: Words, start: int, at: int, end: int) -> bool:
    if at - start < _MIN_LEFT or end - at - 1 < _MIN_RIGHT:
        return False
    mark = words.lower[at]
    link = words.lower[at + 1]
    if mark == ":" and link == '"':
        return False  # what follows is what is said
    if not _is_complete(words, start, at):
        return False
    adversative = link in grammar().clause_splitters
    if mark in ";:" or adversative:
        return _has_main_verb(words, at + 1, end)
    if _is_contrast(words, start, at) or _opens_subordinate(words, start):
        return False
    if incise_at(words, at + 1, end, begin=start) is not None:
        return False  # "…, m'a dit un jour mon imprimeur" stays with what it reports
    if link in grammar().clause_additions:
        return _begins_main(words, at + 2, end, loose=True)
    return _begins_main(words, at + 1, end, loose=False)


def _has_main_verb(words: Words, start: int, end: int) -> bool:
    return any(words.shapes[i].finite for i in range(start, end))


def _is_complete(words: Words, start: int, end: int) -> bool:
    """Say whether a main verb has been said and no subordinate clause still waits for its verb.

    "Un journaliste qui dit non" has only the verb of its relative clause.
    """
    waiting, complete = 0, False
    for at in range(start, end):
        if subordinates(words.lower, at):
            waiting += 1
        elif words.shapes[at].finite:
            if waiting:
                waiting -= 1
            else:
                complete = True
    return complete and not waiting


def _opens_subordinate(words: Words, start: int) -> bool:
    """Say whether the left side is still a subordinate clause ("Si on se tait, …")."""
    lower = words.lower
    return subordinates(lower, start) or (
        lower[start] in grammar().clause_links and subordinates(lower, start + 1)
    )


def _is_contrast(words: Words, start: int, end: int) -> bool:
    """Say whether the left side is denied, so that the right side says what holds instead."""
    return any(words.lower[i] in grammar().negation_second for i in range(start, end))


def _begins_main(words: Words, start: int, end: int, *, loose: bool) -> bool:
    """Say whether a subject and, soon after it, a finite verb open the words from `start`.

    Args:
        words: The words of the turn.
        start: The first word after the mark and the conjunction.
        end: The end of the sentence.
        loose: Adverbials may stand before the subject.
    """
    lower, pos, shapes = words.lower, words.pos, words.shapes
    if any(lower[start : start + len(tag)] == tag for tag in _tags()):
        return False
    pronouns = grammar().subject_pronouns
    seen_subject = False
    for at in range(start, min(end, start + _LOOK_AHEAD + (3 if loose else 0))):
        word = lower[at]
        if subordinates(lower, at) and not (loose and at == start):
            return False
        if word in ";:" or (word == "," and not loose and at - start > 2):
            return False
        if shapes[at].finite:
            return seen_subject
        if word in pronouns or (pos[at] in {"NOUN", "PROPN", "PRON"} and word not in ",;:"):
            seen_subject = True
        elif (
            not loose and not seen_subject and at == start and pos[at] not in {"DET", "NUM", "ADJ"}
        ):
            return False
    return False


@cache
def _tags() -> tuple[list[str], ...]:
    """Return clauses that only comment on the one before ("c'est vrai"), as lower-case words."""
    return tuple(tokenize(phrase) for phrase in sorted(word_list("clause_tags")))
