"""Noun phrases of an interview, in written form, most telling first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicons import words as word_list
from pipeline.summarize.nominal import Nouns, Tokens, form_key

_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase as written, with the key under which its forms are counted."""

    text: str
    key: str
    words: int  # content words


Weighted = tuple[Sequence[Phrase], float]  # the phrases of a turn with the weight of the turn


def phrases_of(tokens: Tokens, nouns: Nouns) -> list[Phrase]:
    """Return the noun phrases of one turn, in text order.

    A phrase is a noun or name with its adjectives and, after "de", one more noun: "relations
    presse", "gestion de crise"; of a phrase with "de" both parts are given too. Articles,
    numbers and pronouns never belong to it.

    Args:
        tokens: The turn.
        nouns: What the interview proves to be nouns; the model alone takes verbs for nouns.
    """
    found = (_phrase(tokens, first, last) for first, last in _runs(tokens, nouns))
    return [phrase for phrase in found if phrase is not None]


def _runs(tokens: Tokens, nouns: Nouns) -> Iterator[tuple[int, int]]:
    """Yield token spans of phrases, both ends included; a span with "de" also yields its parts."""
    links, numbers = word_list("keyword_links"), word_list("numerals")
    at, total = 0, len(tokens.starts)

    def is_head(place: int) -> bool:
        return place < total and tokens.head[place] and nouns.accepts(tokens, place)

    while at < total:
        if not is_head(at) or tokens.word(at) in numbers:
            at += 1
            continue
        last = _extended(tokens, at, nouns)
        yield at, last
        link = last + 1
        if is_head(link + 1) and tokens.word(link) in links:
            last = _extended(tokens, link + 1, nouns)
            yield at, last
            yield link + 1, last
        at = last + 1


def _extended(tokens: Tokens, at: int, nouns: Nouns) -> int:
    """Return the last token of a noun with the adjectives and nouns that stand right after it."""
    last = at
    while (
        last + 1 < len(tokens.starts)
        and last - at + 1 < _MOST_WORDS
        and (tokens.head[last + 1] or tokens.adjective[last + 1])
        and tokens.attached[last + 1]
        and tokens.starts[last + 1] - tokens.ends[last] <= 1
        and nouns.extends(tokens, last + 1)
    ):
        last += 1
    return last


def _phrase(tokens: Tokens, first: int, last: int) -> Phrase | None:
    links, stop = word_list("keyword_links"), word_list("keyword_stopwords")
    functional = word_list("function_words")
    words = [tokens.word(at) for at in range(first, last + 1)]
    content = [word for word in words if word not in links]
    if any(
        len(word) < 3 or word in stop or word in functional or not word[0].isalpha()
        for word in content
    ):
        return None
    key = " ".join(form_key(word) for word in content)
    written = " ".join(tokens.text[tokens.starts[first] : tokens.ends[last]].split())
    return Phrase(written, key, len(content))


def ranked(
    weighted: Iterable[Weighted],
    *,
    most: int,
    spread: Counter[str],
    groups: int,
    excluded: frozenset[str],
) -> tuple[str, ...]:
    """Return the most telling phrases, without those contained in a phrase already chosen.

    Args:
        weighted: Phrases of turns, each with the weight of its turn.
        most: How many to return at most.
        spread: In how many exchanges each key occurs.
        groups: How many exchanges there are.
        excluded: Keys never returned: the participants' names.
    """
    scores: dict[str, float] = {}
    written: dict[str, str] = {}
    sizes: dict[str, int] = {}
    order: dict[str, int] = {}
    for phrases, weight in weighted:
        for phrase in phrases:
            if phrase.key in excluded:
                continue
            scores[phrase.key] = scores.get(phrase.key, 0.0) + weight
            written.setdefault(phrase.key, phrase.text)
            order.setdefault(phrase.key, len(order))
            sizes[phrase.key] = phrase.words
    rarity = {key: math.log(1 + (groups + 1) / (spread[key] + 1)) for key in scores}
    # Phrases of several words are terms more often than single nouns are.
    value = {
        key: score * rarity[key] * (1 + 0.6 * (sizes[key] - 1)) for key, score in scores.items()
    }
    chosen: list[str] = []
    for key in sorted(value, key=lambda key: (-value[key], order[key])):
        if len(chosen) == most:
            break
        if not any(_contains(key, other) or _contains(other, key) for other in chosen):
            chosen.append(key)
    return tuple(written[key] for key in chosen)


def _contains(longer: str, shorter: str) -> bool:
    return f" {shorter} " in f" {longer} "
