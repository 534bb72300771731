"""Whether a clause denies: "ne… pas", "personne ne", spoken French without "ne", "que non".

What counts is read off the guidelines (see `docs` and the corpus's guide): the negation of the main clause or of the
content that it gives, not one of a relative clause, an infinitive, a gerund, a quoted phrase or a second predicate, and
neither "ne… que" nor the "ne" that denies nothing ("plus que je ne pensais", "avant qu'il ne parte").
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.claims.clauses import Clause
from pipeline.claims.grammar import grammar
from pipeline.claims.words import Words, never_finite, sure_infinitives
from pipeline.lexicons import words as word_list

_REACH = 7  # words between "ne" and its second element
_BREAKS = frozenset(',;:—–"')
_FIRST_PREDICATE = 2  # words of a subject and a verb before "et ne"
_TO_VERB = 4  # words between "aucun" and its verb
_BEFORE_BARE = 3  # words before a lone "pas" in which a "ne" makes it a second element


def find_negations(
    words: Words, clause: Clause, main: list[int], subordinate: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Yield the negations of a clause as first and last word, "ne" and "pas" in text order.

    Args:
        words: The turn.
        clause: The clause.
        main: Its finite verbs outside subordinate clauses.
        subordinate: Its words inside relative and adverbial clauses, which deny nothing.
    """
    lists, lower = grammar(), words.lower
    for at in range(clause.first, clause.last + 1):
        word = lower[at]
        if _coordinates(words, clause, at):
            return  # "qu'elle a un port et qu'elle n'est pas Anvers"
        if at in subordinate:
            continue
        if word in lists.negation_first:
            found = _second_element(words, clause, at)
            if (
                found is not None
                and found != at + 1  # "de ne jamais relire": an infinitive
                and not _denies_non_finite(words, clause, at)
                and not _is_second_predicate(words, clause, at)
            ):
                yield (min(at, found), max(at, found))
        elif (
            _is_bare(words, clause, at)
            or _says_no(words, clause, at)
            or (at == clause.first and word in lists.negation_head and not main)
        ):
            yield (at, at)


def _says_no(words: Words, clause: Clause, at: int) -> bool:
    """Say whether "que non" stands for a denied content: "Ma sœur pense que non"."""
    return (
        words.lower[at] in word_list("negation_answers")
        and at > 0
        and words.lower[at - 1] in grammar().complement_que
        and (at == clause.last or words.lower[at + 1] in _BREAKS)
    )


def _coordinates(words: Words, clause: Clause, at: int) -> bool:
    """Say whether a further "que" goes on with what a first one has opened."""
    lower, complement = words.lower, grammar().complement_que
    return (
        at > clause.first
        and lower[at] in complement
        and lower[at - 1] in grammar().clause_joints
        and any(word in complement for word in lower[max(0, clause.first - 1) : at - 1])
    )


def _second_element(words: Words, clause: Clause, at: int) -> int | None:
    """Return "pas" of "ne… pas", or the "personne" of "personne… ne"."""
    lower, lists = words.lower, grammar()
    for step in range(at + 1, min(clause.last, at + _REACH) + 1):
        if lower[step] in lists.negation_second:
            return None if _restricts(words, clause, step) else step
        if lower[step] in lists.complement_que:
            break
    for step in range(at - 1, max(clause.first, at - _REACH) - 1, -1):
        # "plus long que je ne pensais": what compares is no second element.
        if lower[step] in lists.negation_subject and not _is_determined(words, clause, step):
            return step
        if lower[step] in _BREAKS:
            break
    # "Or personne, à la Fédération, n'a été chargé": a subject at the head.
    for step in (clause.first, clause.first + 1):
        if step < at and lower[step] in lists.negation_head:
            return step
    return None


def _restricts(words: Words, clause: Clause, second: int) -> bool:
    """Say whether a "que" right after makes a restriction: "il n'en reste plus que deux"."""
    return (
        second < clause.last
        and words.lower[second] in grammar().negation_restricted
        and words.lower[second + 1] in grammar().complement_que
    )


def _denies_non_finite(words: Words, clause: Clause, ne: int) -> bool:
    """Say whether "ne" belongs to an infinitive or a gerund: "de ne jamais relire", "en ne disant rien"."""
    lists = grammar()
    for at in range(ne + 1, min(clause.last, ne + _REACH) + 1):
        word = words.lower[at]
        if word in word_list("clitics") or word in lists.negation_second:
            continue
        if word.endswith(never_finite()):
            return True
        # The small model takes some finite forms for infinitives.
        sure = word.endswith(sure_infinitives())
        return words.shapes[at].infinitive and sure
    return False


def _is_second_predicate(words: Words, clause: Clause, ne: int) -> bool:
    """Say whether "ne" belongs to a verb that only goes on with a subject: "relit les faits et ne relit pas le style"."""
    lists = grammar()
    joints = lists.clause_additions | lists.clause_splitters
    return ne - clause.first > _FIRST_PREDICATE and words.lower[ne - 1] in joints


def _is_bare(words: Words, clause: Clause, at: int) -> bool:
    """Say whether spoken French leaves "ne" out: "c'est pas", "personne la regarde", "ni l'un ni l'autre"."""
    lists, lower = grammar(), words.lower
    word, before = lower[at], at - 1
    if word in lists.negation_alone:
        return _stands_alone(words, clause, at)
    if word not in lists.negation_bare or before < clause.first:
        return False
    if not words.shapes[before].finite:
        return False
    return not any(
        lower[step] in lists.negation_first
        for step in range(max(clause.first, before - _BEFORE_BARE), before)
    )


def _stands_alone(words: Words, clause: Clause, at: int) -> bool:
    """Say whether "personne", "aucun" or "ni… ni" denies the verb of a clause that has no "ne"."""
    lower = words.lower
    inside = range(clause.first, clause.last + 1)
    if any(lower[step] in grammar().negation_first for step in inside):
        return False
    if lower[at] in word_list("negation_pairs") and lower[at] not in lower[at + 1 : clause.last]:
        return False
    near = lower[max(clause.first, at - 2) : at]
    if _is_determined(words, clause, at) or word_list("negation_none_after") & set(near):
        return False
    # A subject, or right after the verb; "deux bureaux et aucun budget" denies no verb.
    after = range(at + 1, min(clause.last, at + _TO_VERB) + 1)
    follows = any(words.shapes[step].finite and "," not in lower[at:step] for step in after)
    follows = follows or (at < clause.last and lower[at + 1] in word_list("bare_clitics"))
    return follows or (at > clause.first and _is_verbal(words, clause, at - 1))


def _is_verbal(words: Words, clause: Clause, at: int) -> bool:
    """Say whether a verb, a perfect ("y a [eu] aucun malade") or a preposition stands at a word."""
    if words.shapes[at].finite or words.pos[at] == "ADP":
        return True
    perfect = words.shapes[at].participle and at > clause.first
    return perfect and words.lower[at - 1] in grammar().perfect_auxiliaries


def _is_determined(words: Words, clause: Clause, at: int) -> bool:
    """Say whether "personne" is the noun: "une personne", "par personne"."""
    return at > clause.first and words.lower[at - 1] in word_list("negation_nouns_after")
