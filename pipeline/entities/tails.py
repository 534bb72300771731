"""Lower-case words that belong to a name: "Le Dauphiné libéré", "Sans suite"."""

from __future__ import annotations

from pipeline.entities.known import by_name
from pipeline.entities.surface import Surface
from pipeline.entities.vocabulary import (
    capital_articles,
    determiners,
    ending,
    is_infinitive,
    links,
    name_heads,
)
from pipeline.lexicons import words as lexicon

_NOMINAL = frozenset({"NOUN", "ADJ"})


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
    noun = lower in name_heads()
    opener = (
        head.text in capital_articles()
        or lower in lexicon("entity_function_words")
        or is_infinitive(lower)
    )
    free = (
        not head.initial
        and (first == last or noun or head.text in capital_articles())
        and (opener or noun or lower in lexicon("entity_common_words"))
        and head.text not in lexicon("known_firstnames")
    )
    reach = max((end for start, end in spans if start <= head.start < end), default=0)
    return _walk(surface, first, last, None if free else reach, title=free and opener and not noun)


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
    articles = determiners("article", "indefinite")
    passed = links("of") | determiners("article")
    if title:
        passed |= links("joint", "title") | determiners("indefinite", "possessive")
    done, at = last, last + 1
    while at < len(words) and surface.gap(at) in (" ", "'"):
        word, linked = words[at], at > done + 1
        if reach is not None and word.end > reach:
            break
        if word.text in passed:
            # An article opens a new phrase ("dans X le lendemain") unless a preposition led to it.
            if word.text in articles and not linked and not (title and done == last):
                break
        elif word.capital:
            if not linked or not _takes(word.text, heads=heads, title=title):
                break
            done = at = _known_end(surface, at)
        elif _nominal(surface, at, linked=linked, heads=heads, title=title):
            done = at
        else:
            break
        if done == at and not heads and surface.text[words[first].start : word.end] in by_name():
            break
        at += 1
    return done


def _takes(word: str, *, heads: bool, title: bool) -> bool:
    """Tell whether a capitalised word behind a linking word is part of the name before it."""
    if word in capital_articles():
        return False
    if word in lexicon("known_firstnames"):
        return title
    return heads or word not in by_name()


def _nominal(surface: Surface, at: int, *, linked: bool, heads: bool, title: bool) -> bool:
    word, part = surface.words[at].text, surface.pos(at)
    if linked:
        return word not in lexicon("entity_function_words")
    if word in lexicon("entity_speech_verbs"):
        return False
    if part == "ADJ" or (title and part in _NOMINAL):
        return True
    # The small model often takes a relational adjective behind a noun for another noun.
    return heads and ending("entity_adjective_endings", "s?").search(word) is not None


def _known_end(surface: Surface, at: int) -> int:
    """Return the last word of the known name that begins at a word ("Nations unies"), or itself."""
    start = surface.words[at].start
    for last in range(min(at + 3, len(surface.words) - 1), at, -1):
        if surface.text[start : surface.words[last].end] in by_name():
            return last
    return at
