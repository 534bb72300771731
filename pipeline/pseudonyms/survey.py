"""Records -> the names in them, and how their words are used elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from pipeline.lexicons import words as lexicon
from pipeline.pseudonyms.boilerplate import boilerplate_of
from pipeline.pseudonyms.words import (
    HYPHENS,
    SAINTS,
    Word,
    is_capitalised,
    is_common,
    is_first_name,
    is_place,
    name_words,
    words_in,
)
from pipeline.schema import EntityLabel, Participant, Record
from pipeline.text import fold

_AUTHORS = re.compile(r"\s*[,;/&]\s*|\s+(?:et|avec)\s+", re.IGNORECASE)


@dataclass(slots=True)
class Survey:
    """What all records hold; made by `survey_of` and not changed afterwards.

    Args:
        persons: Names as written, with the ids of the interviews they stand in.
        organisations: Groups of forms of one organisation, by the ids of interviews.
        own: For each interview, the folded words of the persons in it.
        labels: For each interview, printed labels with whom they stand for, as written.
        kept: Words that stand in names of places and works or in compounds, where they stay.
        places: What is the whole name of a place somewhere.
        family: Words that stand last in a name of several words.
        given: Words that stand as first names do, on the list or not: "Elaia Roc", "Marie-Pier Roc".
        vocabulary: Every word of every text.
        boilerplate: How many turns are no part of an interview.
        lower, upper: How often a word outside persons' names begins with a small letter, a capital.
    """

    ids: list[str] = field(default_factory=list)
    persons: dict[str, set[str]] = field(default_factory=dict)
    organisations: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    own: dict[str, frozenset[str]] = field(default_factory=dict)
    labels: dict[str, dict[str, str | None]] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    family: set[str] = field(default_factory=set)
    given: set[str] = field(default_factory=set)
    vocabulary: set[str] = field(default_factory=set)
    boilerplate: int = 0
    lower: Counter[str] = field(default_factory=Counter)
    upper: Counter[str] = field(default_factory=Counter)

    def is_first_name(self, folded: str) -> bool:
        """Return whether a word is a first name, and nobody's family name in these records."""
        return is_first_name(folded) and folded not in self.family

    def stands_first(self, folded: str) -> bool:
        """Return whether a word is used as a first name here, and nobody's family name."""
        return folded in self.given and folded not in self.family

    def is_common(self, folded: str) -> bool:
        """Return whether a word is no name by itself: listed as a French word, or mostly written small."""
        return is_common(folded) or self.lower[folded] > self.upper[folded]

    def is_place(self, folded: str) -> bool:
        """Return whether a word by itself names a place."""
        return folded in self.places or is_place(folded)


def survey_of(records: Iterable[Record]) -> Survey:
    """Return the survey of all records; they are gone through once."""
    survey = Survey()
    for record in records:
        survey.ids.append(record.id)
        survey.boilerplate += len(boilerplate_of(record))
        _add_persons(survey, record)
        _add_organisations(survey, record)
        _add_usage(survey, record)
    return survey


def is_initials(label: str) -> bool:
    """Return whether a printed label abbreviates a name: ``C.D.``, ``S. L. G.``, ``JB``."""
    letters = [word.text for word in words_in(label)]
    if len(letters) == 1:
        return 1 < len(label) <= 3 and label.isupper() and label.isalpha()
    return len(letters) > 1 and all(len(each) == 1 and each.isupper() for each in letters)


def forms_of(record: Record, label: EntityLabel) -> list[tuple[str, ...]]:
    """Return the forms of each entity with a label: its name, and the words of its mentions."""
    return [
        (entity.name, *(mention.text for mention in entity.mentions))
        for entity in record.entities
        if entity.label == label
    ]


# --- persons -------------------------------------------------------------------------------


def _add_persons(survey: Survey, record: Record) -> None:
    persons = {form for forms in forms_of(record, "PER") for form in forms}
    tagged = {fold(name) for name in persons}
    firms = {fold(name) for group in _firms(record) for name in group}
    for person in record.participants:
        if person.name and is_person(person, tagged=tagged, firms=firms):
            persons.add(person.name)
    for name in authors_of(record):
        if fold(name) not in firms:
            persons.add(name)
    known: set[str] = set()
    for name in persons:
        found = name_words(name)
        if found:
            survey.persons.setdefault(name, set()).add(record.id)
            known.update(word.folded for word in found)
            if len(found) > 1 and is_first_name(found[0].folded):
                survey.family.add(found[-1].folded)
            survey.given.update(_given_names(name, found))
    survey.own[record.id] = frozenset(known)
    survey.labels[record.id] = {
        label: person.name
        for person in record.participants
        for label in person.labels
        if is_initials(label) and fold(label).strip(" .:") not in _generic()
    }


def _given_names(name: str, found: list[Word]) -> Iterator[str]:
    """Yield the words of a name that stand first or are hyphened to such a one.

    >>> [list(_given_names(n, name_words(n))) for n in ("Elaia Roc", "Marie-Pier", "ROC Marie", "Roc")]
    [['elaia'], ['marie', 'pier'], [], []]
    """
    last = 0
    while last + 1 < len(found) and name[found[last].end : found[last + 1].start] in tuple(HYPHENS):
        last += 1
    known = is_first_name(found[0].folded)
    in_register = is_first_name(found[-1].folded) and not known
    if known or (last + 1 < len(found) and not in_register):
        yield from (word.folded for word in found[: last + 1])


def is_person(person: Participant, *, tagged: set[str], firms: set[str]) -> bool:
    """Return whether a participant's name is a person's and not a medium's; in doubt, it is.

    Args:
        person: A participant with a name.
        tagged: Folded names of the interview's persons.
        firms: Folded names of its organisations.
    """
    folded = fold(person.name or "")
    if folded in tagged:
        return True
    found = name_words(person.name or "")
    if not found or folded in _generic() or "&" in folded:
        return False
    if person.role == "interviewee" and is_first_name(found[0].folded):
        return True  # also where a mention was taken for a firm: "Alors Maïlys, on commence ?"
    if folded in firms:
        return False
    if is_first_name(found[0].folded):
        return True
    return not any(is_common(word.folded) for word in found)


def authors_of(record: Record) -> list[str]:
    """Return the names in the author of a source."""
    publication = fold(record.source.publication or "")
    # A run of white space without a comma would take the square of its length.
    author = " ".join((record.source.author or "").split())
    parts = _AUTHORS.split(author)
    return [part for part in parts if name_words(part) and fold(part) != publication]


@cache
def _generic() -> frozenset[str]:
    return frozenset(fold(label) for label in lexicon("generic_labels"))


# --- organisations -------------------------------------------------------------------------


def _firms(record: Record) -> list[tuple[str, ...]]:
    groups = forms_of(record, "ORG")
    groups += [(p.organisation,) for p in record.participants if p.organisation]
    if record.source.publication:
        groups.append((record.source.publication,))
    return groups


def _add_organisations(survey: Survey, record: Record) -> None:
    for group in _firms(record):
        forms = tuple(
            dict.fromkeys(
                form for form in group if any(is_capitalised(w.text) for w in words_in(form))
            )
        )
        if forms:
            survey.organisations.append((record.id, forms))


# --- usage ---------------------------------------------------------------------------------


def _add_usage(survey: Survey, record: Record) -> None:
    persons, others = [False] * len(record.text), [False] * len(record.text)
    for entity in record.entities:
        for mention in entity.mentions:
            marks = persons if entity.label == "PER" else others
            marks[mention.start : mention.end] = [True] * (mention.end - mention.start)
            if entity.label == "LOC":
                survey.places.add(fold(mention.text))
    before = ""
    for word in words_in(record.text):
        survey.vocabulary.add(word.folded)
        if not persons[word.start]:
            counts = survey.upper if is_capitalised(word.text) else survey.lower
            counts[word.folded] += 1
            around = record.text[max(0, word.start - 1) : word.start]
            around += record.text[word.end : word.end + 1]
            hyphened = any(char in HYPHENS for char in around)
            if others[word.start] or hyphened or before in SAINTS:
                survey.kept.add(word.folded)
        before = word.folded
