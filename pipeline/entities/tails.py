"""Lower-case words that belong to a name: "Le Dauphiné libéré", "Sans suite"."""

from __future__ import annotations

import re
from functools import cache

from pipeline.entities.known import by_name
from pipeline.entities.surface import Surface
from pipeline.lexicons import entries
from pipeline.lexicons import words as lexicon

OF = frozenset({"de", "du", "des", "d"})
CAPITAL_ARTICLES = frozenset({"Le", "La", "Les", "L", "Un", "Une"})
_ARTICLES = frozenset({"le", "la", "les", "l", "un", "une"})
_PASSED = OF | {"le", "la", "les", "l"}
_PASSED_IN_TITLES = _PASSED | frozenset(
    {"un", "une", "à", "au", "aux", "en", "sur", "sous", "sans", "par", "pour", "dans", "et", "ou", "ni", "bien", "pas", "plus", "son", "sa", "ses", "mon", "ma", "mes", "nos", "vos", "ton", "ta", "tes"}
)
_INFINITIVE = re.compile(r"(?:er|ir|ire|dre|tre|vre)(?:-\w+)?$|ez-\w+$|e-toi$")
_NOMINAL = frozenset({"NOUN", "ADJ"})


@cache
def name_heads() -> dict[str, tuple[str, str]]:
    """Return the nouns that begin a name and take a complement: noun -> label, kind."""
    return {noun: (label, kind) for noun, label, kind in entries("entity_name_heads")}


def is_common(word: str) -> bool:
    """Tell whether a capitalised word is a common word that names are made of."""
    return word.lower() in lexicon("entity_common_words") or word.lower() in lexicon(
        "entity_starters"
    )


def tail(surface: Surface, first: int, last: int, spans: list[tuple[int, int]]) -> int:
    """Return the last word of a run after taking in the lower-case words of the name.

    French print gives a capital to the first noun only, so what follows is recognised by its part
    of speech, and only where the head allows it: a capital article or any other function word
    inside a sentence ("Sans suite": the capital has no other reason than a title), a noun that
    begins names ("Bibliothèque nationale de France"), a common word ("Baie claire"), or any head
    where the engine's span reaches as far.
    """
    head = surface.words[first]
    if surface.text[head.start : surface.words[last].end] in by_name():
        return last
    lower = head.text.lower()
    article = head.text in CAPITAL_ARTICLES
    if head.initial or (first < last and not article):
        free = opener = False
    else:
        opener = lower in lexicon("entity_function_words") or _INFINITIVE.search(lower) is not None
        free = (
            article or opener or lower in name_heads() or lower in lexicon("entity_common_words")
        ) and head.text not in lexicon("known_firstnames")
    title = free and (article or opener) and lower not in name_heads()
    reach = max((end for start, end in spans if start <= head.start < end), default=0)
    return _walk(surface, first, last, None if free else reach, title=title)


def _walk(surface: Surface, first: int, last: int, reach: int | None, *, title: bool) -> int:
    """Return the last nominal word reached from `last` over linking words.

    Args:
        surface: The turn.
        first: The name's first word.
        last: Its last word so far.
        reach: The character that must not be passed; None for no limit.
        title: Whether a noun may follow at once, and any preposition or possessive link.
    """
    words = surface.words
    heads = words[first].text.lower() in name_heads()
    passed = _PASSED_IN_TITLES if title else _PASSED
    done, at = last, last + 1
    while at < len(words) and surface.gap(at) in (" ", "'"):
        word, part, linked = words[at], surface.pos(at), at > done + 1
        if reach is not None and word.end > reach:
            break
        if word.text in passed:
            # An article opens a new phrase ("dans X le lendemain") unless a preposition led to it.
            if word.text in _ARTICLES and not linked and not (title and done == last):
                break
        elif word.capital:
            given = word.text in lexicon("known_firstnames")
            if not linked or given or (word.text in by_name() and not heads):
                break
            done = at
        elif (
            (linked and word.text not in lexicon("entity_function_words"))
            or part == "ADJ"
            or (title and part in _NOMINAL)
        ):
            done = at
        else:
            break
        if done == at and surface.text[words[first].start : word.end] in by_name():
            break
        at += 1
    return done
