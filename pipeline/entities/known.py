"""Names that are general knowledge, found in a turn without a quadratic search."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple, cast

from pipeline.entities.surface import WORD, Surface
from pipeline.lexicons import entries
from pipeline.lexicons import words as lexicon
from pipeline.schema import EntityKind, EntityLabel

_LISTS = (
    "known_platforms",
    "known_media",
    "known_companies",
    "known_institutions",
    "known_products",
    "known_events",
    "known_places",
)
_ARTICLES = ("Les ", "Le ", "La ", "L'")
_BEFORE_BARE = frozenset({"le", "la", "les", "l", "du", "des", "au", "aux", "un", "une", "ce", "cet"})


class Known(NamedTuple):
    """What general knowledge says of a name."""

    name: str
    label: EntityLabel
    kind: EntityKind | None
    homonym: bool  # also a common word, a first name or another kind of thing
    bare: bool  # the name without its article: "le Monde", "du Monde"


class Hit(NamedTuple):
    """A known name in a turn, in characters of the turn."""

    start: int
    end: int
    known: Known


@cache
def by_name() -> dict[str, Known]:
    """Return every known name as written; the first list that has it decides."""
    homonyms = lexicon("known_homonyms")
    found: dict[str, Known] = {}
    for name in sorted(lexicon("known_persons")):
        found[name] = Known(name, "PER", None, name in homonyms, bare=False)
    for source in _LISTS:
        for name, label, kind in entries(source):
            if name in found:
                found[name] = found[name]._replace(homonym=True)
                continue
            found[name] = Known(
                name,
                cast(EntityLabel, label),
                None if kind == "-" else cast(EntityKind, kind),
                name in homonyms,
                bare=False,
            )
    for name, known in list(found.items()):
        for article in _ARTICLES:
            rest = name.removeprefix(article)
            # "La Rochelle" never loses its article, "Le Havre" does ("du Havre").
            if rest != name and rest[0].isupper() and rest not in found:
                found[rest] = known._replace(homonym=True, bare=True)
                break
    return found


@cache
def _index() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the names by first word, as written and folded, longest first."""
    plain: dict[str, list[str]] = {}
    folded: dict[str, list[str]] = {}
    for name, known in by_name().items():
        match = WORD.search(name)
        if match is None or match.start() > 0:
            continue
        plain.setdefault(match.group(), []).append(name)
        if not known.homonym:
            folded.setdefault(match.group().casefold(), []).append(name)
    return (
        {key: tuple(sorted(names, key=len, reverse=True)) for key, names in plain.items()},
        {key: tuple(sorted(names, key=len, reverse=True)) for key, names in folded.items()},
    )


def find_known(surface: Surface) -> tuple[Hit, ...]:
    """Return the known names of a turn, longest at each place, not overlapping.

    In capitals (a turn in capitals, or a word of four capitals and more) case is ignored, and
    names that are also common words are left out.
    """
    plain, folded = _index()
    hits: list[Hit] = []
    free = 0
    for index, word in enumerate(surface.words):
        if word.start < free:
            continue
        end = name = None
        for candidate in plain.get(word.text, ()):
            if _stands_at(surface.text, word.start, candidate):
                end, name = word.start + len(candidate), candidate
                break
        if name is None and (surface.shouting or (word.text.isupper() and len(word.text) > 3)):
            for candidate in folded.get(word.text.casefold(), ()):
                if _stands_at(surface.text.casefold(), word.start, candidate.casefold()):
                    end, name = word.start + len(candidate), candidate
                    break
        if name is None or end is None:
            continue
        known = by_name()[name]
        if known.bare and not _after_article(surface, index):
            continue
        if (
            known.homonym
            and word.initial
            and " " not in name
            and (word.text.lower() in lexicon("entity_starters") or not surface.bare_subject(index))
        ):
            continue
        hits.append(Hit(word.start, end, known))
        free = end
    return tuple(hits)


def _stands_at(text: str, start: int, name: str) -> bool:
    end = start + len(name)
    if not text.startswith(name, start):
        return False
    return end == len(text) or not (text[end].isalnum() or text[end : end + 2].strip("-").isalnum() and text[end] == "-")


def _after_article(surface: Surface, index: int) -> bool:
    return index > 0 and surface.words[index - 1].text.lower() in _BEFORE_BARE
