"""The closed word classes that the rules of claims read, as one object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

from pipeline.lexicons import table
from pipeline.lexicons import words as word_list


@dataclass(frozen=True, slots=True)
class Grammar:
    """Lists of `pipeline.lexicons`, each under the name of its file."""

    abbreviations: frozenset[str]
    conditions: frozenset[str]
    content_verbs: tuple[str, ...]  # stems
    clause_additions: frozenset[str]
    clause_joints: frozenset[str]
    clause_links: frozenset[str]
    clause_splitters: frozenset[str]
    subject_pronouns: frozenset[str]
    subordinators: frozenset[str]
    elided_conditions: frozenset[str]
    complement_que: frozenset[str]
    adverbial_que: frozenset[str]
    negation_first: frozenset[str]
    negation_second: frozenset[str]
    negation_bare: frozenset[str]
    negation_head: frozenset[str]
    negation_subject: frozenset[str]
    negation_restricted: frozenset[str]
    negation_alone: frozenset[str]
    perfect_auxiliaries: frozenset[str]
    going_to: frozenset[str]
    causatives: frozenset[str]
    degrees: frozenset[str]
    determiners_generic: frozenset[str]
    answer_noise: frozenset[str]
    reason_links: frozenset[str]
    relatives: frozenset[str]
    before_imperative: frozenset[str]
    resumptives: frozenset[str]
    speaker_subjects: frozenset[str]
    function_words: frozenset[str]


@cache
def grammar() -> Grammar:
    """Return the word classes, read once a process."""
    lists = {field.name: word_list(field.name) for field in fields(Grammar)}
    stems = tuple(sorted(lists.pop("content_verbs")))
    return Grammar(content_verbs=stems, **lists)


def subordinates(lower: Sequence[str], at: int) -> bool:
    """Say whether a word opens a subordinate clause; "s'" does only before its subject ("s'il").

    >>> subordinates(["s'", "occuper"], 0), subordinates(["s'", "il"], 0)
    (False, True)
    """
    lists = grammar()
    if lower[at] not in lists.subordinators:
        return False
    if lower[at] not in lists.elided_conditions:
        return True
    return at + 1 < len(lower) and lower[at + 1] in lists.subject_pronouns


def opens_adverbial(lower: Sequence[str], at: int, verb: int) -> bool:
    """Say whether a "que" at `at` opens an adverbial clause, not the content of the verb at `verb`.

    >>> opens_adverbial(["soutient", "même", "que"], 2, 0)
    False
    >>> opens_adverbial(["viendra", "avec", "le", "même", "que"], 4, 0)
    True
    """
    before = at - 1
    if lower[before] not in word_list("adverbial_que"):
        return False
    resumed = lower[before] in word_list("claim_resumed_que")
    near = verb + 1 if lower[verb + 1] not in word_list("source_pronouns") else verb + 2
    return not (resumed and before == near)


@cache
def persons() -> dict[str, str]:
    """Return pronouns and possessives with their person: "1", "2", "4" (we), "5" (you)."""
    return table("persons")


@cache
def numerals() -> dict[str, float]:
    """Return number words with their value."""
    return {word: float(value) for word, value in table("numerals").items()}
