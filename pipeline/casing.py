"""What is printed in capitals, in the letters that it would have in running text."""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from pipeline.errors import OffsetError
from pipeline.lexicons import words
from pipeline.text import fold

WORD = re.compile(r"[^\W\d_]+")
_BEGINS = re.compile(r"(?:^|[.!?…:\n]|[-–—•]\s|^\s*\w{1,2}[.)]\s) [\s\"'(]* \Z", re.VERBOSE)
_BEFORE = 8  # characters before a word that say whether it begins a sentence
_LISTS = (
    "companies",
    "events",
    "institutions",
    "media",
    "persons",
    "places",
    "platforms",
    "products",
)
_LEAST_WORDS = 3
_LONGEST_ACRONYM = 4
_LEAST_SHARE = 0.9  # of the letters
_ALONE = frozenset("aàyô")  # words of one letter
_SPELT = frozenset("aéèiouyœ")  # letters that no abbreviated title has
_ACCENTS = {"e": "éèê", "a": "àâ", "i": "îï", "o": "ô", "u": "ùû", "c": "ç"}
_MOST_LETTERS = 4  # of a word that may have lost an accent

Key = Callable[[str], str]
Dictionary = Callable[[str], bool]


def truecased(
    texts: Iterable[str], is_common: Dictionary, *, names: Iterable[str] = ()
) -> list[str]:
    """Return the turns of one interview, those in capitals in small letters but for what looks like a name.

    Well-known names of several words are written as they are known. Any other word takes the form that it has elsewhere
    in the interview; else it is small if training texts have it small, has the capitals of a well-known name, is small if
    it is a common word of French; else it stays as it is if it is short, and gets a capital. Every text keeps its length.

    Args:
        texts: In their analysis form.
        is_common: Says of a word in small letters whether French dictionaries have it.
        names: Of those who speak, as they are written.

    Raises:
        OffsetError: A text would change its length.

    >>> truecased(["ET CHEZ LAFARGE, QUE FAIT LE PRÉFET ?", "Lafarge communique."], {"préfet"}.__contains__)
    ['Et chez Lafarge, que fait le préfet ?', 'Lafarge communique.']
    """
    given = list(texts)
    shouted = {number for number, text in enumerate(given) if is_shouted(text)}
    if not shouted:
        return given
    others = [text for n, text in enumerate(given) if n not in shouted]
    forms = cache(functools.partial(_forms, others, list(names)))  # most interviews need one key
    found = list(given)
    for number in shouted:
        # Capitals may have lost their accents; where they have them, they tell "a" from "à".
        key = str.lower if _has_accents(given[number]) else fold
        found[number] = _Reader(key, forms(key), is_common).lowered(given[number])
        if len(found[number]) != len(given[number]):
            raise OffsetError("a text in capitals has another length in small letters")
    return found


def is_shouted(text: str) -> bool:
    """Say whether a text is a sentence all in capitals, rather than names or acronyms in a row.

    >>> is_shouted("QUE FAITES-VOUS ICI ?"), is_shouted("SNCF, RATP, EDF, TF1"), is_shouted("Que fait EDF ?")
    (True, False, False)
    """
    letters = [letter for letter in text if letter.isalpha()]
    if sum(map(str.isupper, letters)) < _LEAST_SHARE * len(letters):
        return False
    found = [word.lower() for word in WORD.findall(text)]
    return len(found) >= _LEAST_WORDS and any(word in words("function_words") for word in found)


def _has_accents(text: str) -> bool:
    return any(fold(letter) != letter.lower() for letter in text if letter.isalpha())


def _forms(texts: Iterable[str], names: Iterable[str], key: Key) -> dict[str, str]:
    """Return the form of each word that most often stands within a sentence, by `key`."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        for word in WORD.findall(name):
            counts[key(word)][word] += 1
    for text in texts:
        for match in WORD.finditer(text):
            if match.group().islower() or not begins(text, match.start()):
                counts[key(match.group())][match.group()] += 1
    return {word: same.most_common(1)[0][0] for word, same in counts.items()}


def begins(text: str, at: int) -> bool:
    """Say whether any word would have a capital at a place."""
    return not at or _BEGINS.search(text, max(0, at - _BEFORE), at) is not None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Lowers texts that all have their accents, or have all lost them; words are compared by `key`."""

    key: Key
    forms: Mapping[str, str]  # how the interview writes its words
    is_common: Dictionary

    def lowered(self, text: str) -> str:
        """Return the text as running text; what has another length in small letters stays."""
        names = self._names(text)

        def form(match: re.Match[str]) -> str:
            written, start = match.group(), match.start()
            found = names.get(start) or self._form(written, text[match.end() : match.end() + 1])
            if begins(text, start):
                found = found[0].upper() + found[1:]
            return found if len(found) == len(written) else written

        return WORD.sub(form, text)

    def _form(self, written: str, after: str) -> str:
        small = written.lower()
        if len(written) == 1 and small not in _ALONE and after not in ("'", "-"):
            return written  # an initial, a unit
        if (
            small in words("entity_titles")
            and small not in ("me", "mm")
            and _SPELT.isdisjoint(small)
        ):
            return written[0] + small[1:]  # Mme, Dr
        for known in (self.forms, _small_words(self.key), _single_names(self.key)):
            if self.key(written) in known:
                return known[self.key(written)]
        variants = [small] if self.key is str.lower else _accented(small)
        listed = next(filter(self.is_common, variants), None)
        if listed is not None:
            return listed
        return written if len(written) <= _LONGEST_ACRONYM else written[0] + small[1:]

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
                both = (match, following)
                found |= {m.start(): m.group()[0] + m.group()[1:].lower() for m in both}
                end = following.end()
        return found

    def _name_at(self, text: str, match: re.Match[str]) -> str | None:
        start = match.start()
        for name in _several().get(fold(match.group()), ()):
            end = start + len(name)
            if self.key(text[start:end]) == self.key(name) and not text[end : end + 1].isalnum():
                return name
        return None

    def _is_person(self, text: str, first: re.Match[str], second: re.Match[str]) -> bool:
        """Say whether a given name stands before a word that is not a common one."""
        if text[first.end() : second.start()] != " " or len(second.group()) < 3:
            return False
        given = self.key(first.group()) in _given_names(self.key)
        surname = second.group().lower()
        return given and not (
            self.key(surname) in _small_words(self.key) or self.is_common(surname)
        )


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


# --- what is known of words ------------------------------------------------------------------


@cache
def _known() -> tuple[str, ...]:
    """Return well-known names that are nothing else; without "Le Monde" and its like."""
    names = (name for source in _LISTS for name in words(f"known_{source}"))
    found = {name for name in names if WORD.match(name)} - words("known_homonyms")
    return tuple(sorted(name for name in found if not _is_one_common_word(name)))


def _is_one_common_word(name: str) -> bool:
    parts = [
        part for part in re.split(r"[\s'-]+", name.lower()) if part not in words("function_words")
    ]
    return len(parts) <= 1 and words("small_words").issuperset(parts)


@cache
def _several() -> dict[str, list[str]]:
    """Return the names of several words by their first word folded, the longest first."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in _known():
        if not WORD.fullmatch(name):
            found[fold(WORD.findall(name)[0])].append(name)
    return {
        first: sorted(same, key=lambda name: (-len(name), name)) for first, same in found.items()
    }


@cache
def _single_names(key: Key) -> dict[str, str]:
    """Return the names of one word by `key`."""
    return {key(name): name for name in _known() if WORD.fullmatch(name)}


@cache
def _given_names(key: Key) -> frozenset[str]:
    return frozenset(map(key, words("known_firstnames")))


@cache
def _small_words(key: Key) -> dict[str, str]:
    """Return the words that texts have in small letters by `key`."""
    return {key(word): word for word in sorted(words("small_words"), reverse=True)}
