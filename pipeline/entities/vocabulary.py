"""The word lists of this package in the form that the rules ask for."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from pipeline.lexicons import entries, table
from pipeline.lexicons import words as lexicon
from pipeline.schema import EntityKind, EntityLabel

Announced = tuple[EntityLabel, EntityKind | None]


@cache
def announcing(name: str) -> dict[str, Announced]:
    """Return a list of nouns that tell what a name is: noun -> label, kind."""
    return {
        noun: (cast(EntityLabel, label), None if kind == "-" else cast(EntityKind, kind))
        for noun, label, kind in entries(name)
    }


def cue_nouns() -> dict[str, Announced]:
    """Return the nouns that announce a name: "le groupe X"."""
    return announcing("entity_cue_nouns")


def name_heads() -> dict[str, Announced]:
    """Return the nouns that begin a name and take a complement into it: "Observatoire des…"."""
    return announcing("entity_name_heads")


def lower_heads() -> dict[str, Announced]:
    """Return the nouns that belong to the name in lower case: "loi Agec"."""
    return announcing("entity_lower_heads")


@cache
def determiners(*classes: str) -> frozenset[str]:
    """Return the determiners of some classes; of all where none is named."""
    found = table("entity_determiners").items()
    return frozenset(word for word, kind in found if not classes or kind in classes)


@cache
def links(*classes: str) -> frozenset[str]:
    """Return the words that may stand inside a name, of some classes."""
    return frozenset(word for word, kind in table("entity_links").items() if kind in classes)


@cache
def capital_articles() -> frozenset[str]:
    """Return the articles as they begin a title: "Le", "L"."""
    return frozenset(word.capitalize() for word in determiners("article", "indefinite"))


@cache
def preposition_votes() -> dict[str, dict[EntityLabel, float]]:
    """Return how the word before a name speaks for each label."""
    labels: tuple[EntityLabel, ...] = ("PER", "ORG", "LOC", "MISC")
    return {
        word: {label: float(weight) for label, weight in zip(labels, weights, strict=True)}
        for word, *weights in entries("entity_prepositions")
    }


@cache
def ending(name: str, after: str = "") -> re.Pattern[str]:
    """Return a pattern for the endings of a list; `after` may follow them."""
    found = sorted(lexicon(name), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(map(re.escape, found))}){after}$")


def is_infinitive(word: str) -> bool:
    """Tell whether a word looks like an infinitive; lists of other words are asked first.

    >>> is_infinitive("voter"), is_infinitive("bélier")
    (True, False)
    """
    return ending("entity_infinitive_endings").search(word.lower()) is not None


def is_common(word: str) -> bool:
    """Tell whether a capitalised word is a common word that names are made of."""
    lower = word.lower()
    return lower in lexicon("entity_common_words") or lower in lexicon("entity_starters")


def is_given(word: str) -> bool:
    """Tell whether a word is a first name, or a compound that begins with one."""
    names = lexicon("known_firstnames")
    return word in names or ("-" in word and word.split("-")[0] in names)


def is_place_like(word: str) -> bool:
    """Tell whether a compound is built like the name of a commune.

    >>> is_place_like("Fos-sur-Mer"), is_place_like("Saint-Brieuc"), is_place_like("Garde-Corps")
    (True, True, False)
    """
    parts = word.lower().split("-")
    return any(part in lexicon("entity_place_joints") for part in parts[:-1])
