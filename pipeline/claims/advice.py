"""What should be done: duties in words, orders, and infinitives that answer a call for advice."""

from __future__ import annotations

from itertools import islice

from pipeline.claims.clauses import Clause
from pipeline.claims.cues import Hit
from pipeline.claims.grammar import grammar
from pipeline.claims.quantities import is_number
from pipeline.claims.reading import Mark, Reading
from pipeline.claims.words import Words, never_finite
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

_ADDRESS = 6  # words before a colon that name who is ordered: "Aux communicants : allez…"


def recommendation(words: Words, reading: Reading, *, asked: bool) -> Mark | None:
    """Return the words by which a clause advises.

    Args:
        words: The turn.
        reading: The clause.
        asked: The question asks for advice.
    """
    hit = duty_of(words, reading)
    if hit is not None:
        return Mark(hit.first, hit.last)
    verb = _imperative(words, reading, asked=asked)
    if verb is None:
        verb = _wish(words, reading, asked=asked)
    if verb is not None:
        return Mark(verb, verb)
    clause = reading.clause
    head = after_links(words, clause)
    # "De garder les numéros" answers what to do, whatever the words of the question.
    if reading.main or not (asked or words.lower[head] in word_list("claim_infinitive_marks")):
        return None
    return Mark(clause.first, clause.first) if opens_infinitive(words, clause) else None


def duty_of(words: Words, reading: Reading) -> Hit | None:
    """Return the deontic expression of the clause; "il faut deux heures" only tells what it takes."""
    hit = reading.outside("recommendation")
    if hit is None:
        return None
    following = words.lower[hit.last + 1 : hit.last + 4]
    if following and following[0] in word_list("owed_possessives"):
        return None  # "Ils doivent leur survie à la loi"
    counts = bool(following) and (
        is_number(following[0]) or following[0] in word_list("quantifiers")
    )
    return None if counts and any(word in table("units") for word in following) else hit


def _imperative(words: Words, reading: Reading, *, asked: bool) -> int | None:
    """Return the verb of an order: a form in "-ez" or "-ons" or an imperative with its hyphen, without subject.

    The small model tags most imperatives as nouns or names, so form and place decide. The
    singular has no form of its own and counts only where advice was asked for.
    """
    clause, lower = reading.clause, words.lower
    for start in _order_places(words, clause):
        first = start
        denied = False
        while first < clause.last and (
            lower[first] in grammar().before_imperative
            or (denied and lower[first] in word_list("clitics"))
        ):
            denied = denied or lower[first] in grammar().negation_first
            first += 1
        if denied and reading.negation is not None and _is_singular_order(words, reading, first):
            return first
        if _is_plural_order(words, first) and not _is_aside(words, reading, first):
            return first
    first = after_links(words, clause)
    if not asked or first >= clause.last or "aside" in reading.hits:
        return None
    if words.shapes[first].mood == "Imp" or words.is_hyphened(first + 1):
        return first
    if words.pos[first] in {"VERB", "AUX"} and words.shapes[first].finite:
        return first
    return None


def _order_places(words: Words, clause: Clause) -> list[int]:
    """Return the words at which an order may begin: the head, and after who or when it is for.

    "Aux communicants : allez sur le quai", "Si vous passez, prenez des chaussures fermées".
    """
    head = after_links(words, clause)
    places = [head]
    opener = words.lower[head]
    if opener in word_list("general_conditions"):
        mark, reach = ",", clause.last
    elif opener in word_list("claim_addressing"):
        mark, reach = ":", min(clause.last, head + _ADDRESS)
    else:
        return places
    after = (at + 1 for at in range(head + 1, reach) if words.lower[at] == mark)
    return [*places, *islice(after, 1)]


def _is_plural_order(words: Words, first: int) -> bool:
    word = words.lower[first]
    if word in word_list("claim_imperatives"):
        return True
    if not word.endswith(tuple(word_list("imperative_endings"))):
        return False
    if word in word_list("no_imperatives"):
        return False
    # Few words but verbs end in "-ez", many nouns in "-ons".
    return word.endswith("ez") or words.pos[first] not in {"DET", "ADV", "ADP", "PRON", "NUM"}


def _is_singular_order(words: Words, reading: Reading, first: int) -> bool:
    """Say whether a verb right after "ne" at the head has no subject: "Ne signe pas avec une agence"."""
    word = words.lower[first]
    return (
        reading.negation is not None
        and reading.negation[1] > first
        and not words.shapes[first].infinitive
        and not word.endswith(never_finite())
        and word not in grammar().negation_second
    )


def _is_aside(words: Words, reading: Reading, first: int) -> bool:
    """Say whether the clause comments on the talk; "Regardez, …" does, "Regardez leurs comptes" orders."""
    for hit in reading.hits.get("aside", ()):
        if hit.first > first:
            continue
        if hit.first < first or hit.last > first:
            return True
        if first == reading.clause.last or words.lower[first + 1] in ",:;":
            return True
    return False


def _wish(words: Words, reading: Reading, *, asked: bool) -> int | None:
    """Return the "que" of an order in the third person: "Qu'il écrive court"."""
    clause = reading.clause
    first = after_links(words, clause)
    if first + 2 > clause.last or words.lower[first] not in grammar().complement_que:
        return None
    if words.lower[first + 1] not in word_list("claim_wished_subjects"):
        return None
    verbs = [
        words.shapes[at] for at in range(first + 2, clause.last + 1) if words.shapes[at].finite
    ]
    wished = any(
        words.lower[at] in word_list("claim_subjunctives") for at in range(first, clause.last)
    )
    if not verbs or not (asked or wished or verbs[0].mood == "Sub"):
        return None
    return first if verbs[0].tense in {"", "Pres"} else None


def opens_infinitive(words: Words, clause: Clause) -> bool:
    """Say whether an infinitive stands at the head of a clause."""
    first = after_links(words, clause)
    for at in range(first, min(first + 4, clause.last + 1)):
        if words.shapes[at].infinitive:
            return True
        if words.pos[at] in {"NOUN", "PROPN", "NUM"}:
            return False  # "Les jeunes partis étudier"
    return False


def after_links(words: Words, clause: Clause) -> int:
    """Return the first word of a clause after its conjunctions and hesitations."""
    first = clause.first
    while first < clause.last and (
        words.lower[first] in grammar().clause_links
        or words.lower[first] == ","
        or words.lower[first] in word_list("hesitations")
    ):
        first += 1
    return first
