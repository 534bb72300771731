"""Names -> pseudonyms nobody can guess without the key's secret, and that are nobody's in the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from pipeline.lexicons import entries, words
from pipeline.pseudonyms.addresses import SHORTEST_PART
from pipeline.pseudonyms.key import Key, Row, merged
from pipeline.pseudonyms.survey import Survey
from pipeline.pseudonyms.words import (
    begins_with_vowel,
    gender,
    is_common,
    name_words,
    shaped,
    words_in,
)
from pipeline.text import fold


def extended(key: Key, survey: Survey, *, organisations: bool) -> Key:
    """Return the key with a pseudonym for every name of the survey; those it has stay.

    A first name becomes a first name of the same gender, or one that women and men bear where its own is
    unknown, and a family name an invented one; both begin
    with a vowel where the original does, so that "d'Anne" stays right. One word has one pseudonym
    in all interviews: relatives keep a common family name, and two people of one name have one
    pseudonym.

    Args:
        key: As read.
        survey: Of all records that will be written.
        organisations: Whether organisations get pseudonyms too.
    """
    coiner = _Coiner(key, survey, _taken(key, survey))
    rows = [row for row in key.rows if row.label in ("LABEL", "ORG", "OTHER")]
    persons = {row.original: set(row.interviews) for row in key.rows if row.label == "PER"}
    chosen = {row.original: row.pseudonym for row in key.rows if row.label == "PER"}
    for name, ids in survey.persons.items():
        persons.setdefault(name, set()).update(ids)
    for name in sorted(persons, key=lambda name: (not chosen.get(name), name)):
        rows += coiner.person(name, chosen.get(name, ""), tuple(sorted(persons[name])))
    if organisations:
        rows += _organisations(coiner, rows, survey)
    finished = [row if row.pseudonym else coiner.phrase(row) for row in rows]
    return Key(key.secret, merged(tuple(finished)))


def _taken(key: Key, survey: Survey) -> set[str]:
    """Return the words that no pseudonym may be: those of the texts, of names and of pseudonyms."""
    names = [*survey.persons, *(form for _, forms in survey.organisations for form in forms)]
    names += [text for row in key.rows for text in (row.original, row.pseudonym)]
    return survey.vocabulary | {word.folded for name in names for word in words_in(name)}


@dataclass(slots=True)
class _Coiner:
    """Gives out pseudonyms, each once.

    Args:
        key: As read.
        survey: Of all records that will be written.
        taken: Folded words that no pseudonym may be.
        words: The pseudonyms of words, by what they replace.
        names: Folded words of all names, which no pseudonym may begin or end with.
    """

    key: Key
    survey: Survey
    taken: set[str]
    words: dict[str, str] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.words.update(self.key.words)
        names = [*self.survey.persons, *(row.original for row in self.key.rows)]
        self.names.update(word.folded for name in names for word in words_in(name))

    def person(self, name: str, chosen: str, ids: tuple[str, ...]) -> list[Row]:
        """Return the rows of a name: itself and each of its words."""
        parts = name_words(name)
        wanted = [word.text for word in name_words(chosen)] if chosen else [""] * len(parts)
        rows, made, at = [], "", 0
        for part, wish in zip(parts, wanted, strict=True):
            pseudonym = self.words.get(part.folded) or wish or self._word(part.text)
            self.words[part.folded] = pseudonym
            rows.append(Row(part.text.title(), pseudonym, "PER", ids))
            made += name[at : part.start] + shaped(pseudonym, part.text)
            at = part.end
        whole = made + name[at:]
        if len(parts) > 1:
            rows.append(Row(name, whole, "PER", ids))
        return rows

    def _word(self, word: str) -> str:
        folded = fold(word)
        first = self.survey.is_first_name(folded) or self.survey.stands_first(folded)
        vowel = begins_with_vowel(word, first_name=first)
        return self._next(folded, _first_names(gender(folded), vowel) if first else (), vowel)

    def phrase(self, row: Row) -> Row:
        """Return the row of an organisation or of another name that is replaced as one."""
        vowel = begins_with_vowel(row.original, first_name=False)
        return Row(
            row.original, self._next(fold(row.original), (), vowel), row.label, row.interviews
        )

    def _next(self, folded: str, pool: tuple[str, ...], vowel: bool) -> str:
        for candidate in self._candidates(folded, pool, vowel):
            if fold(candidate) not in self.taken and not self._holds_name(fold(candidate)):
                self.taken.add(fold(candidate))
                return candidate
        raise AssertionError("invented names never end")

    def _holds_name(self, candidate: str) -> bool:
        """Return whether the leak check would find somebody in it: Élodie in "melodie.fr"."""
        sizes = range(SHORTEST_PART, len(candidate))
        parts = (part for size in sizes for part in (candidate[:size], candidate[-size:]))
        return any(part in self.names for part in parts)

    def _candidates(self, folded: str, pool: tuple[str, ...], vowel: bool) -> Iterator[str]:
        if pool:
            start = self._number(folded) % len(pool)
            yield from pool[start:] + pool[:start]
        invented = _invented(vowel)
        start = self._number(folded) % len(invented)
        yield from invented[start:] + invented[:start]
        ends = _syllables("end")
        for at in range(len(invented) * len(ends)):
            # Once all are given away, they get longer: "Valmel" is followed by "Valmelandel".
            yield invented[(start + at) % len(invented)] + ends[at // len(invented)]

    def _number(self, folded: str) -> int:
        return int.from_bytes(self.key.digest(folded)[:8])


def _organisations(coiner: _Coiner, rows: list[Row], survey: Survey) -> list[Row]:
    """Return the rows of organisations: all forms of one have one pseudonym."""
    known = {fold(row.original): row.pseudonym for row in rows if row.label == "ORG"}
    made = []
    # Longest first, so that the fullest form gives the pseudonym whatever interview comes first.
    groups = sorted(survey.organisations, key=lambda group: (-len(group[1][0]), group))
    for id, forms in groups:
        found = next((known[fold(form)] for form in forms if known.get(fold(form))), "")
        found = found or coiner.phrase(Row(forms[0], "", "ORG")).pseudonym
        for form in forms:
            pseudonym = known.setdefault(fold(form), found) or found
            known[fold(form)] = pseudonym
            made.append(Row(form, pseudonym, "ORG", (id,)))
    return made


@cache
def _first_names(gender: str | None, vowel: bool) -> tuple[str, ...]:
    known = entries("firstname_genders")
    names = [name for name, given in known if given == gender] if gender else []
    return tuple(
        name
        for name in (names or sorted(words("pseudonym_epicene")))
        if begins_with_vowel(name, first_name=True) == vowel
        # Compounds are pseudonyms of two words; an h may be taken either way.
        and name.isalpha()
        and not is_common(fold(name))
        and fold(name)[0] not in "hy"
    )


@cache
def _invented(vowel: bool) -> tuple[str, ...]:
    known = {fold(name) for lexicon in ("swap_names", "known_places") for name in words(lexicon)}
    return tuple(
        name
        for start in _syllables("start")
        if begins_with_vowel(start, first_name=False) == vowel
        for name in (start + end for end in _syllables("end"))
        if fold(name) not in known
    )


@cache
def _syllables(place: str) -> tuple[str, ...]:
    return tuple(part for part, where in entries("pseudonym_syllables") if where == place)
