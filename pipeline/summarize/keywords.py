"""Noun phrases of an interview, in written form, most telling first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicons import words as word_list
from pipeline.schema import TurnDoc
from pipeline.text import lower_form

_HEADS = frozenset({"NOUN", "PROPN"})
# How the model attaches what belongs to a noun; a verb that it takes for a noun hangs otherwise.
_ATTACHED = frozenset({"amod", "nmod", "appos", "flat:name", "flat:foreign", "fixed", "compound"})
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase as written, with the key under which its forms are counted."""

    text: str
    key: str
    words: int  # content words


Weighted = tuple[Sequence[Phrase], float]  # the phrases of a turn with the weight of the turn


@dataclass(frozen=True, slots=True)
class _Tokens:
    """One turn's tokens, as parallel lists; parts of speech and dependencies as the model's ids."""

    pos: list[int]
    dep: list[int]
    starts: list[int]
    ends: list[int]
    lower: str  # the turn in lower case
    heads: frozenset[int]  # ids of nouns and names
    adjective: int
    attached: frozenset[int]

    def word(self, at: int) -> str:
        return self.lower[self.starts[at] : self.ends[at]]


def phrases_of(turn_doc: TurnDoc) -> list[Phrase]:
    """Return the noun phrases of one turn, in text order.

    A phrase is a noun or name with its adjectives and, after "de", one more noun: "relations
    presse", "gestion de crise"; of a phrase with "de" both parts are given too. Articles,
    numbers and pronouns never belong to it.
    """
    doc, text = turn_doc.doc, turn_doc.turn.text
    ids = doc.vocab.strings
    pos, dep, starts, lengths = doc.to_array(["POS", "DEP", "IDX", "LENGTH"]).T.tolist()
    tokens = _Tokens(
        pos,
        dep,
        starts,
        [start + length for start, length in zip(starts, lengths, strict=True)],
        lower_form(text),
        frozenset(ids[name] for name in _HEADS),
        ids["ADJ"],
        frozenset(ids[name] for name in _ATTACHED),
    )
    found = (_phrase(tokens, first, last, text) for first, last in _runs(tokens))
    return [phrase for phrase in found if phrase is not None]


def _runs(tokens: _Tokens) -> Iterator[tuple[int, int]]:
    """Yield token spans of phrases, both ends included; a span with "de" also yields its parts."""
    links, numbers = word_list("keyword_links"), word_list("numerals")
    at, total = 0, len(tokens.pos)
    while at < total:
        if tokens.pos[at] not in tokens.heads or tokens.word(at) in numbers:
            at += 1
            continue
        last = _extended(tokens, at)
        yield at, last
        link = last + 1
        if link + 1 < total and tokens.pos[link + 1] in tokens.heads and tokens.word(link) in links:
            last = _extended(tokens, link + 1)
            yield at, last
            yield link + 1, last
        at = last + 1


def _extended(tokens: _Tokens, at: int) -> int:
    """Return the last token of a noun with the adjectives and nouns that stand right after it."""
    last = at
    while (
        last + 1 < len(tokens.pos)
        and last - at + 1 < _MOST_WORDS
        and (tokens.pos[last + 1] in tokens.heads or tokens.pos[last + 1] == tokens.adjective)
        and tokens.dep[last + 1] in tokens.attached
        and tokens.starts[last + 1] - tokens.ends[last] <= 1
    ):
        last += 1
    return last


def _phrase(tokens: _Tokens, first: int, last: int, text: str) -> Phrase | None:
    links, stop = word_list("keyword_links"), word_list("keyword_stopwords")
    functional = word_list("function_words")
    words = [tokens.word(at) for at in range(first, last + 1)]
    content = [word for word in words if word not in links]
    if any(
        len(word) < 3 or word in stop or word in functional or not word[0].isalpha()
        for word in content
    ):
        return None
    key = " ".join(word.rstrip("sx") for word in content)
    written = " ".join(text[tokens.starts[first] : tokens.ends[last]].split())
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
