"""Runs of capitalised words: the printed form that nearly every French name has."""

from __future__ import annotations

import re
from functools import cache

from pipeline.entities.known import by_name
from pipeline.entities.surface import Casing, Surface
from pipeline.entities.tails import tail
from pipeline.entities.vocabulary import (
    capital_articles,
    determiners,
    ending,
    is_common,
    is_infinitive,
    links,
    name_heads,
)
from pipeline.lexicons import words as lexicon

_ROMAN = re.compile(r"(?=[IVX]{2})X{0,2}(?:IX|IV|V?I{0,3})")
_INSIDE = (" ", "'")


def runs(surface: Surface, casing: Casing, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the runs of capitalised words of a turn as ranges of word indices, both ends included.

    Args:
        surface: The turn; one printed in capitals has no runs.
        casing: How the interview writes its words; decides on capitals at sentence beginnings.
        spans: The engine's spans in this turn, in characters: where one covers both sides of a
            linking word, the word links.
    """
    if surface.shouting:
        return []
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(surface.words):
        if not surface.words[index].capital or not _opens(surface, index, casing):
            index += 1
            continue
        last = tail(surface, index, _extend(surface, index, spans), spans)
        found.append((index, last))
        index = last + 1
    return found


def _opens(surface: Surface, index: int, casing: Casing) -> bool:
    """Tell whether a capitalised word may begin a name: its place does not explain the capital."""
    word = surface.words[index]
    lower = word.text.lower()
    elided = surface.gap_behind(index) == "'" and lower in lexicon("entity_elisions")
    if elided and not surface.words[index + 1].capital:
        return False
    if _clitic().search(lower) and word.text not in by_name():
        return False
    if not word.initial:
        # "LE truc à faire": capitals of emphasis on a function word open nothing.
        if len(lower) > 1 and word.text.isupper() and lower in lexicon("entity_function_words"):
            return False
        return word.text not in capital_articles() or surface.gap_behind(index) in _INSIDE
    if word.text in capital_articles():
        return False
    given = word.text in lexicon("known_firstnames")
    if lower in lexicon("entity_starters"):
        return _capital_behind(surface, index, (" ",)) and (given or casing.capital[word.text] > 0)
    if lower in casing.lower:
        # "Tourisme Charlevoix y voit…": a bare noun before a capital begins the name with it.
        return (
            surface.turn.role != "heading"
            and surface.pos(index) in ("NOUN", "PROPN")
            and _capital_behind(surface, index, (" ",))
        )
    if given or word.text in by_name() or casing.capital[word.text]:
        return True
    return _unknown_opens(surface, index)


def _unknown_opens(surface: Surface, index: int) -> bool:
    """Tell whether a word that no list knows may begin a name at a sentence's beginning."""
    if _capital_behind(surface, index, (" ", " & ")):
        return surface.pos(index) in ("PROPN", "X", "NOUN", "ADJ")
    # "Relis tes dates": a determiner behind a lone word makes it a verb.
    if surface.gap_behind(index) == " " and surface.words[index + 1].text in determiners():
        return False
    # Measured: the small model takes "Influencer, c'est…" for a place.
    lower = surface.words[index].text.lower()
    common = ending("entity_common_endings").search(lower) is not None or is_infinitive(lower)
    return surface.pos(index) in ("PROPN", "X") and not common


@cache
def _clitic() -> re.Pattern[str]:
    return re.compile(rf"-(?:t-)?(?:{'|'.join(sorted(lexicon('entity_clitics')))})$")


def _capital_behind(surface: Surface, index: int, gaps: tuple[str, ...]) -> bool:
    return surface.gap_behind(index) in gaps and surface.words[index + 1].capital


def _extend(surface: Surface, first: int, spans: list[tuple[int, int]]) -> int:
    """Return the last word of the run that begins at `first`."""
    words = surface.words
    last = first
    while last + 1 < len(words):
        following = words[last + 1]
        gap = surface.gap(last + 1)
        if (following.capital and not following.initial and _joins(words[last].text, gap)) or (
            gap == " " and _ROMAN.fullmatch(following.text)
        ):
            last += 1
        else:
            target = _link_target(surface, first, last, spans)
            if target is None:
                return last
            last = target
    return last


def _joins(word: str, gap: str) -> bool:
    if gap in (" ", "&", " & ", " + ", "'"):
        return True
    # "J. Dupont", "J.-P. Martin", but not "le jour J-2. Tu…"
    return gap in (". ", ".-") and all(
        len(part) == 1 and part.isupper() for part in word.split("-")
    )


def _link_target(
    surface: Surface, first: int, last: int, spans: list[tuple[int, int]]
) -> int | None:
    """Return the capitalised word behind linking words ("Port de Kerlavan"), if they link."""
    words = surface.words
    between: list[str] = []
    at = last + 1
    while at < len(words) and not words[at].capital and len(between) < 3:
        if surface.gap(at) not in _INSIDE:
            return None
        between.append(words[at].text)
        at += 1
    if not between or at >= len(words) or not words[at].capital or surface.gap(at) not in _INSIDE:
        return None
    if all(word in links("foreign") for word in between):
        return at
    loose = between[0] not in links("of")
    if loose and between[0] not in links("joint"):
        return None
    if any(word not in determiners("article") for word in between[1:]):
        return None
    if words[first].text in capital_articles() and first < last:
        first += 1
    if _belongs(surface, first, last, at, of=not loose, joint=between[0]):
        return at
    covered = any(start <= words[first].start and words[at].end <= end for start, end in spans)
    names = (words[last].text, words[at].text)
    alone = any(name in by_name() or name in lexicon("known_firstnames") for name in names)
    return at if covered and not alone else None


def _belongs(surface: Surface, first: int, last: int, at: int, *, of: bool, joint: str) -> bool:
    """Tell whether the run ``first..last`` takes the capitalised word at `at` as its complement."""
    head, left, right = (surface.words[index].text for index in (first, last, at))
    if of and head.lower() in name_heads():
        return True
    known = by_name().get(right)
    if first < last or (known is not None and known.label == "LOC"):
        return False
    if head in lexicon("known_firstnames"):
        return of
    if not is_common(head) or left in by_name():
        return False
    if of:
        return True
    return (
        known is None
        and right not in lexicon("known_firstnames")
        and (joint == "en" or is_common(right))
    )
