"""Runs of capitalised words: the printed form that nearly every French name has."""

from __future__ import annotations

import re

from pipeline.entities.known import by_name
from pipeline.entities.surface import Casing, Surface
from pipeline.entities.tails import CAPITAL_ARTICLES, OF, is_common, name_heads, tail
from pipeline.lexicons import words as lexicon

_ROMAN = re.compile(r"(?=[IVX]{2})X{0,2}(?:IX|IV|V?I{0,3})")
_ARTICLE = frozenset({"la", "le", "les", "l"})
_FOREIGN = frozenset(
    {"of", "the", "for", "and", "van", "von", "der", "den", "di", "da", "del", "ben", "ibn", "el", "al", "y"}
)
_LINKS = frozenset({"et", "à", "en", "sur", "au", "aux"}) | OF
_ELISIONS = frozenset({"l", "d", "j", "m", "t", "s", "n", "c", "qu"})
_CLITIC = re.compile(r"-(?:t-)?(?:je|tu|ils?|elles?|on|nous|vous|moi|toi|lui|leur|les?|la|ce|y|en|là|ci)\b")
# Endings of verbs, adverbs and abstract nouns: a lone capital on such a word at the beginning of a
# sentence is no name (measured: the small model takes "Influencer, c'est…" for a place).
_COMMON_ENDING = re.compile(r"(?:ez|er|ir|ons|ment|ant|tion|sion|isme|ité)$")


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
    if lower in _ELISIONS and not _capital_behind(surface, index, ("'",)):
        return False
    if not word.initial:
        return word.text not in CAPITAL_ARTICLES or surface.gap_behind(index) in (" ", "'")
    given = word.text in lexicon("known_firstnames")
    if word.text in CAPITAL_ARTICLES:
        return False
    if lower in lexicon("entity_starters") or lower in casing.lower or _CLITIC.search(lower):
        return _capital_behind(surface, index, (" ",)) and (given or casing.capital[word.text] > 0)
    if given or word.text in by_name() or casing.capital[word.text]:
        return True
    if _capital_behind(surface, index, (" ", " & ")):
        return surface.pos(index) in ("PROPN", "X", "NOUN", "ADJ")
    # "Relis tes dates": a determiner behind a lone word makes it a verb.
    if (
        surface.gap_behind(index) == " "
        and surface.words[index + 1].text in lexicon("entity_determiners")
    ):
        return False
    return surface.pos(index) in ("PROPN", "X") and not _COMMON_ENDING.search(lower)


def _capital_behind(surface: Surface, index: int, gaps: tuple[str, ...]) -> bool:
    return surface.gap_behind(index) in gaps and surface.words[index + 1].capital


def _extend(surface: Surface, first: int, spans: list[tuple[int, int]]) -> int:
    """Return the last word of the run that begins at `first`."""
    words = surface.words
    last = first
    while last + 1 < len(words):
        following = words[last + 1]
        gap = surface.gap(last + 1)
        if following.capital and not following.initial and _joins(words[last].text, gap):
            last += 1
        elif gap == " " and _ROMAN.fullmatch(following.text):
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
    return gap == ". " and all(len(part) == 1 and part.isupper() for part in word.split("-"))


def _link_target(
    surface: Surface, first: int, last: int, spans: list[tuple[int, int]]
) -> int | None:
    """Return the capitalised word behind linking words ("Port de Kerlavan"), if they link."""
    words = surface.words
    links: list[str] = []
    at = last + 1
    while at < len(words) and not words[at].capital and len(links) < 3:
        if surface.gap(at) not in (" ", "'"):
            return None
        links.append(words[at].text)
        at += 1
    if not links or at >= len(words) or not words[at].capital or surface.gap(at) not in (" ", "'"):
        return None
    return at if _links(surface, first, last, at, links, spans) else None


def _links(
    surface: Surface,
    first: int,
    last: int,
    at: int,
    links: list[str],
    spans: list[tuple[int, int]],
) -> bool:
    """Tell whether `links` join the run ``first..last`` to the capitalised word at `at`."""
    words = surface.words
    if all(link in _FOREIGN for link in links):
        return True
    if links[0] not in _LINKS or any(link not in _ARTICLE for link in links[1:]):
        return False
    if words[first].text in CAPITAL_ARTICLES and first < last:
        first += 1
    head, left, right = words[first].text, words[last].text, words[at].text
    if links[0] in OF and head.lower() in name_heads():
        return True
    known = by_name().get(right)
    if known is not None and known.label == "LOC":
        return False
    given = lexicon("known_firstnames")
    if links[0] in OF and first == last and (head in given or (is_common(head) and left not in by_name())):
        return True
    if left in by_name() or right in by_name() or left in given or right in given:
        return False
    if first == last and is_common(head) and (is_common(right) or links[0] == "en"):
        return True
    return any(start <= words[first].start and words[at].end <= end for start, end in spans)
