"""The words of a text in capitals, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from pipeline.casing.known import given_names, homonyms, several, single_names, small_words
from pipeline.casing.writing import WORD, Key, Writing, neighbours, opens
from pipeline.lexicons import words
from pipeline.text import fold

LONGEST_ACRONYM = 4
_BOUND = re.compile(r"(?:-[^\W\d_]+)+")
_NO_NAMES = ("function_words", "claim_pronoun_heads", "quantifiers", "entity_titles")
_PREPOSITIONS = frozenset(("avec", "contre", "dans", "sur"))  # before nouns with an article
_BARE = frozenset(
    ["base", "demain", "esprit", "front", "justice", "lire", "sens"]
)  # homonyms without one
_BEHIND_CHEZ = frozenset(
    [
        "assez",
        "autrui",
        "bon",
        "chacun",
        "chacune",
        "jeunes",
        "nombre",
        "presque",
        "seulement",
        "tant",
        "tel",
        "tels",
    ]
)
_ALONE = frozenset("aàyô")  # words of one letter
_SPELT = frozenset("aéèiouyœ")  # letters that no abbreviated title has
_ACCENTS = {"e": "éèê", "a": "àâ", "i": "îï", "o": "ô", "u": "ùû", "c": "ç"}
_MOST_LETTERS = 4  # of a word that may have lost an accent

IsCommon = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Reader:
    """Lowers texts that all have their accents, or have all lost them; words are compared by `key`."""

    key: Key
    writing: Writing
    is_common: IsCommon

    def lowered(self, text: str) -> str:
        """Return the text as running text; what has another length in small letters stays."""
        names = self._names(text)
        pieces, end = [], 0
        for last, match, following in neighbours(text):
            written, start = match.group(), match.start()
            found = names.get(start) or self._form(
                written,
                last.group() if last else "",
                following.group() if following else "",
                text[match.end() : match.end() + 1],
            )
            if opens(text, start):
                found = _capital(found)
            pieces += [text[end:start], _as_long(found, written)]
            end = match.end()
        return "".join([*pieces, text[end:]])

    def _form(self, written: str, last: str, following: str, after: str) -> str:
        small = written.lower()
        if len(written) == 1 and after == "'":
            return small
        if len(written) == 1 and small not in _ALONE and after != "-":
            return written  # an initial, a unit
        if (
            small in words("entity_titles")
            and small not in ("me", "mm")
            and _SPELT.isdisjoint(small)
        ):
            return written[0] + small[1:]  # Mme, Dr
        found = self._known(written, last, following)
        if has_accents(written) and found.lower() != small:  # an accent that is printed stays
            found = small if found[0].islower() else _capital(small)
        return _capital(found) if _must_be_name(found.lower(), last.lower()) else found

    def _known(self, written: str, last: str, following: str) -> str:
        word, small = self.key(written), written.lower()
        seen = self.writing.form(
            self.key(last), word, self.key(following), small=small_words(self.key).get(word)
        )
        if seen is not None:
            return seen
        if word in single_names(self.key):
            return single_names(self.key)[word]
        if word in given_names(self.key) and small not in words("pseudonym_common_names"):
            return given_names(self.key)[word]
        listed = next(filter(self.is_common, self._variants(small)), None)
        if listed is not None:
            return listed
        return written if len(written) <= LONGEST_ACRONYM else written[0] + small[1:]

    def _names(self, text: str) -> dict[int, str]:
        """Return the words of well-known names of several words, and of persons, by where they start."""
        matches = list(WORD.finditer(text))
        found: dict[int, str] = {}
        end = 0
        for match, following in zip(matches, [*matches[1:], None], strict=True):
            start = match.start()
            if start < end:
                continue
            name = self._name_at(text, match)
            if name is not None:
                found |= {start + word.start(): word.group() for word in WORD.finditer(name)}
                end = start + len(name)
            elif following is not None and self._is_person(text, match, following):
                end = _end_of_compound(text, following)
                parts = WORD.finditer(text, start, end)
                found |= {m.start(): m.group()[0] + m.group()[1:].lower() for m in parts}
        return found

    def _name_at(self, text: str, match: re.Match[str]) -> str | None:
        start = match.start()
        for name in several().get(fold(match.group()), ()):
            end = start + len(name)
            if self.key(text[start:end]) == self.key(name) and not text[end : end + 1].isalnum():
                return name
        return None

    def _is_person(self, text: str, first: re.Match[str], second: re.Match[str]) -> bool:
        """Say whether a given name stands before a word that is not a common one."""
        if text[first.end() : second.start()] != " " or len(second.group()) < 3:
            return False
        surname = text[second.start() : _end_of_compound(text, second)].lower()
        return self.key(first.group()) in given_names(self.key) and not all(
            self.key(part) in small_words(self.key)
            or any(map(self.is_common, self._variants(part)))
            for part in WORD.findall(surname)
        )

    def _variants(self, small: str) -> Iterable[str]:
        return [small] if self.key is str.lower else _accented(small)


def _must_be_name(word: str, last: str) -> bool:
    """Say whether a word has no article where a noun that is no name would have one: "chez", "sur Signal"."""
    if any(word in words(lexicon) for lexicon in _NO_NAMES):
        return False
    if last == "chez":
        return word not in _BEHIND_CHEZ
    return last in _PREPOSITIONS and word in homonyms() and word not in _BARE


def has_accents(text: str) -> bool:
    """Say whether a letter has an accent.

    >>> has_accents("ÉTÉ"), has_accents("ETE")
    (True, False)
    """
    return any(fold(letter) != letter.lower() for letter in text if letter.isalpha())


def _capital(word: str) -> str:
    return word[0].upper() + word[1:]


def _as_long(found: str, written: str) -> str:
    """Return a form of the length of what is printed: "coeur" where "cœur" is known, "ﬁn" as it is."""
    if len(found) == len(written):
        return found
    small = written.lower()
    if len(small) != len(written):
        return written
    return small if found[0].islower() else written[0] + small[1:]


def _end_of_compound(text: str, word: re.Match[str]) -> int:
    """Return where a word ends, what hyphens bind to it included."""
    bound = _BOUND.match(text, word.end())
    return bound.end() if bound else word.end()


def _accented(word: str) -> Iterator[str]:
    """Yield a word, and with the accents that it may have lost where these letters are few.

    >>> list(_accented("tot"))
    ['tot', 'tôt']
    """
    places = [at for at, letter in enumerate(word) if letter in _ACCENTS]
    if len(places) > 2 * _MOST_LETTERS:
        places = []
    acute = [at for at in places if word[at] == "e"][:_MOST_LETTERS]
    for letters in product("eé", repeat=len(acute)):
        yield _with(word, zip(acute, letters, strict=True))
    for at in places:
        for accent in _ACCENTS[word[at]]:
            if accent != "é":
                yield _with(word, [(at, accent)])


def _with(word: str, letters: Iterable[tuple[int, str]]) -> str:
    changed = list(word)
    for at, letter in letters:
        changed[at] = letter
    return "".join(changed)
