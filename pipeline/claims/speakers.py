"""Which noun phrases name somebody who can say something."""

from __future__ import annotations

from pipeline.claims.grammar import grammar, persons
from pipeline.claims.words import Words
from pipeline.lexicons import words as word_list

_FIRST_PERSONS = frozenset({"1", "4"})  # of `persons.txt`: "mon imprimeur", "notre directrice"


def may_assert(words: Words, subject: tuple[int, int], *, pronouns: bool = True) -> bool:
    """Say whether a subject is somebody who can say something, or a study: "La direction", not "Cette affaire".

    Args:
        words: The turn.
        subject: Its words.
        pronouns: A pronoun is somebody.
    """
    first, last = subject
    if words.lower[first] in grammar().subject_pronouns:
        return pronouns
    if is_study(words, subject) or words.lower[last] in word_list("claim_pronoun_heads"):
        return True
    if _is_name(words, first) or (
        words.pos[first] == "DET" and first < last and words.is_capital(first + 1)
    ):
        return True
    return any(names_somebody(word) for word in words.lower[first : last + 1])


def _is_name(words: Words, at: int) -> bool:
    return (
        words.is_capital(at)
        and words.pos[at] in {"PROPN", "NOUN", "X"}
        and words.lower[at] not in grammar().function_words
    )


def names_somebody(word: str) -> bool:
    """Say whether a noun is a person, a trade or a group that speaks, in the singular or the plural."""
    return names_person(word) or bool(_singulars(word) & word_list("claim_report_groups"))


def names_person(word: str) -> bool:
    """Say whether a noun is a person or a trade, in the singular or the plural."""
    found = _singulars(word)
    return bool(
        found & word_list("entity_person_nouns") or found & word_list("claim_report_people")
    )


def _singulars(word: str) -> frozenset[str]:
    return frozenset({word, word.removesuffix("s"), word.removesuffix("x")})


def is_somebody(words: Words, subject: tuple[int, int]) -> bool:
    """Say whether a noun phrase is the speaker's own somebody, a name, a person or a study.

    Narrower than `may_assert`, for places where nothing else tells that somebody speaks: neither pronouns nor groups.
    """
    first, last = subject
    if persons().get(words.lower[first]) in _FIRST_PERSONS or is_study(words, subject):
        return True
    people = word_list("entity_person_nouns")
    return any(
        words.is_capital(at) or bool({words.lower[at], words.lower[at].removesuffix("s")} & people)
        for at in range(first, last + 1)
    )


def is_study(words: Words, subject: tuple[int, int]) -> bool:
    """Say whether a subject is a study, which shows what people say: "les travaux américains"."""
    stems = tuple(word_list("studies"))
    return any(words.lower[at].startswith(stems) for at in range(subject[0], subject[1] + 1))
