"""Noun phrases of an interview, in written form, most telling first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.lexicons import words as word_list
from pipeline.schema import TurnDoc

_LINKS = frozenset({"ADP"})
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """One noun phrase as written, with the key under which its forms are counted."""

    text: str
    key: str
    words: int  # content words


def phrases_of(turn_doc: TurnDoc) -> list[Phrase]:
    """Return the noun phrases of one turn, in text order, long ones before their parts.

    A phrase is a noun or name with its adjectives and, after "de", one more noun: "relations
    presse", "gestion de crise". Articles and pronouns never belong to it.
    """
    doc = turn_doc.doc
    names = doc.vocab.strings
    rows = doc.to_array(["POS", "IDX", "LENGTH"]).tolist()
    pos_names: dict[int, str] = {}
    found: list[Phrase] = []
    tokens: list[tuple[str, int, int]] = []
    for pos, start, length in rows:
        if pos not in pos_names:
            pos_names[pos] = names[pos] if pos else ""
        tokens.append((pos_names[pos], start, start + length))
    text = turn_doc.turn.text
    analysed = doc.text.lower()
    for first, last in _runs(tokens, analysed):
        phrase = _phrase(tokens, first, last, text, analysed)
        if phrase is not None:
            found.append(phrase)
    return found


def _runs(tokens: Sequence[tuple[str, int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Yield token spans of phrases, both ends included; a span with "de" also yields its parts."""
    total = len(tokens)
    at = 0
    while at < total:
        if tokens[at][0] not in {"NOUN", "PROPN"}:
            at += 1
            continue
        last = _extended(tokens, at)
        yield at, last
        link = last + 1
        if (
            link + 1 < total
            and tokens[link][0] in _LINKS
            and text[tokens[link][1] : tokens[link][2]] in word_list("keyword_links")
            and tokens[link + 1][0] in {"NOUN", "PROPN"}
        ):
            yield at, _extended(tokens, link + 1)
        at = last + 1


def _extended(tokens: Sequence[tuple[str, int, int]], at: int) -> int:
    """Return the last token of a noun with the adjectives and nouns that stand right after it."""
    last = at
    while (
        last + 1 < len(tokens)
        and last - at + 1 < _MOST_WORDS
        and tokens[last + 1][0] in {"NOUN", "PROPN", "ADJ"}
        and tokens[last + 1][1] - tokens[last][2] <= 1
    ):
        last += 1
    return last


def _phrase(
    tokens: Sequence[tuple[str, int, int]], first: int, last: int, text: str, analysed: str
) -> Phrase | None:
    start, end = tokens[first][1], tokens[last][2]
    words = [analysed[a:b] for _, a, b in tokens[first : last + 1]]
    content = [word for word in words if word not in word_list("keyword_links")]
    stop = word_list("keyword_stopwords")
    if any(word in stop for word in content) or any(len(word) < 3 for word in content):
        return None
    if not all(any(c.isalpha() for c in word) for word in content):
        return None
    key = " ".join(word.rstrip("sx") for word in content)
    return Phrase(" ".join(text[start:end].split()), key, len(content))


def ranked(
    weighted: Iterable[tuple[Sequence[Phrase], float]],
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
    for phrases, weight in weighted:
        for phrase in phrases:
            if phrase.key in excluded:
                continue
            scores[phrase.key] = scores.get(phrase.key, 0.0) + weight
            written.setdefault(phrase.key, phrase.text)
            sizes[phrase.key] = phrase.words
    rarity = {key: math.log(1 + (groups + 1) / (spread[key] + 1)) for key in scores}
    # Phrases of several words are terms more often than single nouns are.
    value = {
        key: score * rarity[key] * (1 + 0.6 * (sizes[key] - 1)) for key, score in scores.items()
    }
    order = sorted(value, key=lambda key: (-value[key], written[key]))
    chosen: list[str] = []
    for key in order:
        if len(chosen) == most:
            break
        if not any(_contains(key, other) or _contains(other, key) for other in chosen):
            chosen.append(key)
    return tuple(written[key] for key in chosen)


def _contains(longer: str, shorter: str) -> bool:
    return f" {shorter} " in f" {longer} "
