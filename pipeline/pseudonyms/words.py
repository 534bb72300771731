"""Words of names as they are written -> one comparable form; names -> the words to replace.

Names are handled word by word: ``Anne``, ``Kermadec``, ``ANNE KERMADEC``, ``anne.kermadec`` and
``Kermadec-Roy`` are covered by the same few words, and the blanks, hyphens and dots between them
stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.lexicons import table, words
from pipeline.text import UNSEEN, fold

_WORD = re.compile(rf"(?:[^\W\d_][{UNSEEN}]*)+")
# Between two words of one name: "Anne Kermadec", "anne.kermadec", "KERMADEC, Anne".
_JOINT = re.compile(r"[\s\-‐‑.,_/+]{0,3}|%20|[’']")
# Between two words of an organisation's name, which may hold a comma or an ampersand.
_GAP = re.compile(r"[^\w.!?…;|\n]{0,4}|[.\n]")
HYPHENS = "-‐‑"
APOSTROPHES = "'’‘ʼ"
SAINTS = frozenset({"saint", "sainte", "saints", "saintes", "st", "ste"})


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters in a text."""

    start: int
    end: int
    text: str
    folded: str


def words_in(text: str) -> list[Word]:
    """Return the words of a text, in order.

    >>> [word.text for word in words_in("d’Anne-Marie_K2")]
    ['d', 'Anne', 'Marie', 'K']
    """
    return [Word(m.start(), m.end(), m.group(), _folded(m.group())) for m in _WORD.finditer(text)]


# The same words come again and again, in the search for leaks a dozen times each.
_folded = lru_cache(maxsize=1 << 16)(fold)


def joined(text: str, left: Word, right: Word) -> bool:
    """Return whether two words may belong to one name as far as what stands between them tells."""
    return right.start - left.end <= 3 and bool(_JOINT.fullmatch(text, left.end, right.start))


def one_phrase(text: str, found: list[Word]) -> bool:
    """Return whether nothing but blanks, hyphens and the like stands between words.

    >>> text = "Ville, Rail & Transports. Et vous"
    >>> one_phrase(text, words_in(text)[:3]), one_phrase(text, words_in(text)[2:4])
    (True, False)
    """
    return all(_GAP.fullmatch(text, a.end, b.start) for a, b in pairwise(found))


def is_in_address(text: str, word: Word) -> bool:
    """Return whether a word is part of an e-mail or web address, a handle or a hashtag.

    >>> at = words_in("Suivez @akermadec. Les akermadec")
    >>> is_in_address("Suivez @akermadec. Les akermadec", at[1])
    True
    >>> is_in_address("Suivez @akermadec. Les akermadec", at[3])
    False
    """
    after = text[word.end : word.end + 2]
    return text[: word.start][-1:] in tuple("@#/_.") or (
        after[:1] in tuple("@_/") or (after[:1] == "." and after[1:].isalnum())
    )


def is_capitalised(text: str) -> bool:
    """Return whether a word begins with a capital."""
    return text[:1].isupper() or text[:1].istitle()


def is_particle(folded: str) -> bool:
    """Return whether a word of a name is one that pseudonyms keep: de, Le, van, or a lone letter."""
    return len(folded) == 1 or folded in _particles()


def name_words(name: str) -> list[Word]:
    """Return the words of a person's name that a pseudonym replaces.

    Titles, particles and initials are kept as they are; so are words in lower case beside
    capitalised ones ("le président Kermadec").

    >>> [word.text for word in name_words("M. Jean-Yves de Kermadec")]
    ['Jean', 'Yves', 'Kermadec']
    """
    found = [
        word
        for word in words_in(name)
        if not is_particle(word.folded) and word.folded not in _titles()
    ]
    capitalised = [word for word in found if is_capitalised(word.text)]
    return capitalised or found


def is_first_name(folded: str) -> bool:
    """Return whether a word is known as a first name."""
    return folded in _first_names()


def gender(folded: str) -> str | None:
    """Return ``"f"`` or ``"m"`` for a first name that only women or only men bear, else None."""
    return _genders().get(folded)


def begins_with_vowel(word: str, *, first_name: bool) -> bool:
    """Return whether French elides before a word: "d'Anne", "d'Hélène", "de Paul", "de Hamon".

    An initial h is taken as mute in first names and as aspirated in family names, which is right
    more often than not.

    >>> begins_with_vowel("Yves", first_name=True), begins_with_vowel("Yann", first_name=True)
    (True, False)
    """
    folded = fold(word)
    if folded[:1] == "h":
        return first_name
    if folded[:1] == "y":
        return folded[1:2] not in "aeiou"
    return folded[:1] in "aeiou"


def is_common(folded: str) -> bool:
    """Return whether a name is also listed as a French word: rose, pierre, petit."""
    return folded in _common()


def is_place(folded: str) -> bool:
    """Return whether a name is also that of a known place."""
    return folded in _places()


def shaped(pseudonym: str, like: str) -> str:
    """Return a pseudonym in the case of what it replaces.

    >>> shaped("Valmel", "KERMADEC"), shaped("Valmel", "kermadec"), shaped("Valmel", "Kermadec")
    ('VALMEL', 'valmel', 'Valmel')
    """
    letters = [char for char in like if char.isalpha()]
    if len(letters) > 1 and not any(char.islower() for char in letters):
        return pseudonym.upper()
    return pseudonym.lower() if letters and letters[0].islower() else pseudonym


def shaped_phrase(pseudonym: str, like: str) -> str:
    """Return the pseudonym of a phrase: in capitals, or with one first, if what it replaces is so.

    >>> shaped_phrase("Valmel", "RTBF"), shaped_phrase("Valmel", "université de Liège")
    ('VALMEL', 'Valmel')
    >>> shaped_phrase("une radio", "La radio locale")
    'Une radio'
    """
    if like.isupper():
        return shaped(pseudonym, like)
    return pseudonym[:1].upper() + pseudonym[1:] if is_capitalised(like) else pseudonym


def is_name_like(words: Iterable[Word]) -> bool:
    """Return whether a word with a meaning of its own is capitalised: "Le Monde", not "le monde"."""
    return any(
        is_capitalised(word.text) and not is_particle(word.folded) and word.folded not in _titles()
        for word in words
    )


def pairs(name: str) -> Iterator[tuple[str, ...]]:
    """Yield neighbouring words of a name, each with the particles between them and without.

    Also in the order of a register, family name first.

    >>> sorted(set(pairs("Anne de Kermadec")))
    [('anne', 'de', 'kermadec'), ('anne', 'kermadec'), ('kermadec', 'anne')]
    """
    core = name_words(name)
    every = words_in(name)
    for left, right in pairwise(core):
        between = [w.folded for w in every if left.end <= w.start and w.end <= right.start]
        yield (left.folded, right.folded)
        yield (left.folded, *between, right.folded)
    if len(core) > 1:
        yield (core[-1].folded, core[0].folded)
        yield (core[1].folded, core[0].folded)


def paired(text: str, found: list[Word], number: int, known: Container[tuple[str, ...]]) -> int:
    """Return the number of the word that makes a name with another one, or that word's own.

    Args:
        text: The text.
        found: Its words.
        number: Which of them to begin at.
        known: What `pairs` yields, of all names.
    """
    last = number
    while last + 1 < len(found) and joined(text, found[last], found[last + 1]):
        last += 1
        if tuple(word.folded for word in found[number : last + 1]) in known:
            return last if _alike(text, found[number], found[last]) else number
        if not is_particle(found[last].folded):
            break
    return number


def _alike(text: str, left: Word, right: Word) -> bool:
    """Return whether two words are written as one name's: "Rose Petit", "rose.petit"."""
    if is_capitalised(left.text) != is_capitalised(right.text):
        return False
    # In small letters only without a blank: "une rose, petit cadeau" names nobody.
    return is_capitalised(left.text) or not re.search(r"\s", text[left.end : right.start])


@cache
def _particles() -> frozenset[str]:
    return frozenset(fold(word) for word in words("pseudonym_particles"))


@cache
def _titles() -> frozenset[str]:
    # What stands before or beside names without being one: "Mme", "par", "avec".
    return frozenset(
        fold(word) for name in ("entity_titles", "function_words") for word in words(name)
    )


@cache
def _first_names() -> frozenset[str]:
    names = words("known_firstnames") | words("firstname_genders")
    return frozenset(word.folded for name in names for word in words_in(name))


@cache
def _genders() -> dict[str, str]:
    return {fold(name): gender for name, gender in table("firstname_genders").items()}


@cache
def _common() -> frozenset[str]:
    lists = ("pseudonym_common_names", "entity_common_words", "function_words")
    return frozenset(fold(word) for name in lists for word in words(name))


@cache
def _places() -> frozenset[str]:
    return frozenset(fold(name) for name in words("known_places"))
