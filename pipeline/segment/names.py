"""Names of people by their form alone: enough to tell who is introduced in a chapeau."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from pipeline.lexicons import table, words
from pipeline.segment.labels import ARABIC_ARTICLE, first_names, fold
from pipeline.segment.passages import word_class

Gender = Literal["m", "f"]

# Every repetition is bounded and a name starts where a word does, so that a page of capitals costs
# no more than a page of prose.
_WORD = r"[A-ZÀ-ÖØ-Þ]\w{1,30}(?:['-][A-ZÀ-ÖØ-Þ]?\w{1,30}){0,4}"
_PARTICLE = r"(?:de|du|des|de la|la|le|van|von|van den|van der|von der|den|der|el|al|ben|d'|Le|La|De|Du|Van|El|Al|Ben|Ould|N')"
PERSON = re.compile(rf"(?<!\w){_WORD}(?: (?:{_PARTICLE} ?|{ARABIC_ARTICLE})?{_WORD}){{1,3}}")


_ARTICLES = frozenset({"le", "la", "les", "de", "du", "d'"})


@cache
def _genders() -> dict[str, str]:
    return {fold(name): gender for name, gender in table("firstname_genders").items()}


def has_first_name(name: str) -> bool:
    """Return whether a name begins with a known first name (or its first half, of a compound)."""
    head = fold(name.split()[0])
    return head in first_names() or head.split("-")[0] in first_names()


def gender_of(name: str) -> Gender | None:
    """Return the gender that a first name tells, or None where both bear it or it is not known.

    >>> gender_of("Marie-Pier Gauthier"), gender_of("Camille Roy")
    ('f', None)
    """
    head = fold(name.split()[0])
    found = _genders().get(head) or _genders().get(head.split("-")[0])
    return "f" if found == "f" else "m" if found == "m" else None


def person_names(text: str) -> list[str]:
    """Return the names in `text` that begin with a known first name, in text order, repeated as often as they stand.

    >>> person_names("Culture RP a rencontré Julien Lacheray, de Lyon.")
    ['Julien Lacheray']
    """
    found = []
    for match in PERSON.finditer(text):
        tokens = match.group().split()
        for i in range(len(tokens) - 1):
            name = " ".join(tokens[i:])
            if has_first_name(name):
                found.append(bounded(" ".join(tokens[_first_of(tokens, i, match, text) :])))
                break
    return found


def fuller(name: str, others: Iterable[str]) -> str:
    """Return the full name that `name`, a first name alone, stands for, if just one fits.

    >>> fuller("Bastien", ["Bastien Oudard", "Claire Roy"]), fuller("Claire", ["Claire Roy", "Claire Bo"])
    ('Bastien Oudard', 'Claire')
    """
    if " " in name:
        return name
    fits = {fold(o): o for o in others if " " in o and fold(o.split()[0]) == fold(name)}
    return next(iter(fits.values())) if len(fits) == 1 else name


def _first_of(tokens: Sequence[str], known: int, match: re.Match[str], text: str) -> int:
    """Return where a name begins whose token `known` is a known first name.

    What stands before it is its first part ("El Hadji Babacar Ndour"), unless it may have its
    capital from the sentence or is a word of functions and presentations.
    """
    if known == 0 or not re.search(r"[\w,;:] $", text[: match.start()][-2:]):
        return known
    before = [part for token in tokens[:known] for part in fold(token).split("-")]
    return 0 if not any(part in _ordinary() for part in before) else known


@cache
def _ordinary() -> frozenset[str]:
    """Words before a name, folded, that may have a capital and are no part of it."""
    lists = ("functions", "intro_words", "function_words", "entity_demonyms", "entity_titles")
    return frozenset(map(fold, frozenset().union(*map(words, lists), word_class("greeting"))))


def full_names(text: str) -> list[str]:
    """Return what has the form of a full name in `text`, known first name or not, in text order.

    >>> full_names("Bonjour Noémie. Merci à Ewen Le Goasduff !"), full_names("Merci Romain Duval.")
    (['Ewen Le Goasduff'], ['Romain Duval'])
    >>> full_names("Merci Cher Docteur Yann Le Goff."), full_names("Merci Le Goff Yann.")
    (['Yann Le Goff'], ['Le Goff Yann'])
    """
    found = []
    match = PERSON.search(text)
    while match:
        skipped = _ordinary_before(match.group().split())
        if skipped:  # the name may go on beyond what was read with the words before it
            at = [m.start() for m in re.finditer(r"\S+", match.group())] + [len(match.group())]
            match = PERSON.search(text, match.start() + at[skipped])
            continue
        found.append(bounded(match.group()))
        match = PERSON.search(text, match.end())
    return [name for name in found if " " in name]


def _ordinary_before(tokens: Sequence[str]) -> int:
    """Return how many words stand before a name; an article right before it is its own: "Le Goff"."""
    count = 0
    while count < len(tokens) and _is_ordinary(tokens[count]):
        count += 1
    while count and fold(tokens[count - 1]) in _ARTICLES:
        count -= 1
    return count


def _is_ordinary(token: str) -> bool:
    return fold(token) in _ordinary() and fold(token) not in first_names()


def bounded(name: str) -> str:
    """Return a name without a possessive, or an organisation that a particle ties to it.

    >>> bounded("Pierrick Delvert de la Mutuelle"), bounded("Anne de la Tour")
    ('Pierrick Delvert', 'Anne de la Tour')
    """
    match = _EMPLOYER.match(name)
    if match and fold(match["head"]) in _bodies():
        name = match["who"]
    return name.removesuffix("'s").rstrip("-'")


def is_body(name: str) -> bool:
    """Return whether a name begins with the noun of a firm, body or medium: "Coopérative de Villeurbanne", "Radio Sel"."""
    return fold(name.split()[0]) in _bodies()


_EMPLOYER = re.compile(r"(?P<who>.+?) (?:de la|de|du|des) (?P<head>[\w-]+)")


@cache
def _bodies() -> frozenset[str]:
    nouns = words("firm_nouns") | words("organisation_heads") | words("masthead_nouns")
    return frozenset(map(fold, nouns))
