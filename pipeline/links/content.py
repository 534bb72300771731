"""A claim -> the words by which it is compared with claims of other interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pipeline.lexicons import table
from pipeline.lexicons import words as word_list
from pipeline.schema import Claim
from pipeline.summarize.polarity import polarity_of
from pipeline.summarize.rarity import rarity, words_of
from pipeline.summarize.wording import Token, key_of, tokens_of

# What such a claim says holds for anybody; a fact is mostly the speaker's own story, and two stories
# that share words are seldom one.
GENERAL = frozenset({"recommendation", "definition"})


@dataclass(frozen=True, slots=True)
class Word:
    """What the forms of one content word, or of it and its opposite, have in common."""

    key: str
    written: str  # lower case
    weight: float  # 0 (in every interview) to 1
    name: bool  # written as a name: two claims about one law need not say the same of it


def stands_alone(claim: Claim) -> bool:
    """Return whether a claim is the speaker's own and can be understood without what was said before.

    Others cannot be compared: "elle a changé d'avis" says nothing while nobody knows who.
    """
    if claim.attribution.kind != "speaker":
        return False
    said = [token.lower for token in tokens_of(claim.statement) if token.is_word]
    if not word_list("link_leaning_anywhere").isdisjoint(said):
        return False
    openers = word_list("link_openers")
    first = next((at for at, word in enumerate(said) if word not in openers), None)
    if first is None:
        return False
    after = said[first + 1] if first + 1 < len(said) else ""
    impersonal = said[first] == "il" and after in word_list("link_impersonal")
    return impersonal or said[first] not in word_list("link_leaning")


def content_of(statement: str) -> dict[str, Word]:
    """Return the content words of a statement by key, in text order; opposites share a key.

    >>> list(content_of("Les réclamations ont baissé")) == list(
    ...     content_of("Nos réclamations n’augmentent plus"))
    True
    """
    found: dict[str, Word] = {}
    for at, token in enumerate(tokens_of(statement)):
        if not _is_content(token):
            continue
        weight = max((rarity(word) for word in words_of(token.lower)), default=1.0)
        key, _ = _pole(token.key)
        if key not in found or weight > found[key].weight:
            found[key] = Word(key, token.lower, weight, at > 0 and token.is_capital)
    return found


def turned_by(first: str, second: str) -> list[str] | None:
    """Return the keys of words of two statements whose sense one of them turns, [] where none is.

    A word is turned where one statement denies it and the other does not, or says its opposite; both
    together turn nothing. None where the two differ in what they deny and no denied verb or pair of
    opposites tells in what.

    >>> turned_by("On publie nos chiffres", "On ne publie pas nos chiffres")
    ['publ']
    >>> turned_by("Les ventes ont baissé", "Les ventes ont augmenté")
    ['augment']
    >>> turned_by("Les ventes baissent", "Les ventes n’augmentent pas")
    []
    """
    one, other = _senses(first), _senses(second)
    turned = [key for key in one if key in other and one[key].odd != other[key].odd]
    firm = [key for key in turned if one[key].firm or other[key].firm]
    return firm if firm or not turned else None


@dataclass(frozen=True, slots=True)
class _Sense:
    odd: bool  # an odd number of denials and of being the opposite
    firm: bool  # it is what a negation denies, or has an opposite


def _senses(statement: str) -> Mapping[str, _Sense]:
    said = polarity_of(tokens_of(statement))
    denied = {
        said.tokens[d.predicate].key for d in said.denials if d.predicate is not None and d.full
    }
    found: dict[str, _Sense] = {}
    for token in said.tokens:
        if _is_content(token):
            key, opposite = _pole(token.key)
            odd = (token.key in said.denied and token.key not in said.affirmed) != opposite
            found[key] = _Sense(odd, token.key in denied or key in _opposed_keys())
    return found


def _is_content(token: Token) -> bool:
    if not token.is_content or token.key in word_list("light_verbs"):
        return False
    lefts = (word_list("keyword_stopwords"), word_list("numerals"))
    forms = {token.lower, token.lower.rstrip("sx")}  # the lists have the singular
    return token.key in _opposites() or not any(forms & left for left in lefts)


def _pole(key: str) -> tuple[str, bool]:
    """Return the key that a word and its opposite share, and whether this is the opposite."""
    opposite = _opposites().get(key)
    return (key, False) if opposite is None else (opposite, True)


@cache
def _opposites() -> dict[str, str]:
    return {key_of(word): key_of(other) for word, other in table("link_antonyms").items()}


@cache
def _opposed_keys() -> frozenset[str]:
    return frozenset(_opposites().values())
