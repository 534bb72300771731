"""Job titles: where one begins and ends, and the organisation it leads to."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from pipeline.lexicons import table, words
from pipeline.segment.organisations import is_place, organisation_at
from pipeline.segment.passages import Passage, Phrase, Token, longest_entry

_OF = frozenset("de d' du des".split())
_TO = frozenset("à au aux".split())
_ARTICLES = frozenset("le la l' les".split())
# Functions that a place belongs to: "maire de Vaubrume".
_OF_PLACES = frozenset("maire mairesse préfet préfète député députée sénateur sénatrice ministre".split())
_LONGEST = 14


class Function(NamedTuple):
    """A job title, and the organisation that follows it."""

    phrase: Phrase
    head: str  # its first noun, lower case
    organisation: Phrase | None
    last: int  # the token after both


@cache
def _first_words() -> frozenset[str]:
    return frozenset(entry.split()[0] for entry in words("functions"))


def function_at(passage: Passage, at: int) -> Function | None:
    """Return the job title that begins at token `at`, or None."""
    if passage.at(at).low not in _first_words():
        return None
    length = longest_entry("functions", passage, at, 3)
    if not length:
        return None
    head = passage.text[passage.tokens[at].start : passage.tokens[at + length - 1].end].lower()
    last, organisation = extend(passage, at + length, places=head in _OF_PLACES)
    end = last if organisation is None else organisation.last
    return Function(passage.phrase(at, last), head, organisation, end)


def extend(passage: Passage, j: int, *, places: bool = False) -> tuple[int, Phrase | None]:
    """Return where the noun phrase ends that goes on at token `j`, and the organisation it leads to."""
    first = j
    last = j  # after the last word that may end the phrase
    while j < min(first + _LONGEST, len(passage.tokens)):
        token = passage.tokens[j]
        if link := _link(passage, j):
            found = organisation_at(passage, link, place=token.low == "à" and link == j + 1)
            if found is not None:
                return last, found
            after = passage.at(link)
            if places and after.is_capital and is_place_like(after):
                return link + 1, None
            if token.low in {"chez", "pour", "au"} and not after.is_plain or _leads_out(passage, j, link):
                break
            j = link
            continue
        if token.low in {"et", "&", "/"}:
            after_and = _after_and(passage, j, last > first)
            if not after_and:
                break
            j = after_and
            continue
        if not _goes_on(token):
            break
        j += 1
        last = j
    return last, _beside(passage, last)


def is_place_like(token: Token) -> bool:
    """Return whether a capitalised word may be a town."""
    return token.is_capital and (is_place(token.text) or token.text.isalpha())


def _goes_on(token: Token) -> bool:
    if token.is_plain:
        return token.low not in words("function_ends") and token.low not in _ARTICLES
    return token.is_capital and token.low in words("function_domains")


def _link(passage: Passage, j: int) -> int:
    """Return the token after a preposition at `j` that may lead to an organisation, else 0."""
    low = passage.at(j).low
    if low == "au" and passage.at(j + 1).low == "sein":
        return j + 3 if passage.at(j + 2).low in _OF else 0
    if low in {"chez", "pour"} or passage.at(j).text == "@":
        return j + 1
    if low in _OF or low in _TO or low == "en":
        articles = 1 if passage.at(j + 1).low in _ARTICLES and passage.at(j + 1).is_plain else 0
        return j + 1 + articles
    return 0


def _leads_out(passage: Passage, j: int, link: int) -> bool:
    """The words after the preposition are no part of a title: "d'un club", "de l'agence"."""
    low = passage.at(j).low
    after = passage.at(link)
    if low in {"chez", "pour"} or not after.is_plain and after.low not in words("function_domains"):
        return True
    if after.low in words("function_ends"):
        return True
    return after.low in _dropped()


@cache
def _dropped() -> frozenset[str]:
    return frozenset(
        noun for noun, use in table("organisation_generics").items() if use == "drop" and " " not in noun
    ) - {"marque", "groupe", "réseau", "journal", "service", "équipe", "festival", "magazine", "revue", "podcast"}


def _after_and(passage: Passage, j: int, complemented: bool) -> int:
    """Return where a title goes on after "et": another function, or another field of work."""
    k = j + 1
    if longest_entry("functions", passage, k, 3) and passage.at(k).low in _first_words():
        return k
    if complemented and passage.at(k).low in _OF and passage.at(k + 1).low not in words("function_ends"):
        return k
    return k if passage.at(k).low in words("function_domains") else 0


def _beside(passage: Passage, last: int) -> Phrase | None:
    """The organisation set off by a mark: "directrice associée, Agence Cabestan", "(Cabestan)"."""
    mark = passage.at(last).text
    if mark not in {",", "(", "–", "—", "-", "|", "@", "/"}:
        return None
    found = organisation_at(passage, last + 1)
    if found is None or found.first != last + 1 or not passage.at(found.first).is_capital:
        return None
    return found if passage.at(found.last).text in {")", "\n", ".", "|", ":"} else None
