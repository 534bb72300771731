"""Object pronouns as nouns after their verb: "je les rends" -> "je rends les clés"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipeline.claims.statement_passage import Passage, Referent, is_person
from pipeline.claims.statement_pronouns import meant_by
from pipeline.claims.statement_wording import Change, elided
from pipeline.claims.words import Words
from pipeline.lexicons import entries, table
from pipeline.lexicons import words as word_list


def has_object(words: Words, first: int, last: int) -> bool:
    """Say whether a claim has a pronoun where `objects_in` looks for one."""
    subjects, objects = word_list("statement_object_subjects"), _objects()
    return any(
        words.lower[at] in objects and words.lower[at - 1] in subjects
        for at in range(first + 1, last)
    )


def objects_in(passage: Passage, first: int, last: int) -> Iterator[tuple[int, Referent, str]]:
    """Yield the object pronouns of a claim that one phrase alone explains, with the preposition it takes.

    Only "je les rends": the first or second person or "on", one pronoun, one finite verb, affirmed. A perfect ("je
    les ai rendues") agrees with the pronoun before it and stays.
    """
    words = passage.words
    for at in range(first + 1, last):
        if words.lower[at] not in _objects() or words.lower[at] in words.lower[first:at]:
            continue
        if not _is_alone_before_verb(words, at, last):
            continue
        genders, number, preposition = _objects()[words.lower[at]]
        found = meant_by(passage, at, genders, plural=number == "p")
        if found is None or (
            preposition == "à" and not is_person(found.passage.words, found.phrase)
        ):
            continue
        yield at, found, preposition.strip("-")


def moved(words: Words, at: int, said: str, preposition: str) -> Change:
    """Return the change of a pronoun and its verb into the verb and the noun: "je les aime" -> "j'aime les cartes"."""
    verb = words.text[words.starts[at + 1] : words.ends[at + 1]]
    if preposition:
        article, _, rest = said.partition(" ")
        melted = table("statement_contractions").get(f"{preposition} {article}")
        said = f"{melted} {rest}" if melted else f"{preposition} {said}"
    begin = at - 1 if words.lower[at - 1] == "je" and elided(verb) else at
    opener = words.text[words.starts[begin]] + "'" if begin < at else ""
    return Change(words.starts[begin], words.ends[at + 1], f"{opener}{verb} {said}")


def _is_alone_before_verb(words: Words, at: int, last: int) -> bool:
    before, verb = words.lower[at - 1], at + 1
    if before not in word_list("statement_object_subjects") or not words.shapes[verb].finite:
        return False
    if words.pos[verb] == "AUX" or words.lower[verb] in word_list("statement_auxiliaries"):
        return False
    after = verb + 1
    # "je les fais venir", "je les trouve lents": what follows leans on the pronoun.
    return after > last or not (
        words.shapes[after].infinitive
        or words.pos[after] in {"ADJ", "VERB", "AUX", "ADV"}
        or words.lower[after] in word_list("subject_pronouns")
    )


@cache
def _objects() -> dict[str, tuple[str, str, str]]:
    return {
        word: (genders, number, preposition)
        for word, genders, number, preposition in entries("statement_objects")
    }
