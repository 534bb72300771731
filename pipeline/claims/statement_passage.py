"""Where pronouns and noun phrases stand in a turn: sentences, impersonal "il", lists, persons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from pipeline.claims.grammar import grammar
from pipeline.claims.statement_phrases import Phrase
from pipeline.claims.words import Words
from pipeline.lexicons import entries
from pipeline.lexicons import words as word_list

_TO_VERB = 5  # words between a subject pronoun and its verb ("il ne nous l'a")
_TO_PREDICATE = 5  # words between "il" and the end of "est très important de"
_ARTICLES = frozenset({"un", "une", "des"})
_SHORT = 4  # words of a sentence that is looked through ("Oui.", "Trois fois.")


@dataclass(frozen=True, slots=True)
class Passage:
    """A turn whose pronouns can be resolved, with the question before it."""

    words: Words
    phrases: Sequence[Phrase]
    before: Passage | None = None
    memo: dict[int, Referent | None] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Referent:
    """A phrase that a pronoun means, in the passage where it stands."""

    passage: Passage
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of the third person: its word, the genders ("m", "f", "mf") and the number it may have."""

    at: int
    gender: str
    plural: bool


def subject_pronouns(passage: Passage, first: int, last: int) -> Iterator[int]:
    """Yield the words in ``[first, last]`` that are subject pronouns standing for a noun."""
    for at in range(first, last + 1):
        if passage.words.lower[at] in subject_forms() and stands_for_noun(passage.words, at):
            yield at


def window_start(words: Words, at: int) -> int:
    """Return where the sentence before that of word `at` begins; short ones are looked through."""
    begin = sentence_start(words, at)
    while begin > 0:
        end, begin = begin, sentence_start(words, begin - 1)
        if end - begin > _SHORT:
            break
    return begin


def sentence_start(words: Words, at: int) -> int:
    """Return the first word of the sentence that word `at`, or the one before it, belongs to."""
    while at > 0:
        mark = words.lower[at - 1]
        if mark in ".!?…" and not (mark == "." and _is_abbreviated(words, at - 2)):
            return at
        at -= 1
    return 0


def _is_abbreviated(words: Words, at: int) -> bool:
    """Say whether a word goes on after its full stop: "M. Pradel", "R. Dumas"."""
    if at < 0:
        return False
    initial = words.ends[at] - words.starts[at] == 1 and words.is_capital(at)
    return initial or words.lower[at] in grammar().abbreviations


def stands_for_noun(words: Words, at: int) -> bool:
    """Say whether a pronoun stands before its verb and means somebody: not "dit-il", not "il faut"."""
    if words.is_hyphened(at):
        return False
    if (at > 0 and words.lower[at - 1] in word_list("statement_tonic")) or (
        at > 1
        and words.lower[at - 1] == ","
        and words.lower[at - 2] in word_list("statement_tonic")
    ):
        return False
    verb = at + 1
    while verb < len(words) and verb - at <= _TO_VERB and not words.shapes[verb].finite:
        if words.lower[verb] not in word_list("clitics") and words.lower[verb] not in word_list(
            "preverbal"
        ):
            return False
        verb += 1
    if verb >= len(words) or not words.shapes[verb].finite:
        return False
    return words.lower[at] != "il" or not _is_impersonal(words, at, verb)


def _is_impersonal(words: Words, at: int, verb: int) -> bool:
    if "y" in words.lower[at:verb] and words.lower[verb] in word_list("statement_there_is"):
        return True
    after = words.lower[verb + 1 : verb + 1 + _TO_PREDICATE]
    if words.lower[verb] in word_list("statement_impersonal") or any(
        word in word_list("statement_impersonal") for word in after[:2]
    ):
        return True
    if any(word in word_list("statement_impersonal_after") for word in after[:2]):
        return True
    # "il est plus simple de", "il serait bon que"
    for step in range(verb + 1, min(len(words) - 1, verb + _TO_PREDICATE)):
        if words.pos[step] == "ADJ" and words.lower[step + 1] in word_list("statement_de_que"):
            return True
    return False


def pronouns_in(words: Words, begin: int, end: int) -> list[Pronoun]:
    """Return the pronouns of the third person in ``[begin, end)`` that stand for a noun."""
    found = []
    for at in range(begin, end):
        word = words.lower[at]
        if word in subject_forms():
            hyphen = words.is_hyphened(at)
            if word != "il" or hyphen or stands_for_noun(words, at):
                gender, number = subject_forms()[word]
                found.append(Pronoun(at, gender, number == "p"))
        elif word in _others() and (words.pos[at] == "PRON" or "-" in word):
            gender, number = _others()[word]
            found.append(Pronoun(at, gender, number == "p"))
    return found


def may_be(pronoun: Pronoun, gender: str, *, plural: bool) -> bool:
    """Say whether a pronoun may mean what another of that gender and number means."""
    return pronoun.plural == plural and gender in pronoun.gender


def is_taken_up_after(passage: Passage, at: int, gender: str, *, plural: bool) -> bool:
    """Say whether a phrase at the end of the sentence says who is meant: "Elle est chère, la presse."."""
    words = passage.words
    for phrase in passage.phrases:
        if phrase.first <= at or not phrase.agrees(gender, plural=plural):
            continue
        between = words.lower[at : phrase.first]
        if any(mark in between for mark in ".!?…"):
            return False
        if between[-1] == ",":
            return True
    return False


def is_person(words: Words, phrase: Phrase) -> bool:
    """Say whether a phrase names somebody: by a person's name or a noun of trades and families."""
    head = words.lower[phrase.head]
    nouns = word_list("entity_person_nouns")
    return bool(phrase.said) or phrase.kind == "name" or head in nouns or head[:-1] in nouns


def is_time(words: Words, phrase: Phrase) -> bool:
    """Say whether a phrase is one of time, which no personal pronoun takes up ("le lundi")."""
    return words.lower[phrase.head] in word_list("statement_times")


def is_joined(words: Words, phrase: Phrase) -> bool:
    """Say whether a phrase is part of a list ("le maire et son adjoint", "un livre, une chanson")."""
    before, after = words.lower[: phrase.first][-1:], words.lower[phrase.last + 1 :][:2]
    if phrase.kind == "indefinite" and after[:1] == [","] and after[1:] and after[1] in _ARTICLES:
        return True
    return bool({*before, *after[:1]} & word_list("statement_joints"))


def tells_where(words: Words, phrase: Phrase) -> bool:
    """Say whether a phrase only tells where, when or how: "La fanfare répète [dans la cour]"."""
    return phrase.first > 0 and words.lower[phrase.first - 1] in word_list("statement_adjuncts")


@cache
def subject_forms() -> dict[str, tuple[str, str]]:
    """Return the subject pronouns of the third person with gender and number."""
    return {word: (gender, number) for word, gender, number in entries("statement_pronouns")}


@cache
def _others() -> dict[str, tuple[str, str]]:
    return {word: (gender, number) for word, gender, number in entries("statement_other_pronouns")}
