"""What "cette campagne" means, where one phrase before says which: "la campagne de Noël"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from pipeline.claims.statement_passage import Passage, Referent
from pipeline.claims.statement_phrases import Phrase
from pipeline.claims.statement_wording import definite
from pipeline.claims.words import Words
from pipeline.lexicons import table
from pipeline.lexicons import words as word_list

_DISTANCE = 60  # words back to the phrase that says which


def demonstratives_in(passage: Passage, first: int, last: int) -> Iterator[tuple[Phrase, Referent]]:
    """Yield the bare demonstrative phrases of a claim with the one phrase that explains each.

    That phrase has the same noun and says more of it; no other phrase before has that noun and says
    something else.
    """
    words = passage.words
    for phrase in passage.phrases:
        if first <= phrase.first and phrase.last <= last and _is_bare_demonstrative(words, phrase):
            found = _explained(passage, phrase)
            if found is not None:
                yield phrase, found


def _is_bare_demonstrative(words: Words, phrase: Phrase) -> bool:
    after = phrase.last + 1
    return (
        words.lower[phrase.first] in table("statement_demonstratives")
        and phrase.last == phrase.head == phrase.first + 1
        and words.text[words.ends[phrase.last] : words.ends[phrase.last] + 1] not in {"-", "'"}
        and words.lower[phrase.head] not in word_list("statement_times")
        and not (after < len(words) and words.lower[after] in word_list("claim_relatives") | {'"'})
    )


def _explained(passage: Passage, phrase: Phrase) -> Referent | None:
    noun = passage.words.lower[phrase.head]
    own = [
        p for p in passage.phrases if phrase.first - _DISTANCE <= p.first and p.last < phrase.first
    ]
    asked = passage.before.phrases if passage.before and phrase.first < _DISTANCE else ()
    same = [
        Referent(where, p)
        for where, p in chain(
            ((passage.before, p) for p in asked if passage.before), ((passage, p) for p in own)
        )
        if where.words.lower[p.head] == noun and p.plural == phrase.plural
    ]
    told = [found for found in same if found.phrase.last > found.phrase.head]
    if len(told) != 1 or not told[0].phrase.whole or '"' in _between(told[0], passage, phrase):
        return None
    # "une campagne …" after the one that is told brings in another.
    others = same[same.index(told[0]) + 1 :]
    new = any(found.phrase.kind == "indefinite" for found in others)
    return None if new or _is_another(same, told[0]) else told[0]


def _is_another(same: Sequence[Referent], told: Referent) -> bool:
    return any(found is not told and found.phrase.kind in {"indefinite", "own"} for found in same)


def _between(told: Referent, passage: Passage, phrase: Phrase) -> list[str]:
    if told.passage is not passage:
        return []
    return passage.words.lower[told.phrase.last + 1 : phrase.first]


def definite_phrase(words: Words, phrase: Phrase, said: str) -> str | None:
    """Return the words of a phrase with a definite article; the speaker's possessive stays."""
    article = words.lower[phrase.first]
    if phrase.kind in {"definite", "own"}:
        return said
    rest = said[len(article) :].lstrip()
    if article in {"des", "aux"}:
        return f"les {rest}"
    if article in {"du", "au"}:
        return f"le {rest}"
    return definite(article, rest)
