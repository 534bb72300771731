"""Names that are general knowledge, found in a turn without a quadratic search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain, islice
from typing import NamedTuple, cast

from pipeline.entities.surface import WORD, Surface
from pipeline.entities.vocabulary import determiners
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
_Names = dict[str, tuple[str, ...]]  # by their first two words, or the only one
_BEFORE_BARE = ("article", "contracted", "indefinite", "demonstrative")


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
def _index() -> tuple[_Names, _Names]:
    """Return the names by what they begin with, as written and folded, longest first."""
    plain: dict[str, list[str]] = {}
    folded: dict[str, list[str]] = {}
    for name, known in by_name().items():
        matches = list(islice(WORD.finditer(name), 2))
        if not matches or matches[0].start() > 0:
            continue
        begin = _begin(*(match.group() for match in matches))
        plain.setdefault(begin, []).append(name)
        if not known.homonym:
            folded.setdefault(begin.casefold(), []).append(name)
    return _longest_first(plain), _longest_first(folded)


def _longest_first(names: dict[str, list[str]]) -> _Names:
    return {begin: tuple(sorted(same, key=len, reverse=True)) for begin, same in names.items()}


def _begin(first: str, second: str = "") -> str:
    return f"{first} {second}" if second else first


def _beginning(names: _Names, first: str, second: str) -> Iterator[tuple[str, ...]]:
    """Yield the names that may stand at two words: those of several words are longer than a single one."""
    if second:
        yield names.get(_begin(first, second), ())
    yield names.get(first, ())


def find_known(surface: Surface) -> tuple[Hit, ...]:
    """Return the known names of a turn, longest at each place, not overlapping.

    For what is printed in capitals, four letters and more, case is ignored, and names that are
    also common words are left out.
    """
    plain, folded = _index()
    hits: list[Hit] = []
    free = 0
    for index, word in enumerate(surface.words):
        if word.start < free:
            continue
        after = surface.words[index + 1].text if index + 1 < len(surface.words) else ""
        name = _longest(_beginning(plain, word.text, after), surface.text, word.start)
        if name is None and word.text.isupper():
            begun = _beginning(folded, word.text.casefold(), after.casefold())
            name = _longest(begun, surface.text, word.start, fold=True)
        if name is None or not _is_meant(surface, index, by_name()[name]):
            continue
        free = word.start + len(name)
        hits.append(Hit(word.start, free, by_name()[name]))
    return tuple(hits)


def _is_meant(surface: Surface, index: int, known: Known) -> bool:
    """Tell whether the name is meant, not the common word that is written like it."""
    word = surface.words[index]
    if known.bare and (
        index == 0 or surface.words[index - 1].text.lower() not in determiners(*_BEFORE_BARE)
    ):
        return False
    if not (known.homonym and word.initial) or " " in known.name:
        return True
    return word.text.lower() not in lexicon("entity_starters") and surface.bare_subject(index)


def _longest(
    names: Iterable[tuple[str, ...]], text: str, start: int, *, fold: bool = False
) -> str | None:
    """Return the first of `names`, longest first, that stands at a place as whole words."""
    for name in chain.from_iterable(names):
        end = start + len(name)
        printed = text[start:end]
        capitals = fold and len(name) > 3 and printed.isupper()
        if printed == name or (capitals and printed.casefold() == name.casefold()):
            joined = text[end : end + 2]
            if not joined[:1].isalnum() and not (joined[:1] == "-" and joined[1:].isalnum()):
                return name
    return None
