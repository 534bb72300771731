"""Which words of a clause say what it claims: not a quoted sentence in it, and one side of a colon."""

from __future__ import annotations

from pipeline.claims.clauses import Clause
from pipeline.claims.grammar import grammar, subordinates
from pipeline.claims.words import QUOTE, Words
from pipeline.lexicons import words as word_list

_ANNOUNCES = 3  # words before a colon in which it is announced


def deciding_part(words: Words, clause: Clause) -> Clause:
    """Return the part of a clause that decides its type, denial and doubt.

    With a colon that is the first part, which the second explains, or the second where the first only announces
    it ("pour une raison simple : …") or has no main verb.
    """
    colon = _colon(words, clause)
    if colon is None:
        return clause
    left = Clause(clause.first, colon - 1, clause.sentence, clause.question, head=clause.head)
    right = Clause(colon + 1, clause.last, clause.sentence, clause.question, head=False)
    if not _has_verb(words, right):
        return left if _has_verb(words, left) else clause
    announced = set(words.lower[max(clause.first, colon - _ANNOUNCES) : colon])
    if announced & word_list("claim_announcing") or not _claims(words, left):
        return right
    return left


def quoted_sentences(words: Words, clause: Clause) -> frozenset[int]:
    """Return the words of quotations that have a verb of their own, if the clause has one outside.

    "Il a le droit de dire « je ne sais pas »" neither denies nor doubts; "le « meilleur » journal" judges.
    """
    spans: list[range] = []
    opening: int | None = None
    for at in range(clause.first, clause.last + 1):
        if words.lower[at] != QUOTE:
            continue
        if opening is None:
            opening = at
        else:
            spans.append(range(opening, at + 1))
            opening = None
    spans = [span for span in spans if any(words.shapes[at].finite for at in span)]
    inside = frozenset(at for span in spans for at in span)
    outside = (at for at in range(clause.first, clause.last + 1) if at not in inside)
    return inside if any(words.shapes[at].finite for at in outside) else frozenset()


def _colon(words: Words, clause: Clause) -> int | None:
    quoted = False
    for at in range(clause.first + 1, clause.last):
        word = words.lower[at]
        if word == QUOTE:
            quoted = not quoted
        elif word == ":" and not quoted and words.lower[at + 1] != QUOTE:
            return at
    return None


def _claims(words: Words, left: Clause) -> bool:
    """Say whether the first part says more than "puisque vous insistez :"."""
    first, links = left.first, grammar().clause_links
    while first < left.last and words.lower[first] in links:
        first += 1
    lone = subordinates(words.lower, first) and "," not in words.lower[first : left.last]
    return _has_verb(words, left) and not lone


def _has_verb(words: Words, clause: Clause) -> bool:
    return any(words.shapes[at].finite for at in range(clause.first, clause.last + 1))
